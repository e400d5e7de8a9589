//! `hilsen explain` and `hilsen rules`: the rules, from their own files, and those of the house.

use std::{path::Path, sync::Arc};

use super::{
    arguments::{self, ParseFormat},
    check::show_all_problems,
    exit::Exit,
    print,
};
use crate::{
    config::{Config, Customer, Layer, Setter, profile},
    disk::{Configurations, Loaded},
    draft::{Language, Situation},
    output,
    pack::KnownRule,
    rule::Level,
    tree::{Node, did_you_mean},
};

pub(super) fn run(arguments: &arguments::Explain) -> anyhow::Result<Exit> {
    let loaded = configuration()?;
    let config = &loaded.config;
    let Some(rule) = config.rulebook.find(&arguments.rule) else {
        if config.profile_names().any(|name| name == arguments.rule) {
            print(&profile_page(config, &arguments.rule));
            return Ok(Exit::Clean);
        }
        let broken = show_all_problems(config);
        let hint = if broken { "; the mistakes above may hide it" } else { "" };
        let known = config.rulebook.ids().chain(config.profile_names());
        anyhow::bail!("{}{hint}", no_such_rule(&arguments.rule, known));
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
    page.push_str(&set_by_profiles(config, &rule.id));
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

/// Which profiles of customers set a rule, and why; those of the house behind the shipped ones.
fn set_by_profiles(config: &Config, rule: &str) -> String {
    let mut shown = String::new();
    for profile in profile::shipped().iter().chain(&config.profiles) {
        for (layer, when) in [(&profile.normal, ""), (&profile.difficult, " --difficult")] {
            for set in layer.rules.iter().filter(|set| set.rule == rule) {
                let level = set.level.map_or("options", |level| level.name());
                let why =
                    set.options.get("why").and_then(Node::as_str).map_or_else(String::new, |why| format!(": {why}"));
                let path = profile.path.display().to_string();
                let by = if path.is_empty() { path } else { format!(", set in {path}") };
                shown.push_str(&format!("- `{level}` with `--customer {}{when}`{by}{why}\n", profile.name));
            }
        }
    }
    if shown.is_empty() { shown } else { format!("\n## For some customers\n\n{shown}") }
}

pub(super) fn profiles(arguments: &arguments::Profiles) -> anyhow::Result<Exit> {
    let loaded = configuration()?;
    let config = &loaded.config;
    let broken = show_all_problems(config);
    let Some(name) = &arguments.profile else {
        let own = config.profiles.iter().enumerate().filter(|(index, profile)| {
            let known = config.profiles[..*index].iter().any(|other| other.name == profile.name);
            profile::find(&profile.name).is_none() && !known
        });
        print(&output::profile_page::table(profile::shipped().iter().chain(own.map(|(_, profile)| profile))));
        return Ok(if broken { Exit::CouldNotRun } else { Exit::Clean });
    };
    let named = Situation { customer: Some(name.clone()), ..Situation::default() };
    config.customer(&named).map_err(anyhow::Error::msg)?;
    print(&profile_page(config, name));
    Ok(if broken { Exit::CouldNotRun } else { Exit::Clean })
}

/// All that is said of a kind of customer, and what comes of it here.
fn profile_page(config: &Config, name: &str) -> String {
    let own = config.profiles.iter().filter(|profile| profile.name == name);
    let all = profile::find(name).into_iter().chain(own.clone());
    let mut page: String = all.map(output::profile_page::markdown).collect();
    if config.path.as_os_str().is_empty() {
        return page;
    }
    page.push_str("## Here\n\n");
    for profile in own {
        let verb = if profile::find(name).is_some() { "Added to" } else { "Written" };
        page.push_str(&format!("{verb} in {}.\n", profile.path.display()));
    }
    for (difficult, title) in [(false, "For such a customer"), (true, "In a difficult contact")] {
        let changed = changed_for(config, name, difficult);
        if !changed.is_empty() {
            page.push_str(&format!("\n{title}:\n\n{changed}"));
        }
    }
    page
}

/// The rules whose level is another one for a kind of customer, as they come out here: a line each.
fn changed_for(config: &Config, name: &str, difficult: bool) -> String {
    let none = Layer::default();
    let set_for = |difficult| {
        let customer = Customer { profile: name.to_owned(), difficult };
        config.rule_set_for(Some(&customer), &[], &none)
    };
    let (before, after) = (if difficult { set_for(false) } else { config.rule_set(&[], &none) }, set_for(difficult));
    let changed = before.levels().zip(after.levels()).filter(|((_, one, _), (_, other, _))| one != other);
    let line = |((rule, was, _), (_, is, _)): ((&KnownRule, Level, _), (_, Level, _))| {
        format!("- `{}`: `{}`, else `{}`\n", rule.id, is.name(), was.name())
    };
    let mut lines: Vec<String> = changed.map(line).collect();
    lines.sort();
    lines.concat()
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
