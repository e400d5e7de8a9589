//! What hilsen says: a place, a rule, a severity, a reason, and edits that mend it.

use crate::{
    draft::SectionKind,
    text::{Source, Span, Text},
};

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Advice.
    Info,
    /// Fix it, or say why not.
    Warning,
    /// Do not send.
    Error,
}

impl Severity {
    /// The severities by the names people write, the lightest first.
    pub const NAMES: [(&'static str, Self); 3] =
        [("info", Self::Info), ("warning", Self::Warning), ("error", Self::Error)];

    /// The name people write.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Whether a fix may be made without asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Safety {
    /// Meaning, promises, amounts and names stay as they are.
    Safe,
    /// A person decides.
    Suggestion,
}

impl Safety {
    /// The name reports use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Suggestion => "suggestion",
        }
    }
}

/// One piece of decoded text and what to put in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextEdit {
    /// The text to replace; empty to insert.
    pub span: Span<Text>,
    /// What to put there.
    pub replacement: String,
}

/// One way to mend a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, for a menu.
    pub title: String,
    /// Whether it may be made without asking.
    pub safety: Safety,
    /// The edits, all of which belong to it.
    pub edits: Vec<TextEdit>,
}

/// A finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The id of the rule.
    pub rule: String,
    /// The page or the file about the rule, where that is not hilsen's own.
    pub link: Option<String>,
    /// How much it weighs.
    pub severity: Severity,
    /// The section it stands in, if in one.
    pub section: Option<SectionKind>,
    /// The text at fault.
    pub span: Span<Text>,
    /// The bytes at fault, where they gave no text of their own.
    pub source: Option<Span<Source>>,
    /// What is found, in one line.
    pub message: String,
    /// What to do about it, in one line.
    pub help: Option<String>,
    /// Ways to mend it, the best first.
    pub fixes: Vec<Fix>,
}
