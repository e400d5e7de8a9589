//! What a template leaves in a text: stretches that are not words but stand for some.

use super::{Span, Text};

/// The placeholders and alternatives of a text, each list in order and without overlap.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// What a program will put a word in the place of: `{{ first_name }}`.
    pub placeholders: Vec<Span<Text>>,
    /// What is said instead of the text before it, and not after it: the `sent` of
    /// `{% if new %}made{% else %}sent{% endif %}`.
    pub alternatives: Vec<Span<Text>>,
    /// Notes to hilsen that stand in the text.
    pub notes: Vec<Span<Text>>,
}

impl Marks {
    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.placeholders.is_empty() && self.alternatives.is_empty() && self.notes.is_empty()
    }

    /// The placeholder that begins at, or holds, the byte at `offset`.
    pub fn placeholder_at(&self, offset: usize) -> Option<Span<Text>> {
        holding(&self.placeholders, offset)
    }

    /// The alternative that holds the byte at `offset`.
    pub fn alternative_at(&self, offset: usize) -> Option<Span<Text>> {
        holding(&self.alternatives, offset)
    }

    /// The placeholders that share text with a span.
    pub fn placeholders_in(&self, span: Span<Text>) -> &[Span<Text>] {
        let first = self.placeholders.partition_point(|mark| mark.end() <= span.start());
        let behind = self.placeholders.partition_point(|mark| mark.start() < span.end());
        &self.placeholders[first..behind.max(first)]
    }

    /// The marks that lie within the first `length` bytes.
    #[must_use]
    pub fn head(mut self, length: usize) -> Self {
        for list in [&mut self.placeholders, &mut self.alternatives, &mut self.notes] {
            list.retain(|mark| mark.end() <= length);
        }
        self
    }

    /// Adds marks that stand behind all of these.
    pub fn append(&mut self, other: &Self) {
        self.placeholders.extend_from_slice(&other.placeholders);
        self.alternatives.extend_from_slice(&other.alternatives);
        self.notes.extend_from_slice(&other.notes);
    }

    /// The same marks in a text that has `offset` more bytes in front.
    #[must_use]
    pub fn shifted(&self, offset: usize) -> Self {
        let shift = |mark: &Span<Text>| Span::new(mark.start() + offset, mark.end() + offset);
        Self {
            placeholders: self.placeholders.iter().map(shift).collect(),
            alternatives: self.alternatives.iter().map(shift).collect(),
            notes: self.notes.iter().map(shift).collect(),
        }
    }
}

fn holding(marks: &[Span<Text>], offset: usize) -> Option<Span<Text>> {
    let behind = marks.partition_point(|mark| mark.start() <= offset);
    let mark = *marks.get(behind.checked_sub(1)?)?;
    (offset < mark.end()).then_some(mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_found_by_offset() {
        let marks = Marks { placeholders: vec![Span::new(2, 4), Span::new(4, 6)], ..Marks::default() };
        assert_eq!(marks.placeholder_at(1), None);
        assert_eq!(marks.placeholder_at(3), Some(Span::new(2, 4)));
        assert_eq!(marks.placeholder_at(4), Some(Span::new(4, 6)));
        assert_eq!(marks.placeholder_at(6), None);
        assert_eq!(marks.placeholders_in(Span::new(3, 5)).len(), 2);
        assert_eq!(marks.shifted(1).placeholders[0], Span::new(3, 5));
    }
}
