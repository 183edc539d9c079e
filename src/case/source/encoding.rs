//! From bytes to text. UTF-8 only; everything else is recognised, named and refused,
//! with the text as it would read so that the place can be shown.

use std::ops::Range;
use std::sync::Arc;

use crate::diag::{Diagnostic, Label, Source};

/// How to save again, in the words of Windows editors.
const SAVE_AS_UTF8: &str = "spara om filen som UTF-8: i Anteckningar väljer du Arkiv > Spara som > Kodning: UTF-8";

/// The text with `\n` line ends, and whether a byte order mark stood before it.
pub(super) fn decode(name: &str, bytes: &[u8]) -> Result<(String, bool), Diagnostic> {
    if bytes.is_empty() {
        return Err(empty(name));
    }
    if let Some(kind) = binary_kind(bytes) {
        let message = format!("filen är {kind}, inte en textfil med TOML");
        return Err(at(name, String::new(), 0..0, "fil-binar", message)
            .hint("ange TOML-filen som du skriver i; handlingarna görs av den med `utdrag skapa`"));
    }
    if is_utf16(bytes) {
        let message = "filen är sparad som UTF-16 (\"Unicode\"), men ska vara UTF-8".to_owned();
        return Err(at(name, String::new(), 0..0, "fil-utf-16", message).hint(SAVE_AS_UTF8));
    }
    let (bytes, had_bom) = match bytes.strip_prefix(b"\xEF\xBB\xBF") {
        Some(rest) => (rest, true),
        None => (bytes, false),
    };
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.replace("\r\n", "\n"),
        Err(error) => return Err(not_utf8(name, bytes, error.valid_up_to())),
    };
    if text.trim().is_empty() {
        return Err(empty(name));
    }
    match stray_control(&text) {
        Some((start, found)) => Err(control(name, text, start, found)),
        None => Ok((text, had_bom)),
    }
}

fn empty(name: &str) -> Diagnostic {
    at(name, String::new(), 0..0, "fil-tom", "filen är tom".to_owned())
        .hint("`utdrag ny MAPP` skapar exempel på varje slags fil att utgå från")
}

fn binary_kind(bytes: &[u8]) -> Option<&'static str> {
    let head = bytes.get(..bytes.len().min(4096)).unwrap_or(bytes);
    let holds = |needle: &[u8]| head.windows(needle.len()).any(|window| window == needle);
    let text_start = head.trim_ascii_start();
    Some(match head {
        [b'%', b'P', b'D', b'F', ..] => "en PDF",
        [b'P', b'K', 3 | 5, 4 | 6, ..] if holds(b"word/") => "ett Word-dokument (.docx)",
        [b'P', b'K', 3 | 5, 4 | 6, ..] if holds(b"xl/") => "en Excel-fil (.xlsx)",
        [b'P', b'K', 3 | 5, 4 | 6, ..] if holds(b"opendocument") => "ett LibreOffice-dokument",
        [b'P', b'K', 3 | 5, 4 | 6, ..] => "en komprimerad fil (zip, docx eller liknande)",
        [0xD0, 0xCF, 0x11, 0xE0, ..] => "ett äldre Word- eller Excel-dokument",
        [b'{', b'\\', b'r', b't', b'f', ..] => "ett dokument i RTF-format",
        [0x89, b'P', b'N', b'G', ..] | [0xFF, 0xD8, 0xFF, ..] | [b'G', b'I', b'F', b'8', ..] => "en bild",
        _ if starts_with_any(text_start, &[b"<!DOCTYPE", b"<!doctype", b"<html", b"<?xml"]) => {
            "en webbsida (HTML eller XML)"
        }
        _ => return None,
    })
}

fn starts_with_any(bytes: &[u8], starts: &[&[u8]]) -> bool {
    starts.iter().any(|start| bytes.starts_with(start))
}

/// By byte order mark, or by the zeros that stand beside every Latin letter in UTF-16.
fn is_utf16(bytes: &[u8]) -> bool {
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return true;
    }
    let head = bytes.get(..bytes.len().min(4096)).unwrap_or(bytes);
    let zeros = |parity: usize| head.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count();
    let pairs = head.len() / 2;
    pairs > 1 && zeros(0).max(zeros(1)) * 10 > pairs * 6 && zeros(0).min(zeros(1)) * 10 < pairs
}

fn not_utf8(name: &str, bytes: &[u8], bad: usize) -> Diagnostic {
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 8);
    let mut start = None;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            start.get_or_insert(text.len());
            text.extend(chunk.invalid().iter().map(|byte| windows_1252(*byte)));
        }
    }
    let at_bad = start.unwrap_or(bad);
    let span = word(&text, at_bad);
    let line = text.get(..at_bad).unwrap_or("").matches('\n').count() + 1;
    let read = text.get(span.clone()).unwrap_or("").to_owned();
    let text = text.replace('\r', " ");
    let message =
        format!("filen är inte sparad som UTF-8: ordet på rad {line} ser ut att vara \"{read}\" i Windows-1252");
    let mut fault = at(name, text, span, "fil-inte-utf-8", message).hint(SAVE_AS_UTF8);
    if let Some(place) = &mut fault.place {
        "läst som Windows-1252".clone_into(&mut place.text);
    }
    fault.hint("kontrollera sedan att å, ä och ö ser rätt ut i hela filen")
}

/// The word around byte `at`.
fn word(text: &str, at: usize) -> Range<usize> {
    let edge = |c: char| !c.is_alphanumeric() && c != '-' && c != '\u{FFFD}';
    let start = text.get(..at).and_then(|before| before.rfind(edge)).map_or(0, |edge_at| {
        edge_at + text.get(edge_at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8)
    });
    let first = text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    let after = at + first;
    let end = text.get(after..).and_then(|rest| rest.find(edge)).map_or(text.len(), |found| after + found);
    start..end
}

fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{FFFD}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{FFFD}', 'Ž', '\u{FFFD}',
        '\u{FFFD}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{FFFD}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9F => HIGH.get(usize::from(byte - 0x80)).copied().unwrap_or('\u{FFFD}'),
        _ => char::from(byte),
    }
}

/// The first character that no TOML file may hold: a control character other than tab and line feed.
fn stray_control(text: &str) -> Option<(usize, char)> {
    text.char_indices()
        .find(|(_, c)| (c.is_ascii_control() && !matches!(c, '\n' | '\t')) || ('\u{80}'..'\u{A0}').contains(c))
}

fn control(name: &str, text: String, start: usize, found: char) -> Diagnostic {
    let line = text.get(..start).unwrap_or("").matches('\n').count() + 1;
    let span = start..start + found.len_utf8();
    match found {
        '\r' => {
            let message = format!("rad {line} innehåller en ensam vagnretur (U+000D)");
            let shown = text.replace('\r', " ");
            at(name, shown, span, "vagnretur", message)
                .hint("spara om filen med radslut LF eller CRLF (Unix eller Windows), inte CR")
        }
        '\0' => {
            let message = format!("rad {line} innehåller ett nolltecken (U+0000): filen är skadad eller ingen textfil");
            at(name, text.replace('\0', " "), span, "nolltecken", message)
                .hint("hämta filen på nytt eller återställ den från säkerhetskopian")
        }
        other => {
            let message = format!("rad {line} innehåller ett osynligt styrtecken (U+{:04X})", u32::from(other));
            at(name, text, span, "styrtecken", message)
                .hint("ta bort tecknet: radera och skriv om orden på båda sidor om det")
        }
    }
}

fn at(name: &str, text: String, span: Range<usize>, code: &'static str, message: String) -> Diagnostic {
    let source = Arc::new(Source { name: name.to_owned(), text });
    Diagnostic::error(code, message).at(Label { source, span, text: String::new() })
}
