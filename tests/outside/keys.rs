//! Keys of every kind that signs, from files and from a card; certificates that nobody signs with; and files of keys as
//! Windows, Java and openssl write them.

use std::path::{Path, PathBuf};
use std::process::Command;

use p12_keystore::{KeyStore, KeyStoreEntry};

use crate::authority::Authority;
use crate::files::{done, judges, keep, read, refused, text, utdrag, work};
use crate::ladder::dss;
use crate::made::prepared;

/// Who signs with which key: RSA-PSS with SHA-384, RSA-PSS as it comes, and P-521.
pub(crate) const SELDOM: [(&str, &str); 3] =
    [("Ellen Sköldmark", "ellen-pss384"), ("Cecilia Öståker", "cecilia-pss"), ("Desirée Blomvik", "desiree-p521")];

fn sign(minutes: &Path, person: &str, key: &[String]) -> Command {
    let mut command = utdrag();
    command.arg("justera").arg(minutes).args(["--som", person]).args(key);
    command
}

/// GILTIG to us, and accepted by pyHanko and EU DSS.
pub(crate) fn taken_by_everybody(minutes: &Path) {
    let trust = Authority::started().path("rot.pem");
    let said = done(utdrag().arg("verifiera").arg(minutes).arg("--lita-pa").arg(&trust));
    assert!(said.starts_with("GILTIG"), "{said}");
    let mut pyhanko = Command::new(judges().join("venv/bin/pyhanko"));
    pyhanko.args(["sign", "validate", "--trust-replace", "--trust"]).arg(trust).arg(minutes);
    assert_eq!(done(&mut pyhanko).matches(":INTACT:TRUSTED").count(), 3);
    let list = minutes.with_extension("lista");
    keep(&list, minutes.display().to_string().as_bytes());
    let judged = text(&dss(&list, &Authority::started()));
    assert_eq!(judged.matches("TOTAL_PASSED ").count(), 3, "{judged}");
}

#[test]
#[ignore = "needs openssl, pyHanko and EU DSS: run tests/run"]
fn p_521_and_rsa_pss_sign_minutes_and_are_carried_by_an_extract() {
    let folder = work("nycklar-ovanliga");
    let minutes = prepared(&folder.join("ws"));
    for (person, key) in SELDOM {
        done(&mut sign(&minutes, person, &Authority::started().key(key)));
    }
    taken_by_everybody(&minutes);
    let extract = crate::made::certified(&minutes, &folder.join("bestyrkta"), false);
    let trust = Authority::started().path("rot.pem");
    let said = done(utdrag().arg("verifiera").arg(extract).arg("--lita-pa").arg(trust));
    assert!(said.starts_with("GILTIG"), "{said}");
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn the_hash_is_as_strong_as_the_curve_or_what_the_certificate_asks_for() {
    let folder = work("nycklar-hash");
    for (person, key, hash) in [
        ("Ellen Sköldmark", "ellen", "sha256"),
        ("Cecilia Öståker", "cecilia", "sha256"),
        ("Desirée Blomvik", "desiree", "sha384"),
        ("Desirée Blomvik", "desiree-p521", "sha512"),
        ("Ellen Sköldmark", "ellen-pss384", "sha384"),
        ("Cecilia Öståker", "cecilia-pss", "sha256"),
    ] {
        let minutes = prepared(&folder.join(key));
        done(&mut sign(&minutes, person, &Authority::started().key(key)));
        let python = "import sys; from pyhanko.pdf_utils.reader import PdfFileReader; \
            one = PdfFileReader(open(sys.argv[1], 'rb')).embedded_signatures[0].signer_info; \
            print(one['digest_algorithm']['algorithm'].native, one['signature_algorithm'].hash_algo)";
        let said = done(Command::new(judges().join("venv/bin/python")).args(["-c", python]).arg(&minutes));
        assert_eq!(said.trim(), format!("{hash} {hash}"), "{key}");
    }
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn certificates_that_nobody_signs_with_are_refused_before_anything_is_written() {
    let authority = Authority::started();
    let folder = work("nycklar-nej");
    let minutes = prepared(&folder.join("ws"));
    let before = read(&minutes);
    let list = authority.path("crl/utfardare.crl");
    for (key, code, word) in [
        ("utgangen", "certifikat-utgatt", "gick ut 2026-06-01"),
        ("framtida", "certifikat-ej-giltigt-an", "gäller först 2030-01-01"),
        ("kryptering", "certifikat-ej-for-underskrift", "är inte till för underskrifter"),
        ("sparrad", "certifikat-sparrat", "är spärrat sedan"),
    ] {
        let mut command = sign(&minutes, "Ellen Sköldmark", &authority.key(key));
        let said = refused(command.arg("--sparr").arg(&list), code);
        assert!(said.contains(word) && said.contains("Ellen Sköldmark"), "{said}");
        let mut prepare = utdrag();
        prepare.arg("justera").arg(&minutes).args(["--som", "Ellen Sköldmark", "--forbered"]);
        prepare.arg(folder.join("begaran.der")).arg("--certifikat").arg(authority.path(&format!("{key}.pem")));
        refused(prepare.arg("--sparr").arg(&list), code);
        assert!(!folder.join("begaran.der").exists() && read(&minutes) == before, "{key}: something was written");
        assert!(!minutes.with_file_name(".utdrag/hsn-2026-03-25-protokoll.pdf.reservation.json").exists(), "{key}");
    }
}

/// Ellen's key in a file, as these options of `openssl pkcs12` protect it.
fn packed(folder: &Path, name: &str, options: &[&str]) -> PathBuf {
    let authority = Authority::started();
    let file = folder.join(format!("{name}.p12"));
    let mut command = Command::new("openssl");
    command.args(["pkcs12", "-export", "-inkey"]).arg(authority.path("ellen.key"));
    command.arg("-in").arg(authority.path("ellen.pem")).args(options).arg("-out").arg(&file);
    done(&mut command);
    file
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn a_key_file_opens_however_it_is_protected_or_says_why_not() {
    let folder = work("nycklar-skydd");
    let password = folder.join("losenord.txt");
    keep(&password, "åÄö 4711\r\n".as_bytes());
    let empty = folder.join("tomt.txt");
    keep(&empty, b"");
    let with = "pass:åÄö 4711";
    for (name, options, password) in [
        ("aes", &["-passout", with][..], &password),
        ("aldre", &["-legacy", "-passout", with], &password),
        (
            "3des",
            &["-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1", "-passout", with],
            &password,
        ),
        ("utan-losenord", &["-passout", "pass:"], &empty),
    ] {
        let minutes = prepared(&folder.join(name));
        let file = packed(&folder, name, options).display().to_string();
        let password = password.display().to_string();
        done(&mut sign(
            &minutes,
            "Ellen Sköldmark",
            &["--nyckel".to_owned(), file, "--losenord-fil".to_owned(), password],
        ));
    }
    let minutes = prepared(&folder.join("nej"));
    let before = read(&minutes);
    let file = packed(&folder, "fel", &["-passout", with]).display().to_string();
    let wrong = Authority::started().path("losenord.txt").display().to_string();
    let key = ["--nyckel".to_owned(), file.clone(), "--losenord-fil".to_owned(), wrong];
    let said = refused(&mut sign(&minutes, "Ellen Sköldmark", &key), "nyckel-last");
    assert!(said.contains("fel lösenord"), "{said}");
    let said = refused(&mut sign(&minutes, "Ellen Sköldmark", &["--nyckel".to_owned(), file]), "nyckel-last");
    assert!(said.contains("--lösenord-fil"), "{said}");
    let certificate = Authority::started().path("ellen.pem").display().to_string();
    refused(&mut sign(&minutes, "Ellen Sköldmark", &["--nyckel".to_owned(), certificate]), "nyckel-fel-fil");
    let strange = packed(&folder, "annat", &["-macalg", "sha512", "-passout", with]).display().to_string();
    let key = ["--nyckel".to_owned(), strange, "--losenord-fil".to_owned(), password.display().to_string()];
    let said = refused(&mut sign(&minutes, "Ellen Sköldmark", &key), "nyckel-skydd");
    assert!(said.contains("openssl pkcs12"), "{said}");
    let bare = packed(&folder, "oskyddad", &["-keypbe", "NONE", "-certpbe", "NONE", "-nomac", "-passout", "pass:"]);
    let key = ["--nyckel".to_owned(), bare.display().to_string()];
    let said = refused(&mut sign(&minutes, "Ellen Sköldmark", &key), "nyckel-saknas");
    assert!(said.contains("oskyddad"), "{said}");
    assert!(read(&minutes) == before, "something was written");
}

/// The keys of several persons in one file.
fn together(names: &[&str]) -> Vec<u8> {
    let mut all = KeyStore::new();
    for name in names {
        let bytes = read(&Authority::started().path(&format!("{name}.p12")));
        let one = KeyStore::from_pkcs12(&bytes, "prov").expect("the authority's own file opens");
        let (_, key) = one.private_key_chain().expect("it has a key");
        all.add_entry(name, KeyStoreEntry::PrivateKeyChain(key.clone()));
    }
    all.writer("prov").write().expect("it can be written")
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn of_several_keys_in_a_file_only_one_may_be_for_signatures() {
    let folder = work("nycklar-flera");
    let minutes = prepared(&folder.join("ws"));
    let password = Authority::started().path("losenord.txt").display().to_string();
    let key = |names: &[&str]| {
        let file = folder.join(format!("{}.p12", names.join("-")));
        keep(&file, &together(names));
        ["--nyckel".to_owned(), file.display().to_string(), "--losenord-fil".to_owned(), password.clone()]
    };
    let said = refused(&mut sign(&minutes, "Ellen Sköldmark", &key(&["ellen", "cecilia"])), "flera-nycklar");
    assert!(said.contains("2 nycklar: Cecilia Öståker, Ellen Sköldmark"), "{said}");
    // As on a card with one key for logging in: its certificate is not for signatures.
    done(&mut sign(&minutes, "Ellen Sköldmark", &key(&["kryptering", "ellen"])));
}
