//! Throwaway keys for `demo` and tests: an authority of its own that lives as long as the program, and keys whose
//! certificates say `OU=PROV`. Nothing here is written to disk but the authority's certificate.

use std::str::FromStr;
use std::time::Duration;

use der::asn1::UtcTime;
use der::{EncodePem, pem::LineEnding};
use p256::ecdsa::{DerSignature, SigningKey};
use x509_cert::Certificate;
use x509_cert::builder::{Builder, CertificateBuilder, Profile};
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::SubjectPublicKeyInfoOwned;
use x509_cert::time::{Time, Validity};

use super::key::FileKey;
use crate::diag::Diagnostic;

/// 2020-01-01 and 2049-12-31, in seconds: a trial may be about any meeting.
const VALID: (u64, u64) = (1_577_836_800, 2_524_521_600);

/// An authority that issues throwaway certificates.
pub struct Authority {
    key: SigningKey,
    certificate: Certificate,
    issued: u32,
}

impl Authority {
    /// A new one, with a key nobody has seen.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn new() -> Result<Self, Diagnostic> {
        let key = random_key()?;
        let name = "CN=PROV utfärdare,OU=PROV,O=Utdrag,C=SE";
        let certificate = certificate(Profile::Root, name, 1, &key, &key)?;
        Ok(Self { key, certificate, issued: 1 })
    }

    /// The certificate to trust, PEM.
    ///
    /// # Errors
    /// When it cannot be encoded.
    pub fn pem(&self) -> Result<String, Diagnostic> {
        self.certificate.to_pem(LineEnding::LF).map_err(|error| stopped(&error))
    }

    /// A key for `name`, of `organization`.
    ///
    /// # Errors
    /// When the name cannot stand in a certificate.
    pub fn issue(&mut self, name: &str, organization: &str) -> Result<FileKey, Diagnostic> {
        let key = random_key()?;
        self.issued += 1;
        let issuer = self.certificate.tbs_certificate.subject.clone();
        let profile = Profile::Leaf { issuer, enable_key_agreement: false, enable_key_encipherment: false };
        let subject = format!("CN={},OU=PROV,O={},C=SE", escaped(name), escaped(organization));
        let certificate = certificate(profile, &subject, self.issued, &key, &self.key)?;
        Ok(FileKey::new(key, vec![certificate]))
    }
}

fn certificate(
    profile: Profile,
    subject: &str,
    serial: u32,
    key: &SigningKey,
    signer: &SigningKey,
) -> Result<Certificate, Diagnostic> {
    let subject = Name::from_str(subject).map_err(|error| stopped(&error))?;
    let public = SubjectPublicKeyInfoOwned::from_key(*key.verifying_key()).map_err(|error| stopped(&error))?;
    let validity = Validity { not_before: moment(VALID.0)?, not_after: moment(VALID.1)? };
    let builder = CertificateBuilder::new(profile, SerialNumber::from(serial), validity, subject, public, signer);
    let builder = builder.map_err(|error| stopped(&error))?;
    builder.build::<DerSignature>().map_err(|error| stopped(&error))
}

fn moment(seconds: u64) -> Result<Time, Diagnostic> {
    UtcTime::from_unix_duration(Duration::from_secs(seconds)).map(Time::UtcTime).map_err(|error| stopped(&error))
}

fn random_key() -> Result<SigningKey, Diagnostic> {
    loop {
        let mut bytes = [0_u8; 32];
        getrandom::fill(&mut bytes).map_err(|error| stopped(&error))?;
        // All but a vanishing part of all 32 bytes are a key.
        if let Ok(key) = SigningKey::from_slice(&bytes) {
            return Ok(key);
        }
    }
}

/// A value of a distinguished name (RFC 4514 2.4).
fn escaped(value: &str) -> String {
    value.chars().flat_map(|one| [Some('\\').filter(|_| ",+\"\\<>;=".contains(one)), Some(one)]).flatten().collect()
}

fn stopped(error: &dyn std::fmt::Display) -> Diagnostic {
    Diagnostic::error("provnyckel", format!("en provnyckel kunde inte göras: {error}"))
}
