//! The value of an entry in a file of messages: from the way it is written there to its text, and an edit back.
//!
//! What is escaped in a `.po` file is not what is escaped in YAML, but all of them are read alike: a stretch of the file's
//! characters, its quotation marks with it where it has some, gives a text with its map. An edit is written in the
//! escapes of its place, and is one only if what is written reads as meant.

mod csv;
mod json;
mod po;
mod properties;
mod yaml;

use super::{
    edit::{Refusal, whole_runs},
    layer::Layer,
};
use crate::text::{Source, Span, Text};

pub(super) use yaml::block_end;

/// How the value of an entry is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Escape {
    /// The strings of a `.po` file that follow each other, from the first quotation mark to the last.
    Po,
    /// A JSON string, its quotation marks with it.
    Json,
    /// The value in a `.properties` file, from behind the separator to the end of its logical line.
    Properties {
        /// Whether letters beyond ASCII are written as they are, where the charset has them, and not by number.
        letters: bool,
    },
    /// A field of a CSV file, its quotation marks with it.
    Csv {
        /// What stands between fields.
        delimiter: char,
    },
    /// A plain or quoted scalar of YAML.
    YamlFlow {
        /// Whether it stands in `[…]` or `{…}`.
        inside: bool,
        /// Whether nothing but tabs stands between it and the colon, behind which not every letter may follow.
        behind_tab: bool,
    },
    /// A literal or folded scalar of YAML, from `|` or `>` to the end of its last line.
    YamlBlock {
        /// How many spaces stand before the text of each line.
        indent: usize,
    },
}

/// What a way of writing needs to know about the place it writes in.
struct Place<'a> {
    /// The value as it is written now.
    raw: &'a str,
    /// Whether the charset of the file has a character.
    can_write: &'a dyn Fn(char) -> bool,
}

impl Escape {
    /// The text of a value.
    pub(super) fn read(self, raw: &str) -> Layer<String> {
        let builder = match self {
            Self::Po => po::read(raw),
            Self::Json => json::read(raw),
            Self::Properties { .. } => properties::read(raw),
            Self::Csv { .. } => csv::read(raw),
            Self::YamlFlow { .. } => yaml::read_flow(raw),
            Self::YamlBlock { indent } => yaml::read_block(raw, indent),
        };
        Layer { out: builder.text, map: builder.map }
    }

    /// The edit of the value `raw` that puts `replacement` in place of `span` of its text: the first that reads as meant.
    pub(super) fn edit(
        self,
        raw: &str,
        layer: &Layer<String>,
        span: Span<Text>,
        replacement: &str,
        can_write: &dyn Fn(char) -> bool,
    ) -> Result<(Span<Text>, String), Refusal> {
        let text = &layer.out;
        let meant = [&text[..span.start()], replacement, &text[span.end()..]].concat();
        let place = Place { raw, can_write };
        let grown = whole_runs(&layer.map, span);
        let new = [&text[grown.start()..span.start()], replacement, &text[span.end()..grown.end()]].concat();
        // The indentation of a line that does not end would be that of the next key.
        let ends = |edited: &str| {
            let breaks = |raw: &str| raw.ends_with(['\n', '\r']);
            !matches!(self, Self::YamlBlock { .. }) || breaks(edited) || !breaks(raw)
        };
        if let Some(new) = self.write(&new, &place) {
            for at in places(layer, grown) {
                let edited = [&raw[..at.start()], &new, &raw[at.end()..]].concat();
                if self.read(&edited).out == meant && self.stands(&edited, &meant) && ends(&edited) {
                    return Ok((Span::new(at.start(), at.end()), new));
                }
            }
        }
        // A value without quotation marks may need some.
        if let Some(whole) = self.write_whole(&meant, &place)
            && self.read(&whole).out == meant
            && self.stands(&whole, &meant)
        {
            return Ok((Span::new(0, raw.len()), whole));
        }
        Err(if replacement.contains(['\r', '\n']) { Refusal::LineBreak } else { Refusal::ReadsDifferently })
    }

    /// Some text of a value as it is written there; `None` where it cannot be.
    fn write(self, text: &str, place: &Place<'_>) -> Option<String> {
        match self {
            Self::Po => Some(po::write(text)),
            Self::Json => Some(json::write(text, place)),
            Self::Properties { letters } => Some(properties::write(text, letters, place)),
            Self::Csv { .. } => Some(csv::write(text, place)),
            Self::YamlFlow { .. } => yaml::write_flow(text, place),
            Self::YamlBlock { indent } => yaml::write_block(text, indent, place),
        }
    }

    /// The value written anew, in another style where its own cannot say it.
    fn write_whole(self, text: &str, place: &Place<'_>) -> Option<String> {
        match self {
            Self::Csv { .. } => Some(format!("\"{}\"", text.replace('"', "\"\""))),
            Self::YamlFlow { .. } => Some(format!("\"{}\"", yaml::write_double(text, place))),
            // Leading white space is kept only where it is escaped.
            Self::Properties { letters } => Some(properties::write_whole(text, letters, place)),
            Self::Po | Self::Json | Self::YamlBlock { .. } => None,
        }
    }

    /// Whether the edited value, as it stands in its file, is one value still: reading it by itself does not tell.
    fn stands(self, raw: &str, meant: &str) -> bool {
        match self {
            Self::Po => po::stands(raw),
            Self::Json => json::stands(raw),
            Self::Properties { .. } => properties::stands(raw),
            Self::Csv { delimiter } => csv::stands(raw, delimiter),
            Self::YamlFlow { inside, behind_tab } => yaml::flow_stands(raw, inside, behind_tab, meant),
            Self::YamlBlock { indent } => yaml::block_stands(raw, indent, meant),
        }
    }
}

/// The places of the value that a span of its text, which cuts no run, may be written in: exactly its own, or with what
/// stands between it and its neighbours, such as the indentation of a line that goes.
fn places(layer: &Layer<String>, span: Span<Text>) -> Vec<Span<Source>> {
    let runs = layer.map.runs();
    let first = runs.partition_point(|run| run.text.end() < span.start());
    let behind = runs.partition_point(|run| run.text.start() < span.end().max(span.start() + 1));
    let up_to_start = runs.get(first).filter(|run| run.text.end() == span.start()).map(|run| run.source.end());
    let exact = layer.map.source(span);
    let next = if span.is_empty() {
        runs.iter().skip(first).take(2).find(|run| run.text.start() == span.start())
    } else {
        runs.get(behind).filter(|run| run.text.start() == span.end())
    };
    let from_end = next.map(|run| run.source.start());
    let start = up_to_start.unwrap_or(exact.start()).min(exact.start());
    let end = from_end.unwrap_or(exact.end()).max(exact.end());
    let mut places = vec![exact];
    if span.is_empty() {
        places.extend([Span::new(start, start), Span::new(end, end)]);
    }
    places.extend([Span::new(exact.start(), end), Span::new(start, exact.end()), Span::new(start, end)]);
    places
}

/// The character with a number in hexadecimal digits.
fn by_number(digits: &str) -> Option<char> {
    (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
        .then(|| u32::from_str_radix(digits, 16).ok())
        .flatten()
        .and_then(char::from_u32)
}

/// Reads the `\uXXXX` at the start of `rest`, or two of them that are the halves of one character: the character, and how
/// many bytes it took.
fn unicode_escape(rest: &str) -> Option<(char, usize)> {
    let half = |at: usize| {
        let digits = rest.get(at..at + 6)?.strip_prefix("\\u")?;
        digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u16::from_str_radix(digits, 16).ok()).flatten()
    };
    let first = half(0)?;
    if let Some(character) = char::from_u32(u32::from(first)) {
        return Some((character, 6));
    }
    let pair = [first, half(6).unwrap_or(0)];
    match char::decode_utf16(pair).next() {
        Some(Ok(character)) => Some((character, 12)),
        _ => Some((char::REPLACEMENT_CHARACTER, 6)),
    }
}

/// A character as `\uXXXX`, in two halves where it needs them.
fn write_unicode(out: &mut String, character: char) {
    for unit in character.encode_utf16(&mut [0; 2]) {
        out.push_str(&format!("\\u{unit:04x}"));
    }
}

/// The line end that is written in a value.
fn eol(raw: &str) -> &'static str {
    if raw.contains("\r\n") { "\r\n" } else { "\n" }
}
