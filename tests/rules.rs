//! Every rule's own examples: one test for each rule and language.
//!
//! A bad example gives its rule and no other of the rule's category; a good one gives nothing at all; what `fixed` says
//! is what the safe fixes make of it, and is clean.

use hilsen::{
    config::{Config, Layer, RuleSet},
    decode::Format,
    diagnostic::{Diagnostic, Safety},
    draft::{Draft, Known, Language, SectionKind},
    lint::lint,
    pack::{self, Example, Frame},
    rule::{Level, Rule},
};
use libtest_mimic::{Arguments, Failed, Trial};

fn main() {
    let arguments = Arguments::from_args();
    let mut trials = Vec::new();
    for rule in pack::rules() {
        for language in Language::ALL {
            let examples = pack::examples(&rule.id, language);
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
    for rule in pack::rules().iter().filter(|rule| rule.category != "housekeeping") {
        let examples = pack::examples(&rule.id, language);
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
    expect_clean(&whole(&frame), language, &rules(None))
}

/// The frame as a plain draft.
fn whole(frame: &Frame) -> String {
    format!(
        "{}: {}\n\n{}\n\n{}\n\n{}\n{}\n",
        frame_subject_name(frame),
        frame.subject,
        frame.greeting,
        frame.message,
        frame.farewell,
        frame.signature
    )
}

/// `Subject` reads as a header name in every language.
fn frame_subject_name(_: &Frame) -> &'static str {
    "Subject"
}

/// The draft an example stands for: itself, or the frame with the rule's main section replaced.
fn draft_of(example: &Example, rule: &Rule, language: Language) -> Result<String, Failed> {
    if example.whole {
        return Ok(example.text.trim_start_matches('\n').to_owned());
    }
    let mut frame = pack::frame(language).ok_or("no frame to put the example in")?;
    let section = rule.scope.first().copied().unwrap_or(SectionKind::Message);
    let text = example.text.clone();
    match section {
        SectionKind::Subject => frame.subject = text,
        SectionKind::Greeting => frame.greeting = text,
        SectionKind::Farewell => frame.farewell = text,
        SectionKind::Signature => frame.signature = text,
        _ => frame.message = text,
    }
    Ok(whole(&frame))
}

/// The rules as they are built in; with an organisation where the rule under test is about it, and that rule on where it
/// is off by default.
fn rules(rule: Option<&Rule>) -> RuleSet {
    let about_organisation = rule.is_some_and(|rule| rule.id.contains("organisation"));
    let mut text = String::from(if about_organisation { "organisation = \"Fjordlys\"\n" } else { "" });
    if let Some(rule) = rule.filter(|rule| rule.level == Level::Off) {
        text.push_str(&format!("[rules]\n{} = \"info\"\n", rule.id));
    }
    Config::read(std::path::Path::new("hilsen.toml"), &text).rule_set(&[], &Layer::default())
}

fn check(text: &str, language: Language, rules: &RuleSet) -> (Draft, Vec<Diagnostic>) {
    let known = Known { language: Some(language), fallback: None, abbreviations: &pack::abbreviations };
    let draft = Draft::new(text.as_bytes(), Format::Plain, known);
    let found = lint(&draft, rules);
    (draft, found)
}

fn expect_clean(text: &str, language: Language, rules: &RuleSet) -> Result<(), Failed> {
    let (draft, found) = check(text, language, rules);
    if found.is_empty() {
        return Ok(());
    }
    let found: Vec<String> =
        found.iter().map(|one| format!("{} at “{}”: {}", one.rule, draft.slice(one.span), one.message)).collect();
    Err(format!("expected nothing, found\n  {}\nin\n{text}\n{:?}", found.join("\n  "), draft.sections).into())
}

fn run(rule: &'static Rule, language: Language, examples: &[Example]) -> Result<(), Failed> {
    let rules = rules(Some(rule));
    let mut failures = Vec::new();
    for example in examples {
        let text = draft_of(example, rule, language)?;
        let outcome = match (&example.fixed, example.bad) {
            (Some(fixed), _) => expect_fixed(&text, fixed, example, rule, language, &rules),
            (None, true) => expect_found(&text, rule, language, &rules),
            (None, false) => expect_clean(&text, language, &rules),
        };
        if let Err(failure) = outcome {
            failures.push(format!("example: {}\n{}", example.text.trim(), failure.message().unwrap_or_default()));
        }
    }
    if failures.is_empty() { Ok(()) } else { Err(failures.join("\n----\n").into()) }
}

fn expect_found(text: &str, rule: &Rule, language: Language, rules: &RuleSet) -> Result<(), Failed> {
    let (draft, found) = check(text, language, rules);
    let category = |id: &str| pack::rule(id).map(|rule| rule.category.as_str());
    let others: Vec<&str> = found
        .iter()
        .filter(|one| one.rule != rule.id && category(&one.rule) == Some(rule.category.as_str()))
        .map(|one| one.rule.as_str())
        .collect();
    if !found.iter().any(|one| one.rule == rule.id) {
        return Err(format!("not found in\n{text}\n{:?}", draft.sections).into());
    }
    if others.is_empty() { Ok(()) } else { Err(format!("also found {others:?} in\n{text}").into()) }
}

/// Applies the safe fixes of the rule to the frame mail and looks whether the example's wanted text came out.
fn expect_fixed(
    text: &str,
    fixed: &str,
    example: &Example,
    rule: &Rule,
    language: Language,
    rules: &RuleSet,
) -> Result<(), Failed> {
    let (draft, found) = check(text, language, rules);
    let mut edits: Vec<_> = found
        .iter()
        .filter(|one| one.rule == rule.id)
        .flat_map(|one| one.fixes.iter().filter(|fix| fix.safety == Safety::Safe).flat_map(|fix| &fix.edits))
        .collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start()));
    let mut edited = draft.text().to_owned();
    for edit in edits {
        edited.replace_range(edit.span.range(), &edit.replacement);
    }
    let wanted = text.replacen(&example.text, fixed, 1);
    if edited != wanted {
        return Err(format!("fixes made\n{edited}\ninstead of\n{wanted}").into());
    }
    let (_, left) = check(&edited, language, rules);
    let left = left.iter().filter(|one| one.rule == rule.id).count();
    if left == 0 { Ok(()) } else { Err("the fixed text is found again".into()) }
}
