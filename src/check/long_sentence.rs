//! Sentences with more words than a reader holds in mind.

use crate::{
    diagnostic::Severity,
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
            if sentence.words <= self.max_words {
                continue;
            }
            // The groups of a telephone number are one word of the sentence, and several of a label.
            let words = sentence.words.saturating_sub(label(context.draft, sentence));
            if words > self.max_words && is_sentence(context.draft, sentence) {
                let fill = vec![("words", words.to_string()), ("max", self.max_words.to_string())];
                let severity = (words <= self.max_words + self.max_words / SHARE).then_some(Severity::Info);
                report.push(sentence.span, Finding { fill, severity, ..Finding::default() });
            }
        }
    }
}

/// A sentence that is over by this share of the limit at most is read without trouble where its parts are clear, so there
/// it is advice.
const SHARE: usize = 5;

/// A label in front of a sentence has at most so many words, before a dash and before a colon.
const LABEL: [usize; 2] = [4, 8];

/// The number of words of the label in front of a sentence: `Change your plan - If you need …`, `Your invoice: We …`.
fn label(draft: &Draft, sentence: &Sentence) -> usize {
    let mut words = 0;
    for around in draft.tokens_of(sentence).windows(2) {
        let (token, next) = (around[0], around[1]);
        let most = match draft.slice(token.span) {
            "-" | "–" | "—" => LABEL[0],
            ":" => LABEL[1],
            _ => {
                words += usize::from(token.kind != TokenKind::Punctuation);
                continue;
            }
        };
        // A dash within a word, a time of day and a bracket end no label.
        if next.span.start() > token.span.end() && next.kind == TokenKind::Word {
            let begins = draft.slice(next.span).starts_with(char::is_uppercase);
            return if begins && words <= most { words } else { 0 };
        }
    }
    0
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
