//! Quoted history that is not the customer's to read: colleagues writing to colleagues.

use crate::{
    draft::{Draft, SectionKind},
    phrase::fold,
    rule::{Check, Context, Finding, Report, Settings},
    text::{Span, Text},
};

struct History {
    from: Vec<String>,
    to: Vec<String>,
}

pub(super) fn build(settings: &Settings<'_>) -> Box<dyn Check> {
    // Two lines of the list: what the sender's field is called, and what the recipient's is.
    let fields = settings.list("header-fields");
    let words = |at: usize| fields.get(at).map(|line| line.split_whitespace().map(fold).collect()).unwrap_or_default();
    Box::new(History { from: words(0), to: words(1) })
}

/// The header of a mail in quoted history.
#[derive(Default)]
struct Header {
    place: Option<Span<Text>>,
    from: Vec<String>,
    to: Vec<String>,
}

/// A mail's header fields stand within so many lines of its first.
const LINES: usize = 8;

impl History {
    /// The headers of the mails in a stretch of quoted history.
    fn headers(&self, draft: &Draft, start: usize, end: usize) -> Vec<Header> {
        let mut headers: Vec<Header> = Vec::new();
        let (mut at, mut since) = (start, LINES);
        for line in draft.text()[start..end].split_inclusive('\n') {
            let bare = line.trim_matches(|c: char| c.is_whitespace() || matches!(c, '>' | '*' | '|'));
            let offset = at + line.find(bare).unwrap_or(0);
            at += line.len();
            since += 1;
            let Some((name, value)) = bare.split_once(':') else { continue };
            let name = fold(name.trim_matches(['*', ' ']));
            if self.from.contains(&name) {
                headers.push(Header {
                    place: Some(Span::new(offset, offset + bare.len())),
                    from: addresses(value),
                    to: Vec::new(),
                });
                since = 0;
            } else if self.to.contains(&name)
                && since < LINES
                && let Some(last) = headers.last_mut()
            {
                last.to.extend(addresses(value));
            }
        }
        headers
    }
}

/// The mail addresses in a header field.
fn addresses(value: &str) -> Vec<String> {
    let pieces = value.split(|c: char| c.is_whitespace() || "<>()[],;\"'".contains(c));
    let addresses = pieces
        .map(|piece| piece.trim_start_matches("mailto:"))
        .filter(|piece| piece.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && domain.contains('.')));
    addresses.take(50).map(str::to_lowercase).collect()
}

impl Check for History {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        let situation = &draft.situation;
        let customers: Vec<String> =
            situation.recipients.iter().filter_map(|person| person.address.as_deref()).map(str::to_lowercase).collect();
        let is_own =
            |address: &String| address.rsplit_once('@').is_some_and(|(_, domain)| situation.is_own_domain(domain));
        // To a colleague the house's own mails are no secret.
        if customers.is_empty() || customers.iter().any(is_own) {
            return;
        }
        for section in draft.sections_of(SectionKind::Quoted) {
            for header in self.headers(draft, section.start, section.end) {
                let internal = header.from.iter().chain(&header.to).all(is_own)
                    && !header.from.is_empty()
                    && !header.to.is_empty();
                if let Some(place) = header.place.filter(|_| internal) {
                    report.push(place, Finding::with("from", header.from[0].clone()));
                }
            }
        }
    }
}
