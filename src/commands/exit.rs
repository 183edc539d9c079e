//! Which answer each code of a diagnostic gives when it stops a command: one table, for all commands.
//! A fault with a place in a file is a fault of that file, and the answer is no whatever the code.

use super::Exit;
use crate::diag::Diagnostic;

/// The command line was wrong: something is missing, contradicts, or is no value of the kind that the option takes.
const USAGE: [&str; 52] = [
    "annat-kort",
    "argument-saknas",
    "certifikat-olasligt",
    "dag-felaktig",
    "dag-saknas",
    "fel-antal-varden",
    "fel-kommandorad",
    "fel-pin",
    "felaktigt-varde",
    "flagga-tva-ganger",
    "flaggor-i-strid",
    "flera-kort",
    "flera-nycklar",
    "flera-sammantraden",
    "flera-vantar",
    "ingen-kontrollpunkt",
    "inget-att-ansla",
    "kommando-saknas",
    "langt-streck",
    "lita-pa-fel",
    "loggnyckel-annan",
    "losenord-fil",
    "namn-utan-citattecken",
    "nummer-felaktigt",
    "nyckel-certifikat",
    "nyckel-fel-fil",
    "nyckel-last",
    "nyckel-okand",
    "nyckel-saknas",
    "nyckel-skydd",
    "nyckel-typ",
    "nyckelnamn",
    "okand-flagga",
    "okant-kommando",
    "okant-varde",
    "olasliga-tecken",
    "original-okant",
    "paragraf-i-onodan",
    "pin-i-adressen",
    "pin-saknas",
    "pkcs11-adress",
    "skal-saknas",
    "sokord-saknas",
    "sparr-okand",
    "tavla-i-onodan",
    "tavla-okand",
    "tid-satt",
    "tidsstampel-saknas",
    "varde-saknas",
    "vem-saknas",
    "vittnesnyckel",
    "vkey-felaktig",
];

/// A file, a disk, a card or the network was in the way: the same command may do another time.
const IN_THE_WAY: [&str; 70] = [
    "annan-korning",
    "anslag-fil-saknas",
    "anslag-finns",
    "demo-utan-mapp",
    "disken-full",
    "fil-for-stor",
    "fil-kan-inte-skrivas",
    "fil-lases-inte",
    "fil-olaslig",
    "fil-oppen",
    "fil-saknas",
    "fil-skrivskyddad",
    "finns-redan",
    "identitet-saknas",
    "ingen-vanlig-fil",
    "inget-kort",
    "inget-register",
    "inget-slumptal",
    "kontrollpunkt-olaslig",
    "kort-svarar-inte",
    "lita-pa-finns",
    "loggnyckel-annat-register",
    "loggnyckel-lases-inte",
    "loggnyckel-saknas",
    "mal-ar-mapp",
    "mapp-ar-fil",
    "mapp-for-djup",
    "mapp-kan-inte-skapas",
    "mapp-lases-inte",
    "mapp-olaslig",
    "mapp-saknas",
    "mapp-skrivskyddad",
    "myndighet-saknas",
    "pin-sparrad",
    "pkcs11-bibliotek",
    "post-olaslig",
    "register-annat-slag",
    "register-aterstallt",
    "register-disk",
    "register-fel",
    "register-finns",
    "register-fullt",
    "register-kopia",
    "register-molnmapp",
    "register-natverksmapp",
    "register-oppnas-inte",
    "register-saknas",
    "register-senare",
    "register-skadat",
    "register-skrivskyddat",
    "register-trad",
    "register-upptaget",
    "reserverad",
    "slump-saknas",
    "smtp-avbrott",
    "smtp-certifikat",
    "smtp-fil",
    "smtp-utan-tls",
    "sokvag-namn",
    "sokvag-saknas",
    "sparr-nas-inte",
    "svaret-kan-inte-skrivas",
    "terminal",
    "tidsstampel-fel",
    "tidsstampel-nas-inte",
    "tillfallig-mapp",
    "vakt-annan",
    "vakt-lases-inte",
    "vakt-mapp-saknas",
    "vakt-saknas",
];

/// What a diagnostic with this code, and no place in a file, answers with.
#[must_use]
pub fn of_code(code: &str) -> Exit {
    if USAGE.contains(&code) {
        Exit::Usage
    } else if IN_THE_WAY.contains(&code) {
        Exit::InTheWay
    } else {
        Exit::No
    }
}

/// What stops a command for these reasons: the worst of them.
pub(super) fn of(findings: &[Diagnostic]) -> Exit {
    findings.iter().map(of_one).reduce(Exit::worst).unwrap_or(Exit::No)
}

fn of_one(finding: &Diagnostic) -> Exit {
    match of_code(finding.code) {
        // A file that cannot be read has a place too: itself.
        Exit::InTheWay => Exit::InTheWay,
        _ if finding.place.is_some() => Exit::No,
        exit => exit,
    }
}
