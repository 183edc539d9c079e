//! Parts of a § that not every § has: groups of a decision, who presented it, sections, slips that were counted, who led.

use crate::meeting::{Fixture, part};

const TWO: &str = "beslutsgrupper = [\n  { ingress = \"Kommunstyrelsen föreslår kommunfullmäktige besluta\", satser = \"1-2\" },\n  \
    { ingress = \"Kommunstyrelsen beslutar för egen del\", satser = \"3\" },\n]";

#[test]
fn what_is_proposed_to_others_and_what_is_decided_stand_in_groups_of_their_own() {
    let satser = "[\"Ramen utökas.\", \"Medlen tas ur resultatet.\", \"Upphandlingen får förberedas.\"]";
    let expected = "Kommunstyrelsen föreslår kommunfullmäktige besluta:\n\n1. Ramen utökas.\n2. Medlen tas ur resultatet.\n\n\
                    Kommunstyrelsen beslutar för egen del:\n\n1. Upphandlingen får förberedas.";
    let meeting =
        Fixture::of(&format!("rubrik = \"Prov\"\nforslag = {satser}\nbeslut = \"enligt förslag\"\n{TWO}")).checked();
    assert_eq!(part(&meeting, "beslut"), expected);
    assert_eq!(part(&meeting, "forslag"), expected);
    let own = Fixture::of(&format!("rubrik = \"Prov\"\nforslag = [\"A.\"]\nbeslut = {satser}\n{TWO}")).checked();
    assert_eq!((part(&own, "beslut"), part(&own, "forslag")), (expected.to_owned(), "A.".to_owned()));
}

#[test]
fn sentences_that_begin_with_att_go_on_from_the_words_of_the_organ() {
    let said = |beslut: &str| {
        let fixture = Fixture::of(&format!("rubrik = \"Prov\"\nbeslut = {beslut}"));
        part(&fixture.with_organ("beslutsingress = \"Regionstyrelsen beslutar\"").checked(), "beslut")
    };
    assert_eq!(said("[\"att anta policyn\"]"), "Regionstyrelsen beslutar att anta policyn");
    assert_eq!(
        said("[\"att anta policyn, och\", \"att den gäller från den 1 maj 2026.\"]"),
        "Regionstyrelsen beslutar:\n\n1. att anta policyn, och\n2. att den gäller från den 1 maj 2026."
    );
    assert_eq!(said("[\"Policyn antas.\"]"), "Policyn antas.", "a whole sentence needs no words before it");
}

#[test]
fn who_presented_the_matter_stands_first_with_title() {
    let paragraf = "rubrik = \"Lov\"\nforedragande = [\"Gun Lax\", \"Tor Torne\"]\nsammanfattning = \"Ett lov söks.\"\nbeslut = [\"Lov ges.\"]";
    let persons = "  { namn = \"Gun Lax\", uppdrag = \"tjänsteperson\", titel = \"bygglovschef\" },\n  { namn = \"Tor Torne\", uppdrag = \"föredragande\" },";
    let meeting = Fixture::of(paragraf).with_person(persons).checked();
    assert_eq!(part(&meeting, "foredragande"), "Gun Lax, bygglovschef\\\nTor Torne");
    assert_eq!(meeting.ids().first().map(String::as_str), Some("foredragande"));
}

#[test]
fn sections_of_its_own_follow_the_summary() {
    let paragraf = "rubrik = \"Prov\"\nsammanfattning = \"S.\"\nforslag = [\"A.\"]\nbeslut = \"enligt förslag\"\n\
        [[paragraf.avsnitt]]\nrubrik = \"Ekonomi\"\ntext = \"Ryms i ramen.\"\n[[paragraf.avsnitt]]\nrubrik = \"Barnets bästa\"\ntext = \"Har beaktats.\"";
    let object = Fixture::of(paragraf).checked().object();
    let parts: Vec<(&str, &str)> = object["delar"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|del| Some((del["id"].as_str()?, del["rubrik"].as_str().unwrap_or_default())))
        .collect();
    assert_eq!(
        parts[..4],
        [("sammanfattning", ""), ("avsnitt", "Ekonomi"), ("avsnitt", "Barnets bästa"), ("forslag", "")]
    );
}

#[test]
fn counted_slips_are_a_table_and_say_nothing_of_who_is_elected() {
    let paragraf = "rubrik = \"Val av revisor\"\narendetyp = \"val\"\nbeslut = [\"Lena Kont (S) väljs.\"]\n[[paragraf.rostrakning]]\n\
        rostraknare = [\"Nils Lind\"]\nroster = [{ for = \"Lena Kont (S)\", antal = 2 }, { for = \"Kurt Balans (SD)\", antal = 1 }]\nblanka = 2";
    let meeting = Fixture::of(paragraf).checked();
    assert_eq!(
        part(&meeting, "rostrakning"),
        "Omröstningen sker med slutna sedlar. Röstsammanräkningen görs av Nils Lind (-).\n\n| Namn | Röster |\n\
         | --- | ---: |\n| Lena Kont (S) | 2 |\n| Kurt Balans (SD) | 1 |\n| Blanka röster | 2 |"
    );
    assert_eq!(part(&meeting, "proposition"), "");
    let lists = "rubrik = \"Val till valberedning\"\narendetyp = \"val\"\nbeslut = [\"A väljs.\"]\n[[paragraf.rostrakning]]\n\
        roster = [{ for = \"Samverkan\", antal = 3, platser = 2 }, { for = \"Borgerlig samling\", antal = 2, platser = 1 }]\nlott = \"Samverkan\"";
    assert_eq!(
        part(&Fixture::of(lists).checked(), "rostrakning"),
        "Valet är proportionellt. Omröstningen sker med slutna sedlar.\n\n| Valsedelns beteckning | Röster | Platser |\n\
         | --- | ---: | ---: |\n| Samverkan | 3 | 2 |\n| Borgerlig samling | 2 | 1 |\n\nLika röstetal avgörs genom lottning. \
         Lotten faller på Samverkan."
    );
}

#[test]
fn who_leads_a_run_of_paragrafer_is_said_at_the_first_of_them() {
    let ledning = "sekreterare = \"Maj Öst\"\nledning = [{ namn = \"Bodil Ytterån\", paragrafer = \"8-9\", titel = \"ålderspresident\" }]";
    let paragraf = "rubrik = \"Prov\"\nbeslut = [\"A.\"]";
    let meeting = Fixture::of(paragraf)
        .and("nummer = 9\nrubrik = \"Prov\"\nbeslut = [\"A.\"]")
        .and("nummer = 10\nrubrik = \"Prov\"\nbeslut = [\"A.\"]")
        .replacing("sekreterare = \"Maj Öst\"", ledning)
        .checked();
    assert_eq!(part(&meeting, "ordforande"), "Bodil Ytterån (S), ålderspresident, är ordförande §§\u{a0}8–9.");
    for leaf in [2, 3] {
        let object = meeting.leaf(leaf);
        assert!(object["delar"].as_array().into_iter().flatten().all(|del| del["id"] != "ordforande"), "{leaf}");
    }
    let led = meeting.leaf(0)["ordforande"].clone();
    assert_eq!(led[0]["namn"], "Bodil Ytterån (S)");
    assert_eq!(
        (led[0]["paragrafer"].clone(), led[1]["paragrafer"].clone()),
        ("§§\u{a0}8–9".into(), "§\u{a0}10".into())
    );
}

#[test]
fn how_a_forvaltningsbesvar_is_made_stands_under_its_own_heading() {
    let paragraf = "rubrik = \"Lov\"\nbeslut = [\"Lov ges.\"]\nmotivering = \"Planen följs.\"\noverklagande = \"förvaltningsbesvär\"";
    let object = Fixture::of(paragraf).checked().object();
    let told = object["delar"].as_array().into_iter().flatten().find(|del| del["id"] == "upplysning");
    assert_eq!(told.map(|del| del["rubrik"].clone()), Some("Överklagande".into()));
}
