//! A document that persons are to sign gets its fields as soon as it is set: minutes and tjänsteskrivelser.
//! Without an innehållsidentitet there is nothing to sign, and the file stays as it is.

use super::fields::{Place, prepare};
use super::record::Purpose;
use crate::diag::Diagnostic;
use crate::document::{Document, Innehall, Ruta};
use crate::pdf::Pdf;

/// The file with its fields, where somebody is to sign it; else as it was set.
///
/// # Errors
/// When a box that somebody is to sign in was not found on any page.
pub fn prepared(document: &Document, pdf: Pdf) -> Result<Pdf, Diagnostic> {
    let (rutor, root) = match &document.innehall {
        Innehall::Protokoll(protokoll) => (&protokoll.rutor, &protokoll.protokollrot),
        Innehall::Tjansteskrivelse(skrivelse) => (&skrivelse.rutor, &skrivelse.identitet),
        Innehall::Utdrag(_) | Innehall::Kallelse(_) | Innehall::Blad(_) | Innehall::Missiv(_) => return Ok(pdf),
    };
    let Some(root) = root else { return Ok(pdf) };
    if rutor.is_empty() {
        return Ok(pdf);
    }
    let places = rutor.iter().map(|ruta| place(ruta, &pdf)).collect::<Result<Vec<_>, _>>()?;
    let prov = document.ram.markning.iter().any(|mark| mark == "PROV");
    let purpose = Purpose { day: document.datum.clone(), root: Some(root.clone()), prov };
    Ok(Pdf { bytes: prepare(&pdf.bytes, &places, &purpose)?, ..pdf })
}

fn place(ruta: &Ruta, pdf: &Pdf) -> Result<Place, Diagnostic> {
    let found = pdf.boxes.iter().find(|one| one.falt == ruta.falt);
    let role = if ruta.roll.is_empty() { ruta.titel.as_deref().unwrap_or_default() } else { &ruta.roll };
    found.map(|one| Place::at(one, &ruta.namn, role)).ok_or_else(|| {
        Diagnostic::error("ruta-saknas", format!("rutan {} finns inte på någon sida", ruta.falt))
            .hint("felet ligger i programmets mallar: anmäl det")
    })
}
