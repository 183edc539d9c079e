//! `bevis.json` (`utdrag-bevis/1`): ties the §§ of an extract to the minutes that were signed, without the other §§.

use serde::Serialize;

/// The evidence of an extract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Bevis {
    /// Always `utdrag-bevis/1`.
    pub format: String,
    /// The signed minutes.
    pub protokoll: SignedMinutes,
    /// Protokollrot, 64 hex.
    pub rot: String,
    /// Number of leaves, leaf 0 counted.
    pub antal: usize,
    /// The leaves that are in the extract, leaf 0 first.
    pub blad: Vec<Blad>,
    /// The signatures of those who adjusted the minutes.
    pub justeringar: Vec<Justerade>,
    /// `false` where an outside service signed, and no signature is about the root.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rot_undertecknad: Option<bool>,
}

/// The file that was signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SignedMinutes {
    /// Its name.
    pub fil: String,
    /// Its length in bytes.
    pub langd: usize,
    /// SHA-256 of it, 64 hex.
    pub sha256: String,
    /// How it relates to the file we made.
    pub relation: Relation,
}

/// How signed minutes relate to the file that was made for signing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Relation {
    /// The made file is an exact prefix of the signed one.
    Prefix,
    /// The made file lies, byte for byte, in an attachment of the signed one.
    Inbaddat,
    /// The service wrote a file of its own.
    Omskrivet,
}

/// One leaf and its audit path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Blad {
    /// Index of the leaf, from 0.
    pub index: usize,
    /// Name of the attachment with its canonical bytes.
    pub objekt: String,
    /// Audit path, 64 hex each (RFC 9162 2.1.3).
    pub vag: Vec<String>,
}

/// One signature on the minutes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Justerade {
    /// Who signed, as leaf 0 names them, without party: "Ingrid Åkerö".
    pub namn: String,
    /// `sha-256:<64 hex>` of the certificate where it is in another name and the authority has said whose it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certifikat: Option<String>,
    /// In what role.
    pub roll: String,
    /// The CMS, base64 of DER.
    pub cms: String,
    /// `personnummer` where the signer's certificate was left out of the CMS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub utelamnad: Option<String>,
}
