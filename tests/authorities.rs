//! Minutes as other authorities write them: a fullmäktige of 61 over midnight, decision first, a bygglov, a secret
//! utskott, revisorer, a kommunalförbund. All is invented. What they need is accepted, and printed as they would.

#![expect(clippy::panic, reason = "a test says what it found")]

use std::path::Path;
use std::sync::Arc;

use utdrag::anslag::facts::Facts;
use utdrag::anslag::{Anslag, blad, html, organ_of};
use utdrag::case::sammantrade::{Overklagande, Sammantrade};
use utdrag::case::{Case, Content, Workspace};
use utdrag::document::overklagande::{Circumstances, Overklagat, overklagandehanvisning};
use utdrag::document::{Choice, Document, Handling, Innehall, documents};
use utdrag::evidence::ParagrafObject;
use utdrag::pdf::render;
use utdrag::rules::{self, Checked};

/// The case of that name, with what the rules say of it. `bmn/bmn-2026-06-03` has an authority of its own.
fn checked(name: &str) -> (Checked, Vec<&'static str>) {
    let (folder, name) = name.split_once('/').unwrap_or((".", name));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/authorities").join(folder);
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

const CASES: [&str; 16] = [
    "kf-2026-06-15",
    "fg-2026-05-20",
    "bn-2026-05-27",
    "sau-2026-06-02",
    "rev-2026-05-07",
    "rtf-2026-04-22",
    "tjansteskrivelse-cykel",
    "kallelse-kf-2026-06-15",
    "bmn/bmn-2026-06-03",
    "raddningstjanst/dir-2026-02-05",
    "samordningsforbund/sf-2026-02-25",
    "revisorer/rev-2026-04-02",
    "universitetsstyrelse/us-2026-02-18",
    "vattenrad/vr-2026-05-05",
    "krisledningsnamnd/kln-2026-01-03",
    "socialnamnd/sn-2026-05-20",
];

#[test]
fn every_case_is_accepted_and_becomes_pages() {
    for name in CASES.into_iter().chain(TYPICAL) {
        let expected: &[&str] = match name {
            "fg-2026-05-20" => &["ersattare-annat-parti"],
            "rev-2026-05-07" => &["salt-saknas"],
            // Both say of a party that it takes no part, and not of whom.
            "kf-2026-06-15" | "bn-2026-05-27" => &["deltar-ej-parti"],
            // § 135 gives a company its directives, and says that this cannot be appealed.
            "kf81/kf-2026-11-16" => &["overklagande-fullmaktige"],
            "samordningsforbund/sf-2026-02-25" => &["ersattare-for-vem"],
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

fn meeting(checked: &Checked) -> &Sammantrade {
    match &checked.case().value {
        Content::Sammantrade(meeting) => meeting,
        _ => panic!("it is a meeting"),
    }
}

/// The words of the hänvisning of a § as the case has it.
fn hanvisning(name: &str, nummer: u32) -> String {
    let checked = checked(name).0;
    let meeting = meeting(&checked);
    let one = meeting.paragraf.iter().find(|one| one.nummer == nummer).unwrap_or_else(|| panic!("§ {nummer}"));
    let decision = Overklagat {
        organ: &meeting.organ,
        datum: "2026-06-03",
        nummer,
        rubrik: None,
        diarienummer: None,
        slag: one.overklagande.unwrap_or(Overklagande::KanInteOverklagas),
        om: Circumstances::of(one),
        prov: false,
    };
    let sheet = overklagandehanvisning(checked.workspace(), &decision).unwrap_or_else(|faults| panic!("{faults:?}"));
    serde_json::to_string(&sheet).unwrap_or_default()
}

/// The notice as the web has it, put up on all boards that day.
fn notice(name: &str, day: &str, boards: &[&str]) -> (Anslag, String) {
    let checked = checked(name).0;
    let mut meeting = meeting(&checked).clone();
    let day = day.parse().unwrap_or_else(|_| panic!("{day}"));
    meeting.anslag.extend(boards.iter().map(|board| utdrag::case::sammantrade::Anslag {
        tavla: Some((*board).to_owned()),
        uppsatt: utdrag::case::text::Datum(day),
        ..utdrag::case::sammantrade::Anslag::default()
    }));
    let facts =
        Facts { justerat: day, tavlor: vec![(None, day)], anslaget_av: "Siv Lund".to_owned(), ..Facts::default() };
    let notice = Anslag::of(&checked, &meeting, &facts).unwrap_or_else(|faults| panic!("{faults:?}"));
    let organ = organ_of(checked.workspace(), &meeting).unwrap_or_else(|fault| panic!("{fault:?}"));
    let (delar, lacking) = blad::appeal(checked.workspace(), organ, &notice);
    assert!(lacking.is_empty(), "{lacking:?}");
    let words = html::fragment(&notice, &delar);
    (notice, words)
}

#[test]
fn members_of_the_members_of_a_forbund_appeal_and_of_a_kommunalforbund_the_members_too() {
    let direktion = hanvisning("raddningstjanst/dir-2026-02-05", 3);
    assert!(
        direktion.contains("Varje medlem av en kommun eller region som är medlem i kommunalförbundet får överklaga.")
    );
    assert!(direktion.contains("Förbundsmedlemmarna får också överklaga."));
    let styrelse = hanvisning("samordningsforbund/sf-2026-02-25", 12);
    assert!(
        styrelse.contains("Varje medlem av en kommun eller region som är medlem i samordningsförbundet får överklaga.")
    );
    assert!(!styrelse.contains("Förbundsmedlemmarna"), "{styrelse}");
    assert!(styrelse.contains("anslagstavlan hos varje kommun och region som är medlem"), "{styrelse}");
}

#[test]
fn every_decision_of_a_direktion_can_be_appealed_and_its_notice_lists_none_of_them() {
    let (_, words) = notice("rtf-2026-04-22", "2026-05-06", &[]);
    assert!(
        words.contains("Besluten kan överklagas genom laglighetsprövning enligt 13\u{a0}kap. kommunallagen"),
        "{words}"
    );
    // One that is tried on other grounds is set apart, and then the others are listed, the formal ones among them.
    let (_, words) = notice("raddningstjanst/dir-2026-02-05", "2026-02-12", &[]);
    assert!(words.contains("Besluten i §§\u{a0}1–4, 6 kan överklagas"), "{words}");
    assert!(words.contains("§\u{a0}5 överklagas av den som beslutet angår."), "{words}");
    for (_, text) in parts("raddningstjanst/dir-2026-02-05", 2) {
        assert!(!text.contains("inte överklagas") && !text.contains("Ingen expediering"), "{text}");
    }
}

#[test]
fn a_samordningsforbund_has_the_boards_of_its_members() {
    let (notice, words) = notice(
        "samordningsforbund/sf-2026-02-25",
        "2026-03-05",
        &["Ekby kommun", "Sunnerö kommun", "Region Götamarken"],
    );
    assert_eq!((notice.tavlor.len(), notice.sista_overklagandedag.as_str()), (3, "2026-03-26"));
    assert!(words.contains("anslagstavlorna hos Ekby kommun, Sunnerö kommun och Region Götamarken"), "{words}");
}

#[test]
fn a_detaljplan_counts_from_the_notice_and_a_bygglov_from_service_or_the_gazette() {
    let bmn = "bmn/bmn-2026-06-03";
    let bygglov = hanvisning(bmn, 62);
    assert!(bygglov.contains("en vecka efter att det kungjordes i Post- och Inrikes Tidningar"), "{bygglov}");
    let plan = hanvisning(bmn, 64);
    assert!(plan.contains("från den dag då det tillkännagavs på anslagstavlan"), "{plan}");
    assert!(!plan.contains("fick del av beslutet") && plan.contains("Mark- och miljödomstolen i Viken"), "{plan}");
    let (notice, words) = notice(bmn, "2026-06-09", &[]);
    assert_eq!(notice.sista_overklagandedag, "2026-06-30");
    assert!(
        words.contains(
            "§\u{a0}64 överklagas av den som beslutet angår. Tiden räknas från anslaget: överklagandet ska ha \
                            kommit in till Bygg- och miljönämnden senast 2026-06-30."
        ),
        "{words}"
    );
    assert!(words.contains("§\u{a0}63 överklagas av den som beslutet angår. I regel räknas tiden"), "{words}");
    assert!(!words.contains("inte från anslaget"), "{words}");
    assert!(words.contains("<dt>Sista dag för överklagande</dt>"), "{words}");
}

#[test]
fn a_notice_from_which_no_time_runs_has_no_last_day() {
    let (mut notice, _) = notice("bmn/bmn-2026-06-03", "2026-06-09", &[]);
    notice.paragrafer.retain(|one| one.nummer != 64);
    assert!(!notice.starts_a_time());
    let words = html::fragment(&notice, &[]);
    assert!(!words.contains("Sista dag för överklagande") && words.contains("Anslaget tas ned tidigast"), "{words}");
}

#[test]
fn another_authority_is_outside_kommunallagen_in_every_word() {
    let all = serde_json::to_string(&made("universitetsstyrelse/us-2026-02-18")).unwrap_or_default();
    assert!(!all.contains("kommunallagen") && all.contains("avvikande mening"), "{all}");
}

#[test]
fn revisorer_are_called_that_and_their_findings_are_no_decisions_to_appeal() {
    let all = serde_json::to_string(&made("revisorer/rev-2026-04-02")).unwrap_or_default();
    assert!(all.contains("\"Revisorer\"") && !all.contains("Beslutande ledamöter"), "{all}");
    assert!(!all.contains("överklagas"), "{all}");
}

#[test]
fn a_section_adjusted_at_once_says_so_once() {
    for (name, satt) in [
        ("krisledningsnamnd/kln-2026-01-03", "Omedelbar justering"),
        ("socialnamnd/sn-2026-05-20", "Omedelbar digital justering"),
    ] {
        let all = documents(
            &checked(name).0,
            &Choice { handling: Some(Handling::Omedelbar), paragrafer: at_once(name), ..Choice::default() },
        );
        let all = all.unwrap_or_else(|faults| panic!("{faults:?}"));
        let Some(Innehall::Protokoll(protokoll)) = all.first().map(|one| &one.innehall) else { panic!("{name}") };
        assert_eq!(protokoll.justering, [satt], "{name}");
    }
    let said: Vec<String> = parts("krisledningsnamnd/kln-2026-01-03", 1).into_iter().map(|(id, _)| id).collect();
    assert!(!said.contains(&"justering".to_owned()), "{said:?}");
}

fn at_once(name: &str) -> Vec<u32> {
    let checked = checked(name).0;
    let these = meeting(&checked).paragraf.iter().filter(|one| one.omedelbart_justerad);
    these.map(|one| one.nummer).collect()
}

#[test]
fn the_secret_sections_are_adjusted_together_in_minutes_that_are_made_only_when_asked_for() {
    let sn = "socialnamnd/sn-2026-05-20";
    let asked = Choice { handling: Some(Handling::Sekretessprotokoll), ..Choice::default() };
    let made_of = |name: &str| documents(&checked(name).0, &asked).unwrap_or_else(|faults| panic!("{faults:?}"));
    let all = made_of(sn);
    let [only] = all.as_slice() else { panic!("{} documents", all.len()) };
    assert_eq!(only.stem, "sn-2026-05-20-sekretessprotokoll");
    let Innehall::Protokoll(protokoll) = &only.innehall else { panic!("it is minutes") };
    assert_eq!(protokoll.paragrafspann, "§§\u{a0}93–94, 96");
    assert!(!protokoll.rutor.is_empty() && protokoll.protokollrot.is_some());
    let pages = serde_json::to_string(only).unwrap_or_default();
    assert!(pages.contains("Umgänget begränsas") && !pages.contains("Ekonomisk uppföljning"), "{pages}");
    assert_eq!((only.identitet.len(), only.sekretess.len()), (4, 3));
    assert!(only.identitet.iter().all(|line| !line.contains("Umgänget")), "secret words lie apart");
    assert!(render(only).is_ok());
    let usual = serde_json::to_string(&made(sn)).unwrap_or_default();
    assert!(!usual.contains("Umgänget begränsas"), "nobody asked for it");
    assert!(made_of("bmn/bmn-2026-06-03").is_empty(), "nothing is secret there");
}
