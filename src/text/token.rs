//! Text cut into words, numbers, addresses and punctuation, once for all rules.
//!
//! One pass over the characters, no allocation but the list itself. Words keep their inner marks (`can't`, `e-post`,
//! `f.eks`), because that is how people write them in a rule file.

use super::{Marks, Span, Text};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// Letters, perhaps with digits and inner `'`, `-` or `.`: `Hei`, `e-post`, `B12`.
    Word,
    /// Digits with their separators: `48213`, `1.234,50`, `7`.
    Number,
    /// A clock time: `10:30`, `kl` stays a word of its own.
    Time,
    /// A date in digits: `2026-11-21`, `21.11.2026`, `21/11`.
    Date,
    /// A web address or a bare domain name with or without a path.
    Url,
    /// An e-mail address.
    Email,
    /// Something a template will fill in: `{{name}}`, `[% x %]`, `%{x}`, `<%= x %>`.
    Placeholder,
    /// Something that prints nothing: a note to hilsen, or, without length, where an alternative begins.
    Tag,
    /// One character of punctuation or a symbol.
    Punctuation,
}

impl TokenKind {
    /// Whether people would count the token as a word.
    pub const fn counts_as_word(self) -> bool {
        !matches!(self, Self::Punctuation | Self::Tag)
    }
}

/// A token and its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it stands in the decoded text.
    pub span: Span<Text>,
}

/// Cuts `text[within]` into tokens; white space and line ends give none.
///
/// Linear in the length of the text: every look-ahead that fails is bounded by the run it would have made a token of.
pub fn tokenize(text: &str, within: Span<Text>) -> Vec<Token> {
    tokenize_marked(text, within, &Marks::default())
}

/// Cuts `text[within]` into tokens as [`tokenize`] does; what a template left in it stands whole.
pub fn tokenize_marked(text: &str, within: Span<Text>, marks: &Marks) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(within.len() / 5);
    tokenize_into(text, within, marks, &mut tokens);
    tokens
}

/// Adds the tokens of `text[within]` to others; see [`tokenize_marked`].
pub(crate) fn tokenize_into(text: &str, within: Span<Text>, marks: &Marks, tokens: &mut Vec<Token>) {
    let mut at = within.start();
    for mark in all_marks(marks, within) {
        let (kind, span) = mark;
        let stop = span.start().max(at);
        Scanner { text, at, end: stop, tokens, solid_end: 0 }.run();
        tokens.push(Token { kind, span });
        at = span.end().max(at);
    }
    Scanner { text, at, end: within.end(), tokens, solid_end: 0 }.run();
}

/// The marks that begin within a span, in order, as the tokens they make. Of an alternative only its beginning is one,
/// without length.
fn all_marks(marks: &Marks, within: Span<Text>) -> Vec<(TokenKind, Span<Text>)> {
    if marks.is_empty() {
        return Vec::new();
    }
    let of = |list: &[Span<Text>]| -> Vec<Span<Text>> {
        let first = list.partition_point(|mark| mark.start() < within.start());
        let behind = list.partition_point(|mark| mark.start() < within.end());
        list[first..behind.max(first)].iter().copied().filter(|mark| mark.end() <= within.end()).collect()
    };
    let mut all: Vec<(TokenKind, Span<Text>)> =
        of(&marks.placeholders).into_iter().map(|span| (TokenKind::Placeholder, span)).collect();
    all.extend(of(&marks.notes).into_iter().map(|span| (TokenKind::Tag, span)));
    all.extend(of(&marks.alternatives).into_iter().map(|span| (TokenKind::Tag, Span::new(span.start(), span.start()))));
    all.sort_by_key(|(_, span)| (span.start(), span.end()));
    all
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
    end: usize,
    tokens: &'t mut Vec<Token>,
    /// Up to here the current run of non-space characters is known to be no address.
    solid_end: usize,
}

impl Scanner<'_> {
    fn run(&mut self) {
        let text = self.text.get(..self.end).unwrap_or_default();
        while let Some(&byte) = text.as_bytes().get(self.at) {
            if byte == b' ' {
                self.at += 1;
            } else if byte.is_ascii() {
                self.solid(text, char::from(byte));
            } else {
                let Some(character) = text[self.at..].chars().next() else { break };
                self.solid(text, character);
            }
        }
    }

    /// A token at a character, or none if that is white space.
    fn solid(&mut self, text: &str, character: char) {
        let rest = &text[self.at..];
        // Only a letter or digit begins an address, so `(hjelp@acme.test)` is tried behind its bracket.
        if self.at >= self.solid_end && character.is_ascii_alphanumeric() {
            // Most runs are one plain word.
            let letters = rest.bytes().take_while(|&byte| CLASSES[usize::from(byte)] == LETTER).count();
            let ends = |at: usize| rest.as_bytes().get(at).is_none_or(|&byte| CLASSES[usize::from(byte)] == END);
            // A mark that closes a clause, and a space behind it, make no address either.
            let is_closed = || matches!(rest.as_bytes()[letters], b'.' | b',' | b'!' | b'?') && ends(letters + 1);
            if character.is_ascii_alphabetic() && (ends(letters) || is_closed()) {
                self.solid_end = self.at + letters;
                return self.push(TokenKind::Word, letters);
            }
            let (run, is_marked) = run_that_may_be_address(rest.as_bytes(), letters);
            if is_marked && let Some((kind, length)) = address(&rest[..run]) {
                return self.push(kind, length);
            }
            // Tried once for the whole run: trying again at each of its words would cost a long run its square.
            self.solid_end = self.at + run;
        }
        if character.is_ascii_digit() {
            let (kind, length) = number(rest);
            return self.push(kind, length);
        }
        if is_word_character(character) {
            return self.push(TokenKind::Word, word_len(rest));
        }
        if character.is_whitespace() {
            self.at += character.len_utf8();
        } else {
            self.push(TokenKind::Punctuation, character.len_utf8());
        }
    }

    fn push(&mut self, kind: TokenKind, length: usize) {
        let span = Span::new(self.at, self.at + length);
        self.tokens.push(Token { kind, span });
        self.at += length;
    }
}

/// The length of the run of characters that may make an address, which begins with some letters, and whether it has what
/// every address has.
fn run_that_may_be_address(rest: &[u8], letters: usize) -> (usize, bool) {
    let mut is_marked = false;
    for (length, &byte) in rest.iter().enumerate().skip(letters) {
        match CLASSES[usize::from(byte)] {
            END => return (length, is_marked),
            MARK => is_marked |= length < 4096,
            _ => {}
        }
    }
    (rest.len(), is_marked)
}

/// Whether a byte is an ASCII letter or digit.
pub(crate) fn is_ascii_word_byte(byte: u8) -> bool {
    CLASSES[usize::from(byte)] == LETTER
}

/// What a byte may be to a run of characters: a letter or digit, what ends the run, what every address has, or another.
static CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte: u8 = 0;
    while byte < 255 {
        classes[byte as usize] = match byte {
            ..=b' ' | b'<' | b'>' | b'"' | b'{' | b'}' | b'|' | b'`' => END,
            b'@' | b'.' | b':' => MARK,
            _ if byte.is_ascii_alphanumeric() => LETTER,
            _ => 0,
        };
        byte += 1;
    }
    classes
};
const LETTER: u8 = 1;
const END: u8 = 2;
const MARK: u8 = 3;

/// Whether a character is a letter or a digit: [`char::is_alphanumeric`] without its tables where most letters are.
pub(crate) fn is_alphanumeric(character: char) -> bool {
    match character {
        ..='\u{7f}' => character.is_ascii_alphanumeric(),
        'À'..='ÿ' => !matches!(character, '×' | '÷'),
        _ => character.is_alphanumeric(),
    }
}

/// Letters, marks and digits; what a word is made of.
fn is_word_character(character: char) -> bool {
    is_alphanumeric(character) || is_combining(character)
}

/// The combining marks that letters of the Nordic languages and German are decomposed into, and their neighbours.
const fn is_combining(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}')
}

/// The length of the word at the start of `rest`, inner marks included.
fn word_len(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let mut length = 0;
    // The letters since the last inner mark.
    let mut segment = 0;
    while let Some(&byte) = bytes.get(length) {
        if CLASSES[usize::from(byte)] == LETTER {
            length += 1;
            segment += 1;
            continue;
        }
        if byte.is_ascii() && !matches!(byte, b'\'' | b'-' | b'.') {
            break;
        }
        let mut characters = rest[length..].chars();
        let Some(character) = characters.next() else { break };
        if is_word_character(character) {
            length += character.len_utf8();
            segment += 1;
            continue;
        }
        let behind = characters.as_str();
        let joins = match character {
            '\'' | '’' | 'ʼ' | '\u{2011}' | '-' | '\u{ad}' => behind.starts_with(is_word_character),
            // `f.eks`, `org.nr`, `z.B`, but not `igjen.Vi`, where a space is missing.
            '.' => joins_at_dot(segment, behind),
            _ => false,
        };
        if !joins {
            break;
        }
        // What follows is a letter or digit.
        length += character.len_utf8();
        segment = 0;
    }
    length
}

/// Whether a dot after a piece of `before` letters goes on into `after` as an abbreviation does.
fn joins_at_dot(before: usize, after: &str) -> bool {
    if before > 4 {
        return false;
    }
    let mut letters = 0;
    for character in after.chars().take_while(|c| c.is_alphabetic()).take(5) {
        if letters == 0 && before > 1 && character.is_uppercase() {
            return false;
        }
        letters += 1;
    }
    (1..=4).contains(&letters)
}

/// The number, date or time at the start of `rest`, which begins with a digit.
fn number(rest: &str) -> (TokenKind, usize) {
    let bytes = rest.as_bytes();
    let mut length = 0;
    let (mut colons, mut dots, mut dashes, mut slashes, mut letters) = (0, 0, 0, 0, false);
    while length < bytes.len() {
        let byte = bytes[length];
        if byte.is_ascii_digit() {
            length += 1;
            continue;
        }
        let more = bytes.get(length + 1).is_some_and(u8::is_ascii_digit);
        match byte {
            b':' if more => colons += 1,
            b'.' if more => dots += 1,
            b',' if more => {}
            b'-' if more => dashes += 1,
            b'/' if more => slashes += 1,
            _ => {
                let tail = word_len(&rest[length..]);
                letters = tail > 0;
                length += tail;
                break;
            }
        }
        length += 1;
    }
    let kind = if letters {
        TokenKind::Word
    } else if colons > 0 && length <= 8 {
        TokenKind::Time
    } else if dashes == 2 || slashes > 0 || (dots == 2 && length <= 10) {
        TokenKind::Date
    } else {
        TokenKind::Number
    };
    (kind, length)
}

/// Whether a run of solid characters begins with an address, and how long that is without trailing punctuation.
fn address(run: &str) -> Option<(TokenKind, usize)> {
    let lower = run.get(..8).unwrap_or(run);
    let schemes = ["http://", "https:/", "ftp://", "mailto:", "tel:", "www."];
    let length = trimmed(run);
    if schemes.iter().any(|scheme| starts_with_ignore_case(lower, scheme)) {
        return Some((TokenKind::Url, length));
    }
    let run = &run[..length];
    if let Some(at) = run.find('@') {
        let (local, domain) = (&run[..at], &run[at + 1..]);
        let fits = !local.is_empty() && local.bytes().all(is_local_byte) && is_domain(domain);
        return fits.then_some((TokenKind::Email, length));
    }
    let host = run.split(['/', '?', '#', ':']).next().unwrap_or(run);
    (is_domain(host) && has_known_ending(host)).then_some((TokenKind::Url, length))
}

/// The length of a run without the punctuation that belongs to the sentence around it.
fn trimmed(run: &str) -> usize {
    let mut end = run.len();
    while let Some(last) = run[..end].chars().next_back() {
        let closes = match last {
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '’' | '”' | '»' | '*' | '_' | ']' => true,
            ')' => run[..end].matches('(').count() < run[..end].matches(')').count(),
            _ => false,
        };
        if !closes {
            break;
        }
        end -= last.len_utf8();
        // A run of nothing but closing signs would make the count above quadratic.
        if run.len() - end > 16 {
            break;
        }
    }
    end
}

fn starts_with_ignore_case(text: &str, prefix: &str) -> bool {
    text.len() >= prefix.len() && text.as_bytes()[..prefix.len()].eq_ignore_ascii_case(prefix.as_bytes())
}

const fn is_local_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'%' | b'+' | b'-' | b'\'' | b'&' | b'=' | b'~')
}

/// Labels of letters, digits and hyphens with at least one dot, the last label of letters only.
fn is_domain(text: &str) -> bool {
    let Some((rest, last)) = text.rsplit_once('.') else { return false };
    let label = |label: &str| {
        !label.is_empty() && label.len() <= 63 && label.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
    };
    last.len() >= 2 && last.chars().all(char::is_alphabetic) && rest.split('.').all(label)
}

/// Whether a bare name such as `FiksGataMi.no` ends like a domain people write without a scheme.
///
/// A list, because `igjen.Vi` and `osv.Da` are words with a space missing, and files (`setup.exe`) are no addresses.
fn has_known_ending(host: &str) -> bool {
    const ENDINGS: [&str; 26] = [
        "no", "dk", "se", "de", "com", "net", "org", "eu", "io", "uk", "test", "example", "fi", "is", "nl", "at", "ch",
        "info", "app", "dev", "shop", "help", "ie", "us", "edu", "gov",
    ];
    let Some((rest, ending)) = host.rsplit_once('.') else { return false };
    // A lone short abbreviation such as `evt.de` in running text is left a word.
    rest.len() >= 3 && ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known)) && ending.to_lowercase() == ending
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<(TokenKind, &str)> {
        let tokens = tokenize(text, Span::new(0, text.len()));
        tokens.iter().map(|token| (token.kind, &text[token.span.range()])).collect()
    }

    #[test]
    fn words_keep_their_inner_marks() {
        use TokenKind::{Punctuation, Word};
        assert_eq!(
            shown("Can’t e-post f.eks. igjen.Vi"),
            [
                (Word, "Can’t"),
                (Word, "e-post"),
                (Word, "f.eks"),
                (Punctuation, "."),
                (Word, "igjen"),
                (Punctuation, "."),
                (Word, "Vi"),
            ]
        );
    }

    #[test]
    fn numbers_dates_and_times() {
        use TokenKind::{Date, Number, Punctuation, Time, Word};
        assert_eq!(
            shown("1.234,50 10:30 2026-11-21 21.11.2026 3. XR-2000 2nd"),
            [
                (Number, "1.234,50"),
                (Time, "10:30"),
                (Date, "2026-11-21"),
                (Date, "21.11.2026"),
                (Number, "3"),
                (Punctuation, "."),
                (Word, "XR-2000"),
                (Word, "2nd"),
            ]
        );
    }

    #[test]
    fn addresses_are_one_token_without_the_sentence_around_them() {
        use TokenKind::{Email, Punctuation, Url, Word};
        assert_eq!(
            shown("Se (https://acme.test/a?b=c:P). Skriv til hjelp@acme.test, FiksGataMi.no!"),
            [
                (Word, "Se"),
                (Punctuation, "("),
                (Url, "https://acme.test/a?b=c:P"),
                (Punctuation, ")"),
                (Punctuation, "."),
                (Word, "Skriv"),
                (Word, "til"),
                (Email, "hjelp@acme.test"),
                (Punctuation, ","),
                (Url, "FiksGataMi.no"),
                (Punctuation, "!"),
            ]
        );
    }

    #[test]
    fn what_a_template_left_stands_whole() {
        use TokenKind::{Placeholder, Punctuation, Tag, Word};
        let text = "Hei {{ a b }}, endret sendt {# x #}.";
        let marks = Marks {
            placeholders: vec![Span::new(4, 13)],
            alternatives: vec![Span::new(21, 27)],
            notes: vec![Span::new(28, 35)],
        };
        let tokens = tokenize_marked(text, Span::new(0, text.len()), &marks);
        let shown: Vec<_> = tokens.iter().map(|token| (token.kind, &text[token.span.range()])).collect();
        assert_eq!(
            shown,
            [
                (Word, "Hei"),
                (Placeholder, "{{ a b }}"),
                (Punctuation, ","),
                (Word, "endret"),
                (Tag, ""),
                (Word, "sendt"),
                (Tag, "{# x #}"),
                (Punctuation, "."),
            ]
        );
    }

    #[test]
    fn long_runs_cost_linear_time() {
        let one = "a.".repeat(200_000);
        let tokens = tokenize(&one, Span::new(0, one.len()));
        assert!(tokens.len() > 1);
        let braces = "{{".repeat(100_000);
        assert_eq!(tokenize(&braces, Span::new(0, braces.len())).len(), 200_000);
    }
}
