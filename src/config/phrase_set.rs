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
    phrase::{Automaton, AutomatonBuilder, Match, Phrase, Search, Wanted},
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
    /// With what each of its numbers excepts.
    own_exceptions: OnceLock<(Automaton, Vec<Target>)>,
    /// What earlier searches learnt, for the next.
    searches: Mutex<Vec<Searches>>,
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
            let ever = |number: u32| self.is_on(number);
            let wanted = Wanted { ever: &ever, now: &|_| true };
            built_in.find(&pack.automaton, text, tokens, wanted, matches);
            found.extend(matches.iter().filter_map(|one| {
                let (entry, check) = self.built_in_phrase(pack, one.id)?;
                Some(Found { entry, check, target: Target::BuiltIn(one.id), span: span(one) })
            }));
        }
        if !self.own.is_empty() {
            matches.clear();
            own.find(self.own_automaton(), text, tokens, Wanted::ALL, matches);
            found.extend(matches.iter().map(|one| {
                let (entry, check) = &self.own[one.id as usize];
                Found { entry, check: *check, target: Target::Own(one.id as usize), span: span(one) }
            }));
        }
    }

    /// The exceptions in a sentence to the phrases found in it, which are given sorted: what they except, and where; added to `found`.
    pub(crate) fn find_exceptions(
        &self,
        draft: &Draft,
        sentence: &Sentence,
        phrases: &[Target],
        searches: &mut Searches,
        found: &mut Vec<(Target, Span<Text>)>,
    ) {
        let (text, tokens) = (draft.text(), draft.tokens_of(sentence));
        let Searches { built_in_exceptions, own_exceptions, matches, .. } = searches;
        let span = |one: &Match| tokens[one.first].span.cover(tokens[one.behind - 1].span);
        let may_be_excepted = |pack: &LanguagePack| {
            phrases.iter().any(|phrase| matches!(phrase, Target::BuiltIn(number) if pack.has_exceptions(*number)))
        };
        if let Some(pack) = self.built_in.filter(|pack| may_be_excepted(pack)) {
            matches.clear();
            let number = |exception: u32| pack.excepted[exception as usize];
            let ever = |exception: u32| self.is_on(number(exception));
            let now = |exception: u32| phrases.binary_search(&Target::BuiltIn(number(exception))).is_ok();
            built_in_exceptions.find(&pack.exceptions, text, tokens, Wanted { ever: &ever, now: &now }, matches);
            found.extend(matches.iter().map(|one| (Target::BuiltIn(number(one.id)), span(one))));
        }
        let (automaton, exceptions) = self.own_exceptions();
        matches.clear();
        own_exceptions.find(automaton, text, tokens, Wanted::ALL, matches);
        found.extend(matches.iter().map(|one| (exceptions[one.id as usize], span(one))));
    }

    /// Whether a built-in phrase belongs to a rule that is on.
    fn is_on(&self, number: u32) -> bool {
        self.check_of.get(number as usize).is_some_and(Option::is_some)
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
                entry.parsed.iter().for_each(|parsed| builder.add(&parsed.phrase, place as u32));
            }
            builder.build()
        })
    }

    fn own_exceptions(&self) -> &(Automaton, Vec<Target>) {
        self.own_exceptions.get_or_init(|| {
            let of_entries = self.own.iter().enumerate();
            let of_entries = of_entries.flat_map(|(own, (entry, _))| {
                entry.parsed.iter().flat_map(|parsed| &parsed.except).map(move |phrase| (Target::Own(own), phrase))
            });
            let of_rules = self.allowed.iter().map(|(phrase, check)| (Target::Rule(*check), phrase));
            let (mut builder, mut targets) = (AutomatonBuilder::new(), Vec::new());
            for (target, phrase) in of_entries.chain(of_rules) {
                builder.add(phrase, targets.len() as u32);
                targets.push(target);
            }
            (builder.build(), targets)
        })
    }
}
