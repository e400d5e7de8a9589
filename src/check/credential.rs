//! Passwords, keys and tokens in the text.

use crate::{
    draft::{Block, Draft, Sentence},
    rule::{Check, Context, Finding, Report, Settings},
    text::{Span, Text, TokenKind, secret},
};

struct Credential;

pub(super) fn build(_: &Settings<'_>) -> Box<dyn Check> {
    Box::new(Credential)
}

impl Check for Credential {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        let text = draft.text();
        let (is_named, is_key) = (secret::may_name_secret(text), secret::may_hold_key(text));
        if !is_named && !is_key && !draft.has_url() {
            return;
        }
        for (_, sentence) in context.sentences() {
            let text = draft.slice(sentence.span);
            let start = sentence.span.start();
            let at = |range: std::ops::Range<usize>| Span::new(start + range.start, start + range.end);
            let in_template = |span: Span<Text>| {
                let tokens = draft.tokens_of(sentence);
                let first = tokens.partition_point(|token| token.span.end() <= span.start());
                let mut under = tokens[first..].iter().take_while(|token| token.span.start() < span.end());
                under.any(|token| token.kind == TokenKind::Placeholder)
            };
            let secrets = if is_key { secret::keys(text) } else { Vec::new() };
            let secrets = secrets.into_iter().map(|range| (range, Some("key")));
            // Most sentences name no secret, and need no second look.
            let passwords =
                if is_named && names_secret(draft, sentence) { secret::passwords(text) } else { Vec::new() };
            let passwords = passwords.into_iter().map(|range| (range, None));
            for (range, variant) in secrets.chain(passwords.filter(|_| sentence.block != Block::Code)) {
                let span = at(range);
                if !in_template(span) {
                    report.push(span, Finding { variant, ..Finding::default() });
                }
            }
            for token in draft.tokens_of(sentence).iter().filter(|token| token.kind == TokenKind::Url) {
                if has_login(draft.slice(token.span)) {
                    report.push(token.span, Finding::default());
                }
            }
        }
    }
}

/// Whether a word of a sentence begins like one that a secret follows.
fn names_secret(draft: &Draft, sentence: &Sentence) -> bool {
    let words = draft.tokens_of(sentence).iter().map(|token| draft.slice(token.span));
    words.filter(|word| word.starts_with(['a', 'k', 'l', 'p', 'A', 'K', 'L', 'P'])).any(|word| {
        let begins = |known: &str| word.get(..known.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(known));
        secret::SECRET_WORDS.iter().any(|known| begins(known))
    })
}

/// Whether an address carries a user name and a password: `https://eva:secret@host/`.
fn has_login(url: &str) -> bool {
    let Some((_, rest)) = url.split_once("://") else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    host.split_once('@')
        .and_then(|(login, _)| login.split_once(':'))
        .is_some_and(|(user, word)| !user.is_empty() && word.len() > 2)
}
