//! Front matter: a few lines of `key: value` between dashes above a text, as static site generators and some template
//! tools have it.

use std::ops::Range;

/// What YAML takes for white space; a no-break space belongs to the value.
const BLANK: [char; 4] = [' ', '\t', '\n', '\r'];

/// What front matter says, in bytes of the page.
pub(super) struct FrontMatter {
    /// Where the text behind it begins.
    pub(super) end: usize,
    /// The value of `subject:`, or of `title:` where there is no subject.
    pub(super) subject: Option<Range<usize>>,
}

/// Reads the front matter a page begins with; `None` where it begins with something else.
pub(super) fn read(page: &str) -> Option<FrontMatter> {
    let mut lines = page.split_inclusive('\n');
    let is_fence = |line: &str| line.trim_end_matches(BLANK) == "---";
    let first = lines.next().filter(|line| is_fence(line))?;
    let mut at = first.len();
    let mut subject: Option<(bool, Range<usize>)> = None;
    for line in lines {
        let start = at;
        at += line.len();
        if is_fence(line) || line.trim_end_matches(BLANK) == "..." {
            return Some(FrontMatter { end: at, subject: subject.map(|(_, value)| value) });
        }
        let Some((key, value)) = line.split_once(':') else { continue };
        let is_subject = key.eq_ignore_ascii_case("subject");
        let wanted = is_subject || (key.eq_ignore_ascii_case("title") && subject.is_none());
        let value = unquoted(value, start + key.len() + 1);
        if wanted && !value.is_empty() && subject.as_ref().is_none_or(|(is_subject, _)| !is_subject) {
            subject = Some((is_subject, value));
        }
    }
    // Never closed: a line of dashes and a text.
    None
}

/// A value of front matter, which begins at `start`, without white space, quotation marks and comments.
fn unquoted(value: &str, start: usize) -> Range<usize> {
    let trimmed = value.trim_matches(BLANK);
    let from = start + (value.len() - value.trim_start_matches(BLANK).len());
    for quote in ['"', '\''] {
        if let Some(inner) = trimmed.strip_prefix(quote)
            && let Some(end) = inner.find(quote)
        {
            return from + 1..from + 1 + end;
        }
    }
    let length = trimmed.find(" #").map_or(trimmed.len(), |at| trimmed[..at].trim_end_matches(BLANK).len());
    // The sign of a text in several lines.
    if matches!(trimmed, "|" | ">" | "|-" | ">-") { from..from } else { from..from + length }
}
