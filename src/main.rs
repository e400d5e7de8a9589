//! The `hilsen` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    hilsen::cli::run()
}
