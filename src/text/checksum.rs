//! Checksums of numbers that stand for people and money.
//!
//! All take the digits as values from 0 to 9, so that whoever calls decides what may stand between them.

/// The checksum of ISO/IEC 7812, which card numbers carry. A number of zeros only has none.
pub fn is_luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(index, &digit)| match (index % 2, u32::from(digit) * 2) {
            (0, doubled) => doubled / 2,
            (_, doubled) if doubled > 9 => doubled - 9,
            (_, doubled) => doubled,
        })
        .sum();
    sum.is_multiple_of(10) && digits.iter().any(|&digit| digit != 0)
}

/// Whether the weighted sum of the digits, the last one included, leaves no rest when divided by 11.
fn is_mod_11(digits: &[u8], weights: &[u8]) -> bool {
    let sum: u32 = weights.iter().zip(digits).map(|(&weight, &digit)| u32::from(weight) * u32::from(digit)).sum();
    digits.len() == weights.len() && sum.is_multiple_of(11)
}

/// The two check digits of a Norwegian identity number (fødselsnummer, D-number and their test numbers).
pub fn is_foedselsnummer(digits: &[u8]) -> bool {
    digits.len() == 11
        && is_mod_11(&digits[..10], &[3, 7, 6, 1, 8, 9, 4, 5, 2, 1])
        && is_mod_11(digits, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1])
}

/// The check digit of a Norwegian account number.
pub fn is_kontonummer(digits: &[u8]) -> bool {
    is_mod_11(digits, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) && digits.iter().any(|&digit| digit != 0)
}

/// The checksum Danish CPR numbers had to pass until 2007, and most still do.
pub fn is_old_cpr(digits: &[u8]) -> bool {
    is_mod_11(digits, &[4, 3, 2, 7, 6, 5, 4, 3, 2, 1])
}

/// Whether the first digits are a day, a month and two digits of a year.
pub fn is_day_first(digits: &[u8]) -> bool {
    digits.len() >= 6 && is_day(pair(digits, 0)) && is_month(pair(digits, 2))
}

/// Whether the first digits are two digits of a year, a month and a day.
pub fn is_year_first(digits: &[u8]) -> bool {
    digits.len() >= 6 && is_month(pair(digits, 2)) && is_day(pair(digits, 4))
}

fn pair(digits: &[u8], at: usize) -> u8 {
    digits[at] * 10 + digits[at + 1]
}

fn is_day(number: u8) -> bool {
    (1..=31).contains(&number)
}

fn is_month(number: u8) -> bool {
    (1..=12).contains(&number)
}

/// The checksum of ISO 13616 (modulus 97), of capital letters and digits as they are written.
pub fn is_iban(characters: &[u8]) -> bool {
    if characters.len() < 15 {
        return false;
    }
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

/// The end of the number that begins at `start`: digits with single spaces, hyphens or dots between them; an IBAN begins
/// with letters and may hold more.
pub fn number_end(source: &[u8], start: usize) -> usize {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn digits(text: &str) -> Vec<u8> {
        text.bytes().filter(u8::is_ascii_digit).map(|byte| byte - b'0').collect()
    }

    #[test]
    fn examples_of_the_standards_pass_and_their_neighbours_fail() {
        assert!(is_luhn(&digits("4111111111111111")) && !is_luhn(&digits("4111111111111112")));
        assert!(is_luhn(&digits("8112189876")) && !is_luhn(&digits("0000000000")));
        assert!(is_foedselsnummer(&digits("02013299997")) && !is_foedselsnummer(&digits("02013299998")));
        assert!(is_foedselsnummer(&digits("01010750160")));
        assert!(is_kontonummer(&digits("8601.11.17947")) && !is_kontonummer(&digits("8601.11.17948")));
        assert!(is_iban(b"NO9386011117947") && !is_iban(b"NO9386011117948") && !is_iban(b"NO93"));
        assert!(is_day_first(&digits("311299")) && !is_day_first(&digits("321299")) && !is_day_first(&digits("01")));
        assert!(is_year_first(&digits("811218")) && !is_year_first(&digits("813218")));
    }

    #[test]
    fn a_number_goes_on_over_single_separators() {
        assert_eq!(number_end(b"4111 1111 1111 1111.", 0), 19);
        assert_eq!(number_end(b"12  34", 0), 2);
        assert_eq!(number_end(b"NO93 8601 1117 947 her", 0), 18);
    }
}
