//! How a page looks to its reader, as far as that is certain: sizes, lines, fonts and colours of its visible text.
//!
//! What is not declared, or in a way whose outcome depends on something the page does not say, is `None`: rules about the
//! look of a page judge only what every mail program shows alike.

use crate::text::{Source, Span, Text};

/// A value, and the bytes of the declaration or attribute it comes from; `None` where it is every page's default.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Declared<T> {
    /// What holds.
    pub value: T,
    /// Where that is said.
    pub source: Option<Span<Source>>,
}

/// A colour of sRGB.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Colour {
    /// Red, green and blue, 0 to 255.
    pub rgb: [f32; 3],
    /// How much of what lies behind is covered, 0 to 1.
    pub alpha: f32,
}

impl Colour {
    /// Black.
    pub const BLACK: Self = Self { rgb: [0.0; 3], alpha: 1.0 };
    /// White.
    pub const WHITE: Self = Self { rgb: [255.0; 3], alpha: 1.0 };

    /// This colour over an opaque one.
    #[must_use]
    pub fn over(self, behind: Self) -> Self {
        let mix = |index: usize| self.rgb[index].mul_add(self.alpha, behind.rgb[index] * (1.0 - self.alpha));
        Self { rgb: [mix(0), mix(1), mix(2)], alpha: behind.alpha }
    }

    /// The relative luminance (WCAG 2.2), 0 to 1.
    fn luminance(self) -> f32 {
        let linear = |channel: f32| {
            let share = channel / 255.0;
            if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        0.2126_f32.mul_add(linear(self.rgb[0]), 0.7152_f32.mul_add(linear(self.rgb[1]), 0.0722 * linear(self.rgb[2])))
    }

    /// The contrast ratio of two opaque colours (WCAG 2.2), 1 to 21.
    pub fn contrast(self, other: Self) -> f32 {
        let (one, two) = (self.luminance() + 0.05, other.luminance() + 0.05);
        one.max(two) / one.min(two)
    }

    /// `#1a2b3c`.
    pub fn hex(self) -> String {
        let [red, green, blue] = self.rgb.map(|channel| channel.round().clamp(0.0, 255.0) as u8);
        format!("#{red:02x}{green:02x}{blue:02x}")
    }
}

/// The distance between lines.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum LineHeight {
    /// What the font says, about 1.2.
    Normal,
    /// A multiple of the size of the text.
    Factor(f32),
    /// CSS pixels.
    Pixels(f32),
}

/// What lies behind a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ground {
    /// Something that cannot be told.
    Unknown,
    /// A colour, opaque.
    Plain(Declared<Colour>),
    /// An image.
    Image(Option<Span<Source>>),
}

/// What a text is to the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Role {
    /// Running text.
    #[default]
    Text,
    /// A heading, or the head of a column.
    Heading,
    /// A link, or a button.
    Link,
    /// What stands below all, or above it, in small print.
    SmallPrint,
    /// The words of somebody else.
    Quotation,
    /// Code.
    Code,
}

/// How a text looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    /// The size in CSS pixels.
    pub size: Option<Declared<f32>>,
    /// The distance of its lines.
    pub line: Option<Declared<LineHeight>>,
    /// The first of its fonts, an index into [`Appearance::families`].
    pub family: Option<Declared<usize>>,
    /// Whether it is slanted.
    pub slanted: Option<Declared<bool>>,
    /// Whether it is bold.
    pub bold: Option<bool>,
    /// Its colour.
    pub colour: Option<Declared<Colour>>,
    /// What lies behind it.
    pub ground: Ground,
    /// How much of it is left by `opacity`, 0 to 1.
    pub opacity: Option<f32>,
    /// What it is.
    pub role: Role,
}

impl Look {
    /// Nothing is certain.
    pub const UNKNOWN: Self = Self {
        size: None,
        line: None,
        family: None,
        slanted: None,
        bold: None,
        colour: None,
        ground: Ground::Unknown,
        opacity: None,
        role: Role::Text,
    };
}

/// A stretch of visible text that looks alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Where it lies.
    pub text: Span<Text>,
    /// Its look, an index into [`Appearance::looks`].
    pub look: usize,
}

/// How the visible text of a page looks. Empty where there is no page.
#[derive(Clone, Debug, Default)]
pub struct Appearance {
    /// The looks there are.
    pub looks: Vec<Look>,
    /// The stretches in the order of the text.
    pub stretches: Vec<Stretch>,
    /// The names of the fonts, as they are written.
    pub families: Vec<String>,
    /// The tag `<html>`, where there is one; pieces of pages have none.
    pub root: Option<Span<Source>>,
    /// The watermark that Word lays behind a page.
    pub watermark: Option<Span<Source>>,
}

impl Appearance {
    /// The look of a stretch.
    pub fn look(&self, stretch: &Stretch) -> &Look {
        self.looks.get(stretch.look).unwrap_or(&Look::UNKNOWN)
    }

    /// The stretches that share text with a span, each cut to it.
    pub fn under(&self, span: Span<Text>) -> impl Iterator<Item = Stretch> {
        let first = self.stretches.partition_point(|stretch| stretch.text.end() <= span.start());
        let reached = self.stretches[first..].iter().take_while(move |stretch| stretch.text.start() < span.end());
        reached.map(move |stretch| {
            let (start, end) = (stretch.text.start().max(span.start()), stretch.text.end().min(span.end()));
            Stretch { text: Span::new(start, end), ..*stretch }
        })
    }

    /// The same with its places in the file taken through `place`.
    pub(super) fn placed(mut self, place: &dyn Fn(Span<Source>) -> Span<Source>) -> Self {
        for look in &mut self.looks {
            let sources = [
                look.size.as_mut().map(|one| &mut one.source),
                look.line.as_mut().map(|one| &mut one.source),
                look.family.as_mut().map(|one| &mut one.source),
                look.slanted.as_mut().map(|one| &mut one.source),
                look.colour.as_mut().map(|one| &mut one.source),
                match &mut look.ground {
                    Ground::Unknown => None,
                    Ground::Plain(colour) => Some(&mut colour.source),
                    Ground::Image(source) => Some(source),
                },
            ];
            for source in sources.into_iter().flatten() {
                *source = source.map(place);
            }
        }
        self.root = self.root.map(place);
        self.watermark = self.watermark.map(place);
        self
    }

    /// The same with its text moved `by` bytes on.
    pub(super) fn moved(mut self, by: usize) -> Self {
        for stretch in &mut self.stretches {
            stretch.text = Span::new(stretch.text.start() + by, stretch.text.end() + by);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colour(rgb: [f32; 3]) -> Colour {
        Colour { rgb, alpha: 1.0 }
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        // Values of the WebAIM contrast checker.
        let ratio = |one, two| (colour(one).contrast(colour(two)) * 100.0).round() / 100.0;
        assert!((ratio([0.0; 3], [255.0; 3]) - 21.0).abs() < 0.01);
        assert!((ratio([119.0; 3], [255.0; 3]) - 4.48).abs() < 0.011);
        assert!((ratio([118.0; 3], [255.0; 3]) - 4.54).abs() < 0.011);
        assert!((ratio([255.0, 0.0, 0.0], [255.0, 255.0, 0.0]) - 3.72).abs() < 0.011);
    }

    #[test]
    fn colours_are_laid_over_each_other() {
        let grey = Colour { rgb: [0.0; 3], alpha: 0.5 }.over(Colour::WHITE);
        assert_eq!(grey.hex(), "#808080");
    }
}
