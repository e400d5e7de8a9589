//! The same word twice in a row.

use rustc_hash::FxHashSet;

use crate::{
    diagnostic::{Fix, Safety, TextEdit},
    draft::{Block, Draft},
    phrase::fold,
    rule::{Check, Context, Finding, Report, Settings},
    text::{Span, Token, TokenKind},
};

struct RepeatedWord {
    /// Words that may stand twice, folded.
    allow: FxHashSet<String>,
}

pub(super) fn build(settings: &Settings<'_>) -> Box<dyn Check> {
    Box::new(RepeatedWord { allow: settings.list("allow").iter().map(|word| fold(word)).collect() })
}

impl Check for RepeatedWord {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        for (_, sentence) in context.sentences() {
            // Labels and headings are names, codes and rows of tables, where the same word may stand twice.
            if !matches!(sentence.block, Block::Prose | Block::ListItem) {
                continue;
            }
            let tokens = draft.tokens_of(sentence);
            for (at, pair) in tokens.windows(2).enumerate() {
                let [first, second] = pair else { continue };
                // Words of equal length first: nearly all pairs end here.
                if first.kind != TokenKind::Word
                    || second.kind != TokenKind::Word
                    || first.span.len() != second.span.len()
                    || !end_alike(draft, first, second)
                {
                    continue;
                }
                if self.is_repeated(draft, first, second) && !is_chain(draft, tokens, at) {
                    push(draft, first, second, report);
                }
            }
        }
    }
}

/// Whether two words end with the same letter, as far as that is told by their last bytes.
fn end_alike(draft: &Draft, first: &Token, second: &Token) -> bool {
    let last = |token: &Token| draft.text().as_bytes()[token.span.end() - 1];
    let (one, two) = (last(first), last(second));
    one.eq_ignore_ascii_case(&two) || !one.is_ascii() || !two.is_ascii()
}

impl RepeatedWord {
    fn is_repeated(&self, draft: &Draft, first: &Token, second: &Token) -> bool {
        let (one, two) = (draft.slice(first.span), draft.slice(second.span));
        // A word with a capital in its middle of a sentence is a name: `Duran Duran`, `Sing Sing`.
        let plain = two.chars().all(char::is_lowercase);
        let between = &draft.text()[first.span.end()..second.span.start()];
        let beside = !between.is_empty() && between.trim().is_empty();
        // One letter is more often a sign than a word.
        plain && beside && two.chars().nth(1).is_some() && fold(one) == two && !self.allow.contains(two)
    }
}

/// Whether the word stands three times or more, which is play, or spelt sounds, and no slip.
fn is_chain(draft: &Draft, tokens: &[Token], at: usize) -> bool {
    let word = |index: usize| tokens.get(index).map(|token| fold(draft.slice(token.span)));
    let same = word(at + 1);
    word(at + 2) == same || at.checked_sub(1).is_some_and(|before| word(before) == same)
}

fn push(draft: &Draft, first: &Token, second: &Token, report: &mut Report<'_>) {
    let edit = TextEdit { span: Span::new(first.span.end(), second.span.end()), replacement: String::new() };
    let fix = Fix { title: "leave one of them out".to_owned(), safety: Safety::Safe, edits: vec![edit] };
    let text = draft.slice(second.span).to_owned();
    report.push(first.span.cover(second.span), Finding { fixes: vec![fix], ..Finding::with("text", text) });
}
