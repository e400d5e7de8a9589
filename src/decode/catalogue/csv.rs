//! Tables: CSV as RFC 4180 has it and as spreadsheets write it.

use std::ops::Range;

use super::{Found, Item, keys::ROOT};
use crate::decode::escape::Escape;

/// What may stand between fields; the one that the first line has most of does.
const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];

pub(super) fn read(text: &str, malformed: &mut dyn FnMut(Range<usize>, &str)) -> Found {
    let mut found = Found::default();
    // Excel says so in a line of its own.
    let first = text.find(['\n', '\r']).unwrap_or(text.len());
    let said = text[..first].strip_prefix("sep=").and_then(|rest| rest.chars().next());
    let delimiter = said.unwrap_or_else(|| most_frequent(&text[..first]));
    let mut at = if said.is_some() { skip_break(text, first) } else { 0 };
    let escape = Escape::Csv { delimiter };
    let (names, next) = record(text, at, delimiter, malformed);
    at = next;
    let names: Vec<String> = names.into_iter().map(|name| escape.read(&text[name]).out.trim().to_owned()).collect();
    // The header is the first row, as in a spreadsheet.
    let mut row = 1_usize;
    while at < text.len() {
        let (fields, next) = record(text, at, delimiter, malformed);
        at = next;
        row += 1;
        let Some(parent) = found.keys.add(ROOT, &row.to_string()) else { break };
        for (name, field) in names.iter().zip(fields) {
            // Every field, so that neighbours are found; empty ones are chosen by nobody.
            if !name.is_empty()
                && !field.is_empty()
                && let Some(node) = found.keys.add(parent, name)
            {
                found.items.push(Item::new(node, field, escape));
            }
        }
    }
    found
}

/// The delimiter that the first line has most of. Only that line is looked at, so that no edit of a row below changes it.
fn most_frequent(line: &str) -> char {
    let mut counts = [0_usize; DELIMITERS.len()];
    let mut quoted = false;
    for character in line.chars() {
        match character {
            '"' => quoted = !quoted,
            other if !quoted => {
                if let Some(index) = DELIMITERS.iter().position(|delimiter| *delimiter == other) {
                    counts[index] += 1;
                }
            }
            _ => {}
        }
    }
    let most = counts.iter().enumerate().rev().max_by_key(|(_, count)| **count);
    most.map_or(',', |(index, _)| DELIMITERS[index])
}

fn skip_break(text: &str, at: usize) -> usize {
    let rest = &text.as_bytes()[at..];
    at + if rest.starts_with(b"\r\n") { 2 } else { usize::from(!rest.is_empty()) }
}

/// The fields of the record at `at`, and where the next begins.
fn record(
    text: &str,
    mut at: usize,
    delimiter: char,
    malformed: &mut dyn FnMut(Range<usize>, &str),
) -> (Vec<Range<usize>>, usize) {
    let mut fields = Vec::new();
    loop {
        let start = at;
        if text[at..].starts_with('"') {
            at += 1;
            loop {
                let Some(mark) = memchr::memchr(b'"', &text.as_bytes()[at..]) else {
                    malformed(start..start + 1, "a quoted field does not end");
                    fields.push(start..text.len());
                    return (fields, text.len());
                };
                at += mark + 1;
                if !text[at..].starts_with('"') {
                    break;
                }
                at += 1;
            }
        }
        let stop = text[at..].find([delimiter, '\n', '\r']).map_or(text.len(), |length| at + length);
        fields.push(start..stop);
        if !text[stop..].starts_with(delimiter) {
            return (fields, skip_break(text, stop));
        }
        at = stop + delimiter.len_utf8();
    }
}
