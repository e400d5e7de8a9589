//! Floor 4: what a rule is, and how a check reports.
//!
//! A [`Rule`] is read from its files under `rules/` and knows nothing of how it is checked; a [`Check`] is built from it
//! for one language and knows nothing of files, severities or wording. [`Report`] is the only maker of diagnostics.

use std::{borrow::Cow, sync::Arc};

use crate::{
    diagnostic::{Diagnostic, Fix, Severity},
    draft::{Draft, Language, SectionKind},
    phrase::Phrase,
    spelling::Dictionaries,
    text::{Source, Span, Text},
    tree::{Node, Value},
};

/// The groups rules are listed in; also the names of their folders.
pub const CATEGORIES: [&str; 10] = [
    "structure",
    "subject",
    "readability",
    "wording",
    "tone",
    "typography",
    "html-format",
    "links-safety",
    "placeholders",
    "housekeeping",
];

/// What a rule is set to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Level {
    /// Not checked.
    Off,
    /// Checked, and its findings weigh this much.
    On(Severity),
}

impl Level {
    /// The level of a name as people write it.
    pub fn from_name(name: &str) -> Option<Self> {
        if name == "off" {
            return Some(Self::Off);
        }
        Severity::NAMES.iter().find(|(known, _)| *known == name).map(|(_, severity)| Self::On(*severity))
    }

    /// The name people write.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::On(severity) => severity.name(),
        }
    }
}

/// A setting of a rule.
#[derive(Clone, Debug)]
pub struct OptionSpec {
    /// Its name in kebab-case.
    pub name: String,
    /// What holds where nobody says otherwise.
    pub default: Value,
    /// What it does, in one sentence.
    pub doc: String,
    /// The texts it may be, where it is one of a few.
    pub values: Vec<String>,
}

/// A rule as its definition describes it.
#[derive(Clone, Debug)]
pub struct Rule {
    /// The name of the fault in kebab-case.
    pub id: String,
    /// One of [`CATEGORIES`].
    pub category: String,
    /// The level where nobody says otherwise.
    pub level: Level,
    /// The name of the check that finds it.
    pub check: String,
    /// The sections it looks into.
    pub scope: Vec<SectionKind>,
    /// The languages a built-in rule is for, where it makes no sense in the others; empty for all.
    pub languages: Vec<Language>,
    /// The fault in one line.
    pub summary: String,
    /// Why a reader stumbles.
    pub why: String,
    /// Where the rule comes from.
    pub source: Vec<String>,
    /// The page about it, where that is not hilsen's own.
    pub link: Option<String>,
    /// What can be set.
    pub options: Vec<OptionSpec>,
    /// The whole definition, for lists a check reads itself.
    pub definition: Node,
}

impl Rule {
    /// Whether the rule is for a draft in the given language.
    pub fn is_for(&self, language: Option<Language>) -> bool {
        self.languages.is_empty() || language.is_some_and(|language| self.languages.contains(&language))
    }
}

/// A phrase of a rule, with what goes with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhraseEntry {
    /// The phrase as it is written in the file.
    pub written: String,
    /// What to look for; `None` for a phrase that comes with hilsen, which was compiled when hilsen was built.
    pub parsed: Option<ParsedPhrase>,
    /// Better wordings.
    pub instead: Vec<String>,
    /// Whether the first better wording may be put in without asking: it means the same in every sentence.
    pub safe: bool,
    /// A severity of its own.
    pub severity: Option<Severity>,
    /// The option that says how many hits of such entries pass.
    pub tolerate: Option<String>,
    /// What finding it means.
    pub role: Role,
    /// The list it stands in, where that is one of [`PHRASE_GROUPS`].
    pub group: Option<&'static str>,
}

/// What an entry looks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParsedPhrase {
    /// The phrase.
    pub phrase: Phrase,
    /// Hits that overlap one of these are none.
    pub except: Vec<Phrase>,
}

/// What it means that a phrase of a rule was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// A fault, or what calls for something beside it (`phrases`).
    Fault,
    /// Nothing to report, but what makes up for a fault, or is not missing (`alternatives`, `evidence`).
    Evidence,
    /// That the rule has nothing to say in this draft (`quiet`); looked for in all sections.
    Quiet,
}

/// Lists of phrases that say more than that a phrase was found: how a greeting or a farewell sounds, and how the reader is
/// addressed.
pub const PHRASE_GROUPS: [&str; 6] = ["chatty", "familiar", "formal", "polite", "relaxed", "stiff"];

/// What a rule's options come to for one language, and the lists of its files.
#[derive(Clone, Copy)]
pub struct Settings<'a> {
    /// The rule.
    pub rule: &'a Rule,
    /// The rule in the language, where it has a file there.
    pub language: Option<&'a Node>,
    /// What the configuration sets for the rule, the weakest layer first.
    pub overrides: &'a [&'a Node],
    /// What the house is called; empty where nobody said.
    pub organisation: &'a [String],
    /// Whether the signature is added after hilsen has seen the draft.
    pub signature_added_by_tool: bool,
    /// Words of the house that are spelt right, whatever a dictionary says.
    pub vocabulary: &'a [String],
    /// Where dictionaries come from; `None` where nobody said.
    pub dictionaries: Option<&'a Arc<dyn Dictionaries>>,
}

impl Settings<'_> {
    fn value(&self, option: &str) -> Option<&Value> {
        let overridden = self.overrides.iter().rev().find_map(|layer| layer.get(option));
        let of_language = || self.language.and_then(|file| file.get("options")).and_then(|options| options.get(option));
        let default = || self.rule.options.iter().find(|spec| spec.name == option).map(|spec| &spec.default);
        overridden.or_else(of_language).map(|node| &node.value).or_else(default)
    }

    /// A number option; 0 where it is none, which the test of the rule files excludes.
    pub fn number(&self, option: &str) -> usize {
        match self.value(option) {
            Some(Value::Integer(number)) => usize::try_from(*number).unwrap_or(0),
            _ => 0,
        }
    }

    /// A text option; empty where it is none.
    pub fn text(&self, option: &str) -> &str {
        match self.value(option) {
            Some(Value::String(text)) => text,
            _ => "",
        }
    }

    /// A true-or-false option.
    pub fn flag(&self, option: &str) -> bool {
        matches!(self.value(option), Some(Value::Boolean(true)))
    }

    /// A list: what the definition, the language and every layer of the configuration name together.
    pub fn list(&self, name: &str) -> Vec<String> {
        let mut items = Vec::new();
        let mut add = |value: &Value| {
            if let Value::Array(list) = value {
                items.extend(list.iter().filter_map(Node::as_str).map(str::to_owned));
            }
        };
        let option = self.rule.options.iter().find(|spec| spec.name == name).map(|spec| &spec.default);
        let definition = self.rule.definition.get(name).map(|node| &node.value);
        let of_language = self.language.and_then(|file| file.get(name)).map(|node| &node.value);
        let layers = self.overrides.iter().filter_map(|layer| layer.get(name)).map(|node| &node.value);
        for value in [option, definition, of_language].into_iter().flatten().chain(layers) {
            add(value);
        }
        items
    }
}

/// A phrase of a rule, found in a draft.
#[derive(Clone, Copy, Debug)]
pub struct Hit<'a> {
    /// The entry that was found.
    pub entry: &'a PhraseEntry,
    /// The index of the sentence.
    pub sentence: usize,
    /// The place.
    pub span: Span<Text>,
}

/// What a check sees.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The draft.
    pub draft: &'a Draft,
    /// Where this rule's phrases were found, in the order of the text, overlaps settled.
    pub hits: &'a [Hit<'a>],
    /// Where they were found in the mail that is answered, if that is known.
    pub customer_hits: &'a [Hit<'a>],
    /// The sections the rule looks into.
    pub scope: &'a [SectionKind],
}

impl<'a> Context<'a> {
    /// The sentences in the rule's scope, with their index.
    pub fn sentences(&self) -> impl Iterator<Item = (usize, &'a crate::draft::Sentence)> {
        let scope = self.scope;
        self.draft.sentences.iter().enumerate().filter(move |(_, sentence)| scope.contains(&sentence.section))
    }
}

/// Something that looks at a draft and reports; built once per rule and language, used from many threads.
pub trait Check: Send + Sync {
    /// Looks at the draft.
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>);
}

/// What a check found, before wording and severity.
#[derive(Clone, Debug, Default)]
pub struct Finding {
    /// What fills the `{names}` of the wording.
    pub fill: Vec<(&'static str, String)>,
    /// Another severity than the rule's.
    pub severity: Option<Severity>,
    /// The wording to use instead of the rule's: `message-<name>` and `help-<name>` of its files.
    pub variant: Option<&'static str>,
    /// Ways to mend it.
    pub fixes: Vec<Fix>,
}

impl Finding {
    /// A finding whose wording needs one filling.
    pub fn with(name: &'static str, value: impl Into<String>) -> Self {
        Self { fill: vec![(name, value.into())], ..Self::default() }
    }
}

/// Takes findings, makes diagnostics of them.
pub struct Report<'a> {
    /// The draft the findings are in.
    pub draft: &'a Draft,
    /// The rule that finds.
    pub rule: &'a Rule,
    /// What its findings weigh.
    pub severity: Severity,
    /// The files that word the rule in the language of the report, the strongest first; behind them comes its definition.
    /// Asked for when there is a finding, which for most rules there is not.
    pub wording: &'a dyn Fn() -> Vec<&'a Node>,
    /// How many more findings are taken.
    pub room: usize,
    /// Where the diagnostics go.
    pub diagnostics: &'a mut Vec<Diagnostic>,
}

impl Report<'_> {
    /// Reports a finding at a place of the text.
    pub fn push(&mut self, span: Span<Text>, finding: Finding) {
        self.report(span, None, finding);
    }

    /// Reports a finding at bytes of the file, shown at a place of the text.
    pub fn push_at(&mut self, span: Span<Text>, source: Span<Source>, finding: Finding) {
        self.report(span, Some(source), finding);
    }

    fn report(&mut self, span: Span<Text>, source: Option<Span<Source>>, finding: Finding) {
        let Some(room) = self.room.checked_sub(1) else { return };
        self.room = room;
        let files = (self.wording)();
        let wording = |key| self.wording_of(&files, key, finding.variant).map(|text| fill(text, &finding.fill));
        let message = wording("message").unwrap_or_default();
        let help = wording("help");
        self.diagnostics.push(Diagnostic {
            rule: self.rule.id.clone(),
            link: self.rule.link.clone(),
            severity: finding.severity.map_or(self.severity, |own| own.min(self.severity)),
            section: self.draft.section_at(span.start()),
            span,
            source,
            message,
            help: help.filter(|help| !help.is_empty()),
            fixes: finding.fixes,
        });
    }

    /// The wording under `key`, in the report's language where one of the files has it and in English else.
    fn wording_of<'n>(&'n self, files: &[&'n Node], key: &str, variant: Option<&str>) -> Option<&'n str> {
        let key = variant.map_or(Cow::Borrowed(key), |variant| Cow::Owned([key, "-", variant].concat()));
        let of_language = files.iter().find_map(|file| file.get(&key)?.as_str());
        of_language.or_else(|| self.rule.definition.get(&key).and_then(Node::as_str))
    }
}

/// Puts values in the place of `{names}`; names without a value stay as they are.
fn fill(template: &str, values: &[(&'static str, String)]) -> String {
    let mut filled = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        let Some(close) = rest[open..].find('}') else { break };
        let name = &rest[open + 1..open + close];
        filled.push_str(&rest[..open]);
        match values.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => filled.push_str(value),
            None => filled.push_str(&rest[open..=open + close]),
        }
        rest = &rest[open + close + 1..];
    }
    filled.push_str(rest);
    filled
}

/// The language a report is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum ReportLanguage {
    /// English, the language of the definitions.
    #[default]
    English,
    /// A language with wording of its own; English where a rule lacks it.
    Of(Language),
    /// The language of the draft.
    Draft,
}

impl ReportLanguage {
    /// The report language that is the given language.
    pub fn of(language: Language) -> Self {
        if language == Language::En { Self::English } else { Self::Of(language) }
    }
}
