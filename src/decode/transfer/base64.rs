//! Base64 (RFC 2045 §6.8).

use std::ops::Range;

use super::PartBytes;
use crate::{
    decode::{edit::Edit, layer::Layer},
    text::{Source, SourceMap, Span},
};

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
/// What [`SEXTETS`] says of bytes outside the alphabet.
const NO_SEXTET: u8 = 0xFF;
/// The width of lines where the part does not show one, in bytes.
const USUAL_WIDTH: usize = 76;

/// The six bits each byte of the alphabet stands for.
const SEXTETS: [u8; 256] = {
    let mut table = [NO_SEXTET; 256];
    let mut at = 0;
    while at < ALPHABET.len() {
        table[ALPHABET[at] as usize] = at as u8;
        at += 1;
    }
    table
};

/// Decodes the bytes `span` of `source`; `bad` is called with what does not belong there, and why.
///
/// Each group of four characters is an atom of three bytes. White space and junk are skipped, padding ends the data.
pub(in crate::decode) fn decode(
    source: &[u8],
    span: Span<Source>,
    bad: &mut dyn FnMut(Span<Source>, &str),
) -> Layer<Vec<u8>> {
    let mut quads = Quads { out: Vec::with_capacity(span.len() / 4 * 3), map: SourceMap::default(), bits: 0, count: 0 };
    let mut start = span.start();
    let mut end = span.start();
    for (at, &byte) in source.iter().enumerate().take(span.end()).skip(span.start()) {
        let sextet = SEXTETS[usize::from(byte)];
        if sextet != NO_SEXTET {
            if quads.count == 0 {
                start = at;
            }
            end = at + 1;
            quads.push(sextet);
            if quads.count == 4 {
                quads.flush(Span::new(start, end));
            }
        } else if byte == b'=' && quads.count >= 2 {
            let padding = source[at..span.end()].iter().take(4 - quads.count).take_while(|byte| **byte == b'=').count();
            end = at + padding;
            quads.flush(Span::new(start, end));
            if let Some(rest) = source[end..span.end()].iter().position(|byte| !byte.is_ascii_whitespace()) {
                bad(Span::new(end + rest, span.end()), "text behind the end of the base64 data");
            }
            break;
        } else if !byte.is_ascii_whitespace() {
            bad(Span::new(at, at + 1), "a byte that is not base64");
        }
    }
    if quads.count == 1 {
        bad(Span::new(start, end), "base64 data that breaks off");
    }
    quads.flush(Span::new(start, end));
    Layer { out: quads.out, map: quads.map }
}

/// The decoded bytes, and the characters of the group of four that is being read.
struct Quads {
    out: Vec<u8>,
    map: SourceMap,
    bits: u32,
    count: usize,
}

impl Quads {
    fn push(&mut self, sextet: u8) {
        self.bits = self.bits << 6 | u32::from(sextet);
        self.count += 1;
    }

    /// Ends a group, short where padding or the end of the data cut it.
    fn flush(&mut self, source: Span<Source>) {
        if self.count == 0 {
            return;
        }
        let bytes = (self.bits << (8 + 6 * (4 - self.count as u32))).to_be_bytes();
        let whole = self.count * 6 / 8;
        self.out.extend_from_slice(&bytes[..whole]);
        self.map.push_atomic(whole, source);
        (self.bits, self.count) = (0, 0);
    }
}

/// Base64 with padding, without line breaks.
pub(in crate::decode) fn encode(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let mut padded = [0; 3];
        padded[..chunk.len()].copy_from_slice(chunk);
        let bits = u32::from_be_bytes([0, padded[0], padded[1], padded[2]]);
        for index in 0..4 {
            let sextet = (bits >> (18 - 6 * index)) & 0x3F;
            out.push(if index <= chunk.len() { ALPHABET[sextet as usize] } else { b'=' });
        }
    }
    out
}

/// The edit of the file that puts `new` in place of the decoded bytes `range`.
///
/// The data is written anew from the first touched group to its end, in lines as wide as the part's; what comes out
/// as it was is left out of the edit.
pub(super) fn edit(part: &PartBytes, range: Range<usize>, new: &[u8]) -> Edit {
    let decoded = &part.decoded.out;
    let runs = part.decoded.map.runs();
    let touched = runs.partition_point(|run| run.text.end() <= range.start);
    // Behind a last group that is cut short, bytes can only be added by writing it anew.
    let short = |index: &usize| runs[*index].text.len() < 3;
    let first = runs.get(touched).or_else(|| touched.checked_sub(1).filter(short).map(|index| &runs[index]));
    let data_end = runs.last().map_or(part.span.start(), |run| run.source.end());
    let (kept, start) = first.map_or((decoded.len(), data_end), |run| (run.text.start(), run.source.start()));
    let bytes = [&decoded[kept..range.start], new, &decoded[range.end..]].concat();
    let wrapped = wrap(part, start, &encode(&bytes));
    trimmed(part.source, Span::new(start, data_end), wrapped)
}

/// `encoded` in lines as wide as the part's first one, from the column of `start` on.
fn wrap(part: &PartBytes, start: usize, encoded: &[u8]) -> Vec<u8> {
    let data = &part.source[part.span.range()];
    let is_line_end = |byte: &u8| matches!(byte, b'\r' | b'\n');
    let lead = data.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let first_line = data[lead..].iter().position(is_line_end);
    let width = first_line.filter(|&width| width >= 4).unwrap_or(USUAL_WIDTH.max(data.len() - lead));
    let before = &part.source[part.span.start()..start];
    let mut column = before.iter().rev().take_while(|byte| !is_line_end(byte)).count();
    let mut out = Vec::with_capacity(encoded.len() + encoded.len() / 32);
    for &byte in encoded {
        if column >= width {
            out.extend_from_slice(part.eol.as_bytes());
            column = 0;
        }
        out.push(byte);
        column += 1;
    }
    out
}

/// The edit that writes `bytes` over `span`, without the beginning and end they have in common.
fn trimmed(source: &[u8], span: Span<Source>, mut bytes: Vec<u8>) -> Edit {
    let old = &source[span.range()];
    let same = |pair: &(&u8, &u8)| pair.0 == pair.1;
    let head = old.iter().zip(&bytes).take_while(same).count();
    let tail = old[head..].iter().rev().zip(bytes[head..].iter().rev()).take_while(same).count();
    bytes.truncate(bytes.len() - tail);
    bytes.drain(..head);
    Edit { span: Span::new(span.start() + head, span.end() - tail), bytes }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(source: &str) -> (String, SourceMap, usize) {
        let mut bad = 0;
        let layer = decode(source.as_bytes(), Span::new(0, source.len()), &mut |_, _| bad += 1);
        (String::from_utf8(layer.out).unwrap(), layer.map, bad)
    }

    #[test]
    fn groups_are_atoms() {
        let (text, map, bad) = read("SGVpIHDD\r\npSBkZWc=\r\n");
        assert_eq!((text.as_str(), bad), ("Hei på deg", 0));
        assert_eq!(map.source(Span::new(0, 1)), Span::new(0, 4));
        assert_eq!(map.source(Span::new(5, 7)), Span::new(4, 14));
    }

    #[test]
    fn broken_data_is_read_as_far_as_it_goes() {
        assert_eq!(read("SGVp").0, "Hei");
        assert_eq!(read("SGU").0, "He");
        assert_eq!(read("SG*Vp").2, 1);
        assert_eq!(read("SGU=\r\n-- \r\nfooter").2, 1);
        assert_eq!(read("SGVpI").2, 1);
    }

    #[test]
    fn encodes_with_padding() {
        assert_eq!(encode("Hei på deg".as_bytes()), b"SGVpIHDDpSBkZWc=");
        assert_eq!(encode(b""), b"");
    }
}
