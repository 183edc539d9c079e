//! Who was there, who served, who led and who is jävig, § by §: what rules and documents both ask.
//! Decides nothing about right and wrong; a § interval that cannot be read counts as the whole meeting.

use crate::case::Workspace;
use crate::case::myndighet::{Organ, OrganTyp};
use crate::case::sammantrade::{Justerare, Ledning, Narvarande, Paragraf, Sammantrade, Uppdrag};
use crate::case::text::Datum;

use super::intervall::Intervall;
use super::lagrum::is_namnd;

/// A meeting with its närvaro read: persons are indices into `sammantrade.narvaro`, §§ into `sammantrade.paragraf`.
#[derive(Clone, Debug)]
pub struct Meeting<'a> {
    /// The meeting.
    pub sammantrade: &'a Sammantrade,
    /// Its organ, where `myndighet.toml` has it.
    pub organ: Option<&'a Organ>,
    narvaro: Vec<Option<Intervall>>,
    /// The §§ of each row of `ledning`.
    runs: Vec<Option<Intervall>>,
    /// Names that are nobody's, and whose they were meant to be.
    meant: Vec<(String, usize)>,
}

/// Whom a name in the case means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Namn {
    /// One person of the närvaro.
    Person(usize),
    /// More than one; "Namn (P)" tells them apart.
    Flera,
    /// Nobody.
    Ingen,
}

impl<'a> Meeting<'a> {
    /// The meeting as the rules and the documents see it.
    #[must_use]
    pub fn of(workspace: &'a Workspace, sammantrade: &'a Sammantrade) -> Self {
        let organ = workspace.myndighet.value.organ.iter().find(|organ| organ.id == sammantrade.organ);
        let read = |person: &Narvarande| person.paragrafer.as_deref().and_then(|text| Intervall::parse(text).ok());
        let narvaro = sammantrade.narvaro.iter().map(read).collect();
        let runs = sammantrade.ledning.iter().map(|one| Intervall::parse(&one.paragrafer).ok()).collect();
        Self { sammantrade, organ, narvaro, runs, meant: Vec::new() }
    }

    /// The same with a name that is nobody's taken as that of a person: so that one slip is told once.
    pub(super) fn understood(mut self, meant: Vec<(String, usize)>) -> Self {
        self.meant = meant;
        self
    }

    /// False where nobody can know who was there: a § interval of the närvaro that cannot be read, or §§ whose numbers do
    /// not rise while somebody was there for some of them.
    #[must_use]
    pub fn is_readable(&self) -> bool {
        let rises = self.sammantrade.paragraf.is_sorted_by(|one, next| one.nummer < next.nummer);
        let persons = self.sammantrade.narvaro.iter().zip(&self.narvaro);
        persons.into_iter().all(|(person, read)| person.paragrafer.is_none() || (read.is_some() && rises))
    }

    /// The person at an index of the närvaro.
    #[must_use]
    pub fn person(&self, index: usize) -> Option<&'a Narvarande> {
        self.sammantrade.narvaro.get(index)
    }

    /// "Ingrid Åkerö (C)"; the plain name without a party.
    #[must_use]
    pub fn display(&self, index: usize) -> String {
        let Some(person) = self.person(index) else { return String::new() };
        let name = words(&person.namn).collect::<Vec<_>>().join(" ");
        match person.parti.as_deref() {
            Some(parti) if !parti.is_empty() => format!("{name} ({parti})"),
            _ => name,
        }
    }

    /// True when the person was in the room for the § number (jäv not considered).
    #[must_use]
    pub fn is_present(&self, index: usize, nummer: u32) -> bool {
        match self.narvaro.get(index) {
            Some(Some(interval)) => interval.contains(nummer),
            Some(None) => true,
            None => false,
        }
    }

    /// Whom a name means in a §: the entry present there when a person has several, "Namn (P)" where two share a name.
    #[must_use]
    pub fn named(&self, name: &str, nummer: Option<u32>) -> Namn {
        let is_meant = |person: &Narvarande| {
            let parti = person.parti.as_deref().unwrap_or("");
            let bare = person.namn.rsplit_once(" (").map_or(person.namn.as_str(), |(bare, _)| bare);
            same_name(&person.namn, name)
                || (!parti.is_empty() && same_name(name, &format!("{} ({parti})", person.namn)))
                || (parti.is_empty() && same_name(bare, name))
        };
        let meant = || self.meant.iter().find(|(one, _)| one == name).map(|(_, index)| *index);
        let indices = || (0..self.sammantrade.narvaro.len()).filter(|&i| self.person(i).is_some_and(is_meant));
        let all: Vec<usize> = indices().collect();
        let here: Vec<usize> = indices().filter(|&i| nummer.is_none_or(|n| self.is_present(i, n))).collect();
        match (here.as_slice(), all.as_slice()) {
            (_, []) => meant().map_or(Namn::Ingen, Namn::Person),
            ([one], _) | ([], [one, ..]) => Namn::Person(*one),
            (many @ [first, ..], _) if many.iter().all(|&i| self.parti(i) == self.parti(*first)) => {
                Namn::Person(*first)
            }
            _ => Namn::Flera,
        }
    }

    /// The person a name means in a §, when it is one.
    #[must_use]
    pub fn find(&self, name: &str, nummer: u32) -> Option<usize> {
        match self.named(name, Some(nummer)) {
            Namn::Person(index) => Some(index),
            Namn::Flera | Namn::Ingen => None,
        }
    }

    /// True when the person is named under the §'s `jav`, for all of it: who is jävig in one point of it serves in the others.
    #[must_use]
    pub fn is_javig(&self, index: usize, paragraf: &Paragraf) -> bool {
        paragraf
            .jav
            .iter()
            .filter(|jav| jav.punkter.is_none())
            .any(|jav| self.find(&jav.namn, paragraf.nummer) == Some(index))
    }

    /// True for the organs where who is jävig may not be in the room: 6 kap. 30 § kommunallagen, which fullmäktige has no
    /// counterpart to.
    #[must_use]
    pub fn javiga_leave(&self) -> bool {
        self.organ_typ().is_some_and(|typ| is_namnd(typ) || matches!(typ, OrganTyp::Utskott | OrganTyp::Beredning))
    }

    /// The §§ that the person was in the room for: not those where they were jäviga, in the organs where that means leaving.
    #[must_use]
    pub fn in_the_room(&self, index: usize) -> Vec<u32> {
        let leaves = self.javiga_leave();
        let here = |one: &&Paragraf| self.is_present(index, one.nummer) && !(leaves && self.is_javig(index, one));
        self.sammantrade.paragraf.iter().filter(here).map(|one| one.nummer).collect()
    }

    /// True when the person serves somewhere in the meeting: ledamöter, and ersättare that are said to.
    #[must_use]
    pub fn is_beslutande(&self, index: usize) -> bool {
        self.person(index).is_some_and(|person| match person.uppdrag {
            Uppdrag::Ordforande
            | Uppdrag::ForsteViceOrdforande
            | Uppdrag::AndreViceOrdforande
            | Uppdrag::ViceOrdforande
            | Uppdrag::Ledamot => person.tjanstgor != Some(false),
            Uppdrag::Ersattare => person.tjanstgor.unwrap_or(person.tjanstgor_for.is_some()),
            Uppdrag::Tjansteperson
            | Uppdrag::Foredragande
            | Uppdrag::Personalforetradare
            | Uppdrag::Insynsplats
            | Uppdrag::Narvaroratt
            | Uppdrag::Ovrig => false,
        })
    }

    /// True when the person serves in the §: beslutande, present and not jävig. Somebody who stands there twice serves once.
    #[must_use]
    pub fn is_serving(&self, index: usize, paragraf: &Paragraf) -> bool {
        self.is_beslutande(index)
            && self.is_present(index, paragraf.nummer)
            && !self.is_javig(index, paragraf)
            && self.earlier(index, paragraf.nummer).is_none()
    }

    /// The entry further up that is the same person at the same §.
    fn earlier(&self, index: usize, nummer: u32) -> Option<usize> {
        let person = self.person(index)?;
        (0..index).find(|&i| self.is_present(i, nummer) && self.person(i).is_some_and(|one| is_same(one, person)))
    }

    /// Those who serve in the §, in the order of the närvaro.
    #[must_use]
    pub fn serving(&self, paragraf: &Paragraf) -> Vec<usize> {
        (0..self.sammantrade.narvaro.len()).filter(|&index| self.is_serving(index, paragraf)).collect()
    }

    /// The row of `ledning` that the § is led by, unless the § names its own or the person is jävig in it.
    #[must_use]
    pub fn led_in_run(&self, paragraf: &Paragraf) -> Option<&'a Ledning> {
        if paragraf.ordforande.is_some() {
            return None;
        }
        let rows = self.sammantrade.ledning.iter().zip(&self.runs);
        let mut here = rows.filter(|(_, run)| run.as_ref().is_some_and(|run| run.contains(paragraf.nummer)));
        let (row, _) = here.next()?;
        let index = self.find(&row.namn, paragraf.nummer)?;
        (!self.is_javig(index, paragraf)).then_some(row)
    }

    /// True for the first § of those that are led by the same row of `ledning`.
    #[must_use]
    pub fn begins_run(&self, paragraf: &Paragraf) -> bool {
        let row = self.led_in_run(paragraf).map(|row| &row.paragrafer);
        let first = self.sammantrade.paragraf.iter().find(|one| self.led_in_run(one).map(|row| &row.paragrafer) == row);
        row.is_some() && first.is_some_and(|first| first.nummer == paragraf.nummer)
    }

    /// Who leads the §: its own `ordforande` or the meeting's for it, else the ordförande that serves, else the first vice in
    /// order that serves.
    #[must_use]
    pub fn ordforande(&self, paragraf: &Paragraf) -> Option<usize> {
        if let Some(name) = &paragraf.ordforande {
            return self.find(name, paragraf.nummer);
        }
        if let Some(run) = self.led_in_run(paragraf) {
            return self.find(&run.namn, paragraf.nummer);
        }
        let serving = self.serving(paragraf);
        let holder = |uppdrag| serving.iter().copied().find(|&i| self.person(i).is_some_and(|p| p.uppdrag == uppdrag));
        holder(Uppdrag::Ordforande)
            .or_else(|| holder(Uppdrag::ForsteViceOrdforande))
            .or_else(|| holder(Uppdrag::ViceOrdforande))
            .or_else(|| holder(Uppdrag::AndreViceOrdforande))
    }

    /// Everybody who led some §, with the numbers they led, in the order they first did.
    #[must_use]
    pub fn led(&self) -> Vec<(usize, Vec<u32>)> {
        let mut led: Vec<(usize, Vec<u32>)> = Vec::new();
        for paragraf in &self.sammantrade.paragraf {
            let Some(index) = self.ordforande(paragraf) else { continue };
            match led.iter_mut().find(|(one, _)| *one == index) {
                Some((_, numbers)) => numbers.push(paragraf.nummer),
                None => led.push((index, vec![paragraf.nummer])),
            }
        }
        led
    }

    /// The person's party; `None` for none given and for `-`.
    #[must_use]
    pub fn parti(&self, index: usize) -> Option<&'a str> {
        self.person(index)?.parti.as_deref().filter(|parti| !parti.is_empty() && *parti != "-")
    }

    /// The persons of a party named as a whole ("Socialdemokraterna", "S-gruppen", "V") that serve in the §.
    /// `None` when the words name no party of the närvaro.
    #[must_use]
    pub fn parti_members(&self, words: &str, paragraf: &Paragraf) -> Option<Vec<usize>> {
        let short = short_parti(words);
        let is_member = |i: usize| self.parti(i).is_some_and(|parti| parti == short);
        (0..self.sammantrade.narvaro.len())
            .any(is_member)
            .then(|| self.serving(paragraf).into_iter().filter(|&i| is_member(i)).collect())
    }

    /// The kind of organ; `None` where `myndighet.toml` lacks it.
    #[must_use]
    pub fn organ_typ(&self) -> Option<OrganTyp> {
        self.organ.map(|organ| organ.typ)
    }

    /// The day of a § in a meeting of several days, where the case says which §§ belong to which day.
    #[must_use]
    pub fn day_of(&self, nummer: u32) -> Option<Datum> {
        let has = |text: &str| Intervall::parse(text).is_ok_and(|interval| interval.contains(nummer));
        self.sammantrade.dag.iter().find(|day| has(&day.paragrafer)).map(|day| day.datum)
    }

    /// The last day of a meeting that went on for more than one.
    #[must_use]
    pub fn last_day(&self) -> Option<Datum> {
        self.sammantrade.slutdatum.filter(|last| *last > self.sammantrade.datum)
    }

    /// The numbers of all §§, in order.
    #[must_use]
    pub fn numbers(&self) -> Vec<u32> {
        self.sammantrade.paragraf.iter().map(|paragraf| paragraf.nummer).collect()
    }
}

/// True when somebody elected to adjust adjusts that §; an interval that cannot be read counts as all.
#[must_use]
pub fn adjusts(one: &Justerare, nummer: u32) -> bool {
    let read = one.paragrafer().and_then(|text| Intervall::parse(text).ok());
    read.is_none_or(|interval| interval.contains(nummer))
}

/// True when two entries of a närvaro are one person: the same name, and no two parties.
#[must_use]
pub fn is_same(one: &Narvarande, other: &Narvarande) -> bool {
    let party_differs = one.parti.is_some() && other.parti.is_some() && one.parti != other.parti;
    same_name(&one.namn, &other.namn) && !party_differs
}

/// True when two names differ in white space at most: a no-break space and a double one look like one.
#[must_use]
pub fn same_name(one: &str, other: &str) -> bool {
    one == other || words(one).eq(words(other))
}

fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split_whitespace()
}

pub(super) fn short_parti(words: &str) -> &str {
    let words = words.trim().trim_start_matches('(').trim_end_matches(')');
    match words {
        "Socialdemokraterna" => "S",
        "Moderaterna" | "Moderata samlingspartiet" => "M",
        "Sverigedemokraterna" => "SD",
        "Centerpartiet" => "C",
        "Vänsterpartiet" => "V",
        "Kristdemokraterna" => "KD",
        "Liberalerna" => "L",
        "Folkpartiet" | "Folkpartiet liberalerna" => "FP",
        "Miljöpartiet" | "Miljöpartiet de gröna" => "MP",
        other => other.strip_suffix("-gruppen").unwrap_or(other),
    }
}
