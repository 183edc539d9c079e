//! What the register says of the files that `verifiera` judges: the receipt beside each, keys that were given, and the
//! register itself with `--register`.

use std::collections::BTreeMap;
use std::path::Path;

use super::keys::read;
use super::{Stop, registers};
use crate::args::Verifiera;
use crate::register::{Handelse, Register as _, Search, Sqlite};
use crate::verify::{self, Loggnyckel, Registrering, Trust, Verdict};

/// Longer files beside an extract are no receipts, in bytes.
const LONGEST: u64 = 20_000;

/// Given on the command line.
pub(super) struct Registration {
    keys: Vec<Loggnyckel>,
    register: Option<Sqlite>,
}

/// True for a file of vkeys: every line that says anything is one.
pub(super) fn is_log_key(text: &str) -> bool {
    let mut lines = lines(text).peekable();
    lines.peek().is_some() && lines.all(|line| Loggnyckel::read(line).is_some())
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

impl Registration {
    pub(super) fn new(asked: &Verifiera) -> Result<Self, Stop> {
        let mut keys = Vec::new();
        for path in &asked.lita_pa {
            let text = String::from_utf8_lossy(&read(path)?).into_owned();
            if is_log_key(&text) {
                keys.extend(lines(&text).filter_map(Loggnyckel::read));
            }
        }
        let register = asked.register.as_ref().map(|path| {
            let here = registers::workspace_here();
            registers::read(path, &registers::settings_of(path, here.as_ref()))
        });
        Ok(Self { keys, register: register.transpose()? })
    }

    /// Adds what the register says to the verdict.
    pub(super) fn judge(&self, path: &Path, bytes: &[u8], trust: &Trust, verdict: &mut Verdict) -> Result<(), Stop> {
        let receipt = path.with_extension("tlog-proof");
        let small = std::fs::metadata(&receipt).is_ok_and(|facts| facts.is_file() && facts.len() <= LONGEST);
        let kvitto = small.then(|| read(&receipt)).transpose()?;
        let about = Registrering {
            kvitto: kvitto.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
            nycklar: self.keys.clone(),
            poster: self.register.as_ref().map(|register| about(register, bytes)).transpose()?,
        };
        if about.kvitto.is_some() || about.poster.is_some() {
            verify::register(verdict, bytes, trust, &about);
        }
        if about.poster.is_some_and(|poster| poster.is_empty()) && self.is_thinned()? {
            let act = "Fråga myndigheten vad som har gallrats: i registret har gamla poster tagits bort, kanske också filens.";
            verdict.gor_sa_har.push(act.to_owned());
        }
        Ok(())
    }
}

impl Registration {
    /// True when words have been taken out of the register: that it says nothing of a file is then no sign.
    fn is_thinned(&self) -> Result<bool, Stop> {
        let Some(register) = &self.register else { return Ok(false) };
        let search = Search { handelser: vec![Handelse::Gallrad], ..Search::default() };
        Ok(!register.entries(&search)?.is_empty())
    }
}

/// The entries about a file, as it is or was before it was renewed, and about the numbers that they name.
fn about(register: &Sqlite, bytes: &[u8]) -> Result<Vec<String>, Stop> {
    let mut found = BTreeMap::new();
    for sha256 in verify::versions(bytes) {
        let own = Search { sha256: Some(sha256), ..Search::default() };
        found.extend(register.texts(&own)?);
        for number in register.entries(&own)?.into_iter().filter_map(|entry| entry.post.lopnummer) {
            found.extend(register.texts(&Search { lopnummer: Some(number), ..Search::default() })?);
        }
    }
    Ok(found.into_values().collect())
}
