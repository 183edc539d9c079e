//! The operators of text (ISO 32000-1 9.3 and 9.4): where each code of a shown string stands.

use super::budget::Fault;
use super::geometry::{IDENTITY, multiplied, number};
use super::object::Object;
use super::painter::{Painter, Stage};

impl Painter<'_, '_, '_> {
    /// `None` for what is no operator of text.
    pub(super) fn words(
        &mut self,
        operator: &[u8],
        operands: &[Object],
        stage: &mut Stage,
    ) -> Result<Option<()>, Fault> {
        let numbers: Vec<f64> = operands.iter().filter_map(number).collect();
        match (operator, operands, numbers.as_slice()) {
            (b"BT", ..) => stage.text = (IDENTITY, IDENTITY),
            (b"ET", ..) => {}
            (b"Tf", [Object::Name(name), _], [size]) => {
                stage.state.font = self.font(name, stage)?;
                stage.state.size = *size;
            }
            (b"Tc", _, [space]) => stage.state.letter_space = *space,
            (b"Tw", _, [space]) => stage.state.word_space = *space,
            (b"Tz", _, [percent]) => stage.state.scale = percent / 100.0,
            (b"TL", _, [leading]) => stage.state.leading = *leading,
            (b"Ts", _, [rise]) => stage.state.rise = *rise,
            (b"Tr", _, [mode]) => stage.state.mode = *mode,
            (b"Tm", _, [a, b, c, d, e, f]) => stage.text = ([*a, *b, *c, *d, *e, *f], [*a, *b, *c, *d, *e, *f]),
            (b"Td", _, [x, y]) => step(stage, (*x, *y)),
            (b"TD", _, [x, y]) => {
                stage.state.leading = -y;
                step(stage, (*x, *y));
            }
            (b"T*", ..) => step(stage, (0.0, -stage.state.leading)),
            (b"Tj", [Object::Text(text)], _) => self.string(&text.bytes, stage)?,
            (b"'", [Object::Text(text)], _) => {
                step(stage, (0.0, -stage.state.leading));
                self.string(&text.bytes, stage)?;
            }
            (b"\"", [_, _, Object::Text(text)], [word, letter]) => {
                (stage.state.word_space, stage.state.letter_space) = (*word, *letter);
                step(stage, (0.0, -stage.state.leading));
                self.string(&text.bytes, stage)?;
            }
            (b"TJ", [Object::Array(items)], _) => {
                for item in items.iter() {
                    if let Object::Text(text) = item {
                        self.string(&text.bytes, stage)?;
                    } else if let Some(by) = number(item) {
                        forward(stage, -by / 1000.0 * stage.state.size * stage.state.scale);
                    }
                }
            }
            _ => return Ok(None),
        }
        Ok(Some(()))
    }

    fn string(&mut self, bytes: &[u8], stage: &mut Stage) -> Result<(), Fault> {
        let Some(font) = stage.state.font.clone() else {
            self.unreadable = true;
            return Ok(());
        };
        for code in bytes.chunks(font.width) {
            let by = self.glyph(code, &font, stage)?;
            forward(stage, by);
        }
        Ok(())
    }
}

fn step(stage: &mut Stage, (x, y): (f64, f64)) {
    let line = multiplied([1.0, 0.0, 0.0, 1.0, x, y], stage.text.1);
    stage.text = (line, line);
}

fn forward(stage: &mut Stage, by: f64) {
    stage.text.0 = multiplied([1.0, 0.0, 0.0, 1.0, by, 0.0], stage.text.0);
}
