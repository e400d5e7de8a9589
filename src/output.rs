//! Floor 9: reports, one file per format.
//!
//! The text of a draft is hostile (terminal escapes, forged lines) and private (card numbers, passwords). Everything that
//! quotes it goes through [`safe`] first, in every format.

pub mod diff;
mod excerpt;
pub mod human;
pub mod json;
pub mod mask;
mod paint;
pub mod parse;
pub mod profile_page;
pub mod rule_page;
pub mod safe;

use crate::{
    diagnostic::{Diagnostic, Severity},
    draft::Draft,
    text::{LineIndex, Source, Span},
};

/// A draft and what was found in it, as reports need them.
pub struct FileReport<'a> {
    /// The path as it was given.
    pub path: &'a str,
    /// The bytes of the file.
    pub source: &'a [u8],
    /// The draft read from them.
    pub draft: &'a Draft,
    /// The lines of the file.
    pub lines: &'a LineIndex,
    /// What was found.
    pub diagnostics: &'a [Diagnostic],
}

impl FileReport<'_> {
    /// The bytes of the file a diagnostic is about.
    pub fn source_span(&self, diagnostic: &Diagnostic) -> Span<Source> {
        let span = diagnostic.source.unwrap_or_else(|| self.draft.source(diagnostic.span));
        let length = self.source.len();
        Span::new(span.start().min(length), span.end().min(length))
    }
}

/// How many findings of each severity there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Infos.
    pub infos: usize,
}

impl Counts {
    /// Counts diagnostics.
    pub fn of(diagnostics: &[Diagnostic]) -> Self {
        let mut counts = Self::default();
        for diagnostic in diagnostics {
            match diagnostic.severity {
                Severity::Error => counts.errors += 1,
                Severity::Warning => counts.warnings += 1,
                Severity::Info => counts.infos += 1,
            }
        }
        counts
    }

    /// Adds the counts of another file.
    pub fn add(&mut self, other: Self) {
        self.errors += other.errors;
        self.warnings += other.warnings;
        self.infos += other.infos;
    }

    /// How many there are at or above a severity.
    pub fn at_least(self, severity: Severity) -> usize {
        match severity {
            Severity::Info => self.errors + self.warnings + self.infos,
            Severity::Warning => self.errors + self.warnings,
            Severity::Error => self.errors,
        }
    }
}

/// The address of a rule's page.
pub fn rule_url(rule: &str) -> String {
    format!("{}/blob/main/docs/rules/{rule}.md", env!("CARGO_PKG_REPOSITORY"))
}
