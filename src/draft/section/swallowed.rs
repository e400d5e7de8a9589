//! Text that a signature must not swallow.
//!
//! What stands below a signature is nearly always a notice, and the trained model has learnt so. But a mail whose message
//! stands below its signature has no other message: then the running text there is what the author had to say. And a
//! paragraph that greets the reader below a signature is a second beginning.

use super::{SectionKind, evidence::Unit, facts::Salutation};

/// Takes paragraphs of running text below the farewell out of the signature where the mail has no message above it.
pub(super) fn release(units: &[Unit], kinds: &mut [SectionKind]) {
    let is = |kind: SectionKind| kinds.iter().position(|&found| found == kind);
    let (Some(farewell), None) = (is(SectionKind::Farewell), is(SectionKind::Message)) else { return };
    let mut start = farewell;
    while start < units.len() {
        let end = (start + 1..units.len()).find(|&at| units[at].gap > 0).unwrap_or(units.len());
        let paragraph = start..end;
        start = end;
        if paragraph.start <= farewell || kinds[paragraph.clone()].iter().any(|&kind| kind != SectionKind::Signature) {
            continue;
        }
        let first = &units[paragraph.start];
        if matches!(first.facts.salutation, Salutation::Alone | Salutation::Named) {
            kinds[paragraph.start] = SectionKind::Greeting;
        } else if is_written(&units[paragraph.clone()]) {
            kinds[paragraph].fill(SectionKind::Message);
        }
    }
}

/// Whether the lines of a paragraph are sentences somebody wrote to the reader, and not contact lines or a notice.
fn is_written(paragraph: &[Unit]) -> bool {
    let running = paragraph.iter().filter(|unit| unit.is_running()).count();
    let ends = paragraph.last().is_some_and(|unit| matches!(unit.facts.last, Some('.' | '!' | '?')));
    let delimited = paragraph.iter().any(|unit| unit.facts.delimiter || unit.facts.rule);
    ends && !delimited && running * 2 > paragraph.len()
}
