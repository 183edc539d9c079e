//! What is signed of what is about to be made anew: a signed file keeps its place as long as its words are those of the case,
//! and what stands in the way of a change is said by how far the signing has come.

use std::path::Path;

use super::{Stop, registers};
use crate::case::Workspace;
use crate::diag::{Diagnostic, words};
use crate::document::{Document, Handling, Innehall};
use crate::evidence::minutes::Minutes;
use crate::register::{self, Handelse, Register as _, Search};
pub(super) use crate::sign::compare::other_salt;
use crate::sign::state::state;

/// Who has signed a file, and who is still to.
pub(super) struct Signers {
    pub(super) signed: Vec<String>,
    pub(super) waiting: Vec<String>,
}

impl Signers {
    /// `None` for a file that was not prepared here, or that something else has happened to.
    pub(super) fn of(pdf: &[u8]) -> Option<Self> {
        let fields = state(pdf).ok()?.fields;
        let (signed, waiting): (Vec<_>, Vec<_>) = fields.into_iter().partition(|field| field.signature.is_some());
        let names = |fields: Vec<crate::sign::state::Field>| fields.into_iter().map(|field| field.person).collect();
        Some(Self { signed: names(signed), waiting: names(waiting) })
    }

    /// True while it can still be made anew and signed from the beginning: nobody has adjusted anything yet.
    pub(super) fn is_begun(&self) -> bool {
        !self.signed.is_empty() && !self.waiting.is_empty()
    }
}

/// The pages of a signed file that is of these very words: what differs is around them, as a correction that came later.
/// `None` for every other file.
pub(super) fn same_words(document: &Document, pdf: &[u8]) -> Option<usize> {
    let root = match &document.innehall {
        Innehall::Protokoll(protokoll) => &protokoll.protokollrot,
        Innehall::Tjansteskrivelse(skrivelse) => &skrivelse.identitet,
        Innehall::Utdrag(_) | Innehall::Kallelse(_) | Innehall::Blad(_) | Innehall::Missiv(_) => &None,
    };
    let prov = document.ram.markning.iter().any(|mark| mark == "PROV");
    let is_same = |purpose: &crate::sign::record::Purpose| purpose.root == *root && purpose.prov == prov;
    root.as_ref()?;
    state(pdf).ok().filter(|state| is_same(&state.record.purpose)).map(|state| state.pages)
}

/// A signed file whose case has changed.
pub(super) fn altered(path: &Path, pdf: &[u8]) -> Diagnostic {
    let name = words::path(path);
    match Signers::of(pdf).filter(Signers::is_begun) {
        Some(signers) => {
            let (signed, waiting) = (words::listed(&signers.signed, "och"), words::listed(&signers.waiting, "och"));
            let message = format!(
                "{name} är undertecknad av {signed} men inte av {waiting}, och fallet har ändrats sedan dess: den skrivs inte över"
            );
            Diagnostic::error("handling-undertecknad", message).hint(begin_anew(&name)).hint(put_back())
        }
        None => Diagnostic::error(
            "handling-undertecknad",
            format!("{name} är undertecknad och skrivs inte över, men fallet eller myndighet.toml har ändrats"),
        )
        .hint("återställ texten i fallet; ett fel i ett justerat protokoll skrivs som [[rattelse]]")
        .hint("ange en annan mapp med --ut om du vill se hur den ändrade handlingen blir"),
    }
}

/// How to have a change in minutes that are not adjusted yet.
pub(super) fn begin_anew(name: &str) -> String {
    format!(
        "ska ändringen med: flytta undan {name}, kör utdrag skapa igen och låt alla skriva under den nya, också de som redan har gjort det"
    )
}

pub(super) fn put_back() -> &'static str {
    "ska den inte med: återställ texten i fallet"
}

/// Says of a secret § what follows for the extract of it.
pub(super) fn secrecy(minutes: &Minutes, numbers: &[u32]) -> Vec<Diagnostic> {
    let secret = minutes.leaves.iter().filter(|leaf| leaf.secret && numbers.contains(&leaf.nummer));
    let said = secret.map(|leaf| {
        let message =
            format!("§ {} har sekretess: utdraget märks SEKRETESS och skickas aldrig med e-post", leaf.nummer);
        Diagnostic::warning("sekretess-i-utdrag", message).hint("lämna det bara till den som får ta del av uppgifterna")
    });
    said.collect()
}

/// The words that the signatures are about do not lie beside the minutes.
pub(super) fn words_lost(path: &Path) -> Stop {
    let name = words::path(path);
    let message = format!("{name} finns inte: där står de ord som underskrifterna gäller");
    Diagnostic::error("identitet-saknas", message)
        .hint("är protokollet flyttat eller omdöpt: ange filen med --identitet")
        .hint("är den borta: utdrag skapa FALL.toml --ut MAPP gör en likadan, om fallet inte har ändrats; ange den med --identitet")
        .into()
}

/// A warning for each of these files, just made, that the register knows as signed, though nothing signed was there.
pub(super) fn gone(workspace: &Workspace, made: &[(Handling, &Path)]) -> Result<Vec<Diagnostic>, Stop> {
    let path = register::beside(&workspace.root);
    let signable = |handling: &Handling| {
        matches!(handling, Handling::Protokoll | Handling::Omedelbar | Handling::Tjansteskrivelse)
    };
    let made: Vec<&Path> = made.iter().filter(|(handling, _)| signable(handling)).map(|(_, file)| *file).collect();
    if made.is_empty() || !path.exists() {
        return Ok(Vec::new());
    }
    let register = register::existing(&path, &registers::settings_of(&path, Some(workspace)))?;
    let mut found = Vec::new();
    for file in made {
        let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned());
        let handelser = vec![Handelse::Skapad, Handelse::Undertecknad];
        let entries = register.entries(&Search { handelser, handling: stem, ..Search::default() })?;
        let Some(last) = entries.last().filter(|entry| entry.post.handelse == Handelse::Undertecknad) else { continue };
        let name = words::path(file);
        let message = format!(
            "{name} är gjord på nytt, utan underskrifter: enligt registret skrev {} under den {}, och den filen finns inte här",
            last.post.vem,
            crate::calendar::swedish(last.post.nar).date()
        );
        found.push(
            Diagnostic::warning("undertecknad-borta", message)
                .hint("ska den undertecknade gälla: lägg tillbaka den, och dess .identitet.jsonl, ur mappen eller kopian där de finns")
                .hint("ska allt göras om: låt alla skriva under den nya"),
        );
    }
    Ok(found)
}
