//! What decoding found wrong with the file.

use crate::{
    decode::Oddity,
    rule::{Check, Context, Finding, Report, Settings},
    text::Span,
};

struct DamagedText;

pub(super) fn build(_: &Settings<'_>) -> Box<dyn Check> {
    Box::new(DamagedText)
}

impl Check for DamagedText {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let decoded = &context.draft.decoded;
        for oddity in &decoded.oddities {
            // Some oddities are in bytes that gave no text; they are shown at the start of the draft.
            let span = decoded.map.text(oddity.span).unwrap_or(Span::new(0, 0));
            report.push_at(span, oddity.span, Finding::with("detail", sentence(oddity)));
        }
    }
}

/// What is odd, in the form of a message: no full stop, the particulars in brackets.
fn sentence(oddity: &Oddity) -> String {
    let sentence = oddity.kind.sentence().trim_end_matches('.');
    let mut characters = sentence.chars();
    let lower: String = characters.next().map_or_else(String::new, |c| c.to_lowercase().chain(characters).collect());
    if oddity.detail.is_empty() || lower.contains(&oddity.detail) {
        lower
    } else {
        format!("{lower} ({})", oddity.detail)
    }
}
