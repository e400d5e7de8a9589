//! A file that is nothing but text.

use super::{
    Decoded, Format, Region, RegionKind, body::Body, charset::Label, header::LineEnds, oddity::Oddities,
    transfer::Transfer,
};
use crate::text::Span;

/// Decodes plain text: UTF-8, UTF-16 with its mark, or Windows-1252 where it can be nothing else.
pub(super) fn decode(source: &[u8]) -> Decoded {
    let mut oddities = Oddities::default();
    let all = Span::new(0, source.len());
    let (body, layer) = Body::read(source, all, Transfer::Identity, Label::File, None, &mut oddities);
    let text = Span::new(0, layer.out.len());
    Decoded {
        format: Format::Plain,
        text: layer.out,
        map: layer.map,
        fields: Vec::new(),
        body: text,
        charset: body.charset.name(),
        html_only: false,
        oddities: oddities.into_vec(),
        eol: LineEnds::of(source).eol,
        regions: vec![Region { text, kind: RegionKind::Body(body) }],
    }
}
