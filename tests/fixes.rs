//! What `--fix` may do unasked: it never touches meaning, promises, amounts or names, and never puts in advice.

use hilsen::{
    draft::Language,
    pack,
    text::{Span, TokenKind, tokenize},
};

/// The rules whose fixes are made unasked, each with an example of it in every language.
const SAFE: [&str; 8] = [
    "all-caps",
    "common-confusion",
    "double-space",
    "emoticon",
    "farewell-abbreviated",
    "repeated-punctuation",
    "repeated-word",
    "wordy-phrase",
];

#[test]
fn every_safe_fix_has_examples_in_every_language() {
    let mut missing = Vec::new();
    for rule in SAFE {
        for language in Language::ALL {
            if !pack::examples(rule, language).iter().any(|example| example.fixed.is_some()) {
                missing.push(format!("{}::{rule}", language.tag()));
            }
        }
    }
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn safe_wordings_hold_no_advice_and_touch_no_amounts_and_no_names() {
    let mut broken = Vec::new();
    let mut seen = 0;
    for rule in pack::rules() {
        for language in Language::ALL {
            for entry in pack::phrases(language, rule).iter().filter(|entry| entry.safe) {
                seen += 1;
                let first = entry.instead.first().map_or("", String::as_str);
                let words = tokenize(first, Span::new(0, first.len()));
                let plain = words.iter().all(|word| matches!(word.kind, TokenKind::Word | TokenKind::Punctuation));
                // `<number>` stands for an amount, `<word>` for whatever the writer wrote there: a name, a promise.
                let open = entry.written.contains('<') || entry.written.contains(|c: char| c.is_ascii_digit());
                if first.is_empty() || first.contains(['…', '[', '(']) || !plain || open {
                    broken.push(format!("{}::{}: {} -> {first}", language.tag(), rule.id, entry.written));
                }
            }
        }
    }
    assert!(seen > 100, "only {seen} safe wordings were found");
    assert_eq!(broken, Vec::<String>::new());
}

#[test]
fn suggestions_of_the_spelling_rule_are_never_made_unasked() {
    let texts = Language::ALL.into_iter().flat_map(|language| pack::examples("spelling", language));
    assert!(texts.into_iter().all(|example| example.fixed.is_none()));
}
