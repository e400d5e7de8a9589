//! The words that tell the sections of a mail apart: `rules/<language>/language.toml`, written out and sorted by `build.rs`.

use super::lexicon::Cue;

include!(concat!(env!("OUT_DIR"), "/section_words.rs"));

/// What the words tell, and the words in lower case with one space between them; sorted word by word, each row once.
pub(super) fn words() -> &'static [(Cue, &'static str)] {
    WORDS
}
