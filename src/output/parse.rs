//! What hilsen understood of a draft: its sections, for people and for programs.

use serde::Serialize;

use super::{FileReport, safe};
use crate::decode::Kind;
use crate::draft::Language;
use crate::text::Span;

#[derive(Serialize)]
struct Parsed {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    entry: Option<String>,
    format: &'static str,
    kind: &'static str,
    language: Option<&'static str>,
    sections: Vec<ParsedSection>,
}

#[derive(Serialize)]
struct ParsedSection {
    kind: &'static str,
    start: usize,
    end: usize,
}

/// One JSON object in one line; offsets are bytes of the file.
pub fn json(report: &FileReport<'_>) -> String {
    let sections = report.draft.sections.iter().map(|section| {
        let span = report.draft.source(Span::new(section.start, section.end));
        ParsedSection { kind: section.kind.name(), start: span.start(), end: span.end() }
    });
    let parsed = Parsed {
        path: safe::path(report.path),
        entry: report.draft.decoded.entry.as_deref().map(safe::line),
        format: report.draft.decoded.format.name(),
        kind: report.draft.decoded.kind.name(),
        language: report.draft.language.map(Language::tag),
        sections: sections.collect(),
    };
    serde_json::to_string(&parsed).unwrap_or_default() + "\n"
}

/// The draft with the kind of section in front of every line.
pub fn human(report: &FileReport<'_>) -> String {
    let language = report.draft.language.map_or("language unknown", Language::name);
    let decoded = &report.draft.decoded;
    let entry = decoded.entry.as_deref().map_or_else(String::new, |key| format!(" {}", safe::line(key)));
    let kind = if decoded.kind == Kind::Template { " template" } else { "" };
    let mut shown = format!("{}{entry} ({}{kind}, {language})\n", safe::line(report.path), decoded.format.name());
    for section in &report.draft.sections {
        let mut name = section.kind.name();
        for line in safe::show(&report.draft.text()[section.start..section.end]).lines() {
            shown.push_str(&format!("{name:>10} │ {line}\n"));
            name = "";
        }
    }
    shown
}
