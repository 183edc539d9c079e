//! Underlag and bilagor as text, each file bound by its SHA-256. Reads only inside the workspace.

use std::fs::File;
use std::io;
use std::path::{Component, Path};

use sha2::{Digest, Sha256};

use super::text::line;
use crate::case::pointer::Pointer;
use crate::case::sammantrade::{Bilaga, Underlag};
use crate::case::{Places, Workspace};
use crate::diag::Diagnostic;
use crate::evidence::{grouped, hex};

/// Where files are looked for and where faults are shown.
pub(crate) struct Files<'a> {
    pub(crate) workspace: &'a Workspace,
    pub(crate) places: &'a Places,
}

impl Files<'_> {
    /// A bullet list of the underlag: title, day, and the hash of a file.
    pub(crate) fn underlag(&self, underlag: &[Underlag], at: &Pointer) -> Result<Option<String>, Vec<Diagnostic>> {
        let items = underlag.iter().enumerate().map(|(index, one)| {
            let titel = line(&one.titel);
            let titel = match one.datum {
                Some(datum) => format!("{}, {datum}", titel.trim_end_matches('.')),
                None => titel,
            };
            self.item(&titel, one.fil.as_deref(), &at.index(index).key("fil"))
        });
        list(items)
    }

    /// A bullet list of the bilagor: title, and the hash of a file.
    pub(crate) fn bilagor(&self, bilagor: &[Bilaga], at: &Pointer) -> Result<Option<String>, Vec<Diagnostic>> {
        let items = bilagor.iter().enumerate().map(|(index, one)| match one {
            Bilaga::Titel(titel) => self.item(&line(titel), None, at),
            Bilaga::Fil(fil) => self.item(&line(&fil.titel), fil.fil.as_deref(), &at.index(index).key("fil")),
        });
        list(items)
    }

    fn item(&self, titel: &str, fil: Option<&str>, at: &Pointer) -> Result<String, Diagnostic> {
        let Some(fil) = fil else { return Ok(format!("- {titel}")) };
        let hash = sha256(&self.workspace.root, fil).map_err(|fault| {
            Diagnostic::error("bilaga-fil", format!("filen ”{fil}” kan inte läsas: {fault}"))
                .at(self.places.label(at, "bilagan"))
                .hint("lägg filen i arbetsmappen och skriv sökvägen från mappen med myndighet.toml")
        })?;
        // The name lets whoever gets the file tell that it is another than the one decided on.
        let name = Path::new(fil).file_name().and_then(|name| name.to_str()).filter(|name| !name.contains('`'));
        let name = name.map(|name| format!("`{name}`, ")).unwrap_or_default();
        Ok(format!("- {titel}\\\n  {name}SHA-256 `{}`", grouped(&hash)))
    }
}

fn list(items: impl Iterator<Item = Result<String, Diagnostic>>) -> Result<Option<String>, Vec<Diagnostic>> {
    let (mut lines, mut faults) = (Vec::new(), Vec::new());
    for item in items {
        match item {
            Ok(line) => lines.push(line),
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() { Ok((!lines.is_empty()).then(|| lines.join("\n"))) } else { Err(faults) }
}

/// Full path of a file of the workspace; `None` for a path that leads out of it.
pub(crate) fn inside(root: &Path, path: &str) -> Option<std::path::PathBuf> {
    let path = Path::new(path);
    let stays = path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    (stays && path.file_name().is_some()).then(|| root.join(path))
}

fn sha256(root: &Path, path: &str) -> Result<String, String> {
    let full = inside(root, path).ok_or("sökvägen leder ut ur arbetsmappen")?;
    if !full.is_file() {
        return Err("det finns ingen sådan fil".to_owned());
    }
    let mut hasher = Sha256::new();
    File::open(&full).and_then(|mut file| io::copy(&mut file, &mut hasher)).map_err(|fault| swedish(&fault))?;
    Ok(hex(&hasher.finalize()))
}

/// What the system says, in words that help.
pub(crate) fn swedish(fault: &io::Error) -> String {
    match fault.kind() {
        io::ErrorKind::NotFound => "det finns ingen sådan fil".to_owned(),
        io::ErrorKind::PermissionDenied => "du har inte rätt att läsa den".to_owned(),
        io::ErrorKind::IsADirectory => "det är en mapp".to_owned(),
        _ => fault.to_string(),
    }
}
