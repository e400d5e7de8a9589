//! Text cut into words, numbers, addresses and punctuation, once for all rules.
//!
//! One pass over the characters, no allocation but the list itself. Words keep their inner marks (`can't`, `e-post`,
//! `f.eks`), because that is how people write them in a rule file.

use super::{Span, Text};

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
    /// Something that steers a template and prints nothing: `{% if %}`, `[% END %]`, `{{#each}}`, a comment.
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
    let mut scanner = Scanner { text, at: within.start(), end: within.end(), tokens: Vec::new(), solid_end: 0 };
    scanner.tokens.reserve(within.len() / 5);
    scanner.run();
    scanner.tokens
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
    end: usize,
    tokens: Vec<Token>,
    /// Up to here the current run of non-space characters is known to be no address.
    solid_end: usize,
}

impl Scanner<'_> {
    fn run(&mut self) {
        while let Some(character) = self.peek(self.at) {
            let width = character.len_utf8();
            match character {
                _ if character.is_whitespace() => self.at += width,
                _ => self.solid(character),
            }
        }
    }

    /// A token at a character that is no white space.
    fn solid(&mut self, character: char) {
        if let Some(length) = placeholder_len(&self.text[self.at..self.end]) {
            let kind =
                if steers(&self.text[self.at..self.at + length]) { TokenKind::Tag } else { TokenKind::Placeholder };
            return self.push(kind, length);
        }
        // Only a letter or digit begins an address, so `(hjelp@acme.test)` is tried behind its bracket.
        if self.at >= self.solid_end && character.is_ascii_alphanumeric() {
            let run = self.run_end();
            if let Some((kind, length)) = address(&self.text[self.at..run]) {
                return self.push(kind, length);
            }
            // Tried once for the whole run: trying again at each of its words would cost a long run its square.
            self.solid_end = run;
        }
        if character.is_ascii_digit() {
            let (kind, length) = number(&self.text[self.at..self.end]);
            return self.push(kind, length);
        }
        if is_word_character(character) {
            let length = word_len(&self.text[self.at..self.end]);
            return self.push(TokenKind::Word, length);
        }
        self.push(TokenKind::Punctuation, character.len_utf8());
    }

    fn push(&mut self, kind: TokenKind, length: usize) {
        let span = Span::new(self.at, self.at + length);
        self.tokens.push(Token { kind, span });
        self.at += length;
    }

    fn peek(&self, at: usize) -> Option<char> {
        if at >= self.end { None } else { self.text[at..self.end].chars().next() }
    }

    /// The end of the run of characters that may make an address.
    fn run_end(&self) -> usize {
        let rest = &self.text.as_bytes()[self.at..self.end];
        let length = rest
            .iter()
            .position(|&byte| byte <= b' ' || matches!(byte, b'<' | b'>' | b'"' | b'{' | b'}' | b'|' | b'`'))
            .unwrap_or(rest.len());
        self.at + length
    }
}

/// Letters, marks and digits; what a word is made of.
fn is_word_character(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_alphanumeric();
    }
    character.is_alphanumeric() || is_combining(character)
}

/// The combining marks that letters of the Nordic languages and German are decomposed into, and their neighbours.
const fn is_combining(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}')
}

/// The length of the word at the start of `rest`, inner marks included.
fn word_len(rest: &str) -> usize {
    let mut length = 0;
    let mut segment = 0;
    let mut characters = rest.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        if is_word_character(character) {
            segment += 1;
            length = at + character.len_utf8();
            continue;
        }
        let Some(&(_, next)) = characters.peek() else { break };
        let joins = match character {
            '\'' | '’' | 'ʼ' | '\u{2011}' | '-' | '\u{ad}' => is_word_character(next),
            // `f.eks`, `org.nr`, `z.B`, but not `igjen.Vi`, where a space is missing.
            '.' => joins_at_dot(segment, &rest[at + 1..]),
            _ => false,
        };
        if !joins {
            break;
        }
        segment = 0;
    }
    length
}

/// Whether a dot after a piece of `before` letters goes on into `after` as an abbreviation does.
fn joins_at_dot(before: usize, after: &str) -> bool {
    let mut letters = 0;
    for character in after.chars() {
        if !character.is_alphabetic() {
            break;
        }
        if letters == 0 && before > 1 && character.is_uppercase() {
            return false;
        }
        letters += 1;
    }
    before <= 4 && (1..=4).contains(&letters)
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
    let bytes = run.as_bytes();
    // Most runs are plain words: look for what every address has before doing more.
    let marked = bytes.iter().take(4096).any(|byte| matches!(byte, b'@' | b'.' | b':'));
    if !marked {
        return None;
    }
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

/// The longest placeholder looked for, in bytes; longer ones are prose in braces.
const PLACEHOLDER_MAX: usize = 500;

/// The length of the placeholder that `rest` begins with, if it does.
fn placeholder_len(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let (open, close): (&str, &str) = match (*bytes.first()?, bytes.get(1), bytes.get(2)) {
        (b'{', Some(b'{'), Some(b'{')) => ("{{{", "}}}"),
        (b'{', Some(b'{'), _) => ("{{", "}}"),
        (b'{', Some(b'%'), _) => ("{%", "%}"),
        (b'{', Some(b'#'), _) => ("{#", "#}"),
        (b'{', Some(b'!'), _) => ("{!", "}"),
        (b'{', Some(byte), _) if byte.is_ascii_alphabetic() || *byte == b'$' || *byte == b'_' => ("{", "}"),
        (b'[', Some(b'%'), _) => ("[%", "%]"),
        (b'<', Some(b'%'), _) => ("<%", "%>"),
        (b'<', Some(b'<'), _) => ("<<", ">>"),
        (b'<', Some(byte), _) if byte.is_ascii_uppercase() => return upper_tag(rest),
        (b'%' | b'#' | b'$', Some(b'{'), _) => (&rest[..2], "}"),
        (b'%', Some(b'('), _) => return gettext(rest),
        (b'*', Some(b'|'), _) => ("*|", "|*"),
        (0xc2, Some(0xab), _) => return merge_field(rest),
        _ => return None,
    };
    let window = floor_boundary(rest, PLACEHOLDER_MAX);
    let inner = window.get(open.len()..)?;
    let end = inner.find(close)?;
    if inner[..end].contains('\n') && open == "{" {
        return None;
    }
    // A single brace holds one name, a path or a call; prose in braces is prose.
    if open == "{" && inner[..end].split(['|', ',', '(', '=']).next().is_some_and(|name| name.trim().contains(' ')) {
        return None;
    }
    Some(open.len() + end + close.len())
}

/// The words that begin a tag which prints nothing, in the template languages that help desks use.
const KEYWORDS: &str = "if elsif elseif elif else endif end unless endunless case when endcase for foreach endfor endforeach \
    each while endwhile with endwith assign set endset capture endcapture include extends block endblock \
    load trans endtrans blocktrans endblocktrans blocktranslate endblocktranslate translate plural \
    pluralize comment endcomment raw endraw verbatim endverbatim autoescape endautoescape macro endmacro \
    import from process wrapper filter endfilter switch default depend layout render then";

/// Whether a placeholder steers the template instead of printing: a known keyword or sign stands first in it.
///
/// `{% customer.firstName %}` prints in some help desks and `{% if %}` steers in others, so the brackets do not tell.
fn steers(placeholder: &str) -> bool {
    if placeholder.starts_with("{#") {
        return true;
    }
    let inner = placeholder.trim_start_matches(['{', '[', '<', '*', '|', '%', '-', '~', '=']);
    let brackets = placeholder.len() - inner.len();
    let signs = &placeholder[..brackets];
    if signs.ends_with('=') {
        return false;
    }
    if inner.starts_with(['#', '!', '/', '^', '>', '&']) && signs.len() >= 2 {
        return !inner.starts_with('&');
    }
    if inner.starts_with('/') {
        return true;
    }
    let word: &str = inner.trim_start().split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or("");
    // A path is printed, whatever its first name is: `{% if.name %}` does not occur, `{% order.number %}` does.
    if inner.trim_start()[word.len()..].starts_with('.') {
        return false;
    }
    let known = |word: &str| KEYWORDS.split(' ').any(|keyword| keyword == word);
    // ERB runs code: what is not `<%=` prints nothing.
    signs.starts_with("<%") || known(word) || known(word.to_ascii_lowercase().as_str())
}

/// `<ISSUE_NUMBER>` or `<OTRS_CUSTOMER_REALNAME>`: capitals, digits, `_` and spaces only.
fn upper_tag(rest: &str) -> Option<usize> {
    let end = floor_boundary(rest, PLACEHOLDER_MAX).find('>')?;
    let name = &rest[1..end];
    let fits = name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || matches!(b, b'_' | b' ' | b'-'));
    let otrs = name.starts_with("OTRS_") || name.starts_with("ZNUNY_");
    ((fits && name.len() > 2) || otrs).then_some(end + 1)
}

/// `%(name)s`.
fn gettext(rest: &str) -> Option<usize> {
    let window = floor_boundary(rest, PLACEHOLDER_MAX);
    let end = window.find(')')?;
    let name = &window[2..end];
    let fits = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'.');
    let conversion = window.as_bytes().get(end + 1).is_some_and(|b| matches!(b, b's' | b'd' | b'i' | b'f'));
    (fits && conversion).then_some(end + 2)
}

/// `«FirstName»`: one name without white space; quotations in guillemets hold prose or are longer.
fn merge_field(rest: &str) -> Option<usize> {
    let window = floor_boundary(rest, 64);
    let end = window.find('»')?;
    let name = &window[2..end];
    let mut inner = name.chars().skip(1);
    let fits = name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && inner.any(|c| c.is_ascii_uppercase() || c == '_');
    fits.then_some(end + 2)
}

/// At most `max` bytes from the start of `text`, cut on a character boundary.
fn floor_boundary(text: &str, max: usize) -> &str {
    if text.len() <= max {
        return text;
    }
    &text[..text.floor_char_boundary(max)]
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
    fn placeholders_of_many_tools() {
        for text in [
            "{{ticket.requester.first_name}}",
            "{{{Recipient.Name}}}",
            "{% customer.firstName %}",
            "[% report.name %]",
            "<%= @url %>",
            "<<borrowers.firstname>>",
            "<OTRS_CUSTOMER_REALNAME>",
            "%{sender_name}",
            "#{ticket.customer}",
            "${number}",
            "{firstname}",
            "{$Kunde->cNachname}",
            "{!Contact.FirstName}",
            "%(real_name)s",
            "*|FNAME|*",
            "«FirstName»",
        ] {
            assert_eq!(shown(text), [(TokenKind::Placeholder, text)]);
        }
        for text in
            ["{% if user %}", "[% END %]", "{{#each items}}", "{{/if}}", "<% if x %>", "{# note #}", "*|END:IF|*"]
        {
            assert_eq!(shown(text), [(TokenKind::Tag, text)]);
        }
        assert!(shown("«Ja»").iter().all(|(kind, _)| *kind != TokenKind::Placeholder));
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
