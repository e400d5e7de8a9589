//! Looks up the words of `rules/<lang>/language.toml` in a line.
//!
//! Every word of the lists gets a number once; a line is then a sequence of numbers and a phrase a shorter one. The
//! phrases that begin with one word lie side by side, because the generated list is sorted, so that a word that opens no
//! phrase costs one look-up and nothing more.

use std::{borrow::Cow, sync::OnceLock};

use super::token::Token;
use super::{
    word_hash::{self, hash, tag},
    words,
};

/// What a word or phrase of the language files tells about its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cue {
    Greeting,
    Addressee,
    Farewell,
    FarewellWord,
    SignedBy,
    ClosingThanks,
    WishOpener,
    WishNoun,
    ClosingWish,
    Postscript,
    SentFrom,
    Disclaimer,
    Footer,
    Banner,
    BannerSource,
    Team,
    Title,
    Contact,
    QuoteOpener,
    QuoteVerb,
    QuoteDelimiter,
    ForwardOpener,
    ReplyAbove,
    FieldSubject,
    FieldFrom,
    FieldTo,
    FieldDate,
    FieldOther,
    Weekday,
    Month,
    Function,
}

/// A set of cues.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Cues(u32);

impl Cues {
    pub(super) fn add(&mut self, cue: Cue) {
        self.0 |= 1 << cue as u32;
    }

    pub(super) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) fn has(self, cue: Cue) -> bool {
        self.0 & (1 << cue as u32) != 0
    }
}

/// The number of a word of the lists; zero is any other word.
pub(super) type WordId = u16;

/// A phrase of two words or more.
struct Phrase {
    cue: Cue,
    /// How many words it has behind the second one.
    len: u8,
    second: WordId,
    /// Where the words behind the second one lie in the pool.
    start: u32,
}

/// The words and phrases of all languages.
pub(super) struct Lexicon {
    /// Open addressing over the words, each with a part of its hash, so that another word is seldom compared; the length is
    /// a power of two.
    slots: Cow<'static, [(u16, WordId)]>,
    texts: Cow<'static, [Cow<'static, str>]>,
    /// What each word says when it stands for itself.
    alone: Vec<Cues>,
    /// The phrases that begin with each word.
    first: Vec<(u32, u32)>,
    phrases: Vec<Phrase>,
    pool: Vec<WordId>,
}

/// The lexicon of all languages, built on first use.
pub(super) fn lexicon() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(Lexicon::built_in)
}

impl Lexicon {
    fn built_in() -> Self {
        let count = words::texts().len();
        let mut lexicon = Self {
            slots: Cow::Borrowed(words::slots()),
            texts: Cow::Borrowed(words::texts()),
            alone: vec![Cues::default(); count],
            first: vec![(0, 0); count],
            phrases: Vec::new(),
            pool: Vec::new(),
        };
        words::rows().for_each(|(cue, words)| lexicon.add(cue, words));
        lexicon
    }

    /// A lexicon of the given rows: words in lower case with one space between them, sorted word by word.
    fn build(rows: &[(Cue, String)]) -> Self {
        let mut lexicon = Self {
            slots: Cow::Owned(vec![(0, 0); word_hash::SLOTS]),
            texts: Cow::Owned(Vec::new()),
            alone: Vec::new(),
            first: Vec::new(),
            phrases: Vec::new(),
            pool: Vec::new(),
        };
        for (cue, phrase) in rows {
            let words: Vec<WordId> = phrase.split(' ').map(|word| lexicon.intern(word)).collect();
            lexicon.add(*cue, &words);
        }
        lexicon
    }

    /// The lexicon of all languages and of a house's rows, words in lower case with one space between them.
    pub(super) fn with(own: &[(Cue, String)]) -> Self {
        let text = |word: &WordId| &*words::texts()[usize::from(*word) - 1];
        let phrase = |row: &[WordId]| row.iter().map(text).collect::<Vec<_>>().join(" ");
        let mut rows: Vec<(Cue, String)> = words::rows().map(|(cue, row)| (cue, phrase(row))).collect();
        rows.extend_from_slice(own);
        rows.sort_by(|(one, a), (other, b)| a.split(' ').cmp(b.split(' ')).then(one.cmp(other)));
        rows.dedup();
        Self::build(&rows)
    }

    fn add(&mut self, cue: Cue, words: &[WordId]) {
        let Some((&head, tail)) = words.split_first() else { return };
        let Some(of_head) = usize::from(head).checked_sub(1) else { return };
        let Some((&second, tail)) = tail.split_first() else {
            self.alone[of_head].add(cue);
            return;
        };
        let start = self.pool.len();
        self.pool.extend_from_slice(tail);
        let at = small(self.phrases.len());
        let len = u8::try_from(tail.len()).unwrap_or(u8::MAX);
        self.phrases.push(Phrase { cue, len, second, start: small(start) });
        let range = &mut self.first[of_head];
        // The rows are sorted by their words, so the phrases of one first word follow each other.
        *range = if range.1 == 0 { (at, at + 1) } else { (range.0, at + 1) };
    }

    fn intern(&mut self, word: &str) -> WordId {
        let hash = hash(word.as_bytes());
        let slot = self.slot(word.as_bytes(), hash);
        if self.slots[slot].1 == 0 && self.texts.len() + 1 < self.slots.len() / 2 {
            self.texts.to_mut().push(Cow::Owned(word.to_owned()));
            self.alone.push(Cues::default());
            self.first.push((0, 0));
            self.slots.to_mut()[slot] = (tag(hash), WordId::try_from(self.texts.len()).unwrap_or(0));
        }
        self.slots[slot].1
    }

    /// The slot of `word`, blind to the case of ASCII letters, or the free one where it would go.
    fn slot(&self, word: &[u8], hash: u32) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            let (known, id) = self.slots[at];
            let is_it = || known == tag(hash) && self.texts[usize::from(id) - 1].as_bytes().eq_ignore_ascii_case(word);
            if id == 0 || is_it() {
                return at;
            }
            at = (at + 1) & mask;
        }
    }

    /// The number of a word whose letters are in lower case, as far as they are not ASCII.
    pub(super) fn id(&self, word: &[u8]) -> WordId {
        self.hashed_id(word, hash(word))
    }

    /// The same for a word whose hash is known.
    pub(super) fn hashed_id(&self, word: &[u8], hash: u32) -> WordId {
        self.slots[self.slot(word, hash)].1
    }

    /// What a word says when it stands for itself.
    pub(super) fn alone(&self, word: WordId) -> Cues {
        if word == 0 { Cues::default() } else { self.alone[usize::from(word) - 1] }
    }

    /// Calls `hit` with the cue and the length in tokens of every word and phrase that begins at `tokens[0]`.
    pub(super) fn matches(&self, tokens: &[Token], mut hit: impl FnMut(Cue, usize)) {
        let [first, second, behind @ ..] = tokens else { return };
        if first.word == 0 || second.word == 0 {
            return;
        }
        let (from, to) = self.first[usize::from(first.word) - 1];
        for phrase in self.phrases[from as usize..to as usize].iter().filter(|phrase| phrase.second == second.word) {
            let start = phrase.start as usize;
            let rest = &self.pool[start..start + usize::from(phrase.len)];
            if behind.len() >= rest.len() && rest.iter().zip(behind).all(|(&id, token)| id == token.word) {
                hit(phrase.cue, rest.len() + 2);
            }
        }
    }

    /// The longest match of `cue` at the beginning of `tokens`, in tokens; zero for none.
    pub(super) fn longest(&self, tokens: &[Token], cue: Cue) -> usize {
        let mut best = usize::from(tokens.first().is_some_and(|t| self.alone(t.word).has(cue)));
        self.matches(tokens, |found, len| {
            if found == cue {
                best = best.max(len);
            }
        });
        best
    }
}

/// Table sizes fit 32 bits by far; a larger one would only lose phrases.
fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::section::token::tokens;

    #[test]
    fn every_row_is_found_again() {
        for (cue, row) in words::rows() {
            let words: Vec<&str> = row.iter().map(|word| &*words::texts()[usize::from(*word) - 1]).collect();
            let phrase = &words.join(" ");
            let mut found = Vec::new();
            tokens(phrase, lexicon(), &mut found);
            let len = phrase.split(' ').count();
            assert!(lexicon().longest(&found, cue) >= len.min(found.len()), "{cue:?} {phrase}");
        }
    }

    #[test]
    fn the_longest_phrase_wins() {
        let mut found = Vec::new();
        tokens("På forhånd takk for hjelpen", lexicon(), &mut found);
        assert_eq!(lexicon().longest(&found, Cue::ClosingThanks), 5);
    }
}
