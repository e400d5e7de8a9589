//! `hilsen explain` and `hilsen rules`: the rules, from their own files.

use std::path::Path;

use super::{
    arguments::{self, ParseFormat},
    exit::Exit,
    print,
};
use crate::{
    config::{Layer, Setter},
    disk::Configurations,
    draft::Language,
    output, pack,
};

pub(super) fn run(arguments: &arguments::Explain) -> anyhow::Result<Exit> {
    let rule = pack::rule(&arguments.rule).ok_or_else(|| anyhow::anyhow!("there is no such rule"))?;
    let languages = arguments.language.map_or_else(|| Language::ALL.to_vec(), |language| vec![language]);
    let mut page = output::rule_page::markdown(rule, &languages);
    for language in languages {
        let phrases = pack::phrases(language, rule);
        if !phrases.is_empty() {
            page.push_str(&format!("\n## Phrases in {}\n\n", language.name()));
            page.extend(phrases.iter().map(|entry| format!("- `{}`\n", entry.written)));
        }
    }
    page.push_str(&set_here(&rule.id).map_err(anyhow::Error::msg)?);
    print(&page);
    Ok(Exit::Clean)
}

/// What the configuration for drafts in the working folder makes of a rule, and which part of it; nothing where there is
/// no configuration.
fn set_here(rule: &str) -> Result<String, String> {
    let loaded = Configurations::default().of(Path::new("draft.txt"))?;
    let config = &loaded.config;
    if config.path.as_os_str().is_empty() {
        return Ok(String::new());
    }
    let path = config.path.display();
    let mut shown = String::from("\n## Here\n\n");
    let level = |matching: &[usize]| {
        let rules = config.rule_set(matching, &Layer::default());
        rules.levels().find(|(known, ..)| known.id == rule).map(|(_, level, setter)| (level.name(), setter))
    };
    if let Some((name, setter)) = level(&[]) {
        let by = if setter == Setter::File { format!("set in {path}") } else { "its default".to_owned() };
        shown.push_str(&format!("`{name}`, {by}.\n"));
    }
    for index in 0..config.files.len() {
        if let Some((name, setter)) = level(&[index])
            && setter == Setter::Files(index)
        {
            shown.push_str(&format!("`{name}` where the [[files]] table number {} of {path} holds.\n", index + 1));
        }
    }
    Ok(shown)
}

pub(super) fn list(arguments: &arguments::Rules) -> Exit {
    match arguments.format {
        ParseFormat::Human => print(&output::rule_page::table()),
        ParseFormat::Json => print(&output::rule_page::json()),
    }
    Exit::Clean
}
