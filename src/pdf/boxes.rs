//! Where the templates left room for signatures: each says so by metadata labelled `ruta` at the box's upper left corner.
//! A box that a page break or the edge of the page cuts is refused.

use typst::foundations::{Label, Selector, Value};
use typst::introspection::{Introspector, MetadataElem};
use typst::utils::PicoStr;
use typst_layout::PagedDocument;

use crate::diag::Diagnostic;
use crate::document::Document;

use super::fault;

/// A place reserved for one signature field.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldBox {
    /// Name of the field: `Justering.Ordforande.1`.
    pub falt: String,
    /// Page, from 1.
    pub page: usize,
    /// Left, bottom, right, top in points, from the page's lower left corner, as PDF counts.
    pub rect: [f64; 4],
}

/// The boxes, in reading order.
pub(super) fn find(document: &Document, paged: &PagedDocument) -> Result<Vec<FieldBox>, Vec<Diagnostic>> {
    let Some(label) = Label::new(PicoStr::intern("ruta")) else { return Ok(Vec::new()) };
    let found = paged.introspector().query(&Selector::Label(label));
    let placed = found.iter().filter_map(|element| {
        let metadata = element.to_packed::<MetadataElem>()?;
        let position = paged.introspector().position(element.location()?)?;
        Some((metadata.value.clone(), position))
    });
    let mut boxes = Vec::new();
    for (value, position) in placed {
        let page = position.page.get();
        let Some(size) = paged.pages().get(page - 1).map(|page| page.frame.size()) else { continue };
        let Some((falt, width, height)) = read(&value) else { continue };
        let (left, top) = (position.point.x.to_pt(), size.y.to_pt() - position.point.y.to_pt());
        let rect = [left, top - height, left + width, top];
        if left < 0.0 || rect[1] < 0.0 || rect[2] > size.x.to_pt() || top > size.y.to_pt() {
            return Err(vec![fault::box_off_page(document, &falt)]);
        }
        boxes.push(FieldBox { falt, page, rect });
    }
    Ok(boxes)
}

/// Name, width and height in points of one label.
fn read(value: &Value) -> Option<(String, f64, f64)> {
    let Value::Dict(fields) = value else { return None };
    let length = |key: &str| fields.get(key).ok()?.clone().cast::<f64>().ok();
    let falt = fields.get("falt").ok()?.clone().cast::<String>().ok()?;
    Some((falt, length("bredd")?, length("hojd")?))
}
