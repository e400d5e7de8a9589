//! Floor 8: a draft and the rules give diagnostics. No file, no clock, no failure.

use crate::{
    config::{
        RuleSet,
        rule_set::{Compiled, Target},
    },
    diagnostic::Diagnostic,
    draft::{Draft, Language},
    pack,
    phrase::{Match, Scratch},
    rule::{Context, Hit, Level, Report, ReportLanguage},
    text::{Span, Text},
};

/// At most so many findings of one rule are reported for a draft. No mail has as many; a file that does is no mail, and
/// its report must not grow to a multiple of it.
pub const FINDINGS_MAX: usize = 1_000;

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
        let mut report =
            Report { draft, rule: active.rule, severity, language, room: FINDINGS_MAX, diagnostics: &mut diagnostics };
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
        let span = |one: &Match| tokens[one.first].span.cover(tokens[one.behind - 1].span);
        let exceptions = Exceptions::of(&matches, compiled, &span);
        for one in &matches {
            let Target::Entry { entry, rule } = compiled.targets[one.id as usize] else { continue };
            let span = span(one);
            let in_scope = compiled.checks[rule].rule.scope.contains(&sentence.section);
            if in_scope && !exceptions.cover(entry, rule, span) {
                hits[rule].push(Hit { entry: &compiled.entries[entry], sentence: index, span });
            }
        }
    }
    for of_rule in &mut hits {
        keep_longest(of_rule);
    }
    hits
}

/// The exceptions found in a sentence.
struct Exceptions {
    /// Whether they are for one entry or for a whole rule, which one, and where; sorted.
    found: Vec<(bool, usize, Span<Text>)>,
}

impl Exceptions {
    fn of(matches: &[Match], compiled: &Compiled, span: &dyn Fn(&Match) -> Span<Text>) -> Self {
        let mut found: Vec<_> = matches
            .iter()
            .filter_map(|one| match compiled.targets[one.id as usize] {
                Target::Except { entry } => Some((false, entry, span(one))),
                Target::Allow { rule } => Some((true, rule, span(one))),
                Target::Entry { .. } => None,
            })
            .collect();
        found.sort_unstable();
        Self { found }
    }

    /// Whether a hit overlaps an exception to its entry or its rule.
    fn cover(&self, entry: usize, rule: usize, hit: Span<Text>) -> bool {
        [(false, entry), (true, rule)].into_iter().any(|(whole, number)| {
            let behind = self.found.partition_point(|&(w, n, span)| (w, n, span.start()) < (whole, number, hit.end()));
            // Exceptions are about as long as each other, so one that reaches the hit is among the last that begin before
            // its end.
            let near = self.found[..behind].iter().rev().take(32).take_while(|(w, n, _)| (*w, *n) == (whole, number));
            near.map(|(_, _, span)| span).any(|span| span.overlaps(hit))
        })
    }
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
