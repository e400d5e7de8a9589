//! Farewells: how long they are, and whether the customer is named before the end.

use super::parts::in_thread;
use crate::{
    draft::{Draft, SectionKind, Sentence},
    phrase::fold,
    rule::{Check, Context, Finding, Hit, Report, Settings},
    text::{Token, TokenKind},
};

struct TooLong {
    max_words: usize,
    max_formulas: usize,
}

pub(super) fn build_too_long(settings: &Settings<'_>) -> Box<dyn Check> {
    Box::new(TooLong { max_words: settings.number("max-words"), max_formulas: settings.number("max-formulas") })
}

/// The words of a farewell line. Whose farewell it is makes it no longer: names are left out.
fn words(draft: &Draft, line: &Sentence) -> usize {
    let words = draft.tokens_of(line).iter().filter(|token| token.kind.counts_as_word());
    let is_name = |token: &Token| token.kind != TokenKind::Word || starts_upper(draft, token);
    words.enumerate().filter(|(index, token)| *index == 0 || !is_name(token)).count()
}

fn starts_upper(draft: &Draft, token: &Token) -> bool {
    draft.slice(token.span).starts_with(char::is_uppercase)
}

/// The line a draft takes leave with where it is too long to be set off as a farewell: the last of the message, without a
/// full stop, that begins or ends with one of the rule's formulas, and the signature below.
fn within_message<'d>(context: &Context<'d>) -> Option<&'d Sentence> {
    let draft = context.draft;
    if draft.has(SectionKind::Farewell) || !draft.has(SectionKind::Signature) {
        return None;
    }
    let index = draft.sentences.iter().rposition(|sentence| sentence.section == SectionKind::Message)?;
    let line = &draft.sentences[index];
    let goes_on = draft.slice(line.span).ends_with(['.', '!', '?', ':']);
    let at_edge = |hit: &Hit<'_>| hit.span.start() == line.span.start() || hit.span.end() == line.span.end();
    let takes_leave = context.hits.iter().any(|hit| hit.sentence == index && at_edge(hit));
    (!goes_on && takes_leave).then_some(line)
}

impl Check for TooLong {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        // A template holds the farewells of all its branches.
        if draft.is_template {
            return;
        }
        for line in draft.sentences_of(SectionKind::Farewell).chain(within_message(context)) {
            let words = words(draft, line);
            if words > self.max_words {
                let fill = vec![("words", words.to_string()), ("max", self.max_words.to_string())];
                report.push(line.span, Finding { fill, ..Finding::default() });
                return;
            }
        }
        // The rule's phrases are the formulas people take leave with.
        let formulas = context.hits.iter().filter(|hit| draft.sentences[hit.sentence].section == SectionKind::Farewell);
        let formulas: Vec<_> = formulas.collect();
        if let Some(second) = formulas.get(self.max_formulas) {
            let fill = vec![("count", formulas.len().to_string())];
            report.push(second.span, Finding { fill, variant: Some("formulas"), ..Finding::default() });
        }
    }
}

struct NameMissing {
    window: usize,
}

pub(super) fn build_name_missing(settings: &Settings<'_>) -> Box<dyn Check> {
    Box::new(NameMissing { window: settings.number("window") })
}

impl Check for NameMissing {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        // Within a conversation the name at every end sounds like a script.
        if draft.is_template || draft.is_post() || in_thread(draft) || !draft.has(SectionKind::Farewell) {
            return;
        }
        // The rule's phrases are words of a greeting that are nobody's name.
        let is_name = |token: &&Token| {
            let capital = token.kind == TokenKind::Word && starts_upper(draft, token);
            capital && !context.hits.iter().any(|hit| hit.span.overlaps(token.span))
        };
        let greeting = draft.sentences_of(SectionKind::Greeting);
        let greeted: Vec<&Token> =
            greeting.flat_map(|line| draft.tokens_of(line).iter().skip(1)).filter(is_name).collect();
        let Some(shown) = greeted.first() else { return };
        let names: Vec<String> = greeted.iter().map(|token| fold(draft.slice(token.span))).collect();
        let message: Vec<&Sentence> = draft.sentences_of(SectionKind::Message).collect();
        let end = &message[message.len().saturating_sub(self.window)..];
        let said = end.iter().copied().chain(draft.sentences_of(SectionKind::Farewell));
        let named = said.flat_map(|sentence| draft.tokens_of(sentence)).any(|token| {
            let word = fold(draft.slice(token.span));
            let is =
                |name: &String| word.strip_prefix(name.as_str()).is_some_and(|rest| matches!(rest, "" | "s" | "'s"));
            names.iter().any(is)
        });
        if let Some(last) = message.last().filter(|_| !named) {
            report.push(last.span, Finding::with("name", draft.slice(shown.span)));
        }
    }
}
