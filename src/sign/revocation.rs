//! What the revocation data at hand says of a certificate, so that nobody signs with one that was revoked, or believes that a
//! file will last when its data are about others. Whether the data are genuine is for `verify`.

mod fetch;

use der::asn1::ObjectIdentifier;
use der::{Decode, Encode};
use jiff::civil::Date;
use sha1::Sha1;
use sha2::{Digest, Sha256};
use x509_cert::Certificate;
use x509_cert::crl::CertificateList;
use x509_ocsp::{BasicOcspResponse, CertId, CertStatus, OcspResponse};

use super::justera::date;
use super::ltv::Evidence;
use super::person::common_name;
use crate::diag::Diagnostic;

const SHA_1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.14.3.2.26");
const SHA_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");

/// What is said of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// It is not revoked.
    Good,
    /// It was revoked that day.
    Revoked(Date),
    /// Nothing is said.
    Unknown,
}

/// Refuses a signer whose certificate the data say is revoked.
///
/// # Errors
/// With the day.
pub(super) fn not_revoked(certificate: &Certificate, evidence: &Evidence) -> Result<(), Diagnostic> {
    let Standing::Revoked(day) = standing(certificate, evidence) else { return Ok(()) };
    let message = format!("certifikatet för {} är spärrat sedan {day}", name(certificate));
    Err(Diagnostic::error("certifikat-sparrat", message).hint("skaffa ett nytt certifikat, eller välj en annan nyckel"))
}

/// A warning for each certificate of the chain that data were given but say nothing of. A root answers for itself; what
/// could not be fetched has a warning of its own.
pub(super) fn uncovered(chain: &[Certificate], evidence: &Evidence) -> Vec<Diagnostic> {
    if evidence.crls.is_empty() && evidence.ocsps.is_empty() && !evidence.fetch {
        return Vec::new();
    }
    let unknown = issued(chain).filter(|one| standing(one, evidence) == Standing::Unknown);
    unknown
        .filter(|one| !(evidence.fetch && fetch::has_addresses(one)))
        .map(|one| {
            let message = if evidence.fetch {
                format!("certifikatet för {} säger inte var det står om det är spärrat", name(one))
            } else {
                format!("inget av det som angetts med --spärr gäller certifikatet för {}", name(one))
            };
            Diagnostic::warning("sparr-saknas", message)
                .hint("ange också utfärdarens spärrlista eller OCSP-svar; utan den kan filen inte prövas när certifikatet har gått ut")
        })
        .collect()
}

/// Those that somebody else has issued.
fn issued(certificates: &[Certificate]) -> impl Iterator<Item = &Certificate> {
    certificates.iter().filter(|one| one.tbs_certificate.issuer != one.tbs_certificate.subject)
}

/// DER, out of PEM if it is in such; empty where that cannot be read.
pub(super) fn unarmored(bytes: &[u8]) -> Vec<u8> {
    match std::str::from_utf8(bytes).ok().filter(|found| found.contains("-----BEGIN")) {
        Some(pem) => der::pem::decode_vec(pem.trim().as_bytes()).map(|(_, der)| der).unwrap_or_default(),
        None => bytes.to_vec(),
    }
}

fn name(certificate: &Certificate) -> String {
    common_name(certificate).unwrap_or_else(|| "okänd".to_owned())
}

fn standing(certificate: &Certificate, evidence: &Evidence) -> Standing {
    let lists = evidence.crls.iter().filter_map(|der| by_list(certificate, der));
    let answers = evidence.ocsps.iter().filter_map(|der| by_answer(certificate, der));
    let all: Vec<Standing> = lists.chain(answers).collect();
    // Revoked once is revoked, whatever an older list says.
    let revoked = all.iter().find(|one| matches!(one, Standing::Revoked(_)));
    revoked.or(all.first()).copied().unwrap_or(Standing::Unknown)
}

fn by_list(certificate: &Certificate, der: &[u8]) -> Option<Standing> {
    let list = CertificateList::from_der(der).ok()?.tbs_cert_list;
    if list.issuer != certificate.tbs_certificate.issuer {
        return None;
    }
    let mut revoked = list.revoked_certificates.iter().flatten();
    let found = revoked.find(|one| one.serial_number == certificate.tbs_certificate.serial_number);
    Some(found.map_or(Standing::Good, |one| Standing::Revoked(day(one.revocation_date.to_unix_duration()))))
}

fn by_answer(certificate: &Certificate, der: &[u8]) -> Option<Standing> {
    let answer = OcspResponse::from_der(der).ok()?.response_bytes?;
    let basic = BasicOcspResponse::from_der(answer.response.as_bytes()).ok()?;
    let found = basic.tbs_response_data.responses.iter().find(|one| is_about(&one.cert_id, certificate))?;
    match &found.cert_status {
        CertStatus::Good(_) => Some(Standing::Good),
        CertStatus::Revoked(info) => Some(Standing::Revoked(day(info.revocation_time.0.to_unix_duration()))),
        CertStatus::Unknown(_) => None,
    }
}

fn is_about(id: &CertId, certificate: &Certificate) -> bool {
    let Ok(issuer) = certificate.tbs_certificate.issuer.to_der() else { return false };
    let hash = match id.hash_algorithm.oid {
        SHA_1 => Sha1::digest(&issuer).to_vec(),
        SHA_256 => Sha256::digest(&issuer).to_vec(),
        _ => return false,
    };
    id.serial_number == certificate.tbs_certificate.serial_number && id.issuer_name_hash.as_bytes() == hash
}

fn day(since: std::time::Duration) -> Date {
    let moment = i64::try_from(since.as_secs()).ok().and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    moment.map_or(Date::MIN, date)
}
