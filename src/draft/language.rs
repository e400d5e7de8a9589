//! Which language a draft is written in: English, Bokmål, Nynorsk, Danish, Swedish or German.
//!
//! A linear model over hashed features. Every word of the text gives a handful of features: the word
//! itself, the word together with the one before it, and every run of two to four letters in it, its
//! edges marked. A feature's hash names a row of the table, which holds one small signed weight per
//! language; the language with the largest sum wins. The rows are read where they lie in the binary,
//! so there is nothing to decode or to allocate. `tools/train_language.py` makes the table and says
//! from what; its `features()` and this file must hash alike.
//!
//! Weights are relative to a seventh class, "none of these", learnt from Dutch, French, Finnish and
//! the like, whose own weight is always 0. It can never be the answer, but it eats the margin.
//!
//! Only prose speaks for a language. Placeholders, tags, addresses, paths, numbers, identifiers and
//! words in capitals are passed over; capitals are heard only where there is nothing else.

use std::{cell::Cell, iter};

/// A language that drafts are checked in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Language {
    /// English.
    En,
    /// Norwegian Bokmål.
    Nb,
    /// Norwegian Nynorsk.
    Nn,
    /// Danish.
    Da,
    /// Swedish.
    Sv,
    /// German.
    De,
}

impl Language {
    /// Every language, in the order of the columns of the model.
    pub const ALL: [Self; LANGUAGES] = [Self::En, Self::Nb, Self::Nn, Self::Da, Self::Sv, Self::De];

    /// The BCP 47 tag, such as `nb`.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Nb => "nb",
            Self::Nn => "nn",
            Self::Da => "da",
            Self::Sv => "sv",
            Self::De => "de",
        }
    }

    /// The name in English, such as `Norwegian Bokmål`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Nb => "Norwegian Bokmål",
            Self::Nn => "Norwegian Nynorsk",
            Self::Da => "Danish",
            Self::Sv => "Swedish",
            Self::De => "German",
        }
    }

    /// Reads a BCP 47 tag or a POSIX locale name, blind to case: `nb-NO`, `da_DK.UTF-8`, `de-AT`.
    ///
    /// Only the first part counts. Plain `no` means Bokmål, which nine of ten Norwegians write; the
    /// old tags `no-bok` and `no-nyn` mean what they say.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let mut subtags = tag.trim().split(['-', '_', '.', '@']);
        let primary = subtags.next()?;
        if primary.eq_ignore_ascii_case("no") {
            let nynorsk = subtags.any(|subtag| subtag.eq_ignore_ascii_case("nyn"));
            return Some(if nynorsk { Self::Nn } else { Self::Nb });
        }
        Self::ALL.into_iter().find(|language| primary.eq_ignore_ascii_case(language.tag()))
    }
}

/// What [`detect`] makes of a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Guess {
    /// The likeliest of the six languages.
    pub language: Language,
    /// How far it leads, in nats (natural log-odds) over the whole text: 0.7 is odds of 2 to 1,
    /// 2.3 of 10 to 1, 4.6 of 100 to 1. The lead is over the runner-up, or over "none of the six
    /// languages" if that comes closer; 0 if "none of the six" fits best of all. Texts that read the
    /// same in two languages, such as "Hei Anna", have a small margin however they are decided.
    pub margin: f32,
    /// How many words were weighed. Beyond the first 256 only some
    /// of a text's words are.
    pub words: usize,
}

impl Guess {
    /// The margin, in nats, from which a guess is fit to act on unasked.
    pub const CLEAR: f32 = 3.0;

    /// Whether the guess is fit to act on without anybody having named the language.
    #[must_use]
    pub fn is_clear(&self) -> bool {
        self.margin >= Self::CLEAR
    }
}

/// The language of `text`, or `None` if it has no words that could tell.
#[must_use]
pub fn detect(text: &str) -> Option<Guess> {
    detect_parts(iter::once(text))
}

/// The same as [`detect`] for a text in several pieces. A word never runs from one into the next.
pub fn detect_parts<'a>(parts: impl Iterator<Item = &'a str>) -> Option<Guess> {
    Heard::lend(|heard| {
        let mut tally = Tally::new(heard);
        for part in parts {
            tally.read(part);
            if tally.prose.is_full() {
                break;
            }
        }
        tally.guess()
    })
}

/// The likeliest language of `text` and how far it leads over `other`, or over "none of the six" if that comes closer: the
/// margin to a third language that reads much the same does not matter here.
#[must_use]
pub fn lead_over(text: &str, other: Language) -> Option<Guess> {
    Heard::lend(|heard| {
        let mut tally = Tally::new(heard);
        tally.read(text);
        let score = if tally.prose.words > 0 { &tally.prose } else { &tally.capitals };
        let guess = score.guess()?;
        let lead = score.sums[guess.language as usize] - score.sums[other as usize].max(score.sums[LANGUAGES]);
        let margin = lead.max(0) as f32 / f32::from(UNITS_PER_NAT);
        Some(Guess { margin, ..guess })
    })
}

// --- the model ------------------------------------------------------------------------------------

const LANGUAGES: usize = 6;

/// `HLANG`, the format's version, the weight of one nat as a little-endian `u16`, then the rows.
static MODEL: &[u8] = include_bytes!("language.model");

const HEADER: usize = 8;

/// How many units of the rows' weights make one nat.
static UNITS_PER_NAT: u16 = u16::from_le_bytes([MODEL[6], MODEL[7]]);

/// The number of rows. Each has one weight per language, as the two's complement of a signed byte.
const ROWS: usize = (MODEL.len() - HEADER) / LANGUAGES;

/// The weights of some features, added up. All are added at once: a lane of 16 bits for each language, the even ones in one
/// number and the odd ones in the other, holds the sum of the weights made positive.
#[derive(Default)]
struct Weights {
    even: u64,
    odd: u64,
    count: i32,
}

impl Weights {
    const LANES: u64 = 0x00FF_00FF_00FF;
    /// Makes a weight positive, in every lane.
    const BIAS: u64 = 0x8080_8080_8080;

    /// Adds the row of the feature with hash `key`. A word has far fewer features than the 257 that fill a lane.
    fn add(&mut self, key: u32) {
        let positive = u64::from_le_bytes(row(key)) >> 16 ^ Self::BIAS;
        self.even += positive & Self::LANES;
        self.odd += (positive >> 8) & Self::LANES;
        self.count += 1;
    }

    /// The sum for each language.
    fn sums(&self) -> Sums {
        let mut sums = [0; LANES];
        for (language, sum) in sums.iter_mut().take(LANGUAGES).enumerate() {
            let lanes = if language % 2 == 0 { self.even } else { self.odd };
            // Of a hundred features, with a weight of eight bits each.
            *sum = ((lanes >> (language / 2 * 16) & 0xFFFF) as i32 - 0x80 * self.count) as i16;
        }
        sums
    }
}

/// The row of the feature with hash `key`, behind two other bytes: there is something in front of the first row, and nothing
/// behind the last.
fn row(key: u32) -> [u8; LANGUAGES + 2] {
    // The upper half of hash times length spreads evenly over the rows and is always below their number.
    let spread = u64::from(key.wrapping_mul(0x9E37_79B1));
    let index = ((spread * ROWS as u64) >> 32) as usize;
    MODEL[HEADER - 2 + index * LANGUAGES..].first_chunk().copied().unwrap_or_default()
}

/// A sum for each language, and zeros for "none of them": as many as are added at once.
type Sums = [i16; LANES];
const LANES: usize = 8;

/// Nats by which one word can put a language behind the best one. Without a limit a name or a slip of
/// the pen could outweigh a whole short mail.
const WORD_LIMIT: i16 = 4;

/// Hundredths of a nat that Nynorsk starts behind, as at odds of 1 to 2. Much of a short mail reads
/// the same in both kinds of Norwegian, and nine of ten writers mean Bokmål by it; any word that differs
/// outweighs this.
const NYNORSK_HANDICAP: i32 = 70;

/// What a word says for itself, whatever stands before it.
#[derive(Clone, Copy, Default)]
struct Weighed {
    sums: Sums,
    hash: u32,
}

impl Weighed {
    fn of(word: &Word) -> Self {
        let mut weights = Weights::default();
        let hash = word.hash();
        weights.add(hash);
        word.each_gram(|key| weights.add(key));
        Self { sums: weights.sums(), hash }
    }

    /// The same behind the word with a hash.
    fn behind(mut self, previous: u32) -> Self {
        let row = row(previous.wrapping_mul(0x85EB_CA6B) ^ self.hash);
        for (sum, &weight) in self.sums.iter_mut().zip(&row[2..]) {
            *sum += i16::from(weight as i8);
        }
        self
    }
}

/// What short words were found to say, for the next draft: mail consists mostly of the same few hundred words, and looking
/// one up costs far less than adding up its features. Each key has one place, where the last word met is kept.
#[derive(Default)]
struct Heard {
    /// Words and their keys, which are never 0.
    places: Vec<(u64, Weighed)>,
}

thread_local! {
    /// What the thread has heard so far. It changes no answer.
    static HEARD: Cell<Heard> = const { Cell::new(Heard { places: Vec::new() }) };
}

impl Heard {
    /// As a power of two: they fit the processor's nearest memory.
    const PLACES: u32 = 10;

    /// Lends what the thread has heard.
    fn lend<R>(hear: impl FnOnce(&mut Self) -> R) -> R {
        HEARD.with(|kept| {
            let mut heard = kept.take();
            if heard.places.is_empty() {
                heard.places.resize(1 << Self::PLACES, (0, Weighed::default()));
            }
            let result = hear(&mut heard);
            kept.set(heard);
            result
        })
    }

    /// What the word with a key says.
    fn weighed(&mut self, key: u64) -> Weighed {
        let place = key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - Self::PLACES);
        let kept = &mut self.places[place as usize];
        if kept.0 != key {
            *kept = (key, Weighed::of(&Word::of_key(key)));
        }
        kept.1
    }
}

// --- counting -------------------------------------------------------------------------------------

/// What has been read of a text so far.
struct Tally<'h> {
    heard: &'h mut Heard,
    /// Ordinary words.
    prose: Score,
    /// Words in capitals, which as a rule are codes and names, heard only in the absence of others.
    capitals: Score,
}

/// The sums of one kind of words.
#[derive(Default)]
struct Score {
    /// Units per language, and behind them "none of them".
    sums: [i32; LANES],
    /// Words met, weighed or not.
    met: usize,
    /// Words weighed.
    words: usize,
    /// The hash of the word before, if it stands in the same sentence and nothing was left out.
    previous: Option<u32>,
}

impl Score {
    /// How a long text is thinned: up to so many words, one run of [`Self::RUN`] words in so many is
    /// weighed. At first all are, for that is where a reply says what it has to say; then ever fewer,
    /// so that a log pasted in at the top does not decide alone, and the time a mail can take has a
    /// bound. Behind the last limit nothing is read.
    const SAMPLING: [(usize, usize); 3] = [(96, 1), (1280, 4), (5376, 16)];
    const RUN: usize = 8;

    fn is_full(&self) -> bool {
        self.met >= Self::SAMPLING[Self::SAMPLING.len() - 1].0
    }

    /// Meets a word; true if it is one to weigh.
    fn takes_next(&mut self) -> bool {
        if self.met < Self::SAMPLING[0].0 {
            self.met += 1;
            return true;
        }
        let run = self.met / Self::RUN;
        let every = Self::SAMPLING.iter().find(|(until, _)| self.met < *until).map(|(_, every)| *every);
        self.met = self.met.saturating_add(1);
        every.is_some_and(|every| run.is_multiple_of(every))
    }

    /// Meets a word, and weighs it if it is one to weigh.
    fn add(&mut self, word: impl FnOnce() -> Weighed) {
        if !self.takes_next() {
            self.previous = None;
            return;
        }
        let mut word = word();
        if let Some(previous) = self.previous {
            word = word.behind(previous);
        }
        let best = word.sums.iter().fold(0, |best, &sum| sum.max(best));
        let floor = best.saturating_sub(WORD_LIMIT * UNITS_PER_NAT as i16);
        for (total, sum) in self.sums.iter_mut().zip(word.sums) {
            *total += i32::from(sum.max(floor));
        }
        self.words += 1;
        self.previous = Some(word.hash);
    }

    fn guess(&self) -> Option<Guess> {
        if self.words == 0 {
            return None;
        }
        let handicap = NYNORSK_HANDICAP * i32::from(UNITS_PER_NAT) / 100;
        let (mut best, mut second) = ((Language::En, i32::MIN), self.sums[LANGUAGES]);
        for (language, &sum) in Language::ALL.into_iter().zip(&self.sums) {
            let sum = if language == Language::Nn { sum - handicap } else { sum };
            if sum > best.1 {
                second = second.max(best.1);
                best = (language, sum);
            } else {
                second = second.max(sum);
            }
        }
        let lead = u16::try_from((best.1 - second).max(0)).unwrap_or(u16::MAX);
        let margin = f32::from(lead) / f32::from(UNITS_PER_NAT);
        Some(Guess { language: best.0, margin, words: self.words })
    }
}

impl<'h> Tally<'h> {
    fn new(heard: &'h mut Heard) -> Self {
        Self { heard, prose: Score::default(), capitals: Score::default() }
    }

    fn guess(&self) -> Option<Guess> {
        self.prose.guess().or_else(|| self.capitals.guess())
    }

    /// Ends a sentence, or leaves something out: the next word has no neighbour before it.
    fn part_words(&mut self) {
        self.prose.previous = None;
        self.capitals.previous = None;
    }

    /// Reads a piece of text.
    fn read(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let mut holes = Holes::default();
        let mut at = 0;
        self.part_words();
        // All cuts are made at ASCII bytes, so they fall between characters.
        while at < bytes.len() && !self.prose.is_full() {
            if bytes[at].is_ascii_whitespace() {
                at += 1;
            } else if is_opener(bytes[at]) {
                at = holes.end(bytes, at).unwrap_or(at + 1);
                self.part_words();
            } else if let Some(length) = self.read_plain(&text[at..]) {
                at += length;
            } else {
                let length = bytes[at..].iter().position(|&b| ends_chunk(b));
                let end = length.map_or(bytes.len(), |length| at + length);
                self.read_chunk(&text[at..end]);
                at = end;
            }
        }
    }

    /// Reads what stands between two spaces if it is only letters and perhaps a mark behind them, as most is: the same as
    /// [`Self::read_chunk`] makes of it, in less time. The length that was read.
    fn read_plain(&mut self, rest: &str) -> Option<usize> {
        let bytes = rest.as_bytes();
        let letters = Letters::of(bytes);
        let length = letters.length;
        if length == 0 {
            return None;
        }
        let ends = |at: usize| bytes.get(at).is_none_or(|&b| ends_chunk(b));
        let marked = matches!(bytes.get(length), Some(b'.' | b',' | b'!' | b'?' | b':' | b';'));
        if !ends(length + usize::from(marked)) {
            return None;
        }
        if letters.others < letters.count {
            let heard = &mut *self.heard;
            let weighed = || match letters.key() {
                Some(key) => heard.weighed(key),
                None => Weighed::of(&Word::of(&rest[..length])),
            };
            match letters.case() {
                Case::Plain => self.prose.add(weighed),
                Case::Capitals => self.capitals.add(weighed),
                Case::Mixed => self.part_words(),
            }
        }
        if marked && bytes[length] != b',' {
            self.part_words();
        }
        Some(length + usize::from(marked))
    }

    /// Reads what stands between two spaces.
    fn read_chunk(&mut self, chunk: &str) {
        // Marks of Markdown: emphasis, headings, tables.
        let chunk = chunk.trim_matches(['*', '_', '#', '|', '~']);
        if is_code(chunk.as_bytes()) {
            self.part_words();
            return;
        }
        let mut word = Word::default();
        for c in chunk.chars() {
            if !word.push(c) {
                self.finish(&word);
                word = Word::default();
            }
        }
        self.finish(&word);
        if chunk.ends_with(['.', '!', '?', ':', ';']) {
            self.part_words();
        }
    }

    fn finish(&mut self, word: &Word) {
        if !word.is_known {
            return;
        }
        match word.case {
            Case::Plain => self.prose.add(|| Weighed::of(word)),
            Case::Capitals => self.capitals.add(|| Weighed::of(word)),
            Case::Mixed => self.part_words(),
        }
    }
}

// --- what is not prose ----------------------------------------------------------------------------

const fn is_opener(byte: u8) -> bool {
    matches!(byte, b'{' | b'<' | b'[')
}

const fn ends_chunk(byte: u8) -> bool {
    byte.is_ascii_whitespace() || is_opener(byte)
}

/// Finds the ends of placeholders, tags and bracketed notes.
///
/// Remembers for each closing byte where the next one stands, so that a text of nothing but opening
/// brackets is still read in linear time.
#[derive(Default)]
struct Holes {
    brace: usize,
    angle: usize,
    bracket: usize,
}

impl Holes {
    /// The longest placeholder or tag, in bytes. What is longer is taken for a stray bracket.
    const LONGEST: usize = 256;
    /// The longest fill-in, `[Customer name]`, in bytes: whole paragraphs stand in brackets too.
    const LONGEST_NOTE: usize = 48;

    /// Where reading goes on after the opener at `at`, if that opens something to leave out.
    fn end(&mut self, bytes: &[u8], at: usize) -> Option<usize> {
        let opener = bytes[at];
        let inside = at + run_of(opener, &bytes[at..]);
        let first = *bytes.get(inside)?;
        let (closer, known, longest) = match opener {
            b'{' => (b'}', &mut self.brace, Self::LONGEST),
            b'<' if first.is_ascii_alphabetic() || b"/!%?".contains(&first) => (b'>', &mut self.angle, Self::LONGEST),
            b'[' if first == b'%' => (b']', &mut self.bracket, Self::LONGEST),
            b'[' => (b']', &mut self.bracket, Self::LONGEST_NOTE),
            _ => return None,
        };
        if *known < inside {
            *known = bytes[inside..].iter().position(|&b| b == closer).map_or(usize::MAX, |step| inside + step);
        }
        if known.checked_sub(at)? > longest {
            return None;
        }
        let after = *known + run_of(closer, &bytes[*known..]);
        // The text of a Markdown link is prose.
        (bytes.get(after) != Some(&b'(')).then_some(after)
    }
}

/// How many times `byte` stands at the start of `bytes`, at most four times: no placeholder opens or
/// closes with more, and a text of nothing else is not to be counted through again and again.
fn run_of(byte: u8, bytes: &[u8]) -> usize {
    bytes.iter().take(4).take_while(|&&b| b == byte).count()
}

/// Whether a run of non-blanks is an address, a path, a number, a variable or other code.
fn is_code(chunk: &[u8]) -> bool {
    let mut slashes = 0;
    // Letters since the last dot between letters, and whether there was such a dot.
    let (mut piece, mut longest_piece, mut is_dotted) = (0, 0, false);
    let mut previous = b' ';
    for (at, &byte) in chunk.iter().enumerate() {
        match byte {
            b'0'..=b'9' | b'@' | b'_' | b'\\' | b'=' | b'$' | b'%' | b'~' | b'`' | b'#' | b'^' | b'|' => return true,
            b'/' => {
                slashes += 1;
                if at == 0 || slashes > 1 {
                    return true;
                }
            }
            b')' if previous == b'(' => return true,
            b':' if previous == b':' => return true,
            b'.' => {
                is_dotted |= chunk.get(at + 1).is_some_and(|&next| is_letter(next)) && is_letter(previous);
                piece = 0;
            }
            _ if is_letter(byte) => {
                if previous == b'&' || at == 1 && (previous == b':' || previous == b'.') {
                    return true;
                }
                piece += 1;
                longest_piece = longest_piece.max(piece);
            }
            _ => piece = 0,
        }
        previous = byte;
    }
    // `f.eks.` and `z.B.` are words, `example.com` and `main.rs` are not.
    is_dotted && longest_piece > 3
}

/// ASCII letters, and any part of a character outside ASCII.
const fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || !byte.is_ascii()
}

// --- words ----------------------------------------------------------------------------------------

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Case {
    /// `word`, `Word`, `E-Post`.
    #[default]
    Plain,
    /// `WORD`.
    Capitals,
    /// `camelCase`, `GitHub`, `IDs`.
    Mixed,
}

/// A word under construction, its letters folded to codes below 64.
struct Word {
    /// The codes, between two zeros for the edges.
    codes: [u8; Word::LONGEST + 2],
    /// How many codes there are, without the edges.
    length: usize,
    /// An apostrophe or hyphen that belongs to the word if a letter follows.
    joiner: Option<u8>,
    /// Whether any letter is one that the six languages use.
    is_known: bool,
    case: Case,
    /// The last character, if it was a letter: whether it was a capital.
    last_capital: Option<bool>,
}

/// The letters up to U+00FF that a piece of text begins with.
#[derive(Default)]
struct Letters {
    /// In bytes.
    length: usize,
    count: u32,
    /// The codes of the last ten, six bits each, the last one lowest.
    codes: u64,
    capitals: u32,
    /// Whether the first one is a capital.
    begins_capital: bool,
    /// Letters that none of the six languages uses.
    others: u32,
}

impl Letters {
    /// So many letters make a key.
    const KEYED: u32 = 10;

    fn of(bytes: &[u8]) -> Self {
        let (mut at, mut count, mut codes, mut capitals, mut others) = (0, 0, 0_u64, 0, 0);
        while let Some(&byte) = bytes.get(at) {
            let mut letter = Word::ASCII[usize::from(byte)];
            if letter == 0 {
                let [0xC3, next, ..] = bytes[at..] else { break };
                letter = Word::BEYOND[usize::from(next & 0x3F)];
                if letter == 0 {
                    break;
                }
                others += u32::from(letter & !Word::CAPITAL == Word::OTHER_LETTER);
                at += 1;
            }
            at += 1;
            count += 1;
            codes = codes << 6 | u64::from(letter & 0x3F);
            capitals += u32::from(letter >> 6);
        }
        let begins_capital = match *bytes {
            [0xC3, next, ..] => Word::BEYOND[usize::from(next & 0x3F)] >= Word::CAPITAL,
            [byte, ..] => Word::ASCII[usize::from(byte)] >= Word::CAPITAL,
            [] => false,
        };
        Self { length: at, count, codes, capitals, begins_capital, others }
    }

    /// What tells a short word from all others.
    fn key(&self) -> Option<u64> {
        (self.count <= Self::KEYED).then_some(self.codes)
    }

    fn case(&self) -> Case {
        match self.capitals {
            0 => Case::Plain,
            1 if self.begins_capital => Case::Plain,
            _ if self.capitals == self.count => Case::Capitals,
            _ => Case::Mixed,
        }
    }
}

impl Default for Word {
    fn default() -> Self {
        Self {
            codes: [0; Self::LONGEST + 2],
            length: 0,
            joiner: None,
            is_known: false,
            case: Case::Plain,
            last_capital: None,
        }
    }
}

impl Word {
    /// The letters of a word that are looked at.
    const LONGEST: usize = 40;

    const OTHER_LETTER: u8 = 36;
    const APOSTROPHE: u8 = 37;
    const HYPHEN: u8 = 38;

    /// Marks a capital among the codes of the tables, which have six bits.
    const CAPITAL: u8 = 0x40;

    /// The code of a character up to U+00FF with a mark for capitals; 0 for what is no letter.
    const fn latin(character: u8) -> u8 {
        let is_capital = character & 0x20 == 0 && character != 0xDF;
        let mark = if is_capital { Self::CAPITAL } else { 0 };
        match Self::own_code(character as char) {
            Some(code) => code | mark,
            None if character >= 0xC0 && character != 0xD7 && character != 0xF7 => Self::OTHER_LETTER | mark,
            None => 0,
        }
    }

    /// The letters of ASCII by their bytes.
    const ASCII: [u8; 256] = {
        let mut codes = [0; 256];
        let mut byte: u8 = 0;
        while byte < 0x80 {
            codes[byte as usize] = Self::latin(byte);
            byte += 1;
        }
        codes
    };

    /// The letters from U+00C0 to U+00FF. In UTF-8 they are 0xC3 and a byte that begins at 0x80.
    const BEYOND: [u8; 64] = {
        let mut codes = [0; 64];
        let mut index: u8 = 0;
        while index < 64 {
            codes[index as usize] = Self::latin(0xC0 + index);
            index += 1;
        }
        codes
    };

    /// A word of nothing but letters.
    fn of(letters: &str) -> Self {
        let mut word = Self::default();
        letters.chars().all(|letter| word.push(letter));
        word
    }

    /// The word with a key of [`Letters::key`].
    fn of_key(mut key: u64) -> Self {
        let length = (1..=Letters::KEYED).rev().find(|&count| key >> (6 * (count - 1)) != 0).unwrap_or(0) as usize;
        let mut word = Self { length, ..Self::default() };
        for at in (1..=length).rev() {
            word.codes[at] = (key & 0x3F) as u8;
            key >>= 6;
        }
        word
    }

    /// The code of a letter, case folded: 1 to 26 for a to z, then the six languages' own.
    fn code(c: char) -> Option<u8> {
        Self::own_code(c).or_else(|| (!c.is_ascii() && c.is_alphabetic()).then_some(Self::OTHER_LETTER))
    }

    /// The code of a letter that the six languages use.
    const fn own_code(c: char) -> Option<u8> {
        Some(match c {
            'a'..='z' => c as u8 - b'a' + 1,
            'A'..='Z' => c as u8 - b'A' + 1,
            'å' | 'Å' => 27,
            'æ' | 'Æ' => 28,
            'ø' | 'Ø' => 29,
            'ä' | 'Ä' => 30,
            'ö' | 'Ö' => 31,
            'ü' | 'Ü' => 32,
            'ß' => 33,
            'é' | 'è' | 'ê' | 'ë' | 'É' | 'È' | 'Ê' | 'Ë' => 34,
            'ó' | 'ò' | 'ô' | 'õ' | 'Ó' | 'Ò' | 'Ô' | 'Õ' => 35,
            _ => return None,
        })
    }

    /// Takes a character in; false if the word ends before it.
    fn push(&mut self, c: char) -> bool {
        if let Some(code) = Self::code(c) {
            self.push_letter(c, code);
            return true;
        }
        if self.last_capital.is_none() {
            return self.length == 0;
        }
        match c {
            '\'' | '’' => self.joiner = Some(Self::APOSTROPHE),
            '-' | '\u{2010}' | '\u{2011}' => self.joiner = Some(Self::HYPHEN),
            '\u{ad}' => return true,
            '\u{300}'..='\u{36f}' => {
                self.mark(c);
                return true;
            }
            _ => return false,
        }
        self.last_capital = None;
        true
    }

    fn push_letter(&mut self, c: char, code: u8) {
        if let Some(joiner) = self.joiner.take() {
            self.push_code(joiner);
        }
        self.push_code(code);
        self.is_known |= code != Self::OTHER_LETTER;
        let capital = c.is_uppercase();
        self.case = match (self.case, self.last_capital) {
            (Case::Plain, Some(false)) if capital => Case::Mixed,
            // The second letter of the word shows whether it is all in capitals.
            (Case::Plain, Some(true)) if capital => {
                if self.length == 2 {
                    Case::Capitals
                } else {
                    Case::Mixed
                }
            }
            (Case::Capitals, _) if !capital => Case::Mixed,
            (case, _) => case,
        };
        self.last_capital = Some(capital);
    }

    fn push_code(&mut self, code: u8) {
        if self.length < Self::LONGEST {
            self.length += 1;
            self.codes[self.length] = code;
        }
    }

    /// Puts a combining mark on the last letter: some systems write å as a and a ring.
    fn mark(&mut self, mark: char) {
        let last = &mut self.codes[self.length];
        *last = match (Self::letter(*last), mark) {
            ('a', '\u{30a}') => 27,
            ('a', '\u{308}') => 30,
            ('o', '\u{308}') => 31,
            ('u', '\u{308}') => 32,
            ('e', _) => 34,
            ('o', _) => 35,
            _ => return,
        };
    }

    /// The ASCII letter that a code stands for, or a blank.
    fn letter(code: u8) -> char {
        if (1..=26).contains(&code) { char::from(b'a' + code - 1) } else { ' ' }
    }

    /// FNV-1a over the codes.
    fn hash(&self) -> u32 {
        let codes = &self.codes[1..=self.length];
        codes.iter().fold(0x811C_9DC5, |hash, &code| (hash ^ u32::from(code)).wrapping_mul(0x0100_0193))
    }

    /// Calls `add` with the hash of every run of two to four codes, edges among them.
    ///
    /// The hash of a run is its codes, six bits each, behind a 1 that tells runs of different length
    /// apart.
    fn each_gram(&self, mut add: impl FnMut(u32)) {
        // In front of the first letter is an edge, whose code is 0; behind the last one, another.
        let mut window = u32::from(self.codes[1]);
        add(1 << 12 | window);
        window = window << 6 | u32::from(self.codes[2]);
        add(1 << 12 | window);
        add(1 << 18 | window);
        for &code in &self.codes[3..self.length + 2] {
            window = window << 6 | u32::from(code);
            add(1 << 12 | window & 0xFFF);
            add(1 << 18 | window & 0x3_FFFF);
            add(1 << 24 | window & 0xFF_FFFF);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(text: &str) -> Option<&'static str> {
        detect(text).map(|guess| guess.language.tag())
    }

    #[track_caller]
    fn assert_all(language: Language, texts: &[&str]) {
        for text in texts {
            assert_eq!(tag(text), Some(language.tag()), "{text}");
        }
    }

    #[test]
    fn english() {
        assert_all(
            Language::En,
            &[
                "Hi Ingrid, the replacement lamp left our workshop this morning and arrives on Wednesday.",
                "We found your suitcase. Could you tell us which hotel you are staying at?",
                "The museum opens at ten, but members may come in half an hour earlier.",
                "Sorry about the mix-up, Bjørn! I've moved your table to the window side.",
                "Thanks, Jürgen. Your ticket to Köln is still valid, so just get on the next train.",
            ],
        );
    }

    #[test]
    fn bokmal() {
        assert_all(
            Language::Nb,
            &[
                "Hei Ingrid, den nye lampen gikk fra verkstedet vårt i morges og er framme onsdag.",
                "Vi fant kofferten din. Kan du fortelle oss hvilket hotell du bor på?",
                "Museet åpner klokken ti, men medlemmer slipper inn en halv time før.",
                "Jeg har flyttet bordet ditt til vinduet, så nå sitter dere sammen.",
                "Hvis nøkkelen ikke passer, sender vi deg gjerne en ny uten ekstra kostnad.",
                "Tusen takk for hyggelig tilbakemelding! Ha en fortsatt fin uke.",
            ],
        );
    }

    #[test]
    fn nynorsk() {
        assert_all(
            Language::Nn,
            &[
                "Hei Ingrid, den nye lampa gjekk frå verkstaden vår i morgon tidleg og er framme onsdag.",
                "Vi fann kofferten din. Kan du seie oss kva hotell du bur på?",
                "Museet opnar klokka ti, men medlemmer slepp inn ein halv time før.",
                "Eg har flytta bordet ditt til vindauget, så no sit de saman.",
                "Viss nøkkelen ikkje passar, sender me deg gjerne ein ny utan ekstra kostnad.",
                "Tusen takk for hyggeleg tilbakemelding! Ha ei framleis fin veke.",
            ],
        );
    }

    #[test]
    fn danish() {
        assert_all(
            Language::Da,
            &[
                "Hej Ingrid, den nye lampe forlod vores værksted i morges og er fremme onsdag.",
                "Vi har fundet din kuffert. Kan du fortælle os, hvilket hotel du bor på?",
                "Museet åbner klokken ti, men medlemmer kan komme ind en halv time før.",
                "Jeg har flyttet jeres bord hen til vinduet, så nu sidder I sammen.",
                "Hvis nøglen ikke passer, sender vi dig gerne en ny uden ekstra omkostninger.",
                "Mange tak for den søde tilbagemelding! Hav en fortsat god uge.",
            ],
        );
    }

    #[test]
    fn swedish() {
        assert_all(
            Language::Sv,
            &[
                "Hej Ingrid, den nya lampan lämnade vår verkstad i morse och är framme på onsdag.",
                "Vi har hittat din resväska. Kan du berätta vilket hotell du bor på?",
                "Museet öppnar klockan tio, men medlemmar släpps in en halvtimme tidigare.",
                "Jag har flyttat ert bord till fönstret, så nu sitter ni tillsammans.",
                "Om nyckeln inte passar skickar vi gärna en ny utan extra kostnad.",
            ],
        );
    }

    #[test]
    fn german() {
        assert_all(
            Language::De,
            &[
                "Guten Tag Ingrid, die neue Lampe hat heute früh unsere Werkstatt verlassen.",
                "Wir haben Ihren Koffer gefunden. In welchem Hotel wohnen Sie gerade?",
                "Das Museum öffnet um zehn, Mitglieder dürfen eine halbe Stunde früher hinein.",
                "Ich habe euren Tisch ans Fenster gestellt, jetzt sitzt ihr zusammen.",
                "Falls der Schluessel nicht passt, schicken wir gern einen neuen.",
            ],
        );
    }

    /// Sentences that differ between neighbouring languages in a word or an ending only.
    #[test]
    fn near_twins() {
        for (nb, nn, da) in [
            (
                "Jeg vet ikke hvor lenge det varer.",
                "Eg veit ikkje kor lenge det varer.",
                "Jeg ved ikke, hvor længe det varer.",
            ),
            (
                "Hva heter boken som du leter etter?",
                "Kva heiter boka som du leitar etter?",
                "Hvad hedder bogen, som du leder efter?",
            ),
            ("Vi har åpent hele uken.", "Vi har ope heile veka.", "Vi har åbent hele ugen."),
            (
                "De andre stolene kommer fra en annen fabrikk.",
                "Dei andre stolane kjem frå ein annan fabrikk.",
                "De andre stole kommer fra en anden fabrik.",
            ),
        ] {
            assert_all(Language::Nb, &[nb]);
            assert_all(Language::Nn, &[nn]);
            assert_all(Language::Da, &[da]);
        }
    }

    #[test]
    fn a_twin_does_not_hide_that_it_is_not_english() {
        let text = "Du kan lese mer om lampen på sidene våre når som helst.";
        let guess = lead_over(text, Language::En);
        assert!(guess.is_some_and(|guess| guess.language != Language::En && guess.margin > 8.0), "{guess:?}");
        // Danish reads nearly the same, so that the margin over all others is small.
        let hidden =
            detect(text).zip(guess).is_some_and(|(over_all, over_english)| over_all.margin < over_english.margin);
        assert!(hidden, "{:?}", detect(text));
        let own = lead_over("You can order it on our page.", Language::En);
        assert_eq!(own.map(|guess| (guess.language, guess.margin)), Some((Language::En, 0.0)));
        assert_eq!(lead_over("48213", Language::En), None);
    }

    #[test]
    fn what_is_not_prose_does_not_speak() {
        assert_all(
            Language::Nn,
            &[
                "Hei {{ ticket.requester.first_name | default: 'there' }}, eg ser på saka [% report.id %] no.",
                "Sjå https://example.com/please/read/this/page/about/your/order for meir hjelp, elles er du velkomen.",
                "Skriv til the-whole-support-team@help.example.com om noko manglar, så svarar eg.",
                "Køyr `apt-get`, opne main_window.rs og skriv PLEASE_WAIT_FOR_THE_SERVER der.",
                "Hei <span class=\"the name of the customer\">Kari</span>, vara er her i morgon.",
            ],
        );
    }

    #[test]
    fn mixed_text_goes_by_the_greater_part() {
        let text = "Hei! Appen viser «Something went wrong» når jeg trykker på knappen, og så hender det \
                    ikke noe mer før jeg starter telefonen på nytt.";
        assert_eq!(tag(text), Some("nb"));
        let text = "Hi! The label on the box says «Tåler ikke vann», so please keep it away from the sink.";
        assert_eq!(tag(text), Some("en"));
    }

    #[test]
    fn nothing_to_go_by() {
        for text in [
            "",
            " \n\t\u{a0}",
            "{{ customer.name }}",
            "{{a}} {%b%} [% c %] <br> ${d} %{e} #{f} %(g)s $h :i",
            "1234 56,78 – 90 %",
            "https://example.com/hei you@example.com",
            "Привет, как дела?",
            "您好 🙂",
            "'-'-'",
            "\u{301}\u{30a}",
        ] {
            assert_eq!(detect(text), None, "{text:?}");
        }
    }

    #[test]
    fn names_and_other_languages_are_not_clear() {
        for text in ["Hei Anna", "Martin", "Eva Holm", "OK", "Bonjour Madame, votre colis est arrivé ce matin."] {
            assert!(!detect(text).is_some_and(|guess| guess.is_clear()), "{text:?}");
        }
        assert!(detect("Kan du seie meg kvifor pakken ikkje har kome?").is_some_and(|guess| guess.is_clear()));
    }

    #[test]
    fn capitals_count_only_alone() {
        assert_eq!(tag("VI ÅPNER IKKE FØR VI HAR FÅTT NØKLENE TILBAKE"), Some("nb"));
        let guess = detect("Das ist gut. PLEASE DO NOT REPLY TO THIS MESSAGE");
        assert_eq!(guess.map(|guess| (guess.language, guess.words)), Some((Language::De, 3)));
    }

    #[test]
    fn decomposed_letters_are_the_same_letters() {
        let whole = detect("Får æskene plass på bilen når vi kjører? Ses i går kväll, öppet, für");
        let parts = detect(
            "Fa\u{30a}r æskene plass pa\u{30a} bilen na\u{30a}r vi kjører? Ses i ga\u{30a}r kva\u{308}ll, \
             o\u{308}ppet, fu\u{308}r",
        );
        assert_eq!(whole, parts);
    }

    #[test]
    fn parts_are_one_text() {
        let parts = ["Hei,", "eg ser at", "pakken ikkje har kome."];
        let guess = detect_parts(parts.into_iter());
        assert_eq!(guess.map(|guess| (guess.language, guess.words)), Some((Language::Nn, 8)));
        assert_eq!(detect_parts(iter::empty()), None);
        assert_eq!(detect_parts(["", "{{x}}"].into_iter()), None);
    }

    #[test]
    fn long_text_is_sampled() {
        let log = "the server did not answer the request\n".repeat(40);
        let reply = "Hei, jeg har sett på loggen og skjønner hva som er galt nå. ".repeat(60);
        assert_eq!(tag(&format!("{log}{reply}")), Some("nb"));
        let guess = detect(&reply.repeat(100));
        assert!(guess.is_some_and(|guess| guess.words < 1000 && guess.language == Language::Nb));
    }

    #[test]
    fn hostile_input_is_read_in_linear_time() {
        // Quadratic time over two million bytes would be noticed: the test would run for minutes.
        for unit in
            ["{", "<a", "[", "[%", "{{<[", "a", "a.", "a-", "A", "é", "\u{30a}", "a\u{308}", "'", "\0", "}>", "<<<a>"]
        {
            let text = unit.repeat(2_000_000 / unit.len());
            let guess = detect(&text);
            assert!(guess.is_none_or(|guess| guess.margin.is_finite()), "{unit:?}");
        }
        // Every cut of a text with characters of several bytes.
        let text = "Hei {{å}} <ø> [æ] «ß»\u{a0}ö…";
        for (at, _) in text.char_indices() {
            let _ = detect(&text[at..]);
            let _ = detect(&text[..at]);
        }
    }

    #[test]
    fn tags() {
        for language in Language::ALL {
            assert_eq!(Language::from_tag(language.tag()), Some(language));
            assert_eq!(Language::from_tag(&language.tag().to_uppercase()), Some(language));
        }
        for (tag, language) in [
            ("nb-NO", Language::Nb),
            ("no", Language::Nb),
            ("NO-no", Language::Nb),
            ("no-nyn", Language::Nn),
            ("nn-NO", Language::Nn),
            ("da_DK.UTF-8", Language::Da),
            ("sv-SE", Language::Sv),
            ("de-AT", Language::De),
            ("de@euro", Language::De),
            (" en-GB ", Language::En),
        ] {
            assert_eq!(Language::from_tag(tag), Some(language), "{tag}");
        }
        for tag in ["", "-", "x", "fr", "nob", "norsk", "english", "C", "e n"] {
            assert_eq!(Language::from_tag(tag), None, "{tag}");
        }
    }

    #[test]
    fn the_model_is_whole() {
        assert_eq!(&MODEL[..6], b"HLANG\x01");
        assert!(UNITS_PER_NAT > 0);
        assert_eq!((MODEL.len() - HEADER) % LANGUAGES, 0);
        assert_eq!(ROWS, 43_000);
    }
}
