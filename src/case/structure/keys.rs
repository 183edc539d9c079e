//! Keys spelt with å, ä, ö, capitals or `_`: reported, and read as the key that was meant, so that what they hold is checked too.

use serde_json::Value;

use super::super::pointer::Pointer;
use super::guess;
use super::shape::{Kind, Shape};
use super::{Places, Work};
use crate::diag::Diagnostic;

/// Renames every key that can only mean one known key of its table.
pub(super) fn adopt(work: &mut Work, shape: Shape<'_>, at: &Pointer) {
    let Some(value) = at.of(&work.value) else { return };
    match value {
        Value::Object(table) if shape.kind() != Kind::Day => {
            let keys: Vec<String> = table.keys().cloned().collect();
            for key in keys {
                let name = meant(&key, table_of(work, at), shape);
                if name != key {
                    rename(work, at, &key, &name);
                }
                if let Some(inner) = shape.key(&name) {
                    adopt(work, inner, &at.key(&name));
                }
            }
        }
        Value::Array(items) => {
            let Some(inner) = shape.item() else { return };
            for index in 0..items.len() {
                adopt(work, inner, &at.index(index));
            }
        }
        _ => {}
    }
}

fn table_of<'w>(work: &'w Work, at: &Pointer) -> &'w Value {
    at.of(&work.value).unwrap_or(&Value::Null)
}

/// The known key that `key` spells, unless it stands in the table already; else `key`.
fn meant(key: &str, table: &Value, shape: Shape<'_>) -> String {
    if shape.key(key).is_some() {
        return key.to_owned();
    }
    let free = shape.keys().filter(|known| table.get(known).is_none());
    guess::same(key, free).unwrap_or(key).to_owned()
}

fn rename(work: &mut Work, at: &Pointer, key: &str, name: &str) {
    let (from, to) = (at.key(key), at.key(name));
    if !work.is_told(&from) && key.is_ascii() {
        let place = work.places.key_label(&from, "");
        work.tell(
            Diagnostic::error("okand-nyckel", format!("nyckeln `{key}` finns inte"))
                .at(place)
                .hint(format!("menade du `{name}`?")),
        );
    } else if !work.is_told(&from) {
        let place = work.places.key_label(&from, "");
        work.tell(
            Diagnostic::error("okand-nyckel", format!("nyckeln `{key}` finns inte"))
                .at(place)
                .hint(format!("nycklar skrivs utan å, ä och ö: {name}")),
        );
    }
    work.places.damaged.retain(|one| *one != from);
    work.places.rename(&from, &to);
    if let Some(table) = work.value.pointer_mut(&at.to_string()).and_then(Value::as_object_mut)
        && let Some(value) = table.shift_remove(key)
    {
        table.insert(name.to_owned(), value);
    }
}

impl Places {
    /// The label of a key.
    pub(super) fn key_label(&self, pointer: &Pointer, text: &str) -> crate::diag::Label {
        match self.keys.get(pointer) {
            Some(span) => crate::diag::Label {
                source: std::sync::Arc::clone(&self.source),
                span: span.clone(),
                text: text.to_owned(),
            },
            None => self.label(pointer, text),
        }
    }

    pub(super) fn rename(&mut self, from: &Pointer, to: &Pointer) {
        for map in [&mut self.values, &mut self.keys] {
            *map = std::mem::take(map).into_iter().map(|(at, span)| (at.moved(from, to), span)).collect();
        }
        for one in &mut self.damaged {
            *one = one.moved(from, to);
        }
    }
}
