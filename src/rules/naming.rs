//! Everybody whom a § names, where and as what: the one walk that every rule about persons takes.

use std::collections::{BTreeMap, BTreeSet};

use super::gissning::guess;
use super::tjanstgoring::{Meeting, Namn};
use crate::case::sammantrade::{Justerare, Paragraf};

/// What somebody is named as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Leads the §.
    Leads,
    /// Presents the matter.
    Presents,
    /// Counts the slips.
    Counts,
    /// Is jävig.
    Javig,
    /// Moves something.
    Moves,
    /// Votes ja or nej.
    Votes,
    /// Abstains.
    Abstains,
    /// Takes no part in the vote.
    OutsideVote,
    /// Takes no part in the decision.
    OutsideDecision,
    /// Reserves.
    Reserves,
    /// Leaves a note.
    Notes,
    /// Asks, answers or speaks in an interpellation or fråga.
    Speaks,
}

impl Role {
    /// True where a party may stand for its members.
    pub(super) fn may_be_parti(self) -> bool {
        matches!(self, Self::Moves | Self::Reserves | Self::OutsideDecision | Self::Notes)
    }
}

/// One name in a §.
#[derive(Clone, Debug)]
pub(super) struct Naming<'a> {
    /// Pointer to the name.
    pub(super) place: String,
    /// The name as written.
    pub(super) name: &'a str,
    pub(super) role: Role,
}

/// Every name of the § whose pointer is `at`, in the order of the keys.
pub(super) fn namings<'a>(at: &str, one: &'a Paragraf) -> Vec<Naming<'a>> {
    let mut all = Vec::new();
    all.extend(one.ordforande.as_deref().map(|name| Naming {
        place: format!("{at}/ordforande"),
        name,
        role: Role::Leads,
    }));
    all.extend(list(&format!("{at}/foredragande"), &one.foredragande, Role::Presents));
    for (i, rakning) in one.rostrakning.iter().enumerate() {
        all.extend(list(&format!("{at}/rostrakning/{i}/rostraknare"), &rakning.rostraknare, Role::Counts));
    }
    for (i, jav) in one.jav.iter().enumerate() {
        all.push(Naming { place: format!("{at}/jav/{i}/namn"), name: &jav.namn, role: Role::Javig });
    }
    for (i, yrkande) in one.yrkanden.iter().enumerate() {
        all.extend(list(&format!("{at}/yrkanden/{i}/av"), &yrkande.av, Role::Moves));
    }
    all.extend(list(&format!("{at}/yttranden"), &one.yttranden, Role::Speaks));
    all.extend(list(&format!("{at}/deltar-ej"), &one.deltar_ej, Role::OutsideDecision));
    for (v, votering) in one.votering.iter().enumerate() {
        let at = format!("{at}/votering/{v}");
        all.extend(list(&format!("{at}/ja/roster"), &votering.ja.roster, Role::Votes));
        all.extend(list(&format!("{at}/nej/roster"), &votering.nej.roster, Role::Votes));
        all.extend(list(&format!("{at}/avstar"), &votering.avstar, Role::Abstains));
        all.extend(list(&format!("{at}/deltar-ej"), &votering.deltar_ej, Role::OutsideVote));
    }
    for (i, reservation) in one.reservationer.iter().enumerate() {
        all.extend(list(&format!("{at}/reservationer/{i}/av"), &reservation.av, Role::Reserves));
    }
    if let Some(fraga) = &one.fraga {
        let lists = [("av", &fraga.av), ("besvarad-av", &fraga.besvarad_av), ("inlagg", &fraga.inlagg)];
        all.extend(lists.into_iter().flat_map(|(key, names)| list(&format!("{at}/fraga/{key}"), names, Role::Speaks)));
    }
    for (i, note) in one.anteckningar.iter().enumerate() {
        all.extend(list(&format!("{at}/anteckningar/{i}/av"), &note.av, Role::Notes));
    }
    all
}

fn list<'a>(at: &str, names: &'a [String], role: Role) -> Vec<Naming<'a>> {
    names.iter().enumerate().map(|(i, name)| Naming { place: format!("{at}/{i}"), name, role }).collect()
}

/// A name of the närvaro that the rest of the file spells in another way.
#[derive(Clone, Debug)]
pub(super) struct Misspelt {
    /// Index in the närvaro.
    pub(super) person: usize,
    /// The name as it stands everywhere else.
    pub(super) written: String,
    /// At how many places.
    pub(super) places: usize,
}

/// Names that are nobody's at two places or more, while the one they are like is named nowhere.
pub(super) fn misspelt(meeting: &Meeting<'_>) -> Vec<Misspelt> {
    let case = meeting.sammantrade;
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    let within = case.paragraf.iter().flat_map(|one| namings("", one)).map(|naming| naming.name);
    let justerare = case.justering.iter().flat_map(|one| &one.justerare).map(Justerare::namn);
    for name in within.chain(justerare) {
        *places.entry(name).or_default() += 1;
    }
    let whose = |name: &str| match meeting.named(name, None) {
        Namn::Person(index) => Some(index),
        Namn::Flera | Namn::Ingen => None,
    };
    let named: BTreeSet<usize> = places.keys().filter_map(|name| whose(name)).collect();
    let unnamed =
        || (0..case.narvaro.len()).filter(|i| !named.contains(i)).filter_map(|i| Some((i, meeting.person(i)?)));
    let turned = |name: &str| name.split_whitespace().rev().collect::<Vec<_>>().join(" ");
    let mut found = Vec::new();
    for (name, count) in places {
        let is_parti = meeting.parti_members(name, &Paragraf::default()).is_some();
        if count < 2 || is_parti || meeting.named(name, None) != Namn::Ingen || !name.trim().contains(' ') {
            continue;
        }
        let near = guess(name, unnamed().map(|(_, one)| one.namn.as_str()));
        let person = unnamed().find(|(_, one)| Some(one.namn.as_str()) == near || one.namn == turned(name));
        found.extend(person.map(|(person, _)| Misspelt { person, written: name.to_owned(), places: count }));
    }
    found
}
