//! Numbers of cards, people and accounts that do not belong in an e-mail.
//!
//! A checksum alone proves little: payment references (KID, OCR) carry the same one as cards. So a number counts only if
//! its form fits too and no word beside it says that it is something else.

use crate::{
    diagnostic::{Fix, Safety, TextEdit},
    draft::{Block, Draft, Sentence},
    phrase::fold,
    rule::{Check, Context, Finding, Report, Settings},
    text::{
        Span, Text, TokenKind,
        checksum::{
            is_day_first, is_foedselsnummer, is_iban, is_kontonummer, is_luhn, is_old_cpr, is_year_first, number_end,
        },
        digits_in,
    },
};

/// A number as it is written.
struct Number<'t> {
    span: Span<Text>,
    text: &'t str,
    /// Its digits as values; empty where there are letters among them.
    digits: Vec<u8>,
}

impl Number<'_> {
    /// The lengths of the groups it is written in.
    fn groups(&self) -> Vec<usize> {
        self.text.split([' ', '-', '.']).map(str::len).collect()
    }
}

/// The numbers of a sentence with at least `min` digits.
fn numbers<'d>(draft: &'d Draft, sentence: &Sentence, min: usize) -> Vec<Number<'d>> {
    let mut found = Vec::new();
    // An IBAN has letters among its first four signs, so it has at least so many digits less four.
    let digits = digits_in(draft.slice(sentence.span).as_bytes());
    if digits + 4 < min {
        return found;
    }
    let mut behind = 0;
    let source = draft.text().as_bytes();
    for token in draft.tokens_of(sentence) {
        let start = token.span.start();
        // A word may begin an IBAN; a date or time may be what the first groups of a number look like.
        let may = matches!(token.kind, TokenKind::Number | TokenKind::Date | TokenKind::Word) && start >= behind;
        if !may || !draft.slice(token.span).bytes().any(|byte| byte.is_ascii_digit()) {
            continue;
        }
        let end = number_end(&source[..sentence.span.end()], start);
        if end <= start {
            continue;
        }
        behind = end;
        let before = start.checked_sub(1).map_or(b' ', |at| source[at]);
        let after = source.get(end).copied().unwrap_or(b' ');
        let glued = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'_' | b'#' | b'=' | b'@');
        let written = &draft.text()[start..end];
        let count = written.bytes().filter(u8::is_ascii_alphanumeric).count();
        if count < min || glued(before) || glued(after) {
            continue;
        }
        let digits: Option<Vec<u8>> = written
            .bytes()
            .filter(u8::is_ascii_alphanumeric)
            .map(|byte| byte.is_ascii_digit().then(|| byte - b'0'))
            .collect();
        found.push(Number { span: Span::new(start, end), text: written, digits: digits.unwrap_or_default() });
    }
    found
}

/// Whether a word of the sentence begins with one of the list, which is folded.
fn names(draft: &Draft, sentence: &Sentence, list: &[String]) -> bool {
    let words = draft.tokens_of(sentence).iter().filter(|token| token.kind == TokenKind::Word);
    words
        .map(|token| fold(draft.slice(token.span)))
        .any(|word| list.iter().any(|begin| word.starts_with(begin.as_str())))
}

fn folded(settings: &Settings<'_>, list: &str) -> Vec<String> {
    settings.list(list).iter().map(|word| fold(word)).collect()
}

struct Card {
    other_numbers: Vec<String>,
}

pub(super) fn build_card(settings: &Settings<'_>) -> Box<dyn Check> {
    Box::new(Card { other_numbers: folded(settings, "other-numbers") })
}

impl Check for Card {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        for (_, sentence) in context.sentences() {
            let mut other = None;
            for number in numbers(draft, sentence, 14) {
                if is_card(&number) && !*other.get_or_insert_with(|| names(draft, sentence, &self.other_numbers)) {
                    let last = &number.text[number.text.len() - 4..];
                    let edit = TextEdit { span: number.span, replacement: format!("**** {last}") };
                    let title = "keep the last four digits only".to_owned();
                    let fix = Fix { title, safety: Safety::Suggestion, edits: vec![edit] };
                    report.push(number.span, Finding { fixes: vec![fix], ..Finding::default() });
                }
            }
        }
    }
}

/// Whether a number has the first digits, the length, the groups and the checksum of a card.
fn is_card(number: &Number<'_>) -> bool {
    let digits = &number.digits;
    if digits.len() < 14 || digits.len() > 19 {
        return false;
    }
    let begin = digits[..4].iter().fold(0_u32, |number, &digit| number * 10 + u32::from(digit));
    let lengths: &[usize] = match begin {
        3400..=3499 | 3700..=3799 => &[15],
        3000..=3059 | 3600..=3699 | 3800..=3899 => &[14],
        3528..=3589 | 2221..=2720 | 5100..=5599 | 6011 | 6440..=6599 => &[16],
        4000..=4999 => &[16, 19],
        5018 | 5020 | 5038 | 5893 | 6304 | 6759 | 6761..=6763 => &[16, 18, 19],
        _ => return false,
    };
    let groups: &[usize] = &number.groups();
    let fits = matches!(groups, [_] | [4, 4, 4, 4] | [4, 4, 4, 4, 3] | [4, 6, 4 | 5]) && !number.text.contains('.');
    lengths.contains(&digits.len()) && fits && is_luhn(digits)
}

struct National {
    id_words: Vec<String>,
    other_numbers: Vec<String>,
}

pub(super) fn build_national(settings: &Settings<'_>) -> Box<dyn Check> {
    let (id_words, other_numbers) = (folded(settings, "id-words"), folded(settings, "other-numbers"));
    Box::new(National { id_words, other_numbers })
}

impl Check for National {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        for (_, sentence) in context.sentences() {
            let mut words = None;
            for number in numbers(draft, sentence, 10) {
                let form = form(&number);
                if form == Form::None {
                    continue;
                }
                let (named, other) = *words.get_or_insert_with(|| {
                    (names(draft, sentence, &self.id_words), names(draft, sentence, &self.other_numbers))
                });
                if named || (form == Form::Sure && !other) {
                    report.push(number.span, Finding::default());
                }
            }
        }
    }
}

/// How much a number looks like that of a person.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    None,
    /// A date and four digits: enough only where a word says so.
    Perhaps,
    /// A date, the right groups and a checksum.
    Sure,
}

fn form(number: &Number<'_>) -> Form {
    let digits = &number.digits;
    let (groups, hyphen): (&[usize], bool) = (&number.groups(), number.text.contains('-'));
    match digits.len() {
        11 => {
            let fits = matches!(groups, [11] | [6, 5]) && !number.text.contains('.');
            // D-numbers add 40 to the day, H-numbers 40 and test numbers 80 to the month.
            let mut date = digits[..6].to_vec();
            date[0] %= 4;
            date[2] %= 4;
            let real = digits[0] < 8 && is_day_first(&date);
            if fits && real && is_foedselsnummer(digits) { Form::Sure } else { Form::None }
        }
        10 | 12 => {
            let short = &digits[digits.len() - 10..];
            let swedish = is_year_first(short) && is_luhn(short);
            let danish = digits.len() == 10 && is_day_first(short);
            match groups {
                [6 | 8, 4] if hyphen && (swedish || (danish && is_old_cpr(short))) => Form::Sure,
                [6 | 8, 4] | [10 | 12] if swedish || danish => Form::Perhaps,
                _ => Form::None,
            }
        }
        _ => Form::None,
    }
}

struct Account;

pub(super) fn build_account(_: &Settings<'_>) -> Box<dyn Check> {
    Box::new(Account)
}

impl Check for Account {
    /// The rule's phrases are what the customer's account is called; the house writes its own account on purpose.
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        for of_sentence in context.hits.chunk_by(|a, b| a.sentence == b.sentence) {
            let sentence = &draft.sentences[of_sentence[0].sentence];
            if sentence.block == Block::Code {
                continue;
            }
            let named = of_sentence[0].span.end();
            let found = numbers(draft, sentence, 11);
            let behind = found.iter().find(|number| number.span.start() >= named);
            if let Some(number) = behind.filter(|number| is_account(number)) {
                report.push(number.span, Finding::default());
            }
        }
    }
}

fn is_account(number: &Number<'_>) -> bool {
    let characters: Vec<u8> = number.text.bytes().filter(u8::is_ascii_alphanumeric).collect();
    let groups: &[usize] = &number.groups();
    if number.digits.is_empty() {
        return is_iban(&characters);
    }
    matches!(groups, [11] | [4, 2, 5]) && is_kontonummer(&number.digits)
}
