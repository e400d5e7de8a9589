//! The subject: its field, its text, and its text without what help desks and mail programs put in front.

use super::{Section, SectionKind};
use crate::{
    decode::Decoded,
    text::{Span, Text},
};

/// The subject line of a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The whole line, the field's name included.
    pub line: Span<Text>,
    /// What stands behind the colon, trimmed; empty where nothing does.
    pub value: Span<Text>,
    /// The value without reply prefixes (`Re:`, `SV:`) and ticket tokens (`[#48213]`) in front; empty where nothing is
    /// left.
    pub content: Span<Text>,
    /// Whether a template fills part of it in, so that its length and words are not known.
    pub is_filled_in: bool,
    /// Whether a prefix says that the mail answers another (`Re:`, `SV:`, `AW:`).
    pub is_reply: bool,
}

/// Prefixes that mail programs put before the subject of an answer, in the languages of our users.
const REPLY: [&str; 9] = ["re", "sv", "aw", "antw", "antwort", "svar", "vs", "r", "ad"];
/// Prefixes of forwarded mails.
const FORWARD: [&str; 8] = ["fwd", "fw", "vs", "vb", "wg", "vid", "videresendt", "i"];

/// Finds the subject: the field of a mail, or the subject line on top of a plain draft.
pub(super) fn find(decoded: &Decoded, sections: &[Section]) -> Option<Subject> {
    let text = &decoded.text;
    let (line, value) = match decoded.fields.iter().find(|field| field.name == "subject") {
        Some(field) => (field.line, field.value),
        None => {
            let section = sections.iter().find(|section| section.kind == SectionKind::Subject)?;
            let line = &text[section.start..section.end];
            let colon = line.find(':').map_or(0, |at| at + 1);
            (Span::new(section.start, section.end), Span::new(section.start + colon, section.end))
        }
    };
    let value = trim(text, value);
    let (content, is_reply) = content(text, value);
    let written = &text[value.range()];
    // Wider than what counts as a placeholder elsewhere: in a subject, braces and the like are never prose.
    let is_filled_in = ["{", "[%", "<%", "%(", "${", "*|", "<<"].iter().any(|opening| written.contains(opening))
        || !decoded.template.marks.placeholders_in(value).is_empty()
        || decoded.template.marks.alternatives.iter().any(|mark| value.overlaps(*mark));
    Some(Subject { line, value, content, is_filled_in, is_reply })
}

fn trim(text: &str, span: Span<Text>) -> Span<Text> {
    let slice = &text[span.range()];
    let start = span.start() + (slice.len() - slice.trim_start().len());
    Span::new(start, (span.start() + slice.trim_end().len()).max(start))
}

/// The value without prefixes and ticket tokens, and whether one of them marks an answer.
fn content(text: &str, value: Span<Text>) -> (Span<Text>, bool) {
    let mut rest = value;
    let mut is_reply = false;
    loop {
        let slice = &text[rest.range()];
        let taken = match prefix(slice) {
            Some((length, reply)) => {
                is_reply |= reply;
                length
            }
            None => match ticket_token(slice) {
                Some(length) => length,
                None => return (rest, is_reply),
            },
        };
        rest = trim(text, Span::new(rest.start() + taken, rest.end()));
    }
}

/// The length of a `Re:` in front and whether it marks an answer; `Re[2]:` and `RE :` count.
fn prefix(slice: &str) -> Option<(usize, bool)> {
    let colon = slice.bytes().take(16).position(|byte| byte == b':')?;
    let word = slice[..colon].trim_end().split('[').next().unwrap_or_default().to_lowercase();
    let reply = REPLY.contains(&word.as_str());
    (reply || FORWARD.contains(&word.as_str())).then_some((colon + 1, reply))
}

/// The length of a ticket number or queue in brackets in front: `[#48213]`, `[Acme #12]`, `[EXT]`.
fn ticket_token(slice: &str) -> Option<usize> {
    if !slice.starts_with('[') {
        return None;
    }
    let close = slice.find(']')?;
    let inner = &slice[1..close];
    // `[% title %]` is a placeholder.
    let short = inner.len() <= 60 && !inner.contains(['[', '%', '{']);
    (short && !slice[close..].starts_with("](")).then_some(close + 1)
}
