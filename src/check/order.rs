//! The order of the sections: greeting, message, farewell, signature.

use super::parts;
use crate::{
    draft::{Block, Draft, Section, SectionKind, Sentence},
    rule::{Check, Context, Finding, Report, Settings},
    text::Span,
};

struct Order;

pub(super) fn build(_: &Settings<'_>) -> Box<dyn Check> {
    Box::new(Order)
}

/// A message has so many words at least.
const NOTE: usize = 3;

/// How many sentences may follow the farewell: a postscript, the odd afterthought.
const AFTERTHOUGHT: usize = 2;

impl Check for Order {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        // Templates put a logo above the greeting and details of the case below the signature, on purpose.
        // Long mails to many people are put together from parts, each with a heading and an end of its own.
        // In a language that hilsen does not know a header line or a wish may be taken for something else.
        if draft.is_template || draft.language.is_none() || parts::message_words(draft) > parts::LETTER {
            return;
        }
        if let Some((section, other)) = first_out_of_place(draft) {
            let fill = vec![("section", section.kind.name().to_owned()), ("other", other.name().to_owned())];
            report.push(Span::new(section.start, section.end), Finding { fill, ..Finding::default() });
        }
    }
}

/// The first section that stands behind one it ought to precede, and that one's kind.
fn first_out_of_place(draft: &Draft) -> Option<(&Section, SectionKind)> {
    let mut latest: Option<SectionKind> = None;
    let mut has_message = false;
    for (index, section) in draft.sections.iter().enumerate() {
        match section.kind {
            SectionKind::Subject | SectionKind::Header => {}
            // Behind quoted history stands what mailing lists add, or an answer to the next question.
            SectionKind::Quoted => return None,
            SectionKind::Message if has_message && is_afterthought(draft, index) => {}
            kind => {
                has_message |= kind == SectionKind::Message;
                // The kinds are declared in the order a mail has them.
                if let Some(before) = latest.filter(|before| *before > kind) {
                    return Some((section, before));
                }
                // `FYI.` above a greeting is no message, and a wish that nobody has signed (`Happy holidays!`) no end.
                let next = draft.sections.get(index + 1).map(|section| section.kind);
                let unsigned = kind == SectionKind::Farewell && next == Some(SectionKind::Message);
                let note = kind == SectionKind::Message && latest.is_none() && words(draft, index) < NOTE;
                // Without a farewell before it a list of headings may have been taken for a signature.
                let loose = kind == SectionKind::Signature && latest < Some(SectionKind::Farewell);
                latest = if unsigned || note || loose { latest } else { Some(kind) };
            }
        }
    }
    None
}

/// The sentences of a section.
fn sentences(draft: &Draft, index: usize) -> impl Iterator<Item = &Sentence> {
    let first = draft.sentences.partition_point(|sentence| sentence.section_index < index);
    draft.sentences[first..].iter().take_while(move |sentence| sentence.section_index == index)
}

/// How many words a section has.
fn words(draft: &Draft, index: usize) -> usize {
    sentences(draft, index).map(|sentence| sentence.words).sum()
}

/// Whether a piece of message is a postscript or short.
fn is_afterthought(draft: &Draft, index: usize) -> bool {
    let sentences = sentences(draft, index);
    // An address or a list of attached files says nothing out of its place.
    let sentences = sentences.filter(|sentence| says_something(sentence));
    let section = &draft.sections[index];
    let text = &draft.text()[section.start..section.end];
    let begins = |mark: &str| text.get(..mark.len()).is_some_and(|start| start.eq_ignore_ascii_case(mark));
    ["PS", "P.S", "P. S"].into_iter().any(begins) || sentences.take(AFTERTHOUGHT + 1).count() <= AFTERTHOUGHT
}

fn says_something(sentence: &Sentence) -> bool {
    matches!(sentence.block, Block::Prose | Block::ListItem) && sentence.words > 3
}
