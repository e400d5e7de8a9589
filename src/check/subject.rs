//! The subject: missing, too long, vague, or with its priority marked badly.

use unicode_segmentation::UnicodeSegmentation;

use crate::{
    diagnostic::Severity,
    draft::Draft,
    phrase::fold,
    rule::{Check, Context, Finding, Report, Settings},
    text::{Span, Text, Token, TokenKind, tokenize_marked},
};

/// The content of the subject, where the draft has one that says something and no template fills it in.
fn content(draft: &Draft) -> Option<Span<Text>> {
    let subject = draft.subject.as_ref().filter(|subject| !subject.is_filled_in && !subject.content.is_empty());
    subject.map(|subject| subject.content)
}

struct Missing {
    required: bool,
    /// What mail programs write where nobody wrote a subject, folded.
    empty: Vec<String>,
}

pub(super) fn build_missing(settings: &Settings<'_>) -> Box<dyn Check> {
    let empty = settings.list("empty-subjects").iter().map(|text| fold(text)).collect();
    Box::new(Missing { required: settings.flag("required"), empty })
}

impl Check for Missing {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        let Some(subject) = &draft.subject else {
            // A plain draft without a subject line is the body of a mail; the help desk has the subject.
            let is_mail = !draft.decoded.fields.is_empty();
            if (is_mail || self.required) && !draft.sentences.is_empty() {
                report.push(Span::new(0, 0), Finding::default());
            }
            return;
        };
        let written = fold(draft.slice(subject.content).trim_matches(['(', ')', '[', ']', '<', '>']));
        if (written.is_empty() && !subject.is_filled_in) || self.empty.contains(&written) {
            report.push(subject.line, Finding::default());
        }
    }
}

struct Length {
    max_characters: usize,
}

pub(super) fn build_length(settings: &Settings<'_>) -> Box<dyn Check> {
    Box::new(Length { max_characters: settings.number("max-characters") })
}

impl Check for Length {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        // No subject has more characters than bytes.
        let Some(content) = content(draft).filter(|content| content.len() > self.max_characters) else { return };
        let characters = written(draft.slice(content));
        if characters > self.max_characters {
            let fill = vec![("characters", characters.to_string()), ("max", self.max_characters.to_string())];
            // A word over is cut off in some inboxes only.
            let severity = (characters <= self.max_characters + self.max_characters / 10).then_some(Severity::Info);
            report.push(content, Finding { fill, severity, ..Finding::default() });
        }
    }
}

/// How many characters somebody wrote of a subject: what a person fills in, between brackets, has a length that nobody knows
/// yet. The number of a case has digits.
fn written(subject: &str) -> usize {
    let count = |text: &str| text.graphemes(true).count();
    let mut characters = 0;
    let mut rest = subject;
    while let Some((before, inner)) = rest.split_once('[')
        && let Some((inner, behind)) = inner.split_once(']')
    {
        let is_number = inner.bytes().any(|byte| byte.is_ascii_digit());
        characters += count(before) + if is_number { count(inner) + 2 } else { 0 };
        rest = behind;
    }
    characters + count(rest)
}

struct Vague {
    min_content_words: usize,
    /// Words that carry no matter of their own, folded.
    content_free: Vec<String>,
}

pub(super) fn build_vague(settings: &Settings<'_>) -> Box<dyn Check> {
    let content_free = settings.list("content-free").iter().map(|word| fold(word)).collect();
    Box::new(Vague { min_content_words: settings.number("min-content-words"), content_free })
}

impl Check for Vague {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        let Some(content) = content(draft) else { return };
        let tokens = tokenize_marked(draft.text(), content, &draft.decoded.template.marks);
        let is_word = |token: &&Token| token.kind.counts_as_word();
        let (Some(first), Some(last)) = (tokens.iter().find(is_word), tokens.iter().rev().find(is_word)) else {
            return;
        };
        let words = first.span.cover(last.span);
        // The phrases stand for the whole subject; final punctuation and marks in front do not count.
        let whole = context.hits.iter().any(|hit| hit.span.contains(words));
        let content_words = tokens.iter().filter(is_word).filter(|token| self.has_content(draft, token)).count();
        if whole || content_words < self.min_content_words {
            report.push(content, Finding::with("text", draft.slice(content)));
        }
    }
}

impl Vague {
    fn has_content(&self, draft: &Draft, token: &Token) -> bool {
        token.kind != TokenKind::Word || !self.content_free.contains(&fold(draft.slice(token.span)))
    }
}

struct Priority;

pub(super) fn build_priority(_: &Settings<'_>) -> Box<dyn Check> {
    Box::new(Priority)
}

impl Check for Priority {
    /// The rule's phrases are the markers.
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        let Some(content) = content(draft) else { return };
        let text = draft.slice(content);
        let bangs = text.bytes().filter(|&byte| byte == b'!').count();
        let starts_with_bang = text.starts_with('!');
        let marks: Vec<_> = context.hits.iter().filter(|hit| is_marker(draft, hit.span, content)).collect();
        let fault = match marks[..] {
            [] => bangs > 1 && (starts_with_bang || context.hits.len() > 1),
            [only] => only.span.start() != content.start() || bangs > 1,
            _ => true,
        };
        if fault {
            let marker = marks.first().map_or(text, |hit| draft.slice(hit.span));
            report.push(content, Finding::with("text", marker));
        }
    }
}

/// Whether a marker marks, rather than being a word of the subject's sentence: it stands first, is set off by a colon
/// or an exclamation mark, or is written in capitals.
fn is_marker(draft: &Draft, span: Span<Text>, content: Span<Text>) -> bool {
    let written = draft.slice(span);
    let capitals = !written.chars().any(char::is_lowercase);
    let behind = draft.text()[span.end()..content.end()].trim_start();
    capitals || behind.starts_with([':', '!'])
}
