//! JSON, read leniently: comments and trailing commas are let be, and a file that breaks off gives what it has.
//!
//! By hand, because what has been read must not be lost to a mistake further down, and every string must know its bytes.

use std::ops::Range;

use super::{Found, Item, keys::ROOT};
use crate::decode::escape::Escape;

/// An object or a list that is open.
struct Open {
    /// Its key; `None` where that is too deep to be followed.
    node: Option<u32>,
    /// In a list, the number of the next value.
    index: Option<usize>,
    /// In an object, the name of the next value.
    name: Option<Range<usize>>,
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    found: Found,
    open: Vec<Open>,
}

pub(super) fn read(text: &str, malformed: &mut dyn FnMut(Range<usize>, &str)) -> Found {
    let mut reader = Reader { text, at: 0, found: Found::default(), open: Vec::new() };
    if let Some(wrong) = reader.read_all() {
        malformed(wrong.clone().start.min(text.len())..wrong.end.min(text.len()), "this is no JSON");
    }
    reader.found
}

impl Reader<'_> {
    /// Reads all values; where the first mistake is, if there is one.
    fn read_all(&mut self) -> Option<Range<usize>> {
        let mut wrong = None;
        let mut note = |range: Range<usize>| {
            wrong.get_or_insert(range);
        };
        while let Some(first) = self.next_token() {
            let start = self.at;
            match first {
                b'"' => {
                    let end = string_end(self.text, start);
                    if end.is_none() {
                        note(start..start + 1);
                    }
                    self.at = end.unwrap_or(self.text.len());
                    self.string(start..self.at);
                }
                b'{' | b'[' => {
                    let node = if self.open.is_empty() { Some(ROOT) } else { self.key() };
                    self.open.push(Open { node, index: (first == b'[').then_some(0), name: None });
                    self.at += 1;
                }
                b'}' | b']' => {
                    let fits = self.open.last().is_some_and(|open| open.index.is_some() == (first == b']'));
                    if fits {
                        self.open.pop();
                    } else {
                        note(start..start + 1);
                    }
                    self.at += 1;
                }
                b',' | b':' => self.at += 1,
                _ => {
                    // A number, a truth value, or nonsense.
                    let is_end = |byte: &u8| {
                        matches!(byte, b'"' | b'{' | b'[' | b'}' | b']' | b',' | b':' | b'/')
                            || byte.is_ascii_whitespace()
                    };
                    let length =
                        self.text.as_bytes()[start..].iter().position(is_end).unwrap_or(self.text.len() - start);
                    self.at += length.max(1);
                    let word = &self.text.as_bytes()[start..self.at];
                    let is_number = word[0] == b'-' || word[0].is_ascii_digit();
                    if !is_number && !matches!(word, b"true" | b"false" | b"null") {
                        note(start..self.at);
                    }
                    self.key();
                }
            }
        }
        if !self.open.is_empty() {
            note(self.text.len()..self.text.len());
        }
        wrong
    }

    /// Skips white space and comments; the byte that follows.
    fn next_token(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        loop {
            self.at += bytes[self.at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            let rest = &bytes[self.at..];
            let end = if rest.starts_with(b"//") {
                memchr::memchr(b'\n', rest)
            } else if rest.starts_with(b"/*") {
                memchr::memmem::find(rest, b"*/").map(|end| end + 2)
            } else {
                return rest.first().copied();
            };
            self.at = end.map_or(bytes.len(), |end| self.at + end);
        }
    }

    /// Takes a string: a name, or a value.
    fn string(&mut self, range: Range<usize>) {
        let is_name = self.open.last().is_some_and(|open| open.index.is_none() && open.name.is_none())
            && self.next_token() == Some(b':');
        if is_name {
            if let Some(open) = self.open.last_mut() {
                open.name = Some(range);
            }
        } else if let Some(node) = self.key() {
            self.found.items.push(Item::new(node, range, Escape::Json));
        }
    }

    /// The key of the value that begins.
    fn key(&mut self) -> Option<u32> {
        let open = self.open.last_mut()?;
        let name = match (&mut open.index, open.name.take()) {
            (Some(index), _) => {
                *index += 1;
                (*index - 1).to_string()
            }
            (None, Some(name)) => Escape::Json.read(&self.text[name]).out,
            (None, None) => return None,
        };
        self.found.keys.add(open.node?, &name)
    }
}

/// Just behind the closing quotation mark of the string at `start`.
fn string_end(text: &str, start: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = start + 1;
    while let Some(next) = memchr::memchr2(b'"', b'\\', bytes.get(at..)?) {
        at += next;
        if bytes[at] == b'"' {
            return Some(at + 1);
        }
        // The character behind a backslash may be one of several bytes, none of which looks like these two.
        at += 2;
    }
    None
}
