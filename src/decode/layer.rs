//! What one decoding step yields: its output and the way back to its input.
//!
//! A mail's body goes through up to three steps, each with its own [`SourceMap`]: transfer encoding (file to bytes),
//! charset (bytes to text) and RFC 3676 or markup (text to text). [`SourceMap::compose`] joins their maps;
//! [`whole_characters`] then repairs the one thing composing cannot know, where characters begin and end.

use crate::text::{Run, RunKind, Source, SourceMap, Span, Text};

/// The output of a decoding step, and the map from it back to the step's input.
#[derive(Default)]
pub(super) struct Layer<T> {
    pub(super) out: T,
    pub(super) map: SourceMap,
}

/// Text that is being put together from pieces of a file, with its map.
#[derive(Default)]
pub(super) struct Builder {
    pub(super) text: String,
    pub(super) map: SourceMap,
}

impl Builder {
    /// Appends text that is byte for byte the file's from `offset` on.
    pub(super) fn verbatim(&mut self, text: &str, offset: usize) {
        self.text.push_str(text);
        self.map.push_verbatim(text.len(), offset);
    }

    /// Appends text that stands for `source` as a whole.
    pub(super) fn atomic(&mut self, text: &str, source: Span<Source>) {
        self.text.push_str(text);
        self.map.push_atomic(text.len(), source);
    }

    /// Appends text with its own map into the file, and tells where in the text it now stands.
    pub(super) fn append(&mut self, text: &str, map: &SourceMap) -> Span<Text> {
        let start = self.text.len();
        self.text.push_str(text);
        for run in map.runs() {
            match run.kind {
                RunKind::Verbatim => self.map.push_verbatim(run.text.len(), run.source.start()),
                RunKind::Atomic => self.map.push_atomic(run.text.len(), run.source),
            }
        }
        Span::new(start, self.text.len())
    }
}

/// The map with runs joined until each begins and ends at a character of `text`, and no two atomic runs share bytes.
///
/// `=C3=A5` is two bytes to quoted-printable and one letter to the reader; a base64 quad may end inside a letter.
pub(super) fn whole_characters(text: &str, map: SourceMap) -> SourceMap {
    if is_whole(text, &map) {
        return map;
    }
    let mut joiner = Joiner { text, whole: SourceMap::default(), open: None };
    for run in map.runs() {
        joiner.push(*run);
    }
    joiner.close();
    joiner.whole
}

/// Joins runs, one after the other.
struct Joiner<'a> {
    text: &'a str,
    whole: SourceMap,
    /// The last atom, which the next run may still belong to.
    open: Option<Run>,
}

impl Joiner<'_> {
    fn push(&mut self, run: Run) {
        let Some(run) = self.extend(run) else { return };
        self.close();
        if run.kind == RunKind::Atomic {
            self.open = Some(run);
            return;
        }
        // The last character may go on in the next run.
        let cut = boundary_before(self.text, run.text.end()).max(run.text.start());
        let (head, rest) = cut_verbatim(run, cut);
        self.whole.push_verbatim(head.text.len(), head.source.start());
        self.open = Some(Run { kind: RunKind::Atomic, ..rest }).filter(|rest| !rest.text.is_empty());
    }

    /// Adds to the open atom what belongs to it, and gives back the rest of the run.
    fn extend(&mut self, run: Run) -> Option<Run> {
        let Some(open) = &mut self.open else { return Some(run) };
        let shares = run.kind == RunKind::Atomic && run.source.start() < open.source.end();
        if self.text.is_char_boundary(open.text.end()) && !shares {
            return Some(run);
        }
        let (head, rest) = match run.kind {
            RunKind::Atomic => (run, None),
            RunKind::Verbatim => {
                let cut = boundary_from(self.text, run.text.start()).min(run.text.end());
                let (head, rest) = cut_verbatim(run, cut);
                (head, Some(rest).filter(|rest| !rest.text.is_empty()))
            }
        };
        open.text = open.text.cover(head.text);
        open.source = open.source.cover(head.source);
        rest
    }

    /// Ends the open atom.
    fn close(&mut self) {
        if let Some(atom) = self.open.take() {
            self.whole.push_atomic(atom.text.len(), atom.source);
        }
    }
}

/// A verbatim run in two, cut at `at` in the text.
fn cut_verbatim(run: Run, at: usize) -> (Run, Run) {
    let middle = run.source.start() + (at - run.text.start());
    let head = Run { text: Span::new(run.text.start(), at), source: Span::new(run.source.start(), middle), ..run };
    let rest = Run { text: Span::new(at, run.text.end()), source: Span::new(middle, run.source.end()), ..run };
    (head, rest)
}

fn is_whole(text: &str, map: &SourceMap) -> bool {
    let ends_whole = map.runs().iter().all(|run| text.is_char_boundary(run.text.end()));
    ends_whole
        && map.runs().windows(2).all(|pair| {
            let atoms = pair[0].kind == RunKind::Atomic && pair[1].kind == RunKind::Atomic;
            !atoms || pair[0].source.end() <= pair[1].source.start()
        })
}

/// The first character boundary at or after `at`.
fn boundary_from(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

/// The last character boundary at or before `at`.
fn boundary_before(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_of_two_bytes_becomes_one_atom() {
        let mut map = SourceMap::default();
        map.push_verbatim(2, 0);
        map.push_atomic(1, Span::new(2, 5));
        map.push_atomic(1, Span::new(8, 11));
        map.push_verbatim(1, 11);
        let whole = whole_characters("blåt", map);
        assert_eq!(whole.source(Span::new(2, 4)), Span::new(2, 11));
        assert_eq!(whole.runs().len(), 3);
    }

    #[test]
    fn a_letter_between_verbatim_stretches_is_cut_out_of_both() {
        let mut map = SourceMap::default();
        map.push_verbatim(2, 0); // `b` and the first byte of `ø`
        map.push_verbatim(2, 5); // the second byte of `ø` and `r`
        let whole = whole_characters("bør", map);
        assert_eq!(whole.source(Span::new(0, 1)), Span::new(0, 1));
        assert_eq!(whole.source(Span::new(1, 3)), Span::new(1, 6));
        assert_eq!(whole.source(Span::new(3, 4)), Span::new(6, 7));
    }
}
