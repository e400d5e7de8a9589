//! Where a phrase begins whose end is known: the phrase read backwards from there.

use super::{
    Element, KIND_NAMES, Phrase, WordPattern, automaton::is_soft, automaton::is_word, fold_into, search::is_capitalised,
};
use crate::text::{Token, TokenKind};

/// A gap reaches across at most so many signs on end. No sentence has as many, and text made of commas must not be read
/// again from each of its words.
const SIGNS_MAX: usize = 32;

impl Phrase {
    /// The places where the phrase begins, if it ends with the last of `tokens`; the longest first.
    ///
    /// `tokens` are those of the sentence up to there, `end_of_sentence` is just behind the last token of the sentence that
    /// is not its closing punctuation. `folded` lends its memory.
    pub(super) fn beginnings(
        &self,
        text: &str,
        tokens: &[Token],
        end_of_sentence: usize,
        folded: &mut String,
        begun: &mut Vec<usize>,
    ) {
        let mut reader = Backwards { text, tokens, end_of_sentence, folded };
        begun.extend(reader.sequence(&self.elements, &[tokens.len()]));
    }
}

struct Backwards<'a> {
    text: &'a str,
    tokens: &'a [Token],
    end_of_sentence: usize,
    folded: &'a mut String,
}

impl Backwards<'_> {
    /// The places that the elements lead back to from any of `places`, in order.
    fn sequence(&mut self, elements: &[Element], places: &[usize]) -> Vec<usize> {
        let mut places = places.to_vec();
        for element in elements.iter().rev() {
            if places.is_empty() {
                break;
            }
            places = self.element(element, &places);
        }
        places
    }

    fn element(&mut self, element: &Element, places: &[usize]) -> Vec<usize> {
        let mut before = match element {
            Element::SentenceStart => return places.iter().copied().filter(|&place| place == 0).collect(),
            Element::SentenceEnd => {
                return places.iter().copied().filter(|&place| place == self.end_of_sentence).collect();
            }
            Element::Gap(words) => places.iter().flat_map(|&place| self.gap(*words, place)).collect(),
            Element::OneOf(alternatives) => {
                alternatives.iter().flat_map(|alternative| self.sequence(alternative, places)).collect()
            }
            Element::Word(_) | Element::Punctuation(_) | Element::AnyWord | Element::Kind(_) => {
                let ends = places.iter().filter_map(|place| place.checked_sub(1));
                ends.filter(|&at| self.fits(element, at)).collect::<Vec<_>>()
            }
        };
        before.sort_unstable();
        before.dedup();
        before
    }

    /// The places that up to `words` words lead back to.
    fn gap(&self, words: u8, place: usize) -> Vec<usize> {
        let (mut left, mut signs) = (words, 0);
        let mut reached = vec![place];
        for at in (0..place).rev() {
            let token = &self.tokens[at];
            if is_word(token.kind) && left > 0 {
                (left, signs) = (left - 1, 0);
            } else if self.sign(at).is_some_and(is_soft) && signs < SIGNS_MAX {
                signs += 1;
            } else {
                break;
            }
            reached.push(at);
        }
        reached
    }

    fn sign(&self, at: usize) -> Option<char> {
        let token = &self.tokens[at];
        (token.kind == TokenKind::Punctuation).then(|| self.text[token.span.range()].chars().next())?
    }

    /// Whether the token at a place is what an element that stands for one token asks for.
    fn fits(&mut self, element: &Element, at: usize) -> bool {
        let token = &self.tokens[at];
        let written = &self.text[token.span.range()];
        match element {
            Element::Punctuation(sign) => self.sign(at) == Some(*sign),
            _ if !is_word(token.kind) => false,
            Element::Kind(kind) => match KIND_NAMES[usize::from(*kind)] {
                ("name", _) => token.kind == TokenKind::Word && at > 0 && is_capitalised(written),
                (_, kinds) => kinds.contains(&token.kind),
            },
            Element::Word(pattern) => {
                fold_into(written, self.folded);
                match pattern {
                    WordPattern::Exact(word) => self.folded == word,
                    WordPattern::Prefix(stem) => stem.len() < 2 || self.folded.starts_with(&**stem),
                    WordPattern::Suffix(stem) => self.folded.ends_with(&**stem),
                    WordPattern::Infix(stem) => self.folded.contains(&**stem),
                }
            }
            _ => true,
        }
    }
}
