//! What a parser of TOML has to complain of, in the words of somebody who writes a rule and no programs.

use super::Problem;

/// A complaint in plain words.
struct Told {
    problem: Problem,
    /// Whether everything behind it may be an echo of it.
    echoes: bool,
}

/// Quotation marks that word processors put in the place of straight ones.
const CURLY: [char; 8] = ['“', '”', '„', '‟', '«', '»', '‘', '’'];

/// The complaints of the parser, each as message and place: one for a line, and none that only echoes another.
pub(super) fn explained<'e>(
    text: &str,
    errors: impl Iterator<Item = (&'e str, std::ops::Range<usize>)>,
) -> Vec<Problem> {
    let mut all: Vec<Told> = errors.map(|(message, span)| told(text, message, span)).collect();
    // A list without an end swallows the next line, and what is said of that line's beginning is an echo.
    all.sort_by_key(|one| (line_of(text, one.problem.start), !one.echoes, one.problem.start));
    let mut kept: Vec<Told> = Vec::with_capacity(all.len());
    for one in all {
        let known = kept
            .last()
            .is_some_and(|last| last.echoes || line_of(text, last.problem.start) == line_of(text, one.problem.start));
        if !known {
            kept.push(one);
        }
    }
    kept.into_iter().map(|one| one.problem).collect()
}

/// Takes out what is said of a line whose syntax is wrong: the first `syntax` problems are those of the parser.
pub(super) fn without_echoes(text: &str, problems: &mut Vec<Problem>, syntax: usize) {
    let broken: Vec<usize> = problems.iter().take(syntax).map(|one| line_of(text, one.start)).collect();
    let mut index = 0;
    problems.retain(|one| {
        index += 1;
        index <= syntax || !broken.contains(&line_of(text, one.start))
    });
}

fn line_of(text: &str, at: usize) -> usize {
    memchr::memchr_iter(b'\n', &text.as_bytes()[..at.min(text.len())]).count()
}

fn told(text: &str, message: &str, span: std::ops::Range<usize>) -> Told {
    let written = text.get(span.clone()).unwrap_or_default().lines().next().unwrap_or_default().trim();
    let is = |start: &str| message.starts_with(start);
    let (message, help, echoes) = if is("string values must be quoted") && written.starts_with(CURLY) {
        ("these are not the quotation marks that are meant", "write straight ones: \"…\"".to_owned(), false)
    } else if is("string values must be quoted") {
        let help = if written.len() > 60 { "write \"…\"".to_owned() } else { format!("write \"{written}\"") };
        ("text stands between quotation marks", help, false)
    } else if is("missing comma") {
        ("a comma is missing in front of this", "the items of a list have commas between them".to_owned(), false)
    } else if is("unexpected `=` in array") {
        ("a list above this line has no end", "write `]` behind its last item".to_owned(), true)
    } else if is("unclosed array") {
        ("a list has no end", "write `]` behind its last item".to_owned(), true)
    } else if is("unclosed inline table") || is("invalid inline table element") || is("extra comma in inline table") {
        ("`}` is missing in front of this", "what begins with `{` ends with `}`".to_owned(), true)
    } else if is("unclosed table") || is("unclosed array table") {
        ("this heading has no end", "write it without spaces, in square brackets: [rules.all-caps]".to_owned(), true)
    } else if is("invalid basic string") || is("invalid literal string") || is("invalid multi-line") {
        ("the quotation mark at the end of a text is missing", "text begins and ends with one: \"…\"".to_owned(), true)
    } else if is("invalid unquoted key") && text.get(span.start..).is_some_and(|rest| rest.starts_with(':')) {
        ("`:` stands here where `=` ought to", "write: name = value".to_owned(), false)
    } else if is("invalid unquoted key") {
        (
            "a name has letters from a to z, digits, `-` and `_`",
            "write others between quotation marks".to_owned(),
            false,
        )
    } else if is("key with no value") {
        ("a name stands here without a value", "write: name = \"…\"".to_owned(), false)
    } else if is("unexpected key or value") {
        let help = "in a text, write “ and ” for quotation marks, or \\\"; each name begins a line of its own";
        ("something stands here behind the end of a value", help.to_owned(), false)
    } else if message.contains("escape") {
        let help = "between single quotation marks it stands for itself: '\\…'";
        ("`\\` begins a special sign between these quotation marks", help.to_owned(), false)
    } else if message == "duplicate key" {
        ("this name stands in the file twice", "write what belongs to it below the first one".to_owned(), false)
    } else {
        let problem = Problem { start: span.start, end: span.end, message: message.to_owned(), help: None };
        return Told { problem, echoes: false };
    };
    let problem = Problem { start: span.start, end: span.end, message: message.to_owned(), help: Some(help) };
    Told { problem, echoes }
}

#[cfg(test)]
mod tests {
    use crate::tree::parse;

    /// The line, the message and the help of each complaint.
    fn complaints(text: &str) -> Vec<String> {
        let (_, problems) = parse(text);
        let line = |at: usize| text[..at].matches('\n').count() + 1;
        problems
            .iter()
            .map(|one| format!("{}: {} ({})", line(one.start), one.message, one.help.as_deref().unwrap_or("")))
            .collect()
    }

    #[test]
    fn slips_are_told_once_and_in_plain_words() {
        let list = "a list above this line has no end (write `]` behind its last item)";
        for (text, expected) in [
            ("a = off\n", vec!["1: text stands between quotation marks (write \"off\")".to_owned()]),
            (
                "a = [“x”]\n",
                vec!["1: these are not the quotation marks that are meant (write straight ones: \"…\")".to_owned()],
            ),
            ("a = [\n  \"x\",\nb = [\"y\"]\nc = 1\n", vec![format!("3: {list}")]),
            ("a = [\n  \"x\",\n", vec!["2: a list has no end (write `]` behind its last item)".to_owned()]),
            (
                "a = [\n  { b = \"x\",\n]\n",
                vec!["3: `}` is missing in front of this (what begins with `{` ends with `}`)".to_owned()],
            ),
            (
                "a = [\n  \"x\"\n  \"y\"\n]\n",
                vec!["3: a comma is missing in front of this (the items of a list have commas between them)".to_owned()],
            ),
            ("a: \"x\"\n", vec!["1: `:` stands here where `=` ought to (write: name = value)".to_owned()]),
            ("a\n", vec!["1: a name stands here without a value (write: name = \"…\")".to_owned()]),
            (
                "[a b]\nc = 1\n",
                vec![
                    "1: this heading has no end (write it without spaces, in square brackets: [rules.all-caps])"
                        .to_owned(),
                ],
            ),
            (
                "a = \"x\nb = 1\n",
                vec![
                    "1: the quotation mark at the end of a text is missing (text begins and ends with one: \"…\")"
                        .to_owned(),
                ],
            ),
            (
                "a = \"\\d\"\n",
                vec![
                    "1: `\\` begins a special sign between these quotation marks (between single quotation marks it stands for itself: '\\…')"
                        .to_owned(),
                ],
            ),
        ] {
            assert_eq!(complaints(text), expected, "{text}");
        }
    }
}
