//! From an edit of the text to an edit of the file.
//!
//! A span of text belongs to one region: the value of a header field, or a body. Each kind of region writes its edits
//! its own way, but whether an edit may be made is decided here, for all, by the one question that matters: does the
//! edited file read as the edited text? So a boundary that comes to stand in a body, a charset that is guessed anew,
//! or white space that a reader would drop need no rules of their own.

use std::fmt;

use super::{
    Decoded, Format, Reading, Region, RegionKind, body::Body, catalogue::keeps_charset, charset::Charset, decode,
    field_edit, markup::trimmed,
};
use crate::text::{RunKind, Source, SourceMap, Span, Text};

/// A change of the file: `bytes` take the place of `span`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The bytes that go.
    pub span: Span<Source>,
    /// What comes instead, in the encodings of the place.
    pub bytes: Vec<u8>,
}

impl Edit {
    /// The file with the edit made.
    pub fn apply(&self, source: &[u8]) -> Vec<u8> {
        [&source[..self.span.start()], &self.bytes, &source[self.span.end()..]].concat()
    }
}

/// Why an edit of the text cannot be made in the file. Displayed as a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// The file is not the one that was decoded.
    OtherFile,
    /// The span does not begin and end between characters of the text.
    NoCharacters,
    /// The span is not within one header field's value or one body.
    OutOfBounds,
    /// The charset of the part does not have a character of the replacement.
    Charset {
        /// The charset.
        charset: &'static str,
        /// The character it does not have.
        character: char,
    },
    /// The replacement has a line break where none can be written.
    LineBreak,
    /// The part holds, and announces, nothing but ASCII bytes as they are, and the replacement needs others.
    SevenBit,
    /// The replacement would need encoded words where the header field does not allow any.
    HeaderSyntax,
    /// There is markup under the span, or the text there stands for some: a tag, or the line break of a paragraph's end.
    Markup,
    /// The text is the one a program asks for the translation of: changed here, it would no longer be found.
    SourceText,
    /// The file breaks the rules of its format, so that nobody can say what an edit would do to the rest of it.
    DamagedFile,
    /// A placeholder would be lost or cut.
    Placeholder,
    /// There is no way to write the edit that reads back as meant.
    ReadsDifferently,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherFile => f.write_str("The file has changed since it was read."),
            Self::NoCharacters => f.write_str("The edit would cut a character in two."),
            Self::OutOfBounds => f.write_str("The edit would reach beyond one header field or one part of the mail."),
            Self::Charset { charset, character } => {
                write!(f, "The charset of the text, {charset}, has no {character:?}.")
            }
            Self::LineBreak => f.write_str("A line break cannot be written here."),
            Self::SevenBit => f.write_str("The part is sent as 7-bit text, which has only ASCII characters."),
            Self::HeaderSyntax => f.write_str("These characters cannot be written in this place of the header."),
            Self::Markup => f.write_str("The edit would reach across markup."),
            Self::SourceText => f.write_str("The text to be translated stands in the program; change it there."),
            Self::DamagedFile => f.write_str("The file is damaged; mend it first."),
            Self::Placeholder => f.write_str("The edit would change a placeholder."),
            Self::ReadsDifferently => f.write_str("The edited file would not read as meant."),
        }
    }
}

impl std::error::Error for Refusal {}

impl Decoded {
    /// The edit of the file that puts `replacement` in place of `span`; `source` is the file that was decoded.
    ///
    /// The edited file reads as the text with the replacement made, or the edit is refused. Two edits of one text can
    /// be made together where their [`Edit::span`]s do not touch; otherwise the file is decoded anew in between.
    ///
    /// Costs about as much as decoding the file, but for plain text in UTF-8, where it costs nothing.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] says why the edit cannot be written.
    pub fn edit(&self, source: &[u8], span: Span<Text>, replacement: &str) -> Result<Edit, Refusal> {
        if source.len() != self.source_len {
            return Err(Refusal::OtherFile);
        }
        if !self.text.is_char_boundary(span.start()) || !self.text.is_char_boundary(span.end()) {
            return Err(Refusal::NoCharacters);
        }
        let (changed, _) = trimmed(&self.text, span, replacement);
        if !self.template.marks.placeholders_in(changed).is_empty() {
            return Err(Refusal::Placeholder);
        }
        let region = self.regions.iter().find(|region| region.text.contains(span)).ok_or(Refusal::OutOfBounds)?;
        let within = Span::new(span.start() - region.text.start(), span.end() - region.text.start());
        match &region.kind {
            RegionKind::Body(body) => {
                if self.is_trivial(body, region, span) {
                    return Ok(Edit { span: self.map.source(span), bytes: replacement.as_bytes().to_vec() });
                }
                let edit = body.edit(source, within, replacement, self.eol)?;
                if let Some(escape) = body.escape {
                    let reads = body.reads_as_meant(source, &edit, within, replacement);
                    // Nobody but an edit in the middle of letters that are no UTF-8 can make it look like another charset.
                    let keeps = || {
                        let sound = body.charset == Charset::UTF_8 && std::str::from_utf8(source).is_ok();
                        sound || keeps_charset(&edit.apply(source), escape, body.charset)
                    };
                    return if reads && keeps() { Ok(edit) } else { Err(Refusal::ReadsDifferently) };
                }
                if self.reads_as_meant(source, &edit, span, replacement) {
                    return Ok(edit);
                }
            }
            RegionKind::Fixed(refusal) => return Err(*refusal),
            RegionKind::Field(value) => {
                for edit in field_edit::ways(source, value, within, replacement, self.eol)? {
                    if self.reads_as_meant(source, &edit, span, replacement) {
                        return Ok(edit);
                    }
                }
            }
        }
        Err(Refusal::ReadsDifferently)
    }

    /// Whether text and file are the same bytes around `span`, and nothing of the file but text.
    ///
    /// Not so at the very beginning, where an edit could make or uncover a byte order mark.
    fn is_trivial(&self, body: &Body, region: &Region, span: Span<Text>) -> bool {
        let verbatim = self.map.runs().iter().all(|run| run.kind == RunKind::Verbatim);
        let at_mark = span.start() == region.text.start() && body.bom == 0;
        let some_text = !self.text.is_empty();
        self.format == Format::Plain && body.is_plain_utf8() && verbatim && some_text && !at_mark
    }

    fn reads_as_meant(&self, source: &[u8], edit: &Edit, span: Span<Text>, replacement: &str) -> bool {
        let reading =
            Reading { format: self.format, kind: Some(self.kind), tool: self.tool, is_subject: self.is_subject };
        let edited = decode(&edit.apply(source), reading);
        let behind = &self.text[span.end()..];
        let same_text = edited
            .text
            .strip_prefix(&self.text[..span.start()])
            .and_then(|rest| rest.strip_prefix(replacement))
            .is_some_and(|rest| rest == behind);
        same_text && edited.fields.len() == self.fields.len() && edited.html_only == self.html_only
    }
}

/// The span, grown until it cuts no atomic run in two.
pub(super) fn whole_runs(map: &SourceMap, span: Span<Text>) -> Span<Text> {
    let runs = map.runs();
    let cut = |at: usize| {
        let run = runs.get(runs.partition_point(|run| run.text.end() <= at))?;
        (run.kind == RunKind::Atomic && run.text.start() < at).then_some(run.text)
    };
    let start = cut(span.start()).map_or(span.start(), Span::start);
    let end = cut(span.end()).map_or(span.end(), Span::end);
    Span::new(start, end)
}
