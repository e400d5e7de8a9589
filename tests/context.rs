//! What is known besides the text: where it is told, who wins, and what profiles of customers make of the rules.

use std::{fs, path::Path, process::Command};

use hilsen::{
    config::{Config, Layer},
    decode::{self, Format},
    draft::{Draft, Known, Situation},
    lint::lint,
    pack,
    rule::Level,
};
use tempfile::TempDir;

fn read(bytes: &[u8], format: Format, given: Option<&Situation>, house: Option<&Situation>) -> Draft {
    let abbreviations = |language| pack::abbreviations(language);
    let known = Known { language: None, fallback: None, abbreviations: &abbreviations, situation: given, house };
    Draft::new(bytes, format, known)
}

fn situation(pairs: &[(&str, &str)]) -> Situation {
    let mut situation = Situation::default();
    for (key, value) in pairs {
        situation.set(key, value).expect("a known key and a value of its kind");
    }
    situation
}

fn name(draft: &Draft) -> Option<&str> {
    draft.situation.recipients.first()?.name.as_deref()
}

#[test]
fn a_flag_wins_over_front_matter_over_a_header_over_the_house() {
    let text =
        "---\nrecipient-name: Front\n---\nTo: Header <h@berg.example>\nSubject: Lamp\n\nHello,\n\nThe lamp is here.\n";
    let flag = situation(&[("recipient-name", "Flag")]);
    let house = situation(&[("recipient-name", "House"), ("attachments", "2")]);
    let draft = |text: &str, given| read(text.as_bytes(), Format::Plain, given, Some(&house));
    assert_eq!(name(&draft(text, Some(&flag))), Some("Flag"));
    assert_eq!(name(&draft(text, None)), Some("Front"));
    let header = text.replace("---\nrecipient-name: Front\n---\n", "");
    assert_eq!(name(&draft(&header, None)), Some("Header"));
    assert_eq!(name(&draft("Hello,\n\nThe lamp is here.\n", None)), Some("House"));
    // Each key by itself.
    assert_eq!(draft(text, Some(&flag)).situation.attachments.map(|found| found.files), Some(2));
    assert_eq!(draft(text, Some(&flag)).situation.recipients[0].address.as_deref(), Some("h@berg.example"));
}

#[test]
fn front_matter_is_not_linted_and_the_rest_keeps_its_place() {
    let text = "---\nrecipient-name: ANNA ER DUM!!!\n---\n\nHei, Anna\n\nLampen er HER NÅ.\n\nVennlig hilsen\nEva\n";
    let draft = read(text.as_bytes(), Format::Plain, None, None);
    let found = lint(&draft, &Config::default().rule_set(&[], &Layer::default()));
    let caps = found.iter().find(|one| one.rule == "all-caps").expect("the shouting in the message");
    assert_eq!(draft.slice(caps.span), "HER NÅ");
    assert_eq!(&text.as_bytes()[draft.source(caps.span).range()], "HER NÅ".as_bytes());
}

#[test]
fn markdown_has_its_front_matter_in_the_file() {
    let text = "---\nrecipient-name: Anna Berg\nsubject: Lamp\n---\n\nHello Anne,\n\nthe lamp is here.\n";
    let draft = read(text.as_bytes(), Format::Markdown, None, None);
    assert_eq!(name(&draft), Some("Anna Berg"));
}

#[test]
fn a_mail_tells_of_itself() {
    let mail = "From: Eva Holm <eva@fjordlys.example>\r\nTo: =?UTF-8?Q?K=C3=A5re?= Vik <kare@vik.example>\r\nX-Hilsen-Customer: \
                rude\r\nSubject: Lampe\r\n\r\nHei, Kåre\r\n\r\nJeg legger ved fakturaen.\r\n";
    let draft = read(mail.as_bytes(), decode::detect(Some("a.eml"), mail.as_bytes()), None, None);
    assert_eq!(name(&draft), Some("Kåre Vik"));
    assert_eq!(draft.situation.sender.domain().as_deref(), Some("fjordlys.example"));
    assert_eq!(draft.situation.customer.as_deref(), Some("rude"));
    let found = lint(&draft, &Config::default().rule_set(&[], &Layer::default()));
    assert!(found.iter().any(|one| one.rule == "missing-attachment"));
}

#[test]
fn whoever_wrote_is_whoever_is_answered() {
    let mail = b"From: Anna Berg <anna@berg.example>\nSubject: Lamp\n\nHello,\n\nwhere is my lamp?\n\nMaja\n";
    let mail = std::sync::Arc::new(read(mail, Format::Eml, None, None));
    let given = Situation { customer_mail: Some(mail), ..Situation::default() };
    let draft = read(b"Hello Maja,\n\nyour lamp is here.\n", Format::Plain, Some(&given), None);
    assert_eq!(name(&draft), Some("Anna Berg"));
    let found = lint(&draft, &Config::default().rule_set(&[], &Layer::default()));
    assert!(!found.iter().any(|one| one.rule == "greeting-name-mismatch"), "the name they signed with is theirs");
}

fn level(config: &str, customer: &[(&str, &str)], rule: &str) -> Level {
    let config = Config::read(Path::new("hilsen.toml"), config);
    assert_eq!(config.problems, []);
    let customer = config.customer(&situation(customer)).expect("a known profile");
    config.rule_set_for(customer.as_ref(), &[], &Layer::default()).level(rule)
}

#[test]
fn a_profile_is_weaker_than_the_house_and_its_own_lines_are_stronger() {
    let rude = [("customer", "rude")];
    let level = |config: &str, customer: &[(&str, &str)]| level(config, customer, "blaming-language").name();
    assert_eq!(level("", &[]), "warning");
    assert_eq!(level("", &rude), "error");
    assert_eq!(level("[rules]\nblaming-language = \"off\"\n", &rude), "off");
    assert_eq!(
        level("[rules]\nblaming-language = \"off\"\n[profiles.rude.rules]\nblaming-language = \"info\"\n", &rude),
        "info"
    );
    let vip = "[profiles.vip]\nlike = \"rude\"\ndifficult = { blaming-language = \"info\" }\n";
    assert_eq!(level(vip, &[("customer", "vip")]), "error");
    assert_eq!(level(vip, &[("customer", "vip"), ("difficult", "yes")]), "info");
}

#[test]
fn mistakes_about_customers_have_a_place() {
    let text = "customer = \"rued\"\n[context]\nrecipent = \"Anna\"\ncustomer = \"shy\"\n[profiles.vip]\nlike = \"pretensious\"\n";
    let config = Config::read(Path::new("hilsen.toml"), text);
    let shown: Vec<&str> = config.problems.iter().map(|one| &text[one.start..one.end]).collect();
    assert_eq!(shown, ["\"rued\"", "recipent", "\"shy\"", "\"pretensious\""]);
    assert!(config.problems[0].message.contains("did you mean `rude`?"));
}

struct House(TempDir);

impl House {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in files {
            fs::write(folder.path().join(name), text).expect("a file");
        }
        Self(folder)
    }

    fn run(&self, arguments: &[&str]) -> (Option<i32>, String, String) {
        let output = Command::new(env!("CARGO_BIN_EXE_hilsen")).args(arguments).current_dir(self.0.path()).output();
        let output = output.expect("run hilsen");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        (output.status.code(), text(output.stdout), text(output.stderr))
    }
}

const REPLY: &str =
    "Hello Anne,\n\nI have attached the invoice for order 48231. The total is in it.\n\nKind regards\nEva Holm\n";

#[test]
fn the_flags_reach_the_rules() {
    let customer = "From: Anna Berg <anna@berg.example>\nSubject: Order\n\nHello,\n\nplease send me the invoice for order 48213.\n\nAnna\n";
    let house = House::new(&[("reply.txt", REPLY), ("customer.eml", customer)]);
    let (code, out, _) = house.run(&["check", "--in-reply-to", "customer.eml", "--attachments", "0", "reply.txt"]);
    assert_eq!(code, Some(1));
    for rule in ["greeting-name-mismatch", "missing-attachment", "reference-mismatch"] {
        assert!(out.contains(&format!("[{rule}]")), "{rule} in {out}");
    }
    let (_, out, _) = house.run(&["parse", "--recipient-name", "Anna Berg", "--first-reply=false", "reply.txt"]);
    assert!(out.contains("recipient : Anna Berg\n") && out.contains("first-reply : no\n"), "{out}");
    let (code, _, err) = house.run(&["check", "--in-reply-to", "gone.eml", "reply.txt"]);
    assert_eq!(code, Some(2));
    assert!(err.contains("gone.eml"), "{err}");
}

#[test]
fn the_customer_may_stand_in_the_draft_and_must_be_known() {
    let draft =
        |customer: &str| format!("---\ncustomer: {customer}\n---\n\nHello Anna,\n\nYou should have read the manual.\n");
    let house = House::new(&[("rude.txt", &draft("rude")), ("rued.txt", &draft("rued")), ("plain.txt", "Hello.\n")]);
    let (_, out, _) = house.run(&["check", "rude.txt"]);
    assert!(out.contains("error[blaming-language]"), "{out}");
    let (code, _, err) = house.run(&["check", "rued.txt"]);
    assert_eq!(code, Some(2));
    assert!(err.contains("did you mean `rude`?"), "{err}");
    let (code, _, err) = house.run(&["check", "--customer", "shi", "plain.txt"]);
    assert_eq!(code, Some(2));
    assert!(err.contains("did you mean `shy`?"), "{err}");
}

#[test]
fn profiles_are_listed_and_rules_know_them() {
    let house =
        House::new(&[("hilsen.toml", "[profiles.vip]\ntitle = \"Guests of honour\"\nlike = \"pretentious\"\n")]);
    let (code, out, _) = house.run(&["profiles"]);
    assert_eq!(code, Some(0));
    for name in ["objective", "friendly", "rude", "shy", "pretentious", "undecided", "vip"] {
        assert!(out.lines().any(|line| line.starts_with(name)), "{name} in {out}");
    }
    let (_, out, _) = house.run(&["profiles", "vip"]);
    assert!(out.contains("Begins with what `pretentious` sets"), "{out}");
    let (_, out, _) = house.run(&["explain", "blaming-language"]);
    assert!(out.contains("`error` with `--customer rude`"), "{out}");
}

#[test]
fn a_misspelled_key_is_reported_where_it_stands() {
    let house =
        House::new(&[("a.txt", "---\nrecipent-name: Anna\ncustomer: shy\n---\n\nHello Anna,\n\nThe lamp is here.\n")]);
    let (_, out, _) = house.run(&["check", "a.txt"]);
    assert!(out.contains("unreadable-context") && out.contains("a.txt:2:1") && out.contains("recipient-name"), "{out}");
}

#[test]
fn difficult_needs_a_kind_of_customer() {
    let house = House::new(&[("a.txt", "Hello Anna,\n\nThe lamp is here.\n")]);
    let (code, _, err) = house.run(&["check", "--difficult", "a.txt"]);
    assert_eq!(code, Some(2));
    assert!(err.contains("which kind of customer is difficult?") && err.contains("--customer rude"), "{err}");
    assert_ne!(house.run(&["check", "--difficult", "--customer", "shy", "a.txt"]).0, Some(2));
    // The draft may say who it is.
    let house = House::new(&[("a.txt", "---\ncustomer: shy\n---\n\nHello Anna,\n\nThe lamp is here.\n")]);
    assert_ne!(house.run(&["check", "--difficult", "a.txt"]).0, Some(2));
}

/// The findings a reply gives that is sent in answer to a customer's mail: rule and severity, in order.
fn answer(language: &str, reply: &str) -> Vec<String> {
    let folder = format!("{}/tests/answers/{language}", env!("CARGO_MANIFEST_DIR"));
    let output = Command::new(env!("CARGO_BIN_EXE_hilsen"))
        .args([
            "check",
            "--set",
            "unanswered-question=warning",
            "--format",
            "jsonl",
            "--in-reply-to",
            "customer.eml",
            reply,
        ])
        .current_dir(folder)
        .output()
        .expect("run hilsen");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    let lines = String::from_utf8(output.stdout).expect("UTF-8");
    let one = |line: &str| serde_json::from_str::<serde_json::Value>(line).expect("JSON");
    let name = |one: serde_json::Value| {
        format!("{} {}", one["severity"].as_str().unwrap_or_default(), one["rule"].as_str().unwrap_or_default())
    };
    lines.lines().map(one).map(name).collect()
}

#[test]
fn a_mail_that_answers_a_mail_is_held_against_it() {
    for language in ["en", "nb", "nn", "da", "sv", "de"] {
        assert_eq!(answer(language, "good.eml"), [] as [&str; 0], "{language}");
        let mut found = answer(language, "bad.eml");
        found.sort();
        let expected = [
            "error greeting-name-mismatch",
            "error reference-mismatch",
            "info register-mismatch",
            "warning missing-attachment",
            "warning third-party-contact",
        ];
        assert_eq!(found, expected, "{language}");
    }
}

#[test]
fn programs_are_told_what_is_known_besides_the_text() {
    let house = House::new(&[
        ("hilsen.toml", "[context]\ndomains = [\"fjordlys.example\"]\n"),
        (
            "reply.txt",
            "---\nsender: Eva Holm\ncustomer: rude\ndifficult: yes\n---\n\nHello Anna,\n\nThe lamp is here.\n",
        ),
        ("customer.eml", "From: Anna Berg <anna@berg.example>\nSubject: Lamp\n\nHello,\n\nwhere is my lamp?\n\nAnna\n"),
    ]);
    let arguments = ["parse", "--format", "json", "--attachments", "0", "--in-reply-to", "customer.eml", "reply.txt"];
    let (code, out, err) = house.run(&arguments);
    assert_eq!(code, Some(0), "{err}");
    let parsed: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    let anna = serde_json::json!({ "name": "Anna Berg", "address": "anna@berg.example" });
    let expected = serde_json::json!({
        "recipient": [anna],
        "sender": { "name": "Eva Holm", "address": null },
        "domains": ["fjordlys.example"],
        "attachments": { "files": 0, "embedded": 0 },
        "customer-mail": { "format": "eml", "language": "en", "sender": anna },
        "customer": "rude",
        "difficult": true,
    });
    assert_eq!(parsed["context"], expected);
}

#[test]
fn the_number_of_somebody_else_stays_out_of_messages_in_every_language() {
    // Grouped in the ways of the countries; the Swedish one would pass for an identity number, the others for none.
    for (language, text) in [
        ("en", "The tenant's number is 07700 900445."),
        ("nb", "Leieboerens nummer er 900 00 045."),
        ("nn", "Nummeret til naboen er +47 900 00 045."),
        ("da", "Lejerens nummer er 20 00 00 45."),
        ("sv", "Hyresgästens nummer är 070-174 06 45."),
        ("de", "Die Nummer des Mieters ist 0171 3920045."),
    ] {
        let known = Known {
            language: hilsen::draft::Language::from_tag(language),
            fallback: None,
            abbreviations: &|language| pack::abbreviations(language),
            situation: None,
            house: None,
        };
        let draft = Draft::new(text.as_bytes(), Format::Plain, known);
        let found = lint(&draft, &Config::default().rule_set(&[], &Layer::default()));
        let one = found.iter().find(|one| one.rule == "third-party-contact").expect(language);
        let shown: String = one.message.chars().filter(char::is_ascii_digit).collect();
        assert_eq!(shown, "45", "{language}: {}", one.message);
        assert_eq!(
            one.message.matches('*').count(),
            draft.slice(one.span).matches(|c: char| c.is_ascii_digit()).count() - 2
        );
    }
}
