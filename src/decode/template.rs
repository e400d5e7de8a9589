//! Constructs of template languages, which stand whole where markup is read around them.
//!
//! A template is filled in before it is sent, so to the tokenizer of HTML or Markdown its constructs are opaque: the `<`
//! of `<%= name %>` begins no tag, the quotation mark in `{{ url("a") }}` ends no attribute, and the asterisks of
//! `*|NAME|*` stress nothing. This says where such a construct ends, and nothing about what it means.

use memchr::memmem;

/// How a construct begins and ends. Longer openings come before those they begin with.
const PAIRS: [(&str, &str); 16] = [
    ("{{{", "}}}"),
    ("{{", "}}"),
    ("{%", "%}"),
    ("{#", "#}"),
    ("{!!", "!!}"),
    ("[%", "%]"),
    ("<%", "%>"),
    ("<?php", "?>"),
    ("<?=", "?>"),
    ("*|", "|*"),
    ("#{", "}"),
    ("%{", "}"),
    ("${", "}"),
    ("{$", "}"),
    ("{!$", "}"),
    ("{!", "}"),
];
/// From this pair on, a construct stands in one line.
const FIRST_SHORT: usize = 9;
/// The longest construct, in bytes: an opening without its closing must not take the page with it.
const LONGEST: usize = 4096;
/// The longest construct in one line, in bytes.
const LONGEST_SHORT: usize = 256;

/// Finds constructs in a text, in time linear in its length when asked from front to back.
pub(super) struct Constructs<'t> {
    text: &'t str,
    /// For each pair, where its closing was last looked for, and found.
    closings: [Option<(usize, usize)>; PAIRS.len()],
}

impl<'t> Constructs<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, closings: [None; PAIRS.len()] }
    }

    /// Whether a construct may begin with this byte.
    pub(super) const fn may_begin(byte: u8) -> bool {
        matches!(byte, b'{' | b'[' | b'<' | b'*' | b'#' | b'%' | b'$')
    }

    /// The end of the construct that begins at `at`, if one does.
    pub(super) fn end(&mut self, at: usize) -> Option<usize> {
        let rest = &self.text.as_bytes()[at..];
        if !Self::may_begin(*rest.first()?) {
            return None;
        }
        if rest[0] == b'<'
            && let Some(length) = angle(rest)
        {
            return Some(at + length);
        }
        (0..PAIRS.len()).find_map(|pair| self.pair(pair, at))
    }

    /// The end of the construct at `at` of one pair.
    fn pair(&mut self, pair: usize, at: usize) -> Option<usize> {
        let (open, close) = PAIRS[pair];
        let bytes = self.text.as_bytes();
        if !bytes[at..].starts_with(open.as_bytes()) {
            return None;
        }
        let from = at + open.len();
        let closing = self.closing(pair, from)?;
        let short = pair >= FIRST_SHORT;
        if closing - from > if short { LONGEST_SHORT } else { LONGEST } {
            return None;
        }
        let inner = &bytes[from..closing];
        let broken = memmem::find(inner, open.as_bytes()).is_some() || short && inner.contains(&b'\n');
        (!broken && !inner.is_empty()).then_some(closing + close.len())
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
}

/// The length of `<<table.column>>` or `<OTRS_CUSTOMER_Body[30]>`, names no element has.
fn angle(rest: &[u8]) -> Option<usize> {
    let double = rest.starts_with(b"<<");
    let start = 1 + usize::from(double);
    let is_inner = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-' | b'[' | b']' | b':');
    let length = rest[start..].iter().take(LONGEST_SHORT).take_while(is_inner).count();
    let name = &rest[start..start + length];
    if !name.first()?.is_ascii_alphabetic() {
        return None;
    }
    if double {
        return rest[start + length..].starts_with(b">>").then_some(start + length + 2);
    }
    // In capitals up to an underscore, which the names of elements do not have.
    let capitals = name.iter().take_while(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()).count();
    let is_key = name.get(capitals) == Some(&b'_');
    (is_key && rest.get(start + length) == Some(&b'>')).then_some(start + length + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(text: &str) -> bool {
        Constructs::new(text).end(0) == Some(text.len())
    }

    #[test]
    fn constructs_of_many_languages() {
        for text in [
            "{{name}}",
            "{{{ html }}}",
            "{% if a < b %}",
            "{# <b> #}",
            "[% IF x %]",
            "<%= link_to(\"a\") %>",
            "<?php echo $a; ?>",
            "<<borrowers.firstname>>",
            "<OTRS_CUSTOMER_Body[30]>",
            "<ISSUE_NUMBER>",
            "#{ticket.id}",
            "%{name}",
            "${caller_id.name}",
            "{$Kunde->cNachname}",
            "{!Contact.FirstName}",
            "*|FNAME|*",
        ] {
            assert!(whole(text), "{text}");
        }
    }

    #[test]
    fn what_is_none() {
        for text in ["{name}", "<b>", "<B>", "<<b", "{{", "{{ a {{ b }}", "{{}}", "[a]", "100 % {", "#{\n}", "<o:p>"] {
            assert_eq!(Constructs::new(text).end(0), None, "{text}");
        }
        assert!(!whole(&format!("{{{{{}}}}}", " ".repeat(LONGEST + 1))));
    }

    #[test]
    fn closings_are_looked_for_once() {
        let text = "{{".repeat(500_000);
        let mut constructs = Constructs::new(&text);
        assert!((0..text.len()).all(|at| constructs.end(at).is_none()));
    }
}
