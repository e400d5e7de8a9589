//! hilsen reads e-mail replies that customer support is about to send, and points at what a customer would stumble
//! over.
//!
//! One way through the house: [`decode`] makes text of bytes and keeps the way back; [`draft`] finds sections,
//! sentences and words; [`lint`] runs the rules of a [`config::RuleSet`] over them; [`output`] reports. Everything up to
//! `output` is pure: no file, no environment, no clock. `ARCHITECTURE.md` has the floors and what must always hold.

pub mod check;
pub mod cli;
pub mod config;
pub mod decode;
pub mod diagnostic;
pub mod disk;
pub mod draft;
pub mod examples;
pub mod fix;
pub mod lint;
pub mod output;
pub mod pack;
pub mod phrase;
pub mod rule;
pub mod spelling;
pub mod suppress;
pub mod text;
pub mod tree;
pub mod vale;
