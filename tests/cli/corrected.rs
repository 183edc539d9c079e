//! What happens to a case after somebody has signed: a typo half way, a correction, a salt or a file that is lost, and the
//! wrong file handed to a command.

use std::fs;
use std::process::{Command, Stdio};

use super::run::{Desk, Done};

const CASE: &str = "min nämnd/ks-2026-03-02.toml";
const MINUTES: &str = "out/ks-2026-03-02-protokoll.pdf";
const SIGNERS: [&str; 3] = ["Ylva Sandmark", "Margareta Höglind", "Leila Ahmadi"];
const CORRECTION: &str = r#"
[[rattelse]]
datum = 2026-03-20
paragraf = 14
fran = "beviljas 50 000 kronor"
till = "beviljas 55 000 kronor"
grund = "Skrivfel."
beslutad-av = ["Margareta Höglind", "Leila Ahmadi"]
"#;

/// A trial of the minutes that `ny` gives, signed by the first so many of those who must.
fn signed_by(count: usize) -> Desk {
    let desk = Desk::with_workspace();
    for name in SIGNERS {
        key_for(&desk, name);
    }
    assert_eq!(run(&desk, &["skapa", "--prov"]).status, 0);
    for name in SIGNERS.iter().take(count) {
        let done = run(&desk, &["justera", MINUTES, "--som", name, "--nyckel", &format!("{name}.p12")]);
        assert_eq!(done.status, 0, "{}", done.stderr);
    }
    desk
}

fn key_for(desk: &Desk, name: &str) {
    let script = format!(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -utf8 -days 36500 -subj '/O=Lillsjö kommun/OU=PROV/CN={name}' -keyout x.key -out x.pem && \
        openssl pkcs12 -export -inkey x.key -in x.pem -passout pass: -out '{name}.p12'"
    );
    let made = Command::new("sh").args(["-c", &script]).current_dir(desk.path("min nämnd")).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
}

fn run(desk: &Desk, args: &[&str]) -> Done {
    desk.run_in("min nämnd", args, &[])
}

fn certify(desk: &Desk, out: &str) -> Done {
    run(
        desk,
        &[
            "bestyrk",
            MINUTES,
            "--paragraf",
            "14",
            "--som",
            "Ylva Sandmark",
            "--nyckel",
            "Ylva Sandmark.p12",
            "--ut",
            out,
        ],
    )
}

/// The words of a page, without the breaks of its lines.
fn page(desk: &Desk, file: &str, number: u32) -> String {
    let number = number.to_string();
    let output = Command::new("pdftotext")
        .args(["-f", &number, "-l", &number, "-raw"])
        .args([desk.path("min nämnd").join(file).as_os_str(), "-".as_ref()])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn add_to_case(desk: &Desk, more: &str) {
    let text = fs::read_to_string(desk.path(CASE)).unwrap();
    desk.write(CASE, format!("{text}{more}").as_bytes());
}

#[test]
#[ignore = "needs openssl and pdftotext: run tests/run"]
fn a_correction_is_on_the_first_page_in_the_certificate_and_asked_for_until_it_is_certified() {
    let desk = signed_by(3);
    assert_eq!(certify(&desk, "bb").status, 0);
    add_to_case(&desk, CORRECTION);
    let made = run(&desk, &["skapa", "--prov"]);
    assert_eq!(made.status, 0, "{}", made.stderr);
    let minutes = made.stdout.lines().find(|line| line.contains("-protokoll.pdf")).unwrap();
    assert!(minutes.ends_with("oförändrad"), "what is signed stays, and is no error: {minutes}");
    assert!(made.stderr.contains("§ 14 är rättad, men utdraget KS 2026:1 visar inte rättelsen"), "{}", made.stderr);

    let again = certify(&desk, "rättade");
    assert_eq!(again.status, 0, "{}", again.stderr);
    let file = "rättade/ks-2026-03-02-p14-utdrag.pdf";
    let first = page(&desk, file, 1);
    let correction = first.find("Rättelse den 20 mars 2026: i § 14 har ”beviljas 50 000 kronor” rättats").unwrap();
    assert!(
        correction < first.find("beviljas 50 000 kronor i bidrag").unwrap(),
        "before the words it corrects: {first}"
    );
    let all: String = (1..=4).map(|number| page(&desk, file, number) + " ").collect();
    for words in
        ["Det ersätter KS 2026:1.", "som har rättats efter justeringen. Rättelsen står under rubriken till § 14."]
    {
        assert!(all.contains(words), "{words} is not in:\n{all}");
    }
    let judged = run(&desk, &["verifiera", file]);
    assert!(judged.stdout.contains("KAN INTE AVGÖRAS"), "whole, by keys nobody trusts: {}", judged.stdout);
    let made = run(&desk, &["skapa", "--prov"]);
    assert!(!made.stderr.contains("visar inte rättelsen"), "{}", made.stderr);
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn a_correction_of_words_that_are_not_there_is_refused() {
    let desk = Desk::with_workspace();
    add_to_case(&desk, &CORRECTION.replace("beviljas 50 000 kronor\"", "beviljas 60 000 kronor\""));
    let done = run(&desk, &["kontrollera"]);
    assert_eq!(done.status, 1, "{}", done.stdout);
    assert!(
        done.stdout.contains("fel[rattelse-utan-ord]: rättelsen gäller ord som inte står i § 14"),
        "{}",
        done.stdout
    );
    desk.edit(CASE, "beviljas 60 000 kronor", "3 ja-röster");
    let done = run(&desk, &["kontrollera"]);
    assert_eq!(done.status, 0, "what the program writes of a vote can be corrected: {}", done.stdout);
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn a_typo_found_half_way_is_told_how_to_get_in() {
    let desk = signed_by(1);
    desk.edit(CASE, "lägga om taket", "lägga om yttertaket");
    let made = run(&desk, &["skapa", "--prov"]);
    assert_ne!(made.status, 0);
    for words in [
        "§ 14 har ändrats sedan Ylva Sandmark skrev under protokollet, som inte är färdigjusterat",
        "är undertecknad av Ylva Sandmark men inte av Margareta Höglind (C) och Leila Ahmadi (S)",
        "flytta undan out/ks-2026-03-02-protokoll.pdf, kör utdrag skapa igen",
    ] {
        assert!(made.stderr.contains(words), "{words} is not in:\n{}", made.stderr);
    }
    assert!(!made.stderr.contains("[[rattelse]]"), "nothing is adjusted that could be corrected: {}", made.stderr);
    fs::remove_file(desk.path("min nämnd").join(MINUTES)).unwrap();
    let made = run(&desk, &["skapa", "--prov"]);
    assert_eq!(made.status, 0, "{}", made.stderr);
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn a_salt_that_was_lost_is_not_made_anew() {
    let desk = signed_by(3);
    let text = fs::read_to_string(desk.path(CASE)).unwrap();
    let without: Vec<&str> = text.lines().filter(|line| !line.starts_with("salt = ")).collect();
    desk.write(CASE, without.join("\n").as_bytes());
    let done = run(&desk, &["kontrollera", "--rätta"]);
    assert_eq!(done.status, 1, "{}", done.stderr);
    assert!(done.stdout.contains("fel[salt-borta]"), "{}", done.stdout);
    assert!(!fs::read_to_string(desk.path(CASE)).unwrap().contains("\nsalt = "), "no salt was added");
    let made = run(&desk, &["skapa", "--prov"]);
    assert!(made.stderr.contains("fallet saknar det salt som protokollet skrevs under med"), "{}", made.stderr);
    desk.edit(CASE, "slag = \"sammanträde\"", &format!("slag = \"sammanträde\"\nsalt = \"{}\"", "ab".repeat(32)));
    let done = certify(&desk, "bb");
    assert_eq!(done.status, 1);
    assert_eq!(done.stderr.matches("fel[").count(), 1, "said once: {}", done.stderr);
    assert!(done.stderr.contains("fel[salt-skiljer]: saltet i fallet är inte det som protokollet skrevs under med"));
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn files_that_were_lost_or_moved_are_missed() {
    let desk = signed_by(3);
    assert_eq!(certify(&desk, "bb").status, 0);
    fs::remove_file(desk.path("min nämnd/out/ks-2026-03-02-protokoll.identitet.jsonl")).unwrap();
    let done = certify(&desk, "nya");
    assert!(done.stderr.contains("fel[identitet-saknas]") && done.stderr.contains("--ut MAPP"), "{}", done.stderr);
    assert_eq!(run(&desk, &["skapa", "--prov", "--ut", "igen"]).status, 0);
    let words = "igen/ks-2026-03-02-protokoll.identitet.jsonl";
    let args = ["bestyrk", MINUTES, "--paragraf", "14", "--som", "Ylva Sandmark", "--nyckel", "Ylva Sandmark.p12"];
    let done = run(&desk, &[args.as_slice(), &["--ut", "nya", "--identitet", words]].concat());
    assert_eq!(done.status, 0, "the hint leads on: {}", done.stderr);
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn signed_minutes_that_are_gone_are_not_replaced_in_silence() {
    let desk = signed_by(0);
    assert_eq!(run(&desk, &["register", "ny"]).status, 0);
    for name in SIGNERS {
        let done = run(&desk, &["justera", MINUTES, "--som", name, "--nyckel", &format!("{name}.p12")]);
        assert_eq!(done.status, 0, "{}", done.stderr);
    }
    desk.write("min nämnd/out/arkiverat.pdf", &fs::read(desk.path("min nämnd").join(MINUTES)).unwrap());
    fs::remove_file(desk.path("min nämnd").join(MINUTES)).unwrap();
    let made = run(&desk, &["skapa", "--prov"]);
    assert!(made.stderr.contains("varning[undertecknad-borta]"), "{}", made.stderr);
    assert!(made.stderr.contains("är gjord på nytt, utan underskrifter"), "{}", made.stderr);
    fs::remove_file(desk.path("min nämnd").join(MINUTES)).unwrap();
    assert!(!run(&desk, &["skapa", "--prov"]).stderr.contains("undertecknad-borta"), "said once");
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn the_wrong_file_is_named_for_what_it_is() {
    let desk = signed_by(3);
    let sign = |file: &str| run(&desk, &["justera", file, "--som", "Ylva Sandmark", "--nyckel", "Ylva Sandmark.p12"]);
    let extract = "out/ks-2026-03-02-p14-utdrag.pdf";
    let done = sign(extract);
    assert!(done.status == 1 && done.stderr.contains("fel[utdrag-justeras-inte]"), "{}", done.stderr);
    assert!(done.stderr.contains(MINUTES), "and which one to sign: {}", done.stderr);
    let done = sign("ks-2026-03-02.toml");
    assert!(done.stderr.contains("ks-2026-03-02.toml är ett fall") && done.stderr.contains(MINUTES), "{}", done.stderr);
    desk.write("min nämnd/skadad.pdf", b"%PDF-1.7 och inget mer");
    assert!(sign("skadad.pdf").stderr.contains("skadad.pdf kan inte läsas som PDF"));
    let args = ["--paragraf", "14", "--som", "Ylva Sandmark", "--nyckel", "Ylva Sandmark.p12", "--ut", "bb"];
    let done = run(&desk, &[["bestyrk", extract].as_slice(), &args].concat());
    assert!(done.status == 1 && done.stderr.contains("fel[utdrag-ur-utdrag]"), "{}", done.stderr);
    let done = run(&desk, &["justera", MINUTES, "--som", "Ylva Sandmark", "--nyckel", MINUTES]);
    assert!(done.stderr.contains(&format!("{MINUTES} är en PDF, ingen nyckelfil")), "{}", done.stderr);
    let done = run(&desk, &["justera", MINUTES, "--som", "Ylva Sandmark", "--nyckel", "x.pem"]);
    assert!(done.stderr.contains("x.pem är ett certifikat (PEM), ingen nyckelfil"), "{}", done.stderr);
    let done = run(&desk, &["justera", MINUTES, "--som", "Ylva Sandmark", "--nyckel", "Ylva Sandmrk.p12"]);
    assert!(done.stderr.contains("menade du \"Ylva Sandmark.p12\"?"), "{}", done.stderr);
}
