//! Sentences: which lines belong together, and where one sentence ends and the next begins.
//!
//! Mail is hard-wrapped, so a line end is no sentence end; but addresses, labels, lists and tables stand on lines of
//! their own and must not be joined. A line is joined with the next only where the next one's first word would not have
//! fitted on it: that is what wrapping means.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::{Language, Section, SectionKind, Subject};
use crate::{
    phrase::fold_into,
    text::{Marks, Span, Text, Token, TokenKind, tokenize_into},
};

/// What a sentence stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Block {
    /// Running text.
    Prose,
    /// An item of a list, without its bullet or number.
    ListItem,
    /// A line that is no sentence: `Order: 48213`, a row of a table.
    Label,
    /// A short line of its own without a full stop.
    Heading,
    /// Lines between code fences.
    Code,
}

/// A sentence, or a line that stands for one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// The kind of the section it stands in.
    pub section: SectionKind,
    /// The index of that section among the draft's.
    pub section_index: usize,
    /// The number of the paragraph within the draft.
    pub paragraph: usize,
    /// Its tokens, an index range into the draft's.
    pub tokens: Range<usize>,
    /// Its place, from the first token to the last.
    pub span: Span<Text>,
    /// How many words a reader would count: addresses, numbers and placeholders are one each.
    pub words: usize,
    /// What it stands in.
    pub block: Block,
}

/// The abbreviations of a language, folded, without their last full stop.
#[derive(Debug, Default)]
pub struct Abbreviations {
    /// Those that never end a sentence by their own full stop.
    pub always: FxHashSet<Box<str>>,
    /// Those that are abbreviations only before a number: `no. 5`.
    pub before_number: FxHashSet<Box<str>>,
}

/// Wrapped text is at least this wide; narrower paragraphs are addresses and the like. Counted in characters.
const WRAP_MIN: usize = 45;
/// Wider lines were not wrapped by hand or by a mail program (RFC 5322 asks for 78).
const WRAP_MAX: usize = 110;

/// What the authored sections were cut into.
pub(super) struct Segmented {
    pub(super) tokens: Vec<Token>,
    pub(super) sentences: Vec<Sentence>,
}

/// A text as it is written.
#[derive(Clone, Copy)]
pub(super) struct Written<'t> {
    pub(super) text: &'t str,
    /// What a template left in it.
    pub(super) marks: &'t Marks,
    /// Whether a sentence may go on in the next line.
    pub(super) may_wrap: bool,
}

/// Cuts the authored sections into tokens and sentences.
pub(super) fn segment(
    written: Written<'_>,
    sections: &[Section],
    subject: Option<&Subject>,
    language: Option<Language>,
    abbreviations: &Abbreviations,
) -> Segmented {
    let Written { text, marks, may_wrap } = written;
    let written = sections.iter().filter(|section| !matches!(section.kind, SectionKind::Header | SectionKind::Quoted));
    let length: usize = written.map(|section| section.end - section.start).sum();
    let mut segmenter = Segmenter {
        text,
        marks,
        language,
        abbreviations,
        may_wrap,
        section: SectionKind::Message,
        section_index: 0,
        paragraph: 0,
        tokens: Vec::with_capacity(length / 6),
        sentences: Vec::with_capacity(length / 100),
        folded: String::new(),
    };
    for (index, section) in sections.iter().enumerate() {
        segmenter.section = section.kind;
        segmenter.section_index = index;
        segmenter.paragraph += 1;
        let span = Span::new(section.start, section.end);
        match section.kind {
            SectionKind::Header | SectionKind::Quoted => {}
            SectionKind::Subject => {
                let value =
                    subject.filter(|subject| span.contains(subject.value)).map_or(span, |subject| subject.value);
                segmenter.block(Block::Heading, &[value]);
            }
            SectionKind::Message => segmenter.message(span),
            SectionKind::Greeting | SectionKind::Farewell | SectionKind::Signature => {
                for line in lines(text, span) {
                    segmenter.block(Block::Label, &[line]);
                }
            }
        }
    }
    let Segmenter { tokens, sentences, .. } = segmenter;
    Segmented { tokens, sentences }
}

/// The lines of a span, without their ends and outer white space; blank ones are empty spans.
fn lines(text: &str, span: Span<Text>) -> impl Iterator<Item = Span<Text>> {
    let mut at = span.start();
    let end = span.end();
    std::iter::from_fn(move || {
        let rest = text.get(at..end).filter(|rest| !rest.is_empty())?;
        let start = at;
        let length = line_len(rest.as_bytes());
        at += length;
        let line = &rest[..length];
        let lead = length - line.trim_start().len();
        let end = start + line.trim_end().len();
        Some(Span::new((start + lead).min(end), end))
    })
}

/// The length of the line that `bytes` begins with, its end included: LF, CR or U+2028.
fn line_len(bytes: &[u8]) -> usize {
    for at in memchr::memchr3_iter(b'\n', b'\r', 0xE2, bytes) {
        if bytes[at].is_ascii() {
            return at + 1;
        }
        if bytes[at..].starts_with("\u{2028}".as_bytes()) {
            return at + 3;
        }
    }
    bytes.len()
}

struct Segmenter<'t> {
    text: &'t str,
    marks: &'t Marks,
    language: Option<Language>,
    abbreviations: &'t Abbreviations,
    may_wrap: bool,
    section: SectionKind,
    section_index: usize,
    paragraph: usize,
    tokens: Vec<Token>,
    sentences: Vec<Sentence>,
    folded: String,
}

/// A line of the message and what can be seen of it alone.
struct Line {
    span: Span<Text>,
    /// In characters.
    width: usize,
    block: Block,
}

impl Segmenter<'_> {
    /// Cuts a message into paragraphs, these into blocks, and these into sentences.
    fn message(&mut self, span: Span<Text>) {
        let mut paragraph: Vec<Line> = Vec::new();
        let mut fenced = false;
        for line in lines(self.text, span) {
            let slice = &self.text[line.range()];
            if slice.starts_with("```") || slice.starts_with("~~~") {
                fenced = !fenced;
                self.paragraph_of(&mut paragraph);
                continue;
            }
            let tags = !fenced && self.is_note(line);
            if slice.is_empty() || is_ruler(slice) || tags {
                self.paragraph_of(&mut paragraph);
                continue;
            }
            let block = if fenced { Block::Code } else { classify(slice) };
            paragraph.push(Line { span: line, width: slice.chars().count(), block });
        }
        self.paragraph_of(&mut paragraph);
    }

    /// Whether a line is a note to hilsen.
    fn is_note(&self, line: Span<Text>) -> bool {
        self.marks.notes.iter().any(|note| note.start() == line.start() && line.end() <= note.end())
    }

    /// Joins the lines of a paragraph where they were wrapped, and cuts the pieces into sentences.
    fn paragraph_of(&mut self, paragraph: &mut Vec<Line>) {
        self.paragraph += 1;
        let width = paragraph.iter().filter(|line| line.block != Block::Code).map(|line| line.width).max().unwrap_or(0);
        let mut joined: Vec<Span<Text>> = Vec::new();
        let mut kind = Block::Prose;
        let mut previous: Option<&Line> = None;
        for line in paragraph.iter() {
            let goes_on = previous.is_some_and(|previous| self.joins(previous, line, width));
            if !goes_on && !joined.is_empty() {
                self.block(kind, &joined);
                joined.clear();
            }
            if joined.is_empty() {
                kind = line.block;
            }
            joined.push(line.span);
            previous = Some(line);
        }
        self.block(kind, &joined);
        paragraph.clear();
    }

    /// Whether `line` goes on where `previous` broke off.
    fn joins(&self, previous: &Line, line: &Line, width: usize) -> bool {
        let may = self.may_wrap
            && matches!(previous.block, Block::Prose | Block::ListItem | Block::Heading)
            && matches!(line.block, Block::Prose | Block::Heading);
        if !may {
            return false;
        }
        let before = &self.text[previous.span.range()];
        let after = &self.text[line.span.range()];
        let first_word = after.split_whitespace().next().map_or(0, |word| word.chars().count());
        let wrapped = (WRAP_MIN..=WRAP_MAX).contains(&width) && previous.width + 1 + first_word > width;
        let continues = after.starts_with(char::is_lowercase)
            && !before.ends_with(['.', '!', '?', ':'])
            && previous.width * 2 > width.min(WRAP_MAX);
        wrapped || continues
    }

    /// Cuts one block, given as the lines it consists of, into sentences.
    fn block(&mut self, block: Block, spans: &[Span<Text>]) {
        let first = self.tokens.len();
        for (index, &span) in spans.iter().enumerate() {
            let within = if index == 0 && block == Block::ListItem { behind_marker(self.text, span) } else { span };
            tokenize_into(self.text, within, self.marks, &mut self.tokens);
        }
        let behind = self.tokens.len();
        let whole = block == Block::Code;
        let mut start = first;
        let mut at = first;
        while at < behind {
            at += 1;
            if at == behind || (!whole && self.ends_sentence(at - 1, behind)) {
                while at < behind && self.closes(at) {
                    at += 1;
                }
                self.sentence(block, start..at);
                start = at;
            }
        }
    }

    fn sentence(&mut self, block: Block, tokens: Range<usize>) {
        let (Some(first), Some(last)) = (self.tokens.get(tokens.start), self.tokens.get(tokens.end.wrapping_sub(1)))
        else {
            return;
        };
        let span = first.span.cover(last.span);
        let words = self.words_in(tokens.clone());
        let (section, section_index, paragraph) = (self.section, self.section_index, self.paragraph);
        self.sentences.push(Sentence { section, section_index, paragraph, tokens, span, words, block });
    }

    /// How many words a reader counts: the groups of a telephone or account number are one.
    fn words_in(&self, tokens: Range<usize>) -> usize {
        let goes_on = |at: usize| {
            at > tokens.start
                && self.tokens[at].kind == TokenKind::Number
                && self.gap_before(at) <= 2
                && self.word(at - 1).ends_with(|c: char| c.is_ascii_digit())
        };
        // Of what is said or said instead, the reader gets one.
        let has_instead = !self.marks.alternatives.is_empty();
        let is_instead = |at: usize| has_instead && self.marks.alternative_at(self.tokens[at].span.start()).is_some();
        tokens.clone().filter(|&at| self.tokens[at].kind.counts_as_word() && !goes_on(at) && !is_instead(at)).count()
    }

    fn word(&self, token: usize) -> &str {
        &self.text[self.tokens[token].span.range()]
    }

    /// Whether a token closes what stands before it: a quotation mark or bracket right behind a full stop, or more
    /// full stops.
    fn closes(&self, token: usize) -> bool {
        let touches = self.tokens[token].span.start() == self.tokens[token - 1].span.end();
        self.tokens[token].kind == TokenKind::Punctuation
            && touches
            && matches!(self.word(token), "." | "!" | "?" | "…" | ")" | "”" | "»" | "\"" | "'" | "’")
    }

    /// Whether the sentence ends with the token at `at`; `behind` ends the block.
    fn ends_sentence(&mut self, at: usize, behind: usize) -> bool {
        if self.tokens[at].kind != TokenKind::Punctuation {
            return false;
        }
        let mut next = at + 1;
        match self.word(at) {
            "!" | "?" => {
                while next < behind && self.closes(next) {
                    next += 1;
                }
                // `Ready? yes` ends; `«Ready?» she asked` goes on.
                next >= behind || !self.starts_lower(next) || (next == at + 1 && self.gap_before(next) > 0)
            }
            "…" => next >= behind || !self.starts_lower(next),
            // A face between two sentences stands for the full stop: `Takk :) Vi sender …`.
            ")" | "(" if self.is_face(at) => next >= behind || self.word(next).starts_with(char::is_uppercase),
            sign if sign.starts_with(|c: char| c >= '\u{1f000}') => {
                next >= behind || self.word(next).starts_with(char::is_uppercase)
            }
            "." => {
                while next < behind && self.closes(next) {
                    next += 1;
                }
                next >= behind || self.full_stop_ends(at, next)
            }
            _ => false,
        }
    }

    /// Whether a bracket is the mouth of an emoticon: eyes, perhaps a nose, stand right before it.
    fn is_face(&self, mouth: usize) -> bool {
        let touching = |at: usize| {
            let before = at.checked_sub(1)?;
            (self.tokens[before].span.end() == self.tokens[at].span.start()).then_some(before)
        };
        let Some(mut eyes) = touching(mouth) else { return false };
        if self.word(eyes) == "-" {
            let Some(before) = touching(eyes) else { return false };
            eyes = before;
        }
        matches!(self.word(eyes), ":" | ";" | "=") && touching(eyes).is_none()
    }

    /// Whether a full stop at `at` ends a sentence before the token `next`.
    fn full_stop_ends(&mut self, at: usize, next: usize) -> bool {
        let Some(before) = at.checked_sub(1) else { return false };
        let attached = self.tokens[before].span.end() == self.tokens[at].span.start();
        let lower = self.starts_lower(next);
        if !attached {
            return !lower;
        }
        if self.word(next) == "." || self.gap_before(next) == 0 {
            // `…` written as dots, `igjen.Vi`, `acme.test/x`.
            return !lower && self.tokens[next].kind == TokenKind::Word;
        }
        match self.tokens[before].kind {
            TokenKind::Number => {
                // Ordinals: `3. mars`, in German also `3. März`.
                let short = self.word(before).len() <= 2;
                !(lower || (short && self.language == Some(Language::De)))
            }
            TokenKind::Word => !self.is_abbreviation(before, next) && self.word_may_end(before, lower),
            _ => true,
        }
    }

    /// Whether a word that is no known abbreviation may be the last of a sentence before something in lower or upper case.
    fn word_may_end(&self, word: usize, lower_follows: bool) -> bool {
        let letters = self.word(word).chars().count();
        let initial = letters == 1 && self.word(word).starts_with(char::is_uppercase);
        !initial && (!lower_follows || letters > 4)
    }

    fn is_abbreviation(&mut self, word: usize, next: usize) -> bool {
        // `f. eks.`: the pieces of a spaced abbreviation are single letters.
        let mut folded = std::mem::take(&mut self.folded);
        fold_into(self.word(word), &mut folded);
        let always = self.abbreviations.always.contains(folded.as_str());
        let numeric =
            self.tokens[next].kind == TokenKind::Number && self.abbreviations.before_number.contains(folded.as_str());
        self.folded = folded;
        always || numeric
    }

    fn starts_lower(&self, token: usize) -> bool {
        self.word(token).starts_with(char::is_lowercase)
    }

    /// The bytes between a token and the one before it.
    fn gap_before(&self, token: usize) -> usize {
        self.tokens[token].span.start().saturating_sub(self.tokens[token - 1].span.end())
    }
}

/// Whether a line is a rule: three or more of the same sign, perhaps with spaces.
fn is_ruler(slice: &str) -> bool {
    let mut signs = slice.chars().filter(|c| !c.is_whitespace());
    let Some(first) = signs.next() else { return false };
    matches!(first, '-' | '=' | '*' | '_' | '~' | '#' | '+' | '.')
        && signs.clone().count() >= 2
        && signs.all(|c| c == first)
}

/// What a line of the message is, seen alone.
fn classify(slice: &str) -> Block {
    if marker_len(slice).is_some() {
        return Block::ListItem;
    }
    if is_table_row(slice) || is_label(slice) {
        return Block::Label;
    }
    let closes = slice.ends_with(['.', '!', '?', ',', ';', ':', '…']);
    if !closes && slice.split_whitespace().nth(8).is_none() { Block::Heading } else { Block::Prose }
}

/// Whether a line is cut into columns by tabs, bars or runs of spaces.
fn is_table_row(slice: &str) -> bool {
    let bytes = slice.as_bytes();
    if let Some(at) = memchr::memchr2(b'\t', b'|', bytes) {
        let has_tab = memchr::memchr(b'\t', &bytes[at..]).is_some();
        let barred = slice.starts_with('|') && slice.ends_with('|');
        if has_tab || barred || slice.matches(" | ").count() > 1 {
            return true;
        }
    }
    // Three spaces cover one of the places that are looked at, and one beside it.
    let is_gap = |at: usize| bytes[at] == b' ' && (bytes[at - 1] == b' ' || bytes.get(at + 1) == Some(&b' '));
    (2..bytes.len()).step_by(3).any(is_gap) && slice.matches("   ").count() > 1
}

/// Whether a line is `Label: value`: a short label, a colon, and no sentence behind it.
fn is_label(slice: &str) -> bool {
    let Some((label, value)) = slice.split_once(':') else { return false };
    // A label is glued to its colon, and its value begins something new: `Svar ikke på dette: det er …` is a sentence.
    let set_off = value.is_empty() || value.starts_with(char::is_whitespace);
    let value = value.trim();
    if !set_off || label.ends_with(char::is_whitespace) || value.starts_with(char::is_lowercase) {
        return false;
    }
    let short = label.split_whitespace().count() <= 5 && label.chars().count() <= 40;
    let sentence = value.ends_with(['.', '!', '?']) && value.split_whitespace().count() > 3;
    short && !sentence && value.split_whitespace().count() <= 10 && !value.starts_with("//")
}

/// The length of a bullet or number and the white space behind it at the start of a line.
fn marker_len(slice: &str) -> Option<usize> {
    let bytes = slice.as_bytes();
    let digits = bytes.iter().take(4).take_while(|byte| byte.is_ascii_digit()).count();
    let sign = slice[digits..].chars().next()?;
    let length = match (digits, sign) {
        (0, '-' | '*' | '+' | '•' | '·' | '–' | '—' | '‣' | '▪' | '●' | '○' | '→' | '#' | '>') => {
            let same = slice.chars().take_while(|&c| c == sign).count();
            same * sign.len_utf8()
        }
        (0, letter) if letter.is_ascii_alphabetic() && bytes.get(1) == Some(&b')') => 2,
        (1..=3, '.' | ')' | ':') => digits + 1,
        _ => return None,
    };
    let behind = &slice[length..];
    let space = behind.len() - behind.trim_start().len();
    (space > 0 && space < behind.len()).then_some(length + space)
}

fn behind_marker(text: &str, span: Span<Text>) -> Span<Text> {
    let marker = marker_len(&text[span.range()]).unwrap_or(0);
    Span::new(span.start() + marker, span.end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(text: &str) -> Vec<String> {
        sentences_where(text, true)
    }

    fn sentences_where(text: &str, may_wrap: bool) -> Vec<String> {
        let sections = [Section { kind: SectionKind::Message, start: 0, end: text.len() }];
        let mut abbreviations = Abbreviations::default();
        for word in ["f.eks", "kl", "bl.a", "mvh", "f", "eks", "nr"] {
            abbreviations.always.insert(word.into());
        }
        abbreviations.before_number.insert("no".into());
        let written = Written { text, marks: &Marks::default(), may_wrap };
        let found = segment(written, &sections, None, Some(Language::Nb), &abbreviations);
        found.sentences.iter().map(|sentence| text[sentence.span.range()].replace('\n', "⏎")).collect()
    }

    #[test]
    fn hard_wrapped_lines_are_one_sentence() {
        let text = "Vi har mottatt e-posten din om pakken som ble sendt\ntil feil adresse, og vi undersøker nå sammen med\ntransportøren hva som har skjedd. Du hører fra oss.";
        assert_eq!(
            sentences(text),
            [
                "Vi har mottatt e-posten din om pakken som ble sendt⏎til feil adresse, og vi undersøker nå sammen med⏎transportøren hva som har skjedd.",
                "Du hører fra oss."
            ]
        );
    }

    #[test]
    fn lines_of_a_page_are_not_joined() {
        let text = "Her er koden til gavebeviset ditt, med et beløp på 200 kroner\nkopier den når du skal betale.";
        assert_eq!(sentences_where(text, true).len(), 1);
        assert_eq!(sentences_where(text, false).len(), 2);
    }

    #[test]
    fn labels_lists_and_addresses_are_not_joined() {
        let text = "Ordre: 48213\nBeløp: 200 kr\n\n1. Åpne appen\n2. Velg Konto\n- Kaffe\n- Te\n\nStorgata 1\n0150 Oslo\nNorge";
        assert_eq!(
            sentences(text),
            [
                "Ordre: 48213",
                "Beløp: 200 kr",
                "Åpne appen",
                "Velg Konto",
                "Kaffe",
                "Te",
                "Storgata 1",
                "0150 Oslo",
                "Norge"
            ]
        );
    }

    #[test]
    fn abbreviations_ordinals_and_initials_end_no_sentence() {
        assert_eq!(
            sentences("Ring f.eks. Oslo kl. 10. Vi åpner 3. mars. Spør etter H. Holm. Nå!"),
            ["Ring f.eks. Oslo kl. 10.", "Vi åpner 3. mars.", "Spør etter H. Holm.", "Nå!"]
        );
        assert_eq!(sentences("Det er no. 5 på lista. Og no. Ja."), ["Det er no. 5 på lista.", "Og no.", "Ja."]);
    }

    #[test]
    fn quotes_and_addresses() {
        assert_eq!(
            sentences("Du skrev «Hvor er den?» i går. Se www.acme.test. Takk..."),
            ["Du skrev «Hvor er den?» i går.", "Se www.acme.test.", "Takk..."]
        );
    }
}
