//! A table under a header that nobody knows: what it holds says what it is. Such a fault is told once, and what it hides
//! (a list that lacks an item, a key that stands one step too far in) is not complained of besides.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::super::pointer::Pointer;
use super::shape::{Kind, Shape};
use super::{Work, values};
use crate::diag::{Diagnostic, words};

/// The one key of `here` whose table knows every key that is written under the unknown one; at least two are.
pub(super) fn by_content<'s>(work: &Work, here: Shape<'s>, at: &Pointer) -> Option<&'s str> {
    let value = at.of(&work.value)?;
    let keys: BTreeSet<&String> = tables(value).into_iter().flat_map(Map::keys).collect();
    if keys.len() < 2 {
        return None;
    }
    let knows_all = |name: &&str| {
        let Some(inner) = here.key(name) else { return false };
        let table =
            if value.is_array() { inner.item() } else { Some(inner).filter(|inner| inner.kind() == Kind::Table) };
        table.is_some_and(|table| keys.iter().all(|key| table.key(key).is_some()))
    };
    let mut fitting = here.keys().filter(knows_all);
    let only = fitting.next()?;
    fitting.next().is_none().then_some(only)
}

/// `[mote]` over keys that belong where it stands itself: they are read there. True where that was done.
pub(super) fn lifted(work: &mut Work, here: Shape<'_>, at: &Pointer, within: &str) -> bool {
    let Some(parent) = at.parent() else { return false };
    let Some(keys) = at.of(&work.value).and_then(Value::as_object).map(|table| table.keys().cloned()) else {
        return false;
    };
    let keys: Vec<String> = keys.collect();
    let free = |key: &String| here.key(key).is_some() && parent.key(key).of(&work.value).is_none();
    let needed = |key: &String| here.required().contains(&key.as_str());
    if parent != Pointer::root() || work.is_told(at) || !keys.iter().all(free) || !keys.iter().any(needed) {
        return false;
    }
    let name =
        at.steps().last().map(|step| if let super::super::pointer::Step::Key(key) = step { key.as_str() } else { "" });
    let name = name.unwrap_or_default().to_owned();
    let named: Vec<String> = keys.iter().take(3).map(|key| format!("`{key}`")).collect();
    let named = match keys.len() - named.len() {
        0 => words::listed(&named, "och"),
        more => format!("{} och {more} till", named.join(", ")),
    };
    let place = work.places.key_label(at, "");
    let fault = Diagnostic::error("okand-nyckel", format!("nyckeln `{name}` finns inte {within}")).at(place);
    work.tell(
        fault.hint(format!("ta bort raden [{name}]: {named} skrivs överst i filen, före den första raden med [..]")),
    );
    for key in keys {
        let (from, to) = (at.key(&key), parent.key(&key));
        let Some(value) = from.of(&work.value).cloned() else { continue };
        work.places.rename(&from, &to);
        work.set(&to, value);
    }
    work.remove(at);
    true
}

/// Where some items of a list stand under another name, rules about the whole list have nothing to go by: the place after
/// its last item is faulty.
pub(super) fn lacks_items(work: &mut Work, list: &Pointer) {
    let length = list.of(&work.value).and_then(Value::as_array).map(Vec::len);
    if let Some(length) = length {
        work.damage(list.index(length));
    }
}

fn tables(value: &Value) -> Vec<&Map<String, Value>> {
    match value {
        Value::Object(table) if values::is_table(value) => vec![table],
        Value::Array(items) if items.iter().all(values::is_table) => {
            items.iter().filter_map(Value::as_object).collect()
        }
        _ => Vec::new(),
    }
}
