//! What the text says of attachments, and what is attached. Where nobody knows what is attached, neither rule says a word.

use crate::{
    draft::SectionKind,
    rule::{Check, Context, Finding, Report, Settings},
};

use super::phrases;

struct Missing;

pub(super) fn build_missing(_: &Settings<'_>) -> Box<dyn Check> {
    Box::new(Missing)
}

impl Check for Missing {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        // A picture within the text may be the screenshot that is spoken of.
        let nothing = draft.situation.attachments.is_some_and(|found| found.files + found.embedded == 0);
        // Of a template nobody knows what will be sent with it.
        if !nothing || draft.is_template {
            return;
        }
        if let Some(hit) = context.hits.iter().find(|hit| !phrases::is_foreign(draft, hit)) {
            report.push(hit.span, phrases::finding(draft, hit));
        }
    }
}

struct Unmentioned;

pub(super) fn build_unmentioned(_: &Settings<'_>) -> Box<dyn Check> {
    Box::new(Unmentioned)
}

impl Check for Unmentioned {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        let Some(found) = draft.situation.attachments.filter(|found| found.files > 0) else { return };
        if draft.is_template || !context.hits.is_empty() {
            return;
        }
        let last = draft.sentences_of(SectionKind::Message).last();
        let place = last.and_then(|sentence| {
            draft.tokens_of(sentence).iter().rev().find(|token| token.kind.counts_as_word()).map(|token| token.span)
        });
        if let Some(place) = place {
            let variant = (found.files > 1).then_some("several");
            let fill = vec![("count", found.files.to_string())];
            report.push(place, Finding { fill, variant, ..Finding::default() });
        }
    }
}
