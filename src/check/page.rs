//! A page as the rules about pages see it: the draft itself, or the HTML part beside the plain text it is made of.

use crate::{
    decode::{Appearance, Format, Image, Link, OtherVersion, Role, Stretch},
    draft::{Block, Draft, SectionKind, section},
    rule::{Finding, Report},
    text::{Source, Span, Text},
};

/// Shorter lines are greetings, labels and names, whatever they look like.
const BODY_WORDS: usize = 5;

/// So many values are weighed against each other.
const VALUES_MAX: usize = 64;

/// A page of a draft.
pub(super) struct Page<'d> {
    draft: &'d Draft,
    pub(super) text: &'d str,
    pub(super) links: &'d [Link],
    pub(super) images: &'d [Image],
    pub(super) appearance: &'d Appearance,
    pub(super) lang: Option<&'d str>,
    /// The HTML part, where the draft's text is that of a plain one.
    other: Option<&'d OtherVersion>,
}

impl<'d> Page<'d> {
    /// The page of a draft, where it has one.
    pub(super) fn of(draft: &'d Draft) -> Option<Self> {
        let decoded = &draft.decoded;
        if decoded.format == Format::Html || decoded.html_only {
            return Some(Self {
                draft,
                text: &decoded.text,
                links: &decoded.links,
                images: &decoded.images,
                appearance: &decoded.appearance,
                lang: decoded.lang.as_deref(),
                other: None,
            });
        }
        let other = decoded.alternative.as_ref()?;
        Some(Self {
            draft,
            text: &other.text,
            links: &other.links,
            images: &other.images,
            appearance: &other.appearance,
            lang: other.lang.as_deref(),
            other: Some(other),
        })
    }

    /// The text under a span.
    pub(super) fn slice(&self, span: Span<Text>) -> &'d str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// The sentences of the message, without headings, labels and what is too short to be one; in order.
    pub(super) fn body(&self) -> Vec<Span<Text>> {
        if self.other.is_none() {
            let is_body = |block: Block| matches!(block, Block::Prose | Block::ListItem);
            let own = self.draft.sentences_of(SectionKind::Message);
            return own.filter(|one| one.words >= BODY_WORDS && is_body(one.block)).map(|one| one.span).collect();
        }
        let lines = self.message_spans().into_iter().flat_map(|message| {
            let text = self.slice(message);
            text.split_inclusive('\n').scan(message.start(), |at, line| {
                let start = *at;
                *at += line.len();
                Some(Span::new(start, start + line.trim_end().len()))
            })
        });
        lines.filter(|line| self.slice(*line).split_whitespace().count() >= BODY_WORDS).collect()
    }

    /// Where the message lies.
    pub(super) fn message_spans(&self) -> Vec<Span<Text>> {
        let spans = |sections: &[section::Section]| {
            let of_message = sections.iter().filter(|section| section.kind == SectionKind::Message);
            of_message.map(|section| Span::new(section.start, section.end)).collect()
        };
        match self.other {
            None => spans(&self.draft.sections),
            Some(other) => spans(&section::sections(&other.text, section::Layout { top_headers: false })),
        }
    }

    /// The stretches of running text in the message, without links, small print and the like, each with its weight.
    pub(super) fn body_stretches(&self) -> Vec<(Stretch, usize)> {
        let mut found = Vec::new();
        for span in self.body() {
            for stretch in self.appearance.under(span) {
                let weight = self.slice(stretch.text).chars().filter(|c| c.is_alphanumeric()).count();
                if weight > 0 && self.appearance.look(&stretch).role == Role::Text {
                    found.push((stretch, weight));
                }
            }
        }
        found
    }

    /// Reports what is declared at `source`, or else what stands in the page at `text`.
    pub(super) fn report(
        &self,
        report: &mut Report<'_>,
        source: Option<Span<Source>>,
        text: Span<Text>,
        finding: Finding,
    ) {
        match (source, self.other) {
            (None, None) => report.push(text, finding),
            (Some(source), None) => report.push_at(text, source, finding),
            (source, Some(other)) => {
                let body = self.draft.decoded.body;
                let place = source.unwrap_or_else(|| other.map.source(text));
                report.push_at(Span::new(body.start(), body.start()), place, finding);
            }
        }
    }
}

/// Of values with weights the one that has more than half of all, with where it is found first.
pub(super) fn majority<T: PartialEq + Copy>(values: &[(Option<T>, Stretch, usize)]) -> Option<(T, Stretch)> {
    let total: usize = values.iter().map(|(_, _, weight)| weight).sum();
    let mut sums: Vec<(T, Stretch, usize)> = Vec::new();
    for (value, stretch, weight) in values {
        let Some(value) = value else { continue };
        match sums.iter().position(|(known, _, _)| known == value) {
            Some(known) => sums[known].2 += weight,
            // Among very many values none has the most.
            None if sums.len() < VALUES_MAX => sums.push((*value, *stretch, *weight)),
            None => {}
        }
    }
    sums.into_iter().find(|(_, _, sum)| sum * 2 > total).map(|(value, stretch, _)| (value, stretch))
}
