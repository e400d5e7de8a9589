//! The private address or telephone number of somebody who is neither the customer nor the house.
//!
//! An address is private by its provider. No number says whose it is, so a number is found only where the words before it say
//! that it is private, or that it belongs to a neighbour, a tenant, another customer: the rule's phrases.

use std::cell::LazyCell;

use super::phrases;
use crate::{
    diagnostic::Severity,
    draft::{Draft, SectionKind},
    phrase::fold,
    rule::{Check, Context, Finding, Hit, Report, Settings},
    text::{Span, Text, TokenKind},
};

struct ThirdParty {
    /// Providers where private people have their mail.
    providers: Vec<String>,
    /// Domains that may be named.
    allowed: Vec<String>,
}

pub(super) fn build(settings: &Settings<'_>) -> Box<dyn Check> {
    let list = |name: &str| settings.list(name).iter().map(|domain| fold(domain.trim_start_matches('@'))).collect();
    Box::new(ThirdParty { providers: list("providers"), allowed: list("allow-domains") })
}

impl ThirdParty {
    fn is_others(&self, draft: &Draft, address: &str) -> bool {
        let situation = &draft.situation;
        let Some((local, domain)) = address.rsplit_once('@') else { return false };
        let (local, domain) = (fold(local), fold(domain));
        let known = situation.recipients.iter().chain(&situation.copied).chain(std::iter::once(&situation.sender));
        let mut addresses = known.filter_map(|person| person.address.as_deref());
        if addresses.any(|own| fold(own) == fold(address)) || situation.is_own_domain(&domain) {
            return false;
        }
        // The customer named it, so it is theirs to read.
        if situation.customer_mail.as_deref().is_some_and(|mail| mail.text().to_lowercase().contains(&fold(address))) {
            return false;
        }
        // A house may have its post at such a provider: `fjordlys@…`.
        let own_name = |name: &String| fold(name).split_whitespace().any(|word| word.len() > 3 && local.contains(word));
        self.providers.contains(&domain)
            && !self.allowed.contains(&domain)
            && !situation.organisation.as_ref().is_some_and(own_name)
    }
}

/// So many places where somebody's number is named are looked at.
const HITS_MAX: usize = 50;
/// A telephone number has so many digits; E.164 allows fifteen.
const DIGITS: std::ops::RangeInclusive<usize> = 7..=15;
/// So many bytes behind the words that say whose it is the number begins: `his private mobile is therefore …`
const REACH: usize = 40;

/// The telephone number that stands behind words, in the same sentence.
fn number_behind(draft: &Draft, hit: &Hit<'_>) -> Option<Span<Text>> {
    let behind = Span::new(hit.span.end(), draft.sentences[hit.sentence].span.end().max(hit.span.end()));
    let text = draft.slice(behind);
    let start = text.find(|c: char| c.is_ascii_digit() || c == '+').filter(|start| *start <= REACH)?;
    let is_part =
        |c: char| c.is_ascii_digit() || matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '+' | '-' | '/' | '(' | ')' | '.');
    let length = text[start..].find(|c| !is_part(c)).unwrap_or(text.len() - start);
    let number = text[start..start + length].trim_end_matches(|c: char| !c.is_ascii_digit());
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    // A date has as many digits, and its full stops are no ends of groups.
    let is_date = draft.tokens_of(&draft.sentences[hit.sentence]).iter().any(|token| {
        matches!(token.kind, TokenKind::Date | TokenKind::Time | TokenKind::Url)
            && token.span.overlaps(Span::new(behind.start() + start, behind.start() + start + 1))
    });
    (DIGITS.contains(&digits) && !is_date)
        .then(|| Span::new(behind.start() + start, behind.start() + start + number.len()))
}

/// So many of a number's last digits tell it, whatever stands for the country.
const NATIONAL: usize = 8;

/// The numbers in texts, however their digits are grouped: the digits of each line.
struct Known(Vec<String>);

impl Known {
    fn of<'t>(texts: impl Iterator<Item = &'t str>) -> Self {
        let lines = texts.flat_map(str::lines).map(digits);
        Self(lines.filter(|digits| !digits.is_empty()).collect())
    }

    fn has(&self, number: &str) -> bool {
        let number = digits(number);
        let national = &number[number.len().saturating_sub(NATIONAL)..];
        self.0.iter().any(|line| line.contains(national))
    }
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// So many of a number's last digits are shown, for the writer to know which one is meant.
const SHOWN: usize = 2;

/// The number as a report may name it: reports go on into tickets and logs, where somebody else's number has no business
/// either. `output::mask` knows only numbers with a checksum, and would take some telephone numbers for such.
fn masked(number: &str) -> String {
    let mut hidden = digits(number).len().saturating_sub(SHOWN);
    let mask = |c: char| {
        let hide = c.is_ascii_digit() && hidden > 0;
        hidden -= usize::from(hide);
        if hide { '*' } else { c }
    };
    number.chars().map(mask).collect()
}

impl ThirdParty {
    /// Numbers of others, by the words before them.
    fn numbers(context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        let mail = draft.situation.customer_mail.as_deref();
        let signature = draft.sections_of(SectionKind::Signature).chain(draft.sections_of(SectionKind::Quoted));
        let shown = signature.map(|section| &draft.text()[section.start..section.end]);
        let known = LazyCell::new(|| Known::of(shown.chain(mail.map(Draft::text))));
        // A mail names one or two; what names hundreds is none, and must not be compared with all of itself each time.
        for hit in context.hits.iter().filter(|hit| !phrases::is_foreign(draft, hit)).take(HITS_MAX) {
            let Some(span) = number_behind(draft, hit) else { continue };
            let number = draft.slice(span);
            if known.has(number) {
                continue;
            }
            // The customer may have told it in a mail that nobody showed us.
            let severity = mail.is_none().then_some(Severity::Info);
            report.push(span, Finding { variant: Some("number"), severity, ..Finding::with("text", masked(number)) });
        }
    }
}

impl Check for ThirdParty {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        if draft.is_template {
            return;
        }
        Self::numbers(context, report);
        // Without the house's own address any address may be the house's, and without the customer's any may be theirs.
        let situation = &draft.situation;
        let house = situation.sender.address.is_some() || !situation.domains.is_empty();
        let customer = situation.recipients.iter().any(|person| person.address.is_some());
        if !house || !customer {
            return;
        }
        for (_, sentence) in context.sentences() {
            for token in draft.tokens_of(sentence).iter().filter(|token| token.kind == TokenKind::Email) {
                let written = draft.slice(token.span).trim_start_matches("mailto:");
                if self.is_others(draft, written) {
                    report.push(token.span, Finding::with("text", written));
                }
            }
        }
    }
}
