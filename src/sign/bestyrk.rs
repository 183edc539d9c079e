//! Certifies an extract of adjusted minutes: set from the bytes that were signed, with the evidence inside, sealed.
//! Refuses minutes not adjusted, a case that has changed since, a certifier without the right, and a day too early.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use sha2::{Digest, Sha256};
use x509_cert::Certificate;

use super::answer::Answer;
use super::bevis;
use super::compare;
use super::justera::{self, Signing};
use super::key::Key;
use super::ltv::Provable;
use super::number::{Number, TakeNumber};
use super::person::{fits, same_name, signer, without_party};
use super::record::Record;
use super::relation::relation;
use super::reservation::{Reservation, Utdrag};
use super::revocation::uncovered;
use super::seal::{self, Unsealed};
use super::signature;
use super::state::{Field, State, is_signed_in_ours, state};
use super::update::Update;
use crate::case::Workspace;
use crate::case::myndighet::BehorigBestyrkare;
use crate::diag::{Diagnostic, words};
use crate::document::{Attested, Bifogat, Certified, Document, Rattelserad, certified, stampel};
use crate::evidence::bevis::Relation;
use crate::evidence::minutes::Minutes;
use crate::evidence::{HuvudObject, ParagrafObject, hex};
use crate::pdf;

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

/// What the signed minutes say of their justering: read once, it serves every extract of them.
pub struct Justering {
    state: Option<State>,
    relation: Relation,
    day: Date,
    prov: bool,
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
    let bytes = bytes.map_err(|fault| vec![fault])?;
    let provable = Provable::of(&bytes, key.chain()).map_err(|fault| vec![fault])?;
    Ok(made.sealed(bytes, provable, uncovered(key.chain(), order.signing.evidence)))
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
    let rattelser: Vec<String> = order.rattelser.iter().map(|one| one.text.clone()).collect();
    let utdrag = Utdrag::of(made.number, (order.protokoll.0, order.minutes.root()), &rattelser);
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
) -> Result<(Vec<u8>, Provable), Diagnostic> {
    let done = reservation.complete(&[], None, answer, signing.timestamp)?;
    let certificate = done.chain.first().ok_or_else(signature::no_certificate)?;
    let prov = super::record::is_trial(&done.bytes);
    seal::certifies(certificate, signing, (workspace, prov))?;
    let bytes = justera::lasting(done.bytes, signing, &done.chain)?;
    let provable = Provable::of(&bytes, &done.chain)?;
    Ok((bytes, provable))
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

/// Reads what the order's minutes say of their justering.
///
/// # Errors
/// When they are not adjusted, by those who should, or about other words than the order's.
pub fn justering(order: &Order<'_>) -> Result<Justering, Diagnostic> {
    let state = match state(order.protokoll.0) {
        Ok(state) => state,
        Err(fault) => return outside(order, relation(order.protokoll.0, order.original), fault),
    };
    // `state` has held the file against its own record.
    let relation = order.original.map_or(Relation::Prefix, |made| relation(order.protokoll.0, Some(made)));
    let waiting: Vec<&Field> = state.fields.iter().filter(|field| field.signature.is_none()).collect();
    if !waiting.is_empty() {
        let names = words::listed(&waiting.iter().map(|field| field.person.clone()).collect::<Vec<_>>(), "och");
        let message = format!("protokollet är inte justerat: {names} har inte skrivit under");
        return Err(Diagnostic::error("inte-justerat", message).hint("låt dem justera protokollet först"));
    }
    let root = order.minutes.root();
    let about = |field: &Field| field.signature.as_ref().is_some_and(|one| one.root.as_deref() == Some(&root));
    if let Some(field) = state.fields.iter().find(|field| !about(field)) {
        let message = format!("underskriften av {} gäller andra ord än dem i identitetsfilen", field.person);
        return Err(Diagnostic::error("rot-skiljer", message)
            .hint("använd den identitetsfil som skapades tillsammans med just detta protokoll"));
    }
    for field in &state.fields {
        let signature = field
            .signature
            .as_ref()
            .ok_or_else(|| Diagnostic::error("inte-justerat", "protokollet är inte justerat"))?;
        fits(&signer(&signature.cms)?, without_party(&field.person), order.signing.certificates)?;
    }
    let day = last_day(&state).ok_or_else(|| Diagnostic::error("tid-saknas", "underskrifterna saknar tid"))?;
    Ok(Justering { relation, day, prov: state.record.purpose.prov, state: Some(state) })
}

/// Minutes that an outside service signed: nothing in them is about our root. Only with the file that was made for
/// signing at hand, whose root is that of the objects; a file of our own that has been altered is never taken for one.
fn outside(order: &Order<'_>, relation: Relation, fault: Diagnostic) -> Result<Justering, Diagnostic> {
    let Some(original) = order.original else { return Err(fault) };
    let made = record(original)?.ok_or_else(|| {
        Diagnostic::error("original-okant", "filen efter --original är inte ett protokoll som skapats för underskrift")
            .hint("ange protokollet som utdrag skapa gjorde det, före underskrifterna")
    })?;
    if made.purpose.root.as_deref() != Some(&order.minutes.root()) {
        return Err(Diagnostic::error(
            "rot-skiljer",
            "filen efter --original gäller andra ord än dem i identitetsfilen",
        ));
    }
    // A service may write our file anew with its record and empty fields; once one of them is signed it is ours, and altered.
    if relation != Relation::Prefix && is_signed_in_ours(order.protokoll.0) {
        return Err(fault);
    }
    if !is_signed(order.protokoll.0) {
        return Err(Diagnostic::error("inte-justerat", "protokollet har ingen underskrift")
            .hint("ange den undertecknade filen, som den kom från underskriftstjänsten"));
    }
    let day = order.adjusted.ok_or_else(|| {
        Diagnostic::error(
            "justeringsdag-saknas",
            "protokollet är undertecknat i en annan tjänst, och fallet säger inte vilken dag det justerades",
        )
        .hint("skriv dagen i fallet: [justering] datum = ÅÅÅÅ-MM-DD")
    })?;
    Ok(Justering { state: None, relation, day, prov: made.purpose.prov })
}

fn record(pdf: &[u8]) -> Result<Option<Record>, Diagnostic> {
    Record::read(&Update::of(pdf)?)
}

/// True when some signature stands in the file; whether it is genuine is for `verify`.
fn is_signed(pdf: &[u8]) -> bool {
    pdf.windows(10).any(|window| window == b"/ByteRange")
}

/// The last day that a signature claims: the day of the justering, once all have signed.
#[must_use]
pub fn last_day(state: &State) -> Option<Date> {
    let times = state.fields.iter().filter_map(|field| field.signature.as_ref());
    let moments = times.filter_map(|signature| DateTime::strptime("D:%Y%m%d%H%M%SZ", &signature.time).ok());
    moments
        .filter_map(|moment| moment.to_zoned(TimeZone::UTC).ok())
        .map(|moment| justera::date(moment.timestamp()))
        .max()
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
