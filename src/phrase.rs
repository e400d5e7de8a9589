//! Phrases written in words, and one automaton that finds all of a language's phrases in one pass.
//!
//! The language is described in `docs/phrases.md`. A phrase is parsed once into a [`Phrase`]; any number of them are
//! compiled into one [`Automaton`], whose cost grows with the words of a draft and hardly with the number of phrases.

mod automaton;
mod parse;
mod search;

pub use automaton::{Automaton, AutomatonBuilder};
pub use parse::{Element, Phrase, PhraseError, WordPattern, parse};
pub use search::{Match, Search, Wanted};

use crate::text::TokenKind;

/// The lists of a rule's file that hold phrases, in the order in which their phrases are numbered.
pub const PHRASE_LISTS: [&str; 10] =
    ["phrases", "alternatives", "evidence", "quiet", "chatty", "familiar", "formal", "polite", "relaxed", "stiff"];

/// A word as phrases compare it: lower case, plain apostrophes and hyphens, no soft hyphens, common accents composed.
pub fn fold_into(word: &str, folded: &mut String) {
    folded.clear();
    if word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        folded.push_str(word);
        return;
    }
    for character in word.chars() {
        match character {
            '’' | 'ʼ' | '\u{2018}' => folded.push('\''),
            '\u{2010}' | '\u{2011}' => folded.push('-'),
            '\u{ad}' => {}
            '\u{300}'..='\u{36f}' => compose(folded, character),
            _ if character.is_ascii() => folded.push(character.to_ascii_lowercase()),
            _ => folded.extend(character.to_lowercase()),
        }
    }
}

/// A word as phrases compare it; see [`fold_into`].
pub fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    fold_into(word, &mut folded);
    folded
}

/// Puts a combining mark onto the last letter where the Nordic languages and German have a letter for the pair.
fn compose(folded: &mut String, mark: char) {
    let composed = match (folded.chars().next_back(), mark) {
        (Some('a'), '\u{30a}') => 'å',
        (Some('a'), '\u{308}') => 'ä',
        (Some('o'), '\u{308}') => 'ö',
        (Some('u'), '\u{308}') => 'ü',
        (Some('e'), '\u{301}') => 'é',
        (Some('e'), '\u{300}') => 'è',
        (Some('e'), '\u{302}') => 'ê',
        (Some('o'), '\u{302}') => 'ô',
        (Some('o'), '\u{300}') => 'ò',
        (Some('a'), '\u{300}') => 'à',
        _ => return folded.push(mark),
    };
    folded.pop();
    folded.push(composed);
}

/// The kinds of token a phrase can name, as `<number>`.
pub(crate) const KIND_NAMES: [(&str, &[TokenKind]); 7] = [
    ("number", &[TokenKind::Number]),
    ("date", &[TokenKind::Date]),
    ("time", &[TokenKind::Time]),
    ("url", &[TokenKind::Url]),
    ("email", &[TokenKind::Email]),
    ("placeholder", &[TokenKind::Placeholder]),
    ("name", &[]),
];
