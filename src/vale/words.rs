//! Regular expressions that are words, as phrases: alternatives and optional parts are written out.

use regex_syntax::{
    ParserBuilder,
    hir::{Class, Hir, HirKind, Look, Repetition},
};

use crate::phrase;

/// Stands for `\w+` in what is written out.
const ANY: char = '\u{e000}';
/// Stands for `\d+` in what is written out.
const NUMBER: char = '\u{e001}';
/// More wordings than this are left to a pattern.
const WORDINGS_MAX: usize = 300;

/// Why an expression cannot be had as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// It cannot be read, or not by an engine that promises linear time.
    Unreadable(&'static str),
    /// It is no list of words.
    NoWords,
}

/// Reads an expression.
pub(super) fn read(expression: &str) -> Result<Hir, Why> {
    let mut parser = ParserBuilder::new().multi_line(true).build();
    parser.parse(expression).map_err(|error| {
        use regex_syntax::ast::ErrorKind;
        Why::Unreadable(match error {
            regex_syntax::Error::Parse(error) => match error.kind() {
                ErrorKind::UnsupportedLookAround => "look-around",
                ErrorKind::UnsupportedBackreference => "a reference back to what was matched",
                _ => "no regular expression that can be read",
            },
            _ => "no regular expression that can be read",
        })
    })
}

/// The phrases an expression stands for; `bounded` says that word boundaries are put around it.
pub(super) fn phrases(expression: &str, bounded: bool) -> Result<Vec<String>, Why> {
    let hir = read(expression)?;
    if !bounded && !is_bounded(&hir) {
        return Err(Why::NoWords);
    }
    let wordings = write_out(&hir).ok_or(Why::NoWords)?;
    let mut found = Vec::new();
    for wording in wordings {
        let phrase = to_phrase(&wording).ok_or(Why::NoWords)?;
        if !found.contains(&phrase) {
            found.push(phrase);
        }
    }
    Ok(found)
}

/// Several wordings as one phrase.
pub(super) fn joined(phrases: &[String]) -> String {
    match phrases {
        [only] => only.clone(),
        several => format!("({})", several.join("|")),
    }
}

/// Whether an expression begins and ends at the edge of a word by itself.
fn is_bounded(hir: &Hir) -> bool {
    let edge = |hir: &Hir| matches!(hir.kind(), HirKind::Look(Look::WordUnicode | Look::WordAscii));
    match hir.kind() {
        HirKind::Concat(parts) => parts.first().is_some_and(edge) && parts.last().is_some_and(edge),
        HirKind::Alternation(parts) => parts.iter().all(is_bounded),
        HirKind::Capture(capture) => is_bounded(&capture.sub),
        _ => false,
    }
}

/// All texts an expression matches, with marks for any word and any number; nothing where there are too many.
fn write_out(hir: &Hir) -> Option<Vec<String>> {
    match hir.kind() {
        HirKind::Literal(literal) => Some(vec![std::str::from_utf8(&literal.0).ok()?.to_owned()]),
        HirKind::Empty | HirKind::Look(Look::WordUnicode | Look::WordAscii) => Some(vec![String::new()]),
        HirKind::Look(_) => None,
        HirKind::Class(class) => match kind_of(class) {
            Kind::Space => Some(vec![" ".to_owned()]),
            Kind::Few(characters) => Some(characters.iter().map(char::to_string).collect()),
            Kind::Digit | Kind::Letter | Kind::Other => None,
        },
        HirKind::Repetition(repetition) => repeated(repetition),
        HirKind::Capture(capture) => write_out(&capture.sub),
        HirKind::Concat(parts) => {
            let mut wordings = vec![String::new()];
            for part in parts {
                let ends = write_out(part)?;
                wordings =
                    wordings.iter().flat_map(|start| ends.iter().map(move |end| format!("{start}{end}"))).collect();
                if wordings.len() > WORDINGS_MAX {
                    return None;
                }
            }
            Some(wordings)
        }
        HirKind::Alternation(parts) => {
            let mut wordings = Vec::new();
            for part in parts {
                wordings.extend(write_out(part)?);
            }
            (wordings.len() <= WORDINGS_MAX).then_some(wordings)
        }
    }
}

fn repeated(repetition: &Repetition) -> Option<Vec<String>> {
    let kind = match repetition.sub.kind() {
        HirKind::Class(class) => kind_of(class),
        _ => Kind::Other,
    };
    let (min, max) = (repetition.min, repetition.max);
    match kind {
        Kind::Letter if max.is_none() && min <= 1 => return Some(vec![ANY.to_string()]),
        Kind::Digit if min <= 1 => return Some(vec![NUMBER.to_string()]),
        // White space between words, however much.
        Kind::Space if max.is_none() => return Some(vec![" ".to_owned()]),
        Kind::Letter | Kind::Digit => return None,
        Kind::Space | Kind::Few(_) | Kind::Other => {}
    }
    let once = write_out(&repetition.sub)?;
    let joins = once.iter().all(|one| matches!(one.as_str(), " " | "-"));
    match (min, max) {
        (0, Some(1)) => Some([vec![String::new()], once].concat()),
        // `[ -]*`: nobody writes more than one.
        (0, None) if joins => Some([vec![String::new()], once].concat()),
        (1, None) if joins => Some(once),
        (count, Some(most)) if count == most && count <= 4 && once.len() == 1 => {
            Some(vec![once[0].repeat(count as usize)])
        }
        _ => None,
    }
}

enum Kind {
    /// White space.
    Space,
    /// Digits.
    Digit,
    /// What words are made of, and no punctuation.
    Letter,
    /// A handful of signs.
    Few(Vec<char>),
    Other,
}

fn kind_of(class: &Class) -> Kind {
    let Class::Unicode(class) = class else { return Kind::Other };
    let holds = |sign: char| class.ranges().iter().any(|range| range.start() <= sign && sign <= range.end());
    let count: u32 = class.ranges().iter().map(|range| range.end() as u32 - range.start() as u32 + 1).sum();
    if holds(' ') && holds('\t') && holds('\n') && !holds('a') {
        return Kind::Space;
    }
    if count <= 6 {
        return Kind::Few(class.ranges().iter().flat_map(|range| range.start()..=range.end()).collect());
    }
    if holds('0') && holds('9') && !holds('a') && !holds(' ') && !holds('.') {
        return Kind::Digit;
    }
    if holds('a') && holds('z') && !holds(' ') && !holds('.') && !holds(',') {
        return Kind::Letter;
    }
    Kind::Other
}

/// A wording in the language of phrases.
fn to_phrase(wording: &str) -> Option<String> {
    let mut words = Vec::new();
    for word in wording.split_whitespace() {
        words.push(to_word(word)?);
    }
    let phrase = words.join(" ");
    phrase::parse(&phrase, &|_| None).is_ok().then_some(phrase)
}

fn to_word(word: &str) -> Option<String> {
    if word.chars().eq([ANY]) {
        return Some("*".to_owned());
    }
    if word.chars().eq([NUMBER]) {
        return Some("<number>".to_owned());
    }
    let inner = word.trim_matches(ANY);
    if inner.contains([ANY, NUMBER]) {
        return None;
    }
    let (front, back) = (word.starts_with(ANY), word.ends_with(ANY));
    // A stem of one letter would be nearly any word, and stems are compared with whole words.
    let is_stem = inner.len() >= 2 && inner.chars().all(|sign| sign.is_alphanumeric() || matches!(sign, '-' | '\''));
    if (front || back) && !is_stem {
        return None;
    }
    let mut written = String::from(if front { "*" } else { "" });
    let mut before = ' ';
    for sign in inner.chars() {
        let has_meaning = "()[]{}<>|^$*\\".contains(sign) || sign == '.' && matches!(before, ' ' | '.');
        if has_meaning {
            written.push('\\');
        }
        written.push(sign);
        before = sign;
    }
    written.push_str(if back { "*" } else { "" });
    Some(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_written_out() {
        let all = |expression| phrases(expression, true);
        assert_eq!(
            all("app(?:lication)? files?"),
            Ok(vec!["app file".into(), "app files".into(), "application file".into(), "application files".into()])
        );
        assert_eq!(all("m[ae]n"), Ok(vec!["man".into(), "men".into()]));
        assert_eq!(all(r"[\w]+ed"), Ok(vec!["*ed".into()]));
        assert_eq!(all(r"auto-\w+"), Ok(vec!["auto-*".into()]));
        assert_eq!(all(r"hard[ -]*core"), Ok(vec!["hardcore".into(), "hard core".into(), "hard-core".into()]));
        assert_eq!(all(r"\d+ percent"), Ok(vec!["<number> percent".into()]));
        assert_eq!(all(r"and/or"), Ok(vec!["and/or".into()]));
        assert_eq!(all(r"top of .{2,8} game"), Err(Why::NoWords));
        assert_eq!(all(r"a(?!b)"), Err(Why::Unreadable("look-around")));
        assert_eq!(phrases(r"\bme\b", false), Ok(vec!["me".into()]));
        assert_eq!(phrases(r"me", false), Err(Why::NoWords));
    }
}
