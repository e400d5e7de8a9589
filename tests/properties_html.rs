//! The laws of decoding, over random pages of HTML, alone and within mails.
//!
//! A generator writes a text as a page, in the ways pages are written (nested tags in the middle of words, character
//! references of every kind, comments, hidden text, any white space), and knows what it wrote. Then decoding gives the
//! text back, every run has its bytes, and an edit of the text reads as the edited text. `PROPTEST_CASES` sets how many
//! cases run.

#![allow(clippy::unwrap_used, reason = "a test helper that fails is a failed test")]

mod laws;

use std::{
    fmt::Write,
    time::{Duration, Instant},
};

use hilsen::{
    decode::{Decoded, Format, Refusal, decode, detect},
    text::Span,
};
use laws::{apply, config};
use proptest::{collection::vec, prelude::*, sample::Index, sample::select};

// ---------------------------------------------------------------------------------------------------------------
// Writing pages
// ---------------------------------------------------------------------------------------------------------------

/// How a character is written.
#[derive(Clone, Copy, Debug)]
enum Way {
    Raw,
    Named,
    Decimal,
    Hex,
}

/// A character and what stands in front of it.
#[derive(Clone, Debug)]
struct Letter {
    character: char,
    way: Way,
    /// Tags, comments and the like, which show nothing.
    before: Vec<&'static str>,
}

impl Letter {
    fn write(&self, page: &mut String, open: &mut Vec<&'static str>) {
        for piece in &self.before {
            match *piece {
                "" => page.extend(open.pop().map(|name| format!("</{name}>"))),
                name if name.starts_with(char::is_alphabetic) => {
                    write!(page, "<{name} class='x' title=\"a > b\">").unwrap();
                    open.push(name);
                }
                silent => page.push_str(silent),
            }
        }
        let code = u32::from(self.character);
        let name = match self.character {
            '&' => Some("&amp;"),
            '<' => Some("&LT"),
            '>' => Some("&gt;"),
            'å' => Some("&aring;"),
            'Ø' => Some("&Oslash;"),
            '€' => Some("&euro;"),
            '\u{A0}' => Some("&nbsp;"),
            _ => None,
        };
        match (self.way, name) {
            (Way::Raw, _) if !matches!(self.character, '&' | '<') => page.push(self.character),
            // The next letter must not become part of a name that needs no semicolon.
            (Way::Named | Way::Raw, Some(name)) => write!(page, "{};", name.trim_end_matches(';')).unwrap(),
            (Way::Hex, _) => write!(page, "&#x{code:x};").unwrap(),
            _ => write!(page, "&#{code};").unwrap(),
        }
    }
}

/// Words, each behind white space that stands for one space.
#[derive(Clone, Debug)]
struct Line(Vec<(&'static str, Vec<Letter>)>);

impl Line {
    fn text(&self) -> String {
        let words = self.0.iter().map(|(_, letters)| letters.iter().map(|letter| letter.character).collect::<String>());
        words.collect::<Vec<_>>().join(" ")
    }

    fn write(&self, page: &mut String) {
        let mut open = Vec::new();
        for (blank, letters) in &self.0 {
            page.push_str(blank);
            for letter in letters {
                letter.write(page, &mut open);
            }
        }
        while let Some(name) = open.pop() {
            write!(page, "</{name}>").unwrap();
        }
    }
}

#[derive(Clone, Debug)]
enum Block {
    /// Lines with breaks between them, in an element with an empty line around it or not.
    Lines {
        name: &'static str,
        lines: Vec<Line>,
    },
    List(Vec<Line>),
    Table(Vec<Vec<Line>>),
    /// What shows nothing.
    Silent(&'static str),
}

impl Block {
    fn text(&self) -> Option<String> {
        let join = |lines: &[Line], with: &str| lines.iter().map(Line::text).collect::<Vec<_>>().join(with);
        match self {
            Self::Lines { lines, .. } => Some(join(lines, "\n")),
            Self::List(items) => {
                Some(items.iter().map(|item| format!("- {}", item.text())).collect::<Vec<_>>().join("\n"))
            }
            Self::Table(rows) => Some(rows.iter().map(|row| join(row, "\t")).collect::<Vec<_>>().join("\n")),
            Self::Silent(_) => None,
        }
    }

    fn is_line(&self) -> bool {
        matches!(self, Self::Lines { name: "div", .. })
    }

    fn write(&self, page: &mut String) {
        match self {
            Self::Lines { name, lines } => {
                writeln!(page, "<{name}>").unwrap();
                for (index, line) in lines.iter().enumerate() {
                    page.push_str(if index > 0 { " <br>\n" } else { "" });
                    line.write(page);
                }
                write!(page, "</{name}>").unwrap();
            }
            Self::List(items) => {
                page.push_str("<ul>");
                for item in items {
                    page.push_str("\n <li>");
                    item.write(page);
                }
                page.push_str("</ul>");
            }
            Self::Table(rows) => {
                page.push_str("<table border=0>");
                for row in rows {
                    page.push_str("<tr>");
                    for cell in row {
                        page.push_str("\n<td>");
                        cell.write(page);
                    }
                    page.push_str("</tr>\n");
                }
                page.push_str("</table>");
            }
            Self::Silent(piece) => page.push_str(piece),
        }
    }
}

fn page(blocks: &[Block]) -> (String, String) {
    let mut page = String::from("<!doctype html>\n<html><head><title>x</title><style>p{}</style></head><body>\n");
    let mut text = String::new();
    let mut last: Option<&Block> = None;
    for block in blocks {
        block.write(&mut page);
        let Some(shown) = block.text() else { continue };
        if let Some(last) = last {
            text.push_str(if last.is_line() && block.is_line() { "\n" } else { "\n\n" });
        }
        text.push_str(&shown);
        last = Some(block);
    }
    (page, text)
}

fn letter() -> impl Strategy<Value = Letter> {
    let character = prop_oneof![
        6 => prop::char::range('a', 'z'),
        2 => select("åØ€漢🙂\u{A0}&<>\"';#.=-)/!".chars().collect::<Vec<_>>()),
    ];
    let way = select(vec![Way::Raw, Way::Raw, Way::Raw, Way::Raw, Way::Named, Way::Decimal, Way::Hex]);
    let silent = vec![
        "",
        "",
        "b",
        "span",
        "i",
        "font",
        "<!-- a > b -->",
        "<!--[if mso]> x <![endif]-->",
        "<![if !mso]>",
        "<style>a{}</style>",
        "<img alt=x>",
        "<wbr>",
        "<b style='display: none'>x</b>",
    ];
    let before = prop_oneof![8 => Just(Vec::new()), 1 => vec(select(silent), 1..3)];
    (character, way, before).prop_map(|(character, way, before)| Letter { character, way, before })
}

fn line() -> impl Strategy<Value = Line> {
    let blank = select(vec![" ", " ", " ", " ", "\n", "\r\n   ", "\t", " <!-- --> ", "&#32;", " <b> </b>"]);
    vec((blank, vec(letter(), 1..8)), 1..6).prop_map(Line)
}

fn blocks() -> impl Strategy<Value = Vec<Block>> {
    let name = select(vec!["p", "p", "div", "div", "h2", "blockquote", "section", "center><div"]);
    let silent = vec![
        "\n",
        "<!-- x -->",
        "<p hidden>x</p>",
        "<div style=\"mso-hide:all;display:none\">x</div>",
        "<div></div>",
        "<div> </div>",
    ];
    let block = prop_oneof![
        6 => (name, vec(line(), 1..3)).prop_map(|(name, lines)| {
            Block::Lines { name: if name.contains('>') { "div" } else { name }, lines }
        }),
        1 => vec(line(), 1..4).prop_map(Block::List),
        1 => vec(vec(line(), 1..4), 1..3).prop_map(Block::Table),
        2 => select(silent).prop_map(Block::Silent),
    ];
    vec(block, 0..6)
}

/// A mail with the page in quoted-printable, its lines broken wherever they are full.
fn mail(page: &str) -> Vec<u8> {
    let mut mail = b"From: a@b.test\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\
                     Content-Transfer-Encoding: quoted-printable\r\n\r\n"
        .to_vec();
    mail.extend(laws::quoted_printable(page));
    mail
}

/// What an edit changes, as a share of the text.
fn change() -> impl Strategy<Value = (Index, usize, String)> {
    let new = prop_oneof![
        1 => Just(String::new()),
        3 => "[a-zæøå]{1,9}",
        2 => "[ -~]{1,12}",
        1 => Just("a\nb".to_owned()),
        1 => Just("&amp; <b> {{ x }}".to_owned()),
    ];
    (any::<Index>(), 0_usize..12, new)
}

// ---------------------------------------------------------------------------------------------------------------
// Laws
// ---------------------------------------------------------------------------------------------------------------

fn assert_sound(decoded: &Decoded, source: &[u8]) {
    laws::assert_sound(decoded, source);
    laws::assert_in_order(decoded);
}

/// A span of whole characters.
fn span_in(text: &str, from: Index, length: usize) -> Span<hilsen::text::Text> {
    let mut places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    places.push(text.len());
    let from = from.index(places.len());
    Span::new(places[from], places[(from + length).min(places.len() - 1)])
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_page_decodes_to_what_was_written(blocks in blocks()) {
        let (page, text) = page(&blocks);
        let decoded = decode(page.as_bytes(), Format::Html);
        prop_assert_eq!(&decoded.text, &text, "{}", page);
        assert_sound(&decoded, page.as_bytes());
        prop_assert_eq!(detect(None, page.as_bytes()), Format::Html);
    }

    #[test]
    fn a_page_within_a_mail_decodes_to_the_same(blocks in blocks()) {
        let (page, text) = page(&blocks);
        let mail = mail(&page);
        let decoded = decode(&mail, Format::Eml);
        prop_assert_eq!(&decoded.text[decoded.body.range()], &text, "{}", page);
        assert_sound(&decoded, &mail);
    }

    #[test]
    fn an_edit_of_a_page_reads_as_the_edited_text(blocks in blocks(), (from, length, new) in change(), in_mail in any::<bool>()) {
        let (page, _) = page(&blocks);
        let (file, format) = if in_mail { (mail(&page), Format::Eml) } else { (page.into_bytes(), Format::Html) };
        let decoded = decode(&file, format);
        let span = span_in(&decoded.text, from, length);
        let runs = decoded.map.runs_under(span);
        match decoded.edit(&file, span, &new) {
            Ok(edit) => {
                let edited = edit.apply(&file);
                let again = decode(&edited, format);
                prop_assert_eq!(&again.text, &apply(&decoded.text, span, &new));
                assert_sound(&again, &edited);
            }
            Err(refusal) => {
                let letters = !new.is_empty() && new.chars().all(char::is_alphabetic);
                let within = runs.len() == 1 && !runs[0].source.is_empty() && span.start() >= decoded.body.start();
                // A space that goes may uncover another one in the tags behind it.
                let has_space = decoded.text[span.range()].contains(' ');
                // Letters between two signs may be a placeholder: `#aa#`.
                let marks = &decoded.template.marks.placeholders;
                let is_mark = marks.iter().any(|mark| mark.overlaps(span) || mark.contains(span));
                let shown = &decoded.text[span.range()];
                prop_assert!(!(letters && within) || has_space || is_mark, "{} {:?}", refusal, shown);
                let known = matches!(
                    refusal,
                    Refusal::Markup | Refusal::ReadsDifferently | Refusal::LineBreak | Refusal::OutOfBounds | Refusal::HeaderSyntax
                );
                prop_assert!(known || refusal == Refusal::Placeholder && is_mark, "{}", refusal);
            }
        }
    }

    #[test]
    fn any_bytes_decode(bytes in noise(), (from, length, new) in change()) {
        for format in [Format::Html, Format::Markdown, Format::Eml] {
            let decoded = decode(&bytes, format);
            assert_sound(&decoded, &bytes);
            let span = span_in(&decoded.text, from, length);
            if let Ok(edit) = decoded.edit(&bytes, span, &new) {
                prop_assert_eq!(&decode(&edit.apply(&bytes), format).text, &apply(&decoded.text, span, &new));
            }
        }
        detect(None, &bytes);
    }
}

/// Bytes that look like a page, or like Markdown.
fn noise() -> impl Strategy<Value = Vec<u8>> {
    let pieces: Vec<&[u8]> = vec![
        b"<",
        b">",
        b"</",
        b"<!--",
        b"-->",
        b"<p>",
        b"</p>",
        b"<div style=display:none>",
        b"</div>",
        b"<b>",
        b"</b>",
        b"<a href='",
        b"'>",
        b"</a>",
        b"<li>",
        b"<ul>",
        b"</ul>",
        b"<table>",
        b"<tr>",
        b"<td>",
        b"</table>",
        b"<pre>\n",
        b"</pre>",
        b"<br>",
        b"<title>",
        b"<style>.a{display:none}",
        b"</style>",
        b"<head>",
        b"</head>",
        b"<i class=a>",
        b"&amp;",
        b"&nbsp;",
        b"&zwnj;",
        b"&#",
        b"&#x41",
        b"{{",
        b"}}",
        b"{% x %}",
        b"<%= x %>",
        b"*|X|*",
        b"<OTRS_X>",
        b"<<a.b>>",
        b" ",
        b"\n",
        b"\r\n",
        b"\n\n",
        b"# ",
        b"- ",
        b"1. ",
        b"> ",
        b"*",
        b"**",
        b"_",
        b"`",
        b"```\n",
        b"[a](b)",
        b"![",
        b"](",
        b"| a | b |\n|---|---|\n",
        b"---\n",
        b"subject: x\n",
        b"Subject: x\n",
        b"\\",
        b"a",
        b"Hei",
        b"\xc3\xa5",
        b"\xe5",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\0",
        b"Content-Type: text/html\n",
        b"<meta charset=iso-8859-1>",
        b"<img alt=x>",
        b"<!--@subject x @-->",
        b"<mj-preview>",
        b"<mj-text>",
        b"=3D",
        b"Content-Transfer-Encoding: base64\n",
    ];
    prop_oneof![
        vec(any::<u8>(), 0..200),
        vec(prop_oneof![6 => select(pieces).prop_map(<[u8]>::to_vec), 1 => vec(any::<u8>(), 0..3)], 0..40)
            .prop_map(|pieces| pieces.concat()),
    ]
}

/// Ten times a hostile shape takes not much more than ten times as long.
#[test]
fn hostile_pages_take_linear_time() {
    const SHAPES: [&str; 34] = [
        "<",
        "&amp",
        "&",
        "<div>",
        "<b>",
        "<b><i>",
        "</div>",
        "<p>",
        "<td>",
        "<ul><li>",
        "<!--",
        "<!--x-->",
        "<a href=\"",
        "<a b",
        "{{",
        "{{ a }}",
        "{% ",
        "*|",
        "<% ",
        "<title>",
        "<style>.a{",
        "<p style=display:none>",
        "<table><tr><td>",
        "<b></i>",
        "<i><p></i>",
        "<a>x",
        "<<",
        "<A_",
        "*a",
        "[a](",
        "> ",
        "- a\n",
        "`",
        "<pre>\n",
    ];
    for shape in SHAPES {
        for format in [Format::Html, Format::Markdown] {
            let time = |length: usize| {
                let page = shape.repeat(length / shape.len());
                let start = Instant::now();
                std::hint::black_box(decode(page.as_bytes(), format));
                start.elapsed()
            };
            let short = time(20_000).max(Duration::from_millis(2));
            let long = time(200_000);
            assert!(long < short * 40, "{shape:?} as {}: {short:?}, then {long:?}", format.name());
        }
    }
}
