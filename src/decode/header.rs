//! The header of a mail or of one of its parts (RFC 5322 §2.2, RFC 2045 §5), as ranges of the file.

use std::ops::Range;

use memchr::memchr;

use super::oddity::{Oddities, OddityKind};
use crate::text::Span;

/// The byte order mark that some programs put before the header of a mail.
pub(super) const UTF_8_MARK: &[u8] = b"\xEF\xBB\xBF";

/// How the lines of a mail end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LineEnds {
    /// The last byte of a line: LF, or CR in a file that has no LF at all.
    last: u8,
    /// A whole line end, as the first line of the file has it.
    pub(super) eol: &'static str,
}

impl LineEnds {
    /// Finds out how the lines of `source` end.
    pub(super) fn of(source: &[u8]) -> Self {
        match memchr(b'\n', source) {
            Some(at) if at > 0 && source[at - 1] == b'\r' => Self { last: b'\n', eol: "\r\n" },
            None if memchr(b'\r', source).is_some() => Self { last: b'\r', eol: "\r" },
            _ => Self { last: b'\n', eol: "\n" },
        }
    }

    /// The line that begins at `start`: where its content ends, and where the next line begins.
    ///
    /// Every CR before the LF belongs to the line end, as broken gateways double them.
    pub(super) fn line(self, source: &[u8], start: usize, limit: usize) -> (usize, usize) {
        let Some(found) = memchr(self.last, &source[start..limit]) else { return (limit, limit) };
        let mut end = start + found;
        while self.last == b'\n' && end > start && source[end - 1] == b'\r' {
            end -= 1;
        }
        (end, start + found + 1)
    }
}

/// One field; its value may be folded over several lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HeaderField {
    pub(super) name: Range<usize>,
    /// The place of the colon.
    pub(super) colon: usize,
    /// Everything behind the colon, folds and outer white space included, the last line end not.
    pub(super) value: Range<usize>,
    /// The last line end; empty at the end of the file.
    pub(super) line_end: Range<usize>,
}

impl HeaderField {
    /// Whether the field has this name, which is given in lower case.
    pub(super) fn is(&self, source: &[u8], name: &str) -> bool {
        source[self.name.clone()].eq_ignore_ascii_case(name.as_bytes())
    }
}

/// The fields of an entity and where its body begins.
pub(super) struct Header {
    pub(super) fields: Vec<HeaderField>,
    /// The line end of the empty line between header and body; empty where there is none.
    pub(super) separator: Range<usize>,
    /// Where the body begins.
    pub(super) body: usize,
}

impl Header {
    /// Reads the header of the entity `source[start..end]`.
    ///
    /// Lines that are no field are skipped and told, but where the first line already is none, all of it is body.
    pub(super) fn read(source: &[u8], start: usize, end: usize, ends: LineEnds, oddities: &mut Oddities) -> Self {
        let mut fields: Vec<HeaderField> = Vec::new();
        let mut at = start;
        let mut in_field = false;
        while at < end {
            let (content_end, next) = ends.line(source, at, end);
            let line = &source[at..content_end];
            if line.is_empty() {
                return Self { fields, separator: content_end..next, body: next };
            }
            let folded = matches!(line[0], b' ' | b'\t') && at > start;
            if let Some(field) = fields.last_mut().filter(|_| folded && in_field) {
                field.value.end = content_end;
                field.line_end = content_end..next;
            } else if let Some((name, colon)) = field_name(line).filter(|_| !folded) {
                fields.push(HeaderField {
                    name: at..at + name,
                    colon: at + colon,
                    value: at + colon + 1..content_end,
                    line_end: content_end..next,
                });
                in_field = true;
            } else if at == start {
                oddities.push(OddityKind::NoHeader, Span::new(at, content_end), "");
                return Self { fields, separator: at..at, body: at };
            } else {
                oddities.push(OddityKind::BadHeaderLine, Span::new(at, content_end), "");
                in_field = false;
            }
            at = next;
        }
        Self { fields, separator: end..end, body: end }
    }

    /// The value of the first field of this name, given in lower case.
    pub(super) fn value<'a>(&self, source: &'a [u8], name: &str) -> Option<&'a [u8]> {
        self.fields.iter().find(|field| field.is(source, name)).map(|field| &source[field.value.clone()])
    }
}

/// The length of the field name a line begins with, and the place of its colon.
pub(super) fn field_name(line: &[u8]) -> Option<(usize, usize)> {
    let name = line.iter().take_while(|byte| byte.is_ascii_graphic() && **byte != b':').count();
    // RFC 5322 §4.5.3 lets old mails put white space before the colon.
    let blanks = line[name..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    (name > 0 && line.get(name + blanks) == Some(&b':')).then_some((name, name + blanks))
}

/// A value with parameters: `text/plain; charset="utf-8"` (RFC 2045 §5.1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Parameters {
    /// What stands before the first semicolon, in lower case.
    pub(super) value: String,
    parameters: Vec<(String, Vec<u8>)>,
}

impl Parameters {
    /// Reads a field's value; comments and folds count as white space.
    pub(super) fn read(value: &[u8]) -> Self {
        let mut pieces = split_parameters(value).into_iter();
        let first = pieces.next().unwrap_or_default();
        let mut read =
            Self { value: String::from_utf8_lossy(first.trim_ascii()).to_ascii_lowercase(), parameters: Vec::new() };
        for piece in pieces {
            let Some(equals) = memchr(b'=', &piece) else { continue };
            let name = String::from_utf8_lossy(piece[..equals].trim_ascii()).to_ascii_lowercase();
            read.add(&name, piece[equals + 1..].trim_ascii());
        }
        read
    }

    /// Adds a parameter; `name*0`, `name*1` (RFC 2231) are pieces of one, `name*` tells charset and language first.
    fn add(&mut self, name: &str, value: &[u8]) {
        let (base, suffix) = name.split_once('*').unwrap_or((name, ""));
        let mut value = value;
        if name.ends_with('*')
            && let Some(quote) = memchr::memrchr(b'\'', value)
        {
            value = &value[quote + 1..];
        }
        match self.parameters.iter_mut().find(|(known, _)| known == base) {
            Some((_, known)) if !suffix.is_empty() => known.extend_from_slice(value),
            Some(_) => {}
            None => self.parameters.push((base.to_owned(), value.to_vec())),
        }
    }

    /// The parameter of this name, given in lower case.
    pub(super) fn get(&self, name: &str) -> Option<&[u8]> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_slice())
    }

    /// Whether the parameter is there with this value, however its letters are cased.
    pub(super) fn is(&self, name: &str, value: &str) -> bool {
        self.get(name).is_some_and(|found| found.eq_ignore_ascii_case(value.as_bytes()))
    }
}

/// The pieces between semicolons, quotes taken off and comments left out.
fn split_parameters(value: &[u8]) -> Vec<Vec<u8>> {
    let mut pieces = vec![Vec::new()];
    let (mut quoted, mut comments) = (false, 0_usize);
    let mut bytes = value.iter().copied();
    while let Some(byte) = bytes.next() {
        let kept = match byte {
            b'\\' if quoted || comments > 0 => bytes.next().filter(|_| comments == 0),
            b'"' if comments == 0 => {
                quoted = !quoted;
                None
            }
            b'(' if !quoted => {
                comments += 1;
                None
            }
            b')' if comments > 0 => {
                comments -= 1;
                None
            }
            b';' if !quoted && comments == 0 => {
                pieces.push(Vec::new());
                None
            }
            b'\r' | b'\n' => None,
            _ => Some(byte).filter(|_| comments == 0),
        };
        if let (Some(kept), Some(piece)) = (kept, pieces.last_mut()) {
            piece.push(kept);
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(source: &str) -> (Vec<(String, String)>, usize, usize) {
        let bytes = source.as_bytes();
        let mut oddities = Oddities::default();
        let header = Header::read(bytes, 0, bytes.len(), LineEnds::of(bytes), &mut oddities);
        let fields = header.fields.iter().map(|f| (source[f.name.clone()].into(), source[f.value.clone()].into()));
        (fields.collect(), header.body, oddities.into_vec().len())
    }

    fn field(name: &str, value: &str) -> (String, String) {
        (name.into(), value.into())
    }

    #[test]
    fn folded_fields_and_the_empty_line() {
        let (fields, body, odd) = read("Subject: på\r\n deg\r\nTo : kari\r\n\r\nHei");
        assert_eq!(fields, [field("Subject", " på\r\n deg"), field("To", " kari")]);
        assert_eq!((body, odd), (33, 0));
    }

    #[test]
    fn every_kind_of_line_end() {
        for eol in ["\n", "\r\n", "\r", "\r\r\n"] {
            let (fields, body, _) = read(&format!("A: b{eol}{eol}Hei"));
            assert_eq!((fields, body), (vec![field("A", " b")], 4 + 2 * eol.len()));
        }
    }

    #[test]
    fn lines_that_are_no_field() {
        assert_eq!(read("A: b\ntull og tøys\n C: d\nE: f\n").0, [field("A", " b"), field("E", " f")]);
        assert_eq!(read("Hei på deg\nA: b\n").1, 0);
        assert_eq!(read("").1, 0);
        assert_eq!(read("A: b").1, 4);
    }

    #[test]
    fn parameters_quoted_and_continued() {
        let read = Parameters::read(
            b" Text/Plain (yes); charset=\"utf-8\"; boundary*0=\"a;\\\"b\";\r\n boundary*1=c; title*=utf-8'no'x",
        );
        assert_eq!(read.value, "text/plain");
        assert!(read.is("charset", "UTF-8"));
        assert_eq!(read.get("boundary"), Some(&b"a;\"bc"[..]));
        assert_eq!(read.get("title"), Some(&b"x"[..]));
    }
}
