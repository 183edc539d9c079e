//! The typefaces, embedded in the binary: nothing is ever taken from the machine.
//! Every chain in `templates/lib/stil.typ` names every family here but the fixed-width one.

use std::sync::LazyLock;

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        [$(include_bytes!(concat!("../../templates/fonts/", $name)).as_slice()),*]
    };
}

static FILES: [&[u8]; 10] = files![
    "SourceSerif4_400Regular.ttf",
    "SourceSerif4_400Regular_Italic.ttf",
    "SourceSerif4_600SemiBold.ttf",
    "SourceSerif4_600SemiBold_Italic.ttf",
    "SourceSans3_400Regular.ttf",
    "SourceSans3_400Regular_Italic.ttf",
    "SourceSans3_600SemiBold.ttf",
    "SourceCodePro_400Regular.ttf",
    "NotoSerif_400Regular_subset.ttf",
    "NotoSerif_600SemiBold_subset.ttf",
];

/// Families that every chain of the templates falls back on.
pub(super) const COMMON: [&str; 3] = ["Source Serif 4", "Source Sans 3", "Noto Serif"];

/// The fonts, in the order of [`book`].
pub(super) fn all() -> &'static [Font] {
    static FONTS: LazyLock<Vec<Font>> =
        LazyLock::new(|| FILES.iter().flat_map(|file| Font::iter(Bytes::new(*file))).collect());
    &FONTS
}

/// What typst looks families up in.
pub(super) fn book() -> &'static LazyHash<FontBook> {
    static BOOK: LazyLock<LazyHash<FontBook>> = LazyLock::new(|| LazyHash::new(FontBook::from_fonts(all())));
    &BOOK
}
