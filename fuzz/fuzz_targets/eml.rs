#![no_main]

use hilsen::decode::Format;
use hilsen_fuzz::{Input, one_draft};

libfuzzer_sys::fuzz_target!(|input: Input<'_>| one_draft(&input, Format::Eml));
