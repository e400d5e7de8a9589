//! What a message must say: found by the `evidence` of the rule's files, and missed where there is none.
//!
//! `require` wants it of every message, `require-beside` only beside the rule's `phrases`: beside a promise a time, beside
//! a handover who follows up. Both say nothing where the draft does not tell: of templates, posts, pieces of text, and
//! where one of the rule's `quiet` phrases stands.

use super::{parts, phrases};
use crate::{
    draft::SectionKind,
    rule::{Check, Context, Finding, Hit, Report, Role, Settings},
};

/// The messages a rule speaks of.
struct Applies {
    /// Shorter messages are left alone.
    min_words: usize,
    /// Whether replies in a running conversation are judged, too.
    in_threads: bool,
}

impl Applies {
    fn new(settings: &Settings<'_>) -> Self {
        Self { min_words: settings.number("min-words"), in_threads: settings.flag("in-threads") }
    }

    fn to(&self, context: &Context<'_>) -> bool {
        let draft = context.draft;
        parts::is_answer(draft, self.in_threads)
            && parts::message_words(draft) >= self.min_words
            && !context.hits.iter().any(|hit| hit.entry.role == Role::Quiet)
    }
}

struct Require {
    applies: Applies,
    /// The evidence counts in so many sentences at the start of the message; 0 for all of them.
    first_sentences: usize,
    signature_counts: bool,
    /// Whether the rule has phrases in the language; without them everything would be missing everywhere.
    has_words: bool,
}

pub(super) fn build(settings: &Settings<'_>) -> Box<dyn Check> {
    Box::new(Require {
        applies: Applies::new(settings),
        first_sentences: settings.number("first-sentences"),
        signature_counts: settings.flag("signature-counts"),
        has_words: settings.language.is_some(),
    })
}

impl Check for Require {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        let is_signed = self.signature_counts && draft.has(SectionKind::Signature);
        if !self.has_words || is_signed || !self.applies.to(context) {
            return;
        }
        let mut message = draft.sentences.iter().enumerate().filter(|(_, one)| one.section == SectionKind::Message);
        let behind = if self.first_sentences == 0 { None } else { message.nth(self.first_sentences) };
        let behind = behind.map_or(usize::MAX, |(index, _)| index);
        // Whatever is found counts; what a house adds to the phrases of the rule does, too.
        let counts =
            |hit: &Hit<'_>| hit.sentence < behind || draft.sentences[hit.sentence].section != SectionKind::Message;
        if context.hits.iter().any(counts) {
            return;
        }
        // What belongs to the beginning is missed there, everything else at the end.
        if let Some(place) = parts::edge(draft, SectionKind::Message, self.first_sentences == 0) {
            report.push(place, Finding::default());
        }
    }
}

struct Beside {
    applies: Applies,
    /// How many sentences before and behind the phrase may hold the evidence; `None` for the whole message.
    neighbours: Option<usize>,
}

pub(super) fn build_beside(settings: &Settings<'_>) -> Box<dyn Check> {
    let is_limited = settings.rule.options.iter().any(|option| option.name == "neighbours");
    Box::new(Beside { applies: Applies::new(settings), neighbours: is_limited.then(|| settings.number("neighbours")) })
}

impl Check for Beside {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        if context.hits.is_empty() || !self.applies.to(context) {
            return;
        }
        let evidence: Vec<usize> =
            context.hits.iter().filter(|hit| hit.entry.role == Role::Evidence).map(|hit| hit.sentence).collect();
        let alone = |hit: &&Hit<'_>| {
            let reach = self.neighbours.unwrap_or(draft.sentences.len());
            let first = evidence.partition_point(|sentence| sentence + reach < hit.sentence);
            evidence.get(first).is_none_or(|sentence| *sentence > hit.sentence + reach)
        };
        let faults = context.hits.iter().filter(|hit| hit.entry.role == Role::Fault);
        // One finding says it: what is mended once is mostly mended for all.
        let mut found = faults.filter(|hit| !phrases::is_foreign(draft, hit)).filter(alone);
        if let Some(hit) = found.next() {
            report.push(hit.span, phrases::finding(draft, hit));
        }
    }
}
