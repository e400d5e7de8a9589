//! Cuts a line into words, placeholders, addresses and numbers.
//!
//! Punctuation is no token: it stays readable as the text between two of them.

use super::{
    lexicon::{Lexicon, WordId},
    word_hash,
};
use crate::text::{ByteSet, is_alphanumeric, is_ascii_word_byte};

/// How a token looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// A word that begins with a small letter.
    Lower,
    /// A word that begins with a capital.
    Capital,
    /// Digits, or a word that begins with one.
    Number,
    /// A template's field: `{{name}}`, `[% x %]`, `%{x}`, `[Name]`.
    Placeholder,
    /// A web or mail address.
    Url,
    Email,
}

/// A token of a line, its place in bytes from the beginning of the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub start: usize,
    pub end: usize,
    pub word: WordId,
    pub shape: Shape,
}

/// Longest word that the lists can hold, in bytes.
const LONGEST_WORD: usize = 40;
/// How far a placeholder's closing mark may be, in bytes. A bound, so that a line of opening marks stays linear.
const LONGEST_PLACEHOLDER: usize = 96;

/// Pairs that a template language puts around a field's name; the longer ones come first.
const PLACEHOLDERS: &[(&str, &str)] = &[
    ("{{{", "}}}"),
    ("{{", "}}"),
    ("{%", "%}"),
    ("[%", "%]"),
    ("<%", "%>"),
    ("<!--", "-->"),
    ("<<", ">>"),
    ("[[", "]]"),
    ("%{", "}"),
    ("#{", "}"),
    ("${", "}"),
    ("%(", ")s"),
    ("*|", "|*"),
    ("{", "}"),
    ("[", "]"),
];

/// Reads the tokens of `line` into `found`, which is emptied first.
pub(super) fn tokens(line: &str, lexicon: &Lexicon, found: &mut Vec<Token>) {
    found.clear();
    let bytes = line.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte == b' ' {
            at += 1;
            continue;
        }
        let rest = &line[at..];
        if byte == b'=' && (rest.starts_with("=09") || rest.starts_with("=20")) {
            // Blanks of quoted-printable text that some program did not decode.
            at += 3;
            continue;
        }
        let run = word_run(rest);
        let (len, shape) = if run.len > 0 {
            word(rest, run.len)
        } else if let Some(len) = placeholder(rest) {
            (len, Shape::Placeholder)
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        };
        let word = match shape {
            Shape::Lower | Shape::Capital if run.is_ascii => lexicon.hashed_id(&rest.as_bytes()[..len], run.hash),
            Shape::Lower | Shape::Capital => lowered_id(lexicon, &rest[..len]),
            _ => 0,
        };
        found.push(Token { start: at, end: at + len, word, shape });
        at += len;
    }
}

/// Letters and digits.
struct Run {
    /// In bytes.
    len: usize,
    is_ascii: bool,
    /// Where it is ASCII: what the lists know it by, in lower case.
    hash: u32,
}

/// The letters and digits that `rest` begins with.
fn word_run(rest: &str) -> Run {
    let bytes = rest.as_bytes();
    let mut run = Run { len: 0, is_ascii: true, hash: word_hash::HASH_START };
    while let Some(&byte) = bytes.get(run.len) {
        if is_ascii_word_byte(byte) {
            run.len += 1;
            // Digits have the bit that tells small letters from capitals.
            run.hash = word_hash::hash_on(run.hash, byte | 0x20);
        } else if byte.is_ascii() {
            break;
        } else {
            let next = rest[run.len..].chars().next().filter(|&c| is_alphanumeric(c));
            let Some(letter) = next else { break };
            run.len += letter.len_utf8();
            run.is_ascii = false;
        }
    }
    run
}

/// The length and shape of the word of `len` bytes, or the address, that `rest` begins with.
fn word(rest: &str, len: usize) -> (usize, Shape) {
    // Only a mark that can stand inside an address is worth a look at what follows.
    if matches!(rest.as_bytes().get(len), Some(b'@' | b':' | b'.' | b'_' | b'-' | b'+'))
        && let Some(address) = address(rest)
    {
        return address;
    }
    let shape = match rest.as_bytes()[0] {
        b'a'..=b'z' => Shape::Lower,
        b'A'..=b'Z' => Shape::Capital,
        b'0'..=b'9' => Shape::Number,
        _ if rest.starts_with(char::is_numeric) => Shape::Number,
        _ if rest.starts_with(char::is_uppercase) => Shape::Capital,
        _ => Shape::Lower,
    };
    (len, shape)
}

/// What ends an address.
static BEHIND_ADDRESS: ByteSet = ByteSet::of(b" \t\n\r\x0C<>()[]{}\"|,;");

/// The address that `rest` begins with.
fn address(rest: &str) -> Option<(usize, Shape)> {
    let window = &rest.as_bytes()[..rest.len().min(256)];
    let len = BEHIND_ADDRESS.find(window).unwrap_or(window.len());
    let chunk = &rest.as_bytes()[..len];
    let shape =
        if chunk.windows(3).any(|w| w == b"://") || rest.get(..4).is_some_and(|s| s.eq_ignore_ascii_case("www.")) {
            Shape::Url
        } else if chunk.iter().position(|&b| b == b'@').is_some_and(|p| p > 0 && p + 1 < chunk.len()) {
            Shape::Email
        } else {
            return None;
        };
    // The bound may fall inside a character, and a full stop behind an address is the sentence's.
    let mut len = len;
    while !rest.is_char_boundary(len) || (len > 1 && b".:!?'".contains(&rest.as_bytes()[len - 1])) {
        len -= 1;
    }
    Some((len, shape))
}

/// The length of the placeholder that `rest` begins with.
fn placeholder(rest: &str) -> Option<usize> {
    let &first = rest.as_bytes().first()?;
    if !matches!(first, b'{' | b'[' | b'<' | b'%' | b'#' | b'$' | b'*') {
        return None;
    }
    for &(open, close) in PLACEHOLDERS {
        let Some(inner) = rest.strip_prefix(open) else { continue };
        let window = inner.as_bytes();
        let window = &window[..window.len().min(LONGEST_PLACEHOLDER)];
        let Some(at) = window.windows(close.len()).position(|w| w == close.as_bytes()) else { continue };
        let is_address = window[..at].contains(&b'@') || window[..at].starts_with(b"http");
        return if at == 0 || (open == "[" && is_address) { None } else { Some(open.len() + at + close.len()) };
    }
    percent_name(rest)
}

/// `%NAME%`, the placeholder of mail merge programs.
fn percent_name(rest: &str) -> Option<usize> {
    let inner = rest.strip_prefix('%')?;
    let len = inner.bytes().take(40).take_while(|&b| b.is_ascii_alphanumeric() || b == b'_').count();
    (len > 1 && inner.as_bytes().get(len) == Some(&b'%')).then_some(len + 2)
}

/// The number of `word` in the lists, whatever its case.
fn lowered_id(lexicon: &Lexicon, word: &str) -> WordId {
    let mut buffer = [0_u8; LONGEST_WORD];
    if word.len() > LONGEST_WORD {
        return 0;
    }
    let mut len = 0;
    for character in word.chars() {
        if character.is_ascii() {
            let Some(place) = buffer.get_mut(len) else { return 0 };
            *place = character.to_ascii_lowercase() as u8;
            len += 1;
            continue;
        }
        for lower in character.to_lowercase() {
            if len + lower.len_utf8() > LONGEST_WORD {
                return 0;
            }
            len += lower.encode_utf8(&mut buffer[len..]).len();
        }
    }
    lexicon.id(&buffer[..len])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::section::lexicon::lexicon;

    fn shapes(line: &str) -> Vec<(&str, Shape)> {
        let mut found = Vec::new();
        tokens(line, lexicon(), &mut found);
        found.iter().map(|t| (&line[t.start..t.end], t.shape)).collect()
    }

    #[test]
    fn words_numbers_and_addresses() {
        assert_eq!(
            shapes("Ring Åse på 22 33, eller post@firma.no."),
            [
                ("Ring", Shape::Capital),
                ("Åse", Shape::Capital),
                ("på", Shape::Lower),
                ("22", Shape::Number),
                ("33", Shape::Number),
                ("eller", Shape::Lower),
                ("post@firma.no", Shape::Email),
            ]
        );
        assert_eq!(
            shapes("Se https://firma.no/x?y=1."),
            [("Se", Shape::Capital), ("https://firma.no/x?y=1", Shape::Url)]
        );
    }

    #[test]
    fn placeholders_are_one_token() {
        for field in
            ["{{ kunde.navn }}", "[% name %]", "<%= x %>", "%{name}", "#{x}", "${x}", "[Navn]", "*|FNAME|*", "%NAME%"]
        {
            assert_eq!(shapes(field), [(field, Shape::Placeholder)], "{field}");
        }
    }

    #[test]
    fn opening_marks_without_an_end_are_punctuation() {
        assert_eq!(shapes("{{{{ [[[ <% %"), []);
    }
}
