//! The customer's tone and the answer's: how each addresses the other, greets and takes leave.
//!
//! Most mails are neither formal nor familiar. The rule speaks only where the customer's mail is plainly one of the two, by
//! two signs that agree and none that does not, and the answer plainly the other.

use crate::{
    draft::{Block, Draft, SectionKind},
    phrase::fold,
    rule::{Check, Context, Finding, Report, Settings},
    text::{Span, Text, TokenKind},
};

/// What words say about the tone of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    /// A greeting of letters: `Dear Mr …`.
    FormalGreeting,
    /// One so formal that nobody who knows the customer's name would write it: `To whom it may concern`.
    StiffGreeting,
    /// A greeting that is fine by itself, and close.
    RelaxedGreeting,
    /// A greeting among friends, which another rule finds in answers.
    ChattyGreeting,
    FormalFarewell,
    RelaxedFarewell,
    ChattyFarewell,
    /// A word of the polite address, with its capital: `Sie`.
    Polite,
    /// A word of the familiar address: `du`.
    Familiar,
    /// A word of chats: `thx`.
    Chat,
}

/// The names of the signs in the rule's files.
const NAMES: [(&str, Sign); 10] = [
    ("formal-greeting", Sign::FormalGreeting),
    ("stiff-greeting", Sign::StiffGreeting),
    ("relaxed-greeting", Sign::RelaxedGreeting),
    ("chatty-greeting", Sign::ChattyGreeting),
    ("formal-farewell", Sign::FormalFarewell),
    ("relaxed-farewell", Sign::RelaxedFarewell),
    ("chatty-farewell", Sign::ChattyFarewell),
    ("polite", Sign::Polite),
    ("familiar", Sign::Familiar),
    ("chat", Sign::Chat),
];

/// One word of address may be a name or a slip.
const ADDRESSED_MIN: usize = 2;

struct RegisterMismatch {
    /// The words of each sign: folded, but for those of the polite address, whose capitals say what they are.
    signs: Vec<(Sign, Vec<String>)>,
}

pub(super) fn build(settings: &Settings<'_>) -> Box<dyn Check> {
    let mut signs = Vec::new();
    for line in settings.list("tone-signs") {
        let Some((name, wordings)) = line.split_once(':') else { continue };
        let Some((_, sign)) = NAMES.iter().find(|(known, _)| *known == name.trim()) else { continue };
        for wording in wordings.split(';') {
            let as_it_is = *sign == Sign::Polite;
            let word = |word: &str| if as_it_is { word.to_owned() } else { fold(word) };
            let words: Vec<String> = wording.split_whitespace().map(word).collect();
            if !words.is_empty() {
                signs.push((*sign, words));
            }
        }
    }
    Box::new(RegisterMismatch { signs })
}

/// The tone of a mail.
#[derive(Default)]
struct Tone {
    greeting: Option<(Sign, Span<Text>)>,
    farewell: Option<(Sign, Span<Text>)>,
    /// The first word of the polite address, and how many there are.
    polite: Option<Span<Text>>,
    polite_count: usize,
    familiar: Option<Span<Text>>,
    familiar_count: usize,
    chats: bool,
}

impl Tone {
    fn greets(&self, signs: &[Sign]) -> bool {
        self.greeting.is_some_and(|(sign, _)| signs.contains(&sign))
    }

    fn leaves(&self, signs: &[Sign]) -> bool {
        self.farewell.is_some_and(|(sign, _)| signs.contains(&sign))
    }

    fn is_polite(&self) -> bool {
        self.polite_count >= ADDRESSED_MIN && self.familiar_count == 0
    }

    fn is_familiar(&self) -> bool {
        self.familiar_count >= ADDRESSED_MIN && self.polite_count == 0
    }

    /// A letter, and nothing in it that is close.
    fn is_formal(&self) -> bool {
        let close = self.chats
            || self.leaves(&[Sign::RelaxedFarewell, Sign::ChattyFarewell])
            || self.familiar_count > 0 && self.polite_count > 0;
        let formal = self.greets(&[Sign::FormalGreeting, Sign::StiffGreeting]);
        formal && !close && (self.is_polite() || self.leaves(&[Sign::FormalFarewell]))
    }

    /// Written as to a friend, and nothing in it that is formal.
    fn is_close(&self) -> bool {
        let close = self.greets(&[Sign::RelaxedGreeting, Sign::ChattyGreeting]);
        let more = self.chats || self.is_familiar() || self.leaves(&[Sign::RelaxedFarewell, Sign::ChattyFarewell]);
        close && more && self.polite_count == 0 && !self.leaves(&[Sign::FormalFarewell])
    }
}

impl RegisterMismatch {
    fn tone(&self, draft: &Draft) -> Tone {
        let mut tone = Tone {
            greeting: self.opening(
                draft,
                SectionKind::Greeting,
                &[Sign::FormalGreeting, Sign::StiffGreeting, Sign::RelaxedGreeting, Sign::ChattyGreeting],
            ),
            farewell: self.opening(
                draft,
                SectionKind::Farewell,
                &[Sign::FormalFarewell, Sign::RelaxedFarewell, Sign::ChattyFarewell],
            ),
            ..Tone::default()
        };
        for sentence in draft.sentences_of(SectionKind::Message).filter(|sentence| sentence.block != Block::Code) {
            let mut begins = true;
            for token in draft.tokens_of(sentence) {
                let written = draft.slice(token.span);
                if token.kind == TokenKind::Punctuation {
                    // `… : Sie`, `„Sie`, `- Sie` begin as well.
                    begins |= !matches!(written, "," | ")" | "’" | "”" | "“" | "»");
                    continue;
                }
                let may_be_polite = !std::mem::take(&mut begins);
                if token.kind != TokenKind::Word || draft.is_quoted(token.span) {
                    continue;
                }
                let folded = fold(written);
                let is = |sign: Sign, word: &str| {
                    self.signs
                        .iter()
                        .any(|(known, words)| *known == sign && matches!(&words[..], [only] if only == word))
                };
                if may_be_polite && is(Sign::Polite, written) {
                    tone.polite.get_or_insert(token.span);
                    tone.polite_count += 1;
                } else if is(Sign::Familiar, &folded) {
                    tone.familiar.get_or_insert(token.span);
                    tone.familiar_count += 1;
                } else {
                    tone.chats |= is(Sign::Chat, &folded);
                }
            }
        }
        tone
    }

    /// What a section begins with: the longest of the wordings that stand there.
    fn opening(&self, draft: &Draft, kind: SectionKind, signs: &[Sign]) -> Option<(Sign, Span<Text>)> {
        let first = draft.sentences_of(kind).next()?;
        let tokens = draft.tokens_of(first).iter().filter(|token| token.kind != TokenKind::Punctuation).take(8);
        let words: Vec<(String, Span<Text>)> =
            tokens.map(|token| (fold(draft.slice(token.span).trim_end_matches('.')), token.span)).collect();
        let stands = |wording: &[String]| {
            wording.len() <= words.len() && wording.iter().zip(&words).all(|(known, (word, _))| known == word)
        };
        let fitting = self.signs.iter().filter(|(sign, wording)| signs.contains(sign) && stands(wording));
        let (sign, wording) = fitting.max_by_key(|(_, wording)| wording.len())?;
        Some((*sign, words[0].1.cover(words[wording.len() - 1].1)))
    }
}

impl Check for RegisterMismatch {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        let Some(mail) = draft.situation.customer_mail.as_deref() else { return };
        if draft.is_template || draft.is_post() || mail.language != draft.language {
            return;
        }
        let (theirs, ours) = (self.tone(mail), self.tone(draft));
        let words = |draft: &Draft, span| draft.slice(span).split_whitespace().collect::<Vec<_>>().join(" ");
        let mut push = |ours: Option<Span<Text>>, theirs: Option<Span<Text>>, variant| {
            if let Some((ours, theirs)) = ours.zip(theirs) {
                let fill = vec![("text", words(draft, ours)), ("theirs", words(mail, theirs))];
                report.push(ours, Finding { fill, variant, ..Finding::default() });
            }
        };
        // One finding is enough: whoever changes the tone changes all of it.
        if theirs.is_polite() && ours.is_familiar() {
            push(ours.familiar, theirs.polite, None);
        } else if theirs.is_familiar() && ours.is_polite() {
            push(ours.polite, theirs.familiar, None);
        } else if theirs.is_formal() && ours.greets(&[Sign::RelaxedGreeting]) {
            push(ours.greeting.map(|found| found.1), theirs.greeting.map(|found| found.1), Some("closer"));
        } else if theirs.is_formal() && ours.leaves(&[Sign::RelaxedFarewell]) {
            push(ours.farewell.map(|found| found.1), theirs.greeting.map(|found| found.1), Some("closer"));
        } else if theirs.is_close() && ours.greets(&[Sign::StiffGreeting]) {
            push(ours.greeting.map(|found| found.1), theirs.greeting.map(|found| found.1), Some("stiffer"));
        }
    }
}
