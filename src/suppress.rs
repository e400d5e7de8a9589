//! Findings that somebody decided to live with.
//!
//! In `hilsen.toml` as `[[ignore]]`, and in the draft itself where it has comments or header lines:
//! `{# hilsen-ignore all-caps #}` silences a rule on its own line and the next, `hilsen-ignore-file` in the whole draft,
//! and so do a header line `X-Hilsen-Ignore: all-caps` on top of a draft and a comment beside an entry of a message file. One
//! that silences nothing is reported.

use std::{
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
};

use crate::{
    config::{Config, RuleSet},
    decode::Comment,
    diagnostic::{Diagnostic, Severity},
    draft::Draft,
    phrase::fold,
    rule::Level,
    text::{Source, Span, Text, in_one_line},
};

/// The id of the rule that reports suppressions without effect.
pub const UNUSED: &str = "unused-ignore";

/// Which entries of a configuration have silenced something so far.
#[derive(Debug, Default)]
pub struct Used {
    flags: Vec<AtomicBool>,
}

impl Used {
    /// None of the configuration's entries has been used.
    pub fn new(config: &Config) -> Self {
        Self { flags: config.ignores.iter().map(|_| AtomicBool::new(false)).collect() }
    }

    /// The indices of the entries that silenced nothing.
    pub fn unused(&self) -> impl Iterator<Item = usize> {
        self.flags.iter().enumerate().filter(|(_, flag)| !flag.load(Ordering::Relaxed)).map(|(index, _)| index)
    }
}

/// Takes out the findings that `[[ignore]]` entries of the configuration silence; `relative` is the draft's path from the
/// configuration's folder.
pub fn by_config(diagnostics: &mut Vec<Diagnostic>, draft: &Draft, relative: &Path, config: &Config, used: &Used) {
    if config.ignores.is_empty() {
        return;
    }
    diagnostics.retain(|diagnostic| {
        let silenced = config.ignores.iter().position(|ignore| {
            ignore.rules.as_ref().is_none_or(|rules| rules.contains(&diagnostic.rule))
                && ignore.paths.as_ref().is_none_or(|paths| paths.is_match(relative))
                && ignore.text.as_ref().is_none_or(|text| {
                    let written = in_one_line(draft.slice(diagnostic.span));
                    fold(&written) == *text
                })
        });
        if let Some(index) = silenced {
            used.flags[index].store(true, Ordering::Relaxed);
        }
        silenced.is_none()
    });
}

/// A suppression of one rule, written in the draft.
struct Directive {
    span: Span<Text>,
    /// Its bytes, where it was left out of the text.
    source: Option<Span<Source>>,
    rule: String,
    /// The lines it holds for; `None` for the whole draft.
    lines: Option<Span<Text>>,
    used: bool,
}

/// Takes out the findings that the draft itself silences, and reports what silences nothing, as the rules want it.
///
/// A rule that is off has no findings, so a suppression of it is not called unused.
pub fn by_draft(diagnostics: &mut Vec<Diagnostic>, draft: &Draft, rules: &RuleSet) {
    let mut directives = directives(draft);
    if directives.is_empty() {
        return;
    }
    diagnostics.retain(|diagnostic| {
        let silencing = directives.iter_mut().find(|directive| {
            let here = directive
                .lines
                .is_none_or(|lines| lines.start() <= diagnostic.span.start() && diagnostic.span.start() <= lines.end());
            here && directive.rule == diagnostic.rule
        });
        match silencing {
            Some(directive) => {
                directive.used = true;
                false
            }
            None => true,
        }
    });
    if let Level::On(severity) = rules.level(UNUSED) {
        let in_vain = |directive: &&Directive| {
            !directive.used && (!rules.knows(&directive.rule) || rules.level(&directive.rule) != Level::Off)
        };
        diagnostics.extend(directives.iter().filter(in_vain).map(|directive| unused(directive, rules, severity)));
    }
    diagnostics.sort_by_key(|diagnostic| diagnostic.span.start());
}

fn unused(directive: &Directive, rules: &RuleSet, severity: Severity) -> Diagnostic {
    let rule = &directive.rule;
    let (message, help) = if rule.is_empty() {
        ("this names no rule".to_owned(), "write which rule it silences, for example all-caps".to_owned())
    } else if rules.knows(rule) {
        (format!("this silences no finding of {rule}"), "take it out".to_owned())
    } else {
        let help = match crate::tree::did_you_mean(rule, rules.ids()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "`hilsen rules` lists the rules; a reason stands in round brackets".to_owned(),
        };
        (format!("there is no rule `{rule}`"), help)
    };
    Diagnostic {
        rule: UNUSED.to_owned(),
        link: None,
        severity,
        section: None,
        span: directive.span,
        source: directive.source,
        message,
        help: Some(help),
        fixes: Vec::new(),
    }
}

/// The marks comments begin with in the template languages that plain drafts are written in.
const COMMENT_OPENERS: [&str; 8] = ["<!--", "{#", "<%#", "[%#", "{{!", "{*", "{%comment%}", "{% comment %}"];

/// The word that silences.
const WORD: &str = "hilsen-ignore";

/// So far before the word the comment it stands in must begin, in bytes.
const OPENER_REACH: usize = 40;

/// Finds the suppressions in the text.
fn directives(draft: &Draft) -> Vec<Directive> {
    let text = draft.text();
    let mut found = header_directives(draft);
    found.extend(draft.decoded.template.comments.iter().flat_map(|comment| left_out(draft, comment)));
    if !text.contains(WORD) {
        return found;
    }
    let mut start = 0;
    let mut lines = text.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        let next = lines.peek().map_or(0, |next| next.trim_end().len());
        for (at, _) in line.match_indices(WORD) {
            let reach = line.floor_char_boundary(at.saturating_sub(OPENER_REACH));
            let before = &line[reach..at];
            let Some(opener) = COMMENT_OPENERS.iter().filter_map(|opener| before.rfind(opener)).max() else { continue };
            let rest = &line[at + WORD.len()..line.ceil_char_boundary((at + WORD.len() + 200).min(line.len()))];
            let whole = rest.starts_with("-file");
            let span = Span::new(start + reach + opener, start + line.trim_end().len());
            let lines = (!whole).then(|| Span::new(start, start + line.len() + next));
            let rules = rule_ids(rest.strip_prefix("-file").unwrap_or(rest));
            found.extend(rules.into_iter().map(|rule| Directive { span, source: None, rule, lines, used: false }));
        }
        start += line.len();
    }
    found
}

/// What a comment says that was left out of the text; it holds for the line it stood on and the next that is shown.
fn left_out(draft: &Draft, comment: &Comment) -> Vec<Directive> {
    let text = draft.text();
    let Some((_, rest)) = comment.text.split_once(WORD) else { return Vec::new() };
    let start = text[..comment.at].rfind('\n').map_or(0, |at| at + 1);
    let behind = text[comment.at..].split_inclusive('\n');
    // The line it stands on, and lines up to the first that has text.
    let mut end = comment.at;
    for (index, line) in behind.enumerate() {
        end += line.len();
        if index > 0 && !line.trim().is_empty() {
            break;
        }
    }
    let span = Span::new(comment.at, comment.at);
    let lines = (!rest.starts_with("-file") && !comment.of_all).then(|| Span::new(start, end));
    let rules = rule_ids(rest.strip_prefix("-file").unwrap_or(rest));
    let directive = |rule| Directive { span, source: Some(comment.source), rule, lines, used: false };
    rules.into_iter().map(directive).collect()
}

/// `X-Hilsen-Ignore: rule, rule` among the header lines.
fn header_directives(draft: &Draft) -> Vec<Directive> {
    const NAME: &str = "x-hilsen-ignore:";
    let mut found = Vec::new();
    for section in draft.sections_of(crate::draft::SectionKind::Header) {
        let mut start = section.start;
        for line in draft.text()[section.start..section.end].split_inclusive('\n') {
            if line.get(..NAME.len()).is_some_and(|name| name.eq_ignore_ascii_case(NAME)) {
                let span = Span::new(start, start + line.trim_end().len());
                let rules = rule_ids(&line[NAME.len()..]);
                found.extend(rules.into_iter().map(|rule| Directive {
                    span,
                    source: None,
                    rule,
                    lines: None,
                    used: false,
                }));
            }
            start += line.len();
        }
    }
    found
}

/// The words of a list that look like rule ids, or one empty one, up to a reason in round brackets or the end of the comment.
fn rule_ids(list: &str) -> Vec<String> {
    let end = list.find(['(', '#', '%', '{', '}', '>', '*']).unwrap_or(list.len());
    let ids = list[..end].split([',', ' ', ':', '\t', '\r', '\n']);
    let mut ids: Vec<String> =
        ids.map(|id| id.trim_matches('-')).filter(|id| !id.is_empty()).map(str::to_owned).collect();
    if ids.is_empty() {
        ids.push(String::new());
    }
    ids
}
