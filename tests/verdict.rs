//! Answers about files that nobody has touched: what is GILTIG, what is not trusted, expired, revoked or unsigned, and
//! in which words. The files are made by pyHanko (tests/pki/make.sh), so nothing here is judged by what made it.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot find its own fixture has failed")]

use utdrag::verify::{Options, Trust, Utslag, Verdict, verify};

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/pki/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn text_fixture(name: &str) -> String {
    String::from_utf8(fixture(name)).unwrap()
}

fn trust() -> Trust {
    let mut trust = Trust::default();
    trust.add_pem(&text_fixture("rot.pem")).unwrap();
    trust
}

fn judge(bytes: &[u8]) -> Verdict {
    judge_with(bytes, &trust())
}

fn judge_with(bytes: &[u8], trust: &Trust) -> Verdict {
    verify(bytes, trust, &Options::at("2027-06-01T12:00:00Z".parse().unwrap()))
}

fn codes(verdict: &Verdict) -> Vec<&'static str> {
    verdict.brister().iter().map(|brist| brist.kod).collect()
}

#[test]
fn files_signed_well_are_giltiga() {
    for name in [
        "protokoll.pdf",
        "protokoll-rot.pdf",
        "protokoll-arkiv.pdf",
        "protokoll-strommar.pdf",
        "utdrag.pdf",
        "utdrag-tva.pdf",
        "utdrag-arkiv.pdf",
        "skrivelse-rsa.pdf",
        "skrivelse-pss.pdf",
        "frammande.pdf",
        "frammande-tva.pdf",
        "frammande-inplanterat.pdf",
    ] {
        let verdict = judge(&fixture(name));
        assert_eq!(verdict.utslag(), Utslag::Giltig, "{name}: {:?}", verdict.brister());
        assert!(!verdict.underskrifter.is_empty());
        assert_eq!(verdict.json(name)["indikation"], "TOTAL-PASSED");
        assert_eq!(verdict.json(name)["underindikation"], serde_json::Value::Null);
    }
}

#[test]
fn an_extract_without_its_evidence_shows_too_little() {
    for name in ["utdrag-enkelt.pdf", "utdrag-enkelt-tid.pdf"] {
        let verdict = judge(&fixture(name));
        assert_eq!((verdict.utslag(), codes(&verdict)), (Utslag::KanInteAvgoras, vec!["bevis-saknas"]), "{name}");
    }
}

#[test]
fn a_timestamp_that_holds_is_told_with_the_names_of_those_who_signed() {
    let verdict = judge(&fixture("protokoll-arkiv.pdf"));
    let names: Vec<&str> = verdict.underskrifter.iter().map(|one| one.namn.as_str()).collect();
    assert_eq!(names, ["Ingrid Åkerö", "Ossian Fjällgård", "Testtidsstämpel"]);
    let proved: Vec<String> = verdict.underskrifter.iter().map(|one| one.bevisad_tid.unwrap().to_string()).collect();
    assert_eq!(proved, ["2026-03-18T12:00:00Z"; 3]);
}

#[test]
fn a_file_without_signatures_is_not_a_pass() {
    let verdict = judge(&fixture("protokoll-osignerat.pdf"));
    let missing = vec!["osignerad", "underskrift-saknas", "underskrift-saknas"];
    assert_eq!((verdict.utslag(), codes(&verdict)), (Utslag::KanInteAvgoras, missing));
    assert_eq!(verdict.json("x")["lager"]["kryptografi"]["utslag"], "KAN_INTE_AVGORAS");
}

#[test]
fn what_is_not_trusted_is_not_called_broken() {
    let mut other = Trust::default();
    other.add_pem(&text_fixture("annanrot.pem")).unwrap();
    for trust in [Trust::default(), other] {
        let verdict = judge_with(&fixture("utdrag-arkiv.pdf"), &trust);
        assert_eq!(verdict.utslag(), Utslag::KanInteAvgoras);
        assert_eq!(verdict.underindikation().unwrap().word(), "NO_CERTIFICATE_CHAIN_FOUND");
        assert_eq!(verdict.omfang.utslag(), Utslag::Giltig);
        assert_eq!(verdict.revisioner.utslag(), Utslag::Giltig);
    }
}

#[test]
fn a_revoked_certificate_counts_from_its_day_unless_a_timestamp_is_older() {
    let mut by_list = trust();
    by_list.sparrlistor.push(fixture("utfardare.crl"));
    let mut by_answer = trust();
    by_answer.ocsp_svar.push(fixture("sparrad.ocsp"));
    for trust in [by_list, by_answer] {
        let verdict = judge_with(&fixture("skrivelse-sparrad.pdf"), &trust);
        assert_eq!(verdict.utslag(), Utslag::KanInteAvgoras);
        assert_eq!(verdict.underindikation().unwrap().word(), "REVOKED_NO_POE");
        let verdict = judge_with(&fixture("skrivelse-sparrad-tidsstamplad.pdf"), &trust);
        assert_eq!(verdict.utslag(), Utslag::Giltig, "{:?}", verdict.brister());
    }
}

#[test]
fn a_certificate_that_names_its_revocation_list_must_have_been_held_against_it() {
    let file = fixture("skrivelse-publicerad.pdf");
    assert_eq!(judge(&file).underindikation().unwrap().word(), "TRY_LATER");
    let mut informed = trust();
    informed.sparrlistor.push(fixture("utfardare.crl"));
    assert_eq!(judge_with(&file, &informed).utslag(), Utslag::Giltig);
    let mut forged = fixture("utfardare.crl");
    *forged.last_mut().unwrap() ^= 1;
    let mut deceived = trust();
    deceived.sparrlistor.push(forged);
    assert_eq!(judge_with(&file, &deceived).underindikation().unwrap().word(), "TRY_LATER");
}

#[test]
fn an_expired_certificate_without_a_timestamp_is_out_of_bounds() {
    let verdict = judge(&fixture("skrivelse-utgangen.pdf"));
    assert_eq!(verdict.underindikation().unwrap().word(), "OUT_OF_BOUNDS_NO_POE");
    assert_eq!(verdict.utslag(), Utslag::KanInteAvgoras);
    let verdict = judge(&fixture("skrivelse-utgangen-tidsstamplad.pdf"));
    assert_eq!(verdict.utslag(), Utslag::Giltig, "{:?}", verdict.brister());
}

#[test]
fn a_timestamp_whose_own_certificate_has_expired_proves_nothing_any_more() {
    let late = Options::at("2056-06-01T12:00:00Z".parse().unwrap());
    let verdict = verify(&fixture("protokoll-arkiv.pdf"), &trust(), &late);
    assert_eq!(verdict.utslag(), Utslag::KanInteAvgoras);
    assert_eq!(verdict.underindikation().unwrap().word(), "OUT_OF_BOUNDS_NO_POE");
    let early = Options::at("2024-06-01T12:00:00Z".parse().unwrap());
    assert_ne!(verify(&fixture("protokoll-arkiv.pdf"), &trust(), &early).utslag(), Utslag::Giltig);
}

#[test]
fn minutes_that_lie_beside_an_extract_are_held_against_it() {
    let mut options = Options::at("2027-06-01T12:00:00Z".parse().unwrap());
    options.intill.insert("rs-2026-03-11-protokoll.pdf".to_owned(), fixture("protokoll-rot.pdf"));
    assert_eq!(verify(&fixture("utdrag.pdf"), &trust(), &options).utslag(), Utslag::Giltig);
    options.intill.insert("rs-2026-03-11-protokoll.pdf".to_owned(), fixture("protokoll.pdf"));
    let verdict = verify(&fixture("utdrag.pdf"), &trust(), &options);
    assert_eq!((verdict.utslag(), codes(&verdict)), (Utslag::Ogiltig, vec!["annat-protokoll"]));
}

#[test]
fn attachments_are_taken_out_by_name() {
    let files = utdrag::verify::attachments(&fixture("utdrag.pdf")).unwrap();
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(names, ["bevis.json", "huvud.json", "paragraf-2.json"]);
    assert!(files["paragraf-2.json"].starts_with(b"{\"datum\":\"2026-03-11\""));
    assert!(utdrag::verify::attachments(b"hej").is_err());
}
