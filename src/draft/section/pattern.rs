//! What a pattern of section words stands for, such as `med (vennlig|beste) hilsen [fra oss]`; shared with `build.rs`,
//! which writes those of the languages out.

/// A pattern that stands for more wordings than this is a mistake.
const WORDINGS_MAX: usize = 200;

/// The wordings of a pattern, each as its words in lower case: `(a|b)` is one of several, `[c|d]` one of several or
/// nothing; punctuation does not matter.
///
/// # Errors
/// When a bracket stands alone or in another, or the pattern stands for too much; the text says which.
pub(crate) fn wordings(pattern: &str) -> Result<Vec<Vec<String>>, String> {
    let is_between = |sign: char| !sign.is_alphanumeric() && sign != '_';
    let words = |wording: &String| -> Vec<String> {
        let lower = wording.to_lowercase();
        lower.split(is_between).filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    Ok(written_out(pattern)?.iter().map(words).filter(|words| !words.is_empty()).collect())
}

/// All that a pattern stands for.
fn written_out(pattern: &str) -> Result<Vec<String>, String> {
    let mut found = vec![String::new()];
    let mut rest = pattern;
    while let Some(open) = rest.find(['(', '[', ')', ']']) {
        let end = match rest.as_bytes()[open] {
            b'(' => ')',
            b'[' => ']',
            _ => return Err(format!("`{}` closes what was never opened", &rest[open..=open])),
        };
        let close = rest[open..].find(end).ok_or_else(|| format!("`{}` is never closed", &rest[open..=open]))? + open;
        let inner = &rest[open + 1..close];
        if inner.contains(['(', '[', ')', ']']) {
            return Err("brackets within brackets are not read here".to_owned());
        }
        let mut choices: Vec<&str> = inner.split('|').collect();
        if end == ']' {
            choices.push("");
        }
        if found.len() * choices.len() > WORDINGS_MAX {
            return Err(format!("this stands for more than {WORDINGS_MAX} wordings"));
        }
        let before = &rest[..open];
        found = found
            .iter()
            .flat_map(|start| choices.iter().map(move |choice| format!("{start}{before}{choice}")))
            .collect();
        rest = &rest[close + 1..];
    }
    Ok(found.iter().map(|start| format!("{start}{rest}")).collect())
}
