//! Minutes as other authorities write them: a fullmäktige of 61 over midnight, decision first, a bygglov, a secret
//! utskott, revisorer, a kommunalförbund. All is invented. What they need is accepted, and printed as they would.

#![expect(clippy::panic, reason = "a test says what it found")]

use std::path::Path;
use std::sync::Arc;

use utdrag::case::{Case, Workspace};
use utdrag::document::{Choice, Document, documents};
use utdrag::evidence::ParagrafObject;
use utdrag::pdf::render;
use utdrag::rules::{self, Checked};

/// The case of that name, with what the rules say of it. "kf81/kf-2026-11-16" is one in a workspace of its own.
fn checked(name: &str) -> (Checked, Vec<&'static str>) {
    let (own, name) = name.rsplit_once('/').unwrap_or(("", name));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/authorities").join(own);
    let (workspace, found) = Workspace::open(&folder);
    assert!(found.is_empty(), "{found:?}");
    let workspace = Arc::new(workspace.unwrap_or_else(|| panic!("the workspace opens")));
    let is_named = |case: &&Arc<Case>| case.path.file_stem().is_some_and(|stem| stem == name);
    let case = workspace.cases.iter().find(is_named).unwrap_or_else(|| panic!("there is no {name}"));
    let (checked, found) = rules::check(&workspace, case);
    let codes = found.iter().map(|one| one.code).collect();
    (checked.unwrap_or_else(|| panic!("{name} is stopped: {found:?}")), codes)
}

fn made(name: &str) -> Vec<Document> {
    documents(&checked(name).0, &Choice::default()).unwrap_or_else(|faults| panic!("{faults:?}"))
}

/// The parts of a § as it stands in the minutes: id and text.
fn parts(name: &str, nummer: u32) -> Vec<(String, String)> {
    let documents = made(name);
    let lines = documents.iter().flat_map(|one| one.identitet.iter());
    let mut objects = lines.filter_map(|line| serde_json::from_str::<ParagrafObject>(line).ok());
    let object = objects.find(|one| one.nummer == nummer).unwrap_or_else(|| panic!("§ {nummer} of {name}"));
    object.delar.into_iter().map(|del| (del.id, del.text)).collect()
}

fn part(name: &str, nummer: u32, id: &str) -> String {
    let found = parts(name, nummer).into_iter().find(|(own, _)| own == id);
    found.map(|(_, text)| text).unwrap_or_default()
}

/// A fullmäktige of 81 with its budget and motions, one of a region, one that is new, an extra meeting, a nämnd.
const TYPICAL: [&str; 5] = [
    "kf81/kf-2026-11-16",
    "rf71/rf-2026-04-28",
    "kf-konstituerande/kf-2026-10-19",
    "extra-ks/ks-2026-08-14",
    "hsn/hsn-2026-02-18",
];

const CASES: [&str; 8] = [
    "kf-2026-06-15",
    "fg-2026-05-20",
    "bn-2026-05-27",
    "sau-2026-06-02",
    "rev-2026-05-07",
    "rtf-2026-04-22",
    "tjansteskrivelse-cykel",
    "kallelse-kf-2026-06-15",
];

#[test]
fn every_case_is_accepted_and_becomes_pages() {
    for name in CASES.into_iter().chain(TYPICAL) {
        let expected: &[&str] = match name {
            "fg-2026-05-20" => &["ersattare-annat-parti"],
            "rev-2026-05-07" => &["salt-saknas"],
            // Both say of a party that it takes no part, and not of whom.
            "kf-2026-06-15" | "bn-2026-05-27" => &["deltar-ej-parti"],
            _ => &[],
        };
        assert_eq!(checked(name).1, expected, "{name}");
        let all = made(name);
        assert!(!all.is_empty(), "{name} gives nothing");
        // The whole document; extracts are the same §§ again.
        let pdf = all.first().map_or_else(|| panic!("{name}"), render);
        assert!(pdf.is_ok_and(|pdf| pdf.pages > 0), "{name}");
    }
}

#[test]
fn a_fullmaktige_of_sixty_one_is_printed_as_it_went() {
    let kf = "kf-2026-06-15";
    assert!(part(kf, 61, "behandling").starts_with("Interpellation av Casper Bruhage (KD) till Cecilia Cederlöf (S)."));
    assert!(part(kf, 62, "behandling").ends_with("Frågan besvaras inte vid sammanträdet."));
    assert!(
        part(kf, 63, "beslut")
            .contains("2. Nämndernas driftramar för 2027 fastställs enligt följande:\n\n   | Nämnd |")
    );
    let votes: Vec<String> =
        parts(kf, 63).into_iter().filter(|(id, _)| id == "omrostningsresultat").map(|(_, text)| text).collect();
    assert_eq!(votes.len(), 2, "one on what becomes the motförslag, one on the matter");
    assert!(votes.iter().any(|text| text.contains("blir motförslag")), "{votes:?}");
    assert!(part(kf, 67, "jav").contains("Tage Tallgren (M) är ordförande när ärendet behandlas."));
    assert!(part(kf, 68, "omrostningsresultat").contains("minst en tredjedel av de närvarande ledamöterna (27"));
    assert_eq!(part(kf, 71, "proposition"), "", "an election by slips puts no question");
    assert!(part(kf, 71, "omrostningsresultat").contains("Lotten faller på Rut Sifferlid (S)."));
}

#[test]
fn a_namnd_with_the_decision_first_has_it_first() {
    let ids: Vec<String> = parts("fg-2026-05-20", 116).into_iter().map(|(id, _)| id).collect();
    assert_eq!(ids.first().map(String::as_str), Some("beslut"));
    assert_eq!(parts("fg-2026-05-20", 115).len(), 1, "information without a decision is only that");
    assert!(part("fg-2026-05-20", 119, "jav").contains("Harry Brolid (M) tjänstgör i stället."));
}

#[test]
fn a_bygglov_tells_what_its_holder_must_know_beside_how_it_is_appealed() {
    let all: Vec<String> =
        parts("bn-2026-05-27", 88).into_iter().filter(|(id, _)| id == "upplysning").map(|(_, text)| text).collect();
    assert_eq!(all.len(), 2);
    assert!(all.iter().any(|text| text.contains("startbesked")) && all.iter().any(|text| text.contains("överklagas")));
}

#[test]
fn a_meeting_in_secret_gives_minutes_that_say_only_that() {
    let all = made("sau-2026-06-02");
    assert_eq!(all.len(), 1, "no extract that was not asked for");
    let shown = serde_json::to_string(&all).unwrap_or_default();
    for word in ["tandvård", "Övervägande", "bistånd"] {
        assert!(!shown.contains(word), "{word} is seen");
    }
}

#[test]
fn a_motion_is_put_against_what_is_proposed_of_it() {
    let kf = "kf81/kf-2026-11-16";
    let put = "Ordföranden ställer proposition på kommunstyrelsens förslag och bifall till motionen";
    for nummer in [136, 137, 139] {
        assert_eq!(part(kf, nummer, "proposition"), format!("{put}."), "a vote tells what was adopted in § {nummer}");
        assert!(part(kf, nummer, "omrostning").ends_with("Den som bifaller motionen röstar ”Nej”"), "§ {nummer}");
    }
    for nummer in [140, 141] {
        let outcome = "och finner att kommunstyrelsens förslag antas.";
        assert_eq!(part(kf, nummer, "proposition"), format!("{put} {outcome}"), "§ {nummer}");
    }
    assert_eq!(
        part("hsn/hsn-2026-02-18", 22, "proposition"),
        "Ordföranden ställer proposition på förslaget till beslut och bifall till motionen och finner att förslaget till \
         beslut antas."
    );
}

#[test]
fn a_point_by_point_decision_is_told_once() {
    let kf = "kf81/kf-2026-11-16";
    assert_eq!(
        part(kf, 133, "reservation"),
        "Samtliga ledamöter i Sverigedemokraterna reserverar sig mot beslutspunkt 1."
    );
    assert!(part(kf, 133, "omrostning").starts_with("Följande propositionsordning fastställs:"));
    assert_eq!(
        part(kf, 133, "omrostningsresultat"),
        "Med 67 ja-röster, 13 nej-röster och 1 ledamot som avstår finner ordföranden att beslutspunkt 1 bifalls."
    );
    let jav = part(kf, 132, "jav");
    let said = "William Malmrot (S) och Yvonne Ekehult (S) anmäler jäv och deltar inte i handläggningen av ärendet. Leif \
                Gårdstrand (S) tjänstgör i stället för Yvonne Ekehult (S).";
    assert!(jav.starts_with(said), "{jav}");
}

#[test]
fn a_new_fullmaktige_is_opened_by_its_oldest_and_elects_by_slips() {
    let kf = "kf-konstituerande/kf-2026-10-19";
    assert_eq!(part(kf, 170, "ordforande"), "Carl-Gustaf Mörtsjö (S), ålderspresident, är ordförande §§\u{a0}170–173.");
    assert_eq!(part(kf, 171, "ordforande"), "");
    assert_eq!(
        part(kf, 173, "omrostningsresultat"),
        "Med 16 röster för Urban Uddvik (S), 13 röster för Dragana Pålskog (M) och 2 blanka röster finner ordföranden att Urban \
         Uddvik (S) väljs."
    );
    assert!(part(kf, 174, "rostrakning").contains("| Borgerlig samling | 9 | 2 |"));
    let slips = part("kf81/kf-2026-11-16", 154, "rostrakning");
    assert!(slips.contains("| Lena Kontolund (S) | 38 |") && slips.contains("| Blanka röster | 2 |"), "{slips}");
    assert_eq!(part("kf81/kf-2026-11-16", 154, "proposition"), "");
}

#[test]
fn what_a_styrelse_proposes_and_what_it_decides_are_apart() {
    let ks = "extra-ks/ks-2026-08-14";
    assert_eq!(
        part(ks, 142, "beslut"),
        "Kommunstyrelsen föreslår kommunfullmäktige besluta att utöka investeringsramen till 391 miljoner \
         kronor\n\nKommunstyrelsen beslutar för egen del att tilldelningsbeslut, under förutsättning av fullmäktiges beslut, får \
         fattas av kommundirektören"
    );
    assert_eq!(
        part(ks, 142, "omrostningsresultat"),
        "Vid lika röstetal, 3–3, avgör ordföranden med sin utslagsröst att förslaget bifalls."
    );
    let sections = parts(ks, 142).into_iter().filter(|(id, _)| id == "avsnitt").count();
    assert_eq!(sections, 3);
    assert!(part("hsn/hsn-2026-02-18", 21, "beslut").starts_with("Nämnden beslutar:\n\n1. att läkemedlet införs"));
    assert_eq!(part("hsn/hsn-2026-02-18", 23, "foredragande"), "Hans Läkebrink, chefläkare");
}
