//! Numbers on their way: taken, and the extract not yet in its place. Whoever took one holds a lease, which the system
//! lets go of however the process ends; what an ended process left is brought to an end at the next start.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, Params, params};

use super::fault::Refused;
use super::write::Writer;
use super::{Diagnostic, Handelse, Lopnummer, Post, Register, Search, Settled, Sqlite, folder};
use crate::clock;
use crate::diag::words;
use crate::durable::{self, Lease};
use crate::register::{Delivery, leaf};

/// Who cancels a number that nobody came back for.
const PROGRAM: &str = "utdrag";

/// A number was taken under `lease`.
pub(super) fn begun(connection: &Connection, path: &Path, number: &Lopnummer, lease: &str) -> Result<(), Diagnostic> {
    let row = params![number.organ, number.ar, number.nummer, lease];
    let sql = "INSERT INTO pagaende (organ, ar, nummer, las) VALUES (?1, ?2, ?3, ?4)";
    execute(connection, path, (sql, row)).map(drop)
}

/// The number outlives its process; what is already entered waits for its place, and is for the next start to bring there.
pub(super) fn keep(connection: &Connection, path: &Path, number: &Lopnummer, mal: &Path) -> Result<(), Diagnostic> {
    let row = params![KEPT, text(mal)?, number.organ, number.ar, number.nummer];
    let sql = "UPDATE pagaende SET las = ?1, mal = ?2 \
        WHERE organ = ?3 AND ar = ?4 AND nummer = ?5 AND vantar IS NULL";
    execute(connection, path, (sql, row)).map(drop)
}

/// The numbers that are kept, each with the place of its extract.
pub(super) fn kept(connection: &Connection, path: &Path) -> Result<Vec<(Lopnummer, PathBuf)>, Diagnostic> {
    let sql = "SELECT organ, ar, nummer, mal FROM pagaende WHERE las = ?1 AND mal IS NOT NULL AND vantar IS NULL \
        ORDER BY organ, ar, nummer";
    let mut statement = connection.prepare(sql).or_refused(path)?;
    let rows = statement.query_map([KEPT], |row| {
        let mal: String = row.get(3)?;
        Ok((Lopnummer { organ: row.get(0)?, ar: row.get(1)?, nummer: row.get(2)? }, mal.into()))
    });
    rows.and_then(Iterator::collect).or_refused(path)
}

/// A kept number is a process's own again; false when it is not kept.
pub(super) fn resumed(
    connection: &Connection,
    path: &Path,
    number: &Lopnummer,
    lease: &str,
) -> Result<bool, Diagnostic> {
    let row = params![lease, number.organ, number.ar, number.nummer, KEPT];
    let sql = "UPDATE pagaende SET las = ?1 WHERE organ = ?2 AND ar = ?3 AND nummer = ?4 AND las = ?5";
    Ok(execute(connection, path, (sql, row))? > 0)
}

/// The number is at its end.
pub(super) fn ended(connection: &Connection, path: &Path, number: &Lopnummer) -> Result<(), Diagnostic> {
    let row = params![number.organ, number.ar, number.nummer];
    execute(connection, path, ("DELETE FROM pagaende WHERE organ = ?1 AND ar = ?2 AND nummer = ?3", row)).map(drop)
}

/// The extract is entered, and waits to be put in its place.
pub(super) fn waits(connection: &Connection, path: &Path, delivery: &Delivery) -> Result<(), Diagnostic> {
    let number = &delivery.lopnummer;
    let (from, to) = (text(&delivery.vantar)?, text(&delivery.mal)?);
    let row = params![from, to, delivery.sha256, number.organ, number.ar, number.nummer];
    let sql = "UPDATE pagaende SET vantar = ?1, mal = ?2, sha256 = ?3 WHERE organ = ?4 AND ar = ?5 AND nummer = ?6";
    if execute(connection, path, (sql, row))? == 0 {
        return Err(Diagnostic::error("nummer-okant", format!("{number} är inte taget av den här körningen")));
    }
    Ok(())
}

/// Carries out a statement that is kept prepared; answers with how many rows it changed.
fn execute(connection: &Connection, path: &Path, (sql, row): (&str, impl Params)) -> Result<usize, Diagnostic> {
    connection.prepare_cached(sql).and_then(|mut statement| statement.execute(row)).or_refused(path)
}

/// A path as it is kept: from the root of the disk, since the next run may stand elsewhere.
fn text(path: &Path) -> Result<String, Diagnostic> {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let kept = absolute.to_str().map(str::to_owned);
    kept.ok_or_else(|| {
        Diagnostic::error("sokvag-namn", format!("{} har tecken som inte kan sparas", words::path(path)))
    })
}

/// Stands for a lease that never ends by itself.
const KEPT: &str = "";

struct Row {
    number: Lopnummer,
    lease: String,
    /// It was kept before it was this process's own: a signature service has the extract.
    kept: bool,
    delivery: Option<Delivery>,
}

/// Brings to an end what ended processes left.
pub(super) fn settle(register: &mut Sqlite) -> Result<Vec<Settled>, Diagnostic> {
    let leases = leases(&register.path);
    let rows = rows(&register.connection, &register.path)?;
    let mut settled = Vec::new();
    for row in rows {
        let own = register.lease.as_ref().is_some_and(|lease| lease.name() == row.lease);
        if own || row.lease == KEPT || !Lease::is_over(&leases, &row.lease) {
            continue;
        }
        settled.extend(match row.delivery {
            Some(delivery) => Some(deliver(register, &delivery)?),
            // The seal is still to be had from the service: the number waits on, as before the ended process.
            None if row.kept => {
                kept_again(register, &row)?;
                None
            }
            None => cancel(register, row.number, &row.lease)?,
        });
    }
    Lease::sweep(&leases);
    Ok(settled)
}

fn kept_again(register: &mut Sqlite, row: &Row) -> Result<(), Diagnostic> {
    register.honest_time()?;
    let path = register.path.clone();
    register.change(|transaction| {
        let Lopnummer { organ, ar, nummer } = &row.number;
        let sql =
            "UPDATE pagaende SET las = ?1 WHERE organ = ?2 AND ar = ?3 AND nummer = ?4 AND las = ?5 AND vantar IS NULL";
        transaction.execute(sql, params![KEPT, organ, ar, nummer, row.lease]).or_refused(&path)
    })?;
    durable::discard(&register.waiting_place(&row.number))
}

/// The paths as they are from where the register is now: it may have been moved with its workspace, or be a copy, which
/// touches nothing of what it was copied from.
fn moved(register: &Sqlite, delivery: &Delivery) -> Delivery {
    let vantar = register.waiting_place(&delivery.lopnummer);
    let vantar = std::path::absolute(&vantar).unwrap_or(vantar);
    let root = |waiting: &Path| waiting.parent().and_then(Path::parent).map(Path::to_owned);
    let mal = root(&delivery.vantar).zip(root(&vantar)).and_then(|(before, now)| {
        let rest = delivery.mal.strip_prefix(&before).ok()?;
        (before != now).then(|| now.join(rest))
    });
    Delivery { mal: mal.unwrap_or_else(|| delivery.mal.clone()), vantar, ..delivery.clone() }
}

/// The extract is entered: it is put in its place, whole, unless that is done.
fn deliver(register: &mut Sqlite, delivery: &Delivery) -> Result<Settled, Diagnostic> {
    register.honest_time()?;
    let delivery = &moved(register, delivery);
    let is_it = |bytes: &Vec<u8>| leaf::hex(&leaf::digest(bytes)) == delivery.sha256;
    let there = std::fs::read(&delivery.mal).is_ok_and(|bytes| is_it(&bytes));
    let waiting = std::fs::read(&delivery.vantar).ok().filter(is_it);
    let settled = match (there, waiting) {
        (true, _) => Settled::Delivered(delivery.lopnummer.clone(), delivery.mal.clone()),
        (false, Some(bytes)) => {
            durable::folder(folder(&delivery.mal))?;
            durable::write(&delivery.mal, &bytes)?;
            Settled::Delivered(delivery.lopnummer.clone(), delivery.mal.clone())
        }
        (false, None) => Settled::Lost(delivery.lopnummer.clone(), delivery.mal.clone()),
    };
    if let (Settled::Delivered(..), Some(name)) = (&settled, delivery.mal.file_name()) {
        let name = name.to_string_lossy();
        let mut beside = delivery.mal.clone();
        beside.set_file_name(format!("{name}.sha256"));
        durable::write(&beside, format!("{}  {name}\n", delivery.sha256).as_bytes())?;
    }
    durable::discard(&delivery.vantar)?;
    register.delivered(&delivery.lopnummer)?;
    Ok(settled)
}

/// No extract came: the number is cancelled, unless another process was first or has made it its own since.
fn cancel(register: &mut Sqlite, number: Lopnummer, lease: &str) -> Result<Option<Settled>, Diagnostic> {
    register.honest_time()?;
    let path = register.path.clone();
    let search = Search { lopnummer: Some(number.clone()), ..Search::default() };
    let taken = register.entries(&search)?.into_iter().find(|entry| entry.post.handelse == Handelse::Nummer);
    let Some(taken) = taken else { return Ok(None) };
    let skal = "körningen avbröts innan utdraget var färdigt".to_owned();
    let post = Post {
        handelse: Handelse::Makulerad,
        nar: clock::now(),
        vem: PROGRAM.to_owned(),
        filer: Vec::new(),
        uppgifter: [("skal".to_owned(), skal)].into(),
        ..taken.post
    };
    let waiting = register.waiting_place(&number);
    let cancelled = register.change(|transaction| {
        let sql = "SELECT count(*) FROM pagaende \
            WHERE organ = ?1 AND ar = ?2 AND nummer = ?3 AND las = ?4 AND vantar IS NULL";
        let row = params![number.organ, number.ar, number.nummer, lease];
        let left: i64 = transaction.query_row(sql, row, |row| row.get(0)).or_refused(&path)?;
        if left > 0 {
            // Before the number is at its end: whoever is killed here leaves it to the next, and no file that nobody knows.
            durable::discard(&waiting)?;
            Writer::new(transaction, &path)?.enter(&post)?;
            ended(transaction, &path, &number)?;
        }
        Ok(left > 0)
    })?;
    Ok(cancelled.then_some(Settled::Cancelled(number)))
}

fn rows(connection: &Connection, path: &Path) -> Result<Vec<Row>, Diagnostic> {
    let sql = "SELECT organ, ar, nummer, las, vantar, mal, sha256 FROM pagaende ORDER BY organ, ar, nummer";
    let mut statement = connection.prepare(sql).or_refused(path)?;
    let rows = statement.query_map([], |row| {
        let number = Lopnummer { organ: row.get(0)?, ar: row.get(1)?, nummer: row.get(2)? };
        let waits: Option<String> = row.get(4)?;
        let delivery = waits.map(|vantar| -> rusqlite::Result<Delivery> {
            let (mal, sha256): (String, String) = (row.get(5)?, row.get(6)?);
            Ok(Delivery { lopnummer: number.clone(), sha256, vantar: vantar.into(), mal: mal.into() })
        });
        let mal: Option<String> = row.get(5)?;
        Ok(Row { number: number.clone(), lease: row.get(3)?, kept: mal.is_some(), delivery: delivery.transpose()? })
    });
    rows.and_then(Iterator::collect).or_refused(path)
}

/// The numbers that were on their way, and not kept for a service, when the register was copied: whoever took them may have
/// come to the end since.
pub(super) fn unknown(connection: &Connection, path: &Path) -> Result<Vec<Lopnummer>, Diagnostic> {
    let leases = leases(path);
    let left = |row: &Row| row.lease != KEPT && row.delivery.is_none() && Lease::is_over(&leases, &row.lease);
    Ok(rows(connection, path)?.into_iter().filter(left).map(|row| row.number).collect())
}

/// Where leases are.
fn leases(register: &Path) -> PathBuf {
    folder(register).join(".utdrag")
}

impl Sqlite {
    /// Where a certified extract waits, whole, until it is entered: hidden beside the register, by its number, so that it is
    /// found and removed if it never is.
    #[must_use]
    pub fn waiting_place(&self, number: &Lopnummer) -> PathBuf {
        let Lopnummer { organ, ar, nummer } = number;
        let organ: String = organ.chars().map(|one| if one.is_alphanumeric() { one } else { '-' }).collect();
        leases(&self.path).join(format!("{organ}-{ar}-{nummer}.vantar"))
    }

    /// The name of this process's lease, taken when the first number is.
    pub(super) fn lease(&mut self) -> Result<String, Diagnostic> {
        if self.lease.is_none() {
            self.lease = Some(Lease::new(&leases(&self.path))?);
        }
        Ok(self.lease.as_ref().map(Lease::name).unwrap_or_default())
    }
}
