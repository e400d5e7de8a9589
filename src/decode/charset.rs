//! Bytes to characters and back.
//!
//! Labels mean what the WHATWG Encoding Standard says, as in every mail reader that grew up on the web: `iso-8859-1`
//! is read as Windows-1252. Writing is stricter than reading, see [`Reach`].

use encoding_rs::{DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::{layer::Layer, oddity::OddityKind};
use crate::text::{SourceMap, Span};

/// What stands in for bytes that mean nothing.
const REPLACEMENT: &str = "\u{FFFD}";

/// A charset to read text in, and to write edits in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Charset {
    encoding: &'static Encoding,
    reach: Reach,
}

/// What a file says about the charset of some text.
#[derive(Clone, Copy, Debug)]
pub(super) enum Label<'a> {
    /// Nothing: it is a file of its own.
    File,
    /// The `charset` parameter of a MIME part; without one, US-ASCII is meant.
    Part(Option<&'a [u8]>),
    /// The charset of an encoded word. It is too short to tell by its bytes that another is meant.
    Word(&'a [u8]),
}

/// Which of an encoding's characters an edit may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// Only ASCII: the part names no charset, or `us-ascii`, and a reader need not guess what else might be meant.
    Ascii,
    /// All but the bytes 0x80 to 0x9F: the label is one of ISO 8859, which has no letters there.
    Iso8859,
    /// Everything the encoding has.
    All,
}

impl Charset {
    pub(super) const UTF_8: Self = Self { encoding: UTF_8, reach: Reach::All };
    const US_ASCII: Self = Self { encoding: UTF_8, reach: Reach::Ascii };
    const WINDOWS_1252: Self = Self { encoding: WINDOWS_1252, reach: Reach::All };

    /// The charset a MIME label names; `None` where nobody knows it.
    pub(super) fn for_label(label: &[u8]) -> Option<Self> {
        let label = label.trim_ascii();
        // These the standard reads as Windows-1252; as an empty label they promise nothing.
        if [&b"us-ascii"[..], b"ascii", b"ansi_x3.4-1968", b""].iter().any(|name| label.eq_ignore_ascii_case(name)) {
            return Some(Self::US_ASCII);
        }
        let encoding = Encoding::for_label_no_replacement(label)?;
        let iso8859 = label.get(..8).is_some_and(|start| start.eq_ignore_ascii_case(b"iso-8859"))
            || label.get(..5).is_some_and(|start| start.eq_ignore_ascii_case(b"latin"));
        Some(Self { encoding, reach: if iso8859 { Reach::Iso8859 } else { Reach::All } })
    }

    /// The charset text is really in, given the label it came with; and what is odd about that, if anything.
    pub(super) fn of(label: Label, bytes: &[u8]) -> (Self, Option<OddityKind>) {
        let (label, believed) = match label {
            Label::File => return Self::guess(bytes),
            Label::Part(label) => (label, false),
            Label::Word(label) => (Some(label), true),
        };
        let named = label.map_or(Some(Self::US_ASCII), Self::for_label);
        let claimed = named.unwrap_or(Self::US_ASCII);
        let unknown = if named.is_none() { Some(OddityKind::UnknownCharset) } else { None };
        if claimed.encoding == UTF_8 {
            let reach = if bytes.is_ascii() { claimed.reach } else { Reach::All };
            let (real, oddity) = Self::guess(bytes);
            let mislabelled = real.encoding != UTF_8 && label.is_some() && claimed.reach == Reach::All;
            if real.encoding == UTF_8 {
                return (Self { encoding: UTF_8, reach }, unknown.or(oddity));
            }
            return (real, unknown.or(if mislabelled { Some(OddityKind::WrongCharset) } else { oddity }));
        }
        // Bytes that happen to be UTF-8 beyond ASCII are UTF-8: no other text looks like it by chance.
        if !believed && claimed.encoding.is_single_byte() && !bytes.is_ascii() && std::str::from_utf8(bytes).is_ok() {
            return (Self::UTF_8, Some(OddityKind::WrongCharset));
        }
        (claimed, unknown)
    }

    /// The charset of text that names none.
    ///
    /// Bytes that are not UTF-8 are damaged UTF-8 where most of the characters beyond ASCII are sound, and
    /// Windows-1252 where they would be letters and marks people write.
    pub(super) fn guess(bytes: &[u8]) -> (Self, Option<OddityKind>) {
        if std::str::from_utf8(bytes).is_ok() {
            return (Self::UTF_8, None);
        }
        let (mut sound, mut broken) = (0_usize, 0_usize);
        for chunk in bytes.utf8_chunks() {
            sound += chunk.valid().bytes().filter(|&byte| byte >= 0xC0).count();
            broken += usize::from(!chunk.invalid().is_empty());
        }
        let high = bytes.iter().filter(|&&byte| byte >= 0x80).count();
        let plausible = bytes.iter().filter(|&&byte| is_written_windows_1252(byte)).count();
        if sound < broken && plausible * 2 > high {
            return (Self::WINDOWS_1252, None);
        }
        (Self::UTF_8, Some(OddityKind::InvalidUtf8))
    }

    /// The byte order a file's first bytes announce, with the length of the mark in bytes.
    pub(super) fn for_bom(bytes: &[u8]) -> Option<(Self, usize)> {
        let (encoding, length) = Encoding::for_bom(bytes)?;
        Some((Self { encoding, reach: Reach::All }, length))
    }

    /// The charset's name, as the Encoding Standard writes it; `US-ASCII` where nothing else is promised.
    pub(super) fn name(self) -> &'static str {
        match self.reach {
            Reach::Ascii => "US-ASCII",
            Reach::Iso8859 | Reach::All => self.encoding.name(),
        }
    }

    /// Whether ASCII characters are their own bytes wherever they stand.
    pub(super) fn is_ascii_compatible(self) -> bool {
        self.encoding.is_ascii_compatible()
    }

    fn is_utf16(self) -> bool {
        self.encoding == UTF_16LE || self.encoding == UTF_16BE
    }

    /// Whether a character's bytes depend on what stands before it (ISO-2022-JP).
    pub(super) fn is_stateful(self) -> bool {
        !self.is_ascii_compatible() && !self.is_utf16()
    }

    /// Decodes `bytes`; `bad` is called with each range of them that means nothing.
    pub(super) fn decode(self, bytes: &[u8], bad: &mut dyn FnMut(std::ops::Range<usize>)) -> Layer<String> {
        if self.encoding == UTF_8 {
            decode_utf8(bytes, bad)
        } else if self.is_utf16() {
            decode_utf16(bytes, self.encoding == UTF_16BE, bad)
        } else {
            decode_stepwise(self.encoding, bytes, bad)
        }
    }

    /// `text` in this charset, or the first character it does not have.
    pub(super) fn encode(self, text: &str) -> Result<Vec<u8>, char> {
        if self.reach == Reach::Ascii {
            return text.chars().find(|c| !c.is_ascii()).map_or_else(|| Ok(text.as_bytes().to_vec()), Err);
        }
        if self.is_utf16() {
            let order = if self.encoding == UTF_16BE { u16::to_be_bytes } else { u16::to_le_bytes };
            return Ok(text.encode_utf16().flat_map(order).collect());
        }
        let mut bytes = Vec::with_capacity(text.len());
        for character in text.chars() {
            let mut utf8 = [0; 4];
            let (encoded, _, unmappable) = self.encoding.encode(character.encode_utf8(&mut utf8));
            let beyond = self.reach == Reach::Iso8859 && encoded.iter().any(|byte| (0x80..=0x9F).contains(byte));
            if unmappable || beyond {
                return Err(character);
            }
            bytes.extend_from_slice(&encoded);
        }
        // Character by character is how a stateless charset is written; the other kind is known to fit by now.
        Ok(if self.is_stateful() { self.encoding.encode(text).0.into_owned() } else { bytes })
    }
}

/// Whether a byte beyond ASCII is, in Windows-1252, a letter or a mark that people write in mails.
const fn is_written_windows_1252(byte: u8) -> bool {
    match byte {
        // Euro, quotation marks, dashes, ellipsis, bullet, trade mark and the letters of this block.
        0x80 | 0x82 | 0x84..=0x85 | 0x8A | 0x8C | 0x8E | 0x91..=0x97 | 0x99 | 0x9A | 0x9C | 0x9E..=0xA0
        // Pound, section, copyright, guillemets, registered, degree, superscripts, acute, middle dot, fractions.
        | 0xA3 | 0xA7 | 0xA9 | 0xAB | 0xAE | 0xB0..=0xB4 | 0xB7 | 0xBB..=0xBD => true,
        _ => byte >= 0xC0 && byte != 0xD7 && byte != 0xF7,
    }
}

fn decode_utf8(bytes: &[u8], bad: &mut dyn FnMut(std::ops::Range<usize>)) -> Layer<String> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Layer { out: text.to_owned(), map: SourceMap::verbatim(0, bytes.len()) };
    }
    let mut text = String::with_capacity(bytes.len());
    let mut map = SourceMap::default();
    let mut at = 0;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        map.push_verbatim(chunk.valid().len(), at);
        at += chunk.valid().len();
        let end = at + chunk.invalid().len();
        if at < end {
            text.push_str(REPLACEMENT);
            map.push_atomic(REPLACEMENT.len(), Span::new(at, end));
            bad(at..end);
            at = end;
        }
    }
    Layer { out: text, map }
}

fn decode_utf16(bytes: &[u8], big_endian: bool, bad: &mut dyn FnMut(std::ops::Range<usize>)) -> Layer<String> {
    let order = if big_endian { u16::from_be_bytes } else { u16::from_le_bytes };
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(bytes.len());
    let mut map = SourceMap::default();
    let mut at = 0;
    for decoded in char::decode_utf16(pairs.iter().map(|&pair| order(pair))) {
        let lone = decoded.is_err();
        let character = decoded.unwrap_or(char::REPLACEMENT_CHARACTER);
        let end = at + 2 * character.len_utf16();
        if lone {
            bad(at..end);
        }
        text.push(character);
        map.push_atomic(character.len_utf8(), Span::new(at, end));
        at = end;
    }
    if !rest.is_empty() {
        text.push_str(REPLACEMENT);
        map.push_atomic(REPLACEMENT.len(), Span::new(at, bytes.len()));
        bad(at..bytes.len());
    }
    Layer { out: text, map }
}

/// Decodes any other charset, a byte at a time beyond ASCII, so that every character knows its bytes.
fn decode_stepwise(
    encoding: &'static Encoding,
    bytes: &[u8],
    bad: &mut dyn FnMut(std::ops::Range<usize>),
) -> Layer<String> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut steps = Steps { text: String::with_capacity(bytes.len()), map: SourceMap::default(), start: 0 };
    let mut buffer = [0_u8; 32];
    let mut at = 0;
    while at < bytes.len() {
        // Between characters of a stateless charset, ASCII needs no decoder.
        if steps.start == at && encoding.is_ascii_compatible() {
            let ascii = Encoding::ascii_valid_up_to(&bytes[at..]);
            steps.verbatim(&bytes[at..at + ascii]);
            at += ascii;
            if at == bytes.len() {
                break;
            }
        }
        let (result, read, written) = decoder.decode_to_utf8_without_replacement(&bytes[at..=at], &mut buffer, false);
        at += read;
        steps.character(&buffer[..written], bytes, at);
        if matches!(result, DecoderResult::Malformed(..)) {
            bad(steps.start..at);
            steps.character(REPLACEMENT.as_bytes(), bytes, at);
        }
    }
    let (result, _, written) = decoder.decode_to_utf8_without_replacement(&[], &mut buffer, true);
    steps.character(&buffer[..written], bytes, at);
    if matches!(result, DecoderResult::Malformed(..)) {
        bad(steps.start..at);
        steps.character(REPLACEMENT.as_bytes(), bytes, at);
    }
    Layer { out: steps.text, map: steps.map }
}

/// The output of [`decode_stepwise`].
struct Steps {
    text: String,
    map: SourceMap,
    /// The first byte that has not yet given text.
    start: usize,
}

impl Steps {
    fn verbatim(&mut self, ascii: &[u8]) {
        self.text.push_str(&String::from_utf8_lossy(ascii));
        self.map.push_verbatim(ascii.len(), self.start);
        self.start += ascii.len();
    }

    /// Appends what the decoder wrote, in UTF-8, for the bytes up to `end`.
    fn character(&mut self, utf8: &[u8], bytes: &[u8], end: usize) {
        if utf8.is_empty() {
            return;
        }
        if utf8 == &bytes[self.start..end] && utf8.len() == 1 {
            self.verbatim(utf8);
            return;
        }
        let before = self.text.len();
        self.text.push_str(&String::from_utf8_lossy(utf8));
        self.map.push_atomic(self.text.len() - before, Span::new(self.start, end));
        self.start = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(label: &str, bytes: &[u8]) -> (String, SourceMap) {
        let charset = Charset::for_label(label.as_bytes()).unwrap();
        let layer = charset.decode(bytes, &mut |_| {});
        (layer.out, layer.map)
    }

    #[test]
    fn letters_of_single_byte_charsets_are_atoms() {
        let (text, map) = read("ISO-8859-1", b"bl\xe5b\xe6r");
        assert_eq!(text, "blåbær");
        assert_eq!(map.source(Span::new(2, 4)), Span::new(2, 3));
        assert_eq!(map.source(Span::new(7, 8)), Span::new(5, 6));
        assert_eq!(read("iso-8859-15", b"5 \xa4").0, "5 €");
    }

    #[test]
    fn iso_2022_jp_maps_character_by_character() {
        let bytes = b"a\x1b$B$3$s\x1b(Bb";
        let (text, map) = read("iso-2022-jp", bytes);
        assert_eq!(text, "aこんb");
        assert_eq!(map.source(Span::new(1, 4)), Span::new(1, 6));
        assert_eq!(map.source(Span::new(4, 7)), Span::new(6, 8));
        assert_eq!(map.source(Span::new(7, 8)).end(), bytes.len());
    }

    #[test]
    fn damaged_multibyte_text_is_replaced_and_told() {
        let mut told = Vec::new();
        let charset = Charset::for_label(b"shift_jis").unwrap();
        let layer = charset.decode(b"a\x81 b\x81", &mut |range| told.push(range));
        assert_eq!(layer.out, "a\u{FFFD} b\u{FFFD}");
        assert_eq!(told, [1..2, 4..5]);
    }

    #[test]
    fn guesses_between_windows_1252_and_damaged_utf8() {
        assert_eq!(Charset::guess(b"Hei S\xf8ren").0.name(), "windows-1252");
        assert_eq!(Charset::guess("Blåbær".as_bytes()), (Charset::UTF_8, None));
        let damaged = [&b"S\xff"[..], "øren på".as_bytes()].concat();
        assert_eq!(Charset::guess(&damaged), (Charset::UTF_8, Some(OddityKind::InvalidUtf8)));
        assert_eq!(Charset::guess(b"\x81\x8d\x8f").1, Some(OddityKind::InvalidUtf8));
    }

    #[test]
    fn a_wrong_label_yields_to_utf8() {
        let (charset, oddity) = Charset::of(Label::Part(Some(b"iso-8859-1")), "på".as_bytes());
        assert_eq!((charset, oddity), (Charset::UTF_8, Some(OddityKind::WrongCharset)));
        assert_eq!(Charset::of(Label::Part(Some(b"utf-8")), b"p\xe5").1, Some(OddityKind::WrongCharset));
    }

    #[test]
    fn writing_is_stricter_than_reading() {
        let latin1 = Charset::for_label(b"iso-8859-1").unwrap();
        assert_eq!(latin1.encode("på"), Ok(b"p\xe5".to_vec()));
        assert_eq!(latin1.encode("5 €"), Err('€'));
        assert_eq!(Charset::for_label(b"us-ascii").unwrap().encode("på"), Err('å'));
        assert_eq!(Charset::WINDOWS_1252.encode("€"), Ok(b"\x80".to_vec()));
        assert_eq!(Charset::for_label(b"utf-16").unwrap().encode("å"), Ok(vec![0xE5, 0]));
    }
}
