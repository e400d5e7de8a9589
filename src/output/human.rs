//! For people: the line as its reader sees it, a caret, the reason, a better wording.

use anstyle::{AnsiColor, Style};

use super::{
    FileReport,
    excerpt::{BORDER, Excerpt},
    paint::Paint,
    safe,
};
use crate::{
    diagnostic::{Diagnostic, Fix, Severity},
    text::Span,
    tree::Problem,
};

/// The findings of a file, as text.
pub fn render(report: &FileReport<'_>, colour: bool) -> String {
    let mut paint = Paint::new(colour);
    let entry = report.draft.decoded.entry.as_deref().map_or_else(String::new, |key| format!(" ({})", safe::line(key)));
    let path = safe::line(report.path);
    for diagnostic in report.diagnostics {
        heading(&mut paint, diagnostic.severity, Some(&diagnostic.rule), &safe::line(&diagnostic.message));
        // Bytes that gave no text have no line to show.
        let textless = diagnostic.source.is_some_and(|source| report.draft.decoded.map.text(source).is_none());
        if textless {
            let place = report.lines.place(report.source, report.source_span(diagnostic).start());
            notes(&mut paint, 0, diagnostic);
            note(&mut paint, 0, "at ", &format!("{}:{}:{}{entry}", safe::path(report.path), place.line, place.column));
        } else {
            let has_notes = diagnostic.help.is_some() || !diagnostic.fixes.is_empty();
            let excerpt = Excerpt::of(report, diagnostic);
            let width = excerpt.draw(&mut paint, &path, &entry, of(diagnostic.severity), has_notes);
            notes(&mut paint, width, diagnostic);
        }
        paint.push("\n");
    }
    paint.into_string()
}

/// The mistakes in a file that a person wrote, as text.
pub fn render_problems(path: &str, text: &str, problems: &[Problem], colour: bool) -> String {
    let mut paint = Paint::new(colour);
    for problem in problems {
        let span = Span::new(problem.start.min(text.len()), problem.end.min(text.len()));
        let first_line = text[..text.floor_char_boundary(span.start())].matches('\n').count() + 1;
        heading(&mut paint, Severity::Error, None, &safe::line(&problem.message));
        let excerpt = Excerpt::cut(text, span, first_line, None);
        let width = excerpt.draw(&mut paint, &safe::line(path), "", of(Severity::Error), problem.help.is_some());
        if let Some(help) = &problem.help {
            note(&mut paint, width, "help: ", &safe::line(help));
        }
        paint.push("\n");
    }
    paint.into_string()
}

fn of(severity: Severity) -> Style {
    let colour = match severity {
        Severity::Error => AnsiColor::Red,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Info => AnsiColor::Cyan,
    };
    colour.on_default().bold()
}

/// `warning[all-caps]: “IKKE” is written in capitals`.
fn heading(paint: &mut Paint, severity: Severity, rule: Option<&str>, message: &str) {
    paint.begin(of(severity));
    paint.push(match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    });
    if let Some(rule) = rule {
        paint.push("[");
        paint.push(rule);
        paint.push("]");
    }
    paint.begin(Style::new().bold());
    paint.push(": ");
    paint.push(message);
    paint.end();
    paint.push("\n");
}

/// What helps, below lines with numbers of so many digits.
fn notes(paint: &mut Paint, width: usize, diagnostic: &Diagnostic) {
    // What a fix does, or other advice says, in the very words of the help is said once.
    let is_told = |fix: &Fix| diagnostic.help.as_ref() == Some(&fix.title);
    let is_fixed = diagnostic.fixes.iter().any(|fix| is_told(fix) && !fix.edits.is_empty());
    if let Some(help) = diagnostic.help.as_ref().filter(|_| !is_fixed) {
        note(paint, width, "help: ", &safe::line(help));
    }
    // Wordings are titled by themselves, in quotation marks; other fixes say what they do, and advice what to do.
    let is_wording = |fix: &&Fix| fix.title.starts_with('“');
    let mut wordings = diagnostic.fixes.iter().filter(is_wording).map(|fix| safe::line(&fix.title));
    if let Some(first) = wordings.next() {
        let titles = wordings.fold(first, |titles, one| titles + " or " + one);
        note(paint, width, "better: ", &titles);
    }
    let is_shown = |fix: &&Fix| is_wording(fix) || is_told(fix) && fix.edits.is_empty();
    for fix in diagnostic.fixes.iter().filter(|fix| !is_shown(fix)) {
        let label = if fix.edits.is_empty() { "advice: " } else { "fix: " };
        note(paint, width, label, &safe::line(&fix.title));
    }
}

fn note(paint: &mut Paint, width: usize, label: &str, text: &str) {
    paint.repeat(' ', width + 1);
    paint.styled(BORDER, "=");
    paint.push(" ");
    paint.push(label);
    paint.push(text);
    paint.push("\n");
}
