//! Secrets in quoted text: card numbers, national identity numbers, account numbers, passwords.
//!
//! A report travels further than the draft: into build logs, into tickets. What is masked keeps its length.

use std::borrow::Cow;

use crate::text::{
    checksum::{is_day_first, is_foedselsnummer, is_iban, is_kontonummer, is_luhn, is_year_first, number_end},
    secret,
};

/// The text with the characters of secrets replaced by `*`, one for each byte.
pub fn mask(text: &str) -> Cow<'_, str> {
    let has_digit = text.bytes().fold(false, |found, byte| found | byte.is_ascii_digit());
    let names_secret = secret::may_name_secret(text);
    let keys = secret::keys(text);
    if !has_digit && !names_secret && keys.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut bytes = text.as_bytes().to_vec();
    if has_digit {
        mask_numbers(text, &mut bytes);
    }
    // What stands behind `password:` may be a word of prose; better one of those masked than a password shown.
    for secret in keys.into_iter().chain(secret::labelled(text).into_iter().map(|one| one.value)) {
        bytes[secret].fill(b'*');
    }
    // Only whole characters were replaced, so this cannot fail; an empty text would still leak nothing.
    Cow::Owned(String::from_utf8(bytes).unwrap_or_default())
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
        let end = number_end(source, at);
        // Words, and numbers too short for any secret.
        if end < at + 10 {
            at = end.max(at + 1);
            continue;
        }
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
