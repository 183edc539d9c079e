//! The letter around what is dispatched: who gets it, what lies in the envelope, and a page to sign where one is due.
//! Its address lies where the window of the envelope is (`templates/missiv.typ`).

use super::frame::{Made, logotyp};
use super::text::blocks;
use super::{Document, Frame, Handling, Innehall, Kvittens, Missiv};
use crate::case::Workspace;
use crate::diag::Diagnostic;

/// What a letter says.
#[derive(Clone, Debug)]
pub struct Letter<'a> {
    /// The authority's settings.
    pub workspace: &'a Workspace,
    /// File name without `.pdf`.
    pub stem: &'a str,
    /// The organ whose decision it is.
    pub organ: &'a str,
    /// The day it is sent, ISO.
    pub datum: &'a str,
    /// Lines of name and address.
    pub adress: Vec<String>,
    /// Label and value of each fact beside the address.
    pub fakta: Vec<(String, String)>,
    /// Title.
    pub rubrik: String,
    /// The text, CommonMark source.
    pub text: String,
    /// What lies in the same envelope, a line each.
    pub bilagor: Vec<String>,
    /// Who sends it: name, authority.
    pub avsandare: Vec<String>,
    /// A page to sign.
    pub kvittens: Option<Receipt>,
    /// PROV on every page.
    pub prov: bool,
}

/// A page to sign and send back.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// "Mottagningsbevis".
    pub rubrik: &'static str,
    /// The text, CommonMark source.
    pub text: String,
    /// Where it is to be sent, a line each; empty: it is handed back at once.
    pub ater: Vec<String>,
}

/// The letter as a document.
///
/// # Errors
/// When the logotype cannot be read.
pub fn missiv(letter: &Letter<'_>) -> Result<Document, Vec<Diagnostic>> {
    let myndighet = &letter.workspace.myndighet.value;
    let made = Made {
        handling: Handling::Missiv,
        frame: Frame { rubriker: myndighet.rubriker.clone() },
        myndighet,
        organ: letter.organ.to_owned(),
        datum: letter.datum.to_owned(),
        slutdatum: None,
        base: String::new(),
        which: String::new(),
        markning: letter.prov.then(|| "PROV".to_owned()).into_iter().collect(),
        logotyp: logotyp(letter.workspace)?,
    };
    let falt = ["Datum", "Ort", "Namnteckning", "Namnförtydligande"].map(str::to_owned).to_vec();
    let kvittens = letter.kvittens.as_ref().map(|one| Kvittens {
        rubrik: one.rubrik.to_owned(),
        text: blocks(&one.text),
        falt,
        ater: one.ater.clone(),
    });
    let words = Missiv {
        adress: letter.adress.clone(),
        fakta: letter.fakta.clone(),
        rubrik: letter.rubrik.clone(),
        text: blocks(&letter.text),
        bilagor: letter.bilagor.clone(),
        avsandare: letter.avsandare.clone(),
        kvittens,
    };
    let document = made.document("", Innehall::Missiv(words));
    Ok(Document { stem: letter.stem.to_owned(), titel: format!("Missiv: {}", letter.rubrik), ..document })
}
