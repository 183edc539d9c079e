//! Mail servers of other kinds: TLS from the first byte, and those that take nothing just now.

use crate::office::{Office, Server, keep};

#[test]
#[ignore = "needs openssl and aiosmtpd: run tests/run"]
fn a_server_with_tls_from_the_first_byte_gets_its_mail() {
    let office = Office::new();
    let server = Server::start(&office, &["direct"]);
    office.reach_by(server.port, "kryptering = \"direkt\"");
    let done = office.send(2, &["--mottagare", "ekonomi"]);
    assert_eq!((done.status, server.taken()), (0, vec!["ekonomi".to_owned()]), "{done:?}");
    assert!(server.envelopes()[0].ends_with("tls True\n"), "{:?}", server.envelopes());
}

#[test]
#[ignore = "needs openssl and aiosmtpd: run tests/run"]
fn direct_tls_refuses_a_wrong_password_and_a_certificate_of_somebody_else() {
    let office = Office::new();
    let server = Server::start(&office, &["direct"]);
    office.reach_by(server.port, "kryptering = \"direkt\"");
    keep(&office.path("losenord.txt"), b"fel");
    let wrong = office.send(2, &["--mottagare", "ekonomi"]);
    assert!(wrong.status == 4 && wrong.stderr.contains("användarnamn och lösenord (svar 535)"), "{wrong:?}");
    keep(&office.path("losenord.txt"), "lösen ord\n".as_bytes());
    crate::office::certificate(&office.path(""));
    let another = office.send(2, &["--mottagare", "ekonomi"]);
    assert!(another.status == 4 && another.stderr.contains("fel[smtp-tls]"), "{another:?}");
    assert!(server.taken().is_empty());
}

#[test]
#[ignore = "needs openssl and aiosmtpd: run tests/run"]
fn who_has_to_wait_is_named_and_gets_theirs_the_next_time() {
    let office = Office::new();
    let grey = Server::start(&office, &["teknik=wait"]);
    office.reach(grey.port);
    let first = office.send(2, &[]);
    assert_eq!((first.status, grey.taken()), (1, vec!["ekonomi".to_owned(), "revision".to_owned()]), "{first:?}");
    assert!(first.stderr.contains("tog inte emot brevet till Tekniska kontoret (svar 450, tillfälligt)"), "{first:?}");
    assert!(first.stderr.contains("kör samma kommando om en stund"), "{first:?}");
    let kind = Server::start(&office, &[]);
    office.reach(kind.port);
    assert_eq!((office.send(2, &[]).status, kind.taken()), (0, vec!["teknik".to_owned()]));
}

#[test]
#[ignore = "needs openssl and aiosmtpd: run tests/run"]
fn a_server_that_takes_nobody_is_said_for_each_and_letters_are_made() {
    let office = Office::new();
    let strict = Server::start(&office, &["ekonomi=refuse", "teknik=refuse", "revision=refuse"]);
    office.reach(strict.port);
    let done = office.send(2, &[]);
    assert_eq!(done.status, 1, "{done:?}");
    assert!(strict.taken().is_empty());
    for name in ["Ekonomiavdelningen på Östra Ängsgården", "Tekniska kontoret", "Revisorerna"] {
        assert!(done.stderr.contains(&format!("tog inte emot brevet till {name} (svar 550)")), "{name}: {done:?}");
    }
    assert!(done.outcomes().contains(&"foreningen framtaget".to_owned()), "{done:?}");
    let register = std::fs::read(office.path("register.db")).unwrap();
    let address = b"teknik@lillsjo.example";
    assert!(!register.windows(address.len()).any(|window| window == address), "no address stands in the register");
}
