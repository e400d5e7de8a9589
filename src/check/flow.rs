//! The order of a message: what was done or is to do first, and then the open door.

use super::parts;
use crate::{
    draft::SectionKind,
    rule::{Check, Context, Finding, Report, Role, Settings},
};

struct Flow;

pub(super) fn build(_: &Settings<'_>) -> Box<dyn Check> {
    Box::new(Flow)
}

/// The closing stands at the beginning where it is one of so many sentences; further down it may close a part.
const BEGINNING: usize = 2;

impl Check for Flow {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        if !parts::is_answer(draft, true) || context.hits.iter().any(|hit| hit.entry.role == Role::Quiet) {
            return;
        }
        let Some(first) = draft.sentences.iter().position(|sentence| sentence.section == SectionKind::Message) else {
            return;
        };
        let Some(closing) = context.hits.iter().find(|hit| hit.entry.role == Role::Fault) else { return };
        let solutions = || context.hits.iter().filter(|hit| hit.entry.role == Role::Evidence);
        let before = solutions().any(|hit| hit.sentence < closing.sentence);
        let behind = solutions().any(|hit| hit.sentence > closing.sentence);
        if closing.sentence < first + BEGINNING && behind && !before {
            report.push(closing.span, Finding::default());
        }
    }
}
