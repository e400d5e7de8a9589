//! The hash that words of sections are looked up by, shared with `build.rs`, which fills the table.
//!
//! FNV-1a over the word in lower case: short keys, no need of a keyed hash, as the table is fixed and probes stop at free
//! slots.

/// The hash of a word, blind to the case of ASCII letters.
pub(crate) fn hash(word: &[u8]) -> u32 {
    word.iter().fold(HASH_START, |hash, byte| hash_on(hash, byte.to_ascii_lowercase()))
}

/// The hash of no letters.
pub(crate) const HASH_START: u32 = 0x811c_9dc5;

/// The hash of a word with one more byte.
pub(crate) const fn hash_on(hash: u32, byte: u8) -> u32 {
    (hash ^ byte as u32).wrapping_mul(0x0100_0193)
}

/// The part of a hash that a slot keeps: not the one that chose the slot.
pub(crate) const fn tag(hash: u32) -> u16 {
    (hash >> 16) as u16
}

/// The number of slots, a power of two, more than twice the number of words.
pub(crate) const SLOTS: usize = 8192;
