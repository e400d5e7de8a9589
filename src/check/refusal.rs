//! Refusals: a message does not begin with one, and offers a way out.

use super::phrases;
use crate::{
    draft::SectionKind,
    rule::{Check, Context, Report, Settings},
};

struct Opening;

pub(super) fn build_opening(_: &Settings<'_>) -> Box<dyn Check> {
    Box::new(Opening)
}

impl Check for Opening {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        let first = draft.sentences.iter().position(|sentence| sentence.section == SectionKind::Message);
        // `We cannot …, but you can …` has turned before the full stop.
        if context.hits.iter().any(|hit| Some(hit.sentence) == first && hit.entry.alternative) {
            return;
        }
        let refuses = |hit: &&crate::rule::Hit<'_>| Some(hit.sentence) == first && !phrases::is_foreign(draft, hit);
        if let Some(hit) = context.hits.iter().find(refuses) {
            report.push(hit.span, phrases::finding(draft, hit));
        }
    }
}

struct WithoutAlternative;

pub(super) fn build_without_alternative(_: &Settings<'_>) -> Box<dyn Check> {
    Box::new(WithoutAlternative)
}

impl Check for WithoutAlternative {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        // What a template leaves open may be the way out.
        if draft.is_template || context.hits.iter().any(|hit| hit.entry.alternative) {
            return;
        }
        if let Some(hit) = context.hits.iter().find(|hit| !phrases::is_foreign(draft, hit)) {
            report.push(hit.span, phrases::finding(draft, hit));
        }
    }
}
