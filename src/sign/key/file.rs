//! A key in a PKCS#12 file, with its certificates.

use der::Decode;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::signature::hazmat::PrehashSigner as _;
use p256::pkcs8::DecodePrivateKey as _;
use p256::{ecdsa as on_p256, pkcs8};
use p384::ecdsa as on_p384;
use ring::rand::SystemRandom;
use ring::signature::RSA_PKCS1_SHA256;
use sha2::{Digest, Sha256};
use x509_cert::Certificate;
use x509_cert::spki::AlgorithmIdentifierOwned;

use super::{Key, KeyKind, Losenord, unknown};
use crate::diag::Diagnostic;

/// A private key in memory, with its chain.
pub struct FileKey {
    key: PrivateKey,
    chain: Vec<Certificate>,
}

enum PrivateKey {
    P256(on_p256::SigningKey),
    P384(on_p384::SigningKey),
    Rsa(Box<ring::rsa::KeyPair>),
}

impl FileKey {
    /// A P-256 key with its chain: the signer's certificate first.
    #[must_use]
    pub(in crate::sign) fn new(key: on_p256::SigningKey, chain: Vec<Certificate>) -> Self {
        Self { key: PrivateKey::P256(key), chain }
    }

    /// Opens a PKCS#12 file.
    ///
    /// # Errors
    /// When the password is wrong, there is no key or certificate in it, or the key is of no kind that signs here.
    pub fn open(pkcs12: &[u8], password: &Losenord) -> Result<Self, Diagnostic> {
        let store = p12_keystore::KeyStore::from_pkcs12(pkcs12, password.text()).map_err(|_| {
            Diagnostic::error("nyckel-last", "nyckelfilen kunde inte öppnas: fel lösenord, eller ingen PKCS#12-fil")
        })?;
        let (_, entry) = store
            .private_key_chain()
            .ok_or_else(|| Diagnostic::error("nyckel-saknas", "nyckelfilen innehåller ingen privat nyckel"))?;
        let chain = entry
            .chain()
            .iter()
            .map(|one| Certificate::from_der(one.as_der()))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|_| Diagnostic::error("nyckel-certifikat", "ett certifikat i nyckelfilen kan inte läsas"))?;
        let certificate = chain
            .first()
            .ok_or_else(|| Diagnostic::error("nyckel-certifikat", "nyckelfilen innehåller inget certifikat"))?;
        let unreadable = || unknown("den privata nyckeln kan inte läsas");
        let key = match KeyKind::of(certificate)? {
            KeyKind::P256 => {
                PrivateKey::P256(on_p256::SigningKey::from_pkcs8_der(entry.key()).map_err(|_| unreadable())?)
            }
            KeyKind::P384 => {
                let key: pkcs8::Result<on_p384::SigningKey> = on_p384::SigningKey::from_pkcs8_der(entry.key());
                PrivateKey::P384(key.map_err(|_| unreadable())?)
            }
            KeyKind::Rsa => {
                let key = ring::rsa::KeyPair::from_pkcs8(entry.key()).map_err(|_| unreadable())?;
                PrivateKey::Rsa(Box::new(key))
            }
        };
        Ok(Self { key, chain })
    }
}

impl Key for FileKey {
    fn chain(&self) -> &[Certificate] {
        &self.chain
    }

    fn algorithm(&self) -> AlgorithmIdentifierOwned {
        match self.key {
            PrivateKey::P256(_) => KeyKind::P256.algorithm(),
            PrivateKey::P384(_) => KeyKind::P384.algorithm(),
            PrivateKey::Rsa(_) => KeyKind::Rsa.algorithm(),
        }
    }

    fn sign(&self, bytes: &[u8]) -> Result<Vec<u8>, Diagnostic> {
        let refused = || Diagnostic::error("nyckel-vagrar", "nyckeln kunde inte skriva under");
        match &self.key {
            PrivateKey::P256(key) => {
                let signature: on_p256::DerSignature = key.sign(bytes);
                Ok(signature.as_bytes().to_vec())
            }
            PrivateKey::P384(key) => {
                let signature: on_p384::Signature = key.sign_prehash(&Sha256::digest(bytes)).map_err(|_| refused())?;
                Ok(signature.to_der().as_bytes().to_vec())
            }
            PrivateKey::Rsa(key) => {
                let mut signature = vec![0; key.public().modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), bytes, &mut signature).map_err(|_| refused())?;
                Ok(signature)
            }
        }
    }
}
