//! The notice and the certificate that it was up, as documents.

use jiff::civil::Date;

use super::Anslag;
use crate::calendar;
use crate::case::Workspace;
use crate::case::myndighet::Organ;
use crate::case::sammantrade::Overklagande;
use crate::diag::Diagnostic;
use crate::document::overklagande::{Question, hanvisning};
use crate::document::spans::{and, genitive, paragraphs};
use crate::document::text::{blocks, escaped};
use crate::document::{Blad, Bladdel, Day, Document, Handling, Inline, Sheet, sheet};

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
        dagar: days([
            ("Anslaget uppsatt", &notice.uppsatt),
            ("Sista dag för överklagande", &notice.sista_overklagandedag),
            ("Anslaget tas ned tidigast", &notice.tas_ned),
        ]),
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
    let where_it_was = if notice.tavlor.is_empty() {
        format!("{} anslagstavla", escaped(&whose))
    } else {
        "huvudmännens anslagstavlor".to_owned()
    };
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
        dagar: days([
            ("Anslaget uppsatt", &notice.uppsatt),
            ("Sista dag för överklagande", &notice.sista_overklagandedag),
            ("Anslaget nedtaget", &nedtaget),
        ]),
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
        "varje huvudmans anslagstavla".to_owned()
    };
    format!("{adjusted} Justeringen tillkännages på {where_to}.")
}

fn days(days: [(&str, &str); 3]) -> Vec<Day> {
    let weekday = |day: &str| day.parse::<Date>().map(calendar::weekday).unwrap_or_default().to_owned();
    let all = days.into_iter();
    all.map(|(namn, dag)| Day { namn: namn.to_owned(), dag: dag.to_owned(), veckodag: weekday(dag) }).collect()
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
        ("Mötesdag", vec![notice.sammantrade.clone()]),
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
    let legality = notice.appealed(Overklagande::Laglighetsprovning);
    let others = notice.appealed(Overklagande::Forvaltningsbesvar);
    let mut text = Vec::new();
    if legality.is_empty() {
        text.push("Inget av besluten överklagas genom laglighetsprövning.".to_owned());
    } else {
        let verb = if legality.len() == 1 { "Beslutet" } else { "Besluten" };
        text.push(format!(
            "{verb} i {} kan överklagas genom laglighetsprövning enligt 13\u{a0}kap. kommunallagen (2017:725).",
            paragraphs(&legality)
        ));
    }
    if !others.is_empty() {
        text.push(format!(
            "{} överklagas av den som beslutet angår. Den tiden räknas från den dag då han eller hon fick del av beslutet, \
             inte från anslaget.",
            paragraphs(&others)
        ));
    }
    let which = Bladdel { rubrik: "Överklagande".to_owned(), block: blocks(&text.join("\n\n")), adress: Vec::new() };
    if legality.is_empty() {
        return (vec![which], Vec::new());
    }
    let slag = Overklagande::Laglighetsprovning;
    let fraga = Question { slag, overinstans: None, sista_dag: Some(&notice.sista_overklagandedag) };
    match hanvisning(workspace, organ, fraga) {
        Ok(parts) => (std::iter::once(which).chain(parts.into_iter().flatten()).collect(), Vec::new()),
        Err(faults) => (vec![which], faults.into_iter().map(as_warning).collect()),
    }
}

/// The law asks of the notice only where the minutes are and the day: what else is lacking stops nothing.
fn as_warning(mut fault: Diagnostic) -> Diagnostic {
    fault.level = crate::diag::Level::Varning;
    fault.message = format!("anslaget säger inte hur man överklagar: {}", fault.message);
    fault
}
