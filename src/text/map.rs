//! The way from decoded text back to the bytes it came from.
//!
//! A map is a list of runs in text order. A `Verbatim` run is the same bytes on both sides; an `Atomic` run is text
//! that stands for source bytes as a whole (`=C3=A9`, an encoded word, a Windows-1252 letter). Source bytes between
//! runs are gaps: they give no text (soft line breaks, MIME boundaries). Equal lengths do not make a run verbatim:
//! whoever decodes says which it is.

use super::{Source, Span, Text};

/// How the bytes of a run relate to its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunKind {
    /// Byte for byte the same; any part of it maps to the same part of the source.
    Verbatim,
    /// Only the whole maps: a place inside it stands for all of it.
    Atomic,
}

/// A stretch of text and the source bytes it came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// Where the run lies in the decoded text.
    pub text: Span<Text>,
    /// Where its bytes lie in the file. May be empty for text that decoding had to add.
    pub source: Span<Source>,
    /// How the two relate.
    pub kind: RunKind,
}

/// Runs in the order of the text, together covering all of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceMap {
    runs: Vec<Run>,
}

impl SourceMap {
    /// The map of a text whose bytes are the source's from `offset` on, `len` bytes long.
    pub fn verbatim(offset: usize, len: usize) -> Self {
        let mut map = Self::default();
        map.push_verbatim(len, offset);
        map
    }

    /// The length of the mapped text in bytes.
    pub fn text_len(&self) -> usize {
        self.runs.last().map_or(0, |run| run.text.end())
    }

    /// The runs, in the order of the text.
    pub fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// Appends `len` bytes of text that are the source's bytes from `source_start` on.
    ///
    /// Joins the run before it where both texts and both sources touch, so that copying byte by byte costs no memory.
    pub fn push_verbatim(&mut self, len: usize, source_start: usize) {
        if len == 0 {
            return;
        }
        let start = self.text_len();
        if let Some(last) = self.runs.last_mut()
            && last.kind == RunKind::Verbatim
            && last.source.end() == source_start
        {
            last.text = Span::new(last.text.start(), start + len);
            last.source = Span::new(last.source.start(), source_start + len);
            return;
        }
        self.runs.push(Run {
            text: Span::new(start, start + len),
            source: Span::new(source_start, source_start + len),
            kind: RunKind::Verbatim,
        });
    }

    /// Appends `len` bytes of text that stand for `source` as a whole.
    pub fn push_atomic(&mut self, len: usize, source: Span<Source>) {
        if len == 0 {
            return;
        }
        let start = self.text_len();
        self.runs.push(Run { text: Span::new(start, start + len), source, kind: RunKind::Atomic });
    }

    /// The source bytes under a span of text, grown to whole runs where an end lies inside an atomic one.
    ///
    /// An empty span gives the place before which its text stands; past the end of the text, the end of the last run.
    pub fn source(&self, span: Span<Text>) -> Span<Source> {
        if span.is_empty() {
            let at = self.source_start(span.start());
            return Span::new(at, at);
        }
        let start = self.source_start(span.start());
        Span::new(start, self.source_end(span.end()))
    }

    /// The runs that share text with `span`.
    pub fn runs_under(&self, span: Span<Text>) -> &[Run] {
        let first = self.runs.partition_point(|run| run.text.end() <= span.start());
        let behind = self.runs.partition_point(|run| run.text.start() < span.end());
        &self.runs[first..behind.max(first)]
    }

    /// The text that came from a span of source bytes, grown to whole runs; `None` where only gaps lie under it.
    ///
    /// Linear in the number of runs: decoding may reorder (a header moved to the top), so sources need not ascend.
    pub fn text(&self, span: Span<Source>) -> Option<Span<Text>> {
        let touched = self.runs.iter().filter(|run| run.source.overlaps(span)).map(|run| match run.kind {
            RunKind::Atomic => run.text,
            RunKind::Verbatim => {
                let start = span.start().max(run.source.start()) - run.source.start();
                let end = span.end().min(run.source.end()) - run.source.start();
                Span::new(run.text.start() + start, run.text.start() + end)
            }
        });
        touched.reduce(Span::cover)
    }

    /// This map with `inner` on top: `inner` maps a text to bytes which this map takes back further.
    ///
    /// `inner`'s source space is this map's text space; that both are byte offsets of one buffer is the caller's word.
    #[must_use]
    pub fn compose(&self, inner: &Self) -> Self {
        let mut map = Self::default();
        for run in &inner.runs {
            let middle: Span<Text> = Span::new(run.source.start(), run.source.end());
            match run.kind {
                RunKind::Atomic => map.push_atomic(run.text.len(), self.source(middle)),
                RunKind::Verbatim => self.compose_verbatim(middle, &mut map),
            }
        }
        map
    }

    /// Appends the part `middle` of this map to `map`, run by run.
    fn compose_verbatim(&self, middle: Span<Text>, map: &mut Self) {
        for outer in self.runs_under(middle) {
            let start = middle.start().max(outer.text.start());
            let end = middle.end().min(outer.text.end());
            match outer.kind {
                RunKind::Atomic => map.push_atomic(end - start, outer.source),
                RunKind::Verbatim => {
                    map.push_verbatim(end - start, outer.source.start() + (start - outer.text.start()));
                }
            }
        }
    }

    fn source_start(&self, at: usize) -> usize {
        let index = self.runs.partition_point(|run| run.text.end() <= at);
        match self.runs.get(index) {
            None => self.runs.last().map_or(0, |run| run.source.end()),
            Some(run) => match run.kind {
                RunKind::Atomic => run.source.start(),
                RunKind::Verbatim => run.source.start() + (at - run.text.start()),
            },
        }
    }

    fn source_end(&self, at: usize) -> usize {
        // The run that holds the byte before `at`.
        let index = self.runs.partition_point(|run| run.text.end() < at);
        match self.runs.get(index) {
            None => self.runs.last().map_or(0, |run| run.source.end()),
            Some(run) => match run.kind {
                RunKind::Atomic => run.source.end(),
                RunKind::Verbatim => run.source.start() + (at - run.text.start()),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> SourceMap {
        // Source: `caf=C3=A9 au`, text: `café au`.
        let mut map = SourceMap::default();
        map.push_verbatim(3, 0);
        map.push_atomic(2, Span::new(3, 9));
        map.push_verbatim(3, 9);
        map
    }

    #[test]
    fn a_span_grows_to_whole_atomic_runs() {
        let map = sample();
        assert_eq!(map.source(Span::new(0, 5)), Span::new(0, 9));
        assert_eq!(map.source(Span::new(2, 3)), Span::new(2, 3));
        assert_eq!(map.source(Span::new(6, 8)), Span::new(10, 12));
        assert_eq!(map.source(Span::new(8, 8)), Span::new(12, 12));
    }

    #[test]
    fn text_under_source_bytes() {
        let map = sample();
        assert_eq!(map.text(Span::new(4, 5)), Some(Span::new(3, 5)));
        assert_eq!(map.text(Span::new(2, 10)), Some(Span::new(2, 6)));
        assert_eq!(SourceMap::default().text(Span::new(0, 4)), None);
    }

    #[test]
    fn maps_compose() {
        let outer = sample();
        // The inner text drops the first two bytes and turns `au` into one atom.
        let mut inner = SourceMap::default();
        inner.push_verbatim(4, 2);
        inner.push_atomic(1, Span::new(6, 8));
        let map = outer.compose(&inner);
        assert_eq!(map.source(Span::new(0, 1)), Span::new(2, 3));
        assert_eq!(map.source(Span::new(1, 2)), Span::new(3, 9));
        assert_eq!(map.source(Span::new(4, 5)), Span::new(10, 12));
    }
}
