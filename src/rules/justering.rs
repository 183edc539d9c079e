//! V40, V41, V42: when the minutes are adjusted and by whom.

use crate::case::sammantrade::{Justerare, Justering, Paragraf};
use crate::case::text::Datum;
use crate::diag::Level;

use super::Rule;
use super::beslut::satser;
use super::context::{Context, Finding};
use super::intervall::paragraftecken;
use super::lagrum::{Lagrum, is_under_kommunallagen};
use super::namn;
use super::tjanstgoring::{Namn, adjusts, same_name};

const FJORTON_DAGAR: Lagrum = Lagrum::for_organ("5 kap. 69 §", "6 kap. 35 § och 5 kap. 69 §");

const fn rule(id: &'static str, code: &'static str, basis: Lagrum, title: &'static str, check: Check) -> Rule {
    Rule { id, code, title, level: Level::Fel, basis, excusable: false, check }
}

type Check = fn(&Context<'_>) -> Vec<Finding>;

pub(super) const RULES: &[Rule] = &[
    Rule {
        excusable: true,
        ..rule(
            "V40",
            "justering-for-sen",
            FJORTON_DAGAR,
            "protokollet justeras senast fjorton dagar efter sammanträdet",
            for_sen,
        )
    },
    Rule {
        level: Level::Varning,
        ..rule(
            "V40",
            "justering-senast-for-sen",
            FJORTON_DAGAR,
            "sista dag för justering är inom fjorton dagar efter sammanträdet",
            senast_for_sen,
        )
    },
    rule("V41", "justerare-for-fa", Lagrum::Ingen, "så många justerare är valda som organet ska ha", for_fa),
    rule(
        "V41",
        "justerare-dubbel",
        Lagrum::Ingen,
        "justerarna är olika personer, och ingen av dem ordföranden",
        dubbel,
    ),
    rule("V41", "justerare-ej-narvarande", Lagrum::Ingen, "varje justerare är med i närvaron", ej_narvarande),
    Rule {
        level: Level::Varning,
        ..rule(
            "V41",
            "justerare-borta",
            Lagrum::Ingen,
            "en justerare var med vid de paragrafer som den justerar",
            borta,
        )
    },
    Rule {
        level: Level::Varning,
        ..rule(
            "V41",
            "justerare-skiljer",
            Lagrum::Ingen,
            "justerarna är de som valdes i paragrafen om val av justerare",
            skiljer,
        )
    },
    rule("V42", "justering-fore-motet", Lagrum::Ingen, "protokollet justeras tidigast sammanträdesdagen", fore_motet),
];

/// The justering and the meeting's day, for organs under kommunallagen when both are whole.
fn whole<'a>(context: &'a Context<'_>) -> Option<(&'a Justering, Datum)> {
    let meeting = context.meeting.as_ref()?;
    let justering = meeting.sammantrade.justering.as_ref()?;
    let last = meeting.sammantrade.slutdatum.unwrap_or(meeting.sammantrade.datum);
    (!context.is_damaged(&["/datum", "/slutdatum", "/justering"])).then_some((justering, last))
}

fn days_after(day: Datum, meeting: Datum) -> i32 {
    (day.0 - meeting.0).get_days()
}

fn for_sen(context: &Context<'_>) -> Vec<Finding> {
    late(
        context,
        |justering| justering.datum,
        "datum",
        |days| format!("protokollet justerades {days} dagar efter sammanträdet, högst 14 är tillåtet"),
    )
}

fn senast_for_sen(context: &Context<'_>) -> Vec<Finding> {
    late(
        context,
        |justering| justering.senast.filter(|_| justering.datum.is_none()),
        "senast",
        |days| format!("protokollet ska justeras senast {days} dagar efter sammanträdet, högst 14 är tillåtet"),
    )
}

fn late(
    context: &Context<'_>,
    day: impl Fn(&Justering) -> Option<Datum>,
    key: &str,
    message: impl Fn(i32) -> String,
) -> Vec<Finding> {
    if !context.organ_typ().is_none_or(is_under_kommunallagen) {
        return Vec::new();
    }
    let Some((justering, meeting)) = whole(context) else { return Vec::new() };
    let Some(days) = day(justering).map(|day| days_after(day, meeting)).filter(|days| *days > 14) else {
        return Vec::new();
    };
    let finding = context
        .finding(&format!("/justering/{key}"), "justeringsdagen", message(days))
        .also(context.label("/datum", "sammanträdet"))
        .hint("kontrollera datumet mot det undertecknade protokollet");
    vec![finding]
}

fn fore_motet(context: &Context<'_>) -> Vec<Finding> {
    let Some((justering, meeting)) = whole(context) else { return Vec::new() };
    let days = [("datum", justering.datum), ("senast", justering.senast)];
    let early = days.into_iter().filter_map(|(key, day)| Some((key, day.filter(|day| *day < meeting)?)));
    let finding = |(key, day): (&str, Datum)| {
        context
            .finding(
                &format!("/justering/{key}"),
                "justeringsdagen",
                format!("justeringen {day} är före sammanträdet {meeting}"),
            )
            .also(context.label("/datum", "sammanträdet"))
            .hint("rätta det datum som är fel")
    };
    early.map(finding).collect()
}

fn for_fa(context: &Context<'_>) -> Vec<Finding> {
    let Some(meeting) = &context.meeting else { return Vec::new() };
    let Some((organ, wanted)) = meeting.organ.and_then(|organ| Some((organ, organ.justerare?))) else {
        return Vec::new();
    };
    let elected = meeting.sammantrade.justering.as_ref().map_or(0, |justering| justering.justerare.len());
    if context.is_damaged(&["/justering"]) || elected >= wanted as usize {
        return Vec::new();
    }
    let message = format!("{elected} justerare är valda, {} ska ha {wanted}", organ.namn);
    let hint = "skriv justerare = [\"Förnamn Efternamn\"] under [justering], eller rätta antalet i myndighet.toml";
    vec![context.finding("/justering/justerare", "", message).hint(hint)]
}

fn dubbel(context: &Context<'_>) -> Vec<Finding> {
    let Some(meeting) = context.meeting_with_narvaro() else { return Vec::new() };
    let Some((justering, _)) = whole(context) else { return Vec::new() };
    let led = meeting.led();
    let mut found = Vec::new();
    for (i, name) in justering.justerare.iter().map(Justerare::namn).enumerate() {
        let person = meeting.named(name, None);
        let leads_all = matches!(led.as_slice(), [(only, _)] if person == Namn::Person(*only));
        let (message, hint) = if justering.justerare.iter().take(i).any(|other| other.namn() == name) {
            (format!("{name} står två gånger som justerare"), "skriv en annan justerare")
        } else if leads_all {
            (
                format!("{name} är ordförande och kan inte också vara justerare"),
                "skriv den ledamot som valdes att justera jämte ordföranden",
            )
        } else {
            continue;
        };
        found.push(context.finding(&format!("/justering/justerare/{i}"), "", message).hint(hint));
    }
    found
}

fn ej_narvarande(context: &Context<'_>) -> Vec<Finding> {
    let Some(meeting) = context.meeting_with_narvaro() else { return Vec::new() };
    let Some((justering, _)) = whole(context) else { return Vec::new() };
    let fallback = Paragraf::default();
    let paragraf = meeting.sammantrade.paragraf.first().unwrap_or(&fallback);
    let mut found = Vec::new();
    for (i, name) in justering.justerare.iter().map(Justerare::namn).enumerate() {
        if let Namn::Person(_) = meeting.named(name, None) {
            continue;
        }
        let (message, hint) = if meeting.named(name, None) == Namn::Flera {
            (
                format!("justeraren {name} är mer än en i närvaron"),
                format!("skriv partiet efter namnet: \"{name} (S)\""),
            )
        } else {
            let (message, hint) = namn::unknown(meeting, name, paragraf);
            (format!("justeraren {message}"), hint)
        };
        found.push(context.finding(&format!("/justering/justerare/{i}"), "", message).hint(hint));
    }
    found
}

/// Who was away for jäv does not adjust the § anyway.
fn borta(context: &Context<'_>) -> Vec<Finding> {
    let Some(meeting) = context.meeting_with_narvaro() else { return Vec::new() };
    let Some((justering, _)) = whole(context) else { return Vec::new() };
    let mut found = Vec::new();
    for (i, one) in justering.justerare.iter().enumerate() {
        let Namn::Person(_) = meeting.named(one.namn(), None) else { continue };
        // A person may stand there twice: as ledamot for some §§ and as ordförande for others.
        let here = |nummer| {
            (0..meeting.sammantrade.narvaro.len()).any(|index| {
                meeting.person(index).is_some_and(|person| same_name(&person.namn, bare(one.namn())))
                    && meeting.is_present(index, nummer)
            })
        };
        let all = meeting.sammantrade.paragraf.iter().filter(|p| adjusts(one, p.nummer) && !p.utgar);
        let gone =
            all.filter(|p| !here(p.nummer) && !p.jav.iter().any(|jav| same_name(bare(&jav.namn), bare(one.namn()))));
        let numbers: Vec<u32> = gone.map(|p| p.nummer).collect();
        if numbers.is_empty() {
            continue;
        }
        let message = format!("{} justerar {} men var inte med då", one.namn(), paragraftecken(&numbers));
        let hint = "skriv vem som justerar vilka: justerare = [{ namn = \"..\", paragrafer = \"1-9\" }, { namn = \"..\", paragrafer = \"10-22\" }]";
        found.push(context.finding(&format!("/justering/justerare/{i}"), "", message).hint(hint));
    }
    found
}

/// A name without the party that may stand after it.
fn bare(name: &str) -> &str {
    namn::with_parti(name).map_or(name, |(name, _)| name)
}

/// The §§ that elect justerare name whom: somebody of the närvaro who does not lead.
fn skiljer(context: &Context<'_>) -> Vec<Finding> {
    let Some(meeting) = context.meeting_with_narvaro() else { return Vec::new() };
    let Some((justering, _)) = whole(context) else { return Vec::new() };
    let elects = |one: &Paragraf| {
        let title = one.rubrik.to_lowercase();
        [
            "val av juster",
            "val av protokollsjuster",
            "val av en juster",
            "val av två juster",
            "justerare",
            "protokolljustera",
        ]
        .iter()
        .any(|words| title.contains(words))
    };
    let led: Vec<usize> = meeting.led().into_iter().map(|(index, _)| index).collect();
    let mut elected: Vec<(String, u32, usize)> = Vec::new();
    for (at, one) in context.paragrafer(&["beslut", "forslag", "rubrik"]).into_iter().filter(|(_, one)| elects(one)) {
        let text = satser(one).join(" ");
        let named = (0..meeting.sammantrade.narvaro.len()).filter(|i| {
            !led.contains(i) && meeting.person(*i).is_some_and(|person| text.contains(person.namn.as_str()))
        });
        elected.extend(named.map(|index| (at.clone(), one.nummer, index)));
    }
    let Some((at, nummer, _)) = elected.first() else { return Vec::new() };
    let mut found = Vec::new();
    for (i, name) in justering.justerare.iter().map(Justerare::namn).enumerate() {
        let Namn::Person(index) = meeting.named(name, None) else { continue };
        if elected.iter().any(|(_, _, one)| *one == index) {
            continue;
        }
        let names: Vec<String> = elected.iter().map(|(_, _, index)| meeting.display(*index)).collect();
        let message = format!("{name} justerar, men i § {nummer} valdes {}", names.join(", "));
        let finding = context
            .finding(&format!("/justering/justerare/{i}"), "", message)
            .also(context.label(&format!("{at}/beslut"), "valet"))
            .hint("rätta namnet här eller i paragrafen om val av justerare");
        found.push(finding);
    }
    found
}
