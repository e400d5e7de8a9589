//! From byte offsets to the lines and columns people and editors count in.

/// A place as lines and columns, all counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LineColumn {
    /// The line; LF, CRLF and a lone CR end one.
    pub line: usize,
    /// The column in characters (Unicode scalar values).
    pub column: usize,
    /// The column in UTF-16 units, as editors count.
    pub utf16: usize,
}

/// The line starts of a file, found once; look-ups take a logarithm of the lines and one walk along the line.
///
/// A byte order mark is no character of the first line, and files in UTF-16 are counted in its units.
#[derive(Clone, Debug)]
pub struct LineIndex {
    /// Offsets of the first byte of each line.
    starts: Vec<usize>,
    units: Units,
    /// Within long lines, every [`CHECKPOINT`] bytes: the offset, and the characters and UTF-16 units of the line so far.
    checkpoints: Vec<(usize, usize, usize)>,
}

/// A column is counted from the line's start or the last checkpoint, so that a long line with many findings does not cost
/// its square. In bytes.
const CHECKPOINT: usize = 8192;

/// What the bytes of a file make characters of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Units {
    /// UTF-8, or any charset that has ASCII in single bytes.
    Bytes,
    /// UTF-16, the lower byte first.
    Utf16Le,
    /// UTF-16, the higher byte first.
    Utf16Be,
}

impl LineIndex {
    /// Finds the lines of a file.
    pub fn new(bytes: &[u8]) -> Self {
        let (units, mark) = match bytes {
            [0xff, 0xfe, ..] => (Units::Utf16Le, 2),
            [0xfe, 0xff, ..] => (Units::Utf16Be, 2),
            [0xef, 0xbb, 0xbf, ..] => (Units::Bytes, 3),
            _ => (Units::Bytes, 0),
        };
        let mut starts = Vec::with_capacity(bytes.len() / 64 + 8);
        starts.push(mark);
        if units == Units::Bytes {
            for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
                if bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n') {
                    starts.push(at + 1);
                }
            }
        } else {
            let unit = |at: usize| units.unit(bytes.get(at..at + 2)?);
            for at in (mark..bytes.len()).step_by(2) {
                let ends_line = match unit(at) {
                    Some(0x0a) => true,
                    Some(0x0d) => unit(at + 2) != Some(0x0a),
                    _ => false,
                };
                if ends_line {
                    starts.push(at + 2);
                }
            }
        }
        let checkpoints = if units == Units::Bytes { checkpoints(bytes, &starts) } else { Vec::new() };
        Self { starts, units, checkpoints }
    }

    /// How many lines there are; the empty piece behind a final line end counts.
    pub fn count(&self) -> usize {
        self.starts.len()
    }

    /// The 0-based line that holds the byte at `offset`.
    pub fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| start <= offset).saturating_sub(1)
    }

    /// The place of the byte at `offset` in `bytes`, the file the index was made from.
    ///
    /// Bytes that are no UTF-8 count as one character each, so that columns stay useful in Latin-1 files.
    pub fn place(&self, bytes: &[u8], offset: usize) -> LineColumn {
        let offset = offset.min(bytes.len());
        let line = self.line_of(offset);
        let start = self.starts[line].min(offset);
        let nearest = self.checkpoints.partition_point(|(at, _, _)| *at <= offset);
        let known = nearest.checked_sub(1).map(|nearest| self.checkpoints[nearest]).filter(|(at, _, _)| *at >= start);
        let (from, characters, units_before) = known.unwrap_or((start, 0, 0));
        let before = &bytes[from..offset];
        let (column, utf16) = match self.units {
            Units::Bytes => {
                let (column, utf16) = count_utf8(before);
                (characters + column, units_before + utf16)
            }
            units => {
                let units: Vec<u16> = before.chunks_exact(2).filter_map(|pair| units.unit(pair)).collect();
                (char::decode_utf16(units.iter().copied()).count(), units.len())
            }
        };
        LineColumn { line: line + 1, column: column + 1, utf16: utf16 + 1 }
    }
}

impl Units {
    /// The unit of UTF-16 in two bytes.
    fn unit(self, pair: &[u8]) -> Option<u16> {
        let pair = <[u8; 2]>::try_from(pair).ok()?;
        Some(if self == Self::Utf16Be { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) })
    }
}

/// The checkpoints of the lines that are long enough to need some.
fn checkpoints(bytes: &[u8], starts: &[usize]) -> Vec<(usize, usize, usize)> {
    let mut found = Vec::new();
    let ends = starts.iter().skip(1).copied().chain([bytes.len()]);
    for (&start, end) in starts.iter().zip(ends) {
        let (mut at, mut characters, mut units) = (start, 0, 0);
        while end.saturating_sub(at) > CHECKPOINT {
            let mut next = at + CHECKPOINT;
            // Not within a character; four bytes are the longest there are.
            while next > at + CHECKPOINT - 4 && bytes[next] & 0xc0 == 0x80 {
                next -= 1;
            }
            let (more_characters, more_units) = count_utf8(&bytes[at..next]);
            (at, characters, units) = (next, characters + more_characters, units + more_units);
            found.push((at, characters, units));
        }
    }
    found
}

/// How many characters and UTF-16 units the bytes hold.
fn count_utf8(bytes: &[u8]) -> (usize, usize) {
    if bytes.is_ascii() {
        return (bytes.len(), bytes.len());
    }
    let (mut characters, mut units) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        characters += chunk.valid().chars().count() + chunk.invalid().len();
        units += chunk.valid().encode_utf16().count() + chunk.invalid().len();
    }
    (characters, units)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_utf16_units() {
        let text = "Hei 😀 på\r\ndeg\rdu\n".as_bytes();
        let index = LineIndex::new(text);
        assert_eq!(index.count(), 4);
        assert_eq!(index.place(text, 9), LineColumn { line: 1, column: 7, utf16: 8 });
        assert_eq!(index.place(text, 14), LineColumn { line: 2, column: 1, utf16: 1 });
        assert_eq!(index.place(text, 18), LineColumn { line: 3, column: 1, utf16: 1 });
    }

    #[test]
    fn latin1_bytes_count_one_column_each() {
        let text = b"bl\xe5b\xe6r";
        assert_eq!(LineIndex::new(text).place(text, 5).column, 6);
    }

    #[test]
    fn marks_and_utf16() {
        let marked = "\u{feff}å b\nc".as_bytes();
        assert_eq!(LineIndex::new(marked).place(marked, 6), LineColumn { line: 1, column: 3, utf16: 3 });
        let text = "\u{feff}a\r\n😀b";
        let le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in [le, be] {
            let place = LineIndex::new(&bytes).place(&bytes, bytes.len() - 2);
            assert_eq!(place, LineColumn { line: 2, column: 2, utf16: 3 });
        }
    }

    #[test]
    fn long_lines_are_counted_from_checkpoints() {
        let text = format!("{}\n{}", "å😀b".repeat(10_000), "x".repeat(100));
        let index = LineIndex::new(text.as_bytes());
        for character in [0, 1, 2, 8_000, 12_345, 29_999] {
            let offset = text.char_indices().nth(character).map_or(0, |(at, _)| at);
            let utf16 = text[..offset].encode_utf16().count() + 1;
            assert_eq!(index.place(text.as_bytes(), offset), LineColumn { line: 1, column: character + 1, utf16 });
        }
        assert_eq!(index.place(text.as_bytes(), text.len()), LineColumn { line: 2, column: 101, utf16: 101 });
    }
}
