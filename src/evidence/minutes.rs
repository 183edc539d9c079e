//! The canonical objects of signed minutes, read back from `<stem>.identitet.jsonl`: leaf 0 first, then the §§.
//! What is read is the bytes; they must be canonical, so that what is printed from them is what was signed.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::identity::{hex, innehallsidentitet, protokollrot, unhex, vag};
use super::merkle::Hash;
use super::{DoldObject, HuvudObject, ParagrafObject, canonical};
use crate::diag::Diagnostic;

/// One § of signed minutes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// § number.
    pub nummer: u32,
    /// Its object; `None` for a secret § whose object is kept apart.
    pub object: Option<ParagrafObject>,
    /// Its innehållsidentitet.
    pub identity: Hash,
    /// True for a secret §.
    pub secret: bool,
}

/// Signed minutes as objects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Minutes {
    /// Leaf 0.
    pub huvud: HuvudObject,
    /// The §§, in order.
    pub leaves: Vec<Leaf>,
}

impl Minutes {
    /// Reads the lines of `<stem>.identitet.jsonl` and, where there is one, `<stem>.sekretess.jsonl`.
    ///
    /// # Errors
    /// A line that is no canonical object, with its number.
    pub fn read(lines: &str, secret: &str) -> Result<Self, Diagnostic> {
        let mut lines = lines.lines().enumerate();
        let head = lines.next().ok_or_else(|| Diagnostic::error("identitet-tom", "identitetsfilen är tom"))?;
        let huvud = object(head, "utdrag-huvud/1")?;
        let secret = secret.lines().enumerate().map(|line| object::<ParagrafObject>(line, "utdrag-paragraf/1"));
        let secret = secret.collect::<Result<Vec<_>, _>>()?;
        let leaves = lines.map(|line| leaf(line, &secret)).collect::<Result<_, _>>()?;
        Ok(Self { huvud, leaves })
    }

    /// Innehållsidentiteter of all leaves, leaf 0 first.
    #[must_use]
    pub fn identities(&self) -> Vec<Hash> {
        std::iter::once(innehallsidentitet(&self.huvud)).chain(self.leaves.iter().map(|leaf| leaf.identity)).collect()
    }

    /// Protokollrot, 64 hex.
    #[must_use]
    pub fn root(&self) -> String {
        hex(&protokollrot(&self.identities()))
    }

    /// Audit path of a leaf, 64 hex each; `None` where there is no such leaf.
    #[must_use]
    pub fn path(&self, index: usize) -> Option<Vec<String>> {
        Some(vag(&self.identities(), index)?.iter().map(|hash| hex(hash)).collect())
    }
}

fn leaf(line: (usize, &str), secret: &[ParagrafObject]) -> Result<Leaf, Diagnostic> {
    if line.1.contains("\"utdrag-paragraf-dold/1\"") {
        let hidden: DoldObject = object(line, "utdrag-paragraf-dold/1")?;
        let identity = unhex(&hidden.innehallsidentitet).and_then(|bytes| bytes.try_into().ok());
        let identity: Hash = identity.ok_or_else(|| strange(line.0))?;
        let object = secret.iter().find(|one| innehallsidentitet(*one) == identity).cloned();
        if object.as_ref().is_some_and(|object| object.nummer != hidden.nummer) {
            return Err(strange(line.0));
        }
        return Ok(Leaf { nummer: hidden.nummer, object, identity, secret: true });
    }
    let object: ParagrafObject = object(line, "utdrag-paragraf/1")?;
    Ok(Leaf { nummer: object.nummer, identity: innehallsidentitet(&object), object: Some(object), secret: false })
}

fn object<T: Serialize + DeserializeOwned>((index, line): (usize, &str), format: &str) -> Result<T, Diagnostic> {
    let object: T = serde_json::from_str(line).map_err(|_| strange(index))?;
    let named = line.contains(&format!("\"format\":\"{format}\""));
    if named && canonical::bytes(&object) == line.as_bytes() { Ok(object) } else { Err(strange(index)) }
}

fn strange(index: usize) -> Diagnostic {
    let message =
        format!("rad {} i identitetsfilen är inte ett kanoniskt objekt: filen är skadad eller ändrad", index + 1);
    Diagnostic::error("identitet-skadad", message)
        .hint("hämta filen ur arkivet; den skapades tillsammans med protokollet")
}
