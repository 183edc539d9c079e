//! How the chair put the proposals: what is written of it, and when nothing is, because the case leaves it open.

use crate::meeting::{Fixture, part};

/// What a § about a motion says of the proposition; `forslag` and `beslut` are TOML.
fn put(forslag: &str, beslut: &str, yrkanden: &str) -> String {
    let paragraf = format!(
        "rubrik = \"Motion om lupiner\"\nforslag-av = \"kommunstyrelsen\"\nforslag = {forslag}\nbeslut = {beslut}\nyrkanden = [{yrkanden}]"
    );
    part(&Fixture::of(&paragraf).in_fullmaktige().checked(), "proposition")
}

const AVSLAS: &str = "[\"Motionen avslås.\"]";
const BESVARAD: &str = "[\"Motionen anses besvarad.\"]";
const ENLIGT: &str = "\"enligt förslag\"";
const KARIN_BIFALL: &str =
    "{ av = [\"Karin Dahl\"], yrkar = \"bifall\", text = \"Karin Dahl (V) yrkar bifall till motionen.\" }";
const BODIL_BIFALL: &str = "{ av = [\"Bodil Ytterån\"], yrkar = \"bifall\" }";

#[test]
fn bifall_till_motionen_is_put_against_the_forslag_and_is_not_support_of_it() {
    let against = "Ordföranden ställer proposition på kommunstyrelsens förslag och bifall till motionen";
    let stands = format!("{against} och finner att kommunstyrelsens förslag antas.");
    for forslag in [AVSLAS, BESVARAD] {
        assert_eq!(put(forslag, ENLIGT, KARIN_BIFALL), stands, "{forslag}");
        assert_eq!(put(forslag, ENLIGT, &format!("{KARIN_BIFALL}, {BODIL_BIFALL}")), stands, "{forslag}");
    }
    let granted = put(AVSLAS, "[\"Motionen bifalls.\"]", &format!("{KARIN_BIFALL}, {BODIL_BIFALL}"));
    assert_eq!(granted, format!("{against} och finner att motionen bifalls."));
    let two = format!(
        "{KARIN_BIFALL}, {}",
        KARIN_BIFALL.replace("Karin Dahl (V)", "Nils Lind (-)").replace("Karin Dahl", "Nils Lind")
    );
    assert_eq!(put(AVSLAS, ENLIGT, &two), stands, "two that ask for the same are one proposal");
}

#[test]
fn avslag_pa_motionen_is_the_forslag_that_refuses_it_and_another_than_one_that_does_not() {
    let avslag =
        "{ av = [\"Bodil Ytterån\"], yrkar = \"avslag\", text = \"Bodil Ytterån (S) yrkar avslag på motionen.\" }";
    let both = format!("{KARIN_BIFALL}, {avslag}");
    assert_eq!(
        put(AVSLAS, ENLIGT, &both),
        "Ordföranden ställer proposition på kommunstyrelsens förslag och bifall till motionen och finner att \
         kommunstyrelsens förslag antas."
    );
    assert_eq!(
        put(BESVARAD, ENLIGT, &both),
        "Ordföranden ställer proposition på kommunstyrelsens förslag, bifall till motionen och avslag på motionen och finner \
         att kommunstyrelsens förslag antas."
    );
}

#[test]
fn till_says_what_is_moved_where_the_words_are_ours() {
    let yrkande = "{ av = [\"Karin Dahl\"], yrkar = \"bifall\", till = \"reservanternas förslag\" }";
    let paragraf = format!(
        "rubrik = \"Prov\"\nforslag-av = \"kommunstyrelsen\"\nforslag = [\"Planen antas.\"]\nbeslut = {ENLIGT}\nyrkanden = [{yrkande}]"
    );
    let meeting = Fixture::of(&paragraf).checked();
    assert_eq!(part(&meeting, "yrkanden"), "Karin Dahl (V) yrkar bifall till reservanternas förslag.");
    assert_eq!(
        part(&meeting, "proposition"),
        "Ordföranden ställer proposition på kommunstyrelsens förslag och bifall till reservanternas förslag och finner att \
         kommunstyrelsens förslag antas."
    );
    let own = yrkande.replace("reservanternas förslag", "kommunstyrelsens förslag");
    let meeting = Fixture::of(&paragraf.replace(yrkande, &own)).checked();
    assert_eq!(
        part(&meeting, "proposition"),
        "Ordföranden ställer proposition på kommunstyrelsens förslag och finner att förslaget antas."
    );
    let away = "{ av = [\"Karin Dahl\"], yrkar = \"återremiss\", till = \"presidiet\" }";
    let meeting = Fixture::of(&paragraf.replace(yrkande, away)).checked();
    assert_eq!(part(&meeting, "yrkanden"), "Karin Dahl (V) yrkar att ärendet återremitteras till presidiet.");
}

const TILLAGG: &str = "{ av = [\"Karin Dahl\"], yrkar = \"tillägg\", text = \"Karin Dahl (V) yrkar som tillägg att planen följs upp varje år.\" }";
const ANTAS: &str = "[\"Planen antas.\"]";

#[test]
fn a_tillagg_is_put_after_the_forslag_and_not_against_it() {
    let lead = "Ordföranden ställer proposition på kommunstyrelsens förslag och finner att förslaget antas. Därefter ställer \
                ordföranden proposition på bifall till eller avslag på Karin Dahls tilläggsyrkande och finner att det";
    let both = "[\"Planen antas.\", \"Planen följs upp varje år.\"]";
    assert_eq!(put(ANTAS, both, &format!("{BODIL_BIFALL}, {TILLAGG}")), format!("{lead} bifalls."));
    assert_eq!(put(ANTAS, ENLIGT, TILLAGG), format!("{lead} avslås."));
    let more = "[\"Planen antas.\", \"Planen trycks i tusen exemplar.\"]";
    assert_eq!(
        put(ANTAS, more, TILLAGG),
        "Ordföranden ställer proposition på kommunstyrelsens förslag. Därefter ställer ordföranden proposition på bifall till \
         eller avslag på Karin Dahls tilläggsyrkande.",
        "what came to is nobody's: no outcome"
    );
}

#[test]
fn a_tillagg_falls_with_the_forslag_it_would_be_added_to() {
    let avslag = "{ av = [\"Bodil Ytterån\"], yrkar = \"avslag\" }";
    assert_eq!(
        put(ANTAS, "[\"Planen avslås.\"]", &format!("{avslag}, {TILLAGG}")),
        "Ordföranden ställer proposition på kommunstyrelsens förslag och Bodil Ytteråns yrkande och finner att Bodil Ytteråns \
         yrkande antas."
    );
}

#[test]
fn avslag_by_two_is_one_proposal() {
    let avslag = "{ av = [\"Bodil Ytterån\"], yrkar = \"avslag\" }, { av = [\"Karin Dahl\"], yrkar = \"avslag\" }";
    assert_eq!(
        put(ANTAS, ENLIGT, avslag),
        "Ordföranden ställer proposition på kommunstyrelsens förslag och Bodil Ytteråns och Karin Dahls yrkanden om avslag och \
         finner att kommunstyrelsens förslag antas."
    );
}

#[test]
fn a_yrkande_of_a_part_is_written_with_a_vote_and_has_no_sentence_of_ours() {
    let part_of =
        "{ av = [\"Karin Dahl\"], yrkar = \"avslag\", text = \"Karin Dahl (V) yrkar avslag på beslutspunkt 1.\" }";
    let vote = "\n[[paragraf.votering]]\nja = { for = \"bifall till beslutspunkt 1\", roster = [\"Ingrid Åkerö\", \"Nils Lind\", \"Ossian Fjällgård\"] }\n\
        nej = { for = \"avslag på beslutspunkt 1\", roster = [\"Karin Dahl\", \"Bodil Ytterån\"] }";
    let paragraf = format!(
        "rubrik = \"Prov\"\nforslag = [\"A antas.\", \"B antas.\"]\nbeslut = {ENLIGT}\nyrkanden = [{part_of}]{vote}"
    );
    let meeting = Fixture::of(&paragraf).checked();
    assert_eq!(part(&meeting, "proposition"), "");
    assert!(
        part(&meeting, "omrostning")
            .ends_with("Den som bifaller beslutspunkt 1 röstar ”Ja”\\\nDen som avslår beslutspunkt 1 röstar ”Nej”")
    );
    assert_eq!(
        part(&meeting, "omrostningsresultat"),
        "Med 3 ja-röster och 2 nej-röster finner ordföranden att beslutspunkt 1 bifalls."
    );
}

#[test]
fn a_decision_that_is_no_proposal_as_it_stood_has_no_outcome() {
    let two = "[\"A antas.\", \"B antas.\"]";
    let avslag = "{ av = [\"Bodil Ytterån\"], yrkar = \"avslag\" }";
    let against = "Ordföranden ställer proposition på kommunstyrelsens förslag och Bodil Ytteråns yrkande.";
    assert_eq!(put(two, "[\"A antas.\", \"B avslås.\"]", avslag), against, "half of the förslag");
    assert_eq!(put(two, "[\"C antas.\"]", avslag), against, "neither förslag nor avslag");
    let besvarad = put(AVSLAS, BESVARAD, KARIN_BIFALL);
    assert_eq!(besvarad, "Ordföranden ställer proposition på kommunstyrelsens förslag och bifall till motionen.");
    let single = put(two, "[\"A antas.\"]", BODIL_BIFALL);
    assert_eq!(single, "Ordföranden ställer proposition på kommunstyrelsens förslag.");
    let at_once = put(ANTAS, "[\"Planen antas.\", \"Paragrafen förklaras omedelbart justerad.\"]", BODIL_BIFALL);
    assert!(at_once.ends_with("och finner att förslaget antas."), "that it is adjusted at once is no other decision");
}

#[test]
fn a_matter_that_was_tabled_was_not_decided_today() {
    let away = "{ av = [\"Karin Dahl\"], yrkar = \"återremiss\" }";
    let asked = "Ordföranden ställer proposition på om ärendet ska avgöras i dag eller återremitteras";
    assert_eq!(put(ANTAS, "[\"Ärendet bordläggs.\"]", away), format!("{asked}."), "nobody moved that");
    assert_eq!(
        put(ANTAS, "[\"Ärendet återremitteras.\"]", away),
        format!("{asked} och finner att ärendet ska återremitteras.")
    );
    let both = put(ANTAS, ENLIGT, &format!("{away}, {BODIL_BIFALL}"));
    assert_eq!(
        both,
        format!(
            "{asked} och finner att ärendet ska avgöras i dag.\n\nOrdföranden ställer därefter proposition på \
             kommunstyrelsens förslag och finner att förslaget antas."
        )
    );
}

#[test]
fn an_own_proposal_is_adopted_when_the_decision_is_its_words() {
    let own =
        "{ av = [\"Karin Dahl\"], yrkar = \"ändring\", text = \"Karin Dahl (V) yrkar att planen gäller till 2030.\" }";
    let lead = "Ordföranden ställer proposition på kommunstyrelsens förslag och Karin Dahls yrkande";
    assert_eq!(
        put(ANTAS, "[\"Planen gäller till 2030.\"]", own),
        format!("{lead} och finner att Karin Dahls yrkande antas.")
    );
    let reworded = put(ANTAS, "[\"Kommunfullmäktige beslutar att anta planen.\"]", own);
    assert_eq!(reworded, format!("{lead}."), "the förslag in other words is not Karin Dahl's");
}

#[test]
fn words_that_only_hold_the_word_for_a_part_mean_no_part() {
    let speech = "{ av = [\"Bodil Ytterån\"], yrkar = \"bifall\", text = \"Bodil Ytterån (S) yrkar, från sin utgångspunkt, bifall till kommunstyrelsens förslag, som är en insats för alla.\" }";
    assert!(put(ANTAS, ENLIGT, speech).ends_with("kommunstyrelsens förslag och finner att förslaget antas."));
    let reason = "[\"Motionen avslås med hänvisning till beslutet den 3 maj 2024.\"]";
    let avslag = "{ av = [\"Bodil Ytterån\"], yrkar = \"avslag\", till = \"motionen\" }";
    assert_eq!(
        put(reason, ENLIGT, avslag),
        "Ordföranden ställer proposition på kommunstyrelsens förslag och finner att förslaget antas."
    );
    let named = "{ av = [\"Karin Dahl\"], yrkar = \"bifall\", till = \"Vänsterpartiets budget 2027\" }";
    assert!(put(ANTAS, ENLIGT, named).contains("och bifall till Vänsterpartiets budget 2027 och finner"));
}

#[test]
fn an_election_among_several_puts_no_question() {
    let paragraf = "rubrik = \"Val av revisor\"\narendetyp = \"val\"\nbeslut = [\"Karin Dahl (V) väljs.\"]\n\
        behandling = \"Valet sker med slutna sedlar.\"\nyrkanden = [\
        { av = [\"Karin Dahl\"], yrkar = \"eget förslag\", text = \"Karin Dahl (V) föreslår Karin Dahl (V).\" }, \
        { av = [\"Nils Lind\"], yrkar = \"eget förslag\", text = \"Nils Lind (-) föreslår Nils Lind (-).\" }, \
        { av = [\"Bodil Ytterån\"], yrkar = \"eget förslag\", text = \"Bodil Ytterån (S) föreslår Bodil Ytterån (S).\" }]";
    assert_eq!(part(&Fixture::of(paragraf).checked(), "proposition"), "");
}

#[test]
fn whose_forslag_it_is_stands_in_the_genitive() {
    let cases = [
        ("MP", "MP:s förslag"),
        ("ordföranden (S)", "ordförandens (S) förslag"),
        ("bygg- och miljönämnden, 2026-05-01 § 12", "förslaget från bygg- och miljönämnden, 2026-05-01 § 12"),
    ];
    for (whose, expected) in cases {
        let paragraf = format!(
            "rubrik = \"Prov\"\nforslag-av = \"{whose}\"\nforslag = [\"A antas.\"]\nbeslut = {ENLIGT}\nyrkanden = [{BODIL_BIFALL}]"
        );
        let meeting = Fixture::of(&paragraf).checked();
        assert_eq!(part(&meeting, "yrkanden"), format!("Bodil Ytterån (S) yrkar bifall till {expected}."));
        let object = meeting.object();
        let heading = object["delar"].as_array().into_iter().flatten().find_map(|del| del["rubrik"].as_str());
        assert!(heading.is_some_and(|heading| !heading.contains("§ 12s")), "{heading:?}");
    }
}
