//! Who is to have an extract: the names in the §§ that were signed, found again in `myndighet.toml`.
//! What is not found there is not dropped: it is told, as something to be done by hand.

use crate::case::Workspace;
use crate::case::myndighet::{Kanal, Mottagare};
use crate::case::pointer::Pointer;
use crate::case::sammantrade::Sammantrade;
use crate::diag::{Diagnostic, Label};
use crate::document::Block;
use crate::document::text::{blocks, inlines, plain};
use crate::evidence::ParagrafObject;

use super::extract::{Extract, one_line};

/// Part of a § that lists who is to have it.
const EXPEDIERING: &str = "expediering";
/// What that part says when nobody is.
const NOBODY: &str = "Ingen expediering.";

/// The word of a channel, as `myndighet.toml` spells it.
#[must_use]
pub fn kanal_word(kanal: Kanal) -> &'static str {
    match kanal {
        Kanal::EPost => "e-post",
        Kanal::Brev => "brev",
        Kanal::Internt => "internt",
        Kanal::DigitalPost => "digital post",
        Kanal::Delgivning => "delgivning",
        Kanal::Overlamnas => "överlämnas",
    }
}

/// Someone who is to have an extract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// Id in `myndighet.toml`; for others the name as the § has it.
    pub key: String,
    /// Name as printed.
    pub namn: String,
    /// Index of its `[[mottagare]]`; `None`: no channel is known.
    pub row: Option<usize>,
    /// The §§ that name it.
    pub paragrafer: Vec<u32>,
}

impl Recipient {
    /// Its row in `myndighet.toml`.
    #[must_use]
    pub fn mottagare<'a>(&self, workspace: &'a Workspace) -> Option<&'a Mottagare> {
        workspace.myndighet.value.mottagare.get(self.row?)
    }

    /// Its channel, where one is known.
    #[must_use]
    pub fn kanal(&self, workspace: &Workspace) -> Option<Kanal> {
        self.mottagare(workspace)?.kanal
    }

    /// The place of a key of its row.
    #[must_use]
    pub fn label(&self, workspace: &Workspace, key: &str) -> Option<Label> {
        let pointer = Pointer::root().key("mottagare").index(self.row?).key(key);
        Some(workspace.myndighet.places.label(&pointer, ""))
    }
}

/// The recipients of an extract, each once, in the order the §§ name them.
#[must_use]
pub fn recipients(extract: &Extract, workspace: &Workspace, case: Option<&Sammantrade>) -> Vec<Recipient> {
    let mut all: Vec<Recipient> = Vec::new();
    for paragraf in &extract.paragrafer {
        let ids = ids(case, paragraf.nummer);
        for name in names(paragraf) {
            let found = resolved(&name, workspace, ids, paragraf.nummer);
            match all.iter_mut().find(|one| one.key == found.key) {
                Some(known) if known.paragrafer.contains(&paragraf.nummer) => {}
                Some(known) => known.paragrafer.push(paragraf.nummer),
                None => all.push(found),
            }
        }
    }
    all
}

/// The recipients of a § of a case that is not signed yet, or not here.
#[must_use]
pub fn of_case(workspace: &Workspace, paragraf: u32, ids: &[String]) -> Vec<Recipient> {
    ids.iter()
        .map(|one| {
            let name = name_of(workspace, one);
            resolved(&name, workspace, ids, paragraf)
        })
        .collect()
}

/// Where the case and the signed extract do not say the same.
#[must_use]
pub fn differences(extract: &Extract, workspace: &Workspace, case: &Sammantrade) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for paragraf in &extract.paragrafer {
        let signed = names(paragraf);
        let now: Vec<String> = ids(Some(case), paragraf.nummer).iter().map(|one| name_of(workspace, one)).collect();
        let only = |some: &[String], others: &[String]| {
            some.iter().filter(|one| !others.contains(one)).cloned().collect::<Vec<_>>()
        };
        let (gone, new) = (only(&signed, &now), only(&now, &signed));
        let said = [(gone, "står i utdraget men inte i fallet"), (new, "står i fallet men inte i utdraget")];
        for (names, what) in said.into_iter().filter(|(names, _)| !names.is_empty()) {
            let message = format!("§ {}: {} {what}", paragraf.nummer, names.join(", "));
            found.push(Diagnostic::warning("expediering-skiljer", message).hint(
                "utdraget skickas till dem som står i det; rätta namnet i myndighet.toml, eller lämna till de andra för hand",
            ));
        }
    }
    found
}

fn ids(case: Option<&Sammantrade>, number: u32) -> &[String] {
    let paragraf = case.and_then(|case| case.paragraf.iter().find(|one| one.nummer == number));
    paragraf.and_then(|one| one.expedieras_till.as_deref()).unwrap_or_default()
}

/// The names that the § lists.
fn names(paragraf: &ParagrafObject) -> Vec<String> {
    let parts = paragraf.delar.iter().filter(|del| del.id == EXPEDIERING);
    let mut names: Vec<String> = parts.flat_map(|del| blocks(&del.text)).flat_map(listed).collect();
    names.retain(|name| name != NOBODY && !name.is_empty());
    names
}

fn listed(block: Block) -> Vec<String> {
    match block {
        Block::Lista { punkter, .. } => punkter.into_iter().flatten().flat_map(listed).collect(),
        Block::Stycke { text } => vec![one_line(&plain(&text))],
        Block::Citat { .. } | Block::Tabell { .. } | Block::Mellanrubrik { .. } | Block::Kod { .. } | Block::Linje => {
            Vec::new()
        }
    }
}

/// As printed: without marks, on one line.
fn printed(name: &str) -> String {
    one_line(&plain(&inlines(name)))
}

/// The name of a recipient or an organ, by its id; what is no id is a name already.
#[must_use]
pub fn name_of(workspace: &Workspace, id_or_text: &str) -> String {
    let myndighet = &workspace.myndighet.value;
    let rows = myndighet.mottagare.iter().map(|one| (&one.id, &one.namn));
    let organs = myndighet.organ.iter().map(|one| (&one.id, &one.namn));
    printed(rows.chain(organs).find(|(id, _)| *id == id_or_text).map_or(id_or_text, |(_, name)| name))
}

fn resolved(name: &str, workspace: &Workspace, ids: &[String], number: u32) -> Recipient {
    let myndighet = &workspace.myndighet.value;
    let rows: Vec<usize> = myndighet
        .mottagare
        .iter()
        .enumerate()
        .filter(|(_, row)| printed(&row.namn) == name)
        .map(|(at, _)| at)
        .collect();
    // Two rows of one name: the case says which was meant.
    let named = |at: &&usize| myndighet.mottagare.get(**at).is_some_and(|row| ids.contains(&row.id));
    let row = match rows.as_slice() {
        [only] => Some(*only),
        several => several.iter().find(named).copied(),
    };
    let id = row.and_then(|at| myndighet.mottagare.get(at)).map(|row| row.id.clone());
    let organ = || myndighet.organ.iter().find(|organ| printed(&organ.namn) == name).map(|organ| organ.id.clone());
    let key = id.or_else(organ).unwrap_or_else(|| name.to_owned());
    Recipient { key, namn: name.to_owned(), row, paragrafer: vec![number] }
}
