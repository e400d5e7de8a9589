//! `hilsen parse`: what hilsen understood.

use std::path::Path;

use super::{
    arguments::{self, ParseFormat},
    complain,
    exit::Exit,
    input::{Reader, expand, read, refusal, situation},
    print,
};
use crate::{
    config::Layer,
    disk::Configurations,
    draft::{Draft, Known, Situation},
    output::{self, FileReport},
    text::LineIndex,
};

pub(super) fn run(arguments: &arguments::Parse) -> anyhow::Result<Exit> {
    let given = situation(&arguments.known).map_err(anyhow::Error::msg)?;
    let mut configurations = Configurations::default();
    let found = expand(&arguments.paths, &mut configurations);
    let mut failed = !found.errors.is_empty();
    found.errors.iter().for_each(|error| complain(error));
    for path in &found.files {
        let parsed =
            read(path, &arguments.reading).and_then(|(name, bytes)| match refusal(&arguments.reading, &name, &bytes) {
                Some(refusal) => Err(refusal),
                None => parse_one(arguments, &given, &name, &bytes, &mut configurations),
            });
        match parsed {
            Ok(shown) => print(&shown),
            Err(error) => {
                complain(&error);
                failed = true;
            }
        }
    }
    Ok(if failed { Exit::CouldNotRun } else { Exit::Clean })
}

/// What hilsen understood of a draft, in the language the configuration declares, where it does.
fn parse_one(
    arguments: &arguments::Parse,
    given: &Situation,
    name: &Path,
    bytes: &[u8],
    configurations: &mut Configurations,
) -> Result<String, String> {
    let loaded = configurations.of(name)?;
    let relative = loaded.relative(name);
    let rules = loaded.rules_for(&relative, &Layer::default());
    let language = arguments.reading.language.or(rules.language);
    let abbreviations = |language| loaded.config.abbreviations(language);
    let known = Known {
        language,
        fallback: None,
        abbreviations: &abbreviations,
        situation: Some(given),
        house: Some(&rules.house),
    };
    let reader = Reader::new(&arguments.reading, name, &relative, &loaded, (rules.kind, rules.tool));
    let drafts = reader.drafts(bytes, known);
    if let Some(refusal) = reader.note(!drafts.is_empty(), &loaded) {
        return Err(refusal);
    }
    let path = name.to_string_lossy();
    let lines = LineIndex::new(b"");
    let show = |draft: &Draft| {
        let report = FileReport { path: &path, source: bytes, draft, lines: &lines, diagnostics: &[] };
        match arguments.format {
            ParseFormat::Human => output::parse::human(&report),
            ParseFormat::Json => output::parse::json(&report),
        }
    };
    Ok(drafts.iter().map(show).collect())
}
