//! Certificates and the path from one to something trusted. A path is built on names and signatures alone; whether it
//! held at a given time is asked afterwards, so that "not trusted", "expired" and "revoked" stay three answers.

use std::cell::RefCell;
use std::rc::Rc;

use der::asn1::ObjectIdentifier;
use der::{Decode, Encode};
use x509_cert::Certificate as Parsed;
use x509_cert::ext::pkix::{
    AuthorityInfoAccessSyntax, BasicConstraints, CrlDistributionPoints, ExtendedKeyUsage, KeyUsage,
};
use x509_cert::name::Name;

use super::algorithm::{self, Refused};
use super::budget::{Budget, Fault};
use super::seal::hex;
use super::tlv;
use super::verdict::{Brist, Certifikat, Underindikation};

const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
/// `OU`
const ORGANISATIONAL_UNIT: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.11");
const ORGANISATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");
const OCSP_ACCESS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1");
/// Critical extensions that are understood; `nameConstraints` and policy constraints are not.
const UNDERSTOOD: [&str; 7] =
    ["2.5.29.15", "2.5.29.19", "2.5.29.37", "2.5.29.32", "2.5.29.17", "2.5.29.31", "2.5.29.35"];
/// Longest path, trust anchor included.
const LONGEST: usize = 8;

/// One certificate, with the bytes it came as.
#[derive(Debug)]
pub(crate) struct Certificate {
    pub(crate) der: Vec<u8>,
    pub(crate) inner: Parsed,
    /// Issuers (DER) whose signature on it has been found good.
    issuers: RefCell<Vec<Vec<u8>>>,
}

/// Seconds since 1970.
pub(crate) type Seconds = i64;

impl Certificate {
    /// `None` for what is no certificate, or not in its only DER form.
    pub(crate) fn parse(bytes: &[u8], budget: &Budget) -> Option<Rc<Self>> {
        let length = tlv::element(bytes, budget).ok()?;
        let der = bytes.get(..length).filter(|_| length == bytes.len())?;
        let inner = Parsed::from_der(der).ok()?;
        let outer_agrees = inner.signature_algorithm == inner.tbs_certificate.signature;
        (outer_agrees && inner.to_der().ok()? == der)
            .then(|| Rc::new(Self { der: der.to_vec(), inner, issuers: RefCell::default() }))
    }

    /// Common name, else organisation, else the whole name.
    pub(crate) fn name(&self) -> String {
        readable(&self.inner.tbs_certificate.subject)
    }

    /// The organisation that the subject belongs to.
    pub(crate) fn organisation(&self) -> Option<String> {
        attribute(&self.inner.tbs_certificate.subject, ORGANISATION)
    }

    /// True for a key of trials: nothing signed with it is in earnest.
    pub(crate) fn is_throwaway(&self) -> bool {
        attribute(&self.inner.tbs_certificate.subject, ORGANISATIONAL_UNIT).as_deref() == Some("PROV")
    }

    pub(crate) fn issuer_name(&self) -> String {
        readable(&self.inner.tbs_certificate.issuer)
    }

    /// What a report says of it.
    pub(crate) fn facts(&self) -> Certifikat {
        Certifikat {
            sha256: hex(&algorithm::sha256(&self.der)),
            serienummer: hex(self.inner.tbs_certificate.serial_number.as_bytes()),
            fran: day(self.from()),
            till: day(self.until()),
        }
    }

    pub(crate) fn from(&self) -> Seconds {
        seconds(self.inner.tbs_certificate.validity.not_before.to_unix_duration())
    }

    pub(crate) fn until(&self) -> Seconds {
        seconds(self.inner.tbs_certificate.validity.not_after.to_unix_duration())
    }

    pub(crate) fn key_usage(&self) -> Option<KeyUsage> {
        self.inner.tbs_certificate.get::<KeyUsage>().ok().flatten().map(|(_, usage)| usage)
    }

    /// Extended key usages and whether they bind.
    pub(crate) fn purposes(&self) -> Option<(bool, Vec<ObjectIdentifier>)> {
        let found = self.inner.tbs_certificate.get::<ExtendedKeyUsage>().ok().flatten();
        found.map(|(critical, usages)| (critical, usages.0))
    }

    /// The certificate says where its revocation can be asked for.
    pub(crate) fn publishes_revocation(&self) -> bool {
        let tbs = &self.inner.tbs_certificate;
        let lists = tbs.get::<CrlDistributionPoints>().ok().flatten().is_some_and(|(_, points)| !points.0.is_empty());
        let responder = tbs.get::<AuthorityInfoAccessSyntax>().ok().flatten();
        lists || responder.is_some_and(|(_, access)| access.0.iter().any(|one| one.access_method == OCSP_ACCESS))
    }

    fn is_authority(&self, below: usize) -> bool {
        let basic = self.inner.tbs_certificate.get::<BasicConstraints>().ok().flatten();
        let may = basic
            .is_some_and(|(_, one)| one.ca && one.path_len_constraint.is_none_or(|most| usize::from(most) >= below));
        may && self.key_usage().is_none_or(|usage| usage.key_cert_sign())
    }

    fn unknown_critical(&self) -> Option<ObjectIdentifier> {
        let extensions = self.inner.tbs_certificate.extensions.as_deref().unwrap_or(&[]);
        let known = |oid: ObjectIdentifier| UNDERSTOOD.iter().any(|one| oid.to_string() == *one);
        extensions.iter().find(|one| one.critical && !known(one.extn_id)).map(|one| one.extn_id)
    }

    /// Signed by `issuer`'s key.
    pub(crate) fn signed_by(&self, issuer: &Certificate, budget: &Budget) -> Result<(), Refused> {
        if self.issuers.borrow().contains(&issuer.der) {
            return Ok(());
        }
        let tbs = self.inner.tbs_certificate.to_der().map_err(|_| Refused::Wrong)?;
        let signature = self.inner.signature.as_bytes().ok_or(Refused::Wrong)?;
        let key = &issuer.inner.tbs_certificate.subject_public_key_info;
        algorithm::verify(
            key,
            &self.inner.signature_algorithm,
            None,
            &|digest| digest.compute(&[&tbs]),
            (signature, budget),
        )?;
        self.issuers.borrow_mut().push(issuer.der.clone());
        Ok(())
    }
}

/// Common name, else organisation, else RFC 4514 text.
pub(crate) fn readable(name: &Name) -> String {
    attribute(name, COMMON_NAME).or_else(|| attribute(name, ORGANISATION)).unwrap_or_else(|| name.to_string())
}

fn attribute(name: &Name, oid: ObjectIdentifier) -> Option<String> {
    let attributes = name.0.iter().flat_map(|rdn| rdn.0.iter());
    let found = attributes.rev().find(|one| one.oid == oid);
    found.map(|one| String::from_utf8_lossy(one.value.value()).into_owned())
}

pub(crate) fn seconds(duration: std::time::Duration) -> Seconds {
    Seconds::try_from(duration.as_secs()).unwrap_or(Seconds::MAX)
}

/// Signer first, trust anchor last. `None`: there is no way to a trust anchor.
pub(crate) fn path(
    signer: &Rc<Certificate>,
    pool: &[Rc<Certificate>],
    anchors: &[Rc<Certificate>],
    budget: &Budget,
) -> Result<Option<Vec<Rc<Certificate>>>, Fault> {
    let mut way = vec![Rc::clone(signer)];
    Ok(extend(&mut way, pool, anchors, budget)?.then_some(way))
}

fn extend(
    way: &mut Vec<Rc<Certificate>>,
    pool: &[Rc<Certificate>],
    anchors: &[Rc<Certificate>],
    budget: &Budget,
) -> Result<bool, Fault> {
    let Some(current) = way.last().map(Rc::clone) else { return Ok(false) };
    if anchors.iter().any(|anchor| anchor.der == current.der) {
        return Ok(true);
    }
    if way.len() >= LONGEST {
        return Ok(false);
    }
    for issuer in anchors.iter().chain(pool) {
        budget.steps(64)?;
        let named = issuer.inner.tbs_certificate.subject == current.inner.tbs_certificate.issuer;
        if !named || way.iter().any(|one| one.der == issuer.der) {
            continue;
        }
        match current.signed_by(issuer, budget) {
            Ok(()) => {}
            Err(Refused::Fault(fault)) => return Err(fault),
            Err(Refused::Wrong | Refused::Weak(_)) => continue,
        }
        way.push(Rc::clone(issuer));
        if extend(way, pool, anchors, budget)? {
            return Ok(true);
        }
        way.pop();
    }
    Ok(false)
}

/// What is wrong with a path at a given time, revocation left aside.
pub(crate) fn constraints(path: &[Rc<Certificate>], at: Seconds, proved: bool) -> Vec<Brist> {
    let mut brister = Vec::new();
    for (index, cert) in path.iter().enumerate() {
        let name = cert.name();
        if index > 0 && !cert.is_authority(index - 1) {
            brister.push(Brist::unclear(
                "utfardare-utan-behorighet",
                Underindikation::ChainConstraintsFailure,
                format!("certifikatet för {name} får inte användas för att utfärda andra certifikat"),
            ));
        }
        if let Some(oid) = cert.unknown_critical() {
            brister.push(Brist::unclear(
                "okant-villkor",
                Underindikation::ChainConstraintsFailure,
                format!("certifikatet för {name} bär ett bindande villkor som programmet inte förstår ({oid})"),
            ));
        }
        let is_anchor = index + 1 == path.len() && index > 0;
        if !is_anchor && !(cert.from()..=cert.until()).contains(&at) {
            brister.push(out_of_bounds(cert, at, proved));
        }
    }
    brister
}

fn out_of_bounds(cert: &Certificate, at: Seconds, proved: bool) -> Brist {
    let (name, from, until) = (cert.name(), day(cert.from()), day(cert.until()));
    if at < cert.from() && proved {
        return Brist::false_because(
            "fore-certifikatet",
            Underindikation::NotYetValid,
            format!("underskriften fanns {} men certifikatet för {name} gäller först från {from}", day(at)),
        );
    }
    let because = if proved {
        format!("underskriften är bevisad först {}", day(at))
    } else {
        "och ingen tidsstämpel visar att underskriften gjordes medan det gällde".to_owned()
    };
    Brist::unclear(
        "certifikat-ur-tiden",
        Underindikation::OutOfBoundsNoPoe,
        format!("certifikatet för {name} gäller från {from} till {until}, {because}"),
    )
}

/// ISO day, UTC.
pub(crate) fn day(at: Seconds) -> String {
    jiff::Timestamp::from_second(at).map_or_else(|_| at.to_string(), |time| time.strftime("%Y-%m-%d").to_string())
}
