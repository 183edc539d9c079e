//! Who a register is: its log key, and the second place where its newest checkpoint is kept (the watch, `vakt`), so that a
//! backup restored over later entries is noticed before a number is given out again.

mod faults;

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::clock::{self, Stopwatch};
use crate::diag::{Diagnostic, words};
use crate::durable;

use super::Lopnummer;
use super::checkpoint::Checkpoint;
use super::note::{PrivateKey, PublicKey, Purpose};
use super::seen::{self, Seen};
pub(super) use faults::not_lost;

/// Where a register's key and watch are; what is `None` is where it usually is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The log key; else beside the register, `register.nyckel`.
    pub nyckel: Option<PathBuf>,
    /// The watch; else in the user's own folder for the state of programs.
    pub vakt: Option<PathBuf>,
}

impl Settings {
    /// Everything beside the register: for trials that leave nothing elsewhere.
    #[must_use]
    pub fn beside(register: &Path) -> Self {
        Self { nyckel: None, vakt: Some(register.with_extension("vakt")) }
    }

    fn key(&self, register: &Path) -> PathBuf {
        self.nyckel.clone().unwrap_or_else(|| register.with_extension("nyckel"))
    }

    fn watch(&self, register: &Path, origin: &str) -> PathBuf {
        let name = format!("{}.vakt", origin.replace('/', "-"));
        let own = || Some(state_folder()?.join(name));
        self.vakt.clone().or_else(own).unwrap_or_else(|| register.with_extension("vakt"))
    }
}

/// Where programs keep what they must remember, by the custom of the system.
fn state_folder() -> Option<PathBuf> {
    let from = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let folder = from("XDG_STATE_HOME")
        .or_else(|| from("LOCALAPPDATA"))
        .or_else(|| from("HOME").map(|home| home.join(".local/state")))?
        .join("utdrag");
    // A home that takes no files (a service account) is no place to keep anything.
    durable::folder(&folder).is_ok().then_some(folder)
}

/// A register's identity.
pub(super) struct Log {
    public: PublicKey,
    key: Option<PrivateKey>,
    key_path: PathBuf,
    /// The key of another register lies in its place.
    foreign: Option<PublicKey>,
    watch: PathBuf,
    /// When the watch was last brought to the disk, and whether it has been written since.
    synced: Option<Stopwatch>,
    late: bool,
}

/// How long the watch may be only in the system's memory: it is written at every change, and outlives the process that
/// wrote it; only a power cut can set it back, and the register itself not.
const LATEST: Duration = Duration::from_secs(1);

impl Log {
    /// Makes the key of a new register, or takes the one that lies there, and publishes its other half beside the register.
    pub(super) fn make(register: &Path, settings: &Settings) -> Result<PublicKey, Diagnostic> {
        let path = settings.key(register);
        let key = PrivateKey::new(Purpose::Log, |hash| format!("utdrag-register/{hash}"))?;
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            durable::folder(folder)?;
        }
        durable::write_secret(&path, key.text().as_bytes())?;
        // Another process may have been first.
        let key = read_key(&path)?.ok_or_else(|| no_key(&path))?;
        durable::write(&register.with_extension("vkey"), format!("{}\n", key.public().text()).as_bytes())?;
        Ok(key.public())
    }

    /// The identity of the register whose public key is `public`.
    pub(super) fn open(register: &Path, settings: &Settings, public: PublicKey) -> Result<Self, Diagnostic> {
        let key_path = settings.key(register);
        let found = read_key(&key_path)?;
        let foreign = found.as_ref().map(PrivateKey::public).filter(|found| *found != public);
        let key = found.filter(|key| key.public() == public);
        let watch = settings.watch(register, &public.name);
        Ok(Self { public, key, key_path, foreign, watch, synced: None, late: false })
    }

    /// Where key and watch are.
    pub(super) fn places(&self) -> [&Path; 2] {
        [&self.key_path, &self.watch]
    }

    pub(super) fn public(&self) -> &PublicKey {
        &self.public
    }

    /// A checkpoint with the log's signature.
    pub(super) fn signed(&self, checkpoint: &Checkpoint) -> Result<String, Diagnostic> {
        let key = self.key.as_ref().ok_or_else(|| self.no_key())?;
        Ok(self.note(key, &checkpoint.text()))
    }

    fn note(&self, key: &PrivateKey, text: &str) -> String {
        format!("{text}\n{}", key.line(text, clock::now()))
    }

    fn no_key(&self) -> Diagnostic {
        let Some(foreign) = &self.foreign else { return no_key(&self.key_path) };
        let message = format!(
            "{} är ett annat registers nyckel ({}); det här registret är {}",
            words::path(&self.key_path),
            foreign.name,
            self.public.name
        );
        Diagnostic::error("loggnyckel-annat-register", message)
            .hint("lägg tillbaka registrets egen nyckelfil ur säkerhetskopian; registret kan föras vidare under tiden")
    }

    /// Publishes the public key beside the register where it is not published; true when it was not.
    pub(super) fn publish(&self, register: &Path) -> Result<bool, Diagnostic> {
        let (path, text) = (register.with_extension("vkey"), self.published());
        if std::fs::read_to_string(&path).is_ok_and(|found| found == text) {
            return Ok(false);
        }
        durable::write(&path, text.as_bytes())?;
        Ok(true)
    }

    fn published(&self) -> String {
        format!("{}\n", self.public.text())
    }

    /// What the watch remembers; `None` before it has seen anything.
    pub(super) fn watched(&self) -> Result<Option<Seen>, Diagnostic> {
        match read_watch(&self.watch)? {
            Some(bytes) => self.remembered(&bytes),
            None => self.reachable().map(|()| None),
        }
    }

    /// A watch that has seen nothing yet is made; one whose disk is not there would be no watch.
    fn reachable(&self) -> Result<(), Diagnostic> {
        let folder = self.watch.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if folder.is_dir() {
            return Ok(());
        }
        let message = format!("registrets vakt ska ligga i {}, men den mappen finns inte", words::path(folder));
        Err(Diagnostic::error("vakt-mapp-saknas", message)
            .hint("anslut disken där vakten finns, eller ändra [register] vakt i myndighet.toml"))
    }

    fn remembered(&self, bytes: &[u8]) -> Result<Option<Seen>, Diagnostic> {
        if bytes.is_empty() {
            return Ok(None);
        }
        let found = std::str::from_utf8(bytes).ok().and_then(Seen::read);
        if let Some(found) = found.filter(|found| found.checkpoint.origin == self.public.name) {
            return Ok(Some(found));
        }
        let message = format!("{} är inte det här registrets vakt", words::path(&self.watch));
        Err(Diagnostic::error("vakt-annan", message)
            .hint("kontrollera [register] vakt i myndighet.toml; varje register har sin egen vakt"))
    }

    /// The watch remembers the register at `register` as it became, unless it has seen it later.
    pub(super) fn watch(
        &mut self,
        register: &Path,
        (checkpoint, nummer): (Checkpoint, Vec<Lopnummer>),
    ) -> Result<(), Diagnostic> {
        let sync = self.synced.is_none_or(|then| then.elapsed() > LATEST);
        let seen = Seen { checkpoint, nummer, plats: self.place(register) };
        let text = self.signed_if_it_can(&seen.text());
        durable::renew(&self.watch, sync, |old| {
            let later = self.remembered(old)?.is_some_and(|old| {
                let (old_size, size) = (old.checkpoint.size, seen.checkpoint.size);
                old_size > size || (old_size == size && old.plats == seen.plats)
            });
            Ok((!later).then(|| text.into_bytes()))
        })?;
        self.late = !sync;
        if sync {
            self.synced = Some(Stopwatch::start());
        }
        Ok(())
    }

    /// The watch remembers this and nothing that it has seen before: somebody has said so, by name.
    pub(super) fn watch_anew(
        &mut self,
        register: &Path,
        (checkpoint, nummer): (Checkpoint, Vec<Lopnummer>),
    ) -> Result<(), Diagnostic> {
        let seen = Seen { checkpoint, nummer, plats: self.place(register) };
        let text = self.signed_if_it_can(&seen.text());
        durable::renew(&self.watch, true, |_| Ok(Some(text.into_bytes())))?;
        self.synced = Some(Stopwatch::start());
        Ok(())
    }

    /// True when the watch knows the register from where it is.
    pub(super) fn is_at(&self, register: &Path, seen: &Seen) -> bool {
        self.place(register) == seen.plats
    }

    fn signed_if_it_can(&self, text: &str) -> String {
        self.key.as_ref().map_or_else(|| text.to_owned(), |key| self.note(key, text))
    }

    /// The register's place; a watch that lies beside it is copied with it, and tells no copy from another.
    fn place(&self, register: &Path) -> Option<PathBuf> {
        let folder = |path: &Path| path.parent().map(Path::to_owned);
        let place = seen::place(register)?;
        let watch = seen::place(&self.watch).unwrap_or_else(|| self.watch.clone());
        (folder(&watch) != folder(&place)).then_some(place)
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        if self.late {
            // Nobody is left to be told; the next opening writes it again.
            let _ = durable::renew(&self.watch, true, |old| Ok(Some(old.to_vec())));
        }
    }
}

/// The bytes of a watch; `None` where there is none.
fn read_watch(path: &Path) -> Result<Option<Vec<u8>>, Diagnostic> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => {
            let message =
                format!("registrets vakt {} kunde inte läsas: {}", words::path(path), words::io_error(&error));
            Err(Diagnostic::error("vakt-lases-inte", message))
        }
    }
}

fn read_key(path: &Path) -> Result<Option<PrivateKey>, Diagnostic> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            let message =
                format!("registrets nyckel {} kunde inte läsas: {}", words::path(path), words::io_error(&error));
            return Err(Diagnostic::error("loggnyckel-lases-inte", message));
        }
    };
    match PrivateKey::read(&text) {
        Some(key) if key.public().purpose() == Purpose::Log => Ok(Some(key)),
        _ => Err(Diagnostic::error(
            "loggnyckel-annan",
            format!("{} är ingen nyckel för ett register", words::path(path)),
        )),
    }
}

fn no_key(path: &Path) -> Diagnostic {
    let message =
        format!("registrets nyckel {} saknas, och utan den kan ingen kontrollpunkt skrivas under", words::path(path));
    Diagnostic::error("loggnyckel-saknas", message)
        .hint("lägg tillbaka nyckelfilen ur säkerhetskopian; registret kan föras vidare under tiden")
}
