//! Which entries of a catalogue are mails.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use super::keys::as_path_pattern;
use crate::decode::Format;

/// Which entries of a catalogue are mails, and what is known about them.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    entries: GlobSet,
    /// The last parts of the patterns, with their one asterisk.
    names: Vec<String>,
    references: GlobSet,
    /// The name of the entry beside each that holds its subject; an asterisk stands for what that of the pattern stands
    /// for. Empty for none; where this is `None`, a name that says so is looked for.
    pub subject: Option<String>,
    /// What the entries hold; told from their text where this is `None`.
    pub format: Option<Format>,
    /// The language of the entries, whatever the file says.
    pub language: Option<String>,
    /// Whether each entry is a mail as it is sent, with greeting and farewell, and not a piece of one.
    pub whole_mails: bool,
}

impl Selection {
    /// Entries whose keys match one of the patterns `entries`, and those used in a source file that matches one of
    /// `references`.
    ///
    /// # Errors
    /// What is wrong with a pattern: its index, those of `references` behind those of `entries`, and in words.
    pub fn new(entries: &[&str], references: &[&str]) -> Result<Self, (usize, String)> {
        let glob = |index: usize, pattern: &str| {
            let glob = GlobBuilder::new(pattern).literal_separator(true).build();
            glob.map_err(|error| (index, error.kind().to_string()))
        };
        let (mut keys, mut places) = (GlobSetBuilder::new(), GlobSetBuilder::new());
        for (index, pattern) in entries.iter().enumerate() {
            keys.add(glob(index, &as_path_pattern(pattern))?);
        }
        for (index, pattern) in references.iter().enumerate() {
            let anywhere = if pattern.contains('/') { (*pattern).to_owned() } else { format!("**/{pattern}") };
            places.add(glob(entries.len() + index, &anywhere)?);
        }
        let build = |builder: GlobSetBuilder| builder.build().map_err(|error| (0, error.to_string()));
        let last = |pattern: &&str| pattern.rsplit('.').next().unwrap_or_default().to_owned();
        Ok(Self {
            entries: build(keys)?,
            names: entries.iter().map(last).filter(|name| name.matches('*').count() == 1).collect(),
            references: build(places)?,
            ..Self::default()
        })
    }

    /// Whether the entry with a key is a mail; the key as [`Keys::path`](super::keys::Keys::path) writes it.
    pub(super) fn chooses(&self, path: &str) -> bool {
        self.entries.is_match(path)
    }

    /// Whether what is used at `place`, a path and perhaps a line, is a mail.
    pub(super) fn is_used_in(&self, place: &str) -> bool {
        let line = |(_, line): &(&str, &str)| line.bytes().all(|byte| byte.is_ascii_digit());
        let path = place.rsplit_once(':').filter(line).map_or(place, |(path, _)| path);
        self.references.is_match(path)
    }

    /// The names that the subject of an entry may have, given the pattern for it and the entry's own name.
    pub(super) fn subject_names(&self, pattern: &str, name: &str) -> Vec<String> {
        if pattern.is_empty() {
            return Vec::new();
        }
        if !pattern.contains('*') {
            return vec![pattern.to_owned()];
        }
        let stands_for = |own: &String| {
            let (before, behind) = own.split_once('*')?;
            name.strip_prefix(before)?.strip_suffix(behind)
        };
        self.names.iter().filter_map(stands_for).map(|middle| pattern.replacen('*', middle, 1)).collect()
    }
}

/// What the subject of a mail is called.
pub(super) const SUBJECTS: [&str; 6] = ["subject", "emne", "emnelinje", "ämne", "ämnesrad", "betreff"];
/// What the body is called beside a subject.
const BODIES: [&str; 8] = ["text", "html", "plain", "plain_text", "message", "content", "melding", "tekst"];

/// Where `body` begins in a name of which it is a word.
fn body_in(name: &str) -> Option<usize> {
    const BODY: &str = "body";
    let lower = name.to_ascii_lowercase();
    lower.match_indices(BODY).map(|(at, _)| at).find(|&at| {
        let (before, behind) = (&name[..at], &name[at + BODY.len()..]);
        let new_word = name[at..].starts_with('B') || !before.ends_with(char::is_alphanumeric);
        new_word && !behind.starts_with(|c: char| c.is_lowercase())
    })
}

/// Whether a key's last part says that the entry is the body of a mail: `body`, `text_body`, `bodyHtml`.
pub(super) fn is_body(name: &str) -> bool {
    body_in(name).is_some()
}

/// Whether it is the body of a mail if a subject stands beside it.
pub(super) fn may_be_body(name: &str) -> bool {
    BODIES.iter().any(|body| name.eq_ignore_ascii_case(body))
}

/// The names that the subject of an entry may have: like its own with `subject` for `body`, or just that.
pub(super) fn evident_subjects(name: &str) -> Vec<String> {
    let mut names = Vec::new();
    if let Some(at) = body_in(name) {
        names.push(format!("{}subject{}", &name[..at], &name[at + "body".len()..]));
        // `text_body_template` and `subject_template`
        names.push(format!("subject{}", &name[at + "body".len()..]));
        names.push(format!("{}subject", &name[..at]));
    }
    names.extend(SUBJECTS.map(str::to_owned));
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_choose_keys() {
        let chooses = |pattern: &str, path: &str| Selection::new(&[pattern], &[]).unwrap().chooses(path);
        assert!(chooses("emails.**", "emails/welcome/body"));
        assert!(!chooses("emails.*", "emails/welcome/body"));
        assert!(chooses("*_body", "nb/orders/shipped_body"));
        assert!(chooses("**", "Hi there. Your order"));
        assert!(chooses("**.body", "a/body"));
        assert!(!chooses("body", "a/body/title"));
    }

    #[test]
    fn references_are_paths_with_lines() {
        let selection = Selection::new(&[], &["templates/emails/**"]).unwrap();
        assert!(selection.is_used_in("templates/emails/order.html:12"));
        assert!(selection.is_used_in("templates/emails/order.html"));
        assert!(!selection.is_used_in("templates/shop.html:12"));
    }

    #[test]
    fn names_of_bodies_and_subjects() {
        for name in ["body", "Body", "text_body", "bodyHtml", "mailBody", "body-text"] {
            assert!(is_body(name), "{name}");
        }
        for name in ["somebody", "nobody", "bodyguard", "antibody_count"] {
            assert!(!is_body(name), "{name}");
        }
        let selection = Selection::new(&["*_body"], &[]).unwrap();
        assert_eq!(selection.subject_names("*_title", "shipped_body"), ["shipped_title"]);
        assert_eq!(selection.subject_names("title", "shipped_body"), ["title"]);
        assert!(evident_subjects("shipped_body").contains(&"shipped_subject".to_owned()));
    }
}
