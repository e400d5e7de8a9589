//! Text that stands out too little from what lies behind it, and text on images.

use super::page::{Page, majority};
use crate::{
    decode::{Colour, Ground, Look, Role},
    diagnostic::Severity,
    draft::SectionKind,
    rule::{Check, Context, Finding, Report, Settings},
    text::{Span, Text},
};

/// The least contrast of text (WCAG 2.2, 1.4.3).
const TEXT: f32 = 4.5;
/// The least contrast of large text.
const LARGE_TEXT: f32 = 3.0;
/// 18 points in CSS pixels.
const LARGE: f32 = 24.0;
/// 14 points in CSS pixels, which are large in bold.
const LARGE_BOLD: f32 = 18.66;

/// So many pairs of colours are told of one page.
const PAIRS_MAX: usize = 16;

struct Contrast;

pub(super) fn build(_: &Settings<'_>) -> Box<dyn Check> {
    Box::new(Contrast)
}

/// A pair of colours that is too weak, and where.
struct Weak {
    colours: (String, String),
    ratio: f32,
    needed: f32,
    look: Look,
    text: Span<Text>,
    in_body: bool,
}

/// The colours of a text and of what lies behind it, where both are certain.
fn colours(look: &Look) -> Option<(Colour, Colour)> {
    let Ground::Plain(ground) = look.ground else { return None };
    let colour = look.colour?.value;
    let faded = Colour { alpha: colour.alpha * look.opacity?, ..colour };
    Some((faded.over(ground.value), ground.value))
}

/// The least contrast a text may have. Where its size is not known it may be large.
fn needed(look: &Look) -> f32 {
    let is_large =
        look.size.is_none_or(|size| size.value >= LARGE || (size.value >= LARGE_BOLD && look.bold != Some(false)));
    if is_large { LARGE_TEXT } else { TEXT }
}

impl Check for Contrast {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        let Some(page) = Page::of(draft) else { return };
        let body = page.body();
        let in_body = |text: Span<Text>| {
            let at = body.partition_point(|span| span.end() <= text.start());
            body.get(at).is_some_and(|span| span.overlaps(text))
        };
        let is_shown = std::ptr::eq(page.text, draft.text());
        let mut weak: Vec<Weak> = Vec::new();
        for stretch in &page.appearance.stretches {
            let look = page.appearance.look(stretch);
            let Some((colour, ground)) = colours(look) else { continue };
            let (ratio, needed) = (colour.contrast(ground), needed(look));
            // To two decimals, as tools that measure contrast show it.
            if (ratio * 100.0).round() / 100.0 >= needed {
                continue;
            }
            let letters = page.slice(stretch.text).chars().filter(|c| c.is_alphanumeric()).count();
            let is_quoted = is_shown && draft.section_at(stretch.text.start()) == Some(SectionKind::Quoted);
            let in_body = in_body(stretch.text) && look.role == Role::Text;
            // In the very colour of what lies behind it, text is there for programs and not for readers.
            let is_hidden = ratio < 1.01 && !in_body;
            if letters < 2 || is_quoted || is_hidden {
                continue;
            }
            let pair = (colour.hex(), ground.hex());
            match weak.iter().position(|one| one.colours == pair) {
                Some(known) if in_body && !weak[known].in_body => {
                    weak[known] = Weak { colours: pair, ratio, needed, look: *look, text: stretch.text, in_body };
                }
                None if weak.len() < PAIRS_MAX => {
                    weak.push(Weak { colours: pair, ratio, needed, look: *look, text: stretch.text, in_body });
                }
                _ => {}
            }
        }
        for one in weak {
            let declared = one.look.colour.and_then(|colour| colour.source);
            let behind = if let Ground::Plain(ground) = one.look.ground { ground.source } else { None };
            let fill = vec![
                ("ratio", format!("{:.1}", (one.ratio * 10.0).floor() / 10.0)),
                ("min", format!("{}", one.needed)),
                ("colour", one.colours.0),
                ("ground", one.colours.1),
            ];
            let severity = (!one.in_body).then_some(Severity::Info);
            page.report(report, declared.or(behind), one.text, Finding { fill, severity, ..Finding::default() });
        }
    }
}

struct Watermark {
    allow_backgrounds: bool,
}

pub(super) fn build_watermark(settings: &Settings<'_>) -> Box<dyn Check> {
    Box::new(Watermark { allow_backgrounds: settings.flag("allow-backgrounds") })
}

impl Check for Watermark {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let Some(page) = Page::of(context.draft) else { return };
        let top = Span::new(0, 0);
        if let Some(watermark) = page.appearance.watermark {
            page.report(report, Some(watermark), top, Finding::default());
            return;
        }
        if self.allow_backgrounds {
            return;
        }
        let grounds: Vec<_> = page
            .body_stretches()
            .into_iter()
            .map(|(stretch, weight)| {
                let on_image = matches!(page.appearance.look(&stretch).ground, Ground::Image(_));
                (Some(on_image), stretch, weight)
            })
            .collect();
        if let Some((true, stretch)) = majority(&grounds)
            && let Ground::Image(source) = page.appearance.look(&stretch).ground
        {
            page.report(report, source, stretch.text, Finding { variant: Some("image"), ..Finding::default() });
        }
    }
}
