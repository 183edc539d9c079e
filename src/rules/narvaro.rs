//! V03, V06, V09: the närvaro itself: readable § intervals, nobody twice, and when a föredragande was there.

use crate::case::sammantrade::Uppdrag;
use crate::diag::Level;

use super::Rule;
use super::context::{Context, Finding};
use super::intervall::{self, Intervall, paragraftecken};
use super::lagrum::Lagrum;
use super::tjanstgoring::is_same;

const TJANSTGJORT: Lagrum = Lagrum::for_organ("5 kap. 66 §", "6 kap. 35 § och 5 kap. 66 §");

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "V03",
        code: "person-dubbel",
        title: "ingen står två gånger i närvaron vid samma paragraf",
        level: Level::Fel,
        basis: TJANSTGJORT,
        excusable: false,
        check: person_dubbel,
    },
    Rule {
        id: "V06",
        code: "paragrafer-fel",
        title: "`paragrafer` i närvaron är nummer och intervall: `97-104, 106-120`",
        level: Level::Fel,
        basis: Lagrum::Ingen,
        excusable: false,
        check: paragrafer_fel,
    },
    Rule {
        id: "V06",
        code: "paragrafer-utanfor",
        title: "`paragrafer` i närvaron håller sig till sammanträdets paragrafer",
        level: Level::Varning,
        basis: Lagrum::Ingen,
        excusable: false,
        check: paragrafer_utanfor,
    },
    Rule {
        id: "V09",
        code: "foredragande-utan-paragraf",
        title: "en föredragande står med de paragrafer den var med på",
        level: Level::Upplysning,
        basis: Lagrum::Ingen,
        excusable: false,
        check: foredragande_utan_paragraf,
    },
];

fn person_dubbel(context: &Context<'_>) -> Vec<Finding> {
    let Some(meeting) = context.meeting_with_narvaro() else { return Vec::new() };
    let persons = &meeting.sammantrade.narvaro;
    let numbers = meeting.numbers();
    let mut found = Vec::new();
    for (second, person) in persons.iter().enumerate() {
        let Some(first) = persons.iter().take(second).position(|other| is_same(other, person)) else { continue };
        let both = |n: &u32| meeting.is_present(first, *n) && meeting.is_present(second, *n);
        let shared: Vec<u32> = numbers.iter().copied().filter(both).collect();
        if shared.is_empty() || person.namn.trim().is_empty() {
            continue;
        }
        let message = format!("{} står två gånger i närvaron vid {}", person.namn, paragraftecken(&shared));
        let finding = context
            .finding(&format!("/narvaro/{second}/namn"), "", message)
            .also(context.label(&format!("/narvaro/{first}/namn"), "första gången"))
            .hint("ta bort den ena, eller skriv paragrafer = \"..\" på båda så att de inte överlappar");
        found.push(finding);
    }
    found
}

fn paragrafer_fel(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (at, text, _) in intervals(context) {
        let Err(fault) = Intervall::parse(text) else { continue };
        let message = match (fault.baklanges, fault.del.as_str()) {
            (true, part) => format!("intervallet {part} går baklänges"),
            (false, "") => "ett intervall är tomt".to_owned(),
            (false, part) => format!("kan inte läsa \"{part}\" som paragrafer"),
        };
        let hint = intervall::meant(text).map_or_else(
            || "skriv nummer och intervall med komma emellan: paragrafer = \"97-104, 106-120\"".to_owned(),
            |meant| format!("menade du paragrafer = \"{meant}\"?"),
        );
        found.push(context.finding(&at, "", message).hint(hint));
    }
    found
}

fn paragrafer_utanfor(context: &Context<'_>) -> Vec<Finding> {
    if context.is_damaged(&["/paragraf"]) {
        return Vec::new();
    }
    let Some(meeting) = &context.meeting else { return Vec::new() };
    let numbers = meeting.numbers();
    let (Some(first), Some(last)) = (numbers.iter().min(), numbers.iter().max()) else { return Vec::new() };
    let is_inside = |text: &str| {
        Intervall::parse(text).is_ok_and(|interval| interval.ends().iter().all(|(a, b)| a >= first && b <= last))
    };
    let all = intervals(context);
    let outside: Vec<_> =
        all.iter().filter(|(_, text, _)| Intervall::parse(text).is_ok() && !is_inside(text)).collect();
    let Some((at, _, _)) = outside.first() else { return Vec::new() };
    let names: Vec<String> = outside.iter().map(|(_, text, name)| format!("{name} ({text})")).collect();
    let message = format!("paragrafer utanför protokollets {}: {}", paragraftecken(&numbers), names.join(", "));
    let hint = "rätta intervallet, eller kontrollera att alla paragrafer är med i filen";
    vec![context.finding(at, "", message).hint(hint)]
}

/// Pointer, text and name of each written § interval that is not itself damaged.
fn intervals<'a>(context: &Context<'a>) -> Vec<(String, &'a str, &'a str)> {
    let Some(meeting) = &context.meeting else { return Vec::new() };
    let persons = meeting.sammantrade.narvaro.iter().enumerate();
    let persons = persons.filter_map(|(i, one)| {
        Some((format!("/narvaro/{i}/paragrafer"), one.paragrafer.as_deref()?, one.namn.as_str()))
    });
    let leaders = meeting.sammantrade.ledning.iter().enumerate();
    let leaders =
        leaders.map(|(i, one)| (format!("/ledning/{i}/paragrafer"), one.paragrafer.as_str(), one.namn.as_str()));
    let justerare = meeting.sammantrade.justering.iter().flat_map(|one| one.justerare.iter().enumerate());
    let justerare = justerare
        .filter_map(|(i, one)| Some((format!("/justering/justerare/{i}/paragrafer"), one.paragrafer()?, one.namn())));
    persons.chain(leaders).chain(justerare).filter(|(at, _, _)| !context.is_damaged(&[at])).collect()
}

fn foredragande_utan_paragraf(context: &Context<'_>) -> Vec<Finding> {
    let Some(meeting) = context.meeting_with_narvaro() else { return Vec::new() };
    let is_unsaid =
        |one: &crate::case::sammantrade::Narvarande| one.uppdrag == Uppdrag::Foredragande && one.paragrafer.is_none();
    let persons = || meeting.sammantrade.narvaro.iter().enumerate().filter(|(_, one)| is_unsaid(one));
    let Some((first, _)) = persons().next().filter(|_| meeting.sammantrade.paragraf.len() > 1) else {
        return Vec::new();
    };
    let names: Vec<&str> = persons().map(|(_, one)| one.namn.as_str()).collect();
    let message = format!("föredragande utan paragrafer: {}", names.join(", "));
    let hint = "skriv paragrafer = \"..\" på den som bara var med på några paragrafer";
    vec![context.finding(&format!("/narvaro/{first}"), "", message).hint(hint)]
}
