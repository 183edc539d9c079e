//! The words of the utdragsbestyrkande (domain.md 5.5): what it is of, who adjusted the minutes and when,
//! what is certified, by whom. The seal's own figures stand in its box.

use jiff::civil::Date;

use super::spans::{NO_BREAK_SPACE, and, capitalized, day, genitive, paragraphs};
use super::{Ruta, Stampel};
use crate::case::myndighet::Bestyrkande;
use crate::case::text::Datum;
use crate::evidence::bevis::Relation;
use crate::evidence::{HuvudObject, ParagrafObject, hex, innehallsidentitet};

/// What the certificate speaks of.
pub struct Attested<'a> {
    /// Leaf 0 of the minutes.
    pub huvud: &'a HuvudObject,
    /// The §§ of the extract.
    pub paragrafer: &'a [ParagrafObject],
    /// The day of the last signature, and of the certificate.
    pub days: (Date, Date),
    /// Who adjusted, with role: ("Ingrid Åkerö (C)", "Ordförande").
    pub signers: &'a [(String, String)],
    /// Who certifies, with title.
    pub official: (&'a str, Option<&'a str>),
    /// Seal of the authority, or the official's own signature.
    pub by: Bestyrkande,
    /// How the signed file relates to the one we made.
    pub relation: Relation,
    /// Protokollrot, 64 hex.
    pub root: &'a str,
    /// Running number in the authority's register: "RS 2026:17".
    pub number: Option<&'a str>,
    /// Numbers of earlier extracts that this one takes the place of.
    pub replaces: &'a [String],
    /// The §§ that have been corrected since the justering, one for each correction.
    pub corrected: &'a [u32],
}

/// The certificate.
#[must_use]
pub fn stampel(attested: &Attested<'_>) -> Stampel {
    let each = attested.paragrafer.iter().map(|object| {
        (format!("Innehållsidentitet §{NO_BREAK_SPACE}{}", object.nummer), hex(&innehallsidentitet(object)))
    });
    Stampel {
        stycken: sentences(attested),
        hashar: each.chain([("Protokollrot".to_owned(), attested.root.to_owned())]).collect(),
        ruta: Ruta {
            falt: "Stampel".to_owned(),
            roll: match attested.by {
                Bestyrkande::EStampel => "Elektronisk stämpel".to_owned(),
                Bestyrkande::EUnderskrift => "Elektronisk underskrift".to_owned(),
            },
            namn: match attested.by {
                Bestyrkande::EStampel => attested.huvud.myndighet.clone(),
                Bestyrkande::EUnderskrift => attested.official.0.to_owned(),
            },
            titel: None,
        },
    }
}

fn sentences(attested: &Attested<'_>) -> Vec<String> {
    let with_files = attested.paragrafer.iter().any(|one| one.delar.iter().any(|del| del.id == "bilagor"));
    let bilagor = if with_files {
        "Bilagorna är förtecknade i utdraget och följer inte med i filen."
    } else {
        "Utdraget har inga bilagor."
    };
    [
        attested.number.map(|number| numbered(number, attested.replaces)),
        Some(subject(attested)),
        Some(adjusted(attested)),
        relation(attested.relation),
        Some(format!("{} {bilagor} Inget i utdraget är maskerat.", agrees(attested.corrected))),
        Some(certified(attested)),
        Some("I rutan nedan står hur många av filens första byte som är stämplade, och deras SHA-256. QR-koden innehåller samma uppgifter.".to_owned()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// "Utdrag KS 2026:4 i myndighetens register. Det ersätter KS 2026:1."
fn numbered(number: &str, replaces: &[String]) -> String {
    let whole = |number: &str| number.replace(' ', "\u{a0}");
    let earlier: Vec<String> = replaces.iter().map(|number| whole(number)).collect();
    let replaces = if earlier.is_empty() { String::new() } else { format!(" Det ersätter {}.", and(&earlier)) };
    format!("Utdrag {} i myndighetens register.{replaces}", whole(number))
}

/// Where something has been corrected since, the words do not agree without it.
fn agrees(corrected: &[u32]) -> String {
    const AGREES: &str = "Utdraget stämmer överens med det justerade protokollet";
    let mut numbers = corrected.to_vec();
    numbers.dedup();
    match corrected {
        [] => format!("{AGREES}."),
        [_] => format!(
            "{AGREES}, som har rättats efter justeringen. Rättelsen står under rubriken till {}.",
            paragraphs(&numbers)
        ),
        _ => format!(
            "{AGREES}, som har rättats efter justeringen. Rättelserna står under rubriken till {}.",
            paragraphs(&numbers)
        ),
    }
}

fn subject(attested: &Attested<'_>) -> String {
    let numbers: Vec<u32> = attested.paragrafer.iter().map(|one| one.nummer).collect();
    let mut cases: Vec<&str> = attested.paragrafer.iter().filter_map(|one| one.diarienummer.as_deref()).collect();
    cases.dedup();
    let cases = if cases.is_empty() { String::new() } else { format!(" ({})", cases.join(", ")) };
    let meeting = attested.huvud.datum.parse().map_or_else(|_| attested.huvud.datum.clone(), |date| day(Datum(date)));
    let organ = genitive(&attested.huvud.organ);
    format!("Utdraget avser {} i {organ} protokoll {meeting}{cases}.", paragraphs(&numbers))
}

fn adjusted(attested: &Attested<'_>) -> String {
    let date = day(Datum(attested.days.0));
    let signers = attested.signers.iter().map(|(name, role)| format!("{name}, {}", role.to_lowercase()));
    let signers: Vec<String> = signers.collect();
    if signers.is_empty() {
        return format!("Protokollet justerades {date}.");
    }
    format!("Protokollet justerades {date} av {}.", and(&signers))
}

fn relation(relation: Relation) -> Option<String> {
    match relation {
        Relation::Prefix => None,
        Relation::Inbaddat => Some("Protokollet är undertecknat i en annan tjänst. Den undertecknade filen innehåller protokollet oförändrat.".to_owned()),
        Relation::Omskrivet => Some("Protokollet är undertecknat i en annan tjänst, som har skrivit om filen. Att utdraget stämmer med protokollet intygas av den som har bestyrkt det.".to_owned()),
    }
}

fn certified(attested: &Attested<'_>) -> String {
    let date = day(Datum(attested.days.1));
    let (name, title) = attested.official;
    let official = title.map_or_else(|| name.to_owned(), |title| format!("{name}, {title}"));
    match attested.by {
        Bestyrkande::EStampel => {
            let authority = genitive(&attested.huvud.myndighet);
            format!("Bestyrkt {date} av {official}, med {authority} elektroniska stämpel.")
        }
        Bestyrkande::EUnderskrift => format!("Bestyrkt {date} av {}.", capitalized(&official)),
    }
}
