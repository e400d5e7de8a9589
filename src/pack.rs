//! Floor 6: the rule files, read.
//!
//! `rules/<category>/<id>.toml` defines a rule; `rules/<language>/<id>.toml` gives it words in a language. The built-in
//! files are packed by `build.rs` and read only when a draft needs them: the definitions at the start, a language's
//! files when the first draft in that language comes.

mod builtin;
mod house;
mod reading;
mod rulebook;

use std::{
    ops::Range,
    sync::{LazyLock, OnceLock},
};

pub use house::{Addition, HOUSE, OwnRule, Pack, PackFile, ReadFile, Words};
pub(crate) use house::{OwnSource, check_id, read_own_rule, read_own_words};
pub(crate) use reading::{parsed, read_phrase_list};
pub use reading::{read_context, read_examples, read_phrases, read_rule};
pub use rulebook::{KnownRule, Rulebook};

use crate::{
    decode::{Format, Kind},
    draft::{Abbreviations, Language},
    phrase::{Automaton, fold},
    rule::{CATEGORIES, PhraseEntry, Rule},
    tree::{Node, Problem},
};

/// An example a rule carries; it runs as a test.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// Whether the rule must find something in it.
    pub bad: bool,
    /// Whether the text is a whole draft; else it takes the place of one section of the language's frame.
    pub whole: bool,
    /// What the text is written in. A piece of HTML takes the place of the message in a page of the language's frame.
    pub format: Format,
    /// What the text is for, where it does not tell by itself: in a draft nothing may be left to fill in.
    pub kind: Option<Kind>,
    /// The text.
    pub text: String,
    /// What safe fixes make of the text.
    pub fixed: Option<String>,
    /// Where it stands in its file: the offset of its first byte, and the one behind its last.
    pub place: (usize, usize),
    /// What is known besides the text, for [`read_context`].
    pub context: Option<Node>,
}

/// A good mail in a language, in pieces, to try fragments in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The subject.
    pub subject: String,
    /// The greeting.
    pub greeting: String,
    /// The message.
    pub message: String,
    /// The farewell.
    pub farewell: String,
    /// The signature.
    pub signature: String,
}

/// The files of a language.
#[derive(Debug)]
pub struct LanguagePack {
    language: Language,
    /// The file of each rule without its phrases and examples, by the rule's place in [`rules`].
    pub files: Vec<Option<Node>>,
    /// The whole file of each rule, read when one of its phrases is asked for.
    whole: Vec<OnceLock<Option<Node>>>,
    /// Finds the phrases of all rules, by their numbers.
    pub automaton: Automaton,
    /// Finds the exceptions of all phrases, by their places in [`LanguagePack::excepted`].
    pub exceptions: Automaton,
    /// The number of the phrase that an exception belongs to.
    pub excepted: &'static [u32],
    /// The numbers of each rule's phrases, by the rule's place in [`rules`].
    numbers: Vec<Range<u32>>,
    /// The phrases by their numbers, unparsed, each with its rule's place; read when one is asked for.
    phrases: Vec<(usize, OnceLock<Option<PhraseEntry>>)>,
}

impl LanguagePack {
    /// The numbers of the phrases of the rule at a place in [`rules`].
    pub fn numbers(&self, index: usize) -> Range<u32> {
        self.numbers[index].clone()
    }

    /// How many phrases there are; their numbers count from 0.
    pub const fn phrase_count(&self) -> usize {
        self.phrases.len()
    }

    /// Whether the phrase with a number has exceptions.
    pub fn has_exceptions(&self, number: u32) -> bool {
        self.excepted.binary_search(&number).is_ok()
    }

    /// The phrase with a number.
    pub fn phrase(&self, number: u32) -> Option<&PhraseEntry> {
        let (index, entry) = self.phrases.get(number as usize)?;
        let read = || {
            let file =
                self.whole[*index].get_or_init(|| builtin::file(&path(self.language, &rules()[*index]))).as_ref()?;
            let place = (number - self.numbers[*index].start) as usize;
            reading::read_phrase_at(file, place)
        };
        entry.get_or_init(read).as_ref()
    }

    /// The phrases of the rule at a place in [`rules`].
    pub fn phrases(&self, index: usize) -> impl Iterator<Item = &PhraseEntry> {
        self.numbers(index).filter_map(|number| self.phrase(number))
    }
}

/// The built-in rules, in the order of their categories and then of their ids.
pub fn rules() -> &'static [Rule] {
    static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
        let mut problems = Vec::new();
        let mut rules: Vec<Rule> = builtin::paths()
            .filter_map(|path| {
                let (category, id) = path.split_once('/')?;
                CATEGORIES.contains(&category).then(|| read_rule(id, category, builtin::file(path)?, &mut problems))?
            })
            .collect();
        rules.sort_by_key(|rule| (CATEGORIES.iter().position(|known| *known == rule.category), rule.id.clone()));
        rules
    });
    &RULES
}

/// The built-in rule with an id.
pub fn rule(id: &str) -> Option<&'static Rule> {
    rules().iter().find(|rule| rule.id == id)
}

/// The built-in files of a language; read at the first call.
pub fn language(language: Language) -> &'static LanguagePack {
    static PACKS: [OnceLock<LanguagePack>; Language::ALL.len()] = [const { OnceLock::new() }; Language::ALL.len()];
    PACKS[language as usize].get_or_init(|| {
        let file = |rule: &Rule| builtin::early(&path(language, rule));
        let files: Vec<Option<Node>> = rules().iter().map(file).collect();
        let compiled = builtin::phrases(language.tag());
        let numbers: Vec<Range<u32>> = rules().iter().map(|rule| compiled.numbers(&rule.id)).collect();
        let mut phrases = Vec::new();
        phrases.resize_with(compiled.count(), || (0, OnceLock::new()));
        for (index, numbers) in numbers.iter().enumerate() {
            phrases[numbers.start as usize..numbers.end as usize].iter_mut().for_each(|(rule, _)| *rule = index);
        }
        LanguagePack {
            language,
            whole: files.iter().map(|_| OnceLock::new()).collect(),
            files,
            automaton: Automaton::from_bytes(compiled.phrases),
            exceptions: Automaton::from_bytes(compiled.exceptions),
            excepted: compiled.excepted,
            numbers,
            phrases,
        }
    })
}

/// The path of a rule's file in a language.
fn path(language: Language, rule: &Rule) -> String {
    format!("{}/{}", language.tag(), rule.id)
}

/// The lists that all rules of a language may name in their phrases.
fn lists(language: &str) -> Option<Node> {
    builtin::file(&format!("{language}/lists"))
}

/// A list of the file that has those of a language.
fn shared_list(lists: Option<&Node>, name: &str) -> Option<Vec<String>> {
    let list = lists?.get("lists")?.get(name)?;
    Some(crate::tree::texts(list, &mut Vec::new()).into_iter().map(str::to_owned).collect())
}

/// The built-in file of a rule in a language, without its phrases and examples.
pub fn language_file(of: Language, rule: &Rule) -> Option<&'static Node> {
    let index = rules().iter().position(|known| known.id == rule.id)?;
    language(of).files[index].as_ref()
}

/// The built-in phrases of a rule in a language.
pub fn phrases(of: Language, rule: &Rule) -> Vec<&'static PhraseEntry> {
    let index = rules().iter().position(|known| known.id == rule.id);
    index.map_or_else(Vec::new, |index| language(of).phrases(index).collect())
}

/// The mistakes in the built-in files, each with its file; the tests hold that there are none.
pub fn problems() -> Vec<(String, Problem)> {
    let mut all = Vec::new();
    for path in builtin::paths() {
        let Some(file) = builtin::file(path) else { continue };
        let mut problems = Vec::new();
        let Some((folder, id)) = path.split_once('/') else { continue };
        if CATEGORIES.contains(&folder) {
            read_examples(&file, &mut problems);
            read_rule(id, folder, file, &mut problems);
        } else if rule(id).is_some() {
            let lists = lists(folder);
            reading::read_phrases_with(&file, &|name| shared_list(lists.as_ref(), name), &mut problems);
            read_examples(&file, &mut problems);
            reading::check_language_file(&file, &mut problems);
        }
        all.extend(problems.into_iter().map(|problem| (format!("rules/{path}.toml"), problem)));
    }
    all
}

/// The files of the profiles of customers, by name.
pub fn profiles() -> impl Iterator<Item = (&'static str, Node)> {
    builtin::paths().filter_map(|path| Some((path.strip_prefix("profiles/")?, builtin::file(path)?)))
}

/// The examples of a rule in a language.
pub fn examples(rule: &str, language: Language) -> Vec<Example> {
    let file = builtin::file(&format!("{}/{rule}", language.tag()));
    file.map_or_else(Vec::new, |file| read_examples(&file, &mut Vec::new()))
}

/// The examples that a rule's definition gives for every language, with `{message}` and the like in place of the pieces
/// of the language's frame.
pub fn shared_examples(rule: &Rule) -> Vec<Example> {
    read_examples(&rule.definition, &mut Vec::new())
}

/// The good mail of a language that fragments are tried in.
pub fn frame(language: Language) -> Option<Frame> {
    let file = builtin::file(&format!("{}/frame", language.tag()))?;
    let text = |name: &str| Some(file.get(name)?.as_str()?.trim_end().to_owned());
    Some(Frame {
        subject: text("subject")?,
        greeting: text("greeting")?,
        message: text("message")?,
        farewell: text("farewell")?,
        signature: text("signature")?,
    })
}

/// The abbreviations of a language; those of English where the language is not known.
pub fn abbreviations(language: Option<Language>) -> &'static Abbreviations {
    static ALL: [OnceLock<Abbreviations>; Language::ALL.len()] = [const { OnceLock::new() }; Language::ALL.len()];
    let language = language.unwrap_or(Language::En);
    ALL[language as usize].get_or_init(|| {
        let file = builtin::file(&format!("{}/abbreviations", language.tag())).unwrap_or_else(Node::empty);
        read_abbreviations(&[&file])
    })
}

/// The built-in abbreviations of a language and those of packs.
pub(crate) fn abbreviations_with(language: Language, more: &[&Node]) -> Abbreviations {
    let built_in = builtin::file(&format!("{}/abbreviations", language.tag())).unwrap_or_else(Node::empty);
    read_abbreviations(&[&[&built_in], more].concat())
}

fn read_abbreviations(files: &[&Node]) -> Abbreviations {
    let words = |name: &str| {
        let lists = files.iter().filter_map(|file| file.get(name));
        let words = lists.flat_map(|node| crate::tree::texts(node, &mut Vec::new()));
        // `f. eks.` is tokenised into its pieces; `f.eks.` keeps its inner dot.
        words.map(|word| fold(word.trim_end_matches('.')).into_boxed_str()).collect()
    };
    Abbreviations { always: words("abbreviations"), before_number: words("before-number") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::phrase::AutomatonBuilder;

    #[test]
    fn the_built_in_files_have_no_mistakes() {
        assert_eq!(problems(), []);
    }

    #[test]
    fn the_phrases_that_were_numbered_when_hilsen_was_built_are_those_of_the_files() {
        for of in Language::ALL {
            let pack = language(of);
            let lists = lists(of.tag());
            let mut entries = vec![None; pack.phrase_count()];
            for (index, rule) in rules().iter().enumerate() {
                let Some(file) = builtin::file(&path(of, rule)) else { continue };
                let shared = |name: &str| shared_list(lists.as_ref(), name);
                let read = reading::read_phrases_with(&file, &shared, &mut Vec::new());
                assert_eq!(pack.numbers(index).len(), read.len(), "{of:?}: {}", rule.id);
                for (number, entry) in pack.numbers(index).zip(read) {
                    let numbered = pack.phrase(number).expect("a phrase");
                    assert_eq!(*numbered, PhraseEntry { parsed: None, ..entry.clone() });
                    entries[number as usize] = entry.parsed;
                }
            }
            let (mut phrases, mut exceptions) = (AutomatonBuilder::new(), AutomatonBuilder::new());
            let mut excepted = Vec::new();
            for (number, entry) in entries.iter().enumerate() {
                let entry = entry.as_ref().expect("a number for every phrase");
                phrases.add(&entry.phrase, number as u32);
                for phrase in &entry.except {
                    exceptions.add(phrase, excepted.len() as u32);
                    excepted.push(number as u32);
                }
            }
            assert_eq!(excepted, pack.excepted, "{of:?}");
            assert!(phrases.build().bytes() == pack.automaton.bytes(), "{of:?}: the phrases are others");
            assert!(exceptions.build().bytes() == pack.exceptions.bytes(), "{of:?}: the exceptions are others");
        }
    }
}
