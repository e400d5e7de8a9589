//! Colour for codespan's renderer, through anstyle instead of a crate of its own.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use codespan_reporting::{
    diagnostic::{LabelStyle, Severity},
    term::{GeneralWriteResult, WriteStyle},
};

/// Collects what is rendered, with escapes where colour is wanted.
pub(super) struct Paint {
    written: Vec<u8>,
    colour: bool,
}

impl Paint {
    pub(super) const fn new(colour: bool) -> Self {
        Self { written: Vec::new(), colour }
    }

    pub(super) fn into_string(self) -> String {
        String::from_utf8_lossy(&self.written).into_owned()
    }

    /// How much has been rendered, in bytes.
    pub(super) fn len(&self) -> usize {
        self.written.len()
    }

    /// Appends some text to the line, the first from `start` on, that says where a finding is.
    pub(super) fn append_to_place(&mut self, start: usize, text: &str) {
        let place = memchr::memmem::find(&self.written[start..], "┌─".as_bytes()).filter(|_| !text.is_empty());
        let end = place.and_then(|at| memchr::memchr(b'\n', &self.written[start + at..]).map(|end| start + at + end));
        if let Some(end) = end {
            self.written.splice(end..end, text.bytes());
        }
    }

    fn style(&mut self, style: Style) -> GeneralWriteResult {
        if self.colour {
            write!(self.written, "{}", style.render())?;
        }
        Ok(())
    }
}

impl Write for Paint {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.written.write(bytes)
    }

    // The provided one asks after every write how much was taken.
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.written.extend_from_slice(bytes);
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn of(severity: Severity) -> Style {
    let colour = match severity {
        Severity::Bug | Severity::Error => AnsiColor::Red,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Note | Severity::Help => AnsiColor::Cyan,
    };
    colour.on_default().bold()
}

impl WriteStyle for Paint {
    fn set_header(&mut self, severity: Severity) -> GeneralWriteResult {
        self.style(of(severity))
    }

    fn set_header_message(&mut self) -> GeneralWriteResult {
        self.style(Style::new().bold())
    }

    fn set_line_number(&mut self) -> GeneralWriteResult {
        self.style(AnsiColor::Blue.on_default())
    }

    fn set_note_bullet(&mut self) -> GeneralWriteResult {
        self.style(AnsiColor::Blue.on_default())
    }

    fn set_source_border(&mut self) -> GeneralWriteResult {
        self.style(AnsiColor::Blue.on_default())
    }

    fn set_label(&mut self, severity: Severity, _: LabelStyle) -> GeneralWriteResult {
        self.style(of(severity))
    }

    fn reset(&mut self) -> GeneralWriteResult {
        if self.colour {
            write!(self.written, "{}", anstyle::Reset.render())?;
        }
        Ok(())
    }
}
