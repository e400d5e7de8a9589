//! Finds what the author did not write now: marked lines, attributions, forwarded mails and header blocks.
//!
//! Two kinds of quotation need two treatments. Where the quoted lines are marked (`> …`), what stands between them is an
//! answer, so only the marks and the attribution above them are taken. Where a header block or an attribution has no
//! marks below it, nothing tells the old text from the new, and everything to the end is old.

use super::facts::{FactsOf, Field};
use super::lexicon::Cue;
use super::line::Line;

/// Lines that an attribution may be wrapped over.
const WRAPPED: usize = 4;
/// Bytes of one line of an attribution.
const LONGEST_ATTRIBUTION: usize = 240;
/// Lines in which the fields of a header block must turn up.
const BLOCK: usize = 48;

/// Whether `line` begins with a quotation mark of its own.
pub(super) fn marked(line: &str) -> bool {
    let Some(rest) = line.strip_prefix('>') else { return initialled(line) };
    // ">:" is the tail of an attribution that was wrapped at its last bracket.
    rest != ":"
}

/// `KN> text`: a mark of some mail programs with the initials of the quoted person.
fn initialled(line: &str) -> bool {
    let initials = line.bytes().take(4).take_while(u8::is_ascii_uppercase).count();
    (1..=3).contains(&initials) && line.as_bytes().get(initials) == Some(&b'>')
}

/// What the lines of a text look like to the search for quotations.
pub(super) struct Page<'a> {
    pub text: &'a str,
    pub lines: &'a [Line],
    /// Facts of the lines that are not marked; default ones for those that are.
    pub facts: &'a FactsOf,
    /// Whether each line is marked.
    pub marked: &'a [bool],
}

/// Whether each line, from `from` on, is quoted.
pub(super) fn quoted(page: &Page, from: usize) -> Vec<bool> {
    let mut found = page.marked.to_vec();
    let mut at = from;
    while at < page.lines.len() {
        if page.marked[at] {
            at += 1;
            continue;
        }
        if let Some(top) = page.mail_from(at, from) {
            found[top..].fill(true);
            break;
        }
        if let Some(end) = page.attribution(at) {
            // "Kari skrev:" above "Per skrev:": one attribution may open with another.
            let end = if page.is_marked(end) {
                end
            } else {
                page.attribution(end).filter(|_| page.follows(end)).unwrap_or(end)
            };
            if page.is_marked(end) || page.other_marks(end) > 0 {
                let end = end + page.other_marks(end);
                found[at..end].fill(true);
                at = end;
                continue;
            }
            if page.is_sure(at, end) && end < page.lines.len() {
                found[at..].fill(true);
                break;
            }
        }
        at += 1;
    }
    page.take_wrapped_tails(&mut found);
    found
}

impl Page<'_> {
    fn line(&self, at: usize) -> &str {
        &self.text[self.lines[at].start..self.lines[at].end]
    }

    fn is_marked(&self, at: usize) -> bool {
        self.marked.get(at).copied().unwrap_or(false)
    }

    /// Whether line `at` follows the line before it without a blank one.
    fn follows(&self, at: usize) -> bool {
        self.lines.get(at).is_some_and(|l| l.gap == 0)
    }

    /// The first line of a mail that is quoted whole, when its delimiter or its header fields begin at `at`.
    fn mail_from(&self, at: usize, from: usize) -> Option<usize> {
        if self.delimits(at) || self.forwards(at) || (at > from && self.facts[at].holds.has(Cue::ReplyAbove)) {
            return Some(at);
        }
        let top = self.block_top(at, from)?;
        let ruled = top > from && self.facts[top - 1].rule && self.lines[top].gap <= 1;
        Some(if ruled { top - 1 } else { top })
    }

    /// `-----Original Message-----`.
    fn delimits(&self, at: usize) -> bool {
        let facts = &self.facts[at];
        facts.opens.has(Cue::QuoteDelimiter) && {
            let line = self.line(at);
            let lead = line.bytes().take_while(|b| b"-_=*~ >".contains(b)).count();
            lead >= 2 && facts.tokens <= 24
        }
    }

    /// "Begin forwarded message:".
    fn forwards(&self, at: usize) -> bool {
        let facts = &self.facts[at];
        facts.opens.has(Cue::ForwardOpener) && facts.tokens <= 6 && facts.last == Some(':')
    }

    /// The first line of the header block whose fields begin at `at`.
    fn block_top(&self, at: usize, from: usize) -> Option<usize> {
        let first = self.facts[at].field?;
        let (mut subject, mut sender, mut to, mut date) = (false, false, false, false);
        let mut address = false;
        let mut misses = 0;
        for i in at..self.lines.len().min(at + BLOCK) {
            if self.is_marked(i) || (i > at && self.lines[i].gap > 2) {
                break;
            }
            match self.facts[i].field {
                Some(Field::Subject) => subject = true,
                // Some programs write the date into the same line.
                Some(Field::From) => (sender, date) = (true, date | self.facts[i].dated),
                Some(Field::To) => to = true,
                Some(Field::Date) => date = true,
                Some(Field::Other | Field::Extension) => {}
                // A list of recipients is wrapped over lines of its own.
                None if self.lines[i].gap == 0 => {
                    misses += if self.line(i).contains(['@', ',', '/']) { 1 } else { 3 };
                }
                None => break,
            }
            if matches!(self.facts[i].field, Some(Field::From | Field::To) | None) {
                address |= self.facts[i].emails > 0 || self.line(i).contains('@');
            }
            if subject || misses > 40 {
                break;
            }
        }
        let kinds = [subject, sender, to, date].into_iter().filter(|&k| k).count();
        let complete = sender && kinds >= 2 && (subject || (address && (kinds >= 3 || date)));
        if complete && first != Field::To {
            return Some(at);
        }
        // Mail programs that write the sender and the date above the fields, without names.
        let sent = self.sent_above(at, from);
        (to && subject).then_some(()).and(sent).or((complete || (kinds >= 3 && subject)).then_some(at))
    }

    /// The first of the one or two lines above `at` that name the sender and the date.
    fn sent_above(&self, at: usize, from: usize) -> Option<usize> {
        let date = (from..at).rev().take(2).find(|&i| self.facts[i].dated && self.facts[i].tokens <= 24)?;
        if (date + 1..=at).any(|i| self.lines[i].gap > 1) {
            return None;
        }
        let mut top = date;
        while top > from && top + 3 > date && self.follows(top) && !self.is_marked(top - 1) {
            let above = &self.facts[top - 1];
            let label = above.function <= 1 && above.tokens <= 10 && !matches!(above.last, Some('.' | '!' | '?' | ','));
            if !label {
                break;
            }
            top -= 1;
        }
        Some(top)
    }

    /// The line behind the attribution that begins at `at`.
    fn attribution(&self, at: usize) -> Option<usize> {
        if at >= self.lines.len() || self.is_marked(at) {
            return None;
        }
        let (mut verb, mut dated, mut address) = (false, false, false);
        let opens = self.opens_attribution(at);
        for i in at..self.lines.len().min(at + WRAPPED) {
            let (facts, line) = (&self.facts[i], self.line(i));
            if self.is_marked(i) || (i > at && !self.follows(i)) || line.len() > LONGEST_ATTRIBUTION {
                return None;
            }
            verb |= facts.holds.has(Cue::QuoteVerb);
            dated |= facts.dated;
            address |= facts.emails > 0 || line.contains('@');
            let closed = facts.last == Some(':')
                || line.ends_with(">:")
                || (facts.ends_with_verb && (opens || dated) && !matches!(facts.last, Some('.' | '!' | '?' | ',')));
            if closed {
                let certain = verb && dated && (opens || address);
                let likely = self.is_marked(i + 1)
                    && self.lines[i + 1].gap <= 3
                    && (verb || (opens && dated) || (address && i == at));
                let otherwise = verb && self.other_marks(i + 1) > 0;
                let relayed =
                    verb && self.follows(i + 1) && i == at && facts.tokens <= 6 && self.is_attribution_tail(i + 1);
                return (certain || likely || otherwise || (opens && dated && address) || relayed).then_some(i + 1);
            }
            if !(opens || self.continues(i) || (address && dated)) {
                return None;
            }
        }
        None
    }

    /// Whether an attribution that begins with a name goes on in the next line.
    fn continues(&self, at: usize) -> bool {
        let facts = &self.facts[at];
        facts.capitals >= 1 && facts.tokens <= 8 && facts.function == 0 && facts.emails > 0
    }

    /// "Kari skrev:" above another attribution and marked lines.
    fn is_attribution_tail(&self, at: usize) -> bool {
        let facts = &self.facts[at];
        facts.holds.has(Cue::QuoteVerb) && facts.last == Some(':') && facts.tokens <= 8 && self.is_marked(at + 1)
    }

    fn opens_attribution(&self, at: usize) -> bool {
        let facts = &self.facts[at];
        let opens = facts.opens;
        opens.has(Cue::QuoteOpener)
            || opens.has(Cue::Weekday)
            || (facts.dated && facts.first.is_some_and(|c| c.is_ascii_digit()))
    }

    /// Whether the attribution in `at..end` is one even without marked lines below it. "On Monday 3 May you wrote:" is
    /// none: it names no one, and what follows it is an answer sooner or later.
    fn is_sure(&self, at: usize, end: usize) -> bool {
        let any = |test: &dyn Fn(usize) -> bool| (at..end).any(test);
        let verb = any(&|i| self.facts[i].holds.has(Cue::QuoteVerb));
        let address = any(&|i| self.line(i).contains('@'));
        let bracketed = any(&|i| self.line(i).contains('<'));
        let named = any(&|i| self.facts[i].strangers > 0);
        let calm = (at..end).map(|i| self.facts[i].function).sum::<usize>() <= 6;
        any(&|i| self.facts[i].dated)
            && calm
            && (verb || (address && bracketed))
            && (address || (named && self.opens_attribution(at)))
    }

    /// The number of lines from `at` on that bear the same mark other than `>`.
    fn other_marks(&self, at: usize) -> usize {
        let Some(mark) = self.lines.get(at).and_then(|_| self.line(at).chars().next()) else { return 0 };
        if !matches!(mark, '|' | '+' | ':' | '}' | '¦') {
            return 0;
        }
        let run = (at..self.lines.len())
            .take_while(|&i| self.line(i).starts_with(mark) && (i == at || self.lines[i].gap <= 1))
            .count();
        let table = self.line(at).len() > 1 && self.line(at).ends_with(mark);
        if table { 0 } else { run }
    }

    /// A short line directly between marked lines is the end of the marked line above it, wrapped on its way.
    fn take_wrapped_tails(&self, found: &mut [bool]) {
        for (at, found) in found.iter_mut().enumerate().skip(1) {
            if *found
                || !self.is_marked(at - 1)
                || !self.is_marked(at + 1)
                || !self.follows(at)
                || !self.follows(at + 1)
            {
                continue;
            }
            let above = self.lines[at - 1].end - self.lines[at - 1].start;
            let line = self.line(at);
            let fragment = line.len() <= 12 || (line.len() <= 40 && self.facts[at].lower);
            *found = above >= 60 && fragment;
        }
    }
}
