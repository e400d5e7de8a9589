//! HTML and MJML: the text a reader of the page sees, and an edit of it back into the page.
//!
//! [`token`] cuts the page into tokens with exact places, [`reader`] makes lines of them. The construct of a template
//! language is text, whole and as it stands: it is not for HTML to say what becomes of it.

mod css;
mod element;
mod entity;
mod look;
mod picture;
mod reader;
mod style;
mod token;

use std::ops::Range;

use super::{
    markup::Page,
    template::{Constructs, Templates},
};
use token::{Token, Tokens};

/// The text of a page, with what else a reader meets in it.
pub(super) fn read(page: &str, templates: Templates) -> Page {
    reader::read(page, templates.in_markup())
}

/// Whether markup, or a construct of a template language, stands among the characters `range` of a page.
pub(super) fn has_markup(page: &str, templates: Templates, range: &Range<usize>) -> bool {
    Tokens::new(page, 0, templates.in_markup()).any(|token| match token {
        Token::Text(_) | Token::Entity(_) => false,
        Token::Start(tag) | Token::End(tag) => overlaps(&tag.range, range),
        Token::Raw(token) | Token::Comment(token) | Token::Template(token) => overlaps(&token, range),
    })
}

/// Whether some text that may or may not be HTML has elements that mails are made of.
pub(super) fn has_elements(text: &str) -> bool {
    const NAMES: [&str; 26] = [
        "a",
        "b",
        "blockquote",
        "body",
        "br",
        "center",
        "div",
        "em",
        "font",
        "h1",
        "h2",
        "h3",
        "h4",
        "hr",
        "html",
        "i",
        "img",
        "li",
        "ol",
        "p",
        "span",
        "strong",
        "table",
        "td",
        "u",
        "ul",
    ];
    text.contains('<')
        && Tokens::new(text, 0, Templates::default().in_markup()).any(|token| match token {
            Token::Start(tag) | Token::End(tag) => NAMES.contains(&tag.name.to_ascii_lowercase().as_str()),
            _ => false,
        })
}

fn overlaps(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}

/// Text as it is written in a page; characters that `can_write` denies are written by their numbers.
///
/// Constructs of template languages are written as they are, as they are read.
pub(super) fn escape(text: &str, templates: Templates, can_write: &dyn Fn(char) -> bool) -> String {
    let mut constructs = Constructs::new(text, templates.in_markup().syntaxes);
    let mut escaped = String::with_capacity(text.len());
    let mut behind_construct = 0;
    for (at, character) in text.char_indices() {
        if at < behind_construct {
            continue;
        }
        if let Some(end) = constructs.end(at) {
            escaped.push_str(&text[at..end]);
            behind_construct = end;
            continue;
        }
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '\u{A0}' => escaped.push_str("&nbsp;"),
            _ if can_write(character) => escaped.push(character),
            _ => escaped.extend(["&#", &u32::from(character).to_string(), ";"]),
        }
    }
    escaped
}

/// The charset a page names for itself, within its first 1024 bytes.
pub(super) fn charset_label(page: &[u8]) -> Option<&[u8]> {
    const SAMPLE: usize = 1024;
    const NAME: &[u8] = b"charset";
    let sample = &page[..page.len().min(SAMPLE)];
    let meta = sample.windows(5).position(|window| window.eq_ignore_ascii_case(b"<meta"))?;
    let sample = &sample[meta..];
    let name = sample.windows(NAME.len()).position(|window| window.eq_ignore_ascii_case(NAME))?;
    let value = sample[name + NAME.len()..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let value = value.strip_prefix(b"\"").or(value.strip_prefix(b"'")).unwrap_or(value);
    let length = value.iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"-_:.".contains(byte)).count();
    Some(&value[..length])
}

/// Whether bytes begin like a page: with its doctype, or one of the elements that only pages begin with.
pub(super) fn is_page(bytes: &[u8]) -> bool {
    const BEGINNINGS: [&[u8]; 5] = [b"<!doctype html", b"<html", b"<head", b"<body", b"<mjml"];
    let mut rest = bytes.trim_ascii_start();
    loop {
        let behind = if rest.starts_with(b"<!--") {
            memchr::memmem::find(rest, b"-->").map(|at| at + 3)
        } else if rest.starts_with(b"<?xml") {
            memchr::memchr(b'>', rest).map(|at| at + 1)
        } else {
            break;
        };
        let Some(behind) = behind else { return false };
        rest = rest[behind..].trim_ascii_start();
    }
    BEGINNINGS.iter().any(|beginning| {
        let named = rest.get(..beginning.len()).is_some_and(|start| start.eq_ignore_ascii_case(beginning));
        named
            && rest.get(beginning.len()).is_some_and(|byte| matches!(byte, b'>' | b' ' | b'\n' | b'\r' | b'\t' | b'/'))
    })
}

#[cfg(test)]
mod tests {
    use super::{super::template::Kind, *};

    fn read(page: &str) -> Page {
        super::read(page, Templates::of(Kind::Template, None))
    }

    /// The text of a page, with `⏎` for line ends and `⇥` for tabs.
    fn text(page: &str) -> String {
        read(page).layer.out.replace('\n', "⏎").replace('\t', "⇥")
    }

    /// What stands in the page under a piece of its text.
    fn under<'p>(page: &'p str, piece: &str) -> &'p str {
        let layer = read(page).layer;
        let at = layer.out.find(piece).unwrap();
        &page[layer.map.source(crate::text::Span::new(at, at + piece.len())).range()]
    }

    #[test]
    fn paragraphs_lines_and_white_space() {
        assert_eq!(text("<p>Hei  Kari,\n</p>\n<p>takk for <b>sist</b> .</p>"), "Hei Kari,⏎⏎takk for sist .");
        assert_eq!(text("<div>Hilsen</div><div>Kari</div>Lager"), "Hilsen⏎Kari⏎Lager");
        assert_eq!(text("a<br>b<br /><br>c<br><br><br>d"), "a⏎b⏎⏎c⏎⏎d");
        assert_eq!(text("<div>a<br></div><div><br></div><div>b</div>"), "a⏎⏎b");
        assert_eq!(text("a <i> b</i> <i></i> c"), "a b c");
        assert_eq!(text("a<hr>b</p>c</br>d"), "a⏎⏎b".to_owned() + "c⏎d");
        assert_eq!(text("<pre>\n a\n  b\n</pre><p>c"), " a⏎  b⏎⏎c");
        assert_eq!(text("<div style='white-space: pre-line'>a\n  b</div>"), "a⏎b");
        assert_eq!(text("10&nbsp;kg &shy;Bil&shy;der&#8203;"), "10\u{A0}kg Bilder");
    }

    #[test]
    fn lists_and_tables() {
        assert_eq!(text("Du trenger<ul><li>pass<li><p>kort</p></ul>Hei"), "Du trenger⏎⏎- pass⏎- kort⏎⏎Hei");
        assert_eq!(text("<ul><li>a<ol><li>b</ol><li></li></ul>"), "- a⏎- b");
        let table = "<table><tr><td>Ordre</td> <td>481</td></tr>\n<tr><th>Sum<td><b>5</b> kr</table>Hei";
        assert_eq!(text(table), "Ordre⇥481⏎Sum⇥5 kr⏎⏎Hei");
        assert_eq!(text("<table><tr><td><p>Hei</p><table><tr><td>du</table></td><td>x</table>"), "Hei⏎⏎du⏎⏎x");
    }

    #[test]
    fn entities_are_atoms_and_other_characters_verbatim() {
        let page = "<p>bl&aring;b&#230;r &lt;3</p>";
        assert_eq!(text(page), "blåbær <3");
        assert_eq!(under(page, "å"), "&aring;");
        assert_eq!(under(page, "b"), "b");
        assert_eq!(under(page, "<3"), "&lt;3");
        assert_eq!(under("a\n\t b", " "), "\n\t ");
        assert_eq!(text("AT&T &ampx; &#x1F642;"), "AT&T &x; 🙂");
    }

    #[test]
    fn what_no_reader_sees() {
        let page = "<!DOCTYPE html><html lang='nb-NO'><head><title>Takk &amp;\n hei</title><style>.x, b.y{display:none}</style>\
                    <meta charset=utf-8></head><body><div style='display:none'>Se hva som kom&zwnj;&nbsp;&zwnj;</div>\
                    <!-- nei --><!--[if mso]><p>nei</p><![endif]--><![if !mso]>ja<![endif]><script>a<b</script>\
                    <p hidden>nei</p><p class='z x'>nei<p>og <b class=y>nei</b>her<noscript>nei</noscript>";
        let read = read(page);
        assert_eq!(read.layer.out, "ja\n\nog her");
        assert_eq!(read.title.as_deref(), Some("Takk & hei"));
        assert_eq!(read.lang.as_deref(), Some("nb-NO"));
        assert_eq!(read.preheader.map(|range| &page[range]), Some("Se hva som kom"));
        // What generators of mail do: no size for the table, a size for its text.
        assert_eq!(text("<td style='font-size:0px'> <div style='font-size:13px'>ja</div>nei</td>"), "ja");
        assert_eq!(text("<div style='display:none'><p>nei</span></b></td>nei</div>ja"), "ja");
        assert_eq!(text("<!--[if !mso]><!-->ja<!--<![endif]-->"), "ja");
    }

    #[test]
    fn links_and_images() {
        let page = "Se <a class=b href='https://a.test/?a=1&amp;b={{ id }}'> <b>ordren</b></a><a href=#></a><img alt='Logo &amp; co' src=x>";
        let read = read(page);
        assert_eq!(read.layer.out, "Se ordren");
        let links: Vec<_> = read.links.iter().map(|link| (&read.layer.out[link.text.range()], &*link.target)).collect();
        assert_eq!(links, [("ordren", "https://a.test/?a=1&b={{ id }}"), ("", "#")]);
        assert_eq!(&page[read.links[0].source.clone()], "https://a.test/?a=1&amp;b={{ id }}");
        assert_eq!(read.images[0].alt.as_deref(), Some("Logo & co"));
        assert!(page[read.images[0].source.clone()].starts_with("<img"));
    }

    #[test]
    fn constructs_of_templates_come_through_whole() {
        for construct in
            ["{{ a | b: \"<p>\" }}", "[% x %]", "<%= link \"<b>\" %>", "<<a.b>>", "<OTRS_X>", "#{x}", "*|X|*"]
        {
            assert_eq!(text(&format!("<p>Hei {construct},</p>")), format!("Hei {construct},"));
            assert_eq!(text(&format!("<p class=\"{construct}\" {construct}>Hei</p>")), "Hei", "{construct}");
            assert_eq!(text(&format!("<table>{construct}<tr><td>a")), format!("{construct}⏎a"));
        }
        assert_eq!(text("<a href=\"<%= url(\"x\", '>') %>\">her</a>"), "her");
        assert_eq!(text("<div{% if a > 0 %} style='color:red'{% endif %}>her</div>"), "her");
        assert_eq!(text("<h{{ level > 2 }}>her</h{{ level > 2 }}>du"), text("<h>her</h>du"));
        assert_eq!(text("<p>{{ a"), "{{ a");
    }

    #[test]
    fn steering_is_not_shown_and_prose_in_constructs_is() {
        assert_eq!(text("<p>Hei {% if a < b %}Kari{% else %}du{% endif %}!</p>{# nei #}"), "Hei Kari du!");
        assert_eq!(text("<table>{% for a in b %}<tr><td>a</td></tr>{% endfor %}"), "a");
        let page = "<p>{% trans \"Se <b>her</b> &amp; n\u{e5} \\\"straks\\\"\" %}.</p>";
        assert_eq!(text(page), "Se her & n\u{e5} \"straks\".");
        assert_eq!(under(page, "her"), "her");
        assert_eq!(under(page, "&"), "&amp;");
        let page = read("<p>{% trans \"Hei :name, du\" %} :name</p>");
        let marks = &page.collected.marks.placeholders;
        assert_eq!(marks.iter().map(|mark| &page.layer.out[mark.range()]).collect::<Vec<_>>(), [":name"]);
        // In a mail that is sent, the reader sees all of it.
        let draft = super::read("<p>Hei {% if a %}du</p>", Templates::of(Kind::Draft, None));
        assert_eq!(draft.layer.out, "Hei {% if a %}du");
    }

    #[test]
    fn front_matter_is_not_shown() {
        assert_eq!(text("---\nsubject: Ny {{ x }}\nid: 4\n---\n<p>Hei"), "Subject: Ny {{ x }}⏎⏎Hei");
        assert_eq!(text("<!-- subject: Takk {%a.b%} -->\n<p>Hei"), "Subject: Takk {%a.b%}⏎⏎Hei");
    }

    #[test]
    fn mjml() {
        let page = "<mjml><mj-head><mj-title>Takk</mj-title><mj-preview> Kort sagt </mj-preview><mj-attributes><mj-all/>\
                    </mj-attributes></mj-head><mj-body><mj-text>Hei</mj-text><mj-divider /><mj-button href='x'>Se</mj-button>";
        let read = read(page);
        assert_eq!(read.layer.out, "Hei\n\nSe");
        assert_eq!(
            (read.title.as_deref(), read.preheader.map(|range| &page[range])),
            (Some("Takk"), Some("Kort sagt"))
        );
        assert_eq!(read.links.len(), 1);
    }

    #[test]
    fn subjects_above_a_page() {
        let page = read("<!--@subject Ny ordre {{var id}} @-->\n<!--@vars {\"a\":\"b\"} @--><p>Hei");
        assert_eq!(page.layer.out, "Subject: Ny ordre {{var id}}\n\nHei");
        assert_eq!(page.subject.map(|value| &page.layer.out[value.range()]), Some("Ny ordre {{var id}}"));
        let page = read("Subject: Sak\nContent-Type: text/html\n\n<p>Hei");
        assert_eq!((page.layer.out.as_str(), page.body_start), ("Subject: Sak\n\nHei", 14));
        assert_eq!(text("Subject: Sak <b>\n\nHei: b"), "Subject: Sak <b>⏎⏎Hei: b");
        assert_eq!(text("Takk: nå\nog\n\nHei"), "Takk: nå og Hei");
    }

    #[test]
    fn malformed_pages_have_a_text() {
        assert_eq!(text("<p>Hei <b"), "Hei");
        assert_eq!(text("Hei < du </ og <3"), "Hei < du");
        assert_eq!(text("Hei <!-- du"), "Hei");
        assert_eq!(text("<b><p>a</b>b</i></p>c"), "ab⏎⏎c");
        assert_eq!(text(""), "");
        assert_eq!(text("<p style='display:none'>x<p>y"), "y");
    }

    #[test]
    fn the_charset_a_page_names() {
        assert_eq!(
            charset_label(b"<meta http-equiv=x content='text/html; charset=iso-8859-1'>"),
            Some(&b"iso-8859-1"[..])
        );
        assert_eq!(charset_label(b"<META CHARSET = \"utf-8\">"), Some(&b"utf-8"[..]));
        assert_eq!(charset_label(b"<p>charset=x"), None);
    }
}
