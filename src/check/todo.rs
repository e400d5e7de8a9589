//! Marks that a writer leaves for later: TODO, FIXME, XXX, a price of `???`.

use crate::{
    draft::{Block, Draft, Sentence},
    rule::{Check, Context, Finding, Report, Settings},
    text::{ByteSet, Span, Text, Token, TokenKind, has_run},
};

struct Todo {
    markers: Vec<String>,
    /// Whether all of them are in capitals, as few sentences hold two capitals in a row.
    in_capitals: bool,
}

pub(super) fn build(settings: &Settings<'_>) -> Box<dyn Check> {
    let markers = settings.list("markers");
    let in_capitals = markers.iter().all(|marker| marker.bytes().all(|byte| byte.is_ascii_uppercase()));
    Box::new(Todo { markers, in_capitals })
}

impl Check for Todo {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        let is_sign =
            |one: u8, two: u8| (one.is_ascii_uppercase() & two.is_ascii_uppercase()) | ((one == b'?') & (two == b'?'));
        if self.in_capitals && !has_run(draft.text().as_bytes(), |[one, two]| is_sign(one, two)) {
            return;
        }
        for (_, sentence) in context.sentences() {
            // Markers are written in capitals, a gap as `???`.
            let written = draft.slice(sentence.span);
            let may_hold = !self.in_capitals || has_capitals_or_marks(written.as_bytes());
            if sentence.block == Block::Code || !may_hold {
                continue;
            }
            let tokens = draft.tokens_of(sentence);
            for (at, token) in tokens.iter().enumerate() {
                let text = draft.slice(token.span);
                let found = match token.kind {
                    TokenKind::Word => self.is_marker(text) && !is_code(draft, tokens, at),
                    TokenKind::Punctuation => text == "?" && is_gap(draft, sentence, tokens, at),
                    _ => false,
                };
                if found {
                    let span =
                        if text == "?" { Span::new(token.span.start(), token.span.end() + 2) } else { token.span };
                    report.push(span, Finding::with("text", draft.slice(span)));
                }
            }
        }
    }
}

/// Whether two capitals or two question marks stand side by side.
fn has_capitals_or_marks(bytes: &[u8]) -> bool {
    CAPITALS_AND_MARKS.find_all(bytes).any(|at| {
        let next = bytes.get(at + 1).copied().unwrap_or(b' ');
        if bytes[at] == b'?' { next == b'?' } else { next.is_ascii_uppercase() }
    })
}

static CAPITALS_AND_MARKS: ByteSet = ByteSet::of(b"?").with(b'A', b'Z');

impl Todo {
    /// Whether a word is a marker, as it is written, or a row of three capital X and more.
    fn is_marker(&self, word: &str) -> bool {
        let row = word.len() >= 3 && word.bytes().all(|byte| byte == b'X');
        let listed = self.markers.iter().any(|marker| marker == word);
        (row && self.markers.iter().any(|marker| marker == "XXX")) || listed
    }
}

/// Whether a word is part of a number or code that is masked: `XXX-12`, `4111 XXXX`, `XXX/2`.
fn is_code(draft: &Draft, tokens: &[Token], at: usize) -> bool {
    let beside = |other: Option<&Token>| {
        other.is_some_and(|other| {
            let text = draft.slice(other.span);
            let row = text.len() >= 2 && text.bytes().all(|byte| matches!(byte, b'X' | b'x'));
            let touches = other.span.end() == tokens[at].span.start() || other.span.start() == tokens[at].span.end();
            row || other.kind == TokenKind::Number
                || (touches && matches!(text, "-" | "/" | "_" | "." | "*" | "#" | "@" | "\\"))
                    && !ends_sentence(tokens, other)
        })
    };
    let digits = draft.slice(tokens[at].span).bytes().all(|byte| byte == b'X');
    digits && (beside(tokens.get(at + 1)) || beside(at.checked_sub(1).and_then(|before| tokens.get(before))))
}

/// Whether a sign is the last of the sentence, such as its full stop.
fn ends_sentence(tokens: &[Token], token: &Token) -> bool {
    tokens.last().is_some_and(|last| last.span == token.span)
}

/// Whether three question marks stand for something that is not known yet: behind a colon, an equals sign or a bracket.
fn is_gap(draft: &Draft, sentence: &Sentence, tokens: &[Token], at: usize) -> bool {
    let rest: &str = draft.slice(Span::<Text>::new(tokens[at].span.start(), sentence.span.end()));
    let before = at.checked_sub(1).map_or("", |before| draft.slice(tokens[before].span));
    rest.starts_with("???") && matches!(before, ":" | "=" | "(" | "[")
}
