//! Phrases: report each, with its better wording.

use crate::{
    diagnostic::{Fix, Safety, TextEdit},
    draft::{Block, Draft, SectionKind},
    rule::{Check, Context, Finding, Hit, Report, Settings},
};

struct Phrases {
    /// How many hits of entries that name an option pass, by the option's name.
    tolerated: Vec<(String, usize)>,
}

pub(super) fn build(settings: &Settings<'_>) -> Box<dyn Check> {
    let options = &settings.rule.options;
    let tolerated = options.iter().map(|option| (option.name.clone(), settings.number(&option.name))).collect();
    Box::new(Phrases { tolerated })
}

impl Check for Phrases {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        let first_sentence = draft.sentences.iter().position(|sentence| sentence.section == SectionKind::Message);
        // The sentences with a hit that is not merely tolerated, in order, as the hits are.
        let refusals: Vec<usize> =
            context.hits.iter().filter(|hit| hit.entry.tolerate.is_none()).map(|hit| hit.sentence).collect();
        let mut used = vec![0; self.tolerated.len()];
        for hit in context.hits {
            if is_foreign(draft, hit) {
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
            report.push(hit.span, finding(draft, hit));
        }
    }
}

/// Whether a hit is not the writer's own words: code, or between quotation marks.
pub(super) fn is_foreign(draft: &Draft, hit: &Hit<'_>) -> bool {
    draft.sentences[hit.sentence].block == Block::Code || draft.is_quoted(hit.span)
}

/// A phrase as the finding it makes: what is written, and what could stand there instead.
pub(super) fn finding(draft: &Draft, hit: &Hit<'_>) -> Finding {
    let written = draft.slice(hit.span);
    let text = written.split_whitespace().collect::<Vec<_>>().join(" ");
    let fixes = hit.entry.instead.iter().map(|instead| better(hit, written, instead)).collect();
    Finding {
        fill: vec![
            ("text", text),
            ("instead", hit.entry.instead.first().map(|instead| bare(instead).to_owned()).unwrap_or_default()),
        ],
        severity: hit.entry.severity,
        variant: None,
        fixes,
    }
}

/// A better wording as a fix. What holds `…`, `[` or `(` is advice: it has a title and no edit.
fn better(hit: &Hit<'_>, written: &str, instead: &str) -> Fix {
    let advice = instead.contains(['…', '[', '(']);
    let replacement = if written.starts_with(char::is_uppercase) { capitalised(instead) } else { instead.to_owned() };
    let edits = if advice { Vec::new() } else { vec![TextEdit { span: hit.span, replacement }] };
    let title = if bare(instead) == instead { format!("“{instead}”") } else { bare(instead).to_owned() };
    let safe = hit.entry.safe && !advice && hit.entry.instead.first().is_some_and(|first| first == instead);
    Fix { title, safety: if safe { Safety::Safe } else { Safety::Suggestion }, edits }
}

/// A better wording without the brackets that mark it as advice.
fn bare(instead: &str) -> &str {
    instead.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(instead)
}

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}
