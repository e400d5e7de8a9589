//! A reply in another language than the customer wrote in.

use crate::{
    diagnostic::Severity,
    draft::{
        Draft, Language, SectionKind,
        language::{self, Guess},
    },
    rule::{Check, Context, Finding, Report, Settings},
};

struct OtherLanguage {
    min_words: usize,
}

pub(super) fn build(settings: &Settings<'_>) -> Box<dyn Check> {
    Box::new(OtherLanguage { min_words: settings.number("min-words") })
}

/// Languages whose readers understand each other, and often expect an answer in the other.
const NORDIC: [Language; 4] = [Language::Nb, Language::Nn, Language::Da, Language::Sv];

impl OtherLanguage {
    /// The language somebody wrote a mail in, where the text leaves no doubt.
    fn written_in(&self, draft: &Draft) -> Option<Guess> {
        let parts = draft.sentences_of(SectionKind::Message).map(|sentence| draft.slice(sentence.span));
        language::detect_parts(parts).filter(|guess| guess.is_clear() && guess.words >= self.min_words)
    }
}

impl Check for OtherLanguage {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        let Some(mail) = draft.situation.customer_mail.as_deref() else { return };
        let (Some(theirs), Some(ours)) = (self.written_in(mail), self.written_in(draft)) else { return };
        let (theirs, ours) = (theirs.language, ours.language);
        let norwegian = |language| matches!(language, Language::Nb | Language::Nn);
        if theirs == ours || (norwegian(theirs) && norwegian(ours)) {
            return;
        }
        // Whoever writes in two languages reads both.
        let reads_ours = |text: &str| {
            language::detect(text).is_some_and(|guess| guess.language == ours && guess.words >= 5 && guess.is_clear())
        };
        if mail.sentences_of(SectionKind::Message).any(|sentence| reads_ours(mail.slice(sentence.span))) {
            return;
        }
        let Some(first) = draft.sentences_of(SectionKind::Message).next() else { return };
        let Some(word) = draft.tokens_of(first).iter().find(|token| token.kind.counts_as_word()) else { return };
        let near = NORDIC.contains(&theirs) && NORDIC.contains(&ours);
        let fill = vec![("theirs", theirs.name().to_owned()), ("ours", ours.name().to_owned())];
        report.push(word.span, Finding { fill, severity: near.then_some(Severity::Info), ..Finding::default() });
    }
}
