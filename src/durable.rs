//! The only door through which files leave: whole or not at all, on the disk before they are seen.
//! The old file stands untouched until the new one is complete; a failure leaves nothing behind.

mod record;

use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::diag::{Diagnostic, words};

pub use record::{Lease, discard, renew, write_secret};

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

/// As [`write()`], but never over a file that stands there already: what a slip of the hand replaces cannot be had back.
///
/// # Errors
/// As [`write()`], and when something has the name.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Diagnostic> {
    vacant(path)?;
    let folder = folder_of(path);
    let written = {
        let _whole = quiet();
        let temporary = unfinished(folder, Readers::All).map_err(|error| refused(path, &error))?;
        // The disk itself refuses a name that was taken meanwhile.
        fill(temporary.as_file(), bytes)
            .and_then(|()| temporary.persist_noclobber(path).map(drop).map_err(|error| error.error))
    };
    match written {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(taken(path)),
        other => other.map_err(|error| refused(path, &error)),
    }?;
    settle(folder)
}

/// Refuses a name that something has: for asking before the first of several files is written.
///
/// # Errors
/// When something has the name.
pub fn vacant(path: &Path) -> Result<(), Diagnostic> {
    if path.symlink_metadata().is_ok() { Err(taken(path)) } else { Ok(()) }
}

fn taken(path: &Path) -> Diagnostic {
    Diagnostic::error("finns-redan", format!("{} finns redan och skrivs inte över", words::path(path)))
        .hint("ange ett namn som inte finns")
}

/// As [`write()`], for one of many: its bytes are on the disk, its name when the folder is settled. Until then a power
/// cut may bring back the old file, whole.
///
/// # Errors
/// As [`write()`].
pub fn place(path: &Path, bytes: &[u8]) -> Result<(), Diagnostic> {
    place_for(Readers::All, path, bytes)
}

/// As [`place`], for what only its owner may read: the file is born so, also where an open one stood before.
///
/// # Errors
/// As [`write()`].
pub fn place_secret(path: &Path, bytes: &[u8]) -> Result<(), Diagnostic> {
    place_for(Readers::Owner, path, bytes)
}

/// Removes a file. One that is not there is no fault.
///
/// # Errors
/// When the disk refuses.
pub fn remove(path: &Path) -> Result<(), Diagnostic> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(refused(path, &error)),
        Ok(()) | Err(_) => settle(folder_of(path)),
    }
}

/// Who may read a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Readers {
    /// Whoever the folder and the user's mask let in.
    All,
    /// The owner (mode 0600); on Windows, those the folder lets in.
    Owner,
}

fn place_for(readers: Readers, path: &Path, bytes: &[u8]) -> Result<(), Diagnostic> {
    let target = follow(path)?;
    let folder = folder_of(&target);
    let _whole = quiet();
    let temporary = unfinished(folder, readers).map_err(|error| refused(path, &error))?;
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
    .hint("vänta tills den är klar, och kör kommandot igen")
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

fn unfinished(folder: &Path, readers: Readers) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(UNFINISHED.0).suffix(UNFINISHED.1);
    // Without this the file would be for its owner alone, and a shared folder of no use.
    #[cfg(unix)]
    if readers == Readers::All {
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    }
    #[cfg(not(unix))]
    let _ = readers;
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
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_replaced_whole_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ärende 1.pdf");
        write(&path, b"gammal").unwrap();
        write(&path, b"ny").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"ny");
        assert_eq!(names(folder.path()), ["ärende 1.pdf"]);
    }

    #[test]
    fn what_stands_there_is_not_written_over_by_what_must_be_new() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        write_new(&path, b"gammal").unwrap();
        assert_eq!(write_new(&path, b"ny").unwrap_err().code, "finns-redan");
        assert_eq!(fs::read(&path).unwrap(), b"gammal");
        assert_eq!(names(folder.path()), ["a.csv"]);
        assert_eq!(write_new(folder.path(), b"ny").unwrap_err().code, "finns-redan", "nor a folder");
        assert_eq!(write_new(&folder.path().join("saknas/a"), b"x").unwrap_err().code, "mapp-saknas");
    }

    #[test]
    fn a_missing_folder_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let fault = write(&folder.path().join("saknas/a.pdf"), b"x").unwrap_err();
        assert_eq!(fault.code, "mapp-saknas");
        assert!(fault.message.contains("saknas finns inte"), "{}", fault.message);
    }

    #[test]
    fn a_folder_is_not_written_over() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("a.pdf")).unwrap();
        assert_eq!(write(&folder.path().join("a.pdf"), b"x").unwrap_err().code, "mal-ar-mapp");
        assert_eq!(names(folder.path()), ["a.pdf"]);
    }

    #[test]
    fn a_write_protected_file_keeps_its_words() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.pdf");
        write(&path, b"gammal").unwrap();
        let mut permissions = fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).unwrap();
        assert_eq!(write(&path, b"ny").unwrap_err().code, "fil-skrivskyddad");
        assert_eq!(fs::read(&path).unwrap(), b"gammal");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("fil.toml"), folder.path().join("lank.toml"));
        write(&file, b"gammal").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        write(&link, b"ny").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"ny");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    }

    #[cfg(unix)]
    #[test]
    fn a_secret_is_for_its_owner_also_where_an_open_file_stood() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.sekretess.jsonl");
        write(&path, b"gammal").unwrap();
        place_secret(&path, b"ny").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read(&path).unwrap(), b"ny");
    }

    #[test]
    fn a_folder_is_held_by_one_run_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let first = hold(folder.path()).unwrap();
        let fault = hold(folder.path()).unwrap_err();
        assert_eq!(fault.code, "annan-korning");
        assert!(fault.message.contains(&std::process::id().to_string()), "{}", fault.message);
        drop(first);
        assert!(hold(folder.path()).is_ok());
    }

    #[test]
    fn what_a_killed_run_left_is_cleared_by_the_next() {
        let folder = tempfile::tempdir().unwrap();
        drop(unfinished(folder.path(), Readers::All).unwrap().keep().unwrap());
        assert_eq!(names(folder.path()).len(), 1);
        let _held = hold(folder.path()).unwrap();
        assert_eq!(names(folder.path()), [".utdrag"]);
    }
}
