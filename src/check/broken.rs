//! Placeholders that will not be filled in as meant: not closed, of another tool, misspelt.

use crate::{
    decode::{Kind, placeholder_name},
    draft::Draft,
    rule::{Check, Context, Finding, Report, Settings},
    text::{ByteSet, Span, Text},
    tree::did_you_mean,
};

struct Broken {
    /// The names that can be filled in; empty where nobody listed them.
    known: Vec<String>,
}

pub(super) fn build(settings: &Settings<'_>) -> Box<dyn Check> {
    Box::new(Broken { known: settings.list("known") })
}

/// Marks that begin a placeholder, and those that end one.
const OPENERS: [&str; 8] = ["{{", "{%", "[%", "<%", "*|", "%{", "#{", "${"];
const CLOSERS: [&str; 6] = ["}}", "%}", "%]", "%>", "|*", "--}}"];
/// The bytes that marks of placeholders begin with.
static MARKS: ByteSet = ByteSet::of(b"{}[<%*|#$-");
/// Each mark holds one of these.
static IN_ALL_MARKS: ByteSet = ByteSet::of(b"{}%|");
/// So much of what stands behind a mark is shown, in bytes.
const SHOWN: usize = 40;

impl Check for Broken {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        let mut found: Vec<(Span<Text>, Finding)> = Vec::new();
        if draft.holds_any(&IN_ALL_MARKS) {
            for (_, sentence) in context.sentences() {
                unclosed(draft, sentence.span, &mut found);
            }
        }
        let decoded = &draft.decoded;
        let in_scope =
            |span: &Span<Text>| draft.section_at(span.start()).is_some_and(|kind| context.scope.contains(&kind));
        if decoded.kind == Kind::Template {
            let tool = decoded.tool.map_or("", crate::decode::Tool::name);
            for span in decoded.template.foreign.iter().copied().filter(in_scope) {
                found.push((span, foreign(draft.slice(span), tool)));
            }
            if !self.known.is_empty() {
                let marks = &decoded.template.marks.placeholders;
                let marks = marks.iter().copied().filter(in_scope);
                found.extend(marks.filter_map(|span| Some((span, self.unknown(draft.slice(span))?))));
            }
            for aside in &decoded.template.asides {
                // A picture may be all there is, or the last thing.
                let at = Span::new(aside.at, aside.at);
                if !draft.section_at(aside.at).is_none_or(|kind| context.scope.contains(&kind)) {
                    continue;
                }
                if aside.is_foreign {
                    report.push_at(at, aside.source, foreign(&aside.text, tool));
                } else if let Some(finding) = self.unknown(&aside.text) {
                    report.push_at(at, aside.source, finding);
                }
            }
        }
        found.sort_by_key(|(span, _)| *span);
        found.dedup_by(|next, first| first.0.overlaps(next.0));
        for (span, finding) in found {
            report.push(span, finding);
        }
    }
}

/// A placeholder that the declared tool does not fill in.
fn foreign(written: &str, tool: &str) -> Finding {
    let fill = vec![("text", written.to_owned()), ("tool", tool.to_owned())];
    Finding { fill, variant: Some("foreign"), ..Finding::default() }
}

impl Broken {
    /// What is wrong with a placeholder whose name is not among those that are known.
    fn unknown(&self, written: &str) -> Option<Finding> {
        if self.known.is_empty() {
            return None;
        }
        let name = placeholder_name(written);
        // What puts a file or the result of a call in has no name of a field.
        let is_name =
            !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '>'));
        if !is_name || is_call(written, name) || self.known.iter().any(|known| known == name) {
            return None;
        }
        let meant = did_you_mean(name, self.known.iter().map(String::as_str)).unwrap_or_default();
        let fill = vec![("text", written.to_owned()), ("meant", meant.to_owned())];
        let variant = Some(if meant.is_empty() { "unknown" } else { "misspelt" });
        Some(Finding { fill, variant, ..Finding::default() })
    }
}

/// Whether something is handed to what is named in a placeholder: `{{ url("reset") }}`, `<%= link_to "here", page %>`.
fn is_call(written: &str, name: &str) -> bool {
    let behind = written.find(name).map_or("", |at| &written[at + name.len()..]);
    let argument = behind.trim_start_matches([' ', '\t', '\n', '\r']);
    let is_apart = argument.len() < behind.len();
    argument.starts_with('(')
        || is_apart && argument.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '"' | '\'' | ':' | '@'))
}

/// Marks of placeholders in a sentence that belong to none.
fn unclosed(draft: &Draft, sentence: Span<Text>, found: &mut Vec<(Span<Text>, Finding)>) {
    let written = draft.slice(sentence);
    let marks = &draft.decoded.template.marks;
    let mut at = 0;
    while let Some(next) = MARKS.find(&written.as_bytes()[at..]) {
        at += next;
        let here = sentence.start() + at;
        if let Some(mark) = marks.placeholder_at(here) {
            // `{{name}` is read as the placeholder `{name}` behind a bracket too many.
            let before = draft.text()[..mark.start()].ends_with('{');
            let behind = draft.text()[mark.end()..].starts_with('}');
            let single = draft.slice(mark).starts_with('{') && !draft.slice(mark).starts_with("{{");
            if single && before != behind {
                let span = Span::new(mark.start() - usize::from(before), mark.end() + usize::from(behind));
                found.push((span, Finding::with("text", draft.slice(span))));
            }
            at = (mark.end() - sentence.start()).min(written.len());
            continue;
        }
        let rest = &written[at..];
        // `\{{ name }}` is how Handlebars writes the braces themselves.
        if rest.starts_with("{{") && written[..at].ends_with('\\') {
            at += rest.find("}}").map_or(2, |close| close + 2);
            continue;
        }
        let opens = OPENERS.iter().any(|open| rest.strip_prefix(open).is_some_and(begins_name));
        // Outside of templates, signs that only end something are more often typed by chance.
        let closes = draft.is_template && CLOSERS.iter().any(|close| rest.starts_with(close));
        if opens || closes {
            let shown = rest.len().min(SHOWN);
            let end = rest[2..rest.floor_char_boundary(shown)].find(|c: char| c.is_whitespace() && c != ' ');
            let words = rest[2..].split_inclusive(' ').take(3).map(str::len).sum::<usize>();
            let length =
                2 + words.min(end.unwrap_or(usize::MAX)).min(rest.floor_char_boundary(shown).saturating_sub(2));
            let span = Span::new(here, here + rest[..if closes { 2 } else { length }].trim_end().len());
            found.push((span, Finding::with("text", draft.slice(span))));
            at += span.len().max(1);
        } else {
            at += 1;
        }
    }
}

/// Whether a name follows, perhaps behind a space.
fn begins_name(rest: &str) -> bool {
    let rest = rest.trim_start_matches(['-', '=', '~']);
    let rest = rest.strip_prefix(' ').unwrap_or(rest);
    let letters = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.')).count();
    letters > 1 && rest.starts_with(|c: char| c.is_ascii_alphabetic())
}
