//! `hilsen explain` and `hilsen rules`: the rules, from their own files.

use super::{
    arguments::{self, ParseFormat},
    exit::Exit,
    print,
};
use crate::{draft::Language, output, pack};

pub(super) fn run(arguments: &arguments::Explain) -> anyhow::Result<Exit> {
    let rule = pack::rule(&arguments.rule).ok_or_else(|| anyhow::anyhow!("there is no such rule"))?;
    let languages = arguments.language.map_or_else(|| Language::ALL.to_vec(), |language| vec![language]);
    print(&output::rule_page::markdown(rule, &languages));
    Ok(Exit::Clean)
}

pub(super) fn list(arguments: &arguments::Rules) -> Exit {
    match arguments.format {
        ParseFormat::Human => print(&output::rule_page::table()),
        ParseFormat::Json => print(&output::rule_page::json()),
    }
    Exit::Clean
}
