//! Layer C, the form: an empty signature field that was there gets filled, and nothing else of it changes. In others'
//! files also a new field at each signing, and form fields where `DocMDP` allows it.

use std::collections::{HashMap, HashSet};

use super::budget::Fault;
use super::changes::Step;
use super::field::{Field, Role, fields};
use super::object::{Dictionary, Id, Object};
use super::verdict::{Brist, Underindikation};

/// Begins what is said of a form field that was changed as a signature allowed.
pub(crate) const FILLED_IN: &str = "formulärfältet";

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
                b"SigFlags" if !self.own && new.get(key).is_some_and(|one| one.as_integer().is_some()) => {}
                b"Fields" if !self.own => {}
                b"DR" | b"DA" if !self.own && self.only_added((&old, &new), key)? => {}
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

    /// What fields are drawn with, `/DR` and `/DA`: it may get more, as long as all that was there is as it was, and no reader
    /// is asked to draw fields anew.
    fn only_added(&self, (old, new): (&Dictionary, &Dictionary), key: &[u8]) -> Result<bool, Fault> {
        if [old, new].iter().any(|form| form.get(b"NeedAppearances").is_some_and(|one| *one != Object::Boolean(false)))
        {
            return Ok(false);
        }
        let was = self.pdf.entry(old, key, self.before())?;
        let now = self.pdf.entry(new, key, self.revision)?;
        // Its kinds of things, and the names of each kind: what a name stands for is what it was.
        self.has_more(&was, &now, 2)
    }

    fn has_more(&self, was: &Object, now: &Object, depth: usize) -> Result<bool, Fault> {
        // Text or a dictionary: a stream would draw something where this form is also used as something else.
        if *was == Object::Null {
            return Ok(matches!(now, Object::Dictionary(_) | Object::Text(_)));
        }
        if was == now {
            return Ok(true);
        }
        let (Object::Dictionary(was), Object::Dictionary(now), Some(deeper)) = (was, now, depth.checked_sub(1)) else {
            return Ok(false);
        };
        for (key, value) in was.0.iter() {
            let same = now.get(key) == Some(value);
            let (value, found) = (self.pdf.resolve(value, self.before())?, self.pdf.entry(now, key, self.revision)?);
            if !same && !self.has_more(&value, &found, deeper)? {
                return Ok(false);
            }
        }
        Ok(true)
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
        const OF_SIGNING: [&[u8]; 3] = [b"V", b"M", b"AP"];
        const OF_STAMPING: [&[u8]; 2] = [b"V", b"M"];
        let Some(signature) = now.signature() else { return Ok(()) };
        let timestamp = self.is_timestamp(signature)?;
        let allowed: &[&[u8]] = if timestamp && self.own { &OF_STAMPING } else { &OF_SIGNING };
        if was.dictionary.differing_keys(&now.dictionary).iter().any(|key| !allowed.contains(key)) {
            self.fail("andrat-falt", format!("fältet {} har ändrats mer än genom att undertecknas", now.name));
        }
        if let Some(why) = self.permissions.refuses(&now.name, timestamp) {
            self.brister.push(Brist::false_because("last-falt", Underindikation::SigConstraintsFailure, why));
        }
        if self.own && timestamp != (Role::of(&now.name) == Role::Tid) {
            self.fail("fel-sorts-falt", format!("fältet {} har fyllts med fel sorts underskrift", now.name));
        }
        if self.is_signed_box(&now.dictionary)? {
            self.explained.insert(now.id.0);
        }
        self.explain_signature(&now.name, signature);
        if let Some(value) = now.dictionary.get(b"AP") {
            self.explain_appearance(value);
        }
        for widget in &now.widgets {
            self.appearance(*widget)?;
        }
        if timestamp {
            self.unseen_stamp(now)?;
        }
        Ok(())
    }

    fn is_timestamp(&self, signature: Id) -> Result<bool, Fault> {
        let value = self.pdf.object(signature, self.revision)?;
        Ok(value.as_dictionary().and_then(|one| one.name(b"SubFilter")) == Some(b"ETSI.RFC3161"))
    }

    /// A widget of its own that only got a new appearance.
    fn appearance(&mut self, widget: Id) -> Result<(), Fault> {
        let Some(change) = self.changed.get(&widget.0).cloned() else { return Ok(()) };
        let old = change.was.as_ref().and_then(|was| was.as_dictionary());
        let (Some(old), Some(new)) = (old, change.now.as_dictionary()) else { return Ok(()) };
        let only_signed = old.differing_keys(new).iter().all(|key| *key == b"AP" || *key == b"M");
        if only_signed && self.is_signed_box(new)? {
            self.explained.insert(widget.0);
            if let Some(value) = new.get(b"AP") {
                self.explain_appearance(value);
            }
        }
        Ok(())
    }

    /// What signing writes in a box is what it is called: a day, and appearances by their names.
    fn is_signed_box(&self, dictionary: &Dictionary) -> Result<bool, Fault> {
        let day = dictionary.get(b"M").is_none_or(|one| one.as_text().is_some());
        let drawn = self.pdf.entry(dictionary, b"AP", self.revision)?;
        Ok(day
            && match drawn.as_ref() {
                Object::Null => true,
                Object::Dictionary(drawn) => {
                    drawn.0.iter().all(|(key, _)| matches!(key.as_slice(), b"N" | b"R" | b"D"))
                }
                _ => false,
            })
    }

    /// Others add a field at each signing: a signed one, put last among the annotations of its page.
    fn new_field(&mut self, field: &Field) -> Result<(), Fault> {
        if self.own {
            self.fail("nytt-falt", format!("ett nytt fält, {}, har lagts till", field.name));
            return Ok(());
        }
        let Some(signature) = field.signature() else {
            self.fail("nytt-falt", format!("ett nytt fält utan underskrift, {}, har lagts till", field.name));
            return Ok(());
        };
        self.filled += 1;
        let timestamp = self.is_timestamp(signature)?;
        if !timestamp && self.permissions.certified() {
            self.fail("nytt-falt", format!("ett nytt fält, {}, har lagts till i en certifierad fil", field.name));
        }
        self.explain_signature(&field.name, signature);
        self.explain_data(&Object::Reference(field.id));
        for box_of_it in self.boxes(field)? {
            if let Some(value) = box_of_it.get(b"AP") {
                self.explain_appearance(value);
            }
        }
        if timestamp {
            self.unseen_stamp(field)?;
        } else {
            self.seen_signature(field)?;
        }
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
        if let Some(value) = now.dictionary.get(b"V") {
            self.explain_data(value);
        }
        if let Some(value) = now.dictionary.get(b"AP") {
            self.explain_appearance(value);
        }
        self.notes.push(format!(
            "{FILLED_IN} {} har ändrats efter en underskrift, som tillät det: vad som står där nu är inte undertecknat",
            now.name
        ));
    }
}
