//! What a signature's box shows: its words, and the dark squares of its QR code. Reads the few operators that such a
//! box is drawn with and refuses all others, so that nothing is shown that was not read.

#![expect(clippy::many_single_char_names, reason = "a matrix is a to f, and a corner x and y (ISO 32000-1 8.3.4)")]

use super::budget::Fault;
use super::geometry::{Edges, IDENTITY, Matrix, Point, edges, moved, multiplied, number, rectangle};
use super::object::{Object, Stream};
use super::pdf::Pdf;
use super::sheet;
use super::syntax::Reader;

/// Smallest type that counts as shown, in points.
const SMALLEST: f64 = 2.0;
/// Lighter than this is paper, between 0 (black) and 1.
const PAPER: f64 = 0.75;
/// Most rectangles of one box: a QR code of version 15 has fewer.
const MOST: usize = 8_000;

/// A filled rectangle: left, bottom, right, top; and whether it is dark.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Patch {
    pub(crate) edges: Edges,
    pub(crate) dark: bool,
}

/// A box that was read whole.
#[derive(Debug)]
pub(crate) struct Drawn {
    /// Lower-case letters and digits, in drawn order.
    pub(crate) words: String,
    /// In drawn order.
    pub(crate) patches: Vec<Patch>,
}

/// Reads an appearance. `Ok(None)`: it shows something in a way that this reader does not know.
pub(crate) fn read(pdf: &Pdf<'_>, form: &Stream) -> Result<Option<Drawn>, Fault> {
    let Some(content) = pdf.decoded(form)? else { return Ok(None) };
    let resources = pdf.entry(&form.dictionary, b"Resources", pdf.last())?;
    let resources = resources.as_dictionary().cloned().unwrap_or_default();
    let Some(bounds) = rectangle(form.dictionary.get(b"BBox")) else { return Ok(None) };
    if form.dictionary.has(b"Matrix") || form.dictionary.has(b"OC") {
        return Ok(None);
    }
    let start = State { matrix: IDENTITY, grey: 0.0, clip: bounds, size: 0.0 };
    let mut canvas = Canvas {
        stack: Vec::new(),
        state: start,
        path: Vec::new(),
        text: None,
        words: Vec::new(),
        patches: Vec::new(),
    };
    if canvas.draw(pdf, &content)?.is_none() {
        return Ok(None);
    }
    let words = sheet::form_text(pdf, &canvas.words, resources)?;
    Ok(words.map(|words| Drawn { words, patches: canvas.patches }))
}

#[derive(Clone, Copy)]
struct State {
    matrix: Matrix,
    grey: f64,
    /// Left, bottom, right, top.
    clip: Edges,
    size: f64,
}

struct Canvas {
    stack: Vec<State>,
    state: State,
    /// Corners of each subpath, where they are drawn.
    path: Vec<Vec<Point>>,
    /// The text matrix, within a text object.
    text: Option<Matrix>,
    /// The text objects as they stand, for the reader of text.
    words: Vec<u8>,
    patches: Vec<Patch>,
}

impl Canvas {
    fn draw(&mut self, pdf: &Pdf<'_>, content: &[u8]) -> Result<Option<()>, Fault> {
        let mut reader = Reader::new(content, 0, pdf.budget);
        let mut operands: Vec<Object> = Vec::new();
        let mut from = 0;
        loop {
            reader.skip()?;
            if reader.at_end() {
                return Ok(Some(()));
            }
            if reader.at_value() {
                operands.push(reader.object()?);
                continue;
            }
            let operator = reader.word();
            let in_text = self.text.is_some();
            if self.operator(operator, &operands).is_none() || self.patches.len() > MOST {
                return Ok(None);
            }
            // Marked content says what glyphs stand for; here it is read from the glyphs themselves.
            if (in_text || operator == b"BT") && !matches!(operator, b"BDC" | b"EMC") {
                self.words.extend_from_slice(content.get(from..reader.position()).unwrap_or(&[]));
            }
            from = reader.position();
            operands.clear();
        }
    }

    fn operator(&mut self, operator: &[u8], operands: &[Object]) -> Option<()> {
        let numbers: Option<Vec<f64>> = operands.iter().map(number).collect();
        let numbers = numbers.unwrap_or_default();
        match (operator, operands, numbers.as_slice()) {
            (b"q", [], _) if self.stack.len() < 32 => self.stack.push(self.state),
            (b"Q", [], _) => self.state = self.stack.pop()?,
            (b"cm", _, [a, b, c, d, e, f]) => {
                self.state.matrix = multiplied([*a, *b, *c, *d, *e, *f], self.state.matrix);
            }
            (b"cs", [Object::Name(_)], _) => self.state.grey = 0.0,
            (b"scn" | b"sc", _, [grey]) => self.state.grey = *grey,
            (b"scn" | b"sc", _, [red, green, blue]) => self.state.grey = 0.3 * red + 0.59 * green + 0.11 * blue,
            (b"m" | b"l", _, [x, y]) => return self.corner(operator == b"m", *x, *y),
            (b"h" | b"W", [], _) if !self.path.is_empty() => {
                if operator == b"W" {
                    self.clip()?;
                }
            }
            (b"n", [], _) => self.path.clear(),
            (b"f", [], _) => return self.fill(),
            (b"BT", [], _) => self.text = Some(IDENTITY),
            (b"ET", [], _) => self.text = None,
            (b"Tf", [Object::Name(_), size], _) => self.state.size = number(size)?,
            (b"Tm", _, [a, b, c, d, e, f]) => self.text = self.text.map(|_| [*a, *b, *c, *d, *e, *f]),
            (b"Tr", _, [0.0]) | (b"BDC", [Object::Name(_), Object::Dictionary(_)], _) | (b"EMC", [], _) => {}
            (b"Tj", [Object::Text(_)], _) | (b"TJ", [Object::Array(_)], _) => return self.shown(operands),
            _ => return None,
        }
        Some(())
    }

    fn corner(&mut self, begins: bool, x: f64, y: f64) -> Option<()> {
        let corner = moved(self.state.matrix, (x, y));
        if begins {
            self.path.push(Vec::new());
        }
        self.path.last_mut().filter(|_| self.patches.len() < MOST).map(|path| path.push(corner))
    }

    fn clip(&mut self) -> Option<()> {
        let [path] = self.path.as_slice() else { return None };
        let [left, bottom, right, top] = edges(path)?;
        let [l, b, r, t] = self.state.clip;
        self.state.clip = [left.max(l), bottom.max(b), right.min(r), top.min(t)];
        Some(())
    }

    /// Every subpath must be an upright rectangle, whole within what can be seen.
    fn fill(&mut self) -> Option<()> {
        for path in std::mem::take(&mut self.path) {
            if let [_] = path.as_slice() {
                continue;
            }
            let edges = edges(&path).filter(|edges| self.sees(*edges))?;
            self.patches.push(Patch { edges, dark: self.state.grey < PAPER });
        }
        Some(())
    }

    fn sees(&self, [left, bottom, right, top]: Edges) -> bool {
        let [l, b, r, t] = self.state.clip;
        left > l - 0.1 && bottom > b - 0.1 && right < r + 0.1 && top < t + 0.1
    }

    /// Words are dark, large enough, upright, begin within the box, and are moved apart by the font's own kerning only.
    fn shown(&self, operands: &[Object]) -> Option<()> {
        let [a, b, c, d, x, y] = multiplied(self.text?, self.state.matrix);
        let upright = b.abs() < 1e-6 && c.abs() < 1e-6 && a > 0.0 && d > 0.0;
        let large = self.state.size * d >= SMALLEST && self.state.size * a >= SMALLEST;
        let kerned = operands.iter().filter_map(Object::as_array).flatten().filter_map(number);
        let close = kerned.into_iter().all(|by| by.abs() < 400.0);
        let seen = self.sees([x, y, x, y]) && self.state.grey < PAPER;
        (upright && large && close && seen).then_some(())
    }
}

/// Finds the one square that the dark patches make up, and its modules; `None` where there is none or more than it.
pub(crate) fn modules(patches: &[Patch], sides: impl Iterator<Item = usize>) -> Option<(Vec<bool>, usize)> {
    let dark: Vec<&Patch> = patches.iter().filter(|patch| patch.dark).collect();
    let [left, bottom, right, top] = dark.iter().map(|patch| patch.edges).reduce(|one, other| {
        [one[0].min(other[0]), one[1].min(other[1]), one[2].max(other[2]), one[3].max(other[3])]
    })?;
    let width = right - left;
    if ((top - bottom) - width).abs() > 0.1 || width < 20.0 {
        return None;
    }
    let mut sides = sides;
    sides.find_map(|side| painted(patches, [left, top], (width, side)).map(|modules| (modules, side)))
}

/// The modules of a symbol of `side`, when every dark patch is of whole modules and what is light lies under all of it.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "rounded and within 0 and 77"
)]
fn painted(patches: &[Patch], [left, top]: [f64; 2], (width, side): (f64, usize)) -> Option<Vec<bool>> {
    let module = width / side as f64;
    let mut modules = vec![false; side * side];
    for (at, patch) in patches.iter().enumerate() {
        let [l, b, r, t] = patch.edges;
        if !patch.dark {
            // Paper: the first thing drawn, and nowhere else.
            if at > 0 {
                return None;
            }
            continue;
        }
        let whole = |length: f64| {
            let count = length / module;
            ((count - count.round()).abs() < 0.05 && (0.0..=side as f64).contains(&count.round()))
                .then(|| count.round() as usize)
        };
        let (x0, x1, y0, y1) = (whole(l - left)?, whole(r - left)?, whole(top - t)?, whole(top - b)?);
        for place in (y0..y1).flat_map(|y| (x0..x1).map(move |x| y * side + x)) {
            let one = modules.get_mut(place)?;
            if std::mem::replace(one, true) {
                return None;
            }
        }
    }
    Some(modules)
}
