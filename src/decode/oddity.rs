//! What is wrong with a file without keeping it from being read.

use crate::text::{Source, Span};

/// At most this many oddities of one kind are kept: the first few tell the story, and memory stays bounded.
const KEPT_PER_KIND: u8 = 100;

/// Something about the bytes of a file that a sender would want to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Oddity {
    /// What is odd.
    pub kind: OddityKind,
    /// The bytes that are odd.
    pub span: Span<Source>,
    /// The particulars, a few words: the name of an unknown charset, say. May be empty.
    pub detail: String,
}

/// The kinds of [`Oddity`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OddityKind {
    /// Bytes that are no UTF-8 in text that otherwise is.
    InvalidUtf8,
    /// Bytes that mean nothing in the charset of their part.
    InvalidCharacter,
    /// A charset nobody knows.
    UnknownCharset,
    /// Text that is not in the charset its part names.
    WrongCharset,
    /// A transfer encoding nobody knows, or one that is not followed.
    BadTransferEncoding,
    /// A multipart without a boundary, or whose boundary never comes.
    MissingBoundary,
    /// A multipart that ends before its closing boundary.
    UnclosedMultipart,
    /// An encoded word (RFC 2047) that cannot be decoded.
    BadEncodedWord,
    /// A header field in bytes that are neither ASCII nor UTF-8.
    RawHeaderBytes,
    /// A header line that is no field.
    BadHeaderLine,
    /// A mail that begins without a header.
    NoHeader,
    /// A mail without any text to read.
    NoTextPart,
    /// Parts nested deeper than anybody means them.
    TooDeep,
    /// NUL bytes in text.
    NulBytes,
    /// A file of messages that breaks the rules of its format.
    MalformedCatalogue,
}

impl OddityKind {
    /// One plain sentence that says what is odd.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::InvalidUtf8 => "Some bytes are not valid UTF-8.",
            Self::InvalidCharacter => "Some bytes mean nothing in the charset of this text.",
            Self::UnknownCharset => "The charset is not known.",
            Self::WrongCharset => "The text is not in the charset it claims to be in.",
            Self::BadTransferEncoding => "The transfer encoding is unknown or broken.",
            Self::MissingBoundary => "A multipart message does not show where its parts begin.",
            Self::UnclosedMultipart => "A multipart message ends without its closing boundary.",
            Self::BadEncodedWord => "An encoded word in the header cannot be decoded.",
            Self::RawHeaderBytes => "A header field holds raw bytes that are not UTF-8.",
            Self::BadHeaderLine => "A line of the header has no field name.",
            Self::NoHeader => "The mail begins without a header.",
            Self::NoTextPart => "The mail has no text to read.",
            Self::TooDeep => "The parts of the mail are nested too deeply.",
            Self::NulBytes => "The text holds NUL bytes.",
            Self::MalformedCatalogue => "A part of the file cannot be read.",
        }
    }
}

/// Collects oddities, up to [`KEPT_PER_KIND`] of each kind.
#[derive(Default)]
pub(super) struct Oddities {
    found: Vec<Oddity>,
    counts: [u8; OddityKind::MalformedCatalogue as usize + 1],
}

impl Oddities {
    pub(super) fn push(&mut self, kind: OddityKind, span: Span<Source>, detail: &str) {
        let count = &mut self.counts[kind as usize];
        if *count < KEPT_PER_KIND {
            *count += 1;
            self.found.push(Oddity { kind, span, detail: detail.to_owned() });
        }
    }

    /// The oddities in the order of the file.
    pub(super) fn into_vec(mut self) -> Vec<Oddity> {
        self.found.sort_by_key(|oddity| oddity.span);
        self.found
    }
}
