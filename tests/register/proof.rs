//! Roots, receipts and proofs of growth, held against ct-merkle and against the verifier's own reading.

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use proptest::prelude::*;
use sha2_11::Sha256;
use utdrag::evidence::merkle::Hash;
use utdrag::register::checkpoint::Checkpoint;
use utdrag::register::tree::{self, Nodes, kept_at};
use utdrag::register::{Fil, Handelse, Post, Proving as _, Register as _, leaf};
use utdrag::verify::{self, Loggnyckel, Options, Registrering, Trust, Utslag};

use super::Desk;

/// Nodes as the register keeps them, in memory.
#[derive(Default)]
struct Kept(Vec<Vec<Hash>>);

impl Kept {
    fn push(&mut self, identity: &Hash) {
        let done = tree::completed(self, self.0.len() as u64, leaf::hash(identity)).unwrap();
        self.0.push(done);
    }
}

impl Nodes for Kept {
    fn node(&self, level: u32, place: u64) -> Result<Hash, utdrag::diag::Diagnostic> {
        let (entry, at) = kept_at(level, place);
        Ok(self.0[usize::try_from(entry).unwrap()][at])
    }
}

fn both(identities: &[Hash]) -> (Kept, MemoryBackedTree<Sha256, Hash>) {
    let (mut kept, mut other) = (Kept::default(), MemoryBackedTree::new());
    for identity in identities {
        kept.push(identity);
        other.push(*identity);
    }
    (kept, other)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn roots_and_proofs_are_those_of_ct_merkle(
        identities in proptest::collection::vec(any::<Hash>(), 1..150),
        index in any::<prop::sample::Index>(),
        old in any::<prop::sample::Index>(),
    ) {
        let (kept, other) = both(&identities);
        let size = identities.len() as u64;
        let root = other.root();
        prop_assert_eq!(&tree::root(&kept, size).unwrap()[..], &root.as_bytes()[..]);
        let index = index.index(identities.len());
        let path = tree::path(&kept, index as u64, size).unwrap().concat();
        let inclusion = other.prove_inclusion(index);
        prop_assert_eq!(path.as_slice(), inclusion.as_bytes());
        let old = old.index(identities.len()) + 1;
        let proof = tree::consistency(&kept, old as u64, size).unwrap();
        let consistency = other.prove_consistency(identities.len() - old);
        let bytes = proof.concat();
        prop_assert_eq!(bytes.as_slice(), consistency.as_bytes());
        let (before, after) = (tree::root(&kept, old as u64).unwrap(), tree::root(&kept, size).unwrap());
        prop_assert!(tree::continues((old as u64, &before), (size, &after), &proof));
        let mut wrong = before;
        wrong[0] ^= 1;
        prop_assert!(!tree::continues((old as u64, &wrong), (size, &after), &proof));
        prop_assert!(!tree::continues((old as u64, &before), (size, &wrong), &proof) || wrong == after);
    }
}

/// A receipt is judged beside a PDF; the one of the tests' own authority will do.
fn extract() -> Vec<u8> {
    std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pki/utdrag.pdf")).unwrap()
}

fn receipt_for(pdf: &[u8], before: usize) -> (Desk, String, String) {
    receipt_of(Handelse::Bestyrkt, &leaf::hex(&leaf::digest(pdf)), before)
}

fn receipt_of(handelse: Handelse, sha256: &str, before: usize) -> (Desk, String, String) {
    let desk = Desk::filled(before);
    let mut register = desk.open();
    let number = register.take_number(&super::post(Handelse::Nummer, 1)).unwrap();
    let filer = vec![Fil { namn: "utdrag.pdf".to_owned(), sha256: sha256.to_owned() }];
    let lopnummer = (handelse != Handelse::Skapad).then_some(number);
    let post = Post { lopnummer, filer, ..super::post(handelse, 1) };
    let index = register.append(&[post]).unwrap()[0];
    let receipt = register.receipt(index).unwrap();
    let key = register.public_keys().now.text();
    (desk, receipt, key)
}

/// What the verifier says of the receipt: its findings' codes, what it checked, what it notes.
fn judged(pdf: &[u8], receipt: &str, keys: &[&str]) -> (Vec<&'static str>, Vec<String>, Vec<String>) {
    let mut verdict = verify::verify(pdf, &Trust::default(), &Options::at("2026-04-01T10:00:00Z".parse().unwrap()));
    let before = verdict.innehall.clone();
    let about = Registrering {
        kvitto: Some(receipt.to_owned()),
        nycklar: keys.iter().map(|key| Loggnyckel::read(key).unwrap()).collect(),
        poster: None,
    };
    verify::register(&mut verdict, pdf, &Trust::default(), &about);
    let new = |all: &[String], old: &[String]| all.iter().filter(|one| !old.contains(one)).cloned().collect();
    let innehall = &verdict.innehall;
    (
        innehall.brister.iter().filter(|one| !before.brister.contains(one)).map(|one| one.kod).collect(),
        new(&innehall.kontrollerat, &before.kontrollerat),
        new(&innehall.upplysningar, &before.upplysningar),
    )
}

#[test]
fn a_receipt_is_read_by_the_verifier_and_says_the_number() {
    let pdf = extract();
    for before in [0, 3, 30, 99] {
        let (_desk, receipt, key) = receipt_for(&pdf, before);
        let (faults, checked, notes) = judged(&pdf, &receipt, &[&key]);
        assert_eq!((faults, checked), (vec![], vec!["kvittot ur registret".to_owned()]), "{before}: {receipt}");
        assert!(notes[0].contains(&format!("RS 2026:{}", before / 3 + 1)), "{notes:?}");
    }
}

#[test]
fn only_that_it_was_certified_makes_a_receipt_of_an_extract() {
    let pdf = extract();
    let hash = leaf::hex(&leaf::digest(&pdf));
    for (handelse, code) in [(Handelse::Skapad, "kvitto-annan-handelse"), (Handelse::Makulerad, "makulerat")] {
        let (_desk, receipt, key) = receipt_of(handelse, &hash, 3);
        assert_eq!(judged(&pdf, &receipt, &[&key]).0, [code]);
    }
}

#[test]
fn a_renewed_extract_is_known_by_what_it_was_and_nothing_else_added_is() {
    let pdf = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pki/utdrag-arkiv.pdf")).unwrap();
    let versions = verify::versions(&pdf);
    assert!(versions.len() > 1, "the extract has an archive timestamp");
    let (_desk, receipt, key) = receipt_of(Handelse::Bestyrkt, versions.last().unwrap(), 3);
    let (faults, checked, notes) = judged(&pdf, &receipt, &[&key]);
    assert_eq!((faults, checked), (vec![], vec!["kvittot ur registret".to_owned()]));
    assert!(notes.iter().any(|note| note.contains("samma utdrag som infördes, med en nyare tidsstämpel")), "{notes:?}");
    let more = [pdf.as_slice(), b"mer"].concat();
    assert_eq!(verify::versions(&more).len(), 1);
    assert_eq!(judged(&more, &receipt, &[&key]).0, ["kvitto-annan-fil"]);
}

#[test]
fn a_receipt_of_a_register_nobody_trusts_counts_for_nothing() {
    let pdf = extract();
    let (_desk, receipt, _) = receipt_for(&pdf, 9);
    let (faults, checked, notes) = judged(&pdf, &receipt, &[]);
    assert_eq!((faults, checked), (vec![], vec![]));
    assert!(notes[0].contains("inte betrodd"), "{notes:?}");
}

#[test]
fn a_receipt_of_another_file_is_said_to_be_so() {
    let pdf = extract();
    let (_desk, receipt, key) = receipt_for(b"en annan fil", 9);
    assert_eq!(judged(&pdf, &receipt, &[&key]).0, ["kvitto-annan-fil"]);
}

#[test]
fn no_receipt_with_a_changed_byte_is_believed() {
    let pdf = extract();
    let (_desk, receipt, key) = receipt_for(&pdf, 30);
    let bytes = receipt.as_bytes();
    for at in 0..bytes.len() {
        let mut changed = bytes.to_vec();
        changed[at] ^= 1;
        let Ok(changed) = String::from_utf8(changed) else { continue };
        let (_, checked, _) = judged(&pdf, &changed, &[&key]);
        assert_eq!(checked, Vec::<String>::new(), "byte {at} changed: {changed}");
    }
}

#[test]
fn a_receipt_is_small_and_older_checkpoints_do_not_cover_it() {
    let pdf = extract();
    let (desk, receipt, _) = receipt_for(&pdf, 99);
    assert!(receipt.len() < 3000, "{} bytes", receipt.len());
    let note = receipt.split_once("\n\n").unwrap().1;
    let (checkpoint, _) = Checkpoint::signed(note).unwrap();
    assert_eq!(checkpoint.size, desk.open().head().unwrap().size);
    assert_eq!(desk.open().receipt(checkpoint.size).unwrap_err().code, "post-saknas");
}

#[test]
fn a_cancelled_extract_is_never_valid_and_a_corrected_one_says_so() {
    use utdrag::register::{Handelse, Post, Register as _, Search};
    let pdf = extract();
    let (desk, _, _) = receipt_for(&pdf, 9);
    let mut register = desk.open();
    let number = super::number("RS 2026:4");
    let about = |uppgifter: &[(&str, &str)], handelse| Post {
        lopnummer: Some(number.clone()),
        uppgifter: uppgifter.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
        filer: Vec::new(),
        ..super::post(handelse, 1)
    };
    let texts = |register: &utdrag::register::Sqlite| {
        let found = register.texts(&Search { lopnummer: Some(number.clone()), ..Search::default() }).unwrap();
        found.into_iter().map(|(_, text)| text).collect::<Vec<_>>()
    };
    let judged = |texts: Vec<String>| {
        let mut verdict =
            verify::verify(&pdf, &Trust::default(), &Options::at("2026-04-01T10:00:00Z".parse().unwrap()));
        let about = Registrering { poster: Some(texts), ..Registrering::default() };
        verify::register(&mut verdict, &pdf, &Trust::default(), &about);
        verdict.innehall
    };
    let plain = judged(texts(&register));
    assert!(plain.upplysningar.iter().any(|note| note.contains("Filen är RS 2026:4")), "{:?}", plain.upplysningar);
    register.append(&[about(&[("ersatts-av", "RS 2026:5"), ("rattelse", "I § 36 ...")], Handelse::Rattad)]).unwrap();
    let corrected = judged(texts(&register));
    assert!(corrected.upplysningar.iter().any(|note| note.contains("Det nya utdraget är RS 2026:5")));
    register.append(&[about(&[("skal", "fel mottagare")], Handelse::Makulerad)]).unwrap();
    let cancelled = judged(texts(&register));
    assert_eq!(cancelled.utslag(), Utslag::Ogiltig);
    assert!(
        cancelled.brister.iter().any(|one| one.mening.contains("RS 2026:4 är makulerat 2026-03-18: fel mottagare"))
    );
    assert_eq!(judged(Vec::new()).brister.last().map(|one| one.kod), Some("inte-registrerad"));
}
