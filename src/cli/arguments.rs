//! Commands and flags. Their doc comments are the help.

use std::path::PathBuf;

use clap::{Args, ColorChoice, Parser, Subcommand, ValueEnum};

/// Points at what a customer would stumble over in an e-mail reply, before it is sent.
#[derive(Debug, Parser)]
#[command(name = "hilsen", version, propagate_version = true, disable_help_subcommand = true)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check drafts: plain text, .eml, .html and .md files, mails in message files (.po, .yml, .json, .properties, .csv),
    /// folders of them, or standard input
    Check(Check),
    /// Show the sections and the language hilsen sees in drafts
    Parse(Parse),
    /// Say what a rule finds, why, and how to change it
    Explain(Explain),
    /// List all rules
    Rules(Rules),
    /// Make packs of house rules from styles written for Vale
    ImportVale(ImportVale),
    /// Try the examples of house rules, and say what is missing
    Test(Test),
    /// List the kinds of customers, or say what is asked of a reply to one
    Profiles(Profiles),
}

/// Flags that say how a draft is read.
#[derive(Debug, Args)]
pub(super) struct Reading {
    /// The language of the drafts, instead of detecting it: en, nb, nn, da, sv, de
    #[arg(long, value_name = "LANG", value_parser = language)]
    pub(super) language: Option<crate::draft::Language>,
    /// The format of the drafts, instead of telling it from name and content
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(super) input: Option<Input>,
    /// What the files are, instead of telling it from their text: a draft about to be sent, in which nothing may be left to
    /// fill in, or a template
    #[arg(long, value_name = "KIND", value_parser = kind)]
    pub(super) kind: Option<crate::decode::Kind>,
    /// The help desk or template language the templates are written for: zendesk, liquid, jinja …
    #[arg(long, value_name = "TOOL", value_parser = tool)]
    pub(super) template: Option<crate::decode::Tool>,
    /// The name standard input goes by: decides on format, configuration and what reports call it
    #[arg(long, value_name = "PATH")]
    pub(super) stdin_filename: Option<PathBuf>,
}

impl Reading {
    /// The path a draft goes by: that of its file, or the one given for standard input.
    pub(super) fn name_of<'a>(&'a self, path: &'a PathBuf) -> &'a PathBuf {
        let from_stdin = path.as_os_str() == super::input::STDIN;
        self.stdin_filename.as_ref().filter(|_| from_stdin).unwrap_or(path)
    }
}

/// Flags that say what a draft does not.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "What is known besides the text")]
pub(super) struct Known {
    /// Whom the reply goes to: a name, an address, or "Anna Berg <anna@berg.example>"
    #[arg(long, value_name = "MAILBOX")]
    pub(super) recipient: Option<String>,
    /// The name of the customer
    #[arg(long, value_name = "NAME")]
    pub(super) recipient_name: Option<String>,
    /// Who sends it: a name, an address, or both
    #[arg(long, value_name = "MAILBOX")]
    pub(super) sender: Option<String>,
    /// The name of the sender
    #[arg(long, value_name = "NAME")]
    pub(super) sender_name: Option<String>,
    /// The house's own domain names
    #[arg(long, value_name = "DOMAIN", value_delimiter = ',')]
    pub(super) domains: Vec<String>,
    /// What the house is called
    #[arg(long, value_name = "NAME")]
    pub(super) organisation: Option<String>,
    /// How many files are attached
    #[arg(long, value_name = "NUMBER")]
    pub(super) attachments: Option<usize>,
    /// Whether this is the first answer in the matter
    #[arg(long, value_name = "true|false", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(super) first_reply: Option<bool>,
    /// The customer's mail that is answered: plain text or .eml
    #[arg(long, value_name = "FILE")]
    pub(super) in_reply_to: Option<PathBuf>,
    /// The kind of customer; `hilsen profiles` lists them
    #[arg(long, value_name = "PROFILE")]
    pub(super) customer: Option<String>,
    /// The contact is a difficult one: adds what the profile has for that
    #[arg(long)]
    pub(super) difficult: bool,
}

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(super) struct Check {
    /// Files and folders; `-` is standard input
    #[arg(required = true, value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) reading: Reading,
    /// The form of the report
    #[arg(long, value_enum, default_value = "human")]
    pub(super) format: ReportFormat,
    /// The lightest severity that makes the exit code 1: info, warning, error, or off
    #[arg(long, value_name = "LEVEL", value_parser = level)]
    pub(super) fail_on: Option<crate::rule::Level>,
    /// Set a rule's level: all-caps=off
    #[arg(long = "set", value_name = "RULE=LEVEL", value_parser = rule_level)]
    pub(super) set: Vec<(String, crate::rule::Level)>,
    /// Run these rules only, with commas between them
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(super) only: Vec<String>,
    /// The configuration file, instead of the nearest hilsen.toml upwards from each draft
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub(super) config: Option<PathBuf>,
    /// Read no configuration file
    #[arg(long)]
    pub(super) no_config: bool,
    /// The language of the messages: a language, or `draft` for that of each draft
    #[arg(long, value_name = "LANG", value_parser = report_language)]
    pub(super) report_language: Option<crate::rule::ReportLanguage>,
    /// Apply safe fixes to the files, and report what is left; standard input goes to standard output
    #[arg(long, group = "changes")]
    pub(super) fix: bool,
    /// With --fix or --diff, apply suggestions, too: read what they did
    #[arg(long, requires = "changes")]
    pub(super) unsafe_fixes: bool,
    /// Print what --fix would change, and change nothing
    #[arg(long, group = "changes")]
    pub(super) diff: bool,
    /// Leave findings of severity info out of the report
    #[arg(long, short)]
    pub(super) quiet: bool,
    /// When to colour the report
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN")]
    pub(super) color: ColorChoice,
    #[command(flatten)]
    pub(super) known: Known,
}

#[derive(Debug, Args)]
pub(super) struct Parse {
    /// Files and folders; `-` is standard input
    #[arg(required = true, value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) reading: Reading,
    /// The form of the report; json prints one object a line
    #[arg(long, value_enum, default_value = "human")]
    pub(super) format: ParseFormat,
    #[command(flatten)]
    pub(super) known: Known,
}

#[derive(Debug, Args)]
pub(super) struct Profiles {
    /// The profile to show; all of them are listed where none is named
    #[arg(value_name = "PROFILE")]
    pub(super) profile: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct Explain {
    /// The rule's id, as reports show it
    #[arg(value_name = "RULE")]
    pub(super) rule: String,
    /// The language of the examples; all of them where not given
    #[arg(long, value_name = "LANG", value_parser = language)]
    pub(super) language: Option<crate::draft::Language>,
}

#[derive(Debug, Args)]
pub(super) struct ImportVale {
    /// Folders of styles, or of one style: its .yml files; and of vocabularies: accept.txt and reject.txt
    #[arg(required = true, value_name = "STYLES")]
    pub(super) styles: Vec<PathBuf>,
    /// The folder the packs are written to, each in a folder of its own
    #[arg(long, short, value_name = "FOLDER", default_value = "imported-rules")]
    pub(super) output: PathBuf,
    /// The language the styles are for; English where not given
    #[arg(long, value_name = "LANG", value_parser = language)]
    pub(super) language: Option<crate::draft::Language>,
}

#[derive(Debug, Args)]
pub(super) struct Test {
    /// The folder of a pack, a file in it, or the folder with hilsen.toml
    #[arg(required = true, value_name = "FOLDER")]
    pub(super) paths: Vec<PathBuf>,
    /// Exit with 1 for what is missing, too
    #[arg(long)]
    pub(super) strict: bool,
}

#[derive(Debug, Args)]
pub(super) struct Rules {
    /// The form of the list
    #[arg(long, value_enum, default_value = "human")]
    pub(super) format: ParseFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Input {
    /// The file is the text
    Plain,
    /// A mail with RFC 5322 header
    Eml,
    /// A page of HTML, or MJML
    Html,
    /// Text with the marks of Markdown
    Markdown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ReportFormat {
    /// For people
    Human,
    /// One JSON document
    Json,
    /// One JSON object a line for each finding
    Jsonl,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ParseFormat {
    /// For people
    Human,
    /// For programs
    Json,
}

fn language(written: &str) -> Result<crate::draft::Language, String> {
    crate::draft::Language::from_tag(written).ok_or_else(|| "hilsen knows en, nb (or no), nn, da, sv and de".to_owned())
}

fn kind(written: &str) -> Result<crate::decode::Kind, String> {
    crate::decode::Kind::from_name(written).ok_or_else(|| "a file is a `draft` or a `template`".to_owned())
}

fn tool(written: &str) -> Result<crate::decode::Tool, String> {
    use crate::decode::Tool;
    Tool::from_name(written).ok_or_else(|| match crate::tree::did_you_mean(written, Tool::names()) {
        Some(meant) => format!("there is no such template language; did you mean `{meant}`?"),
        None => "there is no such template language; docs/templates.md lists them".to_owned(),
    })
}

fn report_language(written: &str) -> Result<crate::rule::ReportLanguage, String> {
    if written == "draft" {
        return Ok(crate::rule::ReportLanguage::Draft);
    }
    language(written).map(crate::rule::ReportLanguage::of)
}

fn level(written: &str) -> Result<crate::rule::Level, String> {
    crate::rule::Level::from_name(written).ok_or_else(|| "a level is one of off, info, warning, error".to_owned())
}

fn rule_level(written: &str) -> Result<(String, crate::rule::Level), String> {
    let (id, name) = written.split_once('=').ok_or("write RULE=LEVEL, for example all-caps=off")?;
    // Whether there is such a rule shows when the house's own rules are read.
    Ok((id.to_owned(), level(name)?))
}
