//! One person signs a prepared file: minutes by those who adjust them, a tjänsteskrivelse by its undertecknare.
//! Refuses who is not to sign, who has signed, a certificate of somebody else, and a file that has changed.

use jiff::Timestamp;
use x509_cert::Certificate;

use super::answer::Answer;
use super::cms::ROOT_FORMAT;
use super::key::Key;
use super::ltv::{self, Evidence, Provable};
use super::person::{carries_personnummer, fits, is_throwaway, same_name, usable, without_party};
use super::reservation::Reservation;
use super::revocation::{not_revoked, uncovered};
use super::signature::{self, Lock, Request};
use super::state::{Field, State, certificates, state};
use super::update::Update;
use crate::calendar::swedish;
use crate::case::myndighet::CertifikatFor;
use crate::diag::{Diagnostic, words};
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
    /// How long the signature can be judged.
    pub provable: Provable,
}

/// Adds `signing.person`'s signature.
///
/// # Errors
/// Whatever the module refuses, and what stopped the key, the timestamp or the writing.
pub fn justera(pdf: &[u8], signing: &Signing<'_>, key: &dyn Key) -> Result<SignedPdf, Diagnostic> {
    let plan = Plan::of(pdf, signing)?;
    let certificate = key.chain().first().ok_or_else(signature::no_certificate)?;
    let warnings = acceptable(&plan.state, signing, certificate)?;
    let bytes = signature::sign(pdf, &plan.request(signing), key)?;
    plan.signed(bytes, signing, (key.chain(), warnings))
}

/// Prepares `signing.person`'s signature for a service to make: the file stays as it is, and waits. Without a chain
/// the service names the certificate.
///
/// # Errors
/// As [`justera()`], but for the key.
pub fn forbered(
    pdf: &[u8],
    file: &str,
    signing: &Signing<'_>,
    chain: &[Certificate],
) -> Result<(Reservation, Vec<Diagnostic>), Diagnostic> {
    let plan = Plan::of(pdf, signing)?;
    let warnings = chain.first().map(|one| acceptable(&plan.state, signing, one)).transpose()?.unwrap_or_default();
    let request = plan.request(signing);
    let reservation = Reservation::of((file, signing.person, signing.time), pdf, (Update::of(pdf)?, &request), chain)?;
    Ok((reservation, warnings))
}

/// Puts in what the service answered. Person and time of `signing` are the reservation's.
///
/// # Errors
/// As [`justera()`], and when file, reservation or answer is not about the same thing.
pub fn slutfor(
    pdf: &[u8],
    reservation: &Reservation,
    answer: &Answer<'_>,
    signing: &Signing<'_>,
) -> Result<SignedPdf, Diagnostic> {
    let state = state(pdf)?;
    let root = state.record.purpose.root.clone();
    let done = reservation.complete(pdf, root.as_deref(), answer, signing.timestamp)?;
    let plan = Plan::of(pdf, signing)?;
    let certificate = done.chain.first().ok_or_else(signature::no_certificate)?;
    let warnings = acceptable(&plan.state, signing, certificate)?;
    plan.signed(done.bytes, signing, (&done.chain, warnings))
}

/// One signature, decided on but not made.
struct Plan {
    state: State,
    field: Field,
    appearance: Vec<u8>,
    root: Option<String>,
    reason: String,
    time: String,
}

impl Plan {
    fn of(pdf: &[u8], signing: &Signing<'_>) -> Result<Self, Diagnostic> {
        let state = state(pdf)?;
        let field = field_of(&state, signing.person)?.clone();
        let appearance = pdf::mark(&Mark::Signed(Signed {
            bredd: field.size.0,
            hojd: field.size.1,
            namn: field.person.clone(),
            roll: field.role.clone(),
            dag: date(signing.time).to_string(),
            prov: state.record.purpose.prov,
        }))?;
        let root = state.record.purpose.root.as_ref().map(|root| format!("{ROOT_FORMAT} {root}"));
        let reason = reason(&field);
        Ok(Self { root, appearance, reason, time: pdf_date(signing.time), state, field })
    }

    fn request<'a>(&'a self, signing: &Signing<'a>) -> Request<'a> {
        let first = self.state.fields.iter().all(|one| one.signature.is_none());
        Request {
            field: &self.field.name,
            name: without_party(&self.field.person),
            reason: &self.reason,
            time: &self.time,
            lock: if first { Lock::Certify } else { Lock::Approve },
            appearance: Some(&self.appearance),
            root: self.root.as_deref(),
            timestamp: signing.timestamp,
        }
    }

    /// The signed file; made to last when nobody is left to sign.
    fn signed(
        &self,
        bytes: Vec<u8>,
        signing: &Signing<'_>,
        (chain, mut warnings): (&[Certificate], Vec<Diagnostic>),
    ) -> Result<SignedPdf, Diagnostic> {
        warnings.extend(uncovered(chain, signing.evidence));
        let waiting = waiting(&self.state, &self.field);
        let (bytes, more) = if waiting.is_empty() { lasting(bytes, signing, chain)? } else { (bytes, Vec::new()) };
        warnings.extend(more);
        let provable = Provable::of(&bytes, chain)?;
        Ok(SignedPdf { bytes, waiting, warnings, provable })
    }
}

/// A moment as PDF writes it (ISO 32000-1 7.9.4).
pub(super) fn pdf_date(time: Timestamp) -> String {
    time.strftime("D:%Y%m%d%H%M%SZ").to_string()
}

/// With a timestamp and revocation data: the security store and an archive timestamp over all of it. Where data were to be
/// fetched and could not be, the file stays as it is, and the warnings say how to go on: there is room for five timestamps.
pub(super) fn lasting(
    bytes: Vec<u8>,
    signing: &Signing<'_>,
    chain: &[Certificate],
) -> Result<(Vec<u8>, Vec<Diagnostic>), Diagnostic> {
    let Some(address) = signing.timestamp else { return Ok((bytes, Vec::new())) };
    let mut evidence = signing.evidence.clone();
    if evidence.fetch {
        let all = certificates(&bytes)?;
        evidence.fetch_for(&all);
        evidence.add_chain(&all).map_err(|error| signature::unencodable(&error))?;
        let mut warnings = evidence.unreached_about(&all);
        if !warnings.is_empty() {
            warnings.push(only_timestamped());
            return Ok((bytes, warnings));
        }
    }
    if evidence.crls.is_empty() && evidence.ocsps.is_empty() {
        return Ok((bytes, Vec::new()));
    }
    evidence.add_chain(chain).map_err(|error| signature::unencodable(&error))?;
    Ok((ltv::archive_timestamp(&ltv::store(&bytes, &evidence)?, address)?, Vec::new()))
}

fn only_timestamped() -> Diagnostic {
    Diagnostic::warning(
        "niva-b-t",
        "underskriften är gjord, men bara till nivå B-T: uppgifterna om spärr fattas i filen",
    )
    .hint("hämta dem senare, innan certifikatet går ut: utdrag förnya FIL --hämta-spärr")
}

/// The first field of the person that waits.
fn field_of<'a>(state: &'a State, person: &str) -> Result<&'a Field, Diagnostic> {
    let theirs = state
        .fields
        .iter()
        .filter(|field| same_name(without_party(&field.person), without_party(person)))
        .collect::<Vec<_>>();
    if theirs.is_empty() {
        let names = state.fields.iter().map(|field| without_party(&field.person).to_owned()).collect::<Vec<_>>();
        let names = words::listed(&names, "och");
        let message = format!("{person} ska inte skriva under den här handlingen; det ska {names}");
        return Err(Diagnostic::error("ska-inte-skriva-under", message)
            .hint("skriv namnet efter --som som det står i handlingen"));
    }
    theirs.iter().find(|field| field.signature.is_none()).copied().ok_or_else(|| {
        Diagnostic::error("redan-undertecknat", format!("{person} har redan skrivit under den här handlingen"))
    })
}

fn acceptable(state: &State, signing: &Signing<'_>, certificate: &Certificate) -> Result<Vec<Diagnostic>, Diagnostic> {
    usable(certificate, signing.time)?;
    not_revoked(certificate, signing.evidence)?;
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
    swedish(time).date()
}
