//! Digests and public-key signatures: SHA-2 with RSA (PKCS #1, PSS) or ECDSA on P-256, P-384 and P-521. What is weaker or
//! unknown is not "false" but "cannot tell" (`CRYPTO_CONSTRAINTS_FAILURE`).

use der::asn1::{Any, AnyRef, ObjectIdentifier};
use der::{Decode, Encode};
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use rsa::pkcs1::{DecodeRsaPublicKey, RsaPssParams};
use rsa::traits::PublicKeyParts;
use rsa::{Pkcs1v15Sign, Pss, RsaPublicKey};
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};

use super::budget::{Budget, Fault};

const fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}

const RSA: ObjectIdentifier = oid("1.2.840.113549.1.1.1");
const RSA_PSS: ObjectIdentifier = oid("1.2.840.113549.1.1.10");
const MASK_GENERATION: ObjectIdentifier = oid("1.2.840.113549.1.1.8");
const EC: ObjectIdentifier = oid("1.2.840.10045.2.1");
const P256: ObjectIdentifier = oid("1.2.840.10045.3.1.7");
const P384: ObjectIdentifier = oid("1.3.132.0.34");
const P521: ObjectIdentifier = oid("1.3.132.0.35");
const DIGESTS: [(ObjectIdentifier, Digest); 3] = [
    (oid("2.16.840.1.101.3.4.2.1"), Digest::Sha256),
    (oid("2.16.840.1.101.3.4.2.2"), Digest::Sha384),
    (oid("2.16.840.1.101.3.4.2.3"), Digest::Sha512),
];
const RSA_WITH: [(ObjectIdentifier, Digest); 3] = [
    (oid("1.2.840.113549.1.1.11"), Digest::Sha256),
    (oid("1.2.840.113549.1.1.12"), Digest::Sha384),
    (oid("1.2.840.113549.1.1.13"), Digest::Sha512),
];
const ECDSA_WITH: [(ObjectIdentifier, Digest); 3] = [
    (oid("1.2.840.10045.4.3.2"), Digest::Sha256),
    (oid("1.2.840.10045.4.3.3"), Digest::Sha384),
    (oid("1.2.840.10045.4.3.4"), Digest::Sha512),
];

/// A digest that is strong enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Digest {
    Sha256,
    Sha384,
    Sha512,
}

impl Digest {
    /// From an algorithm identifier whose parameters are absent or NULL.
    pub(crate) fn of(algorithm: &AlgorithmIdentifierOwned) -> Option<Self> {
        let plain = algorithm.parameters.as_ref().is_none_or(Any::is_null);
        DIGESTS.iter().find(|(oid, _)| plain && *oid == algorithm.oid).map(|(_, digest)| *digest)
    }

    pub(crate) fn compute(self, parts: &[&[u8]]) -> Vec<u8> {
        fn run<D: sha2::Digest>(parts: &[&[u8]]) -> Vec<u8> {
            let mut state = D::new();
            for part in parts {
                state.update(part);
            }
            state.finalize().to_vec()
        }
        match self {
            Digest::Sha256 => run::<Sha256>(parts),
            Digest::Sha384 => run::<Sha384>(parts),
            Digest::Sha512 => run::<Sha512>(parts),
        }
    }
}

/// SHA-256 of some bytes.
pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Why a signature value was not accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// The value is not that key's signature of those bytes.
    Wrong,
    /// An algorithm or a key length that we do not rely on.
    Weak(String),
    /// Too much work.
    Fault(Fault),
}

/// Checks `signature` by `key` over `message`. `digest` is what a CMS signer says beside the algorithm.
pub(crate) fn verify(
    key: &SubjectPublicKeyInfoOwned,
    algorithm: &AlgorithmIdentifierOwned,
    digest: Option<Digest>,
    message: &[u8],
    (signature, budget): (&[u8], &Budget),
) -> Result<(), Refused> {
    budget.key_operation().map_err(Refused::Fault)?;
    let known = |table: &[(ObjectIdentifier, Digest)]| {
        table.iter().find(|(oid, _)| *oid == algorithm.oid).map(|(_, digest)| *digest)
    };
    let null = algorithm.parameters.as_ref().is_some_and(Any::is_null);
    let agrees = |own: Digest| digest.is_none_or(|said| said == own);
    let rsa_digest = if algorithm.oid == RSA { digest } else { known(&RSA_WITH).filter(|own| agrees(*own)) };
    if let Some(used) = rsa_digest.filter(|_| null) {
        let hashed = used.compute(&[message]);
        let scheme = match used {
            Digest::Sha256 => Pkcs1v15Sign::new::<Sha256>(),
            Digest::Sha384 => Pkcs1v15Sign::new::<Sha384>(),
            Digest::Sha512 => Pkcs1v15Sign::new::<Sha512>(),
        };
        return rsa_key(key)?.verify(scheme, &hashed, signature).map_err(|_| Refused::Wrong);
    }
    if algorithm.oid == RSA_PSS {
        let (scheme, used) = pss(algorithm).filter(|(_, own)| agrees(*own)).ok_or_else(|| unknown(algorithm))?;
        return rsa_key(key)?.verify(scheme, &used.compute(&[message]), signature).map_err(|_| Refused::Wrong);
    }
    match known(&ECDSA_WITH).filter(|own| agrees(*own) && algorithm.parameters.is_none()) {
        Some(used) => ecdsa(key, &used.compute(&[message]), signature),
        None => Err(unknown(algorithm)),
    }
}

fn unknown(algorithm: &AlgorithmIdentifierOwned) -> Refused {
    Refused::Weak(format!("algoritmen {} godtas inte", algorithm.oid))
}

fn rsa_key(key: &SubjectPublicKeyInfoOwned) -> Result<RsaPublicKey, Refused> {
    let bytes = key.subject_public_key.as_bytes().filter(|_| key.algorithm.oid == RSA || key.algorithm.oid == RSA_PSS);
    let key = bytes.and_then(|bytes| RsaPublicKey::from_pkcs1_der(bytes).ok());
    let key = key
        .ok_or_else(|| Refused::Weak("RSA-nyckeln går inte att använda: fel sort, eller över 4096 bitar".to_owned()))?;
    let bits = key.size() * 8;
    if bits < 2048 {
        Err(Refused::Weak(format!("en RSA-nyckel på {bits} bitar är för svag, minst 2048 krävs")))
    } else {
        Ok(key)
    }
}

fn pss(algorithm: &AlgorithmIdentifierOwned) -> Option<(Pss, Digest)> {
    let encoded = algorithm.parameters.as_ref()?.to_der().ok()?;
    let parameters = RsaPssParams::from_der(&encoded).ok()?;
    let named = |oid: &ObjectIdentifier| DIGESTS.iter().find(|(known, _)| known == oid).map(|(_, digest)| *digest);
    let digest = named(&parameters.hash.oid)?;
    let inner = parameters.mask_gen.parameters.as_ref()?;
    let plain = |parameters: Option<AnyRef<'_>>| parameters.is_none_or(AnyRef::is_null);
    let regular =
        parameters.mask_gen.oid == MASK_GENERATION && plain(parameters.hash.parameters) && plain(inner.parameters);
    if !regular || named(&inner.oid) != Some(digest) {
        return None;
    }
    let salt = usize::from(parameters.salt_len);
    Some(match digest {
        Digest::Sha256 => (Pss::new_with_salt::<Sha256>(salt), digest),
        Digest::Sha384 => (Pss::new_with_salt::<Sha384>(salt), digest),
        Digest::Sha512 => (Pss::new_with_salt::<Sha512>(salt), digest),
    })
}

fn ecdsa(key: &SubjectPublicKeyInfoOwned, hashed: &[u8], signature: &[u8]) -> Result<(), Refused> {
    let curve = key.algorithm.parameters.as_ref().and_then(|any| any.decode_as::<ObjectIdentifier>().ok());
    let point = key.subject_public_key.as_bytes().filter(|_| key.algorithm.oid == EC).ok_or(Refused::Wrong)?;
    match curve {
        Some(P256) => {
            let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(point).map_err(|_| Refused::Wrong)?;
            let signature = p256::ecdsa::DerSignature::from_bytes(signature).map_err(|_| Refused::Wrong)?;
            key.verify_prehash(hashed, &signature).map_err(|_| Refused::Wrong)
        }
        Some(P384) => {
            let key = p384::ecdsa::VerifyingKey::from_sec1_bytes(point).map_err(|_| Refused::Wrong)?;
            let signature = p384::ecdsa::DerSignature::from_bytes(signature).map_err(|_| Refused::Wrong)?;
            key.verify_prehash(hashed, &signature).map_err(|_| Refused::Wrong)
        }
        Some(P521) => {
            let key = p521::ecdsa::VerifyingKey::from_sec1_bytes(point).map_err(|_| Refused::Wrong)?;
            let signature = p521::ecdsa::Signature::from_der(signature).map_err(|_| Refused::Wrong)?;
            // The crate asks for at least half of the field's 66 bytes; zeros before a number do not change it.
            let padded = [vec![0; 33_usize.saturating_sub(hashed.len())], hashed.to_vec()].concat();
            key.verify_prehash(&padded, &signature).map_err(|_| Refused::Wrong)
        }
        Some(_) | None => Err(Refused::Weak("nyckelns kurva godtas inte, bara P-256, P-384 och P-521".to_owned())),
    }
}
