//! What a draft says of its own situation and nobody can read: a misspelled key at its top, a number that is none.

use crate::rule::{Check, Context, Finding, Report, Settings};

struct Mistakes;

pub(super) fn build(_: &Settings<'_>) -> Box<dyn Check> {
    Box::new(Mistakes)
}

impl Check for Mistakes {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        for mistake in &context.draft.mistakes {
            let help = mistake.help.clone().unwrap_or_default();
            let fill = vec![("mistake", mistake.message.clone()), ("help", help)];
            report.push(mistake.span, Finding { fill, ..Finding::default() });
        }
    }
}
