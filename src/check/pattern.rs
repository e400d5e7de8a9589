//! Regular expressions, for what is no word: signs, numbers, spaces. Only rules of the house use them, and only then is
//! one compiled; they run in linear time.
//!
//! ```toml
//! check = "pattern"
//! patterns = [
//!   { pattern = '\d+ ?USD\b', instead = ["$…"] },
//!   { pattern = '\b(?<here>[A-Z]{3,5})\b', unless = '\(([A-Z]{3,5})\)', except = ["^PDF$"] },
//! ]
//! ```

use regex::{Captures, Regex, RegexBuilder};
use rustc_hash::FxHashSet;

use super::phrases;
use crate::{
    draft::{Block, Draft, Sentence},
    rule::{Check, Context, Report, Settings},
    text::{Span, Text, TokenKind},
    tree::{Node, Problem, Reader, Value},
};

/// The name of the list in a rule's files.
pub(crate) const LIST: &str = "patterns";
/// The name of the group that says which part of a match is meant.
const HERE: &str = "here";
/// So many matches of a pattern are looked at in a section. Each costs a look through what is left, so this keeps a hostile
/// draft's cost in proportion to its length.
const MATCHES_MAX: usize = 1_000;
/// So large may an expression become, in bytes; house rules stay far below.
const SIZE_MAX: usize = 1 << 20;

struct Entry {
    pattern: Regex,
    /// Better wordings.
    instead: Vec<String>,
    /// A match that has one of these in it is none.
    except: Vec<Regex>,
    /// A match is none where this is found in the draft; where it has a group, only if that holds the matched text.
    unless: Option<Regex>,
}

struct Patterns {
    entries: Vec<Entry>,
    /// Finds the phrases that stand beside the patterns.
    phrases: Box<dyn Check>,
}

pub(super) fn build(settings: &Settings<'_>) -> Box<dyn Check> {
    let files = std::iter::once(&settings.rule.definition).chain(settings.language);
    let entries = files.flat_map(|file| read(file, &mut Vec::new())).collect();
    Box::new(Patterns { entries, phrases: phrases::build(settings) })
}

/// Reports the mistakes in the patterns of a rule's file.
pub(crate) fn check_list(file: &Node, problems: &mut Vec<Problem>) {
    read(file, problems);
}

fn read(file: &Node, problems: &mut Vec<Problem>) -> Vec<Entry> {
    let Some(list) = file.get(LIST) else { return Vec::new() };
    let Value::Array(items) = &list.value else {
        problems.push(list.problem("the patterns ought to be a list"));
        return Vec::new();
    };
    items.iter().filter_map(|item| read_entry(item, problems)).collect()
}

fn read_entry(item: &Node, problems: &mut Vec<Problem>) -> Option<Entry> {
    if item.as_str().is_some() {
        let pattern = compile(item, problems)?;
        return Some(Entry { pattern, instead: Vec::new(), except: Vec::new(), unless: None });
    }
    let mut reader = Reader::new(item, problems);
    let pattern = reader.node("pattern");
    let instead = reader.texts("instead").into_iter().map(str::to_owned).collect();
    let except = reader.list("except");
    let unless = reader.node("unless");
    reader.finish();
    let Some(pattern) = pattern else {
        problems.push(item.problem("`pattern` is missing"));
        return None;
    };
    let pattern = compile(pattern, problems)?;
    let except = except.iter().filter_map(|node| compile(node, problems)).collect();
    let unless = unless.and_then(|node| compile(node, problems));
    Some(Entry { pattern, instead, except, unless })
}

fn compile(node: &Node, problems: &mut Vec<Problem>) -> Option<Regex> {
    let Some(written) = node.as_str() else {
        problems.push(node.problem("a pattern ought to be text"));
        return None;
    };
    match RegexBuilder::new(written).size_limit(SIZE_MAX).build() {
        Ok(pattern) => Some(pattern),
        Err(error) => {
            // The last line of the message says what is wrong; those before it show the pattern.
            let message = error.to_string();
            let reason = message.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
            let problem = node.problem(format!("this is no regular expression: {reason}"));
            problems.push(problem.with_help("for words, a phrase is easier: docs/phrases.md"));
            None
        }
    }
}

impl Check for Patterns {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        self.phrases.check(context, report);
        let draft = context.draft;
        let mut found: Vec<(Span<Text>, &Entry)> = Vec::new();
        // Looked for once in a draft, not for every match.
        let made_up: Vec<MadeUp<'_>> = self.entries.iter().map(|entry| entry.made_up(draft)).collect();
        let sections = draft.sections.iter().filter(|section| context.scope.contains(&section.kind));
        for section in sections {
            let text = &draft.text()[section.start..section.end];
            for (entry, made_up) in self.entries.iter().zip(&made_up) {
                for captures in entry.pattern.captures_iter(text).take(MATCHES_MAX) {
                    let Some(one) = captures.name(HERE).or_else(|| captures.get(0)) else { continue };
                    let written = one.as_str();
                    let trimmed = written.trim();
                    let start = section.start + one.start() + (written.len() - written.trim_start().len());
                    let span = Span::new(start, start + trimmed.len());
                    if !trimmed.is_empty() && !entry.is_excepted(trimmed, made_up) && !is_foreign(draft, span) {
                        found.push((span, entry));
                    }
                }
            }
        }
        // Of overlapping ones the longest is kept, as with phrases.
        found.sort_by_key(|(span, _)| (span.start(), usize::MAX - span.len()));
        let mut reached = 0;
        for (span, entry) in found {
            if span.start() >= reached {
                reached = span.end();
                report.push(span, phrases::better_wording(draft, span, &entry.instead, false, None));
            }
        }
    }
}

/// What of an entry's matches the draft makes up for.
enum MadeUp<'d> {
    All,
    /// Those of these texts.
    Some(FxHashSet<&'d str>),
}

impl Entry {
    fn made_up<'d>(&self, draft: &'d Draft) -> MadeUp<'d> {
        let Some(unless) = &self.unless else { return MadeUp::Some(FxHashSet::default()) };
        if unless.captures_len() < 2 {
            let found = unless.is_match(draft.text());
            return if found { MadeUp::All } else { MadeUp::Some(FxHashSet::default()) };
        }
        let groups =
            |captures: Captures<'d>| captures.iter().skip(1).flatten().map(|one| one.as_str()).collect::<Vec<_>>();
        MadeUp::Some(unless.captures_iter(draft.text()).take(MATCHES_MAX).flat_map(groups).collect())
    }

    fn is_excepted(&self, written: &str, made_up: &MadeUp<'_>) -> bool {
        let made_up = match made_up {
            MadeUp::All => true,
            MadeUp::Some(texts) => texts.contains(written),
        };
        made_up || self.except.iter().any(|except| except.is_match(written))
    }
}

/// Whether a place is not the writer's own words: code, a quotation, or the inside of an address or a placeholder.
fn is_foreign(draft: &Draft, span: Span<Text>) -> bool {
    let behind = draft.sentences.partition_point(|sentence| sentence.span.start() <= span.start());
    let Some(sentence): Option<&Sentence> = behind.checked_sub(1).and_then(|index| draft.sentences.get(index)) else {
        return false;
    };
    let inside = sentence.span.end() > span.start();
    if inside && (sentence.block == Block::Code || draft.is_quoted(span)) {
        return true;
    }
    let tokens = draft.tokens_of(sentence);
    let here = tokens.partition_point(|token| token.span.end() <= span.start());
    tokens.get(here).is_some_and(|token| {
        let whole = matches!(token.kind, TokenKind::Url | TokenKind::Email | TokenKind::Placeholder | TokenKind::Tag);
        whole && token.span.overlaps(span)
    })
}
