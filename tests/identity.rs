//! Salts, identities and roots of a meeting against figures worked out apart from this program (the Python of
//! `docs/formats/utdrag-paragraf-1.md`), and what an identity stands still for and what it does not.

#![expect(clippy::indexing_slicing, reason = "an index that is not there is a failed test")]

use meeting::Fixture;
use sha2::{Digest, Sha256};
use utdrag::document::{Choice, Frame, Innehall, paragraf_from_object};
use utdrag::evidence::{ParagrafObject, Salt, canonical, hex, innehallsidentitet, protokollrot};

#[expect(dead_code, reason = "shared by four tests, each of which asks for a part of it")]
#[path = "document/meeting.rs"]
mod meeting;

const PARAGRAF: &str = "rubrik = \"Budget 2027\"\nsammanfattning = \"Å.\"\nbeslut = [\"Budgeten antas.\"]";

fn minutes(paragraf: &str) -> utdrag::document::Document {
    Fixture::of(paragraf).checked().minutes()
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

#[test]
fn the_salt_of_a_leaf_is_that_of_the_format_page() {
    let salt = Salt::parse("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f").expect("64 hex");
    assert_eq!(salt.of_leaf(0), "afdb196691540702b2af07503621bdc36d998f89d5ad3f50d4cf6fb437eb7c50");
    assert_eq!(salt.of_leaf(108), "96df4e6dab6511bfbf0f06750502fa5e0393f750016247f9150984f87b48a171");
    for wrong in ["", "00", &"g".repeat(64), &"å".repeat(32), &"0".repeat(65)] {
        assert!(Salt::parse(wrong).is_none(), "{wrong}");
    }
}

#[test]
fn the_bytes_of_a_paragraf_are_those_of_the_format_page() {
    let minutes = minutes(PARAGRAF);
    let page = include_str!("../docs/formats/utdrag-paragraf-1.md");
    let line = &minutes.identitet[1];
    assert!(page.contains(line.as_str()), "the example of the page is this line:\n{line}");
    let identity = hex(&sha256(line.as_bytes()));
    assert!(page.contains(&identity), "the page says {identity}");
    let Innehall::Protokoll(protokoll) = &minutes.innehall else { unreachable!() };
    assert_eq!(protokoll.paragrafer[0].identitet.as_deref(), Some(identity.as_str()));
    let root = protokoll.protokollrot.as_deref().expect("a case with a salt has a root");
    assert!(page.contains(root), "the page says {root}");
    let huvud = include_str!("../docs/formats/utdrag-huvud-1.md");
    assert!(huvud.contains(minutes.identitet[0].as_str()), "the example of the page is\n{}", minutes.identitet[0]);
}

#[test]
fn the_root_follows_from_the_lines_alone() {
    let fixture = Fixture::of(PARAGRAF)
        .and("nummer = 9\nrubrik = \"B\"\nbeslut = [\"B.\"]\nsekretess = { lagrum = \"26 kap. 1 § OSL\" }")
        .and("nummer = 10\nrubrik = \"C\"\nbeslut = [\"C.\"]\nomedelbart-justerad = true")
        .checked();
    let minutes = fixture.minutes();
    let of_line = |line: &String| hidden(line).unwrap_or_else(|| sha256(line.as_bytes()));
    let identities: Vec<[u8; 32]> = minutes.identitet.iter().map(of_line).collect();
    let Innehall::Protokoll(protokoll) = &minutes.innehall else { unreachable!() };
    assert_eq!(protokoll.protokollrot, Some(hex(&protokollrot(&identities))));
    // The hidden line has the identity of the very object kept apart.
    assert_eq!(hex(&identities[2]), hex(&sha256(minutes.sekretess[0].as_bytes())));
    // The minutes list the identities that extracts show.
    for number in [8, 9, 10] {
        let extract = fixture.documents(&Choice { paragrafer: vec![number], ..Choice::default() }).remove(0);
        let Innehall::Utdrag(utdrag) = &extract.innehall else { unreachable!() };
        let listed =
            protokoll.arendelista.iter().find(|row| row.nummer == number).and_then(|row| row.identitet.clone());
        assert_eq!(utdrag.paragrafer[0].identitet, listed, "§ {number}");
        assert!(listed.is_some());
    }
}

/// Innehållsidentitet of a hidden §, from its line.
fn hidden(line: &str) -> Option<[u8; 32]> {
    let object: serde_json::Value = serde_json::from_str(line).ok()?;
    let text = object.get("innehallsidentitet")?.as_str()?;
    let bytes = (0..32).map(|at| u8::from_str_radix(text.get(at * 2..at * 2 + 2)?, 16).ok());
    bytes.collect::<Option<Vec<u8>>>()?.try_into().ok()
}

#[test]
fn stored_bytes_render_as_the_same_paragraf() {
    let minutes = minutes(PARAGRAF);
    let object: ParagrafObject = serde_json::from_str(&minutes.identitet[1]).expect("a line is an object");
    assert_eq!(canonical::bytes(&object), minutes.identitet[1].as_bytes());
    let Innehall::Protokoll(protokoll) = &minutes.innehall else { unreachable!() };
    let again = paragraf_from_object(&object, &Frame::default());
    assert_eq!(
        serde_json::to_value(&again).expect("a § is data"),
        serde_json::to_value(&protokoll.paragrafer[0]).expect("a § is data")
    );
    assert_eq!(again.identitet, Some(hex(&innehallsidentitet(&object))));
    let more = minutes.identitet[1].replacen('{', "{\"annat\":\"ord\",", 1);
    assert!(serde_json::from_str::<ParagrafObject>(&more).is_err(), "words that would not be printed are refused");
}

#[test]
fn empty_lines_around_and_composition_do_not_change_an_identity() {
    let text = |sammanfattning: &str| {
        minutes(&format!("rubrik = \"A\"\nsammanfattning = \"\"\"\n{sammanfattning}\n\"\"\"\nbeslut = [\"A.\"]"))
            .identitet[1]
            .clone()
    };
    assert_eq!(text("Första.\n\nAndra."), text("\nFörsta.\n\nAndra.\n\n"));
    assert_eq!(text("Åkerö"), text("A\u{30a}kero\u{308}"));
    assert_ne!(text("Åkerö"), text("Akero"));
}

#[test]
fn every_word_that_is_printed_is_in_the_object() {
    let minutes = minutes(
        "rubrik = \"A *b*\"\nsammanfattning = \"Text med [länk](https://exempel.se).\"\nforslag-av = \"regiondirektören\"\n\
         forslag = [\"Förslag.\"]\nyrkanden = [{ av = [\"Bodil Ytterån\"], yrkar = \"avslag\" }]\nbeslut = [\"Ett.\", \"Två.\"]\n\
         reservationer = [{ av = [\"Karin Dahl\"] }]",
    );
    let Innehall::Protokoll(protokoll) = &minutes.innehall else { unreachable!() };
    let line = minutes.identitet[1].replace("\\n", " ");
    for del in &protokoll.paragrafer[0].delar {
        for word in words(&serde_json::to_value(&del.block).expect("a text is data")) {
            assert!(line.contains(&word), "”{word}” is printed and not hashed");
        }
    }
}

/// The words of all `text` strings.
fn words(value: &serde_json::Value) -> Vec<String> {
    match value {
        serde_json::Value::Object(entries) => {
            entries.iter().filter(|(key, _)| *key != "typ").flat_map(|(_, value)| words(value)).collect()
        }
        serde_json::Value::Array(items) => items.iter().flat_map(words).collect(),
        serde_json::Value::String(text) => text.split_whitespace().map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}
