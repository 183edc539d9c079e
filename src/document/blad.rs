//! A sheet of facts and short texts: what an överklagandehänvisning, an anslag and an anslagsbevis are made of.

use serde::Serialize;

use super::choice::{Choice, marks_of, meeting_stem, which};
use super::frame::{Made, logotyp};
use super::{Block, Document, Frame, Handling, Inline, Innehall};
use crate::case::Workspace;
use crate::case::myndighet::Organ;
use crate::diag::Diagnostic;

/// Which sheet is made.
#[derive(Clone, Copy, Debug)]
pub struct Sheet<'a> {
    /// What kind of sheet.
    pub handling: Handling,
    /// The organ that met.
    pub organ: &'a Organ,
    /// The meeting's day, ISO.
    pub sammantrade: &'a str,
    /// The last day of a meeting of several, ISO.
    pub slutdatum: Option<&'a str>,
    /// The §§ in the file's name and the title; empty for whole minutes.
    pub paragrafer: &'a [u32],
    /// PROV on every page.
    pub prov: bool,
}

/// The sheet as a document.
///
/// # Errors
/// When the logotype cannot be read.
pub fn sheet(workspace: &Workspace, om: &Sheet<'_>, blad: Blad) -> Result<Document, Vec<Diagnostic>> {
    let myndighet = &workspace.myndighet.value;
    let made = Made {
        handling: om.handling,
        frame: Frame { rubriker: myndighet.rubriker.clone() },
        myndighet,
        organ: om.organ.namn.clone(),
        datum: om.sammantrade.to_owned(),
        slutdatum: om.slutdatum.map(str::to_owned),
        base: meeting_stem(&om.organ.id, om.sammantrade),
        which: which(om.paragrafer),
        markning: marks_of(&Choice { prov: om.prov, ..Choice::default() }, true),
        logotyp: logotyp(workspace)?,
    };
    Ok(made.document(&super::spans::paragraphs(om.paragrafer), Innehall::Blad(blad)))
}

/// A sheet, read from the top: what it is about, the days that count, facts, §§, texts, who stands behind it.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Blad {
    /// What the sheet is, as its first heading: "Så överklagar du".
    pub rubrik: String,
    /// One or two sentences under the heading.
    pub ingress: Vec<Block>,
    /// Days that count, set large.
    pub dagar: Vec<Day>,
    /// Label and lines of each fact.
    pub fakta: Vec<(String, Vec<String>)>,
    /// Number and title of each § it concerns.
    pub paragrafer: Vec<(u32, Vec<Inline>)>,
    /// Texts with headings.
    pub delar: Vec<Bladdel>,
    /// Who stands behind it, and where a name is written: lines.
    pub underskrift: Vec<String>,
}

/// A day that counts.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Day {
    /// "Sista dag för överklagande".
    pub namn: String,
    /// ISO.
    pub dag: String,
    /// "fredag".
    pub veckodag: String,
}

/// A text with its heading.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Bladdel {
    /// The heading.
    pub rubrik: String,
    /// The text.
    pub block: Vec<Block>,
    /// Lines of an address after the text; empty where there is none.
    pub adress: Vec<String>,
}
