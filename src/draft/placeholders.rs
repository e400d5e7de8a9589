//! Placeholders of all kinds as the section parser knows them.
//!
//! It weighs lines of text by their words and asks of a placeholder only that it is one. Some fifty tools write theirs in
//! as many ways; here they get one form, each in its own length, so that every place stays where it was.

use std::borrow::Cow;

use crate::text::Marks;

/// The longest placeholder the section parser looks for, in bytes.
const LONGEST: usize = 90;

/// The text with placeholders that the section parser may not know written like `{{xxx}}`; of the same length.
pub(super) fn plain_to_see<'t>(text: &'t str, marks: &Marks) -> Cow<'t, str> {
    let is_known = |written: &str| {
        written.len() <= LONGEST
            && !written.contains('\n')
            && ["{", "[%", "<%", "<<", "%{", "#{", "${", "*|"].iter().any(|open| written.starts_with(open))
    };
    if marks.placeholders.iter().all(|mark| is_known(&text[mark.range()])) {
        return Cow::Borrowed(text);
    }
    let mut seen = String::with_capacity(text.len());
    for mark in &marks.placeholders {
        let written = &text[mark.range()];
        if mark.start() < seen.len() || is_known(written) {
            continue;
        }
        seen.push_str(&text[seen.len()..mark.start()]);
        match written.len() {
            // Too short for brackets; a capitalised word is what may stand there.
            length @ 1..5 => seen.push_str(&"Xxxx"[..length]),
            length => {
                // What is cut off is blank to the section parser, which may let a section end there.
                let shown = written.floor_char_boundary(LONGEST);
                seen.push_str("{{");
                seen.push_str(&"x".repeat(shown - 4));
                seen.push_str("}}");
                seen.push_str(&" ".repeat(length - shown));
            }
        }
    }
    seen.push_str(&text[seen.len()..]);
    Cow::Owned(seen)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    #[test]
    fn placeholders_get_one_form_and_keep_their_length() {
        let text = "Hei «FirstName» %s {{ a }} \u{e5}";
        let marks =
            Marks { placeholders: vec![Span::new(4, 17), Span::new(18, 20), Span::new(21, 28)], ..Marks::default() };
        assert_eq!(plain_to_see(text, &marks), "Hei {{xxxxxxxxx}} Xx {{ a }} \u{e5}");
        let long = format!("<OTRS_{}>", "X".repeat(200));
        let marks = Marks { placeholders: vec![Span::new(0, long.len())], ..Marks::default() };
        assert_eq!(plain_to_see(&long, &marks).len(), long.len());
        let dashes = format!("<OTRS_{}>", "\u{2010}".repeat(50));
        let marks = Marks { placeholders: vec![Span::new(0, dashes.len())], ..Marks::default() };
        assert!(dashes.is_char_boundary(plain_to_see(&dashes, &marks).trim_end().len()));
        assert!(matches!(plain_to_see("Hei", &Marks::default()), Cow::Borrowed(_)));
    }
}
