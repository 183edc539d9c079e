//! Pages as small pictures, drawn in pure Rust, and how far two pictures are from each other.

use std::io::Cursor;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::Pixmap;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{RenderCache, RenderSettings, render};

/// 48 dpi: a page is 397 by 561 pixels, lines and blocks can be told apart.
const SCALE: f32 = 48.0 / 72.0;

/// Levels of 255 that a pixel may differ: processors round the last bits differently.
const SAME: u8 = 12;

/// PNG of each page.
pub(crate) fn draw(bytes: &[u8]) -> Vec<Vec<u8>> {
    let pdf = Pdf::new(bytes.to_vec()).expect("our own PDF can be read");
    let cache = RenderCache::new();
    let settings = RenderSettings { x_scale: SCALE, y_scale: SCALE, bg_color: WHITE, ..RenderSettings::default() };
    let pages = pdf.pages().iter();
    pages.map(|page| png(render(page, &cache, &InterpreterSettings::default(), &settings))).collect()
}

fn png(pixels: Pixmap) -> Vec<u8> {
    pixels.into_png().expect("a page is drawn as PNG")
}

/// Number of pixels that differ visibly; all of them when the sizes do.
pub(crate) fn difference(one: &[u8], other: &[u8]) -> usize {
    let [one, other] = [one, other].map(|bytes| Pixmap::from_png(Cursor::new(bytes)).expect("a golden picture is PNG"));
    if (one.width(), one.height()) != (other.width(), other.height()) {
        return usize::from(one.width()) * usize::from(one.height());
    }
    let pairs = one.data().iter().zip(other.data());
    pairs.filter(|(a, b)| [a.r.abs_diff(b.r), a.g.abs_diff(b.g), a.b.abs_diff(b.b)].iter().any(|&by| by > SAME)).count()
}
