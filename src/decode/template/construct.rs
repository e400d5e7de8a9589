//! Where the constructs of template languages stand.
//!
//! To the tokenizer of HTML or Markdown a construct is opaque: the `<` of `<%= name %>` begins no tag, the quotation
//! mark in `{{ url("a") }}` ends no attribute, and the asterisks of `*|NAME|*` stress nothing. This says where such a
//! construct ends, and nothing about what it means.

use std::ops::Range;

use memchr::memmem;

use super::tool::{Syntax, Syntaxes};
use crate::text::ByteSet;

/// How a construct begins and ends. Longer openings come before those they begin with.
const PAIRS: [(&str, &str, Syntax); 24] = [
    ("{{{", "}}}", Syntax::TripleBrace),
    ("{{--", "--}}", Syntax::DoubleBrace),
    ("{{!--", "--}}", Syntax::DoubleBrace),
    ("{{", "}}", Syntax::DoubleBrace),
    ("{%", "%}", Syntax::BracePercent),
    ("{#", "#}", Syntax::BracePercent),
    ("{*", "*}", Syntax::Smarty),
    ("{!!", "!!}", Syntax::Blade),
    ("[%", "%]", Syntax::SquarePercent),
    ("<%--", "--%>", Syntax::AnglePercent),
    ("<%", "%>", Syntax::AnglePercent),
    ("<?php", "?>", Syntax::Php),
    ("<?=", "?>", Syntax::Php),
    ("<!--@", "@-->", Syntax::Magento),
    ("<!--", "-->", Syntax::Comment),
    // From here on, a construct stands in one line.
    ("*|", "|*", Syntax::StarPipe),
    ("%{{", "}}%", Syntax::PercentBrace),
    ("%((", "))%", Syntax::PercentBrace),
    ("#{", "}", Syntax::HashBrace),
    ("%{", "}", Syntax::PercentBrace),
    ("${", "}", Syntax::DollarBrace),
    ("{!$", "}", Syntax::BraceBang),
    ("{!", "}", Syntax::BraceBang),
    ("[[", "]]", Syntax::DoubleSquare),
];
/// From this pair on, a construct stands in one line.
const FIRST_SHORT: usize = 15;
/// The longest construct, in bytes: an opening without its closing must not take the page with it.
const LONGEST: usize = 4096;
/// The longest construct in one line, in bytes.
const LONGEST_SHORT: usize = 256;
/// The longest name, in bytes.
const LONGEST_NAME: usize = 64;

/// The bytes that a construct may begin with.
static BEGINS: ByteSet = ByteSet::of(&[b'{', b'[', b'<', b'*', b'#', b'%', b'$', b'_', b'@', b':', b'-', 0xC2]);

/// Finds constructs in a text, in time linear in its length when asked from front to back.
pub(in crate::decode) struct Constructs<'t> {
    text: &'t str,
    syntaxes: Syntaxes,
    /// For each pair, where its closing was last looked for, and found.
    closings: [Option<(usize, usize)>; PAIRS.len()],
    /// How far [`Constructs::next_construct`] has come.
    at: usize,
}

impl<'t> Constructs<'t> {
    /// The constructs of some syntaxes.
    pub(in crate::decode) fn new(text: &'t str, syntaxes: Syntaxes) -> Self {
        Self { text, syntaxes, closings: [None; PAIRS.len()], at: 0 }
    }

    /// Whether a construct may begin with this byte.
    pub(in crate::decode) const fn may_begin(byte: u8) -> bool {
        BEGINS.has(byte)
    }

    /// The end of the construct that begins at `at`, if one does.
    pub(in crate::decode) fn end(&mut self, at: usize) -> Option<usize> {
        self.find(at).map(|(end, _)| end)
    }

    /// The end and the syntax of the construct that begins at `at`, if one does.
    pub(in crate::decode) fn find(&mut self, at: usize) -> Option<(usize, Syntax)> {
        let rest = &self.text.as_bytes()[at..];
        let first = *rest.first()?;
        if !Self::may_begin(first) {
            return None;
        }
        let found = match first {
            b'{' | b'[' | b'<' | b'*' | b'#' | b'%' | b'$' => self.bracketed(at),
            _ => None,
        };
        let (end, syntax) = found.or_else(|| self.named(at).map(|(length, syntax)| (at + length, syntax)))?;
        self.syntaxes.has(syntax).then_some((end, syntax))
    }

    /// The next construct from where the last one ended.
    pub(in crate::decode) fn next_construct(&mut self) -> Option<(Range<usize>, Syntax)> {
        let bytes = self.text.as_bytes();
        while let Some(step) = BEGINS.find(&bytes[self.at..]) {
            let here = self.at + step;
            if let Some((end, syntax)) = self.find(here) {
                self.at = end;
                return Some((here..end, syntax));
            }
            self.at = here + 1;
        }
        self.at = bytes.len();
        None
    }

    fn bracketed(&mut self, at: usize) -> Option<(usize, Syntax)> {
        let rest = &self.text[at..];
        if rest.starts_with('<')
            && let Some((length, syntax)) = angle(rest.as_bytes())
        {
            return Some((at + length, syntax));
        }
        for (pair, (open, _, syntax)) in PAIRS.iter().enumerate() {
            if self.syntaxes.has(*syntax) && rest.starts_with(open) {
                if let Some(end) = self.pair(pair, at) {
                    return Some((self.through_comment(at, end), *syntax));
                }
                // `{{!-- a }}` is a comment, too, but `{{ x }` is not `{ { x }`.
                if matches!(*open, "{{{" | "{%" | "[%") {
                    return None;
                }
            }
        }
        if rest.starts_with('{') && self.syntaxes.has(Syntax::Perl) {
            return perl(rest.as_bytes()).map(|length| (at + length, Syntax::Perl));
        }
        None
    }

    /// The end of the construct at `at` of one pair.
    fn pair(&mut self, pair: usize, at: usize) -> Option<usize> {
        let (open, close, _) = PAIRS[pair];
        let bytes = self.text.as_bytes();
        let from = at + open.len();
        let closing = self.closing(pair, from)?;
        let short = pair >= FIRST_SHORT;
        let is_comment = open.starts_with("<!--");
        if !is_comment && closing - from > if short { LONGEST_SHORT } else { LONGEST } {
            return None;
        }
        let inner = &bytes[from..closing];
        let nested = !is_comment && memmem::find(inner, open.as_bytes()).is_some();
        let broken = nested || short && inner.contains(&b'\n') || open == "#{" && inner.first() == Some(&b'{');
        let mistaken = open == "[[" && !is_double_square(inner);
        (!broken && !mistaken && !inner.is_empty()).then_some(closing + close.len())
    }

    /// Where the next closing of a pair stands, at or behind `from`.
    fn closing(&mut self, pair: usize, from: usize) -> Option<usize> {
        const NONE: usize = usize::MAX;
        let known = self.closings[pair].filter(|&(asked, found)| asked <= from && from <= found);
        let found = known.map_or_else(
            || memmem::find(&self.text.as_bytes()[from..], PAIRS[pair].1.as_bytes()).map_or(NONE, |at| from + at),
            |(_, found)| found,
        );
        self.closings[pair] = Some((known.map_or(from, |(asked, _)| asked), found));
        (found != NONE).then_some(found)
    }

    /// Where `{% comment %}` at `at` is closed, which ends at `end` itself; other constructs end at `end`.
    fn through_comment(&self, at: usize, end: usize) -> usize {
        let word = self.text[at..end].trim_start_matches(['{', '%', '-', ' ']);
        if !self.text[at..].starts_with("{%") || !word.starts_with("comment") {
            return end;
        }
        let window = &self.text.as_bytes()[end..self.text.len().min(end + LONGEST)];
        let Some(closing) = memmem::find(window, b"endcomment") else { return end };
        memmem::find(&window[closing..], b"%}").map_or(end, |found| end + closing + found + 2)
    }

    /// The length of the construct at `at` that is little more than a name.
    fn named(&self, at: usize) -> Option<(usize, Syntax)> {
        let rest = &self.text.as_bytes()[at..];
        let before = at.checked_sub(1).map(|before| self.text.as_bytes()[before]);
        // Within a word these signs mean something else; the `n` of a line break in a string is no letter.
        let in_word = before.is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80);
        let free = !in_word || ends_in_escape(&self.text.as_bytes()[..at]);
        let sure =
            |syntax: Syntax, length: Option<usize>| Some((length?, syntax)).filter(|_| self.syntaxes.has(syntax));
        match rest[0] {
            b'{' => sure(Syntax::Brace, braced(rest)).or_else(|| sure(Syntax::Smarty, smarty(rest))),
            b'%' if rest.starts_with(b"%(") => sure(Syntax::PercentParenthesis, gettext(rest)),
            b'%' if free => sure(Syntax::DoublePercent, between(rest, b"%%", is_name_byte))
                .or_else(|| sure(Syntax::PercentWord, percent_word(rest, self.syntaxes.has(Syntax::PercentWords))))
                .or_else(|| sure(Syntax::PercentName, prefixed(rest, 1)))
                .or_else(|| sure(Syntax::Printf, printf(rest))),
            b'#' if free => sure(Syntax::HashWord, between(rest, b"#", is_name_byte).filter(|length| *length > 4)),
            b'_' if free => {
                let capitals = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
                sure(
                    Syntax::Underscores,
                    between(rest, b"__", capitals).filter(|length| rest[2..*length - 2].contains(&b'_')),
                )
                .or_else(|| sure(Syntax::UnderscoreWord, between(rest, b"_", |byte| byte.is_ascii_lowercase())))
            }
            b'$' if free => {
                sure(Syntax::Dollars, between(rest, b"$", |byte| byte.is_ascii_uppercase() || byte == b'_'))
                    .or_else(|| sure(Syntax::DollarName, prefixed(rest, 1).filter(|_| rest[1].is_ascii_lowercase())))
            }
            b'@' if free => sure(Syntax::AtName, merge_name(rest)).or_else(|| sure(Syntax::Blade, blade(rest))),
            b':' if free => sure(Syntax::ColonName, prefixed(rest, 1).filter(|_| rest[1].is_ascii_lowercase())),
            b'-' if free => {
                sure(Syntax::Dashes, between(rest, b"-", |byte| byte.is_ascii_alphanumeric() || byte == b'_'))
            }
            0xC2 if rest.get(1) == Some(&0xAB) => sure(Syntax::Guillemets, guillemets(&self.text[at..])),
            _ => None,
        }
    }
}

/// Whether text ends in the escape of white space, as strings have it: `\n`.
fn ends_in_escape(text: &[u8]) -> bool {
    let [before @ .., b'n' | b't' | b'r'] = text else { return false };
    before.iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1
}

const fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.')
}

/// The length of a name between two equal marks, not followed by another letter.
fn between(rest: &[u8], mark: &[u8], is_inner: impl Fn(u8) -> bool) -> Option<usize> {
    let inner = rest.strip_prefix(mark)?;
    let length = inner.iter().take(LONGEST_NAME).take_while(|byte| is_inner(**byte)).count();
    // The closing marks may be of the kind that names are made of.
    let written = &inner[..length];
    let length = written.len() - if written.ends_with(mark) { mark.len() } else { 0 };
    let behind = mark.len() * 2 + length;
    let ends = inner[length..].starts_with(mark) && !rest.get(behind).is_some_and(u8::is_ascii_alphanumeric);
    (length > 1 && inner[0].is_ascii_alphabetic() && ends).then_some(behind)
}

/// The length of a sign and the name behind it.
fn prefixed(rest: &[u8], sign: usize) -> Option<usize> {
    let name = &rest[sign..];
    let length =
        name.iter().take(LONGEST_NAME).take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
    (length > 2 && name[0].is_ascii_alphabetic()).then_some(sign + length)
}

/// The length of `%FIRST_NAME%` or `%lead_name%`; of `%First Name%` where names have `spaces`.
fn percent_word(rest: &[u8], spaces: bool) -> Option<usize> {
    let is_inner = |byte: u8| is_name_byte(byte) || spaces && byte == b' ';
    let length = between(rest, b"%", is_inner)?;
    let name = &rest[1..length - 1];
    // `%word%` in lower case may be a joke; a name has an underscore, or stands in capitals.
    (spaces || name.contains(&b'_') || name.iter().all(|byte| !byte.is_ascii_lowercase())).then_some(length)
}

/// The length of a conversion of printf: `%s`, `%1$s`, `%d`.
fn printf(rest: &[u8]) -> Option<usize> {
    let digits = rest[1..].iter().take(2).take_while(|byte| byte.is_ascii_digit()).count();
    let at = 1 + if digits > 0 && rest.get(1 + digits) == Some(&b'$') { digits + 1 } else { 0 };
    let converts = matches!(rest.get(at), Some(b's' | b'd'));
    (converts && !rest.get(at + 1).is_some_and(u8::is_ascii_alphanumeric)).then_some(at + 1)
}

/// The length of `%(name)s`.
fn gettext(rest: &[u8]) -> Option<usize> {
    let inner = &rest[2..];
    let length = inner.iter().take(LONGEST_NAME).take_while(|byte| is_name_byte(**byte)).count();
    let converts = matches!(inner.get(length + 1), Some(b's' | b'd' | b'i' | b'f'));
    (length > 0 && inner.get(length) == Some(&b')') && converts).then_some(length + 4)
}

/// The length of `{firstname}`, `{order.id}`, `{field=name|there}`, `{$Kunde->cNachname}`: one name and no prose.
fn braced(rest: &[u8]) -> Option<usize> {
    let first = *rest.get(1)?;
    // Most braces hold something else, so no more is looked at than must be.
    if !(first.is_ascii_alphabetic() || matches!(first, b'_' | b'$')) {
        return None;
    }
    let close = rest.iter().take(LONGEST_SHORT).position(|byte| matches!(byte, b'}' | b'\n'))?;
    let inner = &rest[1..close];
    if rest[close] != b'}' || inner.contains(&b'{') {
        return None;
    }
    if first == b'$' {
        return Some(close + 1);
    }
    let name = inner.iter().take_while(|byte| is_name_byte(**byte) || matches!(byte, b'-')).count();
    let rest_of_it = &inner[name..];
    // What stands in a name's place if it is empty may be several words.
    let is_value = rest_of_it.is_empty() || matches!(rest_of_it[0], b'=' | b'|' | b'[' | b'?');
    (is_value && name > 0 && !is_smarty_word(&inner[..name])).then_some(close + 1)
}

fn is_smarty_word(word: &[u8]) -> bool {
    const WORDS: [&[u8]; 4] = [b"else", b"literal", b"strip", b"ldelim"];
    WORDS.contains(&word)
}

/// The length of a tag of Smarty: `{if $x}`, `{/if}`, `{else}`, `{l s='Hello' mod='shop'}`.
fn smarty(rest: &[u8]) -> Option<usize> {
    const WORDS: [&[u8]; 14] = [
        b"if",
        b"elseif",
        b"else",
        b"foreach",
        b"for",
        b"include",
        b"includeMailTemplate",
        b"capture",
        b"assign",
        b"block",
        b"literal",
        b"strip",
        b"l",
        b"section",
    ];
    if !rest.get(1).is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'/') {
        return None;
    }
    let close = rest.iter().take(LONGEST_SHORT).position(|byte| matches!(byte, b'}' | b'\n'))?;
    if rest[close] != b'}' {
        return None;
    }
    let inner = &rest[1..close];
    if let Some(word) = inner.strip_prefix(b"/") {
        return (!word.is_empty() && word.iter().all(u8::is_ascii_alphabetic)).then_some(close + 1);
    }
    let word = inner.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let known = WORDS.contains(&&inner[..word]);
    let alone = is_smarty_word(&inner[..word]) && inner.len() == word;
    let spaced = inner.get(word) == Some(&b' ');
    // `{if you like}` is prose: what is asked in a tag has a variable, or says what it is given.
    let given = inner.iter().any(|byte| matches!(byte, b'$' | b'='));
    (known && (alone || spaced && given)).then_some(close + 1)
}

/// The length of a piece of Perl in braces, which may hold braces itself.
fn perl(rest: &[u8]) -> Option<usize> {
    let inner = rest[1..].trim_ascii_start();
    let begins =
        [&b"$"[..], b"my ", b"RT->", b"RT::", b"loc(", b"if ", b"join "].iter().any(|start| inner.starts_with(start));
    if !begins {
        return None;
    }
    let mut depth = 0_usize;
    for (at, byte) in rest.iter().take(LONGEST).enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// The length of `@firstname`, the fields of a mail merge.
fn merge_name(rest: &[u8]) -> Option<usize> {
    const NAMES: [&[u8]; 4] = [b"firstname", b"lastname", b"fullname", b"email"];
    let length = prefixed(rest, 1)?;
    NAMES.contains(&&rest[1..length]).then_some(length)
}

/// The length of a directive of Blade: `@if ($x)`, `@endif`, `@include('x')`.
fn blade(rest: &[u8]) -> Option<usize> {
    const WORDS: [&[u8]; 38] = [
        b"if",
        b"elseif",
        b"else",
        b"endif",
        b"unless",
        b"endunless",
        b"isset",
        b"endisset",
        b"empty",
        b"endempty",
        b"foreach",
        b"endforeach",
        b"forelse",
        b"endforelse",
        b"for",
        b"endfor",
        b"while",
        b"endwhile",
        b"switch",
        b"case",
        b"default",
        b"endswitch",
        b"include",
        b"includeIf",
        b"extends",
        b"section",
        b"endsection",
        b"yield",
        b"component",
        b"endcomponent",
        b"slot",
        b"endslot",
        b"lang",
        b"php",
        b"endphp",
        b"action",
        b"filter",
        b"choice",
    ];
    let length = rest[1..].iter().take(16).take_while(|byte| byte.is_ascii_alphabetic()).count();
    if !WORDS.contains(&&rest[1..=length]) {
        return None;
    }
    let behind = length + 1;
    let space = rest[behind..].iter().take_while(|byte| **byte == b' ').count();
    if rest.get(behind + space) != Some(&b'(') {
        return Some(behind);
    }
    let mut depth = 0_usize;
    for (at, byte) in rest.iter().enumerate().skip(behind + space).take(LONGEST_SHORT) {
        match byte {
            b'(' => depth += 1,
            b')' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            b'\n' if depth == 0 => break,
            _ => {}
        }
    }
    Some(behind)
}

/// The length of `«FirstName»`: one name; quotations in guillemets hold prose or are longer.
fn guillemets(rest: &str) -> Option<usize> {
    let inner = rest.strip_prefix('«')?;
    let length =
        inner.bytes().take(LONGEST_NAME).take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
    let name = &inner[..length];
    let is_name = name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().skip(1).any(|c| c.is_ascii_uppercase() || c == '_');
    (is_name && inner[length..].starts_with('»')).then_some(length + 4)
}

/// Whether `[[…]]` is a field: `[[first_name]]`, `[[MISSING TOKEN - NAME]]`; `[[1]]` and links of wikis are none.
fn is_double_square(inner: &[u8]) -> bool {
    let field = inner.iter().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'_' | b'.'))
        && inner.iter().any(|byte| matches!(byte, b'_' | b'.'));
    let missing = inner.starts_with(b"MISSING ");
    field || missing
}

/// The length of `<<table.column>>` or `<OTRS_CUSTOMER_Body[30]>`, names no element has.
fn angle(rest: &[u8]) -> Option<(usize, Syntax)> {
    // What tags in capitals end in, in pages of the last century.
    const FLAGS: [&[u8]; 6] = [b"NOWRAP", b"NOSHADE", b"BORDER", b"HREF", b"CHECKED", b"SELECTED"];
    let double = rest.starts_with(b"<<");
    let start = 1 + usize::from(double);
    let is_inner = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-' | b'[' | b']' | b':');
    let length = rest[start..].iter().take(LONGEST_SHORT).take_while(is_inner).count();
    let name = &rest[start..start + length];
    if !name.first()?.is_ascii_alphabetic() {
        return None;
    }
    if double {
        return rest[start + length..].starts_with(b">>").then_some((start + length + 2, Syntax::DoubleAngle));
    }
    // In capitals up to an underscore, which the names of elements do not have.
    let capitals = name.iter().take_while(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()).count();
    let is_key = name.get(capitals) == Some(&b'_');
    if is_key && rest.get(start + length) == Some(&b'>') {
        return Some((start + length + 1, Syntax::AngleCapitals));
    }
    // `<PROJECT NAME>`: several words in capitals.
    let is_capital = |byte: &&u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || matches!(byte, b' ' | b'-');
    let length = rest[1..].iter().take(LONGEST_NAME).take_while(is_capital).count();
    let is_tag = FLAGS.iter().any(|flag| rest[1..=length].ends_with(flag));
    let words = rest[1..=length].contains(&b' ') && rest[length].is_ascii_uppercase() && !is_tag;
    (words && rest.get(length + 1) == Some(&b'>')).then_some((length + 2, Syntax::AngleCapitals))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(text: &str) -> bool {
        Constructs::new(text, Syntaxes::ALL).end(0) == Some(text.len())
    }

    #[test]
    fn constructs_of_many_languages() {
        for text in [
            "{{name}}",
            "{{{ html }}}",
            "{{-- <b> }} --}}",
            "{% if a < b %}",
            "{% comment %} {{ x }} {% endcomment %}",
            "{# <b> #}",
            "{* note *}",
            "[% IF x %]",
            "<%= link_to(\"a\") %>",
            "<%-- note --%>",
            "<?php echo $a; ?>",
            "<<borrowers.firstname>>",
            "<OTRS_CUSTOMER_Body[30]>",
            "<ISSUE_NUMBER>",
            "<PROJECT NAME>",
            "#{ticket.id}",
            "%{name}",
            "%{{template:example}}%",
            "%((template:example))%",
            "${caller_id.name}",
            "${mail_script:name}",
            "{$Kunde->cNachname}",
            "{ $Ticket->SubjectTag }",
            "{my $s=($a->{x}||\"\"); $s}",
            "{!Contact.FirstName}",
            "{!BLANKVALUE(Contact.FirstName, \"Valued Customer\")}",
            "{firstname}",
            "{contactfield=firstname|there}",
            "{if $x == 1}",
            "{/foreach}",
            "{else}",
            "{l s='Hello there' mod='shop'}",
            "*|FNAME|*",
            "*|IF:FNAME|*",
            "%FIRST_NAME%",
            "%lead_name%",
            "%First Name%",
            "%%first_name%%",
            "%(real_name)s",
            "%s",
            "%1$s",
            "#agent_full_name#",
            "__MYCOMPANY_PHONE__",
            "_fullname_",
            "$listname",
            "$SITENAME$",
            "@firstname",
            "@endif",
            "@include('emails.footer', ['a' => 1])",
            ":user_name",
            "-first_name-",
            "«FirstName»",
            "[[first_name]]",
            "[[MISSING TOKEN - NAME]]",
        ] {
            assert!(whole(text), "{text}");
        }
    }

    #[test]
    fn what_is_none() {
        for text in [
            "<b>",
            "<B>",
            "<<b",
            "{{",
            "{{ a {{ b }}",
            "{{}}",
            "[a]",
            "100 % {",
            "#{\n}",
            "<o:p>",
            "{if you like}",
            "{ a }",
            "{a b}",
            "[[1]]",
            "[[Main Page]]",
            "«Ja»",
            "% rabat",
            "#{{ x }}",
            "__init__",
            "-ms-x",
            "<A HREF>",
            "<OK>",
            "@ola",
        ] {
            let found = Constructs::new(text, Syntaxes::SAFE).end(0);
            assert_eq!(found, None, "{text}");
        }
        assert!(!whole(&format!("{{{{{}}}}}", " ".repeat(LONGEST + 1))));
    }

    #[test]
    fn signs_within_words_begin_nothing() {
        for text in ["a%FIRST_NAME%", "post@firstname.no", "snake__CASE_X__", "1$listname", "kl.10:30"] {
            let mut constructs = Constructs::new(text, Syntaxes::ALL);
            assert_eq!(constructs.next_construct(), None, "{text}");
        }
    }

    #[test]
    fn closings_are_looked_for_once() {
        for text in ["{{".repeat(500_000), "[%".repeat(500_000), "<%".repeat(500_000), "@if (".repeat(100_000)] {
            let mut constructs = Constructs::new(&text, Syntaxes::ALL);
            while constructs.next_construct().is_some() {}
        }
    }
}
