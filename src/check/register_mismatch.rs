//! The customer's tone and the answer's: how each addresses the other, greets and takes leave.
//!
//! Most mails are neither formal nor familiar. The rule speaks only where the customer's mail is plainly one of the two, by
//! two signs that agree and none that does not, and the answer plainly the other.

use super::{phrases, register::is_meant};
use crate::{
    draft::{Draft, SectionKind},
    rule::{Check, Context, Finding, Hit, Report, Settings},
    text::{Span, Text, in_one_line},
};

/// One word of address may be a name or a slip.
const ADDRESSED_MIN: usize = 2;

struct RegisterMismatch;

pub(super) fn build(_: &Settings<'_>) -> Box<dyn Check> {
    Box::new(RegisterMismatch)
}

/// The tone of a mail, by the rule's phrases in it.
struct Tone<'a> {
    greeting: Option<&'a Hit<'a>>,
    farewell: Option<&'a Hit<'a>>,
    polite: Vec<Span<Text>>,
    familiar: Vec<Span<Text>>,
    /// Whether it has words of chats.
    chats: bool,
}

impl<'a> Tone<'a> {
    fn of(draft: &Draft, hits: &'a [Hit<'a>]) -> Self {
        let own = || hits.iter().filter(|hit| !phrases::is_foreign(draft, hit));
        let section = |hit: &Hit<'_>| draft.sentences[hit.sentence].section;
        let addressed = |hit: &Hit<'_>| matches!(hit.entry.group, Some("polite" | "familiar"));
        let begins = |kind| own().find(|hit| section(hit) == kind && hit.entry.group.is_some() && !addressed(hit));
        let of_address = |group: &str| -> Vec<Span<Text>> {
            let of_group = own().filter(|hit| hit.entry.group == Some(group) && section(hit) == SectionKind::Message);
            of_group.filter(|hit| is_meant(draft, hit)).map(|hit| hit.span).collect()
        };
        Self {
            greeting: begins(SectionKind::Greeting),
            farewell: begins(SectionKind::Farewell),
            polite: of_address("polite"),
            familiar: of_address("familiar"),
            chats: own().any(|hit| hit.entry.group.is_none()),
        }
    }

    fn greets(&self, groups: &[&str]) -> bool {
        self.greeting.and_then(|hit| hit.entry.group).is_some_and(|group| groups.contains(&group))
    }

    fn leaves(&self, groups: &[&str]) -> bool {
        self.farewell.and_then(|hit| hit.entry.group).is_some_and(|group| groups.contains(&group))
    }

    fn is_polite(&self) -> bool {
        self.polite.len() >= ADDRESSED_MIN && self.familiar.is_empty()
    }

    fn is_familiar(&self) -> bool {
        self.familiar.len() >= ADDRESSED_MIN && self.polite.is_empty()
    }

    /// A letter, and nothing in it that is close.
    fn is_formal(&self) -> bool {
        let both = !self.familiar.is_empty() && !self.polite.is_empty();
        let close = self.chats || both || self.leaves(&["relaxed", "chatty"]);
        self.greets(&["formal", "stiff"]) && !close && (self.is_polite() || self.leaves(&["formal"]))
    }

    /// Written as to a friend, and nothing in it that is formal.
    fn is_close(&self) -> bool {
        let more = self.chats || self.is_familiar() || self.leaves(&["relaxed", "chatty"]);
        self.greets(&["relaxed", "chatty"]) && more && self.polite.is_empty() && !self.leaves(&["formal"])
    }
}

impl Check for RegisterMismatch {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        let Some(mail) = draft.situation.customer_mail.as_deref() else { return };
        if draft.is_template || draft.is_post() || mail.language != draft.language {
            return;
        }
        let (theirs, ours) = (Tone::of(mail, context.customer_hits), Tone::of(draft, context.hits));
        let first = |spans: &[Span<Text>]| spans.first().copied();
        let span = |hit: Option<&Hit<'_>>| hit.map(|hit| hit.span);
        let words = |draft: &Draft, span| in_one_line(draft.slice(span));
        let mut push = |ours: Option<Span<Text>>, theirs: Option<Span<Text>>, variant| {
            if let Some((ours, theirs)) = ours.zip(theirs) {
                let fill = vec![("text", words(draft, ours)), ("theirs", words(mail, theirs))];
                report.push(ours, Finding { fill, variant, ..Finding::default() });
            }
        };
        // One finding is enough: whoever changes the tone changes all of it.
        if theirs.is_polite() && ours.is_familiar() {
            push(first(&ours.familiar), first(&theirs.polite), None);
        } else if theirs.is_familiar() && ours.is_polite() {
            push(first(&ours.polite), first(&theirs.familiar), None);
        } else if theirs.is_formal() && ours.greets(&["relaxed"]) {
            push(span(ours.greeting), span(theirs.greeting), Some("closer"));
        } else if theirs.is_formal() && ours.leaves(&["relaxed"]) {
            push(span(ours.farewell), span(theirs.greeting), Some("closer"));
        } else if theirs.is_close() && ours.greets(&["stiff"]) {
            push(span(ours.greeting), span(theirs.greeting), Some("stiffer"));
        }
    }
}
