//! How far a prepared file has come: which fields are signed, which wait, and that nothing else has happened to it.

use ::cms::content_info::ContentInfo;
use ::cms::signed_data::SignedData;
use der::asn1::{ObjectIdentifier, OctetString};
use der::{Decode, Encode, SliceReader};
use lopdf::{Dictionary, Object, ObjectId};
use x509_cert::Certificate;

use super::cms;
use super::hash::Hash;
use super::record::Record;
use super::update::{Update, unreadable};
use crate::diag::Diagnostic;

/// `id-messageDigest` (RFC 5652 11.2).
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");

/// A field for a person's signature or a seal.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Full name: `Justering.Ordforande.1`.
    pub name: String,
    /// Who is to sign: "Ingrid Åkerö (C)".
    pub person: String,
    /// In what role.
    pub role: String,
    /// Width and height of its box in points.
    pub size: (f64, f64),
    /// Its signature, once there is one.
    pub signature: Option<Signature>,
}

/// A signature in a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The CMS, DER without the padding of its room.
    pub cms: Vec<u8>,
    /// The claimed time, as PDF writes it: `D:20260311120000Z`.
    pub time: String,
    /// The signed root, 64 hex.
    pub root: Option<String>,
}

/// A prepared file's state.
#[derive(Clone, Debug)]
pub struct State {
    /// What it says of itself.
    pub record: Record,
    /// Its fields, in signing order; timestamp fields are not among them.
    pub fields: Vec<Field>,
    /// Number of pages.
    pub pages: usize,
}

/// Reads the state of a prepared file.
///
/// # Errors
/// When the file was not prepared by us, or has changed since by anything but signing.
pub fn state(pdf: &[u8]) -> Result<State, Diagnostic> {
    let update = Update::of(pdf)?;
    let record = Record::read(&update)?.ok_or_else(not_prepared)?;
    if !record.stands_on(pdf) {
        return Err(changed("dess innehåll är inte det som skapades"));
    }
    let leaves = leaves(&update)?;
    let signatures = leaves.iter().filter_map(|(_, widget)| widget.get(b"V").ok()).collect::<Vec<_>>();
    let mut covered = 0;
    for signature in &signatures {
        let value = update.resolved(signature)?.as_dict().map_err(|error| unreadable(&error))?;
        covered = covered.max(checked_end(pdf, value)?);
    }
    let untouched = if signatures.is_empty() { revisions(pdf) == 2 } else { covered == pdf.len() };
    if !untouched {
        return Err(changed("något annat än underskrifter har lagts till"));
    }
    let fields = leaves.iter().filter_map(|(name, widget)| field(&update, name, widget)).collect();
    Ok(State { record, fields, pages: update.pages().len() })
}

/// True when somebody has signed in a field that we made, whatever has happened to the file since.
pub(super) fn is_signed_in_ours(pdf: &[u8]) -> bool {
    let Ok(update) = Update::of(pdf) else { return false };
    leaves(&update).is_ok_and(|all| all.iter().any(|(_, widget)| widget.has(b"Utdrag") && widget.has(b"V")))
}

/// The certificates of every signature and timestamp in a file, each once: those it was made with, and those of the
/// timestamp over its value.
pub(super) fn certificates(pdf: &[u8]) -> Result<Vec<Certificate>, Diagnostic> {
    let update = Update::of(pdf)?;
    let mut all = Vec::new();
    for (_, widget) in leaves(&update)? {
        let value = widget.get(b"V").ok().and_then(|value| update.resolved(value).ok()?.as_dict().ok());
        let contents = value.and_then(|value| value.get(b"Contents").and_then(Object::as_str).ok());
        let info = contents.and_then(content_info);
        let tokens = info.as_ref().map(cms::timestamps).unwrap_or_default();
        all.extend(info.iter().chain(&tokens).flat_map(cms::certificates));
    }
    let mut once: Vec<Certificate> = Vec::new();
    for one in all {
        if !once.contains(&one) {
            once.push(one);
        }
    }
    Ok(once)
}

fn field(update: &Update, name: &str, widget: &Dictionary) -> Option<Field> {
    let ours = widget.get(b"Utdrag").and_then(Object::as_dict).ok()?;
    let rect = widget.get(b"Rect").and_then(Object::as_array).ok()?;
    let side = |at: usize| rect.get(at).and_then(|one| one.as_float().ok()).map_or(0.0, f64::from);
    Some(Field {
        name: name.to_owned(),
        person: decoded(ours.get(b"Namn").ok()?)?,
        role: decoded(ours.get(b"Roll").ok()?)?,
        size: (side(2) - side(0), side(3) - side(1)),
        signature: widget.get(b"V").ok().and_then(|value| signature(update, value)),
    })
}

fn signature(update: &Update, value: &Object) -> Option<Signature> {
    let value = update.resolved(value).ok()?.as_dict().ok()?;
    let contents = value.get(b"Contents").and_then(Object::as_str).ok()?;
    let info = content_info(contents)?;
    let root = signed_attribute(&info, cms::PROTOKOLLROT).and_then(|bytes| String::from_utf8(bytes).ok());
    Some(Signature {
        cms: info.to_der().ok()?,
        time: value.get(b"M").ok().and_then(decoded).unwrap_or_default(),
        root: root.and_then(|text| text.strip_prefix(cms::ROOT_FORMAT)?.strip_prefix(' ').map(str::to_owned)),
    })
}

/// Every field with its full name.
fn leaves(update: &Update) -> Result<Vec<(String, Dictionary)>, Diagnostic> {
    let catalog = update.dictionary(update.catalog()?)?;
    let form = update.resolved(catalog.get(b"AcroForm").map_err(|_| not_prepared())?)?;
    let form = form.as_dict().map_err(|error| unreadable(&error))?;
    let mut found = Vec::new();
    let mut waiting: Vec<(String, ObjectId)> = children(form, b"Fields", "");
    while let Some((prefix, id)) = waiting.pop() {
        let dictionary = update.dictionary(id)?;
        let part = dictionary.get(b"T").ok().and_then(decoded).unwrap_or_default();
        let name = if prefix.is_empty() { part } else { format!("{prefix}.{part}") };
        let kids = children(dictionary, b"Kids", &name);
        if kids.is_empty() {
            found.push((name, dictionary.clone()));
        }
        waiting.extend(kids);
        if found.len() > 10_000 {
            return Err(changed("den har fler fält än en handling kan ha"));
        }
    }
    Ok(found)
}

/// In reverse: they are taken from the end.
fn children(dictionary: &Dictionary, key: &[u8], prefix: &str) -> Vec<(String, ObjectId)> {
    let kids = dictionary.get(key).and_then(Object::as_array).map(Vec::as_slice).unwrap_or_default();
    kids.iter().rev().filter_map(|kid| Some((prefix.to_owned(), kid.as_reference().ok()?))).collect()
}

/// Where the signed bytes end, once their hash has been found in the signature.
fn checked_end(pdf: &[u8], value: &Dictionary) -> Result<usize, Diagnostic> {
    let wrong = || changed("en underskrift i den stämmer inte med innehållet");
    let range = value.get(b"ByteRange").and_then(Object::as_array).map_err(|_| wrong())?;
    let numbers: Vec<usize> =
        range.iter().filter_map(|one| one.as_i64().ok().and_then(|one| usize::try_from(one).ok())).collect();
    let [0, first, second, last] = numbers.as_slice() else { return Err(wrong()) };
    let end = second.checked_add(*last).ok_or_else(wrong)?;
    let signed = [pdf.get(..*first).ok_or_else(wrong)?, pdf.get(*second..end).ok_or_else(wrong)?];
    let contents = value.get(b"Contents").and_then(Object::as_str).map_err(|_| wrong())?;
    let digest = signed_digest(contents).ok_or_else(wrong)?;
    let hash = Hash::of_length(digest.len()).ok_or_else(wrong)?;
    if digest == hash.digest(&signed) { Ok(end) } else { Err(wrong()) }
}

/// The CMS at the start of its room.
fn content_info(contents: &[u8]) -> Option<ContentInfo> {
    let mut reader = SliceReader::new(contents).ok()?;
    ContentInfo::decode(&mut reader).ok()
}

/// The CMS at the start of its room, as it stands.
pub(super) fn without_padding(contents: &[u8]) -> Option<Vec<u8>> {
    content_info(contents)?.to_der().ok()
}

/// The hash that a CMS is about: its message-digest, or the imprint in a timestamp token.
fn signed_digest(contents: &[u8]) -> Option<Vec<u8>> {
    let info = content_info(contents)?;
    let data = info.content.decode_as::<SignedData>().ok()?;
    if let Some(content) = data.encap_content_info.econtent {
        let token = content.decode_as::<OctetString>().ok()?;
        let stamped = x509_tsp::TstInfo::from_der(token.as_bytes()).ok()?;
        return Some(stamped.message_imprint.hashed_message.as_bytes().to_vec());
    }
    signed_attribute(&info, MESSAGE_DIGEST)
}

fn signed_attribute(info: &ContentInfo, oid: ObjectIdentifier) -> Option<Vec<u8>> {
    let data = info.content.decode_as::<SignedData>().ok()?;
    let signer = data.signer_infos.0.as_slice().first()?.clone();
    let attributes = signer.signed_attrs?;
    let found = attributes.iter().find(|one| one.oid == oid)?;
    let value = found.values.as_slice().first()?.decode_as::<OctetString>().ok()?;
    Some(value.as_bytes().to_vec())
}

fn revisions(pdf: &[u8]) -> usize {
    pdf.windows(9).filter(|window| *window == b"startxref").count()
}

/// A PDF text string (ISO 32000-1 7.9.2.2): UTF-16BE with a mark, else ASCII.
fn decoded(object: &Object) -> Option<String> {
    let bytes = object.as_str().ok()?;
    match bytes.strip_prefix(&[0xFE, 0xFF]) {
        Some(wide) => {
            let units = wide.chunks_exact(2).filter_map(|pair| pair.try_into().ok()).map(u16::from_be_bytes);
            String::from_utf16(&units.collect::<Vec<_>>()).ok()
        }
        None => String::from_utf8(bytes.to_vec()).ok(),
    }
}

fn not_prepared() -> Diagnostic {
    Diagnostic::error("inte-forberedd", "filen är inte förberedd för underskrift")
        .hint("skapa den med utdrag skapa; är det ett protokoll eller en tjänsteskrivelse behöver fallet ett salt, som utdrag kontrollera --rätta lägger till")
}

fn changed(how: &str) -> Diagnostic {
    Diagnostic::error("andrad-sedan-den-forbereddes", format!("filen har ändrats sedan den förbereddes: {how}"))
        .hint("skapa handlingen på nytt och skriv under den; spara aldrig om en PDF som ska skrivas under")
}
