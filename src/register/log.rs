//! Who a register is: its log key, and the second place where its newest checkpoint is kept (the watch, `vakt`), so that a
//! backup restored over later entries is noticed before a number is given out again.

mod faults;
mod watch;

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::clock::{self, Stopwatch};
use crate::diag::{Diagnostic, words};
use crate::durable;

use super::checkpoint::Checkpoint;
use super::note::{Keyring, PrivateKey, PublicKey, Purpose};
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

    /// Where the watch may have been before somebody said where it is to be.
    fn usual(register: &Path, origin: &str) -> [PathBuf; 2] {
        let beside = register.with_extension("vakt");
        [Self::default().watch(register, origin), beside]
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
    keys: Keyring,
    key: Option<PrivateKey>,
    key_path: PathBuf,
    /// The key of another register lies in its place.
    foreign: Option<PublicKey>,
    watch: PathBuf,
    /// Where it may have been until now.
    before: [PathBuf; 2],
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

    /// The identity of the register whose keys are `keys`.
    pub(super) fn open(register: &Path, settings: &Settings, keys: Keyring) -> Result<Self, Diagnostic> {
        let key_path = settings.key(register);
        let mine = |key: &PrivateKey| key.public() == keys.now;
        // A change of key that ended between its entry and its file has left the new key beside.
        let found = read_key(&key_path)?;
        let foreign = found.as_ref().map(PrivateKey::public).filter(|found| *found != keys.now);
        let key = match found.filter(mine) {
            Some(key) => Some(key),
            None if keys.former.is_empty() => None,
            None => read_key(&next_to(&key_path))?.filter(mine),
        };
        let watch = settings.watch(register, &keys.now.name);
        let before = Settings::usual(register, &keys.now.name);
        Ok(Self { keys, key, key_path, foreign, watch, before, synced: None, late: false })
    }

    /// The key that is to sign after this one, on the disk beside it; the same until it has taken over.
    pub(super) fn next(&self) -> Result<PrivateKey, Diagnostic> {
        let path = next_to(&self.key_path);
        let key = PrivateKey::new(Purpose::Log, |_| self.keys.now.name.clone())?;
        durable::write_secret(&path, key.text().as_bytes())?;
        read_key(&path)?.filter(|key| key.public().name == self.keys.now.name).ok_or_else(|| no_key(&path))
    }

    /// The keys are now `keys`: the file of the secret one is that of the new, and all are published beside the register.
    pub(super) fn succeed(&mut self, register: &Path, keys: Keyring, key: PrivateKey) -> Result<(), Diagnostic> {
        durable::place_secret(&self.key_path, key.text().as_bytes())?;
        let folder = self.key_path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        durable::settle(folder)?;
        durable::discard(&next_to(&self.key_path))?;
        durable::write(&register.with_extension("vkey"), keys.text().as_bytes())?;
        (self.keys, self.key) = (keys, Some(key));
        Ok(())
    }

    /// Brings to an end a change of key that ended before its files were in place.
    pub(super) fn finish_change(&mut self, register: &Path) -> Result<(), Diagnostic> {
        let path = next_to(&self.key_path);
        if self.keys.former.is_empty() || !path.exists() {
            return Ok(());
        }
        match read_key(&path)?.filter(|key| key.public() == self.keys.now) {
            Some(key) => self.succeed(register, self.keys.clone(), key),
            None => Ok(()),
        }
    }

    /// Where key and watch are.
    pub(super) fn places(&self) -> [&Path; 2] {
        [&self.key_path, &self.watch]
    }

    pub(super) fn keys(&self) -> &Keyring {
        &self.keys
    }

    pub(super) fn origin(&self) -> &str {
        &self.keys.now.name
    }

    /// A checkpoint with the log's signature.
    pub(super) fn signed(&self, checkpoint: &Checkpoint) -> Result<String, Diagnostic> {
        let key = self.secret()?;
        Ok(Self::note(key, &checkpoint.text()))
    }

    fn note(key: &PrivateKey, text: &str) -> String {
        format!("{text}\n{}", key.line(text, clock::now()))
    }

    fn no_key(&self) -> Diagnostic {
        let Some(foreign) = &self.foreign else { return no_key(&self.key_path) };
        let message = format!(
            "{} är ett annat registers nyckel ({}); det här registret är {}",
            words::path(&self.key_path),
            foreign.name,
            self.keys.now.name
        );
        Diagnostic::error("loggnyckel-annat-register", message)
            .hint("lägg tillbaka registrets egen nyckelfil ur säkerhetskopian; registret kan föras vidare under tiden")
    }

    /// Publishes the public key beside the register where it is not published; true when it was not.
    pub(super) fn publish(&self, register: &Path) -> Result<bool, Diagnostic> {
        let (path, text) = (register.with_extension("vkey"), self.keys.text());
        if std::fs::read_to_string(&path).is_ok_and(|found| found == text) {
            return Ok(false);
        }
        durable::write(&path, text.as_bytes())?;
        Ok(true)
    }

    /// The secret key.
    pub(super) fn secret(&self) -> Result<&PrivateKey, Diagnostic> {
        self.key.as_ref().ok_or_else(|| self.no_key())
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

/// Where a new key waits to take over.
fn next_to(key: &Path) -> PathBuf {
    let mut name = key.as_os_str().to_owned();
    name.push(".ny");
    name.into()
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
