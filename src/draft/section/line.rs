//! Splits a text into its lines, leaving out blank ones.
//!
//! A line ends at LF, CR LF, a lone CR, NEL, U+2028 or U+2029: drafts come from files, clipboards and mail bodies, and
//! a separator that one of them uses must not glue a greeting to the text below it.

/// A line that is not blank: where its trimmed text lies, and what stands before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Byte offset of the first character that is not white space.
    pub start: usize,
    /// Byte offset behind the last character that is not white space.
    pub end: usize,
    /// Bytes of white space in front of `start`, on the same line.
    pub indent: usize,
    /// Blank lines between this line and the one before it that is not blank.
    pub gap: usize,
}

/// The lines of `text` that are not blank, in order.
pub(super) fn lines(text: &str) -> Vec<Line> {
    let mut found = Vec::with_capacity(text.len() / 40 + 1);
    let has_wide_ends = has_wide_ends(text.as_bytes());
    let (mut at, mut gap) = (0, 0);
    while at < text.len() {
        let (end, next) = line_end(text.as_bytes(), at, has_wide_ends);
        match trimmed(text, at, end) {
            Some((start, stop)) => {
                found.push(Line { start, end: stop, indent: start - at, gap });
                gap = 0;
            }
            None => gap += 1,
        }
        at = next;
    }
    found
}

/// Whether a line may end with more than one byte: at NEL, U+2028 or U+2029, which hardly any text has.
fn has_wide_ends(bytes: &[u8]) -> bool {
    memchr::memchr2_iter(0xC2, 0xE2, bytes).any(|at| wide_end(&bytes[at..]).is_some())
}

/// The length of a line end of more than one byte.
fn wide_end(bytes: &[u8]) -> Option<usize> {
    match bytes {
        [0xC2, 0x85, ..] => Some(2),
        [0xE2, 0x80, 0xA8 | 0xA9, ..] => Some(3),
        _ => None,
    }
}

/// The end of the line that begins at `at`, and the beginning of the next one.
fn line_end(bytes: &[u8], at: usize, has_wide_ends: bool) -> (usize, usize) {
    let is_end = |end: &usize| matches!(bytes[*end], b'\n' | b'\r') || wide_end(&bytes[*end..]).is_some();
    let end = if has_wide_ends {
        // Byte by byte: what ends every line in one way must not be looked through for the other at each of them.
        (at..bytes.len()).find(is_end)
    } else {
        memchr::memchr2(b'\n', b'\r', &bytes[at..]).map(|step| at + step)
    };
    let Some(end) = end else { return (bytes.len(), bytes.len()) };
    let width = match &bytes[end..] {
        [b'\r', b'\n', ..] => 2,
        other => wide_end(other).unwrap_or(1),
    };
    (end, end + width)
}

/// `start..end` without the white space at its ends; `None` when nothing is left.
pub(super) fn trimmed(text: &str, start: usize, end: usize) -> Option<(usize, usize)> {
    let inner = text.get(start..end)?;
    let left = inner.trim_start();
    let start = end - left.len();
    let kept = left.trim_end();
    if kept.is_empty() { None } else { Some((start, start + kept.len())) }
}
