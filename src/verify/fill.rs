//! Layer C, the form: an empty signature field that was there gets filled, and nothing else of it changes. In others'
//! files also a new field at each signing, and form fields where `DocMDP` allows it.

use std::collections::{HashMap, HashSet};

use super::budget::Fault;
use super::changes::Step;
use super::field::{Field, Role, fields};
use super::object::{Dictionary, Id, Object};
use super::verdict::{Brist, Underindikation};

impl Step<'_, '_> {
    pub(crate) fn form(&mut self) -> Result<(), Fault> {
        let form = |revision: usize| -> Result<(Option<Id>, Dictionary), Fault> {
            let root = self.pdf.root(revision)?;
            let id = root.get(b"AcroForm").and_then(Object::as_reference);
            let form = self.pdf.entry(&root, b"AcroForm", revision)?;
            Ok((id, form.as_dictionary().cloned().unwrap_or_default()))
        };
        let ((old_id, old), (new_id, new)) = (form(self.before())?, form(self.revision)?);
        for key in old.differing_keys(&new) {
            match key {
                b"SigFlags" | b"Fields" | b"DR" | b"DA" if !self.own => {}
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
        let by_id: HashMap<Id, &Field> = old.iter().map(|field| (field.id, field)).collect();
        let kept: HashSet<Id> = new.iter().map(|field| field.id).collect();
        for field in &new {
            match by_id.get(&field.id).copied() {
                None => self.new_field(field)?,
                Some(was) if was.name != field.name || was.kind != field.kind => {
                    self.fail("andrat-falt", format!("fältet {} har ändrats", was.name));
                }
                Some(was) if was.value.is_none() && field.signature().is_some() => {
                    self.filled += 1;
                    self.filled(was, field)?;
                }
                Some(was) if was.value != field.value && was.is_signature() => {
                    self.fail(
                        "utbytt-underskrift",
                        format!("underskriften i fältet {} har bytts ut eller tagits bort", was.name),
                    );
                }
                Some(was) if !was.is_signature() && self.changed.contains_key(&field.id.0) => {
                    self.form_filling(was, field);
                }
                Some(_) => {}
            }
        }
        if old.iter().any(|was| !kept.contains(&was.id)) {
            self.fail("borttaget-falt", "ett fält har tagits bort");
        }
        if self.own && self.filled > 1 {
            self.fail("flera-underskrifter-samtidigt", "flera fält har fyllts i samma steg");
        }
        Ok(())
    }

    fn filled(&mut self, was: &Field, now: &Field) -> Result<(), Fault> {
        const OF_SIGNING: [&[u8]; 3] = [b"V", b"AP", b"M"];
        if was.dictionary.differing_keys(&now.dictionary).iter().any(|key| !OF_SIGNING.contains(key)) {
            self.fail("andrat-falt", format!("fältet {} har ändrats mer än genom att undertecknas", now.name));
        }
        let timestamp =
            now.signature().map(|id| self.pdf.object(id, self.revision)).transpose()?.is_some_and(|value| {
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
        self.filled += 1;
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
        self.pdf.budget.steps(old.len() + now.len())?;
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

    /// Others write the day of a signature into the metadata too, which no page shows.
    pub(crate) fn metadata(&mut self) -> Result<(), Fault> {
        if self.own || self.filled == 0 {
            return Ok(());
        }
        let stream = |revision: usize| -> Result<Option<Id>, Fault> {
            Ok(self.pdf.root(revision)?.get(b"Metadata").and_then(Object::as_reference))
        };
        let (was, now) = (stream(self.before())?, stream(self.revision)?);
        if let Some(id) = now.filter(|id| was == now && self.changed.contains_key(&id.0)) {
            self.explained.insert(id.0);
            self.notes.push("filens metadata (XMP), som inte syns på sidorna, skrevs om när en underskrift lades till");
        }
        Ok(())
    }

    /// Others stamp their own name and the day into the information dictionary.
    pub(crate) fn information(&mut self) -> Result<(), Fault> {
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
