//! Trials and real documents do not lie mixed in one folder. Where minutes were signed on trial (PROV), nothing real is made
//! of that meeting beside them, and the other way round: an extract must not look as if it came from the other's minutes.

use std::fs;
use std::path::{Path, PathBuf};

use super::make::is_signed;
use crate::case::sammantrade::Sammantrade;
use crate::diag::{Diagnostic, words};
use crate::document::{Document, meeting_stem};
use crate::sign;

/// The documents of a meeting, and a fault that stands for them all where its signed minutes are of the other sort.
pub(super) fn apart(
    folder: &Path,
    case: &Sammantrade,
    documents: Vec<Document>,
    prov: bool,
) -> (Vec<Document>, Option<Diagnostic>) {
    let base = meeting_stem(&case.organ, &case.datum.to_string());
    let other = minutes(folder, &base)
        .into_iter()
        .find(|path| fs::read(path).is_ok_and(|bytes| is_signed(&bytes) && sign::record::is_trial(&bytes) != prov));
    match other {
        Some(path) if !documents.is_empty() => (Vec::new(), Some(mixed(&path, prov, "av sammanträdet"))),
        Some(_) | None => (documents, None),
    }
}

/// The minutes in `folder` of the meeting whose files begin with `base`: whole, and of §§ adjusted at once; by name.
pub(super) fn minutes(folder: &Path, base: &str) -> Vec<PathBuf> {
    let names = fs::read_dir(folder).into_iter().flatten().flatten();
    let is_minutes = |name: &String| {
        name.strip_prefix(base).is_some_and(|rest| {
            rest == "-protokoll.pdf" || (rest.starts_with("-p") && rest.ends_with("-omedelbar.pdf"))
        })
    };
    let names = names.map(|entry| entry.file_name().to_string_lossy().into_owned()).filter(is_minutes);
    let mut found: Vec<PathBuf> = names.map(|name| folder.join(name)).collect();
    found.sort();
    found
}

/// The signed file at `path` is a trial and something real is asked for, or the reverse (`prov`). `which`: what is not made.
pub(super) fn mixed(path: &Path, prov: bool, which: &str) -> Diagnostic {
    let name = words::path(path);
    if prov {
        let message = format!("{name} är undertecknad på riktigt: på prov görs inga handlingar {which} i samma mapp");
        return Diagnostic::error("riktigt-undertecknat", message)
            .hint("öva i en egen mapp: utdrag skapa --prov --ut prov");
    }
    let message = format!("{name} är undertecknad på prov (PROV): inga handlingar {which} görs bredvid den");
    Diagnostic::error("prov-undertecknat", message)
        .hint("vill du fortsätta på prov: utdrag skapa --prov")
        .hint(format!(
            "vill du göra riktiga handlingar: flytta bort provet med alla filer som ligger i {}, eller ange en annan mapp med --ut",
            folder_name(path)
        ))
}

fn folder_name(path: &Path) -> String {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.map_or_else(|| "mappen".to_owned(), words::path)
}
