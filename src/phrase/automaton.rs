//! All phrases of a language in one automaton over words.
//!
//! Every word a phrase names gets a number (a symbol). A token of the draft is looked up once; the automaton then
//! compares numbers. Phrases that begin alike share states, as in a trie, so that a word that begins no phrase costs one
//! look-up, however many phrases there are.

use rustc_hash::FxHashMap;

use super::{Element, KIND_NAMES, Phrase, WordPattern, fold_into};
use crate::text::{Token, TokenKind};

type Symbol = u32;
type State = u32;

/// Any word, number, address or placeholder.
const ANY_WORD: Symbol = 0;
/// Punctuation that a gap may reach across.
const SOFT_PUNCTUATION: Symbol = 1;
const SENTENCE_START: Symbol = 2;
const SENTENCE_END: Symbol = 3;
/// The first of the symbols for the kinds of [`KIND_NAMES`].
const FIRST_KIND: Symbol = 4;
const KIND_NAME: Symbol = FIRST_KIND + 6;
const FIRST_WORD: Symbol = FIRST_KIND + KIND_NAMES.len() as Symbol;
const ROOT: State = 0;
/// More active states than this are looked through for doubles; ordinary sentences stay below, and need no sorting.
const CROWD: usize = 128;

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

/// Takes phrases, gives an [`Automaton`].
#[derive(Debug, Default)]
pub struct AutomatonBuilder {
    automaton: Automaton,
    /// Where a single state already goes with a symbol, so that equal beginnings share.
    children: FxHashMap<(State, Symbol), State>,
}

/// Finds any number of phrases in one pass over the tokens of a sentence.
#[derive(Debug, Default)]
pub struct Automaton {
    /// Folded words to symbols.
    words: FxHashMap<Box<str>, Symbol>,
    /// Signs of punctuation to symbols.
    signs: FxHashMap<char, Symbol>,
    /// Beginnings of words, by their first bytes.
    prefixes: FxHashMap<[u8; 2], Vec<(Box<str>, Symbol)>>,
    /// Endings of words.
    suffixes: Vec<(Box<str>, Symbol)>,
    /// Pieces of words.
    infixes: Vec<(Box<str>, Symbol)>,
    symbols: Symbol,
    states: Vec<Node>,
    /// Where the root goes; it has far more edges than any other state.
    root: FxHashMap<Symbol, Vec<State>>,
}

#[derive(Debug, Default)]
struct Node {
    edges: Vec<(Symbol, State)>,
    /// The phrases that are complete here.
    accepts: Vec<u32>,
}

/// What a search needs besides the automaton; kept between sentences, so that only the first allocates.
#[derive(Debug, Default)]
pub struct Scratch {
    symbols: Symbols,
    folded: String,
    active: Vec<(State, u32)>,
    next: Vec<(State, u32)>,
}

/// The symbols of the tokens of a sentence.
#[derive(Debug, Default)]
struct Symbols {
    flat: Vec<Symbol>,
    /// Where each token's symbols begin in `flat`; one more than there are tokens.
    starts: Vec<u32>,
}

impl Symbols {
    fn of(&self, token: usize) -> &[Symbol] {
        &self.flat[self.starts[token] as usize..self.starts[token + 1] as usize]
    }
}

impl Node {
    /// Calls `take` with the states that any of the symbols of a token leads to.
    fn follow(&self, here: &[Symbol], mut take: impl FnMut(State)) {
        // Behind `we` or `du` hundreds of phrases go on; there each symbol is looked up instead.
        if self.edges.len() <= 8 {
            self.edges.iter().filter(|(symbol, _)| here.contains(symbol)).for_each(|(_, to)| take(*to));
            return;
        }
        for symbol in here {
            let first = self.edges.partition_point(|(known, _)| known < symbol);
            self.edges[first..].iter().take_while(|(known, _)| known == symbol).for_each(|(_, to)| take(*to));
        }
    }
}

impl AutomatonBuilder {
    /// An automaton without phrases.
    pub fn new() -> Self {
        let automaton = Automaton { symbols: FIRST_WORD, states: vec![Node::default()], ..Automaton::default() };
        Self { automaton, children: FxHashMap::default() }
    }

    /// Adds a phrase; matches of it carry `id`.
    pub fn add(&mut self, phrase: &Phrase, id: u32) {
        for end in self.sequence(&phrase.elements, &[ROOT]) {
            // A phrase that may be empty is refused by the parser, so the root accepts nothing.
            let accepts = &mut self.automaton.states[end as usize].accepts;
            if end != ROOT && !accepts.contains(&id) {
                accepts.push(id);
            }
        }
    }

    /// The finished automaton.
    pub fn build(mut self) -> Automaton {
        let root = std::mem::take(&mut self.automaton.states[ROOT as usize].edges);
        for (symbol, state) in root {
            self.automaton.root.entry(symbol).or_default().push(state);
        }
        for node in &mut self.automaton.states {
            node.edges.sort_unstable();
        }
        self.automaton
    }

    /// The states reached from `from` by the elements.
    fn sequence(&mut self, elements: &[Element], from: &[State]) -> Vec<State> {
        let mut reached = from.to_vec();
        for element in elements {
            reached = self.element(element, &reached);
        }
        reached
    }

    fn element(&mut self, element: &Element, from: &[State]) -> Vec<State> {
        let symbol = match element {
            Element::Word(pattern) => self.automaton.symbol_of(pattern),
            Element::Punctuation(sign) => self.automaton.sign(*sign),
            Element::AnyWord => ANY_WORD,
            Element::Kind(kind) => FIRST_KIND + Symbol::from(*kind),
            Element::SentenceStart => SENTENCE_START,
            Element::SentenceEnd => SENTENCE_END,
            Element::Gap(words) => return self.gap(*words, from),
            Element::OneOf(alternatives) => {
                let mut reached = Vec::new();
                for alternative in alternatives {
                    reached.extend(self.sequence(alternative, from));
                }
                reached.sort_unstable();
                reached.dedup();
                return reached;
            }
        };
        vec![self.step(from, symbol)]
    }

    /// A state that every one of `from` reaches with `symbol`; shared where a single state already goes there.
    fn step(&mut self, from: &[State], symbol: Symbol) -> State {
        if let [only] = from
            && let Some(&state) = self.children.get(&(*only, symbol))
        {
            return state;
        }
        let state = self.new_state();
        for &source in from {
            self.automaton.states[source as usize].edges.push((symbol, state));
        }
        if let [only] = from {
            self.children.insert((*only, symbol), state);
        }
        state
    }

    /// Up to `words` words, with commas and the like between them.
    fn gap(&mut self, words: u8, from: &[State]) -> Vec<State> {
        let mut reached = from.to_vec();
        let mut last = self.new_state();
        for &source in from {
            self.automaton.states[source as usize].edges.push((SOFT_PUNCTUATION, last));
        }
        self.automaton.states[last as usize].edges.push((SOFT_PUNCTUATION, last));
        reached.push(last);
        for word in 0..words {
            let next = self.new_state();
            self.automaton.states[last as usize].edges.push((ANY_WORD, next));
            if word == 0 {
                for &source in from {
                    self.automaton.states[source as usize].edges.push((ANY_WORD, next));
                }
            }
            self.automaton.states[next as usize].edges.push((SOFT_PUNCTUATION, next));
            reached.push(next);
            last = next;
        }
        reached
    }

    fn new_state(&mut self) -> State {
        self.automaton.states.push(Node::default());
        (self.automaton.states.len() - 1) as State
    }
}

impl Automaton {
    /// Whether there is nothing to find.
    pub fn is_empty(&self) -> bool {
        self.root.is_empty()
    }

    /// All matches in the tokens of one sentence of `text`, added to `found` in the order of their ends.
    ///
    /// Overlapping matches are all reported, but of two that end alike and differ only in their beginning perhaps just
    /// the longer.
    pub fn find(&self, text: &str, tokens: &[Token], scratch: &mut Scratch, found: &mut Vec<Match>) {
        if self.is_empty() || tokens.is_empty() {
            return;
        }
        let Scratch { symbols, folded, active, next } = scratch;
        self.read_symbols(text, tokens, folded, symbols);
        let end_of_sentence = tokens
            .iter()
            .rposition(|token| token.kind != TokenKind::Punctuation || !closes_sentence(&text[token.span.range()]))
            .map_or(tokens.len(), |last| last + 1);
        active.clear();
        if let Some(states) = self.root.get(&SENTENCE_START) {
            active.extend(states.iter().map(|&state| (state, 0)));
        }
        for at in 0..tokens.len() {
            next.clear();
            let here = symbols.of(at);
            for &(state, first) in &*active {
                self.states[state as usize].follow(here, |to| next.push((to, first)));
            }
            for symbol in here {
                // Punctuation in gaps begins no phrase, and most words begin none either.
                if let Some(states) = self.root.get(symbol) {
                    next.extend(states.iter().map(|&state| (state, at as u32)));
                }
            }
            if next.len() > CROWD {
                // Gaps reach one state from many beginnings. Of those the first makes the longest match, and keeping
                // only it bounds the work at a token by the number of states, whatever the text.
                next.sort_unstable();
                next.dedup_by_key(|(state, _)| *state);
            }
            self.accept(next, at + 1, at + 1 == end_of_sentence, found);
            std::mem::swap(active, next);
        }
    }

    /// Notes the phrases that are complete in the states reached before token `behind`.
    fn accept(&self, reached: &[(State, u32)], behind: usize, at_end: bool, found: &mut Vec<Match>) {
        let mut note = |state: State, first: u32| {
            for &id in &self.states[state as usize].accepts {
                let one = Match { id, first: first as usize, behind };
                if !found.iter().rev().take_while(|other| other.behind == behind).any(|other| *other == one) {
                    found.push(one);
                }
            }
        };
        for &(state, first) in reached {
            note(state, first);
            if !at_end {
                continue;
            }
            for &(symbol, to) in &self.states[state as usize].edges {
                if symbol == SENTENCE_END {
                    note(to, first);
                }
            }
        }
    }

    fn read_symbols(&self, text: &str, tokens: &[Token], folded: &mut String, symbols: &mut Symbols) {
        symbols.starts.clear();
        symbols.flat.clear();
        for (at, token) in tokens.iter().enumerate() {
            symbols.starts.push(symbols.flat.len() as u32);
            self.push_symbols(&text[token.span.range()], token.kind, at == 0, folded, &mut symbols.flat);
        }
        symbols.starts.push(symbols.flat.len() as u32);
    }

    fn push_symbols(&self, word: &str, kind: TokenKind, first: bool, folded: &mut String, flat: &mut Vec<Symbol>) {
        if kind == TokenKind::Punctuation {
            let Some(sign) = word.chars().next() else { return };
            flat.extend(self.signs.get(&sign));
            if !matches!(sign, '.' | '!' | '?') {
                flat.push(SOFT_PUNCTUATION);
            }
            return;
        }
        if kind == TokenKind::Tag {
            return;
        }
        flat.push(ANY_WORD);
        for (index, (_, kinds)) in KIND_NAMES.iter().enumerate() {
            if kinds.contains(&kind) {
                flat.push(FIRST_KIND + index as Symbol);
            }
        }
        if kind == TokenKind::Word && !first && word.starts_with(char::is_uppercase) {
            flat.push(KIND_NAME);
        }
        fold_into(word, folded);
        flat.extend(self.words.get(folded.as_str()));
        if let &[a, b, ..] = folded.as_bytes()
            && let Some(stems) = self.prefixes.get(&[a, b])
        {
            flat.extend(stems.iter().filter(|(stem, _)| folded.starts_with(&**stem)).map(|(_, symbol)| *symbol));
        }
        flat.extend(self.suffixes.iter().filter(|(stem, _)| folded.ends_with(&**stem)).map(|(_, symbol)| *symbol));
        flat.extend(self.infixes.iter().filter(|(stem, _)| folded.contains(&**stem)).map(|(_, symbol)| *symbol));
    }

    fn symbol_of(&mut self, pattern: &WordPattern) -> Symbol {
        let fresh = self.symbols;
        let symbol = match pattern {
            WordPattern::Exact(word) => *self.words.entry(word.as_str().into()).or_insert(fresh),
            WordPattern::Prefix(stem) => match *stem.as_bytes() {
                [a, b, ..] => find_or_push(self.prefixes.entry([a, b]).or_default(), stem, fresh),
                // A stem of one byte is as good as any word.
                _ => ANY_WORD,
            },
            WordPattern::Suffix(stem) => find_or_push(&mut self.suffixes, stem, fresh),
            WordPattern::Infix(stem) => find_or_push(&mut self.infixes, stem, fresh),
        };
        if symbol == fresh {
            self.symbols += 1;
        }
        symbol
    }

    fn sign(&mut self, sign: char) -> Symbol {
        let fresh = self.symbols;
        let symbol = *self.signs.entry(sign).or_insert(fresh);
        if symbol == fresh {
            self.symbols += 1;
        }
        symbol
    }
}

fn find_or_push(stems: &mut Vec<(Box<str>, Symbol)>, stem: &str, fresh: Symbol) -> Symbol {
    if let Some((_, symbol)) = stems.iter().find(|(known, _)| **known == *stem) {
        return *symbol;
    }
    stems.push((stem.into(), fresh));
    fresh
}

/// Whether a token is punctuation that may stand at the very end of a sentence.
fn closes_sentence(text: &str) -> bool {
    matches!(text, "." | "!" | "?" | "…" | ")" | "\"" | "”" | "»" | "'" | "’" | ":" | ",")
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;
    use crate::text::{Span, tokenize};

    fn all(automaton: &Automaton, text: &str, tokens: &[Token]) -> Vec<Match> {
        let mut found = Vec::new();
        automaton.find(text, tokens, &mut Scratch::default(), &mut found);
        found
    }

    fn found(phrase: &str, text: &str) -> Vec<String> {
        let lists = |name: &str| (name == "weekday").then(|| vec!["mandag".to_owned(), "tirsdag".to_owned()]);
        let mut builder = AutomatonBuilder::new();
        builder.add(&parse(phrase, &lists).expect("a phrase"), 7);
        let tokens = tokenize(text, Span::new(0, text.len()));
        let matches = all(&builder.build(), text, &tokens);
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
        let mut builder = AutomatonBuilder::new();
        for (id, phrase) in ["vi kan ikke", "vi kan", "vi [nå] kan ikke"].iter().enumerate() {
            builder.add(&parse(phrase, &|_| None).expect("a phrase"), id as u32);
        }
        let text = "vi kan ikke";
        let found = all(&builder.build(), text, &tokenize(text, Span::new(0, text.len())));
        let ids: Vec<u32> = found.iter().map(|m| m.id).collect();
        assert_eq!(ids, [1, 0, 2]);
    }

    #[test]
    fn gaps_cost_linear_time() {
        let mut builder = AutomatonBuilder::new();
        builder.add(&parse("a ..15 a ..15 a ..15 b", &|_| None).expect("a phrase"), 0);
        let automaton = builder.build();
        let text = "a ".repeat(20_000);
        assert_eq!(all(&automaton, &text, &tokenize(&text, Span::new(0, text.len()))), []);
    }
}
