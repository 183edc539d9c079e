//! One signature: the field is filled in an incremental update with room for the CMS, the byte ranges are
//! hashed, and the CMS is put in its place. The earlier bytes stay an exact prefix.

use std::ops::Range;

use ::cms::signed_data::SignedAttributes;
use der::Encode;
use lopdf::{Dictionary, Object, ObjectId, StringFormat, dictionary};
use sha2::{Digest, Sha256};
use x509_cert::Certificate;

use super::appearance;
use super::cms::{self, Statement};
use super::fields::text;
use super::hash::Hash;
use super::key::Key;
use super::timestamp;
use super::update::{Update, unreadable};
use super::value;
use crate::diag::Diagnostic;

/// Room for the CMS in bytes; twice as many hex digits, below the 32,767 that readers take.
pub(super) const ROOM: usize = 12_000;
/// Stands where a number of the byte range will be written; as wide as any.
const WIDE: i64 = 9_999_999_999;

/// What a signature does to the rest of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lock<'a> {
    /// The first one: certifies, and allows filling of fields (`DocMDP` P=2).
    Certify,
    /// Adds consent, locks nothing.
    Approve,
    /// The seal of an extract, its first and only signature: certifies, and the named fields may not change any more
    /// (`FieldMDP` `/Include`; `/All` would lock the timestamp fields).
    Seal(&'a [String]),
}

/// One signature to be made.
pub struct Request<'a> {
    /// The field to fill.
    pub field: &'a str,
    /// Name of who signs, for viewers.
    pub name: &'a str,
    /// The reason that viewers show.
    pub reason: &'a str,
    /// PDF date of the claimed time: `D:20260311120000Z`.
    pub time: &'a str,
    /// What it locks.
    pub lock: Lock<'a>,
    /// The visible appearance, a PDF of one page of the box's size.
    pub appearance: Option<&'a [u8]>,
    /// Format name and protokollrot, for justering signatures.
    pub root: Option<&'a str>,
    /// Address of a time-stamping authority.
    pub timestamp: Option<&'a str>,
}

/// A file with room for a signature, and the bytes to be signed.
pub struct Prepared {
    bytes: Vec<u8>,
    contents: Range<usize>,
}

/// Fills the field, but for its value.
///
/// # Errors
/// When there is no such field, it is filled already, or the file cannot be read.
fn begin(mut update: Update, request: &Request<'_>) -> Result<Prepared, Diagnostic> {
    let field = find(&update, request.field)?;
    let mut widget = update.dictionary(field)?.clone();
    if widget.has(b"V") {
        let message = format!("underskriftsfältet {} är redan undertecknat", request.field);
        return Err(Diagnostic::error("redan-undertecknat", message));
    }
    let value = update.add(dictionary_of(request));
    widget.set("V", value);
    if let Some(page) = request.appearance {
        let form = appearance::import(&mut update, page)?;
        widget.set("AP", dictionary! { "N" => form });
    }
    update.set(field, widget);
    if request.lock != Lock::Approve {
        let catalog = update.catalog()?;
        let mut root = update.dictionary(catalog)?.clone();
        root.set("Perms", dictionary! { "DocMDP" => value });
        update.set(catalog, root);
    }
    let earlier = update.earlier();
    Prepared::of(update.finish()?, earlier)
}

impl Prepared {
    pub(super) fn of(mut bytes: Vec<u8>, earlier: usize) -> Result<Self, Diagnostic> {
        let contents = room(&bytes, earlier)?;
        let ranges = format!("0 {} {} {}]", contents.start, contents.end, bytes.len() - contents.end);
        let mark = format!("0 {WIDE} {WIDE} {WIDE}]");
        let at = earlier + position(bytes.get(earlier..).unwrap_or(&[]), mark.as_bytes()).ok_or_else(no_room)?;
        let padded = format!("{ranges:<width$}", width = mark.len());
        bytes.get_mut(at..at + mark.len()).ok_or_else(no_room)?.copy_from_slice(padded.as_bytes());
        Ok(Self { bytes, contents })
    }

    /// A file that was given room before, and has no value yet: `earlier` bytes, then the revision with the room.
    ///
    /// # Errors
    /// When the room is not there, or the byte range does not lie around it.
    pub(super) fn again(bytes: Vec<u8>, earlier: usize) -> Result<Self, Diagnostic> {
        let contents = room(&bytes, earlier)?;
        let ranges = format!("0 {} {} {}]", contents.start, contents.end, bytes.len() - contents.end);
        let found = position(bytes.get(earlier..).unwrap_or(&[]), ranges.as_bytes());
        found.map(|_| Self { bytes, contents }).ok_or_else(no_room)
    }

    /// What has been added to the first `earlier` bytes, the room still empty.
    pub(super) fn revision(&self, earlier: usize) -> &[u8] {
        self.bytes.get(earlier..).unwrap_or(&[])
    }

    /// True when `file` begins with these bytes and some value in the room.
    pub(super) fn is_filled_in(&self, file: &[u8]) -> bool {
        let Range { start, end } = self.contents;
        let same = |range: Range<usize>| self.bytes.get(range.clone()).is_some_and(|own| file.get(range) == Some(own));
        same(0..start) && same(end..self.bytes.len()) && !same(start..end)
    }

    /// SHA-256 of everything but the value.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        let [before, after] = self.signed();
        Sha256::new().chain_update(before).chain_update(after).finalize().into()
    }

    /// The same, with another hash.
    pub(super) fn digest_with(&self, hash: Hash) -> Vec<u8> {
        hash.digest(&self.signed())
    }

    fn signed(&self) -> [&[u8]; 2] {
        let before = self.bytes.get(..self.contents.start).unwrap_or(&[]);
        [before, self.bytes.get(self.contents.end..).unwrap_or(&[])]
    }

    /// The file with the CMS in its place, in lower-case hex without white space.
    ///
    /// # Errors
    /// When the CMS is larger than the room.
    pub fn complete(mut self, cms: &[u8]) -> Result<Vec<u8>, Diagnostic> {
        if cms.len() > ROOM {
            let message = format!("underskriften är {} byte, högst {ROOM} får plats", cms.len());
            return Err(Diagnostic::error("underskrift-for-stor", message));
        }
        let hex = cms
            .iter()
            .flat_map(|byte| [byte >> 4, byte & 15])
            .map(|digit| if digit < 10 { b'0' + digit } else { b'a' - 10 + digit });
        let place = self.bytes.get_mut(self.contents.start + 1..self.contents.end - 1).ok_or_else(no_room)?;
        for (digit, to) in hex.zip(place) {
            *to = digit;
        }
        Ok(self.bytes)
    }
}

/// A file with room for a signature, and what the signature is to say.
pub(super) struct Unsigned {
    /// The file.
    pub(super) prepared: Prepared,
    /// The signed attributes: their DER is what the key signs.
    pub(super) attributes: SignedAttributes,
}

/// A signature value, and by whom.
pub(super) struct Value<'a> {
    pub(super) bytes: &'a [u8],
    /// The signer's certificate, then its issuers.
    pub(super) chain: &'a [Certificate],
}

impl Unsigned {
    /// Fills the field, but for its value. Without a certificate the statement does not yet name one.
    ///
    /// # Errors
    /// As [`begin`].
    pub(super) fn of(
        update: Update,
        request: &Request<'_>,
        (certificate, hash): (Option<&Certificate>, Hash),
    ) -> Result<Self, Diagnostic> {
        let prepared = begin(update, request)?;
        let statement = Statement { digest: &prepared.digest_with(hash), certificate, root: request.root };
        let attributes = statement.signed_attributes().map_err(|error| unencodable(&error))?;
        Ok(Self { prepared, attributes })
    }

    /// The bytes that are signed: DER of the attributes, as a SET.
    ///
    /// # Errors
    /// When they cannot be encoded.
    pub(super) fn message(&self) -> Result<Vec<u8>, Diagnostic> {
        self.attributes.to_der().map_err(|error| unencodable(&error))
    }

    /// Puts a value in, once it has been held against its certificate; with the address of an authority also a timestamp.
    ///
    /// # Errors
    /// When the value is not of these attributes by that certificate, and what stopped the timestamp.
    pub(super) fn complete(self, value: &Value<'_>, timestamp: Option<&str>) -> Result<Vec<u8>, Diagnostic> {
        let hash = cms::hash_of(&self.attributes).ok_or_else(no_digest)?;
        let certificate = value.chain.first().ok_or_else(no_certificate)?;
        let algorithm = value::check(certificate, hash, &self.message()?, value.bytes)?;
        // PAdES B-T: the timestamp is over the signature value (EN 319 122-1 5.3).
        let token =
            timestamp.map(|address| timestamp::token(address, &Sha256::digest(value.bytes).into())).transpose()?;
        let how = (hash, algorithm);
        let cms = cms::content_info(self.attributes, how, value.bytes, value.chain, token.as_deref());
        self.prepared.complete(&cms.map_err(|error| unencodable(&error))?)
    }
}

/// Signs a prepared file with `key`.
///
/// # Errors
/// When the file cannot be read, or the field not be filled; when the key refuses or signs something else.
pub fn sign(pdf: &[u8], request: &Request<'_>, key: &dyn Key) -> Result<Vec<u8>, Diagnostic> {
    sign_upon(Update::of(pdf)?, request, key)
}

/// As [`sign`], of a file that has just been prepared.
pub(super) fn sign_upon(update: Update, request: &Request<'_>, key: &dyn Key) -> Result<Vec<u8>, Diagnostic> {
    let certificate = key.chain().first().ok_or_else(no_certificate)?;
    let unsigned = Unsigned::of(update, request, (Some(certificate), key.hash()))?;
    let bytes = key.sign(&unsigned.message()?)?;
    let value = Value { bytes: &bytes, chain: key.chain() };
    unsigned.complete(&value, request.timestamp)
}

/// A byte range whose numbers are yet to come.
pub(super) fn wide_range() -> Vec<Object> {
    vec![Object::Integer(0), Object::Integer(WIDE), Object::Integer(WIDE), Object::Integer(WIDE)]
}

fn dictionary_of(request: &Request<'_>) -> Dictionary {
    let mut value = dictionary! {
        "Type" => "Sig",
        "Filter" => "Adobe.PPKLite",
        "SubFilter" => "ETSI.CAdES.detached",
        "ByteRange" => wide_range(),
        "Contents" => Object::String(vec![0; ROOM], StringFormat::Hexadecimal),
        "M" => text(request.time),
        "Name" => text(request.name),
        "Reason" => text(request.reason),
    };
    let certifies = dictionary! { "Type" => "TransformParams", "V" => "1.2", "P" => 2 };
    let references = match request.lock {
        Lock::Approve => return value,
        Lock::Certify => vec![reference("DocMDP", certifies)],
        Lock::Seal(fields) => {
            let fields = fields.iter().map(|one| text(one)).collect::<Vec<_>>();
            let locks = dictionary! {
                "Type" => "TransformParams", "V" => "1.2", "Action" => "Include", "Fields" => fields,
            };
            vec![reference("DocMDP", certifies), reference("FieldMDP", locks)]
        }
    };
    value.set("Reference", references);
    value
}

fn reference(method: &str, parameters: Dictionary) -> Object {
    Object::Dictionary(dictionary! {
        "Type" => "SigRef", "TransformMethod" => method, "TransformParams" => parameters,
    })
}

/// The widget of the named field.
pub(super) fn find(update: &Update, name: &str) -> Result<ObjectId, Diagnostic> {
    let missing = || Diagnostic::error("falt-saknas", format!("filen har inget underskriftsfält {name}"));
    let form = update.dictionary(update.catalog()?)?.get(b"AcroForm").map_err(|_| missing())?;
    let form = update.resolved(form)?.as_dict().map_err(|error| unreadable(&error))?;
    let mut kids = form.get(b"Fields").and_then(Object::as_array).map_err(|error| unreadable(&error))?;
    let mut found = None;
    for part in name.split('.') {
        let id = named(update, kids, part)?.ok_or_else(missing)?;
        kids = update.dictionary(id)?.get(b"Kids").and_then(Object::as_array).unwrap_or(NO_KIDS);
        found = Some(id);
    }
    found.ok_or_else(missing)
}

const NO_KIDS: &Vec<Object> = &Vec::new();

fn named(update: &Update, fields: &[Object], part: &str) -> Result<Option<ObjectId>, Diagnostic> {
    let wanted = text(part);
    for field in fields {
        let id = field.as_reference().map_err(|error| unreadable(&error))?;
        if update.dictionary(id)?.get(b"T").is_ok_and(|name| name.as_str().ok() == wanted.as_str().ok()) {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

/// Where the value is to stand, with its angle brackets.
fn room(bytes: &[u8], earlier: usize) -> Result<Range<usize>, Diagnostic> {
    let room = [b"<".as_slice(), &b"0".repeat(2 * ROOM), b">"].concat();
    let start = earlier + position(bytes.get(earlier..).unwrap_or(&[]), &room).ok_or_else(no_room)?;
    Ok(start..start + room.len())
}

fn position(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

fn no_room() -> Diagnostic {
    Diagnostic::error("pdf-skrivning", "platsen för underskriften hittades inte i filen; inget har skrivits")
}

fn no_digest() -> Diagnostic {
    Diagnostic::error("cms-kodning", "underskriften har ingen hash (message-digest) som går att använda")
}

pub(super) fn no_certificate() -> Diagnostic {
    Diagnostic::error("nyckel-saknas", "nyckeln har inget certifikat")
}

pub(super) fn unencodable(error: &der::Error) -> Diagnostic {
    Diagnostic::error("cms-kodning", format!("underskriften kunde inte kodas: {error}"))
}
