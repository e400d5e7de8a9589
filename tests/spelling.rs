//! The rule `spelling`: what it takes for a slip, what it leaves alone, and where dictionaries come from.
//!
//! The dictionary is a small one of the test's own; no dictionary of the machine is ever read.

use std::{fs, path::Path, process::Command, sync::Arc};

use hilsen::{
    config::{Config, Layer},
    decode::Format,
    draft::{Draft, Known, Language},
    lint::lint,
    pack,
    spelling::{Dictionaries, Dictionary},
};

/// English and Bokmål; the other languages have none.
struct Own;

const ENGLISH: &str =
    "we have received your parcel with the lamp address email screen shop you can find it today on page";
const BOKMAAL: &str =
    "vi har mottatt pakken din med lampen skjerm lampe adressen du finner den i dag på siden tilgjengelig faktura";

impl Dictionaries for Own {
    fn of(&self, language: Language, number: usize) -> Option<Arc<Dictionary>> {
        let words = match language {
            Language::En => ENGLISH,
            Language::Nb => BOKMAAL,
            _ => return None,
        };
        let dic = format!("20\n{}\n", words.replace(' ', "\n"));
        (number == 0).then(|| Dictionary::read(b"SET UTF-8\n", dic.as_bytes()).ok().map(Arc::new))?
    }
}

/// The words that are found in a draft, each with what is offered for it.
fn found_with(config: &str, language: Language, draft: &str) -> Vec<String> {
    let config = Config::read(Path::new("hilsen.toml"), &format!("{config}\n[rules]\nspelling = \"warning\"\n"));
    assert!(config.problems.is_empty(), "{:?}", config.problems);
    let rules = config.rule_set(&[], &Layer::default()).with_dictionaries(Arc::new(Own));
    let known = Known {
        language: Some(language),
        fallback: None,
        abbreviations: &pack::abbreviations,
        situation: None,
        house: None,
    };
    let draft = Draft::new(draft.as_bytes(), Format::Plain, known);
    let mut found = Vec::new();
    for one in lint(&draft, &rules).iter().filter(|one| one.rule == "spelling") {
        let offered: Vec<&str> = one.fixes.iter().map(|fix| fix.edits[0].replacement.as_str()).collect();
        found.push(format!("{}: {}", draft.slice(one.span), offered.join(", ")));
    }
    found
}

fn found(language: Language, message: &str) -> Vec<String> {
    let (greeting, farewell) = match language {
        Language::En => ("Hello Anna,", "Kind regards\nEva Holm"),
        _ => ("Hei, Anna", "Vennlig hilsen\nEva Holm"),
    };
    found_with("", language, &format!("{greeting}\n\n{message}\n\n{farewell}\n"))
}

#[test]
fn slips_are_found_and_the_word_is_offered() {
    assert_eq!(found(Language::En, "We have recieved your parcel with the lamp today."), ["recieved: received"]);
    assert_eq!(found(Language::En, "You can find the adress on your page today."), ["adress: address"]);
    assert_eq!(found(Language::Nb, "Vi har motatt pakken din med lampen i dag."), ["motatt: mottatt"]);
    // A capital stays.
    assert_eq!(found(Language::Nb, "Motatt har vi pakken din i dag."), ["Motatt: Mottatt"]);
}

#[test]
fn what_may_be_right_is_left_alone() {
    for message in [
        // Unknown, and like no known word.
        "We have received your zorblatt with the parcel.",
        // A name, in the middle of a sentence and as a heading.
        "We have received your Recievd with the parcel.",
        "Adress\n\nWe have received your parcel with the lamp.",
        // Codes, addresses, placeholders, quotations.
        "We have received recieved22 and adress-7 with the parcel.",
        "You can find it on https://fjordlys.example/adress today, or with adress@fjordlys.example today.",
        "You can find {{adress}} and {recieved}s on the page with your parcel.",
        "You can find “recieved” on the page with your parcel.",
        // A sentence in another language.
        "You can find it on the page. Nous avons recieved votre adress lundi matin.",
        // Known words in one.
        "You can find the lampscreen on your page today.",
    ] {
        assert_eq!(found(Language::En, message), Vec::<String>::new(), "{message}");
    }
    for message in [
        "Vi har mottatt lampeskjermen med pakken din i dag.",
        "Du finner fakturaen på siden i dag.",
        "Du finner pakken med din email i dag.",
        "Du finner tilgjengelig-pakken paa siden i dag.",
    ] {
        assert_eq!(found(Language::Nb, message), Vec::<String>::new(), "{message}");
    }
}

#[test]
fn the_rest_of_the_mail_speaks_for_a_word() {
    let message = "We have received the adress with your parcel today.";
    let mail = |tail: &str| format!("Hello Anna,\n\n{message}\n\nKind regards\nEva Holm\n{tail}");
    assert_eq!(found_with("", Language::En, &mail("")).len(), 1);
    let quoted = "\nOn 3 Nov 2026, Anna wrote:\n> Where is my adress?\n";
    assert_eq!(found_with("", Language::En, &mail(quoted)), Vec::<String>::new());
    assert_eq!(found_with("", Language::En, &mail("www.adress.example\n")), Vec::<String>::new());
    let header = format!("From: Kari Adress <kari@fjordlys.example>\nSubject: Your parcel\n\n{}", mail(""));
    assert_eq!(found_with("", Language::En, &header), Vec::<String>::new());
}

#[test]
fn the_vocabulary_of_the_house_is_right() {
    let draft = "Hello Anna,\n\nYou can find the adress on your page today.\n\nKind regards\nEva Holm\n";
    assert_eq!(found_with("", Language::En, draft).len(), 1);
    assert_eq!(found_with("vocabulary = [\"Adress\"]", Language::En, draft), Vec::<String>::new());
    assert_eq!(found_with("organisation = \"Adress\"", Language::En, draft), Vec::<String>::new());
    let files = "vocabulary = [\"nothing\"]\n[[files]]\npaths = \"*.txt\"\nvocabulary = [\"adress\"]\n";
    let config = Config::read(Path::new("hilsen.toml"), files);
    assert!(config.problems.is_empty(), "{:?}", config.problems);
}

#[test]
fn a_text_without_end_is_no_prose() {
    let mut many = String::new();
    for number in 0..20_000_u32 {
        let letter = |place: u32| char::from(b'a' + (number / 26_u32.pow(place) % 26) as u8);
        many.extend(['q', letter(0), letter(1), 'r', 'e', letter(2), 'c', 'e', 'i', 'v', 'e', ' ']);
    }
    assert_eq!(found(Language::En, &many), Vec::<String>::new());
}

/// Runs `hilsen check` on a draft with the rule on and these folders of dictionaries; what it prints, and its notes.
fn run(folder: &Path, dicpath: &str, arguments: &[&str]) -> (String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_hilsen"))
        .arg("check")
        .args(arguments)
        .args(["--only", "spelling", "--set", "spelling=warning"])
        .current_dir(folder)
        .env("DICPATH", dicpath)
        .output()
        .expect("hilsen runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr))
}

fn folder_with_drafts() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["one", "two"] {
        let draft = "Hello Anna,\n\nWe have recieved your parcel with the lamp today.\n\nKind regards\nEva Holm\n";
        fs::write(folder.path().join(format!("{name}.txt")), draft).expect("written");
    }
    folder
}

#[test]
fn a_missing_dictionary_is_one_note_and_no_finding() {
    let folder = folder_with_drafts();
    let (report, notes) = run(folder.path(), "", &["--no-config", "one.txt", "two.txt"]);
    assert_eq!(report, "2 drafts: nothing found\n");
    assert!(notes.starts_with("note: no English dictionary") && notes.lines().count() == 1, "{notes}");
    assert!(notes.contains("apt install hunspell-en"), "{notes}");
}

#[test]
fn dictionaries_come_from_dicpath_and_from_the_configuration() {
    let folder = folder_with_drafts();
    let dictionary = |name: &str| {
        fs::write(folder.path().join(format!("{name}.aff")), "SET UTF-8\n").expect("written");
        let dic = format!("20\n{}\n", ENGLISH.replace(' ', "\n"));
        fs::write(folder.path().join(format!("{name}.dic")), dic).expect("written");
    };
    dictionary("en_GB");
    let dicpath = folder.path().to_string_lossy().into_owned();
    let (report, notes) = run(folder.path(), &dicpath, &["--no-config", "one.txt"]);
    assert!(report.contains("recieved") && notes.is_empty(), "{report}{notes}");
    dictionary("house.en");
    fs::write(folder.path().join("hilsen.toml"), "dictionaries = [\"house.en.dic\"]\n").expect("written");
    let (report, notes) = run(folder.path(), "", &["one.txt", "two.txt"]);
    assert!(report.matches("recieved").count() >= 2 && notes.is_empty(), "{report}{notes}");
}

#[test]
fn a_dictionary_without_a_language_is_a_mistake_in_the_configuration() {
    let config = Config::read(Path::new("hilsen.toml"), "dictionaries = [\"nb_NO.dic\", \"words/acme.dic\"]\n");
    let messages: Vec<&str> = config.problems.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(messages, ["`words/acme.dic`: the language of this dictionary is not known"]);
}

#[test]
fn a_dictionary_that_is_named_and_not_there_is_told() {
    let folder = folder_with_drafts();
    fs::write(folder.path().join("hilsen.toml"), "dictionaries = [\"en_XX.dic\"]\n").expect("written");
    let (_, notes) = run(folder.path(), "", &["one.txt"]);
    assert!(notes.contains("this dictionary is not used") && notes.contains("en_XX"), "{notes}");
}
