//! The letters of a page: their size, their lines, their font, and whether all of it is of one piece.

use super::page::{Page, majority};
use crate::{
    decode::{LineHeight, Look, Stretch},
    diagnostic::Severity,
    rule::{Check, Context, Finding, Report, Settings},
};

/// A number of one decimal at most.
fn shown(number: f32) -> String {
    let rounded = (number * 10.0).round() / 10.0;
    if rounded.fract() == 0.0 { format!("{rounded:.0}") } else { format!("{rounded:.1}") }
}

struct Size {
    min: f32,
    max: f32,
}

pub(super) fn build_size(settings: &Settings<'_>) -> Box<dyn Check> {
    Box::new(Size { min: settings.number("min") as f32, max: settings.number("max") as f32 })
}

/// Sizes from here on are small, but read by most; in CSS pixels.
const NEARLY: f32 = 12.0;

impl Check for Size {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let Some(page) = Page::of(context.draft) else { return };
        let sizes: Vec<_> = page
            .body_stretches()
            .into_iter()
            // To a tenth, so that one size reckoned in two ways stays one.
            .map(|(stretch, weight)| {
                let size = page.appearance.look(&stretch).size;
                (size.map(|size| (size.value * 10.0).round() / 10.0), stretch, weight)
            })
            .collect();
        let Some((size, stretch)) = majority(&sizes) else { return };
        if size >= self.min && size <= self.max {
            return;
        }
        let variant = if size < self.min { None } else { Some("large") };
        let fill = vec![("size", shown(size)), ("min", shown(self.min)), ("max", shown(self.max))];
        let severity = (NEARLY..self.min).contains(&size).then_some(Severity::Info);
        let source = page.appearance.look(&stretch).size.and_then(|size| size.source);
        page.report(report, source, stretch.text, Finding { fill, severity, variant, ..Finding::default() });
    }
}

struct Spacing {
    min: f32,
    max: f32,
}

pub(super) fn build_spacing(settings: &Settings<'_>) -> Box<dyn Check> {
    Box::new(Spacing { min: settings.number("min-percent") as f32, max: settings.number("max-percent") as f32 })
}

/// A message of fewer letters than this stands in one line, and nothing is seen of the distance to the next.
const WRAPS: usize = 60;

/// The distance of lines in percent of the size of the text.
fn spacing(look: &Look) -> Option<f32> {
    Some(match look.line?.value {
        // What the fonts of mails say themselves is always fine.
        LineHeight::Normal => 120.0,
        LineHeight::Factor(factor) => (factor * 100.0).round(),
        LineHeight::Pixels(pixels) => (pixels / look.size.filter(|size| size.value > 0.0)?.value * 100.0).round(),
    })
}

impl Check for Spacing {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let Some(page) = Page::of(context.draft) else { return };
        let spacings: Vec<_> = page
            .body_stretches()
            .into_iter()
            .map(|(stretch, weight)| (spacing(page.appearance.look(&stretch)), stretch, weight))
            .collect();
        if spacings.iter().map(|(_, _, weight)| weight).sum::<usize>() < WRAPS {
            return;
        }
        let Some((percent, stretch)) = majority(&spacings) else { return };
        if percent >= self.min && percent <= self.max {
            return;
        }
        let factor = |percent: f32| format!("{}", percent / 100.0);
        let fill = vec![("spacing", factor(percent)), ("min", factor(self.min)), ("max", factor(self.max))];
        let variant = if percent < self.min { Some("narrow") } else { None };
        let source = page.appearance.look(&stretch).line.and_then(|line| line.source);
        page.report(report, source, stretch.text, Finding { fill, variant, ..Finding::default() });
    }
}

struct Family {
    fonts: Vec<String>,
    allow: Vec<String>,
    max_italic_words: usize,
}

pub(super) fn build_family(settings: &Settings<'_>) -> Box<dyn Check> {
    let lower = |list: Vec<String>| list.into_iter().map(|name| name.to_lowercase()).collect();
    Box::new(Family {
        fonts: lower(settings.list("fonts")),
        allow: lower(settings.list("allow")),
        max_italic_words: settings.number("max-italic-words"),
    })
}

impl Check for Family {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let Some(page) = Page::of(context.draft) else { return };
        let stretches = page.body_stretches();
        let look = |stretch: &Stretch| page.appearance.look(stretch);
        let families: Vec<_> = stretches
            .iter()
            .map(|(one, weight)| (look(one).family.map(|family| family.value), *one, *weight))
            .collect();
        if let Some((family, stretch)) = majority(&families) {
            let name = page.appearance.families.get(family).map_or("", String::as_str);
            let lower = name.to_lowercase();
            if self.fonts.contains(&lower) && !self.allow.contains(&lower) {
                let source = look(&stretch).family.and_then(|family| family.source);
                page.report(report, source, stretch.text, Finding::with("font", name));
            }
        }
        let slants: Vec<_> = stretches
            .iter()
            .map(|(one, weight)| (look(one).slanted.map(|slanted| slanted.value), *one, *weight))
            .collect();
        let words: usize = stretches
            .iter()
            .filter(|(one, _)| look(one).slanted.is_some_and(|slanted| slanted.value))
            .map(|(one, _)| page.slice(one.text).split_whitespace().count())
            .sum();
        if let Some((true, stretch)) = majority(&slants)
            && words > self.max_italic_words
        {
            let source = look(&stretch).slanted.and_then(|slanted| slanted.source);
            let finding = Finding { variant: Some("italic"), ..Finding::with("words", words.to_string()) };
            page.report(report, source, stretch.text, finding);
        }
    }
}

/// How many of each a message may have.
struct Mixed {
    families: usize,
    sizes: usize,
    colours: usize,
}

pub(super) fn build_mixed(settings: &Settings<'_>) -> Box<dyn Check> {
    Box::new(Mixed {
        families: settings.number("max-families"),
        sizes: settings.number("max-sizes"),
        colours: settings.number("max-colours"),
    })
}

/// Names of kinds of fonts.
const GENERIC: [&str; 7] =
    ["sans-serif", "serif", "monospace", "system-ui", "-apple-system", "blinkmacsystemfont", "ui-sans-serif"];

/// Fonts that look alike and stand in for each other in lists of fonts.
fn kin(family: &str) -> String {
    let lower = family.to_lowercase();
    let sans = ["arial", "helvetica", "helvetica neue", "segoe ui", "roboto"];
    if sans.contains(&lower.as_str()) { "arial".to_owned() } else { lower }
}

impl Check for Mixed {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let Some(page) = Page::of(context.draft) else { return };
        let (mut families, mut sizes, mut colours) = (Vec::new(), Vec::new(), Vec::new());
        for (stretch, _) in page.body_stretches() {
            // A word in another look is stressed, not pasted.
            if page.slice(stretch.text).split_whitespace().count() < 4 {
                continue;
            }
            let look = page.appearance.look(&stretch);
            if let Some(family) = look.family {
                let name = page.appearance.families.get(family.value).map_or("", String::as_str);
                // Which font a kind of fonts comes to, the reader's program decides.
                if !GENERIC.contains(&name.to_lowercase().as_str()) {
                    note(&mut families, kin(name), name.to_owned(), stretch);
                }
            }
            if let Some(size) = look.size {
                let size = shown(size.value);
                note(&mut sizes, size.clone(), format!("{size} px"), stretch);
            }
            if let Some(colour) = look.colour {
                let hex = colour.value.hex();
                note(&mut colours, hex.clone(), hex, stretch);
            }
        }
        let kinds = [
            (&families, self.families, None),
            (&sizes, self.sizes, Some("sizes")),
            (&colours, self.colours, Some("colours")),
        ];
        // Text that is pasted brings all three with it: one finding says enough.
        let Some((found, most, variant)) = kinds.into_iter().find(|(found, most, _)| found.len() > *most) else {
            return;
        };
        let names: Vec<&str> = found.iter().map(|(_, shown, _)| shown.as_str()).collect();
        let fill = vec![("n", found.len().to_string()), ("found", names.join(", "))];
        // The first that is one too many.
        let (_, _, stretch) = &found[most];
        page.report(report, None, stretch.text, Finding { fill, variant, ..Finding::default() });
    }
}

fn note(found: &mut Vec<(String, String, Stretch)>, key: String, shown: String, stretch: Stretch) {
    if found.len() < 32 && !found.iter().any(|(known, _, _)| *known == key) {
        found.push((key, shown, stretch));
    }
}
