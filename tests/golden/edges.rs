//! Which characters were drawn outside the margins, where a printer or a binding would take them.

use hayro::hayro_interpret::font::Glyph;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::kurbo::Affine;

use crate::page::{Hearing, listen};

/// 25 mm to the left and right, in points, with half a millimetre for what hangs over.
const LEFT: f64 = 69.4;
const RIGHT: f64 = 595.3 - 69.4;

/// Page and place of each glyph that starts left of the text or right of it.
pub(crate) fn outside(bytes: &[u8]) -> Vec<String> {
    let pdf = Pdf::new(bytes.to_vec()).expect("our own PDF can be read");
    let mut watch = Watch(Vec::new());
    listen(&pdf, &mut watch);
    watch.0
}

struct Watch(Vec<String>);

impl Hearing for Watch {
    fn character(&mut self, page: usize, _: &Glyph<'_>, place: Affine) {
        let place = place.translation();
        if !(LEFT..RIGHT).contains(&place.x) || !(20.0..822.0).contains(&place.y) {
            self.0.push(format!("page {} at {:.0}, {:.0}", page + 1, place.x, place.y));
        }
    }
}
