//! Running an automaton over sentences.
//!
//! What the automaton can be in the middle of, after so many tokens, is a set of its states. Mail says the same things
//! again and again, so the sets met are kept with where each kind of token led from them, and a token met before costs
//! two look-ups. A set does not know where its phrases began; where one is complete, the phrase is read backwards from
//! there, which few tokens ask for.

use rustc_hash::FxHashMap;

use super::{
    KIND_NAMES, Phrase,
    automaton::{
        ANY_WORD, Automaton, FIRST_KIND, KIND_NAME, ROOT, SENTENCE_END, SENTENCE_START, State, Symbol, is_word,
    },
    fold_into,
};
use crate::text::{Token, TokenKind};

/// A phrase found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    /// The number the phrase was added with.
    pub id: u32,
    /// The first token, an index into the tokens searched.
    pub first: usize,
    /// Just behind the last token.
    pub behind: usize,
}

/// What is kept is forgotten when it grows beyond so many words or classes of words, and so many states in sets or ways
/// between sets: text without end must not take memory without end. A search takes some ten megabytes then.
const WORDS_MAX: usize = 1 << 16;
const STATES_MAX: usize = 1 << 20;
const WAYS_MAX: usize = 1 << 18;
/// A longer word is no word, and not kept.
const WORD_LENGTH_MAX: usize = 40;

/// All tokens with the same symbols are alike.
type Class = u32;
/// A set of states, by its place.
type Set = u32;

/// Searches with one automaton and remembers what it met, so that it is quicker the next time. A search belongs to the
/// automaton it was first used with.
#[derive(Debug, Default)]
pub struct Search {
    /// Words as they are written, with their class at the start of a sentence and elsewhere.
    words: FxHashMap<Box<str>, (Class, Class)>,
    classes: FxHashMap<Box<[Symbol]>, Class>,
    symbols: Vec<Box<[Symbol]>>,
    sets: FxHashMap<Box<[State]>, Set>,
    known: Vec<KnownSet>,
    /// How many states all sets have together.
    states: usize,
    /// Where a class leads from a set.
    next: FxHashMap<(Set, Class), Set>,
    // Kept for their memory.
    folded: String,
    reached: Vec<State>,
    of_token: Vec<Symbol>,
    begun: Vec<usize>,
}

#[derive(Debug, Default)]
struct KnownSet {
    states: Box<[State]>,
    /// The phrases that are complete.
    accepts: Box<[u32]>,
    /// The phrases that are complete if the sentence ends here.
    accepts_at_end: Box<[u32]>,
}

impl Search {
    /// All matches in the tokens of one sentence of `text`, added to `found` in the order of their ends, those with one
    /// end in the order of their numbers.
    ///
    /// `phrase_of` gives the phrase with a number, or `None` for one that is of no interest.
    pub fn find<'p>(
        &mut self,
        automaton: &Automaton,
        text: &str,
        tokens: &[Token],
        phrase_of: &dyn Fn(u32) -> Option<&'p Phrase>,
        found: &mut Vec<Match>,
    ) {
        if automaton.is_empty() || tokens.is_empty() {
            return;
        }
        let end_of_sentence = tokens
            .iter()
            .rposition(|token| token.kind != TokenKind::Punctuation || !closes_sentence(&text[token.span.range()]))
            .map_or(tokens.len(), |last| last + 1);
        let mut set = self.start(automaton);
        for (at, token) in tokens.iter().enumerate() {
            let class = self.class(automaton, &text[token.span.range()], token.kind, at == 0);
            set = self.step(automaton, set, class);
            let known = &self.known[set as usize];
            let at_end = at + 1 == end_of_sentence;
            if known.accepts.is_empty() && (!at_end || known.accepts_at_end.is_empty()) {
                continue;
            }
            let also = if at_end { &*known.accepts_at_end } else { &[] };
            let ids = known.accepts.iter().chain(also.iter().filter(|id| !known.accepts.contains(id)));
            for &id in ids {
                let Some(phrase) = phrase_of(id) else { continue };
                self.begun.clear();
                phrase.beginnings(text, &tokens[..=at], end_of_sentence, &mut self.folded, &mut self.begun);
                found.extend(self.begun.iter().map(|&first| Match { id, first, behind: at + 1 }));
            }
        }
    }

    /// The set at the beginning of a sentence, which is the first there is.
    fn start(&mut self, automaton: &Automaton) -> Set {
        if self.symbols.len() > WORDS_MAX {
            *self = Self::default();
        }
        if self.known.is_empty() {
            let mut first = std::mem::take(&mut self.reached);
            first.clear();
            automaton.follow(ROOT, SENTENCE_START, |to| first.push(to));
            self.reached = first;
            self.set_of_reached(automaton);
        }
        0
    }

    /// Forgets all sets but the first and one more, and gives the number that one has now.
    fn forget_all_but(&mut self, automaton: &Automaton, set: Set) -> Set {
        let states = std::mem::take(&mut self.known[set as usize].states);
        (self.sets, self.known, self.next, self.states) = Default::default();
        self.start(automaton);
        self.reached.clear();
        self.reached.extend(&*states);
        self.set_of_reached(automaton)
    }

    /// The set that a token of a class leads to.
    fn step(&mut self, automaton: &Automaton, mut set: Set, class: Class) -> Set {
        if let Some(&next) = self.next.get(&(set, class)) {
            return next;
        }
        if self.states > STATES_MAX || self.next.len() > WAYS_MAX {
            set = self.forget_all_but(automaton, set);
        }
        let mut reached = std::mem::take(&mut self.reached);
        reached.clear();
        for &symbol in &*self.symbols[class as usize] {
            for &state in &*self.known[set as usize].states {
                automaton.follow(state, symbol, |to| reached.push(to));
            }
            // A phrase may begin at any token.
            automaton.follow(ROOT, symbol, |to| reached.push(to));
        }
        self.reached = reached;
        let next = self.set_of_reached(automaton);
        self.next.insert((set, class), next);
        next
    }

    /// The set of the states just reached, known from now on.
    fn set_of_reached(&mut self, automaton: &Automaton) -> Set {
        self.reached.sort_unstable();
        self.reached.dedup();
        if let Some(&set) = self.sets.get(&*self.reached) {
            return set;
        }
        let states: Box<[State]> = self.reached.as_slice().into();
        let of = |states: &mut dyn Iterator<Item = State>| -> Box<[u32]> {
            let mut ids: Vec<u32> = states.flat_map(|state| automaton.accepts(state)).collect();
            ids.sort_unstable();
            ids.dedup();
            ids.into()
        };
        let mut ends = Vec::new();
        states.iter().for_each(|&state| automaton.follow(state, SENTENCE_END, |to| ends.push(to)));
        let set = self.known.len() as Set;
        self.states += states.len() + 1;
        self.known.push(KnownSet {
            accepts: of(&mut states.iter().copied()),
            accepts_at_end: of(&mut ends.into_iter()),
            states: states.clone(),
        });
        self.sets.insert(states, set);
        set
    }

    /// The class of a token.
    fn class(&mut self, automaton: &Automaton, word: &str, kind: TokenKind, first: bool) -> Class {
        if kind == TokenKind::Word
            && let Some(&(at_start, elsewhere)) = self.words.get(word)
        {
            return if first { at_start } else { elsewhere };
        }
        let mut symbols = std::mem::take(&mut self.of_token);
        symbols.clear();
        if is_word(kind) {
            symbols.push(ANY_WORD);
            for (index, (_, kinds)) in KIND_NAMES.iter().enumerate() {
                if kinds.contains(&kind) {
                    symbols.push(FIRST_KIND + index as Symbol);
                }
            }
            fold_into(word, &mut self.folded);
            automaton.word_symbols(&self.folded, &mut symbols);
        } else if kind == TokenKind::Punctuation
            && let Some(sign) = word.chars().next()
        {
            automaton.sign_symbols(sign, &mut symbols);
        }
        let at_start = self.class_of(&symbols);
        let mut class = at_start;
        if kind == TokenKind::Word {
            if is_capitalised(word) {
                symbols.push(KIND_NAME);
            }
            let elsewhere = self.class_of(&symbols);
            if self.words.len() > WORDS_MAX {
                self.words.clear();
            }
            if word.len() <= WORD_LENGTH_MAX {
                self.words.insert(word.into(), (at_start, elsewhere));
            }
            class = if first { at_start } else { elsewhere };
        }
        self.of_token = symbols;
        class
    }

    fn class_of(&mut self, symbols: &[Symbol]) -> Class {
        if let Some(&class) = self.classes.get(symbols) {
            return class;
        }
        let class = self.symbols.len() as Class;
        self.classes.insert(symbols.into(), class);
        self.symbols.push(symbols.into());
        class
    }
}

/// Whether a word begins with a capital, as a name does.
pub(super) fn is_capitalised(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
}

/// Whether a token is punctuation that may stand at the very end of a sentence.
fn closes_sentence(text: &str) -> bool {
    matches!(text, "." | "!" | "?" | "…" | ")" | "\"" | "”" | "»" | "'" | "’" | ":" | ",")
}

#[cfg(test)]
mod tests {
    use super::super::{AutomatonBuilder, parse};
    use super::*;
    use crate::text::{Span, tokenize};

    fn all(phrases: &[&str], text: &str) -> Vec<Match> {
        let tokens = tokenize(text, Span::new(0, text.len()));
        let lists = |name: &str| (name == "weekday").then(|| vec!["mandag".to_owned(), "tirsdag".to_owned()]);
        let phrases: Vec<Phrase> = phrases.iter().map(|one| parse(one, &lists).expect("a phrase")).collect();
        let mut builder = AutomatonBuilder::new();
        for (id, phrase) in phrases.iter().enumerate() {
            builder.add(phrase, id as u32);
        }
        let mut found = Vec::new();
        Search::default().find(&builder.build(), text, &tokens, &|id| phrases.get(id as usize), &mut found);
        found
    }

    fn found(phrase: &str, text: &str) -> Vec<String> {
        let tokens = tokenize(text, Span::new(0, text.len()));
        let matches = all(&[phrase], text);
        let span = |m: &Match| tokens[m.first].span.cover(tokens[m.behind - 1].span);
        matches.iter().map(|m| text[span(m).range()].to_owned()).collect()
    }

    #[test]
    fn every_row_of_the_table_in_the_documentation() {
        assert_eq!(found("kan ikke", "Vi Kan\nikke det"), ["Kan\nikke"]);
        assert_eq!(found("(jeg|vi) kan", "Vi kan, jeg kan"), ["Vi kan", "jeg kan"]);
        assert_eq!(found("kan [nå|dessverre] ikke", "kan ikke kan dessverre ikke"), ["kan ikke", "kan dessverre ikke"]);
        assert_eq!(found("ødelag*", "Den er ØDELAGT."), ["ØDELAGT"]);
        assert_eq!(found("*problem", "et leveringsproblem, ja"), ["leveringsproblem"]);
        assert_eq!(found("*problem*", "hovedproblemet"), ["hovedproblemet"]);
        assert_eq!(found("we * you", "we refund you"), ["we refund you"]);
        assert_eq!(found("we ..3 refund", "we will, gladly, refund"), ["we will, gladly, refund"]);
        assert_eq!(found("we ..3 refund", "we refund"), ["we refund"]);
        assert_eq!(found("we ..3 refund", "we will very gladly now refund"), Vec::<String>::new());
        assert_eq!(found("på {weekday}", "på tirsdag"), ["på tirsdag"]);
        assert_eq!(found("ordre <number>", "ordre 48213"), ["ordre 48213"]);
        assert_eq!(found("hei <name>", "og hei Kari"), ["hei Kari"]);
        assert_eq!(found("^ nei", "Nei, det går"), ["Nei"]);
        assert_eq!(found("^ nei", "Si nei"), Vec::<String>::new());
        assert_eq!(found("takk $", "Mange takk!"), ["takk"]);
        assert_eq!(found("takk $", "takk for det"), Vec::<String>::new());
        assert_eq!(found("nei[,] takk", "nei, takk nei takk"), ["nei, takk", "nei takk"]);
        assert_eq!(found("can't", "I Can’t"), ["Can’t"]);
        assert_eq!(found("pa\u{30a}", "på"), ["på"]);
    }

    #[test]
    fn phrases_that_begin_alike_are_kept_apart() {
        let found = all(&["vi kan ikke", "vi kan", "vi [nå] kan ikke"], "vi kan ikke");
        let ids: Vec<u32> = found.iter().map(|m| m.id).collect();
        assert_eq!(ids, [1, 0, 2]);
    }

    #[test]
    fn gaps_cost_linear_time() {
        let phrases = ["a ..15 a ..15 a ..15 b", "c ..15 b"];
        assert_eq!(all(&phrases, &"a ".repeat(20_000)), []);
        // Every `b` is an end, and none has a beginning within reach.
        assert_eq!(all(&phrases, &format!("c {}", ", b".repeat(20_000))).len(), 16);
        assert_eq!(all(&phrases, &format!("c {} b", ", ".repeat(20_000))), []);
    }
}
