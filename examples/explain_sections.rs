//! Prints why each stretch of a mail was taken for what it was, for the eye and for `tools/train_sections.py`.
//!
//!     cargo run --release --example explain_sections -- FILE...
//!
//! For each file `# PATH`, then one line a stretch: start, end, kind, whether quoted text stands directly above (1 or 0)
//! and the names of the evidence, with tabs between; no evidence where structure alone decided.

#![expect(clippy::print_stdout, reason = "a program that prints")]

use hilsen::draft::section::{Layout, explain};

fn main() -> std::io::Result<()> {
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path)?;
        println!("# {path}");
        for stretch in explain(&String::from_utf8_lossy(&bytes), Layout { top_headers: true }) {
            let kind = format!("{:?}", stretch.section.kind).to_lowercase();
            let evidence = stretch.evidence.join(" ");
            let quote = u8::from(stretch.after_quote);
            println!("{}\t{}\t{kind}\t{quote}\t{evidence}", stretch.section.start, stretch.section.end);
        }
    }
    Ok(())
}
