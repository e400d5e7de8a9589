//! All rules there are for a configuration: the built-in ones, and behind them those the house wrote.

use std::{ops::Deref, sync::Arc};

use super::{Example, OwnRule, language, rules};
use crate::{
    draft::Language,
    rule::{PhraseEntry, Rule},
    tree::Node,
};

/// A rule of the book; reads like a [`Rule`].
#[derive(Clone, Debug)]
pub enum KnownRule {
    /// One that comes with hilsen.
    BuiltIn {
        /// Its place in [`rules`].
        index: usize,
        /// The rule.
        rule: &'static Rule,
    },
    /// One the house wrote.
    Own(Arc<OwnRule>),
}

impl Deref for KnownRule {
    type Target = Rule;

    fn deref(&self) -> &Rule {
        match self {
            Self::BuiltIn { rule, .. } => rule,
            Self::Own(own) => &own.rule,
        }
    }
}

impl KnownRule {
    /// Whether the rule comes with hilsen.
    pub const fn is_built_in(&self) -> bool {
        matches!(self, Self::BuiltIn { .. })
    }

    /// Whether the rule is for drafts in a language; `None` is a language nobody could tell.
    pub fn holds_in(&self, language: Option<Language>) -> bool {
        match self {
            Self::BuiltIn { rule, .. } => rule.is_for(language),
            Self::Own(own) => own.languages.is_empty() || language.is_some_and(|one| own.languages.contains(&one)),
        }
    }

    /// The rule's file in a language, where it has one.
    pub fn file(&self, of: Language) -> Option<&Node> {
        match self {
            Self::BuiltIn { index, .. } => language(of).files[*index].as_ref(),
            Self::Own(own) => own.files[of as usize].as_ref(),
        }
    }

    /// The rule's phrases for drafts in a language.
    pub fn phrases(&self, of: Option<Language>) -> Vec<&PhraseEntry> {
        match self {
            Self::BuiltIn { index, .. } => of.map_or_else(Vec::new, |of| language(of).phrases(*index).collect()),
            Self::Own(own) => own.phrases(of).collect(),
        }
    }

    /// The rule's examples in a language.
    pub fn examples(&self, of: Language) -> Vec<Example> {
        match self {
            Self::BuiltIn { rule, .. } => super::examples(&rule.id, of),
            Self::Own(own) => {
                let of_language = own.examples.iter().filter(|(language, _)| *language == of);
                of_language.map(|(_, example)| example.clone()).collect()
            }
        }
    }
}

/// All rules of a configuration. The default has the built-in ones only.
#[derive(Clone, Debug, Default)]
pub struct Rulebook {
    own: Vec<Arc<OwnRule>>,
}

impl Rulebook {
    /// The rules, the built-in ones first.
    pub fn rules(&self) -> impl Iterator<Item = KnownRule> {
        let built_in = rules().iter().enumerate().map(|(index, rule)| KnownRule::BuiltIn { index, rule });
        built_in.chain(self.own.iter().map(|own| KnownRule::Own(Arc::clone(own))))
    }

    /// The rules the house wrote.
    pub fn own(&self) -> &[Arc<OwnRule>] {
        &self.own
    }

    /// The rule with an id.
    pub fn find(&self, id: &str) -> Option<KnownRule> {
        let built_in = rules().iter().enumerate().find(|(_, rule)| rule.id == id);
        let own = || self.own.iter().find(|own| own.rule.id == id).map(|own| KnownRule::Own(Arc::clone(own)));
        built_in.map(|(index, rule)| KnownRule::BuiltIn { index, rule }).or_else(own)
    }

    /// The ids of all rules.
    pub fn ids(&self) -> impl Iterator<Item = &str> + Clone {
        rules().iter().map(|rule| rule.id.as_str()).chain(self.own.iter().map(|own| own.rule.id.as_str()))
    }

    /// Adds a rule of the house behind the others.
    pub fn add(&mut self, rule: OwnRule) {
        self.own.push(Arc::new(rule));
    }
}
