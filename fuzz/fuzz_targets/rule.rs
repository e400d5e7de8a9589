#![no_main]

use std::path::Path;

use hilsen::{
    config::{Config, Layer},
    decode::Format,
    lint::lint,
};

// A rule of a house, as a configuration has it, and a draft to run it on.
libfuzzer_sys::fuzz_target!(|input: (&str, &str)| {
    let (rule, draft) = input;
    let text = format!("[house-rules.our-rule]\n{rule}");
    let config = Config::read(Path::new("hilsen.toml"), &text);
    for problem in &config.problems {
        assert!(problem.start <= problem.end && problem.end <= text.len(), "{problem:?}");
    }
    if config.problems.is_empty() {
        let draft = hilsen_fuzz::draft(draft.as_bytes(), Format::Plain, None);
        lint(&draft, &config.rule_set(&[], &Layer::default()));
    }
});
