//! Finds the most likely sequence of kinds for the units of a mail.
//!
//! A linear-chain model: every piece of evidence adds its weight to each kind, every step from one kind to the next adds
//! a weight of its own, and the sequence with the highest sum wins. So a lone "Thanks" is a farewell above a name and
//! text above a paragraph, without a rule for every such case.

use super::SectionKind;
use super::evidence::{Above, Evidence, Surroundings, Unit, collect};
use super::weights::{EVIDENCE, STEPS};

/// The kinds that are decided by weight; the others are found by structure.
pub(super) const KINDS: [SectionKind; 4] =
    [SectionKind::Greeting, SectionKind::Message, SectionKind::Farewell, SectionKind::Signature];

/// The row of [`STEPS`] for the first unit of a mail; rows 1 to 4 are the kinds.
const START: usize = 0;
/// The row of [`STEPS`] for a unit below quoted text.
const QUOTE: usize = 5;

/// The kind of each unit.
pub(super) fn decode(units: &[Unit]) -> Vec<SectionKind> {
    let mut back: Vec<[u8; 4]> = Vec::with_capacity(units.len());
    let mut scores = [0_i32; 4];
    each(units, |at, found| {
        let own = weigh(found);
        let (next, from) = if at == 0 || units[at].after_quote {
            let best = best_of(&scores);
            let row = if at == 0 { START } else { QUOTE };
            (std::array::from_fn(|k| scores[best] + STEPS[row][k] + own[k]), [index(best); 4])
        } else {
            step(&scores, &own)
        };
        scores = next;
        back.push(from);
    });
    let mut kind = best_of(&scores);
    let mut kinds = vec![SectionKind::Message; units.len()];
    for at in (0..units.len()).rev() {
        kinds[at] = KINDS[kind];
        kind = usize::from(back[at][kind]);
    }
    kinds
}

/// Calls `take` with the place and the evidence of each unit.
pub(super) fn each(units: &[Unit], mut take: impl FnMut(usize, &[Evidence])) {
    let around = Surroundings::of(units);
    let mut above = Above::default();
    let mut found = Vec::with_capacity(64);
    for (at, unit) in units.iter().enumerate() {
        collect(units, at, &around, above, &mut found);
        take(at, &found);
        above.note(unit);
    }
}

/// What the evidence of a unit says for each kind.
fn weigh(found: &[Evidence]) -> [i32; 4] {
    let mut sum = [0; 4];
    for &piece in found {
        for (total, &weight) in sum.iter_mut().zip(&EVIDENCE[piece as usize]) {
            *total += i32::from(weight);
        }
    }
    sum
}

/// The best sums after one more unit, and where each came from.
fn step(scores: &[i32; 4], own: &[i32; 4]) -> ([i32; 4], [u8; 4]) {
    let mut next = [i32::MIN; 4];
    let mut from = [0; 4];
    for kind in 0..4 {
        for before in 0..4 {
            let sum = scores[before].saturating_add(STEPS[before + 1][kind]).saturating_add(own[kind]);
            if sum > next[kind] {
                next[kind] = sum;
                from[kind] = index(before);
            }
        }
    }
    // Only differences count: keeping the highest at zero keeps the sums of a long text within bounds.
    let highest = next[best_of(&next)];
    (next.map(|n| n.saturating_sub(highest)), from)
}

fn best_of(scores: &[i32; 4]) -> usize {
    (0..4).rev().max_by_key(|&k| scores[k]).unwrap_or(1)
}

fn index(kind: usize) -> u8 {
    u8::try_from(kind).unwrap_or(1)
}
