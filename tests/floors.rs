//! Each module names only what lies on a lower floor; see ARCHITECTURE.md.

use std::{fs, path::Path};

/// The modules with their floors, the lowest first.
const FLOORS: [(&str, u32); 20] = [
    ("text", 0),
    ("tree", 0),
    ("phrase", 1),
    ("decode", 1),
    ("draft", 2),
    ("diagnostic", 3),
    ("spelling", 3),
    ("rule", 4),
    ("check", 5),
    ("pack", 6),
    ("config", 7),
    ("fix", 8),
    ("lint", 8),
    ("suppress", 8),
    ("vale", 8),
    ("examples", 9),
    ("output", 9),
    ("disk", 10),
    ("cli", 11),
    ("lib", 12),
];

fn floor(module: &str) -> Option<u32> {
    FLOORS.iter().find(|(name, _)| *name == module).map(|(_, floor)| *floor)
}

fn sources(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for path in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") && !path.ends_with("tests.rs") {
            // A module's tests may look anywhere, in a file of their own as below `#[cfg(test)]`.
            found.push(path);
        }
    }
}

/// The module at the top of `src/` that a file belongs to.
fn module_of(path: &Path) -> String {
    let below = path.strip_prefix("src").expect("below src");
    let first = below.components().next().expect("a part").as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

/// The crate's modules that a source names after `crate::`, in single paths and in groups.
fn named(source: &str) -> Vec<String> {
    let mut names = Vec::new();
    // Tests within a module may look anywhere.
    let source = source.split("#[cfg(test)]").next().unwrap_or(source);
    for (at, _) in source.match_indices("crate::") {
        if source[..at].ends_with('$') {
            continue;
        }
        let rest = &source[at + "crate::".len()..];
        let Some(group) = rest.strip_prefix('{') else {
            names.push(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
            continue;
        };
        let mut depth = 1;
        let mut name = String::new();
        let mut at_start = true;
        for character in group.chars() {
            match character {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 1 => {
                    names.push(std::mem::take(&mut name));
                    at_start = true;
                    continue;
                }
                ':' if depth == 1 => at_start = false,
                c if depth == 1 && at_start && (c.is_alphanumeric() || c == '_') => name.push(c),
                _ => {}
            }
            if depth == 0 {
                names.push(std::mem::take(&mut name));
                break;
            }
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

#[test]
fn every_module_names_only_lower_floors() {
    let mut files = Vec::new();
    sources(Path::new("src"), &mut files);
    assert!(files.len() > 40, "the sources are not where they are looked for");
    let mut broken = Vec::new();
    for path in files {
        let module = module_of(&path);
        if module == "main" {
            continue;
        }
        let own = floor(&module).unwrap_or_else(|| panic!("{module} has no floor"));
        for name in named(&fs::read_to_string(&path).expect("a source")) {
            let Some(other) = floor(&name) else { continue };
            if name != module && other >= own {
                broken.push(format!("{} names {name}", path.display()));
            }
        }
    }
    assert_eq!(broken, Vec::<String>::new());
}

#[test]
fn the_lower_floors_touch_no_file_and_no_stream() {
    let mut files = Vec::new();
    sources(Path::new("src"), &mut files);
    let outside =
        ["std::fs", "std::env", "std::net", "std::time", "std::io::std", "std::process", "println!", "eprintln!"];
    let mut broken = Vec::new();
    for path in files {
        if floor(&module_of(&path)).is_none_or(|floor| floor >= 10) {
            continue;
        }
        let source = fs::read_to_string(&path).expect("a source");
        let source = source.split("#[cfg(test)]").next().unwrap_or_default();
        broken.extend(
            outside.iter().filter(|name| source.contains(**name)).map(|name| format!("{}: {name}", path.display())),
        );
    }
    assert_eq!(broken, Vec::<String>::new());
}
