//! Generated pages equal what the program makes; `HILSEN_BLESS=1 cargo test --test docs` renews them.

use std::{fs, path::Path, process::Command};

use hilsen::{check, draft::Language, output::rule_page, pack};

/// Compares a file with what it ought to hold, or writes it.
#[track_caller]
fn expect_file(path: &str, wanted: &str) {
    if std::env::var_os("HILSEN_BLESS").is_some() {
        let folder = Path::new(path).parent().expect("a folder");
        fs::create_dir_all(folder).expect("create the folder");
        fs::write(path, wanted).expect("write the page");
        return;
    }
    let found = fs::read_to_string(path).unwrap_or_default();
    assert!(found == wanted, "{path} is not what the rule files make; HILSEN_BLESS=1 cargo test --test docs renews it");
}

#[test]
fn every_rule_has_its_page() {
    for rule in pack::rules() {
        expect_file(&format!("docs/rules/{}.md", rule.id), &rule_page::markdown(rule, &Language::ALL));
    }
    let pages = fs::read_dir("docs/rules").expect("docs/rules").count();
    assert_eq!(pages, pack::rules().len(), "a page in docs/rules belongs to no rule");
}

#[test]
fn the_list_of_rules_changes_only_on_purpose() {
    expect_file("docs/rules.txt", &rule_page::table());
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
    let mut blocks = 0;
    for block in readme.split("```console\n").skip(1) {
        let block = block.split("```").next().expect("a closed block");
        let Some((command, shown)) = block.split_once('\n') else { continue };
        let Some(arguments) = command.strip_prefix("$ hilsen ") else { continue };
        let output = Command::new(env!("CARGO_BIN_EXE_hilsen"))
            .args(arguments.split_whitespace())
            .output()
            .expect("run hilsen");
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(printed.trim_end(), shown.trim_end(), "{command}");
        blocks += 1;
    }
    assert!(blocks >= 2, "the README shows no output");
}
