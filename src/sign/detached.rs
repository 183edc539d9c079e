//! A signature beside a file (`.p7s`): CMS without the content, as `openssl cms -verify -content` reads it.

use der::Encode;

use super::cms::{self, Statement};
use super::key::Key;
use super::signature::no_certificate;
use crate::diag::Diagnostic;

/// DER of the CMS over `bytes`.
///
/// # Errors
/// When the key has no certificate, or refuses.
pub fn detached(bytes: &[u8], key: &dyn Key) -> Result<Vec<u8>, Diagnostic> {
    let stopped = |error: der::Error| Diagnostic::error("p7s", format!("underskriften kunde inte skrivas: {error}"));
    let certificate = key.chain().first().ok_or_else(no_certificate)?;
    let digest = key.hash().digest(&[bytes]);
    let statement = Statement { digest: &digest, certificate: Some(certificate), root: None };
    let attributes = statement.signed_attributes().map_err(stopped)?;
    let value = key.sign(&attributes.to_der().map_err(stopped)?)?;
    cms::content_info(attributes, (key.hash(), key.algorithm()), &value, key.chain(), None).map_err(stopped)
}
