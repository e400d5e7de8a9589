//! The first law of the map, for the property tests and the fuzz targets.

use hilsen::{decode::Decoded, text::RunKind};

/// What holds for any file: runs cover the text in whole characters, lie in the file and are what they say; and whatever
/// else is known of the text lies in it or in the file.
#[allow(unreachable_pub, reason = "the fuzz targets are another crate")]
pub fn assert_sound(decoded: &Decoded, source: &[u8]) {
    let mut at = 0;
    for run in decoded.map.runs() {
        assert_eq!(run.text.start(), at, "runs leave no text out");
        assert!(decoded.text.is_char_boundary(run.text.end()));
        assert!(run.source.end() <= source.len());
        if run.kind == RunKind::Verbatim {
            assert_eq!(decoded.text.as_bytes()[run.text.range()], source[run.source.range()]);
        }
        at = run.text.end();
    }
    assert_eq!((at, at), (decoded.text.len(), decoded.map.text_len()));
    let template = &decoded.template;
    let marks = template.marks.placeholders.iter().chain(&template.marks.alternatives).chain(&template.marks.notes);
    let in_text = marks.chain(&template.foreign).copied().chain(decoded.links.iter().map(|link| link.text));
    in_text.for_each(|span| assert!(decoded.text.get(span.range()).is_some()));
    let beside = template.comments.iter().map(|comment| (comment.at, comment.source));
    for (at, span) in beside.chain(template.asides.iter().map(|aside| (aside.at, aside.source))) {
        assert!(decoded.text.is_char_boundary(at) && span.end() <= source.len());
    }
    let elsewhere = decoded.links.iter().map(|link| link.source).chain(decoded.images.iter().map(|image| image.source));
    let elsewhere = elsewhere.chain(decoded.preheader).chain(decoded.oddities.iter().map(|oddity| oddity.span));
    elsewhere.for_each(|span| assert!(span.end() <= source.len()));
}
