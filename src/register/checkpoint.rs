//! Checkpoints (C2SP tlog-checkpoint): how many entries a register has, and the root over them, in three lines that
//! its log key signs, witnesses cosign and the authority seals.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::note::Note;
use crate::evidence::merkle::Hash;

/// What a checkpoint says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log.
    pub origin: String,
    /// How many entries.
    pub size: u64,
    /// Root over them.
    pub root: Hash,
}

impl Checkpoint {
    /// The note's text: three lines.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, STANDARD.encode(self.root))
    }

    /// Reads the text of a note; lines after the third are passed over, as the format says.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let mut lines = text.split('\n');
        let (origin, size, root) = (lines.next()?, lines.next()?, lines.next()?);
        let number: u64 = size.parse().ok()?;
        let root: Hash = STANDARD.decode(root).ok()?.try_into().ok()?;
        (!origin.is_empty() && number.to_string() == size).then(|| Self {
            origin: origin.to_owned(),
            size: number,
            root,
        })
    }

    /// Reads a signed checkpoint; the signatures are for the caller to ask about.
    #[must_use]
    pub fn signed(note: &str) -> Option<(Self, Note)> {
        let note = Note::read(note)?;
        Some((Self::read(&note.text)?, note))
    }
}
