//! Whole mails, one letter a line for what it is; hostile texts; and laws that hold for any text.

use std::time::{Duration, Instant};

use super::{Layout, Section, SectionKind, explain, sections};

const PLAIN: Layout = Layout { top_headers: true };
const BODY: Layout = Layout { top_headers: false };

fn letter(kind: SectionKind) -> char {
    match kind {
        SectionKind::Subject => 'J',
        SectionKind::Header => 'H',
        SectionKind::Greeting => 'G',
        SectionKind::Message => 'M',
        SectionKind::Farewell => 'F',
        SectionKind::Signature => 'S',
        SectionKind::Quoted => 'Q',
    }
}

/// Checks a mail whose lines read `X|text`, or `X|text¦Y|text` where a line holds two kinds.
fn check_in(labelled: &str, layout: Layout) {
    let (mut text, mut want) = (String::new(), Vec::new());
    for line in labelled.trim_start_matches('\n').lines() {
        for part in line.split('¦') {
            let (label, part) = part.split_once('|').unwrap_or((" ", part));
            let start = text.len();
            text.push_str(part);
            if !part.trim().is_empty() {
                want.push((label.chars().next().unwrap_or(' '), start, text.len()));
            }
        }
        text.push('\n');
    }
    let found = sections(&text, layout);
    let wrong: Vec<String> = want
        .iter()
        .filter_map(|&(label, start, end)| {
            let inside = text[start..end].trim();
            let at = start + text[start..end].find(inside).unwrap_or(0);
            let section = found.iter().find(|s| s.start <= at && at < s.end);
            let whole = section.is_some_and(|s| at + inside.len() <= s.end);
            let got = section.map_or('?', |s| letter(s.kind));
            (got != label || !whole)
                .then(|| format!("want {label} got {got}{}: {inside}", if whole { "" } else { " (cut)" }))
        })
        .collect();
    assert!(wrong.is_empty(), "\n{}\nin\n{labelled}", wrong.join("\n"));
}

fn check(labelled: &str) {
    check_in(labelled, PLAIN);
}

#[test]
fn bokmål_reply_with_a_full_signature() {
    check(
        "
J|Emne: Pakken din

G|Hei Kari,

M|Takk for at du tok kontakt. Vi har funnet pakken din på terminalen i Bodø, og den blir
M|levert i morgen mellom klokka 9 og 15.

M|Gi oss gjerne beskjed hvis tidspunktet ikke passer.

F|Med vennlig hilsen
S|Per Haugen
S|Kundebehandler
S|Fjordnett AS
S|Tlf. 22 33 44 55
S|www.fjordnett.no
",
    );
}

#[test]
fn nynorsk_reply_with_a_wish() {
    check(
        "
G|Hei Målfrid!

M|Eg har sett på saka di, og feilen er no retta. Du kan logga inn att.

M|Seg gjerne frå om noko framleis ikkje verkar.

F|Ha ein fin dag!

F|Venleg helsing
S|Sindre
S|Kundeservice
",
    );
}

#[test]
fn danish_reply_above_an_outlook_header() {
    check(
        "
G|Kære Mette

M|Din ordre er afsendt i dag, og du får et nyt link til sporing, når den er scannet.

F|Venlig hilsen

S|Søren Juhl
S|Kundechef

Q|________________________________
Q|Fra: Mette Krogh <mette@krogh.dk>
Q|Sendt: 3. november 2025 10:12
Q|Til: Kundeservice
Q|Emne: Hvor er min ordre?

Q|Hej

Q|Hvor er min ordre?

Q|Mvh
Q|Mette
",
    );
}

#[test]
fn swedish_reply_above_marked_lines() {
    check(
        "
G|Hej Åsa,

M|Beloppet är återbetalat och syns på ditt konto inom tre dagar.

F|Vänliga hälsningar,
S|Björn Ek
S|Kundtjänst, Grönsaksboden
S|08-123 45 67

Q|Den mån 3 nov. 2025 kl 10:12 skrev Åsa Ström <asa@strom.se>:
Q|> Hej!
Q|>
Q|> Jag väntar fortfarande på pengarna.
",
    );
}

#[test]
fn german_reply_with_a_legal_notice() {
    check(
        "
J|Betreff: Ihre Rechnung 4711

G|Sehr geehrte Frau Krüger,

M|vielen Dank für Ihre Nachricht. Die korrigierte Rechnung finden Sie im Anhang.

F|Mit freundlichen Grüßen
S|Jan Vogel
S|Kundenberater
S|Hansestadt Reisen GmbH
S|Amtsgericht Hamburg, HRB 12345
",
    );
}

#[test]
fn english_reply_sent_from_a_telephone() {
    check(
        "
G|Hi Tom,

M|That worked, the lamp is on again.

F|Cheers,
S|Grace

S|Sent from my iPhone

Q|On Mon, 3 Nov 2025 at 10:12, Tom Green <tom@green.example> wrote:

Q|> Please switch it off and on again.
",
    );
}

#[test]
fn one_line_may_hold_two_kinds() {
    check("G|Hei,¦M| vi venter fortsatt på betalingen for kurset ditt.\n\nF|Mvh.¦S| Turlaget Nordlys\n");
    check("G|Hi Emma!¦M| Thanks for the photo, I have ordered a new lid for you.\n\nF|Kind regards,¦S| Omar\n");
    check("G|@kari_n¦M| Så leit å høra, send oss gjerne ordrenummeret på melding så ser vi på det¦S| ^MM\n");
}

#[test]
fn attributions_wrapped_over_lines() {
    for attribution in [
        "Q|On Mon, Nov 3, 2025 at 10:12 AM Tom Green\nQ|<tom@green.example> wrote:",
        "Q|On Nov 3, 2025,\nQ|at 10:12,\nQ|Tom Green <tom@green.example> wrote:",
        "Q|Am 3. November 2025 um 10:12 schrieb Max Weber\nQ|<max@weber.example>:",
        "Q|man. 3. nov. 2025 kl. 10:12 skrev Kari Lie <kari@lie.example\nQ|>:",
        "Q|Den 3. nov. 2025 kl. 10.12 skrev Jens Bech <jens@bech.example>:",
        "Q|---- On Mon, 3 Nov 2025 14:02:50 +0100 tom@green.example wrote ----",
    ] {
        check(&format!("M|Yes, that would be great.\n\n{attribution}\n\nQ|Shall I send it to you?\n"));
        check(&format!("M|Yes, that would be great.\n\n{attribution}\nQ|> Shall I send it to you?\n"));
    }
}

#[test]
fn on_in_the_text_is_no_attribution() {
    check(
        "M|On the one hand it is fast.\nM|On the other hand, as Tom wrote: it is loud.\n\nM|On Monday we will know more about it, I think.\n",
    );
}

#[test]
fn what_the_reader_wrote_is_no_attribution() {
    for line in [
        "On Monday 3 May you wrote:",
        "Den 3. mai 2026 skrev du:",
        "Den 3. mai kl. 10 sendte vi dette til post@fjordnett.example:",
    ] {
        check(&format!(
            "G|Hi Tom,\n\nM|{line}\n\nM|We have looked at it again and think that you are right about the lamp.\n\nF|Regards\nS|Nora\n"
        ));
    }
}

#[test]
fn answers_between_marked_lines() {
    check(
        "
Q|On 3 Nov 2025, at 10:12, Tom Green <tom@green.example> wrote:
Q|> Which colour do you want?

M|The blue one, please.

Q|> And where shall we send it?

M|To the shop, I will pick it up there.

S|Grace
",
    );
}

#[test]
fn header_blocks_in_six_languages() {
    for [from, sent, to, subject] in [
        ["From", "Sent", "To", "Subject"],
        ["Fra", "Sendt", "Til", "Emne"],
        ["Frå", "Sendt", "Til", "Emne"],
        ["Från", "Skickat", "Till", "Ämne"],
        ["Von", "Gesendet", "An", "Betreff"],
    ] {
        check(&format!(
            "M|Ok!\n\nQ|{from}: Per <per@lie.example>\nQ|{sent}: 3.11.2025 10:12\nQ|{to}: Kari\nQ|{subject}: 4711\n\nQ|Per\n"
        ));
        check(&format!(
            "M|Ok!\nQ|*{from}:* Per <per@lie.example>\nQ|*{sent}:* 3.11.2025 10:12\nQ|*{to}:* Kari\nQ|*{subject}:* 4711\n\nQ|Hei\n"
        ));
    }
    for delimiter in [
        "-----Original Message-----",
        "-------- Videresendt melding --------",
        "-----Oprindelig meddelelse-----",
        "-----Ursprüngliche Nachricht-----",
        "-----Ursprungligt meddelande-----",
    ] {
        check(&format!("M|Ok!\n\nQ|{delimiter}\nQ|Per <per@lie.example>\n\nQ|Text\n"));
    }
}

#[test]
fn fields_in_the_text_are_no_quotation() {
    check(
        "G|Hei Kari,\n\nM|Her er turen din:\n\nM|Fra: Oslo\nM|Til: Bergen\nM|Dato: 3. mai\n\nM|Vi ønsker deg en god reise videre når den tid kommer.\n\nF|Hilsen\nS|Per\n",
    );
}

#[test]
fn header_lines_of_a_plain_draft() {
    for subject in ["Subject: Your order", "EMNE: Ordren din", "Ämne: Din order", "Betreff: Bestellung", "subject: x"]
    {
        check(&format!("J|{subject}\n\nG|Hei Kari,\n\nM|Den er på vei til deg nå.\n"));
    }
    check(
        "H|From: Per <per@lie.example>\nH|To: kari@dahl.example\nJ|Subject: Your order\n\nG|Hi Kari,\n\nM|It is on its way to you now.\n",
    );
    check_in("M|Ok!\n\nQ|From: Per <per@lie.example>\nQ|Subject: Your order\n\nQ|Hi\n", BODY);
}

#[test]
fn what_stands_above_the_salutation() {
    check("H|Oslo, 3. mai 2026\n\nG|Kjære Kari Lie\n\nM|Vi viser til brevet ditt og har gleden av å si ja.\n");
    check(
        "H|CAUTION: This e-mail originated from outside the company. Do not click links.\n\nG|Dear team,\n\nM|The parcel has not arrived yet, could you look into it?\n",
    );
}

#[test]
fn a_warning_is_no_banner() {
    check(
        "M|Warning: the pump will stop by itself when the tank is empty, so do not leave it on.\n\nF|Regards\nS|Nora\n",
    );
}

#[test]
fn salutations_without_a_formula() {
    check("G|Beate,\n\nM|Could you look at the ticket from this morning?\n\nF|Thanks,\nS|Raj\n");
    check("G|Til Bergen kommune,\n\nM|Det er et hull i veien ved skolen, og det bør tettes.\n\nF|Hilsen\nS|Gro\n");
    check("G|Servus Anna,\n\nM|die Lampe ist da und wartet im Laden auf dich.\n\nF|Servus\nS|Eva\n");
    check("G|Folks,\n\nM|The server will be down on Friday, so please save your work.\n\nS|Raj\n");
}

#[test]
fn thanks_at_the_end_are_a_farewell_and_in_the_text_are_not() {
    check(
        "G|Hello,\n\nM|Does anyone know how to change the battery in this model?\n\nF|Thanks in advance!\n\nS|Nora\n",
    );
    check(
        "G|Hi Nora,\n\nM|Thank you for your order!\n\nM|It will be with you on Friday, and you can follow it in the app.\n\nF|Best regards,\nS|The Northwind Tools Team\n",
    );
}

#[test]
fn templates() {
    check(
        "J|Subject: Reset for [% site_name %]\n\nG|Hei [% name %],\n\nM|Klikk på lenken under for å få et nytt passord:\n\nM|[% token_url %]\n\nS|[% signature %]\n",
    );
    check("G|Hello {{customer.first_name}},\n\nM|Your parcel {{ parcel.id }} is on its way to you.\n\n{% if x %}\nM|It needs a signature at the door.\n{% endif %}\n\nF|Kind regards,\nS|{{agent.name}}\n".replace("\n{%", "\nM|{%").as_str());
    check(
        "G|Hej {USERNAME}\n\nM|Din konto er nu aktiveret, og du kan logge ind med det samme.\n\nM|{U_ACTIVATE}\n\nS|{EMAIL_SIG}\n",
    );
}

#[test]
fn rules_and_lists_in_the_text_do_not_end_it() {
    check(
        "M|Here is what we found:\n\nM|## Speed\nM|----\n\nM|1. The page is twice as fast as it was\nM|2. It needs less memory than before\n\nM|----\n\nM|So we are going to keep the change and you need not do anything.\n",
    );
    check(
        "G|Hello,\n\nM|I am writing because of these things:\nM|-- the hinge of the lid squeaks\nM|-- the cord is too short for our desk\n\nM|I hope that you can look at it soon.\n\nF|Regards,\nS|Li\n",
    );
}

#[test]
fn text_below_the_signature() {
    check(
        "G|Hei,\n\nM|Takk for meldingen din, den er nå sendt videre til kommunen.\n\nF|Vennlig hilsen,\nS|Nordlys-gruppen\n\nM|Saken du meldte var som følger:\n\nM|Lykten ved skolen er mørk, og det er farlig for barna.\n",
    );
    check(
        "G|Hi,\n\nM|The link should work again now, could you try it?\n\nF|Regards\nS|Nora\n\nM|P.S. We are closed on Friday.\n",
    );
}

#[test]
fn delimiters_and_list_footers() {
    check(
        "G|Hi all,\n\nM|Does the new driver work for any of you? It does not start here.\n\nF|Regards,\nS|Ida\n\nS|-- \nS|Ida Falk, the quiet one\nS|http://ida.example/\n\nS|_______________________________________________\nS|gear-users mailing list\nS|gear-users@lists.example.org\n",
    );
}

#[test]
fn unsubscribe_lines_are_signature() {
    check(
        "G|Hej,\n\nM|Din rapport har blivit godkänd och syns nu på sidan.\n\nF|Vänliga hälsningar,\nS|Grönsaksboden\n\nS|Det går inte att svara på detta meddelande.\n",
    );
}

#[test]
fn line_ends_of_every_kind() {
    for end in ["\r\n", "\r", "\u{2028}", "\u{85}", "\n"] {
        let text = ["Hei Kari,", "", "Den er på vei til deg nå.", "", "Hilsen", "Per"].join(end);
        let kinds: Vec<char> = sections(&text, PLAIN).iter().map(|s| letter(s.kind)).collect();
        assert_eq!(kinds, ['G', 'M', 'F', 'S'], "{end:?}");
    }
}

#[test]
fn offsets_are_bytes_and_trimmed() {
    let text = "\u{feff}Hei Åse,  \n\n  Blåbærsyltetøyet er på vei til deg nå.  \n\n";
    let found = sections(text, PLAIN);
    assert_eq!(found.last().map(|s| &text[s.start..s.end]), Some("Blåbærsyltetøyet er på vei til deg nå."));
}

#[test]
fn nothing_gives_nothing() {
    for text in ["", " ", "\n\r\n\t", "\u{2028}\u{a0}"] {
        assert_eq!(sections(text, PLAIN), [], "{text:?}");
    }
}

#[test]
fn quotes_alone() {
    assert_eq!(sections("> a\n> b\n", PLAIN), [Section { kind: SectionKind::Quoted, start: 0, end: 7 }]);
}

/// Holds for any text: every character that is not white space lies in exactly one section, and so on.
fn check_laws(text: &str) {
    for layout in [PLAIN, BODY] {
        let found = sections(text, layout);
        let mut at = 0;
        for section in &found {
            assert!(section.start >= at && section.start < section.end, "{section:?} in {text:?}");
            assert_eq!(text[at..section.start].trim(), "", "not covered in {text:?}");
            let inside = &text[section.start..section.end];
            assert_eq!(inside.trim(), inside, "not trimmed in {text:?}");
            at = section.end;
        }
        assert_eq!(text[at..].trim(), "", "not covered in {text:?}");
        assert!(found.windows(2).all(|w| w[0].kind != w[1].kind), "not joined in {text:?}");
        assert_eq!(sections(text, layout), found);
    }
    assert!(explain(text, PLAIN).windows(2).all(|w| w[0].section.end <= w[1].section.start));
}

/// A small generator of numbers, so that the texts are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % n as u64).unwrap_or(0)
    }
}

const PIECES: &[&str] = &[
    "Hei",
    "Kari",
    ",",
    " ",
    " ",
    "\n",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "> ",
    ">",
    ">:",
    "|",
    "+",
    "On",
    "wrote:",
    "skrev",
    "3. nov. 2025",
    "10:12",
    "Mvh",
    "Mvh. ",
    "Med vennlig hilsen",
    "Thanks",
    "-- ",
    "--",
    "____",
    "-----Original Message-----",
    "From: a@b.c",
    "Subject: x",
    "Emne:",
    "{{name}}",
    "[% x %]",
    "[%",
    "{{",
    "<",
    "%",
    "@kari",
    "^MM",
    "/AY",
    "takk og hilsen ",
    "Hi, ",
    "Dear ",
    "du har det",
    "ß",
    "Åse",
    "İ",
    "\u{2028}",
    "\u{feff}",
    "\u{0}",
    "e\u{301}",
    "👍",
    "\u{a0}",
    "\t",
    "22 33 44 55",
    "https://x.no/",
    "a@b.no",
    ".",
    "!",
    ":",
    "P.S.",
    "Til Per,",
    "=09",
    "*",
    "—",
    "Sent from my iPhone",
    "unsubscribe",
    "CAUTION: external",
    "a-b",
    "'",
    "\u{85}",
];

#[test]
fn laws_hold_for_any_mixture() {
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    for _ in 0..6000 {
        let length = numbers.below(24) + 1;
        let text: String = (0..length).map(|_| PIECES[numbers.below(PIECES.len())]).collect();
        check_laws(&text);
    }
}

#[test]
fn laws_hold_for_any_characters() {
    let mut numbers = Numbers(42);
    for _ in 0..2000 {
        let length = numbers.below(60);
        let text: String =
            (0..length).filter_map(|_| char::from_u32(u32::try_from(numbers.below(0x3000)).unwrap_or(0))).collect();
        check_laws(&text);
    }
}

fn fastest(text: &str) -> Duration {
    (0..3)
        .map(|_| {
            let start = Instant::now();
            std::hint::black_box(sections(text, PLAIN));
            start.elapsed()
        })
        .min()
        .unwrap_or_default()
}

#[test]
fn hostile_shapes_take_linear_time() {
    type Shape = fn(usize) -> String;
    let shapes: [(&str, Shape); 14] = [
        ("one line", |n| "x".repeat(n)),
        ("one line of words", |n| "hei på deg ".repeat(n / 12)),
        ("marks", |n| ">\n".repeat(n / 2)),
        ("one line of marks", |n| ">".repeat(n)),
        ("openers", |n| "On\n".repeat(n / 3)),
        ("dated openers", |n| "On Mon, 3 Nov 2025\n".repeat(n / 19)),
        ("attributions", |n| "On Mon, 3 Nov 2025, a@b.c\nx wrote\n".repeat(n / 34)),
        ("fields", |n| "To: a@b.c,\n".repeat(n / 11)),
        ("wrapped fields", |n| "From: a\nb,\nb,\nb,\nb,\n".repeat(n / 20)),
        ("open placeholders", |n| "{{[%<%".repeat(n / 6)),
        ("greetings", |n| "Hei,\n\n".repeat(n / 6)),
        ("names", |n| "Kari\n".repeat(n / 5)),
        ("pipes", |n| "a wrote:\n| b\n".repeat(n / 13)),
        ("blank", |n| "\n".repeat(n)),
    ];
    for (name, shape) in shapes {
        let (small, large) = (shape(60_000), shape(480_000));
        let (short, long) = (fastest(&small), fastest(&large));
        // Eight times the text; the rest is room for a busy machine.
        assert!(
            long < short * 40 + Duration::from_millis(60),
            "{name}: {short:?} for {} bytes, {long:?} for {}",
            small.len(),
            large.len()
        );
        check_laws(&small[..small.len().min(6000)]);
    }
}
