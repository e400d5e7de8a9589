//! Secrets in quoted text: card numbers, national identity numbers, account numbers, passwords.
//!
//! A report travels further than the draft: into build logs, into tickets. What is masked keeps its length.

use std::{borrow::Cow, ops::Range};

use crate::text::{
    ByteSet,
    checksum::{is_day_first, is_foedselsnummer, is_iban, is_kontonummer, is_luhn, is_year_first, number_end},
    digits_in, secret,
};

/// The text with the characters of secrets replaced by `*`, one for each byte.
pub fn mask(text: &str) -> Cow<'_, str> {
    let numbers = secret_numbers(text.as_bytes());
    let (keys, labelled) = (secret::keys(text), secret::labelled(text));
    if numbers.is_empty() && keys.is_empty() && labelled.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut bytes = text.as_bytes().to_vec();
    for number in numbers {
        let signs = bytes[number].iter_mut().filter(|byte| byte.is_ascii_alphanumeric());
        signs.rev().skip(SHOWN).for_each(|byte| *byte = b'*');
    }
    // What stands behind `password:` may be a word of prose; better one of those masked than a password shown.
    for secret in keys.into_iter().chain(labelled.into_iter().map(|one| one.value)) {
        bytes[secret].fill(b'*');
    }
    // Only whole characters were replaced, so this cannot fail; an empty text would still leak nothing.
    Cow::Owned(String::from_utf8(bytes).unwrap_or_default())
}

/// So many of a number's last digits are shown, for the writer to know which one is meant.
const SHOWN: usize = 4;
/// No number that is masked has fewer signs, in bytes.
const NUMBER_MIN: usize = 10;

static DIGITS: ByteSet = ByteSet::of(b"0123456789");

/// The numbers that pass a checksum.
fn secret_numbers(source: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    // Every one of them has at least the two digits that check it, and most of what is shown has none.
    if digits_in(source) < 2 {
        return found;
    }
    let mut behind = 0;
    for digit in DIGITS.find_all(source) {
        if digit < behind {
            continue;
        }
        // An IBAN begins with two capitals.
        let country =
            digit.checked_sub(2).filter(|&at| at >= behind && source[at..digit].iter().all(u8::is_ascii_uppercase));
        let start = country.unwrap_or(digit);
        if start > 0 && source[start - 1].is_ascii_alphanumeric() {
            continue;
        }
        let end = number_end(source, start);
        let signs = || source[start..end].iter().copied().filter(u8::is_ascii_alphanumeric).collect::<Vec<u8>>();
        if end >= start + NUMBER_MIN && is_secret(&signs()) {
            found.push(start..end);
        }
        behind = end;
    }
    found
}

/// Whether the characters are a card number, a Norwegian, Danish or Swedish identity number, or an account number.
fn is_secret(characters: &[u8]) -> bool {
    if characters.len() >= 15 && characters[0].is_ascii_uppercase() {
        return is_iban(characters);
    }
    if !characters.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let digits: Vec<u8> = characters.iter().map(|byte| byte - b'0').collect();
    match digits.len() {
        // A Danish CPR number has had no checksum since 2007, so a date and four digits must do.
        10 => is_day_first(&digits) || (is_year_first(&digits) && is_luhn(&digits)),
        12 => (is_day_first(&digits[2..]) || is_year_first(&digits[2..])) && is_luhn(&digits[2..]),
        11 => is_foedselsnummer(&digits) || is_kontonummer(&digits),
        13..=19 => is_luhn(&digits),
        _ => false,
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
