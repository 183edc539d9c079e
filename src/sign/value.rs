//! A signature value held against the certificate that is to go with it, before anything is written: a card that signed
//! with another key, or a service that signed something else, is found here and not by the recipient.

use der::asn1::UintRef;
use der::{Decode, Encode};
use p256::ecdsa::signature::hazmat::PrehashVerifier as _;
use rsa::pkcs1::DecodeRsaPublicKey as _;
use rsa::{Pkcs1v15Sign, Pss, RsaPublicKey};
use sha2::{Sha256, Sha384, Sha512};
use x509_cert::Certificate;
use x509_cert::spki::AlgorithmIdentifierOwned;

use super::hash::Hash;
use super::key::KeyKind;
use crate::diag::Diagnostic;

/// The algorithm by which `value` is a signature of `message`, with `hash`, by the certificate's key. A plain RSA key may have
/// signed in either way: services differ.
///
/// # Errors
/// When it is not, or the key is of no kind that signs here.
pub(super) fn check(
    certificate: &Certificate,
    hash: Hash,
    message: &[u8],
    value: &[u8],
) -> Result<AlgorithmIdentifierOwned, Diagnostic> {
    let kind = KeyKind::of(certificate)?;
    let kinds = if kind == KeyKind::Rsa { vec![kind, KeyKind::RsaPss(hash)] } else { vec![kind] };
    let hashed = hash.digest(&[message]);
    let key = certificate.tbs_certificate.subject_public_key_info.subject_public_key.raw_bytes();
    let how = kinds.into_iter().find(|kind| is_signed(*kind, key, (hash, &hashed), value)).ok_or_else(wrong)?;
    Ok(how.algorithm(hash))
}

fn is_signed(kind: KeyKind, key: &[u8], (hash, hashed): (Hash, &[u8]), value: &[u8]) -> bool {
    match kind {
        KeyKind::P256 => {
            let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(key).ok();
            let value = p256::ecdsa::Signature::from_der(value).ok();
            key.zip(value).is_some_and(|(key, value)| key.verify_prehash(hashed, &value).is_ok())
        }
        KeyKind::P384 => {
            let key = p384::ecdsa::VerifyingKey::from_sec1_bytes(key).ok();
            let value = p384::ecdsa::Signature::from_der(value).ok();
            key.zip(value).is_some_and(|(key, value)| key.verify_prehash(hashed, &value).is_ok())
        }
        KeyKind::P521 => {
            let key = p521::ecdsa::VerifyingKey::from_sec1_bytes(key).ok();
            let value = p521::ecdsa::Signature::from_der(value).ok();
            // bits2field wants at least half the field's length, and SHA-256 has a bit less.
            let hashed = [vec![0; 33_usize.saturating_sub(hashed.len())], hashed.to_vec()].concat();
            key.zip(value).is_some_and(|(key, value)| key.verify_prehash(&hashed, &value).is_ok())
        }
        KeyKind::Rsa => {
            let scheme = match hash {
                Hash::Sha256 => Pkcs1v15Sign::new::<Sha256>(),
                Hash::Sha384 => Pkcs1v15Sign::new::<Sha384>(),
                Hash::Sha512 => Pkcs1v15Sign::new::<Sha512>(),
            };
            RsaPublicKey::from_pkcs1_der(key).is_ok_and(|key| key.verify(scheme, hashed, value).is_ok())
        }
        KeyKind::RsaPss(_) => {
            let scheme = match hash {
                Hash::Sha256 => Pss::new_with_salt::<Sha256>(hash.length()),
                Hash::Sha384 => Pss::new_with_salt::<Sha384>(hash.length()),
                Hash::Sha512 => Pss::new_with_salt::<Sha512>(hash.length()),
            };
            RsaPublicKey::from_pkcs1_der(key).is_ok_and(|key| key.verify(scheme, hashed, value).is_ok())
        }
    }
}

/// True for the DER of `SEQUENCE { r, s }` (RFC 3279 2.2.3).
pub(super) fn is_pair(value: &[u8]) -> bool {
    <[UintRef<'_>; 2]>::from_der(value).is_ok()
}

/// `r ‖ s`, as cards and some services give it, as the DER of `SEQUENCE { r, s }`.
pub(super) fn der_of(raw: &[u8]) -> Option<Vec<u8>> {
    let (first, second) = raw.split_at_checked(raw.len() / 2).filter(|(one, other)| one.len() == other.len())?;
    let trimmed =
        |half: &[u8]| half.iter().position(|byte| *byte != 0).and_then(|at| half.get(at..).map(<[u8]>::to_vec));
    let (first, second) = (trimmed(first)?, trimmed(second)?);
    let pair = [UintRef::new(&first).ok()?.to_der().ok()?, UintRef::new(&second).ok()?.to_der().ok()?].concat();
    der::Any::new(der::Tag::Sequence, pair).ok()?.to_der().ok()
}

fn wrong() -> Diagnostic {
    Diagnostic::error("falsk-underskrift", "underskriften är inte gjord med certifikatets nyckel, eller gäller något annat; inget har skrivits")
        .hint("kontrollera att certifikatet hör till nyckeln, och att det är just den här filens begäran som har skrivits under")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_raw_pair_becomes_two_positive_integers() {
        let raw = [[0_u8, 0x81].as_slice(), &[0x7F, 1]].concat();
        let der = der_of(&raw);
        assert_eq!(der, Some(vec![0x30, 0x08, 0x02, 0x02, 0x00, 0x81, 0x02, 0x02, 0x7F, 0x01]));
        assert!(is_pair(&der.unwrap()) && !is_pair(&raw));
        assert_eq!(der_of(&[0, 0, 1, 2]), None);
        assert_eq!(der_of(&[1, 2, 3]), None);
    }
}
