//! What stands between quotation marks: mostly the customer's words, which are not the writer's.

use super::Sentence;
use crate::text::{Span, Text, Token, TokenKind};

/// How many quotations may be open inside one another. A mark that is never closed stays open, so without a bound a text
/// of opening marks would be looked through again and again.
const DEPTH: usize = 4;

/// A mark that opened a quotation.
struct Open {
    start: usize,
    closing: &'static [&'static str],
}

/// The quoted stretches of a draft, in order and apart from each other. A quotation may hold several sentences, but not
/// reach beyond its paragraph; a mark that is never closed quotes nothing.
pub(super) fn quotations(text: &str, sentences: &[Sentence], tokens: &[Token]) -> Vec<Span<Text>> {
    let mut found: Vec<Span<Text>> = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    let mut paragraph = usize::MAX;
    for sentence in sentences {
        if sentence.paragraph != paragraph {
            paragraph = sentence.paragraph;
            open.clear();
        }
        let tokens = &tokens[sentence.tokens.clone()];
        for token in tokens.iter().filter(|token| token.kind == TokenKind::Punctuation) {
            let mark = &text[token.span.range()];
            if let Some(at) = open.iter().rposition(|open| open.closing.contains(&mark)) {
                let span = Span::new(open[at].start, token.span.end());
                open.truncate(at);
                // What it quotes may hold quotations itself.
                while found.last().is_some_and(|inner| inner.start() >= span.start()) {
                    found.pop();
                }
                found.push(span);
            } else if let Some(closing) = closing(mark).filter(|_| may_open(text, token)) {
                if open.len() == DEPTH {
                    open.remove(0);
                }
                open.push(Open { start: token.span.start(), closing });
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

/// Whether a mark stands where a quotation begins. The straight one also stands for inches, behind a number.
fn may_open(text: &str, token: &Token) -> bool {
    let before = text[..token.span.start()].chars().next_back();
    &text[token.span.range()] != "\"" || !before.is_some_and(char::is_alphanumeric)
}

/// Whether a place lies in one of the stretches.
pub(super) fn is_within(quotations: &[Span<Text>], place: Span<Text>) -> bool {
    let index = quotations.partition_point(|quotation| quotation.end() <= place.start());
    quotations.get(index).is_some_and(|quotation| quotation.contains(place))
}

#[cfg(test)]
mod tests {
    use crate::{
        decode::Format,
        draft::{Abbreviations, Draft, Known, Language},
    };

    fn quoted(text: &str) -> Vec<String> {
        static NONE: std::sync::LazyLock<Abbreviations> = std::sync::LazyLock::new(Abbreviations::default);
        let known = Known {
            language: Some(Language::En),
            fallback: None,
            abbreviations: &|_| &NONE,
            situation: None,
            house: None,
        };
        let draft = Draft::new(text.as_bytes(), Format::Plain, known);
        draft.quotations.iter().map(|span| draft.slice(*span).to_owned()).collect()
    }

    #[test]
    fn quotations_are_found_in_every_custom() {
        for (text, wanted) in [
            ("You write \"it hums\" and so on.", "\"it hums\""),
            ("You write “it hums. It is dark.” and so on.", "“it hums. It is dark.”"),
            ("Sie schreiben „es brummt“ und so fort.", "„es brummt“"),
            ("Du skriver «den surrer» og så videre.", "«den surrer»"),
            ("Du skriver »den summer« og så videre.", "»den summer«"),
            ("Du skriver ”den surrar” och så vidare.", "”den surrar”"),
            ("You write “it says \"off\" now” and so on.", "“it says \"off\" now”"),
        ] {
            assert_eq!(quoted(text), [wanted], "{text}");
        }
    }

    #[test]
    fn what_is_not_closed_or_means_inches_quotes_nothing() {
        for text in
            ["The screen is 24\" wide, the box 30\" wide.", "You write “it hums.\n\nI write ” here.", "He said \" so."]
        {
            assert_eq!(quoted(text), [""; 0], "{text}");
        }
        assert_eq!(quoted("You write “it hums and «it is dark» here."), ["«it is dark»"]);
    }
}
