//! One person signs a prepared file: minutes by those who adjust them, a tjänsteskrivelse by its undertecknare.
//! Refuses who is not to sign, who has signed, a certificate of somebody else, and a file that has changed.

use jiff::Timestamp;

use super::cms::ROOT_FORMAT;
use super::key::Key;
use super::ltv::{self, Evidence};
use super::person::{carries_personnummer, fits, is_throwaway, same_name, without_party};
use super::signature::{self, Lock, Request};
use super::state::{Field, State, state};
use crate::case::myndighet::CertifikatFor;
use crate::diag::Diagnostic;
use crate::pdf::{self, Mark, Signed};

/// Who signs, when, and what makes the signature last.
pub struct Signing<'a> {
    /// The person's name, without party.
    pub person: &'a str,
    /// The moment that is claimed; a timestamp proves it.
    pub time: Timestamp,
    /// Rows of `[[undertecknare]]`.
    pub certificates: &'a [CertifikatFor],
    /// Address of a time-stamping authority.
    pub timestamp: Option<&'a str>,
    /// Revocation data and further certificates; with a timestamp it makes the last signature B-LTA.
    pub evidence: &'a Evidence,
}

/// A signed file.
#[derive(Clone, Debug)]
pub struct SignedPdf {
    /// The file, whole.
    pub bytes: Vec<u8>,
    /// Who has yet to sign: "Ordförande Ingrid Åkerö (C)".
    pub waiting: Vec<String>,
    /// What the signer should know.
    pub warnings: Vec<Diagnostic>,
}

/// Adds `signing.person`'s signature.
///
/// # Errors
/// Whatever the module refuses, and what stopped the key, the timestamp or the writing.
pub fn justera(pdf: &[u8], signing: &Signing<'_>, key: &dyn Key) -> Result<SignedPdf, Diagnostic> {
    let state = state(pdf)?;
    let field = field_of(&state, signing.person)?;
    let warnings = acceptable(&state, signing, key)?;
    let appearance = pdf::mark(&Mark::Signed(Signed {
        bredd: field.size.0,
        hojd: field.size.1,
        namn: field.person.clone(),
        roll: field.role.clone(),
        dag: date(signing.time).to_string(),
        prov: state.record.purpose.prov,
    }))?;
    let root = state.record.purpose.root.as_ref().map(|root| format!("{ROOT_FORMAT} {root}"));
    let first = state.fields.iter().all(|one| one.signature.is_none());
    let request = Request {
        field: &field.name,
        name: without_party(&field.person),
        reason: &reason(field),
        time: &signing.time.strftime("D:%Y%m%d%H%M%SZ").to_string(),
        lock: if first { Lock::Certify } else { Lock::Approve },
        appearance: Some(&appearance),
        root: root.as_deref(),
        timestamp: signing.timestamp,
    };
    let mut bytes = signature::sign(pdf, &request, key)?;
    let waiting = waiting(&state, field);
    if waiting.is_empty() {
        bytes = lasting(bytes, signing, key)?;
    }
    Ok(SignedPdf { bytes, waiting, warnings })
}

/// With a timestamp and revocation data: the security store and an archive timestamp over all of it.
pub(super) fn lasting(bytes: Vec<u8>, signing: &Signing<'_>, key: &dyn Key) -> Result<Vec<u8>, Diagnostic> {
    let Some(address) = signing.timestamp else { return Ok(bytes) };
    if signing.evidence.crls.is_empty() && signing.evidence.ocsps.is_empty() {
        return Ok(bytes);
    }
    let mut evidence = signing.evidence.clone();
    evidence.add_chain(key.chain()).map_err(|error| signature::unencodable(&error))?;
    ltv::archive_timestamp(&ltv::store(&bytes, &evidence)?, address)
}

/// The first field of the person that waits.
fn field_of<'a>(state: &'a State, person: &str) -> Result<&'a Field, Diagnostic> {
    let theirs = state
        .fields
        .iter()
        .filter(|field| same_name(without_party(&field.person), without_party(person)))
        .collect::<Vec<_>>();
    if theirs.is_empty() {
        let names = state.fields.iter().map(|field| without_party(&field.person)).collect::<Vec<_>>().join(", ");
        let message = format!("{person} ska inte skriva under den här handlingen; det ska {names}");
        return Err(Diagnostic::error("ska-inte-skriva-under", message)
            .hint("skriv namnet efter --som som det står i handlingen"));
    }
    theirs.iter().find(|field| field.signature.is_none()).copied().ok_or_else(|| {
        Diagnostic::error("redan-undertecknat", format!("{person} har redan skrivit under den här handlingen"))
    })
}

fn acceptable(state: &State, signing: &Signing<'_>, key: &dyn Key) -> Result<Vec<Diagnostic>, Diagnostic> {
    let certificate = key.chain().first().ok_or_else(signature::no_certificate)?;
    fits(certificate, signing.person, signing.certificates)?;
    if is_throwaway(certificate) && !state.record.purpose.prov {
        return Err(Diagnostic::error("provnyckel", "nyckeln är en provnyckel, och handlingen är inte märkt PROV")
            .hint("skapa handlingen med utdrag skapa --prov, eller skriv under med en riktig nyckel"));
    }
    let mut warnings = Vec::new();
    if carries_personnummer(certificate) {
        warnings.push(
            Diagnostic::warning(
                "personnummer-i-certifikat",
                "certifikatet innehåller ett personnummer, som följer med i den undertecknade filen",
            )
            .hint("publicera inte filen på webben; i utdragens bevis lämnas certifikatet ute"),
        );
    }
    Ok(warnings)
}

fn reason(field: &Field) -> String {
    match (field.name.split('.').next(), field.role.is_empty()) {
        (Some("Justering"), _) => format!("Justering: {}", field.role.to_lowercase()),
        (_, true) => "I tjänsten".to_owned(),
        (_, false) => format!("I tjänsten: {}", field.role),
    }
}

/// Who has yet to sign when `now` has.
fn waiting(state: &State, now: &Field) -> Vec<String> {
    let rest = state
        .fields
        .iter()
        .filter(|field| field.signature.is_none() && field.name != now.name && field.name != "Stampel");
    rest.map(|field| format!("{} {}", field.role, field.person).trim().to_owned()).collect()
}

/// The Swedish day of a moment.
pub(super) fn date(time: Timestamp) -> jiff::civil::Date {
    let zone = jiff::tz::TimeZone::get("Europe/Stockholm").unwrap_or(jiff::tz::TimeZone::UTC);
    time.to_zoned(zone).date()
}
