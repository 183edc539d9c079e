//! `ny KATALOG`: a workspace that teaches, one example of each slag. Writes nothing when anything is in the way.

use std::path::Path;

use super::kontrollera::no_salt;
use super::{Exit, Stop};
use crate::args::Ny;
use crate::case::{schema, tidy};
use crate::diag::{Diagnostic, words};
use crate::durable;
use crate::terminal;

const FILES: [(&str, &str); 4] = [
    ("myndighet.toml", include_str!("ny/myndighet.toml")),
    ("ks-2026-03-02.toml", include_str!("ny/sammantrade.toml")),
    ("kallelse-ks-2026-03-02.toml", include_str!("ny/kallelse.toml")),
    ("tjansteskrivelse-ks-9-2026.toml", include_str!("ny/tjansteskrivelse.toml")),
];
/// What editors complete and check the files with; the files name it in their first line.
const SCHEMA: &str = "utdrag.schema.json";

pub(super) fn run(asked: &Ny) -> Result<Exit, Stop> {
    let folder = &asked.katalog;
    nothing_in_the_way(folder)?;
    durable::folder(folder)?;
    let schema = serde_json::to_string_pretty(&schema::combined()).expect("a JSON value is JSON");
    durable::write(&folder.join(SCHEMA), format!("{schema}\n").as_bytes())?;
    for (name, text) in FILES {
        // Each workspace gets salts of its own: published ones would hide nothing.
        let salt = tidy::random_salt().map_err(|error| no_salt(&error))?;
        let salted = tidy::tidied(text, Some(salt)).map_or_else(|| text.to_owned(), |tidied| tidied.text);
        durable::write(&folder.join(name), salted.as_bytes())?;
    }
    terminal::answer(&FILES.map(|(name, _)| words::path(&folder.join(name))).join("\n"))?;
    terminal::say(&next(folder));
    Ok(Exit::Yes)
}

fn nothing_in_the_way(folder: &Path) -> Result<(), Diagnostic> {
    let names = FILES.iter().map(|(name, _)| *name).chain([SCHEMA]);
    match names.map(|name| folder.join(name)).find(|path| path.symlink_metadata().is_ok()) {
        Some(path) => {
            let message = format!("{} finns redan; ingenting är skrivet", words::path(&path));
            Err(Diagnostic::error("finns-redan", message).hint("ange en mapp som inte finns ännu"))
        }
        None => Ok(()),
    }
}

fn next(folder: &Path) -> String {
    let name = words::path(folder);
    let go = match name.as_str() {
        "." => "Du står redan i den.".to_owned(),
        spaced if spaced.contains(' ') => format!("cd \"{spaced}\""),
        plain => format!("cd {plain}"),
    };
    format!(
        "
Arbetsmappen är klar. Gör så här:
  1. {go}
  2. utdrag skapa           handlingarna hamnar i mappen out
  3. Öppna out/ks-2026-03-02-protokoll.pdf och jämför med ks-2026-03-02.toml.
  4. Skriv er myndighets uppgifter i myndighet.toml, ändra i fallen, och kör
     utdrag kontrollera     säger vad som är fel, på vilken rad, och varför

Allt i exemplen är påhittat. Programmet varnar tills ni har skrivit i myndighet.toml
vem som har godkänt texterna om hur man överklagar."
    )
}
