//! What signing commands have in common: the key, the time, the timestamp, revocation data, and the workspace's word.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Exit, Stop};
use crate::args::Underskrift;
use crate::case::Workspace;
use crate::case::workspace;
use crate::clock;
use crate::diag::{Diagnostic, has_errors, words};
use crate::durable;
use crate::sign::key::{FileKey, Key};
use crate::sign::ltv::Evidence;
use crate::sign::person::is_throwaway;
use crate::terminal;

/// The key that was asked for.
pub(super) fn key(asked: &Underskrift) -> Result<FileKey, Stop> {
    let bytes = read(Path::new(&asked.nyckel))?;
    let password = match &asked.losenord_fil {
        Some(path) => {
            let text = String::from_utf8(read(path)?).map_err(|_| {
                Diagnostic::error("losenord-fil", format!("{} innehåller inte text", words::path(path)))
            })?;
            text.trim_end_matches(['\r', '\n']).to_owned()
        }
        None => String::new(),
    };
    let key = FileKey::open(&bytes, &password).map_err(no)?;
    let throwaway = key.chain().first().is_some_and(is_throwaway);
    if clock::set().is_some() && !throwaway {
        return Err(no(Diagnostic::error(
            "tid-satt",
            "tiden är satt med UTDRAG_TID, vilket bara går med en provnyckel",
        )));
    }
    Ok(key)
}

/// Revocation data given with `--sparr`.
pub(super) fn evidence(asked: &Underskrift) -> Result<Evidence, Stop> {
    let mut evidence = Evidence::default();
    for path in &asked.sparr {
        evidence.add_revocation(&words::path(path), &read(path)?).map_err(no)?;
    }
    Ok(evidence)
}

/// The workspace around a file, or around where the user stands.
pub(super) fn workspace_of(file: &Path) -> Result<Option<Workspace>, Stop> {
    let folder = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let found = workspace::find(folder).or_else(|_| workspace::find(Path::new(".")));
    let Ok(root) = found else { return Ok(None) };
    let (workspace, findings) = Workspace::open(&root);
    let name = words::path(&root.join(workspace::MYNDIGHET));
    let about = findings.into_iter().filter(|one| one.place.as_ref().is_none_or(|place| place.source.name == name));
    let about: Vec<Diagnostic> = about.collect();
    match workspace {
        // A damaged value reads as if it were left out, which would widen who may sign.
        _ if has_errors(&about) => Err(Stop { exit: Exit::No, findings: about }),
        Some(workspace) => Ok(Some(workspace)),
        None => Ok(None),
    }
}

/// The address of the time-stamping authority: the option's, else the authority's own.
pub(super) fn timestamp(asked: &Underskrift, workspace: Option<&Workspace>) -> Option<String> {
    let ours = || workspace?.myndighet.value.tidsstampel.as_ref().map(|one| one.adress.clone());
    asked.tidsstampel.clone().or_else(ours)
}

/// A file's bytes.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Stop> {
    fs::read(path).map_err(|error| {
        let message = format!("{} kunde inte läsas: {}", words::path(path), words::io_error(&error));
        Stop::from(Diagnostic::error("fil-lases-inte", message))
    })
}

/// The file beside `pdf` with another ending: `rs-2019-05-29-protokoll.identitet.jsonl`.
pub(super) fn beside(pdf: &Path, ending: &str) -> PathBuf {
    pdf.with_extension(ending)
}

/// Keeps others from writing beside `file` until dropped: two signatures at once would lose one.
pub(super) fn hold(file: &Path) -> Result<durable::Held, Stop> {
    let folder = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Ok(durable::hold(folder)?)
}

/// The answer is no.
pub(super) fn no(finding: Diagnostic) -> Stop {
    Stop { exit: Exit::No, findings: vec![finding] }
}

/// Says how long the signature can be proved: below B-LTA not longer than the certificate is valid.
pub(super) fn say_how_long(key: &dyn Key, timestamp: Option<&str>, evidence: &Evidence) {
    let lasting = timestamp.is_some() && !(evidence.crls.is_empty() && evidence.ocsps.is_empty());
    let Some(certificate) = key.chain().first().filter(|_| !lasting) else { return };
    let until = certificate.tbs_certificate.validity.not_after.to_unix_duration().as_secs();
    let until = i64::try_from(until).ok().and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    if let Some(until) = until {
        let day = until.strftime("%Y-%m-%d");
        terminal::say(&format!(
            "Underskriften kan prövas till och med {day}, då certifikatet går ut. Med --tidsstämpel och --spärr kan den prövas längre."
        ));
    }
}
