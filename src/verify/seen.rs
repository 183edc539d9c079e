//! Layer C, what a new signature shows on the pages: a timestamp shows nothing, and a signature in a box of its own is told
//! of, since it may lie over words that others signed before it.

use super::budget::Fault;
use super::changes::Step;
use super::field::Field;
use super::geometry::rectangle;
use super::object::Dictionary;

/// A box larger than this hides a good part of a page, in square points: a quarter of an A4 page.
const LARGE: f64 = 125_000.0;
/// A smaller box shows nothing.
const NOTHING: f64 = 1.0;
/// Bits of `/F`: hidden, and not shown on a screen (ISO 32000-1 table 165).
const HIDDEN: i64 = 0b10;
const NOT_ON_SCREEN: i64 = 0b10_0000;
const PRINTED: i64 = 0b100;

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
        if self.area(field)? > NOTHING {
            self.fail("synlig-tidsstampel", format!("tidsstämpeln i fältet {} visar något på en sida", field.name));
        }
        Ok(())
    }

    /// A new signature that others put on a page.
    pub(crate) fn seen_signature(&mut self, field: &Field) -> Result<(), Fault> {
        let area = self.area(field)?;
        if area > LARGE {
            let mening = format!("en ny underskrift, i fältet {}, täcker en stor del av en sida", field.name);
            self.fail("tackande-underskrift", mening);
        } else if area > NOTHING {
            self.notes.push(format!(
                "underskriften i fältet {} lades till efter en annan i en ruta som syns: se efter att den inte ligger över något annat",
                field.name
            ));
        }
        Ok(())
    }

    /// Of the largest of its boxes that is shown.
    fn area(&self, field: &Field) -> Result<f64, Fault> {
        let mut largest = 0.0_f64;
        for one in self.boxes(field)? {
            let flags = self.pdf.entry(&one, b"F", self.revision)?.as_integer().unwrap_or(0);
            let shown = flags & HIDDEN == 0 && (flags & NOT_ON_SCREEN == 0 || flags & PRINTED != 0);
            let place = self.pdf.entry(&one, b"Rect", self.revision)?;
            let draws = one.has(b"AP") || one.has(b"MK") || one.has(b"BS") || one.has(b"Border");
            match rectangle(Some(&place)) {
                Some([left, bottom, right, top]) if shown => largest = largest.max((right - left) * (top - bottom)),
                // A place that is not four plain numbers may be anywhere.
                None if shown && draws && one.has(b"Rect") => largest = f64::INFINITY,
                Some(_) | None => {}
            }
        }
        Ok(largest)
    }
}
