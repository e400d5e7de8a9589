//! What a run comes to, and its report.

use super::{
    super::{
        arguments::{self, ReportFormat},
        complain,
        exit::Exit,
        print, print_bytes,
    },
    files::Outcome,
    many,
};
use crate::output::{self, Counts, json::Fragment};

/// What the run has come to so far.
pub(super) struct Tally<'a> {
    arguments: &'a arguments::Check,
    counts: Counts,
    drafts: usize,
    failing: usize,
    with_findings: usize,
    taken_for_templates: usize,
    fixed: usize,
    mended: bool,
    pub(super) any_failed: bool,
    /// What is to be shown next.
    text: String,
    /// A JSON document is shown when all of it is known.
    fragments: Vec<Fragment>,
}

impl<'a> Tally<'a> {
    pub(super) fn of(arguments: &'a arguments::Check) -> Self {
        Self {
            arguments,
            counts: Counts::default(),
            drafts: 0,
            failing: 0,
            with_findings: 0,
            taken_for_templates: 0,
            fixed: 0,
            mended: false,
            any_failed: false,
            text: String::new(),
            fragments: Vec::new(),
        }
    }

    /// Shows what is ready to be shown.
    pub(super) fn show(&mut self) {
        print(&self.text);
        self.text.clear();
    }

    /// Adds what a file came to.
    pub(super) fn take(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Failed(error) => {
                self.any_failed = true;
                self.show();
                complain(&error);
            }
            Outcome::Changed { count, diff } => {
                self.fixed += count;
                self.text.push_str(&diff);
            }
            Outcome::Mended(bytes) => {
                self.mended = true;
                print_bytes(&bytes);
            }
            Outcome::Linted(linted) => {
                self.drafts += linted.drafts;
                self.fixed += linted.fixed;
                self.with_findings += linted.with_findings;
                self.taken_for_templates += linted.taken_for_templates;
                self.failing += linted.failing;
                self.counts.add(linted.counts);
                match self.arguments.format {
                    ReportFormat::Human => self.text.push_str(&linted.human),
                    ReportFormat::Json => self.fragments.extend(linted.fragments),
                    ReportFormat::Jsonl => {
                        let lines = linted.fragments.iter().flat_map(|fragment| &fragment.diagnostics);
                        lines.for_each(|line| self.text.extend([line, "\n"]));
                    }
                }
            }
        }
    }

    /// Shows the rest; what the run came to. So many suppressions that silence nothing make it fail.
    pub(super) fn end(self, unused: usize) -> Exit {
        if self.arguments.diff {
            return if self.fixed > 0 { Exit::Findings } else { Exit::Clean };
        }
        if self.mended {
            return Exit::Clean;
        }
        match self.arguments.format {
            ReportFormat::Human => {
                if self.fixed > 0 {
                    print(&format!("{} fixed\n", many(self.fixed, "finding")));
                }
                print(&summary(self.counts, self.drafts, self.with_findings));
                // Whoever checks one mail wants to know that its open fields were taken for a program's to fill in.
                if self.drafts == 1 && self.taken_for_templates == 1 {
                    print(
                        "It was read as a template, for the fields it leaves open; --kind draft reads it as a mail.\n",
                    );
                }
            }
            ReportFormat::Json => {
                print(&output::json::document(&self.fragments, self.counts));
            }
            ReportFormat::Jsonl => {}
        }
        if self.failing + unused > 0 { Exit::Findings } else { Exit::Clean }
    }
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
