//! A mail (RFC 5322, MIME) as the draft its reader sees: a few header fields, an empty line, the text.

use super::{
    Attachments, Decoded, Field, Format, OtherVersion, Reading, Region, RegionKind,
    body::{Body, Declared, Extras, Form},
    charset::Label,
    encoded_word,
    field_edit::FieldValue,
    header::{Header, HeaderField, LineEnds, UTF_8_MARK},
    layer::Builder,
    markup::Markup,
    mime::{TextPart, Walk},
    oddity::{Oddities, OddityKind},
    template::{InTemplate, Kind, Tool},
};
use crate::text::Span;

/// What may stand in the value of a field.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// Text, encoded words included.
    Text,
    /// Addresses; the names may be encoded words.
    Addresses,
    /// Dates, ids, keywords: never encoded.
    Tokens,
}

/// The fields that are shown, by their names in lower case.
const SHOWN: [(&str, Holds); 23] = [
    ("from", Holds::Addresses),
    ("to", Holds::Addresses),
    ("cc", Holds::Addresses),
    ("reply-to", Holds::Addresses),
    ("subject", Holds::Text),
    ("date", Holds::Tokens),
    ("in-reply-to", Holds::Tokens),
    ("references", Holds::Tokens),
    ("content-language", Holds::Tokens),
    ("importance", Holds::Tokens),
    ("x-priority", Holds::Tokens),
    ("priority", Holds::Tokens),
    // What silences rules for this mail.
    ("x-hilsen-ignore", Holds::Tokens),
    // What a back end tells of the situation.
    ("x-hilsen-recipient", Holds::Addresses),
    ("x-hilsen-recipient-name", Holds::Text),
    ("x-hilsen-sender", Holds::Addresses),
    ("x-hilsen-sender-name", Holds::Text),
    ("x-hilsen-domains", Holds::Tokens),
    ("x-hilsen-organisation", Holds::Text),
    ("x-hilsen-attachments", Holds::Tokens),
    ("x-hilsen-first-reply", Holds::Tokens),
    ("x-hilsen-customer", Holds::Tokens),
    ("x-hilsen-difficult", Holds::Tokens),
];

/// Decodes a mail.
pub(super) fn decode(source: &[u8], reading: Reading) -> Decoded {
    let ends = LineEnds::of(source);
    let mut oddities = Oddities::default();
    let header = Header::read(source, header_start(source, ends), source.len(), ends, &mut oddities);
    // What is sent is no template, unless somebody says so.
    let kind = reading.kind.unwrap_or(Kind::Draft);
    let mut draft = Draft {
        source,
        ends,
        kind,
        tool: reading.tool,
        builder: Builder::default(),
        regions: Vec::new(),
        fields: Vec::new(),
    };
    for field in &header.fields {
        if let Some(&(name, holds)) = SHOWN.iter().find(|(name, _)| field.is(source, name)) {
            draft.field(field, name, holds, &mut oddities);
        }
    }
    if !draft.fields.is_empty() {
        draft.line_end(header.separator.start, header.separator.end);
    }
    let body = Span::new(header.body, source.len());
    let mut walk =
        Walk { source, ends, oddities: &mut oddities, other_version: None, attachments: Attachments::default() };
    let mut parts = walk.text_parts(&header, body, 0);
    let other_version = walk.other_version.take();
    let attachments = walk.attachments;
    let html_only = !parts.is_empty() && parts.iter().all(|part| part.html);
    // A second HTML part is no continuation of the first.
    parts.truncate(if html_only { 1 } else { usize::MAX });
    if parts.is_empty() {
        oddities.push(OddityKind::NoTextPart, body, "");
    }
    let alternative = other_version.filter(|_| !html_only).map(|part| draft.other_version(&part));
    let mut decoded = draft.finish(&parts, html_only, alternative, oddities);
    decoded.attachments = Some(attachments);
    decoded
}

/// Where the header begins: behind a byte order mark, and behind the line `From …` with which an mbox file begins
/// each mail.
fn header_start(source: &[u8], ends: LineEnds) -> usize {
    let start = if source.starts_with(UTF_8_MARK) { UTF_8_MARK.len() } else { 0 };
    if source[start..].starts_with(b"From ") { ends.line(source, start, source.len()).1 } else { start }
}

/// The draft while it is put together.
struct Draft<'a> {
    source: &'a [u8],
    ends: LineEnds,
    kind: Kind,
    tool: Option<Tool>,
    builder: Builder,
    regions: Vec<Region>,
    fields: Vec<Field>,
}

impl Draft<'_> {
    /// Appends a field as one line.
    fn field(&mut self, field: &HeaderField, name: &str, holds: Holds, oddities: &mut Oddities) {
        let start = self.builder.text.len();
        self.builder.verbatim(&String::from_utf8_lossy(&self.source[field.name.clone()]), field.name.start);
        self.builder.verbatim(":", field.colon);
        let raw = &self.source[field.value.clone()];
        let is_text = |byte: &u8| !matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
        let value_start = field.value.start + raw.iter().position(is_text).unwrap_or(raw.len());
        let value_end = raw.iter().rposition(is_text).map_or(value_start, |last| field.value.start + last + 1);
        if &self.source[field.value.start..value_start] == b" " {
            self.builder.verbatim(" ", field.value.start);
        } else {
            self.builder.atomic(" ", Span::new(field.value.start, value_start));
        }
        let words = holds != Holds::Tokens;
        let value = Span::new(value_start, value_end);
        let layer = encoded_word::decode(&self.source[value.range()], value_start, words, &mut |kind, range| {
            oddities.push(kind, Span::new(value_start + range.start, value_start + range.end), name);
        });
        let text = self.builder.append(&layer.out, &layer.map);
        let shape = FieldValue { source: value, words, addresses: holds == Holds::Addresses };
        self.regions.push(Region { text, kind: RegionKind::Field(shape) });
        self.fields.push(Field { name: name.to_owned(), line: Span::new(start, text.end()), value: text });
        self.line_end(field.line_end.start, field.line_end.end);
    }

    /// Appends the line end `start..end` of the file, an odd one as one that is in order; nothing where there is none.
    fn line_end(&mut self, start: usize, end: usize) {
        match &self.source[start..end] {
            [] => {}
            b"\r\n" => self.builder.verbatim("\r\n", start),
            b"\n" => self.builder.verbatim("\n", start),
            b"\r" => self.builder.verbatim("\r", start),
            _ => self.builder.atomic(self.ends.eol, Span::new(start, end)),
        }
    }

    /// What the reader sees of a part that is another version of the body. What is odd about it was not meant for them.
    fn other_version(&self, part: &TextPart) -> OtherVersion {
        let read = Body::read(self.source, part.source, self.declared(part), &mut Oddities::default()).1;
        OtherVersion {
            text: read.layer.out,
            map: read.layer.map,
            lang: read.extras.lang,
            links: read.extras.links,
            images: read.extras.images,
            appearance: read.extras.appearance,
        }
    }

    /// What a part says about itself.
    fn declared<'p>(&self, part: &'p TextPart) -> Declared<'p> {
        let label = Label::Part(part.charset.as_deref());
        Declared { transfer: part.transfer, label, form: form_of(part), kind: Some(self.kind), tool: self.tool }
    }

    /// Appends the text parts, each but the first on a line of its own.
    fn finish(
        mut self,
        parts: &[TextPart],
        html_only: bool,
        alternative: Option<OtherVersion>,
        mut oddities: Oddities,
    ) -> Decoded {
        let start = self.builder.text.len();
        let mut charset = None;
        let mut extras = Extras::default();
        let mut template = InTemplate::default();
        let mut end_of_last = None;
        for part in parts {
            if let Some(end) = end_of_last {
                self.builder.atomic(self.ends.eol, Span::new(end, end));
            }
            let (body, read) = Body::read(self.source, part.source, self.declared(part), &mut oddities);
            let text = self.builder.append(&read.layer.out, &read.layer.map);
            extras = read.extras.moved(text.start());
            template.append(std::mem::take(&mut extras.template), text.start());
            self.regions.push(Region { text, kind: RegionKind::Body(body) });
            charset = charset.or(Some(body.charset.name()));
            end_of_last = Some(part.source.end());
        }
        let text = self.builder.text;
        Decoded {
            format: Format::Eml,
            kind: self.kind,
            tool: self.tool,
            is_subject: false,
            template,
            body: Span::new(start, text.len()),
            text,
            map: self.builder.map,
            fields: self.fields,
            charset: charset.unwrap_or("US-ASCII"),
            html_only,
            alternative,
            title: extras.title,
            lang: extras.lang,
            preheader: extras.preheader,
            links: extras.links,
            images: extras.images,
            appearance: extras.appearance,
            attachments: None,
            oddities: oddities.into_vec(),
            eol: self.ends.eol,
            entry: None,
            is_piece: false,
            source_len: self.source.len(),
            regions: self.regions,
        }
    }
}

/// How the characters of a part are written.
fn form_of(part: &TextPart) -> Form {
    match part.flowed {
        _ if part.html => Form::Markup(Markup::Html),
        Some(flowed) => Form::Flowed(flowed),
        None => Form::Plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::Refusal;

    fn decode(source: &[u8]) -> Decoded {
        super::decode(source, Reading::from(Format::Eml))
    }

    /// A mail with CRLF, written here with LF.
    fn mail(text: &str) -> Vec<u8> {
        text.replace('\n', "\r\n").into_bytes()
    }

    fn read(text: &str) -> (String, Vec<OddityKind>) {
        let decoded = decode(&mail(text));
        (decoded.text.replace("\r\n", "\n"), decoded.oddities.iter().map(|oddity| oddity.kind).collect())
    }

    /// The mail after `old` in its text became `new`, and its text is what that makes of it.
    fn edited(text: &str, old: &str, new: &str) -> Result<String, Refusal> {
        let source = mail(text);
        let decoded = decode(&source);
        let start = decoded.text.find(old).unwrap();
        let edit = decoded.edit(&source, Span::new(start, start + old.len()), new)?;
        let after = edit.apply(&source);
        assert_eq!(decode(&after).text, decoded.text.replacen(old, new, 1));
        Ok(String::from_utf8(after).unwrap().replace("\r\n", "\n"))
    }

    const QUOTED: &str = "\
Received: from a.example by b.example
From: =?iso-8859-1?Q?K=E5re?= <kare@example.no>
Subject: =?UTF-8?Q?Angende_bl=C3=A5?= =?UTF-8?Q?b=C3=A6rene?=
 dine
X-Mailer: test
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

Hei S=C3=B8ren,

vi kan dessverre ikke hjelpe deg med dette f=C3=B8r vi har f=C3=A5tt svar f=
ra lageret.
";

    #[test]
    fn a_mail_reads_like_a_draft() {
        let decoded = decode(&mail(QUOTED));
        let text = "From: Kåre <kare@example.no>\nSubject: Angende blåbærene dine\n\nHei Søren,\n\nvi kan dessverre \
                    ikke hjelpe deg med dette før vi har fått svar fra lageret.\n";
        assert_eq!(decoded.text.replace("\r\n", "\n"), text);
        assert!(decoded.oddities.is_empty());
        assert_eq!(decoded.fields[1].name, "subject");
        assert_eq!(&decoded.text[decoded.fields[1].line.range()], "Subject: Angende blåbærene dine");
        assert_eq!(&decoded.text[decoded.fields[1].value.range()], "Angende blåbærene dine");
        assert!(decoded.text[decoded.body.range()].starts_with("Hei Søren"));
    }

    #[test]
    fn edits_of_quoted_printable_keep_the_rest() {
        let after = edited(QUOTED, "dessverre ikke", "først").unwrap();
        assert_eq!(after, QUOTED.replace("dessverre ikke", "f=C3=B8rst"));
        let after = edited(QUOTED, "svar fra lageret", "svar").unwrap();
        assert_eq!(after, QUOTED.replace("svar f=\nra lageret", "svar"));
    }

    #[test]
    fn edits_of_encoded_words_write_new_ones() {
        let after = edited(QUOTED, "Angende", "Angående").unwrap();
        let word = "Subject: =?UTF-8?Q?Ang=C3=A5ende_bl=C3=A5?= =?UTF-8?Q?b=C3=A6rene?=\n dine\n";
        assert!(after.contains(word), "{after}");
        let after = edited(QUOTED, "dine", "på vei").unwrap();
        assert!(after.contains("=?UTF-8?Q?b=C3=A6rene?=\n =?UTF-8?Q?_p=C3=A5_vei?=\n"), "{after}");
        let after = edited(QUOTED, "Angende blåbærene", "Om").unwrap();
        assert!(after.contains("Subject: Om\n dine\n"), "{after}");
    }

    #[test]
    fn addresses_take_encoded_words_only_for_names() {
        let after = edited(QUOTED, "Kåre", "Bjørn").unwrap();
        assert!(after.contains("From: =?UTF-8?Q?Bj=C3=B8rn?= <kare@example.no>"), "{after}");
        assert_eq!(edited(QUOTED, "kare@", "kåre@"), Err(Refusal::HeaderSyntax));
        assert_eq!(edited(QUOTED, "Kåre", "a\nb"), Err(Refusal::LineBreak));
        assert_eq!(edited(QUOTED, "dine\r\n\r\nHei", "dine"), Err(Refusal::OutOfBounds));
    }

    #[test]
    fn base64_is_written_anew_in_lines_as_before() {
        let source = "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n\
                      SGVpIFPDuHJl\nbiwgdmkgaGFy\nIGJsw6Viw6Zy\nLg==\n";
        assert_eq!(read(source).0, "Hei Søren, vi har blåbær.");
        let after = edited(source, "vi har", "takk for").unwrap();
        assert!(after.ends_with("SGVpIFPDuHJl\nbiwgdGFrayBm\nb3IgYmzDpWLD\npnIu\n"), "{after}");
    }

    const PARTS: &str = "\
Subject: Hei
Content-Type: multipart/mixed; boundary=\"=_ytre\"

Dette ser ingen.
--=_ytre
Content-Type: multipart/alternative; boundary=\"=_ytre_indre\"

--=_ytre_indre
Content-Type: text/html

<p>Hei</p>
--=_ytre_indre
Content-Type: text/plain; charset=iso-8859-1; format=flowed
Content-Transfer-Encoding: quoted-printable

Hei p=E5 =20
deg
--=_ytre_indre--
--=_ytre
Content-Type: text/plain
Content-Disposition: attachment; filename=logg.txt

logg
--=_ytre

Hilsen Kari
--=_ytre--
og slutt
";

    #[test]
    fn the_plain_version_and_every_inline_text() {
        let (text, oddities) = read(PARTS);
        assert_eq!((text.as_str(), oddities), ("Subject: Hei\n\nHei på  deg\nHilsen Kari", vec![]));
    }

    #[test]
    fn attachments_are_counted() {
        let count = |text: &str| decode(&mail(text)).attachments.map(|found| (found.files, found.embedded));
        assert_eq!(count("Subject: Hei\n\nHei"), Some((0, 0)));
        assert_eq!(count(PARTS), Some((1, 0)));
        let page = "Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>Hei\n--b\nContent-Type: \
                    image/png\nContent-ID: <logo>\n\nx\n--b--\n";
        assert_eq!(count(page), Some((0, 1)));
        let files = "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHei\n--b\nContent-Type: \
                     application/pdf\n\nx\n--b\nContent-Type: message/rfc822\n\nSubject: x\n\ny\n--b\nContent-Type: \
                     application/pgp-signature\n\nx\n--b--\n";
        assert_eq!(count(files), Some((2, 0)));
    }

    #[test]
    fn edits_stay_in_their_part() {
        assert_eq!(edited(PARTS, "Kari", "--\n--=_ytre"), Err(Refusal::ReadsDifferently));
        assert_eq!(edited(PARTS, "deg\r\nHilsen", "x"), Err(Refusal::OutOfBounds));
        assert_eq!(edited(PARTS, "Kari", "Åse"), Err(Refusal::Charset { charset: "US-ASCII", character: 'Å' }));
        assert_eq!(edited(PARTS, "Kari", "Per").unwrap(), PARTS.replace("Kari", "Per"));
        assert_eq!(edited(PARTS, "Hei på", "Hallå").unwrap(), PARTS.replace("Hei p=E5", "Hall=E5"));
        assert_eq!(edited(PARTS, "Hei på", "5 €"), Err(Refusal::Charset { charset: "windows-1252", character: '€' }));
    }

    #[test]
    fn seven_bit_parts_stay_so() {
        let source = "Content-Type: text/plain; charset=utf-8\n\nHei Kari\n";
        assert_eq!(edited(source, "Kari", "Kåre"), Err(Refusal::SevenBit));
        let source = source.replace("\n\n", "\nContent-Transfer-Encoding: 8bit\n\n");
        assert_eq!(edited(&source, "Kari", "Kåre").unwrap(), source.replace("Kari", "Kåre"));
    }

    #[test]
    fn mails_of_nothing_but_html() {
        let decoded =
            decode(b"Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>Hei");
        assert!(decoded.html_only);
        assert_eq!(decoded.text, "Hei");
        assert_eq!(decoded.oddities[0].kind, OddityKind::UnclosedMultipart);
    }

    const PAGE: &str = "\
Subject: Hei
Content-Type: text/html; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

<html lang=3D\"nb\"><p>Hei S=F8ren,</p><p>vi kan <b>ikke</b> hj&aelig=
;lpe. <a href=3D\"https://a.test/?a=3D1\">Svar</a></p>
";

    #[test]
    fn html_within_encodings() {
        let source = mail(PAGE);
        let decoded = decode(&source);
        assert_eq!(decoded.text, "Subject: Hei\r\n\r\nHei Søren,\n\nvi kan ikke hjælpe. Svar");
        assert_eq!((decoded.links[0].target.as_str(), decoded.lang.as_deref()), ("https://a.test/?a=1", Some("nb")));
        assert_eq!(&decoded.text[decoded.links[0].text.range()], "Svar");
        let under = |text: &str| {
            let at = decoded.text.find(text).unwrap();
            String::from_utf8_lossy(&source[decoded.map.source(Span::new(at, at + text.len())).range()]).into_owned()
        };
        assert_eq!((under("ø"), under("æ"), under("ikke")), ("=F8".into(), "&aelig=\r\n;".into(), "ikke".into()));
        assert_eq!(edited(PAGE, "ikke", "så <3").unwrap(), PAGE.replace("ikke", "s=E5 &lt;3"));
        assert_eq!(edited(PAGE, "hjælpe", "5 €").unwrap(), PAGE.replace("hj&aelig=\n;lpe", "5 &#8364;=\n"));
        assert_eq!(edited(PAGE, "ikke hj", "x"), Err(Refusal::Markup));
    }

    #[test]
    fn the_other_version_is_kept() {
        let decoded = decode(&mail(PARTS));
        assert_eq!(decoded.alternative.as_ref().map(|other| other.text.as_str()), Some("Hei"));
        assert!(!decoded.html_only && decode(b"Subject: x\n\nHei").alternative.is_none());
    }

    #[test]
    fn broken_mails_are_read_as_far_as_they_go() {
        assert_eq!(read(""), (String::new(), vec![]));
        assert_eq!(read("Subject: Hei").0, "Subject: Hei");
        assert_eq!(read("Subject:\n\nHei").0, "Subject: \n\nHei");
        assert_eq!(read("Hei på deg\n\nså"), ("Hei på deg\n\nså".into(), vec![OddityKind::NoHeader]));
        assert_eq!(read("From kari i dag\nSubject: Hei\n\nb").0, "Subject: Hei\n\nb");
        assert_eq!(read("\u{FEFF}Subject: Hei\n\nb").0, "Subject: Hei\n\nb");
        assert_eq!(read("To: a\ntull\n\nb"), ("To: a\n\nb".into(), vec![OddityKind::BadHeaderLine]));
        assert_eq!(read("Content-Type: image/png\n\nx"), (String::new(), vec![OddityKind::NoTextPart]));
        assert_eq!(read("Content-Type: multipart/mixed\n\nx"), ("x".into(), vec![OddityKind::MissingBoundary]));
        assert_eq!(read("Content-Type: text/plain; charset=x-y\n\nx").1, [OddityKind::UnknownCharset]);
        assert_eq!(read("Content-Transfer-Encoding: x\n\nx").1, [OddityKind::BadTransferEncoding]);
        assert_eq!(decode(b"Subject: Hei\r\rB\xe5t").text, "Subject: Hei\r\rBåt");
    }

    #[test]
    fn parts_nested_too_deeply_are_left_alone() {
        let entity = |n: usize| "Content-Type: multipart/mixed; boundary=N\n\n--N\n".replace('N', &n.to_string());
        let nested = (0..60).map(entity).collect::<Vec<_>>().concat();
        assert!(read(&nested).1.contains(&OddityKind::TooDeep));
    }

    #[test]
    fn odd_line_ends_of_the_header_are_put_in_order() {
        let decoded = decode(b"Subject: Hei\r\r\nTo: a\n\r\nHei");
        assert_eq!(decoded.text, "Subject: Hei\r\nTo: a\n\r\nHei");
    }
}
