//! What is easily given to `--slutfor` in place of a signature: each is refused by its own name, with nothing written and the
//! reservation kept; and what is a signature is taken in whatever it is wrapped.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::authority::Authority;
use crate::files::{done, judges, keep, read, refused};
use crate::service::Reserved;

fn openssl(arguments: &[&str], input: &Path, out: &Path) -> PathBuf {
    done(Command::new("openssl").args(arguments).arg("-in").arg(input).arg("-out").arg(out));
    out.to_owned()
}

/// A CMS by Ellen, as whoever signs the request as if it were a document would make it.
fn signed_as_a_document(reserved: &Reserved, name: &str, more: &[&str]) -> PathBuf {
    let authority = Authority::started();
    let (signer, key) = (authority.path("ellen.pem"), authority.path("ellen.key"));
    let (signer, key) = (signer.display().to_string(), key.display().to_string());
    let all = [&["cms", "-sign", "-binary", "-outform", "DER", "-signer", &signer, "-inkey", &key], more].concat();
    openssl(&all, &reserved.request, &reserved.folder.join(name))
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn what_is_no_signature_is_refused_by_name_and_the_file_waits_on() {
    let reserved = Reserved::of("svar-inget", Some("ellen"));
    let authority = Authority::started();
    let written = |name: &str, bytes: &[u8]| {
        let file = reserved.folder.join(name);
        keep(&file, bytes);
        file
    };
    let ellen = authority.path("ellen.pem");
    let cases = [
        (written("tomt", b""), "svar-tomt"),
        (written("blanksteg", b"\r\n \n"), "svar-tomt"),
        (reserved.minutes.clone(), "svar-pdf"),
        (reserved.request.clone(), "svar-begaran"),
        (ellen.clone(), "svar-certifikat"),
        (openssl(&["x509", "-outform", "DER"], &ellen, &reserved.folder.join("ellen.der")), "svar-certifikat"),
        (authority.path("ellen.key"), "svar-olasligt"),
        (authority.path("ellen.csr"), "svar-olasligt"),
        (written("status.json", b"{\"status\": \"outstandingTransaction\"}"), "svar-olasligt"),
        (written("kort", b"\x01\x02\x03\xFF"), "svar-olasligt"),
        (authority.path("ellen.p12"), "svar-olasligt"),
        (signed_as_a_document(&reserved, "som-fil", &[]), "begaran-som-fil"),
        (signed_as_a_document(&reserved, "med-innehall", &["-nodetach"]), "svar-med-innehall"),
    ];
    for (file, code) in cases {
        let said = refused(&mut reserved.finish(&file), code);
        assert!(said.contains("tips: "), "{}:\n{said}", file.display());
        reserved.unchanged();
        assert!(reserved.record().exists(), "{} took the reservation away", file.display());
    }
    done(&mut reserved.finish(&reserved.signed_by("ellen")));
    reserved.is_signed();
}

#[test]
#[ignore = "needs openssl and pyHanko: run tests/run"]
fn a_value_is_taken_from_base64_and_as_two_numbers() {
    let reserved = Reserved::of("svar-base64", Some("ellen"));
    let value = reserved.signed_by("ellen");
    let coded = reserved.folder.join("varde.b64");
    done(&mut reserved.finish(&openssl(&["base64"], &value, &coded)));
    reserved.is_signed();
    let reserved = Reserved::of("svar-r-s", Some("ellen"));
    let value = reserved.signed_by("ellen");
    let pair = reserved.folder.join("varde.rs");
    let python = "import sys; from asn1crypto.algos import DSASignature; \
        pair = DSASignature.load(open(sys.argv[1], 'rb').read()).native; \
        sys.stdout.buffer.write(pair['r'].to_bytes(32, 'big') + pair['s'].to_bytes(32, 'big'))";
    let output = Command::new(judges().join("venv/bin/python")).args(["-c", python]).arg(&value).output();
    keep(&pair, &output.expect("python runs").stdout);
    assert_eq!(read(&pair).len(), 64);
    done(&mut reserved.finish(&pair));
    reserved.is_signed();
}

#[test]
#[ignore = "needs openssl and pyHanko: run tests/run"]
fn a_cms_is_taken_from_pem_and_from_base64() {
    let issuer = Authority::started().path("utfardare.pem");
    for (name, how) in [
        ("svar-cms-pem", &["cms", "-cmsout", "-inform", "DER", "-outform", "PEM"][..]),
        ("svar-cms-base64", &["base64"]),
    ] {
        let reserved = Reserved::of(name, None);
        let answer = reserved.served_by("ellen", &[]).join("svar.p7s");
        let wrapped = openssl(how, &answer, &reserved.folder.join("svar.txt"));
        done(reserved.finish(&wrapped).arg("--certifikat").arg(&issuer));
        reserved.is_signed();
    }
}
