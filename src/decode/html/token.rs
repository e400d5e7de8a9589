//! HTML as tokens (HTML Standard §13.2.5), each with its place.
//!
//! Written for this place because no tokenizer at hand tells where each character reference of a text stands, nor leaves
//! the constructs of template languages whole. A token is a range of the page; nothing is copied and nothing fails:
//! every byte sequence has the tokens a browser sees. `tests` hold it against html5gum.

use std::ops::Range;

use memchr::{memchr, memmem};

use super::{
    super::template::{Constructs, Templates},
    entity::Entity,
};

/// A piece of a page. Ranges count bytes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// Characters as they stand.
    Text(Range<usize>),
    /// A character reference.
    Entity(Entity),
    /// A construct of a template language.
    Template(Range<usize>),
    /// `<name …>`.
    Start(Tag),
    /// `</name>`.
    End(Tag),
    /// The content of an element that holds no markup: a style sheet, a title.
    Raw(Range<usize>),
    /// A comment, with its marks; whatever else is not shown counts as one.
    Comment(Range<usize>),
}

/// A start or end tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tag {
    /// From `<` to `>`.
    pub(super) range: Range<usize>,
    /// The name, in lower case.
    pub(super) name: String,
    /// The attributes, in their order.
    pub(super) attributes: Vec<Attribute>,
    /// Whether it ends in `/>`.
    pub(super) closes_itself: bool,
}

/// An attribute: its name and its value without quotation marks, as they stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Attribute {
    pub(super) name: Range<usize>,
    pub(super) value: Range<usize>,
}

impl Tag {
    /// Where the value of an attribute stands; of several of one name the first counts.
    pub(super) fn value(&self, page: &str, name: &str) -> Option<Range<usize>> {
        self.attribute(page, name).map(|attribute| attribute.value.clone())
    }

    /// An attribute; of several of one name the first counts.
    pub(super) fn attribute(&self, page: &str, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| page[attribute.name.clone()].eq_ignore_ascii_case(name))
    }
}

/// The tokens of a page, from front to back.
pub(super) struct Tokens<'t> {
    page: &'t str,
    constructs: Constructs<'t>,
    at: usize,
    /// The element whose raw content comes next.
    raw: Option<&'static str>,
}

/// Elements whose content is not markup.
const RAW: [&str; 11] = [
    "title",
    "textarea",
    "style",
    "script",
    "xmp",
    "iframe",
    "noembed",
    "noframes",
    "mj-style",
    "mj-title",
    "mj-preview",
];

const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0C)
}

impl<'t> Tokens<'t> {
    /// The tokens from the byte `start` on.
    pub(super) fn new(page: &'t str, start: usize, templates: Templates) -> Self {
        Self { page, constructs: Constructs::new(page, templates.syntaxes), at: start, raw: None }
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.page.as_bytes().get(at).copied()
    }

    /// Where `needle` next stands at or behind `from`, or the end of the page.
    fn next_of(&self, needle: &[u8], from: usize) -> Option<usize> {
        memmem::find(&self.page.as_bytes()[from..], needle).map(|at| from + at)
    }

    /// Characters up to something else than characters.
    fn text(&mut self) -> Token {
        let start = self.at;
        let bytes = self.page.as_bytes();
        while let Some(&byte) = bytes.get(self.at) {
            let may_end = byte == b'&' || Constructs::may_begin(byte);
            if may_end && self.at > start && self.is_markup() {
                break;
            }
            self.at += 1;
        }
        Token::Text(start..self.at)
    }

    /// Whether something else than characters begins here.
    fn is_markup(&mut self) -> bool {
        let at = self.at;
        let tag =
            |at: usize| self.byte(at).is_some_and(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'!' | b'?'));
        match self.byte(at) {
            Some(b'&') => Entity::at(self.page, at, false).is_some(),
            Some(b'<') if tag(at + 1) => true,
            Some(b'<') if self.byte(at + 1) == Some(b'/') => self.byte(at + 2).is_some(),
            _ => self.constructs.end(at).is_some(),
        }
    }

    /// What a `<` begins; `None` where it is a character like any other.
    fn angle(&mut self) -> Option<Token> {
        let start = self.at;
        let page = self.page.as_bytes();
        match page.get(start + 1)? {
            b'/' => match page.get(start + 2)? {
                byte if byte.is_ascii_alphabetic() => Some(self.tag(start + 2)),
                _ => Some(self.bogus()),
            },
            b'!' if page[start..].starts_with(b"<!--") => Some(self.comment()),
            b'!' | b'?' => Some(self.bogus()),
            byte if byte.is_ascii_alphabetic() => Some(self.tag(start + 1)),
            _ => None,
        }
    }

    /// `<!doctype …>`, `<?xml …>`, `<![if !mso]>`: up to the next `>`.
    fn bogus(&mut self) -> Token {
        let start = self.at;
        self.at = memchr(b'>', &self.page.as_bytes()[start..]).map_or(self.page.len(), |found| start + found + 1);
        Token::Comment(start..self.at)
    }

    fn comment(&mut self) -> Token {
        let start = self.at;
        let rest = &self.page[start + 4..];
        let inner = start + 4;
        self.at = if rest.starts_with('>') {
            inner + 1
        } else if rest.starts_with("->") {
            inner + 2
        } else {
            // Both ends are looked for up to the nearer one only, so that many comments take linear time.
            let mut at = inner;
            loop {
                match self.next_of(b"--", at) {
                    None => break self.page.len(),
                    Some(found) if self.byte(found + 2) == Some(b'>') => break found + 3,
                    Some(found) if self.page[found + 2..].starts_with("!>") => break found + 4,
                    Some(found) => at = found + 1,
                }
            }
        };
        Token::Comment(start..self.at)
    }

    /// A tag whose name begins at `name_start`.
    fn tag(&mut self, name_start: usize) -> Token {
        let start = self.at;
        self.at = name_start;
        // `<div{% if a > 0 %} class="b"{% endif %}>`: the construct is none of the name.
        self.skip_while_no_construct(|byte| !is_space(byte) && byte != b'/' && byte != b'>');
        let name = self.page[name_start..self.at].to_ascii_lowercase();
        let mut attributes = Vec::new();
        let mut closes_itself = false;
        loop {
            self.skip_while(is_space);
            match self.byte(self.at) {
                // A tag that never ends is none; nor is what stands in it seen.
                None => return Token::Comment(start..self.at),
                Some(b'>') => break,
                Some(b'/') => {
                    self.at += 1;
                    closes_itself = self.byte(self.at) == Some(b'>');
                }
                Some(_) => match self.constructs.end(self.at) {
                    Some(end) => self.at = end,
                    None => attributes.push(self.attribute()),
                },
            }
        }
        self.at += 1;
        let tag = Tag { range: start..self.at, name, attributes, closes_itself };
        if name_start == start + 2 {
            return Token::End(tag);
        }
        self.raw = RAW.into_iter().find(|raw| *raw == tag.name && !(tag.closes_itself && raw.starts_with("mj-")));
        Token::Start(tag)
    }

    fn attribute(&mut self) -> Attribute {
        let start = self.at;
        // A `=` in front belongs to the name.
        self.at += 1;
        self.skip_while_outside_constructs(|byte| !is_space(byte) && !matches!(byte, b'/' | b'>' | b'='));
        let name = start..self.at;
        let behind = self.at;
        self.skip_while(is_space);
        if self.byte(self.at) != Some(b'=') {
            self.at = behind;
            return Attribute { name, value: behind..behind };
        }
        self.at += 1;
        self.skip_while(is_space);
        let value = match self.byte(self.at) {
            Some(quote @ (b'"' | b'\'')) => {
                self.at += 1;
                let start = self.at;
                self.skip_while_outside_constructs(|byte| byte != quote);
                let value = start..self.at;
                self.at = (self.at + 1).min(self.page.len());
                value
            }
            _ => {
                let start = self.at;
                self.skip_while_outside_constructs(|byte| !is_space(byte) && byte != b'>');
                start..self.at
            }
        };
        Attribute { name, value }
    }

    fn skip_while(&mut self, goes_on: impl Fn(u8) -> bool) {
        let rest = &self.page.as_bytes()[self.at..];
        self.at += rest.iter().take_while(|byte| goes_on(**byte)).count();
    }

    /// Skips bytes up to a construct of a template language in brackets.
    fn skip_while_no_construct(&mut self, goes_on: impl Fn(u8) -> bool) {
        while let Some(byte) = self.byte(self.at).filter(|byte| goes_on(*byte)) {
            if matches!(byte, b'{' | b'[' | b'<') && self.constructs.end(self.at).is_some() {
                return;
            }
            self.at += 1;
        }
    }

    /// Skips bytes, and constructs of template languages whole.
    fn skip_while_outside_constructs(&mut self, goes_on: impl Fn(u8) -> bool) {
        while let Some(byte) = self.byte(self.at) {
            if Constructs::may_begin(byte)
                && let Some(end) = self.constructs.end(self.at)
            {
                self.at = end;
            } else if goes_on(byte) {
                self.at += 1;
            } else {
                return;
            }
        }
    }

    /// Everything up to the end tag of the element `name`.
    fn raw_content(&mut self, name: &str) -> Token {
        let start = self.at;
        let bytes = self.page.as_bytes();
        let mut at = start;
        self.at = loop {
            let Some(found) = self.next_of(b"</", at) else { break bytes.len() };
            let behind = found + 2 + name.len();
            let named = bytes.get(found + 2..behind).is_some_and(|tag| tag.eq_ignore_ascii_case(name.as_bytes()));
            if named && bytes.get(behind).is_some_and(|byte| is_space(*byte) || matches!(byte, b'/' | b'>')) {
                break found;
            }
            at = found + 2;
        };
        Token::Raw(start..self.at)
    }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        if let Some(name) = self.raw.take() {
            return Some(self.raw_content(name));
        }
        let byte = self.byte(self.at)?;
        if byte == b'&'
            && let Some(entity) = Entity::at(self.page, self.at, false)
        {
            self.at = entity.range.end;
            return Some(Token::Entity(entity));
        }
        if Constructs::may_begin(byte) {
            if let Some(end) = self.constructs.end(self.at) {
                let start = std::mem::replace(&mut self.at, end);
                return Some(Token::Template(start..end));
            }
            if byte == b'<'
                && let Some(token) = self.angle()
            {
                return Some(token);
            }
        }
        Some(self.text())
    }
}

#[cfg(test)]
mod tests {
    use html5gum::emitters::default::DefaultEmitter;
    use proptest::{collection::vec, prelude::*, sample::select};

    use super::{super::entity::decode_value, *};

    /// The tags and the characters of a page, as they are here.
    fn ours(page: &str) -> Vec<String> {
        let mut found = Vec::new();
        for token in Tokens::new(page, 0, Templates::default().in_markup()) {
            match token {
                Token::Text(range) | Token::Raw(range) | Token::Template(range) => text(&mut found, &page[range]),
                Token::Entity(entity) => text(&mut found, &entity.text()),
                Token::Start(tag) => {
                    let mut attributes: Vec<(String, String)> = Vec::new();
                    for one in &tag.attributes {
                        let name = page[one.name.clone()].to_ascii_lowercase();
                        if attributes.iter().all(|(known, _)| *known != name) {
                            attributes.push((name, decode_value(&page[one.value.clone()])));
                        }
                    }
                    attributes.sort();
                    found.push(format!("<{} {attributes:?} {}", tag.name, tag.closes_itself));
                }
                Token::End(tag) => found.push(format!("</{}", tag.name)),
                Token::Comment(_) => {}
            }
        }
        found
    }

    /// The same by another tokenizer.
    fn theirs(page: &str) -> Vec<String> {
        let mut emitter = DefaultEmitter::default();
        emitter.naively_switch_states(true);
        let mut found = Vec::new();
        for Ok(token) in html5gum::Tokenizer::new_with_emitter(page, emitter) {
            let string = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            match token {
                html5gum::Token::StartTag(tag) => {
                    let attributes = tag.attributes.iter().map(|(name, value)| (string(name), string(value)));
                    let mut attributes: Vec<(String, String)> = attributes.collect();
                    attributes.sort();
                    found.push(format!("<{} {attributes:?} {}", string(&tag.name), tag.self_closing));
                }
                html5gum::Token::EndTag(tag) => found.push(format!("</{}", string(&tag.name))),
                html5gum::Token::String(characters) => text(&mut found, &string(&characters)),
                _ => {}
            }
        }
        found
    }

    /// Adds characters to those before them.
    fn text(found: &mut Vec<String>, characters: &str) {
        if characters.is_empty() {
            return;
        }
        match found.last_mut() {
            Some(last) if last.starts_with('"') => last.push_str(characters),
            _ => found.push(format!("\"{characters}")),
        }
    }

    fn noise() -> impl Strategy<Value = String> {
        let pieces = vec![
            "<",
            ">",
            "/",
            "!",
            "-",
            "--",
            "=",
            "\"",
            "'",
            "&",
            ";",
            " ",
            "\n",
            "a",
            "b",
            "x=",
            "<p",
            "</p",
            "<p>",
            "</p>",
            "<a b='c'>",
            "<!--",
            "-->",
            "--!>",
            "<!",
            "<?",
            "<!doctype html>",
            "&amp;",
            "&amp",
            "&not",
            "&notin;",
            "&#",
            "&#x",
            "4",
            "1f",
            "å",
            "<style>",
            "</style>",
            "</style",
            "style",
            "A",
            "<BR/>",
            "&copy=",
            "&quot;",
            "<![",
            "]]>",
        ];
        vec(prop_oneof![12 => select(pieces).prop_map(str::to_owned), 1 => "[ -~]{0,3}"], 0..24)
            .prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn tokens_are_those_of_another_tokenizer(page in noise()) {
            // What templates mean by these, browsers do not.
            let has_construct = (0..page.len()).any(|at| page.is_char_boundary(at) && Constructs::new(&page, Templates::default().in_markup().syntaxes).end(at).is_some());
            if !has_construct {
                prop_assert_eq!(ours(&page), theirs(&page), "{}", page);
            }
        }
    }
}
