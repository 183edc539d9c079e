//! Layer C, what a new signature shows on the pages: a timestamp shows nothing, and a signature in a box of its own is told
//! of, since it may lie over words that others signed before it.

use super::budget::Fault;
use super::changes::Step;
use super::field::Field;
use super::geometry::{Edges, rectangle};
use super::object::{Dictionary, Id, Object};
use super::sheet;

/// A box larger than this hides a good part of a page, in square points: a quarter of an A4 page.
const LARGE: f64 = 125_000.0;
/// A smaller box shows nothing.
const NOTHING: f64 = 1.0;
/// Bits of `/F`: hidden, and not shown on a screen (ISO 32000-1 table 165).
const HIDDEN: i64 = 0b10;
const NOT_ON_SCREEN: i64 = 0b10_0000;
const PRINTED: i64 = 0b100;
/// Where a box is that does not say where.
const ANYWHERE: Edges = [-1e6, -1e6, 1e6, 1e6];

impl Step<'_, '_> {
    /// The dictionaries of the boxes of a field: itself, and its widgets.
    pub(crate) fn boxes(&self, field: &Field) -> Result<Vec<Dictionary>, Fault> {
        let mut found = vec![field.dictionary.clone()];
        for widget in &field.widgets {
            found.extend(self.pdf.object(*widget, self.revision)?.as_dictionary().cloned());
        }
        Ok(found)
    }

    /// A timestamp is made by a service that reads nothing: it has no business on a page.
    pub(crate) fn unseen_stamp(&mut self, field: &Field) -> Result<(), Fault> {
        if self.places(field)?.iter().any(|(place, _)| area(*place) > NOTHING) {
            self.fail("synlig-tidsstampel", format!("tidsstämpeln i fältet {} visar något på en sida", field.name));
        }
        Ok(())
    }

    /// A new signature that others put on a page.
    pub(crate) fn seen_signature(&mut self, field: &Field) -> Result<(), Fault> {
        let places = self.places(field)?;
        let area = places.iter().map(|(place, _)| area(*place)).fold(0.0, f64::max);
        if area > LARGE {
            let mening = format!("en ny underskrift, i fältet {}, täcker en stor del av en sida", field.name);
            self.fail("tackande-underskrift", mening);
            return Ok(());
        }
        if area <= NOTHING {
            return Ok(());
        }
        for (place, page) in places {
            if let Some(page) = page
                && sheet::has_words(self.pdf, page, place)? == Some(true)
            {
                let mening = format!("en ny underskrift, i fältet {}, ligger över text på en sida", field.name);
                self.fail("tackande-underskrift", mening);
                return Ok(());
            }
        }
        self.notes.push(format!(
            "underskriften i fältet {} lades till efter en annan i en ruta som syns: se efter att den inte ligger över något annat",
            field.name
        ));
        Ok(())
    }

    /// Where its boxes are shown, and on which page.
    fn places(&self, field: &Field) -> Result<Vec<(Edges, Option<Id>)>, Fault> {
        let mut places = Vec::new();
        for one in self.boxes(field)? {
            let flags = self.pdf.entry(&one, b"F", self.revision)?.as_integer().unwrap_or(0);
            let shown = flags & HIDDEN == 0 && (flags & NOT_ON_SCREEN == 0 || flags & PRINTED != 0);
            let rect = self.pdf.entry(&one, b"Rect", self.revision)?;
            let page = one.get(b"P").or_else(|| field.dictionary.get(b"P")).and_then(Object::as_reference);
            match rectangle(Some(&rect)) {
                Some(place) if shown => places.push((place, page)),
                // A place that is not four plain numbers may be anywhere.
                None if shown && one.has(b"Rect") => places.push((ANYWHERE, page)),
                Some(_) | None => {}
            }
        }
        Ok(places)
    }
}

fn area([left, bottom, right, top]: Edges) -> f64 {
    (right - left) * (top - bottom)
}
