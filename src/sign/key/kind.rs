//! Kinds of keys that sign, and how each does it: the algorithm, and the hash that the curve or the certificate asks for.

use der::asn1::ObjectIdentifier;
use der::{Any, Decode, Encode};
use rsa::pkcs1::RsaPssParams;
use sha2::{Sha256, Sha384, Sha512};
use x509_cert::Certificate;
use x509_cert::spki::AlgorithmIdentifierOwned;

use crate::diag::Diagnostic;
use crate::sign::hash::Hash;

const fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}

/// `id-ecPublicKey` (RFC 5480).
const EC: ObjectIdentifier = oid("1.2.840.10045.2.1");
/// `rsaEncryption` (RFC 8017).
const RSA: ObjectIdentifier = oid("1.2.840.113549.1.1.1");
/// `id-RSASSA-PSS` (RFC 4055): as an algorithm, and as the kind of a key that signs with nothing else.
const RSA_PSS: ObjectIdentifier = oid("1.2.840.113549.1.1.10");
/// `id-mgf1` (RFC 4055).
const MASK_GENERATION: ObjectIdentifier = oid("1.2.840.113549.1.1.8");
/// `secp256r1` (RFC 5480).
const P_256: ObjectIdentifier = oid("1.2.840.10045.3.1.7");
/// `secp384r1` (RFC 5480).
const P_384: ObjectIdentifier = oid("1.3.132.0.34");
/// `secp521r1` (RFC 5480).
const P_521: ObjectIdentifier = oid("1.3.132.0.35");
/// Shortest RSA key, in bits, and the longest that verifiers take.
const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=4096;

/// Kinds of keys that sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sign) enum KeyKind {
    /// ECDSA on P-256.
    P256,
    /// ECDSA on P-384.
    P384,
    /// ECDSA on P-521.
    P521,
    /// RSA, PKCS #1 v1.5.
    Rsa,
    /// RSA, PSS, with the hash that the certificate asks for.
    RsaPss(Hash),
}

impl KeyKind {
    /// The kind of the certificate's key.
    ///
    /// # Errors
    /// When it is of no kind that signs here, or too short.
    pub(in crate::sign) fn of(certificate: &Certificate) -> Result<Self, Diagnostic> {
        let key = &certificate.tbs_certificate.subject_public_key_info;
        if key.algorithm.oid == EC {
            let curve = key.algorithm.parameters.as_ref().and_then(|one| one.decode_as::<ObjectIdentifier>().ok());
            return match curve {
                Some(P_256) => Ok(Self::P256),
                Some(P_384) => Ok(Self::P384),
                Some(P_521) => Ok(Self::P521),
                Some(_) | None => Err(unknown("nyckelns kurva är varken P-256, P-384 eller P-521")),
            };
        }
        let kind = match key.algorithm.oid {
            RSA => Self::Rsa,
            RSA_PSS => Self::RsaPss(pss_hash(key.algorithm.parameters.as_ref())?),
            _ => return Err(unknown("nyckeln är varken av typen ECDSA eller RSA")),
        };
        let bits = bits(certificate);
        if RSA_BITS.contains(&bits) {
            Ok(kind)
        } else {
            Err(unknown(&format!("RSA-nyckeln är på {bits} bitar, minst 2048 och högst 4096 godtas")))
        }
    }

    /// The hash that goes with it: as strong as the curve (RFC 5753 section 7; FIPS 186-5 section 6.1.1).
    pub(in crate::sign) fn hash(self) -> Hash {
        match self {
            Self::P256 | Self::Rsa => Hash::Sha256,
            Self::P384 => Hash::Sha384,
            Self::P521 => Hash::Sha512,
            Self::RsaPss(hash) => hash,
        }
    }

    /// True for elliptic curves.
    pub(in crate::sign) fn is_elliptic(self) -> bool {
        matches!(self, Self::P256 | Self::P384 | Self::P521)
    }

    /// How long a value is, in bytes: of an elliptic curve as r ‖ s.
    pub(in crate::sign) fn value_length(self, certificate: &Certificate) -> usize {
        match self {
            Self::P256 => 64,
            Self::P384 => 96,
            Self::P521 => 132,
            Self::Rsa | Self::RsaPss(_) => bits(certificate).div_ceil(8),
        }
    }

    /// Its signature algorithm, with `hash`.
    pub(in crate::sign) fn algorithm(self, hash: Hash) -> AlgorithmIdentifierOwned {
        let ecdsa = match hash {
            Hash::Sha256 => oid("1.2.840.10045.4.3.2"),
            Hash::Sha384 => oid("1.2.840.10045.4.3.3"),
            Hash::Sha512 => oid("1.2.840.10045.4.3.4"),
        };
        let rsa = match hash {
            Hash::Sha256 => oid("1.2.840.113549.1.1.11"),
            Hash::Sha384 => oid("1.2.840.113549.1.1.12"),
            Hash::Sha512 => oid("1.2.840.113549.1.1.13"),
        };
        match self {
            Self::P256 | Self::P384 | Self::P521 => AlgorithmIdentifierOwned { oid: ecdsa, parameters: None },
            // RFC 4055 section 5: the parameters are NULL, not absent.
            Self::Rsa => AlgorithmIdentifierOwned { oid: rsa, parameters: Some(Any::null()) },
            Self::RsaPss(_) => AlgorithmIdentifierOwned { oid: RSA_PSS, parameters: pss_parameters(hash) },
        }
    }
}

/// Length of an RSA key; 0 for what is none.
fn bits(certificate: &Certificate) -> usize {
    let key = &certificate.tbs_certificate.subject_public_key_info.subject_public_key;
    rsa::pkcs1::RsaPublicKey::from_der(key.raw_bytes())
        .map_or(0, |key| rsa::BigUint::from_bytes_be(key.modulus.as_bytes()).bits())
}

/// The hash that a certificate's PSS parameters ask for; without parameters any will do (RFC 4055 section 1.2).
fn pss_hash(parameters: Option<&Any>) -> Result<Hash, Diagnostic> {
    let Some(parameters) = parameters else { return Ok(Hash::Sha256) };
    let other = || {
        unknown(
            "nyckelns certifikat begär en sorts RSA-PSS som inte godtas: bara SHA-2 till både underskrift och MGF1, med högst lika långt salt",
        )
    };
    let der = parameters.to_der().map_err(|_| other())?;
    let asked = RsaPssParams::from_der(&der).map_err(|_| other())?;
    let mask = asked.mask_gen.parameters.as_ref().map(|one| one.oid).filter(|_| asked.mask_gen.oid == MASK_GENERATION);
    let hash = Hash::known(asked.hash.oid).filter(|_| mask == Some(asked.hash.oid));
    // The salt of the certificate is the shortest that it allows; ours is as long as the hash.
    hash.filter(|hash| usize::from(asked.salt_len) <= hash.length()).ok_or_else(other)
}

/// With MGF1 of the same hash, and a salt as long as it.
fn pss_parameters(hash: Hash) -> Option<Any> {
    let parameters = match hash {
        Hash::Sha256 => RsaPssParams::new::<Sha256>(32),
        Hash::Sha384 => RsaPssParams::new::<Sha384>(48),
        Hash::Sha512 => RsaPssParams::new::<Sha512>(64),
    };
    parameters.to_der().and_then(|der| Any::from_der(&der)).ok()
}

pub(super) fn unknown(what: &str) -> Diagnostic {
    Diagnostic::error("nyckel-typ", what)
        .hint("använd en nyckel av typen P-256, P-384, P-521 eller RSA med 2048 till 4096 bitar")
}
