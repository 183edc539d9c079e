//! What is printed of a case, part by part: generated wording, order, stubs, file names, identities.

#[path = "document/meeting.rs"]
mod meeting;

use std::path::Path;

use meeting::{Fixture, part};
use utdrag::document::{Choice, Handling, Innehall};

/// One § with two sides of a vote; `votes` is the inside of `[[paragraf.votering]]`.
fn vote(votes: &str) -> String {
    let beslut = if votes.contains("återremitteras") { "Ärendet återremitteras." } else { "A." };
    format!(
        "rubrik = \"Prov\"\nforslag-av = \"regiondirektören\"\nforslag = [\"A.\"]\nbeslut = [\"{beslut}\"]\n[[paragraf.votering]]\n{votes}"
    )
}

const SIDES: &str =
    "ja = { for = \"regiondirektörens förslag\", roster = [\"Ingrid Åkerö\", \"Ossian Fjällgård\", \"Nils Lind\"] }
nej = { for = \"Bodil Ytteråns yrkande\", roster = [\"Bodil Ytterån\", \"Karin Dahl\"] }
";

#[test]
fn each_vote_has_its_sentence() {
    let cases = [
        (SIDES, "Med 3 ja-röster och 2 nej-röster finner ordföranden att regiondirektörens förslag antas."),
        (
            "ja = { for = \"A:s förslag\", roster = [\"Ingrid Åkerö\"] }\nnej = { for = \"att ärendet återremitteras\", \
             roster = [\"Bodil Ytterån\", \"Karin Dahl\", \"Nils Lind\"] }\navstar = [\"Ossian Fjällgård\"]",
            "Med 1 ja-röst, 3 nej-röster och 1 ledamot som avstår finner ordföranden att ärendet återremitteras.",
        ),
        (
            "ja = { for = \"bifall till motionen\", roster = [\"Ingrid Åkerö\", \"Karin Dahl\"] }\n\
             nej = { for = \"avslag på motionen\", roster = [\"Bodil Ytterån\"] }\navstar = [\"Ossian Fjällgård\", \"Nils Lind\"]",
            "Med 2 ja-röster, 1 nej-röst och 2 ledamöter som avstår finner ordföranden att beslutet blir bifall till motionen.",
        ),
        (
            "ja = { for = \"A:s förslag\", roster = [\"Ingrid Åkerö\", \"Karin Dahl\"] }\n\
             nej = { for = \"B:s förslag\", roster = [\"Bodil Ytterån\", \"Ossian Fjällgård\"] }\navstar = [\"Nils Lind\"]\n\
             utslag = \"ordförandens utslagsröst\"",
            "Vid lika röstetal, 2–2 och med 1 ledamot som avstår, avgör ordförandens utslagsröst till förmån för A:s förslag.",
        ),
        (
            "ja = { for = \"A:s förslag\", roster = [\"Ingrid Åkerö\", \"Karin Dahl\", \"Nils Lind\"] }\n\
             nej = { for = \"B:s förslag\", roster = [\"Bodil Ytterån\", \"Ossian Fjällgård\"] }\nkontraproposition = true",
            "Med 3 ja-röster och 2 nej-röster finner ordföranden att A:s förslag blir motförslag.",
        ),
        (
            "ja = { for = \"A:s förslag\", roster = [\"Ingrid Åkerö\", \"Karin Dahl\", \"Nils Lind\"] }\n\
             nej = { for = \"B:s förslag\", roster = [\"Bodil Ytterån\", \"Ossian Fjällgård\"] }\n\
             resultattext = \"Förslaget vinner.\"",
            "Förslaget vinner.",
        ),
    ];
    for (votes, expected) in cases {
        assert_eq!(part(&Fixture::of(&vote(votes)).checked(), "omrostningsresultat"), expected);
    }
}

#[test]
fn closed_votes_and_lots_say_no_names() {
    let lot = "rubrik = \"Val\"\narendetyp = \"val\"\nbeslut = [\"Nils Lind utses.\"]\n[[paragraf.votering]]\n\
        ja = { for = \"Nils Lind\" }\nnej = { for = \"Karin Dahl\" }\nsluten = true\n\
        resultat = { ja = 2, nej = 2, avstar = 1 }\nutslag = \"lottning\"\nlott = \"ja\"";
    let fixture = Fixture::of(lot).checked();
    assert_eq!(part(&fixture, "omrostning"), "Omröstningen är sluten och sker mellan Nils Lind och Karin Dahl.");
    assert_eq!(
        part(&fixture, "omrostningsresultat"),
        "Vid lika röstetal, 2–2 och med 1 ledamot som avstår, avgörs omröstningen genom lottning. Lotten faller på Nils Lind."
    );
    let object = fixture.object();
    assert_eq!(object["voteringar"][0]["roster"].as_array().map(Vec::len), Some(0));
    let minutes = fixture.minutes();
    let Innehall::Protokoll(protokoll) = &minutes.innehall else { unreachable!() };
    assert!(
        protokoll.paragrafer[0].delar.iter().all(|del| del.votering.is_none()),
        "a closed vote has no bar of ja and nej"
    );
    let won = Fixture::of(
        &lot.replace("ja = 2, nej = 2, avstar = 1 }\nutslag = \"lottning\"\nlott = \"ja\"", "ja = 4, nej = 1 }"),
    )
    .checked();
    assert_eq!(
        part(&won, "omrostningsresultat"),
        "Med 4 röster för Nils Lind och 1 röst för Karin Dahl finner ordföranden att Nils Lind väljs."
    );
}

#[test]
fn the_propositionsordning_is_worded_as_in_the_source() {
    let fixture = Fixture::of(&vote(SIDES)).checked();
    assert_eq!(
        part(&fixture, "omrostning"),
        "Omröstning begärs och följande propositionsordning fastställs:\\\nDen som bifaller regiondirektörens förslag röstar \
         \"Ja\"\\\nDen som bifaller Bodil Ytteråns yrkande röstar \"Nej\""
    );
    let object = fixture.object();
    let vote = &object["voteringar"][0];
    assert_eq!(vote["mellan"], "Omröstning mellan regiondirektörens förslag och Bodil Ytteråns yrkande");
    assert_eq!(vote["roster"][0]["namn"], "Ingrid Åkerö (C)");
    assert_eq!(vote["roster"][0]["uppdrag"], "Ordförande");
    assert_eq!(vote["roster"][0]["rost"], "Ja");
    assert_eq!(vote["resultat"]["nej"], 2);
}

#[test]
fn a_minority_in_fullmaktige_wins_with_a_third() {
    let votes = "ja = { for = \"att ärendet avgörs i dag\", roster = [\"Ingrid Åkerö\", \"Ossian Fjällgård\", \"Nils Lind\"] }\n\
        nej = { for = \"att ärendet återremitteras\", roster = [\"Bodil Ytterån\", \"Karin Dahl\"] }";
    let paragraf = format!(
        "rubrik = \"Prov\"\nbeslut = [\"Ärendet återremitteras.\"]\n\
         minoritet = {{ begar = \"återremiss\", motivering = \"Kostnaden ska utredas.\" }}\n[[paragraf.votering]]\n{votes}"
    );
    let fixture = Fixture::of(&paragraf).in_fullmaktige().checked();
    assert_eq!(
        part(&fixture, "omrostningsresultat"),
        "Med 3 ja-röster och 2 nej-röster finner ordföranden att ärendet återremitteras, eftersom minst en tredjedel av de \
         närvarande ledamöterna (2 ledamöter) begär det (5 kap. 50 § kommunallagen)."
    );
    assert_eq!(part(&fixture, "minoritet"), "Kostnaden ska utredas.");
    let object = fixture.object();
    let headings: Vec<&str> =
        object["delar"].as_array().into_iter().flatten().filter_map(|del| del["rubrik"].as_str()).collect();
    assert_eq!(headings, ["Motivering till återremissen"]);
    assert!(part(&fixture, "omrostning").contains("Den som vill att ärendet avgörs i dag röstar \"Ja\""));
}

#[test]
fn each_yrkande_has_its_sentence() {
    let cases = [
        ("bifall", "Bodil Ytterån (S) yrkar bifall till regiondirektörens förslag."),
        ("avslag", "Bodil Ytterån (S) yrkar avslag på regiondirektörens förslag."),
        ("återremiss", "Bodil Ytterån (S) yrkar att ärendet återremitteras."),
        ("bordläggning", "Bodil Ytterån (S) yrkar att ärendet bordläggs."),
        ("ändring", "Bodil Ytterån (S) yrkar ändring av regiondirektörens förslag."),
        ("tillägg", "Bodil Ytterån (S) yrkar tillägg till regiondirektörens förslag."),
        ("eget förslag", "Bodil Ytterån (S) lägger fram ett eget förslag."),
    ];
    for (yrkar, expected) in cases {
        let paragraf = asked(&format!("{{ av = [\"Bodil Ytterån\"], yrkar = \"{yrkar}\" }}"));
        assert_eq!(part(&Fixture::of(&paragraf).checked(), "yrkanden"), expected);
    }
    let own = [
        ("text = \"att anslaget höjs.\"", "Bodil Ytterån (S) yrkar att anslaget höjs."),
        ("text = \"Anslaget höjs.\"", "Bodil Ytterån (S) yrkar:\n\nAnslaget höjs."),
        ("text = \"Bodil Ytterån (S) yrkar mer.\"", "Bodil Ytterån (S) yrkar mer."),
        ("aterkallat = true", "Bodil Ytterån (S) yrkar tillägg till regiondirektörens förslag. Yrkandet återkallas."),
    ];
    for (more, expected) in own {
        let paragraf = asked(&format!("{{ av = [\"Bodil Ytterån\"], yrkar = \"tillägg\", {more} }}"));
        assert_eq!(part(&Fixture::of(&paragraf).checked(), "yrkanden"), expected);
    }
    let many = asked("{ av = [\"Bodil Ytterån\", \"Karin Dahl\", \"Nils Lind\"], yrkar = \"bifall\" }");
    assert_eq!(
        part(&Fixture::of(&many).checked(), "yrkanden"),
        "Bodil Ytterån (S), Karin Dahl (V) och Nils Lind (-) yrkar bifall till regiondirektörens förslag."
    );
}

fn asked(yrkanden: &str) -> String {
    format!(
        "rubrik = \"Prov\"\nforslag-av = \"regiondirektören\"\nforslag = [\"A.\"]\nbeslut = \"enligt förslag\"\nyrkanden = [{yrkanden}]"
    )
}

#[test]
fn the_proposition_says_what_the_case_shows_and_no_more() {
    let bifall = "{ av = [\"Ingrid Åkerö\"], yrkar = \"bifall\" }";
    let avslag = "{ av = [\"Bodil Ytterån\"], yrkar = \"avslag\" }";
    let andring = "{ av = [\"Karin Dahl\"], yrkar = \"ändring\" }";
    let aterremiss = "{ av = [\"Nils Lind\"], yrkar = \"återremiss\" }";
    let voted = format!(
        "{}\nhuvudforslag = \"regiondirektörens förslag\"\n[[paragraf.votering]]\n{SIDES}",
        asked(&format!("{avslag}, {andring}"))
    );
    let cases = [
        (asked(bifall), "Ordföranden ställer proposition på regiondirektörens förslag och finner att förslaget antas."),
        (
            asked(avslag),
            "Ordföranden ställer proposition på regiondirektörens förslag och Bodil Ytteråns yrkande och finner att \
             regiondirektörens förslag antas.",
        ),
        (
            asked(avslag).replace("\"enligt förslag\"", "[\"Motionen avslås.\"]"),
            "Ordföranden ställer proposition på regiondirektörens förslag och Bodil Ytteråns yrkande och finner att Bodil \
             Ytteråns yrkande antas.",
        ),
        (
            voted,
            "Ordföranden ställer proposition på regiondirektörens förslag, Bodil Ytteråns yrkande och Karin Dahls yrkande. \
             Regiondirektörens förslag är huvudförslag.",
        ),
        (
            asked(aterremiss),
            "Ordföranden ställer proposition på om ärendet ska avgöras i dag eller återremitteras och finner att ärendet ska \
             avgöras i dag.",
        ),
        (
            asked(aterremiss).replace("\"enligt förslag\"", "[\"Ärendet återremitteras.\"]"),
            "Ordföranden ställer proposition på om ärendet ska avgöras i dag eller återremitteras och finner att ärendet ska \
             återremitteras.",
        ),
        (asked(&avslag.replace(" }", ", aterkallat = true }")), ""),
        (format!("{}\nbehandling = \"Ordföranden ställer proposition och finner bifall.\"", asked(avslag)), ""),
    ];
    for (paragraf, expected) in cases {
        assert_eq!(part(&Fixture::of(&paragraf).checked(), "proposition"), expected);
    }
    assert_eq!(part(&Fixture::of("rubrik = \"Prov\"\nbeslut = [\"A.\"]").checked(), "proposition"), "");
}

#[test]
fn marks_against_the_decision_have_their_sentences() {
    let paragraf = "rubrik = \"Prov\"\nbeslut = [\"A.\", \"- B.\"]
reservationer = [
  { av = [\"Bodil Ytterån\", \"Karin Dahl\"] },
  { av = [\"Nils Lind\"], skriftlig = true },
  { av = [\"Ossian Fjällgård\"], text = \"Beslutet är för dyrt.\" },
]
anteckningar = [
  { av = [\"Nils Lind\"], text = \"Frågan är viktig.\" },
  { av = [\"Karin Dahl\"], typ = \"särskilt yttrande\", text = \"Ärendet borde ha väntat.\" },
]
bilagor = [\"Skriftlig reservation\"]
deltar-ej = [\"Ingrid Åkerö\"]";
    let fixture = Fixture::of(paragraf).checked();
    assert_eq!(part(&fixture, "beslut"), "1. A.\n2. \\- B.");
    assert_eq!(
        part(&fixture, "reservation"),
        "Mot beslutet reserverar sig Bodil Ytterån (S) och Karin Dahl (V).\n\nNils Lind (-) reserverar sig skriftligt mot \
         beslutet.\n\nOssian Fjällgård (M) reserverar sig mot beslutet.\n\nBeslutet är för dyrt."
    );
    assert_eq!(
        part(&fixture, "anteckning"),
        "Nils Lind (-) lämnar följande protokollsanteckning:\n\nFrågan är viktig."
    );
    assert_eq!(
        part(&fixture, "sarskilt-yttrande"),
        "Karin Dahl (V) lämnar följande särskilda yttrande:\n\nÄrendet borde ha väntat."
    );
    assert_eq!(part(&fixture, "deltar-ej"), "Ingrid Åkerö (C) deltar inte i beslutet.");
}

#[test]
fn jav_says_who_leads_and_who_serves_instead() {
    let paragraf = "rubrik = \"Prov\"\nbeslut = [\"A.\"]\njav = [{ namn = \"Ingrid Åkerö\", skal = \"styrelseledamot i bolaget\" }]";
    let extra = "  { namn = \"Áilu Čáppa\", parti = \"C\", uppdrag = \"ersättare\", tjanstgor = true, for = \"Ingrid Åkerö\", paragrafer = \"8\" },";
    let fixture = Fixture::of(paragraf).with_person(extra).checked();
    assert_eq!(
        part(&fixture, "jav"),
        "Ingrid Åkerö (C) anmäler jäv och deltar inte i handläggningen av ärendet. Skäl: styrelseledamot i bolaget. Áilu Čáppa \
         (C) tjänstgör i stället.\n\nOssian Fjällgård (M) är ordförande när ärendet behandlas."
    );
}

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
    let named = |paragrafer: &[u32], handling| Choice { paragrafer: paragrafer.to_vec(), handling, prov: false };
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
        let faults = fixture.faults(&Choice { paragrafer: vec![9, 8], handling: Some(handling), prov: false });
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
        "- Karta\n- Kalkyl\\\n  SHA-256 `ba78 16bf 8f01 cfea 4141 40de 5dae 2223 b003 61a3 9617 7a9c b410 ff61 f200 15ad`"
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
