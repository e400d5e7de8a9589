//! Content transfer encodings (RFC 2045 §6): from a part's bytes in the file to the bytes that were meant, and back.

mod base64;
mod quoted_printable;

use std::{borrow::Cow, ops::Range};

pub(super) use base64::{decode as decode_base64, encode as encode_base64};
pub(super) use quoted_printable::hex_pair;

use super::{
    edit::Edit,
    layer::Layer,
    oddity::{Oddities, OddityKind},
};
use crate::text::{Source, SourceMap, Span};

/// How the bytes of a part are written in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Transfer {
    /// `7bit`, or nothing said: as they are, and all of them ASCII.
    SevenBit,
    /// `8bit` and `binary`: as they are.
    EightBit,
    /// `quoted-printable`.
    QuotedPrintable,
    /// `base64`.
    Base64,
}

/// What a byte edit needs to know about the part it happens in.
pub(super) struct PartBytes<'a> {
    /// The whole file.
    pub(super) source: &'a [u8],
    /// The part's bytes in it.
    pub(super) span: Span<Source>,
    /// The part's decoded bytes and their way back.
    pub(super) decoded: &'a Layer<Cow<'a, [u8]>>,
    /// The line end of the file.
    pub(super) eol: &'static str,
    /// Whether a line break in the decoded bytes is a line break of the text, and may be written as one.
    pub(super) text_lines: bool,
}

impl Transfer {
    /// The encoding a `Content-Transfer-Encoding` names; `None` where nobody knows it.
    pub(super) fn for_name(name: &[u8]) -> Option<Self> {
        // What follows the token, such as a comment, is not part of the name.
        let name = name.trim_ascii();
        let end = name.iter().position(|&byte| byte.is_ascii_whitespace() || byte == b';' || byte == b'(');
        let known: [(&[u8], Self); 5] = [
            (b"7bit", Self::SevenBit),
            (b"8bit", Self::EightBit),
            (b"binary", Self::EightBit),
            (b"quoted-printable", Self::QuotedPrintable),
            (b"base64", Self::Base64),
        ];
        let token = &name[..end.unwrap_or(name.len())];
        known.iter().find(|(known, _)| known.eq_ignore_ascii_case(token)).map(|&(_, transfer)| transfer)
    }

    /// The bytes that were meant by the bytes `span` of `source`.
    pub(super) fn decode<'a>(
        self,
        source: &'a [u8],
        span: Span<Source>,
        oddities: &mut Oddities,
    ) -> Layer<Cow<'a, [u8]>> {
        match self {
            Self::SevenBit | Self::EightBit => {
                Layer { out: Cow::Borrowed(&source[span.range()]), map: SourceMap::verbatim(span.start(), span.len()) }
            }
            Self::QuotedPrintable => owned(quoted_printable::decode(source, span, &mut |at| {
                oddities.push(OddityKind::BadTransferEncoding, Span::new(at, at + 1), "`=` without two hex digits");
            })),
            Self::Base64 => owned(base64::decode(source, span, &mut |junk, detail| {
                oddities.push(OddityKind::BadTransferEncoding, junk, detail);
            })),
        }
    }

    /// The edit of the file that puts `new` in place of the decoded bytes `range`.
    pub(super) fn edit(self, part: &PartBytes, range: Range<usize>, new: &[u8]) -> Edit {
        match self {
            Self::SevenBit | Self::EightBit => {
                let start = part.span.start();
                Edit { span: Span::new(start + range.start, start + range.end), bytes: new.to_vec() }
            }
            Self::QuotedPrintable => quoted_printable::edit(part, range, new),
            Self::Base64 => base64::edit(part, range, new),
        }
    }
}

fn owned(layer: Layer<Vec<u8>>) -> Layer<Cow<'static, [u8]>> {
    Layer { out: Cow::Owned(layer.out), map: layer.map }
}
