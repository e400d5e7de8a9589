//! From the text of a phrase to its elements, with an error that says where.

use super::{KIND_NAMES, fold};
use crate::text::{Span, Text, TokenKind, tokenize};

/// What a word must look like; compared in the form [`fold`] gives.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum WordPattern {
    /// This very word.
    Exact(String),
    /// A word that begins like this: `ødelag*`.
    Prefix(String),
    /// A word that ends like this: `*problem`.
    Suffix(String),
    /// A word that holds this: `*problem*`.
    Infix(String),
}

/// One part of a phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Element {
    /// A word.
    Word(WordPattern),
    /// A sign of punctuation that must stand there.
    Punctuation(char),
    /// Any one word: `*`.
    AnyWord,
    /// Up to so many words: `..3`.
    Gap(u8),
    /// A token of a kind, by its place in the table of kinds: `<number>`.
    Kind(u8),
    /// One of several: `(a|b c)`; with an empty alternative where the whole may be missing: `[a|b]`.
    OneOf(Vec<Vec<Element>>),
    /// The beginning of a sentence: `^`.
    SentenceStart,
    /// The end of a sentence: `$`.
    SentenceEnd,
}

/// A phrase, parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// Its parts, in order.
    pub elements: Vec<Element>,
}

/// What is wrong with a phrase, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct PhraseError {
    /// Bytes of the phrase.
    pub start: usize,
    /// Just behind the last byte.
    pub end: usize,
    /// What is wrong, in lower case, without a full stop.
    pub message: String,
}

/// The longest gap, in words; more is another sentence's business.
const GAP_MAX: u8 = 15;
/// How deep groups may stand in groups.
const DEPTH_MAX: usize = 8;

/// Parses a phrase; `list` gives the words of a named list (`{weekday}`), each a phrase of its own.
///
/// # Errors
/// For what docs/phrases.md does not describe, with the bytes at fault.
pub fn parse(phrase: &str, list: &dyn Fn(&str) -> Option<Vec<String>>) -> Result<Phrase, PhraseError> {
    let mut parser = Parser { phrase, at: 0, list, depth: 0 };
    let elements = parser.sequence()?;
    if parser.at < phrase.len() {
        let sign = parser.peek().unwrap_or(' ');
        return Err(parser.error_here(format!("`{sign}` closes nothing")));
    }
    if !elements.iter().any(can_begin) {
        return Err(PhraseError { start: 0, end: phrase.len(), message: "the phrase holds no word".into() });
    }
    if matches_nothing(&elements) {
        let message = "every part of the phrase may be missing, so it would be found everywhere".into();
        return Err(PhraseError { start: 0, end: phrase.len(), message });
    }
    if !elements.iter().any(names_something) {
        let message = "the phrase names no word, so it would be found everywhere".into();
        return Err(PhraseError { start: 0, end: phrase.len(), message });
    }
    Ok(Phrase { elements })
}

/// Whether an element stands for less than any word at all.
fn names_something(element: &Element) -> bool {
    match element {
        Element::OneOf(alternatives) => alternatives.iter().flatten().any(names_something),
        Element::Gap(_) | Element::SentenceStart | Element::SentenceEnd | Element::AnyWord => false,
        _ => true,
    }
}

/// Whether an element stands for something that is written.
fn can_begin(element: &Element) -> bool {
    match element {
        Element::OneOf(alternatives) => alternatives.iter().flatten().any(can_begin),
        Element::Gap(_) | Element::SentenceStart | Element::SentenceEnd => false,
        _ => true,
    }
}

/// Whether the elements are satisfied by no text at all.
fn matches_nothing(elements: &[Element]) -> bool {
    elements.iter().all(|element| match element {
        Element::OneOf(alternatives) => alternatives.iter().any(|alternative| matches_nothing(alternative)),
        Element::Gap(_) | Element::SentenceStart | Element::SentenceEnd => true,
        _ => false,
    })
}

struct Parser<'p> {
    phrase: &'p str,
    at: usize,
    list: &'p dyn Fn(&str) -> Option<Vec<String>>,
    depth: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<char> {
        self.phrase[self.at..].chars().next()
    }

    fn error_here(&self, message: String) -> PhraseError {
        let width = self.peek().map_or(0, char::len_utf8);
        PhraseError { start: self.at, end: self.at + width, message }
    }

    fn sequence(&mut self) -> Result<Vec<Element>, PhraseError> {
        let mut elements = Vec::new();
        while let Some(character) = self.peek() {
            match character {
                _ if character.is_whitespace() => self.at += character.len_utf8(),
                ')' | ']' | '|' => break,
                '(' => elements.push(Element::OneOf(self.alternatives(')')?)),
                '[' => {
                    let mut alternatives = self.alternatives(']')?;
                    alternatives.push(Vec::new());
                    elements.push(Element::OneOf(alternatives));
                }
                '{' => elements.push(self.named_list()?),
                '<' => elements.push(self.kind()?),
                '^' => {
                    self.at += 1;
                    elements.push(Element::SentenceStart);
                }
                '$' => {
                    self.at += 1;
                    elements.push(Element::SentenceEnd);
                }
                '.' if self.phrase[self.at..].starts_with("..") => elements.push(self.gap()?),
                _ => self.words(&mut elements)?,
            }
        }
        Ok(elements)
    }

    /// What stands between an opening bracket and `close`, cut at `|`.
    fn alternatives(&mut self, close: char) -> Result<Vec<Vec<Element>>, PhraseError> {
        let open = self.at;
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(self.error_here("brackets stand too deep in one another".into()));
        }
        let mut alternatives = Vec::new();
        loop {
            self.at += 1;
            alternatives.push(self.sequence()?);
            match self.peek() {
                Some('|') => {}
                Some(sign) if sign == close => break,
                Some(_) => return Err(self.error_here(format!("expected `{close}` here"))),
                None => {
                    let message = format!("this bracket is never closed with `{close}`");
                    return Err(PhraseError { start: open, end: open + 1, message });
                }
            }
        }
        self.at += 1;
        self.depth -= 1;
        if alternatives.iter().any(Vec::is_empty) {
            let message = "an alternative is empty; write `[…]` for what may be missing".into();
            return Err(PhraseError { start: open, end: self.at, message });
        }
        Ok(alternatives)
    }

    /// The text between the sign at the cursor and `close`, and the cursor behind it.
    fn enclosed(&mut self, close: char) -> Result<(usize, String), PhraseError> {
        let start = self.at;
        let inner = &self.phrase[start + 1..];
        let Some(length) = inner.find(close) else {
            let message = format!("this is never closed with `{close}`");
            return Err(PhraseError { start, end: start + 1, message });
        };
        self.at = start + 1 + length + close.len_utf8();
        Ok((start, inner[..length].trim().to_owned()))
    }

    fn named_list(&mut self) -> Result<Element, PhraseError> {
        let (start, name) = self.enclosed('}')?;
        let at_fault = |message: String, end| PhraseError { start, end, message };
        let Some(entries) = (self.list)(&name) else {
            return Err(at_fault(format!("no list is named `{name}`"), self.at));
        };
        let no_lists = |_: &str| None;
        let mut alternatives = Vec::with_capacity(entries.len());
        for entry in &entries {
            let phrase = parse(entry, &no_lists)
                .map_err(|error| at_fault(format!("in the list `{name}`: {}", error.message), self.at))?;
            alternatives.push(phrase.elements);
        }
        Ok(Element::OneOf(alternatives))
    }

    fn kind(&mut self) -> Result<Element, PhraseError> {
        let (start, name) = self.enclosed('>')?;
        if name == "word" {
            return Ok(Element::AnyWord);
        }
        let known = KIND_NAMES.iter().position(|(known, _)| *known == name);
        known.map(|index| Element::Kind(index as u8)).ok_or_else(|| {
            let names: Vec<&str> = KIND_NAMES.iter().map(|(known, _)| *known).collect();
            let message = format!("`<{name}>` is no kind of word; there are <word>, <{}>", names.join(">, <"));
            PhraseError { start, end: self.at, message }
        })
    }

    fn gap(&mut self) -> Result<Element, PhraseError> {
        let start = self.at;
        self.at += 2;
        let digits = self.phrase[self.at..].bytes().take_while(u8::is_ascii_digit).count();
        let number = self.phrase[self.at..self.at + digits].parse::<u8>().ok();
        self.at += digits;
        match number {
            Some(words @ 1..=GAP_MAX) => Ok(Element::Gap(words)),
            _ => {
                let message = format!("write how many words may stand between: `..3`, at most `..{GAP_MAX}`");
                Err(PhraseError { start, end: self.at, message })
            }
        }
    }

    /// Words and punctuation up to the next sign that has a meaning or the next white space.
    fn words(&mut self, elements: &mut Vec<Element>) -> Result<(), PhraseError> {
        let start = self.at;
        let mut literal = String::with_capacity(16);
        let mut stars = (false, false);
        while let Some(character) = self.peek() {
            match character {
                '\\' => {
                    self.at += 1;
                    let Some(escaped) = self.peek() else {
                        let message = "`\\` must stand before the sign it takes the meaning from".into();
                        return Err(PhraseError { start: self.at - 1, end: self.at, message });
                    };
                    literal.push(escaped);
                    self.at += escaped.len_utf8();
                }
                '*' => {
                    if literal.is_empty() {
                        stars.0 = true;
                    } else {
                        stars.1 = true;
                    }
                    self.at += 1;
                    if stars.1 {
                        break;
                    }
                }
                '(' | ')' | '[' | ']' | '{' | '}' | '<' | '>' | '|' | '^' | '$' => break,
                _ if character.is_whitespace() => break,
                _ => {
                    literal.push(character);
                    self.at += character.len_utf8();
                }
            }
        }
        if self.at == start {
            let sign = self.peek().unwrap_or(' ');
            return Err(self.error_here(format!("`{sign}` does not stand here; write `\\{sign}` for the sign itself")));
        }
        match (stars, literal.is_empty()) {
            ((true, _), true) => elements.push(Element::AnyWord),
            ((false, false), false) => push_literal(&literal, elements),
            (stars, _) => elements.push(Element::Word(stem(stars, &fold(&literal)))),
        }
        Ok(())
    }
}

fn stem(stars: (bool, bool), word: &str) -> WordPattern {
    match stars {
        (true, true) => WordPattern::Infix(word.to_owned()),
        (true, false) => WordPattern::Suffix(word.to_owned()),
        _ => WordPattern::Prefix(word.to_owned()),
    }
}

/// Cuts a literal into the tokens a draft would be cut into, so that both are compared alike.
fn push_literal(literal: &str, elements: &mut Vec<Element>) {
    // Nearly all are plain words in small letters, and a start reads thousands of them.
    let is_plain_word = literal.starts_with(char::is_alphabetic) && literal.chars().all(char::is_lowercase);
    if is_plain_word {
        elements.push(Element::Word(WordPattern::Exact(literal.to_owned())));
        return;
    }
    for token in tokenize(literal, Span::<Text>::new(0, literal.len())) {
        let text = &literal[token.span.range()];
        let element = match token.kind {
            TokenKind::Punctuation => text.chars().next().map(Element::Punctuation),
            TokenKind::Tag => None,
            _ => Some(Element::Word(WordPattern::Exact(fold(text)))),
        };
        elements.extend(element);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fails(phrase: &str) -> (usize, usize, String) {
        let error = parse(phrase, &|_| None).expect_err("a mistake");
        (error.start, error.end, error.message)
    }

    #[test]
    fn a_mistake_is_shown_at_its_column() {
        assert_eq!((0, 1), (fails("(jeg kan").0, fails("(jeg kan").1));
        assert_eq!(8, fails("jeg kan )").0);
        assert!(fails("jeg <nummer> kan").2.contains("<number>"));
        assert!(fails("[jeg]").2.contains("everywhere"));
        assert!(fails("jeg ..99 du").2.contains("..15"));
        assert!(fails("{ukedag}").2.contains("ukedag"));
        assert!(fails("(a|)").2.contains("empty"));
        assert!(fails("").2.contains("no word"));
    }

    #[test]
    fn stems_and_escapes() {
        let phrase = parse(r"ødelag* *problem \(sic\)", &|_| None).expect("a phrase");
        assert_eq!(
            phrase.elements,
            [
                Element::Word(WordPattern::Prefix("ødelag".into())),
                Element::Word(WordPattern::Suffix("problem".into())),
                Element::Punctuation('('),
                Element::Word(WordPattern::Exact("sic".into())),
                Element::Punctuation(')'),
            ]
        );
    }
}
