//! Floor 3: dictionaries, as far as rules may know of them.
//!
//! A [`Dictionary`] is read from the two files of Hunspell's format, handed in as bytes. Where the files lie, and whether
//! there are any, is the business of whoever implements [`Dictionaries`]; on this floor nothing is opened.

use std::{borrow::Cow, fmt, path::Path, sync::Arc};

use encoding_rs::{Encoding, UTF_8};

use crate::draft::Language;

/// A list of words with the rules for their forms and compounds.
pub struct Dictionary {
    speller: spellbook::Dictionary,
}

impl fmt::Debug for Dictionary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Dictionary")
    }
}

/// Words longer than this, in bytes, are no words of any language, and are never looked up.
const WORD_MAX: usize = 60;

impl Dictionary {
    /// Reads a dictionary from its `.aff` and its `.dic` file, in the charset the `.aff` file names.
    ///
    /// # Errors
    /// When the files are no dictionary; the text says why.
    pub fn read(aff: &[u8], dic: &[u8]) -> Result<Self, String> {
        let encoding = charset(aff);
        let aff = encoding.decode(aff).0;
        let dic = encoding.decode(dic).0;
        let dic = if has_numeric_flags(&aff) { escape_slashes(&dic) } else { dic };
        match spellbook::Dictionary::new(&aff, &dic) {
            Ok(speller) => Ok(Self { speller }),
            Err(error) => Err(error.to_string()),
        }
    }

    /// Whether a word is in the dictionary, in this spelling or in small letters where it begins with a capital.
    pub fn knows(&self, word: &str) -> bool {
        word.len() <= WORD_MAX && self.speller.check(word)
    }
}

/// The charset a `.aff` file names after `SET`; UTF-8 where it names none that is known.
fn charset(aff: &[u8]) -> &'static Encoding {
    let mut lines = aff.split(|&byte| byte == b'\n');
    let named = lines.find_map(|line| line.strip_prefix(b"SET ")).map(<[u8]>::trim_ascii);
    // Hunspell writes ISO8859-1 for ISO-8859-1.
    let label = named.map(|name| match name.strip_prefix(b"ISO8859") {
        Some(part) => [b"iso-8859", part].concat(),
        None => name.to_owned(),
    });
    label.and_then(|label| Encoding::for_label(&label)).unwrap_or(UTF_8)
}

/// Whether the words' flags are numbers.
fn has_numeric_flags(aff: &str) -> bool {
    aff.lines().any(|line| line.strip_prefix("FLAG").is_some_and(|kind| kind.trim() == "num"))
}

/// Repairs words such as `"A/S"` and `c/o` in a dictionary whose flags are numbers: their slash was meant as a letter.
///
/// A slash divides a word from its flags, and one that belongs to the word is written `\/`. The Danish dictionary has
/// three words without it. Hunspell complains of such a flag and goes on; spellbook refuses the whole dictionary.
fn escape_slashes(dic: &str) -> Cow<'_, str> {
    let broken = |line: &str| {
        let word = line.split_ascii_whitespace().next()?;
        let (word, flags) = word.split_once('/').filter(|(word, _)| !word.ends_with('\\') && !word.is_empty())?;
        let numbers = flags.bytes().all(|byte| byte.is_ascii_digit() || byte == b',');
        (!numbers).then(|| format!("{}\\/{}", word.trim_start_matches('"'), flags.trim_end_matches('"')))
    };
    if !dic.lines().any(|line| broken(line).is_some()) {
        return Cow::Borrowed(dic);
    }
    let mut repaired = String::with_capacity(dic.len() + 16);
    for line in dic.lines() {
        match broken(line) {
            Some(line) => repaired.push_str(&line),
            None => repaired.push_str(line),
        }
        repaired.push('\n');
    }
    Cow::Owned(repaired)
}

/// The language of a dictionary, by the name of its file: `nb_NO.dic`, `en-GB.dic`, `acme.nb.dic`.
pub fn language_of(dic: &Path) -> Option<Language> {
    let name = dic.file_name()?.to_str()?;
    let stem = name.strip_suffix(".dic").or_else(|| name.strip_suffix(".aff")).unwrap_or(name);
    Language::from_tag(stem.rsplit('.').next().unwrap_or(stem))
}

/// Where dictionaries come from.
pub trait Dictionaries: Send + Sync {
    /// A dictionary of a language, counted from 0; `None` behind the last. A language has several where its countries
    /// spell differently, or where a house has lists of its own; a word is known that one of them knows. Loaded when first
    /// asked for.
    fn of(&self, language: Language, number: usize) -> Option<Arc<Dictionary>>;

    /// Takes note that drafts in a language could not be checked for want of a dictionary.
    fn lacks(&self, _language: Language) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dictionary_in_latin_1_is_read() {
        let dictionary = Dictionary::read(b"SET ISO8859-1\n", b"1\nbl\xe5b\xe6r\n").expect("a dictionary");
        assert!(dictionary.knows("blåbær") && dictionary.knows("Blåbær") && !dictionary.knows("blabær"));
    }

    #[test]
    fn slashes_among_numeric_flags_are_letters() {
        let aff = b"SET UTF-8\nFLAG num\nSFX 10 Y 1\nSFX 10 0 en .\n";
        let dic = b"4\n\"A/S\"\nc/o\nkonto/10\nbil/10 st:bil\n";
        let dictionary = Dictionary::read(aff, dic).expect("a dictionary");
        for word in ["A/S", "c/o", "konto", "kontoen", "bilen"] {
            assert!(dictionary.knows(word), "{word}");
        }
        assert!(!dictionary.knows("A/B"));
        assert_eq!(escape_slashes("2\nkonto/10\nkm\\/t\n"), "2\nkonto/10\nkm\\/t\n");
    }

    #[test]
    fn what_is_no_dictionary_is_refused_with_a_reason() {
        let error = Dictionary::read(b"FLAG nonsense\n", b"1\nword\n").expect_err("no dictionary");
        assert!(!error.is_empty());
    }
}
