//! Independent judge of signed PDFs: five layers, three answers, ETSI EN 319 102-1 words.
//! Shares no code with what makes the files, needs no typst and no PDF library, and believes nothing it has not
//! checked. Hostile input costs a bounded amount of work and never a panic.

mod budget;
mod object;
mod syntax;
mod inflate;
mod xref;
mod revision;
mod pdf;
mod tlv;
mod ber;
mod algorithm;
mod name;
mod certificate;
mod revocation;
mod trust;
mod cms;
mod timestamp;
mod field;
mod extent;
mod cryptography;
mod permission;
mod changes;
mod written;
mod reach;
mod security_store;
mod explained;
mod fill;
mod seen;
mod description;
mod kind;
mod roles;
mod days;
mod active;
mod attachment;
mod json;
mod merkle;
mod bevis;
mod bilaga;
mod person;
mod protokoll;
mod justering;
mod identitet;
mod seal;
mod geometry;
mod text;
mod ink;
mod glyphs;
mod painter;
mod typing;
mod sheet;
mod visible;
mod drawing;
mod qr;
mod ruta;
mod print;
mod advice;
mod lager;
mod verdict;
mod note;
mod fornyad;
mod kvitto;
mod registrering;

pub use bilaga::{BundenFil, Intill};
pub use fornyad::versions;
pub use note::Loggnyckel;
pub use person::CertifikatFor;
pub use registrering::{Registrering, register};
pub use trust::Trust;
pub use verdict::{Brist, Certifikat, Lagersvar, Slag, Underindikation, Underskrift, Utslag, Verdict};

use std::collections::BTreeMap;

use der::asn1::ObjectIdentifier;

use budget::{Budget, Fault};
use cryptography::{Judged, Setting};
use extent::Extent;
use field::{Field, Role, Signature};
use pdf::Pdf;
use trust::Store;

/// The signed attribute that carries the protokollrot, until the project owns a number (RFC 5612).
pub const PROTOKOLLROT_OID: &str = "1.3.6.1.4.1.32473.1.1";
/// What that attribute's OCTET STRING begins with; a space and 64 lower-case hex follow.
pub const PROTOKOLLROT_FORMAT: &str = "utdrag-protokollrot/1";

/// How to judge.
#[derive(Clone, Debug)]
pub struct Options {
    /// The moment of judging; comes from `clock`.
    pub now: jiff::Timestamp,
    /// Attributes that may carry a protokollrot (dotted numbers).
    pub protokollrot_oids: Vec<String>,
    /// Files that lie beside the one judged, by name: the minutes an extract is from are held against its evidence.
    pub intill: BTreeMap<String, Vec<u8>>,
    /// The words of the file judged, `<stem>.identitet.jsonl` beside it: its name and bytes.
    pub identitet: Option<(String, Vec<u8>)>,
    /// Which certificates sign as whom, where that is not the certificate's own name.
    pub certifikat: Vec<CertifikatFor>,
}

impl Options {
    /// Judged at `now`, by the project's own attribute.
    #[must_use]
    pub fn at(now: jiff::Timestamp) -> Self {
        Self {
            now,
            protokollrot_oids: vec![PROTOKOLLROT_OID.to_owned()],
            intill: BTreeMap::new(),
            identitet: None,
            certifikat: Vec::new(),
        }
    }
}

/// Judges one file. A file that cannot be read, or has nothing in it to judge, is `KanInteAvgoras`.
#[must_use]
pub fn verify(bytes: &[u8], trust: &Trust, options: &Options) -> Verdict {
    let budget = Budget::new(bytes.len());
    let mut verdict = inspect(bytes, trust, options, &budget).unwrap_or_else(|fault| unreadable(&fault));
    verdict.gor_sa_har = advice::advice(&verdict, trust);
    verdict
}

/// The files attached to a PDF, by name, whether it is signed or not: what `--packa-upp` writes out.
///
/// # Errors
/// A Swedish clause when the file cannot be read, or two attachments of one name differ.
pub fn attachments(bytes: &[u8]) -> Result<BTreeMap<String, Vec<u8>>, String> {
    let budget = Budget::new(bytes.len());
    let pdf = Pdf::read(bytes, &budget).map_err(|fault| fault.sentence())?;
    let found = attachment::attachments(&pdf).map_err(|fault| fault.sentence())?;
    match found.ambiguous.first() {
        Some(name) => Err(format!("två olika bilagor heter {name}")),
        None => Ok(found.files.into_iter().filter(|(name, _)| !found.undecoded.contains(name)).collect()),
    }
}

fn blank() -> Verdict {
    Verdict {
        kryptografi: Lagersvar::unchecked(),
        omfang: Lagersvar::unchecked(),
        revisioner: Lagersvar::unchecked(),
        fullstandighet: Lagersvar::unchecked(),
        innehall: Lagersvar::unchecked(),
        register: None,
        underskrifter: Vec::new(),
        prov: false,
        bilagor: Vec::new(),
        gor_sa_har: Vec::new(),
    }
}

fn unreadable(fault: &Fault) -> Verdict {
    let kod = match fault {
        Fault::Malformed(..) => "olaslig-fil",
        Fault::Exhausted(_) => "for-mycket-arbete",
        Fault::Encrypted => "krypterad-fil",
    };
    let mut verdict = blank();
    let mening = format!("filen går inte att kontrollera: {}", fault.sentence());
    verdict.omfang.add(Brist::unclear(kod, Underindikation::FormatFailure, mening));
    verdict
}

/// What one inspection knows, for the layers that come last.
struct Inspected<'a> {
    pdf: &'a Pdf<'a>,
    fields: Vec<Field>,
    signatures: Vec<Signature>,
    judged: Vec<Judged>,
    own: bool,
}

/// The signatures of a file, and what each covers.
struct SignedFile<'a> {
    fields: Vec<Field>,
    own: bool,
    signatures: Vec<Signature>,
    extents: Vec<Extent<'a>>,
}

impl<'a> SignedFile<'a> {
    /// Pays beforehand for hashing what they cover.
    fn of(pdf: &Pdf<'a>) -> Result<Self, Fault> {
        let fields = field::fields(pdf, pdf.last())?;
        let own = is_own(&fields) || is_own(&field::fields(pdf, 0).unwrap_or_default());
        let signatures = field::signatures(pdf, &fields)?;
        let extents: Vec<Extent<'a>> = signatures.iter().map(|one| extent::judge(pdf, one, own)).collect();
        extents.iter().try_for_each(|extent| pdf.budget.steps(extent.end / 4))?;
        Ok(Self { fields, own, signatures, extents })
    }
}

fn inspect(bytes: &[u8], trust: &Trust, options: &Options, budget: &Budget) -> Result<Verdict, Fault> {
    let pdf = Pdf::read(bytes, budget)?;
    let SignedFile { fields, own, signatures, extents } = SignedFile::of(&pdf)?;
    let mut verdict = blank();
    for extent in &extents {
        verdict.omfang.merge(&extent.answer);
    }
    let oids = options.protokollrot_oids.iter().filter_map(|text| text.parse::<ObjectIdentifier>().ok());
    let root_attributes: Vec<ObjectIdentifier> = oids.collect();
    let setting = Setting {
        now: options.now.as_second(),
        own,
        root_attributes: &root_attributes,
        beside: &options.intill,
        identitet: options.identitet.as_ref(),
        certificates: &options.certifikat,
    };
    let mut store = Store::new(trust, setting.now, budget);
    let judged = cryptography::judge(&pdf, &signatures, &extents, &mut store, &setting)?;
    for one in &judged {
        verdict.kryptografi.merge(&one.answer);
    }
    if judged.iter().any(|one| one.signer.as_ref().is_some_and(|cert| cert.is_throwaway())) {
        verdict.prov = true;
        verdict.kryptografi.note("PROV: filen är undertecknad med provnycklar och är ingen riktig handling");
    }
    let changes = changes::judge(&pdf, &signatures, own)?;
    verdict.revisioner.merge(&changes.answer);
    for ((signature, extent), one) in signatures.iter().zip(&extents).zip(&judged) {
        let field = fields.iter().find(|field| field.name == signature.field);
        let person = field.and_then(person::of).map(|person| person.namn);
        let after = changes.after(signature.revision);
        verdict.underskrifter.push(Underskrift { person, ..report(signature, extent, one, after) });
    }
    let inspected = Inspected { pdf: &pdf, fields, signatures, judged, own };
    verdict.fullstandighet = roles::judge(&inspected);
    content(&inspected, &setting, &mut store, &mut verdict)?;
    Ok(verdict)
}

/// The field names say that this project made the file, so its strict profile binds.
fn is_own(fields: &[Field]) -> bool {
    fields.iter().any(|field| field.is_signature() && Role::of(&field.name) != Role::Annan)
}

/// Layer E: active content, attachments, evidence, the seal's figures, the printed page.
fn content(
    inspected: &Inspected<'_>,
    setting: &Setting<'_>,
    store: &mut Store,
    verdict: &mut Verdict,
) -> Result<(), Fault> {
    let mut answer = Lagersvar::unchecked();
    active::judge(inspected, &mut answer)?;
    let attachments = attachment::attachments(inspected.pdf)?;
    seal::judge(inspected, &mut answer)?;
    ruta::persons(inspected, &mut answer)?;
    let page = if inspected.own { visible::page(inspected, &mut answer)? } else { None };
    person::judge(inspected, page.as_deref(), setting, &mut verdict.fullstandighet);
    justering::printed_root(inspected, page.as_deref(), &mut answer);
    verdict.bilagor = identitet::judge(inspected, page.as_deref(), setting, &mut answer)?;
    days::printed(page.as_deref(), &inspected.signatures, &mut answer);
    verdict.bilagor.extend(bevis::judge(inspected, (&attachments, page.as_deref()), (setting, store), &mut answer)?);
    verdict.innehall = answer;
    Ok(())
}

/// `/M` of the signature: `D:20260330100000Z` is "2026-03-30 10:00 UTC"; another form as it stands.
fn claimed(signature: &Signature) -> Option<String> {
    let text = object::text_string(&signature.dictionary.get(b"M").and_then(object::Object::as_text)?.bytes);
    let moment = jiff::civil::DateTime::strptime("D:%Y%m%d%H%M%SZ", &text);
    Some(moment.map_or(text.clone(), |moment| moment.strftime("%Y-%m-%d %H:%M UTC").to_string()))
}

fn report(signature: &Signature, extent: &Extent<'_>, judged: &Judged, after: Lagersvar) -> Underskrift {
    let slag = match (signature.is_timestamp(), signature.role) {
        (true, _) => Slag::Tidsstampel,
        (false, Role::Stampel) => Slag::Stampel,
        (false, Role::Justering | Role::Undertecknare | Role::Tid | Role::Annan) => Slag::Underskrift,
    };
    Underskrift {
        falt: signature.field.clone(),
        slag,
        namn: judged.signer.as_ref().map(|cert| cert.name()).unwrap_or_default(),
        person: None,
        certifikat: judged.signer.as_ref().map(|cert| cert.facts()),
        utfardare: judged.signer.as_ref().map(|cert| cert.issuer_name()).unwrap_or_default(),
        bevisad_tid: judged.proved.and_then(|time| jiff::Timestamp::from_second(time).ok()),
        uppgiven_tid: judged.said.clone().or_else(|| claimed(signature)),
        omfattar: extent.end,
        kryptografi: judged.answer.clone(),
        omfang: extent.answer.clone(),
        revisioner: after,
    }
}
