//! The words that tell the sections of a mail apart: `rules/<language>/language.toml`, written out, sorted and numbered by
//! `build.rs`, because numbering them took a fifth of a start.

use std::borrow::Cow;

use super::lexicon::{Cue, WordId};

include!(concat!(env!("OUT_DIR"), "/section_words.rs"));

/// The words in lower case; the first has the number 1.
pub(super) fn texts() -> &'static [Cow<'static, str>] {
    &TEXTS
}

/// Where each word lies by its hash: a part of the hash, and the number of the word or 0.
pub(super) fn slots() -> &'static [(u16, WordId)] {
    &SLOTS
}

/// What words tell, each row the numbers of one word or of a phrase; sorted word by word, each row once.
pub(super) fn rows() -> impl Iterator<Item = (Cue, &'static [WordId])> {
    let mut rest: &'static [WordId] = &IDS;
    ROWS.iter().map(move |&(cue, count)| {
        let (row, behind) = rest.split_at_checked(usize::from(count)).unwrap_or_default();
        rest = behind;
        (cue, row)
    })
}
