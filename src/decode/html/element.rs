//! What the elements of HTML and MJML mean to the flow of the text.

/// How an element stands in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flow {
    /// Within a line.
    Inline,
    /// On lines of its own.
    Line,
    /// With an empty line before and behind it.
    Paragraph,
    /// An item of a list.
    Item,
    /// A cell of a table.
    Cell,
    /// A line break.
    Break,
    /// Not shown, nor is anything in it.
    Hidden,
}

/// Bits that say how an element nests; see [`Element::is`].
pub(super) const VOID: u8 = 1;
/// It ends an open paragraph.
pub(super) const ENDS_P: u8 = 2;
/// An end tag within it ends nothing outside of it.
pub(super) const SCOPE: u8 = 4;
/// Part of a table: its end tag reaches through the scope of a cell.
pub(super) const TABLE: u8 = 8;
/// White space in it is kept.
pub(super) const PRE: u8 = 16;
/// Its end tag ends it in the middle of other elements.
pub(super) const FORMATTING: u8 = 32;
/// A list.
pub(super) const LIST: u8 = 64;

/// A kind of element; all that are not known are one.
#[derive(Debug)]
pub(super) struct Element {
    name: &'static str,
    pub(super) flow: Flow,
    bits: u8,
}

impl Element {
    pub(super) const fn is(&self, bit: u8) -> bool {
        self.bits & bit != 0
    }
}

/// The number of an element's kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kind(u8);

/// How many kinds there are.
pub(super) const KINDS: usize = ELEMENTS.len();

impl Kind {
    /// The kind of elements with this name, which is in lower case.
    pub(super) fn of(name: &str) -> Self {
        let known = ELEMENTS.binary_search_by(|element| element.name.cmp(name));
        let index = known.unwrap_or_else(|_| {
            let generic = if name.starts_with("mj-") { "mj-" } else { "" };
            ELEMENTS.iter().position(|element| element.name == generic).unwrap_or(0)
        });
        Self(u8::try_from(index).unwrap_or(0))
    }

    pub(super) const fn index(self) -> usize {
        self.0 as usize
    }

    pub(super) const fn element(self) -> &'static Element {
        &ELEMENTS[self.0 as usize]
    }

    pub(super) fn is_one_of(self, names: &[&str]) -> bool {
        names.contains(&self.element().name)
    }
}

const fn inline(name: &'static str, bits: u8) -> Element {
    Element { name, flow: Flow::Inline, bits }
}
const fn line(name: &'static str, bits: u8) -> Element {
    Element { name, flow: Flow::Line, bits }
}
const fn block(name: &'static str, bits: u8) -> Element {
    Element { name, flow: Flow::Paragraph, bits: bits | ENDS_P }
}
const fn hidden(name: &'static str) -> Element {
    Element { name, flow: Flow::Hidden, bits: 0 }
}
const fn other(name: &'static str, flow: Flow, bits: u8) -> Element {
    Element { name, flow, bits }
}

/// All kinds, sorted by name; the first is that of unknown elements, `mj-` that of unknown ones of MJML.
const ELEMENTS: [Element; 113] = [
    inline("", 0),
    inline("a", FORMATTING),
    block("address", 0),
    inline("area", VOID),
    block("article", 0),
    block("aside", 0),
    inline("b", FORMATTING),
    inline("base", VOID),
    inline("basefont", VOID),
    inline("bgsound", VOID),
    inline("big", FORMATTING),
    block("blockquote", 0),
    line("body", 0),
    other("br", Flow::Break, VOID),
    line("caption", SCOPE | TABLE),
    line("center", ENDS_P),
    inline("code", FORMATTING),
    inline("col", VOID),
    line("colgroup", TABLE),
    hidden("datalist"),
    line("dd", ENDS_P),
    block("details", 0),
    line("dir", ENDS_P | LIST),
    line("div", ENDS_P),
    block("dl", 0),
    line("dt", ENDS_P),
    inline("em", FORMATTING),
    inline("embed", VOID),
    block("fieldset", 0),
    block("figcaption", 0),
    block("figure", 0),
    inline("font", FORMATTING),
    block("footer", 0),
    block("form", 0),
    inline("frame", VOID),
    block("h1", 0),
    block("h2", 0),
    block("h3", 0),
    block("h4", 0),
    block("h5", 0),
    block("h6", 0),
    inline("head", 0),
    block("header", 0),
    block("hr", VOID),
    line("html", SCOPE),
    inline("i", FORMATTING),
    inline("image", VOID),
    inline("img", VOID),
    inline("input", VOID),
    inline("keygen", VOID),
    line("legend", 0),
    other("li", Flow::Item, ENDS_P),
    inline("link", VOID),
    block("listing", PRE),
    block("main", 0),
    block("menu", LIST),
    inline("meta", VOID),
    block("mj-", 0),
    hidden("mj-attributes"),
    hidden("mj-breakpoint"),
    block("mj-divider", 0),
    hidden("mj-font"),
    hidden("mj-head"),
    inline("mj-image", VOID),
    inline("mj-include", VOID),
    hidden("mj-preview"),
    inline("mj-raw", 0),
    hidden("mj-style"),
    hidden("mj-title"),
    block("nav", 0),
    inline("nobr", FORMATTING),
    hidden("noframes"),
    hidden("noscript"),
    inline("object", SCOPE),
    block("ol", LIST),
    line("optgroup", 0),
    line("option", 0),
    block("p", 0),
    inline("param", VOID),
    block("pre", PRE),
    inline("s", FORMATTING),
    hidden("script"),
    block("section", 0),
    hidden("select"),
    inline("small", FORMATTING),
    inline("source", VOID),
    inline("span", 0),
    inline("strike", FORMATTING),
    inline("strong", FORMATTING),
    hidden("style"),
    block("summary", 0),
    hidden("svg"),
    block("table", SCOPE | TABLE),
    line("tbody", TABLE),
    other("td", Flow::Cell, SCOPE | TABLE),
    other("template", Flow::Hidden, SCOPE),
    hidden("textarea"),
    line("tfoot", TABLE),
    other("th", Flow::Cell, SCOPE | TABLE),
    line("thead", TABLE),
    hidden("title"),
    line("tr", TABLE),
    inline("track", VOID),
    inline("tt", FORMATTING),
    inline("u", FORMATTING),
    block("ul", LIST),
    inline("var", 0),
    inline("video", 0),
    inline("wbr", VOID),
    hidden("xml"),
    block("xmp", PRE),
    inline("xsl:template", 0),
    inline("xsl:value-of", VOID),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_small_enough() {
        assert!(ELEMENTS.is_sorted_by(|a, b| a.name < b.name));
        assert!(u8::try_from(ELEMENTS.len()).is_ok());
    }

    #[test]
    fn unknown_elements() {
        assert_eq!(Kind::of("o:p").element().flow, Flow::Inline);
        assert_eq!(Kind::of("mj-hero").element().flow, Flow::Paragraph);
        assert!(Kind::of("td").is_one_of(&["th", "td"]));
    }
}
