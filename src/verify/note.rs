//! Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint, tlog-cosignature), from the reader's side: who has
//! signed, by keys that the recipient has chosen. A signature of an unknown key says nothing, for or against.

use ed25519_dalek::{Signature, VerifyingKey};

use super::algorithm::sha256;
use super::justering::base64;
use super::merkle::Hash;
use super::seal::hex;

/// Most signatures that are looked at in a note.
const MOST: usize = 64;

/// A key that the recipient has chosen to believe: `<name>+<key id>+<base64>`, of a log or of a witness.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loggnyckel {
    name: String,
    kind: u8,
    key: VerifyingKey,
}

impl Loggnyckel {
    /// Reads a vkey; `None` for what is none.
    #[must_use]
    pub fn read(line: &str) -> Option<Self> {
        let mut parts = line.trim().splitn(3, '+');
        let (name, id, key) = (parts.next()?, parts.next()?, base64(parts.next()?)?);
        let (kind, key) = key.split_first().filter(|(kind, _)| matches!(kind, 1 | 4))?;
        let key = VerifyingKey::from_bytes(key.try_into().ok()?).ok()?;
        let read = Self { name: name.to_owned(), kind: *kind, key };
        (!name.is_empty() && hex(&read.id()) == id).then_some(read)
    }

    /// First four bytes of SHA-256 of name, line feed, kind, key.
    fn id(&self) -> [u8; 4] {
        let mut text = self.name.as_bytes().to_vec();
        text.extend_from_slice(&[b'\n', self.kind]);
        text.extend_from_slice(self.key.as_bytes());
        let hash = sha256(&text);
        [hash[0], hash[1], hash[2], hash[3]]
    }
}

/// Who of the chosen keys has signed.
#[derive(Debug, Default)]
pub(crate) struct Signers {
    /// The log itself, by a key of its own name.
    pub(crate) log: bool,
    /// Witnesses, with the seconds since 1970 at which they say they cosigned.
    pub(crate) witnesses: Vec<(String, u64)>,
    /// Names of chosen keys whose signature is false.
    pub(crate) wrong: Vec<String>,
}

/// What one signature of a chosen key is.
enum Signed {
    Wrong,
    Plain,
    /// A witness's, with the time it says.
    At(u64),
}

/// A checkpoint with its signatures.
pub(crate) struct Checkpoint<'a> {
    pub(crate) origin: &'a str,
    pub(crate) size: u64,
    pub(crate) root: Hash,
    text: &'a str,
    lines: Vec<(&'a str, Vec<u8>)>,
}

impl<'a> Checkpoint<'a> {
    /// Reads a whole note; `None` when it is not written as the formats say.
    pub(crate) fn read(note: &'a str) -> Option<Self> {
        if note.chars().any(|one| one.is_ascii_control() && one != '\n') {
            return None;
        }
        let at = note.rfind("\n\n")?;
        let (text, signatures) = (note.get(..=at)?, note.get(at + 2..)?.strip_suffix('\n')?);
        let mut body = text.split('\n');
        let (origin, size, root) = (body.next()?, body.next()?, body.next()?);
        let number: u64 = size.parse().ok()?;
        let root: Hash = base64(root)?.try_into().ok()?;
        let lines = signatures.split('\n').map(signature).collect::<Option<Vec<_>>>()?;
        (!origin.is_empty() && number.to_string() == size && lines.len() <= MOST).then_some(Self {
            origin,
            size: number,
            root,
            text,
            lines,
        })
    }

    /// Which of the chosen keys have signed it.
    pub(crate) fn signers(&self, keys: &[Loggnyckel]) -> Signers {
        let mut signers = Signers::default();
        for (name, bytes) in &self.lines {
            let known = keys.iter().find(|key| key.name == *name && bytes.get(..4) == Some(key.id().as_slice()));
            let (Some(key), Some(signature)) = (known, bytes.get(4..)) else { continue };
            match self.signed(key, signature) {
                Signed::Wrong => signers.wrong.push((*name).to_owned()),
                Signed::Plain if key.name == self.origin => signers.log = true,
                Signed::Plain => {}
                Signed::At(time) => match signers.witnesses.iter_mut().find(|(witness, _)| witness == name) {
                    Some((_, first)) => *first = time.min(*first),
                    None => signers.witnesses.push(((*name).to_owned(), time)),
                },
            }
        }
        signers
    }

    fn signed(&self, key: &Loggnyckel, signature: &[u8]) -> Signed {
        if key.kind == 1 {
            return if good(key, self.text, signature) { Signed::Plain } else { Signed::Wrong };
        }
        let Some((time, signature)) = signature.split_first_chunk::<8>() else { return Signed::Wrong };
        let time = u64::from_be_bytes(*time);
        let text = format!("cosignature/v1\ntime {time}\n{}", self.text);
        if good(key, &text, signature) { Signed::At(time) } else { Signed::Wrong }
    }
}

fn good(key: &Loggnyckel, text: &str, signature: &[u8]) -> bool {
    Signature::from_slice(signature).is_ok_and(|one| key.key.verify_strict(text.as_bytes(), &one).is_ok())
}

fn signature(line: &str) -> Option<(&str, Vec<u8>)> {
    let (name, bytes) = line.strip_prefix("\u{2014} ")?.split_once(' ')?;
    let bytes = base64(bytes).filter(|bytes| bytes.len() > 4)?;
    (!name.is_empty()).then_some((name, bytes))
}
