//! CMS `SignedData` with one signer: opened strictly, and its signature checked over the attributes it signed.
//! Says nothing of trust.

use std::rc::Rc;

use cms::cert::CertificateChoices;
use cms::content_info::{CmsVersion, ContentInfo};
use cms::signed_data::{SignedData, SignerIdentifier, SignerInfo};
use der::asn1::{ObjectIdentifier, OctetString};
use der::{Any, Decode, Encode, Sequence};
use sha1::{Digest as _, Sha1};
use x509_cert::attr::Attributes;
use x509_cert::ext::pkix::SubjectKeyIdentifier;
use x509_cert::spki::AlgorithmIdentifierOwned;

use super::algorithm::{self, Digest, Refused};
use super::budget::{Budget, Fault};
use super::certificate::Certificate;
use super::tlv;
use super::verdict::{Brist, Underindikation};

const fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}

const SIGNED_DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.2");
/// Content of a detached signature.
pub(crate) const DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.1");
/// Content of a timestamp token.
pub(crate) const TIMESTAMP_INFO: ObjectIdentifier = oid("1.2.840.113549.1.9.16.1.4");
/// A timestamp on the signature, in the unsigned attributes.
pub(crate) const SIGNATURE_TIMESTAMP: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.14");
const CONTENT_TYPE: ObjectIdentifier = oid("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = oid("1.2.840.113549.1.9.4");
const SIGNING_CERTIFICATE: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.12");
const SIGNING_CERTIFICATE_V2: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.47");

#[derive(Sequence)]
struct BoundCertificate {
    /// SHA-256 when absent.
    #[asn1(optional = "true")]
    hash_algorithm: Option<AlgorithmIdentifierOwned>,
    hash: OctetString,
    #[asn1(optional = "true")]
    issuer_serial: Option<Any>,
}

#[derive(Sequence)]
struct BoundCertificateBySha {
    hash: OctetString,
    #[asn1(optional = "true")]
    issuer_serial: Option<Any>,
}

#[derive(Sequence)]
struct BoundCertificates<T: for<'a> Decode<'a> + Encode> {
    certificates: Vec<T>,
    #[asn1(optional = "true")]
    policies: Option<Any>,
}

/// One opened signature.
pub(crate) struct Signed {
    pub(crate) data: SignedData,
    pub(crate) signer: SignerInfo,
    /// Embedded certificates that could be read.
    pub(crate) certificates: Vec<Rc<Certificate>>,
    /// Forms that the profile of this program never writes.
    pub(crate) irregular: Vec<&'static str>,
}

/// Equal but for the order within sets: authorities put the certificates of a timestamp in an order of their own
/// (OpenSSL: the signer's first). The parser takes nothing else that could differ at equal length.
fn only_reordered(again: &[u8], der: &[u8]) -> bool {
    let counted = |bytes: &[u8]| {
        let mut counts = [0_usize; 256];
        for byte in bytes {
            if let Some(count) = counts.get_mut(usize::from(*byte)) {
                *count += 1;
            }
        }
        counts
    };
    again.len() == der.len() && counted(again) == counted(der)
}

impl Signed {
    /// `bytes` hold one DER element and zeros after it.
    pub(crate) fn open(bytes: &[u8], budget: &Budget) -> Result<Self, Fault> {
        let length = tlv::element(bytes, budget)?;
        let (der, padding) = bytes.split_at_checked(length).unwrap_or((bytes, &[]));
        if padding.iter().any(|byte| *byte != 0) {
            return Err(Fault::Malformed("det står något efter underskriften i dess utrymme", length));
        }
        let unreadable = |_| Fault::Malformed("underskriften är ingen CMS-struktur", 0);
        let info = ContentInfo::from_der(der).map_err(unreadable)?;
        if info.content_type != SIGNED_DATA {
            return Err(Fault::Malformed("underskriften är ingen CMS SignedData", 0));
        }
        let data: SignedData = info.content.decode_as().map_err(unreadable)?;
        let [signer] = data.signer_infos.0.as_slice() else {
            return Err(Fault::Malformed("underskriften har inte exakt en undertecknare", 0));
        };
        let signer = signer.clone();
        let mut irregular = Vec::new();
        let again = data.to_der().ok().and_then(|inner| {
            ContentInfo { content_type: info.content_type, content: Any::from_der(&inner).ok()? }.to_der().ok()
        });
        let same = again.is_some_and(|again| {
            again == der || (data.encap_content_info.econtent.is_some() && only_reordered(&again, der))
        });
        if !same {
            irregular.push("underskriftens kodning är inte entydig DER");
        }
        let mut certificates = Vec::new();
        for choice in data.certificates.iter().flat_map(|set| set.0.iter()) {
            let CertificateChoices::Certificate(_) = choice else {
                irregular.push("underskriften bär något annat än certifikat");
                continue;
            };
            match choice.to_der().ok().and_then(|der| Certificate::parse(&der, budget)) {
                Some(cert) => certificates.push(cert),
                None => irregular.push("underskriften bär ett certifikat som inte går att läsa"),
            }
        }
        irregular.extend(versions(&data, &signer));
        Ok(Self { data, signer, certificates, irregular })
    }

    /// The signer's certificate among `others` (who know what has been checked of them) and the embedded.
    pub(crate) fn signer_certificate(&self, others: &[Rc<Certificate>]) -> Option<Rc<Certificate>> {
        let named = |cert: &&Rc<Certificate>| {
            let tbs = &cert.inner.tbs_certificate;
            match &self.signer.sid {
                SignerIdentifier::IssuerAndSerialNumber(id) => {
                    tbs.issuer == id.issuer && tbs.serial_number == id.serial_number
                }
                SignerIdentifier::SubjectKeyIdentifier(id) => {
                    let found = tbs.get::<SubjectKeyIdentifier>().ok().flatten();
                    found.is_some_and(|(_, own)| own == *id)
                }
            }
        };
        let found: Vec<&Rc<Certificate>> = others.iter().chain(&self.certificates).filter(named).collect();
        // An issuer that gave one number twice: the one that the signature is bound to.
        let bound = found.iter().find(|cert| self.wrong_certificate(cert).is_none());
        bound.or(found.first()).map(|cert| Rc::clone(cert))
    }

    /// The one value of a signed attribute that stands exactly once.
    pub(crate) fn signed_attribute(&self, oid: ObjectIdentifier) -> Option<&Any> {
        single(self.signer.signed_attrs.as_ref()?, oid)
    }

    /// Checks content type, message digest, signing certificate and signature; `content` answers with the digest of what
    /// was signed, or `None` where the signed bytes are not at hand.
    pub(crate) fn check(
        &self,
        cert: &Certificate,
        content_type: ObjectIdentifier,
        content: &dyn Fn(Digest) -> Option<Vec<u8>>,
        budget: &Budget,
    ) -> Result<Vec<Brist>, Fault> {
        let mut brister = Vec::new();
        let Some(digest) = Digest::of(&self.signer.digest_alg) else {
            return Ok(vec![weak(&algorithm::refusal("hashfunktionen", &self.signer.digest_alg.oid))]);
        };
        let Some(attributes) = &self.signer.signed_attrs else {
            return Ok(vec![format_brist("attribut-saknas", "underskriften saknar signerade attribut")]);
        };
        let said = self.signed_attribute(CONTENT_TYPE).and_then(|value| value.decode_as::<ObjectIdentifier>().ok());
        if said != Some(content_type) || self.data.encap_content_info.econtent_type != content_type {
            brister.push(format_brist("fel-innehallstyp", "underskriften är gjord för en annan sorts innehåll"));
        }
        match (self.promised(), content(digest)) {
            (None, _) => brister.push(format_brist("hash-saknas", "underskriften saknar hash av det undertecknade")),
            (Some(promised), Some(actual)) if promised != actual => brister.push(other_content()),
            (Some(_), Some(_) | None) => {}
        }
        if let Some(brist) = self.wrong_certificate(cert) {
            brister.push(brist);
        }
        let message =
            attributes.to_der().map_err(|_| Fault::Malformed("underskriftens attribut går inte att läsa", 0))?;
        brister.extend(self.value(cert, digest, &|digest| digest.compute(&[&message]), budget)?);
        Ok(brister)
    }

    /// Checks a signature that is made on the content itself, without attributes (`adbe.pkcs7.detached` of old): what
    /// content it is cannot be told apart from whose key it was.
    pub(crate) fn check_bare(
        &self,
        cert: &Certificate,
        content: &dyn Fn(Digest) -> Vec<u8>,
        budget: &Budget,
    ) -> Result<Option<Brist>, Fault> {
        match Digest::of(&self.signer.digest_alg) {
            Some(digest) => self.value(cert, digest, content, budget),
            None => Ok(Some(weak(&algorithm::refusal("hashfunktionen", &self.signer.digest_alg.oid)))),
        }
    }

    /// What is wrong with the signature value over what `message` hashes.
    fn value(
        &self,
        cert: &Certificate,
        digest: Digest,
        message: &dyn Fn(Digest) -> Vec<u8>,
        budget: &Budget,
    ) -> Result<Option<Brist>, Fault> {
        let key = &cert.inner.tbs_certificate.subject_public_key_info;
        let value = (self.signer.signature.as_bytes(), budget);
        match algorithm::verify(key, &self.signer.signature_algorithm, Some(digest), message, value) {
            Ok(()) => Ok(None),
            Err(Refused::Wrong) => Ok(Some(Brist::false_because(
                "falsk-underskrift",
                Underindikation::SigCryptoFailure,
                format!("underskriften är inte gjord med nyckeln i certifikatet för {}", cert.name()),
            ))),
            Err(Refused::Weak(what)) => Ok(Some(weak(&what))),
            Err(Refused::Fault(fault)) => Err(fault),
        }
    }

    /// The hash of the content among the signed attributes.
    fn promised(&self) -> Option<Vec<u8>> {
        let value = self.signed_attribute(MESSAGE_DIGEST)?.decode_as::<OctetString>().ok()?;
        Some(value.as_bytes().to_vec())
    }

    /// A signature by SHA-1 proves nothing, but content that it does not fit is not the content that was signed.
    pub(crate) fn is_refuted_by(&self, parts: &[&[u8]]) -> bool {
        let said = self.promised().filter(|_| self.signer.digest_alg.oid == algorithm::SHA1);
        said.is_some_and(|said| said != sha1(parts))
    }

    /// What the signature carries in itself instead of being detached.
    pub(crate) fn enclosed(&self) -> Option<Vec<u8>> {
        let value = self.data.encap_content_info.econtent.as_ref()?.decode_as::<OctetString>().ok()?;
        Some(value.as_bytes().to_vec())
    }

    /// True when a signing-certificate attribute is there.
    pub(crate) fn names_certificate(&self) -> bool {
        self.signed_attribute(SIGNING_CERTIFICATE_V2).or_else(|| self.signed_attribute(SIGNING_CERTIFICATE)).is_some()
    }

    fn wrong_certificate(&self, cert: &Certificate) -> Option<Brist> {
        let second = self.signed_attribute(SIGNING_CERTIFICATE_V2);
        let first = self.signed_attribute(SIGNING_CERTIFICATE);
        let second_fits = second.map(|value| {
            let list = value.decode_as::<BoundCertificates<BoundCertificate>>().ok();
            list.as_ref().and_then(|list| list.certificates.first()).is_some_and(|one| {
                one.hash_algorithm
                    .as_ref()
                    .map_or(Some(Digest::Sha256), Digest::of)
                    .is_some_and(|by| by.compute(&[&cert.der]) == one.hash.as_bytes())
            })
        });
        let first_fits = first.map(|value| {
            let list = value.decode_as::<BoundCertificates<BoundCertificateBySha>>().ok();
            let hash: [u8; 20] = Sha1::digest(&cert.der).into();
            list.as_ref().and_then(|list| list.certificates.first()).is_some_and(|one| one.hash.as_bytes() == hash)
        });
        let wrong = second_fits == Some(false) || first_fits == Some(false);
        wrong.then(|| {
            Brist::false_because(
                "utbytt-certifikat",
                Underindikation::SigCryptoFailure,
                "certifikatet är inte det som undertecknaren band sin underskrift till",
            )
        })
    }
}

fn single(attributes: &Attributes, oid: ObjectIdentifier) -> Option<&Any> {
    let mut found = attributes.iter().filter(|one| one.oid == oid);
    match (found.next().map(|one| one.values.as_slice()), found.next()) {
        (Some([value]), None) => Some(value),
        _ => None,
    }
}

/// What a profile-true signature never has: fields that no signature protects and a bit could be flipped in.
fn versions(data: &SignedData, signer: &SignerInfo) -> Vec<&'static str> {
    let mut odd = Vec::new();
    let by_name = matches!(signer.sid, SignerIdentifier::IssuerAndSerialNumber(_));
    let expected = if by_name { CmsVersion::V1 } else { CmsVersion::V3 };
    let plain = data.encap_content_info.econtent_type == DATA && by_name;
    let outer = if plain { CmsVersion::V1 } else { CmsVersion::V3 };
    if signer.version != expected || data.version != outer {
        odd.push("underskriften har fel versionsnummer");
    }
    if data.digest_algorithms.as_slice() != std::slice::from_ref(&signer.digest_alg) {
        odd.push("underskriften uppger andra hashfunktioner än den använder");
    }
    if data.crls.is_some() {
        odd.push("underskriften bär spärrlistor utanför DSS");
    }
    odd
}

/// What was signed is not what stands there.
pub(crate) fn other_content() -> Brist {
    Brist::false_because(
        "andrat-innehall",
        Underindikation::HashFailure,
        "innehållet är inte det som undertecknades: det har ändrats efteråt",
    )
}

pub(crate) fn sha1(parts: &[&[u8]]) -> Vec<u8> {
    let mut state = Sha1::new();
    for part in parts {
        state.update(part);
    }
    state.finalize().to_vec()
}

pub(crate) fn weak(what: &str) -> Brist {
    Brist::unclear("svag-algoritm", Underindikation::CryptoConstraintsFailure, what)
}

fn format_brist(kod: &'static str, mening: &str) -> Brist {
    Brist::false_because(kod, Underindikation::FormatFailure, mening)
}
