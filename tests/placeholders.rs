//! Placeholders wherever they print: in the text, in the subject, in addresses and in what stands in place of images, held
//! against the names a house says can be filled in.

#![allow(clippy::unwrap_used, reason = "a test helper that fails is a failed test")]

use std::path::Path;

use hilsen::{
    config::{Config, Layer},
    decode::{CatalogueKind, Decoded, Format, Kind, Reading, Tool, catalogue, decode},
    draft::{Draft, Known},
    lint::lint,
    pack,
};

const KNOWN: &str = "known = [\"reset_url\", \"customer.first_name\", \"order.number\", \"logo_url\", \"shop_name\"]";

fn draft(decoded: Decoded) -> Draft {
    let known =
        Known { language: None, fallback: None, abbreviations: &pack::abbreviations, situation: None, house: None };
    Draft::of(decoded, known)
}

/// What a rule finds, each as the bytes of the file it points at and the message.
fn found_in(bytes: &[u8], decoded: Decoded, settings: &str, rule: &str) -> Vec<(String, String)> {
    let config = Config::read(Path::new("hilsen.toml"), settings);
    assert!(config.problems.is_empty(), "{:?}", config.problems);
    let draft = draft(decoded);
    let found = lint(&draft, &config.rule_set(&[], &Layer::default()));
    let of_rule = found.iter().filter(|one| one.rule == rule);
    let place = |one: &hilsen::diagnostic::Diagnostic| one.source.unwrap_or_else(|| draft.source(one.span)).range();
    of_rule.map(|one| (String::from_utf8_lossy(&bytes[place(one)]).into_owned(), one.message.clone())).collect()
}

fn reading(format: Format) -> Reading {
    Reading { kind: Some(Kind::Template), ..Reading::from(format) }
}

/// The broken placeholders of a file, as they stand in it.
fn broken(format: Format, page: &str) -> Vec<String> {
    let settings = format!("[rules.broken-placeholder]\n{KNOWN}\n");
    let found = found_in(page.as_bytes(), decode(page.as_bytes(), reading(format)), &settings, "broken-placeholder");
    found.into_iter().map(|(place, _)| place).collect()
}

#[test]
fn a_misspelt_name_in_an_address_is_found_where_it_stands() {
    let page = "<p>Hello {{ customer.first_name }},</p>\n\
                <p><a href=\"https://shop.example/{{ reset_ulr }}?a=1&amp;b={{order.number}}\">Choose a new one</a></p>";
    let settings = format!("[rules.broken-placeholder]\n{KNOWN}\n");
    let decoded = decode(page.as_bytes(), reading(Format::Html));
    let found = found_in(page.as_bytes(), decoded, &settings, "broken-placeholder");
    assert_eq!(
        found,
        [("{{ reset_ulr }}".to_owned(), "“{{ reset_ulr }}” is not among the known placeholders".to_owned())]
    );
    // Nobody listed names: nobody said that it cannot be filled in.
    let decoded = decode(page.as_bytes(), reading(Format::Html));
    assert_eq!(found_in(page.as_bytes(), decoded, "", "broken-placeholder"), []);
}

#[test]
fn all_that_a_reader_opens_or_sees_of_a_tag_is_looked_at() {
    let html = |page: &str| broken(Format::Html, page);
    assert_eq!(
        html("<p>Hello</p><img src='{{ logo_ulr }}' alt='{{ shop_nmae }}'>"),
        ["{{ logo_ulr }}", "{{ shop_nmae }}"]
    );
    assert_eq!(html("<img src='{{logo_ulr}}'>"), ["{{logo_ulr}}"]);
    assert_eq!(html("<p>Hello <b title='{{ shop_nmae }}'>you</b>"), ["{{ shop_nmae }}"]);
    assert_eq!(html("<div style='display:none'>From {{ shop_nmae }}</div><p>Hello"), ["{{ shop_nmae }}"]);
    assert_eq!(
        html("<p>Hello</p><!--[if mso]><v:roundrect href=\"{{ reset_ulr }}\"></v:roundrect><![endif]-->"),
        ["{{ reset_ulr }}"]
    );
    assert_eq!(html("<mjml><mj-body><mj-button href='{{ reset_ulr }}'>Choose</mj-button>"), ["{{ reset_ulr }}"]);
    // What only a program reads.
    assert_eq!(
        html("<p class='{{ theme }}' data-id='{{ row }}' style='color:{{ ink }}'>Hello"),
        <[String; 0]>::default()
    );
    // What is called, and letters of an address, are no names.
    for address in
        ["{{ url('reset') }}", "{{ link_to \"a\" }}", "<%= edit_url @user %>", "a%20b%C3%A5%20c%", "{% url 'x' %}"]
    {
        assert_eq!(html(&format!("<p>Hello <a href=\"{address}\">here</a>")), <[String; 0]>::default(), "{address}");
    }
}

#[test]
fn markdown_has_addresses_too() {
    let page = "Hello {{ customer.first_name }}, [choose a **new** one]({{reset_ulr}}) or {{ order.numbr }}.\n\n\
                ![{{shop_nmae}}]({{logo_url}})\n\nFrom {{ shop_nmae }}\n";
    assert_eq!(
        broken(Format::Markdown, page),
        ["{{reset_ulr}}", "{{ order.numbr }}", "{{shop_nmae}}", "{{ shop_nmae }}"]
    );
}

#[test]
fn subjects_are_looked_at() {
    assert_eq!(broken(Format::Plain, "Subject: Order {{ order.numbr }}\n\nHello,\n"), ["{{ order.numbr }}"]);
    assert_eq!(broken(Format::Html, "<!--@subject Order {{ order.numbr }} @--><p>Hello"), ["{{ order.numbr }}"]);
    assert_eq!(broken(Format::Html, "---\nsubject: Order {{ order.numbr }}\n---\n<p>Hello"), ["{{ order.numbr }}"]);
    assert_eq!(broken(Format::Markdown, "---\nsubject: Order {{ order.numbr }}\n---\nHello"), ["{{ order.numbr }}"]);
    let page = "Order {{ order.numbr }} from {{ shop_name }}\n";
    let settings = format!("[rules.broken-placeholder]\n{KNOWN}\n");
    let decoded = decode(page.as_bytes(), Reading { is_subject: true, ..reading(Format::Plain) });
    let found = found_in(page.as_bytes(), decoded, &settings, "broken-placeholder");
    assert_eq!(found.iter().map(|(place, _)| place.as_str()).collect::<Vec<_>>(), ["{{ order.numbr }}"]);
}

#[test]
fn the_places_are_right_through_every_encoding() {
    let mail = "Subject: Order\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n\
                <p>Bl=C3=A5b=C3=A6r <a href=3D\"{{ reset_=\nulr }}\">her</a></p>\n";
    assert_eq!(broken(Format::Eml, mail), ["{{ reset_=\nulr }}"]);
    let file = "{\"mails\": {\"reset\": {\"subject\": \"Reset {{ order.numbr }}\", \
                \"body\": \"<p>Bl\\u00e5 <a href=\\\"{{ reset_ulr }}\\\">her<\\/a><\\/p>\"}}}";
    let settings = format!("[rules.broken-placeholder]\n{KNOWN}\n");
    let places: Vec<String> =
        catalogue(file.as_bytes(), CatalogueKind::Json, reading(Format::Plain), "mails.json", &[])
            .into_iter()
            .flat_map(|entry| found_in(file.as_bytes(), entry, &settings, "broken-placeholder"))
            .map(|(place, _)| place)
            .collect();
    assert_eq!(places, ["{{ order.numbr }}", "{{ reset_ulr }}"]);
}

#[test]
fn a_placeholder_of_another_tool_is_found_in_an_address() {
    let page = "<p>Hello {{ticket.requester.name}}, <a href=\"*|RESET|*\">choose a new one</a>.";
    let decoded = decode(page.as_bytes(), Reading { tool: Tool::from_name("zendesk"), ..reading(Format::Html) });
    let found = found_in(page.as_bytes(), decoded, "", "broken-placeholder");
    assert_eq!(found, [("*|RESET|*".to_owned(), "“*|RESET|*” is no placeholder of zendesk".to_owned())]);
}

/// A link that nobody filled in leads nowhere, whatever its words say.
#[test]
fn an_address_that_was_not_filled_in_is_found_in_a_mail() {
    let unfilled = |format, page: &str| {
        let reading = Reading { kind: Some(Kind::Draft), ..Reading::from(format) };
        let found = found_in(page.as_bytes(), decode(page.as_bytes(), reading), "", "unfilled-placeholder");
        found.into_iter().map(|(place, _)| place).collect::<Vec<_>>()
    };
    let html =
        |address: &str| unfilled(Format::Html, &format!("<p>Hello Anna, choose <a href=\"{address}\">a new one</a>."));
    assert_eq!(html("https://shop.example/{{ reset_url }}"), ["{{ reset_url }}"]);
    assert_eq!(html("*|RESET|*"), ["*|RESET|*"]);
    assert_eq!(unfilled(Format::Markdown, "Hello Anna, choose [a new one](${reset}).\n"), ["${reset}"]);
    for address in
        ["https://shop.example/a%20b%C3%A5%20c?d=%FF#top", "https://shop.example/__init__#a#b", "#", "mailto:{a}"]
    {
        assert_eq!(html(address), <[String; 0]>::default(), "{address}");
    }
}

/// Templates that people fill in by hand tell them what to write: that is what they are for.
#[test]
fn instructions_are_no_residue_in_templates_filled_in_by_hand() {
    let pages = [
        "Hello [insert name],\n\nYour parcel arrives on [INSERT DATE].\n\nChoose one: a refund or a credit note.\n\n\
         We give you a refund [delete if not applicable].\n\nKind regards\n[your name]\n",
        "Hei [sett inn navn],\n\nPakken kommer [sett inn dato].\n\nVennlig hilsen\n[ditt navn]\n",
        "Hej [indsæt navn],\n\nPakken kommer [indsæt dato].\n\nVenlig hilsen\n[dit navn]\n",
    ];
    for page in pages {
        let read = |kind| {
            let decoded = decode(page.as_bytes(), Reading { kind: Some(kind), ..Reading::from(Format::Plain) });
            found_in(page.as_bytes(), decoded, "", "template-residue").len()
        };
        assert_eq!(read(Kind::Template), 0, "{page}");
        // What stands in the place of a text nobody wrote yet is residue in either.
        let page = page.replace(".\n\n", ".\n\nLorem ipsum dolor sit amet.\n\n");
        let reading = Reading { kind: Some(Kind::Template), ..Reading::from(Format::Plain) };
        let found = found_in(page.as_bytes(), decode(page.as_bytes(), reading), "", "template-residue");
        assert!(found.iter().all(|(place, _)| place == "Lorem ipsum") && !found.is_empty(), "{found:?}");
        // The same in a mail that is about to be sent is.
        assert!(read(Kind::Draft) > 0, "{page}");
    }
}

/// What will be filled in, by a program or by a person, has a length, a choice and a telephone number that nobody knows yet.
#[test]
fn what_is_to_be_filled_in_is_not_judged() {
    let found = |page: &str, kind, rule| {
        let decoded = decode(page.as_bytes(), Reading { kind: Some(kind), ..Reading::from(Format::Plain) });
        found_in(page.as_bytes(), decoded, "", rule).len()
    };
    let body = "\n\nHello Anna,\n\nThe lamp is on its way. You can keep the old one.\n\nKind regards\n";
    let long = "Subject: Your order {{ order.number | upcase }} from {{ shop.display_name }} on {{ order.date }}";
    assert_eq!(found(&format!("{long}{body}Eva Holm\n"), Kind::Template, "subject-too-long"), 0);
    let long = "Subject: The lamp you ordered [for your kitchen or your living room] is on its way";
    assert_eq!(found(&format!("{long}{body}Eva Holm\n"), Kind::Draft, "subject-too-long"), 0);
    let long = "Subject: [Case 4821] The lamp that you ordered from us last week is on its way to you";
    assert_eq!(found(&format!("{long}{body}Eva Holm\n"), Kind::Draft, "subject-too-long"), 1);
    let short = "Subject: Your lamp is on its way";
    let firm = "Customer service, Fjordlys AS";
    assert_eq!(found(&format!("{short}{body}[sender name]\n{firm}\n"), Kind::Draft, "signature-contact-missing"), 0);
    assert_eq!(found(&format!("{short}{body}Eva Holm\n{firm}\n"), Kind::Draft, "signature-contact-missing"), 1);
    let page =
        format!("{short}{}Eva Holm\n", body.replace("old one.", "old one. Write to [address and/or telephone]."));
    assert_eq!(found(&page, Kind::Draft, "unresolved-alternative"), 0);
}
