//! What a construct of a template means to the reader of the mail.

use std::ops::Range;

/// What becomes of a construct. Ranges count bytes of the text it stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::decode) enum Meaning {
    /// Words that are not known yet.
    Prints,
    /// Nothing: it says which parts of the text are used.
    Steers(Steers),
    /// Nothing: it is a note of the template's writer.
    Comment,
    /// Text that is written in it, between quotation marks.
    Prose(Vec<Range<usize>>),
    /// The subject of the mail.
    Subject(Range<usize>),
}

/// How a construct steers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::decode) enum Steers {
    /// A block begins.
    Open,
    /// What follows is said instead of what came before.
    Else,
    /// A block ends.
    Close,
    /// It sets or loads something.
    Other,
}

/// Words that begin a block, in any of the template languages.
const OPEN: &str = "if unless for foreach each while with switch try filter wrapper block blocktrans blocktranslate trans \
    translate depend autoescape spaceless macro capture raw verbatim isset empty forelse section component slot tablerow \
    call endless language localize localtime timezone apply embed sandbox view ifnot";
/// Words that begin another alternative.
const ELSE: &str = "else elseif elsif elif plural pluralize case when catch final";
/// Words that do something that is not seen.
const OTHER: &str = "set assign load extends layout import from use default meta debug increment decrement cycle stop \
    return next last perl rawperl inlinecss parent do php css vars var_dump csrf_token break continue ldelim section_end \
    my our local require";
/// Words that put another file in: its words are not known here.
const INCLUDES: &str =
    "include process insert render partial includemailtemplate template includeif component_file yield";
/// Functions whose first argument is a text in the language of the template.
const TRANSLATE: [&str; 18] = [
    "_",
    "__",
    "_e",
    "_n",
    "n_",
    "gettext",
    "ngettext",
    "pgettext",
    "nget",
    "loc",
    "t",
    "trans",
    "transchoice",
    "translate",
    "lang",
    "tr",
    "i18n",
    "l",
];

impl Meaning {
    /// What the construct `range` of a text means.
    pub(in crate::decode) fn of(text: &str, range: &Range<usize>) -> Self {
        let construct = &text[range.clone()];
        if construct.starts_with('<') && construct.starts_with("<!--") {
            return comment_of_html(construct, range.start);
        }
        let (open, inner, _) = split(construct);
        let start = range.start + open.len();
        if is_comment(open, inner) {
            return Self::Comment;
        }
        if let Some(steers) = mark(open, inner) {
            return steers;
        }
        let prints_code = matches!(open, "<%=" | "<%-" | "<%==" | "<?=");
        let runs_code = matches!(open, "<%" | "<?php");
        let shell = inner.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '+' | '~' | '='));
        let shift = inner.len() - shell.len();
        // `<?php echo $x ?>` prints, all other code does not.
        let echoes = runs_code && (shell.starts_with("echo") || shell.starts_with("print"));
        if let Some(prose) = prose(shell, matches!(open, "{" | "@")) {
            let place = |piece: &Range<usize>| start + shift + piece.start..start + shift + piece.end;
            if prose.iter().any(|piece| reads_as_prose(&shell[piece.clone()])) {
                return Self::Prose(prose.iter().map(place).collect());
            }
        }
        if prints_code || echoes {
            return Self::Prints;
        }
        if runs_code {
            return Self::Steers(code(shell));
        }
        word(open, shell)
    }
}

/// The opening, the inside and the closing of a construct.
fn split(construct: &str) -> (&str, &str, &str) {
    const PAIRS: [(&str, &str); 27] = [
        ("{{{", "}}}"),
        ("{{--", "--}}"),
        ("{{!--", "--}}"),
        ("{{", "}}"),
        ("{%", "%}"),
        ("{#", "#}"),
        ("{*", "*}"),
        ("{!!", "!!}"),
        ("[%", "%]"),
        ("<%--", "--%>"),
        ("<%#", "%>"),
        ("<%==", "%>"),
        ("<%=", "%>"),
        ("<%-", "%>"),
        ("<%", "%>"),
        ("<?php", "?>"),
        ("<?=", "?>"),
        ("*|", "|*"),
        ("%{{", "}}%"),
        ("%((", "))%"),
        ("#{", "}"),
        ("%{", "}"),
        ("${", "}"),
        ("{!", "}"),
        ("[[", "]]"),
        ("<<", ">>"),
        ("{", "}"),
    ];
    for (open, close) in PAIRS {
        if let Some(inner) = construct.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)) {
            return (&construct[..open.len()], inner, &construct[construct.len() - close.len()..]);
        }
    }
    match construct.strip_prefix('@') {
        Some(inner) => (&construct[..1], inner, ""),
        None => ("", construct, ""),
    }
}

/// The name of what a placeholder stands for, without brackets, filters and what stands in its place if it is empty:
/// `first_name` of `{{ first_name | default: "you" }}`.
pub fn placeholder_name(construct: &str) -> &str {
    let (open, inner, _) = split(construct);
    let inner = inner.trim_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '~' | '&' | '=' | '$' | '@'));
    if open.is_empty() {
        let trimmed = construct.trim_matches(['%', '#', '_', '$', '-', '<', '>', '«', '»', ':', '@']);
        return trimmed.strip_prefix('(').and_then(|rest| rest.split(')').next()).unwrap_or(trimmed);
    }
    // Magento: `{{var order.id}}`, `{{htmlescape var=$user.name}}`.
    let inner = inner.strip_prefix("var ").or_else(|| inner.split_once("var=$").map(|(_, rest)| rest)).unwrap_or(inner);
    let end =
        inner.find(|c: char| c.is_whitespace() || matches!(c, '|' | ',' | '(' | ';' | '?')).unwrap_or(inner.len());
    &inner[..end]
}

fn is_comment(open: &str, inner: &str) -> bool {
    match open {
        "{#" | "{*" | "{{--" | "{{!--" | "<%--" | "<%#" => true,
        "{{" => inner.starts_with('!'),
        "[%" => inner.trim_start_matches(['-', '+', '~', '=']).starts_with('#'),
        "{%" => first_word(inner.trim_start_matches(['-', ' '])) == "comment",
        _ => false,
    }
}

/// What the first sign of a construct says.
fn mark(open: &str, inner: &str) -> Option<Meaning> {
    match open {
        "{{" | "{{{" => match inner.as_bytes().first()? {
            b'#' | b'^' => {
                let word = first_word(&inner[1..]);
                Some(Meaning::Steers(if word == "else" { Steers::Else } else { Steers::Open }))
            }
            b'/' => Some(Meaning::Steers(Steers::Close)),
            b'>' | b'&' => Some(Meaning::Prints),
            _ => None,
        },
        "{" if inner.starts_with('/') => Some(Meaning::Steers(Steers::Close)),
        "*|" => {
            let word = inner.split(':').next().unwrap_or_default();
            Some(match word {
                "IF" | "IFNOT" => Meaning::Steers(Steers::Open),
                "ELSE" | "ELSEIF" => Meaning::Steers(Steers::Else),
                "END" => Meaning::Steers(Steers::Close),
                _ => Meaning::Prints,
            })
        }
        _ => None,
    }
}

/// What the first word of a construct says.
fn word(open: &str, inner: &str) -> Meaning {
    // Only these hold words that steer; in all others stands what prints.
    if !matches!(open, "{{" | "{%" | "[%" | "{" | "@" | "{!!") {
        return Meaning::Prints;
    }
    let word = first_word(inner);
    let behind = &inner[word.len()..];
    // A path is printed, whatever its first name is; so is what is called: `{{ trans(x) }}`.
    let is_path = behind.starts_with(['.', '[']) || behind.trim_start().starts_with(',');
    let steers = matches!(open, "{%" | "[%" | "@") || open == "{" && !inner.starts_with('$');
    if word.is_empty() || is_path {
        return Meaning::Prints;
    }
    let lower = word.to_ascii_lowercase();
    let is = |list: &str| list.split_ascii_whitespace().any(|known| known == lower);
    // In double braces a word steers only with something behind it, or where it can be no name.
    if open == "{{" && !(behind.starts_with(char::is_whitespace) || matches!(lower.as_str(), "else" | "elseif")) {
        return Meaning::Prints;
    }
    // Template Toolkit writes its words in capitals, and has variables that are called like them.
    if open == "[%" && word.bytes().any(|byte| byte.is_ascii_lowercase()) {
        let sets = behind.trim_start().starts_with('=') && !behind.trim_start().starts_with("==");
        return if sets { Meaning::Steers(Steers::Other) } else { Meaning::Prints };
    }
    // `[% IF a; 'this'; ELSE; 'that'; END %]` is whole in itself and prints.
    // An `END` in front ends what another construct began.
    let is_whole = open == "[%" && inner.split(';').skip(1).any(|piece| piece.trim() == "END");
    // In single braces a word alone is a name, such as `{our}`, but for the few that stand alone in Smarty.
    let stands_alone = || is(ELSE) || is("literal strip ldelim rdelim break continue") || lower.starts_with("end");
    if open == "{" && behind.trim().is_empty() && !stands_alone() {
        return Meaning::Prints;
    }
    if is(INCLUDES) || is_whole || (open == "{" && has_value(inner)) {
        return Meaning::Prints;
    }
    if is(ELSE) {
        return Meaning::Steers(Steers::Else);
    }
    if lower.starts_with("end") && (steers || lower == "endif") {
        return Meaning::Steers(Steers::Close);
    }
    if is(OTHER) {
        return Meaning::Steers(Steers::Other);
    }
    if is(OPEN) {
        // `{% block title %}` and `{% trans a=b %}` open; `{{block type="x"}}` of Magento puts something in.
        return if open == "{{" && lower == "block" { Meaning::Prints } else { Meaning::Steers(Steers::Open) };
    }
    Meaning::Prints
}

/// Whether a piece of Perl ends with a value, which is printed: `my $s = $Ticket->Subject; $s =~ s/a/b/; $s`.
fn has_value(inner: &str) -> bool {
    let inner = inner.trim_end().trim_end_matches(';');
    let Some((_, last)) = inner.rsplit_once(';') else { return false };
    last.trim_start().starts_with(['$', '"']) && !last.contains('=')
}

/// How a piece of code steers that prints nothing.
fn code(inner: &str) -> Steers {
    let inner = inner.trim();
    let unbraced = inner.trim_start_matches('}').trim_start();
    let word = first_word(unbraced).to_ascii_lowercase();
    if ELSE.split_ascii_whitespace().any(|known| known == word) {
        return Steers::Else;
    }
    if word.starts_with("end") || inner == "}" {
        return Steers::Close;
    }
    let opens = OPEN.split_ascii_whitespace().any(|known| known == word);
    let takes_block = inner.ends_with('{') || inner.ends_with(" do") || inner.contains(" do |");
    if opens || takes_block { Steers::Open } else { Steers::Other }
}

fn first_word(text: &str) -> &str {
    let text = text.trim_start();
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
    &text[..end]
}

/// A comment of HTML, of which Magento and UVdesk make the subject.
fn comment_of_html(comment: &str, start: usize) -> Meaning {
    let (inner, from) = if let Some(rest) = comment.strip_prefix("<!--@subject") {
        (rest.strip_suffix("@-->"), "<!--@subject".len())
    } else {
        let inner = comment.strip_prefix("<!--").and_then(|rest| rest.strip_suffix("-->")).unwrap_or_default();
        let trimmed = inner.trim_start();
        let is_subject = trimmed.get(..8).is_some_and(|word| word.eq_ignore_ascii_case("subject:"));
        let behind = 4 + (inner.len() - trimmed.len()) + 8;
        (is_subject.then(|| trimmed.get(8..)).flatten(), behind)
    };
    let Some(inner) = inner else { return Meaning::Comment };
    let value = inner.trim();
    if value.is_empty() || value.contains(['\n', '\r']) {
        return Meaning::Comment;
    }
    let start = start + from + (inner.len() - inner.trim_start().len());
    Meaning::Subject(start..start + value.len())
}

/// The texts between quotation marks that a construct gives to a function of translation, or prints as they are; `None`
/// where there is none. Joined strings (`"a" \ "b"`, `"a" . "b"`) are several.
fn prose(inner: &str, is_tag: bool) -> Option<Vec<Range<usize>>> {
    let bytes = inner.as_bytes();
    let mut at = 0;
    let from = loop {
        match *bytes.get(at)? {
            // A text that stands first is printed, or goes through a filter.
            b'"' | b'\'' if at == 0 => break 0,
            quote @ (b'"' | b'\'') => at = string(bytes, at, quote)?.end + 1,
            byte if byte.is_ascii_alphabetic() || byte == b'_' => {
                let start = at;
                at += bytes[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
                let name = &inner[start..at];
                let translates = TRANSLATE.iter().any(|known| name.eq_ignore_ascii_case(known));
                // A field that is called like a function is none: `order.t`.
                let free = start == 0 || !matches!(bytes[start - 1], b'.' | b'$' | b'/' | b'-');
                if translates && free {
                    let space =
                        bytes[at..].iter().take_while(|byte| matches!(byte, b' ' | b'(' | b'\n' | b'\t')).count();
                    // PrestaShop: `{l s='…'}`.
                    let named = is_tag && bytes[at + space..].starts_with(b"s=");
                    let quote = at + space + if named { 2 } else { 0 };
                    if space > 0 && matches!(bytes.get(quote), Some(b'"' | b'\'')) {
                        break quote;
                    }
                }
            }
            _ => at += 1,
        }
    };
    let mut pieces = Vec::new();
    let mut at = from;
    while let Some(&quote @ (b'"' | b'\'')) = bytes.get(at) {
        let Some(piece) = string(bytes, at, quote) else { break };
        at = piece.end + 1;
        pieces.push(piece);
        let joint = bytes[at..]
            .iter()
            .take_while(|byte| matches!(byte, b' ' | b'\\' | b'\n' | b'\r' | b'\t' | b'+' | b'.' | b'~'));
        at += joint.count();
    }
    Some(pieces).filter(|pieces| !pieces.is_empty())
}

/// The inside of the string that begins with a quotation mark at `at`.
fn string(bytes: &[u8], at: usize, quote: u8) -> Option<Range<usize>> {
    let mut end = at + 1;
    loop {
        match *bytes.get(end)? {
            b'\\' => end += 2,
            byte if byte == quote => return Some(at + 1..end),
            _ => end += 1,
        }
    }
}

/// Whether a string is text that people read, and no key or path: it has a space, or is one word in letters.
fn reads_as_prose(text: &str) -> bool {
    let text = text.trim();
    let one_word = text.starts_with(char::is_uppercase)
        && text.chars().skip(1).all(|c| c.is_lowercase() || matches!(c, '!' | ':' | ','));
    let spaced = text.contains(' ') && text.contains(char::is_alphabetic);
    // A date's format or a list of classes has spaces, too.
    let words =
        text.split_ascii_whitespace().filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 1).count();
    one_word && text.chars().count() > 1 || spaced && words > 1
}

/// The character that the escape at the beginning of a string's rest stands for, and its length: `\"`, `\n`.
pub(in crate::decode) fn escape_at(rest: &str) -> Option<(&'static str, usize)> {
    let mut characters = rest.chars();
    if characters.next() != Some('\\') {
        return None;
    }
    Some(match characters.next()? {
        'n' => ("\n", 2),
        't' => ("\t", 2),
        '"' => ("\"", 2),
        '\'' => ("'", 2),
        '\\' => ("\\", 2),
        'r' | '\n' => ("", 2),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meaning(text: &str) -> Meaning {
        Meaning::of(text, &(0..text.len()))
    }

    fn prose_of(text: &str) -> String {
        match meaning(text) {
            Meaning::Prose(pieces) => pieces.into_iter().map(|piece| &text[piece]).collect::<Vec<_>>().join("|"),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn what_prints() {
        for text in [
            "{{ ticket.requester.first_name }}",
            "{{user.name|fallback:\"there\"}}",
            "{%customer.firstName,fallback=there%}",
            "{% ticket.id %}",
            "{% url 'account_reset' %}",
            "{{{Recipient.Name}}}",
            "{!BLANKVALUE(Contact.FirstName, \"Valued Customer\")}",
            "#{ticket.customer.firstname}",
            "%{recipient.name.first}",
            "<OTRS_CUSTOMER_Body[30]>",
            "{{var order.increment_id}}",
            "{{htmlescape var=$order.getCustomerName()}}",
            "{{config path='general/store_information/phone'}}",
            "{{store url=\"\"}}",
            "*|FIRST_NAME|Friend|*",
            "{{{ @content }}}",
            "{{> footer}}",
            "[% report.user.email OR '-' %]",
            "[% multiple %]",
            "[% INCLUDE 'signature.txt' %]",
            "{{template config_path=\"design/email/header\"}}",
            "<%= @url %>",
            "<%= t('emails.welcome.title') %>",
            "{{ __('auth.failed') }}",
            "<?php echo $name ?>",
            "{$Kunde->cNachname}",
            "{firstname}",
            "{my}",
            "{ set }",
            "{my $s = $Ticket->Subject; $s =~ s/a/b/; $s;}",
            "{contactfield=firstname|there}",
            "{{ order.createdAt|date('d. m. Y') }}",
            "@include('emails.footer')",
            "{{ block.super }}",
            "{{for}}",
            "[% IF urgent; '[URGENT] '; ELSE; ''; END %]",
        ] {
            assert_eq!(meaning(text), Meaning::Prints, "{text}");
        }
    }

    #[test]
    fn white_space_of_any_kind_stands_before_the_first_word() {
        for blank in ['\u{A0}', '\u{3000}', '\u{B}', '\u{85}'] {
            assert_eq!(meaning(&format!("{{{{{blank}x }}}}")), Meaning::Prints);
            assert_eq!(meaning(&format!("{{%{blank}-{blank}if x %}}")), Meaning::Steers(Steers::Open));
        }
    }

    #[test]
    fn what_steers() {
        for (text, steers) in [
            ("{% if user %}", Steers::Open),
            ("{%- elif x -%}", Steers::Else),
            ("{% endif %}", Steers::Close),
            ("{% trans n=n %}", Steers::Open),
            ("{% pluralize %}", Steers::Else),
            ("{% blocktrans with x=y %}", Steers::Open),
            ("{% set a = 'Some text here' ~ b %}", Steers::Other),
            ("{% extends \"base.txt\" %}", Steers::Other),
            ("{{#each items}}", Steers::Open),
            ("{{^items}}", Steers::Open),
            ("{{else}}", Steers::Else),
            ("{{/if}}", Steers::Close),
            ("{{if order.x}}", Steers::Open),
            ("{{depend order.x}}", Steers::Open),
            ("[% IF x %]", Steers::Open),
            ("[% ELSIF y %]", Steers::Else),
            ("[%- END -%]", Steers::Close),
            ("[%~ END; end_box = '</th></tr>'; p_style = \"margin: 0\"; %]", Steers::Close),
            ("[% title = 'x' %]", Steers::Other),
            ("<% if x %>", Steers::Open),
            ("<% items.each do |item| %>", Steers::Open),
            ("<% } else { %>", Steers::Else),
            ("<% end %>", Steers::Close),
            ("<?php if ($a): ?>", Steers::Open),
            ("<?php endif; ?>", Steers::Close),
            ("*|IF:FNAME|*", Steers::Open),
            ("*|END:IF|*", Steers::Close),
            ("{if $x == 1}", Steers::Open),
            ("{/if}", Steers::Close),
            ("{else}", Steers::Else),
            ("@if ($x)", Steers::Open),
            ("@endif", Steers::Close),
        ] {
            assert_eq!(meaning(text), Meaning::Steers(steers), "{text}");
        }
    }

    #[test]
    fn prose_inside() {
        for (text, prose) in [
            ("{% trans \"Your order contains:\" %}", "Your order contains:"),
            ("{% translate 'Thank you' %}", "Thank you"),
            ("<%= _('the {{site_name}} team', :site_name => x) %>", "the {{site_name}} team"),
            ("<%= raw _(\"You have \" \\\n  'mail') %>", "You have |mail"),
            ("{{ __('Hi :user, welcome', ['user' => $u]) }}", "Hi :user, welcome"),
            ("{{trans \"Hello %name,\" name=$n}}", "Hello %name,"),
            ("{{ 'Your order'|trans }}", "Your order"),
            ("{l s='See you soon' mod='shop'}", "See you soon"),
            ("[% loc('Dear customer') %]", "Dear customer"),
            ("<?= __('Say \\'hi\\' now') ?>", "Say \\'hi\\' now"),
            ("@lang('See you soon')", "See you soon"),
            ("{{ __('Welcome') }}", "Welcome"),
        ] {
            assert_eq!(prose_of(text), prose, "{text}");
        }
    }

    #[test]
    fn comments_and_subjects() {
        for text in [
            "{# note #}",
            "{{! note }}",
            "{{!-- a --}}",
            "{{-- a --}}",
            "<%# note %>",
            "[%# note %]",
            "{* a *}",
            "<!-- a -->",
            "<!--@vars {\"a\":\"b\"} @-->",
            "{% comment %} a {% endcomment %}",
        ] {
            assert_eq!(meaning(text), Meaning::Comment, "{text}");
        }
        for text in ["<!--@subject Ny ordre @-->", "<!-- Subject: Ny ordre -->"] {
            let Meaning::Subject(range) = meaning(text) else { panic!("{text}") };
            assert_eq!(&text[range], "Ny ordre");
        }
    }

    #[test]
    fn names_of_placeholders() {
        for (text, name) in [
            ("{{ ticket.requester.name | default: 'you' }}", "ticket.requester.name"),
            ("{%customer.firstName,fallback=there%}", "customer.firstName"),
            ("%(real_name)s", "real_name"),
            ("%{title}", "title"),
            ("{$Kunde->cNachname}", "Kunde->cNachname"),
            ("<OTRS_CUSTOMER_REALNAME>", "OTRS_CUSTOMER_REALNAME"),
            ("*|FNAME|*", "FNAME"),
            ("{{var order.id}}", "order.id"),
            ("«FirstName»", "FirstName"),
            ("%FIRST_NAME%", "FIRST_NAME"),
        ] {
            assert_eq!(placeholder_name(text), name, "{text}");
        }
    }
}
