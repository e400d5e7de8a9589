//! Secrets in quoted text: card numbers, national identity numbers, account numbers, passwords.
//!
//! A report travels further than the draft: into build logs, into tickets. What is masked keeps its length.

/// Words that a secret follows, in the languages of our users.
const SECRET_WORDS: [&str; 13] = [
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

/// The text with the characters of secrets replaced by `*`, one for each byte.
pub fn mask(text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    mask_numbers(text, &mut bytes);
    mask_passwords(text, &mut bytes);
    // Only whole characters were replaced, so this cannot fail; an empty text would still leak nothing.
    String::from_utf8(bytes).unwrap_or_default()
}

/// Masks runs of digits that pass a checksum, all but the last four.
fn mask_numbers(text: &str, bytes: &mut [u8]) {
    let source = text.as_bytes();
    let mut at = 0;
    while at < source.len() {
        let in_word = at > 0 && source[at - 1].is_ascii_alphanumeric();
        if !source[at].is_ascii_alphanumeric() || in_word {
            at += 1;
            continue;
        }
        let end = group_end(source, at);
        let digits: Vec<(usize, u8)> = (at..end)
            .filter(|&index| source[index].is_ascii_alphanumeric())
            .map(|index| (index, source[index]))
            .collect();
        if is_secret(&digits.iter().map(|(_, byte)| *byte).collect::<Vec<u8>>()) {
            for (index, _) in &digits[..digits.len() - 4] {
                bytes[*index] = b'*';
            }
        }
        at = end.max(at + 1);
    }
}

/// The end of a run of digits with single spaces, hyphens or dots between them; an IBAN begins with letters.
fn group_end(source: &[u8], start: usize) -> usize {
    let mut end = start;
    let mut at = start;
    let iban = source.len() > start + 4
        && source[start..start + 2].iter().all(u8::is_ascii_uppercase)
        && source[start + 2..start + 4].iter().all(u8::is_ascii_digit);
    while at < source.len() && end - start < 48 {
        let byte = source[at];
        if byte.is_ascii_digit() || (iban && byte.is_ascii_uppercase()) {
            end = at + 1;
        } else if !(matches!(byte, b' ' | b'-' | b'.') && at == end) {
            break;
        }
        at += 1;
    }
    end
}

/// Whether the characters are a card number, a Norwegian, Danish or Swedish identity number, or an IBAN.
fn is_secret(characters: &[u8]) -> bool {
    if characters.len() >= 15 && characters[0].is_ascii_uppercase() {
        return is_iban(characters);
    }
    let digits: Option<Vec<u32>> = characters.iter().map(|byte| char::from(*byte).to_digit(10)).collect();
    let Some(digits) = digits else { return false };
    match digits.len() {
        10 | 12 => is_date(&digits[digits.len() - 10..]) && (luhn(&digits[digits.len() - 10..]) || is_cpr(&digits)),
        11 => is_foedselsnummer(&digits) || is_kontonummer(&digits),
        13..=19 => luhn(&digits),
        _ => false,
    }
}

/// The checksum of ISO/IEC 7812.
fn luhn(digits: &[u32]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(index, &digit)| match (index % 2, digit * 2) {
            (0, _) => digit,
            (_, doubled) if doubled > 9 => doubled - 9,
            (_, doubled) => doubled,
        })
        .sum();
    sum.is_multiple_of(10) && digits.iter().any(|&digit| digit != 0)
}

/// Whether six digits may be a day, month and year in either order.
fn is_date(digits: &[u32]) -> bool {
    let pair = |at: usize| digits[at] * 10 + digits[at + 1];
    let day_first = (1..=31).contains(&pair(0)) && (1..=12).contains(&pair(2));
    let year_first = (1..=12).contains(&pair(2)) && (1..=31).contains(&pair(4));
    day_first || year_first
}

/// A Danish CPR number has had no checksum since 2007, so a date and four digits must do.
fn is_cpr(digits: &[u32]) -> bool {
    digits.len() == 10
        && (1..=31).contains(&(digits[0] * 10 + digits[1]))
        && (1..=12).contains(&(digits[2] * 10 + digits[3]))
}

/// The two check digits of a Norwegian identity number (modulus 11).
fn is_foedselsnummer(digits: &[u32]) -> bool {
    const FIRST: [u32; 9] = [3, 7, 6, 1, 8, 9, 4, 5, 2];
    const SECOND: [u32; 10] = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];
    let check = |weights: &[u32]| {
        let sum: u32 = weights.iter().zip(digits).map(|(weight, digit)| weight * digit).sum();
        (11 - sum % 11) % 11
    };
    check(&FIRST) == digits[9] && check(&SECOND) == digits[10]
}

/// The check digit of a Norwegian account number (modulus 11).
fn is_kontonummer(digits: &[u32]) -> bool {
    const WEIGHTS: [u32; 10] = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];
    let sum: u32 = WEIGHTS.iter().zip(digits).map(|(weight, digit)| weight * digit).sum();
    (11 - sum % 11) % 11 == digits[10]
}

/// The checksum of ISO 13616 (modulus 97).
fn is_iban(characters: &[u8]) -> bool {
    let (head, tail) = characters.split_at(4);
    let mut rest = 0_u32;
    for &byte in tail.iter().chain(head) {
        let value = match byte {
            b'0'..=b'9' => u32::from(byte - b'0'),
            b'A'..=b'Z' => u32::from(byte - b'A') + 10,
            _ => return false,
        };
        rest = if value > 9 { (rest * 100 + value) % 97 } else { (rest * 10 + value) % 97 };
    }
    rest == 1
}

/// Masks what stands behind `password:` and its like.
fn mask_passwords(text: &str, bytes: &mut [u8]) {
    if !text.contains([':', '=']) {
        return;
    }
    let lower = text.to_lowercase();
    // Lower-casing keeps lengths for the letters of our languages; where it does not, places would be wrong.
    if lower.len() != text.len() {
        return;
    }
    for word in SECRET_WORDS {
        for (at, _) in lower.match_indices(word) {
            let behind = at + word.len();
            let rest = text[behind..].trim_start_matches([' ', '\t']);
            let Some(value) = rest.strip_prefix([':', '=']) else { continue };
            let value = value.trim_start_matches([' ', '\t', '"', '\'']);
            let start = text.len() - value.len();
            let length = value.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'')).unwrap_or(value.len());
            let secret = &value[..length];
            // A placeholder or a word of prose is no secret; four characters are the least a password has.
            if length >= 4 && !secret.starts_with(['{', '[', '<', '%', '$', '*']) {
                bytes[start..start + length].fill(b'*');
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_masked_and_keep_their_length() {
        assert_eq!(mask("Kort 4111 1111 1111 1111."), "Kort **** **** **** 1111.");
        assert_eq!(mask("IBAN NO9386011117947 her"), "IBAN ***********7947 her");
        assert_eq!(mask("CPR 010190-1234"), "CPR ******-1234");
        assert_eq!(mask("Konto 1234 56 78903"), "Konto **** ** *8903");
        assert_eq!(mask("Fnr 01010750160"), "Fnr *******0160");
        assert_eq!(mask("Passord: hemmelig1 takk"), "Passord: ********* takk");
        assert_eq!(mask("password = \"æøå12\""), "password = \"********\"");
    }

    #[test]
    fn what_is_no_secret_stays() {
        for text in [
            "Ordre 48213 og faktura 881",
            "Tlf. +47 22 33 44 55",
            "Password: {{password}}",
            "4111 1111 1111 1112",
            "Dato 2026-11-21 kl. 10:30",
        ] {
            assert_eq!(mask(text), text);
        }
    }
}
