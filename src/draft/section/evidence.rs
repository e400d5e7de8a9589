//! Turns what is seen in a line and around it into evidence for what the line is.
//!
//! A unit is a line, or a part of one where a salutation and text, or a valediction and a name, share a line. Each unit
//! gets a short list of evidence; the decoder adds up what every piece of evidence speaks for.

use super::facts::{ClosingKind, Facts, Likeness, Rest, Salutation};
use super::lexicon::Cue;

use Evidence as E;

macro_rules! evidence {
    ($($name:ident)*) => {
        /// A piece of evidence about a unit.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Evidence { $($name),* }

        impl Evidence {
            /// The name that the weights and the training data use.
            pub(super) fn name(self) -> &'static str {
                match self { $(Evidence::$name => stringify!($name)),* }
            }
        }
    };
}

evidence! {
    Bias
    // Where the unit stands.
    First Second Third Only Last LastTwo LastFour AfterQuote BeforeQuote Gap WideGap GapBelow Indented
    // How it looks.
    NoFunction OneFunction Running OneWord TwoWords FewWords SomeWords ManyWords
    EndsComma EndsPeriod EndsBang EndsQuestion EndsColon EndsOpen StartsLower StartsDigit Bullet
    NameLike TeamLike SigningMark SigningName NameLast NameFirst NameComma FirstNameComma LowerWordLast CapitalsOnly
    TitleWord TeamWord ContactLabel Phone Email Url OnlyUrl OnlyEmail OnlyField SignatureField HoldsField
    Rule Delimiter RuleBeforeText RuleBeforeFooter RuleLastText
    // Which formulas it holds.
    GreetingAlone GreetingNamed GreetingPart GreetingFirst GreetingSecond GreetingLate Addressed AddressedFirst TextAfterGreeting
    NoFormula NoSalutation Valediction ValedictionNamed ValedictionCalled ValedictionText ValedictionLong ValedictionRunningBelow
    Thanks ThanksFirst ThanksAboveValediction ThanksCalled ThanksLong ThanksText ThanksEnds ThanksRunningBelow ThanksNameBelow ThanksOnly
    Wish WishEnds WishAboveValediction WishRunningBelow NameAfterClosing
    SentFrom SentFromShort SentFromText Disclaimer DisclaimerOpens Footer FooterOpens Postscript Banner Initials
    // What stands around it.
    BelowValediction BelowThanks BelowWish BelowName BelowRule BelowDelimiter BelowSignatureField BelowFooter BelowColon BelowContact BelowGreeting
    AboveName AboveRule AboveSignatureField AboveFooter AboveValediction AboveGreeting AboveContact AboveRunning AboveMark
    ValedictionBehind ValedictionAhead DelimiterNear DelimiterBehind RunningAhead NoRunningAhead SignatureFieldBehind
    NameAfterValediction ShortAfterValediction ColonAfterSignature TextAfterSignature FooterTail ShortTail NameGapTail Reopened Directive Labelled BelowLabelled AboveLabelled FooterEarly BlockRunning BlockNotice BlockNoticeTail BlockContacts BlockContactsTail BlockShortTail BlockLast BlockSingle BlockNamed FarFromEnd VeryFarFromEnd ReopenedField
}

/// Which part of its line a unit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Whole,
    Greeting,
    AfterGreeting,
    Closing,
    AfterClosing,
    Initials,
}

/// A stretch of text that gets one kind.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unit {
    /// Byte offsets into the text.
    pub start: usize,
    pub end: usize,
    pub part: Part,
    pub facts: Facts,
    /// Blank lines above it.
    pub gap: usize,
    pub indent: usize,
    /// Quoted text stands directly above it.
    pub after_quote: bool,
}

impl Unit {
    /// Running text that someone wrote, and not a notice at the foot of a mail.
    pub(super) fn is_running(&self) -> bool {
        let f = &self.facts;
        let many = f.function >= 2 && f.tokens >= 5;
        let notice = f.holds.has(Cue::Disclaimer) || f.holds.has(Cue::Footer) || f.opens.has(Cue::SentFrom);
        many && !notice && !self.is_closing()
    }

    /// A closing formula, alone or with a name.
    fn is_closing(&self) -> bool {
        self.part == Part::Closing || self.facts.closing.is_some_and(|c| c.rest != Rest::Text)
    }

    fn is_valediction(&self) -> bool {
        self.is_closing() && self.facts.closing.is_some_and(|c| c.kind == ClosingKind::Valediction)
    }

    fn is_name(&self) -> bool {
        self.facts.likeness != Likeness::None
            && self.part != Part::Greeting
            && !self.is_closing()
            && self.facts.salutation == Salutation::None
    }

    fn is_footer(&self) -> bool {
        self.facts.holds.has(Cue::Footer)
            || self.facts.opens.has(Cue::SentFrom)
            || self.facts.holds.has(Cue::Disclaimer)
    }

    fn is_contact(&self) -> bool {
        let f = &self.facts;
        f.function <= 1 && (f.phone || f.only_url || f.only_email || f.is_labelled_contact())
    }
}

/// Units without a blank line or a quotation between them.
#[derive(Clone, Copy)]
struct Block {
    /// Units of the text that belong to it.
    start: usize,
    end: usize,
    /// Lines of running text.
    running: usize,
    /// Lines with a telephone number or an address and little else.
    contacts: usize,
    /// A legal notice, or a line that a machine or a mailing list adds.
    notice: bool,
    /// No line is longer than a title or an address is.
    short: bool,
    /// The first line is like a name.
    named: bool,
}

impl Block {
    fn of(units: &[Unit], start: usize) -> Self {
        let next = (start + 1..units.len()).find(|&i| units[i].gap > 0 || units[i].after_quote);
        let end = next.unwrap_or(units.len());
        let lines = &units[start..end];
        let first = lines.iter().take(2);
        Self {
            start,
            end,
            running: lines.iter().filter(|u| u.is_running()).count(),
            contacts: lines.iter().filter(|u| u.is_contact()).count(),
            notice: lines.iter().any(|u| u.facts.holds.has(Cue::Disclaimer)) || first.clone().any(Unit::is_footer),
            short: lines.iter().all(|u| u.facts.function <= 1 && u.facts.tokens <= 10),
            named: first.clone().any(Unit::is_name) && lines.len() > 1,
        }
    }
}

/// What is known about the units of a text as a whole, found in a few passes over them.
pub(super) struct Surroundings {
    blocks: Vec<Block>,
    /// The block of each unit.
    block_of: Vec<usize>,
    running_ahead: Vec<bool>,
    valediction_ahead: Vec<bool>,
    ends: Vec<usize>,
}

impl Surroundings {
    /// Looks ahead from every unit to the next quotation or the end of the text.
    pub(super) fn of(units: &[Unit]) -> Self {
        let count = units.len();
        let mut blocks: Vec<Block> = Vec::new();
        let mut block_of = Vec::with_capacity(count);
        for at in 0..count {
            if blocks.last().is_none_or(|b| b.end == at) {
                blocks.push(Block::of(units, at));
            }
            block_of.push(blocks.len() - 1);
        }
        let mut all = Self {
            blocks,
            block_of,
            running_ahead: vec![false; count],
            valediction_ahead: vec![false; count],
            ends: vec![count; count],
        };
        let (mut running, mut valediction, mut end) = (false, false, count);
        for at in (0..count).rev() {
            all.running_ahead[at] = running;
            all.valediction_ahead[at] = valediction;
            all.ends[at] = end;
            running |= units[at].is_running() && !all.blocks[all.block_of[at]].notice;
            valediction |= units[at].is_valediction();
            if units[at].after_quote {
                (running, valediction, end) = (false, false, at);
            }
        }
        all
    }
}

/// The evidence of one unit, which is emptied and filled anew for each.
pub(super) type Found = Vec<Evidence>;

/// What has been seen above a unit since the last quotation.
#[derive(Clone, Copy, Default)]
#[allow(clippy::struct_excessive_bools, reason = "independent observations")]
pub(super) struct Above {
    valediction: bool,
    signature_field: bool,
    /// Units since the signature's delimiter.
    delimiter: Option<usize>,
    signed: bool,
    /// Text was announced below the signature: "Your report was as follows:".
    reopened: bool,
}

impl Above {
    /// Takes note of `unit` for the units below it.
    pub(super) fn note(&mut self, unit: &Unit) {
        if unit.after_quote {
            *self = Self::default();
        }
        self.reopened |= self.signed && unit.gap > 0 && unit.facts.last == Some(':') && !unit.is_footer();
        self.reopened &= !unit.facts.delimiter && !unit.is_valediction();
        self.valediction |= unit.is_valediction();
        self.signature_field |= unit.facts.signature_field;
        self.signed |= unit.is_valediction() || unit.facts.signature_field || unit.facts.delimiter;
        self.delimiter = if unit.facts.delimiter { Some(0) } else { self.delimiter.map(|n| n + 1) };
    }
}

/// Collects the evidence of unit `at`.
pub(super) fn collect(units: &[Unit], at: usize, around: &Surroundings, above: Above, found: &mut Found) {
    found.clear();
    found.push(Evidence::Bias);
    let above = if units[at].after_quote { Above::default() } else { above };
    let view = View { units, at, around, above };
    view.place(found);
    view.looks(found);
    view.names(found);
    view.rules(found);
    view.formulas(found);
    view.notices(found);
    view.neighbours(found);
    view.course(found);
    view.block(found);
}

/// One unit, seen with what stands around it.
struct View<'a> {
    units: &'a [Unit],
    at: usize,
    around: &'a Surroundings,
    above: Above,
}

/// Adds every piece of evidence whose condition holds.
fn add(found: &mut Found, pieces: &[(Evidence, bool)]) {
    found.extend(pieces.iter().filter(|&&(_, holds)| holds).map(|&(piece, _)| piece));
}

impl View<'_> {
    fn unit(&self) -> &Unit {
        &self.units[self.at]
    }

    fn facts(&self) -> &Facts {
        &self.unit().facts
    }

    /// The unit above, unless a quotation stands between.
    fn up(&self) -> Option<&Unit> {
        (self.at > 0 && !self.unit().after_quote).then(|| &self.units[self.at - 1])
    }

    /// The unit below, unless a quotation stands between.
    fn down(&self) -> Option<&Unit> {
        self.units.get(self.at + 1).filter(|u| !u.after_quote)
    }

    fn down_two(&self) -> Option<&Unit> {
        self.down().and_then(|_| self.units.get(self.at + 2)).filter(|u| !u.after_quote)
    }

    /// Units below this one, to the next quotation or the end.
    fn left(&self) -> usize {
        self.around.ends[self.at] - self.at - 1
    }

    fn place(&self, found: &mut Found) {
        let unit = self.unit();
        let left = self.left();
        let quote_below = self.units.get(self.around.ends[self.at]).is_some_and(|u| u.after_quote);
        add(
            found,
            &[
                (E::First, self.at == 0),
                (E::Second, self.at == 1),
                (E::Third, self.at == 2),
                (E::Only, self.units.len() == 1),
                (E::Last, left == 0),
                (E::LastTwo, left == 1),
                (E::LastFour, left == 2 || left == 3),
                (E::AfterQuote, unit.after_quote),
                (E::BeforeQuote, left == 0 && quote_below),
                (E::Gap, unit.gap > 0),
                (E::WideGap, unit.gap > 1),
                (E::GapBelow, self.down().is_none_or(|d| d.gap > 0)),
                (E::Indented, unit.indent > 1),
            ],
        );
    }

    fn looks(&self, found: &mut Found) {
        let f = self.facts();
        if f.rule {
            return;
        }
        let last = f.last.unwrap_or(' ');
        add(
            found,
            &[
                (E::NoFunction, f.function == 0),
                (E::OneFunction, f.function == 1),
                (E::Running, self.unit().is_running()),
                (E::OneWord, f.tokens == 1),
                (E::TwoWords, f.tokens == 2),
                (E::FewWords, (3..=4).contains(&f.tokens)),
                (E::SomeWords, (5..=8).contains(&f.tokens)),
                (E::ManyWords, f.tokens > 8),
                (E::EndsComma, last == ','),
                (E::EndsPeriod, last == '.'),
                (E::EndsBang, last == '!'),
                (E::EndsQuestion, last == '?'),
                (E::EndsColon, last == ':'),
                (E::EndsOpen, last.is_alphanumeric()),
                (E::StartsLower, f.lower),
                (E::StartsDigit, f.first.is_some_and(|c| c.is_ascii_digit())),
                (E::Bullet, matches!(f.first, Some('-' | '*' | '•' | '·')) && !f.signing_mark),
                (E::CapitalsOnly, f.capitals >= 1 && f.capitals == f.tokens),
                (E::OnlyField, f.only_placeholders),
                (E::SignatureField, f.signature_field),
                (E::HoldsField, f.placeholders > 0 && !f.only_placeholders),
            ],
        );
    }

    fn names(&self, found: &mut Found) {
        let (f, first, last) = (self.facts(), self.at == 0, self.left() == 0);
        let name = f.likeness == Likeness::Name && self.unit().is_name();
        let comma = f.last == Some(',');
        add(
            found,
            &[
                (E::NameLike, name),
                (E::TeamLike, f.likeness == Likeness::Team),
                (E::SigningMark, f.signing_mark),
                (E::SigningName, f.signing_mark && f.likeness != Likeness::None),
                (E::NameLast, self.unit().is_name() && last && !first),
                (E::NameFirst, name && first),
                (E::NameComma, name && comma),
                (E::FirstNameComma, name && comma && first && f.tokens <= 3),
                (E::LowerWordLast, f.tokens == 1 && f.lower && last && !first),
                (E::TitleWord, f.holds.has(Cue::Title) && f.function <= 1),
                (E::TeamWord, f.holds.has(Cue::Team) && f.function <= 2),
                (E::ContactLabel, f.is_labelled_contact()),
                (E::Phone, f.phone),
                (E::Email, f.emails > 0),
                (E::Url, f.urls > 0),
                (E::OnlyUrl, f.only_url),
                (E::OnlyEmail, f.only_email),
            ],
        );
    }

    fn rules(&self, found: &mut Found) {
        let f = self.facts();
        let footer = [self.down(), self.down_two()].into_iter().flatten().any(Unit::is_footer);
        add(
            found,
            &[
                (E::Rule, f.rule && !f.delimiter),
                (E::Delimiter, f.delimiter),
                (E::RuleBeforeText, f.rule && self.around.running_ahead[self.at]),
                (E::RuleBeforeFooter, f.rule && footer),
                (E::RuleLastText, f.rule && !self.around.running_ahead[self.at]),
            ],
        );
    }

    fn formulas(&self, found: &mut Found) {
        let (f, part) = (self.facts(), self.unit().part);
        let called = f.addressed || (f.likeness == Likeness::Name && f.last == Some(','));
        let plain = f.salutation == Salutation::None && part != Part::Greeting && !called;
        let greets = matches!(f.salutation, Salutation::Alone | Salutation::Named) || part == Part::Greeting;
        add(
            found,
            &[
                (E::GreetingAlone, f.salutation == Salutation::Alone && part == Part::Whole),
                (E::GreetingNamed, f.salutation == Salutation::Named && part == Part::Whole),
                (E::GreetingPart, part == Part::Greeting),
                (E::GreetingFirst, greets && self.at == 0),
                (E::GreetingSecond, greets && (self.at == 1 || self.at == 2)),
                (E::GreetingLate, greets && self.at > 2),
                (E::Addressed, f.addressed),
                (E::AddressedFirst, f.addressed && self.at == 0),
                (E::TextAfterGreeting, part == Part::AfterGreeting),
                (E::NoFormula, !self.unit().is_closing()),
                (E::NoSalutation, plain),
                (E::NameAfterClosing, part == Part::AfterClosing),
                (E::Initials, part == Part::Initials),
            ],
        );
        self.closings(found);
    }

    fn closings(&self, found: &mut Found) {
        let Some(closing) = self.facts().closing else { return };
        let part = self.unit().part;
        let valediction = closing.kind == ClosingKind::Valediction;
        let thanks = closing.kind == ClosingKind::Thanks;
        let wish = closing.kind == ClosingKind::Wish;
        let alone = closing.rest == Rest::Nothing;
        let text = closing.rest == Rest::Text;
        let running = self.around.running_ahead[self.at];
        let name_below = self.down().is_some_and(|d| {
            d.is_name()
                || d.facts.delimiter
                || d.facts.signature_field
                || (d.facts.tokens <= 2 && d.facts.function == 0)
        });
        let ends = self.left() == 0 || name_below;
        add(
            found,
            &[
                (E::Valediction, valediction && alone),
                (E::ValedictionNamed, part == Part::Closing && valediction),
                (E::ValedictionCalled, valediction && closing.rest == Rest::Called),
                (E::ValedictionText, valediction && text),
                (E::ValedictionLong, valediction && !text && closing.words >= 2),
                (E::ValedictionRunningBelow, valediction && !text && running),
                (E::Thanks, thanks && (alone || part == Part::Closing)),
                (E::ThanksFirst, thanks && self.at == 0),
                (E::ThanksAboveValediction, thanks && self.down().is_some_and(Unit::is_valediction)),
                (E::ThanksCalled, thanks && closing.rest == Rest::Called),
                (E::ThanksLong, thanks && closing.words >= 3 && self.facts().tokens <= 10),
                (E::ThanksText, thanks && text),
                (E::ThanksEnds, thanks && ends && !text),
                (E::ThanksRunningBelow, thanks && running),
                (E::ThanksNameBelow, thanks && !text && name_below),
                (E::ThanksOnly, thanks && self.units.len() == 1),
                (E::Wish, wish && !text),
                (E::WishEnds, wish && ends && !text),
                (E::WishAboveValediction, wish && self.down().is_some_and(Unit::is_valediction)),
                (E::WishRunningBelow, wish && running),
            ],
        );
    }

    fn notices(&self, found: &mut Found) {
        let f = self.facts();
        let sent = f.opens.has(Cue::SentFrom);
        add(
            found,
            &[
                (E::SentFrom, sent),
                (E::SentFromText, sent && f.function >= 4),
                (E::SentFromShort, sent && f.tokens <= 8 && !matches!(f.last, Some(',' | ':'))),
                (E::Disclaimer, f.holds.has(Cue::Disclaimer)),
                (E::DisclaimerOpens, f.opens.has(Cue::Disclaimer)),
                (E::Footer, f.holds.has(Cue::Footer)),
                (E::FooterOpens, f.opens.has(Cue::Footer)),
                (E::Postscript, f.opens.has(Cue::Postscript)),
                (E::Banner, f.opens.has(Cue::Banner)),
            ],
        );
    }

    fn neighbours(&self, found: &mut Found) {
        let near = |unit: Option<&Unit>, test: fn(&Unit) -> bool| unit.is_some_and(test);
        let closes = |kind: ClosingKind| {
            self.up().is_some_and(|u| u.is_closing() && u.facts.closing.is_some_and(|c| c.kind == kind))
        };
        let (up, down) = (self.up(), self.down());
        add(
            found,
            &[
                (E::BelowValediction, closes(ClosingKind::Valediction)),
                (E::BelowThanks, closes(ClosingKind::Thanks)),
                (E::BelowWish, closes(ClosingKind::Wish)),
                (E::BelowName, near(up, Unit::is_name)),
                (E::BelowRule, near(up, |u| u.facts.rule && !u.facts.delimiter)),
                (E::BelowDelimiter, near(up, |u| u.facts.delimiter)),
                (E::BelowSignatureField, near(up, |u| u.facts.signature_field)),
                (E::BelowFooter, near(up, Unit::is_footer)),
                (E::BelowColon, near(up, |u| u.facts.last == Some(':'))),
                (E::BelowContact, near(up, Unit::is_contact)),
                (
                    E::BelowGreeting,
                    near(up, |u| {
                        matches!(u.facts.salutation, Salutation::Alone | Salutation::Named) || u.part == Part::Greeting
                    }),
                ),
                (E::AboveName, near(down, Unit::is_name)),
                (E::AboveRule, near(down, |u| u.facts.rule)),
                (E::AboveSignatureField, near(down, |u| u.facts.signature_field)),
                (E::AboveFooter, near(down, Unit::is_footer)),
                (E::AboveValediction, near(down, Unit::is_valediction)),
                (E::AboveGreeting, near(down, |u| u.facts.salutation != Salutation::None)),
                (E::AboveContact, near(down, Unit::is_contact)),
                (E::AboveRunning, near(down, Unit::is_running)),
                (E::AboveMark, near(down, |u| u.facts.signing_mark)),
            ],
        );
    }

    fn course(&self, found: &mut Found) {
        let is_label = |unit: &Unit| unit.facts.labelled && !unit.facts.is_labelled_contact();
        let (unit, above) = (self.unit(), self.above);
        let running = self.around.running_ahead[self.at];
        let closed = self.up().is_some_and(Unit::is_closing);
        let short = unit.facts.tokens <= 6 && unit.facts.function <= 1;
        add(
            found,
            &[
                (E::ValedictionBehind, above.valediction),
                (E::ValedictionAhead, self.around.valediction_ahead[self.at]),
                (E::DelimiterNear, above.delimiter.is_some_and(|n| n < 6)),
                (E::DelimiterBehind, above.delimiter.is_some()),
                (E::RunningAhead, running),
                (E::NoRunningAhead, !running && !unit.is_running()),
                (E::SignatureFieldBehind, above.signature_field),
                (E::NameAfterValediction, closed && unit.is_name()),
                (E::ShortAfterValediction, closed && short),
                (E::ColonAfterSignature, above.signed && unit.facts.last == Some(':') && unit.gap > 0),
                (E::TextAfterSignature, above.signed && unit.is_running() && unit.gap > 0),
                (E::FooterTail, unit.is_footer() && !running),
                (E::ShortTail, short && !running && self.at > 0 && unit.gap == 0),
                (E::Reopened, above.reopened),
                (E::ReopenedField, above.reopened && unit.facts.only_placeholders),
                (E::Labelled, is_label(unit)),
                (E::BelowLabelled, self.up().is_some_and(is_label)),
                (E::AboveLabelled, self.down().is_some_and(is_label)),
                (E::Directive, unit.facts.directive),
                (E::FooterEarly, unit.is_footer() && self.at < 3),
                (E::FarFromEnd, self.left() > 15),
                (E::VeryFarFromEnd, self.left() > 40),
                (E::NameGapTail, unit.is_name() && !running && self.at > 0 && unit.gap > 0 && !closed),
            ],
        );
    }

    fn block(&self, found: &mut Found) {
        let block = &self.around.blocks[self.around.block_of[self.at]];
        let tail = !self.around.running_ahead[block.end - 1];
        let contacts = block.short && block.contacts > 0 && block.end - block.start > 1;
        add(
            found,
            &[
                (E::BlockRunning, block.running > 0 && !block.notice),
                (E::BlockNotice, block.notice),
                (E::BlockNoticeTail, block.notice && tail),
                (E::BlockContacts, contacts),
                (E::BlockContactsTail, contacts && tail && block.named),
                (E::BlockShortTail, block.short && tail && block.start > 0),
                (E::BlockLast, self.around.ends[self.at] == block.end),
                (E::BlockSingle, block.end - block.start == 1),
                (E::BlockNamed, block.named && block.short),
            ],
        );
    }
}
