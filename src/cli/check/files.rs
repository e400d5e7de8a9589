//! Files read, linted together and reported.

use std::{path::PathBuf, sync::Arc};

use crate::{
    cli::{
        arguments::{self, ReportFormat},
        input::{Reader, STDIN, read, refusal},
    },
    config::{Layer, RuleSet},
    decode::Kind,
    diagnostic::{Diagnostic, Severity},
    disk::{self, Loaded},
    draft::{Draft, Known, Situation},
    fix::{self, Reach},
    lint::{lint, lint_all},
    output::{self, Counts, FileReport, json::Fragment},
    rule::Level,
    suppress,
    text::LineIndex,
};

/// What a file came to.
pub(super) enum Outcome {
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
pub(super) struct Linted {
    pub(super) human: String,
    pub(super) fragments: Vec<Fragment>,
    pub(super) counts: Counts,
    /// How many findings make the run fail.
    pub(super) failing: usize,
    pub(super) fixed: usize,
    pub(super) drafts: usize,
    /// How many of the drafts have findings.
    pub(super) with_findings: usize,
    /// How many of the drafts were taken for templates by what they hold, and by nothing that anybody said.
    pub(super) taken_for_templates: usize,
}

/// What is the same for all files of a run.
pub(super) struct Run<'a> {
    pub(super) arguments: &'a arguments::Check,
    pub(super) command_line: Layer,
    pub(super) given: Situation,
    pub(super) colour: bool,
}

/// So many files are linted together: the drafts of more would not stay where the processor has them at hand.
pub(super) const BATCH: usize = 16;
/// So many bytes of files are read before they are linted: a draft takes many times its bytes, and what is large gains nothing.
const BATCH_BYTES: usize = 1 << 18;

impl Run<'_> {
    /// Reads, lints and reports some files.
    pub(super) fn check(&self, jobs: &[(PathBuf, Arc<Loaded>)]) -> Vec<Outcome> {
        let mut outcomes = Vec::with_capacity(jobs.len());
        let mut jobs = jobs.iter();
        loop {
            let (mut read, mut bytes) = (Vec::new(), 0);
            while bytes < BATCH_BYTES
                && let Some((path, loaded)) = jobs.next()
            {
                let file = File::new(self, path, loaded).and_then(File::read);
                bytes += file.as_ref().map_or(0, |file| file.file.bytes.len());
                read.push(file);
            }
            if read.is_empty() {
                return outcomes;
            }
            outcomes.extend(lint_together(read));
        }
    }
}

/// Lints files together, and reports each.
fn lint_together(read: Vec<Result<ReadFile<'_>, Outcome>>) -> Vec<Outcome> {
    let files = || read.iter().flatten();
    let drafts: Vec<(&Draft, &RuleSet)> =
        files().flat_map(|file| &file.drafts).map(|(draft, rules)| (draft, &**rules)).collect();
    let mut found = lint_all(&drafts).into_iter();
    let of_files: Vec<Vec<Vec<Diagnostic>>> =
        files().map(|file| found.by_ref().take(file.drafts.len()).collect()).collect();
    let mut of_files = of_files.into_iter();
    let mut report = |file: ReadFile<'_>| file.report(of_files.next().unwrap_or_default());
    read.into_iter().map(|file| file.map_or_else(|failed| failed, &mut report)).collect()
}

/// A file to be checked.
struct File<'a> {
    run: &'a Run<'a>,
    path: &'a PathBuf,
    bytes: Vec<u8>,
    /// What it is called; standard input can be given a name.
    name: PathBuf,
    /// Its path from the folder of its configuration.
    relative: PathBuf,
    loaded: &'a Loaded,
    /// The rules for whoever the customer is.
    rules: Arc<RuleSet>,
}

/// A file that was read, its drafts with the rules for each.
struct ReadFile<'a> {
    file: File<'a>,
    drafts: Vec<(Draft, Arc<RuleSet>)>,
    /// How many findings were fixed before.
    fixed: usize,
}

impl<'a> File<'a> {
    fn new(run: &'a Run<'a>, path: &'a PathBuf, loaded: &'a Loaded) -> Result<Self, Outcome> {
        let (name, bytes) = read(path, &run.arguments.reading).map_err(Outcome::Failed)?;
        if let Some(refusal) = refusal(&run.arguments.reading, &name, &bytes) {
            return Err(Outcome::Failed(refusal));
        }
        let relative = loaded.relative(&name);
        let rules = loaded.rules_for(&relative, &run.command_line);
        Ok(Self { run, path, bytes, name, relative, loaded, rules })
    }

    /// Reads the drafts, and fixes them before where that is asked for.
    fn read(mut self) -> Result<ReadFile<'a>, Outcome> {
        let reader = self.reader();
        if reader.may_refuse() {
            let drafts = self.drafts(&self.bytes).map_err(Outcome::Failed)?;
            if let Some(refusal) = reader.note(!drafts.is_empty(), self.loaded) {
                return Err(Outcome::Failed(refusal));
            }
        }
        let fixed = if self.run.arguments.fix || self.run.arguments.diff { self.fix()? } else { 0 };
        let drafts = self.drafts(&self.bytes).map_err(Outcome::Failed)?;
        Ok(ReadFile { file: self, drafts, fixed })
    }

    fn reader(&self) -> Reader<'_> {
        let configured = (self.rules.kind, self.rules.tool);
        Reader::new(&self.run.arguments.reading, &self.name, &self.relative, self.loaded, configured)
    }

    /// The drafts in the file's bytes, each with its rules: who the customer is may stand in the draft itself.
    fn drafts(&self, bytes: &[u8]) -> Result<Vec<(Draft, Arc<RuleSet>)>, String> {
        let abbreviations = |language| self.loaded.config.abbreviations(language);
        let known = Known {
            language: self.rules.language,
            fallback: None,
            abbreviations: &abbreviations,
            situation: Some(&self.run.given),
            house: Some(&self.rules.house),
        };
        let with_rules = |draft: Draft| {
            let customer = self.loaded.config.customer(&draft.situation);
            let customer = customer.map_err(|error| format!("{}: {error}", self.name.display()))?;
            let rules = match customer {
                None => Arc::clone(&self.rules),
                Some(customer) => self.loaded.rules_to(Some(&customer), &self.relative, &self.run.command_line),
            };
            Ok((draft, rules))
        };
        self.reader().drafts(bytes, known).into_iter().map(with_rules).collect()
    }

    /// Takes out what is silenced.
    fn suppress(&self, draft: &Draft, rules: &RuleSet, diagnostics: &mut Vec<Diagnostic>) {
        suppress::by_config(diagnostics, draft, &self.relative, &self.loaded.config, &self.loaded.used);
        suppress::by_draft(diagnostics, draft, rules);
        if self.run.arguments.quiet {
            diagnostics.retain(|diagnostic| diagnostic.severity > Severity::Info);
        }
    }

    /// Fixes the drafts; how many findings that were, or what comes instead of a report.
    fn fix(&mut self) -> Result<usize, Outcome> {
        let arguments = self.run.arguments;
        let reach = if arguments.unsafe_fixes { Reach::Suggestions } else { Reach::Safe };
        let lint_bytes = |bytes: &[u8]| {
            let lint_one = |(draft, rules): (Draft, Arc<RuleSet>)| {
                let mut diagnostics = lint(&draft, &rules);
                self.suppress(&draft, &rules, &mut diagnostics);
                (draft, diagnostics)
            };
            self.drafts(bytes).unwrap_or_default().into_iter().map(lint_one).collect::<Vec<_>>()
        };
        let done = fix::fix(self.bytes.clone(), reach, &lint_bytes);
        if arguments.diff {
            let diff = output::diff::render(&self.name.to_string_lossy(), &self.bytes, &done.bytes);
            return Err(Outcome::Changed { count: done.count, diff });
        }
        // What comes in on standard input goes out, mended, in place of a report.
        if self.path.as_os_str() == STDIN {
            return Err(Outcome::Mended(done.bytes));
        }
        if done.count > 0 {
            disk::replace(self.path, &self.bytes, &done.bytes).map_err(Outcome::Failed)?;
            self.bytes = done.bytes;
        }
        Ok(done.count)
    }
}

impl ReadFile<'_> {
    /// The report on what was found in each draft.
    fn report(self, mut found: Vec<Vec<Diagnostic>>) -> Outcome {
        let Self { file, drafts, fixed } = self;
        for ((draft, rules), diagnostics) in drafts.iter().zip(&mut found) {
            file.suppress(draft, rules, diagnostics);
        }
        let shown = file.name.to_string_lossy();
        // Places are only needed where there is something to place.
        let found_none = found.iter().all(Vec::is_empty);
        let lines = LineIndex::new(if found_none { b"" } else { &file.bytes });
        let mut sum = Linted { fixed, ..Linted::default() };
        for ((draft, _), diagnostics) in drafts.iter().zip(&found) {
            let report = FileReport { path: &shown, source: &file.bytes, draft, lines: &lines, diagnostics };
            sum.add(file.run.arguments.format, &report, file.rules.fail_on, file.run.colour);
            let is_guess = draft.decoded.kind == Kind::Template && draft.decoded.entry.is_none();
            sum.taken_for_templates += usize::from(is_guess && !file.reader().is_declared());
        }
        Outcome::Linted(sum)
    }
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
