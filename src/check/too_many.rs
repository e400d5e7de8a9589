//! Phrases of which a message may have some, but not many: apologies, weakeners.

use super::phrases;
use crate::rule::{Check, Context, Finding, Report, Settings};

struct TooMany {
    /// How many sentences of a message may have such a phrase.
    max: usize,
}

pub(super) fn build(settings: &Settings<'_>) -> Box<dyn Check> {
    Box::new(TooMany { max: settings.number("max") })
}

impl Check for TooMany {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        // Of a template's branches only one is sent.
        if draft.is_template {
            return;
        }
        let mut hits = context.hits.to_vec();
        hits.retain(|hit| !phrases::is_foreign(draft, hit));
        // `I am sorry, I apologise` is one apology said twice, and reads as one.
        hits.dedup_by_key(|hit| hit.sentence);
        // One finding says it all: the count is what is wrong.
        if let Some(hit) = hits.get(self.max) {
            let Finding { mut fill, severity, variant, fixes } = phrases::finding(draft, hit);
            fill.push(("count", hits.len().to_string()));
            report.push(hit.span, Finding { fill, severity, variant, fixes });
        }
    }
}
