//! The watch: a small file in a second place that is told how far the register has come at every change, and is asked before
//! every change whether the register is as new as it has been.

use std::path::{Path, PathBuf};

use super::{LATEST, Log};
use crate::clock::Stopwatch;
use crate::diag::{Diagnostic, words};
use crate::durable;
use crate::register::Lopnummer;
use crate::register::checkpoint::Checkpoint;
use crate::register::seen::{self, Seen};

impl Log {
    /// What the watch remembers; `None` before it has seen anything.
    pub(in crate::register) fn watched(&self) -> Result<Option<Seen>, Diagnostic> {
        match read_watch(&self.watch)? {
            Some(bytes) => self.remembered(&bytes),
            None => self.reachable().map(|()| self.elsewhere()),
        }
    }

    /// What was remembered where the watch was, when it has just been given another place.
    fn elsewhere(&self) -> Option<Seen> {
        let read = |path: &PathBuf| self.remembered(&read_watch(path).ok()??).ok()?;
        self.before.iter().filter_map(read).max_by_key(|seen| seen.checkpoint.size)
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
        if let Some(found) = found.filter(|found| found.checkpoint.origin == self.keys.now.name) {
            return Ok(Some(found));
        }
        let message = format!("{} är inte det här registrets vakt", words::path(&self.watch));
        Err(Diagnostic::error("vakt-annan", message)
            .hint("kontrollera [register] vakt i myndighet.toml; varje register har sin egen vakt"))
    }

    /// The watch remembers the register at `register` as it became, unless it has seen it later.
    pub(in crate::register) fn watch(
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
    pub(in crate::register) fn watch_anew(
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
    pub(in crate::register) fn is_at(&self, register: &Path, seen: &Seen) -> bool {
        self.place(register) == seen.plats
    }

    fn signed_if_it_can(&self, text: &str) -> String {
        self.key.as_ref().map_or_else(|| text.to_owned(), |key| Self::note(key, text))
    }

    /// The register's place; a watch that lies beside it is copied with it, and tells no copy from another.
    pub(super) fn place(&self, register: &Path) -> Option<PathBuf> {
        let folder = |path: &Path| path.parent().map(Path::to_owned);
        let place = seen::place(register)?;
        let watch = seen::place(&self.watch).unwrap_or_else(|| self.watch.clone());
        (folder(&watch) != folder(&place)).then_some(place)
    }
}

/// The bytes of a watch; `None` where there is none.
pub(super) fn read_watch(path: &Path) -> Result<Option<Vec<u8>>, Diagnostic> {
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
