//! From the tokens of a page to the text a reader sees.
//!
//! What is shown, and where lines break, follows how browsers and mail programs lay pages out, as far as a text can:
//! empty lines around paragraphs, one line for a row of a table, a tab between its cells. Nothing here is recursive, and
//! looking for the element an end tag ends is bounded, so that any page takes linear time.

use std::ops::Range;

use super::{
    element::{ENDS_P, FORMATTING, Flow, KINDS, Kind, LIST, PRE, SCOPE, TABLE, VOID},
    entity::{Entity, decode_value},
    look::{self, Looks},
    picture::picture,
    style::{Sheet, Style, White},
    token::{Tag, Token, Tokens},
};
use crate::{
    decode::{
        front_matter,
        layer::{Builder, Layer},
        markup::{Page, PageLink},
        template::{Meaning, Steers, Templates, escape_at, inline},
    },
    text::Span,
};

/// How many open elements are looked through for the one an end tag ends.
const REACH: usize = 128;
/// At most one empty line stands between two lines of text.
const MOST_BREAKS: u8 = 2;

/// Reads a page.
pub(super) fn read(page: &str, templates: Templates) -> Page {
    let mut reader = Reader::new(page, templates);
    let start = reader.front();
    for token in Tokens::new(page, start, templates) {
        reader.token(token);
    }
    while let Some(open) = reader.stack.pop() {
        reader.left(&open);
    }
    reader.finish()
}

/// Attributes whose value a reader opens, sees or hears.
const READ_ATTRIBUTES: [&str; 9] =
    ["href", "src", "srcset", "action", "background", "background-url", "alt", "title", "aria-label"];

/// What an element hands down to those within it.
#[derive(Clone, Copy, Default)]
struct State {
    hidden: bool,
    invisible: bool,
    no_size: bool,
    white: White,
}

impl State {
    fn is_shown(self) -> bool {
        !(self.hidden || self.invisible || self.no_size)
    }
}

/// An element whose end has not come.
struct Open {
    kind: Kind,
    state: State,
    /// What [`Looks`] knows it by.
    node: usize,
    /// The number of the link it is.
    link: Option<usize>,
    /// Whether it is hidden, and stands above all that is shown.
    may_be_preheader: bool,
}

/// What stands between the last character shown and the next.
#[derive(Default)]
struct Due {
    /// Line breaks.
    breaks: u8,
    /// Whether a tab is due: the next character stands in another cell.
    tab: bool,
    /// White space, by its place.
    space: Option<Range<usize>>,
    /// Whether the sign of a list item is due.
    marker: bool,
    /// Whether a character of no width was left out, as they pad preheaders.
    padded: bool,
}

#[expect(clippy::struct_excessive_bools, reason = "each is about another place of the page")]
struct Reader<'t> {
    page: &'t str,
    templates: Templates,
    /// Whether the characters stand in a string of a construct, where some are escaped.
    in_string: bool,
    out: Builder,
    found: Page,
    stack: Vec<Open>,
    /// How many elements of each kind are open.
    open: [u32; KINDS],
    sheet: Sheet,
    looks: Looks,
    /// The element whose raw content comes next.
    raw: String,
    in_head: bool,
    /// What comes before the next character.
    due: Due,
    /// Whether a line break that comes now is the one that `<pre>` swallows.
    behind_pre: bool,
    /// The link that is open, and whether it has text.
    link: Option<(usize, bool)>,
    /// Whether the hidden text above all others is being read, and where it stands.
    notes: bool,
    noted: Option<Range<usize>>,
}

impl<'t> Reader<'t> {
    fn new(page: &'t str, templates: Templates) -> Self {
        Self {
            page,
            templates,
            in_string: false,
            out: Builder { text: String::with_capacity(page.len() / 2), ..Builder::default() },
            found: Page::default(),
            stack: Vec::new(),
            open: [0; KINDS],
            sheet: Sheet::default(),
            looks: Looks::new(page),
            raw: String::new(),
            in_head: false,
            due: Due::default(),
            behind_pre: false,
            link: None,
            notes: false,
            noted: None,
        }
    }

    fn finish(mut self) -> Page {
        self.found.layer = Layer { out: self.out.text, map: self.out.map };
        self.found.appearance = self.looks.finish();
        self.found
    }

    fn token(&mut self, token: Token) {
        let behind_pre = std::mem::take(&mut self.behind_pre);
        match token {
            Token::Text(range) if self.in_string => self.escaped_text(range),
            Token::Text(mut range) => {
                if behind_pre {
                    let text = &self.page[range.clone()];
                    range.start +=
                        if text.starts_with("\r\n") { 2 } else { usize::from(text.starts_with(['\r', '\n'])) };
                }
                self.text(range);
            }
            Token::Entity(entity) => self.entity(&entity),
            Token::Template(range) => self.template(range),
            Token::Start(tag) => self.start(&tag),
            Token::End(tag) => self.end(&tag),
            Token::Raw(range) => self.raw(range),
            Token::Comment(range) => self.comment(range),
        }
    }

    // --- Characters --------------------------------------------------------------------------------------------

    fn state(&self) -> State {
        self.stack.last().map_or_else(State::default, |open| open.state)
    }

    /// What [`Looks`] knows the innermost element by.
    fn node(&self) -> usize {
        self.stack.last().map_or(look::ROOT, |open| open.node)
    }

    /// Whether no character of the body has been shown yet.
    fn at_top(&self) -> bool {
        self.out.text.len() == self.found.body_start
    }

    fn text(&mut self, range: Range<usize>) {
        let text = &self.page[range.clone()];
        if self.in_head {
            self.in_head = text.bytes().all(|byte| byte.is_ascii_whitespace());
        }
        let state = self.state();
        if self.in_head || !state.is_shown() {
            self.note_hidden(range);
            return;
        }
        let mut shown = range.start;
        for (at, character) in text.char_indices() {
            let here = range.start + at;
            let behind = here + character.len_utf8();
            let Some(blank) = self.blank(character, state.white) else {
                // A character in the middle of a stretch; what comes behind it is not padding.
                self.due.padded = false;
                continue;
            };
            self.show(shown..here);
            shown = behind;
            self.leave_out(blank, here..behind);
        }
        self.show(shown..range.end);
    }

    /// Characters in a string of a construct.
    fn escaped_text(&mut self, range: Range<usize>) {
        let mut from = range.start;
        let mut at = range.start;
        while let Some(found) = self.page[at..range.end].find('\\') {
            at += found;
            let Some((escaped, length)) = escape_at(&self.page[at..range.end]) else {
                at += 1;
                continue;
            };
            self.text(from..at);
            if matches!(escaped, "\n" | "\t") {
                self.leave_out(Blank::Space, at..at + length);
            } else if !escaped.is_empty() && self.state().is_shown() {
                self.flush(at);
                let start = self.out.text.len();
                self.out.atomic(escaped, Span::new(at, at + length));
                self.looks.shown(start, self.out.text.len(), self.node());
            }
            at += length;
            from = at;
        }
        self.text(from..range.end);
    }

    /// What a character is if it is not simply shown.
    fn blank(&self, character: char, white: White) -> Option<Blank> {
        match character {
            '\n' if white == White::Lines => Some(Blank::Line),
            ' ' | '\t' | '\n' | '\r' | '\x0C' => (white != White::Keep).then_some(Blank::Space),
            // No-break spaces between characters of no width are there to fill a line that nobody reads.
            '\u{A0}' if self.due.padded => Some(Blank::Padding),
            '\u{AD}' | '\u{34F}' | '\u{200B}' | '\u{200C}' | '\u{2060}' | '\u{FEFF}' => Some(Blank::Padding),
            _ => None,
        }
    }

    fn leave_out(&mut self, blank: Blank, range: Range<usize>) {
        match blank {
            Blank::Line => self.line_break(),
            Blank::Padding => self.due.padded = true,
            Blank::Space => match &mut self.due.space {
                Some(space) if space.end == range.start => space.end = range.end,
                Some(_) => {}
                none => *none = Some(range),
            },
        }
    }

    fn entity(&mut self, entity: &Entity) {
        let state = self.state();
        self.in_head &= entity.first.is_ascii_whitespace();
        if self.in_head || !state.is_shown() {
            self.note_hidden(entity.range.clone());
            return;
        }
        if let Some(blank) = self.blank(entity.first, state.white) {
            self.leave_out(blank, entity.range.clone());
            return;
        }
        self.flush(entity.range.start);
        let start = self.out.text.len();
        self.out.atomic(&entity.text(), Span::new(entity.range.start, entity.range.end));
        self.looks.shown(start, self.out.text.len(), self.node());
    }

    /// A construct of a template language is a word that nobody has filled in yet, or steers what is shown, or holds
    /// prose; in the head it is nothing. In a page that will not be filled in it is shown as it stands.
    fn template(&mut self, range: Range<usize>) {
        let meaning = if self.templates.are_filled_in { Meaning::of(self.page, &range) } else { Meaning::Prints };
        if let Meaning::Comment = meaning {
            self.found.collected.comment(self.page, range, self.out.text.len());
            return;
        }
        if self.in_head || !self.state().is_shown() {
            // What one mail program hides another shows: a preheader, what is for telephones.
            if !self.in_head {
                self.aside(range.clone());
            }
            self.note_hidden(range);
            return;
        }
        match meaning {
            Meaning::Prints => self.inline(range),
            Meaning::Prose(_) if self.in_string => self.inline(range),
            Meaning::Prose(pieces) => {
                self.in_string = true;
                for piece in pieces {
                    let tokens = Tokens::new(&self.page[..piece.end], piece.start, self.templates.in_string());
                    tokens.for_each(|token| self.token(token));
                }
                self.in_string = false;
            }
            Meaning::Steers(steers) => {
                let within_line = self.due.breaks == 0 && !self.due.tab && !self.at_top();
                if within_line && steers == Steers::Else && self.due.space.is_none() {
                    self.due.space = Some(range.start..range.start);
                }
                self.found.collected.steer(steers, self.out.text.len(), within_line);
            }
            Meaning::Comment | Meaning::Subject(_) => {}
        }
    }

    /// Appends a construct that is shown.
    fn inline(&mut self, range: Range<usize>) {
        self.flush(range.start);
        let start = self.out.text.len();
        let templates = if self.in_string { self.templates.in_string() } else { self.templates };
        inline(self.page, range, templates, &mut self.out, &mut self.found.collected);
        self.looks.shown(start, self.out.text.len(), self.node());
    }

    /// Appends characters as they stand.
    fn show(&mut self, range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        self.flush(range.start);
        let start = self.out.text.len();
        self.out.verbatim(&self.page[range.clone()], range.start);
        self.looks.shown(start, self.out.text.len(), self.node());
    }

    /// Appends what is due before the character at `at`.
    fn flush(&mut self, at: usize) {
        let here = Span::new(at, at);
        let due = std::mem::take(&mut self.due);
        if !self.at_top() {
            if due.breaks > 0 {
                let written = self.out.text.bytes().rev().filter(|byte| *byte != b'\r');
                let there = written.take_while(|byte| *byte == b'\n').take(usize::from(MOST_BREAKS)).count();
                self.out.atomic(&"\n\n"[..usize::from(due.breaks).saturating_sub(there)], here);
            } else if due.tab {
                self.out.atomic("\t", here);
            } else if let Some(space) = due.space {
                match &self.page[space.clone()] {
                    " " => self.out.verbatim(" ", space.start),
                    _ => self.out.atomic(" ", Span::new(space.start, space.end)),
                }
            }
        }
        if due.marker {
            self.out.atomic("- ", here);
        }
        if let Some((link, false)) = self.link {
            self.found.links[link].text = Span::new(self.out.text.len(), self.out.text.len());
            self.link = Some((link, true));
        }
    }

    /// Takes hidden text down that may be a preheader.
    fn note_hidden(&mut self, range: Range<usize>) {
        if !self.notes {
            return;
        }
        let is_padding = |c: char| {
            c.is_whitespace() || matches!(c, '\u{AD}' | '\u{34F}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}')
        };
        let text = &self.page[range.clone()];
        let is_entity = text.starts_with('&');
        if is_entity && Entity::at(text, 0, false).is_some_and(|entity| is_padding(entity.first)) {
            return;
        }
        let start = range.start + (text.len() - text.trim_start_matches(is_padding).len());
        let end = range.start + text.trim_end_matches(is_padding).len();
        if start < end {
            let first = self.noted.as_ref().map_or(start, |noted| noted.start);
            self.noted = Some(first..end);
        }
    }

    // --- Lines -------------------------------------------------------------------------------------------------

    fn line_break(&mut self) {
        if !self.due.marker {
            self.due.breaks = (self.due.breaks + 1).min(MOST_BREAKS);
        }
    }

    /// At least so many line breaks are due. The sign of an item stands before the first line within it.
    fn need_breaks(&mut self, count: u8) {
        if !self.due.marker {
            self.due.breaks = self.due.breaks.max(count);
        }
    }

    /// Line breaks where an element begins, or ends.
    fn edge(&mut self, kind: Kind, begins: bool) {
        match kind.element().flow {
            Flow::Line => self.need_breaks(1),
            // A list within a list goes on in the next line.
            Flow::Paragraph if kind.element().is(LIST) && self.is_open("li") => self.need_breaks(1),
            Flow::Paragraph => self.need_breaks(MOST_BREAKS),
            Flow::Item => {
                self.due.marker &= begins;
                self.need_breaks(1);
                self.due.marker = begins;
            }
            Flow::Cell => self.due.tab = !self.at_top(),
            Flow::Break if begins => self.line_break(),
            Flow::Inline | Flow::Hidden | Flow::Break => {}
        }
    }

    // --- Elements ----------------------------------------------------------------------------------------------

    fn is_open(&self, name: &str) -> bool {
        self.open[Kind::of(name).index()] > 0
    }

    fn start(&mut self, tag: &Tag) {
        let kind = Kind::of(&tag.name);
        self.asides(tag);
        self.raw.clone_from(&tag.name);
        if tag.name == "head" {
            self.in_head = true;
            return;
        }
        self.in_head &= belongs_to_head(&tag.name);
        self.end_implied(kind);
        if matches!(tag.name.as_str(), "html" | "body" | "mjml") && self.found.lang.is_none() {
            let lang = tag.value(self.page, "lang").or_else(|| tag.value(self.page, "xml:lang"));
            self.found.lang = lang.map(|lang| self.page[lang].trim().to_owned()).filter(|lang| !lang.is_empty());
        }
        let state = self.state_in(tag, kind);
        if state.is_shown() {
            self.edge(kind, true);
        }
        if kind.is_one_of(&["img", "mj-image"]) && state.is_shown() {
            self.found.images.push(picture(self.page, tag, self.out.text.len()));
        }
        if tag.name == "link" {
            self.looks.link(self.page, tag);
        }
        // Only languages of XML have elements that close themselves.
        let is_xml = tag.name.starts_with("mj-") || tag.name.contains(':');
        if kind.element().is(VOID) || tag.closes_itself && is_xml {
            if state.is_shown() {
                self.edge(kind, false);
            }
            return;
        }
        self.push(tag, kind, state);
        self.behind_pre = matches!(tag.name.as_str(), "pre" | "listing");
    }

    /// Takes down the placeholders in what a reader opens or sees of a tag.
    fn asides(&mut self, tag: &Tag) {
        for attribute in &tag.attributes {
            let name = &self.page[attribute.name.clone()];
            if READ_ATTRIBUTES.iter().any(|read| name.eq_ignore_ascii_case(read)) {
                self.aside(attribute.value.clone());
            }
        }
    }

    /// Takes down the placeholders in characters that are no text.
    fn aside(&mut self, range: Range<usize>) {
        self.found.collected.asides_in(self.page, range, self.out.text.len(), self.templates);
    }

    fn push(&mut self, tag: &Tag, kind: Kind, state: State) {
        let is_styled = kind.element().flow != Flow::Hidden && !state.is_shown() && self.state().is_shown();
        let may_be_preheader = is_styled && !self.in_head && self.at_top() && self.found.preheader.is_none();
        self.notes |= may_be_preheader;
        let link = if state.is_shown() { self.link_of(tag) } else { None };
        let node = self.looks.begin(self.page, tag, self.node());
        self.open[kind.index()] += 1;
        self.stack.push(Open { kind, state, node, link, may_be_preheader });
    }

    /// The link an element is, now open.
    fn link_of(&mut self, tag: &Tag) -> Option<usize> {
        let is_link = matches!(tag.name.as_str(), "a" | "mj-button" | "mj-navbar-link" | "mj-social-element");
        let source = tag.value(self.page, "href").filter(|_| is_link && self.link.is_none())?;
        let target = decode_value(self.page[source.clone()].trim());
        let at = self.out.text.len();
        let is_named = ["aria-label", "title"].into_iter().any(|name| tag.value(self.page, name).is_some());
        self.found.links.push(PageLink { text: Span::new(at, at), target, source, is_named });
        let link = self.found.links.len() - 1;
        self.link = Some((link, false));
        Some(link)
    }

    /// What an element hands down, by its kind, its classes and its own style.
    fn state_in(&self, tag: &Tag, kind: Kind) -> State {
        let around = self.state();
        let value = |name: &str| tag.value(self.page, name).map(|value| &self.page[value]);
        let style = self.sheet.style(value("class"), value("id"));
        let style = style.with(value("style").map(Style::read).unwrap_or_default());
        let is_pre = kind.element().is(PRE);
        State {
            hidden: around.hidden
                || style.hidden
                || kind.element().flow == Flow::Hidden
                || tag.value(self.page, "hidden").is_some(),
            invisible: style.invisible.unwrap_or(around.invisible),
            no_size: style.no_size.unwrap_or(around.no_size),
            white: style.white.unwrap_or(if is_pre { White::Keep } else { around.white }),
        }
    }

    /// Ends the elements that end where one of this kind begins.
    fn end_implied(&mut self, kind: Kind) {
        if kind.element().is(ENDS_P) {
            self.end_kind(Kind::of("p"));
        }
        let none: &[&str] = &[];
        let (ended, within) = match kind.element().flow {
            Flow::Item => (&["li"][..], &["ul", "ol", "menu", "dir", "table", "td", "th"][..]),
            Flow::Cell => (&["td", "th"][..], &["tr", "table"][..]),
            _ if kind.is_one_of(&["dd", "dt"]) => (&["dd", "dt"][..], &["dl", "table", "td", "th"][..]),
            _ if kind.is_one_of(&["tr"]) => (&["tr"][..], &["table"][..]),
            _ if kind.is_one_of(&["tbody", "thead", "tfoot"]) => (&["tbody", "thead", "tfoot"][..], &["table"][..]),
            _ if kind.is_one_of(&["a"]) => (&["a"][..], &["td", "th", "table"][..]),
            _ => (none, none),
        };
        if !ended.iter().any(|name| self.is_open(name)) {
            return;
        }
        for (at, open) in self.stack.iter().enumerate().rev().take(REACH) {
            if open.kind.is_one_of(within) {
                return;
            }
            if open.kind.is_one_of(ended) {
                self.leave(at);
                return;
            }
        }
    }

    fn end(&mut self, tag: &Tag) {
        match tag.name.as_str() {
            "head" => self.in_head = false,
            // What stands behind them is shown all the same.
            "body" | "html" => {}
            "br" if self.state().is_shown() => self.line_break(),
            name => self.end_kind(Kind::of(name)),
        }
    }

    /// Ends the innermost element of a kind, and those within it.
    fn end_kind(&mut self, kind: Kind) {
        if self.open[kind.index()] == 0 {
            return;
        }
        let element = kind.element();
        let mut crossed_block = false;
        for (at, open) in self.stack.iter().enumerate().rev().take(REACH) {
            if open.kind == kind {
                if crossed_block && element.is(FORMATTING) {
                    let open = self.stack.remove(at);
                    self.left(&open);
                } else if !crossed_block || element.flow != Flow::Inline {
                    self.leave(at);
                }
                return;
            }
            if open.kind.element().is(SCOPE) && !element.is(TABLE) {
                return;
            }
            crossed_block |= open.kind.element().flow != Flow::Inline;
        }
    }

    /// Leaves all elements from the one at `depth` on.
    fn leave(&mut self, depth: usize) {
        while self.stack.len() > depth {
            if let Some(open) = self.stack.pop() {
                self.left(&open);
            }
        }
    }

    /// What comes of an element's end.
    fn left(&mut self, open: &Open) {
        self.open[open.kind.index()] -= 1;
        if open.link.is_some()
            && let Some((link, has_text)) = self.link.take()
        {
            let at = self.out.text.len();
            let text = &mut self.found.links[link].text;
            *text = if has_text { Span::new(text.start(), at) } else { Span::new(at, at) };
        }
        if open.may_be_preheader {
            self.notes = false;
            self.found.preheader = self.noted.take();
        }
        if open.state.is_shown() {
            self.edge(open.kind, false);
        }
    }

    // --- Fields on top -----------------------------------------------------------------------------------------

    /// Takes the subject from front matter, or from header lines typed above a page, as templates of Request Tracker have
    /// them, and tells where the page begins.
    fn front(&mut self) -> usize {
        let page = self.page;
        if let Some(front) = front_matter::read(page) {
            if let Some(value) = front.subject {
                self.found.subject_line(page, &mut self.out, value, self.templates);
            }
            return front.end;
        }
        let mut subject = None;
        let mut at = 0;
        for line in page.split_inclusive('\n') {
            at += line.len();
            if line.trim().is_empty() {
                let Some(value) = subject else { return 0 };
                self.found.subject_line(page, &mut self.out, value, self.templates);
                return at;
            }
            let Some((name, value)) = line.split_once(':') else { return 0 };
            if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
                return 0;
            }
            if name.eq_ignore_ascii_case("subject") && !value.trim().is_empty() {
                let from = at - value.trim_start().len();
                subject = Some(from..from + value.trim().len());
            }
        }
        0
    }

    // --- What is not shown -------------------------------------------------------------------------------------

    fn raw(&mut self, range: Range<usize>) {
        let content = &self.page[range.clone()];
        match self.raw.as_str() {
            "title" | "mj-title" if self.found.title.is_none() => {
                let words = decode_value(content);
                let title = words.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
                self.found.title = Some(title).filter(|title| !title.is_empty());
            }
            "style" | "mj-style" => {
                self.sheet.read(content);
                self.looks.sheet(content, range.start);
            }
            "mj-preview" if self.found.preheader.is_none() => {
                self.aside(range.clone());
                self.notes = true;
                self.note_hidden(range);
                self.notes = false;
                self.found.preheader = self.noted.take();
            }
            _ => {}
        }
    }

    /// A comment may be the subject of a template, or speak to hilsen; other comments are nothing.
    fn comment(&mut self, range: Range<usize>) {
        self.looks.comment(&self.page[range.clone()], range.start);
        // Outlook reads what stands in there, often the button that all others see as a link.
        if self.page[range.clone()].starts_with("<!--[if") {
            self.aside(range.clone());
        }
        match Meaning::of(self.page, &range) {
            Meaning::Subject(value) if self.out.text.is_empty() => {
                self.found.subject_line(self.page, &mut self.out, value, self.templates);
            }
            _ => self.found.collected.comment(self.page, range, self.out.text.len()),
        }
    }
}

/// What stands in place of a character that is not shown.
#[derive(Clone, Copy)]
enum Blank {
    Space,
    Line,
    Padding,
}

/// Whether a tag can stand in the head of a page, which any other ends.
fn belongs_to_head(name: &str) -> bool {
    const IN_HEAD: [&str; 13] = [
        "base", "basefont", "bgsound", "link", "meta", "title", "noscript", "noframes", "style", "script", "template",
        "xml", "html",
    ];
    IN_HEAD.contains(&name) || name.contains(':')
}
