//! `hilsen check`: read, lint, report.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use rayon::prelude::*;

use super::{
    arguments::{self, ReportFormat},
    complain, complain_softly,
    exit::Exit,
    explain::no_such_rule,
    input::{Reader, STDIN, expand, read, refusal, situation},
    print, print_bytes,
};
use crate::{
    config::{Config, Layer, RuleLayer},
    diagnostic::Severity,
    disk::{self, Configurations, Loaded},
    draft::{Draft, Known, Situation},
    fix::{self, Reach},
    lint::lint,
    output::{self, Counts, FileReport, json::Fragment},
    pack,
    rule::Level,
    suppress,
    text::LineIndex,
    tree::{Node, Problem},
};

/// What a file came to.
enum Outcome {
    Linted(Linted),
    /// With `--diff`: how many findings would be fixed, and the change.
    Changed {
        count: usize,
        diff: String,
    },
    /// With `--fix` on standard input: the draft, mended.
    Mended(Vec<u8>),
    Failed(String),
}

/// The findings in a file, which mostly holds one draft.
#[derive(Default)]
struct Linted {
    human: String,
    fragments: Vec<Fragment>,
    counts: Counts,
    /// How many findings make the run fail.
    failing: usize,
    fixed: usize,
    drafts: usize,
    /// How many of the drafts have findings.
    with_findings: usize,
}

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
    let one =
        |(path, loaded): &(PathBuf, Arc<Loaded>)| check_one(arguments, &command_line, &given, path, loaded, colour);
    // Starting threads costs more than linting a handful of drafts.
    let outcomes: Vec<Outcome> =
        if jobs.len() > 8 { jobs.par_iter().map(one).collect() } else { jobs.iter().map(one).collect() };
    note_idle_catalogues(&configurations);
    configurations.shelf.notes().iter().for_each(|note| complain_softly(note));
    let unused = report_unused(arguments, &configurations, &command_line);
    let exit = report(arguments, &outcomes, unused);
    // The process ends here; taking thousands of phrases apart one by one would cost a short draft a tenth of its time.
    std::mem::forget((configurations, jobs));
    let any_failed = outcomes.iter().any(|outcome| matches!(outcome, Outcome::Failed(_)));
    Ok(if failed || any_failed { Exit::CouldNotRun } else { exit })
}

/// The flags as a layer of configuration.
fn command_line(arguments: &arguments::Check) -> Layer {
    let rule = |rule: &str, level: Level| RuleLayer {
        rule: rule.to_owned(),
        language: None,
        level: Some(level),
        options: Node::empty(),
        phrases: Vec::new(),
        remove: Vec::new(),
        allow: Vec::new(),
    };
    let rules = arguments.set.iter().map(|(id, level)| rule(id, *level)).collect();
    Layer {
        language: arguments.reading.language,
        report_language: arguments.report_language,
        fail_on: arguments.fail_on,
        only: arguments.only.clone(),
        rules,
        ..Layer::default()
    }
}

fn check_one(
    arguments: &arguments::Check,
    command_line: &Layer,
    given: &Situation,
    path: &PathBuf,
    loaded: &Loaded,
    colour: bool,
) -> Outcome {
    let (name, bytes) = match read(path, &arguments.reading) {
        Ok(read) => read,
        Err(error) => return Outcome::Failed(error),
    };
    if let Some(refusal) = refusal(&arguments.reading, &name, &bytes) {
        return Outcome::Failed(refusal);
    }
    let relative = loaded.relative(&name);
    let for_all = loaded.rules_for(&relative, command_line);
    let abbreviations = |language| loaded.config.abbreviations(language);
    let known = Known {
        language: for_all.language,
        fallback: None,
        abbreviations: &abbreviations,
        situation: Some(given),
        house: Some(&for_all.house),
    };
    let reader = Reader::new(&arguments.reading, &name, &relative, loaded, (for_all.kind, for_all.tool));
    // Who the customer is may stand in the draft itself.
    let wrong = std::cell::RefCell::new(None);
    let rules_of = |draft: &Draft| match loaded.config.customer(&draft.situation) {
        Ok(None) => Some(Arc::clone(&for_all)),
        Ok(customer) => Some(loaded.rules_to(customer.as_ref(), &relative, command_line)),
        Err(error) => {
            *wrong.borrow_mut() = Some(format!("{}: {error}", name.display()));
            None
        }
    };
    let lint_one = |draft: Draft| {
        let Some(rules) = rules_of(&draft) else { return (draft, Vec::new()) };
        let mut diagnostics = lint(&draft, &rules);
        suppress::by_config(&mut diagnostics, &draft, &relative, &loaded.config, &loaded.used);
        suppress::by_draft(&mut diagnostics, &draft, &rules);
        if arguments.quiet {
            diagnostics.retain(|diagnostic| diagnostic.severity > Severity::Info);
        }
        (draft, diagnostics)
    };
    let lint_bytes = |bytes: &[u8]| reader.drafts(bytes, known).into_iter().map(lint_one).collect::<Vec<_>>();
    let mut bytes = bytes;
    let mut fixed = 0;
    if reader.may_refuse()
        && let Some(refusal) = reader.note(&reader.drafts(&bytes, known), loaded)
    {
        return Outcome::Failed(refusal);
    }
    if arguments.fix || arguments.diff {
        let reach = if arguments.unsafe_fixes { Reach::Suggestions } else { Reach::Safe };
        let done = fix::fix(bytes.clone(), reach, &lint_bytes);
        if arguments.diff {
            return Outcome::Changed {
                count: done.count,
                diff: output::diff::render(&name.to_string_lossy(), &bytes, &done.bytes),
            };
        }
        if done.count > 0 {
            let from_stdin = path.as_os_str() == STDIN;
            if !from_stdin && let Err(error) = disk::replace(path, &bytes, &done.bytes) {
                return Outcome::Failed(error);
            }
            // What came in on standard input goes out, mended, in place of a report.
            if from_stdin {
                return Outcome::Mended(done.bytes);
            }
            fixed = done.count;
            bytes = done.bytes;
        } else if path.as_os_str() == STDIN {
            return Outcome::Mended(bytes);
        }
    }
    let linted = lint_bytes(&bytes);
    if let Some(wrong) = wrong.into_inner() {
        return Outcome::Failed(wrong);
    }
    let shown = name.to_string_lossy();
    // Places are only needed where there is something to place.
    let found_none = linted.iter().all(|(_, diagnostics)| diagnostics.is_empty());
    let lines = LineIndex::new(if found_none { b"" } else { &bytes });
    let mut sum = Linted { fixed, ..Linted::default() };
    for (draft, diagnostics) in &linted {
        let report = FileReport { path: &shown, source: &bytes, draft, lines: &lines, diagnostics };
        sum.add(arguments.format, &report, for_all.fail_on, colour);
    }
    Outcome::Linted(sum)
}

impl Linted {
    /// Adds the findings of a draft; `fail_on` says which of them make the run fail.
    fn add(&mut self, format: ReportFormat, report: &FileReport<'_>, fail_on: Level, colour: bool) {
        let counts = Counts::of(report.diagnostics);
        self.failing += match fail_on {
            Level::Off => 0,
            Level::On(severity) => counts.at_least(severity),
        };
        match format {
            ReportFormat::Human => self.human.push_str(&output::human::render(report, colour)),
            ReportFormat::Json | ReportFormat::Jsonl => self.fragments.push(output::json::fragment(report)),
        }
        self.drafts += 1;
        self.with_findings += usize::from(counts != Counts::default());
        self.counts.add(counts);
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

/// Prints the report; what the run came to.
fn report(arguments: &arguments::Check, outcomes: &[Outcome], unused: usize) -> Exit {
    let mut counts = Counts::default();
    let (mut files, mut failing, mut with_findings, mut all_fixed) = (0, unused, 0, 0);
    let mut text = String::new();
    let mut mended = false;
    let mut fragments = Vec::new();
    for outcome in outcomes {
        match outcome {
            Outcome::Failed(error) => complain(error),
            Outcome::Changed { count, diff } => {
                all_fixed += count;
                text.push_str(diff);
            }
            Outcome::Mended(bytes) => {
                mended = true;
                print_bytes(bytes);
            }
            Outcome::Linted(linted) => {
                files += linted.drafts;
                all_fixed += linted.fixed;
                with_findings += linted.with_findings;
                failing += linted.failing;
                counts.add(linted.counts);
                text.push_str(&linted.human);
                fragments.extend(&linted.fragments);
            }
        }
    }
    if arguments.diff {
        print(&text);
        return if all_fixed > 0 { Exit::Findings } else { Exit::Clean };
    }
    if mended {
        return Exit::Clean;
    }
    match arguments.format {
        ReportFormat::Human => {
            if all_fixed > 0 {
                text.push_str(&format!("{} fixed\n", many(all_fixed, "finding")));
            }
            text.push_str(&summary(counts, files, with_findings));
            print(&text);
        }
        ReportFormat::Json => print(&output::json::document(&fragments, counts)),
        ReportFormat::Jsonl => {
            let mut lines: Vec<&str> =
                fragments.iter().flat_map(|fragment| &fragment.diagnostics).map(String::as_str).collect();
            // Every line ends, the last one too.
            lines.push("");
            print(&lines.join(
                "
",
            ));
        }
    }
    if failing > 0 { Exit::Findings } else { Exit::Clean }
}

/// The last line for people; nothing where no file could be read.
fn summary(counts: Counts, files: usize, with_findings: usize) -> String {
    if files == 0 {
        return String::new();
    }
    if counts == Counts::default() {
        return format!("{}: nothing found\n", many(files, "draft"));
    }
    let (errors, warnings) = (many(counts.errors, "error"), many(counts.warnings, "warning"));
    let infos = many(counts.infos, "info");
    format!("{errors}, {warnings}, {infos} in {with_findings} of {}\n", many(files, "draft"))
}

/// A count and its noun.
pub(super) fn many(count: usize, one: &str) -> String {
    format!("{count} {one}{}", if count == 1 { "" } else { "s" })
}
