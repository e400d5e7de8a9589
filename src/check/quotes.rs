//! What stands between quotation marks: mostly the customer's words, which are not the writer's.

use crate::{
    draft::Draft,
    text::{Span, Text, TokenKind},
};

/// The quoted stretches of a draft, in order. A quotation may hold several sentences, but not reach beyond its paragraph;
/// a mark that is never closed quotes nothing.
pub(super) fn quotations(draft: &Draft) -> Vec<Span<Text>> {
    let mut found = Vec::new();
    let mut open: Option<(usize, &'static [&'static str])> = None;
    let mut paragraph = usize::MAX;
    for sentence in &draft.sentences {
        if sentence.paragraph != paragraph {
            (paragraph, open) = (sentence.paragraph, None);
        }
        for token in draft.tokens_of(sentence).iter().filter(|token| token.kind == TokenKind::Punctuation) {
            let mark = draft.slice(token.span);
            match open {
                Some((start, closing)) if closing.contains(&mark) => {
                    found.push(Span::new(start, token.span.end()));
                    open = None;
                }
                Some(_) => {}
                None => open = closing(mark).map(|closing| (token.span.start(), closing)),
            }
        }
    }
    found
}

/// What closes a quotation that a mark opens. Danish and German also quote »inwards«, Swedish ”with the same mark”.
fn closing(mark: &str) -> Option<&'static [&'static str]> {
    Some(match mark {
        "\"" => &["\""],
        "“" => &["”", "“"],
        "„" => &["“", "”"],
        "”" => &["”"],
        "«" => &["»"],
        "»" => &["«", "»"],
        _ => return None,
    })
}

/// Whether a place lies in one of the stretches.
pub(super) fn is_within(quotations: &[Span<Text>], place: Span<Text>) -> bool {
    let index = quotations.partition_point(|quotation| quotation.end() <= place.start());
    quotations.get(index).is_some_and(|quotation| quotation.contains(place))
}
