//! A card: `SoftHSM2` with keys and certificates of the test authority on it, used through its PKCS#11 library.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::authority::Authority;
use crate::files::{done, keep, read, refused, utdrag, work};
use crate::made::prepared;

const MODULE: &str = "/usr/lib/softhsm/libsofthsm2.so";
const LABEL: &str = "PROV kort";
const PIN: &str = "4711";

/// A card in a folder of its own.
struct Card {
    folder: PathBuf,
}

impl Card {
    fn empty(name: &str) -> Self {
        let folder = work(name);
        let tokens = folder.join("tokens");
        std::fs::create_dir_all(&tokens).expect("the build folder can be written");
        let settings = format!("directories.tokendir = {}\nobjectstore.backend = file\n", tokens.display());
        keep(&folder.join("softhsm2.conf"), settings.as_bytes());
        keep(&folder.join("pin.txt"), format!("{PIN}\n").as_bytes());
        Self { folder }
    }

    fn with_keys(name: &str, keys: &[(&str, &str)]) -> Self {
        let card = Self::empty(name);
        card.tool("softhsm2-util", &["--init-token", "--free", "--label", LABEL, "--so-pin", "00000000", "--pin", PIN]);
        for (id, key) in keys {
            card.add_key(id, key);
            card.add_certificate(id, key);
        }
        card
    }

    fn add_key(&self, id: &str, key: &str) {
        let file = Authority::started().path(&format!("{key}.key")).display().to_string();
        let named = ["--token", LABEL, "--pin", PIN, "--id", id, "--label", key];
        self.tool("softhsm2-util", &[&["--import", &file], named.as_slice()].concat());
    }

    fn add_certificate(&self, id: &str, key: &str) {
        let der = self.folder.join(format!("{key}.der"));
        let pem = Authority::started().path(&format!("{key}.pem"));
        done(Command::new("openssl").args(["x509", "-outform", "DER", "-in"]).arg(pem).arg("-out").arg(&der));
        self.written(&["--type", "cert", "--id", id, "--label", key, "--write-object", &der.display().to_string()]);
    }

    fn written(&self, what: &[&str]) {
        let login = ["--module", MODULE, "--token-label", LABEL, "--login", "--pin", PIN];
        self.tool("pkcs11-tool", &[login.as_slice(), what].concat());
    }

    fn tool(&self, program: &str, arguments: &[&str]) {
        done(self.seen_by(&mut Command::new(program)).args(arguments));
    }

    fn seen_by<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.env("SOFTHSM2_CONF", self.folder.join("softhsm2.conf"))
    }

    /// `justera` with this card.
    fn justera(&self, file: &Path, person: &str, key: &str) -> Command {
        let mut command = utdrag();
        self.seen_by(&mut command).arg("justera").arg(file).args(["--som", person, "--nyckel"]).arg(key);
        command
    }

    fn with_pin(&self, file: &Path, person: &str, key: &str) -> Command {
        let mut command = self.justera(file, person, key);
        command.arg("--losenord-fil").arg(self.folder.join("pin.txt"));
        command
    }
}

fn uri(rest: &str) -> String {
    format!("pkcs11:{rest}?module-path={MODULE}")
}

#[test]
#[ignore = "needs SoftHSM2 and OpenSC: run tests/run"]
fn keys_on_a_card_sign_with_ecdsa_and_rsa_and_everybody_takes_the_file() {
    let authority = Authority::started();
    let card = Card::with_keys("kort-tre", &[("01", "ellen"), ("02", "cecilia"), ("03", "desiree")]);
    let minutes = prepared(&card.folder.join("ws"));
    let issuer = authority.path("utfardare.pem");
    for (person, key) in [
        ("Ellen Sköldmark", "token=PROV%20kort;object=ellen"),
        ("Cecilia Öståker", "token=PROV%20kort;id=%02;type=private"),
        ("Desirée Blomvik", "object=desiree"),
    ] {
        done(card.with_pin(&minutes, person, &uri(key)).arg("--certifikat").arg(&issuer));
    }
    let verdict = done(utdrag().arg("verifiera").arg(&minutes).arg("--lita-pa").arg(authority.path("rot.pem")));
    assert!(verdict.starts_with("GILTIG"), "{verdict}");
    let mut pyhanko = Command::new(crate::files::judges().join("venv/bin/pyhanko"));
    pyhanko.args(["sign", "validate", "--trust-replace", "--trust"]).arg(authority.path("rot.pem")).arg(&minutes);
    assert_eq!(done(&mut pyhanko).matches(":INTACT:TRUSTED").count(), 3);
}

/// A PSS key as tokens take it: wrapped as any other RSA key. What it may be used for is for its certificate to say.
fn plain_rsa(card: &Card, key: &str) -> PathBuf {
    let file = card.folder.join(format!("{key}.key"));
    let python = "import sys; from asn1crypto import keys, pem; \
        one = keys.PrivateKeyInfo.load(pem.unarmor(open(sys.argv[1], 'rb').read())[2]); \
        inner = one['private_key'].parsed; \
        plain = keys.PrivateKeyInfo.wrap(keys.RSAPrivateKey.load(inner.dump()), 'rsa'); \
        open(sys.argv[2], 'wb').write(pem.armor('PRIVATE KEY', plain.dump()))";
    let mut command = Command::new(crate::files::judges().join("venv/bin/python"));
    done(command.args(["-c", python]).arg(Authority::started().path(&format!("{key}.key"))).arg(&file));
    file
}

#[test]
#[ignore = "needs SoftHSM2, OpenSC and judges: run tests/run"]
fn p_521_and_rsa_pss_sign_on_a_card_too() {
    let card = Card::with_keys("kort-ovanliga", &[("03", "desiree-p521")]);
    for (id, key) in [("01", "ellen-pss384"), ("02", "cecilia-pss")] {
        let file = plain_rsa(&card, key).display().to_string();
        card.tool("softhsm2-util", &["--import", &file, "--token", LABEL, "--pin", PIN, "--id", id, "--label", key]);
        card.add_certificate(id, key);
    }
    let minutes = prepared(&card.folder.join("ws"));
    for (person, key) in crate::keys::SELDOM {
        let mut command = card.with_pin(&minutes, person, &uri(&format!("object={key}")));
        done(command.arg("--certifikat").arg(Authority::started().path("utfardare.pem")));
    }
    crate::keys::taken_by_everybody(&minutes);
}

#[test]
#[ignore = "needs SoftHSM2 and OpenSC: run tests/run"]
fn the_chain_is_taken_from_the_card_and_the_pin_from_the_uri() {
    let card = Card::with_keys("kort-kedja", &[("01", "ellen")]);
    card.add_certificate("ff", "utfardare");
    let minutes = prepared(&card.folder.join("ws"));
    let source = card.folder.join("pin.txt").display().to_string();
    let key = format!("{}&pin-source=file:{source}", uri("object=ellen"));
    done(&mut card.justera(&minutes, "Ellen Sköldmark", &key));
    let trust = Authority::started().path("rot.pem");
    let verdict = crate::files::run(utdrag().arg("verifiera").arg(&minutes).arg("--lita-pa").arg(trust));
    let said = crate::files::text(&verdict);
    assert!(said.contains("underskrifterna är äkta   ja"), "{said}");
}

#[test]
#[ignore = "needs SoftHSM2 and OpenSC: run tests/run"]
fn a_key_that_asks_before_each_signature_is_told_the_pin_again() {
    let card = Card::with_keys("kort-alltid", &[]);
    card.add_certificate("01", "cecilia");
    let key = Authority::started().path("cecilia.key").display().to_string();
    let kind = ["--type", "privkey", "--id", "01", "--label", "cecilia", "--usage-sign", "--always-auth"];
    card.written(&[kind.as_slice(), &["--write-object", &key]].concat());
    let minutes = prepared(&card.folder.join("ws"));
    let before = read(&minutes);
    done(&mut card.with_pin(&minutes, "Cecilia Öståker", &uri("object=cecilia")));
    assert!(read(&minutes).starts_with(&before) && read(&minutes).len() > before.len());
}

#[test]
#[ignore = "needs SoftHSM2 and OpenSC: run tests/run"]
fn what_cannot_be_used_is_said_and_nothing_is_written() {
    let card = Card::with_keys("kort-fel", &[("01", "ellen"), ("02", "cecilia")]);
    let minutes = prepared(&card.folder.join("ws"));
    let before = read(&minutes);
    let wrong = card.folder.join("fel.txt");
    keep(&wrong, b"0000\n");
    let person = "Ellen Sköldmark";
    let said =
        refused(card.justera(&minutes, person, &uri("object=ellen")).arg("--losenord-fil").arg(&wrong), "fel-pin");
    assert!(said.contains("PIN-koden för PROV kort är fel") && said.contains("försök"), "{said}");
    let said = refused(&mut card.with_pin(&minutes, person, &uri("token=PROV%20kort")), "flera-nycklar");
    assert!(said.contains("object=ellen, id=%01 (Ellen Sköldmark)") && said.contains("object=cecilia"), "{said}");
    refused(&mut card.with_pin(&minutes, person, &uri("object=finns-inte")), "nyckel-saknas");
    let said = refused(&mut card.with_pin(&minutes, person, &uri("token=annat")), "annat-kort");
    assert!(said.contains("”PROV kort”"), "{said}");
    refused(&mut card.justera(&minutes, person, &uri("object=ellen")), "pin-saknas");
    refused(&mut card.with_pin(&minutes, person, "pkcs11:?module-path=/finns/inte.so"), "pkcs11-bibliotek");
    refused(&mut card.with_pin(&minutes, person, &uri("object=cecilia")), "fel-certifikat");
    refused(&mut Card::empty("kort-inget").with_pin(&minutes, person, &uri("")), "inget-kort");
    assert!(read(&minutes) == before, "the file changed");
}

#[test]
#[ignore = "needs SoftHSM2 and OpenSC: run tests/run"]
fn a_certificate_that_is_not_the_keys_is_found_before_anything_is_written() {
    let card = Card::with_keys("kort-byte", &[]);
    card.add_key("01", "annan");
    card.add_certificate("01", "ellen");
    let minutes = prepared(&card.folder.join("ws"));
    let before = read(&minutes);
    refused(&mut card.with_pin(&minutes, "Ellen Sköldmark", &uri("object=annan")), "falsk-underskrift");
    assert!(read(&minutes) == before, "the file changed");
}

#[test]
#[ignore = "needs SoftHSM2 and OpenSC: run tests/run"]
fn a_key_without_a_certificate_takes_the_one_that_is_given() {
    let card = Card::with_keys("kort-utan", &[]);
    card.add_key("01", "ellen");
    let minutes = prepared(&card.folder.join("ws"));
    refused(&mut card.with_pin(&minutes, "Ellen Sköldmark", &uri("object=ellen")), "certifikat-saknas");
    let authority = Authority::started();
    let mut command = card.with_pin(&minutes, "Ellen Sköldmark", &uri("object=ellen"));
    for name in ["annan", "ellen", "utfardare"] {
        command.arg("--certifikat").arg(authority.path(&format!("{name}.pem")));
    }
    done(&mut command);
}
