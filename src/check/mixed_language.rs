//! Sentences and words of another language than the draft's.

use super::phrases;
use crate::{
    draft::{Block, Draft, Language, SectionKind, Sentence, language},
    rule::{Check, Context, Finding, Hit, Report, Settings},
    text::{Span, Text, Token, TokenKind},
};

struct MixedLanguage {
    /// Words that hardly any sentence in the language does without, and that no other of ours has.
    own_words: OwnWords,
    min_words: usize,
    max_run: usize,
}

pub(super) fn build(settings: &Settings<'_>) -> Box<dyn Check> {
    let own_words = OwnWords::of(settings.list("own-words"));
    Box::new(MixedLanguage { own_words, min_words: settings.number("min-words"), max_run: settings.number("max-run") })
}

/// Words by their first letter, blind to the case of ASCII.
#[derive(Default)]
struct OwnWords([Vec<String>; 32]);

impl OwnWords {
    fn of(words: Vec<String>) -> Self {
        let mut own = Self::default();
        for word in words {
            own.0[Self::place(&word)].push(word);
        }
        own
    }

    fn has(&self, word: &str) -> bool {
        self.0[Self::place(word)].iter().any(|own| own.eq_ignore_ascii_case(word))
    }

    /// The last five bits of a letter of ASCII are its place in the alphabet.
    fn place(word: &str) -> usize {
        word.as_bytes().first().map_or(0, |byte| usize::from(byte & 0x1F))
    }
}

/// Nats by which another language must lead before a sentence counts as written in it. Real sentences in the draft's own
/// language do not come near it, those in another one mostly do.
const MARGIN: f32 = 8.0;

impl Check for MixedLanguage {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        let Some(own) = draft.language else { return };
        let message: Vec<&Sentence> = draft.sentences_of(SectionKind::Message).collect();
        let spoken: Vec<Spoken> = message.iter().map(|sentence| self.language_of(draft, own, sentence)).collect();
        // Where nothing is in the draft's language, that language is a guess gone wrong, or declared so.
        let is_own = spoken.iter().any(|spoken| matches!(spoken, Spoken::Own | Spoken::Near));
        let mut reported: Vec<Span<Text>> = Vec::new();
        if !is_own {
            return;
        }
        let mut at = 0;
        while at < message.len() {
            let Spoken::Other(language) = spoken[at] else {
                at += 1;
                continue;
            };
            // A stretch goes on over what belongs to no language for sure.
            let end = (at..message.len()).find(|&next| spoken[next] == Spoken::Own).unwrap_or(message.len());
            let foreign = (at..end).filter(|&next| matches!(spoken[next], Spoken::Other(_))).count();
            // A version in another language below a ruler or a heading, or as long as one, is there on purpose.
            if foreign <= self.max_run && !is_set_off(draft, &message, at) {
                let sentence = message[at];
                let fill = vec![("language", language.name().to_owned()), ("own", own.name().to_owned())];
                report.push(sentence.span, Finding { fill, variant: Some("sentence"), ..Finding::default() });
            }
            reported.extend(message[at..end].iter().map(|sentence| sentence.span));
            at = end;
        }
        for hit in context.hits {
            // They are sentences, in the order of the text.
            let behind = reported.partition_point(|span| span.start() < hit.span.end());
            let told = behind.checked_sub(1).is_some_and(|last| reported[last].overlaps(hit.span));
            if !told && !phrases::is_foreign(draft, hit) && !is_name(draft, hit) {
                report.push(hit.span, phrases::finding(draft, hit));
            }
        }
    }
}

impl MixedLanguage {
    /// What a sentence is written in; the writer's own words only.
    fn language_of(&self, draft: &Draft, own: Language, sentence: &Sentence) -> Spoken {
        let written = |token: &&Token| token.kind == TokenKind::Word && !draft.is_quoted(token.span);
        let words = || draft.tokens_of(sentence).iter().filter(written).map(|token| draft.slice(token.span));
        // Weighing a sentence takes long, and two such words tell as well.
        let words_of_all = draft.tokens_of(sentence).iter().filter(|token| token.kind == TokenKind::Word);
        let is_own = |token: &&Token| self.own_words.has(draft.slice(token.span)) && written(token);
        if words_of_all.filter(is_own).nth(1).is_some() {
            return Spoken::Own;
        }
        let words: Vec<&str> = words().collect();
        let Some(all) = language::lead_over(&words.join(" "), own) else { return Spoken::Unclear };
        if all.language == own && words.len() > 2 {
            return Spoken::Own;
        }
        let unclear = if all.margin < MARGIN && words.len() > 2 { Spoken::Near } else { Spoken::Unclear };
        // `{* … *}` is a comment of a template, for its translators.
        let comment = draft.slice(sentence.span).starts_with("{*");
        if comment || matches!(sentence.block, Block::Code | Block::Label) || words.len() < self.min_words {
            return unclear;
        }
        // Names speak no language: all but the first word that has a capital is left out.
        let lower = |(index, word): &(usize, &&str)| *index == 0 || !word.starts_with(char::is_uppercase);
        let prose: Vec<&str> = words.iter().enumerate().filter(lower).map(|(_, word)| *word).collect();
        let told = language::lead_over(&prose.join(" "), own).filter(|_| prose.len() * 2 >= self.min_words);
        match told {
            Some(guess) if guess.margin >= MARGIN && guess.language != own && all.margin >= MARGIN => {
                Spoken::Other(guess.language)
            }
            _ => unclear,
        }
    }
}

/// What a sentence is written in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Spoken {
    /// The draft's language.
    Own,
    /// Another one, without a doubt.
    Other(Language),
    /// It may be the draft's: much the same in both.
    Near,
    /// Too short to tell.
    Unclear,
}

/// Whether a ruler, a heading or a line such as `In English:` stands above a sentence.
fn is_set_off(draft: &Draft, message: &[&Sentence], at: usize) -> bool {
    let heads = |sentence: &Sentence| {
        matches!(sentence.block, Block::Heading | Block::Label) || draft.slice(sentence.span).trim_end().ends_with(':')
    };
    let Some(before) = at.checked_sub(1).map(|before| message[before]) else { return false };
    let gap = &draft.text()[before.span.end()..message[at].span.start()];
    let ruler = gap.lines().any(|line| {
        let line = line.trim();
        line.len() >= 3 && line.chars().all(|c| !c.is_alphanumeric())
    });
    ruler || heads(before) || heads(message[at])
}

/// Whether a word is a name or part of one: it has a capital that no sentence begins with, or stands among such words.
fn is_name(draft: &Draft, hit: &Hit<'_>) -> bool {
    let tokens = draft.tokens_of(&draft.sentences[hit.sentence]);
    let upper = |token: Option<&Token>| {
        token.is_some_and(|token| {
            token.kind == TokenKind::Word && draft.slice(token.span).starts_with(char::is_uppercase)
        })
    };
    let first = tokens.partition_point(|token| token.span.end() <= hit.span.start());
    let behind = tokens.partition_point(|token| token.span.start() < hit.span.end());
    let before = first.checked_sub(1).and_then(|before| tokens.get(before));
    let one_word = behind == first + 1;
    let capital = upper(tokens.get(first));
    (first > 0 && capital) || (one_word && upper(tokens.get(behind)) && (upper(before) || capital))
}
