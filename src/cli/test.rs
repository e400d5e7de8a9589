//! `hilsen test`: the examples of house rules, tried, and what is missing.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    arguments,
    check::{many, show_all_problems},
    exit::Exit,
    print,
};
use crate::{
    config::{Config, FILE_NAME, Profile},
    disk::{self, Configurations, Loaded},
    examples,
    output::{human, safe},
    pack::{KnownRule, Words},
    rule::Role,
    tree::{Node, Problem, Value},
};

/// What the files that were tried came to.
#[derive(Default)]
struct Tally {
    report: String,
    rules: Vec<String>,
    /// How many kinds of customers there are.
    profiles: usize,
    /// How many files say how the house greets, takes leave, signs and abbreviates.
    vocabularies: usize,
    tried: usize,
    failed: usize,
    missing: usize,
}

pub(super) fn run(arguments: &arguments::Test) -> anyhow::Result<Exit> {
    let mut tally = Tally::default();
    let mut broken = false;
    for path in &arguments.paths {
        if !path.exists() {
            anyhow::bail!("{}: there is no such file or folder", path.display());
        }
        let (of, only) = configuration(path)?;
        let config = of.as_ref().map_or_else(|alone| &**alone, |loaded| &loaded.config);
        if config.problems.iter().any(|_| config.path.as_os_str().is_empty()) {
            // Nothing but the pack's name can be wrong in a configuration made for it.
            anyhow::bail!("{}", config.problems[0].message);
        }
        if show_all_problems(config) {
            broken = true;
            continue;
        }
        try_all(config, only.as_deref(), &mut tally);
    }
    if broken {
        return Ok(Exit::CouldNotRun);
    }
    if tally.rules.is_empty() && tally.profiles == 0 && tally.vocabularies == 0 {
        anyhow::bail!("there are no house rules here");
    }
    tally.rules.sort_unstable();
    tally.rules.dedup();
    let (rules, tried) = (many(tally.rules.len(), "rule"), many(tally.tried, "example"));
    let held = match tally.failed {
        0 if tally.tried == 0 => "nothing to try".to_owned(),
        0 => "all hold".to_owned(),
        1 => "1 does not hold".to_owned(),
        failed => format!("{failed} do not hold"),
    };
    let missing = if tally.missing > 0 { format!(", {}", many(tally.missing, "note")) } else { String::new() };
    let mut counts = vec![rules];
    if tally.profiles > 0 {
        counts.push(many(tally.profiles, "profile"));
    }
    counts.push(tried);
    print(&format!("{}{}: {held}{missing}\n", tally.report, counts.join(", ")));
    let fails = tally.failed > 0 || arguments.strict && tally.missing > 0;
    Ok(if fails { Exit::Findings } else { Exit::Clean })
}

type Of = Result<Arc<Loaded>, Box<Config>>;

/// The configuration a path is tried with, and the path where only what lies there is to be tried: the nearest
/// `hilsen.toml` where that knows the pack, and else the pack alone.
fn configuration(path: &Path) -> anyhow::Result<(Of, Option<PathBuf>)> {
    let file = if path.is_dir() { path.join(FILE_NAME) } else { path.to_owned() };
    if file.file_name().is_some_and(|name| name == FILE_NAME) && file.is_file() {
        let loaded = Configurations::default().of(&file).map_err(anyhow::Error::msg)?;
        return Ok((Ok(loaded), None));
    }
    let loaded = Configurations::default().of(&path.join("draft.txt")).map_err(anyhow::Error::msg)?;
    let folder = loaded.config.path.parent().unwrap_or(Path::new("")).to_owned();
    if loaded.config.packs.iter().any(|pack| disk::leads_into(&folder.join(&pack.name), path)) {
        return Ok((Ok(loaded), Some(path.to_owned())));
    }
    Ok((Err(Box::new(disk::pack_alone(path))), None))
}

fn try_all(config: &Config, only: Option<&Path>, tally: &mut Tally) {
    let wanted = |path: &Path| only.is_none_or(|only| disk::leads_into(only, path));
    for profile in config.profiles.iter().filter(|profile| wanted(&profile.path)) {
        tally.profiles += 1;
        note_profile(config, profile, tally);
    }
    for pack in &config.packs {
        tally.vocabularies += usize::from(!pack.own_words.is_empty()) + pack.abbreviations.len();
        for words in &pack.words {
            let file = &pack.files[words.file];
            if wanted(&file.path) {
                try_words(config, words, &file.path, &file.text, tally);
            }
        }
    }
    if only.is_none() {
        for words in &config.words {
            try_words(config, words, &config.path, &config.text, tally);
        }
    }
}

/// Says what a kind of customer lacks: settings, and the reason for each.
fn note_profile(config: &Config, profile: &Profile, tally: &mut Tally) {
    let files = config.packs.iter().flat_map(|pack| &pack.files);
    let of_pack = files.clone().find(|file| file.path == profile.path).map(|file| file.text.as_str());
    let text = of_pack.unwrap_or(&config.text);
    let path = safe::path(&profile.path.to_string_lossy());
    let mut note = |offset: usize, what: &str| {
        tally.missing += 1;
        let line = text[..text.floor_char_boundary(offset)].matches('\n').count() + 1;
        tally.report.push_str(&format!("note: {path}:{line}: {}: {what}\n", safe::line(&profile.name)));
    };
    let all = || profile.normal.rules.iter().chain(&profile.difficult.rules);
    if all().next().is_none() && profile.like.is_none() {
        note(0, "this kind of customer changes nothing; write some in `rules`");
    }
    // A level alone, as in `hedging = "error"`, has no room for a reason.
    for set in all().filter(|set| matches!(set.options.value, Value::Table(_)) && set.options.start > 0) {
        if set.options.get("why").is_none() {
            note(set.options.start as usize, &format!("`{}` does not say `why`", set.rule));
        }
    }
}

/// Tries the examples in one place.
fn try_words(config: &Config, words: &Words, path: &Path, text: &str, tally: &mut Tally) {
    let Some(rule) = config.rulebook.find(&words.rule) else { return };
    let shown = path.to_string_lossy();
    let rules = examples::rules_for(config, &rule);
    tally.rules.push(rule.id.clone());
    let mut problems = Vec::new();
    for (language, example) in &words.examples {
        tally.tried += 1;
        if let Err(failure) = examples::run(example, &rule, *language, &rules) {
            let (start, end) = example.place;
            let help = help(&failure, &rule);
            problems.push(Problem { start, end, message: format!("{}: {failure}", rule.id), help });
        }
    }
    tally.failed += problems.len();
    let colour = super::colour(clap::ColorChoice::Auto);
    tally.report.push_str(&human::render_problems(&shown, text, &problems, colour));
    for (offset, note) in missing(words, &rule) {
        tally.missing += 1;
        let line = text[..text.floor_char_boundary(offset)].matches('\n').count() + 1;
        tally.report.push_str(&format!("note: {}:{line}: {}: {}\n", safe::path(&shown), rule.id, safe::line(&note)));
    }
}

/// What to do about an example that does not hold.
fn help(failure: &examples::Failure, rule: &KnownRule) -> Option<String> {
    let help = match failure {
        examples::Failure::NotFound => "is the phrase written like this? docs/phrases.md shows how phrases are written",
        examples::Failure::Found(found) if found.iter().all(|one| one.rule != rule.id) => {
            "another rule finds this; write an example without it, or turn that rule off in hilsen.toml"
        }
        examples::Failure::Found(_) => "write `except` beside the phrase, or a narrower phrase",
        examples::Failure::Made(_) => "only phrases with `safe = true` are put in by themselves",
        _ => return None,
    };
    Some(help.to_owned())
}

/// What a place lacks, each with its offset in the file.
fn missing(words: &Words, rule: &KnownRule) -> Vec<(usize, String)> {
    let at = |name: &str| words.node.get(name).map_or(words.node.start, |node| node.start) as usize;
    let mut notes = Vec::new();
    let bad = words.examples.iter().filter(|(_, example)| example.bad).count();
    match (bad, words.examples.len() - bad) {
        // Settings for a rule of hilsen's, whose own examples try it.
        (0, 0) if rule.is_built_in() && words.phrases.is_empty() => {}
        (0, 0) => notes.push((at("phrases"), "there are no examples; write some in `bad` and `good`".to_owned())),
        (0, _) => notes.push((at("good"), "there is no example in `bad`".to_owned())),
        (_, 0) => notes.push((at("bad"), "there is no example in `good`: what looks alike and is fine?".to_owned())),
        _ => {}
    }
    let place = |written: &str| place_of(&words.node, written).unwrap_or_else(|| at("phrases"));
    let advised = rule.check == "phrase" && rule.definition.get("help").is_none();
    if advised {
        let faults = words.phrases.iter().filter(|entry| entry.role == Role::Fault);
        for entry in faults.filter(|entry| entry.instead.is_empty()) {
            notes.push((place(&entry.written), format!("`{}` has no better wording in `instead`", entry.written)));
        }
    }
    if bad > 0 {
        for entry in examples::untried(&words.phrases, &words.examples, rule) {
            notes.push((place(&entry.written), format!("no example in `bad` tries `{}`", entry.written)));
        }
    }
    notes.sort();
    notes
}

/// Where a phrase stands in its file.
fn place_of(node: &Node, written: &str) -> Option<usize> {
    let Value::Array(items) = &node.get("phrases")?.value else { return None };
    let phrase = |item: &Node| item.as_str().or_else(|| item.get("phrase")?.as_str()).map(str::to_owned);
    items.iter().find(|item| phrase(item).is_some_and(|phrase| phrase == written)).map(|item| item.start as usize)
}
