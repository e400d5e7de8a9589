//! What hilsen understood of a draft: its sections, for people and for programs.

use serde::Serialize;

use super::{FileReport, safe};
use crate::decode::Kind;
use crate::draft::{Language, Person, Situation};
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
    for (name, value) in known(&report.draft.situation) {
        shown.push_str(&format!("{name:>10} : {}\n", safe::line(&value)));
    }
    for section in &report.draft.sections {
        let mut name = section.kind.name();
        for line in safe::show(&report.draft.text()[section.start..section.end]).lines() {
            shown.push_str(&format!("{name:>10} │ {line}\n"));
            name = "";
        }
    }
    shown
}

/// What is known besides the text, by the names of the context.
fn known(situation: &Situation) -> Vec<(&'static str, String)> {
    let person = |person: &Person| match (&person.name, &person.address) {
        (Some(name), Some(address)) => format!("{name} <{address}>"),
        (name, address) => name.clone().or_else(|| address.clone()).unwrap_or_default(),
    };
    let people = |people: &[Person]| people.iter().map(person).collect::<Vec<_>>().join(", ");
    let attachments = situation.attachments.map(|found| match found.embedded {
        0 => found.files.to_string(),
        embedded => format!("{}, and {embedded} within the text", found.files),
    });
    let yes = |truth: bool| if truth { "yes" } else { "no" }.to_owned();
    let customer = situation.customer.clone().map(|name| match situation.difficult {
        Some(true) => format!("{name}, difficult"),
        _ => name,
    });
    let mail = situation.customer_mail.as_ref().map(|mail| mail.language.map_or("known", Language::name).to_owned());
    let all = [
        ("recipient", people(&situation.recipients)),
        ("cc", people(&situation.copied)),
        ("sender", person(&situation.sender)),
        ("domains", situation.domains.join(", ")),
        ("organisation", situation.organisation.clone().unwrap_or_default()),
        ("attachments", attachments.unwrap_or_default()),
        ("first-reply", situation.first_reply.map(yes).unwrap_or_default()),
        ("answers", mail.unwrap_or_default()),
        ("customer", customer.unwrap_or_default()),
    ];
    // A mail that is read by itself shows its own header; attachments are worth a line where there are some.
    let nothing = situation.attachments.is_some_and(|found| found.files + found.embedded == 0);
    all.into_iter()
        .filter(|(name, value)| !(value.is_empty() || nothing && *name == "attachments" && value == "0"))
        .collect()
}
