//! The two versions of a mail, of which its reader sees one: do they say the same?

use rustc_hash::FxHashSet;

use super::page::Page;
use crate::{
    decode::Format,
    draft::Draft,
    phrase::fold,
    rule::{Check, Context, Finding, Report, Settings},
    text::{Span, Text, Token, TokenKind, tokenize},
};

struct PlainPart;

pub(super) fn build_plain(_: &Settings<'_>) -> Box<dyn Check> {
    Box::new(PlainPart)
}

impl Check for PlainPart {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let decoded = &context.draft.decoded;
        if decoded.format != Format::Eml || !decoded.html_only {
            return;
        }
        let body = decoded.body;
        let text = &decoded.text[body.range()];
        let start = body.start() + (text.len() - text.trim_start().len());
        let line = decoded.text[start..].lines().next().unwrap_or_default();
        report.push(Span::new(start, start + line.len()), Finding::default());
    }
}

struct Differ {
    min_words: usize,
    min_percent: usize,
}

pub(super) fn build_differ(settings: &Settings<'_>) -> Box<dyn Check> {
    Box::new(Differ { min_words: settings.number("min-words"), min_percent: settings.number("min-percent") })
}

/// So many numbers of a page are looked for in the plain version.
const NUMBERS_MAX: usize = 500;
/// Numbers of fewer digits are counts, and may be written in letters, or left out.
const DIGITS: usize = 3;

/// What a version of a mail says, for comparing.
struct Said {
    words: FxHashSet<String>,
    /// The digits of every number, joined over the spaces and points within it.
    numbers: String,
    has_address: bool,
    has_placeholder: bool,
}

fn digits_of(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn is_number(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Number | TokenKind::Date)
}

impl Said {
    fn of(text: &str) -> Self {
        let mut said =
            Self { words: FxHashSet::default(), numbers: String::new(), has_address: false, has_placeholder: false };
        for token in tokenize(text, Span::new(0, text.len())) {
            let written = &text[token.span.range()];
            match token.kind {
                TokenKind::Word => {
                    said.words.insert(fold(written));
                }
                TokenKind::Url => said.has_address = true,
                TokenKind::Placeholder => said.has_placeholder = true,
                _ => {}
            }
        }
        // A number may be part of an address, or be grouped in other ways: all digits count, with a mark where letters
        // lie between them.
        let mut gap = false;
        for character in text.chars() {
            if character.is_ascii_digit() {
                if std::mem::take(&mut gap) {
                    said.numbers.push('|');
                }
                said.numbers.push(character);
            } else {
                gap |= !matches!(character, ' ' | '\u{A0}' | '\u{202F}' | '.' | ',' | '\'' | '’' | '-' | '/' | ':');
            }
        }
        said
    }
}

/// The numbers of a line worth comparing, with their places; neighbours that are groups of one number are joined.
fn numbers(line: &str, tokens: &[Token]) -> Vec<(String, Span<Text>)> {
    let mut found: Vec<(String, Span<Text>)> = Vec::new();
    for token in tokens.iter().filter(|token| is_number(token.kind)) {
        let digits = digits_of(&line[token.span.range()]);
        match found.last_mut() {
            Some((known, span)) if line[span.end()..token.span.start()].chars().all(char::is_whitespace) => {
                known.push_str(&digits);
                *span = span.cover(token.span);
            }
            _ => found.push((digits, token.span)),
        }
    }
    found.retain(|(digits, _)| digits.len() >= DIGITS);
    found
}

impl Check for Differ {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        if draft.decoded.alternative.is_none() {
            return;
        }
        let Some(page) = Page::of(draft) else { return };
        let plain = Said::of(&draft.decoded.text[draft.decoded.body.range()]);
        let message = page.message_spans();
        if self.lacks_words(&page, &plain, &message, report) {
            return;
        }
        // What a template fills in may be the number, or the address.
        if !plain.has_placeholder && !lacks_number(&page, &plain, &message, report) {
            lacks_address(draft, &page, &plain, &message, report);
        }
    }
}

impl Differ {
    /// Whether most of the message's words are missing.
    fn lacks_words(&self, page: &Page<'_>, plain: &Said, message: &[Span<Text>], report: &mut Report<'_>) -> bool {
        let mut words = FxHashSet::default();
        for span in message {
            words.extend(Said::of(page.slice(*span)).words);
        }
        let total = words.len();
        if total < self.min_words {
            return false;
        }
        let there = words.iter().filter(|word| plain.words.contains(*word)).count();
        let percent = there * 100 / total;
        let Some(first) = message.first().filter(|_| percent < self.min_percent) else { return false };
        let line = page.slice(*first).lines().next().unwrap_or_default();
        let place = Span::new(first.start(), first.start() + line.len());
        page.report(report, None, place, Finding::with("percent", percent.to_string()));
        true
    }
}

/// Whether a number is missing from a line that is there else.
fn lacks_number(page: &Page<'_>, plain: &Said, message: &[Span<Text>], report: &mut Report<'_>) -> bool {
    let mut looked = 0;
    for span in message {
        let mut at = span.start();
        for line in page.slice(*span).split_inclusive('\n') {
            let start = at;
            at += line.len();
            let tokens = tokenize(line, Span::new(0, line.len()));
            let words: Vec<_> = tokens.iter().filter(|token| token.kind == TokenKind::Word).collect();
            let there = words.iter().filter(|word| plain.words.contains(&fold(&line[word.span.range()]))).count();
            if words.len() < 3 || there * 10 < words.len() * 7 {
                continue;
            }
            for (digits, place) in numbers(line, &tokens) {
                looked += 1;
                if looked > NUMBERS_MAX {
                    return false;
                }
                if !plain.numbers.contains(&digits) {
                    let place = Span::new(start + place.start(), start + place.end());
                    let finding = Finding { variant: Some("number"), ..Finding::with("text", page.slice(place)) };
                    page.report(report, None, place, finding);
                    return true;
                }
            }
        }
    }
    false
}

/// Reports a link of the message where the plain version leads nowhere at all.
fn lacks_address(draft: &Draft, page: &Page<'_>, plain: &Said, message: &[Span<Text>], report: &mut Report<'_>) {
    let body = &draft.decoded.text[draft.decoded.body.range()];
    if plain.has_address || body.contains("://") || body.contains("www.") {
        return;
    }
    let link = page.links.iter().take(NUMBERS_MAX).find(|link| {
        let leads = link.target.starts_with("http://") || link.target.starts_with("https://");
        // The labels of a footer are left out of plain versions; a sentence without its link is not.
        let mut words = Said::of(page.slice(link.text)).words;
        let has_words = !words.is_empty();
        words.retain(|word| !plain.words.contains(word));
        leads && has_words && words.is_empty() && message.iter().any(|span| span.contains(link.text))
    });
    if let Some(link) = link {
        let finding = Finding { variant: Some("link"), ..Finding::with("text", page.slice(link.text).trim()) };
        page.report(report, None, link.text, finding);
    }
}
