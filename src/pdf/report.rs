//! A report of a check, set in type: data in, PDF/A-2a + PDF/UA-1 out. What it says comes from files that anybody may
//! have made, so a character that no font has is shown as a box instead of stopping the report.

use serde::Serialize;
use serde_json::{Value, json};
use typst::diag::Warned;
use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use super::{batch, coverage, world};
use crate::diag::Diagnostic;

/// A report.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Title.
    pub titel: String,
    /// The day of the check, ISO.
    pub datum: String,
    /// What `templates/verifieringsrapport.typ` reads.
    pub innehall: Value,
}

/// Sets it.
///
/// # Errors
/// What stopped typst.
pub fn report(report: &Report) -> Result<Vec<u8>, Diagnostic> {
    batch::on_own_stack(|| compose(report))
}

fn compose(report: &Report) -> Result<Vec<u8>, Diagnostic> {
    let data = json!({
        "titel": report.titel,
        "datum": report.datum,
        "innehall": report.innehall,
        // What the shared templates ask of every document.
        "ram": {
            "myndighet": "utdrag", "organ": "", "typ": report.titel, "dag": report.datum, "logotyp": null,
            "strip": false, "jamn": false, "markning": [], "kontakt": [],
        },
    });
    let mut data = data.to_string();
    while let Some(character) = coverage::missing(&data) {
        data = data.replace(character, "\u{25a1}");
    }
    let desk = world::Desk::of_report("verifieringsrapport.typ", data.into_bytes());
    let Warned { output, .. } = typst::compile::<PagedDocument>(&desk);
    let words = |errors: typst::ecow::EcoVec<typst::diag::SourceDiagnostic>| {
        stopped(&errors.iter().map(|one| one.message.as_str()).collect::<Vec<_>>().join("; "))
    };
    let paged = output.map_err(words)?;
    let standards =
        PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1]).map_err(|error| stopped(error.message()))?;
    let options = PdfOptions {
        ident: Smart::Custom(format!("utdrag/{}/{}", report.titel, report.datum)),
        creator: Smart::Custom(Some(concat!("utdrag ", env!("CARGO_PKG_VERSION")).to_owned())),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&paged, &options).map_err(words)
}

fn stopped(words: &str) -> Diagnostic {
    Diagnostic::error("sattning-stannade", "rapporten kunde inte sättas")
        .hint(format!("felet ligger i programmet: anmäl det med dessa ord ur typst: {words}"))
}
