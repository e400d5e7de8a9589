//! The rules as they hold for a draft, ready to run.

use std::sync::{Arc, OnceLock};

use super::{Layer, RuleLayer, phrase_set::PhraseSet};
use crate::{
    check,
    decode::{Kind, Tool},
    draft::{Abbreviations, Language, Situation},
    pack::{self, KnownRule, Rulebook},
    phrase::Phrase,
    rule::{Check, Level, PhraseEntry, ReportLanguage, Settings},
    spelling::Dictionaries,
    tree::Node,
};

/// Who set something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setter {
    /// The rule's own definition.
    BuiltIn,
    /// A pack, by its place among them, counted from 0.
    Pack(usize),
    /// The profile of the customer, as it comes with hilsen.
    Profile,
    /// What the house adds to the profile of the customer.
    OwnProfile,
    /// The top of `hilsen.toml`.
    File,
    /// A `[[files]]` table, by its place among them, counted from 0.
    Files(usize),
    /// A flag.
    CommandLine,
}

/// A rule as it is set.
struct ActiveRule {
    rule: KnownRule,
    level: Level,
    level_set_by: Setter,
    /// What the layers say of it, the weakest first.
    layers: Vec<RuleLayerRef>,
}

/// The part of a layer that outlives the fold.
struct RuleLayerRef {
    language: Option<Language>,
    options: Node,
    phrases: Vec<PhraseEntry>,
    remove: Vec<String>,
    allow: Vec<Phrase>,
}

/// All rules as they hold for a draft.
pub struct RuleSet {
    rules: Vec<ActiveRule>,
    organisation: Vec<String>,
    signature_added_by_tool: bool,
    vocabulary: Vec<String>,
    dictionaries: Option<Arc<dyn Dictionaries>>,
    /// What the house says is known of the drafts besides their text.
    pub house: Situation,
    /// The abbreviations of the languages to which the house adds some.
    abbreviations: Arc<[(Language, Abbreviations)]>,
    /// The language the drafts are declared to be in.
    pub language: Option<Language>,
    /// What the files are declared to be for.
    pub kind: Option<Kind>,
    /// The tool the files are declared to be templates of.
    pub tool: Option<Tool>,
    /// The language of the reports.
    pub report_language: ReportLanguage,
    /// The level from which findings make the exit code 1.
    pub fail_on: Level,
    /// Built when the first draft in a language comes; the last is for drafts whose language is not known.
    compiled: [OnceLock<Compiled>; Language::ALL.len() + 1],
}

/// The rules for one language.
pub(crate) struct Compiled {
    /// In the order of the rules; those that are off are left out.
    pub(crate) checks: Vec<CompiledRule>,
    /// Finds their phrases.
    pub(crate) phrases: PhraseSet,
}

/// A rule and its check.
pub(crate) struct CompiledRule {
    pub(crate) rule: KnownRule,
    /// Its place among all rules of the set.
    place: usize,
    pub(crate) level: Level,
    pub(crate) check: Box<dyn Check>,
}

impl RuleSet {
    /// Folds layers into one set; later layers win.
    pub(super) fn fold(
        book: &Rulebook,
        layers: &[(Setter, &Layer)],
        abbreviations: &Arc<[(Language, Abbreviations)]>,
    ) -> Self {
        let last = |get: &dyn Fn(&Layer) -> Option<Level>| layers.iter().rev().find_map(|(_, layer)| get(layer));
        let rules = book
            .rules()
            .map(|rule| {
                let of_rule: Vec<(Setter, &RuleLayer)> = layers
                    .iter()
                    .flat_map(|(setter, layer)| layer.rules.iter().map(move |rule| (*setter, rule)))
                    .filter(|(_, layer)| layer.rule == rule.id)
                    .collect();
                let named = of_rule.iter().rev().find_map(|(setter, layer)| Some((*setter, layer.level?)));
                let left_out = layers.iter().rev().find(|(_, layer)| !layer.only.is_empty());
                let left_out = left_out.filter(|(_, layer)| !layer.only.contains(&rule.id)).map(|(setter, _)| *setter);
                // A level that the same layer or a later one sets holds, also for a rule that is not among `only`.
                let set = match (named, left_out) {
                    (Some((setter, level)), Some(other)) if setter == other => Some((setter, level)),
                    (_, Some(setter)) => Some((setter, Level::Off)),
                    (named, None) => named,
                };
                let (level_set_by, level) = set.unwrap_or((Setter::BuiltIn, rule.level));
                let layers = of_rule
                    .iter()
                    .map(|(_, layer)| RuleLayerRef {
                        language: layer.language,
                        options: layer.options.clone(),
                        phrases: layer.phrases.clone(),
                        remove: layer.remove.clone(),
                        allow: layer.allow.clone(),
                    })
                    .collect();
                ActiveRule { rule, level, level_set_by, layers }
            })
            .collect();
        let organisation = layers.iter().rev().map(|(_, layer)| &layer.organisation).find(|names| !names.is_empty());
        Self {
            rules,
            organisation: organisation.cloned().unwrap_or_default(),
            signature_added_by_tool: layers
                .iter()
                .rev()
                .find_map(|(_, layer)| layer.signature_added_by_tool)
                .unwrap_or(false),
            vocabulary: layers.iter().flat_map(|(_, layer)| &layer.vocabulary).cloned().collect(),
            dictionaries: None,
            abbreviations: Arc::clone(abbreviations),
            house: layers.iter().rev().fold(Situation::default(), |known, (_, layer)| known.or(&layer.context)),
            language: layers.iter().rev().find_map(|(_, layer)| layer.language),
            kind: layers.iter().rev().find_map(|(_, layer)| layer.kind),
            tool: layers.iter().rev().find_map(|(_, layer)| layer.tool),
            report_language: layers.iter().rev().find_map(|(_, layer)| layer.report_language).unwrap_or_default(),
            fail_on: last(&|layer| layer.fail_on).unwrap_or(Level::On(crate::diagnostic::Severity::Warning)),
            compiled: std::array::from_fn(|_| OnceLock::new()),
        }
    }

    /// The same rules, with dictionaries for those that look words up. They must not have been used yet.
    #[must_use]
    pub fn with_dictionaries(mut self, dictionaries: Arc<dyn Dictionaries>) -> Self {
        self.dictionaries = Some(dictionaries);
        self
    }

    /// The abbreviations of a language, those of the house among them.
    pub fn abbreviations(&self, language: Option<Language>) -> &Abbreviations {
        let of = language.unwrap_or(Language::En);
        let own = self.abbreviations.iter().find(|(known, _)| *known == of);
        own.map_or_else(|| pack::abbreviations(language), |(_, abbreviations)| abbreviations)
    }

    /// The rules in order, each with its level and who set it.
    pub fn levels(&self) -> impl Iterator<Item = (&KnownRule, Level, Setter)> {
        self.rules.iter().map(|active| (&active.rule, active.level, active.level_set_by))
    }

    /// What a rule is set to; off where there is no such rule.
    pub fn level(&self, id: &str) -> Level {
        self.rules.iter().find(|active| active.rule.id == id).map_or(Level::Off, |active| active.level)
    }

    /// Whether there is a rule with an id.
    pub fn knows(&self, id: &str) -> bool {
        self.ids().any(|known| known == id)
    }

    /// The ids of all rules.
    pub fn ids(&self) -> impl Iterator<Item = &str> + Clone {
        self.rules.iter().map(|active| active.rule.id.as_str())
    }

    /// The files that word a rule's findings in a language, the strongest first; `None` is the language of the
    /// definitions, English.
    pub(crate) fn wording(&self, compiled: &CompiledRule, language: Option<Language>) -> Vec<&Node> {
        let active = &self.rules[compiled.place];
        let of = language.unwrap_or(Language::En);
        let fits = |layer: &&RuleLayerRef| layer.language.is_none_or(|own| own == of);
        let mut files: Vec<&Node> = active.layers.iter().rev().filter(fits).map(|layer| &layer.options).collect();
        // English is what the definitions are written in.
        let own_english = || !active.rule.is_built_in();
        if language.is_some() || own_english() {
            files.extend(active.rule.file(of));
        }
        files
    }

    /// The rules for a language, built at the first call.
    pub(crate) fn compiled(&self, language: Option<Language>) -> &Compiled {
        let slot = language.map_or(Language::ALL.len(), |language| language as usize);
        self.compiled[slot].get_or_init(|| self.compile(language))
    }

    fn compile(&self, language: Option<Language>) -> Compiled {
        let mut compiled = Compiled { checks: Vec::new(), phrases: PhraseSet::new(language.map(pack::language)) };
        for (index, active) in self.rules.iter().enumerate() {
            let Some(build) = check::find(&active.rule.check) else { continue };
            if active.level == Level::Off || !active.rule.holds_in(language) {
                continue;
            }
            let layers = || active.layers.iter().filter(|layer| layer.language.is_none() || layer.language == language);
            let overrides: Vec<&Node> = layers().map(|layer| &layer.options).collect();
            let settings = Settings {
                rule: &active.rule,
                language: language.and_then(|language| active.rule.file(language)),
                overrides: &overrides,
                organisation: &self.organisation,
                signature_added_by_tool: self.signature_added_by_tool,
                vocabulary: &self.vocabulary,
                dictionaries: self.dictionaries.as_ref(),
            };
            let rule = compiled.checks.len();
            compiled.checks.push(CompiledRule {
                rule: active.rule.clone(),
                place: index,
                level: active.level,
                check: build(&settings),
            });
            let removed = |entry: &&PhraseEntry| !layers().any(|layer| layer.remove.contains(&entry.written));
            let phrases = &mut compiled.phrases;
            match &active.rule {
                KnownRule::BuiltIn { index, .. } => {
                    phrases.add_built_in(*index, rule, layers().flat_map(|layer| layer.remove.iter().cloned()));
                }
                KnownRule::Own(own) => {
                    phrases.allow(&own.allow, rule);
                    own.phrases(language).filter(removed).for_each(|entry| phrases.add(entry.clone(), rule));
                }
            }
            let entries = layers().flat_map(|layer| &layer.phrases).filter(removed);
            entries.for_each(|entry| phrases.add(entry.clone(), rule));
            layers().for_each(|layer| phrases.allow(&layer.allow, rule));
        }
        compiled
    }
}
