//! Sentences with more words than a reader holds in mind.

use crate::{
    draft::{Block, Draft, Sentence},
    rule::{Check, Context, Finding, Report, Settings},
    text::TokenKind,
};

struct LongSentence {
    max_words: usize,
}

pub(super) fn build(settings: &Settings<'_>) -> Box<dyn Check> {
    Box::new(LongSentence { max_words: settings.number("max-words") })
}

impl Check for LongSentence {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        // How long is too long differs between languages, and so do the abbreviations that end no sentence.
        if context.draft.language.is_none() {
            return;
        }
        for (_, sentence) in context.sentences() {
            if sentence.words > self.max_words && is_sentence(context.draft, sentence) {
                let fill = vec![("words", sentence.words.to_string()), ("max", self.max_words.to_string())];
                report.push(sentence.span, Finding { fill, ..Finding::default() });
            }
        }
    }
}

/// Whether a stretch of text is a sentence that somebody reads in one breath.
///
/// Without a full stop it may be a table or a list without marks, and with template tags inside it the branches of an
/// `if` stand next to each other that never meet in a mail.
fn is_sentence(draft: &Draft, sentence: &Sentence) -> bool {
    let tokens = draft.tokens_of(sentence);
    let prose = matches!(sentence.block, Block::Prose | Block::ListItem);
    let last_is_end = tokens.iter().rev().take(3).any(|token| {
        token.kind == TokenKind::Punctuation && matches!(draft.slice(token.span), "." | "!" | "?" | "…" | ":")
    });
    prose && last_is_end && tokens.iter().all(|token| token.kind != TokenKind::Tag)
}
