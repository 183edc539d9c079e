//! Layer C, the Document Security Store (ISO 32000-2 12.8.4.3): what may be added to it after a signature is certificates,
//! revocation lists and answers, and timestamps, in its own lists. Its dictionaries and lists may grow; nothing else in
//! the file uses them, they lead nowhere else, and their streams hold what they say.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use cms::content_info::ContentInfo;
use der::Decode;
use x509_cert::crl::CertificateList;
use x509_ocsp::OcspResponse;

use super::budget::Fault;
use super::certificate::Certificate;
use super::changes::Step;
use super::object::{Dictionary, Id, Object, Stream};
use super::pdf::Pdf;
use super::reach;
use super::tlv;

/// Most entries of its lists and dictionaries together.
const MOST: usize = 10_000;
/// Deepest dictionary or list in it: the store, its `/VRI`, one entry of that, a list.
const DEEPEST: usize = 5;

/// What a stream in it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Certificate,
    List,
    Answer,
    Timestamp,
}

/// The store as of one revision.
#[derive(Default)]
struct Shape {
    /// Its dictionaries and lists that are objects of their own.
    containers: BTreeSet<u32>,
    items: BTreeMap<u32, Kind>,
    count: usize,
    /// Something in it has no place in it.
    strange: bool,
}

impl Step<'_, '_> {
    /// Explains what this revision did to the store, from one catalog to the next.
    pub(crate) fn judge_security_store(&mut self, was: &Dictionary, now: &Dictionary) -> Result<(), Fault> {
        let (old, new) = (was.get(b"DSS"), now.get(b"DSS"));
        let before = Shape::of(self.pdf, old, self.before())?;
        let after = Shape::of(self.pdf, new, self.revision)?;
        let touched = |number: &u32| self.changed.contains_key(number);
        self.security_store = old != new || after.containers.iter().any(touched) || after.items.keys().any(touched);
        if !self.security_store {
            return Ok(());
        }
        if before.strange || after.strange {
            self.fail("okant-i-dss", "annat än certifikat och uppgifter om spärr har lagts till bland dem");
            return Ok(());
        }
        if !before.items.keys().all(|item| after.items.contains_key(item)) && (self.own || old == new) {
            self.fail("forminskad-dss", "certifikat eller uppgifter om spärr har tagits bort");
        }
        self.explain_containers(&before, &after)?;
        self.explain_items(&after)
    }

    fn explain_containers(&mut self, before: &Shape, after: &Shape) -> Result<(), Fault> {
        let mut elsewhere = None;
        for number in &after.containers {
            let Some(change) = self.changed.get(number).cloned() else { continue };
            let Some(was) = &change.was else {
                self.explained.insert(*number);
                continue;
            };
            let elsewhere = match &mut elsewhere {
                Some(known) => known,
                none => none.insert(reach::without(self.pdf, b"DSS", self.before())?),
            };
            if before.containers.contains(number)
                && !elsewhere.contains(number)
                && self.has_grown(was, &change.now, DEEPEST)?
            {
                self.explained.insert(*number);
            }
        }
        Ok(())
    }

    fn explain_items(&mut self, after: &Shape) -> Result<(), Fault> {
        for (number, kind) in &after.items {
            let Some(change) = self.changed.get(number).cloned().filter(|change| change.was.is_none()) else {
                continue;
            };
            if after.containers.contains(number) || !is_what_it_says(self.pdf, &change.now, *kind)? {
                let what =
                    format!("annat än certifikat och uppgifter om spärr har lagts till bland dem (objekt {number})");
                self.fail("okant-i-dss", what);
            } else {
                self.explained.insert(*number);
            }
        }
        Ok(())
    }

    /// Everything that stood in it stands there still, as it was.
    fn has_grown(&self, was: &Object, now: &Object, depth: usize) -> Result<bool, Fault> {
        let Some(deeper) = depth.checked_sub(1) else { return Ok(false) };
        match (was, now) {
            (Object::Array(old), Object::Array(new)) => {
                self.pdf.budget.steps(old.len() + new.len())?;
                let kept: HashSet<Id> = new.iter().filter_map(Object::as_reference).collect();
                Ok(old.iter().all(|item| item.as_reference().is_some_and(|id| kept.contains(&id))))
            }
            (Object::Dictionary(old), Object::Dictionary(new)) => {
                for (key, value) in old.0.iter() {
                    let Some(found) = new.get(key) else { return Ok(false) };
                    if value == found {
                        continue;
                    }
                    let (value, found) =
                        (self.pdf.resolve(value, self.before())?, self.pdf.resolve(found, self.revision)?);
                    if !self.has_grown(&value, &found, deeper)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            _ => Ok(false),
        }
    }
}

impl Shape {
    fn of(pdf: &Pdf<'_>, value: Option<&Object>, revision: usize) -> Result<Self, Fault> {
        let mut shape = Self::default();
        if let Some(value) = value.filter(|value| **value != Object::Null) {
            shape.store(pdf, value, revision)?;
        }
        Ok(shape)
    }

    /// The dictionary there; a strange thing where it is none, or where it says that it is of another type.
    fn dictionary(
        &mut self,
        pdf: &Pdf<'_>,
        (value, kind): (&Object, &[u8]),
        revision: usize,
    ) -> Result<Dictionary, Fault> {
        self.containers.extend(value.as_reference().map(|id| id.0));
        let found = pdf.resolve(value, revision)?;
        let Object::Dictionary(dictionary) = found.as_ref() else {
            self.strange = true;
            return Ok(Dictionary::default());
        };
        self.counted(dictionary.0.len())?;
        self.strange |= dictionary.get(b"Type").is_some_and(|one| one.as_name() != Some(kind));
        Ok(dictionary.clone())
    }

    fn store(&mut self, pdf: &Pdf<'_>, value: &Object, revision: usize) -> Result<(), Fault> {
        for (key, value) in self.dictionary(pdf, (value, b"DSS"), revision)?.0.iter() {
            match key.as_slice() {
                b"Type" => {}
                b"Certs" => self.list(pdf, (value, Kind::Certificate), revision)?,
                b"CRLs" => self.list(pdf, (value, Kind::List), revision)?,
                b"OCSPs" => self.list(pdf, (value, Kind::Answer), revision)?,
                b"VRI" => {
                    for (name, value) in self.dictionary(pdf, (value, b"VRI"), revision)?.0.iter() {
                        self.strange |= !is_digest(name) && name != b"Type";
                        if name != b"Type" {
                            self.related(pdf, value, revision)?;
                        }
                    }
                }
                _ => self.strange = true,
            }
        }
        Ok(())
    }

    /// What belongs to one signature.
    fn related(&mut self, pdf: &Pdf<'_>, value: &Object, revision: usize) -> Result<(), Fault> {
        for (key, value) in self.dictionary(pdf, (value, b"VRI"), revision)?.0.iter() {
            match key.as_slice() {
                b"Type" => {}
                b"Cert" => self.list(pdf, (value, Kind::Certificate), revision)?,
                b"CRL" => self.list(pdf, (value, Kind::List), revision)?,
                b"OCSP" => self.list(pdf, (value, Kind::Answer), revision)?,
                b"TU" => self.strange |= value.as_text().is_none(),
                b"TS" => self.item(value, Kind::Timestamp),
                _ => self.strange = true,
            }
        }
        Ok(())
    }

    fn list(&mut self, pdf: &Pdf<'_>, (value, kind): (&Object, Kind), revision: usize) -> Result<(), Fault> {
        self.containers.extend(value.as_reference().map(|id| id.0));
        let found = pdf.resolve(value, revision)?;
        let Some(items) = found.as_array() else {
            self.strange = true;
            return Ok(());
        };
        self.counted(items.len())?;
        for item in items {
            self.item(item, kind);
        }
        Ok(())
    }

    fn item(&mut self, value: &Object, kind: Kind) {
        match value.as_reference() {
            Some(id) => self.strange |= self.items.insert(id.0, kind).is_some_and(|known| known != kind),
            None => self.strange = true,
        }
    }

    fn counted(&mut self, count: usize) -> Result<(), Fault> {
        self.count += count;
        if self.count > MOST { Err(Fault::Exhausted("för många certifikat och uppgifter om spärr")) } else { Ok(()) }
    }
}

/// The name of an entry of `/VRI`: the SHA-1 of a signature, in hex.
fn is_digest(name: &[u8]) -> bool {
    name.len() == 40 && name.iter().all(u8::is_ascii_hexdigit)
}

/// A stream with nothing said of it but how it is packed, and in it one whole DER value of that kind.
fn is_what_it_says(pdf: &Pdf<'_>, object: &Object, kind: Kind) -> Result<bool, Fault> {
    const OF_PACKING: [&[u8]; 3] = [b"Length", b"Filter", b"DecodeParms"];
    let Object::Stream(stream) = object else { return Ok(false) };
    let plain = stream.dictionary.0.iter().all(|(key, _)| OF_PACKING.contains(&key.as_slice()));
    if !plain {
        return Ok(false);
    }
    let Some(bytes) = decoded(pdf, stream)? else { return Ok(false) };
    let whole = match tlv::element(&bytes, pdf.budget) {
        Ok(length) => length == bytes.len() && bytes.first() == Some(&0x30),
        Err(_) => false,
    };
    Ok(whole
        && match kind {
            Kind::Certificate => Certificate::parse(&bytes, pdf.budget).is_some(),
            Kind::List => CertificateList::from_der(&bytes).is_ok(),
            Kind::Answer => OcspResponse::from_der(&bytes).is_ok(),
            Kind::Timestamp => ContentInfo::from_der(&bytes).is_ok(),
        })
}

fn decoded(pdf: &Pdf<'_>, stream: &Stream) -> Result<Option<Vec<u8>>, Fault> {
    match pdf.decoded(stream) {
        Err(Fault::Malformed(..) | Fault::Encrypted) => Ok(None),
        other => other,
    }
}
