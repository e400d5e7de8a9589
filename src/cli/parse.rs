//! `hilsen parse`: what hilsen understood.

use std::path::Path;

use super::{
    arguments::{self, ParseFormat},
    complain,
    exit::Exit,
    print, read,
};
use crate::{
    decode::{self, Format},
    disk,
    draft::{Draft, Known},
    output::{self, FileReport},
    pack,
    text::LineIndex,
};

pub(super) fn run(arguments: &arguments::Parse) -> Exit {
    let found = super::check::expand(&arguments.paths);
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

/// The format a flag, the file's name or its content says.
pub(super) fn format_of(reading: &arguments::Reading, name: &Path, bytes: &[u8]) -> Format {
    match reading.input {
        Some(arguments::Input::Plain) => Format::Plain,
        Some(arguments::Input::Eml) => Format::Eml,
        None => decode::detect(name.to_str(), bytes),
    }
}

/// Why a file's content is not linted, if it is not.
pub(super) fn refusal(reading: &arguments::Reading, name: &Path, bytes: &[u8]) -> Option<String> {
    if reading.input.is_none() && disk::is_unread_format(name) {
        return Some(format!("{}: hilsen does not read this format; it reads plain text and .eml", name.display()));
    }
    decode::looks_binary(bytes).then(|| format!("{}: this is a binary file, not a draft", name.display()))
}
