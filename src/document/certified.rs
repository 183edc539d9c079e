//! A certified extract, set from canonical objects that were signed, not from the case as it reads now.

use super::choice::marks_of;
use super::frame::{Made, logotyp};
use super::printed::paragraf_from_object;
use super::spans::paragraphs;
use super::utdrag::marked_secret;
use super::{Bifogat, Choice, Document, Frame, Handling, Innehall, Rattelserad, Stampel, Utdrag, choice, stem};
use crate::case::Workspace;
use crate::diag::Diagnostic;
use crate::evidence::{HuvudObject, ParagrafObject};

/// What a certified extract is made of.
pub struct Certified<'a> {
    /// The authority's settings.
    pub workspace: &'a Workspace,
    /// Leaf 0 of the signed minutes.
    pub huvud: &'a HuvudObject,
    /// The §§ of the extract, in order.
    pub paragrafer: &'a [ParagrafObject],
    /// The certificate.
    pub stampel: Stampel,
    /// The evidence.
    pub bifogat: Vec<Bifogat>,
    /// Corrections of these §§ after justering.
    pub rattelser: Vec<Rattelserad>,
    /// PROV on every page.
    pub prov: bool,
}

/// The file name, without `.pdf`, of the extract of these §§.
#[must_use]
pub fn certified_stem(workspace: &Workspace, huvud: &HuvudObject, numbers: &[u32]) -> String {
    let base = choice::meeting_stem(organ_id(workspace, huvud), &huvud.datum);
    stem::file(&[base.as_str(), &choice::which(numbers), "utdrag"].join("-"))
}

fn organ_id<'a>(workspace: &'a Workspace, huvud: &'a HuvudObject) -> &'a str {
    let mut organs = workspace.myndighet.value.organ.iter();
    organs.find(|organ| organ.namn == huvud.organ).map_or(huvud.organ.as_str(), |organ| organ.id.as_str())
}

/// The extract as a document.
///
/// # Errors
/// When the logotype cannot be read.
pub fn certified(extract: Certified<'_>) -> Result<Document, Vec<Diagnostic>> {
    let myndighet = &extract.workspace.myndighet.value;
    let huvud = extract.huvud;
    let numbers: Vec<u32> = extract.paragrafer.iter().map(|one| one.nummer).collect();
    let frame = Frame { rubriker: myndighet.rubriker.clone() };
    let paragrafer = extract.paragrafer.iter().map(|object| paragraf_from_object(object, &frame)).collect();
    let made = Made {
        handling: Handling::Utdrag,
        frame,
        myndighet,
        organ: huvud.organ.clone(),
        datum: huvud.datum.clone(),
        slutdatum: huvud.slutdatum.clone(),
        base: choice::meeting_stem(organ_id(extract.workspace, huvud), &huvud.datum),
        which: choice::which(&numbers),
        markning: marks_of(&Choice { prov: extract.prov, ..Choice::default() }, true),
        logotyp: logotyp(extract.workspace)?,
    };
    let (rattelser, stampel) = (extract.rattelser, Some(extract.stampel));
    let utdrag = Utdrag { paragrafer, rattelser, justering: Vec::new(), stampel };
    let secret = extract.paragrafer.iter().any(|one| one.delar.iter().any(|del| del.id == "sekretess"));
    let mut document = marked_secret(made.document(&paragraphs(&numbers), Innehall::Utdrag(utdrag)), secret);
    document.ram.myndighet.clone_from(&huvud.myndighet);
    document.bifogat = extract.bifogat;
    Ok(document)
}
