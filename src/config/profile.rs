//! Profiles: what a kind of customer asks of a reply, as settings of rules.
//!
//! The shipped ones are data, `rules/profiles/<name>.toml`; a house writes its own, or more lines for a shipped one, under
//! `[profiles.<name>]`. Either is two layers: what always holds for such a customer, and what is added when the contact
//! is difficult.

use std::{
    path::{Path, PathBuf},
    sync::LazyLock,
};

use super::{Layer, reading};
use crate::{
    pack::{self, Pack, Rulebook},
    tree::{Key, Node, Problem, Reader, did_you_mean},
};

/// How a kind of customer is written to.
#[derive(Debug, Default)]
pub struct Profile {
    /// The name it is asked for by, in kebab-case.
    pub name: String,
    /// The name for people.
    pub title: String,
    /// Who such a customer is, in plain words.
    pub description: String,
    /// Where it comes from.
    pub source: Vec<String>,
    /// The file a house wrote it in; empty for those that come with hilsen.
    pub path: PathBuf,
    /// The shipped profile it begins with.
    pub like: Option<String>,
    /// What always holds.
    pub normal: Layer,
    /// What holds besides in a difficult contact.
    pub difficult: Layer,
}

/// The profiles that come with hilsen, by name.
pub fn shipped() -> &'static [Profile] {
    static PROFILES: LazyLock<Vec<Profile>> = LazyLock::new(|| {
        pack::profiles().map(|(name, file)| read(name, &file, &Rulebook::default(), &mut Vec::new())).collect()
    });
    &PROFILES
}

/// The mistakes in the shipped profiles, each with its file; the tests hold that there are none.
pub fn problems() -> Vec<(String, Problem)> {
    let mut all = Vec::new();
    for (name, file) in pack::profiles() {
        let mut problems = Vec::new();
        let profile = read(name, &file, &Rulebook::default(), &mut problems);
        if profile.title.is_empty() || profile.description.is_empty() {
            problems.push(file.problem("`title` and `description` say who the customer is"));
        }
        all.extend(problems.into_iter().map(|problem| (format!("rules/profiles/{name}.toml"), problem)));
    }
    all
}

/// The shipped profile with a name.
pub fn find(name: &str) -> Option<&'static Profile> {
    shipped().iter().find(|profile| profile.name == name)
}

/// Reads a profile.
fn read(name: &str, file: &Node, book: &Rulebook, problems: &mut Vec<Problem>) -> Profile {
    let mut reader = Reader::new(file, problems);
    let title = reader.text("title").map_or_else(|| name.to_owned(), str::to_owned);
    let description = reader.text("description").unwrap_or_default().to_owned();
    let source = reader.texts("source").into_iter().map(str::to_owned).collect();
    let like = reader.node("like");
    let rules = reader.table("rules");
    let difficult = reader.table("difficult");
    reader.finish();
    let mut layer = |entries: &[(Key, Node)]| Layer {
        rules: entries.iter().filter_map(|(key, node)| reading::read_rule(key, node, book, problems)).collect(),
        ..Layer::default()
    };
    let (normal, difficult) = (layer(rules), layer(difficult));
    Profile {
        name: name.to_owned(),
        path: PathBuf::new(),
        title,
        description,
        source,
        like: like.and_then(|node| read_like(node, problems)),
        normal,
        difficult,
    }
}

fn read_like(node: &Node, problems: &mut Vec<Problem>) -> Option<String> {
    let name = node.as_str().unwrap_or_default();
    let found = find(name).map(|profile| profile.name.clone());
    if found.is_none() {
        let names = || shipped().iter().map(|profile| profile.name.as_str());
        let problem = node.problem("`like` is one of the profiles that come with hilsen");
        problems.push(problem.with_help(match did_you_mean(name, names()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("there are {}", names().collect::<Vec<_>>().join(", ")),
        }));
    }
    found
}

/// Reads the profiles of a house from `hilsen.toml`.
pub(super) fn read_all(
    path: &Path,
    entries: &[(Key, Node)],
    book: &Rulebook,
    problems: &mut Vec<Problem>,
) -> Vec<Profile> {
    let mut profiles = Vec::with_capacity(entries.len());
    for (key, node) in entries {
        if let Some((message, help)) = check_name(&key.name) {
            let problem = Problem { start: key.start as usize, end: key.end as usize, message, help: None };
            problems.push(problem.with_help(help));
        }
        profiles.push(Profile { path: path.to_owned(), ..read(&key.name, node, book, problems) });
    }
    profiles
}

/// Reads the profiles of a pack, each from its file; what is wrong is noted with the files.
pub(super) fn read_pack(pack: &mut Pack, book: &Rulebook) -> Vec<Profile> {
    let mut profiles = Vec::with_capacity(pack.profiles.len());
    for (index, name, node) in &pack.profiles {
        let file = &mut pack.files[*index];
        if let Some((message, help)) = check_name(name) {
            file.problems.push(Problem { start: 0, end: 0, message, help: Some(help) });
        }
        profiles.push(Profile { path: file.path.clone(), ..read(name, node, book, &mut file.problems) });
    }
    profiles
}

/// What is wrong with the name of a profile, and what to do about it.
fn check_name(name: &str) -> Option<(String, String)> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let right = name.starts_with(|first: char| first.is_ascii_lowercase()) && name.chars().all(fits);
    let wrong = || {
        let help = "a kind of customer is named in small letters a to z, with hyphens: `trade-customers`".to_owned();
        (format!("`{name}` cannot name a kind of customer"), help)
    };
    (!right).then(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_profiles_have_no_mistakes() {
        assert_eq!(problems(), []);
        assert!(shipped().len() >= 6);
    }

    #[test]
    fn every_setting_says_why() {
        for profile in shipped() {
            for rule in profile.normal.rules.iter().chain(&profile.difficult.rules) {
                assert!(rule.options.get("why").is_some(), "{}: {} has no why", profile.name, rule.rule);
            }
        }
    }
}
