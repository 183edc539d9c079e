//! A meeting on its way to paper: the case, its authority and organ, and what every part of it asks for.

use super::people::People;
use crate::case::myndighet::{Myndighet, Organ};
use crate::case::sammantrade::{Paragraf, Sammantrade, Uppdrag};
use crate::case::{Places, Workspace};
use crate::evidence::Salt;
use crate::rules::Checked;
use crate::rules::tjanstgoring;

/// What the parts of minutes and extracts are made of.
pub(crate) struct Meeting<'a> {
    pub(crate) checked: &'a Checked,
    pub(crate) sammantrade: &'a Sammantrade,
    pub(crate) persons: tjanstgoring::Meeting<'a>,
    pub(crate) salt: Option<Salt>,
}

impl<'a> Meeting<'a> {
    pub(crate) fn new(checked: &'a Checked, sammantrade: &'a Sammantrade) -> Self {
        let salt = sammantrade.salt.as_deref().and_then(Salt::parse);
        let persons = tjanstgoring::Meeting::of(checked.workspace(), sammantrade);
        Self { checked, sammantrade, persons, salt }
    }

    pub(crate) fn workspace(&self) -> &'a Workspace {
        self.checked.workspace()
    }

    pub(crate) fn places(&self) -> &'a Places {
        &self.checked.case().places
    }

    pub(crate) fn myndighet(&self) -> &'a Myndighet {
        &self.workspace().myndighet.value
    }

    pub(crate) fn organ(&self) -> Option<&'a Organ> {
        self.myndighet().organ.iter().find(|organ| organ.id == self.sammantrade.organ)
    }

    pub(crate) fn organ_name(&self) -> String {
        self.organ().map_or_else(|| self.sammantrade.organ.clone(), |organ| organ.namn.clone())
    }

    pub(crate) fn day(&self) -> String {
        self.sammantrade.datum.to_string()
    }

    /// Salt of one leaf as it stands in its object; empty for a case without a salt.
    pub(crate) fn leaf_salt(&self, number: u32) -> String {
        self.salt.as_ref().map(|salt| salt.of_leaf(number)).unwrap_or_default()
    }

    /// The persons as this § names them.
    pub(crate) fn people(&self, paragraf: &Paragraf) -> People<'_> {
        People { meeting: &self.persons, nummer: paragraf.nummer }
    }

    /// Index of the one who leads the meeting when nothing else is said.
    pub(crate) fn ordinary_chair(&self) -> Option<usize> {
        self.sammantrade.narvaro.iter().position(|person| person.uppdrag == Uppdrag::Ordforande)
    }

    /// Who serves in the § in the place of somebody: "Ossian Fjällgård (M)".
    pub(crate) fn serving_for(&self, name: &str, paragraf: &Paragraf) -> Vec<String> {
        let absent = self.persons.find(name, paragraf.nummer);
        let replaces = |index: &usize| {
            let replaced = self.persons.person(*index).and_then(|person| person.tjanstgor_for.as_deref());
            replaced.is_some_and(|replaced| absent.is_some() && self.persons.find(replaced, paragraf.nummer) == absent)
        };
        self.persons.serving(paragraf).into_iter().filter(replaces).map(|index| self.persons.display(index)).collect()
    }

    /// "Bodil Ytterån (S)" wherever in the meeting; the name itself for who was not there.
    pub(crate) fn display(&self, name: &str) -> String {
        match self.persons.named(name, None) {
            tjanstgoring::Namn::Person(index) => self.persons.display(index),
            tjanstgoring::Namn::Flera | tjanstgoring::Namn::Ingen => name.to_owned(),
        }
    }

    /// The name of a recipient or organ by id; any other text as it is.
    pub(crate) fn recipient(&self, id_or_text: &str) -> String {
        recipient(self.myndighet(), id_or_text)
    }
}

/// The name of a recipient or organ by id; any other text as it is.
pub(crate) fn recipient(myndighet: &Myndighet, id_or_text: &str) -> String {
    let recipients = myndighet.mottagare.iter().map(|one| (&one.id, &one.namn));
    let organs = myndighet.organ.iter().map(|one| (&one.id, &one.namn));
    let found = recipients.chain(organs).find(|(id, _)| *id == id_or_text);
    found.map_or_else(|| id_or_text.to_owned(), |(_, name)| name.clone())
}
