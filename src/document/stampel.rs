//! The words of the utdragsbestyrkande (domain.md 5.5): what it is of, who adjusted the minutes and when,
//! what is certified, by whom. The seal's own figures stand in its box.

use jiff::civil::Date;

use super::spans::{NO_BREAK_SPACE, and, capitalized, day, days, genitive, paragraphs};
use super::{Ruta, Stampel};
use crate::case::myndighet::Bestyrkande;
use crate::case::sammantrade::says_omedelbar;
use crate::case::text::Datum;
use crate::evidence::bevis::Relation;
use crate::evidence::{DelObject, HuvudObject, ParagrafObject, hex, innehallsidentitet};

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
    // Minutes of their own hold one § alone, and so does an extract of them.
    let says = |del: &DelObject| del.id == "justering" || (del.id == "beslut" && says_omedelbar(&del.text));
    let at_once = attested.paragrafer.iter().all(|one| one.delar.iter().any(says));
    [
        attested.number.map(|number| numbered(number, attested.replaces)),
        Some(subject(attested)),
        Some(adjusted((attested.days.0, at_once), attested.signers)),
        relation(attested),
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
    let last = attested.huvud.slutdatum.as_deref().and_then(|last| last.parse().ok()).map(Datum);
    let first = attested.huvud.datum.parse();
    let meeting = first.map_or_else(|_| attested.huvud.datum.clone(), |first| days(Datum(first), last));
    let organ = genitive(&attested.huvud.organ);
    format!("Utdraget avser {} i {organ} protokoll {meeting}{cases}.", paragraphs(&numbers))
}

fn adjusted((date, at_once): (Date, bool), signers: &[(String, String)]) -> String {
    let date = day(Datum(date));
    let what = if at_once {
        format!("Paragrafen förklarades omedelbart justerad. Dess eget protokoll justerades {date}")
    } else {
        format!("Protokollet justerades {date}")
    };
    let led = titled(signers, ORDFORANDE, ("ordföranden", "ordförandena"));
    let chosen = titled(signers, JUSTERARE, ("justeraren", "justerarna"));
    let all = [led, chosen].concat();
    // A list within the list: "ordföranden A samt justerarna B och C".
    let by = match all.as_slice() {
        [first @ .., last] if !first.is_empty() && last.contains(" och ") => {
            format!("{} samt {last}", first.join(", "))
        }
        _ => and(&all),
    };
    let by = if by.is_empty() { by } else { format!(" av {by}") };
    let secretary = titled(signers, SEKRETERARE, ("sekreteraren", "sekreterarna"));
    let secretary = secretary.first().map(|who| format!(" Det är också undertecknat av {who}.")).unwrap_or_default();
    format!("{what}{by}.{secretary}")
}

/// Roles as the fields of minutes have them; who had it for some §§ alone has these after it.
const ORDFORANDE: &str = "Ordförande";
const JUSTERARE: &str = "Justerare";
const SEKRETERARE: &str = "Sekreterare";

/// "justerarna Bo Ek (M) och Eva Ask (V)"; or each with the §§ of hers: "ordföranden Ida Lind (C) för §§ 30–33".
fn titled(signers: &[(String, String)], role: &str, (one, many): (&str, &str)) -> Vec<String> {
    let of_role = signers.iter().filter_map(|(name, own)| Some((name, own.strip_prefix(role)?.trim())));
    let of_role: Vec<(&String, &str)> = of_role.collect();
    if of_role.iter().any(|(_, which)| !which.is_empty()) {
        return of_role.iter().map(|(name, which)| format!("{one} {name} för {}", last_and(which))).collect();
    }
    match of_role.as_slice() {
        [] => Vec::new(),
        [(only, _)] => vec![format!("{one} {only}")],
        all => vec![format!("{many} {}", and(&all.iter().map(|(name, _)| (*name).clone()).collect::<Vec<_>>()))],
    }
}

/// "§§ 30–33, 35–36" as it reads in a sentence: "§§ 30–33 och 35–36".
fn last_and(which: &str) -> String {
    which.rsplit_once(", ").map_or_else(|| which.to_owned(), |(first, last)| format!("{first} och {last}"))
}

fn relation(attested: &Attested<'_>) -> Option<String> {
    match attested.relation {
        Relation::Prefix if attested.signers.is_empty() => Some("Protokollet är undertecknat i en annan tjänst, som har lagt till underskrifterna utan att ändra något i filen.".to_owned()),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn signers(all: &[(&str, &str)]) -> Vec<(String, String)> {
        all.iter().map(|(name, role)| ((*name).to_owned(), (*role).to_owned())).collect()
    }

    fn said(all: &[(&str, &str)]) -> String {
        adjusted((Date::constant(2026, 3, 18), false), &signers(all))
    }

    #[test]
    fn who_adjusted_is_said_by_role_with_the_sections_of_each_who_led_some() {
        let [one, two, three] = [("Ann Ek (S)", "Justerare"), ("Bo Al (M)", "Justerare"), ("Eva Ask (V)", "Justerare")];
        let led = ("Ida Lind (C)", "Ordförande");
        assert_eq!(
            said(&[("Ivar Rö", "Sekreterare"), led, one]),
            "Protokollet justerades den 18 mars 2026 av ordföranden Ida Lind (C) och justeraren Ann Ek (S). Det är också undertecknat av sekreteraren Ivar Rö."
        );
        assert_eq!(
            said(&[
                ("Ida Lind (C)", "Ordförande §§\u{a0}30–33, 35–36"),
                ("Per Ek (S)", "Ordförande §\u{a0}34"),
                one,
                two,
                three
            ]),
            "Protokollet justerades den 18 mars 2026 av ordföranden Ida Lind (C) för §§\u{a0}30–33 och 35–36, ordföranden Per Ek (S) för §\u{a0}34 samt justerarna Ann Ek (S), Bo Al (M) och Eva Ask (V)."
        );
        assert_eq!(said(&[]), "Protokollet justerades den 18 mars 2026.");
        assert_eq!(
            adjusted((Date::constant(2026, 3, 11), true), &signers(&[led, one])),
            "Paragrafen förklarades omedelbart justerad. Dess eget protokoll justerades den 11 mars 2026 av ordföranden Ida Lind (C) och justeraren Ann Ek (S)."
        );
    }
}
