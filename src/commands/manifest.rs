//! A folder with a `manifest.sha256` (as `sha256sum` writes it): missing, extra, malformed, duplicate and changed
//! files each have their own word.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::state::sha256;
use super::{Exit, Stop, keys};
use crate::diag::words;

/// Its name.
const MANIFEST: &str = "manifest.sha256";

/// What was found of a folder's manifest.
#[derive(Debug, Default)]
pub(super) struct Found {
    lines: Vec<String>,
    checked: usize,
    present: bool,
}

impl Found {
    /// The answer: without a manifest nothing is said for or against.
    pub(super) fn exit(&self) -> Exit {
        match (self.present, self.lines.is_empty(), self.checked) {
            (true, false, _) => Exit::No,
            (true, true, 0) => Exit::CannotTell,
            (false, _, _) | (true, true, _) => Exit::Yes,
        }
    }

    /// One line a finding, or one that says all is well.
    pub(super) fn lines(self) -> Vec<String> {
        match (self.present, self.lines.is_empty(), self.checked) {
            (false, _, _) => Vec::new(),
            (true, true, 0) => vec![format!("{MANIFEST} är tom: inget är kontrollerat")],
            (true, true, checked) => vec![format!("{MANIFEST}: {checked} filer stämmer")],
            (true, false, _) => self.lines,
        }
    }
}

/// Holds every file of the folder against its manifest.
pub(super) fn check(folder: &Path) -> Result<Found, Stop> {
    let manifest = folder.join(MANIFEST);
    if !manifest.exists() {
        return Ok(Found::default());
    }
    let text = String::from_utf8_lossy(&keys::read(&manifest)?).into_owned();
    let mut found = Found { present: true, ..Found::default() };
    let mut listed: BTreeMap<String, String> = BTreeMap::new();
    for (number, line) in text.lines().enumerate() {
        match entry(line) {
            None => found.lines.push(format!("FELSKRIVEN  rad {} i {MANIFEST}", number + 1)),
            Some((name, _)) if listed.contains_key(&name) => found.lines.push(format!("DUBBLETT    {name}")),
            Some((name, hash)) => {
                listed.insert(name, hash);
            }
        }
    }
    for (name, hash) in &listed {
        match fs::read(folder.join(name)) {
            Err(_) => found.lines.push(format!("SAKNAS      {name}")),
            Ok(bytes) if sha256(&bytes) == *hash => found.checked += 1,
            Ok(_) => found.lines.push(format!("ÄNDRAD      {name}")),
        }
    }
    for name in files(folder)? {
        if name != MANIFEST && !listed.contains_key(&name) {
            found.lines.push(format!("ÖVERFLÖDIG  {name}"));
        }
    }
    Ok(found)
}

/// The PDFs of a folder, by name.
pub(super) fn pdfs(folder: &Path) -> Result<Vec<PathBuf>, Stop> {
    Ok(files(folder)?
        .into_iter()
        .filter(|name| name.to_lowercase().ends_with(".pdf"))
        .map(|name| folder.join(name))
        .collect())
}

/// Name and hash of one line; a path that leaves the folder is malformed.
fn entry(line: &str) -> Option<(String, String)> {
    let (hash, rest) = line.split_at_checked(64)?;
    let name = rest.strip_prefix("  ").or_else(|| rest.strip_prefix(" *"))?;
    let right = hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let plain = !name.is_empty() && !name.contains(['/', '\\']) && name != "..";
    (right && plain).then(|| (name.to_owned(), hash.to_owned()))
}

fn files(folder: &Path) -> Result<BTreeSet<String>, Stop> {
    let entries = fs::read_dir(folder).map_err(|error| {
        let message = format!("mappen {} kunde inte läsas: {}", words::path(folder), words::io_error(&error));
        Stop::from(crate::diag::Diagnostic::error("mapp-lases-inte", message))
    })?;
    let names = entries.flatten().filter(|entry| entry.path().is_file());
    Ok(names
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| !name.starts_with('.'))
        .collect())
}
