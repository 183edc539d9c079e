//! The tags of a PDF with the text they carry, as lines: what a screen reader is given, in its order.
//! Marked content without a tag (heads, feet, lines) is what it skips, and is not shown.

use std::collections::BTreeMap;
use std::fmt::Write;

use hayro::hayro_interpret::font::Glyph;
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::object::{Array, Dict, MaybeRef, Name, Number, ObjRef, Object, String as Characters};
use hayro::vello_cpu::kurbo::Affine;

use crate::page::{Hearing, listen};

/// The tag tree of `bytes`, one element or text a line, indented by depth.
pub(crate) fn dump(bytes: &[u8]) -> String {
    let pdf = Pdf::new(bytes.to_vec()).expect("our own PDF can be read");
    let xref = pdf.xref();
    let catalog: Dict = xref.get(xref.root_id()).expect("a PDF has a catalog");
    let root: Dict = catalog.get("StructTreeRoot").expect("a tagged PDF has a tree");
    let walk = Walk { texts: texts(&pdf), pages: page_numbers(&pdf) };
    let mut out = String::new();
    walk.children(&root, 0, 0, &mut out);
    out
}

/// The text of each piece of marked content, by page (from 0) and number.
fn texts(pdf: &Pdf) -> BTreeMap<(usize, i32), String> {
    let mut marked = Marked { open: Vec::new(), texts: BTreeMap::new() };
    listen(pdf, &mut marked);
    marked.texts
}

fn page_numbers(pdf: &Pdf) -> BTreeMap<String, usize> {
    let identities = pdf.pages().iter().enumerate();
    identities.filter_map(|(index, page)| Some((format!("{:?}", page.raw().obj_id()?), index))).collect()
}

struct Walk {
    texts: BTreeMap<(usize, i32), String>,
    pages: BTreeMap<String, usize>,
}

impl Walk {
    /// The children of one element. `page` is the page that numbers without one belong to.
    fn children(&self, element: &Dict, page: usize, depth: usize, out: &mut String) {
        let page = self.page_of(element).unwrap_or(page);
        match element.get::<Object>("K") {
            Some(Object::Array(children)) => self.each(&children, page, depth, out),
            Some(child) => self.child(&child, page, depth, out),
            None => {}
        }
    }

    fn each(&self, children: &Array, page: usize, depth: usize, out: &mut String) {
        for child in children.iter::<Object>() {
            self.child(&child, page, depth, out);
        }
    }

    fn child(&self, child: &Object, page: usize, depth: usize, out: &mut String) {
        match child {
            Object::Number(number) => self.text(page, number, depth, out),
            Object::Dict(dict) if dict.get::<Name>("S").is_some() => self.element(dict, page, depth, out),
            Object::Dict(dict) => {
                let page = self.page_of(dict).unwrap_or(page);
                match dict.get::<Number>("MCID") {
                    Some(number) => self.text(page, &number, depth, out),
                    None => line(out, depth, "(länkens yta)"),
                }
            }
            _ => {}
        }
    }

    fn element(&self, element: &Dict, page: usize, depth: usize, out: &mut String) {
        let name = element.get::<Name>("S").map(|name| name.as_str().to_owned()).unwrap_or_default();
        let notes: String = ["Alt", "ActualText"].into_iter().filter_map(|key| note(element, key)).collect();
        line(out, depth, &format!("{name}{}{notes}", attributes(element)));
        self.children(element, page, depth + 1, out);
    }

    fn text(&self, page: usize, number: &Number, depth: usize, out: &mut String) {
        #[expect(clippy::cast_possible_truncation, reason = "marked content is numbered by small whole numbers")]
        let number = number.as_f64() as i32;
        if let Some(text) = self.texts.get(&(page, number)) {
            line(out, depth, &format!("“{text}”"));
        }
    }

    fn page_of(&self, element: &Dict) -> Option<usize> {
        match element.get_raw::<Dict>("Pg")? {
            MaybeRef::Ref(reference) => self.page_at(reference),
            MaybeRef::NotRef(_) => None,
        }
    }

    fn page_at(&self, reference: ObjRef) -> Option<usize> {
        self.pages.get(&format!("{:?}", hayro::hayro_syntax::object::ObjectIdentifier::from(reference))).copied()
    }
}

/// Scope of a header cell and kind of a list: what changes how an element is read.
fn attributes(element: &Dict) -> String {
    let owners: Vec<Dict> = match element.get::<Object>("A") {
        Some(Object::Array(owners)) => owners.iter::<Dict>().collect(),
        Some(Object::Dict(owner)) => vec![owner],
        _ => Vec::new(),
    };
    let mut out = String::new();
    for (owner, key) in owners.iter().flat_map(|owner| ["Scope", "ListNumbering"].map(|key| (owner, key))) {
        if let Some(value) = owner.get::<Name>(key) {
            let _ = write!(out, " {key}={}", value.as_str());
        }
    }
    out
}

fn note(element: &Dict, key: &str) -> Option<String> {
    let value = element.get::<Characters>(key)?;
    Some(format!(" {key}={:?}", String::from_utf8_lossy(value.as_ref())))
}

fn line(out: &mut String, depth: usize, text: &str) {
    let _ = writeln!(out, "{}{text}", "  ".repeat(depth));
}

/// Which characters stand inside which marked content.
struct Marked {
    open: Vec<Option<i32>>,
    texts: BTreeMap<(usize, i32), String>,
}

impl Hearing for Marked {
    fn character(&mut self, page: usize, glyph: &Glyph<'_>, _: Affine) {
        let Some(number) = self.open.iter().rev().find_map(|number| *number) else { return };
        let text = self.texts.entry((page, number)).or_default();
        match glyph.as_unicode() {
            Some(BfString::Char(character)) => text.push(character),
            Some(BfString::String(characters)) => text.push_str(&characters),
            None => text.push('\u{fffd}'),
        }
    }

    fn begin(&mut self, number: Option<i32>) {
        self.open.push(number);
    }

    fn end(&mut self) {
        self.open.pop();
    }
}
