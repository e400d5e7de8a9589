//! Phrases: report each, with its better wording. Where one of the rule's `alternatives` stands right beside it, the finding
//! is advice: what was wrong has been made good.

use crate::{
    diagnostic::{Fix, Safety, Severity, TextEdit},
    draft::{Block, Draft, SectionKind},
    phrase::fold,
    rule::{Check, Context, Finding, Hit, Report, Role, Settings},
    text::{Span, Text, in_one_line},
    tree::Value,
};

struct Phrases {
    /// Whether capitals matter.
    match_case: bool,
    /// How many hits of entries that name an option pass, by the option's name.
    tolerated: Vec<(String, usize)>,
    /// The wording for what is made good, where the rule has one.
    turned: Option<&'static str>,
}

/// Names the wording for what an alternative makes good.
const TURNED: &str = "turned";

pub(super) fn build(settings: &Settings<'_>) -> Box<dyn Check> {
    let options = &settings.rule.options;
    let tolerated = options.iter().map(|option| (option.name.clone(), settings.number(&option.name))).collect();
    let match_case = settings.rule.definition.get("match-case").is_some_and(|node| node.value == Value::Boolean(true));
    let turned = settings.rule.definition.get(&format!("message-{TURNED}")).map(|_| TURNED);
    Box::new(Phrases { match_case, tolerated, turned })
}

impl Check for Phrases {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        if context.hits.is_empty() {
            return;
        }
        let first_sentence = draft.sentences.iter().position(|sentence| sentence.section == SectionKind::Message);
        // The sentences with a hit that is not merely tolerated, in order, as the hits are.
        let refusals: Vec<usize> =
            faults(context.hits).filter(|hit| hit.entry.tolerate.is_none()).map(|hit| hit.sentence).collect();
        let alternatives: Vec<&Hit<'_>> = context.hits.iter().filter(|hit| hit.entry.role == Role::Evidence).collect();
        let mut used = vec![0; self.tolerated.len()];
        for hit in faults(context.hits) {
            if is_foreign(draft, hit) || self.match_case && !is_cased_alike(draft, hit) || is_as_wanted(draft, hit) {
                continue;
            }
            let tolerated = hit.entry.tolerate.as_ref();
            // `Unfortunately we cannot` is one refusal, and the refusal is what can be turned round.
            if tolerated.is_some() && refusals.binary_search(&hit.sentence).is_ok() {
                continue;
            }
            if let Some(option) = tolerated
                && let Some(index) = self.tolerated.iter().position(|(name, _)| name == option)
                && Some(hit.sentence) != first_sentence
            {
                used[index] += 1;
                if used[index] <= self.tolerated[index].1 {
                    continue;
                }
            }
            let mut finding = finding(draft, hit);
            // Whose weight the rule names itself is no refusal that a way out could make good.
            if hit.entry.severity.is_none()
                && let Some(made_good) = made_good(draft, &alternatives, hit)
            {
                let turned = if made_good == MadeGood::Behind { self.turned } else { None };
                (finding.severity, finding.variant) = (Some(Severity::Info), turned);
            }
            report.push(hit.span, finding);
        }
    }
}

fn faults<'h>(hits: &'h [Hit<'h>]) -> impl Iterator<Item = &'h Hit<'h>> {
    hits.iter().filter(|hit| hit.entry.role == Role::Fault)
}

/// Where what makes a fault good stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum MadeGood {
    Before,
    Behind,
}

/// Whether one of the alternatives found, in the order of the text, stands beside a hit: in its sentence, the one behind it,
/// or the one before it in its paragraph.
fn made_good(draft: &Draft, alternatives: &[&Hit<'_>], hit: &Hit<'_>) -> Option<MadeGood> {
    let paragraph = |hit: &Hit<'_>| draft.sentences[hit.sentence].paragraph;
    let behind = alternatives.partition_point(|other| other.span.start() < hit.span.end());
    if alternatives.get(behind).is_some_and(|other| other.sentence <= hit.sentence + 1) {
        return Some(MadeGood::Behind);
    }
    // What made another refusal good, in the paragraph above, is no way out of this one.
    let before = alternatives[..behind].last();
    let is_near = |other: &&&Hit<'_>| other.sentence + 1 >= hit.sentence && paragraph(other) == paragraph(hit);
    before.filter(is_near).map(|_| MadeGood::Before)
}

/// Whether the words of a hit have the capitals that the phrase has.
fn is_cased_alike(draft: &Draft, hit: &Hit<'_>) -> bool {
    let is_part = |sign: char| sign.is_alphanumeric();
    let known: Vec<&str> = hit.entry.written.split(|sign| !is_part(sign)).filter(|word| !word.is_empty()).collect();
    draft.slice(hit.span).split(|sign| !is_part(sign)).filter(|word| !word.is_empty()).all(|word| {
        let folded = fold(word);
        let mut alike = known.iter().filter(|one| fold(one) == folded).peekable();
        // What a star stands for has the capitals it likes.
        alike.peek().is_none() || alike.any(|one| *one == word)
    })
}

/// Whether a hit differs from a better wording in nothing at all: the phrase is the better wording, but for capitals.
fn is_as_wanted(draft: &Draft, hit: &Hit<'_>) -> bool {
    let written = || draft.slice(hit.span).split_whitespace();
    hit.entry.instead.iter().any(|instead| instead.split_whitespace().eq(written()))
}

/// Whether a hit is not the writer's own words: code, or between quotation marks.
pub(super) fn is_foreign(draft: &Draft, hit: &Hit<'_>) -> bool {
    draft.sentences[hit.sentence].block == Block::Code || draft.is_quoted(hit.span)
}

/// A phrase as the finding it makes: what is written, and what could stand there instead.
pub(super) fn finding(draft: &Draft, hit: &Hit<'_>) -> Finding {
    better_wording(draft, hit.span, &hit.entry.instead, hit.entry.safe, hit.entry.severity)
}

/// A place and what could stand there instead.
pub(super) fn better_wording(
    draft: &Draft,
    span: Span<Text>,
    instead: &[String],
    safe: bool,
    severity: Option<Severity>,
) -> Finding {
    let written = draft.slice(span);
    let text = in_one_line(written);
    let first = instead.first().map(|instead| bare(instead).to_owned()).unwrap_or_default();
    // Only the first wording means the same in every sentence.
    let fixes = instead.iter().enumerate().map(|(index, one)| better(span, written, one, safe && index == 0)).collect();
    Finding { fill: vec![("text", text), ("instead", first)], severity, variant: None, fixes }
}

/// A better wording as a fix. What holds `…`, `[` or `(` is advice: it has a title and no edit.
fn better(span: Span<Text>, written: &str, instead: &str, safe: bool) -> Fix {
    let advice = instead.contains(['…', '[', '(']);
    let replacement = if written.starts_with(char::is_uppercase) { capitalised(instead) } else { instead.to_owned() };
    let edits = if advice { Vec::new() } else { vec![TextEdit { span, replacement }] };
    let title = if bare(instead) == instead { ["“", instead, "”"].concat() } else { bare(instead).to_owned() };
    Fix { title, safety: if safe && !advice { Safety::Safe } else { Safety::Suggestion }, edits }
}

/// A better wording without the brackets that mark it as advice.
fn bare(instead: &str) -> &str {
    instead.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(instead)
}

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().into_iter().flat_map(char::to_uppercase);
    let mut capitalised = String::with_capacity(text.len() + 4);
    capitalised.extend(first);
    capitalised.push_str(characters.as_str());
    capitalised
}
