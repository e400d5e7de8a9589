//! What stands in the place of a link's address, and whether the two agree.

use super::page::Page;
use crate::{
    decode::{Format, Link},
    draft::{Draft, SectionKind},
    rule::{Check, Context, Finding, Report, Settings},
    text::{Span, Text, TokenKind, tokenize},
};

/// The links of a draft's message that have a text: those of a page, or of Markdown.
struct MessageLinks<'d> {
    page: Option<Page<'d>>,
    links: Vec<(&'d Link, &'d str)>,
}

impl<'d> MessageLinks<'d> {
    fn of(draft: &'d Draft) -> Self {
        let decoded = &draft.decoded;
        if decoded.format == Format::Markdown {
            let in_message = |link: &&Link| draft.section_at(link.text.start()) == Some(SectionKind::Message);
            let links = decoded.links.iter().filter(|link| !link.text.is_empty()).filter(in_message);
            return Self { page: None, links: links.map(|link| (link, draft.slice(link.text))).collect() };
        }
        let Some(page) = Page::of(draft).filter(|page| !page.links.is_empty()) else {
            return Self { page: None, links: Vec::new() };
        };
        let message = page.message_spans();
        let in_message = |link: &&Link| {
            let at = message.partition_point(|span| span.end() < link.text.end());
            message.get(at).is_some_and(|span| span.contains(link.text))
        };
        let links = page.links.iter().filter(|link| !link.text.is_empty()).filter(in_message);
        let links = links.map(|link| (link, page.slice(link.text))).collect();
        Self { page: Some(page), links }
    }

    /// Reports a finding at the text of a link.
    fn report(&self, report: &mut Report<'_>, link: &Link, finding: Finding) {
        match &self.page {
            Some(page) => page.report(report, None, link.text, finding),
            None => report.push(link.text, finding),
        }
    }
}

/// Longer texts say something, in bytes.
const LONGEST: usize = 80;

struct Generic {
    texts: Vec<String>,
}

pub(super) fn build_generic(settings: &Settings<'_>) -> Box<dyn Check> {
    let texts = settings.list("link-texts").iter().map(|text| bare(text)).collect();
    Box::new(Generic { texts })
}

/// A link's text for comparing: in lower case, its words with one space between, without signs around them.
fn bare(text: &str) -> String {
    let words = text.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ");
    // Not braces: what stands in them, a template fills in.
    words.trim_matches(|c: char| !c.is_alphanumeric() && !"{}[]%<>$#".contains(c)).to_owned()
}

impl Check for Generic {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let links = MessageLinks::of(context.draft);
        for (link, text) in &links.links {
            if text.len() <= LONGEST && !link.is_named && self.texts.contains(&bare(text)) {
                links.report(report, link, Finding::with("text", text.trim()));
            }
        }
    }
}

struct Mismatch {
    hosts: Vec<String>,
    allow: Vec<String>,
}

pub(super) fn build_mismatch(settings: &Settings<'_>) -> Box<dyn Check> {
    Box::new(Mismatch { hosts: settings.list("hosts"), allow: settings.list("allow-hosts") })
}

/// What an address names.
#[derive(Debug, PartialEq, Eq)]
enum Named {
    /// A host, in lower case without `www.`.
    Host(String),
    /// The address of a mailbox, in lower case.
    Mailbox(String),
}

/// The address that a link's text is, if it is one and nothing else.
fn address_in(text: &str) -> Option<Named> {
    let text = text.trim();
    if text.len() > 2_000 || text.contains(char::is_whitespace) {
        return None;
    }
    let tokens = tokenize(text, Span::new(0, text.len()));
    let [token] = tokens.as_slice() else { return None };
    match token.kind {
        TokenKind::Email => Some(Named::Mailbox(text.to_lowercase())),
        TokenKind::Url => target(text),
        _ => None,
    }
}

/// What the target of a link names; `None` where a template fills it in, or it is none of a site or a mailbox.
fn target(url: &str) -> Option<Named> {
    let url = url.trim();
    let lower = url.to_lowercase();
    if let Some(mailbox) = lower.strip_prefix("mailto:") {
        let mailbox = mailbox.split(['?', ',']).next().unwrap_or_default();
        return mailbox.contains('@').then(|| Named::Mailbox(mailbox.to_owned()));
    }
    let begins_with_host =
        || lower.split(['/', '?', '#']).next().is_some_and(|host| host.contains('.') && !host.contains(':'));
    let rest = match lower.split_once("://") {
        Some(("http" | "https", rest)) => rest,
        None if lower.starts_with("//") => &lower[2..],
        None if begins_with_host() => &lower,
        _ => return None,
    };
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default().split(':').next().unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host).trim_end_matches('.');
    let is_host = host.contains('.') && host.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '.' | '_'));
    is_host.then(|| Named::Host(host.to_owned()))
}

/// The part of a host that somebody has registered: `example.co.uk` of `shop.example.co.uk`.
fn registered(host: &str) -> &str {
    /// Second labels under which countries register names.
    const SECOND: [&str; 8] = ["co", "com", "org", "net", "ac", "gov", "edu", "or"];
    let mut dots = host.rmatch_indices('.').map(|(at, _)| at);
    let (Some(last), Some(second)) = (dots.next(), dots.next()) else { return host };
    let is_country = host.len() - last == 3;
    if is_country && SECOND.contains(&&host[second + 1..last]) {
        return dots.next().map_or(host, |third| &host[third + 1..]);
    }
    &host[second + 1..]
}

/// Whether an address carries another one, of the host `shown`, to which it forwards.
fn carries(target: &str, shown: &str) -> bool {
    let lower = target.to_lowercase();
    let Some((_, rest)) = lower.split_once("://") else { return false };
    let in_query = rest.split_once('?').is_some_and(|(_, query)| query.contains(shown));
    let is_nested = ["://", "%3a//", "%3a%2f%2f"].iter().any(|scheme| rest.contains(scheme));
    in_query || (is_nested && rest.contains(shown))
}

impl Mismatch {
    /// Whether a link that shows `text` leads somewhere else than that says.
    fn leads_elsewhere(&self, text: &Named, link: &Link) -> Option<String> {
        let goal = target(&link.target)?;
        let shown = match text {
            Named::Host(host) => host.as_str(),
            Named::Mailbox(mailbox) => mailbox.split_once('@')?.1,
        };
        let host = match &goal {
            Named::Mailbox(mailbox) => {
                // A site that is shown for its mailbox is odd, but no trap.
                let differs = matches!(text, Named::Mailbox(shown) if shown != mailbox);
                return differs.then(|| mailbox.clone());
            }
            Named::Host(host) => host,
        };
        // The site of a mailbox's own house.
        if registered(host) == registered(shown) {
            return None;
        }
        let listed = |list: &[String]| {
            list.iter()
                .any(|known| host == known || host.strip_suffix(known.as_str()).is_some_and(|rest| rest.ends_with('.')))
        };
        let forwards = listed(&self.hosts) || listed(&self.allow) || carries(&link.target, registered(shown));
        (!forwards).then(|| host.clone())
    }
}

impl Check for Mismatch {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let links = MessageLinks::of(context.draft);
        for (link, text) in &links.links {
            let elsewhere = address_in(text).and_then(|named| self.leads_elsewhere(&named, link));
            if let Some(host) = elsewhere {
                let fill = vec![("text", text.trim().to_owned()), ("target", host)];
                links.report(report, link, Finding { fill, ..Finding::default() });
            }
        }
    }
}

struct Bare {
    max_length: usize,
    copy_words: Vec<String>,
}

pub(super) fn build_bare(settings: &Settings<'_>) -> Box<dyn Check> {
    let copy_words = settings.list("copy-words").iter().map(|word| word.to_lowercase()).collect();
    Box::new(Bare { max_length: settings.number("max-length"), copy_words })
}

/// What campaigns add to addresses.
const TRACKING: [&str; 4] = ["utm_", "gclid=", "fbclid=", "mc_cid="];

impl Bare {
    /// Whether what stands before an address offers it for copying, for those whose links do not work.
    fn is_for_copying(&self, draft: &Draft, sentence: usize) -> bool {
        let near = &draft.sentences[sentence.saturating_sub(2)..=sentence];
        near.iter().any(|one| {
            let text = draft.slice(one.span).to_lowercase();
            self.copy_words.iter().any(|word| text.contains(word.as_str()))
        })
    }
}

impl Check for Bare {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        let decoded = &draft.decoded;
        if !(matches!(decoded.format, Format::Html | Format::Markdown) || decoded.html_only) {
            return;
        }
        for (index, sentence) in context.sentences() {
            let mut for_copying = None;
            for token in draft.tokens_of(sentence).iter().filter(|token| token.kind == TokenKind::Url) {
                let url = draft.slice(token.span);
                let tracked = url.contains('?') && TRACKING.iter().any(|name| url.contains(name));
                let length = url.chars().count();
                let is_long = length > self.max_length;
                let mut is_for_copying = || *for_copying.get_or_insert_with(|| self.is_for_copying(draft, index));
                if (is_long || tracked) && !is_for_copying() {
                    let place: Span<Text> = token.span;
                    report.push(place, Finding::with("n", length.to_string()));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(name: &str) -> Named {
        Named::Host(name.to_owned())
    }

    #[test]
    fn what_addresses_name() {
        assert_eq!(address_in(" https://www.Acme.test/a?b "), Some(host("acme.test")));
        assert_eq!(address_in("acme.test"), Some(host("acme.test")));
        assert_eq!(address_in("Post@Acme.test"), Some(Named::Mailbox("post@acme.test".into())));
        for text in ["our page", "see acme.test", "", "Node.js", "https://{{ host }}/x"] {
            assert_eq!(address_in(text), None, "{text}");
        }
        assert_eq!(target("https://a.test@evil.test:80/x"), Some(host("evil.test")));
        assert_eq!(target("mailto:a@b.test?subject=x"), Some(Named::Mailbox("a@b.test".into())));
        for text in ["{{ url }}", "https://{{ host }}/a", "#top", "tel:12", "/path/a.html", "mailto:{{ x }}"] {
            assert_eq!(target(text), None, "{text}");
        }
        assert_eq!(registered("shop.example.co.uk"), "example.co.uk");
        assert_eq!(registered("a.b.fjordlys.no"), "fjordlys.no");
    }
}
