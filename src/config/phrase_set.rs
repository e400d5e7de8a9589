//! The phrases of the rules that are on, ready to be found in drafts in one language.
//!
//! Those that come with hilsen were compiled when it was built, all of a language together, whatever the configuration;
//! which of them count is asked when one is found. Those of the house are compiled at the first draft. Both kinds have
//! exceptions with an automaton of their own, run only on sentences with a phrase in them: exceptions are long and begin
//! with common words, and most sentences hold no phrase.

use std::sync::{Mutex, OnceLock, PoisonError};

use crate::{
    draft::{Draft, Sentence},
    pack::LanguagePack,
    phrase::{Automaton, AutomatonBuilder, Match, Phrase, Search},
    rule::PhraseEntry,
    text::{Span, Text},
};

/// The phrases of the rules that are on.
pub(crate) struct PhraseSet {
    built_in: Option<&'static LanguagePack>,
    /// The rule of each built-in phrase, by its place among the checks; `None` for one that is off.
    check_of: Vec<Option<u32>>,
    /// Built-in phrases that the configuration takes out, as they are written, each with its rule's place.
    removed: Vec<(usize, String)>,
    /// The phrases of the house, each with its rule's place.
    own: Vec<(PhraseEntry, usize)>,
    /// Phrases that are fine, each with the place of the rule they are allowed by.
    allowed: Vec<(Phrase, usize)>,
    own_automaton: OnceLock<Automaton>,
    own_exceptions: OnceLock<(Automaton, Vec<OwnException>)>,
    /// What earlier searches learnt, for the next.
    searches: Mutex<Vec<Searches>>,
}

/// What excepts hits in the phrases of the house, or in all of a rule.
struct OwnException {
    target: Target,
    /// Its place in the list it comes from: the exceptions of the phrase, or the phrases that are allowed.
    place: usize,
}

/// What an exception excepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Target {
    /// One built-in phrase, by its number.
    BuiltIn(u32),
    /// One phrase of the house, by its place.
    Own(usize),
    /// All phrases of a rule, by its place among the checks.
    Rule(usize),
}

/// What searching a draft needs besides the phrases.
#[derive(Default)]
pub(crate) struct Searches {
    built_in: Search,
    built_in_exceptions: Search,
    own: Search,
    own_exceptions: Search,
    matches: Vec<Match>,
}

/// A phrase found in a sentence.
#[derive(Clone, Copy)]
pub(crate) struct Found<'a> {
    /// The phrase.
    pub(crate) entry: &'a PhraseEntry,
    /// The place of its rule among the checks.
    pub(crate) check: usize,
    /// What exceptions call it.
    pub(crate) target: Target,
    /// Where it stands.
    pub(crate) span: Span<Text>,
}

impl PhraseSet {
    /// A set with none of the phrases on that come with hilsen for a language.
    pub(super) fn new(built_in: Option<&'static LanguagePack>) -> Self {
        Self {
            built_in,
            check_of: vec![None; built_in.map_or(0, LanguagePack::phrase_count)],
            removed: Vec::new(),
            own: Vec::new(),
            allowed: Vec::new(),
            own_automaton: OnceLock::new(),
            own_exceptions: OnceLock::new(),
            searches: Mutex::new(Vec::new()),
        }
    }

    /// Turns the phrases on that come with the rule at a place among the built-in rules, all but those `removed`. `check` is
    /// its place among the checks.
    pub(super) fn add_built_in(&mut self, index: usize, check: usize, removed: impl Iterator<Item = String>) {
        let Some(pack) = self.built_in else { return };
        let numbers = pack.numbers(index);
        self.check_of[numbers.start as usize..numbers.end as usize].fill(Some(check as u32));
        self.removed.extend(removed.map(|written| (check, written)));
    }

    /// Adds a phrase of the house to a rule, by its place among the checks.
    pub(super) fn add(&mut self, entry: PhraseEntry, check: usize) {
        self.own.push((entry, check));
    }

    /// Adds phrases that are fine to a rule, by its place among the checks.
    pub(super) fn allow(&mut self, phrases: &[Phrase], check: usize) {
        self.allowed.extend(phrases.iter().map(|phrase| (phrase.clone(), check)));
    }

    /// Lends what a search needs; it is given back for the next draft.
    pub(crate) fn with_searches<R>(&self, search: impl FnOnce(&mut Searches) -> R) -> R {
        // What a search has learnt is right at any time, also where another thread broke off.
        let lock = || self.searches.lock().unwrap_or_else(PoisonError::into_inner);
        let mut searches = lock().pop().unwrap_or_default();
        let result = search(&mut searches);
        lock().push(searches);
        result
    }

    /// The phrases in a sentence, added to `found`; overlapping ones too.
    pub(crate) fn find<'a>(
        &'a self,
        draft: &Draft,
        sentence: &Sentence,
        searches: &mut Searches,
        found: &mut Vec<Found<'a>>,
    ) {
        let (text, tokens) = (draft.text(), draft.tokens_of(sentence));
        let Searches { built_in, own, matches, .. } = searches;
        let span = |one: &Match| tokens[one.first].span.cover(tokens[one.behind - 1].span);
        if let Some(pack) = self.built_in {
            matches.clear();
            let wanted = |number: u32| Some(&self.built_in_phrase(pack, number)?.0.phrase);
            built_in.find(&pack.automaton, text, tokens, &wanted, matches);
            found.extend(matches.iter().filter_map(|one| {
                let (entry, check) = self.built_in_phrase(pack, one.id)?;
                Some(Found { entry, check, target: Target::BuiltIn(one.id), span: span(one) })
            }));
        }
        if !self.own.is_empty() {
            matches.clear();
            own.find(
                self.own_automaton(),
                text,
                tokens,
                &|place| Some(&self.own.get(place as usize)?.0.phrase),
                matches,
            );
            found.extend(matches.iter().map(|one| {
                let (entry, check) = &self.own[one.id as usize];
                Found { entry, check: *check, target: Target::Own(one.id as usize), span: span(one) }
            }));
        }
    }

    /// The exceptions in a sentence: what they except, and where; added to `found`.
    pub(crate) fn find_exceptions(
        &self,
        draft: &Draft,
        sentence: &Sentence,
        searches: &mut Searches,
        found: &mut Vec<(Target, Span<Text>)>,
    ) {
        let (text, tokens) = (draft.text(), draft.tokens_of(sentence));
        let Searches { built_in_exceptions, own_exceptions, matches, .. } = searches;
        let span = |one: &Match| tokens[one.first].span.cover(tokens[one.behind - 1].span);
        if let Some(pack) = self.built_in {
            matches.clear();
            let exception = |id: u32| {
                let (number, place) = *pack.excepted.get(id as usize)?;
                self.built_in_phrase(pack, number)?.0.except.get(place as usize)
            };
            built_in_exceptions.find(&pack.exceptions, text, tokens, &exception, matches);
            found.extend(matches.iter().map(|one| (Target::BuiltIn(pack.excepted[one.id as usize].0), span(one))));
        }
        let (automaton, exceptions) = self.own_exceptions();
        matches.clear();
        let phrase_of = |id: u32| self.own_exception(exceptions.get(id as usize)?);
        own_exceptions.find(automaton, text, tokens, &phrase_of, matches);
        found.extend(matches.iter().map(|one| (exceptions[one.id as usize].target, span(one))));
    }

    /// A built-in phrase and its rule's place among the checks, where it is on.
    fn built_in_phrase(&self, pack: &'static LanguagePack, number: u32) -> Option<(&'static PhraseEntry, usize)> {
        let check = (*self.check_of.get(number as usize)?)? as usize;
        let entry = pack.phrase(number)?;
        let is_removed = self.removed.iter().any(|(of, written)| *of == check && *written == entry.written);
        (!is_removed).then_some((entry, check))
    }

    fn own_automaton(&self) -> &Automaton {
        self.own_automaton.get_or_init(|| {
            let mut builder = AutomatonBuilder::new();
            for (place, (entry, _)) in self.own.iter().enumerate() {
                builder.add(&entry.phrase, place as u32);
            }
            builder.build()
        })
    }

    fn own_exceptions(&self) -> &(Automaton, Vec<OwnException>) {
        self.own_exceptions.get_or_init(|| {
            let of_entries = self.own.iter().enumerate().flat_map(|(own, (entry, _))| {
                (0..entry.except.len()).map(move |place| OwnException { target: Target::Own(own), place })
            });
            let of_rules = self.allowed.iter().enumerate();
            let of_rules = of_rules.map(|(place, (_, check))| OwnException { target: Target::Rule(*check), place });
            let exceptions: Vec<OwnException> = of_entries.chain(of_rules).collect();
            let mut builder = AutomatonBuilder::new();
            for (id, exception) in exceptions.iter().enumerate() {
                self.own_exception(exception).into_iter().for_each(|phrase| builder.add(phrase, id as u32));
            }
            (builder.build(), exceptions)
        })
    }

    fn own_exception(&self, exception: &OwnException) -> Option<&Phrase> {
        match exception.target {
            Target::Own(own) => self.own[own].0.except.get(exception.place),
            Target::Rule(_) => Some(&self.allowed.get(exception.place)?.0),
            Target::BuiltIn(_) => None,
        }
    }
}
