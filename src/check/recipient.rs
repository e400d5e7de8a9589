//! The customer's name in the greeting: whether it is there, and whether it is theirs.
//!
//! A wrong complaint about a name is worse than a missed one, so both rules speak only of greetings they understand to the
//! last word, and only where the name that is known reads like a person's.

use super::parts::in_thread;
use crate::{
    diagnostic::{Fix, Safety, Severity, TextEdit},
    draft::{Draft, Language, Person, SectionKind},
    phrase::fold,
    rule::{Check, Context, Finding, Report, Settings},
    text::{Span, Text, Token, TokenKind, in_one_line},
};

/// The words that are no names.
struct Lists {
    /// Words that greet, and small words between them and a name.
    greetings: Vec<String>,
    titles: Vec<String>,
    /// Words that stand in the place of a name: `customer`, `all`.
    addressees: Vec<String>,
    /// Words in the name of an account that belongs to no single person.
    roles: Vec<String>,
}

impl Lists {
    fn of(settings: &Settings<'_>) -> Self {
        let list = |name: &str| settings.list(name).iter().map(|word| fold(word)).collect();
        Self {
            greetings: list("greetings"),
            titles: list("titles"),
            addressees: list("addressees"),
            roles: list("roles"),
        }
    }

    /// The words of a name, where it is a person's.
    fn person<'p>(&self, person: &'p Person) -> Option<Vec<&'p str>> {
        let name = person.name.as_deref()?;
        // `Berg, Anna`
        let parts: Vec<&str> = match name.split_once(',') {
            Some((last, first)) if !first.trim().is_empty() => {
                first.split_whitespace().chain(last.split_whitespace()).collect()
            }
            _ => name.split_whitespace().collect(),
        };
        let parts: Vec<&str> = parts.into_iter().filter(|part| !self.titles.contains(&fold(bare(part)))).collect();
        let is_role = |word: &str| self.roles.contains(&fold(bare(word)));
        let reads_as_name = |part: &&str| {
            part.starts_with(char::is_alphabetic)
                && part
                    .chars()
                    .all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.' | '\u{300}'..='\u{36f}'))
        };
        let local = person.address.as_deref().and_then(|address| address.split('@').next()).unwrap_or_default();
        let by_role = local.split(['.', '-', '_', '+']).any(is_role);
        let written_as_name = parts.iter().any(|part| part.starts_with(char::is_uppercase));
        let is_person = (1..=5).contains(&parts.len())
            && parts.iter().all(reads_as_name)
            && written_as_name
            && !parts.iter().any(|part| is_role(part))
            && !by_role
            && parts.iter().any(|part| bare(part).chars().count() > 1);
        is_person.then_some(parts)
    }
}

/// A word without the full stop of an initial or a title.
fn bare(word: &str) -> &str {
    word.trim_end_matches(['.', ','])
}

/// What a greeting says, as far as it is understood.
struct Greeting {
    /// The words that may be a name, in order.
    names: Vec<Span<Text>>,
    /// What stands in the place of a name.
    generic: Option<Span<Text>>,
    /// The last word of the greeting proper.
    greeted: Option<Span<Text>>,
    titled: bool,
    /// Whether every word of it is known for what it is.
    understood: bool,
    placeholder: bool,
}

impl Greeting {
    fn read(draft: &Draft, lists: &Lists) -> Option<Self> {
        let tokens: Vec<&Token> =
            draft.sentences_of(SectionKind::Greeting).flat_map(|sentence| draft.tokens_of(sentence)).take(24).collect();
        let mut greeting = Self {
            names: Vec::new(),
            generic: None,
            greeted: None,
            titled: false,
            understood: true,
            placeholder: false,
        };
        for token in &tokens {
            let word = draft.slice(token.span);
            let folded = fold(bare(word));
            match token.kind {
                TokenKind::Punctuation => {}
                TokenKind::Placeholder | TokenKind::Tag => greeting.placeholder = true,
                TokenKind::Word if lists.greetings.contains(&folded) => {
                    if greeting.names.is_empty() {
                        greeting.greeted = Some(token.span);
                    }
                }
                TokenKind::Word if lists.titles.contains(&folded) => greeting.titled = true,
                TokenKind::Word if lists.addressees.contains(&folded) => {
                    let before = greeting.generic.unwrap_or(token.span);
                    greeting.generic = Some(before.cover(token.span));
                }
                TokenKind::Word if word.starts_with(char::is_uppercase) => greeting.names.push(token.span),
                _ => greeting.understood = false,
            }
        }
        // A name alone, or thanks in the place of a greeting, may be anything.
        greeting.understood &= greeting.greeted.is_some();
        (!tokens.is_empty()).then_some(greeting)
    }
}

/// The name the customer signed their mail with: the words of the first line of the signature that reads like one.
fn signed(draft: &Draft, lists: &Lists) -> Option<Person> {
    let mail = draft.situation.customer_mail.as_deref()?;
    let lines = mail.sentences_of(SectionKind::Signature).take(3);
    let mut people = lines.map(|line| Person::named(mail.slice(line.span).trim_matches([' ', ',', '-', '–', '.'])));
    people.find(|person| lists.person(person).is_some())
}

/// How alike two names are.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Likeness {
    /// The same, or one is short for the other.
    Same,
    /// Meant to be the same.
    Misspelled,
    Other,
}

/// Compares a written name with the one that is known.
fn compare(written: &str, known: &str, nicknames: &[Vec<String>], max_distance: usize) -> Likeness {
    let (written, known) = (fold(bare(written)), fold(bare(known)));
    if written == known || nicknames.iter().any(|names| names.contains(&written) && names.contains(&known)) {
        return Likeness::Same;
    }
    let (skeleton, wanted) = (skeleton(&written), skeleton(&known));
    if skeleton == wanted {
        // A customer whose name lost its letters in some computer is glad to have them back; the other way they are not.
        let special = |name: &str| name.chars().filter(|c| !c.is_ascii()).count();
        return if special(&known) > special(&written) { Likeness::Misspelled } else { Likeness::Same };
    }
    let (long, short) = if skeleton.len() > wanted.len() { (&skeleton, &wanted) } else { (&wanted, &skeleton) };
    if short.chars().count() >= 3 && long.starts_with(short.as_str()) {
        // `Kris` is short for `Kristoffer`; `Kristin` is not short for `Kristine`.
        let more = long.chars().count() - short.chars().count();
        return if more == 1 && short.chars().count() >= 4 { Likeness::Misspelled } else { Likeness::Same };
    }
    let distance = strsim::damerau_levenshtein(&written, &known);
    let length = written.chars().count().max(known.chars().count());
    if distance <= max_distance && distance * 3 <= length { Likeness::Misspelled } else { Likeness::Other }
}

/// A name without its marks and doubled spellings: `Åse`, `Aase` and `Ase` are alike.
fn skeleton(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    for character in name.chars() {
        match character {
            'å' | 'ä' | 'æ' | 'à' | 'á' | 'â' | 'ã' => plain.push('a'),
            'ø' | 'ö' | 'ó' | 'ò' | 'ô' | 'õ' => plain.push('o'),
            'ü' | 'ú' | 'ù' => plain.push('u'),
            'é' | 'è' | 'ê' | 'ë' => plain.push('e'),
            'í' | 'ï' | 'ì' => plain.push('i'),
            'ñ' => plain.push('n'),
            'ç' | 'č' | 'ć' => plain.push('c'),
            'š' | 'ś' => plain.push('s'),
            'ł' => plain.push('l'),
            'ß' => plain.push_str("ss"),
            '\u{300}'..='\u{36f}' | '-' | '\'' | '.' => {}
            other => plain.push(other),
        }
    }
    [("aa", "a"), ("ae", "a"), ("oe", "o"), ("ue", "u")].iter().fold(plain, |name, (from, to)| name.replace(from, to))
}

struct Missing {
    lists: Lists,
    /// Words that stand in the place of one person's name.
    anybody: Vec<String>,
    /// Whether a greeting without a name is a fault where nobody knows the name; with `never`, not even where it is known.
    always: bool,
    never: bool,
}

pub(super) fn build_missing(settings: &Settings<'_>) -> Box<dyn Check> {
    let require = settings.text("require");
    let anybody = settings.list("anybody").iter().map(|word| fold(word)).collect();
    Box::new(Missing { lists: Lists::of(settings), anybody, always: require == "always", never: require == "never" })
}

impl Check for Missing {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        if draft.is_template || draft.is_post() || self.never {
            return;
        }
        let Some(greeting) = Greeting::read(draft, &self.lists) else { return };
        if !greeting.understood || !greeting.names.is_empty() || greeting.placeholder {
            return;
        }
        let people = &draft.situation.recipients;
        // To several people at once nobody writes by name.
        let only =
            (people.len() <= 1).then(|| signed(draft, &self.lists).or_else(|| people.first().cloned())).flatten();
        let known = only.as_ref().and_then(|person| self.lists.person(person));
        // Many read `Dear customers`; `Dear customer` is one whose name nobody looked up.
        let anybody = greeting.generic.filter(|generic| {
            draft.slice(*generic).split_whitespace().any(|word| self.anybody.contains(&fold(bare(word))))
        });
        if people.len() > 1 || (known.is_none() && anybody.is_none() && !self.always) {
            return;
        }
        let first = draft.situation.first_reply;
        let running = in_thread(draft) && first != Some(true);
        // Within a conversation a bare greeting is how people write.
        if (running && greeting.generic.is_none()) && (first == Some(false) || known.is_none()) {
            return;
        }
        if known.as_ref().is_some_and(|names| names_in_first_sentence(draft, names)) {
            return;
        }
        let Some(place) = greeting.generic.or(greeting.greeted) else { return };
        let severity = (known.is_none() || running).then_some(Severity::Info);
        let Some(names) = known else {
            report.push(place, Finding { severity, ..Finding::with("text", draft.slice(place)) });
            return;
        };
        let fill = vec![("text", draft.slice(place).to_owned()), ("name", names.join(" "))];
        let fixes = greeting.generic.map(|generic| better(draft, generic, names[0])).into_iter().flatten().collect();
        report.push(place, Finding { fill, severity, variant: Some("known"), fixes });
    }
}

/// Whether the first sentence of the message calls the customer by name: `Takk for at du skrev, Anna.`
fn names_in_first_sentence(draft: &Draft, names: &[&str]) -> bool {
    let Some(first) = draft.sentences_of(SectionKind::Message).next() else { return false };
    let wanted: Vec<String> = names.iter().map(|name| fold(name)).collect();
    draft.tokens_of(first).iter().any(|token| wanted.contains(&fold(draft.slice(token.span))))
}

/// The first name in the place of `customer`. In German that would need to know who is a woman and who a man.
fn better(draft: &Draft, generic: Span<Text>, name: &str) -> Option<Fix> {
    if draft.language == Some(Language::De) {
        return None;
    }
    let edits = vec![TextEdit { span: generic, replacement: name.to_owned() }];
    Some(Fix { title: format!("“{name}”"), safety: Safety::Suggestion, edits })
}

struct Mismatch {
    lists: Lists,
    /// Names that stand for each other, in groups.
    nicknames: Vec<Vec<String>>,
    max_distance: usize,
}

pub(super) fn build_mismatch(settings: &Settings<'_>) -> Box<dyn Check> {
    let groups = settings.list("nicknames");
    Box::new(Mismatch {
        lists: Lists::of(settings),
        nicknames: groups.iter().map(|group| group.split_whitespace().map(fold).collect()).collect(),
        max_distance: settings.number("max-distance"),
    })
}

impl Check for Mismatch {
    fn check(&self, context: &Context<'_>, report: &mut Report<'_>) {
        let draft = context.draft;
        let situation = &draft.situation;
        if draft.is_template || situation.recipients.is_empty() || situation.recipients.len() > 3 {
            return;
        }
        let Some(greeting) = Greeting::read(draft, &self.lists) else { return };
        if !greeting.understood || greeting.placeholder || greeting.names.is_empty() || greeting.names.len() > 4 {
            return;
        }
        // The name somebody signs with is the one they want to be called by.
        let signed = signed(draft, &self.lists);
        let known: Vec<Vec<&str>> =
            signed.iter().chain(&situation.recipients).filter_map(|person| self.lists.person(person)).collect();
        let Some(expected) = known.first() else { return };
        let others: Vec<&str> = self.also_called(draft);
        let like = |span: &Span<Text>, name: &str| {
            let written = draft.slice(*span);
            // `Anne-Marie` may be written to as `Anne`.
            let pieces = || std::iter::once(written).chain(written.split('-'));
            let known = || std::iter::once(name).chain(name.split('-'));
            let all = pieces().flat_map(|piece| known().map(move |known| (piece, known)));
            all.map(|(piece, known)| compare(piece, known, &self.nicknames, self.max_distance))
                .min()
                .unwrap_or(Likeness::Other)
        };
        let best = |names: &mut dyn Iterator<Item = &str>| {
            names
                .flat_map(|name| greeting.names.iter().map(move |span| (name, span)))
                .map(|(name, span)| (like(span, name), name.to_owned(), *span))
                .min()
        };
        if let Some((Likeness::Same, ..)) = best(&mut known.iter().flatten().copied().chain(others)) {
            return;
        }
        let Some((likeness, name, span)) = best(&mut known.iter().flatten().copied()) else { return };
        let last = expected.last().copied().unwrap_or_default();
        let (variant, wanted, place) = if likeness == Likeness::Misspelled {
            (Some("misspelled"), name, span)
        } else {
            let place = greeting.names[0].cover(greeting.names[greeting.names.len() - 1]);
            (None, if greeting.titled { last.to_owned() } else { expected[0].to_owned() }, place)
        };
        let found = in_one_line(draft.slice(place));
        let shown = if variant.is_some() { wanted.clone() } else { expected.join(" ") };
        let edits = vec![TextEdit { span: place, replacement: wanted.clone() }];
        let fixes = vec![Fix { title: format!("“{wanted}”"), safety: Safety::Suggestion, edits }];
        report
            .push(place, Finding { fill: vec![("found", found), ("expected", shown)], severity: None, variant, fixes });
    }
}

impl Mismatch {
    /// What the customer may be called besides: the words of their address, of those who read along, and of what the
    /// customer wrote but for whom they greeted.
    fn also_called<'d>(&self, draft: &'d Draft) -> Vec<&'d str> {
        let situation = &draft.situation;
        let people = situation.recipients.iter().chain(&situation.copied);
        let addresses = people.clone().filter_map(|person| person.address.as_deref());
        let locals = addresses.filter_map(|address| address.split('@').next());
        let mut words: Vec<&str> = locals.flat_map(|local| local.split(['.', '_', '-', '+'])).collect();
        words.extend(people.filter_map(|person| person.name.as_deref()).flat_map(str::split_whitespace));
        let sender: Vec<String> =
            situation.sender.name.iter().flat_map(|name| name.split_whitespace()).map(fold).collect();
        if let Some(mail) = situation.customer_mail.as_deref() {
            let kinds = [SectionKind::Message, SectionKind::Farewell, SectionKind::Signature];
            let written = mail.sentences.iter().filter(|sentence| kinds.contains(&sentence.section));
            let tokens = written.flat_map(|sentence| mail.tokens_of(sentence));
            let names = tokens.map(|token| mail.slice(token.span)).filter(|word| word.starts_with(char::is_uppercase));
            // Whoever answers is not whom they answer, whatever the customer calls them.
            words.extend(names.filter(|name| !sender.contains(&fold(name))));
        }
        words.retain(|word| word.chars().count() > 1 && !self.lists.roles.contains(&fold(word)));
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_as_people_do() {
        let groups = vec![vec!["robert".to_owned(), "bob".to_owned()]];
        let like = |written: &str, known: &str| compare(written, known, &groups, 2);
        for (written, known) in [("ANNA", "Anna"), ("Bob", "Robert"), ("Kris", "Kristoffer"), ("Bjørn", "Bjorn")] {
            assert!(like(written, known) == Likeness::Same, "{written} {known}");
        }
        for (written, known) in
            [("Bjorn", "Bjørn"), ("Anne", "Anna"), ("Kristin", "Kristine"), ("Kare", "Kåre"), ("Jorgen", "Jørgen")]
        {
            assert!(like(written, known) == Likeness::Misspelled, "{written} {known}");
        }
        for (written, known) in [("Kåre", "Kari"), ("Eva", "Anna"), ("Eva", "Ida"), ("Smith", "Schmidt")] {
            assert!(like(written, known) == Likeness::Other, "{written} {known}");
        }
        assert!(like("A\u{30a}se", "Åse") == Likeness::Same);
    }
}
