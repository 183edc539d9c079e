//! Which documents a case gives, under which names, and how the parts of a § stand in them.

#![expect(clippy::indexing_slicing, reason = "an index that is not there is a failed test")]

#[expect(dead_code, reason = "shared by four tests, each of which asks for a part of it")]
#[path = "document/meeting.rs"]
mod meeting;

use std::path::Path;

use meeting::{Fixture, part};
use utdrag::document::{Choice, Handling, Innehall};

#[test]
fn both_families_of_order_are_those_of_the_models() {
    let paragraf = "rubrik = \"Prov\"\nsammanfattning = \"S.\"\nforslag = [\"F.\"]\nbehandling = \"D.\"
beslut = [\"B.\"]\nmotivering = \"M.\"\nunderlag = [{ titel = \"U\", datum = 2026-03-01 }]\nbilagor = [\"Bilaga\"]\nexpedieras-till = []
yrkanden = [{ av = [\"Bodil Ytterån\"], yrkar = \"avslag\" }]\nreservationer = [{ av = [\"Bodil Ytterån\"] }]
deltar-ej = [\"Nils Lind\"]\njav = [{ namn = \"Karin Dahl\" }]\noverklagande = \"laglighetsprövning\"";
    let last = [
        "sammanfattning",
        "forslag",
        "jav",
        "behandling",
        "yrkanden",
        "proposition",
        "beslut",
        "motivering",
        "deltar-ej",
        "reservation",
        "expediering",
        "underlag",
        "bilagor",
        "upplysning",
    ];
    assert_eq!(Fixture::of(paragraf).checked().ids(), last);
    let first = [
        "beslut",
        "motivering",
        "deltar-ej",
        "reservation",
        "jav",
        "sammanfattning",
        "underlag",
        "forslag",
        "behandling",
        "yrkanden",
        "proposition",
        "bilagor",
        "expediering",
        "upplysning",
    ];
    let fixture = Fixture::of(paragraf).with_authority("[utseende]\nbeslut = \"först\"").checked();
    assert_eq!(fixture.ids(), first);
    assert_eq!(part(&fixture, "expediering"), "Ingen expediering.");
    assert_eq!(part(&fixture, "underlag"), "- U, 2026-03-01");
    let minutes = fixture.documents(&Choice::default());
    let Some(Innehall::Protokoll(protokoll)) = minutes.first().map(|one| &one.innehall) else { unreachable!() };
    let before: Vec<&str> =
        protokoll.paragrafer[0].delar.iter().filter(|del| del.fore).map(|del| del.id.as_str()).collect();
    assert_eq!(before, ["sammanfattning", "underlag", "forslag"]);
}

#[test]
fn headings_are_the_authoritys_and_the_forslag_has_its_author() {
    let paragraf = "rubrik = \"Prov\"\nsammanfattning = \"S.\"\nforslag-av = \"regionråds\"\nforslag = [\"F.\"]\nbeslut = [\"B.\"]";
    let fixture = Fixture::of(paragraf).with_authority("[rubriker]\nsammanfattning = \"Ärendet\"").checked();
    let documents = fixture.documents(&Choice { paragrafer: vec![8], ..Choice::default() });
    let Some(Innehall::Utdrag(utdrag)) = documents.first().map(|one| &one.innehall) else { unreachable!() };
    let headings: Vec<&str> = utdrag.paragrafer[0].delar.iter().filter_map(|del| del.rubrik.as_deref()).collect();
    assert_eq!(headings, ["Ärendet", "Regionråds förslag", "Beslut", "Expedieras till", "Upplysningar"]);
}

#[test]
fn a_case_gives_minutes_and_an_extract_of_each_paragraf() {
    let fixture = Fixture::of("rubrik = \"A\"\nbeslut = [\"A.\"]")
        .and("nummer = 9\nrubrik = \"Hemlig rubrik\"\nbeslut = [\"Hemligt.\"]\nsekretess = { lagrum = \"26 kap. 1 § OSL\" }")
        .and("nummer = 10\nrubrik = \"C\"\nbeslut = [\"C.\"]\nomedelbart-justerad = true")
        .and("nummer = 11\nrubrik = \"D\"\nutgar = true")
        .checked();
    let stems = |choice: &Choice| fixture.documents(choice).into_iter().map(|one| one.stem).collect::<Vec<_>>();
    assert_eq!(
        stems(&Choice::default()),
        [
            "rs-2026-03-11-protokoll",
            "rs-2026-03-11-p10-omedelbar",
            "rs-2026-03-11-p8-utdrag",
            "rs-2026-03-11-p10-utdrag"
        ]
    );
    let named =
        |paragrafer: &[u32], handling| Choice { paragrafer: paragrafer.to_vec(), handling, ..Choice::default() };
    assert_eq!(stems(&named(&[10, 8], None)), ["rs-2026-03-11-p8-p10-utdrag"]);
    assert_eq!(stems(&named(&[9], None)), ["rs-2026-03-11-p9-utdrag"]);
    assert_eq!(stems(&named(&[], Some(Handling::Kallelse))), Vec::<String>::new());

    let minutes = fixture.documents(&named(&[], Some(Handling::Protokoll))).remove(0);
    let shown = serde_json::to_string(&minutes).expect("a document is data");
    assert!(!shown.contains("Hemlig"), "minutes print a secret § only as number, lagrum and identity");
    assert!(shown.contains("Sekretess enligt 26 kap. 1 § OSL."));
    assert!(
        shown.contains("Ärendet utgår.") && shown.contains("Paragrafen är omedelbart justerad, se separat protokoll.")
    );
    assert!(minutes.identitet.iter().all(|line| !line.contains("Hemlig")));
    assert!(minutes.sekretess.len() == 1 && minutes.sekretess[0].contains("Hemlig"));
    assert!(minutes.identitet[2].starts_with("{\"format\":\"utdrag-paragraf-dold/1\",\"innehallsidentitet\":"));
}

#[test]
fn an_interval_does_not_name_a_secret_paragraf() {
    let secret = "nummer = 9\nrubrik = \"B\"\nbeslut = [\"B.\"]\nsekretess = { lagrum = \"26 kap. 1 § OSL\" }";
    let fixture = Fixture::of("rubrik = \"A\"\nbeslut = [\"A.\"]").and(secret).checked();
    let choice =
        |i_intervall: &[u32]| Choice { paragrafer: vec![8, 9], i_intervall: i_intervall.to_vec(), ..Choice::default() };
    let faults = fixture.faults(&choice(&[8, 9]));
    let messages: Vec<&str> = faults.iter().map(|one| one.message.as_str()).collect();
    assert_eq!(messages, ["§ 9 har sekretess och kommer inte med genom ett intervall"]);
    assert_eq!(fixture.documents(&choice(&[8]))[0].stem, "rs-2026-03-11-p8-p9-utdrag");
}

#[test]
fn a_secret_extract_says_so_on_every_page_and_an_open_one_does_not() {
    let secret = "nummer = 9\nrubrik = \"B\"\nbeslut = [\"B.\"]\nsekretess = { lagrum = \"26 kap. 1 § OSL\" }";
    let fixture = Fixture::of("rubrik = \"A\"\nbeslut = [\"A.\"]").and(secret).checked();
    let marks = |paragraf: u32| {
        let choice = Choice { paragrafer: vec![paragraf], prov: true, ..Choice::default() };
        fixture.documents(&choice).remove(0).ram.markning
    };
    assert_eq!(marks(9), ["SEKRETESS", "PROV"]);
    assert_eq!(marks(8), ["PROV"]);
}

#[test]
fn an_unknown_paragraf_is_named_with_those_that_exist() {
    let fixture =
        Fixture::of("rubrik = \"A\"\nbeslut = [\"A.\"]").and("nummer = 9\nrubrik = \"B\"\nbeslut = [\"B.\"]").checked();
    let faults = fixture.faults(&Choice { paragrafer: vec![8, 99], ..Choice::default() });
    let messages: Vec<&str> = faults.iter().map(|one| one.message.as_str()).collect();
    assert_eq!(messages, ["§ 99 finns inte i protokollet; där finns §§\u{a0}8–9"]);
    for (handling, expected) in [
        (Handling::Protokoll, "§§\u{a0}8–9 är delar av protokollet, som alltid är helt"),
        (Handling::Voteringslista, "§§\u{a0}8–9 har ingen öppen omröstning"),
        (Handling::Omedelbar, "§§\u{a0}8–9 är inte omedelbart justerad"),
    ] {
        let faults = fixture.faults(&Choice { paragrafer: vec![9, 8], handling: Some(handling), ..Choice::default() });
        assert_eq!(faults.first().map(|one| one.message.as_str()), Some(expected));
    }
}

#[test]
fn a_bilaga_is_bound_by_the_hash_of_its_file() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let file = folder.join("bilaga-document.txt");
    utdrag::durable::write(&file, b"abc").expect("the test's own folder can be written");
    let toml = "rubrik = \"A\"\nbeslut = [\"A.\"]\nbilagor = [\"Karta\", { titel = \"Kalkyl\", fil = \"bilaga-document.txt\" }]";
    let fixture = Fixture::of(toml).in_folder(folder).checked();
    assert_eq!(
        part(&fixture, "bilagor"),
        "- Karta\n- Kalkyl\\\n  `bilaga-document.txt`, SHA-256 `ba78 16bf 8f01 cfea 4141 40de 5dae 2223 b003 61a3 9617 7a9c b410 ff61 f200 15ad`"
    );
    // Gone between the rules and the document: an error with its place, never a document without the hash.
    std::fs::remove_file(&file).expect("the test's own file can be removed");
    let faults = fixture.faults(&Choice::default());
    assert_eq!(faults.len(), 1);
    assert!(
        faults[0]
            .place
            .as_ref()
            .is_some_and(|place| place.source.text[place.span.clone()].contains("bilaga-document.txt"))
    );
}

#[test]
fn names_in_sentences_are_characters_and_not_marks() {
    let fixture =
        Fixture::of("rubrik = \"A\"\nbeslut = [\"A.\"]\nanteckningar = [{ av = [\"*Åsa* <b>\"], text = \"Ja.\" }]")
            .with_person("  { namn = \"*Åsa* <b>\", parti = \"_X_\", uppdrag = \"ersättare\" },")
            .checked();
    assert_eq!(
        part(&fixture, "anteckning"),
        "\\*Åsa\\* \\<b\\> (\\_X\\_) lämnar följande protokollsanteckning:\n\nJa."
    );
}

#[test]
fn a_withdrawn_matter_is_said_once() {
    let own = Fixture::of(
        "rubrik = \"A\"\nutgar = true\nbeslut = [\"Ärendet utgår från dagens sammanträde.\"]\nexpedieras-till = []",
    )
    .checked();
    assert_eq!(own.ids(), ["utgar"]);
    assert_eq!(part(&own, "utgar"), "Ärendet utgår från dagens sammanträde.");
    assert_eq!(part(&Fixture::of("rubrik = \"A\"\nutgar = true").checked(), "utgar"), "Ärendet utgår.");
}
