//! Parts a mail must have: greeting, message, farewell.

use crate::{
    decode::Format,
    diagnostic::Severity,
    draft::{Draft, SectionKind, Sentence},
    rule::{Check, Context, Finding, Hit, Report, Role, Settings},
    text::{Span, Text, TokenKind},
};

/// Whether the draft answers within a running conversation, where greetings grow short.
pub(super) fn in_thread(draft: &Draft) -> bool {
    let answers = |name: &str| name == "in-reply-to" || name == "references";
    draft.has(SectionKind::Quoted)
        || draft.subject.as_ref().is_some_and(|subject| subject.is_reply)
        || draft.decoded.fields.iter().any(|field| answers(&field.name))
}

/// Whether the draft goes on with a conversation, as far as it tells: a mail that names the one mail it answers is the
/// first reply, and of any other reply nobody knows.
fn is_follow_up(draft: &Draft) -> bool {
    let ids = |name: &str| {
        let field = draft.decoded.fields.iter().find(|field| field.name == name)?;
        Some(draft.slice(field.value).matches('<').count())
    };
    in_thread(draft) && ids("references").or_else(|| ids("in-reply-to")) != Some(1)
}

/// Whether a draft is the answer of a person to a customer, of which can be told what it lacks: a mail with more than a
/// message, no template, no post, and, where asked so, not one of many in a conversation.
pub(super) fn is_answer(draft: &Draft, in_threads: bool) -> bool {
    is_whole_mail(draft, false) && !is_bare(draft) && (in_threads || !is_follow_up(draft))
}

/// How many words the message has.
pub(super) fn message_words(draft: &Draft) -> usize {
    draft.sentences_of(SectionKind::Message).map(|sentence| sentence.words).sum()
}

/// Whether a mail is expected to be whole. A template may have its greeting in another file, or none by design; a post on
/// a social network has neither greeting nor farewell.
pub(super) fn is_whole_mail(draft: &Draft, in_templates: bool) -> bool {
    (in_templates || !draft.is_template) && !draft.is_post()
}

/// Whether nothing but a message is there: a reply that is being begun, or a piece of text for many mails. A last sentence
/// of thanks (`Thank you for your help.`) makes no letter of it; a formula (`Kind regards`) does.
pub(super) fn is_bare(draft: &Draft) -> bool {
    use SectionKind::{Farewell, Greeting, Signature, Subject};
    let is_sentence = |farewell: &Sentence| draft.slice(farewell.span).trim_end().ends_with(['.', '!']);
    ![Subject, Greeting, Signature].into_iter().any(|kind| draft.has(kind))
        && draft.sentences_of(Farewell).all(is_sentence)
}

/// Whether the message holds a sentence, and not just names and addresses.
fn says_something(draft: &Draft) -> bool {
    draft.sentences_of(SectionKind::Message).any(|sentence| {
        let text = draft.slice(sentence.span);
        sentence.words > 2 && text.trim_end_matches([')', '"', '”', '»']).ends_with(['.', '!', '?', ':', '…'])
    })
}

/// A mail to one customer has hardly more words; longer ones are notices and newsletters, put together from parts.
pub(super) const LETTER: usize = 300;

/// Whether a missing part is worth advice only: the mail is one of a conversation, no mail yet, one to many people, a
/// designed page, which greets with a picture or a headline more often than not, or a saved reply in Markdown, to which the
/// help desk adds the rest.
fn is_lenient(draft: &Draft) -> bool {
    let is_finished_elsewhere = matches!(draft.decoded.format, Format::Html | Format::Markdown);
    in_thread(draft) || is_bare(draft) || is_finished_elsewhere || message_words(draft) > LETTER
}

/// Whether a sentence is a name on a line of its own, which greets without a word of greeting: `Brian:`, `Kim -`.
fn is_call(draft: &Draft, sentence: &Sentence) -> bool {
    let text = draft.slice(sentence.span).trim();
    let tokens = draft.tokens_of(sentence);
    let ends_line = draft.text()[sentence.span.end()..].trim_start_matches([' ', '\r']).starts_with('\n');
    let name = tokens.iter().filter(|token| token.kind == TokenKind::Word);
    ends_line
        && text.ends_with([':', ',', '-', '–', '—'])
        && (1..=3).contains(&sentence.words)
        && name.clone().count() == sentence.words
        && name.clone().all(|token| draft.slice(token.span).starts_with(char::is_uppercase))
}

/// The finding of a missing part.
fn missing(draft: &Draft) -> Finding {
    Finding { severity: is_lenient(draft).then_some(Severity::Info), ..Finding::default() }
}

/// Whether the draft says of itself that a program sends it, and does not look like a mail that a person has written.
fn is_notice(context: &Context<'_>) -> bool {
    is_lenient(context.draft) && context.hits.iter().any(|hit| hit.entry.role == Role::Quiet)
}

/// Whether there is nothing, or nothing but a subject: an empty clipboard was sent off. A page may hold a picture, and
/// Markdown nothing but code; and a farewell and a name alone are a signature that is kept in a file.
fn is_empty(draft: &Draft) -> bool {
    let is_page = !matches!(draft.decoded.format, Format::Plain | Format::Eml) || draft.decoded.html_only;
    let is_head = |kind| matches!(kind, SectionKind::Subject | SectionKind::Header);
    !is_page && draft.sections.iter().all(|section| is_head(section.kind))
}

/// The first token of a section kind, or its last: where something is missing before or after it.
pub(super) fn edge(draft: &Draft, kind: SectionKind, last: bool) -> Option<Span<Text>> {
    let mut sentences = draft.sentences_of(kind).filter(|sentence| !sentence.tokens.is_empty());
    let sentence = if last { sentences.last() } else { sentences.next() }?;
    let tokens = draft.tokens_of(sentence);
    let mut words = tokens.iter().filter(|token| token.kind.counts_as_word());
    let word = if last { words.next_back() } else { words.next() };
    word.or(tokens.first()).map(|token| token.span)
}

struct Greeting {
    in_templates: bool,
}

pub(super) fn build_greeting(settings: &Settings<'_>) -> Box<dyn Check> {
    Box::new(Greeting { in_templates: settings.flag("in-templates") })
}

impl Check for Greeting {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        if draft.has(SectionKind::Greeting) || !is_whole_mail(draft, self.in_templates) || !says_something(draft) {
            return;
        }
        // A piece of Markdown and nothing else is a saved reply or a comment, whose greeting the help desk adds.
        if is_bare(draft) && !in_thread(draft) && draft.decoded.format == Format::Markdown {
            return;
        }
        // The rule's phrases greet also where the line is not set off as a greeting: `God jul, Kari!`.
        let first = draft.sentences.iter().position(|sentence| sentence.section == SectionKind::Message);
        let greets = |hit: &Hit<'_>| hit.entry.role == Role::Fault && Some(hit.sentence) == first;
        let calls = first.is_some_and(|first| is_call(draft, &draft.sentences[first]));
        if calls || is_notice(context) || context.hits.iter().any(greets) {
            return;
        }
        // Where the mail begins with its end, the order is at fault, and the greeting may be anywhere.
        let behind_farewell = draft
            .sections
            .iter()
            .map(|section| section.kind)
            .find(|kind| matches!(kind, SectionKind::Message | SectionKind::Farewell | SectionKind::Signature));
        if behind_farewell != Some(SectionKind::Message) {
            return;
        }
        if let Some(place) = edge(draft, SectionKind::Message, false) {
            report.push(place, missing(draft));
        }
    }
}

/// In so many sentences at the end of the message a farewell is looked for.
const LAST_LINES: usize = 2;

struct Farewell {
    in_templates: bool,
}

pub(super) fn build_farewell(settings: &Settings<'_>) -> Box<dyn Check> {
    Box::new(Farewell { in_templates: settings.flag("in-templates") })
}

impl Check for Farewell {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        if draft.has(SectionKind::Farewell) || !is_whole_mail(draft, self.in_templates) || !says_something(draft) {
            return;
        }
        // Of bare text the greeting is missed; one piece of advice is enough.
        if is_bare(draft) {
            return;
        }
        // The rule's phrases take leave also where the line is not set off as a farewell: `… i nr. 12. Mvh Eva`.
        // Or it stands among the lines of the signature: `Solhilsen`, `Kari`.
        let last = draft.sentences.iter().rposition(|sentence| sentence.section == SectionKind::Message);
        let takes_leave = |last: usize| {
            context.hits.iter().any(|hit| hit.entry.role == Role::Fault && hit.sentence + LAST_LINES > last)
        };
        if is_notice(context) || last.is_some_and(takes_leave) {
            return;
        }
        if let Some(place) = edge(draft, SectionKind::Message, true) {
            report.push(place, missing(draft));
        }
    }
}

struct Message {
    min_words: usize,
}

pub(super) fn build_message(settings: &Settings<'_>) -> Box<dyn Check> {
    Box::new(Message { min_words: settings.number("min-words") })
}

impl Check for Message {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        let words = message_words(draft);
        if words >= self.min_words || !is_whole_mail(draft, false) {
            return;
        }
        let fill = vec![("words", words.to_string()), ("min", self.min_words.to_string())];
        let finding = || Finding { fill, variant: (words > 0).then_some("short"), ..missing(draft) };
        let place = edge(draft, SectionKind::Message, false).or_else(|| edge(draft, SectionKind::Greeting, true));
        if let Some(place) = place {
            report.push(place, finding());
        } else if is_empty(draft) {
            let place = edge(draft, SectionKind::Subject, true).unwrap_or(Span::new(0, 0));
            report.push(place, Finding { severity: None, variant: Some("empty"), ..finding() });
        }
    }
}
