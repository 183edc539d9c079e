//! Layer A: every signature and timestamp in the file, the newest first, because a timestamp that holds proves that
//! what lies under it existed then (proof of existence, ETSI EN 319 102-1 5.6.2).

use std::collections::BTreeMap;
use std::rc::Rc;

use der::asn1::{GeneralizedTime, ObjectIdentifier, OctetString, UtcTime};
use der::{Decode, Encode};

use super::algorithm::Digest;
use super::ber;
use super::budget::{Budget, Fault};
use super::certificate::{Certificate, Seconds};
use super::cms::{DATA, SIGNATURE_TIMESTAMP, Signed, other_content, sha1, weak};
use super::extent::Extent;
use super::field::Signature;
use super::object::{Object, Stream, text_string};
use super::pdf::Pdf;
use super::person::CertifikatFor;
use super::timestamp;
use super::trust::{Purpose, Store};
use super::verdict::{Brist, Lagersvar, Underindikation};

const SIGNING_TIME: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.5");

/// The kinds of signature (`/SubFilter`) that are read.
const KINDS: [&[u8]; 4] = [b"ETSI.CAdES.detached", b"adbe.pkcs7.detached", b"ETSI.RFC3161", CARRIES_SHA1];
/// Signs the SHA-1 of the file, which it carries in itself (ISO 32000-1 12.8.3.3.1; deprecated).
const CARRIES_SHA1: &[u8] = b"adbe.pkcs7.sha1";
/// A bare RSA value over the SHA-1 of the file (ISO 32000-1 12.8.3.2; deprecated).
const BARE_SHA1: &[u8] = b"adbe.x509.rsa_sha1";

/// What the cryptography of one signature says.
pub(crate) struct Judged {
    pub(crate) answer: Lagersvar,
    pub(crate) signer: Option<Rc<Certificate>>,
    pub(crate) proved: Option<Seconds>,
    pub(crate) said: Option<String>,
    /// Signed protokollrot, if the signer put one in.
    pub(crate) root: Option<Vec<u8>>,
}

/// Everything layer A needs beside the file.
pub(crate) struct Setting<'a> {
    pub(crate) now: Seconds,
    pub(crate) own: bool,
    pub(crate) root_attributes: &'a [ObjectIdentifier],
    /// Files that lie beside the one judged.
    pub(crate) beside: &'a BTreeMap<String, Vec<u8>>,
    /// Name and bytes of the words beside it.
    pub(crate) identitet: Option<&'a (String, Vec<u8>)>,
    pub(crate) certificates: &'a [CertifikatFor],
}

/// Judges all signatures, in the order given (oldest first).
pub(crate) fn judge(
    pdf: &Pdf<'_>,
    signatures: &[Signature],
    extents: &[Extent<'_>],
    store: &mut Store,
    setting: &Setting<'_>,
) -> Result<Vec<Judged>, Fault> {
    gather_security_store(pdf, store)?;
    let mut opened = Vec::new();
    for signature in signatures {
        let signed = open(signature, setting.own, pdf.budget);
        if let Ok(signed) = &signed {
            signed.certificates.iter().for_each(|cert| store.add(cert));
            for token in tokens(signed) {
                let inner = Signed::open(&token, pdf.budget);
                inner.iter().flat_map(|inner| &inner.certificates).for_each(|cert| store.add(cert));
            }
        }
        opened.push(signed);
    }
    let mut moment = (setting.now, false);
    let mut judged = Vec::new();
    for ((signature, extent), signed) in signatures.iter().zip(extents).zip(opened).rev() {
        let one = match signed {
            Err(Fault::Exhausted(what)) => return Err(Fault::Exhausted(what)),
            _ if signature.subfilter == BARE_SHA1 => Judged::only(weak(
                "underskriften är svag: den är av en äldre sort som bygger på SHA-1, som kan förfalskas",
            )),
            _ if !KINDS.contains(&signature.subfilter.as_slice()) => Judged::only(format_brist(
                setting.own,
                "okand-sort",
                format!(
                    "underskriften är av en sort som programmet inte läser ({})",
                    text_string(&signature.subfilter)
                ),
            )),
            Err(fault) => Judged::only(format_brist(
                setting.own,
                "olaslig-underskrift",
                format!("underskriften går inte att läsa: {}", fault.sentence()),
            )),
            Ok(_) if signature.is_timestamp() => archive_timestamp(pdf, signature, extent, store, (moment, setting))?,
            Ok(signed) => signer(pdf, &signed, extent, store, (moment, setting, signature))?,
        };
        if signature.is_timestamp() && extent.answer.brister.is_empty() {
            moment = one.proved.map_or(moment, |time| (time, true));
        }
        judged.push(one);
    }
    judged.reverse();
    Ok(judged)
}

/// The value of a signature field: DER in our own files; others also write BER.
pub(crate) fn open(signature: &Signature, own: bool, budget: &Budget) -> Result<Signed, Fault> {
    let bytes = signature.contents.as_ref().map_or(&[] as &[u8], |text| &text.bytes);
    if own { Signed::open(bytes, budget) } else { Signed::open(&ber::definite(bytes, budget)?, budget) }
}

/// False in our own files; others may have written it by rules that we do not read.
fn format_brist(own: bool, kod: &'static str, mening: String) -> Brist {
    if own {
        Brist::false_because(kod, Underindikation::FormatFailure, mening)
    } else {
        Brist::unclear(kod, Underindikation::FormatFailure, mening)
    }
}

impl Judged {
    fn only(brist: Brist) -> Self {
        let mut answer = Lagersvar::unchecked();
        answer.checked("underskriftens kryptografi");
        answer.add(brist);
        Self { answer, signer: None, proved: None, said: None, root: None }
    }
}

/// Certificates, CRLs and OCSP responses of the file's DSS.
fn gather_security_store(pdf: &Pdf<'_>, store: &mut Store) -> Result<(), Fault> {
    let root = pdf.root(pdf.last())?;
    let dss = pdf.entry(&root, b"DSS", pdf.last())?;
    let Some(dss) = dss.as_dictionary() else { return Ok(()) };
    for key in [b"Certs".as_slice(), b"CRLs", b"OCSPs"] {
        let list = pdf.entry(dss, key, pdf.last())?;
        for item in list.as_array().unwrap_or(&[]).iter().take(500) {
            let object = pdf.resolve(item, pdf.last())?;
            let Object::Stream(stream) = object.as_ref() else { continue };
            let Some(bytes) = stream_bytes(pdf, stream)? else { continue };
            match key {
                b"Certs" => drop(Certificate::parse(&bytes, pdf.budget).map(|cert| store.add(&cert))),
                b"CRLs" => drop(store.revocations.add_list(&bytes, pdf.budget)),
                _ => drop(store.revocations.add_answer(&bytes, pdf.budget)),
            }
        }
    }
    Ok(())
}

fn stream_bytes(pdf: &Pdf<'_>, stream: &Stream) -> Result<Option<Vec<u8>>, Fault> {
    match pdf.decoded(stream) {
        Ok(bytes) => Ok(bytes),
        Err(Fault::Malformed(..) | Fault::Encrypted) => Ok(None),
        Err(fault) => Err(fault),
    }
}

/// Signature timestamps among the unsigned attributes.
fn tokens(signed: &Signed) -> Vec<Vec<u8>> {
    let attributes = signed.signer.unsigned_attrs.iter().flat_map(|set| set.iter());
    let values = attributes.filter(|one| one.oid == SIGNATURE_TIMESTAMP).flat_map(|one| one.values.iter());
    values.filter_map(|value| value.to_der().ok()).collect()
}

/// The moment that holds, and whether it is proved; the setting.
pub(crate) type Around<'a> = ((Seconds, bool), &'a Setting<'a>);

fn archive_timestamp(
    pdf: &Pdf<'_>,
    signature: &Signature,
    extent: &Extent<'_>,
    store: &Store,
    (moment, setting): Around<'_>,
) -> Result<Judged, Fault> {
    let bytes = signature.contents.as_ref().map_or(&[] as &[u8], |text| &text.bytes);
    let digest = |digest: Digest| extent.parts.map_or_else(Vec::new, |parts| digest.compute(&parts));
    let token = timestamp::judge(bytes, &digest, store, moment, pdf.budget)?;
    let mut judged = Judged {
        answer: Lagersvar::unchecked(),
        signer: token.maker.clone(),
        proved: token.proves().filter(|_| extent.parts.is_some()),
        said: token.time.and_then(|time| jiff::Timestamp::from_second(time).ok()).map(|time| time.to_string()),
        root: None,
    };
    judged.answer.checked("tidsstämplarnas kryptografi");
    if extent.parts.is_none() {
        judged.answer.add(nothing_covered());
    }
    if let Some(signed) = token.signed.as_ref().filter(|_| setting.own) {
        regular(&mut judged.answer, signed, &token.path);
    }
    token.brister.into_iter().for_each(|brist| judged.answer.add(brist));
    token.unpublished.iter().for_each(|name| judged.answer.unpublished(name));
    token.notes.iter().for_each(|note| judged.answer.note(note));
    Ok(judged)
}

fn signer(
    pdf: &Pdf<'_>,
    signed: &Signed,
    extent: &Extent<'_>,
    store: &Store,
    (moment, setting, signature): ((Seconds, bool), &Setting<'_>, &Signature),
) -> Result<Judged, Fault> {
    let Some(cert) = signed.signer_certificate(&store.pool) else {
        return Ok(Judged::only(Brist::unclear(
            "certifikat-saknas",
            Underindikation::NoSigningCertificateFound,
            "undertecknarens certifikat finns inte i filen",
        )));
    };
    let mut answer = Lagersvar::unchecked();
    answer.checked("underskrifternas kryptografi och certifikat");
    if extent.parts.is_none() {
        answer.add(nothing_covered());
    }
    signed_content(signed, &cert, (extent, signature, setting.own), pdf.budget)?
        .into_iter()
        .for_each(|brist| answer.add(brist));
    if !signed.names_certificate() && (setting.own || signature.subfilter == b"ETSI.CAdES.detached") {
        answer.add(Brist::false_because(
            "certifikat-obundet",
            Underindikation::FormatFailure,
            "underskriften binder inte sitt certifikat, som PAdES kräver",
        ));
    }
    let moment = signature_timestamps(pdf, signed, store, (moment, setting), &mut answer)?;
    let standing = store.standing(&cert, Purpose::Signing, moment, pdf.budget)?;
    if setting.own {
        regular(&mut answer, signed, &standing.path);
    }
    standing.brister.into_iter().for_each(|brist| answer.add(brist));
    standing.unpublished.iter().for_each(|name| answer.unpublished(name));
    standing.notes.iter().for_each(|note| answer.note(note));
    if !moment.1 {
        answer.unstamped(&cert.name(), &super::certificate::day(cert.until()));
    }
    Ok(Judged {
        answer,
        proved: moment.1.then_some(moment.0),
        said: said_time(signed),
        root: root(signed, setting),
        signer: Some(cert),
    })
}

/// What is wrong with the signature over the content of the file.
fn signed_content(
    signed: &Signed,
    cert: &Certificate,
    (extent, signature, own): (&Extent<'_>, &Signature, bool),
    budget: &Budget,
) -> Result<Vec<Brist>, Fault> {
    let parts = extent.parts.map(|parts| parts.to_vec());
    let mut brister = Vec::new();
    let carried = signed.enclosed().filter(|_| signature.subfilter == CARRIES_SHA1 && !own);
    if let (Some(carried), Some(parts)) = (&carried, &parts) {
        brister.push(weak("underskriften är svag: den gäller filens SHA-1, som kan förfalskas"));
        if *carried != sha1(parts) {
            brister.push(other_content());
        }
    } else if signature.subfilter == CARRIES_SHA1 && !own {
        let mening = "underskriften säger att den bär filens SHA-1, och gör det inte: program läser den på olika sätt";
        brister.push(Brist::unclear("okand-sort", Underindikation::FormatFailure, mening));
    } else if signed.data.encap_content_info.econtent.is_some() {
        brister.push(Brist::false_because(
            "inbaddat-innehall",
            Underindikation::FormatFailure,
            "underskriften bär ett eget innehåll i stället för filens",
        ));
    } else if parts.as_ref().is_some_and(|parts| signed.is_refuted_by(parts)) {
        brister.push(other_content());
    }
    let content = carried.as_deref().map(|carried| vec![carried]).or(parts);
    let bare = signed.signer.signed_attrs.is_none() && !own && signature.subfilter != b"ETSI.CAdES.detached";
    if let (true, Some(content)) = (bare, &content) {
        brister.extend(signed.check_bare(cert, &|digest| digest.compute(content), budget)?);
    } else {
        let digest = |digest: Digest| content.as_ref().map(|content| digest.compute(content));
        brister.extend(signed.check(cert, DATA, &digest, budget)?);
    }
    Ok(brister)
}

/// When the timestamps on a signature prove it was there; the moment given, when none does.
pub(crate) fn token_time(
    pdf: &Pdf<'_>,
    signed: &Signed,
    store: &mut Store,
    (moment, setting): Around<'_>,
    answer: &mut Lagersvar,
) -> Result<(Seconds, bool), Fault> {
    for token in tokens(signed) {
        let inner = Signed::open(&token, pdf.budget);
        inner.iter().flat_map(|inner| &inner.certificates).for_each(|cert| store.add(cert));
    }
    signature_timestamps(pdf, signed, store, (moment, setting), answer)
}

/// The earliest time that a timestamp on the signature itself proves, else the moment given.
fn signature_timestamps(
    pdf: &Pdf<'_>,
    signed: &Signed,
    store: &Store,
    (moment, setting): Around<'_>,
    answer: &mut Lagersvar,
) -> Result<(Seconds, bool), Fault> {
    let mut best = moment;
    for bytes in tokens(signed) {
        let content = |digest: Digest| digest.compute(&[signed.signer.signature.as_bytes()]);
        let token = timestamp::judge(&bytes, &content, store, moment, pdf.budget)?;
        if let Some(time) = token.proves() {
            best = if best.1 { (best.0.min(time), true) } else { (time, true) };
        }
        if let Some(inner) = token.signed.as_ref().filter(|_| setting.own) {
            regular(answer, inner, &token.path);
        }
        token.brister.into_iter().for_each(|brist| answer.add(brist));
        token.unpublished.iter().for_each(|name| answer.unpublished(name));
        token.notes.iter().for_each(|note| answer.note(note));
    }
    let foreign =
        signed.signer.unsigned_attrs.iter().flat_map(|set| set.iter()).find(|one| one.oid != SIGNATURE_TIMESTAMP);
    if let Some(attribute) = foreign.filter(|_| setting.own) {
        answer.add(irregular(format!("underskriften bär ett oskyddat attribut ({})", attribute.oid)));
    }
    Ok(best)
}

/// What this project's own signatures never have: bytes that nothing protects.
fn regular(answer: &mut Lagersvar, signed: &Signed, path: &[Rc<Certificate>]) {
    signed.irregular.iter().for_each(|what| answer.add(irregular((*what).to_owned())));
    let stray = signed.certificates.iter().find(|cert| !path.iter().any(|one| one.der == cert.der));
    if let Some(stray) = stray.filter(|_| path.len() > 1) {
        answer.add(irregular(format!("underskriften bär ett certifikat som inte hör till den ({})", stray.name())));
    }
}

fn irregular(mening: String) -> Brist {
    Brist::false_because("avvikande-form", Underindikation::FormatFailure, mening)
}

fn nothing_covered() -> Brist {
    Brist::unclear(
        "omfang-okant",
        Underindikation::SignedDataNotFound,
        "det går inte att säga vad underskriften gäller",
    )
}

fn said_time(signed: &Signed) -> Option<String> {
    let der = signed.signed_attribute(SIGNING_TIME)?.to_der().ok()?;
    let utc = UtcTime::from_der(&der).ok().map(|time| time.to_date_time());
    utc.or_else(|| GeneralizedTime::from_der(&der).ok().map(|time| time.to_date_time())).map(|time| time.to_string())
}

/// The signed root, raw.
pub(crate) fn root(signed: &Signed, setting: &Setting<'_>) -> Option<Vec<u8>> {
    let value = setting.root_attributes.iter().find_map(|oid| signed.signed_attribute(*oid))?;
    value.decode_as::<OctetString>().ok().map(|octets| octets.as_bytes().to_vec())
}
