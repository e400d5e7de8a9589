//! Refusals: a message does not begin with one, and offers a way out.

use super::phrases;
use crate::{
    draft::{Draft, SectionKind},
    rule::{Check, Context, Hit, Report, Role, Settings},
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
        if context.hits.iter().any(|hit| Some(hit.sentence) == first && hit.entry.role == Role::Evidence) {
            return;
        }
        let refuses = |hit: &&Hit<'_>| Some(hit.sentence) == first && is_fault(draft, hit);
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
        if draft.is_template || context.hits.iter().any(|hit| hit.entry.role == Role::Evidence) {
            return;
        }
        if let Some(hit) = context.hits.iter().find(|hit| is_fault(draft, hit)) {
            report.push(hit.span, phrases::finding(draft, hit));
        }
    }
}

fn is_fault(draft: &Draft, hit: &Hit<'_>) -> bool {
    hit.entry.role == Role::Fault && !phrases::is_foreign(draft, hit)
}
