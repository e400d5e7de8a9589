//! What `--fix` would change, as a unified diff.

use similar::TextDiff;

use super::safe;

/// The change of a file; empty where there is none. Bytes that are no UTF-8 are shown as signs, so the diff of a file in
/// another charset is for reading, not for applying.
pub fn render(path: &str, old: &[u8], new: &[u8]) -> String {
    if old == new {
        return String::new();
    }
    let (old, new) = (String::from_utf8_lossy(old), String::from_utf8_lossy(new));
    let path = safe::line(path);
    let diff = TextDiff::from_lines(&*old, &*new);
    let unified = diff.unified_diff().context_radius(2).header(&path, &path).to_string();
    safe::show(&unified).into_owned()
}
