//! Which characters can be printed: those that the embedded fonts have in every style, and the line feed.
//! Direction marks and other control characters cannot: they would change what is read without being seen.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use super::fonts;

/// The first character that cannot be printed.
#[must_use]
pub fn missing(text: &str) -> Option<char> {
    text.chars().find(|&character| !printable(character))
}

fn printable(character: char) -> bool {
    if character.is_ascii() {
        return matches!(character, '\n' | ' '..='~');
    }
    PRINTABLE.contains(character)
}

/// One bit for each code point, below the highest that a font has.
struct Bits(Vec<u64>);

impl Bits {
    fn contains(&self, character: char) -> bool {
        let code = character as usize;
        self.0.get(code / 64).is_some_and(|word| word >> (code % 64) & 1 == 1)
    }
}

/// A family prints what all its styles have; a text what some common family prints.
static PRINTABLE: LazyLock<Bits> = LazyLock::new(|| {
    let mut families: BTreeMap<&str, BTreeSet<u32>> = BTreeMap::new();
    for font in fonts::all() {
        let family = font.info().family.as_str();
        if fonts::COMMON.contains(&family) {
            let codes: BTreeSet<u32> = font.info().coverage.iter().collect();
            families.entry(family).and_modify(|common| common.retain(|code| codes.contains(code))).or_insert(codes);
        }
    }
    let mut bits = Vec::new();
    for code in families.into_values().flatten().filter(|&code| !is_control(code)) {
        let word = code as usize / 64;
        if bits.len() <= word {
            bits.resize(word + 1, 0);
        }
        if let Some(word) = bits.get_mut(word) {
            *word |= 1 << (code % 64);
        }
    }
    Bits(bits)
});

/// Controls, direction marks, invisible separators and the byte order mark. The soft hyphen stays: it is a wish.
fn is_control(code: u32) -> bool {
    matches!(code, 0..=0x1f | 0x7f..=0x9f | 0x61c | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0xfeff | 0xfff0..=0xffff)
}

#[cfg(test)]
mod tests {
    use super::missing;

    #[test]
    fn swedish_sami_and_neighbouring_letters_are_printable() {
        assert_eq!(missing("ÅÄÖåäö éèüßøæ ÁáČčĐđŊŋŠšŦŧŽž ǤǥǦǧǨǩƷʒ ĄąŁłŻż Ελλάδα Київ"), None);
    }

    #[test]
    fn signs_of_the_trade_are_printable() {
        assert_eq!(missing("§ – — ” ’ … · • → ✓ € ½ ¾ ° ± × − ≤ ≥ ‰ № † ‑ \u{a0}\u{202f}\u{ad}"), None);
    }

    #[test]
    fn a_direction_mark_is_not_printable() {
        assert_eq!(missing("avslag\u{202e}llafib"), Some('\u{202e}'));
    }

    #[test]
    fn a_control_character_is_not_printable() {
        assert_eq!(missing("Ja\u{7}"), Some('\u{7}'));
    }

    #[test]
    fn a_picture_is_not_printable() {
        assert_eq!(missing("Bra 👍"), Some('👍'));
    }
}
