//! Revocation from what is at hand (the file's DSS, and lists and answers given): CRLs and OCSP responses, each
//! believed only when the certificate's own issuer, or a responder it appointed, has signed it.

use std::rc::Rc;

use der::asn1::{ObjectIdentifier, OctetString};
use der::{Decode, Encode};
use sha1::{Digest as _, Sha1};
use x509_cert::crl::CertificateList;
use x509_cert::ext::pkix::crl::dp::IssuingDistributionPoint;
use x509_ocsp::{BasicOcspResponse, CertStatus, OcspResponse, OcspResponseStatus, ResponderId, SingleResponse};

use super::algorithm::{self, sha256};
use super::budget::{Budget, Fault};
use super::certificate::{Certificate, Seconds, seconds};
use super::tlv;

const DISTRIBUTION_POINT: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.28");
const OCSP_SIGNING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.9");
const SHA1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.14.3.2.26");
const SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");

/// Longest CRL read.
const LARGEST: usize = 8 << 20;

/// What is known of a certificate at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// Somebody entitled says it was good.
    Good,
    /// Revoked since then.
    Revoked(Seconds),
    /// Somebody entitled said that it was good, until then: before the time that is asked about.
    Outdated(Seconds),
    /// Nothing that answers for that time.
    Unknown,
}

/// CRLs and OCSP responses, parsed.
#[derive(Default)]
pub(crate) struct Revocations {
    lists: Vec<CertificateList>,
    answers: Vec<BasicOcspResponse>,
}

impl Revocations {
    /// True when the bytes are a CRL.
    pub(crate) fn add_list(&mut self, bytes: &[u8], budget: &Budget) -> bool {
        let whole = bytes.len() < LARGEST && tlv::element(bytes, budget).is_ok_and(|length| length == bytes.len());
        let Some(list) = Some(bytes).filter(|_| whole).and_then(|bytes| CertificateList::from_der(bytes).ok()) else {
            return false;
        };
        self.lists.push(list);
        true
    }

    /// True when the bytes are an OCSP response that answers.
    pub(crate) fn add_answer(&mut self, bytes: &[u8], budget: &Budget) -> bool {
        let whole = tlv::element(bytes, budget).is_ok_and(|length| length == bytes.len());
        let response = Some(bytes).filter(|_| whole).and_then(|bytes| OcspResponse::from_der(bytes).ok());
        let basic = response
            .filter(|one| one.response_status == OcspResponseStatus::Successful)
            .and_then(|one| one.response_bytes)
            .and_then(|one| BasicOcspResponse::from_der(one.response.as_bytes()).ok());
        basic.map(|one| self.answers.push(one)).is_some()
    }

    /// Status of `cert`, issued by `issuer`, at a time.
    pub(crate) fn status(
        &self,
        cert: &Certificate,
        issuer: &Certificate,
        at: Seconds,
        budget: &Budget,
    ) -> Result<Status, Fault> {
        let mut best = Status::Unknown;
        for list in &self.lists {
            best = worse(best, list_status(list, cert, issuer, at, budget)?);
        }
        for answer in &self.answers {
            best = worse(best, answer_status(answer, cert, issuer, at, budget)?);
        }
        Ok(best)
    }
}

fn worse(one: Status, other: Status) -> Status {
    match (one, other) {
        (Status::Revoked(a), Status::Revoked(b)) => Status::Revoked(a.min(b)),
        (revoked @ Status::Revoked(_), _) | (_, revoked @ Status::Revoked(_)) => revoked,
        (Status::Good, _) | (_, Status::Good) => Status::Good,
        (Status::Outdated(a), Status::Outdated(b)) => Status::Outdated(a.max(b)),
        (outdated @ Status::Outdated(_), Status::Unknown) | (Status::Unknown, outdated @ Status::Outdated(_)) => {
            outdated
        }
        (Status::Unknown, Status::Unknown) => Status::Unknown,
    }
}

/// What an answer that says "good" from `this` until `next` says about `at`.
fn good(this: Seconds, next: Option<Seconds>, at: Seconds, cert: &Certificate) -> Status {
    if speaks_for(this, next, at, cert) { Status::Good } else { Status::Outdated(next.unwrap_or(this)) }
}

/// An answer from `this` until `next` speaks for `at` when `at` is in it, or when it is later and the certificate had not expired.
fn speaks_for(this: Seconds, next: Option<Seconds>, at: Seconds, cert: &Certificate) -> bool {
    if this <= at { next.is_some_and(|next| at <= next) } else { this <= cert.until() }
}

fn list_status(
    list: &CertificateList,
    cert: &Certificate,
    issuer: &Certificate,
    at: Seconds,
    budget: &Budget,
) -> Result<Status, Fault> {
    let tbs = &list.tbs_cert_list;
    if tbs.issuer != cert.inner.tbs_certificate.issuer || !list_is_plain(list, cert) {
        return Ok(Status::Unknown);
    }
    if list.signature_algorithm != tbs.signature || issuer.key_usage().is_some_and(|usage| !usage.crl_sign()) {
        return Ok(Status::Unknown);
    }
    let key = &issuer.inner.tbs_certificate.subject_public_key_info;
    let (Ok(message), Some(signature)) = (tbs.to_der(), list.signature.as_bytes()) else { return Ok(Status::Unknown) };
    match algorithm::verify(
        key,
        &list.signature_algorithm,
        None,
        &|digest| digest.compute(&[&message]),
        (signature, budget),
    ) {
        Ok(()) => {}
        Err(algorithm::Refused::Fault(fault)) => return Err(fault),
        Err(_) => return Ok(Status::Unknown),
    }
    let rows = tbs.revoked_certificates.as_deref().unwrap_or(&[]);
    budget.steps(rows.len())?;
    if let Some(row) = rows.iter().find(|row| row.serial_number == cert.inner.tbs_certificate.serial_number) {
        let since = seconds(row.revocation_date.to_unix_duration());
        return Ok(if since <= at { Status::Revoked(since) } else { Status::Good });
    }
    let this = seconds(tbs.this_update.to_unix_duration());
    let next = tbs.next_update.as_ref().map(|time| seconds(time.to_unix_duration()));
    Ok(good(this, next, at, cert))
}

/// Not indirect, not partial by reason, not a delta, and for this kind of certificate.
fn list_is_plain(list: &CertificateList, cert: &Certificate) -> bool {
    let extensions = list.tbs_cert_list.crl_extensions.as_deref().unwrap_or(&[]);
    extensions.iter().all(|extension| {
        if extension.extn_id != DISTRIBUTION_POINT {
            return !extension.critical;
        }
        let Ok(point) = IssuingDistributionPoint::from_der(extension.extn_value.as_bytes()) else { return false };
        let authority = cert.key_usage().is_some_and(|usage| usage.key_cert_sign());
        !point.indirect_crl
            && point.only_some_reasons.is_none()
            && !point.only_contains_attribute_certs
            && (!point.only_contains_user_certs || !authority)
            && (!point.only_contains_ca_certs || authority)
    })
}

fn answer_status(
    answer: &BasicOcspResponse,
    cert: &Certificate,
    issuer: &Certificate,
    at: Seconds,
    budget: &Budget,
) -> Result<Status, Fault> {
    let Some(single) = answer.tbs_response_data.responses.iter().find(|one| concerns(one, cert, issuer)) else {
        return Ok(Status::Unknown);
    };
    if !answer_is_authentic(answer, issuer, at, budget)? {
        return Ok(Status::Unknown);
    }
    let time = |one: &x509_ocsp::OcspGeneralizedTime| seconds(one.0.to_unix_duration());
    Ok(match &single.cert_status {
        CertStatus::Revoked(info) => {
            let since = time(&info.revocation_time);
            if since <= at { Status::Revoked(since) } else { Status::Good }
        }
        CertStatus::Good(_) => good(time(&single.this_update), single.next_update.as_ref().map(time), at, cert),
        CertStatus::Unknown(_) => Status::Unknown,
    })
}

fn concerns(single: &SingleResponse, cert: &Certificate, issuer: &Certificate) -> bool {
    let id = &single.cert_id;
    let hash = |bytes: &[u8]| match id.hash_algorithm.oid {
        SHA1 => Some(Sha1::digest(bytes).to_vec()),
        SHA256 => Some(sha256(bytes).to_vec()),
        _ => None,
    };
    let tbs = &issuer.inner.tbs_certificate;
    let name = tbs.subject.to_der().ok().and_then(|der| hash(&der));
    let key = tbs.subject_public_key_info.subject_public_key.as_bytes().and_then(hash);
    let equals = |one: Option<Vec<u8>>, other: &OctetString| one.is_some_and(|one| one == other.as_bytes());
    id.serial_number == cert.inner.tbs_certificate.serial_number
        && equals(name, &id.issuer_name_hash)
        && equals(key, &id.issuer_key_hash)
}

/// Signed by the issuer itself, or by one it has given the right to.
fn answer_is_authentic(
    answer: &BasicOcspResponse,
    issuer: &Certificate,
    at: Seconds,
    budget: &Budget,
) -> Result<bool, Fault> {
    let (Ok(message), Some(signature)) = (answer.tbs_response_data.to_der(), answer.signature.as_bytes()) else {
        return Ok(false);
    };
    let mut signers: Vec<Rc<Certificate>> = Vec::new();
    for one in answer.certs.iter().flatten() {
        let Some(candidate) = one.to_der().ok().and_then(|der| Certificate::parse(&der, budget)) else { continue };
        let appointed = candidate.purposes().is_some_and(|(_, purposes)| purposes.contains(&OCSP_SIGNING));
        let in_time = (candidate.from()..=candidate.until()).contains(&at) || candidate.from() > at;
        if appointed && in_time && candidate.signed_by(issuer, budget).is_ok() {
            signers.push(candidate);
        }
    }
    let by_issuer = match &answer.tbs_response_data.responder_id {
        ResponderId::ByName(name) => *name == issuer.inner.tbs_certificate.subject,
        ResponderId::ByKey(_) => true,
    };
    let keys = signers.iter().map(|one| &one.inner).chain(by_issuer.then_some(&issuer.inner));
    for holder in keys {
        let key = &holder.tbs_certificate.subject_public_key_info;
        match algorithm::verify(
            key,
            &answer.signature_algorithm,
            None,
            &|digest| digest.compute(&[&message]),
            (signature, budget),
        ) {
            Ok(()) => return Ok(true),
            Err(algorithm::Refused::Fault(fault)) => return Err(fault),
            Err(_) => {}
        }
    }
    Ok(false)
}
