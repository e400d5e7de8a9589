//! Reads one line: how it looks, and which words of the lists it holds.
//!
//! What a line is for is decided elsewhere; here are only things that can be seen in the line itself.

use super::lexicon::{Cue, Cues, Lexicon};
use super::line::Line;
use super::token::{Shape, Token, tokens};
use crate::text::digits_in;

/// Bytes of a line that are read. Salutations, valedictions, contact lines and attributions are short, and what a long
/// line is shows at its beginning; the bound keeps the cost of a hostile line small.
const HEAD: usize = 480;
/// A name or a title is not longer than this, in bytes.
const LONGEST_NAME: usize = 72;

/// How the name-like part of a line ends up being read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Likeness {
    /// Not like a name.
    #[default]
    None,
    /// Capitalised words or placeholders only.
    Name,
    /// A name with a word for a team or department.
    Team,
}

/// A header field's name at the beginning of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Subject,
    From,
    To,
    Date,
    Other,
    /// One that a program made up: `X-…`.
    Extension,
}

/// A salutation at the beginning of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Salutation {
    #[default]
    None,
    /// The formula alone: "Hei,".
    Alone,
    /// With whom it addresses: "Hei Kari,".
    Named,
    /// With text behind it; holds the bytes of the line that belong to the salutation.
    Text(usize),
}

/// The family of a closing formula.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ClosingKind {
    Valediction,
    Thanks,
    Wish,
}

/// A closing formula at the beginning of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Closing {
    pub kind: ClosingKind,
    /// Words in the formula.
    pub words: usize,
    pub rest: Rest,
}

/// What stands behind a closing formula.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rest {
    Nothing,
    /// A name in the same clause: "Thanks Kari!".
    Called,
    /// A name that signs; holds the bytes of the line that belong to the formula.
    Signed(usize),
    Text,
}

/// What is seen in one line.
#[derive(Clone, Copy, Debug, Default)]
#[allow(clippy::struct_excessive_bools, reason = "independent observations, each read on its own")]
pub(super) struct Facts {
    /// Words, numbers, placeholders and addresses in the part that is read.
    pub tokens: usize,
    /// Words that hold running text together.
    pub function: usize,
    pub capitals: usize,
    /// Capitalised words that are in none of the lists.
    pub strangers: usize,
    pub numbers: usize,
    pub placeholders: usize,
    pub urls: usize,
    pub emails: usize,
    /// The first character that is not white space.
    pub first: Option<char>,
    /// The last one.
    pub last: Option<char>,
    /// The first letter is a small one.
    pub lower: bool,
    /// Only rule characters, three or more.
    pub rule: bool,
    /// `--` or an em dash alone, the delimiter of a signature.
    pub delimiter: bool,
    /// A single address, date or placeholder fills the line.
    pub only_url: bool,
    pub only_email: bool,
    pub only_placeholders: bool,
    /// A template's statement fills the line: `{% if x %}`, `[% END %]`.
    pub directive: bool,
    /// A placeholder whose name speaks of a signature.
    pub signature_field: bool,
    pub phone: bool,
    /// A date or a time of day is mentioned.
    pub dated: bool,
    /// Nothing but the parts of a date.
    pub only_date: bool,
    pub likeness: Likeness,
    /// A mark that signs stands in front of the name: `-Kari`, `/Kari`, `— Kari`, `^KN`.
    pub signing_mark: bool,
    pub salutation: Salutation,
    /// "Til Kari Nordmann," and its like.
    pub addressed: bool,
    pub closing: Option<Closing>,
    /// What the words at the beginning say.
    pub opens: Cues,
    /// What any of the words say.
    pub holds: Cues,
    pub field: Option<Field>,
    /// A label of a few words, a colon and a value: "Order number: 4711".
    pub labelled: bool,
    /// The last token is the verb of an attribution.
    pub ends_with_verb: bool,
    /// Bytes of the line before initials that sign it: `… ^KN`.
    pub initials: Option<usize>,
}

impl Facts {
    /// A label such as "Tlf." or "E-post" with a number or an address behind it.
    pub(super) fn is_labelled_contact(&self) -> bool {
        let value = self.numbers + self.emails + self.urls + self.placeholders > 0;
        self.opens.has(Cue::Contact) && value && self.function <= 1
    }
}

/// The words that lines are read by, and the tokens of the line that was read last.
pub(super) struct Words<'l> {
    lexicon: &'l Lexicon,
    buffer: Vec<Token>,
}

impl<'l> Words<'l> {
    pub(super) fn of(lexicon: &'l Lexicon) -> Self {
        Self { lexicon, buffer: Vec::with_capacity(64) }
    }
}

/// The facts of each line of a text. Marked lines are not read and share one entry, so that a long quotation costs little.
pub(super) struct FactsOf {
    known: Vec<Facts>,
    place: Vec<u32>,
}

impl FactsOf {
    /// Reads those of `lines` that bear no quotation mark.
    pub(super) fn read(text: &str, lines: &[Line], marked: &[bool], words: &mut Words<'_>) -> Self {
        let unmarked = marked.iter().filter(|marked| !**marked).count();
        let mut all = Self { known: Vec::with_capacity(unmarked + 1), place: Vec::with_capacity(lines.len()) };
        all.known.push(Facts::default());
        for (line, &marked) in lines.iter().zip(marked) {
            // A text with more lines than 32 bits can count would be read as one quotation; none comes near.
            let next = if marked { Some(0) } else { u32::try_from(all.known.len()).ok() };
            if let Some(1..) = next {
                all.known.push(read(&text[line.start..line.end], words));
            }
            all.place.push(next.unwrap_or(0));
        }
        all
    }

    pub(super) fn len(&self) -> usize {
        self.place.len()
    }
}

impl std::ops::Index<usize> for FactsOf {
    type Output = Facts;

    fn index(&self, line: usize) -> &Facts {
        &self.known[self.place[line] as usize]
    }
}

/// Reads `line`, which is trimmed and not empty.
pub(super) fn read(line: &str, words: &mut Words<'_>) -> Facts {
    let head = head(line);
    let mut facts = Facts { first: line.chars().next(), last: line.chars().next_back(), ..Facts::default() };
    if is_rule(line, &mut facts) {
        return facts;
    }
    tokens(head, words.lexicon, &mut words.buffer);
    let found = Found { line: head, tokens: &words.buffer, lexicon: words.lexicon };
    count(&found, &mut facts);
    look_up(&found, &mut facts);
    let whole = head.len() == line.len();
    facts.likeness = if whole { found.likeness(0) } else { Likeness::None };
    facts.signing_mark = found.signing_mark();
    facts.field = found.field(&facts);
    facts.labelled = found.labelled();
    facts.phone = has_phone(head);
    facts.dated = found.dated();
    facts.only_date = facts.dated && found.only_date();
    facts.salutation = found.salutation(&facts);
    facts.addressed = found.addressed(&facts);
    facts.closing = if whole && !found.greets_by_farewell() { found.closing(facts.opens) } else { None };
    facts.initials = if whole { initials(line) } else { None };
    facts
}

/// The part of `line` that is read.
fn head(line: &str) -> &str {
    if line.len() <= HEAD {
        return line;
    }
    let mut end = HEAD;
    while !line.is_char_boundary(end) {
        end -= 1;
    }
    &line[..end]
}

/// Whether the line is drawn and not written: `-----`, `====`, `__ __`, `--`.
fn is_rule(line: &str, facts: &mut Facts) -> bool {
    let mut drawn = 0;
    for c in line.chars() {
        match c {
            '-' | '_' | '=' | '*' | '~' | '#' | '+' | '.' | '•' | '·' | '–' | '—' | '―' | '─' | '━' | '═' | '^' =>
            {
                drawn += 1;
            }
            ' ' | '\t' => {}
            _ => return false,
        }
    }
    facts.delimiter = matches!(line, "--" | "—" | "––" | "- -" | "–");
    facts.rule = drawn >= 3 || facts.delimiter;
    facts.rule
}

fn count(found: &Found, facts: &mut Facts) {
    facts.tokens = found.tokens.len();
    for token in found.tokens {
        match token.shape {
            Shape::Lower => {}
            Shape::Capital => facts.capitals += 1,
            Shape::Number => facts.numbers += 1,
            Shape::Placeholder => facts.placeholders += 1,
            Shape::Url => facts.urls += 1,
            Shape::Email => facts.emails += 1,
        }
    }
    facts.lower = found.tokens.first().is_some_and(|t| t.shape == Shape::Lower);
    facts.only_placeholders = facts.tokens > 0 && facts.placeholders == facts.tokens;
    facts.only_url = facts.tokens == 1 && facts.urls == 1;
    facts.only_email = facts.tokens == 1 && facts.emails == 1;
    facts.signature_field = found.signature_field();
    facts.directive = found.directive();
}

fn look_up(found: &Found, facts: &mut Facts) {
    let lexicon = found.lexicon;
    for at in 0..found.tokens.len() {
        let alone = lexicon.alone(found.tokens[at].word);
        facts.function += usize::from(alone.has(Cue::Function));
        facts.strangers += usize::from(found.tokens[at].shape == Shape::Capital && alone == Cues::default());
        facts.holds = facts.holds.with(alone);
        lexicon.matches(&found.tokens[at..], |cue, _| facts.holds.add(cue));
        if at == 0 {
            facts.opens = facts.holds;
        }
    }
    if found.list_address() {
        facts.holds.add(Cue::Footer);
    }
    facts.ends_with_verb = found.tokens.last().is_some_and(|t| lexicon.alone(t.word).has(Cue::QuoteVerb));
}

/// Whether a run of digits, blanks and `+()-./` holds enough digits for a telephone number.
fn has_phone(line: &str) -> bool {
    // Most lines have too few.
    if digits_in(line.as_bytes()) < 8 {
        return false;
    }
    let (mut digits, mut dots) = (0, 0);
    for byte in line.bytes() {
        match byte {
            b'0'..=b'9' => digits += 1,
            b'.' | b':' | b',' => dots += 1,
            b' ' | b'+' | b'(' | b')' | b'-' | b'/' => {}
            _ => (digits, dots) = (0, 0),
        }
        if digits >= 8 && dots < 2 {
            return true;
        }
    }
    false
}

/// Where the initials begin that sign a short answer: `… ^MM`, `… /AY`.
fn initials(line: &str) -> Option<usize> {
    let at = line.rfind(char::is_whitespace)?;
    let last = line[at..].trim_start();
    let name = last.strip_prefix(['^', '/'])?;
    let fits =
        (1..=12).contains(&name.len()) && name.starts_with(char::is_uppercase) && name.chars().all(char::is_alphabetic);
    (fits && at > 12).then_some(line.len() - last.len())
}

/// A line and its tokens.
struct Found<'a> {
    line: &'a str,
    tokens: &'a [Token],
    lexicon: &'a Lexicon,
}

impl Found<'_> {
    /// The text between token `at` and the one before it.
    fn between(&self, at: usize) -> &str {
        let from = if at == 0 { 0 } else { self.tokens[at - 1].end };
        let to = self.tokens.get(at).map_or(self.line.len(), |t| t.start);
        &self.line[from..to]
    }

    fn cues(&self, at: usize) -> Cues {
        self.lexicon.alone(self.tokens[at].word)
    }

    fn text(&self, at: usize) -> &str {
        &self.line[self.tokens[at].start..self.tokens[at].end]
    }

    /// Whether the token can be a part of a name.
    fn nameable(&self, at: usize) -> bool {
        match self.tokens[at].shape {
            Shape::Capital => true,
            Shape::Placeholder => !self.text(at).starts_with("{%") && !self.text(at).starts_with("<!--"),
            // "FiksGata-gruppen", "O'neill", "Kari S. og Per", "lads's".
            Shape::Lower => {
                at > 0 && (matches!(self.between(at), "-" | "'" | "’" | "." | "&") || particle(self.text(at)))
            }
            Shape::Number | Shape::Url | Shape::Email => false,
        }
    }

    /// Whether the tokens from `from` on look like a name to the end of the line.
    fn likeness(&self, from: usize) -> Likeness {
        let count = self.tokens.len() - from;
        let from_byte = if from == 0 { 0 } else { self.tokens[from - 1].end };
        if count == 0 || count > 8 || self.line.len() - from_byte > LONGEST_NAME || self.line.ends_with(['?', ':', ';'])
        {
            return Likeness::None;
        }
        if (from + 1..self.tokens.len()).any(|at| self.between(at).contains(':')) {
            return Likeness::None;
        }
        let (mut names, mut joined, mut team) = (0, 0, false);
        for at in from..self.tokens.len() {
            let cues = self.cues(at);
            team |= cues.has(Cue::Team);
            let nameable = self.nameable(at);
            if cues.has(Cue::Function) && !cues.has(Cue::Team) && at == from {
                joined += 1;
            } else if nameable {
                names += 1;
            } else if cues.has(Cue::Team) || cues.has(Cue::Function) || cues.has(Cue::Title) {
                joined += 1;
            } else {
                return Likeness::None;
            }
        }
        match (names, team) {
            (0, false) => Likeness::None,
            (_, true) if joined <= 4 => Likeness::Team,
            (_, false) if joined == 0 && count <= 5 => Likeness::Name,
            // "The Mailgunners": an article before one capitalised word.
            (1.., false)
                if joined == 1
                    && count <= 4
                    && self.tokens[from].shape == Shape::Capital
                    && !self.line.ends_with(['.', '!']) =>
            {
                Likeness::Name
            }
            _ => Likeness::None,
        }
    }

    /// Whether a mark that signs stands in front of the first word.
    fn signing_mark(&self) -> bool {
        let Some(first) = self.tokens.first() else { return false };
        let mark = self.line[..first.start].trim_matches(|c: char| c.is_whitespace() || c == '*');
        matches!(mark, "-" | "--" | "–" | "—" | "/" | "//" | "~" | "^") && self.tokens.len() <= 8
    }

    /// Whether a placeholder's name speaks of a signature: `{EMAIL_SIG}`, `[% INCLUDE 'signature.txt' %]`.
    fn signature_field(&self) -> bool {
        let speaks = |word: &str| {
            ["signature", "signatur", "sig", "signoff", "farewell", "regards", "underskrift"]
                .iter()
                .any(|name| word.eq_ignore_ascii_case(name))
        };
        let mut fields = self.tokens.iter().filter(|t| t.shape == Shape::Placeholder);
        fields.any(|t| self.line[t.start..t.end].split(|c: char| !c.is_alphanumeric()).any(speaks))
    }

    /// Whether an address leads to a list's page or out of a list.
    fn list_address(&self) -> bool {
        let mut urls = self.tokens.iter().filter(|t| t.shape == Shape::Url);
        urls.any(|t| {
            let url = &self.line[t.start..t.end];
            ["listinfo", "mailman", "unsubscribe", "opt-out", "optout"].iter().any(|part| url.contains(part))
        })
    }

    /// Whether the line begins with a statement of a template language.
    fn directive(&self) -> bool {
        let Some(first) = self.tokens.first().filter(|t| t.start == 0 && t.shape == Shape::Placeholder) else {
            return false;
        };
        let inner = self.line[..first.end].trim_start_matches(['{', '[', '<', '%', '!', '-', '~', '#', ' ']);
        let word = inner.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        self.line.starts_with("{%")
            || self.line.starts_with("<!--")
            || matches!(
                word,
                "IF" | "if"
                    | "END"
                    | "end"
                    | "ELSE"
                    | "else"
                    | "FOR"
                    | "for"
                    | "FOREACH"
                    | "foreach"
                    | "UNLESS"
                    | "unless"
                    | "TRY"
                    | "CATCH"
                    | "ELSIF"
                    | "each"
                    | "endif"
            )
    }

    /// The header field that the line begins with.
    fn field(&self, facts: &Facts) -> Option<Field> {
        let first = self.tokens.first()?;
        if !self.line[..first.start].chars().all(|c| matches!(c, '*' | '_' | '=' | '0' | '2' | '9' | ' ')) {
            return None;
        }
        if self.is_extension_field() {
            return Some(Field::Extension);
        }
        [
            (Cue::FieldSubject, Field::Subject),
            (Cue::FieldFrom, Field::From),
            (Cue::FieldTo, Field::To),
            (Cue::FieldDate, Field::Date),
            (Cue::FieldOther, Field::Other),
        ]
        .into_iter()
        .filter(|&(cue, _)| facts.opens.has(cue))
        .find(|&(cue, _)| {
            let len = self.lexicon.longest(self.tokens, cue);
            let end = self.tokens[len - 1].end;
            self.line[end..].trim_start_matches([' ', '\t', '*', '_', '\u{a0}']).starts_with([':', '：'])
        })
        .map(|(_, field)| field)
    }

    /// `X-Mailer: …`: the names of fields that programs add begin with `X-` (RFC 822 §4.7.5).
    fn is_extension_field(&self) -> bool {
        if !matches!(self.line.as_bytes(), [b'x' | b'X', b'-', ..]) {
            return false;
        }
        let name = self.line.split(':').next().unwrap_or_default();
        name.len() < self.line.len() && name.len() > 2 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    }

    fn labelled(&self) -> bool {
        let colon = (1..self.tokens.len().min(5)).find(|&at| self.between(at).starts_with(':'));
        colon.is_some_and(|at| !self.between(at).starts_with("://") && !self.cues(0).has(Cue::Function))
    }

    /// Whether the line mentions a date or a time of day.
    fn dated(&self) -> bool {
        let mut named = false;
        let mut numbered = false;
        for at in 0..self.tokens.len() {
            let cues = self.cues(at);
            named |= cues.has(Cue::Month) || cues.has(Cue::Weekday);
            if self.tokens[at].shape == Shape::Number {
                numbered = true;
                let follows = at + 1 < self.tokens.len() && self.tokens[at + 1].shape == Shape::Number;
                if follows && matches!(self.between(at + 1), ":" | "." | "/" | "-") {
                    return true;
                }
            }
        }
        named && numbered
    }

    /// Whether every word is a part of a date: a letter's date, "Oslo, 3. mai 2026".
    fn only_date(&self) -> bool {
        let place = usize::from(
            self.tokens.len() > 2 && self.tokens[0].shape == Shape::Capital && self.between(1).contains(','),
        );
        self.tokens.len() >= 2
            && self.tokens.len() <= 8
            && self.tokens[place..].iter().all(|t| {
                let cues = self.lexicon.alone(t.word);
                t.shape == Shape::Number
                    || cues.has(Cue::Month)
                    || cues.has(Cue::Weekday)
                    || matches!(
                        &self.line[t.start..t.end],
                        "den" | "Den" | "kl" | "th" | "of" | "d" | "the" | "um" | "am"
                    )
            })
    }

    /// "Til Kari Nordmann,": a preposition, a name, and a comma or colon at the end.
    fn addressed(&self, facts: &Facts) -> bool {
        facts.opens.has(Cue::FieldTo)
            && self.tokens.len() >= 2
            && self.tokens.len() <= 7
            && self.line.ends_with([',', ':'])
            && self.tokens[1].start == self.tokens[0].end + 1
            && (self.nameable(1) || self.cues(1).has(Cue::Addressee))
            && (2..self.tokens.len()).all(|at| self.nameable(at) || !self.cues(at).has(Cue::Function))
    }

    /// The salutation at the beginning of the line.
    fn salutation(&self, facts: &Facts) -> Salutation {
        let lexicon = self.lexicon;
        if let Some(len) = self.mention() {
            return if len == self.line.len() { Salutation::Named } else { Salutation::Text(len) };
        }
        if facts.opens.has(Cue::Addressee) && self.calls_a_group() {
            return Salutation::Named;
        }
        if !facts.opens.has(Cue::Greeting) || facts.signing_mark || self.line.starts_with(['-', '–', '•']) {
            return Salutation::None;
        }
        let mut formula = lexicon.longest(self.tokens, Cue::Greeting);
        if formula < self.tokens.len() && !self.between(formula).contains(['.', '!', '?', ':', ',']) {
            // "Hello dear", "Hei god morgen": two formulas in one.
            formula += lexicon.longest(&self.tokens[formula..], Cue::Greeting);
        }
        let closes = lexicon.longest(self.tokens, Cue::Farewell) >= formula
            || lexicon.longest(self.tokens, Cue::ClosingThanks) >= formula;
        if closes && !self.greets_by_farewell() {
            return Salutation::None;
        }
        let named = self.addressee(formula);
        if named == self.tokens.len() {
            return if named == formula { Salutation::Alone } else { Salutation::Named };
        }
        self.salutation_before_text(formula, named)
    }

    /// "Folks,", "All:": the word for a group alone, as a name would be.
    fn calls_a_group(&self) -> bool {
        let len = self.lexicon.longest(self.tokens, Cue::Addressee);
        len > 0 && len == self.tokens.len() && self.line.ends_with([',', ':']) && self.tokens[0].shape == Shape::Capital
    }

    /// "Servus Anna,": a word that greets and takes leave, and behind it a name with a comma, as nobody signs.
    fn greets_by_farewell(&self) -> bool {
        self.line.ends_with(',')
            && (2..=4).contains(&self.tokens.len())
            && self.cues(0).has(Cue::Greeting)
            && self.cues(0).has(Cue::FarewellWord)
            && (1..self.tokens.len()).all(|at| self.tokens[at].shape == Shape::Capital && self.between(at) == " ")
    }

    /// Where the salutation ends when words follow it that name no one.
    fn salutation_before_text(&self, formula: usize, named: usize) -> Salutation {
        let rest = self.tokens.len() - named;
        let open = self.between(named).trim().is_empty() || self.between(named).trim() == "-";
        let plain = (named..self.tokens.len())
            .all(|at| !self.cues(at).has(Cue::Function) && !self.tokens[at].shape.eq(&Shape::Number));
        if open && plain && rest <= 5 && self.line.ends_with([',', ':', '!']) {
            return Salutation::Named;
        }
        let conjunction =
            matches!(self.text(named), "og" | "and" | "och" | "und" | "&" | "from" | "fra" | "från" | "frå" | "von");
        if conjunction && open && named == formula && self.tokens.len() <= 6 {
            return Salutation::Named;
        }
        // The marks that close the salutation belong to it; brackets and quotation marks open the text.
        let end = self.tokens[named - 1].end;
        let marks: usize = self
            .between(named)
            .chars()
            .take_while(|c| c.is_whitespace() || ",.!?:;–-".contains(*c))
            .map(char::len_utf8)
            .sum();
        let kept = self.line[end..end + marks].trim_end().len();
        Salutation::Text(end + kept)
    }

    /// The number of tokens of the salutation, with whom it names, given the length of its formula.
    fn addressee(&self, formula: usize) -> usize {
        let mut at = formula;
        while at < self.tokens.len() && at < formula + 8 {
            let gap = self.between(at);
            let after_title = at > formula && self.cues(at - 1).has(Cue::Addressee) && gap.trim() == ".";
            let initial =
                at > formula && gap.starts_with('.') && self.tokens[at - 1].end - self.tokens[at - 1].start <= 2;
            let pause = gap.contains(['.', '!', '?', ':', ';', '–', '(', '"']) && !after_title && !initial;
            let comma = gap.contains(',');
            let phrase = self.lexicon.longest(&self.tokens[at..], Cue::Addressee);
            let function = self.cues(at).has(Cue::Function) && phrase == 0 && !particle(self.text(at));
            if pause || (comma && !self.comma_joins(at, formula)) || function {
                break;
            }
            if phrase > 0 {
                at += phrase;
            } else if self.nameable(at) {
                at += 1;
            } else {
                break;
            }
        }
        // A particle at the end belongs to what follows: "Hei og …".
        while at > formula && particle(self.text(at - 1)) && self.tokens[at - 1].shape == Shape::Lower {
            at -= 1;
        }
        at
    }

    /// Whether the name goes on behind the comma before token `at`: "Hei, Kari!", "Hi Kari, Per,".
    fn comma_joins(&self, at: usize, formula: usize) -> bool {
        let end = (at..self.tokens.len()).find(|&i| i > at && self.between(i).contains(['.', '!', '?', ':', ',', ';']));
        let end = end.unwrap_or(self.tokens.len());
        let short = end - at <= 4 && (at == formula || end == self.tokens.len());
        short
            && (at..end).all(|i| {
                let named = self.nameable(i) || self.cues(i).has(Cue::Addressee);
                named && (!self.cues(i).has(Cue::Function) || self.cues(i).has(Cue::Addressee))
            })
            && (end == self.tokens.len() || at == formula)
    }

    /// The length of `@name` at the beginning of the line.
    fn mention(&self) -> Option<usize> {
        let name = self.line.strip_prefix('@')?;
        let len = name.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-')).unwrap_or(name.len());
        (len > 1).then_some(len + 1)
    }

    /// The closing formula at the beginning of the line.
    fn closing(&self, opens: Cues) -> Option<Closing> {
        let begins = [Cue::Farewell, Cue::ClosingThanks, Cue::ClosingWish, Cue::WishOpener];
        if !begins.into_iter().any(|cue| opens.has(cue)) {
            return None;
        }
        let lead = self.tokens.first().map(|t| &self.line[..t.start])?;
        if !lead.chars().all(|c| c == '*' || c == '_' || c == '"' || !c.is_ascii()) {
            return None;
        }
        let (mut kind, mut end) = self.formula(0)?;
        // "På forhånd takk og med vennlig hilsen", "Thanks! Have a nice day".
        for _ in 0..3 {
            let skip = usize::from(
                end < self.tokens.len() && matches!(self.text(end), "og" | "and" | "och" | "und" | "Og" | "And"),
            );
            if end + skip >= self.tokens.len() {
                break;
            }
            let Some((next, at)) = self.formula(end + skip) else { break };
            end = at;
            if next == ClosingKind::Valediction {
                kind = next;
            }
        }
        Some(Closing { kind, words: end, rest: self.rest(kind, end) })
    }

    /// The kind and the end in tokens of the formula that begins at token `at`.
    fn formula(&self, at: usize) -> Option<(ClosingKind, usize)> {
        let tokens = &self.tokens[at..];
        let lexicon = self.lexicon;
        let best = [
            (Cue::Farewell, ClosingKind::Valediction),
            (Cue::ClosingThanks, ClosingKind::Thanks),
            (Cue::ClosingWish, ClosingKind::Wish),
        ]
        .into_iter()
        .map(|(cue, kind)| (lexicon.longest(tokens, cue), kind))
        .max_by_key(|&(len, kind)| (len, kind == ClosingKind::Valediction))
        .filter(|&(len, _)| len > 0)
        .map(|(len, kind)| (kind, at + len));
        best.or_else(|| self.wish(at).map(|end| (ClosingKind::Wish, end)))
    }

    /// The end of a wish, "Have a nice day", that begins at token `at`.
    fn wish(&self, at: usize) -> Option<usize> {
        let opener = self.lexicon.longest(&self.tokens[at..], Cue::WishOpener);
        if opener == 0 || self.tokens.len() - at > 12 || self.line.ends_with('?') {
            return None;
        }
        let from = at + opener;
        let to = self.tokens.len().min(from + 6);
        let noun = (from..to).rev().find(|&i| self.cues(i).has(Cue::WishNoun))?;
        let calm = (from..noun).filter(|&i| self.cues(i).has(Cue::Function)).count() <= 2;
        (calm && (from..=noun).all(|i| !self.between(i).contains(['.', '!', '?']))).then_some(noun + 1)
    }

    /// Whether the words behind a valediction sign it though they do not look like a name: "hilsen kari",
    /// "Mvh alle oss i butikken".
    fn signs_loosely(&self, end: usize) -> bool {
        let rest = &self.tokens[end..];
        if rest.len() > 7 || self.line.ends_with(['?', ':', ';']) {
            return false;
        }
        let function = |t: &Token| self.lexicon.alone(t.word).has(Cue::Function);
        let certain = end >= 2 || !self.cues(0).has(Cue::FarewellWord);
        let one_word = rest.len() == 1 && rest[0].shape == Shape::Lower && !function(&rest[0]);
        let capital = rest.iter().any(|t| matches!(t.shape, Shape::Capital | Shape::Placeholder));
        let signer = self.lexicon.longest(rest, Cue::SignedBy) > 0;
        let open = !self.line.ends_with('.');
        certain && (one_word || (open && end >= 2 && (capital || signer)) || (open && capital && signer))
    }

    /// What stands behind the formula, whose tokens end at `end`.
    fn rest(&self, kind: ClosingKind, end: usize) -> Rest {
        let count = self.tokens.len() - end;
        if count == 0 {
            return Rest::Nothing;
        }
        // "Thanks in advance for any help": the formula says already that it closes.
        if kind == ClosingKind::Thanks && end >= 3 && count <= 5 && matches!(self.text(end), "for" | "för" | "für") {
            return Rest::Nothing;
        }
        let gap = self.between(end);
        let signs =
            self.likeness(end) != Likeness::None || (kind == ClosingKind::Valediction && self.signs_loosely(end));
        if !signs && kind == ClosingKind::Wish && count <= 2 {
            return Rest::Called;
        }
        if !signs {
            return Rest::Text;
        }
        if kind == ClosingKind::Wish
            || (kind == ClosingKind::Thanks && (gap.trim().is_empty() || self.line.ends_with('!')))
        {
            return Rest::Called;
        }
        let at = self.tokens[end - 1].end;
        let marks: usize =
            gap.chars().take_while(|c| c.is_whitespace() || ",.!:;".contains(*c)).map(char::len_utf8).sum();
        Rest::Signed(at + self.line[at..at + marks].trim_end().len())
    }
}

/// A small word inside a name: "Liv og Per", "Vincent van Gogh".
fn particle(word: &str) -> bool {
    matches!(
        word,
        "og" | "and"
            | "och"
            | "und"
            | "von"
            | "van"
            | "de"
            | "der"
            | "den"
            | "av"
            | "af"
            | "la"
            | "du"
            | "del"
            | "bin"
            | "al"
            | "of"
            | "s"
    )
}
