//! Declarations and selectors of CSS, each with its place: what [`look`](super::look) needs of a style sheet.
//!
//! Read are the selectors that mails use: names, classes and ids, alone, joined, and one within the other. What those with
//! other conditions set is uncertain for all that may be meant, but for the states of a link under the mouse and the
//! marks of single mail programs, which say nothing about the page as it is opened.

use std::{borrow::Cow, ops::Range};

use super::super::{
    look::Colour,
    template::{Constructs, Templates},
};

/// What stands for each byte of a construct of a template language.
pub(super) const CONSTRUCT: char = '\u{1}';

/// A property that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Property {
    Size,
    Line,
    Family,
    Slant,
    Weight,
    Colour,
    Ground,
    Image,
    Opacity,
}

/// How many properties there are.
pub(super) const PROPERTIES: usize = 9;

/// A value of a property.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    /// What comes of it cannot be told.
    Unknown,
    Inherit,
    /// A length in CSS pixels.
    Pixels(f32),
    /// A multiple of the size of the text, or for a size of that around it.
    Em(f32),
    /// A multiple of the size of the page's root.
    Rem(f32),
    Number(f32),
    Normal,
    Name(String),
    Is(bool),
    Colour(Colour),
}

/// A declaration.
#[derive(Clone, Debug)]
pub(super) struct Declaration {
    pub(super) property: Property,
    pub(super) value: Value,
    pub(super) important: bool,
    /// Where it stands in the page.
    pub(super) range: Range<usize>,
}

/// Text of a page as CSS: comments, and constructs of template languages, give way to as many bytes without meaning.
pub(super) fn blanked(css: &str) -> Cow<'_, str> {
    const QUOTES: [&str; 4] = ["&quot;", "&#34;", "&#39;", "&apos;"];
    let bytes = css.as_bytes();
    let mut constructs = Constructs::new(css, Templates::default().in_markup().syntaxes);
    let mut blank = String::new();
    let (mut at, mut copied) = (0, 0);
    while at < bytes.len() {
        let begins = match bytes[at] {
            b'/' => bytes.get(at + 1) == Some(&b'*'),
            b'&' => true,
            byte => Constructs::may_begin(byte),
        };
        let replaced = if !begins {
            None
        } else if bytes[at] == b'/' {
            let end = css[at + 2..].find("*/").map_or(bytes.len(), |end| at + end + 4);
            Some((' ', end))
        } else if bytes[at] == b'&' {
            QUOTES.iter().find(|name| css[at..].starts_with(**name)).map(|name| ('"', at + name.len()))
        } else {
            constructs.end(at).map(|end| (CONSTRUCT, end))
        };
        let Some((filler, end)) = replaced else {
            at += 1;
            continue;
        };
        blank.push_str(&css[copied..at]);
        // Of a quotation mark there is only one.
        let rest = if filler == '"' { ' ' } else { filler };
        blank.push(filler);
        blank.extend(std::iter::repeat_n(rest, end - at - 1));
        (at, copied) = (end, end);
    }
    if copied == 0 {
        return Cow::Borrowed(css);
    }
    blank.push_str(&css[copied..]);
    Cow::Owned(blank)
}

/// Where the pieces of `css` between separators lie, those in brackets and quotation marks left whole.
fn pieces(css: &str, separates: impl Fn(u8) -> bool) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let (mut start, mut depth, mut quote) = (0, 0_usize, None);
    for (at, byte) in css.bytes().enumerate() {
        match quote {
            Some(mark) if byte == mark => quote = None,
            Some(_) => {}
            None if separates(byte) && depth == 0 => {
                found.push(start..at);
                start = at + 1;
            }
            None => match byte {
                b'"' | b'\'' => quote = Some(byte),
                b'(' => depth += 1,
                b')' => depth = depth.saturating_sub(1),
                _ => {}
            },
        }
    }
    found.push(start..css.len());
    found
}

/// The declarations in blanked `css`, which stands at `offset` in the page, and whether there may be others.
pub(super) fn declarations(css: &str, offset: usize) -> (Vec<Declaration>, bool) {
    let mut found = Vec::new();
    let mut more = false;
    for piece in pieces(css, |byte| byte == b';') {
        let text = &css[piece.clone()];
        let Some((name, value)) = text.split_once(':') else {
            more |= text.contains(CONSTRUCT);
            continue;
        };
        more |= name.contains(CONSTRUCT);
        let Some((name, properties)) = known(name.trim()) else { continue };
        let start = piece.start + (text.len() - text.trim_start().len());
        let range = offset + start..offset + piece.start + text.trim_end().len();
        let (value, important) = match value.split_once('!') {
            Some((value, mark)) => (value, mark.trim().eq_ignore_ascii_case("important")),
            None => (value, false),
        };
        for (property, value) in values(name, properties, value.trim()) {
            found.push(Declaration { property, value, important, range: range.clone() });
        }
    }
    (found, more)
}

/// The names that are read, and what they set.
const NAMES: [(&str, &[Property]); 13] = [
    ("font-size", &[Property::Size]),
    ("line-height", &[Property::Line]),
    ("font-family", &[Property::Family]),
    ("font-style", &[Property::Slant]),
    ("font-weight", &[Property::Weight]),
    ("color", &[Property::Colour]),
    ("-webkit-text-fill-color", &[Property::Colour]),
    ("background-color", &[Property::Ground]),
    ("background-image", &[Property::Image]),
    ("background", &[Property::Ground, Property::Image]),
    ("opacity", &[Property::Opacity]),
    ("font", &[Property::Size, Property::Line, Property::Family, Property::Slant, Property::Weight]),
    ("position", &[Property::Ground]),
];

/// A name that is read, and what it sets.
fn known(name: &str) -> Option<(&'static str, &'static [Property])> {
    NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).copied()
}

/// What the reader's program works out.
const FUNCTIONS: [&str; 6] = ["var(", "calc(", "min(", "max(", "clamp(", "env("];

/// What a declaration says of the properties it sets; an invalid one says nothing.
fn values(name: &str, properties: &[Property], value: &str) -> Vec<(Property, Value)> {
    let lower = value.to_ascii_lowercase();
    if name == "position" {
        // What stands out of the flow may lie over anything.
        let is_out = matches!(lower.as_str(), "absolute" | "fixed");
        return if is_out { vec![(Property::Ground, Value::Unknown)] } else { Vec::new() };
    }
    let unsure = ["initial", "unset", "revert", "revert-layer"].contains(&lower.as_str())
        || (lower.contains('(') && FUNCTIONS.iter().any(|function| lower.contains(function)))
        || value.contains(CONSTRUCT)
        || name.starts_with('-');
    if unsure || lower == "inherit" {
        let value = if unsure { Value::Unknown } else { Value::Inherit };
        return properties.iter().map(|property| (*property, value.clone())).collect();
    }
    match name {
        "font" => font(value, &lower),
        "background" => background(&lower),
        _ => properties.iter().filter_map(|property| Some((*property, one(*property, value, &lower)?))).collect(),
    }
}

/// The value of one property.
fn one(property: Property, written: &str, lower: &str) -> Option<Value> {
    Some(match property {
        Property::Size => size(lower)?,
        Property::Line => match lower {
            "normal" => Value::Normal,
            _ => lower
                .parse()
                .ok()
                .filter(|number: &f32| number.is_finite())
                .map_or_else(|| length(lower), |number| Some(Value::Number(number)))?,
        },
        Property::Family => family(written)?,
        Property::Slant => match lower {
            "italic" => Value::Is(true),
            "normal" => Value::Is(false),
            _ if lower.starts_with("oblique") => Value::Is(true),
            _ => return None,
        },
        Property::Weight => match lower {
            "bold" | "bolder" => Value::Is(true),
            "normal" | "lighter" => Value::Is(false),
            _ => Value::Is(lower.parse::<f32>().ok()? >= 600.0),
        },
        Property::Colour | Property::Ground => match lower {
            "currentcolor" => Value::Unknown,
            // A name or a notation that is not known here.
            _ => colour(lower).map_or(Value::Unknown, Value::Colour),
        },
        Property::Image => Value::Is(lower != "none"),
        Property::Opacity => {
            let share = lower
                .strip_suffix('%')
                .map_or_else(|| lower.parse().ok(), |share| Some(share.parse::<f32>().ok()? / 100.0))?;
            Value::Number(share.clamp(0.0, 1.0))
        }
    })
}

fn size(value: &str) -> Option<Value> {
    // What browsers make of the words, at their usual size of 16 pixels.
    let words = [
        ("xx-small", 9.0),
        ("x-small", 10.0),
        ("small", 13.0),
        ("medium", 16.0),
        ("large", 18.0),
        ("x-large", 24.0),
        ("xx-large", 32.0),
    ];
    if let Some((_, pixels)) = words.iter().find(|(word, _)| *word == value) {
        return Some(Value::Pixels(*pixels));
    }
    match value {
        "smaller" => Some(Value::Em(5.0 / 6.0)),
        "larger" => Some(Value::Em(1.2)),
        _ => length(value),
    }
}

/// A length or a share.
fn length(value: &str) -> Option<Value> {
    let unit = value.find(|c: char| c.is_ascii_alphabetic() || c == '%').unwrap_or(value.len());
    let (number, unit) = value.split_at(unit);
    let number: f32 = number.parse().ok().filter(|number: &f32| number.is_finite() && *number >= 0.0)?;
    Some(match unit {
        "px" => Value::Pixels(number),
        "pt" => Value::Pixels(number * 4.0 / 3.0),
        "pc" => Value::Pixels(number * 16.0),
        "in" => Value::Pixels(number * 96.0),
        "cm" => Value::Pixels(number * 96.0 / 2.54),
        "mm" => Value::Pixels(number * 9.6 / 2.54),
        "em" => Value::Em(number),
        "%" => Value::Em(number / 100.0),
        "rem" => Value::Rem(number),
        "" if number == 0.0 => Value::Pixels(0.0),
        // Old pages say `14` and mean pixels, which not every program understands.
        _ => Value::Unknown,
    })
}

/// The first of a list of fonts.
fn family(value: &str) -> Option<Value> {
    let first = pieces(value, |byte| byte == b',').into_iter().next()?;
    let name = value[first].trim().trim_matches(['"', '\'']).trim();
    (!name.is_empty()).then(|| Value::Name(name.to_owned()))
}

/// `italic bold 14px/1.5 Arial, sans-serif`.
fn font(written: &str, lower: &str) -> Vec<(Property, Value)> {
    let unknown = || {
        [Property::Size, Property::Line, Property::Family, Property::Slant, Property::Weight]
            .map(|property| (property, Value::Unknown))
            .to_vec()
    };
    let (mut slanted, mut bold) = (false, false);
    for piece in pieces(lower, |byte| byte.is_ascii_whitespace()) {
        let word = &lower[piece.clone()];
        let (before, behind) = word.split_once('/').map_or((word, None), |(size, line)| (size, Some(line)));
        match word {
            "" | "normal" | "small-caps" | "lighter" => {}
            "italic" | "oblique" => slanted = true,
            "bold" | "bolder" => bold = true,
            _ if word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_digit()) => bold |= word >= "600",
            _ => {
                let Some(size) = size(before) else { return unknown() };
                let line = behind.map_or(Some(Value::Normal), |line| one(Property::Line, line, line));
                let (Some(line), Some(family)) = (line, family(written[piece.end..].trim())) else { return unknown() };
                return vec![
                    (Property::Size, size),
                    (Property::Line, line),
                    (Property::Family, family),
                    (Property::Slant, Value::Is(slanted)),
                    (Property::Weight, Value::Is(bold)),
                ];
            }
        }
    }
    unknown()
}

/// `#fff url(x.png) no-repeat`.
fn background(lower: &str) -> Vec<(Property, Value)> {
    const REST: [&str; 15] = [
        "none", "repeat", "scroll", "fixed", "local", "center", "left", "right", "top", "bottom", "cover", "contain",
        "round", "space", "auto",
    ];
    let has_image = lower.contains("url(");
    let is_unsure = lower.contains("gradient(") || lower.contains("image-set(");
    let words = pieces(lower, |byte| byte.is_ascii_whitespace());
    let known = words.iter().find_map(|piece| colour(&lower[piece.clone()]));
    let ground = known.map_or(Value::Colour(Colour { alpha: 0.0, ..Colour::WHITE }), Value::Colour);
    // Words that are neither a colour that is known here nor of the rest of the shorthand.
    let other = words.iter().map(|piece| &lower[piece.clone()]).any(|word| {
        let is_name = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphabetic());
        is_name && !REST.contains(&word) && colour(word).is_none()
    });
    let ground = if is_unsure || (known.is_none() && other) { Value::Unknown } else { ground };
    vec![(Property::Ground, ground), (Property::Image, Value::Is(has_image))]
}

/// A colour by name, in hexadecimal, or by shares; in lower case.
pub(super) fn colour(value: &str) -> Option<Colour> {
    if let Some(hex) = value.strip_prefix('#') {
        return hexadecimal(hex);
    }
    if value == "transparent" {
        return Some(Colour { alpha: 0.0, ..Colour::WHITE });
    }
    let named = NAMED.iter().find(|(name, _)| *name == value);
    if let Some((_, rgb)) = named {
        let channel = |shift: u32| f32::from((rgb >> shift) as u8);
        return Some(Colour { rgb: [channel(16), channel(8), channel(0)], alpha: 1.0 });
    }
    let inner = value.strip_prefix("rgba(").or_else(|| value.strip_prefix("rgb("))?.strip_suffix(')')?;
    let parts: Vec<&str> = inner.split([',', ' ', '/']).filter(|part| !part.is_empty()).collect();
    let share = |part: &str, whole: f32| match part.strip_suffix('%') {
        Some(percent) => Some(percent.parse::<f32>().ok()? / 100.0 * whole),
        None => part.parse::<f32>().ok(),
    };
    let channel = |index: usize| share(parts.get(index)?, 255.0).map(|value| value.clamp(0.0, 255.0));
    let alpha = match parts.get(3) {
        Some(part) => share(part, 1.0)?.clamp(0.0, 1.0),
        None => 1.0,
    };
    Some(Colour { rgb: [channel(0)?, channel(1)?, channel(2)?], alpha })
}

/// `fff`, `ffff`, `ffffff` or `ffffffff`.
fn hexadecimal(digits: &str) -> Option<Colour> {
    let values: Option<Vec<u32>> = digits.chars().map(|digit| digit.to_digit(16)).collect();
    let values = values?;
    let channels: Vec<f32> = match values.len() {
        3 | 4 => values.iter().map(|value| (value * 17) as f32).collect(),
        6 | 8 => values.chunks(2).map(|pair| (pair[0] * 16 + pair[1]) as f32).collect(),
        _ => return None,
    };
    let alpha = channels.get(3).map_or(1.0, |alpha| alpha / 255.0);
    Some(Colour { rgb: [channels[0], channels[1], channels[2]], alpha })
}

/// The names that mails use; others are not judged (CSS Color 4 §6.1).
const NAMED: [(&str, u32); 40] = [
    ("aqua", 0x00_FFFF),
    ("black", 0x00_0000),
    ("blue", 0x00_00FF),
    ("brown", 0xA5_2A2A),
    ("crimson", 0xDC_143C),
    ("cyan", 0x00_FFFF),
    ("darkblue", 0x00_008B),
    ("darkgray", 0xA9_A9A9),
    ("darkgreen", 0x00_6400),
    ("darkgrey", 0xA9_A9A9),
    ("darkorange", 0xFF_8C00),
    ("darkred", 0x8B_0000),
    ("dimgray", 0x69_6969),
    ("dimgrey", 0x69_6969),
    ("fuchsia", 0xFF_00FF),
    ("gold", 0xFF_D700),
    ("gray", 0x80_8080),
    ("green", 0x00_8000),
    ("grey", 0x80_8080),
    ("indigo", 0x4B_0082),
    ("lightblue", 0xAD_D8E6),
    ("lightgray", 0xD3_D3D3),
    ("lightgreen", 0x90_EE90),
    ("lightgrey", 0xD3_D3D3),
    ("lime", 0x00_FF00),
    ("magenta", 0xFF_00FF),
    ("maroon", 0x80_0000),
    ("navy", 0x00_0080),
    ("olive", 0x80_8000),
    ("orange", 0xFF_A500),
    ("orangered", 0xFF_4500),
    ("pink", 0xFF_C0CB),
    ("purple", 0x80_0080),
    ("red", 0xFF_0000),
    ("silver", 0xC0_C0C0),
    ("teal", 0x00_8080),
    ("tomato", 0xFF_6347),
    ("white", 0xFF_FFFF),
    ("whitesmoke", 0xF5_F5F5),
    ("yellow", 0xFF_FF00),
];

/// How one part of a selector is joined to the part before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Joined {
    /// Somewhere within it.
    Within,
    /// Directly within it.
    Child,
}

/// Conditions on one element.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Compound {
    pub(super) tag: Option<String>,
    pub(super) id: Option<String>,
    pub(super) classes: Vec<String>,
}

/// A selector, from its last part to its first; each but the first with how the one before it in the text is joined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Selector {
    pub(super) last: Compound,
    pub(super) around: Vec<(Joined, Compound)>,
    /// Whether it has conditions that are not read, so that only some of what fits may be meant.
    pub(super) is_unsure: bool,
}

impl Selector {
    /// Reads a selector; `None` where it is for no page as it is opened.
    pub(super) fn read(text: &str) -> Option<Self> {
        let spaced = text.replace('>', " > ").replace('+', " + ").replace('~', " ~ ");
        let mut parts: Vec<(Joined, Compound)> = Vec::new();
        let mut joined = Joined::Within;
        let mut is_unsure = false;
        for word in spaced.split_ascii_whitespace() {
            match word {
                ">" => joined = Joined::Child,
                // What stands beside something is not looked for: the last part alone is, and nothing is sure.
                "+" | "~" => {
                    parts.clear();
                    is_unsure = true;
                }
                _ => {
                    let (compound, is_narrower) = Compound::read(word)?;
                    is_unsure |= is_narrower;
                    parts.push((std::mem::replace(&mut joined, Joined::Within), compound));
                }
            }
        }
        let (mut joined, last) = parts.pop()?;
        let around = parts
            .into_iter()
            .rev()
            .map(|(outer, compound)| (std::mem::replace(&mut joined, outer), compound))
            .collect();
        Some(Self { last, around, is_unsure })
    }

    /// How narrow it is: ids, then classes, then names.
    pub(super) fn specificity(&self) -> [usize; 3] {
        let all = || std::iter::once(&self.last).chain(self.around.iter().map(|(_, compound)| compound));
        [
            all().filter(|one| one.id.is_some()).count(),
            all().map(|one| one.classes.len()).sum(),
            all().filter(|one| one.tag.is_some()).count(),
        ]
    }
}

impl Compound {
    /// Reads conditions on an element, and whether there are more than are read.
    fn read(word: &str) -> Option<(Self, bool)> {
        let is_name =
            |text: &str| !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
        let (base, conditions) = word.split_at(word.find([':', '[']).unwrap_or(word.len()));
        let is_narrower = narrows(conditions)?;
        let end = base.find(['.', '#']).unwrap_or(base.len());
        let (tag, mut rest) = base.split_at(end);
        let mut compound = Self::default();
        if !matches!(tag, "" | "*") {
            compound.tag = is_name(tag).then(|| tag.to_ascii_lowercase());
            compound.tag.as_ref()?;
        }
        if conditions == ":root" {
            compound.tag = Some("html".to_owned());
        }
        while let Some(mark) = rest.chars().next() {
            let inner = &rest[1..];
            let end = inner.find(['.', '#']).unwrap_or(inner.len());
            let name = &inner[..end];
            if !is_name(name) {
                return None;
            }
            match mark {
                '#' => compound.id = Some(name.to_owned()),
                _ => compound.classes.push(name.to_owned()),
            }
            rest = &inner[end..];
        }
        Some((compound, is_narrower))
    }
}

/// Whether conditions behind a name make a selector narrower than is read; `None` where they hold for no page as it is
/// opened: states of a link under the mouse, and marks that single mail programs put into pages.
fn narrows(conditions: &str) -> Option<bool> {
    const STATES: [&str; 12] = [
        ":hover", ":active", ":focus", ":visited", ":before", ":after", "::", ":-", ":target", ":checked", "[x-",
        "[data-",
    ];
    const PROGRAMS: [&str; 1] = ["[owa"];
    if STATES.iter().chain(&PROGRAMS).any(|condition| conditions.contains(condition)) {
        return None;
    }
    Some(!matches!(conditions, "" | ":link" | ":root"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(css: &str) -> Vec<(Property, Value)> {
        declarations(&blanked(css), 0).0.into_iter().map(|one| (one.property, one.value)).collect()
    }

    #[test]
    fn declarations_with_their_places() {
        let css = " color : RED !important;font-size:8pt;background:url(data:x;y) #FFF; x:y; font-family: &quot;Comic Sans MS&quot;, x";
        let (found, more) = declarations(&blanked(css), 10);
        assert!(!more && found[0].important && !found[1].important);
        assert_eq!(&css[found[1].range.start - 10..found[1].range.end - 10], "font-size:8pt");
        assert_eq!(found[1].value, Value::Pixels(32.0 / 3.0));
        assert_eq!(found[2].value, Value::Colour(Colour::WHITE));
        assert_eq!(found[3].value, Value::Is(true));
        assert_eq!(found[4].value, Value::Name("Comic Sans MS".to_owned()));
    }

    #[test]
    fn what_is_not_certain() {
        for css in [
            "color:{{ x }}",
            "color:var(--x)",
            "color:initial",
            "color:papayawhip",
            "font-size:14",
            "font-size:3vw",
            "position:absolute",
        ] {
            assert_eq!(read(css)[0].1, Value::Unknown, "{css}");
        }
        assert_eq!(read("color:inherit")[0].1, Value::Inherit);
        assert!(read("line-height:-1px;font-size:big;font-style:x").is_empty());
        assert!(declarations(&blanked("{% if x %}color:red{% endif %}"), 0).1);
    }

    #[test]
    fn shorthands() {
        let font = read("font: italic 600 14px/150% 'Segoe UI', Arial");
        let values: Vec<Value> = font.into_iter().map(|(_, value)| value).collect();
        let wanted =
            [Value::Pixels(14.0), Value::Em(1.5), Value::Name("Segoe UI".into()), Value::Is(true), Value::Is(true)];
        assert_eq!(values, wanted);
        assert_eq!(read("font: caption")[0].1, Value::Unknown);
        assert_eq!(read("background: none")[0].1, Value::Colour(Colour { alpha: 0.0, ..Colour::WHITE }));
        assert_eq!(read("background: linear-gradient(red, blue)")[0].1, Value::Unknown);
        assert_eq!(read("background: rebeccapurple")[0].1, Value::Unknown);
    }

    #[test]
    fn colours() {
        for (text, hex) in [
            ("#abc", "#aabbcc"),
            ("rgb(1, 2, 3)", "#010203"),
            ("rgb(100% 0% 0% / 50%)", "#ff0000"),
            ("grey", "#808080"),
        ] {
            assert_eq!(colour(text).map(Colour::hex).as_deref(), Some(hex));
        }
        assert_eq!(colour("#12345"), None);
        assert_eq!(colour("#ffffff80").map(|colour| (colour.alpha * 100.0).round()), Some(50.0));
    }

    #[test]
    fn selectors() {
        let selector = Selector::read("div#a > .b.c  p").unwrap();
        assert_eq!(selector.last.tag.as_deref(), Some("p"));
        assert_eq!(selector.around[0].0, Joined::Within);
        assert_eq!(selector.around[0].1.classes, ["b", "c"]);
        assert_eq!((selector.around[1].0, selector.around[1].1.id.as_deref()), (Joined::Child, Some("a")));
        assert_eq!(selector.specificity(), [1, 2, 2]);
        for text in ["a:hover", "a[x-apple-data-detectors]", "", "\u{1}", "p::after", "[data-ogsc] p"] {
            assert_eq!(Selector::read(text), None, "{text}");
        }
        for text in ["p + p", "b ~ p", "p:first-child", "p[class]", "div:not(.a) p"] {
            let selector = Selector::read(text).unwrap();
            assert!(selector.is_unsure && selector.last.tag.as_deref() == Some("p"), "{text}");
        }
        assert!(!selector.is_unsure && !Selector::read("a:link").unwrap().is_unsure);
        assert_eq!(Selector::read(":root").unwrap().last.tag.as_deref(), Some("html"));
        assert_eq!(Selector::read("*").unwrap().last, Compound::default());
    }
}
