//! Values of Java's `.properties` files.

use super::{Place, unicode_escape, write_unicode};
use crate::{decode::layer::Builder, text::Span};

pub(super) fn read(raw: &str) -> Builder {
    let mut out = Builder::default();
    let bytes = raw.as_bytes();
    let mut at = 0;
    while at < raw.len() {
        let plain = memchr::memchr(b'\\', &bytes[at..]).map_or(raw.len(), |plain| at + plain);
        out.verbatim(&raw[at..plain], at);
        at = plain;
        if at == raw.len() {
            break;
        }
        let rest = &raw[at..];
        if let Some((character, length)) = unicode_escape(rest) {
            out.atomic(character.encode_utf8(&mut [0; 4]), Span::new(at, at + length));
            at += length;
            continue;
        }
        let named = rest[1..].chars().next();
        let text = match named {
            // The value goes on in the next line, behind its indentation.
            Some('\n' | '\r') => {
                at += 1 + if rest[1..].starts_with("\r\n") { 2 } else { 1 };
                let blank = |byte: &&u8| matches!(byte, b' ' | b'\t' | 0x0C);
                at += bytes[at..].iter().take_while(blank).count();
                continue;
            }
            Some('n') => "\n",
            Some('t') => "\t",
            Some('r') => "\r",
            Some('f') => "\u{C}",
            Some(other) => &rest[1..=other.len_utf8()],
            None => "",
        };
        let length = 1 + named.map_or(0, char::len_utf8);
        out.atomic(text, Span::new(at, at + length));
        at += length;
    }
    out
}

pub(super) fn write(text: &str, letters: bool, place: &Place<'_>) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{C}' => out.push_str("\\f"),
            '\\' => out.push_str("\\\\"),
            other if other.is_ascii() => out.push(other),
            other if letters && (place.can_write)(other) => out.push(other),
            other => write_unicode(&mut out, other),
        }
    }
    out
}

/// The value written anew, its first white space escaped.
pub(super) fn write_whole(text: &str, letters: bool, place: &Place<'_>) -> String {
    let written = write(text, letters, place);
    if written.starts_with([' ', '=', ':']) { format!("\\{written}") } else { written }
}

/// Whether a value keeps to its logical line, and begins where it does: white space before it, and a separator, belong to
/// the key.
pub(super) fn stands(raw: &str) -> bool {
    let begins = !raw.starts_with([' ', '\t', '\u{C}', '\n', '\r', '=', ':'])
        && !raw.starts_with("\\\n")
        && !raw.starts_with("\\\r");
    let (mut escaped, mut after_return) = (false, false);
    for character in raw.chars() {
        if matches!(character, '\n' | '\r') && !escaped && !(after_return && character == '\n') {
            return false;
        }
        after_return = escaped && character == '\r';
        escaped = character == '\\' && !escaped;
    }
    // The line feed that ends the value would belong to a carriage return before it.
    begins && !escaped && !after_return
}
