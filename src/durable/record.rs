//! Small records of the register: a secret that is written once, a record that changes all the time, and a lease that
//! ends with its process.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::Path;

use super::{UNFINISHED, fill, folder_of, quiet, refused, settle};
use crate::diag::Diagnostic;

/// Writes a new file that only its owner may read; an existing file is left as it is, and the answer is then `false`.
///
/// # Errors
/// As [`super::write()`].
pub fn write_secret(path: &Path, bytes: &[u8]) -> Result<bool, Diagnostic> {
    let _whole = quiet();
    let folder = folder_of(path);
    let temporary = tempfile::Builder::new().prefix(UNFINISHED.0).suffix(UNFINISHED.1).tempfile_in(folder);
    let temporary = temporary.map_err(|error| refused(path, &error))?;
    fill(temporary.as_file(), bytes).map_err(|error| refused(path, &error))?;
    match temporary.persist_noclobber(path) {
        Ok(_) => settle(folder).map(|()| true),
        Err(fault) if fault.error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(fault) => Err(refused(path, &fault.error)),
    }
}

/// Writes a small record that changes all the time, in place: `renew` gets what stands there and says what shall, or `None`.
/// A record shorter than a disk's sector (512 bytes) is changed whole. With `sync` it is on the disk afterwards.
///
/// # Errors
/// As [`super::write()`]; and what `renew` refuses.
pub fn renew(
    path: &Path,
    sync: bool,
    renew: impl FnOnce(&[u8]) -> Result<Option<Vec<u8>>, Diagnostic>,
) -> Result<(), Diagnostic> {
    let _whole = quiet();
    let refuse = |error: io::Error| refused(path, &error);
    let missing = !path.exists();
    let file = File::options().read(true).write(true).create(true).truncate(false).open(path).map_err(refuse)?;
    match file.lock() {
        // Some network file systems know no locks; the record is then the newest of two that raced.
        Err(error) if error.kind() == ErrorKind::Unsupported => {}
        other => other.map_err(refuse)?,
    }
    let mut old = Vec::new();
    (&file).read_to_end(&mut old).map_err(refuse)?;
    let Some(bytes) = renew(&old)? else { return Ok(()) };
    (&file).seek(SeekFrom::Start(0)).and_then(|_| (&file).write_all(&bytes)).map_err(refuse)?;
    if bytes.len() < old.len() {
        file.set_len(bytes.len() as u64).map_err(refuse)?;
    }
    if sync {
        file.sync_data().map_err(refuse)?;
    }
    if missing { settle(folder_of(path)) } else { Ok(()) }
}

/// Leases begin so, and end so.
const LEASE: (&str, &str) = ("lever-", ".las");

/// Says that its holder lives: a locked file, which the system lets go of when the process ends, however it ends.
#[derive(Debug)]
pub struct Lease(tempfile::NamedTempFile);

impl Lease {
    /// A new one in `folder`.
    ///
    /// # Errors
    /// When the folder takes no file, or knows no locks.
    pub fn new(folder: &Path) -> Result<Self, Diagnostic> {
        super::folder(folder)?;
        loop {
            let file = tempfile::Builder::new().prefix(LEASE.0).suffix(LEASE.1).tempfile_in(folder);
            let file = file.map_err(|error| refused(folder, &error))?;
            file.as_file().lock().map_err(|error| refused(file.path(), &error))?;
            // Another process may have swept it away before it was locked.
            if file.path().exists() {
                return Ok(Self(file));
            }
        }
    }

    /// Removes what ended processes left in `folder`.
    pub fn sweep(folder: &Path) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if name.starts_with(LEASE.0) && name.ends_with(LEASE.1) {
                let _ = Self::is_over(folder, &name);
            }
        }
    }

    /// Its file name.
    #[must_use]
    pub fn name(&self) -> String {
        self.0.path().file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    }

    /// True when the holder of the lease `name` in `folder` is gone; what it left is then removed.
    #[must_use]
    pub fn is_over(folder: &Path, name: &str) -> bool {
        let path = folder.join(name);
        match File::open(&path) {
            // Removed while it is locked: whoever has just made it, and not locked it yet, makes another.
            Ok(file) if file.try_lock().is_ok() => {
                let _ = fs::remove_file(&path);
                true
            }
            Ok(_) => false,
            Err(error) => error.kind() == ErrorKind::NotFound,
        }
    }
}

/// Removes a file; that it is not there is no fault.
///
/// # Errors
/// When the disk refuses.
pub fn discard(path: &Path) -> Result<(), Diagnostic> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(refused(path, &error)),
        Ok(()) => settle(folder_of(path)),
    }
}
