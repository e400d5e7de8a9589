//! Every rule's own examples: one test for each rule and language.
//!
//! A bad example gives its rule and no other of the rule's category; a good one gives nothing at all; what `fixed` says
//! is what the safe fixes make of it, and is clean.

use std::sync::Arc;

use hilsen::{
    config::{Config, Layer, RuleSet},
    decode::{Format, Reading},
    draft::Language,
    examples::{self, Failure},
    pack::{self, Example},
    rule::Rule,
    spelling::{Dictionaries, Dictionary},
};
use libtest_mimic::{Arguments, Failed, Trial};

fn main() {
    let arguments = Arguments::from_args();
    let mut trials = Vec::new();
    for rule in pack::rules() {
        for language in Language::ALL {
            let examples = examples::of(rule, language);
            if !examples.is_empty() {
                let name = format!("{}::{}", language.tag(), rule.id);
                trials.push(Trial::test(name, move || run(rule, language, &examples)));
            }
        }
    }
    for language in Language::ALL {
        trials.push(Trial::test(format!("{}::frame", language.tag()), move || frame_is_clean(language)));
    }
    for language in Language::ALL {
        trials.push(Trial::test(format!("{}::complete", language.tag()), move || is_complete(language)));
    }
    libtest_mimic::run(&arguments, trials).exit();
}

/// Every rule has at least three bad and five good examples in every language.
fn is_complete(language: Language) -> Result<(), Failed> {
    let mut missing = Vec::new();
    for rule in pack::rules().iter().filter(|rule| rule.category != "housekeeping" && rule.is_for(Some(language))) {
        let examples = examples::of(rule, language);
        let bad = examples.iter().filter(|example| example.bad).count();
        let good = examples.len() - bad;
        if bad < 3 || good < 5 {
            missing.push(format!("{}: {bad} bad, {good} good", rule.id));
        }
    }
    if missing.is_empty() { Ok(()) } else { Err(missing.join("\n").into()) }
}

fn frame_is_clean(language: Language) -> Result<(), Failed> {
    let frame = pack::frame(language).ok_or("no frame")?;
    let (text, rules) = (examples::whole(&frame), rules(None));
    examples::expect_clean(&text, Format::Plain.into(), language, &rules)
        .map_err(|failure| described(&failure, &text, Format::Plain.into(), language, &rules))
}

/// The rules as they are built in; with an organisation where the rule under test is about it, and that rule on where it
/// is off by default.
fn rules(rule: Option<&Rule>) -> RuleSet {
    let about_organisation = rule.is_some_and(|rule| rule.id.contains("organisation"));
    let text = if about_organisation { "organisation = \"Fjordlys\"\n" } else { "" };
    let config = Config::read(std::path::Path::new("hilsen.toml"), text);
    let rules = rule.map_or_else(|| config.rule_set(&[], &Layer::default()), |rule| examples::rules_for(&config, rule));
    if rule.is_some_and(|rule| rule.check == "spelling") { rules.with_dictionaries(Arc::new(Small)) } else { rules }
}

/// The small dictionaries of the fixtures: examples must give the same whatever the machine has.
struct Small;

impl Dictionaries for Small {
    fn of(&self, language: Language, number: usize) -> Option<Arc<Dictionary>> {
        let read = |ending| std::fs::read(format!("fixtures/dictionaries/{}.{ending}", language.tag())).ok();
        (number == 0).then(|| Dictionary::read(&read("aff")?, &read("dic")?).ok().map(Arc::new))?
    }
}

/// A failure with the draft it is about.
fn described(failure: &Failure, text: &str, reading: Reading, language: Language, rules: &RuleSet) -> Failed {
    let (draft, _) = examples::check(text, reading, language, rules);
    format!("{failure}\nin\n{text}\n{:?}", draft.sections).into()
}

fn run(rule: &'static Rule, language: Language, all: &[Example]) -> Result<(), Failed> {
    let rules = rules(Some(rule));
    let mut failures = Vec::new();
    for example in all {
        if let Err(failure) = examples::run(example, rule, language, &rules) {
            let text = examples::draft_of(example, rule, language).unwrap_or_default();
            let failure = described(&failure, &text, examples::reading_of(example), language, &rules);
            failures.push(format!("example: {}\n{}", example.text.trim(), failure.message().unwrap_or_default()));
        }
    }
    if failures.is_empty() { Ok(()) } else { Err(failures.join("\n----\n").into()) }
}
