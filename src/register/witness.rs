//! A witness cosigns a log's checkpoint (C2SP tlog-cosignature), from a file and without a server. Refuses one that the
//! log's key has not signed, and one that does not continue what the witness has seen.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;

use super::checkpoint::Checkpoint;
use super::note::{Note, PrivateKey, PublicKey};
use super::tree;
use crate::clock;
use crate::diag::Diagnostic;
use crate::evidence::merkle::Hash;

/// What a log sends its witness: a checkpoint, alone or after the proof that it continues an older one.
#[derive(Clone, Debug)]
pub struct Request {
    /// The checkpoint.
    pub checkpoint: Checkpoint,
    note: Note,
    text: String,
    proof: Option<(u64, Vec<Hash>)>,
}

impl Request {
    /// Reads a checkpoint, or the request of C2SP tlog-witness: `old N`, hashes, an empty line, the checkpoint.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (proof, note) = match text.strip_prefix("old ") {
            Some(rest) => {
                let (head, note) = rest.split_once("\n\n")?;
                let mut lines = head.split('\n');
                let old = lines.next()?.parse().ok()?;
                let hash = |line: &str| STANDARD.decode(line).ok()?.try_into().ok();
                (Some((old, lines.filter(|line| !line.is_empty()).map(hash).collect::<Option<Vec<Hash>>>()?)), note)
            }
            None => (None, text),
        };
        let (checkpoint, read) = Checkpoint::signed(note)?;
        Some(Self { checkpoint, note: read, text: note.to_owned(), proof })
    }

    /// The checkpoint with the witness's signature after those it has; `logs` are the keys that the log
    /// has published, and `seen` the last one that this witness cosigned.
    ///
    /// # Errors
    /// Says what the witness refuses; also when the time is set (`UTDRAG_TID`), for a cosignature says when.
    pub fn cosign(
        &self,
        key: &PrivateKey,
        logs: &[PublicKey],
        seen: Option<&Checkpoint>,
        now: Timestamp,
    ) -> Result<String, Diagnostic> {
        if clock::set().is_some() {
            let fault = Diagnostic::error("tid-satt", "tiden är satt med UTDRAG_TID, och ett vittne säger den riktiga");
            return Err(fault.hint("ta bort UTDRAG_TID ur miljön"));
        }
        let signed = |log: &PublicKey| self.checkpoint.origin == log.name && log.has_signed(&self.note);
        if !logs.iter().any(signed) {
            return Err(Diagnostic::error(
                "kontrollpunkt-annan",
                "kontrollpunkten är inte underskriven med den nyckel som anges efter --lita-på",
            ));
        }
        if let Some(seen) = seen {
            self.follows(seen)?;
        }
        if self.is_cosigned_by(&key.public()) {
            return Ok(self.text.clone());
        }
        Ok(format!("{}{}", self.text, key.line(&self.note.text, now)))
    }

    /// True when the checkpoint carries a witness's signature already: one more would say nothing new.
    #[must_use]
    pub fn is_cosigned_by(&self, witness: &PublicKey) -> bool {
        witness.has_signed(&self.note)
    }

    fn follows(&self, seen: &Checkpoint) -> Result<(), Diagnostic> {
        let (old, new) = (seen.size, self.checkpoint.size);
        if new < old {
            let message = format!("kontrollpunkten gäller {new} poster, och den förra som bevittnades {old}");
            return Err(Diagnostic::error("kontrollpunkt-aldre", message));
        }
        let empty = Vec::new();
        let proof = match &self.proof {
            Some((of, proof)) if *of == old => proof,
            _ if new == old => &empty,
            _ => {
                let message = format!("beviset för att kontrollpunkten fortsätter den förra, vid {old} poster, saknas");
                return Err(Diagnostic::error("bevis-saknas", message)
                    .hint("be myndigheten om en som är gjord med --sedan och den förra kontrollpunkten"));
            }
        };
        if tree::continues((old, &seen.root), (new, &self.checkpoint.root), proof) {
            return Ok(());
        }
        let message =
            format!("de första {old} posterna är inte de som bevittnades förra gången: registret är omskrivet");
        Err(Diagnostic::error("register-omskrivet", message)
            .hint("bevittna inte, behåll båda filerna och hör av dig till myndigheten"))
    }
}
