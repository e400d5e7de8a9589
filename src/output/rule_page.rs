//! A rule's page, the same shape for every rule, made from its files: `hilsen explain` and `docs/rules/`.

use std::fmt::Write;

use serde::Serialize;

use crate::{
    draft::Language,
    pack::{self, Example},
    rule::Rule,
    tree::{Node, Value},
};

/// How many examples of a kind a page shows for a language.
const EXAMPLES: usize = 3;

/// The page of a rule, in Markdown, with examples in the given languages.
pub fn markdown(rule: &Rule, languages: &[Language]) -> String {
    let mut page = format!("# {}\n\n{}.\n\n", rule.id, rule.summary.trim_end_matches('.'));
    let _ = writeln!(page, "{} · {} by default\n", capitalised(&rule.category), rule.level.name());
    let _ = writeln!(page, "## Why\n\n{}\n", rule.why.trim());
    if !rule.source.is_empty() {
        page.push_str("Sources:\n\n");
        for source in &rule.source {
            let _ = writeln!(page, "- {source}");
        }
        page.push('\n');
    }
    if let Some(help) = rule.definition.get("help").and_then(Node::as_str) {
        let _ = writeln!(page, "## What to do\n\n{}.\n", capitalised(help));
    }
    page.push_str("## Examples\n\n");
    for &language in languages {
        push_examples(&mut page, language, &pack::examples(&rule.id, language));
    }
    if !rule.options.is_empty() {
        page.push_str("## Options\n\n| option | default | meaning |\n| --- | --- | --- |\n");
        for option in &rule.options {
            let default = shown(&option.default);
            let _ = writeln!(page, "| `{}` | `{default}` | {} |", option.name, option.doc);
        }
        page.push('\n');
    }
    let _ = write!(page, "## Turning it off\n\nIn `hilsen.toml`:\n\n```toml\n[rules]\n{} = \"off\"\n```\n", rule.id);
    page
}

fn push_examples(page: &mut String, language: Language, examples: &[Example]) {
    if examples.is_empty() {
        return;
    }
    let _ = writeln!(page, "### {}\n", language.name());
    for (title, bad) in [("Found", true), ("Fine", false)] {
        let of_kind: Vec<&Example> =
            examples.iter().filter(|example| example.bad == bad && example.fixed.is_none()).collect();
        if of_kind.is_empty() {
            continue;
        }
        let _ = writeln!(page, "{title}:\n\n```text");
        for (index, example) in of_kind.iter().take(EXAMPLES).enumerate() {
            if index > 0 && (example.whole || example.text.contains('\n')) {
                page.push_str("----\n");
            }
            let _ = writeln!(page, "{}", example.text.trim());
        }
        page.push_str("```\n\n");
    }
    for example in examples.iter().filter(|example| example.fixed.is_some()).take(EXAMPLES) {
        if let Some(fixed) = &example.fixed {
            let _ = writeln!(page, "Fixed: `{}` → `{fixed}`\n", example.text);
        }
    }
}

/// A value as it is written in TOML.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => format!("\"{text}\""),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Boolean(truth) => truth.to_string(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| shown(&item.value)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Table(_) => "{…}".to_owned(),
    }
}

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// All rules, a line each.
pub fn table() -> String {
    let width = pack::rules().iter().map(|rule| rule.id.len()).max().unwrap_or(0);
    let mut table = String::new();
    let mut category = "";
    for rule in pack::rules() {
        if rule.category != category {
            category = &rule.category;
            let _ = writeln!(table, "{}{category}", if table.is_empty() { "" } else { "\n" });
        }
        let _ = writeln!(table, "  {:width$}  {:7}  {}", rule.id, rule.level.name(), rule.summary);
    }
    table
}

#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    category: &'a str,
    severity: &'static str,
    summary: &'a str,
    languages: Vec<&'static str>,
    url: String,
}

/// All rules, one JSON object a line.
pub fn json() -> String {
    let mut lines = String::new();
    for rule in pack::rules() {
        let languages = Language::ALL.into_iter().filter(|language| pack::language_file(*language, rule).is_some());
        let row = Row {
            id: &rule.id,
            category: &rule.category,
            severity: rule.level.name(),
            summary: &rule.summary,
            languages: languages.map(Language::tag).collect(),
            url: super::rule_url(&rule.id),
        };
        lines.push_str(&serde_json::to_string(&row).unwrap_or_default());
        lines.push('\n');
    }
    lines
}
