//! Floor 7: what the house wants, folded into one set of rules.
//!
//! `hilsen.toml` is read into layers: the file itself, then each `[[files]]` table whose globs match the draft, then the
//! command line. Later layers win; lists grow. One fold makes a [`RuleSet`] of them, and nothing else decides.

pub(crate) mod phrase_set;
pub mod profile;
mod reading;
pub(crate) mod rule_set;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use globset::GlobSet;

pub use profile::Profile;
pub use rule_set::{RuleSet, Setter};

use crate::{
    decode::{Kind, Selection, Tool},
    draft::{Abbreviations, Language, Situation},
    pack::{Pack, PackFile, Rulebook, Words},
    rule::PhraseEntry,
    rule::{Level, ReportLanguage},
    tree::{Node, Problem, did_you_mean},
};

/// The name of the file that is looked for, from a draft's folder upwards.
pub const FILE_NAME: &str = "hilsen.toml";

/// Gives the files of a pack, by the name the configuration has for it; an error says in words what is wrong.
pub type LoadPack<'a> = &'a dyn Fn(&str) -> Result<Vec<PackFile>, String>;

/// What one layer says; `None` and empty where it says nothing.
#[derive(Debug, Default)]
pub struct Layer {
    /// The language of the drafts, whatever they look like.
    pub language: Option<Language>,
    /// The language reports are written in.
    pub report_language: Option<ReportLanguage>,
    /// The lightest severity that makes the exit code 1; `Off` for never.
    pub fail_on: Option<Level>,
    /// What the files are for, whatever they look like.
    pub kind: Option<Kind>,
    /// The tool whose templates they are.
    pub tool: Option<Tool>,
    /// The names the house goes by, the official one first.
    pub organisation: Vec<String>,
    /// Whether the help desk adds the signature after hilsen has seen the draft.
    pub signature_added_by_tool: Option<bool>,
    /// The rules to run, no others; all where none is named.
    pub only: Vec<String>,
    /// Words of the house that are spelt right, whatever a dictionary says.
    pub vocabulary: Vec<String>,
    /// What is known of the drafts besides their text.
    pub context: Situation,
    /// What is set for single rules.
    pub rules: Vec<RuleLayer>,
}

/// What one layer sets for one rule.
#[derive(Debug)]
pub struct RuleLayer {
    /// The rule's id.
    pub rule: String,
    /// The language of the drafts this is for; all where none is named.
    pub language: Option<Language>,
    /// Its level.
    pub level: Option<Level>,
    /// The table with its options.
    pub options: Node,
    /// Phrases to look for besides.
    pub phrases: Vec<PhraseEntry>,
    /// Phrases not to look for, as the rule writes them.
    pub remove: Vec<String>,
    /// Phrases that are fine: hits that overlap them are none.
    pub allow: Vec<crate::phrase::Phrase>,
}

impl RuleLayer {
    /// A layer that sets a rule's level and nothing else.
    pub fn of_level(rule: &str, level: Level) -> Self {
        Self { level: Some(level), ..Self::of(rule) }
    }

    /// A layer that sets nothing yet for a rule.
    pub fn of(rule: &str) -> Self {
        Self {
            rule: rule.to_owned(),
            language: None,
            level: None,
            options: Node::empty(),
            phrases: Vec::new(),
            remove: Vec::new(),
            allow: Vec::new(),
        }
    }
}

/// A layer for some of the files.
#[derive(Debug)]
pub struct FilesLayer {
    /// Which files, relative to the configuration's folder.
    pub paths: GlobSet,
    /// What is set for them.
    pub layer: Layer,
}

/// Findings that are wanted no more.
#[derive(Debug)]
pub struct Ignore {
    /// Where it stands in the file: its bytes.
    pub place: (usize, usize),
    /// The rules; every rule where none is named.
    pub rules: Option<Vec<String>>,
    /// The text that must stand under the finding, folded; any where there is none.
    pub text: Option<String>,
    /// Which files, relative to the configuration's folder; all where there is none.
    pub paths: Option<GlobSet>,
    /// Why.
    pub reason: Option<String>,
}

/// Files that hold many mails, and which of their entries are mails.
#[derive(Debug)]
pub struct Catalogue {
    /// Where it stands in the file: its bytes.
    pub place: (usize, usize),
    /// Which files, relative to the configuration's folder.
    pub paths: GlobSet,
    /// Which of their entries.
    pub selection: Selection,
}

/// A configuration file, read.
#[derive(Debug, Default)]
pub struct Config {
    /// Where it lies; empty for the built-in configuration.
    pub path: PathBuf,
    /// Its text, to show mistakes in.
    pub text: String,
    /// The packs it names, in order.
    pub packs: Vec<Pack>,
    /// What each of them says of built-in rules.
    pub pack_layers: Vec<Layer>,
    /// All rules there are: the built-in ones, those of the packs and those under `[house-rules]`.
    pub rulebook: Rulebook,
    /// The abbreviations of the languages to which packs add some.
    abbreviations: Arc<[(Language, Abbreviations)]>,
    /// The phrases and examples of the rules under `[house-rules]`.
    pub words: Vec<Words>,
    /// What holds for all files.
    pub base: Layer,
    /// What holds for some, in the order of the file.
    pub files: Vec<FilesLayer>,
    /// The house's own profiles of customers, and what it adds to the shipped ones.
    pub profiles: Vec<Profile>,
    /// The findings that are wanted no more.
    pub ignores: Vec<Ignore>,
    /// The files that hold many mails, in the order of the file.
    pub catalogues: Vec<Catalogue>,
    /// Files that are not drafts, relative to its folder.
    pub exclude: Option<GlobSet>,
    /// Dictionaries to use before those of the system: paths of `.dic` files from its folder.
    pub dictionaries: Vec<String>,
    /// The mistakes in it.
    pub problems: Vec<Problem>,
}

impl Config {
    /// Reads a configuration; mistakes are collected in it, and what is right holds all the same.
    pub fn read(path: &Path, text: &str) -> Self {
        reading::read(path, text, &|_| Err("packs cannot be read here".to_owned()))
    }

    /// Reads a configuration together with the packs it names; `load` gives the files of a pack by its name.
    pub fn read_with_packs(path: &Path, text: &str, load: LoadPack<'_>) -> Self {
        reading::read(path, text, load)
    }

    /// The abbreviations of a language, those of the packs among them.
    pub fn abbreviations(&self, language: Option<Language>) -> &Abbreviations {
        let of = language.unwrap_or(Language::En);
        let own = self.abbreviations.iter().find(|(known, _)| *known == of);
        own.map_or_else(|| crate::pack::abbreviations(language), |(_, abbreviations)| abbreviations)
    }

    /// Whether there is a mistake in the file or in one of its packs.
    pub fn has_problems(&self) -> bool {
        let of_packs = || self.packs.iter().flat_map(|pack| &pack.files).any(|file| !file.problems.is_empty());
        !self.problems.is_empty() || of_packs()
    }

    /// Which `[[files]]` tables hold for a draft, by its path from the configuration's folder, as indices in order.
    pub fn matching(&self, relative: &Path) -> Vec<usize> {
        self.files
            .iter()
            .enumerate()
            .filter(|(_, files)| files.paths.is_match(relative))
            .map(|(index, _)| index)
            .collect()
    }

    /// Which `[[catalogue]]` tables hold for a file, by its path from the configuration's folder, as indices in order.
    pub fn catalogues_of(&self, relative: &Path) -> Vec<usize> {
        let tables = self.catalogues.iter().enumerate();
        tables.filter(|(_, table)| table.paths.is_match(relative)).map(|(index, _)| index).collect()
    }

    /// The rules for the drafts for which the given `[[files]]` tables hold.
    pub fn rule_set(&self, matching: &[usize], command_line: &Layer) -> RuleSet {
        self.rule_set_for(None, matching, command_line)
    }

    /// The rules for drafts to a kind of customer, for which the given `[[files]]` tables hold. A shipped profile is weaker
    /// than what the house says in its file; its own lines for a kind of customer are stronger than what it says of all.
    pub fn rule_set_for<'a>(
        &'a self,
        customer: Option<&Customer>,
        matching: &[usize],
        command_line: &'a Layer,
    ) -> RuleSet {
        let packs = self.pack_layers.iter().enumerate();
        let mut layers: Vec<(Setter, &'a Layer)> = packs.map(|(index, layer)| (Setter::Pack(index), layer)).collect();
        // A pack and `hilsen.toml` may both speak of a kind of customer; the file does so last.
        let name = customer.map(|customer| customer.profile.as_str());
        let own: Vec<&'a Profile> =
            self.profiles.iter().filter(|profile| Some(profile.name.as_str()) == name).collect();
        let like = own.iter().rev().find_map(|own| own.like.as_deref());
        let shipped = like.or(name).and_then(profile::find);
        let difficult = customer.is_some_and(|customer| customer.difficult);
        let of_profile = |setter, found: &'a Profile| {
            [(setter, &found.normal)].into_iter().chain(difficult.then_some((setter, &found.difficult)))
        };
        layers.extend(shipped.into_iter().flat_map(|shipped| of_profile(Setter::Profile, shipped)));
        layers.push((Setter::File, &self.base));
        layers.extend(own.into_iter().flat_map(|own| of_profile(Setter::OwnProfile, own)));
        layers.extend(matching.iter().map(|&index| (Setter::Files(index), &self.files[index].layer)));
        layers.push((Setter::CommandLine, command_line));
        RuleSet::fold(&self.rulebook, &layers, &self.abbreviations)
    }

    /// The kind of customer a situation speaks of.
    ///
    /// # Errors
    /// When there is no such profile; the text says which are there.
    pub fn customer(&self, situation: &Situation) -> Result<Option<Customer>, String> {
        if situation.customer.is_none() && situation.difficult != Some(true) {
            return Ok(None);
        }
        let mut names: Vec<&str> = self.profile_names().collect();
        names.sort_unstable();
        names.dedup();
        let Some(name) = &situation.customer else {
            // What makes a contact difficult is another thing for every kind of customer.
            return Err(format!(
                "which kind of customer is difficult? name one, as in --customer rude; there are {}",
                names.join(", ")
            ));
        };
        if names.contains(&name.as_str()) {
            let difficult = situation.difficult.unwrap_or(false);
            return Ok(Some(Customer { profile: name.clone(), difficult }));
        }
        Err(match did_you_mean(name, names.iter().copied()) {
            Some(meant) => format!("there is no customer profile `{name}`; did you mean `{meant}`?"),
            None => format!("there is no customer profile `{name}`; there are {}", names.join(", ")),
        })
    }

    /// The names of all profiles, the house's own last.
    pub fn profile_names(&self) -> impl Iterator<Item = &str> + Clone {
        let shipped = profile::shipped().iter().map(|profile| profile.name.as_str());
        let own = self.profiles.iter().map(|profile| profile.name.as_str());
        shipped.chain(own.filter(|name| profile::find(name).is_none()))
    }
}

/// A kind of customer, and how the contact is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Customer {
    /// The name of the profile.
    pub profile: String,
    /// Whether the contact is difficult.
    pub difficult: bool,
}
