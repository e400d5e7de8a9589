//! The laws of decoding, over random templates: in plain text, in HTML, and in HTML in quoted-printable within a mail.
//!
//! A generator writes words, placeholders of every syntax, tags that steer, notes, and prose in tags, and knows what the
//! reader sees of them. Then:
//!
//! 1. decoding gives that text back, and the bytes under each run say the run's text;
//! 2. an edit of the text reads as the edited text;
//! 3. the edit stays within the bytes of what it changes.
//!
//! `PROPTEST_CASES` sets how many cases run.

#![allow(clippy::unwrap_used, reason = "a test helper that fails is a failed test")]

mod laws;

use std::{
    fmt::Write,
    time::{Duration, Instant},
};

use hilsen::{
    decode::{Decoded, Format, Kind, Reading, Refusal, Tool, decode},
    text::{Run, RunKind, Span, Text},
};
use laws::{apply, assert_sound, config, whole};
use proptest::{collection::vec, prelude::*, sample::Index, sample::select};

// ---------------------------------------------------------------------------------------------------------------
// Writing templates
// ---------------------------------------------------------------------------------------------------------------

/// What a template is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum In {
    Plain,
    Html,
    Mail,
}

impl In {
    fn reading(self, tool: Option<Tool>) -> Reading {
        let format = match self {
            Self::Plain => Format::Plain,
            Self::Html => Format::Html,
            Self::Mail => Format::Eml,
        };
        Reading { kind: Some(Kind::Template), tool, ..Reading::from(format) }
    }
}

/// A character, and a number that says how it is written where there are several ways.
#[derive(Clone, Debug)]
struct Letter(char, u8);

impl Letter {
    /// Writes the letter; within a string, whose quotation marks are `quote`.
    fn write(&self, place: In, quote: Option<char>, page: &mut String) {
        let &Self(character, way) = self;
        if let Some(quote) = quote {
            let must = character == quote || character == '\\';
            if must && (place == In::Plain || way < 128) || matches!(character, '"' | '\'') && way < 64 {
                write!(page, "\\{character}").unwrap();
                return;
            }
        }
        let code = u32::from(character);
        let name = match character {
            '&' => "&amp;",
            '"' => "&quot;",
            'å' => "&aring;",
            'Ø' => "&Oslash;",
            '€' => "&euro;",
            _ => "",
        };
        let must =
            character == '&' || quote.is_some_and(|quote| character == quote) || quote.is_some() && character == '\\';
        match way % 8 {
            _ if place == In::Plain => page.push(character),
            0 if !name.is_empty() => page.push_str(name),
            0 | 1 => write!(page, "&#{code};").unwrap(),
            2 => write!(page, "&#x{code:X};").unwrap(),
            _ if must => write!(page, "&#{code};").unwrap(),
            _ => page.push(character),
        }
    }
}

type Word = Vec<Letter>;

fn text_of(word: &Word) -> String {
    word.iter().map(|Letter(character, _)| character).collect()
}

#[derive(Clone, Debug)]
enum Said {
    Letters(Word),
    /// A placeholder.
    Print(&'static str),
    /// A word, or instead of it another.
    Either(&'static [&'static str; 3], Word, Word),
    /// Prose in a tag, which begins with words that tell that it is prose.
    Prose(&'static (&'static str, char, &'static str), Vec<InString>),
}

/// A word in a string, and whether a line break stands before it, as an escape.
#[derive(Clone, Debug)]
struct InString {
    behind_break: bool,
    word: Result<Word, &'static str>,
}

impl Said {
    fn write(&self, place: In, page: &mut String) {
        let word = |word: &Word, quote: Option<char>, page: &mut String| {
            for letter in word {
                letter.write(place, quote, page);
            }
        };
        match self {
            Self::Letters(letters) => word(letters, None, page),
            Self::Print(construct) => page.push_str(construct),
            Self::Either([open, middle, close], one, other) => {
                page.push_str(open);
                word(one, None, page);
                page.push_str(middle);
                word(other, None, page);
                page.push_str(close);
            }
            Self::Prose((open, quote, close), words) => {
                write!(page, "{open}{quote}Takk for").unwrap();
                for piece in words {
                    page.push_str(if piece.behind_break { "\\n" } else { " " });
                    match &piece.word {
                        Ok(letters) => word(letters, Some(*quote), page),
                        Err(construct) => page.push_str(construct),
                    }
                }
                write!(page, "{quote}{close}").unwrap();
            }
        }
    }

    /// Appends what is seen of it, and notes its placeholders and alternatives.
    fn read(&self, place: In, seen: &mut Seen) {
        match self {
            Self::Letters(letters) => seen.text.push_str(&text_of(letters)),
            Self::Print(construct) => seen.print(construct),
            Self::Either(_, one, other) => {
                write!(seen.text, "{} {}", text_of(one), text_of(other)).unwrap();
                seen.alternatives.push(text_of(other));
            }
            Self::Prose(_, words) => {
                seen.text.push_str("Takk for");
                for piece in words {
                    seen.text.push(if piece.behind_break && place == In::Plain { '\n' } else { ' ' });
                    match &piece.word {
                        Ok(letters) => seen.text.push_str(&text_of(letters)),
                        Err(construct) => seen.print(construct),
                    }
                }
            }
        }
    }

    /// Whether the first character that is shown is a letter in lower case, as it stands.
    fn begins_small(&self) -> bool {
        match self {
            Self::Letters(letters) | Self::Either(_, letters, _) => letters[0].0.is_lowercase(),
            Self::Print(_) | Self::Prose(..) => false,
        }
    }
}

/// What the reader of a template sees.
#[derive(Clone, Debug, Default)]
struct Seen {
    text: String,
    placeholders: Vec<String>,
    alternatives: Vec<String>,
    /// Placeholders in the tags of a page that a reader opens.
    asides: Vec<String>,
}

impl Seen {
    fn print(&mut self, construct: &str) {
        self.text.push_str(construct);
        self.placeholders.push(construct.to_owned());
    }
}

/// Something that is said, and tags around it that are not seen.
#[derive(Clone, Debug)]
struct Item {
    before: Vec<&'static str>,
    /// Whether a space stands behind those before.
    apart: bool,
    said: Said,
    behind: Vec<&'static str>,
}

/// Items with spaces between them.
#[derive(Clone, Debug)]
struct Line(Vec<Item>);

impl Line {
    fn write(&self, place: In, page: &mut String) {
        for (index, item) in self.0.iter().enumerate() {
            page.push_str(if index > 0 { " " } else { "" });
            page.extend(item.before.iter().copied());
            page.push_str(if index > 0 && item.apart && !item.before.is_empty() { " " } else { "" });
            item.said.write(place, page);
            page.extend(item.behind.iter().copied());
        }
    }

    fn read(&self, place: In, seen: &mut Seen) {
        for (index, item) in self.0.iter().enumerate() {
            seen.text.push_str(if index > 0 { " " } else { "" });
            item.said.read(place, seen);
        }
    }
}

/// A line of a plain template, or what stands between the paragraphs of a page.
#[derive(Clone, Debug)]
enum Row {
    Line(&'static str, Line),
    /// A tag alone on its line, and whether it steers.
    Tag(&'static str, (&'static str, bool)),
    Blank,
}

/// A template as it is written, and what is seen of it.
fn written(rows: &[Row], place: In, eol: &str) -> (Vec<u8>, Seen) {
    match place {
        In::Plain => plain(rows, eol),
        In::Html => {
            let (page, seen) = page(rows);
            (page.into_bytes(), seen)
        }
        In::Mail => {
            let (page, seen) = page(rows);
            (mail(&page), seen)
        }
    }
}

fn plain(rows: &[Row], eol: &str) -> (Vec<u8>, Seen) {
    let mut page = String::new();
    let mut seen = Seen::default();
    let mut paragraph_ends = false;
    for row in rows {
        match row {
            Row::Line(indent, line) => {
                page.push_str(indent);
                line.write(In::Plain, &mut page);
                // A paragraph ends at a tag, unless the sentence goes on.
                let above = seen.text.trim_end();
                let goes_on =
                    above.ends_with(|c: char| c.is_alphanumeric() || c == ',') && line.0[0].said.begins_small();
                let is_apart = seen.text.is_empty() || seen.text.ends_with(&format!("\n{eol}"));
                if std::mem::take(&mut paragraph_ends) && !goes_on && !is_apart {
                    seen.text.push('\n');
                }
                seen.text.push_str(indent);
                line.read(In::Plain, &mut seen);
                seen.text.push_str(eol);
            }
            Row::Tag(indent, (tag, steers)) => {
                write!(page, "{indent}{tag}").unwrap();
                paragraph_ends |= steers;
            }
            Row::Blank => seen.text.push_str(eol),
        }
        page.push_str(eol);
    }
    (page.into_bytes(), seen)
}

fn page(rows: &[Row]) -> (String, Seen) {
    let mut page = String::from("<!doctype html>\n<html><body>\n");
    let mut seen = Seen::default();
    let mut is_open = false;
    for row in rows {
        match row {
            Row::Line(_, line) => {
                page.push_str(if is_open { "<br>\n" } else { "<p class=\"{{ a > b }}\">" });
                if line.0.len().is_multiple_of(2) {
                    let print = ADDRESSES[page.len() % ADDRESSES.len()];
                    write!(page, "<a name='{{{{ x }}}}' href='https://a.test/%C3%A5?a=1&amp;b={print}'></a>").unwrap();
                    seen.asides.push(print.to_owned());
                }
                seen.text.push_str(match (is_open, seen.text.is_empty()) {
                    (true, _) => "\n",
                    (false, true) => "",
                    (false, false) => "\n\n",
                });
                is_open = true;
                line.write(In::Html, &mut page);
                line.read(In::Html, &mut seen);
            }
            Row::Tag(blank, (tag, _)) => write!(page, "{blank}{tag}\n{blank}").unwrap(),
            Row::Blank if is_open => {
                page.push_str("</p>\n");
                is_open = false;
            }
            Row::Blank => page.push('\n'),
        }
    }
    (page, seen)
}

/// A mail with the page in quoted-printable, its lines broken wherever they are full.
fn mail(page: &str) -> Vec<u8> {
    let mut mail =
        b"From: a@b.test\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=x\r\n\r\n--x\r\n\
        Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
            .to_vec();
    mail.extend(laws::quoted_printable(page));
    mail.extend_from_slice(b"\r\n--x--\r\n");
    mail
}

const PRINTS: [&str; 29] = [
    "{{ first_name }}",
    "{{user.name|fallback:\"there\"}}",
    "{%customer.firstName,fallback=there%}",
    "{{{Recipient.Name}}}",
    "{{ a | b: \"<p>\" }}",
    "{{> footer}}",
    "#{ticket.id}",
    "%{recipient.name}",
    "${order.id}",
    "<%= @name %>",
    "<?= $name ?>",
    "<?php echo $name ?>",
    "*|FNAME|*",
    "<OTRS_CUSTOMER_REALNAME>",
    "<<borrowers.firstname>>",
    "%(real_name)s",
    "%s",
    "%1$s",
    "%FIRST_NAME%",
    "%%emailaddr%%",
    "#first_name#",
    "__ORDER_REF__",
    "«FirstName»",
    "{firstname}",
    "{$Kunde->cNachname}",
    "{!Contact.Name}",
    "[% order.id %]",
    "[[first_name]]",
    "@firstname",
];

/// Those that stand in addresses.
const ADDRESSES: [&str; 7] = [
    "{{ reset_url }}",
    "{{user.id|fallback:\"x\"}}",
    "{{{Recipient.Id}}}",
    "<%= link @a, 'b>c' %>",
    "*|LINK|*",
    "${order.id}",
    "[% order.id %]",
];

/// Tags that are not seen, and whether they steer.
const TAGS: [(&str, bool); 17] = [
    ("{# et notat #}", false),
    ("{{! et notat }}", false),
    ("{{!-- et notat --}}", false),
    ("[%# et notat %]", false),
    ("<%# et notat %>", false),
    ("{# hilsen-ignore needless-apology #}", false),
    ("{% set a = 'Takk for sist' %}", false),
    ("{% if a < b %}", true),
    ("{%- endif -%}", true),
    ("{{#if a}}", true),
    ("{{/if}}", true),
    ("[% IF a %]", true),
    ("[% END %]", true),
    ("<% if a %>", true),
    ("<% end %>", true),
    ("*|IF:A|*", true),
    ("*|END:IF|*", true),
];

const EITHERS: [[&str; 3]; 5] = [
    ["{% if a %}", "{% else %}", "{% endif %}"],
    ["{{#if a}}", "{{else}}", "{{/if}}"],
    ["[% IF a %]", "[% ELSE %]", "[% END %]"],
    ["<% if a %>", "<% else %>", "<% end %>"],
    ["*|IF:A|*", "*|ELSE:|*", "*|END:IF|*"],
];

const PROSE: [(&str, char, &str); 8] = [
    ("{% trans ", '"', " %}"),
    ("{%- translate ", '\'', " -%}"),
    ("<%= _(", '\'', ", :a => x) %>"),
    ("{{ __(", '"', ", ['a' => 1]) }}"),
    ("[% loc(", '\'', ") %]"),
    ("{{ ", '\'', "|trans }}"),
    ("{{trans ", '"', " name=$n}}"),
    ("<?= __(", '"', ") ?>"),
];

fn word() -> impl Strategy<Value = Word> {
    let character = prop_oneof![
        6 => prop::char::range('a', 'z'),
        2 => select("ABåØ€漢🙂&.,!?)".chars().collect::<Vec<_>>()),
    ];
    vec((character, any::<u8>()).prop_map(|(character, way)| Letter(character, way)), 1..8)
}

fn in_string() -> impl Strategy<Value = InString> {
    let character = prop_oneof![
        6 => prop::char::range('a', 'z'),
        3 => select("Aå€🙂&.,!)\"'\\".chars().collect::<Vec<_>>()),
    ];
    let letters = vec((character, any::<u8>()).prop_map(|(character, way)| Letter(character, way)), 1..8);
    let word = prop_oneof![
        5 => letters.prop_map(Ok),
        1 => select(vec![":name", "%count", "%(real_name)s", "%s", "#{ticket.id}"]).prop_map(Err),
    ];
    (prop::bool::weighted(0.2), word).prop_map(|(behind_break, word)| InString { behind_break, word })
}

fn item() -> impl Strategy<Value = Item> {
    let said = prop_oneof![
        6 => word().prop_map(Said::Letters),
        3 => select(&PRINTS[..]).prop_map(Said::Print),
        1 => (select((0..EITHERS.len()).collect::<Vec<_>>()), word(), word())
            .prop_map(|(index, one, other)| Said::Either(&EITHERS[index], one, other)),
        2 => (select((0..PROSE.len()).collect::<Vec<_>>()), vec(in_string(), 1..6))
            .prop_map(|(index, words)| Said::Prose(&PROSE[index], words)),
    ];
    let tags = || {
        let tag = select(&TAGS[..]).prop_map(|(tag, _)| tag);
        prop_oneof![4 => Just(Vec::new()), 1 => vec(tag, 1..3)]
    };
    (tags(), any::<bool>(), said, tags()).prop_map(|(before, apart, said, behind)| Item { before, apart, said, behind })
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let indent = || select(vec!["", "", "", "  "]);
    let row = prop_oneof![
        4 => (indent(), vec(item(), 1..6)).prop_map(|(indent, items)| Row::Line(indent, Line(items))),
        2 => (indent(), select(&TAGS[..])).prop_map(|(indent, tag)| Row::Tag(indent, tag)),
        1 => Just(Row::Blank),
    ];
    vec(row, 0..9)
}

fn tool() -> impl Strategy<Value = Option<Tool>> {
    // Names of Gmail's fields have spaces in them, so that two percent signs make one of what stands between them.
    let tools: Vec<Tool> = Tool::names().filter(|name| *name != "gmail").filter_map(Tool::from_name).collect();
    prop_oneof![1 => Just(None), 1 => select(tools).prop_map(Some)]
}

fn place() -> impl Strategy<Value = In> {
    select(vec![In::Plain, In::Html, In::Mail])
}

fn eol() -> impl Strategy<Value = &'static str> {
    select(vec!["\n", "\n", "\r\n"])
}

/// What an edit changes, as a share of the text.
fn change() -> impl Strategy<Value = (Index, usize, String)> {
    let new = prop_oneof![
        1 => Just(String::new()),
        3 => "[a-zæøå]{1,9}",
        2 => "[ -~]{1,12}",
        1 => select(vec!["a\nb", "&amp; <b> {{ x }}", "{% if x %}", "%", "{", "}", "\\", "\"", "'", " "]).prop_map(str::to_owned),
    ];
    (any::<Index>(), 0_usize..12, new)
}

// ---------------------------------------------------------------------------------------------------------------
// Laws
// ---------------------------------------------------------------------------------------------------------------

/// What bytes of quoted-printable say.
fn unquoted(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes).replace("=\r\n", "");
    let mut out = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, behind @ ..] = rest {
        rest = behind;
        if *first == b'=' && behind.len() >= 2 {
            out.push(u8::from_str_radix(std::str::from_utf8(&behind[..2]).unwrap(), 16).unwrap());
            rest = &behind[2..];
        } else {
            out.push(*first);
        }
    }
    String::from_utf8(out).unwrap()
}

/// Whether the characters under a run say its text: they are the same, a character reference, an escape or white space.
fn says(source: &str, text: &str) -> bool {
    let by_number = source.strip_prefix("&#").and_then(|rest| rest.strip_suffix(';')).and_then(|number| {
        let code =
            number.strip_prefix('x').map_or_else(|| number.parse().ok(), |hex| u32::from_str_radix(hex, 16).ok());
        char::from_u32(code?)
    });
    let by_name = match source {
        "&amp;" => Some('&'),
        "&quot;" => Some('"'),
        "&aring;" => Some('å'),
        "&Oslash;" => Some('Ø'),
        "&euro;" => Some('€'),
        "\\n" => Some('\n'),
        _ => source.strip_prefix('\\').and_then(|rest| rest.chars().next()),
    };
    let is_blank = (source == "\\n" || source.trim().is_empty()) && text.trim().is_empty();
    source == text || is_blank || by_number.or(by_name).is_some_and(|character| text == character.to_string())
}

/// A span of whole characters.
fn span_in(decoded: &Decoded, from: Index, length: usize) -> Span<Text> {
    let start = decoded.body.start();
    let mut places: Vec<usize> = decoded.text[start..].char_indices().map(|(at, _)| start + at).collect();
    places.push(decoded.text.len());
    let from = from.index(places.len());
    Span::new(places[from], places[(from + length).min(places.len() - 1)])
}

/// Whether letters in place of the span change nothing but a word.
fn is_within_a_word(decoded: &Decoded, span: Span<Text>) -> bool {
    let [Run { text, kind: RunKind::Verbatim, .. }] = decoded.map.runs_under(span) else { return false };
    let around = decoded.text[text.start()..span.start()]
        .chars()
        .next_back()
        .zip(decoded.text[span.end()..text.end()].chars().next());
    around.is_some_and(|(before, behind)| before.is_alphabetic() && behind.is_alphabetic())
        && decoded.text[span.range()].chars().all(char::is_alphabetic)
        && !span.is_empty()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_template_decodes_to_what_its_reader_sees(rows in rows(), place in place(), eol in eol(), tool in tool()) {
        let (file, seen) = written(&rows, place, eol);
        let decoded = decode(&file, place.reading(tool));
        let shown = String::from_utf8_lossy(&file);
        prop_assert_eq!(&decoded.text[decoded.body.range()], &seen.text, "{}", shown);
        assert_sound(&decoded, &file);
        let marks = &decoded.template.marks;
        let placeholders: Vec<&str> = marks.placeholders.iter().map(|span| &decoded.text[span.range()]).collect();
        prop_assert_eq!(&placeholders, &seen.placeholders, "{}", shown);
        let asides = &decoded.template.asides;
        prop_assert_eq!(asides.iter().map(|aside| &aside.text).collect::<Vec<_>>(), seen.asides.iter().collect::<Vec<_>>());
        for aside in asides {
            let bytes = &file[aside.source.range()];
            let said = if place == In::Mail { unquoted(bytes) } else { String::from_utf8_lossy(bytes).into_owned() };
            prop_assert_eq!(&said, &aside.text, "{}", shown);
        }
        let alternatives: Vec<&str> = marks.alternatives.iter().map(|span| decoded.text[span.range()].trim()).collect();
        prop_assert_eq!(&alternatives, &seen.alternatives, "{}", shown);
    }

    #[test]
    fn bytes_under_a_span_are_its_text(rows in rows(), place in place(), eol in eol(), (from, length, _) in change()) {
        let (file, _) = written(&rows, place, eol);
        let decoded = decode(&file, place.reading(None));
        let span = whole(&decoded, span_in(&decoded, from, length));
        let runs = decoded.map.runs_under(span);
        let source = decoded.map.source(span);
        let mut last = source.start();
        for run in runs {
            let part = Span::new(run.text.start().max(span.start()), run.text.end().min(span.end()));
            let place_of_it = decoded.map.source(part);
            prop_assert!(place_of_it.start() >= last && place_of_it.end() <= source.end(), "sources ascend");
            last = place_of_it.end();
            let bytes = &file[place_of_it.range()];
            let said = if place == In::Mail { unquoted(bytes) } else { String::from_utf8(bytes.to_vec()).unwrap() };
            let text = &decoded.text[part.range()];
            prop_assert!(says(&said, text), "{:?} for {:?} in {}", said, text, String::from_utf8_lossy(&file));
        }
        prop_assert!(span.is_empty() || last == source.end());
    }

    #[test]
    fn an_edit_of_a_template_reads_as_the_edited_text(
        rows in rows(),
        place in place(),
        eol in eol(),
        tool in tool(),
        (from, length, new) in change(),
    ) {
        let (file, _) = written(&rows, place, eol);
        let reading = place.reading(tool);
        let decoded = decode(&file, reading);
        let span = span_in(&decoded, from, length);
        match decoded.edit(&file, span, &new) {
            Ok(edit) => {
                let edited = edit.apply(&file);
                let again = decode(&edited, reading);
                prop_assert_eq!(&again.text, &apply(&decoded.text, span, &new), "{}", String::from_utf8_lossy(&file));
                assert_sound(&again, &edited);
                let (start, end) = (edit.span.start(), edit.span.end());
                prop_assert_eq!(&edited[..start], &file[..start]);
                prop_assert_eq!(&edited[edited.len() - (file.len() - end)..], &file[end..]);
                let source = decoded.map.source(whole(&decoded, span));
                // In quoted-printable a line may have to be broken anew.
                if place != In::Mail && !span.is_empty() {
                    prop_assert!(source.start() <= start && end <= source.end(), "an edit stays where it belongs");
                }
                if span.is_empty() && place != In::Mail {
                    prop_assert!(edit.span.is_empty() || new.is_empty() || decoded.text.is_empty() || !whole(&decoded, span).is_empty());
                }
            }
            Err(refusal) => {
                let letters = !new.is_empty() && new.chars().all(char::is_alphabetic);
                let shown = String::from_utf8_lossy(&file);
                prop_assert!(!(letters && is_within_a_word(&decoded, span)), "{} {:?} {}", refusal, span, shown);
                let known = matches!(
                    refusal,
                    Refusal::Markup
                        | Refusal::ReadsDifferently
                        | Refusal::LineBreak
                        | Refusal::OutOfBounds
                        | Refusal::Placeholder
                );
                let touches = decoded.template.marks.placeholders.iter().any(|mark| mark.overlaps(span) || mark.contains(span));
                prop_assert!(refusal != Refusal::Placeholder || touches, "{:?} {}", span, shown);
                prop_assert!(known, "{}", refusal);
            }
        }
    }

    #[test]
    fn any_bytes_decode(
        bytes in noise(),
        tool in prop::option::of(select(Tool::names().filter_map(Tool::from_name).collect::<Vec<_>>())),
        (from, length, new) in change(),
    ) {
        for format in [Format::Plain, Format::Html, Format::Markdown, Format::Eml] {
            let reading = Reading { kind: Some(Kind::Template), tool, ..Reading::from(format) };
            let subject = Reading { is_subject: format == Format::Plain, ..reading };
            for reading in [reading, subject] {
                let decoded = decode(&bytes, reading);
                assert_sound(&decoded, &bytes);
                let span = span_in(&decoded, from, length);
                if let Ok(edit) = decoded.edit(&bytes, span, &new) {
                    prop_assert_eq!(&decode(&edit.apply(&bytes), reading).text, &apply(&decoded.text, span, &new));
                }
            }
        }
    }
}

/// Bytes that look like a template.
fn noise() -> impl Strategy<Value = Vec<u8>> {
    let mut pieces: Vec<&str> = PRINTS.to_vec();
    pieces.extend(TAGS.iter().map(|(tag, _)| *tag));
    pieces.extend(EITHERS.iter().flatten().copied());
    pieces.extend(PROSE.iter().flat_map(|(open, _, close)| [*open, *close]));
    pieces.extend([
        "{{",
        "}}",
        "{%",
        "%}",
        "{",
        "}",
        "[%",
        "%]",
        "<%",
        "%>",
        "*|",
        "|*",
        "<!--",
        "-->",
        "<!--@subject ",
        "@-->",
        "{% comment %}",
        "{% endcomment %}",
        "{{else}}",
        "@if (a)",
        "@endif",
        "@lang('Se du der')",
        "{ $Ticket->x }",
        "%",
        "#",
        "$a",
        "_x_",
        "-x-",
        ":name",
        "\"",
        "'",
        "\\",
        "\\n",
        "\\\"",
        " ",
        "  ",
        "\n",
        "\r\n",
        "\n\n",
        "\r",
        "\t",
        "a",
        "Hei",
        "Hei du,",
        "\u{e5}",
        "\u{a0}",
        "\u{200c}",
        "<p>",
        "</p>",
        "<br>",
        "<a href=\"",
        "\">",
        "</a>",
        "<td>",
        "&amp;",
        "&#10;",
        "&zwnj;",
        "<pre>",
        "</pre>",
        "<title>",
        "# ",
        "- ",
        "> ",
        "*",
        "`",
        "[a](b)",
        "[a]({{b}})",
        "![{{a}}]({{b}} \"{{c}}\")",
        "<!--[if mso]>",
        " href=",
        " alt='",
        "---\n",
        "subject: x\n",
        "Subject: x\n",
        "<!-- Subject: x y -->",
        "Content-Type: text/html\n",
        "Content-Transfer-Encoding: quoted-printable\n",
        "=\n",
        "=C3=A5",
    ]);
    let piece = prop_oneof![
        12 => select(pieces).prop_map(|piece| piece.as_bytes().to_vec()),
        1 => vec(any::<u8>(), 0..3),
    ];
    vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

/// Ten times a hostile shape takes not much more than ten times as long.
#[test]
fn hostile_templates_take_linear_time() {
    const SHAPES: [&str; 46] = [
        "{{",
        "{{{",
        "{%",
        "{% a %}",
        "{% if a %}",
        "{% else %}",
        "{% if a %}b{% else %}c",
        "{% endif %}",
        "{% comment %}",
        "{#",
        "{",
        "{a",
        "{$",
        "{ $",
        "{if $a ",
        "{my ",
        "[%",
        "[[",
        "<%",
        "<?php ",
        "<?= ",
        "<!--",
        "<!-- hilsen-ignore -->",
        "*|",
        "%{",
        "%a",
        "%(a",
        "#a",
        "__A",
        "«",
        "@if(",
        "@lang('",
        "<<a",
        "<OTRS_A",
        "{% trans \"",
        "{% trans \"a\\n",
        "{{ __('Se du \\'",
        "a {# b #} ",
        "{% if a %}\n",
        "\\",
        "<a href='{{",
        "<a href='{{ a }}' alt=\"{{ b }}\">",
        "<!--[if {{ a",
        "![{{a}}](b)",
        "[![{{a}}",
        "[{{a}}]({{b}}) ",
    ];
    let tools = ["request-tracker", "blade", "gmail"].map(Tool::from_name);
    let plain = tools.map(|tool| (Format::Plain, tool));
    let all = [Format::Plain, Format::Html, Format::Markdown].map(|format| (format, None));
    for shape in SHAPES {
        for &(format, tool) in all.iter().chain(&plain) {
            let reading = Reading { kind: Some(Kind::Template), tool, ..Reading::from(format) };
            let time = |length: usize| {
                let page = shape.repeat(length / shape.len());
                let start = Instant::now();
                std::hint::black_box(decode(page.as_bytes(), reading));
                start.elapsed()
            };
            let short = time(10_000).max(Duration::from_millis(2));
            // A machine that is busy with something else takes its time now and then.
            let long = (0..4).map(|_| time(100_000)).find(|long| *long < short * 40);
            assert!(long.is_some(), "{shape:?} as {} {tool:?}: not ten times as long as {short:?}", format.name());
        }
    }
}
