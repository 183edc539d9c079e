//! Certifies an extract of adjusted minutes: set from the bytes that were signed, with the evidence inside, sealed.
//! Refuses minutes not adjusted, a case that has changed since, a certifier without the right, and a day too early.

mod adjusted;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use x509_cert::Certificate;

use super::answer::Answer;
use super::bevis;
use super::compare;
use super::justera::{self, Signing};
use super::key::Key;
use super::ltv::Provable;
use super::number::{Number, TakeNumber};
use super::person::same_name;
use super::reservation::{Attached, Reservation, Utdrag};
use super::revocation::uncovered;
use super::seal::{self, Unsealed};
use super::signature;
use super::update::Update;
use crate::case::Workspace;
use crate::case::myndighet::BehorigBestyrkare;
use crate::diag::Diagnostic;
use crate::document::{Attested, Bifogat, Certified, Document, Rattelserad, certified, stampel};
use crate::evidence::bevis::Relation;
use crate::evidence::minutes::Minutes;
use crate::evidence::{HuvudObject, ParagrafObject, hex};
use crate::pdf;

pub use adjusted::{Justering, justering, last_day};

/// An extract to be certified.
pub struct Order<'a> {
    /// The signed minutes and their file name.
    pub protokoll: (&'a [u8], &'a str),
    /// Their canonical objects.
    pub minutes: &'a Minutes,
    /// The file that was made for signing, where an outside service signed.
    pub original: Option<&'a [u8]>,
    /// The day of justering that the case names, where an outside service signed.
    pub adjusted: Option<Date>,
    /// The objects of the case as it reads now, to be compared; `None` where there is no case.
    pub current: Option<(HuvudObject, Vec<ParagrafObject>)>,
    /// Corrections of the §§ after justering.
    pub rattelser: Vec<Rattelserad>,
    /// The authority.
    pub workspace: &'a Workspace,
    /// The §§ of the extract.
    pub paragrafer: &'a [u32],
    /// Who certifies, and when.
    pub signing: Signing<'a>,
    /// Also a PDF/A-2a copy without attachments and without a seal.
    pub archive_copy: bool,
    /// Takes a running number, when nothing stands in the way of the extract any more.
    pub number: Option<&'a TakeNumber<'a>>,
}

impl<'a> Order<'a> {
    /// Of minutes that were signed in our own fields, with neither case nor register at hand.
    #[must_use]
    pub fn new(
        protokoll: (&'a [u8], &'a str),
        minutes: &'a Minutes,
        (workspace, paragrafer): (&'a Workspace, &'a [u32]),
        signing: Signing<'a>,
    ) -> Self {
        Self {
            protokoll,
            minutes,
            original: None,
            adjusted: None,
            current: None,
            rattelser: Vec::new(),
            workspace,
            paragrafer,
            signing,
            archive_copy: false,
            number: None,
        }
    }
}

/// A certified extract.
#[derive(Clone, Debug)]
pub struct Extract {
    /// File name without `.pdf`.
    pub stem: String,
    /// The file, whole.
    pub bytes: Vec<u8>,
    /// Its SHA-256, 64 hex.
    pub sha256: String,
    /// Number of pages.
    pub pages: usize,
    /// A PDF/A-2a copy without attachments.
    pub archive_copy: Option<Vec<u8>>,
    /// What is inside, for beside the archive copy: name and bytes.
    pub evidence: Vec<(String, Vec<u8>)>,
    /// How the signed minutes relate to those we made.
    pub relation: Relation,
    /// How long the seal can be judged.
    pub provable: Provable,
    /// What the certifier should know.
    pub warnings: Vec<Diagnostic>,
}

impl Extract {
    /// What is to lie beside the extract, where a copy for archives was asked for: file names and bytes.
    #[must_use]
    pub fn beside(&self) -> Vec<(String, &[u8])> {
        beside(&self.stem, self.archive_copy.as_deref(), &self.evidence)
    }
}

/// The copy for archives, and what is inside the extract, as files of their own.
fn beside<'a>(stem: &str, copy: Option<&'a [u8]>, evidence: &'a [(String, Vec<u8>)]) -> Vec<(String, &'a [u8])> {
    let Some(copy) = copy else { return Vec::new() };
    let evidence = evidence.iter().map(|(name, bytes)| (format!("{stem}-{name}"), bytes.as_slice()));
    std::iter::once((format!("{stem}-arkiv.pdf"), copy)).chain(evidence).collect()
}

/// Certifies.
///
/// # Errors
/// Whatever the module refuses, all reasons that can be told at once; and what stopped key or writing.
pub fn bestyrk(order: &Order<'_>, key: &dyn Key) -> Result<Extract, Vec<Diagnostic>> {
    bestyrk_ur(&justering(order).map_err(|fault| vec![fault])?, order, key)
}

/// Certifies one of many extracts of the same minutes, whose justering has been read.
///
/// # Errors
/// As [`bestyrk()`].
pub fn bestyrk_ur(justering: &Justering, order: &Order<'_>, key: &dyn Key) -> Result<Extract, Vec<Diagnostic>> {
    let certificate = key.chain().first().ok_or_else(|| vec![signature::no_certificate()])?;
    let (file, seal, made) = unsealed(justering, order, Some(certificate))?;
    let bytes = signature::sign_upon(file, &seal.request(order.signing.timestamp), key);
    let bytes = bytes.and_then(|bytes| justera::lasting(bytes, &order.signing, key.chain()));
    let (bytes, mut warnings) = bytes.map_err(|fault| vec![fault])?;
    let provable = Provable::of(&bytes, key.chain()).map_err(|fault| vec![fault])?;
    warnings.extend(uncovered(key.chain(), order.signing.evidence));
    Ok(made.sealed(bytes, provable, warnings))
}

/// Prepares an extract for a service to seal. Without a chain the service names the certificate.
///
/// # Errors
/// As [`bestyrk()`], but for the key.
pub fn forbered(order: &Order<'_>, chain: &[Certificate]) -> Result<Reservation, Vec<Diagnostic>> {
    let justering = justering(order).map_err(|fault| vec![fault])?;
    let (file, seal, made) = unsealed(&justering, order, chain.first())?;
    let name = format!("{}.pdf", made.stem);
    let about = (name.as_str(), order.signing.person, order.signing.time);
    let prepared = Reservation::of(about, &[], (file, &seal.request(order.signing.timestamp)), chain);
    let bredvid = beside(&made.stem, made.archive_copy.as_deref(), &made.evidence);
    let utdrag = Utdrag {
        nummer: made.number,
        paragrafer: order.paragrafer.to_vec(),
        rattelser: order.rattelser.iter().map(|one| one.text.clone()).collect(),
        bredvid: bredvid.into_iter().map(|(namn, bytes)| Attached::of(namn, bytes)).collect(),
        ..Utdrag::of((order.protokoll.0, order.minutes.root()))
    };
    prepared.map(|one| one.of_extract(utdrag)).map_err(|fault| vec![fault])
}

/// The certified extract, with what the service answered. Person and time of `signing` are the reservation's.
///
/// # Errors
/// When the reservation or the answer is not about this extract, or the certificate does not fit the certifier.
pub fn slutfor(
    reservation: &Reservation,
    answer: &Answer<'_>,
    signing: &Signing<'_>,
    workspace: &Workspace,
) -> Result<Sealed, Diagnostic> {
    let done = reservation.complete(&[], None, answer, signing.timestamp)?;
    let certificate = done.chain.first().ok_or_else(signature::no_certificate)?;
    let prov = super::record::is_trial(&done.bytes);
    seal::certifies(certificate, signing, (workspace, prov))?;
    let (bytes, mut warnings) = justera::lasting(done.bytes, signing, &done.chain)?;
    warnings.extend(uncovered(&done.chain, signing.evidence));
    let provable = Provable::of(&bytes, &done.chain)?;
    Ok(Sealed { bytes, provable, warnings })
}

/// An extract that a service has sealed.
pub struct Sealed {
    /// The file, whole.
    pub bytes: Vec<u8>,
    /// How long the seal can be judged.
    pub provable: Provable,
    /// What the certifier should know.
    pub warnings: Vec<Diagnostic>,
}

/// An extract that lacks nothing but its seal.
struct Made {
    stem: String,
    pages: usize,
    archive_copy: Option<Vec<u8>>,
    evidence: Vec<(String, Vec<u8>)>,
    relation: Relation,
    number: Option<String>,
}

impl Made {
    fn sealed(self, bytes: Vec<u8>, provable: Provable, warnings: Vec<Diagnostic>) -> Extract {
        Extract {
            stem: self.stem,
            sha256: hex(&Sha256::digest(&bytes)),
            bytes,
            pages: self.pages,
            archive_copy: self.archive_copy,
            evidence: self.evidence,
            relation: self.relation,
            provable,
            warnings,
        }
    }
}

fn unsealed(
    justering: &Justering,
    order: &Order<'_>,
    certificate: Option<&Certificate>,
) -> Result<(Update, Unsealed, Made), Vec<Diagnostic>> {
    if let Some(current) = &order.current {
        let changes = compare::changes(order.minutes, &current.0, &current.1);
        if !changes.is_empty() {
            return Err(changes);
        }
    }
    let paragrafer = chosen(order)?;
    let official = official(order, justering, certificate).map_err(|fault| vec![fault])?;
    let number = order.number.map(|take| take()).transpose().map_err(|fault| vec![fault])?;
    let document = document(order, justering, (&paragrafer, official), number.as_ref())?;
    let evidence = document.bifogat.iter().map(|one| (one.namn.clone(), one.bytes.clone())).collect();
    let archive_copy = order.archive_copy.then(|| without_evidence(&document)).transpose()?;
    let set = pdf::render(&document)?;
    let (file, seal) = Unsealed::of((&document, &set), &order.signing).map_err(|fault| vec![fault])?;
    let (pages, relation) = (set.pages, justering.relation);
    let number = number.map(|one| one.own);
    Ok((file, seal, Made { stem: document.stem, pages, archive_copy, evidence, relation, number }))
}

fn chosen(order: &Order<'_>) -> Result<Vec<ParagrafObject>, Vec<Diagnostic>> {
    let mut faults = Vec::new();
    let mut objects = Vec::new();
    for number in order.paragrafer {
        match order.minutes.leaves.iter().find(|leaf| leaf.nummer == *number) {
            Some(leaf) if leaf.secret && order.paragrafer.len() > 1 => faults.push(
                Diagnostic::error(
                    "sekretess-med-andra",
                    format!("§ {number} är sekretessbelagd och bestyrks bara för sig"),
                )
                .hint(format!("skriv --paragraf {number}, och de andra paragraferna i ett annat utdrag")),
            ),
            Some(leaf) => match &leaf.object {
                Some(object) => objects.push(object.clone()),
                None => faults.push(
                    Diagnostic::error(
                        "sekretess-utan-fil",
                        format!("§ {number} är sekretessbelagd, och filen med dess innehåll saknas"),
                    )
                    .hint("lägg filen .sekretess.jsonl bredvid identitetsfilen"),
                ),
            },
            None => faults.push(Diagnostic::error("paragraf-okand", format!("§ {number} finns inte i protokollet"))),
        }
    }
    if faults.is_empty() { Ok(objects) } else { Err(faults) }
}

/// The certifier as the authority knows them, on that day, and a key that fits.
fn official<'a>(
    order: &Order<'a>,
    justering: &Justering,
    certificate: Option<&Certificate>,
) -> Result<&'a BehorigBestyrkare, Diagnostic> {
    let myndighet = &order.workspace.myndighet.value;
    let today = today(order);
    let organ =
        myndighet.organ.iter().find(|organ| organ.namn == order.minutes.huvud.organ).map(|organ| organ.id.as_str());
    let rows = myndighet.behorig_bestyrkare.iter().filter(|row| same_name(&row.namn, order.signing.person));
    let entitled = |row: &&BehorigBestyrkare| {
        row.organ.as_deref().is_none_or(|one| Some(one) == organ)
            && row.fran.is_none_or(|day| day.0 <= today)
            && row.till.is_none_or(|day| today <= day.0)
    };
    let row = rows.clone().find(entitled).ok_or_else(|| {
        let person = order.signing.person;
        let message = if rows.clone().next().is_none() {
            format!("{person} står inte bland dem som får bestyrka utdrag")
        } else {
            format!("{person} får inte bestyrka utdrag för {} den {today}", order.minutes.huvud.organ)
        };
        Diagnostic::error("inte-behorig", message).hint("se [[behorig-bestyrkare]] i myndighet.toml")
    })?;
    if today < justering.day {
        let message = format!("utdraget kan inte bestyrkas {today}: protokollet justerades {}", justering.day);
        return Err(Diagnostic::error("bestyrkt-fore-justering", message));
    }
    if let Some(certificate) = certificate {
        seal::certifies(certificate, &order.signing, (order.workspace, justering.prov))?;
    }
    Ok(row)
}

fn document(
    order: &Order<'_>,
    justering: &Justering,
    (paragrafer, official): (&[ParagrafObject], &BehorigBestyrkare),
    number: Option<&Number>,
) -> Result<Document, Vec<Diagnostic>> {
    let fields = justering.state.as_ref().map(|state| state.fields.as_slice()).unwrap_or_default();
    let root = order.minutes.root();
    let signers: Vec<(String, String)> = fields.iter().map(|one| (one.person.clone(), one.role.clone())).collect();
    let stampel = stampel(&Attested {
        huvud: &order.minutes.huvud,
        paragrafer,
        days: (justering.day, today(order)),
        signers: &signers,
        official: (&official.namn, official.titel.as_deref()),
        by: seal::by(order.workspace),
        relation: justering.relation,
        root: &root,
        number: number.map(|one| one.own.as_str()),
        replaces: number.map(|one| one.replaces.as_slice()).unwrap_or_default(),
        corrected: &order.rattelser.iter().map(|one| one.paragraf).collect::<Vec<_>>(),
    });
    let bifogat = bevis::attachments(order, fields, justering.relation, paragrafer).map_err(|fault| vec![fault])?;
    certified(Certified {
        workspace: order.workspace,
        huvud: &order.minutes.huvud,
        paragrafer,
        stampel,
        bifogat,
        rattelser: order.rattelser.clone(),
        prov: justering.prov,
    })
}

/// The copy for archives that take neither signatures nor attachments.
fn without_evidence(document: &Document) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let mut copy = document.clone();
    copy.bifogat = Vec::<Bifogat>::new();
    Ok(pdf::render(&copy)?.bytes)
}

fn today(order: &Order<'_>) -> Date {
    justera::date(order.signing.time)
}

/// Base64 with padding, as `bevis.json` has it.
pub(super) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}
