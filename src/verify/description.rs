//! Layer C, what a file says of itself: others write the day and their own name into the information dictionary and the
//! metadata when they sign. A title, an author or a subject that nobody signed is told of.

use super::budget::Fault;
use super::changes::Step;
use super::object::{Dictionary, Id, Object};
use super::reach;

impl Step<'_, '_> {
    /// Others write the day of a signature into the metadata too, which no page shows.
    pub(crate) fn metadata(&mut self) -> Result<(), Fault> {
        if self.own || self.filled == 0 {
            return Ok(());
        }
        let stream = |revision: usize| -> Result<Option<Id>, Fault> {
            Ok(self.pdf.root(revision)?.get(b"Metadata").and_then(Object::as_reference))
        };
        let (was, now) = (stream(self.before())?, stream(self.revision)?);
        let Some(id) = now.filter(|id| was == now && self.changed.contains_key(&id.0)) else { return Ok(()) };
        let is_metadata = |object: &Object| matches!(object, Object::Stream(stream) if stream.dictionary.name(b"Type") == Some(b"Metadata"));
        let still = self
            .changed
            .get(&id.0)
            .is_some_and(|change| is_metadata(&change.now) && change.was.as_ref().is_some_and(|was| is_metadata(was)));
        if still && !reach::without(self.pdf, b"Metadata", self.before())?.contains(&id.0) {
            self.explained.insert(id.0);
            self.notes.push(
                "filens metadata (XMP), som inte syns på sidorna, skrevs om när en underskrift lades till".to_owned(),
            );
        }
        Ok(())
    }

    /// Others stamp their own name and the day into the information dictionary, and nothing else.
    pub(crate) fn information(&mut self) -> Result<(), Fault> {
        const OF_SIGNING: [&[u8]; 2] = [b"ModDate", b"Producer"];
        let dictionary = |revision: usize| -> Result<(Option<Id>, Dictionary), Fault> {
            let Some(value) = self.pdf.revisions.get(revision).and_then(|one| one.trailer.get(b"Info")) else {
                return Ok((None, Dictionary::default()));
            };
            let object = self.pdf.resolve(value, revision)?;
            Ok((value.as_reference(), object.as_dictionary().cloned().unwrap_or_default()))
        };
        let ((_, was), (id, now)) = (dictionary(self.before())?, dictionary(self.revision)?);
        let differing = was.differing_keys(&now);
        let harmless = |key: &&[u8]| OF_SIGNING.contains(key) && now.get(key).is_none_or(|one| one.as_text().is_some());
        if self.own {
            // Ours has one information dictionary, and nobody writes in it: the trailer and the object are held against that.
        } else if differing.iter().all(harmless) {
            self.explained.extend(id.map(|id| id.0));
        } else {
            self.fail("andrad-information", "uppgifterna om filen (rubrik, upphov eller ämne) har ändrats");
        }
        Ok(())
    }
}
