//! Each kind of document, from `tests/golden/arenden`, against what it looked like before: its tags with their text
//! (`.txt`) and its pages (`.png`). `UTDRAG_SKRIV=1 cargo test --release --test golden` writes them anew; then
//! look at every picture that `git status` names before it is committed.

#[path = "golden/page.rs"]
mod page;
#[path = "golden/pictures.rs"]
mod pictures;
#[path = "golden/tree.rs"]
mod tree;

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use utdrag::anslag::facts::{self, Facts};
use utdrag::anslag::{Anslag as Notice, blad};
use utdrag::case::sammantrade::Anslag;
use utdrag::case::sammantrade::Overklagande;
use utdrag::case::text::Datum;
use utdrag::case::{Content, Workspace};
use utdrag::diag::Level;
use utdrag::document::overklagande::{Circumstances, Overklagat, overklagandehanvisning};
use utdrag::document::{Choice, Document, Handling, Innehall, Letter, Receipt, Ruta, Stampel, documents, missiv};
use utdrag::pdf::{Pdf, batch, render};
use utdrag::rules;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

/// Every document of the golden workspace, and the forms that only other settings or later stages give.
fn all() -> Vec<Document> {
    let (workspace, found) = Workspace::open(&folder().join("arenden"));
    assert!(found.iter().all(|one| one.level != Level::Fel), "{found:?}");
    let workspace = Arc::new(workspace.expect("the golden workspace can be read"));
    let mut all = Vec::new();
    for case in &workspace.cases {
        let (checked, found) = rules::check(&workspace, case);
        assert!(checked.is_some(), "a golden case breaks a rule: {found:?}");
        let checked = checked.expect("it was just seen");
        for handling in [None, Some(Handling::Voteringslista)] {
            let choice = Choice { handling, ..Choice::default() };
            all.extend(documents(&checked, &choice).expect("a golden case gives its documents"));
        }
    }
    all.extend(sheets(&workspace));
    all.push(letter(&workspace));
    let utdrag = all.iter().find(|one| one.stem.ends_with("p4-utdrag")).expect("§ 4 gives an extract").clone();
    all.extend([certified(utdrag.clone()), marked(utdrag)]);
    all.retain(|one| !one.stem.ends_with("p5-utdrag") && !one.stem.ends_with("p6-utdrag"));
    all
}

/// What goes around an extract that is served: the address where the window of the envelope is, and a page to sign.
fn letter(workspace: &Workspace) -> Document {
    let lines = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<String>>();
    missiv(&Letter {
        workspace,
        stem: "ks-2026-02-04-p4-missiv",
        organ: "Kommunstyrelsen",
        datum: "2026-02-20",
        adress: lines(&["Ljungsjö hembygdsförening", "c/o Agda Strömkvist", "Sjövägen 14", "999 12 Ljungsjö"]),
        fakta: vec![
            ("Datum".to_owned(), "2026-02-20".to_owned()),
            ("Diarienummer".to_owned(), "KS/31/2026".to_owned()),
        ],
        rubrik: "Protokollsutdrag Kommunstyrelsen 2026-02-04 § 4".to_owned(),
        text:
            "Här kommer ett utdrag ur ett justerat protokoll.\n\n- § 4 Svar på motion om *cykelväg* till Norra Ljungsjö"
                .to_owned(),
        bilagor: lines(&["Protokollsutdrag Kommunstyrelsen 2026-02-04 § 4", "Så överklagar du beslutet"]),
        avsandare: lines(&["Med vänlig hälsning", "Tove Älgenäs", "Ljungsjö kommun"]),
        kvittens: Some(Receipt {
            rubrik: "Mottagningsbevis",
            text: "Jag har tagit emot protokollsutdraget Kommunstyrelsen 2026-02-04 § 4 från Ljungsjö kommun."
                .to_owned(),
            ater: lines(&["Ljungsjö kommun", "Box 7", "999 02 Ljungsjö"]),
        }),
        prov: false,
    })
    .expect("the golden authority has its logotype")
}

/// How §§ of the golden meeting are appealed, in each way.
fn sheets(workspace: &Arc<Workspace>) -> Vec<Document> {
    let decision = |nummer, slag| Overklagat {
        organ: "ks",
        datum: "2026-02-04",
        nummer,
        rubrik: Some("Svar på motion om *cykelväg* till Norra Ljungsjö"),
        diarienummer: Some("KS/31/2026"),
        slag,
        om: Circumstances::default(),
        prov: false,
    };
    let appealed = [(4, Overklagande::Laglighetsprovning), (5, Overklagande::Forvaltningsbesvar)];
    let sheet = |(nummer, slag)| overklagandehanvisning(workspace, &decision(nummer, slag));
    let sheets = appealed.into_iter().filter_map(|one| sheet(one).expect("the golden authority has its addresses"));
    sheets.chain(notices(workspace)).collect()
}

/// The notice of the golden meeting, posted again so that its time ends at Easter, and the certificate that it was up.
fn notices(workspace: &Arc<Workspace>) -> Vec<Document> {
    let day = |text: &str| text.parse().expect("a day");
    let up = |uppsatt| Anslag { uppsatt: Datum(day(uppsatt)), ..Anslag::default() };
    let at_once = Anslag { paragraf: Some(5), justerad: Some(Datum(day("2026-02-04"))), ..up("2026-02-05") };
    let facts = Facts {
        justerat: day("2026-02-11"),
        tavlor: vec![(None, day("2026-03-13"))],
        skal: Some("Anslaget försvann från webbplatsen den 20 februari.".to_owned()),
        anslaget_av: "Tove Älgenäs, kommunsekreterare".to_owned(),
        registered: vec![at_once, up("2026-02-12")],
        before: 1,
        ..Facts::default()
    };
    let meeting = workspace.cases.iter().find(|case| matches!(case.value, Content::Sammantrade(_)));
    let known = facts::with(meeting.expect("there is a meeting"), &facts).expect("the days agree");
    let (checked, found) = rules::check(workspace, &Arc::new(known.expect("it is a meeting")));
    let checked = checked.unwrap_or_else(|| unreachable!("a golden notice breaks a rule: {found:?}"));
    let Content::Sammantrade(case) = &checked.case().value else { unreachable!("it is a meeting") };
    let mut notice = Notice::of(&checked, case, &facts).expect("all is known");
    notice.avvikelser = vec!["Protokollet anslogs för sent. Skäl: Webbplatsen låg nere.".to_owned()];
    notice.paragrafer.iter_mut().filter(|one| one.nummer == 4).for_each(|one| {
        (one.rubrik, one.sekretess) =
            (None, Some("26 kap. 1 § offentlighets- och sekretesslagen (2009:400)".to_owned()));
    });
    let organ = workspace.myndighet.value.organ.first().expect("there is an organ");
    let (posted, lacking) = blad::anslag(workspace, organ, &notice).expect("the notice is a document");
    assert!(lacking.is_empty(), "{lacking:?}");
    let down = (day("2026-04-08"), "Tove Älgenäs, kommunsekreterare");
    vec![posted, blad::anslagsbevis(workspace, organ, &notice, down).expect("the certificate is a document")]
}

fn certified(mut document: Document) -> Document {
    document.stem.push_str("-bestyrkt");
    if let Innehall::Utdrag(utdrag) = &mut document.innehall {
        let identity = "0123456789abcdef".repeat(4);
        utdrag.stampel = Some(Stampel {
            stycken: vec!["Utdraget stämmer överens med § 4 i protokollet.".to_owned()],
            hashar: vec![
                ("Innehållsidentitet § 4".to_owned(), identity.clone()),
                ("Protokollrot".to_owned(), identity),
            ],
            ruta: Ruta {
                falt: "Stampel".to_owned(),
                roll: "Elektroniskt stämplat av".to_owned(),
                namn: "Ljungsjö kommun".to_owned(),
                titel: None,
            },
        });
    }
    document
}

/// On trial, and with a straight right edge.
fn marked(mut document: Document) -> Document {
    document.stem.push_str("-prov-jamn");
    document.ram.markning = vec!["PROV".to_owned(), "OJUSTERAT UTKAST".to_owned()];
    document.ram.jamn = true;
    document.ram.strip = false;
    document
}

fn set(document: &Document) -> Pdf {
    render(document).expect(&document.stem)
}

/// Compares with the golden file, or writes it when asked to. Gives what is wrong.
fn golden(name: &str, made: &[u8], same: impl Fn(&[u8]) -> bool) -> Option<String> {
    let path = folder().join(name);
    if std::env::var_os("UTDRAG_SKRIV").is_some() {
        utdrag::durable::write(&path, made).expect("golden files can be written");
        return None;
    }
    let Ok(kept) = std::fs::read(&path) else { return Some(format!("{name} is missing")) };
    (!same(&kept)).then(|| {
        let beside = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        utdrag::durable::write(&beside, made).expect("the folder for test output can be written");
        format!("{name} differs: compare it with {}", beside.display())
    })
}

fn assert_none(wrong: &[String]) {
    let how = "if it is meant, UTDRAG_SKRIV=1 cargo test --release --test golden, and look at what changed";
    assert!(wrong.is_empty(), "\n{}\n{how}\n", wrong.join("\n"));
}

#[test]
fn the_tags_and_the_text_are_those_they_were() {
    let one = |document: &Document| {
        let made = tree::dump(&set(document).bytes);
        golden(&format!("{}.txt", document.stem), made.as_bytes(), |kept| kept == made.as_bytes())
    };
    assert_none(&all().iter().filter_map(one).collect::<Vec<_>>());
}

#[test]
fn the_pages_look_as_they_did() {
    let mut wrong = Vec::new();
    for document in all() {
        for (index, picture) in pictures::draw(&set(&document).bytes).iter().enumerate() {
            let name = format!("{}-{}.png", document.stem, index + 1);
            wrong.extend(golden(&name, picture, |kept| pictures::difference(kept, picture) == 0));
        }
    }
    assert_none(&wrong);
}

#[test]
fn a_golden_file_that_is_changed_is_noticed() {
    let mut pages = all().into_iter().filter_map(|one| pictures::draw(&set(&one).bytes).into_iter().next());
    let (one, other) = (pages.next().expect("there is a page"), pages.next().expect("there are two"));
    assert!(pictures::difference(&one, &other) > 100, "two different pages are taken for the same");
}

#[test]
fn every_kind_of_document_has_a_golden_file() {
    let kinds: BTreeMap<Handling, usize> = all().iter().map(|one| (one.handling, 1)).collect();
    assert_eq!(kinds.len(), 10, "{kinds:?}");
}

#[test]
fn the_bytes_are_the_same_for_any_number_of_workers() {
    let alone: Vec<Vec<u8>> = all().iter().map(|one| set(one).bytes).collect();
    for workers in [1, 2, 5] {
        let mut together = BTreeMap::new();
        let workers = NonZeroUsize::new(workers).expect("workers are one or more");
        batch(all().into_iter(), workers, |index, document, made| {
            together.insert(index, made.expect(&document.stem).bytes);
        });
        assert!(together.into_values().eq(alone.iter().cloned()), "{workers} workers gave other bytes");
    }
}

/// Run by the test below, in a process of its own: time zone and language are read once a process.
#[test]
fn print_the_bytes_to_a_file() {
    let Some(path) = std::env::var_os("UTDRAG_BYTE_TILL") else { return };
    let bytes: Vec<u8> = all().iter().flat_map(|one| set(one).bytes).collect();
    utdrag::durable::write(Path::new(&path), &bytes).expect("the folder for test output can be written");
}

#[test]
fn the_bytes_are_the_same_in_any_time_zone_and_language() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let here: Vec<u8> = all().iter().flat_map(|one| set(one).bytes).collect();
    for (zone, language) in [("Pacific/Kiritimati", "tr_TR.UTF-8"), ("America/Los_Angeles", "C")] {
        let path = folder.join(format!("bytes-{language}"));
        let status = Command::new(std::env::current_exe().expect("a test knows its own program"))
            .args(["--exact", "print_the_bytes_to_a_file"])
            .envs([("TZ", zone), ("LANG", language), ("LC_ALL", language)])
            .env("UTDRAG_BYTE_TILL", &path)
            .output()
            .expect("a test can run itself");
        assert!(status.status.success(), "{status:?}");
        assert!(std::fs::read(&path).is_ok_and(|there| there == here), "other bytes under {zone} and {language}");
    }
}

#[test]
fn each_box_for_a_signature_lies_on_its_page_and_is_large_enough() {
    for document in all() {
        let pdf = set(&document);
        let wanted = match &document.innehall {
            Innehall::Protokoll(protokoll) => protokoll.rutor.len(),
            Innehall::Tjansteskrivelse(skrivelse) => skrivelse.rutor.len(),
            Innehall::Utdrag(utdrag) => usize::from(utdrag.stampel.is_some()),
            Innehall::Kallelse(_) | Innehall::Blad(_) | Innehall::Missiv(_) => 0,
        };
        assert_eq!(pdf.boxes.len(), wanted, "{}", document.stem);
        for one in &pdf.boxes {
            let [left, bottom, right, top] = one.rect;
            assert!(one.page >= 1 && one.page <= pdf.pages, "{one:?}");
            assert!(left >= 0.0 && bottom >= 0.0 && right <= 595.3 && top <= 841.9, "{one:?}");
            assert!(right - left > 200.0 && top - bottom > 60.0, "{one:?} has no room for a signature");
        }
    }
}
