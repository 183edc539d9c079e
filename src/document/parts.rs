//! The parts of a § as CommonMark source, one function a part: the case's own words, or ours where it has none.

use super::meeting::Meeting;
use super::overklagande::sats;
use super::people::{People, names_all};
use super::spans::{and, capitalized, written};
use super::text::{escaped, line};
use crate::case::sammantrade::{
    Anteckning, Anteckningstyp, Arendetyp, Beslut, Delegationsbeslut, Fraga, Fragetyp, Jav, Overklagande, Paragraf,
    Reservation,
};
use crate::case::text::{Rad, Text};
use crate::rules::intervall::Intervall;
use crate::rules::lagrum::{is_forsamling, is_fullmaktige};

/// Beslutssatser: one as a paragraph, several as a numbered list. One over several lines keeps its list or table.
pub(crate) fn satser(satser: &[Text]) -> Option<String> {
    match satser {
        [] => None,
        [only] if only.trim().contains('\n') => Some(only.trim().to_owned()),
        [only] => Some(line(only)),
        several => {
            let numbered = several.iter().enumerate().map(|(at, sats)| numbered(at + 1, sats));
            Some(numbered.collect::<Vec<_>>().join("\n"))
        }
    }
}

/// "2. Text", with what follows the first line set in under it, so that it belongs to the number.
pub(crate) fn numbered(number: usize, sats: &str) -> String {
    let mark = format!("{number}. ");
    let mut lines = sats.trim().lines();
    let first = lines.next().map(line).unwrap_or_default();
    let rest = lines.map(|one| match one.trim_end() {
        "" => "\n".to_owned(),
        text => format!("\n{}{text}", " ".repeat(mark.len())),
    });
    format!("{mark}{first}{}", rest.collect::<String>())
}

/// The case's own words of what happened, between who asked and answered and who else spoke.
pub(crate) fn behandling(people: People<'_>, paragraf: &Paragraf) -> Option<String> {
    let asked = paragraf.fraga.as_ref().map(|one| fraga(people, one));
    let spoke = (!paragraf.yttranden.is_empty())
        .then(|| format!("I ärendet yttrar sig {}.", people.all_named(&paragraf.yttranden)));
    paragraphs(asked.into_iter().chain(paragraf.behandling.clone()).chain(spoke))
}

/// "Interpellation av A (S) till B (M).", and who answered it.
fn fraga(people: People<'_>, fraga: &Fraga) -> String {
    let (noun, the) = match fraga.typ {
        Fragetyp::Interpellation => ("Interpellation", "interpellationen"),
        Fragetyp::Fraga => ("Fråga", "frågan"),
    };
    let to = fraga.till.as_deref().map(|till| format!(" till {}", people.named(till))).unwrap_or_default();
    let mut said = vec![format!("{noun} av {}{to}.", people.all_named(&fraga.av))];
    said.push(if fraga.besvarad_av.is_empty() {
        format!("{} besvaras inte vid sammanträdet.", capitalized(the))
    } else {
        format!("{} besvarar {the}.", people.all_named(&fraga.besvarad_av))
    });
    if !fraga.inlagg.is_empty() {
        said.push(format!("I överläggningen deltar också {}.", people.all_named(&fraga.inlagg)));
    }
    said.join(" ")
}

/// The decision in full, also where the case says "enligt förslag".
pub(crate) fn beslut(paragraf: &Paragraf) -> Option<String> {
    match &paragraf.beslut {
        Beslut::EnligtForslag(_) => satser(&paragraf.forslag),
        Beslut::Satser(own) => satser(own),
    }
}

/// That the matter was taken off the list, in the words of the decision where there is one.
pub(crate) fn utgar(paragraf: &Paragraf) -> Option<String> {
    paragraf.utgar.then(|| beslut(paragraf).unwrap_or_else(|| "Ärendet utgår.".to_owned()))
}

/// Recipients: one as a paragraph, several as a list; an empty list is said in words.
pub(crate) fn expediering(meeting: &Meeting<'_>, paragraf: &Paragraf) -> Option<String> {
    let names: Vec<String> =
        paragraf.expedieras_till.as_ref()?.iter().map(|one| line(&meeting.recipient(one))).collect();
    Some(match names.as_slice() {
        [] if paragraf.utgar || beslut(paragraf).is_none() || is_plain(paragraf) => return None,
        [] => "Ingen expediering.".to_owned(),
        [only] => only.clone(),
        several => several.iter().map(|name| format!("- {name}")).collect::<Vec<_>>().join("\n"),
    })
}

/// True for a § that goes to nobody and that nobody can appeal, as an upprop: neither needs saying.
fn is_plain(paragraf: &Paragraf) -> bool {
    let goes_nowhere = paragraf.expedieras_till.as_ref().is_some_and(Vec::is_empty);
    let is_formal = matches!(paragraf.arendetyp, Some(Arendetyp::Formellt | Arendetyp::Information));
    goes_nowhere && (is_formal || paragraf.overklagande == Some(Overklagande::KanInteOverklagas))
}

/// Reservations, a paragraph each.
pub(crate) fn reservationer(people: People<'_>, reservationer: &[Reservation]) -> Option<String> {
    let each = reservationer.iter().map(|one| {
        let plain = reservation(people, one);
        match one.text.as_deref().map(str::trim) {
            Some(text) if !text.is_empty() && names_all(text, &one.av) => text.to_owned(),
            Some(text) if !text.is_empty() => match says_itself(text) {
                Some(Said::Whole) => text.to_owned(),
                Some(Said::WithoutWho(rest)) => format!("{} reserverar sig{rest}", people.all_named(&one.av)),
                None => format!("{plain}\n\n{text}"),
            },
            _ => plain,
        }
    });
    paragraphs(each)
}

/// "Mot beslutet reserverar sig A (S) och B (V).", or against what and for what else the case says.
fn reservation(people: People<'_>, one: &Reservation) -> String {
    let who = people.all_named(&one.av);
    let written = if one.skriftlig { " skriftligt" } else { "" };
    let against = one.mot.as_deref().map_or_else(|| "beslutet".to_owned(), line);
    let instead = one.till_forman_for.as_deref().map(|what| format!(" till förmån för {}", line(what)));
    match instead {
        None if !one.skriftlig && one.mot.is_none() && one.av.len() > 1 => {
            format!("Mot beslutet reserverar sig {who}.")
        }
        instead => format!("{who} reserverar sig{written} mot {against}{}.", instead.unwrap_or_default()),
    }
}

/// A reservation whose own words are the sentence that we would have written.
enum Said<'t> {
    /// "Samtliga ledamöter i X reserverar sig mot beslutspunkt 1."
    Whole,
    /// "Reserverar sig till förmån för eget yrkande.", and what follows the verb.
    WithoutWho(&'t str),
}

/// What the first paragraph says, when it says that somebody reserves. Later ones are what a written reservation argues.
fn says_itself(text: &str) -> Option<Said<'_>> {
    const VERB: &str = "reserverar sig";
    let first = text.split("\n\n").next().unwrap_or_default();
    if let Some(rest) = text.strip_prefix("Reserverar sig").or_else(|| text.strip_prefix(VERB)) {
        return Some(Said::WithoutWho(rest));
    }
    first.contains(VERB).then_some(Said::Whole)
}

/// The notes of one kind, a paragraph or more each.
pub(crate) fn anteckningar(people: People<'_>, notes: &[Anteckning], typ: Anteckningstyp) -> Option<String> {
    let each = notes.iter().filter(|one| one.typ == typ).map(|one| {
        let who = people.all_named(&one.av);
        match one.text.as_deref().map(str::trim) {
            Some(text) if !text.is_empty() && names_all(text, &one.av) => text.to_owned(),
            Some(text) if !text.is_empty() => format!("{who} {}:\n\n{text}", leaves(typ, true)),
            _ => format!("{who} {}.", leaves(typ, false)),
        }
    });
    paragraphs(each)
}

fn leaves(typ: Anteckningstyp, following: bool) -> &'static str {
    match (typ, following) {
        (Anteckningstyp::Protokollsanteckning, true) => "lämnar följande protokollsanteckning",
        (Anteckningstyp::Protokollsanteckning, false) => "lämnar en protokollsanteckning",
        (Anteckningstyp::SarskiltYttrande, true) => "lämnar följande särskilda yttrande",
        (Anteckningstyp::SarskiltYttrande, false) => "lämnar ett särskilt yttrande",
        (Anteckningstyp::AvvikandeMening, true) => "anmäler följande avvikande mening",
        (Anteckningstyp::AvvikandeMening, false) => "anmäler avvikande mening",
    }
}

/// "A (V) och B (MP) deltar inte i beslutet."
pub(crate) fn deltar_ej(people: People<'_>, names: &[Rad]) -> Option<String> {
    (!names.is_empty()).then(|| format!("{} deltar inte i beslutet.", people.all_named(names)))
}

/// Jäv: who, why, who serves instead and who leads. Those of whom neither reason nor points are said stand in one sentence.
pub(crate) fn jav(meeting: &Meeting<'_>, paragraf: &Paragraf) -> Option<String> {
    let own = |one: &&Jav| one.punkter.is_some() || one.skal.as_deref().is_some_and(|skal| !skal.trim().is_empty());
    let (with, without): (Vec<&Jav>, Vec<&Jav>) = paragraf.jav.iter().partition(own);
    let mut groups: Vec<Vec<&Jav>> = with.into_iter().map(|one| vec![one]).collect();
    if let Some(first) = without.first() {
        let before = paragraf.jav.iter().take_while(|one| !std::ptr::eq(*one, *first)).count();
        groups.insert(before, without);
    }
    let mut sentences: Vec<String> = groups.iter().map(|group| javiga(meeting, paragraf, group)).collect();
    if sentences.is_empty() {
        return None;
    }
    sentences.extend(ordforande(meeting, paragraf));
    Some(sentences.join("\n\n"))
}

fn javiga(meeting: &Meeting<'_>, paragraf: &Paragraf, group: &[&Jav]) -> String {
    let people = meeting.people(paragraf);
    let names: Vec<Rad> = group.iter().map(|one| one.namn.clone()).collect();
    let who = people.all_named(&names);
    let mut text = match group.first().and_then(|one| points(one.punkter.as_deref()?)) {
        // In fullmäktige who has to answer for a nämnd may speak in the matter (5 kap. 49 §).
        Some(punkter) if meeting.organ().is_some_and(|organ| is_fullmaktige(organ.typ)) => {
            format!("{who} anmäler jäv och deltar inte i beslutet i {punkter}.")
        }
        Some(punkter) => format!("{who} anmäler jäv och deltar inte i handläggningen av {punkter}."),
        None => format!("{who} anmäler jäv och deltar inte i handläggningen av ärendet."),
    };
    for one in group {
        if let Some(skal) = one.skal.as_deref().map(str::trim).filter(|skal| !skal.is_empty()) {
            let end = if skal.ends_with(['.', '!', '?']) { "" } else { "." };
            text = format!("{text} Skäl: {skal}{end}");
        }
        let instead: Vec<String> = meeting.serving_for(&one.namn, paragraf).iter().map(|name| escaped(name)).collect();
        if !instead.is_empty() {
            let whom = if group.len() > 1 { format!(" för {}", people.named(&one.namn)) } else { String::new() };
            text = format!("{text} {} tjänstgör i stället{whom}.", and(&instead));
        }
    }
    text
}

/// "punkt 2", "punkterna 2 och 4–5".
fn points(written: &str) -> Option<String> {
    let interval = Intervall::parse(written).ok()?;
    let each =
        interval.ends().iter().map(|(from, to)| if from == to { from.to_string() } else { format!("{from}–{to}") });
    Some(match each.collect::<Vec<_>>().as_slice() {
        [only] if !only.contains('–') => format!("punkt {only}"),
        several => format!("punkterna {}", and(several)),
    })
}

/// Who leads this § where it is not the one who leads the rest. Of a run of §§ it is said once, at the first of them.
pub(crate) fn ordforande(meeting: &Meeting<'_>, paragraf: &Paragraf) -> Option<String> {
    if let Some(run) = meeting.persons.led_in_run(paragraf) {
        let who = meeting.people(paragraf).named(&run.namn);
        let title = run.titel.as_deref().map(|titel| format!(", {},", line(titel))).unwrap_or_default();
        let is_first = meeting.persons.begins_run(paragraf);
        return is_first.then(|| format!("{who}{title} är ordförande {}.", written(&run.paragrafer)));
    }
    let leads = meeting.persons.ordforande(paragraf).filter(|index| Some(*index) != meeting.ordinary_chair())?;
    Some(format!("{} är ordförande när ärendet behandlas.", escaped(&meeting.persons.display(leads))))
}

/// Who presented the matter, each with title where the närvaro has one.
pub(crate) fn foredragande(meeting: &Meeting<'_>, paragraf: &Paragraf) -> Option<String> {
    let people = meeting.people(paragraf);
    let each = paragraf.foredragande.iter().map(|name| {
        let index = meeting.persons.find(name, paragraf.nummer);
        let title = index.and_then(|index| meeting.persons.person(index)).and_then(|person| person.titel.as_deref());
        let title = title.map(|titel| format!(", {}", line(titel))).unwrap_or_default();
        format!("{}{title}", people.named(name))
    });
    (!paragraf.foredragande.is_empty()).then(|| each.collect::<Vec<_>>().join("\\\n"))
}

/// A column of the table: its head, and the cell of a row.
type Column = (&'static str, fn(&Delegationsbeslut) -> Option<String>);

/// Decisions by delegation as a table; columns that no row fills are left out.
pub(crate) fn delegationsbeslut(rows: &[Delegationsbeslut]) -> Option<String> {
    if rows.is_empty() {
        return None;
    }
    let all: [Column; 5] = [
        ("Datum", |row| Some(row.datum.to_string())),
        ("Beslutsfattare", |row| Some(row.beslutsfattare.clone())),
        ("Delegationspunkt", |row| row.punkt.clone()),
        ("Diarienummer", |row| row.diarienummer.clone()),
        ("Beslut", |row| Some(row.beslut.clone())),
    ];
    let columns: Vec<_> = all.into_iter().filter(|(_, cell)| rows.iter().any(|row| cell(row).is_some())).collect();
    let mut table = vec![
        table_row(columns.iter().map(|(name, _)| (*name).to_owned())),
        table_row(columns.iter().map(|_| "---".to_owned())),
    ];
    table.extend(
        rows.iter().map(|row| table_row(columns.iter().map(|(_, cell)| one_cell(&cell(row).unwrap_or_default())))),
    );
    Some(table.join("\n"))
}

fn table_row(cells: impl Iterator<Item = String>) -> String {
    format!("| {} |", cells.collect::<Vec<_>>().join(" | "))
}

fn one_cell(text: &str) -> String {
    line(text).replace("\\|", "|").replace('|', "\\|")
}

/// How the decision is appealed, in a sentence. Of a formal matter that cannot be appealed, and of one without a decision,
/// nothing is said: nobody would think it could. Nor of fullmäktige, whose every decision can be (13 kap. 2 §
/// kommunallagen): a special law that says otherwise is told of in the case's own words.
pub(crate) fn overklagande(meeting: &Meeting<'_>, paragraf: &Paragraf) -> Option<String> {
    let slag = paragraf.overklagande?;
    let formal = paragraf.utgar
        || is_plain(paragraf)
        || matches!(paragraf.arendetyp, Some(Arendetyp::Formellt | Arendetyp::Information))
        || meeting.organ().is_some_and(|organ| is_forsamling(organ.typ))
        || beslut(paragraf).is_none();
    (slag != Overklagande::KanInteOverklagas || !formal).then(|| sats(&meeting.myndighet().texter, slag).to_owned())
}

fn paragraphs(each: impl Iterator<Item = String>) -> Option<String> {
    let all: Vec<String> = each.collect();
    (!all.is_empty()).then(|| all.join("\n\n"))
}
