//! Floor 7: a draft and the rules give diagnostics. No file, no clock, no failure.

use crate::{
    config::{
        RuleSet,
        rule_set::{Compiled, Target},
    },
    diagnostic::Diagnostic,
    draft::{Draft, Language},
    pack,
    phrase::Scratch,
    rule::{Context, Hit, Level, Report, ReportLanguage},
    text::{Span, Text},
};

/// Lints a draft. The diagnostics are in the order of the text; those at one place in the order of the rules.
pub fn lint(draft: &Draft, rules: &RuleSet) -> Vec<Diagnostic> {
    let compiled = rules.compiled(draft.language);
    let hits = find_hits(draft, compiled);
    let wording = wording_language(draft, rules.report_language);
    let mut diagnostics = Vec::new();
    for (index, active) in compiled.checks.iter().enumerate() {
        let Level::On(severity) = active.level else { continue };
        let context = Context { draft, hits: &hits[index], scope: &active.rule.scope };
        let language = wording.and_then(|language| pack::language_file(language, active.rule));
        let mut report = Report { draft, rule: active.rule, severity, language, diagnostics: &mut diagnostics };
        active.check.check(&context, &mut report);
    }
    diagnostics.sort_by_key(|diagnostic| diagnostic.span.start());
    diagnostics
}

/// The language messages are written in, where it is not that of the definitions.
fn wording_language(draft: &Draft, report: ReportLanguage) -> Option<Language> {
    match report {
        ReportLanguage::English => None,
        ReportLanguage::Of(language) => Some(language),
        ReportLanguage::Draft => draft.language,
    }
}

/// The hits of every rule: exceptions taken out, of overlapping ones the longest kept.
fn find_hits<'a>(draft: &'a Draft, compiled: &'a Compiled) -> Vec<Vec<Hit<'a>>> {
    let mut hits: Vec<Vec<Hit<'a>>> = compiled.checks.iter().map(|_| Vec::new()).collect();
    if compiled.automaton.is_empty() {
        return hits;
    }
    let (mut scratch, mut matches) = (Scratch::default(), Vec::new());
    for (index, sentence) in draft.sentences.iter().enumerate() {
        let tokens = draft.tokens_of(sentence);
        matches.clear();
        compiled.automaton.find(draft.text(), tokens, &mut scratch, &mut matches);
        if matches.is_empty() {
            continue;
        }
        let span = |first: usize, behind: usize| tokens[first].span.cover(tokens[behind - 1].span);
        let found: Vec<(Target, Span<Text>)> =
            matches.iter().map(|one| (compiled.targets[one.id as usize], span(one.first, one.behind))).collect();
        for &(target, span) in &found {
            let Target::Entry { entry, rule } = target else { continue };
            let excepted = found.iter().any(|&(other, place)| {
                let applies = match other {
                    Target::Except { entry: of } => of == entry,
                    Target::Allow { rule: of } => of == rule,
                    Target::Entry { .. } => false,
                };
                applies && place.overlaps(span)
            });
            let in_scope = compiled.checks[rule].rule.scope.contains(&sentence.section);
            if !excepted && in_scope {
                hits[rule].push(Hit { entry: &compiled.entries[entry], sentence: index, span });
            }
        }
    }
    for of_rule in &mut hits {
        keep_longest(of_rule);
    }
    hits
}

/// Of overlapping hits keeps the longest, of equally long ones the first.
fn keep_longest(hits: &mut Vec<Hit<'_>>) {
    hits.sort_by_key(|hit| (hit.span.start(), usize::MAX - hit.span.len()));
    let mut kept: Vec<Hit<'_>> = Vec::with_capacity(hits.len());
    for &hit in hits.iter() {
        match kept.last_mut() {
            Some(last) if last.span.overlaps(hit.span) => {
                if hit.span.len() > last.span.len() {
                    *last = hit;
                }
            }
            _ => kept.push(hit),
        }
    }
    *hits = kept;
}
