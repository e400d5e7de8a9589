//! Paragraphs and messages with more words than a reader takes in.

use crate::{
    draft::{Block, Draft, SectionKind, Sentence},
    rule::{Check, Context, Finding, Report, Settings},
    text::{Span, TokenKind},
};

struct Paragraph {
    max_words: usize,
    max_sentences: usize,
}

pub(super) fn build_paragraph(settings: &Settings<'_>) -> Box<dyn Check> {
    Box::new(Paragraph { max_words: settings.number("max-words"), max_sentences: settings.number("max-sentences") })
}

impl Check for Paragraph {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        let message: Vec<&Sentence> = draft.sentences_of(SectionKind::Message).collect();
        let paragraphs: Vec<&[&Sentence]> = message.chunk_by(|a, b| a.paragraph == b.paragraph).collect();
        // A message that is one paragraph lacks paragraphs; `missing-paragraphs` speaks.
        if paragraphs.len() < 2 || words(&message) > ARTICLE {
            return;
        }
        for paragraph in paragraphs {
            let (words, sentences) = (words(paragraph), paragraph.len());
            if !is_prose(draft, paragraph) || (words <= self.max_words && sentences <= self.max_sentences) {
                continue;
            }
            if let (Some(first), Some(last)) = (paragraph.first(), paragraph.last()) {
                let fill = vec![
                    ("words", words.to_string()),
                    ("sentences", sentences.to_string()),
                    ("max", self.max_words.to_string()),
                ];
                report.push(first.span.cover(last.span), Finding { fill, ..Finding::default() });
            }
        }
    }
}

/// A message of more words is an article or a newsletter, which people sit down to read.
const ARTICLE: usize = 1000;

fn words(sentences: &[&Sentence]) -> usize {
    sentences.iter().map(|sentence| sentence.words).sum()
}

/// Whether sentences are running text: no list, table, code or template logic among them, and no lines that were broken
/// on purpose.
fn is_prose(draft: &Draft, sentences: &[&Sentence]) -> bool {
    let running = sentences.iter().all(|sentence| {
        let tag = || draft.tokens_of(sentence).iter().any(|token| token.kind == TokenKind::Tag);
        sentence.block == Block::Prose && !tag()
    });
    // Where lines are wrapped a sentence ends at a line's end by chance only.
    let broken = sentences
        .windows(2)
        .filter(|pair| draft.slice(Span::new(pair[0].span.end(), pair[1].span.start())).contains('\n'))
        .count();
    running && (broken < 2 || broken * 3 <= sentences.len())
}

struct MissingParagraphs {
    min_words: usize,
}

pub(super) fn build_missing(settings: &Settings<'_>) -> Box<dyn Check> {
    Box::new(MissingParagraphs { min_words: settings.number("min-words") })
}

impl Check for MissingParagraphs {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        let message: Vec<&Sentence> = draft.sentences_of(SectionKind::Message).collect();
        let (Some(first), Some(last)) = (message.first(), message.last()) else { return };
        let words = words(&message);
        if first.paragraph == last.paragraph && words > self.min_words && message.len() > 2 && is_prose(draft, &message)
        {
            let fill = vec![("words", words.to_string())];
            report.push(first.span.cover(last.span), Finding { fill, ..Finding::default() });
        }
    }
}

struct Message {
    max_words: usize,
}

pub(super) fn build_message(settings: &Settings<'_>) -> Box<dyn Check> {
    Box::new(Message { max_words: settings.number("max-words") })
}

impl Check for Message {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        // The branches of a template do not all reach one reader.
        if draft.is_template {
            return;
        }
        // Steps and lists are looked through rather than read, so their words count half; tables and code not at all.
        let mut doubled = 0;
        for sentence in draft.sentences_of(SectionKind::Message) {
            doubled += match sentence.block {
                Block::Prose | Block::Heading => sentence.words * 2,
                Block::ListItem => sentence.words,
                Block::Label | Block::Code => 0,
            };
        }
        let words = doubled / 2;
        let first = draft.sentences_of(SectionKind::Message).next();
        if let Some(first) = first.filter(|_| words > self.max_words) {
            let fill = vec![("words", words.to_string()), ("max", self.max_words.to_string())];
            report.push(first.span, Finding { fill, ..Finding::default() });
        }
    }
}
