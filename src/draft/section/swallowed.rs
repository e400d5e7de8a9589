//! Text that a signature must not swallow.
//!
//! What stands below a signature is nearly always a notice, and the trained model has learnt so. But a mail whose message
//! stands below its signature has no other message: then the running text there is what the author had to say. And a
//! signature stands below a farewell, never right below the greeting or above the farewell.

use super::{
    SectionKind,
    evidence::{Part, Unit},
    facts::Salutation,
};

/// Takes paragraphs that somebody wrote out of the signature.
pub(super) fn release(units: &[Unit], kinds: &mut [SectionKind]) {
    let first_farewell = kinds.iter().position(|&kind| kind == SectionKind::Farewell);
    let has_message = kinds.contains(&SectionKind::Message);
    if has_message && first_farewell.is_none() {
        return;
    }
    let mut start = 0;
    while start < units.len() {
        let end = (start + 1..units.len()).find(|&at| units[at].gap > 0).unwrap_or(units.len());
        let paragraph = start..end;
        start = end;
        if kinds[paragraph.clone()].iter().any(|&kind| kind != SectionKind::Signature) {
            continue;
        }
        let above_farewell = first_farewell.is_none_or(|farewell| paragraph.end <= farewell);
        let below_greeting = paragraph.start > 0 && kinds[paragraph.start - 1] == SectionKind::Greeting;
        let lines = &units[paragraph.clone()];
        if above_farewell {
            if ends_sentence(lines) && (below_greeting || is_written(lines)) {
                kinds[paragraph].fill(SectionKind::Message);
            }
        } else if !has_message {
            release_below(lines, &mut kinds[paragraph]);
        }
    }
}

/// A paragraph below the farewell of a mail that has no message above it.
fn release_below(lines: &[Unit], kinds: &mut [SectionKind]) {
    if lines[0].part == Part::Greeting {
        kinds.fill(SectionKind::Message);
        kinds[0] = SectionKind::Greeting;
    } else if matches!(lines[0].facts.salutation, Salutation::Alone | Salutation::Named) {
        kinds[0] = SectionKind::Greeting;
    } else if ends_sentence(lines) && is_written(lines) {
        kinds.fill(SectionKind::Message);
    }
}

fn ends_sentence(lines: &[Unit]) -> bool {
    lines.last().is_some_and(|unit| matches!(unit.facts.last, Some('.' | '!' | '?')))
}

/// Whether most lines of a paragraph are sentences to the reader, and none a rule or a delimiter.
fn is_written(lines: &[Unit]) -> bool {
    let running = lines.iter().filter(|unit| unit.is_running()).count();
    let delimited = lines.iter().any(|unit| unit.facts.delimiter || unit.facts.rule);
    !delimited && running * 2 > lines.len()
}
