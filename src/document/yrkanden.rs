//! Wording of yrkanden and of the proposition on them (domain.md 3.4).
//! Says only what the case shows: where it does not show what won, no outcome is written.

use super::people::{People, names_all, of};
use super::spans::{and, capitalized, genitive};
use super::text::line;
use crate::case::sammantrade::{Beslut, Paragraf, Yrkande, Yrkar};

/// Yrkanden and proposition of one §.
pub(crate) struct Wording<'a> {
    pub(crate) paragraf: &'a Paragraf,
    pub(crate) people: People<'a>,
}

impl Wording<'_> {
    /// Every yrkande, a paragraph each; `None` when there are none.
    pub(crate) fn yrkanden(&self) -> Option<String> {
        let sentences: Vec<String> = self.paragraf.yrkanden.iter().map(|one| self.yrkande(one)).collect();
        (!sentences.is_empty()).then(|| sentences.join("\n\n"))
    }

    fn yrkande(&self, yrkande: &Yrkande) -> String {
        let who = self.people.all_named(&yrkande.av);
        let said = match &yrkande.text {
            Some(text) => spoken(text, &yrkande.av, &who),
            None => format!("{who} {}.", self.asks(yrkande.yrkar)),
        };
        if yrkande.aterkallat { format!("{said} Yrkandet återkallas.") } else { said }
    }

    fn asks(&self, yrkar: Yrkar) -> String {
        let forslag = self.base().unwrap_or_else(|| "förslaget".to_owned());
        match yrkar {
            Yrkar::Bifall => format!("yrkar bifall till {forslag}"),
            Yrkar::Avslag => format!("yrkar avslag på {forslag}"),
            Yrkar::Aterremiss => "yrkar att ärendet återremitteras".to_owned(),
            Yrkar::Bordlaggning => "yrkar att ärendet bordläggs".to_owned(),
            Yrkar::Andring => format!("yrkar ändring av {forslag}"),
            Yrkar::Tillagg => format!("yrkar tillägg till {forslag}"),
            Yrkar::EgetForslag => "lägger fram ett eget förslag".to_owned(),
        }
    }

    /// "regiondirektörens förslag", when the case says whose it is.
    fn base(&self) -> Option<String> {
        self.paragraf.forslag_av.as_deref().map(|whose| format!("{} förslag", genitive(&line(whose))))
    }

    /// How the chair put the proposals; `None` when nobody proposed anything.
    pub(crate) fn proposition(&self) -> Option<String> {
        if let Some(own) = &self.paragraf.proposition {
            return Some(own.clone());
        }
        if self.is_told() {
            return None;
        }
        let standing: Vec<&Yrkande> = self.paragraf.yrkanden.iter().filter(|one| !one.aterkallat).collect();
        if standing.is_empty() {
            return None;
        }
        let (first, rest): (Vec<&Yrkande>, Vec<&Yrkande>) = standing.into_iter().partition(|one| is_formal(one.yrkar));
        let formal = self.formal(&first);
        // Slips are put into an urn, no question is put to the meeting.
        let settled = self.settled_by(&first) || self.paragraf.votering.iter().any(|one| one.sluten);
        let material = if settled { None } else { self.material(&rest, !first.is_empty()) };
        let said: Vec<String> = [formal, material].into_iter().flatten().collect();
        (!said.is_empty()).then(|| said.join("\n\n"))
    }

    /// True when the running text of what happened says how the proposals were put.
    fn is_told(&self) -> bool {
        let told = self.paragraf.behandling.as_deref().unwrap_or_default().to_lowercase();
        ["proposition", "beslutsgång", "ställer", "finner"].iter().any(|word| told.contains(word))
    }

    /// Återremiss and bordläggning are put before the matter itself.
    fn formal(&self, yrkanden: &[&Yrkande]) -> Option<String> {
        let mut acts: Vec<&str> = yrkanden.iter().map(|one| passive(one.yrkar)).collect();
        acts.dedup();
        let asked = match acts.as_slice() {
            [] => return None,
            acts => format!("avgöras i dag, {}", acts.join(", ")),
        };
        let asked = asked.rsplit_once(", ").map_or(asked.clone(), |(before, last)| format!("{before} eller {last}"));
        let put = format!("Ordföranden ställer proposition på om ärendet ska {asked}");
        if !self.paragraf.votering.is_empty() {
            return Some(format!("{put}."));
        }
        let outcome = match self.decided_act() {
            Some(act) => format!(" och finner att ärendet ska {act}"),
            None if self.has_beslut() => " och finner att ärendet ska avgöras i dag".to_owned(),
            None => String::new(),
        };
        Some(format!("{put}{outcome}."))
    }

    fn has_beslut(&self) -> bool {
        match &self.paragraf.beslut {
            Beslut::EnligtForslag(_) => true,
            Beslut::Satser(satser) => !satser.is_empty(),
        }
    }

    /// "återremitteras" when the decision says so.
    fn decided_act(&self) -> Option<&'static str> {
        let Beslut::Satser(satser) = &self.paragraf.beslut else { return None };
        [Yrkar::Aterremiss, Yrkar::Bordlaggning].into_iter().map(passive).find(|act| {
            let stem = act.trim_end_matches("eras").trim_end_matches("as");
            satser.iter().any(|sats| sats.to_lowercase().contains(stem))
        })
    }

    fn settled_by(&self, formal: &[&Yrkande]) -> bool {
        self.decided_act().is_some_and(|act| formal.iter().any(|one| passive(one.yrkar) == act))
    }

    fn material(&self, yrkanden: &[&Yrkande], after_formal: bool) -> Option<String> {
        let main = self.main();
        let names = self.proposals(&main, yrkanden);
        if yrkanden.is_empty() && after_formal {
            return None;
        }
        let then = if after_formal {
            "Ordföranden ställer därefter proposition på"
        } else {
            "Ordföranden ställer proposition på"
        };
        let put = format!("{then} {}", and(&names));
        let winner = self.winner(&names);
        let text = match (winner, names.len()) {
            (Some(_), 1) => format!("{put} och finner att förslaget antas."),
            (Some(winner), _) => format!("{put} och finner att {winner} antas."),
            (None, _) => format!("{put}."),
        };
        if names.len() < 3 || self.paragraf.huvudforslag.is_none() {
            return Some(text);
        }
        Some(format!("{text} {} är huvudförslag.", capitalized(&main)))
    }

    fn main(&self) -> String {
        let chosen = self.paragraf.huvudforslag.as_deref().map(line);
        chosen.or_else(|| self.base()).unwrap_or_else(|| "förslaget till beslut".to_owned())
    }

    /// The proposals by name: the main one, then each that asks for something else.
    fn proposals(&self, main: &str, yrkanden: &[&Yrkande]) -> Vec<String> {
        let others: Vec<&&Yrkande> = yrkanden.iter().filter(|one| one.yrkar != Yrkar::Bifall).collect();
        let mut names: Vec<String> = Vec::new();
        if !self.paragraf.forslag.is_empty() || others.is_empty() || self.paragraf.huvudforslag.is_some() {
            names.push(self.base().filter(|_| self.paragraf.huvudforslag.is_none()).unwrap_or_else(|| main.to_owned()));
        }
        for one in &others {
            let same = others.iter().filter(|other| other.av == one.av).count() > 1;
            let about = if same { format!(" om {}", noun(one.yrkar)) } else { String::new() };
            let name = format!("{} yrkande{about}", of(&one.av));
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// What was adopted without a vote: the förslag when the decision is the förslag, else the only other proposal.
    fn winner<'n>(&self, names: &'n [String]) -> Option<&'n String> {
        if !self.paragraf.votering.is_empty() || !self.has_beslut() {
            return None;
        }
        let as_proposed = match &self.paragraf.beslut {
            Beslut::EnligtForslag(_) => true,
            Beslut::Satser(satser) => *satser == self.paragraf.forslag,
        };
        match names {
            [only] => Some(only),
            [first, ..] if as_proposed => Some(first),
            [_, other] if !self.paragraf.forslag.is_empty() => Some(other),
            _ => None,
        }
    }
}

/// What was said in the case's own words, with who said it in front unless the words name them.
pub(crate) fn spoken(text: &str, names: &[String], who: &str) -> String {
    let text = text.trim();
    if names_all(text, names) {
        text.to_owned()
    } else if text.starts_with(char::is_lowercase) {
        format!("{who} yrkar {text}")
    } else {
        format!("{who} yrkar:\n\n{text}")
    }
}

fn is_formal(yrkar: Yrkar) -> bool {
    matches!(yrkar, Yrkar::Aterremiss | Yrkar::Bordlaggning)
}

fn passive(yrkar: Yrkar) -> &'static str {
    if yrkar == Yrkar::Bordlaggning { "bordläggas" } else { "återremitteras" }
}

fn noun(yrkar: Yrkar) -> &'static str {
    match yrkar {
        Yrkar::Bifall => "bifall",
        Yrkar::Avslag => "avslag",
        Yrkar::Aterremiss => "återremiss",
        Yrkar::Bordlaggning => "bordläggning",
        Yrkar::Andring => "ändring",
        Yrkar::Tillagg => "tillägg",
        Yrkar::EgetForslag => "ett eget förslag",
    }
}
