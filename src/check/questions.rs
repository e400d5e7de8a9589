//! More questions than a reader answers.

use rustc_hash::FxHashSet;

use super::parts;
use crate::{
    draft::{Block, Draft, SectionKind, Sentence},
    rule::{Check, Context, Finding, Report, Role, Settings},
    text::{Token, TokenKind},
};

struct Questions {
    max_questions: usize,
}

pub(super) fn build(settings: &Settings<'_>) -> Box<dyn Check> {
    Box::new(Questions { max_questions: settings.number("max-questions") })
}

impl Check for Questions {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        let marks = draft.text().bytes().map(|byte| usize::from(byte == b'?')).sum::<usize>();
        if marks <= self.max_questions
            || !parts::is_answer(draft, true)
            || context.hits.iter().any(|hit| hit.entry.role == Role::Quiet)
        {
            return;
        }
        // `Is there anything else?` asks nothing that must be answered.
        let is_offer = |index: usize| context.hits.binary_search_by_key(&index, |hit| hit.sentence).is_ok();
        let message: Vec<(usize, &Sentence)> =
            context.sentences().filter(|(_, sentence)| sentence.section == SectionKind::Message).collect();
        let listed = listed_paragraphs(draft, &message);
        let questions: Vec<&Sentence> = (0..message.len())
            .filter(|place| !listed.contains(&message[*place].1.paragraph))
            .filter(|place| is_open(draft, &message, *place) && !is_offer(message[*place].0))
            .map(|place| message[place].1)
            .collect();
        if let Some(first) = questions.get(self.max_questions) {
            let fill = vec![("count", questions.len().to_string()), ("max", self.max_questions.to_string())];
            report.push(first.span, Finding { fill, ..Finding::default() });
        }
    }
}

/// The paragraphs that are items of a list whose bullets were lost: where a character set had no bullet, a `?` was written.
fn listed_paragraphs(draft: &Draft, message: &[(usize, &Sentence)]) -> FxHashSet<usize> {
    let bulleted = message.iter().filter(|(_, sentence)| draft.slice(sentence.span).starts_with('?'));
    bulleted.map(|(_, sentence)| sentence.paragraph).collect()
}

/// Whether a question waits for an answer. One that the next sentence answers asks nothing: `Moved house? You can …`; nor
/// does one that stands above a paragraph as its heading.
fn is_open(draft: &Draft, message: &[(usize, &Sentence)], place: usize) -> bool {
    let sentence = message[place].1;
    let is_elsewhere = |other: &(usize, &Sentence)| other.1.paragraph != sentence.paragraph;
    let next = message.get(place + 1);
    let asks_on = next.is_none_or(|(_, next)| asks(draft, next));
    let ends_paragraph = next.is_none_or(is_elsewhere);
    let before = place.checked_sub(1).and_then(|before| message.get(before));
    let begins_paragraph = before.is_none_or(is_elsewhere);
    asks(draft, sentence) && (asks_on || (ends_paragraph && !begins_paragraph))
}

/// Whether a sentence is a question in running text; the items of a list are easy to answer one by one.
fn asks(draft: &Draft, sentence: &Sentence) -> bool {
    if sentence.block != Block::Prose || sentence.words == 0 {
        return false;
    }
    let mut tokens = draft.tokens_of(sentence).iter().rev();
    let closing = |token: &&Token| !matches!(draft.slice(token.span), ")" | "\"" | "”" | "»" | "“" | "'" | "’");
    tokens.find(closing).is_some_and(|token| {
        // Where characters were lost, a `?` stands for a bullet: `?Royal Bank`.
        let behind = draft.text()[token.span.end()..].chars().next();
        token.kind == TokenKind::Punctuation
            && draft.slice(token.span) == "?"
            && behind.is_none_or(|character| !character.is_alphanumeric())
            && !draft.is_quoted(token.span)
    })
}
