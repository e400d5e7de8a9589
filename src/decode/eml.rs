//! A mail (RFC 5322, MIME) as the draft its reader sees: a few header fields, an empty line, the text.

use super::{
    Decoded, Field, Format, Region, RegionKind,
    body::Body,
    charset::Label,
    encoded_word,
    field_edit::FieldValue,
    header::{Header, HeaderField, LineEnds},
    layer::Builder,
    mime::{TextPart, Walk},
    oddity::{Oddities, OddityKind},
};
use crate::text::Span;

/// What may stand in the value of a field.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// Text, encoded words included.
    Text,
    /// Addresses; the names may be encoded words.
    Addresses,
    /// Dates, ids, keywords: never encoded.
    Tokens,
}

/// The fields that are shown, by their names in lower case.
const SHOWN: [(&str, Holds); 12] = [
    ("from", Holds::Addresses),
    ("to", Holds::Addresses),
    ("cc", Holds::Addresses),
    ("reply-to", Holds::Addresses),
    ("subject", Holds::Text),
    ("date", Holds::Tokens),
    ("in-reply-to", Holds::Tokens),
    ("references", Holds::Tokens),
    ("content-language", Holds::Tokens),
    ("importance", Holds::Tokens),
    ("x-priority", Holds::Tokens),
    ("priority", Holds::Tokens),
];

/// Decodes a mail.
pub(super) fn decode(source: &[u8]) -> Decoded {
    let ends = LineEnds::of(source);
    let mut oddities = Oddities::default();
    let header = Header::read(source, after_mbox_line(source, ends), source.len(), ends, &mut oddities);
    let mut draft = Draft { source, ends, builder: Builder::default(), regions: Vec::new(), fields: Vec::new() };
    for field in &header.fields {
        if let Some(&(name, holds)) = SHOWN.iter().find(|(name, _)| field.is(source, name)) {
            draft.field(field, name, holds, &mut oddities);
        }
    }
    if !draft.fields.is_empty() {
        draft.line_end(header.separator.start, header.separator.end);
    }
    let body = Span::new(header.body, source.len());
    let mut parts = Walk { source, ends, oddities: &mut oddities }.text_parts(&header, body, 0);
    let html_only = !parts.is_empty() && parts.iter().all(|part| part.html);
    // A second HTML part is no continuation of the first.
    parts.truncate(if html_only { 1 } else { usize::MAX });
    if parts.is_empty() {
        oddities.push(OddityKind::NoTextPart, body, "");
    }
    draft.finish(&parts, html_only, oddities)
}

/// Where the header begins: behind the line `From …` with which an mbox file begins each mail.
fn after_mbox_line(source: &[u8], ends: LineEnds) -> usize {
    if source.starts_with(b"From ") { ends.line(source, 0, source.len()).1 } else { 0 }
}

/// The draft while it is put together.
struct Draft<'a> {
    source: &'a [u8],
    ends: LineEnds,
    builder: Builder,
    regions: Vec<Region>,
    fields: Vec<Field>,
}

impl Draft<'_> {
    /// Appends a field as one line.
    fn field(&mut self, field: &HeaderField, name: &str, holds: Holds, oddities: &mut Oddities) {
        let start = self.builder.text.len();
        self.builder.verbatim(&String::from_utf8_lossy(&self.source[field.name.clone()]), field.name.start);
        self.builder.verbatim(":", field.colon);
        let raw = &self.source[field.value.clone()];
        let is_text = |byte: &u8| !matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
        let value_start = field.value.start + raw.iter().position(is_text).unwrap_or(raw.len());
        let value_end = raw.iter().rposition(is_text).map_or(value_start, |last| field.value.start + last + 1);
        if &self.source[field.value.start..value_start] == b" " {
            self.builder.verbatim(" ", field.value.start);
        } else {
            self.builder.atomic(" ", Span::new(field.value.start, value_start));
        }
        let words = holds != Holds::Tokens;
        let value = Span::new(value_start, value_end);
        let layer = encoded_word::decode(&self.source[value.range()], value_start, words, &mut |kind, range| {
            oddities.push(kind, Span::new(value_start + range.start, value_start + range.end), name);
        });
        let text = self.builder.append(&layer.out, &layer.map);
        let shape = FieldValue { source: value, words, addresses: holds == Holds::Addresses };
        self.regions.push(Region { text, kind: RegionKind::Field(shape) });
        self.fields.push(Field { name: name.to_owned(), line: Span::new(start, text.end()), value: text });
        self.line_end(field.line_end.start, field.line_end.end);
    }

    /// Appends the line end `start..end` of the file, an odd one as one that is in order; nothing where there is none.
    fn line_end(&mut self, start: usize, end: usize) {
        match &self.source[start..end] {
            [] => {}
            b"\r\n" => self.builder.verbatim("\r\n", start),
            b"\n" => self.builder.verbatim("\n", start),
            b"\r" => self.builder.verbatim("\r", start),
            _ => self.builder.atomic(self.ends.eol, Span::new(start, end)),
        }
    }

    /// Appends the text parts, each but the first on a line of its own.
    fn finish(mut self, parts: &[TextPart], html_only: bool, mut oddities: Oddities) -> Decoded {
        let start = self.builder.text.len();
        let mut charset = None;
        let mut end_of_last = None;
        for part in parts {
            if let Some(end) = end_of_last {
                self.builder.atomic(self.ends.eol, Span::new(end, end));
            }
            let label = Label::Part(part.charset.as_deref());
            let (body, layer) = Body::read(self.source, part.source, part.transfer, label, part.flowed, &mut oddities);
            let text = self.builder.append(&layer.out, &layer.map);
            self.regions.push(Region { text, kind: RegionKind::Body(body) });
            charset = charset.or(Some(body.charset.name()));
            end_of_last = Some(part.source.end());
        }
        let text = self.builder.text;
        Decoded {
            format: Format::Eml,
            body: Span::new(start, text.len()),
            text,
            map: self.builder.map,
            fields: self.fields,
            charset: charset.unwrap_or("US-ASCII"),
            html_only,
            oddities: oddities.into_vec(),
            eol: self.ends.eol,
            regions: self.regions,
        }
    }
}
