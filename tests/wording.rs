//! The sentences the program writes where the case has none of its own: yrkanden, proposition, votes, marks.

#![expect(clippy::indexing_slicing, reason = "an index that is not there is a failed test")]

#[expect(dead_code, reason = "shared by four tests, each of which asks for a part of it")]
#[path = "document/meeting.rs"]
mod meeting;
#[path = "wording/parts.rs"]
mod parts;
#[path = "wording/proposition.rs"]
mod proposition;
#[path = "wording/votes.rs"]
mod votes;

use meeting::{Fixture, part};
use utdrag::document::Innehall;

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
            "Med 2 ja-röster, 1 nej-röst och 2 ledamöter som avstår finner ordföranden att motionen bifalls.",
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
        "Vid lika röstetal, 2–2 och med 1 blank röst, avgörs omröstningen genom lottning. Lotten faller på Nils Lind."
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
         ”Ja”\\\nDen som bifaller Bodil Ytteråns yrkande röstar ”Nej”"
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
    assert!(part(&fixture, "omrostning").contains("Den som vill att ärendet avgörs i dag röstar ”Ja”"));
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
        let paragraf = format!("{paragraf}\nbehandling = \"Vad som yrkas framgår av samtalet.\"");
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
    let andring = "{ av = [\"Karin Dahl\"], yrkar = \"ändring\", text = \"Karin Dahl (V) yrkar att B antas.\" }";
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
fn a_closed_election_puts_no_question_to_the_meeting() {
    let paragraf = "rubrik = \"Val av ombud\"\narendetyp = \"val\"\nbeslut = [\"Karin Dahl (V) väljs.\"]\nyrkanden = [\
         { av = [\"Karin Dahl\"], yrkar = \"eget förslag\", text = \"Karin Dahl (V) föreslår Karin Dahl (V).\" }, \
         { av = [\"Nils Lind\"], yrkar = \"eget förslag\", text = \"Nils Lind (-) föreslår Nils Lind (-).\" }]\n\
         [[paragraf.votering]]\nsluten = true\nja.for = \"Karin Dahl (V)\"\nnej.for = \"Nils Lind (-)\"\nresultat = { ja = 4, nej = 1 }";
    let meeting = Fixture::of(paragraf).checked();
    assert!(!meeting.ids().contains(&"proposition".to_owned()), "{:?}", meeting.ids());
    assert_eq!(
        part(&meeting, "omrostning"),
        "Omröstningen är sluten och sker mellan Karin Dahl (V) och Nils Lind (-)."
    );
    let expected =
        "Med 4 röster för Karin Dahl (V) och 1 röst för Nils Lind (-) finner ordföranden att Karin Dahl (V) väljs.";
    assert_eq!(part(&meeting, "omrostningsresultat"), expected);
}

#[test]
fn an_interpellation_says_who_asked_and_who_answered() {
    let fraga = |keys: &str| {
        let paragraf = format!(
            "rubrik = \"Interpellation om vården\"\nbeslut = [\"Interpellationen anses besvarad.\"]\nfraga = {{ {keys} }}"
        );
        part(&Fixture::of(&paragraf).in_fullmaktige().checked(), "behandling")
    };
    assert_eq!(
        fraga(
            "av = [\"Karin Dahl\"], till = \"Ingrid Åkerö\", besvarad-av = [\"Ingrid Åkerö\"], inlagg = [\"Nils Lind\", \"Bodil Ytterån\"]"
        ),
        "Interpellation av Karin Dahl (V) till Ingrid Åkerö (C). Ingrid Åkerö (C) besvarar interpellationen. I överläggningen \
         deltar också Nils Lind (-) och Bodil Ytterån (S)."
    );
    assert_eq!(
        fraga("typ = \"fråga\", av = [\"Karin Dahl\"], till = \"regionstyrelsens ordförande\""),
        "Fråga av Karin Dahl (V) till regionstyrelsens ordförande. Frågan besvaras inte vid sammanträdet."
    );
}

#[test]
fn a_sentence_keeps_its_list_under_its_number() {
    let paragraf = "rubrik = \"Val\"\nbeslut = [\"Följande väljs:\\n\\n- Karin Dahl (V)\\n- Nils Lind (-)\", \"Valet gäller till årets slut.\"]";
    let expected = "1. Följande väljs:\n\n   - Karin Dahl (V)\n   - Nils Lind (-)\n2. Valet gäller till årets slut.";
    assert_eq!(part(&Fixture::of(paragraf).checked(), "beslut"), expected);
}

#[test]
fn information_and_appeal_are_two_parts_and_nothing_decided_has_neither_appeal_nor_dispatch() {
    let decided = "rubrik = \"Lov\"\nbeslut = [\"Lov ges.\"]\nupplysningar = \"Bygget får inte börja.\"\noverklagande = \"laglighetsprövning\"";
    let object = Fixture::of(decided).checked().object();
    let parts = object["delar"].as_array().cloned().unwrap_or_default();
    let headings: Vec<(&str, &str)> = parts
        .iter()
        .filter(|part| part["id"] == "upplysning")
        .filter_map(|part| Some((part["rubrik"].as_str()?, part["text"].as_str()?)))
        .collect();
    assert_eq!(headings[0], ("Upplysningar", "Bygget får inte börja."));
    assert_eq!(headings[1].0, "Överklagande");
    let told = "rubrik = \"Information om läget\"\nbehandling = \"Läget är gott.\"\nexpedieras-till = []";
    assert_eq!(Fixture::of(told).checked().ids(), ["behandling"]);
}
