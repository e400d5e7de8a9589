//! The rule files that come with hilsen, read back from the form `build.rs` packs them into.
//!
//! A packed node is its place (offset and length in the TOML file) and a letter with a value: `S` text, `I` and `F`
//! numbers written out, `0` and `1` truth, `A` a list, `T` a table. Numbers are LEB128. Text is borrowed from the
//! binary, so that reading a file back allocates little more than its lists.

use std::{borrow::Cow, ops::Range};

use crate::tree::{Key, Node, Value};

include!(concat!(env!("OUT_DIR"), "/rules.rs"));
include!(concat!(env!("OUT_DIR"), "/phrases.rs"));

/// The phrases of a language, compiled by `build.rs`. They are numbered file by file, in the order of the rules' ids.
pub(super) struct CompiledPhrases {
    /// The bytes of the automaton that finds them.
    pub(super) phrases: &'static [u8],
    /// The bytes of the automaton that finds their exceptions.
    pub(super) exceptions: &'static [u8],
    /// For each exception the number of its phrase.
    pub(super) excepted: &'static [u32],
    /// The rules with phrases, each with the number behind its last.
    ends: &'static [(&'static str, u32)],
}

impl CompiledPhrases {
    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.ends.last().map_or(0, |(_, end)| *end as usize)
    }

    /// The numbers of a rule's phrases.
    pub(super) fn numbers(&self, rule: &str) -> Range<u32> {
        let Ok(index) = self.ends.binary_search_by(|(known, _)| (*known).cmp(rule)) else { return 0..0 };
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before].1);
        start..self.ends[index].1
    }
}

/// The compiled phrases of the language with a tag.
pub(super) fn phrases(language: &str) -> &'static CompiledPhrases {
    static NONE: CompiledPhrases = CompiledPhrases { phrases: &[], exceptions: &[], excepted: &[], ends: &[] };
    COMPILED.iter().find(|(tag, _)| *tag == language).map_or(&NONE, |(_, compiled)| compiled)
}

/// The paths of all files below `rules/`, without their ending, in order.
pub(super) fn paths() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|(path, _)| *path)
}

/// The file at `path`, if there is one.
pub(super) fn file(path: &str) -> Option<Node> {
    let (mut file, late) = (early(path)?, late(path)?);
    if let (Value::Table(entries), Value::Table(more)) = (&mut file.value, late.value) {
        entries.extend(more);
        entries.sort_by_key(|(key, _)| key.start);
    }
    Some(file)
}

/// The file at `path` without its examples and phrases, which no start needs.
pub(super) fn early(path: &str) -> Option<Node> {
    let [start, behind, _] = places(path)?;
    Some(Unpacker { rest: &PACKED[start..behind] }.node())
}

/// The examples and phrases of the file at `path`.
fn late(path: &str) -> Option<Node> {
    let [_, start, behind] = places(path)?;
    Some(Unpacker { rest: &PACKED[start..behind] }.node())
}

fn places(path: &str) -> Option<[usize; 3]> {
    let index = FILES.binary_search_by(|(known, _)| (*known).cmp(path)).ok()?;
    Some(FILES[index].1)
}

struct Unpacker {
    rest: &'static [u8],
}

impl Unpacker {
    fn byte(&mut self) -> u8 {
        let (&first, rest) = self.rest.split_first().unwrap_or((&0, &[]));
        self.rest = rest;
        first
    }

    fn number(&mut self) -> usize {
        let (mut value, mut shift) = (0, 0);
        loop {
            let byte = self.byte();
            value |= usize::from(byte & 0x7f) << shift;
            shift += 7;
            if byte < 0x80 || shift > 56 {
                return value;
            }
        }
    }

    fn text(&mut self) -> &'static str {
        let length = self.number();
        let (text, rest) = self.rest.split_at_checked(length).unwrap_or((&[], &[]));
        self.rest = rest;
        std::str::from_utf8(text).unwrap_or_default()
    }

    fn place(&mut self) -> (u32, u32) {
        let start = self.number();
        let length = self.number();
        (start as u32, (start + length) as u32)
    }

    fn node(&mut self) -> Node {
        let (start, end) = self.place();
        let value = match self.byte() {
            b'S' => Value::String(Cow::Borrowed(self.text())),
            b'I' => Value::Integer(self.text().parse().unwrap_or_default()),
            b'F' => Value::Float(self.text().parse().unwrap_or_default()),
            b'1' => Value::Boolean(true),
            b'A' => {
                let length = self.number();
                Value::Array((0..length).map(|_| self.node()).collect())
            }
            b'T' => {
                let length = self.number();
                Value::Table((0..length).map(|_| self.entry()).collect())
            }
            _ => Value::Boolean(false),
        };
        Node { value, start, end }
    }

    fn entry(&mut self) -> (Key, Node) {
        let (start, end) = self.place();
        let name = Cow::Borrowed(self.text());
        (Key { name, start, end }, self.node())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_reads_back_as_the_file() {
        for path in paths() {
            let text = std::fs::read_to_string(format!("rules/{path}.toml")).expect("a rule file");
            let (tree, problems) = crate::tree::parse(&text);
            assert_eq!(problems, [], "{path}");
            assert_eq!(file(path), Some(tree), "{path}");
        }
    }
}
