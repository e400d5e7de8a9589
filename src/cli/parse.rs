//! `hilsen parse`: what hilsen understood.

use std::path::Path;

use super::{
    arguments::{self, ParseFormat},
    complain,
    exit::Exit,
    input::{expand, format_of, read, refusal},
    print,
};
use crate::{
    config::Layer,
    disk::Configurations,
    draft::{Draft, Known},
    output::{self, FileReport},
    pack,
    text::LineIndex,
};

pub(super) fn run(arguments: &arguments::Parse) -> Exit {
    let found = expand(&arguments.paths);
    let mut failed = !found.errors.is_empty();
    found.errors.iter().for_each(|error| complain(error));
    let mut configurations = Configurations::default();
    for path in &found.files {
        let parsed =
            read(path, &arguments.reading).and_then(|(name, bytes)| match refusal(&arguments.reading, &name, &bytes) {
                Some(refusal) => Err(refusal),
                None => parse_one(arguments, &name, &bytes, &mut configurations),
            });
        match parsed {
            Ok(shown) => print(&shown),
            Err(error) => {
                complain(&error);
                failed = true;
            }
        }
    }
    if failed { Exit::CouldNotRun } else { Exit::Clean }
}

/// What hilsen understood of a draft, in the language the configuration declares, where it does.
fn parse_one(
    arguments: &arguments::Parse,
    name: &Path,
    bytes: &[u8],
    configurations: &mut Configurations,
) -> Result<String, String> {
    let loaded = configurations.of(name)?;
    let declared = loaded.rules_for(&loaded.relative(name), &Layer::default()).language;
    let language = arguments.reading.language.or(declared);
    let format = format_of(&arguments.reading, name, bytes);
    let known = Known { language, fallback: None, abbreviations: &pack::abbreviations };
    let draft = Draft::new(bytes, format, known);
    let path = name.to_string_lossy();
    let lines = LineIndex::new(b"");
    let report = FileReport { path: &path, source: bytes, draft: &draft, lines: &lines, diagnostics: &[] };
    Ok(match arguments.format {
        ParseFormat::Human => output::parse::human(&report),
        ParseFormat::Json => output::parse::json(&report),
    })
}
