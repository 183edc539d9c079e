//! How decisions are appealed: one table of the kinds, their sentence in a § and their överklagandehänvisning.
//! A wrong address gives the time for appeal back (RÅ 2006 not 100): court and addresses come from `myndighet.toml`,
//! and a hänvisning without them is refused. The texts are proposals until `[texter] godkand-av` names a jurist.

use super::blad::{Blad, Bladdel, Sheet, sheet};
use super::spans::{capitalized, genitive, paragraphs};
use super::text::{blocks, escaped, inlines};
use super::{Document, Handling};
use crate::case::Workspace;
use crate::case::myndighet::{Myndighet, Organ, OrganTyp, Texter};
use crate::case::pointer::Pointer;
use crate::case::sammantrade::{Overklagande, Paragraf, Tidsstart};
use crate::diag::Diagnostic;
use crate::evidence::ParagrafObject;

mod table;

/// A decision, and how it is appealed.
#[derive(Clone, Copy, Debug)]
pub struct Overklagat<'a> {
    /// Id of the organ that decided.
    pub organ: &'a str,
    /// The meeting's day, ISO.
    pub datum: &'a str,
    /// § number.
    pub nummer: u32,
    /// Title, CommonMark; `None` where it must not be shown.
    pub rubrik: Option<&'a str>,
    /// Diarienummer; `None` where there is none or it must not be shown.
    pub diarienummer: Option<&'a str>,
    /// How it is appealed.
    pub slag: Overklagande,
    /// What is so for this very decision.
    pub om: Circumstances<'a>,
    /// PROV on every page.
    pub prov: bool,
}

/// What is so for one decision and not for the organ's others.
#[derive(Clone, Copy, Debug, Default)]
pub struct Circumstances<'a> {
    /// Who tries an appeal of it.
    pub overinstans: Option<&'a str>,
    /// What the time runs from, where a special law says so.
    pub tid: Option<Tidsstart>,
    /// The whole hänvisning, in the case's own words.
    pub hanvisning: Option<&'a str>,
}

impl<'a> Circumstances<'a> {
    /// As the case says of its §.
    #[must_use]
    pub fn of(paragraf: &'a Paragraf) -> Self {
        Self {
            overinstans: paragraf.overinstans.as_deref(),
            tid: paragraf.overklagandetid,
            hanvisning: paragraf.hanvisning.as_deref(),
        }
    }
}

/// What is asked of the table.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// How the decision is appealed.
    pub slag: Overklagande,
    /// What is so for this very decision.
    pub om: Circumstances<'a>,
    /// The last day for laglighetsprövning, ISO, where the notice is up.
    pub sista_dag: Option<&'a str>,
}

/// The sentence that stands in a §; the authority's own where it has one.
#[must_use]
pub fn sats(texter: &Texter, slag: Overklagande) -> &str {
    let (own, ours) = match slag {
        Overklagande::Laglighetsprovning => (&texter.overklagande_laglighetsprovning, table::LAGLIGHETSPROVNING),
        Overklagande::Forvaltningsbesvar => (&texter.overklagande_forvaltningsbesvar, table::FORVALTNINGSBESVAR),
        Overklagande::KanInteOverklagas => (&texter.overklagande_kan_inte, table::KAN_INTE),
    };
    own.as_deref().unwrap_or(ours)
}

/// How a § is appealed, by the sentence in its canonical object: what was signed, not what the case says now.
/// `None` where the § says nothing that this authority says of any kind.
#[must_use]
pub fn slag_of(object: &ParagrafObject, texter: &Texter) -> Option<Overklagande> {
    let kinds = [Overklagande::Laglighetsprovning, Overklagande::Forvaltningsbesvar, Overklagande::KanInteOverklagas];
    let same = |text: &str, said: &str| text.split_whitespace().eq(said.split_whitespace());
    let is = |slag: &Overklagande, said: &str| {
        same(sats(texter, *slag), said) || same(sats(&Texter::default(), *slag), said)
    };
    // The case's own information stands in a part of the same kind, before it.
    let said = object.delar.iter().filter(|del| del.id == "upplysning");
    said.rev().find_map(|del| kinds.iter().find(|slag| is(slag, &del.text)).copied())
}

/// The texts of a hänvisning: who may appeal, how, where, when, and what then. `None` for what cannot be appealed.
///
/// # Errors
/// Each fact that `myndighet.toml` lacks: the court, where to write.
pub fn hanvisning(
    workspace: &Workspace,
    organ: &Organ,
    fraga: Question<'_>,
) -> Result<Option<Vec<Bladdel>>, Vec<Diagnostic>> {
    let myndighet = &workspace.myndighet.value;
    let parts = match fraga.slag {
        Overklagande::KanInteOverklagas => return Ok(None),
        Overklagande::Laglighetsprovning => {
            let court = court(workspace)?;
            let own = fraga.om.hanvisning.or(myndighet.texter.hanvisning_laglighetsprovning.as_deref());
            let ours = || table::laglighetsprovning(&public(myndighet, organ), &court, fraga.sista_dag);
            own.map_or_else(ours, |own| whole(own, &court))
        }
        Overklagande::Forvaltningsbesvar => {
            let instance =
                fraga.om.overinstans.or(organ.overinstans.as_deref()).or(myndighet.forvaltningsratt.as_deref());
            let instance = instance.ok_or_else(|| vec![no_court(workspace)])?;
            let desk = desk(workspace, organ)?;
            let own = fraga.om.hanvisning.or(myndighet.texter.hanvisning_forvaltningsbesvar.as_deref());
            own.map_or_else(|| table::forvaltningsbesvar(instance, &desk, fraga.om.tid), |own| whole(own, &desk))
        }
    };
    Ok(Some(parts))
}

/// The överklagandehänvisning of one decision, to send along with it. `None` for what cannot be appealed.
///
/// # Errors
/// What `myndighet.toml` lacks, an organ it does not have, or a logotype that cannot be read.
pub fn overklagandehanvisning(
    workspace: &Workspace,
    decision: &Overklagat<'_>,
) -> Result<Option<Document>, Vec<Diagnostic>> {
    let myndighet = &workspace.myndighet.value;
    let organ = myndighet.organ.iter().find(|organ| organ.id == decision.organ).ok_or_else(|| {
        let message = format!("organet {} finns inte i myndighet.toml", decision.organ);
        vec![Diagnostic::error("organ-okant", message).hint("skriv ett [[organ]] med det id:t")]
    })?;
    let fraga = Question { slag: decision.slag, om: decision.om, sista_dag: None };
    let Some(delar) = hanvisning(workspace, organ, fraga)? else { return Ok(None) };
    let blad = Blad {
        rubrik: "Så överklagar du beslutet".to_owned(),
        ingress: blocks(table::lead(decision.slag)),
        fakta: facts(decision, &organ.namn),
        delar,
        ..Blad::default()
    };
    let om = Sheet {
        handling: Handling::Overklagandehanvisning,
        organ,
        sammantrade: decision.datum,
        slutdatum: None,
        paragrafer: &[decision.nummer],
        prov: decision.prov,
    };
    sheet(workspace, &om, blad).map(Some)
}

fn facts(decision: &Overklagat<'_>, organ: &str) -> Vec<(String, Vec<String>)> {
    let title = decision.rubrik.map(|rubrik| plain(&inlines(rubrik)));
    let which = format!("{organ} {}, {}", decision.datum, paragraphs(&[decision.nummer]));
    let rows = [
        ("Beslut", Some([vec![which], title.into_iter().collect()].concat())),
        ("Dnr", decision.diarienummer.map(|one| vec![one.to_owned()])),
    ];
    rows.into_iter().filter_map(|(name, lines)| Some((name.to_owned(), lines?))).collect()
}

/// The characters of a line, without its emphasis.
pub(crate) fn plain(inlines: &[super::Inline]) -> String {
    let each = inlines.iter().map(|one| match one {
        super::Inline::Text { text } | super::Inline::Kod { text } => text.clone(),
        super::Inline::Betonad { text } | super::Inline::Stark { text } | super::Inline::Lank { text, .. } => {
            plain(text)
        }
        super::Inline::Radbrytning => " ".to_owned(),
    });
    each.collect()
}

/// Whose members may appeal, who else may, and on whose boards the justering is announced.
pub(crate) struct Public {
    pub(crate) namn: String,
    pub(crate) medlem: String,
    pub(crate) ocksa: Option<&'static str>,
    pub(crate) tavla: String,
}

/// A gemensam nämnd is the organ of all its huvudmän; a förbund has no inhabitants, but its members have (13 kap. 1 §
/// kommunallagen, 28 § lagen 2003:1210).
fn public(myndighet: &Myndighet, organ: &Organ) -> Public {
    let namn = escaped(&myndighet.namn);
    let own = || format!("{} anslagstavla", escaped(&genitive(&myndighet.namn)));
    let (medlem, ocksa, tavla) = match organ.typ {
        OrganTyp::GemensamNamnd => {
            let medlem = "en kommun eller region som är huvudman för nämnden".to_owned();
            (medlem, None, "varje huvudmans anslagstavla".to_owned())
        }
        OrganTyp::Samordningsforbund => {
            let medlem = "en kommun eller region som är medlem i samordningsförbundet".to_owned();
            (medlem, None, "anslagstavlan hos varje kommun och region som är medlem".to_owned())
        }
        _ if is_kommunalforbund(myndighet, organ) => {
            let medlem = "en kommun eller region som är medlem i kommunalförbundet".to_owned();
            (medlem, Some("Förbundsmedlemmarna får också överklaga."), own())
        }
        _ => (namn.clone(), None, own()),
    };
    Public { namn, medlem, ocksa, tavla }
}

/// An organ is a kommunalförbund's when the authority has a beslutande församling of one, and none of a kommun.
fn is_kommunalforbund(myndighet: &Myndighet, organ: &Organ) -> bool {
    let of_forbund = |organ: &Organ| matches!(organ.typ, OrganTyp::Forbundsfullmaktige | OrganTyp::Forbundsdirektion);
    let is_kommun = myndighet.organ.iter().any(|one| one.typ == OrganTyp::Fullmaktige);
    of_forbund(organ) || (!is_kommun && myndighet.organ.iter().any(of_forbund))
}

/// Who is written to, with the lines of the address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Desk {
    pub(crate) namn: String,
    pub(crate) adress: Vec<String>,
}

/// The authority's own text, whole, and after it where to write.
fn whole(own: &str, to: &Desk) -> Vec<Bladdel> {
    vec![Bladdel { rubrik: "Hur beslutet överklagas".to_owned(), block: blocks(own), adress: to.adress.clone() }]
}

/// The förvaltningsrätt, to which laglighetsprövning is written (13 kap. 4 § kommunallagen).
fn court(workspace: &Workspace) -> Result<Desk, Vec<Diagnostic>> {
    let myndighet = &workspace.myndighet.value;
    let namn = myndighet.forvaltningsratt.clone().ok_or_else(|| vec![no_court(workspace)])?;
    let lines = lines(myndighet.forvaltningsratt_adress.as_deref(), myndighet.forvaltningsratt_epost.as_deref());
    if lines.is_empty() {
        return Err(vec![missing(workspace, "forvaltningsratt-adress", "förvaltningsrättens adress")]);
    }
    Ok(Desk { adress: first(&namn, lines), namn })
}

/// The organ's own desk, to which förvaltningsbesvär is handed in (43 § förvaltningslagen).
fn desk(workspace: &Workspace, organ: &Organ) -> Result<Desk, Vec<Diagnostic>> {
    let myndighet = &workspace.myndighet.value;
    let adress = organ.postadress.as_deref().or(myndighet.postadress.as_deref());
    let lines = lines(adress, organ.epost.as_deref().or(myndighet.epost.as_deref()));
    if lines.is_empty() {
        return Err(vec![missing(workspace, "postadress", "adressen dit beslut överklagas")]);
    }
    Ok(Desk { namn: organ.namn.clone(), adress: first(&organ.namn, lines) })
}

fn lines(adress: Option<&str>, epost: Option<&str>) -> Vec<String> {
    let adress = adress.unwrap_or_default().lines().map(str::trim);
    let epost = epost.map(|epost| format!("E-post: {}", epost.trim()));
    adress.filter(|line| !line.is_empty()).map(str::to_owned).chain(epost).collect()
}

/// The name above its address, unless the address begins with it.
fn first(namn: &str, lines: Vec<String>) -> Vec<String> {
    if lines.first().is_some_and(|line| line.starts_with(namn)) {
        lines
    } else {
        [vec![namn.to_owned()], lines].concat()
    }
}

fn no_court(workspace: &Workspace) -> Diagnostic {
    missing(workspace, "forvaltningsratt", "vilken förvaltningsrätt som prövar överklaganden")
}

fn missing(workspace: &Workspace, key: &str, what: &str) -> Diagnostic {
    // What is missing has no place of its own: beside it is where it is to be written.
    let places = &workspace.myndighet.places;
    let beside = [key, "forvaltningsratt", "namn"].map(|key| Pointer::root().key(key));
    let beside = beside.into_iter().find(|one| places.values.contains_key(one)).unwrap_or_else(Pointer::root);
    let place = places.label(&beside, "");
    Diagnostic::error("hanvisning-uppgift-saknas", format!("i myndighet.toml saknas {what}"))
        .at(place)
        .hint(format!("skriv {key} = \"..\"; en felaktig uppgift ger den som överklagar ny tid"))
}

#[cfg(test)]
mod tests;
