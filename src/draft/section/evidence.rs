//! Turns what is seen in a line and around it into evidence for what the line is.
//!
//! A unit is a line, or a part of one where a salutation and text, or a valediction and a name, share a line. Each unit
//! gets a short list of evidence; the decoder adds up what every piece of evidence speaks for.

use super::facts::{ClosingKind, Facts, Likeness, Rest, Salutation};
use super::lexicon::Cue;

macro_rules! evidence {
    ($($name:ident)*) => {
        /// A piece of evidence about a unit.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Evidence { $($name),* }

        impl Evidence {
            /// All kinds of evidence, in the order of the weights.
            pub const ALL: &'static [Evidence] = &[$(Evidence::$name),*];

            /// The name that the weights and the training data use.
            pub fn name(self) -> &'static str {
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
    Valediction ValedictionNamed ValedictionCalled ValedictionText ValedictionLong ValedictionRunningBelow
    Thanks ThanksCalled ThanksLong ThanksText ThanksEnds ThanksRunningBelow ThanksNameBelow ThanksOnly
    Wish WishEnds WishRunningBelow NameAfterClosing
    SentFrom SentFromShort Disclaimer DisclaimerOpens Footer FooterOpens Postscript Banner Initials
    // What stands around it.
    BelowValediction BelowThanks BelowWish BelowName BelowRule BelowDelimiter BelowSignatureField BelowFooter BelowColon BelowContact BelowGreeting
    AboveName AboveRule AboveSignatureField AboveFooter AboveValediction AboveGreeting AboveContact AboveRunning AboveMark
    ValedictionBehind ValedictionAhead DelimiterNear DelimiterBehind RunningAhead NoRunningAhead SignatureFieldBehind
    NameAfterValediction ShortAfterValediction ColonAfterSignature TextAfterSignature FooterTail ShortTail NameGapTail
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
    fn is_running(&self) -> bool {
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
        self.facts.likeness != Likeness::None && self.part != Part::Greeting && !self.is_closing() && self.facts.salutation == Salutation::None
    }

    fn is_footer(&self) -> bool {
        self.facts.holds.has(Cue::Footer) || self.facts.opens.has(Cue::SentFrom) || self.facts.holds.has(Cue::Disclaimer)
    }

    fn is_contact(&self) -> bool {
        let f = &self.facts;
        f.function <= 1 && (f.phone || f.only_url || f.only_email || f.opens.has(Cue::Contact))
    }
}

/// What is known about the units of a text as a whole, found in two passes over them.
pub(super) struct Surroundings {
    running_ahead: Vec<bool>,
    valediction_ahead: Vec<bool>,
    ends: Vec<usize>,
}

impl Surroundings {
    /// Looks ahead from every unit to the next quotation or the end of the text.
    pub fn of(units: &[Unit]) -> Self {
        let count = units.len();
        let mut all = Self { running_ahead: vec![false; count], valediction_ahead: vec![false; count], ends: vec![count; count] };
        let (mut running, mut valediction, mut end) = (false, false, count);
        for at in (0..count).rev() {
            all.running_ahead[at] = running;
            all.valediction_ahead[at] = valediction;
            all.ends[at] = end;
            running |= units[at].is_running();
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
pub(super) struct Above {
    valediction: bool,
    signature_field: bool,
    /// Units since the signature's delimiter.
    delimiter: Option<usize>,
    signed: bool,
}

impl Above {
    /// Takes note of `unit` for the units below it.
    pub fn note(&mut self, unit: &Unit) {
        if unit.after_quote {
            *self = Self::default();
        }
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
        use Evidence::{AfterQuote, BeforeQuote, First, Gap, GapBelow, Indented, Last, LastFour, LastTwo, Only, Second, Third, WideGap};
        let unit = self.unit();
        let left = self.left();
        let quote_below = self.units.get(self.around.ends[self.at]).is_some_and(|u| u.after_quote);
        add(
            found,
            &[
                (First, self.at == 0),
                (Second, self.at == 1),
                (Third, self.at == 2),
                (Only, self.units.len() == 1),
                (Last, left == 0),
                (LastTwo, left == 1),
                (LastFour, left == 2 || left == 3),
                (AfterQuote, unit.after_quote),
                (BeforeQuote, left == 0 && quote_below),
                (Gap, unit.gap > 0),
                (WideGap, unit.gap > 1),
                (GapBelow, self.down().is_none_or(|d| d.gap > 0)),
                (Indented, unit.indent > 1),
            ],
        );
    }

    fn looks(&self, found: &mut Found) {
        use Evidence::{Bullet, CapitalsOnly, EndsBang, EndsColon, EndsComma, EndsOpen, EndsPeriod, EndsQuestion, FewWords, HoldsField, ManyWords, NoFunction, OneFunction, OneWord, OnlyField, Running, SignatureField, SomeWords, StartsDigit, StartsLower, TwoWords};
        let f = self.facts();
        if f.rule {
            return;
        }
        let last = f.last.unwrap_or(' ');
        add(
            found,
            &[
                (NoFunction, f.function == 0),
                (OneFunction, f.function == 1),
                (Running, self.unit().is_running()),
                (OneWord, f.tokens == 1),
                (TwoWords, f.tokens == 2),
                (FewWords, (3..=4).contains(&f.tokens)),
                (SomeWords, (5..=8).contains(&f.tokens)),
                (ManyWords, f.tokens > 8),
                (EndsComma, last == ','),
                (EndsPeriod, last == '.'),
                (EndsBang, last == '!'),
                (EndsQuestion, last == '?'),
                (EndsColon, last == ':'),
                (EndsOpen, last.is_alphanumeric()),
                (StartsLower, f.lower),
                (StartsDigit, f.first.is_some_and(|c| c.is_ascii_digit())),
                (Bullet, matches!(f.first, Some('-' | '*' | '•' | '·')) && !f.signing_mark),
                (CapitalsOnly, f.capitals >= 1 && f.capitals == f.tokens),
                (OnlyField, f.only_placeholders),
                (SignatureField, f.signature_field),
                (HoldsField, f.placeholders > 0 && !f.only_placeholders),
            ],
        );
    }

    fn names(&self, found: &mut Found) {
        use Evidence::{ContactLabel, Email, FirstNameComma, LowerWordLast, NameComma, NameFirst, NameLast, NameLike, OnlyEmail, OnlyUrl, Phone, SigningMark, SigningName, TeamLike, TeamWord, TitleWord, Url};
        let (f, first, last) = (self.facts(), self.at == 0, self.left() == 0);
        let name = f.likeness == Likeness::Name && self.unit().is_name();
        let comma = f.last == Some(',');
        add(
            found,
            &[
                (NameLike, name),
                (TeamLike, f.likeness == Likeness::Team),
                (SigningMark, f.signing_mark),
                (SigningName, f.signing_mark && f.likeness != Likeness::None),
                (NameLast, self.unit().is_name() && last && !first),
                (NameFirst, name && first),
                (NameComma, name && comma),
                (FirstNameComma, name && comma && first && f.tokens <= 3),
                (LowerWordLast, f.tokens == 1 && f.lower && last && !first),
                (TitleWord, f.holds.has(Cue::Title) && f.function <= 1),
                (TeamWord, f.holds.has(Cue::Team) && f.function <= 2),
                (ContactLabel, f.opens.has(Cue::Contact) && f.function <= 1),
                (Phone, f.phone),
                (Email, f.emails > 0),
                (Url, f.urls > 0),
                (OnlyUrl, f.only_url),
                (OnlyEmail, f.only_email),
            ],
        );
    }

    fn rules(&self, found: &mut Found) {
        use Evidence::{Delimiter, Rule, RuleBeforeFooter, RuleBeforeText, RuleLastText};
        let f = self.facts();
        let footer = [self.down(), self.down_two()].into_iter().flatten().any(Unit::is_footer);
        add(
            found,
            &[
                (Rule, f.rule && !f.delimiter),
                (Delimiter, f.delimiter),
                (RuleBeforeText, f.rule && self.around.running_ahead[self.at]),
                (RuleBeforeFooter, f.rule && footer),
                (RuleLastText, f.rule && !self.around.running_ahead[self.at]),
            ],
        );
    }

    fn formulas(&self, found: &mut Found) {
        use Evidence::{Addressed, AddressedFirst, GreetingAlone, GreetingFirst, GreetingLate, GreetingNamed, GreetingPart, GreetingSecond, Initials, NameAfterClosing, TextAfterGreeting};
        let (f, part) = (self.facts(), self.unit().part);
        let greets = matches!(f.salutation, Salutation::Alone | Salutation::Named) || part == Part::Greeting;
        add(
            found,
            &[
                (GreetingAlone, f.salutation == Salutation::Alone && part == Part::Whole),
                (GreetingNamed, f.salutation == Salutation::Named && part == Part::Whole),
                (GreetingPart, part == Part::Greeting),
                (GreetingFirst, greets && self.at == 0),
                (GreetingSecond, greets && (self.at == 1 || self.at == 2)),
                (GreetingLate, greets && self.at > 2),
                (Addressed, f.addressed),
                (AddressedFirst, f.addressed && self.at == 0),
                (TextAfterGreeting, part == Part::AfterGreeting),
                (NameAfterClosing, part == Part::AfterClosing),
                (Initials, part == Part::Initials),
            ],
        );
        self.closings(found);
    }

    fn closings(&self, found: &mut Found) {
        use Evidence::{Thanks, ThanksCalled, ThanksEnds, ThanksLong, ThanksNameBelow, ThanksOnly, ThanksRunningBelow, ThanksText, Valediction, ValedictionCalled, ValedictionLong, ValedictionNamed, ValedictionRunningBelow, ValedictionText, Wish, WishEnds, WishRunningBelow};
        let Some(closing) = self.facts().closing else { return };
        let part = self.unit().part;
        let valediction = closing.kind == ClosingKind::Valediction;
        let thanks = closing.kind == ClosingKind::Thanks;
        let wish = closing.kind == ClosingKind::Wish;
        let alone = closing.rest == Rest::Nothing;
        let text = closing.rest == Rest::Text;
        let running = self.around.running_ahead[self.at];
        let name_below = self.down().is_some_and(|d| d.is_name() || d.facts.delimiter || d.facts.signature_field || (d.facts.tokens <= 2 && d.facts.function == 0));
        let ends = self.left() == 0 || name_below;
        add(
            found,
            &[
                (Valediction, valediction && alone),
                (ValedictionNamed, part == Part::Closing && valediction),
                (ValedictionCalled, valediction && closing.rest == Rest::Called),
                (ValedictionText, valediction && text),
                (ValedictionLong, valediction && !text && closing.words >= 2),
                (ValedictionRunningBelow, valediction && !text && running),
                (Thanks, thanks && (alone || part == Part::Closing)),
                (ThanksCalled, thanks && closing.rest == Rest::Called),
                (ThanksLong, thanks && closing.words >= 3 && self.facts().tokens <= 10),
                (ThanksText, thanks && text),
                (ThanksEnds, thanks && ends && !text),
                (ThanksRunningBelow, thanks && running),
                (ThanksNameBelow, thanks && !text && name_below),
                (ThanksOnly, thanks && self.units.len() == 1),
                (Wish, wish && !text),
                (WishEnds, wish && ends && !text),
                (WishRunningBelow, wish && running),
            ],
        );
    }

    fn notices(&self, found: &mut Found) {
        use Evidence::{Banner, Disclaimer, DisclaimerOpens, Footer, FooterOpens, Postscript, SentFrom, SentFromShort};
        let f = self.facts();
        let sent = f.opens.has(Cue::SentFrom);
        add(
            found,
            &[
                (SentFrom, sent),
                (SentFromShort, sent && f.tokens <= 8 && !matches!(f.last, Some(',' | ':'))),
                (Disclaimer, f.holds.has(Cue::Disclaimer)),
                (DisclaimerOpens, f.opens.has(Cue::Disclaimer)),
                (Footer, f.holds.has(Cue::Footer)),
                (FooterOpens, f.opens.has(Cue::Footer)),
                (Postscript, f.opens.has(Cue::Postscript)),
                (Banner, f.opens.has(Cue::Banner)),
            ],
        );
    }

    fn neighbours(&self, found: &mut Found) {
        use Evidence::{AboveContact, AboveFooter, AboveGreeting, AboveMark, AboveName, AboveRule, AboveRunning, AboveSignatureField, AboveValediction, BelowColon, BelowContact, BelowDelimiter, BelowFooter, BelowGreeting, BelowName, BelowRule, BelowSignatureField, BelowThanks, BelowValediction, BelowWish};
        let near = |unit: Option<&Unit>, test: fn(&Unit) -> bool| unit.is_some_and(test);
        let closes = |kind: ClosingKind| self.up().is_some_and(|u| u.is_closing() && u.facts.closing.is_some_and(|c| c.kind == kind));
        let (up, down) = (self.up(), self.down());
        add(
            found,
            &[
                (BelowValediction, closes(ClosingKind::Valediction)),
                (BelowThanks, closes(ClosingKind::Thanks)),
                (BelowWish, closes(ClosingKind::Wish)),
                (BelowName, near(up, Unit::is_name)),
                (BelowRule, near(up, |u| u.facts.rule && !u.facts.delimiter)),
                (BelowDelimiter, near(up, |u| u.facts.delimiter)),
                (BelowSignatureField, near(up, |u| u.facts.signature_field)),
                (BelowFooter, near(up, Unit::is_footer)),
                (BelowColon, near(up, |u| u.facts.last == Some(':'))),
                (BelowContact, near(up, Unit::is_contact)),
                (BelowGreeting, near(up, |u| matches!(u.facts.salutation, Salutation::Alone | Salutation::Named) || u.part == Part::Greeting)),
                (AboveName, near(down, Unit::is_name)),
                (AboveRule, near(down, |u| u.facts.rule)),
                (AboveSignatureField, near(down, |u| u.facts.signature_field)),
                (AboveFooter, near(down, Unit::is_footer)),
                (AboveValediction, near(down, Unit::is_valediction)),
                (AboveGreeting, near(down, |u| u.facts.salutation != Salutation::None)),
                (AboveContact, near(down, Unit::is_contact)),
                (AboveRunning, near(down, Unit::is_running)),
                (AboveMark, near(down, |u| u.facts.signing_mark)),
            ],
        );
    }

    fn course(&self, found: &mut Found) {
        use Evidence::{ColonAfterSignature, DelimiterBehind, DelimiterNear, FooterTail, NameAfterValediction, NameGapTail, NoRunningAhead, RunningAhead, ShortAfterValediction, ShortTail, SignatureFieldBehind, TextAfterSignature, ValedictionAhead, ValedictionBehind};
        let (unit, above) = (self.unit(), self.above);
        let running = self.around.running_ahead[self.at];
        let closed = self.up().is_some_and(Unit::is_closing);
        let short = unit.facts.tokens <= 6 && unit.facts.function <= 1;
        add(
            found,
            &[
                (ValedictionBehind, above.valediction),
                (ValedictionAhead, self.around.valediction_ahead[self.at]),
                (DelimiterNear, above.delimiter.is_some_and(|n| n < 6)),
                (DelimiterBehind, above.delimiter.is_some()),
                (RunningAhead, running),
                (NoRunningAhead, !running && !unit.is_running()),
                (SignatureFieldBehind, above.signature_field),
                (NameAfterValediction, closed && unit.is_name()),
                (ShortAfterValediction, closed && short),
                (ColonAfterSignature, above.signed && unit.facts.last == Some(':') && unit.gap > 0),
                (TextAfterSignature, above.signed && unit.is_running() && unit.gap > 0),
                (FooterTail, unit.is_footer() && !running),
                (ShortTail, short && !running && self.at > 0 && unit.gap == 0),
                (NameGapTail, unit.is_name() && !running && self.at > 0 && unit.gap > 0 && !closed),
            ],
        );
    }
}
