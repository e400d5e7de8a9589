//! Which parts of a mail are the text its reader sees (RFC 2046, RFC 2183).

use memchr::memmem;

use super::{
    Attachments,
    flowed::Flowed,
    header::{Header, LineEnds, Parameters},
    oddity::{Oddities, OddityKind},
    transfer::Transfer,
};
use crate::text::{Source, Span};

/// Parts nested deeper than this are not entered.
const MAX_DEPTH: usize = 50;

/// A part that holds text.
#[derive(Debug)]
pub(super) struct TextPart {
    /// Its encoded body.
    pub(super) source: Span<Source>,
    pub(super) transfer: Transfer,
    /// The charset it names.
    pub(super) charset: Option<Vec<u8>>,
    pub(super) flowed: Option<Flowed>,
    pub(super) html: bool,
}

/// Walks the parts of one mail.
pub(super) struct Walk<'a> {
    pub(super) source: &'a [u8],
    pub(super) ends: LineEnds,
    pub(super) oddities: &'a mut Oddities,
    /// The first part of HTML that was passed over for a plain version of the same.
    pub(super) other_version: Option<TextPart>,
    /// What is there besides the text, as far as the walk has come.
    pub(super) attachments: Attachments,
}

impl Walk<'_> {
    /// The inline text parts of an entity with this header and body, in order.
    ///
    /// Of `multipart/alternative` one version is taken, the plain one where there is one; of `related` and `signed`
    /// the first part, which is what the others are about. Parts of HTML are given only where nothing is plain.
    pub(super) fn text_parts(&mut self, header: &Header, body: Span<Source>, depth: usize) -> Vec<TextPart> {
        let is_attachment = depth > 0 && self.is_attachment(header);
        let content = header.value(self.source, "content-type").map(Parameters::read).unwrap_or_default();
        if is_attachment {
            self.count(header, &content, true);
            return Vec::new();
        }
        let Some(subtype) = content.value.strip_prefix("multipart/") else {
            self.count(header, &content, false);
            return self.leaf(header, &content, body).into_iter().collect();
        };
        let Some(parts) = self.split(&content, body) else {
            // A multipart that cannot be split is shown as it stands.
            let part =
                TextPart { source: body, transfer: Transfer::EightBit, charset: None, flowed: None, html: false };
            return vec![part];
        };
        if depth >= MAX_DEPTH {
            self.oddities.push(OddityKind::TooDeep, body, "");
            return Vec::new();
        }
        // The parts of a digest are messages where they do not say otherwise.
        if subtype == "digest" {
            return Vec::new();
        }
        let first_only = matches!(subtype, "related" | "signed");
        let rest = if first_only { parts.get(1..).unwrap_or_default() } else { &[] };
        for part in rest {
            self.count_related(*part);
        }
        let parts = parts.into_iter().take(if first_only { 1 } else { usize::MAX });
        let found: Vec<Vec<TextPart>> = parts.map(|part| self.entity(part, depth + 1)).collect();
        self.choose(found, subtype == "alternative")
    }

    /// RFC 2183 §2.8: a disposition nobody knows means an attachment.
    fn is_attachment(&self, header: &Header) -> bool {
        let disposition = header.value(self.source, "content-disposition").map(Parameters::read).unwrap_or_default();
        !matches!(disposition.value.as_str(), "" | "inline")
    }

    /// Counts a part that is no text of the mail's own. Pictures that a page shows and signatures of programs are not what a
    /// reader calls an attachment.
    fn count(&mut self, header: &Header, content: &Parameters, is_attachment: bool) {
        let kind = content.value.as_str();
        let is_text = kind.is_empty() || kind == "text" || kind == "text/plain" || kind == "text/html";
        let by_program = matches!(kind, "application/pgp-signature" | "application/pkcs7-signature")
            || matches!(kind, "application/x-pkcs7-signature" | "application/ms-tnef" | "application/pgp-keys")
            || kind.starts_with("message/delivery")
            || kind == "text/rfc822-headers";
        let shown_within = kind.starts_with("image/") && header.value(self.source, "content-id").is_some();
        if by_program || (is_text && !is_attachment) {
            return;
        }
        if kind.starts_with("image/") && (shown_within || !is_attachment) {
            self.attachments.embedded += 1;
        } else {
            self.attachments.files += 1;
        }
    }

    /// Counts a part beside the page of `multipart/related`: mostly pictures of the page, now and then a real file.
    fn count_related(&mut self, part: Span<Source>) {
        let header = Header::read(self.source, part.start(), part.end(), self.ends, &mut Oddities::default());
        let content = header.value(self.source, "content-type").map(Parameters::read).unwrap_or_default();
        let is_picture = content.value.starts_with("image/");
        if is_picture || self.is_attachment(&header) {
            self.count(&header, &content, !is_picture);
        }
    }

    fn entity(&mut self, part: Span<Source>, depth: usize) -> Vec<TextPart> {
        let header = Header::read(self.source, part.start(), part.end(), self.ends, self.oddities);
        let body = Span::new(header.body, part.end());
        self.text_parts(&header, body, depth)
    }

    fn leaf(&mut self, header: &Header, content: &Parameters, body: Span<Source>) -> Option<TextPart> {
        let html = content.value == "text/html";
        // RFC 2045 §5.2: without a type, and with one that cannot be read, a part is plain text.
        let plain = content.value == "text/plain" || content.value == "text" || content.value.is_empty();
        if !html && !plain {
            return None;
        }
        let named = header.value(self.source, "content-transfer-encoding");
        let transfer = named.map_or(Some(Transfer::SevenBit), Transfer::for_name).unwrap_or_else(|| {
            let name = String::from_utf8_lossy(named.unwrap_or_default().trim_ascii()).into_owned();
            self.oddities.push(OddityKind::BadTransferEncoding, body, &name);
            Transfer::EightBit
        });
        let flowed = content.is("format", "flowed") && plain;
        Some(TextPart {
            source: body,
            transfer,
            charset: content.get("charset").map(<[u8]>::to_vec),
            flowed: flowed.then(|| Flowed { del_sp: content.is("delsp", "yes") }),
            html,
        })
    }

    /// What a multipart makes of the text parts found in each of its children.
    fn choose(&mut self, found: Vec<Vec<TextPart>>, alternative: bool) -> Vec<TextPart> {
        let is_plain = |parts: &Vec<TextPart>| parts.iter().any(|part| !part.html);
        let any_plain = found.iter().any(is_plain);
        if alternative {
            let mut versions: Vec<_> = found.into_iter().filter(|parts| !parts.is_empty()).collect();
            let chosen = versions.iter().position(is_plain).unwrap_or(0);
            let shown = if versions.is_empty() { Vec::new() } else { versions.swap_remove(chosen) };
            if any_plain && self.other_version.is_none() {
                self.other_version = versions.into_iter().flatten().find(|part| part.html);
            }
            return shown;
        }
        found.into_iter().flatten().filter(|part| !(any_plain && part.html)).collect()
    }

    /// The parts of a multipart body; `None` where its boundary is not named or never comes.
    fn split(&mut self, content: &Parameters, body: Span<Source>) -> Option<Vec<Span<Source>>> {
        let Some(boundary) = content.get("boundary").filter(|boundary| !boundary.is_empty()) else {
            self.oddities.push(OddityKind::MissingBoundary, body, "no boundary is named");
            return None;
        };
        let mut parts = Vec::new();
        let mut open: Option<usize> = None;
        for delimiter in Delimiters::new(self.source, body, boundary, self.ends) {
            if let Some(start) = open {
                parts.push(Span::new(start, delimiter.start.max(start)));
            }
            open = Some(delimiter.next);
            if delimiter.closes {
                return Some(parts);
            }
        }
        let Some(start) = open else {
            self.oddities.push(OddityKind::MissingBoundary, body, "the boundary does not occur");
            return None;
        };
        parts.push(Span::new(start, body.end()));
        self.oddities.push(OddityKind::UnclosedMultipart, Span::new(body.end(), body.end()), "");
        Some(parts)
    }
}

/// A line `--boundary` (RFC 2046 §5.1.1), in byte offsets.
struct Delimiter {
    /// Where it begins: with the line end before it, which is not part of the content.
    start: usize,
    /// Where the line behind it begins.
    next: usize,
    /// Whether it is the last one, `--boundary--`.
    closes: bool,
}

/// The delimiter lines in a body.
struct Delimiters<'a> {
    source: &'a [u8],
    body: Span<Source>,
    dashed: memmem::Finder<'static>,
    ends: LineEnds,
    at: usize,
}

impl<'a> Delimiters<'a> {
    fn new(source: &'a [u8], body: Span<Source>, boundary: &[u8], ends: LineEnds) -> Self {
        let dashed = memmem::Finder::new(&[b"--", boundary].concat()).into_owned();
        Self { source, body, dashed, ends, at: body.start() }
    }

    /// Where the line end before `at` begins; `None` where `at` does not begin a line.
    fn line_end_before(&self, at: usize) -> Option<usize> {
        if at == self.body.start() {
            return Some(at);
        }
        match &self.source[self.body.start()..at] {
            [.., b'\r', b'\n'] => Some(at - 2),
            [.., b'\n'] => Some(at - 1),
            [.., b'\r'] if self.ends.eol == "\r" => Some(at - 1),
            _ => None,
        }
    }
}

impl Iterator for Delimiters<'_> {
    type Item = Delimiter;

    fn next(&mut self) -> Option<Delimiter> {
        loop {
            let found = self.at + self.dashed.find(&self.source[self.at..self.body.end()])?;
            let behind = found + self.dashed.needle().len();
            self.at = behind;
            let Some(start) = self.line_end_before(found) else { continue };
            let (end, next) = self.ends.line(self.source, behind, self.body.end());
            let rest = &self.source[behind..end];
            let closes = rest.starts_with(b"--");
            let padding = if closes { &rest[2..] } else { rest };
            // Anything but white space makes it another boundary that begins alike.
            if padding.iter().all(|byte| matches!(byte, b' ' | b'\t')) {
                self.at = next;
                return Some(Delimiter { start, next, closes });
            }
        }
    }
}
