//! From text to a JSON value with the place of everything in it, and every fault of the TOML as such, in Swedish.
//! What can be mended for certain (quotes, brackets) is mended, reported, and read on; nothing is skipped in silence.

mod mend;
mod scan;
mod words;

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use serde_json::{Map, Value, json};
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use toml::value::Datetime;
use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::Places;
use super::pointer::Pointer;
use super::text::DATE_KEY;
use crate::diag::{Diagnostic, Source};
use mend::Mended;
pub(crate) use words::day;

/// The key under which a TOML time or date with time is handed on (never a valid value of a case).
pub(crate) const TIME_KEY: &str = "$klockslag";

/// The key under which a number that fits no `i64` is handed on (never a valid value of a case).
pub(crate) const NUMBER_KEY: &str = "$tal";

/// So many findings of the TOML parser are put into words.
const LARGEST: usize = 500;

/// A file as TOML: its value, places, and the faults of syntax.
pub(crate) struct Syntax {
    /// Tables, arrays and scalars; days as `{"$datum": ".."}`, strings in NFC.
    pub(crate) value: Value,
    /// Spans of values and keys; `damaged` holds what syntax faults touched.
    pub(crate) places: Places,
    /// All faults, in file order.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// The byte after which nothing can be trusted, where a slip could not be mended.
    pub(crate) wrecked: Option<usize>,
}

/// Parses what can be parsed, and reports the rest.
pub(crate) fn parse(source: &Arc<Source>) -> Syntax {
    let (table, errors) = DeTable::parse_recoverable(&source.text);
    if errors.is_empty() {
        let (value, places) = Reader::new(source, &|at| at).read(table.get_ref());
        return Syntax { value, places, diagnostics: Vec::new(), wrecked: None };
    }
    let mended = mend::mend(source);
    let (table, errors) = DeTable::parse_recoverable(mended.text());
    let to_source = |at: usize| mended.to_source(at);
    let (value, mut places) = Reader::new(source, &to_source).read(table.get_ref());
    let mut diagnostics = mended.diagnostics(source);
    let wrecked = report(&mended, &errors, source, &mut diagnostics, &mut places);
    diagnostics.sort_by_key(|one| one.place.as_ref().map_or(0, |place| place.span.start));
    Syntax { value, places, diagnostics: once(diagnostics), wrecked }
}

/// The same slip at many places is told at the first, with the lines of the others.
fn once(diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut told: Vec<(Diagnostic, Vec<String>)> = Vec::new();
    for one in diagnostics {
        let is_same =
            |other: &Diagnostic| other.message == one.message && other.hints == one.hints && one.also.is_empty();
        match told.iter_mut().find(|(first, _)| is_same(first) && ["nyckel-tecken", "fel-typ"].contains(&one.code)) {
            Some((_, lines)) => lines.extend(one.place.map(|place| place.line_column().0.to_string())),
            None => told.push((one, Vec::new())),
        }
    }
    let each = told.into_iter().map(|(first, lines)| match lines.as_slice() {
        [] => first,
        [line] => first.hint(format!("detsamma på rad {line}")),
        _ => first.hint(format!("detsamma på raderna {}", crate::diag::words::listed(&lines, "och"))),
    });
    each.collect()
}

/// Puts what the TOML parser still finds into words, one finding a line, and marks what it touched as damaged.
fn report(
    mended: &Mended,
    errors: &[toml::de::Error],
    source: &Arc<Source>,
    diagnostics: &mut Vec<Diagnostic>,
    places: &mut Places,
) -> Option<usize> {
    let mut told: BTreeSet<usize> =
        diagnostics.iter().filter_map(|one| Some(one.place.as_ref()?.line_column().0)).collect();
    let errors = errors.iter().take(LARGEST);
    let mut ordered: Vec<_> = errors.map(|error| (error.span().unwrap_or(0..0), error)).collect();
    let mut faults: Vec<Diagnostic> = Vec::new();
    // Of two findings on one line, the one about the line says more than the one about a character in it.
    let line_of = |at: usize| mended.text().get(..at).map_or(0, |before| before.matches('\n').count());
    ordered.sort_by_key(|(span, error)| {
        (line_of(span.start), !error.message().starts_with("key with no value"), span.start)
    });
    let mut repeated = None;
    for (span, error) in ordered {
        let span = mended.to_source(span.start)..mended.to_source(span.end);
        if error.message().starts_with("duplicate key")
            && repeated.replace(section(source, span.start)) == Some(section(source, span.start))
        {
            // A header that was forgotten repeats every key after it; the first says so.
            mark_damage(source, &span, places);
            continue;
        }
        let fault = words::fault(source, span.clone(), error.message());
        let line = fault.place.as_ref().map_or(1, |place| place.line_column().0);
        if told.insert(line) {
            faults.push(fault);
        }
        mark_damage(source, &span, places);
    }
    let wrecked = wreck(&mut faults);
    diagnostics.append(&mut faults);
    if let Some(at) = wrecked {
        diagnostics.retain(|one| one.place.as_ref().is_some_and(|place| place.span.start <= at));
    }
    if diagnostics.is_empty() {
        diagnostics.push(words::fault(source, 0..0, ""));
    }
    wrecked
}

/// Where a slip that could not be mended makes one fault after the other, all of one kind, the first is the only one that
/// can be trusted: the byte it stands at.
fn wreck(faults: &mut Vec<Diagnostic>) -> Option<usize> {
    let follows = |one: &Diagnostic| {
        ["toml-fel", "komma-extra", "komma-saknas", "toml-oavslutad", "text-utanfor", "likhetstecken-extra"]
            .contains(&one.code)
    };
    let first = faults.iter().position(follows).filter(|_| faults.iter().filter(|one| follows(one)).count() > 3)?;
    faults.truncate(first + 1);
    let last = faults.last_mut()?;
    last.hints.push("resten av filen kontrolleras när det här är rättat".to_owned());
    last.place.as_ref().map(|place| place.span.start)
}

/// The number of table headers before byte `at`.
fn section(source: &Source, at: usize) -> usize {
    source.text.get(..at).map_or(0, |before| before.lines().filter(|line| line.starts_with('[')).count())
}

/// Marks the value that holds the fault; where the line was dropped, the key that its first word would have been.
fn mark_damage(source: &Source, span: &Range<usize>, places: &mut Places) {
    let holds = |range: &Range<usize>| range.start <= span.start && span.end <= range.end && range.start < range.end;
    let innermost = places.values.iter().filter(|(at, range)| !at.steps().is_empty() && holds(range));
    if let Some((pointer, _)) = innermost.min_by_key(|(_, range)| range.end - range.start) {
        let pointer = pointer.clone();
        places.damaged.push(pointer);
        return;
    }
    let line_start = source.text.get(..span.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let word =
        source.text.get(line_start..).unwrap_or("").split(|c: char| c.is_whitespace() || "=:".contains(c)).next();
    let before = places.keys.iter().filter(|(_, range)| range.start < line_start);
    let table =
        before.max_by_key(|(_, range)| range.start).and_then(|(at, _)| at.ancestors().nth(1)).unwrap_or_default();
    if let Some(word) = word.filter(|word| !word.is_empty()) {
        let of_line = |at: &Pointer| {
            places.keys.get(at).is_some_and(|range| range.start >= line_start && range.start <= span.end)
        };
        let known = places.keys.keys().find(|at| of_line(at)).cloned();
        places.damaged.push(known.unwrap_or_else(|| table.key(word)));
    }
}

/// Turns the parser's tree into a value and notes where everything stands.
struct Reader<'s> {
    places: Places,
    to_source: &'s dyn Fn(usize) -> usize,
}

impl<'s> Reader<'s> {
    fn new(source: &Arc<Source>, to_source: &'s dyn Fn(usize) -> usize) -> Self {
        let places = Places { source: Arc::clone(source), ..Places::default() };
        Self { places, to_source }
    }

    fn read(mut self, root: &DeTable<'_>) -> (Value, Places) {
        let value = self.table(root, &Pointer::root());
        (value, self.places)
    }

    fn span(&self, span: &Range<usize>) -> Range<usize> {
        (self.to_source)(span.start)..(self.to_source)(span.end)
    }

    fn table(&mut self, table: &DeTable<'_>, at: &Pointer) -> Value {
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        let mut map = Map::with_capacity(entries.len());
        for (key, value) in entries {
            let name: String = key.get_ref().nfc().collect();
            let here = at.key(&name);
            let key_span = self.span(&key.span());
            self.places.keys.insert(here.clone(), key_span);
            let value = self.value(value, &here);
            map.insert(name, value);
        }
        Value::Object(map)
    }

    fn value(&mut self, value: &Spanned<DeValue<'_>>, at: &Pointer) -> Value {
        let span = self.span(&value.span());
        self.places.values.insert(at.clone(), span);
        match value.get_ref() {
            DeValue::String(text) if is_nfc(text) => Value::String(text.clone().into_owned()),
            DeValue::String(text) => Value::String(text.nfc().collect()),
            DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
                Ok(number) => json!(number),
                Err(_) => json!({ NUMBER_KEY: number.as_str() }),
            },
            DeValue::Float(number) => {
                let parsed = number.as_str().parse::<f64>().ok().and_then(serde_json::Number::from_f64);
                parsed.map_or_else(|| json!({ NUMBER_KEY: number.as_str() }), Value::Number)
            }
            DeValue::Boolean(truth) => Value::Bool(*truth),
            DeValue::Datetime(moment) => self::moment(moment),
            DeValue::Array(items) => {
                let numbered = items.iter().enumerate();
                Value::Array(numbered.map(|(index, item)| self.value(item, &at.index(index))).collect())
            }
            DeValue::Table(table) => self.table(table, at),
        }
    }
}

fn moment(moment: &Datetime) -> Value {
    match (moment.date, moment.time) {
        (Some(day), None) => json!({ DATE_KEY: day.to_string() }),
        _ => json!({ TIME_KEY: moment.to_string() }),
    }
}
