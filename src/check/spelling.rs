//! Words that are in no dictionary and look like a slip.
//!
//! Most words of a mail that a dictionary lacks are right: names, products, compounds made on the spot, loanwords. So a
//! word is only reported where a dictionary has another word one slip of the finger away, and where nothing speaks for
//! it: not the rest of the mail, not another language, not its parts.

use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    diagnostic::{Fix, Safety, TextEdit},
    draft::{Block, Draft, Language, SectionKind, Sentence},
    phrase::fold,
    rule::{Check, Context, Finding, Report, Settings},
    spelling::{Dictionaries, Dictionary},
    text::{Span, Text, Token, TokenKind, tokenize},
};

/// Shorter words are abbreviations, units and particles more often than slips. In characters.
const LETTERS_MIN: usize = 5;
/// Longer words are not looked into: their neighbours are many and each costs a look-up. In characters.
const LETTERS_MAX: usize = 30;
/// So many different unknown words of a draft are looked into; one with more is no prose, or in another language.
const WORDS_MAX: usize = 12;
/// So many words are offered for one.
const SUGGESTIONS_MAX: usize = 3;
/// So many words are kept from one draft to the next; a bound for a run over an archive.
const KEPT_MAX: usize = 20_000;
/// So many words of a draft may need a second look; no mail has as many, and each costs a thousand times the first.
const DOUBTS_MAX: usize = 1_000;

struct Spelling {
    dictionaries: Option<Arc<dyn Dictionaries>>,
    /// The words of the house, folded.
    vocabulary: FxHashSet<String>,
    /// Whether a word that the first dictionary lacks is right all the same. The same ones come again in draft after draft.
    accepted: Kept<bool>,
    /// The words that may be meant by one that is not; none where it resembles no known word.
    meant: Kept<Arc<[String]>>,
}

pub(super) fn build(settings: &Settings<'_>) -> Box<dyn Check> {
    let words = settings.vocabulary.iter().cloned().chain(settings.list("allow"));
    let words = words.chain(settings.organisation.iter().cloned());
    let vocabulary = words.flat_map(|entry| entry.split_whitespace().map(fold).collect::<Vec<_>>()).collect();
    Box::new(Spelling {
        dictionaries: settings.dictionaries.cloned(),
        vocabulary,
        accepted: Kept::default(),
        meant: Kept::default(),
    })
}

/// A word that no dictionary knows.
struct Unknown {
    /// The word as the dictionary is asked for it: plain apostrophes, no soft hyphens.
    word: String,
    span: Span<Text>,
    /// Whether it has a capital, which may make it a name.
    capital: bool,
}

impl Check for Spelling {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        let (Some(dictionaries), Some(language)) = (&self.dictionaries, draft.language) else { return };
        let speller = Speller::new(dictionaries.as_ref(), language);
        if speller.own.is_empty() {
            return dictionaries.lacks(language);
        }
        let (mut words, mut doubts) = (0, 0);
        let mut unknown: Vec<Unknown> = Vec::new();
        for (_, sentence) in context.sentences() {
            if matches!(sentence.block, Block::Code | Block::Label) {
                continue;
            }
            let before = unknown.len();
            let looked_at = self.unknown_words(draft, sentence, &speller, &mut doubts, &mut unknown);
            if doubts > DOUBTS_MAX {
                return;
            }
            words += looked_at;
            // A sentence that is mostly unknown is in another language, a list of names, or no sentence.
            let new = unknown.len() - before;
            if new > 1 && new * 3 > looked_at {
                unknown.truncate(before);
            }
        }
        if unknown.is_empty() {
            return;
        }
        let elsewhere = Elsewhere::of(draft);
        unknown.retain(|one| !elsewhere.names(&fold(&one.word)));
        let mut times: FxHashMap<&str, usize> = FxHashMap::default();
        for one in &unknown {
            *times.entry(&one.word).or_default() += 1;
        }
        if times.len() > WORDS_MAX || times.len() * 8 > words.max(24) {
            return;
        }
        for one in &unknown {
            // Parts joined by a hyphen are made up as needed, and name files and products.
            if one.word.contains('-') || draft.is_quoted(one.span) {
                continue;
            }
            let meant = kept(&self.meant, language, &one.word, || speller.meant(&one.word, one.capital).into());
            // What is written the same way twice is meant, unless a letter is doubled in it or not.
            let again = times.get(one.word.as_str()).is_some_and(|times| *times > 1);
            if !meant.is_empty() && (!again || speller.is_slip(&one.word.to_lowercase())) {
                push(draft, one, &meant, report);
            }
        }
    }
}

/// What is kept from one draft to the next.
type Kept<V> = Mutex<FxHashMap<(Language, String), V>>;

/// The value of a word in a language, made where nobody has asked before. What it is may not depend on who asks first.
fn kept<V: Clone>(kept: &Kept<V>, language: Language, word: &str, make: impl FnOnce() -> V) -> V {
    let key = (language, word.to_owned());
    if let Some(value) = kept.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
        return value.clone();
    }
    let value = make();
    let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
    if kept.len() < KEPT_MAX {
        kept.insert(key, value.clone());
    }
    value
}

impl Spelling {
    /// Adds the words of a sentence that no dictionary knows; how many words were looked up.
    fn unknown_words(
        &self,
        draft: &Draft,
        sentence: &Sentence,
        speller: &Speller<'_>,
        doubts: &mut usize,
        unknown: &mut Vec<Unknown>,
    ) -> usize {
        let tokens = draft.tokens_of(sentence);
        let mut looked_at = 0;
        let mut first = true;
        // A capital at the head of a few words is a name or a title as often as the beginning of a sentence.
        let few = sentence.words < 4;
        for (at, token) in tokens.iter().enumerate() {
            let begins = first;
            first &= !token.kind.counts_as_word();
            if token.kind != TokenKind::Word || is_glued(draft, tokens, at) {
                continue;
            }
            let written = draft.slice(token.span);
            let Some(word) = as_looked_up(written) else { continue };
            looked_at += 1;
            let capital = word.starts_with(char::is_uppercase);
            // A capital within a sentence makes a name, but in German.
            if capital && (few || !begins) && speller.language != Language::De {
                continue;
            }
            // `ca.` stands in dictionaries with its full stop.
            let abbreviated = || {
                let dot = tokens.get(at + 1).is_some_and(|next| draft.slice(next.span) == ".");
                dot && speller.knows(&format!("{word}."))
            };
            if speller.knows(&word) || self.vocabulary.contains(&fold(&word)) || abbreviated() {
                continue;
            }
            *doubts += 1;
            if *doubts > DOUBTS_MAX {
                return looked_at;
            }
            if !kept(&self.accepted, speller.language, &word, || speller.accepts(&word)) {
                unknown.push(Unknown { word, span: token.span, capital });
            }
        }
        looked_at
    }
}

/// A word as dictionaries are asked for it; `None` for what is no plain word: codes, abbreviations, names with a capital
/// inside, and words too short or too long to tell.
fn as_looked_up(written: &str) -> Option<String> {
    let mut word = String::with_capacity(written.len());
    for (at, character) in written.chars().enumerate() {
        match character {
            '’' | 'ʼ' | '\u{2018}' => word.push('\''),
            '\u{2010}' | '\u{2011}' => word.push('-'),
            '\u{ad}' => {}
            '\'' | '-' => word.push(character),
            _ if character.is_uppercase() && at > 0 => return None,
            _ if character.is_alphabetic() => word.push(character),
            // Letters with a combining mark are rare, and dictionaries have the composed ones.
            _ => return None,
        }
    }
    let letters = word.chars().count();
    (LETTERS_MIN..=LETTERS_MAX).contains(&letters).then_some(word)
}

/// Whether a word touches a sign that makes it part of something else: `pris/stk`, `_navn_`, `leverings- og`, `{name}s`.
fn is_glued(draft: &Draft, tokens: &[Token], at: usize) -> bool {
    const SIGNS: &str = "-/_\\#@&+=*~$%<>[]{}|^`•…";
    /// Marks that end a word where they stand behind it, and belong to it where they stand before it: `a.b`, `&aelig;b`.
    const BEFORE: &str = ".:;!?'’";
    let here = tokens[at].span;
    let sticks = |other: &Token, signs: &str| {
        other.kind != TokenKind::Punctuation
            || SIGNS.contains(draft.slice(other.span))
            || signs.contains(draft.slice(other.span))
    };
    let before = at.checked_sub(1).and_then(|before| tokens.get(before));
    before.is_some_and(|other| other.span.end() == here.start() && sticks(other, BEFORE))
        || tokens.get(at + 1).is_some_and(|other| other.span.start() == here.end() && sticks(other, ""))
}

/// Words of the mail that are not the writer's text: whoever they name is spelt as he spells himself.
struct Elsewhere {
    words: FxHashSet<String>,
}

impl Elsewhere {
    fn of(draft: &Draft) -> Self {
        let mut words = FxHashSet::default();
        let mut add = |span: Span<Text>| {
            for token in tokenize(draft.text(), span) {
                add_words(draft.slice(token.span), &mut words);
            }
        };
        for section in &draft.sections {
            let named = [SectionKind::Header, SectionKind::Greeting, SectionKind::Signature, SectionKind::Quoted];
            if named.contains(&section.kind) {
                add(Span::new(section.start, section.end));
            }
        }
        for token in &draft.tokens {
            let text = draft.slice(token.span);
            // Addresses name houses and products; words with a capital within a sentence do, too.
            if matches!(token.kind, TokenKind::Url | TokenKind::Email | TokenKind::Placeholder) {
                add_words(text, &mut words);
            }
        }
        Self { words }
    }

    /// Whether the mail has a folded word elsewhere, be it in the genitive.
    fn names(&self, word: &str) -> bool {
        let has = |word: &str| self.words.contains(word);
        let bare = |ending| word.strip_suffix(ending).is_some_and(has);
        has(word) || bare("s") || bare("'s") || bare("'") || has(&format!("{word}s"))
    }
}

fn add_words(text: &str, words: &mut FxHashSet<String>) {
    let letters = |character: char| !character.is_alphabetic() && !matches!(character, '\'' | '’');
    words.extend(text.split(letters).filter(|word| !word.is_empty()).map(fold));
}

/// The dictionaries of a draft's language, and English ones beside them.
struct Speller<'a> {
    source: &'a dyn Dictionaries,
    language: Language,
    /// The first dictionary of the language; further ones are only loaded for words it does not know.
    own: Vec<Arc<Dictionary>>,
}

impl<'a> Speller<'a> {
    fn new(source: &'a dyn Dictionaries, language: Language) -> Self {
        Self { source, language, own: source.of(language, 0).into_iter().collect() }
    }

    /// Whether a dictionary of the language has the word, as it stands or in small letters.
    fn knows(&self, word: &str) -> bool {
        let has = |dictionary: &Dictionary| dictionary.knows(word);
        self.own.iter().any(|dictionary| has(dictionary))
            || (1..).map_while(|number| self.source.of(self.language, number)).any(|dictionary| has(&dictionary))
    }

    /// Whether the word is right for all one can tell: known, made of known words, or English.
    fn accepts(&self, word: &str) -> bool {
        if self.knows(word) {
            return true;
        }
        let lower = word.to_lowercase();
        if lower != word && self.knows(&lower) {
            return true;
        }
        if lower.contains('-') {
            let known = |part: &str| part.chars().count() < LETTERS_MIN || self.accepts(part);
            return lower.split('-').all(known);
        }
        let bare = lower.strip_suffix("'s").or_else(|| lower.strip_suffix('\''));
        bare.is_some_and(|bare| self.accepts(bare))
            || self.is_regular_form(&lower)
            || self.is_likely_compound(&lower)
            || self.is_spelt_out(&lower)
            || self.neighbours().iter().any(|language| {
                let speller = Speller::new(self.source, *language);
                speller.knows(&lower) || speller.is_likely_compound(&lower)
            })
    }

    /// The languages whose words may stand in a mail without being slips.
    const fn neighbours(&self) -> &'static [Language] {
        match self.language {
            Language::En => &[],
            // A word of the other Norwegian is a matter of style.
            Language::Nb => &[Language::Nn, Language::En],
            Language::Nn => &[Language::Nb, Language::En],
            Language::Da | Language::Sv | Language::De => &[Language::En],
        }
    }

    /// Whether the word is a known one with a regular ending: dictionaries lack forms of young words, such as `kontoen`
    /// and `appens`.
    fn is_regular_form(&self, word: &str) -> bool {
        let endings: &[&str] = match self.language {
            Language::En => &[],
            Language::Nb => &["en", "ens", "et", "ets", "er", "ene", "enes", "a", "s"],
            Language::Nn => &["en", "et", "a", "ar", "er", "ane", "ene", "i"],
            Language::Da => &["en", "ens", "et", "ets", "er", "erne", "ernes", "s"],
            Language::Sv => &["en", "ens", "et", "ets", "er", "erna", "ar", "arna", "s"],
            Language::De => &["s"],
        };
        let stem = |ending: &&str| word.strip_suffix(*ending).filter(|stem| stem.chars().count() >= 3);
        let young = |stem: &str| self.source.of(Language::En, 0).is_some_and(|english| english.knows(stem));
        let known = |stem: &str| !stem.ends_with('e') && (self.knows(stem) || (young(stem) && !self.is_slip(word)));
        // Swedish makes nouns of its participles: `skickandet`.
        let participle = || {
            self.language == Language::Sv
                && word.strip_suffix('t').is_some_and(|stem| stem.ends_with("nde") && self.knows(stem))
        };
        endings.iter().filter_map(stem).any(known) || participle()
    }

    /// Whether the word is right but for letters that the writer's keyboard lacks: `Gruesse`, `hjaelp`.
    fn is_spelt_out(&self, word: &str) -> bool {
        let pairs: &[(&str, &str)] = match self.language {
            Language::En => &[],
            Language::Nb | Language::Nn | Language::Da => &[("ae", "æ"), ("oe", "ø"), ("aa", "å")],
            Language::Sv => &[("ae", "ä"), ("oe", "ö"), ("aa", "å")],
            Language::De => &[("ae", "ä"), ("oe", "ö"), ("ue", "ü"), ("ss", "ß")],
        };
        let mut meant = word.to_owned();
        for (pair, letter) in pairs {
            meant = meant.replace(pair, letter);
        }
        meant != word && self.knows_part(&meant)
    }

    /// Whether the word is made of known ones, and is not a known one with a letter doubled or not: `interesant` is not made
    /// of `inte` and `resant`.
    fn is_likely_compound(&self, word: &str) -> bool {
        /// With shorter parts half of all slips fall into words.
        const PART_MIN: usize = 4;
        self.is_compound(word, 3, PART_MIN) && !self.is_slip(word)
    }

    /// Whether a word in small letters is a known one but for a letter that is doubled or not, or has another accent.
    fn is_slip(&self, word: &str) -> bool {
        let letters: Vec<char> = word.chars().collect();
        likely_slips(&letters).iter().any(|slip| self.knows_part(slip))
    }

    /// Whether a part of a compound is a word; German nouns are written with a capital.
    fn knows_part(&self, part: &str) -> bool {
        self.knows(part) || (self.language == Language::De && self.knows(&capitalised(part)))
    }

    /// Whether a word in small letters is made of at most `parts` known ones of at least `letters` letters, joined by the
    /// letters that join words.
    fn is_compound(&self, word: &str, parts: usize, letters: usize) -> bool {
        let links: &[&str] = match self.language {
            Language::En => &[""],
            Language::De => &["", "s", "n", "es", "en", "er", "e"],
            _ => &["", "s", "e"],
        };
        let cuts = word.char_indices().map(|(at, _)| at).skip(letters);
        for cut in cuts {
            let (first, rest) = word.split_at(cut);
            if rest.chars().count() < letters {
                break;
            }
            if !self.knows_part(first) {
                continue;
            }
            for link in links {
                let Some(last) = rest.strip_prefix(link) else { continue };
                let long = last.chars().count() >= letters;
                if long && (self.knows_part(last) || (parts > 2 && self.is_compound(last, parts - 1, letters))) {
                    return true;
                }
            }
        }
        false
    }

    /// The known words one slip away from a word, the likeliest first.
    fn meant(&self, word: &str, capital: bool) -> Vec<String> {
        /// Of shorter words every other is one letter away from some word.
        const TELLING: usize = 6;
        /// Words as long are seldom one letter away from another by chance, be it a compound.
        const LONG: usize = 12;
        let lower: Vec<char> = word.to_lowercase().chars().collect();
        let mut found = self.known_of(likely_slips(&lower));
        // A word with a capital may be a name, and names have words for neighbours; a letter that is doubled or not is a
        // slip all the same, but for the last one: `Bennett`, `Satchell`.
        if capital {
            let plain: String = lower.iter().collect();
            found.retain(|word| !word.starts_with(&plain) && !plain.starts_with(word.as_str()));
        }
        if found.is_empty() && !capital && lower.len() >= TELLING {
            found = self.known_of(exchanges(&lower).into_iter().chain(other_slips(&lower, self.language)).collect());
            // Dictionaries make compounds of any two nouns, so that nearly every word is close to some compound.
            if lower.len() < LONG || found.iter().any(|word| !self.is_compound(word, 2, 4)) {
                found.retain(|word| !self.is_compound(word, 2, 4));
            }
            found.sort_by_cached_key(|word| self.is_compound(word, 2, 3));
        }
        found.truncate(SUGGESTIONS_MAX);
        found.into_iter().map(|word| if capital { capitalised(&word) } else { word }).collect()
    }

    /// Those of some words that are known.
    fn known_of(&self, candidates: Vec<String>) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for candidate in candidates {
            if !found.contains(&candidate) && self.knows_part(&candidate) {
                found.push(candidate);
            }
        }
        found
    }
}

/// Letters that are taken for one another: another keyboard's, or with an accent too many.
const ALIKE: [&str; 6] = ["aåäâàáæ", "oøöôòó", "eéèêë", "uüûùú", "iíîìï", "cç"];

/// The word with a letter doubled, one of two equal ones left out, or one in the place of its like.
fn likely_slips(word: &[char]) -> Vec<String> {
    let mut slips = Vec::new();
    for at in 0..word.len() {
        let mut slip = word.to_vec();
        if word.get(at + 1) == Some(&word[at]) {
            slip.remove(at);
            slips.push(slip.iter().collect());
            continue;
        }
        if at.checked_sub(1).is_none_or(|before| word[before] != word[at]) {
            slip.insert(at, word[at]);
            slips.push(slip.iter().collect());
        }
        let alike = ALIKE.iter().find(|letters| letters.contains(word[at]));
        for letter in alike.into_iter().flat_map(|letters| letters.chars()).filter(|letter| *letter != word[at]) {
            let mut slip = word.to_vec();
            slip[at] = letter;
            slips.push(slip.iter().collect());
        }
    }
    slips
}

/// The word with two neighbours exchanged.
fn exchanges(word: &[char]) -> Vec<String> {
    let exchanged = |at: usize| {
        let mut slip = word.to_vec();
        slip.swap(at, at + 1);
        slip.iter().collect()
    };
    (0..word.len().saturating_sub(1)).filter(|&at| word[at] != word[at + 1]).map(exchanged).collect()
}

/// The word with one letter missing, too many or wrong. The first letter is rarely wrong and never looked at.
fn other_slips(word: &[char], language: Language) -> Vec<String> {
    let alphabet: &str = match language {
        Language::En => "esianrtolcdugmphbyfvkwzxjq",
        Language::Nb | Language::Nn | Language::Da => "enrtsidaglkofmvupbhøyåjæcwzxq",
        Language::Sv => "eanrtsildomkgvhfupäböåcyjxwzq",
        Language::De => "enisratdhulcgmobwfkzpväüößjyxq",
    };
    let mut slips = Vec::new();
    for at in 1..=word.len() {
        for letter in alphabet.chars() {
            let mut slip = word.to_vec();
            slip.insert(at, letter);
            slips.push(slip.iter().collect());
        }
    }
    for at in 1..word.len() {
        for letter in alphabet.chars().filter(|letter| *letter != word[at]) {
            let mut slip = word.to_vec();
            slip[at] = letter;
            slips.push(slip.iter().collect());
        }
    }
    for at in 1..word.len() {
        let mut slip = word.to_vec();
        slip.remove(at);
        slips.push(slip.iter().collect());
    }
    slips
}

fn capitalised(word: &str) -> String {
    let mut characters = word.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

fn push(draft: &Draft, unknown: &Unknown, meant: &[String], report: &mut Report<'_>) {
    let fix = |word: &String| Fix {
        title: format!("“{word}”"),
        safety: Safety::Suggestion,
        edits: vec![TextEdit { span: unknown.span, replacement: word.clone() }],
    };
    let fill =
        vec![("text", draft.slice(unknown.span).to_owned()), ("instead", meant.first().cloned().unwrap_or_default())];
    report.push(unknown.span, Finding { fill, fixes: meant.iter().map(fix).collect(), ..Finding::default() });
}
