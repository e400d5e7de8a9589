//! Packs the rule files into the binary.
//!
//! Parsing a hundred TOML files at every start would cost more than linting a draft, so they are parsed here and
//! written in a form that is read back without parsing: see `src/pack/builtin.rs`, which also has the reader's side
//! of the format and the test that holds the two together. The words of `rules/<language>/language.toml`, which tell
//! sections apart before the language is known, are written out as one sorted table for `src/draft/section/words.rs`.
//!
//! The phrases of each language are compiled into the automaton that finds them, with the code of `src/phrase`: at a
//! start that took four times as long as all the rest.

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::{Path, PathBuf},
};

use toml::de::{DeTable, DeValue};

/// The two lowest floors of the house, which know phrases.
#[allow(dead_code, unused_imports, unreachable_pub, missing_docs, reason = "the build needs only a part of them")]
#[path = "src"]
mod house {
    pub(crate) mod phrase;
    pub(crate) mod text;
}
use house::{phrase, text};

#[path = "src/draft/section/pattern.rs"]
mod pattern;

#[allow(dead_code, reason = "the build needs only a part of it")]
#[path = "src/draft/section/word_hash.rs"]
mod word_hash;

fn main() {
    for input in [
        "rules",
        "build.rs",
        "src/phrase.rs",
        "src/phrase",
        "src/text.rs",
        "src/text",
        "src/draft/section/pattern.rs",
        "src/draft/section/word_hash.rs",
    ] {
        println!("cargo::rerun-if-changed={input}");
    }
    let mut files = Vec::new();
    collect(Path::new("rules"), &mut files);
    // The order of a directory listing differs between machines; the binary must not.
    files.sort();
    let read = |path: &PathBuf| fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let texts: Vec<String> = files.iter().map(read).collect();
    let trees: Vec<Tree<'_>> = files
        .iter()
        .zip(&texts)
        .map(|(path, text)| {
            (&**path, DeTable::parse(text).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
        })
        .collect();
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let mut packed = Vec::new();
    let mut words = BTreeSet::new();
    let mut compiled = String::from("static COMPILED: &[(&str, CompiledPhrases)] = &[\n");
    for language in languages(&files) {
        compiled.push_str(&compile_phrases(language, &trees, &out));
    }
    compiled.push_str("];\n");
    let mut table = String::from(
        "/// Path below `rules/`, without ending, and the places in [`PACKED`] of what is read early and what is read late.\n#[allow(clippy::unreadable_literal, reason = \"offsets made by build.rs\")]\nstatic FILES: &[(&str, [usize; 3])] = &[\n",
    );
    for (path, tree) in trees {
        let start = packed.len();
        let mut behind_early = start;
        if path.ends_with("language.toml") {
            section_words(tree.get_ref(), &mut words);
        }
        let span = tree.span();
        let (late, early) = sorted(tree.into_inner()).into_iter().partition(|(key, _)| is_late(key.get_ref()));
        for (part, entries) in [early, late].into_iter().enumerate() {
            node(&mut packed, span.start, span.end);
            pack_entries(entries, &mut packed);
            if part == 0 {
                behind_early = packed.len();
            }
        }
        let name = path.strip_prefix("rules").expect("collected below rules").with_extension("");
        let name = name.to_string_lossy().replace('\\', "/");
        table.push_str(&format!("    ({name:?}, [{start}, {behind_early}, {}]),\n", packed.len()));
    }
    table.push_str("];\nstatic PACKED: &[u8] = include_bytes!(concat!(env!(\"OUT_DIR\"), \"/rules.bin\"));\n");
    let rows = number_words(&words);
    fs::write(out.join("section_words.rs"), rows).expect("write to OUT_DIR");
    fs::write(out.join("phrases.rs"), compiled).expect("write to OUT_DIR");
    fs::write(out.join("rules.bin"), packed).expect("write to OUT_DIR");
    fs::write(out.join("rules.rs"), table).expect("write to OUT_DIR");
}

/// A file below `rules/`, parsed.
type Tree<'t> = (&'t Path, toml::Spanned<DeTable<'t>>);

/// The folders below `rules/` that belong to a language.
fn languages(files: &[PathBuf]) -> impl Iterator<Item = &Path> {
    files.iter().filter(|path| path.ends_with("language.toml")).filter_map(|path| path.parent())
}

/// Compiles the phrases of a language, and gives the row of the table that leads to them.
fn compile_phrases(folder: &Path, trees: &[Tree<'_>], out: &Path) -> String {
    let tag = folder.file_name().expect("a folder of a language").to_string_lossy();
    let shared = trees.iter().find(|(path, _)| **path == folder.join("lists.toml")).map(|(_, tree)| tree.get_ref());
    let (mut phrases, mut exceptions) = (phrase::AutomatonBuilder::new(), phrase::AutomatonBuilder::new());
    let (mut count, mut ends, mut excepted) = (0, Vec::new(), Vec::new());
    let mut of_language: Vec<&Tree<'_>> = trees.iter().filter(|(path, _)| path.parent() == Some(folder)).collect();
    // The order of the ids; `a-b.toml` stands before `a.toml` in that of the paths.
    of_language.sort_by_key(|(path, _)| path.file_stem());
    for (path, file) in of_language {
        let file = file.get_ref();
        let lists = |name: &str| {
            let of = |table: &DeTable<'_>| Some(texts(table.get("lists")?.get_ref().as_table()?.get(name)?.get_ref()));
            of(file).or_else(|| of(shared?))
        };
        let parse = |written: &str| {
            phrase::parse(written, &lists).unwrap_or_else(|error| panic!("{}: `{written}`: {error}", path.display()))
        };
        let before = count;
        for list in phrase::PHRASE_LISTS {
            let markers = || if list == "phrases" { file.get("markers") } else { None };
            let Some(DeValue::Array(entries)) = file.get(list).or_else(markers).map(toml::Spanned::get_ref) else {
                continue;
            };
            for entry in entries {
                let (written, except) = match entry.get_ref() {
                    DeValue::Table(entry) => (&entry["phrase"], entry.get("except")),
                    _ => (entry, None),
                };
                for written in texts(written.get_ref()) {
                    phrases.add(&parse(&written), count);
                }
                for written in except.map_or_else(Vec::new, |one| texts(one.get_ref())) {
                    exceptions.add(&parse(&written), excepted.len() as u32);
                    excepted.push(count);
                }
                count += 1;
            }
        }
        if count > before {
            let rule = path.file_stem().expect("a rule file").to_string_lossy().into_owned();
            ends.push((rule, count));
        }
    }
    for (name, automaton) in [("phrases", phrases), ("exceptions", exceptions)] {
        fs::write(out.join(format!("{name}-{tag}.bin")), automaton.build().bytes()).expect("write to OUT_DIR");
    }
    let bytes = |name: &str| format!("include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{name}-{tag}.bin\"))");
    format!(
        "    ({tag:?}, CompiledPhrases {{ phrases: {}, exceptions: {}, excepted: &{excepted:?}, ends: &{ends:?} }}),\n",
        bytes("phrases"),
        bytes("exceptions")
    )
}

/// The texts of a value that is a text or a list of them.
fn texts(value: &DeValue<'_>) -> Vec<String> {
    match value {
        DeValue::String(text) => vec![text.to_string()],
        DeValue::Array(items) => items.iter().flat_map(|item| texts(item.get_ref())).collect(),
        _ => Vec::new(),
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries {
        let path = entry.expect("a directory entry").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "toml") {
            files.push(path);
        }
    }
}

/// Numbers the words that tell sections apart and writes the tables `src/draft/section/words.rs` reads.
fn number_words(rows: &BTreeSet<(Vec<String>, String)>) -> String {
    let (mut numbers, mut texts, mut slots) = (BTreeMap::new(), String::new(), vec![(0, 0); word_hash::SLOTS]);
    let (mut table, mut ids) = (String::new(), String::new());
    for (words, cue) in rows {
        table.push_str(&format!("(Cue::{cue}, {}), ", words.len()));
        for word in words {
            let next = u16::try_from(numbers.len() + 1).expect("fewer words than numbers");
            let number = *numbers.entry(word).or_insert(next);
            ids.push_str(&format!("{number}, "));
            if number == next {
                texts.push_str(&format!("Cow::Borrowed({word:?}), "));
                let hash = word_hash::hash(word.as_bytes());
                let mut slot = hash as usize % slots.len();
                while slots[slot].1 != 0 {
                    slot = (slot + 1) % slots.len();
                }
                slots[slot] = (word_hash::tag(hash), number);
            }
        }
    }
    assert!(numbers.len() < word_hash::SLOTS / 2, "more words than the table of their hashes is made for");
    let count = rows.iter().map(|(words, _)| words.len()).sum::<usize>();
    format!(
        "static TEXTS: [Cow<'static, str>; {}] = [{texts}];\nstatic SLOTS: [(u16, WordId); {}] = {slots:?};\n\
         static ROWS: [(Cue, u8); {}] = [{table}];\nstatic IDS: [WordId; {count}] = [{ids}];\n",
        numbers.len(),
        slots.len(),
        rows.len(),
    )
}

/// Adds the rows of a language's `[sections]`: the words of each pattern, written out, and the cue they give.
fn section_words(tree: &DeTable<'_>, words: &mut BTreeSet<(Vec<String>, String)>) {
    let Some(DeValue::Table(sections)) = tree.get("sections").map(toml::Spanned::get_ref) else {
        panic!("a language file without [sections]");
    };
    for (key, patterns) in sections {
        let capital = |part: &str| part[..1].to_uppercase() + &part[1..];
        let cue: String = key.get_ref().split('-').map(capital).collect();
        let DeValue::Array(patterns) = patterns.get_ref() else { panic!("{cue} is no list") };
        for pattern in patterns {
            let DeValue::String(pattern) = pattern.get_ref() else { panic!("{cue} holds something else than text") };
            for phrase in pattern::wordings(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}")) {
                words.insert((phrase, cue.clone()));
            }
        }
    }
}

fn number(packed: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        packed.push((value as u8) | 0x80);
        value >>= 7;
    }
    packed.push(value as u8);
}

fn text(packed: &mut Vec<u8>, value: &str) {
    number(packed, value.len() as u64);
    packed.extend_from_slice(value.as_bytes());
}

fn node(packed: &mut Vec<u8>, start: usize, end: usize) {
    number(packed, start as u64);
    number(packed, (end - start) as u64);
}

/// Whether a key of a rule file is not needed to check a draft: examples, and phrases with their lists, which are compiled.
fn is_late(key: &str) -> bool {
    let others = ["good", "bad", "good-drafts", "bad-drafts", "fixed", "lists"];
    others.contains(&key) || phrase::PHRASE_LISTS.contains(&key)
}

type Entry<'t> = (toml::Spanned<std::borrow::Cow<'t, str>>, toml::Spanned<DeValue<'t>>);

/// The entries of a table in the order of the file.
fn sorted(table: DeTable<'_>) -> Vec<Entry<'_>> {
    let mut entries: Vec<_> = table.into_iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries
}

fn pack_entries(entries: Vec<Entry<'_>>, packed: &mut Vec<u8>) {
    packed.push(b'T');
    number(packed, entries.len() as u64);
    for (key, value) in entries {
        let span = key.span();
        node(packed, span.start, span.end);
        text(packed, key.get_ref());
        let span = value.span();
        node(packed, span.start, span.end);
        pack(value.into_inner(), packed);
    }
}

fn pack(value: DeValue<'_>, packed: &mut Vec<u8>) {
    match value {
        DeValue::String(value) => {
            packed.push(b'S');
            text(packed, &value);
        }
        DeValue::Integer(value) => {
            packed.push(b'I');
            text(packed, &i64::from_str_radix(value.as_str(), value.radix()).expect("a whole number").to_string());
        }
        DeValue::Float(value) => {
            packed.push(b'F');
            text(packed, value.as_str());
        }
        DeValue::Boolean(value) => packed.push(if value { b'1' } else { b'0' }),
        DeValue::Datetime(value) => {
            packed.push(b'S');
            text(packed, &value.to_string());
        }
        DeValue::Array(items) => {
            packed.push(b'A');
            number(packed, items.len() as u64);
            for item in items {
                let span = item.span();
                node(packed, span.start, span.end);
                pack(item.into_inner(), packed);
            }
        }
        DeValue::Table(table) => pack_entries(sorted(table), packed),
    }
}
