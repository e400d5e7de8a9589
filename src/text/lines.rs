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
#[derive(Clone, Debug)]
pub struct LineIndex {
    /// Offsets of the first byte of each line; the first is always 0.
    starts: Vec<usize>,
}

impl LineIndex {
    /// Finds the lines of a file.
    pub fn new(bytes: &[u8]) -> Self {
        let mut starts = vec![0];
        for (at, &byte) in bytes.iter().enumerate() {
            let ends_line = byte == b'\n' || (byte == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
            if ends_line {
                starts.push(at + 1);
            }
        }
        Self { starts }
    }

    /// How many lines there are; the empty piece behind a final line end counts.
    pub fn count(&self) -> usize {
        self.starts.len()
    }

    /// The 0-based line that holds the byte at `offset`.
    pub fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| start <= offset) - 1
    }

    /// The offset of the first byte of a 0-based line; the length of the file for one behind the last.
    pub fn start_of(&self, line: usize) -> Option<usize> {
        self.starts.get(line).copied()
    }

    /// The place of the byte at `offset` in `bytes`, the file the index was made from.
    ///
    /// Bytes that are no UTF-8 count as one character each, so that columns stay useful in Latin-1 files.
    pub fn place(&self, bytes: &[u8], offset: usize) -> LineColumn {
        let offset = offset.min(bytes.len());
        let line = self.line_of(offset);
        let before = &bytes[self.starts[line]..offset];
        let (mut column, mut utf16) = (1, 1);
        for chunk in before.utf8_chunks() {
            for character in chunk.valid().chars() {
                column += 1;
                utf16 += character.len_utf16();
            }
            column += chunk.invalid().len();
            utf16 += chunk.invalid().len();
        }
        LineColumn { line: line + 1, column, utf16 }
    }
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
}
