//! Fixes, applied: edits of decoded text become edits of the file's bytes, round by round until nothing is left to fix.

use crate::{
    decode::Edit,
    diagnostic::{Diagnostic, Fix, Safety},
    draft::Draft,
};

/// After so many rounds two rules are undoing each other's work, and hilsen stops.
pub const ROUNDS_MAX: usize = 10;

/// Which fixes are applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Those that keep meaning, promises, amounts and names.
    Safe,
    /// Suggestions, too: of each finding the first that has edits.
    Suggestions,
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixed {
    /// The bytes of the file, mended.
    pub bytes: Vec<u8>,
    /// How many findings were fixed.
    pub count: usize,
}

/// Makes drafts and their findings of the bytes of a file, which mostly holds one.
pub type Read<'a> = dyn Fn(&[u8]) -> Vec<(Draft, Vec<Diagnostic>)> + 'a;

/// Applies fixes to the bytes of a draft until no more can be, at most [`ROUNDS_MAX`] rounds.
///
/// `read` is called once a round.
pub fn fix(bytes: Vec<u8>, reach: Reach, read: &Read<'_>) -> Fixed {
    let mut fixed = Fixed { bytes, count: 0 };
    for _ in 0..ROUNDS_MAX {
        let edits = edits(&read(&fixed.bytes), &fixed.bytes, reach);
        if edits.is_empty() {
            break;
        }
        fixed.count += edits.len();
        for edit in edits.iter().flatten().rev() {
            fixed.bytes.splice(edit.span.range(), edit.bytes.iter().copied());
        }
    }
    fixed
}

/// The edits of one round, those of each finding together, in the order of the file. Of findings whose edits touch, the
/// first is fixed now and the others, if they are still there, in the next round.
fn edits(drafts: &[(Draft, Vec<Diagnostic>)], source: &[u8], reach: Reach) -> Vec<Vec<Edit>> {
    let mut chosen: Vec<Vec<Edit>> = drafts
        .iter()
        .flat_map(|(draft, diagnostics)| diagnostics.iter().map(move |diagnostic| (draft, diagnostic)))
        .filter_map(|(draft, diagnostic)| Some((draft, choose(&diagnostic.fixes, reach)?)))
        .filter_map(|(draft, fix)| {
            let edits = fix.edits.iter().map(|edit| draft.decoded.edit(source, edit.span, &edit.replacement).ok());
            let mut edits = edits.collect::<Option<Vec<Edit>>>()?;
            edits.sort_by_key(|edit| edit.span);
            let apart = edits.windows(2).all(|pair| pair[0].span.end() < pair[1].span.start());
            apart.then_some(edits)
        })
        .collect();
    chosen.sort_by_key(|edits| edits.first().map(|edit| edit.span));
    let mut behind = None;
    chosen.retain(|edits| {
        let (Some(first), Some(last)) = (edits.first(), edits.last()) else { return false };
        // Touching edits may share what surrounds them: an encoded word, a line of base64.
        let free = behind.is_none_or(|behind| first.span.start() > behind);
        if free {
            behind = Some(last.span.end());
        }
        free
    });
    chosen
}

/// The fix of a finding that may be applied, if there is one.
fn choose(fixes: &[Fix], reach: Reach) -> Option<&Fix> {
    let fits = |fix: &&Fix| !fix.edits.is_empty() && (fix.safety == Safety::Safe || reach == Reach::Suggestions);
    fixes.iter().find(fits)
}
