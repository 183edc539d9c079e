//! Which proposals were put in a §, in which order, and what was adopted: what rules and documents both ask.
//! Where the case leaves room for two readings it says so, and nothing is written: a proposal that was put and is not
//! in the minutes, or the other way round, is a false record.

mod ask;
mod decided;

use crate::case::sammantrade::{Paragraf, Yrkande, Yrkar};

use super::beslut::satser;
use super::votering::is_val;
pub use ask::{Act, Ask, ask, is_refusal};

/// One proposal that was put against others.
#[derive(Clone, Debug)]
pub enum Proposal<'a> {
    /// The förslag that lay before the meeting.
    Forslag,
    /// Avslag on it, by all who moved that.
    Against(Vec<&'a Yrkande>),
    /// A proposal in its own words.
    Own(&'a Yrkande),
    /// Bifall to or avslag on something other than the förslag.
    Other(Act, String),
}

/// The order in which the proposals of a § were put, and what was adopted where no vote tells.
#[derive(Clone, Debug)]
pub struct Propositionsordning<'a> {
    /// Återremiss and bordläggning.
    pub formal: Vec<&'a Yrkande>,
    /// What was put against each other in the matter.
    pub main: Vec<Proposal<'a>>,
    /// Index in `main` of what was adopted; `None` where the decision does not show it or a vote does.
    pub adopted: Option<usize>,
    /// Each tilläggsyrkande, and whether it was adopted.
    pub additions: Vec<(&'a Yrkande, Option<bool>)>,
    /// The formal act that was decided, when it was moved: the matter itself was then not put.
    pub remitted: Option<Yrkar>,
    /// True where the matter itself was decided, and not remitted or tabled.
    pub is_decided: bool,
    /// True where it cannot be said which proposals there were.
    pub unclear: bool,
}

/// The yrkanden that stand: not taken back.
pub(super) fn standing(paragraf: &Paragraf) -> impl Iterator<Item = (usize, &Yrkande)> {
    paragraf.yrkanden.iter().enumerate().filter(|(_, one)| !one.aterkallat)
}

/// True when the case says in its own words how the proposals were put.
#[must_use]
pub fn is_told(paragraf: &Paragraf) -> bool {
    let told = paragraf.behandling.as_deref().unwrap_or_default().to_lowercase();
    paragraf.proposition.as_deref().is_some_and(|text| !text.trim().is_empty())
        || ["proposition", "beslutsgång", "ordföranden ställer", "ordföranden finner"]
            .iter()
            .any(|words| told.contains(words))
}

impl<'a> Propositionsordning<'a> {
    /// What the yrkanden of the § and its decision show.
    #[must_use]
    pub fn of(paragraf: &'a Paragraf) -> Self {
        let asked: Vec<(&Yrkande, Ask)> = standing(paragraf).map(|(_, one)| (one, ask(paragraf, one))).collect();
        let of_kind = |kind: Ask| asked.iter().filter(move |(_, one)| *one == kind).map(|(yrkande, _)| *yrkande);
        let formal: Vec<&Yrkande> = of_kind(Ask::Formal).collect();
        let added: Vec<&Yrkande> = of_kind(Ask::Addition).collect();
        let main = main(paragraf, &asked);
        let act = decided::act(paragraf);
        let remitted = act.filter(|act| formal.iter().any(|one| one.yrkar == *act));
        // A förslag to remit is adopted as any other; a decision to remit that nobody proposed is nobody's.
        let is_plain = act.is_none() || (formal.is_empty() && decided::is_as_proposed(paragraf, &added));
        let adopted = decided::adopted(paragraf, &main, &added).filter(|_| is_plain);
        let whose = |one: &Yrkande| added.iter().filter(|other| other.av == one.av).count();
        let own = main.iter().filter_map(|one| if let Proposal::Own(one) = one { Some(*one) } else { None });
        let own: Vec<&Yrkande> = own.collect();
        let is_namesake =
            |one: &&&Yrkande| own.iter().filter(|other| other.av == one.av && other.yrkar == one.yrkar).count() > 1;
        let unclear = asked.iter().any(|(_, one)| *one == Ask::Unclear)
            || own.iter().any(|one| is_namesake(&one))
            || added.iter().any(|one| whose(one) > 1)
            || (!added.is_empty() && !paragraf.votering.is_empty());
        let additions = added.iter().map(|one| (*one, decided::addition(paragraf, one))).collect();
        let is_decided = act.is_none() && !satser(paragraf).is_empty();
        Self { formal, main, adopted, additions, remitted, is_decided, unclear }
    }

    /// True when the decision shows what was adopted of all that was put.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        let is_main_settled = match self.adopted.and_then(|at| self.main.get(at)) {
            Some(Proposal::Forslag) => self.additions.iter().all(|(_, adopted)| adopted.is_some()),
            Some(_) => true,
            None => self.main.is_empty(),
        };
        let is_formal_settled = self.formal.is_empty() || self.is_decided;
        self.remitted.is_some() || (!self.unclear && is_formal_settled && is_main_settled)
    }
}

/// True where persons are elected or employed and there is more than the förslag: slips are put into an urn, or nobody is
/// against, and no question is put on one proposal against another.
#[must_use]
pub fn is_election(paragraf: &Paragraf) -> bool {
    !paragraf.rostrakning.is_empty()
        || (is_val(paragraf) && standing(paragraf).any(|(_, one)| one.yrkar == Yrkar::EgetForslag))
}

fn main<'a>(paragraf: &Paragraf, asked: &[(&'a Yrkande, Ask)]) -> Vec<Proposal<'a>> {
    let mut against: Vec<&Yrkande> = Vec::new();
    let mut main: Vec<Proposal<'a>> = Vec::new();
    for (yrkande, ask) in asked {
        match ask {
            Ask::Against if against.is_empty() => {
                against.push(yrkande);
                main.push(Proposal::Against(Vec::new()));
            }
            Ask::Against => against.push(yrkande),
            Ask::Own => main.push(Proposal::Own(yrkande)),
            Ask::Other(act, object) => {
                let is_same = |one: &Proposal<'_>| matches!(one, Proposal::Other(a, o) if a == act && o.to_lowercase() == object.to_lowercase());
                if !main.iter().any(is_same) {
                    main.push(Proposal::Other(*act, object.clone()));
                }
            }
            Ask::Formal | Ask::For | Ask::Addition | Ask::Unclear => {}
        }
    }
    for one in &mut main {
        if let Proposal::Against(yrkanden) = one {
            yrkanden.clone_from(&against);
        }
    }
    let is_moved = asked.iter().any(|(_, ask)| matches!(ask, Ask::For | Ask::Addition));
    let is_before = !paragraf.forslag.is_empty() || paragraf.huvudforslag.is_some();
    let is_formal_alone = asked.iter().all(|(_, ask)| *ask == Ask::Formal);
    if (is_before || is_moved || main.is_empty()) && !is_formal_alone {
        main.insert(0, Proposal::Forslag);
    }
    main
}
