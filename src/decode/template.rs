//! Templates: text with constructs that a program fills in or follows before the mail is sent.
//!
//! [`construct`] says where a construct of any of some fifty tools stands, [`tool`] which ones a tool has, and
//! [`meaning`] what becomes of it: one that prints is a word of the text that nobody knows yet, one that steers or notes
//! something is not seen by the reader, and prose inside one (`{% trans "…" %}`) is prose. [`plain`] reads a template of
//! plain text; the readers of HTML and Markdown ask the same two modules.
//!
//! A draft that is about to be sent is no template: its reader will see the construct as it stands. [`literal`] only
//! says where they are.

mod construct;
mod meaning;
mod plain;
mod tool;

use std::ops::Range;

pub(super) use construct::Constructs;
pub use meaning::placeholder_name;
pub(super) use meaning::{Meaning, Steers, escape_at};
pub(super) use plain::{inline, read, read_subject};
pub use tool::Tool;
use tool::{Syntax, Syntaxes};

use crate::text::{Marks, Source, Span, Text};

/// What a file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A mail about to be sent: what stands in it is what its reader gets.
    Draft,
    /// A text to be filled in by a program, perhaps a part of one.
    Template,
}

impl Kind {
    /// The name in reports, flags and configuration.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Template => "template",
        }
    }

    /// The kind with a name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Draft, Self::Template].into_iter().find(|kind| kind.name() == name)
    }
}

/// What is in the text of a template beside words.
#[derive(Clone, Debug, Default)]
pub struct InTemplate {
    /// Placeholders and alternatives, in text coordinates.
    pub marks: Marks,
    /// Placeholders in a syntax that the declared tool does not have.
    pub foreign: Vec<Span<Text>>,
    /// Comments that speak to hilsen.
    pub comments: Vec<Comment>,
    /// Placeholders that print beside the text.
    pub asides: Vec<Aside>,
}

impl InTemplate {
    /// What is in the first `length` bytes of the text.
    pub(super) fn head(mut self, length: usize) -> Self {
        self.foreign.retain(|span| span.end() <= length);
        self.comments.retain(|comment| comment.at <= length);
        self.asides.retain(|aside| aside.at <= length);
        self.marks = self.marks.head(length);
        self
    }

    /// Adds what is in a text that was appended at `offset`.
    pub(super) fn append(&mut self, other: Self, offset: usize) {
        let shift = |span: &Span<Text>| Span::new(span.start() + offset, span.end() + offset);
        self.foreign.extend(other.foreign.iter().map(shift));
        self.comments.extend(other.comments.into_iter().map(|one| Comment { at: one.at + offset, ..one }));
        self.asides.extend(other.asides.into_iter().map(|one| Aside { at: one.at + offset, ..one }));
        self.marks.append(&other.marks.shifted(offset));
    }
}

/// A comment that speaks to hilsen, left out of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// What it says, with its marks.
    pub text: String,
    /// The offset in the text before which it stands.
    pub at: usize,
    /// Its bytes.
    pub source: Span<Source>,
    /// Whether it stands beside the text and speaks of all of it, as one above an entry of a message file.
    pub of_all: bool,
}

/// A placeholder that prints where the text is not: in the address of a link, in the text in place of an image, in text
/// that only some mail programs show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aside {
    /// The placeholder with its marks.
    pub text: String,
    /// The offset in the text before which it stands.
    pub at: usize,
    /// Its bytes.
    pub source: Span<Source>,
    /// Whether the declared tool has no such placeholders.
    pub is_foreign: bool,
}

/// The word a comment for hilsen holds.
pub(super) const ADDRESSED: &str = "hilsen-ignore";

/// How constructs are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Templates {
    /// Whether they will be filled in; else they are characters like all others, but stand whole.
    pub(super) are_filled_in: bool,
    /// The syntaxes that are looked for.
    pub(super) syntaxes: Syntaxes,
    /// Those of the declared tool; all where none is declared.
    pub(super) own: Syntaxes,
}

impl Templates {
    /// How the constructs of a file of a kind are read, where a tool may be declared.
    pub(super) const fn of(kind: Kind, tool: Option<Tool>) -> Self {
        let (syntaxes, own) = match tool {
            None => (Syntaxes::SAFE, Syntaxes::ALL),
            Some(tool) => (Syntaxes::SAFE.with(tool.syntaxes()), tool.syntaxes()),
        };
        Self { are_filled_in: matches!(kind, Kind::Template), syntaxes, own }
    }

    /// How they are read in a page of HTML, which knows comments itself.
    pub(super) const fn in_markup(self) -> Self {
        let comments = Syntaxes::of(&[Syntax::Comment, Syntax::Magento]);
        Self { syntaxes: self.syntaxes.without(comments), ..self }
    }

    /// How they are read in a string that goes through a function of translation: names may stand there with one sign in
    /// front.
    pub(super) const fn in_string(self) -> Self {
        let names = Syntaxes::of(&[Syntax::ColonName, Syntax::PercentName]);
        Self { syntaxes: self.syntaxes.with(names), own: self.own.with(names), ..self }
    }

    /// The kind they were made for.
    pub(super) const fn kind(self) -> Kind {
        if self.are_filled_in { Kind::Template } else { Kind::Draft }
    }

    /// The same, with what the text gives away about its tool.
    pub(super) fn informed_by(self, text: &str) -> Self {
        Self { syntaxes: self.syntaxes.with(tool::given_away(text)), ..self }
    }
}

impl Default for Templates {
    fn default() -> Self {
        Self::of(Kind::Draft, None)
    }
}

/// Constructs found in the text of a page while it is read.
#[derive(Default)]
pub(super) struct Collected {
    pub(super) marks: Marks,
    pub(super) foreign: Vec<Span<Text>>,
    /// Comments for hilsen: the place in the text, and in the page.
    pub(super) comments: Vec<(usize, Range<usize>)>,
    /// Placeholders beside the text: the place in the text, the place in the page, and whether they are foreign.
    asides: Vec<(usize, Range<usize>, bool)>,
    /// For each block that is open, where an alternative of it began.
    blocks: Vec<Option<usize>>,
}

/// Blocks nested deeper than this have no alternatives of their own.
const DEEPEST_BLOCK: usize = 64;

impl Collected {
    /// Notes a placeholder.
    pub(super) fn placeholder(&mut self, span: Span<Text>, is_foreign: bool) {
        self.marks.placeholders.push(span);
        if is_foreign {
            self.foreign.push(span);
        }
    }

    /// Notes that a block begins, goes on with another alternative, or ends, before the byte `at` of the text.
    ///
    /// Of alternatives within a line only the first counts as what is said there.
    pub(super) fn steer(&mut self, steers: Steers, at: usize, within_line: bool) {
        if matches!(steers, Steers::Else | Steers::Close)
            && let Some(Some(start)) = self.blocks.last().copied()
            && start < at
        {
            self.marks.alternatives.push(Span::new(start, at));
        }
        match steers {
            Steers::Open if self.blocks.len() < DEEPEST_BLOCK => self.blocks.push(None),
            Steers::Else => {
                if let Some(open) = self.blocks.last_mut() {
                    *open = within_line.then_some(at);
                }
            }
            Steers::Close => {
                self.blocks.pop();
            }
            Steers::Open | Steers::Other => {}
        }
    }

    /// Notes a comment, where it speaks to hilsen.
    pub(super) fn comment(&mut self, page: &str, range: Range<usize>, at: usize) {
        if page[range.clone()].contains(ADDRESSED) {
            self.comments.push((at, range));
        }
    }

    /// Notes the placeholder `range` of a page that prints beside the text, before the byte `at` of it.
    pub(super) fn aside(&mut self, page: &str, range: Range<usize>, at: usize, is_foreign: bool) {
        if matches!(Meaning::of(page, &range), Meaning::Prints) {
            self.asides.push((at, range, is_foreign));
        }
    }

    /// Notes the placeholders among the characters `range` of a page, which are no text.
    pub(super) fn asides_in(&mut self, page: &str, range: Range<usize>, at: usize, templates: Templates) {
        let mut constructs = Constructs::new(&page[..range.end], templates.syntaxes);
        let mut next = range.start;
        while next < range.end {
            let found = if Constructs::may_begin(page.as_bytes()[next]) { constructs.find(next) } else { None };
            let Some((end, syntax)) = found else {
                next += 1;
                continue;
            };
            // `%C3%A5` is a letter of an address.
            let is_letter = page.as_bytes()[next] == b'%'
                && page.as_bytes()[next + 1..end].iter().take_while(|byte| byte.is_ascii_hexdigit()).count() >= 2;
            if !is_letter {
                self.aside(page, next..end, at, !templates.own.has(syntax));
            }
            next = end;
        }
    }

    /// What was found, in order, with its places in the file.
    pub(super) fn into_template(mut self, page: &str, source: &dyn Fn(Range<usize>) -> Span<Source>) -> InTemplate {
        // One within another is part of it.
        self.marks.alternatives.sort_unstable();
        self.marks.alternatives.dedup_by(|next, first| first.end() > next.start());
        let comment = |(at, range): (usize, Range<usize>)| Comment {
            text: page[range.clone()].to_owned(),
            at,
            source: source(range),
            of_all: false,
        };
        let comments = self.comments.into_iter().map(comment).collect();
        let aside = |(at, range, is_foreign): (usize, Range<usize>, bool)| Aside {
            text: page[range.clone()].to_owned(),
            at,
            source: source(range),
            is_foreign,
        };
        let asides = self.asides.into_iter().map(aside).collect();
        InTemplate { marks: self.marks, foreign: self.foreign, comments, asides }
    }
}

/// Where constructs stand in a text whose reader sees them as they are.
pub(super) fn literal(text: &str, templates: Templates) -> Marks {
    let mut constructs = Constructs::new(text, templates.syntaxes);
    let mut marks = Marks::default();
    while let Some((range, syntax)) = constructs.next_construct() {
        let span = Span::new(range.start, range.end);
        if text[range].contains(ADDRESSED) {
            marks.notes.push(span);
        } else if syntax != Syntax::Comment {
            marks.placeholders.push(span);
        }
    }
    marks
}

/// Whether a text has a construct that only templates have.
pub(super) fn is_template(text: &str, templates: Templates) -> bool {
    let mut constructs = Constructs::new(text, templates.syntaxes);
    std::iter::from_fn(|| constructs.next_construct()).any(|(range, syntax)| {
        let construct = &text[range];
        let by_program = tool::BY_PROGRAMS.has(syntax) || construct.starts_with("<OTRS_");
        by_program && !construct.contains(ADDRESSED)
    })
}
