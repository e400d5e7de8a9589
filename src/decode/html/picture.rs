//! Images of a page, and which of them show nothing.

use super::{entity::decode_value, look::has_loose_construct, token::Tag};
use crate::decode::markup::PageImage;

/// An image not wider or higher than this, in pixels, shows nothing.
const SPECK: f32 = 4.0;

/// The image a tag stands for, at `at` in the text.
pub(super) fn picture(page: &str, tag: &Tag, at: usize) -> PageImage {
    let value = |name: &str| tag.value(page, name).map(|value| decode_value(&page[value]));
    let address = value("src").unwrap_or_default();
    let role = value("role").is_some_and(|role| matches!(role.trim(), "presentation" | "none"));
    let is_decoration = role
        || value("aria-hidden").is_some_and(|hidden| hidden.trim() == "true")
        || ["width", "height"].into_iter().any(|side| is_speck(page, tag, side))
        || address.trim().is_empty()
        // Attributes that a template adds may hold the text.
        || has_loose_construct(page, tag);
    PageImage { alt: value("alt"), at, address, is_decoration, source: tag.range.clone() }
}

/// Whether a side of an image, by its attribute or its style, is next to nothing.
fn is_speck(page: &str, tag: &Tag, side: &str) -> bool {
    let is_small = |written: &str| {
        let number = written.trim().trim_end_matches("px").trim();
        number.parse::<f32>().is_ok_and(|length| length <= SPECK)
    };
    let style = tag.value(page, "style").map(|style| page[style].to_ascii_lowercase()).unwrap_or_default();
    let mut declared = style.split(';').filter_map(|declaration| declaration.split_once(':'));
    tag.value(page, side).is_some_and(|length| is_small(&page[length]))
        || declared.any(|(name, value)| name.trim() == side && is_small(value))
}
