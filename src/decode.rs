//! Floor 1: from the bytes of a file to the text its reader sees, and an edit of that text back to the bytes.
//!
//! [`decode`] takes plain text in any charset that can be told, and mails (RFC 5322, MIME). Every character of the
//! text knows its bytes in the file, through the [`SourceMap`]; [`Decoded::edit`] turns a change of the text into a
//! change of those bytes, in the encodings they are in. Nothing here fails: what is wrong with a file is told as
//! an [`Oddity`].

mod body;
mod charset;
mod detect;
mod edit;
mod eml;
mod encoded_word;
mod field_edit;
mod flowed;
mod header;
mod layer;
mod mime;
mod oddity;
mod plain;
mod transfer;

pub use detect::{detect, looks_binary};
pub use edit::{Edit, Refusal};
pub use oddity::{Oddity, OddityKind};

use crate::text::{SourceMap, Span, Text};

/// How a file holds its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// The file is the text.
    Plain,
    /// A mail as it is sent and stored.
    Eml,
}

impl Format {
    /// The name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Eml => "eml",
        }
    }
}

/// A file as its reader sees it.
#[derive(Clone, Debug)]
pub struct Decoded {
    /// What the file was read as.
    pub format: Format,
    /// The text: of a mail, its interesting header fields, an empty line, and its text parts.
    pub text: String,
    /// The way from `text` to the file; covers all of it.
    pub map: SourceMap,
    /// The header fields at the top of a mail's text.
    pub fields: Vec<Field>,
    /// The part of `text` that is no header.
    pub body: Span<Text>,
    /// The charset the (first) body was read in, as the WHATWG Encoding Standard names it.
    pub charset: &'static str,
    /// Whether the body is the source of an HTML part, because the mail has no plain one.
    pub html_only: bool,
    /// What is wrong with the file, in its order.
    pub oddities: Vec<Oddity>,
    /// The line end of the file, for line breaks in replacements: LF, CRLF or CR.
    pub eol: &'static str,
    /// The length of the file in bytes.
    source_len: usize,
    /// The stretches of text that can be edited, in order.
    regions: Vec<Region>,
}

/// A header field at the top of a mail's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The field's name in lower case.
    pub name: String,
    /// The line `Subject: …`, without its line end.
    pub line: Span<Text>,
    /// The unfolded and decoded value.
    pub value: Span<Text>,
}

/// A stretch of text that can be edited, and how.
#[derive(Clone, Debug)]
struct Region {
    text: Span<Text>,
    kind: RegionKind,
}

#[derive(Clone, Debug)]
enum RegionKind {
    Body(body::Body),
    Field(field_edit::FieldValue),
}

/// Decodes a file. Takes any bytes, in time linear in their number.
pub fn decode(bytes: &[u8], format: Format) -> Decoded {
    match format {
        Format::Plain => plain::decode(bytes),
        Format::Eml => eml::decode(bytes),
    }
}
