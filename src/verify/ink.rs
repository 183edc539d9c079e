//! Colours, as far as it must be known whether words stand out from what they are drawn on.

use super::geometry::number;
use super::object::{Dictionary, Object};
use super::pdf::Pdf;

/// Nearer to each other than this, between 0 and 1, words are not seen.
const ALIKE: f64 = 0.12;

/// Red, green and blue, each from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Ink([f64; 3]);

impl Ink {
    pub(crate) const BLACK: Self = Self([0.0; 3]);
    pub(crate) const PAPER: Self = Self([1.0; 3]);

    /// From one component (grey), three (RGB) or four (CMYK).
    pub(crate) fn of(components: &[Object]) -> Option<Self> {
        let values: Vec<f64> = components.iter().map(number).collect::<Option<_>>()?;
        match values.as_slice() {
            [grey] => Some(Self([*grey; 3])),
            [red, green, blue] => Some(Self([*red, *green, *blue])),
            [cyan, magenta, yellow, black] => {
                Some(Self([cyan, magenta, yellow].map(|one| (1.0 - one).max(0.0) * (1.0 - black).max(0.0))))
            }
            _ => None,
        }
    }

    /// So near that nobody sees the one on the other.
    pub(crate) fn is_like(self, other: Self) -> bool {
        self.0.iter().zip(other.0).all(|(one, other)| (one.clamp(0.0, 1.0) - other).abs() < ALIKE)
    }
}

/// The colour space is one whose components are light or ink, in the usual way.
pub(crate) fn is_plain(pdf: &Pdf<'_>, name: &[u8], resources: &Dictionary) -> bool {
    const PLAIN: [&[u8]; 6] = [b"DeviceGray", b"DeviceRGB", b"DeviceCMYK", b"ICCBased", b"CalRGB", b"CalGray"];
    if PLAIN.contains(&name) {
        return true;
    }
    let spaces = pdf.entry(resources, b"ColorSpace", pdf.last());
    let space = spaces.ok().and_then(|spaces| pdf.entry(spaces.as_dictionary()?, name, pdf.last()).ok());
    space.is_some_and(|space| {
        let kind = space.as_array().and_then(|items| items.first()).and_then(Object::as_name).or(space.as_name());
        kind.is_some_and(|kind| PLAIN.contains(&kind))
    })
}
