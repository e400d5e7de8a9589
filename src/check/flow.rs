//! The order of a message: what was done or is to do first, and then the open door.

use super::parts;
use crate::{
    draft::SectionKind,
    rule::{Check, Context, Finding, Hit, Report, Role, Settings},
};

struct Flow {
    /// Whether the answer may stand before the matter. Guides differ: plain language wants the answer first, guides for
    /// conversations the matter.
    answer_first: bool,
}

/// The option that lets the answer stand first; the phrases that name the matter carry it.
const ANSWER_FIRST: &str = "answer-first";

pub(super) fn build(settings: &Settings<'_>) -> Box<dyn Check> {
    Box::new(Flow { answer_first: settings.flag(ANSWER_FIRST) })
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
        let names_matter = |hit: &&Hit<'_>| hit.entry.tolerate.as_deref() == Some(ANSWER_FIRST);
        let solutions =
            || context.hits.iter().filter(move |hit| hit.entry.role == Role::Evidence && !names_matter(hit));
        if !self.answer_first {
            let matter = context.hits.iter().find(names_matter);
            let answer = solutions().next();
            if let Some((matter, answer)) = matter.zip(answer)
                && answer.sentence < matter.sentence
                && answer.sentence < first + BEGINNING
            {
                report.push(answer.span, Finding { variant: Some("matter"), ..Finding::default() });
                return;
            }
        }
        let Some(closing) = context.hits.iter().find(|hit| hit.entry.role == Role::Fault) else { return };
        let before = solutions().any(|hit| hit.sentence < closing.sentence);
        let behind = solutions().any(|hit| hit.sentence > closing.sentence);
        if closing.sentence < first + BEGINNING && behind && !before {
            report.push(closing.span, Finding::default());
        }
    }
}
