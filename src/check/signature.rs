//! What a signature must hold: a name, a way to reach the sender, the organisation.
//!
//! Whoever signs is looked for among the lines behind the farewell. Where hilsen is not sure that a line is no name, it
//! takes it for one: a wrong complaint about a signature is made of every mail an agent sends.

use super::parts::{in_thread, is_bare};
use crate::{
    decode::Format,
    diagnostic::Severity,
    draft::{Draft, SectionKind, Sentence},
    phrase::fold,
    rule::{Check, Context, Finding, Hit, Report, Role, Settings},
    text::{Span, Text, Token, TokenKind},
};

/// The tokens of what stands behind the farewell formula, line by line.
fn signature_lines(draft: &Draft) -> impl Iterator<Item = &[Token]> {
    draft.sentences_of(SectionKind::Signature).map(|line| draft.tokens_of(line))
}

/// Where to point when something is missing from the signature: its first word, or the farewell's last.
fn place(draft: &Draft) -> Option<Span<Text>> {
    let first = signature_lines(draft).flatten().find(|token| token.kind.counts_as_word());
    let farewell = || {
        let line = draft.sentences_of(SectionKind::Farewell).last()?;
        draft.tokens_of(line).iter().rev().find(|token| token.kind.counts_as_word())
    };
    first.or_else(farewell).map(|token| token.span)
}

/// Whether the signature of a draft is the writer's to give. In a template a program or a team signs, on a social network
/// nobody does, and without a message this is a signature that is kept in a file.
fn is_signed_by_hand(draft: &Draft) -> bool {
    !draft.is_template && !draft.is_post() && draft.has(SectionKind::Message)
}

/// A line of more words is a sentence and names nobody.
const NAME_LINE: usize = 9;

struct Name {
    accept_team: bool,
    /// Words that end the name of a firm, in lower case.
    suffixes: Vec<String>,
    added_by_tool: bool,
}

pub(super) fn build_name(settings: &Settings<'_>) -> Box<dyn Check> {
    Box::new(Name {
        accept_team: settings.flag("accept-team"),
        suffixes: LEGAL_FORMS.iter().map(|&form| form.to_owned()).chain(settings.list("suffixes")).collect(),
        added_by_tool: settings.signature_added_by_tool,
    })
}

impl Check for Name {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        // Without a farewell `missing-farewell` speaks.
        if self.added_by_tool || !is_signed_by_hand(draft) || !draft.has(SectionKind::Farewell) || is_bare(draft) {
            return;
        }
        let of_role = |role: Role| context.hits.iter().filter(move |hit| hit.entry.role == role);
        // A program has no name to give.
        if of_role(Role::Quiet).next().is_some() {
            return;
        }
        let lines: Vec<&[Token]> = signature_lines(draft).collect();
        // The rule's phrases are what teams and departments are called.
        let names_team = |span: Span<Text>| of_role(Role::Fault).any(|hit| hit.span.overlaps(span));
        let mut behind_team = false;
        let mut signed = false;
        for line in &lines {
            let through = through(draft, line);
            let Some(name) = self.name_in(draft, &line[through..]) else { continue };
            // One word below `Customer service` is the house's name, not a person's; but not in `v/Eva`.
            let one_word = !draft.slice(name).trim().contains(char::is_whitespace);
            let is_team = names_team(name);
            signed |= !is_team && (!behind_team || !one_word || through > 0);
            signed |= is_team && self.name_behind(draft, line).is_some_and(|name| !names_team(name));
            behind_team |= is_team;
        }
        let by_team = self.accept_team && lines.iter().any(|line| line.iter().any(|token| token.kind.counts_as_word()));
        if !signed
            && !by_team
            && let Some(place) = place(draft)
        {
            // `Thanks!` and nothing else ends a quick note, and is no letter's farewell.
            let is_thanked = |word: &Token| of_role(Role::Evidence).any(|hit| hit.span.overlaps(word.span));
            let mut farewell = draft.sentences_of(SectionKind::Farewell).flat_map(|line| draft.tokens_of(line));
            let only_thanks = farewell.all(|token| !token.kind.counts_as_word() || is_thanked(token));
            report.push(place, Finding { severity: only_thanks.then_some(Severity::Info), ..Finding::default() });
        }
    }
}

/// How many tokens stand in front of the person through whom a team signs: `v/Eva`, `v. Eva`.
fn through(draft: &Draft, line: &[Token]) -> usize {
    let is_through = |letter: &Token, mark: &Token| {
        draft.slice(letter.span).eq_ignore_ascii_case("v") && matches!(draft.slice(mark.span), "/" | ".")
    };
    match line {
        [letter, mark, _, ..] if is_through(letter, mark) => 2,
        _ => 0,
    }
}

impl Name {
    /// What may be a person's name behind the comma of a line that begins with a team: `Customer service, Eva Holm`. One
    /// word is the house's name; of two that name no firm it cannot be told, and nobody is blamed.
    fn name_behind(&self, draft: &Draft, line: &[Token]) -> Option<Span<Text>> {
        let comma = line.iter().position(|token| draft.slice(token.span) == ",")?;
        let name = self.name_in(draft, &line[comma + 1..])?;
        draft.slice(name).trim().contains(char::is_whitespace).then_some(name)
    }

    /// What may be a person's name at the beginning of a line: words with capitals that name no firm. Behind it may stand
    /// where the person works: `Siobhan and the team at the Harbour Inn`.
    fn name_in(&self, draft: &Draft, line: &[Token]) -> Option<Span<Text>> {
        // `-- `, `— Kari`, `^MM`, `/AY`, `- Dani`: marks in front of a name.
        let marks = line.iter().take_while(|token| token.kind == TokenKind::Punctuation).count();
        let goes_on =
            |token: &&Token| token.kind != TokenKind::Punctuation || matches!(draft.slice(token.span), "." | "’" | "'");
        let piece = line[marks..].iter().take_while(goes_on);
        let words: Vec<&Token> = piece.filter(|token| token.kind != TokenKind::Punctuation).collect();
        if words.len() > NAME_LINE || words.iter().any(|token| token.kind != TokenKind::Word) {
            return None;
        }
        let is_capital = |token: &&Token| draft.slice(token.span).starts_with(char::is_uppercase);
        // `i.A. Eva Holm`, `from Eva at the shop`: one small word may stand in front.
        let name = match words.iter().take(2).position(is_capital) {
            Some(first) => {
                let count = words[first..].iter().copied().take_while(|token| is_capital(token)).count();
                &words[first..first + count]
            }
            None if words.len() <= 2 => &words[..],
            None => return None,
        };
        let is_firm = name.iter().any(|token| self.suffixes.contains(&fold(draft.slice(token.span))));
        let (first, last) = (name.first()?, name.last()?);
        (!is_firm).then(|| first.span.cover(last.span))
    }
}

struct Contact {
    added_by_tool: bool,
}

pub(super) fn build_contact(settings: &Settings<'_>) -> Box<dyn Check> {
    Box::new(Contact { added_by_tool: settings.signature_added_by_tool })
}

impl Check for Contact {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        let signed = draft.has(SectionKind::Farewell) && draft.has(SectionKind::Signature);
        // Within a conversation nobody repeats it, and `Sent from my phone` alone is no signature.
        if self.added_by_tool || !signed || !is_signed_by_hand(draft) || in_thread(draft) {
            return;
        }
        // A line of its own is a name, and no signature: the tool adds the rest, or it is a note among people who know.
        if signature_lines(draft).filter(|line| line.iter().any(|token| token.kind.counts_as_word())).count() == 1 {
            return;
        }
        // What a person fills in, `[your signature]`, may hold all of it.
        let is_gap = |token: &Token| token.kind == TokenKind::Placeholder || draft.slice(token.span) == "[";
        // The message may say it as well: an address to write to, or that the customer can reply (`quiet`).
        let by_mail = |token: &Token| token.kind == TokenKind::Email;
        if signature_lines(draft).flatten().any(is_gap)
            || context.hits.iter().any(|hit| hit.entry.role == Role::Quiet)
            || draft.sentences_of(SectionKind::Message).any(|line| draft.tokens_of(line).iter().any(by_mail))
        {
            return;
        }
        let reachable = signature_lines(draft).any(|line| {
            let digits: usize = line.iter().map(|token| digits(draft, token)).sum();
            digits >= 5 || line.iter().any(|token| matches!(token.kind, TokenKind::Url | TokenKind::Email))
        });
        // A page to ask on, right above the farewell, says it, too.
        let is_page = |token: &Token| token.kind == TokenKind::Url;
        let last = draft.sentences_of(SectionKind::Message).last();
        let said_before = last.is_some_and(|sentence| draft.tokens_of(sentence).iter().any(is_page));
        if !reachable
            && !said_before
            && let Some(place) = place(draft)
        {
            report.push(place, Finding::default());
        }
    }
}

/// How many digits a token has; a telephone number is cut into several.
fn digits(draft: &Draft, token: &Token) -> usize {
    draft.slice(token.span).bytes().filter(u8::is_ascii_digit).count()
}

struct Organisation {
    /// The names the house goes by, folded word by word.
    names: Vec<String>,
    added_by_tool: bool,
}

pub(super) fn build_organisation(settings: &Settings<'_>) -> Box<dyn Check> {
    let names = settings.organisation.to_vec();
    Box::new(Organisation { names, added_by_tool: settings.signature_added_by_tool })
}

/// Forms of a firm that people leave out: `Acme` is found in `Acme AS` and the other way round.
const LEGAL_FORMS: [&str; 13] =
    ["as", "asa", "aps", "a/s", "ab", "gmbh", "ag", "ltd", "limited", "inc", "llc", "plc", "ks"];

impl Organisation {
    /// The words of a name without its legal form, as text to look for.
    fn core(name: &str) -> String {
        let words = name.split(|c: char| c.is_whitespace() || matches!(c, ',' | '.')).map(fold);
        let core: Vec<String> =
            words.filter(|word| !word.is_empty() && !LEGAL_FORMS.contains(&word.as_str())).collect();
        core.join(" ")
    }
}

impl Check for Organisation {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        // A house with several names: what is known of this draft says which one it is sent by.
        let of_draft = draft.situation.organisation.iter().filter(|name| !self.names.contains(name));
        let own: Vec<String> = of_draft.cloned().collect();
        let names = if own.is_empty() { &self.names } else { &own };
        let Some(first) = names.first() else { return };
        if self.added_by_tool || !is_signed_by_hand(draft) || !draft.has(SectionKind::Farewell) {
            return;
        }
        let written: Vec<String> =
            signature_lines(draft).flatten().map(|token| fold(draft.slice(token.span))).collect();
        let written = format!(" {} ", written.join(" "));
        let named = names.iter().any(|name| written.contains(&format!(" {} ", Self::core(name))));
        if !named && let Some(place) = place(draft) {
            report.push(place, Finding::with("organisation", first.clone()));
        }
    }
}

struct TooLong {
    max_lines: usize,
    max_notice_words: usize,
}

pub(super) fn build_too_long(settings: &Settings<'_>) -> Box<dyn Check> {
    Box::new(TooLong { max_lines: settings.number("max-lines"), max_notice_words: settings.number("max-notice-words") })
}

/// A line of a signature with more words is part of a sentence, not a name, a title or an address.
const LONG_LINE: usize = 7;

impl Check for TooLong {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        // Below a template's message stands the footer of the page, which is designed.
        if !is_signed_by_hand(draft) || draft.decoded.format == Format::Html {
            return;
        }
        // What stands behind quoted history is of a mailing list or of the other side.
        let quoted = draft.sections_of(SectionKind::Quoted).next().map_or(usize::MAX, |section| section.start);
        let lines = draft.sentences_of(SectionKind::Signature).filter(|line| line.words > 0);
        let lines: Vec<&Sentence> = lines.filter(|line| line.span.start() < quoted).collect();
        // The rule's phrases are what notices say.
        let in_signature = |hit: &&Hit<'_>| draft.sentences[hit.sentence].section == SectionKind::Signature;
        let notice = context.hits.iter().find(in_signature).filter(|hit| hit.span.start() < quoted);
        let words: usize = lines.iter().map(|line| line.words).filter(|words| *words > LONG_LINE).sum();
        let rows: Vec<&&Sentence> = lines.iter().filter(|line| begins_row(draft, line)).collect();
        let fill = vec![
            ("lines", rows.len().to_string()),
            ("max", self.max_lines.to_string()),
            ("words", words.to_string()),
            ("max-words", self.max_notice_words.to_string()),
        ];
        if let Some(hit) = notice.filter(|_| words > self.max_notice_words) {
            report.push(hit.span, Finding { fill, variant: Some("notice"), ..Finding::default() });
        } else if let Some(row) = rows.get(self.max_lines).filter(|row| follows_farewell(draft, row)) {
            // Elsewhere it may be a list of something else.
            report.push(row.span, Finding { fill, ..Finding::default() });
        }
    }
}

/// Whether the section a line stands in follows a farewell.
fn follows_farewell(draft: &Draft, line: &Sentence) -> bool {
    let before = line.section_index.checked_sub(1).and_then(|before| draft.sections.get(before));
    before.is_some_and(|section| section.kind == SectionKind::Farewell)
}

/// Whether a piece of a line is its first; a line may be cut into sentences.
fn begins_row(draft: &Draft, line: &Sentence) -> bool {
    let before = &draft.text()[..line.span.start()];
    let gap = before.len() - before.trim_end().len();
    before.is_empty() || before[before.len() - gap..].contains(['\n', '\r'])
}
