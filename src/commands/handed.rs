//! Which file a signing command was handed, when it is not the one it needs: a case, an extract, a picture. Looks at the
//! bytes; what the file says of itself is for `sign` to read.

use std::path::Path;

use super::Stop;
use crate::case::{self, source};
use crate::diag::{Diagnostic, words};
use crate::document::case_stem;

/// How far into a file a PDF may begin (ISO 32000-1 annex H.3).
const HEAD: usize = 1024;

/// Refuses, for `justera`, what nobody adjusts.
pub(super) fn to_sign(file: &Path, pdf: &[u8]) -> Result<(), Stop> {
    is_pdf(file, pdf, "justera")?;
    if !is_extract(pdf) {
        return Ok(());
    }
    let message = format!("{} är ett utdrag, och utdrag justeras inte", words::path(file));
    Err(Stop::from(
        Diagnostic::error("utdrag-justeras-inte", message)
            .hint(format!("låt alla justera protokollet, {}, och bestyrk sedan utdraget ur det", minutes_of(file))),
    ))
}

/// Refuses, for `bestyrk`, what no extract is taken out of.
pub(super) fn to_certify(file: &Path, pdf: &[u8]) -> Result<(), Stop> {
    is_pdf(file, pdf, "bestyrk")?;
    if !is_extract(pdf) {
        return Ok(());
    }
    let message = format!("{} är själv ett utdrag: ange protokollet som utdraget ska tas ur", words::path(file));
    Err(Stop::from(
        Diagnostic::error("utdrag-ur-utdrag", message)
            .hint(format!("utdrag bestyrk {} --paragraf ..", minutes_of(file))),
    ))
}

/// The minutes that an extract with this name is of: `out/rs-2026-03-11-protokoll.pdf`.
fn minutes_of(extract: &Path) -> String {
    let name = extract.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let numbered = |(at, _): &(usize, &str)| {
        name.get(at + 2..).is_some_and(|rest| rest.starts_with(|one: char| one.is_ascii_digit()))
    };
    let Some((at, _)) = name.match_indices("-p").find(numbered) else {
        return "som slutar på -protokoll.pdf".to_owned();
    };
    let stem = name.get(..at).unwrap_or_default();
    words::path(&extract.with_file_name(format!("{stem}-protokoll.pdf")))
}

/// Titles are written plainly in the metadata of PDF/A (ISO 19005-2 6.6.2).
fn is_extract(pdf: &[u8]) -> bool {
    const TITLE: &[u8] = b">Protokollsutdrag ";
    pdf.windows(TITLE.len()).any(|window| window == TITLE)
}

fn is_pdf(file: &Path, bytes: &[u8], command: &str) -> Result<(), Stop> {
    let head = bytes.get(..HEAD.min(bytes.len())).unwrap_or_default();
    if head.windows(5).any(|window| window == b"%PDF-") {
        return Ok(());
    }
    let name = words::path(file);
    if file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml")) {
        let message = format!("{name} är ett fall, ingen färdig handling");
        let parsed = source::read(file).ok().and_then(|source| case::parse(file, source).0);
        let made = parsed.map(|case| format!("out/{}-protokoll.pdf", case_stem(&case)));
        let made = made.unwrap_or_else(|| "protokollet".to_owned());
        return Err(Stop::from(
            Diagnostic::error("inte-pdf", message)
                .hint(format!("gör handlingen med utdrag skapa {name}, och skriv sedan utdrag {command} {made} ..")),
        ));
    }
    // What is of no known kind is for whoever reads it to name.
    let what = kind(head);
    if what.is_empty() {
        return Ok(());
    }
    let message = format!("{name} är {what}, ingen PDF");
    Err(Stop::from(Diagnostic::error("inte-pdf", message).hint("ange protokollet, som utdrag skapa gjorde det")))
}

/// A fault of a file that cannot be read, with the file's name.
pub(super) fn named(file: &Path, fault: Diagnostic) -> Diagnostic {
    if fault.code != "pdf-olaslig" {
        return fault;
    }
    let message = format!("{} kan inte läsas som PDF: filen är skadad, eller något annat", words::path(file));
    Diagnostic { message, ..fault }
}

/// What the first bytes of a file say that it is; empty for what is not known.
pub(super) fn kind(head: &[u8]) -> &'static str {
    const KNOWN: [(&[u8], &str); 8] = [
        (b"%PDF-", "en PDF"),
        (b"-----BEGIN CERTIFICATE", "ett certifikat (PEM)"),
        (b"-----BEGIN", "en nyckel i PEM"),
        (b"\x89PNG", "en bild (PNG)"),
        (b"\xFF\xD8\xFF", "en bild (JPEG)"),
        (b"PK\x03\x04", "ett Word-dokument eller en zip-fil"),
        (b"\xD0\xCF\x11\xE0", "ett äldre Office-dokument"),
        (b"{", "en JSON-fil"),
    ];
    if head.is_empty() {
        return "en tom fil";
    }
    KNOWN.iter().find(|(start, _)| head.starts_with(start)).map_or("", |(_, name)| name)
}
