//! Quoting a draft without letting it act: control characters, bidirectional overrides, secrets.

use std::borrow::Cow;

use super::mask::mask;
use crate::text::ByteSet;

/// Makes a piece of a draft fit to be shown: the same number of bytes, so that carets stay where they belong.
///
/// Control characters (but tab and line end), invisible characters and those that turn the direction of the text are
/// replaced by a sign of the same length in UTF-8; secrets are masked.
pub fn show(text: &str) -> Cow<'_, str> {
    // Most of what is shown is plain print, and a long report shows a lot.
    if is_calm(text) {
        return mask(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let harmless = match character {
            '\n' | '\t' => true,
            // Alone it would send the cursor back over what was written.
            '\r' => characters.peek() == Some(&'\n'),
            _ => !acts(character),
        };
        shown.push(if harmless { character } else { stand_in(character) });
    }
    Cow::Owned(mask(&shown).into_owned())
}

/// Whether no character of a text acts, told by its bytes: only five begin characters beyond ASCII that do.
fn is_calm(text: &str) -> bool {
    let may_act = |at: usize| text[at..].starts_with(acts);
    !MAY_ACT.find_all(text.as_bytes()).any(may_act)
}

/// The bytes that characters which act begin with, and no line end and tab.
static MAY_ACT: ByteSet = ByteSet::of(&[0x7F, 0xC2, 0xD8, 0xE2, 0xEF, 0xF3]).with(0, 0x08).with(0x0B, 0x1F);

/// A path for programs: nothing acts, and nothing is masked, so that the file can be found.
pub fn path(path: &str) -> String {
    path.chars().map(|character| if acts(character) { stand_in(character) } else { character }).collect()
}

/// The same as [`show`] in one line, for messages.
pub fn line(text: &str) -> Cow<'_, str> {
    let shown = show(text);
    if shown.bytes().fold(false, |found, byte| found | matches!(byte, b'\n' | b'\r' | b'\t')) {
        return Cow::Owned(shown.replace(['\n', '\r', '\t'], " "));
    }
    shown
}

/// Whether a character does something instead of being seen.
const fn acts(character: char) -> bool {
    matches!(character,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        // Directional marks, embeddings, overrides and isolates (UAX #9), and the tags of U+E0000.
        | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{61c}'
        // Line and paragraph separator, byte order mark, interlinear annotation.
        | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// A visible sign of the same length in UTF-8.
const fn stand_in(character: char) -> char {
    match character.len_utf8() {
        1 => '?',
        2 => '¿',
        3 => '\u{fffd}',
        _ => '\u{1f6ab}',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_acts_and_nothing_moves() {
        let hostile = "a\u{1b}[31mred\r\u{202e}x\u{9b}2J\u{feff}\u{e0041}ok\0";
        let shown = show(hostile);
        assert_eq!(shown.len(), hostile.len());
        assert!(!shown.chars().any(acts), "{shown:?}");
        assert_eq!(show("to\r\nlinjer\tog æøå"), "to\r\nlinjer\tog æøå");
    }
}
