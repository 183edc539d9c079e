//! What is entered of documents that are made and signed: only where the workspace has a register, only what somebody is to
//! sign, and never a trial among what is in earnest.

use std::path::Path;

use jiff::Timestamp;

use super::{Stop, registers};
use crate::case::Workspace;
use crate::register::{Fil, Handelse, Post, Register as _};
use crate::sign::record::is_trial;
use crate::sign::state::state;

/// A document that somebody is to sign, or has signed; `None` for every other file.
pub(super) fn post(workspace: &Workspace, file: &Path, (bytes, sha256): (&[u8], &str)) -> Option<Post> {
    let day = state(bytes).ok()?.record.purpose.day;
    let handling = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let before = handling.split_once(&format!("-{day}-")).map(|(organ, _)| organ);
    let organs = &workspace.myndighet.value.organ;
    let organ = before.and_then(|before| organs.iter().find(|organ| organ.id.eq_ignore_ascii_case(before)));
    let namn = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Some(Post {
        handelse: Handelse::Skapad,
        nar: Timestamp::UNIX_EPOCH,
        vem: String::new(),
        organ: organ.map(|organ| organ.id.clone()).unwrap_or_default(),
        sammantrade: organ.is_some().then_some(day),
        paragrafer: Vec::new(),
        lopnummer: None,
        handling,
        filer: vec![Fil { namn, sha256: sha256.to_owned() }],
        uppgifter: std::collections::BTreeMap::new(),
    })
}

/// Who runs the program, as the computer knows them.
pub(super) fn user() -> String {
    known_user().unwrap_or_else(|| "okänd".to_owned())
}

/// The same, where the computer knows.
pub(super) fn known_user() -> Option<String> {
    let named = |name: &str| std::env::var(name).ok().filter(|user| !user.is_empty());
    named("USER").or_else(|| named("USERNAME"))
}

/// Enters that these files were made, or this one signed. `files`: path, bytes, SHA-256.
pub(super) fn enter(
    workspace: &Workspace,
    (handelse, vem, nar): (Handelse, &str, Timestamp),
    files: &[(&Path, Vec<u8>, String)],
) -> Result<(), Stop> {
    let trial = files.iter().any(|(_, bytes, _)| is_trial(bytes));
    let posts = files.iter().filter(|(_, bytes, _)| is_trial(bytes) == trial);
    let posts = posts.filter_map(|(file, bytes, sha256)| post(workspace, file, (bytes, sha256)));
    let posts: Vec<Post> = posts.map(|post| Post { handelse, nar, vem: vem.to_owned(), ..post }).collect();
    if posts.is_empty() {
        return Ok(());
    }
    if let Some(mut register) = registers::if_any(workspace, trial)? {
        register.append(&posts)?;
    }
    Ok(())
}
