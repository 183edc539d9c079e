//! What the template is given, as JSON bytes, once nothing in it can stop the typesetting:
//! every character has a glyph, and no text is nested deeper than a page can show.

use serde_json::Value;

use crate::diag::Diagnostic;
use crate::document::Document;

use super::{coverage, fault};

/// Lists and quotations within each other: more than this leaves no room for words on an A4 page.
const DEEPEST: usize = 8;

/// The bytes of `data.json`.
pub(super) fn data(document: &Document) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let unwritable = |error: serde_json::Error| vec![fault::unexpected(document, &error.to_string())];
    let text = serde_json::to_string(document).map_err(unwritable)?;
    let mut found = Vec::new();
    if might_be_wrong(&text) {
        let value = serde_json::to_value(document).map_err(unwritable)?;
        walk(document, &value, 0, &mut found);
    }
    if found.is_empty() { Ok(text.into_bytes()) } else { Err(found) }
}

/// Cheap, and true for anything that [`walk`] could object to: JSON writes control characters as `\u00..`.
fn might_be_wrong(text: &str) -> bool {
    coverage::missing(text).is_some()
        || text.contains("\\u")
        || text.contains("\\t")
        || text.contains("\\b")
        || text.contains("\\f")
        || text.contains("\\r")
        || text.matches(r#""punkter""#).count() + text.matches(r#""citat""#).count() > DEEPEST
}

fn walk(document: &Document, value: &Value, depth: usize, found: &mut Vec<Diagnostic>) {
    match value {
        Value::String(text) => {
            found.extend(coverage::missing(text).map(|missing| fault::no_glyph(document, missing, text)));
        }
        Value::Array(items) => items.iter().for_each(|item| walk(document, item, depth, found)),
        Value::Object(fields) => {
            let deeper =
                matches!(fields.get("typ").and_then(Value::as_str), Some("lista" | "citat" | "betonad" | "stark"));
            let depth = depth + usize::from(deeper);
            if depth > DEEPEST {
                found.push(fault::too_deep(document, DEEPEST, value));
            } else {
                fields.values().for_each(|field| walk(document, field, depth, found));
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
