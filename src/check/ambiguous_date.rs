//! Dates that two readers read as two days: `03/04/2026`.
//!
//! With dots the day comes first wherever people write dots, and `3/4-26` is written by those only who put the day
//! first. Slashes and hyphens with the year last are read both ways.

use crate::{
    diagnostic::{Fix, Safety, Severity},
    draft::{Block, Draft, Language, SectionKind},
    rule::{Check, Context, Finding, Report, Settings},
    text::{Span, Text, TokenKind},
};

struct AmbiguousDate {
    /// The months in words, in the language of the draft.
    months: Vec<String>,
}

pub(super) fn build(settings: &Settings<'_>) -> Box<dyn Check> {
    Box::new(AmbiguousDate { months: settings.list("months") })
}

impl Check for AmbiguousDate {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        let english = draft.language == Some(Language::En);
        let mut settled = None;
        for (_, sentence) in context.sentences() {
            // In English a date on a line of its own was mostly put there by a program or a newspaper.
            let line =
                matches!(sentence.block, Block::Label | Block::Heading) && sentence.section != SectionKind::Subject;
            if sentence.block == Block::Code || (english && line) {
                continue;
            }
            let tokens = draft.tokens_of(sentence);
            for (at, token) in tokens.iter().enumerate().filter(|(_, token)| token.kind == TokenKind::Date) {
                let touches = |other: Option<&crate::text::Token>| {
                    other.is_some_and(|other| {
                        other.span.end() == token.span.start() || other.span.start() == token.span.end()
                    })
                };
                let glued = at.checked_sub(1).is_some_and(|before| {
                    touches(tokens.get(before))
                        && matches!(draft.slice(tokens[before].span), "/" | "-" | "#" | "_" | "." | "v")
                }) || (touches(tokens.get(at + 1))
                    && matches!(draft.slice(tokens[at + 1].span), "/" | "-" | "_"));
                // With a time behind it a program wrote it, or the head of a forwarded mail.
                let stamp = tokens.get(at + 1).is_some_and(|next| next.kind == TokenKind::Time);
                if let Some(date) = read(draft.slice(token.span)).filter(|_| !glued && !stamp)
                    && !*settled.get_or_insert_with(|| is_settled(draft))
                {
                    self.push(draft, token.span, date, report);
                }
            }
        }
    }
}

/// The three numbers of a date whose first two may change places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Numbers {
    first: usize,
    second: usize,
    year: u16,
}

/// Whether another date of the draft shows which number is the day: `6/19/2001`.
fn is_settled(draft: &Draft) -> bool {
    draft.tokens.iter().filter(|token| token.kind == TokenKind::Date).any(|token| {
        let mut parts = draft.slice(token.span).split(['/', '-']);
        let mut number = || parts.next().filter(|part| part.len() <= 2).and_then(|part| part.parse::<u8>().ok());
        let (first, second) = (number(), number());
        let (Some(first), Some(second)) = (first, second) else { return false };
        parts.next().is_some() && first.max(second) > 12 && first.min(second) <= 12 && first.max(second) <= 31
    })
}

/// Reads a date with the year last whose day and month may be either; `None` for every other.
fn read(text: &str) -> Option<Numbers> {
    let separator = if text.contains('/') { '/' } else { '-' };
    let mut parts = text.split(separator);
    let (first, second, year) = (parts.next()?, parts.next()?, parts.next()?);
    let fits = parts.next().is_none() && first.len() <= 2 && second.len() <= 2 && matches!(year.len(), 2 | 4);
    let (first, second, mut year) = (first.parse().ok()?, second.parse().ok()?, year.parse::<u16>().ok()?);
    if year < 100 {
        year += 2000;
    }
    let both = (1..=12).contains(&first) && (1..=12).contains(&second) && first != second;
    (fits && both && (1900..2100).contains(&year)).then_some(Numbers { first, second, year })
}

impl AmbiguousDate {
    fn push(&self, draft: &Draft, span: Span<Text>, date: Numbers, report: &mut Report<'_>) {
        let stop = match draft.language {
            Some(Language::En | Language::Sv) | None => "",
            _ => ".",
        };
        let written = |day: usize, month: usize| {
            let name = self.months.get(month - 1)?;
            Some(format!("{day}{stop} {name} {}", date.year))
        };
        let readings = [written(date.first, date.second), written(date.second, date.first)];
        // Only the writer knows which of them is meant, so neither is put in by itself.
        let fixes = readings.iter().flatten().map(|reading| Fix {
            title: format!("“{reading}”"),
            safety: Safety::Suggestion,
            edits: Vec::new(),
        });
        let fill = vec![
            ("text", draft.slice(span).to_owned()),
            ("first", readings[0].clone().unwrap_or_default()),
            ("second", readings[1].clone().unwrap_or_default()),
        ];
        // Within one English-speaking country everybody writes dates one way, so there it is advice.
        let severity = (draft.language == Some(Language::En)).then_some(Severity::Info);
        report.push(span, Finding { fixes: fixes.collect(), fill, severity, ..Finding::default() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_dates_with_two_readings_are_read() {
        assert_eq!(read("03/04/2026"), Some(Numbers { first: 3, second: 4, year: 2026 }));
        assert_eq!(read("07-08-09"), Some(Numbers { first: 7, second: 8, year: 2009 }));
        for clear in ["13/04/2026", "04/13/2026", "2026-11-12", "03.04.2026", "3/4", "3/4-26", "04/04/2026", "1/2/3/4"]
        {
            assert_eq!(read(clear), None, "{clear}");
        }
    }
}
