//! Java's `.properties`.

use std::ops::Range;

use super::{Found, Item, comments_above, keys::ROOT, line_start};
use crate::decode::escape::Escape;

pub(super) fn read(text: &str, malformed: &mut dyn FnMut(Range<usize>, &str)) -> Found {
    let mut found = Found::default();
    let letters = !text.is_ascii();
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < text.len() {
        let start = at + bytes[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let Some(first) = bytes.get(start) else { break };
        if matches!(first, b'#' | b'!') {
            at = memchr::memchr2(b'\n', b'\r', &bytes[start..]).map_or(text.len(), |length| start + length);
            continue;
        }
        let end = logical_end(bytes, start);
        let separator = unescaped(bytes, start, end, |byte| matches!(byte, b'=' | b':' | b' ' | b'\t' | 0x0C));
        let value = value_start(bytes, separator, end);
        let key = Escape::Properties { letters }.read(&text[start..separator]).out;
        if key.is_empty() {
            malformed(start..end, "a line has no key");
        } else if value < end
            && let Some(node) = found.keys.add(ROOT, &key)
        {
            let comments = comments_above(text, line_start(text, start), &['#', '!']);
            found.items.push(Item { comments, ..Item::new(node, value..end, Escape::Properties { letters }) });
        }
        at = end;
    }
    found
}

/// Where the logical line ends that begins at `start`: before the first line break without a backslash.
fn logical_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start;
    while at < bytes.len() {
        match bytes[at] {
            b'\n' | b'\r' => return at,
            b'\\' if bytes[at + 1..].starts_with(b"\r\n") => at += 3,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// The first byte from `start` on, before `end`, that is one of those wanted and stands behind no backslash.
fn unescaped(bytes: &[u8], start: usize, end: usize, wanted: impl Fn(u8) -> bool) -> usize {
    let mut at = start;
    while at < end {
        match bytes[at] {
            b'\\' => at += 2,
            byte if wanted(byte) => return at,
            _ => at += 1,
        }
    }
    end
}

/// Where the value begins: behind one separator and the white space around it, which may go on in the next line.
fn value_start(bytes: &[u8], mut at: usize, end: usize) -> usize {
    let mut separated = false;
    while at < end {
        match bytes[at] {
            b' ' | b'\t' | 0x0C => at += 1,
            b'=' | b':' if !separated => {
                separated = true;
                at += 1;
            }
            b'\\' if bytes[at + 1..end].starts_with(b"\r\n") => at += 3,
            b'\\' if matches!(bytes.get(at + 1), Some(b'\n' | b'\r')) => at += 2,
            _ => break,
        }
    }
    at.min(end)
}
