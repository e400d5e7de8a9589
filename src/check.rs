//! Floor 5: how rules are checked.
//!
//! `phrase` serves every rule that is a list of phrases; what data cannot say is a coded check, one file each. [`CODED`]
//! is the one table of them all, by the name a rule's definition gives as `check`.

mod all_caps;
mod ambiguous_date;
mod attachment;
mod both_parts;
mod broken;
mod consistency;
mod context_mistake;
mod contrast;
mod credential;
mod damaged_text;
mod elongated;
mod emoticon;
mod farewell;
mod flow;
mod font;
mod greeting;
mod history;
mod image;
mod invisible;
mod length;
mod link;
mod link_text;
mod long_sentence;
mod marks;
mod mixed_language;
mod order;
mod ornament;
mod other_language;
mod page;
mod page_language;
mod parts;
pub(crate) mod pattern;
mod phrases;
mod question;
mod questions;
mod readability;
mod recipient;
mod reference;
mod refusal;
mod register;
mod register_mismatch;
mod repeated_word;
mod require;
mod residue;
mod secret_number;
mod signature;
mod space;
mod spelling;
mod subject;
mod third_party;
mod todo;
mod too_many;
mod unfilled;

use crate::rule::{Check, Settings};

/// Builds a check for a rule in one language.
pub type Build = fn(&Settings<'_>) -> Box<dyn Check>;

/// The checks by name.
pub const CODED: &[(&str, Build)] = &[
    ("all-caps", all_caps::build),
    ("ambiguous-date", ambiguous_date::build),
    ("attachment-unmentioned", attachment::build_unmentioned),
    ("bank-account-number", secret_number::build_account),
    ("bare-url", link_text::build_bare),
    ("broken-placeholder", broken::build),
    ("consistency", consistency::build),
    ("conversation-flow", flow::build),
    ("credential-leak", credential::build),
    ("damaged-text", damaged_text::build),
    ("double-space", space::build),
    ("ellipsis-overuse", marks::build_ellipsis),
    ("elongated-word", elongated::build),
    ("emoticon", emoticon::build),
    ("exclamation-overuse", marks::build_exclamation),
    ("farewell-name-missing", farewell::build_name_missing),
    ("farewell-too-long", farewell::build_too_long),
    ("generic-link-text", link_text::build_generic),
    ("greeting-name-mismatch", recipient::build_mismatch),
    ("greeting-name-missing", recipient::build_missing),
    ("greeting-punctuation", greeting::build_punctuation),
    ("greeting-register", greeting::build_register),
    ("html-contrast", contrast::build),
    ("html-font-family", font::build_family),
    ("html-font-size", font::build_size),
    ("html-image-alt", image::build_alt),
    ("html-lang", page_language::build),
    ("html-line-spacing", font::build_spacing),
    ("html-plain-text-part", both_parts::build_plain),
    ("html-watermark", contrast::build_watermark),
    ("insecure-link", link::build_insecure),
    ("internal-link", link::build_internal),
    ("invisible-character", invisible::build),
    ("link-mismatch", link_text::build_mismatch),
    ("message-too-long", length::build_message),
    ("misleading-subject", phrases::build),
    ("missing-attachment", attachment::build_missing),
    ("missing-farewell", parts::build_farewell),
    ("missing-greeting", parts::build_greeting),
    ("missing-message", parts::build_message),
    ("missing-paragraphs", length::build_missing),
    ("missing-subject", subject::build_missing),
    ("mixed-formatting", font::build_mixed),
    ("mixed-language", mixed_language::build),
    ("mixed-register", register::build),
    ("national-id-number", secret_number::build_national),
    ("negative-opening", refusal::build_opening),
    ("ornament", ornament::build),
    ("other-language", other_language::build),
    ("paragraph-too-long", length::build_paragraph),
    ("parts-differ", both_parts::build_differ),
    ("pattern", pattern::build),
    ("payment-card-number", secret_number::build_card),
    ("phrase", phrases::build),
    ("quoted-history-leak", history::build),
    ("readability-flesch-kincaid", readability::build_grade),
    ("readability-lix", readability::build_lix),
    ("reference-mismatch", reference::build),
    ("refusal-without-alternative", refusal::build_without_alternative),
    ("register-mismatch", register_mismatch::build),
    ("repeated-punctuation", marks::build_repeated),
    ("repeated-word", repeated_word::build),
    ("require", require::build),
    ("require-beside", require::build_beside),
    ("section-order", order::build),
    ("sentence-too-long", long_sentence::build),
    ("signature-contact-missing", signature::build_contact),
    ("signature-logo-missing", image::build_logo),
    ("signature-name-missing", signature::build_name),
    ("signature-organisation-missing", signature::build_organisation),
    ("signature-too-long", signature::build_too_long),
    ("spelling", spelling::build),
    ("subject-priority", subject::build_priority),
    ("subject-too-long", subject::build_length),
    ("template-residue", residue::build),
    ("third-party-contact", third_party::build),
    ("todo-marker", todo::build),
    ("too-many", too_many::build),
    ("too-many-questions", questions::build),
    ("unanswered-question", question::build),
    ("unfilled-placeholder", unfilled::build),
    ("unreadable-context", context_mistake::build),
    ("url-shortener", link::build_shortener),
    ("vague-subject", subject::build_vague),
];

/// The checks that no built-in rule uses: they are there for rules of the house.
pub const FOR_HOUSES: [&str; 2] = ["consistency", "pattern"];

/// The check with a name.
pub fn find(name: &str) -> Option<Build> {
    CODED.iter().find(|(known, _)| *known == name).map(|(_, build)| *build)
}
