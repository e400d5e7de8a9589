//! Whole drafts and what hilsen must find in them.
//!
//! `fixtures/drafts/good/` holds mails that nobody should complain of: any finding is a false alarm. Beside each draft in
//! `fixtures/drafts/bad/` and `fixtures/encoded/` lies a `.found` file with one line a finding: place, severity, rule and
//! the text at fault; in `fixtures/catalogues/` each entry has a line of its own above those, with format and language. `HILSEN_BLESS=1 cargo test --test fixtures` rewrites those; a missing one fails.

use std::{
    fs,
    path::{Path, PathBuf},
};

use hilsen::{
    config::{Config, Layer, RuleSet},
    decode,
    draft::{Draft, Known},
    lint::lint,
    pack, suppress,
    text::LineIndex,
};
use libtest_mimic::{Arguments, Failed, Trial};

fn main() {
    let arguments = Arguments::from_args();
    let mut trials = Vec::new();
    for path in drafts(Path::new("fixtures")) {
        let name = path.strip_prefix("fixtures").unwrap_or(&path).display().to_string();
        trials.push(Trial::test(name, move || compare(&path)));
    }
    // An empty folder would pass, and so would a renamed one.
    trials.push(Trial::test("there are fixtures", || {
        let count = drafts(Path::new("fixtures")).len();
        if count >= 30 { Ok(()) } else { Err(format!("only {count} drafts under fixtures/").into()) }
    }));
    libtest_mimic::run(&arguments, trials).exit();
}

fn drafts(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else { return found };
    for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
        if path.is_dir() {
            found.extend(drafts(&path));
        } else if path.extension().is_some_and(|ending| {
            ["txt", "md", "eml", "html", "mjml", "po", "yml", "json", "properties", "csv"]
                .iter()
                .any(|known| ending == *known)
        }) && !path.ends_with("README.md")
        {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn compare(path: &Path) -> Result<(), Failed> {
    let found = findings(path)?;
    if path.components().any(|part| part.as_os_str() == "good") {
        return if found.is_empty() { Ok(()) } else { Err(format!("a good draft, but found:\n{found}").into()) };
    }
    let expected_path = path.with_extension(format!("{}.found", path.extension().unwrap_or_default().display()));
    if std::env::var_os("HILSEN_BLESS").is_some() {
        fs::write(&expected_path, &found)?;
        return Ok(());
    }
    let expected = fs::read_to_string(&expected_path)
        .map_err(|_| format!("{} is missing; HILSEN_BLESS=1 writes it. Found:\n{found}", expected_path.display()))?;
    if found == expected { Ok(()) } else { Err(format!("expected:\n{expected}\nfound:\n{found}").into()) }
}

/// The findings of a draft, one a line, and the sections it was cut into.
fn findings(path: &Path) -> Result<String, Failed> {
    let bytes = fs::read(path)?;
    if let Some(kind) = path.to_str().and_then(decode::CatalogueKind::of) {
        return entries(path, kind, &bytes);
    }
    let rules = Config::default().rule_set(&[], &Layer::default());
    let known =
        Known { language: None, fallback: None, abbreviations: &pack::abbreviations, situation: None, house: None };
    let draft = Draft::new(&bytes, decode::detect(path.to_str(), &bytes), known);
    Ok(lines_of(&draft, &bytes, &rules))
}

/// The findings of a catalogue's entries, the key of each in a line above its own.
fn entries(path: &Path, kind: decode::CatalogueKind, bytes: &[u8]) -> Result<String, Failed> {
    let config_path = path.with_file_name("hilsen.toml");
    let config = Config::read(&config_path, &fs::read_to_string(&config_path)?);
    let name = Path::new(path.file_name().unwrap_or_default());
    let selections: Vec<_> =
        config.catalogues_of(name).into_iter().map(|table| &config.catalogues[table].selection).collect();
    let rules = config.rule_set(&[], &Layer::default());
    let mut found = String::new();
    for decoded in decode::catalogue(bytes, kind, decode::Format::Plain, &name.to_string_lossy(), &selections) {
        let key = decoded.entry.clone().unwrap_or_default();
        let known =
            Known { language: None, fallback: None, abbreviations: &pack::abbreviations, situation: None, house: None };
        let draft = Draft::of(decoded, known);
        let language = draft.language.map_or("?", hilsen::draft::Language::tag);
        found.push_str(&format!(
            "{key} ({}, {language})\n{}",
            draft.decoded.format.name(),
            lines_of(&draft, bytes, &rules)
        ));
    }
    Ok(found)
}

/// One line a finding.
fn lines_of(draft: &Draft, bytes: &[u8], rules: &RuleSet) -> String {
    let mut diagnostics = lint(draft, rules);
    suppress::by_draft(&mut diagnostics, draft, rules);
    let lines = LineIndex::new(bytes);
    let mut found = String::new();
    for one in &diagnostics {
        let span = one.source.unwrap_or_else(|| draft.source(one.span));
        let (start, end) = (lines.place(bytes, span.start()), lines.place(bytes, span.end()));
        found.push_str(&format!(
            "{}:{}-{}:{} {} {} “{}”\n",
            start.line,
            start.column,
            end.line,
            end.column,
            one.severity.name(),
            one.rule,
            draft.slice(one.span).replace(['\r', '\n'], "⏎"),
        ));
    }
    found
}
