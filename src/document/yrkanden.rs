//! Wording of yrkanden and of the proposition on them (domain.md 3.4).
//! Says only what the case shows: where it does not show what was put, nothing is written, and where it does not show
//! what won, no outcome.

use super::people::{People, names_all, of};
use super::spans::{and, capitalized, forslag_of};
use super::text::line;
use crate::case::sammantrade::{Paragraf, Yrkande, Yrkar};
use crate::rules::proposition::{Act, Proposal, Propositionsordning, is_election, is_told};

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
            None => format!("{who} {}.", self.asks(yrkande)),
        };
        if yrkande.aterkallat { format!("{said} Yrkandet återkallas.") } else { said }
    }

    fn asks(&self, yrkande: &Yrkande) -> String {
        let till = yrkande.till.as_deref().map(line);
        let to = till.as_deref().map(|till| format!(" till {till}")).unwrap_or_default();
        let forslag = till.or_else(|| self.base()).unwrap_or_else(|| "förslaget".to_owned());
        match yrkande.yrkar {
            Yrkar::Bifall => format!("yrkar bifall till {forslag}"),
            Yrkar::Avslag => format!("yrkar avslag på {forslag}"),
            Yrkar::Aterremiss => format!("yrkar att ärendet återremitteras{to}"),
            Yrkar::Bordlaggning => format!("yrkar att ärendet bordläggs{to}"),
            Yrkar::Andring => format!("yrkar ändring av {forslag}"),
            Yrkar::Tillagg => format!("yrkar tillägg till {forslag}"),
            Yrkar::EgetForslag => format!("lägger fram ett eget förslag{to}"),
        }
    }

    /// "regiondirektörens förslag", when the case says whose it is.
    fn base(&self) -> Option<String> {
        self.paragraf.forslag_av.as_deref().map(|whose| forslag_of(&line(whose)))
    }

    /// How the chair put the proposals; `None` when nobody proposed anything, or the case tells it elsewhere.
    pub(crate) fn proposition(&self) -> Option<String> {
        if let Some(own) = &self.paragraf.proposition {
            return Some(own.clone());
        }
        if is_told(self.paragraf) || self.paragraf.yrkanden.iter().all(|one| one.aterkallat) {
            return None;
        }
        let order = Propositionsordning::of(self.paragraf);
        // Slips are put into an urn, no question is put to the meeting.
        let is_by_slips = self.paragraf.votering.iter().any(|one| one.sluten) || is_election(self.paragraf);
        if order.remitted.is_some() || is_by_slips {
            return self.formal(&order);
        }
        if order.unclear {
            return None;
        }
        let said: Vec<String> = [self.formal(&order), self.material(&order)].into_iter().flatten().collect();
        (!said.is_empty()).then(|| said.join("\n\n"))
    }

    /// Återremiss and bordläggning are put before the matter itself.
    fn formal(&self, order: &Propositionsordning<'_>) -> Option<String> {
        let mut acts: Vec<&str> = order.formal.iter().map(|one| passive(one.yrkar)).collect();
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
        let outcome = match order.remitted {
            Some(act) => format!(" och finner att ärendet ska {}", passive(act)),
            None if order.is_decided => " och finner att ärendet ska avgöras i dag".to_owned(),
            None => String::new(),
        };
        Some(format!("{put}{outcome}."))
    }

    fn material(&self, order: &Propositionsordning<'_>) -> Option<String> {
        if order.main.is_empty() {
            return None;
        }
        let then = if order.formal.is_empty() {
            "Ordföranden ställer proposition på"
        } else {
            "Ordföranden ställer därefter proposition på"
        };
        let names: Vec<String> = order.main.iter().map(|one| self.name(one, order)).collect();
        let put = format!("{then} {}", and(&names));
        let adopted = order.adopted.and_then(|at| Some((order.main.get(at)?, names.get(at)?)));
        let mut text = match adopted {
            Some((Proposal::Other(act, object), _)) => {
                format!("{put} och finner att {} {}.", line(object), granted(*act))
            }
            Some((Proposal::Forslag, _)) if names.len() == 1 => format!("{put} och finner att förslaget antas."),
            Some((_, name)) => format!("{put} och finner att {name} antas."),
            None => format!("{put}."),
        };
        if names.len() > 2 && self.paragraf.huvudforslag.is_some() {
            text = format!("{text} {} är huvudförslag.", capitalized(&self.main()));
        }
        // A tillägg is put when the proposal it would be added to is adopted.
        if matches!(adopted, None | Some((Proposal::Forslag, _))) {
            text.push_str(&additions(order));
        }
        Some(text)
    }

    fn main(&self) -> String {
        let chosen = self.paragraf.huvudforslag.as_deref().map(line);
        chosen.or_else(|| self.base()).unwrap_or_else(|| "förslaget till beslut".to_owned())
    }

    /// What a proposal is called among the others.
    fn name(&self, proposal: &Proposal<'_>, order: &Propositionsordning<'_>) -> String {
        match proposal {
            Proposal::Forslag => self.main(),
            Proposal::Against(yrkanden) => match yrkanden.as_slice() {
                [one] => moved(one, order),
                several => {
                    let names: Vec<String> = several.iter().flat_map(|one| one.av.iter().cloned()).collect();
                    format!("{} yrkanden om avslag", of(&names))
                }
            },
            Proposal::Own(one) => moved(one, order),
            Proposal::Other(Act::Bifall, object) => format!("bifall till {}", line(object)),
            Proposal::Other(Act::Avslag, object) => format!("avslag på {}", line(object)),
        }
    }
}

/// "Jenny Sellsves yrkande", and what it is about where she has moved more than one thing.
fn moved(yrkande: &Yrkande, order: &Propositionsordning<'_>) -> String {
    let is_hers = |one: &&&Yrkande| one.av == yrkande.av;
    let own = order.main.iter().filter_map(|one| match one {
        Proposal::Own(one) => Some(*one),
        Proposal::Against(yrkanden) => yrkanden.first().copied(),
        Proposal::Forslag | Proposal::Other(..) => None,
    });
    let about = if own.collect::<Vec<_>>().iter().filter(is_hers).count() > 1 {
        format!(" om {}", noun(yrkande.yrkar))
    } else {
        String::new()
    };
    format!("{} yrkande{about}", of(&yrkande.av))
}

/// Each tilläggsyrkande is put by itself, when the matter is decided: bifall or avslag.
fn additions(order: &Propositionsordning<'_>) -> String {
    let put = |(at, (yrkande, adopted)): (usize, &(&Yrkande, Option<bool>))| {
        let lead = if at == 0 { "Därefter ställer ordföranden" } else { "Ordföranden ställer sedan" };
        let outcome = match adopted {
            Some(true) => " och finner att det bifalls",
            Some(false) => " och finner att det avslås",
            None => "",
        };
        format!(" {lead} proposition på bifall till eller avslag på {} tilläggsyrkande{outcome}.", of(&yrkande.av))
    };
    order.additions.iter().enumerate().map(put).collect()
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

fn granted(act: Act) -> &'static str {
    if act == Act::Bifall { "bifalls" } else { "avslås" }
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
