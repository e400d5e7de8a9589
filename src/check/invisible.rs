//! Characters that nobody sees: zero-width spaces, stray joiners, marks that turn the direction of writing.

use crate::{
    diagnostic::{Fix, Safety, TextEdit},
    rule::{Check, Context, Finding, Report, Settings},
    text::{ByteSet, Span},
};

struct Invisible;

pub(super) fn build(_: &Settings<'_>) -> Box<dyn Check> {
    Box::new(Invisible)
}

impl Check for Invisible {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        if !draft.holds_any(&BEGINNINGS) {
            return;
        }
        for section in draft.sections.iter().filter(|section| context.scope.contains(&section.kind)) {
            let text = &draft.text()[section.start..section.end];
            if BEGINNINGS.find(text.as_bytes()).is_none() {
                continue;
            }
            let mut behind = 0;
            for (at, character) in text.char_indices() {
                let Some(name) = name(character).filter(|_| at >= behind) else { continue };
                let length: usize =
                    text[at..].chars().take_while(|&next| self::name(next).is_some()).map(char::len_utf8).sum();
                behind = at + length;
                if !joins(character, &text[..at], &text[behind..]) {
                    let span = Span::new(section.start + at, section.start + behind);
                    let edit = TextEdit { span, replacement: String::new() };
                    let fix = Fix { title: "remove it".to_owned(), safety: Safety::Safe, edits: vec![edit] };
                    let fill = vec![("name", name.to_owned()), ("code", format!("U+{:04X}", character as u32))];
                    report.push(span, Finding { fill, fixes: vec![fix], ..Finding::default() });
                }
            }
        }
    }
}

/// The bytes that invisible characters begin with; Nordic letters begin with others.
static BEGINNINGS: ByteSet = ByteSet::of(&[0xD8, 0xE1, 0xE2, 0xE3, 0xEF]);

/// What an invisible character is called. Soft hyphens and no-break spaces are none of this rule's business: word
/// processors put them there on purpose, and they do no harm.
const fn name(character: char) -> Option<&'static str> {
    Some(match character {
        '\u{200b}' => "zero-width space",
        '\u{200c}' => "zero-width non-joiner",
        '\u{200d}' => "zero-width joiner",
        '\u{200e}' | '\u{200f}' | '\u{61c}' => "direction mark",
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => "direction override",
        '\u{2060}' => "word joiner",
        '\u{2061}'..='\u{2064}' => "invisible operator",
        '\u{feff}' => "byte order mark",
        '\u{180e}' => "vowel separator",
        '\u{3164}' | '\u{ffa0}' | '\u{115f}' | '\u{1160}' => "filler",
        _ => return None,
    })
}

/// Whether a character does its work: joiners between pictures and letters that need them, direction marks beside text
/// that is written from right to left.
fn joins(character: char, before: &str, after: &str) -> bool {
    let latin = |c: char| c.is_ascii() || (c.is_alphabetic() && (c as u32) < 0x250) || c.is_whitespace();
    let beside = before.chars().next_back().is_none_or(latin) && after.chars().next().is_none_or(latin);
    let right_to_left =
        |text: &str| text.chars().any(|c| matches!(c as u32, 0x590..=0x8ff | 0xfb1d..=0xfdff | 0xfe70..=0xfefc));
    match character {
        '\u{200c}' | '\u{200d}' => !beside,
        '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            let near = |text: &str| text.len().min(200);
            right_to_left(&before[before.ceil_char_boundary(before.len() - near(before))..])
                || right_to_left(&after[..after.floor_char_boundary(near(after))])
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quick_look_passes_over_no_invisible_character() {
        let invisible: Vec<char> = ('\0'..=char::MAX).filter(|&character| name(character).is_some()).collect();
        assert!(invisible.len() > 20);
        for character in invisible {
            assert!(BEGINNINGS.find(character.to_string().as_bytes()).is_some(), "U+{:04X}", character as u32);
        }
    }
}
