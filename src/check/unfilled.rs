//! What was to be filled in and was not: placeholders in a mail that is about to be sent, fields in brackets, a greeting
//! without its name.

use super::phrases::finding;
use crate::{
    draft::{Block, Draft, SectionKind, Sentence},
    rule::{Check, Context, Finding, Report, Role, Settings},
    text::{Span, Text, Token, TokenKind},
};

struct Unfilled {
    /// What stands in brackets and capitals and is meant so, folded.
    allowed: Vec<String>,
}

pub(super) fn build(settings: &Settings<'_>) -> Box<dyn Check> {
    let allowed = settings.list("bracketed").iter().map(|word| word.to_lowercase()).collect();
    Box::new(Unfilled { allowed })
}

/// How placeholders begin that no address holds for another reason.
const OPENERS: [&str; 8] = ["{{", "{%", "[%", "<%", "*|", "%{", "#{", "${"];
/// The most words between brackets that are looked at.
const MOST_WORDS: usize = 6;

impl Check for Unfilled {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        if draft.is_template {
            return;
        }
        let mut found: Vec<(Span<Text>, Finding)> = Vec::new();
        for (_, sentence) in context.sentences().filter(|(_, sentence)| sentence.block != Block::Code) {
            let written = draft.slice(sentence.span).as_bytes();
            let may_hold = sentence.section == SectionKind::Greeting
                || !draft.decoded.template.marks.placeholders.is_empty()
                || memchr::memchr2(b'[', b'_', written).is_some();
            if !may_hold {
                continue;
            }
            let tokens = draft.tokens_of(sentence);
            for (at, token) in tokens.iter().enumerate() {
                let span = match token.kind {
                    TokenKind::Placeholder => Some(token.span),
                    TokenKind::Punctuation => match draft.slice(token.span) {
                        "[" => self.in_brackets(draft, sentence, tokens, at),
                        "_" => blank(draft, sentence, tokens, at),
                        "," if sentence.section == SectionKind::Greeting => nameless(draft, tokens, at),
                        _ => None,
                    },
                    _ => None,
                };
                found.extend(span.map(|span| (span, Finding::with("text", draft.slice(span)))));
            }
        }
        // `[INSERT DATE]` is an instruction, and template-residue says so.
        let instructions = context.hits.iter().filter(|hit| hit.entry.role == Role::Evidence);
        let instructions: Vec<Span<Text>> = instructions.map(|hit| hit.span).collect();
        found.retain(|(span, _)| !overlaps_any(&instructions, *span));
        let told: Vec<Span<Text>> = found.iter().map(|(span, _)| *span).collect();
        let gaps = context.hits.iter().filter(|hit| hit.entry.role == Role::Fault);
        for hit in gaps.filter(|hit| draft.sentences[hit.sentence].block != Block::Code) {
            if !overlaps_any(&told, hit.span) {
                found.push((hit.span, finding(draft, hit)));
            }
        }
        for aside in &draft.decoded.template.asides {
            let in_scope = draft.section_at(aside.at).is_none_or(|kind| context.scope.contains(&kind));
            // Signs with one letter in front are part of many an address.
            if in_scope && OPENERS.iter().any(|opening| aside.text.starts_with(opening)) {
                let at = Span::new(aside.at, aside.at);
                report.push_at(at, aside.source, Finding::with("text", aside.text.clone()));
            }
        }
        found.sort_by_key(|(span, _)| *span);
        for (span, mut finding) in found {
            if draft.is_quoted(span) {
                continue;
            }
            let written = draft.slice(span);
            finding.variant = (written.starts_with([',', ' '])).then_some("name");
            report.push(span, finding);
        }
    }
}

/// Whether a span overlaps one of those, which are in the order of the text and hardly overlap each other.
fn overlaps_any(spans: &[Span<Text>], span: Span<Text>) -> bool {
    let behind = spans.partition_point(|one| one.start() < span.end());
    spans[..behind].iter().rev().take(32).any(|one| one.overlaps(span))
}

impl Unfilled {
    /// The field in capitals between brackets that begins with the token at `at`: `[ORDER NO]`.
    fn in_brackets(&self, draft: &Draft, sentence: &Sentence, tokens: &[Token], at: usize) -> Option<Span<Text>> {
        let close = tokens[at + 1..].iter().take(MOST_WORDS + 1).position(|token| draft.slice(token.span) == "]")?;
        let inner = &tokens[at + 1..at + 1 + close];
        let (first, last) = (inner.first()?, inner.last()?);
        let written = draft.slice(first.span.cover(last.span));
        let capitals = written.chars().filter(|c| c.is_uppercase()).count() > 1;
        let only = written.chars().all(|c| c.is_uppercase() || matches!(c, ' ' | '_' | '-' | '/' | '.'));
        let allowed = self.allowed.contains(&written.to_lowercase());
        // `[text](address)` is a link; what stands in front of a subject is a mark of a list or a help desk.
        let after = tokens.get(at + close + 2).map(|token| draft.slice(token.span));
        let in_front = sentence.section == SectionKind::Subject
            && draft.subject.as_ref().is_some_and(|subject| tokens[at].span.start() < subject.content.start());
        (capitals && only && !allowed && after != Some("(") && !in_front)
            .then(|| tokens[at].span.cover(tokens[at + 1 + close].span))
    }
}

/// A line to be written on that begins with the token at `at`: four underlines and more within a line.
fn blank(draft: &Draft, sentence: &Sentence, tokens: &[Token], at: usize) -> Option<Span<Text>> {
    let is_line = |token: &Token| draft.slice(token.span) == "_";
    if at > 0 && is_line(&tokens[at - 1]) {
        return None;
    }
    let length = tokens[at..].iter().take_while(|token| is_line(token)).count();
    let span = tokens[at].span.cover(tokens[at + length - 1].span);
    // A line of nothing else is a rule between two parts, and a signature's place in a form; so is one that touches the
    // word before it (`Regards, Jaime____`).
    let has_word = tokens.iter().any(|token| token.kind == TokenKind::Word);
    let touches = at > 0 && tokens[at - 1].kind == TokenKind::Word && tokens[at - 1].span.end() == span.start();
    (length >= 4 && sentence.words > 0 && has_word && !touches).then_some(span)
}

/// The place of a name that is missing before the comma at `at` of a greeting: `Hi ,`, `Dear ,,`.
fn nameless(draft: &Draft, tokens: &[Token], at: usize) -> Option<Span<Text>> {
    let before = tokens.get(at.checked_sub(1)?)?;
    let gap = Span::new(before.span.end(), tokens[at].span.start());
    let spaces = draft.slice(gap);
    let is_gap = !spaces.is_empty() && spaces.chars().all(|c| c == ' ' || c == '\u{A0}');
    if before.kind == TokenKind::Word && is_gap && at == 1 {
        return Some(gap.cover(tokens[at].span));
    }
    let doubled = draft.slice(before.span) == "," && gap.is_empty();
    doubled.then(|| before.span.cover(tokens[at].span))
}
