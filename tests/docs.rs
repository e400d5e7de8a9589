//! Generated pages equal what the program makes; `HILSEN_BLESS=1 cargo test --test docs` renews them.

use std::{fs, path::Path, process::Command};

use hilsen::{
    check,
    draft::Language,
    output::{profile_page, rule_page},
    pack::{self, Rulebook},
    rule::Level,
    tree::{self, Node, Value},
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
fn the_profiles_have_their_page() {
    expect_file("docs/profiles.md", &profile_page::page());
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
    for (name, _) in check::CODED.iter().filter(|(name, _)| !check::FOR_HOUSES.contains(name)) {
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

/// A text of a table in `docs/guides.toml`.
#[track_caller]
fn text<'n>(node: &'n Node, key: &str) -> &'n str {
    node.get(key).and_then(Node::as_str).unwrap_or_else(|| panic!("docs/guides.toml: a table without `{key}`"))
}

/// A list of texts; empty where there is none.
fn texts<'n>(node: &'n Node, key: &str) -> Vec<&'n str> {
    match node.get(key).map(|list| &list.value) {
        Some(Value::Array(items)) => items.iter().filter_map(Node::as_str).collect(),
        _ => Vec::new(),
    }
}

fn guides() -> Node {
    let (root, problems) = tree::parse(&fs::read_to_string("docs/guides.toml").expect("docs/guides.toml"));
    assert_eq!(problems, []);
    root
}

/// A rule as the page of the guides shows it.
fn shown(id: &str) -> String {
    match pack::rule(id) {
        Some(rule) if rule.level == Level::Off => format!("[{id}](rules/{id}.md) (off)"),
        Some(_) => format!("[{id}](rules/{id}.md)"),
        None => format!("{id} (planned)"),
    }
}

#[test]
fn the_guides_name_rules_that_are_there_or_planned() {
    let root = guides();
    let planned = texts(&root, "planned");
    let Some(Value::Array(lines)) = root.get("line").map(|node| &node.value) else { panic!("no lines") };
    assert!(lines.len() >= 110, "lines of the guides were lost: {} are left", lines.len());
    for line in lines {
        for id in texts(line, "rules") {
            assert!(
                pack::rule(id).is_some() || planned.contains(&id),
                "docs/guides.toml names `{id}`, which is no rule"
            );
        }
        let answered = line.get("rules").is_some() || line.get("note").is_some();
        assert!(answered, "“{}” has neither a rule nor a note why not", text(line, "says"));
    }
}

#[test]
fn the_page_of_the_guides() {
    let root = guides();
    let mut page = String::from(
        "# What the guides say\n\n\
         The rules of hilsen come from guides for customer service. Here is what those say, line by line, and which rule \
         looks for it, or why none does. Each rule's page says how it is checked. This page is made of \
         `docs/guides.toml`; `HILSEN_BLESS=1 cargo test --test docs` renews it.\n",
    );
    let Some(Value::Array(lines)) = root.get("line").map(|node| &node.value) else { panic!("no lines") };
    let Some(Value::Table(guides)) = root.get("guides").map(|node| &node.value) else { panic!("no guides") };
    let mut shown_lines = 0;
    for (id, guide) in guides {
        let (name, about) = (text(guide, "name"), text(guide, "about"));
        page.push_str(&format!(
            "\n## {name}\n\nOn {about}.\n\n| line | says | rules | note |\n| --- | --- | --- | --- |\n"
        ));
        for line in lines.iter().filter(|line| text(line, "guide") == &*id.name) {
            let rules: Vec<String> = texts(line, "rules").into_iter().map(shown).collect();
            let note = line.get("note").and_then(Node::as_str).unwrap_or_default();
            page.push_str(&format!(
                "| {} | {} | {} | {note} |\n",
                text(line, "at"),
                text(line, "says"),
                rules.join(", ")
            ));
            shown_lines += 1;
        }
    }
    assert_eq!(shown_lines, lines.len(), "a line belongs to no guide");
    page.push_str("\n## How the rules look\n\n| rule | default | how | what it finds |\n| --- | --- | --- | --- |\n");
    let named: Vec<&str> = lines.iter().flat_map(|line| texts(line, "rules")).collect();
    for rule in pack::rules().iter().filter(|rule| named.contains(&rule.id.as_str())) {
        let how = if rule.check == "phrase" { "phrases" } else { "a check of its own" };
        let words = Language::ALL.into_iter().any(|language| !pack::phrases(language, rule).is_empty());
        let how = if rule.check != "phrase" && words { "a check of its own, with phrases" } else { how };
        page.push_str(&format!("| {} | {} | {how} | {} |\n", shown(&rule.id), rule.level.name(), rule.summary));
    }
    expect_file("docs/guides.md", &page);
}

#[test]
fn the_table_of_coverage() {
    let mut page = String::from(
        "# Rules and languages\n\n\
         For each rule and language: phrases · bad examples / good examples. Without phrases a check needs no words; “–” is \
         a rule that is not for the language. `HILSEN_BLESS=1 cargo test --test docs` renews this page.\n\n| rule |",
    );
    for language in Language::ALL {
        page.push_str(&format!(" {} |", language.tag()));
    }
    page.push_str(&format!("\n| --- |{}\n", " --- |".repeat(Language::ALL.len())));
    for rule in pack::rules() {
        page.push_str(&format!("| [{0}](rules/{0}.md) |", rule.id));
        for language in Language::ALL {
            let phrases = pack::phrases(language, rule).len();
            let examples = pack::examples(&rule.id, language);
            let bad = examples.iter().filter(|example| example.bad).count();
            let cell = match (rule.is_for(Some(language)), phrases) {
                (false, _) => "–".to_owned(),
                (true, 0) => format!("{bad}/{}", examples.len() - bad),
                (true, _) => format!("{phrases} · {bad}/{}", examples.len() - bad),
            };
            page.push_str(&format!(" {cell} |"));
        }
        page.push('\n');
    }
    // Every new phrase changes a figure; what must be right at all times is which rule has words and examples where.
    let shape = |page: &str| page.replace(|c: char| c.is_ascii_digit(), "");
    let found = fs::read_to_string("docs/coverage.md").unwrap_or_default();
    if std::env::var_os("HILSEN_BLESS").is_some() || shape(&found) != shape(&page) {
        expect_file("docs/coverage.md", &page);
    }
}
