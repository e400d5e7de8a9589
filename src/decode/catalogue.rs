//! Files that hold many mails: message files of programs, and exports of saved replies.
//!
//! A reader for each kind of file finds its entries: a key, and the bytes that hold the value. Which of them are mails
//! nobody can tell from the file; a [`Selection`] says so. Each chosen entry is decoded for itself, with a map into the
//! bytes of the file, and an edit of it becomes an edit of the file in the escapes of its place.

mod csv;
mod json;
mod keys;
mod locale;
mod po;
mod properties;
mod selection;
mod yaml;

use std::ops::Range;

use rustc_hash::FxHashSet;

pub use selection::Selection;

use super::{
    Appearance, Decoded, Field, Format, Reading, Refusal, Region, RegionKind,
    body::{Body, Extras, Form},
    charset::{Charset, Label},
    ending,
    escape::Escape,
    header::LineEnds,
    html,
    layer::{Builder, Layer},
    markup::Markup,
    oddity::{Oddities, OddityKind},
    template::{ADDRESSED, Comment, InTemplate, Kind as DocumentKind, Templates, Tool},
    transfer::Transfer,
};
use crate::text::{SourceMap, Span};
use keys::{Keys, ROOT};

/// How much of a file is looked at for the charset it names, in bytes.
const HEADER_SAMPLE: usize = 8 * 1024;

/// The kinds of files that hold many mails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// gettext's `.po`, with translations.
    Po,
    /// gettext's `.pot`, with the texts that are to be translated.
    Pot,
    /// YAML.
    Yaml,
    /// JSON.
    Json,
    /// Java's `.properties`.
    Properties,
    /// Values with commas, semicolons, tabs or bars between them; the first line has the names of the columns.
    Csv,
}

/// The endings of names that tell the kind.
const ENDINGS: [(&str, Kind); 8] = [
    ("po", Kind::Po),
    ("pot", Kind::Pot),
    ("yml", Kind::Yaml),
    ("yaml", Kind::Yaml),
    ("json", Kind::Json),
    ("properties", Kind::Properties),
    ("csv", Kind::Csv),
    ("tsv", Kind::Csv),
];

impl Kind {
    /// The kind that the name of a file tells; `None` where it holds no catalogue.
    pub fn of(name: &str) -> Option<Self> {
        let ending = ending(name)?;
        ENDINGS.iter().find(|(known, _)| ending.eq_ignore_ascii_case(known)).map(|(_, kind)| *kind)
    }
}

/// What is found in a file before anything is chosen.
#[derive(Default)]
struct Found {
    keys: Keys,
    items: Vec<Item>,
    /// The language the file names for all its texts.
    language: Option<String>,
    /// Whether the keys on top are languages, as in Rails' `nb: emails: …`; patterns need not name them.
    tops_are_languages: bool,
}

/// An entry of a file.
struct Item {
    /// Its key.
    node: u32,
    /// Where its value stands in the file's characters, quotation marks and all.
    raw: Range<usize>,
    escape: Escape,
    /// Where it is used, as a `.po` file says: places in the file's characters.
    references: Vec<Range<usize>>,
    /// Whether it is a text to be translated, whose language the file does not name.
    is_source: bool,
    /// What stands behind the key in reports: `[1]` of a plural.
    suffix: &'static str,
    /// The comments beside it that speak to hilsen: places in the file's characters.
    comments: Vec<Range<usize>>,
}

impl Item {
    fn new(node: u32, raw: Range<usize>, escape: Escape) -> Self {
        Self { node, raw, escape, references: Vec::new(), is_source: false, suffix: "", comments: Vec::new() }
    }
}

/// Decodes the entries of a catalogue that are mails, in the order of the file. Takes any bytes.
///
/// Of several selections the first that chooses an entry says how it is read; without any, entries are chosen whose keys
/// say that they are the body of a mail. Of `reading` kind and tool count. `name` is the path of the file, which may name a language. What is wrong with the
/// file is told with the first entry; where there is none, by one without text.
pub fn catalogue(
    bytes: &[u8],
    kind: Kind,
    reading: impl Into<Reading>,
    name: &str,
    selections: &[&Selection],
) -> Vec<Decoded> {
    let reading = reading.into();
    let mut oddities = Oddities::default();
    let (charset, bom) = charset_of(bytes, kind, &mut oddities);
    let mut characters = charset.decode(&bytes[bom..], &mut |_| {});
    characters.map = SourceMap::verbatim(bom, bytes.len() - bom).compose(&characters.map);
    let text = &characters.out;
    let mut is_damaged = false;
    let mut malformed = |range: Range<usize>, detail: &str| {
        is_damaged = true;
        oddities.push(OddityKind::MalformedCatalogue, characters.map.source(Span::new(range.start, range.end)), detail);
    };
    let mut found = match kind {
        Kind::Po | Kind::Pot => po::read(text, kind == Kind::Pot, &mut malformed),
        Kind::Yaml => yaml::read(text, &mut malformed),
        Kind::Json => json::read(text, &mut malformed),
        Kind::Properties => properties::read(text, &mut malformed),
        Kind::Csv => csv::read(text, &mut malformed),
    };
    found.tops_are_languages =
        matches!(kind, Kind::Yaml | Kind::Json) && found.keys.tops_are(|name| locale::of_tag(name).is_some());
    let file = File {
        bytes,
        kind: reading.kind,
        tool: reading.tool,
        is_damaged,
        text,
        map: &characters.map,
        charset,
        eol: LineEnds::of(bytes).eol,
    };
    let named = found.language.clone().or_else(|| locale::of_path(name));
    let mut entries = Vec::new();
    for chosen in choose(&found, &file, selections) {
        let language = (chosen.selection.and_then(|selection| selection.language.clone()))
            .or_else(|| found.sibling_language(&file, chosen.item.node))
            .or_else(|| found.top_language(chosen.item.node))
            .or_else(|| named.clone().filter(|_| !chosen.item.is_source));
        if file.plain(chosen.item).trim().is_empty() {
            continue;
        }
        let decoded = file.decode(&chosen, language, std::mem::take(&mut oddities));
        let key = found.keys.display(chosen.item.node) + chosen.item.suffix;
        entries.push(Decoded { entry: Some(key), ..decoded });
    }
    if entries.is_empty() {
        let oddities = oddities.into_vec();
        if !oddities.is_empty() {
            entries.push(Decoded { oddities, ..file.empty() });
        }
    }
    entries
}

/// The charset of a file, and the length of its byte order mark.
fn charset_of(bytes: &[u8], kind: Kind, oddities: &mut Oddities) -> (Charset, usize) {
    if let Some((charset, bom)) = Charset::for_bom(bytes) {
        return (charset, bom);
    }
    let label = if matches!(kind, Kind::Po | Kind::Pot) { po::charset_label(bytes) } else { None };
    let label = label.filter(|label| Charset::for_label(label).is_some_and(|one| !one.is_stateful()));
    let (charset, odd) = Charset::of(label.map_or(Label::File, |label| Label::Part(Some(label))), bytes);
    if let Some(kind) = odd {
        oddities.push(kind, Span::new(0, bytes.len().min(HEADER_SAMPLE)), charset.name());
    }
    (charset, 0)
}

/// Whether an edited file is read in the charset it was in.
pub(super) fn keeps_charset(edited: &[u8], escape: Escape, charset: Charset) -> bool {
    let kind = if escape == Escape::Po { Kind::Po } else { Kind::Yaml };
    let plain = charset.is_ascii_compatible() && edited.is_ascii();
    plain || charset_of(edited, kind, &mut Oddities::default()).0 == charset
}

/// An entry that is a mail.
struct Chosen<'a> {
    item: &'a Item,
    subject: Option<&'a Item>,
    selection: Option<&'a Selection>,
}

/// The entries that are mails, with their subjects, which are no mails themselves.
fn choose<'a>(found: &'a Found, file: &File<'_>, selections: &[&'a Selection]) -> Vec<Chosen<'a>> {
    let mut chosen: Vec<Chosen<'a>> = Vec::new();
    let mut buffer = String::new();
    for item in &found.items {
        let selection = selections.iter().find(|selection| {
            let used_in = || item.references.iter().any(|place| selection.is_used_in(&file.text[place.clone()]));
            let path = found.keys.path(item.node, &mut buffer);
            let below = path.split_once('/').map(|(_, below)| below).filter(|_| found.tops_are_languages);
            selection.chooses(path) || below.is_some_and(|below| selection.chooses(below)) || used_in()
        });
        let evident = selections.is_empty() && found.is_evident(item);
        if selection.is_some() || evident {
            chosen.push(Chosen { item, subject: None, selection: selection.copied() });
        }
    }
    for one in &mut chosen {
        one.subject = found.subject_of(one.item, one.selection);
    }
    let subjects: FxHashSet<(u32, usize)> =
        chosen.iter().filter_map(|one| one.subject).map(|item| (item.node, item.raw.start)).collect();
    chosen.retain(|one| !subjects.contains(&(one.item.node, one.item.raw.start)));
    chosen
}

/// A catalogue that is being decoded.
struct File<'a> {
    bytes: &'a [u8],
    kind: Option<DocumentKind>,
    tool: Option<Tool>,
    /// Whether a part of it cannot be read.
    is_damaged: bool,
    text: &'a str,
    map: &'a SourceMap,
    charset: Charset,
    eol: &'static str,
}

impl File<'_> {
    /// What an entry says, without markup.
    fn plain(&self, item: &Item) -> String {
        item.escape.read(&self.text[item.raw.clone()]).out
    }

    fn decode(&self, chosen: &Chosen<'_>, language: Option<String>, mut oddities: Oddities) -> Decoded {
        let mut out = Builder::default();
        let mut regions = Vec::new();
        let mut fields = Vec::new();
        let mut template = InTemplate::default();
        // A text among many is kept to be sent again and again; a list of whole mails may be of those that were sent.
        let whole = chosen.selection.is_some_and(|selection| selection.whole_mails);
        let kind = self.kind.or((!whole).then_some(DocumentKind::Template));
        if let Some(subject) = chosen.subject {
            let (body, layer, extras) = self.body(subject, Form::Plain, kind, &mut oddities);
            let line = layer.out.trim_end().lines().next().unwrap_or_default().len();
            let (start, end) = (body.source.start(), body.source.end());
            if !layer.out[..line].trim().is_empty() {
                out.atomic("Subject: ", Span::new(start, start));
                let value = out.append(&layer.out[..line], &head(&layer.map, line));
                template.append(extras.template.head(line), value.start());
                regions.push(Region { text: value, kind: self.region(subject, body) });
                fields.push(Field { name: "subject".to_owned(), line: Span::new(0, value.end()), value });
                out.atomic("\n\n", Span::new(end, end));
            }
        }
        let format = chosen
            .selection
            .and_then(|selection| selection.format)
            .unwrap_or_else(|| if html::has_elements(&self.plain(chosen.item)) { Format::Html } else { Format::Plain });
        let form = match format {
            Format::Html => Form::Markup(Markup::Html),
            Format::Markdown => Form::Markup(Markup::Markdown),
            Format::Plain | Format::Eml => Form::Plain,
        };
        let beside = chosen.subject.into_iter().chain([chosen.item]).flat_map(|item| &item.comments);
        template.comments.extend(beside.map(|range| Comment {
            text: self.text[range.clone()].to_owned(),
            at: 0,
            source: self.map.source(Span::new(range.start, range.end)),
            of_all: true,
        }));
        let (body, layer, mut extras) = self.body(chosen.item, form, kind, &mut oddities);
        let offset = out.text.len();
        template.append(std::mem::take(&mut extras.template), offset);
        let text = out.append(&layer.out, &layer.map);
        let found_kind = body.templates.kind();
        regions.push(Region { text, kind: self.region(chosen.item, body) });
        let moved = |span: Span<_>| Span::new(span.start() + offset, span.end() + offset);
        let extras = extras.moved(offset);
        let own_subject = extras.subject.filter(|_| fields.is_empty()).map(moved);
        let body_start = if own_subject.is_some() { offset + extras.body_start } else { offset };
        fields.extend(own_subject.map(|value| Field {
            name: "subject".to_owned(),
            line: Span::new(0, value.end()),
            value,
        }));
        let eol = if matches!(chosen.item.escape, Escape::Csv { .. }) { self.eol } else { "\n" };
        Decoded {
            format,
            fields,
            body: Span::new(body_start, text.end()),
            title: extras.title,
            lang: language.or(extras.lang),
            preheader: extras.preheader,
            links: extras.links,
            images: extras.images,
            appearance: extras.appearance,
            attachments: None,
            oddities: oddities.into_vec(),
            eol,
            template,
            kind: found_kind,
            is_piece: !whole,
            text: out.text,
            map: out.map,
            regions,
            ..self.empty()
        }
    }

    /// How an entry is edited.
    fn region(&self, item: &Item, body: Body) -> RegionKind {
        match (self.is_damaged, item.is_source) {
            (true, _) => RegionKind::Fixed(Refusal::DamagedFile),
            (_, true) => RegionKind::Fixed(Refusal::SourceText),
            _ => RegionKind::Body(body),
        }
    }

    fn body(
        &self,
        item: &Item,
        form: Form,
        kind: Option<DocumentKind>,
        oddities: &mut Oddities,
    ) -> (Body, Layer<String>, Extras) {
        let source = self.map.source(Span::new(item.raw.start, item.raw.end));
        let undecided = Body {
            source,
            transfer: Transfer::EightBit,
            charset: self.charset,
            bom: 0,
            escape: Some(item.escape),
            form,
            templates: Templates::of(DocumentKind::Template, self.tool),
        };
        let (body, read) = Body::read_value(undecided, self.bytes, kind, self.tool, oddities);
        (body, read.layer, read.extras)
    }

    /// A mail that says nothing.
    fn empty(&self) -> Decoded {
        Decoded {
            attachments: None,
            format: Format::Plain,
            kind: self.kind.unwrap_or(DocumentKind::Template),
            tool: self.tool,
            is_subject: false,
            template: InTemplate::default(),
            text: String::new(),
            map: SourceMap::default(),
            fields: Vec::new(),
            body: Span::new(0, 0),
            charset: self.charset.name(),
            html_only: false,
            alternative: None,
            title: None,
            lang: None,
            preheader: None,
            links: Vec::new(),
            images: Vec::new(),
            appearance: Appearance::default(),
            oddities: Vec::new(),
            eol: self.eol,
            entry: None,
            is_piece: true,
            source_len: self.bytes.len(),
            regions: Vec::new(),
        }
    }
}

/// Where a line begins that holds a byte of a text.
fn line_start(text: &str, at: usize) -> usize {
    memchr::memrchr2(b'\n', b'\r', &text.as_bytes()[..at]).map_or(0, |before| before + 1)
}

/// The comments for hilsen in the lines directly above the one that begins at `start`.
fn comments_above(text: &str, mut start: usize, signs: &[char]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    while start > 0 {
        let above = text[..start].strip_suffix('\n').unwrap_or(&text[..start - 1]);
        let above = above.strip_suffix('\r').unwrap_or(above);
        start = line_start(text, above.len());
        let line = &text[start..above.len()];
        let content = line.trim();
        if !content.starts_with(signs) {
            break;
        }
        if content.contains(ADDRESSED) {
            let at = start + line.len() - line.trim_start().len();
            found.push(at..at + content.len());
        }
    }
    found.reverse();
    found
}

/// The part of a map that belongs to the first `length` bytes of its text.
fn head(map: &SourceMap, length: usize) -> SourceMap {
    map.compose(&SourceMap::verbatim(0, length))
}

impl Found {
    /// The language that an entry's neighbour names: a column, or a member of the same object.
    fn sibling_language(&self, file: &File<'_>, node: u32) -> Option<String> {
        let sibling = locale::KEYS.iter().find_map(|key| self.sibling(node, key))?;
        locale::of_tag(file.plain(sibling).trim())
    }

    /// The entry beside another, by the last part of its key, whatever case that is in.
    fn sibling(&self, node: u32, name: &str) -> Option<&Item> {
        let node = self.keys.child(self.keys.parent(node), name)?;
        let index = self.items.partition_point(|item| item.node < node);
        self.items.get(index).filter(|item| item.node == node)
    }

    /// The language that the key on top of a key names.
    fn top_language(&self, node: u32) -> Option<String> {
        self.tops_are_languages.then(|| locale::of_tag(self.keys.top(node))).flatten()
    }

    /// The entry that holds the subject of another.
    fn subject_of(&self, item: &Item, selection: Option<&Selection>) -> Option<&Item> {
        if self.keys.parent(item.node) == ROOT && self.keys.is_flat_prose {
            return None;
        }
        let name = self.keys.name(item.node);
        let candidates = match selection.and_then(|selection| selection.subject.as_deref()) {
            Some(pattern) => selection.map(|selection| selection.subject_names(pattern, name)).unwrap_or_default(),
            None => selection::evident_subjects(name),
        };
        candidates
            .iter()
            .find_map(|candidate| self.sibling(item.node, candidate))
            .filter(|subject| subject.raw != item.raw)
    }

    /// Whether an entry's key says that it is the body of a mail.
    fn is_evident(&self, item: &Item) -> bool {
        let name = self.keys.name(item.node);
        selection::is_body(name)
            || selection::may_be_body(name)
                && selection::SUBJECTS.iter().any(|one| self.sibling(item.node, one).is_some())
    }
}
