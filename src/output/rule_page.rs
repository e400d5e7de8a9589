//! A rule's page, the same shape for every rule, made from its files: `hilsen explain` and `docs/rules/`.

use std::fmt::Write;

use serde::Serialize;

use crate::{
    draft::Language,
    pack::{self, Example, KnownRule, Rulebook},
    rule::CATEGORIES,
    text::in_one_line,
    tree::{Node, Value},
};

/// How many examples of a kind a page shows for a language.
const EXAMPLES: usize = 3;

/// The page of a rule, in Markdown, with examples in the given languages.
pub fn markdown(rule: &KnownRule, languages: &[Language]) -> String {
    let mut page = format!("# {}\n\n{}.\n\n", rule.id, rule.summary.trim_end_matches('.'));
    let _ = writeln!(page, "{} · {} by default\n", capitalised(&rule.category), rule.level.name());
    // A rule of the house need not say why.
    if !rule.why.is_empty() {
        let _ = writeln!(page, "## Why\n\n{}\n", rule.why.trim());
    }
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
    let shared = if rule.is_built_in() { pack::shared_examples(rule) } else { Vec::new() };
    let examples: Vec<_> = languages.iter().map(|&language| (language, rule.examples(language))).collect();
    if !shared.is_empty() || examples.iter().any(|(_, examples)| !examples.is_empty()) {
        page.push_str("## Examples\n\n");
    }
    push_examples(&mut page, "Every language", &shared);
    for (language, examples) in examples {
        push_examples(&mut page, language.name(), &examples);
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

fn push_examples(page: &mut String, title: &str, examples: &[Example]) {
    if examples.is_empty() {
        return;
    }
    let _ = writeln!(page, "### {title}\n");
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
            if let Some(context) = &example.context {
                push_context(page, context);
            }
        }
        page.push_str("```\n\n");
    }
    for example in examples.iter().filter(|example| example.fixed.is_some()).take(EXAMPLES) {
        if let Some(fixed) = &example.fixed {
            let _ = writeln!(page, "Fixed: `{}` → `{fixed}`\n", example.text);
        }
    }
}

/// What is known besides the text of an example, in brackets below it.
fn push_context(page: &mut String, context: &Node) {
    let Value::Table(entries) = &context.value else { return };
    for (key, node) in entries {
        let value = match &node.value {
            Value::String(text) => in_one_line(text),
            other => shown(other),
        };
        let _ = writeln!(page, "    ({}: {value})", key.name);
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
pub fn table(book: &Rulebook) -> String {
    let width = book.ids().map(str::len).max().unwrap_or(0);
    let mut table = String::new();
    let mut category = String::new();
    // The rules of the house stand with those of their kind, and kinds of the house's own behind all others.
    let place = |rule: &KnownRule| CATEGORIES.iter().position(|known| *known == rule.category);
    let mut rules: Vec<KnownRule> = book.rules().collect();
    rules.sort_by_key(|rule| (place(rule).unwrap_or(CATEGORIES.len()), rule.category.clone(), rule.id.clone()));
    for rule in rules {
        if rule.category != category {
            category.clone_from(&rule.category);
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
pub fn json(book: &Rulebook) -> String {
    let mut lines = String::new();
    for rule in book.rules() {
        let languages = Language::ALL.into_iter().filter(|language| match &rule {
            KnownRule::BuiltIn { .. } => rule.file(*language).is_some(),
            KnownRule::Own(own) => own.phrases(Some(*language)).next().is_some() && rule.holds_in(Some(*language)),
        });
        let row = Row {
            id: &rule.id,
            category: &rule.category,
            severity: rule.level.name(),
            summary: &rule.summary,
            languages: languages.map(Language::tag).collect(),
            url: rule.link.clone().unwrap_or_else(|| super::rule_url(&rule.id)),
        };
        lines.push_str(&serde_json::to_string(&row).unwrap_or_default());
        lines.push('\n');
    }
    lines
}
