//! What the other cases of a workspace say, by the keys that rules ask with. Built once a workspace, not once a case.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::pointer::Pointer;
use super::sammantrade::Sammantrade;
use super::text::Datum;
use super::{Case, Content, Workspace};

/// Indices into `Workspace::cases`.
#[derive(Debug, Default)]
pub struct Index {
    /// By organ, year and § number: case and position of the §.
    pub(crate) paragrafer: BTreeMap<(String, i16, u32), Vec<(usize, usize)>>,
    /// Meetings by organ and day.
    pub(crate) moten: BTreeMap<(String, Datum), Vec<usize>>,
    /// Summonses by organ and day.
    pub(crate) kallelser: BTreeMap<(String, Datum), Vec<usize>>,
    /// Tjänsteskrivelser by receiving organ and normalised diarienummer.
    pub(crate) skrivelser: BTreeMap<(String, String), Vec<usize>>,
    /// Tjänsteskrivelser by receiving organ and normalised title.
    pub(crate) skrivelser_by_rubrik: BTreeMap<(String, String), Vec<usize>>,
    /// Meetings that handled a diarienummer, by organ and normalised diarienummer.
    pub(crate) moten_by_diarienummer: BTreeMap<(String, String), Vec<Datum>>,
    /// Parties a person has stood for in an organ.
    pub(crate) partier: BTreeMap<(String, String), BTreeSet<String>>,
    /// Cases by salt.
    pub(crate) salter: BTreeMap<String, Vec<usize>>,
}

impl Index {
    /// The workspace's index, built at the first call.
    #[must_use]
    pub fn of(workspace: &Workspace) -> &Self {
        workspace.index.get_or_init(|| Self::build(&workspace.cases))
    }

    fn build(cases: &[Arc<Case>]) -> Self {
        let mut index = Self::default();
        for (at, case) in cases.iter().enumerate() {
            match &case.value {
                // A meeting whose day cannot be read is of no day.
                Content::Sammantrade(_) if case.places.is_damaged(&Pointer::parse("/datum")) => {}
                Content::Sammantrade(one) => index.add_sammantrade(at, one),
                Content::Kallelse(one) => {
                    index.kallelser.entry((one.organ.clone(), one.datum)).or_default().push(at);
                }
                Content::Tjansteskrivelse(one) => {
                    index.add_salt(at, one.salt.as_deref());
                    if let Some(diarienummer) = &one.diarienummer {
                        let key = (one.till.clone(), same_diarienummer(diarienummer));
                        index.skrivelser.entry(key).or_default().push(at);
                    }
                    let key = (one.till.clone(), same_rubrik(&one.rubrik));
                    index.skrivelser_by_rubrik.entry(key).or_default().push(at);
                }
            }
        }
        index
    }

    fn add_salt(&mut self, at: usize, salt: Option<&str>) {
        if let Some(salt) = salt {
            self.salter.entry(salt.to_owned()).or_default().push(at);
        }
    }

    fn add_sammantrade(&mut self, at: usize, one: &Sammantrade) {
        self.add_salt(at, one.salt.as_deref());
        self.moten.entry((one.organ.clone(), one.datum)).or_default().push(at);
        for (position, paragraf) in one.paragraf.iter().enumerate() {
            let key = (one.organ.clone(), one.datum.0.year(), paragraf.nummer);
            self.paragrafer.entry(key).or_default().push((at, position));
            if let Some(diarienummer) = &paragraf.diarienummer {
                let key = (one.organ.clone(), same_diarienummer(diarienummer));
                self.moten_by_diarienummer.entry(key).or_default().push(one.datum);
            }
        }
        for person in &one.narvaro {
            let Some(parti) = &person.parti else { continue };
            let key = (one.organ.clone(), person.namn.clone());
            self.partier.entry(key).or_default().insert(parti.clone());
        }
    }
}

/// A diarienummer for comparison: authorities write it in a dozen ways, so only spaces, dashes and case are evened out.
pub(crate) fn same_diarienummer(text: &str) -> String {
    let even = |c: char| if matches!(c, '–' | '—' | '−' | '‑') { '-' } else { c };
    text.chars().filter(|c| !c.is_whitespace()).map(even).flat_map(char::to_lowercase).collect()
}

/// A title for comparison: letters and digits, lower case.
pub(crate) fn same_rubrik(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn diarienummer_that_differ_in_spaces_and_dashes_are_the_same() {
        assert_eq!(same_diarienummer("RS 2018–06226"), same_diarienummer("RS2018-06226"));
        assert_ne!(same_diarienummer("RS/148/2019"), same_diarienummer("RS/149/2019"));
    }
}
