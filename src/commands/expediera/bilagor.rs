//! Finds the bilagor that go with an extract: beside it, or where its case says that they lie. A file of the right name with
//! other bytes is never sent, nor any file of a § that is secret.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::desk::Desk;
use crate::case::sammantrade::{Bilaga as Rad, Sammantrade};
use crate::diag::{Diagnostic, words};
use crate::dispatch::bilaga::{self, Bifogad, Bilaga, Bunden};
use crate::dispatch::{Extract, one_line};

/// What goes with an extract, and what is said of what does not.
#[derive(Default)]
pub(super) struct Bilagor {
    pub(super) med: Vec<Bifogad>,
    /// Warnings; and errors, for which nothing is sent.
    pub(super) findings: Vec<Diagnostic>,
}

/// Where bilagor may lie, in the order they are looked for.
pub(super) struct Places<'a> {
    /// The folder of the extract.
    pub(super) beside: &'a Path,
    pub(super) desk: &'a Desk,
    pub(super) meeting: &'a Sammantrade,
}

/// The bilagor of an extract; `without`: whoever sends it gives them in another way.
pub(super) fn bilagor(extract: &Extract, places: &Places<'_>, without: bool) -> Bilagor {
    let all = bilaga::bilagor(extract);
    let mut found = Bilagor::default();
    if all.is_empty() {
        return found;
    }
    if extract.is_secret() || without {
        found.findings.push(not_sent(extract, &all));
        return found;
    }
    for one in &all {
        let Some(bunden) = &one.bunden else {
            let message = format!("§ {} har en bilaga utan fil, ”{}”, som inte följer med", one.paragraf, one.titel);
            let fault = Diagnostic::warning("bilaga-utan-fil", message);
            found.findings.push(fault.hint("lägg till den själv om mottagarna ska ha den"));
            continue;
        };
        match search(one, bunden, places) {
            // The same file for two §§ goes once.
            Ok(file) if found.med.iter().any(|known| known.bytes == file.bytes) => {}
            Ok(file) => found.med.push(file),
            Err(fault) => found.findings.push(fault),
        }
    }
    distinct(&extract.stem, &mut found.med);
    found
}

fn not_sent(extract: &Extract, all: &[Bilaga]) -> Diagnostic {
    let numbers: BTreeSet<u32> = all.iter().map(|one| one.paragraf).collect();
    let numbers: Vec<String> = numbers.iter().map(|number| format!("§ {number}")).collect();
    let secret = if extract.is_secret() { " eftersom utdraget är sekretessbelagt" } else { "" };
    let message = format!("bilagorna till {} följer inte med{secret}", words::listed(&numbers, "och"));
    Diagnostic::warning("bilagor-foljer-inte-med", message).hint("lämna dem själv till dem som ska ha dem")
}

fn search(one: &Bilaga, bunden: &Bunden, places: &Places<'_>) -> Result<Bifogad, Diagnostic> {
    let mut other = None;
    for path in candidates(one, bunden, places) {
        let Ok(bytes) = fs::read(&path) else { continue };
        if bunden.is(&bytes) {
            let own = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let namn = one_line(bunden.namn.as_deref().unwrap_or(&own));
            return Ok(Bifogad { paragraf: one.paragraf, titel: one.titel.clone(), namn, bytes });
        }
        other.get_or_insert(path);
    }
    let (paragraf, titel) = (one.paragraf, &one.titel);
    if let Some(path) = other {
        let message =
            format!("{} är inte den bilaga till § {paragraf} som protokollet gäller, ”{titel}”", words::path(&path));
        return Err(Diagnostic::error("bilaga-andrad", message)
            .hint("hämta filen som den var när protokollet justerades; utdraget säger dess SHA-256"));
    }
    let name = bunden.namn.as_ref().map(|name| format!(" ({name})")).unwrap_or_default();
    let message =
        format!("bilagan ”{titel}”{name} till § {paragraf} finns varken bredvid utdraget eller där fallet säger");
    Err(Diagnostic::error("bilaga-saknas", message)
        .hint("lägg filen bredvid utdraget")
        .hint("lämnar du bilagorna på annat sätt: skriv --utan-bilagor"))
}

/// The file of that name beside the extract, and the files that the case names for the §.
fn candidates(one: &Bilaga, bunden: &Bunden, places: &Places<'_>) -> Vec<PathBuf> {
    let plain = |name: &&String| Path::new(name.as_str()).components().count() == 1;
    let mut paths: Vec<PathBuf> = bunden.namn.iter().filter(plain).map(|name| places.beside.join(name)).collect();
    let paragraf = places.meeting.paragraf.iter().find(|paragraf| paragraf.nummer == one.paragraf);
    let files = paragraf.into_iter().flat_map(|paragraf| &paragraf.bilagor).filter_map(|rad| match rad {
        Rad::Fil(fil) => fil.fil.as_deref(),
        Rad::Titel(_) => None,
    });
    let root = &places.desk.workspace.root;
    let of_name = |path: &&str| {
        let name = Path::new(path).file_name().and_then(|name| name.to_str());
        bunden.namn.is_none() || bunden.namn.as_deref() == name
    };
    paths.extend(files.filter(of_name).map(|path| root.join(path)));
    paths
}

/// Names that the files of a dispatch have, by their ends.
const OURS: [&str; 7] = [
    "-epost.eml",
    "-missiv.pdf",
    "-delgivning.pdf",
    "-overlamning.pdf",
    "-internt.txt",
    "-digital-post",
    "-overklagandehanvisning.pdf",
];

/// A file of another's name, or of the extract's or a letter's, says its §.
fn distinct(stem: &str, all: &mut [Bifogad]) {
    let own = ["pdf", "tlog-proof", "pdf.sha256"].map(|end| format!("{stem}.{end}").to_lowercase());
    let mut names: BTreeSet<String> = own.into();
    for (at, one) in all.iter_mut().enumerate() {
        let name = one.namn.to_lowercase();
        let ours = OURS.iter().any(|end| name.ends_with(end));
        if !names.insert(name) || ours {
            one.namn = format!("p{}-bilaga-{}-{}", one.paragraf, at + 1, one.namn.replace('-', "_"));
            names.insert(one.namn.to_lowercase());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_bilaga_lies_on_another_file_of_the_dispatch() {
        let file = |namn: &str| Bifogad { paragraf: 7, titel: String::new(), namn: namn.to_owned(), bytes: Vec::new() };
        let mut all = ["taxa.pdf", "Taxa.pdf", "bn-p7-utdrag.pdf", "ekonomi-epost.eml"].map(file);
        distinct("bn-p7-utdrag", &mut all);
        let names: Vec<&str> = all.iter().map(|one| one.namn.as_str()).collect();
        let expected =
            ["taxa.pdf", "p7-bilaga-2-Taxa.pdf", "p7-bilaga-3-bn_p7_utdrag.pdf", "p7-bilaga-4-ekonomi_epost.eml"];
        assert_eq!(names, expected);
    }
}
