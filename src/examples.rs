//! Floor 9: the examples that rules carry, run: a bad one gives its rule, a good one nothing, a fixed one is what the safe
//! fix makes.
//!
//! `hilsen test` and the tests of the built-in rules are both made of this.

use std::{fmt, sync::Arc};

use crate::{
    config::{Config, Layer, RuleLayer, RuleSet},
    decode::{Format, Reading},
    diagnostic::{Diagnostic, Safety, Severity},
    draft::{Draft, Known, Language, SectionKind, Situation},
    lint::lint,
    pack::{self, Example, Frame},
    phrase::{AutomatonBuilder, Search, Wanted},
    rule::{Level, PhraseEntry, Role, Rule},
    text::in_one_line,
};

/// A finding that an example ought not to give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unwanted {
    /// The rule that found it.
    pub rule: String,
    /// The text under it.
    pub text: String,
    /// What it says.
    pub message: String,
}

/// Why an example does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// A bad example without its rule.
    NotFound,
    /// A bad example with other rules of the same category.
    AlsoFound(Vec<Unwanted>),
    /// A good example with findings.
    Found(Vec<Unwanted>),
    /// The fix makes something else.
    Made(String),
    /// The fixed text is found again.
    FoundAgain,
    /// There is no mail in this language to try the example in.
    NoFrame,
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |formatter: &mut fmt::Formatter<'_>, found: &[Unwanted]| {
            for (index, Unwanted { rule, text, message }) in found.iter().enumerate() {
                let between = if index > 0 { "; " } else { "" };
                write!(formatter, "{between}{rule} at “{text}” ({message})")?;
            }
            Ok(())
        };
        match self {
            Self::NotFound => formatter.write_str("this bad example is not found"),
            Self::AlsoFound(found) => {
                formatter.write_str("this bad example also gives ")?;
                list(formatter, found)
            }
            Self::Found(found) => {
                formatter.write_str("this good example gives ")?;
                list(formatter, found)
            }
            Self::Made(made) => write!(formatter, "the fix makes “{}” of this", made.trim()),
            Self::FoundAgain => formatter.write_str("what the fix makes of this is found again"),
            Self::NoFrame => formatter.write_str("there is no mail in this language to try the example in"),
        }
    }
}

/// The rules of a configuration, with the one under test on where it is off by default.
pub fn rules_for(config: &Config, rule: &Rule) -> RuleSet {
    let rules = config.rule_set(&[], &Layer::default());
    if rules.level(&rule.id) != Level::Off {
        return rules;
    }
    let on = RuleLayer::of_level(&rule.id, Level::On(Severity::Info));
    config.rule_set(&[], &Layer { rules: vec![on], ..Layer::default() })
}

/// The good mail of a language as a plain draft.
pub fn whole(frame: &Frame) -> String {
    // `Subject` reads as the name of a header field in every language.
    let Frame { subject, greeting, message, farewell, signature } = frame;
    format!("Subject: {subject}\n\n{greeting}\n\n{message}\n\n{farewell}\n{signature}\n")
}

/// The examples of a rule in a language: those its definition gives for all languages, and those of its own file there.
pub fn of(rule: &Rule, language: Language) -> Vec<Example> {
    let mut examples = pack::shared_examples(rule);
    examples.extend(pack::examples(&rule.id, language));
    examples
}

/// The good mail as a page, with an example in place of its message.
const PAGE: [&str; 2] = [
    "<!doctype html><html lang=\"{lang}\"><body><p>{greeting}</p>",
    "<p>{farewell}</p><p>{signature}</p></body></html>",
];

/// Puts the pieces of the good mail into the braces of a text: as lines of a page where it is one, else as they are.
fn filled_in(text: &str, format: Format, frame: &Frame, language: Language) -> String {
    let page = if format == Format::Html { 0 } else { text.find("text/html").unwrap_or(text.len()) };
    // The same message about another order.
    let other = frame.message.replace("48213", "48214");
    let pieces = [
        ("{lang}", language.tag()),
        ("{subject}", &frame.subject),
        ("{greeting}", &frame.greeting),
        ("{message}", &frame.message),
        ("{message:other-number}", &other),
        ("{farewell}", &frame.farewell),
        ("{signature}", &frame.signature),
    ];
    let fill = |text: &str, line_end: &str| {
        pieces.iter().fold(text.to_owned(), |text, (name, piece)| text.replace(name, &piece.replace('\n', line_end)))
    };
    let (plain, page) = text.split_at(page);
    fill(plain, "\n") + &fill(page, "<br>")
}

/// The draft an example stands for: itself, or the good mail of its language with the rule's main section replaced.
pub fn draft_of(example: &Example, rule: &Rule, language: Language) -> Option<String> {
    if example.format != Format::Plain {
        let frame = pack::frame(language)?;
        let [before, behind] = if example.whole || example.format != Format::Html { ["", ""] } else { PAGE };
        let text = [before, &example.text, behind].concat();
        return Some(filled_in(&text, example.format, &frame, language));
    }
    if example.whole {
        return Some(example.text.trim_start_matches('\n').to_owned());
    }
    let mut frame = pack::frame(language)?;
    let section = rule.scope.first().copied().unwrap_or(SectionKind::Message);
    let text = example.text.clone();
    match section {
        SectionKind::Subject => frame.subject = text,
        SectionKind::Greeting => frame.greeting = text,
        SectionKind::Farewell => frame.farewell = text,
        SectionKind::Signature => frame.signature = text,
        _ => frame.message = text,
    }
    Some(whole(&frame))
}

/// How an example is read.
pub fn reading_of(example: &Example) -> Reading {
    Reading { kind: example.kind, ..Reading::from(example.format) }
}

/// Reads and lints a draft of which nothing is known besides.
pub fn check(text: &str, reading: Reading, language: Language, rules: &RuleSet) -> (Draft, Vec<Diagnostic>) {
    check_in(&Situation::default(), text, reading, language, rules)
}

/// What an example says is known besides its text.
pub fn situation_of(example: &Example) -> Situation {
    let Some(context) = &example.context else { return Situation::default() };
    let (mut situation, mail) = pack::read_context(context, &mut Vec::new());
    situation.customer_mail = mail.map(|text| {
        let known =
            Known { language: None, fallback: None, abbreviations: &pack::abbreviations, situation: None, house: None };
        Arc::new(Draft::new(text.trim_start().as_bytes(), Format::Plain, known))
    });
    situation
}

/// Reads and lints a draft.
fn check_in(
    situation: &Situation,
    text: &str,
    reading: Reading,
    language: Language,
    rules: &RuleSet,
) -> (Draft, Vec<Diagnostic>) {
    let (language, situation) = (Some(language), Some(situation));
    // What the house says is known of its drafts, how it greets and signs among it.
    let house = Some(&rules.house);
    let abbreviations = |language| rules.abbreviations(language);
    let known = Known { language, fallback: None, abbreviations: &abbreviations, situation, house };
    let draft = Draft::new(text.as_bytes(), reading, known);
    let found = lint(&draft, rules);
    (draft, found)
}

/// Runs an example of a rule. Bad examples of built-in rules give no other rule of the same category either.
///
/// # Errors
/// When the example does not hold; the failure says why.
pub fn run(example: &Example, rule: &Rule, language: Language, rules: &RuleSet) -> Result<(), Failure> {
    let text = draft_of(example, rule, language).ok_or(Failure::NoFrame)?;
    match (&example.fixed, example.bad) {
        (Some(fixed), _) => expect_fixed(&text, fixed, example, rule, language, rules),
        (None, true) => expect_found(&text, example, rule, language, rules),
        (None, false) => expect_clean_in(&situation_of(example), &text, reading_of(example), language, rules),
    }
}

/// Looks whether a draft gives nothing.
///
/// # Errors
/// When it gives something.
pub fn expect_clean(text: &str, reading: Reading, language: Language, rules: &RuleSet) -> Result<(), Failure> {
    expect_clean_in(&Situation::default(), text, reading, language, rules)
}

fn expect_clean_in(
    situation: &Situation,
    text: &str,
    reading: Reading,
    language: Language,
    rules: &RuleSet,
) -> Result<(), Failure> {
    let (draft, found) = check_in(situation, text, reading, language, rules);
    let found: Vec<Unwanted> = found.into_iter().map(|one| unwanted(&draft, one)).collect();
    if found.is_empty() { Ok(()) } else { Err(Failure::Found(found)) }
}

fn unwanted(draft: &Draft, found: Diagnostic) -> Unwanted {
    let text = in_one_line(draft.slice(found.span));
    Unwanted { rule: found.rule, text, message: found.message }
}

fn expect_found(
    text: &str,
    example: &Example,
    rule: &Rule,
    language: Language,
    rules: &RuleSet,
) -> Result<(), Failure> {
    let (draft, found) = check_in(&situation_of(example), text, reading_of(example), language, rules);
    if !found.iter().any(|one| one.rule == rule.id) {
        return Err(Failure::NotFound);
    }
    // Two rules of a house may well find the same sentence.
    let own_category = |id: &str| pack::rule(id).is_some_and(|other| other.category == rule.category);
    let strict = pack::rule(&rule.id).is_some();
    let others = found.into_iter().filter(|one| strict && one.rule != rule.id && own_category(&one.rule));
    let others: Vec<Unwanted> = others.map(|one| unwanted(&draft, one)).collect();
    if others.is_empty() { Ok(()) } else { Err(Failure::AlsoFound(others)) }
}

/// Applies the safe fixes of the rule and looks whether the wanted text came out.
fn expect_fixed(
    text: &str,
    fixed: &str,
    example: &Example,
    rule: &Rule,
    language: Language,
    rules: &RuleSet,
) -> Result<(), Failure> {
    let (draft, found) = check(text, reading_of(example), language, rules);
    let of_rule = found.iter().filter(|one| one.rule == rule.id);
    let safe = of_rule.flat_map(|one| one.fixes.iter().filter(|fix| fix.safety == Safety::Safe));
    let mut edits: Vec<_> = safe.flat_map(|fix| &fix.edits).collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start()));
    let mut edited = draft.text().to_owned();
    for edit in edits {
        edited.replace_range(edit.span.range(), &edit.replacement);
    }
    if edited != text.replacen(&example.text, fixed, 1) {
        // Only the example's part of the mail is of interest.
        let around = text.find(&example.text).map_or((0, 0), |at| (at, text.len() - at - example.text.len()));
        let made = edited.get(around.0..edited.len().saturating_sub(around.1)).unwrap_or(&edited);
        return Err(Failure::Made(made.to_owned()));
    }
    let (_, left) = check(&edited, reading_of(example), language, rules);
    if left.iter().any(|one| one.rule == rule.id) { Err(Failure::FoundAgain) } else { Ok(()) }
}

/// The phrases that stand in none of the examples, as they are written.
pub fn untried<'a>(phrases: &'a [PhraseEntry], examples: &[(Language, Example)], rule: &Rule) -> Vec<&'a PhraseEntry> {
    let mut builder = AutomatonBuilder::new();
    for (number, entry) in phrases.iter().enumerate() {
        entry.parsed.iter().for_each(|parsed| builder.add(&parsed.phrase, number as u32));
    }
    let automaton = builder.build();
    let mut tried = vec![false; phrases.len()];
    let (mut search, mut matches) = (Search::default(), Vec::new());
    for (language, example) in examples.iter().filter(|(_, example)| example.bad) {
        let Some(text) = draft_of(example, rule, *language) else { continue };
        let known = Known {
            language: Some(*language),
            fallback: None,
            abbreviations: &pack::abbreviations,
            situation: None,
            house: None,
        };
        let draft = Draft::new(text.as_bytes(), reading_of(example), known);
        for sentence in &draft.sentences {
            matches.clear();
            search.find(&automaton, draft.text(), draft.tokens_of(sentence), Wanted::ALL, &mut matches);
            for found in &matches {
                tried[found.id as usize] = true;
            }
        }
    }
    phrases
        .iter()
        .zip(tried)
        .filter(|(entry, tried)| !tried && entry.role == Role::Fault)
        .map(|(entry, _)| entry)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::looks;

    /// What the checks that look before they check are after, and what is nearly that; `TODO` is here for `todo-marker`.
    const ODD: [&str; 43] = [
        "!!",
        "!?",
        "! !",
        "…",
        "..",
        "....",
        ". .",
        "  ",
        " ,",
        " .",
        "aaa",
        "ÅÅÅ",
        "ååå",
        "жжж",
        "S V I K T I G E",
        "Å Ä Ö A B",
        "***",
        "~*~",
        "≠≈",
        "★",
        "{{",
        "}}",
        "{% x",
        "[% x",
        "%]",
        "<% x",
        "%}",
        "*|NAME",
        "\u{200b}",
        "\u{feff}",
        "\u{ad}",
        "\u{61c}",
        "xD",
        ":-)",
        "😀",
        "o.O",
        "TODO",
        "???",
        "XXX",
        "passord: Sommer24",
        "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
        "\\\\server\\share",
        "-----BEGIN RSA PRIVATE KEY-----",
    ];

    #[test]
    fn looking_first_whether_there_is_anything_changes_no_finding() {
        let all = pack::rules().iter().map(|rule| RuleLayer::of_level(&rule.id, Level::On(Severity::Info)));
        let rules = Config::default().rule_set(&[], &Layer { rules: all.collect(), ..Layer::default() });
        let (mut tried, mut with_findings) = (0_usize, 0);
        for language in Language::ALL {
            let examples =
                pack::rules().iter().flat_map(|rule| of(rule, language).into_iter().map(move |one| (rule, one)));
            for (index, (rule, example)) in examples.enumerate() {
                // One in five takes seconds.
                let Some(mut text) = draft_of(&example, rule, language).filter(|_| index % 5 == 0) else { continue };
                tried += 1;
                let place = text.ceil_char_boundary(index.wrapping_mul(7919) % text.len());
                let odd = ODD[tried % ODD.len()];
                // Within a word, or beside one.
                text.insert_str(place, &if tried % 2 == 0 { odd.to_owned() } else { format!(" {odd} ") });
                let abbreviations = |language| pack::abbreviations(language);
                let known = Known {
                    language: Some(language),
                    fallback: None,
                    abbreviations: &abbreviations,
                    situation: None,
                    house: None,
                };
                let draft = Draft::new(text.as_bytes(), example.format, known);
                let found = lint(&draft, &rules);
                with_findings += usize::from(!found.is_empty());
                assert_eq!(found, looks::without(|| lint(&draft, &rules)), "{text}");
            }
        }
        assert!(tried > 500 && with_findings > 200, "{tried} texts, {with_findings} with findings");
    }
}
