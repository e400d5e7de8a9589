//! Packs: what a house adds, in files of the same shape as `rules/`, or a whole rule in one file.
//!
//! ```text
//! house-rules/our-words.toml            a rule in one file: what it says, its phrases, its examples
//! house-rules/tone/our-words.toml       a rule's definition alone, when it speaks several languages …
//! house-rules/nb/our-words.toml         … and its phrases, wording and examples in one of them
//! house-rules/nb/negative-phrasing.toml phrases, exceptions, wording and settings for a built-in rule
//! house-rules/nb/language.toml          lists that phrases name, and how the house greets, takes leave and signs
//! house-rules/nb/abbreviations.toml     abbreviations whose full stop ends no sentence
//! house-rules/profiles/vip.toml         a kind of customer, as under [profiles.vip] in hilsen.toml
//! ```
//!
//! The files are text here; the floor of the file system reads them.

use std::path::PathBuf;

use super::{Example, Rulebook, reading, rule};
use crate::{
    check,
    draft::{Language, SectionKind, section::OwnWords},
    rule::{CATEGORIES, Level, OptionSpec, PhraseEntry, Rule},
    tree::{self, Key, Node, Problem, Value, did_you_mean},
};

/// The category of rules that name none.
pub const HOUSE: &str = "house";
/// The folder of the profiles of customers.
const PROFILES: &str = "profiles";

/// A file of a pack, as it lies on disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PackFile {
    /// The path to show.
    pub path: PathBuf,
    /// The path below the pack's folder, with `/` between its parts.
    pub below: String,
    /// The text.
    pub text: String,
}

/// A file of a pack, read.
#[derive(Clone, Debug)]
pub struct ReadFile {
    /// The path to show.
    pub path: PathBuf,
    /// The text, to show mistakes in.
    pub text: String,
    /// The mistakes in it.
    pub problems: Vec<Problem>,
}

/// A rule the house wrote.
#[derive(Clone, Debug)]
pub struct OwnRule {
    /// The rule.
    pub rule: Rule,
    /// The file its definition stands in.
    pub path: PathBuf,
    /// The languages it is for; all where none is named.
    pub languages: Vec<Language>,
    /// Its file in each language, where it has one.
    pub files: [Option<Node>; Language::ALL.len()],
    /// Its examples, each with its language.
    pub examples: Vec<(Language, Example)>,
    /// Phrases that are fine: hits that overlap them are none.
    pub allow: Vec<crate::phrase::Phrase>,
    /// Its phrases, each with its language; those without one are looked for in every language.
    phrases: Vec<(Option<Language>, PhraseEntry)>,
}

impl OwnRule {
    /// The phrases to look for in drafts in a language.
    pub fn phrases(&self, of: Option<Language>) -> impl Iterator<Item = &PhraseEntry> {
        let fits = move |language: &Option<Language>| language.is_none() || *language == of;
        self.phrases.iter().filter(move |(language, _)| fits(language)).map(|(_, entry)| entry)
    }

    /// What stands beside its definition, which is in the file at a place of the pack.
    pub(crate) fn words(&self, file: usize) -> Words {
        let phrases = self.all_phrases().cloned().collect();
        let (rule, node) = (self.rule.id.clone(), self.rule.definition.clone());
        Words { rule, file, node, phrases, examples: self.examples.clone() }
    }

    /// All its phrases, in all languages.
    pub fn all_phrases(&self) -> impl Iterator<Item = &PhraseEntry> {
        self.phrases.iter().map(|(_, entry)| entry)
    }
}

/// What a pack says of a built-in rule in a language.
#[derive(Clone, Debug)]
pub struct Addition {
    /// The rule's id.
    pub rule: String,
    /// The language.
    pub language: Language,
    /// The file, by its place in the pack.
    pub file: usize,
    /// Its content.
    pub node: Node,
}

/// A file, or a table of `hilsen.toml`, in which a rule has phrases and the examples that try them.
#[derive(Clone, Debug)]
pub struct Words {
    /// The rule's id.
    pub rule: String,
    /// The file, by its place in the pack; 0 in `hilsen.toml`.
    pub file: usize,
    /// What stands there.
    pub node: Node,
    /// The phrases.
    pub phrases: Vec<PhraseEntry>,
    /// The examples, each with its language.
    pub examples: Vec<(Language, Example)>,
}

/// A pack, read.
#[derive(Clone, Debug, Default)]
pub struct Pack {
    /// Its folder, as the configuration names it.
    pub name: String,
    /// Its files.
    pub files: Vec<ReadFile>,
    /// What it says of built-in rules.
    pub additions: Vec<Addition>,
    /// Its phrases and examples, file by file.
    pub words: Vec<Words>,
    /// Its abbreviations, each file with its language.
    pub abbreviations: Vec<(Language, Node)>,
    /// Its profiles of customers: each file by its place, the name, and what stands there.
    pub profiles: Vec<(usize, String, Node)>,
    /// How the house greets, takes leave and signs.
    pub own_words: OwnWords,
    /// The lists of its language files.
    lists: Vec<(Language, Node)>,
}

/// Where a file of a pack belongs.
enum Place<'a> {
    /// `our-words.toml`
    Single(&'a str),
    /// `tone/our-words.toml`
    Definition(&'a str, &'a str),
    /// `nb/our-words.toml`
    Words(Language, &'a str),
    /// `nb/language.toml`
    Lists(Language),
    /// `nb/abbreviations.toml`
    Abbreviations(Language),
    /// `profiles/vip.toml`
    Profile(&'a str),
}

impl Pack {
    /// Reads the files of a pack and adds its rules to the book. Mistakes are collected with the files, and what is right
    /// holds all the same.
    pub fn read(name: &str, files: Vec<PackFile>, book: &mut Rulebook) -> Self {
        let mut pack = Self { name: name.to_owned(), ..Self::default() };
        let (mut trees, mut syntax) = (Vec::with_capacity(files.len()), Vec::with_capacity(files.len()));
        for file in files {
            let (node, problems) = tree::parse(&file.text);
            syntax.push(problems.len());
            trees.push((file.below, node));
            pack.files.push(ReadFile { path: file.path, text: file.text, problems });
        }
        // Lists first, then definitions: the others need them.
        let (mut own, mut strange) = (Vec::new(), Vec::new());
        for (index, (below, node)) in trees.iter().enumerate() {
            let problems = &mut pack.files[index].problems;
            let before = problems.len();
            let place = place(below, problems);
            // A folder that belongs nowhere is one mistake, however many files are in it.
            if let (None, Some((folder, _))) = (&place, below.split_once('/')) {
                if strange.contains(&folder) {
                    problems.truncate(before);
                }
                strange.push(folder);
            }
            match place {
                Some(Place::Lists(language)) => {
                    read_language(node, &mut pack.own_words, problems);
                    pack.lists.push((language, node.clone()));
                }
                Some(Place::Abbreviations(language)) => {
                    let mut reader = tree::Reader::new(node, problems);
                    reader.texts("abbreviations");
                    reader.texts("before-number");
                    reader.finish();
                    pack.abbreviations.push((language, node.clone()));
                }
                Some(Place::Profile(name)) => pack.profiles.push((index, name.to_owned(), node.clone())),
                Some(Place::Single(id)) if is_free(id, &own, book, problems) => own.push((index, id, HOUSE, true)),
                Some(Place::Definition(category, id)) if is_free(id, &own, book, problems) => {
                    own.push((index, id, category, false));
                }
                _ => {}
            }
        }
        let mut rules = Vec::new();
        for (index, id, category, single) in own {
            let (node, path) = (trees[index].1.clone(), pack.files[index].path.clone());
            let lists = pack.lists.clone();
            let problems = &mut pack.files[index].problems;
            if let Some(rule) = read_own_rule(&OwnSource { id, category, single, path, lists: &lists }, node, problems)
            {
                if single {
                    pack.words.push(rule.words(index));
                }
                rules.push(rule);
            }
        }
        for (index, (below, node)) in trees.into_iter().enumerate() {
            let mut problems = Vec::new();
            if let Some(Place::Words(language, id)) = place(&below, &mut problems) {
                problems.clear();
                pack.read_words(index, language, id, node, &mut rules, &mut problems);
                pack.files[index].problems.extend(problems);
            }
        }
        for rule in rules {
            book.add(rule);
        }
        for (file, syntax) in pack.files.iter_mut().zip(syntax) {
            tree::without_echoes(&file.text, &mut file.problems, syntax);
        }
        pack
    }

    /// Reads a rule's file in a language.
    fn read_words(
        &mut self,
        file: usize,
        language: Language,
        id: &str,
        node: Node,
        rules: &mut [OwnRule],
        problems: &mut Vec<Problem>,
    ) {
        let lists = |name: &str| list_of(&self.lists, Some(language), name);
        if let Some(own) = rules.iter_mut().find(|own| own.rule.id == id) {
            reading::check_language_file(&node, problems);
            let phrases = reading::read_phrases_with(&node, &lists, problems);
            let examples = reading::read_examples(&node, problems).into_iter().map(|example| (language, example));
            let examples: Vec<(Language, Example)> = examples.collect();
            own.files[language as usize] = Some(node.clone());
            own.phrases.extend(phrases.iter().map(|entry| (Some(language), entry.clone())));
            own.examples.extend(examples.iter().cloned());
            self.words.push(Words { rule: id.to_owned(), file, node, phrases, examples });
            return;
        }
        if rule(id).is_some() {
            let examples = reading::read_examples(&node, problems).into_iter().map(|example| (language, example));
            let examples = examples.collect();
            // Mistakes in the phrases are reported where the configuration reads them.
            let phrases = reading::read_phrases_with(&node, &lists, &mut Vec::new());
            self.words.push(Words { rule: id.to_owned(), file, node: node.clone(), phrases, examples });
            self.additions.push(Addition { rule: id.to_owned(), language, file, node });
            return;
        }
        let known = super::rules().iter().map(|rule| rule.id.as_str()).chain(rules.iter().map(|own| &*own.rule.id));
        let problem = at_top(format!("there is no rule `{id}` that this file could give words to"));
        problems.push(match did_you_mean(id, known) {
            Some(meant) => problem.with_help(format!("did you mean `{meant}.toml`?")),
            None => problem.with_help(format!("a rule of your own stands one folder higher: `{id}.toml`")),
        });
    }

    /// The list with a name in the pack's file for a language.
    pub fn list(&self, language: Language, name: &str) -> Option<Vec<String>> {
        list_of(&self.lists, Some(language), name)
    }
}

fn list_of(lists: &[(Language, Node)], language: Option<Language>, name: &str) -> Option<Vec<String>> {
    let fits = |(of, _): &&(Language, Node)| language.is_none_or(|language| language == *of);
    let found = lists.iter().filter(fits).find_map(|(_, file)| file.get("lists")?.get(name))?;
    Some(tree::texts(found, &mut Vec::new()).into_iter().map(str::to_owned).collect())
}

/// A problem with a file as a whole.
fn at_top(message: String) -> Problem {
    Problem { start: 0, end: 0, message, help: None }
}

/// Where a file belongs, by its path below the pack's folder.
fn place<'a>(below: &'a str, problems: &mut Vec<Problem>) -> Option<Place<'a>> {
    let path = below.strip_suffix(".toml").unwrap_or(below);
    let Some((folder, id)) = path.split_once('/') else { return Some(Place::Single(path)) };
    if id.contains('/') {
        let help = "a pack has folders for groups of rules, languages and profiles, and none in those";
        problems.push(at_top(format!("`{below}` lies too deep")).with_help(help));
        return None;
    }
    if folder == PROFILES {
        return Some(Place::Profile(id));
    }
    if let Some(language) = Language::from_tag(folder) {
        return Some(match id {
            "language" => Place::Lists(language),
            "abbreviations" => Place::Abbreviations(language),
            _ => Place::Words(language, id),
        });
    }
    if CATEGORIES.contains(&folder) || folder == HOUSE {
        return Some(Place::Definition(folder, id));
    }
    let tags = Language::ALL.map(Language::tag);
    let problem = at_top(format!("the folder `{folder}` is neither a language nor a group of rules"));
    problems.push(match did_you_mean(folder, CATEGORIES.iter().copied().chain(tags).chain([PROFILES])) {
        Some(meant) => problem.with_help(format!("did you mean `{meant}`?")),
        None => problem.with_help(format!(
            "if it holds house rules of its own, name it in hilsen.toml for itself, as in packs = [\"…/{folder}\"], and keep it beside these; \
             languages are {}; groups are {}; customers stand in {PROFILES}",
            tags.join(", "),
            CATEGORIES.join(", ")
        )),
    });
    None
}

/// Whether an id can be that of a new rule.
fn is_free(id: &str, own: &[(usize, &str, &str, bool)], book: &Rulebook, problems: &mut Vec<Problem>) -> bool {
    let taken = own.iter().any(|(_, known, ..)| *known == id);
    let problem = check_id(id, taken, book);
    let free = problem.is_none();
    problems.extend(problem.map(|(message, help)| at_top(message).with_help(help)));
    free
}

/// What is wrong with the id of a new rule, and what to do about it.
pub(crate) fn check_id(id: &str, taken: bool, book: &Rulebook) -> Option<(String, String)> {
    let words = || id.split('-');
    let starts = id.starts_with(|first: char| first.is_ascii_lowercase());
    let plain = |word: &str| word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    if !starts || words().any(|word| word.is_empty() || !plain(word)) {
        let message = format!("`{id}` cannot name a rule");
        return Some((message, "a rule is named in small letters a to z, with hyphens: `our-words`".to_owned()));
    }
    if rule(id).is_some() {
        let message = format!("`{id}` is a rule of hilsen's own");
        let help = format!(
            "to add to it, name the file after a language, as in `nb/{id}.toml`, or write under [rules.{id}] in hilsen.toml"
        );
        return Some((message, help));
    }
    let known = book.own().iter().find(|own| own.rule.id == id);
    if taken || known.is_some() {
        let place = known.map_or_else(String::new, |own| format!(" in {}", own.path.display()));
        return Some((format!("there is a rule `{id}` already{place}"), "give one of them another name".to_owned()));
    }
    None
}

/// Reads a pack's `language.toml`: its lists, and the words that tell sections apart.
fn read_language(node: &Node, own_words: &mut OwnWords, problems: &mut Vec<Problem>) {
    let mut reader = tree::Reader::new(node, problems);
    for (_, list) in reader.table("lists") {
        tree::texts(list, reader.problems());
    }
    let sections = reader.table("sections");
    reader.finish();
    read_own_words(sections, own_words, problems);
}

/// Reads the words by which a house tells sections apart.
pub(crate) fn read_own_words(entries: &[(Key, Node)], own_words: &mut OwnWords, problems: &mut Vec<Problem>) {
    for (key, node) in entries {
        if !OwnWords::kinds().any(|kind| kind == key.name) {
            let problem = tree::unknown(key, "kind of words", OwnWords::kinds());
            let all = || format!("there are {}", OwnWords::kinds().collect::<Vec<_>>().join(", "));
            problems.push(if problem.help.is_none() { problem.with_help(all()) } else { problem });
            continue;
        }
        tree::texts(node, problems);
        let items = match &node.value {
            Value::Array(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        for (item, pattern) in items.iter().filter_map(|item| Some((item, item.as_str()?))) {
            if let Err(message) = own_words.add(&key.name, pattern) {
                problems
                    .push(item.problem(message).with_help("write it as it is said: \"sunny greetings [from Oslo]\""));
            }
        }
    }
}

/// What is known of a rule before its text is read.
pub(crate) struct OwnSource<'a> {
    /// Its id.
    pub(crate) id: &'a str,
    /// Its category, where it names none itself.
    pub(crate) category: &'a str,
    /// Whether everything stands in this one place: phrases and examples, too.
    pub(crate) single: bool,
    /// The file.
    pub(crate) path: PathBuf,
    /// The lists of the pack.
    pub(crate) lists: &'a [(Language, Node)],
}

/// The keys of a rule that holds everything in one place.
const SINGLE_KEYS: [&str; 25] = [
    "match-case",
    "patterns",
    "allow",
    "summary",
    "message",
    "help",
    "why",
    "source",
    "link",
    "severity",
    "check",
    "scope",
    "category",
    "language",
    "phrases",
    "alternatives",
    "evidence",
    "quiet",
    "bad",
    "good",
    "bad-drafts",
    "good-drafts",
    "fixed",
    "options",
    "lists",
];

/// Reads a rule of the house. Only `message` is asked for; the rest has defaults that fit a list of phrases.
pub(crate) fn read_own_rule(source: &OwnSource<'_>, node: Node, problems: &mut Vec<Problem>) -> Option<OwnRule> {
    if !matches!(node.value, Value::Table(_)) {
        problems.push(node.problem("a rule is a table with `message` and `phrases`"));
        return None;
    }
    if let Some((key, _)) = heading_of_configuration(&node) {
        let problem = problem_at(key, format!("`{}` is a heading of hilsen.toml", key.name));
        problems.push(problem.with_help("this file is the rule; leave the line in square brackets out"));
        return None;
    }
    let text = |name: &str, problems: &mut Vec<Problem>| match node.get(name).map(|node| (node, node.as_str())) {
        Some((_, Some(text))) => Some(text.to_owned()),
        Some((node, None)) => {
            problems.push(node.problem(format!("`{name}` ought to be text")));
            None
        }
        None => None,
    };
    let message = text("message", problems);
    if node.get("message").is_none() {
        let help = "say what hilsen shall say: message = \"“{text}” is not how we say it\"";
        problems.push(at_top("`message` is missing".to_owned()).with_help(help));
    }
    text("help", problems);
    let summary = text("summary", problems).or_else(|| message.as_deref().map(without_names)).unwrap_or_default();
    let why = text("why", problems).unwrap_or_default();
    // A rule of the house has no page but the file it stands in.
    let link = text("link", problems).or_else(|| Some(source.path.to_string_lossy().into_owned()));
    let category = text("category", problems).unwrap_or_else(|| source.category.to_owned());
    let level = node.get("severity").map_or(Some(Level::On(crate::diagnostic::Severity::Warning)), |node| {
        let level = node.as_str().and_then(Level::from_name);
        if level.is_none() {
            let problem = node.problem("`severity` is one of off, info, warning, error");
            let names = ["off", "info", "warning", "error"];
            problems.push(match did_you_mean(node.as_str().unwrap_or_default(), names.into_iter()) {
                Some(meant) => problem.with_help(format!("did you mean `{meant}`?")),
                None => problem,
            });
        }
        level
    });
    let scope = match node.get("scope") {
        Some(Node { value: Value::Array(items), .. }) => reading::read_scope(items, problems),
        Some(one) => reading::read_scope(std::slice::from_ref(one), problems),
        None => vec![SectionKind::Message, SectionKind::Subject],
    };
    let languages = node.get("language").map_or_else(Vec::new, |node| read_languages(node, problems));
    let usual = if node.get(check::pattern::LIST).is_some() { "pattern" } else { "phrase" };
    let check = text("check", problems).unwrap_or_else(|| usual.to_owned());
    if check::find(&check).is_none() {
        let place = node.get("check").unwrap_or(&node);
        let problem = place.problem(format!("there is no check `{check}`"));
        problems.push(match did_you_mean(&check, check::CODED.iter().map(|(name, _)| *name)) {
            Some(meant) => problem.with_help(format!("did you mean `{meant}`?")),
            None => problem.with_help("leave `check` out for a list of phrases"),
        });
        return None;
    }
    if let Some(node) = node.get("match-case").filter(|node| !matches!(node.value, Value::Boolean(_))) {
        problems.push(node.problem("`match-case` is true or false"));
    }
    check::pattern::check_list(&node, problems);
    if check == "pattern" && source.single && node.get(check::pattern::LIST).is_none() {
        problems.push(at_top("`patterns` is missing".to_owned()));
    }
    check_names(&check, &node, problems);
    let options = read_options(&check, &node, problems);
    check_keys(&node, source.single, &options, problems);
    let mut own = OwnRule {
        rule: Rule {
            id: source.id.to_owned(),
            category,
            level: level?,
            check,
            scope,
            languages: Vec::new(),
            summary,
            why,
            source: node
                .get("source")
                .map_or_else(Vec::new, |node| tree::texts(node, problems).into_iter().map(str::to_owned).collect()),
            link,
            options,
            definition: Node::empty(),
        },
        path: source.path.clone(),
        languages,
        files: [const { None }; Language::ALL.len()],
        examples: Vec::new(),
        allow: Vec::new(),
        phrases: Vec::new(),
    };
    let of_check = own.rule.options.iter().any(|option| option.name == "allow");
    if let Some(allow) = node.get("allow").filter(|_| !of_check) {
        let entries = reading::read_phrase_list(allow, &|name| list_of(source.lists, None, name), problems);
        own.allow = reading::parsed(entries);
    }
    if source.single {
        read_single(&mut own, source, &node, problems);
    }
    own.rule.definition = node;
    Some(own)
}

/// Reports `{names}` in the wording of a list of phrases that nothing fills.
fn check_names(check: &str, node: &Node, problems: &mut Vec<Problem>) {
    if !matches!(check, "phrase" | "pattern" | "consistency") {
        return;
    }
    for (wording, text) in
        ["message", "help"].iter().filter_map(|key| node.get(key)).filter_map(|it| Some((it, it.as_str()?)))
    {
        let names = text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0));
        for name in names.filter(|name| !matches!(*name, "text" | "instead")) {
            let problem = wording.problem(format!("nothing is put in the place of `{{{name}}}`"));
            problems.push(problem.with_help("`{text}` is what was found, and `{instead}` what to write"));
        }
    }
}

/// A heading that only `hilsen.toml` has.
fn heading_of_configuration(node: &Node) -> Option<&(Key, Node)> {
    let Value::Table(entries) = &node.value else { return None };
    entries.iter().find(|(key, _)| matches!(&*key.name, "house-rules" | "rules" | "profiles" | "packs"))
}

/// A message as a summary: `…` stands for what it is about.
fn without_names(message: &str) -> String {
    let mut summary = String::with_capacity(message.len());
    for (index, piece) in message.split(['{', '}']).enumerate() {
        summary.push_str(if index % 2 == 0 { piece } else { "…" });
    }
    summary
}

/// Reads the phrases and examples that stand beside the definition.
fn read_single(own: &mut OwnRule, source: &OwnSource<'_>, node: &Node, problems: &mut Vec<Problem>) {
    let language = if let [only] = own.languages[..] { Some(only) } else { None };
    let lists = |name: &str| list_of(source.lists, language, name);
    let phrases = reading::read_phrases_with(node, &lists, problems);
    if phrases.is_empty() && own.rule.check == "phrase" && node.get("phrases").is_none() {
        let help = "say what to look for: phrases = [\"…\"]";
        problems.push(at_top("`phrases` is missing".to_owned()).with_help(help));
    }
    own.phrases = phrases.into_iter().map(|entry| (None, entry)).collect();
    let first = own.languages.first().copied();
    for example in reading::read_examples(node, problems) {
        let told = || {
            let guess = crate::draft::language::detect_parts(std::iter::once(&*example.text));
            let told = guess.map(|guess| guess.language);
            told.filter(|told| own.languages.is_empty() || own.languages.contains(told))
        };
        let of = language.or_else(told).or(first).unwrap_or(Language::En);
        own.examples.push((of, example));
    }
}

/// `language = "nb"` or `language = ["nb", "nn"]`.
fn read_languages(node: &Node, problems: &mut Vec<Problem>) -> Vec<Language> {
    let mut languages = Vec::new();
    let items = match &node.value {
        Value::Array(items) => items.as_slice(),
        _ => std::slice::from_ref(node),
    };
    for item in items {
        match item.as_str().and_then(Language::from_tag) {
            Some(language) => languages.push(language),
            None => {
                let tags = Language::ALL.map(Language::tag);
                problems.push(item.problem(format!("expected a language: {}", tags.join(", "))));
            }
        }
    }
    languages
}

/// The options of a check are those of the built-in rule that has it; a rule of the house may set them beside its other
/// keys (`max = 2`), or define options as built-in files do.
fn read_options(check: &str, node: &Node, problems: &mut Vec<Problem>) -> Vec<OptionSpec> {
    let model = super::rules().iter().find(|rule| rule.check == check && check != "phrase");
    let mut options = model.map_or_else(Vec::new, |rule| rule.options.clone());
    for option in &mut options {
        let Some(value) = node.get(&option.name) else { continue };
        if std::mem::discriminant(&value.value) == std::mem::discriminant(&option.default) {
            option.default = value.value.clone();
        } else {
            problems.push(value.problem(format!("`{}` ought to be like {}", option.name, example_of(&option.default))));
        }
    }
    if let Some(Node { value: Value::Table(entries), .. }) = node.get("options") {
        for (key, entry) in entries {
            let mut reader = tree::Reader::new(entry, problems);
            let default = reader.node("default").map(|node| node.value.clone());
            let doc = reader.required_text("doc").to_owned();
            let values = reader.texts("values").into_iter().map(str::to_owned).collect();
            reader.finish();
            if let Some(default) = default {
                options.retain(|option| option.name != key.name);
                options.push(OptionSpec { name: key.name.to_string(), default, doc, values });
            }
        }
    }
    options
}

/// A value as an example of its kind.
fn example_of(value: &Value) -> String {
    match value {
        Value::Integer(number) => number.to_string(),
        Value::Boolean(truth) => truth.to_string(),
        Value::Array(_) => "[\"…\", \"…\"]".to_owned(),
        _ => "\"…\"".to_owned(),
    }
}

/// Reports keys that nobody reads.
fn check_keys(node: &Node, single: bool, options: &[OptionSpec], problems: &mut Vec<Problem>) {
    const WORDS: [&str; 11] = [
        "language",
        "phrases",
        "alternatives",
        "evidence",
        "quiet",
        "bad",
        "good",
        "bad-drafts",
        "good-drafts",
        "fixed",
        "lists",
    ];
    let Value::Table(entries) = &node.value else { return };
    let known = || {
        let fixed = SINGLE_KEYS.iter().copied().filter(move |key| single || !WORDS.contains(key));
        fixed.chain(reading::LISTS).chain(options.iter().map(|option| option.name.as_str()))
    };
    for (key, value) in entries {
        let variant = key.name.starts_with("message-") || key.name.starts_with("help-");
        if variant || known().any(|name| name == key.name) {
            continue;
        }
        let misplaced = !single && WORDS.contains(&&*key.name);
        problems.push(if misplaced {
            let problem = problem_at(key, format!("`{}` does not stand in a rule's definition", key.name));
            problem.with_help("it stands in the rule's file in the folder of a language")
        } else {
            // Lists of single checks would only confuse where nothing is close.
            let close = did_you_mean(&key.name, known());
            let problem = problem_at(key, format!("there is no key `{}` here", key.name));
            let beside = matches!(&*key.name, "except" | "instead" | "safe" | "phrase");
            match close.filter(|_| !beside || &*key.name == "phrase") {
                None if beside => problem.with_help(format!(
                    "it stands beside a phrase, within the braces: {{ phrase = \"…\", {} = {} }}",
                    key.name,
                    if &*key.name == "safe" { "true" } else { "[\"…\"]" }
                )),
                Some(meant) => problem.with_help(format!("did you mean `{meant}`?")),
                None => problem.with_help("a rule has message, help, why, severity, language, phrases, bad, good"),
            }
        });
        let _ = value;
    }
}

fn problem_at(key: &Key, message: String) -> Problem {
    Problem { start: key.start as usize, end: key.end as usize, message, help: None }
}
