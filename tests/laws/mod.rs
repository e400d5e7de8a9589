//! What the property tests of decoding share.

#![allow(dead_code, reason = "each of them needs a part of it")]

mod map;

use hilsen::{
    decode::Decoded,
    text::{RunKind, Span, Text},
};
use proptest::prelude::ProptestConfig;

pub(crate) use map::assert_sound;

const CASES: u32 = 256;

/// The configured number of cases, which `PROPTEST_CASES` overrides.
pub(crate) fn config() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig { cases: cases.unwrap_or(CASES), failure_persistence: None, ..ProptestConfig::default() }
}

/// Where a file is read from its beginning to its end, sources ascend.
pub(crate) fn assert_in_order(decoded: &Decoded) {
    assert!(decoded.map.runs().windows(2).all(|pair| pair[0].source.end() <= pair[1].source.start()));
}

/// A text with a span of it replaced.
pub(crate) fn apply(text: &str, span: Span<Text>, new: &str) -> String {
    [&text[..span.start()], new, &text[span.end()..]].concat()
}

/// The span, grown to whole runs.
pub(crate) fn whole(decoded: &Decoded, span: Span<Text>) -> Span<Text> {
    let atoms = decoded.map.runs_under(span).iter().filter(|run| run.kind == RunKind::Atomic);
    atoms.fold(span, |span, run| span.cover(run.text))
}

/// A page in quoted-printable, its lines broken wherever they are full.
pub(crate) fn quoted_printable(page: &str) -> Vec<u8> {
    let mut quoted = Vec::with_capacity(page.len() * 2);
    let mut column = 0;
    for byte in page.bytes() {
        let encoded =
            if byte.is_ascii_graphic() && byte != b'=' { char::from(byte).to_string() } else { format!("={byte:02X}") };
        if column + encoded.len() > 60 {
            quoted.extend_from_slice(b"=\r\n");
            column = 0;
        }
        column += encoded.len();
        quoted.extend_from_slice(encoded.as_bytes());
    }
    quoted
}
