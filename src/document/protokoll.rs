//! Minutes of a meeting, whole or of one § adjusted at once, with identities and signature boxes.

use super::frame::Made;
use super::meeting::Meeting;
use super::printed::{paragraf_from_object, secret_title, stub};
use super::spans::{day, paragraphs};
use super::text::{blocks, inlines};
use super::utdrag::marked_secret;
use super::{Arenderad, Document, Frame, Handling, Innehall, Paragraf, Protokoll, Ruta, huvud, paragraf, rattelse};
use crate::case::sammantrade::Paragraf as CaseParagraf;
use crate::evidence::canonical::bytes;
use crate::evidence::{DoldObject, HuvudObject, ParagrafObject, hex, innehallsidentitet, protokollrot};

/// One leaf: the § of the case and its canonical object.
pub(crate) type Leaf<'a> = (&'a CaseParagraf, &'a ParagrafObject);

/// The minutes of the whole meeting: secret §§ and those adjusted at once as stubs.
pub(crate) fn whole(meeting: &Meeting<'_>, leaves: &[Leaf<'_>], made: &Made<'_>) -> Document {
    let paragrafer = leaves.iter().map(|(case, object)| printed(case, object, &made.frame)).collect();
    document(meeting, leaves, paragrafer, made)
}

/// The minutes of one § that was adjusted at once.
pub(crate) fn omedelbar(meeting: &Meeting<'_>, leaf: Leaf<'_>, made: &Made<'_>) -> Document {
    let printed = paragraf_from_object(leaf.1, &made.frame);
    marked_secret(document(meeting, &[leaf], vec![printed], made), leaf.0.sekretess.is_some())
}

/// The minutes of the secret §§, in full.
pub(crate) fn sekretess(meeting: &Meeting<'_>, leaves: &[Leaf<'_>], made: &Made<'_>) -> Document {
    let printed = leaves.iter().map(|(_, object)| paragraf_from_object(object, &made.frame)).collect();
    document(meeting, leaves, printed, made)
}

fn printed(case: &CaseParagraf, object: &ParagrafObject, frame: &Frame) -> Paragraf {
    if let Some(sekretess) = &case.sekretess {
        return stub(object, secret_title(), &paragraf::secrecy(&sekretess.lagrum));
    }
    if case.omedelbart_justerad {
        let mut short =
            stub(object, inlines(&object.rubrik), "Paragrafen är omedelbart justerad, se separat protokoll.");
        short.diarienummer.clone_from(&object.diarienummer);
        return short;
    }
    paragraf_from_object(object, frame)
}

fn document(meeting: &Meeting<'_>, leaves: &[Leaf<'_>], paragrafer: Vec<Paragraf>, made: &Made<'_>) -> Document {
    let huvud = huvud::object(meeting);
    let numbers: Vec<u32> = leaves.iter().map(|(case, _)| case.nummer).collect();
    let span = paragraphs(&numbers);
    let root = meeting.salt.is_some().then(|| {
        let each = leaves.iter().map(|(_, object)| innehallsidentitet(object));
        protokollrot(&std::iter::once(innehallsidentitet(&huvud)).chain(each).collect::<Vec<_>>())
    });
    let arendelista = leaves.iter().zip(&paragrafer).map(|(leaf, printed)| row(leaf, printed)).collect();
    let rattelser = rattelse::lines(meeting, &numbers).into_iter().map(|one| one.text);
    let protokoll = Protokoll {
        paragrafspann: span.clone(),
        arendelista,
        paragrafer,
        justering: justering(meeting, made.handling).into_iter().chain(rattelser).collect(),
        rutor: boxes(meeting, leaves),
        protokollrot: root.map(|root| hex(&root)),
        huvudidentitet: root.map(|_| hex(&innehallsidentitet(&huvud))),
        avvikelser: huvud.avvikelser.iter().map(|one| blocks(one)).collect(),
        huvud,
    };
    let (identitet, sekretess) = lines(meeting, &protokoll.huvud, leaves);
    Document { identitet, sekretess, ..made.document(&span, Innehall::Protokoll(protokoll)) }
}

fn row((_, object): &Leaf<'_>, printed: &Paragraf) -> Arenderad {
    Arenderad {
        nummer: object.nummer,
        rubrik: printed.rubrik.clone(),
        diarienummer: printed.diarienummer.clone(),
        identitet: printed.identitet.clone(),
    }
}

/// The canonical lines beside the minutes, and those of secret §§ apart.
fn lines(meeting: &Meeting<'_>, huvud: &HuvudObject, leaves: &[Leaf<'_>]) -> (Vec<String>, Vec<String>) {
    if meeting.salt.is_none() {
        return (Vec::new(), Vec::new());
    }
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("canonical bytes are UTF-8");
    let (mut open, mut secret) = (vec![text(bytes(huvud))], Vec::new());
    for (case, object) in leaves {
        if case.sekretess.is_none() {
            open.push(text(bytes(object)));
            continue;
        }
        secret.push(text(bytes(object)));
        open.push(text(bytes(&DoldObject {
            format: "utdrag-paragraf-dold/1".to_owned(),
            nummer: object.nummer,
            innehallsidentitet: hex(&innehallsidentitet(object)),
        })));
    }
    (open, secret)
}

/// Place, day and way of justering. The day it was done is not here: the minutes do not change by being signed.
fn justering(meeting: &Meeting<'_>, handling: Handling) -> Vec<String> {
    let Some(justering) = &meeting.sammantrade.justering else { return Vec::new() };
    let own = justering.satt.clone();
    let satt = if handling == Handling::Omedelbar { Some(at_once(own.as_deref().unwrap_or_default())) } else { own };
    let latest = justering.senast.filter(|_| handling != Handling::Omedelbar);
    let lines = [
        satt,
        justering.plats.as_ref().map(|plats| format!("Plats: {plats}")),
        latest.map(|senast| format!("Protokollet justeras senast {}.", day(senast))),
    ];
    lines.into_iter().flatten().collect()
}

/// The way of justering of a § adjusted at once: "Omedelbar justering", "Omedelbar digital justering". Said once.
fn at_once(satt: &str) -> String {
    let satt = satt.trim();
    match satt.to_lowercase() {
        lower if lower.is_empty() => "Omedelbar justering".to_owned(),
        lower if lower.contains("omedelbar") => satt.to_owned(),
        lower if lower.ends_with(" justering") => format!("Omedelbar {lower}"),
        _ => format!("Omedelbar justering, {satt}"),
    }
}

/// Boxes in signing order: secretary where the organ asks for it, those who led, justerare. Their numbers run on
/// through both kinds: EU DSS 6.4 knows a field by its last part alone, and takes one `1` for the other.
fn boxes(meeting: &Meeting<'_>, leaves: &[Leaf<'_>]) -> Vec<Ruta> {
    let case = meeting.sammantrade;
    let secretary = meeting.organ().filter(|organ| organ.sekreterare_undertecknar).and(case.sekreterare.as_ref());
    let mut rutor: Vec<Ruta> = Vec::new();
    if let Some(namn) = secretary {
        let titel = case.narvaro.iter().find(|one| one.namn == *namn).and_then(|one| one.titel.clone());
        rutor.push(Ruta {
            falt: "Justering.Sekreterare".to_owned(),
            roll: "Sekreterare".to_owned(),
            namn: namn.clone(),
            titel,
        });
    }
    let all: Vec<u32> = leaves.iter().map(|(case, _)| case.nummer).collect();
    let led = meeting.persons.led().into_iter().filter_map(|(index, numbers)| {
        let here: Vec<u32> = numbers.into_iter().filter(|number| all.contains(number)).collect();
        let span = if here.len() == all.len() { String::new() } else { format!(" {}", paragraphs(&here)) };
        (!here.is_empty()).then(|| (meeting.persons.display(index), span))
    });
    let mut numbers = 1..;
    for (namn, span) in led {
        rutor.push(ruta("Ordforande", numbers.next(), format!("Ordförande{span}"), namn));
    }
    let own: Vec<CaseParagraf> = leaves.iter().map(|(case, _)| (*case).clone()).collect();
    for valda in huvud::justerare(meeting, &own) {
        let span = if valda.paragrafer.is_empty() { String::new() } else { format!(" {}", valda.paragrafer) };
        rutor.push(ruta("Justerare", numbers.next(), format!("Justerare{span}"), valda.namn));
    }
    rutor
}

fn ruta(kind: &str, number: Option<u32>, roll: String, namn: String) -> Ruta {
    Ruta { falt: format!("Justering.{kind}.{}", number.unwrap_or_default()), roll, namn, titel: None }
}
