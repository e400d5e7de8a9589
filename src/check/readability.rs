//! How hard a message is to read, by two old formulas: LIX (Björnsson 1968) and the grade of Flesch and Kincaid (1975).

use crate::{
    draft::{Block, Draft, Language, SectionKind, Sentence},
    rule::{Check, Context, Finding, Report, Settings},
    text::TokenKind,
};

/// What the formulas count.
#[derive(Default)]
struct Counts {
    words: usize,
    sentences: usize,
    /// Words of more than six letters.
    long: usize,
    syllables: usize,
}

impl Counts {
    fn lix(&self) -> f64 {
        self.words as f64 / self.sentences as f64 + 100.0 * self.long as f64 / self.words as f64
    }

    fn grade(&self) -> f64 {
        let (words, sentences) = (self.words as f64, self.sentences as f64);
        0.39 * words / sentences + 11.8 * self.syllables as f64 / words - 15.59
    }

    /// What a formula counts in a sentence.
    fn of(draft: &Draft, sentence: &Sentence) -> Self {
        let mut counts = Self::default();
        // German writes every noun with a capital.
        let has_names = draft.language != Some(Language::De);
        for (index, token) in draft.tokens_of(sentence).iter().enumerate() {
            if token.kind == TokenKind::Word {
                counts.add_word(draft.slice(token.span), has_names && index > 0);
            }
        }
        counts.sentences = usize::from(counts.words > 0);
        counts
    }

    /// Counts a word that tells how hard a sentence is: no number, and no name, which is as long as it is.
    fn add_word(&mut self, word: &str, may_be_name: bool) {
        if may_be_name && word.starts_with(char::is_uppercase) {
            return;
        }
        let seen = Seen::of(word.as_bytes());
        if seen.holds(DIGIT) {
            return;
        }
        self.words += 1;
        // Where there are only letters of ASCII, there are as many as bytes.
        let letters = if seen.holds(OTHER) { word.chars().filter(|c| c.is_alphabetic()).count() } else { word.len() };
        self.long += usize::from(letters > 6);
        let is_silent = seen.groups > 1 && ends_silently(word.as_bytes());
        self.syllables += (seen.groups - usize::from(is_silent)).max(1);
    }

    fn add(&mut self, other: &Self) {
        self.words += other.words;
        self.sentences += other.sentences;
        self.long += other.long;
        self.syllables += other.syllables;
    }
}

/// What a byte of a word is.
static KINDS: [u8; 256] = {
    let mut kinds = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        kinds[byte] = match byte as u8 {
            b'a' | b'e' | b'i' | b'o' | b'u' | b'y' | b'A' | b'E' | b'I' | b'O' | b'U' | b'Y' => VOWEL,
            b'0'..=b'9' => DIGIT | OTHER,
            byte if byte.is_ascii_alphabetic() => 0,
            _ => OTHER,
        };
        byte += 1;
    }
    kinds
};
const VOWEL: u8 = 1;
const DIGIT: u8 = 2;
/// No letter of ASCII.
const OTHER: u8 = 4;

/// What is seen in a word, byte by byte.
struct Seen {
    /// Groups of vowels.
    groups: usize,
    /// The kinds of all bytes together.
    kinds: u8,
}

impl Seen {
    fn of(word: &[u8]) -> Self {
        let mut seen = Self { groups: 0, kinds: 0 };
        let mut before = 0;
        for &byte in word {
            let kind = KINDS[usize::from(byte)];
            seen.groups += usize::from(kind & !before & VOWEL);
            seen.kinds |= kind;
            before = kind;
        }
        seen
    }

    fn holds(&self, kind: u8) -> bool {
        self.kinds & kind != 0
    }
}

/// Whether the last group of vowels of an English word is not spoken: `made`, `names`, `shipped`.
fn ends_silently(word: &[u8]) -> bool {
    let back = |by: usize| word.len().checked_sub(by).map_or(b' ', |at| word[at].to_ascii_lowercase());
    let consonant = |by: usize| word.len() >= by && KINDS[usize::from(word[word.len() - by])] & VOWEL == 0;
    match back(1) {
        b'e' => consonant(2) && back(2) != b'l',
        b'd' => back(2) == b'e' && consonant(3) && !matches!(back(3), b't' | b'd'),
        b's' => {
            // `boxes`, `buses`, `places`, `pages`, `dishes`, `watches`.
            let hissing = matches!(back(3), b's' | b'x' | b'z' | b'c' | b'g')
                || back(3) == b'h' && matches!(back(4), b'c' | b's');
            back(2) == b'e' && consonant(3) && !hissing && back(3) != b'l'
        }
        _ => false,
    }
}

/// Which formula, and what it may come to.
struct Readability {
    formula: Formula,
    max: usize,
    min_words: usize,
}

#[derive(Clone, Copy)]
enum Formula {
    Lix,
    Grade,
}

pub(super) fn build_lix(settings: &Settings<'_>) -> Box<dyn Check> {
    let (max, min_words) = (settings.number("max-lix"), settings.number("min-words"));
    Box::new(Readability { formula: Formula::Lix, max, min_words })
}

pub(super) fn build_grade(settings: &Settings<'_>) -> Box<dyn Check> {
    let (max, min_words) = (settings.number("max-grade"), settings.number("min-words"));
    Box::new(Readability { formula: Formula::Grade, max, min_words })
}

impl Readability {
    fn value(&self, counts: &Counts) -> f64 {
        match self.formula {
            Formula::Lix => counts.lix(),
            Formula::Grade => counts.grade(),
        }
    }
}

impl Check for Readability {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        // The branches of a template do not all reach one reader.
        if draft.is_template {
            return;
        }
        let is_text = |sentence: &&Sentence| matches!(sentence.block, Block::Prose | Block::ListItem);
        let text: Vec<&Sentence> = draft.sentences_of(SectionKind::Message).filter(is_text).collect();
        let mut counts = Counts::default();
        let mut hardest: Option<(f64, &Sentence)> = None;
        // Most messages are too short to tell, and counting syllables takes long.
        if text.iter().map(|sentence| sentence.words).sum::<usize>() < self.min_words {
            return;
        }
        for &sentence in &text {
            let own = Counts::of(draft, sentence);
            counts.add(&own);
            let value = if own.words == 0 { continue } else { self.value(&own) };
            if hardest.is_none_or(|(most, _)| value > most) {
                hardest = Some((value, sentence));
            }
        }
        if counts.words < self.min_words || counts.sentences == 0 {
            return;
        }
        let value = self.value(&counts);
        if let Some((_, sentence)) = hardest.filter(|_| value.round() > self.max as f64) {
            let fill = vec![
                ("value", format!("{value:.0}")),
                ("max", self.max.to_string()),
                ("words", (counts.words / counts.sentences).to_string()),
                ("long", (100 * counts.long / counts.words).to_string()),
            ];
            // One place stands for the whole: the sentence that adds most.
            report.push(sentence.span, Finding { fill, ..Finding::default() });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_of_english_words() {
        for (word, count) in [
            ("lamp", 1),
            ("table", 2),
            ("made", 1),
            ("wanted", 2),
            ("shipped", 1),
            ("boxes", 2),
            ("the", 1),
            ("delivery", 4),
            ("information", 4),
            ("names", 1),
            ("you", 1),
            ("places", 2),
            ("watches", 2),
            ("rules", 2),
            ("bed", 1),
            ("MADE", 1),
        ] {
            let groups = Seen::of(word.as_bytes()).groups;
            let silent = groups > 1 && ends_silently(word.as_bytes());
            assert_eq!(groups - usize::from(silent), count, "{word}");
        }
    }
}
