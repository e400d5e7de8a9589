//! Generated pages equal what the program makes; `HILSEN_BLESS=1 cargo test --test docs` renews them.

use std::{fs, path::Path, process::Command};

use hilsen::{
    check,
    draft::Language,
    output::rule_page,
    pack::{self, Rulebook},
};

/// Compares a file with what it ought to hold, or writes it.
#[track_caller]
fn expect_file(path: &str, wanted: &str) {
    if std::env::var_os("HILSEN_BLESS").is_some() {
        if let Some(folder) = Path::new(path).parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::create_dir_all(folder).expect("create the folder");
        }
        fs::write(path, wanted).expect("write the page");
        return;
    }
    let found = fs::read_to_string(path).unwrap_or_default();
    assert!(found == wanted, "{path} is not what the rule files make; HILSEN_BLESS=1 cargo test --test docs renews it");
}

#[test]
fn every_rule_has_its_page() {
    for rule in Rulebook::default().rules() {
        expect_file(&format!("docs/rules/{}.md", rule.id), &rule_page::markdown(&rule, &Language::ALL));
    }
    let pages = fs::read_dir("docs/rules").expect("docs/rules").count();
    assert_eq!(pages, pack::rules().len(), "a page in docs/rules belongs to no rule");
}

#[test]
fn the_list_of_rules_changes_only_on_purpose() {
    expect_file("docs/rules.txt", &rule_page::table(&Rulebook::default()));
}

#[test]
fn every_rule_has_a_check_and_every_check_a_rule() {
    for rule in pack::rules() {
        let by_itself = rule.id == hilsen::suppress::UNUSED;
        assert!(by_itself || check::find(&rule.check).is_some(), "{} names the check {}", rule.id, rule.check);
    }
    for (name, _) in check::CODED {
        assert!(pack::rules().iter().any(|rule| rule.check == *name), "no rule uses the check {name}");
    }
}

/// The blocks of the README that begin with a command and show what it prints.
#[test]
fn the_readme_shows_what_the_program_prints() {
    let readme = fs::read_to_string("README.md").expect("README.md");
    let mut renewed = String::new();
    let mut blocks = 0;
    for (index, piece) in readme.split("```console\n").enumerate() {
        if index == 0 {
            renewed.push_str(piece);
            continue;
        }
        let (block, rest) = piece.split_once("```").expect("a closed block");
        let command = block.lines().next().expect("a command");
        let arguments = command.strip_prefix("$ hilsen ").expect("a hilsen command");
        let output = Command::new(env!("CARGO_BIN_EXE_hilsen")).args(arguments.split_whitespace()).output();
        let printed = String::from_utf8(output.expect("run hilsen").stdout).expect("UTF-8");
        let printed: Vec<&str> = printed.trim_end().lines().map(str::trim_end).collect();
        renewed.push_str(&format!("```console\n{command}\n{}\n```{rest}", printed.join("\n")));
        blocks += 1;
    }
    assert!(blocks >= 2, "the README shows no output");
    expect_file("README.md", &renewed);
}
