//! One form of address: `du` or `Sie`, `du` or `De`, `du` or `Ni`, and not both in one mail.

use super::phrases;
use crate::{
    draft::Draft,
    rule::{Check, Context, Finding, Hit, Report, Settings},
    text::{TokenKind, in_one_line},
};

struct Register;

pub(super) fn build(_: &Settings<'_>) -> Box<dyn Check> {
    Box::new(Register)
}

impl Check for Register {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        // The branches of a template may be one for each form of address.
        if draft.tokens.iter().any(|token| token.kind == TokenKind::Tag) {
            return;
        }
        let first = |group: &str| {
            let of_group = |hit: &&Hit<'_>| hit.entry.group == Some(group);
            context.hits.iter().filter(of_group).find(|hit| !phrases::is_foreign(draft, hit) && is_meant(draft, hit))
        };
        let Some((polite, familiar)) = first("polite").zip(first("familiar")) else { return };
        let (earlier, later) = if polite.span < familiar.span { (polite, familiar) } else { (familiar, polite) };
        let text = |hit: &Hit<'_>| in_one_line(draft.slice(hit.span));
        report.push(
            later.span,
            Finding { fill: vec![("first", text(earlier)), ("second", text(later))], ..Finding::default() },
        );
    }
}

/// Whether the words that the phrase writes with a capital stand so in the draft, and not because a sentence begins
/// there: `De` is polite, `de` are they.
pub(super) fn is_meant(draft: &Draft, hit: &Hit<'_>) -> bool {
    let mut capitals =
        hit.entry.written.split(|c: char| !c.is_alphanumeric()).filter(|word| starts_upper(word)).peekable();
    if capitals.peek().is_none() {
        return true;
    }
    let capitals: Vec<&str> = capitals.collect();
    let tokens = draft.tokens_of(&draft.sentences[hit.sentence]);
    let first = tokens.partition_point(|token| token.span.start() < hit.span.start());
    tokens[first..].iter().take_while(|token| hit.span.contains(token.span)).enumerate().any(|(at, token)| {
        // `… : Sie`, `„Sie`, `- Sie` begin as well.
        let begins = tokens[..first + at].last().is_none_or(|before| {
            before.kind == TokenKind::Punctuation
                && !matches!(draft.slice(before.span), "," | ")" | "’" | "”" | "“" | "»")
        });
        !begins && capitals.contains(&draft.slice(token.span))
    })
}

fn starts_upper(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
}
