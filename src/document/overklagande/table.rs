//! The words themselves: what the law gives the reader, in our own words. Changed here, and nowhere else.
//! Read by a jurist of the authority before use: `kontrollera` says so until `[texter] godkand-av` is set.

use super::{Bladdel, Desk, Public, blocks, capitalized, escaped};
use crate::case::sammantrade::{Overklagande, Tidsstart};

/// In a §, of what is tried by laglighetsprövning.
pub(super) const LAGLIGHETSPROVNING: &str =
    "Beslutet kan överklagas genom laglighetsprövning enligt 13 kap. kommunallagen (2017:725).";
/// In a §, of what is appealed by whom it concerns.
pub(super) const FORVALTNINGSBESVAR: &str =
    "Beslutet kan överklagas av den som beslutet angår, om det har gått honom eller henne emot.";
/// In a §, of what nobody can appeal.
pub(super) const KAN_INTE: &str = "Beslutet kan inte överklagas.";

/// Under the heading of a hänvisning.
pub(super) fn lead(slag: Overklagande) -> &'static str {
    match slag {
        Overklagande::Laglighetsprovning => {
            "Beslutet kan överklagas genom laglighetsprövning enligt 13 kap. kommunallagen (2017:725)."
        }
        Overklagande::Forvaltningsbesvar => {
            "Beslutet kan överklagas enligt förvaltningslagen (2017:900). Så här gör du."
        }
        Overklagande::KanInteOverklagas => KAN_INTE,
    }
}

/// 13 kap. 1, 4, 5, 7 och 8 §§ kommunallagen.
pub(super) fn laglighetsprovning(public: &Public, court: &Desk, sista_dag: Option<&str>) -> Vec<Bladdel> {
    let court_name = escaped(&court.namn);
    let Public { namn, medlem, ocksa, tavla } = public;
    let who = format!(
        "Varje medlem av {medlem} får överklaga. Medlem är den som är folkbokförd, äger fast egendom eller ska betala \
         kommunalskatt där, och i vissa fall medborgare i andra EU-länder."
    );
    let who = ocksa.iter().fold(who, |who, also| format!("{who}\n\n{also}"));
    let how = "Skriv till domstolen. Ange vilket beslut du överklagar, med organ, dag och paragraf, och de omständigheter \
               som gör att du anser att beslutet inte är lagligt. Ange också ditt namn och hur domstolen når dig.";
    let last = sista_dag.map_or_else(
        || "Den sista dagen för överklagande står i anslaget.".to_owned(),
        |day| format!("Den sista dagen är {day}."),
    );
    let when = format!(
        "Överklagandet ska ha kommit in till {court_name} inom tre veckor från den dag då det tillkännagavs på {tavla} att \
         protokollet hade justerats. {last}"
    );
    let what = format!(
        "{} prövar bara om beslutet är lagligt: om det kom till på rätt sätt, om det rör något som {namn} får besluta om, om \
         rätt organ beslutade och om beslutet i övrigt följer lagen. Bara det som du har tagit upp i tid prövas. \
         Domstolen kan upphäva beslutet, men inte sätta ett annat i dess ställe.",
        capitalized(&court_name)
    );
    vec![
        text("Vem som får överklaga", &who),
        text("Vad du ska skriva", how),
        Bladdel {
            adress: court.adress.clone(),
            ..text("Vart du skickar det", "Skicka eller lämna överklagandet till:")
        },
        text("När det senast ska ha kommit in", &when),
        text("Vad som prövas", &what),
    ]
}

/// 43–45 §§ förvaltningslagen (2017:900), and what the time runs from where a special law says otherwise.
pub(super) fn forvaltningsbesvar(instance: &str, desk: &Desk, tid: Option<Tidsstart>) -> Vec<Bladdel> {
    let (instance, organ) = (escaped(instance), escaped(&desk.namn));
    let how = format!(
        "Ställ överklagandet till {instance}. Ange vilket beslut du överklagar, hur du vill att det ska ändras och varför. \
         Ange också ditt namn och hur du kan nås, och skicka med det som stöder vad du säger."
    );
    let where_to = format!("Skicka eller lämna överklagandet till {organ}, inte till den som ska pröva det:");
    let protected = "Skicka inte skyddade eller känsliga personuppgifter med e-post.";
    let when = format!(
        "Överklagandet ska ha kommit in till {organ} inom tre veckor {}. {TOO_LATE}",
        since(tid.unwrap_or(Tidsstart::Delgivning))
    );
    let then = format!(
        "{} prövar om överklagandet har kommit in i tid, och lämnar det i så fall vidare till {instance}.",
        capitalized(&organ)
    );
    vec![
        text("Vem som får överklaga", "Den som beslutet angår får överklaga, om det har gått honom eller henne emot."),
        text("Vad du ska skriva", &how),
        Bladdel { adress: desk.adress.clone(), ..text("Vart du skickar det", &format!("{protected}\n\n{where_to}")) },
        text("När det senast ska ha kommit in", &when),
        text("Vad som händer sedan", &then),
    ]
}

const TOO_LATE: &str = "Kommer det in för sent kan det inte prövas.";

/// From when the three weeks run.
fn since(tid: Tidsstart) -> &'static str {
    match tid {
        Tidsstart::Delgivning => "från den dag då du fick del av beslutet",
        Tidsstart::Anslag => {
            "från den dag då det tillkännagavs på anslagstavlan att protokollet hade justerats. Den sista dagen står i \
             anslaget"
        }
        Tidsstart::Kungorelse => {
            "från den dag då du fick del av beslutet. Ska beslutet inte delges dig, räknas tiden i stället från en vecka \
             efter att det kungjordes i Post- och Inrikes Tidningar"
        }
    }
}

fn text(rubrik: &str, source: &str) -> Bladdel {
    Bladdel { rubrik: rubrik.to_owned(), block: blocks(source), adress: Vec::new() }
}
