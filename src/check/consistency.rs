//! One word in one spelling: a phrase is reported where its better wording stands earlier in the draft.
//!
//! ```toml
//! check = "consistency"
//! phrases = [{ phrase = "e-mail", instead = ["email"] }, { phrase = "email", instead = ["e-mail"] }]
//! ```

use rustc_hash::FxHashSet;

use super::phrases;
use crate::{
    phrase::fold,
    rule::{Check, Context, Report, Settings},
    text::in_one_line,
};

struct Consistency;

pub(super) fn build(_: &Settings<'_>) -> Box<dyn Check> {
    Box::new(Consistency)
}

impl Check for Consistency {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        let mut written: FxHashSet<String> = FxHashSet::default();
        for hit in context.hits.iter().filter(|hit| !phrases::is_foreign(draft, hit)) {
            let text = fold(&in_one_line(draft.slice(hit.span)));
            if hit.entry.instead.iter().any(|other| written.contains(&fold(other))) {
                report.push(hit.span, phrases::finding(draft, hit));
            } else {
                written.insert(text);
            }
        }
    }
}
