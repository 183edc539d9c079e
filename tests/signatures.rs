//! Signatures with something wrong in their cryptography, and files of others that are signed well: made by pyHanko and
//! OpenSSL (tests/pki/angrepp.py), so nothing here is judged by what made it.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot find its own fixture has failed")]

use std::fmt::Write as _;

use utdrag::verify::{CertifikatFor, Options, Trust, Underindikation, Utslag, Verdict, verify};

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/pki/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn trust() -> Trust {
    let mut trust = Trust::default();
    trust.add_pem(&String::from_utf8(fixture("rot.pem")).unwrap()).unwrap();
    trust
}

fn judge(bytes: &[u8]) -> Verdict {
    verify(bytes, &trust(), &Options::at("2027-06-01T12:00:00Z".parse().unwrap()))
}

const NO: Utslag = Utslag::Ogiltig;
const UNCLEAR: Utslag = Utslag::KanInteAvgoras;

#[test]
fn what_is_weak_or_not_entitled_is_unclear_and_what_is_false_is_not_giltig() {
    let cases = [
        ("sha1", UNCLEAR, "svag-algoritm", "CRYPTO_CONSTRAINTS_FAILURE"),
        ("kort-nyckel", UNCLEAR, "svag-algoritm", "CRYPTO_CONSTRAINTS_FAILURE"),
        ("okant-villkor", UNCLEAR, "okant-villkor", "CHAIN_CONSTRAINTS_FAILURE"),
        ("utfardaren-sjalv", UNCLEAR, "fel-sorts-certifikat", "CHAIN_CONSTRAINTS_FAILURE"),
        ("utfardad-av-person", UNCLEAR, "utfardare-utan-behorighet", "CHAIN_CONSTRAINTS_FAILURE"),
        ("annans-namn", UNCLEAR, "annans-certifikat", "SIG_CONSTRAINTS_FAILURE"),
        ("stampel-utan-andamal", UNCLEAR, "fel-sorts-certifikat", "CHAIN_CONSTRAINTS_FAILURE"),
        ("stampel-i-framtiden", UNCLEAR, "tidsstampel-i-framtiden", "TIMESTAMP_ORDER_FAILURE"),
        ("stampel-fore-sitt-certifikat", NO, "fore-certifikatet", "NOT_YET_VALID"),
        ("stampel-fore-undertecknarens", NO, "fore-certifikatet", "NOT_YET_VALID"),
        ("bunden-till-annan", NO, "utbytt-certifikat", "SIG_CRYPTO_FAILURE"),
        ("annan-innehallstyp", NO, "fel-innehallstyp", "FORMAT_FAILURE"),
        ("hash-tva-ganger", NO, "hash-saknas", "FORMAT_FAILURE"),
        ("hash-tva-varden", NO, "hash-saknas", "FORMAT_FAILURE"),
        ("utan-hash", NO, "hash-saknas", "FORMAT_FAILURE"),
        ("obunden", NO, "certifikat-obundet", "FORMAT_FAILURE"),
        ("dubbelganger", NO, "utbytt-certifikat", "SIG_CRYPTO_FAILURE"),
        ("utan-langd", NO, "olaslig-underskrift", "FORMAT_FAILURE"),
        ("eget-innehall", NO, "inbaddat-innehall", "FORMAT_FAILURE"),
        ("tva-undertecknare", NO, "olaslig-underskrift", "FORMAT_FAILURE"),
    ];
    let mut wrong = String::new();
    for (name, utslag, kod, word) in cases {
        let verdict = judge(&fixture(&format!("angrepp/{name}.pdf")));
        let said = verdict.brister().into_iter().find(|one| one.kod == kod).map(|one| one.underindikation.word());
        if verdict.utslag() != utslag || said != Some(word) {
            writeln!(
                wrong,
                "{name}: expected {utslag:?} {kod} {word}, found {:?} {:?}",
                verdict.utslag(),
                verdict.brister()
            )
            .unwrap();
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn words_that_are_hidden_are_not_those_of_the_page() {
    for (name, why) in [
        ("osynlig", "osynlig text"),
        ("vit", "samma färg"),
        ("vit-gra", "samma färg"),
        ("vit-cmyk", "samma färg"),
        ("avstangd", "kan stängas av"),
        ("ersatt", "är inte den som bevisen gäller"),
    ] {
        let verdict = judge(&fixture(&format!("angrepp/dold-text-{name}.pdf")));
        let told: Vec<(&str, &str)> = verdict.brister().iter().map(|one| (one.kod, one.mening.as_str())).collect();
        assert!(told.iter().any(|(kod, _)| *kod == "sidan-skiljer-sig"), "{name}: {told:?}");
        assert!(verdict.utslag() == NO && told.iter().any(|(_, mening)| mening.contains(why)), "{name}: {told:?}");
    }
}

#[test]
fn another_authority_can_have_a_trusted_key_and_no_right_to_this_seal() {
    let file = fixture("angrepp/grannens-stampel.pdf");
    let verdict = judge(&file);
    let codes: Vec<&str> = verdict.brister().iter().map(|one| one.kod).collect();
    assert_eq!((verdict.utslag(), codes), (UNCLEAR, vec!["annan-myndighet"]));
    assert!(
        verdict.brister()[0].mening.contains("Exempelregionen")
            && verdict.brister()[0].mening.contains("Grannregionen")
    );
}

/// `annan-kurva` is on P-521: as good as the others.
#[test]
fn the_same_surgery_without_a_wound_is_giltig() {
    for name in ["samma-byte-igen", "annan-kurva"] {
        let verdict = judge(&fixture(&format!("angrepp/{name}.pdf")));
        assert_eq!(verdict.utslag(), Utslag::Giltig, "{name}: {:?}", verdict.brister());
    }
}

/// `frammande/gor.sh`: BER with lengths left open, and a certificate taken along twice.
#[test]
fn a_letter_signed_in_libreoffice_is_giltig_and_a_changed_one_is_not() {
    let mut trust = Trust::default();
    trust.add_pem(&String::from_utf8(fixture("frammande/libreoffice-rot.pem")).unwrap()).unwrap();
    let judge = |bytes: &[u8]| verify(bytes, &trust, &Options::at("2027-06-01T12:00:00Z".parse().unwrap()));
    let file = fixture("frammande/libreoffice.pdf");
    assert_eq!(judge(&file).utslag(), Utslag::Giltig, "{:?}", judge(&file).brister());
    let at = file.windows(8).position(|window| window == b"MediaBox").unwrap();
    let mut changed = file;
    changed[at] = b'N';
    let verdict = judge(&changed);
    assert!(verdict.utslag() == NO && verdict.brister().iter().any(|one| one.kod == "andrat-innehall"));
}

#[test]
fn another_name_is_the_persons_own_once_the_authority_says_so() {
    let file = fixture("angrepp/annans-namn.pdf");
    let found = judge(&file);
    let signer = &found.underskrifter[0];
    assert_eq!((signer.namn.as_str(), signer.person.as_deref()), ("Ingrid Åkerö", Some("Karin Dahl")));
    let mut options = Options::at("2027-06-01T12:00:00Z".parse().unwrap());
    let certifikat = signer.certifikat.clone().unwrap().sha256;
    options.certifikat.push(CertifikatFor { namn: "Karin Dahl".to_owned(), certifikat });
    let verdict = verify(&file, &trust(), &options);
    assert_eq!(verdict.utslag(), Utslag::Giltig, "{:?}", verdict.brister());
    assert!(verdict.fullstandighet.upplysningar.iter().any(|one| one.contains("Ingrid Åkerö")));
}

#[test]
fn a_list_or_an_answer_that_is_old_of_others_or_unentitled_says_nothing() {
    let file = fixture("skrivelse-publicerad.pdf");
    let with = |lists: &[&str], answers: &[&str]| {
        let mut trust = trust();
        trust.sparrlistor.extend(lists.iter().map(|name| fixture(name)));
        trust.ocsp_svar.extend(answers.iter().map(|name| fixture(name)));
        let verdict = verify(&file, &trust, &Options::at("2027-06-01T12:00:00Z".parse().unwrap()));
        verdict.underindikation().map(Underindikation::word)
    };
    assert_eq!(with(&["utfardare.crl"], &[]), None);
    let mut outdated = trust();
    outdated.sparrlistor.push(fixture("angrepp/gammal.crl"));
    let verdict = verify(&file, &outdated, &Options::at("2027-06-01T12:00:00Z".parse().unwrap()));
    let said = &verdict.brister()[0].mening;
    assert!(said.contains("gällde 2025-03-01") && said.contains("är från 2027-06-01"), "{said}");
    for (lists, answers) in [
        (vec![], vec![]),
        (vec!["angrepp/gammal.crl"], vec![]),
        (vec!["angrepp/falsk.crl"], vec![]),
        (vec![], vec!["justerare.ocsp"]),
        (vec![], vec!["angrepp/obehorig.ocsp"]),
        (vec!["angrepp/gammal.crl", "angrepp/falsk.crl"], vec!["justerare.ocsp", "angrepp/obehorig.ocsp"]),
    ] {
        assert_eq!(with(&lists, &answers), Some("TRY_LATER"), "{lists:?} {answers:?}");
    }
}

#[test]
fn files_of_others_signed_well_are_judged_by_the_same_layers() {
    for name in ["docmdp-1", "docmdp-2", "docmdp-3", "lock-all", "lock-include", "lock-exclude", "sha512", "motpart"] {
        let verdict = judge(&fixture(&format!("angrepp/frammande-{name}.pdf")));
        assert_eq!(verdict.utslag(), Utslag::Giltig, "{name}: {:?}", verdict.brister());
        assert!(verdict.fullstandighet.upplysningar.iter().any(|one| one.contains("inte gjord av utdrag")), "{name}");
    }
}

/// `tests/pki/angripna/domar.tsv`: file, verdict, codes, what it is.
#[test]
fn odd_certificates_signatures_and_revocations_get_the_verdict_of_the_table() {
    let mut trust = Trust::default();
    trust.add_pem(&String::from_utf8(fixture("angripna/rot.pem")).unwrap()).unwrap();
    let table = String::from_utf8(fixture("angripna/domar.tsv")).unwrap();
    let mut wrong = String::new();
    for row in table.lines().filter(|row| !row.starts_with('#')) {
        let columns: Vec<&str> = row.split('\t').collect();
        let (name, expected) = (columns[0], (columns[1], columns[2].split(',').filter(|one| !one.is_empty())));
        let file = fixture(&format!("angripna/{name}.pdf"));
        let verdict = verify(&file, &trust, &Options::at("2026-11-26T12:00:00Z".parse().unwrap()));
        let mut codes: Vec<&str> = verdict.brister().iter().map(|one| one.kod).collect();
        codes.dedup();
        if verdict.utslag().word() != expected.0 || !expected.1.eq(codes.iter().copied()) {
            writeln!(wrong, "{row}: found {} {codes:?}", verdict.utslag().word()).unwrap();
        }
        assert_eq!(verdict.prov, name.contains("-prov-"), "{name} is a trial, or not");
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}
