#![no_main]

use std::sync::LazyLock;

use hilsen::{
    config::RuleSet,
    decode::{Format, Reading},
    fix::{Reach, fix},
    lint::lint,
};

static RULES: LazyLock<RuleSet> = LazyLock::new(hilsen_fuzz::rules);

// Every fix is written as it is meant, and mending comes to an end.
libfuzzer_sys::fuzz_target!(|input: (u8, &[u8])| {
    let (choice, bytes) = input;
    let format = [Format::Plain, Format::Eml, Format::Html, Format::Markdown][usize::from(choice) % 4];
    let reach = if choice >= 128 { Reach::Suggestions } else { Reach::Safe };
    let read = |bytes: &[u8]| {
        let draft = hilsen_fuzz::draft(bytes, format, None);
        let diagnostics = lint(&draft, &RULES);
        for edit in diagnostics.iter().flat_map(|one| &one.fixes).flat_map(|fix| &fix.edits) {
            if let Ok(written) = draft.decoded.edit(bytes, edit.span, &edit.replacement) {
                let reading = Reading { kind: Some(draft.decoded.kind), ..Reading::from(format) };
                let again = hilsen_fuzz::draft(&written.apply(bytes), reading, None);
                let text = draft.text();
                let meant = [&text[..edit.span.start()], &edit.replacement, &text[edit.span.end()..]].concat();
                assert_eq!(again.text(), meant);
            }
        }
        vec![(draft, diagnostics)]
    };
    fix(bytes.to_vec(), reach, &read);
});
