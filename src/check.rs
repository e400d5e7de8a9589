//! Floor 5: how rules are checked.
//!
//! `phrase` serves every rule that is a list of phrases; what data cannot say is a coded check, one file each. [`CODED`]
//! is the one table of them all, by the name a rule's definition gives as `check`.

mod all_caps;
mod damaged_text;
mod emoticon;
mod long_sentence;
mod order;
mod parts;
mod phrases;
mod refusal;
mod signature;
mod subject;
mod too_many;

use crate::rule::{Check, Settings};

/// Builds a check for a rule in one language.
pub type Build = fn(&Settings<'_>) -> Box<dyn Check>;

/// The checks by name.
pub const CODED: &[(&str, Build)] = &[
    ("all-caps", all_caps::build),
    ("damaged-text", damaged_text::build),
    ("emoticon", emoticon::build),
    ("misleading-subject", phrases::build),
    ("missing-farewell", parts::build_farewell),
    ("missing-greeting", parts::build_greeting),
    ("missing-message", parts::build_message),
    ("missing-subject", subject::build_missing),
    ("negative-opening", refusal::build_opening),
    ("phrase", phrases::build),
    ("refusal-without-alternative", refusal::build_without_alternative),
    ("section-order", order::build),
    ("sentence-too-long", long_sentence::build),
    ("signature-contact-missing", signature::build_contact),
    ("signature-name-missing", signature::build_name),
    ("signature-organisation-missing", signature::build_organisation),
    ("subject-priority", subject::build_priority),
    ("subject-too-long", subject::build_length),
    ("too-many", too_many::build),
    ("vague-subject", subject::build_vague),
];

/// The check with a name.
pub fn find(name: &str) -> Option<Build> {
    CODED.iter().find(|(known, _)| *known == name).map(|(_, build)| *build)
}
