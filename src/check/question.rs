//! The customer's questions, and whether the answer takes them up.
//!
//! Nobody can tell from words alone whether a question is answered. What can be told is that an answer does not come near
//! it: no word of it returns, and nothing of the kind it asks for is there. The rule speaks only then, and only of mails
//! with a handful of questions.

use rustc_hash::FxHashSet;

use crate::{
    draft::{Draft, SectionKind, Sentence},
    phrase::fold,
    rule::{Check, Context, Finding, Report, Settings},
    text::{TokenKind, in_one_line},
};

struct Questions {
    /// Words that are in every mail, or ask for nothing of their own: `can you help me?`
    stop_words: FxHashSet<String>,
    /// What a question word asks for, by words that begin questions: lines `time: when …`.
    asks: Vec<(String, Kind)>,
    /// Words that say yes or no.
    answers: FxHashSet<String>,
    /// In a mail with more questions nobody answers one by one.
    most: usize,
}

/// What would answer a question whatever its words are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A date, a time, a weekday; a number of days.
    Time,
    /// An amount or a count.
    Number,
    /// Yes or no.
    Truth,
    /// A reason or a way: any longer answer may hold it.
    Open,
}

pub(super) fn build(settings: &Settings<'_>) -> Box<dyn Check> {
    let kind = |name: &str| match name {
        "time" => Kind::Time,
        "number" => Kind::Number,
        _ => Kind::Open,
    };
    let lines = settings.list("asks");
    let asks = lines
        .iter()
        .filter_map(|line| line.split_once(':'))
        .flat_map(|(name, words)| words.split_whitespace().map(move |word| (fold(word), kind(name.trim()))));
    Box::new(Questions {
        stop_words: settings
            .list("stop-words")
            .iter()
            .flat_map(|line| line.split_whitespace().map(fold).collect::<Vec<_>>())
            .collect(),
        asks: asks.collect(),
        answers: settings.list("answers").iter().map(|word| fold(word)).collect(),
        most: settings.number("max-questions"),
    })
}

/// A question of the customer.
struct Question<'m> {
    text: &'m str,
    words: Vec<String>,
    kind: Kind,
}

/// How many letters two words must begin alike to be forms of one.
const STEM: usize = 4;

impl Questions {
    fn content_words(&self, draft: &Draft, sentence: &Sentence) -> Vec<String> {
        let tokens = draft.tokens_of(sentence).iter().filter(|token| token.kind == TokenKind::Word);
        let words = tokens.map(|token| fold(draft.slice(token.span)));
        words.filter(|word| word.chars().count() >= STEM && !self.stop_words.contains(word)).collect()
    }

    fn questions<'m>(&self, mail: &'m Draft) -> Vec<Question<'m>> {
        let mut found = Vec::new();
        for sentence in mail.sentences_of(SectionKind::Message) {
            let text = mail.slice(sentence.span).trim();
            let is_question = text.trim_end_matches([')', '"', '”', '»', ' ', '!']).ends_with('?');
            if !is_question || !(4..=30).contains(&sentence.words) {
                continue;
            }
            let words = self.content_words(mail, sentence);
            if words.len() < 2 {
                continue;
            }
            let mut tokens = mail.tokens_of(sentence).iter().filter(|token| token.kind == TokenKind::Word).take(3);
            let asked = tokens.find_map(|token| {
                let word = fold(mail.slice(token.span));
                self.asks.iter().find(|(known, _)| *known == word).map(|(_, kind)| *kind)
            });
            found.push(Question { text, words, kind: asked.unwrap_or(Kind::Truth) });
        }
        found
    }

    /// Whether a reply holds what would answer a kind of question, whatever its words.
    fn may_answer(&self, draft: &Draft, kind: Kind) -> bool {
        let tokens = || draft.sentences_of(SectionKind::Message).flat_map(|sentence| draft.tokens_of(sentence));
        let has = |kinds: &[TokenKind]| tokens().any(|token| kinds.contains(&token.kind));
        match kind {
            Kind::Open => true,
            Kind::Time => {
                has(&[TokenKind::Date, TokenKind::Time, TokenKind::Number])
                    || tokens().any(|token| self.answers.contains(&fold(draft.slice(token.span))))
            }
            Kind::Number => has(&[TokenKind::Number]),
            Kind::Truth => tokens().any(|token| self.answers.contains(&fold(draft.slice(token.span)))),
        }
    }
}

/// Whether two words are forms of one, or one is part of the other: `levering`, `leveres`; `pakke`, `postpakke`.
fn are_akin(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    if long.contains(short) {
        return true;
    }
    let common = short.chars().zip(long.chars()).take_while(|(a, b)| a == b).count();
    common >= STEM
}

impl Check for Questions {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        let Some(mail) = draft.situation.customer_mail.as_deref() else { return };
        // In two languages no word returns.
        if draft.is_template || mail.language != draft.language || mail.language.is_none() {
            return;
        }
        let questions = self.questions(mail);
        if questions.is_empty() || questions.len() > self.most {
            return;
        }
        // Whoever sends an address, a file or a question back answers in another way.
        let elsewhere = draft.sentences_of(SectionKind::Message).any(|sentence| {
            let tokens = draft.tokens_of(sentence);
            tokens.iter().any(|token| matches!(token.kind, TokenKind::Url | TokenKind::Placeholder))
                || draft.slice(sentence.span).trim_end().ends_with('?')
        });
        if elsewhere || draft.situation.attachments.is_some_and(|found| found.files > 0) || !context.hits.is_empty() {
            return;
        }
        let mut written: Vec<String> = Vec::new();
        for sentence in draft.sentences_of(SectionKind::Message) {
            written.extend(self.content_words(draft, sentence));
        }
        let subject = draft.sentences_of(SectionKind::Subject);
        subject.for_each(|sentence| written.extend(self.content_words(draft, sentence)));
        let last = draft.sentences_of(SectionKind::Message).last();
        let place = last.and_then(|sentence| {
            draft.tokens_of(sentence).iter().rev().find(|token| token.kind.counts_as_word()).map(|token| token.span)
        });
        let Some(place) = place else { return };
        for question in questions {
            let taken_up = question.words.iter().any(|word| written.iter().any(|other| are_akin(word, other)));
            if !taken_up && !self.may_answer(draft, question.kind) {
                let text = in_one_line(question.text);
                report.push(place, Finding::with("question", text));
                return;
            }
        }
    }
}
