//! Plain text with soft line breaks: `format=flowed` (RFC 3676).
//!
//! A line that ends in a space goes on in the next one. The reader sees one line, so the break becomes a gap, and so
//! do the quote marks and the stuffed space the next line begins with. The marks of a paragraph's first line stay.

use std::ops::Range;

use memchr::memchr2;

use super::{
    edit::Refusal,
    layer::{Builder, Layer},
};
use crate::text::{Source, SourceMap, Span, Text};

/// The line that announces a signature; its space is no soft break.
const SIGNATURE: &str = "-- ";

/// The parameters of a flowed part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Flowed {
    /// `DelSp=yes`: the space of a soft break is not part of the text.
    pub(super) del_sp: bool,
}

/// One line as it stands, in byte offsets.
struct Line {
    start: usize,
    /// How many `>` it begins with.
    depth: usize,
    /// Where its text begins, behind quote marks and a stuffed space.
    body: usize,
    /// Where its text ends.
    end: usize,
    /// Where the next line begins.
    next: usize,
    signature: bool,
}

impl Line {
    fn at(text: &str, start: usize) -> Option<Self> {
        let bytes = text.as_bytes();
        if start >= bytes.len() {
            return None;
        }
        let end = memchr2(b'\r', b'\n', &bytes[start..]).map_or(bytes.len(), |found| start + found);
        let next = match &bytes[end..] {
            [b'\r', b'\n', ..] => end + 2,
            [] => end,
            _ => end + 1,
        };
        let depth = bytes[start..end].iter().take_while(|byte| **byte == b'>').count();
        let stuffed = usize::from(bytes[start + depth..end].first() == Some(&b' '));
        let body = start + depth + stuffed;
        // A writer that forgets to stuff still means `-- `.
        let signature = &text[body..end] == SIGNATURE;
        Some(Self { start, depth, body, end, next, signature })
    }

    /// Whether `next` continues this line.
    fn flows_into(&self, next: &Self, text: &str) -> bool {
        let soft = !self.signature && text[self.body..self.end].ends_with(' ');
        soft && self.depth == next.depth && !next.signature
    }
}

impl Flowed {
    /// The text as it was before it was broken into lines; the map leads to offsets in `text`.
    pub(super) fn decode(self, text: &str) -> Layer<String> {
        let mut builder = Builder { text: String::with_capacity(text.len()), map: SourceMap::default() };
        let mut keep = |range: Range<usize>| builder.verbatim(&text[range.clone()], range.start);
        let mut line = Line::at(text, 0);
        let mut continues = false;
        while let Some(this) = line {
            let next = Line::at(text, this.next);
            let flows = next.as_ref().is_some_and(|next| this.flows_into(next, text));
            if !continues && this.depth > 0 {
                keep(this.start..this.body);
            }
            keep(this.body..this.end - usize::from(flows && self.del_sp));
            if !flows {
                keep(this.end..this.next);
            }
            (line, continues) = (next, flows);
        }
        Layer { out: builder.text, map: builder.map }
    }

    /// The edit of the broken text `lines` that puts `replacement` in place of `span` of the `flowed` one.
    ///
    /// A soft break may have to go, or a space to be stuffed; the first way that reads as meant is taken.
    pub(super) fn edit(
        self,
        lines: &str,
        flowed: &Layer<String>,
        span: Span<Text>,
        replacement: &str,
    ) -> Result<(Span<Text>, String), Refusal> {
        if replacement.contains(['\r', '\n']) {
            return Err(Refusal::LineBreak);
        }
        let meant = [&flowed.out[..span.start()], replacement, &flowed.out[span.end()..]].concat();
        let exact = flowed.map.source(span);
        let runs = flowed.map.runs();
        let before = runs.partition_point(|run| run.text.end() < span.start());
        let behind = runs.partition_point(|run| run.text.start() < span.end());
        let from = runs.get(before).filter(|run| run.text.end() == span.start()).map(|run| run.source.end());
        let up_to = runs.get(behind).filter(|run| run.text.start() == span.end()).map(|run| run.source.start());
        let wider: [Span<Source>; 4] = [
            exact,
            Span::new(exact.start(), up_to.unwrap_or(exact.end()).max(exact.end())),
            Span::new(from.unwrap_or(exact.start()).min(exact.start()), exact.end()),
            Span::new(from.unwrap_or(exact.start()).min(exact.start()), up_to.unwrap_or(exact.end()).max(exact.end())),
        ];
        for place in wider {
            for stuffing in ["", " "] {
                let new = [stuffing, replacement].concat();
                let edited = [&lines[..place.start()], &new, &lines[place.end()..]].concat();
                if self.decode(&edited).out == meant {
                    return Ok((Span::new(place.start(), place.end()), new));
                }
            }
        }
        Err(Refusal::ReadsDifferently)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        Flowed { del_sp: false }.decode(text).out
    }

    #[test]
    fn soft_breaks_join_lines() {
        assert_eq!(read("Hei, \r\npå deg.\r\nHilsen\r\n"), "Hei, på deg.\r\nHilsen\r\n");
        assert_eq!(Flowed { del_sp: true }.decode("bla \nbær\n").out, "blabær\n");
    }

    #[test]
    fn quotes_stuffing_and_signatures() {
        assert_eq!(read("> ett \n> to\nsvar"), "> ett to\nsvar");
        assert_eq!(read("> ett \n>> to\n"), "> ett \n>> to\n");
        assert_eq!(read(" > ikke sitat\n From meg"), "> ikke sitat\nFrom meg");
        assert_eq!(read("Hei \n-- \nKari\n"), "Hei \n-- \nKari\n");
        assert_eq!(read("slutt \n"), "slutt \n");
    }

    #[test]
    fn edits_take_soft_breaks_along() {
        let (lines, flowed) = ("Hei, \r\npå deg.\r\n", Flowed { del_sp: false });
        let layer = flowed.decode(lines);
        let (span, new) = flowed.edit(lines, &layer, Span::new(3, 5), "!").unwrap();
        assert_eq!((span, new.as_str()), (Span::new(3, 7), "!"));
        let (span, new) = flowed.edit(lines, &layer, Span::new(0, 3), "> så").unwrap();
        assert_eq!((span, new.as_str()), (Span::new(0, 3), " > så"));
        assert_eq!(flowed.edit(lines, &layer, Span::new(0, 3), "a\nb"), Err(Refusal::LineBreak));
    }
}
