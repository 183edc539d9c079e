//! Certificates that come beside a key: read from PEM or DER, and put in the order of a chain.

use der::Decode;
use x509_cert::Certificate;

use crate::diag::Diagnostic;

/// Longer chains are a loop or a mistake.
const LONGEST: usize = 6;

/// The certificates of a file, PEM (one or several) or DER.
///
/// # Errors
/// When it holds none, or one that cannot be read.
pub fn certificates(name: &str, bytes: &[u8]) -> Result<Vec<Certificate>, Diagnostic> {
    let read = match std::str::from_utf8(bytes).ok().filter(|text| text.contains("-----BEGIN")) {
        Some(_) => Certificate::load_pem_chain(bytes).ok(),
        None => Certificate::from_der(bytes).ok().map(|one| vec![one]),
    };
    read.filter(|found| !found.is_empty()).ok_or_else(|| {
        Diagnostic::error("certifikat-olasligt", format!("{name} innehåller inget certifikat som går att läsa"))
            .hint("filen ska vara i PEM (-----BEGIN CERTIFICATE-----) eller DER")
    })
}

/// `leaf`, then its issuer among `pool`, and so on until one is missing or has issued itself.
#[must_use]
pub fn chain(leaf: Certificate, pool: &[Certificate]) -> Vec<Certificate> {
    let mut chain = vec![leaf];
    while chain.len() < LONGEST {
        let Some(last) = chain.last() else { break };
        let issuer = &last.tbs_certificate.issuer;
        let next = pool.iter().find(|one| one.tbs_certificate.subject == *issuer && !chain.contains(one));
        match next {
            Some(next) if last.tbs_certificate.subject != *issuer => chain.push(next.clone()),
            Some(_) | None => break,
        }
    }
    chain
}
