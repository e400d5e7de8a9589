//! `hilsen check`: read, lint, report.

mod files;
mod tally;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use rayon::prelude::*;

use self::{
    files::{BATCH, Outcome, Run},
    tally::Tally,
};
use super::{
    arguments::{self, ReportFormat},
    complain, complain_softly,
    exit::Exit,
    explain::no_such_rule,
    input::{expand, situation},
};
use crate::{
    config::{Config, Layer, RuleLayer},
    disk::{Configurations, Loaded},
    output, pack,
    rule::Level,
    suppress,
    tree::Problem,
};

pub(super) fn run(arguments: &arguments::Check) -> anyhow::Result<Exit> {
    let command_line = command_line(arguments);
    let given = situation(&arguments.known).map_err(anyhow::Error::msg)?;
    let mut configurations = match &arguments.config {
        Some(path) => Configurations::fixed(path).map_err(anyhow::Error::msg)?,
        None if arguments.no_config => Configurations::none(),
        None => Configurations::default(),
    };
    let found = expand(&arguments.paths, &mut configurations);
    let mut failed = !found.errors.is_empty();
    found.errors.iter().for_each(|error| complain(error));
    let colour = arguments.format == ReportFormat::Human && super::colour(arguments.color);
    let mut jobs: Vec<(PathBuf, Arc<Loaded>)> = Vec::with_capacity(found.files.len());
    for path in found.files {
        match configurations.of(arguments.reading.name_of(&path)) {
            Ok(loaded) => jobs.push((path, loaded)),
            Err(error) => {
                complain(&error);
                failed = true;
            }
        }
    }
    // Half a configuration would find the wrong things, so its drafts wait until it is mended.
    for loaded in configurations.files() {
        failed |= show_all_problems(&loaded.config);
    }
    check_rule_names(arguments, &configurations)?;
    jobs.retain(|(_, loaded)| !loaded.config.has_problems());
    let before = jobs.len();
    jobs.retain(|(path, loaded)| {
        let name = arguments.reading.name_of(path);
        let excluded = |globs: &globset::GlobSet| globs.is_match(loaded.relative(name));
        !loaded.config.exclude.as_ref().is_some_and(excluded)
    });
    if jobs.is_empty() && before > 0 {
        complain_softly("every draft is excluded by hilsen.toml");
    }
    let run = Run { arguments, command_line, given, colour };
    let mut tally = Tally::of(arguments);
    // Starting threads costs more than linting a handful of drafts; each of them is to have something to do.
    let is_parallel = jobs.len() > 8;
    let batch = if is_parallel { BATCH.min(jobs.len().div_ceil(2 * rayon::current_num_threads())) } else { BATCH };
    // What was found is shown on the way, so that a long run takes no more memory than a short one.
    for some in jobs.chunks(BATCH * 32) {
        let outcomes: Vec<Outcome> = if is_parallel {
            some.par_chunks(batch).flat_map_iter(|batch| run.check(batch)).collect()
        } else {
            run.check(some)
        };
        for outcome in outcomes {
            tally.take(outcome);
        }
        tally.show();
    }
    note_idle_catalogues(&configurations);
    configurations.shelf.notes().iter().for_each(|note| complain_softly(note));
    let unused = report_unused(arguments, &configurations, &run.command_line);
    failed |= tally.any_failed;
    let exit = tally.end(unused);
    // The process ends here; taking thousands of phrases apart one by one would cost a short draft a tenth of its time.
    std::mem::forget((configurations, jobs));
    Ok(if failed { Exit::CouldNotRun } else { exit })
}

/// The flags as a layer of configuration.
fn command_line(arguments: &arguments::Check) -> Layer {
    let rules = arguments.set.iter().map(|(id, level)| RuleLayer::of_level(id, *level)).collect();
    Layer {
        language: arguments.reading.language,
        report_language: arguments.report_language,
        fail_on: arguments.fail_on,
        only: arguments.only.clone(),
        rules,
        ..Layer::default()
    }
}

/// Says which tables `[[catalogue]]` hold for files, but for no entry of them.
fn note_idle_catalogues(configurations: &Configurations) {
    for loaded in configurations.files() {
        for table in loaded.idle_catalogues() {
            let line = loaded.config.text[..table.place.0.min(loaded.config.text.len())].matches('\n').count() + 1;
            let path = loaded.config.path.display();
            complain_softly(&format!(
                "{path}:{line}: none of the files have an entry that this [[catalogue]] asks for"
            ));
        }
    }
}

/// That every rule a flag names is a rule of hilsen or of a configuration that was found.
fn check_rule_names(arguments: &arguments::Check, configurations: &Configurations) -> anyhow::Result<()> {
    let named = arguments.only.iter().map(|id| ("--only", id)).chain(arguments.set.iter().map(|(id, _)| ("--set", id)));
    for (flag, id) in named {
        let files = configurations.files();
        if pack::rule(id).is_some() || files.iter().any(|loaded| loaded.config.rulebook.find(id).is_some()) {
            continue;
        }
        let ids = files.iter().flat_map(|loaded| loaded.config.rulebook.ids());
        let ids: Vec<&str> = pack::rules().iter().map(|rule| rule.id.as_str()).chain(ids).collect();
        anyhow::bail!("{flag}: {}", no_such_rule(id, ids.into_iter()));
    }
    Ok(())
}

/// Shows the mistakes in a configuration and its packs; whether there were any.
pub(super) fn show_all_problems(config: &Config) -> bool {
    let mut any = show_problems(&config.path, &config.text, &config.problems);
    for file in config.packs.iter().flat_map(|pack| &pack.files) {
        any |= show_problems(&file.path, &file.text, &file.problems);
    }
    any
}

/// Shows the mistakes in a file that a person wrote; whether there were any.
fn show_problems(path: &Path, text: &str, problems: &[Problem]) -> bool {
    if problems.is_empty() {
        return false;
    }
    let colour = anstream::AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never;
    let shown = output::human::render_problems(&path.to_string_lossy(), text, problems, colour);
    let _ = std::io::Write::write_all(&mut std::io::stderr(), shown.as_bytes());
    true
}

/// Shows the suppressions of configurations that silenced nothing, where all drafts below a configuration were
/// checked; how many there are that make the run fail.
fn report_unused(arguments: &arguments::Check, configurations: &Configurations, command_line: &Layer) -> usize {
    let mut count = 0;
    for loaded in configurations.files() {
        let rules = loaded.config.rule_set(&[], command_line);
        let Level::On(severity) = rules.level(suppress::UNUSED) else { continue };
        let whole = arguments.only.is_empty() && arguments.paths.iter().any(|path| loaded.lies_below(path));
        if !whole {
            continue;
        }
        let problems: Vec<Problem> = loaded
            .used
            .unused()
            .map(|index| {
                let (start, end) = loaded.config.ignores[index].place;
                let message = "this [[ignore]] silences nothing".to_owned();
                Problem { start, end, message, help: Some("take it out".into()) }
            })
            .collect();
        let fails = matches!(rules.fail_on, Level::On(threshold) if severity >= threshold);
        count += if fails { problems.len() } else { 0 };
        show_problems(&loaded.config.path, &loaded.config.text, &problems);
    }
    count
}

/// A count and its noun.
pub(super) fn many(count: usize, one: &str) -> String {
    format!("{count} {one}{}", if count == 1 { "" } else { "s" })
}
