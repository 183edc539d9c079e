//! A signature value held against the certificate that is to go with it, before anything is written: a card that signed
//! with another key, or a service that signed something else, is found here and not by the recipient.

use p256::ecdsa::signature::hazmat::PrehashVerifier as _;
use rsa::Pkcs1v15Sign;
use rsa::pkcs1::DecodeRsaPublicKey as _;
use sha2::{Digest, Sha256};
use x509_cert::Certificate;

use super::key::KeyKind;
use crate::diag::Diagnostic;

/// Refuses `value` unless it is a signature of `message`, with SHA-256, by the certificate's key.
///
/// # Errors
/// When it is not, or the key is of no kind that signs here.
pub(super) fn check(certificate: &Certificate, message: &[u8], value: &[u8]) -> Result<(), Diagnostic> {
    let key = &certificate.tbs_certificate.subject_public_key_info;
    let (point, hashed) = (key.subject_public_key.raw_bytes(), Sha256::digest(message));
    let right = match KeyKind::of(certificate)? {
        KeyKind::P256 => {
            let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(point).ok();
            let value = p256::ecdsa::DerSignature::from_bytes(value).ok();
            key.zip(value).is_some_and(|(key, value)| key.verify_prehash(&hashed, &value).is_ok())
        }
        KeyKind::P384 => {
            let key = p384::ecdsa::VerifyingKey::from_sec1_bytes(point).ok();
            let value = p384::ecdsa::DerSignature::from_bytes(value).ok();
            key.zip(value).is_some_and(|(key, value)| key.verify_prehash(&hashed, &value).is_ok())
        }
        KeyKind::Rsa => {
            let der = key.subject_public_key.raw_bytes();
            let key = rsa::RsaPublicKey::from_pkcs1_der(der).ok();
            key.is_some_and(|key| key.verify(Pkcs1v15Sign::new::<Sha256>(), &hashed, value).is_ok())
        }
    };
    if right { Ok(()) } else { Err(wrong()) }
}

fn wrong() -> Diagnostic {
    Diagnostic::error("falsk-underskrift", "underskriften är inte gjord med certifikatets nyckel, eller gäller något annat; inget har skrivits")
        .hint("kontrollera att certifikatet hör till nyckeln, och att det är just den här filens begäran som har skrivits under")
}
