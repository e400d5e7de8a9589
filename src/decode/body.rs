//! A body of text: the steps from its bytes in the file to what the reader sees, and an edit back through them.

use std::{borrow::Cow, ops::Range};

use super::{
    Image, Link,
    charset::{Charset, Label},
    edit::{Edit, Refusal, whole_runs},
    escape::Escape,
    flowed::Flowed,
    html,
    layer::{Layer, whole_characters},
    look::Appearance,
    markup::{Markup, Page, PageImage, PageLink},
    oddity::{Oddities, OddityKind},
    template::{self, InTemplate, Kind, Templates, Tool},
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
    /// How its characters are escaped, where it is the value of an entry in a catalogue.
    pub(super) escape: Option<Escape>,
    pub(super) form: Form,
    /// How constructs of template languages in it are read.
    pub(super) templates: Templates,
}

/// What is known of a body before it is read, beside its bytes.
#[derive(Clone, Copy)]
pub(super) struct Declared<'a> {
    pub(super) transfer: Transfer,
    pub(super) label: Label<'a>,
    pub(super) form: Form,
    /// What the body is for; told by its text where nobody says it.
    pub(super) kind: Option<Kind>,
    pub(super) tool: Option<Tool>,
}

/// How the characters of a body are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// They are the text.
    Plain,
    /// With soft line breaks.
    Flowed(Flowed),
    /// With markup.
    Markup(Markup),
}

/// A body after each step of its decoding.
struct Steps<'a> {
    bytes: Layer<Cow<'a, [u8]>>,
    /// The characters; the map leads to `bytes`.
    characters: Layer<String>,
    /// The value of an entry; the map leads to `characters`.
    value: Option<Layer<String>>,
    /// The text without soft breaks or markup, where there may be any; its places count in the step before.
    page: Option<Page>,
}

/// What the reader sees of a body.
pub(super) struct Read {
    /// The text, with its map into the file.
    pub(super) layer: Layer<String>,
    /// What else is met in a page: places of text count in `layer`, others in the file.
    pub(super) extras: Extras,
}

/// What a page has beside its text.
#[derive(Default)]
pub(super) struct Extras {
    pub(super) subject: Option<Span<Text>>,
    /// Where the text begins that is no subject line.
    pub(super) body_start: usize,
    pub(super) title: Option<String>,
    pub(super) lang: Option<String>,
    pub(super) preheader: Option<Span<Source>>,
    pub(super) links: Vec<Link>,
    pub(super) images: Vec<Image>,
    pub(super) template: InTemplate,
    pub(super) appearance: Appearance,
}

impl Extras {
    /// The same of a text that begins `by` bytes later.
    pub(super) fn moved(mut self, by: usize) -> Self {
        for link in &mut self.links {
            link.text = Span::new(link.text.start() + by, link.text.end() + by);
        }
        self.images.iter_mut().for_each(|image| image.at += by);
        self.appearance = self.appearance.moved(by);
        self
    }
}

impl Body {
    /// Decodes the bytes `source` of `file`, whose charset is found out: it may be named wrongly, or not at all.
    pub(super) fn read(
        file: &[u8],
        source: Span<Source>,
        declared: Declared<'_>,
        oddities: &mut Oddities,
    ) -> (Self, Read) {
        let Declared { transfer, label, form, kind, tool } = declared;
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
        let undecided = Self {
            source,
            transfer,
            charset,
            bom,
            escape: None,
            form,
            templates: Templates::of(kind.unwrap_or(Kind::Draft), tool),
        };
        let characters = undecided.characters(&bytes, oddities);
        let body = undecided.decided(&characters.out, kind, tool);
        let read = body.join(body.steps(bytes, characters));
        let layer = &read.layer;
        if memchr::memchr(0, layer.out.as_bytes()).is_some() {
            let at = layer.map.source(Span::new(layer.out.find('\0').unwrap_or(0), layer.out.len())).start();
            oddities.push(OddityKind::NulBytes, Span::new(at, at + 1), "");
        }
        (body, read)
    }

    /// Decodes the value of an entry in a catalogue, whose charset and escapes are known; `undecided` is the body as far as
    /// it is known before its text is.
    pub(super) fn read_value(
        undecided: Self,
        file: &[u8],
        kind: Option<Kind>,
        tool: Option<Tool>,
        oddities: &mut Oddities,
    ) -> (Self, Read) {
        let bytes = undecided.transfer.decode(file, undecided.source, oddities);
        let characters = undecided.characters(&bytes, oddities);
        let value = undecided.escape.map(|escape| escape.read(&characters.out));
        let body = undecided.decided(value.as_ref().map_or(&characters.out, |value| &value.out), kind, tool);
        (body, body.join(body.steps(bytes, characters)))
    }

    /// This body, with what its text tells about constructs of template languages in it.
    fn decided(self, text: &str, kind: Option<Kind>, tool: Option<Tool>) -> Self {
        let is_template = || template::is_template(text, self.templates.informed_by(text));
        let kind = kind.unwrap_or_else(|| if is_template() { Kind::Template } else { Kind::Draft });
        let templates = Templates::of(kind, tool).informed_by(text);
        // Text without markup has something to leave out only if it is a template.
        let form = match self.form {
            Form::Plain if kind == Kind::Template => Form::Markup(Markup::Text),
            form => form,
        };
        Self { form, templates, ..self }
    }

    /// Decodes the body in the charset it is known to be in.
    fn read_again(&self, file: &[u8], oddities: &mut Oddities) -> Read {
        let bytes = self.transfer.decode(file, self.source, oddities);
        let characters = self.characters(&bytes, oddities);
        self.join(self.steps(bytes, characters))
    }

    /// The characters of decoded bytes.
    fn characters(&self, bytes: &Layer<Cow<'_, [u8]>>, oddities: &mut Oddities) -> Layer<String> {
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
        characters
    }

    fn steps<'a>(&self, bytes: Layer<Cow<'a, [u8]>>, characters: Layer<String>) -> Steps<'a> {
        let value = self.escape.map(|escape| escape.read(&characters.out));
        let text = value.as_ref().map_or(&characters.out, |value| &value.out);
        let page = match self.form {
            Form::Plain => None,
            Form::Flowed(flowed) => Some(Page { layer: flowed.decode(text), ..Page::default() }),
            Form::Markup(markup) => Some(markup.read(text, self.templates)),
        };
        Steps { bytes, characters, value, page }
    }

    /// What the reader sees after all steps.
    fn join(&self, steps: Steps<'_>) -> Read {
        let mut read = steps.join();
        if self.templates.kind() == Kind::Draft {
            read.extras.template.marks = template::literal(&read.layer.out, self.templates);
        }
        read
    }

    /// Whether text and file are the same bytes, so that no edit of one can mean anything else in the other.
    pub(super) fn is_plain_utf8(&self) -> bool {
        self.transfer == Transfer::EightBit
            && self.charset == Charset::UTF_8
            && self.escape.is_none()
            && self.form == Form::Plain
    }

    /// Whether the body, an entry of a catalogue, reads as meant when the edit is made. What lies around it in the file
    /// reads as before, for the edit leaves it one value.
    pub(super) fn reads_as_meant(&self, file: &[u8], edit: &Edit, span: Span<Text>, replacement: &str) -> bool {
        if !self.source.contains(edit.span) {
            return false;
        }
        let (start, end) = (self.source.start(), self.source.end());
        let edited = [&file[start..edit.span.start()], &edit.bytes, &file[edit.span.end()..end]].concat();
        let text = self.read_again(file, &mut Oddities::default()).layer.out;
        let body = Self { source: Span::new(0, edited.len()), ..*self };
        let new = body.read_again(&edited, &mut Oddities::default()).layer.out;
        // An entry that is plain text as long as it has no tags must not get any.
        let is_plain = matches!(self.form, Form::Plain | Form::Markup(Markup::Text));
        let becomes_page = is_plain && html::has_elements(&new) && !html::has_elements(&text);
        !becomes_page && new == [&text[..span.start()], replacement, &text[span.end()..]].concat()
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
        let characters = self.characters(&bytes, &mut Oddities::default());
        let steps = self.steps(bytes, characters);
        let characters = &steps.characters;
        // Raw letters would make the mail what it says it is not; one that already is does not get worse.
        let seven_bit = self.transfer == Transfer::SevenBit && steps.bytes.out.is_ascii();
        let can_write =
            |c: char| (c.is_ascii() || !seven_bit) && self.charset.encode(c.encode_utf8(&mut [0; 4])).is_ok();
        let text = steps.value.as_ref().map_or(&characters.out, |value| &value.out);
        let (span, replacement) = match (self.form, &steps.page) {
            (Form::Flowed(flowed), Some(page)) => flowed.edit(text, &page.layer, span, replacement)?,
            (Form::Markup(markup), Some(page)) => {
                markup.edit(self.templates, text, &page.layer, span, replacement, &can_write)?
            }
            _ => (span, replacement.to_owned()),
        };
        let (span, replacement) = match (self.escape, &steps.value) {
            (Some(escape), Some(value)) => {
                let (place, new) = escape.edit(&characters.out, value, span, &replacement, &can_write)?;
                (Span::new(place.start(), place.end()), new)
            }
            _ => (span, replacement),
        };
        // Where escape sequences reach over characters, the text is written anew as a whole.
        let all = Span::new(0, characters.out.len());
        let grown = if self.charset.is_stateful() { all } else { whole_runs(&characters.map, span) };
        let text =
            [&characters.out[grown.start()..span.start()], &replacement, &characters.out[span.end()..grown.end()]];
        let new = self.charset.encode(&text.concat());
        let new = new.map_err(|character| Refusal::Charset { charset: self.charset.name(), character })?;
        if seven_bit && !new.is_ascii() {
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
    /// What the reader sees, with its ways into the file.
    fn join(self) -> Read {
        let Self { bytes, characters, value, page } = self;
        let mut into_file = bytes.map.compose(&characters.map);
        let mut text = characters.out;
        if let Some(value) = value {
            into_file = into_file.compose(&value.map);
            text = value.out;
        }
        let Some(page) = page else {
            let map = whole_characters(&text, into_file);
            return Read { layer: Layer { out: text, map }, extras: Extras::default() };
        };
        let source = |range: Range<usize>| into_file.source(Span::new(range.start, range.end));
        let link = |link: PageLink| Link {
            text: link.text,
            target: link.target,
            source: source(link.source),
            is_named: link.is_named,
        };
        let image = |one: PageImage| Image {
            alt: one.alt,
            source: source(one.source),
            at: one.at,
            address: one.address,
            is_decoration: one.is_decoration,
        };
        let extras = Extras {
            subject: page.subject,
            body_start: page.body_start,
            title: page.title,
            lang: page.lang,
            preheader: page.preheader.map(source),
            links: page.links.into_iter().map(link).collect(),
            images: page.images.into_iter().map(image).collect(),
            appearance: page.appearance.placed(&|place| into_file.source(Span::new(place.start(), place.end()))),
            template: page.collected.into_template(&text, &source),
        };
        let map = whole_characters(&page.layer.out, into_file.compose(&page.layer.map));
        Read { layer: Layer { out: page.layer.out, map }, extras }
    }
}
