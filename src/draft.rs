//! Floor 2: a draft as the rules see it: text, language, sections, sentences, words.

pub mod language;
mod placeholders;
mod quotes;
pub mod section;
mod sentence;
pub mod situation;
mod subject;

pub use language::Language;
pub use section::{Section, SectionKind};
pub use sentence::{Abbreviations, Block, Sentence};
pub use situation::{Person, Situation};
pub use subject::Subject;

use section::OwnWords;
use situation::FrontMatter;

use crate::{
    decode::{self, Decoded, Format, Kind, Reading},
    text::{ByteSet, Source, Span, Text, Token, TokenKind, looks},
};

/// A draft, read: what all rules share is found once, here.
#[derive(Debug)]
pub struct Draft {
    /// The decoded text and the way back to the bytes.
    pub decoded: Decoded,
    /// The language the draft is written in; `None` where nothing tells.
    pub language: Option<Language>,
    /// The sections in the order of the text; every character that is no white space lies in one.
    pub sections: Vec<Section>,
    /// The subject, where the draft has a subject line.
    pub subject: Option<Subject>,
    /// The tokens of all sentences, in the order of the text.
    pub tokens: Vec<Token>,
    /// The sentences of the sections the writer wrote (no header, no quoted history).
    pub sentences: Vec<Sentence>,
    /// What stands between quotation marks, in the order of the text; no two overlap.
    pub quotations: Vec<Span<Text>>,
    /// Whether the text is a template, for a program to fill in. Parts of the mail may then stand in another file, and
    /// notices have no greeting by design.
    pub is_template: bool,
    /// What is known besides the text.
    pub situation: Situation,
    /// What the draft says of its situation and cannot be understood.
    pub mistakes: Vec<situation::Mistake>,
    /// The bytes that the text is made of.
    bytes: ByteSet,
    /// Whether there is an address of the web in what the writer wrote.
    has_url: bool,
}

/// What is known about a draft before it is read.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// The language somebody declared; wins over all evidence.
    pub language: Option<Language>,
    /// The language to assume where the draft gives no evidence.
    pub fallback: Option<Language>,
    /// The abbreviations of a language, which end no sentence.
    pub abbreviations: &'a dyn Fn(Option<Language>) -> &'a Abbreviations,
    /// What the caller knows of the situation; wins over what the draft says itself.
    pub situation: Option<&'a Situation>,
    /// What holds where neither the caller nor the draft says anything: the house's.
    pub house: Option<&'a Situation>,
}

impl Draft {
    /// Reads a draft from the bytes of its file. Any bytes give a draft.
    pub fn new(bytes: &[u8], reading: impl Into<Reading>, known: Known<'_>) -> Self {
        let decoded = decode::decode(bytes, reading);
        let front_matter = front_matter(&decoded, bytes);
        Self::with(decoded, front_matter.as_ref(), known)
    }

    /// Reads a draft that has been decoded.
    pub fn of(decoded: Decoded, known: Known<'_>) -> Self {
        let front_matter = front_matter(&decoded, b"");
        Self::with(decoded, front_matter.as_ref(), known)
    }

    fn with(decoded: Decoded, front_matter: Option<&FrontMatter>, known: Known<'_>) -> Self {
        let own_words = known.house.and_then(|house| house.words.as_deref());
        let sections = find_sections(&decoded, front_matter, own_words);
        let (mut own, mistakes) = situation::of_draft(&decoded, &sections, front_matter);
        if let Some(given) = known.situation {
            own = given.clone().or(&own);
        }
        if let Some(house) = known.house {
            own = own.or(house);
        }
        let situation = own.answering();
        let language = known
            .language
            .or_else(|| declared_language(&decoded))
            .or_else(|| detect_language(&decoded.text, &sections))
            .or(known.fallback);
        let subject = subject::find(&decoded, &sections);
        let abbreviations = (known.abbreviations)(language);
        // The lines of a page end where its blocks do; only its reader's window wraps them.
        let may_wrap = decoded.format != Format::Html && !decoded.html_only;
        let written = sentence::Written { text: &decoded.text, marks: &decoded.template.marks, may_wrap };
        let sentence::Segmented { tokens, sentences } =
            sentence::segment(written, &sections, subject.as_ref(), language, abbreviations);
        let is_template = decoded.kind == Kind::Template;
        let quotations = quotes::quotations(&decoded.text, &sentences, &tokens);
        let is_template = is_template || decoded.is_piece;
        let bytes = ByteSet::in_text(&decoded.text);
        let has_url = tokens.iter().any(|token| token.kind == TokenKind::Url);
        Self {
            decoded,
            language,
            sections,
            subject,
            tokens,
            sentences,
            quotations,
            is_template,
            situation,
            mistakes,
            bytes,
            has_url,
        }
    }

    /// The decoded text.
    pub fn text(&self) -> &str {
        &self.decoded.text
    }

    /// The text under a span.
    pub fn slice(&self, span: Span<Text>) -> &str {
        self.decoded.text.get(span.range()).unwrap_or_default()
    }

    /// Whether one of some bytes stands anywhere in the text. What looks for a sign asks this first: most drafts lack most
    /// signs.
    pub(crate) fn holds_any(&self, bytes: &ByteSet) -> bool {
        self.bytes.meets(bytes)
    }

    /// Whether a byte stands anywhere in the text.
    pub(crate) fn holds(&self, byte: u8) -> bool {
        looks::are_off() || self.bytes.has(byte)
    }

    /// Whether there is an address of the web in what the writer wrote.
    pub(crate) fn has_url(&self) -> bool {
        self.has_url
    }

    /// The bytes of the file under a span of text.
    pub fn source(&self, span: Span<Text>) -> Span<Source> {
        self.decoded.map.source(span)
    }

    /// The kind of the section that holds the byte at `offset` of the text.
    pub fn section_at(&self, offset: usize) -> Option<SectionKind> {
        let behind = self.sections.partition_point(|section| section.start <= offset);
        let section = self.sections.get(behind.checked_sub(1)?)?;
        (offset < section.end).then_some(section.kind)
    }

    /// The sections of a kind.
    pub fn sections_of(&self, kind: SectionKind) -> impl Iterator<Item = &Section> {
        self.sections.iter().filter(move |section| section.kind == kind)
    }

    /// Whether there is a section of a kind.
    pub fn has(&self, kind: SectionKind) -> bool {
        self.sections_of(kind).next().is_some()
    }

    /// The sentences of the sections of a kind.
    pub fn sentences_of(&self, kind: SectionKind) -> impl Iterator<Item = &Sentence> {
        self.sentences.iter().filter(move |sentence| sentence.section == kind)
    }

    /// The tokens of a sentence.
    pub fn tokens_of(&self, sentence: &Sentence) -> &[Token] {
        &self.tokens[sentence.tokens.clone()]
    }

    /// Whether a place lies between quotation marks: what others said is not the writer's.
    pub fn is_quoted(&self, place: Span<Text>) -> bool {
        quotes::is_within(&self.quotations, place)
    }

    /// Whether the text is a post on a social network and no mail: it begins with the handle of who it answers.
    pub fn is_post(&self) -> bool {
        self.text().trim_start().starts_with('@')
    }
}

/// The front matter of a draft that is written as text. That of Markdown is not in the decoded text, so it is looked for in
/// the file itself.
fn front_matter(decoded: &Decoded, bytes: &[u8]) -> Option<FrontMatter> {
    match decoded.format {
        Format::Plain => FrontMatter::find(&decoded.text),
        Format::Markdown if bytes.starts_with(b"---") => {
            let found = FrontMatter::find(&String::from_utf8_lossy(&bytes[..bytes.len().min(FRONT_MATTER_MAX)]))?;
            Some(found.without_places())
        }
        _ => None,
    }
}

/// So many bytes of a file are looked into for front matter.
const FRONT_MATTER_MAX: usize = 8_192;

/// The sections of the decoded text; the fields of a mail are known from decoding.
fn find_sections(decoded: &Decoded, front_matter: Option<&FrontMatter>, own: Option<&OwnWords>) -> Vec<Section> {
    let text = placeholders::plain_to_see(&decoded.text, &decoded.template.marks);
    if let Some(found) = front_matter.filter(|found| found.len > 0) {
        let mut sections = vec![Section { kind: SectionKind::Header, start: 0, end: found.len }];
        for rest in section::sections_by(&text[found.len..], section::Layout { top_headers: true }, own) {
            sections.push(Section { kind: rest.kind, start: rest.start + found.len, end: rest.end + found.len });
        }
        return sections;
    }
    if decoded.fields.is_empty() && decoded.format != Format::Eml {
        return section::sections_by(&text, section::Layout { top_headers: true }, own);
    }
    let mut sections: Vec<Section> = Vec::new();
    for field in &decoded.fields {
        let kind = if field.name == "subject" { SectionKind::Subject } else { SectionKind::Header };
        let line = &decoded.text[field.line.range()];
        let start = field.line.start() + (line.len() - line.trim_start().len());
        let end = field.line.start() + line.trim_end().len();
        match sections.last_mut() {
            Some(last) if last.kind == kind && kind == SectionKind::Header => last.end = end,
            _ if start < end => sections.push(Section { kind, start, end }),
            _ => {}
        }
    }
    let body = &text[decoded.body.range()];
    let offset = decoded.body.start();
    for found in section::sections_by(body, section::Layout { top_headers: false }, own) {
        sections.push(Section { kind: found.kind, start: found.start + offset, end: found.end + offset });
    }
    sections
}

/// The language a mail's `Content-Language` field names, or a page's `lang`.
fn declared_language(decoded: &Decoded) -> Option<Language> {
    let field = decoded.fields.iter().find(|field| field.name == "content-language");
    let value = field.map(|field| &decoded.text[field.value.range()]).or(decoded.lang.as_deref())?;
    Language::from_tag(value.split(',').next().unwrap_or(value).trim())
}

/// The language of what the writer wrote. Where that is too little to tell, the subject and the signature help, and
/// then what the mail answers: people mostly answer in the language they are written to in.
fn detect_language(text: &str, sections: &[Section]) -> Option<Language> {
    const WIDENING: [&[SectionKind]; 3] = [
        &[SectionKind::Greeting, SectionKind::Message, SectionKind::Farewell],
        &[SectionKind::Subject, SectionKind::Signature],
        &[SectionKind::Quoted],
    ];
    let mut best: Option<language::Guess> = None;
    for reach in 1..=WIDENING.len() {
        let kinds = WIDENING[..reach].concat();
        let parts = sections.iter().filter(|section| kinds.contains(&section.kind));
        let guess = language::detect_parts(parts.map(|section| &text[section.start..section.end]));
        if guess.is_some_and(|guess| guess.is_clear()) {
            return guess.map(|guess| guess.language);
        }
        best = match (best, guess) {
            (Some(best), Some(guess)) if guess.margin <= best.margin => Some(best),
            (best, guess) => guess.or(best),
        };
    }
    // Without a margin it is none of our languages, or words that no language owns; then what the mail program wrote
    // above the history is the last witness.
    let quoted = || {
        let parts = sections.iter().filter(|section| section.kind == SectionKind::Quoted);
        language::detect_parts(parts.map(|section| &text[section.start..section.end]))
    };
    let told = |guess: &language::Guess| guess.margin > 0.0;
    best.filter(told).or_else(|| quoted().filter(told)).map(|guess| guess.language)
}

impl SectionKind {
    /// Every kind, in the order a mail has them.
    pub const ALL: [Self; 7] =
        [Self::Subject, Self::Header, Self::Greeting, Self::Message, Self::Farewell, Self::Signature, Self::Quoted];

    /// The name reports and rule files use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Subject => "subject",
            Self::Header => "header",
            Self::Greeting => "greeting",
            Self::Message => "message",
            Self::Farewell => "farewell",
            Self::Signature => "signature",
            Self::Quoted => "quoted",
        }
    }

    /// The kind with a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}
