//! What the sender knows and the text does not say: who it goes to, who writes, what is attached, what the customer wrote.
//!
//! A [`Situation`] is put together from three places. What the caller says wins over what the draft says itself (its
//! header, its front matter, its MIME parts), and that over what holds for the whole house. [`Situation::or`] is the one
//! place that decides; every field is decided by itself, so that a flag with the name and a header with the address add up.

use std::sync::Arc;

use super::{Draft, Section, SectionKind, section::OwnWords};
use crate::{
    decode::{Attachments, Decoded, Format},
    text::{Span, Text},
    tree,
};

/// Somebody who writes or reads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// The name as it is written, never empty.
    pub name: Option<String>,
    /// The mail address, never empty.
    pub address: Option<String>,
}

/// What is known besides the text. Empty and `None` mean unknown, and a rule says nothing of what it does not know.
#[derive(Clone, Debug, Default)]
pub struct Situation {
    /// Whom the reply goes to.
    pub recipients: Vec<Person>,
    /// Who reads it, too.
    pub copied: Vec<Person>,
    /// Who sends it.
    pub sender: Person,
    /// The house's own domain names.
    pub domains: Vec<String>,
    /// What the house is called.
    pub organisation: Option<String>,
    /// What is attached.
    pub attachments: Option<Attachments>,
    /// Whether this is the first answer to the customer in this matter.
    pub first_reply: Option<bool>,
    /// The mail this answers.
    pub customer_mail: Option<Arc<Draft>>,
    /// The name of the profile the customer is treated by.
    pub customer: Option<String>,
    /// Whether the contact is a difficult one.
    pub difficult: Option<bool>,
    /// How the house greets, takes leave and signs, where that is not how everybody does.
    pub words: Option<Arc<OwnWords>>,
}

/// A mistake in what a draft says of its situation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Where it stands.
    pub span: Span<Text>,
    /// What is wrong.
    pub message: String,
    /// What was probably meant.
    pub help: Option<String>,
}

/// Why a value cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// What is wrong.
    pub message: String,
    /// What was probably meant.
    pub help: Option<String>,
}

impl Person {
    /// A person of whom only the name is known.
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: Some(name.into()), address: None }
    }

    /// Reads `Anna Berg <anna@berg.example>`, a bare address or a bare name; `None` where nothing is left.
    pub fn read(written: &str) -> Option<Self> {
        let written = written.trim();
        let bare = |name: &str| {
            let name = name.trim().trim_matches(['"', '\'', ',', ';']).trim().replace("\\\"", "\"");
            (!name.is_empty()).then_some(name)
        };
        let (name, address) = match (written.rfind('<'), written.rfind('>')) {
            (Some(open), Some(close)) if open < close => {
                (bare(&written[..open]), bare(written[open + 1..close].trim_start_matches("mailto:")))
            }
            _ if written.contains('@') => match written.split_once('(') {
                Some((address, comment)) => (bare(comment.trim_end_matches([')', ' '])), bare(address)),
                None => (None, bare(written)),
            },
            _ => (bare(written), None),
        };
        // `"anna@berg.example" <anna@berg.example>` names nobody.
        let name = name.filter(|name| !name.contains('@'));
        (name.is_some() || address.is_some()).then_some(Self { name, address })
    }

    /// Reads the mailboxes of a header field, the first fifty of them.
    pub fn read_list(written: &str) -> Vec<Self> {
        let (mut quoted, mut within, mut start) = (false, false, 0);
        let mut people = Vec::new();
        for (at, character) in written.char_indices() {
            match character {
                '"' => quoted = !quoted,
                '<' => within = true,
                '>' => within = false,
                ',' | ';' if !quoted && !within => {
                    people.extend(Self::read(&written[start..at]));
                    start = at + 1;
                }
                // `undisclosed-recipients:;` and `Friends: anna@…;`
                ':' if !quoted && !within => start = at + 1,
                _ => {}
            }
            if people.len() >= 50 {
                return people;
            }
        }
        people.extend(Self::read(&written[start.min(written.len())..]));
        people
    }

    /// The domain of the address, in lower case.
    pub fn domain(&self) -> Option<String> {
        let (_, domain) = self.address.as_deref()?.rsplit_once('@')?;
        Some(domain.to_lowercase())
    }

    /// This person, with what is missing taken from what another place says of them.
    #[must_use]
    fn or(self, weaker: &Self) -> Self {
        let other =
            matches!((&self.address, &weaker.address), (Some(own), Some(theirs)) if !own.eq_ignore_ascii_case(theirs));
        if other {
            return self;
        }
        Self {
            name: self.name.or_else(|| weaker.name.clone()),
            address: self.address.or_else(|| weaker.address.clone()),
        }
    }
}

impl Situation {
    /// The keys under which a situation is written: in front matter, as `X-Hilsen-…` header fields, in `hilsen.toml` and in
    /// the examples of rules.
    pub const KEYS: [&'static str; 11] = [
        "recipient",
        "recipient-name",
        "cc",
        "sender",
        "sender-name",
        "domains",
        "organisation",
        "attachments",
        "first-reply",
        "customer",
        "difficult",
    ];

    /// Takes a value under one of [`Situation::KEYS`].
    ///
    /// # Errors
    /// When there is no such key, or the value is not of its kind; the situation is then as it was.
    pub fn set(&mut self, key: &str, value: &str) -> Result<(), Refused> {
        let value = value.trim();
        match key {
            "recipient" => self.recipients = Person::read_list(value),
            "recipient-name" => match self.recipients.first_mut() {
                Some(first) => first.name = some(value),
                None => self.recipients.extend(some(value).map(Person::named)),
            },
            "cc" => self.copied = Person::read_list(value),
            "sender" => self.sender = Person::read(value).unwrap_or_default(),
            "sender-name" => self.sender.name = some(value),
            "domains" => self.domains = domains(value),
            "organisation" => self.organisation = some(value),
            "attachments" => self.attachments = Some(Attachments { files: count(value)?, embedded: 0 }),
            "first-reply" => self.first_reply = Some(truth(value)?),
            "customer" => self.customer = some(value),
            "difficult" => self.difficult = Some(truth(value)?),
            _ => {
                let help = tree::did_you_mean(key, Self::KEYS.into_iter());
                return Err(Refused {
                    message: format!("there is no context `{key}`"),
                    help: Some(help.map_or_else(
                        || format!("there are {}", Self::KEYS.join(", ")),
                        |meant| format!("did you mean `{meant}`?"),
                    )),
                });
            }
        }
        Ok(())
    }

    /// This situation, with what it does not say taken from a weaker one.
    #[must_use]
    pub fn or(self, weaker: &Self) -> Self {
        let list = |own: Vec<Person>, theirs: &Vec<Person>| match (own.as_slice(), theirs.as_slice()) {
            ([], _) => theirs.clone(),
            ([one], [other]) => vec![one.clone().or(other)],
            _ => own,
        };
        Self {
            recipients: list(self.recipients, &weaker.recipients),
            copied: list(self.copied, &weaker.copied),
            sender: self.sender.or(&weaker.sender),
            domains: if self.domains.is_empty() { weaker.domains.clone() } else { self.domains },
            organisation: self.organisation.or_else(|| weaker.organisation.clone()),
            attachments: self.attachments.or(weaker.attachments),
            first_reply: self.first_reply.or(weaker.first_reply),
            customer_mail: self.customer_mail.or_else(|| weaker.customer_mail.clone()),
            customer: self.customer.or_else(|| weaker.customer.clone()),
            difficult: self.difficult.or(weaker.difficult),
            words: self.words.or_else(|| weaker.words.clone()),
        }
    }

    /// Takes the writer of the customer's mail for the recipient, where nobody named one.
    #[must_use]
    pub(super) fn answering(mut self) -> Self {
        if let Some(mail) = &self.customer_mail {
            let writer = &mail.situation.sender;
            if self.recipients.is_empty() {
                self.recipients.extend((*writer != Person::default()).then(|| writer.clone()));
            } else if let [one] = self.recipients.as_mut_slice() {
                *one = one.clone().or(writer);
            }
        }
        self
    }

    /// Whether a domain name is the house's, or below one that is.
    pub fn is_own_domain(&self, domain: &str) -> bool {
        let domain = domain.to_lowercase();
        let below = |own: &str| domain == own || domain.strip_suffix(own).is_some_and(|rest| rest.ends_with('.'));
        self.domains.iter().any(|own| below(own)) || self.sender.domain().is_some_and(|own| below(&own))
    }
}

fn some(value: &str) -> Option<String> {
    (!value.is_empty()).then(|| value.to_owned())
}

fn domains(value: &str) -> Vec<String> {
    let pieces = value.split([',', ' ']).map(|piece| piece.trim().trim_start_matches('@').to_lowercase());
    pieces.filter(|piece| !piece.is_empty()).collect()
}

/// A number, or the names of files, which are counted.
fn count(value: &str) -> Result<usize, Refused> {
    if let Ok(number) = value.parse() {
        return Ok(number);
    }
    let names = value.split([',', ';']).filter(|name| name.trim().contains('.')).count();
    let wrong = || Refused {
        message: format!("`{value}` is no number of attachments"),
        help: Some("write a number, or the names of the files".to_owned()),
    };
    if names > 0 { Ok(names) } else { Err(wrong()) }
}

fn truth(value: &str) -> Result<bool, Refused> {
    match value.to_lowercase().as_str() {
        "true" | "yes" | "1" => Ok(true),
        "false" | "no" | "0" => Ok(false),
        _ => Err(Refused { message: format!("`{value}` is neither yes nor no"), help: None }),
    }
}

/// Front matter at the top of a text: lines `key: value` between two lines of `---`.
pub(super) struct FrontMatter {
    /// The bytes it takes, its last line without the line end.
    pub(super) len: usize,
    /// Each line's key in lower case, its value, and the place of both.
    lines: Vec<(String, String, Span<Text>)>,
}

impl FrontMatter {
    /// The same, for a text it does not stand in.
    pub(super) fn without_places(self) -> Self {
        let nowhere = |(key, value, _)| (key, value, Span::new(0, 0));
        Self { len: 0, lines: self.lines.into_iter().map(nowhere).collect() }
    }

    /// In so many lines front matter ends, or it is none.
    const LINES: usize = 40;

    /// Finds front matter that has at least one of our keys; that of other programs is the writer's text to us.
    pub(super) fn find(text: &str) -> Option<Self> {
        let mut found = Self { len: 0, lines: Vec::new() };
        let mut at = 0;
        let mut ours = false;
        for (number, line) in text.split_inclusive('\n').take(Self::LINES).enumerate() {
            let bare = line.trim_end();
            match (number, bare) {
                (0, "---") => {}
                (0, _) => return None,
                (_, "---") => {
                    found.len = at + bare.len();
                    return ours.then_some(found);
                }
                _ if bare.is_empty() => {}
                _ => {
                    let (key, value) = bare.split_once(':')?;
                    let key = key.trim().to_lowercase();
                    if key.is_empty() || key.contains(char::is_whitespace) {
                        return None;
                    }
                    ours |= Situation::KEYS.contains(&key.as_str());
                    let value = value.trim().trim_matches(['"', '\'']).to_owned();
                    found.lines.push((key, value, Span::new(at, at + bare.len())));
                }
            }
            at += line.len();
        }
        None
    }
}

/// What plain drafts call the fields of a mail, in the languages of our users, and the key each stands for.
const FIELDS: [(&str, &str); 21] = [
    ("to", "recipient"),
    ("til", "recipient"),
    ("till", "recipient"),
    ("an", "recipient"),
    ("cc", "cc"),
    ("kopi", "cc"),
    ("kopia", "cc"),
    ("kopie", "cc"),
    ("from", "sender"),
    ("fra", "sender"),
    ("frå", "sender"),
    ("från", "sender"),
    ("von", "sender"),
    ("attachments", "attachments"),
    ("attachment", "attachments"),
    ("vedlegg", "attachments"),
    ("bilag", "attachments"),
    ("vedhæftet", "attachments"),
    ("bilagor", "attachments"),
    ("anhang", "attachments"),
    ("anlagen", "attachments"),
];

/// What begins the names of header fields that are meant for hilsen.
const PREFIX: &str = "x-hilsen-";

/// What a draft says of its situation itself: front matter before header fields before what its parts show.
pub(super) fn of_draft(
    decoded: &Decoded,
    sections: &[Section],
    front_matter: Option<&FrontMatter>,
) -> (Situation, Vec<Mistake>) {
    let mut mistakes = Vec::new();
    let mut of_header = Situation { attachments: decoded.attachments, ..Situation::default() };
    let text = &decoded.text;
    if decoded.format == Format::Eml {
        for field in &decoded.fields {
            let key = match field.name.as_str() {
                "to" => "recipient",
                "cc" => "cc",
                "from" => "sender",
                name => match name.strip_prefix(PREFIX) {
                    Some(own) => own,
                    None => continue,
                },
            };
            take(&mut of_header, key, &text[field.value.range()], field.line, &mut mistakes);
        }
    } else {
        let top =
            sections.iter().take_while(|section| matches!(section.kind, SectionKind::Header | SectionKind::Subject));
        let behind = front_matter.map_or(0, |found| found.len);
        for section in top.filter(|section| section.kind == SectionKind::Header) {
            let mut at = section.start.max(behind);
            for line in text[at.min(section.end)..section.end].split_inclusive('\n') {
                let span = Span::new(at, at + line.trim_end().len());
                at += line.len();
                let Some((name, value)) = line.split_once(':') else { continue };
                let name = name.trim().to_lowercase();
                match (name.strip_prefix(PREFIX), FIELDS.iter().find(|(field, _)| *field == name)) {
                    (Some(own), _) => take(&mut of_header, own, value, span, &mut mistakes),
                    // What somebody calls an attachment in a plain header may be anything; only what reads as such counts.
                    (None, Some((_, key))) => {
                        let _ = of_header.set(key, value);
                    }
                    (None, None) => {}
                }
            }
        }
    }
    let mut own = Situation::default();
    for (key, value, span) in front_matter.iter().flat_map(|found| &found.lines) {
        // Front matter is shared with other programs, whose keys are none of our business unless they look like ours.
        let near = tree::did_you_mean(key, Situation::KEYS.into_iter()).is_some();
        if near {
            take(&mut own, key, value, *span, &mut mistakes);
        }
    }
    (own.or(&of_header), mistakes)
}

/// Takes a value, or notes why not. `X-Hilsen-Ignore` is somebody else's.
fn take(situation: &mut Situation, key: &str, value: &str, span: Span<Text>, mistakes: &mut Vec<Mistake>) {
    if key == "ignore" {
        return;
    }
    if let Err(refused) = situation.set(key, value) {
        mistakes.push(Mistake { span, message: refused.message, help: refused.help });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mailboxes_are_read() {
        let read = |written: &str| {
            let people = Person::read_list(written);
            people
                .iter()
                .map(|one| format!("{}|{}", one.name.as_deref().unwrap_or(""), one.address.as_deref().unwrap_or("")))
                .collect::<Vec<_>>()
        };
        assert_eq!(read("Anna Berg <anna@berg.example>"), ["Anna Berg|anna@berg.example"]);
        assert_eq!(
            read("\"Berg, Anna\" <anna@berg.example>, per@vik.example"),
            ["Berg, Anna|anna@berg.example", "|per@vik.example"]
        );
        assert_eq!(read("anna@berg.example (Anna Berg)"), ["Anna Berg|anna@berg.example"]);
        assert_eq!(read("'anna@berg.example' <anna@berg.example>"), ["|anna@berg.example"]);
        assert_eq!(read("undisclosed-recipients:;"), [] as [&str; 0]);
        assert_eq!(read("Anna"), ["Anna|"]);
        assert_eq!(read(""), [] as [&str; 0]);
    }

    #[test]
    fn what_is_said_by_one_place_is_filled_up_from_a_weaker_one() {
        let mut flag = Situation::default();
        flag.set("recipient-name", "Anna").unwrap();
        let mut header = Situation::default();
        header.set("recipient", "A. Berg <anna@berg.example>").unwrap();
        header.set("attachments", "faktura.pdf, kart.png").unwrap();
        let both = flag.or(&header);
        let anna = Person { name: Some("Anna".into()), address: Some("anna@berg.example".into()) };
        assert_eq!(both.recipients, [anna]);
        assert_eq!(both.attachments, Some(Attachments { files: 2, embedded: 0 }));
    }

    #[test]
    fn another_address_is_another_person() {
        let mut strong = Situation::default();
        strong.set("recipient", "per@vik.example").unwrap();
        let mut weak = Situation::default();
        weak.set("recipient", "Anna Berg <anna@berg.example>").unwrap();
        assert_eq!(strong.or(&weak).recipients[0].name, None);
    }

    #[test]
    fn mistakes_are_told_with_what_was_meant() {
        let refused = Situation::default().set("recipent-name", "Anna").unwrap_err();
        assert_eq!(refused.help.as_deref(), Some("did you mean `recipient-name`?"));
        assert!(Situation::default().set("attachments", "many").is_err());
        assert!(Situation::default().set("difficult", "perhaps").is_err());
    }

    #[test]
    fn front_matter_is_short_and_ours() {
        let text = "---\nrecipient-name: Anna Berg\nlayout: mail\n---\n\nHei, Anna\n";
        let found = FrontMatter::find(text).expect("front matter");
        assert_eq!(&text[..found.len], "---\nrecipient-name: Anna Berg\nlayout: mail\n---");
        assert!(FrontMatter::find("---\nlayout: mail\n---\n").is_none());
        assert!(FrontMatter::find("---\nHei, Anna: takk\n---\n").is_none());
        assert!(FrontMatter::find("Hei\n---\ncustomer: rude\n---\n").is_none());
        assert!(FrontMatter::find("---\ncustomer: rude\n").is_none());
    }
}
