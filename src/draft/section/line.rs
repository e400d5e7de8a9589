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
    let (mut at, mut gap) = (0, 0);
    while at < text.len() {
        let (end, next) = line_end(text.as_bytes(), at);
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

/// The end of the line that begins at `at`, and the beginning of the next one.
fn line_end(bytes: &[u8], at: usize) -> (usize, usize) {
    let mut i = at;
    while let Some(step) = bytes[i..].iter().position(|&byte| byte <= b'\r' || byte >= 0xC2) {
        i += step;
        let width = match bytes[i] {
            b'\r' if bytes.get(i + 1) == Some(&b'\n') => 2,
            b'\n' | b'\r' => 1,
            0xC2 if bytes.get(i + 1) == Some(&0x85) => 2,
            0xE2 if bytes.get(i + 1) == Some(&0x80) && matches!(bytes.get(i + 2), Some(0xA8 | 0xA9)) => 3,
            _ => {
                i += 1;
                continue;
            }
        };
        return (i, i + width);
    }
    (bytes.len(), bytes.len())
}

/// `start..end` without the white space at its ends; `None` when nothing is left.
pub(super) fn trimmed(text: &str, start: usize, end: usize) -> Option<(usize, usize)> {
    let inner = text.get(start..end)?;
    let left = inner.trim_start();
    let start = end - left.len();
    let kept = left.trim_end();
    if kept.is_empty() { None } else { Some((start, start + kept.len())) }
}
