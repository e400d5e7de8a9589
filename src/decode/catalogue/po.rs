//! gettext's `.po` and `.pot`.
//!
//! What a translation says is read where there is one, and the text to be translated where there is none: that is what
//! the customer gets. Entries that are marked fuzzy or obsolete are not used by gettext and not read.

use std::ops::Range;

use super::{Found, HEADER_SAMPLE, Item, keys::ROOT, locale};
use crate::decode::{escape::Escape, template::ADDRESSED};

/// The charset that the header names.
pub(super) fn charset_label(bytes: &[u8]) -> Option<&[u8]> {
    const CHARSET: &[u8] = b"charset=";
    let sample = &bytes[..bytes.len().min(HEADER_SAMPLE)];
    let at = memchr::memmem::find(sample, CHARSET)? + CHARSET.len();
    let end = sample[at..].iter().position(|byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')))?;
    // What a `.pot` has in its place.
    Some(&sample[at..at + end]).filter(|label| !label.is_empty() && *label != b"CHARSET")
}

#[derive(Default)]
struct Message {
    context: Option<Range<usize>>,
    id: Option<Range<usize>>,
    plural: Option<Range<usize>>,
    /// The translations with their numbers.
    translations: Vec<Range<usize>>,
    references: Vec<Range<usize>>,
    is_fuzzy: bool,
    /// Its comments that speak to hilsen.
    comments: Vec<Range<usize>>,
}

/// What the strings of a line belong to.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    None,
    Context,
    Id,
    Plural,
    Translation,
    /// What is not read.
    Other,
}

struct Reader<'t> {
    text: &'t str,
    is_template: bool,
    found: Found,
    message: Message,
    part: Part,
    source_language: Option<String>,
}

pub(super) fn read(text: &str, is_template: bool, malformed: &mut dyn FnMut(Range<usize>, &str)) -> Found {
    let mut reader = Reader {
        text,
        is_template,
        found: Found::default(),
        message: Message::default(),
        part: Part::None,
        source_language: None,
    };
    reader.found.keys.is_flat_prose = true;
    let mut at = 0;
    for line in text.split_inclusive(['\n', '\r']) {
        if reader.line(line, at).is_none() {
            malformed(at..at + line.trim_end().len(), "a line is neither a comment nor a message");
        }
        at += line.len();
    }
    reader.finish();
    reader.found
}

impl Reader<'_> {
    /// Reads a line; `None` where it is none of a `.po` file.
    fn line(&mut self, line: &str, at: usize) -> Option<()> {
        let start = line.len() - line.trim_start().len();
        let content = line.trim();
        if content.is_empty() {
            return Some(());
        }
        if content.starts_with('#') {
            self.comment(content, at + start);
            return Some(());
        }
        if content.starts_with('"') {
            let range = at + start..at + start + content.len();
            let field = match self.part {
                Part::None => return None,
                Part::Other => return Some(()),
                Part::Context => self.message.context.as_mut(),
                Part::Id => self.message.id.as_mut(),
                Part::Plural => self.message.plural.as_mut(),
                Part::Translation => self.message.translations.last_mut(),
            };
            if let Some(field) = field {
                field.end = range.end;
            }
            return Some(());
        }
        let quote = content.find('"')?;
        let range = at + start + quote..at + start + content.len();
        let keyword = content[..quote].trim_end();
        if matches!(keyword, "msgctxt" | "msgid") && !self.message.translations.is_empty() {
            self.finish();
        }
        let (part, field) = match keyword {
            "msgctxt" => (Part::Context, &mut self.message.context),
            "msgid" => (Part::Id, &mut self.message.id),
            "msgid_plural" => (Part::Plural, &mut self.message.plural),
            _ if keyword == "msgstr" || keyword.starts_with("msgstr[") && keyword.ends_with(']') => {
                self.message.translations.push(range);
                self.part = Part::Translation;
                return Some(());
            }
            "domain" => {
                self.part = Part::Other;
                return Some(());
            }
            _ => {
                self.part = Part::Other;
                return None;
            }
        };
        *field = Some(range);
        self.part = part;
        Some(())
    }

    fn comment(&mut self, content: &str, at: usize) {
        if !self.message.translations.is_empty() {
            self.finish();
        }
        self.part = Part::None;
        if content.contains(ADDRESSED) && !content.starts_with("#~") {
            self.message.comments.push(at..at + content.len());
        }
        if let Some(flags) = content.strip_prefix("#,") {
            self.message.is_fuzzy |= flags.split(',').any(|flag| flag.trim() == "fuzzy");
        } else if let Some(places) = content.strip_prefix("#:") {
            let offset = at + 2;
            let mut from = 0;
            for place in places.split_ascii_whitespace() {
                let start = from + places[from..].find(place).unwrap_or(0);
                from = start + place.len();
                self.message.references.push(offset + start..offset + from);
            }
        } else if content.starts_with("#~") {
            // Strings that go on in the next lines are obsolete, too, and have the mark.
            self.message = Message::default();
        }
    }

    fn say(&self, range: &Range<usize>) -> String {
        Escape::Po.read(&self.text[range.clone()]).out
    }

    /// Takes a message that is complete.
    fn finish(&mut self) {
        self.part = Part::None;
        let message = std::mem::take(&mut self.message);
        let Some(id) = message.id else { return };
        let written = self.say(&id);
        if written.is_empty() && message.context.is_none() {
            if let Some(header) = message.translations.first() {
                let header = self.say(header);
                self.found.language = header_value(&header, "language").and_then(locale::of_tag);
                self.source_language = header_value(&header, "x-source-language").and_then(locale::of_tag);
            }
            return;
        }
        if message.is_fuzzy && !self.is_template {
            return;
        }
        let key = message.context.map(|context| self.say(&context)).filter(|context| is_key(context));
        let key = key.unwrap_or_else(|| written.clone());
        let Some(node) = self.found.keys.add(ROOT, &key) else { return };
        let forms: &[&str] = if message.plural.is_some() { &["[0]", "[1]", "[2]", "[3]", "[4]", "[5]"] } else { &[""] };
        let mut filled = Vec::new();
        if !self.is_template {
            for (translation, suffix) in message.translations.into_iter().zip(forms) {
                if !self.say(&translation).trim().is_empty() {
                    filled.push((translation, false, *suffix));
                }
            }
        }
        // Where there is no translation, this is what the customer gets; unless it is only a name for it.
        if filled.is_empty() && !is_key(&written) {
            filled.push((id, true, forms[0]));
            filled.extend(message.plural.map(|plural| (plural, true, forms[1])));
        }
        for (raw, is_source, suffix) in filled {
            let references = message.references.clone();
            let comments = message.comments.clone();
            let item = Item { references, is_source, suffix, comments, ..Item::new(node, raw, Escape::Po) };
            self.found.items.push(item);
        }
    }
}

/// Whether a text is a name and no sentence.
fn is_key(text: &str) -> bool {
    !text.is_empty() && !text.contains(char::is_whitespace)
}

/// The value of a field in the header.
fn header_value<'h>(header: &'h str, name: &str) -> Option<&'h str> {
    header.lines().find_map(|line| {
        let (field, value) = line.split_once(':')?;
        field.trim().eq_ignore_ascii_case(name).then(|| value.trim())
    })
}
