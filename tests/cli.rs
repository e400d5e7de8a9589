//! That the command line is wired: exit codes, messages, configuration, and what reports must never do.

use std::{
    fs,
    io::Write,
    path::Path,
    process::{Command, Output, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;

/// A folder of its own for a test, and hilsen run in it.
struct House {
    folder: TempDir,
}

/// A good mail with a piece of text in its message.
fn mail(text: &str) -> String {
    format!(
        "Subject: Delivery of order 48213\n\nHello Anna,\n\n{text}\n\nKind regards\nEva Holm\nFjordlys Ltd\nPhone 020 7946 0123\n"
    )
}

const GOOD: &str = "Your lamp left our warehouse this morning. You will have it on Friday.";
const BAD: &str = "We cannot refund your lamp this month.";

impl House {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            fs::write(path, text).expect("a file");
        }
        Self { folder }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, b"")
    }

    fn run_with(&self, arguments: &[&str], input: &[u8]) -> Run {
        let mut child = Command::new(env!("CARGO_BIN_EXE_hilsen"))
            .args(arguments)
            .current_dir(self.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("start hilsen");
        child.stdin.take().expect("standard input").write_all(input).ok();
        Run::new(&child.wait_with_output().expect("hilsen ends"))
    }
}

struct Run {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Run {
    fn new(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
        Self { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
    }

    #[track_caller]
    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}", self.out))
    }

    /// The rules of the findings, in order.
    #[track_caller]
    fn rules(&self) -> Vec<String> {
        let found = self.json()["diagnostics"].as_array().expect("diagnostics").clone();
        found.iter().map(|one| one["rule"].as_str().expect("a rule").to_owned()).collect()
    }
}

#[test]
fn exit_codes() {
    let house = House::new(&[("good.txt", &mail(GOOD)), ("bad.txt", &mail(BAD))]);
    assert_eq!(house.run(&["check", "good.txt"]).code, Some(0));
    assert_eq!(house.run(&["check", "bad.txt"]).code, Some(1));
    assert_eq!(house.run(&["check", "bad.txt", "--fail-on", "error"]).code, Some(0));
    assert_eq!(house.run(&["check", "bad.txt", "--fail-on", "off"]).code, Some(0));
    assert_eq!(house.run(&["check", "nothing.txt"]).code, Some(2));
    assert_eq!(house.run(&["check"]).code, Some(2));
    assert_eq!(house.run(&["check", "--set", "all-cpas=off", "good.txt"]).code, Some(2));
}

#[test]
fn names_that_are_nearly_right() {
    let house = House::new(&[("good.txt", &mail(GOOD))]);
    let run = house.run(&["check", "--set", "all-cpas=off", "good.txt"]);
    assert!(run.err.contains("did you mean `all-caps`?"), "{}", run.err);
    let run = house.run(&["explain", "emoticons"]);
    assert!(run.err.contains("did you mean `emoticon`?"), "{}", run.err);
}

#[test]
fn one_bad_path_does_not_keep_the_others_from_being_checked() {
    let house = House::new(&[("bad.txt", &mail(BAD)), ("empty/readme.md", "no draft"), ("page.docx", "Hi")]);
    fs::write(house.path().join("picture.txt"), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01").expect("a file");
    let run = house.run(&["check", "nothing.txt", "empty", "picture.txt", "page.docx", "bad.txt", "--format", "json"]);
    assert_eq!(run.code, Some(2));
    assert_eq!(run.rules(), ["negative-phrasing"]);
    for message in [
        "nothing.txt: there is no such file or folder",
        "empty: no drafts in this folder",
        "picture.txt: this is a binary file",
        "page.docx: hilsen does not read this format",
    ] {
        assert!(run.err.contains(message), "{message} is not in {}", run.err);
    }
}

#[test]
fn pages_are_read_as_their_readers_see_them() {
    let page = "<p>Hei Kari,</p>\n<p>Pakken er <b>DESSVERRE IKKE HER</b>&nbsp;enn&aring;, men den kommer i morgen.</p>";
    let house =
        House::new(&[("drafts/page.html", page), ("drafts/page.md", "Hei **Kari**,\n"), ("drafts/README.md", "x")]);
    let run = house.run(&["parse", "drafts", "--format", "json"]);
    assert!(run.out.contains(r#""path":"drafts/page.html","format":"html""#), "{}", run.out);
    assert!(run.out.contains(r#""path":"drafts/page.md","format":"markdown""#), "{}", run.out);
    assert!(!run.out.contains("README"), "{}", run.out);
    let run = house.run(&["check", "drafts/page.html", "--only", "all-caps", "--format", "json"]);
    assert_eq!(run.rules(), ["all-caps"]);
    assert!(run.out.contains(r#""start":{"line":2,"column":17,"utf16":17}"#), "{}", run.out);
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read() {
    use std::os::unix::fs::PermissionsExt;
    let house = House::new(&[("secret.txt", "Hei"), ("good.txt", &mail(GOOD))]);
    let secret = house.path().join("secret.txt");
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o000)).expect("permissions");
    // Whoever may read everything cannot try this.
    if fs::read(&secret).is_err() {
        let run = house.run(&["check", "secret.txt", "good.txt"]);
        assert_eq!(run.code, Some(2));
        assert!(run.err.contains("may not be read"), "{}", run.err);
        assert!(run.out.contains("nothing found"), "{}", run.out);
    }
}

#[test]
fn odd_drafts_are_ordinary() {
    let long = format!("Hei Kari,\n\n{}\n\nMvh\nEva\n", "ord ".repeat(500_000));
    let quotes = "> Hei\n> IKKE ROP :)\n>> Dessverre kan vi ikke\n";
    let house =
        House::new(&[("empty.txt", ""), ("blank.txt", " \n\n\t\n"), ("quotes.txt", quotes), ("long.txt", &long)]);
    fs::write(house.path().join("bytes.txt"), b"Hei Kari,\n\nbl\xe5b\xe6r og \xff\xfe\x80 mer.\n").expect("a file");
    // Whoever sends nothing has lost something; a template may be empty.
    for (name, code, found) in
        [("empty.txt", 1, &["missing-message"][..]), ("blank.txt", 1, &["missing-message"]), ("quotes.txt", 0, &[])]
    {
        let run = house.run(&["check", name, "--format", "json"]);
        assert_eq!((run.code, run.rules()), (Some(code), found.iter().map(ToString::to_string).collect()), "{name}");
        let run = house.run(&["check", name, "--format", "json", "--kind", "template"]);
        assert!(run.code == Some(0) && run.rules().is_empty(), "{name}");
    }
    assert!(house.run(&["check", "long.txt"]).out.len() < 20_000, "a long line is shown in part");
    assert!(house.run(&["check", "bytes.txt"]).code.is_some_and(|code| code < 2));
}

#[test]
fn a_mail_taken_for_a_template_is_told_to_be() {
    let text = mail("Your order {{ number }} left our shop this morning.");
    let house = House::new(&[("draft.txt", &text), ("draft.txt.liquid", &text)]);
    let told = "It was read as a template";
    let run = house.run(&["check", "draft.txt"]);
    assert!(run.code == Some(0) && run.out.contains(told), "{}", run.out);
    for arguments in
        [&["draft.txt", "--kind", "template"][..], &["draft.txt.liquid"], &["draft.txt", "draft.txt.liquid"]]
    {
        let run = house.run(&[&["check"], arguments].concat());
        assert!(run.code == Some(0) && !run.out.contains(told), "{}", run.out);
    }
    let run = house.run(&["check", "draft.txt", "--kind", "draft"]);
    assert!(run.code == Some(1) && run.out.contains("unfilled-placeholder") && !run.out.contains(told), "{}", run.out);
}

#[test]
fn advice_in_the_words_of_the_help_is_said_once() {
    let house = House::new(&[("draft.txt", &mail("Please send us your password, and the the lamp is on its way."))]);
    let out = house.run(&["check", "draft.txt"]).out;
    assert_eq!(out.matches("never ask for this in a mail").count(), 1, "{out}");
    assert_eq!(out.matches("fix: leave one of them out").count(), 1, "{out}");
    assert_eq!(out.matches("leave one of them out").count(), 1, "{out}");
}

#[test]
fn standard_input_goes_by_the_name_it_is_given() {
    let house = House::new(&[("mails/hilsen.toml", "[rules]\nnegative-phrasing = \"off\"\n")]);
    let text = mail(BAD);
    let run = house.run_with(&["check", "-", "--format", "json"], text.as_bytes());
    assert_eq!(run.rules(), ["negative-phrasing"]);
    assert_eq!(run.json()["files"][0]["path"], "-");
    let run = house.run_with(&["check", "-", "--stdin-filename", "mails/a.txt", "--format", "json"], text.as_bytes());
    assert_eq!(run.rules(), Vec::<String>::new());
    assert_eq!(run.json()["files"][0]["path"], "mails/a.txt");
}

#[test]
fn folders_are_walked_in_order_at_any_number_of_threads() {
    let names: Vec<String> = (0..40).map(|number| format!("mails/{number:02}.txt")).collect();
    let text = mail(BAD);
    let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), text.as_str())).collect();
    let house = House::new(&files);
    let run = |threads: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_hilsen"))
            .args(["check", "mails", "--format", "json"])
            .env("RAYON_NUM_THREADS", threads)
            .current_dir(house.path())
            .output()
            .expect("hilsen ends");
        Run::new(&output)
    };
    let one = run("1");
    assert_eq!(one.out, run("4").out);
    let listed: Vec<String> = one.json()["files"]
        .as_array()
        .expect("files")
        .iter()
        .map(|file| file["path"].as_str().expect("a path").to_owned())
        .collect();
    assert_eq!(listed, names);
}

#[test]
fn reports_follow_the_schema() {
    let house = House::new(&[("bad.txt", &mail("UNFORTUNATELY WE CANNOT do this :-) 😀")), ("good.txt", &mail(GOOD))]);
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    let root = env!("CARGO_MANIFEST_DIR");
    let report = compiler.compile(&format!("{root}/schema/report.schema.json"), &mut schemas).expect("a schema");
    let diagnostic = compiler
        .compile(&format!("{root}/schema/report.schema.json#/$defs/diagnostic"), &mut schemas)
        .expect("a schema");
    let parsed = compiler.compile(&format!("{root}/schema/parse.schema.json"), &mut schemas).expect("a schema");

    let run = house.run(&["check", ".", "--format", "json"]);
    let document = run.json();
    schemas.validate(&document, report).map_err(|error| error.to_string()).expect("a valid report");
    assert!(document["diagnostics"].as_array().is_some_and(|found| found.len() >= 3), "{document:#}");

    let run = house.run(&["check", ".", "--format", "jsonl"]);
    let lines: Vec<Value> = run.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(Value::Array(lines.clone()), document["diagnostics"]);
    for line in &lines {
        schemas.validate(line, diagnostic).map_err(|error| error.to_string()).expect("a valid diagnostic");
    }

    let run = house.run(&["parse", ".", "--format", "json"]);
    for line in run.out.lines() {
        let line: Value = serde_json::from_str(line).expect("JSON");
        schemas.validate(&line, parsed).map_err(|error| error.to_string()).expect("a valid parse");
    }
}

#[test]
fn a_finding_has_its_exact_place() {
    let text = mail("😀 Unfortunately we cannot refund it.");
    let house = House::new(&[("bad.txt", &text)]);
    let run = house.run(&["check", "bad.txt", "--only", "negative-phrasing", "--format", "json"]);
    let one = &run.json()["diagnostics"][0];
    let (start, end) =
        (one["span"]["start"].as_u64().expect("an offset"), one["span"]["end"].as_u64().expect("an offset"));
    let found = &text[usize::try_from(start).expect("small")..usize::try_from(end).expect("small")];
    assert!(found.eq_ignore_ascii_case("unfortunately") || found == "we cannot", "{found}");
    assert_eq!(one["start"]["line"], 5);
    let column = one["start"]["column"].as_u64().expect("a column");
    assert_eq!(one["start"]["utf16"].as_u64().expect("units"), column + 1, "the emoji is two UTF-16 units");
}

#[test]
fn configuration_is_found_upwards_and_folded_in_order() {
    let house = House::new(&[
        (
            "hilsen.toml",
            "language = \"en\"\norganisation = { name = \"Acme\", aliases = [\"Fjordlys\"] }\n\n[rules]\nnegative-phrasing = \"error\"\n\n[[files]]\npaths = \"notices/**\"\n[files.rules]\nmissing-greeting = \"off\"\nnegative-phrasing = { level = \"info\", allow = [\"we cannot\"], phrases = [{ phrase = \"(lamp|lamps)\", instead = [\"light\"] }] }\n",
        ),
        ("replies/a.txt", &mail(BAD)),
        (
            "notices/b.txt",
            "We cannot refund your lamp this month, says the shop.\n\nKind regards\nEva Holm\nAcme Ltd, 020 7946 0123\n",
        ),
    ]);
    let run = house.run(&["check", ".", "--format", "json"]);
    let document = run.json();
    let shown: Vec<(String, String, String)> = document["diagnostics"]
        .as_array()
        .expect("diagnostics")
        .iter()
        .map(|one| {
            let text = |name: &str| one[name].as_str().unwrap_or_default().to_owned();
            (text("path"), text("rule"), text("severity"))
        })
        .collect();
    assert!(shown.contains(&("./replies/a.txt".into(), "negative-phrasing".into(), "error".into())), "{shown:?}");
    assert!(shown.contains(&("./notices/b.txt".into(), "negative-phrasing".into(), "info".into())), "{shown:?}");
    assert!(
        !shown.iter().any(|(_, rule, _)| rule == "missing-greeting" || rule == "signature-organisation-missing"),
        "{shown:?}"
    );
    // The command line has the last word.
    let run = house.run(&["check", ".", "--set", "negative-phrasing=off", "--format", "json"]);
    assert_eq!(run.rules(), Vec::<String>::new());
    let run = house.run(&["check", ".", "--no-config", "--only", "missing-greeting", "--format", "json"]);
    assert_eq!(run.rules(), ["missing-greeting"]);
}

#[test]
fn mistakes_in_the_configuration_are_shown_at_their_place() {
    let house = House::new(&[
        (
            "hilsen.toml",
            "langauge = \"nb\"\n\n[rules]\nall-cap = \"off\"\nemoticon = \"of\"\nsentence-too-long = { max-word = 20 }\nsubject-too-long = { max-characters = \"many\" }\nnegative-phrasing = { phrases = [\"(vi kan\"] }\ngreeting-name-missing = { require = \"alwayz\" }\n",
        ),
        ("good.txt", &mail(GOOD)),
    ]);
    let run = house.run(&["check", "good.txt"]);
    assert_eq!(run.code, Some(2));
    for message in [
        "hilsen.toml:1:1",
        "did you mean `language`?",
        "hilsen.toml:4:1",
        "did you mean `all-caps`?",
        "did you mean `off`?",
        "did you mean `max-words`?",
        "ought to be a whole number",
        "hilsen.toml:8:35",
        "never closed",
        "`require` is one of if-known, always, never",
        "did you mean \"always\"?",
    ] {
        assert!(run.err.contains(message), "{message} is not in\n{}", run.err);
    }
}

#[test]
fn suppressions_silence_and_unused_ones_are_reported() {
    let house = House::new(&[
        (
            "hilsen.toml",
            "[[ignore]]\nrule = \"negative-phrasing\"\ntext = \"we cannot\"\nreason = \"the law says so\"\n\n[[ignore]]\nrule = \"all-caps\"\npaths = [\"never/**\"]\n",
        ),
        ("a.txt", &mail("We cannot refund your lamp this month, says the shop.")),
        (
            "b.txt",
            &mail(
                "{%comment%}hilsen-ignore negative-phrasing{%endcomment%}\nIt is not possible to refund it.\n\n{# hilsen-ignore emoticon #}",
            ),
        ),
        ("c.txt", &format!("X-Hilsen-Ignore: negative-phrasing\n{}", mail("It is not possible to refund it."))),
    ]);
    let run = house.run(&["check", "--format", "json", "."]);
    assert_eq!(run.rules(), ["unused-ignore"], "{}", run.out);
    assert!(run.err.contains("hilsen.toml:6:1"), "{}", run.err);
    assert!(!run.err.contains("hilsen.toml:1:1"), "{}", run.err);
    // One file alone says nothing of the entries for the others.
    assert_eq!(house.run(&["check", "a.txt"]).err, "");
}

#[test]
fn reports_defuse_what_they_quote() {
    let hostile = "Unfortunately \u{1b}[31mwe cannot\u{202e} refund.\n::error::WE CANNOT SHIP YOUR ORDER UNTIL YOU PAY.\n\nCard 4111 1111 1111 1111: we cannot charge it.";
    let house = House::new(&[("bad.txt", &mail(hostile))]);
    for format in ["human", "json", "jsonl"] {
        let out = house.run(&["check", "bad.txt", "--format", format]).out;
        assert!(!out.is_empty());
        assert!(!out.contains(['\u{1b}', '\u{202e}']), "{format}");
        assert!(!out.contains("4111 1111 1111 1111"), "{format}");
        assert!(!out.lines().any(|line| line.trim_start().starts_with("::")), "{format}");
    }
}

#[test]
fn colour_only_where_it_is_asked_for() {
    let house = House::new(&[("bad.txt", &mail(BAD))]);
    assert!(!house.run(&["check", "bad.txt"]).out.contains('\u{1b}'));
    assert!(house.run(&["check", "bad.txt", "--color", "always"]).out.contains('\u{1b}'));
    let no_color = Command::new(env!("CARGO_BIN_EXE_hilsen"))
        .args(["check", "bad.txt"])
        .env("NO_COLOR", "1")
        .current_dir(house.path())
        .output()
        .expect("hilsen ends");
    assert!(!Run::new(&no_color).out.contains('\u{1b}'));
}

#[test]
fn the_language_can_be_told() {
    let house = House::new(&[(
        "nb.txt",
        "Hei Kari,\n\nVi kan ikke sende pakken i dag.\n\nVennlig hilsen\nEva Holm, 22 00 00 00\n",
    )]);
    assert_eq!(house.run(&["check", "nb.txt", "--format", "json"]).rules(), ["negative-phrasing"]);
    assert_eq!(house.run(&["check", "nb.txt", "--language", "en", "--format", "json"]).rules(), Vec::<String>::new());
    let run = house.run(&["check", "nb.txt", "--report-language", "draft"]);
    assert!(run.out.contains("høres negativt ut"), "{}", run.out);
}

#[test]
fn explain_and_rules() {
    let house = House::new(&[]);
    let run = house.run(&["explain", "negative-phrasing"]);
    assert_eq!(run.code, Some(0));
    for part in ["# negative-phrasing", "## Why", "### Danish", "max-unfortunately", "negative-phrasing = \"off\""] {
        assert!(run.out.contains(part), "{part} is not in\n{}", run.out);
    }
    assert!(!run.out.contains("## Here"));
    let configured = House::new(&[(
        "hilsen.toml",
        "[rules]\nemoticon = \"error\"\n\n[[files]]\npaths = \"chat/**\"\nrules = { emoticon = \"off\" }\n",
    )]);
    let run = configured.run(&["explain", "emoticon"]);
    assert!(run.out.contains("`error`, set in hilsen.toml."), "{}", run.out);
    assert!(run.out.contains("`off` where the [[files]] table number 1"), "{}", run.out);
    let run = house.run(&["rules", "--format", "json"]);
    assert!(run.out.lines().count() >= 16);
    assert!(run.out.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()));
}

#[test]
fn fixes_are_applied_and_leave_the_rest_of_the_file_alone() {
    let before = mail("Your lamp left today :-) PLEASE keep the box. \u{1f600}");
    let house = House::new(&[("a.txt", &before.replace('\n', "\r\n")), ("good.txt", &mail(GOOD))]);
    let read = |name: &str| fs::read_to_string(house.path().join(name)).expect("a file");

    let run = house.run(&["check", ".", "--diff"]);
    assert_eq!(run.code, Some(1));
    assert!(run.out.contains("+Your lamp left today. Please keep the box."), "{}", run.out);
    assert_eq!(read("a.txt"), before.replace('\n', "\r\n"), "--diff changes nothing");

    let run = house.run(&["check", ".", "--fix"]);
    assert_eq!(run.code, Some(0), "{}", run.out);
    assert!(run.out.contains("3 findings fixed"), "{}", run.out);
    let after = mail("Your lamp left today. Please keep the box.").replace('\n', "\r\n");
    assert_eq!(read("a.txt"), after);
    assert_eq!(read("good.txt"), mail(GOOD));

    let run = house.run(&["check", ".", "--diff"]);
    assert_eq!((run.code, run.out.as_str()), (Some(0), ""), "a second run finds nothing to fix");
    // On standard input the draft itself comes out.
    let run = house.run_with(&["check", "-", "--fix"], mail("Thank you :)").as_bytes());
    assert_eq!(run.out, mail("Thank you"));
}

#[test]
fn fixes_are_written_in_the_encoding_of_the_mail() {
    let mail = "From: a@b.test\nSubject: =?UTF-8?Q?P=C3=A5_vei_=F0=9F=98=80?=\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: quoted-printable\n\nHei Kari,\n\nPakken er p=C3=A5 vei, og du har den p=C3=A5 fredag =F0=9F=98=80 Takk for =\nt=C3=A5lmodigheten.\n\nVennlig hilsen\nEva Holm, tlf. 22 00 00 00\n";
    let house = House::new(&[("a.eml", mail)]);
    let run = house.run(&["check", "a.eml", "--fix", "--format", "json"]);
    assert_eq!(run.rules(), Vec::<String>::new(), "{}", run.out);
    let after = fs::read_to_string(house.path().join("a.eml")).expect("a file");
    assert!(after.contains("den p=C3=A5 fredag. Takk for =\nt=C3=A5lmodigheten."), "{after}");
    assert!(after.contains("Subject: =?UTF-8?Q?P=C3=A5_vei?=\n"), "{after}");
}

#[test]
fn a_short_message_is_no_signature() {
    let house = House::new(&[
        ("a.txt", "Hi Ann,\n\nWe cannot help you. Please read the FAQ.\n"),
        ("b.txt", "Hi Jo,\n\nDO NOT REPLY TO THIS EMAIL.\n\nSincerely\nAnn\n"),
        ("c.txt", "Mvh\nKari\n\nHei Per, pakken er sendt i dag med Posten.\n"),
    ]);
    let kinds = |name: &str| {
        let parsed = house.run(&["parse", name, "--format", "json"]).json();
        let sections = parsed["sections"].as_array().expect("sections").clone();
        sections.iter().map(|one| one["kind"].as_str().expect("a kind").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(kinds("a.txt"), ["greeting", "message"]);
    assert_eq!(kinds("b.txt"), ["greeting", "message", "farewell", "signature"]);
    assert_eq!(kinds("c.txt"), ["farewell", "signature", "greeting", "message"]);
}

#[test]
fn a_header_line_silences_rules_in_mails_and_plain_drafts() {
    let body = "Hei Kari,\n\nPakken er IKKE sendt :)\n\nVennlig hilsen\nEva Holm, tlf. 22 00 00 00\n";
    let silent = "X-Hilsen-Ignore: all-caps, emoticon\n";
    let mail = format!(
        "From: a@b.test\nDate: Fri, 20 Nov 2026 10:00:00 +0100\nSubject: Pakken din\n{silent}MIME-Version: 1.0\n\n{body}"
    );
    let house = House::new(&[("loud.txt", body), ("silent.txt", &format!("{silent}\n{body}")), ("silent.eml", &mail)]);
    assert_eq!(house.run(&["check", "loud.txt", "--format", "json"]).rules(), ["all-caps", "emoticon"]);
    assert_eq!(house.run(&["check", "silent.txt", "silent.eml", "--format", "json"]).rules(), Vec::<String>::new());
}

#[test]
fn a_suppression_must_say_what_it_silences() {
    let bad = mail(BAD);
    let with = |config: &str| House::new(&[("hilsen.toml", config), ("bad.txt", &bad)]).run(&["check", "bad.txt"]);
    for config in ["[[ignore]]\n", "[[ignore]]\nrule = 5\n", "[[ignore]]\nreason = \"tired\"\n"] {
        let run = with(config);
        assert_eq!(run.code, Some(2), "{config}: {}", run.err);
        assert!(run.err.contains("hilsen.toml:"), "{}", run.err);
    }
    assert_eq!(with("[[ignore]]\nrule = [\"negative-phrasing\", \"emoticon\"]\n").code, Some(0));
    let run = with("[rules.negative-phrasing]\nremove = [\"we cannot do this\"]\n");
    assert!(run.err.contains("has no such phrase"), "{}", run.err);
    assert!(with("[rules.emoticon]\nphrases = [\"a\"]\n").err.contains("no option `phrases`"));
    assert!(with("[rules.negative-phrasing]\nphrases = [\"*\"]\n").err.contains("found everywhere"));
}

#[test]
fn removed_and_allowed_phrases() {
    let text = mail("No worries about the lamp that you sent us.");
    let house = House::new(&[("a.txt", &text)]);
    let listed = house.run(&["explain", "negative-phrasing", "--language", "en"]).out;
    let phrase = listed
        .lines()
        .find_map(|line| line.strip_prefix("- `")?.strip_suffix('`').filter(|p| p.contains("no worries")));
    let phrase = phrase.expect("a phrase for no worries").to_owned();
    assert_eq!(house.run(&["check", "a.txt", "--format", "json"]).rules(), ["negative-phrasing"]);
    for setting in [format!("remove = ['{phrase}']"), "allow = [\"no worries\"]".to_owned()] {
        let config = format!("[rules.negative-phrasing]\n{setting}\n");
        let house = House::new(&[("a.txt", &text), ("hilsen.toml", &config)]);
        let run = house.run(&["check", "a.txt", "--format", "json"]);
        assert_eq!((run.rules(), run.err.as_str()), (Vec::new(), ""), "{setting}");
    }
}

#[test]
fn fixes_leave_sentences_behind() {
    for (before, after) in [
        ("Hello😀Ann and welcome.", "Hello Ann and welcome."),
        ("It works (really :)) now.", "It works (really) now."),
        ("It costs 20 € :) That is all.", "It costs 20 €. That is all."),
        ("😀 Your lamp left today.", "Your lamp left today."),
        ("Thanks for the photo:) It helped.", "Thanks for the photo. It helped."),
        ("Your lamp left today :)\nThank you for waiting.", "Your lamp left today.\nThank you for waiting."),
    ] {
        let run = House::new(&[]).run_with(&["check", "-", "--fix"], mail(before).as_bytes());
        assert_eq!(run.out, mail(after));
    }
}

#[test]
fn paths_and_secrets_in_json() {
    let name = "12345678903.txt";
    let house = House::new(&[(name, &mail("PLEASE DO NOT SEND 4111 1111 1111 1111 AGAIN TO US."))]);
    let run = house.run(&["check", name, "--format", "json"]);
    assert_eq!(run.json()["files"][0]["path"], name, "a program must find the file");
    assert!(run.rules().contains(&"all-caps".to_owned()), "{}", run.out);
    assert!(!run.out.contains("4111 1111"), "{}", run.out);
}

#[test]
fn unused_suppressions_are_a_rule_like_others() {
    let text = mail("{# hilsen-ignore emoticon #}\nYour lamp left today and will be with you on Friday.");
    let config = "[[ignore]]\nrule = \"all-caps\"\n";
    let house = House::new(&[("a.txt", &text), ("hilsen.toml", config)]);
    let run = house.run(&["check", ".", "--format", "json"]);
    assert_eq!((run.code, run.rules()), (Some(1), vec!["unused-ignore".to_owned()]));
    assert_eq!(house.run(&["check", ".", "--fail-on", "off"]).code, Some(0));
    let run = house.run(&["check", ".", "--set", "unused-ignore=off", "--format", "json"]);
    assert_eq!((run.code, run.rules(), run.err.as_str()), (Some(0), Vec::new(), ""));
    let run = house.run(&["check", ".", "--only", "all-caps,unused-ignore", "--format", "json"]);
    assert_eq!(run.rules(), Vec::<String>::new(), "a rule that is off could not find anything");
}

#[test]
fn parse_reads_as_check_does() {
    let house = House::new(&[
        ("hilsen.toml", "language = \"da\"\nexclude = [\"old/**\"]\n"),
        ("a.txt", "Hei Kari,\n\nTakk.\n"),
    ]);
    assert_eq!(house.run(&["parse", "a.txt", "--format", "json"]).json()["language"], "da");
    fs::write(house.path().join("b.txt"), b"\x7fELF\0\0\0\0").expect("a file");
    assert_eq!(house.run(&["parse", "b.txt"]).code, Some(2));
    let run = house.run_with(&["check", "-", "--stdin-filename", "old/a.txt"], mail(BAD).as_bytes());
    assert_eq!((run.code, run.out.as_str()), (Some(0), ""));
    assert!(run.err.contains("excluded"), "{}", run.err);
    assert_eq!(house.run(&["check", "a.txt", "a.txt", "--format", "json"]).json()["summary"]["files"], 1);
}

#[test]
fn what_cannot_be_written_is_left_alone() {
    let text = mail("Thank you for the photo :)");
    let house = House::new(&[("a.txt", &text)]);
    let path = house.path().join("a.txt");
    let mut permissions = fs::metadata(&path).expect("a file").permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).expect("permissions");
    let run = house.run(&["check", "a.txt", "--fix"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("read-only"), "{}", run.err);
    assert_eq!(fs::read_to_string(&path).expect("a file"), text);
    // A file that is not what was read is not overwritten.
    let house = House::new(&[("b.txt", &text)]);
    let error = hilsen::disk::replace(&house.path().join("b.txt"), b"something else", b"new").expect_err("it changed");
    assert!(error.contains("changed meanwhile"), "{error}");
    assert_eq!(fs::read_to_string(house.path().join("b.txt")).expect("a file"), text);
}

/// A file of messages, and the configuration that says which of them are mails.
fn message_house() -> House {
    let yaml = "nb:\n  pay: BETAL NÅ!!!\n  emails:\n    sent:\n      subject: \"Ordre %{nr} er sendt\"\n      body: |\n        Hei %{name},\n\n        pakken er sendt 😀 i dag.\n\n        Vennlig hilsen\n        Fjordlys\n";
    let po = "msgid \"\"\nmsgstr \"Language: en\\n\"\n\nmsgctxt \"mail.sent\"\nmsgid \"sent\"\nmsgstr \"\"\n\"Hi,\\n\"\n\"your lamp is on its way 😀 today.\\n\"\n";
    let config = "[[catalogue]]\npaths = [\"locales/*\"]\nentries = [\"emails.**\", \"mail.*\"]\n";
    House::new(&[("locales/nb.yml", yaml), ("locales/en.po", po), ("hilsen.toml", config), ("other/nb.yml", yaml)])
}

#[test]
fn mails_in_files_of_messages() {
    let house = message_house();
    let run = house.run(&["check", "--format", "json", "."]);
    assert_eq!(run.code, Some(1), "{}", run.err);
    let report = run.json();
    let entries: Vec<&str> =
        report["files"].as_array().unwrap().iter().filter_map(|file| file["entry"].as_str()).collect();
    assert_eq!(entries, ["mail.sent", "nb.emails.sent.body"]);
    let found = &report["diagnostics"];
    assert_eq!(found.as_array().unwrap().len(), 2, "{found}");
    assert_eq!((&found[1]["entry"], &found[1]["rule"]), (&"nb.emails.sent.body".into(), &"emoticon".into()));
    assert_eq!((&found[1]["start"]["line"], &found[1]["start"]["column"]), (&9.into(), &25.into()));
    let shown = house.run(&["check", "locales"]).out;
    assert!(shown.contains("locales/nb.yml:9:25 (nb.emails.sent.body)\n"), "{shown}");
    assert!(shown.ends_with("in 2 of 2 drafts\n"), "{shown}");
    let parsed = house.run(&["parse", "locales/nb.yml"]).out;
    assert!(parsed.starts_with("locales/nb.yml nb.emails.sent.body (plain template, Norwegian Bokmål)\n"), "{parsed}");
    assert!(parsed.contains("subject │ Subject: Ordre %{nr} er sendt\n"), "{parsed}");
}

#[test]
fn fixes_of_entries_change_nothing_else() {
    let house = message_house();
    let before = fs::read_to_string(house.path().join("locales/nb.yml")).unwrap();
    let run = house.run(&["check", "--fix", "locales"]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    let after = fs::read_to_string(house.path().join("locales/nb.yml")).unwrap();
    assert_eq!(after, before.replace(" 😀 i dag", " i dag"));
    let po = fs::read_to_string(house.path().join("locales/en.po")).unwrap();
    assert!(po.contains("\"your lamp is on its way today.\\n\"\n"), "{po}");
}

#[test]
fn files_of_messages_that_nobody_spoke_of() {
    let house = message_house();
    // The key says that this is the body of a mail; nothing says so of the one that is shouting.
    let run = house.run(&["check", "--no-config", "other/nb.yml"]);
    assert_eq!(run.code, Some(1), "{}", run.err);
    assert!(run.out.contains("(nb.emails.sent.body)") && run.out.ends_with("1 draft\n"), "{}", run.out);
    let run = house.run(&["check", "--no-config", "locales/en.po"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("nothing says which entries"), "{}", run.err);
    let run = house.run(&["check", "--no-config", "other"]);
    assert!(run.err.contains("no drafts in this folder"), "{}", run.err);
}

#[test]
fn mistakes_about_files_of_messages() {
    let run = House::new(&[
        ("hilsen.toml", "[[catalogue]]\npaths = [\"*.yml\"]\nentrys = [\"a\"]\nformat = \"htm\"\n"),
        ("a.txt", GOOD),
    ])
    .run(&["check", "."]);
    assert_eq!(run.code, Some(2));
    for told in ["did you mean `entries`?", "did you mean `html`?", "which entries of these files are mails?"] {
        assert!(run.err.contains(told), "{told}: {}", run.err);
    }
    let run = House::new(&[
        ("hilsen.toml", "[[catalogue]]\npaths = [\"*.yml\"]\nentries = [\"emials.**\"]\n"),
        ("a.yml", "emails:\n  a: Hei\n"),
    ])
    .run(&["check", "."]);
    assert!(run.err.contains("hilsen.toml:1: none of the files have an entry"), "{}", run.err);
}

#[test]
fn a_comment_beside_an_entry_of_a_message_file_silences_a_rule_in_it() {
    let house = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(house.path().join(name), text).expect("a file");
    let config = "[[catalogue]]\npaths = [\"*.po\", \"*.yml\", \"*.properties\"]\nentries = [\"mail.*\", \"mail_*\", \"*.mail.*\"]\n";
    write("hilsen.toml", config);
    let run = |name: &str, text: &str| {
        write(name, text);
        let output = Command::new(env!("CARGO_BIN_EXE_hilsen"))
            .args(["check", "--language", "en", "--only", "all-caps,emoticon,unused-ignore", "--format", "jsonl", name])
            .current_dir(house.path())
            .output()
            .expect("run hilsen");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
        let one = |line: &str| {
            let one: Value = serde_json::from_str(line).expect("JSON");
            let text = |value: &Value| value.as_str().expect("text").to_owned();
            format!(
                "{} {}:{} {}",
                text(&one["rule"]),
                one["start"]["line"],
                one["start"]["column"],
                text(&one["entry"])
            )
        };
        String::from_utf8(output.stdout).expect("UTF-8").lines().map(one).collect::<Vec<_>>()
    };
    let po = "msgid \"\"\nmsgstr \"Language: en\\n\"\n\n# hilsen-ignore all-caps (the law says so)\n#. hilsen-ignore emoticon\nmsgctxt \"mail.a\"\nmsgid \"x\"\nmsgstr \"\"\n\"The lamp is HERE NOW.\\n\"\n\"It is blue :-)\"\n\nmsgctxt \"mail.b\"\nmsgid \"y\"\nmsgstr \"The lamp is HERE NOW.\"\n\n# hilsen-ignore emoticon\nmsgctxt \"mail.c\"\nmsgid \"z\"\nmsgstr \"The lamp is here.\"\n";
    assert_eq!(run("a.po", po), ["all-caps 14:21 mail.b", "unused-ignore 16:1 mail.c"]);
    let yaml = "# hilsen-ignore all-caps\n\nen:\n  mail:\n    # Sent at night.\n    # hilsen-ignore all-caps\n    a: \"The lamp is HERE NOW.\"\n    b: \"The lamp is HERE NOW.\"  # hilsen-ignore all-caps\n    c: |  # hilsen-ignore all-caps\n      The lamp is HERE NOW.\n    d: |\n      The lamp is HERE NOW.\n    e:\n      The lamp is HERE NOW.\n    # hilsen-ignore all-caps\n    f:\n      \"The lamp is HERE NOW. # hilsen-ignore all-caps\"\n";
    assert_eq!(run("a.yml", yaml), ["all-caps 12:19 en.mail.d", "all-caps 14:19 en.mail.e"]);
    let properties = "# hilsen-ignore all-caps\r\n\r\nmail.a = The lamp is HERE NOW.\r\n! hilsen-ignore all-caps, emoticon\r\n# A note.\r\nmail.b = The lamp is HERE NOW \\\r\n  and blue :-)\r\n";
    assert_eq!(run("a.properties", properties), ["all-caps 3:22 mail.a"]);
}

#[test]
fn who_wants_the_matter_first_is_told_where_the_answer_stands_before_it() {
    let house = tempfile::tempdir().expect("a folder");
    let text = "Hello Anna,\n\nI have sent the cable today. You wrote that the lamp does not light.\n\nKind regards\nEva Holm\nFjordlys Ltd\nPhone 020 7946 0123\n";
    fs::write(house.path().join("mail.txt"), text).expect("a file");
    let run = |rules: &str| {
        fs::write(house.path().join("hilsen.toml"), format!("[rules]\nconversation-flow = {rules}\n")).expect("a file");
        let output = Command::new(env!("CARGO_BIN_EXE_hilsen"))
            .args(["check", "--only", "conversation-flow", "mail.txt"])
            .current_dir(house.path())
            .output()
            .expect("run hilsen");
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    let found = run("{ level = \"warning\", answer-first = false }");
    assert!(found.contains("the answer comes before the matter") && found.contains("mail.txt:3:"), "{found}");
    assert!(run("\"warning\"").contains("nothing found"));
}
