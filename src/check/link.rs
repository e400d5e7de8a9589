//! Addresses that the customer cannot open, cannot trust, or opens without encryption.

use crate::{
    diagnostic::{Fix, Safety, TextEdit},
    draft::{Block, Draft},
    rule::{Check, Context, Finding, Report, Settings},
    text::{Span, Text, TokenKind},
};

/// An address, cut up.
struct Link<'t> {
    scheme: &'t str,
    /// In lower case, without `www.`, the port and a user name.
    host: String,
    /// What stands behind the host, from the `/` on.
    path: &'t str,
}

fn cut(url: &str) -> Link<'_> {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let host = authority.rsplit('@').next().unwrap_or(authority);
    let host = host.split(':').next().unwrap_or(host).to_ascii_lowercase();
    Link { scheme, host: host.strip_prefix("www.").unwrap_or(&host).to_owned(), path }
}

/// Whether a host is one of the list or lies below one of it.
fn is_listed(host: &str, list: &[String]) -> bool {
    list.iter().any(|known| host == known || host.strip_suffix(known.as_str()).is_some_and(|rest| rest.ends_with('.')))
}

/// The addresses in the scope of a rule.
fn links<'d>(context: &Context<'d>) -> impl Iterator<Item = (Span<Text>, Link<'d>)> {
    let draft: &'d Draft = context.draft;
    let scope = context.scope;
    let any = if draft.has_url() { &draft.sentences[..] } else { &[] };
    let sentences = any.iter().filter(move |sentence| scope.contains(&sentence.section));
    let own = sentences.filter(|sentence| sentence.block != Block::Code);
    let tokens = own.flat_map(move |sentence| draft.tokens_of(sentence));
    tokens.filter(|token| token.kind == TokenKind::Url).map(move |token| (token.span, cut(draft.slice(token.span))))
}

struct Internal {
    hosts: Vec<String>,
    allow: Vec<String>,
}

pub(super) fn build_internal(settings: &Settings<'_>) -> Box<dyn Check> {
    Box::new(Internal { hosts: settings.list("hosts"), allow: settings.list("allow-hosts") })
}

impl Check for Internal {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        for (span, link) in links(context) {
            if self.is_internal(&link) && !is_listed(&link.host, &self.allow) {
                report.push(span, Finding::with("text", context.draft.slice(span)));
            }
        }
        // `\\server\share` and `file:///` are no addresses to the tokens.
        let draft = context.draft;
        if !draft.holds(b'\\') && !draft.text().contains("file:") {
            return;
        }
        for (_, sentence) in context.sentences() {
            let text = draft.slice(sentence.span);
            if sentence.block == Block::Code || !(text.contains('\\') || text.contains("file:")) {
                continue;
            }
            for word in text.split_whitespace() {
                let bare = word.trim_matches(['(', ')', '"', '«', '»', '“', '”', '.', ',', '<', '>', ':']);
                if is_share(bare) {
                    let start = sentence.span.start() + (bare.as_ptr() as usize - text.as_ptr() as usize);
                    report.push(Span::new(start, start + bare.len()), Finding::with("text", bare));
                }
            }
        }
    }
}

/// Whether a path names a server of the house: `\\files\support`, or a file on the writer's own computer.
fn is_share(word: &str) -> bool {
    let server = word.strip_prefix("\\\\").is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_ascii_alphanumeric()) && rest[1..].contains('\\') && !rest.contains("\\\\")
    });
    server || (word.starts_with("file:///") && word.len() > 8)
}

impl Internal {
    fn is_internal(&self, link: &Link<'_>) -> bool {
        let host = link.host.as_str();
        let private = ["localhost", "127.0.0.1", "0.0.0.0"].contains(&host);
        let name =
            [".local", ".internal", ".lan", ".corp", ".intra", ".intranet"].iter().any(|end| host.ends_with(end))
                || (!link.scheme.is_empty() && ["intranet", "wiki", "intra"].contains(&host));
        // The views of an agent in help desks that customers see other pages of.
        let agent = match host {
            _ if host.ends_with(".zendesk.com") => link.path.starts_with("/agent/"),
            _ if host.ends_with(".freshdesk.com") => link.path.starts_with("/a/"),
            _ if host.ends_with(".atlassian.net") => {
                link.path.starts_with("/browse/") || link.path.starts_with("/jira/") || link.path.starts_with("/wiki/")
            }
            _ if host.ends_with(".slack.com") => link.path.starts_with("/archives/"),
            _ if host.ends_with(".lightning.force.com") => true,
            _ => false,
        };
        !link.scheme.is_empty() && (private || name || agent || is_listed(host, &self.hosts))
    }
}

struct Shortener {
    hosts: Vec<String>,
    allow: Vec<String>,
}

pub(super) fn build_shortener(settings: &Settings<'_>) -> Box<dyn Check> {
    Box::new(Shortener { hosts: settings.list("hosts"), allow: settings.list("allow-hosts") })
}

impl Check for Shortener {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        for (span, link) in links(context) {
            if link.path.len() > 1 && self.hosts.contains(&link.host) && !self.allow.contains(&link.host) {
                report.push(span, Finding::with("text", link.host));
            }
        }
    }
}

struct Insecure {
    allow: Vec<String>,
}

pub(super) fn build_insecure(settings: &Settings<'_>) -> Box<dyn Check> {
    Box::new(Insecure { allow: settings.list("allow-hosts") })
}

impl Check for Insecure {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        for (span, link) in links(context) {
            // A host in digits is a router or printer in the customer's own network.
            let reserved = ["example.com", "example.org", "example.net", "w3.org"].contains(&link.host.as_str());
            let name = !reserved && link.host.contains('.') && link.host.ends_with(|c: char| c.is_ascii_alphabetic());
            if link.scheme.eq_ignore_ascii_case("http") && name && !is_listed(&link.host, &self.allow) {
                let place = Span::new(span.start(), span.start() + 4);
                let edit = TextEdit { span: place, replacement: "https".to_owned() };
                let fix = Fix { title: "try “https”".to_owned(), safety: Safety::Suggestion, edits: vec![edit] };
                report.push(span, Finding { fixes: vec![fix], ..Finding::with("text", link.host) });
            }
        }
    }
}
