//! Whose certificate it is: the common name, or a fingerprint that the authority has written down for a person.
//! Also what must not travel further: a personnummer in the subject.

use cms::cert::CertificateChoices;
use cms::content_info::ContentInfo;
use cms::signed_data::{SignedData, SignerIdentifier};
use der::asn1::{ObjectIdentifier, PrintableStringRef, Utf8StringRef};
use der::{Decode, Encode, Tag, Tagged};
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;
use x509_cert::Certificate;
use x509_cert::ext::pkix::{BasicConstraints, KeyUsage};

use crate::case::myndighet::CertifikatFor;
use crate::diag::Diagnostic;
use crate::evidence::hex;

const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
const SERIAL_NUMBER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.5");
const SURNAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.4");
const GIVEN_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.42");
const ORGANIZATIONAL_UNIT: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.11");
/// A key whose certificate has this organizational unit is a throwaway.
const THROWAWAY: &str = "PROV";

/// The common name of the subject.
#[must_use]
pub fn common_name(certificate: &Certificate) -> Option<String> {
    subject(certificate, COMMON_NAME)
}

/// True for a certificate of a person: it has a given name or a surname.
#[must_use]
pub fn is_personal(certificate: &Certificate) -> bool {
    [GIVEN_NAME, SURNAME].iter().any(|oid| subject(certificate, *oid).is_some())
}

/// The certificate that a CMS was signed with.
///
/// # Errors
/// When it is not in the CMS.
pub fn signer(cms: &[u8]) -> Result<Certificate, Diagnostic> {
    let missing = || Diagnostic::error("certifikat-saknas", "en underskrift på protokollet saknar sitt certifikat");
    let data =
        ContentInfo::from_der(cms).and_then(|info| info.content.decode_as::<SignedData>()).map_err(|_| missing())?;
    let SignerIdentifier::IssuerAndSerialNumber(id) =
        data.signer_infos.0.as_slice().first().ok_or_else(missing)?.sid.clone()
    else {
        return Err(missing());
    };
    let certificates = data.certificates.ok_or_else(missing)?;
    let found = certificates.0.iter().find_map(|one| match one {
        CertificateChoices::Certificate(found)
            if found.tbs_certificate.serial_number == id.serial_number && found.tbs_certificate.issuer == id.issuer =>
        {
            Some(found.clone())
        }
        CertificateChoices::Certificate(_) | CertificateChoices::Other(_) => None,
    });
    found.ok_or_else(missing)
}

/// True for a key made for trials: its certificate says `OU=PROV`.
#[must_use]
pub fn is_throwaway(certificate: &Certificate) -> bool {
    subject(certificate, ORGANIZATIONAL_UNIT).as_deref() == Some(THROWAWAY)
}

/// True when the subject's serial number is a personnummer or samordningsnummer, as in `BankID`.
#[must_use]
pub fn carries_personnummer(certificate: &Certificate) -> bool {
    subject(certificate, SERIAL_NUMBER).is_some_and(|serial| is_personnummer(&serial))
}

/// SHA-256 of the certificate's DER, 64 hex.
#[must_use]
pub fn fingerprint(certificate: &Certificate) -> String {
    hex(&Sha256::digest(certificate.to_der().unwrap_or_default()))
}

/// Refuses a certificate that is not `person`'s: by the rows of `[[undertecknare]]`, else by its common name.
///
/// # Errors
/// Names the person it belongs to.
pub fn fits(certificate: &Certificate, person: &str, rows: &[CertifikatFor]) -> Result<(), Diagnostic> {
    let rows = rows.iter().filter(|row| same_name(&row.namn, person)).collect::<Vec<_>>();
    let found = common_name(certificate).unwrap_or_else(|| "ett certifikat utan namn".to_owned());
    let wrong = |message: String| Diagnostic::error("fel-certifikat", message);
    if rows.is_empty() {
        return if same_name(&found, person) {
            Ok(())
        } else {
            Err(wrong(format!("certifikatet är utfärdat för {found}, inte för {person}")).hint(
                "välj rätt nyckel, eller skriv certifikatets fingeravtryck under [[undertecknare]] i myndighet.toml",
            ))
        };
    }
    let ours = fingerprint(certificate);
    let known = |row: &CertifikatFor| row.certifikat.trim_start_matches("sha-256:").replace([' ', ':'], "") == ours;
    if rows.iter().any(|row| known(row)) {
        Ok(())
    } else {
        Err(wrong(format!("certifikatet (sha-256:{ours}) är inget av dem som {person} skriver under med"))
            .hint("välj rätt nyckel, eller lägg till certifikatet under [[undertecknare]] i myndighet.toml"))
    }
}

/// Refuses a certificate that no recipient would take a signature by: not valid at that time, or not for signing.
///
/// # Errors
/// Says which.
pub fn usable(certificate: &Certificate, time: jiff::Timestamp) -> Result<(), Diagnostic> {
    let body = &certificate.tbs_certificate;
    let moment = |time: &x509_cert::time::Time| i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX);
    let name = || common_name(certificate).unwrap_or_else(|| "okänd".to_owned());
    let day = |time: &x509_cert::time::Time| {
        jiff::Timestamp::from_second(moment(time)).map(|one| one.strftime("%Y-%m-%d").to_string()).unwrap_or_default()
    };
    let (from, until) = (&body.validity.not_before, &body.validity.not_after);
    if time.as_second() > moment(until) {
        return Err(Diagnostic::error(
            "certifikat-utgatt",
            format!("certifikatet för {} gick ut {}", name(), day(until)),
        )
        .hint("skaffa ett nytt certifikat, eller välj en annan nyckel"));
    }
    if time.as_second() < moment(from) {
        return Err(Diagnostic::error(
            "certifikat-ej-giltigt-an",
            format!("certifikatet för {} gäller först {}", name(), day(from)),
        )
        .hint("kontrollera datorns klocka, eller välj en annan nyckel"));
    }
    let usage = body.get::<KeyUsage>().ok().flatten().map(|(_, usage)| usage);
    let authority = body.get::<BasicConstraints>().ok().flatten().is_some_and(|(_, constraints)| constraints.ca);
    // A trial key that issued itself is often made as an authority: `openssl req -x509` does so.
    let authority = authority && body.subject != body.issuer;
    if authority || usage.is_some_and(|usage| !usage.digital_signature() && !usage.non_repudiation()) {
        return Err(Diagnostic::error(
            "certifikat-ej-for-underskrift",
            format!("certifikatet för {} är inte till för underskrifter", name()),
        )
        .hint("på ett kort med flera certifikat: välj det som är för underskrift"));
    }
    Ok(())
}

/// A name as printed without its party: "Ingrid Åkerö (C)" is "Ingrid Åkerö".
#[must_use]
pub fn without_party(name: &str) -> &str {
    match name.rfind(" (") {
        Some(at) if name.ends_with(')') => name.get(..at).unwrap_or(name),
        _ => name,
    }
}

/// Names are compared in NFC, with white space folded, and otherwise letter for letter.
#[must_use]
pub fn same_name(one: &str, other: &str) -> bool {
    let folded = |name: &str| name.nfc().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ");
    folded(one) == folded(other)
}

fn subject(certificate: &Certificate, oid: ObjectIdentifier) -> Option<String> {
    let parts =
        certificate.tbs_certificate.subject.0.iter().flat_map(|part| part.0.iter()).collect::<Vec<_>>().into_iter();
    let value = &parts.rev().find(|attribute| attribute.oid == oid)?.value;
    match value.tag() {
        Tag::Utf8String => Utf8StringRef::try_from(value).ok().map(|text| text.as_str().to_owned()),
        Tag::PrintableString => PrintableStringRef::try_from(value).ok().map(|text| text.as_str().to_owned()),
        _ => String::from_utf8(value.value().to_vec()).ok(),
    }
}

/// Ten or twelve digits whose last is right by Luhn and whose first are a day; day + 60 for samordningsnummer.
fn is_personnummer(text: &str) -> bool {
    let digits: Vec<u32> = text.chars().filter_map(|one| one.to_digit(10)).collect();
    let ten = match digits.len() {
        10 => digits.as_slice(),
        12 => digits.get(2..).unwrap_or(&[]),
        _ => return false,
    };
    let number = |from: usize| ten.get(from).copied().unwrap_or(0) * 10 + ten.get(from + 1).copied().unwrap_or(0);
    let (month, day) = (number(2), number(4) % 60);
    let weighed = ten.iter().enumerate().map(|(at, digit)| {
        let product = if at % 2 == 0 { digit * 2 } else { *digit };
        product / 10 + product % 10
    });
    (1..=12).contains(&month) && (1..=31).contains(&day) && weighed.sum::<u32>() % 10 == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_party_is_no_part_of_the_name() {
        assert_eq!(without_party("Ingrid Åkerö (C)"), "Ingrid Åkerö");
        assert_eq!(without_party("Ingrid Åkerö"), "Ingrid Åkerö");
    }

    #[test]
    fn a_personnummer_is_known_with_and_without_century_and_prefix() {
        for number in ["8112189876", "198112189876", "PNOSE-198112189876", "811278-9873"] {
            assert!(is_personnummer(number), "{number}");
        }
        for number in ["8112189875", "2021005026", "SE2321000001", "123"] {
            assert!(!is_personnummer(number), "{number}");
        }
    }
}
