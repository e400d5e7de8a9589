//! Spaces that are too many: two between words, one before a comma or full stop.

use crate::{
    diagnostic::{Fix, Safety, TextEdit},
    draft::{Block, Draft, SectionKind},
    rule::{Check, Context, Finding, Report, Settings},
    text::{Span, Token, TokenKind, has_run},
};

struct Space;

pub(super) fn build(_: &Settings<'_>) -> Box<dyn Check> {
    Box::new(Space)
}

impl Check for Space {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        let is_mark = |byte| (byte == b'.') | (byte == b',') | (byte == b'!') | (byte == b'?');
        if !has_run(draft.text().as_bytes(), |[one, two]| (one == b' ') & ((two == b' ') | is_mark(two))) {
            return;
        }
        for (_, sentence) in context.sentences() {
            // Tables and labels are set in columns; code is as it is.
            let prose = matches!(sentence.block, Block::Prose | Block::ListItem);
            let line = matches!(sentence.section, SectionKind::Subject | SectionKind::Greeting | SectionKind::Farewell);
            if !prose && !line {
                continue;
            }
            let tokens = draft.tokens_of(sentence);
            // A wider gap somewhere in the line means columns.
            let is_wide = |pair: &[Token]| {
                let gap = Span::new(pair[0].span.end(), pair[1].span.start());
                gap.len() > 3 && draft.slice(gap).trim_matches('\n').len() > 3
            };
            if tokens.windows(2).any(is_wide) {
                continue;
            }
            for (at, pair) in tokens.windows(2).enumerate() {
                let [before, after] = pair else { continue };
                // `Hi ,` lacks a name, which is another fault.
                if at == 0 && sentence.section == SectionKind::Greeting {
                    continue;
                }
                // `o  an item`: a letter that stands for a bullet.
                let bullet = before.span.start() == sentence.span.start() && before.span.len() == 1;
                if before.span.end() < after.span.start() && !bullet {
                    between(draft, before, after, report);
                }
            }
        }
    }
}

/// Looks at the gap between two tokens of a sentence.
fn between(draft: &Draft, before: &Token, after: &Token, report: &mut Report<'_>) {
    let gap = Span::new(before.span.end(), after.span.start());
    // Nearly all gaps are one space between words.
    if gap.len() == 1 && after.kind != TokenKind::Punctuation {
        return;
    }
    let spaces = draft.slice(gap);
    // A tag prints nothing, so the spaces around it may be one.
    if before.kind == TokenKind::Tag || after.kind == TokenKind::Tag || !spaces.bytes().all(|byte| byte == b' ') {
        return;
    }
    // What was left out there, such as a comment or code, may put a word there when the mail is sent.
    let around = before.span.cover(after.span);
    if spaces.len() == 1 && draft.source(around).len() > around.len() + HIDDEN {
        return;
    }
    let (left, right) = (draft.slice(before.span), draft.slice(after.span));
    let behind = draft.text()[after.span.end()..].chars().next();
    let ends = behind.is_none_or(char::is_whitespace);
    if spaces.len() == 1 {
        if after.kind == TokenKind::Punctuation
            && matches!(right, "," | "." | "!" | "?")
            && ends
            // `. . .` trails off.
            && !draft.text()[after.span.end()..].starts_with(" .")
            && before.kind == TokenKind::Word
            && !is_lost(draft, after)
        {
            push(gap, "", Some("mark"), right, report);
        }
        return;
    }
    // Two spaces behind a full stop or colon are an old custom; four and more are a column.
    let custom =
        before.kind == TokenKind::Punctuation && matches!(left, "." | "!" | "?" | ":" | "…" | ")" | "\"" | "”");
    // Numbers, dates and single letters are set in columns by hand.
    let word = |token: &Token, text: &str| {
        matches!(token.kind, TokenKind::Word | TokenKind::Placeholder | TokenKind::Url | TokenKind::Email)
            && text.len() > 1
    };
    let follows = word(before, left) || matches!(left, "," | ";");
    if spaces.len() < 4 && !custom && follows && word(after, right) {
        push(gap, " ", None, "", report);
    }
}

/// Whether a question mark stands for a letter or sign that was lost on the way: `Copyright ? 2026`.
fn is_lost(draft: &Draft, mark: &Token) -> bool {
    let behind = draft.text()[mark.span.end()..].trim_start_matches(' ');
    draft.slice(mark.span) == "?" && behind.starts_with(|next: char| next.is_lowercase() || next.is_ascii_digit())
}

/// By so many bytes two tokens may be longer in the file than they read, for entities and marks of emphasis.
const HIDDEN: usize = 6;

fn push(
    gap: Span<crate::text::Text>,
    replacement: &str,
    variant: Option<&'static str>,
    mark: &str,
    report: &mut Report<'_>,
) {
    let title = if replacement.is_empty() { "remove the space" } else { "leave one space" };
    let edit = TextEdit { span: gap, replacement: replacement.to_owned() };
    let fix = Fix { title: title.to_owned(), safety: Safety::Safe, edits: vec![edit] };
    report.push(gap, Finding { variant, fixes: vec![fix], ..Finding::with("mark", mark) });
}
