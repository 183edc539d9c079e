//! Who signs what: two who led the meeting, a § adjusted at once, keys that may not sign, and a signature made in two steps.
//! With throwaway keys and nothing from outside; cards and services are in `tests/outside.rs`.
#![expect(clippy::panic, reason = "a test says what it found")]

#[path = "shipped/prepared.rs"]
mod prepared;

use std::sync::Arc;

use jiff::Timestamp;
use prepared::{Prepared, shipped};
use utdrag::case::Workspace;
use utdrag::diag::Diagnostic;
use utdrag::document::Handling;
use utdrag::evidence::minutes::Minutes;
use utdrag::sign::answer::Answer;
use utdrag::sign::bestyrk::{Extract, Order, bestyrk};
use utdrag::sign::justera::{Signing, forbered, justera, slutfor};
use utdrag::sign::key::{FileKey, Key};
use utdrag::sign::ltv::Evidence;
use utdrag::sign::person::without_party;
use utdrag::sign::reservation::Reservation;
use utdrag::sign::state::state;
use utdrag::sign::throwaway::Authority;
use utdrag::verify::{self, Options, Trust, Utslag};

const ORGANIZATION: &str = "Region Fjällmarken";

struct Scene {
    workspace: Arc<Workspace>,
    authority: Authority,
    minutes: Minutes,
    prepared: Vec<u8>,
}

fn at(time: &str) -> Timestamp {
    time.parse().expect("a moment")
}

fn noon() -> Timestamp {
    at("2026-03-20T11:00:00Z")
}

/// The styrelse's shipped meeting: two led it, and § 36 was adjusted at once.
fn scene(handling: Handling, prov: bool) -> Scene {
    let Prepared { workspace, minutes, bytes, .. } = shipped("rs", handling, prov);
    Scene { workspace, authority: Authority::new().expect("an authority"), minutes, prepared: bytes }
}

impl Scene {
    fn key(&mut self, name: &str) -> FileKey {
        self.authority.issue(name, ORGANIZATION).expect("a key")
    }

    /// Signed by everybody but the last `but`.
    fn signed(&mut self, but: usize) -> Vec<u8> {
        let mut bytes = self.prepared.clone();
        let people = people(&bytes);
        for (name, _) in people.iter().take(people.len() - but) {
            let key = self.key(name);
            bytes = sign(&bytes, name, &key, noon()).expect("a signature");
        }
        bytes
    }

    fn certified(&mut self, minutes: &[u8], number: u32) -> Result<Extract, Vec<Diagnostic>> {
        let key = self.key(ORGANIZATION);
        let evidence = Evidence::default();
        let rows = &self.workspace.myndighet.value.behorig_bestyrkare;
        let official = rows.iter().find(|row| row.organ.as_deref().is_none_or(|organ| organ == "rs"));
        let signing = signing(&official.expect("somebody certifies").namn, noon(), &evidence);
        let numbers = [number];
        let order =
            Order::new((minutes, "rs-2026-03-11-protokoll.pdf"), &self.minutes, (&self.workspace, &numbers), signing);
        bestyrk(&order, &key)
    }

    fn verdict(&self, pdf: &[u8]) -> Utslag {
        let mut trust = Trust::default();
        trust.add_pem(&self.authority.pem().expect("PEM")).expect("a certificate");
        verify::verify(pdf, &trust, &Options::at(noon())).utslag()
    }
}

/// Names, without party, and roles of those who are to sign.
fn people(pdf: &[u8]) -> Vec<(String, String)> {
    let fields = state(pdf).expect("a prepared file").fields;
    fields.into_iter().map(|one| (without_party(&one.person).to_owned(), one.role)).collect()
}

fn signing<'a>(person: &'a str, time: Timestamp, evidence: &'a Evidence) -> Signing<'a> {
    Signing { person, time, certificates: &[], timestamp: None, evidence }
}

fn sign(pdf: &[u8], name: &str, key: &dyn Key, time: Timestamp) -> Result<Vec<u8>, Diagnostic> {
    let evidence = Evidence::default();
    justera(pdf, &signing(name, time, &evidence), key).map(|signed| signed.bytes)
}

fn code<T>(refused: Result<T, Diagnostic>) -> &'static str {
    refused.err().map_or("nothing was refused", |finding| finding.code)
}

#[test]
fn each_who_led_signs_for_the_paragraphs_they_led() {
    let mut scene = scene(Handling::Protokoll, true);
    let people = people(&scene.prepared);
    let led: Vec<&(String, String)> = people.iter().filter(|(_, role)| role.starts_with("Ordförande")).collect();
    let [(first, of_most), (second, of_one)] = led.as_slice() else { panic!("{people:?}") };
    assert_ne!(first, second);
    assert_eq!((second.as_str(), of_one.as_str()), ("Lars-Göran Hedmyr", "Ordförande §\u{a0}34"));
    assert!(of_most.contains("§§"), "{of_most}");
    // Nobody signs for the other, and no extract comes before both have, also not of a § that only one of them led.
    let key = scene.key(first);
    let prepared = scene.prepared.clone();
    assert_eq!(code(sign(&prepared, second, &key, noon())), "fel-certifikat");
    let half = scene.signed(1);
    let refused = scene.certified(&half, 33).err().unwrap_or_default();
    assert_eq!(refused.first().map(|one| one.code), Some("inte-justerat"));
    let all = scene.signed(0);
    assert_eq!(scene.verdict(&all), Utslag::Giltig);
    for number in [33, 34] {
        let extract = scene.certified(&all, number).expect("an extract");
        assert_eq!(scene.verdict(&extract.bytes), Utslag::Giltig, "§ {number}");
    }
}

#[test]
fn a_paragraf_adjusted_at_once_has_minutes_and_extract_of_its_own() {
    let mut scene = scene(Handling::Omedelbar, true);
    assert_eq!(scene.minutes.leaves.iter().map(|leaf| leaf.nummer).collect::<Vec<_>>(), [36]);
    let prepared = scene.prepared.clone();
    let refused = scene.certified(&prepared, 36).err().unwrap_or_default();
    assert_eq!(refused.first().map(|one| one.code), Some("inte-justerat"));
    let signed = scene.signed(0);
    assert_eq!(scene.verdict(&signed), Utslag::Giltig);
    let extract = scene.certified(&signed, 36).expect("an extract");
    assert_eq!(scene.verdict(&extract.bytes), Utslag::Giltig);
    let refused = scene.certified(&signed, 33).err().unwrap_or_default();
    assert_eq!(refused.first().map(|one| one.code), Some("paragraf-okand"));
}

#[test]
fn a_throwaway_signs_only_what_is_marked_prov() {
    let mut scene = scene(Handling::Protokoll, false);
    let (name, _) = people(&scene.prepared).remove(0);
    let key = scene.key(&name);
    assert_eq!(code(sign(&scene.prepared, &name, &key, noon())), "provnyckel");
    let evidence = Evidence::default();
    let signing = signing(&name, noon(), &evidence);
    assert_eq!(code(forbered(&scene.prepared, "a.pdf", &signing, key.chain())), "provnyckel");
}

#[test]
fn a_certificate_signs_only_while_it_is_valid() {
    let mut scene = scene(Handling::Protokoll, true);
    let (name, _) = people(&scene.prepared).remove(0);
    let key = scene.key(&name);
    let signed = |time: &str| sign(&scene.prepared, &name, &key, at(time));
    assert_eq!(code(signed("2019-12-31T22:00:00Z")), "certifikat-ej-giltigt-an");
    assert_eq!(code(signed("2050-01-02T00:00:00Z")), "certifikat-utgatt");
    assert!(signed("2049-12-01T00:00:00Z").is_ok());
}

#[test]
fn two_steps_give_the_very_bytes_that_one_gives() {
    let mut scene = scene(Handling::Protokoll, true);
    let (name, _) = people(&scene.prepared).remove(0);
    let key = scene.key(&name);
    let evidence = Evidence::default();
    let signing = signing(&name, noon(), &evidence);
    let (reservation, warnings) =
        forbered(&scene.prepared, "rs-2026-03-11-protokoll.pdf", &signing, key.chain()).expect("a reservation");
    assert!(warnings.is_empty());
    let reservation = Reservation::read(&reservation.bytes()).expect("it reads what it wrote");
    assert_eq!((reservation.som.as_str(), reservation.time().ok()), (name.as_str(), Some(noon())));
    let value = key.sign(&reservation.message().expect("a message")).expect("a value");
    let answer = Answer { signature: &value, attributes: None, certificates: &[] };
    let finished = slutfor(&scene.prepared, &reservation, &answer, &signing).expect("a signature").bytes;
    // P-256 signs the same bytes in the same way (RFC 6979).
    assert!(finished == sign(&scene.prepared, &name, &key, noon()).expect("a signature"));
    let other = [scene.prepared.clone(), b"\n".to_vec()].concat();
    assert_ne!(code(slutfor(&other, &reservation, &answer, &signing)), "nothing was refused");
    let mut wrong = value.clone();
    if let Some(byte) = wrong.last_mut() {
        *byte ^= 1;
    }
    let answer = Answer { signature: &wrong, attributes: None, certificates: &[] };
    assert_eq!(code(slutfor(&scene.prepared, &reservation, &answer, &signing)), "falsk-underskrift");
}

#[test]
fn a_damaged_reservation_is_no_reservation() {
    for bytes in [&b"{}"[..], b"", b"{\"format\":\"utdrag-reservation/2\"}", b"[1,2"] {
        assert_eq!(code(Reservation::read(bytes)), "reservation-skadad");
    }
}
