//! The pages as they are seen: every word in the order it is drawn, and those that are drawn and not seen. Reads the
//! operators that pages are drawn with here, and says so of every other. `/ActualText` is not believed.

use std::rc::Rc;

use super::budget::Fault;
use super::geometry::{Edges, common, rectangle};
use super::glyphs::{SMALLEST, Unseen};
use super::object::{Dictionary, Id, Object};
use super::painter::{Painter, Stage};
use super::pdf::Pdf;
use super::text::{Fonts, letters};

/// Bytes of text on all pages together, and of what draws one page.
const LONGEST: usize = 16 << 20;
/// Most levels of the tree of pages.
const DEEPEST: usize = 16;
/// What a page takes over from the tree that it stands in (ISO 32000-1 table 30).
const INHERITED: [&[u8]; 4] = [b"Resources", b"MediaBox", b"CropBox", b"Rotate"];

/// What stands on the pages.
pub(crate) struct Shown {
    /// Lower-case letters and digits of what is seen; `None` when a font does not say what its glyphs mean.
    pub(crate) words: Option<String>,
    /// Page, why, and the words.
    pub(crate) unseen: Vec<(usize, Unseen, String)>,
    /// Page, and what on it cannot be told of.
    pub(crate) doubts: Vec<(usize, &'static str)>,
    /// Pages with a picture.
    pub(crate) pictures: Vec<usize>,
}

/// Reads every page.
pub(crate) fn shown(pdf: &Pdf<'_>) -> Result<Shown, Fault> {
    let mut shown = Shown { words: None, unseen: Vec::new(), doubts: Vec::new(), pictures: Vec::new() };
    let mut fonts = Fonts::of(pdf);
    let (mut words, mut readable) = (String::new(), true);
    let pages = pages(pdf)?;
    if !is_counted(pdf, pages.len())? {
        shown.doubts.push((pages.len(), "fel antal sidor: en läsare kan visa andra sidor"));
    }
    for (at, page) in pages.iter().enumerate() {
        let mut painter = Painter::new(pdf, &mut fonts, (sight(page), SMALLEST));
        draw(pdf, page, &mut painter)?;
        annotations(pdf, page, &mut painter)?;
        readable &= !painter.unreadable;
        if painter.pictures {
            shown.pictures.push(at + 1);
        }
        let glyphs = painter.glyphs;
        shown.unseen.extend(glyphs.unseen().into_iter().map(|(why, words)| (at + 1, why, words)));
        shown.doubts.extend(glyphs.doubts.iter().map(|what| (at + 1, *what)));
        words.push_str(&glyphs.words());
        words.push('\n');
        if words.len() > LONGEST {
            return Err(Fault::Exhausted("för mycket text"));
        }
    }
    shown.words = readable.then(|| letters(&words));
    Ok(shown)
}

/// The tree of pages says how many they are; readers that believe it show no more.
fn is_counted(pdf: &Pdf<'_>, count: usize) -> Result<bool, Fault> {
    let top = pdf.entry(&pdf.root(pdf.last())?, b"Pages", pdf.last())?;
    let said = top.as_dictionary().and_then(|top| top.integer(b"Count"));
    Ok(said.and_then(|said| usize::try_from(said).ok()) == Some(count))
}

/// Letters and digits that a form's text objects draw, wherever; `None` as for pages.
pub(crate) fn form_text(pdf: &Pdf<'_>, content: &[u8], resources: Dictionary) -> Result<Option<String>, Fault> {
    let mut fonts = Fonts::of(pdf);
    let mut painter = Painter::new(pdf, &mut fonts, (EVERYWHERE, 0.0));
    painter.paint(content, Stage::new(resources, EVERYWHERE))?;
    Ok((!painter.unreadable).then(|| letters(&painter.glyphs.words())))
}

/// Whether words of a page are seen within some edges of it; `None` where that cannot be told.
pub(crate) fn has_words(pdf: &Pdf<'_>, page: Id, edges: Edges) -> Result<Option<bool>, Fault> {
    let mut found = Dictionary::default();
    let mut above = Some(page);
    for _ in 0..DEEPEST {
        let Some(id) = above else { break };
        let node = pdf.object(id, pdf.last())?;
        let Some(node) = node.as_dictionary() else { return Ok(None) };
        let more = node.0.iter().filter(|(key, _)| id == page || INHERITED.contains(&key.as_slice()));
        let more: Vec<(Vec<u8>, Object)> = more.filter(|(key, _)| !found.has(key)).cloned().collect();
        Rc::make_mut(&mut found.0).extend(more);
        above = node.get(b"Parent").and_then(Object::as_reference);
    }
    let mut fonts = Fonts::of(pdf);
    let mut painter = Painter::new(pdf, &mut fonts, (EVERYWHERE, 0.0));
    match draw(pdf, &found, &mut painter) {
        Ok(()) => {}
        Err(Fault::Exhausted(what)) => return Err(Fault::Exhausted(what)),
        Err(Fault::Malformed(..) | Fault::Encrypted) => return Ok(None),
    }
    let words = painter.glyphs.has_words(edges);
    Ok((words || !painter.unreadable).then_some(words))
}

const EVERYWHERE: Edges = [-1e9, -1e9, 1e9, 1e9];

/// What of a page is seen.
pub(crate) fn sight(page: &Dictionary) -> Edges {
    let whole = rectangle(page.get(b"MediaBox")).unwrap_or([0.0; 4]);
    rectangle(page.get(b"CropBox")).map_or(whole, |crop| common(whole, crop))
}

fn draw(pdf: &Pdf<'_>, page: &Dictionary, painter: &mut Painter<'_, '_, '_>) -> Result<(), Fault> {
    let contents = pdf.entry(page, b"Contents", pdf.last())?;
    let parts = match contents.as_ref() {
        Object::Array(items) => items.to_vec(),
        other => vec![other.clone()],
    };
    let mut bytes = Vec::new();
    for part in parts {
        let part = pdf.resolve(&part, pdf.last())?;
        let Object::Stream(stream) = part.as_ref() else { continue };
        match pdf.decoded(stream)? {
            Some(plain) if bytes.len() + plain.len() > LONGEST => {
                return Err(Fault::Exhausted("en sida ritas med för mycket"));
            }
            Some(plain) => bytes.extend(plain),
            None => painter.unreadable = true,
        }
        bytes.push(b'\n');
    }
    let turned = pdf.entry(page, b"Rotate", pdf.last())?.as_integer().is_some_and(|by| by != 0);
    if turned || page.has(b"UserUnit") {
        painter.glyphs.doubt("en vriden eller förstorad sida");
    }
    let resources = pdf.entry(page, b"Resources", pdf.last())?.as_dictionary().cloned().unwrap_or_default();
    painter.paint(&bytes, Stage::new(resources, sight(page)))
}

/// What lies on the page: boxes of fields, which are read for themselves, and links. Anything else shows what it likes.
fn annotations(pdf: &Pdf<'_>, page: &Dictionary, painter: &mut Painter<'_, '_, '_>) -> Result<(), Fault> {
    let list = pdf.entry(page, b"Annots", pdf.last())?;
    for item in list.as_array().unwrap_or(&[]) {
        let item = pdf.resolve(item, pdf.last())?;
        let Some(annotation) = item.as_dictionary() else { continue };
        let field = annotation.name(b"Subtype") == Some(b"Widget");
        let link = annotation.name(b"Subtype") == Some(b"Link") && !annotation.has(b"AP");
        if !field && !link {
            painter.glyphs.doubt("en anteckning");
        } else if field && shows_something(pdf, annotation)? {
            let edges = rectangle(annotation.get(b"Rect")).unwrap_or(EVERYWHERE);
            painter.glyphs.box_over(edges, pdf.budget)?;
        }
    }
    Ok(())
}

/// The appearance of a field is not empty.
fn shows_something(pdf: &Pdf<'_>, annotation: &Dictionary) -> Result<bool, Fault> {
    let states = pdf.entry(annotation, b"AP", pdf.last())?;
    let Some(states) = states.as_dictionary() else { return Ok(false) };
    let normal = pdf.entry(states, b"N", pdf.last())?;
    let Object::Stream(form) = normal.as_ref() else { return Ok(true) };
    Ok(pdf.decoded(form)?.is_none_or(|content| !content.trim_ascii().is_empty()))
}

/// The page dictionaries with what they inherit, in order.
pub(crate) fn pages(pdf: &Pdf<'_>) -> Result<Vec<Dictionary>, Fault> {
    let root = pdf.root(pdf.last())?;
    let mut found = Vec::new();
    let mut seen = std::collections::HashSet::new();
    let top = root.get(b"Pages").and_then(Object::as_reference);
    let mut waiting: Vec<(Id, Dictionary)> = top.into_iter().map(|id| (id, Dictionary::default())).collect();
    while let Some((id, above)) = waiting.pop() {
        if !seen.insert(id) {
            return Err(Fault::Malformed("sidorna går i cirkel", 0));
        }
        let node = pdf.object(id, pdf.last())?;
        let Some(node) = node.as_dictionary() else { continue };
        let kids = pdf.entry(node, b"Kids", pdf.last())?;
        if let Some(kids) = kids.as_array() {
            let mut handed = above;
            for key in INHERITED {
                if let Some(value) = node.get(key) {
                    let entries = Rc::make_mut(&mut handed.0);
                    entries.retain(|(known, _)| known != key);
                    entries.push((key.to_vec(), value.clone()));
                }
            }
            pdf.budget.nodes(kids.len())?;
            waiting.extend(kids.iter().rev().filter_map(Object::as_reference).map(|kid| (kid, handed.clone())));
        } else {
            let mut page = node.clone();
            let missing = above.0.iter().filter(|(key, _)| !node.has(key)).cloned();
            Rc::make_mut(&mut page.0).extend(missing);
            for key in [b"MediaBox".as_slice(), b"CropBox"] {
                let value = pdf.entry(&page, key, pdf.last())?;
                let entries = Rc::make_mut(&mut page.0).iter_mut();
                entries.filter(|(known, _)| known == key).for_each(|(_, one)| *one = value.as_ref().clone());
            }
            found.push(page);
        }
    }
    Ok(found)
}
