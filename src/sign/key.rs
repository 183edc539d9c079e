//! Keys that sign: PKCS#12 files, and cards and security modules behind PKCS#11. A private key is never printed and has
//! no `Debug`. Refuses kinds and lengths that a verifier would not rely on.

mod file;
mod kind;
mod token;
mod uri;

use x509_cert::Certificate;
use x509_cert::spki::AlgorithmIdentifierOwned;
use zeroize::Zeroizing;

use super::hash::Hash;
use crate::diag::Diagnostic;

pub use file::FileKey;
pub(super) use kind::KeyKind;
pub use token::{AskPin, TokenKey};
pub use uri::{TokenUri, is_token_uri};

/// Something that can sign bytes and says with which certificates.
pub trait Key {
    /// The signer's certificate, then its issuers; the root need not be there.
    fn chain(&self) -> &[Certificate];
    /// The hash that it signs with.
    fn hash(&self) -> Hash;
    /// The signature algorithm, with that hash.
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
