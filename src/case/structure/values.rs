//! A value of the wrong type, or a word that is not among the allowed: what stands there, what should, and where the
//! meaning is certain (`"2019-05-29"` for a day, one text for a list of one) the value it was meant to be.

use serde_json::{Value, json};

use super::super::pointer::{Pointer, Step};
use super::super::syntax::{NUMBER_KEY, TIME_KEY, day};
use super::super::text::DATE_KEY;
use super::shape::{Kind, Shape};
use super::{Work, guess};
use crate::diag::Diagnostic;

/// Reports the value at `at` and puts the one that was meant, or a blank, in its place.
pub(super) fn wrong(work: &mut Work, shape: Shape<'_>, at: &Pointer) {
    let (Some(found), Some(here)) = (at.of(&work.value).cloned(), shape.at(at)) else { return };
    let told = work.is_told(at);
    let here = branch(here, &found);
    let raw = raw(work, at);
    let (fault, meant) = match here.kind() {
        Kind::Words => word(here, at, &found, &raw),
        Kind::Number if here.is_format() => (format_fault(&found), None),
        _ => type_fault(here, at, &found, &raw),
    };
    if !told {
        work.tell(fault.at(work.places.label(at, "")));
    }
    match meant {
        Some(meant) => work.set(at, meant),
        None => work.blank(shape, at),
    }
}

/// `datum`; "del 2 av `forslag`".
pub(super) fn subject(at: &Pointer) -> String {
    let list = at.parent().and_then(|parent| parent.steps().last().cloned());
    match (at.steps().last(), list) {
        (Some(Step::Key(key)), _) => format!("`{key}`"),
        (Some(Step::Index(index)), Some(Step::Key(list))) => format!("nummer {} i `{list}`", index + 1),
        _ => "filen".to_owned(),
    }
}

/// The alternative that the value tries to be: the one of its own type.
fn branch<'s>(shape: Shape<'s>, found: &Value) -> Shape<'s> {
    let fits = |kind: Kind| match kind {
        Kind::List => found.is_array(),
        Kind::Table => is_table(found),
        Kind::Text => found.is_string(),
        _ => false,
    };
    shape.branches().into_iter().find(|branch| fits(branch.kind())).unwrap_or(shape)
}

/// True for a table of the file, false for a day or a time.
pub(super) fn is_table(value: &Value) -> bool {
    value.is_object() && !is_marker(value)
}

fn is_marker(value: &Value) -> bool {
    [DATE_KEY, TIME_KEY, NUMBER_KEY].iter().any(|key| value.get(key).is_some())
}

/// As it is typed in the file, when it is short enough to repeat.
fn raw(work: &Work, at: &Pointer) -> String {
    let text = work.places.values.get(at).and_then(|span| work.places.source.text.get(span.clone())).unwrap_or("");
    if text.contains('\n') || text.chars().count() > 60 { String::new() } else { text.to_owned() }
}

fn word(shape: Shape<'_>, at: &Pointer, found: &Value, raw: &str) -> (Diagnostic, Option<Value>) {
    let subject = subject(at);
    let words = shape.words();
    let Some(text) = found.as_str() else {
        let fault =
            Diagnostic::error("fel-typ", format!("{subject} ska vara ett av orden nedan, men är {}", kind_of(found)));
        return (fault.hint_words("tillåtna", words), None);
    };
    let fault = Diagnostic::error(
        "okant-varde",
        format!(
            "{subject} kan inte vara {}",
            if raw.is_empty() { "den texten".to_owned() } else { format!("\"{text}\"") }
        ),
    );
    let near = guess::nearest(text, words.iter().copied());
    let fault = near.into_iter().fold(fault, |fault, near| fault.hint(format!("menade du \"{near}\"?")));
    let fault =
        if words.len() > 1 || near.is_none() { fault.hint_words("tillåtna", words.iter().copied()) } else { fault };
    (fault, guess::same(text, words).map(|same| json!(same)))
}

fn format_fault(found: &Value) -> Diagnostic {
    let fault =
        Diagnostic::error("format-okant", format!("`format` är {}, men det enda format som finns är 1", plain(found)));
    match found.as_i64() {
        Some(number) if number > 1 => {
            fault.hint("filen är gjord för en nyare utgåva av programmet: hämta den, eller skriv format = 1")
        }
        _ => fault.hint("skriv format = 1"),
    }
}

fn plain(found: &Value) -> String {
    match found {
        Value::Number(number) => number.to_string(),
        Value::String(text) => format!("\"{text}\""),
        other => kind_of(other).to_owned(),
    }
}

/// What a value is, in words.
fn kind_of(found: &Value) -> &'static str {
    match found {
        Value::String(_) => "text",
        Value::Number(number) if number.is_f64() => "ett decimaltal",
        Value::Number(_) => "ett tal",
        Value::Bool(true) => "true",
        Value::Bool(false) => "false",
        Value::Array(_) => "en lista",
        Value::Object(table) if table.contains_key(DATE_KEY) => "en dag",
        Value::Object(table) if table.contains_key(TIME_KEY) => "ett klockslag",
        Value::Object(table) if table.contains_key(NUMBER_KEY) => "ett tal som är för stort",
        Value::Object(_) => "en tabell",
        Value::Null => "inget",
    }
}

fn type_fault(shape: Shape<'_>, at: &Pointer, found: &Value, raw: &str) -> (Diagnostic, Option<Value>) {
    let subject = subject(at);
    let fault =
        |wanted: &str| Diagnostic::error("fel-typ", format!("{subject} ska vara {wanted}, men är {}", kind_of(found)));
    match shape.kind() {
        Kind::Day => not_a_day(&subject, found, raw),
        Kind::Number => not_a_number(fault("ett heltal"), found),
        Kind::Truth => not_a_truth(fault("true eller false"), found),
        Kind::List => not_a_list(shape, at, found, raw, &fault),
        Kind::Table => not_a_table(shape, at, found, raw, fault("en tabell")),
        Kind::Text | Kind::Words => not_a_text(fault("text inom citattecken"), found, raw),
        Kind::Either => either(shape, at, found, raw),
    }
}

fn not_a_day(subject: &str, found: &Value, raw: &str) -> (Diagnostic, Option<Value>) {
    let typed = found.as_str().map(str::to_owned).or_else(|| found.as_i64().map(|number| number.to_string()));
    let meant = typed.as_deref().and_then(day);
    let fault = match found {
        Value::String(_) if meant.is_some() => {
            Diagnostic::error("fel-typ", format!("{subject} ska vara en dag utan citattecken, men är text"))
        }
        _ if found.get(TIME_KEY).is_some() => {
            Diagnostic::error("fel-typ", format!("{subject} ska vara bara en dag, utan klockslag"))
        }
        _ => Diagnostic::error("fel-typ", format!("{subject} ska vara en dag, men är {}", kind_of(found))),
    };
    let timed = found.get(TIME_KEY).and_then(Value::as_str).and_then(|text| text.get(..10)).and_then(day);
    match meant.or(timed) {
        Some(day) => (fault.hint(format!("skriv {day}")), Some(json!({ DATE_KEY: day }))),
        None if raw.is_empty() => (fault.hint("en dag skrivs år-månad-dag, utan citattecken: 2019-05-29"), None),
        None => (
            fault.hint(format!("i stället för {raw}: en dag skrivs år-månad-dag, utan citattecken, som 2019-05-29")),
            None,
        ),
    }
}

fn not_a_number(fault: Diagnostic, found: &Value) -> (Diagnostic, Option<Value>) {
    let digits = found.as_str().map(|text| text.trim().trim_start_matches('§').trim());
    if let Some(number) = digits.and_then(|text| text.parse::<u32>().ok()) {
        return (fault.hint(format!("skriv {number}, utan citattecken")), Some(json!(number)));
    }
    if found.is_f64() { (fault.hint("skriv ett tal utan decimaler"), None) } else { (fault, None) }
}

fn not_a_truth(fault: Diagnostic, found: &Value) -> (Diagnostic, Option<Value>) {
    let meant = match found.as_str().map(str::to_lowercase).as_deref() {
        Some("ja" | "true" | "sant") => Some(true),
        Some("nej" | "false" | "falskt") => Some(false),
        _ => None,
    };
    match meant {
        Some(truth) => (fault.hint(format!("skriv {truth}, utan citattecken")), Some(json!(truth))),
        None => (fault.hint("ja skrivs true och nej skrivs false, utan citattecken"), None),
    }
}

fn not_a_list(
    shape: Shape<'_>,
    at: &Pointer,
    found: &Value,
    raw: &str,
    fault: &dyn Fn(&str) -> Diagnostic,
) -> (Diagnostic, Option<Value>) {
    let tables = shape.item().is_some_and(|item| item.kind() == Kind::Table);
    let Some(Step::Key(key)) = at.steps().last() else { return (fault("en lista"), None) };
    if tables && is_table(found) {
        let header = header(at);
        let hint = if raw.starts_with('[') {
            format!("skriv [[{header}]] med dubbla hakparenteser")
        } else {
            format!("skriv {key} = [{{ .. }}]")
        };
        let message = format!("`{key}` kan finnas flera gånger och ska skrivas med dubbla hakparenteser");
        let told =
            if raw.starts_with('[') { Diagnostic::error("fel-typ", message) } else { fault("en lista av tabeller") };
        return (told.hint(hint), Some(json!([found])));
    }
    let names = ["av", "roster", "avstar", "deltar-ej", "justerare", "expedieras-till", "utdrag-till", "beslutad-av"];
    if let Some(text) = found.as_str().filter(|text| !tables && names.contains(&key.as_str()) && text.contains(", ")) {
        let parts: Vec<&str> = text.split([',', ';']).flat_map(|part| part.split(" och ")).map(str::trim).collect();
        let shown: Vec<String> = parts.iter().map(|part| format!("\"{part}\"")).collect();
        return (fault("en lista").hint(format!("skriv {key} = [{}]", shown.join(", "))), Some(json!(parts)));
    }
    if found.is_string() && !tables {
        let shown = if raw.is_empty() { "\"..\"" } else { raw };
        return (fault("en lista").hint(format!("skriv {key} = [{shown}]")), Some(json!([found])));
    }
    let example = match shape.item() {
        Some(item) if tables => format!("{key} = [{}]", table_example(item)),
        _ => format!("{key} = [\"..\", \"..\"]"),
    };
    (fault("en lista").hint(format!("skriv {example}")), None)
}

fn not_a_table(
    shape: Shape<'_>,
    at: &Pointer,
    found: &Value,
    raw: &str,
    fault: Diagnostic,
) -> (Diagnostic, Option<Value>) {
    let key = match at.steps().last() {
        Some(Step::Key(key)) => format!("{key} = "),
        _ => String::new(),
    };
    match found.as_array().map(Vec::as_slice) {
        Some([only]) if is_table(only) => {
            let fault = fault.hint(format!("skriv [{}] med enkla hakparenteser: det finns bara en", header(at)));
            (fault, Some(only.clone()))
        }
        _ => {
            let meant = found.as_str().and_then(|text| only_text(shape, text));
            let shown = match meant.as_ref().and_then(|meant| meant.as_object()?.iter().next()) {
                Some((inner, value)) if !raw.is_empty() => format!("{{ {inner} = {value} }}"),
                _ => table_example(shape),
            };
            (fault.hint(format!("skriv {key}{shown}")), meant)
        }
    }
}

/// A table with one required key, of text, was probably meant to hold the text.
fn only_text(shape: Shape<'_>, text: &str) -> Option<Value> {
    match shape.required().as_slice() {
        [key] if shape.key(key).is_some_and(|inner| inner.kind() == Kind::Text) => Some(json!({ *key: text })),
        _ => None,
    }
}

fn not_a_text(fault: Diagnostic, found: &Value, raw: &str) -> (Diagnostic, Option<Value>) {
    let scalar = !matches!(found, Value::Array(_) | Value::Object(_)) || is_marker(found);
    if scalar && !raw.is_empty() {
        return (fault.hint(format!("skriv \"{raw}\"")), Some(json!(raw)));
    }
    match found.as_array().map(Vec::as_slice) {
        Some([Value::String(only)]) => (fault.hint("skriv texten utan hakparenteser"), Some(json!(only))),
        Some(many @ [_, _, ..]) if many.iter().all(Value::is_i64) => {
            let joined = many.iter().map(Value::to_string).collect::<Vec<_>>().join(", ");
            (fault.hint(format!("skriv \"{joined}\"")), Some(json!(joined)))
        }
        Some([_, _, ..]) => (fault.hint("bara en text får stå här; slå ihop dem till en"), None),
        _ => (fault, None),
    }
}

/// Two forms are right, and the value has neither.
fn either(shape: Shape<'_>, at: &Pointer, found: &Value, raw: &str) -> (Diagnostic, Option<Value>) {
    let subject = subject(at);
    let key = if let Some(Step::Key(key)) = at.steps().last() { format!("{key} = ") } else { String::new() };
    let mut forms = Vec::new();
    let mut words = Vec::new();
    let mut list = false;
    for branch in shape.branches() {
        match branch.kind() {
            Kind::List => {
                list = true;
                forms.push("en lista [\"..\", \"..\"]".to_owned());
            }
            Kind::Words => {
                words = branch.words();
                forms.push(words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(" eller "));
            }
            Kind::Table => forms.push(format!("en tabell {}", table_example(branch))),
            _ => forms.push("text inom citattecken".to_owned()),
        }
    }
    let shown = found.as_str().map_or_else(
        || kind_of(found).to_owned(),
        |text| if text.chars().count() > 60 || text.contains('\n') { "text".to_owned() } else { format!("\"{text}\"") },
    );
    let fault = Diagnostic::error("fel-typ", format!("{subject} ska vara {}, men är {shown}", forms.join(" eller ")));
    let Some(text) = found.as_str() else {
        return (if list { fault.hint(format!("skriv {key}[\"..\"], en åtgärd i varje sats")) } else { fault }, None);
    };
    if let Some(near) = guess::nearest(text, words.iter().copied()) {
        return (fault.hint(format!("menade du \"{near}\"?")), Some(json!(near)));
    }
    let meant = list.then(|| json!([text])).filter(|_| !text.trim().is_empty());
    let hint = if text.trim().is_empty() {
        format!("skriv {key}[\"..\"], med en åtgärd i varje sats")
    } else if raw.is_empty() {
        format!("sätt hakparenteser runt texten: {key}[\"\"\"..\"\"\"]")
    } else {
        format!("skriv {key}[{raw}]")
    };
    (fault.hint(hint), meant)
}

/// `{ lagrum = ".." }`: what a table must hold.
pub(super) fn table_example(shape: Shape<'_>) -> String {
    let required = shape.required();
    let keys = if required.is_empty() { shape.keys().take(1).collect() } else { required };
    let value = |key: &str| match shape.key(key).map(Shape::kind) {
        Some(Kind::Day) => "2019-05-29",
        Some(Kind::Number) => "1",
        Some(Kind::Truth) => "true",
        Some(Kind::List) => "[\"..\"]",
        _ => "\"..\"",
    };
    let pairs: Vec<String> = keys.iter().map(|key| format!("{key} = {}", value(key))).collect();
    format!("{{ {} }}", pairs.join(", "))
}

/// `paragraf.votering`.
fn header(at: &Pointer) -> String {
    let keys: Vec<&str> = at
        .steps()
        .iter()
        .filter_map(|step| if let Step::Key(key) = step { Some(key.as_str()) } else { None })
        .collect();
    keys.join(".")
}
