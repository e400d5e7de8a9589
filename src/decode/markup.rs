//! Text with markup in it: what its reader sees, and an edit of that back among the marks.

use std::ops::Range;

use super::{
    edit::{Refusal, whole_runs},
    html,
    layer::{Builder, Layer},
    look::Appearance,
    markdown,
    template::{self, Collected, Templates},
};
use crate::text::{Run, Span, Text};

/// A language of marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Markup {
    Html,
    Markdown,
    /// None but the constructs of a template.
    Text,
    /// The same, and all of it is the subject of a mail.
    Subject,
}

/// A page as its reader meets it. Ranges, and the sources of the layer's map, count bytes of the page's characters.
#[derive(Default)]
pub(super) struct Page {
    /// What is shown.
    pub(super) layer: Layer<String>,
    /// The value of the subject line on top, where the page has one for itself.
    pub(super) subject: Option<Span<Text>>,
    /// Where the text begins that is no subject line.
    pub(super) body_start: usize,
    pub(super) title: Option<String>,
    pub(super) lang: Option<String>,
    pub(super) preheader: Option<Range<usize>>,
    pub(super) links: Vec<PageLink>,
    pub(super) images: Vec<PageImage>,
    pub(super) appearance: Appearance,
    /// The constructs of template languages.
    pub(super) collected: Collected,
}

/// A link of a page.
pub(super) struct PageLink {
    pub(super) text: Span<Text>,
    pub(super) target: String,
    /// Where the target stands.
    pub(super) source: Range<usize>,
    /// Whether an attribute names the target besides the text.
    pub(super) is_named: bool,
}

/// An image of a page.
#[derive(Default)]
pub(super) struct PageImage {
    pub(super) alt: Option<String>,
    /// Where in the text it stands.
    pub(super) at: usize,
    /// Its address, where it has one.
    pub(super) address: String,
    /// Whether it shows nothing: it marks the page as seen, or keeps things apart.
    pub(super) is_decoration: bool,
    /// Where its tag or mark stands.
    pub(super) source: Range<usize>,
}

impl Page {
    /// Begins the text with a subject line, whose value stands in the page.
    pub(super) fn subject_line(&mut self, page: &str, out: &mut Builder, value: Range<usize>, templates: Templates) {
        let (start, end) = (value.start, value.end);
        out.atomic("Subject: ", Span::new(start, start));
        let from = out.text.len();
        template::inline(page, value, templates, out, &mut self.collected);
        self.subject = Some(Span::new(from, out.text.len()));
        out.atomic("\n\n", Span::new(end, end));
        self.body_start = out.text.len();
    }
}

impl Markup {
    /// What a reader sees of a page.
    pub(super) fn read(self, page: &str, templates: Templates) -> Page {
        match self {
            Self::Html => html::read(page, templates),
            Self::Markdown => markdown::read(page, templates),
            Self::Text => template::read(page, templates),
            Self::Subject => template::read_subject(page, templates),
        }
    }

    /// The edit of the page that puts `replacement` in place of `span` of its text; the first that reads as meant.
    ///
    /// What `can_write` denies the charset has not, and HTML writes by number.
    pub(super) fn edit(
        self,
        templates: Templates,
        page: &str,
        layer: &Layer<String>,
        span: Span<Text>,
        replacement: &str,
        can_write: &dyn Fn(char) -> bool,
    ) -> Result<(Span<Text>, String), Refusal> {
        let text = &layer.out;
        let meant = [&text[..span.start()], replacement, &text[span.end()..]].concat();
        let changed = trimmed(text, span, replacement);
        let mut refusal = Refusal::Markup;
        for (span, new) in [(span, replacement), changed] {
            for place in self.places(page, templates, layer, span) {
                let (before, behind) = (&text[place.0.start()..span.start()], &text[span.end()..place.0.end()]);
                let new = self.write(&[before, new, behind].concat(), templates, can_write);
                let edited = [&page[..place.1.start], &new, &page[place.1.end..]].concat();
                if self.read(&edited, templates).layer.out == meant {
                    return Ok((Span::new(place.1.start, place.1.end), new));
                }
                refusal = Refusal::ReadsDifferently;
            }
        }
        Err(if replacement.contains(['\r', '\n']) { Refusal::LineBreak } else { refusal })
    }

    fn write(self, text: &str, templates: Templates, can_write: &dyn Fn(char) -> bool) -> String {
        match self {
            Self::Html => html::escape(text, templates, can_write),
            Self::Markdown | Self::Text | Self::Subject => text.to_owned(),
        }
    }

    /// The places of the page that `span` of its text may be written anew in, with the text that stands there now;
    /// none where there is markup.
    fn places(
        self,
        page: &str,
        templates: Templates,
        layer: &Layer<String>,
        span: Span<Text>,
    ) -> Vec<(Span<Text>, Range<usize>)> {
        let runs = layer.map.runs();
        let is_written = |run: &&Run| !run.source.is_empty();
        let grown = whole_runs(&layer.map, span);
        if grown.is_empty() {
            let first = runs.partition_point(|run| run.text.end() < span.start());
            let inside = runs[first..].first().filter(|run| run.text.start() < span.start());
            let inside = inside.filter(|run| run.text.end() > span.start()).filter(is_written);
            let ends = runs[first..].first().filter(|run| run.text.end() == span.start()).filter(is_written);
            let begins =
                runs.iter().skip(first).take(2).find(|run| run.text.start() == span.start()).filter(is_written);
            let within = inside.map(|run| run.source.start() + (span.start() - run.text.start()));
            let at = [within, ends.map(|run| run.source.end()), begins.map(|run| run.source.start())];
            return at.into_iter().flatten().map(|at| (grown, at..at)).collect();
        }
        let under = layer.map.runs_under(grown);
        let range = layer.map.source(grown).range();
        let has_gap = under.windows(2).any(|pair| pair[0].source.end() != pair[1].source.start());
        if under.iter().all(|run| is_written(&run)) && !(has_gap && self.has_markup(page, templates, &range)) {
            vec![(grown, range)]
        } else {
            Vec::new()
        }
    }

    fn has_markup(self, page: &str, templates: Templates, range: &Range<usize>) -> bool {
        match self {
            Self::Html => html::has_markup(page, templates, range),
            Self::Markdown | Self::Text | Self::Subject => true,
        }
    }
}

/// The change without what the old and the new text begin and end with alike.
pub(super) fn trimmed<'r>(text: &str, span: Span<Text>, new: &'r str) -> (Span<Text>, &'r str) {
    let old = &text[span.range()];
    let alike = |(a, b): (char, char)| (a == b).then(|| a.len_utf8());
    let head: usize = old.chars().zip(new.chars()).map_while(alike).sum();
    let (old, new) = (&old[head..], &new[head..]);
    let tail: usize = old.chars().rev().zip(new.chars().rev()).map_while(alike).sum();
    (Span::new(span.start() + head, span.end() - tail), &new[..new.len() - tail])
}

#[cfg(test)]
mod tests {
    use crate::{
        decode::{Format, Refusal, decode},
        text::Span,
    };

    fn edited(format: Format, page: &str, old: &str, new: &str) -> Result<String, Refusal> {
        let decoded = decode(page.as_bytes(), format);
        let at = decoded.text.find(old).unwrap();
        let edit = decoded.edit(page.as_bytes(), Span::new(at, at + old.len()), new)?;
        let after = edit.apply(page.as_bytes());
        assert_eq!(decode(&after, format).text, decoded.text.replacen(old, new, 1));
        Ok(String::from_utf8(after).unwrap())
    }

    #[test]
    fn edits_of_a_page_are_escaped() {
        let page = "<p>Vi kan <b>ikke</b> hjelpe &aring; finne  den.</p>";
        let html = |old: &str, new: &str| edited(Format::Html, page, old, new);
        assert_eq!(html("ikke", "A & <B>").unwrap(), page.replace("ikke", "A &amp; &lt;B&gt;"));
        assert_eq!(html("å f", "o\u{A0}f").unwrap(), page.replace("&aring; f", "o&nbsp;f"));
        assert_eq!(html("finne den", "se den").unwrap(), page.replace("finne  den", "se den"));
        assert_eq!(html("hjelpe", "{{ x & y }}").unwrap(), page.replace("hjelpe", "{{ x & y }}"));
        assert_eq!(html("ikke hjelpe", "gi"), Err(Refusal::Markup));
        // What the old and the new text have in common may hold markup.
        assert_eq!(html("kan ikke", "vil ikke").unwrap(), page.replace("kan", "vil"));
        assert_eq!(html("hjelpe", "en\nto"), Err(Refusal::LineBreak));
        assert_eq!(html("hjelpe", " to"), Err(Refusal::ReadsDifferently));
    }

    #[test]
    fn the_lines_of_a_page_are_markup() {
        let page = "<p>Hei</p><ul><li>du</ul>";
        assert_eq!(edited(Format::Html, page, "Hei\n\n", "Hei"), Err(Refusal::Markup));
        assert_eq!(edited(Format::Html, page, "- ", ""), Err(Refusal::Markup));
        let decoded = decode(page.as_bytes(), Format::Html);
        let edit = decoded.edit(page.as_bytes(), Span::new(3, 3), ",").unwrap();
        assert_eq!(edit.apply(page.as_bytes()), b"<p>Hei,</p><ul><li>du</ul>");
    }

    #[test]
    fn characters_the_charset_has_not_are_written_by_number() {
        let page = b"<meta charset=iso-8859-1><p>p\xe5 lager";
        let decoded = decode(page, Format::Html);
        assert_eq!((decoded.text.as_str(), decoded.charset), ("på lager", "windows-1252"));
        let edit = decoded.edit(page, Span::new(4, 9), "→ å").unwrap();
        assert_eq!(edit.bytes, b"&#8594; \xe5");
    }

    #[test]
    fn edits_of_markdown_stay_between_marks() {
        let page = "Vi kan **ikke** hjelpe.\n\n- du\n";
        let markdown = |old: &str, new: &str| edited(Format::Markdown, page, old, new);
        assert_eq!(markdown("ikke", "nå").unwrap(), page.replace("ikke", "nå"));
        assert_eq!(markdown("ikke hjelpe", "nå"), Err(Refusal::Markup));
        assert_eq!(markdown("hjelpe", "*nå*"), Err(Refusal::ReadsDifferently));
    }
}
