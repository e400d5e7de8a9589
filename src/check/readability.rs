//! How hard a message is to read, by two old formulas: LIX (Björnsson 1968) and the grade of Flesch and Kincaid (1975).

use crate::{
    draft::{Block, Draft, Language, SectionKind, Sentence},
    rule::{Check, Context, Finding, Report, Settings},
    text::{ByteSet, TokenKind},
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
    fn of(draft: &Draft, sentence: &Sentence, formula: Formula) -> Self {
        let mut counts = Self::default();
        for word in words(draft, sentence) {
            counts.words += 1;
            counts.long += usize::from(is_long(word));
            if matches!(formula, Formula::Grade) {
                counts.syllables += syllables(word).max(1);
            }
        }
        counts.sentences = usize::from(counts.words > 0);
        counts
    }

    fn add(&mut self, other: &Self) {
        self.words += other.words;
        self.sentences += other.sentences;
        self.long += other.long;
        self.syllables += other.syllables;
    }
}

/// The words of a sentence that tell how hard it is: no numbers, no addresses, and no names, which are as long as they
/// are.
fn words<'d>(draft: &'d Draft, sentence: &'d Sentence) -> impl Iterator<Item = &'d str> {
    // German writes every noun with a capital.
    let names = draft.language != Some(Language::De);
    let tokens = draft.tokens_of(sentence).iter().enumerate();
    tokens.filter(|(_, token)| token.kind == TokenKind::Word).filter_map(move |(index, token)| {
        let text = draft.slice(token.span);
        let name = names && index > 0 && starts_upper(text);
        (!name && !text.bytes().any(|byte| byte.is_ascii_digit())).then_some(text)
    })
}

static VOWELS: ByteSet = ByteSet::of(b"aeiouyAEIOUY");

/// Whether a word begins with a capital.
fn starts_upper(word: &str) -> bool {
    match word.as_bytes().first() {
        Some(byte) if byte.is_ascii() => byte.is_ascii_uppercase(),
        _ => word.starts_with(char::is_uppercase),
    }
}

/// Whether a word has more than six letters.
fn is_long(word: &str) -> bool {
    if word.len() <= 6 {
        return false;
    }
    if word.is_ascii() {
        return word.bytes().filter(u8::is_ascii_alphabetic).count() > 6;
    }
    word.chars().filter(|c| c.is_alphabetic()).count() > 6
}

/// The syllables of an English word, as far as its letters tell: groups of vowels, without a silent ending.
fn syllables(word: &str) -> usize {
    let bytes = word.as_bytes();
    let mut groups = 0;
    let mut in_group = false;
    for &byte in bytes {
        let vowel = VOWELS.has(byte);
        groups += usize::from(vowel & !in_group);
        in_group = vowel;
    }
    groups - usize::from(groups > 1 && ends_silently(bytes))
}

/// Whether the last group of vowels of an English word is not spoken: `made`, `names`, `shipped`.
fn ends_silently(word: &[u8]) -> bool {
    let back = |by: usize| word.len().checked_sub(by).map_or(b' ', |at| word[at].to_ascii_lowercase());
    let consonant = |by: usize| word.len() >= by && !VOWELS.has(word[word.len() - by]);
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
            let own = Counts::of(draft, sentence, self.formula);
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
    use super::syllables;

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
        ] {
            assert_eq!(syllables(word).max(1), count, "{word}");
        }
    }
}
