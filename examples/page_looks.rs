//! Prints how the visible text of a page looks, one JSON object for each stretch: what the rules about pages judge by.
//!
//! ```console
//! cargo run --example page_looks -- page.html
//! ```
//!
//! What is not certain is `null`. `tools/check_looks.py` compares this with what Chromium computes.

use std::{env, fs, io, io::Write};

use hilsen::decode::{Format, Ground, LineHeight, decode};
use serde_json::json;

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    for path in env::args().skip(1) {
        let decoded = decode(&fs::read(&path)?, Format::Html);
        let appearance = &decoded.appearance;
        for stretch in &appearance.stretches {
            let look = appearance.look(stretch);
            let line = look.line.map(|line| match line.value {
                LineHeight::Normal => json!("normal"),
                LineHeight::Factor(factor) => json!(look.size.map(|size| size.value * factor)),
                LineHeight::Pixels(pixels) => json!(pixels),
            });
            let ground = match look.ground {
                Ground::Plain(colour) => Some(colour.value.hex()),
                Ground::Image(_) => Some("image".to_owned()),
                Ground::Unknown => None,
            };
            let row = json!({
                "path": path,
                "text": &decoded.text[stretch.text.range()],
                "size": look.size.map(|size| size.value),
                "line": line,
                "family": look.family.and_then(|family| appearance.families.get(family.value)),
                "slanted": look.slanted.map(|slanted| slanted.value),
                "bold": look.bold,
                "colour": look.colour.filter(|colour| colour.value.alpha >= 1.0).map(|colour| colour.value.hex()),
                "ground": ground,
            });
            writeln!(out, "{row}")?;
        }
    }
    Ok(())
}
