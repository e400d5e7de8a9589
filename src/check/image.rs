//! Images that say nothing to those who do not see them, and the logo of a signature.

use super::page::Page;
use crate::{
    decode::Image,
    draft::SectionKind,
    rule::{Check, Context, Finding, Report, Settings},
    text::{Span, Text},
};

/// Names of files that only mark a mail as opened, or keep things apart.
const SPACERS: [&str; 9] = ["pixel", "track", "beacon", "spacer", "blank", "transparent", "/open", "1x1", "counter"];
/// The endings of image files.
const ENDINGS: [&str; 7] = [".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".bmp"];

struct Alt;

pub(super) fn build_alt(_: &Settings<'_>) -> Box<dyn Check> {
    Box::new(Alt)
}

/// Whether a text in place of an image is only the name of a file: `IMG_0042.png`, `image001`.
fn is_file_name(alt: &str) -> bool {
    let lower = alt.trim().to_lowercase();
    if lower.contains(char::is_whitespace) {
        return false;
    }
    let digits = |rest: &str| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit());
    let counted = ["image", "img", "img_", "img-", "dsc", "dsc_", "screenshot", "unnamed"];
    ENDINGS.iter().any(|ending| lower.ends_with(ending))
        || counted.iter().any(|name| lower.strip_prefix(name).is_some_and(digits))
}

fn shows_something(image: &Image) -> bool {
    let address = image.address.to_lowercase();
    !image.is_decoration && !SPACERS.iter().any(|name| address.contains(name))
}

impl Check for Alt {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let Some(page) = Page::of(context.draft) else { return };
        let at = |image: &Image| Span::<Text>::new(image.at, image.at);
        let mut without = page.images.iter().filter(|image| shows_something(image) && image.alt.is_none());
        if let Some(first) = without.next() {
            let more = without.count();
            let variant = (more > 0).then_some("several");
            let finding = Finding { variant, ..Finding::with("n", (more + 1).to_string()) };
            page.report(report, Some(first.source), at(first), finding);
        }
        for image in page.images.iter().filter(|image| shows_something(image)) {
            if let Some(alt) = image.alt.as_deref().filter(|alt| is_file_name(alt)) {
                let finding = Finding { variant: Some("file"), ..Finding::with("text", alt.trim()) };
                page.report(report, Some(image.source), at(image), finding);
            }
        }
    }
}

struct Logo {
    organisation: Vec<String>,
}

pub(super) fn build_logo(settings: &Settings<'_>) -> Box<dyn Check> {
    Box::new(Logo { organisation: settings.organisation.iter().map(|name| name.to_lowercase()).collect() })
}

impl Check for Logo {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        let Some(page) = Page::of(draft).filter(|page| std::ptr::eq(page.text, draft.text())) else { return };
        let Some(signature) = draft.sections_of(SectionKind::Signature).next() else { return };
        let end = signature.end;
        // An image stands before the text it comes to, and the line break between the two.
        let begins = |image: &Image| page.text.get(image.at..signature.start).is_none_or(|gap| gap.trim().is_empty());
        let mut logos = page.images.iter().filter(|image| begins(image) && !image.is_decoration);
        let names_house = |image: &Image| {
            let alt = image.alt.as_deref().unwrap_or_default().to_lowercase();
            // Without a name of the house to look for, any text will do.
            if self.organisation.is_empty() {
                !alt.trim().is_empty()
            } else {
                self.organisation.iter().any(|name| alt.contains(name))
            }
        };
        let Some(first) = logos.next() else {
            let line = page.text[signature.start..end].lines().next().unwrap_or_default();
            report.push(Span::new(signature.start, signature.start + line.len()), Finding::default());
            return;
        };
        if !names_house(first) && !logos.any(names_house) {
            let finding = Finding { variant: Some("nameless"), ..Finding::default() };
            page.report(report, Some(first.source), Span::new(first.at, first.at), finding);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files() {
        for alt in ["IMG_0042.png", "image001", "logo.gif", "dsc1234"] {
            assert!(is_file_name(alt), "{alt}");
        }
        for alt in ["", "Logo", "Map of image001", "image", "img one", "Fjordlys.no"] {
            assert!(!is_file_name(alt), "{alt}");
        }
    }
}
