//! Greeting and farewell: how close they sound, and the signs behind them.

use super::phrases;
use crate::{
    diagnostic::{Fix, Safety, TextEdit},
    draft::{Draft, SectionKind},
    rule::{Check, Context, Finding, Hit, Report, Settings},
    text::{Span, Text, TokenKind, in_one_line},
};

struct Register {
    allow_chatty: bool,
    agreement: bool,
}

pub(super) fn build_register(settings: &Settings<'_>) -> Box<dyn Check> {
    Box::new(Register { allow_chatty: settings.flag("allow-chatty"), agreement: settings.flag("agreement") })
}

impl Check for Register {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        // A post on a social network is a chat.
        if draft.is_post() {
            return;
        }
        let found: Vec<&Hit<'_>> = context.hits.iter().filter(|hit| !phrases::is_foreign(draft, hit)).collect();
        // Phrases a house adds are some it does not want, as those of the built-in list.
        let is_chatty = |hit: &Hit<'_>| matches!(hit.entry.group, None | Some("chatty"));
        if !self.allow_chatty {
            for hit in found.iter().filter(|hit| is_chatty(hit)) {
                report.push(hit.span, phrases::finding(draft, hit));
            }
        }
        let at = |kind: SectionKind, of_group: &dyn Fn(&Hit<'_>) -> bool| {
            found.iter().find(|hit| draft.sentences[hit.sentence].section == kind && of_group(hit)).copied()
        };
        let formal = |hit: &Hit<'_>| hit.entry.group == Some("formal");
        // What is chatty has been reported for itself.
        let close = |hit: &Hit<'_>| hit.entry.group == Some("relaxed") || self.allow_chatty && is_chatty(hit);
        let pair = at(SectionKind::Greeting, &formal)
            .zip(at(SectionKind::Farewell, &close))
            .or_else(|| at(SectionKind::Greeting, &close).zip(at(SectionKind::Farewell, &formal)));
        if let Some((greeting, farewell)) = pair.filter(|_| self.agreement) {
            let mut finding = phrases::finding(draft, farewell);
            let words = in_one_line(draft.slice(greeting.span));
            finding.fill.push(("greeting", words));
            report.push(farewell.span, Finding { variant: Some("clash"), ..finding });
        }
    }
}

/// What may stand behind a greeting and a farewell.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    /// Nothing behind either; Norwegian.
    Bare,
    /// A comma behind the greeting, none behind the farewell; German.
    Comma,
    /// A comma behind both or behind neither; English, Danish.
    Agree,
    /// Anything; Swedish.
    Free,
}

struct Punctuation {
    style: Style,
}

pub(super) fn build_punctuation(settings: &Settings<'_>) -> Box<dyn Check> {
    let style = match settings.text("style") {
        "bare" => Style::Bare,
        "comma" => Style::Comma,
        "agree" => Style::Agree,
        _ => Style::Free,
    };
    Box::new(Punctuation { style })
}

/// What stands at the end of a greeting or a farewell that has a line for itself.
struct Ending<'t> {
    /// The last mark; empty where it ends with a word.
    mark: &'t str,
    span: Span<Text>,
}

fn ending(draft: &Draft, kind: SectionKind) -> Option<Ending<'_>> {
    let section = draft.sections_of(kind).next()?;
    let index = draft.sections.iter().position(|one| one.start == section.start)?;
    let last = draft.sentences.iter().rfind(|sentence| sentence.section_index == index)?;
    // Text that goes on in the line needs a sign: `Hei, Sara! Har du det bra?`
    let behind = draft.text().get(section.end..).unwrap_or_default();
    let line_ends = behind.trim_start_matches([' ', '\t']).starts_with(['\n', '\r']);
    let token = draft.tokens_of(last).last().filter(|_| line_ends)?;
    let mark = if token.kind == TokenKind::Punctuation { draft.slice(token.span) } else { "" };
    Some(Ending { mark, span: token.span })
}

fn finding(variant: Option<&'static str>, text: &str, edit: TextEdit) -> Finding {
    let fixes = vec![Fix { title: edit.replacement.clone(), safety: Safety::Safe, edits: vec![edit] }];
    Finding { fill: vec![("text", text.to_owned())], variant, fixes, ..Finding::default() }
}

impl Check for Punctuation {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        if draft.is_post() {
            return;
        }
        let (greeting, farewell) = (ending(draft, SectionKind::Greeting), ending(draft, SectionKind::Farewell));
        for hit in context.hits {
            Self::hit(draft, hit, greeting.as_ref(), report);
        }
        let removal = |ending: &Ending<'_>| {
            let edit = TextEdit { span: ending.span, replacement: String::new() };
            let fixes = vec![Fix { title: "−".to_owned(), safety: Safety::Safe, edits: vec![edit] }];
            Finding { fill: vec![("text", ending.mark.to_owned())], fixes, ..Finding::default() }
        };
        if let Some(greeting) = &greeting {
            let wrong = greeting.mark == ";" || self.style == Style::Bare && matches!(greeting.mark, "," | ".");
            if wrong {
                report.push(greeting.span, removal(greeting));
            }
            if self.style == Style::Comma && greeting.mark.is_empty() {
                let word = draft.slice(greeting.span);
                let edit = TextEdit { span: greeting.span, replacement: format!("{word},") };
                report.push(greeting.span, finding(Some("missing"), word, edit));
            }
        }
        let Some(farewell) = farewell else { return };
        if matches!(self.style, Style::Bare | Style::Comma) && farewell.mark == "," {
            report.push(farewell.span, removal(&farewell));
        }
        let open = |mark: &str| match mark {
            "" => Some(true),
            "," => Some(false),
            _ => None,
        };
        if self.style != Style::Agree {
            return;
        }
        let marks = greeting.as_ref().and_then(|greeting| open(greeting.mark)).zip(open(farewell.mark));
        match marks {
            Some((true, false)) => {
                let edit = TextEdit { span: farewell.span, replacement: String::new() };
                let fixes = vec![Fix { title: "−".to_owned(), safety: Safety::Safe, edits: vec![edit] }];
                report.push(farewell.span, Finding { variant: Some("open"), fixes, ..Finding::default() });
            }
            Some((false, true)) => {
                let word = draft.slice(farewell.span);
                let edit = TextEdit { span: farewell.span, replacement: format!("{word},") };
                report.push(farewell.span, finding(Some("closed"), word, edit));
            }
            _ => {}
        }
    }
}

impl Punctuation {
    /// The rule's phrases: a comma that is missing before the name or too much there, and words that go on in lower case
    /// behind a greeting with a comma.
    fn hit(draft: &Draft, hit: &Hit<'_>, greeting: Option<&Ending<'_>>, report: &mut Report<'_>) {
        let sentence = &draft.sentences[hit.sentence];
        let text = draft.slice(hit.span);
        match sentence.section {
            SectionKind::Greeting => {
                // `Hei Anna`: the comma goes in front of the last word; `Kjære, Anna`: it goes out.
                let (before, name) = text.rsplit_once(char::is_whitespace).unwrap_or(("", text));
                let has_comma = before.ends_with(',');
                let before = before.trim_end_matches(',');
                let replacement = if has_comma { format!("{before} {name}") } else { format!("{before}, {name}") };
                let variant = if has_comma { "no-comma" } else { "name" };
                let fill = replacement.clone();
                report.push(hit.span, finding(Some(variant), &fill, TextEdit { span: hit.span, replacement }));
            }
            SectionKind::Message => {
                let first = draft.sentences.iter().position(|one| one.section == SectionKind::Message);
                let comma = greeting.is_some_and(|greeting| greeting.mark == ",");
                if comma && first == Some(hit.sentence) && text.starts_with(char::is_uppercase) {
                    let mut letters = text.chars();
                    let lower = letters.next().into_iter().flat_map(char::to_lowercase);
                    let replacement: String = lower.chain(letters).collect();
                    let fill = replacement.clone();
                    report.push(hit.span, finding(Some("capital"), &fill, TextEdit { span: hit.span, replacement }));
                }
            }
            _ => {}
        }
    }
}
