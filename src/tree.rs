//! A TOML file as a tree in which every value knows its place, and a reader that collects all mistakes.
//!
//! Rule files and `hilsen.toml` are written by people who are no programmers. Every mistake is therefore a [`Problem`]
//! with a place and, where there is one, the name that was probably meant; reading goes on behind it.

mod syntax;

use std::borrow::Cow;

/// A mistake in a file that a person wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The bytes at fault.
    pub start: usize,
    /// Just behind them.
    pub end: usize,
    /// What is wrong: one line, lower case, no full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// The offset of its first byte in the file.
    pub start: u32,
    /// Just behind its last byte.
    pub end: u32,
}

/// A name on the left of `=` and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The name.
    pub name: Cow<'static, str>,
    /// The offset of its first byte in the file.
    pub start: u32,
    /// Just behind its last byte.
    pub end: u32,
}

/// What stands on the right of `=`.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Text.
    String(Cow<'static, str>),
    /// A whole number.
    Integer(i64),
    /// A number with decimals.
    Float(f64),
    /// `true` or `false`.
    Boolean(bool),
    /// `[…]`.
    Array(Vec<Node>),
    /// `{…}` or what stands under a `[heading]`, in the order of the file.
    Table(Vec<(Key, Node)>),
}

impl Value {
    /// What the value is, in the words of a message.
    const fn described(&self) -> &'static str {
        match self {
            Self::String(_) => "text",
            Self::Integer(_) => "a whole number",
            Self::Float(_) => "a number",
            Self::Boolean(_) => "true or false",
            Self::Array(_) => "a list",
            Self::Table(_) => "a table",
        }
    }
}

impl Node {
    /// An empty table at the start of a file: what an absent file amounts to.
    pub const fn empty() -> Self {
        Self { value: Value::Table(Vec::new()), start: 0, end: 0 }
    }

    /// The value under `name`, if this is a table that has it.
    pub fn get(&self, name: &str) -> Option<&Self> {
        match &self.value {
            Value::Table(entries) => entries.iter().find(|(key, _)| key.name == name).map(|(_, node)| node),
            _ => None,
        }
    }

    /// The text, if this is one.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// A problem at this value.
    pub fn problem(&self, message: impl Into<String>) -> Problem {
        Problem { start: self.start as usize, end: self.end as usize, message: message.into(), help: None }
    }
}

impl Problem {
    /// The same problem with advice.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// Reads TOML; what is no TOML becomes a problem, and the rest is still read.
pub fn parse(text: &str) -> (Node, Vec<Problem>) {
    let (table, errors) = toml::de::DeTable::parse_recoverable(text);
    let problems =
        syntax::explained(text, errors.iter().map(|error| (error.message().trim(), error.span().unwrap_or(0..0))));
    let span = table.span();
    let value = convert_table(table.into_inner());
    (Node { value, start: span.start as u32, end: span.end as u32 }, problems)
}

/// Takes out of what was collected for a file what only echoes a mistake of syntax in the same line; the first `syntax`
/// problems are those that [`parse`] gave.
pub fn without_echoes(text: &str, problems: &mut Vec<Problem>, syntax: usize) {
    syntax::without_echoes(text, problems, syntax);
}

fn convert_table(table: toml::de::DeTable<'_>) -> Value {
    let mut entries: Vec<(Key, Node)> = table
        .into_iter()
        .map(|(key, value)| {
            let span = key.span();
            let name = Cow::Owned(key.into_inner().into_owned());
            (Key { name, start: span.start as u32, end: span.end as u32 }, convert(value))
        })
        .collect();
    // The order of the file, whatever order the parser keeps.
    entries.sort_by_key(|(key, _)| key.start);
    Value::Table(entries)
}

fn convert(value: toml::Spanned<toml::de::DeValue<'_>>) -> Node {
    let span = value.span();
    let value = match value.into_inner() {
        toml::de::DeValue::String(text) => Value::String(Cow::Owned(text.into_owned())),
        toml::de::DeValue::Integer(number) => {
            Value::Integer(i64::from_str_radix(number.as_str(), number.radix()).unwrap_or(i64::MAX))
        }
        toml::de::DeValue::Float(number) => Value::Float(number.as_str().parse().unwrap_or(f64::NAN)),
        toml::de::DeValue::Boolean(truth) => Value::Boolean(truth),
        toml::de::DeValue::Datetime(when) => Value::String(Cow::Owned(when.to_string())),
        toml::de::DeValue::Array(items) => Value::Array(items.into_iter().map(convert).collect()),
        toml::de::DeValue::Table(table) => convert_table(table),
    };
    Node { value, start: span.start as u32, end: span.end as u32 }
}

/// Reads a table key by key, and at the end complains of the keys nobody asked for.
pub struct Reader<'n, 'p> {
    node: &'n Node,
    known: Vec<&'n str>,
    asked: Vec<&'static str>,
    problems: &'p mut Vec<Problem>,
}

impl<'n, 'p> Reader<'n, 'p> {
    /// A reader of `node`, which ought to be a table.
    pub fn new(node: &'n Node, problems: &'p mut Vec<Problem>) -> Self {
        if !matches!(node.value, Value::Table(_)) {
            problems.push(node.problem(format!("expected a table here, found {}", node.value.described())));
        }
        Self { node, known: Vec::new(), asked: Vec::new(), problems }
    }

    /// Where further problems go.
    pub fn problems(&mut self) -> &mut Vec<Problem> {
        self.problems
    }

    /// The raw value under `name`.
    pub fn node(&mut self, name: &'static str) -> Option<&'n Node> {
        self.asked.push(name);
        let found = self.node.get(name);
        if found.is_some() {
            self.known.push(name);
        }
        found
    }

    /// The text under `name`.
    pub fn text(&mut self, name: &'static str) -> Option<&'n str> {
        let node = self.node(name)?;
        match &node.value {
            Value::String(text) => Some(text),
            other => self.wrong(node, name, "text", other),
        }
    }

    /// The text under `name`; a problem where there is none.
    pub fn required_text(&mut self, name: &'static str) -> &'n str {
        let missing = self.node.get(name).is_none();
        let text = self.text(name);
        if missing {
            self.problems.push(self.node.problem(format!("`{name}` is missing")));
        }
        text.unwrap_or_default()
    }

    /// `true` or `false` under `name`.
    pub fn boolean(&mut self, name: &'static str) -> Option<bool> {
        let node = self.node(name)?;
        match &node.value {
            Value::Boolean(truth) => Some(*truth),
            other => self.wrong(node, name, "true or false", other),
        }
    }

    /// The items of the list under `name`; none where there is none.
    pub fn list(&mut self, name: &'static str) -> &'n [Node] {
        let Some(node) = self.node(name) else { return &[] };
        match &node.value {
            Value::Array(items) => items,
            other => self.wrong(node, name, "a list", other).unwrap_or(&[]),
        }
    }

    /// The texts of the list under `name`; a single text counts as a list of one.
    pub fn texts(&mut self, name: &'static str) -> Vec<&'n str> {
        let Some(node) = self.node(name) else { return Vec::new() };
        texts(node, self.problems)
    }

    /// The entries of the table under `name`, in the order of the file.
    pub fn table(&mut self, name: &'static str) -> &'n [(Key, Node)] {
        let Some(node) = self.node(name) else { return &[] };
        match &node.value {
            Value::Table(entries) => entries,
            other => self.wrong(node, name, "a table", other).unwrap_or(&[]),
        }
    }

    fn wrong<T>(&mut self, node: &Node, name: &str, wanted: &str, found: &Value) -> Option<T> {
        self.problems.push(node.problem(format!("`{name}` ought to be {wanted}, not {}", found.described())));
        None
    }

    /// Reports the keys that were not asked for.
    pub fn finish(self) {
        let Value::Table(entries) = &self.node.value else { return };
        for (key, _) in entries {
            if !self.known.contains(&&*key.name) {
                let problem = unknown(key, "key", self.asked.iter().copied());
                self.problems.push(problem);
            }
        }
    }
}

/// The texts of a list, or the one text that stands in its place.
pub fn texts<'n>(node: &'n Node, problems: &mut Vec<Problem>) -> Vec<&'n str> {
    match &node.value {
        Value::String(text) => vec![text],
        Value::Array(items) => items
            .iter()
            .filter_map(|item| {
                if item.as_str().is_none() {
                    problems.push(item.problem(format!("expected text here, found {}", item.value.described())));
                }
                item.as_str()
            })
            .collect(),
        other => {
            problems.push(node.problem(format!("expected a list of texts here, found {}", other.described())));
            Vec::new()
        }
    }
}

/// The problem of a name that does not exist, with the one that was probably meant.
pub fn unknown<'a>(key: &Key, what: &str, known: impl Iterator<Item = &'a str> + Clone) -> Problem {
    let problem = Problem {
        start: key.start as usize,
        end: key.end as usize,
        message: format!("there is no {what} `{}` here", key.name),
        help: None,
    };
    match did_you_mean(&key.name, known.clone()) {
        Some(meant) => problem.with_help(format!("did you mean `{meant}`?")),
        None => {
            let mut names: Vec<&str> = known.collect();
            names.sort_unstable();
            names.dedup();
            if names.is_empty() || names.len() > 12 {
                return problem;
            }
            problem.with_help(format!("there are {}", names.join(", ")))
        }
    }
}

/// The known name closest to what was written, where one is close enough to be meant; else the only one that begins so.
pub fn did_you_mean<'a>(written: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let alike = |name: &str| name.to_lowercase().replace('_', "-");
    let written = alike(written);
    let known: Vec<&str> = known.collect();
    let close = known
        .iter()
        .map(|name| (strsim::damerau_levenshtein(&written, &alike(name)), *name))
        .filter(|(distance, name)| *distance * 3 <= name.len().max(written.len()) + 1)
        .min()
        .map(|(_, name)| name);
    let mut beginning = known.iter().filter(|name| written.len() >= 3 && alike(name).starts_with(&written));
    close.or_else(|| beginning.next().copied().filter(|_| beginning.next().is_none()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_are_collected_with_their_places() {
        let text = "langauge = \"nb\"\nmax = \"ten\"\n";
        let (node, mut problems) = parse(text);
        let mut reader = Reader::new(&node, &mut problems);
        assert_eq!(reader.text("language"), None);
        assert_eq!(reader.boolean("max"), None);
        reader.finish();
        assert_eq!(problems.len(), 2);
        assert_eq!(&text[problems[0].start..problems[0].end], "\"ten\"");
        assert_eq!(&text[problems[1].start..problems[1].end], "langauge");
        assert_eq!(problems[1].help.as_deref(), Some("did you mean `language`?"));
    }

    #[test]
    fn broken_toml_is_a_problem_and_the_rest_is_read() {
        let (node, problems) = parse("a = \nb = 1\n");
        assert!(!problems.is_empty());
        assert_eq!(node.get("b").map(|b| b.value.clone()), Some(Value::Integer(1)));
    }
}
