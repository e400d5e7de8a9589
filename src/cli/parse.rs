//! `hilsen parse`: what hilsen understood.

use std::path::Path;

use super::{
    arguments::{self, ParseFormat},
    complain,
    exit::Exit,
    input::{expand, format_of, read},
    print,
};
use crate::{
    draft::{Draft, Known},
    output::{self, FileReport},
    pack,
    text::LineIndex,
};

pub(super) fn run(arguments: &arguments::Parse) -> Exit {
    let found = expand(&arguments.paths);
    let mut failed = !found.errors.is_empty();
    found.errors.iter().for_each(|error| complain(error));
    for path in &found.files {
        match read(path, arguments.reading.stdin_filename.as_ref()) {
            Ok((name, bytes)) => print(&parse_one(arguments, &name, &bytes)),
            Err(error) => {
                complain(&error);
                failed = true;
            }
        }
    }
    if failed { Exit::CouldNotRun } else { Exit::Clean }
}

fn parse_one(arguments: &arguments::Parse, name: &Path, bytes: &[u8]) -> String {
    let format = format_of(&arguments.reading, name, bytes);
    let known = Known { language: arguments.reading.language, fallback: None, abbreviations: &pack::abbreviations };
    let draft = Draft::new(bytes, format, known);
    let path = name.to_string_lossy();
    let lines = LineIndex::new(b"");
    let report = FileReport { path: &path, source: bytes, draft: &draft, lines: &lines, diagnostics: &[] };
    match arguments.format {
        ParseFormat::Human => output::parse::human(&report),
        ParseFormat::Json => output::parse::json(&report),
    }
}
