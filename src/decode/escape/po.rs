//! Strings of a `.po` file: C escapes, and strings that follow each other are one.

use crate::{decode::layer::Builder, text::Span};

pub(super) fn read(raw: &str) -> Builder {
    let mut out = Builder::default();
    let bytes = raw.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        // Between two strings.
        let Some(open) = memchr::memchr(b'"', &bytes[at..]) else { break };
        at += open + 1;
        while at < bytes.len() && !matches!(bytes[at], b'"' | b'\n' | b'\r') {
            let plain = bytes[at..].iter().position(|byte| matches!(byte, b'"' | b'\\' | b'\n' | b'\r'));
            let end = plain.map_or(bytes.len(), |plain| at + plain);
            out.verbatim(&raw[at..end], at);
            at = end;
            if bytes.get(at) == Some(&b'\\') {
                at += escape(raw, at, &mut out);
            }
        }
        // The closing one; a string that is never closed ends with its line.
        at += 1;
    }
    out
}

/// Reads the escape at `at`; its length in bytes.
fn escape(raw: &str, at: usize, out: &mut Builder) -> usize {
    let rest = &raw[at..];
    let Some(named) = rest[1..].chars().next() else {
        out.atomic("\\", Span::new(at, at + 1));
        return 1;
    };
    let simple = match named {
        'n' => "\n",
        't' => "\t",
        'r' => "\r",
        'a' => "\u{7}",
        'b' => "\u{8}",
        'f' => "\u{C}",
        'v' => "\u{B}",
        '\n' | '\r' => "\\",
        '"' | '\\' => &rest[1..2],
        '0'..='7' | 'x' => {
            let (text, length) = bytes_by_number(rest);
            if length > 0 {
                out.atomic(&text, Span::new(at, at + length));
                return length;
            }
            "x"
        }
        other => {
            let length = 1 + other.len_utf8();
            out.atomic(&rest[1..length], Span::new(at, at + length));
            return length;
        }
    };
    // A line break behind a backslash ends the string.
    let length = if matches!(named, '\n' | '\r') { 1 } else { 2 };
    out.atomic(simple, Span::new(at, at + length));
    length
}

/// The bytes given by number from the start of `rest` on, all of which may be one letter, and the length of that.
fn bytes_by_number(rest: &str) -> (String, usize) {
    let mut bytes = Vec::new();
    let mut length = 0;
    while let Some((byte, end)) = byte_by_number(&rest[length..]) {
        bytes.push(byte);
        length += end;
        // A letter has four bytes at the most.
        if byte.is_ascii() || bytes.len() == 4 || std::str::from_utf8(&bytes).is_ok() {
            break;
        }
    }
    (String::from_utf8_lossy(&bytes).into_owned(), length)
}

fn byte_by_number(rest: &str) -> Option<(u8, usize)> {
    let digits = rest.strip_prefix('\\')?;
    let (digits, radix, most, before) = match digits.strip_prefix('x') {
        Some(digits) => (digits, 16, 2, 2),
        None => (digits, 8, 3, 1),
    };
    let count = digits.chars().take(most).take_while(|digit| digit.is_digit(radix)).count();
    let number = u32::from_str_radix(&digits[..count], radix).ok()?;
    Some((number as u8, before + count))
}

pub(super) fn write(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            other if other.is_ascii_control() => out.push_str(&format!("\\{:03o}", other as u8)),
            other => out.push(other),
        }
    }
    out
}

/// Whether a value is strings and white space between them.
pub(super) fn stands(raw: &str) -> bool {
    let (mut inside, mut escaped) = (false, false);
    for character in raw.chars() {
        match character {
            _ if escaped => escaped = false,
            '\\' if inside => escaped = true,
            '"' => inside = !inside,
            '\n' | '\r' if inside => return false,
            other if !inside && !other.is_whitespace() => return false,
            _ => {}
        }
    }
    !inside && raw.starts_with('"') && raw.ends_with('"')
}
