//! Revocation data from the addresses that certificates name (RFC 5280 4.2.1.13 and 4.2.2.1): an OCSP answer, else a list.
//! Only when it is asked for. What cannot be had is remembered and said; whether the data are genuine is for `verify`.

use std::time::Duration;

use der::asn1::{ObjectIdentifier, OctetString};
use der::{Any, Decode, Encode};
use sha1::{Digest, Sha1};
use x509_cert::Certificate;
use x509_cert::crl::CertificateList;
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName};
use x509_cert::ext::pkix::{AuthorityInfoAccessSyntax, CrlDistributionPoints};
use x509_cert::spki::AlgorithmIdentifierOwned;
use x509_ocsp::{CertId, OcspRequest, OcspResponse, OcspResponseStatus, Request, TbsRequest};

use super::{SHA_1, Standing, by_answer, by_list, issued, name, standing};
use crate::diag::Diagnostic;
use crate::sign::ltv::Evidence;
use crate::sign::network::{self, Limits};

/// `id-ad-ocsp` (RFC 5280 4.2.2.1).
const OCSP: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1");
const OF_OCSP: Limits = Limits { patience: Duration::from_secs(10), largest: 100_000 };
/// A list goes into every file that is signed: larger ones are no help.
const OF_LIST: Limits = Limits { patience: Duration::from_secs(20), largest: 2_000_000 };
/// Certificates name one address or two.
const MOST: usize = 3;

impl Evidence {
    /// Fetches what is missing about these certificates, where fetching was asked for. A root answers for itself.
    pub fn fetch_for(&mut self, certificates: &[Certificate]) {
        if !self.fetch {
            return;
        }
        for certificate in issued(certificates) {
            if standing(certificate, self) == Standing::Unknown {
                self.fetch_about(certificate, certificates);
            }
        }
    }

    fn fetch_about(&mut self, certificate: &Certificate, pool: &[Certificate]) {
        let issuer = pool.iter().find(|one| one.tbs_certificate.subject == certificate.tbs_certificate.issuer);
        let answer = issuer.and_then(|issuer| {
            let mut addresses = ocsp_addresses(certificate).into_iter();
            addresses.find_map(|address| self.once(&address, |address| answer_about(certificate, issuer, address)))
        });
        if let Some(der) = answer {
            self.ocsps.push(der);
            return;
        }
        let mut addresses = list_addresses(certificate).into_iter();
        let list = addresses.find_map(|address| self.once(&address, |address| list_about(certificate, address)));
        self.crls.extend(list);
    }

    /// What is had from an address, unless it has failed before.
    fn once(&mut self, address: &str, have: impl FnOnce(&str) -> Result<Vec<u8>, &'static str>) -> Option<Vec<u8>> {
        if self.unreached.iter().any(|(known, _)| known == address) {
            return None;
        }
        have(address).map_err(|why| self.unreached.push((address.to_owned(), why))).ok()
    }

    /// A warning of each certificate about which nothing could be had from the addresses that it names.
    #[must_use]
    pub fn unreached_about(&self, certificates: &[Certificate]) -> Vec<Diagnostic> {
        let unknown = issued(certificates).filter(|one| standing(one, self) == Standing::Unknown);
        let warning = |one: &Certificate| {
            let all: Vec<String> = ocsp_addresses(one).into_iter().chain(list_addresses(one)).collect();
            let (address, why) = self.unreached.iter().find(|(address, _)| all.contains(address))?;
            let name = name(one);
            let message = format!("spärruppgifter om certifikatet för {name} kunde inte hämtas från {address}: {why}");
            Some(Diagnostic::warning("sparr-nas-inte", message))
        };
        unknown.filter_map(warning).collect()
    }
}

/// True when the certificate says where its revocation data are.
pub(super) fn has_addresses(certificate: &Certificate) -> bool {
    !ocsp_addresses(certificate).is_empty() || !list_addresses(certificate).is_empty()
}

fn ocsp_addresses(certificate: &Certificate) -> Vec<String> {
    let access = certificate.tbs_certificate.get::<AuthorityInfoAccessSyntax>().ok().flatten();
    let all = access.into_iter().flat_map(|(_, access)| access.0).filter(|one| one.access_method == OCSP);
    all.filter_map(|one| over_http(&one.access_location)).take(MOST).collect()
}

fn list_addresses(certificate: &Certificate) -> Vec<String> {
    let points = certificate.tbs_certificate.get::<CrlDistributionPoints>().ok().flatten();
    let names = points.into_iter().flat_map(|(_, points)| points.0).filter_map(|one| one.distribution_point);
    let names = names.filter_map(|one| match one {
        DistributionPointName::FullName(names) => Some(names),
        DistributionPointName::NameRelativeToCRLIssuer(_) => None,
    });
    names.flatten().filter_map(|one| over_http(&one)).take(MOST).collect()
}

fn over_http(name: &GeneralName) -> Option<String> {
    let GeneralName::UniformResourceIdentifier(address) = name else { return None };
    let address = address.as_str();
    let known = |scheme: &str| address.get(..scheme.len()).is_some_and(|found| found.eq_ignore_ascii_case(scheme));
    (known("http://") || known("https://")).then(|| address.to_owned())
}

fn answer_about(certificate: &Certificate, issuer: &Certificate, address: &str) -> Result<Vec<u8>, &'static str> {
    let request = question(certificate, issuer).map_err(|_| "frågan kunde inte skrivas")?;
    let der = network::post(address, ("application/ocsp-request", &request), OF_OCSP)?;
    let answer = OcspResponse::from_der(&der).map_err(|_| "svaret är inget OCSP-svar")?;
    if answer.response_status != OcspResponseStatus::Successful {
        return Err("den svarade att den inte kan svara");
    }
    by_answer(certificate, &der).map(|_| der).ok_or("den känner inte certifikatet")
}

/// SHA-1 names the issuer, as every responder expects (RFC 5019 2.1.1); nothing rests on it.
fn question(certificate: &Certificate, issuer: &Certificate) -> der::Result<Vec<u8>> {
    let key = issuer.tbs_certificate.subject_public_key_info.subject_public_key.raw_bytes();
    let req_cert = CertId {
        hash_algorithm: AlgorithmIdentifierOwned { oid: SHA_1, parameters: Some(Any::null()) },
        issuer_name_hash: OctetString::new(Sha1::digest(issuer.tbs_certificate.subject.to_der()?).as_slice())?,
        issuer_key_hash: OctetString::new(Sha1::digest(key).as_slice())?,
        serial_number: certificate.tbs_certificate.serial_number.clone(),
    };
    let request_list = vec![Request { req_cert, single_request_extensions: None }];
    OcspRequest { tbs_request: TbsRequest { request_list, ..TbsRequest::default() }, optional_signature: None }.to_der()
}

fn list_about(certificate: &Certificate, address: &str) -> Result<Vec<u8>, &'static str> {
    let der = super::unarmored(&network::get(address, OF_LIST)?);
    CertificateList::from_der(&der).map_err(|_| "svaret är ingen spärrlista")?;
    by_list(certificate, &der).map(|_| der).ok_or("listan är en annan utfärdares")
}
