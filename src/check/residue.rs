//! Instructions for the writer of a mail that were left in it.

use super::phrases;
use crate::{
    draft::Draft,
    rule::{Check, Context, Report, Settings},
    text::{Span, Text},
};

struct Residue;

pub(super) fn build(_: &Settings<'_>) -> Box<dyn Check> {
    Box::new(Residue)
}

impl Check for Residue {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        let by_people = is_filled_in_by_people(draft);
        for hit in context.hits.iter().filter(|hit| !phrases::is_foreign(draft, hit)) {
            // There an instruction is what the template is for.
            if by_people && is_instruction(draft, hit.span) {
                continue;
            }
            report.push(hit.span, phrases::finding(draft, hit));
        }
    }
}

/// Whether what was found tells the writer what to do, and is no text in the place of another: it stands in brackets, or
/// what is to be done follows.
fn is_instruction(draft: &Draft, span: Span<Text>) -> bool {
    let written = draft.slice(span);
    let brackets = ['[', '(', '<'];
    written.starts_with(brackets)
        || written.ends_with([':', ']', ')', '>'])
        || draft.text()[..span.start()].ends_with(brackets)
}

/// Whether a template is a text that people fill in before they send it: nothing in it is for a program.
fn is_filled_in_by_people(draft: &Draft) -> bool {
    let for_program =
        |written: &str| !written.starts_with('[') || written.starts_with("[%") || written.starts_with("[[");
    let marks = &draft.decoded.template.marks;
    draft.is_template
        && draft.decoded.tool.is_none()
        && marks.alternatives.is_empty()
        && !marks.placeholders.iter().any(|span| for_program(draft.slice(*span)))
}
