//! A template of plain text as the text its reader sees.
//!
//! What steers the template is left out, and so is the line it stands on alone; a paragraph ends there unless a sentence
//! goes on behind it. What prints is a word, whole. The lines are those of the file else.

use std::ops::Range;

use super::{
    super::{front_matter, layer::Builder, layer::Layer, markup::Page},
    Collected, Constructs, Meaning, Steers, Templates, escape_at,
};
use crate::text::Span;

/// The text of a template.
pub(in crate::decode) fn read(page: &str, templates: Templates) -> Page {
    let mut reader = Reader::new(page, templates);
    let mut at = 0;
    if let Some(front) = front_matter::read(page) {
        at = front.end;
        if let Some(value) = front.subject {
            reader.found.subject_line(page, &mut reader.out, value, templates);
        }
    }
    reader.read(at);
    reader.found.layer = Layer { out: reader.out.text, map: reader.out.map };
    reader.found
}

/// The text of a template that holds a subject: its first line with words.
pub(in crate::decode) fn read_subject(page: &str, templates: Templates) -> Page {
    let mut reader = Reader::new(page, templates);
    reader.is_subject = true;
    let start = page.len() - page.trim_start().len();
    reader.out.atomic("Subject: ", Span::new(start, start));
    let from = reader.out.text.len();
    reader.found.body_start = from;
    reader.read(0);
    let end = from + reader.out.text[from..].trim_end().len();
    reader.found.subject = Some(Span::new(from, end));
    reader.found.body_start = reader.out.text.len();
    reader.found.layer = Layer { out: reader.out.text, map: reader.out.map };
    reader.found
}

/// What is known of the line that is being read.
#[derive(Default)]
struct Line {
    /// Whether something was shown of it.
    is_shown: bool,
    /// Whether a construct that is not shown stands on it.
    has_gap: bool,
    /// Whether one of those steers, so that what is below it may not go on with what is above.
    steers: bool,
    /// White space that is shown if something else is.
    blanks: Vec<Range<usize>>,
}

struct Reader<'t> {
    page: &'t str,
    templates: Templates,
    found: Page,
    out: Builder,
    line: Line,
    /// Whether a line of nothing but steering was left out since the last character.
    paragraph_ends: bool,
    /// Whether empty lines mean nothing.
    is_subject: bool,
}

impl<'t> Reader<'t> {
    fn new(page: &'t str, templates: Templates) -> Self {
        Self {
            page,
            templates,
            found: Page::default(),
            out: Builder { text: String::with_capacity(page.len()), ..Builder::default() },
            line: Line::default(),
            paragraph_ends: false,
            is_subject: false,
        }
    }

    fn read(&mut self, start: usize) {
        let page = self.page;
        let mut constructs = Constructs::new(page, self.templates.syntaxes);
        let mut at = start;
        while at < page.len() {
            let from = at;
            let mut found = None;
            while at < page.len() {
                if Constructs::may_begin(page.as_bytes()[at]) {
                    found = constructs.find(at);
                    if found.is_some() {
                        break;
                    }
                }
                at += 1;
            }
            self.text(from..at);
            if let Some((end, syntax)) = found {
                self.construct(at..end, !self.templates.own.has(syntax));
                at = end;
            }
        }
        self.end_line(page.len()..page.len());
    }

    /// Characters that are no construct.
    fn text(&mut self, range: Range<usize>) {
        let mut at = range.start;
        for line in self.page[range.clone()].split_inclusive('\n') {
            let end = at + line.len();
            let content = line.strip_suffix('\n').map_or(line, |rest| rest.strip_suffix('\r').unwrap_or(rest));
            let behind = at + content.len();
            self.characters(at..behind);
            if behind < end {
                self.end_line(behind..end);
            }
            at = end;
        }
    }

    /// Characters within a line.
    fn characters(&mut self, mut range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        if !self.line.is_shown {
            let content = &self.page[range.clone()];
            let blank = content.len() - content.trim_start().len();
            if blank > 0 {
                self.line.blanks.push(range.start..range.start + blank);
            }
            range.start += blank;
            if range.is_empty() {
                return;
            }
            self.begin_line(range.start);
        }
        // A space on each side of something left out is one space too many.
        if self.line.has_gap && self.out.text.ends_with(' ') && self.page[range.clone()].starts_with(' ') {
            range.start += 1;
        }
        self.out.verbatim(&self.page[range.clone()], range.start);
    }

    /// What is due before the first character of a line that is shown.
    fn begin_line(&mut self, at: usize) {
        let blank_lines = self.out.text.ends_with("\n\n") || self.out.text.ends_with("\n\r\n");
        let at_top = self.out.text.len() == self.found.body_start;
        if self.paragraph_ends && !self.is_subject && !at_top && !blank_lines && !self.goes_on(at) {
            let start = self.line.blanks.first().map_or(at, |blank| blank.start);
            self.out.atomic("\n", Span::new(start, start));
        }
        self.paragraph_ends = false;
        let blanks = std::mem::take(&mut self.line.blanks);
        for blank in blanks.into_iter().filter(|_| !self.is_subject) {
            self.out.verbatim(&self.page[blank.clone()], blank.start);
        }
        self.line.is_shown = true;
    }

    /// Whether the text at `at` goes on with the sentence above.
    fn goes_on(&self, at: usize) -> bool {
        let above = self.out.text.trim_end();
        above.ends_with(|c: char| c.is_alphanumeric() || c == ',') && self.page[at..].starts_with(char::is_lowercase)
    }

    /// The end of a line, which is shown unless nothing but constructs without text stood on it.
    fn end_line(&mut self, range: Range<usize>) {
        let line = std::mem::take(&mut self.line);
        if !line.is_shown && (line.has_gap || self.is_subject) {
            self.paragraph_ends |= line.steers;
            return;
        }
        for blank in line.blanks {
            self.out.verbatim(&self.page[blank.clone()], blank.start);
        }
        self.out.verbatim(&self.page[range.clone()], range.start);
    }

    fn construct(&mut self, range: Range<usize>, is_foreign: bool) {
        match Meaning::of(self.page, &range) {
            Meaning::Prints => {
                if !self.line.is_shown {
                    self.begin_line(range.start);
                }
                print(self.page, range, is_foreign, &mut self.out, &mut self.found.collected);
            }
            Meaning::Prose(pieces) => {
                if !self.line.is_shown {
                    self.begin_line(range.start);
                }
                for piece in pieces {
                    string(self.page, piece, self.templates, &mut self.out, &mut self.found.collected);
                }
            }
            Meaning::Steers(steers) => {
                let within_line = self.line.is_shown;
                if within_line && steers == Steers::Else && !self.out.text.ends_with([' ', '\n']) {
                    self.out.atomic(" ", Span::new(range.start, range.start));
                }
                self.found.collected.steer(steers, self.out.text.len(), within_line);
                self.line.has_gap = true;
                self.line.steers |= steers != Steers::Other;
            }
            Meaning::Comment => {
                self.line.has_gap = true;
                self.found.collected.comment(self.page, range, self.out.text.len());
            }
            Meaning::Subject(value) => {
                self.line.has_gap = true;
                if self.out.text.trim().is_empty() {
                    self.found.subject_line(self.page, &mut self.out, value, self.templates);
                }
            }
        }
    }
}

/// Appends a construct that prints, as it stands.
fn print(page: &str, range: Range<usize>, is_foreign: bool, out: &mut Builder, collected: &mut Collected) {
    let start = out.text.len();
    out.atomic(&page[range.clone()], Span::new(range.start, range.end));
    collected.placeholder(Span::new(start, out.text.len()), is_foreign);
}

/// Appends part of a template within a line: what prints and the text between; what steers is left out.
pub(in crate::decode) fn inline(
    page: &str,
    range: Range<usize>,
    templates: Templates,
    out: &mut Builder,
    collected: &mut Collected,
) {
    let mut constructs = Constructs::new(&page[..range.end], templates.syntaxes);
    let mut from = range.start;
    let mut at = range.start;
    while at < range.end {
        let found = if Constructs::may_begin(page.as_bytes()[at]) { constructs.find(at) } else { None };
        let Some((end, syntax)) = found else {
            at += 1;
            continue;
        };
        out.verbatim(&page[from..at], from);
        match Meaning::of(page, &(at..end)) {
            Meaning::Prints if templates.are_filled_in => {
                print(page, at..end, !templates.own.has(syntax), out, collected);
            }
            Meaning::Prose(pieces) if templates.are_filled_in => {
                for piece in pieces {
                    string(page, piece, templates, out, collected);
                }
            }
            Meaning::Steers(steers) if templates.are_filled_in => {
                if steers == Steers::Else && !out.text.ends_with(' ') {
                    out.atomic(" ", Span::new(at, at));
                }
                collected.steer(steers, out.text.len(), true);
            }
            Meaning::Comment if templates.are_filled_in => collected.comment(page, at..end, out.text.len()),
            _ => out.verbatim(&page[at..end], at),
        }
        (from, at) = (end, end);
    }
    out.verbatim(&page[from..range.end], from);
}

/// Appends the inside of a string in a construct: its escapes are undone, and names in it print.
fn string(page: &str, range: Range<usize>, templates: Templates, out: &mut Builder, collected: &mut Collected) {
    let templates = templates.in_string();
    let mut from = range.start;
    let mut at = range.start;
    while at < range.end {
        match escape_at(&page[at..range.end]) {
            Some((text, length)) => {
                inline(page, from..at, templates, out, collected);
                out.atomic(text, Span::new(at, at + length));
                at += length;
                from = at;
            }
            None => at += page[at..].chars().next().map_or(1, char::len_utf8),
        }
    }
    inline(page, from..range.end, templates, out, collected);
}

#[cfg(test)]
mod tests {
    use super::{super::Kind, *};

    fn read(page: &str) -> Page {
        let templates = Templates::of(Kind::Template, None).informed_by(page);
        super::read(page, templates)
    }

    /// The text of a template, with `⏎` for line ends, and what its placeholders are.
    fn text(page: &str) -> (String, Vec<String>) {
        let page = read(page);
        let out = &page.layer.out;
        let marks = page.collected.marks.placeholders.iter().map(|mark| out[mark.range()].to_owned()).collect();
        (out.replace('\n', "⏎"), marks)
    }

    fn shown(page: &str) -> String {
        text(page).0
    }

    #[test]
    fn placeholders_stand_whole() {
        let (shown, marks) = text("Hei {{ first_name }},\n\nordre [% order.id %] er sendt.\n");
        assert_eq!(shown, "Hei {{ first_name }},⏎⏎ordre [% order.id %] er sendt.⏎");
        assert_eq!(marks, ["{{ first_name }}", "[% order.id %]"]);
        let page = "Hei {{ x }}!";
        let map = read(page).layer.map;
        assert_eq!(map.source(Span::new(6, 7)), Span::new(4, 11));
    }

    #[test]
    fn lines_of_nothing_but_steering_are_left_out() {
        assert_eq!(shown("Hei\n{% if a %}\nDu har vunnet.\n{% endif %}\nHilsen\n"), "Hei⏎⏎Du har vunnet.⏎⏎Hilsen⏎");
        assert_eq!(shown("{% extends 'a' %}\n{% block b %}\nHei\n"), "Hei⏎");
        assert_eq!(shown("Vi har\n[% IF a %]\nsendt\n[% END %]\nden.\n"), "Vi har⏎sendt⏎den.⏎");
        assert_eq!(shown("Hei\n{# et notat #}\nKari\n"), "Hei⏎Kari⏎");
        assert_eq!(shown("Hei {# her #} Kari"), "Hei Kari");
        assert_eq!(shown("  {% if a %}Hei{% endif %}\n"), "  Hei⏎");
        assert_eq!(shown("Hei,\r\n{% if a %}\r\nDu\r\n"), "Hei,\r⏎⏎Du\r⏎");
        // What is put in stands before the line, its blanks with it.
        let map = read("Hei.\n{% if a %}\n  {# b #} Du").layer.map;
        assert_eq!(map.source(Span::new(5, 7)), Span::new(16, 17));
    }

    #[test]
    fn alternatives_within_a_line_are_told_apart() {
        let page = read("Den er {% if a %}endret{% else %}sendt i går{% endif %}.");
        let text = &page.layer.out;
        assert_eq!(text, "Den er endret sendt i går.");
        let alternatives: Vec<_> = page.collected.marks.alternatives.iter().map(|span| &text[span.range()]).collect();
        assert_eq!(alternatives, ["sendt i går"]);
    }

    #[test]
    fn prose_in_constructs_is_prose() {
        assert_eq!(shown("{% trans \"Your order contains:\" %}\n"), "Your order contains:⏎");
        let (shown, marks) = text("<%= _('From \\'us\\', the {{site}} team', :site => x) %>");
        assert_eq!(shown, "From 'us', the {{site}} team");
        assert_eq!(marks, ["{{site}}"]);
        let (shown, marks) = text("{{ __('Hi :name, you have %count mails', [1]) }} :name");
        assert_eq!(shown, "Hi :name, you have %count mails :name");
        assert_eq!(marks, [":name", "%count"]);
        assert_eq!(text("<%= raw _(\"You have \" \\\n 'mail') %>").0, "You have mail");
        let (shown, marks) = text("{% trans \"Hi there,\\n:name and \\\\n:name\" %}");
        assert_eq!(shown, "Hi there,⏎:name and \\n:name");
        assert_eq!(marks, [":name"]);
        assert_eq!(text("{% blocktrans %}Hei du{% endblocktrans %}").0, "Hei du");
    }

    #[test]
    fn the_subject_of_a_template() {
        assert_eq!(
            shown("<!--@subject Ordre {{var id}} @-->\n<!--@vars {\"a\":1} @-->\nHei\n"),
            "Subject: Ordre {{var id}}⏎⏎Hei⏎"
        );
        assert_eq!(shown("---\nsubject: Ny {{ x }}\n---\nHei\n"), "Subject: Ny {{ x }}⏎⏎Hei⏎");
    }

    #[test]
    fn a_template_of_nothing_but_a_subject() {
        let page = "{% extends \"a\" %}\n\n{% block subject %}{% trans a=b %}A release of {{ a }}{% endtrans %}{% endblock %}\n";
        let page = read_subject(page, Templates::of(Kind::Template, None));
        assert_eq!(page.layer.out.trim_end(), "Subject: A release of {{ a }}");
        assert_eq!(page.subject.map(|subject| &page.layer.out[subject.range()]), Some("A release of {{ a }}"));
    }

    #[test]
    fn places_that_look_like_constructs() {
        for text in ["(#{{id}})", "[Ticket##{ticket.number}]", "[#%{ticket.number}]"] {
            let (shown, marks) = self::text(text);
            assert_eq!(shown, text);
            assert_eq!(marks.len(), 1, "{text}");
        }
        assert_eq!(text("(#{{id}})").1, ["{{id}}"]);
        assert_eq!(text("[Ticket##{ticket.number}]").1, ["#{ticket.number}"]);
        assert_eq!(text("[Navn](https://a.test) [undeliverable] [ Se [1] ]").1, Vec::<String>::new());
    }
}
