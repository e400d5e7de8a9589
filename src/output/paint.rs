//! Text with colour, where colour is wanted.

use std::fmt::Write;

use anstyle::{Reset, Style};

/// Collects what is rendered, with escapes where colour is wanted.
pub(super) struct Paint {
    written: String,
    colour: bool,
}

impl Paint {
    pub(super) const fn new(colour: bool) -> Self {
        Self { written: String::new(), colour }
    }

    pub(super) fn into_string(self) -> String {
        self.written
    }

    pub(super) fn push(&mut self, text: &str) {
        self.written.push_str(text);
    }

    pub(super) fn repeat(&mut self, sign: char, times: usize) {
        self.written.push_str(&sign.encode_utf8(&mut [0; 4]).repeat(times));
    }

    pub(super) fn number(&mut self, number: usize) {
        // Writing to a string cannot fail.
        let _ = write!(self.written, "{number}");
    }

    /// What follows is in this style, on top of those before.
    pub(super) fn begin(&mut self, style: Style) {
        if self.colour {
            let _ = write!(self.written, "{}", style.render());
        }
    }

    /// What follows is in no style.
    pub(super) fn end(&mut self) {
        if self.colour {
            let _ = write!(self.written, "{}", Reset.render());
        }
    }

    pub(super) fn styled(&mut self, style: Style, text: &str) {
        self.begin(style);
        self.push(text);
        self.end();
    }
}
