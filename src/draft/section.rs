//! What each part of an e-mail is: subject, header, greeting, message, farewell, signature or quoted history.
//!
//! Structure comes first: header fields at the top and quoted history are found by their marks (`quote`). What is left
//! is cut into units, mostly lines, and a small trained model decides which of them greet, say something, take leave or
//! sign (`evidence`, `decode`). Both read the same words, from `rules/<lang>/language.toml`, in all languages at once:
//! the language of a draft is not known before its text has been found.
//!
//! Everything is linear in the length of the text, and every character that is not white space ends up in exactly one
//! section.

mod decode;
mod evidence;
mod facts;
mod lexicon;
mod line;
mod own;
mod pattern;
mod quote;
mod swallowed;
mod token;
mod weights;
mod word_hash;
mod words;

#[cfg(test)]
mod tests;

use evidence::{Part, Unit};
use facts::{Facts, FactsOf, Field, Rest, Salutation, Words};
use lexicon::{Cue, Lexicon, lexicon};
use line::Line;
pub use own::OwnWords;

/// What a section is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SectionKind {
    /// The `Subject:` line of a plain draft, with the field's name.
    Subject,
    /// Other header lines, a letter's date, a mail gateway's banner.
    Header,
    /// The salutation.
    Greeting,
    /// What the author has to say.
    Message,
    /// The valediction, or thanks or a wish in its place.
    Farewell,
    /// Names, contact lines, disclaimers and what mail programs and mailing lists add.
    Signature,
    /// Older mails, with their attributions and headers.
    Quoted,
}

/// A part of a text that has one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Section {
    /// What the section is for.
    pub kind: SectionKind,
    /// Byte offset of its first character in the text.
    pub start: usize,
    /// Byte offset behind its last character.
    pub end: usize,
}

/// What kind of text the sections are looked for in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The text is a plain draft, whose first lines may be `Subject:`, `Emne:`, `From:` and so on; `false` for the body
    /// of a MIME message, where such lines begin a forwarded mail.
    pub top_headers: bool,
}

/// The sections of `text`, in order, without overlap, trimmed of white space.
///
/// Neighbouring lines of one kind are one section, also across blank lines. Every character that is not white space
/// belongs to exactly one section. Never fails: text in which nothing is recognised is one message.
///
/// # Examples
///
/// A draft with `Subject: …`, "Hei Kari," , a paragraph and "Mvh Per" gives subject, greeting, message, farewell and
/// signature, the last two from one line.
#[must_use]
pub fn sections(text: &str, layout: Layout) -> Vec<Section> {
    sections_by(text, layout, None)
}

/// The same by the words of a house, besides those of the languages.
#[must_use]
pub fn sections_by(text: &str, layout: Layout, own: Option<&OwnWords>) -> Vec<Section> {
    let (text, rest) = text.split_at(head_of_long_text(text));
    let draft = Draft::read(
        text,
        layout,
        match own {
            Some(own) => own.lexicon(),
            None => lexicon(),
        },
    );
    let mut kinds = decode::decode(&draft.units);
    swallowed::release(&draft.units, &mut kinds);
    let decided = draft.units.iter().zip(kinds).map(|(unit, kind)| Section { kind, start: unit.start, end: unit.end });
    let mut sections = merged(draft.fixed.iter().copied(), decided);
    append(&mut sections, rest, text.len());
    sections
}

/// No mail has more lines than this; of a longer text the rest is what its last line was. A line costs some 400 bytes of
/// memory while it is weighed.
const LINES_MAX: usize = 100_000;

/// The length of the text up to its line [`LINES_MAX`], or of all of it.
fn head_of_long_text(text: &str) -> usize {
    // Every line has at least its end.
    if text.len() <= LINES_MAX {
        return text.len();
    }
    memchr::memchr2_iter(b'\n', b'\r', text.as_bytes()).nth(LINES_MAX).unwrap_or(text.len())
}

/// Adds what follows the sections: to the last of them, where that is text or quoted history, else as text.
fn append(sections: &mut Vec<Section>, rest: &str, offset: usize) {
    let start = offset + (rest.len() - rest.trim_start().len());
    let end = offset + rest.trim_end().len();
    if start >= end {
        return;
    }
    match sections.last_mut() {
        Some(last) if matches!(last.kind, SectionKind::Message | SectionKind::Quoted) => last.end = end,
        _ => sections.push(Section { kind: SectionKind::Message, start, end }),
    }
}

/// A stretch of text with the evidence that was found for its kind, for training and for questions why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// The stretch and what it was taken for.
    pub section: Section,
    /// The names of the evidence; empty where structure alone decided.
    pub evidence: Vec<&'static str>,
    /// Quoted text stands directly above.
    pub after_quote: bool,
}

/// The stretches that `text` is cut into before neighbours are joined, with the evidence for each.
#[must_use]
pub fn explain(text: &str, layout: Layout) -> Vec<Explained> {
    let draft = Draft::read(text, layout, lexicon());
    let mut kinds = decode::decode(&draft.units);
    swallowed::release(&draft.units, &mut kinds);
    let mut all: Vec<Explained> =
        draft.fixed.iter().map(|&section| Explained { section, evidence: Vec::new(), after_quote: false }).collect();
    decode::each(&draft.units, |at, found| {
        let unit = &draft.units[at];
        all.push(Explained {
            section: Section { kind: kinds[at], start: unit.start, end: unit.end },
            evidence: found.iter().map(|e| e.name()).collect(),
            after_quote: unit.after_quote,
        });
    });
    all.sort_by_key(|e| e.section.start);
    all
}

/// A text cut into what structure decides and what is left to weigh.
struct Draft {
    /// Subject, header and quoted lines.
    fixed: Vec<Section>,
    units: Vec<Unit>,
}

impl Draft {
    fn read(text: &str, layout: Layout, lexicon: &Lexicon) -> Self {
        let lines = line::lines(text);
        let mut words = Words::of(lexicon);
        let marked: Vec<bool> = lines.iter().map(|l| quote::marked(&text[l.start..l.end])).collect();
        let facts = FactsOf::read(text, &lines, &marked, &mut words);
        let mut kinds = vec![None; lines.len()];
        let top = if layout.top_headers { head(&lines, &facts, &mut kinds) } else { 0 };
        let top = preamble(&lines, &facts, top, &mut kinds);
        let page = quote::Page { text, lines: &lines, facts: &facts, marked: &marked };
        for (kind, quoted) in kinds.iter_mut().zip(quote::quoted(&page, top)) {
            if quoted && kind.is_none() {
                *kind = Some(SectionKind::Quoted);
            }
        }
        Self::cut(text, &lines, &facts, &kinds, &mut words)
    }

    fn cut(text: &str, lines: &[Line], facts: &FactsOf, kinds: &[Option<SectionKind>], words: &mut Words<'_>) -> Self {
        let mut draft = Self { fixed: Vec::new(), units: Vec::with_capacity(lines.len()) };
        let mut after_quote = false;
        for (at, (line, kind)) in lines.iter().zip(kinds).enumerate() {
            if let Some(kind) = *kind {
                draft.fixed.push(Section { kind, start: line.start, end: line.end });
                after_quote |= kind == SectionKind::Quoted;
                continue;
            }
            draft.units.push(Unit {
                start: line.start,
                end: line.end,
                part: Part::Whole,
                facts: facts[at],
                gap: line.gap,
                indent: line.indent,
                after_quote,
            });
            draft.split(text, words);
            after_quote = false;
        }
        draft
    }

    /// Cuts the last unit where it may hold two kinds.
    fn split(&mut self, text: &str, words: &mut Words<'_>) {
        let Some(unit) = self.units.last().copied() else { return };
        let signed = unit.facts.closing.and_then(|c| match c.rest {
            Rest::Signed(at) => Some(at),
            _ => None,
        });
        let parts = match (unit.facts.salutation, signed, unit.facts.initials) {
            (Salutation::Text(at), _, _) => Some((at, Part::Greeting, Part::AfterGreeting)),
            (_, Some(at), _) => Some((at, Part::Closing, Part::AfterClosing)),
            (_, None, Some(at)) => Some((at, unit.part, Part::Initials)),
            _ => None,
        };
        let Some((at, left, right)) = parts else { return };
        let cut = unit.start + at;
        let (Some((start, end)), Some((below, stop))) =
            (line::trimmed(text, unit.start, cut), line::trimmed(text, cut, unit.end))
        else {
            return;
        };
        self.units.pop();
        let facts = facts::read(&text[start..end], words);
        self.units.push(Unit { start, end, part: left, facts, ..unit });
        let facts = facts::read(&text[below..stop], words);
        self.units.push(Unit { start: below, end: stop, part: right, facts, gap: 0, indent: 0, after_quote: false });
        if right == Part::AfterGreeting && facts.salutation == Salutation::None {
            // "Hei! … Mvh Kari" on one line.
            self.split(text, words);
        }
    }
}

/// Labels the header lines at the top of a plain draft; returns the line behind them.
fn head(lines: &[Line], facts: &FactsOf, kinds: &mut [Option<SectionKind>]) -> usize {
    let fields = |f: &Facts| f.field.is_some();
    let Some(first) = (0..facts.len().min(3)).find(|&i| fields(&facts[i]) || !facts[i].only_placeholders) else {
        return 0;
    };
    let mut end = first;
    while end < facts.len()
        && (fields(&facts[end]) || is_folded(lines, facts, end, first))
        && (end == first || lines[end].gap == 0)
    {
        end += 1;
    }
    let subject = (first..end).any(|i| facts[i].field == Some(Field::Subject));
    let count = (first..end).filter(|&i| fields(&facts[i])).count();
    // One field alone is a line of text with a colon, but for one that only a program writes.
    if !subject && count < 2 && facts[first].field != Some(Field::Extension) {
        return 0;
    }
    let mut kind = SectionKind::Header;
    for i in first..end {
        if let Some(field) = facts[i].field {
            kind = if field == Field::Subject { SectionKind::Subject } else { SectionKind::Header };
        }
        kinds[i] = Some(kind);
    }
    kinds[..first].fill(Some(SectionKind::Header));
    end
}

/// Whether line `at` goes on with the header field above it.
fn is_folded(lines: &[Line], facts: &FactsOf, at: usize, first: usize) -> bool {
    at > first && lines[at].indent > 0 && facts[at].salutation == Salutation::None
}

/// Labels a gateway's banner and a letter's date above the salutation; returns the line behind them.
fn preamble(lines: &[Line], facts: &FactsOf, top: usize, kinds: &mut [Option<SectionKind>]) -> usize {
    let mut at = top;
    while at < lines.len() && at < top + 6 && is_preamble(&facts[at]) {
        let banner = is_banner(&facts[at]);
        kinds[at] = Some(SectionKind::Header);
        at += 1;
        while banner
            && at < lines.len()
            && lines[at].gap == 0
            && facts[at].salutation == Salutation::None
            && at < top + 6
        {
            kinds[at] = Some(SectionKind::Header);
            at += 1;
        }
    }
    if at == lines.len() {
        // Nothing below it: then it is what the author had to say.
        kinds[top..at].fill(None);
        return top;
    }
    at
}

/// A gateway's banner, a help desk's "reply above this line", or a line with nothing but a date.
fn is_preamble(facts: &Facts) -> bool {
    is_banner(facts) || facts.holds.has(Cue::ReplyAbove) || (facts.only_date && !matches!(facts.last, Some('?' | '!')))
}

fn is_banner(facts: &Facts) -> bool {
    facts.opens.has(Cue::Banner) && facts.holds.has(Cue::BannerSource) && facts.salutation == Salutation::None
}

/// Joins neighbours of one kind from two lists that are each in order.
fn merged(fixed: impl Iterator<Item = Section>, decided: impl Iterator<Item = Section>) -> Vec<Section> {
    let (mut fixed, mut decided) = (fixed.peekable(), decided.peekable());
    let mut all: Vec<Section> = Vec::new();
    loop {
        let next = match (fixed.peek(), decided.peek()) {
            (Some(a), Some(b)) if a.start < b.start => fixed.next(),
            (Some(_), None) => fixed.next(),
            _ => decided.next(),
        };
        let Some(next) = next else { return all };
        match all.last_mut() {
            Some(last) if last.kind == next.kind => last.end = next.end,
            _ => all.push(next),
        }
    }
}
