//! Leaf 0 and the frame around minutes: groups of the närvaro, who led and who signs, marks, boxes.

#![expect(clippy::indexing_slicing, reason = "an index that is not there is a failed test")]

use meeting::{Fixture, Meeting};
use serde_json::Value;
use utdrag::document::{Choice, Innehall, Protokoll};

#[expect(dead_code, reason = "shared by four tests, each of which asks for a part of it")]
#[path = "document/meeting.rs"]
mod meeting;

const A: &str = "rubrik = \"A\"\nbeslut = [\"A.\"]";

/// "Rubrik: Namn, uppdrag, notering; Namn" of each group.
fn groups(meeting: &Meeting) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let person = |one: &Value| {
        let notes = one["noteringar"].as_array().into_iter().flatten().map(text);
        let all = [text(&one["namn"]), text(&one["uppdrag"])].into_iter().chain(notes);
        all.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(", ")
    };
    let huvud = meeting.leaf(0);
    let group = |one: &Value| {
        let persons: Vec<String> = one["personer"].as_array().into_iter().flatten().map(person).collect();
        format!("{}: {}", text(&one["rubrik"]), persons.join("; "))
    };
    huvud["narvaro"].as_array().into_iter().flatten().map(group).collect()
}

fn with_protokoll<T>(meeting: &Meeting, read: impl Fn(&Protokoll) -> T) -> T {
    let minutes = meeting.minutes();
    let Innehall::Protokoll(protokoll) = &minutes.innehall else { unreachable!() };
    read(protokoll)
}

#[test]
fn persons_are_grouped_with_what_is_noted_of_them() {
    let fixture = Fixture::of(A)
        .and("nummer = 9\nrubrik = \"B\"\nbeslut = [\"B.\"]")
        .with_person("  { namn = \"Áilu Čáppa\", parti = \"C\", uppdrag = \"ersättare\", tjanstgor = true, for = \"Ingrid Åkerö\", paragrafer = \"9\" },")
        .with_person("  { namn = \"René Müller\", parti = \"V\", uppdrag = \"ersättare\" },")
        .with_person("  { namn = \"Eva Alm\", uppdrag = \"tjänsteperson\", titel = \"ekonomidirektör\", paragrafer = \"8-9\" },")
        .with_person("  { namn = \"Ola Berg\", uppdrag = \"personalföreträdare\", titel = \"Vårdförbundet\" },");
    let absent = fixture.replacing(
        "parti = \"C\", uppdrag = \"ordförande\" }",
        "parti = \"C\", uppdrag = \"ordförande\", paragrafer = \"8\" }",
    );
    let meeting = absent.checked();
    assert_eq!(
        groups(&meeting),
        [
            "Beslutande ledamöter: Ingrid Åkerö (C), ordförande, §\u{a0}8; Ossian Fjällgård (M), vice ordförande; Bodil Ytterån \
             (S); Karin Dahl (V); Nils Lind (-)",
            "Tjänstgörande ersättare: Áilu Čáppa (C), tjänstgör för Ingrid Åkerö (C) §\u{a0}9",
            "Ej tjänstgörande ersättare: René Müller (V)",
            "Tjänstepersoner: Eva Alm, ekonomidirektör, §§\u{a0}8–9",
            "Personalföreträdare: Ola Berg, Vårdförbundet",
        ]
    );
    let led = meeting.leaf(0)["ordforande"].clone();
    assert_eq!(led[0]["paragrafer"], "§\u{a0}8");
    assert_eq!(led[1]["namn"], "Ossian Fjällgård (M)");
    assert_eq!(led[1]["paragrafer"], "§\u{a0}9");
    let boxes = with_protokoll(&meeting, |protokoll| {
        protokoll.rutor.iter().map(|ruta| format!("{} {} {}", ruta.falt, ruta.roll, ruta.namn)).collect::<Vec<_>>()
    });
    assert_eq!(
        boxes,
        [
            "Justering.Ordforande.1 Ordförande §\u{a0}8 Ingrid Åkerö (C)",
            "Justering.Ordforande.2 Ordförande §\u{a0}9 Ossian Fjällgård (M)",
            "Justering.Justerare.3 Justerare Bodil Ytterån (S)",
        ]
    );
}

#[test]
fn who_is_javig_is_not_listed_as_present_where_they_had_to_leave() {
    let second = "nummer = 9\nrubrik = \"B\"\nbeslut = [\"B.\"]\njav = [{ namn = \"Karin Dahl\" }]";
    let row = |fixture: Fixture| {
        let all = groups(&fixture.checked()).remove(0);
        all.split("; ").find(|one| one.starts_with("Karin Dahl")).unwrap_or_default().to_owned()
    };
    let fixture = || Fixture::of(A).and(second).and("nummer = 10\nrubrik = \"C\"\nbeslut = [\"C.\"]");
    assert_eq!(row(fixture()), "Karin Dahl (V), §§\u{a0}8, 10");
    let written = "parti = \"V\" }";
    let counted = || fixture().replacing(written, "parti = \"V\", paragrafer = \"9-10\" }");
    assert_eq!(row(counted()), "Karin Dahl (V), §\u{a0}10", "though the case counts the § up");
    assert_eq!(row(fixture().in_fullmaktige()), "Karin Dahl (V)", "in fullmäktige who is jävig may stay in the room");
}

#[test]
fn the_span_and_the_list_of_items_are_those_of_the_meeting() {
    let meeting = Fixture::of(A).and("nummer = 9\nrubrik = \"B\"\nbeslut = [\"B.\"]").checked();
    with_protokoll(&meeting, |protokoll| {
        assert_eq!(protokoll.paragrafspann, "§§\u{a0}8–9");
        assert_eq!(protokoll.arendelista.iter().map(|row| row.nummer).collect::<Vec<_>>(), [8, 9]);
    });
    assert_eq!(meeting.minutes().titel, "Protokoll Regionstyrelsen 2026-03-11 §§\u{a0}8–9");
}

#[test]
fn a_case_without_a_salt_is_a_draft_without_identities() {
    let meeting = Fixture::of(A).without_salt().checked();
    let minutes = meeting.minutes();
    assert_eq!(minutes.ram.markning, ["OJUSTERAT UTKAST"]);
    assert!(minutes.identitet.is_empty() && minutes.sekretess.is_empty());
    let Innehall::Protokoll(protokoll) = &minutes.innehall else { unreachable!() };
    assert!(protokoll.protokollrot.is_none() && protokoll.paragrafer[0].identitet.is_none());
    for document in meeting.documents(&Choice { prov: true, ..Choice::default() }) {
        assert_eq!(document.ram.markning, ["OJUSTERAT UTKAST", "PROV"], "{}", document.stem);
    }
}

#[test]
fn a_noted_fault_is_printed_with_its_law_and_reason() {
    let meeting = Fixture::of(A)
        .with_avvikelse("regel = \"distans-utan-beslut\"\nskal = \"Vägen var avstängd.\"")
        .with_person("  { namn = \"Stig Fors\", parti = \"M\", uppdrag = \"ersättare\", distans = true },")
        .replacing(
            "{ namn = \"Karin Dahl\", parti = \"V\" }",
            "{ namn = \"Karin Dahl\", parti = \"V\", distans = true }",
        )
        .checked();
    let huvud = meeting.leaf(0);
    let text = huvud["avvikelser"][0].as_str().unwrap_or_default();
    assert!(text.contains("6 kap. 24 § kommunallagen") && text.ends_with("Vägen var avstängd."), "{text}");
    with_protokoll(&meeting, |protokoll| assert_eq!(protokoll.avvikelser.len(), 1));
}

#[test]
fn a_meeting_of_two_days_is_called_by_both_and_says_so_once() {
    let head = |keys: &str| Fixture::of(A).replacing("tid = \"09.00–12.00\"\n", keys).checked().leaf(0);
    let tid = |keys: &str| head(keys)["tid"].as_str().unwrap_or_default().to_owned();
    let plain = "tid = \"09.00–12.00\"\nslutdatum = 2026-03-12\n";
    assert_eq!(tid(plain), "09.00–12.00");
    assert_eq!(head(plain)["slutdatum"], "2026-03-12");
    assert_eq!(
        head("tid = \"09.00–12.00\"\n").get("slutdatum"),
        None,
        "the bytes of a meeting of one day are as before"
    );
    let days = "slutdatum = 2026-03-12\ntid = \"09.00–12.00\"\n";
    let meeting = Fixture::of(A).replacing("tid = \"09.00–12.00\"\n", days).checked();
    let all = meeting.documents(&Choice::default());
    assert!(all.len() > 1);
    assert!(all.iter().all(|one| one.ram.dag == "2026-03-11–12"), "{all:?}");
    assert!(all.iter().all(|one| one.titel.contains(" 2026-03-11–12") && one.datum == "2026-03-11"));
    let said = "tid = \"11 mars kl. 17.00–23.45 och 12 mars kl. 00.05–01.20\"\nslutdatum = 2026-03-12\n";
    assert_eq!(tid(said), "11 mars kl. 17.00–23.45 och 12 mars kl. 00.05–01.20");
}

#[test]
fn those_with_a_right_to_be_there_and_others_have_their_groups() {
    let meeting = Fixture::of(A)
        .with_person("  { namn = \"Sture Gran\", uppdrag = \"närvarorätt\", titel = \"revisor\" },")
        .with_person("  { namn = \"Gun Teck\", uppdrag = \"övrig\", titel = \"tolk\" },")
        .checked();
    let last = groups(&meeting).split_off(1);
    assert_eq!(last, ["Närvarorätt: Sture Gran, revisor", "Övriga: Gun Teck, tolk"]);
}
