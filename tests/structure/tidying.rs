//! `--ratta` changes what it says it changes, and no other byte.

use utdrag::case::tidy::{random_salt, tidied};

const CASE: &str = "# Mötet i mars\nformat   =  1 # alltid\nslag = \"sammanträde\"   # ett möte\n\norgan='ks'\n";

#[test]
fn a_missing_salt_is_added_after_slag_and_nothing_else_moves() {
    let tidied = tidied(CASE, Some([0xAB; 32])).unwrap();
    let salt = "ab".repeat(32);
    let expected = CASE.replace("# ett möte\n", &format!("# ett möte\nsalt = \"{salt}\"\n"));
    assert_eq!(tidied.text, expected);
    assert_eq!(tidied.done, ["lade till salt"]);
}

#[test]
fn a_salt_is_never_replaced_not_even_a_faulty_one() {
    for salt in ["", "abc", "d6a58c8cec3997da9c2a1ec085c34040cc78bddfb4f1d81d9a23188fbc29d79a"] {
        let salted = CASE.replace("organ", &format!("salt = \"{salt}\"\norgan"));
        assert_eq!(tidied(&salted, Some([1; 32])), None);
    }
}

#[test]
fn line_ends_of_windows_stay_and_the_new_line_has_them_too() {
    let windows = CASE.replace('\n', "\r\n");
    let tidied = tidied(&windows, Some([0; 32])).unwrap();
    assert_eq!(tidied.text.matches('\n').count(), tidied.text.matches("\r\n").count());
    assert_eq!(tidied.text.replace(&format!("salt = \"{}\"\r\n", "0".repeat(64)), ""), windows);
}

#[test]
fn a_byte_order_mark_goes_and_is_spoken_of() {
    let kallelse = "\u{FEFF}format = 1\nslag = \"kallelse\"\n";
    let tidied = tidied(kallelse, Some([0; 32])).unwrap();
    assert_eq!(tidied.text, "format = 1\nslag = \"kallelse\"\n");
    assert_eq!(tidied.done.len(), 1);
}

#[test]
fn pasted_signs_become_what_they_look_like_unless_the_minutes_are_adjusted() {
    let pasted = "format = 1\nslag = \"kallelse\"\nplats = \"O\u{fb03}cinen, Läns\u{ad}hus\u{200b}et\"\n";
    let tidied = tidied(pasted, Some([0; 32])).unwrap();
    assert_eq!(tidied.text, "format = 1\nslag = \"kallelse\"\nplats = \"Officinen, Länshuset\"\n");
    assert_eq!(tidied.done.len(), 1);
    let adjusted = format!("{pasted}[justering]\ndatum = 2026-03-12\n");
    assert_eq!(utdrag::case::tidy::tidied(&adjusted, Some([0; 32])), None);
}

#[test]
fn what_has_no_salt_or_no_syntax_is_left_alone() {
    for text in [
        "format = 1\nslag = \"kallelse\"\n",
        "format = 1\nslag = \"myndighet\"\n",
        "format = 1\n",
        "slag = \"sammanträde",
        "",
    ] {
        assert_eq!(tidied(text, Some([0; 32])), None, "{text}");
    }
}

#[test]
fn a_file_without_a_last_line_feed_gets_its_salt() {
    let tidied = tidied("format = 1\nslag = \"sammanträde\"", Some([0; 32])).unwrap();
    assert_eq!(tidied.text, format!("format = 1\nslag = \"sammanträde\"\nsalt = \"{}\"\n", "0".repeat(64)));
}

#[test]
fn two_salts_differ() {
    assert_ne!(random_salt().unwrap(), random_salt().unwrap());
}
