//! V03, V04: ersättare: for whom they serve, that no seat is filled twice, and that nobody goes in and out.

use std::collections::{BTreeMap, BTreeSet};

use crate::case::sammantrade::{Narvarande, Paragraf, Uppdrag};
use crate::case::text::Datum;
use crate::diag::Level;

use super::Rule;
use super::context::{Context, Finding};
use super::intervall::paragraftecken;
use super::lagrum::{Lagrum, is_fullmaktige, is_under_kommunallagen};
use super::namn::with_parti;
use super::parti::parties_of;
use super::tjanstgoring::{Meeting, same_name};

const TJANSTGJORT: Lagrum = Lagrum::for_organ("5 kap. 66 §", "6 kap. 35 § och 5 kap. 66 §");

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "V03",
        code: "tjanstgor-fel",
        title: "`tjanstgor` och `for` står på ersättare och säger inte emot varandra",
        level: Level::Fel,
        basis: TJANSTGJORT,
        excusable: false,
        check: tjanstgor_fel,
    },
    Rule {
        id: "V03",
        code: "ersattare-for-vem",
        title: "för varje tjänstgörande ersättare står vem den tjänstgör för",
        level: Level::Varning,
        basis: Lagrum::Ingen,
        excusable: false,
        check: ersattare_for_vem,
    },
    Rule {
        id: "V03",
        code: "dubbel-tjanstgoring",
        title: "ingen ersätter den som själv tjänstgör, och två ersätter inte samma ledamot i samma paragraf",
        level: Level::Fel,
        basis: Lagrum::fullmaktige("5 kap. 17 §"),
        excusable: false,
        check: dubbel_tjanstgoring,
    },
    Rule {
        id: "V03",
        code: "for-manga-tjanstgorande",
        title: "inte fler tjänstgör än organet har ledamöter",
        level: Level::Fel,
        basis: Lagrum::Ingen,
        excusable: false,
        check: for_manga_tjanstgorande,
    },
    Rule {
        id: "V03",
        code: "vaxeltjanstgoring",
        title: "den som har avbrutit sin tjänstgöring av annat skäl än jäv tjänstgör inte mer samma dag \
                (fel i fullmäktige när en ersättare har trätt in, annars varning)",
        level: Level::Fel,
        basis: Lagrum::fullmaktige("5 kap. 20 §"),
        excusable: false,
        check: vaxeltjanstgoring,
    },
    Rule {
        id: "V04",
        code: "ersattare-annat-parti",
        title: "en ersättare är av samma parti som den ledamot den tjänstgör för",
        level: Level::Varning,
        basis: Lagrum::Ingen,
        excusable: false,
        check: ersattare_annat_parti,
    },
];

fn tjanstgor_fel(context: &Context<'_>) -> Vec<Finding> {
    let Some(meeting) = context.meeting_with_narvaro() else { return Vec::new() };
    let mut found = Vec::new();
    for (i, one) in meeting.sammantrade.narvaro.iter().enumerate() {
        let at = |key: &str| format!("/narvaro/{i}/{key}");
        let name = &one.namn;
        if one.uppdrag == Uppdrag::Ersattare {
            if one.tjanstgor == Some(false) && one.tjanstgor_for.is_some() {
                let message = format!("{name} tjänstgör inte, men står som ersättare för någon");
                found.push(
                    context.finding(&at("tjanstgor"), "", message).hint("ta bort for, eller skriv tjanstgor = true"),
                );
            }
        } else if one.tjanstgor_for.is_some() || (one.tjanstgor == Some(true) && !meeting.is_beslutande(i)) {
            let key = if one.tjanstgor_for.is_some() { "for" } else { "tjanstgor" };
            let message = format!("{name} är inte ersättare och kan inte tjänstgöra för någon");
            let hint = "skriv uppdrag = \"ersättare\" om det är så, eller ta bort uppgiften";
            found.push(context.finding(&at(key), "", message).hint(hint));
        }
    }
    found
}

fn ersattare_for_vem(context: &Context<'_>) -> Vec<Finding> {
    let Some(meeting) = context.meeting_with_narvaro() else { return Vec::new() };
    let is_unsaid = |one: &Narvarande| one.uppdrag == Uppdrag::Ersattare && one.tjanstgor_for.is_none();
    let persons = || {
        let all = meeting.sammantrade.narvaro.iter().enumerate();
        all.filter(|(i, one)| is_unsaid(one) && meeting.is_beslutande(*i)).map(|(i, _)| i)
    };
    let Some(first) = persons().next() else { return Vec::new() };
    let names: Vec<String> = persons().map(|i| meeting.display(i)).collect();
    let message = format!("det framgår inte för vem ersättarna tjänstgör: {}", names.join(", "));
    vec![context.finding(&format!("/narvaro/{first}/tjanstgor"), "", message).hint("skriv for = \"ledamotens namn\"")]
}

fn dubbel_tjanstgoring(context: &Context<'_>) -> Vec<Finding> {
    let Some(meeting) = context.meeting_with_narvaro() else { return Vec::new() };
    let persons = &meeting.sammantrade.narvaro;
    let mut found = Vec::new();
    for (i, one) in persons.iter().enumerate() {
        let Some(seat) = one.tjanstgor_for.as_deref().map(plain).filter(|_| meeting.is_beslutande(i)) else { continue };
        let same_seat = |other: usize, person: &Narvarande| {
            let is_self = same_name(&person.namn, seat) && meeting.is_beslutande(other);
            is_self || (other < i && person.tjanstgor_for.as_deref().map(plain) == Some(seat))
        };
        let others = persons.iter().enumerate().filter(|(other, person)| *other != i && same_seat(*other, person));
        for (other, person) in others {
            let both = |p: &&Paragraf| meeting.is_serving(i, p) && meeting.is_serving(other, p);
            let shared: Vec<u32> = meeting.sammantrade.paragraf.iter().filter(both).map(|p| p.nummer).collect();
            if shared.is_empty() {
                continue;
            }
            let numbers = paragraftecken(&shared);
            let message = if same_name(&person.namn, seat) {
                format!("{} tjänstgör för {seat}, som själv tjänstgör vid {numbers}", one.namn)
            } else {
                format!("{} och {} tjänstgör båda för {seat} vid {numbers}", person.namn, one.namn)
            };
            let finding = context
                .finding(&format!("/narvaro/{i}/for"), "", message)
                .also(context.label(&format!("/narvaro/{other}/namn"), "samma plats"))
                .hint("skriv paragrafer = \"..\" på båda så att de inte överlappar, eller rätta for");
            found.push(finding);
        }
    }
    found
}

fn for_manga_tjanstgorande(context: &Context<'_>) -> Vec<Finding> {
    let Some(meeting) = context.meeting_with_narvaro() else { return Vec::new() };
    let Some((organ, seats)) = meeting.organ.and_then(|organ| Some((organ, organ.ledamoter? as usize))) else {
        return Vec::new();
    };
    let counted = context.paragrafer(&["jav"]).into_iter().map(|(at, p)| (at, p.nummer, meeting.serving(p).len()));
    let Some((at, nummer, most)) = counted.filter(|(_, _, count)| *count > seats).max_by_key(|(_, _, count)| *count)
    else {
        return Vec::new();
    };
    let message = format!("{most} tjänstgör i § {nummer}, men {} har {seats} ledamöter", organ.namn);
    let hint = "kontrollera vilka ersättare som tjänstgör och deras paragrafer, och ledamoter i myndighet.toml";
    vec![context.finding(&format!("{at}/nummer"), "", message).hint(hint)]
}

fn vaxeltjanstgoring(context: &Context<'_>) -> Vec<Finding> {
    let Some(meeting) = context.meeting_with_narvaro() else { return Vec::new() };
    if context.is_damaged(&["/paragraf"]) || !meeting.organ_typ().is_none_or(is_under_kommunallagen) {
        return Vec::new();
    }
    let days = days(meeting);
    let persons = meeting.sammantrade.narvaro.iter().enumerate();
    let each = persons.flat_map(|one| days.iter().map(move |day| (one, day)));
    each.filter_map(|((i, one), day)| returned((context, meeting), day, i, one)).collect()
}

/// The §§ of each day; all of them where the case does not say which belong to which.
fn days<'a>(meeting: &Meeting<'a>) -> Vec<Vec<&'a Paragraf>> {
    let mut days: BTreeMap<Option<Datum>, Vec<&Paragraf>> = BTreeMap::new();
    for one in &meeting.sammantrade.paragraf {
        days.entry(meeting.day_of(one.nummer)).or_default().push(one);
    }
    days.into_values().collect()
}

fn returned(
    (context, meeting): (&Context<'_>, &Meeting<'_>),
    all: &[&Paragraf],
    i: usize,
    one: &Narvarande,
) -> Option<Finding> {
    one.paragrafer.as_ref()?;
    if one.uppdrag == Uppdrag::Ersattare || !meeting.is_beslutande(i) {
        return None;
    }
    let away = |p: &Paragraf| !meeting.is_present(i, p.nummer) && !meeting.is_javig(i, p);
    let first = all.iter().position(|p| meeting.is_present(i, p.nummer))?;
    let last = all.iter().rposition(|p| meeting.is_present(i, p.nummer))?;
    let gap: Vec<_> = all.get(first..=last)?.iter().copied().filter(|p| away(p)).collect();
    let replaced = gap.iter().any(|p| {
        let serves = |(j, other): (usize, &Narvarande)| {
            other.tjanstgor_for.as_deref().map(plain) == Some(&one.namn) && meeting.is_serving(j, p)
        };
        meeting.sammantrade.narvaro.iter().enumerate().any(serves)
    });
    let is_fullmaktige = meeting.organ_typ().is_some_and(is_fullmaktige);
    // Who comes back the next day may serve; the case does not say which §§ that was.
    let is_unsaid = meeting.last_day().is_some() && meeting.sammantrade.dag.is_empty();
    let level = match (is_fullmaktige, replaced) {
        (true, true) if !is_unsaid => Level::Fel,
        (true, _) | (false, true) => Level::Varning,
        (false, false) => return None,
    };
    let numbers: Vec<u32> = gap.iter().map(|p| p.nummer).collect();
    let back = all.get(first..=last)?.iter().skip_while(|p| !away(p)).find(|p| meeting.is_present(i, p.nummer))?;
    let message = format!(
        "{} var borta vid {} och tjänstgör igen från § {}",
        meeting.display(i),
        paragraftecken(&numbers),
        back.nummer
    );
    let hint = if is_unsaid {
        "var det en annan dag, skriv [[dag]] med datum och paragrafer för varje dag"
    } else if is_fullmaktige {
        "var det för jäv, skriv namnet under jav i paragrafen"
    } else {
        "var det för jäv, skriv namnet under jav i paragrafen; annars avgör reglementet"
    };
    Some(context.finding(&format!("/narvaro/{i}/paragrafer"), "", message).hint(hint).level(level))
}

fn ersattare_annat_parti(context: &Context<'_>) -> Vec<Finding> {
    let Some(meeting) = context.meeting_with_narvaro() else { return Vec::new() };
    let mut found = Vec::new();
    for (i, one) in meeting.sammantrade.narvaro.iter().enumerate() {
        let (Some(own), Some(seat)) = (meeting.parti(i), one.tjanstgor_for.as_deref()) else { continue };
        let parties = match with_parti(seat) {
            Some((_, written)) => BTreeSet::from([written.to_owned()]),
            None => parties_of(context, meeting, seat),
        };
        if parties.is_empty() || parties.contains(own) {
            continue;
        }
        let theirs: Vec<&str> = parties.iter().map(String::as_str).collect();
        let message = format!("{} ({own}) tjänstgör för {} ({})", one.namn, plain(seat), theirs.join(", "));
        let hint = "kontrollera vem ersättaren tjänstgjorde för";
        found.push(context.finding(&format!("/narvaro/{i}/for"), "", message).hint(hint));
    }
    found
}

/// A name without the party that may stand after it.
fn plain(name: &str) -> &str {
    with_parti(name).map_or(name, |(name, _)| name)
}
