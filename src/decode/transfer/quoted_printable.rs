//! Quoted-printable (RFC 2045 §6.7).

use std::ops::Range;

use memchr::memchr3;

use super::PartBytes;
use crate::{
    decode::{edit::Edit, layer::Layer},
    text::{RunKind, Source, SourceMap, Span},
};

/// The longest encoded line in bytes, its line break aside.
const LINE_LIMIT: usize = 76;

/// Decodes the bytes `span` of `source`; `bad` is called with the place of each `=` that encodes nothing.
///
/// Soft line breaks and white space before a hard one are gaps; each `=XX` is an atom of one byte.
pub(super) fn decode(source: &[u8], span: Span<Source>, bad: &mut dyn FnMut(usize)) -> Layer<Vec<u8>> {
    let input = &source[..span.end()];
    let mut out = Vec::with_capacity(span.len());
    let mut map = SourceMap::default();
    let literal = |out: &mut Vec<u8>, map: &mut SourceMap, range: Range<usize>| {
        map.push_verbatim(range.len(), range.start);
        out.extend_from_slice(&input[range]);
    };
    let mut at = span.start();
    while at < input.len() {
        let stop = memchr3(b'=', b'\r', b'\n', &input[at..]).map_or(input.len(), |found| at + found);
        if input.get(stop) != Some(&b'=') {
            let kept = input[at..stop].iter().rposition(|byte| !is_blank(*byte)).map_or(at, |last| at + last + 1);
            literal(&mut out, &mut map, at..kept);
            literal(&mut out, &mut map, stop..input.len().min(stop + 1));
            at = stop + 1;
            continue;
        }
        literal(&mut out, &mut map, at..stop);
        if let Some(byte) = input.get(stop + 1..stop + 3).and_then(hex_pair) {
            out.push(byte);
            map.push_atomic(1, Span::new(stop, stop + 3));
            at = stop + 3;
        } else if let Some(next) = soft_break_end(input, stop) {
            at = next;
        } else {
            bad(stop);
            literal(&mut out, &mut map, stop..stop + 1);
            at = stop + 1;
        }
    }
    Layer { out, map }
}

/// Where the line behind a soft break at `at` begins; `None` where the `=` is none.
fn soft_break_end(input: &[u8], at: usize) -> Option<usize> {
    let blanks = input[at + 1..].iter().take_while(|byte| is_blank(**byte)).count();
    let end = at + 1 + blanks;
    match &input[end..] {
        [] => Some(end),
        [b'\r', b'\n', ..] => Some(end + 2),
        [b'\r' | b'\n', ..] => Some(end + 1),
        _ => None,
    }
}

/// The byte that two hexadecimal digits stand for.
pub(in crate::decode) fn hex_pair(digits: &[u8]) -> Option<u8> {
    let [high, low] = digits else { return None };
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

const fn is_blank(byte: u8) -> bool {
    byte == b' ' || byte == b'\t'
}

/// The edit of the file that puts `new` in place of the decoded bytes `range`.
///
/// Only the bytes of the replaced text are written anew. Two things reach beyond them: a blank that would come to
/// stand last on its line is encoded, and soft breaks keep a line that grows within [`LINE_LIMIT`].
pub(super) fn edit(part: &PartBytes, mut range: Range<usize>, new: &[u8]) -> Edit {
    let mut new = new.to_vec();
    let end = end_of(part, range.end, range.start);
    // A blank before the edit would be lost if a line break now followed it.
    let before = range.start.checked_sub(1).filter(|&before| is_bare_blank(part, before));
    let ends_line = new.first().map_or_else(|| !is_text(part, end), |byte| matches!(byte, b'\r' | b'\n'));
    if let Some(before) = before.filter(|_| ends_line) {
        new.insert(0, part.decoded.out[before]);
        range.start = before;
    }
    let start = start_of(part, range.start).min(end);
    let units = units(&new, part, end);
    let line_start = part.source[..start].iter().rposition(|byte| is_line_end(*byte)).map_or(0, |last| last + 1);
    let tail = part.source[end..part.span.end()].iter().take(LINE_LIMIT + 1);
    let line = Line {
        column: start - line_start.max(part.span.start()),
        tail: tail.take_while(|byte| !is_line_end(**byte)).count(),
        old: (!part.source[start..end].iter().any(|byte| is_line_end(*byte))).then_some(end - start),
        eol: part.eol,
    };
    Edit { span: Span::new(start, end), bytes: line.wrap(&units) }
}

/// Where in the file the decoded byte `at` begins; behind the last byte where there is none.
fn start_of(part: &PartBytes, at: usize) -> usize {
    if part.decoded.out.is_empty() {
        return part.span.start();
    }
    part.decoded.map.source(Span::new(at, at)).start()
}

/// Where in the file the bytes up to `at` end; an insertion goes before what follows it.
fn end_of(part: &PartBytes, at: usize, start: usize) -> usize {
    if at == start {
        return start_of(part, at);
    }
    part.decoded.map.source(Span::new(start, at)).end()
}

/// Whether the decoded byte `at` is a blank that stands in the file as itself.
fn is_bare_blank(part: &PartBytes, at: usize) -> bool {
    let literal = || part.decoded.map.runs_under(Span::new(at, at + 1)).iter().all(|run| run.kind == RunKind::Verbatim);
    is_blank(part.decoded.out[at]) && literal()
}

/// Whether more than blanks follows on the line at the file's byte `at`; a soft break counts as more.
fn is_text(part: &PartBytes, at: usize) -> bool {
    let mut rest = part.source[at..part.span.end()].iter().skip_while(|byte| is_blank(**byte));
    rest.next().is_some_and(|byte| !is_line_end(*byte))
}

const fn is_line_end(byte: u8) -> bool {
    byte == b'\r' || byte == b'\n'
}

/// What [`Line::wrap`] must not tear apart.
enum Unit {
    /// Encoded characters.
    Text(Vec<u8>),
    /// A hard line break.
    Break(&'static [u8]),
}

/// `new` encoded, up to what follows it at `end`.
fn units(new: &[u8], part: &PartBytes, end: usize) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::with_capacity(new.len());
    let mut at = 0;
    while at < new.len() {
        if part.text_lines
            && let Some(line_end) = hard_break(&new[at..], part.eol)
        {
            units.push(Unit::Break(line_end));
            at += line_end.len();
            continue;
        }
        let next = new.get(at + 1);
        let byte = new[at];
        let last_on_line = match next {
            None => !is_text(part, end),
            Some(_) => part.text_lines && hard_break(&new[at + 1..], part.eol).is_some(),
        };
        let bare = (byte.is_ascii_graphic() && byte != b'=') || (is_blank(byte) && !last_on_line);
        let encoded = if bare { vec![byte] } else { escape(byte) };
        match units.last_mut() {
            // The bytes of one UTF-8 character stay together.
            Some(Unit::Text(before)) if (0x80..0xC0).contains(&byte) && !before.is_empty() && before.len() < 12 => {
                before.extend(encoded);
            }
            _ => units.push(Unit::Text(encoded)),
        }
        at += 1;
    }
    units
}

/// The line break that `bytes` begin with, where it may be written as one.
///
/// A lone LF is a line break only where the file ends its lines so; elsewhere it would be mended on the way.
fn hard_break(bytes: &[u8], eol: &str) -> Option<&'static [u8]> {
    match bytes {
        [b'\r', b'\n', ..] => Some(b"\r\n"),
        [b'\n', ..] if eol == "\n" => Some(b"\n"),
        _ => None,
    }
}

fn escape(byte: u8) -> Vec<u8> {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    vec![b'=', DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]
}

/// The encoded line an edit happens in; lengths in bytes.
struct Line {
    /// How much of the line stands before the edit.
    column: usize,
    /// How much of it follows.
    tail: usize,
    /// How long the text on it was that the edit replaces; `None` where that went over several lines.
    old: Option<usize>,
    eol: &'static str,
}

impl Line {
    /// The units in a row, with the soft breaks that keep the lines short.
    fn wrap(&self, units: &[Unit]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut column = self.column;
        let plain: usize = units.iter().map(|unit| if let Unit::Text(text) = unit { text.len() } else { 0 }).sum();
        let has_break = units.iter().any(|unit| matches!(unit, Unit::Break(_)));
        // A line that does not grow needs no break, even one that was too long before.
        let fits = !has_break && (self.old.is_some_and(|old| plain <= old) || column + plain + self.tail <= LINE_LIMIT);
        for unit in units {
            match unit {
                Unit::Break(line_end) => {
                    bytes.extend_from_slice(line_end);
                    column = 0;
                }
                Unit::Text(text) => {
                    // One column is kept for the `=` of the break.
                    if !fits && column > 0 && column + text.len() >= LINE_LIMIT {
                        self.soft_break(&mut bytes);
                        column = 0;
                    }
                    bytes.extend_from_slice(text);
                    column += text.len();
                }
            }
        }
        if !fits && column > 0 && column + self.tail > LINE_LIMIT && (1..=LINE_LIMIT).contains(&self.tail) {
            self.soft_break(&mut bytes);
        }
        bytes
    }

    fn soft_break(&self, bytes: &mut Vec<u8>) {
        bytes.push(b'=');
        bytes.extend_from_slice(self.eol.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;

    fn read(source: &[u8]) -> (Vec<u8>, SourceMap, Vec<usize>) {
        let mut bad = Vec::new();
        let layer = decode(source, Span::new(0, source.len()), &mut |at| bad.push(at));
        (layer.out, layer.map, bad)
    }

    fn edited(source: &str, range: Range<usize>, new: &str) -> String {
        let span = Span::new(0, source.len());
        let layer = decode(source.as_bytes(), span, &mut |_| {});
        let decoded = Layer { out: Cow::Owned(layer.out), map: layer.map };
        let part = PartBytes { source: source.as_bytes(), span, decoded: &decoded, eol: "\r\n", text_lines: true };
        let edit = edit(&part, range, new.as_bytes());
        let mut bytes = source.as_bytes().to_vec();
        bytes.splice(edit.span.range(), edit.bytes);
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn soft_breaks_and_trailing_blanks_are_gaps() {
        let (out, map, bad) = read(b"bl=C3=A5 =\r\nb=C3=A6r \t\r\nhei =  \r\n");
        assert_eq!(out, "blå bær\r\nhei ".as_bytes());
        assert!(bad.is_empty());
        assert_eq!(map.source(Span::new(4, 6)), Span::new(8, 13));
    }

    #[test]
    fn a_stray_equals_sign_is_kept_and_told() {
        let (out, _, bad) = read(b"a=b, 1=3D1, x=");
        assert_eq!(out, b"a=b, 1=1, x");
        assert_eq!(bad, [1]);
    }

    #[test]
    fn an_edit_encodes_what_needs_it() {
        assert_eq!(edited("Hei du", 4..6, "på=x"), "Hei p=C3=A5=3Dx");
        assert_eq!(edited("Hei du\r\n", 3..6, " "), "Hei=20\r\n");
        assert_eq!(edited("Hei du\r\n", 4..6, ""), "Hei=20\r\n");
        assert_eq!(edited("Hei du der\r\n", 4..6, ""), "Hei  der\r\n");
        assert_eq!(edited("a=\r\nb", 0..2, "x"), "x");
    }

    #[test]
    fn lines_that_grow_are_broken() {
        let line = "a".repeat(70);
        let out = edited(&line, 70..70, "ååå");
        assert_eq!(out, format!("{line}=\r\n=C3=A5=C3=A5=C3=A5"));
        let out = edited(&line, 0..0, "ååå");
        assert_eq!(out, format!("=C3=A5=C3=A5=C3=A5=\r\n{line}"));
    }
}
