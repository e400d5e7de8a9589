//! From tags and style sheets to how each stretch of text looks.
//!
//! A small cascade: defaults of browsers, attributes, rules of style sheets by specificity, `style` attributes, and what
//! is `!important` on top. Whatever a page leaves to something else (a sheet it links, a variable, a value that a
//! template fills in, the page around a fragment) is not certain, and neither is what comes of it.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::{
    css::{
        CONSTRUCT, Compound, Declaration, Joined, PROPERTIES, Property, Selector, Value, blanked, colour, declarations,
    },
    token::Tag,
};
use crate::{
    decode::look::{Appearance, Colour, Declared, Ground, LineHeight, Look, Role, Stretch},
    text::{Source, Span},
};

/// What browsers take for the size of a text, in CSS pixels.
const DEFAULT_SIZE: f32 = 16.0;
/// Pages with more looks than this are no mails; from here on nothing is certain.
const LOOKS_MAX: usize = 20_000;
/// Conditions in style sheets that are nested deeper than this are not entered.
const DEPTH_MAX: usize = 4;
/// How many comparisons of rules with elements a page may cost for each of its bytes.
const BUDGET: usize = 16;

/// An element as selectors see it.
struct Node {
    parent: usize,
    tag: Box<str>,
    class: Range<usize>,
    id: Range<usize>,
    look: usize,
    /// The size of the text at the root of the page.
    root_size: Option<f32>,
}

/// A rule of a style sheet.
struct Rule {
    selector: Selector,
    specificity: [usize; 3],
    /// Its declarations, an index range into those of all rules.
    declarations: Range<usize>,
    /// Whether it holds for all it fits.
    is_certain: bool,
}

/// Works out how a page looks while it is read.
pub(super) struct Looks {
    nodes: Vec<Node>,
    rules: Vec<Rule>,
    declarations: Vec<Declaration>,
    /// The rules by the id, the class or the name that their last part asks for.
    by_name: FxHashMap<String, Vec<usize>>,
    /// Properties that a sheet which is not seen may set, on any element.
    unsure: [bool; PROPERTIES],
    /// Whether the page has a doctype; without one, tables do not take over how the text around them looks.
    has_doctype: bool,
    /// How many more comparisons of rules with elements are made.
    budget: usize,
    /// Whether nothing is told of this page.
    off: bool,
    found: Appearance,
}

/// The element around all others.
pub(super) const ROOT: usize = 0;

/// What an element's declarations come to, the winning one for each property.
type Cascaded = [Option<(Value, Option<Range<usize>>)>; PROPERTIES];

impl Looks {
    pub(super) fn new(page: &str) -> Self {
        let root = Node { parent: ROOT, tag: "".into(), class: 0..0, id: 0..0, look: 0, root_size: None };
        Self {
            nodes: vec![root],
            rules: Vec::new(),
            declarations: Vec::new(),
            by_name: FxHashMap::default(),
            unsure: [false; PROPERTIES],
            has_doctype: false,
            budget: page.len().saturating_mul(BUDGET),
            off: false,
            found: Appearance { looks: vec![Look::UNKNOWN], ..Appearance::default() },
        }
    }

    pub(super) fn finish(self) -> Appearance {
        if self.off { Appearance { root: self.found.root, ..Appearance::default() } } else { self.found }
    }

    /// The text from `start` to `end` stands in the element `node`.
    pub(super) fn shown(&mut self, start: usize, end: usize, node: usize) {
        let look = self.nodes.get(node).map_or(0, |node| node.look);
        match self.found.stretches.last_mut() {
            Some(last) if last.look == look => last.text = Span::new(last.text.start(), end),
            _ => self.found.stretches.push(Stretch { text: Span::new(start, end), look }),
        }
    }

    /// A comment, or a doctype.
    pub(super) fn comment(&mut self, comment: &str, start: usize) {
        const WATERMARK: &[u8] = b"PowerPlusWaterMarkObject";
        if comment.get(..9).is_some_and(|mark| mark.eq_ignore_ascii_case("<!doctype")) {
            self.has_doctype = true;
        } else if let Some(at) = memchr::memmem::find(comment.as_bytes(), WATERMARK) {
            let at = start + at;
            self.found.watermark.get_or_insert(Span::new(at, at + WATERMARK.len()));
        }
    }

    // --- Style sheets ------------------------------------------------------------------------------------------

    /// A style sheet, which stands at `offset` in the page.
    pub(super) fn sheet(&mut self, css: &str, offset: usize) {
        // A sheet may be wrapped in the marks of a comment for programs that knew no style sheets.
        let css = blanked(css).replace("<!--", "    ").replace("-->", "   ");
        self.block(&css, 0..css.len(), offset, (true, 0));
    }

    /// The rules in a part of a sheet; those that hold only in some windows make what they set uncertain.
    fn block(&mut self, css: &str, part: Range<usize>, offset: usize, (certain, depth): (bool, usize)) {
        if depth > DEPTH_MAX {
            return;
        }
        let bytes = css.as_bytes();
        let mut at = part.start;
        while let Some(open) = memchr::memchr(b'{', &bytes[at..part.end]).map(|found| at + found) {
            let head = &css[at..open];
            // Statements without a block: `@import`, `@charset`.
            let selectors = head.rsplit(';').next().unwrap_or_default().trim();
            let before = &head[..head.len() - head.rsplit(';').next().unwrap_or_default().len()];
            let imports = before.contains("@import") && !before.contains("//fonts.");
            if imports || head.contains(CONSTRUCT) {
                self.unsure = [true; PROPERTIES];
            }
            let close = block_end(bytes, open + 1, part.end);
            match selectors.strip_prefix('@').map(str::to_ascii_lowercase) {
                None => self.rule(selectors, &css[open + 1..close], offset + open + 1, certain),
                Some(condition) => match Medium::of(&condition) {
                    Medium::Always => self.block(css, open + 1..close, offset, (certain, depth + 1)),
                    Medium::Sometimes => self.block(css, open + 1..close, offset, (false, depth + 1)),
                    Medium::Never => {}
                },
            }
            at = (close + 1).min(part.end);
        }
        let rest = &css[at..part.end];
        if rest.contains(CONSTRUCT) || (rest.contains("@import") && !rest.contains("//fonts.")) {
            self.unsure = [true; PROPERTIES];
        }
    }

    fn rule(&mut self, selectors: &str, css: &str, offset: usize, certain: bool) {
        let (mut found, more) = declarations(css, offset);
        if more {
            self.unsure = [true; PROPERTIES];
        }
        if found.is_empty() {
            return;
        }
        let first = self.declarations.len();
        self.declarations.append(&mut found);
        for selector in selectors.split(',').filter_map(Selector::read) {
            let key = key_of(&selector.last);
            self.by_name.entry(key).or_default().push(self.rules.len());
            let is_certain = certain && !selector.is_unsure;
            let declarations = first..self.declarations.len();
            self.rules.push(Rule { specificity: selector.specificity(), selector, declarations, is_certain });
        }
    }

    /// The rules for an element, the narrowest last.
    fn rules_for(&mut self, page: &str, node: usize) -> Vec<usize> {
        if self.rules.is_empty() {
            return Vec::new();
        }
        let Node { tag, class, id, .. } = &self.nodes[node];
        let classes = page[class.clone()].split_ascii_whitespace().map(|class| format!(".{class}"));
        let names = classes.chain([format!("#{}", page[id.clone()].trim()), tag.to_string(), "*".to_owned()]);
        // A class that stands there twice brings its rules once.
        let mut names: Vec<String> = names.collect();
        names.sort_unstable();
        names.dedup();
        let found = names.iter().filter_map(|name| self.by_name.get(name)).flatten();
        let mut candidates: Vec<usize> = found.copied().collect();
        candidates.sort_unstable();
        candidates.dedup();
        candidates.retain(|&rule| self.matches(page, rule, node));
        candidates.sort_by_key(|&rule| self.rules[rule].specificity);
        candidates
    }

    fn matches(&mut self, page: &str, rule: usize, node: usize) -> bool {
        if self.off {
            return false;
        }
        let Rule { selector, declarations, .. } = &self.rules[rule];
        // A comparison reads the classes of the element.
        let cost = |node: usize| 1 + self.nodes[node].class.len() / 16;
        let mut spent = cost(node);
        let fits = |node: usize, compound: &Compound| self.nodes[node].fits(page, compound);
        let mut matched = fits(node, &selector.last);
        let mut here = node;
        for (joined, compound) in &selector.around {
            if !matched {
                break;
            }
            matched = false;
            while here != ROOT && !matched {
                here = self.nodes[here].parent;
                spent += cost(here);
                matched = here != ROOT && fits(here, compound);
                if *joined == Joined::Child {
                    break;
                }
            }
        }
        spent += if matched { declarations.len() } else { 0 };
        self.budget = self.budget.saturating_sub(spent);
        self.off |= self.budget == 0;
        matched
    }

    // --- Elements ----------------------------------------------------------------------------------------------

    /// A tag that holds no text: a sheet elsewhere.
    pub(super) fn link(&mut self, page: &str, tag: &Tag) {
        let value = |name: &str| tag.value(page, name).map(|value| page[value].to_ascii_lowercase());
        let is_sheet = value("rel").is_some_and(|rel| rel.contains("stylesheet"));
        if is_sheet && !value("href").is_some_and(|href| href.contains("//fonts.")) {
            self.unsure = [true; PROPERTIES];
        }
    }

    /// An element begins within `parent`; the number of it.
    pub(super) fn begin(&mut self, page: &str, tag: &Tag, parent: usize) -> usize {
        self.off |= self.nodes.len() > LOOKS_MAX || tag.name.starts_with("mj");
        if self.off {
            return ROOT;
        }
        let value = |name: &str| tag.value(page, name).unwrap_or(0..0);
        let node = self.nodes.len();
        self.nodes.push(Node {
            parent,
            tag: tag.name.as_str().into(),
            class: value("class"),
            id: value("id"),
            look: self.nodes[parent].look,
            root_size: self.nodes[parent].root_size,
        });
        if tag.name == "html" && self.found.root.is_none() {
            self.found.root = Some(Span::new(tag.range.start, tag.range.end));
        }
        let around = self.found.looks[self.nodes[parent].look];
        let (look, root_size) = self.look_of(page, tag, node, around);
        self.nodes[node].root_size = root_size;
        if look != around {
            self.nodes[node].look = self.found.looks.len();
            self.found.looks.push(look);
        }
        node
    }

    fn look_of(&mut self, page: &str, tag: &Tag, node: usize, around: Look) -> (Look, Option<f32>) {
        let mut root_size = self.nodes[node].root_size;
        let mut look = self.defaults(tag, around, root_size.is_some());
        role(page, tag, &mut look);
        let mut cascaded: Cascaded = Default::default();
        attributes(page, tag, &mut cascaded);
        let rules = self.rules_for(page, node);
        let style = tag.value(page, "style");
        let (inline, more) =
            style.map_or_else(Default::default, |style| declarations(&blanked(&page[style.clone()]), style.start));
        let mut put = |one: &Declaration, is_certain: bool| {
            let value = if is_certain { one.value.clone() } else { Value::Unknown };
            cascaded[one.property as usize] = Some((value, Some(one.range.clone())));
        };
        for important in [false, true] {
            for rule in rules.iter().map(|&rule| &self.rules[rule]) {
                let own = &self.declarations[rule.declarations.clone()];
                own.iter().filter(|one| one.important == important).for_each(|one| put(one, rule.is_certain));
            }
            inline.iter().filter(|one| one.important == important).for_each(|one| put(one, true));
        }
        // What is not seen may set what this element does not set itself.
        let class = &page[self.nodes[node].class.clone()];
        let unseen = more || has_loose_construct(page, tag) || (!self.rules.is_empty() && has_construct(class));
        for (index, won) in cascaded.iter_mut().enumerate() {
            let set_here = inline.iter().any(|one| one.property as usize == index);
            if (unseen || self.unsure[index]) && !set_here {
                *won = Some((Value::Unknown, None));
            }
        }
        self.apply(&cascaded, &around, root_size, &mut look);
        if tag.name == "html" || (tag.name == "body" && root_size.is_none()) {
            root_size = if tag.name == "html" { look.size.map(|size| size.value) } else { Some(DEFAULT_SIZE) };
            root_size = root_size.filter(|_| !self.unsure[Property::Size as usize]);
        }
        (look, root_size)
    }

    /// What an element looks like where nobody says anything about it.
    fn defaults(&self, tag: &Tag, around: Look, in_page: bool) -> Look {
        let mut look = around;
        let times =
            |size: Option<Declared<f32>>, factor: f32| size.map(|size| Declared { value: size.value * factor, ..size });
        let here = Some(Span::new(tag.range.start, tag.range.end));
        match tag.name.as_str() {
            "html" | "body" if !in_page => {
                let plain = |value| Some(Declared { value, source: None });
                look = Look {
                    size: plain(DEFAULT_SIZE),
                    line: Some(Declared { value: LineHeight::Normal, source: None }),
                    family: None,
                    slanted: Some(Declared { value: false, source: None }),
                    bold: Some(false),
                    colour: Some(Declared { value: Colour::BLACK, source: None }),
                    ground: Ground::Plain(Declared { value: Colour::WHITE, source: None }),
                    opacity: Some(1.0),
                    role: Role::Text,
                };
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let factor = match tag.name.as_str() {
                    "h1" => 2.0,
                    "h2" => 1.5,
                    "h3" => 1.17,
                    "h5" => 0.83,
                    "h6" => 0.67,
                    _ => 1.0,
                };
                look.size = times(look.size, factor);
                look.bold = Some(true);
            }
            "small" | "sub" | "sup" => look.size = times(look.size, 5.0 / 6.0),
            "big" => look.size = times(look.size, 1.2),
            "b" | "strong" | "th" => look.bold = Some(true),
            "i" | "em" | "cite" | "dfn" | "var" | "address" => {
                look.slanted = Some(Declared { value: true, source: here });
            }
            // Browsers set these smaller than the text around them, but not when a font is named.
            "code" | "pre" | "tt" | "kbd" | "samp" | "xmp" | "listing" => (look.size, look.family) = (None, None),
            "button" | "input" | "select" | "textarea" | "mark" | "object" => {
                look = Look { role: look.role, ..Look::UNKNOWN }
            }
            // A link without a colour has that of the reader's program.
            "a" => look.colour = None,
            "table" if !self.has_doctype => {
                let is_default = |source: Option<Span<Source>>| source.is_none();
                look.size = look.size.filter(|size| is_default(size.source));
                look.line = look.line.filter(|line| is_default(line.source));
                look.slanted = look.slanted.filter(|slanted| is_default(slanted.source));
                look.colour = look.colour.filter(|colour| is_default(colour.source));
                look.bold = look.bold.filter(|bold| !bold);
            }
            _ => {}
        }
        look
    }

    /// Lays what was declared over what an element looks like else.
    fn apply(&mut self, cascaded: &Cascaded, around: &Look, root_size: Option<f32>, look: &mut Look) {
        let won = |property: Property| cascaded[property as usize].as_ref();
        let place = |range: &Option<Range<usize>>| range.as_ref().map(|range| Span::new(range.start, range.end));
        let rem = |factor: f32| root_size.map(|size| size * factor);
        if let Some((value, range)) = won(Property::Size) {
            let pixels = match value {
                Value::Inherit => around.size.map(|size| size.value),
                Value::Pixels(pixels) => Some(*pixels),
                Value::Em(factor) => around.size.map(|size| size.value * factor),
                Value::Rem(factor) => rem(*factor),
                _ => None,
            };
            let unchanged = matches!(value, Value::Inherit)
                || matches!(value, Value::Em(factor) if (factor - 1.0).abs() < f32::EPSILON);
            let source = if unchanged { around.size.and_then(|size| size.source) } else { place(range) };
            look.size = pixels.map(|value| Declared { value, source });
        }
        if let Some((value, range)) = won(Property::Line) {
            let height = match value {
                Value::Inherit => around.line.map(|line| line.value),
                Value::Normal => Some(LineHeight::Normal),
                Value::Number(factor) => Some(LineHeight::Factor(*factor)),
                Value::Pixels(pixels) => Some(LineHeight::Pixels(*pixels)),
                Value::Em(factor) => look.size.map(|size| LineHeight::Pixels(size.value * factor)),
                Value::Rem(factor) => rem(*factor).map(LineHeight::Pixels),
                _ => None,
            };
            look.line = height.map(|value| Declared { value, source: place(range) });
        }
        if let Some((value, range)) = won(Property::Family) {
            look.family = match value {
                Value::Inherit => around.family,
                Value::Name(name) => Some(Declared { value: self.family(name), source: place(range) }),
                _ => None,
            };
        }
        if let Some((value, range)) = won(Property::Slant) {
            look.slanted = match value {
                Value::Inherit => around.slanted,
                Value::Is(value) => Some(Declared { value: *value, source: place(range) }),
                _ => None,
            };
        }
        if let Some((value, _)) = won(Property::Weight) {
            look.bold = match value {
                Value::Inherit => around.bold,
                Value::Is(value) => Some(*value),
                _ => None,
            };
        }
        if let Some((value, range)) = won(Property::Colour) {
            look.colour = match value {
                Value::Inherit => around.colour,
                Value::Colour(value) => Some(Declared { value: *value, source: place(range) }),
                _ => None,
            };
        }
        if let Some((value, _)) = won(Property::Opacity) {
            look.opacity = match value {
                Value::Number(share) => around.opacity.map(|around| around * share),
                _ => None,
            };
        }
        ground(cascaded, around, look);
    }

    fn family(&mut self, name: &str) -> usize {
        let families = &mut self.found.families;
        families.iter().position(|known| known == name).unwrap_or_else(|| {
            // No mail names as many; without a bound, looking for one would cost the square of the page.
            const MOST: usize = 256;
            if families.len() < MOST {
                families.push(name.to_owned());
            }
            families.len() - 1
        })
    }
}

impl Node {
    fn fits(&self, page: &str, compound: &Compound) -> bool {
        compound.tag.as_deref().is_none_or(|tag| tag == &*self.tag)
            && compound.id.as_deref().is_none_or(|id| page[self.id.clone()].trim() == id)
            && compound
                .classes
                .iter()
                .all(|class| page[self.class.clone()].split_ascii_whitespace().any(|own| own == class))
    }
}

/// What lies behind the text of an element.
fn ground(cascaded: &Cascaded, around: &Look, look: &mut Look) {
    let place = |range: &Option<Range<usize>>| range.as_ref().map(|range| Span::new(range.start, range.end));
    let won = |property: Property| cascaded[property as usize].as_ref();
    match won(Property::Ground) {
        Some((Value::Colour(colour), range)) if colour.alpha > 0.0 => {
            let behind = if let Ground::Plain(behind) = around.ground { Some(behind.value) } else { None };
            let covers = colour.alpha >= 1.0;
            let mixed = if covers { Some(*colour) } else { behind.map(|behind| colour.over(behind)) };
            look.ground =
                mixed.map_or(Ground::Unknown, |value| Ground::Plain(Declared { value, source: place(range) }));
            // Faded with its text, it is mixed with what lies behind both.
            if look.opacity != Some(1.0) {
                look.ground = Ground::Unknown;
            }
        }
        Some((Value::Colour(_), _)) | None => {}
        Some(_) => look.ground = Ground::Unknown,
    }
    match won(Property::Image) {
        Some((Value::Is(true), range)) => look.ground = Ground::Image(place(range)),
        Some((Value::Unknown | Value::Inherit, _)) => look.ground = Ground::Unknown,
        _ => {}
    }
}

/// What the attributes of old pages declare.
fn attributes(page: &str, tag: &Tag, cascaded: &mut Cascaded) {
    let mut put = |name: &str, property: Property, read: &dyn Fn(&str) -> Value| {
        let Some(attribute) = tag.attribute(page, name) else { return };
        let written = page[attribute.value.clone()].trim();
        if !written.is_empty() {
            let value = if has_construct(written) { Value::Unknown } else { read(&written.to_ascii_lowercase()) };
            // `size="7"`, from the name on.
            let end = attribute.value.end + usize::from(page[attribute.value.end..].starts_with(['"', '\'']));
            cascaded[property as usize] = Some((value, Some(attribute.name.start..end)));
        }
    };
    let of_colour = |written: &str| {
        let hex = written.len() == 6 && written.bytes().all(|byte| byte.is_ascii_hexdigit());
        let read = if hex { colour(&format!("#{written}")) } else { colour(written) };
        read.map_or(Value::Unknown, Value::Colour)
    };
    match tag.name.as_str() {
        "font" => {
            // What browsers make of the sizes 1 to 7.
            const SIZES: [f32; 7] = [10.0, 13.0, 16.0, 18.0, 24.0, 32.0, 48.0];
            put("size", Property::Size, &|written| {
                let number = written.parse::<usize>().ok().filter(|_| !written.starts_with('+'));
                let size = number.and_then(|number| SIZES.get(number.clamp(1, 7) - 1));
                size.map_or(Value::Unknown, |pixels| Value::Pixels(*pixels))
            });
            put("color", Property::Colour, &of_colour);
            if let Some(face) = tag.value(page, "face") {
                let first = page[face].split(',').next().unwrap_or_default().trim().to_owned();
                put("face", Property::Family, &|_| Value::Name(first.clone()));
            }
        }
        "body" | "table" | "tr" | "td" | "th" | "tbody" | "thead" | "tfoot" => {
            put("bgcolor", Property::Ground, &of_colour);
            put("background", Property::Image, &|_| Value::Is(true));
            if tag.name == "body" {
                put("text", Property::Colour, &of_colour);
            }
        }
        _ => {}
    }
}

/// What the element is to the page.
fn role(page: &str, tag: &Tag, look: &mut Look) {
    /// Names that authors of pages give to what stands below all, and above.
    const SMALL_PRINT: [&str; 11] =
        ["foot", "legal", "disclaim", "unsub", "copyright", "preheader", "preview", "small", "fine", "imprint", "-sub"];
    let own = match tag.name.as_str() {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "th" | "caption" | "legend" => Role::Heading,
        "a" | "button" if look.role == Role::Text => Role::Link,
        "small" | "footer" | "sub" | "sup" => Role::SmallPrint,
        "code" | "pre" | "tt" | "kbd" | "samp" | "xmp" | "listing" => Role::Code,
        "blockquote" | "q" => Role::Quotation,
        _ => look.role,
    };
    let named = ["class", "id"].into_iter().filter_map(|name| tag.value(page, name)).any(|value| {
        let value = page[value].to_ascii_lowercase();
        SMALL_PRINT.iter().any(|name| value.contains(name))
    });
    look.role = if named && tag.name != "body" && tag.name != "html" { Role::SmallPrint } else { own };
}

/// What a rule's last part asks for.
fn key_of(compound: &Compound) -> String {
    let class = || compound.classes.first().map(|class| format!(".{class}"));
    let id = compound.id.as_ref().map(|id| format!("#{id}"));
    id.or_else(class).or_else(|| compound.tag.clone()).unwrap_or_else(|| "*".to_owned())
}

/// When the rules of an `@media` hold.
enum Medium {
    Always,
    Sometimes,
    Never,
}

impl Medium {
    /// By what stands behind the `@`; a page is opened in a window as wide as that of a mail program on a desk.
    fn of(condition: &str) -> Self {
        let Some(query) = condition.strip_prefix("media") else {
            // `@font-face` and the like style nothing themselves.
            return if condition.starts_with("supports") || condition.starts_with("layer") {
                Self::Sometimes
            } else {
                Self::Never
            };
        };
        let query = query.trim();
        match query {
            "all" | "screen" | "only screen" | "" => Self::Always,
            _ if ["max-width", "max-device-width", "print", "dark"].iter().any(|name| query.contains(name)) => {
                Self::Never
            }
            _ => Self::Sometimes,
        }
    }
}

/// Where the block that begins at `from` is closed, or the end.
fn block_end(css: &[u8], from: usize, end: usize) -> usize {
    let mut depth = 0_usize;
    for (at, byte) in css[..end].iter().enumerate().skip(from) {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 0 => return at,
            b'}' => depth -= 1,
            _ => {}
        }
    }
    end
}

/// Whether something in a value is for a template language to fill in.
fn has_construct(value: &str) -> bool {
    value.contains(['{', '<', '[']) || value.contains("*|") || blanked(value).contains(CONSTRUCT)
}

/// Whether a construct among the attributes may add others.
pub(super) fn has_loose_construct(page: &str, tag: &Tag) -> bool {
    let mut at = tag.range.start + 1 + tag.name.len();
    let ends = tag.attributes.iter().map(|attribute| (attribute.name.start, attribute.value.end));
    for (to, next) in ends.chain([(tag.range.end, tag.range.end)]) {
        if page.get(at..to).is_some_and(|gap| gap.contains(['{', '<', '[', '%', '#', '@', '$'])) {
            return true;
        }
        at = next;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{
        html,
        template::{Kind, Templates},
    };

    const TEMPLATES: Templates = Templates::of(Kind::Template, None);

    /// The look of a piece of a page's text, and the page.
    fn look(page: &str, piece: &str) -> Look {
        let read = html::read(page, TEMPLATES);
        let at = read.layer.out.find(piece).unwrap();
        let stretch = read.appearance.under(Span::new(at, at + piece.len())).next().unwrap();
        *read.appearance.look(&stretch)
    }

    fn size(page: &str) -> Option<f32> {
        look(page, "x").size.map(|size| size.value)
    }

    fn colour(page: &str) -> Option<String> {
        look(page, "x").colour.map(|colour| colour.value.hex())
    }

    fn ground(page: &str) -> Option<String> {
        if let Ground::Plain(colour) = look(page, "x").ground { Some(colour.value.hex()) } else { None }
    }

    #[test]
    fn sizes_come_down_from_what_is_around() {
        assert_eq!(size("<body>x"), Some(16.0));
        assert_eq!(size("<p style='font-size:20px'><b>x"), Some(20.0));
        assert_eq!(size("<p style='font-size:20px'><small style='font-size:50%'>x"), Some(10.0));
        assert_eq!(size("<html style='font-size:10px'><body><p style='font-size:1.2rem'>x"), Some(12.0));
        assert_eq!(size("<font size=1>x"), Some(10.0));
        assert_eq!(size("<body><h1>x"), Some(32.0));
        // What stands around a fragment is not known, nor what a template or a program puts in.
        for page in
            ["x", "<p style='font-size:1em'>x", "<p style='font-size:{{ a }}'>x", "<body><p {{ a }}>x", "<body><pre>x"]
        {
            assert_eq!(size(page), None, "{page}");
        }
        // Without a doctype a table begins anew.
        assert_eq!(size("<p><div style='font-size:20px'><table><td>x"), None);
        assert_eq!(size("<!doctype html><div style='font-size:20px'><table><td>x"), Some(20.0));
    }

    #[test]
    fn sheets_by_specificity_and_importance() {
        let page = |css: &str, body: &str| format!("<html><head><style>{css}</style></head><body>{body}</body></html>");
        assert_eq!(colour(&page(".a{color:red} p{color:blue}", "<p class=a>x")).as_deref(), Some("#ff0000"));
        assert_eq!(colour(&page("p{color:red!important}", "<p style='color:blue'>x")).as_deref(), Some("#ff0000"));
        assert_eq!(colour(&page("div p{color:red} div>b{color:blue}", "<div><p>x")).as_deref(), Some("#ff0000"));
        assert_eq!(colour(&page("div>b{color:blue}", "<div><p><b>x")).as_deref(), Some("#000000"));
        assert_eq!(colour(&page("p:hover{color:red} [owa] p{color:red}", "<p>x")).as_deref(), Some("#000000"));
        assert_eq!(colour(&page("p:first-child{color:red}", "<p>x")), None);
        assert_eq!(colour(&page("@media (max-width:9px){p{color:red}}", "<p>x")).as_deref(), Some("#000000"));
        assert_eq!(colour(&page("@media screen{p{color:red}}", "<p>x")).as_deref(), Some("#ff0000"));
        assert_eq!(colour(&page("@media (min-width:9px){p{color:red}}", "<p>x")), None);
        for css in ["@import url(a.css);", "{{ css }}", "p{ {{ a }} }", ".{{ a }}{x:y}"] {
            assert_eq!(colour(&page(css, "<p>x")), None, "{css}");
            assert_eq!(colour(&page(css, "<p style='color:red'>x")).as_deref(), Some("#ff0000"), "{css}");
        }
        assert_eq!(colour("<link rel=stylesheet href=a.css><body><p>x"), None);
    }

    #[test]
    fn what_lies_behind_a_text() {
        assert_eq!(ground("<body><p>x").as_deref(), Some("#ffffff"));
        assert_eq!(ground("<body bgcolor=black><p><span>x").as_deref(), Some("#000000"));
        assert_eq!(ground("<body><p style='background:rgba(0,0,0,0.5)'>x").as_deref(), Some("#808080"));
        assert_eq!(ground("<body><p style='background:transparent'>x").as_deref(), Some("#ffffff"));
        assert_eq!(ground("<p>x"), None);
        let image = look("<body><td style='background:url(a.png) #fff'>x", "x").ground;
        assert!(matches!(image, Ground::Image(Some(_))));
        assert_eq!(ground("<body><div background=a.png><p style='background:#eee'>x").as_deref(), Some("#eeeeee"));
        assert_eq!(ground("<body><div style='position:absolute'>x"), None);
    }

    #[test]
    fn declarations_have_places() {
        let page = "<style>.a { color: #999 }</style><p class=a style=\"font-size:8pt\">x";
        let look = look(page, "x");
        let at = |source: Option<Span<Source>>| &page[source.unwrap().range()];
        assert_eq!(at(look.size.unwrap().source), "font-size:8pt");
        assert_eq!(at(look.colour.unwrap().source), "color: #999");
        let page = "<font size=\"1\">x";
        let look = super::tests::look(page, "x");
        assert_eq!(&page[look.size.unwrap().source.unwrap().range()], "size=\"1\"");
    }

    #[test]
    fn hostile_sheets_end_soon() {
        let many = |piece: &str| piece.repeat(4_000);
        for css in [many("@media screen{"), many("a,") + "a{" + &many("color:red;") + "}", many("a{"), many("@x{}")] {
            html::read(&format!("<style>{css}</style>{}", "<a>x</a>".repeat(200)), TEMPLATES);
        }
        let classes = "x ".repeat(4_000);
        html::read(&format!("<style>{}</style><a class='{classes}'>x", many(".x.y{color:red}")), TEMPLATES);
    }

    #[test]
    fn many_rules_and_elements_end_soon() {
        let css = "b b b b i{color:red}".repeat(2_000);
        let page = format!("<style>{css}</style>{}", "<b><i>x".repeat(5_000));
        assert!(html::read(&page, TEMPLATES).appearance.stretches.len() < 20_000);
    }
}
