//! Mail through a server: everybody gets it once, and of each it is known whether they did.

use std::fs;
use std::process::Stdio;

use crate::office::{Office, Server, certificate, done, keep};

/// The three of § 2 that get mail.
const MAILED: [&str; 3] = ["ekonomi", "teknik", "revision"];

#[test]
#[ignore = "needs openssl and aiosmtpd: run tests/run"]
fn everybody_gets_it_once_and_a_second_run_sends_nothing() {
    let office = Office::new();
    let server = Server::start(&office, &[]);
    office.reach(server.port);
    let first = office.send(2, &[]);
    assert_eq!(first.status, 0, "{first:?}");
    assert_eq!(server.taken(), MAILED);
    for envelope in server.envelopes() {
        assert!(
            envelope.starts_with("from protokoll@lillsjo.example\n") && envelope.ends_with("tls True\n"),
            "{envelope}"
        );
    }
    let expected = [
        "ekonomi skickat",
        "teknik skickat",
        "revision skickat",
        "arkivet framtaget",
        "foreningen framtaget",
        "grannkommunen framtaget",
        "rektor framtaget",
        "Trafikavdelningen for-hand",
    ];
    assert_eq!(first.outcomes(), expected);
    let again = office.send(2, &[]);
    assert_eq!(server.taken().len(), 3, "{again:?}");
    assert_eq!(again.outcomes().iter().filter(|row| row.ends_with(" redan")).count(), 7, "{again:?}");
    // What the server took is, byte for byte, what lies in the folder and stands in the register.
    let kept = fs::read(office.path(&Office::folder(2)).join("ekonomi-epost.eml")).unwrap();
    let taken = fs::read(&server.messages()[0]).unwrap();
    assert_eq!(String::from_utf8(taken).unwrap().trim_end(), String::from_utf8(kept).unwrap().trim_end());
}

#[test]
#[ignore = "needs openssl and aiosmtpd: run tests/run"]
fn an_address_that_the_server_refuses_stops_only_itself_and_is_tried_again() {
    let office = Office::new();
    let strict = Server::start(&office, &["teknik=refuse"]);
    office.reach(strict.port);
    let first = office.send(2, &[]);
    assert_eq!(first.status, 1, "{first:?}");
    assert_eq!(strict.taken(), ["ekonomi", "revision"]);
    assert!(first.stderr.contains("svar 550") && first.stderr.contains("No such user here"), "{}", first.stderr);
    let kind = Server::start(&office, &[]);
    office.reach(kind.port);
    assert_eq!(office.send(2, &[]).status, 0);
    assert_eq!(kind.taken(), ["teknik"]);
}

#[test]
#[ignore = "needs openssl and aiosmtpd: run tests/run"]
fn a_connection_that_breaks_before_the_message_leaves_the_rest_for_the_next_run() {
    for (at, name) in MAILED.iter().enumerate() {
        let office = Office::new();
        let broken = Server::start(&office, &[&format!("{name}=drop")]);
        office.reach(broken.port);
        let first = office.send(2, &[]);
        assert_eq!(first.status, 4, "{first:?}");
        assert_eq!(broken.taken(), MAILED[..at], "{first:?}");
        assert!(first.outcomes().contains(&format!("{name} inte-skickat")), "{first:?}");
        assert_eq!(first.outcomes().iter().filter(|row| row.ends_with("inte-forsokt")).count(), 2 - at, "{first:?}");
        let whole = Server::start(&office, &[]);
        office.reach(whole.port);
        assert_eq!(office.send(2, &[]).status, 0);
        assert_eq!(whole.taken(), MAILED[at..], "nobody twice, nobody left out");
    }
}

#[test]
#[ignore = "needs openssl and aiosmtpd: run tests/run"]
fn what_may_have_arrived_is_unsure_and_never_sent_again_unasked() {
    let office = Office::new();
    let silent = Server::start(&office, &["teknik=lose"]);
    office.reach(silent.port);
    let first = office.send(2, &[]);
    assert_eq!(first.status, 4, "{first:?}");
    assert_eq!(silent.taken(), ["ekonomi", "teknik"]);
    assert!(first.outcomes().contains(&"teknik osakert".to_owned()), "{first:?}");
    let whole = Server::start(&office, &[]);
    office.reach(whole.port);
    let second = office.send(2, &[]);
    assert_eq!(second.status, 3, "cannot tell: {second:?}");
    assert_eq!(whole.taken(), ["revision"]);
    let waiting = office.utdrag(&["expediera", "--saknas"]);
    assert!(waiting.stdout.contains("Tekniska kontoret (e-post): osäkert, försökt"), "{}", waiting.stdout);
    let asked = office.send(2, &["--mottagare", "teknik", "--igen", "kontoret säger att inget kom"]);
    assert_eq!((asked.status, whole.taken()), (0, vec!["revision".to_owned(), "teknik".to_owned()]), "{asked:?}");
    let id = |message: &std::path::PathBuf| {
        let text = fs::read_to_string(message).unwrap();
        text.lines().find(|line| line.starts_with("Message-ID:")).unwrap().to_owned()
    };
    assert_ne!(id(&silent.messages()[1]), id(&whole.messages()[1]), "each sending has an id of its own");
}

#[test]
#[ignore = "needs openssl and aiosmtpd: run tests/run"]
fn a_run_that_ended_in_the_middle_is_unsure() {
    use utdrag::register::{Handelse, Register, Search};
    let office = Office::new();
    let server = Server::start(&office, &[]);
    office.reach(server.port);
    assert_eq!(office.send(2, &["--mottagare", "ekonomi"]).status, 0);
    let mut register = utdrag::register::open(&office.path("register.db")).unwrap();
    let search = Search { handelser: vec![Handelse::Expedierad], ..Search::default() };
    let mut begun = register.entries(&search).unwrap().remove(0).post;
    assert_eq!(begun.uppgifter.get("lage").map(String::as_str), Some("paborjad"), "entered before the server gets it");
    begun.uppgifter.insert("mottagare".to_owned(), "teknik".to_owned());
    register.append(&[begun]).unwrap();
    drop(register);
    let done = office.send(2, &["--mottagare", "teknik"]);
    assert_eq!((done.status, done.outcomes()), (3, vec!["teknik osakert".to_owned()]), "{done:?}");
    assert_eq!(server.taken(), ["ekonomi"]);
}

#[test]
#[ignore = "needs openssl and aiosmtpd: run tests/run"]
fn two_runs_at_once_send_nobody_two() {
    let office = Office::new();
    let server = Server::start(&office, &[]);
    office.reach(server.port);
    let file = Office::extract(2);
    let args = ["expediera", &file, "--som", "Ylva Sandmark", "--json"];
    let start = || office.command(&args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let runs: Vec<_> = (0..4).map(|_| start()).collect();
    let ended: Vec<_> = runs.into_iter().map(|run| done(run.wait_with_output().unwrap())).collect();
    let mut taken = server.taken();
    taken.sort();
    assert_eq!(taken, ["ekonomi", "revision", "teknik"], "{ended:?}");
    assert!(ended.iter().any(|one| one.status == 0), "{ended:?}");
    for one in ended.iter().filter(|one| one.status != 0) {
        assert_eq!(one.status, 4, "{one:?}");
        assert!(one.stderr.contains("annan-korning"), "{}", one.stderr);
    }
}

#[test]
#[ignore = "needs openssl and aiosmtpd: run tests/run"]
fn nothing_is_said_to_a_server_that_cannot_be_trusted() {
    let office = Office::new();
    let plain = Server::start(&office, &["plain"]);
    office.reach(plain.port);
    let unencrypted = office.send(2, &["--mottagare", "ekonomi"]);
    assert_eq!(unencrypted.status, 4, "{unencrypted:?}");
    assert!(unencrypted.stderr.contains("fel[smtp-utan-tls]"), "{}", unencrypted.stderr);

    let server = Server::start(&office, &[]);
    office.reach(server.port);
    keep(&office.path("losenord.txt"), b"fel");
    let wrong = office.send(2, &["--mottagare", "ekonomi"]);
    assert_eq!(wrong.status, 4, "{wrong:?}");
    assert!(wrong.stderr.contains("tog inte emot användarnamn och lösenord (svar 535)"), "{}", wrong.stderr);

    keep(&office.path("losenord.txt"), "lösen ord\n".as_bytes());
    // Another issuer of the same name.
    certificate(&office.path(""));
    let another = office.send(2, &["--mottagare", "ekonomi"]);
    assert_eq!(another.status, 4, "{another:?}");
    assert!(another.stderr.contains("fel[smtp-tls]"), "{}", another.stderr);

    assert!(plain.taken().is_empty() && server.taken().is_empty());
    assert_eq!(office.utdrag(&["expediera", "--saknas", "--json"]).json()[0]["mottagare"][0]["lage"], "saknas");
}

#[test]
#[ignore = "needs openssl and aiosmtpd: run tests/run"]
fn no_server_at_all_is_said_and_the_letters_are_made() {
    let office = Office::new();
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    office.reach(port);
    let done = office.send(2, &[]);
    assert_eq!(done.status, 4, "{done:?}");
    assert!(done.stderr.contains("ingen svarar på den porten"), "{}", done.stderr);
    assert!(done.outcomes().contains(&"foreningen framtaget".to_owned()), "{done:?}");
}
