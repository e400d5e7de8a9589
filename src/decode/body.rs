//! A body of text: the steps from its bytes in the file to what the reader sees, and an edit back through them.

use std::borrow::Cow;

use super::{
    charset::{Charset, Label},
    edit::{Edit, Refusal, whole_runs},
    flowed::Flowed,
    layer::{Layer, whole_characters},
    oddity::{Oddities, OddityKind},
    transfer::{PartBytes, Transfer},
};
use crate::text::{Source, SourceMap, Span, Text};

/// Where a body lies in the file, and how it is written there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Body {
    pub(super) source: Span<Source>,
    pub(super) transfer: Transfer,
    pub(super) charset: Charset,
    /// The length of the byte order mark the decoded bytes begin with.
    pub(super) bom: usize,
    pub(super) flowed: Option<Flowed>,
}

/// A body after each step of its decoding.
struct Steps<'a> {
    bytes: Layer<Cow<'a, [u8]>>,
    /// The characters; the map leads to `bytes`.
    characters: Layer<String>,
    /// The text without soft breaks, in a flowed body; the map leads to `characters`.
    flowed: Option<Layer<String>>,
}

impl Body {
    /// Decodes the bytes `source` of `file`, whose charset is found out: it may be named wrongly, or not at all.
    pub(super) fn read(
        file: &[u8],
        source: Span<Source>,
        transfer: Transfer,
        label: Label,
        flowed: Option<Flowed>,
        oddities: &mut Oddities,
    ) -> (Self, Layer<String>) {
        let bytes = transfer.decode(file, source, oddities);
        let (charset, bom, odd) = match Charset::for_bom(&bytes.out) {
            Some((charset, bom)) => (charset, bom, None),
            None => {
                let (charset, odd) = Charset::of(label, &bytes.out);
                (charset, 0, odd)
            }
        };
        // Damaged UTF-8 is told byte by byte below.
        if let Some(kind) = odd.filter(|kind| *kind != OddityKind::InvalidUtf8) {
            let named = if let Label::Part(Some(named)) = label { named } else { b"" };
            oddities.push(kind, source, &String::from_utf8_lossy(named));
        }
        let body = Self { source, transfer, charset, bom, flowed };
        let steps = body.steps(bytes, oddities);
        let layer = steps.join();
        if memchr::memchr(0, layer.out.as_bytes()).is_some() {
            let at = layer.map.source(Span::new(layer.out.find('\0').unwrap_or(0), layer.out.len())).start();
            oddities.push(OddityKind::NulBytes, Span::new(at, at + 1), "");
        }
        (body, layer)
    }

    fn steps<'a>(&self, bytes: Layer<Cow<'a, [u8]>>, oddities: &mut Oddities) -> Steps<'a> {
        let invalid =
            if self.charset == Charset::UTF_8 { OddityKind::InvalidUtf8 } else { OddityKind::InvalidCharacter };
        let mut characters = self.charset.decode(&bytes.out[self.bom..], &mut |range| {
            let decoded = Span::new(self.bom + range.start, self.bom + range.end);
            oddities.push(invalid, bytes.map.source(decoded), self.charset.name());
        });
        if self.bom > 0 {
            let length = bytes.out.len() - self.bom;
            characters.map = SourceMap::verbatim(self.bom, length).compose(&characters.map);
        }
        let flowed = self.flowed.map(|flowed| flowed.decode(&characters.out));
        Steps { bytes, characters, flowed }
    }

    /// Whether text and file are the same bytes, so that no edit of one can mean anything else in the other.
    pub(super) fn is_plain_utf8(&self) -> bool {
        self.transfer == Transfer::EightBit && self.charset == Charset::UTF_8 && self.flowed.is_none()
    }

    /// The edit of the file that puts `replacement` in place of `span`, which counts from the body's first character.
    pub(super) fn edit(
        &self,
        file: &[u8],
        span: Span<Text>,
        replacement: &str,
        eol: &'static str,
    ) -> Result<Edit, Refusal> {
        let bytes = self.transfer.decode(file, self.source, &mut Oddities::default());
        let steps = self.steps(bytes, &mut Oddities::default());
        let characters = &steps.characters;
        let (span, replacement) = match (self.flowed, &steps.flowed) {
            (Some(flowed), Some(layer)) => flowed.edit(&characters.out, layer, span, replacement)?,
            _ => (span, replacement.to_owned()),
        };
        // Where escape sequences reach over characters, the text is written anew as a whole.
        let all = Span::new(0, characters.out.len());
        let grown = if self.charset.is_stateful() { all } else { whole_runs(&characters.map, span) };
        let text =
            [&characters.out[grown.start()..span.start()], &replacement, &characters.out[span.end()..grown.end()]];
        let new = self.charset.encode(&text.concat());
        let new = new.map_err(|character| Refusal::Charset { charset: self.charset.name(), character })?;
        // Raw letters would make the mail what it says it is not; one that already is does not get worse.
        if self.transfer == Transfer::SevenBit && !new.is_ascii() && steps.bytes.out.is_ascii() {
            return Err(Refusal::SevenBit);
        }
        let at = characters.map.source(grown);
        // An empty text has no run to tell where it is.
        let range = if characters.out.is_empty() { self.bom..steps.bytes.out.len() } else { at.range() };
        let part = PartBytes {
            source: file,
            span: self.source,
            decoded: &steps.bytes,
            eol,
            text_lines: self.charset.is_ascii_compatible(),
        };
        Ok(self.transfer.edit(&part, range, &new))
    }
}

impl Steps<'_> {
    /// The text the reader sees, with its map into the file.
    fn join(self) -> Layer<String> {
        let layer = match self.flowed {
            Some(flowed) => Layer { out: flowed.out, map: self.characters.map.compose(&flowed.map) },
            None => self.characters,
        };
        let map = whole_characters(&layer.out, self.bytes.map.compose(&layer.map));
        Layer { out: layer.out, map }
    }
}
