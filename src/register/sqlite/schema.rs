//! The tables, and how a register file is prepared. An entry is the canonical bytes that are hashed; every other column
//! and table is derived from them, for searching and for proofs, and can be recomputed.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior};

use super::fault::{Refused, refused};
use super::{Diagnostic, PATIENCE};
use crate::clock;
use crate::diag::words;
use crate::register::note::{Keyring, PublicKey, Purpose};

/// "UTDR" in the header of the file.
const APPLICATION: i32 = 0x5554_4452;
/// Statements that are kept prepared: more than there are.
const STATEMENTS: usize = 64;
/// Version of the tables.
const VERSION: i32 = 1;

const TABLES: &str = "
CREATE TABLE huvud (nyckel TEXT PRIMARY KEY, varde TEXT NOT NULL) STRICT;

CREATE TABLE post (
    post INTEGER PRIMARY KEY CHECK (post >= 0),
    innehall TEXT,
    identitet BLOB NOT NULL CHECK (length(identitet) = 32),
    handelse TEXT NOT NULL,
    organ TEXT NOT NULL,
    sammantrade TEXT,
    handling TEXT NOT NULL,
    ar INTEGER,
    nummer INTEGER
) STRICT;
CREATE INDEX post_nummer ON post (organ, ar, nummer) WHERE nummer IS NOT NULL;
CREATE UNIQUE INDEX post_en_gang ON post (organ, ar, nummer, handelse)
    WHERE handelse IN ('nummer', 'bestyrkt', 'makulerad') AND nummer IS NOT NULL;
CREATE INDEX post_sammantrade ON post (organ, sammantrade);
CREATE INDEX post_handling ON post (handling);
CREATE TRIGGER post_bestar BEFORE DELETE ON post BEGIN SELECT RAISE(ABORT, 'registret växer bara'); END;
CREATE TRIGGER post_andras_inte BEFORE UPDATE ON post
    WHEN NEW.innehall IS NOT NULL OR NEW.post <> OLD.post OR NEW.identitet <> OLD.identitet
    BEGIN SELECT RAISE(ABORT, 'registret växer bara'); END;

CREATE TABLE fil (sha256 BLOB NOT NULL, post INTEGER NOT NULL, PRIMARY KEY (sha256, post)) STRICT, WITHOUT ROWID;

CREATE TABLE nod (post INTEGER PRIMARY KEY, hashar BLOB NOT NULL) STRICT;

CREATE TABLE kontrollpunkt (storlek INTEGER PRIMARY KEY, text TEXT NOT NULL, bevittnad INTEGER NOT NULL) STRICT;
CREATE INDEX kontrollpunkt_bevittnad ON kontrollpunkt (storlek) WHERE bevittnad;

CREATE TABLE pagaende (
    organ TEXT NOT NULL,
    ar INTEGER NOT NULL,
    nummer INTEGER NOT NULL,
    las TEXT NOT NULL,
    vantar TEXT,
    mal TEXT,
    sha256 TEXT,
    PRIMARY KEY (organ, ar, nummer)
) STRICT, WITHOUT ROWID;
";

/// Sets the connection up, and makes the tables where the file is new, with the log key that `identity` makes. Answers with
/// the register's keys.
pub(super) fn prepare(
    connection: &mut Connection,
    path: &Path,
    identity: impl FnOnce() -> Result<PublicKey, Diagnostic>,
) -> Result<Keyring, Diagnostic> {
    connection.busy_timeout(PATIENCE).or_refused(path)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    journal(connection, path)?;
    connection
        .execute_batch("PRAGMA synchronous = FULL; PRAGMA fullfsync = 1; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;")
        .or_refused(path)?;
    if version(connection, path)? == VERSION {
        return keyring(connection, path);
    }
    let transaction = Transaction::new(connection, TransactionBehavior::Immediate).or_refused(path)?;
    if version(&transaction, path)? == 0 {
        let tables: i64 =
            transaction.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).or_refused(path)?;
        if tables > 0 {
            return Err(stranger(path));
        }
        let public = identity()?;
        transaction.execute_batch(TABLES).or_refused(path)?;
        transaction.execute("INSERT INTO huvud VALUES ('vkey', ?1)", [public.text()]).or_refused(path)?;
        transaction.pragma_update(None, "application_id", APPLICATION).or_refused(path)?;
        transaction.pragma_update(None, "user_version", VERSION).or_refused(path)?;
    }
    let keys = keyring(&transaction, path)?;
    transaction.commit().or_refused(path)?;
    Ok(keys)
}

/// What stands in the head of the register under `key`.
pub(super) fn said(connection: &Connection, path: &Path, key: &str) -> Result<Option<String>, Diagnostic> {
    let mut statement = connection.prepare_cached("SELECT varde FROM huvud WHERE nyckel = ?1").or_refused(path)?;
    statement.query_row([key], |row| row.get(0)).optional().or_refused(path)
}

/// The keys of the register: the one that signs now, and those before it.
pub(super) fn keyring(connection: &Connection, path: &Path) -> Result<Keyring, Diagnostic> {
    let sql = "SELECT varde FROM huvud WHERE nyckel GLOB 'vkey-[0-9]*' ORDER BY CAST(substr(nyckel, 6) AS INTEGER)";
    let mut statement = connection.prepare(sql).or_refused(path)?;
    let rows = statement.query_map([], |row| row.get::<_, String>(0));
    let rows: Vec<String> = rows.and_then(Iterator::collect).or_refused(path)?;
    let former = rows.iter().map(|text| {
        let (until, key) = text.split_once(' ')?;
        Some((PublicKey::read(key)?, until.parse().ok()?))
    });
    let former = former.collect::<Option<Vec<_>>>().ok_or_else(|| no_public_key(path))?;
    Ok(Keyring { now: public_key(connection, path)?, former })
}

/// From now on `new` signs; the key before it is believed of checkpoints of up to `until` entries.
pub(super) fn succeed(
    connection: &Connection,
    path: &Path,
    (keys, new): (&Keyring, &PublicKey),
    until: u64,
) -> Result<(), Diagnostic> {
    let name = format!("vkey-{}", keys.former.len() + 1);
    let value = format!("{until} {}", keys.now.text());
    connection.execute("INSERT INTO huvud VALUES (?1, ?2)", [name, value]).or_refused(path)?;
    connection.execute("UPDATE huvud SET varde = ?1 WHERE nyckel = 'vkey'", [new.text()]).or_refused(path)?;
    Ok(())
}

/// Key in the head under which it stands whether the register holds trials.
pub(super) const SLAG: &str = "slag";

/// The word for trials (PROV), or for what is in earnest.
pub(super) fn kind(prov: bool) -> &'static str {
    if prov { "prov" } else { "skarpt" }
}

/// What is entered first decides what the register holds; another process may have decided otherwise since it was asked.
pub(super) fn decide(connection: &Connection, path: &Path, kind: Option<&str>) -> Result<(), Diagnostic> {
    let Some(kind) = kind else { return Ok(()) };
    if said(connection, path, SLAG)?.is_none() {
        connection.execute("INSERT OR IGNORE INTO huvud VALUES (?1, ?2)", [SLAG, kind]).or_refused(path)?;
    }
    if said(connection, path, SLAG)?.as_deref() == Some(kind) {
        return Ok(());
    }
    let message = format!("{} blev just ett register av annat slag (prov eller skarpt)", words::path(path));
    Err(Diagnostic::error("register-annat-slag", message).hint("kör kommandot igen, så sägs vilket"))
}

/// A set time is for trials: it never reaches a register that holds, or may come to hold, what is in earnest.
pub(super) fn honest_time(connection: &Connection, path: &Path, kind: Option<&str>) -> Result<(), Diagnostic> {
    if clock::set().is_none() {
        return Ok(());
    }
    let found = said(connection, path, SLAG)?;
    if found.as_deref().or(kind) == Some(self::kind(true)) {
        return Ok(());
    }
    let message =
        format!("tiden är satt med UTDRAG_TID, vilket bara går i ett provregister; {} är inget", words::path(path));
    Err(Diagnostic::error("tid-satt", message).hint("ta bort UTDRAG_TID ur miljön"))
}

fn public_key(connection: &Connection, path: &Path) -> Result<PublicKey, Diagnostic> {
    let found = said(connection, path, "vkey")?.and_then(|text| PublicKey::read(&text));
    found.filter(|key| key.purpose() == Purpose::Log).ok_or_else(|| no_public_key(path))
}

fn no_public_key(path: &Path) -> Diagnostic {
    Diagnostic::error("register-skadat", format!("registret {} saknar sin öppna nyckel", words::path(path)))
}

/// Changing to WAL asks for the file alone and does not wait by itself: another process may be making the register too.
fn journal(connection: &Connection, path: &Path) -> Result<(), Diagnostic> {
    let mut left = 3000;
    loop {
        let mode = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get::<_, String>(0));
        match mode {
            Ok(mode) if mode == "wal" => return Ok(()),
            Ok(_) => {
                let message = format!("{} kan inte föras säkert på den här disken", words::path(path));
                return Err(Diagnostic::error("register-disk", message).hint("lägg arbetsmappen på datorns egen disk"));
            }
            Err(error) if left > 0 && is_busy(&error) => {
                left -= 1;
                std::thread::sleep(std::time::Duration::from_millis(10));
            }
            Err(error) => return Err(refused(path, &error)),
        }
    }
}

fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked))
}

/// 0 for a new file.
fn version(connection: &Connection, path: &Path) -> Result<i32, Diagnostic> {
    let read = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i32>(0)).or_refused(path);
    match (read("application_id")?, read("user_version")?) {
        (0, 0) => Ok(0),
        (APPLICATION, VERSION) => Ok(VERSION),
        (APPLICATION, newer) if newer > VERSION => {
            let message = format!("{} är fört av en senare version av utdrag", words::path(path));
            Err(Diagnostic::error("register-senare", message).hint("använd den versionen"))
        }
        _ => Err(stranger(path)),
    }
}

fn stranger(path: &Path) -> Diagnostic {
    let message = format!("{} är inget register", words::path(path));
    Diagnostic::error("inget-register", message).hint("ange registrets fil med --register")
}
