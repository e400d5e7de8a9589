//! `hilsen import-vale`: styles and vocabularies written for Vale, as packs.

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
    vale::{self, ImportedRule, ImportedVocabulary},
};

pub(super) fn run(arguments: &arguments::ImportVale) -> anyhow::Result<Exit> {
    let language = arguments.language.unwrap_or(Language::En);
    let mut run = Run { output: &arguments.output, report: String::new(), packs: Vec::new(), failed: false };
    for path in &arguments.styles {
        let vocabularies = disk::read_vocabularies(path).map_err(anyhow::Error::msg)?;
        let styles = match disk::read_styles(path) {
            Ok(styles) => styles,
            Err(_) if !vocabularies.is_empty() => Vec::new(),
            Err(error) => anyhow::bail!(error),
        };
        for style in styles {
            let imported = vale::import(&style.name, &style.files, language);
            run.write(&style.name, &imported.files);
            push_style(&mut run.report, &style.name, &imported.rules);
        }
        for vocabulary in vocabularies {
            let imported = vale::import_vocabulary(&vocabulary, language);
            run.write(&vocabulary.name, &imported.files);
            push_vocabulary(&mut run.report, &vocabulary.name, &imported);
        }
    }
    let Run { mut report, packs, failed, .. } = run;
    if !packs.is_empty() {
        let named: Vec<String> = packs.iter().map(|pack| shown(pack)).collect();
        report.push_str(&format!(
            "To use them, write at the very top of hilsen.toml:\n\n  packs = [{}]\n",
            named.join(", ")
        ));
    }
    print(&report);
    Ok(if failed { Exit::CouldNotRun } else { Exit::Clean })
}

/// What an import has come to so far.
struct Run<'a> {
    /// The folder that the packs are written to.
    output: &'a Path,
    report: String,
    packs: Vec<PathBuf>,
    failed: bool,
}

impl Run<'_> {
    /// Writes a pack into a folder of its own.
    fn write(&mut self, name: &str, files: &[(String, String)]) {
        let folder = self.output.join(name);
        if files.is_empty() {
            complain(&format!("{name}: nothing in it could be imported"));
            self.failed = true;
        } else if let Err(error) = disk::write_pack(&folder, files) {
            complain(&error);
            self.failed = true;
        } else {
            // What was written is read the way it will be used.
            self.failed |= show_all_problems(&disk::pack_alone(&folder));
            self.packs.push(folder);
        }
    }
}

/// What became of a vocabulary.
fn push_vocabulary(report: &mut String, name: &str, imported: &ImportedVocabulary) {
    let (accepted, rejected) = imported.taken;
    let entries = if accepted == 1 { "entry" } else { "entries" };
    report.push_str(&format!("{}: a vocabulary, {accepted} {entries} accepted, {rejected} rejected", safe::line(name)));
    report.push_str(&match imported.left.len() {
        0 => "\n".to_owned(),
        left => format!(", {left} left out because they are no words\n"),
    });
    for (file, entry) in &imported.left {
        report.push_str(&format!("  left out  {file}: {}\n", safe::line(entry)));
    }
    report.push('\n');
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
