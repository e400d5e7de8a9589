#![no_main]

use hilsen::decode::CatalogueKind;
use hilsen_fuzz::{Input, many_drafts};

libfuzzer_sys::fuzz_target!(|input: Input<'_>| many_drafts(&input, CatalogueKind::Csv));
