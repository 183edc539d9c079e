//! What stopped the typesetting, in Swedish. The words of typst are never the message: they come last, as a quotation
//! for whoever mends the template.

use serde_json::Value;
use typst::WorldExt;
use typst::diag::SourceDiagnostic;

use crate::diag::Diagnostic;
use crate::document::Document;

use super::world::Desk;

/// Characters of context shown on each side of a character without a glyph.
const CONTEXT: usize = 24;

/// A character that no font has.
pub(super) fn no_glyph(document: &Document, missing: char, text: &str) -> Diagnostic {
    let code = missing as u32;
    let shown = if missing.is_control() || missing.is_whitespace() { String::new() } else { format!(" ({missing})") };
    Diagnostic::error(
        "tecken-saknas",
        format!("tecknet U+{code:04X}{shown} kan inte skrivas ut, i {}: ”{}”", document.titel, around(text, missing)),
    )
    .hint("skriv ett annat tecken, eller ta bort det: det kan ha följt med osynligt när text klistrades in")
}

/// The words around the first `missing`, with the character itself shown as `□`.
fn around(text: &str, missing: char) -> String {
    let characters: Vec<char> = text.chars().collect();
    let at = characters.iter().position(|&one| one == missing).unwrap_or(0);
    let shown = characters.iter().enumerate().skip(at.saturating_sub(CONTEXT)).take(2 * CONTEXT);
    shown.map(|(index, &one)| if index == at || one.is_control() { '□' } else { one }).collect()
}

/// Lists and quotations nested beyond what a page can show.
pub(super) fn too_deep(document: &Document, deepest: usize, text: &Value) -> Diagnostic {
    let words: String = first_text(text).chars().take(2 * CONTEXT).collect();
    Diagnostic::error(
        "text-for-djup",
        format!("texten är nästlad i fler än {deepest} nivåer, i {}: ”{words}”", document.titel),
    )
    .hint("gör listan plattare: dela den, eller skriv de innersta punkterna som meningar")
}

fn first_text(value: &Value) -> &str {
    match value {
        Value::String(text) => text,
        Value::Array(items) => items.iter().map(first_text).find(|text| !text.is_empty()).unwrap_or(""),
        Value::Object(fields) => {
            let inner = fields.iter().filter(|(key, _)| *key != "typ").map(|(_, field)| first_text(field));
            inner.into_iter().find(|text| !text.is_empty()).unwrap_or("")
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => "",
    }
}

/// A box for a signature that a page break or the page's edge cuts.
pub(super) fn box_off_page(document: &Document, field: &str) -> Diagnostic {
    Diagnostic::error("ruta-utanfor-sidan", format!("rutan {field} får inte plats på en sida, i {}", document.titel))
        .hint("korta namnet eller titeln i rutan")
}

/// What typst said, one finding each; its own words go into the hint.
pub(super) fn translate(document: &Document, desk: &Desk, errors: &[SourceDiagnostic]) -> Vec<Diagnostic> {
    errors.iter().map(|error| one(document, desk, error)).collect()
}

fn one(document: &Document, desk: &Desk, error: &SourceDiagnostic) -> Diagnostic {
    let place = desk.place(error).map_or(String::new(), |(file, line)| format!(", mallen {file} rad {line}"));
    let mut diagnostic = unexpected(document, &error.message);
    diagnostic.message.push_str(&place);
    diagnostic
}

/// Something that should not happen, whatever the case says.
pub(super) fn unexpected(document: &Document, words: &str) -> Diagnostic {
    Diagnostic::error("sattning-stannade", format!("{} kunde inte sättas", document.titel))
        .hint(format!("felet ligger i programmet, inte i ärendet: anmäl det med filen och dessa ord ur typst: {words}"))
}

/// File and line (from 1) of a template.
impl Desk {
    fn place(&self, error: &SourceDiagnostic) -> Option<(String, usize)> {
        let id = error.span.id()?;
        let start = self.range(error.span)?.start;
        let source = typst::World::source(self, id).ok()?;
        let line = source.text().get(..start)?.matches('\n').count() + 1;
        Some((id.vpath().get_without_slash().to_owned(), line))
    }
}
