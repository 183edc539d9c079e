//! What keeps a signature provable when its certificate has expired: the Document Security Store with
//! certificates and revocation data (EN 319 142-1 5.4.2), always followed by an archive timestamp.

use der::{Decode, Encode, Sequence};
use jiff::civil::Date;
use lopdf::{Dictionary, Object, Stream, StringFormat, dictionary};
use x509_cert::Certificate;
use x509_cert::crl::CertificateList;

use super::person;
use super::revocation::unarmored;
use super::signature::{self, Prepared};
use super::state::certificates;
use super::timestamp;
use super::update::{Update, unreadable};
use crate::diag::{Diagnostic, Level};

/// Certificates and revocation data, DER each.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// Certificates of every chain, roots included.
    pub certificates: Vec<Vec<u8>>,
    /// CRLs.
    pub crls: Vec<Vec<u8>>,
    /// OCSP responses.
    pub ocsps: Vec<Vec<u8>>,
    /// True when what is missing is to be fetched from the addresses that certificates name.
    pub fetch: bool,
    /// Addresses where nothing could be had, and why.
    pub(super) unreached: Vec<(String, &'static str)>,
}

#[derive(Sequence)]
struct OcspResponse {
    status: der::asn1::Any,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    bytes: Option<der::asn1::Any>,
}

impl Evidence {
    /// Nothing yet; with `fetch` what is missing is fetched when it is needed.
    #[must_use]
    pub fn new(fetch: bool) -> Self {
        Self { fetch, ..Self::default() }
    }

    /// Adds a file given with `--sparr`: a CRL or an OCSP response, DER or PEM.
    ///
    /// # Errors
    /// When it is neither.
    pub fn add_revocation(&mut self, name: &str, bytes: &[u8]) -> Result<(), Diagnostic> {
        let der = unarmored(bytes);
        if CertificateList::from_der(&der).is_ok() {
            self.crls.push(der);
        } else if OcspResponse::from_der(&der).is_ok_and(|response| response.bytes.is_some()) {
            self.ocsps.push(der);
        } else {
            let message = format!("{name} är varken en spärrlista (CRL) eller ett OCSP-svar");
            return Err(Diagnostic::error("sparr-okand", message));
        }
        Ok(())
    }

    /// Adds a chain.
    ///
    /// # Errors
    /// When a certificate cannot be encoded again.
    pub fn add_chain(&mut self, chain: &[Certificate]) -> der::Result<()> {
        for certificate in chain {
            let der = certificate.to_der()?;
            if !self.certificates.contains(&der) {
                self.certificates.push(der);
            }
        }
        Ok(())
    }
}

/// How long a signature can be judged by what the file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Provable {
    /// The last day.
    pub until: Date,
    /// An archive timestamp covers the whole file; else the day is that of the first certificate to expire.
    pub archived: bool,
}

impl Provable {
    /// Reads it off a file that has just been signed by `chain`.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(super) fn of(pdf: &[u8], chain: &[Certificate]) -> Result<Self, Diagnostic> {
        const MARK: &[u8] = b"/DocTimeStamp";
        // Reading the file anew takes longer than signing it; our own writing never hides the name in a stream.
        let stamped = pdf.windows(MARK.len()).any(|window| window == MARK);
        let last = if stamped { last_timestamp(pdf)? } else { None };
        let last = last.map(|token| person::signer(&token)).transpose()?;
        let until = match &last {
            Some(authority) => expires(authority),
            None => chain.iter().map(expires).min().unwrap_or(Date::MAX),
        };
        Ok(Self { until, archived: last.is_some() })
    }
}

/// The Swedish day that a certificate expires.
pub(super) fn expires(certificate: &Certificate) -> Date {
    let seconds = certificate.tbs_certificate.validity.not_after.to_unix_duration().as_secs();
    let moment = i64::try_from(seconds).ok().and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    moment.map_or(Date::MAX, super::justera::date)
}

/// The token in the last timestamp field that is filled.
pub(super) fn last_timestamp(pdf: &[u8]) -> Result<Option<Vec<u8>>, Diagnostic> {
    let update = Update::of(pdf)?;
    let mut last = None;
    for number in 1.. {
        let Ok(field) = signature::find(&update, &format!("Tid.{number}")) else { break };
        let Ok(value) = update.dictionary(field)?.get(b"V") else { continue };
        let value = update.resolved(value)?.as_dict().map_err(|error| unreadable(&error))?;
        last = value.get(b"Contents").and_then(Object::as_str).ok().and_then(super::state::without_padding);
    }
    Ok(last)
}

/// Adds the DSS, as one revision; what an earlier DSS holds is kept.
///
/// # Errors
/// When the file cannot be read.
pub fn store(pdf: &[u8], evidence: &Evidence) -> Result<Vec<u8>, Diagnostic> {
    let mut update = Update::of(pdf)?;
    let catalog = update.catalog()?;
    let mut root = update.dictionary(catalog)?.clone();
    let mut dss = if let Ok(found) = root.get(b"DSS") {
        update.resolved(found)?.as_dict().map_err(|error| unreadable(&error))?.clone()
    } else {
        dictionary! { "Type" => "DSS" }
    };
    for (key, values) in [("Certs", &evidence.certificates), ("CRLs", &evidence.crls), ("OCSPs", &evidence.ocsps)] {
        let mut kept = match dss.get(key.as_bytes()) {
            Ok(found) => update.resolved(found)?.as_array().map_err(|error| unreadable(&error))?.clone(),
            Err(_) => Vec::new(),
        };
        for value in values {
            let mut stream = Stream::new(Dictionary::new(), value.clone());
            drop(stream.compress());
            kept.push(Object::Reference(update.add(stream)));
        }
        if !kept.is_empty() {
            dss.set(key, kept);
        }
    }
    let dss = update.add(dss);
    root.set("DSS", dss);
    update.set(catalog, root);
    update.finish()
}

/// One more archive timestamp, over the security store with what is at hand or, where that was asked for, is fetched about
/// every certificate in the file.
///
/// # Errors
/// When data were to be fetched and could not be: an archive timestamp without them would use up a field to no avail.
pub fn renewed(pdf: &[u8], mut evidence: Evidence, address: &str) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let one = |fault: Diagnostic| vec![fault];
    if evidence.fetch {
        let all = certificates(pdf).map_err(one)?;
        evidence.fetch_for(&all);
        evidence.add_chain(&all).map_err(|error| one(signature::unencodable(&error)))?;
        let unreached = evidence.unreached_about(&all);
        if !unreached.is_empty() {
            return Err(unreached.into_iter().map(|one| Diagnostic { level: Level::Fel, ..one }).collect());
        }
    }
    let given = [&evidence.certificates, &evidence.crls, &evidence.ocsps].iter().any(|one| !one.is_empty());
    let stored = if given { Some(store(pdf, &evidence).map_err(one)?) } else { None };
    archive_timestamp(stored.as_deref().unwrap_or(pdf), address).map_err(one)
}

/// Fills the next free timestamp field with an archive timestamp over the whole file.
///
/// # Errors
/// When no field is free, or the authority gives no token.
pub fn archive_timestamp(pdf: &[u8], address: &str) -> Result<Vec<u8>, Diagnostic> {
    let (mut update, field, mut widget) = free_field(pdf)?;
    let value = update.add(dictionary! {
        "Type" => "DocTimeStamp",
        "Filter" => "Adobe.PPKLite",
        "SubFilter" => "ETSI.RFC3161",
        "ByteRange" => signature::wide_range(),
        "Contents" => Object::String(vec![0; signature::ROOM], StringFormat::Hexadecimal),
    });
    widget.set("V", value);
    update.set(field, widget);
    let prepared = Prepared::of(update.finish()?, pdf.len())?;
    let token = timestamp::token(address, &prepared.digest())?;
    prepared.complete(&token)
}

fn free_field(pdf: &[u8]) -> Result<(Update, lopdf::ObjectId, Dictionary), Diagnostic> {
    for number in 1.. {
        let update = Update::of(pdf)?;
        let name = format!("Tid.{number}");
        let field = match signature::find(&update, &name) {
            Ok(field) => field,
            Err(_) if number == 1 => {
                return Err(Diagnostic::error(
                    "inte-forberedd",
                    "filen har inga fält för tidsstämplar: den är inte förberedd för underskrift",
                ));
            }
            Err(_) => break,
        };
        let widget = update.dictionary(field)?.clone();
        if !widget.has(b"V") {
            return Ok((update, field, widget));
        }
    }
    Err(Diagnostic::error("tidsfalt-slut", "filen har inget ledigt fält för en tidsstämpel: alla är använda"))
}
