//! One verdict on the terminal.

use super::Judged;
use crate::clock;
use crate::diag::words;
use crate::verify::{BundenFil, Intill, Lagersvar, Slag, Trust, Underskrift, Utslag, Verdict};

/// Name and answer of each layer, in the order they are told.
pub(super) fn layers(verdict: &Verdict) -> Vec<(&'static str, &'static str, &Lagersvar)> {
    let file = [
        ("A", "underskrifterna är äkta", &verdict.kryptografi),
        ("B", "de omfattar innehållet", &verdict.omfang),
        ("C", "inget tillagt efteråt", &verdict.revisioner),
        ("D", "alla har skrivit under", &verdict.fullstandighet),
        ("E", "innehållet stämmer", &verdict.innehall),
    ];
    let register = verdict.register.as_ref().map(|answer| ("F", "gäller enligt registret", answer));
    file.into_iter().chain(register).collect()
}

/// What stands in a file or a certificate cannot move the cursor, colour the words or begin a line of its own.
pub(super) fn plain(text: &str) -> String {
    let steers = |one: char| {
        one.is_control() || matches!(one, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
    };
    text.chars().map(|one| if steers(one) { '\u{fffd}' } else { one }).collect()
}

pub(super) fn report(judged: &Judged, trust: &Trust) -> String {
    let verdict = &judged.verdict;
    let mut lines = vec![format!("{}  {}", headline(verdict), words::path(&judged.path))];
    lines.extend(verdict.underskrifter.iter().map(|one| format!("  {}", signature(one))));
    for (letter, name, layer) in layers(verdict) {
        lines.push(format!("  {letter}  {name:<25} {}", word(layer.utslag())));
        lines.extend(sentences(layer));
    }
    lines.extend(verdict.bilagor.iter().map(|one| format!("  {}", bound(one))));
    if trust.is_empty() {
        lines.push("  Inga certifikat att lita på är angivna: se --lita-på.".to_owned());
    }
    if let Some(set) = clock::set() {
        lines.push(format!("  Bedömd som om tiden vore {set}."));
    }
    lines.extend(acts(verdict).iter().map(|act| format!("  Gör så här: {}", plain(act))));
    lines.push(String::new());
    lines.join("\n")
}

/// What to do now, the most pressing first.
pub(super) fn acts(verdict: &Verdict) -> Vec<String> {
    let changed = verdict.bilagor.iter().filter_map(|one| match &one.intill {
        Intill::Andrad(name) => {
            Some(format!("Använd inte {name}: den är inte den fil som beslutet avser. Be myndigheten om den rätta."))
        }
        Intill::Stammer(_) | Intill::Saknas => None,
    });
    changed.chain(verdict.gor_sa_har.iter().cloned()).collect()
}

fn sentences(layer: &Lagersvar) -> impl Iterator<Item = String> + '_ {
    let faults = layer.brister.iter().map(|brist| brist.mening.clone());
    faults.chain(layer.notes()).map(|sentence| format!("       {}", plain(&sentence)))
}

pub(super) fn signature(one: &Underskrift) -> String {
    let what = kind(one.slag);
    let when = match (&one.bevisad_tid, &one.uppgiven_tid) {
        (Some(time), _) => format!(", fanns bevisligen {}", time.strftime("%Y-%m-%d %H:%M UTC")),
        (None, Some(time)) => format!(", uppgiven tid {}", plain(time)),
        (None, None) => String::new(),
    };
    let name = if one.namn.is_empty() { "okänd".to_owned() } else { plain(&one.namn) };
    // A box for one person, signed with the certificate of another: said where it is seen first.
    let other = one.person.as_ref().filter(|person| !person.starts_with(&one.namn));
    let place = other.map(|person| format!(" i rutan för {}", plain(person))).unwrap_or_default();
    format!("{what} av {name}{place} ({}){when}", plain(&one.falt))
}

pub(super) fn kind(slag: Slag) -> &'static str {
    match slag {
        Slag::Underskrift => "Underskrift",
        Slag::Stampel => "Stämpel",
        Slag::Tidsstampel => "Tidsstämpel",
    }
}

/// What lies beside, of one file that the words are bound to.
pub(super) fn bound(one: &BundenFil) -> String {
    let place = one.paragraf.map(|number| format!(" till § {number}")).unwrap_or_default();
    let titel = plain(&one.titel);
    match &one.intill {
        Intill::Stammer(name) => {
            format!("Filen ”{titel}”{place} stämmer: {} är den som avses", plain(name))
        }
        Intill::Andrad(name) => format!("ÄNDRAD FIL ”{titel}”{place}: {} är inte den som avses", plain(name)),
        Intill::Saknas => format!("Filen ”{titel}”{place} låg inte intill och är inte kontrollerad"),
    }
}

/// The answer about a file; a trial says so, since GILTIG alone would be filed as if it were in earnest.
pub(super) fn headline(verdict: &Verdict) -> String {
    let mark = if verdict.prov { " (PROV)" } else { "" };
    format!("{}{mark}", heading(verdict.utslag()))
}

pub(super) fn heading(utslag: Utslag) -> &'static str {
    match utslag {
        Utslag::Giltig => "GILTIG",
        Utslag::Ogiltig => "OGILTIG",
        Utslag::KanInteAvgoras => "KAN INTE AVGÖRAS",
    }
}

pub(super) fn word(utslag: Utslag) -> &'static str {
    match utslag {
        Utslag::Giltig => "ja",
        Utslag::Ogiltig => "nej",
        Utslag::KanInteAvgoras => "kan inte avgöras",
    }
}
