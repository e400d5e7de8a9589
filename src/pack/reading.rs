//! From the tree of a rule file to a rule, its phrases and its examples.

use super::Example;
use crate::{
    decode::{Format, Kind},
    draft::{Language, SectionKind, Situation},
    phrase::{self, PHRASE_LISTS, Phrase},
    rule::{Level, OptionSpec, PHRASE_GROUPS, ParsedPhrase, PhraseEntry, Role, Rule},
    tree::{Node, Problem, Reader, Value, did_you_mean},
};

/// Reads the definition of a rule.
pub fn read_rule(id: &str, category: &str, file: Node, problems: &mut Vec<Problem>) -> Option<Rule> {
    let before = problems.len();
    let mut reader = Reader::new(&file, problems);
    let summary = reader.required_text("summary").to_owned();
    let check = reader.required_text("check").to_owned();
    let why = reader.required_text("why").to_owned();
    reader.required_text("message");
    reader.text("help");
    let severity = reader.node("severity");
    let source = reader.texts("source").into_iter().map(str::to_owned).collect();
    let scope_nodes = reader.list("scope");
    let language_nodes = reader.list("languages");
    let option_entries = reader.table("options");
    // Wording for special cases: `message-shouted`, `help-shouted`.
    if let Value::Table(entries) = &file.value {
        for (key, node) in entries {
            let variant = key.name.starts_with("message-") || key.name.starts_with("help-");
            if variant && node.as_str().is_none() {
                reader.problems().push(node.problem("the wording ought to be text"));
            }
        }
    }
    let scope = read_scope(scope_nodes, reader.problems());
    let languages = read_languages(language_nodes, reader.problems());
    let options = option_entries
        .iter()
        .filter_map(|(key, node)| {
            let mut option = Reader::new(node, reader.problems());
            let default = option.node("default")?.value.clone();
            let doc = option.required_text("doc").to_owned();
            let values = option.texts("values").into_iter().map(str::to_owned).collect();
            option.finish();
            Some(OptionSpec { name: key.name.to_string(), default, doc, values })
        })
        .collect();
    let level = severity.and_then(Node::as_str).and_then(Level::from_name);
    if level.is_none() {
        reader.problems().push(severity.unwrap_or(&file).problem("`severity` is one of off, info, warning, error"));
    }
    let broken = problems.len() > before;
    let level = level?;
    if broken && summary.is_empty() {
        return None;
    }
    let (id, category) = (id.to_owned(), category.to_owned());
    Some(Rule {
        id,
        category,
        level,
        check,
        scope,
        languages,
        summary,
        why,
        source,
        link: None,
        options,
        definition: file,
    })
}

/// Reads the tags of languages.
fn read_languages(nodes: &[Node], problems: &mut Vec<Problem>) -> Vec<Language> {
    let mut languages = Vec::new();
    for node in nodes {
        match node.as_str().and_then(Language::from_tag) {
            Some(language) => languages.push(language),
            None => problems.push(node.problem("this is no language hilsen knows")),
        }
    }
    languages
}

/// Reads the names of sections.
pub(crate) fn read_scope(nodes: &[Node], problems: &mut Vec<Problem>) -> Vec<SectionKind> {
    let mut scope = Vec::new();
    for node in nodes {
        let name = node.as_str().unwrap_or_default();
        match SectionKind::from_name(name) {
            Some(kind) => scope.push(kind),
            None => {
                let names = SectionKind::ALL.iter().map(|kind| kind.name());
                let meant = did_you_mean(name, names).unwrap_or("message");
                let problem = node.problem(format!("`{name}` is no section of a mail"));
                problems.push(problem.with_help(format!("did you mean `{meant}`?")));
            }
        }
    }
    scope
}

/// The lists that checks read from a rule's files themselves.
pub(super) const LISTS: [&str; 28] = [
    "own-words",
    "acronyms",
    "addressees",
    "allow",
    "answers",
    "anybody",
    "asks",
    "content-free",
    "copy-words",
    "currencies",
    "empty-subjects",
    "everyday",
    "fonts",
    "greetings",
    "header-fields",
    "hosts",
    "id-words",
    "link-texts",
    "months",
    "new-words",
    "nicknames",
    "other-numbers",
    "providers",
    "references",
    "roles",
    "stop-words",
    "suffixes",
    "titles",
];

/// The keys a rule's file in a language may have, besides its wording and lists.
const LANGUAGE_KEYS: [&str; 17] = [
    "patterns",
    "message",
    "help",
    "phrases",
    "alternatives",
    "evidence",
    "quiet",
    "lists",
    "options",
    "format",
    "kind",
    "good",
    "bad",
    "good-drafts",
    "bad-drafts",
    "fixed",
    "markers",
];

/// Checks that a rule's file in a language has no key that nobody reads.
pub(super) fn check_language_file(file: &Node, problems: &mut Vec<Problem>) {
    let Value::Table(entries) = &file.value else { return };
    for (key, _) in entries {
        let list = LISTS.contains(&&*key.name);
        let wording = key.name.starts_with("message-") || key.name.starts_with("help-");
        let group = PHRASE_GROUPS.contains(&&*key.name);
        if !list && !group && !wording && !LANGUAGE_KEYS.contains(&&*key.name) {
            problems.push(crate::tree::unknown(key, "key", LANGUAGE_KEYS.iter().copied()));
        }
    }
}

/// What finding a phrase of a list means.
fn role_of(list: &str) -> Role {
    match list {
        "alternatives" | "evidence" => Role::Evidence,
        "quiet" => Role::Quiet,
        _ => Role::Fault,
    }
}

/// The lists of phrases of a file, in the order in which their phrases are numbered.
fn phrase_lists(file: &Node) -> impl Iterator<Item = (&'static str, &Node)> {
    PHRASE_LISTS.into_iter().filter_map(|list| {
        let markers = || if list == "phrases" { file.get("markers") } else { None };
        Some((list, file.get(list).or_else(markers)?))
    })
}

/// The list with a name: one of the file's own, or one that other files define for it.
fn named_list(file: &Node, shared: &dyn Fn(&str) -> Option<Vec<String>>, name: &str) -> Option<Vec<String>> {
    let Some(list) = file.get("lists").and_then(|lists| lists.get(name)) else { return shared(name) };
    Some(crate::tree::texts(list, &mut Vec::new()).into_iter().map(str::to_owned).collect())
}

/// An entry as one of a list.
fn in_list(entry: PhraseEntry, list: &str) -> PhraseEntry {
    let group = PHRASE_GROUPS.into_iter().find(|group| *group == list);
    PhraseEntry { role: role_of(list), group, ..entry }
}

/// Reads the phrases of a file; what is wrong is reported at its place and left out.
pub fn read_phrases(file: &Node, problems: &mut Vec<Problem>) -> Vec<PhraseEntry> {
    read_phrases_with(file, &|_| None, problems)
}

/// Reads the phrases of a file; `shared` has the lists that other files define for it.
pub(super) fn read_phrases_with(
    file: &Node,
    shared: &dyn Fn(&str) -> Option<Vec<String>>,
    problems: &mut Vec<Problem>,
) -> Vec<PhraseEntry> {
    let lists = |name: &str| named_list(file, shared, name);
    let mut entries = Vec::new();
    for (list, node) in phrase_lists(file) {
        let read = read_phrase_list(node, &lists, problems);
        entries.extend(read.into_iter().map(|entry| in_list(entry, list)));
    }
    entries
}

/// Reads what goes with one phrase of a file without mistakes, by the phrase's place among all of the file.
pub(super) fn read_phrase_at(file: &Node, mut place: usize) -> Option<PhraseEntry> {
    for (list, node) in phrase_lists(file) {
        let Value::Array(items) = &node.value else { continue };
        match items.get(place) {
            Some(item) => return Some(in_list(read_unparsed(item, &mut Vec::new())?, list)),
            None => place -= items.len(),
        }
    }
    None
}

/// Reads a list of phrases, each a text or a table with `phrase` and what goes with it.
pub(crate) fn read_phrase_list(
    node: &Node,
    lists: &dyn Fn(&str) -> Option<Vec<String>>,
    problems: &mut Vec<Problem>,
) -> Vec<PhraseEntry> {
    // A single phrase stands for a list of one.
    let items = match &node.value {
        Value::Array(items) => items.as_slice(),
        _ => std::slice::from_ref(node),
    };
    items.iter().filter_map(|item| read_entry(item, lists, problems)).collect()
}

fn read_entry(
    item: &Node,
    lists: &dyn Fn(&str) -> Option<Vec<String>>,
    problems: &mut Vec<Problem>,
) -> Option<PhraseEntry> {
    let entry = read_unparsed(item, problems)?;
    let (phrase, except) = (item.get("phrase").unwrap_or(item), item.get("except"));
    let phrase = parse_at(phrase, lists, problems)?;
    let except = match except.map(|node| (&node.value, node)) {
        Some((Value::Array(items), _)) => items.iter().filter_map(|one| parse_at(one, lists, problems)).collect(),
        Some((_, node)) => parse_at(node, lists, problems).into_iter().collect(),
        None => Vec::new(),
    };
    Some(PhraseEntry { parsed: Some(ParsedPhrase { phrase, except }), ..entry })
}

/// Reads what goes with a phrase, but not the phrase itself.
fn read_unparsed(item: &Node, problems: &mut Vec<Problem>) -> Option<PhraseEntry> {
    let mut entry = PhraseEntry {
        written: item.as_str().unwrap_or_default().to_owned(),
        parsed: None,
        instead: Vec::new(),
        safe: false,
        severity: None,
        tolerate: None,
        role: Role::Fault,
        group: None,
    };
    if item.as_str().is_some() {
        return Some(entry);
    }
    let mut reader = Reader::new(item, problems);
    reader.required_text("phrase").clone_into(&mut entry.written);
    let is_one = reader.node("phrase").is_some();
    reader.node("except");
    entry.instead = reader.texts("instead").into_iter().map(str::to_owned).collect();
    entry.safe = reader.boolean("safe").unwrap_or(false);
    let severity = reader.node("severity");
    entry.tolerate = reader.text("tolerate").map(str::to_owned);
    reader.text("note");
    reader.finish();
    entry.severity = match severity.map(|node| (node, node.as_str().and_then(Level::from_name))) {
        Some((_, Some(Level::On(severity)))) => Some(severity),
        Some((node, _)) => {
            problems.push(node.problem("the severity of a phrase is one of info, warning, error"));
            None
        }
        None => None,
    };
    is_one.then_some(entry)
}

/// The phrases of entries that are nothing but phrases.
pub(crate) fn parsed(entries: Vec<PhraseEntry>) -> Vec<Phrase> {
    entries.into_iter().filter_map(|entry| Some(entry.parsed?.phrase)).collect()
}

/// Parses the phrase in a text node; a mistake is reported at its column inside the quotation marks.
fn parse_at(node: &Node, lists: &dyn Fn(&str) -> Option<Vec<String>>, problems: &mut Vec<Problem>) -> Option<Phrase> {
    let Some(written) = node.as_str() else {
        problems.push(node.problem("a phrase ought to be text"));
        return None;
    };
    if let Some((message, help)) = habit_of_expressions(written) {
        problems.push(node.problem(message).with_help(help));
        return None;
    }
    match phrase::parse(written, lists) {
        Ok(phrase) => Some(phrase),
        Err(error) => {
            // The value's place includes its quotation marks; escapes in double quotes may shift what follows them.
            let quotes = ((node.end - node.start) as usize).saturating_sub(written.len()) / 2;
            let start = (node.start as usize + quotes + error.start).min(node.end as usize);
            let end = (node.start as usize + quotes + error.end).clamp(start, node.end as usize);
            problems.push(Problem {
                start,
                end,
                message: error.message,
                help: Some("docs/phrases.md shows how phrases are written".into()),
            });
            None
        }
    }
}

/// What shows that a phrase was meant as a regular expression: it would be read, and find something else or nothing.
fn habit_of_expressions(written: &str) -> Option<(String, String)> {
    const CLASSES: [(&str, &str); 8] = [
        ("\\b", "a word is found as a whole word anyway; leave it out"),
        ("\\d", "a number is `<number>`"),
        ("\\w", "any word is `*`"),
        ("\\s", "white space and line breaks between words do not matter; write a space"),
        (".*", "one word is `*`, and up to three words are `..3`"),
        (".+", "one word is `*`, and up to three words are `..3`"),
        ("(?", "one of several is `(a|b)`, and what may be missing is `[a]`"),
        ("\u{8}", "a word is found as a whole word anyway; leave it out"),
    ];
    // `\\\\` is the sign itself.
    let without = written.contains("\\\\").then(|| written.replace("\\\\", ""));
    let plain = without.as_deref().unwrap_or(written);
    if let Some((sign, help)) = CLASSES.iter().find(|(sign, _)| plain.contains(sign)) {
        let sign = if *sign == "\u{8}" { "\\b" } else { sign };
        return Some((format!("`{sign}` is of regular expressions, and this is a phrase"), (*help).to_owned()));
    }
    let is_letter = |byte: u8| byte.is_ascii_alphabetic() || !byte.is_ascii();
    let has_three =
        |fits: fn(&[u8], &dyn Fn(u8) -> bool) -> bool| plain.as_bytes().windows(3).any(|three| fits(three, &is_letter));
    // `colou?r`, `user{1,2}`.
    if has_three(|three, is_letter| three[1] == b'?' && is_letter(three[0]) && is_letter(three[2])) {
        let message = "`?` within a word is of regular expressions, and this is a phrase".to_owned();
        return Some((message, "write both words, `(colour|color)`".to_owned()));
    }
    if has_three(|three, _| three[1] == b'{' && three[2].is_ascii_digit()) {
        let message = "a number in braces is of regular expressions, and this is a phrase".to_owned();
        return Some((message, "up to three words between two others are `..3`".to_owned()));
    }
    // `user(s)`, `[Tt]hat`: brackets stand for whole words.
    let glued = plain.as_bytes().windows(3).any(|three| match three {
        [before, b'(' | b'[', first] => is_letter(*before) && (is_letter(*first) || *first == b'^'),
        [_, b')' | b']', behind] => is_letter(*behind),
        _ => false,
    });
    glued.then(|| {
        let help = "write whole words, `(user|users)`, or a star for any ending, `user*`";
        ("brackets stand for whole words, with a space before and behind".to_owned(), help.to_owned())
    })
}

/// Reads what the examples of a file are written in.
fn read_format(node: &Node, problems: &mut Vec<Problem>) -> Format {
    let name = node.as_str().unwrap_or_default();
    let formats = [Format::Plain, Format::Eml, Format::Html, Format::Markdown];
    formats.into_iter().find(|format| format.name() == name).unwrap_or_else(|| {
        problems.push(node.problem("`format` is one of plain, eml, html, markdown"));
        Format::Plain
    })
}

/// Reads what the examples of a file are for.
fn read_kind(node: &Node, problems: &mut Vec<Problem>) -> Option<Kind> {
    let kind = node.as_str().and_then(Kind::from_name);
    if kind.is_none() {
        problems.push(node.problem("`kind` is one of draft, template"));
    }
    kind
}

/// Reads the examples of a rule's file in a language.
pub fn read_examples(file: &Node, problems: &mut Vec<Problem>) -> Vec<Example> {
    let mut examples = Vec::new();
    let format = file.get("format").map_or(Format::Plain, |node| read_format(node, problems));
    let kind = file.get("kind").and_then(|node| read_kind(node, problems));
    for (key, bad, whole) in
        [("bad", true, false), ("good", false, false), ("bad-drafts", true, true), ("good-drafts", false, true)]
    {
        let Some(node) = file.get(key) else { continue };
        let items = match &node.value {
            Value::Array(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        for item in items {
            let place = (item.start as usize, item.end as usize);
            if let Some(text) = item.as_str() {
                examples.push(Example {
                    bad,
                    whole,
                    format,
                    kind,
                    text: text.to_owned(),
                    fixed: None,
                    place,
                    context: None,
                });
                continue;
            }
            // A text with what is known besides: `{ text = "…", context = { recipient-name = "Anna Berg" } }`.
            let mut reader = Reader::new(item, problems);
            let text = reader.required_text("text").to_owned();
            let context = reader.node("context").cloned();
            reader.finish();
            if let Some(context) = &context {
                read_context(context, problems);
            }
            examples.push(Example { bad, whole, format, kind, text, fixed: None, place, context });
        }
    }
    let Some(Node { value: Value::Array(pairs), .. }) = file.get("fixed") else { return examples };
    for pair in pairs {
        let mut reader = Reader::new(pair, problems);
        let text = reader.required_text("from").to_owned();
        let fixed = Some(reader.required_text("to").to_owned());
        reader.finish();
        let place = (pair.start as usize, pair.end as usize);
        examples.push(Example { bad: true, whole: false, format, kind, text, fixed, place, context: None });
    }
    examples
}

/// Reads a table of what is known besides a text, in the words of [`Situation::KEYS`], and `customer-mail`, the text of the
/// mail that is answered, which is given back as it stands.
pub fn read_context(table: &Node, problems: &mut Vec<Problem>) -> (Situation, Option<String>) {
    let (mut situation, mut mail) = (Situation::default(), None);
    let Value::Table(entries) = &table.value else {
        problems.push(table.problem("expected a table of what is known, such as { recipient-name = \"Anna Berg\" }"));
        return (situation, mail);
    };
    for (key, node) in entries {
        if key.name == "customer-mail" {
            mail = node.as_str().map(str::to_owned);
            continue;
        }
        let value = match &node.value {
            Value::String(text) => text.to_string(),
            Value::Integer(number) => number.to_string(),
            Value::Boolean(truth) => truth.to_string(),
            Value::Array(_) => crate::tree::texts(node, problems).join(", "),
            _ => {
                problems.push(node.problem(format!("`{}` ought to be text, a number, true or false", key.name)));
                continue;
            }
        };
        if let Err(refused) = situation.set(&key.name, &value) {
            let place =
                if Situation::KEYS.contains(&&*key.name) { (node.start, node.end) } else { (key.start, key.end) };
            let (start, end) = (place.0 as usize, place.1 as usize);
            problems.push(Problem { start, end, message: refused.message, help: refused.help });
        }
    }
    (situation, mail)
}
