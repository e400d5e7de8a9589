//! Dictionaries in the places where other programs put theirs.

use std::{
    collections::{BTreeMap, HashMap},
    env, fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use crate::{
    draft::Language,
    spelling::{self, Dictionary},
};

/// Folders of Hunspell, MySpell and macOS.
const FOLDERS: [&str; 7] = [
    "/usr/share/hunspell",
    "/usr/share/myspell",
    "/usr/share/myspell/dicts",
    "/usr/local/share/hunspell",
    "/opt/homebrew/share/hunspell",
    "/Library/Spelling",
    "C:\\Hunspell",
];

/// Folders in which LibreOffice keeps a folder `dict-…` for each language.
const OFFICES: [&str; 5] = [
    "/usr/lib/libreoffice/share/extensions",
    "/usr/lib64/libreoffice/share/extensions",
    "/opt/libreoffice/share/extensions",
    "/Applications/LibreOffice.app/Contents/Resources/extensions",
    "C:\\Program Files\\LibreOffice\\share\\extensions",
];

/// The names of the dictionaries of a language. Of each group the first that is there is taken: groups are spellings of
/// different countries, all of which are right; within one the names mean the same.
const fn names(language: Language) -> &'static [&'static [&'static str]] {
    match language {
        Language::En => &[&["en_US", "en-US", "en"], &["en_GB", "en-GB"]],
        Language::Nb => &[&["nb_NO", "nb-NO", "nb", "no_NO", "no"]],
        Language::Nn => &[&["nn_NO", "nn-NO", "nn"]],
        Language::Da => &[&["da_DK", "da-DK", "da"]],
        Language::Sv => &[&["sv_SE", "sv-SE", "sv", "sv_FI"]],
        Language::De => {
            &[&["de_DE", "de_DE_frami", "de-DE", "de"], &["de_AT", "de_AT_frami"], &["de_CH", "de_CH_frami"]]
        }
    }
}

/// How a dictionary of a language is got, in words.
const fn how_to_get(language: Language) -> &'static str {
    match language {
        Language::En => "`apt install hunspell-en-us hunspell-en-gb`",
        Language::Nb | Language::Nn => "`apt install hunspell-no`",
        Language::Da => "`apt install hunspell-da`",
        Language::Sv => "`apt install hunspell-sv`",
        Language::De => "`apt install hunspell-de-de`",
    }
}

/// A dictionary that is loaded when first asked for; `None` where it cannot be.
type Slot = Arc<OnceLock<Option<Arc<Dictionary>>>>;

/// What a run has of dictionaries, shared by all its configurations.
#[derive(Default)]
pub struct Shelf {
    loaded: Mutex<HashMap<PathBuf, Slot>>,
    /// The system's dictionaries of each language, by their `.dic` files; looked for once.
    system: [OnceLock<Vec<PathBuf>>; Language::ALL.len()],
    notes: Mutex<BTreeMap<String, String>>,
}

impl Shelf {
    /// What the user ought to know: languages without a dictionary, and dictionaries that cannot be read. Each once, in
    /// the same order in every run.
    pub fn notes(&self) -> Vec<String> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    fn note(&self, about: String, note: String) {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner).insert(about, note);
    }

    fn load(&self, dic: &Path) -> Option<Arc<Dictionary>> {
        let slot = {
            let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(loaded.entry(dic.to_owned()).or_default())
        };
        // Outside the lock, so that two languages load at the same time.
        let read = || {
            let bytes = super::read(&dic.with_extension("aff")).and_then(|aff| Ok((aff, super::read(dic)?)));
            let describe = |error| format!("{}: {error}", dic.display());
            match bytes.and_then(|(aff, dic)| Dictionary::read(&aff, &dic).map_err(describe)) {
                Ok(dictionary) => Some(Arc::new(dictionary)),
                Err(error) => {
                    self.note(dic.to_string_lossy().into_owned(), format!("this dictionary is not used: {error}"));
                    None
                }
            }
        };
        slot.get_or_init(read).clone()
    }

    fn system(&self, language: Language) -> &[PathBuf] {
        self.system[language as usize].get_or_init(|| find(language, &folders()))
    }
}

/// The dictionaries for the drafts of one configuration.
pub struct Dictionaries {
    shelf: Arc<Shelf>,
    /// The `.dic` files the configuration names.
    named: Vec<PathBuf>,
}

impl Dictionaries {
    /// Those a configuration names, before those of the system; `folder` is the configuration's.
    pub fn new(shelf: &Arc<Shelf>, folder: &Path, named: &[String]) -> Self {
        let dic = |path: &String| {
            let path = folder.join(path);
            let ending = path.extension().is_some_and(|ending| ending == "aff" || ending == "dic");
            if ending { path.with_extension("dic") } else { PathBuf::from(format!("{}.dic", path.display())) }
        };
        Self { shelf: Arc::clone(shelf), named: named.iter().map(dic).collect() }
    }
}

impl spelling::Dictionaries for Dictionaries {
    fn of(&self, language: Language, number: usize) -> Option<Arc<Dictionary>> {
        let named = self.named.iter().filter(|path| spelling::language_of(path) == Some(language));
        let paths = named.chain(self.shelf.system(language));
        // One that cannot be read is passed over, so that it does not hide those behind it.
        let mut readable = paths.filter_map(|path| self.shelf.load(path));
        readable.nth(number)
    }

    fn lacks(&self, language: Language) {
        let (name, get) = (language.name(), how_to_get(language));
        let how = format!("{get} on Debian and Ubuntu; LibreOffice brings one; docs/spelling.md has more ways");
        self.shelf
            .note(language.tag().to_owned(), format!("no {name} dictionary, so `spelling` finds nothing there: {how}"));
    }
}

/// The dictionaries of a language in the folders, best first. One linked under two names is taken once.
fn find(language: Language, folders: &[PathBuf]) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = Vec::new();
    let mut targets: Vec<PathBuf> = Vec::new();
    for group in names(language) {
        let candidates =
            folders.iter().flat_map(|folder| group.iter().map(move |name| folder.join(format!("{name}.dic"))));
        let Some(path) = candidates.into_iter().find(|path| path.is_file() && path.with_extension("aff").is_file())
        else {
            continue;
        };
        let target = fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
        if !targets.contains(&target) {
            targets.push(target);
            found.push(path);
        }
    }
    found
}

/// The folders to look in, in order: those of `DICPATH` and no others where it is set; else those of the system, and then
/// those of LibreOffice.
fn folders() -> Vec<PathBuf> {
    if let Some(paths) = env::var_os("DICPATH") {
        return env::split_paths(&paths).collect();
    }
    let mut folders: Vec<PathBuf> = FOLDERS.iter().map(PathBuf::from).collect();
    for office in OFFICES {
        let Ok(entries) = fs::read_dir(office) else { continue };
        let mut dicts: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        // The order of a directory listing differs between machines.
        dicts.sort();
        for dict in dicts {
            folders.push(dict.join("dictionaries"));
            folders.push(dict);
        }
    }
    folders
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spelling::Dictionaries as _;

    fn folder_with(names: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for name in names {
            fs::write(folder.path().join(format!("{name}.aff")), "SET UTF-8\n").expect("written");
            fs::write(folder.path().join(format!("{name}.dic")), "1\nhilsen\n").expect("written");
        }
        folder
    }

    #[test]
    fn spellings_of_two_countries_are_both_found_and_names_for_one_only_once() {
        let folder = folder_with(&["en_GB", "en_US", "nb", "nb_NO"]);
        let folders = [folder.path().to_owned()];
        let stems = |language| -> Vec<String> {
            let found = find(language, &folders);
            found.iter().map(|path| path.file_stem().expect("a stem").to_string_lossy().into_owned()).collect()
        };
        assert_eq!(stems(Language::En), ["en_US", "en_GB"]);
        assert_eq!(stems(Language::Nb), ["nb_NO"]);
        assert_eq!(stems(Language::Da), Vec::<String>::new());
    }

    #[test]
    fn a_named_dictionary_comes_first_and_a_broken_one_is_noted_and_passed_over() {
        let folder = folder_with(&["acme.nn"]);
        fs::write(folder.path().join("nn_broken.dic"), "1\n").expect("written");
        let named = ["nn_broken".to_owned(), "acme.nn.dic".to_owned()];
        let shelf = Arc::new(Shelf::default());
        let dictionaries = Dictionaries::new(&shelf, folder.path(), &named);
        assert!(dictionaries.of(Language::Nn, 0).is_some_and(|dictionary| dictionary.knows("hilsen")));
        let notes = shelf.notes();
        assert!(notes.len() == 1 && notes[0].contains("nn_broken"), "{notes:?}");
        dictionaries.lacks(Language::Da);
        dictionaries.lacks(Language::Da);
        assert_eq!(shelf.notes().len(), 2);
    }
}
