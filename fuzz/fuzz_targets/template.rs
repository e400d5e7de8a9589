#![no_main]

use std::sync::LazyLock;

use hilsen::decode::{Format, Kind, Reading, Tool};
use hilsen_fuzz::{Input, one_draft};

static TOOLS: LazyLock<Vec<Tool>> = LazyLock::new(|| Tool::names().filter_map(Tool::from_name).collect());

// A template of a tool, or of one nobody told, in plain text, a page, Markdown, a mail or a subject.
libfuzzer_sys::fuzz_target!(|input: (u8, u8, Input<'_>)| {
    let (tool, choice, input) = input;
    let format = [Format::Plain, Format::Html, Format::Markdown, Format::Eml][usize::from(choice) % 4];
    let tool = TOOLS.get(usize::from(tool) % (TOOLS.len() + 1)).copied();
    let is_subject = format == Format::Plain && choice >= 192;
    one_draft(&input, Reading { format, kind: Some(Kind::Template), tool, is_subject });
});
