//! Bytes that are no text of ours: each told by its own code, in words of the person who saved the file.

use std::path::PathBuf;

use tempfile::TempDir;
use utdrag::case::{self, source};
use utdrag::diag::{Diagnostic, Level};

const CASE: &str = "format = 1\nslag = \"tjänsteskrivelse\"\nrubrik = \"Svar på motion om cykelväg\"\ndatum = 2026-02-11\ntill = \"ks\"\n";

fn file(bytes: &[u8]) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fall.toml");
    #[expect(clippy::disallowed_methods, reason = "a test's own folder")]
    std::fs::write(&path, bytes).unwrap();
    (folder, path)
}

/// The one fault of a file of these bytes.
fn fault(bytes: &[u8]) -> Diagnostic {
    let (_folder, path) = file(bytes);
    let fault = source::read(&path).unwrap_err();
    assert_eq!(fault.level, Level::Fel);
    assert!(!fault.hints.is_empty(), "{} has no hint", fault.code);
    let place = fault.place.as_ref().unwrap();
    assert_eq!(place.source.name, path.display().to_string());
    assert!(place.source.text.get(place.span.clone()).is_some(), "{} points outside its text", fault.code);
    fault
}

fn windows_1252(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
}

fn utf16(text: &str, mark: bool, big: bool) -> Vec<u8> {
    let marked = mark.then_some(0xFEFF);
    let units = marked.into_iter().chain(text.encode_utf16());
    units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

#[test]
fn an_empty_file_is_told_empty() {
    assert_eq!(fault(b"").code, "fil-tom");
    assert_eq!(fault(b" \r\n\t\n").code, "fil-tom");
    assert_eq!(fault(b"\xEF\xBB\xBF").code, "fil-tom");
}

#[test]
fn utf_16_is_told_with_and_without_its_mark() {
    for mark in [true, false] {
        for big in [true, false] {
            assert_eq!(fault(&utf16(CASE, mark, big)).code, "fil-utf-16");
        }
    }
}

#[test]
fn windows_1252_is_told_with_line_and_word() {
    let fault = fault(&windows_1252(CASE));
    assert_eq!(fault.code, "fil-inte-utf-8");
    assert!(fault.message.contains("rad 2") && fault.message.contains("\"tjänsteskrivelse\""), "{}", fault.message);
    assert_eq!(fault.place.unwrap().line_column(), (2, 9));
}

#[test]
fn a_file_pasted_from_two_encodings_is_told_at_its_first_wrong_word() {
    let mut bytes = CASE.as_bytes().to_vec();
    bytes.extend(windows_1252("forslag = [\"Förslaget avslås.\"]\n"));
    let fault = fault(&bytes);
    assert_eq!(fault.code, "fil-inte-utf-8");
    assert!(fault.message.contains("rad 6") && fault.message.contains("\"Förslaget\""), "{}", fault.message);
}

#[test]
fn a_binary_file_is_told_by_what_it_is() {
    let word = [b"PK\x03\x04\x14\0\x06\0".as_slice(), b"\0\0word/document.xml"].concat();
    for (bytes, kind) in [
        (b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".as_slice(), "PDF"),
        (word.as_slice(), "Word"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "Word"),
        (b"\x89PNG\r\n\x1A\n", "bild"),
        (b"{\\rtf1\\ansi hej}", "RTF"),
        (b"<!DOCTYPE html><p>hej", "webbsida"),
    ] {
        let fault = fault(bytes);
        assert_eq!(fault.code, "fil-binar");
        assert!(fault.message.contains(kind), "{}", fault.message);
    }
}

#[test]
fn a_control_character_is_told_by_line_and_code_point() {
    for (sign, code) in [("\0", "nolltecken"), ("\u{b}", "styrtecken"), ("\u{85}", "styrtecken"), ("\r", "vagnretur")] {
        let fault = fault(CASE.replace("motion", &format!("mo{sign}tion")).as_bytes());
        assert_eq!(fault.code, code);
        assert!(fault.message.contains("rad 3"), "{}", fault.message);
        assert_eq!(fault.place.unwrap().line_column(), (3, 21));
    }
}

#[test]
fn a_file_of_50_megabytes_is_refused_by_its_size() {
    let (_folder, path) = file(b"");
    std::fs::File::options().write(true).open(&path).unwrap().set_len(50_000_000).unwrap();
    let fault = source::read(&path).unwrap_err();
    assert_eq!((fault.code, fault.message.contains("50 MB")), ("fil-for-stor", true));
}

#[test]
fn a_folder_and_a_missing_file_are_told_apart() {
    let (folder, path) = file(CASE.as_bytes());
    assert_eq!(source::read(folder.path()).unwrap_err().code, "mapp-inte-fil");
    let missing = source::read(&path.with_file_name("fal.toml")).unwrap_err();
    assert_eq!(missing.code, "fil-saknas");
    assert!(
        missing.hints.iter().any(|hint| hint.contains("menade du") && hint.contains("fall.toml")),
        "{:?}",
        missing.hints
    );
    assert_eq!(source::read(&path.join("inuti.toml")).unwrap_err().code, "fil-saknas");
}

#[cfg(unix)]
#[test]
fn what_is_no_ordinary_file_is_not_waited_for() {
    assert_eq!(source::read(std::path::Path::new("/dev/null")).unwrap_err().code, "fil-olaslig");
}

#[test]
fn a_byte_order_mark_is_noted_and_stands_outside_the_text() {
    let (_folder, path) = file(format!("\u{FEFF}{CASE}").as_bytes());
    let (read, notes) = source::read_noting(&path).unwrap();
    assert_eq!(read.text, CASE);
    assert_eq!(notes.iter().map(|note| (note.code, note.level)).collect::<Vec<_>>(), [("fil-bom", Level::Upplysning)]);
}

#[test]
fn line_ends_of_windows_change_no_text() {
    let long = format!("{CASE}arendebeskrivning = \"\"\"\nEtt.\n\nTvå.\n\"\"\"\n");
    let (_unix, unix) = file(long.as_bytes());
    let (_windows, windows) = file(long.replace('\n', "\r\n").as_bytes());
    let texts = [unix, windows].map(|path| {
        let (case, found) = case::parse(&path, source::read(&path).unwrap());
        assert!(found.is_empty(), "{found:?}");
        format!("{:?}", case.unwrap().value)
    });
    assert_eq!(texts[0], texts[1]);
    assert!(texts[0].contains("Ett.\\n\\nTvå."), "{}", texts[0]);
}

#[test]
fn decomposed_letters_become_composed_and_keep_their_place() {
    let (_folder, path) = file(CASE.replace("cykelväg", "cykelva\u{308}g\", x = \"").as_bytes());
    let (_, found) = case::parse(&path, source::read(&path).unwrap());
    assert!(!found.is_empty());
    let (_folder, path) = file(CASE.replace("cykelväg", "cykelva\u{308}g").as_bytes());
    let (case, found) = case::parse(&path, source::read(&path).unwrap());
    assert!(found.is_empty(), "{found:?}");
    assert!(format!("{:?}", case.unwrap().value).contains("cykelv\u{e4}g"));
}
