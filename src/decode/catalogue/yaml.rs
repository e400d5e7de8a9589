//! YAML, as saphyr-parser reads it.
//!
//! The parser tells where a scalar is only roughly: with the tag before it, without the `|` of a literal one. Where exactly
//! it stands is found here, and is right when what stands there says what the parser says.

use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle};

use super::{Found, Item, comments_above, keys::ROOT, line_start};
use crate::decode::{
    escape::{Escape, block_end},
    template::ADDRESSED,
};

/// A mapping or a sequence that is open.
struct Open {
    /// Its key; `None` where that is too deep to be followed.
    node: Option<u32>,
    /// In a sequence, the number of the next value.
    index: Option<usize>,
    /// In a mapping, the name of the next value.
    name: Option<String>,
    /// Whether the next thing in a mapping is a name.
    wants_name: bool,
    /// Whether it is written in brackets.
    inside: bool,
}

struct Reader<'t> {
    text: &'t str,
    /// Where each character begins, in texts beyond ASCII.
    offsets: Vec<u32>,
    /// Just behind the last thing that was read.
    behind: usize,
    /// Whether anything in the file speaks to hilsen.
    speaks: bool,
    found: Found,
    open: Vec<Open>,
}

pub(super) fn read(text: &str, malformed: &mut dyn FnMut(Range<usize>, &str)) -> Found {
    let offsets = if text.is_ascii() { Vec::new() } else { text.char_indices().map(|(at, _)| at as u32).collect() };
    let speaks = text.contains(ADDRESSED);
    let mut reader = Reader { text, offsets, behind: 0, speaks, found: Found::default(), open: Vec::new() };
    for event in Parser::new_from_str(text) {
        match event {
            Ok((event, span)) => reader.event(event, span.start.index(), span.end.index()),
            Err(error) => {
                let at = reader.offset(error.marker().index());
                malformed(at..(at + 1).min(text.len()).max(at), error.info());
                break;
            }
        }
    }
    reader.found
}

impl Reader<'_> {
    /// The offset of a character in bytes.
    fn offset(&self, index: usize) -> usize {
        if self.offsets.is_empty() {
            return index.min(self.text.len());
        }
        self.offsets.get(index).map_or(self.text.len(), |at| *at as usize)
    }

    fn event(&mut self, event: Event<'_>, start: usize, end: usize) {
        let (start, end) = (self.offset(start), self.offset(end));
        match event {
            Event::MappingStart(..) | Event::SequenceStart(..) => {
                let is_list = matches!(event, Event::SequenceStart(..));
                let (node, is_name) = if self.open.is_empty() { (Some(ROOT), false) } else { self.key(None) };
                let bracket = self.text[start..].starts_with(['{', '[']);
                let inside = bracket || self.open.last().is_some_and(|open| open.inside);
                self.open.push(Open {
                    // What a name of several parts names is nobody's message.
                    node: node.filter(|_| !is_name),
                    index: is_list.then_some(0),
                    name: None,
                    wants_name: !is_list,
                    inside,
                });
                self.behind = self.behind.max(if bracket { start + 1 } else { start });
            }
            Event::MappingEnd | Event::SequenceEnd => {
                self.open.pop();
                self.behind = self.behind.max(end);
            }
            Event::Scalar(value, style, _, tag) => {
                let (node, is_name) = self.key(Some(&value));
                // Other tags than that of text make something else of it.
                let is_text = tag.is_none_or(|tag| tag.suffix == "str" || tag.suffix == "!" || tag.suffix.is_empty());
                let found = self.locate(&value, style, start, end);
                if let Some((range, escape)) = found {
                    self.behind = range.end;
                    if let Some(node) = node.filter(|_| is_text && !is_name && !value.is_empty()) {
                        let comments = self.comments(&range);
                        self.found.items.push(Item { comments, ..Item::new(node, range, escape) });
                    }
                } else {
                    self.behind = self.behind.max(end);
                }
            }
            Event::Alias(_) => {
                self.key(None);
                self.behind = self.behind.max(end);
            }
            Event::DocumentStart(_) => self.behind = self.behind.max(end),
            _ => {}
        }
    }

    /// The key of what begins, and whether that is a name itself, which `value` is then.
    fn key(&mut self, value: Option<&str>) -> (Option<u32>, bool) {
        let Some(open) = self.open.last_mut() else { return (None, false) };
        if let Some(index) = &mut open.index {
            *index += 1;
            let name = (*index - 1).to_string();
            return (open.node.and_then(|node| self.found.keys.add(node, &name)), false);
        }
        if open.wants_name {
            open.wants_name = false;
            open.name = value.map(str::to_owned);
            return (None, true);
        }
        open.wants_name = true;
        let name = open.name.take();
        (open.node.zip(name).and_then(|(node, name)| self.found.keys.add(node, &name)), false)
    }

    /// The comments for hilsen beside a value: in the lines above its key, and in a line that it begins or ends.
    fn comments(&self, range: &Range<usize>) -> Vec<Range<usize>> {
        if !self.speaks {
            return Vec::new();
        }
        let text = self.text;
        let mut start = line_start(text, range.start);
        // A value may begin in the line below its key.
        if start > 0 && text[start..range.start].trim().is_empty() {
            start = line_start(text, start - 1);
        }
        let mut found = comments_above(text, start, &['#']);
        let is_block = text[range.clone()].starts_with(['|', '>']);
        let from = if is_block { range.start } else { range.end };
        let end = memchr::memchr2(b'\n', b'\r', &text.as_bytes()[from..]).map_or(text.len(), |length| from + length);
        let behind = &text[from..end];
        let comment = if is_block { behind.find(" #").map(|at| at + 1) } else { behind.find('#') };
        if let Some(at) = comment.filter(|at| behind[*at..].contains(ADDRESSED)) {
            found.push(from + at..from + behind.trim_end().len());
        }
        found
    }

    /// Where exactly a scalar stands, and how it is written; `None` where that does not say what the parser says.
    fn locate(&self, value: &str, style: ScalarStyle, start: usize, end: usize) -> Option<(Range<usize>, Escape)> {
        let inside = self.open.last().is_some_and(|open| open.inside);
        let (range, escape) = match style {
            ScalarStyle::Plain => {
                let start = skip_properties(self.text, start.max(self.behind), false);
                let written = self.text.get(start..end)?;
                // Other white space than YAML's own belongs to the value.
                let length = written.trim_end_matches([' ', '\t', '\n', '\r']).len();
                (start..start + length, Escape::YamlFlow { inside, behind_tab: behind_tab(self.text, start) })
            }
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => {
                let start = skip_properties(self.text, start.max(self.behind), false);
                let length = quoted_length(self.text.get(start..end)?.as_bytes())?;
                (start..start + length, Escape::YamlFlow { inside, behind_tab: behind_tab(self.text, start) })
            }
            ScalarStyle::Literal | ScalarStyle::Folded => self.locate_block(value)?,
        };
        let raw = self.text.get(range.clone())?;
        (escape.read(raw).out == value).then_some((range, escape))
    }

    fn locate_block(&self, value: &str) -> Option<(Range<usize>, Escape)> {
        let start = skip_properties(self.text, self.behind, true);
        let header = self.text.get(start..)?;
        if !header.starts_with(['|', '>']) {
            return None;
        }
        let mut first = start + header.find(['\n', '\r'])?;
        if self.text[first..].starts_with("\r\n") {
            first += 1;
        }
        first += 1;
        // The first line with text in it has the indentation, and perhaps spaces of its own.
        let line = self.text[first..].split(['\n', '\r']).find(|line| !line.trim_matches(' ').is_empty())?;
        let spaces = |line: &str| line.len() - line.trim_start_matches(' ').len();
        let own = value.split('\n').find(|line| !line.trim_matches(' ').is_empty()).map_or(0, spaces);
        let indent = spaces(line).checked_sub(own)?;
        Some((start..block_end(self.text, first, indent), Escape::YamlBlock { indent }))
    }
}

/// Whether nothing but tabs stands between the colon of a key and `at`.
fn behind_tab(text: &str, at: usize) -> bool {
    let before = &text[..at];
    before.ends_with('\t') && before.trim_end_matches('\t').ends_with(':')
}

/// The length of the quoted scalar at the start of some bytes: the parser counts blanks and a comment behind it in.
fn quoted_length(bytes: &[u8]) -> Option<usize> {
    let quote = *bytes.first()?;
    let mut at = 1;
    loop {
        match *bytes.get(at)? {
            b'\\' if quote == b'"' => at += 2,
            byte if byte != quote => at += 1,
            _ if quote == b'\'' && bytes.get(at + 1) == Some(&quote) => at += 2,
            _ => return Some(at + 1),
        }
    }
}

/// Skips what may stand between a key and its value: white space, comments, a tag, an anchor; and where `signs` is set, the
/// signs of the mapping or the sequence.
fn skip_properties(text: &str, mut at: usize, signs: bool) -> usize {
    let bytes = text.as_bytes();
    while let Some(&byte) = bytes.get(at) {
        at += match byte {
            b' ' | b'\t' | b'\n' | b'\r' => 1,
            b':' | b'-' | b'?' | b',' if signs => 1,
            b'#' => memchr::memchr2(b'\n', b'\r', &bytes[at..]).unwrap_or(bytes.len() - at),
            b'!' | b'&' => bytes[at..].iter().position(u8::is_ascii_whitespace).unwrap_or(bytes.len() - at),
            _ => return at,
        };
    }
    text.len()
}
