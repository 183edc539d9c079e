//! Signed notes (C2SP signed-note) with Ed25519: the keys of a log and of a witness, and what they sign.
//! Makes them; whether one that comes from outside is genuine is also asked here, for the log's own checkpoints.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::leaf::{hex, unhex};
use crate::diag::Diagnostic;

/// What a key is for: the type byte of signed-note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A log signs its checkpoints.
    Log,
    /// A witness cosigns them, with the time (tlog-cosignature).
    Witness,
}

impl Purpose {
    fn byte(self) -> u8 {
        match self {
            Purpose::Log => 1,
            Purpose::Witness => 4,
        }
    }
}

/// The public half: `<name>+<key id, 8 hex>+<base64 of type and key>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    /// The key's name; of a log, its origin.
    pub name: String,
    purpose: Purpose,
    key: VerifyingKey,
}

impl PublicKey {
    /// Reads a vkey; `None` for what is none, or of another kind.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let mut parts = text.trim().splitn(3, '+');
        let (name, id, key) = (parts.next()?, parts.next()?, parts.next()?);
        let bytes = STANDARD.decode(key).ok()?;
        let (purpose, key) = match bytes.split_first()? {
            (1, key) => (Purpose::Log, key),
            (4, key) => (Purpose::Witness, key),
            _ => return None,
        };
        let key = VerifyingKey::from_bytes(key.try_into().ok()?).ok()?;
        let read = Self { name: name.to_owned(), purpose, key };
        (is_name(name) && unhex(id)? == read.id()).then_some(read)
    }

    /// As it is published.
    #[must_use]
    pub fn text(&self) -> String {
        let mut key = vec![self.purpose.byte()];
        key.extend_from_slice(self.key.as_bytes());
        format!("{}+{}+{}", self.name, hex(&self.id()), STANDARD.encode(key))
    }

    /// What it is for.
    #[must_use]
    pub fn purpose(&self) -> Purpose {
        self.purpose
    }

    fn id(&self) -> [u8; 4] {
        let mut hash = Sha256::new();
        hash.update(self.name.as_bytes());
        hash.update([b'\n', self.purpose.byte()]);
        hash.update(self.key.as_bytes());
        let hash: [u8; 32] = hash.finalize().into();
        [hash[0], hash[1], hash[2], hash[3]]
    }

    /// True when the note carries a signature of this key, and it is good.
    #[must_use]
    pub fn has_signed(&self, note: &Note) -> bool {
        let mut mine = note.signatures.iter().filter(|one| one.name == self.name && one.id == self.id()).peekable();
        mine.peek().is_some() && mine.all(|one| self.signed(&note.text, &one.bytes))
    }

    fn signed(&self, text: &str, bytes: &[u8]) -> bool {
        let (message, signature) = match self.purpose {
            Purpose::Log => (text.to_owned(), bytes),
            Purpose::Witness => {
                let Some((time, signature)) = bytes.split_first_chunk::<8>() else { return false };
                (cosigned(u64::from_be_bytes(*time), text), signature)
            }
        };
        Signature::from_slice(signature)
            .is_ok_and(|signature| self.key.verify_strict(message.as_bytes(), &signature).is_ok())
    }
}

/// The keys of a log: the one that signs now, and those before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keyring {
    /// The one that signs now.
    pub now: PublicKey,
    /// Those before it, the oldest first: each may have signed a checkpoint of up to so many entries, and none after that.
    pub former: Vec<(PublicKey, u64)>,
}

impl Keyring {
    /// One key alone.
    #[must_use]
    pub fn of(now: PublicKey) -> Self {
        Self { now, former: Vec::new() }
    }

    /// True when a checkpoint of `size` entries is signed by a key that might sign it.
    #[must_use]
    pub fn has_signed(&self, note: &Note, size: u64) -> bool {
        let former = || self.former.iter().any(|(key, until)| size <= *until && key.has_signed(note));
        self.now.has_signed(note) || former()
    }

    /// As they are published: a vkey a line, the one that signs now first.
    #[must_use]
    pub fn text(&self) -> String {
        let former = self.former.iter().rev().map(|(key, _)| key);
        std::iter::once(&self.now).chain(former).map(|key| key.text() + "\n").collect()
    }
}

/// The private half. Never printed, and without `Debug`.
#[derive(Clone)]
pub struct PrivateKey {
    name: String,
    purpose: Purpose,
    key: SigningKey,
}

impl PrivateKey {
    /// A new key of chance, named by `name` from its public half.
    ///
    /// # Errors
    /// When the operating system has no chance to give, or the name has a space or a plus in it.
    pub fn new(purpose: Purpose, name: impl FnOnce(&str) -> String) -> Result<Self, Diagnostic> {
        let mut seed = [0_u8; 32];
        getrandom::fill(&mut seed).map_err(|error| {
            Diagnostic::error("slump-saknas", format!("datorn kunde inte ge slumptal till en nyckel: {error}"))
        })?;
        let key = SigningKey::from_bytes(&seed);
        let hash = hex(&Sha256::digest(key.verifying_key().as_bytes()));
        let name = name(hash.get(..16).unwrap_or(&hash));
        if !is_name(&name) {
            let message = format!("\"{name}\" kan inte vara namn på en nyckel: blanksteg och + får inte vara med");
            return Err(Diagnostic::error("nyckelnamn", message).hint("skriv till exempel arkivet.exempel.se"));
        }
        Ok(Self { name, purpose, key })
    }

    /// Reads a key as [`text`](Self::text) writes it.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let mut parts = text.trim().strip_prefix("PRIVATE+KEY+")?.splitn(3, '+');
        let (name, id, key) = (parts.next()?, parts.next()?, parts.next()?);
        let bytes = STANDARD.decode(key).ok()?;
        let (purpose, seed) = match bytes.split_first()? {
            (1, seed) => (Purpose::Log, seed),
            (4, seed) => (Purpose::Witness, seed),
            _ => return None,
        };
        let key = SigningKey::from_bytes(seed.try_into().ok()?);
        let read = Self { name: name.to_owned(), purpose, key };
        (is_name(name) && unhex(id)? == read.public().id()).then_some(read)
    }

    /// For its file alone: `PRIVATE+KEY+<name>+<key id>+<base64 of type and seed>`.
    #[must_use]
    pub fn text(&self) -> String {
        let mut seed = vec![self.purpose.byte()];
        seed.extend_from_slice(&self.key.to_bytes());
        format!("PRIVATE+KEY+{}+{}+{}\n", self.name, hex(&self.public().id()), STANDARD.encode(seed))
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey { name: self.name.clone(), purpose: self.purpose, key: self.key.verifying_key() }
    }

    /// One signature line over a note's text, its line feed included.
    #[must_use]
    pub fn line(&self, text: &str, now: Timestamp) -> String {
        let mut bytes = self.public().id().to_vec();
        match self.purpose {
            Purpose::Log => bytes.extend_from_slice(&self.key.sign(text.as_bytes()).to_bytes()),
            Purpose::Witness => {
                let time = u64::try_from(now.as_second()).unwrap_or(0);
                bytes.extend_from_slice(&time.to_be_bytes());
                bytes.extend_from_slice(&self.key.sign(cosigned(time, text).as_bytes()).to_bytes());
            }
        }
        format!("— {} {}\n", self.name, STANDARD.encode(bytes))
    }
}

/// A note: text, and signatures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The text that is signed, its last line feed included.
    pub text: String,
    /// Who signed.
    pub signatures: Vec<Line>,
}

/// One signature line of a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The key's name.
    pub name: String,
    id: [u8; 4],
    bytes: Vec<u8>,
}

impl Note {
    /// Reads a note; `None` for what is none.
    #[must_use]
    pub fn read(note: &str) -> Option<Self> {
        if note.chars().any(|one| one < ' ' && one != '\n') {
            return None;
        }
        let at = note.rfind("\n\n")?;
        let (text, lines) = (note.get(..=at)?, note.get(at + 2..)?);
        let signatures = lines.strip_suffix('\n')?.split('\n').map(line).collect::<Option<Vec<_>>>()?;
        (!signatures.is_empty() && signatures.len() <= 64).then(|| Self { text: text.to_owned(), signatures })
    }
}

fn line(line: &str) -> Option<Line> {
    let (name, signature) = line.strip_prefix("— ")?.split_once(' ')?;
    let bytes = STANDARD.decode(signature).ok()?;
    let (id, bytes) = bytes.split_first_chunk::<4>()?;
    is_name(name).then(|| Line { name: name.to_owned(), id: *id, bytes: bytes.to_vec() })
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|one: char| one.is_whitespace() || one == '+' || one.is_control())
}

fn cosigned(time: u64, text: &str) -> String {
    format!("cosignature/v1\ntime {time}\n{text}")
}
