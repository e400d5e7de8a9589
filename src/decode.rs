//! Floor 1: from the bytes of a file to the text its reader sees, and an edit of that text back to the bytes.
//!
//! [`decode`] takes plain text in any charset that can be told, mails (RFC 5322, MIME), HTML and Markdown; [`catalogue()`]
//! takes files that hold many mails. Every
//! character of the text knows its bytes in the file, through the [`SourceMap`]; [`Decoded::edit`] turns a change of the
//! text into a change of those bytes, in the encodings they are in. Nothing here fails: what is wrong with a file is told
//! as an [`Oddity`].

mod body;
mod catalogue;
mod charset;
mod detect;
mod edit;
mod eml;
mod encoded_word;
mod escape;
mod field_edit;
mod flowed;
mod front_matter;
mod header;
mod html;
mod layer;
mod look;
mod markdown;
mod markup;
mod mime;
mod oddity;
mod plain;
mod template;
mod transfer;

pub use catalogue::{Kind as CatalogueKind, Selection, catalogue};
pub use detect::{detect, ending, is_subject, is_template_name, looks_binary};
pub use edit::{Edit, Refusal};
pub use look::{Appearance, Colour, Declared, Ground, LineHeight, Look, Role, Stretch};
pub use oddity::{Oddity, OddityKind};
pub use template::{Aside, Comment, InTemplate, Kind, Tool, placeholder_name};

use crate::text::{Source, SourceMap, Span, Text};
use markup::Markup;

/// How a file holds its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// The file is the text.
    Plain,
    /// A mail as it is sent and stored.
    Eml,
    /// A page of HTML, or MJML, which becomes one.
    Html,
    /// Text with the marks of Markdown.
    Markdown,
}

impl Format {
    /// The name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Eml => "eml",
            Self::Html => "html",
            Self::Markdown => "markdown",
        }
    }
}

/// How a file is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// How it holds its text.
    pub format: Format,
    /// What it is for; `None` lets its text tell: a plain text, a page or Markdown with placeholders or tags of a template
    /// language is a template, a mail as it is sent is a draft.
    pub kind: Option<Kind>,
    /// The tool whose template it is, where somebody declared one.
    pub tool: Option<Tool>,
    /// Whether it holds nothing but the subject of a mail, as `welcome.subject.txt` does.
    pub is_subject: bool,
}

impl From<Format> for Reading {
    fn from(format: Format) -> Self {
        Self { format, kind: None, tool: None, is_subject: false }
    }
}

/// A file as its reader sees it.
#[derive(Clone, Debug)]
pub struct Decoded {
    /// What the file was read as.
    pub format: Format,
    /// What the file was taken for.
    pub kind: Kind,
    /// The tool it was read as a template of, where one was declared.
    pub tool: Option<Tool>,
    /// Whether it holds nothing but the subject of a mail.
    pub is_subject: bool,
    /// What is in the text beside words, of a template or one that was left unfilled.
    pub template: InTemplate,
    /// The text: of a mail, its interesting header fields, an empty line, and its text parts; of a page, what a reader
    /// sees of it.
    pub text: String,
    /// The way from `text` to the file; covers all of it.
    pub map: SourceMap,
    /// The header fields at the top of a mail's text; a page may have a subject.
    pub fields: Vec<Field>,
    /// The part of `text` that is no header.
    pub body: Span<Text>,
    /// The charset the (first) body was read in, as the WHATWG Encoding Standard names it.
    pub charset: &'static str,
    /// Whether the body is that of an HTML part, because the mail has no plain one.
    pub html_only: bool,
    /// What the reader sees of the HTML part beside a plain one that the body is made of (`multipart/alternative`).
    pub alternative: Option<OtherVersion>,
    /// The title of a page, which no mail program shows.
    pub title: Option<String>,
    /// The language a page names, as it stands there: `nb-NO`.
    pub lang: Option<String>,
    /// The hidden text above all others of a page, which mail programs show beside the subject.
    pub preheader: Option<Span<Source>>,
    /// The links of a page, in its order.
    pub links: Vec<Link>,
    /// The images of a page, in its order.
    pub images: Vec<Image>,
    /// How the text of a page looks.
    pub appearance: Appearance,
    /// What is attached to a mail; `None` where the file cannot hold attachments.
    pub attachments: Option<Attachments>,
    /// What is wrong with the file, in its order.
    pub oddities: Vec<Oddity>,
    /// The line end of the file, for line breaks in replacements: LF, CRLF or CR.
    pub eol: &'static str,
    /// The key of an entry of a catalogue: `emails.welcome.body`.
    pub entry: Option<String>,
    /// Whether the text may be part of a mail only: an entry of a catalogue, the rest of which stands elsewhere.
    pub is_piece: bool,
    /// The length of the file in bytes.
    source_len: usize,
    /// The stretches of text that can be edited, in order.
    regions: Vec<Region>,
}

/// What a mail carries besides its text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attachments {
    /// Files its reader sees as attached.
    pub files: usize,
    /// Pictures shown within the text: a screenshot, but also a logo.
    pub embedded: usize,
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

/// A link of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// What is shown of it; empty where that is an image, or nothing.
    pub text: Span<Text>,
    /// The address, its character references decoded.
    pub target: String,
    /// The bytes of the address; in Markdown, of the whole link.
    pub source: Span<Source>,
    /// Whether an attribute (`aria-label`, `title`) names the target besides the text.
    pub is_named: bool,
}

/// An image of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// The text in its place, which a reader sees where images are off.
    pub alt: Option<String>,
    /// The bytes of its tag.
    pub source: Span<Source>,
    /// The byte of the text that it stands before.
    pub at: usize,
    /// Its address, character references decoded; empty where it has none.
    pub address: String,
    /// Whether it is there for no reader: it is next to invisible, or says so itself, or a template fills in what it is.
    pub is_decoration: bool,
}

/// The HTML part beside a plain one, which the body is made of.
#[derive(Clone, Debug)]
pub struct OtherVersion {
    /// What its reader sees.
    pub text: String,
    /// The way from `text` to the file.
    pub map: SourceMap,
    /// The language it names.
    pub lang: Option<String>,
    /// Its links, whose places count in its own text.
    pub links: Vec<Link>,
    /// Its images.
    pub images: Vec<Image>,
    /// How its text looks.
    pub appearance: Appearance,
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
    /// Text that must not be edited.
    Fixed(Refusal),
}

/// Decodes a file. Takes any bytes, in time linear in their number.
pub fn decode(bytes: &[u8], reading: impl Into<Reading>) -> Decoded {
    let reading = reading.into();
    match reading.format {
        Format::Plain if reading.is_subject => plain::decode(bytes, reading, Some(Markup::Subject)),
        Format::Plain => plain::decode(bytes, reading, None),
        Format::Eml => eml::decode(bytes, reading),
        Format::Html => plain::decode(bytes, reading, Some(Markup::Html)),
        Format::Markdown => plain::decode(bytes, reading, Some(Markup::Markdown)),
    }
}
