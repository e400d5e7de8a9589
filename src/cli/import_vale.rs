//! `hilsen import-vale`: styles written for Vale, as packs.

use std::path::{Path, PathBuf};

use super::{
    arguments,
    check::{many, show_all_problems},
    complain,
    exit::Exit,
    print,
};
use crate::{
    disk,
    draft::Language,
    output::safe,
    vale::{self, ImportedRule},
};

pub(super) fn run(arguments: &arguments::ImportVale) -> anyhow::Result<Exit> {
    let mut report = String::new();
    let mut failed = false;
    let mut packs = Vec::new();
    for path in &arguments.styles {
        for style in disk::read_styles(path).map_err(anyhow::Error::msg)? {
            let language = arguments.language.unwrap_or(Language::En);
            let imported = vale::import(&style.name, &style.files, language);
            let folder = arguments.output.join(&style.name);
            if imported.files.is_empty() {
                complain(&format!("{}: nothing in it could be imported", style.name));
                failed = true;
            } else if let Err(error) = disk::write_pack(&folder, &imported.files) {
                complain(&error);
                failed = true;
            } else {
                // What was written is read the way it will be used.
                failed |= show_all_problems(&disk::pack_alone(&folder));
                packs.push(folder);
            }
            push_style(&mut report, &style.name, &imported.rules);
        }
    }
    if !packs.is_empty() {
        let named: Vec<String> = packs.iter().map(|pack| shown(pack)).collect();
        report.push_str(&format!("To use them, write in hilsen.toml:\n\n  packs = [{}]\n", named.join(", ")));
    }
    print(&report);
    Ok(if failed { Exit::CouldNotRun } else { Exit::Clean })
}

fn shown(pack: &Path) -> String {
    let pack: PathBuf = pack.components().collect();
    format!("\"{}\"", pack.to_string_lossy().replace('\\', "/"))
}

/// What became of the rules of a style.
fn push_style(report: &mut String, style: &str, rules: &[ImportedRule]) {
    let count = |wanted: fn(&ImportedRule) -> bool| rules.iter().filter(|rule| wanted(rule)).count();
    let whole = count(|rule| rule.taken && rule.left.is_empty());
    let partly = count(|rule| rule.taken && !rule.left.is_empty());
    let not = count(|rule| !rule.taken);
    let total = many(rules.len(), "rule");
    report.push_str(&format!("{}: {total}, {whole} imported, {partly} in part, {not} not\n", safe::line(style)));
    for (title, taken) in [("in part", true), ("not", false)] {
        for rule in rules.iter().filter(|rule| rule.taken == taken && !rule.left.is_empty()) {
            let reasons = rule.left.iter().map(|(why, count)| match count {
                1 => why.clone(),
                count => format!("{why} ({count} times)"),
            });
            let reasons: Vec<String> = reasons.collect();
            report.push_str(&format!("  {title:7}  {}: {}\n", safe::line(&rule.name), safe::line(&reasons.join("; "))));
        }
    }
    report.push('\n');
}
