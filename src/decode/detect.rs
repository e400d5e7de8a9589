//! What kind of file some bytes are.

use super::{
    Format,
    header::{LineEnds, UTF_8_MARK, field_name},
    html,
};

/// How much of a file is looked at to tell text from other data, in bytes.
const SAMPLE: usize = 8 * 1024;
/// How much of a file is looked at for a mail's header, in bytes.
const HEADER_SAMPLE: usize = 64 * 1024;

/// Fields that programs write and people do not.
const WRITTEN_BY_PROGRAMS: [&str; 10] = [
    "received",
    "return-path",
    "delivered-to",
    "message-id",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "dkim-signature",
    "x-mailer",
    "user-agent",
];

/// The endings of names that tell the format.
const ENDINGS: [(&str, Format); 7] = [
    ("eml", Format::Eml),
    ("htm", Format::Html),
    ("html", Format::Html),
    ("xhtml", Format::Html),
    ("mjml", Format::Html),
    ("md", Format::Markdown),
    ("markdown", Format::Markdown),
];

/// Endings that a template's name has behind the one of what it makes: `welcome.html.erb`.
const TEMPLATES: [&str; 18] = [
    "erb",
    "j2",
    "jinja",
    "jinja2",
    "liquid",
    "hbs",
    "handlebars",
    "mustache",
    "twig",
    "tt",
    "tt2",
    "tpl",
    "tmpl",
    "ejs",
    "njk",
    "php",
    "blade",
    "gotmpl",
];
/// What pages have and plain text does not, in templates whose name does not tell.
const MARKS_OF_PAGES: [&str; 6] = ["</p>", "</div>", "</td>", "</a>", "</body>", "<br"];

/// The ending of a name that tells what is in the file: the last one, or that before a template's.
pub fn ending(name: &str) -> Option<&str> {
    let (mut rest, mut last) = name.rsplit_once('.')?;
    // `welcome.blade.php` has two endings of templates.
    while is_template_ending(last)
        && let Some((before, ending)) = rest.rsplit_once('.')
    {
        (rest, last) = (before, ending);
    }
    Some(last)
}

fn is_template_ending(ending: &str) -> bool {
    TEMPLATES.iter().any(|template| template.eq_ignore_ascii_case(ending))
}

/// Whether a file's name says that it is a template: `welcome.html.erb`, `reply.liquid`.
pub fn is_template_name(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, last)| is_template_ending(last))
}

/// Whether a file's name says that it holds the subject of the mail in another file: `welcome.subject.txt`,
/// `welcome_subject.txt.erb`, `subject.txt`.
pub fn is_subject(name: &str) -> bool {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let mut stem = name;
    while let Some((rest, last)) = stem.rsplit_once('.') {
        if !(is_template_ending(last) || last.eq_ignore_ascii_case("txt") || last.eq_ignore_ascii_case("text")) {
            break;
        }
        stem = rest;
    }
    // `offer-subject.txt` may be a mail about a subject as well; frameworks that fill in templates mean what they say.
    let is_break = |sign: char| matches!(sign, '.' | '_') || (sign == '-' && is_template_name(name));
    let last = stem.rsplit(is_break).next().unwrap_or(stem);
    stem.len() < name.len() && last.eq_ignore_ascii_case("subject")
}

/// Whether a file is no text at all, judged by its first 8 KiB: NUL bytes without the mark of UTF-16, a PDF, or more
/// control characters than text has.
pub fn looks_binary(bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    if sample.starts_with(b"\xFF\xFE") || sample.starts_with(b"\xFE\xFF") {
        return false;
    }
    if memchr::memchr(0, sample).is_some() || sample.starts_with(b"%PDF-") {
        return true;
    }
    // Few are that low in any text; only where they are not few are they told apart.
    let low_in = |piece: &[u8]| piece.iter().map(|byte| u8::from(*byte < b' ')).sum::<u8>();
    let low: usize = sample.chunks(255).map(|piece| usize::from(low_in(piece))).sum();
    if low * 20 <= sample.len() {
        return false;
    }
    let control = |byte: &&u8| byte.is_ascii_control() && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0C | 0x1B);
    sample.iter().filter(control).count() * 20 > sample.len()
}

/// The format of a file, by its name where that tells, else by its first lines.
///
/// A draft with `Subject:` and `To:` typed on top is plain text: only a header that a mail program wrote makes a mail.
/// One that begins like a page is HTML.
pub fn detect(name: Option<&str>, bytes: &[u8]) -> Format {
    let ending = name.and_then(ending).unwrap_or_default();
    if let Some((_, format)) = ENDINGS.iter().find(|(known, _)| ending.eq_ignore_ascii_case(known)) {
        return *format;
    }
    if begins_with_mail_header(bytes) {
        return Format::Eml;
    }
    let text = bytes.strip_prefix(UTF_8_MARK).unwrap_or(bytes);
    let has_marks =
        |text: &[u8]| MARKS_OF_PAGES.iter().any(|mark| memchr::memmem::find(text, mark.as_bytes()).is_some());
    let is_page =
        html::is_page(text) || name.is_some_and(is_template_name) && is_template_ending(ending) && has_marks(text);
    if is_page { Format::Html } else { Format::Plain }
}

/// Whether all lines up to the first empty one are header fields, among them a sender or a date and one that only
/// programs write.
fn begins_with_mail_header(bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(HEADER_SAMPLE)];
    let sample = sample.strip_prefix(UTF_8_MARK).unwrap_or(sample);
    let ends = LineEnds::of(sample);
    let (mut by_program, mut by_sender) = (false, false);
    let mut at = 0;
    while at < sample.len() {
        let (end, next) = ends.line(sample, at, sample.len());
        let line = &sample[at..end];
        let mbox = at == 0 && line.starts_with(b"From ");
        let fold = at > 0 && matches!(line.first(), Some(b' ' | b'\t'));
        if line.is_empty() || next == sample.len() && bytes.len() > HEADER_SAMPLE {
            break;
        }
        if let Some((name, _)) = field_name(line).filter(|_| !fold) {
            let is = |known: &&str| line[..name].eq_ignore_ascii_case(known.as_bytes());
            by_program |= WRITTEN_BY_PROGRAMS.iter().any(&is);
            by_sender |= ["from", "date"].iter().any(is);
        } else if !mbox && !fold {
            return false;
        }
        at = next;
    }
    by_program && by_sender
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mails_by_name_and_by_header() {
        assert_eq!(detect(Some("svar.EML"), b"Hei"), Format::Eml);
        let mail = b"Received: from a\r\n by b\r\nFrom: kari@example.no\r\nSubject: Hei\r\n\r\nHei";
        assert_eq!(detect(Some("svar.txt"), mail), Format::Eml);
        assert_eq!(detect(None, b"From kari Mon Jan\nDate: i dag\nMIME-Version: 1.0\n\nHei"), Format::Eml);
    }

    #[test]
    fn drafts_with_typed_fields_are_plain() {
        assert_eq!(detect(None, b"Subject: Hei\nFrom: Kari\nTo: Ola\n\nHei Ola,\n"), Format::Plain);
        assert_eq!(detect(None, b"Hei Ola,\nFrom: meg\nMIME-Version: 1.0\n"), Format::Plain);
        assert_eq!(detect(None, b""), Format::Plain);
    }

    #[test]
    fn pages_by_name_and_by_content() {
        assert_eq!(detect(Some("svar.HTM"), b"Hei"), Format::Html);
        assert_eq!(detect(Some("maler/velkommen.html.erb"), b"Hei"), Format::Html);
        assert_eq!(detect(Some("brev.mjml"), b""), Format::Html);
        assert_eq!(detect(Some("brev.liquid"), b"{{ a }}<br>Hei"), Format::Html);
        assert_eq!(detect(Some("brev.tpl"), b"Hei {$a}"), Format::Plain);
        assert_eq!(detect(Some("brev.blade.php"), b"<p>Hei</p>"), Format::Html);
        assert_eq!(detect(Some("README.md"), b""), Format::Markdown);
        assert_eq!(detect(None, b"\xef\xbb\xbf\n<!-- a --> <!DOCTYPE html>\n<p>Hei"), Format::Html);
        assert_eq!(detect(Some("svar.txt"), b"<html><body>Hei"), Format::Html);
        assert_eq!(detect(None, b"<p>Hei"), Format::Plain);
        assert_eq!(detect(None, b"<headline> Hei"), Format::Plain);
    }

    #[test]
    fn names_of_templates_and_subjects() {
        assert!(is_template_name("a/welcome.html.erb") && is_template_name("x.liquid") && !is_template_name("x.txt"));
        for name in ["subject.txt", "a/welcome.subject.txt", "welcome_subject.txt.erb", "reset-subject.txt.j2"] {
            assert!(is_subject(name), "{name}");
        }
        for name in ["subject.html", "subjects.txt", "a.txt", "subject", "subject.eml", "offer-subject.txt"] {
            assert!(!is_subject(name), "{name}");
        }
    }

    #[test]
    fn text_and_data() {
        assert!(looks_binary(b"\x7fELF\0\0"));
        assert!(looks_binary(b"%PDF-1.7\n"));
        assert!(!looks_binary("Blåbær\r\n\t🙂".as_bytes()));
        assert!(!looks_binary(b"\xff\xfeH\0e\0i\0"));
        assert!(!looks_binary(b"bl\xe5b\xe6r"));
        assert!(!looks_binary(b""));
    }
}
