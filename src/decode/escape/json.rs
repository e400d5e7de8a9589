//! JSON strings.

use super::{Place, unicode_escape, write_unicode};
use crate::{decode::layer::Builder, text::Span};

pub(super) fn read(raw: &str) -> Builder {
    let mut out = Builder::default();
    let start = usize::from(raw.starts_with('"'));
    let end = end(raw);
    let mut at = start;
    while at < end {
        let plain = memchr::memchr(b'\\', &raw.as_bytes()[at..end]).map_or(end, |plain| at + plain);
        out.verbatim(&raw[at..plain], at);
        at = plain;
        if at == end {
            break;
        }
        let rest = &raw[at..end];
        if let Some((character, length)) = unicode_escape(rest) {
            out.atomic(character.encode_utf8(&mut [0; 4]), Span::new(at, at + length));
            at += length;
            continue;
        }
        let named = rest[1..].chars().next();
        let length = 1 + named.map_or(0, char::len_utf8);
        let text = match named {
            Some('n') => "\n",
            Some('t') => "\t",
            Some('r') => "\r",
            Some('b') => "\u{8}",
            Some('f') => "\u{C}",
            // What is no escape stands for itself.
            Some(_) => &rest[1..length],
            None => "\\",
        };
        out.atomic(text, Span::new(at, at + length));
        at += length;
    }
    out
}

/// Where the text of a string ends: at its closing quotation mark, or with the file.
fn end(raw: &str) -> usize {
    let bytes = raw.as_bytes();
    let mut at = usize::from(raw.starts_with('"'));
    while let Some(next) = memchr::memchr2(b'"', b'\\', &bytes[at.min(bytes.len())..]) {
        at += next;
        if bytes[at] == b'"' {
            return at;
        }
        at += 2;
    }
    raw.len()
}

pub(super) fn write(text: &str, place: &Place<'_>) -> String {
    // Files that write all letters by number go on doing so.
    let by_number = place.raw.is_ascii() && place.raw.contains("\\u");
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            other if other.is_control() || !(other.is_ascii() || (place.can_write)(other) && !by_number) => {
                write_unicode(&mut out, other);
            }
            other => out.push(other),
        }
    }
    out
}

/// Whether a value is one string.
pub(super) fn stands(raw: &str) -> bool {
    raw.len() >= 2 && raw.starts_with('"') && end(raw) + 1 == raw.len()
}
