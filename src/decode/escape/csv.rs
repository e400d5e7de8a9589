//! Fields of CSV files (RFC 4180): quoted, with quotation marks doubled, or as they are.

use super::Place;
use crate::{decode::layer::Builder, text::Span};

pub(super) fn read(raw: &str) -> Builder {
    let mut out = Builder::default();
    let Some(inner) = raw.strip_prefix('"') else {
        out.verbatim(raw, 0);
        return out;
    };
    let mut at = 1;
    let mut inside = true;
    for piece in inner.split_inclusive('"') {
        let text = piece.strip_suffix('"');
        let content = text.unwrap_or(piece);
        if !inside && content.is_empty() && text.is_some() {
            // The second of two.
            out.atomic("\"", Span::new(at - 1, at + 1));
            inside = true;
        } else {
            // Behind the closing one, text that ought not to be there is text.
            out.verbatim(content, at);
            inside = text.is_none();
        }
        at += piece.len();
    }
    out
}

pub(super) fn write(text: &str, place: &Place<'_>) -> String {
    if place.raw.starts_with('"') { text.replace('"', "\"\"") } else { text.to_owned() }
}

/// Whether a value is one field.
pub(super) fn stands(raw: &str, delimiter: char) -> bool {
    match raw.strip_prefix('"') {
        Some(inner) => {
            let Some(inner) = inner.strip_suffix('"') else { return false };
            let mut runs = inner.split(|c| c != '"');
            runs.all(|marks| marks.len() % 2 == 0)
        }
        // Without any character, the line breaks around the field could become one.
        None => !raw.is_empty() && !raw.contains([delimiter, '"', '\n', '\r']),
    }
}
