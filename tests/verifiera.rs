//! `verifiera` as its users meet it: folders with a manifest, bound files, the report, and files made to hurt.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot find its own fixture has failed")]
#![expect(clippy::format_collect, reason = "a fixture is put together piece by piece, to be read")]

#[cfg(unix)]
#[path = "verifiera/found.rs"]
mod found;
#[path = "verifiera/hurt.rs"]
mod hurt;
#[path = "golden/page.rs"]
mod page;
#[path = "verifiera/unsigned.rs"]
mod unsigned;
#[path = "golden/tree.rs"]
mod tree;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

const EXTRACT: &str = "hsn-2026-03-25-p21-utdrag.pdf";
const MINUTES: &str = "hsn-2026-03-25-protokoll.pdf";

pub(crate) struct Answer {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_utdrag"));
    command.env("UTDRAG_TID", "2027-01-15T08:00:00Z").env("NO_COLOR", "1");
    command
}

pub(crate) fn answer(mut command: Command) -> Answer {
    let output = command.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Answer { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
}

fn verifiera(folder: &Path, arguments: &[&str]) -> Answer {
    let mut command = program();
    command.current_dir(folder).arg("verifiera").args(arguments).arg("--lita-pa").arg(fixture("rot.pem"));
    answer(command)
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pki/kontroll").join(name)
}

/// A new folder with these fixtures in it.
fn folder(name: &str, fixtures: &[&str]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("verifiera").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    for one in fixtures {
        fs::copy(fixture(one), folder.join(one)).unwrap();
    }
    folder
}

#[expect(clippy::disallowed_methods, reason = "what a test writes is not kept")]
pub(crate) fn keep(file: &Path, bytes: &[u8]) {
    fs::write(file, bytes).unwrap();
}

fn sum(file: &Path) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(fs::read(file).unwrap()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A folder with both fixtures and the manifest that `change` makes of the right one.
fn archive(name: &str, change: impl FnOnce(String, &Path) -> String) -> PathBuf {
    let folder = folder(name, &[EXTRACT, MINUTES]);
    let line = |name: &str| format!("{}  {name}\n", sum(&folder.join(name)));
    let manifest = change(line(EXTRACT) + &line(MINUTES), &folder);
    keep(&folder.join("manifest.sha256"), manifest.as_bytes());
    folder
}

#[test]
fn a_folder_is_as_its_manifest_says() {
    let said = verifiera(&archive("right", |right, _| right), &["."]);
    assert_eq!(said.code, Some(0), "{}{}", said.out, said.err);
    assert!(
        said.out.contains("manifest.sha256: 2 filer stämmer") && said.out.matches("\nGILTIG (PROV)  ").count() == 2,
        "{}",
        said.out
    );
}

#[test]
fn every_way_in_which_a_folder_differs_has_its_own_word() {
    let twice = archive("twice", |right, _| right.clone() + right.lines().next().unwrap() + "\n");
    let malformed = archive("malformed", |right, _| right.clone() + "inte en rad\n" + &right.to_uppercase());
    let outside = archive("outside", |right, _| format!("{right}{}  ../{EXTRACT}\n", "0".repeat(64)));
    let missing = archive("missing", |right, _| format!("{right}{}  saknad.pdf\n", "0".repeat(64)));
    let changed = archive("changed", |right, folder| {
        keep(&folder.join("bilaga.txt"), b"andra ord");
        format!("{right}{}  bilaga.txt\n", "0".repeat(64))
    });
    let extra = archive("extra", |right, folder| {
        fs::create_dir_all(folder.join("under")).unwrap();
        keep(&folder.join("under/mer.txt"), b"mer");
        right
    });
    for (folder, word, which, ascii) in [
        (twice, "DUBBLETT", EXTRACT, "DUBBLETT"),
        (malformed, "FELSKRIVEN", "rad 3", "FELSKRIVEN"),
        (outside, "FELSKRIVEN", "rad 3", "FELSKRIVEN"),
        (missing, "SAKNAS", "saknad.pdf", "SAKNAS"),
        (changed, "ÄNDRAD", "bilaga.txt", "ANDRAD"),
        (extra, "ÖVERFLÖDIG", "under/mer.txt", "OVERFLODIG"),
    ] {
        let said = verifiera(&folder, &["."]);
        assert_eq!(said.code, Some(1), "{word}: {}", said.out);
        let line = said.out.lines().find(|line| line.contains(word)).map(str::to_owned);
        assert!(line.is_some_and(|line| line.ends_with(which)), "{word}: {}", said.out);
        assert_eq!(said.out.matches("\nGILTIG (PROV)  ").count(), 2, "the files are judged all the same: {}", said.out);
        let said = verifiera(&folder, &[".", "--json"]);
        let all: Value = serde_json::from_str(&said.out).unwrap();
        let manifest = all.get(0).unwrap();
        assert_eq!((said.code, manifest["utslag"].as_str()), (Some(1), Some("OGILTIG")));
        let found = manifest["avvikelser"].as_array().unwrap();
        assert!(found.iter().any(|one| one["utfall"] == ascii && one["vad"] == which), "{manifest}");
    }
}

#[test]
fn nothing_checked_is_never_a_pass() {
    let empty = folder("empty", &[]);
    assert_eq!(verifiera(&empty, &["."]).code, Some(1));
    keep(&empty.join("manifest.sha256"), b"");
    let said = verifiera(&empty, &["."]);
    assert_eq!(said.code, Some(3));
    assert!(said.out.contains("inget är kontrollerat"), "{}", said.out);
    keep(&empty.join("bilaga.txt"), b"ord");
    keep(&empty.join("manifest.sha256"), format!("{}  bilaga.txt\n", sum(&empty.join("bilaga.txt"))).as_bytes());
    let said = verifiera(&empty, &[".", "--json"]);
    let all: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(
        (said.code, all[0]["utslag"].as_str(), all[0]["stammer"].as_u64()),
        (Some(3), Some("KAN_INTE_AVGORAS"), Some(1))
    );
    // A file below the folder is judged with the rest.
    fs::create_dir_all(empty.join("under")).unwrap();
    fs::copy(fixture(EXTRACT), empty.join("under").join(EXTRACT)).unwrap();
    assert!(verifiera(&empty, &["."]).out.contains(&format!("under/{EXTRACT}")));
}

#[test]
fn the_shape_of_the_answer_is_the_documented_one() {
    let folder = folder("json", &[EXTRACT]);
    let said = verifiera(&folder, &[EXTRACT, "--json"]);
    let all: Value = serde_json::from_str(&said.out).unwrap();
    let one = all.get(0).unwrap();
    let keys: Vec<&str> = one.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        keys,
        [
            "fil",
            "utslag",
            "indikation",
            "prov",
            "underindikation",
            "lager",
            "register",
            "underskrifter",
            "bilagor",
            "gor_sa_har"
        ]
    );
    let layers: Vec<&str> = one["lager"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(layers, ["kryptografi", "omfang", "revisioner", "fullstandighet", "innehall"]);
    let seal = &one["underskrifter"][0];
    assert_eq!((seal["slag"].as_str(), seal["person"].as_str()), (Some("stämpel"), Some("Region Fjällmarken")));
    assert_eq!(seal["certifikat"]["sha256"].as_str().map(str::len), Some(64));
    assert_eq!((one["utslag"].as_str(), said.code), (Some("GILTIG"), Some(0)));
}

#[test]
fn a_bound_file_that_was_changed_is_told_and_is_no_yes() {
    let folder = folder("bound", &[]);
    let mut demo = program();
    demo.env_remove("UTDRAG_TID").arg("demo").arg("--ut").arg(&folder);
    assert_eq!(answer(demo).code, Some(0));
    let judge = || {
        let mut command = program();
        command.current_dir(&folder).args(["verifiera", EXTRACT, "--lita-pa", "lita-pa.pem"]);
        let told = answer(command);
        let mut command = program();
        command.current_dir(&folder).args(["verifiera", EXTRACT, "--json", "--lita-pa", "lita-pa.pem"]);
        let all: Value = serde_json::from_str(&answer(command).out).unwrap();
        assert_eq!(all[0]["utslag"], "GILTIG", "the extract is what it was: {}", told.out);
        (told.code, told.out, all[0]["bilagor"][0]["utfall"].as_str().unwrap().to_owned())
    };
    let (code, out, utfall) = judge();
    assert!(code == Some(0) && utfall == "SAKNAS" && out.contains("låg inte intill"), "{out}");
    let name = "hsn-57-2026-synpunkter.md";
    let right = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("data/bilagor").join(name)).unwrap();
    keep(&folder.join(name), &right);
    let (code, out, utfall) = judge();
    assert!(code == Some(0) && utfall == "STAMMER" && out.contains(&format!("{name} är den som avses")), "{out}");
    keep(&folder.join(name), &[right.as_slice(), b"\nTillagt."].concat());
    let (code, out, utfall) = judge();
    assert!(code == Some(1) && utfall == "ANDRAD" && out.contains("ÄNDRAD FIL"), "{out}");
    assert!(out.contains(&format!("Gör så här: Använd inte {name}")), "{out}");
}

#[test]
fn whom_a_certificate_is_for_is_read_from_what_the_authority_has_published() {
    let folder = folder("published", &[MINUTES]);
    let all: Value = serde_json::from_str(&verifiera(&folder, &[MINUTES, "--json"]).out).unwrap();
    let print = all[0]["underskrifter"][2]["certifikat"]["sha256"].as_str().unwrap().to_owned();
    let published = folder.join("undertecknare.toml");
    let ask = || verifiera(&folder, &[MINUTES, "--undertecknare", "undertecknare.toml"]);
    let row =
        |print: &str| format!("[[undertecknare]]\nnamn = \"Desirée Blomvik\"\ncertifikat = \"sha-256:{print}\"\n");
    keep(&published, row(&print).as_bytes());
    assert_eq!(ask().code, Some(0));
    keep(&published, row(&"0".repeat(64)).as_bytes());
    let said = ask();
    assert!(
        said.code == Some(3) && said.out.contains("inget av dem som myndigheten har uppgett för Desirée Blomvik"),
        "{}",
        said.out
    );
    for bad in ["", "inte toml", &row("ab"), "[[undertecknare]]\nnamn = \"A\"\n"] {
        keep(&published, bad.as_bytes());
        let said = ask();
        assert!(said.code == Some(1) && said.err.contains("undertecknare-fel"), "{bad:?}: {}", said.err);
    }
}

#[test]
fn minutes_named_together_with_their_extract_are_held_against_it_wherever_they_lie() {
    let folder = folder("named", &[EXTRACT]);
    fs::create_dir(folder.join("protokoll")).unwrap();
    let minutes = format!("protokoll/{MINUTES}");
    fs::copy(fixture(MINUTES), folder.join(&minutes)).unwrap();
    let not_compared = format!("protokollet {MINUTES} låg inte intill");
    assert!(verifiera(&folder, &[EXTRACT]).out.contains(&not_compared));
    let said = verifiera(&folder, &[EXTRACT, &minutes]);
    assert!(said.code == Some(0) && !said.out.contains(&not_compared), "{}", said.out);
}

#[test]
fn the_report_says_what_was_judged_by_what_and_the_same_each_time() {
    let folder = folder("report", &[EXTRACT, MINUTES]);
    let cut = fs::read(folder.join(MINUTES)).unwrap();
    keep(&folder.join("avkortat.pdf"), cut.get(..200_000).unwrap());
    let ask = |name: &str| verifiera(&folder, &[EXTRACT, MINUTES, "avkortat.pdf", "--rapport", name]);
    let said = ask("rapport.pdf");
    assert_eq!(said.code, Some(3), "{}{}", said.out, said.err);
    ask("igen.pdf");
    let report = fs::read(folder.join("rapport.pdf")).unwrap();
    assert!(report == fs::read(folder.join("igen.pdf")).unwrap(), "the same run gives the same report");
    let signed = fs::read(folder.join(EXTRACT)).unwrap();
    let said = ask(EXTRACT);
    assert!(said.code == Some(4) && said.err.contains("finns-redan"), "{}", said.err);
    assert!(fs::read(folder.join(EXTRACT)).unwrap() == signed, "a report replaced a signed file");
    let words: String = tree::dump(&report).chars().filter(|one| !one.is_whitespace()).collect();
    for expected in [
        sum(&folder.join(EXTRACT)),
        sum(&folder.join(MINUTES)),
        sum(&folder.join("avkortat.pdf")),
        "TOTAL-PASSED".to_owned(),
        "INDETERMINATE".to_owned(),
        "EllenSköldmark".to_owned(),
        "Tidenärsattförhand".to_owned(),
        format!("utdrag{}", env!("CARGO_PKG_VERSION")),
    ] {
        assert!(words.contains(&expected), "{expected} is not in the report");
    }
}
