//! House rules: packs, rules in one file, rules in `hilsen.toml`, and what mistakes in them look like.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use serde_json::Value;
use tempfile::TempDir;

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    folder
}

fn hilsen(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } =
        Command::new(env!("CARGO_BIN_EXE_hilsen")).args(arguments).current_dir(folder).output().expect("run hilsen");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (status.code(), text(stdout), text(stderr))
}

/// Rule and quoted text of each finding.
fn found(folder: &Path, arguments: &[&str]) -> Vec<(String, String)> {
    let (_, out, err) = hilsen(folder, &[&["check", "mail.txt", "--format", "json"], arguments].concat());
    let json: Value = serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}{err}"));
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let diagnostics = json["diagnostics"].as_array().expect("a list");
    diagnostics.iter().map(|one| (text(&one["rule"]), text(&one["message"]))).collect()
}

fn mail(text: &str) -> String {
    format!(
        "Subject: Delivery of order 48213\n\nHello Anna,\n\n{text}\n\nKind regards\nEva Holm\nFjordlys Ltd\nPhone 020 7946 0123\n"
    )
}

const WORDS: &str = r#"
message = "“{text}” is not how we speak of customers"

phrases = [
  { phrase = "(the|our) (user|users)", instead = ["the customer"] },
]

bad = ["The user has not paid."]
good = ["The customer has paid."]
"#;

#[test]
fn a_rule_in_one_file() {
    let text = mail("The lamp is on its way. The user gets a message.");
    let house =
        folder(&[("hilsen.toml", "packs = [\"house\"]\n"), ("house/our-words.toml", WORDS), ("mail.txt", &text)]);
    let expected = ("our-words".to_owned(), "“The user” is not how we speak of customers".to_owned());
    assert_eq!(found(house.path(), &[]), std::slice::from_ref(&expected));
    assert_eq!(found(house.path(), &["--set", "our-words=off"]), []);
    assert_eq!(found(house.path(), &["--only", "our-words"]), [expected]);
    assert_eq!(found(house.path(), &["--only", "all-caps"]), []);
    let (code, _, err) = hilsen(house.path(), &["check", "mail.txt", "--only", "our-wrods"]);
    assert!(code == Some(2) && err.contains("did you mean `our-words`?"), "{err}");
    let (_, rules, _) = hilsen(house.path(), &["rules"]);
    assert!(rules.contains("\nhouse\n  our-words"), "{rules}");
    let (code, page, _) = hilsen(house.path(), &["explain", "our-words"]);
    assert_eq!(code, Some(0));
    assert!(page.contains("The user has not paid.") && page.contains("our-words.toml"), "{page}");
}

#[test]
fn an_alternative_beside_a_phrase_makes_advice_of_the_finding() {
    let rule = "message = \"“{text}” closes a door\"\nseverity = \"warning\"\nphrases = [\"we do not ship to\", \
                { phrase = \"not our parcel\", severity = \"error\" }]\nalternatives = [\"(I|we) can send\"]\n";
    let severity = |text: &str| {
        let house =
            folder(&[("hilsen.toml", "packs = [\"house\"]\n"), ("house/doors.toml", rule), ("mail.txt", &mail(text))]);
        let (_, out, _) = hilsen(house.path(), &["check", "mail.txt", "--only", "doors", "--format", "json"]);
        let json: Value = serde_json::from_str(&out).expect("JSON");
        json["diagnostics"][0]["severity"].as_str().map(str::to_owned)
    };
    assert_eq!(severity("We do not ship to Svalbard.").as_deref(), Some("warning"));
    assert_eq!(severity("We do not ship to Svalbard, but we can send it to Tromsø.").as_deref(), Some("info"));
    assert_eq!(severity("We do not ship to Svalbard.\n\nWe can send it to Tromsø.").as_deref(), Some("info"));
    assert_eq!(severity("We can send it to Tromsø. We do not ship to Svalbard.").as_deref(), Some("info"));
    assert_eq!(severity("We can send it. It is cold. We do not ship to Svalbard.").as_deref(), Some("warning"));
    assert_eq!(
        severity("We do not ship to Svalbard. It is cold. We can send it to Tromsø.").as_deref(),
        Some("warning")
    );
    // It has a weight of its own, but never more than its rule.
    assert_eq!(severity("It is not our parcel, but we can send it.").as_deref(), Some("warning"));
    assert_eq!(severity("We can send it."), None);
}

#[test]
fn house_rules_are_silenced_and_set_like_others() {
    let text = format!("X-Hilsen-Ignore: our-words\n{}", mail("The user gets a message."));
    let config = "packs = [\"house\"]\n[rules]\nour-words = \"info\"\n";
    let house = folder(&[("hilsen.toml", config), ("house/our-words.toml", WORDS), ("mail.txt", &text)]);
    assert_eq!(found(house.path(), &[]), []);
    let config = format!("{config}[[files]]\npaths = [\"mail.txt\"]\nrules = {{ our-words = \"off\" }}\n");
    fs::write(house.path().join("hilsen.toml"), config).expect("written");
    fs::write(house.path().join("mail.txt"), mail("The user gets a message.")).expect("written");
    assert_eq!(found(house.path(), &[]), []);
}

#[test]
fn a_pack_speaks_several_languages_and_adds_to_built_in_rules() {
    let definition = "summary = \"A word of the warehouse\"\nmessage = \"“{text}” is a warehouse word\"\n";
    let english = "phrases = [\"{rack} number\"]\nbad = [\"It lies on rack number 4.\"]\n";
    let lists = "[lists]\nrack = [\"rack\", \"shelf row\"]\n";
    let negative = "message = \"“{text}”: turn it round\"\nphrases = [{ phrase = \"square one\", instead = [\"…\"] }]\nallow = [\"cannot refund\"]\n";
    let text = mail("We cannot refund the lamp on shelf row number 4. We are back at square one.");
    let house = folder(&[
        ("hilsen.toml", "packs = [\"house\"]\n"),
        ("house/wording/warehouse.toml", definition),
        ("house/en/warehouse.toml", english),
        ("house/en/language.toml", lists),
        ("house/en/negative-phrasing.toml", negative),
        ("mail.txt", &text),
    ]);
    let rules: Vec<String> =
        found(house.path(), &[]).into_iter().map(|(rule, message)| format!("{rule} {message}")).collect();
    assert_eq!(
        rules,
        ["warehouse “shelf row number” is a warehouse word", "negative-phrasing “square one”: turn it round"]
    );
    // In another language the pack is silent.
    assert!(!found(house.path(), &["--language", "da"]).iter().any(|(rule, _)| rule == "warehouse"));
}

#[test]
fn a_small_rule_stands_in_the_configuration() {
    let config = "[house-rules.our-brand]\nmessage = \"we write “{instead}”\"\nphrases = [{ phrase = \"fjord-lys\", instead = [\"Fjordlys\"] }]\n[rules.our-brand]\nlevel = \"error\"\n";
    let house = folder(&[("hilsen.toml", config), ("mail.txt", &mail("Fjord-Lys has sent the lamp."))]);
    assert_eq!(found(house.path(), &[]), [("our-brand".to_owned(), "we write “Fjordlys”".to_owned())]);
}

#[test]
fn mistakes_are_shown_at_their_place() {
    let broken = |files: &[(&str, &str)]| {
        let text = mail("The lamp is on its way.");
        let all = [&[("mail.txt", text.as_str())], files].concat();
        let house = folder(&all);
        let (code, _, err) = hilsen(house.path(), &["check", "mail.txt"]);
        assert_eq!(code, Some(2), "{err}");
        err
    };
    let config = ("hilsen.toml", "packs = [\"house\"]\n");
    for (file, text, message, help) in [
        ("house/our-words.toml", "mesage = \"x\"\nphrases = [\"a b\"]\n", "no key `mesage`", "did you mean `message`?"),
        ("house/our-words.toml", "message = \"x\"\nphrases = [\"(a b\"]\n", "never closed", "docs/phrases.md"),
        ("house/our-words.toml", "message = \"x\"\n", "`phrases` is missing", "what to look for"),
        ("house/our-words.toml", "message = \"x\"\nphrases = ['a .* b']\n", "`.*` is of regular", "..3"),
        ("house/our-words.toml", "message = \"x\"\nphrases = ['\\bword\\b']\n", "`\\b` is of regular", "whole word"),
        ("house/our-words.toml", "message = \"x\"\nphrases = [\"\\bword\\b\"]\n", "`\\b` is of regular", "whole word"),
        ("house/our-words.toml", "message = \"x\"\nphrases = ['\\d+ days']\n", "`\\d` is of regular", "`<number>`"),
        ("house/our-words.toml", "message = \"x\"\nphrases = [\"colou?r\"]\n", "within a word", "`(colour|color)`"),
        ("house/our-words.toml", "message = \"x\"\nphrases = [\"user{1,2}\"]\n", "in braces", "`..3`"),
        ("house/our-words.toml", "message = \"x\"\nphrases = [\"user(s)\"]\n", "whole words", "`(user|users)`"),
        ("house/our-words.toml", "message = \"x\"\nphrases = [\"[Tt]hat\"]\n", "whole words", "`user*`"),
        ("house/our-words.toml", "message = \"x\"\nphrases = [a b]\n", "between quotation marks", "write \"a b\""),
        ("house/our-words.toml", "message = \"x\"\nphrases = [“a b”]\n", "not the quotation marks", "straight ones"),
        (
            "house/our-words.toml",
            "message = \"x\"\nphrases = [{ insted = [\"x\"], phrase = \"a\" }]\n",
            "no key `insted`",
            "did you mean `instead`?",
        ),
        (
            "house/our-words.toml",
            "message = \"x\"\nphrases = [\"a b\"]\nexcept = [\"c\"]\n",
            "no key `except`",
            "within the braces: { phrase = \"…\", except",
        ),
        (
            "house/our-words.toml",
            "message = \"{word}\"\nphrases = [\"a b\"]\n",
            "in the place of `{word}`",
            "`{text}` is what was found",
        ),
        (
            "house/our-words.toml",
            "[house-rules.our-words]\nmessage = \"x\"\n",
            "a heading of hilsen.toml",
            "leave the line in square brackets out",
        ),
        (
            "house/our-words.toml",
            "message = \"x\"\nseverity = \"warn\"\nphrases = [\"a b\"]\n",
            "one of off",
            "did you mean `warning`?",
        ),
        ("house/Microsoft/we.toml", WORDS, "neither a language nor a group", "packs = [\"…/Microsoft\"]"),
        (
            "house/our-words.toml",
            "message = \"x\"\ncheck = \"phrases\"\n",
            "no check `phrases`",
            "did you mean `phrase`?",
        ),
        ("house/emoticon.toml", WORDS, "`emoticon` is a rule of hilsen's own", "nb/emoticon.toml"),
        ("house/Our Words.toml", WORDS, "cannot name a rule", "small letters"),
        ("house/tonee/our-words.toml", WORDS, "neither a language nor a group", "did you mean `tone`?"),
        ("house/en/emoticom.toml", "phrases = [\"a b\"]\n", "no rule `emoticom`", "did you mean `emoticon.toml`?"),
        ("house/en/negative-phrasing.toml", "phrase = [\"a b\"]\n", "no option `phrase`", "did you mean `phrases`?"),
    ] {
        let err = broken(&[config, (file, text)]);
        assert!(err.contains(message) && err.contains(help) && err.contains(file), "{file}: {err}");
    }
    for (text, message, help) in [
        ("[rules]\nall-caps = off\n", "between quotation marks", "write \"off\""),
        ("[rules]\nall-caps = false\n", "expected a level", "\"info\""),
        ("[rules]\nall-caps = \"off\"\npacks = [\"house\"]\n", "`packs` stands below a heading", "very top"),
        ("phrases = [\"a b\"]\n", "`phrases` belongs to a rule", "[rules.negative-phrasing]"),
        ("[rules.all-caps\nlevel = \"off\"\n", "this heading has no end", "in square brackets"),
        ("[rules.negative-phrasing]\nallow = [\"a\"\nremove = []\n", "has no end", "write `]`"),
    ] {
        let err = broken(&[("hilsen.toml", text)]);
        assert!(err.contains(message) && err.contains(help), "{text}: {err}");
        assert_eq!(err.matches("error: ").count(), 1, "{text}: {err}");
    }
    // A single phrase needs no brackets, and a strange folder is one mistake however much is in it.
    let house = folder(&[
        ("hilsen.toml", "[rules.negative-phrasing]\nphrases = \"square one\"\n"),
        ("mail.txt", &mail("We are back at square one.")),
    ]);
    assert_eq!(found(house.path(), &["--only", "negative-phrasing"]).len(), 1);
    let err = broken(&[config, ("house/Ours/we-us.toml", WORDS), ("house/Ours/you-all.toml", WORDS)]);
    assert_eq!(err.matches("error: ").count(), 1, "{err}");
    let err = broken(&[("hilsen.toml", "packs = [\"hosue\"]\n")]);
    assert!(err.contains("hosue: there is no such file or folder") && err.contains("hilsen.toml:1:10"), "{err}");
    let err = broken(&[("hilsen.toml", "[rules.our-brand-words]\nphrases = [\"a b\"]\n")]);
    assert!(err.contains("stands under [house-rules.our-brand-words]"), "{err}");
    let err = broken(&[("hilsen.toml", "[rules.negative-phrasign]\nphrases = [\"a b\"]\n")]);
    assert!(err.contains("did you mean `negative-phrasing`?"), "{err}");
    let err = broken(&[
        ("hilsen.toml", "packs = [\"a\", \"b\"]\n"),
        ("a/our-words.toml", WORDS),
        ("b/our-words.toml", WORDS),
    ]);
    assert!(err.contains("there is a rule `our-words` already in a/our-words.toml"), "{err}");
}

#[test]
fn the_examples_of_a_pack_run() {
    let rule = |examples: &str| {
        format!(
            "message = \"we say “{{instead}}”\"\nphrases = [\n  {{ phrase = \"(the|our) users\", instead = [\"our customers\"], safe = true, except = [\"users guide\"] }},\n]\n{examples}"
        )
    };
    let test = |examples: &str, arguments: &[&str]| {
        let house = folder(&[("house/our-words.toml", &rule(examples))]);
        hilsen(house.path(), &[&["test", "house"], arguments].concat())
    };
    let right = "bad = [\"We write to our users.\"]\ngood = [\"Our users guide says how.\"]\nfixed = [{ from = \"We write to our users.\", to = \"We write to our customers.\" }]\n";
    assert_eq!(test(right, &["--strict"]), (Some(0), "1 rule, 3 examples: all hold\n".to_owned(), String::new()));
    for (examples, told) in [
        ("bad = [\"We write to the user.\"]\ngood = [\"Fine.\"]\n", "our-words.toml:5:8"),
        ("bad = [\"We write to the user.\"]\ngood = [\"Fine.\"]\n", "this bad example is not found"),
        (
            "bad = [\"To our users.\"]\ngood = [\"We write to our users.\"]\n",
            "this good example gives our-words at “our users”",
        ),
        (
            "fixed = [{ from = \"To our users.\", to = \"To our guests.\" }]\n",
            "the fix makes “To our customers.” of this",
        ),
    ] {
        let (code, out, _) = test(examples, &[]);
        assert!(code == Some(1) && out.contains(told), "{examples}: {out}");
    }
    for (examples, told) in [
        ("", "note: house/our-words.toml:2: our-words: there are no examples"),
        ("bad = [\"We write to our users.\"]\n", "there is no example in `good`"),
        ("good = [\"Our users guide says how.\"]\n", "there is no example in `bad`"),
    ] {
        let (code, out, _) = test(examples, &[]);
        assert!(code == Some(0) && out.contains(told), "{examples}: {out}");
        assert_eq!(test(examples, &["--strict"]).0, Some(1));
    }
    let untried = "phrases = [\"end user\", \"our users\"]\nmessage = \"x\"\nbad = [\"We write to our users.\"]\ngood = [\"Fine.\"]\n";
    let house = folder(&[("house/our-words.toml", untried)]);
    let (_, out, _) = hilsen(house.path(), &["test", "house"]);
    assert!(out.contains("`end user` has no better wording") && out.contains("tries `end user`"), "{out}");
    // Mistakes and folders without rules are no failed examples.
    let house = folder(&[("house/our-words.toml", "mesage = \"x\"\n"), ("other/readme.txt", "x")]);
    for path in ["house", "other", "nowhere"] {
        assert_eq!(hilsen(house.path(), &["test", path]).0, Some(2), "{path}");
    }
}

#[test]
fn patterns_find_what_is_no_word() {
    let rule = r#"
message = "write “{instead}”"
phrases = [{ phrase = "forty-two dollars", instead = ["$42"] }]
patterns = [
  { pattern = '(?<here>\d+ ?USD)\b', instead = ["$…"], except = ["^7 "] },
  { pattern = '\b[A-Z]{3}\b', unless = '\(([A-Z]{3})\)', except = ["USD"] },
]
"#;
    let text = "It costs 42 USD, or 7 USD, says ABC. The Green Lamp Company (GLC) pays. GLC wrote “9 USD” to https://x.example/1USD, and forty-two dollars.";
    let house =
        folder(&[("hilsen.toml", "packs = [\"house\"]\n"), ("house/our-signs.toml", rule), ("mail.txt", &mail(text))]);
    let (_, out, err) = hilsen(house.path(), &["check", "mail.txt", "--format", "json", "--only", "our-signs"]);
    let json: Value = serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}{err}"));
    let source = mail(text);
    let at = |value: &Value| usize::try_from(value.as_u64().expect("a number")).expect("an offset");
    let places: Vec<&str> = json["diagnostics"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| &source[at(&one["span"]["start"])..at(&one["span"]["end"])])
        .collect();
    assert_eq!(places, ["42 USD", "ABC", "forty-two dollars"]);
    let broken = folder(&[("house/our-signs.toml", "message = \"x\"\npatterns = ['(?<!a)b']\n")]);
    let (code, _, err) = hilsen(broken.path(), &["test", "house"]);
    assert!(
        code == Some(2) && err.contains("no regular expression: look-around") && err.contains("toml:2:13"),
        "{err}"
    );
}

#[test]
fn capitals_matter_where_a_rule_says_so_and_where_the_better_wording_is_the_word_itself() {
    let brand = "message = \"write “{instead}”\"\nphrases = [{ phrase = \"fjordlys\", instead = [\"FjordLys\"] }]\n";
    let note = "message = \"a note is left\"\nmatch-case = true\nphrases = [\"(FIXME|NOTE)\"]\n";
    let mix = "message = \"you wrote “{instead}” before\"\ncheck = \"consistency\"\nphrases = [{ phrase = \"email\", instead = [\"e-mail\"] }, { phrase = \"e-mail\", instead = [\"email\"] }]\n";
    let text = "Fjordlys wrote an email. FjordLys adds a note. NOTE: the e-mail is long, and the next email is short.";
    let house = folder(&[
        ("hilsen.toml", "packs = [\"house\"]\n"),
        ("house/our-brand.toml", brand),
        ("house/our-notes.toml", note),
        ("house/our-spelling.toml", mix),
        ("mail.txt", &mail(text)),
    ]);
    let found = found(house.path(), &["--only", "our-brand,our-notes,our-spelling"]);
    let found: Vec<&str> = found.iter().map(|(rule, _)| rule.as_str()).collect();
    assert_eq!(found, ["our-brand", "our-notes", "our-spelling"]);
}

/// A style of our own, with one rule of each kind.
const STYLE: [(&str, &str); 9] = [
    (
        "Weak.yml",
        "extends: existence\nmessage: \"'%s' is weak.\"\nignorecase: true\nlevel: suggestion\nlink: https://style.example/weak\ntokens:\n  - kind of\n  - app(?:lication)?s? file\n  - '(?<!not )maybe'\n  - it is(?! so|\\.)\n  - '(?<!\\d+)x'\n",
    ),
    ("Signs.yml", "extends: existence\nmessage: \"Mind the space in '%s'.\"\nnonword: true\ntokens:\n  - '\\d+kg'\n"),
    (
        "Terms.yml",
        "extends: substitution\nmessage: \"Use '%s' instead of '%s'.\"\nlevel: error\nignorecase: true\naction:\n  name: replace\nswap:\n  log ?in page: sign-in page|start page\n  '(\\w+)ise': $1ize\n",
    ),
    ("Same.yml", "extends: consistency\nmessage: \"Two spellings of '%s'.\"\neither:\n  colour: color\n"),
    ("Short.yml", "extends: occurrence\nmessage: Too long.\nscope: sentence\nmax: 12\ntoken: \\b(\\w+)\\b\n"),
    (
        "Letters.yml",
        "extends: conditional\nmessage: \"Who is '%s'?\"\nfirst: '\\b([A-Z]{3})\\b'\nsecond: '\\(([A-Z]{3})\\)'\nexceptions: [PDF]\n",
    ),
    ("Heads.yml", "extends: capitalization\nmessage: x\nscope: heading\nmatch: $title\n"),
    ("Code.yml", "extends: script\nmessage: x\nscript: |\n  x := 1\n"),
    ("Twice.yml", "extends: repetition\nmessage: \"'%s' twice\"\ntokens:\n  - '[^\\s]+'\n"),
];

#[test]
fn a_style_for_vale_becomes_a_pack() {
    let text = "There is KIND of the log-in page, and beside that page there stands a lamp which is kind\nof bright near the login page. That application file weighs 5kg, the colour is the color of ABC and PDF. Maybe, not maybe, it is so, and it is. This sentence has far more than twelve words, as everyone who counts them will see.";
    let house = folder(&[("mail.txt", &mail(text))]);
    for (name, text) in STYLE {
        let folder = house.path().join("styles/Ours");
        fs::create_dir_all(&folder).expect("a folder");
        fs::write(folder.join(name), text).expect("a file");
    }
    let (code, out, err) = hilsen(house.path(), &["import-vale", "styles", "--output", "packs"]);
    assert_eq!((code, err.as_str()), (Some(0), ""), "{out}");
    for told in [
        "Ours: 9 rules, 5 imported, 2 in part, 2 not\n",
        "  in part  Terms: the better wording repeats part of what was found ($1)\n",
        "  in part  Weak: look-around\n",
        "  not      Code: it is a program (Tengo)\n",
        "  not      Heads: it looks only into what is `heading`",
        "packs = [\"packs/Ours\"]",
    ] {
        assert!(out.contains(told), "{told}: {out}");
    }
    fs::write(house.path().join("hilsen.toml"), "packs = [\"packs/Ours\"]\n").expect("written");
    let ours = "ours-weak,ours-signs,ours-terms,ours-same,ours-short,ours-letters";
    let found = found(house.path(), &["--only", ours]);
    let told: Vec<String> = found.iter().map(|(rule, message)| format!("{rule}: {message}")).collect();
    assert_eq!(
        told,
        [
            "ours-short: Too long.",
            "ours-weak: “KIND of” is weak.",
            "ours-weak: “kind of” is weak.",
            "ours-terms: Use “sign-in page” instead of “login page”.",
            "ours-short: Too long.",
            "ours-weak: “application file” is weak.",
            "ours-signs: Mind the space in “5kg”.",
            "ours-same: Two spellings of “color”.",
            "ours-letters: Who is “ABC”?",
            "ours-weak: “Maybe” is weak.",
            "ours-short: Too long.",
        ]
        .map(str::to_owned)
        .to_vec()
    );
    // Nothing that is there is written over.
    let (code, _, err) = hilsen(house.path(), &["import-vale", "styles", "--output", "packs"]);
    assert!(code == Some(2) && err.contains("not empty and is left alone"), "{err}");
}

#[test]
fn a_vocabulary_for_vale_becomes_a_pack() {
    let house = folder(&[
        ("styles/config/vocabularies/Base/accept.txt", "Fjordlys\nLYSFEST\n[Ll]amplet\n\\d+px\n"),
        ("styles/config/vocabularies/Base/reject.txt", "# old names\n(?i)glow-?worm\nUser\n"),
        (
            "mail.txt",
            &mail(
                "Your GLOWWORM lamp is here. A user is a User, and the order is on its way. COME TO THE LYSFEST.\n\nLYSFEST LYSFEST LYSFEST is on Friday.",
            ),
        ),
    ]);
    let (code, out, err) = hilsen(house.path(), &["import-vale", "styles", "--output", "packs"]);
    assert_eq!((code, err.as_str()), (Some(0), ""), "{out}");
    for told in [
        "Base: a vocabulary, 3 entries accepted, 2 rejected, 1 left out because they are no words\n",
        "  left out  accept.txt: \\d+px\n",
        "packs = [\"packs/Base\"]",
    ] {
        assert!(out.contains(told), "{told}: {out}");
    }
    fs::write(house.path().join("hilsen.toml"), "packs = [\"packs/Base\"]\n").expect("written");
    let ours = "base-avoid,base-avoid-in-any-case";
    let told: Vec<String> = found(house.path(), &["--only", ours]).into_iter().map(|(_, message)| message).collect();
    assert_eq!(told, ["“GLOWWORM” is not one of our words", "“User” is not one of our words"]);
    let (code, page, err) = hilsen(house.path(), &["explain", "spelling"]);
    assert!(code == Some(0) && page.contains("Added to in") && page.contains("spelling.toml"), "{page}{err}");
    let shouted = found(house.path(), &["--only", "all-caps"]);
    assert!(shouted.len() == 1 && shouted[0].1.contains("“COME TO THE”"), "{shouted:?}");
    // The folder of one is enough, and one of neither is told.
    let one = ["import-vale", "styles/config/vocabularies/Base", "--output", "more"];
    assert_eq!(hilsen(house.path(), &one).0, Some(0));
    let (code, _, err) = hilsen(house.path(), &["import-vale", "styles/config"]);
    assert!(code == Some(2) && err.contains("accept.txt"), "{err}");
}

#[test]
fn the_example_pack_holds() {
    let (code, out, err) = hilsen(Path::new(env!("CARGO_MANIFEST_DIR")), &["test", "examples/house-rules", "--strict"]);
    assert!(code == Some(0) && err.is_empty() && out.ends_with("all hold\n"), "{out}{err}");
}

/// The blocks of TOML on the page for those who write house rules.
fn blocks(page: &str) -> Vec<String> {
    let fenced = page.split("```").skip(1).step_by(2).filter_map(|block| block.strip_prefix("toml\n"));
    let lines =
        |block: &str| block.lines().map(|line| line.strip_prefix("   ").unwrap_or(line)).collect::<Vec<_>>().join("\n");
    fenced.map(lines).collect()
}

#[test]
fn the_page_about_house_rules_can_be_followed_to_the_letter() {
    let page = fs::read_to_string("docs/house-rules.md").expect("the page");
    let blocks = blocks(&page);
    let rule = blocks.iter().find(|block| block.contains("message = \"“{text}”")).expect("the rule of the page");
    let house =
        folder(&[("house-rules/our-words.toml", rule), ("drafts/reply.txt", &mail("That is how the system works."))]);
    // As the page tells: one example does not hold, and the exception beside the phrase mends it.
    let (code, out, _) = hilsen(house.path(), &["test", "house-rules"]);
    assert!(code == Some(1) && out.contains("“The user”") && out.contains("1 does not hold"), "{out}");
    let better = blocks.iter().find(|block| block.contains("except = [\"user guide\"]")).expect("the better line");
    let line = rule.lines().find(|line| line.contains("(user|users)")).expect("the line");
    fs::write(house.path().join("house-rules/our-words.toml"), rule.replace(line, better.trim_end())).expect("written");
    assert_eq!(hilsen(house.path(), &["test", "house-rules"]).0, Some(0));
    // Everything else on the page is for hilsen.toml.
    let settings = blocks.iter().filter(|block| !block.contains("message = \"“{text}”") && *block != better);
    let mut tried = 0;
    for block in settings {
        let top = if block.starts_with("packs") { "" } else { "packs = [\"house-rules\"]\n" };
        fs::write(house.path().join("hilsen.toml"), format!("{top}{block}")).expect("written");
        let (code, out, err) = hilsen(house.path(), &["check", "drafts"]);
        let finds = block.contains("that is how the system works");
        assert!(code == Some(i32::from(finds)) && err.is_empty(), "{block}\n{out}{err}");
        tried += 1;
    }
    assert!(tried >= 6, "the page shows little");
}

#[test]
fn a_pack_knows_abbreviations_of_the_house() {
    let own = "abbreviations = [\"lampsh.\"]\n";
    let rule = "message = \"x\"\nlanguage = \"en\"\nphrases = [\"^ Red\"]\n";
    let text = mail("The lampsh. Red is on its way to you, and it comes on Friday in the morning.");
    let house =
        folder(&[("hilsen.toml", "packs = [\"house\"]\n"), ("house/our-start.toml", rule), ("mail.txt", &text)]);
    assert_eq!(found(house.path(), &["--only", "our-start"]).len(), 1);
    fs::create_dir_all(house.path().join("house/en")).expect("a folder");
    fs::write(house.path().join("house/en/abbreviations.toml"), own).expect("written");
    assert_eq!(found(house.path(), &["--only", "our-start"]).len(), 0);
}

#[test]
fn a_pack_brings_kinds_of_customers_and_how_the_house_greets() {
    let vip = "title = \"Guests of honour\"\nlike = \"rude\"\n[rules]\nall-caps = \"error\"\nour-words = \"off\"\n[difficult]\nemoticon = { level = \"error\", why = \"no faces\" }\n";
    let language = "[sections]\ngreeting = [\"ahoy [there]\"]\nfarewell = \"bright (days|evenings) from fjordlys\"\n";
    let text = "Ahoy there, Anna\n\nThe lamp is HERE NOW :) and it is on its way.\n\nBright evenings from Fjordlys\nEva Holm\n";
    let house = folder(&[
        ("hilsen.toml", "packs = [\"house\"]\n[profiles.vip.rules]\nall-caps = \"info\"\n"),
        ("house/our-words.toml", WORDS),
        ("house/profiles/vip.toml", vip),
        ("house/en/language.toml", language),
        ("mail.txt", text),
    ]);
    let run = |arguments: &[&str]| hilsen(house.path(), arguments);
    let (_, out, _) = run(&["parse", "mail.txt"]);
    let kinds: Vec<&str> = out.lines().skip(1).map(|line| line[..10].trim()).filter(|kind| !kind.is_empty()).collect();
    assert_eq!(kinds, ["greeting", "message", "farewell", "signature"], "{out}");
    // `hilsen.toml` has the last word, and what only the pack says holds too.
    let (_, out, _) = run(&["check", "--customer", "vip", "mail.txt"]);
    assert!(out.contains("note[all-caps]") && out.contains("warning[emoticon]"), "{out}");
    let (_, out, _) = run(&["check", "--customer", "vip", "--difficult", "mail.txt"]);
    assert!(out.contains("error[emoticon]"), "{out}");
    let (code, out, _) = run(&["profiles"]);
    assert!(code == Some(0) && out.matches("vip ").count() == 1, "{out}");
    for arguments in [["profiles", "vip"], ["explain", "vip"]] {
        let (code, out, _) = run(&arguments);
        assert_eq!(code, Some(0), "{out}");
        for told in
            ["Guests of honour", "house/profiles/vip.toml", "hilsen.toml", "- `all-caps`: `info`, else `warning`"]
        {
            assert!(out.contains(told) || told == "Guests of honour", "{told}: {out}");
        }
    }
    let (_, out, _) = run(&["explain", "emoticon"]);
    assert!(
        out.contains("`error` with `--customer vip --difficult`, set in house/profiles/vip.toml: no faces"),
        "{out}"
    );
    let (code, out, _) = run(&["test", "house"]);
    assert!(code == Some(0) && out.ends_with("1 rule, 1 profile, 2 examples: all hold\n"), "{out}");
}

#[test]
fn examples_are_tried_with_the_greetings_and_abbreviations_of_the_house() {
    let rule = "message = \"x\"\nlanguage = \"en\"\nscope = [\"message\"]\nphrases = [\"^ Red\", \"ahoy\"]\nbad = [\"Red is the lamp, ahoy.\"]\ngood = [\"The lampsh. Red is on its way to you, and it comes on Friday.\"]\ngood-drafts = [\"Subject: Delivery of order 48213\\n\\nAhoy and hip hip Anna,\\n\\nThe lamp of order 48213 is on its way.\\n\\nKind regards,\\nEva Holm\\nFjordlys Ltd\\nPhone 020 7946 0123\\n\"]\n";
    let house = folder(&[("house/our-start.toml", rule)]);
    assert!(hilsen(house.path(), &["test", "house"]).1.contains("2 do not hold"));
    fs::create_dir_all(house.path().join("house/en")).expect("a folder");
    fs::write(house.path().join("house/en/abbreviations.toml"), "abbreviations = [\"lampsh.\"]\n").expect("written");
    fs::write(house.path().join("house/en/language.toml"), "[sections]\ngreeting = [\"ahoy and hip hip\"]\n")
        .expect("written");
    let (code, out, err) = hilsen(house.path(), &["test", "house"]);
    assert!(code == Some(0), "{out}{err}");
}

#[test]
fn mistakes_about_customers_and_greetings_are_shown_at_their_place() {
    for (file, text, message, help) in [
        ("house/profiles/vip.toml", "[rules]\nall-cap = \"off\"\n", "no rule `all-cap`", "did you mean `all-caps`?"),
        ("house/profiles/vip.toml", "lik = \"rude\"\n", "lik", "did you mean `like`?"),
        ("house/profiles/VIP guests.toml", "like = \"rude\"\n", "cannot name a kind of customer", "trade-customers"),
        ("house/profile/vip.toml", "like = \"rude\"\n", "the folder `profile`", "did you mean `profiles`?"),
        ("house/en/language.toml", "[sections]\ngreting = [\"ahoy\"]\n", "greting", "did you mean `greeting`?"),
        (
            "house/en/language.toml",
            "[sections]\ngreeting = [\"ahoy [there\"]\n",
            "`[` is never closed",
            "as it is said",
        ),
        ("house/en/language.toml", "[section]\ngreeting = [\"ahoy\"]\n", "section", "did you mean `sections`?"),
    ] {
        let house = folder(&[
            ("hilsen.toml", "packs = [\"house\"]\n"),
            (file, text),
            ("mail.txt", &mail("The lamp is on its way.")),
        ]);
        for arguments in [["check", "mail.txt"], ["test", "house"]] {
            let (code, _, err) = hilsen(house.path(), &arguments);
            assert_eq!(code, Some(2), "{err}");
            assert!(err.contains(message) && err.contains(help) && err.contains(file), "{file}: {err}");
        }
    }
}
