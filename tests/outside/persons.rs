//! Certificates as persons have them: with a personnummer, or in a user name; and minutes that an outside service signed.

use std::path::Path;
use std::process::Command;

use crate::authority::Authority;
use crate::files::{done, judges, keep, read, refused, utdrag, work};
use crate::made::{SIGNERS, certified, prepared};

const PERSONNUMMER: &[u8] = b"198112189876";

/// Signed by two as usual, and by Desirée with the key named.
fn adjusted_with(minutes: &Path, key: &str) -> String {
    let authority = Authority::started();
    let mut said = String::new();
    for (name, usual) in SIGNERS {
        let key = if usual == "desiree" { key } else { usual };
        said = done(utdrag().arg("justera").arg(minutes).args(["--som", name]).args(authority.key(key)));
    }
    said
}

/// An attachment of a certified extract.
fn attached(extract: &Path, name: &str) -> String {
    let folder = extract.with_file_name(format!("packat-{name}"));
    done(Command::new("pdfdetach").args(["-savefile", name, "-o"]).arg(&folder).arg(extract));
    String::from_utf8(read(&folder)).expect("an attachment is text")
}

#[test]
#[ignore = "needs openssl and poppler-utils: run tests/run"]
fn a_personnummer_is_warned_of_and_goes_no_further_than_the_minutes() {
    let folder = work("personnummer");
    let minutes = prepared(&folder.join("ws"));
    let said = adjusted_with(&minutes, "personnummer");
    assert!(said.contains("varning[personnummer-i-certifikat]"), "{said}");
    let hex: Vec<u8> = PERSONNUMMER.iter().flat_map(|digit| format!("{digit:02x}").into_bytes()).collect();
    let holds = |bytes: &[u8]| bytes.windows(hex.len()).any(|window| window == hex);
    assert!(holds(&read(&minutes)), "the test looks for the number as it stands in a signature");
    let extract = certified(&minutes, &folder.join("bestyrkta"), false);
    assert!(!holds(&read(&extract)));
    let bevis = attached(&extract, "bevis.json");
    assert_eq!(bevis.matches("\"utelamnad\":\"personnummer\"").count(), 1, "{bevis}");
    let python = "import base64,json,sys; [sys.stdout.buffer.write(base64.b64decode(one['cms'])) for one in json.load(sys.stdin)['justeringar']]";
    let file = folder.join("bevis.json");
    keep(&file, bevis.as_bytes());
    let mut unpack = Command::new("python3");
    unpack.args(["-c", python]).stdin(std::fs::File::open(&file).expect("it was written"));
    let all = unpack.output().expect("python3 runs").stdout;
    assert!(all.len() > 3_000 && !all.windows(PERSONNUMMER.len()).any(|window| window == PERSONNUMMER));
}

#[test]
#[ignore = "needs openssl and poppler-utils: run tests/run"]
fn a_certificate_in_a_user_name_signs_when_the_authority_has_written_it_down() {
    let folder = work("anstalld");
    let authority = Authority::started();
    let minutes = prepared(&folder.join("ws"));
    let mut sign = utdrag();
    sign.arg("justera").arg(&minutes).args(["--som", "Desirée Blomvik"]).args(authority.key("anstalld"));
    refused(&mut sign, "fel-certifikat");
    let printed = done(
        Command::new("openssl")
            .args(["x509", "-noout", "-fingerprint", "-sha256", "-in"])
            .arg(authority.path("anstalld.pem")),
    );
    let print = printed.trim().rsplit('=').next().unwrap_or_default().replace(':', "").to_lowercase();
    let settings = folder.join("ws/myndighet.toml");
    let row = format!("\n[[undertecknare]]\nnamn = \"Desirée Blomvik\"\ncertifikat = \"sha-256:{print}\"\n");
    keep(&settings, &[read(&settings), row.into_bytes()].concat());
    adjusted_with(&minutes, "anstalld");
    let extract = certified(&minutes, &folder.join("bestyrkta"), false);
    let bevis = attached(&extract, "bevis.json");
    let expected = format!("{{\"certifikat\":\"sha-256:{print}\",\"cms\":\"");
    assert_eq!(bevis.matches(&expected).count(), 1, "{bevis}");
    assert_eq!(bevis.matches("\"certifikat\"").count(), 1, "{bevis}");
    assert!(bevis.contains("\"namn\":\"Desirée Blomvik\""), "{bevis}");
}

#[test]
#[ignore = "needs openssl, qpdf, pyHanko and poppler-utils: run tests/run"]
fn minutes_that_a_service_rewrote_are_certified_with_how_they_relate_said() {
    let relations =
        [("prefix", "inte-justerat"), ("omskrivet", "andrad-sedan-den-forbereddes"), ("inbaddat", "inte-forberedd")];
    for (relation, refusal) in relations {
        let folder = work(&format!("tjanst-{relation}"));
        let made = prepared(&folder.join("ws"));
        let signed = elsewhere(&made, relation);
        let out = folder.join("bestyrkta");
        let mut command = utdrag();
        command.arg("bestyrk").arg(&signed).args(["--paragraf", "21", "--som", "Ellen Sköldmark", "--ut"]).arg(&out);
        command.arg("--identitet").arg(made.with_file_name("hsn-2026-03-25-protokoll.identitet.jsonl"));
        command.args(Authority::started().key("stampel"));
        refused(&mut command, refusal);
        done(command.arg("--original").arg(&made));
        let extract = out.join("hsn-2026-03-25-p21-utdrag.pdf");
        let bevis = attached(&extract, "bevis.json");
        assert!(bevis.contains(&format!("\"relation\":\"{relation}\"")), "{bevis}");
        assert!(bevis.contains("\"rot_undertecknad\":false") && bevis.contains("\"justeringar\":[]"), "{bevis}");
        let page = done(Command::new("pdftotext").arg(&extract).arg("-")).replace('\n', " ");
        assert!(page.contains("Protokollet är undertecknat i en annan tjänst"), "{page}");
        let trust = Authority::started().path("rot.pem");
        let said = done(utdrag().arg("verifiera").arg(&extract).arg("--lita-pa").arg(trust));
        assert!(said.starts_with("GILTIG") && said.contains("svaret vilar på stämpeln ensam"), "{said}");
    }
}

#[test]
#[ignore = "needs openssl, qpdf and pyHanko: run tests/run"]
fn a_section_adjusted_at_once_elsewhere_is_announced_and_certified_by_its_own_day() {
    let folder = work("tjanst-omedelbar");
    prepared(&folder.join("ws"));
    let (case, out) = (folder.join("ws/rs-2026-03-11.toml"), folder.join("ws/out"));
    done(utdrag().arg("skapa").arg(&case).args(["--prov", "--handling", "omedelbar", "--ut"]).arg(&out));
    let made = out.join("rs-2026-03-11-p36-omedelbar.pdf");
    let signed = elsewhere(&made, "omskrivet");
    let certify = |day: Option<&str>| {
        let mut command = utdrag();
        command.arg("bestyrk").arg(&signed).args(["--paragraf", "36", "--som", "Åsa Renvide", "--ut"]);
        command.arg(folder.join("bestyrkta")).arg("--original").arg(&made).arg("--identitet");
        command.arg(made.with_extension("identitet.jsonl")).args(Authority::started().key("stampel"));
        command.args(day.map(|day| ["--justerad", day]).into_iter().flatten());
        command
    };
    let said = refused(&mut certify(None), "justeringsdag-saknas");
    assert!(said.contains("--justerad"), "{said}");
    done(&mut certify(Some("2026-03-12")));
    let extract = folder.join("bestyrkta/rs-2026-03-11-p36-utdrag.pdf");
    let page = done(Command::new("pdftotext").arg(&extract).arg("-")).replace('\n', " ");
    assert!(page.contains("omedelbart justerad. Dess eget protokoll justerades den 12 mars 2026."), "{page}");
    let said = done(utdrag().arg("verifiera").arg(&extract).arg("--lita-pa").arg(Authority::started().path("rot.pem")));
    assert!(said.starts_with("GILTIG"), "{said}");
    let mut announce = utdrag();
    announce.arg("anslag").arg(&case).args(["--paragraf", "36", "--justerad", "2026-03-12", "--datum", "2026-03-13"]);
    announce.args(["--som", "Åsa Renvide", "--register"]).arg(folder.join("anslag.db"));
    done(utdrag().args(["register", "ny", "--register"]).arg(folder.join("anslag.db")));
    let said = done(announce.arg("--ut").arg(folder.join("anslag")));
    assert!(said.contains("rs-2026-03-11-p36-omedelbar-anslag.pdf"), "{said}");
}

#[test]
#[ignore = "needs openssl and qpdf: run tests/run"]
fn our_own_signed_minutes_saved_anew_are_never_taken_for_a_services() {
    let folder = work("omsparat-eget");
    let minutes = prepared(&folder.join("ws"));
    let made = folder.join("skapat.pdf");
    keep(&made, &read(&minutes));
    adjusted_with(&minutes, "desiree");
    let changed = minutes.with_file_name("omsparat.pdf");
    done(Command::new("qpdf").arg("--deterministic-id").arg(&minutes).arg(&changed));
    let mut command = utdrag();
    command.arg("bestyrk").arg(&changed).args(["--paragraf", "21", "--som", "Ellen Sköldmark", "--ut"]).arg(&folder);
    command.arg("--identitet").arg(minutes.with_file_name("hsn-2026-03-25-protokoll.identitet.jsonl"));
    command.args(Authority::started().key("stampel")).arg("--original").arg(&made);
    let output = crate::files::run(&mut command);
    let said = crate::files::text(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("protokoll-ogiltigt") || said.contains("andrad-sedan-den-forbereddes"), "{said}");
}

/// The minutes as an outside service gives them back: the original as it is, a page of its own with the original inside,
/// or the original saved anew; then signed by its own tool in a field of its own.
fn elsewhere(made: &Path, relation: &str) -> std::path::PathBuf {
    let (changed, signed) = (made.with_file_name("omsparat.pdf"), made.with_file_name("fran-tjansten.pdf"));
    if relation == "prefix" {
        return signed_by_its_tool(made, signed);
    }
    let mut qpdf = Command::new("qpdf");
    if relation == "inbaddat" {
        qpdf.arg(crate::files::root().join("tests/judges/untagged.pdf")).arg("--add-attachment").arg(made);
        qpdf.args(["--key=original.pdf", "--"]);
    } else {
        qpdf.arg(made).args(["--pages", ".", "1-z", "--", "--linearize", "--object-streams=generate"]);
        qpdf.args(["--remove-restrictions"]);
    }
    done(qpdf.arg(&changed));
    signed_by_its_tool(&changed, signed)
}

fn signed_by_its_tool(file: &Path, signed: std::path::PathBuf) -> std::path::PathBuf {
    let authority = Authority::started();
    let mut pyhanko = Command::new(judges().join("venv/bin/pyhanko"));
    pyhanko.args(["sign", "addsig", "--field", "1/20,20,200,60/Tjansten", "pemder", "--no-pass", "--key"]);
    pyhanko.arg(authority.path("annan.key")).arg("--cert").arg(authority.path("annan.pem"));
    done(pyhanko.arg(file).arg(&signed));
    signed
}
