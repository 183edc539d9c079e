//! How a vote is asked and told: what a side is called decides the verb.

use crate::meeting::{Fixture, part};

/// The § of a vote between two sides; `more` is what else the vote has, `keys` what else the § has.
fn vote(ja: &str, nej: &str, more: &str, keys: &str) -> String {
    format!(
        "rubrik = \"Prov\"\nforslag = [\"A antas.\"]\nbeslut = \"enligt förslag\"\n{keys}\n[[paragraf.votering]]\n\
         ja = {{ for = \"{ja}\", roster = [\"Ingrid Åkerö\", \"Nils Lind\", \"Ossian Fjällgård\"] }}\n\
         nej = {{ for = \"{nej}\", roster = [\"Karin Dahl\", \"Bodil Ytterån\"] }}\n{more}"
    )
}

const TIED: &str = "ja = { for = \"JA\", roster = [\"Ingrid Åkerö\", \"Nils Lind\"] }\n\
    nej = { for = \"NEJ\", roster = [\"Karin Dahl\", \"Bodil Ytterån\"] }\navstar = [\"Ossian Fjällgård\"]\n\
    utslag = \"ordförandens utslagsröst\"";

#[test]
fn bifall_and_avslag_are_verbs_in_who_says_ja_and_nej() {
    let lead = "Omröstning begärs och följande propositionsordning fastställs:\\\n";
    let cases = [
        (
            "bifall till motionen",
            "avslag på motionen",
            "Den som bifaller motionen röstar ”Ja”\\\nDen som avslår motionen röstar ”Nej”",
        ),
        ("bifall", "avslag", "Den som bifaller förslaget röstar ”Ja”\\\nDen som avslår förslaget röstar ”Nej”"),
        (
            "att ärendet avgörs i dag",
            "att ärendet bordläggs",
            "Den som vill att ärendet avgörs i dag röstar ”Ja”\\\nDen som vill att ärendet bordläggs röstar ”Nej”",
        ),
    ];
    for (ja, nej, expected) in cases {
        let meeting = Fixture::of(&vote(ja, nej, "", "")).checked();
        assert_eq!(part(&meeting, "omrostning"), format!("{lead}{expected}"));
    }
    let meeting = Fixture::of(&vote("avslag", "Karin Dahls yrkande", "kontraproposition = true", "")).checked();
    assert_eq!(
        part(&meeting, "omrostning"),
        "Omröstning om motförslag begärs och följande propositionsordning fastställs:\\\nDen som vill ha avslag som motförslag \
         röstar ”Ja”\\\nDen som vill ha Karin Dahls yrkande som motförslag röstar ”Nej”"
    );
}

#[test]
fn a_bare_bifall_is_of_nothing_where_the_forslag_is_to_refuse() {
    let refused = vote("bifall", "avslag", "", "").replace("A antas.", "Motionen avslås.");
    let meeting = Fixture::of(&refused).in_fullmaktige().checked();
    assert!(part(&meeting, "omrostning").contains("Den som är för bifall röstar ”Ja”"));
    assert!(part(&meeting, "omrostningsresultat").ends_with("finner ordföranden att beslutet blir bifall."));
}

#[test]
fn a_casting_vote_says_what_it_settles() {
    let tied = |ja: &str, nej: &str| {
        let votes = TIED.replace("JA", ja).replace("NEJ", nej);
        let paragraf = format!(
            "rubrik = \"Prov\"\nforslag = [\"A antas.\"]\nbeslut = \"enligt förslag\"\n[[paragraf.votering]]\n{votes}"
        );
        part(&Fixture::of(&paragraf).checked(), "omrostningsresultat")
    };
    let equal = "Vid lika röstetal, 2–2 och med 1 ledamot som avstår, avgör ordföranden med sin utslagsröst att";
    assert_eq!(tied("bifall", "avslag"), format!("{equal} förslaget bifalls."));
    assert_eq!(
        tied("att ärendet avgörs i dag", "att ärendet återremitteras"),
        format!("{equal} ärendet avgörs i dag.")
    );
}

#[test]
fn a_list_of_a_formal_vote_says_what_was_asked() {
    let meeting = Fixture::of(&vote("att ärendet avgörs i dag", "att ärendet återremitteras", "", "")).checked();
    let object = meeting.object();
    assert_eq!(object["voteringar"][0]["mellan"], "Omröstning om ärendet ska avgöras i dag eller återremitteras");
}

#[test]
fn a_vote_that_the_proposition_calls_for_is_not_called_for_twice() {
    let own = "proposition = \"Ordföranden finner att förslaget antas. Omröstning begärs.\"";
    let meeting = Fixture::of(&vote("bifall", "avslag", "", own)).checked();
    assert!(part(&meeting, "omrostning").starts_with("Följande propositionsordning fastställs:"));
}

#[test]
fn a_slip_without_a_name_is_a_blank_vote() {
    let paragraf = "rubrik = \"Val av ombud\"\narendetyp = \"val\"\nbeslut = [\"Karin Dahl (V) väljs.\"]\n[[paragraf.votering]]\n\
        sluten = true\nja.for = \"Karin Dahl (V)\"\nnej.for = \"Nils Lind (-)\"\nresultat = { ja = 2, nej = 1, avstar = 2 }";
    assert_eq!(
        part(&Fixture::of(paragraf).checked(), "omrostningsresultat"),
        "Med 2 röster för Karin Dahl (V), 1 röst för Nils Lind (-) och 2 blanka röster finner ordföranden att Karin Dahl (V) väljs."
    );
}

#[test]
fn a_reservation_in_its_own_words_is_not_written_twice() {
    let one = |reservation: &str| {
        let paragraf = format!(
            "rubrik = \"Prov\"\nbeslut = [\"A.\", \"B.\"]\nreservationer = [{{ av = [\"Bodil Ytterån\", \"Karin Dahl\"], {reservation} }}]"
        );
        part(&Fixture::of(&paragraf).checked(), "reservation")
    };
    assert_eq!(
        one("text = \"Samtliga ledamöter i S och V reserverar sig mot beslutspunkt 1.\""),
        "Samtliga ledamöter i S och V reserverar sig mot beslutspunkt 1."
    );
    assert_eq!(
        one("text = \"Reserverar sig till förmån för eget förslag.\""),
        "Bodil Ytterån (S) och Karin Dahl (V) reserverar sig till förmån för eget förslag."
    );
    assert_eq!(
        one("mot = \"beslutspunkt 2\", till-forman-for = \"eget yrkande\""),
        "Bodil Ytterån (S) och Karin Dahl (V) reserverar sig mot beslutspunkt 2 till förmån för eget yrkande."
    );
    assert_eq!(
        one("text = \"Priset är för högt.\\n\\nDärför reserverar sig Vänsterpartiet.\""),
        "Mot beslutet reserverar sig Bodil Ytterån (S) och Karin Dahl (V).\n\nPriset är för högt.\n\nDärför reserverar sig Vänsterpartiet."
    );
}

#[test]
fn those_of_whom_no_more_is_said_are_javiga_in_one_sentence() {
    let paragraf = "rubrik = \"Prov\"\nbeslut = [\"A.\"]\njav = [{ namn = \"Nils Lind\" }, { namn = \"Karin Dahl\", skal = \"ägare i bolaget\" }, { namn = \"Ossian Fjällgård\" }]";
    let fixture = Fixture::of(paragraf)
        .with_person("  { namn = \"Siv Sarek\", parti = \"M\" },\n  { namn = \"Tor Torne\", parti = \"M\" },")
        .in_fullmaktige();
    assert_eq!(
        part(&fixture.checked(), "jav"),
        "Nils Lind (-) och Ossian Fjällgård (M) anmäler jäv och deltar inte i handläggningen av ärendet.\n\nKarin Dahl (V) \
         anmäler jäv och deltar inte i handläggningen av ärendet. Skäl: ägare i bolaget."
    );
}
