//! The values of header fields: folding (RFC 5322 §2.2.3) and encoded words (RFC 2047).

use std::ops::Range;

use memchr::{memchr, memmem};

use super::{
    charset::{Charset, Label},
    layer::{Builder, Layer, whole_characters},
    oddity::OddityKind,
    transfer::{decode_base64, encode_base64, hex_pair},
};
use crate::text::{SourceMap, Span};

/// How far behind its beginning an encoded word is looked for, in bytes; RFC 2047 allows 75 in all, mailers write more.
const FARTHEST: usize = 2000;
/// The longest encoded word that is written, and the longest line with one in it, in bytes (RFC 2047 §2).
const WORD_LIMIT: usize = 75;
const LINE_LIMIT: usize = 76;
const OPENING: &str = "=?UTF-8?";
const CLOSING: &str = "?=";

/// A stretch of a field's value; ranges are offsets in the value.
#[derive(Clone, Debug)]
pub(super) enum Piece {
    /// Text as it stands.
    Literal(Range<usize>),
    /// White space, folds included.
    Blank(Range<usize>),
    /// An encoded word.
    Word(Word),
}

/// An encoded word, `=?charset?Q?text?=`.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub(super) range: Range<usize>,
    label: Range<usize>,
    base64: bool,
    text: Range<usize>,
}

impl Piece {
    pub(super) fn range(&self) -> Range<usize> {
        match self {
            Self::Literal(range) | Self::Blank(range) => range.clone(),
            Self::Word(word) => word.range.clone(),
        }
    }
}

/// Cuts a value into pieces. Encoded words are looked for where `words` says so, also where RFC 2047 forbids them
/// but mailers write them: inside quotes, in parentheses, right behind one another.
pub(super) fn pieces(value: &[u8], words: bool) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut at = 0;
    while at < value.len() {
        let blanks = value[at..].iter().take_while(|byte| is_blank(**byte)).count();
        if blanks > 0 {
            pieces.push(Piece::Blank(at..at + blanks));
            at += blanks;
        } else if let Some(word) = words.then(|| word_at(value, at)).flatten() {
            at = word.range.end;
            pieces.push(Piece::Word(word));
        } else {
            // To the next byte that may begin another piece.
            let rest = value[at + 1..].iter().position(|byte| is_blank(*byte) || *byte == b'=');
            let end = rest.map_or(value.len(), |rest| at + 1 + rest);
            match pieces.last_mut() {
                Some(Piece::Literal(range)) => range.end = end,
                _ => pieces.push(Piece::Literal(at..end)),
            }
            at = end;
        }
    }
    pieces
}

const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// The encoded word that begins at `at`; `None` where there is none, or none in a charset that is known.
fn word_at(value: &[u8], at: usize) -> Option<Word> {
    let window = &value[at..value.len().min(at + FARTHEST)];
    let rest = window.strip_prefix(b"=?")?;
    let label = memchr(b'?', rest)?;
    let base64 = match rest.get(label + 1..label + 3)? {
        [b'B' | b'b', b'?'] => true,
        [b'Q' | b'q', b'?'] => false,
        _ => return None,
    };
    let text = label + 3;
    let length = memmem::find(&rest[text..], CLOSING.as_bytes())?;
    // A space inside is against the rules, but clear; a line break is not.
    let stray = |byte: &u8| is_blank(*byte) && (base64 || *byte != b' ');
    if rest[..text + length].iter().any(stray) || label == 0 {
        return None;
    }
    Charset::for_label(without_language(&rest[..label]))?;
    let base = at + 2;
    let text = base + text..base + text + length;
    Some(Word { range: at..text.end + CLOSING.len(), label: base..base + label, base64, text })
}

/// RFC 2231 §5 lets the language follow the charset: `utf-8*nb`.
fn without_language(label: &[u8]) -> &[u8] {
    &label[..memchr(b'*', label).unwrap_or(label.len())]
}

/// A value as it is read, with the map to the file, where it begins at `base`.
///
/// `bad` is called with what is odd, as ranges of the value.
pub(super) fn decode(
    value: &[u8],
    base: usize,
    words: bool,
    bad: &mut dyn FnMut(OddityKind, Range<usize>),
) -> Layer<String> {
    let mut reader = Reader { value, base, builder: Builder::default(), raw: raw_charset(value), bad };
    let pieces = pieces(value, words);
    let mut rest = pieces.as_slice();
    while let Some((piece, behind)) = rest.split_first() {
        rest = behind;
        match piece {
            Piece::Literal(range) => reader.literal(range.clone()),
            Piece::Blank(range) => reader.blank(range.clone()),
            Piece::Word(word) => {
                let mut group = vec![word];
                // Words of one charset are read as one: a character may be split between them.
                while let Some((next, behind)) = next_word(rest) {
                    if !value[next.label.clone()].eq_ignore_ascii_case(&value[word.label.clone()]) {
                        break;
                    }
                    group.push(next);
                    rest = behind;
                }
                reader.words(&group);
                // White space before another encoded word is not displayed (RFC 2047 §6.2).
                if let [Piece::Blank(_), Piece::Word(_), ..] = rest {
                    rest = &rest[1..];
                }
            }
        }
    }
    Layer { out: reader.builder.text, map: reader.builder.map }
}

/// The encoded word that comes next, white space before it aside, and what is behind it.
fn next_word(pieces: &[Piece]) -> Option<(&Word, &[Piece])> {
    match pieces {
        [Piece::Word(word), behind @ ..] | [Piece::Blank(_), Piece::Word(word), behind @ ..] => Some((word, behind)),
        _ => None,
    }
}

/// The charset of raw bytes in a value: UTF-8 (RFC 6532), or what they look like.
fn raw_charset(value: &[u8]) -> Charset {
    Charset::guess(value).0
}

struct Reader<'a> {
    value: &'a [u8],
    base: usize,
    builder: Builder,
    raw: Charset,
    bad: &'a mut dyn FnMut(OddityKind, Range<usize>),
}

impl Reader<'_> {
    fn literal(&mut self, range: Range<usize>) {
        let bytes = &self.value[range.clone()];
        if std::str::from_utf8(bytes).is_err() {
            (self.bad)(OddityKind::RawHeaderBytes, range.clone());
        }
        // What looks like an encoded word and was not read as one.
        if bytes.starts_with(b"=?") && bytes.ends_with(b"?=") && bytes.len() > 6 {
            (self.bad)(OddityKind::BadEncodedWord, range.clone());
        }
        let layer = self.raw.decode(bytes, &mut |_| {});
        let map = SourceMap::verbatim(self.base + range.start, range.len()).compose(&layer.map);
        self.builder.append(&layer.out, &map);
    }

    /// White space as it stands; with a line break in it, one space.
    fn blank(&mut self, range: Range<usize>) {
        let (start, end) = (self.base + range.start, self.base + range.end);
        let folded = self.value[range.clone()].iter().any(|byte| matches!(byte, b'\r' | b'\n'));
        if folded {
            self.builder.atomic(" ", Span::new(start, end));
        } else {
            self.builder.verbatim(&String::from_utf8_lossy(&self.value[range]), start);
        }
    }

    /// A run of encoded words in one charset.
    fn words(&mut self, group: &[&Word]) {
        let mut bytes = Vec::new();
        let mut map = SourceMap::default();
        for word in group {
            if word.base64 {
                self.base64(word, &mut bytes, &mut map);
            } else {
                self.quoted(word, &mut bytes, &mut map);
            }
        }
        let label = without_language(&self.value[group[0].label.clone()]);
        let (charset, _) = Charset::of(Label::Word(label), &bytes);
        let mut broken = false;
        let layer = charset.decode(&bytes, &mut |_| broken = true);
        if broken {
            let last = group[group.len() - 1];
            (self.bad)(OddityKind::BadEncodedWord, group[0].range.start..last.range.end);
        }
        let map = whole_characters(&layer.out, map.compose(&layer.map));
        // An encoded line break would end the field's line in the text; readers show a space.
        self.builder.append(&layer.out.replace(['\r', '\n'], " "), &map);
    }

    fn base64(&mut self, word: &Word, bytes: &mut Vec<u8>, map: &mut SourceMap) {
        let mut broken = false;
        let text = Span::new(word.text.start, word.text.end);
        let layer = decode_base64(self.value, text, &mut |_, _| broken = true);
        if broken {
            (self.bad)(OddityKind::BadEncodedWord, word.range.clone());
        }
        bytes.extend_from_slice(&layer.out);
        for run in layer.map.runs() {
            let source = Span::new(self.base + run.source.start(), self.base + run.source.end());
            map.push_atomic(run.text.len(), source);
        }
    }

    fn quoted(&mut self, word: &Word, bytes: &mut Vec<u8>, map: &mut SourceMap) {
        let mut at = word.text.start;
        while at < word.text.end {
            let (byte, length) = match self.value[at] {
                b'_' => (b' ', 1),
                b'=' => match self.value[at + 1..word.text.end].get(..2).and_then(hex_pair) {
                    Some(byte) => (byte, 3),
                    None => {
                        (self.bad)(OddityKind::BadEncodedWord, word.range.clone());
                        (b'=', 1)
                    }
                },
                byte => (byte, 1),
            };
            bytes.push(byte);
            if byte == self.value[at] && length == 1 {
                map.push_verbatim(1, self.base + at);
            } else {
                map.push_atomic(1, Span::new(self.base + at, self.base + at + length));
            }
            at += length;
        }
    }
}

/// `text` as encoded words in UTF-8, folded so that lines stay short; `column` is where the first word begins.
pub(super) fn encode(text: &str, column: usize, eol: &str) -> Vec<u8> {
    let quoted: usize = text.chars().map(quoted_length).sum();
    // Mostly readable text stays readable in the source.
    let base64 = quoted > 2 * text.len();
    let frame = OPENING.len() + 2 + CLOSING.len();
    let mut out = Vec::new();
    let mut room = WORD_LIMIT.min(LINE_LIMIT.saturating_sub(column)).saturating_sub(frame);
    // Too little is left of this line for one character.
    if room < 16 {
        out.extend_from_slice(eol.as_bytes());
        out.push(b' ');
        room = WORD_LIMIT - frame;
    }
    let mut rest = text;
    while !rest.is_empty() {
        let taken = fitting(rest, room, base64);
        write_word(&mut out, &rest[..taken], base64);
        rest = &rest[taken..];
        if !rest.is_empty() {
            out.extend_from_slice(eol.as_bytes());
            out.push(b' ');
        }
        room = WORD_LIMIT - frame;
    }
    out
}

/// How many bytes of `text`, whole characters and at least one, fill an encoded text of at most `room` bytes.
fn fitting(text: &str, room: usize, base64: bool) -> usize {
    let mut used = 0;
    for (at, character) in text.char_indices() {
        used += quoted_length(character);
        let length = if base64 { (at + character.len_utf8()).div_ceil(3) * 4 } else { used };
        if length > room && at > 0 {
            return at;
        }
    }
    text.len()
}

/// The bytes a character takes in a Q-encoded word.
fn quoted_length(character: char) -> usize {
    if is_bare(character) { 1 } else { 3 * character.len_utf8() }
}

/// Whether a character stands for itself in a Q-encoded word, also within a phrase (RFC 2047 §5 (3)).
fn is_bare(character: char) -> bool {
    character == ' ' || character.is_ascii_alphanumeric() || matches!(character, '!' | '*' | '+' | '-' | '/')
}

fn write_word(out: &mut Vec<u8>, text: &str, base64: bool) {
    out.extend_from_slice(OPENING.as_bytes());
    if base64 {
        out.extend_from_slice(b"B?");
        out.extend_from_slice(&encode_base64(text.as_bytes()));
    } else {
        out.extend_from_slice(b"Q?");
        for character in text.chars() {
            match character {
                ' ' => out.push(b'_'),
                _ if is_bare(character) => out.push(character as u8),
                _ => {
                    let mut utf8 = [0; 4];
                    for byte in character.encode_utf8(&mut utf8).bytes() {
                        out.extend_from_slice(format!("={byte:02X}").as_bytes());
                    }
                }
            }
        }
    }
    out.extend_from_slice(CLOSING.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: &str) -> (String, SourceMap, usize) {
        let mut odd = 0;
        let layer = decode(value.as_bytes(), 0, true, &mut |_, _| odd += 1);
        (layer.out, layer.map, odd)
    }

    #[test]
    fn quoted_words_map_character_by_character() {
        let (text, map, odd) = read("Re: =?utf-8?Q?bl=C3=A5_b=C3=A6r?= til deg");
        assert_eq!((text.as_str(), odd), ("Re: blå bær til deg", 0));
        assert_eq!(map.source(Span::new(6, 8)), Span::new(16, 22));
        assert_eq!(map.source(Span::new(8, 9)), Span::new(22, 23));
    }

    #[test]
    fn white_space_between_words_is_a_gap_and_characters_may_be_split() {
        assert_eq!(read("=?utf-8?Q?bl=C3?=\r\n =?UTF-8?q?=A5?= =?iso-8859-1?Q?b=E6r?= x").0, "blåbær x");
        assert_eq!(read("=?utf-8?B?SGVpIHDD?= =?utf-8?B?pSBkZWc=?=").0, "Hei på deg");
        // As UTF-8 this would be one letter.
        assert_eq!(read("=?windows-1252?Q?=C6?= =?windows-1252?Q?=80?=").0, "Æ€");
        assert_eq!(read("=?utf-8*nb?Q?S=C3=B8ren?=").0, "Søren");
    }

    #[test]
    fn folds_are_one_space() {
        let (text, map, _) = read("Hei \r\n\t på\r\n deg");
        assert_eq!(text, "Hei på deg");
        assert_eq!(map.source(Span::new(3, 4)), Span::new(3, 8));
    }

    #[test]
    fn what_cannot_be_read_stays_as_it_is() {
        assert_eq!(read("=?x-ukjent?Q?a?="), ("=?x-ukjent?Q?a?=".into(), SourceMap::verbatim(0, 16), 1));
        assert_eq!(read("=?utf-8?Q?a").0, "=?utf-8?Q?a");
        assert_eq!(read("1 =? 2").0, "1 =? 2");
        let mut odd = Vec::new();
        let layer = decode(b"p\xe5 deg", 0, true, &mut |kind, _| odd.push(kind));
        assert_eq!((layer.out.as_str(), odd), ("på deg", vec![OddityKind::RawHeaderBytes]));
    }

    #[test]
    fn encodes_in_short_words() {
        assert_eq!(encode("på deg", 9, "\r\n"), b"=?UTF-8?Q?p=C3=A5_deg?=");
        for text in ["blåbærsyltetøy ".repeat(20), "Ж😀".repeat(60), "a".repeat(300)] {
            let words = String::from_utf8(encode(&text, 60, "\n")).unwrap();
            assert!(words.split("\n ").all(|word| word.len() <= WORD_LIMIT), "{words}");
            assert_eq!(read(words.trim_start()).0, text);
        }
    }
}
