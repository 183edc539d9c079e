//! The pages of a PDF, interpreted and not drawn: each character is heard where it stands, with its marks around it.

use hayro::hayro_interpret::font::Glyph;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, GlyphDrawMode, Image, InterpreterCache, InterpreterSettings, Paint,
    PathDrawMode, SoftMask, interpret_page,
};
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::kurbo::{Affine, BezPath, Rect};

/// What is heard of a page, counted from 0.
pub(crate) trait Hearing {
    /// A character, and where it stands in points from the page's lower left corner.
    fn character(&mut self, page: usize, glyph: &Glyph<'_>, place: Affine);
    /// Marked content begins, with its number where it has one.
    fn begin(&mut self, _: Option<i32>) {}
    /// The innermost marked content ends.
    fn end(&mut self) {}
}

/// Every page in order.
pub(crate) fn listen(pdf: &Pdf, hearing: &mut impl Hearing) {
    for (page, content) in pdf.pages().iter().enumerate() {
        let cache = InterpreterCache::new();
        let area = Rect::new(0.0, 0.0, 1000.0, 1000.0);
        let settings = InterpreterSettings::default();
        let mut context = Context::new(Affine::IDENTITY, area, &cache, content.xref(), settings);
        interpret_page(content, &mut context, &mut Silent { page, hearing });
    }
}

struct Silent<'h, H> {
    page: usize,
    hearing: &'h mut H,
}

impl<'a, H: Hearing> Device<'a> for Silent<'_, H> {
    fn draw_glyph(&mut self, glyph: &Glyph<'a>, transform: Affine, place: Affine, _: &Paint<'a>, _: &GlyphDrawMode) {
        self.hearing.character(self.page, glyph, transform * place);
    }

    fn begin_marked_content(&mut self, _: &[u8], number: Option<i32>) {
        self.hearing.begin(number);
    }

    fn end_marked_content(&mut self) {
        self.hearing.end();
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
