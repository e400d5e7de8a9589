//! Decoration made of characters: stars around a word, spaced-out letters, letters that only look like letters.
//!
//! Lines of hyphens or stars that divide a mail are layout and stay; so do bullets, ratings and the emphasis of Markdown,
//! which many help desks turn into bold.

use crate::{
    draft::{Block, Draft, Sentence},
    rule::{Check, Context, Finding, Report, Settings},
    text::{ByteSet, Span, Text, Token, TokenKind, has_run, in_one_line},
};

struct Ornament;

pub(super) fn build(_: &Settings<'_>) -> Box<dyn Check> {
    Box::new(Ornament)
}

impl Check for Ornament {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        let (has_marks, is_drawn) = (draft.holds_any(&FRAMES), draft.holds_any(&DRAWN));
        // Capitals of ASCII, and what those beyond it begin or end with.
        let ends = |byte: u8| byte.is_ascii_uppercase() | (byte >= 0x80);
        let begins = |byte: u8| byte.is_ascii_uppercase() | (byte >= 0xC3);
        let is_spaced = has_run(draft.text().as_bytes(), |[one, gap, two]| ends(one) & (gap == b' ') & begins(two));
        for (index, sentence) in context.sentences() {
            // The rule's phrases are what divides a mail for a program: `*** Comments start ***`.
            if sentence.block == Block::Code || context.hits.binary_search_by_key(&index, |hit| hit.sentence).is_ok() {
                continue;
            }
            let framed = if has_marks { frame(draft, sentence) } else { None };
            let found = framed.or_else(|| if is_spaced { spaced(draft, sentence) } else { None });
            if let Some(span) = found.or_else(|| if is_drawn { drawn(draft, sentence) } else { None }) {
                let text = in_one_line(draft.slice(span));
                report.push(span, Finding::with("text", text));
            }
        }
    }
}

/// The bytes that the marks of [`frame`] begin with, and those of the characters that [`drawn`] looks for.
static FRAMES: ByteSet = ByteSet::of(b"*~=#+\xC2\xE2");
static DRAWN: ByteSet = ByteSet::of(&[0xE2, 0xEF, 0xF0]);

/// A line that stands between the same marks: `***** IMPORTANT *****`, `~*~ welcome ~*~`, `=== Info ===`.
fn frame(draft: &Draft, sentence: &Sentence) -> Option<Span<Text>> {
    let tokens = draft.tokens_of(sentence);
    let is_mark = |token: &&Token| {
        token.kind == TokenKind::Punctuation
            && matches!(
                draft.slice(token.span),
                "*" | "~" | "=" | "#" | "+" | "•" | "·" | "★" | "☆" | "✦" | "✧" | "♥" | "♡"
            )
    };
    let mut front = tokens.iter().take_while(is_mark).count();
    // Marks with a space behind them look like the bullet of a list, which is no part of the sentence.
    if sentence.block == Block::ListItem {
        let before = &draft.text()[..sentence.span.start()];
        let near = &before[before.floor_char_boundary(before.len().saturating_sub(40))..];
        front +=
            near.trim_end().bytes().rev().take_while(|byte| matches!(byte, b'*' | b'+' | b'#' | b'=' | b'~')).count();
    }
    let back = tokens.iter().rev().take_while(is_mark).count();
    let words = tokens.iter().any(|token| token.kind == TokenKind::Word);
    // Two are the emphasis of Markdown.
    (words && front >= 3 && back >= 3).then_some(sentence.span)
}

/// Five or more single letters with a space between each: `V I K T I G`.
fn spaced(draft: &Draft, sentence: &Sentence) -> Option<Span<Text>> {
    let mut open: Option<(Span<Text>, usize)> = None;
    for token in draft.tokens_of(sentence) {
        // No character has more than four bytes.
        let letter = token.kind == TokenKind::Word && token.span.len() <= 4 && is_capital(draft.slice(token.span));
        open = match open {
            Some((span, count)) if letter && &draft.text()[span.end()..token.span.start()] == " " => {
                Some((span.cover(token.span), count + 1))
            }
            Some((span, count)) if count >= 5 => return Some(span),
            _ => letter.then_some((token.span, 1)),
        };
    }
    open.filter(|(_, count)| *count >= 5).map(|(span, _)| span)
}

/// Whether a word is one capital.
fn is_capital(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_uppercase) && letters.next().is_none()
}

/// Flowers, notes and letters from the mathematical alphabets, which screen readers spell out or leave out.
fn drawn(draft: &Draft, sentence: &Sentence) -> Option<Span<Text>> {
    let text = draft.slice(sentence.span);
    if text.is_ascii() {
        return None;
    }
    let is_drawn = |c: char| {
        matches!(c,
            '♡' | '♪' | '♫' | '✿' | '❀' | '❁' | '❃' | '✾' | '❦' | '❧' | '☙' | '✦' | '✧' | '☆' | '★' | '❖' | '◈'
            | '\u{1d400}'..='\u{1d7ff}' | '\u{24b6}'..='\u{24e9}' | '\u{ff21}'..='\u{ff5a}')
    };
    let start = text.find(is_drawn)?;
    let length: usize = text[start..].chars().take_while(|&c| is_drawn(c)).map(char::len_utf8).sum();
    // `★★★★☆` rates something.
    let run = &text[start..start + length];
    let rating = run.chars().count() == 5 && run.chars().all(|c| matches!(c, '★' | '☆'));
    let place = sentence.span.start() + start;
    (!rating).then_some(Span::new(place, place + length))
}
