#![no_main]

use std::path::Path;

use hilsen::config::{Config, Layer};

// `hilsen.toml`: mistakes are told at places of the file, and what is right makes a rule set.
libfuzzer_sys::fuzz_target!(|text: &str| {
    let config = Config::read(Path::new("hilsen.toml"), text);
    for problem in &config.problems {
        assert!(problem.start <= problem.end && problem.end <= text.len(), "{problem:?}");
        assert!(!problem.message.is_empty());
    }
    config.matching(Path::new("mails/a.txt"));
    config.catalogues_of(Path::new("mails/a.po"));
    let rules = config.rule_set(&[], &Layer::default());
    let _ = rules.language;
});
