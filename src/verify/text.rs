//! The words on the pages, in the order they are drawn: letters and digits only, since hyphens, quotation marks and
//! line ends belong to the layout. Artifacts (running heads) are left out, and so is what is not seen: invisible or white.
//! `/ActualText` is not believed: it can say other words than the glyphs that stand there.

use std::collections::{HashMap, HashSet};

use unicode_normalization::UnicodeNormalization;

use super::budget::Fault;
use super::object::{Dictionary, Id, Object, text_string};
use super::pdf::Pdf;
use super::syntax::Reader;

/// Bytes of text on all pages together, and of what draws one page.
const LONGEST: usize = 16 << 20;

/// Lower-case letters and digits of all pages; `None` when a font does not say what its glyphs mean.
pub(crate) fn page_text(pdf: &Pdf<'_>) -> Result<Option<String>, Fault> {
    let mut page_text = PageText { pdf, text: String::new(), unreadable: false, fonts: HashMap::new() };
    for page in pages(pdf)? {
        page_text.page(&page)?;
        if page_text.text.len() > LONGEST {
            return Err(Fault::Exhausted("för mycket text"));
        }
    }
    Ok((!page_text.unreadable).then(|| letters(&page_text.text)))
}

/// Letters and digits that a form's content draws, its words with these resources; `None` as for pages.
pub(crate) fn form_text(pdf: &Pdf<'_>, content: &[u8], resources: Dictionary) -> Result<Option<String>, Fault> {
    let mut form = PageText { pdf, text: String::new(), unreadable: false, fonts: HashMap::new() };
    form.stream(content, Drawing::new(resources))?;
    Ok((!form.unreadable).then(|| letters(&form.text)))
}

/// What two ways of setting the same words have in common.
pub(crate) fn letters(text: &str) -> String {
    text.nfkc().filter(|one| one.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The page dictionaries with their inherited resources, in order.
fn pages(pdf: &Pdf<'_>) -> Result<Vec<Dictionary>, Fault> {
    let root = pdf.root(pdf.last())?;
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    let top = root.get(b"Pages").and_then(Object::as_reference);
    let mut waiting: Vec<(Id, Option<Object>)> = top.into_iter().map(|id| (id, None)).collect();
    while let Some((id, inherited)) = waiting.pop() {
        if !seen.insert(id) {
            return Err(Fault::Malformed("sidorna går i cirkel", 0));
        }
        let node = pdf.object(id, pdf.last())?;
        let Some(node) = node.as_dictionary() else { continue };
        let resources = node.get(b"Resources").cloned().or(inherited);
        let kids = pdf.entry(node, b"Kids", pdf.last())?;
        if let Some(kids) = kids.as_array() {
            let kids = kids.iter().rev().filter_map(Object::as_reference);
            waiting.extend(kids.map(|kid| (kid, resources.clone())));
        } else {
            let mut page = node.clone();
            if let (false, Some(resources)) = (page.has(b"Resources"), resources) {
                page.0.push((b"Resources".to_vec(), resources));
            }
            found.push(page);
        }
    }
    Ok(found)
}

/// How a font's codes are read.
struct Font {
    width: usize,
    meaning: HashMap<u32, String>,
    /// Codes are Latin letters when no map says otherwise.
    latin: bool,
}

struct PageText<'a, 'b> {
    pdf: &'a Pdf<'b>,
    text: String,
    unreadable: bool,
    fonts: HashMap<Id, std::rc::Rc<Font>>,
}

/// What one content stream is drawn with.
struct Drawing {
    resources: Dictionary,
    font: Option<std::rc::Rc<Font>>,
    /// One entry a marked-content level: true where the glyphs are not read.
    silent: Vec<bool>,
    depth: usize,
    /// One entry a saved graphics state, the present one last.
    looks: Vec<Look>,
}

/// How type looks.
#[derive(Clone, Copy, Default)]
struct Look {
    white: bool,
    invisible: bool,
}

impl Drawing {
    fn new(resources: Dictionary) -> Self {
        Self { resources, font: None, silent: Vec::new(), depth: 0, looks: vec![Look::default()] }
    }

    fn look(&self) -> Look {
        self.looks.last().copied().unwrap_or_default()
    }

    fn change(&mut self, how: impl FnOnce(&mut Look)) {
        if let Some(look) = self.looks.last_mut() {
            how(look);
        }
    }

    fn is_seen(&self) -> bool {
        !self.silent.contains(&true) && !self.look().white && !self.look().invisible
    }
}

fn is_none(component: &Object) -> bool {
    match component {
        Object::Integer(value) => *value <= 0,
        Object::Real(raw) => {
            std::str::from_utf8(raw).ok().and_then(|text| text.parse().ok()).is_some_and(|one: f64| one < 0.04)
        }
        _ => false,
    }
}

/// One component of a colour, so near to paper that nobody reads it.
fn is_paper(component: &Object) -> bool {
    match component {
        Object::Integer(value) => *value >= 1,
        Object::Real(raw) => {
            std::str::from_utf8(raw).ok().and_then(|text| text.parse().ok()).is_some_and(|one: f64| one > 0.96)
        }
        _ => false,
    }
}

impl PageText<'_, '_> {
    fn page(&mut self, page: &Dictionary) -> Result<(), Fault> {
        let contents = self.pdf.entry(page, b"Contents", self.pdf.last())?;
        let parts = match contents.as_ref() {
            Object::Array(items) => items.clone(),
            other => vec![other.clone()],
        };
        let mut bytes = Vec::new();
        for part in parts {
            let part = self.pdf.resolve(&part, self.pdf.last())?;
            let Object::Stream(stream) = part.as_ref() else { continue };
            match self.pdf.decoded(stream)? {
                Some(plain) if bytes.len() + plain.len() > LONGEST => {
                    return Err(Fault::Exhausted("en sida ritas med för mycket"));
                }
                Some(plain) => bytes.extend(plain),
                None => self.unreadable = true,
            }
            bytes.push(b'\n');
        }
        let resources =
            self.pdf.entry(page, b"Resources", self.pdf.last())?.as_dictionary().cloned().unwrap_or_default();
        self.stream(&bytes, Drawing::new(resources))?;
        self.text.push('\n');
        Ok(())
    }

    fn stream(&mut self, bytes: &[u8], mut drawing: Drawing) -> Result<(), Fault> {
        let mut reader = Reader::new(bytes, 0, self.pdf.budget);
        let mut operands: Vec<Object> = Vec::new();
        loop {
            reader.skip()?;
            if reader.at_end() {
                return Ok(());
            }
            if reader.at_value() {
                operands.push(reader.object()?);
                continue;
            }
            let operator = reader.word();
            match operator {
                b"" => reader.advance(),
                b"true" | b"false" | b"null" => continue,
                b"BI" => {
                    // Inline images carry raw bytes; our own pages have none.
                    self.unreadable = true;
                    return Ok(());
                }
                _ => self.operator(operator, &operands, &mut drawing)?,
            }
            operands.clear();
        }
    }

    fn operator(&mut self, operator: &[u8], operands: &[Object], drawing: &mut Drawing) -> Result<(), Fault> {
        match (operator, operands) {
            (b"Tf", [Object::Name(name), _]) => drawing.font = self.font(name, drawing)?,
            (b"Tj" | b"'", [Object::Text(text)]) | (b"\"", [_, _, Object::Text(text)]) => {
                self.show(&text.bytes, drawing);
            }
            (b"TJ", [Object::Array(items)]) => {
                items.iter().filter_map(Object::as_text).for_each(|text| self.show(&text.bytes, drawing));
            }
            (b"BMC", [Object::Name(tag)]) => drawing.silent.push(tag == b"Artifact"),
            // What can be switched off (`/OC`) may not be seen.
            (b"BDC", [Object::Name(tag), _]) => drawing.silent.push(tag == b"Artifact" || tag == b"OC"),
            (b"Tr", [mode]) => drawing.change(|look| look.invisible = *mode != Object::Integer(0)),
            (b"q", []) => drawing.looks.push(drawing.look()),
            (b"Q", []) if drawing.looks.len() > 1 => drop(drawing.looks.pop()),
            (b"sc" | b"scn" | b"g" | b"rg" | b"k", colour) => {
                let no_ink = colour.len() == 4 && colour.iter().all(is_none);
                let white = no_ink || !colour.is_empty() && colour.len() != 4 && colour.iter().all(is_paper);
                drawing.change(|look| look.white = white);
            }
            (b"cs", _) => drawing.change(|look| look.white = false),
            (b"EMC", _) => drop(drawing.silent.pop()),
            (b"Do", [Object::Name(name)]) => self.form(name, drawing)?,
            _ => {}
        }
        Ok(())
    }

    fn form(&mut self, name: &[u8], drawing: &Drawing) -> Result<(), Fault> {
        if drawing.depth > 8 {
            return Err(Fault::Exhausted("för djupt kapslade bilder"));
        }
        let objects = self.pdf.entry(&drawing.resources, b"XObject", self.pdf.last())?;
        let Some(objects) = objects.as_dictionary() else { return Ok(()) };
        let form = self.pdf.entry(objects, name, self.pdf.last())?;
        let Object::Stream(stream) = form.as_ref() else { return Ok(()) };
        if stream.dictionary.name(b"Subtype") != Some(b"Form") {
            return Ok(());
        }
        let Some(bytes) = self.pdf.decoded(stream)? else { return Ok(()) };
        let own = self.pdf.entry(&stream.dictionary, b"Resources", self.pdf.last())?;
        let resources = own.as_dictionary().cloned().unwrap_or_else(|| drawing.resources.clone());
        let silent = drawing.silent.clone();
        self.stream(
            &bytes,
            Drawing {
                resources,
                font: drawing.font.clone(),
                silent,
                depth: drawing.depth + 1,
                looks: vec![drawing.look()],
            },
        )
    }

    fn font(&mut self, name: &[u8], drawing: &Drawing) -> Result<Option<std::rc::Rc<Font>>, Fault> {
        let fonts = self.pdf.entry(&drawing.resources, b"Font", self.pdf.last())?;
        let Some(value) = fonts.as_dictionary().and_then(|fonts| fonts.get(name)) else { return Ok(None) };
        let id = value.as_reference();
        if let Some(known) = id.and_then(|id| self.fonts.get(&id)) {
            return Ok(Some(std::rc::Rc::clone(known)));
        }
        let object = self.pdf.resolve(value, self.pdf.last())?;
        let Some(dictionary) = object.as_dictionary() else { return Ok(None) };
        let composite = dictionary.name(b"Subtype") == Some(b"Type0");
        let map = self.pdf.entry(dictionary, b"ToUnicode", self.pdf.last())?;
        let meaning = match map.as_ref() {
            Object::Stream(stream) => self.pdf.decoded(stream)?.map(|bytes| self.character_map(&bytes)).transpose()?,
            _ => None,
        };
        let font =
            Font { width: if composite { 2 } else { 1 }, latin: !composite, meaning: meaning.unwrap_or_default() };
        let font = std::rc::Rc::new(font);
        id.map(|id| self.fonts.insert(id, std::rc::Rc::clone(&font)));
        Ok(Some(font))
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
            self.pdf.budget.nodes(1)?;
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

    fn show(&mut self, bytes: &[u8], drawing: &Drawing) {
        if self.text.len() > LONGEST || !drawing.is_seen() {
            return;
        }
        let Some(font) = &drawing.font else {
            self.unreadable = true;
            return;
        };
        for code in bytes.chunks(font.width) {
            match font.meaning.get(&number(code)) {
                Some(meaning) if self.text.len() <= LONGEST => self.text.push_str(meaning),
                Some(_) => return,
                None if font.latin => self.text.extend(code.iter().map(|byte| char::from(*byte))),
                None => self.unreadable = true,
            }
        }
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
