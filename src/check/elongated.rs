//! Words drawn out with letters: `sooo`, `pleeease`.

use crate::{
    diagnostic::{Fix, Safety, TextEdit},
    draft::{Block, Draft, Language},
    rule::{Check, Context, Finding, Report, Settings},
    text::{ByteSet, TokenKind, has_run},
};

struct Elongated {
    /// How often a letter may stand in a row.
    max: usize,
}

pub(super) fn build(settings: &Settings<'_>) -> Box<dyn Check> {
    Box::new(Elongated { max: settings.number("max-repeat") })
}

impl Check for Elongated {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        // Hardly any draft has what a look at the whole can tell.
        if self.max >= 2 && !may_draw_out(draft) {
            return;
        }
        for (_, sentence) in context.sentences() {
            if sentence.block == Block::Code {
                continue;
            }
            for token in draft.tokens_of(sentence).iter().filter(|token| token.kind == TokenKind::Word) {
                let word = draft.slice(token.span);
                if has_same_in_a_row(word, self.max) && is_drawn_out(word, self.max, draft.language) {
                    let short = shortened(word, self.max, 1);
                    // A consonant may be meant twice: `willl`, `helllo`.
                    let doubled = Some(shortened(word, self.max, 2)).filter(|_| draws_consonant(word, self.max));
                    let fixes = [Some(short.clone()), doubled].into_iter().flatten().map(|wording| Fix {
                        title: format!("“{wording}”"),
                        safety: Safety::Suggestion,
                        edits: vec![TextEdit { span: token.span, replacement: wording }],
                    });
                    let fixes = fixes.collect();
                    let fill = vec![("text", word.to_owned()), ("instead", short)];
                    report.push(token.span, Finding { fill, fixes, ..Finding::default() });
                }
            }
        }
    }
}

/// Whether the same letter may stand three times in a row anywhere in a draft. Sure for ASCII and the letters beside it that
/// the languages use; other alphabets may be drawn out, and so may characters that begin with the same byte.
fn may_draw_out(draft: &Draft) -> bool {
    static OTHER_ALPHABETS: ByteSet = ByteSet::of(&[]).with(0xC4, 0xDF);
    static BEYOND_ASCII: ByteSet = ByteSet::of(&[]).with(0xC2, 0xFF);
    if draft.holds_any(&OTHER_ALPHABETS) {
        return true;
    }
    let bytes = draft.text().as_bytes();
    // The case of letters left out.
    let alike = |one: u8, two: u8, three: u8| ((one ^ two) | (one ^ three)) & !0x20 == 0;
    let is_wide = draft.holds_any(&BEYOND_ASCII);
    has_run(bytes, |[one, two, three]| one.is_ascii_alphabetic() & alike(one, two, three))
        || is_wide && has_run(bytes, |[one, _, two, _, three]| (one >= 0xC2) & alike(one, two, three))
        || is_wide && has_run(bytes, |[one, _, _, two, _, _, three]| (one >= 0xE0) & alike(one, two, three))
        || is_wide && has_run(bytes, |[one, _, _, _, two, _, _, _, three]| (one >= 0xF0) & alike(one, two, three))
}

/// Whether more than `max` letters in a row may be the same: quick, and sure for words of ASCII.
fn has_same_in_a_row(word: &str, max: usize) -> bool {
    let (mut run, mut last) = (0, b' ');
    word.bytes().any(|byte| {
        let lower = byte.to_ascii_lowercase();
        run = if lower == last { run + 1 } else { 1 };
        last = lower;
        run > max || !byte.is_ascii()
    })
}

/// Whether a letter stands more than `max` times in a row in a word that is no code, number or row of marks.
fn is_drawn_out(word: &str, max: usize, language: Option<Language>) -> bool {
    let mut longest = (0, ' ');
    let mut run = 0;
    let mut last = ' ';
    for character in word.chars() {
        // Capitals, digits and marks make a code: `AAA`, `XXXL`, `a-bbb-c`.
        if !character.is_alphabetic() {
            return false;
        }
        let lower = character.to_lowercase().next().unwrap_or(character);
        run = if lower == last { run + 1 } else { 1 };
        last = lower;
        longest = longest.max((run, lower));
    }
    if longest.0 <= max || !word.chars().skip(1).any(char::is_lowercase) {
        return false;
    }
    let one_letter = word.chars().all(|c| c.to_lowercase().next() == Some(longest.1));
    let roman = word.chars().all(|c| matches!(c, 'i' | 'v' | 'x'));
    // German joins words as they are: `Schifffahrt`, `Flussschiff`, `Seeelefant`, `Teeernte`.
    let compound = language == Some(Language::De)
        && longest.0 == 3
        && !matches!(longest.1, 'a' | 'i' | 'o' | 'u' | 'ü' | 'ö' | 'ä');
    !one_letter && !roman && !compound && longest.1 != 'w'
}

/// The word with each drawn-out letter `times` times.
fn shortened(word: &str, max: usize, times: usize) -> String {
    let characters: Vec<char> = word.chars().collect();
    let groups = characters.chunk_by(|a, b| same(*a, *b));
    groups.flat_map(|group| if group.len() > max { &group[..times.min(group.len())] } else { group }).collect()
}

/// Whether a consonant is drawn out.
fn draws_consonant(word: &str, max: usize) -> bool {
    let characters: Vec<char> = word.chars().collect();
    let vowel = |c: char| "aeiouyæøåäöü".contains(c.to_lowercase().next().unwrap_or(c));
    characters.chunk_by(|a, b| same(*a, *b)).any(|group| group.len() > max && !vowel(group[0]))
}

fn same(a: char, b: char) -> bool {
    a.to_lowercase().eq(b.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawn_out_words_and_what_looks_like_one() {
        for word in ["sooo", "Tuuusen", "pleeease", "meeeget", "hmmm"] {
            assert!(is_drawn_out(word, 2, None), "{word}");
        }
        for word in ["AAA", "XXXL", "www", "viii", "good", "III", "aaa", "b-aaa"] {
            assert!(!is_drawn_out(word, 2, None), "{word}");
        }
        assert!(!is_drawn_out("Schifffahrt", 2, Some(Language::De)) && is_drawn_out("sooo", 2, Some(Language::De)));
        assert_eq!(shortened("Pleeease", 2, 1), "Please");
        assert_eq!(shortened("helllo", 2, 2), "hello");
        assert!(draws_consonant("willl", 2) && !draws_consonant("sooo", 2));
    }
}
