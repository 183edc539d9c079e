//! Fonts: what the codes of shown strings mean, by `/ToUnicode`, and how far they move. And letters: what two ways of
//! setting the same words have in common, since hyphens, quotation marks and line ends belong to the layout.

use std::collections::HashMap;
use std::rc::Rc;

use unicode_normalization::UnicodeNormalization;

use super::budget::Fault;
use super::geometry::number as real;
use super::object::{Dictionary, Id, Object, text_string};
use super::pdf::Pdf;
use super::syntax::Reader;

/// What is moved by a code whose font does not say, in thousandths of its size.
const USUAL: f64 = 500.0;
/// Most codes of one range of widths.
const WIDEST: i64 = 0xFFFF;

/// Letters and digits, in lower case.
pub(crate) fn letters(text: &str) -> String {
    text.nfkc().filter(|one| one.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// How a font's codes are read.
pub(crate) struct Font {
    /// Bytes of a code.
    pub(crate) width: usize,
    meaning: HashMap<u32, String>,
    /// Codes are Latin letters when no map says otherwise.
    latin: bool,
    moves: HashMap<u32, f64>,
    usual: f64,
    /// Its glyphs are drawings of their own (Type 3), which nobody reads.
    pub(crate) drawn: bool,
}

impl Font {
    /// What a code means; `None` when the font does not say.
    pub(crate) fn meaning(&self, code: &[u8]) -> Option<String> {
        match self.meaning.get(&number(code)) {
            Some(meaning) => Some(meaning.clone()),
            None if self.latin => Some(code.iter().map(|byte| char::from(*byte)).collect()),
            None => None,
        }
    }

    /// How far a code moves, in thousandths of the size.
    pub(crate) fn moves(&self, code: &[u8]) -> f64 {
        self.moves.get(&number(code)).copied().unwrap_or(self.usual)
    }
}

/// The fonts of a file, each read once.
pub(crate) struct Fonts<'a, 'b> {
    pdf: &'a Pdf<'b>,
    known: HashMap<Id, Rc<Font>>,
}

impl<'a, 'b> Fonts<'a, 'b> {
    pub(crate) fn of(pdf: &'a Pdf<'b>) -> Self {
        Self { pdf, known: HashMap::new() }
    }

    /// The font of that name in the resources.
    pub(crate) fn font(&mut self, name: &[u8], resources: &Dictionary) -> Result<Option<Rc<Font>>, Fault> {
        let fonts = self.pdf.entry(resources, b"Font", self.pdf.last())?;
        self.pdf.budget.steps(fonts.as_dictionary().map_or(0, |fonts| fonts.0.len() / 4))?;
        let Some(value) = fonts.as_dictionary().and_then(|fonts| fonts.get(name)) else { return Ok(None) };
        let id = value.as_reference();
        if let Some(known) = id.and_then(|id| self.known.get(&id)) {
            return Ok(Some(Rc::clone(known)));
        }
        let object = self.pdf.resolve(value, self.pdf.last())?;
        let Some(dictionary) = object.as_dictionary() else { return Ok(None) };
        let composite = dictionary.name(b"Subtype") == Some(b"Type0");
        let map = self.pdf.entry(dictionary, b"ToUnicode", self.pdf.last())?;
        let meaning = match map.as_ref() {
            Object::Stream(stream) => self.pdf.decoded(stream)?.map(|bytes| self.character_map(&bytes)).transpose()?,
            _ => None,
        };
        let (moves, usual) = if composite { self.widths(dictionary)? } else { (HashMap::new(), USUAL) };
        let font = Rc::new(Font {
            width: if composite { 2 } else { 1 },
            latin: !composite,
            meaning: meaning.unwrap_or_default(),
            moves,
            usual,
            drawn: dictionary.name(b"Subtype") == Some(b"Type3"),
        });
        id.map(|id| self.known.insert(id, Rc::clone(&font)));
        Ok(Some(font))
    }

    /// `/W` and `/DW` of the font below a composite one (ISO 32000-1 9.7.4.3).
    fn widths(&self, composite: &Dictionary) -> Result<(HashMap<u32, f64>, f64), Fault> {
        let mut moves = HashMap::new();
        let below = self.pdf.entry(composite, b"DescendantFonts", self.pdf.last())?;
        let Some(below) = below.as_array().and_then(|fonts| fonts.first()) else { return Ok((moves, USUAL)) };
        let below = self.pdf.resolve(below, self.pdf.last())?;
        let Some(below) = below.as_dictionary() else { return Ok((moves, USUAL)) };
        let usual = below.get(b"DW").and_then(real).unwrap_or(1000.0);
        let list = self.pdf.entry(below, b"W", self.pdf.last())?;
        let mut items = list.as_array().unwrap_or(&[]).iter();
        while let (Some(first), Some(second)) = (items.next().and_then(Object::as_integer), items.next()) {
            let second = self.pdf.resolve(second, self.pdf.last())?;
            let each: Vec<f64> = match second.as_ref() {
                Object::Array(each) => each.iter().filter_map(real).collect(),
                Object::Integer(end) => {
                    let count = usize::try_from((*end - first).clamp(0, WIDEST) + 1).unwrap_or(0);
                    vec![items.next().and_then(real).unwrap_or(usual); count]
                }
                _ => break,
            };
            self.pdf.budget.nodes(each.len())?;
            let codes = (0..).filter_map(|step| u32::try_from(first + step).ok());
            moves.extend(codes.zip(each));
        }
        Ok((moves, usual))
    }

    /// `beginbfchar` and `beginbfrange` sections of a `ToUnicode` map.
    fn character_map(&self, bytes: &[u8]) -> Result<HashMap<u32, String>, Fault> {
        let mut reader = Reader::new(bytes, 0, self.pdf.budget);
        let mut operands: Vec<Object> = Vec::new();
        let mut map = HashMap::new();
        loop {
            reader.skip()?;
            if reader.at_end() {
                return Ok(map);
            }
            if reader.at_value() {
                operands.push(reader.object()?);
                continue;
            }
            match reader.word() {
                b"" => reader.advance(),
                b"endbfchar" => {
                    for pair in operands.chunks(2) {
                        let [Object::Text(code), Object::Text(meaning)] = pair else { continue };
                        map.insert(number(&code.bytes), utf16(&meaning.bytes));
                    }
                }
                b"endbfrange" => {
                    for triple in operands.chunks(3) {
                        let [Object::Text(first), Object::Text(last), meaning] = triple else { continue };
                        self.range(number(&first.bytes), number(&last.bytes), meaning, &mut map)?;
                    }
                }
                _ => {}
            }
            operands.clear();
        }
    }

    fn range(&self, first: u32, last: u32, meaning: &Object, map: &mut HashMap<u32, String>) -> Result<(), Fault> {
        let last = last.min(first.saturating_add(0xFFFF));
        for (step, code) in (first..=last).enumerate() {
            // A code that means a whole book costs a whole book.
            let long = meaning.as_text().map_or(0, |text| text.bytes.len() / 16);
            self.pdf.budget.nodes(1 + long)?;
            let text = match meaning {
                Object::Text(start) => {
                    let mut bytes = start.bytes.clone();
                    if let Some(low) = bytes.last_mut() {
                        *low = low.wrapping_add(u8::try_from(step & 0xFF).unwrap_or(0));
                    }
                    utf16(&bytes)
                }
                Object::Array(items) => {
                    items.get(step).and_then(Object::as_text).map(|text| utf16(&text.bytes)).unwrap_or_default()
                }
                _ => String::new(),
            };
            map.insert(code, text);
        }
        Ok(())
    }
}

fn number(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |sum, byte| sum << 8 | u32::from(*byte))
}

fn utf16(bytes: &[u8]) -> String {
    let mut with_mark = vec![0xFE, 0xFF];
    with_mark.extend_from_slice(bytes);
    text_string(&with_mark)
}
