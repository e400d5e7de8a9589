//! The laws of decoding, over random files of messages.
//!
//! Writers of their own put texts into `.po`, YAML, JSON, `.properties` and CSV in all the ways these have, and remember
//! where. Then:
//!
//! 1. decoding gives the texts back, and the bytes under each verbatim run are the run's text;
//! 2. an edit of an entry, made in the file, reads as the edited text, and all other entries read as before;
//! 3. the edit stays within the bytes of the entry's value.
//!
//! `PROPTEST_CASES` sets how many cases run.

#![allow(clippy::unwrap_used, reason = "a test helper that fails is a failed test")]

mod laws;

use std::{
    ops::Range,
    time::{Duration, Instant},
};

use hilsen::{
    decode::{CatalogueKind, Decoded, Format, Kind, Reading, Refusal, Selection, catalogue},
    text::Span,
};
use laws::{assert_sound, config};
use proptest::{collection::vec, prelude::*, sample::Index, sample::select};

/// An entry as it is to be written: its text, and numbers that decide on how.
#[derive(Clone, Debug)]
struct Entry {
    text: String,
    style: u8,
    choices: Vec<u8>,
}

impl Entry {
    /// The choice for a place of the text.
    fn choice(&self, at: usize) -> u8 {
        self.choices.get(at % self.choices.len().max(1)).copied().unwrap_or_default()
    }
}

/// A file, and what was written where.
struct Written {
    bytes: Vec<u8>,
    entries: Vec<(String, String, Range<usize>)>,
}

fn write(kind: CatalogueKind, entries: &[Entry], eol: &str, flag: bool) -> Written {
    let mut out = Vec::new();
    let mut written = Vec::new();
    let latin = kind == CatalogueKind::Properties && flag;
    let put = |out: &mut Vec<u8>, text: &str| {
        if latin {
            out.extend(text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()));
        } else {
            out.extend_from_slice(text.as_bytes());
        }
    };
    match kind {
        CatalogueKind::Po => put(&mut out, &format!("# x{eol}msgid \"\"{eol}msgstr \"Language: nb\\n\"{eol}{eol}")),
        CatalogueKind::Json => put(&mut out, if flag { "{\"a\": {\"b\":[" } else { "[" }),
        CatalogueKind::Csv => put(&mut out, &format!("n,body{eol}")),
        CatalogueKind::Yaml if flag => put(&mut out, &format!("nb:{eol}")),
        _ => {}
    }
    for (index, entry) in entries.iter().enumerate() {
        let last = index + 1 == entries.len();
        let (before, value, behind, key) = match kind {
            CatalogueKind::Po => (
                format!("#: mail.c:{index}{eol}msgctxt \"k{index}\"{eol}msgid \"id-{index}\"{eol}msgstr "),
                po(entry, eol),
                format!("{eol}{eol}"),
                format!("k{index}"),
            ),
            CatalogueKind::Json => (
                "\n ".to_owned(),
                json(entry),
                if last { String::new() } else { ",".to_owned() },
                if flag { format!("a.b.{index}") } else { format!("{index}") },
            ),
            CatalogueKind::Properties => {
                let separator = ["=", " = ", ":", " "][usize::from(entry.choice(0)) % 4];
                (format!("k{index}{separator}"), properties(entry, eol, latin), eol.to_owned(), format!("k{index}"))
            }
            CatalogueKind::Csv => (format!("{index},"), csv(entry), eol.to_owned(), format!("{}.body", index + 2)),
            _ => {
                let pad = if flag { "  " } else { "" };
                let (value, ends) = yaml(entry, eol, pad.len());
                let key = if flag { format!("nb.k{index}") } else { format!("k{index}") };
                // Behind a value in one line blanks and a comment may stand.
                let behind = ["", "", "", " ", "  # x"][usize::from(entry.choice(1)) % 5];
                let behind = if ends { String::new() } else { format!("{behind}{eol}") };
                (format!("{pad}k{index}: "), value, behind, key)
            }
        };
        put(&mut out, &before);
        let start = out.len();
        put(&mut out, &value);
        written.push((key, entry.text.clone(), start..out.len()));
        put(&mut out, &behind);
    }
    if kind == CatalogueKind::Json {
        put(&mut out, if flag { "]}}" } else { "]" });
    }
    Written { bytes: out, entries: written }
}

fn po(entry: &Entry, eol: &str) -> String {
    let mut out = String::from(if entry.style.is_multiple_of(2) { "\"" } else { "\"\"\n\"" }).replace('\n', eol);
    for (at, character) in entry.text.chars().enumerate() {
        match character {
            '\n' => out.push_str("\\n"),
            '\t' if entry.choice(at).is_multiple_of(2) => out.push_str("\\t"),
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            'a' if entry.choice(at) == 1 => out.push_str("\\x61"),
            'å' if entry.choice(at) == 1 => out.push_str("\\303\\245"),
            other => out.push(other),
        }
        if entry.choice(at) == 7 {
            out.push_str(&format!("\"{eol}  \""));
        }
    }
    out + "\""
}

fn json(entry: &Entry) -> String {
    let mut out = String::from("\"");
    for (at, character) in entry.text.chars().enumerate() {
        match character {
            _ if entry.choice(at) == 1 => {
                character.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04X}")));
            }
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '"' => out.push_str("\\\""),
            '/' if entry.choice(at) == 2 => out.push_str("\\/"),
            '\\' => out.push_str("\\\\"),
            other => out.push(other),
        }
    }
    out + "\""
}

fn properties(entry: &Entry, eol: &str, latin: bool) -> String {
    let mut out = String::new();
    for (at, character) in entry.text.chars().enumerate() {
        let leading = at == 0 && matches!(character, ' ' | '=' | ':');
        match character {
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\\' => out.push_str("\\\\"),
            other if leading => out.extend(['\\', other]),
            other if entry.choice(at) == 1 || latin && u32::from(other) > 255 => {
                other.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
            }
            other => out.push(other),
        }
        // White space behind it would be taken for indentation.
        if entry.choice(at) == 7 && !entry.text.chars().nth(at + 1).is_none_or(char::is_whitespace) {
            out.push_str(&format!("\\{eol}  "));
        }
    }
    out
}

fn csv(entry: &Entry) -> String {
    let plain = !entry.text.contains([',', '"', '\n']);
    if plain && entry.style.is_multiple_of(2) {
        entry.text.clone()
    } else {
        format!("\"{}\"", entry.text.replace('"', "\"\""))
    }
}

/// A value, and whether it ends with its line.
fn yaml(entry: &Entry, eol: &str, outer: usize) -> (String, bool) {
    let text = &entry.text;
    let in_one_line = !text.contains('\n') && text.trim_matches(' ') == text && !text.contains('\t');
    let words = text.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | 'å' | '\u{a0}')) && !text.contains("  ");
    let is_block = text.lines().all(|line| line.is_empty() || !line.trim_matches([' ', '\t']).is_empty())
        && !text.trim_matches('\n').is_empty()
        && !text.starts_with('\n');
    match entry.style % 5 {
        0 if in_one_line && words && text.starts_with('k') => (text.clone(), false),
        1 if in_one_line => (format!("'{}'", text.replace('\'', "''")), false),
        2 | 3 if is_block => (block(entry, entry.style % 5 == 3, eol, outer), true),
        _ => (double(entry, eol), false),
    }
}

fn double(entry: &Entry, eol: &str) -> String {
    let mut out = String::from("\"");
    let characters: Vec<char> = entry.text.chars().collect();
    for (at, &character) in characters.iter().enumerate() {
        let is_word = |at: usize| characters.get(at).is_some_and(|c| c.is_alphabetic());
        match character {
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            ' ' if entry.choice(at) == 2 && at > 0 && is_word(at - 1) && is_word(at + 1) => {
                out.push_str(&format!("  {eol}    "));
            }
            other if entry.choice(at) == 1 => out.push_str(&format!("\\U{:08X}", u32::from(other))),
            other => out.push(other),
        }
        if entry.choice(at) == 7 && is_word(at) && is_word(at + 1) {
            out.push_str(&format!("\\{eol}    "));
        }
    }
    out + "\""
}

fn block(entry: &Entry, folded: bool, eol: &str, outer: usize) -> String {
    let text = &entry.text;
    let indent = outer + 2 + usize::from(entry.choice(1) % 2);
    let body = text.trim_end_matches('\n');
    let ending = text.len() - body.len();
    let explicit = text.starts_with([' ', '\t']) || entry.choice(2).is_multiple_of(4);
    let mut out = String::from(if folded { ">" } else { "|" });
    if explicit {
        out.push_str(&(indent - outer).to_string());
    }
    out.push_str(["-", "", "+"][ending.min(2)]);
    let pad = " ".repeat(indent);
    let lines: Vec<&str> = body.split('\n').collect();
    for (number, line) in lines.iter().enumerate() {
        out.push_str(eol);
        let is_spaced = |line: &str| line.starts_with([' ', '\t']);
        if folded && number > 0 && !line.is_empty() {
            // The last line before this that is not empty.
            let before = lines[..number].iter().rev().find(|line| !line.is_empty());
            if before.is_some_and(|before| !is_spaced(before) && !is_spaced(line)) {
                out.push_str(eol);
            }
        }
        if line.is_empty() {
            continue;
        }
        out.push_str(&pad);
        let characters: Vec<char> = line.chars().collect();
        for (at, &character) in characters.iter().enumerate() {
            let is_word = |at: usize| characters.get(at).is_some_and(|c| c.is_alphabetic());
            let may_fold =
                folded && !is_spaced(line) && character == ' ' && at > 0 && is_word(at - 1) && is_word(at + 1);
            if may_fold && entry.choice(at).is_multiple_of(3) {
                out.push_str(&format!("{eol}{pad}"));
            } else {
                out.push(character);
            }
        }
    }
    out + &eol.repeat(ending.max(1))
}

fn text() -> impl Strategy<Value = String> {
    let pieces = vec![
        "Hei", "kunde", "på", "å", "a", " ", " ", " ", "\n", "\n\n", "\t", "\"", "'", "\\", "\\n", ": ", " #", "#",
        "{", "}", "%s", "=", ",", ";", "-", "- ", "ø🙂", "/", "<b>", "&", "|", ">", "''", "\"\"", "!", "?", "*", "~",
        "no", "12", ".", "\\u00e5", "msgid", "[", "]", "\u{a0}", "kr\u{a0}",
    ];
    vec(select(pieces), 1..12)
        .prop_map(|pieces| pieces.concat())
        .prop_filter("says something", |text| !text.trim().is_empty())
}

fn entry() -> impl Strategy<Value = Entry> {
    (text(), any::<u8>(), vec(0_u8..10, 1..12)).prop_map(|(text, style, choices)| Entry { text, style, choices })
}

fn kind() -> impl Strategy<Value = CatalogueKind> {
    use CatalogueKind::{Csv, Json, Po, Properties, Yaml};
    select(vec![Po, Yaml, Json, Properties, Csv])
}

/// A change of one entry.
#[derive(Clone, Debug)]
struct Change {
    entry: Index,
    start: Index,
    end: Index,
    new: String,
}

fn change() -> impl Strategy<Value = Change> {
    let new =
        prop_oneof![3 => text(), 1 => Just(String::new()), 1 => vec(any::<char>(), 0..3).prop_map(String::from_iter)];
    (any::<Index>(), any::<Index>(), any::<Index>(), new).prop_map(|(entry, start, end, new)| Change {
        entry,
        start,
        end,
        new,
    })
}

/// A span of a text between characters.
fn span_in(text: &str, change: &Change) -> Span<hilsen::text::Text> {
    let one = text.floor_char_boundary(change.start.index(text.len() + 1));
    let other = text.floor_char_boundary(change.end.index(text.len() + 1));
    Span::new(one.min(other), one.max(other))
}

fn all() -> Selection {
    let mut selection = Selection::new(&["*"], &[]).unwrap();
    selection.subject = Some(String::new());
    selection
}

fn read(bytes: &[u8], kind: CatalogueKind, format: Option<Format>) -> Vec<Decoded> {
    let mut selection = all();
    selection.format = format;
    // Plain text is read as it stands, whatever of a template is in it.
    let literal = (format == Some(Format::Plain)).then_some(Kind::Draft);
    let reading = Reading { kind: literal, ..Reading::from(Format::Plain) };
    let mut entries = catalogue(bytes, kind, reading, "x", &[&selection]);
    // Of a table, only the texts.
    if kind == CatalogueKind::Csv {
        entries.retain(|entry| entry.entry.as_ref().is_some_and(|key| key.rsplit('.').next() != Some("n")));
    }
    entries
}

/// What the entries say.
fn said(entries: &[Decoded]) -> Vec<(String, String)> {
    entries.iter().map(|one| (one.entry.clone().unwrap_or_default(), one.text.clone())).collect()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn entries_are_read_and_edited(
        kind in kind(),
        entries in vec(entry(), 1..4),
        eol in select(vec!["\n", "\r\n"]),
        flag in any::<bool>(),
        change in change(),
    ) {
        let written = write(kind, &entries, eol, flag);
        // Letters of Latin-1 that happen to be UTF-8 are read as that: nothing in the file says otherwise.
        let is_latin = kind == CatalogueKind::Properties && flag && !written.bytes.is_ascii();
        prop_assume!(!is_latin || std::str::from_utf8(&written.bytes).is_err());
        let decoded = read(&written.bytes, kind, Some(Format::Plain));
        let expected: Vec<(String, String)> =
            written.entries.iter().map(|(key, text, _)| (key.clone(), text.clone())).collect();
        let shown = String::from_utf8_lossy(&written.bytes).into_owned();
        prop_assert_eq!(said(&decoded), expected, "{}", shown);
        for one in &decoded {
            assert_sound(one, &written.bytes);
        }
        let index = change.entry.index(decoded.len());
        let one = &decoded[index];
        let span = span_in(&one.text, &change);
        let new_text = format!("{}{}{}", &one.text[..span.start()], change.new, &one.text[span.end()..]);
        match one.edit(&written.bytes, span, &change.new) {
            Ok(edit) => {
                let value = &written.entries[index].2;
                prop_assert!(value.start <= edit.span.start() && edit.span.end() <= value.end, "{:?} {:?}", edit, value);
                let edited = edit.apply(&written.bytes);
                let new = new_text;
                let mut meant = said(&decoded);
                meant[index].1.clone_from(&new);
                let mut again = said(&read(&edited, kind, Some(Format::Plain)));
                // What says nothing is no entry.
                if new.trim().is_empty() {
                    meant.remove(index);
                    again.retain(|(key, _)| *key != written.entries[index].0);
                }
                prop_assert_eq!(again, meant, "{}\n{}", shown, String::from_utf8_lossy(&edited));
            }
            Err(refusal) => {
                let yaml = kind == CatalogueKind::Yaml;
                // Tags would make a page of what is plain text.
                let tags = new_text.contains("<b>");
                // In another charset than UTF-8, letters next to each other may look like UTF-8.
                let latin = kind == CatalogueKind::Properties && std::str::from_utf8(&written.bytes).is_err();
                let placeholder = refusal == Refusal::Placeholder;
                prop_assert!(yaml || tags || latin || placeholder, "{} {:?} {:?} {:?}", refusal, one.text, span, change.new);
                if yaml && !tags && !placeholder {
                    let block = matches!(written.bytes[written.entries[index].2.start], b'|' | b'>');
                    prop_assert!(block, "{} {:?} {:?} {:?}", refusal, one.text, span, change.new);
                }
            }
        }
    }

    #[test]
    fn any_bytes_give_something(kind in kind(), bytes in noise(), change in change(), html in any::<bool>()) {
        let format = html.then_some(Format::Html);
        let decoded = read(&bytes, kind, format);
        for one in &decoded {
            assert_sound(one, &bytes);
            prop_assert!(one.oddities.iter().all(|oddity| oddity.span.end() <= bytes.len()));
        }
        if decoded.is_empty() {
            return Ok(());
        }
        let index = change.entry.index(decoded.len());
        let one = &decoded[index];
        let span = span_in(&one.text, &change);
        if let Ok(edit) = one.edit(&bytes, span, &change.new) {
            let edited = edit.apply(&bytes);
            let new = format!("{}{}{}", &one.text[..span.start()], change.new, &one.text[span.end()..]);
            let mut meant = said(&decoded);
            let again = said(&read(&edited, kind, format));
            if new.trim().is_empty() {
                return Ok(());
            }
            meant[index].1 = new;
            prop_assert_eq!(again, meant, "{}", String::from_utf8_lossy(&edited));
        }
    }
}

/// Bytes that look a little like a file of messages.
fn noise() -> impl Strategy<Value = Vec<u8>> {
    let pieces: Vec<&[u8]> = vec![
        b"\n",
        b"\r\n",
        b"  ",
        b"    ",
        b"k: ",
        b"k:",
        b"- ",
        b"|",
        b">-",
        b"|2",
        b"\"",
        b"'",
        b"\\",
        b"\\n",
        b"\\u00e5",
        b"\\ud83d",
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b"body",
        b"k1",
        b"msgid \"a b\"\n",
        b"msgstr \"",
        b"\"\n",
        b"msgctxt \"k\"\n",
        b"#, fuzzy\n",
        b"#~ ",
        b"# c\n",
        b"\xc3\xa5",
        b"\xe5",
        b"\xff",
        b"Hei du",
        b"<p>",
        b"</p>",
        b"&amp;",
        b"=",
        b"\xef\xbb\xbf",
        b"---\n",
        b"&a ",
        b"*a",
        b"!!str ",
        b"charset=iso-8859-1\\n",
        b"\\303\\245",
        b"n,body\n",
        b"1,",
        b"\"\"",
        b"\t",
        b"k = ",
        b"\"k\": \"",
        b"\",\n",
    ];
    prop_oneof![
        1 => vec(any::<u8>(), 0..200),
        6 => vec(select(pieces).prop_map(<[u8]>::to_vec), 0..30).prop_map(|pieces| pieces.concat()),
    ]
}

#[test]
fn blanks_and_a_comment_behind_a_value_are_no_part_of_it() {
    for file in [
        "b: \"Hei du\" ",
        "b: 'Hei du'\t\n",
        "b: \"Hei du\"  # x\n",
        "b: Hei du  # x\n",
        "b:\n \"Hei du\" \nc: \n",
        "{b: 'Hei du' , c: \"\" }\n",
    ] {
        let entries = read(file.as_bytes(), CatalogueKind::Yaml, None);
        assert_eq!(said(&entries), [("b".to_owned(), "Hei du".to_owned())], "{file:?}");
        let edit = entries[0].edit(file.as_bytes(), Span::new(4, 6), "\u{17}").unwrap();
        let edited = edit.apply(file.as_bytes());
        assert_eq!(read(&edited, CatalogueKind::Yaml, None)[0].text, "Hei \u{17}", "{file:?}");
    }
}

#[test]
fn a_no_break_space_at_the_end_of_a_value_belongs_to_it() {
    for file in ["b: Hei\u{a0}\n", "b: Hei\u{a0} \t# x\r\n", "{b: Hei\u{a0} }\n", "b: 'Hei\u{a0}' \n"] {
        let entries = read(file.as_bytes(), CatalogueKind::Yaml, None);
        assert_eq!(said(&entries), [("b".to_owned(), "Hei\u{a0}".to_owned())], "{file:?}");
        let edit = entries[0].edit(file.as_bytes(), Span::new(0, 3), "Takk").unwrap();
        assert_eq!(String::from_utf8(edit.apply(file.as_bytes())).unwrap(), file.replace("Hei", "Takk"));
    }
    for (kind, file) in [
        (CatalogueKind::Properties, "b = Hei\u{a0}\n"),
        (CatalogueKind::Po, "msgid \"b\"\nmsgstr \"Hei\u{a0}\"\n"),
        (CatalogueKind::Csv, "x,b\n1,Hei\u{a0}\n"),
        (CatalogueKind::Json, "{\"b\": \"Hei\u{a0}\"}"),
    ] {
        let entries = read(file.as_bytes(), kind, None);
        assert!(entries.iter().any(|entry| entry.text == "Hei\u{a0}"), "{file:?}");
    }
}

#[test]
fn a_row_of_a_table_that_loses_its_text_stays_a_row() {
    let file = b"body\rEn\rTo\nTre\n";
    let entries = read(file, CatalogueKind::Csv, None);
    let edit = entries[1].edit(file, Span::new(0, 2), "").unwrap();
    let left = [("2.body".to_owned(), "En".to_owned()), ("4.body".to_owned(), "Tre".to_owned())];
    assert_eq!(said(&read(&edit.apply(file), CatalogueKind::Csv, None)), left);
}

#[test]
fn a_value_does_not_join_the_next_line_when_its_last_letter_goes() {
    let file = b"a 0e5\\\r\xef\n  c:d\n";
    let entries = read(file, CatalogueKind::Properties, None);
    assert_eq!(entries[0].text, "0e5\u{ef}");
    let left = [("a".to_owned(), "0e5".to_owned()), ("c".to_owned(), "d".to_owned())];
    let edit = entries[0].edit(file, Span::new(3, 5), "").unwrap();
    assert_eq!(said(&read(&edit.apply(file), CatalogueKind::Properties, None)), left);
}

#[test]
fn an_edit_of_yaml_leaves_the_next_key_alone() {
    let file = b"d: >\n    foldet\n    tekst\ne: x\n";
    let entries = read(file, CatalogueKind::Yaml, None);
    assert_eq!(entries[0].text, "foldet tekst\n");
    if let Ok(edit) = entries[0].edit(file, Span::new(0, 13), "") {
        let left = [("e".to_owned(), "x".to_owned())];
        assert_eq!(said(&read(&edit.apply(file), CatalogueKind::Yaml, None)), left);
    }
    let nested = b"nb:\n  d: >\n    foldet\n  e: x\n";
    let entries = read(nested, CatalogueKind::Yaml, None);
    assert_eq!(entries.len(), 2);
    if let Ok(edit) = entries[0].edit(nested, Span::new(0, 7), "") {
        let left = [("nb.e".to_owned(), "x".to_owned())];
        assert_eq!(said(&read(&edit.apply(nested), CatalogueKind::Yaml, None)), left);
    }
    let file = "k:\t\té da\n".as_bytes();
    let entries = read(file, CatalogueKind::Yaml, None);
    let edit = entries[0].edit(file, Span::new(0, 2), "s").unwrap();
    let said = said(&read(&edit.apply(file), CatalogueKind::Yaml, None));
    assert_eq!(said, [("k".to_owned(), "s da".to_owned())]);
}

/// How long reading takes, at best of two.
fn time(bytes: &[u8], kind: CatalogueKind) -> Duration {
    let once = || {
        let start = Instant::now();
        read(bytes, kind, None);
        start.elapsed()
    };
    once().min(once())
}

#[test]
fn hostile_shapes_cost_linear_time() {
    use CatalogueKind::{Csv, Json, Po, Properties, Yaml};
    let shapes: [(CatalogueKind, &[&str]); 5] = [
        (
            Po,
            &[
                "msgid \"a b\"\n",
                "\"a\"\n",
                "#: a b\n",
                "msgctxt \"",
                "\\",
                "#~ a\n",
                "msgid \"a b\"\nmsgstr \"c d\"\n",
            ],
        ),
        (Json, &["[", "{\"a\":", "\"a\",", "\"a\\n", "]", "\"", "//", "/*", "1,", "{\"a\":\"b\",", "[\"a\"],", "\\"]),
        (Properties, &["a=\\\n", "a=b\n", "\\u00e5", "\\", "=", "!a\n", "a\\\r\n"]),
        (Csv, &["\"", "a,", "a\n", "\"a\"\"\n", ",", "a,\"b\nc\"\n", ";", "\r"]),
        (
            Yaml,
            &[
                "- ",
                "[",
                "a: b\n",
                "&a ",
                "? ",
                "{a: ",
                "# c\n",
                "!a ",
                "*a ",
                "'a",
                "\"a",
                "a",
                "|\n",
                "- a\n",
                "- |\n a\n",
                "- >\n  a\n\n",
                "a: 'b'\n",
                "  ",
                "\n",
                "---\n",
                "- &a b\n",
                "[a, ",
                "\"\\n",
                "a\n ",
                "]",
                "%a\n",
                "- \"a\n  b\"\n",
                "\t",
                ": ",
                "- !a b\n",
            ],
        ),
    ];
    let mut slow = Vec::new();
    for (kind, shapes) in shapes {
        for shape in shapes {
            for before in ["", "k: |\n  ", "k: \""] {
                if kind != Yaml && !before.is_empty() {
                    continue;
                }
                let file = |length: usize| format!("{before}{}", shape.repeat(length / shape.len())).into_bytes();
                let (one, ten) = (time(&file(10_000), kind), time(&file(100_000), kind));
                // Below some milliseconds the clock tells of other programs.
                let bound = one.max(Duration::from_millis(10)) * 40;
                if ten >= bound {
                    slow.push(format!("{before:?} and {shape:?} as {kind:?}: {one:?} for 10 KB, {ten:?} for 100 KB"));
                }
            }
        }
    }
    assert!(slow.is_empty(), "{slow:#?}");
}
