//! Floor 11: the command line.

mod arguments;
mod check;
mod exit;
mod explain;
mod import_vale;
mod input;
mod parse;
mod test;

use std::{io::Write, process::ExitCode};

use clap::Parser;

use arguments::{Arguments, Command};
use exit::Exit;

/// Runs the command the arguments ask for.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let exit = match &arguments.command {
        Command::Check(check) => check::run(check),
        Command::Parse(parse) => parse::run(parse),
        Command::Explain(explain) => explain::run(explain),
        Command::ImportVale(import) => import_vale::run(import),
        Command::Test(test) => test::run(test),
        Command::Rules(rules) => explain::list(rules),
        Command::Profiles(profiles) => explain::profiles(profiles),
    };
    ExitCode::from(u8::from(exit.unwrap_or_else(|error| {
        complain(&error.to_string());
        Exit::CouldNotRun
    })))
}

/// Writes a line to standard error; a closed one is no reason to fail.
fn complain(message: &str) {
    let _ = writeln!(std::io::stderr(), "error: {}", crate::output::safe::line(message));
}

/// Writes a line to standard error that is no error.
fn complain_softly(message: &str) {
    let _ = writeln!(std::io::stderr(), "note: {}", crate::output::safe::line(message));
}

/// Writes a report to standard output. A reader that has seen enough (`| head`) is no failure.
fn print(report: &str) {
    print_bytes(report.as_bytes());
}

/// Writes bytes to standard output as they are.
fn print_bytes(bytes: &[u8]) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(bytes).and_then(|()| out.flush());
}

/// Whether reports on standard output are coloured: on a terminal, unless NO_COLOR or the flag says otherwise.
fn colour(choice: clap::ColorChoice) -> bool {
    match choice {
        clap::ColorChoice::Always => true,
        clap::ColorChoice::Never => false,
        clap::ColorChoice::Auto => anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never,
    }
}
