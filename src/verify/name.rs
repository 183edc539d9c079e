//! Names in certificates: how they are read, and whether an issuer's name constraints (RFC 5280 4.2.1.10) reach them.

use der::asn1::ObjectIdentifier;
use der::{Tag, Tagged};
use x509_cert::Certificate as Parsed;
use x509_cert::ext::pkix::constraints::name::GeneralSubtree;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{NameConstraints, SubjectAltName};
use x509_cert::name::Name;

const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
const ORGANISATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");
/// `OU`
const ORGANISATIONAL_UNIT: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.11");

/// Common name, else organisation, else RFC 4514 text.
pub(crate) fn readable(name: &Name) -> String {
    together(name, COMMON_NAME).or_else(|| organisation(name)).unwrap_or_else(|| name.to_string())
}

/// The organisation; more than one are told together, so that the name is none of theirs.
pub(crate) fn organisation(name: &Name) -> Option<String> {
    together(name, ORGANISATION)
}

/// One of its units is PROV.
pub(crate) fn is_of_trials(name: &Name) -> bool {
    values(name, ORGANISATIONAL_UNIT).any(|unit| unit == "PROV")
}

fn together(name: &Name, oid: ObjectIdentifier) -> Option<String> {
    let mut all: Vec<String> = values(name, oid).collect();
    all.dedup();
    (!all.is_empty()).then(|| all.join(" + "))
}

fn values(name: &Name, oid: ObjectIdentifier) -> impl Iterator<Item = String> + '_ {
    let attributes = name.0.iter().flat_map(|rdn| rdn.0.iter());
    attributes.filter(move |one| one.oid == oid).map(|one| text(one.value.tag(), one.value.value()))
}

/// The directory strings of X.520: UTF-8, and what came before it.
fn text(tag: Tag, bytes: &[u8]) -> String {
    match tag {
        Tag::BmpString => {
            let units: Vec<u16> = bytes.as_chunks::<2>().0.iter().map(|pair| u16::from_be_bytes(*pair)).collect();
            String::from_utf16_lossy(&units)
        }
        // T.61 as everybody writes it: Latin 1.
        Tag::TeletexString => bytes.iter().map(|byte| char::from(*byte)).collect(),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// True when `issuer` has no name constraints, or they allow every name of `cert`. A kind of name that is constrained and
/// not understood is outside.
pub(crate) fn is_within(cert: &Parsed, issuer: &Parsed) -> bool {
    let Ok(Some((_, limits))) = issuer.tbs_certificate.get::<NameConstraints>() else { return true };
    let Ok(others) = cert.tbs_certificate.get::<SubjectAltName>() else { return false };
    let subject = GeneralName::DirectoryName(cert.tbs_certificate.subject.clone());
    let has_subject = !cert.tbs_certificate.subject.0.is_empty();
    let names = others.into_iter().flat_map(|(_, names)| names.0).chain(has_subject.then_some(subject));
    let permitted = limits.permitted_subtrees.unwrap_or_default();
    let excluded = limits.excluded_subtrees.unwrap_or_default();
    names.into_iter().all(|name| {
        let of_kind = |trees: &[GeneralSubtree]| -> Vec<Option<bool>> {
            let alike = trees.iter().filter(|tree| same_kind(&tree.base, &name));
            alike
                .map(|tree| (tree.minimum == 0 && tree.maximum.is_none()).then(|| covers(&tree.base, &name))?)
                .collect()
        };
        let (may, must_not) = (of_kind(&permitted), of_kind(&excluded));
        (may.is_empty() || may.contains(&Some(true))) && must_not.iter().all(|one| *one == Some(false))
    })
}

fn same_kind(one: &GeneralName, other: &GeneralName) -> bool {
    std::mem::discriminant(one) == std::mem::discriminant(other)
}

/// Whether `name` is in the subtree under `base`; `None` for a kind that is not understood.
fn covers(base: &GeneralName, name: &GeneralName) -> Option<bool> {
    match (base, name) {
        (GeneralName::DirectoryName(base), GeneralName::DirectoryName(name)) => {
            Some(base.0.len() <= name.0.len() && base.0.iter().zip(&name.0).all(|(one, other)| one == other))
        }
        (GeneralName::DnsName(base), GeneralName::DnsName(name)) => Some(below(base.as_str(), name.as_str(), '.')),
        (GeneralName::Rfc822Name(base), GeneralName::Rfc822Name(name)) => {
            let (base, name) = (base.as_str(), name.as_str());
            let host = name.rsplit_once('@').map_or(name, |(_, host)| host);
            Some(match base.strip_prefix('.') {
                _ if base.contains('@') => base.eq_ignore_ascii_case(name),
                Some(domain) => below(domain, host, '.') && !host.eq_ignore_ascii_case(domain),
                None => host.eq_ignore_ascii_case(base),
            })
        }
        _ => None,
    }
}

/// `name` is `base`, or ends in it after `mark`.
fn below(base: &str, name: &str, mark: char) -> bool {
    let (base, name) = (base.to_ascii_lowercase(), name.to_ascii_lowercase());
    base.is_empty() || name == base || name.strip_suffix(base.as_str()).is_some_and(|rest| rest.ends_with(mark))
}
