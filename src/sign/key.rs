//! Keys that sign: PKCS#12 files, and cards and security modules behind PKCS#11. A private key is never printed and has
//! no `Debug`. Refuses kinds and lengths that a verifier would not rely on.

mod file;
mod token;
mod uri;

use der::asn1::ObjectIdentifier;
use der::{Any, Decode};
use x509_cert::Certificate;
use x509_cert::spki::AlgorithmIdentifierOwned;
use zeroize::Zeroizing;

use crate::diag::Diagnostic;

pub use file::FileKey;
pub use token::{AskPin, TokenKey};
pub use uri::{TokenUri, is_token_uri};

/// `ecdsa-with-SHA256` (RFC 5758).
const ECDSA_WITH_SHA_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");
/// `sha256WithRSAEncryption` (RFC 8017).
const RSA_WITH_SHA_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11");
/// `id-ecPublicKey` (RFC 5480).
const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
/// `rsaEncryption` (RFC 8017).
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
/// `secp256r1` (RFC 5480).
const P_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
/// `secp384r1` (RFC 5480).
const P_384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
/// Shortest RSA key, in bits, and the longest that verifiers take.
const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=4096;

/// Something that can sign bytes and says with which certificates.
pub trait Key {
    /// The signer's certificate, then its issuers; the root need not be there.
    fn chain(&self) -> &[Certificate];
    /// The signature algorithm, always with SHA-256.
    fn algorithm(&self) -> AlgorithmIdentifierOwned;
    /// Signs the bytes (hashing included). ECDSA values are DER.
    ///
    /// # Errors
    /// When the key refuses.
    fn sign(&self, bytes: &[u8]) -> Result<Vec<u8>, Diagnostic>;
}

/// A password or a PIN: wiped when it is dropped, and without `Debug`.
pub struct Losenord(Zeroizing<String>);

impl Losenord {
    /// Takes over a text.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    fn text(&self) -> &str {
        &self.0
    }
}

/// Kinds of keys that sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KeyKind {
    /// ECDSA on P-256.
    P256,
    /// ECDSA on P-384.
    P384,
    /// RSA, PKCS #1 v1.5.
    Rsa,
}

impl KeyKind {
    /// The kind of the certificate's key.
    ///
    /// # Errors
    /// When it is of no kind that signs here, or too short.
    pub(super) fn of(certificate: &Certificate) -> Result<Self, Diagnostic> {
        let key = &certificate.tbs_certificate.subject_public_key_info;
        if key.algorithm.oid == EC {
            let curve = key.algorithm.parameters.as_ref().and_then(|one| one.decode_as::<ObjectIdentifier>().ok());
            return match curve {
                Some(P_256) => Ok(Self::P256),
                Some(P_384) => Ok(Self::P384),
                Some(_) | None => Err(unknown("nyckelns kurva är varken P-256 eller P-384")),
            };
        }
        if key.algorithm.oid != RSA {
            return Err(unknown("nyckeln är varken av typen ECDSA eller RSA"));
        }
        let bits = rsa::pkcs1::RsaPublicKey::from_der(key.subject_public_key.raw_bytes())
            .map_or(0, |key| rsa::BigUint::from_bytes_be(key.modulus.as_bytes()).bits());
        if RSA_BITS.contains(&bits) {
            Ok(Self::Rsa)
        } else {
            Err(unknown(&format!("RSA-nyckeln är på {bits} bitar, minst 2048 och högst 4096 godtas")))
        }
    }

    /// Its signature algorithm.
    pub(super) fn algorithm(self) -> AlgorithmIdentifierOwned {
        match self {
            Self::P256 | Self::P384 => AlgorithmIdentifierOwned { oid: ECDSA_WITH_SHA_256, parameters: None },
            // RFC 4055 section 5: the parameters are NULL, not absent.
            Self::Rsa => AlgorithmIdentifierOwned { oid: RSA_WITH_SHA_256, parameters: Some(Any::null()) },
        }
    }
}

fn unknown(what: &str) -> Diagnostic {
    Diagnostic::error("nyckel-typ", what)
        .hint("använd en nyckel av typen P-256, P-384 eller RSA med 2048 till 4096 bitar")
}
