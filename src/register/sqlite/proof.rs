//! Checkpoints, receipts and proofs of growth out of the kept nodes.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rusqlite::{OptionalExtension, params};

use super::fault::Refused;
use super::read::{self, Stored};
use super::write::number;
use super::{Diagnostic, Sqlite, head};
use crate::diag::words;
use crate::register::checkpoint::Checkpoint;
use crate::register::note::Keyring;
use crate::register::{Proving, Seen, tree};

impl Proving for Sqlite {
    fn public_keys(&self) -> &Keyring {
        self.log.keys()
    }

    fn checkpoint(&mut self) -> Result<String, Diagnostic> {
        self.honest_time()?;
        self.as_watched()?;
        let now = self.head()?;
        if let Some(last) = self.newest(0)? {
            let (last, _) = Checkpoint::signed(&last).ok_or_else(|| self.damaged())?;
            if last.size > now.size || head::at(&self.connection, &self.path, &last.origin, last.size)? != last {
                let seen = Seen { checkpoint: last, nummer: Vec::new(), plats: None };
                return Err(self.log.rewound(&self.path, &seen, now.size));
            }
            if last == now {
                return self.newest(0)?.ok_or_else(|| self.damaged());
            }
        }
        let signed = self.log.signed(&now)?;
        let (size, path) = (number(now.size)?, self.path.clone());
        self.change(|transaction| {
            let sql = "INSERT OR IGNORE INTO kontrollpunkt VALUES (?1, ?2, 0)";
            transaction.execute(sql, params![size, signed]).or_refused(&path)
        })?;
        Ok(signed)
    }

    fn receipt(&mut self, index: u64) -> Result<String, Diagnostic> {
        let sql = "SELECT innehall FROM post WHERE post = ?1";
        let text = self.connection.query_row(sql, [number(index)?], |row| row.get::<_, Option<String>>(0));
        let text = text.optional().or_refused(&self.path)?.flatten().ok_or_else(|| {
            Diagnostic::error("post-saknas", format!("post {index} finns inte i registret, eller är gallrad"))
        })?;
        let note = match self.best(index + 1)? {
            Some(note) => note,
            None => self.checkpoint()?,
        };
        let (checkpoint, _) = Checkpoint::signed(&note).ok_or_else(|| self.damaged())?;
        let stored = Stored::new(&self.connection, &self.path)?;
        let path = tree::path(&stored, index, checkpoint.size)?;
        let path: String = path.iter().map(|hash| STANDARD.encode(hash) + "\n").collect();
        Ok(format!("c2sp.org/tlog-proof@v1\nextra {}\nindex {index}\n{path}\n{note}", STANDARD.encode(text)))
    }

    fn growth(&self, old: u64) -> Result<String, Diagnostic> {
        let note = self.newest(old)?.ok_or_else(|| {
            Diagnostic::error("kontrollpunkt-saknas", "registret har ingen senare kontrollpunkt")
                .hint("gör en med utdrag register kontrollpunkt")
        })?;
        let (checkpoint, _) = Checkpoint::signed(&note).ok_or_else(|| self.damaged())?;
        let stored = Stored::new(&self.connection, &self.path)?;
        let proof = if old == 0 { Vec::new() } else { tree::consistency(&stored, old, checkpoint.size)? };
        let proof: String = proof.iter().map(|hash| STANDARD.encode(hash) + "\n").collect();
        Ok(format!("old {old}\n{proof}\n{note}"))
    }

    fn take_in(&mut self, cosigned: &str) -> Result<Checkpoint, Diagnostic> {
        self.honest_time()?;
        let read =
            Checkpoint::signed(cosigned).filter(|(checkpoint, note)| self.log.keys().has_signed(note, checkpoint.size));
        let (checkpoint, note) = read.ok_or_else(|| {
            Diagnostic::error(
                "kontrollpunkt-annan",
                "filen är ingen kontrollpunkt som det här registret har skrivit under",
            )
        })?;
        if note.signatures.iter().all(|line| line.name == checkpoint.origin) {
            let message = format!("kontrollpunkten vid {} är inte bevittnad av någon", checkpoint.size);
            return Err(Diagnostic::error("kontrollpunkt-obevittnad", message)
                .hint("ta in den fil som vittnet skickade tillbaka, efter utdrag register bevittna"));
        }
        let size = read::size(&self.connection).or_refused(&self.path)?;
        if checkpoint.size > size
            || head::at(&self.connection, &self.path, &checkpoint.origin, checkpoint.size)? != checkpoint
        {
            let seen = Seen { checkpoint, nummer: Vec::new(), plats: None };
            return Err(self.log.rewound(&self.path, &seen, size));
        }
        let (size, path) = (number(checkpoint.size)?, self.path.clone());
        self.change(|transaction| {
            let sql = "INSERT OR REPLACE INTO kontrollpunkt VALUES (?1, ?2, 1)";
            transaction.execute(sql, params![size, cosigned]).or_refused(&path)
        })?;
        Ok(checkpoint)
    }
}

impl Sqlite {
    /// The newest checkpoint that covers the first `size` entries and that others have cosigned; else the newest that does.
    fn best(&self, size: u64) -> Result<Option<String>, Diagnostic> {
        let sql = "SELECT text FROM kontrollpunkt WHERE bevittnad AND storlek >= ?1 ORDER BY storlek DESC LIMIT 1";
        let cosigned =
            self.connection.query_row(sql, [number(size)?], |row| row.get(0)).optional().or_refused(&self.path)?;
        if cosigned.is_some() { Ok(cosigned) } else { self.newest(size) }
    }

    /// The newest checkpoint that covers the first `size` entries.
    fn newest(&self, size: u64) -> Result<Option<String>, Diagnostic> {
        let sql = "SELECT text FROM kontrollpunkt WHERE storlek >= ?1 ORDER BY storlek DESC LIMIT 1";
        self.connection.query_row(sql, [number(size)?], |row| row.get(0)).optional().or_refused(&self.path)
    }

    fn damaged(&self) -> Diagnostic {
        let message = format!("en kontrollpunkt i {} går inte att läsa", words::path(&self.path));
        Diagnostic::error("kontrollpunkt-olaslig", message).hint("kör utdrag register kontrollera")
    }
}
