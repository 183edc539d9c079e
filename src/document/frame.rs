//! What surrounds the words of a document: page head, logotype, marks, title, file name.

use std::fs;

use super::attachments::{inside, swedish};
use super::spans::iso_days;
use super::{Document, Frame, Handling, Innehall, Ram, stem};
use crate::case::Workspace;
use crate::case::myndighet::{Myndighet, Radbrytning};
use crate::case::pointer::Pointer;
use crate::diag::Diagnostic;

/// The largest logotype, 2 MB: it is put in every document.
const LARGEST_LOGOTYPE: usize = 2_000_000;

/// What all documents of a case have in common, and the kind of the one being made.
pub(crate) struct Made<'a> {
    pub(crate) handling: Handling,
    pub(crate) frame: Frame,
    pub(crate) myndighet: &'a Myndighet,
    /// Organ's name.
    pub(crate) organ: String,
    /// ISO.
    pub(crate) datum: String,
    /// The last day of a meeting of several, ISO.
    pub(crate) slutdatum: Option<String>,
    /// File name without the parts that say which § and kind: `rs-2019-05-29`.
    pub(crate) base: String,
    /// Between base and kind: `p108`, `p108-p110`; empty for whole minutes.
    pub(crate) which: String,
    pub(crate) markning: Vec<String>,
    pub(crate) logotyp: Option<Logotyp>,
}

/// A logotype as a virtual file.
#[derive(Clone)]
pub(crate) struct Logotyp {
    name: String,
    bytes: Vec<u8>,
}

impl Made<'_> {
    /// The same frame for another kind of document.
    pub(crate) fn of(&self, handling: Handling, which: &str) -> Self {
        Self {
            handling,
            which: which.to_owned(),
            frame: self.frame.clone(),
            organ: self.organ.clone(),
            datum: self.datum.clone(),
            slutdatum: self.slutdatum.clone(),
            base: self.base.clone(),
            markning: self.markning.clone(),
            logotyp: self.logotyp.clone(),
            myndighet: self.myndighet,
        }
    }

    /// The document around its words. `span` ("§ 108") ends the title; empty for what has no §§.
    pub(crate) fn document(&self, span: &str, innehall: Innehall) -> Document {
        let typ = kind(self.handling);
        let dag = self.day();
        let titel = [typ, &self.organ, &dag, span].into_iter().filter(|word| !word.is_empty());
        Document {
            handling: self.handling,
            stem: self.stem(),
            titel: titel.collect::<Vec<_>>().join(" "),
            datum: self.datum.clone(),
            ram: self.ram(typ),
            innehall,
            bifogat: Vec::new(),
            identitet: Vec::new(),
            sekretess: Vec::new(),
        }
    }

    /// "2026-11-16", "2026-11-16–17".
    fn day(&self) -> String {
        iso_days(&self.datum, self.slutdatum.as_deref())
    }

    fn stem(&self) -> String {
        let kind = match self.handling {
            Handling::Protokoll => "protokoll",
            Handling::Omedelbar => "omedelbar",
            Handling::Sekretessprotokoll => "sekretessprotokoll",
            Handling::Utdrag => "utdrag",
            Handling::Voteringslista => "voteringslista",
            Handling::Tjansteskrivelse => "tjansteskrivelse",
            Handling::Kallelse => "kallelse",
            Handling::Missiv => "missiv",
            Handling::Overklagandehanvisning => "overklagandehanvisning",
            Handling::Anslag => "anslag",
            Handling::Anslagsbevis => "anslagsbevis",
        };
        let parts = [self.base.as_str(), &self.which, kind].into_iter().filter(|part| !part.is_empty());
        stem::file(&parts.collect::<Vec<_>>().join("-"))
    }

    fn ram(&self, typ: &str) -> Ram {
        let myndighet = self.myndighet;
        let minutes = matches!(
            self.handling,
            Handling::Protokoll | Handling::Omedelbar | Handling::Sekretessprotokoll | Handling::Utdrag
        );
        let contact = [&myndighet.postadress, &myndighet.epost, &myndighet.webb];
        Ram {
            myndighet: myndighet.namn.clone(),
            organ: self.organ.clone(),
            typ: typ.to_owned(),
            dag: self.day(),
            logotyp: self.logotyp.as_ref().map(|one| one.name.clone()),
            logotyp_bytes: self.logotyp.as_ref().map(|one| one.bytes.clone()),
            strip: myndighet.utseende.strip && minutes,
            jamn: myndighet.utseende.radbrytning == Radbrytning::Jamn,
            markning: self.markning.clone(),
            kontakt: contact.into_iter().flatten().cloned().collect(),
        }
    }
}

fn kind(handling: Handling) -> &'static str {
    match handling {
        Handling::Protokoll | Handling::Omedelbar => "Protokoll",
        Handling::Sekretessprotokoll => "Sekretessprotokoll",
        Handling::Utdrag => "Protokollsutdrag",
        Handling::Voteringslista => "Voteringslista",
        Handling::Tjansteskrivelse => "Tjänsteskrivelse",
        Handling::Kallelse => "Kallelse",
        Handling::Missiv => "Missiv",
        Handling::Overklagandehanvisning => "Överklagandehänvisning",
        Handling::Anslag => "Anslag",
        Handling::Anslagsbevis => "Bevis om anslag",
    }
}

/// The authority's logotype, read from the workspace.
pub(crate) fn logotyp(workspace: &Workspace) -> Result<Option<Logotyp>, Vec<Diagnostic>> {
    let Some(path) = workspace.myndighet.value.logotyp.as_deref() else { return Ok(None) };
    read_logotyp(workspace, path).map(Some).map_err(|fault| {
        let place = workspace.myndighet.places.label(&Pointer::root().key("logotyp"), "logotypen");
        vec![
            Diagnostic::error("logotyp-fil", format!("logotypen ”{path}” kan inte användas: {fault}"))
                .at(place)
                .hint("lägg en SVG- eller PNG-fil i arbetsmappen och skriv sökvägen från mappen med myndighet.toml"),
        ]
    })
}

fn read_logotyp(workspace: &Workspace, path: &str) -> Result<Logotyp, String> {
    let full = inside(&workspace.root, path).ok_or("sökvägen leder ut ur arbetsmappen")?;
    let extension = full.extension().and_then(|one| one.to_str()).map(str::to_ascii_lowercase);
    let name = match extension.as_deref() {
        Some("svg") => "/logotyp.svg",
        Some("png") => "/logotyp.png",
        _ => return Err("den ska vara en SVG- eller PNG-fil".to_owned()),
    };
    let bytes = fs::read(&full).map_err(|fault| swedish(&fault))?;
    if bytes.len() > LARGEST_LOGOTYPE {
        return Err(format!("den är {} byte, högst {LARGEST_LOGOTYPE} är tillåtet", bytes.len()));
    }
    Ok(Logotyp { name: name.to_owned(), bytes })
}
