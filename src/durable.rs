//! The only door through which files leave: whole or not at all, on the disk before they are seen.
//! The old file stands untouched until the new one is complete; a failure leaves nothing behind.

use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::diag::{Diagnostic, words};

/// Unfinished files begin so, and end so, until they get their names.
const UNFINISHED: (&str, &str) = (".utdrag-", ".tmp");

/// Held while a file is on its way: whoever ends the program waits for it ([`quiet`]).
static WRITING: Mutex<()> = Mutex::new(());

/// Writes `bytes` to `path`. The folder must exist; an existing file is replaced.
///
/// # Errors
/// Says in Swedish what stood in the way, with the path. The old file is then as it was.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Diagnostic> {
    place(path, bytes)?;
    settle(folder_of(path))
}

/// As [`write()`], for one of many: its bytes are on the disk, its name when the folder is settled. Until then a power
/// cut may bring back the old file, whole.
///
/// # Errors
/// As [`write()`].
pub fn place(path: &Path, bytes: &[u8]) -> Result<(), Diagnostic> {
    let target = follow(path)?;
    let folder = folder_of(&target);
    let _whole = quiet();
    let temporary = unfinished(folder).map_err(|error| refused(path, &error))?;
    let written = fill(temporary.as_file(), bytes)
        .and_then(|()| temporary.persist(&target).map(drop).map_err(|error| error.error));
    written.map_err(|error| refused(path, &error))
}

/// The names in a folder reach the disk. Windows does that by itself, and cannot open a folder.
///
/// # Errors
/// When the disk refuses.
pub fn settle(folder: &Path) -> Result<(), Diagnostic> {
    if cfg!(windows) {
        return Ok(());
    }
    match File::open(folder).and_then(|folder| folder.sync_all()) {
        // Some network file systems cannot sync a folder.
        Err(error) if matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) => Ok(()),
        other => other.map_err(|error| refused(folder, &error)),
    }
}

/// Makes a folder and those above it that are missing.
///
/// # Errors
/// When a file stands in the way, or the folder above takes nothing new.
pub fn folder(path: &Path) -> Result<(), Diagnostic> {
    fs::create_dir_all(path).map_err(|error| {
        let name = words::path(path);
        match error.kind() {
            ErrorKind::AlreadyExists | ErrorKind::NotADirectory => Diagnostic::error(
                "mapp-ar-fil",
                format!("{name} skulle vara en mapp, men det finns redan en fil i vägen"),
            )
            .hint("ange en annan mapp"),
            _ => Diagnostic::error(
                "mapp-kan-inte-skapas",
                format!("mappen {name} kunde inte skapas: {}", words::io_error(&error)),
            )
            .hint("ange en annan mapp"),
        }
    })
}

/// Writes a new file that only its owner may read; an existing file is left as it is, and the answer is then `false`.
///
/// # Errors
/// As [`write()`].
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
/// As [`write()`]; and what `renew` refuses.
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

/// Says that its holder lives: a locked file, which the system lets go of when the process ends, however it ends.
#[derive(Debug)]
pub struct Lease(tempfile::NamedTempFile);

impl Lease {
    /// A new one in `folder`.
    ///
    /// # Errors
    /// When the folder takes no file, or knows no locks.
    pub fn new(folder: &Path) -> Result<Self, Diagnostic> {
        self::folder(folder)?;
        let file = tempfile::Builder::new().prefix("lever-").suffix(".las").tempfile_in(folder);
        let file = file.map_err(|error| refused(folder, &error))?;
        file.as_file().lock().map_err(|error| refused(file.path(), &error))?;
        Ok(Self(file))
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
        let over = match File::open(&path) {
            Ok(file) => file.try_lock().is_ok(),
            Err(error) => error.kind() == ErrorKind::NotFound,
        };
        if over {
            let _ = fs::remove_file(&path);
        }
        over
    }
}

/// Removes a file; that it is not there is no fault.
///
/// # Errors
/// When the disk refuses.
pub fn remove(path: &Path) -> Result<(), Diagnostic> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(refused(path, &error)),
        _ => settle(folder_of(path)),
    }
}

/// Waits for the file that is on its way, and lets no other begin until the guard is dropped: for ending the program between two files.
pub fn quiet() -> MutexGuard<'static, ()> {
    WRITING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A folder held for one run. Dropped: free for the next.
#[derive(Debug)]
pub struct Held {
    /// `None` on network folders that know no locks: there each file is still whole or not there.
    _lock: Option<File>,
}

/// Holds `folder`, so that two runs do not write to it at once, and clears what a killed run left unfinished.
///
/// # Errors
/// When another run holds it, with the number of its process.
pub fn hold(folder: &Path) -> Result<Held, Diagnostic> {
    let hidden = folder.join(".utdrag");
    self::folder(&hidden)?;
    let path = hidden.join("las");
    let file = File::options().read(true).write(true).create(true).truncate(false).open(&path);
    let file = file.map_err(|error| refused(&path, &error))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => return Ok(Held { _lock: None }),
        Err(TryLockError::Error(error)) => return Err(refused(&path, &error)),
        Err(TryLockError::WouldBlock) => return Err(held_elsewhere(folder, &hidden)),
    }
    // Beside the lock, not in it: Windows lets nobody read a locked file.
    write(&hidden.join("process"), std::process::id().to_string().as_bytes())?;
    clear_unfinished(folder);
    Ok(Held { _lock: Some(file) })
}

fn held_elsewhere(folder: &Path, hidden: &Path) -> Diagnostic {
    let process = fs::read_to_string(hidden.join("process")).ok().filter(|text| text.len() < 20);
    let who = process.map_or_else(String::new, |process| format!(" (process {process})"));
    Diagnostic::error(
        "annan-korning",
        format!("en annan körning av utdrag{who} skriver redan i {}", words::path(folder)),
    )
    .hint("vänta tills den är klar, eller ange en annan mapp med --ut")
}

/// Removes files that a killed run never finished. Only while the folder is held.
fn clear_unfinished(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(UNFINISHED.0) && name.ends_with(UNFINISHED.1) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// The file a link leads to; the path itself where nothing stands yet.
fn follow(path: &Path) -> Result<PathBuf, Diagnostic> {
    let name = words::path(path);
    match fs::metadata(path) {
        Ok(found) if found.is_dir() => {
            Err(Diagnostic::error("mal-ar-mapp", format!("{name} är en mapp, ingen fil; där kan inget skrivas"))
                .hint("byt namn på mappen, eller ange ett annat namn"))
        }
        Ok(found) if found.permissions().readonly() => {
            Err(Diagnostic::error("fil-skrivskyddad", format!("{name} är skrivskyddad och skrivs inte över"))
                .hint("ta bort skrivskyddet, eller välj en annan mapp"))
        }
        Ok(_) => path.canonicalize().map_err(|error| refused(path, &error)),
        Err(_) => Ok(path.to_owned()),
    }
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn unfinished(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(UNFINISHED.0).suffix(UNFINISHED.1);
    // Without this the file would be for its owner alone, and a shared folder of no use.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

fn fill(mut file: &File, bytes: &[u8]) -> io::Result<()> {
    file.write_all(bytes)?;
    file.sync_all()
}

fn refused(path: &Path, error: &io::Error) -> Diagnostic {
    let (name, folder) = (words::path(path), words::path(folder_of(path)));
    match error.kind() {
        ErrorKind::NotFound => {
            Diagnostic::error("mapp-saknas", format!("{name} kunde inte skrivas: mappen {folder} finns inte"))
                .hint("skapa mappen först, eller ange en annan")
        }
        ErrorKind::PermissionDenied if cfg!(windows) && path.exists() => open_elsewhere(&name),
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Diagnostic::error(
            "mapp-skrivskyddad",
            format!("{name} kunde inte skrivas: du har inte rätt att skriva i mappen {folder}"),
        )
        .hint("välj en annan mapp, eller be den som förvaltar mappen om rätt att skriva där"),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            Diagnostic::error("disken-full", format!("{name} kunde inte skrivas: {}", words::io_error(error)))
                .hint("frigör utrymme och kör samma kommando igen; den gamla filen är orörd")
        }
        _ if cfg!(windows) && matches!(error.raw_os_error(), Some(32 | 33)) => open_elsewhere(&name),
        _ => {
            Diagnostic::error("fil-kan-inte-skrivas", format!("{name} kunde inte skrivas: {}", words::io_error(error)))
        }
    }
}

fn open_elsewhere(name: &str) -> Diagnostic {
    Diagnostic::error("fil-oppen", format!("{name} kunde inte skrivas: filen är öppen i ett annat program"))
        .hint("stäng filen i det programmet och kör samma kommando igen")
}

#[cfg(test)]
mod tests;
