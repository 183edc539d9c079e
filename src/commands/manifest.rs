//! A folder with a `manifest.sha256` (as `sha256sum` writes it): missing, extra, malformed, duplicate and changed
//! files each have their own word. Folders below are part of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::state::sha256;
use super::{Exit, Stop, keys};
use crate::diag::{Diagnostic, words};
use crate::terminal;

/// Its name.
const MANIFEST: &str = "manifest.sha256";
/// Deepest folder below the one asked for.
const DEEPEST: usize = 16;

/// What is said of one file, or of one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Utfall {
    Felskriven,
    Dubblett,
    Saknas,
    Andrad,
    Overflodig,
}

impl Utfall {
    /// For people.
    fn word(self) -> &'static str {
        match self {
            Utfall::Felskriven => "FELSKRIVEN",
            Utfall::Dubblett => "DUBBLETT",
            Utfall::Saknas => "SAKNAS",
            Utfall::Andrad => "ÄNDRAD",
            Utfall::Overflodig => "ÖVERFLÖDIG",
        }
    }

    /// For JSON.
    fn ascii(self) -> &'static str {
        match self {
            Utfall::Andrad => "ANDRAD",
            Utfall::Overflodig => "OVERFLODIG",
            Utfall::Felskriven | Utfall::Dubblett | Utfall::Saknas => self.word(),
        }
    }
}

/// What was found of a folder's manifest.
#[derive(Debug)]
pub(super) struct Found {
    path: PathBuf,
    rows: Vec<(Utfall, String)>,
    /// Files that are as the manifest says.
    right: usize,
    /// There is a PDF in the folder to judge besides.
    documents: bool,
}

impl Found {
    /// Sums that fit say that nothing was lost or mixed up, not who stands behind it: alone they are no pass.
    pub(super) fn exit(&self) -> Exit {
        match (self.rows.is_empty(), self.right, self.documents) {
            (false, _, _) => Exit::No,
            (true, 0, _) | (true, _, false) => Exit::CannotTell,
            (true, _, true) => Exit::Yes,
        }
    }

    /// One line a finding, or one that says how it is.
    pub(super) fn lines(&self) -> Vec<String> {
        let name = words::path(&self.path);
        match (self.rows.is_empty(), self.right, self.documents) {
            (true, 0, _) => vec![format!("{name} är tom: inget är kontrollerat\n")],
            (true, right, true) => vec![format!("{name}: {} stämmer\n", words::count(right, "fil", "filer"))],
            (true, right, false) => vec![format!(
                "{name}: {} stämmer, men ingen undertecknad PDF visar vem som står bakom dem\n",
                words::count(right, "fil", "filer")
            )],
            (false, right, _) => {
                let mut lines = vec![format!("{name}: {} stämmer, men", words::count(right, "fil", "filer"))];
                lines.extend(self.rows.iter().map(|(what, which)| format!("  {:<11} {}", what.word(), plain(which))));
                lines
                    .push("  Gör så här: Lita inte på mappen som den är. Be avsändaren om den igen, hel.\n".to_owned());
                lines
            }
        }
    }

    /// The object of `verifiera --json`.
    pub(super) fn json(&self) -> Value {
        let (utslag, indikation) = match self.exit() {
            Exit::Yes => ("GILTIG", "TOTAL-PASSED"),
            Exit::No => ("OGILTIG", "TOTAL-FAILED"),
            _ => ("KAN_INTE_AVGORAS", "INDETERMINATE"),
        };
        let rows = self.rows.iter().map(|(what, which)| json!({ "vad": which, "utfall": what.ascii() }));
        json!({
            "fil": words::path(&self.path),
            "utslag": utslag,
            "indikation": indikation,
            "stammer": self.right,
            "avvikelser": rows.collect::<Vec<_>>(),
        })
    }
}

fn plain(text: &str) -> String {
    text.chars().map(|one| if one.is_control() { '\u{fffd}' } else { one }).collect()
}

/// Holds every file of the folder against its manifest; nothing when there is none.
pub(super) fn check(folder: &Path) -> Result<Option<Found>, Stop> {
    let path = folder.join(MANIFEST);
    if !path.exists() {
        return Ok(None);
    }
    let text = String::from_utf8_lossy(&keys::read_found(&path)?).into_owned();
    let mut rows = Vec::new();
    let mut listed: BTreeMap<String, String> = BTreeMap::new();
    for (number, line) in text.lines().enumerate() {
        match entry(line) {
            None => rows.push((Utfall::Felskriven, format!("rad {}", number + 1))),
            Some((name, _)) if listed.contains_key(&name) => rows.push((Utfall::Dubblett, name)),
            Some((name, hash)) => {
                listed.insert(name, hash);
            }
        }
    }
    let present = files(folder)?;
    let mut right = 0;
    for (name, hash) in &listed {
        if !present.contains(name) {
            rows.push((Utfall::Saknas, name.clone()));
        } else if folder.join(name).is_file() && sha256(&keys::read_found(&folder.join(name))?) == *hash {
            right += 1;
        } else {
            rows.push((Utfall::Andrad, name.clone()));
        }
    }
    let extra = present.iter().filter(|name| *name != MANIFEST && !listed.contains_key(*name));
    rows.extend(extra.map(|name| (Utfall::Overflodig, name.clone())));
    Ok(Some(Found { path, rows, right, documents: present.iter().any(|name| is_pdf(name)) }))
}

/// The PDFs of a folder and those below it, by name. A link to a folder is not followed: it may lead anywhere, and round.
pub(super) fn pdfs(folder: &Path) -> Result<Vec<PathBuf>, Stop> {
    let files = files(folder)?;
    for link in files.iter().map(|name| folder.join(name)).filter(|path| path.is_dir()) {
        terminal::say(&format!("länken {} leder till en mapp och är inte följd", words::path(&link)));
    }
    let pdfs = files.into_iter().filter(|name| is_pdf(name)).map(|name| folder.join(name));
    Ok(pdfs.filter(|path| !path.is_dir()).collect())
}

fn is_pdf(name: &str) -> bool {
    name.to_lowercase().ends_with(".pdf")
}

/// Name and hash of one line; a path that leaves the folder is malformed.
fn entry(line: &str) -> Option<(String, String)> {
    let (hash, rest) = line.split_at_checked(64)?;
    let name = rest.strip_prefix("  ").or_else(|| rest.strip_prefix(" *"))?;
    let name = name.strip_prefix("./").unwrap_or(name);
    let right = hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let plain = !name.contains('\\') && name.split('/').all(|part| !matches!(part, "" | "." | ".."));
    (right && plain).then(|| (name.to_owned(), hash.to_owned()))
}

/// Names from the folder on, parted by `/`; hidden ones are the system's own and left out. A link to a folder is a name.
fn files(folder: &Path) -> Result<BTreeSet<String>, Stop> {
    let mut found = BTreeSet::new();
    let mut waiting = vec![(folder.to_owned(), String::new(), 0)];
    while let Some((place, before, depth)) = waiting.pop() {
        let entries = fs::read_dir(&place).map_err(|error| {
            let message = format!("mappen {} kunde inte läsas: {}", words::path(&place), words::io_error(&error));
            Stop::from(Diagnostic::error("mapp-lases-inte", message))
        })?;
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') {
                continue;
            }
            if !entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                found.insert(format!("{before}{name}"));
            } else if depth < DEEPEST {
                waiting.push((entry.path(), format!("{before}{name}/"), depth + 1));
            } else {
                let message = format!("mappen {} ligger för djupt för att läsas", words::path(&entry.path()));
                return Err(Diagnostic::error("mapp-for-djup", message).into());
            }
        }
    }
    Ok(found)
}
