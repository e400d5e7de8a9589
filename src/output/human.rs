//! For people: the line as its reader sees it, a caret, the reason, a better wording.

use std::ops::Range;

use codespan_reporting::{
    diagnostic::{Diagnostic as Shown, Label, Severity as Level},
    files::{Error, Files},
    term::{self, Config},
};

use super::{FileReport, paint::Paint, safe};
use crate::{
    diagnostic::{Diagnostic, Fix, Severity},
    text::{Span, Text},
    tree::Problem,
};

/// Longer lines are shown as a window around the finding; in bytes to each side.
const WINDOW: usize = 50;
/// A sentence over more lines than this is shown by its first ones.
const LINES_MAX: usize = 4;

/// The findings of a file, as text.
pub fn render(report: &FileReport<'_>, colour: bool) -> String {
    let mut paint = Paint::new(colour);
    let entry = report.draft.decoded.entry.as_deref().map_or_else(String::new, |key| format!(" ({})", safe::line(key)));
    for diagnostic in report.diagnostics {
        // Bytes that gave no text have no line to show.
        let textless = diagnostic.source.is_some_and(|source| report.draft.decoded.map.text(source).is_none());
        if textless {
            let place = report.lines.place(report.source, report.source_span(diagnostic).start());
            let at = format!("at {}:{}:{}{entry}", safe::path(report.path), place.line, place.column);
            let mut shown = shown(diagnostic, 0..0).with_note(at);
            shown.labels.clear();
            emit(&mut paint, &Excerpt::cut(report.path, "", Span::new(0, 0), 1, None), &shown);
            continue;
        }
        let excerpt = Excerpt::of(report, diagnostic);
        let shown = shown(diagnostic, excerpt.span.clone());
        let start = paint.len();
        emit(&mut paint, &excerpt, &shown);
        paint.append_to_place(start, &entry);
    }
    paint.into_string()
}

/// The mistakes in a file that a person wrote, as text.
pub fn render_problems(path: &str, text: &str, problems: &[Problem], colour: bool) -> String {
    let mut paint = Paint::new(colour);
    for problem in problems {
        let span = Span::new(problem.start.min(text.len()), problem.end.min(text.len()));
        let first_line = text[..text.floor_char_boundary(span.start())].matches('\n').count() + 1;
        let excerpt = Excerpt::cut(path, text, span, first_line, None);
        let mut shown = Shown::error()
            .with_message(safe::line(&problem.message))
            .with_label(Label::primary((), excerpt.span.clone()));
        if let Some(help) = &problem.help {
            shown = shown.with_note(format!("help: {}", safe::line(help)));
        }
        emit(&mut paint, &excerpt, &shown);
    }
    paint.into_string()
}

fn emit(paint: &mut Paint, excerpt: &Excerpt, shown: &Shown<()>) {
    let config = Config { tab_width: 4, ..Config::default() };
    // Rendering fails only where a place lies outside the excerpt, which `Excerpt::cut` excludes.
    let _ = term::emit_to_write_style(paint, &config, excerpt, shown);
}

fn shown(diagnostic: &Diagnostic, span: Range<usize>) -> Shown<()> {
    let level = match diagnostic.severity {
        Severity::Error => Level::Error,
        Severity::Warning => Level::Warning,
        Severity::Info => Level::Note,
    };
    let mut shown = Shown::new(level)
        .with_code(&diagnostic.rule)
        .with_message(safe::line(&diagnostic.message))
        .with_label(Label::primary((), span));
    if let Some(help) = &diagnostic.help {
        shown = shown.with_note(format!("help: {}", safe::line(help)));
    }
    // Wordings are titled by themselves, in quotation marks; other fixes say what they do, and advice what to do.
    let (wordings, others): (Vec<&Fix>, Vec<&Fix>) =
        diagnostic.fixes.iter().partition(|fix| fix.title.starts_with('“'));
    if !wordings.is_empty() {
        let titles: Vec<String> = wordings.iter().map(|fix| safe::line(&fix.title)).collect();
        shown = shown.with_note(format!("better: {}", titles.join(" or ")));
    }
    for fix in others {
        let label = if fix.edits.is_empty() { "advice" } else { "fix" };
        shown = shown.with_note(format!("{label}: {}", safe::line(&fix.title)));
    }
    shown
}

/// The lines around a place, as codespan wants to see a file.
struct Excerpt {
    name: String,
    text: String,
    /// Where the lines of `text` begin.
    starts: Vec<usize>,
    /// The number each line of `text` has in the file.
    numbers: Vec<usize>,
    /// The place within `text`.
    span: Range<usize>,
    /// The column of the place in the file, where `text` shows only part of its line.
    column: Option<usize>,
}

impl Excerpt {
    /// The decoded lines under a diagnostic, numbered as in the file on disk.
    fn of(report: &FileReport<'_>, diagnostic: &Diagnostic) -> Self {
        let place = report.lines.place(report.source, report.source_span(diagnostic).start());
        let decoded = report.draft.text();
        let mut excerpt = Self::cut(report.path, decoded, diagnostic.span, place.line, Some(place.column));
        // Further lines have the numbers of their own first bytes: soft line breaks make them differ from a count.
        let first = if excerpt.starts.len() > 1 { line_start(decoded, diagnostic.span.start()) } else { 0 };
        for index in 1..excerpt.starts.len() {
            let offset = first + nth_line(&decoded[first..], index);
            let at = report.draft.source(Span::<Text>::new(offset, offset)).start();
            excerpt.numbers[index] = report.lines.place(report.source, at).line;
        }
        excerpt
    }

    /// Cuts the lines under `span` out of `text`.
    fn cut(path: &str, text: &str, span: Span<Text>, first_line: usize, column: Option<usize>) -> Self {
        let start = text.floor_char_boundary(span.start());
        let end = text.ceil_char_boundary(span.end()).max(start);
        // Looked for no further than is shown: a line may be a hundred megabytes long.
        let window = text.floor_char_boundary(start.saturating_sub(WINDOW * 2));
        let (from, before) = match text[window..start].rfind('\n') {
            Some(newline) => (window + newline + 1, ""),
            None if window == 0 => (0, ""),
            None => (text.floor_char_boundary(start - WINDOW), "…"),
        };
        let shown_end = nth_line_end(&text[from..end], LINES_MAX).map_or(end, |at| from + at).min(from + WINDOW * 10);
        let shown_end = text.floor_char_boundary(shown_end).max(start);
        let window = text.ceil_char_boundary((shown_end + WINDOW * 2).min(text.len()));
        let (mut to, behind) = match text[shown_end..window].find('\n') {
            Some(newline) => (shown_end + newline, ""),
            None if window == text.len() => (window, ""),
            None => (text.ceil_char_boundary(shown_end + WINDOW), "…"),
        };
        // The CR of a CRLF belongs to the line end, which is cut off.
        if text[from..to].ends_with('\r') {
            to -= 1;
        }
        let end = end.min(to);
        let shown = safe::show(&text[from..to]);
        let excerpt = format!("{before}{shown}{behind}");
        let start = start.min(to);
        let span = start - from + before.len()..end.max(start) - from + before.len();
        let starts: Vec<usize> = std::iter::once(0).chain(excerpt.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let numbers = (0..starts.len()).map(|index| first_line + index).collect();
        Self { name: safe::line(path), text: excerpt, starts, numbers, span, column }
    }
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

/// The offset of the line end that closes the line `count` of `text`, if it has as many.
fn nth_line_end(text: &str, count: usize) -> Option<usize> {
    text.match_indices('\n').nth(count.checked_sub(1)?).map(|(at, _)| at)
}

/// The offset of the line `index` in `text`.
fn nth_line(text: &str, index: usize) -> usize {
    match index.checked_sub(1) {
        None => 0,
        Some(newline) => text.match_indices('\n').nth(newline).map_or(text.len(), |(at, _)| at + 1),
    }
}

impl<'a> Files<'a> for Excerpt {
    type FileId = ();
    type Name = &'a str;
    type Source = &'a str;

    fn name(&'a self, (): ()) -> Result<&'a str, Error> {
        Ok(&self.name)
    }

    fn source(&'a self, (): ()) -> Result<&'a str, Error> {
        Ok(&self.text)
    }

    fn line_index(&'a self, (): (), offset: usize) -> Result<usize, Error> {
        Ok(self.starts.partition_point(|&start| start <= offset).saturating_sub(1))
    }

    fn line_number(&'a self, (): (), index: usize) -> Result<usize, Error> {
        Ok(self.numbers.get(index).copied().unwrap_or(index + 1))
    }

    fn column_number(&'a self, (): (), index: usize, offset: usize) -> Result<usize, Error> {
        if let Some(column) = self.column
            && offset == self.span.start
        {
            return Ok(column);
        }
        let start = self.starts.get(index).copied().unwrap_or(0);
        Ok(self.text.get(start..offset).map_or(1, |before| before.chars().count() + 1))
    }

    fn line_range(&'a self, (): (), index: usize) -> Result<Range<usize>, Error> {
        let start = self.starts.get(index).copied().unwrap_or(self.text.len());
        let end = self.starts.get(index + 1).copied().unwrap_or(self.text.len());
        Ok(start..end)
    }
}
