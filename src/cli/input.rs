//! What the commands read: the files under the paths of the command line, and standard input.

use std::path::{Path, PathBuf};

use super::arguments;
use crate::{
    decode::{self, CatalogueKind, Decoded, Format, Kind, Reading, Selection, Tool},
    disk::{self, Configurations, Found, Loaded},
    draft::{Draft, Known, Situation},
    pack,
};

/// The name of standard input among the paths.
pub(super) const STDIN: &str = "-";

/// The bytes of a draft and the path it goes by; standard input goes by the name it was given.
pub(super) fn read(path: &PathBuf, reading: &arguments::Reading) -> Result<(PathBuf, Vec<u8>), String> {
    let name = reading.name_of(path).clone();
    if path.as_os_str() != STDIN {
        return Ok((name, disk::read(path)?));
    }
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut std::io::stdin().lock(), &mut bytes)
        .map_err(|error| format!("standard input: {error}"))?;
    Ok((name, bytes))
}

/// What the flags say is known besides the text.
pub(super) fn situation(known: &arguments::Known) -> Result<Situation, String> {
    let mut situation = Situation::default();
    let attachments = known.attachments.map(|count| count.to_string());
    let domains = (!known.domains.is_empty()).then(|| known.domains.join(","));
    let flags = [
        ("recipient", known.recipient.as_ref()),
        ("recipient-name", known.recipient_name.as_ref()),
        ("sender", known.sender.as_ref()),
        ("sender-name", known.sender_name.as_ref()),
        ("domains", domains.as_ref()),
        ("organisation", known.organisation.as_ref()),
        ("attachments", attachments.as_ref()),
        ("customer", known.customer.as_ref()),
    ];
    for (key, value) in flags {
        if let Some(value) = value {
            situation.set(key, value).map_err(|refused| format!("--{key}: {}", refused.message))?;
        }
    }
    situation.first_reply = known.first_reply;
    situation.difficult = known.difficult.then_some(true);
    if let Some(path) = &known.in_reply_to {
        let bytes = disk::read(path)?;
        if decode::looks_binary(&bytes) {
            return Err(format!("{}: this is a binary file, not a mail", path.display()));
        }
        let about =
            Known { language: None, fallback: None, abbreviations: &pack::abbreviations, situation: None, house: None };
        let mail = Draft::new(&bytes, decode::detect(path.to_str(), &bytes), about);
        situation.customer_mail = Some(std::sync::Arc::new(mail));
    }
    Ok(situation)
}

/// The files under the paths of a command line; `-` stays.
pub(super) fn expand(paths: &[PathBuf], configurations: &mut Configurations) -> Found {
    // A configuration that cannot be read is complained of where it is used.
    let mut is_catalogue = |path: &Path| {
        path.to_str().and_then(CatalogueKind::of).is_some()
            && configurations.of(path).is_ok_and(|loaded| loaded.has_catalogue(path))
    };
    let mut all = Found::default();
    for path in paths {
        if path.as_os_str() == STDIN {
            all.files.push(path.clone());
            continue;
        }
        let found = disk::find_drafts(std::slice::from_ref(path), &mut is_catalogue);
        all.files.extend(found.files);
        all.errors.extend(found.errors);
    }
    // A file that is named twice, or by itself and by its folder, is checked once.
    let mut seen = std::collections::HashSet::new();
    all.files.retain(|path| seen.insert(path.clone()));
    all
}

/// The format a flag, the file's name or its content says.
fn format_of(reading: &arguments::Reading, name: &Path, bytes: &[u8]) -> Format {
    match reading.input {
        Some(arguments::Input::Plain) => Format::Plain,
        Some(arguments::Input::Eml) => Format::Eml,
        Some(arguments::Input::Html) => Format::Html,
        Some(arguments::Input::Markdown) => Format::Markdown,
        None => decode::detect(name.to_str(), bytes),
    }
}

/// How a draft is read: what flags say, then the configuration, then its name and where it comes from.
///
/// What comes in on standard input without a name is a draft somebody is about to send.
fn reading_of(
    reading: &arguments::Reading,
    name: &Path,
    bytes: &[u8],
    configured: (Option<Kind>, Option<Tool>),
) -> Reading {
    let format = format_of(reading, name, bytes);
    let written = name.to_str().unwrap_or_default();
    let tool = reading.template.or(configured.1);
    Reading {
        format,
        kind: declared_kind(reading, name, configured.0),
        tool,
        is_subject: format == Format::Plain && decode::is_subject(written),
    }
}

/// What kind of document a file is, as far as a flag, the configuration or its name says.
fn declared_kind(reading: &arguments::Reading, name: &Path, configured: Option<Kind>) -> Option<Kind> {
    let written = name.to_str().unwrap_or_default();
    let by_name =
        if written == STDIN { Some(Kind::Draft) } else { decode::is_template_name(written).then_some(Kind::Template) };
    reading.kind.or(reading.template.map(|_| Kind::Template)).or(configured).or(by_name)
}

/// Why a file's content is not linted, if it is not.
pub(super) fn refusal(reading: &arguments::Reading, name: &Path, bytes: &[u8]) -> Option<String> {
    if reading.input.is_none() && disk::is_unread_format(name) {
        return Some(format!(
            "{}: hilsen does not read this format; it reads plain text, .eml, .html and .md",
            name.display()
        ));
    }
    decode::looks_binary(bytes).then(|| format!("{}: this is a binary file, not a draft", name.display()))
}

/// How a file is read.
pub(super) struct Reader<'a> {
    reading: &'a arguments::Reading,
    name: &'a Path,
    configured: (Option<Kind>, Option<Tool>),
    /// The kind of a file that holds many mails, and what the configuration says about it.
    catalogue: Option<(CatalogueKind, Vec<&'a Selection>)>,
    /// The tables of the configuration that say it.
    tables: Vec<usize>,
}

impl<'a> Reader<'a> {
    /// How the file `name` is read, whose path from the configuration's folder is `relative`.
    ///
    /// `configured` is what its configuration says it is.
    pub(super) fn new(
        reading: &'a arguments::Reading,
        name: &'a Path,
        relative: &Path,
        loaded: &'a Loaded,
        configured: (Option<Kind>, Option<Tool>),
    ) -> Self {
        let kind = if reading.input.is_none() { name.to_str().and_then(CatalogueKind::of) } else { None };
        let tables = if kind.is_some() { loaded.config.catalogues_of(relative) } else { Vec::new() };
        let selections = tables.iter().map(|&table| &loaded.config.catalogues[table].selection).collect();
        Self { reading, name, configured, catalogue: kind.map(|kind| (kind, selections)), tables }
    }

    /// The drafts in the file: most files hold one.
    pub(super) fn drafts(&self, bytes: &[u8], known: Known<'_>) -> Vec<Draft> {
        let Some((kind, selections)) = &self.catalogue else {
            return vec![Draft::new(bytes, reading_of(self.reading, self.name, bytes, self.configured), known)];
        };
        let reading = Reading {
            format: Format::Plain,
            kind: self.reading.kind.or(self.configured.0),
            tool: self.reading.template.or(self.configured.1),
            is_subject: false,
        };
        let decoded = decode::catalogue(bytes, *kind, reading, &self.name.to_string_lossy(), selections);
        decoded.into_iter().map(|decoded| entry(decoded, known, self.reading)).collect()
    }

    /// Whether somebody said, or the file's name says, what kind of document it is; else its text tells.
    pub(super) fn is_declared(&self) -> bool {
        let is_subject = self.name.to_str().is_some_and(decode::is_subject);
        let has_tool = self.configured.1.is_some();
        declared_kind(self.reading, self.name, self.configured.0).is_some() || is_subject || has_tool
    }

    /// Whether the file holds many mails, so that [`Self::note`] has something to say.
    pub(super) fn may_refuse(&self) -> bool {
        self.catalogue.is_some()
    }

    /// Notes for the end of the run which tables of the configuration had something to say; why the file is not read, if
    /// nothing says what in it is a mail.
    pub(super) fn note(&self, any_drafts: bool, loaded: &Loaded) -> Option<String> {
        let (_, selections) = self.catalogue.as_ref()?;
        loaded.note_catalogues(&self.tables, any_drafts);
        let unknown = selections.is_empty() && !any_drafts;
        unknown.then(|| {
            format!(
                "{}: nothing says which entries of this file are mails; hilsen.toml can, with [[catalogue]]: paths = [\"{}\"] and entries = […] (or --input plain, to read it as text)",
                self.name.display(),
                self.name.file_name().unwrap_or_default().display(),
            )
        })
    }
}

/// A draft from an entry of a catalogue. What the file says about its language is nearer to it than what the configuration
/// says about all drafts; a flag is nearest.
fn entry(decoded: Decoded, known: Known<'_>, reading: &arguments::Reading) -> Draft {
    let own = decoded.lang.as_deref().and_then(crate::draft::Language::from_tag);
    let language = reading.language.or(own).or(known.language);
    Draft::of(decoded, Known { language, ..known })
}
