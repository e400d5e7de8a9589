//! Laws that hold for every draft, tried on random ones and on hostile shapes.

use std::time::{Duration, Instant};

use hilsen::{
    config::{Config, Layer, RuleSet},
    decode::Format,
    draft::{Draft, Known, Language, SectionKind},
    lint::{lint, lint_all},
    pack, suppress,
};
use proptest::prelude::*;

fn rules() -> RuleSet {
    Config::default().rule_set(&[], &Layer::default())
}

fn draft(bytes: &[u8], format: Format) -> Draft {
    Draft::new(
        bytes,
        format,
        Known { language: None, fallback: None, abbreviations: &pack::abbreviations, situation: None, house: None },
    )
}

/// What must hold for any draft.
fn holds(bytes: &[u8], format: Format, rules: &RuleSet) -> Result<(), TestCaseError> {
    let draft = draft(bytes, format);
    let text = draft.text();
    let mut behind = 0;
    for section in &draft.sections {
        prop_assert!(section.start >= behind && section.end > section.start && section.end <= text.len());
        prop_assert!(text.is_char_boundary(section.start) && text.is_char_boundary(section.end));
        prop_assert!(text[behind..section.start].trim().is_empty(), "text between sections");
        behind = section.end;
    }
    prop_assert!(text[behind..].trim().is_empty(), "text behind the last section");
    for sentence in &draft.sentences {
        prop_assert!(!matches!(sentence.section, SectionKind::Quoted | SectionKind::Header));
        prop_assert!(text.get(sentence.span.range()).is_some());
    }
    let mut diagnostics = lint(&draft, rules);
    suppress::by_draft(&mut diagnostics, &draft, rules);
    for one in &diagnostics {
        prop_assert!(text.get(one.span.range()).is_some(), "{} is off the text", one.rule);
        let source = one.source.unwrap_or_else(|| draft.source(one.span));
        prop_assert!(source.end() <= bytes.len(), "{} is off the file", one.rule);
        // A `{name}` that nobody filled in; text of the draft may hold braces itself.
        prop_assert!(!one.message.is_empty() && (text.contains('{') || !one.message.contains('{')), "{}", one.message);
        for edit in one.fixes.iter().flat_map(|fix| &fix.edits) {
            prop_assert!(text.get(edit.span.range()).is_some(), "an edit of {} is off the text", one.rule);
        }
    }
    Ok(())
}

/// Drafts in all languages, in one order and in the other, so that what one leaves behind would show in the next.
#[test]
fn drafts_linted_together_give_what_each_gives_alone() {
    let folders = ["fixtures/drafts/bad", "fixtures/drafts/good"];
    let files = folders.iter().flat_map(|folder| std::fs::read_dir(folder).expect("the fixtures"));
    let files: Vec<Vec<u8>> = files
        .map(|file| file.expect("a file").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "txt"))
        .map(|path| std::fs::read(path).expect("a fixture"))
        .collect();
    let drafts: Vec<Draft> = files.iter().chain(files.iter().rev()).map(|bytes| draft(bytes, Format::Plain)).collect();
    let rules = rules();
    let all: Vec<(&Draft, &RuleSet)> = drafts.iter().map(|draft| (draft, &rules)).collect();
    let languages: std::collections::BTreeSet<_> = drafts.iter().map(|draft| draft.language).collect();
    assert!(drafts.len() > 40 && languages.len() > 4, "{} drafts in {languages:?}", drafts.len());
    for (together, draft) in lint_all(&all).into_iter().zip(&drafts) {
        assert_eq!(together, lint(draft, &rules));
    }
}

/// Pieces that mails are made of, good and bad, and pieces that parsers stumble over.
fn piece() -> impl Strategy<Value = String> {
    let pieces: Vec<&str> = vec![
        "Hei Kari,",
        "Hi Anna",
        "Kære Søren,",
        "Subject: Re: ",
        "Emne: Spørsmål",
        "From: a@b.test",
        "\n",
        "\n\n",
        "\r\n",
        "Dessverre kan vi ikke hjelpe deg.",
        "WE CANNOT SHIP YOUR ORDER",
        "Takk :)",
        "😀",
        "👩‍💻 ",
        "> ",
        ">> Hei",
        "-- \n",
        "Mvh",
        "Kind regards,",
        "Eva Holm",
        "On Mon, 3 Nov 2025 at 10:00, Eva <e@b.test> wrote:",
        "Den 3. nov. skrev Eva:",
        "{{name}}",
        "{% if x %}",
        "[% END %]",
        "{#",
        "hilsen-ignore all-caps",
        "https://a.test/:P",
        "12.5",
        "f.eks. ",
        "kl. 10",
        "\u{feff}",
        "\0",
        "\u{202e}",
        "å\u{308}",
        "a\u{30a}",
        " ",
        "\t",
        "- ",
        "1) ",
        "«",
        "»",
        "\"",
        "(",
        ")))",
        "...",
        "!!!",
        "&nbsp;",
        "Tlf. +47 22 00 00 00",
        "PS: ",
        "________",
        "=C3=A5",
        "=\n",
    ];
    prop_oneof![4 => prop::sample::select(pieces).prop_map(str::to_owned), 1 => ".{0,12}"]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(
        std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(400)
    ))]

    #[test]
    fn any_bytes_give_a_draft(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let rules = rules();
        holds(&bytes, Format::Plain, &rules)?;
        holds(&bytes, Format::Eml, &rules)?;
    }

    #[test]
    fn any_mix_of_mail_gives_a_draft(pieces in prop::collection::vec(piece(), 0..40)) {
        let text = pieces.concat();
        let rules = rules();
        holds(text.as_bytes(), Format::Plain, &rules)?;
        holds(text.as_bytes(), Format::Eml, &rules)?;
    }

    #[test]
    fn white_space_at_the_end_changes_nothing(pieces in prop::collection::vec(piece(), 1..20)) {
        let text = pieces.concat();
        let rules = rules();
        let spaced = format!("{}\n\n \n", text.trim_end());
        let one = lint(&draft(text.trim_end().as_bytes(), Format::Plain), &rules);
        prop_assert_eq!(one, lint(&draft(spaced.as_bytes(), Format::Plain), &rules));
    }
}

#[test]
fn reports_and_sections_are_bounded() {
    let many = "Vi kan ikke. ".repeat(5_000);
    let found = lint(&draft(many.as_bytes(), Format::Plain), &rules());
    let refusals = found.iter().filter(|one| one.rule == "negative-phrasing").count();
    assert_eq!(refusals, hilsen::lint::FINDINGS_MAX);
    let lines = format!("Hei Kari,\n\n{}", "Linje.\n".repeat(150_000));
    let long = draft(lines.as_bytes(), Format::Plain);
    let last = long.sections.last().expect("a section");
    assert_eq!((last.kind, last.end), (SectionKind::Message, lines.trim_end().len()));
}

/// How long reading and linting takes, at best of three.
fn time(text: &str, format: Format, rules: &RuleSet) -> Duration {
    let once = || {
        let start = Instant::now();
        std::hint::black_box(lint(&draft(text.as_bytes(), format), rules));
        start.elapsed()
    };
    (0..3).map(|_| once()).min().unwrap_or_default()
}

/// Ten times the text may take ten times as long and some, never its square. The square would be a hundred times.
#[test]
fn hostile_shapes_cost_linear_time() {
    let rules = rules();
    for language in Language::ALL {
        // Built once, outside of what is timed.
        let known = Known {
            language: Some(language),
            fallback: None,
            abbreviations: &pack::abbreviations,
            situation: None,
            house: None,
        };
        lint(&Draft::new(b"x", Format::Plain, known), &rules);
    }
    let shapes: [(&str, &str); 29] = [
        ("quote marks", "> \n"),
        ("nested quote marks", ">>>>>>>>>>>>>>>>"),
        ("attributions", "On Monday\n"),
        ("header blocks", "From: a\nSent: b\n"),
        ("one line", "ord og flere "),
        ("no white space", "ordet"),
        ("placeholders", "{{"),
        ("brackets", "(a"),
        ("fields in brackets", "[Name] "),
        ("polite words", "Ihre Nachricht "),
        ("closing brackets", "a)"),
        ("dots", "a."),
        ("sentences in one line", "Vi sender den. "),
        ("trailing dots in one line", "Vent... litt "),
        ("at signs", "a@"),
        ("capitals", "VI KAN "),
        ("refusals", "vi kan ikke "),
        ("numbers of others", "His private number is 07700 900 111.\n\n> 22 33 44 55\n\n"),
        ("policy words", "dessverre, "),
        ("greetings and farewells", "Hei\n\nMvh\n\nVi kommer. I dag. Ja.\n\n"),
        ("faces", ":) "),
        ("marks", "!! ?? .. "),
        ("secrets", "password: a1b2c3 "),
        ("labels of secrets", "password:"),
        ("card numbers", "4111111111111111 "),
        ("dates", "03/04/2026 "),
        ("emoji", "😀"),
        ("blank lines", "\n"),
        ("suppressions", "{# hilsen-ignore all-caps #} "),
    ];
    for (name, shape) in shapes {
        for format in [Format::Plain, Format::Eml] {
            let short = shape.repeat(20_000 / shape.len());
            let long = shape.repeat(200_000 / shape.len());
            let (one, ten) = (time(&short, format, &rules), time(&long, format, &rules));
            // Below a millisecond the clock tells nothing.
            let bound = one.max(Duration::from_millis(1)) * 40;
            assert!(ten < bound, "{name} as {format:?}: {one:?} for 20 KB, {ten:?} for 200 KB");
        }
    }
}
