#![no_main]

use std::sync::LazyLock;

use hilsen::{config::RuleSet, decode::Format, draft::Language, lint::lint, suppress};

static RULES: LazyLock<RuleSet> = LazyLock::new(hilsen_fuzz::rules);

// Sections, sentences and every rule, over text of any language.
libfuzzer_sys::fuzz_target!(|input: (u8, &[u8])| {
    let (choice, bytes) = input;
    let language = Language::ALL.get(usize::from(choice) % 7).copied();
    let format = [Format::Plain, Format::Eml, Format::Html, Format::Markdown][usize::from(choice / 7) % 4];
    let draft = hilsen_fuzz::draft(bytes, format, language);
    let text = draft.text();
    let mut behind = 0;
    for section in &draft.sections {
        assert!(behind <= section.start && section.start < section.end && section.end <= text.len());
        assert!(text.is_char_boundary(section.start) && text.is_char_boundary(section.end));
        behind = section.end;
    }
    let mut diagnostics = lint(&draft, &RULES);
    suppress::by_draft(&mut diagnostics, &draft, &RULES);
    for one in &diagnostics {
        assert!(text.get(one.span.range()).is_some(), "{one:?}");
        let source = one.source.unwrap_or_else(|| draft.source(one.span));
        assert!(source.end() <= bytes.len(), "{one:?}");
        assert!(!one.message.is_empty(), "{one:?}");
    }
});
