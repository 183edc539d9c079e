//! Wording of a vote (domain.md 3.4): propositionsordning, result, utslagsröst, lottning, minority.
//! What the case says in its own words is left alone.

use super::people::{People, word};
use super::spans::{and, capitalized};
use super::text::line;
use crate::case::sammantrade::{Arendetyp, LottenFoll, Minoritetsbegaran, Paragraf, Rostresultat, Utslag, Votering};
use crate::evidence::{ResultatObject, RostObject, VoteringObject};
use crate::rules::proposition::{Act, is_refusal};

/// One vote of a §, in words.
pub(crate) struct Wording<'a> {
    pub(crate) paragraf: &'a Paragraf,
    pub(crate) votering: &'a Votering,
    /// Which of the §'s votes it is, from 0.
    pub(crate) at: usize,
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
        let lead = match (self.is_called(), self.votering.kontraproposition) {
            (false, _) => format!("{matter} begärs och följande propositionsordning fastställs:"),
            (true, false) => "Följande propositionsordning fastställs:".to_owned(),
            (true, true) => "Följande propositionsordning fastställs för omröstningen om motförslag:".to_owned(),
        };
        format!("{lead}\\\n{ja} röstar ”Ja”\\\n{nej} röstar ”Nej”")
    }

    /// True when the case's own proposition says that this vote was called for.
    fn is_called(&self) -> bool {
        let own = self.paragraf.proposition.as_deref().unwrap_or_default().to_lowercase();
        ["omröstning begärs", "votering begärs"].iter().map(|words| own.matches(words).count()).sum::<usize>() > self.at
    }

    /// Who a ja or nej is the word of: "Den som bifaller A".
    fn asked(&self, side: Side) -> String {
        let name = self.name(side);
        match self.kind(&name) {
            Kind::Proposal | Kind::Act(_) if self.votering.kontraproposition => {
                format!("Den som vill ha {name} som motförslag")
            }
            Kind::Clause => format!("Den som vill {name}"),
            Kind::Act(Some((Act::Bifall, object))) => format!("Den som bifaller {object}"),
            Kind::Act(Some((Act::Avslag, object))) => format!("Den som avslår {object}"),
            Kind::Act(None) => format!("Den som är för {name}"),
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
        let abstain =
            if count.avstar == 0 { String::new() } else { format!(" och med {}", self.abstaining(count.avstar)) };
        let equal = format!("Vid lika röstetal, {}–{}{abstain},", count.ja, count.nej);
        match self.votering.utslag {
            Some(Utslag::OrdforandensUtslagsrost) => match self.chair_side() {
                Some(side) => match self.kind(&self.name(side)) {
                    Kind::Proposal => {
                        format!("{equal} avgör ordförandens utslagsröst till förmån för {}.", self.name(side))
                    }
                    Kind::Act(_) | Kind::Clause => {
                        format!("{equal} avgör ordföranden med sin utslagsröst {}.", self.found(side))
                    }
                },
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
            words.push(self.abstaining(count.avstar));
        }
        and(&words)
    }

    /// "2 ledamöter som avstår"; a slip without a name is a blank vote.
    fn abstaining(&self, count: u32) -> String {
        if self.votering.sluten {
            plural(count, "blank röst", "blanka röster")
        } else {
            format!("{} som avstår", plural(count, "ledamot", "ledamöter"))
        }
    }

    /// "att A antas".
    fn found(&self, side: Side) -> String {
        let name = self.name(side);
        match self.kind(&name) {
            Kind::Clause => name,
            Kind::Proposal | Kind::Act(_) if self.votering.kontraproposition => format!("att {name} blir motförslag"),
            Kind::Act(Some((Act::Bifall, object))) => format!("att {object} bifalls"),
            Kind::Act(Some((Act::Avslag, object))) => format!("att {object} avslås"),
            Kind::Act(None) => format!("att beslutet blir {name}"),
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

    /// A bare "bifall" is said of the förslag, unless that is to refuse something: then it may be of either.
    fn kind(&self, name: &str) -> Kind {
        let alone = (!self.paragraf.forslag.is_empty() && !is_refusal(&self.paragraf.forslag)).then_some("förslaget");
        Kind::of(name, alone)
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
        let own = self.votering.mellan.as_deref().map(line);
        let mellan = match (own, formal_choice(&ja, &nej)) {
            (Some(own), _) if own.starts_with("Omröstning") => own,
            (Some(own), _) => format!("Omröstning mellan {own}"),
            (None, Some(choice)) => format!("Omröstning om ärendet ska {choice}"),
            (None, None) => format!("Omröstning mellan {ja} och {nej}"),
        };
        let count = self.count();
        VoteringObject {
            mellan,
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
    /// "bifall till motionen": granted or refused, and what; `None` for an act that is not said of one thing.
    Act(Option<(Act, String)>),
    /// "att ärendet avgörs i dag".
    Clause,
}

impl Kind {
    /// `alone` is what a bare "bifall" or "avslag" is said of.
    fn of(name: &str, alone: Option<&str>) -> Self {
        let (first, rest) = name.split_once([' ', ',']).unwrap_or((name, ""));
        let of_what = |act: Act, mark: &str| match rest.strip_prefix(mark) {
            Some(object) if !object.contains([',', ';']) && !object.contains(" och ") => Some((act, object.to_owned())),
            None if rest.is_empty() => alone.map(|object| (act, object.to_owned())),
            _ => None,
        };
        match first.to_lowercase().as_str() {
            "att" => Kind::Clause,
            "bifall" => Kind::Act(of_what(Act::Bifall, "till ")),
            "avslag" => Kind::Act(of_what(Act::Avslag, "på ")),
            "återremiss" | "bordläggning" | "avvisning" => Kind::Act(None),
            _ => Kind::Proposal,
        }
    }
}

/// "avgöras i dag eller återremitteras" of two clauses that say when the matter is settled; `None` for any other sides.
fn formal_choice(ja: &str, nej: &str) -> Option<String> {
    const PASSIVE: [(&str, &str); 4] = [
        ("att ärendet avgörs", "avgöras"),
        ("att ärendet återremitteras", "återremitteras"),
        ("att ärendet bordläggs", "bordläggas"),
        ("att ärendet avvisas", "avvisas"),
    ];
    let infinitive = |side: &str| {
        let found = PASSIVE.iter().find_map(|(clause, act)| Some((side.strip_prefix(clause)?, *act)));
        found.map(|(rest, act)| format!("{act}{rest}"))
    };
    Some(format!("{} eller {}", infinitive(ja)?, infinitive(nej)?))
}

fn plural(count: u32, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn size(names: &[String]) -> u32 {
    u32::try_from(names.len()).unwrap_or(u32::MAX)
}
