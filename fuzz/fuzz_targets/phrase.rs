#![no_main]

use hilsen::phrase::parse;

// A phrase is read, or what is wrong with it is told.
libfuzzer_sys::fuzz_target!(|text: &str| {
    let list = |name: &str| (name == "days").then(|| vec!["monday".to_owned(), "the day after".to_owned()]);
    let _ = parse(text, &list);
});
