//! Words in capitals that shout.
//!
//! Capitals are mostly abbreviations, codes, names and labels. One word alone shouts only if it is an everyday word of
//! the language; several in a row shout unless they are a heading or a label. Where that cannot be told, hilsen is
//! silent.

use rustc_hash::FxHashSet;

use crate::{
    diagnostic::{Fix, Safety, TextEdit},
    draft::{Block, Draft, Language, SectionKind, Sentence},
    phrase::fold,
    rule::{Check, Context, Finding, Report, Settings},
    text::{ByteSet, Token, TokenKind, in_one_line, looks},
};

struct AllCaps {
    min_letters: usize,
    /// What may stand in capitals, as written.
    acronyms: FxHashSet<String>,
    /// Everyday words of the language, folded.
    everyday: FxHashSet<String>,
}

pub(super) fn build(settings: &Settings<'_>) -> Box<dyn Check> {
    let acronyms = settings.list("acronyms").into_iter().chain(settings.list("allow"));
    let everyday = settings.list("everyday").iter().flat_map(|words| words.split_whitespace()).map(fold).collect();
    Box::new(AllCaps { min_letters: settings.number("min-letters"), acronyms: acronyms.collect(), everyday })
}

impl Check for AllCaps {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        for (index, sentence) in context.sentences() {
            let written = draft.slice(sentence.span).as_bytes();
            let may_hold = looks::are_off() || self.may_hold_capitals(written);
            if sentence.block == Block::Code || !may_hold || is_label(draft, sentence) {
                continue;
            }
            let tokens = draft.tokens_of(sentence);
            for run in self.runs(draft, tokens) {
                let words = &tokens[run.clone()];
                let whole = run.start == 0 && words.len() + 1 >= tokens.len();
                // `NB:`, `VIKTIG:` in front of a sentence.
                let is_mark = run.start == 0
                    && words.len() == 1
                    && tokens.get(1).is_some_and(|next| draft.slice(next.span) == ":");
                if is_mark {
                    continue;
                }
                let place = words[0].span.cover(words[words.len() - 1].span);
                if self.shouts(draft, words, whole && is_heading(draft, index)) && !draft.is_quoted(place) {
                    push(draft, words, run.start == 0, report);
                }
            }
        }
    }
}

/// Where a word in capitals may begin: capitals of ASCII and what is beyond it.
static BEGINNINGS: ByteSet = ByteSet::of(&[]).with(b'A', b'Z').with(0xC3, 0xFF);

impl AllCaps {
    /// Whether a capital stands in a sentence without a small letter of ASCII behind it. Nearly all sentences are told by
    /// that to have no word in capitals.
    fn may_hold_capitals(&self, sentence: &[u8]) -> bool {
        BEGINNINGS.find_all(sentence).any(|at| match sentence[at..] {
            // Small letters, and punctuation.
            [0xC3, 0xA0..=0xBF, ..] | [0xE2, 0x80, ..] => false,
            // `I have`, `I'm`: one letter before a word in small letters is too little.
            [b'A'..=b'Z', b' ' | b'\'', next, ..] => self.min_letters < 2 || !next.is_ascii_lowercase(),
            [b'A'..=b'Z', next, ..] => !next.is_ascii_lowercase(),
            _ => true,
        })
    }

    /// The stretches of capitals in a sentence: from the first word to the last, acronyms and numbers in between
    /// included, at least one word that is no acronym.
    fn runs(&self, draft: &Draft, tokens: &[Token]) -> Vec<std::ops::Range<usize>> {
        let mut runs: Vec<std::ops::Range<usize>> = Vec::new();
        let mut open: Option<std::ops::Range<usize>> = None;
        let mut bracket = 0_i32;
        for (at, token) in tokens.iter().enumerate() {
            let text = draft.slice(token.span);
            // Nearly all words show by their first two letters that they are none in capitals.
            let small = token.kind == TokenKind::Word && text.bytes().take(2).any(|byte| byte.is_ascii_lowercase());
            if small && open.is_none() {
                continue;
            }
            bracket += match text {
                "[" | "<" | "{" => 1,
                "]" | ">" | "}" => -1,
                _ => 0,
            };
            // `[NAVN]` is for somebody to fill in.
            if bracket > 0 {
                runs.extend(open.take());
                continue;
            }
            let capitals = token.kind == TokenKind::Word && is_capitals(text);
            let plain = capitals && !self.is_acronym(text) && !is_code(draft, tokens, at);
            let goes_on = capitals
                || token.kind == TokenKind::Number
                || (token.kind == TokenKind::Punctuation && matches!(text, "," | "’" | "'" | "–" | "—" | "-"));
            match (&mut open, plain) {
                (Some(run), true) => run.end = at + 1,
                (None, true) => open = Some(at..at + 1),
                (Some(_), false) if goes_on => {}
                _ => runs.extend(open.take()),
            }
        }
        runs.extend(open);
        runs
    }

    /// Whether a stretch of capitals is shouting.
    fn shouts(&self, draft: &Draft, tokens: &[Token], heading: bool) -> bool {
        let words: Vec<&str> = tokens
            .iter()
            .filter(|token| token.kind == TokenKind::Word)
            .map(|token| draft.slice(token.span))
            .filter(|word| !self.is_acronym(word))
            .collect();
        let everyday = words.iter().filter(|word| self.everyday.contains(&fold(word))).count();
        let long = words.iter().filter(|word| word.chars().count() >= self.min_letters).count();
        match words.len() {
            0 => false,
            // One everyday word of some length: `IKKE`, `VERY`.
            1 => everyday == 1 && long == 1 && !heading,
            // A heading in capitals is a layout; one that talks to the reader is not.
            _ if heading => everyday * 2 > words.len() && words.len() > 3,
            2 => everyday == 2 || (everyday == 1 && long >= 1),
            _ => everyday >= 2 || (everyday == 1 && long >= 2),
        }
    }

    /// Whether a word, or each part of a hyphenated one, is a known abbreviation; `PDF-EN` and `FAQS` are, too.
    fn is_acronym(&self, word: &str) -> bool {
        let known = |part: &str| {
            self.acronyms.contains(part)
                || part.strip_suffix('S').is_some_and(|one| one.len() > 1 && self.acronyms.contains(one))
        };
        known(word) || (word.contains('-') && word.split('-').all(|part| known(part) || part.chars().count() < 3))
    }
}

/// Whether a word is letters only, all of them capitals, and more than one.
fn is_capitals(word: &str) -> bool {
    let mut letters = 0;
    for character in word.chars() {
        if character.is_lowercase() || character.is_numeric() {
            return false;
        }
        letters += usize::from(character.is_uppercase());
    }
    letters > 1 || (letters == 1 && word.chars().count() == 1)
}

/// Whether a word is part of a code (`RBK- 12`, `ORDER_ID`, `AB/CD`, `#XYZ`) or follows the word code (`koden TAKK`).
fn is_code(draft: &Draft, tokens: &[Token], at: usize) -> bool {
    const SIGNS: &str = "_/\\#@&+=-^~$";
    let here = tokens[at].span;
    let before = at.checked_sub(1).and_then(|before| tokens.get(before));
    let glued = |other: Option<&Token>, touches: bool| {
        touches && other.is_some_and(|other| SIGNS.contains(draft.slice(other.span)))
    };
    let behind = tokens.get(at + 1);
    let named = before.is_some_and(|word| {
        let word = fold(draft.slice(word.span));
        ["code", "kode", "koden", "kod", "koda"].iter().any(|ending| word.ends_with(ending))
    });
    named
        || glued(before, before.is_some_and(|other| other.span.end() == here.start()))
        || glued(behind, behind.is_some_and(|other| other.span.start() == here.end()))
}

/// Whether a line is a label with its value, or a word such as `NB:` or `OBS!` that draws attention by custom.
fn is_label(draft: &Draft, sentence: &Sentence) -> bool {
    let in_message = sentence.section == SectionKind::Message;
    (in_message && sentence.block == Block::Label) || draft.slice(sentence.span).ends_with(':')
}

/// Whether a sentence is a line of its own above further text.
fn is_heading(draft: &Draft, index: usize) -> bool {
    let sentence = &draft.sentences[index];
    let followed = draft.sentences[index + 1..].iter().any(|later| later.section == sentence.section);
    let text = draft.slice(sentence.span);
    sentence.block == Block::Heading && followed && !text.ends_with(['!', '.', '?'])
}

fn push(draft: &Draft, tokens: &[Token], starts_sentence: bool, report: &mut Report<'_>) {
    let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return };
    let span = first.span.cover(last.span);
    let text = in_one_line(draft.slice(span));
    // One edit for the whole stretch: in an encoded subject its words share bytes.
    let english = draft.language == Some(Language::En);
    let mut replacement = String::new();
    let mut at = span.start();
    for (index, token) in tokens.iter().enumerate() {
        replacement.push_str(&draft.text()[at..token.span.start()]);
        replacement.push_str(&lowered(draft.slice(token.span), index == 0 && starts_sentence, english));
        at = token.span.end();
    }
    // A name or an abbreviation among the words would lose its capital, so only a single word is changed unasked.
    let safety = if tokens.len() == 1 { Safety::Safe } else { Safety::Suggestion };
    let title = format!("“{}”", in_one_line(&replacement));
    let fix = Fix { title, safety, edits: vec![TextEdit { span, replacement }] };
    report.push(span, Finding { fixes: vec![fix], ..Finding::with("text", text) });
}

/// A word in small letters, with a capital where a sentence begins or it is the English `I`.
fn lowered(word: &str, capital: bool, english: bool) -> String {
    let lower = word.to_lowercase();
    let mut characters = lower.chars();
    match characters.next() {
        Some(first) if capital || (english && lower == "i") => first.to_uppercase().chain(characters).collect(),
        _ => lower,
    }
}
