//! YAML as a tree of texts: what a rule of Vale is written in.

use saphyr_parser::{Event, Parser};

/// A value. Numbers and truth values are texts here; who asks for one reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Yaml {
    Text(String),
    List(Vec<Yaml>),
    /// In the order of the file.
    Map(Vec<(Yaml, Yaml)>),
}

/// A list or a map that is open, with what it has so far; a map's names and values stand in turn.
struct Open {
    is_map: bool,
    items: Vec<Yaml>,
}

/// Reads the first document of a file.
///
/// # Errors
/// When the file is no YAML; the text says why and in which line.
pub(super) fn read(text: &str) -> Result<Option<Yaml>, String> {
    let mut open: Vec<Open> = Vec::new();
    for event in Parser::new_from_str(text) {
        let (event, _) = event.map_err(|error| format!("line {}: {}", error.marker().line(), error.info()))?;
        let done = match event {
            Event::MappingStart(..) | Event::SequenceStart(..) => {
                open.push(Open { is_map: matches!(event, Event::MappingStart(..)), items: Vec::new() });
                continue;
            }
            Event::MappingEnd | Event::SequenceEnd => match open.pop() {
                Some(Open { is_map: false, items }) => Yaml::List(items),
                Some(Open { items, .. }) => {
                    let mut items = items.into_iter();
                    let mut pairs = Vec::new();
                    while let (Some(name), Some(value)) = (items.next(), items.next()) {
                        pairs.push((name, value));
                    }
                    Yaml::Map(pairs)
                }
                None => continue,
            },
            Event::Scalar(text, ..) => Yaml::Text(text.into_owned()),
            // A rule has no use for a value it has already; it is left empty.
            Event::Alias(_) => Yaml::Text(String::new()),
            Event::DocumentEnd => return Ok(None),
            _ => continue,
        };
        match open.last_mut() {
            Some(outer) => outer.items.push(done),
            None => return Ok(Some(done)),
        }
    }
    Ok(None)
}

impl Yaml {
    /// The value under a name, where this is a map that has it.
    pub(super) fn get(&self, name: &str) -> Option<&Self> {
        let Self::Map(pairs) = self else { return None };
        pairs.iter().find(|(key, _)| key.as_text() == Some(name)).map(|(_, value)| value)
    }

    pub(super) fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_read() {
        let yaml = read("---\nswap:\n  '(?:a|b)': c|d\n  two words: true\ntokens: [x, 'y']\nmax: 3\n")
            .expect("YAML")
            .expect("a map");
        let pairs = vec![
            (Yaml::Text("(?:a|b)".into()), Yaml::Text("c|d".into())),
            (Yaml::Text("two words".into()), Yaml::Text("true".into())),
        ];
        assert_eq!(yaml.get("swap"), Some(&Yaml::Map(pairs)));
        assert_eq!(yaml.get("tokens"), Some(&Yaml::List(vec![Yaml::Text("x".into()), Yaml::Text("y".into())])));
        assert_eq!(yaml.get("max").and_then(Yaml::as_text), Some("3"));
        assert_eq!(read(""), Ok(None));
        assert!(read("a: [b\n").is_err());
    }
}
