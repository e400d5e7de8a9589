//! Scalars of YAML: plain, quoted, literal and folded.
//!
//! saphyr-parser says where they are and what they say, but not which byte says which letter. That is read here, and is
//! held against what the parser says: in the reader for every value, and below for every edit.

use saphyr_parser::{Event, Parser};

use super::{Place, by_number, eol};
use crate::{decode::layer::Builder, text::Span};

const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// The length of the line break at the start of some bytes.
fn break_length(bytes: &[u8]) -> usize {
    match bytes {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => 0,
    }
}

/// Reads a plain or quoted scalar: a line break is a space, and further ones are line breaks.
pub(super) fn read_flow(raw: &str) -> Builder {
    let bytes = raw.as_bytes();
    let quote = bytes.first().copied().filter(|first| matches!(first, b'"' | b'\''));
    let start = usize::from(quote.is_some());
    let end =
        if quote.is_some() && bytes.len() > 1 && bytes.last() == quote.as_ref() { raw.len() - 1 } else { raw.len() };
    let mut reader = Flow { raw, end, at: start, out: Builder::default() };
    while reader.at < reader.end {
        let at = reader.at;
        match bytes[at] {
            b'\\' if quote == Some(b'"') => reader.escape(),
            b'\'' if quote == Some(b'\'') && bytes[at + 1..end].starts_with(b"'") => {
                reader.out.atomic("'", Span::new(at, at + 2));
                reader.at += 2;
            }
            b' ' | b'\t' | b'\n' | b'\r' => reader.space(),
            _ => {
                let special = |byte: &u8| matches!(byte, b'\\' | b'\'' | b' ' | b'\t' | b'\n' | b'\r');
                let length = bytes[at + 1..end].iter().position(special).map_or(end - at, |more| more + 1);
                reader.out.verbatim(&raw[at..at + length], at);
                reader.at += length;
            }
        }
    }
    reader.out
}

struct Flow<'a> {
    raw: &'a str,
    end: usize,
    at: usize,
    out: Builder,
}

impl Flow<'_> {
    /// Blanks, and a line break with the blanks around it.
    fn space(&mut self) {
        let bytes = &self.raw.as_bytes()[..self.end];
        let start = self.at;
        let mut at = start + bytes[start..].iter().take_while(|byte| is_blank(**byte)).count();
        if break_length(&bytes[at..]) == 0 {
            self.out.verbatim(&self.raw[start..at], start);
            self.at = at;
            return;
        }
        let mut breaks = 0_usize;
        while break_length(&bytes[at..]) > 0 {
            at += break_length(&bytes[at..]);
            at += bytes[at..].iter().take_while(|byte| is_blank(**byte)).count();
            breaks += 1;
        }
        let text = if breaks == 1 { " ".to_owned() } else { "\n".repeat(breaks - 1) };
        self.out.atomic(&text, Span::new(start, at));
        self.at = at;
    }

    fn escape(&mut self) {
        let start = self.at;
        let rest = &self.raw[start..self.end];
        let Some(named) = rest[1..].chars().next() else {
            self.out.atomic("\\", Span::new(start, start + 1));
            self.at += 1;
            return;
        };
        let mut length = 1 + named.len_utf8();
        let text = match named {
            '\n' | '\r' => {
                // The break is none, and neither is the indentation behind it; empty lines are.
                let bytes = &self.raw.as_bytes()[..self.end];
                let skip = |at: usize| at + bytes[at..].iter().take_while(|byte| is_blank(**byte)).count();
                let mut at = skip(start + 1 + break_length(&bytes[start + 1..]));
                let mut breaks = 0;
                while break_length(&bytes[at..]) > 0 {
                    at = skip(at + break_length(&bytes[at..]));
                    breaks += 1;
                }
                self.out.atomic(&"\n".repeat(breaks), Span::new(start, at));
                self.at = at;
                return;
            }
            'n' => '\n',
            't' | '\t' => '\t',
            'r' => '\r',
            '0' => '\0',
            'a' => '\u{7}',
            'b' => '\u{8}',
            'v' => '\u{B}',
            'f' => '\u{C}',
            'e' => '\u{1B}',
            'N' => '\u{85}',
            '_' => '\u{A0}',
            'L' => '\u{2028}',
            'P' => '\u{2029}',
            'x' | 'u' | 'U' => {
                let digits = match named {
                    'x' => 2,
                    'u' => 4,
                    _ => 8,
                };
                match rest.get(2..2 + digits).and_then(by_number) {
                    Some(character) => {
                        length = 2 + digits;
                        character
                    }
                    None => named,
                }
            }
            other => other,
        };
        self.out.atomic(text.encode_utf8(&mut [0; 4]), Span::new(start, start + length));
        self.at += length;
    }
}

/// A line of a literal or folded scalar.
struct Line {
    /// Where its text begins, behind the indentation.
    start: usize,
    end: usize,
    /// Just behind its line break.
    next: usize,
}

/// What becomes of the last line breaks.
#[derive(PartialEq)]
enum Chomping {
    Strip,
    Clip,
    Keep,
}

/// The lines of a literal or folded scalar, and how it ends; the first is behind that of the indicators.
fn lines(raw: &str, indent: usize) -> (Vec<Line>, Chomping) {
    let bytes = raw.as_bytes();
    let header = memchr::memchr2(b'\n', b'\r', bytes).unwrap_or(raw.len());
    let indicators = raw[..header].split([' ', '\t', '#']).next().unwrap_or_default();
    let chomping = match indicators {
        one if one.contains('-') => Chomping::Strip,
        one if one.contains('+') => Chomping::Keep,
        _ => Chomping::Clip,
    };
    let mut at = header + break_length(&bytes[header..]);
    let mut lines = Vec::new();
    while at < raw.len() {
        let end = memchr::memchr2(b'\n', b'\r', &bytes[at..]).map_or(raw.len(), |length| at + length);
        let spaces = bytes[at..end].iter().take(indent).take_while(|byte| **byte == b' ').count();
        let next = end + break_length(&bytes[end..]);
        lines.push(Line { start: at + spaces, end, next });
        at = next;
    }
    (lines, chomping)
}

/// Reads a literal or folded scalar whose lines are indented by so many spaces.
pub(super) fn read_block(raw: &str, indent: usize) -> Builder {
    let (lines, chomping) = lines(raw, indent);
    let folded = raw.starts_with('>');
    let mut out = Builder::default();
    let is_empty = |line: &Line| line.start == line.end;
    let content = lines.iter().rposition(|line| !is_empty(line)).map_or(0, |last| last + 1);
    let is_spaced = |line: &Line| raw.as_bytes().get(line.start).is_some_and(|byte| is_blank(*byte));
    let push_break = |out: &mut Builder, line: &Line| out.atomic("\n", Span::new(line.end, line.next));
    let mut index = 0;
    while index < content {
        let line = &lines[index];
        out.verbatim(&raw[line.start..line.end], line.start);
        let next = (index + 1..content).find(|next| !is_empty(&lines[*next]));
        let Some(next) = next else { break };
        if folded && !is_empty(line) && !is_spaced(line) && !is_spaced(&lines[next]) {
            if next == index + 1 {
                out.atomic(" ", Span::new(line.end, lines[next].start));
            } else {
                lines[index + 1..next].iter().for_each(|line| push_break(&mut out, line));
            }
        } else {
            lines[index..next].iter().for_each(|line| push_break(&mut out, line));
        }
        index = next;
    }
    let ending = match chomping {
        Chomping::Strip => &lines[..0],
        Chomping::Clip => &lines[content.saturating_sub(1)..content],
        Chomping::Keep => &lines[content.saturating_sub(1)..],
    };
    ending.iter().filter(|line| line.end < line.next).for_each(|line| push_break(&mut out, line));
    out
}

/// Where a literal or folded scalar ends that begins at `start` of a text, given where its first line with text in it
/// begins, indentation and all; `None` where there is none.
pub(in crate::decode) fn block_end(text: &str, first: usize, indent: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = first;
    while at < text.len() {
        let end = memchr::memchr2(b'\n', b'\r', &bytes[at..]).map_or(text.len(), |length| at + length);
        let spaces = bytes[at..end].iter().take_while(|byte| **byte == b' ').count();
        if spaces < indent && at + spaces < end {
            return at;
        }
        at = end + break_length(&bytes[end..]);
    }
    text.len()
}

pub(super) fn write_flow(text: &str, place: &Place<'_>) -> Option<String> {
    match place.raw.bytes().next() {
        Some(b'"') => Some(write_double(text, place)),
        Some(b'\'') => is_printable(text, place).then(|| text.replace('\'', "''")),
        _ => is_printable(text, place).then(|| text.to_owned()),
    }
}

/// Whether a text can stand in YAML without escapes, in one line.
fn is_printable(text: &str, place: &Place<'_>) -> bool {
    text.chars().all(|c| !(c.is_control() && c != '\t') && c != '\u{FEFF}' && (place.can_write)(c))
}

/// Text as it stands between double quotation marks.
pub(super) fn write_double(text: &str, place: &Place<'_>) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            other if other.is_control() || matches!(other, '\u{FEFF}' | '\u{2028}' | '\u{2029}') => {
                out.push_str(&format!("\\u{:04x}", u32::from(other)));
            }
            other if other.is_ascii() || (place.can_write)(other) => out.push(other),
            other => out.push_str(&format!("\\U{:08x}", u32::from(other))),
        }
    }
    out
}

/// Text as it stands in a literal or folded scalar; a line break, in a folded one, is an empty line.
pub(super) fn write_block(text: &str, indent: usize, place: &Place<'_>) -> Option<String> {
    let eol = eol(place.raw);
    let folded = place.raw.starts_with('>');
    let spaces = " ".repeat(indent);
    let mut out = String::with_capacity(text.len());
    let mut lines = text.split('\n').peekable();
    while let Some(line) = lines.next() {
        if !is_printable(line, place) {
            return None;
        }
        out.push_str(line);
        if let Some(next) = lines.peek() {
            out.push_str(eol);
            if folded && !line.is_empty() {
                out.push_str(eol);
            }
            if !next.is_empty() {
                out.push_str(&spaces);
            }
        }
    }
    Some(out)
}

/// What the only value of a YAML mapping says, where the text is one with a single key; and whether that value is plain.
fn scalar_of(document: &str) -> Option<(String, bool)> {
    let mut scalars = Vec::new();
    for event in Parser::new_from_str(document) {
        match event.ok()?.0 {
            Event::Scalar(text, style, 0, None) if scalars.len() < 2 => {
                scalars.push((text.into_owned(), style == saphyr_parser::ScalarStyle::Plain));
            }
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd
            | Event::MappingStart(0, None)
            | Event::MappingEnd => {}
            _ => return None,
        }
    }
    if scalars.len() == 2 && scalars[0].0 == "k" { scalars.pop() } else { None }
}

pub(super) fn flow_stands(raw: &str, inside: bool, behind_tab: bool, meant: &str) -> bool {
    let blank = if behind_tab { '\t' } else { ' ' };
    let document = if inside { format!("{{k:{blank}{raw}}}\n") } else { format!("k:{blank}{raw}\n") };
    scalar_of(&document).is_some_and(|(text, plain)| text == meant && !(plain && is_other_type(&text)))
}

pub(super) fn block_stands(raw: &str, indent: usize, meant: &str) -> bool {
    let header = raw.split(['\n', '\r', ' ', '\t', '#']).next().unwrap_or_default();
    let explicit = header.bytes().find(u8::is_ascii_digit).map(|digit| usize::from(digit - b'0'));
    let outer = explicit.map_or(0, |own| indent.saturating_sub(own));
    let document = format!("{}k: {raw}", " ".repeat(outer));
    scalar_of(&document).is_some_and(|(text, _)| text == meant)
}

/// Whether a plain scalar is no text: nothing, a truth value or a number, in YAML 1.1 or 1.2.
fn is_other_type(text: &str) -> bool {
    const WORDS: [&str; 13] = ["", "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n", "<<", "="];
    let lower = text.to_ascii_lowercase();
    let numeric = |c: char| c.is_ascii_hexdigit() || matches!(c, '+' | '-' | '.' | '_' | ':' | 'x' | 'o');
    let is_special = matches!(lower.trim_start_matches(['+', '-']), ".inf" | ".nan");
    let is_number = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.'))
        && (lower.chars().all(numeric) || is_special);
    WORDS.contains(&&*lower) || is_number
}
