//! What comes back: answers, mail that bounced, signed receipts; and who has not got theirs.

use crate::office::{Office, keep};

/// The Message-ID of the mail of § 6.
fn sent(office: &Office) -> String {
    let done = office.send(6, &[]);
    done.json()[0]["mottagare"][0]["message-id"].as_str().unwrap().to_owned()
}

fn waits(office: &Office, name: &str) -> bool {
    let waiting = office.missing();
    let of_six = waiting.split("§ 6").nth(1).unwrap_or_default();
    of_six.contains(name)
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn an_answer_is_a_receipt_of_the_mail_that_it_answers_once() {
    let office = Office::new();
    let id = sent(&office);
    keep(
        &office.path("svar.eml"),
        format!("From: teknik@lillsjo.example\r\nIn-Reply-To: {id}\r\n\r\nTack!\r\n").as_bytes(),
    );
    let done = office.utdrag(&["expediera", "kvitto", "svar.eml", "--json"]);
    assert_eq!(done.status, 0, "{done:?}");
    assert_eq!(done.json()[0]["mottagare"], "teknik");
    let again = office.utdrag(&["expediera", "kvitto", "svar.eml"]);
    assert!(again.status == 1 && again.stderr.contains("kvitto-finns"), "{again:?}");
    let known = office.send(6, &["--visa"]);
    assert_eq!(known.outcomes(), ["teknik redan"]);
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn answers_by_machines_and_to_other_mail_are_no_receipts() {
    let office = Office::new();
    let id = sent(&office);
    for (head, code) in [
        (format!("In-Reply-To: {id}\r\nAuto-Submitted: auto-replied\r\n"), "inget-kvitto"),
        (disposition(&id, "deleted"), "inget-kvitto"),
        (status(&id, "delivered"), "levererat eller skickat vidare"),
        (status(&id, "delayed"), "försenat"),
        ("In-Reply-To: <annat@lillsjo.example>\r\n".to_owned(), "svar-okant"),
        ("Subject: Hej\r\n".to_owned(), "svar-okant"),
    ] {
        keep(&office.path("svar.eml"), format!("{head}\r\nHej\r\n").as_bytes());
        let done = office.utdrag(&["expediera", "kvitto", "svar.eml"]);
        assert!(done.status == 1 && done.stderr.contains(code), "{done:?}");
    }
    keep(&office.path("svar.eml"), disposition(&id, "displayed").as_bytes());
    let shown = office.utdrag(&["expediera", "kvitto", "svar.eml"]);
    assert_eq!(shown.status, 0, "what was opened is: {shown:?}");
}

/// A receipt by the recipient's mail program: what became of the message.
fn disposition(id: &str, done: &str) -> String {
    format!(
        "From: teknik@lillsjo.example\r\nContent-Type: multipart/report; report-type=disposition-notification; boundary=x\r\nIn-Reply-To: {id}\r\n\r\n--x\r\nContent-Type: message/disposition-notification\r\n\r\nOriginal-Message-ID: {id}\r\nDisposition: manual-action/MDN-sent-manually; {done}\r\n\r\n--x--\r\n"
    )
}

/// A report by a mail server on its way.
fn status(id: &str, done: &str) -> String {
    format!(
        "From: mailer-daemon@lillsjo.example\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n--x\r\nContent-Type: message/delivery-status\r\n\r\nAction: {done}\r\n\r\n--x\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {id}\r\n--x--\r\n"
    )
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn mail_that_bounced_puts_its_recipient_among_those_who_wait() {
    let office = Office::new();
    let id = sent(&office);
    assert!(!waits(&office, "Tekniska kontoret"));
    keep(&office.path("studs.eml"), status(&id, "failed").as_bytes());
    let done = office.utdrag(&["expediera", "kvitto", "studs.eml"]);
    assert!(done.status == 1 && done.stdout.starts_with("studsat"), "{done:?}");
    assert!(waits(&office, "Tekniska kontoret (e-post): kom inte fram"));
    let again = office.send(6, &[]);
    assert_eq!(again.outcomes(), ["teknik framtaget"]);
    assert_ne!(again.json()[0]["mottagare"][0]["message-id"], id, "a new sending, a new id");
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn a_signed_receipt_is_entered_for_its_recipient() {
    let office = Office::new();
    let _ = office.send(3, &["--mottagare", "sokanden"]);
    keep(&office.path("bevis.pdf"), b"%PDF-1.4 mottagningsbevis");
    let enter = |recipient: &str, day: &str| {
        let which = ["--utdrag", "bn-2026-03-02-p3-utdrag.pdf", "--mottagare", recipient, "--datum", day];
        office.utdrag(&[["expediera", "kvitto", "bevis.pdf"].as_slice(), &which].concat())
    };
    let today = utdrag::clock::now().in_tz("Europe/Stockholm").unwrap().date();
    let (today, before) = (today.to_string(), today.yesterday().unwrap().to_string());
    assert!(enter("skyddad-granne", &today).stderr.contains("inte-expedierat"));
    assert!(enter("sokanden", "2199-01-01").stderr.contains("kvitto-i-framtiden"));
    let early = enter("sokanden", &before);
    assert!(early.status == 1 && early.stderr.contains("kvitto-fore-expediering"), "{early:?}");
    assert!(early.stderr.contains(&before) && early.stderr.contains(&today), "both days: {early:?}");
    let waiting = |of: &str| {
        let text = office.utdrag(&["expediera", "--saknas"]).stdout;
        let open = text.split("Framtaget, men inte kvitterat").nth(1).unwrap_or_default().to_owned();
        open.contains(of)
    };
    assert!(waiting("(delgivning): framtaget"), "made, and not known to be posted");
    let _ = office.send(3, &["--for-hand", "sokanden"]);
    assert!(waiting("(delgivning): skickat"), "posted, and the receipt is not back");
    let done = enter("sokanden", &today);
    assert_eq!((done.status, done.stdout.split(' ').next()), (0, Some("kvitterat")), "{done:?}");
    assert!(!waiting("(delgivning)"));
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn those_who_wait_are_told_until_everybody_has_got_theirs() {
    let office = Office::new();
    let before = office.utdrag(&["expediera", "--saknas", "--json"]);
    let numbers: Vec<u64> =
        before.json().as_array().unwrap().iter().map(|one| one["paragraf"].as_u64().unwrap()).collect();
    assert_eq!((before.status, numbers), (1, vec![2, 3, 4, 5, 6, 7]));
    assert!(!before.stdout.contains("Yttrande i tillsynsärende"), "the title of a secret § is not told");
    for paragraf in [2, 3, 4, 5, 6, 7] {
        let _ = office.send(paragraf, &[]);
    }
    let left = office.missing();
    let names: Vec<&str> = left.lines().filter(|line| line.starts_with("        ")).collect();
    assert_eq!(names.len(), 4, "{left}");
    for paragraf in [3, 4, 5] {
        let by_hand = office.send(paragraf, &["--for-hand", "ekonomi"]);
        assert_eq!(by_hand.outcomes(), ["ekonomi skickat"], "{by_hand:?}");
    }
    let _ = office.send(2, &["--for-hand", "Trafikavdelningen"]);
    // Nobody is missing, but files on a disk have reached nobody.
    let done = office.utdrag(&["expediera", "--saknas"]);
    assert!(
        done.status == 0 && done.stdout.starts_with("Ingen saknas, men allt är inte känt som skickat."),
        "{done:?}"
    );
    assert!(done.stdout.contains("Tekniska kontoret (e-post): framtaget"), "{done:?}");
    let open = office.utdrag(&["expediera", "--saknas", "--json"]).json();
    for one in open.as_array().unwrap() {
        let paragraf = u32::try_from(one["paragraf"].as_u64().unwrap()).unwrap();
        for recipient in one["mottagare"].as_array().unwrap() {
            assert_eq!(recipient["lage"], "framtaget");
            let key = recipient["mottagare"].as_str().unwrap();
            assert_eq!(office.send(paragraf, &["--for-hand", key]).outcomes(), [format!("{key} skickat")]);
        }
    }
    // What is served waits for its receipt; the rest is done.
    let done = office.utdrag(&["expediera", "--saknas"]);
    let rows: Vec<&str> = done.stdout.lines().filter(|line| line.starts_with("        ")).collect();
    assert!(done.status == 0 && !rows.is_empty(), "{done:?}");
    assert!(rows.iter().all(|row| row.contains("(delgivning): skickat")), "{done:?}");
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn an_answer_from_the_recipients_house_is_said_and_one_from_elsewhere_is_no_receipt() {
    let office = Office::new();
    let id = sent(&office);
    let answer = |from: &str| {
        keep(&office.path("svar.eml"), format!("{from}In-Reply-To: {id}\r\n\r\nTack!\r\n").as_bytes());
        office.utdrag(&["expediera", "kvitto", "svar.eml"])
    };
    let unsigned = answer("");
    assert!(unsigned.status == 1 && unsigned.stderr.contains("fel[avsandare-saknas]"), "{unsigned:?}");
    let stranger = answer("From: Tekniska kontoret <teknik@konsult.example>\r\n");
    assert!(stranger.status == 1 && stranger.stderr.contains("fel[avsandare-annan]"), "{stranger:?}");
    assert!(stranger.stderr.contains("--utdrag bn-2026-03-02-p6-utdrag --mottagare teknik"), "{stranger:?}");
    let colleague = answer("From: Anna Berg <anna.berg@lillsjo.example>\r\n");
    assert!(colleague.status == 0 && colleague.stderr.contains("varning[avsandare-kollega]"), "{colleague:?}");
    assert_eq!(office.send(6, &["--visa"]).outcomes(), ["teknik redan"]);
}

#[test]
#[ignore = "needs openssl: run tests/run"]
fn a_slip_of_the_hand_is_guessed_at() {
    let office = Office::new();
    let _ = sent(&office);
    let typed = office.send(2, &["--mottagare", "ekonmi"]);
    assert!(typed.status == 1 && typed.stderr.contains("menade du ekonomi?"), "{typed:?}");
    keep(&office.path("bevis.pdf"), b"%PDF-1.4");
    let enter = |utdrag: &str, whom: &str| {
        office.utdrag(&["expediera", "kvitto", "bevis.pdf", "--utdrag", utdrag, "--mottagare", whom])
    };
    let extract = enter("bn-2026-03-02-p5-utdrag", "teknik");
    assert!(extract.status == 1 && extract.stderr.contains("menade du bn-2026-03-02-p6-utdrag?"), "{extract:?}");
    let whom = enter("bn-2026-03-02-p6-utdrag.pdf", "teknk");
    assert!(whom.status == 1 && whom.stderr.contains("menade du teknik?"), "{whom:?}");
    assert!(whom.stderr.contains("det har gått till teknik"), "{whom:?}");
}

#[test]
#[ignore = "needs openssl and poppler: run tests/run"]
fn nobody_who_is_protected_is_asked_to_answer_by_mail() {
    let office = Office::new();
    assert_eq!(office.send(3, &["--mottagare", "skyddad-granne", "--mottagare", "sokanden"]).status, 0);
    let text = |name: &str| {
        let file = office.path(&Office::folder(3)).join(format!("{name}-delgivning.pdf"));
        let read = std::process::Command::new("pdftotext").arg(file).arg("-").output().unwrap();
        String::from_utf8(read.stdout).unwrap()
    };
    assert!(text("sokanden").contains("som bild eller PDF till kommun@lillsjo.example"));
    assert!(!text("skyddad-granne").contains("eller PDF till"), "{}", text("skyddad-granne"));
}
