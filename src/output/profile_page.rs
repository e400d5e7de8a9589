//! What a profile asks of a reply, made from its file: `hilsen profiles` and `docs/profiles.md`.

use std::fmt::Write;

use crate::{
    config::{Layer, Profile, profile},
    tree::{Node, Value},
};

/// The given profiles, a line each.
pub fn table<'a>(profiles: impl Iterator<Item = &'a Profile> + Clone) -> String {
    let width = profiles.clone().map(|profile| profile.name.len()).max().unwrap_or(0);
    let mut table = String::new();
    for profile in profiles {
        let _ = writeln!(table, "{:width$}  {}", profile.name, first_sentence(profile));
    }
    table
}

fn first_sentence(profile: &Profile) -> &str {
    let text: &str = if profile.description.is_empty() { &profile.title } else { &profile.description };
    text.split_once(". ").map_or(text, |(first, _)| first).trim().trim_end_matches('.')
}

/// The part of a page that is about one profile, in Markdown.
pub fn markdown(profile: &Profile) -> String {
    let mut page = format!("## {}\n\n", profile.name);
    if !profile.description.is_empty() {
        let _ = writeln!(page, "{}\n", profile.description.trim());
    }
    if let Some(like) = &profile.like {
        let _ = writeln!(page, "Begins with what `{like}` sets.\n");
    }
    push_settings(&mut page, "Always", &profile.normal);
    push_settings(&mut page, "Besides, when the contact is difficult", &profile.difficult);
    if !profile.source.is_empty() {
        page.push_str("Sources:\n\n");
        for source in &profile.source {
            let _ = writeln!(page, "- {source}");
        }
        page.push('\n');
    }
    page
}

fn push_settings(page: &mut String, title: &str, layer: &Layer) {
    if layer.rules.is_empty() {
        return;
    }
    let _ = writeln!(page, "{title}:\n\n| rule | set to | why |\n| --- | --- | --- |");
    for rule in &layer.rules {
        let mut settings: Vec<String> = rule.level.iter().map(|level| format!("`{}`", level.name())).collect();
        if let Value::Table(entries) = &rule.options.value {
            for (key, node) in entries.iter().filter(|(key, _)| !matches!(&*key.name, "level" | "why")) {
                settings.push(match &node.value {
                    Value::Integer(number) => format!("`{}` {number}", key.name),
                    Value::Boolean(truth) => format!("`{}` {truth}", key.name),
                    _ => format!("`{}`", key.name),
                });
            }
        }
        let why = rule.options.get("why").and_then(Node::as_str).unwrap_or_default();
        let _ = writeln!(page, "| [{0}](rules/{0}.md) | {1} | {why} |", rule.rule, settings.join(", "));
    }
    page.push('\n');
}

/// The page of all profiles that come with hilsen.
pub fn page() -> String {
    let mut page = String::from(
        "# Profiles\n\n\
         Not every customer is helped by the same answer. A profile says what a kind of customer asks of a reply, as settings\n\
         of rules. `hilsen check --customer rude reply.txt` uses one; `--difficult` adds what holds when the contact is\n\
         difficult. `customer = \"rude\"` in `hilsen.toml`, also in a `[[files]]` table, and `customer: rude` at the top of a draft\n\
         say the same; see [context.md](context.md).\n\n\
         A profile is weaker than what your `hilsen.toml` says: what you turned off stays off. `[profiles.rude]` in it adds to a\n\
         profile, `[profiles.vip]` makes a new one, and both are stronger than your `[rules]`:\n\n\
         ```toml\n\
         [profiles.vip]\n\
         title = \"Customers with a service agreement\"\n\
         like = \"pretentious\"                  # begins with this one\n\
         rules = { hedging = \"error\", over-apology = { max = 1, why = \"they want the answer\" } }\n\
         difficult = { wordy-phrase = \"error\" }  # besides, in a difficult contact\n\
         ```\n\n\
         A folder of house rules brings its kinds of customers in files, `profiles/vip.toml`, without the line in square brackets;\n\
         what `hilsen.toml` says of the same kind is stronger. `hilsen profiles vip` ends with what comes of it where you are.\n\
         `--difficult` is about a kind of customer: without one, hilsen asks which.\n\n\
         A profile is about behaviour in this conversation, not about who somebody is, and it is yours to choose: hilsen never\n\
         guesses one. What the guides say besides, to press customers, to let them believe that a solution was their idea, to ask\n\
         them to calm down, is left out on purpose.\n\n",
    );
    for profile in profile::shipped() {
        page.push_str(&markdown(profile));
    }
    page.truncate(page.trim_end().len());
    page.push('\n');
    page
}
