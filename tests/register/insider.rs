//! Somebody with the file and a program for SQLite: whatever they change, remove or move is named; a register that was
//! rewritten from end to end is found with a checkpoint kept elsewhere.

use rusqlite::{Connection, params};
use utdrag::register::audit::Audit;
use utdrag::register::{self, Proving as _, Register as _, Settings, leaf};

use super::{Desk, post};
use utdrag::register::Handelse;

const COUNT: usize = 40;

/// A filled register after somebody has been at it with `sql`.
fn after(sql: &str) -> Audit {
    after_with(|connection| connection.execute_batch(sql).unwrap())
}

fn after_with(change: impl FnOnce(&Connection)) -> Audit {
    let desk = Desk::filled(COUNT);
    desk.open().checkpoint().unwrap();
    let connection = Connection::open(desk.path()).unwrap();
    // The insider does not ask the triggers.
    connection.execute_batch("DROP TRIGGER post_bestar; DROP TRIGGER post_andras_inte;").unwrap();
    change(&connection);
    drop(connection);
    register::existing(&desk.path(), &Settings::beside(&desk.path())).unwrap().audit(&[]).unwrap()
}

/// The entries that an audit names.
fn named(audit: &Audit) -> Vec<u64> {
    let mut named: Vec<u64> = audit.fel.iter().filter_map(|fel| fel.post).collect();
    named.dedup();
    named
}

#[test]
fn an_untouched_register_has_no_fault() {
    let audit = after("");
    assert_eq!(audit.fel, []);
    assert_eq!(audit.poster, COUNT as u64);
    assert!(audit.kontrollpunkter >= 2, "its checkpoint and its watch were asked");
}

#[test]
fn every_entry_whose_words_were_changed_is_named_and_no_other() {
    for place in 0..COUNT {
        let audit =
            after(&format!("UPDATE post SET innehall = replace(innehall, 'Renvide', 'Renvid') WHERE post = {place}"));
        assert_eq!(named(&audit), [place as u64]);
    }
}

#[test]
fn several_changed_entries_are_all_named() {
    let audit =
        after("UPDATE post SET innehall = replace(innehall, '2026-03-11', '2026-03-12') WHERE post IN (3, 17, 39)");
    assert_eq!(named(&audit), [3, 17, 39]);
}

#[test]
fn an_entry_whose_identity_was_recomputed_is_named() {
    for place in [0_i64, 7, 16, 39] {
        let audit = after_with(|connection| rewrite(connection, place, false));
        assert_eq!(named(&audit), [u64::try_from(place).unwrap()]);
    }
}

/// Changes the words and recomputes identity, and leaf too if asked.
fn rewrite(connection: &Connection, place: i64, with_leaf: bool) {
    let text: String =
        connection.query_row("SELECT innehall FROM post WHERE post = ?1", [place], |row| row.get(0)).unwrap();
    let text = text.replace("Renvide", "Renvik");
    let identity = leaf::identity(&text);
    connection
        .execute("UPDATE post SET innehall = ?1, identitet = ?2 WHERE post = ?3", params![text, identity, place])
        .unwrap();
    if with_leaf {
        let mut nodes: Vec<u8> =
            connection.query_row("SELECT hashar FROM nod WHERE post = ?1", [place], |row| row.get(0)).unwrap();
        nodes[..32].copy_from_slice(&leaf::hash(&identity));
        connection.execute("UPDATE nod SET hashar = ?1 WHERE post = ?2", params![nodes, place]).unwrap();
    }
}

#[test]
fn an_entry_whose_leaf_was_recomputed_too_is_among_those_named() {
    for place in [4_i64, 5, 39] {
        let audit = after_with(|connection| rewrite(connection, place, true));
        let found = audit.fel.iter().any(|fel| fel.vad.contains("trädet över dem stämmer inte"));
        assert!(found && audit.fel.iter().any(|fel| fel.post.is_none()), "{place}: {:?}", audit.fel);
    }
}

#[test]
fn a_removed_entry_is_named_wherever_it_stood() {
    for place in [0, 20, 39] {
        for also in
            ["", "DELETE FROM fil WHERE post = P;", "DELETE FROM fil WHERE post = P; DELETE FROM nod WHERE post = P;"]
        {
            let sql = format!("DELETE FROM post WHERE post = P; {also}").replace('P', &place.to_string());
            let audit = after(&sql);
            // The last entry with everything about it leaves no trace but in the checkpoint.
            let named = named(&audit);
            let whole = audit.fel.iter().any(|fel| fel.post.is_none() && fel.vad.contains("borttagna"));
            assert!(named.contains(&place) || (place == 39 && whole), "{place}: {:?}", audit.fel);
        }
    }
}

#[test]
fn two_entries_that_changed_places_are_both_named() {
    let moved = after("UPDATE post SET post = 1000 WHERE post = 9;");
    assert!(named(&moved).contains(&9) && named(&moved).contains(&1000), "{:?}", moved.fel);
    let swapped = after(
        "UPDATE post SET post = 1000 WHERE post = 9; UPDATE post SET post = 9 WHERE post = 10; \
        UPDATE post SET post = 10 WHERE post = 1000;",
    );
    assert_eq!(named(&swapped), [9, 10]);
    assert!(swapped.fel.iter().any(|fel| fel.vad.contains("hör hemma på plats 10")), "{:?}", swapped.fel);
}

#[test]
fn what_is_derived_is_recomputed() {
    assert_eq!(named(&after("UPDATE post SET handelse = 'makulerad' WHERE post = 2")), [2]);
    assert_eq!(named(&after("UPDATE post SET nummer = 99 WHERE post = 4")), [4]);
    assert_eq!(named(&after("UPDATE post SET handling = 'annat' WHERE post = 6")), [6]);
    assert_eq!(named(&after("DELETE FROM fil WHERE post = 8")), [8]);
    assert_eq!(named(&after("UPDATE fil SET post = 9 WHERE post = 8")), [8, 9]);
    assert_eq!(named(&after("INSERT INTO fil VALUES (zeroblob(32), 11)")), [11]);
}

#[test]
fn a_forged_checkpoint_in_the_register_is_found() {
    let audit = after("UPDATE kontrollpunkt SET text = replace(text, '40', '39')");
    assert!(
        audit.fel.iter().any(|fel| fel.post.is_none() && fel.vad.contains("kontrollpunkt vid 40")),
        "{:?}",
        audit.fel
    );
}

#[test]
fn a_register_rewritten_from_end_to_end_is_found_with_a_checkpoint_kept_elsewhere() {
    let desk = Desk::filled(COUNT);
    let kept = desk.open().checkpoint().unwrap();
    let settings = Settings::beside(&desk.path());
    // The insider has the log key too, and makes everything anew: register, checkpoints, watch.
    for file in ["register.db", "register.vakt", "register.vkey"] {
        std::fs::remove_file(desk.folder.path().join(file)).unwrap();
    }
    let mut forged = desk.open();
    for at in 0..COUNT {
        forged.append(&[post(Handelse::Skapad, at + 100)]).unwrap();
    }
    forged.checkpoint().unwrap();
    drop(forged);
    let register = register::existing(&desk.path(), &settings).unwrap();
    assert_eq!(register.audit(&[]).unwrap().fel, [], "by itself it is whole");
    let audit = register.audit(&[("arkivets kopia".to_owned(), kept.clone())]).unwrap();
    assert_eq!(audit.fel.len(), 1);
    assert!(audit.fel[0].vad.contains("arkivets kopia") && audit.fel[0].vad.contains("omskrivet"), "{:?}", audit.fel);
    // With a key of its own it is another register.
    for file in ["register.db", "register.vakt", "register.vkey", "register.nyckel"] {
        std::fs::remove_file(desk.folder.path().join(file)).unwrap();
    }
    let audit = desk.open().audit(&[("arkivets kopia".to_owned(), kept)]).unwrap();
    assert!(audit.fel[0].vad.contains("ett annat register"), "{:?}", audit.fel);
}

#[test]
fn an_entry_is_never_changed_or_removed_by_way_of_sql() {
    let desk = Desk::filled(3);
    let connection = Connection::open(desk.path()).unwrap();
    for sql in ["DELETE FROM post", "UPDATE post SET organ = 'ks'", "UPDATE post SET innehall = 'x' WHERE post = 1"] {
        let fault = connection.execute_batch(sql).unwrap_err();
        assert!(fault.to_string().contains("registret växer bara"), "{sql}: {fault}");
    }
}
