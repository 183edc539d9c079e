//! V01, V06, V10: organ, ordförande, sekreterare, the name of the file, and distance participation.

use crate::case::Content;
use crate::case::myndighet::OrganTyp;
use crate::case::sammantrade::{Paragraf, Uppdrag};
use crate::diag::Level;

use super::context::{Context, Finding};
use super::gissning::did_you_mean;
use super::intervall::paragraftecken;
use super::lagrum::{Lagrum, is_under_kommunallagen};
use super::tjanstgoring::Meeting;
use super::{Rule, expediering};

const PROTOKOLL: Lagrum = Lagrum::for_organ("5 kap. 65 §", "6 kap. 35 § och 5 kap. 65 §");

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "V01",
        code: "organ-okant",
        title: "organet finns i myndighet.toml",
        level: Level::Fel,
        basis: Lagrum::Ingen,
        excusable: false,
        check: organ_okant,
    },
    Rule {
        id: "V01",
        code: "ordforande-saknas",
        title: "någon i närvaron är ordförande för varje paragraf",
        level: Level::Fel,
        basis: PROTOKOLL,
        excusable: false,
        check: ordforande_saknas,
    },
    Rule {
        id: "V01",
        code: "ordforande-antagen",
        title: "leder en vice ordförande sammanträdet står det i paragrafernas `ordforande`",
        level: Level::Varning,
        basis: Lagrum::Ingen,
        excusable: false,
        check: ordforande_antagen,
    },
    Rule {
        id: "V01",
        code: "ordforande-flera",
        title: "bara en i närvaron har uppdraget ordförande vid varje paragraf",
        level: Level::Fel,
        basis: PROTOKOLL,
        excusable: false,
        check: ordforande_flera,
    },
    Rule {
        id: "V01",
        code: "sekreterare-saknas",
        title: "ett sammanträde har en sekreterare",
        level: Level::Fel,
        basis: Lagrum::Ingen,
        excusable: false,
        check: sekreterare_saknas,
    },
    Rule {
        id: "V01",
        code: "slutdatum-fore-datum",
        title: "ett sammanträdes sista dag är inte före dess första",
        level: Level::Fel,
        basis: Lagrum::Ingen,
        excusable: false,
        check: slutdatum_fore_datum,
    },
    Rule {
        id: "–",
        code: "klockslag-skrivsatt",
        title: "klockslag i `tid` och `ajournering` skrivs med punkt eller kolon",
        level: Level::Varning,
        basis: Lagrum::Ingen,
        excusable: false,
        check: klockslag_skrivsatt,
    },
    Rule {
        id: "V06",
        code: "filnamn-avviker",
        title: "ett datum och ett organ i filnamnet är fallets",
        level: Level::Varning,
        basis: Lagrum::Ingen,
        excusable: false,
        check: filnamn_avviker,
    },
    Rule {
        id: "V06",
        code: "per-capsulam",
        title: "ett organ under kommunallagen beslutar vid ett sammanträde, inte per capsulam",
        level: Level::Varning,
        basis: Lagrum::Ingen,
        excusable: false,
        check: per_capsulam,
    },
    Rule {
        id: "V10",
        code: "distans-utan-beslut",
        title: "deltar någon som beslutar på distans anger `distans-beslut` fullmäktiges beslut om det",
        level: Level::Fel,
        basis: Lagrum::for_organ("5 kap. 16 §", "6 kap. 24 §"),
        excusable: true,
        check: distans_utan_beslut,
    },
];

fn organ_okant(context: &Context<'_>) -> Vec<Finding> {
    let (key, id) = match &context.case.value {
        Content::Sammantrade(one) => ("/organ", &one.organ),
        Content::Kallelse(one) => ("/organ", &one.organ),
        Content::Tjansteskrivelse(one) if expediering::is_id(&one.till) => ("/till", &one.till),
        Content::Tjansteskrivelse(_) => return Vec::new(),
    };
    let myndighet = &context.workspace.myndighet.value;
    let is_mottagare = key == "/till" && myndighet.mottagare.iter().any(|one| &one.id == id);
    if context.is_damaged(&[key]) || is_mottagare || myndighet.organ.iter().any(|organ| &organ.id == id) {
        return Vec::new();
    }
    let ids = || myndighet.organ.iter().map(|organ| organ.id.as_str());
    let places = &context.workspace.myndighet.places;
    let is_damaged = places.is_damaged(&crate::case::pointer::Pointer::parse("/organ"));
    if is_damaged || ids().collect::<std::collections::BTreeSet<_>>().len() < myndighet.organ.len() {
        return Vec::new(); // what is wrong with an id is told of myndighet.toml
    }
    let by_name = myndighet.organ.iter().find(|organ| organ.namn.to_lowercase() == id.to_lowercase());
    let hint = match by_name {
        Some(organ) => Some(format!("skriv organets id: \"{}\"", organ.id)),
        None => did_you_mean(id, ids()),
    };
    let hint = hint.unwrap_or_else(|| {
        let known: Vec<&str> = ids().collect();
        format!("lägg till organet i myndighet.toml, eller skriv något av {}", known.join(", "))
    });
    vec![context.finding(key, "", format!("organet {id} finns inte i myndighet.toml")).hint(hint)]
}

fn ordforande_saknas(context: &Context<'_>) -> Vec<Finding> {
    let Some(meeting) = context.meeting_with_narvaro() else { return Vec::new() };
    let persons = 0..meeting.sammantrade.narvaro.len();
    let anyone = persons.clone().any(|i| meeting.is_beslutande(i) && leads(meeting.person(i).map(|p| p.uppdrag)));
    let paragrafer = context.paragrafer(&["ordforande", "jav"]);
    let without = || paragrafer.iter().filter(|(_, one)| one.ordforande.is_none() && meeting.ordforande(one).is_none());
    if !anyone && (paragrafer.is_empty() || without().next().is_some()) {
        let message = "ingen i närvaron har uppdraget ordförande";
        let hint = "skriv uppdrag = \"ordförande\" på den som ledde sammanträdet";
        return vec![context.finding("/narvaro", "", message).hint(hint)];
    }
    let hint = "skriv ordforande = \"..\" i paragrafen: den som ledde den och skriver under den";
    let of_paragraf = |at: &str, nummer: u32| {
        let message =
            format!("§ {nummer} har ingen ordförande: den ordinarie är jävig eller borta, och ingen vice tjänstgör");
        context.finding(&format!("{at}/nummer"), "", message).hint(hint).paragraf(nummer)
    };
    let mut found: Vec<Finding> = without().map(|(at, one)| of_paragraf(at, one.nummer)).collect();
    found.extend(absent_leaders(context, meeting));
    found
}

/// Rows of `ledning` whose person does not serve in one of their §§.
fn absent_leaders(context: &Context<'_>, meeting: &Meeting<'_>) -> Vec<Finding> {
    let paragrafer = context.paragrafer(&["ordforande", "jav"]);
    let mut found = Vec::new();
    for (i, row) in meeting.sammantrade.ledning.iter().enumerate() {
        let is_away = |one: &Paragraf| {
            let is_theirs = meeting.led_in_run(one).is_some_and(|led| led.paragrafer == row.paragrafer);
            is_theirs && meeting.find(&row.namn, one.nummer).is_some_and(|index| !meeting.is_serving(index, one))
        };
        let away: Vec<u32> = paragrafer.iter().filter(|(_, one)| is_away(one)).map(|(_, one)| one.nummer).collect();
        if away.is_empty() {
            continue;
        }
        let message = format!("{} leder {}, men tjänstgör inte där", row.namn, paragraftecken(&away));
        let finding = context.finding(&format!("/ledning/{i}/paragrafer"), "", message);
        found.push(finding.hint("rätta paragraferna här, eller paragrafer i närvaron"));
    }
    found
}

fn leads(uppdrag: Option<Uppdrag>) -> bool {
    use Uppdrag::{AndreViceOrdforande, ForsteViceOrdforande, Ordforande, ViceOrdforande};
    matches!(uppdrag, Some(Ordforande | ForsteViceOrdforande | AndreViceOrdforande | ViceOrdforande))
}

fn ordforande_antagen(context: &Context<'_>) -> Vec<Finding> {
    let Some(meeting) = context.meeting_with_narvaro() else { return Vec::new() };
    if meeting.sammantrade.narvaro.iter().any(|one| one.uppdrag == Uppdrag::Ordforande) {
        return Vec::new();
    }
    let assumed: Vec<_> = meeting
        .sammantrade
        .paragraf
        .iter()
        .filter(|one| one.ordforande.is_none() && meeting.led_in_run(one).is_none())
        .collect();
    let Some(index) = assumed.first().and_then(|one| meeting.ordforande(one)) else { return Vec::new() };
    let who = meeting.display(index);
    let message = format!("ingen i närvaron har uppdraget ordförande: {who} antas ha lett sammanträdet");
    let hint = format!("skriv ordforande = \"{who}\" i paragraferna, eller ordföranden i närvaron");
    vec![context.finding(&format!("/narvaro/{index}/uppdrag"), "", message).hint(hint)]
}

fn ordforande_flera(context: &Context<'_>) -> Vec<Finding> {
    let Some(meeting) = context.meeting_with_narvaro() else { return Vec::new() };
    let persons = meeting.sammantrade.narvaro.iter().enumerate();
    let holders: Vec<usize> = persons.filter(|(_, one)| one.uppdrag == Uppdrag::Ordforande).map(|(i, _)| i).collect();
    let shared = |paragraf: &u32| holders.iter().filter(|&&i| meeting.is_present(i, *paragraf)).count() > 1;
    let numbers: Vec<u32> = meeting.numbers().into_iter().filter(shared).collect();
    let [first, second, ..] = holders.as_slice() else { return Vec::new() };
    if numbers.is_empty() {
        return Vec::new();
    }
    let message = format!(
        "{} och {} har båda uppdraget ordförande vid {}",
        meeting.display(*first),
        meeting.display(*second),
        paragraftecken(&numbers)
    );
    let finding = context
        .finding(&format!("/narvaro/{second}/uppdrag"), "", message)
        .also(context.label(&format!("/narvaro/{first}/uppdrag"), "den första"))
        .hint("skriv vem som ledde vilka paragrafer i paragrafer = \"..\", eller rätta uppdraget");
    vec![finding]
}

fn sekreterare_saknas(context: &Context<'_>) -> Vec<Finding> {
    let Some(meeting) = &context.meeting else { return Vec::new() };
    let is_written = meeting.sammantrade.sekreterare.as_deref().is_some_and(|name| !name.trim().is_empty());
    if is_written || context.is_damaged(&["/sekreterare"]) {
        return Vec::new();
    }
    let hint = "skriv sekreterare = \"Förnamn Efternamn\"";
    vec![context.finding("/sekreterare", "", "sammanträdet saknar sekreterare").hint(hint)]
}

fn slutdatum_fore_datum(context: &Context<'_>) -> Vec<Finding> {
    let Some(meeting) = &context.meeting else { return Vec::new() };
    let first = meeting.sammantrade.datum;
    let Some(last) = meeting.sammantrade.slutdatum.filter(|last| *last < first) else { return Vec::new() };
    if context.is_damaged(&["/datum", "/slutdatum"]) {
        return Vec::new();
    }
    let finding = context
        .finding("/slutdatum", "sista dagen", format!("slutdatum {last} är före sammanträdets första dag {first}"))
        .also(context.label("/datum", "första dagen"))
        .hint("rätta det datum som är fel");
    vec![finding]
}

/// "09,00": a comma makes a decimal of a time of day.
fn klockslag_skrivsatt(context: &Context<'_>) -> Vec<Finding> {
    let Some(meeting) = &context.meeting else { return Vec::new() };
    let tid = meeting.sammantrade.tid.iter().map(|text| ("/tid".to_owned(), text));
    let breaks = meeting.sammantrade.ajournering.iter().enumerate();
    let all = tid.chain(breaks.map(|(i, text)| (format!("/ajournering/{i}"), text)));
    let mut found = Vec::new();
    for (at, text) in all.filter(|(at, _)| !context.is_damaged(&[at])) {
        if let Some(meant) = with_points(text) {
            let message = format!("klockslaget {text} har komma mellan timme och minut");
            found.push(context.finding(&at, "", message).hint(format!("skriv \"{meant}\"")));
        }
    }
    found
}

/// The text with a point in place of each comma between two digits on both sides; `None` where there is none.
fn with_points(text: &str) -> Option<String> {
    let letters: Vec<char> = text.chars().collect();
    let digit = |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(char::is_ascii_digit);
    let between =
        |at: usize| digit(at.checked_sub(1)) && digit(Some(at + 1)) && digit(Some(at + 2)) && !digit(Some(at + 3));
    let points =
        letters.iter().enumerate().map(|(at, letter)| if *letter == ',' && between(at) { '.' } else { *letter });
    let meant: String = points.collect();
    (meant != text).then_some(meant)
}

fn filnamn_avviker(context: &Context<'_>) -> Vec<Finding> {
    let (datum, organ) = match &context.case.value {
        Content::Sammantrade(one) => (one.datum, Some(&one.organ)),
        Content::Kallelse(one) => (one.datum, Some(&one.organ)),
        Content::Tjansteskrivelse(one) => (one.datum, None),
    };
    let stem = context.case.path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let characters: Vec<char> = stem.chars().collect();
    let dates = characters.windows(10).filter_map(|ten| ten.iter().collect::<String>().parse().ok());
    let dates: Vec<jiff::civil::Date> = dates.collect();
    let other_day = !context.is_damaged(&["/datum"]) && !dates.is_empty() && !dates.contains(&datum.0);
    let organs = &context.workspace.myndighet.value.organ;
    let named = organs
        .iter()
        .map(|one| &one.id)
        .find(|id| dates.iter().any(|day| stem.contains(&format!("{id}-{day}")) && starts_there(&stem, id)));
    let other_organ = organ.zip(named).filter(|(organ, named)| organ != named && !context.is_damaged(&["/organ"]));
    let mut found = Vec::new();
    if other_day {
        let message = format!("filnamnet {stem} säger ett annat datum än fallet, {datum}");
        found.push(context.finding("/datum", "", message).hint("rätta datumet, eller byt namn på filen"));
    }
    if let Some((organ, named)) = other_organ {
        let message = format!("filnamnet {stem} säger ett annat organ ({named}) än fallet, {organ}");
        found.push(context.finding("/organ", "", message).hint("rätta organet, eller byt namn på filen"));
    }
    found
}

/// True where the id begins the name, or follows a hyphen: `kallelse-ks-2026-03-02`.
fn starts_there(stem: &str, id: &str) -> bool {
    stem.starts_with(&format!("{id}-")) || stem.contains(&format!("-{id}-"))
}

fn per_capsulam(context: &Context<'_>) -> Vec<Finding> {
    let Some(meeting) = &context.meeting else { return Vec::new() };
    if !context.organ_typ().is_some_and(is_under_kommunallagen) || context.is_damaged(&["/plats", "/tid"]) {
        return Vec::new();
    }
    let case = meeting.sammantrade;
    let says = |text: &Option<String>| text.as_deref().is_some_and(|text| text.to_lowercase().contains("capsulam"));
    let place = [("/plats", &case.plats), ("/tid", &case.tid)].into_iter().find(|(_, text)| says(text));
    let finding = |(at, _): (&str, _)| {
        let message = "ett organ under kommunallagen beslutar vid ett sammanträde, inte per capsulam";
        let hint = "kan beslutet inte vänta, fattas det med delegation och anmäls vid nästa sammanträde";
        context.finding(at, "", message).hint(hint)
    };
    place.map(finding).into_iter().collect()
}

fn distans_utan_beslut(context: &Context<'_>) -> Vec<Finding> {
    let Some(meeting) = context.meeting_with_narvaro() else { return Vec::new() };
    let has_decision = meeting.sammantrade.distans_beslut.as_deref().is_some_and(|text| !text.trim().is_empty());
    if has_decision
        || context.is_damaged(&["/distans-beslut"])
        || !meeting.organ_typ().is_none_or(is_under_kommunallagen)
    {
        return Vec::new();
    }
    let persons = meeting.sammantrade.narvaro.iter().enumerate();
    let remote: Vec<usize> =
        persons.filter(|(i, one)| one.distans && meeting.is_beslutande(*i)).map(|(i, _)| i).collect();
    let Some(first) = remote.first() else { return Vec::new() };
    let names: Vec<String> = remote.iter().map(|&i| meeting.display(i)).collect();
    let (whose, whom) = match meeting.organ_typ() {
        Some(OrganTyp::Samordningsforbund) => ("styrelsens", "styrelsen"),
        Some(OrganTyp::Forbundsdirektion) => ("direktionens", "direktionen"),
        _ => ("fullmäktiges", "fullmäktige"),
    };
    let message = format!("{} deltar på distans, men det finns inget beslut av {whom} om det", names.join(", "));
    let hint = format!("skriv distans-beslut = \"..\" med {whose} beslut, dag och paragraf");
    vec![context.finding(&format!("/narvaro/{first}/distans"), "", message).hint(hint)]
}
