//! Whatever the recipients and the §§: what is protected or secret is never mailed, and nobody is dropped in silence.

use std::sync::Arc;

use jiff::civil::date;
use proptest::prelude::*;
use utdrag::case::Workspace;
use utdrag::case::myndighet::{Kanal, Mottagare};
use utdrag::diag::has_errors;
use utdrag::dispatch::{Extract, Order, Recipient, expediering, personal_numbers, protected_names, recipients};
use utdrag::evidence::{DelObject, HuvudObject, ParagrafObject};

const KANALER: [Kanal; 6] =
    [Kanal::EPost, Kanal::Brev, Kanal::Internt, Kanal::DigitalPost, Kanal::Delgivning, Kanal::Overlamnas];

fn workspace() -> Workspace {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dispatch/kommun");
    Workspace::open(&root).0.expect("the workspace opens")
}

fn huvud() -> HuvudObject {
    HuvudObject {
        format: "utdrag-huvud/1".to_owned(),
        myndighet: "Lillsjö kommun".to_owned(),
        organ: "Byggnadsnämnden".to_owned(),
        datum: "2026-03-02".to_owned(),
        slutdatum: None,
        tid: String::new(),
        ajournering: Vec::new(),
        plats: String::new(),
        narvaro: Vec::new(),
        sekreterare: String::new(),
        ordforande: Vec::new(),
        justerare: Vec::new(),
        distansbeslut: String::new(),
        avvikelser: Vec::new(),
        salt: String::new(),
    }
}

fn paragraf(rubrik: &str, names: &[String], secret: bool) -> ParagrafObject {
    let del = |id: &str, text: String| DelObject { id: id.to_owned(), rubrik: None, text };
    let list = match names {
        [] => "Ingen expediering.".to_owned(),
        [only] => utdrag::document::text::line(only),
        several => {
            let items = several.iter().map(|name| format!("- {}", utdrag::document::text::line(name)));
            items.collect::<Vec<_>>().join("\n")
        }
    };
    let mut delar = vec![del("beslut", "Så beslutas.".to_owned()), del("expediering", list)];
    if secret {
        delar.insert(0, del("sekretess", "Sekretess enligt 21 kap. 3 §.".to_owned()));
    }
    ParagrafObject {
        format: "utdrag-paragraf/1".to_owned(),
        myndighet: "Lillsjö kommun".to_owned(),
        organ: "Byggnadsnämnden".to_owned(),
        datum: "2026-03-02".to_owned(),
        nummer: 7,
        rubrik: rubrik.to_owned(),
        diarienummer: None,
        delar,
        voteringar: Vec::new(),
        salt: String::new(),
    }
}

fn extract(paragraf: ParagrafObject) -> Extract {
    Extract {
        stem: "bn-2026-03-02-p7-utdrag".to_owned(),
        bytes: b"%PDF-1.7".to_vec(),
        sha256: "ab".repeat(32),
        huvud: huvud(),
        paragrafer: vec![paragraf],
        prov: false,
        proof: None,
    }
}

/// A recipient of any channel, with or without addresses, perhaps protected; names with marks and marked-up characters.
fn recipient() -> impl Strategy<Value = Mottagare> {
    let name = "[A-ZÅÄÖ][a-zåäöé*_<&. -]{2,20}[a-z]";
    (name, 0..6usize, any::<bool>(), proptest::option::of("[a-z]{1,8}@[a-z]{2,8}\\.example"), any::<bool>()).prop_map(
        |(namn, kanal, skyddad, epost, has_address)| Mottagare {
            id: String::new(),
            namn,
            kanal: KANALER.get(kanal).copied(),
            epost,
            adress: has_address.then(|| "Namn\nGatan 1\n999 01 Orten".to_owned()),
            skyddad,
        },
    )
}

/// The bytes of all mail that would go out, and how many recipients got an answer of some kind.
fn mailed(workspace: &Workspace, extract: &Extract, all: &[Recipient]) -> (Vec<(Recipient, Vec<u8>)>, usize) {
    let order = Order {
        extract,
        workspace,
        now: "2026-03-19T09:00:00Z".parse().expect("a moment"),
        today: date(2026, 3, 19),
        som: Some("Ylva Sandmark"),
        hanvisningar: &[],
        bilagor: &[],
    };
    let blocked = has_errors(&personal_numbers(extract)) || has_errors(&protected_names(extract, workspace));
    let mut mail = Vec::new();
    for one in all {
        // Letters are set in type, which says nothing of mail and takes its time.
        if one.kanal(workspace).is_none_or(|kanal| kanal != Kanal::EPost) || blocked {
            continue;
        }
        if let Ok(made) = expediering(&order, one, 0) {
            mail.extend(made.files.into_iter().map(|file| (one.clone(), file.bytes)));
        }
    }
    (mail, all.len())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_protected_or_secret_is_never_mailed(mut rows in proptest::collection::vec(recipient(), 1..6), secret: bool) {
        for (index, row) in rows.iter_mut().enumerate() {
            row.id = format!("m{index}");
            row.namn = format!("{} {index}", row.namn);
        }
        let mut workspace = workspace();
        workspace.myndighet.value.mottagare.clone_from(&rows);
        let names: Vec<String> = rows.iter().map(|row| row.namn.clone()).collect();
        let extract = extract(paragraf("Ett ärende", &names, secret));
        let all = recipients(&extract, &workspace, None);
        prop_assert_eq!(all.len(), rows.len(), "nobody is dropped: {:?} of {:?}", all, names);
        let (mail, _) = mailed(&workspace, &extract, &all);
        let protected = rows.iter().any(|row| row.skyddad);
        prop_assert!(mail.is_empty() || !(secret || protected));
        for (one, _) in mail {
            let row = one.mottagare(&workspace).expect("a row");
            prop_assert!(!row.skyddad && row.epost.is_some());
        }
    }

    #[test]
    fn a_hostile_name_or_title_adds_no_header(name in "\\PC{0,30}[\r\n\u{202e}]{1,3}\\PC{0,30}", title in "(\\PC|[\r\n]){0,60}") {
        let mut workspace = workspace();
        let rows = &mut workspace.myndighet.value.mottagare;
        rows.truncate(1);
        let row = rows.first_mut().expect("a row");
        row.namn = format!("A {name}");
        let recipient =
            Recipient { key: row.id.clone(), namn: row.namn.clone(), row: Some(0), paragrafer: vec![7] };
        let extract = extract(paragraf(&title, &[], false));
        let (mail, _) = mailed(&workspace, &extract, &[recipient]);
        for (_, bytes) in mail {
            let text = String::from_utf8(bytes).expect("mail is ASCII");
            prop_assert!(text.is_ascii());
            let head = text.split("\r\n\r\n").next().unwrap_or_default();
            let names: Vec<&str> = head
                .split("\r\n")
                .filter(|line| !line.starts_with([' ', '\t']))
                .map(|line| line.split(':').next().unwrap_or_default())
                .collect();
            prop_assert_eq!(names, ["From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"]);
        }
    }
}

#[test]
fn a_renamed_recipient_is_told_apart_from_the_case() {
    use utdrag::case::Content;
    let workspace = Arc::new(workspace());
    let meeting = workspace.cases.iter().find_map(|case| match &case.value {
        Content::Sammantrade(meeting) => Some(meeting.clone()),
        Content::Tjansteskrivelse(_) | Content::Kallelse(_) => None,
    });
    let mut object =
        paragraf("Ägarbyte", &["Ekonomikontoret".to_owned(), "Lillsjö hembygdsförening".to_owned()], false);
    object.nummer = 5;
    let extract = extract(object);
    let meeting = meeting.expect("the meeting");
    let found = utdrag::dispatch::recipient::differences(&extract, &workspace, &meeting);
    let said: Vec<&str> = found.iter().map(|one| one.message.as_str()).collect();
    let expected = [
        "§ 5: Ekonomikontoret står i utdraget men inte i fallet",
        "§ 5: Ekonomiavdelningen på Östra Ängsgården står i fallet men inte i utdraget",
    ];
    assert_eq!(said, expected);
    let all = recipients(&extract, &workspace, Some(&meeting));
    assert_eq!(all.iter().map(|one| one.row.is_some()).collect::<Vec<_>>(), [false, true]);
}

#[test]
fn mail_that_bilagor_make_larger_than_many_servers_take_is_warned_of_and_deterministic() {
    use utdrag::dispatch::Bifogad;
    let workspace = workspace();
    let extract = extract(paragraf("Taxa", &["Tekniska kontoret".to_owned()], false));
    let all = recipients(&extract, &workspace, None);
    let mailed = |size: usize| {
        let bilaga = Bifogad {
            paragraf: 7,
            titel: "Karta".to_owned(),
            namn: "kärta, bilaga.pdf".to_owned(),
            bytes: vec![b'x'; size],
        };
        let order = Order {
            extract: &extract,
            workspace: &workspace,
            now: "2026-03-19T09:00:00Z".parse().expect("a moment"),
            today: date(2026, 3, 19),
            som: None,
            hanvisningar: &[],
            bilagor: std::slice::from_ref(&bilaga),
        };
        let made = expediering(&order, all.first().expect("a recipient"), 0).expect("mail is made");
        let codes: Vec<&str> = made.warnings.iter().map(|one| one.code).collect();
        (codes, made.files)
    };
    assert_eq!(mailed(1_000).0, [""; 0]);
    assert_eq!(mailed(16_000_000).0, ["utskick-stort"], "base64 makes a third more of it");
    assert!(mailed(1_000).1 == mailed(1_000).1);
}
