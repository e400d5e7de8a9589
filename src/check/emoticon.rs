//! Emoticons, kaomoji, shortcodes and emoji.
//!
//! Text emoticons are looked for only between white space (or the edge of the text) and white space or punctuation:
//! over three thousand real mails that alone told `:)` from `https://`, `{width:308px}` and `1) first` without a miss.

use unicode_properties::UnicodeEmoji;
use unicode_segmentation::UnicodeSegmentation;

use crate::{
    diagnostic::{Fix, Safety, TextEdit},
    draft::{Block, Draft, Section},
    rule::{Check, Context, Finding, Report, Settings},
    text::{ByteSet, Span, Text, TokenKind, looks},
};

struct Emoticon {
    western: bool,
    kaomoji: bool,
    emoji: bool,
    allow: Vec<String>,
}

pub(super) fn build(settings: &Settings<'_>) -> Box<dyn Check> {
    let kinds = settings.list("kinds");
    let wanted = |kind: &str| kinds.iter().any(|known| known == kind);
    Box::new(Emoticon {
        western: wanted("western"),
        kaomoji: wanted("kaomoji"),
        emoji: wanted("emoji"),
        allow: settings.list("allow"),
    })
}

/// Faces that are no eyes, nose and mouth.
const KAOMOJI: [&str; 14] =
    ["^_^", "^^", "^.^", "-_-", "T_T", "T.T", "o_O", "O_o", "o.O", "O.o", "(^_^)", "(^^)", "¯\\_(ツ)_/¯", "\\o/"];

impl Check for Emoticon {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        for (_, sentence) in context.sentences() {
            if sentence.block == Block::Code {
                continue;
            }
            // Most sentences hold neither a sign that belongs to a face nor anything beyond letters.
            if looks::are_off() || may_hold_face(context.draft.slice(sentence.span).as_bytes()) {
                self.words(context.draft, sentence.span, report);
            }
        }
    }
}

/// Bytes that a face holds, and those of characters that may be pictures. Letters and digits are few.
static OF_FACES: ByteSet = ByteSet::of(b":;=^_<(\\xX8.").with(0xe2, 0xff);

/// Whether a sentence holds what every face and picture has.
fn may_hold_face(text: &[u8]) -> bool {
    let next = |at: usize| text.get(at + 1).copied().unwrap_or(b' ');
    OF_FACES.find_all(text).any(|at| match text[at] {
        // A nose follows, or the mouth of `xD`.
        b'x' | b'X' | b'8' => matches!(next(at), b'-' | b'o' | b'^' | b'\'' | b'*' | b'D'),
        // `o.O`, `T.T`.
        b'.' => at > 0 && matches!(text[at - 1], b'o' | b'O' | b'T') && matches!(next(at), b'o' | b'O' | b'T'),
        _ => true,
    })
}

impl Emoticon {
    /// Looks at the pieces of a sentence between white space.
    fn words(&self, draft: &Draft, within: Span<Text>, report: &mut Report<'_>) {
        let text = draft.slice(within);
        for word in text.split_whitespace() {
            // Plain words, with perhaps a comma or a full stop, are nearly all there are.
            let plain = |byte: u8| byte.is_ascii_lowercase() || matches!(byte, b'.' | b',' | b'\'' | b'-');
            if word.bytes().skip(1).all(plain) && word.as_bytes()[0].is_ascii_alphabetic() {
                continue;
            }
            let at = word.as_ptr() as usize - text.as_ptr() as usize;
            let start = within.start() + at;
            let before = &text[text.floor_char_boundary(at.saturating_sub(BRACKET_REACH))..at];
            if let Some((from, length)) = self.glued_face(word, before)
                && !is_masked(draft, start + from)
            {
                push(draft, Span::new(start + from, start + from + length), report);
                continue;
            }
            if let Some(length) = self.face(word, before).or_else(|| self.shortcode(word))
                && !is_less_than(word, &text[at + word.len()..])
                && !self.allow.iter().any(|allowed| *allowed == word[..length])
                && !is_masked(draft, start)
            {
                push(draft, Span::new(start, start + length), report);
                continue;
            }
            if self.emoji && word.bytes().any(|byte| byte >= 0xe2) {
                self.emoji_in(draft, word, start, report);
            }
        }
    }

    /// The length of a text emoticon that is the whole word, but for punctuation behind it; `:))` within brackets closes
    /// them with its last sign.
    fn face(&self, word: &str, before: &str) -> Option<usize> {
        if word.ends_with("))") && opens_bracket(before) {
            return self.face(&word[..word.len() - 1], "");
        }
        let bare = word.trim_end_matches(['.', ',', '!', '?']);
        let face = |text: &str| (self.western && is_western(text)) || (self.kaomoji && KAOMOJI.contains(&text));
        if face(word) {
            return Some(word.len());
        }
        face(bare).then_some(bare.len())
    }

    /// The place and length of a face right behind a word of letters: `kontakt:)`. A bracket that was opened before is
    /// closed by it instead.
    fn glued_face(&self, word: &str, before: &str) -> Option<(usize, usize)> {
        const FACES: [&str; 8] = [":-)", ";-)", ":-(", ":-D", ":)", ";)", ":(", ":D"];
        let bare = word.trim_end_matches(['.', ',', '!', '?']);
        let face = FACES.into_iter().find(|face| bare.ends_with(face))?;
        let stem = &bare[..bare.len() - face.len()];
        let letters = stem.chars().count() > 1 && stem.chars().all(char::is_alphabetic);
        let fits = letters && !stem.chars().all(char::is_uppercase) && !opens_bracket(before);
        (self.western && fits).then_some((stem.len(), face.len()))
    }

    /// The length of a shortcode such as `:smile:`.
    fn shortcode(&self, word: &str) -> Option<usize> {
        let bare = word.trim_end_matches(['.', ',', '!', '?']);
        let inner = bare.strip_prefix(':')?.strip_suffix(':')?;
        let named = inner.len() >= 3 && inner.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        let fits = named || matches!(inner, "+1" | "-1");
        (self.kaomoji && fits).then_some(bare.len())
    }

    /// Emoji anywhere in a word; joined and coloured ones are one grapheme.
    fn emoji_in(&self, draft: &Draft, word: &str, start: usize, report: &mut Report<'_>) {
        for (at, grapheme) in word.grapheme_indices(true) {
            if is_emoji(grapheme) && !self.allow.iter().any(|allowed| grapheme.starts_with(allowed.as_str())) {
                push(draft, Span::new(start + at, start + at + grapheme.len()), report);
            }
        }
    }
}

/// How far back a bracket is looked for, in bytes.
const BRACKET_REACH: usize = 300;

/// Whether a round bracket is open at the end of a text.
fn opens_bracket(before: &str) -> bool {
    before.matches('(').count() > before.matches(')').count()
}

/// Whether a heart is the sign for less than: `<3 bedrooms`.
fn is_less_than(word: &str, behind: &str) -> bool {
    word == "<3" && behind.trim_start().starts_with(char::is_alphanumeric)
}

/// Eyes, perhaps a nose, and a mouth, from either side.
fn is_western(text: &str) -> bool {
    const HEARTS: [&str; 6] = ["<3", "</3", ":'(", ":'-(", ":')", "D:"];
    let bytes = text.as_bytes();
    if bytes.len() < 2 || bytes.len() > 6 || !text.is_ascii() {
        return false;
    }
    if HEARTS[..5].contains(&text) {
        return true;
    }
    let upright = |bytes: &[u8]| {
        let bytes = if matches!(bytes[0], b'<' | b'>' | b'}') { &bytes[1..] } else { bytes };
        let (Some(&eyes), Some(&second)) = (bytes.first(), bytes.get(1)) else { return false };
        let nose = matches!(second, b'-' | b'o' | b'^' | b'\'' | b'*') && bytes.len() > 2;
        let mouth = &bytes[if nose { 2 } else { 1 }..];
        let same = mouth.iter().all(|byte| byte == &mouth[0]);
        let fits = match eyes {
            b':' | b';' => matches!(
                mouth[0],
                b')' | b'('
                    | b'D'
                    | b'P'
                    | b'p'
                    | b'/'
                    | b'\\'
                    | b'|'
                    | b'O'
                    | b'o'
                    | b'*'
                    | b'3'
                    | b'$'
                    | b'@'
                    | b'S'
                    | b'X'
                    | b'x'
                    | b']'
                    | b'['
                    | b'}'
                    | b'{'
            ),
            b'=' => matches!(mouth[0], b')' | b'(' | b'D' | b'P'),
            // Without a nose `8)` numbers a list and `XP` is a system.
            b'8' | b'x' | b'X' => (nose && matches!(mouth[0], b')' | b'(' | b'D' | b'P')) || bytes == b"xD",
            _ => false,
        };
        // `:S` and `:3` without a nose are labels and times more often than faces.
        let letter_mouth = mouth[0].is_ascii_alphanumeric() && !matches!(mouth[0], b'D' | b'P' | b'p');
        fits && same && (nose || !letter_mouth || bytes == b"xD")
    };
    let reversed = matches!(text, "(:" | "(-:" | "(;" | "(-;" | "):" | ")-:");
    upright(bytes) || (reversed && text != "):")
}

/// Whether a grapheme is shown as a picture: it has that look by default, or asks for it (UTS #51).
fn is_emoji(grapheme: &str) -> bool {
    let mut characters = grapheme.chars();
    let Some(first) = characters.next() else { return false };
    // Digits, `#` and `*` carry the property Emoji; only what is beyond ASCII can be a picture of its own.
    if first.is_ascii() {
        return grapheme.contains('\u{20e3}');
    }
    let flag = ('\u{1f1e6}'..='\u{1f1ff}').contains(&first);
    let by_default = first.is_emoji_char() && (first as u32 >= 0x1f000 || is_presented(first));
    flag || by_default || (first.is_emoji_char() && grapheme.contains('\u{fe0f}'))
}

/// Whether a sign below U+1F000 is a picture by default or stands for a feeling: faces, hearts, hands, stars.
const fn is_presented(sign: char) -> bool {
    matches!(sign,
        '\u{2639}' | '\u{263a}' | '\u{263b}' | '\u{2665}' | '\u{2764}' | '\u{2763}' | '\u{261d}' | '\u{270a}'..='\u{270d}'
        | '\u{2728}' | '\u{2b50}' | '\u{2705}' | '\u{274c}' | '\u{274e}' | '\u{2753}'..='\u{2755}' | '\u{2757}'
        | '\u{26a1}' | '\u{2614}' | '\u{2615}' | '\u{231a}' | '\u{231b}' | '\u{23e9}'..='\u{23ec}' | '\u{23f0}' | '\u{23f3}'
        | '\u{2648}'..='\u{2653}' | '\u{267f}' | '\u{2693}' | '\u{26aa}' | '\u{26ab}' | '\u{26bd}' | '\u{26be}'
        | '\u{26c4}' | '\u{26c5}' | '\u{26ce}' | '\u{26d4}' | '\u{26ea}' | '\u{26f2}' | '\u{26f3}' | '\u{26f5}'
        | '\u{26fa}' | '\u{26fd}' | '\u{2795}'..='\u{2797}' | '\u{27b0}' | '\u{27bf}' | '\u{2b1b}' | '\u{2b1c}' | '\u{2b55}')
}

/// Whether a place lies in an address or a placeholder.
fn is_masked(draft: &Draft, at: usize) -> bool {
    let index = draft.tokens.partition_point(|token| token.span.end() <= at);
    draft.tokens.get(index).is_some_and(|token| {
        token.span.start() <= at
            && matches!(token.kind, TokenKind::Url | TokenKind::Email | TokenKind::Placeholder | TokenKind::Tag)
    })
}

fn push(draft: &Draft, span: Span<Text>, report: &mut Report<'_>) {
    let text = draft.slice(span).to_owned();
    let edit = removal(draft, span);
    let title = format!("remove “{text}”");
    let safety = if is_all_there_is(draft, span) { Safety::Suggestion } else { Safety::Safe };
    let fix = Fix { title, safety, edits: vec![edit] };
    report.push(span, Finding { fixes: vec![fix], ..Finding::with("text", text) });
}

/// How far around an emoticon words are looked for, in bytes: a section of nothing but faces must not cost its square.
const REACH: usize = 200;

/// Whether an emoticon is all that its section says: `:+1:` as an answer means yes.
fn is_all_there_is(draft: &Draft, span: Span<Text>) -> bool {
    let text = draft.text();
    let around = |section: &Section| {
        let start = text.ceil_char_boundary(section.start.max(span.start().saturating_sub(REACH)));
        let end = text.floor_char_boundary(section.end.min(span.end() + REACH));
        let near = [start..span.start(), span.end()..end];
        near.into_iter().filter_map(|range| text.get(range)).any(|text| text.contains(char::is_alphanumeric))
    };
    let behind = draft.sections.partition_point(|section| section.start <= span.start());
    let here = behind.checked_sub(1).and_then(|at| draft.sections.get(at));
    !here.filter(|section| span.end() <= section.end).is_some_and(around)
}

/// The edit that takes an emoticon out and leaves a sentence behind.
fn removal(draft: &Draft, span: Span<Text>) -> TextEdit {
    let blank = [' ', '\u{a0}'];
    let before = &draft.text()[..span.start()];
    let behind = &draft.text()[span.end()..];
    let kept = before.trim_end_matches(blank);
    if kept.is_empty() || kept.ends_with(['\n', '\r']) {
        // At the start of a line the space behind it goes, too.
        let space = behind.len() - behind.trim_start_matches(blank).len();
        return TextEdit { span: Span::new(span.start(), span.end() + space), replacement: String::new() };
    }
    // The space before it goes too: `Takk :)` becomes `Takk`, not `Takk `.
    let span = Span::new(kept.len(), span.end());
    let next = behind.trim_start().chars().next();
    let apart = behind.starts_with(char::is_whitespace);
    let open = !kept.ends_with(['.', '!', '?', ':', ',', ';', '…']);
    // Where it stood for the full stop, the full stop takes its place; where it stood for a space, the space.
    let replacement = if open && apart && next.is_some_and(char::is_uppercase) && !ends_line(behind) {
        "."
    } else if !apart && next.is_some_and(char::is_alphanumeric) {
        " "
    } else {
        ""
    };
    TextEdit { span, replacement: replacement.to_owned() }
}

/// Whether a paragraph ends here, where a heading or a greeting needs no full stop.
fn ends_line(behind: &str) -> bool {
    let white = &behind[..behind.len() - behind.trim_start().len()];
    white.matches('\n').count() > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faces_and_what_looks_like_one() {
        for face in [":)", ":-)", ";)", ":(", ":D", ":-P", "=)", "<3", "xD", ":-/", "(:", ":'(", ">:("] {
            assert!(is_western(face), "{face}");
        }
        for other in ["8)", "1)", "XS", "XP", "D:", "):", ":3", ":s", ":o", "XD", "C:\\", "=P2", "::", "x3", "XX", "(="]
        {
            assert!(!is_western(other), "{other}");
        }
    }

    #[test]
    fn an_emoticon_that_is_the_whole_answer_is_not_taken_out_unasked() {
        static NONE: std::sync::LazyLock<crate::draft::Abbreviations> =
            std::sync::LazyLock::new(crate::draft::Abbreviations::default);
        let known = crate::draft::Known {
            language: None,
            fallback: None,
            abbreviations: &|_| &NONE,
            situation: None,
            house: None,
        };
        let all = |text: &str, face: &str| {
            let draft = Draft::new(text.as_bytes(), crate::decode::Format::Plain, known);
            let start = text.find(face).expect("a face");
            is_all_there_is(&draft, Span::new(start, start + face.len()))
        };
        assert!(all(":+1:\n", ":+1:"));
        assert!(all("Hi Anna,\n\n👍\n\nKind regards\nEva\n", "👍"));
        assert!(!all("Your lamp is on its way today :)\n", ":)"));
    }

    #[test]
    fn pictures_and_signs_of_print() {
        for picture in ["😀", "👍🏽", "👩‍💻", "🇳🇴", "❤️", "☺", "✨", "1️⃣"] {
            assert!(is_emoji(picture), "{picture}");
        }
        for sign in ["©", "®", "™", "→", "✓", "☑", "1", "#", "å", "•", "€"] {
            assert!(!is_emoji(sign), "{sign}");
        }
    }
}
