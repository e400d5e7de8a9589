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
    context: Context,
    sections: Vec<ParsedSection>,
}

/// What is known besides the text, by the names it is told under; what nobody knows is left out.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Context {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    recipient: Vec<Somebody>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cc: Vec<Somebody>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sender: Option<Somebody>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    domains: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    organisation: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attachments: Option<Attached>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_reply: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    customer_mail: Option<CustomerMail>,
    #[serde(skip_serializing_if = "Option::is_none")]
    customer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    difficult: Option<bool>,
}

#[derive(Serialize)]
struct Somebody {
    name: Option<String>,
    address: Option<String>,
}

#[derive(Serialize)]
struct Attached {
    files: usize,
    embedded: usize,
}

#[derive(Serialize)]
struct CustomerMail {
    format: &'static str,
    language: Option<&'static str>,
    sender: Option<Somebody>,
}

/// What somebody wrote, in one line and fit to be shown.
fn shown(text: &str) -> String {
    safe::line(text).into_owned()
}

impl Somebody {
    fn of(person: &Person) -> Option<Self> {
        let told = |text: &Option<String>| text.as_deref().map(shown);
        (*person != Person::default()).then(|| Self { name: told(&person.name), address: told(&person.address) })
    }

    fn all(people: &[Person]) -> Vec<Self> {
        people.iter().filter_map(Self::of).collect()
    }
}

impl Context {
    fn of(situation: &Situation) -> Self {
        let attached = |found: &crate::decode::Attachments| Attached { files: found.files, embedded: found.embedded };
        Self {
            recipient: Somebody::all(&situation.recipients),
            cc: Somebody::all(&situation.copied),
            sender: Somebody::of(&situation.sender),
            domains: situation.domains.iter().map(|domain| shown(domain)).collect(),
            organisation: situation.organisation.as_deref().map(shown),
            attachments: situation.attachments.as_ref().map(attached),
            first_reply: situation.first_reply,
            customer_mail: situation.customer_mail.as_deref().map(|mail| CustomerMail {
                format: mail.decoded.format.name(),
                language: mail.language.map(Language::tag),
                sender: Somebody::of(&mail.situation.sender),
            }),
            customer: situation.customer.as_deref().map(shown),
            difficult: situation.difficult,
        }
    }
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
        entry: report.draft.decoded.entry.as_deref().map(shown),
        format: report.draft.decoded.format.name(),
        kind: report.draft.decoded.kind.name(),
        language: report.draft.language.map(Language::tag),
        context: Context::of(&report.draft.situation),
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
