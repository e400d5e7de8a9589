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

impl FieldValue {
    /// Whether `text` may stand in the value as encoded words: in addresses, only where it has nothing of their syntax.
    fn takes_words(&self, text: &str) -> bool {
        self.words && !(self.addresses && text.contains(['(', ')', '<', '>', '@', ',', ';', ':', '"', '\\']))
    }
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
    let exact = if read.out.is_empty() { Span::new(0, bytes.len()) } else { read.map.source(span) };
    let mut ways = Ways { file, value, raw_utf8: is_raw_utf8(bytes), eol, found: Vec::new() };
    let verbatim = read.map.runs_under(span).iter().all(|run| run.kind == RunKind::Verbatim);
    if verbatim && !is_in_word(bytes, value.words, exact) {
        ways.literally(exact.range(), replacement);
    }
    if let Some(touched) = Touched::find(&units(bytes, value.words), &read, span, exact) {
        let (head, tail) = (touched.text.start()..span.start(), span.end()..touched.text.end());
        let new = [&read.out[head], replacement, &read.out[tail]].concat();
        ways.literally(touched.source.clone(), &new);
        ways.encoded(touched.source, &[touched.before.as_str(), &new, &touched.behind].concat());
    }
    // White space that comes to stand at either end of the value would be lost in any other way.
    let all = [&read.out[..span.start()], replacement, &read.out[span.end()..]].concat();
    ways.encoded(0..bytes.len(), &all);
    if ways.found.is_empty() { Err(Refusal::HeaderSyntax) } else { Ok(ways.found) }
}

/// Whether the value has letters beyond ASCII as they are (RFC 6532), so that an edit may bring more.
fn is_raw_utf8(value: &[u8]) -> bool {
    !value.is_ascii() && std::str::from_utf8(value).is_ok()
}

/// Whether a span of the value reaches into an encoded word, where other rules hold than outside.
fn is_in_word(value: &[u8], words: bool, span: Span<Source>) -> bool {
    encoded_word::pieces(value, words).iter().any(|piece| {
        let range = piece.range();
        matches!(piece, Piece::Word(_)) && range.start < span.end() && span.start() < range.end
    })
}

/// Collects the ways to write an edit.
struct Ways<'a> {
    file: &'a [u8],
    value: &'a FieldValue,
    raw_utf8: bool,
    eol: &'a str,
    found: Vec<Edit>,
}

impl Ways<'_> {
    /// Adds the way to write `text` as it is over a range of the value, where the header may hold it so.
    fn literally(&mut self, range: Range<usize>, text: &str) {
        if text.chars().all(|c| (c.is_ascii() || self.raw_utf8) && (!c.is_control() || c == '\t')) {
            self.add(range, text.as_bytes().to_vec());
        }
    }

    /// Adds the way to write `text` as encoded words over a range of the value, where the field takes them.
    fn encoded(&mut self, range: Range<usize>, text: &str) {
        if self.value.takes_words(text) {
            let column = column(self.file, self.value.source.start() + range.start);
            self.add(range, encoded_word::encode(text, column, self.eol));
        }
    }

    fn add(&mut self, range: Range<usize>, bytes: Vec<u8>) {
        let base = self.value.source.start();
        self.found.push(Edit { span: Span::new(base + range.start, base + range.end), bytes });
    }
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
