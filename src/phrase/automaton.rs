//! All phrases of a language in one automaton over words.
//!
//! Every word a phrase names gets a number (a symbol); phrases that begin alike share states, as in a trie. The finished
//! automaton is one run of bytes, so that `build.rs` can make those of the built-in phrases, and a start reads none of
//! them: what a draft does not ask for is never looked at. [`Search`](super::Search) runs it.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::{Element, KIND_NAMES, Phrase, WordPattern};
use crate::text::TokenKind;

/// What a phrase asks of a token.
pub(super) type Symbol = u32;
/// A state of the automaton, by its place.
pub(super) type State = u32;

/// Any word, number, address or placeholder.
pub(super) const ANY_WORD: Symbol = 0;
/// Punctuation that a gap may reach across.
pub(super) const SOFT_PUNCTUATION: Symbol = 1;
pub(super) const SENTENCE_START: Symbol = 2;
pub(super) const SENTENCE_END: Symbol = 3;
/// The first of the symbols for the kinds of [`KIND_NAMES`].
pub(super) const FIRST_KIND: Symbol = 4;
/// The symbol of `<name>`, the last kind.
pub(super) const KIND_NAME: Symbol = FIRST_KIND + 6;
const FIRST_WORD: Symbol = FIRST_KIND + KIND_NAMES.len() as Symbol;
/// The state all phrases begin in.
pub(super) const ROOT: State = 0;

/// Takes phrases, gives an [`Automaton`].
#[derive(Debug)]
pub struct AutomatonBuilder {
    /// What words must look like, and the symbols for it.
    words: FxHashMap<WordPattern, Symbol>,
    /// Signs of punctuation to symbols.
    signs: FxHashMap<char, Symbol>,
    symbols: Symbol,
    states: Vec<Node>,
    /// Where a single state already goes with a symbol, so that equal beginnings share.
    children: FxHashMap<(State, Symbol), State>,
}

#[derive(Debug, Default)]
struct Node {
    edges: Vec<(Symbol, State)>,
    /// The phrases that are complete here.
    accepts: Vec<u32>,
}

impl Default for AutomatonBuilder {
    fn default() -> Self {
        Self {
            words: FxHashMap::default(),
            signs: FxHashMap::default(),
            symbols: FIRST_WORD,
            states: vec![Node::default()],
            children: FxHashMap::default(),
        }
    }
}

impl AutomatonBuilder {
    /// An automaton without phrases.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a phrase; matches of it carry `id`.
    pub fn add(&mut self, phrase: &Phrase, id: u32) {
        for end in self.sequence(&phrase.elements, &[ROOT]) {
            // A phrase that may be empty is refused by the parser, so the root accepts nothing.
            let accepts = &mut self.states[end as usize].accepts;
            if end != ROOT && !accepts.contains(&id) {
                accepts.push(id);
            }
        }
    }

    /// The finished automaton.
    pub fn build(mut self) -> Automaton {
        let mut parts: [Vec<u8>; PARTS] = Default::default();
        let mut blob = Vec::new();
        // In the order of their texts, for whatever looks them up; it is also the same on every machine.
        let mut words: Vec<(Vec<u8>, usize, Symbol)> = self.words.drain().map(|(word, to)| stored(word, to)).collect();
        words.sort_unstable();
        for (text, part, symbol) in words {
            push_all(&mut parts[part], &[blob.len() as u32, text.len() as u32, symbol]);
            blob.extend(text);
        }
        let mut signs: Vec<(char, Symbol)> = self.signs.drain().collect();
        signs.sort_unstable();
        for (sign, symbol) in signs {
            push_all(&mut parts[SIGNS], &[sign as u32, symbol]);
        }
        let mut back: Vec<Vec<(Symbol, State)>> = vec![Vec::new(); self.states.len()];
        for (from, node) in self.states.iter().enumerate() {
            node.edges.iter().for_each(|&(symbol, to)| back[to as usize].push((symbol, from as State)));
        }
        let (mut edges, mut accepts, mut ways) = (0, 0, 0);
        let lengths = lengths(&back);
        for ((node, back), length) in self.states.iter_mut().zip(&back).zip(lengths) {
            push_all(&mut parts[STATES], &[edges, accepts, ways, length.unwrap_or(VARYING)]);
            for &(symbol, from) in back {
                push_all(&mut parts[BACK], &[symbol, from]);
            }
            ways += back.len() as u32;
            node.edges.sort_unstable();
            for &(symbol, to) in &node.edges {
                push_all(&mut parts[EDGES], &[symbol, to]);
            }
            push_all(&mut parts[ACCEPTS], &node.accepts);
            edges += node.edges.len() as u32;
            accepts += node.accepts.len() as u32;
        }
        push_all(&mut parts[STATES], &[edges, accepts, ways, VARYING]);
        parts[BLOB] = blob;
        let mut bytes = Vec::with_capacity(PARTS * 4 + parts.iter().map(Vec::len).sum::<usize>());
        push_all(&mut bytes, &parts.each_ref().map(|part| part.len() as u32));
        bytes.extend(parts.iter().flatten());
        Automaton::from_bytes(bytes)
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
            Element::Word(pattern) => self.word(pattern),
            Element::Punctuation(sign) => self.sign(*sign),
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
            self.states[source as usize].edges.push((symbol, state));
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
            self.states[source as usize].edges.push((SOFT_PUNCTUATION, last));
        }
        self.states[last as usize].edges.push((SOFT_PUNCTUATION, last));
        reached.push(last);
        for word in 0..words {
            let next = self.new_state();
            self.states[last as usize].edges.push((ANY_WORD, next));
            if word == 0 {
                for &source in from {
                    self.states[source as usize].edges.push((ANY_WORD, next));
                }
            }
            self.states[next as usize].edges.push((SOFT_PUNCTUATION, next));
            reached.push(next);
            last = next;
        }
        reached
    }

    fn new_state(&mut self) -> State {
        self.states.push(Node::default());
        (self.states.len() - 1) as State
    }

    fn word(&mut self, pattern: &WordPattern) -> Symbol {
        if let Some(&symbol) = self.words.get(pattern) {
            return symbol;
        }
        // A stem of one byte is as good as any word.
        if matches!(pattern, WordPattern::Prefix(stem) if stem.len() < 2) {
            return ANY_WORD;
        }
        let symbol = self.new_symbol();
        self.words.insert(pattern.clone(), symbol);
        symbol
    }

    fn sign(&mut self, sign: char) -> Symbol {
        if let Some(&symbol) = self.signs.get(&sign) {
            return symbol;
        }
        let symbol = self.new_symbol();
        self.signs.insert(sign, symbol);
        symbol
    }

    fn new_symbol(&mut self) -> Symbol {
        self.symbols += 1;
        self.symbols - 1
    }
}

/// The text of a pattern as it is stored, the part it is stored in, and its symbol. Endings are stored backwards, so that
/// they too are found by how they begin.
fn stored(pattern: WordPattern, symbol: Symbol) -> (Vec<u8>, usize, Symbol) {
    match pattern {
        WordPattern::Exact(word) => (word.into_bytes(), WORDS, symbol),
        WordPattern::Prefix(stem) => (stem.into_bytes(), PREFIXES, symbol),
        WordPattern::Suffix(stem) => (stem.bytes().rev().collect(), SUFFIXES, symbol),
        WordPattern::Infix(stem) => (stem.into_bytes(), INFIXES, symbol),
    }
}

/// How many tokens lead to each state, where all ways there are equally long; `back` holds the ways to each state. But for
/// those from a state to itself they come from states before it.
fn lengths(back: &[Vec<(Symbol, State)>]) -> Vec<Option<u32>> {
    let mut lengths = vec![Some(0)];
    for ways in &back[1..] {
        let of_way = |&(symbol, from): &(Symbol, State)| {
            let before = lengths.get(from as usize).copied().flatten()?;
            Some(before + u32::from(symbol != SENTENCE_START))
        };
        let first = ways.first().and_then(of_way);
        lengths.push(first.filter(|_| ways.iter().all(|way| of_way(way) == first)));
    }
    lengths
}

fn push_all(bytes: &mut Vec<u8>, numbers: &[u32]) {
    bytes.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
}

/// Places of the parts in the bytes of an automaton. The first four have rows of (place in the blob, length, symbol), in
/// the order of their texts; then come (sign, symbol), (first edge, first accept, first way back, length) for each state
/// and one row more, (symbol, state) for each edge and for each way back, the numbers of the phrases, and the texts.
const WORDS: usize = 0;
const PREFIXES: usize = 1;
const SUFFIXES: usize = 2;
const INFIXES: usize = 3;
const SIGNS: usize = 4;
const STATES: usize = 5;
const EDGES: usize = 6;
const BACK: usize = 7;
const ACCEPTS: usize = 8;
const BLOB: usize = 9;
const PARTS: usize = 10;

/// The columns of a state's row.
const STATE_COLUMNS: usize = 4;
/// The length of a state that is reached on ways of different lengths.
const VARYING: u32 = u32::MAX;

/// Any number of phrases, ready to be found in one pass over the tokens of a sentence.
#[derive(Clone, Debug)]
pub struct Automaton {
    bytes: Cow<'static, [u8]>,
    /// Where each part begins, and where the last ends.
    parts: [usize; PARTS + 1],
}

impl Default for Automaton {
    fn default() -> Self {
        AutomatonBuilder::new().build()
    }
}

impl Automaton {
    /// The automaton with the given bytes, as [`Automaton::bytes`] gives them. Other bytes make one that finds nonsense or
    /// nothing.
    pub fn from_bytes(bytes: impl Into<Cow<'static, [u8]>>) -> Self {
        let bytes = bytes.into();
        let mut parts = [PARTS * 4; PARTS + 1];
        for part in 0..PARTS {
            parts[part + 1] = parts[part] + number_at(&bytes, part * 4) as usize;
        }
        Self { bytes, parts }
    }

    /// The automaton as bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether there is nothing to find.
    pub fn is_empty(&self) -> bool {
        self.parts[EDGES] == self.parts[EDGES + 1]
    }

    /// Calls `take` with each state that `symbol` leads to from `state`.
    pub(super) fn follow(&self, state: State, symbol: Symbol, mut take: impl FnMut(State)) {
        let edges = self.pairs(EDGES, self.range(state, 0));
        let from = edges.partition_point(|edge| pair(*edge).0 < symbol);
        let fitting = edges[from..].iter().copied().map(pair).take_while(|edge| edge.0 == symbol);
        fitting.for_each(|(_, to)| take(to));
    }

    /// The symbols that lead to a state, each with the state it leads from.
    pub(super) fn back(&self, state: State) -> impl Iterator<Item = (Symbol, State)> {
        self.pairs(BACK, self.range(state, 2)).iter().copied().map(pair)
    }

    /// Some rows of a part whose rows are pairs.
    fn pairs(&self, part: usize, (first, behind): (usize, usize)) -> &[[u8; 8]] {
        let rows = self.bytes.get(self.parts[part]..self.parts[part + 1]).unwrap_or_default();
        rows.as_chunks().0.get(first..behind).unwrap_or_default()
    }

    /// How many tokens lead from the root to a state, where all ways are equally long.
    pub(super) fn length(&self, state: State) -> Option<u32> {
        Some(self.number(STATES, state as usize * STATE_COLUMNS + 3)).filter(|&length| length != VARYING)
    }

    /// The numbers of the phrases that are complete in a state.
    pub(super) fn accepts(&self, state: State) -> impl Iterator<Item = u32> {
        let (first, behind) = self.range(state, 1);
        (first..behind).map(|index| self.number(ACCEPTS, index))
    }

    /// The edges of a state (`column` 0), its accepts (1) or its ways back (2): the first, and the one behind the last.
    fn range(&self, state: State, column: usize) -> (usize, usize) {
        let row = state as usize * STATE_COLUMNS + column;
        (self.number(STATES, row) as usize, self.number(STATES, row + STATE_COLUMNS) as usize)
    }

    /// Adds the symbols of a sign of punctuation.
    pub(super) fn sign_symbols(&self, sign: char, symbols: &mut Vec<Symbol>) {
        let rows = (self.parts[SIGNS + 1] - self.parts[SIGNS]) / 8;
        symbols.extend(
            (0..rows)
                .filter(|row| self.number(SIGNS, row * 2) == sign as u32)
                .map(|row| self.number(SIGNS, row * 2 + 1)),
        );
        if is_soft(sign) {
            symbols.push(SOFT_PUNCTUATION);
        }
    }

    /// Adds the symbols of a word in the form [`fold`](super::fold) gives, besides those of its kind.
    pub(super) fn word_symbols(&self, folded: &str, symbols: &mut Vec<Symbol>) {
        let rows = self.rows(WORDS);
        let at = first_row((0, rows), |row| self.text(WORDS, row) < folded.as_bytes());
        if at < rows && self.text(WORDS, at) == folded.as_bytes() {
            symbols.push(self.symbol(WORDS, at));
        }
        self.beginnings(PREFIXES, folded.bytes(), symbols);
        self.beginnings(SUFFIXES, folded.bytes().rev(), symbols);
        for row in 0..self.rows(INFIXES) {
            if std::str::from_utf8(self.text(INFIXES, row)).is_ok_and(|stem| folded.contains(stem)) {
                symbols.push(self.symbol(INFIXES, row));
            }
        }
    }

    /// The symbols of the texts of a part that a word begins with.
    fn beginnings(&self, part: usize, word: impl Iterator<Item = u8>, symbols: &mut Vec<Symbol>) {
        let mut rows = (0, self.rows(part));
        for (length, byte) in word.enumerate() {
            // The rows whose text goes on with this byte; all of them begin with the bytes before.
            let next = |row| self.text(part, row).get(length).copied();
            rows = (first_row(rows, |row| next(row) < Some(byte)), first_row(rows, |row| next(row) <= Some(byte)));
            if rows.0 == rows.1 {
                return;
            }
            // What is complete stands before what goes on.
            if self.text(part, rows.0).len() == length + 1 {
                symbols.push(self.symbol(part, rows.0));
            }
        }
    }

    fn rows(&self, part: usize) -> usize {
        (self.parts[part + 1] - self.parts[part]) / 12
    }

    fn text(&self, part: usize, row: usize) -> &[u8] {
        let start = self.parts[BLOB] + self.number(part, row * 3) as usize;
        self.bytes.get(start..start + self.number(part, row * 3 + 1) as usize).unwrap_or_default()
    }

    fn symbol(&self, part: usize, row: usize) -> Symbol {
        self.number(part, row * 3 + 2)
    }

    fn number(&self, part: usize, index: usize) -> u32 {
        number_at(&self.bytes, self.parts[part] + index * 4)
    }
}

/// The first of the rows, which are sorted so, that is not `before`.
fn first_row((mut low, mut high): (usize, usize), before: impl Fn(usize) -> bool) -> usize {
    while low < high {
        let middle = usize::midpoint(low, high);
        if before(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

/// The numbers of a row with two of them.
fn pair(row: [u8; 8]) -> (u32, u32) {
    let both = u64::from_le_bytes(row);
    (both as u32, (both >> 32) as u32)
}

fn number_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).and_then(|four| four.try_into().ok()).map_or(0, u32::from_le_bytes)
}

/// Whether a gap may reach across a sign.
pub(super) fn is_soft(sign: char) -> bool {
    !matches!(sign, '.' | '!' | '?')
}

/// Whether a token of a kind is a word to phrases.
pub(super) fn is_word(kind: TokenKind) -> bool {
    !matches!(kind, TokenKind::Punctuation | TokenKind::Tag)
}
