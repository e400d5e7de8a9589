//! The little of CSS that decides whether a reader sees a text.
//!
//! Mails hide their preheader and what is meant for other screens with declarations in `style` attributes, or by
//! classes of a style sheet. Of a sheet, rules for one class or id are read, outside `@media`: what a mail program on a
//! desk shows.

use rustc_hash::FxHashMap;

/// What declarations say about the text of an element. `None` where they say nothing and the element around it counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Style {
    /// Not shown, whatever the elements within say: `display: none`, or cut off to no height.
    pub(super) hidden: bool,
    /// `visibility: hidden`, which an element within can undo.
    pub(super) invisible: Option<bool>,
    /// `font-size: 0`, which an element within can undo, as the tables of many generators do.
    pub(super) no_size: Option<bool>,
    /// `white-space`.
    pub(super) white: Option<White>,
}

/// What becomes of white space.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum White {
    /// Any run of it is one space.
    #[default]
    Collapse,
    /// Line breaks are kept, and other runs of it are one space: `pre-line`.
    Lines,
    /// All is kept: `pre`, `pre-wrap`.
    Keep,
}

impl Style {
    /// Reads declarations: `display:none; max-height: 0px`.
    pub(super) fn read(declarations: &str) -> Self {
        let mut style = Self::default();
        let (mut no_height, mut cut) = (false, false);
        for declaration in declarations.split(';') {
            let Some((property, value)) = declaration.split_once(':') else { continue };
            let value = value.to_ascii_lowercase();
            let value = value.split('!').next().unwrap_or_default().trim();
            match property.trim().to_ascii_lowercase().as_str() {
                "display" => style.hidden = value == "none",
                "visibility" => style.invisible = Some(value == "hidden" || value == "collapse"),
                "opacity" if is_zero(value) => style.hidden = true,
                "font-size" => style.no_size = Some(is_zero(value)),
                "max-height" | "height" => no_height |= is_zero(value),
                "overflow" | "overflow-y" => cut = value == "hidden",
                "white-space" => style.white = White::of(value),
                _ => {}
            }
        }
        style.hidden |= no_height && cut;
        style
    }

    /// This style, with another laid over it.
    pub(super) fn with(self, over: Self) -> Self {
        Self {
            hidden: self.hidden || over.hidden,
            invisible: over.invisible.or(self.invisible),
            no_size: over.no_size.or(self.no_size),
            white: over.white.or(self.white),
        }
    }
}

impl White {
    fn of(value: &str) -> Option<Self> {
        match value {
            "pre" | "pre-wrap" | "break-spaces" => Some(Self::Keep),
            "pre-line" => Some(Self::Lines),
            "normal" | "nowrap" => Some(Self::Collapse),
            _ => None,
        }
    }
}

/// Whether a length is nothing: `0`, `0px`, `0.0em`.
fn is_zero(value: &str) -> bool {
    let number = value.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
    number.parse::<f32>().is_ok_and(|length| length == 0.0)
}

/// The rules of a page's style sheets that hide or size by class or id.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    /// By `.class` or `#id`.
    rules: FxHashMap<String, Style>,
}

impl Sheet {
    /// Reads a style sheet.
    pub(super) fn read(&mut self, css: &str) {
        let css = without_comments(css);
        let mut rest = css.as_str();
        while let Some(open) = rest.find('{') {
            let selectors = rest[..open].rsplit([';', '}']).next().unwrap_or_default().trim();
            let inner = &rest[open + 1..];
            let close = if selectors.starts_with('@') { nested_end(inner) } else { inner.find('}') };
            let close = close.unwrap_or(inner.len());
            if !selectors.starts_with('@') {
                self.rule(selectors, &inner[..close]);
            }
            rest = inner.get(close + 1..).unwrap_or_default();
        }
    }

    fn rule(&mut self, selectors: &str, declarations: &str) {
        let style = Style::read(declarations);
        if style == Style::default() {
            return;
        }
        for selector in selectors.split(',') {
            let selector = selector.trim();
            // What stands before the mark is the name of an element; anything else makes the selector a narrower one.
            let Some(mark) = selector.find(['.', '#']) else { continue };
            let (element, name) = selector.split_at(mark);
            let simple = |text: &str| text.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
            if simple(element) && simple(&name[1..]) {
                let known = self.rules.entry(name.to_owned()).or_default();
                *known = known.with(style);
            }
        }
    }

    /// What the rules say of an element with these classes and this id.
    pub(super) fn style(&self, classes: Option<&str>, id: Option<&str>) -> Style {
        if self.rules.is_empty() {
            return Style::default();
        }
        let classes = classes.unwrap_or_default().split_ascii_whitespace().map(|class| format!(".{class}"));
        let names = classes.chain(id.map(|id| format!("#{id}")));
        names.filter_map(|name| self.rules.get(&name)).fold(Style::default(), |style, rule| style.with(*rule))
    }
}

/// Where the block of an `@media` ends, which holds blocks itself.
fn nested_end(inner: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in inner.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 0 => return Some(at),
            b'}' => depth -= 1,
            _ => {}
        }
    }
    None
}

fn without_comments(css: &str) -> String {
    let mut kept = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, behind)) = rest.split_once("/*") {
        kept.push_str(before);
        rest = behind.split_once("*/").map_or("", |(_, behind)| behind);
    }
    // A sheet may be wrapped in the marks of a comment for programs that knew no style sheets.
    (kept + rest).replace("<!--", "").replace("-->", "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hides(declarations: &str) -> bool {
        let style = Style::read(declarations);
        style.hidden || style.invisible == Some(true) || style.no_size == Some(true)
    }

    #[test]
    fn declarations_that_hide() {
        for style in ["display:none", "color:red; DISPLAY: None !important;", "max-height:0px;overflow:hidden"] {
            assert!(hides(style), "{style}");
        }
        assert!(hides("font-size:0") && hides("visibility:hidden"));
        for style in ["display:block", "max-height:0", "overflow:hidden", "font-size:0.5em", "", "display", "a:b:c;;"] {
            assert!(!hides(style), "{style}");
        }
        // Hidden in one mail program only, where a comment for that program shows another text instead.
        assert!(!hides("mso-hide:all"));
    }

    #[test]
    fn sheets_hide_by_class() {
        let mut sheet = Sheet::default();
        sheet.read(
            "@import url(x); /* .a{display:none} */ .preheader, span.x { display: none } \
             @media (max-width:1px) { .b { display:none } .c{} } #d{visibility:hidden} div .e{display:none} .f{",
        );
        let hidden = |class: &str| sheet.style(Some(class), None).hidden;
        assert!(hidden("preheader") && hidden("y x"));
        assert!(!hidden("a") && !hidden("b") && !hidden("e") && !hidden("f") && !hidden(""));
        assert_eq!(sheet.style(None, Some("d")).invisible, Some(true));
    }
}
