//! Vocabularies: `accept.txt`, the words that are right, and `reject.txt`, those that must not be used.
//!
//! Each line is an expression, and case matters unless it begins with `(?i)`; lines that begin with `#` are comments. What
//! is a word, or stands for a handful of them, is taken; the rest is told.

use super::{id_of, list, quoted, words};
use crate::draft::Language;

/// A vocabulary, as it lies on disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vocabulary {
    /// Its name: that of its folder.
    pub name: String,
    /// What its `accept.txt` says; empty where there is none.
    pub accept: String,
    /// What its `reject.txt` says; empty where there is none.
    pub reject: String,
}

/// A vocabulary, imported.
#[derive(Clone, Debug, Default)]
pub struct ImportedVocabulary {
    /// The files of the pack: path below its folder, and text.
    pub files: Vec<(String, String)>,
    /// How many entries are accepted, and how many rejected.
    pub taken: (usize, usize),
    /// The entries that were left out, each with the name of its file.
    pub left: Vec<(&'static str, String)>,
}

/// The entries of a file.
fn entries(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// The words an entry stands for, and whether case matters; `None` where it is no list of words.
fn read(entry: &str) -> Option<(Vec<String>, bool)> {
    let (expression, match_case) = entry.strip_prefix("(?i)").map_or((entry, true), |rest| (rest, false));
    Some((words::phrases(expression, true).ok()?, match_case))
}

/// Imports a vocabulary for drafts in a language.
pub fn import_vocabulary(vocabulary: &Vocabulary, language: Language) -> ImportedVocabulary {
    let mut imported = ImportedVocabulary::default();
    let mut accepted = Vec::new();
    for entry in entries(&vocabulary.accept) {
        // A dictionary knows whole words; what stands for any word is none.
        let plain = |word: &String| !word.contains(['*', '<', '\\']);
        match read(entry).filter(|(found, _)| found.iter().all(plain)) {
            Some((found, _)) => {
                imported.taken.0 += 1;
                accepted.extend(found);
            }
            None => imported.left.push(("accept.txt", entry.to_owned())),
        }
    }
    let mut rejected: [Vec<String>; 2] = Default::default();
    for entry in entries(&vocabulary.reject) {
        match read(entry) {
            Some((found, match_case)) => {
                imported.taken.1 += 1;
                rejected[usize::from(match_case)].extend(found);
            }
            None => imported.left.push(("reject.txt", entry.to_owned())),
        }
    }
    let name = &vocabulary.name;
    accepted.dedup();
    let in_capitals: Vec<String> = accepted.iter().filter(|word| is_in_capitals(word)).cloned().collect();
    for (rule, words, does) in [
        ("spelling", &accepted, "takes them for right"),
        ("all-caps", &in_capitals, "takes those in capitals for names"),
    ] {
        if !words.is_empty() {
            let text = format!(
                "# Imported from Vale: the accepted words of the vocabulary {name}. The rule `{rule}` {does}.\n\nallow = {}\n",
                lines(words)
            );
            imported.files.push((format!("{}/{rule}.toml", language.tag()), text));
        }
    }
    let [any_case, as_written] = rejected;
    for (phrases, match_case) in [(any_case, false), (as_written, true)] {
        if phrases.is_empty() {
            continue;
        }
        let id = id_of(name, if match_case { "Avoid" } else { "AvoidInAnyCase" });
        let mut text = format!("# Imported from Vale: the rejected words of the vocabulary {name}.\n");
        for (key, value) in [
            ("message", "“{text}” is not one of our words"),
            ("help", "say it in other words"),
            ("severity", "error"),
            ("language", language.tag()),
        ] {
            text.push_str(&format!("{key} = {}\n", quoted(value)));
        }
        if match_case {
            text.push_str("match-case = true\n");
        }
        text.push_str(&format!("\nphrases = {}\n", lines(&phrases)));
        imported.files.push((format!("{id}.toml"), text));
    }
    imported
}

/// Whether a word is written in capitals, as an abbreviation or a brand is.
fn is_in_capitals(word: &str) -> bool {
    word.chars().filter(|letter| letter.is_uppercase()).count() > 1 && !word.contains(char::is_lowercase)
}

/// A list with a line for each text.
fn lines(texts: &[String]) -> String {
    if let [_] = texts {
        return list(texts);
    }
    let lines: Vec<String> = texts.iter().map(|text| format!("  {},\n", quoted(text))).collect();
    format!("[\n{}]", lines.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_taken_and_other_expressions_told() {
        let vocabulary = Vocabulary {
            name: "Ours".to_owned(),
            accept: "# names\nFjordlys\nGLØDE\n[Ll]ampeshade\ncolou?r\n(?i)kubelet\n\\w+ment\n(?<!a)b\n\ndata centre\n"
                .to_owned(),
            reject: "(?i)blacklist\nuser\nlog-?in page\n.{3}x\n".to_owned(),
        };
        let imported = import_vocabulary(&vocabulary, Language::En);
        assert_eq!(imported.taken, (6, 3));
        let left: Vec<&str> = imported.left.iter().map(|(_, entry)| entry.as_str()).collect();
        assert_eq!(left, ["\\w+ment", "(?<!a)b", ".{3}x"]);
        let paths: Vec<&str> = imported.files.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(paths, ["en/spelling.toml", "en/all-caps.toml", "ours-avoid-in-any-case.toml", "ours-avoid.toml"]);
        assert!(imported.files[1].1.ends_with("allow = [\"GLØDE\"]\n"), "{}", imported.files[1].1);
        assert!(imported.files[0].1.contains("\"Lampeshade\"") && imported.files[0].1.contains("\"kubelet\""));
        assert!(imported.files[3].1.contains("match-case = true") && imported.files[3].1.contains("\"log-in page\""));
    }
}
