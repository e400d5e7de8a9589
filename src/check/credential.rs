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
        if !secret::may_name_secret(text) && !secret::may_hold_key(text) && !text.contains("://") {
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
            if !may_hold_secret(text) {
                continue;
            }
            let secrets = secret::keys(text).into_iter().map(|range| (range, Some("key")));
            // Most sentences name no secret, and need no second look.
            let passwords = if names_secret(draft, sentence) { secret::passwords(text) } else { Vec::new() };
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

/// Whether a sentence has what every secret has: the name of one, an address, or a long word.
fn may_hold_secret(text: &str) -> bool {
    const LONG: usize = 16;
    let bytes = text.as_bytes();
    let is_address = |colon: usize| bytes[colon..].starts_with(b"://");
    // A long word covers at least one of these places; whether one does is told by the words alone.
    let may_be_long = (LONG - 1..bytes.len()).step_by(LONG).any(|place| {
        let solid = |byte: &&u8| !byte.is_ascii_whitespace();
        let before = bytes[..place].iter().rev().take(LONG).take_while(solid).count();
        before + bytes[place..].iter().take(LONG).take_while(solid).count() >= LONG
    });
    secret::may_name_secret(text)
        || memchr::memchr_iter(b':', bytes).any(is_address)
        || (may_be_long && text.split_whitespace().any(|word| word.len() >= LONG))
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
