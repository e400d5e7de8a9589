//! The language a catalogue is in, as names tell it.

/// Neighbours of an entry that name its language.
pub(super) const KEYS: [&str; 6] = ["locale", "language", "lang", "språk", "sprog", "sprache"];

/// Languages that programs are translated into; fewer than there are, so that a word in a name is not taken for one.
const LANGUAGES: [&str; 38] = [
    "en", "nb", "nn", "no", "da", "sv", "de", "fi", "is", "fo", "se", "fr", "nl", "es", "it", "pt", "pl", "et", "lv",
    "lt", "cs", "sk", "hu", "ru", "uk", "bg", "hr", "sl", "sr", "el", "tr", "ro", "ar", "he", "ja", "ko", "zh", "vi",
];

/// The tag, if it is one of a language: `nb`, `nb-NO`, `nb_NO.UTF-8`.
pub(super) fn of_tag(tag: &str) -> Option<String> {
    let base = tag.split(['.', '@']).next().unwrap_or_default();
    let mut parts = base.split(['-', '_']);
    let language = parts.next()?;
    let known = LANGUAGES.iter().any(|known| known.eq_ignore_ascii_case(language));
    let region = |part: &str| (2..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (known && parts.all(region)).then(|| base.to_owned())
}

/// The language that the path of a file names, the nearest part first: `nb.yml`, `messages.da.yaml`,
/// `messages_nb_NO.properties`, `locale/nn/LC_MESSAGES/mails.po`.
pub(super) fn of_path(path: &str) -> Option<String> {
    let mut parts = path.rsplit(['/', '\\']);
    let name = parts.next()?;
    of_stem(name.strip_prefix('.').unwrap_or(name)).or_else(|| parts.find_map(of_tag))
}

/// The language that the name of a file ends in, before its endings.
fn of_stem(name: &str) -> Option<String> {
    let mut pieces: Vec<&str> = name.split('.').collect();
    if pieces.len() > 1 {
        pieces.pop();
    }
    pieces.iter().rev().find_map(|piece| of_tag(piece).or_else(|| of_suffix(piece)))
}

/// The language behind the last underscores or hyphens of a word: `messages_nb_NO`.
fn of_suffix(word: &str) -> Option<String> {
    let cuts = word.rmatch_indices(['_', '-']).map(|(at, _)| at).take(3);
    // `nb` of `messages_nb_NO`, before `NO` is taken for Norwegian.
    cuts.filter_map(|at| of_tag(&word[at + 1..])).last()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_in_names() {
        for (path, language) in [
            ("config/locales/nb.yml", "nb"),
            ("messages.da.yaml", "da"),
            ("messages_nb_NO.properties", "nb_NO"),
            ("locale/nn/LC_MESSAGES/mails.po", "nn"),
            ("i18n/en_US/templates/email/note.yaml", "en_US"),
            ("mails-sv.json", "sv"),
            ("de/mails.json", "de"),
        ] {
            assert_eq!(of_path(path).as_deref(), Some(language), "{path}");
        }
        for path in ["mails.yml", "order_to.properties", "src/mails.po", "replies.csv", ""] {
            assert_eq!(of_path(path), None, "{path}");
        }
    }

    #[test]
    fn tags() {
        assert_eq!(of_tag("nb_NO.UTF-8").as_deref(), Some("nb_NO"));
        assert_eq!(of_tag("zh-Hans").as_deref(), Some("zh-Hans"));
        assert_eq!(of_tag("no-reply"), None);
        assert_eq!(of_tag("emails"), None);
    }
}
