//! What one decoding step yields: its output and the way back to its input.
//!
//! A mail's body goes through up to three steps, each with its own [`SourceMap`]: transfer encoding (file to bytes),
//! charset (bytes to text) and RFC 3676 (text to text). [`SourceMap::compose`] joins their maps;
//! [`whole_characters`] then repairs the one thing composing cannot know, where characters begin and end.

use crate::text::{RunKind, Source, SourceMap, Span, Text};

/// The output of a decoding step, and the map from it back to the step's input.
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
    let mut whole = SourceMap::default();
    // An atom that later runs may still belong to.
    let mut open: Option<(Span<Text>, Span<Source>)> = None;
    for run in map.runs() {
        let mut start = run.text.start();
        if let Some((atom, source)) = open.take() {
            let shares = run.kind == RunKind::Atomic && run.source.start() < source.end();
            if text.is_char_boundary(atom.end()) && !shares {
                whole.push_atomic(atom.len(), source);
            } else {
                let cut = match run.kind {
                    RunKind::Atomic => run.text.end(),
                    RunKind::Verbatim => boundary_from(text, start).min(run.text.end()),
                };
                let taken = match run.kind {
                    RunKind::Atomic => run.source,
                    RunKind::Verbatim => Span::new(run.source.start(), run.source.start() + (cut - start)),
                };
                open = Some((Span::new(atom.start(), cut), source.cover(taken)));
                start = cut;
                if start == run.text.end() {
                    continue;
                }
                if let Some((atom, source)) = open.take() {
                    whole.push_atomic(atom.len(), source);
                }
            }
        }
        let offset = run.source.start() + (start - run.text.start());
        match run.kind {
            RunKind::Atomic => open = Some((run.text, run.source)),
            RunKind::Verbatim => {
                let cut = boundary_before(text, run.text.end()).max(start);
                whole.push_verbatim(cut - start, offset);
                if cut < run.text.end() {
                    let rest = Span::new(offset + (cut - start), run.source.end());
                    open = Some((Span::new(cut, run.text.end()), rest));
                }
            }
        }
    }
    if let Some((atom, source)) = open {
        whole.push_atomic(atom.len(), source);
    }
    whole
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
