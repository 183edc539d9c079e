//! V16, V17: votes: who voted, once each, and how many.

use crate::case::sammantrade::{Arendetyp, Paragraf, Rostresultat, Votering};
use crate::diag::Level;

use super::Rule;
use super::context::{Context, Finding};
use super::lagrum::{Lagrum, is_under_kommunallagen};
use super::naming::{Naming, Role, namings};
use super::tjanstgoring::Meeting;

const ROSTER: Lagrum = Lagrum::for_organ("5 kap. 67 §", "6 kap. 35 § och 5 kap. 67 §");
const OPPEN: Lagrum = Lagrum::for_organ("5 kap. 54 §", "6 kap. 33 § och 5 kap. 54 §");

const fn rule(code: &'static str, basis: Lagrum, title: &'static str, check: fn(&Context<'_>) -> Vec<Finding>) -> Rule {
    Rule { id: "V16", code, title, level: Level::Fel, basis, excusable: false, check }
}

pub(super) const RULES: &[Rule] = &[
    rule("rost-summa", ROSTER, "omröstningens resultat är summan av rösterna", rost_summa),
    rule("rost-dubbel", ROSTER, "ingen röstar två gånger i samma omröstning", rost_dubbel),
    rule("rost-ej-tjanstgor", ROSTER, "den som röstar tjänstgör i paragrafen", rost_ej_tjanstgor),
    rule("rost-saknas", ROSTER, "alla som tjänstgör röstar, avstår eller deltar inte", rost_saknas),
    Rule {
        id: "V17",
        ..rule("oppen-utan-roster", ROSTER, "en öppen omröstning visar hur var och en röstade", oppen_utan_roster)
    },
    Rule {
        id: "V17",
        ..rule("sluten-med-roster", OPPEN, "en sluten omröstning visar inte hur någon röstade", sluten_med_roster)
    },
    Rule {
        id: "V17",
        ..rule("sluten-utan-resultat", ROSTER, "en sluten omröstning har ett resultat i siffror", sluten_utan_resultat)
    },
    Rule { id: "V17", ..rule("val-oppen", OPPEN, "omröstning om val eller anställning är sluten", val_oppen) },
    Rule {
        id: "V17",
        level: Level::Varning,
        ..rule("sluten-ej-val", OPPEN, "bara omröstning om val eller anställning är sluten", sluten_ej_val)
    },
];

/// Every vote whose data is whole, with its pointer and §.
pub(super) fn voteringar<'a>(context: &Context<'a>) -> Vec<(String, &'a Paragraf, &'a Votering)> {
    let paragrafer = context.paragrafer(&[]);
    let all = paragrafer.into_iter().flat_map(|(at, one)| {
        let votes = one.votering.iter().enumerate();
        votes.map(move |(v, votering)| (format!("{at}/votering/{v}"), one, votering))
    });
    all.filter(|(at, _, _)| !context.is_damaged(&[at])).collect()
}

/// The counted votes: as written, else from the lists.
pub(super) fn result(votering: &Votering) -> Rostresultat {
    votering.resultat.unwrap_or_else(|| listed(votering))
}

/// True when the written result is another than the lists: rost-summa says it, and no outcome can be read.
pub(super) fn is_miscounted(votering: &Votering) -> bool {
    has_list(votering) && votering.resultat.is_some_and(|written| written != listed(votering))
}

fn listed(votering: &Votering) -> Rostresultat {
    let count = |list: &[String]| u32::try_from(list.len()).unwrap_or(u32::MAX);
    Rostresultat { ja: count(&votering.ja.roster), nej: count(&votering.nej.roster), avstar: count(&votering.avstar) }
}

fn has_list(votering: &Votering) -> bool {
    listed(votering) != Rostresultat::default()
}

/// True when the matter is a val or an anställning, said so or plain from the title.
pub(super) fn is_val(paragraf: &Paragraf) -> bool {
    let title = paragraf.rubrik.to_lowercase();
    matches!(paragraf.arendetyp, Some(Arendetyp::Val | Arendetyp::Anstallning))
        || (paragraf.arendetyp.is_none()
            && ["val av ", "val till ", "fyllnadsval", "anställning av "].iter().any(|start| title.starts_with(start)))
}

/// Those who serve in the § and are in none of the vote's lists.
fn missing(meeting: &Meeting<'_>, paragraf: &Paragraf, votering: &Votering) -> Vec<usize> {
    let lists = [&votering.ja.roster, &votering.nej.roster, &votering.avstar, &votering.deltar_ej, &paragraf.deltar_ej];
    let accounted: Vec<usize> = lists
        .into_iter()
        .flatten()
        .flat_map(|name| match meeting.find(name, paragraf.nummer) {
            Some(index) => vec![index],
            None => meeting.parti_members(name, paragraf).unwrap_or_default(),
        })
        .collect();
    meeting.serving(paragraf).into_iter().filter(|i| !accounted.contains(i)).collect()
}

fn rost_summa(context: &Context<'_>) -> Vec<Finding> {
    let narvaro = context.meeting_with_narvaro();
    let mut found = Vec::new();
    for (at, one, votering) in voteringar(context) {
        let Some(written) = votering.resultat else { continue };
        let place = format!("{at}/resultat");
        if votering.sluten {
            let most = narvaro.map_or(usize::MAX, |meeting| meeting.serving(one).len());
            let total = [written.ja, written.nej, written.avstar].iter().map(|&n| n as usize).sum::<usize>();
            if total > most {
                let message = format!("{total} röster i § {}, men {most} tjänstgör", one.nummer);
                found.push(context.finding(&place, "", message).hint("kontrollera siffrorna och närvaron"));
            }
            continue;
        }
        let list = listed(votering);
        let sides =
            [("ja", written.ja, list.ja), ("nej", written.nej, list.nej), ("avstår", written.avstar, list.avstar)];
        let wrong: Vec<String> = sides
            .into_iter()
            .filter(|(_, written, listed)| written != listed)
            .map(|(side, written, listed)| format!("{written} {side} i resultatet, {listed} i listan"))
            .collect();
        // Several names in one text are one fault, and namn-okant says it.
        let is_joined =
            names(&at, one).iter().any(|naming| naming.name.contains([',', ';']) || naming.name.contains(" och "));
        if wrong.is_empty() || !has_list(votering) || is_joined {
            continue;
        }
        let absent: Vec<String> = narvaro
            .map(|meeting| missing(meeting, one, votering).into_iter().map(|i| meeting.display(i)).collect())
            .unwrap_or_default();
        let hint = match absent.as_slice() {
            [] => "räkna om rösterna".to_owned(),
            names => format!("räkna om rösterna; tjänstgör men saknas i listan: {}", names.join(", ")),
        };
        let message = format!("omröstningen i § {} går inte ihop: {}", one.nummer, wrong.join("; "));
        found.push(context.finding(&place, "", message).hint(hint));
    }
    found
}

/// Everyone in the lists of the vote at `at`.
fn names<'a>(at: &str, paragraf: &'a Paragraf) -> Vec<Naming<'a>> {
    let owner = at.rsplit_once("/votering/").map_or("", |(owner, _)| owner);
    let within = format!("{at}/");
    namings(owner, paragraf).into_iter().filter(|one| one.place.starts_with(&within)).collect()
}

fn rost_dubbel(context: &Context<'_>) -> Vec<Finding> {
    let Some(meeting) = context.meeting_with_narvaro() else { return Vec::new() };
    let mut found = Vec::new();
    for (at, one, _) in voteringar(context) {
        let all = names(&at, one);
        for (position, Naming { place, name, .. }) in all.iter().enumerate() {
            let Some(index) = meeting.find(name, one.nummer) else { continue };
            let mut before = all.iter().take(position);
            let Some(first) = before.find(|other| meeting.find(other.name, one.nummer) == Some(index)) else {
                continue;
            };
            let message = format!("{} står två gånger i omröstningen i § {}", meeting.display(index), one.nummer);
            let also = context.label(&first.place, "första gången");
            found.push(context.finding(place, "", message).also(also).hint("ta bort det ena"));
        }
    }
    found
}

fn rost_ej_tjanstgor(context: &Context<'_>) -> Vec<Finding> {
    let Some(meeting) = context.meeting_with_narvaro() else { return Vec::new() };
    let mut found = Vec::new();
    for (at, one, _) in voteringar(context) {
        let voting = names(&at, one).into_iter().filter(|one| one.role != Role::OutsideVote);
        for Naming { place, name, .. } in voting {
            let Some(index) = meeting.find(name, one.nummer) else { continue };
            let (why, hint) = if meeting.is_javig(index, one) {
                continue; // jav-deltar says it
            } else if !meeting.is_present(index, one.nummer) {
                ("var inte med enligt närvaron", "rätta paragrafer i närvaron, eller ta bort rösten".to_owned())
            } else if !meeting.is_beslutande(index) {
                ("tjänstgör inte", format!("tjänstgjorde {name}, skriv tjanstgor = true och for = \"..\" i närvaron"))
            } else {
                continue;
            };
            let message = format!("{} röstar i § {}, men {why}", meeting.display(index), one.nummer);
            let also = context.label(&format!("/narvaro/{index}/namn"), "närvaron");
            found.push(context.finding(&place, "", message).also(also).hint(hint));
        }
    }
    found
}

fn rost_saknas(context: &Context<'_>) -> Vec<Finding> {
    let Some(meeting) = context.meeting_with_narvaro() else { return Vec::new() };
    let mut found = Vec::new();
    for (at, one, votering) in voteringar(context) {
        let is_counted = votering.resultat.is_none_or(|written| written == listed(votering));
        let is_known = names(&at, one).iter().all(|naming| meeting.find(naming.name, one.nummer).is_some());
        let absent = missing(meeting, one, votering);
        if votering.sluten || !has_list(votering) || !is_counted || !is_known || absent.is_empty() {
            continue;
        }
        let names: Vec<String> = absent.into_iter().map(|i| meeting.display(i)).collect();
        let message = format!("tjänstgör i § {} men saknas i omröstningen: {}", one.nummer, names.join(", "));
        let hint =
            "skriv namnet under ja, nej, avstar eller deltar-ej; var personen borta, rätta paragrafer i närvaron";
        found.push(context.finding(&at, "", message).hint(hint));
    }
    found
}

fn oppen_utan_roster(context: &Context<'_>) -> Vec<Finding> {
    let without = voteringar(context).into_iter().filter(|(_, _, votering)| !votering.sluten && !has_list(votering));
    let finding = |(at, one, _): (String, &Paragraf, &Votering)| {
        let message = format!("den öppna omröstningen i § {} visar inte hur var och en röstade", one.nummer);
        let hint = "skriv namnen i roster under ja och nej, och i avstar; var den sluten: sluten = true";
        context.finding(&at, "", message).hint(hint)
    };
    without.map(finding).collect()
}

fn sluten_med_roster(context: &Context<'_>) -> Vec<Finding> {
    let with = voteringar(context).into_iter().filter(|(_, _, votering)| votering.sluten && has_list(votering));
    let finding = |(at, one, _): (String, &Paragraf, &Votering)| {
        let message = format!("den slutna omröstningen i § {} visar hur var och en röstade", one.nummer);
        let hint = "ta bort namnen och skriv bara resultat = { ja = .., nej = .. }";
        context.finding(&format!("{at}/sluten"), "", message).hint(hint)
    };
    with.map(finding).collect()
}

fn sluten_utan_resultat(context: &Context<'_>) -> Vec<Finding> {
    let without = voteringar(context)
        .into_iter()
        .filter(|(_, _, votering)| votering.sluten && votering.resultat.is_none() && !has_list(votering));
    let finding = |(at, one, _): (String, &Paragraf, &Votering)| {
        let message = format!("den slutna omröstningen i § {} saknar resultat", one.nummer);
        context.finding(&format!("{at}/sluten"), "", message).hint("skriv resultat = { ja = .., nej = .. }")
    };
    without.map(finding).collect()
}

fn val_oppen(context: &Context<'_>) -> Vec<Finding> {
    if !context.organ_typ().is_none_or(is_under_kommunallagen) {
        return Vec::new();
    }
    let is_val = |one: &Paragraf| matches!(one.arendetyp, Some(Arendetyp::Val | Arendetyp::Anstallning));
    let open = voteringar(context).into_iter().filter(|(_, one, votering)| !votering.sluten && is_val(one));
    let finding = |(at, one, _): (String, &Paragraf, &Votering)| {
        let message = format!("omröstningen i § {} gäller val eller anställning och ska vara sluten", one.nummer);
        context.finding(&at, "", message).hint("skriv sluten = true och bara resultatet, utan namn")
    };
    open.map(finding).collect()
}

fn sluten_ej_val(context: &Context<'_>) -> Vec<Finding> {
    if !context.organ_typ().is_none_or(is_under_kommunallagen) {
        return Vec::new();
    }
    let closed = voteringar(context).into_iter().filter(|(_, one, votering)| votering.sluten && !is_val(one));
    let finding = |(at, one, _): (String, &Paragraf, &Votering)| {
        let message = format!("omröstningen i § {} är sluten, men ärendet är varken val eller anställning", one.nummer);
        context
            .finding(&format!("{at}/sluten"), "", message)
            .hint("är det ett val, skriv arendetyp = \"val\" i paragrafen")
    };
    closed.map(finding).collect()
}
