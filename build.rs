//! Packs the rule files into the binary.
//!
//! Parsing a hundred TOML files at every start would cost more than linting a draft, so they are parsed here and
//! written in a form that is read back without parsing: see `src/pack/builtin.rs`, which also has the reader's side
//! of the format and the test that holds the two together.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use toml::de::{DeTable, DeValue};

fn main() {
    println!("cargo::rerun-if-changed=rules");
    println!("cargo::rerun-if-changed=build.rs");
    let mut files = Vec::new();
    collect(Path::new("rules"), &mut files);
    // The order of a directory listing differs between machines; the binary must not.
    files.sort();
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let mut packed = Vec::new();
    let mut table = String::from("/// Path below `rules/`, without ending, and the place in [`PACKED`].\nstatic FILES: &[(&str, usize, usize)] = &[\n");
    for path in &files {
        let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let start = packed.len();
        match DeTable::parse(&text) {
            Ok(tree) => {
                let span = tree.span();
                node(&mut packed, span.start, span.end);
                pack_table(tree.into_inner(), &mut packed);
            }
            Err(error) => panic!("{}: {error}", path.display()),
        }
        let name = path.strip_prefix("rules").expect("collected below rules").with_extension("");
        let name = name.to_string_lossy().replace('\\', "/");
        table.push_str(&format!("    ({name:?}, {start}, {}),\n", packed.len()));
    }
    table.push_str("];\nstatic PACKED: &[u8] = include_bytes!(concat!(env!(\"OUT_DIR\"), \"/rules.bin\"));\n");
    fs::write(out.join("rules.bin"), packed).expect("write to OUT_DIR");
    fs::write(out.join("rules.rs"), table).expect("write to OUT_DIR");
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

fn pack_table(table: DeTable<'_>, packed: &mut Vec<u8>) {
    packed.push(b'T');
    let mut entries: Vec<_> = table.into_iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
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
        DeValue::Table(table) => pack_table(table, packed),
    }
}
