//! What a signature or a seal looks like in its box: a page of the box's size, untagged, without a standard of its
//! own. `sign` takes it into the signed file as a form `XObject`.

use serde::Serialize;
use typst::diag::Warned;
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

use super::{batch, coverage, world};
use crate::diag::Diagnostic;

/// A mark to be set.
#[derive(Clone, Debug)]
pub enum Mark {
    /// A person's signature.
    Signed(Signed),
    /// A seal with its figures.
    Seal(Seal),
}

/// A person's signature.
#[derive(Clone, Debug, Serialize)]
pub struct Signed {
    /// Points.
    pub bredd: f64,
    /// Points.
    pub hojd: f64,
    /// "Ingrid Åkerö (C)".
    pub namn: String,
    /// "Ordförande §§ 1–7".
    pub roll: String,
    /// ISO.
    pub dag: String,
    /// A throwaway key.
    pub prov: bool,
}

/// A seal: the length and hash of what it was put on.
#[derive(Clone, Debug, Serialize)]
pub struct Seal {
    /// Points.
    pub bredd: f64,
    /// Points.
    pub hojd: f64,
    /// "Elektronisk stämpel" or "Elektroniskt bestyrkt av".
    pub art: String,
    /// Who stands behind it.
    pub namn: String,
    /// ISO.
    pub dag: String,
    /// A throwaway key.
    pub prov: bool,
    /// N: how many bytes from the start of the file are hashed.
    pub langd: usize,
    /// 64 hex.
    pub sha256: String,
    /// The same figures as a QR code, SVG.
    #[serde(skip)]
    pub qr: String,
}

/// Sets a mark: a PDF of one page.
///
/// # Errors
/// A character without a glyph, or what stopped typst.
pub fn mark(mark: &Mark) -> Result<Vec<u8>, Diagnostic> {
    batch::on_own_stack(|| compose(mark))
}

fn compose(mark: &Mark) -> Result<Vec<u8>, Diagnostic> {
    let (template, data, qr) = match mark {
        Mark::Signed(signed) => ("underskrift.typ", serde_json::to_value(signed), None),
        Mark::Seal(seal) => ("stampel.typ", serde_json::to_value(seal), Some(seal.qr.clone())),
    };
    let mut data = data.map_err(|error| stopped(&error.to_string()))?;
    // What `lib/text.typ` asks of every document: a mark's right edge is ragged.
    if let Some(fields) = data.as_object_mut() {
        fields.insert("ram".to_owned(), serde_json::json!({ "jamn": false }));
    }
    let data = data.to_string();
    if let Some(missing) = coverage::missing(&data) {
        let message = format!("tecknet U+{:04X} kan inte skrivas ut i underskriftens ruta", u32::from(missing));
        return Err(Diagnostic::error("tecken-saknas", message));
    }
    let desk = world::Desk::of_mark(template, data.into_bytes(), qr);
    let Warned { output, .. } = typst::compile::<PagedDocument>(&desk);
    let words = |errors: typst::ecow::EcoVec<typst::diag::SourceDiagnostic>| {
        stopped(&errors.iter().map(|one| one.message.as_str()).collect::<Vec<_>>().join("; "))
    };
    let paged = output.map_err(words)?;
    if paged.pages().len() != 1 {
        return Err(stopped("the mark does not fit its box"));
    }
    typst_pdf::pdf(&paged, &PdfOptions { tagged: false, ..PdfOptions::default() }).map_err(words)
}

fn stopped(words: &str) -> Diagnostic {
    Diagnostic::error("sattning-stannade", "underskriftens utseende kunde inte sättas")
        .hint(format!("felet ligger i programmet: anmäl det med dessa ord ur typst: {words}"))
}
