//! The notice (anslag) of adjusted minutes: its facts, its days, and its forms for paper, web and machines.
//! Says nothing of laga kraft: that depends on who has appealed, not on the day. Of a § with sekretess it has the number
//! and the lagrum, never a word more.

pub mod atom;
pub mod blad;
pub mod check;
pub mod facts;
pub mod html;
pub mod posted;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar::{self, Overklagandetid};
use crate::case::Workspace;
use crate::case::myndighet::{Organ, OrganTyp, board_name};
use crate::case::sammantrade::{Overklagande, Sammantrade, Tidsstart};
use crate::diag::Diagnostic;
use crate::document::overklagande::plain;
use crate::document::spans::{iso_days, paragraphs};
use crate::document::text::inlines;
use crate::rules::lagrum::{has_boards, is_under_kommunallagen};
use crate::rules::{Checked, Noted};
use facts::Facts;

/// First value of the JSON.
pub const FORMAT: &str = "utdrag-anslag/1";

/// A notice. Its JSON is `docs/formats/utdrag-anslag-1.md`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anslag {
    /// Always `utdrag-anslag/1`.
    pub format: String,
    /// File name without extension: `rs-2026-03-11-anslag`.
    pub handling: String,
    /// Authority's name.
    pub myndighet: String,
    /// Id of the organ.
    pub organ: String,
    /// Organ's name.
    pub organ_namn: String,
    /// The meeting's day, ISO.
    pub sammantrade: String,
    /// The last day of a meeting of several, ISO.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slutdatum: Option<String>,
    /// True for minutes of one § adjusted at once.
    pub omedelbar: bool,
    /// The §§, in order.
    pub paragrafer: Vec<AnslagParagraf>,
    /// §§ of the meeting that have notices of their own.
    pub egna_anslag: Vec<u32>,
    /// The day of the justering, ISO.
    pub justerat: String,
    /// The day the notice stood on all boards, ISO.
    pub uppsatt: String,
    /// The last day an appeal by laglighetsprövning can come in, ISO.
    pub sista_overklagandedag: String,
    /// The first day the notice may be taken down, ISO.
    pub tas_ned: String,
    /// The days that the last day was moved past: "2024-12-24 julafton".
    pub flyttad: Vec<String>,
    /// Each board of a gemensam nämnd with its day; empty for others.
    pub tavlor: Vec<Tavla>,
    /// Where the minutes can be read (8 kap. 12 § kommunallagen).
    pub protokollet_finns: String,
    /// Web address of the board.
    pub anslagstavla: Option<String>,
    /// The court that tries laglighetsprövning.
    pub domstol: Option<String>,
    /// Faults against the law that the case names with a reason: a sentence each.
    pub avvikelser: Vec<String>,
    /// Why the same minutes are announced again.
    pub skal: Option<String>,
    /// Who posted it.
    pub anslaget_av: String,
    /// True for what is on trial.
    pub prov: bool,
}

/// A § of a notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnslagParagraf {
    /// § number.
    pub nummer: u32,
    /// Title in plain characters; `None` for a secret §.
    pub rubrik: Option<String>,
    /// Why it is secret.
    pub sekretess: Option<String>,
    /// "laglighetsprövning", "förvaltningsbesvär", "kan inte överklagas"; `None` where nothing is said.
    pub overklagande: Option<String>,
    /// What the time for förvaltningsbesvär runs from: "delgivning", "anslag", "kungörelse"; `None` where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overklagandetid: Option<String>,
}

/// A board and the day the notice was put on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tavla {
    /// "Vittjärvs kommun: https://…"
    pub namn: String,
    /// ISO.
    pub uppsatt: String,
}

impl Anslag {
    /// The notice of a meeting whose facts have been put in and checked ([`facts::with`]).
    ///
    /// # Errors
    /// An organ without anslag, a board whose day is not known, a place that is not said, a day outside the calendar.
    pub fn of(checked: &Checked, case: &Sammantrade, facts: &Facts) -> Result<Self, Vec<Diagnostic>> {
        let workspace = checked.workspace();
        let organ = organ_of(workspace, case).map_err(|fault| vec![fault])?;
        let tavlor = boards(organ, case, facts)?;
        let tid = Overklagandetid::of_boards(tavlor.iter().map(|(_, day)| *day));
        let tid = tid.ok_or_else(|| vec![outside_calendar()])?;
        let myndighet = &workspace.myndighet.value;
        let paragrafer: Vec<AnslagParagraf> = announced(case, facts).collect();
        Ok(Self {
            format: FORMAT.to_owned(),
            handling: facts.stem(&case.organ, case.datum.0),
            myndighet: myndighet.namn.clone(),
            organ: case.organ.clone(),
            organ_namn: organ.namn.clone(),
            sammantrade: case.datum.to_string(),
            slutdatum: case.slutdatum.filter(|last| *last > case.datum).map(|last| last.to_string()),
            omedelbar: facts.omedelbar.is_some(),
            egna_anslag: if facts.omedelbar.is_some() { Vec::new() } else { at_once(case) },
            paragrafer,
            justerat: facts.justerat.to_string(),
            uppsatt: tid.uppsatt.to_string(),
            sista_overklagandedag: tid.sista_dag.to_string(),
            tas_ned: tid.tas_ned.to_string(),
            flyttad: tid.why_moved().iter().map(|(day, why)| format!("{day} {why}")).collect(),
            tavlor: listed(organ, &tavlor),
            protokollet_finns: myndighet.forvaringsplats.clone().unwrap_or_default(),
            anslagstavla: myndighet.anslagstavla.clone(),
            domstol: myndighet.forvaltningsratt.clone(),
            avvikelser: checked.noted().iter().filter(|one| !one.i_protokollet).map(sentence).collect(),
            skal: facts.skal.clone(),
            anslaget_av: facts.anslaget_av.clone(),
            prov: facts.prov,
        })
    }

    /// "§§ 31–35, 37–41".
    #[must_use]
    pub fn span(&self) -> String {
        paragraphs(&self.numbers())
    }

    /// The numbers of the §§.
    #[must_use]
    pub fn numbers(&self) -> Vec<u32> {
        self.paragrafer.iter().map(|one| one.nummer).collect()
    }

    /// The §§ that are appealed in that way.
    #[must_use]
    pub fn appealed(&self, slag: Overklagande) -> Vec<u32> {
        let word = word(slag);
        let these = self.paragrafer.iter().filter(|one| one.overklagande.as_deref() == Some(word));
        these.map(|one| one.nummer).collect()
    }

    /// The §§ appealed by whom they concern, whose time runs from that; `None`: where the case says nothing of it.
    #[must_use]
    pub fn counted_from(&self, tid: Option<Tidsstart>) -> Vec<u32> {
        let besvar = self.appealed(Overklagande::Forvaltningsbesvar);
        let these = self.paragrafer.iter().filter(|one| besvar.contains(&one.nummer));
        let these = these.filter(|one| one.overklagandetid.as_deref() == tid.map(Tidsstart::word));
        these.map(|one| one.nummer).collect()
    }

    /// True when the time for some appeal runs from the notice, so that its last day says something.
    #[must_use]
    pub fn starts_a_time(&self) -> bool {
        let by_notice = !self.counted_from(Some(Tidsstart::Anslag)).is_empty();
        by_notice || !self.appealed(Overklagande::Laglighetsprovning).is_empty()
    }

    /// "Regionstyrelsen 2026-03-11, §§ 31–41": what the notice is about, in one line.
    #[must_use]
    pub fn about(&self) -> String {
        format!("{} {}, {}", self.organ_namn, self.days(), self.span())
    }

    /// "2026-03-11"; of a meeting of several days "2026-11-16–17".
    #[must_use]
    pub fn days(&self) -> String {
        iso_days(&self.sammantrade, self.slutdatum.as_deref())
    }
}

/// The kind of appeal as the case spells it.
fn word(slag: Overklagande) -> &'static str {
    match slag {
        Overklagande::Laglighetsprovning => "laglighetsprövning",
        Overklagande::Forvaltningsbesvar => "förvaltningsbesvär",
        Overklagande::KanInteOverklagas => "kan inte överklagas",
    }
}

/// The organ of a meeting, where it has an anslag at all.
///
/// # Errors
/// An organ that `myndighet.toml` does not have, or one outside kommunallagen.
pub fn organ_of<'a>(workspace: &'a Workspace, case: &Sammantrade) -> Result<&'a Organ, Diagnostic> {
    let organ = workspace.myndighet.value.organ.iter().find(|organ| organ.id == case.organ).ok_or_else(|| {
        Diagnostic::error("organ-okant", format!("organet {} finns inte i myndighet.toml", case.organ))
            .hint("skriv ett [[organ]] med det id:t")
    })?;
    if !is_under_kommunallagen(organ.typ) {
        let message = format!("{} är ett organ utanför kommunallagen och har inget anslag", organ.namn);
        return Err(Diagnostic::error("anslag-utanfor", message)
            .hint("protokollet sprids som organet har bestämt; inget tillkännages på anslagstavlan"));
    }
    Ok(organ)
}

/// The boards with their days: one for most organs, all of them for a gemensam nämnd and a samordningsförbund.
fn boards(organ: &Organ, case: &Sammantrade, facts: &Facts) -> Result<Vec<(String, Date)>, Vec<Diagnostic>> {
    if !has_boards(organ.typ) {
        return Ok(facts.tavlor.iter().map(|(name, day)| (name.clone().unwrap_or_default(), *day)).collect());
    }
    let noted = case.anslag.iter().filter(|one| one.paragraf == facts.omedelbar);
    let noted: Vec<(&str, Date)> = noted.filter_map(|one| Some((one.tavla.as_deref()?, one.uppsatt.0))).collect();
    let (mut known, mut missing) = (Vec::new(), Vec::new());
    for board in &organ.anslagstavlor {
        let name = board_name(board);
        // The latest row of a board: what was announced again counts from then.
        match noted.iter().rev().find(|(tavla, _)| *tavla == name) {
            Some((_, day)) => known.push((board.clone(), *day)),
            None => missing.push(name.to_owned()),
        }
    }
    if known.is_empty() || !missing.is_empty() {
        let is_forbund = organ.typ == OrganTyp::Samordningsforbund;
        let kind = if is_forbund { "ett samordningsförbund" } else { "en gemensam nämnd" };
        let all = if is_forbund { "medlemmarnas tavlor" } else { "huvudmännens tavlor" };
        let names = if missing.is_empty() { all.to_owned() } else { missing.join(" och ") };
        let message = format!("{} är {kind}, och det är inte känt när protokollet anslogs hos {names}", organ.namn);
        let example = missing.first().map_or("HUVUDMAN", String::as_str);
        let fault = Diagnostic::error("tavlor-fattas", message)
            .basis(if is_forbund {
                "19 § lagen (2003:1210) om finansiell samordning av rehabiliteringsinsatser"
            } else {
                "9 kap. 32 § och 13 kap. 5 § kommunallagen (2017:725)"
            })
            .hint(format!("tiden räknas från den sista tavlan: ange varje med --tavla \"{example}=ÅÅÅÅ-MM-DD\""));
        return Err(vec![fault]);
    }
    Ok(known)
}

fn listed(organ: &Organ, tavlor: &[(String, Date)]) -> Vec<Tavla> {
    if !has_boards(organ.typ) {
        return Vec::new();
    }
    tavlor.iter().map(|(namn, day)| Tavla { namn: namn.clone(), uppsatt: day.to_string() }).collect()
}

/// The §§ of these minutes, as they may be shown to anyone.
fn announced<'a>(case: &'a Sammantrade, facts: &'a Facts) -> impl Iterator<Item = AnslagParagraf> + 'a {
    let these = case.paragraf.iter().filter(|one| match facts.omedelbar {
        Some(nummer) => one.nummer == nummer,
        None => !one.omedelbart_justerad || one.utgar,
    });
    these.map(|one| {
        let signed = facts.rubriker.get(&one.nummer);
        let title = signed.map_or(one.rubrik.as_str(), String::as_str);
        AnslagParagraf {
            nummer: one.nummer,
            rubrik: one.sekretess.is_none().then(|| plain(&inlines(title))),
            sekretess: one.sekretess.as_ref().map(|sekretess| sekretess.lagrum.clone()),
            overklagande: one.overklagande.filter(|_| !one.utgar).map(|slag| word(slag).to_owned()),
            overklagandetid: one.overklagandetid.filter(|_| !one.utgar).map(|tid| tid.word().to_owned()),
        }
    })
}

fn at_once(case: &Sammantrade) -> Vec<u32> {
    case.paragraf.iter().filter(|one| one.omedelbart_justerad && !one.utgar).map(|one| one.nummer).collect()
}

/// "Protokollet justerades 16 dagar efter …. Skäl: …"
fn sentence(noted: &Noted) -> String {
    let basis = noted.grund.as_deref().map(|grund| format!(" ({grund})")).unwrap_or_default();
    let skal = noted.skal.split_whitespace().collect::<Vec<_>>().join(" ");
    let end = if skal.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{}{basis}. Skäl: {skal}{end}", crate::document::spans::capitalized(&noted.meddelande))
}

/// The answer to a day that no calendar has.
#[must_use]
pub fn outside_calendar() -> Diagnostic {
    let years = calendar::YEARS;
    Diagnostic::error("dag-utanfor-kalendern", format!("dagen ligger utanför åren {}–{}", years.start(), years.end()))
        .hint("kontrollera årtalet")
}
