//! The language a page names for the programs that read it aloud.

use super::page::Page;
use crate::{
    draft::{Language, language},
    rule::{Check, Context, Finding, Report, Settings},
    text::Span,
};

/// With fewer words than this the language of a page is not judged.
const WORDS_MIN: usize = 20;

struct PageLanguage;

pub(super) fn build(_: &Settings<'_>) -> Box<dyn Check> {
    Box::new(PageLanguage)
}

impl Check for PageLanguage {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let Some(page) = Page::of(context.draft) else { return };
        let Some(root) = page.appearance.root else { return };
        let message = page.message_spans();
        let guess = language::detect_parts(message.iter().map(|span| page.slice(*span)));
        let Some(guess) = guess.filter(|guess| guess.is_clear() && guess.words >= WORDS_MIN) else { return };
        let written = guess.language;
        let top = Span::new(0, 0);
        let fill = |lang: &str| {
            vec![("code", written.tag().to_owned()), ("language", written.name().to_owned()), ("lang", lang.to_owned())]
        };
        let Some(lang) = page.lang else {
            page.report(report, Some(root), top, Finding { fill: fill(""), ..Finding::default() });
            return;
        };
        let primary = lang.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        let is_tag = (2..=3).contains(&primary.len()) && primary.bytes().all(|byte| byte.is_ascii_lowercase());
        // `no` is either of the two.
        let is_norwegian = primary == "no" && matches!(written, Language::Nb | Language::Nn);
        if is_tag && !is_norwegian && primary != written.tag() {
            let finding = Finding { fill: fill(lang), variant: Some("other"), ..Finding::default() };
            page.report(report, Some(root), top, finding);
        }
    }
}
