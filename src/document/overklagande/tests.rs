//! The table: each kind has its own words and its own place to write to, and a place that is not known is refused.

#![expect(clippy::indexing_slicing, reason = "an index that is not there is a failed test")]

use std::path::Path;
use std::sync::Arc;

use super::*;
use crate::case::parse_myndighet;
use crate::diag::Source;

const WHOLE: &str = r#"format = 1
slag = "myndighet"
namn = "Ljungsjö kommun"
forvaltningsratt = "Förvaltningsrätten i Ljungsjö"
forvaltningsratt-adress = """
Box 7
999 05 Ljungsjö
"""
postadress = "Ljungsjö kommun, 999 04 Ljungsjö"
[[organ]]
id = "bmn"
namn = "Bygg- och miljönämnden"
typ = "nämnd"
epost = "bygg@ljungsjo.example"
overinstans = "Länsstyrelsen i Ljungsjö län"
"#;

fn workspace(text: &str) -> Workspace {
    let source = Arc::new(Source { name: "myndighet.toml".to_owned(), text: text.to_owned() });
    let (myndighet, found) = parse_myndighet(Path::new("myndighet.toml"), source);
    assert!(found.is_empty(), "{found:?}");
    let root = Path::new(".").to_owned();
    Workspace { root, myndighet: myndighet.unwrap(), cases: Vec::new(), index: Arc::default() }
}

fn of(text: &str, slag: Overklagande) -> Result<Option<Vec<Bladdel>>, Vec<Diagnostic>> {
    let workspace = workspace(text);
    hanvisning(
        &workspace,
        &workspace.myndighet.value.organ[0],
        Question { slag, om: Circumstances::default(), sista_dag: None },
    )
}

fn words(delar: &[Bladdel]) -> String {
    serde_json::to_string(delar).unwrap()
}

#[test]
fn each_kind_is_sent_where_the_law_sends_it() {
    let laglighet = of(WHOLE, Overklagande::Laglighetsprovning).unwrap().unwrap();
    let adress = laglighet.iter().find(|del| !del.adress.is_empty()).unwrap();
    assert_eq!(adress.adress, ["Förvaltningsrätten i Ljungsjö", "Box 7", "999 05 Ljungsjö"]);
    let besvar = of(WHOLE, Overklagande::Forvaltningsbesvar).unwrap().unwrap();
    let adress = besvar.iter().find(|del| !del.adress.is_empty()).unwrap();
    let desk = ["Bygg- och miljönämnden", "Ljungsjö kommun, 999 04 Ljungsjö", "E-post: bygg@ljungsjo.example"];
    assert_eq!(adress.adress, desk);
    assert!(words(&besvar).contains("Länsstyrelsen i Ljungsjö län"));
    assert_eq!(of(WHOLE, Overklagande::KanInteOverklagas).unwrap().map(|delar| delar.len()), None);
}

#[test]
fn the_kinds_are_never_mixed() {
    let laglighet = words(&of(WHOLE, Overklagande::Laglighetsprovning).unwrap().unwrap());
    let besvar = words(&of(WHOLE, Overklagande::Forvaltningsbesvar).unwrap().unwrap());
    assert!(laglighet.contains("anslagstavla") && !laglighet.contains("fick del av beslutet"), "{laglighet}");
    assert!(besvar.contains("fick del av beslutet") && !besvar.contains("anslagstavla"), "{besvar}");
    assert!(!besvar.contains("medlem"), "{besvar}");
}

#[test]
fn an_address_that_is_not_known_is_refused_with_the_key_to_write() {
    let without = |key: &str| WHOLE.lines().filter(|line| !line.starts_with(key)).collect::<Vec<_>>().join("\n");
    let no_adress = WHOLE.replace("forvaltningsratt-adress = \"\"\"\nBox 7\n999 05 Ljungsjö\n\"\"\"\n", "");
    let faults = of(&no_adress, Overklagande::Laglighetsprovning).unwrap_err();
    assert_eq!(faults[0].code, "hanvisning-uppgift-saknas");
    assert!(faults[0].hints[0].contains("forvaltningsratt-adress"), "{:?}", faults[0].hints);
    assert!(of(&without("forvaltningsratt ="), Overklagande::Laglighetsprovning).is_err());
    assert!(of(&without("forvaltningsratt ="), Overklagande::Forvaltningsbesvar).is_ok());
}

#[test]
fn the_authority_s_own_text_stands_alone_with_the_address() {
    let own = format!("{WHOLE}[texter]\nhanvisning-laglighetsprovning = \"Så gör man *här*.\"\n");
    let delar = of(&own, Overklagande::Laglighetsprovning).unwrap().unwrap();
    assert_eq!(delar.len(), 1);
    assert_eq!(delar[0].adress.len(), 3);
    assert!(words(&delar).contains("Så gör man "));
}

#[test]
fn the_kind_of_a_signed_section_is_read_from_its_own_words() {
    let texter = Texter { overklagande_forvaltningsbesvar: Some("Egen\ntext.".to_owned()), ..Texter::default() };
    let object = |text: &str| ParagrafObject {
        format: "utdrag-paragraf/1".to_owned(),
        myndighet: String::new(),
        organ: String::new(),
        datum: String::new(),
        nummer: 1,
        rubrik: String::new(),
        diarienummer: None,
        delar: vec![crate::evidence::DelObject { id: "upplysning".to_owned(), rubrik: None, text: text.to_owned() }],
        voteringar: Vec::new(),
        salt: String::new(),
    };
    assert_eq!(slag_of(&object("Egen text."), &texter), Some(Overklagande::Forvaltningsbesvar));
    assert_eq!(slag_of(&object(table::KAN_INTE), &texter), Some(Overklagande::KanInteOverklagas));
    assert_eq!(slag_of(&object(table::LAGLIGHETSPROVNING), &texter), Some(Overklagande::Laglighetsprovning));
    assert_eq!(slag_of(&object("Något annat."), &texter), None);
}
