//! Holds a parsed file against the schema made from the types, and finds every fault: unknown and missing keys, wrong
//! types, unknown words, signs that no text may hold. What is faulty becomes blank and is listed as damaged,
//! so that the rest goes on to the rules.

mod characters;
mod faults;
mod guess;
mod headers;
mod keys;
mod published;
mod shape;
mod values;

use std::path::Path;
use std::sync::Arc;

use jsonschema::{ValidationError, Validator};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::myndighet::Myndighet;
use super::pointer::Pointer;
use super::schema::{self, BySlag};
use super::syntax::{self, Syntax};
use super::{Case, Content, Parsed, Places, Slag};
use crate::diag::{Diagnostic, Source};
pub(crate) use guess::plain;
use shape::{Kind, Shape};

/// A mend can bring faults to light that stood inside what was mended; so many times at most.
const ROUNDS: usize = 8;

/// A file with more faults than this goes no further.
const HOPELESS: usize = 1000;

/// A case file.
pub(super) fn case(path: &Path, source: &Arc<Source>) -> (Option<Case>, Vec<Diagnostic>) {
    let mut work = Work::new(syntax::parse(source));
    let slag = match work.slag() {
        Some(Slag::Myndighet) => {
            let fault = Diagnostic::error("slag-okant", "bara filen myndighet.toml kan ha slag = \"myndighet\"")
                .at(work.places.label(&Pointer::root().key("slag"), ""))
                .hint("i en arbetsmapp finns en enda myndighet; kalla filen myndighet.toml eller flytta den till en egen mapp");
            work.diagnostics.push(fault);
            return (None, work.diagnostics);
        }
        Some(slag) => slag,
        None => return (None, work.sorted()),
    };
    let content = match slag {
        Slag::Sammantrade => work.read(slag).map(Content::Sammantrade),
        Slag::Tjansteskrivelse => work.read(slag).map(Content::Tjansteskrivelse),
        Slag::Kallelse | Slag::Myndighet => work.read(Slag::Kallelse).map(Content::Kallelse),
    };
    work.finish(path, content)
}

/// `myndighet.toml`.
pub(super) fn myndighet(path: &Path, source: &Arc<Source>) -> (Option<Parsed<Myndighet>>, Vec<Diagnostic>) {
    let mut work = Work::new(syntax::parse(source));
    let value = work.read(Slag::Myndighet);
    work.finish(path, value)
}

/// One file on its way through the checks.
struct Work {
    value: Value,
    places: Places,
    diagnostics: Vec<Diagnostic>,
    hopeless: bool,
    /// Where what follows cannot be trusted: the byte of the fault that says so.
    wrecked: Option<usize>,
}

impl Work {
    fn new(syntax: Syntax) -> Self {
        Self {
            value: syntax.value,
            places: syntax.places,
            diagnostics: syntax.diagnostics,
            hopeless: false,
            wrecked: syntax.wrecked,
        }
    }

    /// Finds every fault, and leaves a value that the schema accepts.
    fn check(&mut self, slag: Slag) {
        let shape = Shape::root(schema::internal(slag));
        self.places.root_at_slag();
        keys::adopt(self, shape, &Pointer::root());
        characters::check(self, shape);
        for _ in 0..ROUNDS {
            let found: Vec<_> = validator(slag).iter_errors(&self.value).map(ValidationError::to_owned).collect();
            if found.is_empty() {
                break;
            }
            self.hopeless = found.len() > HOPELESS;
            let found: Vec<_> = found.into_iter().take(HOPELESS).collect();
            // Unknown keys first: what is missing may stand there under another name.
            let (unknown, other): (Vec<_>, Vec<_>) = found.into_iter().partition(faults::is_unknown_key);
            for error in unknown.iter().chain(&other) {
                faults::mend(self, shape, slag, error);
            }
            if self.hopeless {
                break;
            }
        }
    }

    /// The value as its type: at once where nothing is wrong with the file, which saves making a schema; else checked
    /// and mended. `None` is a fault of the program: `check` leaves nothing that the schema refuses.
    fn read<T: DeserializeOwned>(&mut self, slag: Slag) -> Option<T> {
        if self.diagnostics.is_empty()
            && characters::is_plain(&self.value)
            && let Ok(value) = T::deserialize(&self.value)
        {
            self.places.root_at_slag();
            return Some(value);
        }
        self.check(slag);
        if self.hopeless {
            return None;
        }
        let read = serde_json::from_value(self.value.take()).ok();
        if read.is_none() {
            let fault = Diagnostic::error("fil-otolkad", "filen kunde inte tolkas");
            let place = self.places.label(&Pointer::root(), "");
            let fault = fault.at(place).hint("rätta de andra felen först");
            self.tell(fault.hint("om det inte hjälper är det ett fel i programmet, som vi gärna vill veta om"));
        }
        read
    }

    fn finish<T>(mut self, path: &Path, value: Option<T>) -> (Option<Parsed<T>>, Vec<Diagnostic>) {
        let mut places = std::mem::take(&mut self.places);
        if self.wrecked.is_some() {
            places.damaged.push(Pointer::root());
        }
        let diagnostics = self.sorted();
        (value.map(|value| Parsed { path: path.to_owned(), value, places }), diagnostics)
    }

    fn sorted(mut self) -> Vec<Diagnostic> {
        self.diagnostics.sort_by_key(|one| one.place.as_ref().map_or(0, |place| place.span.start));
        self.diagnostics
    }

    /// True where something was already said about the value or what holds it.
    fn is_told(&self, pointer: &Pointer) -> bool {
        self.places.damaged.iter().any(|one| pointer.is_within(one))
    }

    fn tell(&mut self, fault: Diagnostic) {
        let start = fault.place.as_ref().map_or(0, |place| place.span.start);
        if self.wrecked.is_none_or(|wrecked| start < wrecked) {
            self.diagnostics.push(fault);
        }
    }

    fn damage(&mut self, pointer: Pointer) {
        if !self.places.damaged.contains(&pointer) {
            self.places.damaged.push(pointer);
        }
    }

    /// Puts `value` in the place of what stands there.
    fn set(&mut self, pointer: &Pointer, value: Value) {
        if let Some(place) = self.value.pointer_mut(&pointer.to_string()) {
            *place = value;
        } else if let (Some(parent), Some(super::pointer::Step::Key(key))) = (pointer.parent(), pointer.steps().last())
            && let Some(table) = self.value.pointer_mut(&parent.to_string()).and_then(Value::as_object_mut)
        {
            table.insert(key.clone(), value);
        }
    }

    fn remove(&mut self, pointer: &Pointer) {
        if let (Some(parent), Some(super::pointer::Step::Key(key))) = (pointer.parent(), pointer.steps().last())
            && let Some(table) = self.value.pointer_mut(&parent.to_string()).and_then(Value::as_object_mut)
        {
            table.shift_remove(key);
        }
    }

    /// Removes an optional value, blanks one that must be there, and lists it as damaged.
    fn blank(&mut self, shape: Shape<'_>, pointer: &Pointer) {
        let parent = pointer.parent().unwrap_or_default();
        let last = pointer.steps().last();
        let optional = match last {
            Some(super::pointer::Step::Key(key)) => {
                shape.at(&parent).is_none_or(|table| !table.required().contains(&key.as_str()))
            }
            _ => false,
        };
        if optional {
            self.remove(pointer);
        } else if let Some(inner) = shape.at(pointer) {
            self.set(pointer, inner.blank());
        }
        self.damage(pointer.clone());
    }

    /// What the file says it is; where it does not, what it looks like. `None` when that is nothing we know.
    fn slag(&mut self) -> Option<Slag> {
        let at = Pointer::root().key("slag");
        self.places.root_at_slag();
        if let Some(slag) = self.value.get("slag").and_then(Value::as_str).and_then(exact) {
            return Some(slag);
        }
        let looks = self.looks_like();
        let told = self.is_told(&at);
        match (self.value.get("slag").cloned(), looks) {
            (Some(found), looks) => {
                let word = found.as_str().unwrap_or("").to_owned();
                let near = guess::nearest(&word, Slag::ALL.map(Slag::word)).and_then(exact).or(looks);
                let message = if word.is_empty() {
                    "`slag` ska vara text".to_owned()
                } else {
                    format!("`slag` kan inte vara \"{word}\"")
                };
                let fault = Diagnostic::error("slag-okant", message).at(self.places.label(&at, ""));
                let fault =
                    near.into_iter().fold(fault, |fault, near| fault.hint(format!("menade du \"{}\"?", near.word())));
                self.after_slag(fault, told, near)
            }
            (None, Some(looks)) => {
                let fault = Diagnostic::error("slag-saknas", "filen säger inte vad den är: `slag` saknas")
                    .at(self.places.label(&Pointer::root(), ""))
                    .hint(format!("skriv slag = \"{}\" under format = 1", looks.word()));
                self.after_slag(fault, told, Some(looks))
            }
            (None, None) => {
                if !published::told(self) {
                    self.no_case();
                }
                None
            }
        }
    }

    /// Something else than a case. What TOML had to say of it helps nobody.
    fn no_case(&mut self) {
        let empty = self.value.as_object().is_none_or(serde_json::Map::is_empty);
        let (code, message) = match (self.diagnostics.is_empty(), empty, self.value.get("format").is_some()) {
            (_, _, true) => ("slag-saknas", "filen säger inte vad den är: `slag` saknas"),
            (true, true, _) => ("fil-tom", "filen innehåller bara kommentarer"),
            (true, false, _) => {
                ("inte-ett-fall", "filen är TOML men inget fall för utdrag: `format` och `slag` saknas")
            }
            (false, _, _) => ("inte-toml", "filen är vanlig text, inte TOML med `format` och `slag`"),
        };
        if code == "inte-toml" {
            self.diagnostics.clear();
        }
        let fault = Diagnostic::error(code, message)
            .at(self.places.label(&Pointer::root(), ""))
            .hint("börja filen med format = 1 och slag = \"sammanträde\", \"tjänsteskrivelse\" eller \"kallelse\"")
            .hint("en fil som inte hör hit flyttas ut ur arbetsmappen");
        self.tell(fault);
    }

    fn after_slag(&mut self, fault: Diagnostic, told: bool, near: Option<Slag>) -> Option<Slag> {
        if !told {
            self.tell(fault.hint_words("tillåtna", Slag::ALL.map(Slag::word)));
        }
        if let Some(near) = near {
            self.value.as_object_mut()?.insert("slag".into(), json!(near.word()));
            self.damage(Pointer::root().key("slag"));
        }
        near
    }

    fn looks_like(&self) -> Option<Slag> {
        let root = self.value.as_object()?;
        let has = |keys: &[&str]| root.keys().any(|key| keys.contains(&guess::folded(key).as_str()));
        if has(&["paragraf", "narvaro", "justering"]) {
            Some(Slag::Sammantrade)
        } else if has(&["arende"]) {
            Some(Slag::Kallelse)
        } else if has(&["arendebeskrivning", "avsandare", "utdrag-till"]) {
            Some(Slag::Tjansteskrivelse)
        } else if has(&["mottagare", "utseende", "behorig-bestyrkare"]) {
            Some(Slag::Myndighet)
        } else {
            None
        }
    }
}

/// True for the header of a table that may stand many times in some kind of file: "paragraf", "paragraf.votering".
pub(crate) fn is_list_table(header: &str) -> bool {
    Slag::ALL.into_iter().any(|slag| {
        let root = Shape::root(schema::internal(slag));
        let found = header.split('.').try_fold(root, |shape, key| shape.item().unwrap_or(shape).key(key));
        found
            .and_then(|shape| shape.item().filter(|_| shape.kind() == Kind::List))
            .is_some_and(|item| item.kind() == Kind::Table)
    })
}

fn exact(word: &str) -> Option<Slag> {
    Slag::ALL.into_iter().find(|slag| slag.word() == word)
}

fn validator(slag: Slag) -> &'static Validator {
    static MADE: BySlag<Validator> = BySlag::new();
    MADE.get(slag, || Validator::new(schema::internal(slag)).expect("a schema made from the types is a schema"))
}

impl Diagnostic {
    /// With a hint that lists words: `tillåtna: "ja", "nej"`.
    fn hint_words<'a>(self, what: &str, words: impl IntoIterator<Item = &'a str>) -> Self {
        let list: Vec<String> = words.into_iter().map(|word| format!("\"{word}\"")).collect();
        self.hint(format!("{what}: {}", list.join(", ")))
    }
}

impl Places {
    /// A fault of the file as a whole is shown at its `slag` line, or at its first value.
    fn root_at_slag(&mut self) {
        let slag = Pointer::root().key("slag");
        let at = if self.values.contains_key(&slag) { Some(slag) } else { None };
        let at = at.or_else(|| self.keys.iter().min_by_key(|(_, span)| span.start).map(|(at, _)| at.clone()));
        if let Some(at) = at
            && let (Some(key), Some(value)) = (self.keys.get(&at), self.values.get(&at))
        {
            let span = key.start.min(value.start)..value.end.max(key.end);
            self.values.insert(Pointer::root(), span);
        }
    }
}
