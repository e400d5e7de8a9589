//! What the commands read: the files under the paths of the command line, and standard input.

use std::path::{Path, PathBuf};

use super::arguments;
use crate::{
    decode::{self, Format},
    disk::{self, Found},
};

/// The name of standard input among the paths.
pub(super) const STDIN: &str = "-";

/// The bytes of a draft and the path it goes by; standard input goes by the name it was given.
pub(super) fn read(path: &PathBuf, reading: &arguments::Reading) -> Result<(PathBuf, Vec<u8>), String> {
    let name = reading.name_of(path).clone();
    if path.as_os_str() != STDIN {
        return Ok((name, disk::read(path)?));
    }
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut std::io::stdin().lock(), &mut bytes)
        .map_err(|error| format!("standard input: {error}"))?;
    Ok((name, bytes))
}

/// The files under the paths of a command line; `-` stays.
pub(super) fn expand(paths: &[PathBuf]) -> Found {
    let mut all = Found::default();
    for path in paths {
        if path.as_os_str() == STDIN {
            all.files.push(path.clone());
            continue;
        }
        let found = disk::find_drafts(std::slice::from_ref(path));
        all.files.extend(found.files);
        all.errors.extend(found.errors);
    }
    // A file that is named twice, or by itself and by its folder, is checked once.
    let mut seen = std::collections::HashSet::new();
    all.files.retain(|path| seen.insert(path.clone()));
    all
}

/// The format a flag, the file's name or its content says.
pub(super) fn format_of(reading: &arguments::Reading, name: &Path, bytes: &[u8]) -> Format {
    match reading.input {
        Some(arguments::Input::Plain) => Format::Plain,
        Some(arguments::Input::Eml) => Format::Eml,
        Some(arguments::Input::Html) => Format::Html,
        Some(arguments::Input::Markdown) => Format::Markdown,
        None => decode::detect(name.to_str(), bytes),
    }
}

/// Why a file's content is not linted, if it is not.
pub(super) fn refusal(reading: &arguments::Reading, name: &Path, bytes: &[u8]) -> Option<String> {
    if reading.input.is_none() && disk::is_unread_format(name) {
        return Some(format!(
            "{}: hilsen does not read this format; it reads plain text, .eml, .html and .md",
            name.display()
        ));
    }
    decode::looks_binary(bytes).then(|| format!("{}: this is a binary file, not a draft", name.display()))
}
