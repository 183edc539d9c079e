//! The operators of text (ISO 32000-1 9.3 and 9.4): where each code of a shown string stands.

use super::budget::Fault;
use super::geometry::{IDENTITY, multiplied, number};
use super::object::Object;
use super::painter::{Painter, Stage, matrix};

impl Painter<'_, '_, '_> {
    /// `None` for what is no operator of text.
    pub(super) fn words(
        &mut self,
        operator: &[u8],
        operands: &[Object],
        work: &mut Stage,
    ) -> Result<Option<()>, Fault> {
        let numbers: Vec<f64> = operands.iter().filter_map(number).collect();
        match (operator, operands, numbers.as_slice()) {
            (b"BT", ..) => work.text = (IDENTITY, IDENTITY),
            (b"ET", ..) => {}
            (b"Tf", [Object::Name(name), _], [size]) => {
                work.state.font = self.font(name, work)?;
                work.state.size = *size;
            }
            (b"Tc", _, [space]) => work.state.letter_space = *space,
            (b"Tw", _, [space]) => work.state.word_space = *space,
            (b"Tz", _, [percent]) => work.state.scale = percent / 100.0,
            (b"TL", _, [leading]) => work.state.leading = *leading,
            (b"Ts", _, [rise]) => work.state.rise = *rise,
            (b"Tr", _, [mode]) => work.state.mode = *mode,
            (b"Tm", _, [_, _, _, _, _, _]) => work.text = (matrix(&numbers), matrix(&numbers)),
            (b"Td", _, [x, y]) => step(work, (*x, *y)),
            (b"TD", _, [x, y]) => {
                work.state.leading = -y;
                step(work, (*x, *y));
            }
            (b"T*", ..) => step(work, (0.0, -work.state.leading)),
            (b"Tj", [Object::Text(text)], _) => self.string(&text.bytes, work)?,
            (b"'", [Object::Text(text)], _) => {
                step(work, (0.0, -work.state.leading));
                self.string(&text.bytes, work)?;
            }
            (b"\"", [_, _, Object::Text(text)], [between_words, between_letters]) => {
                (work.state.word_space, work.state.letter_space) = (*between_words, *between_letters);
                step(work, (0.0, -work.state.leading));
                self.string(&text.bytes, work)?;
            }
            (b"TJ", [Object::Array(items)], _) => {
                for item in items.iter() {
                    if let Object::Text(text) = item {
                        self.string(&text.bytes, work)?;
                    } else if let Some(by) = number(item) {
                        forward(work, -by / 1000.0 * work.state.size * work.state.scale);
                    }
                }
            }
            _ => return Ok(None),
        }
        Ok(Some(()))
    }

    fn string(&mut self, bytes: &[u8], work: &mut Stage) -> Result<(), Fault> {
        let Some(font) = work.state.font.clone() else {
            self.unreadable = true;
            return Ok(());
        };
        for code in bytes.chunks(font.width) {
            let by = self.glyph(code, &font, work)?;
            forward(work, by);
        }
        Ok(())
    }
}

fn step(work: &mut Stage, (x, y): (f64, f64)) {
    let line = multiplied([1.0, 0.0, 0.0, 1.0, x, y], work.text.1);
    work.text = (line, line);
}

fn forward(work: &mut Stage, by: f64) {
    work.text.0 = multiplied([1.0, 0.0, 0.0, 1.0, by, 0.0], work.text.0);
}
