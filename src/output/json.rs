//! For programs: one JSON document, or one JSON object a line. `schema/report.schema.json` describes both.

use std::borrow::Cow;

use serde::Serialize;

use super::{Counts, FileReport, mask::mask, rule_url, safe};
use crate::{
    diagnostic::{Diagnostic, Fix},
    text::LineColumn,
};

/// The number of the contract; changes to it, unlike additions, need a new one.
pub const SCHEMA: u32 = 1;

#[derive(Serialize)]
struct FileEntry<'a> {
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    entry: Option<&'a str>,
    format: &'static str,
    kind: &'static str,
    language: Option<&'static str>,
}

#[derive(Serialize)]
struct Entry<'a> {
    path: &'a str,
    #[serde(rename = "entry", skip_serializing_if = "Option::is_none")]
    key: Option<&'a str>,
    rule: &'a str,
    severity: &'static str,
    section: Option<&'static str>,
    message: Cow<'a, str>,
    help: Option<Cow<'a, str>>,
    url: Cow<'a, str>,
    span: Offsets,
    start: Position,
    end: Position,
    fixes: Vec<FixEntry<'a>>,
}

#[derive(Serialize)]
struct Offsets {
    start: usize,
    end: usize,
}

#[derive(Serialize)]
struct Position {
    line: usize,
    column: usize,
    utf16: usize,
}

#[derive(Serialize)]
struct FixEntry<'a> {
    title: Cow<'a, str>,
    safety: &'static str,
    edits: Vec<EditEntry>,
}

#[derive(Serialize)]
struct EditEntry {
    start: usize,
    end: usize,
    text: String,
}

impl From<LineColumn> for Position {
    fn from(place: LineColumn) -> Self {
        Self { line: place.line, column: place.column, utf16: place.utf16 }
    }
}

/// What a file adds to the document: its entry under `files`, and its diagnostics.
pub struct Fragment {
    /// The entry, as JSON.
    pub file: String,
    /// The diagnostics, each as JSON.
    pub diagnostics: Vec<String>,
}

/// Makes a file's part of the report. Files are rendered apart, so that they can be in parallel.
pub fn fragment(report: &FileReport<'_>) -> Fragment {
    let path = safe::path(report.path);
    let key = report.draft.decoded.entry.as_deref().map(safe::line);
    let file = FileEntry {
        path: &path,
        entry: key.as_deref(),
        format: report.draft.decoded.format.name(),
        kind: report.draft.decoded.kind.name(),
        language: report.draft.language.map(crate::draft::Language::tag),
    };
    let diagnostics = report
        .diagnostics
        .iter()
        .map(|diagnostic| to_json(&entry(report, &path, key.as_deref(), diagnostic)))
        .collect();
    Fragment { file: to_json(&file), diagnostics }
}

/// The whole document, from the parts of all files.
pub fn document(fragments: &[Fragment], counts: Counts) -> String {
    let files: Vec<&str> = fragments.iter().map(|fragment| fragment.file.as_str()).collect();
    let diagnostics: Vec<&str> =
        fragments.iter().flat_map(|fragment| fragment.diagnostics.iter().map(String::as_str)).collect();
    format!(
        "{{\"schema\":{SCHEMA},\n\"files\":[{}],\n\"diagnostics\":[{}],\n\"summary\":{{\"files\":{},\"errors\":{},\"warnings\":{},\"infos\":{}}}}}\n",
        files.join(",\n"),
        diagnostics.join(",\n"),
        files.len(),
        counts.errors,
        counts.warnings,
        counts.infos
    )
}

fn entry<'a>(report: &FileReport<'_>, path: &'a str, key: Option<&'a str>, diagnostic: &'a Diagnostic) -> Entry<'a> {
    let span = report.source_span(diagnostic);
    let fixes = diagnostic.fixes.iter().map(|fix| fix_entry(report, fix)).collect();
    Entry {
        path,
        key,
        rule: &diagnostic.rule,
        severity: diagnostic.severity.name(),
        section: diagnostic.section.map(crate::draft::SectionKind::name),
        message: safe::line(&diagnostic.message),
        help: diagnostic.help.as_deref().map(safe::line),
        url: diagnostic.link.as_deref().map_or_else(|| rule_url(&diagnostic.rule).into(), safe::line),
        span: Offsets { start: span.start(), end: span.end() },
        start: report.lines.place(report.source, span.start()).into(),
        end: report.lines.place(report.source, span.end()).into(),
        fixes,
    }
}

/// A fix with edits of the file's bytes; one whose edits cannot be written into the file's encoding, or would print a
/// secret, keeps its title.
fn fix_entry<'a>(report: &FileReport<'_>, fix: &'a Fix) -> FixEntry<'a> {
    let edits: Option<Vec<EditEntry>> = fix
        .edits
        .iter()
        .map(|edit| {
            if mask(&edit.replacement) != edit.replacement {
                return None;
            }
            let edit = report.draft.decoded.edit(report.source, edit.span, &edit.replacement).ok()?;
            // The text is given in Unicode; where the file has another charset, the bytes are for `hilsen` to write.
            let text = String::from_utf8(edit.bytes).ok()?;
            Some(EditEntry { start: edit.span.start(), end: edit.span.end(), text })
        })
        .collect();
    FixEntry { title: safe::line(&fix.title), safety: fix.safety.name(), edits: edits.unwrap_or_default() }
}

fn to_json<T: Serialize>(value: &T) -> String {
    // Strings, numbers and lists of them always serialise.
    serde_json::to_string(value).unwrap_or_default()
}
