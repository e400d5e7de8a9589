//! Floor 10: files. The only place that reads the file system.

mod dictionaries;

use std::{
    collections::HashMap,
    ffi::OsStr,
    fs,
    io::{self, Write},
    path::{Component, Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use ignore::WalkBuilder;

pub use dictionaries::{Dictionaries, Shelf};

use crate::{
    config::{Config, Customer, FILE_NAME, Layer, RuleSet},
    decode,
    pack::PackFile,
    suppress::Used,
    vale::{StyleFile, Vocabulary},
};

/// The endings of files that are taken for drafts when a folder is walked.
pub const DRAFT_ENDINGS: [&str; 10] = ["eml", "htm", "html", "mail", "markdown", "md", "mjml", "text", "txt", "xhtml"];
/// Pages of Markdown that are about the folder they lie in, and no drafts.
const ABOUT_FOLDERS: [&str; 5] = ["changelog", "code_of_conduct", "contributing", "license", "readme"];
/// Formats that hilsen knows of and does not read: linting their markup as text would find nonsense.
pub const UNREAD_ENDINGS: [&str; 6] = ["doc", "docx", "msg", "odt", "pdf", "rtf"];

/// What a walk over the paths of a command line gives.
#[derive(Debug, Default)]
pub struct Found {
    /// The drafts, in the order of the arguments, those of a folder sorted by path.
    pub files: Vec<PathBuf>,
    /// What went wrong, in words.
    pub errors: Vec<String>,
}

/// Finds the drafts under the given paths. A file that is named is taken whatever its ending is; in a folder, also files
/// that hold many mails, where `is_catalogue` wants them.
pub fn find_drafts(paths: &[PathBuf], is_catalogue: &mut dyn FnMut(&Path) -> bool) -> Found {
    let mut found = Found::default();
    for path in paths {
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => walk(path, is_catalogue, &mut found),
            Ok(_) => found.files.push(path.clone()),
            Err(error) => found.errors.push(describe(path, &error)),
        }
    }
    found
}

/// Replaces the content of a file at once: a reader sees the old bytes or the new ones, never half of either.
///
/// # Errors
/// When the file no longer holds `old`, or cannot be written; it is then as it was.
pub fn replace(path: &Path, old: &[u8], new: &[u8]) -> Result<(), String> {
    // Through a symbolic link the file is replaced, not the link.
    let path = &fs::canonicalize(path).map_err(|error| describe(path, &error))?;
    let folder = path.parent().unwrap_or(Path::new("."));
    if fs::metadata(path).is_ok_and(|metadata| metadata.permissions().readonly()) {
        return Err(format!("{}: the file is read-only and is left alone", path.display()));
    }
    let write = || -> io::Result<bool> {
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(new)?;
        file.as_file().sync_all()?;
        fs::set_permissions(file.path(), fs::metadata(path)?.permissions())?;
        if fs::read(path)? != old {
            return Ok(false);
        }
        file.persist(path)?;
        Ok(true)
    };
    match write() {
        Ok(true) => Ok(()),
        Ok(false) => Err(format!("{}: the file changed meanwhile and is left alone", path.display())),
        Err(error) => Err(format!("{}: it cannot be written: {error}", path.display())),
    }
}

/// The bytes of a file.
///
/// # Errors
/// When it cannot be read; the text says which and why.
pub fn read(path: &Path) -> Result<Vec<u8>, String> {
    fs::read(path).map_err(|error| describe(path, &error))
}

/// An error of the file system, with the path and without the number of the error.
pub fn describe(path: &Path, error: &io::Error) -> String {
    let reason = match error.kind() {
        io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        io::ErrorKind::PermissionDenied => "it may not be read".to_owned(),
        _ => error.to_string(),
    };
    format!("{}: {reason}", path.display())
}

fn walk(folder: &Path, is_catalogue: &mut dyn FnMut(&Path) -> bool, found: &mut Found) {
    let before = found.files.len();
    let walker = WalkBuilder::new(folder).sort_by_file_name(OsStr::cmp).require_git(false).build();
    for entry in walker {
        match entry {
            Ok(entry) => {
                let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
                if is_file && (is_draft(entry.path()) || is_catalogue(entry.path())) {
                    found.files.push(entry.into_path());
                }
            }
            Err(error) => found.errors.push(error.to_string()),
        }
    }
    if found.files.len() == before {
        let endings = DRAFT_ENDINGS.map(|ending| format!(".{ending}")).join(", ");
        found.errors.push(format!("{}: no drafts in this folder (looked for {endings})", folder.display()));
    }
}

/// Whether a file in a walked folder is taken for a draft: by its ending, or by the one before a template's
/// (`welcome.txt.erb`).
fn is_draft(path: &Path) -> bool {
    let stem = path.file_stem().unwrap_or_default();
    let is_about = ABOUT_FOLDERS.iter().any(|page| stem.eq_ignore_ascii_case(page));
    let ending = path.file_name().and_then(|name| name.to_str()).and_then(decode::ending);
    let is_one = |ending: &str| DRAFT_ENDINGS.iter().any(|draft| ending.eq_ignore_ascii_case(draft));
    // `reply.liquid`: a template whose name says no more; what PHP makes may be anything.
    let is_bare_template =
        |ending: &str| decode::is_template_name(&format!("x.{ending}")) && !ending.eq_ignore_ascii_case("php");
    ending.is_some_and(|ending| is_one(ending) || is_bare_template(ending)) && !is_about
}

/// Whether a path ends like a format that hilsen does not read.
pub fn is_unread_format(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    UNREAD_ENDINGS.iter().any(|unread| ending.eq_ignore_ascii_case(unread))
}

/// What a rule set is made for: the `[[files]]` tables that hold, and the kind of customer.
type SetKey = (Vec<usize>, Option<Customer>);

/// A configuration and the rule sets made of it.
pub struct Loaded {
    /// The configuration.
    pub config: Config,
    /// Which of its suppressions have silenced something.
    pub used: Used,
    /// Of each `[[catalogue]]`, whether it holds for a file, and whether an entry was found.
    catalogues: Vec<(AtomicBool, AtomicBool)>,
    dictionaries: Arc<Dictionaries>,
    sets: Mutex<HashMap<SetKey, Arc<RuleSet>>>,
}

impl Loaded {
    fn new(config: Config, shelf: &Arc<Shelf>) -> Self {
        let used = Used::new(&config);
        let folder = config.path.parent().unwrap_or(Path::new(""));
        let dictionaries = Arc::new(Dictionaries::new(shelf, folder, &config.dictionaries));
        let catalogues = config.catalogues.iter().map(|_| Default::default()).collect();
        Self { config, used, catalogues, dictionaries, sets: Mutex::new(HashMap::new()) }
    }

    /// Whether a file holds many mails, and the configuration says which.
    pub fn has_catalogue(&self, path: &Path) -> bool {
        let kind = path.to_str().and_then(decode::CatalogueKind::of);
        kind.is_some() && !self.config.catalogues_of(&self.relative(path)).is_empty()
    }

    /// The tables `[[catalogue]]` which hold for a file, and have for others, and none of whose entries were found.
    pub fn idle_catalogues(&self) -> impl Iterator<Item = &crate::config::Catalogue> {
        let idle =
            |(seen, chosen): &(AtomicBool, AtomicBool)| seen.load(Ordering::Relaxed) && !chosen.load(Ordering::Relaxed);
        self.config
            .catalogues
            .iter()
            .zip(&self.catalogues)
            .filter(move |(_, flags)| idle(flags))
            .map(|(table, _)| table)
    }

    /// Notes that tables `[[catalogue]]` hold for a file, and whether there are such entries in it.
    pub fn note_catalogues(&self, tables: &[usize], any: bool) {
        for &table in tables {
            self.catalogues[table].0.store(true, Ordering::Relaxed);
            self.catalogues[table].1.fetch_or(any, Ordering::Relaxed);
        }
    }

    /// Whether the configuration lies in a folder or below it.
    pub fn lies_below(&self, folder: &Path) -> bool {
        let own = match self.config.path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let found = (fs::canonicalize(own), fs::canonicalize(folder));
        matches!(found, (Ok(own), Ok(folder)) if own.starts_with(&folder))
    }

    /// The path of a draft as globs see it: from the configuration's folder, where it lies below that.
    pub fn relative(&self, draft: &Path) -> PathBuf {
        let folder = self.config.path.parent().unwrap_or(Path::new(""));
        let plain = |path: &Path| path.components().filter(|part| *part != Component::CurDir).collect::<PathBuf>();
        let draft = plain(draft);
        match draft.strip_prefix(plain(folder)) {
            Ok(below) if !(folder.is_absolute() && draft.is_relative()) => below.to_owned(),
            // The configuration was found above the working folder.
            _ => match std::env::current_dir().map(|here| here.join(&draft)) {
                Ok(absolute) => absolute.strip_prefix(folder).map_or(draft, Path::to_owned),
                Err(_) => draft,
            },
        }
    }

    /// The rules for a draft, by its path from the configuration's folder; made once for every combination of
    /// `[[files]]` tables.
    pub fn rules_for(&self, relative: &Path, command_line: &Layer) -> Arc<RuleSet> {
        self.rules_to(None, relative, command_line)
    }

    /// The rules for a draft to a kind of customer.
    pub fn rules_to(&self, customer: Option<&Customer>, relative: &Path, command_line: &Layer) -> Arc<RuleSet> {
        let matching = self.config.matching(relative);
        let mut sets = self.sets.lock().unwrap_or_else(PoisonError::into_inner);
        let dictionaries = || Arc::<Dictionaries>::clone(&self.dictionaries);
        let rules = || self.config.rule_set_for(customer, &matching, command_line);
        let make = || Arc::new(rules().with_dictionaries(dictionaries()));
        Arc::clone(sets.entry((matching.clone(), customer.cloned())).or_insert_with(make))
    }
}

/// Finds and keeps the configurations of a run.
#[derive(Default)]
pub struct Configurations {
    /// The file a flag names, for all drafts.
    fixed: Option<Arc<Loaded>>,
    by_folder: HashMap<PathBuf, Arc<Loaded>>,
    by_file: HashMap<PathBuf, Arc<Loaded>>,
    built_in: Option<Arc<Loaded>>,
    /// The dictionaries of the run.
    pub shelf: Arc<Shelf>,
}

impl Configurations {
    /// Uses one file for every draft.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn fixed(path: &Path) -> Result<Self, String> {
        let shelf = Arc::default();
        let loaded = load(path, &shelf)?;
        Ok(Self { fixed: Some(loaded), shelf, ..Self::default() })
    }

    /// Uses no file at all.
    pub fn none() -> Self {
        let shelf = Arc::default();
        Self { fixed: Some(Arc::new(Loaded::new(Config::default(), &shelf))), shelf, ..Self::default() }
    }

    /// The configuration for a draft: the nearest `hilsen.toml` upwards from its folder.
    ///
    /// # Errors
    /// When the file that is found cannot be read.
    pub fn of(&mut self, draft: &Path) -> Result<Arc<Loaded>, String> {
        if let Some(fixed) = &self.fixed {
            return Ok(Arc::clone(fixed));
        }
        let folder = draft.parent().unwrap_or(Path::new("")).to_owned();
        if let Some(known) = self.by_folder.get(&folder) {
            return Ok(Arc::clone(known));
        }
        let loaded = match nearest(&folder) {
            None => {
                let make = || Arc::new(Loaded::new(Config::default(), &self.shelf));
                Arc::clone(self.built_in.get_or_insert_with(make))
            }
            Some(path) => match self.by_file.get(&path) {
                Some(known) => Arc::clone(known),
                None => {
                    let loaded = load(&path, &self.shelf)?;
                    self.by_file.insert(path, Arc::clone(&loaded));
                    loaded
                }
            },
        };
        self.by_folder.insert(folder, Arc::clone(&loaded));
        Ok(loaded)
    }

    /// The configurations that were read from files, in the order of their paths.
    pub fn files(&self) -> Vec<Arc<Loaded>> {
        let mut files: Vec<Arc<Loaded>> = self.by_file.values().chain(&self.fixed).map(Arc::clone).collect();
        files.sort_by(|a, b| a.config.path.cmp(&b.config.path));
        files
    }
}

fn load(path: &Path, shelf: &Arc<Shelf>) -> Result<Arc<Loaded>, String> {
    let text = read_text(path)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let config = Config::read_with_packs(path, &text, &|name| read_pack(folder, name));
    Ok(Arc::new(Loaded::new(config, shelf)))
}

/// The files of a pack: every `.toml` below its folder, sorted by path; or the one file it is.
///
/// # Errors
/// When there is no such folder, or a file in it cannot be read; the text says which and why.
pub fn read_pack(folder: &Path, name: &str) -> Result<Vec<PackFile>, String> {
    let root = folder.join(name);
    let metadata = fs::metadata(&root).map_err(|error| describe(&root, &error))?;
    let below = |path: &Path| {
        let below = path.strip_prefix(&root).unwrap_or(path);
        let below = if below.as_os_str().is_empty() { Path::new(path.file_name().unwrap_or_default()) } else { below };
        below.to_string_lossy().replace('\\', "/")
    };
    if metadata.is_file() {
        return Ok(vec![PackFile { below: below(&root), text: read_text(&root)?, path: root }]);
    }
    let mut files = Vec::new();
    for entry in WalkBuilder::new(&root).sort_by_file_name(OsStr::cmp).require_git(false).build() {
        let path = entry.map_err(|error| error.to_string())?.into_path();
        let is_rule =
            path.extension().is_some_and(|ending| ending == "toml") && path.file_name() != Some(FILE_NAME.as_ref());
        if is_rule && path.is_file() {
            files.push(PackFile { below: below(&path), text: read_text(&path)?, path });
        }
    }
    if files.is_empty() {
        return Err(format!(
            "{}: there is no rule in this folder; rules are files whose names end in .toml",
            root.display()
        ));
    }
    Ok(files)
}

/// The text of a file that a person wrote.
fn read_text(path: &Path) -> Result<String, String> {
    let bytes = read(path)?;
    String::from_utf8(bytes).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = memchr::memchr_iter(b'\n', valid).count() + 1;
        format!("{}: line {line} is not UTF-8; save the file as UTF-8", path.display())
    })
}

/// A style written for Vale, as it lies on disk.
#[derive(Debug)]
pub struct Style {
    /// Its name: that of its folder.
    pub name: String,
    /// Its rules, sorted by name.
    pub files: Vec<StyleFile>,
}

/// The styles in a folder: the folder itself where rules lie in it, and else those of its folders that have some.
///
/// # Errors
/// When there is no style, or a file cannot be read; the text says which and why.
pub fn read_styles(path: &Path) -> Result<Vec<Style>, String> {
    let own = read_style(path)?;
    if !own.files.is_empty() {
        return Ok(vec![own]);
    }
    let entries = fs::read_dir(path).map_err(|error| describe(path, &error))?;
    let mut folders: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    folders.sort();
    let mut styles = Vec::new();
    for folder in folders.iter().filter(|folder| folder.is_dir()) {
        styles.push(read_style(folder)?);
    }
    styles.retain(|style| !style.files.is_empty());
    if styles.is_empty() {
        return Err(format!(
            "{}: there are no rules for Vale here (looked for .yml, and for accept.txt and reject.txt)",
            path.display()
        ));
    }
    Ok(styles)
}

/// The vocabularies in a folder of Vale's: the folder itself where it is one, and else those below it, where Vale keeps them.
///
/// # Errors
/// When a file cannot be read; the text says which and why.
pub fn read_vocabularies(path: &Path) -> Result<Vec<Vocabulary>, String> {
    const FILES: [&str; 2] = ["accept.txt", "reject.txt"];
    let is_one = |folder: &Path| FILES.iter().any(|file| folder.join(file).is_file());
    let mut folders = vec![path.to_owned()];
    for home in ["config/vocabularies", "Vocab", ""] {
        let entries = fs::read_dir(path.join(home)).into_iter().flatten();
        folders.extend(entries.filter_map(|entry| Some(entry.ok()?.path())));
    }
    folders.retain(|folder| is_one(folder));
    folders.sort();
    let text = |file: PathBuf| if file.is_file() { read_text(&file) } else { Ok(String::new()) };
    let read = |folder: &PathBuf| {
        let home = fs::canonicalize(folder).map_err(|error| describe(folder, &error))?;
        let name = home.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Vocabulary { name, accept: text(folder.join(FILES[0]))?, reject: text(folder.join(FILES[1]))? })
    };
    folders.iter().map(read).collect()
}

fn read_style(folder: &Path) -> Result<Style, String> {
    let is_rule = |path: &Path| path.extension().is_some_and(|ending| ending == "yml" || ending == "yaml");
    let mut paths = Vec::new();
    if folder.is_file() {
        paths.push(folder.to_owned());
    } else {
        let entries = fs::read_dir(folder).map_err(|error| describe(folder, &error))?;
        paths.extend(
            entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_file() && is_rule(path)),
        );
    }
    paths.sort();
    let absolute = fs::canonicalize(folder).map_err(|error| describe(folder, &error))?;
    let home = if absolute.is_file() { absolute.parent().unwrap_or(&absolute) } else { &absolute };
    let text = |name: Option<&std::ffi::OsStr>| name.unwrap_or_default().to_string_lossy().into_owned();
    let file = |path: &PathBuf| Ok(StyleFile { name: text(path.file_stem()), text: read_text(path)? });
    let files = paths.iter().map(file).collect::<Result<Vec<_>, String>>()?;
    Ok(Style { name: text(home.file_name()), files })
}

/// Writes a pack into a folder that is new or empty: nothing that somebody wrote is written over.
///
/// # Errors
/// When the folder has something in it, or cannot be written; the text says which and why.
pub fn write_pack(folder: &Path, files: &[(String, String)]) -> Result<(), String> {
    if fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(format!(
            "{}: this folder is not empty and is left alone; name another with --output",
            folder.display()
        ));
    }
    for (below, text) in files {
        let path = folder.join(below);
        let write = || {
            fs::create_dir_all(path.parent().unwrap_or(folder))?;
            fs::write(&path, text)
        };
        write().map_err(|error| format!("{}: it cannot be written: {error}", path.display()))?;
    }
    Ok(())
}

/// A configuration that is nothing but a pack.
pub fn pack_alone(path: &Path) -> Config {
    let load = |_: &str| read_pack(Path::new(""), &path.to_string_lossy());
    Config::read_with_packs(Path::new(""), "packs = [\".\"]\n", &load)
}

/// Whether the second path leads into the folder of the first, or to the same place.
pub fn leads_into(outer: &Path, inner: &Path) -> bool {
    matches!((fs::canonicalize(outer), fs::canonicalize(inner)), (Ok(outer), Ok(inner)) if inner.starts_with(&outer))
}

/// The nearest configuration file upwards from a folder, written the way the folder is where it lies below it.
fn nearest(folder: &Path) -> Option<PathBuf> {
    // As far as the path itself goes, stay with what the user typed; a relative one ends in the working folder.
    if let Some(found) = folder.ancestors().map(|folder| folder.join(FILE_NAME)).find(|candidate| candidate.is_file()) {
        return Some(found);
    }
    // Above it, ask where it is. A draft on standard input may go by a path that is not there.
    let absolute = fs::canonicalize(folder).or_else(|_| std::env::current_dir()).ok()?;
    absolute.ancestors().map(|folder| folder.join(FILE_NAME)).find(|candidate| candidate.is_file())
}
