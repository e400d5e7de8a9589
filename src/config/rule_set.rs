//! The rules as they hold for a draft, ready to run.

use std::{borrow::Cow, sync::OnceLock};

use super::{Layer, RuleLayer};
use crate::{
    check,
    draft::Language,
    pack,
    phrase::{Automaton, AutomatonBuilder, Phrase},
    rule::{Check, Level, PhraseEntry, ReportLanguage, Rule, Settings},
    tree::Node,
};

/// Who set something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setter {
    /// The rule's own definition.
    BuiltIn,
    /// The top of `hilsen.toml`.
    File,
    /// A `[[files]]` table, by its place among them, counted from 0.
    Files(usize),
    /// A flag.
    CommandLine,
}

/// A rule as it is set.
struct ActiveRule {
    rule: &'static Rule,
    level: Level,
    level_set_by: Setter,
    /// What the layers say of it, the weakest first.
    layers: Vec<RuleLayerRef>,
}

/// The part of a layer that outlives the fold.
struct RuleLayerRef {
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
    /// The language the drafts are declared to be in.
    pub language: Option<Language>,
    /// The language of the reports.
    pub report_language: ReportLanguage,
    /// The level from which findings make the exit code 1.
    pub fail_on: Level,
    /// Built when the first draft in a language comes; the last is for drafts whose language is not known.
    compiled: [OnceLock<Compiled>; Language::ALL.len() + 1],
}

/// The rules for one language.
pub(crate) struct Compiled {
    pub(crate) automaton: Automaton,
    /// What the automaton's numbers stand for.
    pub(crate) targets: Vec<Target>,
    /// Those of the built-in files are borrowed from there.
    pub(crate) entries: Vec<Cow<'static, PhraseEntry>>,
    /// In the order of the rules; those that are off are left out.
    pub(crate) checks: Vec<CompiledRule>,
}

/// What a phrase of the automaton is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Target {
    /// An entry: its place, and its rule's place among the compiled rules.
    Entry { entry: usize, rule: usize },
    /// An exception to one entry.
    Except { entry: usize },
    /// An exception to all entries of a rule.
    Allow { rule: usize },
}

/// A rule and its check.
pub(crate) struct CompiledRule {
    pub(crate) rule: &'static Rule,
    pub(crate) level: Level,
    pub(crate) check: Box<dyn Check>,
}

impl RuleSet {
    /// Folds layers into one set; later layers win.
    pub(super) fn fold(layers: &[(Setter, &Layer)]) -> Self {
        let last = |get: &dyn Fn(&Layer) -> Option<Level>| layers.iter().rev().find_map(|(_, layer)| get(layer));
        let rules = pack::rules()
            .iter()
            .map(|rule| {
                let of_rule: Vec<(Setter, &RuleLayer)> = layers
                    .iter()
                    .flat_map(|(setter, layer)| layer.rules.iter().map(move |rule| (*setter, rule)))
                    .filter(|(_, layer)| layer.rule == rule.id)
                    .collect();
                let set = of_rule.iter().rev().find_map(|(setter, layer)| Some((*setter, layer.level?)));
                let (level_set_by, level) = set.unwrap_or((Setter::BuiltIn, rule.level));
                let layers = of_rule
                    .iter()
                    .map(|(_, layer)| RuleLayerRef {
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
            language: layers.iter().rev().find_map(|(_, layer)| layer.language),
            report_language: layers.iter().rev().find_map(|(_, layer)| layer.report_language).unwrap_or_default(),
            fail_on: last(&|layer| layer.fail_on).unwrap_or(Level::On(crate::diagnostic::Severity::Warning)),
            compiled: std::array::from_fn(|_| OnceLock::new()),
        }
    }

    /// The rules in order, each with its level and who set it.
    pub fn levels(&self) -> impl Iterator<Item = (&'static Rule, Level, Setter)> {
        self.rules.iter().map(|active| (active.rule, active.level, active.level_set_by))
    }

    /// What a rule is set to; off where there is no such rule.
    pub fn level(&self, id: &str) -> Level {
        self.rules.iter().find(|active| active.rule.id == id).map_or(Level::Off, |active| active.level)
    }

    /// The rules for a language, built at the first call.
    pub(crate) fn compiled(&self, language: Option<Language>) -> &Compiled {
        let slot = language.map_or(Language::ALL.len(), |language| language as usize);
        self.compiled[slot].get_or_init(|| self.compile(language))
    }

    fn compile(&self, language: Option<Language>) -> Compiled {
        let pack = language.map(pack::language);
        let mut builder = AutomatonBuilder::new();
        let mut compiled =
            Compiled { automaton: Automaton::default(), targets: Vec::new(), entries: Vec::new(), checks: Vec::new() };
        for (index, active) in self.rules.iter().enumerate() {
            let Some(build) = check::find(&active.rule.check) else { continue };
            if active.level == Level::Off {
                continue;
            }
            let overrides: Vec<&Node> = active.layers.iter().map(|layer| &layer.options).collect();
            let settings = Settings {
                rule: active.rule,
                language: pack.and_then(|pack| pack.files[index].as_ref()),
                overrides: &overrides,
                organisation: &self.organisation,
                signature_added_by_tool: self.signature_added_by_tool,
            };
            let rule = compiled.checks.len();
            compiled.checks.push(CompiledRule { rule: active.rule, level: active.level, check: build(&settings) });
            let removed =
                |entry: &&PhraseEntry| !active.layers.iter().any(|layer| layer.remove.contains(&entry.written));
            let built_in = pack.map_or(&[][..], |pack| pack.phrases(index));
            for entry in built_in.iter().filter(removed) {
                compiled.add_entry(&mut builder, Cow::Borrowed(entry), rule);
            }
            for entry in active.layers.iter().flat_map(|layer| &layer.phrases).filter(removed) {
                compiled.add_entry(&mut builder, Cow::Owned(entry.clone()), rule);
            }
            for allowed in active.layers.iter().flat_map(|layer| &layer.allow) {
                compiled.add(&mut builder, allowed, Target::Allow { rule });
            }
        }
        compiled.automaton = builder.build();
        compiled
    }
}

impl Compiled {
    fn add_entry(&mut self, builder: &mut AutomatonBuilder, entry: Cow<'static, PhraseEntry>, rule: usize) {
        let number = self.entries.len();
        self.add(builder, &entry.phrase, Target::Entry { entry: number, rule });
        for except in &entry.except {
            self.add(builder, except, Target::Except { entry: number });
        }
        self.entries.push(entry);
    }

    fn add(&mut self, builder: &mut AutomatonBuilder, phrase: &Phrase, target: Target) {
        builder.add(phrase, self.targets.len() as u32);
        self.targets.push(target);
    }
}
