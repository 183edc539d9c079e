//! A document set in type: `Document` in, PDF/A-2a + PDF/UA-1 out, the same bytes for the same document everywhere.
//! Refuses a character that no font has, text nested too deep, and whatever the two standards forbid.
//! Signs nothing: it only says where the boxes for signatures came to lie.

mod batch;
mod boxes;
pub mod coverage;
mod fault;
mod fonts;
mod inspect;
mod mark;
mod report;
mod world;

pub use batch::{batch, on_own_stack};
pub use boxes::FieldBox;
pub use mark::{Mark, Seal, Signed, mark};
pub use report::{Report, report};

use typst::diag::Warned;
use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::diag::Diagnostic;
use crate::document::Document;

/// A finished file.
#[derive(Clone, Debug, PartialEq)]
pub struct Pdf {
    /// The file, whole.
    pub bytes: Vec<u8>,
    /// Number of pages.
    pub pages: usize,
    /// Places reserved for signatures, in the order they stand in the document.
    pub boxes: Vec<FieldBox>,
}

/// Sets one document.
///
/// # Errors
/// Every character without a glyph and every text nested too deep, with the words around it; or what stopped typst.
pub fn render(document: &Document) -> Result<Pdf, Vec<Diagnostic>> {
    on_own_stack(|| {
        let set = compose(document);
        batch::sweep();
        set
    })
}

/// Runs on a stack and in a thread pool of its own; see [`mod@batch`].
fn compose(document: &Document) -> Result<Pdf, Vec<Diagnostic>> {
    let data = inspect::data(document)?;
    let desk = world::Desk::new(document, data);
    let Warned { output, warnings } = typst::compile::<PagedDocument>(&desk);
    let paged = output.map_err(|errors| fault::translate(document, &desk, &errors))?;
    if !warnings.is_empty() {
        return Err(fault::translate(document, &desk, &warnings));
    }
    let bytes =
        typst_pdf::pdf(&paged, &options(document)?).map_err(|errors| fault::translate(document, &desk, &errors))?;
    Ok(Pdf { bytes, pages: paged.pages().len(), boxes: boxes::find(document, &paged)? })
}

fn options(document: &Document) -> Result<PdfOptions, Vec<Diagnostic>> {
    // PDF/A-2 forbids files inside that are not PDF/A themselves (ISO 19005-2 6.8).
    let archive = if document.bifogat.is_empty() { PdfStandard::A_2a } else { PdfStandard::A_3a };
    let standards = PdfStandards::new(&[archive, PdfStandard::Ua_1])
        .map_err(|error| vec![fault::unexpected(document, error.message())])?;
    Ok(PdfOptions {
        ident: Smart::Custom(format!("utdrag/{}/{}", document.ram.myndighet, document.stem)),
        creator: Smart::Custom(Some(concat!("utdrag ", env!("CARGO_PKG_VERSION")).to_owned())),
        standards,
        ..PdfOptions::default()
    })
}
