//! A file that is one body and nothing else: plain text, or text with markup.

use super::{
    Decoded, Field, Reading, Region, RegionKind,
    body::{Body, Declared, Form},
    charset::{Charset, Label},
    header::LineEnds,
    html,
    markup::Markup,
    oddity::Oddities,
    template::Kind,
    transfer::Transfer,
};
use crate::text::Span;

/// Decodes text: UTF-8, UTF-16 with its mark, what a page says, or Windows-1252 where it can be nothing else.
pub(super) fn decode(source: &[u8], reading: Reading, markup: Option<Markup>) -> Decoded {
    let mut oddities = Oddities::default();
    let all = Span::new(0, source.len());
    // In a file that can be read for it, UTF-16 is not meant, and a placeholder means nothing.
    let is_usable = |label: &&[u8]| Charset::for_label(label).is_some_and(Charset::is_ascii_compatible);
    let named = if markup == Some(Markup::Html) { html::charset_label(source).filter(is_usable) } else { None };
    let label = named.map_or(Label::File, |named| Label::Part(Some(named)));
    let form = markup.map_or(Form::Plain, Form::Markup);
    let Reading { format, kind, tool, is_subject } = reading;
    // The rest of the mail stands in another file.
    let kind = kind.or(is_subject.then_some(Kind::Template));
    let declared = Declared { transfer: Transfer::EightBit, label, form, kind, tool };
    let (body, read) = Body::read(source, all, declared, &mut oddities);
    let kind = body.templates.kind();
    let (layer, extras) = (read.layer, read.extras);
    let text = Span::new(0, layer.out.len());
    let subject =
        extras.subject.map(|value| Field { name: "subject".to_owned(), line: Span::new(0, value.end()), value });
    Decoded {
        format,
        kind,
        tool,
        is_subject,
        template: extras.template,
        text: layer.out,
        map: layer.map,
        fields: subject.into_iter().collect(),
        body: Span::new(extras.body_start, text.end()),
        charset: body.charset.name(),
        html_only: false,
        alternative: None,
        title: extras.title,
        lang: extras.lang,
        preheader: extras.preheader,
        links: extras.links,
        images: extras.images,
        appearance: extras.appearance,
        attachments: None,
        oddities: oddities.into_vec(),
        eol: LineEnds::of(source).eol,
        entry: None,
        is_piece: false,
        source_len: source.len(),
        regions: vec![Region { text, kind: RegionKind::Body(body) }],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Format, OddityKind, Refusal};

    fn decode(source: &[u8]) -> Decoded {
        super::decode(source, Reading::from(Format::Plain), None)
    }

    #[test]
    fn the_mark_is_a_gap() {
        let decoded = decode("\u{FEFF}Hei på deg".as_bytes());
        assert_eq!(decoded.text, "Hei på deg");
        assert_eq!(decoded.map.source(Span::new(0, 3)), Span::new(3, 6));
        let empty = "\u{FEFF}".as_bytes();
        let edit = decode(empty).edit(empty, Span::new(0, 0), "Hei").expect("text can be added");
        assert_eq!(edit.apply(empty), "\u{FEFF}Hei".as_bytes());
    }

    #[test]
    fn windows_1252_is_recognised_without_complaint() {
        let source = b"Hei S\xf8ren,\r\nvi har \x93bl\xe5b\xe6r\x94.";
        let decoded = decode(source);
        assert_eq!((decoded.text.as_str(), decoded.charset), ("Hei Søren,\r\nvi har “blåbær”.", "windows-1252"));
        assert!(decoded.oddities.is_empty());
        let span = Span::new(4, 10);
        assert_eq!(decoded.edit(source, span, "Åse").map(|edit| edit.bytes), Ok(b"\xc5se".to_vec()));
        let refusal = Refusal::Charset { charset: "windows-1252", character: '→' };
        assert_eq!(decoded.edit(source, span, "→"), Err(refusal));
        assert_eq!(refusal.to_string(), "The charset of the text, windows-1252, has no '→'.");
    }

    #[test]
    fn damaged_utf8_and_nul_bytes_are_told() {
        let decoded = decode(b"bl\xc3\xa5b\xc3\xa6r \xff\0");
        assert_eq!(decoded.text, "blåbær \u{FFFD}\0");
        let told: Vec<_> = decoded.oddities.iter().map(|oddity| (oddity.kind, oddity.span)).collect();
        assert_eq!(told, [(OddityKind::InvalidUtf8, Span::new(9, 10)), (OddityKind::NulBytes, Span::new(10, 11))]);
    }

    #[test]
    fn an_edit_never_cuts_a_character_or_turns_the_charset() {
        let source = "på".as_bytes();
        assert_eq!(decode(source).edit(source, Span::new(2, 3), ""), Err(Refusal::NoCharacters));
        // Next to each other, these two letters of Windows-1252 would be the UTF-8 of `Ê`.
        let source = b"\xc3.\x8a";
        let decoded = decode(source);
        assert_eq!(decoded.text, "Ã.Š");
        assert_eq!(decoded.edit(source, Span::new(2, 3), ""), Err(Refusal::ReadsDifferently));
    }

    #[test]
    fn utf16_is_read_and_written() {
        let source: Vec<u8> = "\u{FEFF}på 🙂".encode_utf16().flat_map(u16::to_be_bytes).collect();
        let decoded = decode(&source);
        assert_eq!((decoded.text.as_str(), decoded.charset), ("på 🙂", "UTF-16BE"));
        assert_eq!(decoded.map.source(Span::new(4, 8)), Span::new(8, 12));
        let edit = decoded.edit(&source, Span::new(4, 8), "ø").expect("UTF-16 holds everything");
        assert_eq!((edit.span, edit.bytes), (Span::new(8, 12), vec![0, 0xF8]));
    }
}
