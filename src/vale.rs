//! Floor 8: styles written for Vale, as packs.
//!
//! A rule's words become phrases where they are words and patterns where they are not; what hilsen has no check for, and
//! what only a backtracking engine could find, is left out and told. How Vale reads its rules is described at
//! <https://vale.sh/docs/styles>: tokens stand between word boundaries unless `nonword` is set, `raw` is put before them as it
//! is, `swap` goes from an expression to better wordings cut at `|`, and case matters unless `ignorecase` is set.

mod vocabulary;
mod words;
mod yaml;

pub use vocabulary::{ImportedVocabulary, Vocabulary, import_vocabulary};

use words::Why;
use yaml::Yaml;

use crate::draft::Language;

/// A rule file of a style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StyleFile {
    /// Its name, without ending.
    pub name: String,
    /// The text.
    pub text: String,
}

/// A style, imported.
#[derive(Clone, Debug, Default)]
pub struct Imported {
    /// The files of the pack: path below its folder, and text.
    pub files: Vec<(String, String)>,
    /// What became of each rule.
    pub rules: Vec<ImportedRule>,
}

/// What became of a rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportedRule {
    /// Its name in the style.
    pub name: String,
    /// Whether there is a rule in the pack.
    pub taken: bool,
    /// What was left out, and why; several of one reason are told together.
    pub left: Vec<(String, usize)>,
}

impl ImportedRule {
    fn leave(&mut self, why: impl Into<String>) {
        let why = why.into();
        match self.left.iter_mut().find(|(known, _)| *known == why) {
            Some((_, count)) => *count += 1,
            None => self.left.push((why, 1)),
        }
    }
}

/// Imports the rules of a style for drafts in a language.
pub fn import(style: &str, files: &[StyleFile], language: Language) -> Imported {
    let mut imported = Imported::default();
    for file in files {
        let mut rule = ImportedRule { name: file.name.clone(), ..ImportedRule::default() };
        if let Some((path, text)) = import_rule(style, file, language, &mut rule) {
            rule.taken = true;
            imported.files.push((path, text));
        }
        imported.rules.push(rule);
    }
    imported
}

/// The id of a rule: `Google` and `LyHyphens` are `google-ly-hyphens`.
fn id_of(style: &str, name: &str) -> String {
    let mut id = String::new();
    let mut before = '-';
    let full = format!("{style}-{name}");
    let mut signs = full.chars().peekable();
    while let Some(sign) = signs.next() {
        if !sign.is_ascii_alphanumeric() {
            if before != '-' {
                id.push('-');
            }
            before = '-';
            continue;
        }
        let next_small = signs.peek().is_some_and(char::is_ascii_lowercase);
        let begins =
            sign.is_ascii_uppercase() && (before.is_ascii_lowercase() || before.is_ascii_uppercase() && next_small);
        if begins {
            id.push('-');
        }
        id.push(sign.to_ascii_lowercase());
        before = sign;
    }
    let id = id.trim_matches('-').to_owned();
    if id.starts_with(|sign: char| sign.is_ascii_digit()) { format!("style-{id}") } else { id }
}

/// A rule of the pack while it is made.
#[derive(Default)]
struct Made {
    check: Option<&'static str>,
    options: Vec<String>,
    phrases: Vec<Words>,
    patterns: Vec<Pattern>,
    allow: Vec<String>,
    match_case: bool,
}

/// A phrase of the pack.
#[derive(Default)]
struct Words {
    phrase: String,
    instead: Vec<String>,
    except: Vec<String>,
}

struct Pattern {
    written: String,
    instead: Vec<String>,
    except: Vec<String>,
    unless: Option<String>,
}

fn import_rule(style: &str, file: &StyleFile, language: Language, told: &mut ImportedRule) -> Option<(String, String)> {
    let yaml = match yaml::read(&file.text) {
        Ok(Some(yaml @ Yaml::Map(_))) => yaml,
        Ok(_) => {
            told.leave("the file holds no rule");
            return None;
        }
        Err(error) => {
            told.leave(format!("the file is no YAML: {error}"));
            return None;
        }
    };
    let rule = Vale { yaml: &yaml };
    if let Err(why) = rule.scope() {
        told.leave(why);
        return None;
    }
    let extends = rule.text("extends").unwrap_or_default();
    let mut made = Made { match_case: !rule.flag("ignorecase"), ..Made::default() };
    match extends.as_str() {
        "existence" => rule.existence(&mut made, told),
        "substitution" => rule.substitution(&mut made, told),
        "consistency" => rule.consistency(&mut made, told),
        "conditional" => rule.conditional(&mut made, told),
        "occurrence" => rule.occurrence(&mut made, told),
        "repetition" => {
            // hilsen's own rule knows which words may stand twice.
            let text = format!("# Imported from Vale: {style}/{}.\nlevel = \"{}\"\n", file.name, rule.level());
            return Some((format!("{}/repeated-word.toml", language.tag()), text));
        }
        "capitalization" => told.leave("hilsen does not judge the capitals of headings"),
        "spelling" => told.leave("it needs a dictionary"),
        "sequence" => told.leave("it asks for parts of speech, which hilsen does not know"),
        "script" => told.leave("it is a program (Tengo)"),
        "metric" | "readability" => told.leave("it computes a figure of readability"),
        "" => told.leave("it has no `extends`"),
        other => told.leave(format!("it extends `{other}`, which is another rule or unknown")),
    }
    if made.phrases.is_empty() && made.patterns.is_empty() && made.options.is_empty() {
        if told.left.is_empty() {
            told.leave("it names nothing to look for");
        }
        return None;
    }
    for exception in rule.texts("exceptions") {
        match words::phrases(&exception, true) {
            Ok(phrases) => made.allow.extend(phrases),
            Err(_) if extends == "conditional" => {}
            Err(_) => told.leave("an exception that is no word"),
        }
    }
    let id = id_of(style, &file.name);
    Some((format!("{id}.toml"), rule.written(style, &file.name, language, &made)))
}

/// A rule as Vale has it.
struct Vale<'y> {
    yaml: &'y Yaml,
}

impl Vale<'_> {
    fn text(&self, key: &str) -> Option<String> {
        self.yaml.get(key)?.as_text().map(str::to_owned)
    }

    fn flag(&self, key: &str) -> bool {
        self.text(key).is_some_and(|text| text.eq_ignore_ascii_case("true"))
    }

    fn number(&self, key: &str) -> i64 {
        self.text(key).and_then(|text| text.parse().ok()).unwrap_or(0)
    }

    fn texts(&self, key: &str) -> Vec<String> {
        match self.yaml.get(key) {
            Some(Yaml::List(items)) => items.iter().filter_map(Yaml::as_text).map(str::to_owned).collect(),
            Some(Yaml::Text(text)) => vec![text.clone()],
            _ => Vec::new(),
        }
    }

    fn pairs(&self, key: &str) -> Vec<(String, String)> {
        let Some(Yaml::Map(pairs)) = self.yaml.get(key) else { return Vec::new() };
        let texts = |(key, value): &(Yaml, Yaml)| Some((key.as_text()?.to_owned(), value.as_text()?.to_owned()));
        pairs.iter().filter_map(texts).collect()
    }

    fn level(&self) -> &'static str {
        match self.text("level").as_deref() {
            Some("error") => "error",
            Some("suggestion") => "info",
            _ => "warning",
        }
    }

    /// That the rule is about text a mail has.
    fn scope(&self) -> Result<(), String> {
        const KNOWN: [&str; 5] = ["text", "sentence", "paragraph", "summary", "list"];
        for scope in self.texts("scope") {
            let first = scope.split(['.', '&']).next().unwrap_or_default().trim();
            if !first.starts_with('~') && !KNOWN.contains(&first) {
                return Err(format!("it looks only into what is `{scope}`, which a mail does not have"));
            }
        }
        Ok(())
    }

    fn is_scoped_to(&self, scope: &str) -> bool {
        self.texts("scope").iter().any(|one| one == scope)
    }

    fn existence(&self, made: &mut Made, told: &mut ImportedRule) {
        let raw = self.texts("raw").concat();
        let mut tokens: Vec<String> =
            self.texts("tokens").into_iter().filter(|token| !token.trim().is_empty()).collect();
        let bounded = !self.flag("nonword") && !tokens.is_empty();
        let append = self.flag("append");
        if tokens.is_empty() {
            if raw.is_empty() {
                return;
            }
            tokens.push(raw);
            for token in &tokens {
                self.take(&Token::alone(token, false), Vec::new(), made, told);
            }
            return;
        }
        for token in &tokens {
            let (before, after) = if append { ("", raw.as_str()) } else { (raw.as_str(), "") };
            let whole = Token { before, inner: token, after, bounded };
            self.take(&whole, Vec::new(), made, told);
        }
    }

    fn substitution(&self, made: &mut Made, told: &mut ImportedRule) {
        let bounded = !self.flag("nonword");
        let pairs = self.pairs("swap");
        for (token, value) in &pairs {
            if has_reference(value) {
                told.leave("the better wording repeats part of what was found ($1)");
                continue;
            }
            self.take(&Token::alone(token, bounded), options(value), made, told);
        }
    }

    fn consistency(&self, made: &mut Made, told: &mut ImportedRule) {
        // Vale compares the spellings whatever their capitals.
        made.match_case = false;
        for (one, other) in self.pairs("either") {
            match (words::phrases(&one, true), words::phrases(&other, true)) {
                (Ok(ones), Ok(others)) => {
                    made.check = Some("consistency");
                    made.phrases.push(Words {
                        phrase: words::joined(&ones),
                        instead: others.clone(),
                        ..Words::default()
                    });
                    made.phrases.push(Words { phrase: words::joined(&others), instead: ones, ..Words::default() });
                }
                _ => told.leave("a pair that is no pair of words"),
            }
        }
    }

    fn conditional(&self, made: &mut Made, told: &mut ImportedRule) {
        let (Some(first), Some(second)) = (self.text("first"), self.text("second")) else {
            told.leave("`first` or `second` is missing");
            return;
        };
        let flags = if self.flag("ignorecase") { "(?mi)" } else { "(?m)" };
        let except = self.texts("exceptions");
        let except = if except.is_empty() { Vec::new() } else { vec![format!(r"^(?:{})$", except.join("|"))] };
        let pattern = Pattern {
            written: format!("{flags}{}", spaced(&first)),
            instead: Vec::new(),
            except,
            unless: Some(format!("{flags}{}", spaced(&second))),
        };
        push_pattern(pattern, made, told);
    }

    fn occurrence(&self, made: &mut Made, told: &mut ImportedRule) {
        let token = self.text("token").unwrap_or_default();
        let max = self.number("max");
        if self.number("min") > 0 {
            told.leave("it asks for a least number of something");
        }
        if max <= 0 {
            return;
        }
        let is_word = matches!(token.trim_matches(['(', ')', '\\', 'b', '[', ']', '+']), "w" | "^\\s");
        if is_word && self.is_scoped_to("sentence") {
            made.check = Some("sentence-too-long");
            made.options.push(format!("max-words = {max}"));
        } else if is_word {
            told.leave("it counts the words of something else than a sentence");
        } else if self.is_scoped_to("sentence") || self.is_scoped_to("paragraph") {
            told.leave("it counts within a sentence or paragraph; hilsen counts within a message");
        } else {
            match words::phrases(&token, true) {
                Ok(phrases) => {
                    made.check = Some("too-many");
                    made.options.push(format!("max = {max}"));
                    made.phrases.push(Words { phrase: words::joined(&phrases), ..Words::default() });
                }
                Err(_) => told.leave("it counts something that is no word"),
            }
        }
    }

    /// Takes what a token stands for: phrases where it is words, a pattern else.
    fn take(&self, token: &Token<'_>, instead: Vec<String>, made: &mut Made, told: &mut ImportedRule) {
        if let Some(phrase) = token.phrase(self.is_scoped_to("sentence")) {
            made.phrases.push(Words { phrase, instead, except: Vec::new() });
            return;
        }
        if let Some((phrase, except)) = token.phrase_but() {
            made.phrases.push(Words { phrase, instead, except });
            return;
        }
        let flags = if self.flag("ignorecase") { "(?mi)" } else { "(?m)" };
        let written = format!("{flags}{}", token.pattern());
        push_pattern(Pattern { written, instead, except: Vec::new(), unless: None }, made, told);
    }

    /// The rule as a file of a pack.
    fn written(&self, style: &str, name: &str, language: Language, made: &Made) -> String {
        let mut text = format!("# Imported from Vale: {style}/{name}.\n");
        let mut line = |key: &str, value: &str| text.push_str(&format!("{key} = {}\n", quoted(value)));
        line("message", &message(&self.text("message").unwrap_or_default(), self.text("extends").as_deref()));
        if let Some(why) = self.text("description") {
            line("why", &why.replace("'%s'", "this").replace("%s", "this"));
        }
        if let Some(link) = self.text("link") {
            line("link", &link);
        }
        line("severity", self.level());
        line("language", language.tag());
        if let Some(check) = made.check {
            line("check", check);
        }
        for option in &made.options {
            text.push_str(&format!("{option}\n"));
        }
        if made.match_case && !made.phrases.is_empty() && made.check.is_none() {
            text.push_str("match-case = true\n");
        }
        if !made.phrases.is_empty() {
            text.push_str("\nphrases = [\n");
            for Words { phrase, instead, except } in &made.phrases {
                if instead.is_empty() && except.is_empty() {
                    text.push_str(&format!("  {},\n", quoted(phrase)));
                    continue;
                }
                let mut entry = format!("phrase = {}", quoted(phrase));
                for (key, texts) in [("instead", instead), ("except", except)] {
                    if !texts.is_empty() {
                        entry.push_str(&format!(", {key} = {}", list(texts)));
                    }
                }
                text.push_str(&format!("  {{ {entry} }},\n"));
            }
            text.push_str("]\n");
        }
        if !made.patterns.is_empty() {
            text.push_str("\npatterns = [\n");
            for Pattern { written, instead, except, unless } in &made.patterns {
                let mut entry = format!("pattern = {}", quoted(written));
                if !instead.is_empty() {
                    entry.push_str(&format!(", instead = {}", list(instead)));
                }
                if !except.is_empty() {
                    entry.push_str(&format!(", except = {}", list(except)));
                }
                if let Some(unless) = unless {
                    entry.push_str(&format!(", unless = {}", quoted(unless)));
                }
                text.push_str(&format!("  {{ {entry} }},\n"));
            }
            text.push_str("]\n");
        }
        if !made.allow.is_empty() && made.check.is_none() {
            text.push_str(&format!("\nallow = {}\n", list(&made.allow)));
        }
        text
    }
}

/// An expression and what Vale puts around it.
struct Token<'t> {
    before: &'t str,
    inner: &'t str,
    after: &'t str,
    /// Whether there are word boundaries around it.
    bounded: bool,
}

impl<'t> Token<'t> {
    fn alone(token: &'t str, bounded: bool) -> Self {
        Self { before: "", inner: token, after: "", bounded }
    }

    fn phrase(&self, by_sentence: bool) -> Option<String> {
        if let Some(rest) = self.inner.strip_prefix('^').filter(|_| by_sentence && self.before.is_empty()) {
            let rest = Self { inner: rest, ..*self };
            return rest.phrase(false).map(|phrase| format!("^ {phrase}"));
        }
        let own = words::joined(&words::phrases(self.inner, self.bounded).ok()?);
        // What stands around it is words of its own only where white space keeps them apart.
        let apart = |raw: &str, spaced: bool| {
            let phrases = words::phrases(raw, true).ok().filter(|_| spaced)?;
            Some(words::joined(&phrases))
        };
        let mut phrase = own;
        if !self.before.is_empty() {
            phrase = format!(
                "{} {phrase}",
                apart(self.before, [r"\s*", r"\s+", r"\s", " "].iter().any(|end| self.before.ends_with(end)))?
            );
        }
        if !self.after.is_empty() {
            phrase = format!(
                "{phrase} {}",
                apart(self.after, self.after.starts_with(r"\s") || self.after.starts_with(' '))?
            );
        }
        crate::phrase::parse(&phrase, &|_| None).is_ok().then_some(phrase)
    }

    /// A phrase that must not stand behind or before something, with what it must not be part of.
    fn phrase_but(&self) -> Option<(String, Vec<String>)> {
        if !self.before.is_empty() || !self.after.is_empty() || has_alternatives(self.inner) {
            return None;
        }
        let (own, whole) = if let Some((unwanted, rest)) = self.inner.strip_prefix("(?<!").and_then(closed) {
            (rest, format!("(?:{unwanted}){rest}"))
        } else {
            let at = self.inner.find("(?!")?;
            let (unwanted, rest) = closed(&self.inner[at + 3..])?;
            let own = &self.inner[..at];
            rest.is_empty().then(|| (own, format!("{own}(?:{unwanted})")))?
        };
        let phrase = words::joined(&words::phrases(own, self.bounded).ok()?);
        Some((phrase, words::phrases(&whole, true).ok()?))
    }

    /// The expression as one without look-around at its ends: what must stand beside is matched, and the group `here` says
    /// which part is meant.
    fn pattern(&self) -> String {
        let edge = if self.bounded { r"\b" } else { "" };
        let mut token = self.inner;
        let (mut front, mut back) = (String::new(), String::new());
        if !has_alternatives(token) {
            if let Some(rest) = token.strip_prefix('^') {
                // A paragraph begins behind an empty line; a line may be wrapped anywhere.
                front.push_str(r"(?:\A|\n[ \t]*\n)\s*");
                token = rest;
            }
            if let Some((inner, rest)) = token.strip_prefix("(?<=").and_then(closed) {
                front = format!("(?:{inner})");
                token = rest;
            }
            if let Some(at) = token.rfind("(?=")
                && let Some((inner, "")) = closed(&token[at + 3..])
            {
                back = format!("(?:{inner})");
                token = &token[..at];
            }
        }
        let Self { before, after, .. } = self;
        let token = spaced(token);
        if front.is_empty() && back.is_empty() {
            return format!("{}{edge}(?:{token}){edge}{}", spaced(before), spaced(after));
        }
        format!("{front}(?<here>{}{edge}(?:{token}){edge}{}){back}", spaced(before), spaced(after))
    }
}

/// What stands before the bracket that closes one opened just before, and what behind it.
fn closed(text: &str) -> Option<(&str, &str)> {
    let mut depth = 1;
    let mut escaped = false;
    for (at, sign) in text.char_indices() {
        match sign {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '(' => depth += 1,
            ')' => {
                depth -= 1;
                if depth == 0 {
                    return Some((&text[..at], &text[at + 1..]));
                }
            }
            _ => {}
        }
    }
    None
}

/// Whether an expression is one of several, outside of all brackets.
fn has_alternatives(token: &str) -> bool {
    let (mut depth, mut escaped) = (0, false);
    for sign in token.chars() {
        match sign {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            '|' if depth == 0 => return true,
            _ => {}
        }
    }
    false
}

/// An expression in which a space is any white space: lines of a mail are wrapped.
fn spaced(expression: &str) -> String {
    let mut made = String::with_capacity(expression.len());
    let (mut in_class, mut escaped) = (false, false);
    let mut signs = expression.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => in_class = true,
            ']' => in_class = false,
            ' ' if !in_class => {
                let counted = signs.peek().is_some_and(|next| matches!(next, '?' | '*' | '+' | '{'));
                made.push_str(if counted { " " } else { r"\s+" });
                continue;
            }
            _ => {}
        }
        made.push(sign);
    }
    made
}

/// Adds a pattern if an engine of linear time can read it, and says else why not.
fn push_pattern(pattern: Pattern, made: &mut Made, told: &mut ImportedRule) {
    let all = std::iter::once(&pattern.written).chain(&pattern.except).chain(&pattern.unless);
    for one in all {
        if let Err(Why::Unreadable(why)) = words::read(one) {
            told.leave(why);
            return;
        }
    }
    made.check = Some("pattern");
    made.patterns.push(pattern);
}

/// Better wordings: cut at `|`, of which `\|` is none.
fn options(value: &str) -> Vec<String> {
    let kept = value.replace(r"\|", "\u{e000}");
    let options = kept.split('|').map(|option| option.trim().replace('\u{e000}', "|"));
    options.filter(|option| !option.is_empty()).collect()
}

/// Whether a better wording repeats a group of what was found.
fn has_reference(value: &str) -> bool {
    value.match_indices('$').any(|(at, _)| value[at + 1..].starts_with(|next: char| next.is_ascii_digit()))
}

/// A message with names in the place of `%s`: in a substitution the first is the better wording.
fn message(written: &str, extends: Option<&str>) -> String {
    let written = written.replace("'%s'", "“%s”").replace("\"%s\"", "“%s”").replace("%d", "{count}");
    let pieces: Vec<&str> = written.split("%s").collect();
    let names: &[&str] = match (extends, pieces.len() - 1) {
        (Some("substitution"), 0 | 1) => &["{instead}"],
        (Some("substitution"), _) => &["{instead}", "{text}"],
        (Some("occurrence"), _) => &["{count}"],
        _ => &["{text}"],
    };
    let mut message = String::new();
    for (index, piece) in pieces.iter().enumerate() {
        if index > 0 {
            message.push_str(names[(index - 1).min(names.len() - 1)]);
        }
        message.push_str(piece);
    }
    message
}

/// Text as TOML has it.
fn quoted(text: &str) -> String {
    let plain = text.contains(['\\', '"']) && !text.contains('\'') && !text.chars().any(char::is_control);
    if plain {
        return format!("'{text}'");
    }
    let mut quoted = String::from('"');
    for sign in text.chars() {
        match sign {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str(r"\\"),
            '\n' => quoted.push_str(r"\n"),
            '\t' => quoted.push_str(r"\t"),
            sign if sign.is_control() => quoted.push_str(&format!("\\u{:04X}", sign as u32)),
            sign => quoted.push(sign),
        }
    }
    quoted.push('"');
    quoted
}

fn list(texts: &[String]) -> String {
    format!("[{}]", texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_words() {
        for (style, name, id) in [
            ("Google", "LyHyphens", "google-ly-hyphens"),
            ("proselint", "P-Value", "proselint-p-value"),
            ("write-good", "E-Prime", "write-good-e-prime"),
            ("Microsoft", "AMPM", "microsoft-ampm"),
            ("Microsoft", "GeneralURL", "microsoft-general-url"),
            ("alex", "LGBTQ", "alex-lgbtq"),
        ] {
            assert_eq!(id_of(style, name), id);
        }
    }

    #[test]
    fn messages_name_what_was_found() {
        assert_eq!(message("Use '%s' instead of '%s'.", Some("substitution")), "Use “{instead}” instead of “{text}”.");
        assert_eq!(message("Avoid '%s'.", Some("existence")), "Avoid “{text}”.");
        assert_eq!(message("Prefer %s", Some("substitution")), "Prefer {instead}");
    }

    #[test]
    fn look_around_at_the_ends_becomes_what_must_stand_beside() {
        let pattern = |token| Token::alone(token, false).pattern();
        assert_eq!(pattern(r"(?<=\s)-\d+"), r"(?:\s)(?<here>(?:-\d+))");
        assert_eq!(pattern(r"\beg(?=[\s,;])"), r"(?<here>(?:\beg))(?:[\s,;])");
        assert_eq!(pattern("a b {2,}"), r"(?:a\s+b {2,})");
    }
}
