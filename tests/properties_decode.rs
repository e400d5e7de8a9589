//! The laws of decoding, over random mails and plain files.
//!
//! A generator writes a text the way mail programs do (nested multiparts, transfer encodings, charsets, folded and
//! encoded subjects, flowed lines), with encoders of its own, and remembers what it wrote where. Then:
//!
//! 1. decoding gives the text back, and the bytes under each run are the run's text;
//! 2. an edit of the text, made in the file, reads as the edited text;
//! 3. no byte outside the edit's span changes, and the span stays within its part.
//!
//! HTML parts are `<pre>` here, in which text is itself; `properties_html.rs` has the laws of other pages.
//!
//! `PROPTEST_CASES` sets how many cases run.

#![allow(clippy::unwrap_used, reason = "a test helper that fails is a failed test")]

mod laws;

use std::{fmt::Write, ops::Range};

use hilsen::{
    decode::{Decoded, Format, Refusal, decode, detect, looks_binary},
    text::{Source, Span, Text},
};
use laws::{apply, config, whole};
use proptest::{collection::vec, prelude::*, sample::select};

// ---------------------------------------------------------------------------------------------------------------
// Writing mails
// ---------------------------------------------------------------------------------------------------------------

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Charset {
    Utf8,
    Latin1,
    Windows1252,
    Latin9,
}

impl Charset {
    fn label(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Latin1 => "ISO-8859-1",
            Self::Windows1252 => "windows-1252",
            Self::Latin9 => "iso-8859-15",
        }
    }

    /// The bytes of a character, where the charset has it.
    fn encode(self, character: char) -> Option<Vec<u8>> {
        let code = u32::from(character);
        match self {
            Self::Utf8 => Some(character.to_string().into_bytes()),
            Self::Windows1252 if character == '€' => Some(vec![0x80]),
            Self::Windows1252 if character == '–' => Some(vec![0x96]),
            Self::Latin9 if character == '€' => Some(vec![0xA4]),
            Self::Latin9 if character == 'Š' => Some(vec![0xA6]),
            // ISO 8859-15 differs from ISO 8859-1 in places none of which the test's characters use.
            _ => u8::try_from(code).ok().filter(|code| !(0x80..0xA0).contains(code)).map(|code| vec![code]),
        }
    }

    fn decode(self, bytes: &[u8]) -> String {
        let one = |byte: &u8| match (self, byte) {
            (Self::Windows1252, 0x80) | (Self::Latin9, 0xA4) => '€',
            (Self::Windows1252, 0x96) => '–',
            (Self::Latin9, 0xA6) => 'Š',
            _ => char::from(*byte),
        };
        match self {
            Self::Utf8 => String::from_utf8(bytes.to_vec()).unwrap(),
            _ => bytes.iter().map(one).collect(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Transfer {
    EightBit,
    QuotedPrintable,
    Base64,
}

/// A text part as it is to be written.
#[derive(Clone, Debug)]
struct Part {
    lines: Vec<String>,
    charset: Charset,
    transfer: Transfer,
    /// `format=flowed`, with `DelSp` or not.
    flowed: Option<bool>,
    /// How wide lines are made, in bytes.
    width: usize,
    attachment: bool,
    html: bool,
}

impl Part {
    fn text(&self, eol: &str) -> String {
        let kept = |line: &String| line.chars().filter(|c| self.charset.encode(*c).is_some()).collect::<String>();
        let mut lines: Vec<String> = self.lines.iter().map(kept).collect();
        if self.flowed.is_some() {
            // Text that ends a line in spaces cannot be said in this format.
            for line in &mut lines {
                line.truncate(line.trim_end_matches(' ').len());
            }
        }
        let text = lines.join(eol);
        let bytes: Vec<u8> = text.chars().flat_map(|c| self.charset.encode(c).unwrap()).collect();
        // Latin text that happens to be valid UTF-8 is read as such.
        let ambiguous = self.charset != Charset::Utf8 && !bytes.is_ascii() && std::str::from_utf8(&bytes).is_ok();
        // Raw NUL is left to the test with random bytes; in raw text, a line that looks like a boundary is no text.
        let text =
            if ambiguous { text.chars().filter(char::is_ascii).collect() } else { text.replace("--limit", "limit") };
        if self.html { text.replace(['<', '&'], "") } else { text }
    }

    fn body(&self, eol: &str) -> Vec<u8> {
        let mut text = self.text(eol);
        if let Some(del_sp) = self.flowed {
            text = text.split(eol).map(|line| flow(line, self.width, del_sp, eol)).collect::<Vec<_>>().join(eol);
        }
        if self.html {
            // The first line break in it is none.
            text = format!("<pre>{eol}{text}</pre>");
        }
        let encode = |c: char| self.charset.encode(c).unwrap();
        let bytes: Vec<u8> = text.chars().flat_map(encode).collect();
        match self.transfer {
            Transfer::EightBit => bytes,
            Transfer::QuotedPrintable => quoted_printable(&bytes, self.width, eol),
            Transfer::Base64 => {
                let encoded = base64(&bytes);
                let lines: Vec<&[u8]> = encoded.chunks(self.width.next_multiple_of(4)).collect();
                lines.join(eol.as_bytes())
            }
        }
    }

    fn write(&self, out: &mut Vec<u8>, leaves: &mut Vec<Leaf>, eol: &str) {
        let kind = if self.html { "html" } else { "plain" };
        let mut header = format!("Content-Type: text/{kind}; charset={}", self.charset.label());
        if let Some(del_sp) = self.flowed {
            write!(header, ";{eol} format=flowed; delsp={}", if del_sp { "yes" } else { "no" }).unwrap();
        }
        header += eol;
        header += match self.transfer {
            Transfer::EightBit => "Content-Transfer-Encoding: 8bit",
            Transfer::QuotedPrintable => "Content-Transfer-Encoding: Quoted-Printable",
            Transfer::Base64 => "Content-Transfer-Encoding: base64",
        };
        header += eol;
        if self.attachment {
            write!(header, "Content-Disposition: attachment; filename=\"a.txt\"{eol}").unwrap();
        }
        out.extend_from_slice(header.as_bytes());
        out.extend_from_slice(eol.as_bytes());
        let start = out.len();
        out.extend_from_slice(&self.body(eol));
        leaves.push(Leaf { source: start..out.len(), text: self.text(eol), part: self.clone() });
    }
}

/// A line cut at spaces, as RFC 3676 has it.
fn flow(line: &str, width: usize, del_sp: bool, eol: &str) -> String {
    let mut out = String::new();
    let mut column = 0;
    let stuff = |out: &mut String, rest: &str| {
        if rest.starts_with([' ', '>']) || rest.starts_with("From ") {
            out.push(' ');
        }
    };
    if line == "-- " {
        return line.to_owned();
    }
    stuff(&mut out, line);
    let characters: Vec<(usize, char)> = line.char_indices().collect();
    for (index, &(at, character)) in characters.iter().enumerate() {
        out.push(character);
        column += 1;
        let rest = &line[at + character.len_utf8()..];
        let last = index + 1 == characters.len();
        if column > width && !last && (del_sp || character == ' ') && !rest.starts_with("-- ") {
            out.push_str(if del_sp { " " } else { "" });
            out.push_str(eol);
            stuff(&mut out, rest);
            column = 0;
        }
    }
    out
}

fn quoted_printable(bytes: &[u8], width: usize, eol: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut column = 0;
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at..].starts_with(eol.as_bytes()) {
            out.extend_from_slice(eol.as_bytes());
            at += eol.len();
            column = 0;
            continue;
        }
        let last = at + 1 == bytes.len() || bytes[at + 1..].starts_with(eol.as_bytes());
        let byte = bytes[at];
        let bare = (byte.is_ascii_graphic() && byte != b'=') || (byte == b' ' && !last);
        let encoded = if bare { vec![byte] } else { format!("={byte:02X}").into_bytes() };
        if column + encoded.len() > width.clamp(8, 75) {
            out.push(b'=');
            out.extend_from_slice(eol.as_bytes());
            column = 0;
        }
        column += encoded.len();
        out.extend_from_slice(&encoded);
        at += 1;
    }
    out
}

fn base64(bytes: &[u8]) -> Vec<u8> {
    let alphabet: Vec<u8> = (b'A'..=b'Z').chain(b'a'..=b'z').chain(b'0'..=b'9').chain(*b"+/").collect();
    let mut out = Vec::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        let digit = |place: usize| alphabet[(bits >> (18 - 6 * place)) as usize & 63];
        out.extend((0..4).map(|place| if place <= chunk.len() { digit(place) } else { b'=' }));
    }
    out
}

fn read_base64(bytes: &[u8]) -> Vec<u8> {
    let digits = bytes.iter().filter_map(|byte| match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    });
    let digits: Vec<u8> = digits.collect();
    let bytes = digits.chunks(4).flat_map(|quad| {
        let bits = quad.iter().fold(0_u32, |bits, digit| bits << 6 | u32::from(*digit)) << (6 * (4 - quad.len()));
        bits.to_be_bytes()[1..quad.len()].to_vec()
    });
    bytes.collect()
}

fn read_quoted_printable(source: &[u8]) -> Vec<u8> {
    let text: String = source.iter().map(|byte| char::from(*byte)).collect();
    let text = text.replace("=\r\n", "").replace("=\n", "");
    let mut pieces = text.split('=');
    let mut out: Vec<u8> = pieces.next().unwrap_or_default().chars().map(|c| c as u8).collect();
    for piece in pieces {
        out.push(u8::from_str_radix(&piece[..2], 16).unwrap());
        out.extend(piece[2..].chars().map(|c| c as u8));
    }
    out
}

/// What a leaf was written from, and where.
#[derive(Clone, Debug)]
struct Leaf {
    source: Range<usize>,
    text: String,
    part: Part,
}

#[derive(Clone, Debug)]
enum Tree {
    Leaf(Part),
    Multi { subtype: &'static str, children: Vec<Tree>, closed: bool },
}

impl Tree {
    fn write(&self, out: &mut Vec<u8>, leaves: &mut Vec<Leaf>, eol: &str, depth: usize) {
        match self {
            Self::Leaf(part) => part.write(out, leaves, eol),
            Self::Multi { subtype, children, closed } => {
                // Boundaries that begin alike, as nested ones often do.
                let boundary = format!("limit{}", "=x".repeat(depth));
                let head = format!("Content-Type: multipart/{subtype};{eol}\tboundary=\"{boundary}\"{eol}{eol}");
                out.extend_from_slice(head.as_bytes());
                out.extend_from_slice(format!("A preamble nobody sees.{eol}").as_bytes());
                for (index, child) in children.iter().enumerate() {
                    let eol_before = if index > 0 { eol } else { "" };
                    out.extend_from_slice(format!("{eol_before}--{boundary}{eol}").as_bytes());
                    child.write(out, leaves, eol, depth + 1);
                }
                if *closed {
                    out.extend_from_slice(eol.as_bytes());
                    out.extend_from_slice(format!("--{boundary}--{eol}and an epilogue").as_bytes());
                }
            }
        }
    }

    /// The numbers of the leaves the reader sees, counted in the order they are written from `next` on.
    fn visible(&self, next: &mut usize) -> Vec<(usize, bool)> {
        match self {
            Self::Leaf(part) => {
                *next += 1;
                if part.attachment { Vec::new() } else { vec![(*next - 1, part.html)] }
            }
            Self::Multi { subtype, children, .. } => {
                let found: Vec<Vec<(usize, bool)>> = children.iter().map(|child| child.visible(next)).collect();
                let plain = |leaves: &Vec<(usize, bool)>| leaves.iter().any(|leaf| !leaf.1);
                match *subtype {
                    "alternative" => {
                        let mut versions = found.iter().filter(|leaves| plain(leaves));
                        let first = versions.next().or(found.iter().find(|leaves| !leaves.is_empty()));
                        first.cloned().unwrap_or_default()
                    }
                    "related" | "signed" => found.into_iter().next().unwrap_or_default(),
                    _ => {
                        let any = found.iter().any(plain);
                        found.into_iter().flatten().filter(|leaf| !(any && leaf.1)).collect()
                    }
                }
            }
        }
    }
}

/// A piece of a subject, and how it is written.
#[derive(Clone, Debug)]
enum Chunk {
    /// ASCII words as they are.
    Bare(String),
    /// An encoded word, in base64 or not; split in the middle of a character where it can be.
    Encoded { text: String, charset: Charset, base64: bool, split: usize },
}

#[derive(Clone, Debug)]
struct Mail {
    subject: Vec<Chunk>,
    folded: bool,
    tree: Tree,
    eol: &'static str,
}

struct Written {
    bytes: Vec<u8>,
    subject: String,
    subject_source: Range<usize>,
    leaves: Vec<Leaf>,
    /// The leaves the reader sees.
    visible: Vec<usize>,
    eol: &'static str,
}

impl Mail {
    fn write(&self) -> Written {
        let eol = self.eol;
        let mut bytes = format!("Received: from a{eol} by b{eol}From: Kari <kari@example.no>{eol}").into_bytes();
        bytes.extend_from_slice(b"Subject: ");
        let start = bytes.len();
        let (value, subject) = self.subject();
        bytes.extend_from_slice(&value);
        let subject_source = start..bytes.len();
        bytes.extend_from_slice(format!("{eol}MIME-Version: 1.0{eol}").as_bytes());
        let mut leaves = Vec::new();
        self.tree.write(&mut bytes, &mut leaves, eol, 0);
        let visible = self.tree.visible(&mut 0);
        let html_only = visible.iter().all(|leaf| leaf.1);
        let visible: Vec<usize> = visible.iter().map(|leaf| leaf.0).take(if html_only { 1 } else { 99 }).collect();
        Written { bytes, subject, subject_source, leaves, visible, eol }
    }

    /// The subject as it is written, and as it is read.
    fn subject(&self) -> (Vec<u8>, String) {
        let (mut bytes, mut text) = (Vec::new(), String::new());
        let blank = if self.folded { format!("{}\t", self.eol) } else { " ".to_owned() };
        let mut encoded_before = false;
        for (index, chunk) in self.subject.iter().enumerate() {
            if index > 0 {
                bytes.extend_from_slice(blank.as_bytes());
            }
            let encoded = matches!(chunk, Chunk::Encoded { .. });
            if index > 0 && !(encoded && encoded_before) {
                text.push(' ');
            }
            encoded_before = encoded;
            match chunk {
                Chunk::Bare(words) => {
                    bytes.extend_from_slice(words.as_bytes());
                    text.push_str(words);
                }
                Chunk::Encoded { text: word, charset, base64, split } => {
                    let kept: String = word.chars().filter(|c| charset.encode(*c).is_some()).collect();
                    let plain: Vec<u8> = kept.chars().flat_map(|c| charset.encode(c).unwrap()).collect();
                    let (one, two) = plain.split_at((*split).min(plain.len()));
                    let words = [one, two].map(|bytes| encoded_word(bytes, *charset, *base64));
                    bytes.extend_from_slice(&words.join(blank.as_bytes()));
                    text.push_str(&kept);
                }
            }
        }
        (bytes, text)
    }
}

fn encoded_word(bytes: &[u8], charset: Charset, in_base64: bool) -> Vec<u8> {
    let text = if in_base64 {
        String::from_utf8(base64(bytes)).unwrap()
    } else {
        let quote = |byte: &u8| match byte {
            b' ' => "_".to_owned(),
            _ if byte.is_ascii_alphanumeric() => char::from(*byte).to_string(),
            _ => format!("={byte:02X}"),
        };
        bytes.iter().map(quote).collect()
    };
    format!("=?{}?{}?{text}?=", charset.label(), if in_base64 { 'b' } else { 'Q' }).into_bytes()
}

impl Written {
    /// The text a reader sees.
    fn text(&self) -> String {
        let eol = self.eol;
        let bodies: Vec<&str> = self.visible.iter().map(|&leaf| self.leaves[leaf].text.as_str()).collect();
        format!("From: Kari <kari@example.no>{eol}Subject: {}{eol}{eol}{}", self.subject, bodies.join(eol))
    }

    /// The visible bodies: where each lies in the text, and what it was written from.
    fn bodies(&self) -> Vec<(Range<usize>, &Leaf)> {
        let mut at = self.text().len() - self.visible.iter().map(|&leaf| self.leaves[leaf].text.len()).sum::<usize>();
        at -= self.eol.len() * self.visible.len().saturating_sub(1);
        let mut bodies = Vec::new();
        for &leaf in &self.visible {
            let leaf = &self.leaves[leaf];
            bodies.push((at..at + leaf.text.len(), leaf));
            at += leaf.text.len() + self.eol.len();
        }
        bodies
    }
}

// ---------------------------------------------------------------------------------------------------------------
// Strategies
// ---------------------------------------------------------------------------------------------------------------

/// Characters that some encoding has trouble with.
fn character() -> impl Strategy<Value = char> {
    let troubled = "æøåÆØÅéüŠ€–Ж漢🙂\u{301}\u{A0}=_?>-.,:;<\"()\t";
    prop_oneof![
        6 => prop::char::range('a', 'z'),
        3 => Just(' '),
        3 => select(troubled.chars().collect::<Vec<_>>()),
        1 => prop::char::range('!', '~'),
    ]
}

fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => vec(character(), 0..60).prop_map(String::from_iter),
        1 => vec(character(), 60..200).prop_map(String::from_iter),
        1 => select(vec!["-- ".to_owned(), "> sitat".to_owned(), "From meg".to_owned(), ".".to_owned()]),
    ]
}

fn charset() -> impl Strategy<Value = Charset> {
    select(vec![Charset::Utf8, Charset::Utf8, Charset::Latin1, Charset::Windows1252, Charset::Latin9])
}

fn part() -> impl Strategy<Value = Part> {
    let transfer = select(vec![Transfer::EightBit, Transfer::QuotedPrintable, Transfer::Base64]);
    let flowed = prop_oneof![3 => Just(None), 1 => any::<bool>().prop_map(Some)];
    (vec(line(), 0..6), charset(), transfer, flowed, 8_usize..76, 0_u8..8, 0_u8..5).prop_map(
        |(lines, charset, transfer, flowed, width, attachment, html)| {
            let html = html == 0;
            // Quoted paragraphs are written by other programs; here `>` is text and stuffed.
            let flowed = flowed.filter(|_| !html);
            Part { lines, charset, transfer, flowed, width, attachment: attachment == 0, html }
        },
    )
}

fn tree() -> impl Strategy<Value = Tree> {
    let subtype = || select(vec!["mixed", "alternative", "related", "signed", "report"]);
    part().prop_map(Tree::Leaf).prop_recursive(3, 8, 3, move |inner| {
        (subtype(), vec(inner, 1..4), any::<bool>()).prop_map(|(subtype, children, closed)| Tree::Multi {
            subtype,
            children,
            closed,
        })
    })
}

fn chunk() -> impl Strategy<Value = Chunk> {
    let words = "[a-zA-Z0-9,.!]{1,9}( [a-z]{1,6}){0,2}";
    let encoded = (vec(character(), 1..12), charset(), any::<bool>(), 0_usize..20);
    prop_oneof![
        words.prop_map(Chunk::Bare),
        encoded.prop_map(|(text, charset, base64, split)| Chunk::Encoded {
            text: text.into_iter().filter(|c| !c.is_control()).collect(),
            charset,
            base64,
            split
        }),
    ]
}

fn mail() -> impl Strategy<Value = Mail> {
    let top = tree().prop_map(|tree| match tree {
        // The mail itself is no attachment.
        Tree::Leaf(part) => Tree::Leaf(Part { attachment: false, ..part }),
        tree @ Tree::Multi { .. } => tree,
    });
    (vec(chunk(), 1..4), any::<bool>(), top, select(vec!["\r\n", "\n"])).prop_map(|(subject, folded, tree, eol)| Mail {
        subject,
        folded,
        tree,
        eol,
    })
}

/// Where an edit is made, as a share of a text, and what is put there.
#[derive(Clone, Debug)]
struct Change {
    region: prop::sample::Index,
    from: prop::sample::Index,
    length: usize,
    new: String,
}

fn change() -> impl Strategy<Value = Change> {
    let new = prop_oneof![
        1 => Just(String::new()),
        3 => "[a-zA-Z]{1,12}",
        2 => "[a-zæøå]{1,8}( [a-zæøå]{1,8}){0,20}",
        3 => vec(character(), 1..90).prop_map(String::from_iter),
        1 => Just("en\r\nto".to_owned()),
        1 => Just("en\nto".to_owned()),
    ];
    (any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0_usize..40, new)
        .prop_map(|(region, from, length, new)| Change { region, from, length, new })
}

/// A span of whole characters in `range` of a text.
fn span_in(text: &str, range: Range<usize>, change: &Change) -> Span<Text> {
    let mut places: Vec<usize> = text[range.clone()].char_indices().map(|(at, _)| range.start + at).collect();
    places.push(range.end);
    let from = change.from.index(places.len());
    let to = (from + change.length).min(places.len() - 1);
    Span::new(places[from], places[to])
}

// ---------------------------------------------------------------------------------------------------------------
// Laws
// ---------------------------------------------------------------------------------------------------------------

/// What holds for any file, and for its header fields.
fn assert_sound(decoded: &Decoded, source: &[u8]) {
    laws::assert_sound(decoded, source);
    laws::assert_in_order(decoded);
    assert!(decoded.body.end() == decoded.text.len() && decoded.text.is_char_boundary(decoded.body.start()));
    for field in &decoded.fields {
        assert!(field.line.contains(field.value));
        assert!(decoded.text[field.line.range()].ends_with(&decoded.text[field.value.range()]));
    }
    assert!(decoded.oddities.iter().all(|oddity| oddity.kind.sentence().ends_with('.')));
}

/// Whether a span shares text with a placeholder: letters between two signs look like one, `#aa#`.
fn touches_placeholder(decoded: &Decoded, span: Span<Text>) -> bool {
    decoded.template.marks.placeholders.iter().any(|mark| mark.overlaps(span) || mark.contains(span))
}

/// Whether the edit of a part, or of a subject where there is none, may be refused for this reason.
fn may_refuse(refusal: Refusal, part: Option<&Part>, new: &str) -> bool {
    match refusal {
        Refusal::Charset { character, .. } => part.is_some_and(|part| part.charset.encode(character).is_none()),
        // Between its tags an empty page has nothing to put a text beside.
        Refusal::Markup => part.is_some_and(|part| part.html),
        Refusal::LineBreak => new.contains(['\r', '\n']),
        // White space at the end of a flowed line cannot be said; Latin text may come to look like UTF-8.
        Refusal::ReadsDifferently => {
            part.is_some_and(|part| part.flowed.is_some() || part.html || part.charset != Charset::Utf8)
        }
        _ => false,
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_mail_decodes_to_what_was_written(mail in mail()) {
        let written = mail.write();
        let decoded = decode(&written.bytes, Format::Eml);
        prop_assert_eq!(&decoded.text, &written.text());
        assert_sound(&decoded, &written.bytes);
        prop_assert_eq!(detect(None, &written.bytes), Format::Eml);
        for (range, leaf) in written.bodies() {
            for run in decoded.map.runs_under(Span::new(range.start, range.end)) {
                let inside = leaf.source.start <= run.source.start() && run.source.end() <= leaf.source.end;
                prop_assert!(inside || run.text.start() < range.start, "a body's text comes from its part");
            }
        }
    }

    #[test]
    fn bytes_under_a_span_are_its_text(mail in mail(), change in change()) {
        let written = mail.write();
        let decoded = decode(&written.bytes, Format::Eml);
        let bodies = written.bodies();
        let Some((range, leaf)) = bodies.get(change.region.index(bodies.len().max(1))) else { return Ok(()) };
        let span = whole(&decoded, span_in(&decoded.text, range.clone(), &change));
        // The quads of base64 at the ends of a page's text hold some of its tags too.
        let with_tags = leaf.part.html && leaf.part.transfer == Transfer::Base64;
        if span.is_empty() || leaf.part.flowed.is_some() || with_tags {
            return Ok(());
        }
        let bytes = &written.bytes[decoded.map.source(span).range()];
        let bytes = match leaf.part.transfer {
            Transfer::EightBit => bytes.to_vec(),
            Transfer::QuotedPrintable => read_quoted_printable(bytes),
            Transfer::Base64 => read_base64(bytes),
        };
        prop_assert_eq!(leaf.part.charset.decode(&bytes), &decoded.text[span.range()]);
    }

    #[test]
    fn an_edit_of_a_body_reads_as_the_edited_text(mail in mail(), change in change()) {
        let written = mail.write();
        let decoded = decode(&written.bytes, Format::Eml);
        let bodies = written.bodies();
        let Some((range, leaf)) = bodies.get(change.region.index(bodies.len().max(1))) else { return Ok(()) };
        let span = span_in(&decoded.text, range.clone(), &change);
        match decoded.edit(&written.bytes, span, &change.new) {
            Ok(edit) => {
                prop_assert!(leaf.source.start <= edit.span.start() && edit.span.end() <= leaf.source.end);
                let edited = edit.apply(&written.bytes);
                let again = decode(&edited, Format::Eml);
                prop_assert_eq!(&again.text, &apply(&decoded.text, span, &change.new));
                assert_sound(&again, &edited);
                if leaf.part.transfer == Transfer::QuotedPrintable {
                    let part = &edited[leaf.source.start..leaf.source.end + edited.len() - written.bytes.len()];
                    let longest = part.split(|byte| matches!(byte, b'\r' | b'\n')).map(<[u8]>::len).max();
                    prop_assert!(longest <= Some(76), "{}", String::from_utf8_lossy(part));
                }
            }
            Err(Refusal::Placeholder) => prop_assert!(touches_placeholder(&decoded, span), "no placeholder"),
            Err(refusal) => prop_assert!(may_refuse(refusal, Some(&leaf.part), &change.new), "{refusal}"),
        }
    }

    #[test]
    fn an_edit_of_a_subject_reads_as_the_edited_text(mail in mail(), change in change()) {
        let written = mail.write();
        let decoded = decode(&written.bytes, Format::Eml);
        let subject = decoded.fields[1].value;
        prop_assert_eq!(&decoded.text[subject.range()], &written.subject);
        let span = span_in(&decoded.text, subject.range(), &change);
        match decoded.edit(&written.bytes, span, &change.new) {
            Ok(edit) => {
                let source = &written.subject_source;
                prop_assert!(source.start <= edit.span.start() && edit.span.end() <= source.end);
                let edited = edit.apply(&written.bytes);
                let again = decode(&edited, Format::Eml);
                prop_assert_eq!(&again.text, &apply(&decoded.text, span, &change.new));
                assert_sound(&again, &edited);
            }
            Err(Refusal::Placeholder) => prop_assert!(touches_placeholder(&decoded, span), "no placeholder"),
            Err(refusal) => prop_assert!(may_refuse(refusal, None, &change.new), "{refusal}"),
        }
    }

    #[test]
    fn an_edit_across_regions_is_refused(mail in mail(), change in change()) {
        let written = mail.write();
        let decoded = decode(&written.bytes, Format::Eml);
        let edges = [decoded.fields[0].value.end(), decoded.fields[1].value.end()];
        let edge = edges[change.region.index(2)];
        let span = Span::new(edge, edge + written.eol.len());
        prop_assert_eq!(decoded.edit(&written.bytes, span, &change.new), Err(Refusal::OutOfBounds));
    }

    #[test]
    fn plain_text_in_any_encoding(
        lines in vec(line(), 0..6),
        kind in select(vec!["utf-8", "bom", "utf-16le", "utf-16be", "latin1"]),
        change in change(),
    ) {
        let mut text = lines.join("\n");
        if kind == "latin1" {
            text.retain(|c| Charset::Latin1.encode(c).is_some() && c.is_ascii() || "æøåÆØÅéü".contains(c));
        }
        let marked = format!("\u{FEFF}{text}");
        let utf16 = |order: fn(u16) -> [u8; 2]| marked.encode_utf16().flat_map(order).collect();
        let bytes: Vec<u8> = match kind {
            "utf-8" => text.clone().into_bytes(),
            "bom" => marked.clone().into_bytes(),
            "utf-16le" => utf16(u16::to_le_bytes),
            "utf-16be" => utf16(u16::to_be_bytes),
            _ => text.chars().flat_map(|c| Charset::Latin1.encode(c).unwrap()).collect(),
        };
        let decoded = decode(&bytes, Format::Plain);
        prop_assert_eq!(&decoded.text, &text);
        prop_assert!(decoded.oddities.is_empty() && !looks_binary(&bytes));
        assert_sound(&decoded, &bytes);
        let span = span_in(&text, 0..text.len(), &change);
        match decoded.edit(&bytes, span, &change.new) {
            Ok(edit) => {
                let edited = edit.apply(&bytes);
                prop_assert_eq!(decode(&edited, Format::Plain).text, apply(&text, span, &change.new));
            }
            Err(Refusal::Placeholder) => prop_assert!(touches_placeholder(&decoded, span), "no placeholder"),
            Err(refusal) => prop_assert!(kind == "latin1", "{}", refusal),
        }
    }

    #[test]
    fn any_bytes_decode(bytes in noise(), change in change()) {
        for format in [Format::Plain, Format::Eml] {
            let decoded = decode(&bytes, format);
            assert_sound(&decoded, &bytes);
            let span = span_in(&decoded.text, 0..decoded.text.len(), &change);
            if let Ok(edit) = decoded.edit(&bytes, span, &change.new) {
                let again = decode(&edit.apply(&bytes), format);
                prop_assert_eq!(&again.text, &apply(&decoded.text, span, &change.new));
            }
            let source: Span<Source> = decoded.map.source(span);
            prop_assert!(source.end() <= bytes.len());
        }
        detect(None, &bytes);
        looks_binary(&bytes);
    }
}

/// Bytes that look a little like mail.
fn noise() -> impl Strategy<Value = Vec<u8>> {
    let pieces: Vec<&[u8]> = vec![
        b"\r\n",
        b"\n",
        b"\r",
        b" ",
        b"\t",
        b"=",
        b"=C3",
        b"=A5",
        b"=?utf-8?Q?",
        b"=?iso-2022-jp?B?",
        b"?=",
        b":",
        b"--",
        b"b",
        b"--b\n",
        b"Subject: ",
        b"From ",
        b"To: ",
        b"Content-Type: multipart/mixed; boundary=b\n",
        b"Content-Type: text/plain",
        b"; charset=utf-16",
        b"; charset=shift_jis",
        b"; charset=iso-2022-jp",
        b"; charset=gb18030",
        b"; charset=utf-8",
        b"; format=flowed",
        b"; delsp=yes",
        b"Content-Transfer-Encoding: base64\n",
        b"Content-Transfer-Encoding: quoted-printable\n",
        b"\n\n",
        b"> ",
        b"-- \n",
        b"SGVp",
        b"\xc3\xa5",
        b"\xe5",
        b"\x1b$B",
        b"\x1b(B",
        b"\x81\x40",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\0",
        b"Content-Disposition: attachment\n",
    ];
    prop_oneof![
        vec(any::<u8>(), 0..200),
        vec(prop_oneof![4 => select(pieces).prop_map(<[u8]>::to_vec), 1 => vec(any::<u8>(), 0..4)], 0..40)
            .prop_map(|pieces| pieces.concat()),
    ]
}
