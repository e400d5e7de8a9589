//! The lines around a place in a text, with the place marked.

use std::ops::Range;

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthChar;

use super::{FileReport, paint::Paint, safe};
use crate::{
    diagnostic::Diagnostic,
    text::{Span, Text},
};

/// Longer lines are shown as a window around the finding; in bytes to each side.
const WINDOW: usize = 50;
/// A sentence over more lines than this is shown by its first ones.
const LINES_MAX: usize = 4;

/// A tab goes to the next multiple of so many columns.
const TAB: usize = 4;
/// How numbers and lines around the text are shown.
pub(super) const BORDER: Style = AnsiColor::Blue.on_default();

/// The lines around a place.
pub(super) struct Excerpt {
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
    pub(super) fn of(report: &FileReport<'_>, diagnostic: &Diagnostic) -> Self {
        let place = report.lines.place(report.source, report.source_span(diagnostic).start());
        let decoded = report.draft.text();
        let mut excerpt = Self::cut(decoded, diagnostic.span, place.line, Some(place.column));
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
    pub(super) fn cut(text: &str, span: Span<Text>, first_line: usize, column: Option<usize>) -> Self {
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
        let excerpt = [before, &shown, behind].concat();
        let start = start.min(to);
        let span = start - from + before.len()..end.max(start) - from + before.len();
        let starts: Vec<usize> = std::iter::once(0).chain(excerpt.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let numbers = (0..starts.len()).map(|index| first_line + index).collect();
        Self { text: excerpt, starts, numbers, span, column }
    }

    /// Draws the lines with the place marked, under where it is; `entry` follows the place's line and column. Without
    /// `goes_on` nothing more is said of the finding. The digits of the widest line number.
    pub(super) fn draw(&self, paint: &mut Paint, path: &str, entry: &str, style: Style, goes_on: bool) -> usize {
        let (first, last) = (self.line_of(self.span.start), self.line_of(self.span.end));
        let spreads = first != last;
        let widest = self.numbers[first..=last].iter().max().copied().unwrap_or(1);
        let margin = Margin { width: widest.max(1).ilog10() as usize + 1, spreads };
        paint.repeat(' ', margin.width + 1);
        paint.styled(BORDER, "┌─");
        paint.push(" ");
        paint.push(path);
        paint.push(":");
        paint.number(self.numbers[first]);
        paint.push(":");
        paint.number(self.column.unwrap_or_else(|| self.column_of_start(first)));
        paint.push(entry);
        paint.push("\n");
        margin.empty(paint);
        for index in first..=last {
            let line = self.line(index);
            let start = self.span.start.saturating_sub(line.start);
            let end = self.span.end.saturating_sub(line.start);
            let shown = Line { source: self.text[line].trim_end_matches(['\n', '\r', '\0']), style, margin };
            match (index == first, index == last) {
                // Of no length at all it is shown by one sign.
                (true, true) => shown.whole(paint, self.numbers[index], start..end.max(start + 1)),
                (true, false) => shown.first(paint, self.numbers[index], start),
                (false, true) => shown.last(paint, self.numbers[index], end),
                (false, false) => shown.middle(paint, self.numbers[index]),
            }
        }
        if goes_on {
            margin.empty(paint);
        }
        margin.width
    }

    fn column_of_start(&self, line: usize) -> usize {
        self.text.get(self.starts[line]..self.span.start).map_or(1, |before| before.chars().count() + 1)
    }

    fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| start <= offset).saturating_sub(1)
    }

    fn line(&self, index: usize) -> Range<usize> {
        self.starts[index]..self.starts.get(index + 1).copied().unwrap_or(self.text.len())
    }
}

/// What stands to the left of lines.
#[derive(Clone, Copy)]
struct Margin {
    /// The digits of the widest line number.
    width: usize,
    /// Whether the place goes over several lines, which are held together by a bracket.
    spreads: bool,
}

impl Margin {
    fn numbered(self, paint: &mut Paint, number: usize) {
        paint.begin(BORDER);
        paint.repeat(' ', self.width - (number.max(1).ilog10() as usize + 1).min(self.width));
        paint.number(number);
        paint.end();
        paint.push(" ");
        paint.styled(BORDER, "│");
    }

    fn blank(self, paint: &mut Paint) {
        paint.repeat(' ', self.width + 1);
        paint.styled(BORDER, "│");
    }

    fn empty(self, paint: &mut Paint) {
        self.blank(paint);
        paint.push(if self.spreads { "  \n" } else { "\n" });
    }
}

/// A line that the place lies in or goes through.
struct Line<'t> {
    /// Without its end.
    source: &'t str,
    style: Style,
    margin: Margin,
}

impl Line<'_> {
    /// The place begins and ends in this line.
    fn whole(&self, paint: &mut Paint, number: usize, place: Range<usize>) {
        let length = self.source.len();
        let from = self.source.floor_char_boundary(place.start);
        let to = self.source.ceil_char_boundary(place.end);
        self.margin.numbered(paint, number);
        self.text(paint, from..to);
        self.margin.blank(paint);
        // It may begin where the line ends, or in the line end itself.
        paint.repeat(' ', 1 + self.columns(0..from) + usize::from(place.start > length));
        let signs = self.columns(from..to) + usize::from(place.start <= length && place.end > length);
        if from < to || signs > 0 {
            paint.begin(self.style);
            paint.repeat('^', signs);
            paint.end();
        }
        paint.push("\n");
    }

    /// The place begins in this line.
    fn first(&self, paint: &mut Paint, number: usize, start: usize) {
        let marked = self.source.ceil_char_boundary(start)..self.source.len();
        let indent = self.source.len() - self.source.trim_start().len();
        self.margin.numbered(paint, number);
        if start <= indent {
            self.bracket(paint, "╭");
            return self.text(paint, marked);
        }
        paint.push("  ");
        self.text(paint, marked);
        self.corner(paint, "╭", start + 1);
    }

    /// The place goes through this line.
    fn middle(&self, paint: &mut Paint, number: usize) {
        self.margin.numbered(paint, number);
        self.bracket(paint, "│");
        self.text(paint, 0..self.source.len());
    }

    /// The place ends in this line.
    fn last(&self, paint: &mut Paint, number: usize, end: usize) {
        self.margin.numbered(paint, number);
        self.bracket(paint, "│");
        self.text(paint, 0..self.source.floor_char_boundary(end));
        self.corner(paint, "╰", end);
    }

    fn bracket(&self, paint: &mut Paint, sign: &str) {
        paint.push(" ");
        paint.styled(self.style, sign);
    }

    /// A line below, from the bracket to the column of the byte at `end`.
    fn corner(&self, paint: &mut Paint, sign: &str, end: usize) {
        self.margin.blank(paint);
        self.bracket(paint, sign);
        paint.begin(self.style);
        paint.repeat('─', self.columns(0..end));
        paint.push("^");
        paint.end();
        paint.push("\n");
    }

    /// The text, part of it marked.
    fn text(&self, paint: &mut Paint, marked: Range<usize>) {
        paint.push(" ");
        self.piece(paint, 0..marked.start);
        if !marked.is_empty() {
            paint.begin(self.style);
            self.piece(paint, marked.clone());
            paint.end();
        }
        self.piece(paint, marked.end.max(marked.start)..self.source.len());
        paint.push("\n");
    }

    /// Part of the text, its tabs as spaces.
    fn piece(&self, paint: &mut Paint, range: Range<usize>) {
        if !self.source.contains('\t') {
            return paint.push(&self.source[range]);
        }
        for (_, character, width) in cells(self.source).filter(|(at, _, _)| range.contains(at)) {
            match character {
                '\t' => paint.repeat(' ', width),
                _ => paint.repeat(character, 1),
            }
        }
    }

    /// How many columns the characters take that begin in a range.
    fn columns(&self, range: Range<usize>) -> usize {
        // Only the width of a tab depends on what stands before it.
        if !self.source.contains('\t') {
            let (start, end) = (self.source.ceil_char_boundary(range.start), self.source.ceil_char_boundary(range.end));
            let text = &self.source[start..end.max(start)];
            let is_plain = text.bytes().fold(true, |plain, byte| plain & matches!(byte, b' '..=b'~'));
            return if is_plain { text.len() } else { text.chars().map(width_of).sum() };
        }
        cells(self.source).filter(|(at, _, _)| range.contains(at)).map(|(_, _, width)| width).sum()
    }
}

/// The characters of a line, each with its place and the columns it takes on a terminal.
fn cells(source: &str) -> impl Iterator<Item = (usize, char, usize)> {
    let mut column = 0;
    source.char_indices().map(move |(at, character)| {
        let width = if character == '\t' { TAB - column % TAB } else { width_of(character) };
        column += width;
        (at, character, width)
    })
}

/// The columns that a character other than a tab takes.
fn width_of(character: char) -> usize {
    match character {
        ' '..='~' => 1,
        _ => character.width().unwrap_or(0),
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
