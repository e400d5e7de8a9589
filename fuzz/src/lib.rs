//! What must hold for any bytes, for all targets to share.

#[path = "../../tests/laws/map.rs"]
mod map;

use hilsen::{
    config::{Config, Layer, RuleSet},
    decode::{CatalogueKind, Decoded, Format, Reading, Selection, catalogue, decode},
    draft::{Draft, Known, Language},
    pack,
    text::Span,
};
use libfuzzer_sys::arbitrary::{self, Arbitrary};
pub use map::assert_sound;

/// A file and a change of what it says.
#[derive(Arbitrary, Debug)]
pub struct Input<'a> {
    start: u16,
    end: u16,
    new: &'a str,
    bytes: &'a [u8],
}

impl Input<'_> {
    fn span(&self, text: &str) -> Span<hilsen::text::Text> {
        let place = |at: u16| text.floor_char_boundary(usize::from(at) % (text.len() + 1));
        let (one, other) = (place(self.start), place(self.end));
        Span::new(one.min(other), one.max(other))
    }
}

/// A file that is one draft: an edit that is made reads as meant.
pub fn one_draft(input: &Input<'_>, reading: impl Into<Reading>) {
    let reading = reading.into();
    let decoded = decode(input.bytes, reading);
    assert_sound(&decoded, input.bytes);
    let span = input.span(&decoded.text);
    if let Ok(edit) = decoded.edit(input.bytes, span, input.new) {
        // A construct that is put into a draft makes a template of it where nobody says that it is a draft.
        let again = decode(&edit.apply(input.bytes), Reading { kind: Some(decoded.kind), ..reading });
        assert_eq!(again.text, replaced(&decoded.text, span, input.new));
    }
}

/// A file of many drafts: an edit of one reads as meant, and all others read as before.
pub fn many_drafts(input: &Input<'_>, kind: CatalogueKind) {
    let Ok(mut selection) = Selection::new(&["**"], &[]) else { return };
    selection.subject = Some(String::new());
    let read = |bytes: &[u8]| catalogue(bytes, kind, Format::Plain, "nb.x", &[&selection]);
    // What has no key is no entry: it tells what is wrong with the file.
    let said = |entries: &[Decoded]| -> Vec<(String, String)> {
        entries.iter().filter_map(|one| Some((one.entry.clone()?, one.text.clone()))).collect()
    };
    let entries = read(input.bytes);
    entries.iter().for_each(|one| assert_sound(one, input.bytes));
    let Some(index) = usize::from(input.start ^ input.end).checked_rem(said(&entries).len()) else { return };
    let one = &entries[index];
    let span = input.span(&one.text);
    if let Ok(edit) = one.edit(input.bytes, span, input.new) {
        let mut meant = said(&entries);
        meant[index].1 = replaced(&one.text, span, input.new);
        let mut again = said(&read(&edit.apply(input.bytes)));
        // What says nothing is no entry; where there is no translation, the text to be translated may be one.
        if one.format == Format::Plain && meant[index].1.trim().is_empty() {
            // The forms of a plural come and go together.
            let key = |key: &str| key.split('[').next().map(str::to_owned);
            let gone = key(&meant[index].0);
            meant.retain(|other| key(&other.0) != gone);
            again.retain(|other| key(&other.0) != gone);
        }
        if one.format == Format::Plain || again.len() == meant.len() {
            assert_eq!(again, meant);
        }
    }
}

fn replaced(text: &str, span: Span<hilsen::text::Text>, new: &str) -> String {
    format!("{}{new}{}", &text[..span.start()], &text[span.end()..])
}

/// The rules as they are without configuration.
pub fn rules() -> RuleSet {
    Config::default().rule_set(&[], &Layer::default())
}

/// A draft of some bytes, in a language that is told or detected.
pub fn draft(bytes: &[u8], reading: impl Into<Reading>, language: Option<Language>) -> Draft {
    let known = Known { language, fallback: None, abbreviations: &pack::abbreviations, situation: None, house: None };
    Draft::new(bytes, reading, known)
}
