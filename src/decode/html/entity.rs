//! Character references: `&nbsp;`, `&#229;`, `&#xE5;` (HTML Standard §13.2.5.72).
//!
//! The names stand in `entities.txt`, one a line with their code points in hexadecimal, sorted by byte. The file is
//! searched as it is: a table of strings would have to be relocated at every start of the program.

use std::{cmp::Ordering, ops::Range};

/// The names of the HTML Standard, with the semicolon where one is needed.
const NAMES: &str = include_str!("entities.txt");
/// The longest name, in bytes, its semicolon included.
const LONGEST_NAME: usize = 32;
/// The longest name that needs no semicolon, in bytes.
const LONGEST_BARE: usize = 6;
/// What the numbers 0x80 to 0x9F mean: the letters of Windows-1252 that pages mean by them.
const WINDOWS_1252: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8D}Ž\u{8F}\u{90}‘’“”•–—˜™š›œ\u{9D}žŸ";

/// A character reference in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entity {
    /// Where it stands, in bytes of the text.
    pub(super) range: Range<usize>,
    /// The character it stands for.
    pub(super) first: char,
    /// A few names stand for two.
    pub(super) second: Option<char>,
}

impl Entity {
    /// The reference that begins with the `&` at `at`, if it is one; attributes are more careful with bare names.
    pub(super) fn at(text: &str, at: usize, in_attribute: bool) -> Option<Self> {
        let rest = text.as_bytes().get(at + 1..)?;
        let (length, first, second) = match rest.first()? {
            b'#' => number(&rest[1..]).map(|(length, character)| (length + 1, character, None))?,
            byte if byte.is_ascii_alphanumeric() => name(text, at + 1, in_attribute)?,
            _ => return None,
        };
        Some(Self { range: at..at + 1 + length, first, second })
    }

    /// The text it stands for.
    pub(super) fn text(&self) -> String {
        [Some(self.first), self.second].into_iter().flatten().collect()
    }
}

/// The text of an attribute's value, its references decoded.
pub(super) fn decode_value(value: &str) -> String {
    let mut decoded = String::with_capacity(value.len());
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'&', &value.as_bytes()[at..]) {
        decoded.push_str(&value[at..at + found]);
        at += found;
        match Entity::at(value, at, true) {
            Some(entity) => {
                decoded.push_str(&entity.text());
                at = entity.range.end;
            }
            None => {
                decoded.push('&');
                at += 1;
            }
        }
    }
    decoded.push_str(&value[at..]);
    decoded
}

/// The length and the character of a reference by number, whose digits begin `rest`.
fn number(rest: &[u8]) -> Option<(usize, char)> {
    let hex = matches!(rest.first(), Some(b'x' | b'X'));
    let (radix, from) = if hex { (16, 1) } else { (10, 0) };
    let digits = rest[from..].iter().map_while(|byte| char::from(*byte).to_digit(radix));
    let (mut count, mut code) = (0, 0_u32);
    for digit in digits {
        count += 1;
        code = code.saturating_mul(radix).saturating_add(digit);
    }
    if count == 0 {
        return None;
    }
    let length = from + count;
    let character = match code {
        0 => char::REPLACEMENT_CHARACTER,
        0x80..=0x9F => WINDOWS_1252.chars().nth(code as usize - 0x80).unwrap_or(char::REPLACEMENT_CHARACTER),
        _ => char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER),
    };
    Some((length + usize::from(rest.get(length) == Some(&b';')), character))
}

/// The length and the characters of a reference by name, which begins at `start`.
fn name(text: &str, start: usize, in_attribute: bool) -> Option<(usize, char, Option<char>)> {
    let rest = &text.as_bytes()[start..];
    let word = rest.iter().take(LONGEST_NAME).take_while(|byte| byte.is_ascii_alphanumeric()).count();
    if rest.get(word) == Some(&b';')
        && let Some((first, second)) = look_up(&text[start..=start + word])
    {
        return Some((word + 1, first, second));
    }
    for length in (2..=word.min(LONGEST_BARE)).rev() {
        let Some((first, second)) = look_up(&text[start..start + length]) else { continue };
        let goes_on = rest.get(length).is_some_and(|byte| *byte == b'=' || byte.is_ascii_alphanumeric());
        // `?a=1&copy=2` is an address, no sign.
        return (!in_attribute || !goes_on).then_some((length, first, second));
    }
    None
}

/// The characters of a name, by bisecting the lines of [`NAMES`].
fn look_up(name: &str) -> Option<(char, Option<char>)> {
    let bytes = NAMES.as_bytes();
    let (mut low, mut high) = (0, bytes.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let start = memchr::memrchr(b'\n', &bytes[low..middle]).map_or(low, |at| low + at + 1);
        let end = memchr::memchr(b'\n', &bytes[middle..]).map_or(bytes.len(), |at| middle + at);
        let mut words = NAMES[start..end].split(' ');
        match words.next().unwrap_or_default().cmp(name) {
            Ordering::Less => low = end + 1,
            Ordering::Greater => high = start,
            Ordering::Equal => {
                let mut characters = words.filter_map(|hex| char::from_u32(u32::from_str_radix(hex, 16).ok()?));
                return characters.next().map(|first| (first, characters.next()));
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(String, usize)> {
        Entity::at(text, 0, false).map(|entity| (entity.text(), entity.range.end))
    }

    #[test]
    fn every_name_is_found() {
        for line in NAMES.lines() {
            let (name, codes) = line.split_once(' ').unwrap();
            let text: String =
                codes.split(' ').map(|hex| char::from_u32(u32::from_str_radix(hex, 16).unwrap()).unwrap()).collect();
            assert_eq!(read(&format!("&{name}")), Some((text, name.len() + 1)), "{name}");
        }
    }

    #[test]
    fn names_with_and_without_semicolon() {
        assert_eq!(read("&aring;r"), Some(("å".into(), 7)));
        assert_eq!(read("&aringr"), Some(("å".into(), 6)));
        assert_eq!(read("&notin;"), Some(("∉".into(), 7)));
        assert_eq!(read("&notit;"), Some(("¬".into(), 4)));
        assert_eq!(read("&zwnj"), None);
        assert_eq!(read("& "), None);
        assert_eq!(read("&"), None);
        assert_eq!(decode_value("?a=1&copy=2&amp;b&lt"), "?a=1&copy=2&b<");
    }

    #[test]
    fn numbers() {
        assert_eq!(read("&#229;x"), Some(("å".into(), 6)));
        assert_eq!(read("&#xE5x"), Some(("å".into(), 5)));
        assert_eq!(read("&#150;"), Some(("–".into(), 6)));
        assert_eq!(read("&#0;"), Some(("\u{FFFD}".into(), 4)));
        assert_eq!(read("&#99999999999;"), Some(("\u{FFFD}".into(), 14)));
        assert_eq!(read("&#x;"), None);
    }
}
