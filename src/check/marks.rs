//! Exclamation marks, runs of marks, and dots that trail off.

use crate::{
    diagnostic::{Fix, Safety, TextEdit},
    draft::{Block, Draft},
    rule::{Check, Context, Finding, Report, Settings},
    text::{Span, Text, Token, TokenKind, has_run},
};

/// A run of marks that touch each other.
struct Run {
    span: Span<Text>,
    /// The index of the token behind it.
    behind: usize,
    /// Whether it touches what stands before it, and that is no bracket of markup (`<!--`).
    attached: bool,
    /// Whether it touches a word.
    behind_word: bool,
}

/// The runs of the given marks in a sentence.
fn runs(draft: &Draft, tokens: &[Token], is_mark: fn(&str) -> bool) -> Vec<Run> {
    let mut found: Vec<Run> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        if token.kind != TokenKind::Punctuation || !is_mark(draft.slice(token.span)) {
            continue;
        }
        match found.last_mut() {
            Some(run) if run.behind == at && run.span.end() == token.span.start() => {
                run.span = run.span.cover(token.span);
                run.behind = at + 1;
            }
            _ => {
                let before = at.checked_sub(1).map(|before| &tokens[before]);
                let before = before.filter(|before| before.span.end() == token.span.start());
                let attached = before.is_some_and(|before| !matches!(draft.slice(before.span), "<" | "{" | "[" | "("));
                let behind_word = before.is_some_and(|before| before.kind == TokenKind::Word);
                found.push(Run { span: token.span, behind: at + 1, attached, behind_word });
            }
        }
    }
    found
}

/// The places that are not in quotation marks.
fn own(draft: &Draft, mut places: Vec<Span<Text>>) -> Vec<Span<Text>> {
    places.retain(|&place| !draft.is_quoted(place));
    places
}

struct Exclamation {
    max: usize,
}

pub(super) fn build_exclamation(settings: &Settings<'_>) -> Box<dyn Check> {
    Box::new(Exclamation { max: settings.number("max-exclamations") })
}

impl Check for Exclamation {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        if !draft.holds(b'!') {
            return;
        }
        let mut places = Vec::new();
        for (_, sentence) in context.sentences() {
            for run in runs(draft, draft.tokens_of(sentence), |mark| mark == "!") {
                if run.attached && sentence.block != Block::Code {
                    places.push(run.span);
                }
            }
        }
        let places = own(draft, places);
        if let Some(&place) = places.get(self.max) {
            let fill = vec![("count", places.len().to_string()), ("max", self.max.to_string())];
            report.push(place, Finding { fill, ..Finding::default() });
        }
    }
}

struct Ellipsis {
    max: usize,
}

pub(super) fn build_ellipsis(settings: &Settings<'_>) -> Box<dyn Check> {
    Box::new(Ellipsis { max: settings.number("max-ellipsis") })
}

impl Check for Ellipsis {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        // `…` begins with 0xE2.
        if !draft.holds(0xE2) && !has_run(draft.text().as_bytes(), |[one, two]| (one == b'.') & (two == b'.')) {
            return;
        }
        let mut places = Vec::new();
        for (_, sentence) in context.sentences() {
            let tokens = draft.tokens_of(sentence);
            for run in runs(draft, tokens, |mark| matches!(mark, "." | "…")) {
                let text = draft.slice(run.span);
                // Dots behind a menu's name (`More… →`) and a row of dots that leads to a number are no hesitation.
                let next = draft.text()[run.span.end()..].trim_start_matches(' ');
                let dots = text == "…" || matches!(text.len(), 3 | 4);
                let menu = next.starts_with(['→', '>', '»', ')', ']', '”', '“', '"', '/', '\\']);
                let report = is_last_word(next);
                if dots && run.behind_word && !menu && !report && !matches!(sentence.block, Block::Label | Block::Code)
                {
                    places.push(run.span);
                }
            }
        }
        let places = own(draft, places);
        if let Some(&place) = places.get(self.max) {
            let fill = vec![("count", places.len().to_string()), ("max", self.max.to_string())];
            report.push(place, Finding { fill, ..Finding::default() });
        }
    }
}

/// Whether one word is all that follows in the line: `Reading packages... Done`, where a program reports or two columns meet.
fn is_last_word(rest: &str) -> bool {
    // A longer one is no word, and a line may have no end.
    const WORD_MAX: usize = 64;
    let near = &rest[..rest.floor_char_boundary(WORD_MAX)];
    let Some(end) = near.find(char::is_whitespace).or((near.len() == rest.len()).then_some(near.len())) else {
        return false;
    };
    let behind = &rest[end..];
    let spaces = behind.chars().take(WORD_MAX).take_while(|&space| space != '\n' && space.is_whitespace());
    let behind = &behind[spaces.map(char::len_utf8).sum::<usize>()..];
    end > 0 && (behind.is_empty() || behind.starts_with('\n'))
}

struct Repeated;

pub(super) fn build_repeated(_: &Settings<'_>) -> Box<dyn Check> {
    Box::new(Repeated)
}

impl Check for Repeated {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        let is_mark = |byte| (byte == b'!') | (byte == b'?') | (byte == b'.') | (byte == b',');
        if !has_run(draft.text().as_bytes(), |[one, two]| is_mark(one) & is_mark(two)) {
            return;
        }
        for (_, sentence) in context.sentences().filter(|(_, sentence)| sentence.block != Block::Code) {
            let tokens = draft.tokens_of(sentence);
            for run in runs(draft, tokens, |mark| matches!(mark, "!" | "?" | "." | ",")) {
                if run.span.len() < 2 || !run.attached {
                    continue;
                }
                let behind = draft.text()[run.span.end()..].chars().next();
                let goes_on = behind.is_some_and(|next| !next.is_whitespace());
                // Rows of question marks are what is left of bullets and letters that were lost on the way.
                let text = draft.slice(run.span);
                let lost = text.bytes().all(|byte| byte == b'?') && (text.len() > 4 || !run.behind_word);
                if let Some(single) = single(text)
                    && !goes_on
                    && !lost
                    && (text != ".." || run.behind_word)
                    && !draft.is_quoted(run.span)
                {
                    push(draft, &run, single, report);
                }
            }
        }
    }
}

/// What one mark would do instead of a run; `None` where the run is in order, such as three dots.
fn single(run: &str) -> Option<&'static str> {
    let all = |mark: char| run.chars().all(|one| one == mark);
    match run {
        // Three dots trail off, four are those and a full stop, `?..` and `!..` are old custom.
        ".." => Some("."),
        ",," => Some(","),
        _ if all('!') => Some("!"),
        _ if run.chars().all(|one| matches!(one, '!' | '?')) => Some("?"),
        _ => None,
    }
}

fn push(draft: &Draft, run: &Run, single: &str, report: &mut Report<'_>) {
    let text = draft.slice(run.span);
    // Two dots in the middle of a sentence may have been meant as three.
    let behind = draft.text()[run.span.end()..].trim_start();
    let safe = text != ".." || !behind.starts_with(char::is_lowercase);
    let replacement = if safe { single } else { "…" };
    let fix = Fix {
        title: format!("“{replacement}”"),
        safety: if safe { Safety::Safe } else { Safety::Suggestion },
        edits: vec![TextEdit { span: run.span, replacement: replacement.to_owned() }],
    };
    let fill = vec![("text", text.to_owned()), ("instead", replacement.to_owned())];
    report.push(run.span, Finding { fill, fixes: vec![fix], ..Finding::default() });
}
