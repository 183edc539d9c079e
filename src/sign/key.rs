//! Keys that sign: today PKCS#12 files with P-256. A private key is never printed and has no `Debug`.

use der::{Decode, asn1::ObjectIdentifier};
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{DerSignature, SigningKey};
use p256::pkcs8::DecodePrivateKey;
use x509_cert::Certificate;
use x509_cert::spki::AlgorithmIdentifierOwned;

use crate::diag::Diagnostic;

/// `ecdsa-with-SHA256` (RFC 5758).
const ECDSA_WITH_SHA_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");

/// Something that can sign bytes and says with which certificates.
pub trait Key {
    /// The signer's certificate, then its issuers; the root need not be there.
    fn chain(&self) -> &[Certificate];
    /// The signature algorithm.
    fn algorithm(&self) -> AlgorithmIdentifierOwned;
    /// Signs the bytes (hashing included).
    ///
    /// # Errors
    /// When the key refuses.
    fn sign(&self, bytes: &[u8]) -> Result<Vec<u8>, Diagnostic>;
}

/// A P-256 key from a PKCS#12 file.
pub struct FileKey {
    key: SigningKey,
    chain: Vec<Certificate>,
}

impl FileKey {
    /// A key with its chain: the signer's certificate first.
    #[must_use]
    pub(super) fn new(key: SigningKey, chain: Vec<Certificate>) -> Self {
        Self { key, chain }
    }

    /// Opens a PKCS#12 file.
    ///
    /// # Errors
    /// When the password is wrong, there is no key in it, or the key is no P-256 key.
    pub fn open(pkcs12: &[u8], password: &str) -> Result<Self, Diagnostic> {
        let store = p12_keystore::KeyStore::from_pkcs12(pkcs12, password).map_err(|_| {
            Diagnostic::error("nyckel-last", "nyckelfilen kunde inte öppnas: fel lösenord, eller ingen PKCS#12-fil")
        })?;
        let (_, entry) = store
            .private_key_chain()
            .ok_or_else(|| Diagnostic::error("nyckel-saknas", "nyckelfilen innehåller ingen privat nyckel"))?;
        let key = SigningKey::from_pkcs8_der(entry.key()).map_err(|_| {
            Diagnostic::error(
                "nyckel-typ",
                "nyckeln är inte av typen P-256, som är den enda som kan skriva under från fil",
            )
        })?;
        let chain = entry
            .chain()
            .iter()
            .map(|one| Certificate::from_der(one.as_der()))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|_| Diagnostic::error("nyckel-certifikat", "ett certifikat i nyckelfilen kan inte läsas"))?;
        Ok(Self { key, chain })
    }
}

impl Key for FileKey {
    fn chain(&self) -> &[Certificate] {
        &self.chain
    }

    fn algorithm(&self) -> AlgorithmIdentifierOwned {
        AlgorithmIdentifierOwned { oid: ECDSA_WITH_SHA_256, parameters: None }
    }

    fn sign(&self, bytes: &[u8]) -> Result<Vec<u8>, Diagnostic> {
        let signature: DerSignature = self.key.sign(bytes);
        Ok(signature.as_bytes().to_vec())
    }
}
