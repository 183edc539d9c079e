//! The notice and the certificate that it was up, as documents.

use jiff::civil::Date;

use super::Anslag;
use crate::calendar;
use crate::case::Workspace;
use crate::case::myndighet::{Organ, board_name};
use crate::case::sammantrade::{Overklagande, Tidsstart};
use crate::diag::Diagnostic;
use crate::document::overklagande::{Circumstances, Question, hanvisning};
use crate::document::spans::{and, genitive, paragraphs};
use crate::document::text::{blocks, escaped};
use crate::document::{Blad, Bladdel, Day, Document, Handling, Inline, Sheet, sheet};
use crate::rules::lagrum::is_forsamling;

/// The notice as a document. What the överklagandehänvisning lacks comes beside it as warnings.
///
/// # Errors
/// When the logotype cannot be read.
pub fn anslag(
    workspace: &Workspace,
    organ: &Organ,
    notice: &Anslag,
) -> Result<(Document, Vec<Diagnostic>), Vec<Diagnostic>> {
    let (delar, lacking) = appeal(workspace, organ, notice);
    let blad = Blad {
        rubrik: "Anslag om justerat protokoll".to_owned(),
        ingress: blocks(&lead(notice)),
        dagar: days(&counting(notice, ("Anslaget tas ned tidigast", &notice.tas_ned))),
        fakta: facts(notice),
        paragrafer: rows(notice),
        delar,
        underskrift: vec![format!("Anslaget av {}", notice.anslaget_av)],
    };
    Ok((document(workspace, organ, notice, (Handling::Anslag, blad))?, lacking))
}

/// The certificate that the notice was up, as a document.
///
/// # Errors
/// When the logotype cannot be read.
pub fn anslagsbevis(
    workspace: &Workspace,
    organ: &Organ,
    notice: &Anslag,
    (nedtaget, intygas_av): (Date, &str),
) -> Result<Document, Vec<Diagnostic>> {
    let whose = genitive(&notice.myndighet);
    let where_it_was =
        if notice.tavlor.is_empty() { format!("{} anslagstavla", escaped(&whose)) } else { all_boards(notice) };
    let ingress = format!(
        "Justeringen av {} tillkännagavs på {where_it_was} och anslaget satt uppe till dess att tiden för överklagande \
         enligt 13\u{a0}kap. 5\u{a0}§ kommunallagen (2017:725) hade gått ut.\n\nBeviset säger inte om något beslut har överklagats \
         eller fått laga kraft.",
        if notice.omedelbar { "paragrafen" } else { "protokollet" }
    );
    let nedtaget = nedtaget.to_string();
    let blad = Blad {
        rubrik: "Bevis om anslag".to_owned(),
        ingress: blocks(&ingress),
        dagar: days(&counting(notice, ("Anslaget nedtaget", &nedtaget))),
        fakta: facts(notice),
        underskrift: vec![
            format!("Intygas av {intygas_av}"),
            String::from("Underskrift: ______________________________"),
        ],
        ..Blad::default()
    };
    document(workspace, organ, notice, (Handling::Anslagsbevis, blad))
}

fn document(
    workspace: &Workspace,
    organ: &Organ,
    notice: &Anslag,
    (handling, blad): (Handling, Blad),
) -> Result<Document, Vec<Diagnostic>> {
    let numbers = notice.numbers();
    let om = Sheet {
        handling,
        organ,
        sammantrade: &notice.sammantrade,
        slutdatum: notice.slutdatum.as_deref(),
        paragrafer: if notice.omedelbar { &numbers } else { &[] },
        prov: notice.prov,
    };
    let mut document = sheet(workspace, &om, blad)?;
    // The words are those of the notice, the file is named as it is.
    document.stem = match handling {
        Handling::Anslagsbevis => bevis_stem(&notice.handling),
        _ => notice.handling.clone(),
    };
    document.ram.myndighet.clone_from(&notice.myndighet);
    document.ram.organ.clone_from(&notice.organ_namn);
    Ok(document)
}

/// `rs-2026-03-11-anslagsbevis` of `rs-2026-03-11-anslag`; a second posting keeps its number.
#[must_use]
pub fn bevis_stem(handling: &str) -> String {
    match handling.rsplit_once("-anslag") {
        Some((before, after)) => format!("{before}-anslagsbevis{after}"),
        None => format!("{handling}-anslagsbevis"),
    }
}

/// What happened, in a sentence or two.
#[must_use]
pub fn lead(notice: &Anslag) -> String {
    let adjusted = if notice.omedelbar { "Paragrafen är omedelbart justerad." } else { "Protokollet är justerat." };
    let where_to = if notice.tavlor.is_empty() {
        format!("{} anslagstavla", escaped(&genitive(&notice.myndighet)))
    } else {
        all_boards(notice)
    };
    format!("{adjusted} Justeringen tillkännages på {where_to}.")
}

fn days(days: &[(&str, &str)]) -> Vec<Day> {
    let weekday = |day: &str| day.parse::<Date>().map(calendar::weekday).unwrap_or_default().to_owned();
    let day =
        |(namn, dag): &(&str, &str)| Day { namn: (*namn).to_owned(), dag: (*dag).to_owned(), veckodag: weekday(dag) };
    days.iter().map(day).collect()
}

/// The days that count, as paper and web say them. Where no time runs from the notice its last day is not among them:
/// it would be taken for that of decisions whose time runs from elsewhere.
#[must_use]
pub fn counting<'a>(notice: &'a Anslag, down: (&'static str, &'a str)) -> Vec<(&'static str, &'a str)> {
    let last = ("Sista dag för överklagande", notice.sista_overklagandedag.as_str());
    let last = notice.starts_a_time().then_some(last);
    [Some(("Anslaget uppsatt", notice.uppsatt.as_str())), last, Some(down)].into_iter().flatten().collect()
}

/// "anslagstavlorna hos Region Fjällmarken och Almens kommun".
fn all_boards(notice: &Anslag) -> String {
    let names: Vec<String> = notice.tavlor.iter().map(|one| escaped(board_name(&one.namn))).collect();
    format!("anslagstavlorna hos {}", and(&names))
}

/// Label and lines of each fact, as paper and web say them.
#[must_use]
pub fn facts(notice: &Anslag) -> Vec<(String, Vec<String>)> {
    let own = (!notice.egna_anslag.is_empty()).then(|| {
        let verb = if notice.egna_anslag.len() == 1 { "är omedelbart justerad" } else { "är omedelbart justerade" };
        format!("{} {verb} och har eget anslag", paragraphs(&notice.egna_anslag))
    });
    let boards = notice.tavlor.iter().map(|one| format!("{}, uppsatt {}", one.namn, one.uppsatt));
    let board = notice.anslagstavla.clone().filter(|_| notice.tavlor.is_empty());
    let moved = (!notice.flyttad.is_empty())
        .then(|| format!("Sista dagen är flyttad förbi {} till nästa vardag", and(&notice.flyttad)));
    let rows = [
        ("Organ", vec![notice.organ_namn.clone()]),
        ("Mötesdag", vec![notice.days()]),
        ("Paragrafer", [Some(notice.span()), own].into_iter().flatten().collect()),
        ("Justerat", vec![notice.justerat.clone()]),
        ("Protokollet finns", vec![notice.protokollet_finns.clone()]),
        ("Anslags\u{ad}tavla", boards.chain(board).collect()),
        ("Tiden", moved.into_iter().collect()),
        ("Avvikelser", notice.avvikelser.clone()),
        ("Anslås igen", notice.skal.iter().cloned().collect()),
    ];
    let said = rows.into_iter().filter(|(_, lines)| lines.iter().any(|line| !line.is_empty()));
    said.map(|(name, lines)| (name.to_owned(), lines)).collect()
}

fn rows(notice: &Anslag) -> Vec<(u32, Vec<Inline>)> {
    let each = notice.paragrafer.iter().map(|one| (one.nummer, vec![Inline::Text { text: title(one) }]));
    each.collect()
}

/// The title of a §; of a secret one only that it is, and by which lagrum.
#[must_use]
pub fn title(one: &super::AnslagParagraf) -> String {
    match (&one.rubrik, &one.sekretess) {
        (_, Some(lagrum)) => format!("Sekretess enligt {}", lagrum.trim_end_matches('.')),
        (Some(rubrik), None) => rubrik.clone(),
        (None, None) => String::new(),
    }
}

/// How the decisions are appealed, and what could not be said because `myndighet.toml` lacks it.
#[must_use]
pub fn appeal(workspace: &Workspace, organ: &Organ, notice: &Anslag) -> (Vec<Bladdel>, Vec<Diagnostic>) {
    let legality = by_legality(organ, notice);
    let others = besvar(notice);
    let first = match legality.as_slice() {
        [] => "Inget av besluten överklagas genom laglighetsprövning.".to_owned(),
        // Every decision of a församling can be (13 kap. 2 §): a list would say that the others cannot.
        _ if others.is_empty() && is_forsamling(organ.typ) => by_law("Besluten"),
        [only] => by_law(&format!("Beslutet i {}", paragraphs(&[*only]))),
        several => by_law(&format!("Besluten i {}", paragraphs(several))),
    };
    let text = [vec![first], others].concat().join("\n\n");
    let which = Bladdel { rubrik: "Överklagande".to_owned(), block: blocks(&text), adress: Vec::new() };
    if legality.is_empty() {
        return (vec![which], Vec::new());
    }
    let slag = Overklagande::Laglighetsprovning;
    let fraga = Question { slag, om: Circumstances::default(), sista_dag: Some(&notice.sista_overklagandedag) };
    match hanvisning(workspace, organ, fraga) {
        Ok(parts) => (std::iter::once(which).chain(parts.into_iter().flatten()).collect(), Vec::new()),
        Err(faults) => (vec![which], faults.into_iter().map(as_warning).collect()),
    }
}

fn by_law(what: &str) -> String {
    format!("{what} kan överklagas genom laglighetsprövning enligt 13\u{a0}kap. kommunallagen (2017:725).")
}

/// The §§ tried by laglighetsprövning; in a församling also those that the case says nobody can appeal.
fn by_legality(organ: &Organ, notice: &Anslag) -> Vec<u32> {
    let mut these = notice.appealed(Overklagande::Laglighetsprovning);
    if is_forsamling(organ.typ) && !these.is_empty() {
        these.extend(notice.appealed(Overklagande::KanInteOverklagas));
        these.sort_unstable();
    }
    these
}

/// What is appealed by whom it concerns: a paragraph for each day that its time runs from.
fn besvar(notice: &Anslag) -> Vec<String> {
    let unsaid = "I regel räknas tiden från den dag då han eller hon fick del av beslutet.".to_owned();
    let by_service = "Tiden räknas från den dag då han eller hon fick del av beslutet, inte från anslaget.".to_owned();
    let by_notice = format!(
        "Tiden räknas från anslaget: överklagandet ska ha kommit in till {} senast {}.",
        escaped(&notice.organ_namn),
        notice.sista_overklagandedag
    );
    let by_gazette = "Tiden räknas från den dag då han eller hon fick del av beslutet, och för den som beslutet inte ska \
                      delges från en vecka efter att det kungjordes i Post- och Inrikes Tidningar.";
    let kinds = [
        (None, unsaid),
        (Some(Tidsstart::Delgivning), by_service),
        (Some(Tidsstart::Anslag), by_notice),
        (Some(Tidsstart::Kungorelse), by_gazette.to_owned()),
    ];
    let each = kinds.into_iter().map(|(tid, runs)| (notice.counted_from(tid), runs));
    each.filter(|(numbers, _)| !numbers.is_empty())
        .map(|(numbers, runs)| format!("{} överklagas av den som beslutet angår. {runs}", paragraphs(&numbers)))
        .collect()
}

/// The law asks of the notice only where the minutes are and the day: what else is lacking stops nothing.
fn as_warning(mut fault: Diagnostic) -> Diagnostic {
    fault.level = crate::diag::Level::Varning;
    fault.message = format!("anslaget säger inte hur man överklagar: {}", fault.message);
    fault
}
