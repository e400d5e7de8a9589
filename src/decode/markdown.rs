//! Markdown (CommonMark with tables): its text without the marks.
//!
//! pulldown-cmark reads the marks and tells where each piece of text stands. Lines that were wrapped stay so; code is no
//! text to a linter of prose and is left out, as are blocks of HTML. Constructs of template languages stand whole, also
//! where their asterisks and angle brackets look like marks. Front matter is skipped; its `subject:` or `title:` is the
//! subject line.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::{
    front_matter,
    layer::{Builder, Layer},
    markup::{Page, PageImage, PageLink},
    template::{self, Constructs, Meaning, Steers, Templates},
};
use crate::text::Span;

/// Quotes nested deeper than this look like this, so that the text does not outgrow the page.
const DEEPEST_QUOTE: usize = 8;

/// The text of a page, with what else a reader meets in it.
pub(super) fn read(page: &str, templates: Templates) -> Page {
    let mut reader = Reader { page, templates, ..Reader::default() };
    let start = reader.front_matter();
    reader.constructs = constructs(page, start, templates);
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    for (event, range) in Parser::new_ext(&page[start..], options).into_offset_iter() {
        reader.event(event, range.start + start..range.end + start);
    }
    reader.found.layer = Layer { out: reader.out.text, map: reader.out.map };
    reader.found
}

/// The constructs of template languages in the page from `start` on, none of them over an empty line.
fn constructs(page: &str, start: usize, templates: Templates) -> Vec<(Range<usize>, bool)> {
    let mut constructs = Constructs::new(page, templates.syntaxes);
    let mut found = Vec::new();
    let mut at = start;
    while at < page.len() {
        // A comment of HTML is known to the reader of Markdown.
        let end = constructs.find(at).filter(|(end, _)| {
            let construct = &page[at..*end];
            !construct.contains("\n\n") && !construct.contains("\n\r\n") && !construct.starts_with("<!--")
        });
        if let Some((end, syntax)) = end {
            found.push((at..end, !templates.own.has(syntax)));
        }
        at = end.map_or(at + 1, |(end, _)| end);
    }
    found
}

#[derive(Default)]
struct Reader<'t> {
    page: &'t str,
    out: Builder,
    found: Page,
    /// The constructs of template languages that have not been shown, the next one at `construct`.
    constructs: Vec<(Range<usize>, bool)>,
    templates: Templates,
    construct: usize,
    /// How far the page has been shown as a construct.
    shown: usize,
    /// Line breaks due before the next character.
    breaks: usize,
    /// Whether the next character stands in another cell of the row.
    tab: bool,
    /// Whether the next character begins a line.
    at_line_start: bool,
    /// The sign of the list item that begins.
    marker: Option<String>,
    /// The numbers of the lists that are open; none for one with bullets.
    lists: Vec<Option<u64>>,
    /// How many quotes are open.
    quotes: usize,
    /// How many blocks are open whose text is not shown.
    hidden: usize,
    /// The link that is open, and whether it has text.
    link: Option<(usize, bool)>,
    /// Whether something was left out between the last character and the next.
    has_gap: bool,
}

impl Reader<'_> {
    /// Skips front matter, and takes the subject line from it. Where the text behind it begins.
    fn front_matter(&mut self) -> usize {
        self.at_line_start = true;
        let Some(front) = front_matter::read(self.page) else { return 0 };
        if let Some(value) = front.subject {
            self.found.subject_line(self.page, &mut self.out, value, self.templates);
        }
        front.end
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => {
                if matches!(tag, TagEnd::Link | TagEnd::Image) {
                    self.asides(&range);
                }
                self.end(tag);
            }
            Event::Text(text) => self.text(&text, range),
            Event::SoftBreak => self.soft_break(&range),
            Event::HardBreak => {
                if self.hidden == 0 && self.shown < range.end {
                    self.due(range.start);
                    self.out.atomic("\n", Span::new(range.start, range.end));
                    self.at_line_start = true;
                }
            }
            Event::Rule => self.need_breaks(2),
            Event::InlineHtml(html) if html.get(..3).is_some_and(|tag| tag.eq_ignore_ascii_case("<br")) => {
                self.need_breaks(1);
            }
            // Left out, but for the constructs in it.
            _ => self.left_out(&range),
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Paragraph | Tag::Heading { .. } | Tag::Table(_) | Tag::HtmlBlock => self.need_breaks(2),
            Tag::BlockQuote(_) => {
                self.need_breaks(2);
                self.quotes += 1;
            }
            Tag::CodeBlock(_) => {
                self.need_breaks(2);
                self.hidden += 1;
            }
            Tag::List(first) => {
                self.need_breaks(if self.lists.is_empty() { 2 } else { 1 });
                self.lists.push(first);
            }
            Tag::Item => {
                self.marker = None;
                self.need_breaks(1);
                self.marker = Some(match self.lists.last_mut() {
                    Some(Some(number)) => {
                        let marker = format!("{number}. ");
                        *number = number.saturating_add(1);
                        marker
                    }
                    _ => "- ".to_owned(),
                });
            }
            Tag::TableHead | Tag::TableRow => self.need_breaks(1),
            Tag::TableCell => self.tab = true,
            Tag::Link { dest_url, .. } => {
                let at = self.out.text.len();
                self.link = Some((self.found.links.len(), false));
                let link = PageLink {
                    text: Span::new(at, at),
                    target: dest_url.into_string(),
                    source: range,
                    is_named: false,
                };
                self.found.links.push(link);
            }
            Tag::Image { .. } => {
                self.hidden += 1;
                let at = self.out.text.len();
                self.found.images.push(PageImage {
                    alt: Some(String::new()),
                    source: range,
                    at,
                    ..PageImage::default()
                });
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Table | TagEnd::HtmlBlock => self.need_breaks(2),
            TagEnd::BlockQuote(_) => {
                self.quotes = self.quotes.saturating_sub(1);
                self.need_breaks(2);
            }
            TagEnd::CodeBlock => {
                self.hidden -= 1;
                self.need_breaks(2);
            }
            TagEnd::List(_) => {
                self.lists.pop();
                self.need_breaks(if self.lists.is_empty() { 2 } else { 1 });
            }
            TagEnd::Item => {
                self.marker = None;
                self.need_breaks(1);
            }
            TagEnd::TableHead | TagEnd::TableRow => self.need_breaks(1),
            TagEnd::Link => {
                if let Some((link, has_text)) = self.link.take() {
                    let end = self.out.text.len();
                    let text = &mut self.found.links[link].text;
                    *text = Span::new(if has_text { text.start() } else { end }, end);
                }
            }
            TagEnd::Image => {
                self.hidden -= 1;
                self.has_gap = true;
            }
            _ => {}
        }
    }

    fn need_breaks(&mut self, count: usize) {
        if self.marker.is_none() {
            self.breaks = self.breaks.max(count);
        }
    }

    fn text(&mut self, text: &str, range: Range<usize>) {
        if self.hidden > 0 {
            // Of an image this is the text in its place.
            if let Some(alt) = self.found.images.last_mut().filter(|image| image.source.end >= range.end) {
                alt.alt.get_or_insert_default().push_str(text);
            }
            return;
        }
        if text != &self.page[range.clone()] {
            if self.next_construct(&range).is_some() {
                self.left_out(&range);
            } else if self.shown <= range.start {
                self.due(range.start);
                self.out.atomic(text, Span::new(range.start, range.end));
            }
            return;
        }
        let mut at = range.start.max(self.shown);
        while at < range.end {
            match self.next_construct(&(at..range.end)) {
                Some(construct) => {
                    self.characters(at..construct.start.max(at));
                    at = construct.end;
                    self.show_construct(construct);
                }
                None => {
                    self.characters(at..range.end);
                    return;
                }
            }
        }
    }

    /// What is no text, but for constructs that begin in it.
    fn left_out(&mut self, range: &Range<usize>) {
        while self.hidden == 0
            && let Some(construct) = self.next_construct(range)
        {
            self.show_construct(construct);
        }
        self.has_gap = true;
    }

    /// The first construct among these characters that has not been shown.
    fn next_construct(&mut self, range: &Range<usize>) -> Option<Range<usize>> {
        let from = range.start.max(self.shown);
        while self.constructs.get(self.construct).is_some_and(|(construct, _)| construct.end <= from) {
            self.construct += 1;
        }
        self.constructs
            .get(self.construct)
            .map(|(construct, _)| construct)
            .filter(|construct| construct.start < range.end)
            .cloned()
    }

    /// Takes down the placeholders of a link or an image, whose characters are `range`, that are no text.
    fn asides(&mut self, range: &Range<usize>) {
        while let Some(construct) = self.next_construct(range).filter(|construct| construct.end <= range.end) {
            let is_foreign = self.constructs[self.construct].1;
            if construct.start >= range.start.max(self.shown) {
                self.found.collected.aside(self.page, construct, self.out.text.len(), is_foreign);
            }
            self.construct += 1;
        }
    }

    fn show_construct(&mut self, construct: Range<usize>) {
        // One that begins before the characters asked for began in something left out.
        let start = construct.start.max(self.shown);
        self.shown = construct.end;
        if !self.templates.are_filled_in || start > construct.start {
            self.characters(start..construct.end);
            return;
        }
        match Meaning::of(self.page, &construct) {
            Meaning::Prints | Meaning::Prose(_) => {
                self.due(start);
                template::inline(self.page, construct, self.templates, &mut self.out, &mut self.found.collected);
            }
            Meaning::Steers(steers) => {
                let within_line = !self.at_line_start && self.breaks == 0;
                if within_line && steers == Steers::Else && !self.out.text.ends_with([' ', '\n']) {
                    self.out.atomic(" ", Span::new(start, start));
                }
                self.found.collected.steer(steers, self.out.text.len(), within_line);
                self.has_gap = true;
            }
            Meaning::Comment | Meaning::Subject(_) => {
                self.found.collected.comment(self.page, construct, self.out.text.len());
                self.has_gap = true;
            }
        }
    }

    fn characters(&mut self, mut range: Range<usize>) {
        // A space on each side of something left out is one space too many.
        let is_doubled = self.page[range.clone()].starts_with(' ') && self.out.text.ends_with([' ', '\n']);
        if self.has_gap && is_doubled && self.breaks == 0 {
            range.start += 1;
        }
        if range.is_empty() {
            return;
        }
        self.due(range.start);
        self.out.verbatim(&self.page[range.clone()], range.start);
    }

    fn soft_break(&mut self, range: &Range<usize>) {
        if self.hidden > 0 || self.shown >= range.end {
            return;
        }
        let text = &self.page[range.clone()];
        let start = range.start + text.find(['\r', '\n']).unwrap_or(0);
        self.due(start);
        let eol = if self.page[start..].starts_with("\r\n") { 2 } else { 1 };
        self.out.verbatim(&self.page[start..(start + eol).min(range.end)], start);
        self.at_line_start = true;
    }

    /// Appends what is due before the character at `at`.
    fn due(&mut self, at: usize) {
        let here = Span::new(at, at);
        let at_top = self.out.text.len() == self.found.body_start;
        if self.breaks > 0 && !at_top {
            self.out.atomic(&"\n\n"[..self.breaks.min(2)], here);
            self.at_line_start = true;
        } else if self.tab && !at_top {
            self.out.atomic("\t", here);
        }
        if self.at_line_start {
            self.out.atomic(&"> ".repeat(self.quotes.min(DEEPEST_QUOTE)), here);
        }
        if let Some(marker) = self.marker.take() {
            self.out.atomic(&marker, here);
        }
        if let Some((link, false)) = self.link {
            self.found.links[link].text = Span::new(self.out.text.len(), self.out.text.len());
            self.link = Some((link, true));
        }
        (self.breaks, self.tab, self.at_line_start, self.has_gap) = (0, false, false, false);
    }
}

#[cfg(test)]
mod tests {
    use super::{super::template::Kind, *};

    const TEMPLATE: Templates = Templates::of(Kind::Template, None);

    fn read(page: &str) -> Page {
        super::read(page, TEMPLATE)
    }

    /// The text of a page, with `⏎` for line ends and `⇥` for tabs.
    fn text(page: &str) -> String {
        read(page).layer.out.replace('\n', "⏎").replace('\t', "⇥")
    }

    #[test]
    fn marks_are_no_text() {
        assert_eq!(
            text("# Hei *Kari*\n\nTakk for __sist__, \\*du\\* &amp; co.\nSå bra.\n"),
            "Hei Kari⏎⏎Takk for sist, *du* & co.⏎Så bra."
        );
        assert_eq!(text("Bruk `kode` her.\n\n```\nx\n```\n\nHei"), "Bruk her.⏎⏎Hei");
        assert_eq!(text("<div>x</div>\n\na<b>b</b><br>c  \nd"), "ab⏎c⏎d");
        assert_eq!(text("a\n\n---\n\nb"), "a⏎⏎b");
    }

    #[test]
    fn lists_tables_and_quotes() {
        assert_eq!(text("- a\n- b\n  - c\n\n3. d\n4. e\n"), "- a⏎- b⏎- c⏎⏎3. d⏎4. e");
        assert_eq!(text("- a\n\n- b\n"), "- a⏎⏎- b");
        assert_eq!(text("| a | b |\n|---|---|\n| c | d |\n"), "a⇥b⏎c⇥d");
        assert_eq!(text("> a\n> b\n\nc"), "> a⏎> b⏎⏎c");
    }

    #[test]
    fn links_and_images() {
        let page = read("Se [her *nå*](https://a.test) ![Logo](x.png) og <https://b.test>");
        assert_eq!(page.layer.out, "Se her nå og https://b.test");
        let links: Vec<_> = page.links.iter().map(|link| (&page.layer.out[link.text.range()], &*link.target)).collect();
        assert_eq!(links, [("her nå", "https://a.test"), ("https://b.test", "https://b.test")]);
        assert_eq!(page.images[0].alt.as_deref(), Some("Logo"));
    }

    #[test]
    fn constructs_of_templates_come_through_whole() {
        for construct in
            ["*|FNAME|*", "{{ a*b*c }}", "<%= x %>", "<?php echo x ?>", "[% x %]", "{{x|default:\"<b>\"}}", "#{x}"]
        {
            assert_eq!(
                text(&format!("Hei {construct}, du\n\nog {construct}")),
                format!("Hei {construct}, du⏎⏎og {construct}")
            );
        }
    }

    #[test]
    fn front_matter_has_the_subject() {
        let page = read("---\ntitle: x\nsubject: \"Takk for sist\"\n---\nHei\n");
        assert_eq!(page.layer.out, "Subject: Takk for sist\n\nHei");
        assert_eq!(page.subject.map(|value| &page.layer.out[value.range()]), Some("Takk for sist"));
        assert_eq!(text("---\nid: 4\n...\nHei"), "Hei");
        assert_eq!(text("---\nHei"), "Hei");
    }
}
