//! Which characters were drawn outside the margins, where a printer or a binding would take them.

use hayro::hayro_interpret::font::Glyph;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, GlyphDrawMode, Image, InterpreterCache, InterpreterSettings, Paint,
    PathDrawMode, SoftMask, interpret_page,
};
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::kurbo::{Affine, BezPath, Rect};

/// 25 mm to the left and right, in points, with half a millimetre for what hangs over.
const LEFT: f64 = 69.4;
const RIGHT: f64 = 595.3 - 69.4;

/// Page and place of each glyph that starts left of the text or right of it.
pub(crate) fn outside(bytes: &[u8]) -> Vec<String> {
    let pdf = Pdf::new(bytes.to_vec()).expect("our own PDF can be read");
    let mut found = Vec::new();
    for (index, page) in pdf.pages().iter().enumerate() {
        let cache = InterpreterCache::new();
        let area = Rect::new(0.0, 0.0, 1000.0, 1000.0);
        let mut context = Context::new(Affine::IDENTITY, area, &cache, page.xref(), InterpreterSettings::default());
        interpret_page(page, &mut context, &mut Watch { page: index + 1, found: &mut found });
    }
    found
}

struct Watch<'f> {
    page: usize,
    found: &'f mut Vec<String>,
}

impl<'a> Device<'a> for Watch<'_> {
    fn draw_glyph(&mut self, _: &Glyph<'a>, transform: Affine, glyph: Affine, _: &Paint<'a>, _: &GlyphDrawMode) {
        let place = (transform * glyph).translation();
        if !(LEFT..RIGHT).contains(&place.x) || !(20.0..822.0).contains(&place.y) {
            self.found.push(format!("page {} at {:.0}, {:.0}", self.page, place.x, place.y));
        }
    }

    fn set_soft_mask(&mut self, _: Option<SoftMask<'a>>) {}
    fn set_blend_mode(&mut self, _: BlendMode) {}
    fn draw_path(&mut self, _: &BezPath, _: Affine, _: &Paint<'a>, _: &PathDrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'a, '_>, _: Affine) {}
    fn pop_clip_path(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
