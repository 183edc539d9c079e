//! From a case to a certified extract, with throwaway keys: what is signed is judged by the verifier, and what must be
//! refused is refused with the reason.
#![expect(clippy::panic, reason = "a test says what it found")]

#[path = "shipped/prepared.rs"]
mod prepared;

use std::sync::Arc;

use jiff::Timestamp;
use prepared::{Prepared, shipped};
use utdrag::case::Workspace;
use utdrag::diag::Diagnostic;
use utdrag::document::{self, Handling};
use utdrag::evidence::minutes::Minutes;
use utdrag::evidence::{HuvudObject, ParagrafObject};
use utdrag::sign::bestyrk::{Extract, Order, bestyrk};
use utdrag::sign::justera::{Signing, justera};
use utdrag::sign::key::{FileKey, Key};
use utdrag::sign::ltv::Evidence;
use utdrag::sign::throwaway::Authority;
use utdrag::verify::{self, Options, Trust, Utslag};

const ORGANIZATION: &str = "Region Fjällmarken";
const SIGNERS: [&str; 3] = ["Ellen Sköldmark", "Cecilia Öståker", "Desirée Blomvik"];

struct Scene {
    workspace: Arc<Workspace>,
    authority: Authority,
    minutes: Minutes,
    current: (HuvudObject, Vec<ParagrafObject>),
    prepared: Vec<u8>,
}

fn time() -> Timestamp {
    "2026-03-30T10:00:00Z".parse().expect("a moment")
}

/// The shipped nämnd meeting, set and prepared.
fn scene() -> Scene {
    let Prepared { workspace, checked, meeting, minutes, bytes, .. } = shipped("hsn", Handling::Protokoll, true);
    let current = document::canonical_objects(&checked, &meeting).expect("objects");
    Scene { workspace, authority: Authority::new().expect("an authority"), minutes, current, prepared: bytes }
}

impl Scene {
    fn key(&mut self, name: &str) -> FileKey {
        self.authority.issue(name, ORGANIZATION).expect("a key")
    }

    fn signed(&mut self, pdf: &[u8], name: &str) -> Result<Vec<u8>, Diagnostic> {
        let key = self.key(name);
        sign_with(pdf, name, &key)
    }

    fn adjusted(&mut self) -> Vec<u8> {
        let mut bytes = self.prepared.clone();
        for name in SIGNERS {
            bytes = self.signed(&bytes, name).expect("a signature");
        }
        bytes
    }

    fn certified(&mut self, minutes: &[u8], by: &str, at: Timestamp) -> Result<Extract, Vec<Diagnostic>> {
        let key = self.key(ORGANIZATION);
        let evidence = Evidence::default();
        let signing = Signing { person: by, time: at, certificates: &[], timestamp: None, evidence: &evidence };
        let of = (minutes, "hsn-2026-03-25-protokoll.pdf");
        let order = Order { archive_copy: true, ..Order::new(of, &self.minutes, (&self.workspace, &[21]), signing) };
        bestyrk(&order, &key)
    }

    fn verdict(&self, pdf: &[u8]) -> Utslag {
        let mut trust = Trust::default();
        trust.add_pem(&self.authority.pem().expect("PEM")).expect("a certificate");
        verify::verify(pdf, &trust, &Options::at(time())).utslag()
    }
}

fn signing<'a>(person: &'a str, evidence: &'a Evidence) -> Signing<'a> {
    Signing { person, time: time(), certificates: &[], timestamp: None, evidence }
}

fn sign_with(pdf: &[u8], name: &str, key: &dyn Key) -> Result<Vec<u8>, Diagnostic> {
    let evidence = Evidence::default();
    justera(pdf, &signing(name, &evidence), key).map(|signed| signed.bytes)
}

fn code(refused: Result<Vec<u8>, Diagnostic>) -> &'static str {
    refused.err().map_or("nothing was refused", |finding| finding.code)
}

fn first_code(refused: Result<Extract, Vec<Diagnostic>>) -> &'static str {
    refused.err().and_then(|findings| findings.first().map(|one| one.code)).unwrap_or("nothing was refused")
}

#[test]
fn every_signature_keeps_the_earlier_bytes_and_only_the_last_makes_the_minutes_giltig() {
    let mut scene = scene();
    let mut bytes = scene.prepared.clone();
    for (at, name) in SIGNERS.iter().enumerate() {
        let signed = scene.signed(&bytes, name).expect("a signature");
        assert!(signed.starts_with(&bytes), "{name} changed what stood");
        assert_eq!(scene.verdict(&signed) == Utslag::Giltig, at == 2, "after {name}");
        bytes = signed;
    }
}

#[test]
fn the_certified_extract_proves_itself_and_names_its_first_bytes() {
    let mut scene = scene();
    let minutes = scene.adjusted();
    let extract = scene.certified(&minutes, "Ellen Sköldmark", time()).expect("an extract");
    assert_eq!(scene.verdict(&extract.bytes), Utslag::Giltig);
    assert_eq!(extract.stem, "hsn-2026-03-25-p21-utdrag");
    let copy = extract.archive_copy.expect("a copy");
    assert!(!copy.windows(10).any(|window| window == b"/ByteRange"), "the archive copy is signed");
    let names: Vec<&str> = extract.evidence.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["huvud.json", "p21.json", "bevis.json"]);
}

#[test]
fn one_changed_byte_of_a_certified_extract_is_never_giltig() {
    let mut scene = scene();
    let minutes = scene.adjusted();
    let extract = scene.certified(&minutes, "Ellen Sköldmark", time()).expect("an extract").bytes;
    for at in (0..extract.len()).step_by(extract.len() / 97) {
        let mut changed = extract.clone();
        if let Some(byte) = changed.get_mut(at) {
            *byte ^= 1;
        }
        assert_ne!(scene.verdict(&changed), Utslag::Giltig, "byte {at}");
    }
}

#[test]
fn who_is_not_to_sign_is_refused() {
    let mut scene = scene();
    let prepared = scene.prepared.clone();
    assert_eq!(code(scene.signed(&prepared, "Frida Lunnevik")), "ska-inte-skriva-under");
    let key = scene.key("Frida Lunnevik");
    assert_eq!(code(sign_with(&prepared, "Ellen Sköldmark", &key)), "fel-certifikat");
    let once = scene.signed(&prepared, "Ellen Sköldmark").expect("a signature");
    assert_eq!(code(scene.signed(&once, "Ellen Sköldmark")), "redan-undertecknat");
}

#[test]
fn a_file_changed_since_it_was_prepared_is_refused() {
    let mut scene = scene();
    let prepared = scene.prepared.clone();
    let mut changed = prepared.clone();
    if let Some(byte) = changed.get_mut(2_000) {
        *byte ^= 1;
    }
    assert!(["andrad-sedan-den-forbereddes", "pdf-olaslig"].contains(&code(scene.signed(&changed, "Ellen Sköldmark"))));
    let mut grown = prepared.clone();
    grown.extend_from_slice(prepared.get(prepared.len() - 400..).unwrap_or_default());
    assert_eq!(code(scene.signed(&grown, "Ellen Sköldmark")), "andrad-sedan-den-forbereddes");
}

#[test]
fn an_extract_is_not_certified_too_early_or_by_anybody() {
    let mut scene = scene();
    let prepared = scene.prepared.clone();
    assert_eq!(first_code(scene.certified(&prepared, "Ellen Sköldmark", time())), "inte-justerat");
    let minutes = scene.adjusted();
    assert_eq!(first_code(scene.certified(&minutes, "Frida Lunnevik", time())), "inte-behorig");
    let before = "2026-03-29T10:00:00Z".parse().expect("a moment");
    assert_eq!(first_code(scene.certified(&minutes, "Ellen Sköldmark", before)), "bestyrkt-fore-justering");
    let late = "2027-02-01T10:00:00Z".parse().expect("a moment");
    assert_eq!(first_code(scene.certified(&minutes, "Ellen Sköldmark", late)), "inte-behorig");
}

#[test]
fn a_word_changed_after_justering_is_named_by_paragraf_and_part() {
    let mut scene = scene();
    let minutes = scene.adjusted();
    let mut objects = scene.current.1.clone();
    let changed = objects.iter_mut().find(|one| one.nummer == 21).expect("§ 21");
    let part = changed.delar.iter_mut().find(|part| part.id == "beslut").expect("a beslut");
    part.text.push_str(" Och mer.");
    let key = scene.key(ORGANIZATION);
    let evidence = Evidence::default();
    let signing = signing("Ellen Sköldmark", &evidence);
    let of = (minutes.as_slice(), "hsn-2026-03-25-protokoll.pdf");
    let current = Some((scene.current.0.clone(), objects));
    let order = Order { current, ..Order::new(of, &scene.minutes, (&scene.workspace, &[21]), signing) };
    let refused = bestyrk(&order, &key).expect_err("a changed case");
    let [only] = refused.as_slice() else { panic!("{refused:?}") };
    assert_eq!(only.code, "andrad-efter-justering");
    assert!(only.message.contains("§ 21") && only.message.contains("beslut"), "{}", only.message);
}
