//! Layer C: what every revision after the first signature did. Filling one empty signature field that was there, a DSS,
//! a document timestamp: that is all that is explained in our own files. In others' files what else is allowed by
//! `DocMDP` is explained too; what is not explained is a fault in ours and "cannot tell" in theirs.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::budget::Fault;
use super::field::{Field, Role, Signature, fields, removed};
use super::object::{Dictionary, Id, Object};
use super::pdf::{Change, Oddity, Pdf};
use super::permission::Permissions;
use super::verdict::{Brist, Lagersvar, Underindikation};

/// Answers for the file and for each signature.
pub(crate) struct Changes {
    pub(crate) answer: Lagersvar,
    /// Findings by revision.
    by_revision: BTreeMap<usize, Vec<Brist>>,
}

impl Changes {
    /// What came after `revision`.
    pub(crate) fn after(&self, revision: usize) -> Lagersvar {
        let mut answer = Lagersvar::unchecked();
        answer.checked("det som lagts till efter underskriften");
        self.by_revision.range(revision + 1..).flat_map(|(_, brister)| brister).for_each(|one| answer.add(one.clone()));
        answer
    }
}

/// Judges every revision after the first signature. Without signatures nothing is checked.
pub(crate) fn judge(pdf: &Pdf<'_>, signatures: &[Signature], own: bool) -> Result<Changes, Fault> {
    let mut changes = Changes { answer: Lagersvar::unchecked(), by_revision: BTreeMap::new() };
    for name in removed(pdf, signatures)? {
        let mening = format!("underskriften i fältet {name} har tagits bort eller bytts ut");
        changes.answer.add(grade(own, "borttagen-underskrift", mening));
    }
    let Some(first) = signatures.iter().map(|one| one.revision).min() else { return Ok(changes) };
    changes.answer.checked("filens versioner och allt som lagts till efter första underskriften");
    let mut referenced = references(pdf, first)?;
    let mut security_store = None;
    for revision in first + 1..=pdf.last() {
        let mut step = match Step::examined(pdf, revision, signatures, own) {
            Ok(step) => step,
            Err(Fault::Malformed(what, at)) => {
                let mening = format!("det som lagts till efter en underskrift går inte att läsa: {what} (byte {at})");
                changes.by_revision.entry(revision).or_default().push(grade(own, "olasligt-tillagg", mening));
                continue;
            }
            Err(fault) => return Err(fault),
        };
        if step.security_store {
            security_store = Some(revision);
        }
        for change in step.changed.values() {
            if change.was.is_none() && referenced.contains(&change.id.0) {
                step.brister.push(step.unexplained("skuggobjekt", format!("objekt {} fanns inte när filen undertecknades men var redan inplanerat: innehåll har bytts in efteråt", change.id.0)));
            }
        }
        for change in step.changed.values() {
            let mut found = Vec::new();
            change.now.references(&mut found);
            referenced.extend(found.into_iter().map(|id| id.0));
        }
        changes.by_revision.entry(revision).or_default().append(&mut step.brister);
    }
    for revision in 0..=pdf.last() {
        let oddities = if own || revision > first { pdf.oddities(revision)? } else { Vec::new() };
        let brister = oddities.iter().take(3).map(|odd| oddity(odd, own));
        changes.by_revision.entry(revision).or_default().extend(brister);
    }
    for (_, brister) in &changes.by_revision {
        brister.iter().for_each(|one| changes.answer.add(one.clone()));
    }
    if !pdf.trailing().is_empty() {
        let trailing = grade(own, "efter-slutet", format!("det står {} byte efter filens slut", pdf.trailing().len()));
        changes.by_revision.entry(pdf.last() + 1).or_default().push(trailing.clone());
        changes.answer.add(trailing);
    }
    let stamped = |since: usize| signatures.iter().any(|one| one.is_timestamp() && one.revision >= since);
    if own && security_store.is_some_and(|since| !stamped(since)) {
        changes.answer.add(Brist::unclear(
            "dss-utan-tidsstampel",
            Underindikation::SigConstraintsFailure,
            "uppgifter om spärrade certifikat har lagts till utan den tidsstämpel som ska följa",
        ));
    }
    Ok(changes)
}

/// Numbers that any object refers to as of `revision`.
fn references(pdf: &Pdf<'_>, revision: usize) -> Result<HashSet<u32>, Fault> {
    let mut numbers = BTreeSet::new();
    pdf.revisions.iter().take(revision + 1).for_each(|one| numbers.extend(one.places.keys().copied()));
    let mut found = Vec::new();
    for number in numbers {
        let generation = match pdf.place(number, revision) {
            Some(super::xref::Place::At(_, generation)) => generation,
            Some(super::xref::Place::Free) | None => continue,
            Some(super::xref::Place::In(..)) => 0,
        };
        match pdf.object((number, generation), revision) {
            Ok(object) => object.references(&mut found),
            Err(Fault::Exhausted(what)) => return Err(Fault::Exhausted(what)),
            Err(Fault::Malformed(..) | Fault::Encrypted) => {}
        }
    }
    Ok(found.into_iter().map(|id| id.0).collect())
}

fn grade(own: bool, kod: &'static str, mening: String) -> Brist {
    if own {
        Brist::false_because(kod, Underindikation::FormatFailure, mening)
    } else {
        Brist::unclear(kod, Underindikation::FormatFailure, mening)
    }
}

fn oddity(odd: &Oddity, own: bool) -> Brist {
    let (kod, mening) = match odd {
        Oddity::Loose(range) => ("losa-byte", format!("byte {} till {} hör inte till något i filen", range.start, range.end)),
        Oddity::Overlap(at) => ("overlappande-objekt", format!("två objekt delar samma byte vid {at}")),
        Oddity::Borrowed(number) => ("lanat-objekt", format!("objekt {number} pekar in i en annan version av filen")),
        Oddity::Unreadable(number, fault) => ("olasligt-objekt", format!("objekt {number} går inte att läsa: {}", fault.sentence())),
    };
    grade(own, kod, mening)
}

/// One revision under examination.
struct Step<'a, 'b> {
    pdf: &'a Pdf<'b>,
    revision: usize,
    own: bool,
    permissions: Permissions,
    changed: BTreeMap<u32, Change>,
    explained: BTreeSet<u32>,
    brister: Vec<Brist>,
    security_store: bool,
}

impl<'a, 'b> Step<'a, 'b> {
    fn examined(pdf: &'a Pdf<'b>, revision: usize, signatures: &[Signature], own: bool) -> Result<Self, Fault> {
        let mut step = Self {
            pdf,
            revision,
            own,
            permissions: Permissions::before(pdf, signatures, revision)?,
            changed: pdf.changed(revision)?,
            explained: BTreeSet::new(),
            brister: Vec::new(),
            security_store: false,
        };
        step.examine()?;
        Ok(step)
    }

    fn unexplained(&self, kod: &'static str, mening: impl Into<String>) -> Brist {
        grade(self.own, kod, format!("efter en underskrift: {}", mening.into()))
    }

    fn fail(&mut self, kod: &'static str, mening: impl Into<String>) {
        let brist = self.unexplained(kod, mening);
        self.brister.push(brist);
    }

    fn before(&self) -> usize {
        self.revision.saturating_sub(1)
    }

    fn examine(&mut self) -> Result<(), Fault> {
        self.trailer();
        self.catalog()?;
        self.form()?;
        self.information()?;
        let rest: Vec<Change> =
            self.changed.values().filter(|change| !self.explained.contains(&change.id.0)).cloned().collect();
        for change in rest.iter().take(5) {
            let (kod, what) = describe(change);
            self.fail(kod, format!("{what} (objekt {})", change.id.0));
        }
        Ok(())
    }

    fn trailer(&mut self) {
        const OF_THE_SECTION: [&[u8]; 11] = [
            b"Size", b"Prev", b"ID", b"Type", b"W", b"Index", b"Length", b"Filter", b"DecodeParms", b"XRefStm", b"DL",
        ];
        let (Some(was), Some(now)) = (self.pdf.revisions.get(self.before()), self.pdf.revisions.get(self.revision)) else {
            return;
        };
        let differing = was.trailer.differing_keys(&now.trailer);
        let other = differing.into_iter().find(|key| !OF_THE_SECTION.contains(key) && !(*key == b"Info" && !self.own));
        if other == Some(b"Root") {
            self.fail("utbytt-katalog", "filens katalog har bytts ut");
        } else if let Some(key) = other {
            let name = String::from_utf8_lossy(key).into_owned();
            self.fail("andrad-trailer", format!("filens trailer har ändrats ({name})"));
        }
        if now.trailer.has(b"XRefStm") && self.own {
            self.fail("dubbla-korsreferenser", "filen har dubbla korsreferenser");
        }
    }

    fn catalog(&mut self) -> Result<(), Fault> {
        let (was, now) = (self.pdf.root(self.before())?, self.pdf.root(self.revision)?);
        for key in was.differing_keys(&now) {
            match key {
                b"DSS" | b"Extensions" | b"AcroForm" => {}
                b"Version" if !self.own => {}
                b"Metadata" => self.fail("andrad-metadata", "filens metadata (XMP) har bytts ut"),
                b"Pages" => self.fail("utbytta-sidor", "filens sidor har bytts ut"),
                other => {
                    let name = String::from_utf8_lossy(other).into_owned();
                    self.fail("andrad-katalog", format!("filens katalog har ändrats ({name})"));
                }
            }
        }
        self.explained.extend(self.pdf.root_id(self.revision).map(|id| id.0));
        if let Some(value) = now.get(b"DSS") {
            let before = self.explained.len();
            self.explain_security_store(was.get(b"DSS"), value)?;
            self.security_store = self.explained.len() > before || was.get(b"DSS") != now.get(b"DSS");
        }
        if let Some(extensions) = now.get(b"Extensions") {
            self.explain_new(extensions);
        }
        Ok(())
    }

    /// New objects under the DSS, and its own dictionaries and lists when they grew.
    fn explain_security_store(&mut self, was: Option<&Object>, now: &Object) -> Result<(), Fault> {
        self.explain_new(now);
        let mut waiting = Vec::new();
        was.into_iter().for_each(|was| was.references(&mut waiting));
        let mut seen = HashSet::new();
        while let Some(id) = waiting.pop() {
            if !seen.insert(id) {
                continue;
            }
            let old = self.pdf.object(id, self.before())?;
            let Some(change) = self.changed.get(&id.0).cloned() else {
                old.references(&mut waiting);
                continue;
            };
            let grew = match (old.as_ref(), change.now.as_ref()) {
                (Object::Array(old), Object::Array(new)) => old.iter().all(|item| new.contains(item)),
                (Object::Dictionary(old), Object::Dictionary(new)) => old.0.iter().all(|(key, _)| new.has(key)),
                _ => false,
            };
            old.references(&mut waiting);
            if grew {
                self.explained.insert(id.0);
                self.explain_new(&change.now.clone());
            }
        }
        Ok(())
    }

    /// Every object made by this revision that `value` leads to.
    fn explain_new(&mut self, value: &Object) {
        let mut waiting = Vec::new();
        value.references(&mut waiting);
        while let Some(id) = waiting.pop() {
            let Some(change) = self.changed.get(&id.0) else { continue };
            if change.was.is_none() && self.explained.insert(id.0) {
                change.now.references(&mut waiting);
            }
        }
    }

    fn form(&mut self) -> Result<(), Fault> {
        let form = |revision: usize| -> Result<(Option<Id>, Dictionary), Fault> {
            let root = self.pdf.root(revision)?;
            let id = root.get(b"AcroForm").and_then(Object::as_reference);
            let form = self.pdf.entry(&root, b"AcroForm", revision)?;
            Ok((id, form.as_dictionary().cloned().unwrap_or_default()))
        };
        let ((old_id, old), (new_id, new)) = (form(self.before())?, form(self.revision)?);
        for key in old.differing_keys(&new) {
            match key {
                b"SigFlags" => {}
                b"Fields" | b"DR" | b"DA" if !self.own => {}
                other => {
                    let name = String::from_utf8_lossy(other).into_owned();
                    self.fail("andrat-formular", format!("formuläret har ändrats ({name})"));
                }
            }
        }
        self.explained.extend(new_id.filter(|_| old_id == new_id || !self.own).map(|id| id.0));
        if old_id != new_id && self.own {
            self.fail("utbytt-formular", "formuläret har bytts ut");
        }
        if let Some(list) = new.get(b"Fields").and_then(Object::as_reference).filter(|_| !self.own) {
            self.explained.insert(list.0);
        }
        self.compare_fields()
    }

    fn compare_fields(&mut self) -> Result<(), Fault> {
        let (old, new) = (fields(self.pdf, self.before())?, fields(self.pdf, self.revision)?);
        let mut filled = 0;
        for field in &new {
            match old.iter().find(|one| one.id == field.id) {
                None => self.new_field(field)?,
                Some(was) if was.name != field.name || was.kind != field.kind => {
                    self.fail("andrat-falt", format!("fältet {} har ändrats", was.name));
                }
                Some(was) if was.value.is_none() && field.signature().is_some() => {
                    filled += 1;
                    self.filled(was, field)?;
                }
                Some(was) if was.value != field.value && was.is_signature() => {
                    self.fail("utbytt-underskrift", format!("underskriften i fältet {} har bytts ut eller tagits bort", was.name));
                }
                Some(was) if !was.is_signature() && self.changed.contains_key(&field.id.0) => self.form_filling(was, field),
                Some(_) => {}
            }
        }
        if old.iter().any(|was| !new.iter().any(|field| field.id == was.id)) {
            self.fail("borttaget-falt", "ett fält har tagits bort");
        }
        if self.own && filled > 1 {
            self.fail("flera-underskrifter-samtidigt", "flera fält har fyllts i samma steg");
        }
        Ok(())
    }

    fn filled(&mut self, was: &Field, now: &Field) -> Result<(), Fault> {
        const OF_SIGNING: [&[u8]; 3] = [b"V", b"AP", b"M"];
        if was.dictionary.differing_keys(&now.dictionary).iter().any(|key| !OF_SIGNING.contains(key)) {
            self.fail("andrat-falt", format!("fältet {} har ändrats mer än genom att undertecknas", now.name));
        }
        let timestamp = now.signature().map(|id| self.pdf.object(id, self.revision)).transpose()?.is_some_and(|value| {
            value.as_dictionary().and_then(|one| one.name(b"SubFilter")) == Some(b"ETSI.RFC3161")
        });
        if let Some(why) = self.permissions.refuses(&now.name, timestamp) {
            self.brister.push(Brist::false_because("last-falt", Underindikation::SigConstraintsFailure, why));
        }
        if self.own && timestamp != (Role::of(&now.name) == Role::Tid) {
            self.fail("fel-sorts-falt", format!("fältet {} har fyllts med fel sorts underskrift", now.name));
        }
        self.explained.insert(now.id.0);
        for key in [b"V".as_slice(), b"AP"] {
            if let Some(value) = now.dictionary.get(key) {
                self.explain_new(value);
            }
        }
        for widget in &now.widgets {
            self.appearance(*widget);
        }
        Ok(())
    }

    /// A widget of its own that only got a new appearance.
    fn appearance(&mut self, widget: Id) {
        let Some(change) = self.changed.get(&widget.0).cloned() else { return };
        let old = change.was.as_ref().and_then(|was| was.as_dictionary());
        let (Some(old), Some(new)) = (old, change.now.as_dictionary()) else { return };
        if old.differing_keys(new).iter().all(|key| *key == b"AP" || *key == b"M") {
            self.explained.insert(widget.0);
            if let Some(value) = new.get(b"AP") {
                self.explain_new(value);
            }
        }
    }

    /// Others add a field at each signing: a signed one, put last among the annotations of its page.
    fn new_field(&mut self, field: &Field) -> Result<(), Fault> {
        if self.own {
            self.fail("nytt-falt", format!("ett nytt fält, {}, har lagts till", field.name));
            return Ok(());
        }
        let value = field.signature().map(|id| self.pdf.object(id, self.revision)).transpose()?;
        let Some(value) = value else {
            self.fail("nytt-falt", format!("ett nytt fält utan underskrift, {}, har lagts till", field.name));
            return Ok(());
        };
        let timestamp = value.as_dictionary().and_then(|one| one.name(b"SubFilter")) == Some(b"ETSI.RFC3161");
        if !timestamp && self.permissions.certified() {
            self.fail("nytt-falt", format!("ett nytt fält, {}, har lagts till i en certifierad fil", field.name));
        }
        self.explain_new(&Object::Reference(field.id));
        let annotations: Vec<Id> = field.widgets.iter().copied().chain([field.id]).collect();
        let page = field.dictionary.get(b"P").and_then(Object::as_reference);
        if let Some(page) = page {
            self.grown_annotations(page, &annotations)?;
        }
        Ok(())
    }

    fn grown_annotations(&mut self, page: Id, new: &[Id]) -> Result<(), Fault> {
        let list = |revision: usize| -> Result<(Dictionary, Option<Id>, Vec<Object>), Fault> {
            let page = self.pdf.object(page, revision)?;
            let page = page.as_dictionary().cloned().unwrap_or_default();
            let id = page.get(b"Annots").and_then(Object::as_reference);
            let items = self.pdf.entry(&page, b"Annots", revision)?.as_array().unwrap_or(&[]).to_vec();
            Ok((page, id, items))
        };
        let ((old_page, _, old), (new_page, id, now)) = (list(self.before())?, list(self.revision)?);
        let only_annotations = old_page.differing_keys(&new_page).iter().all(|key| *key == b"Annots");
        let added = now.get(old.len()..).unwrap_or(&[]);
        let only_these = added.iter().all(|one| one.as_reference().is_some_and(|id| new.contains(&id)));
        if only_annotations && now.starts_with(&old) && only_these {
            self.explained.insert(page.0);
            self.explained.extend(id.map(|id| id.0));
        }
        Ok(())
    }

    /// A text field or button filled in after signing: in others' files only, when `DocMDP` says so.
    fn form_filling(&mut self, was: &Field, now: &Field) {
        const OF_FILLING: [&[u8]; 4] = [b"V", b"AP", b"AS", b"M"];
        let only_filled = was.dictionary.differing_keys(&now.dictionary).iter().all(|key| OF_FILLING.contains(key));
        if self.own || !only_filled || !self.permissions.allows_form_filling() {
            return;
        }
        if let Some(why) = self.permissions.refuses(&now.name, false) {
            self.brister.push(Brist::false_because("last-falt", Underindikation::SigConstraintsFailure, why));
        }
        self.explained.insert(now.id.0);
        for key in [b"V".as_slice(), b"AP"] {
            if let Some(value) = now.dictionary.get(key) {
                self.explain_new(value);
            }
        }
    }

    /// Others stamp their own name and the day into the information dictionary.
    fn information(&mut self) -> Result<(), Fault> {
        let dictionary = |revision: usize| -> Result<(Option<Id>, Dictionary), Fault> {
            let Some(value) = self.pdf.revisions.get(revision).and_then(|one| one.trailer.get(b"Info")) else {
                return Ok((None, Dictionary::default()));
            };
            let object = self.pdf.resolve(value, revision)?;
            Ok((value.as_reference(), object.as_dictionary().cloned().unwrap_or_default()))
        };
        let ((_, was), (id, now)) = (dictionary(self.before())?, dictionary(self.revision)?);
        let harmless = was.differing_keys(&now).iter().all(|key| *key == b"ModDate" || *key == b"Producer");
        if let Some(id) = id.filter(|_| harmless && !self.own) {
            self.explained.insert(id.0);
        }
        Ok(())
    }
}

/// What a change is to a reader of the file.
fn describe(change: &Change) -> (&'static str, &'static str) {
    let dictionary = change.now.as_dictionary().or_else(|| change.was.as_ref().and_then(|was| was.as_dictionary()));
    let kind = dictionary.and_then(|one| one.name(b"Type")).unwrap_or(b"");
    match (kind, change.was.is_some()) {
        (b"Page" | b"Pages", true) => ("andrad-sida", "en sida har ändrats"),
        (b"Page" | b"Pages", false) => ("ny-sida", "en ny sida har lagts till"),
        (b"Annot", _) => ("andrad-anteckning", "en anteckning har lagts till eller ändrats"),
        (b"Metadata", _) => ("andrad-metadata", "filens metadata (XMP) har ändrats"),
        (b"Font" | b"FontDescriptor", true) => ("andrat-typsnitt", "ett typsnitt har bytts ut"),
        (_, true) => ("andrat-objekt", "innehåll har ändrats"),
        (_, false) => ("nytt-objekt", "innehåll som ingen underskrift förklarar har lagts till"),
    }
}
