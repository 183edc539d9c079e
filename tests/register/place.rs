//! Where a register may be, and what happens when an older copy is put back.

use utdrag::register::{self, Handelse, Register as _, Search, Settings};

use super::{Desk, number, open, post};

#[test]
fn a_folder_that_is_copied_to_a_cloud_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let cloud = folder.path().join("OneDrive - Region Fjällmarken/protokoll");
    std::fs::create_dir_all(&cloud).unwrap();
    let fault = open(&register::beside(&cloud)).unwrap_err();
    assert_eq!(fault.code, "register-molnmapp");
    assert!(fault.message.contains("OneDrive - Region Fjällmarken"), "{}", fault.message);
    assert!(!register::beside(&cloud).exists(), "nothing is made there");
}

/// Copies the register alone, as a backup of it does while nobody writes.
fn copy(from: &Desk, name: &str) {
    std::fs::copy(from.path(), from.folder.path().join(name)).unwrap();
}

#[test]
fn a_backup_put_back_over_later_numbers_is_noticed_before_one_is_given_again() {
    let desk = Desk::filled(9);
    copy(&desk, "kopia.db");
    let mut register = desk.open();
    let later = register.take_number(&post(Handelse::Nummer, 9)).unwrap();
    assert_eq!(later, number("RS 2026:4"));
    let certified = register::Post { lopnummer: Some(later.clone()), ..post(Handelse::Bestyrkt, 9) };
    register.append(&[certified]).unwrap();
    drop(register);
    std::fs::copy(desk.folder.path().join("kopia.db"), desk.path()).unwrap();
    let fault = open(&desk.path()).unwrap_err();
    assert_eq!(fault.code, "register-aterstallt");
    assert!(fault.message.contains("har 9 poster, men har haft 11"), "{}", fault.message);
    // It can be looked at, and the audit says what is wrong.
    let mut old = register::existing(&desk.path(), &Settings::beside(&desk.path())).unwrap();
    let audit = old.audit(&[]).unwrap();
    assert!(audit.fel.iter().any(|fel| fel.vad.contains("registrets vakt gäller 11")), "{:?}", audit.fel);
    assert_eq!(old.take_number(&post(Handelse::Nummer, 9)).unwrap_err().code, "register-aterstallt");
    let search = Search { lopnummer: Some(later), ..Search::default() };
    assert_eq!(old.entries(&search).unwrap(), [], "no number was given");
}

#[test]
fn a_copy_that_has_grown_by_itself_is_noticed() {
    let desk = Desk::filled(9);
    copy(&desk, "kopia.db");
    let watch = std::fs::read(desk.path().with_extension("vakt")).unwrap();
    desk.open().append(&[post(Handelse::Skapad, 1)]).unwrap();
    let copied = desk.folder.path().join("kopia.db");
    let elsewhere =
        Settings { nyckel: Some(desk.path().with_extension("nyckel")), vakt: Some(desk.folder.path().join("b")) };
    utdrag::durable::write(&desk.folder.path().join("b"), &watch).unwrap();
    assert_eq!(register::open_with(&copied, &elsewhere).unwrap_err().code, "register-kopia");
    // On another computer nothing lies where it was copied from; the watch tells it when the two meet.
    let away = rusqlite::Connection::open(&copied).unwrap();
    away.execute("UPDATE huvud SET varde = '/annan/dator/register.db' WHERE nyckel = 'plats'", []).unwrap();
    drop(away);
    register::open_with(&copied, &elsewhere).unwrap().append(&[post(Handelse::Skapad, 2)]).unwrap();
    std::fs::copy(copied, desk.path()).unwrap();
    assert_eq!(open(&desk.path()).unwrap_err().code, "register-aterstallt");
}

#[test]
fn a_register_that_was_removed_does_not_begin_again_at_one() {
    let desk = Desk::filled(9);
    std::fs::remove_file(desk.path()).unwrap();
    for fault in [
        open(&desk.path()).unwrap_err(),
        register::existing(&desk.path(), &Settings::beside(&desk.path())).unwrap_err(),
    ] {
        assert_eq!(fault.code, "register-saknas");
        assert!(fault.message.contains("vakten har sett 9 poster, senast RS 2026:3"), "{}", fault.message);
    }
    assert!(!desk.path().exists(), "and nothing is made in its place");
    std::fs::remove_file(desk.path().with_extension("vakt")).unwrap();
    assert_eq!(open(&desk.path()).unwrap_err().code, "register-saknas", "its public key lies there yet");
}

#[test]
fn a_lost_log_key_stops_checkpoints_and_nothing_else() {
    use utdrag::register::Proving as _;
    let desk = Desk::filled(9);
    std::fs::remove_file(desk.path().with_extension("nyckel")).unwrap();
    let mut register = desk.open();
    register.append(&[post(Handelse::Skapad, 1)]).unwrap();
    assert_eq!(register.checkpoint().unwrap_err().code, "loggnyckel-saknas");
    drop(register);
    let other = Desk::filled(3);
    std::fs::copy(other.path().with_extension("nyckel"), desk.path().with_extension("nyckel")).unwrap();
    let fault = desk.open().checkpoint().unwrap_err();
    assert_eq!(fault.code, "loggnyckel-annat-register", "it is there, and another's: {}", fault.message);
    assert_eq!(desk.open().audit(&[]).unwrap().fel, []);
}

#[test]
fn the_log_key_is_for_its_owner_alone() {
    let desk = Desk::filled(3);
    let facts = std::fs::metadata(desk.path().with_extension("nyckel")).unwrap();
    #[cfg(unix)]
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&facts.permissions()) & 0o777, 0o600);
    assert!(facts.len() > 60);
}

#[test]
fn a_register_holds_trials_or_what_is_in_earnest() {
    let desk = Desk::new();
    let mut register = desk.open();
    register.mark(true).unwrap();
    register.mark(true).unwrap();
    assert_eq!(register.mark(false).unwrap_err().code, "register-prov");
}

#[test]
fn a_file_that_is_no_register_is_left_alone() {
    let desk = Desk::new();
    utdrag::durable::write(&desk.path(), "inget register, men en fil som är till för något annat".as_bytes()).unwrap();
    assert_eq!(open(&desk.path()).unwrap_err().code, "register-skadat");
    let other = desk.folder.path().join("annat.db");
    rusqlite::Connection::open(&other).unwrap().execute_batch("CREATE TABLE a (b)").unwrap();
    assert_eq!(open(&other).unwrap_err().code, "inget-register");
}
