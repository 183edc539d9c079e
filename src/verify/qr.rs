//! A QR code (ISO/IEC 18004, model 2, error correction M, versions 1 to 15) from its modules to its text. Strict: a
//! symbol that a telephone would have to mend is not read, since two telephones may mend it differently.

/// What a symbol of error correction M is made of, by version: codewords of correction a block, blocks.
const BLOCKS: [(usize, usize); 15] = [
    (10, 1),
    (16, 1),
    (26, 1),
    (18, 2),
    (24, 2),
    (16, 4),
    (18, 4),
    (22, 4),
    (22, 5),
    (26, 5),
    (30, 5),
    (22, 8),
    (22, 9),
    (24, 9),
    (24, 10),
];
/// The 45 characters of the alphanumeric mode, in order.
const ALPHANUMERIC: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/// Sides, in modules, of the symbols that can be read.
pub(crate) fn sides() -> impl Iterator<Item = usize> {
    (1..=BLOCKS.len()).map(|version| 17 + 4 * version)
}

/// The text of a symbol of `side` modules, row by row; `None` when it is not whole.
pub(crate) fn text(modules: &[bool], side: usize) -> Option<String> {
    let symbol = Symbol { modules, side, version: side.checked_sub(17)? / 4 };
    if modules.len() != side * side || 17 + 4 * symbol.version != side {
        return None;
    }
    let (correction, blocks) = *BLOCKS.get(symbol.version.checked_sub(1)?)?;
    let mask = symbol.format().filter(|_| symbol.patterns_stand())?;
    let data = deinterleaved(&symbol.codewords(mask), correction, blocks)?;
    segments(&data, symbol.version)
}

struct Symbol<'a> {
    modules: &'a [bool],
    side: usize,
    version: usize,
}

impl Symbol<'_> {
    fn dark(&self, x: usize, y: usize) -> bool {
        self.modules.get(y * self.side + x).copied().unwrap_or(false)
    }

    /// The mask, when both copies of the format say level M and agree.
    fn format(&self) -> Option<u32> {
        let last = self.side - 1;
        let mut first = (0..15).map(|bit| match bit {
            0..=5 => (8, bit),
            6 => (8, 7),
            7 => (8, 8),
            8 => (7, 8),
            _ => (14 - bit, 8),
        });
        let mut second = (0..15).map(|bit| if bit < 8 { (last - bit, 8) } else { (8, last - 14 + bit) });
        let bits = |places: &mut dyn Iterator<Item = (usize, usize)>| {
            places.enumerate().fold(0_u32, |sum, (bit, (x, y))| sum | u32::from(self.dark(x, y)) << bit)
        };
        let (one, other) = (bits(&mut first), bits(&mut second));
        (0..8).find(|mask| one == format_bits(*mask)).filter(|_| one == other)
    }

    /// Finders, timing and the dark module are where they must be.
    fn patterns_stand(&self) -> bool {
        let last = self.side - 7;
        let ring = |x: usize, y: usize| x.abs_diff(3).max(y.abs_diff(3)) != 2;
        let finder =
            |left: usize, top: usize| (0..49).all(|at| self.dark(left + at % 7, top + at / 7) == ring(at % 7, at / 7));
        let timing = (8..self.side - 8).all(|at| {
            let dark = at % 2 == 0;
            self.dark(at, 6) == dark && self.dark(6, at) == dark
        });
        finder(0, 0) && finder(last, 0) && finder(0, last) && timing && self.dark(8, self.side - 8)
    }

    /// Modules that carry no data.
    fn is_pattern(&self, x: usize, y: usize) -> bool {
        let far = self.side - 8;
        let (left, top) = (x < 9, y < 9);
        let corner = left && (top || y >= far) || top && x >= far;
        let version = self.version >= 7 && (x < 6 && y >= self.side - 11 || y < 6 && x >= self.side - 11);
        corner || version || x == 6 || y == 6 || self.is_alignment(x, y)
    }

    fn is_alignment(&self, x: usize, y: usize) -> bool {
        if self.version == 1 {
            return false;
        }
        let count = self.version / 7 + 2;
        let step = (self.version * 4 + count * 2 + 1) / (count * 2 - 2) * 2;
        let centre = |index: usize| if index == 0 { 6 } else { self.side - 7 - (count - 1 - index) * step };
        let near = |at: usize| (0..count).find(|index| centre(*index).abs_diff(at) <= 2);
        let (Some(column), Some(row)) = (near(x), near(y)) else { return false };
        let last = count - 1;
        !matches!((column, row), (0, 0)) && (column, row) != (0, last) && (column, row) != (last, 0)
    }

    /// Data and correction as they lie in the symbol: two columns at a time from the right, up and down by turns.
    fn codewords(&self, mask: u32) -> Vec<u8> {
        let mut bits = Vec::new();
        let columns = (0..self.side).rev().filter(|column| *column != 6).collect::<Vec<_>>();
        for (turn, pair) in columns.chunks(2).enumerate() {
            for step in 0..self.side {
                let y = if turn % 2 == 0 { self.side - 1 - step } else { step };
                let free = pair.iter().filter(|x| !self.is_pattern(**x, y));
                bits.extend(free.map(|x| self.dark(*x, y) != masked(mask, *x, y)));
            }
        }
        let whole = bits.chunks_exact(8);
        whole.map(|byte| byte.iter().fold(0, |sum, bit| sum << 1 | u8::from(*bit))).collect()
    }
}

/// The fifteen bits of level M and a mask: BCH (15, 5), masked.
fn format_bits(mask: u32) -> u32 {
    let remainder = (0..10).fold(mask, |rest, _| (rest << 1) ^ ((rest >> 9) * 0x537));
    (mask << 10 | remainder) ^ 0x5412
}

fn masked(mask: u32, x: usize, y: usize) -> bool {
    match mask {
        0 => (x + y).is_multiple_of(2),
        1 => y.is_multiple_of(2),
        2 => x.is_multiple_of(3),
        3 => (x + y).is_multiple_of(3),
        4 => (x / 3 + y / 2).is_multiple_of(2),
        5 => x * y % 2 + x * y % 3 == 0,
        6 => (x * y % 2 + x * y % 3).is_multiple_of(2),
        _ => ((x + y) % 2 + x * y % 3).is_multiple_of(2),
    }
}

/// Data of the blocks in order, when the correction of each fits it without mending.
fn deinterleaved(codewords: &[u8], correction: usize, blocks: usize) -> Option<Vec<u8>> {
    let short = codewords.len() / blocks;
    let long_from = blocks - codewords.len() % blocks;
    let mut parts = vec![Vec::new(); blocks];
    let mut rest = codewords.iter();
    for row in 0..=short - correction {
        for (at, part) in parts.iter_mut().enumerate() {
            if row < short - correction || at >= long_from {
                part.push(*rest.next()?);
            }
        }
    }
    let data: Vec<u8> = parts.iter().flatten().copied().collect();
    for _ in 0..correction {
        for part in &mut parts {
            part.push(*rest.next()?);
        }
    }
    parts.iter().all(|part| is_whole(part, correction)).then_some(data)
}

/// All syndromes of the Reed-Solomon code over GF(256) are zero.
fn is_whole(block: &[u8], correction: usize) -> bool {
    let mut root = 1_u8;
    (0..correction).all(|_| {
        let value = block.iter().fold(0, |sum, byte| product(sum, root) ^ byte);
        root = product(root, 2);
        value == 0
    })
}

fn product(one: u8, other: u8) -> u8 {
    (0..8).rev().fold(0_u8, |sum, bit| {
        let doubled = sum << 1 ^ if sum & 0x80 == 0 { 0 } else { 0x1D };
        doubled ^ if other >> bit & 1 == 1 { one } else { 0 }
    })
}

struct Bits<'a> {
    data: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    fn take(&mut self, count: usize) -> Option<usize> {
        (0..count).try_fold(0, |sum, _| {
            let bit = self.data.get(self.at / 8)? >> (7 - self.at % 8) & 1;
            self.at += 1;
            Some(sum << 1 | usize::from(bit))
        })
    }
}

/// Numeric, alphanumeric and byte segments, to the terminator or the end.
fn segments(data: &[u8], version: usize) -> Option<String> {
    let mut bits = Bits { data, at: 0 };
    let mut bytes = Vec::new();
    let small = version < 10;
    loop {
        match bits.take(4) {
            None | Some(0) => return String::from_utf8(bytes).ok(),
            Some(1) => {
                let count = bits.take(if small { 10 } else { 12 })?;
                for at in (0..count).step_by(3) {
                    let (digits, width) = match count - at {
                        1 => (1, 4),
                        2 => (2, 7),
                        _ => (3, 10),
                    };
                    bytes.extend_from_slice(format!("{:0digits$}", bits.take(width)?).as_bytes());
                }
            }
            Some(2) => {
                let count = bits.take(if small { 9 } else { 11 })?;
                for _ in 0..count / 2 {
                    let pair = bits.take(11)?;
                    bytes.extend([*ALPHANUMERIC.get(pair / 45)?, *ALPHANUMERIC.get(pair % 45)?]);
                }
                if count % 2 == 1 {
                    bytes.push(*ALPHANUMERIC.get(bits.take(6)?)?);
                }
            }
            Some(4) => {
                let count = bits.take(if small { 8 } else { 16 })?;
                for _ in 0..count {
                    bytes.push(u8::try_from(bits.take(8)?).ok()?);
                }
            }
            Some(_) => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{sides, text};

    fn drawn(words: &str) -> (Vec<bool>, usize) {
        let code = qrcode::QrCode::with_error_correction_level(words, qrcode::EcLevel::M).expect("it has room");
        (code.to_colors().into_iter().map(|one| one == qrcode::Color::Dark).collect(), code.width())
    }

    #[test]
    fn what_another_program_drew_is_read_in_every_version() {
        let mut seen = std::collections::BTreeSet::new();
        for length in (1..800).step_by(5) {
            for words in [
                "7".repeat(length),
                "A-Z 9".repeat(length / 4 + 1),
                format!("é{};{}", "x".repeat(length / 2), "42".repeat(length / 4)),
            ] {
                let (modules, side) = drawn(&words);
                if sides().any(|known| known == side) {
                    assert_eq!(text(&modules, side).as_deref(), Some(words.as_str()), "{side}");
                    seen.insert(side);
                }
            }
        }
        assert_eq!(seen.len(), sides().count());
    }

    #[test]
    fn one_module_wrong_is_not_mended() {
        let (modules, side) = drawn("utdrag-stampel/1 sha256;124609;591225ab");
        let mut read = 0;
        for at in 0..modules.len() {
            let mut changed = modules.clone();
            if let Some(module) = changed.get_mut(at) {
                *module = !*module;
            }
            read += usize::from(text(&changed, side).is_some());
        }
        // Alignment, separators and the few modules left over carry nothing.
        assert!(read < side * 6, "{read} of {}", modules.len());
    }
}
