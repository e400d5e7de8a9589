//! Edits of header field values.
//!
//! Where it can be, an edit is made as it stands. Beyond ASCII, or inside an encoded word, the words it touches are
//! written anew as encoded words, with the white space between them and other encoded words moved inside, where
//! it stays visible (RFC 2047 §6.2).

use std::ops::Range;

use super::{
    edit::{Edit, Refusal, whole_runs},
    encoded_word::{self, Piece},
    layer::Layer,
};
use crate::text::{RunKind, Source, Span, Text};

/// The value of a field in the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct FieldValue {
    /// Its bytes, outer white space not counted.
    pub(super) source: Span<Source>,
    /// Whether encoded words are read in it.
    pub(super) words: bool,
    /// Whether it holds addresses, in which encoded words may stand only for names.
    pub(super) addresses: bool,
}

/// A word between white space, in offsets of the value.
#[derive(Debug)]
struct Unit {
    range: Range<usize>,
    /// Whether it begins or ends with an encoded word.
    opens_encoded: bool,
    closes_encoded: bool,
}

/// The ways to write an edit of a value, the least invasive first; which one reads as meant is for the caller to see.
///
/// `span` counts from the value's first character.
pub(super) fn ways(
    file: &[u8],
    value: &FieldValue,
    span: Span<Text>,
    replacement: &str,
    eol: &str,
) -> Result<Vec<Edit>, Refusal> {
    if replacement.contains(['\r', '\n']) {
        return Err(Refusal::LineBreak);
    }
    let bytes = &file[value.source.range()];
    // Offsets below count within the value.
    let read = encoded_word::decode(bytes, 0, value.words, &mut |_, _| {});
    let raw_utf8 = !bytes.is_ascii() && std::str::from_utf8(bytes).is_ok();
    let is_literal = |text: &str| !text.chars().any(|c| c.is_control() && c != '\t') && (text.is_ascii() || raw_utf8);
    let mut ways = Vec::new();
    let mut add = |range: Range<usize>, new: &[u8]| {
        let base = value.source.start();
        ways.push(Edit { span: Span::new(base + range.start, base + range.end), bytes: new.to_vec() });
    };

    let exact = if read.out.is_empty() { Span::new(0, bytes.len()) } else { read.map.source(span) };
    let verbatim = read.map.runs_under(span).iter().all(|run| run.kind == RunKind::Verbatim);
    if verbatim && is_literal(replacement) {
        add(exact.range(), replacement.as_bytes());
    }
    let units = units(bytes, value.words);
    let Some(touched) = Touched::find(&units, &read, span, exact) else {
        add(exact.range(), &encoded_word::encode(replacement, column(file, value.source.start()), eol));
        return Ok(ways);
    };
    let (head, tail) = (&read.out[touched.text.start()..span.start()], &read.out[span.end()..touched.text.end()]);
    let new = [head, replacement, tail].concat();
    if is_literal(&new) {
        add(touched.source.clone(), new.as_bytes());
    }
    if !value.words || (value.addresses && new.contains(['(', ')', '<', '>', '@', ',', ';', ':', '"', '\\'])) {
        return if ways.is_empty() { Err(Refusal::Address) } else { Ok(ways) };
    }
    let encoded = [touched.before.as_str(), &new, &touched.behind].concat();
    let column = column(file, value.source.start() + touched.source.start);
    add(touched.source.clone(), &encoded_word::encode(&encoded, column, eol));
    Ok(ways)
}

/// How many bytes stand before `at` on its line.
fn column(file: &[u8], at: usize) -> usize {
    file[..at].iter().rev().take_while(|byte| !matches!(byte, b'\r' | b'\n')).count()
}

fn units(bytes: &[u8], words: bool) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    let mut apart = true;
    for piece in encoded_word::pieces(bytes, words) {
        let encoded = matches!(piece, Piece::Word(_));
        let range = piece.range();
        if matches!(piece, Piece::Blank(_)) {
            apart = true;
            continue;
        }
        match units.last_mut().filter(|_| !apart) {
            Some(unit) => {
                unit.range.end = range.end;
                unit.closes_encoded = encoded;
            }
            None => units.push(Unit { range, opens_encoded: encoded, closes_encoded: encoded }),
        }
        apart = false;
    }
    units
}

/// The words an edit touches, whole.
struct Touched {
    source: Range<usize>,
    text: Span<Text>,
    /// The visible white space between them and an encoded word before, or behind.
    before: String,
    behind: String,
}

impl Touched {
    fn find(units: &[Unit], read: &Layer<String>, span: Span<Text>, exact: Span<Source>) -> Option<Self> {
        let mut text = whole_runs(&read.map, span);
        let mut first = units.partition_point(|unit| unit.range.end < exact.start());
        let mut last = units.partition_point(|unit| unit.range.start <= exact.end()).checked_sub(1)?;
        // Between two words, as in a double space, the edit belongs to both.
        if first > last {
            (first, last) = (last, first.min(units.len() - 1));
        }
        // A character split between words takes both along.
        loop {
            let source = units[first].range.start..units[last].range.end;
            if let Some(under) = read.map.text(Span::new(source.start, source.end)) {
                text = text.cover(whole_runs(&read.map, under));
            }
            let reach = read.map.source(text);
            let reaches_first = units.partition_point(|unit| unit.range.end <= reach.start());
            let reaches_last = units.partition_point(|unit| unit.range.start < reach.end()).max(1) - 1;
            if text.is_empty() || (reaches_first >= first && reaches_last <= last) {
                break;
            }
            (first, last) = (first.min(reaches_first), last.max(reaches_last));
        }
        let source = units[first].range.start..units[last].range.end;
        let previous = first.checked_sub(1).map(|index| &units[index]).filter(|unit| unit.closes_encoded);
        let next = units.get(last + 1).filter(|unit| unit.opens_encoded);
        let blank = |from: usize, to: usize| {
            let under = read.map.text(Span::new(from, to));
            under.map_or_else(String::new, |under| read.out[under.range()].to_owned())
        };
        let before = previous.map_or_else(String::new, |unit| blank(unit.range.end, source.start));
        let behind = next.map_or_else(String::new, |unit| blank(source.end, unit.range.start));
        Some(Self { source, text, before, behind })
    }
}
