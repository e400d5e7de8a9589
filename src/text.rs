//! Floor 0: places in text, without any knowledge of e-mail.
//!
//! A draft exists in two coordinate spaces: the bytes of the file ([`Source`]) and the text a reader sees
//! ([`Text`]). A [`Span`] carries its space in its type, so that one cannot be used where the other is meant, and a
//! [`SourceMap`] is the only way from one to the other.

mod byte_set;
pub mod checksum;
mod lines;
mod map;
mod marks;
pub mod secret;
mod span;
mod token;

pub(crate) use byte_set::{ByteSet, digits_in, has_run, looks};
pub use lines::{LineColumn, LineIndex};
pub use map::{Run, RunKind, SourceMap};
pub use marks::Marks;
pub use span::{Source, Span, Text};
pub use token::{Token, TokenKind, tokenize, tokenize_marked};
pub(crate) use token::{is_alphanumeric, is_ascii_word_byte, tokenize_into};

/// A text with one space between its words, for messages and comparisons.
pub(crate) fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
