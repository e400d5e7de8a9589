//! The words by which a house tells the sections of its mails apart, besides those of the languages.

use std::{fmt, sync::OnceLock};

use super::{
    lexicon::{Cue, Lexicon},
    pattern,
};

/// How a house greets, takes leave and signs, where that is not how everybody does.
#[derive(Default)]
pub struct OwnWords {
    /// What the words tell, and the words in lower case with one space between them.
    rows: Vec<(Cue, String)>,
    /// Made when the first draft comes.
    lexicon: OnceLock<Lexicon>,
}

/// What words can be added to, by the names that `rules/<language>/language.toml` has for it.
const KINDS: [(&str, Cue); 12] = [
    ("greeting", Cue::Greeting),
    ("addressee", Cue::Addressee),
    ("farewell", Cue::Farewell),
    ("signed-by", Cue::SignedBy),
    ("closing-thanks", Cue::ClosingThanks),
    ("closing-wish", Cue::ClosingWish),
    ("sent-from", Cue::SentFrom),
    ("disclaimer", Cue::Disclaimer),
    ("footer", Cue::Footer),
    ("team", Cue::Team),
    ("title", Cue::Title),
    ("contact", Cue::Contact),
];

/// So many wordings fit beside those of the languages.
const ROWS_MAX: usize = 1_000;

impl OwnWords {
    /// The names of the kinds of words.
    pub fn kinds() -> impl Iterator<Item = &'static str> + Clone {
        KINDS.iter().map(|(name, _)| *name)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Adds words of a kind. `(a|b)` is one of, `[c]` may be left out; case and punctuation do not matter.
    ///
    /// # Errors
    /// When there is no such kind, the pattern cannot be read or says nothing; the text says what is wrong.
    pub fn add(&mut self, kind: &str, pattern: &str) -> Result<(), String> {
        let Some((_, cue)) = KINDS.iter().find(|(name, _)| *name == kind) else {
            return Err(format!("there is no kind of words `{kind}`"));
        };
        let rows: Vec<(Cue, String)> =
            pattern::wordings(pattern)?.iter().map(|words| (*cue, words.join(" "))).collect();
        if rows.is_empty() {
            return Err("there is no word in this".to_owned());
        }
        if self.rows.len() + rows.len() > ROWS_MAX {
            return Err(format!("these are more than {ROWS_MAX} wordings in all"));
        }
        self.rows.extend(rows);
        self.lexicon = OnceLock::new();
        Ok(())
    }

    /// Adds all words of another house.
    pub fn extend(&mut self, other: &Self) {
        let room = ROWS_MAX.saturating_sub(self.rows.len());
        self.rows.extend(other.rows.iter().take(room).cloned());
        self.lexicon = OnceLock::new();
    }

    /// These words and those of the languages.
    pub(super) fn lexicon(&self) -> &Lexicon {
        self.lexicon.get_or_init(|| Lexicon::with(&self.rows))
    }
}

impl Clone for OwnWords {
    fn clone(&self) -> Self {
        Self { rows: self.rows.clone(), lexicon: OnceLock::new() }
    }
}

impl fmt::Debug for OwnWords {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("OwnWords").field("rows", &self.rows).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Layout, SectionKind, sections, sections_by};
    use super::*;

    #[test]
    fn a_house_greets_and_takes_leave_in_its_own_way() {
        let text =
            "Skål og god dag, Anna\n\nLampen er på vei, og du får den på fredag.\n\nLys og varme fra Fjordlys\nEva\n";
        let kinds = |found: Vec<super::super::Section>| found.iter().map(|one| one.kind).collect::<Vec<_>>();
        let plain = kinds(sections(text, Layout { top_headers: true }));
        assert!(!plain.contains(&SectionKind::Farewell), "{plain:?}");
        let mut own = OwnWords::default();
        own.add("greeting", "skål og god (dag|kveld)").unwrap();
        own.add("farewell", "lys og varme [fra fjordlys]").unwrap();
        let found = kinds(sections_by(text, Layout { top_headers: true }, Some(&own)));
        let [greeting, message] = [SectionKind::Greeting, SectionKind::Message];
        assert_eq!(found, [greeting, message, SectionKind::Farewell, SectionKind::Signature]);
    }

    #[test]
    fn the_words_of_the_languages_stay() {
        let mut own = OwnWords::default();
        own.add("greeting", "ahoy").unwrap();
        let text = "Hello Anna,\n\nthe lamp is on its way.\n\nKind regards\nEva\n";
        let layout = Layout { top_headers: true };
        assert_eq!(sections_by(text, layout, Some(&own)), sections(text, layout));
    }

    #[test]
    fn mistakes_are_told() {
        let mut own = OwnWords::default();
        for (kind, pattern) in
            [("greting", "ahoy"), ("greeting", "(a|b"), ("greeting", "a)"), ("greeting", "…"), ("greeting", "(a|[b])")]
        {
            assert!(own.add(kind, pattern).is_err(), "{kind} {pattern}");
        }
        let many = "(a|b|c|d|e|f|g|h|i|j)".repeat(20);
        assert!(own.add("greeting", &many).is_err());
        assert!(own.is_empty());
    }
}
