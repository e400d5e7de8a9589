//! `hilsen explain` and `hilsen rules`: the rules, from their own files, and those of the house.

use std::{path::Path, sync::Arc};

use super::{
    arguments::{self, ParseFormat},
    check::show_all_problems,
    exit::Exit,
    print,
};
use crate::{
    config::{Config, Layer, Setter, profile},
    disk::{Configurations, Loaded},
    draft::{Language, Situation},
    output,
    pack::KnownRule,
    tree::{Node, did_you_mean},
};

pub(super) fn run(arguments: &arguments::Explain) -> anyhow::Result<Exit> {
    let loaded = configuration()?;
    let config = &loaded.config;
    let Some(rule) = config.rulebook.find(&arguments.rule) else {
        let broken = show_all_problems(config);
        let hint = if broken { "; the mistakes above may hide it" } else { "" };
        anyhow::bail!("{}{hint}", no_such_rule(&arguments.rule, config.rulebook.ids()));
    };
    let languages = arguments.language.map_or_else(|| Language::ALL.to_vec(), |language| vec![language]);
    let mut page = output::rule_page::markdown(&rule, &languages);
    let in_all = match &rule {
        KnownRule::BuiltIn { .. } => Vec::new(),
        KnownRule::Own(own) => own.phrases(None).map(|entry| entry.written.clone()).collect(),
    };
    push_phrases(&mut page, "", &in_all);
    for language in languages {
        let phrases = rule.phrases(Some(language)).into_iter().map(|entry| entry.written.clone());
        let phrases: Vec<String> = phrases.filter(|written| !in_all.contains(written)).collect();
        push_phrases(&mut page, &format!(" in {}", language.name()), &phrases);
    }
    page.push_str(&set_by_profiles(&rule.id));
    page.push_str(&set_here(config, &rule));
    print(&page);
    Ok(Exit::Clean)
}

fn push_phrases(page: &mut String, of: &str, phrases: &[String]) {
    if !phrases.is_empty() {
        page.push_str(&format!("\n## Phrases{of}\n\n"));
        page.extend(phrases.iter().map(|written| format!("- `{written}`\n")));
    }
}

/// The configuration for drafts in the working folder.
fn configuration() -> anyhow::Result<Arc<Loaded>> {
    Configurations::default().of(Path::new("draft.txt")).map_err(anyhow::Error::msg)
}

/// What to say of a rule that is not there.
pub(super) fn no_such_rule<'a>(written: &str, known: impl Iterator<Item = &'a str>) -> String {
    match did_you_mean(written, known) {
        Some(meant) => format!("there is no rule `{written}`; did you mean `{meant}`?"),
        None => format!("there is no rule `{written}`; `hilsen rules` lists them"),
    }
}

/// Which shipped profiles of customers set a rule, and why.
fn set_by_profiles(rule: &str) -> String {
    let mut shown = String::new();
    for profile in profile::shipped() {
        for (layer, when) in [(&profile.normal, ""), (&profile.difficult, " --difficult")] {
            for set in layer.rules.iter().filter(|set| set.rule == rule) {
                let level = set.level.map_or("options", |level| level.name());
                let why = set.options.get("why").and_then(Node::as_str).unwrap_or_default();
                shown.push_str(&format!("- `{level}` with `--customer {}{when}`: {why}\n", profile.name));
            }
        }
    }
    if shown.is_empty() { shown } else { format!("\n## For some customers\n\n{shown}") }
}

pub(super) fn profiles(arguments: &arguments::Profiles) -> anyhow::Result<Exit> {
    let loaded = configuration()?;
    let own = &loaded.config.profiles;
    let Some(name) = &arguments.profile else {
        let new = own.iter().filter(|profile| profile::find(&profile.name).is_none());
        print(&output::profile_page::table(profile::shipped().iter().chain(new)));
        return Ok(Exit::Clean);
    };
    let named = Situation { customer: Some(name.clone()), ..Situation::default() };
    loaded.config.customer(&named).map_err(anyhow::Error::msg)?;
    for profile in profile::find(name).into_iter().chain(own.iter().filter(|profile| profile.name == *name)) {
        print(&output::profile_page::markdown(profile));
    }
    Ok(Exit::Clean)
}

/// What the configuration makes of a rule, and which part of it; nothing where there is no configuration.
fn set_here(config: &Config, rule: &KnownRule) -> String {
    if config.path.as_os_str().is_empty() {
        return String::new();
    }
    let path = config.path.display();
    let mut shown = String::from("\n## Here\n\n");
    if let KnownRule::Own(own) = rule {
        shown.push_str(&format!("A rule of your own, written in {}.\n\n", own.path.display()));
    }
    let level = |matching: &[usize]| {
        let rules = config.rule_set(matching, &Layer::default());
        rules.levels().find(|(known, ..)| known.id == rule.id).map(|(_, level, setter)| (level.name(), setter))
    };
    if let Some((name, setter)) = level(&[]) {
        let by = match setter {
            Setter::File => format!("set in {path}"),
            Setter::Pack(index) => format!("set in the pack {}", config.packs[index].name),
            _ => "its default".to_owned(),
        };
        shown.push_str(&format!("`{name}`, {by}.\n"));
    }
    for index in 0..config.files.len() {
        if let Some((name, setter)) = level(&[index])
            && setter == Setter::Files(index)
        {
            shown.push_str(&format!("`{name}` where the [[files]] table number {} of {path} holds.\n", index + 1));
        }
    }
    for pack in &config.packs {
        for addition in pack.additions.iter().filter(|addition| addition.rule == rule.id) {
            let file = pack.files[addition.file].path.display();
            shown.push_str(&format!("Added to in {file}.\n"));
        }
    }
    shown
}

pub(super) fn list(arguments: &arguments::Rules) -> anyhow::Result<Exit> {
    let loaded = configuration()?;
    let broken = show_all_problems(&loaded.config);
    match arguments.format {
        ParseFormat::Human => print(&output::rule_page::table(&loaded.config.rulebook)),
        ParseFormat::Json => print(&output::rule_page::json(&loaded.config.rulebook)),
    }
    Ok(if broken { Exit::CouldNotRun } else { Exit::Clean })
}
