//! What gives access to something: passwords behind their label, keys by their shape.
//!
//! The report masks what is found here, and a rule warns of it; both must mean the same.

use std::ops::Range;

use super::{ByteSet, has_run, looks};

/// Words that a secret follows, in the languages of our users.
pub const SECRET_WORDS: [&str; 13] = [
    "password",
    "passcode",
    "passphrase",
    "pwd",
    "passord",
    "passordet",
    "adgangskode",
    "kodeord",
    "lösenord",
    "passwort",
    "kennwort",
    "pin-kode",
    "pinkode",
];

/// How keys of well-known services begin, and how long they are at least, the beginning included.
const KEY_SHAPES: [(&str, usize); 16] = [
    ("AKIA", 20),
    ("ASIA", 20),
    ("ghp_", 40),
    ("gho_", 40),
    ("ghu_", 40),
    ("ghs_", 40),
    ("ghr_", 40),
    ("github_pat_", 33),
    ("glpat-", 26),
    ("sk_live_", 24),
    ("sk_test_", 24),
    ("rk_live_", 24),
    ("xoxb-", 20),
    ("xoxp-", 20),
    ("xoxa-", 20),
    ("AIza", 39),
];

/// No key is shorter, in bytes.
const KEY_MIN: usize = 16;

/// Words in front of a key that has no shape of its own.
const KEY_LABELS: [&str; 8] =
    ["api key", "api-key", "api_key", "apikey", "client_secret", "client secret", "access_token", "secret_key"];

/// Keys and tokens, by their shape or by the label in front of them.
pub fn keys(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    for (at, end) in long_words(bytes) {
        let run = &text[at..end];
        let shaped = KEY_SHAPES.iter().any(|(begin, length)| run.starts_with(begin) && run.len() >= *length);
        let mixed = run.bytes().any(|byte| byte.is_ascii_digit()) && run.bytes().any(|byte| byte.is_ascii_alphabetic());
        let url = bytes[..at].last().is_some_and(|&byte| byte == b'/');
        if (shaped && !url) || (mixed && is_labelled(&text[..at])) || is_jwt(&text[at..], run) {
            found.push(at..end);
        }
    }
    if may_begin_key(bytes)
        && let Some(begin) = text.find("-----BEGIN ")
        && let Some(end) = text[begin..].find("PRIVATE KEY-----")
        && end < 40
    {
        found.push(begin..begin + end + 16);
    }
    found
}

/// Whether a text may hold a key: whether anything in it is as long as one. Quick.
pub fn may_hold_key(text: &str) -> bool {
    looks::are_off() || long_words(text.as_bytes()).next().is_some() || may_begin_key(text.as_bytes())
}

/// The runs of bytes of keys that are as long as a key: where each begins and ends.
fn long_words(bytes: &[u8]) -> impl Iterator<Item = (usize, usize)> {
    let mut behind = 0;
    // One that is long enough covers at least one of the places that are looked at.
    (KEY_MIN - 1..bytes.len()).step_by(KEY_MIN).filter_map(move |place| {
        if place < behind || !KEY_BYTES.has(bytes[place]) {
            return None;
        }
        let at = place - bytes[behind..place].iter().rev().take_while(|&&byte| KEY_BYTES.has(byte)).count();
        behind = place + bytes[place..].iter().take_while(|&&byte| KEY_BYTES.has(byte)).count();
        (behind - at >= KEY_MIN).then_some((at, behind))
    })
}

/// What keys are made of.
static KEY_BYTES: ByteSet = ByteSet::of(b"_-").with(b'0', b'9').with(b'A', b'Z').with(b'a', b'z');

/// Whether there are five dashes in a row: they cover at least one of the places that are looked at.
fn may_begin_key(bytes: &[u8]) -> bool {
    let is_dash = |byte: &&u8| **byte == b'-';
    let in_row = |at: usize| {
        bytes[..at].iter().rev().take(4).take_while(is_dash).count()
            + bytes[at..].iter().take(5).take_while(is_dash).count()
    };
    (4..bytes.len()).step_by(5).any(|at| bytes[at] == b'-' && in_row(at) >= 5)
}

/// Whether what stands before a key ends with a label and a colon or an equals sign. In an address (`?api_key=`) it is a
/// key just the same, but a link that a mail sends on purpose has `token=`, which is no label here.
fn is_labelled(before: &str) -> bool {
    let before = before.trim_end_matches([' ', '\t', '"', '\'', '“']);
    let Some(label) = before.strip_suffix([':', '=']) else { return false };
    let label = label.trim_end_matches([' ', '"', '\'']);
    KEY_LABELS.iter().any(|known| {
        label.len() >= known.len()
            && label.is_char_boundary(label.len() - known.len())
            && label[label.len() - known.len()..].eq_ignore_ascii_case(known)
    })
}

/// Whether a run begins a JSON Web Token: three parts with dots, the first two of them encoded braces.
fn is_jwt(rest: &str, run: &str) -> bool {
    run.starts_with("eyJ") && rest[run.len()..].starts_with(".eyJ")
}

/// Whether a text may hold one of [`SECRET_WORDS`]: whether it holds three or four letters that each of them has. Quick, because every line of every report is asked.
pub fn may_name_secret(text: &str) -> bool {
    has_run(text.as_bytes(), |[a, b, c, d]| {
        let (a, b, c, d) = (a | 0x20, b | 0x20, c | 0x20, d | 0x20);
        let pass = (a == b'p') & (b == b'a') & (c == b's') & (d == b's');
        let kode = (a == b'k') & (b == b'o') & (c == b'd') & (d == b'e');
        let pwd = (a == b'p') & (b == b'w') & (c == b'd');
        let kennwort = (a == b'n') & (b == b'n') & (c == b'w');
        let losenord = (a == b's') & (b == b'e') & (c == b'n') & (d == b'o');
        pass | kode | pwd | kennwort | losenord
    }) || text.as_bytes().last_chunk().is_some_and(|three: &[u8; 3]| three.eq_ignore_ascii_case(b"pwd"))
}

/// A value that stands behind one of [`SECRET_WORDS`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labelled {
    /// All of it, up to the next white space or quotation mark.
    pub value: Range<usize>,
    /// The part of it that is a password, where it looks like one and not like prose.
    pub password: Option<Range<usize>>,
}

/// What stands behind a label, a password or not: `Password: required` is one too. Placeholders are none.
///
/// Behind “is” (`your password is …`) a value counts only if it looks like a password; behind a colon or an equals sign
/// every one of four characters or more does.
pub fn labelled(text: &str) -> Vec<Labelled> {
    let mut found: Vec<Labelled> = Vec::new();
    if !may_name_secret(text) {
        return found;
    }
    let lower = text.to_lowercase();
    // Lower-casing keeps lengths for the letters of our languages; where it does not, places would be wrong.
    if lower.len() != text.len() {
        return found;
    }
    for word in SECRET_WORDS {
        for (at, _) in lower.match_indices(word) {
            let behind = at + word.len();
            // `passordet`, `adgangskoden`.
            let letters = lower[behind..].chars().take(3).take_while(|letter| letter.is_alphabetic());
            let ending = letters.map(char::len_utf8).sum::<usize>();
            if ending > 2 {
                continue;
            }
            let Some((start, assigned)) = value_start(&lower, behind + ending) else { continue };
            let value = &text[start..text.floor_char_boundary(start + VALUE_MAX)];
            let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '“' | '”' | '»');
            let length = value.find(ends).unwrap_or(value.len());
            let secret = value[..length].trim_end_matches(['.', ',', ';', ')', '!', '?']);
            let rest = value[length..].trim_start_matches([' ', '\t', '"', '”', '»']);
            let ends_line = rest.is_empty() || rest.starts_with(['\n', '\r']);
            let password = is_password(secret, ends_line).then(|| start..start + secret.len());
            if password.is_some() || (assigned && length >= 4 && !is_placeholder(value)) {
                found.push(Labelled { value: start..start + length, password });
            }
        }
    }
    found.sort_by_key(|one| one.value.start);
    found.dedup();
    found
}

/// Passwords that stand behind their label.
///
/// After a label and a colon a word of prose may stand (`Password: required`), so a value counts only if it mixes letters
/// with digits or signs, or is a longer number that ends the line.
pub fn passwords(text: &str) -> Vec<Range<usize>> {
    // Every secret that counts holds one of these; most sentences do not.
    if !text.bytes().any(|byte| byte.is_ascii_digit() || is_sign(byte)) {
        return Vec::new();
    }
    labelled(text).into_iter().filter_map(|one| one.password).collect()
}

/// The longest value looked at, in bytes.
const VALUE_MAX: usize = 400;

/// Signs that passwords hold and words do not.
const fn is_sign(byte: u8) -> bool {
    matches!(byte, b'!' | b'#' | b'$' | b'%' | b'&' | b'@' | b'+' | b'=' | b'?' | b'*')
}

/// Where the value begins that stands behind a label, and whether it is assigned with a colon or an equals sign rather than
/// told with “is”.
fn value_start(lower: &str, behind: usize) -> Option<(usize, bool)> {
    let mut rest = lower[behind..].trim_start_matches([' ', '\t', '*']);
    for own in ["ditt ", "din ", "deres "] {
        rest = rest.strip_prefix(own).unwrap_or(rest);
    }
    let is = ["is", "er", "är", "ist", "lautet", "lyder"]
        .iter()
        .find_map(|is| rest.strip_prefix(is).filter(|behind| behind.starts_with([' ', ':'])));
    let value = is.or_else(|| rest.strip_prefix([':', '=']))?;
    let value = value.trim_start_matches([' ', '\t', ':', '*', '"', '\'', '“', '«']);
    Some((lower.len() - value.len(), is.is_none()))
}

/// Whether a value is something that a program fills in.
fn is_placeholder(value: &str) -> bool {
    value.starts_with(['{', '[', '<', '%', '$', '*'])
}

/// Whether a value may be a password rather than prose, a placeholder or a row of stars.
fn is_password(value: &str, ends_line: bool) -> bool {
    let letters = value.chars().filter(|c| c.is_alphabetic()).count();
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let signs = value.bytes().filter(|&byte| is_sign(byte)).count();
    let masked = signs * 2 >= value.chars().count() || value.contains(['•', '●', '…']);
    let placeholder = value.starts_with(['{', '[', '<', '%', '$', '(']) || value.contains("://");
    let long = value.chars().count() >= 6;
    let mixed = letters > 0 && (digits > 0 || signs > 0);
    long && !masked
        && !placeholder
        && (mixed && !is_ordinal(value) || (letters == 0 && digits == value.len() && ends_line))
}

/// Whether a value is a number with a unit or an ending, such as `12-tegns` or `8-digit`.
fn is_ordinal(value: &str) -> bool {
    let digits = value.bytes().take_while(u8::is_ascii_digit).count();
    digits > 0 && digits < 4 && value[digits..].starts_with('-') && value[digits + 1..].chars().all(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown<'t>(text: &'t str, ranges: &[Range<usize>]) -> Vec<&'t str> {
        ranges.iter().map(|range| &text[range.clone()]).collect()
    }

    #[test]
    fn every_secret_word_passes_the_quick_look() {
        assert!(SECRET_WORDS.iter().all(|word| may_name_secret(word) && may_name_secret(&word.to_uppercase())));
        assert!(!may_name_secret("Takk for at du skrev til oss"));
    }

    #[test]
    fn keys_have_a_shape_or_a_label() {
        for key in
            ["AKIAIOSFODNN7EXAMPLE", "ghp_16C7e42F292c6912E7710c838347Ae178B4a", "sk_live_4eC39HqLyjWDarjtT1zdp7dc"]
        {
            let text = format!("the key {key} here");
            assert_eq!(shown(&text, &keys(&text)), [key]);
        }
        assert_eq!(keys("api_key=9f8e7d6c5b4a39281706f5e4").len(), 1);
        assert_eq!(keys("API key: 9f8e7d6c5b4a39281706f5e4").len(), 1);
        assert_eq!(keys("-----BEGIN RSA PRIVATE KEY-----").len(), 1);
        for text in [
            "order 9f8e7d6c5b4a39281706f5e4",
            "your API key: see the page",
            "https://a.test/reset?token=9f8e7d6c5b4a39281706f5e4",
        ] {
            assert!(keys(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn passwords_are_told_from_prose() {
        for (text, secret) in [
            ("Password: Fotball123", "Fotball123"),
            ("Passordet ditt er Sommer2024!", "Sommer2024"),
            ("password = \"hu7%xx\"", "hu7%xx"),
            ("Adgangskoden er: 48213377\n", "48213377"),
        ] {
            assert_eq!(shown(text, &passwords(text)), [secret], "{text}");
        }
        for text in [
            "Password: required",
            "Password: ********",
            "Password: {{password1}}",
            "Passord: minst 8 tegn",
            "Password: 12-digit",
            "Your password is case-sensitive.",
            "Change your password: https://a.test/reset1",
            "Passordet er endret 12.12.2025.",
        ] {
            assert!(passwords(text).is_empty(), "{text}: {:?}", shown(text, &passwords(text)));
        }
    }
}
