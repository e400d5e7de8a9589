//! Running an automaton over sentences.
//!
//! What the automaton can be in the middle of, after so many tokens, is a set of its states. Mail says the same things
//! again and again, so the sets met are kept with where each kind of token led from them, and a token met before costs
//! two look-ups. A set does not know where its phrases began; where one is complete, its states are followed back through
//! the sets before, which few tokens ask for.

use rustc_hash::FxHashMap;

use super::{
    KIND_NAMES,
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

/// Which of an automaton's phrases are looked for, by their numbers.
#[derive(Clone, Copy)]
pub struct Wanted<'w> {
    /// In any sentence. What it says is remembered, so for one search it must always say the same.
    pub ever: &'w dyn Fn(u32) -> bool,
    /// In this sentence, of those.
    pub now: &'w dyn Fn(u32) -> bool,
}

impl Wanted<'_> {
    /// All phrases.
    pub const ALL: Self = Self { ever: &|_| true, now: &|_| true };
}

/// The number of kinds of token.
const KINDS: usize = TokenKind::Punctuation as usize + 1;
/// What is kept is forgotten when it grows beyond so many tokens or classes of words, and so many states in sets or ways
/// between sets: text without end must not take memory without end. A search takes some ten megabytes then.
const TOKENS_MAX: usize = 1 << 16;
const STATES_MAX: usize = 1 << 20;
const WAYS_MAX: usize = 1 << 18;
/// The longest match, in tokens; a gap can reach across any number of commas.
const MATCH_MAX: usize = 256;
/// Longer tokens, in bytes, are hardly met again, and not kept.
const TOKEN_LENGTH_MAX: usize = 40;
/// Tokens that are no longer than this, in bytes, and so nearly all, are known by a number.
const SHORT: usize = 15;

/// All tokens with the same symbols are alike.
type Class = u32;
/// A set of states, by its place.
type Set = u32;

/// Searches with one automaton and remembers what it met, so that it is quicker the next time. A search belongs to the
/// automaton it was first used with.
#[derive(Debug, Default)]
pub struct Search {
    /// Short tokens by their [`key_of_short`], with their class at the start of a sentence and elsewhere.
    short_tokens: FxHashMap<u128, (Class, Class)>,
    /// The other tokens of each kind, as they are written.
    long_tokens: [FxHashMap<Box<str>, (Class, Class)>; KINDS],
    /// How many tokens are kept.
    kept: usize,
    classes: FxHashMap<Box<[Symbol]>, Class>,
    symbols: Vec<Box<[Symbol]>>,
    sets: FxHashMap<Box<[State]>, Set>,
    known: Vec<KnownSet>,
    /// How many states all sets have together.
    states: usize,
    /// Where a class leads from a set.
    next: FxHashMap<u64, Step>,
    /// The class of each token of the sentence, and the set it led to; without the first `dropped`.
    trail: Vec<(Class, Set)>,
    dropped: usize,
    // Kept for their memory.
    folded: String,
    reached: Vec<State>,
    here: Vec<State>,
    of_token: Vec<Symbol>,
    begun: Vec<usize>,
}

/// The set that a token leads to.
#[derive(Clone, Copy, Debug)]
struct Step {
    set: Set,
    /// Whether a wanted phrase may be complete there. After most words none is.
    accepts: bool,
}

#[derive(Debug, Default)]
struct KnownSet {
    states: Box<[State]>,
    /// The wanted phrases that are complete, each with the state it is complete in; in order.
    accepts: Box<[(u32, State)]>,
    /// The same if the sentence ends here.
    accepts_at_end: Box<[(u32, State)]>,
}

impl KnownSet {
    fn accepts(&self, at_end: bool) -> &[(u32, State)] {
        if at_end { &self.accepts_at_end } else { &self.accepts }
    }
}

impl Search {
    /// All matches in the tokens of one sentence of `text`, added to `found` in the order of their ends, those with one
    /// end in the order of their numbers, and those the longest first. Only phrases that are [`Wanted`] are looked for.
    pub fn find(
        &mut self,
        automaton: &Automaton,
        text: &str,
        tokens: &[Token],
        wanted: Wanted<'_>,
        found: &mut Vec<Match>,
    ) {
        if automaton.is_empty() || tokens.is_empty() {
            return;
        }
        let end_of_sentence = tokens
            .iter()
            .rposition(|token| token.kind != TokenKind::Punctuation || !closes_sentence(&text[token.span.range()]))
            .map_or(tokens.len(), |last| last + 1);
        let mut set = self.start(automaton, wanted);
        for (at, token) in tokens.iter().enumerate() {
            let class = self.class(automaton, text, *token, at == 0);
            let step = self.step(automaton, wanted, set, class);
            set = step.set;
            self.trail.push((class, set));
            if !step.accepts {
                continue;
            }
            let is_end = at + 1 == end_of_sentence;
            let mut of_set = 0;
            while let Some(&(id, _)) = self.known[set as usize].accepts(is_end).get(of_set) {
                self.here.clear();
                let of_id = self.known[set as usize].accepts(is_end)[of_set..].iter().take_while(|one| one.0 == id);
                self.here.extend(of_id.map(|(_, state)| *state));
                of_set += self.here.len();
                if !(wanted.now)(id) {
                    continue;
                }
                if !self.measure(automaton, at) {
                    self.follow_back(automaton, at);
                }
                found.extend(self.begun.iter().rev().map(|&first| Match { id, first, behind: at + 1 }));
            }
        }
    }

    /// The same as [`Self::follow_back`] where all ways to the states `here` are as long as each other; false, and nothing
    /// done, where they are not. Most phrases have one length.
    fn measure(&mut self, automaton: &Automaton, at: usize) -> bool {
        self.begun.clear();
        for &state in &self.here {
            let Some(length) = automaton.length(state) else { return false };
            self.begun.push(at + 1 - length as usize);
        }
        self.begun.sort_unstable_by(|one, other| other.cmp(one));
        self.begun.dedup();
        true
    }

    /// The places where the phrase began that is complete in the states `here` after the token `at`, into `begun`, the
    /// shortest match first.
    fn follow_back(&mut self, automaton: &Automaton, at: usize) {
        self.begun.clear();
        let earliest = self.dropped.max((at + 1).saturating_sub(MATCH_MAX));
        for token in (earliest..=at).rev() {
            let place = token - self.dropped;
            let symbols = &*self.symbols[self.trail[place].0 as usize];
            let set_before = if token == 0 { 0 } else { place.checked_sub(1).map_or(0, |before| self.trail[before].1) };
            let before = &self.known[set_before as usize].states;
            self.reached.clear();
            let mut begins = false;
            for &state in &self.here {
                for (symbol, from) in automaton.back(state) {
                    if !symbols.contains(&symbol) {
                        continue;
                    }
                    if from == ROOT {
                        begins = true;
                    } else if before.binary_search(&from).is_ok() && !self.reached.contains(&from) {
                        self.reached.push(from);
                    }
                }
            }
            let from_start = |state: &State| automaton.back(*state).any(|way| way == (SENTENCE_START, ROOT));
            if begins || token == 0 && self.reached.iter().any(from_start) {
                self.begun.push(token);
            }
            if self.reached.is_empty() {
                return;
            }
            std::mem::swap(&mut self.here, &mut self.reached);
        }
    }

    /// The set at the beginning of a sentence, which is the first there is.
    fn start(&mut self, automaton: &Automaton, wanted: Wanted<'_>) -> Set {
        self.trail.clear();
        self.dropped = 0;
        if self.symbols.len() > TOKENS_MAX {
            *self = Self::default();
        }
        if self.known.is_empty() {
            self.reached.clear();
            automaton.follow(ROOT, SENTENCE_START, |to| self.reached.push(to));
            self.set_of_reached(automaton, wanted);
        }
        0
    }

    /// Forgets all sets but the first and those of the last tokens, and gives the last of these.
    fn forget(&mut self, automaton: &Automaton, wanted: Wanted<'_>) -> Set {
        let dropped = self.trail.len().saturating_sub(MATCH_MAX);
        let recent: Vec<(Class, Box<[State]>)> = self.trail[dropped..]
            .iter()
            .map(|(class, set)| (*class, self.known[*set as usize].states.clone()))
            .collect();
        let dropped = self.dropped + dropped;
        (self.sets, self.known, self.next, self.states) = Default::default();
        let mut set = self.start(automaton, wanted);
        self.dropped = dropped;
        for (class, states) in recent {
            self.reached.clear();
            self.reached.extend(&*states);
            set = self.set_of_reached(automaton, wanted);
            self.trail.push((class, set));
        }
        set
    }

    /// Where a token of a class leads from a set.
    fn step(&mut self, automaton: &Automaton, wanted: Wanted<'_>, set: Set, class: Class) -> Step {
        match self.next.get(&way(set, class)) {
            Some(&step) => step,
            None => self.new_step(automaton, wanted, set, class),
        }
    }

    /// The same where a class has not led from the set before.
    fn new_step(&mut self, automaton: &Automaton, wanted: Wanted<'_>, mut set: Set, class: Class) -> Step {
        if self.states > STATES_MAX || self.next.len() > WAYS_MAX {
            set = self.forget(automaton, wanted);
        }
        self.reached.clear();
        let reached = &mut self.reached;
        for &symbol in &*self.symbols[class as usize] {
            for &state in &*self.known[set as usize].states {
                automaton.follow(state, symbol, |to| reached.push(to));
            }
            // A phrase may begin at any token.
            automaton.follow(ROOT, symbol, |to| reached.push(to));
        }
        let next = self.set_of_reached(automaton, wanted);
        let known = &self.known[next as usize];
        let accepts = !known.accepts.is_empty() || !known.accepts_at_end.is_empty();
        let step = Step { set: next, accepts };
        self.next.insert(way(set, class), step);
        step
    }

    /// The set of the states just reached, known from now on.
    fn set_of_reached(&mut self, automaton: &Automaton, wanted: Wanted<'_>) -> Set {
        self.reached.sort_unstable();
        self.reached.dedup();
        if let Some(&set) = self.sets.get(&*self.reached) {
            return set;
        }
        let states: Box<[State]> = self.reached.as_slice().into();
        let mut accepts = Vec::new();
        for &state in &states {
            accepts.extend(automaton.accepts(state).map(|id| (id, state)));
        }
        let mut at_end = accepts.clone();
        for &state in &states {
            automaton.follow(state, SENTENCE_END, |to| at_end.extend(automaton.accepts(to).map(|id| (id, state))));
        }
        accepts.retain(|(id, _)| (wanted.ever)(*id));
        at_end.retain(|(id, _)| (wanted.ever)(*id));
        accepts.sort_unstable();
        at_end.sort_unstable();
        at_end.dedup();
        let set = self.known.len() as Set;
        self.states += states.len() + 1;
        self.known.push(KnownSet { states: states.clone(), accepts: accepts.into(), accepts_at_end: at_end.into() });
        self.sets.insert(states, set);
        set
    }

    /// The class of a token of `text`.
    fn class(&mut self, automaton: &Automaton, text: &str, token: Token, first: bool) -> Class {
        let short = key_of_short(text, token);
        let known = match short {
            Some(key) => self.short_tokens.get(&key),
            None => self.long_tokens[token.kind as usize].get(&text[token.span.range()]),
        };
        let (at_start, elsewhere) = match known {
            Some(&classes) => classes,
            None => self.new_token(automaton, &text[token.span.range()], token.kind, short),
        };
        if first { at_start } else { elsewhere }
    }

    /// The classes of a token that was not met before, at the start of a sentence and elsewhere.
    fn new_token(
        &mut self,
        automaton: &Automaton,
        written: &str,
        kind: TokenKind,
        short: Option<u128>,
    ) -> (Class, Class) {
        let mut symbols = std::mem::take(&mut self.of_token);
        symbols.clear();
        if is_word(kind) {
            symbols.push(ANY_WORD);
            for (index, (_, kinds)) in KIND_NAMES.iter().enumerate() {
                if kinds.contains(&kind) {
                    symbols.push(FIRST_KIND + index as Symbol);
                }
            }
            fold_into(written, &mut self.folded);
            automaton.word_symbols(&self.folded, &mut symbols);
        } else if kind == TokenKind::Punctuation
            && let Some(sign) = written.chars().next()
        {
            automaton.sign_symbols(sign, &mut symbols);
        }
        let at_start = self.class_of(&symbols);
        if kind == TokenKind::Word && written.starts_with(char::is_uppercase) {
            // A capital makes a name, but not of the first word.
            symbols.push(KIND_NAME);
        }
        let elsewhere = self.class_of(&symbols);
        self.of_token = symbols;
        if written.len() <= TOKEN_LENGTH_MAX {
            if self.kept > TOKENS_MAX {
                (self.short_tokens, self.long_tokens, self.kept) = Default::default();
            }
            let classes = (at_start, elsewhere);
            match short {
                Some(key) => self.short_tokens.insert(key, classes),
                None => self.long_tokens[kind as usize].insert(written.into(), classes),
            };
            self.kept += 1;
        }
        (at_start, elsewhere)
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

/// A class and the set it leads from, in one number.
fn way(set: Set, class: Class) -> u64 {
    u64::from(set) << 32 | u64::from(class)
}

/// A short token with its kind and its length in one number, so that what is met again is found without going to where it
/// was written.
fn key_of_short(text: &str, token: Token) -> Option<u128> {
    let (bytes, length) = (&text.as_bytes()[token.span.start()..], token.span.len());
    if length > SHORT {
        return None;
    }
    let written = match bytes.first_chunk::<16>() {
        Some(sixteen) => u128::from_le_bytes(*sixteen) & ((1 << (length * 8)) - 1),
        None => bytes[..length].iter().rev().fold(0, |written, &byte| written << 8 | u128::from(byte)),
    };
    Some(written | u128::from(length as u8 | (token.kind as u8) << 4) << (SHORT * 8))
}

/// Whether a token is punctuation that may stand at the very end of a sentence.
fn closes_sentence(text: &str) -> bool {
    matches!(text, "." | "!" | "?" | "…" | ")" | "\"" | "”" | "»" | "'" | "’" | ":" | ",")
}

#[cfg(test)]
mod tests {
    use super::super::{AutomatonBuilder, Phrase, parse};
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
        Search::default().find(&builder.build(), text, &tokens, Wanted::ALL, &mut found);
        found
    }

    fn found(phrase: &str, text: &str) -> Vec<String> {
        let tokens = tokenize(text, Span::new(0, text.len()));
        let matches = all(&[phrase], text);
        let span = |m: &Match| tokens[m.first].span.cover(tokens[m.behind - 1].span);
        matches.iter().map(|m| text[span(m).range()].to_owned()).collect()
    }

    #[test]
    fn a_short_token_has_one_number_wherever_it_stands() {
        let key = |text: &str, start: usize, end: usize, kind| {
            key_of_short(text, Token { kind, span: Span::new(start, end) })
        };
        let text = "vare, en vare i varen av vare";
        assert_eq!(key(text, 0, 4, TokenKind::Word), key(text, 9, 13, TokenKind::Word));
        assert_eq!(key(text, 0, 4, TokenKind::Word), key(text, 25, 29, TokenKind::Word));
        assert_ne!(key(text, 0, 4, TokenKind::Word), key(text, 16, 21, TokenKind::Word));
        assert_ne!(key(text, 0, 4, TokenKind::Word), key(text, 0, 4, TokenKind::Placeholder));
        assert_ne!(key("a\0", 0, 1, TokenKind::Placeholder), key("a\0", 0, 2, TokenKind::Placeholder));
        assert_eq!(key("vedlikeholdsavtalen", 0, 16, TokenKind::Word), None);
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
    fn what_was_forgotten_is_found_all_the_same() {
        let phrases: Vec<String> = (0..200).map(|word| format!("w{word} ..9 z")).collect();
        let phrases: Vec<&str> = phrases.iter().map(String::as_str).collect();
        // A long sentence in which every token leads to a set of its own, more than are kept.
        let mut seed = 1_u32;
        let mut words = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            format!("w{} ", (seed >> 16) % 200)
        };
        let text: String = (0..200_000).map(|at| if at % 1_000 == 999 { "z ".to_owned() } else { words() }).collect();
        let found = all(&phrases, &text);
        assert!((200 * 5..=200 * 10).contains(&found.len()), "{}", found.len());
        let last = found.last().expect("a match");
        assert_eq!(last.behind, 200_000);
        assert!(found.iter().all(|one| (2..=11).contains(&(one.behind - one.first))));
    }

    #[test]
    fn gaps_cost_linear_time() {
        let phrases = ["a ..15 a ..15 a ..15 b", "c ..15 b"];
        assert_eq!(all(&phrases, &"a ".repeat(20_000)), []);
        // Every `b` may be an end, and hardly any has a beginning within reach.
        assert_eq!(all(&phrases, &format!("c {}", ", b".repeat(20_000))).len(), 16);
        assert_eq!(all(&phrases, &format!("c {} b", ", ".repeat(20_000))), []);
    }
}
