//! The seal of an extract: who may put it there, and what stands in its box. Box, reason and QR code say how many bytes
//! the file had before, and their hash.

use sha2::{Digest, Sha256};
use x509_cert::Certificate;

use super::fields::{self, Place};
use super::justera::{self, Signing};
use super::person::{common_name, fits, is_personal, is_throwaway, same_name, usable};
use super::record::Purpose;
use super::revocation::not_revoked;
use super::signature::{Lock, Request};
use super::update::Update;
use crate::case::Workspace;
use crate::case::myndighet::Bestyrkande;
use crate::diag::Diagnostic;
use crate::document::{Document, Innehall};
use crate::evidence::hex;
use crate::pdf::{self, Mark, Pdf, Seal};

/// Name of the seal's field.
const FIELD: &str = "Stampel";

/// What is to stand in the seal's box and signature.
pub(super) struct Unsealed {
    appearance: Vec<u8>,
    figures: String,
    name: String,
    time: String,
    locked: [String; 1],
}

impl Unsealed {
    /// The extract with a field for the seal, and what is to stand in it.
    ///
    /// # Errors
    /// When the extract has no box for a seal, or the appearance cannot be set.
    pub(super) fn of((document, set): (&Document, &Pdf), signing: &Signing<'_>) -> Result<(Update, Self), Diagnostic> {
        let ruta = match &document.innehall {
            Innehall::Utdrag(utdrag) => utdrag.stampel.as_ref().map(|stampel| &stampel.ruta),
            Innehall::Protokoll(_)
            | Innehall::Tjansteskrivelse(_)
            | Innehall::Kallelse(_)
            | Innehall::Blad(_)
            | Innehall::Missiv(_) => None,
        };
        let missing = || Diagnostic::error("ruta-saknas", "utdraget har ingen ruta för stämpeln");
        let ruta = ruta.ok_or_else(missing)?;
        let found = set.boxes.iter().find(|one| one.falt == FIELD).ok_or_else(missing)?;
        let place = Place::at(found, &ruta.namn, &ruta.roll);
        let prov = document.ram.markning.iter().any(|mark| mark == "PROV");
        let purpose = Purpose { day: document.datum.clone(), root: None, prov };
        let prepared = fields::prepare_and_go_on(&set.bytes, &[place], &purpose)?;
        let (langd, sha256) = (prepared.earlier(), hex(&Sha256::digest(prepared.earlier_bytes())));
        let figures = format!("utdrag-stampel/1 sha256;{langd};{sha256}");
        let appearance = pdf::mark(&Mark::Seal(Seal {
            bredd: found.rect[2] - found.rect[0],
            hojd: found.rect[3] - found.rect[1],
            art: ruta.roll.clone(),
            namn: ruta.namn.clone(),
            dag: justera::date(signing.time).to_string(),
            prov,
            langd,
            qr: qr(&figures)?,
            sha256,
        }))?;
        let time = justera::pdf_date(signing.time);
        let seal = Self { appearance, figures, name: ruta.namn.clone(), time, locked: [FIELD.to_owned()] };
        Ok((prepared, seal))
    }

    pub(super) fn request<'a>(&'a self, timestamp: Option<&'a str>) -> Request<'a> {
        Request {
            field: FIELD,
            name: &self.name,
            reason: &self.figures,
            time: &self.time,
            lock: Lock::Seal(&self.locked),
            appearance: Some(&self.appearance),
            root: None,
            timestamp,
        }
    }
}

/// Refuses a certificate that does not certify for the authority, or a throwaway on a document that is not marked so.
pub(super) fn certifies(
    certificate: &Certificate,
    signing: &Signing<'_>,
    (workspace, prov): (&Workspace, bool),
) -> Result<(), Diagnostic> {
    usable(certificate, signing.time)?;
    not_revoked(certificate, signing.evidence)?;
    if is_throwaway(certificate) && !prov {
        return Err(Diagnostic::error("provnyckel", "nyckeln är en provnyckel, och protokollet är inte märkt PROV"));
    }
    let myndighet = &workspace.myndighet.value;
    match by(workspace) {
        Bestyrkande::EUnderskrift => fits(certificate, signing.person, signing.certificates),
        Bestyrkande::EStampel => seal_fits(certificate, &myndighet.namn),
    }
}

/// A seal is the authority's own: its common name is the authority's, and it is no person's.
fn seal_fits(certificate: &Certificate, authority: &str) -> Result<(), Diagnostic> {
    if !is_personal(certificate) && common_name(certificate).is_some_and(|name| same_name(&name, authority)) {
        return Ok(());
    }
    let found = common_name(certificate).unwrap_or_else(|| "ett certifikat utan namn".to_owned());
    Err(Diagnostic::error(
        "fel-certifikat",
        format!("stämpelns certifikat är utfärdat för {found}, inte för {authority}"),
    )
    .hint("myndigheten bestyrker med e-stämpel: välj dess nyckel, eller ändra bestyrkande i myndighet.toml"))
}

/// What certifies an extract of this authority.
pub(super) fn by(workspace: &Workspace) -> Bestyrkande {
    workspace.myndighet.value.bestyrkande.unwrap_or(Bestyrkande::EUnderskrift)
}

fn qr(figures: &str) -> Result<String, Diagnostic> {
    let code = qrcode::QrCode::with_error_correction_level(figures, qrcode::EcLevel::M)
        .map_err(|_| Diagnostic::error("qr-kod", "QR-koden kunde inte göras"))?;
    Ok(code.render::<qrcode::render::svg::Color<'_>>().quiet_zone(true).min_dimensions(200, 200).build())
}
