//! A signature in two steps (`utdrag-reservation/1`): what is to be signed leaves the house, and the file waits for the value.
//! Nothing may change meanwhile: file, appearance, claimed time and statement are those that the signer signed, or nothing is written.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use der::{Decode, Encode};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use x509_cert::Certificate;

use ::cms::signed_data::SignedAttributes;

use super::answer::{self, Answer, Answered};
use super::cms::{self, ROOT_FORMAT};
use super::hash::Hash;
use super::key::KeyKind;
use super::signature::{Prepared, Request, Unsigned, Value, unencodable};
use super::update::Update;
use crate::diag::Diagnostic;
use crate::evidence::canonical;
use crate::evidence::hex;

/// Name and version of the record.
const FORMAT: &str = "utdrag-reservation/1";

/// What an extract that waits for its seal was made of: it is entered as this when the seal has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Utdrag {
    /// Its running number, as it is printed; `None` where none was taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nummer: Option<String>,
    /// Its §§.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paragrafer: Vec<u32>,
    /// Length of the signed minutes, in bytes.
    pub langd: usize,
    /// SHA-256 of the signed minutes, 64 hex.
    pub sha256: String,
    /// Root of the minutes, 64 hex.
    pub protokollrot: String,
    /// The corrections that it prints, a line each.
    pub rattelser: Vec<String>,
    /// What is to lie beside it: the copy for archives and its evidence, where they were asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bredvid: Vec<Attached>,
}

/// A file that is to lie beside the extract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attached {
    /// Its name.
    pub namn: String,
    /// Its bytes, base64.
    innehall: String,
}

impl Attached {
    pub(super) fn of(namn: String, bytes: &[u8]) -> Self {
        Self { namn, innehall: STANDARD.encode(bytes) }
    }

    /// Its bytes.
    ///
    /// # Errors
    /// When the record is damaged, or names a file that lies elsewhere.
    pub fn bytes(&self) -> Result<Vec<u8>, Diagnostic> {
        if self.namn.contains(['/', '\\']) || self.namn.starts_with('.') {
            return Err(damaged("en fil som ska ligga bredvid utdraget ligger någon annanstans"));
        }
        decoded(&self.innehall)
    }
}

impl Utdrag {
    pub(super) fn of((minutes, protokollrot): (&[u8], String)) -> Self {
        Self {
            nummer: None,
            paragrafer: Vec::new(),
            langd: minutes.len(),
            sha256: hex(&Sha256::digest(minutes)),
            protokollrot,
            rattelser: Vec::new(),
            bredvid: Vec::new(),
        }
    }

    /// True when it was made of these minutes.
    #[must_use]
    pub fn is_of(&self, minutes: &[u8]) -> bool {
        minutes.len() == self.langd && hex(&Sha256::digest(minutes)) == self.sha256
    }

    /// Refuses minutes that are not those it was made of.
    ///
    /// # Errors
    /// When bytes or root differ.
    pub fn unchanged(&self, minutes: &[u8], root: &str) -> Result<(), Diagnostic> {
        let same = self.is_of(minutes);
        if same && root == self.protokollrot {
            return Ok(());
        }
        let what = if same { "identitetsfilen" } else { "protokollet" };
        let message = format!("{what} är inte som när stämpeln förbereddes; stämpeln hör till ett utdrag ur det gamla");
        Err(Diagnostic::error("andrad-sedan-reservationen", message)
            .hint("ta tillbaka filen som den var, eller släpp reservationen med --avbryt och börja om"))
    }
}

/// What waits for a signature value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reservation {
    format: String,
    /// Name of the file.
    pub fil: String,
    /// Who is to sign, as `--som` had it.
    pub som: String,
    /// The field to be filled.
    pub falt: String,
    /// The claimed moment, RFC 3339: it stands in the file, and is the day on the appearance.
    pub tid: String,
    /// Length of the file before, in bytes; 0 for a file that does not exist yet.
    pub langd: usize,
    /// SHA-256 of those bytes, 64 hex.
    pub sha256: String,
    /// The bytes to be added, base64, with zeros for the value.
    revision: String,
    /// DER of the signed attributes, base64: what is signed.
    attribut: String,
    /// The chain that was given, base64 of DER each; empty where the service names the certificate.
    certifikat: Vec<String>,
    /// Of an extract: what it was made of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub utdrag: Option<Utdrag>,
}

/// A file whose value came back.
pub(super) struct Completed {
    pub(super) bytes: Vec<u8>,
    pub(super) chain: Vec<Certificate>,
}

impl Reservation {
    /// Prepares a signature that somebody else is to make.
    ///
    /// # Errors
    /// When the field cannot be filled.
    pub(super) fn of(
        (file, som, time): (&str, &str, jiff::Timestamp),
        original: &[u8],
        (update, request): (Update, &Request<'_>),
        chain: &[Certificate],
    ) -> Result<Self, Diagnostic> {
        let unsigned = Unsigned::of(update, request, (chain.first(), hash_for(chain.first())?))?;
        let certificates = chain.iter().map(|one| one.to_der().map(|der| STANDARD.encode(der)));
        Ok(Self {
            format: FORMAT.to_owned(),
            fil: file.to_owned(),
            som: som.to_owned(),
            falt: request.field.to_owned(),
            tid: time.to_string(),
            langd: original.len(),
            sha256: hex(&Sha256::digest(original)),
            revision: STANDARD.encode(unsigned.prepared.revision(original.len())),
            attribut: STANDARD.encode(unsigned.message()?),
            certifikat: certificates.collect::<der::Result<_>>().map_err(|error| unencodable(&error))?,
            utdrag: None,
        })
    }

    /// As it is for an extract.
    pub(super) fn of_extract(self, utdrag: Utdrag) -> Self {
        Self { utdrag: Some(utdrag), ..self }
    }

    /// Reads a record.
    ///
    /// # Errors
    /// When it is not one.
    pub fn read(bytes: &[u8]) -> Result<Self, Diagnostic> {
        let found: Self = serde_json::from_slice(bytes).map_err(|_| damaged("den går inte att läsa"))?;
        if found.format == FORMAT {
            Ok(found)
        } else {
            Err(damaged("den är av ett format som programmet inte känner"))
        }
    }

    /// Its canonical bytes.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        canonical::bytes(self)
    }

    /// The moment that is claimed.
    ///
    /// # Errors
    /// When the record is damaged.
    pub fn time(&self) -> Result<jiff::Timestamp, Diagnostic> {
        self.tid.parse().map_err(|_| damaged("tiden går inte att läsa"))
    }

    /// What is to be signed: DER of the signed attributes.
    ///
    /// # Errors
    /// When the record is damaged.
    pub fn message(&self) -> Result<Vec<u8>, Diagnostic> {
        decoded(&self.attribut)
    }

    /// The hash that the service is to sign with.
    ///
    /// # Errors
    /// When the record is damaged.
    pub fn hash(&self) -> Result<Hash, Diagnostic> {
        cms::hash_of(&self.attributes()?).ok_or_else(|| damaged("det som ska skrivas under saknar sin hash"))
    }

    /// The file with the value in it. `root` is what the signature must say, as the file's record has it.
    ///
    /// # Errors
    /// When the file or the record has changed, or the answer is not a signature of what was prepared.
    pub(super) fn complete(
        &self,
        original: &[u8],
        root: Option<&str>,
        answer: &Answer<'_>,
        timestamp: Option<&str>,
    ) -> Result<Completed, Diagnostic> {
        let (prepared, attributes) = self.unchanged(original, root)?;
        let Answered { attributes, value, chain } = answer::read(answer, &attributes, &self.known()?)?;
        let unsigned = Unsigned { prepared, attributes };
        let bytes = unsigned.complete(&Value { bytes: &value, chain: &chain }, timestamp)?;
        Ok(Completed { bytes, chain })
    }

    /// The chain of whoever signed, the signer first.
    ///
    /// # Errors
    /// When the record is damaged, or the answer is not one of what was prepared.
    pub fn chain(&self, answer: &Answer<'_>) -> Result<Vec<Certificate>, Diagnostic> {
        Ok(answer::read(answer, &self.attributes()?, &self.known()?)?.chain)
    }

    /// True when `file` has this signature: it was written, and the reservation only remained.
    #[must_use]
    pub fn is_spent(&self, file: &[u8]) -> bool {
        let Some(before) = file.get(..self.langd) else { return false };
        let made = decoded(&self.revision).map(|revision| [before, &revision].concat());
        let prepared = made.and_then(|bytes| Prepared::again(bytes, self.langd));
        hex(&Sha256::digest(before)) == self.sha256 && prepared.is_ok_and(|prepared| prepared.is_filled_in(file))
    }

    fn known(&self) -> Result<Vec<Certificate>, Diagnostic> {
        let read = |one: &String| {
            Certificate::from_der(&decoded(one)?).map_err(|_| damaged("ett certifikat går inte att läsa"))
        };
        self.certifikat.iter().map(read).collect()
    }

    fn attributes(&self) -> Result<SignedAttributes, Diagnostic> {
        SignedAttributes::from_der(&self.message()?).map_err(|_| damaged("det som ska skrivas under går inte att läsa"))
    }

    /// The file with room for the value, and the statement about just that file.
    fn unchanged(&self, original: &[u8], root: Option<&str>) -> Result<(Prepared, SignedAttributes), Diagnostic> {
        if original.len() != self.langd || hex(&Sha256::digest(original)) != self.sha256 {
            return Err(Diagnostic::error(
                "andrad-sedan-reservationen",
                format!(
                    "{} har ändrats sedan underskriften förbereddes; underskriften hör till den gamla filen",
                    self.fil
                ),
            )
            .hint("ta tillbaka filen som den var, eller släpp reservationen med --avbryt och börja om"));
        }
        let bytes = [original, &decoded(&self.revision)?].concat();
        let prepared =
            Prepared::again(bytes, original.len()).map_err(|_| damaged("platsen för underskriften finns inte kvar"))?;
        let attributes = self.attributes()?;
        let digest = cms::hash_of(&attributes).map(|hash| prepared.digest_with(hash));
        if digest.is_none() || cms::message_digest(&attributes) != digest {
            return Err(damaged("det som ska skrivas under gäller inte den här filen"));
        }
        let stated = root.map(|root| format!("{ROOT_FORMAT} {root}").into_bytes());
        if cms::octets_of(&attributes, cms::PROTOKOLLROT) != stated {
            return Err(damaged("protokollroten är inte filens"));
        }
        Ok((prepared, attributes))
    }
}

/// SHA-256, which every service knows; another only where the certificate takes nothing else.
fn hash_for(certificate: Option<&Certificate>) -> Result<Hash, Diagnostic> {
    match certificate.map(KeyKind::of).transpose()? {
        Some(KeyKind::RsaPss(hash)) => Ok(hash),
        Some(KeyKind::P256 | KeyKind::P384 | KeyKind::P521 | KeyKind::Rsa) | None => Ok(Hash::Sha256),
    }
}

fn decoded(text: &str) -> Result<Vec<u8>, Diagnostic> {
    STANDARD.decode(text).map_err(|_| damaged("den går inte att läsa"))
}

fn damaged(how: &str) -> Diagnostic {
    Diagnostic::error("reservation-skadad", format!("reservationen har ändrats eller skadats: {how}"))
        .hint("släpp den med --avbryt och förbered underskriften på nytt")
}
