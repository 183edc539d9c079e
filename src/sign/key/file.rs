//! A key in a PKCS#12 file, with its certificates. Refuses to guess between several keys that can sign.

use der::Decode;
use p12_keystore::{KeyStore, KeyStoreEntry, PrivateKeyChain, error::Error};
use p256::ecdsa::signature::hazmat::PrehashSigner as _;
use p256::pkcs8::{DecodePrivateKey as _, PrivateKeyInfo};
use p256::{ecdsa as on_p256, pkcs8};
use p384::ecdsa as on_p384;
use p521::ecdsa as on_p521;
use ring::rand::SystemRandom;
use ring::signature::{self as with_rsa, RsaEncoding};
use x509_cert::Certificate;
use x509_cert::ext::pkix::KeyUsage;
use x509_cert::spki::AlgorithmIdentifierOwned;

use super::kind::unknown;
use super::{Key, KeyKind, Losenord};
use crate::diag::Diagnostic;
use crate::sign::hash::Hash;
use crate::sign::person::common_name;

/// A private key in memory, with its chain.
pub struct FileKey {
    key: PrivateKey,
    kind: KeyKind,
    chain: Vec<Certificate>,
}

enum PrivateKey {
    P256(on_p256::SigningKey),
    P384(on_p384::SigningKey),
    P521(on_p521::SigningKey),
    Rsa(Box<ring::rsa::KeyPair>),
}

impl FileKey {
    /// A P-256 key with its chain: the signer's certificate first.
    #[must_use]
    pub(in crate::sign) fn new(key: on_p256::SigningKey, chain: Vec<Certificate>) -> Self {
        Self { key: PrivateKey::P256(key), kind: KeyKind::P256, chain }
    }

    /// Opens a PKCS#12 file.
    ///
    /// # Errors
    /// When the password is wrong (`nyckel-last`), the file is no PKCS#12 or protected in a way that is not read, there is no
    /// key or certificate in it or several that sign, or the key is of no kind that signs here.
    pub fn open(pkcs12: &[u8], password: &Losenord) -> Result<Self, Diagnostic> {
        let store = KeyStore::from_pkcs12(pkcs12, password.text()).map_err(|error| closed(&error))?;
        let keys = store.entries().filter_map(|(_, entry)| match entry {
            KeyStoreEntry::PrivateKeyChain(found) => Some(with_chain(found)),
            KeyStoreEntry::Certificate(_) | KeyStoreEntry::Secret(_) => None,
        });
        let (key, chain) = only(keys.collect::<Result<_, _>>()?)?;
        let certificate = chain.first().ok_or_else(no_certificate)?;
        let kind = KeyKind::of(certificate)?;
        let key = private(kind, key).ok_or_else(|| unknown("den privata nyckeln kan inte läsas"))?;
        Ok(Self { key, kind, chain })
    }
}

type KeyChain<'a> = (&'a PrivateKeyChain, Vec<Certificate>);

fn with_chain(found: &PrivateKeyChain) -> Result<KeyChain<'_>, Diagnostic> {
    let read = found.chain().iter().map(|one| Certificate::from_der(one.as_der())).collect::<Result<Vec<_>, _>>();
    let chain =
        read.map_err(|_| Diagnostic::error("nyckel-certifikat", "ett certifikat i nyckelfilen kan inte läsas"))?;
    if chain.is_empty() { Err(no_certificate()) } else { Ok((found, chain)) }
}

fn no_certificate() -> Diagnostic {
    Diagnostic::error("nyckel-certifikat", "nyckelfilen innehåller inget certifikat")
}

/// The one key; of several the one whose certificate is for signatures, as beside one for logging in.
fn only(mut keys: Vec<KeyChain<'_>>) -> Result<(&[u8], Vec<Certificate>), Diagnostic> {
    let usage = |chain: &[Certificate]| chain.first()?.tbs_certificate.get::<KeyUsage>().ok().flatten();
    let signs = |(_, chain): &KeyChain<'_>| usage(chain).is_some_and(|(_, usage)| usage.non_repudiation());
    if keys.len() > 1 && keys.iter().filter(|one| signs(one)).count() == 1 {
        keys.retain(signs);
    }
    if keys.len() > 1 {
        let name = |(_, chain): &KeyChain<'_>| chain.first().and_then(common_name).unwrap_or_default();
        let mut names: Vec<String> = keys.iter().map(name).collect();
        names.sort();
        let message = format!("nyckelfilen har {} nycklar: {}", keys.len(), names.join(", "));
        return Err(Diagnostic::error("flera-nycklar", message)
            .hint("spara den som ska skriva under i en egen fil, med sitt certifikat"));
    }
    let (found, chain) = keys.pop().ok_or_else(|| {
        Diagnostic::error("nyckel-saknas", "nyckelfilen innehåller ingen privat nyckel med sitt certifikat")
            .hint("ligger nyckeln oskyddad i filen: spara om den med ett lösenord (openssl pkcs12 -export)")
    })?;
    Ok((found.key(), chain))
}

fn private(kind: KeyKind, pkcs8: &[u8]) -> Option<PrivateKey> {
    match kind {
        KeyKind::P256 => on_p256::SigningKey::from_pkcs8_der(pkcs8).ok().map(PrivateKey::P256),
        KeyKind::P384 => {
            let key: pkcs8::Result<on_p384::SigningKey> = on_p384::SigningKey::from_pkcs8_der(pkcs8);
            key.ok().map(PrivateKey::P384)
        }
        KeyKind::P521 => {
            let key = p521::SecretKey::from_pkcs8_der(pkcs8).ok()?;
            on_p521::SigningKey::from_bytes(&key.to_bytes()).ok().map(PrivateKey::P521)
        }
        // The wrapping of a PSS key names another algorithm; what it wraps is the same.
        KeyKind::Rsa | KeyKind::RsaPss(_) => {
            let inner = PrivateKeyInfo::from_der(pkcs8).ok()?.private_key;
            ring::rsa::KeyPair::from_der(inner).ok().map(|key| PrivateKey::Rsa(Box::new(key)))
        }
    }
}

/// Why a file cannot be opened: only a password can be asked for again.
fn closed(error: &Error) -> Diagnostic {
    match error {
        Error::MacError(_) | Error::Pkcs5Error(_) | Error::UnpadError => {
            Diagnostic::error("nyckel-last", "nyckelfilen kunde inte öppnas: fel lösenord")
        }
        Error::UnsupportedEncryptionScheme | Error::UnsupportedMacAlgorithm | Error::InvalidParameters => {
            Diagnostic::error("nyckel-skydd", "nyckelfilen är skyddad på ett sätt som programmet inte läser")
                .hint("spara om den med openssl pkcs12 -export, som skyddar den med AES")
        }
        _ => Diagnostic::error("nyckel-okand", "filen är ingen nyckelfil (PKCS#12), eller är skadad")
            .hint("en nyckelfil heter oftast något på .p12 eller .pfx; ett certifikat (.pem, .cer) är ingen nyckel"),
    }
}

impl Key for FileKey {
    fn chain(&self) -> &[Certificate] {
        &self.chain
    }

    fn hash(&self) -> Hash {
        self.kind.hash()
    }

    fn algorithm(&self) -> AlgorithmIdentifierOwned {
        self.kind.algorithm(self.hash())
    }

    fn sign(&self, bytes: &[u8]) -> Result<Vec<u8>, Diagnostic> {
        let refused = || Diagnostic::error("nyckel-vagrar", "nyckeln kunde inte skriva under");
        let hashed = self.hash().digest(&[bytes]);
        match &self.key {
            PrivateKey::P256(key) => {
                let signature: on_p256::Signature = key.sign_prehash(&hashed).map_err(|_| refused())?;
                Ok(signature.to_der().as_bytes().to_vec())
            }
            PrivateKey::P384(key) => {
                let signature: on_p384::Signature = key.sign_prehash(&hashed).map_err(|_| refused())?;
                Ok(signature.to_der().as_bytes().to_vec())
            }
            PrivateKey::P521(key) => {
                let signature: on_p521::Signature = key.sign_prehash(&hashed).map_err(|_| refused())?;
                Ok(signature.to_der().as_bytes().to_vec())
            }
            PrivateKey::Rsa(key) => {
                let mut signature = vec![0; key.public().modulus_len()];
                let how = encoding(self.kind);
                key.sign(how, &SystemRandom::new(), bytes, &mut signature).map_err(|_| refused())?;
                Ok(signature)
            }
        }
    }
}

fn encoding(kind: KeyKind) -> &'static dyn RsaEncoding {
    match kind {
        KeyKind::RsaPss(Hash::Sha256) => &with_rsa::RSA_PSS_SHA256,
        KeyKind::RsaPss(Hash::Sha384) => &with_rsa::RSA_PSS_SHA384,
        KeyKind::RsaPss(Hash::Sha512) => &with_rsa::RSA_PSS_SHA512,
        KeyKind::P256 | KeyKind::P384 | KeyKind::P521 | KeyKind::Rsa => &with_rsa::RSA_PKCS1_SHA256,
    }
}
