//! From the text of `hilsen.toml` to layers, every mistake at its place.

use std::{path::Path, sync::Arc};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use super::{Catalogue, Config, FilesLayer, Ignore, Layer, LoadPack, RuleLayer, profile};
use crate::{
    decode::{Format, Kind, Selection, Tool},
    draft::{Abbreviations, Language, Situation, section::OwnWords},
    pack::{self, HOUSE, KnownRule, OwnSource, Pack, Rulebook, Words},
    phrase::fold,
    rule::{Level, PhraseEntry, ReportLanguage, Role, Rule},
    spelling,
    tree::{self, Key, Node, Problem, Reader, Value, did_you_mean},
};

/// Keys every rule's table may have, besides the rule's own options.
const RULE_KEYS: [&str; 7] = ["level", "phrases", "remove", "allow", "message", "help", "why"];
/// Keys a pack's file for a built-in rule may have besides those.
const PACK_KEYS: [&str; 7] = ["alternatives", "evidence", "bad", "good", "bad-drafts", "good-drafts", "fixed"];

pub(super) fn read(path: &Path, text: &str, load: LoadPack<'_>) -> Config {
    let (root, mut problems) = tree::parse(text);
    let syntax = problems.len();
    if syntax == 0 {
        check_homeless(&root, &mut problems);
    }
    let mut reader = Reader::new(&root, &mut problems);
    let pack_names = reader.node("packs");
    let own_rules = reader.table("house-rules");
    // What the file says of rules needs to know which there are.
    let mut book = Rulebook::default();
    let mut packs = pack_names.map_or_else(Vec::new, |node| read_packs(node, load, &mut book, reader.problems()));
    let own = own_rules.iter().filter_map(|(key, node)| read_own(path, key, node, &mut book, reader.problems()));
    let words = own.collect();
    let abbreviations = read_abbreviations(&packs).into();
    let pack_layers = packs.iter_mut().map(|pack| pack_layer(pack, &book)).collect();
    let mut base = read_layer(&mut reader, &book);
    let sections = reader.table("sections");
    for key in OF_RULES {
        reader.node(key);
    }
    let exclude = reader.node("exclude");
    let dictionaries = reader.node("dictionaries");
    let files = reader.list("files");
    let profiles = reader.table("profiles");
    let ignores = reader.list("ignore");
    let catalogues = reader.list("catalogue");
    reader.finish();
    let exclude = exclude.and_then(|node| globs(node, &mut problems));
    let dictionaries = dictionaries.map_or_else(Vec::new, |node| read_dictionaries(node, &mut problems));
    let files = files.iter().filter_map(|node| read_files(node, &book, &mut problems)).collect();
    let catalogues = catalogues.iter().filter_map(|node| read_catalogue(node, &mut problems)).collect();
    let ignores = ignores.iter().map(|node| read_ignore(node, &book, &mut problems)).collect();
    base.context.words = read_section_words(&packs, sections, &mut problems);
    let mut all_profiles: Vec<_> = packs.iter_mut().flat_map(|pack| profile::read_pack(pack, &book)).collect();
    all_profiles.extend(profile::read_all(path, profiles, &book, &mut problems));
    let profiles = all_profiles;
    let (path, text, rulebook) = (path.to_owned(), text.to_owned(), book);
    let mut config = Config {
        path,
        text,
        packs,
        pack_layers,
        rulebook,
        abbreviations,
        words,
        base,
        files,
        profiles,
        ignores,
        catalogues,
        exclude,
        dictionaries,
        problems,
    };
    check_customers(&root, &mut config);
    tree::without_echoes(&config.text, &mut config.problems, syntax);
    config.problems.sort_by_key(|problem| problem.start);
    config
}

/// Reports what belongs to a rule and stands at the top of the file, below no rule.
fn check_homeless(root: &Node, problems: &mut Vec<Problem>) {
    let Value::Table(entries) = &root.value else { return };
    for (key, _) in entries.iter().filter(|(key, _)| OF_RULES.contains(&&*key.name)) {
        let problem = problem_at(key, format!("`{}` belongs to a rule, and stands here below none", key.name));
        problems.push(problem.with_help("write the name of the rule above it: [rules.negative-phrasing]"));
    }
}

/// Keys that stand under the name of a rule.
const OF_RULES: [&str; 10] =
    ["phrases", "allow", "remove", "level", "message", "help", "why", "instead", "except", "bad"];

/// Keys that stand at the top of the file.
const OF_FILE: [&str; 6] = ["packs", "organisation", "vocabulary", "exclude", "dictionaries", "signature"];

fn problem_at(key: &Key, message: String) -> Problem {
    Problem { start: key.start as usize, end: key.end as usize, message, help: None }
}

/// What to say of a key that belongs to the file and stands below a heading.
fn below_heading(key: &Key) -> Option<Problem> {
    let misplaced = OF_FILE.contains(&&*key.name);
    let help = "move it to the very top of the file, above everything in square brackets";
    misplaced.then(|| problem_at(key, format!("`{}` stands below a heading", key.name)).with_help(help))
}

/// Reports profiles that are named for drafts and that nobody wrote.
fn check_customers(root: &Node, config: &mut Config) {
    let files = match root.get("files").map(|node| &node.value) {
        Some(Value::Array(tables)) => tables.as_slice(),
        _ => &[],
    };
    for table in std::iter::once(root).chain(files) {
        let Some(node) = table.get("customer").filter(|node| node.as_str().is_some()) else { continue };
        let named = Situation { customer: node.as_str().map(str::to_owned), ..Situation::default() };
        if let Err(message) = config.customer(&named) {
            config.problems.push(node.problem(message));
        }
    }
}

/// Reads the packs a configuration names; one that cannot be had is a problem at its name.
fn read_packs(node: &Node, load: LoadPack<'_>, book: &mut Rulebook, problems: &mut Vec<Problem>) -> Vec<Pack> {
    tree::texts(node, problems);
    let items = match &node.value {
        Value::Array(items) => items.as_slice(),
        _ => std::slice::from_ref(node),
    };
    let mut packs = Vec::new();
    for (item, name) in items.iter().filter_map(|item| Some((item, item.as_str()?))) {
        match load(name) {
            Ok(files) => packs.push(Pack::read(name, files, book)),
            Err(error) => problems.push(item.problem(error)),
        }
    }
    packs
}

/// The abbreviations of the languages to which packs add some.
fn read_abbreviations(packs: &[Pack]) -> Vec<(Language, Abbreviations)> {
    let added = |language: Language| {
        let files = packs.iter().flat_map(|pack| &pack.abbreviations).filter(|(of, _)| *of == language);
        let files: Vec<&Node> = files.map(|(_, file)| file).collect();
        (!files.is_empty()).then(|| (language, pack::abbreviations_with(language, &files)))
    };
    // Nearly nobody adds any.
    if packs.iter().all(|pack| pack.abbreviations.is_empty()) {
        return Vec::new();
    }
    Language::ALL.into_iter().filter_map(added).collect()
}

/// How the house greets, takes leave and signs: what its packs and its `hilsen.toml` say together.
fn read_section_words(packs: &[Pack], sections: &[(Key, Node)], problems: &mut Vec<Problem>) -> Option<Arc<OwnWords>> {
    let mut words = OwnWords::default();
    for pack in packs {
        words.extend(&pack.own_words);
    }
    pack::read_own_words(sections, &mut words, problems);
    (!words.is_empty()).then(|| Arc::new(words))
}

/// Reads a rule under `[house-rules]`.
fn read_own(path: &Path, key: &Key, node: &Node, book: &mut Rulebook, problems: &mut Vec<Problem>) -> Option<Words> {
    if let Some((message, help)) = pack::check_id(&key.name, false, book) {
        let problem = Problem { start: key.start as usize, end: key.end as usize, message, help: None };
        problems.push(problem.with_help(help));
        return None;
    }
    let source = OwnSource { id: &key.name, category: HOUSE, single: true, path: path.to_owned(), lists: &[] };
    let mut own_problems = Vec::new();
    let rule = pack::read_own_rule(&source, node.clone(), &mut own_problems);
    // What is wrong with the rule as a whole is shown at its name.
    for problem in &mut own_problems {
        if (problem.start, problem.end) == (0, 0) {
            (problem.start, problem.end) = (key.start as usize, key.end as usize);
        }
    }
    problems.extend(own_problems);
    let rule = rule?;
    let words = rule.words(0);
    book.add(rule);
    Some(words)
}

/// What a pack says of built-in rules, as a layer.
fn pack_layer(pack: &mut Pack, book: &Rulebook) -> Layer {
    let mut layer = Layer::default();
    let mut found = Vec::new();
    for addition in &pack.additions {
        let Some(rule) = book.find(&addition.rule) else { continue };
        let lists = |name: &str| pack.list(addition.language, name);
        let source = RuleSource { language: Some(addition.language), lists: &lists };
        let mut problems = Vec::new();
        layer.rules.push(read_rule_table(&rule, &addition.node, &source, &mut problems));
        found.push((addition.file, problems));
    }
    for (file, problems) in found {
        pack.files[file].problems.extend(problems);
    }
    layer
}

/// Where the settings of a rule stand.
struct RuleSource<'a> {
    /// The language of a pack's file; `None` for `hilsen.toml`.
    language: Option<Language>,
    /// The lists its phrases may name.
    lists: &'a dyn Fn(&str) -> Option<Vec<String>>,
}

/// The settings that stand at the top of the file as well as in a `[[files]]` table.
fn read_layer(reader: &mut Reader<'_, '_>, book: &Rulebook) -> Layer {
    let language = reader.node("language");
    let kind = reader.node("kind");
    let tool = reader.node("template");
    let report_language = reader.node("report-language");
    let fail_on = reader.node("fail-on");
    let organisation = reader.node("organisation");
    let signature = reader.node("signature");
    let vocabulary = reader.texts("vocabulary").into_iter().map(str::to_owned).collect();
    let customer = reader.text("customer").map(str::to_owned);
    let difficult = reader.boolean("difficult");
    let context = reader.node("context");
    let rules = reader.table("rules");
    let problems = reader.problems();
    let tool = tool.and_then(|node| read_tool(node, problems));
    let context = context.map(|node| read_context(node, problems)).unwrap_or_default();
    Layer {
        // Who names a template language means a template.
        kind: kind.and_then(|node| read_kind(node, problems)).or(tool.map(|_| Kind::Template)),
        tool,
        context: Situation { customer, difficult, ..context },
        language: language.and_then(|node| read_language(node, problems)),
        report_language: report_language.and_then(|node| match node.as_str() {
            Some("draft") => Some(ReportLanguage::Draft),
            _ => read_language(node, problems).map(ReportLanguage::of),
        }),
        fail_on: fail_on.and_then(|node| read_level(node, problems)),
        organisation: organisation.map_or_else(Vec::new, |node| read_organisation(node, problems)),
        signature_added_by_tool: signature
            .and_then(|node| choice(node, &["in-draft", "added-by-tool"], problems))
            .map(|index| index == 1),
        vocabulary,
        rules: rules.iter().filter_map(|(key, node)| read_rule(key, node, book, problems)).collect(),
        only: Vec::new(),
    }
}

/// What is known of all drafts. Who is written to by what profile stands beside this table, and a mail to answer is no
/// matter of configuration.
fn read_context(node: &Node, problems: &mut Vec<Problem>) -> Situation {
    let elsewhere = ["customer", "difficult", "customer-mail", "organisation"];
    if let Value::Table(entries) = &node.value {
        for (key, value) in entries.iter().filter(|(key, _)| elsewhere.contains(&&*key.name)) {
            problems.push(value.problem(match &*key.name {
                "customer-mail" => "the customer's mail is named on the command line: --in-reply-to".to_owned(),
                name => format!("`{name}` stands at the top of the file, not in [context]"),
            }));
        }
    }
    let (situation, _) = pack::read_context(node, problems);
    Situation { customer: None, difficult: None, organisation: None, ..situation }
}

/// Which of the names a text is; a problem where it is none.
fn choice(node: &Node, names: &[&str], problems: &mut Vec<Problem>) -> Option<usize> {
    let written = node.as_str().unwrap_or_default();
    let found = names.iter().position(|name| *name == written);
    if found.is_none() {
        let problem = node.problem(format!("expected one of {}", names.join(", ")));
        problems.push(match did_you_mean(written, names.iter().copied()) {
            Some(meant) => problem.with_help(format!("did you mean `{meant}`?")),
            None => problem,
        });
    }
    found
}

fn read_language(node: &Node, problems: &mut Vec<Problem>) -> Option<Language> {
    let found = node.as_str().and_then(Language::from_tag);
    if found.is_none() {
        let tags: Vec<&str> = Language::ALL.iter().map(|language| language.tag()).collect();
        problems.push(node.problem(format!("expected a language: {}", tags.join(", "))));
    }
    found
}

fn read_kind(node: &Node, problems: &mut Vec<Problem>) -> Option<Kind> {
    const KINDS: [Kind; 2] = [Kind::Draft, Kind::Template];
    choice(node, &KINDS.map(Kind::name), problems).map(|index| KINDS[index])
}

/// A help desk, mail service or template language.
fn read_tool(node: &Node, problems: &mut Vec<Problem>) -> Option<Tool> {
    let written = node.as_str().unwrap_or_default();
    let found = Tool::from_name(written);
    if found.is_none() {
        let problem = node.problem(format!("hilsen knows no template language `{written}`"));
        problems.push(match did_you_mean(written, Tool::names()) {
            Some(meant) => problem.with_help(format!("did you mean `{meant}`?")),
            None => problem.with_help("leave it out, and hilsen tells by the text; docs/templates.md lists them all"),
        });
    }
    found
}

fn read_level(node: &Node, problems: &mut Vec<Problem>) -> Option<Level> {
    const NAMES: [&str; 4] = ["off", "info", "warning", "error"];
    choice(node, &NAMES, problems).and_then(|index| Level::from_name(NAMES[index]))
}

/// `organisation = "Acme"` or `organisation = { name = "Acme", aliases = ["Acme AS"] }`.
fn read_organisation(node: &Node, problems: &mut Vec<Problem>) -> Vec<String> {
    if let Some(name) = node.as_str() {
        return if name.is_empty() { Vec::new() } else { vec![name.to_owned()] };
    }
    let mut reader = Reader::new(node, problems);
    let mut names = vec![reader.required_text("name").to_owned()];
    names.extend(reader.texts("aliases").into_iter().map(str::to_owned));
    reader.finish();
    names.retain(|name| !name.is_empty());
    names
}

/// The paths of dictionaries; each must tell its language by its name.
fn read_dictionaries(node: &Node, problems: &mut Vec<Problem>) -> Vec<String> {
    let paths: Vec<String> = tree::texts(node, problems).into_iter().map(str::to_owned).collect();
    for path in paths.iter().filter(|path| spelling::language_of(Path::new(path)).is_none()) {
        let problem = node.problem(format!("`{path}`: the language of this dictionary is not known"));
        problems.push(problem.with_help("name the file after its language: nb_NO.dic, acme.en.dic"));
    }
    paths
}

/// `all-caps = "off"` or `sentence-too-long = { level = "error", max-words = 30 }`.
pub(super) fn read_rule(key: &Key, node: &Node, book: &Rulebook, problems: &mut Vec<Problem>) -> Option<RuleLayer> {
    let Some(rule) = book.find(&key.name) else {
        if let Some(problem) = below_heading(key) {
            problems.push(problem);
            return None;
        }
        let problem = tree::unknown(key, "rule", book.ids());
        let is_new = problem.help.is_none() && node.get("phrases").is_some();
        let help = format!("a rule of your own stands under [house-rules.{}]", key.name);
        problems.push(if is_new { problem.with_help(help) } else { problem });
        return None;
    };
    Some(read_rule_table(&rule, node, &RuleSource { language: None, lists: &|_| None }, problems))
}

/// Reads what is set for a rule.
fn read_rule_table(rule: &KnownRule, node: &Node, source: &RuleSource<'_>, problems: &mut Vec<Problem>) -> RuleLayer {
    let mut layer = RuleLayer { language: source.language, ..RuleLayer::of(&rule.id) };
    if node.as_str().is_some() {
        layer.level = read_level(node, problems);
        return layer;
    }
    let Value::Table(entries) = &node.value else {
        let problem = node.problem("expected a level such as \"off\", or a table of options");
        problems
            .push(problem.with_help("there are \"off\", \"info\", \"warning\" and \"error\", with quotation marks"));
        return layer;
    };
    let in_pack = source.language.is_some();
    for (key, value) in entries {
        match &*key.name {
            "level" => layer.level = read_level(value, problems),
            "why" if value.as_str().is_some() => {}
            "message" | "help" => check_wording(value, problems),
            name if in_pack && PACK_KEYS.contains(&name) && !matches!(name, "alternatives" | "evidence") => {}
            "phrases" if has_phrases(rule) => {
                layer.phrases.extend(pack::read_phrase_list(value, source.lists, problems));
            }
            "alternatives" | "evidence" if in_pack && has_phrases(rule) => {
                let entries = pack::read_phrase_list(value, source.lists, problems);
                layer.phrases.extend(entries.into_iter().map(|entry| PhraseEntry { role: Role::Evidence, ..entry }));
            }
            "remove" if has_phrases(rule) => {
                check_removed(rule, value, problems);
                layer.remove = tree::texts(value, problems).into_iter().map(str::to_owned).collect();
            }
            // The rule's own list of words, where it has one; else phrases that are fine.
            "allow" if has_phrases(rule) && !has_option(rule, "allow") => {
                let entries = pack::read_phrase_list(value, source.lists, problems);
                layer.allow = pack::parsed(entries);
            }
            name if name.starts_with("message-") || name.starts_with("help-") => check_wording(value, problems),
            name => check_option(rule, name, key, value, problems),
        }
    }
    layer.options = node.clone();
    layer
}

/// Reports wording that is no text.
fn check_wording(value: &Node, problems: &mut Vec<Problem>) {
    if value.as_str().is_none() {
        problems.push(value.problem("the wording ought to be text"));
    }
}

/// All phrases of a rule, whatever their language.
fn all_phrases(rule: &KnownRule) -> Vec<&PhraseEntry> {
    match rule {
        KnownRule::BuiltIn { .. } => {
            Language::ALL.into_iter().flat_map(|language| rule.phrases(Some(language))).collect()
        }
        KnownRule::Own(own) => own.all_phrases().collect(),
    }
}

/// Whether a rule looks for phrases in any language.
fn has_phrases(rule: &KnownRule) -> bool {
    match rule {
        KnownRule::BuiltIn { index, .. } => {
            Language::ALL.into_iter().any(|language| !pack::language(language).numbers(*index).is_empty())
        }
        KnownRule::Own(_) => true,
    }
}

/// Reports phrases to be removed that the rule does not have.
fn check_removed(rule: &KnownRule, node: &Node, problems: &mut Vec<Problem>) {
    let Value::Array(items) = &node.value else { return };
    let phrases = all_phrases(rule);
    let written = || phrases.iter().map(|entry| &*entry.written);
    for item in items {
        let Some(removed) = item.as_str() else { continue };
        if written().any(|phrase| phrase == removed) {
            continue;
        }
        let problem = item.problem(format!("{} has no such phrase", rule.id));
        problems.push(match did_you_mean(removed, written()) {
            Some(meant) => problem.with_help(format!("did you mean \"{meant}\"?")),
            None => problem.with_help(format!("`hilsen explain {}` lists its phrases", rule.id)),
        });
    }
}

fn has_option(rule: &Rule, name: &str) -> bool {
    rule.options.iter().any(|option| option.name == name)
}

/// Reports an option the rule does not have, or a value of the wrong kind.
fn check_option(rule: &Rule, name: &str, key: &Key, value: &Node, problems: &mut Vec<Problem>) {
    let Some(option) = rule.options.iter().find(|option| option.name == name) else {
        if let Some(problem) = below_heading(key) {
            problems.push(problem);
            return;
        }
        let known = rule.options.iter().map(|option| option.name.as_str()).chain(RULE_KEYS);
        problems.push(tree::unknown(key, "option", known));
        return;
    };
    let fits = matches!(
        (&option.default, &value.value),
        (Value::String(_), Value::String(_))
            | (Value::Boolean(_), Value::Boolean(_))
            | (Value::Array(_), Value::Array(_) | Value::String(_))
    ) || matches!((&option.default, &value.value), (Value::Integer(_), Value::Integer(number)) if *number >= 0);
    if !fits {
        let wanted = match option.default {
            Value::String(_) => "text",
            Value::Boolean(_) => "true or false",
            Value::Array(_) => "a list of texts",
            _ => "a whole number, 0 or more",
        };
        problems.push(value.problem(format!("`{name}` ought to be {wanted}")));
    }
    if matches!(option.default, Value::Array(_)) {
        tree::texts(value, problems);
    }
    if let Some(written) = value.as_str()
        && !option.values.is_empty()
        && !option.values.iter().any(|known| known == written)
    {
        let problem = value.problem(format!("`{name}` is one of {}", option.values.join(", ")));
        let meant = did_you_mean(written, option.values.iter().map(String::as_str));
        problems.push(match meant {
            Some(meant) => problem.with_help(format!("did you mean \"{meant}\"?")),
            None => problem,
        });
    }
}

fn read_files(node: &Node, book: &Rulebook, problems: &mut Vec<Problem>) -> Option<FilesLayer> {
    let mut reader = Reader::new(node, problems);
    let paths = reader.node("paths");
    let layer = read_layer(&mut reader, book);
    reader.finish();
    let Some(paths) = paths else {
        problems.push(node.problem("`paths` is missing: which files is this for?"));
        return None;
    };
    Some(FilesLayer { paths: globs(paths, problems)?, layer })
}

/// `[[catalogue]]`: which files, which of their entries, and what those are.
fn read_catalogue(node: &Node, problems: &mut Vec<Problem>) -> Option<Catalogue> {
    const FORMATS: [(&str, Format); 3] =
        [("plain", Format::Plain), ("html", Format::Html), ("markdown", Format::Markdown)];
    let mut reader = Reader::new(node, problems);
    let paths = reader.node("paths");
    let entries_node = reader.node("entries");
    let references_node = reader.node("references");
    let subject = reader.text("subject").map(str::to_owned);
    let format = reader.node("format");
    let language = reader.node("language");
    let whole_mails = reader.boolean("whole-mails").unwrap_or_default();
    reader.finish();
    let names = FORMATS.map(|(name, _)| name);
    let format = format.and_then(|node| choice(node, &names, problems)).map(|index| FORMATS[index].1);
    let language = language.and_then(|node| read_language(node, problems)).map(|language| language.tag().to_owned());
    let entries = entries_node.map_or_else(Vec::new, |node| tree::texts(node, problems));
    let references = references_node.map_or_else(Vec::new, |node| tree::texts(node, problems));
    if entries_node.is_none() && references_node.is_none() {
        let problem = node.problem("`entries` is missing: which entries of these files are mails?");
        problems.push(problem.with_help("name their keys, for example entries = [\"emails.**\", \"*_body\"]"));
    }
    let Some(paths) = paths else {
        problems.push(node.problem("`paths` is missing: which files is this for?"));
        return None;
    };
    let paths = globs(paths, problems)?;
    match Selection::new(&entries, &references) {
        Ok(mut selection) => {
            selection.subject = subject;
            selection.format = format;
            selection.language = language;
            selection.whole_mails = whole_mails;
            Some(Catalogue { place: (node.start as usize, node.end as usize), paths, selection })
        }
        Err((index, error)) => {
            let written = entries.iter().chain(&references).nth(index).copied().unwrap_or_default();
            let place = if index < entries.len() { entries_node } else { references_node };
            problems.push(place.unwrap_or(node).problem(format!("`{written}` is no pattern: {error}")));
            None
        }
    }
}

/// The id of a rule, or a list of ids.
fn read_rule_ids(node: &Node, book: &Rulebook, problems: &mut Vec<Problem>) -> Vec<String> {
    let items = match &node.value {
        Value::Array(items) => items.as_slice(),
        _ => std::slice::from_ref(node),
    };
    let mut ids = Vec::new();
    for item in items {
        let Some(id) = item.as_str() else {
            problems.push(item.problem("expected the id of a rule here"));
            continue;
        };
        if book.find(id).is_none() {
            let key = Key { name: id.to_owned().into(), start: item.start, end: item.end };
            problems.push(tree::unknown(&key, "rule", book.ids()));
        }
        ids.push(id.to_owned());
    }
    ids
}

fn read_ignore(node: &Node, book: &Rulebook, problems: &mut Vec<Problem>) -> Ignore {
    let mut reader = Reader::new(node, problems);
    let rule_node = reader.node("rule");
    let text = reader.text("text").map(fold);
    let paths = reader.node("paths");
    let reason = reader.text("reason").map(str::to_owned);
    reader.finish();
    let rules = rule_node.map(|node| read_rule_ids(node, book, problems));
    if rule_node.is_none() && text.is_none() && paths.is_none() {
        let problem = node.problem("this would silence everything");
        problems.push(problem.with_help("say what with `rule`, `text` or `paths`"));
    }
    let paths = paths.and_then(|node| globs(node, problems));
    Ignore { place: (node.start as usize, node.end as usize), rules, text, paths, reason }
}

/// Globs as `.gitignore` has them: `*` stays within a folder, `**` does not, and a name alone matches anywhere.
fn globs(node: &Node, problems: &mut Vec<Problem>) -> Option<GlobSet> {
    let mut builder = GlobSetBuilder::new();
    for written in tree::texts(node, problems) {
        let anywhere = if written.contains('/') { written.to_owned() } else { format!("**/{written}") };
        match GlobBuilder::new(&anywhere).literal_separator(true).build() {
            Ok(glob) => {
                builder.add(glob);
            }
            Err(error) => problems.push(node.problem(format!("`{written}` is no glob: {}", error.kind()))),
        }
    }
    builder.build().ok()
}
