//! Wording of a vote (domain.md 3.4): propositionsordning, result, utslagsröst, lottning, minority.
//! What the case says in its own words is left alone.

use super::people::{People, word};
use super::spans::{and, capitalized};
use super::text::line;
use crate::case::sammantrade::{Arendetyp, LottenFoll, Minoritetsbegaran, Paragraf, Rostresultat, Utslag, Votering};
use crate::evidence::{ResultatObject, RostObject, VoteringObject};

/// One vote of a §, in words.
pub(crate) struct Wording<'a> {
    pub(crate) paragraf: &'a Paragraf,
    pub(crate) votering: &'a Votering,
    pub(crate) people: People<'a>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Ja,
    Nej,
}

impl Wording<'_> {
    /// The propositionsordning.
    pub(crate) fn omrostning(&self) -> String {
        if let Some(own) = &self.votering.text {
            return own.clone();
        }
        let (ja, nej) = (self.asked(Side::Ja), self.asked(Side::Nej));
        if self.votering.sluten {
            let between = and(&[self.name(Side::Ja), self.name(Side::Nej)]);
            return format!("Omröstningen är sluten och sker mellan {between}.");
        }
        let matter = if self.votering.kontraproposition { "Omröstning om motförslag" } else { "Omröstning" };
        format!(
            "{matter} begärs och följande propositionsordning fastställs:\\\n{ja} röstar ”Ja”\\\n{nej} röstar ”Nej”"
        )
    }

    /// Who a ja or nej is the word of: "Den som bifaller A".
    fn asked(&self, side: Side) -> String {
        let name = self.name(side);
        match Kind::of(&name) {
            Kind::Clause => format!("Den som vill {name}"),
            Kind::Act => format!("Den som är för {name}"),
            Kind::Proposal if self.votering.kontraproposition => format!("Den som vill ha {name} som motförslag"),
            Kind::Proposal => format!("Den som bifaller {name}"),
        }
    }

    /// The result, and who took no part in the vote.
    pub(crate) fn resultat(&self) -> String {
        let main = self.votering.resultattext.clone().unwrap_or_else(|| self.outcome());
        if self.votering.deltar_ej.is_empty() {
            return main;
        }
        format!("{main}\n\n{} deltar inte i omröstningen.", self.people.all_named(&self.votering.deltar_ej))
    }

    fn outcome(&self) -> String {
        let count = self.count();
        let (lead, winner) = match count.ja.cmp(&count.nej) {
            std::cmp::Ordering::Greater => (Some(Side::Ja), Side::Ja),
            std::cmp::Ordering::Less => (Some(Side::Nej), Side::Nej),
            std::cmp::Ordering::Equal => (None, Side::Ja),
        };
        match (lead, self.minority()) {
            (Some(lead), Some(minority)) if minority != lead => self.minority_wins(minority),
            (Some(_), _) => format!("Med {} finner ordföranden {}.", self.counted(), self.found(winner)),
            (None, _) => self.tie(),
        }
    }

    fn minority_wins(&self, side: Side) -> String {
        let act = match self.paragraf.minoritet.as_ref().map(|one| one.begar) {
            Some(Minoritetsbegaran::Bordlaggning) => "bordläggs",
            _ => "återremitteras",
        };
        let votes = if side == Side::Ja { self.count().ja } else { self.count().nej };
        format!(
            "Med {} finner ordföranden att ärendet {act}, eftersom minst en tredjedel av de närvarande ledamöterna ({votes} \
             ledamöter) begär det (5 kap. 50 § kommunallagen).",
            self.counted()
        )
    }

    fn tie(&self) -> String {
        let count = self.count();
        let abstain = if count.avstar == 0 { String::new() } else { format!(" och med {}", abstaining(count.avstar)) };
        let equal = format!("Vid lika röstetal, {}–{}{abstain},", count.ja, count.nej);
        match self.votering.utslag {
            Some(Utslag::OrdforandensUtslagsrost) => match self.chair_side() {
                Some(side) => format!("{equal} avgör ordförandens utslagsröst till förmån för {}.", self.name(side)),
                None => format!("{equal} avgör ordförandens utslagsröst."),
            },
            Some(Utslag::Lottning) => match self.votering.lott {
                Some(lott) => {
                    let side = if lott == LottenFoll::Ja { Side::Ja } else { Side::Nej };
                    format!("{equal} avgörs omröstningen genom lottning. Lotten faller på {}.", self.name(side))
                }
                None => format!("{equal} avgörs omröstningen genom lottning."),
            },
            None => format!("Med {} är röstetalet lika.", self.counted()),
        }
    }

    /// "9 ja-röster och 6 nej-röster"; for a closed vote "9 röster för A och 6 röster för B".
    fn counted(&self) -> String {
        let count = self.count();
        let mut words = if self.votering.sluten {
            vec![
                format!("{} för {}", plural(count.ja, "röst", "röster"), self.name(Side::Ja)),
                format!("{} för {}", plural(count.nej, "röst", "röster"), self.name(Side::Nej)),
            ]
        } else {
            vec![plural(count.ja, "ja-röst", "ja-röster"), plural(count.nej, "nej-röst", "nej-röster")]
        };
        if count.avstar > 0 {
            words.push(abstaining(count.avstar));
        }
        and(&words)
    }

    /// "att A antas".
    fn found(&self, side: Side) -> String {
        let name = self.name(side);
        match Kind::of(&name) {
            Kind::Clause => name,
            Kind::Act => format!("att beslutet blir {name}"),
            Kind::Proposal if self.votering.kontraproposition => format!("att {name} blir motförslag"),
            Kind::Proposal => match self.paragraf.arendetyp {
                Some(Arendetyp::Val) => format!("att {name} väljs"),
                Some(Arendetyp::Anstallning) => format!("att {name} anställs"),
                _ => format!("att {name} antas"),
            },
        }
    }

    fn name(&self, side: Side) -> String {
        line(&if side == Side::Ja { &self.votering.ja } else { &self.votering.nej }.roster_for)
    }

    /// The side of a minority's återremiss or bordläggning, when this vote is about it.
    fn minority(&self) -> Option<Side> {
        let stem = match self.paragraf.minoritet.as_ref()?.begar {
            Minoritetsbegaran::Aterremiss => "återremi",
            Minoritetsbegaran::Bordlaggning => "bordlä",
        };
        [Side::Ja, Side::Nej].into_iter().find(|side| self.name(*side).to_lowercase().contains(stem))
    }

    fn chair_side(&self) -> Option<Side> {
        let chair = self.people.meeting.ordforande(self.paragraf)?;
        let voted = |roster: &[String]| roster.iter().any(|name| self.index(name) == Some(chair));
        if voted(&self.votering.ja.roster) {
            Some(Side::Ja)
        } else {
            voted(&self.votering.nej.roster).then_some(Side::Nej)
        }
    }

    fn count(&self) -> Rostresultat {
        self.votering.resultat.unwrap_or(Rostresultat {
            ja: size(&self.votering.ja.roster),
            nej: size(&self.votering.nej.roster),
            avstar: size(&self.votering.avstar),
        })
    }

    /// The vote as data, for the bar and the list.
    pub(crate) fn object(&self) -> VoteringObject {
        let (ja, nej) = (self.name(Side::Ja), self.name(Side::Nej));
        let between = self.votering.mellan.as_deref().map_or_else(|| format!("{ja} och {nej}"), line);
        let count = self.count();
        VoteringObject {
            mellan: if between.starts_with("Omröstning") { between } else { format!("Omröstning mellan {between}") },
            ja,
            nej,
            sluten: self.votering.sluten,
            roster: if self.votering.sluten { Vec::new() } else { self.voters() },
            resultat: ResultatObject { ja: count.ja, nej: count.nej, avstar: count.avstar },
        }
    }

    fn voters(&self) -> Vec<RostObject> {
        let votering = self.votering;
        let sides = [("Ja", &votering.ja.roster), ("Nej", &votering.nej.roster), ("Avstår", &votering.avstar)];
        let meeting = self.people.meeting;
        let mut rows: Vec<(usize, RostObject)> = Vec::new();
        for (rost, name) in sides.iter().flat_map(|(rost, names)| names.iter().map(move |name| (rost, name))) {
            let found = self.index(name);
            let uppdrag = found.and_then(|index| meeting.person(index)).map(|person| capitalized(word(person.uppdrag)));
            let row = RostObject {
                namn: self.people.plain(name),
                uppdrag: uppdrag.unwrap_or_default(),
                rost: (*rost).to_owned(),
            };
            rows.push((found.unwrap_or(usize::MAX), row));
        }
        rows.sort_by_key(|(index, _)| *index);
        rows.into_iter().map(|(_, row)| row).collect()
    }

    fn index(&self, name: &str) -> Option<usize> {
        self.people.meeting.find(name, self.people.nummer)
    }
}

/// What a side is called, for the verb that goes with it.
enum Kind {
    /// "regiondirektörens förslag": bifalls and antas.
    Proposal,
    /// "bifall till motionen", "avslag".
    Act,
    /// "att ärendet avgörs i dag".
    Clause,
}

impl Kind {
    fn of(name: &str) -> Self {
        let first = name.split([' ', ',']).next().unwrap_or("").to_lowercase();
        match first.as_str() {
            "att" => Kind::Clause,
            "bifall" | "avslag" | "återremiss" | "bordläggning" | "avvisning" => Kind::Act,
            _ => Kind::Proposal,
        }
    }
}

fn plural(count: u32, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn abstaining(count: u32) -> String {
    format!("{} som avstår", plural(count, "ledamot", "ledamöter"))
}

fn size(names: &[String]) -> u32 {
    u32::try_from(names.len()).unwrap_or(u32::MAX)
}
