//! Numbers of orders, invoices and cases, and amounts: those of the answer against those of the customer's mail.
//!
//! A number that differs from the customer's by a slip is a wrong order. One that is altogether another may be a new one.

use crate::{
    diagnostic::{Fix, Safety, Severity, TextEdit},
    draft::{Draft, SectionKind, Sentence},
    phrase::fold,
    rule::{Check, Context, Finding, Report, Settings},
    text::{Span, Text, Token, TokenKind},
};

struct Reference {
    /// The words for each kind of number, the kind being the place in the list.
    kinds: Vec<Vec<String>>,
    /// Words that say that a number is new on purpose.
    new: Vec<String>,
    /// The signs and names of currencies.
    currencies: Vec<String>,
}

pub(super) fn build(settings: &Settings<'_>) -> Box<dyn Check> {
    let words = |line: &String| line.split_whitespace().map(fold).collect();
    Box::new(Reference {
        kinds: settings.list("references").iter().map(words).collect(),
        new: settings.list("new-words").iter().map(|word| fold(word)).collect(),
        currencies: settings.list("currencies").iter().map(|word| fold(word)).collect(),
    })
}

/// A number as it is written, and what it numbers.
struct Number {
    kind: Option<usize>,
    /// Its letters and digits, in lower case, without leading zeros.
    key: String,
    span: Span<Text>,
    /// Whether its sentence says that it is a new one.
    is_new: bool,
}

/// So many words before a number may say what it numbers: `ordren din med nummer #48213`.
const REACH: usize = 5;
/// Shorter numbers are counts, prices and years.
const DIGITS_MIN: usize = 4;
/// So many numbers of a mail are compared; a list of hundreds is no reference.
const NUMBERS_MAX: usize = 64;

impl Reference {
    fn kind_of(&self, word: &str) -> Option<usize> {
        let word = fold(word.trim_end_matches(['.', ':', '-']));
        self.kinds.iter().position(|words| words.contains(&word))
    }

    /// The reference numbers of a sentence, and the amounts.
    fn read(&self, draft: &Draft, sentence: &Sentence, references: &mut Vec<Number>, amounts: &mut Vec<Number>) {
        let tokens = draft.tokens_of(sentence);
        let is_new = tokens.iter().any(|token| self.new.contains(&fold(draft.slice(token.span))));
        for (at, token) in tokens.iter().enumerate() {
            if references.len() + amounts.len() >= NUMBERS_MAX {
                return;
            }
            if !matches!(token.kind, TokenKind::Number | TokenKind::Word) {
                continue;
            }
            let written = draft.slice(token.span);
            let digits = written.bytes().filter(u8::is_ascii_digit).count();
            if !(DIGITS_MIN..=20).contains(&digits) {
                continue;
            }
            let number = |kind| Number { kind, key: key(written), span: token.span, is_new };
            if self.is_amount(draft, tokens, at) {
                amounts.push(number(None));
                continue;
            }
            if token.kind == TokenKind::Number && written.contains(['.', ',', ' ', ':', '\u{a0}']) || is_year(written) {
                continue;
            }
            let before = &tokens[at.saturating_sub(REACH)..at];
            let kind = before.iter().rev().find_map(|token| self.kind_of(draft.slice(token.span)));
            references.push(number(kind));
        }
    }

    /// Whether a currency stands beside a number.
    fn is_amount(&self, draft: &Draft, tokens: &[Token], at: usize) -> bool {
        let beside = |at: usize| tokens.get(at).map(|token| fold(draft.slice(token.span).trim_end_matches(['.', ','])));
        let names = |word: Option<String>| word.is_some_and(|word| self.currencies.contains(&word));
        names(beside(at + 1)) || at.checked_sub(1).is_some_and(|before| names(beside(before)))
    }
}

/// A number as it is compared.
fn key(written: &str) -> String {
    let plain: String = written.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let bare = plain.trim_start_matches('0');
    if bare.is_empty() { plain } else { bare.to_owned() }
}

fn is_year(written: &str) -> bool {
    written.len() == 4 && (written.starts_with("19") || written.starts_with("20"))
}

/// Whether two numbers are one, but for a slip: a digit that is another, one too many or too few, or two that changed places.
fn differ_by_a_slip(one: &str, other: &str) -> bool {
    one != other
        && one.len().abs_diff(other.len()) <= 1
        && one.len() > DIGITS_MIN
        && strsim::damerau_levenshtein(one, other) == 1
}

/// Whether two numbers are one whose digits changed places.
fn are_shuffled(one: &str, other: &str) -> bool {
    let sorted = |text: &str| {
        let mut bytes = text.as_bytes().to_vec();
        bytes.sort_unstable();
        bytes
    };
    one != other
        && one.len() == other.len()
        && strsim::damerau_levenshtein(one, other) == 1
        && sorted(one) == sorted(other)
}

impl Check for Reference {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        let Some(mail) = draft.situation.customer_mail.as_deref() else { return };
        let (mut theirs, mut their_amounts) = (Vec::new(), Vec::new());
        for sentence in mail.sentences.iter().filter(|sentence| sentence.section != SectionKind::Signature) {
            self.read(mail, sentence, &mut theirs, &mut their_amounts);
        }
        let (mut ours, mut our_amounts) = (Vec::new(), Vec::new());
        for (_, sentence) in context.sentences() {
            self.read(draft, sentence, &mut ours, &mut our_amounts);
        }
        // What stands anywhere in the customer's mail, also in what it quotes, is theirs to know.
        let everything = key(mail.text());
        let is_known = |number: &Number| everything.contains(number.key.as_str());
        for number in ours.iter().filter(|number| number.kind.is_some() && !number.is_new && !is_known(number)) {
            let same_kind = |other: &&Number| other.kind == number.kind;
            let slip = theirs
                .iter()
                .find(|other| (other.kind.is_none() || same_kind(other)) && differ_by_a_slip(&other.key, &number.key));
            let mut of_kind = theirs.iter().filter(same_kind);
            let only = of_kind.next().filter(|_| of_kind.next().is_none());
            let alone = ours.iter().filter(|other| other.kind == number.kind).all(|other| other.key == number.key);
            // The customer named one such number, and the answer another, that looks like it.
            let instead = only.filter(|only| alone && only.key.len() == number.key.len());
            let (expected, severity) = match (slip, instead) {
                (Some(slip), _) => (slip, None),
                (None, Some(only)) => (only, Some(Severity::Warning)),
                (None, None) => continue,
            };
            report.push(number.span, finding(mail, draft, number, expected, severity));
        }
        for amount in our_amounts.iter().filter(|amount| !is_known(amount) && amount.key.len() >= DIGITS_MIN) {
            if let Some(expected) = their_amounts.iter().find(|other| are_shuffled(&other.key, &amount.key)) {
                report.push(amount.span, finding(mail, draft, amount, expected, Some(Severity::Warning)));
            }
        }
    }
}

fn finding(mail: &Draft, draft: &Draft, number: &Number, expected: &Number, severity: Option<Severity>) -> Finding {
    let wanted = mail.slice(expected.span).to_owned();
    let fill = vec![("number", draft.slice(number.span).to_owned()), ("expected", wanted.clone())];
    let edits = vec![TextEdit { span: number.span, replacement: wanted.clone() }];
    let fixes = vec![Fix { title: format!("“{wanted}”"), safety: Safety::Suggestion, edits }];
    Finding { fill, severity, variant: None, fixes }
}
