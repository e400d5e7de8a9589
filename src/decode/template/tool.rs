//! The tools whose templates hilsen reads, and how each writes its constructs.
//!
//! One table, so that a tool is one line. Sources: the documentation of each tool and templates that were made for it.

use memchr::memmem;

/// A way to write constructs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(in crate::decode) enum Syntax {
    /// `{{ x }}`
    DoubleBrace,
    /// `{{{ x }}}`
    TripleBrace,
    /// `{% x %}` and `{# x #}`
    BracePercent,
    /// `[% x %]`
    SquarePercent,
    /// `<%= x %>`
    AnglePercent,
    /// `<?= x ?>`
    Php,
    /// `*|X|*`
    StarPipe,
    /// `#{x}`
    HashBrace,
    /// `%{x}`
    PercentBrace,
    /// `${x}`
    DollarBrace,
    /// `{x}`
    Brace,
    /// `{if $x}`, `{/if}`
    Smarty,
    /// `{!x}`
    BraceBang,
    /// `<<x>>`
    DoubleAngle,
    /// `<OTRS_X>`
    AngleCapitals,
    /// `«X»`
    Guillemets,
    /// `%(x)s`
    PercentParenthesis,
    /// `%s`
    Printf,
    /// `%X_Y%`
    PercentWord,
    /// `%First Name%`: the same, with spaces
    PercentWords,
    /// `%%x%%`
    DoublePercent,
    /// `%x`
    PercentName,
    /// `#x_y#`
    HashWord,
    /// `__X_Y__`
    Underscores,
    /// `_x_`
    UnderscoreWord,
    /// `$X$`
    Dollars,
    /// `$x`
    DollarName,
    /// `@firstname`
    AtName,
    /// `-x-`
    Dashes,
    /// `:x`
    ColonName,
    /// `@if`, `{!! x !!}`
    Blade,
    /// `{ $x->y }`
    Perl,
    /// `[[x_y]]`
    DoubleSquare,
    /// `<!--@subject x @-->`
    Magento,
    /// `<!-- x -->` in plain text
    Comment,
}

/// A set of syntaxes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::decode) struct Syntaxes(u64);

impl Syntaxes {
    /// Every one.
    pub(in crate::decode) const ALL: Self = Self(u64::MAX);
    /// Those that prose does not have by chance, so that they are looked for in every text.
    pub(in crate::decode) const SAFE: Self = Self::of(&[
        Syntax::DoubleBrace,
        Syntax::TripleBrace,
        Syntax::BracePercent,
        Syntax::SquarePercent,
        Syntax::AnglePercent,
        Syntax::Php,
        Syntax::StarPipe,
        Syntax::HashBrace,
        Syntax::PercentBrace,
        Syntax::DollarBrace,
        Syntax::Brace,
        Syntax::Smarty,
        Syntax::BraceBang,
        Syntax::DoubleAngle,
        Syntax::AngleCapitals,
        Syntax::Guillemets,
        Syntax::PercentParenthesis,
        Syntax::Printf,
        Syntax::PercentWord,
        Syntax::DoublePercent,
        Syntax::HashWord,
        Syntax::Underscores,
        Syntax::AtName,
        Syntax::DoubleSquare,
        Syntax::Magento,
        Syntax::Comment,
    ]);

    pub(super) const fn of(list: &[Syntax]) -> Self {
        let mut bits = 0;
        let mut at = 0;
        while at < list.len() {
            bits |= 1 << list[at] as u64;
            at += 1;
        }
        Self(bits)
    }

    /// Whether a syntax is one of them.
    pub(in crate::decode) const fn has(self, syntax: Syntax) -> bool {
        self.0 & (1 << syntax as u64) != 0
    }

    /// These and others.
    pub(super) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// These but not others.
    pub(super) const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

/// A help desk, mail service or template language whose templates hilsen reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tool(u8);

/// A tool: its names, the first of which is the one hilsen uses, and what it writes.
struct Row {
    names: &'static [&'static str],
    syntaxes: Syntaxes,
}

const fn row(names: &'static [&'static str], syntaxes: &[Syntax]) -> Row {
    Row { names, syntaxes: Syntaxes::of(syntaxes) }
}

const BRACES: [Syntax; 3] = [Syntax::DoubleBrace, Syntax::TripleBrace, Syntax::BracePercent];

/// The table of all tools.
const TOOLS: &[Row] = &[
    row(&["zendesk"], &[Syntax::DoubleBrace, Syntax::BracePercent, Syntax::PercentBrace]),
    row(&["freshdesk", "freshservice"], &BRACES),
    row(&["front"], &BRACES),
    row(&["intercom"], &BRACES),
    row(&["help-scout", "helpscout"], &[Syntax::BracePercent]),
    row(&["freescout"], &[Syntax::BracePercent, Syntax::DoubleBrace, Syntax::Blade, Syntax::ColonName]),
    row(&["uvdesk"], &[Syntax::BracePercent]),
    row(&["gorgias"], &[Syntax::DoubleBrace, Syntax::DoubleSquare]),
    row(&["hubspot", "hubl"], &[Syntax::DoubleBrace, Syntax::BracePercent, Syntax::DoubleSquare]),
    row(&["salesforce"], &[Syntax::BraceBang, Syntax::TripleBrace, Syntax::DoubleBrace]),
    row(&["marketing-cloud"], &[Syntax::DoublePercent]),
    row(&["kustomer"], &BRACES),
    row(&["zammad"], &[Syntax::HashBrace]),
    row(&["osticket"], &[Syntax::PercentBrace, Syntax::PercentName]),
    row(&["otrs", "znuny", "otobo"], &[Syntax::AngleCapitals]),
    row(&["chatwoot"], &BRACES),
    row(&["jira", "jira-service-management"], &[Syntax::DoubleBrace, Syntax::DollarBrace]),
    row(&["servicenow"], &[Syntax::DollarBrace]),
    row(&["request-tracker", "rt"], &[Syntax::Perl, Syntax::Brace]),
    row(&["koha"], &[Syntax::DoubleAngle, Syntax::SquarePercent]),
    row(&["cerb"], &BRACES),
    row(&["helprace"], &[Syntax::Brace]),
    row(&["manuscript", "fogbugz"], &[Syntax::Brace]),
    row(&["edesk", "xsellco"], &[Syntax::HashWord]),
    row(&["integria"], &[Syntax::UnderscoreWord, Syntax::HashWord]),
    row(&["hubhus"], &[Syntax::PercentWord, Syntax::DoubleBrace]),
    row(&["pylon"], &BRACES),
    row(&["frappe"], &BRACES),
    row(&["mautic"], &[Syntax::Brace]),
    row(&["mailchimp"], &[Syntax::StarPipe]),
    row(&["sendgrid"], &[Syntax::DoubleBrace, Syntax::TripleBrace, Syntax::Dashes, Syntax::SquarePercent]),
    row(&["postmark", "mustachio"], &BRACES),
    row(&["handlebars", "mustache", "espocrm"], &BRACES),
    row(&["magento"], &[Syntax::DoubleBrace, Syntax::Magento]),
    row(&["prestashop"], &[Syntax::Brace, Syntax::Smarty]),
    row(&["smarty", "jtl-shop"], &[Syntax::Brace, Syntax::Smarty]),
    row(&["ojs"], &[Syntax::Brace]),
    row(&["twig", "shopware", "symfony"], &BRACES),
    row(&["jinja", "jinja2"], &BRACES),
    row(&["django"], &[Syntax::DoubleBrace, Syntax::BracePercent, Syntax::PercentParenthesis]),
    row(&["liquid", "shopify"], &BRACES),
    row(&["erb", "ejs"], &[Syntax::AnglePercent, Syntax::DoubleBrace, Syntax::PercentBrace]),
    row(&["rails"], &[Syntax::PercentBrace, Syntax::AnglePercent]),
    row(&["blade", "laravel"], &[Syntax::DoubleBrace, Syntax::Blade, Syntax::ColonName, Syntax::Php]),
    row(&["php"], &[Syntax::Php, Syntax::Printf]),
    row(&["gettext"], &[Syntax::PercentParenthesis, Syntax::Printf, Syntax::Brace, Syntax::PercentBrace]),
    row(&["mailman"], &[Syntax::PercentParenthesis, Syntax::DollarName]),
    row(&["pretix", "python"], &[Syntax::Brace, Syntax::PercentParenthesis, Syntax::Printf]),
    row(&["template-toolkit", "tt"], &[Syntax::SquarePercent]),
    row(&["outlook", "word"], &[Syntax::Guillemets]),
    row(&["gmail"], &[Syntax::AtName, Syntax::PercentWord, Syntax::PercentWords, Syntax::DoubleBrace]),
    row(&["dolibarr"], &[Syntax::Underscores]),
    row(&["stack-exchange"], &[Syntax::Dollars]),
];

impl Tool {
    /// The tool with a name, in whatever case.
    pub fn from_name(name: &str) -> Option<Self> {
        let named = |row: &Row| row.names.iter().any(|known| known.eq_ignore_ascii_case(name));
        TOOLS.iter().position(named).and_then(|index| u8::try_from(index).ok()).map(Self)
    }

    /// The name hilsen uses.
    pub fn name(self) -> &'static str {
        TOOLS[usize::from(self.0)].names[0]
    }

    /// The names of all tools, those with several among them.
    pub fn names() -> impl Iterator<Item = &'static str> {
        TOOLS.iter().flat_map(|row| row.names.iter().copied())
    }

    pub(super) const fn syntaxes(self) -> Syntaxes {
        let own = TOOLS[self.0 as usize].syntaxes;
        // A comment of HTML may stand in the templates of every tool.
        own.with(Syntaxes::of(&[Syntax::Comment]))
    }
}

/// The syntaxes that a text gives away, among those that are not looked for in every text: what else stands in it could
/// only be of one tool.
pub(super) fn given_away(text: &str) -> Syntaxes {
    const SIGNS: [(&str, &[Syntax]); 12] = [
        ("{$Ticket", &[Syntax::Perl]),
        ("{ $Ticket", &[Syntax::Perl]),
        ("$Ticket->", &[Syntax::Perl]),
        ("$Transaction->", &[Syntax::Perl]),
        ("{RT->", &[Syntax::Perl]),
        ("{$Transaction", &[Syntax::Perl]),
        ("@endif", &[Syntax::Blade]),
        ("@extends(", &[Syntax::Blade]),
        ("@component(", &[Syntax::Blade]),
        ("@endsection", &[Syntax::Blade]),
        ("{!! ", &[Syntax::Blade]),
        ("{{ __(", &[Syntax::Blade]),
    ];
    let bytes = text.as_bytes();
    if memchr::memchr2(b'{', b'@', bytes).is_none() {
        return Syntaxes(0);
    }
    let found = SIGNS.iter().filter(|(sign, _)| memmem::find(bytes, sign.as_bytes()).is_some());
    found.fold(Syntaxes(0), |all, (_, syntaxes)| all.with(Syntaxes::of(syntaxes)))
}

/// The syntaxes that mean a program will fill the text in, whoever made it.
pub(super) const BY_PROGRAMS: Syntaxes = Syntaxes::ALL.without(Syntaxes::of(&[
    Syntax::AngleCapitals,
    Syntax::Comment,
    Syntax::DoubleSquare,
    Syntax::Printf,
]));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tools_have_names_of_their_own() {
        let names: Vec<&str> = Tool::names().collect();
        assert!(names.len() >= 50);
        for (index, row) in TOOLS.iter().enumerate() {
            for name in row.names {
                assert_eq!(Tool::from_name(name).map(|tool| usize::from(tool.0)), Some(index), "{name}");
            }
        }
        assert_eq!(Tool::from_name("LIQUID").map(Tool::name), Some("liquid"));
        assert_eq!(Tool::from_name("lquid"), None);
    }

    #[test]
    fn a_text_gives_its_tool_away() {
        assert!(given_away("Hi {$Ticket->Subject}").has(Syntax::Perl));
        assert!(given_away("@if (a)\n@endif").has(Syntax::Blade));
        assert_eq!(given_away("Hei {navn}"), Syntaxes(0));
    }
}
