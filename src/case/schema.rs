//! JSON Schema (2020-12) of the case files, made from the types: for editors (`schema`, `combined`), and in a form
//! that tells days from text, for `structure`. Says nothing that the types do not say.

use std::sync::OnceLock;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

use super::Slag;
use super::kallelse::Kallelse;
use super::myndighet::Myndighet;
use super::sammantrade::Sammantrade;
use super::text::DATE_KEY;
use super::tjansteskrivelse::Tjansteskrivelse;

/// One thing for each kind of file, made when first asked for.
pub(crate) struct BySlag<T>([OnceLock<T>; 4]);

impl<T> BySlag<T> {
    pub(crate) const fn new() -> Self {
        Self([const { OnceLock::new() }; 4])
    }

    pub(crate) fn get(&self, slag: Slag, make: impl FnOnce() -> T) -> &T {
        let [myndighet, sammantrade, tjansteskrivelse, kallelse] = &self.0;
        let cell = match slag {
            Slag::Myndighet => myndighet,
            Slag::Sammantrade => sammantrade,
            Slag::Tjansteskrivelse => tjansteskrivelse,
            Slag::Kallelse => kallelse,
        };
        cell.get_or_init(make)
    }
}

/// The editors' schema of one kind of file.
#[must_use]
pub fn schema(slag: Slag) -> Value {
    let mut root = match slag {
        Slag::Myndighet => generate::<Myndighet>(),
        Slag::Sammantrade => generate::<Sammantrade>(),
        Slag::Tjansteskrivelse => generate::<Tjansteskrivelse>(),
        Slag::Kallelse => generate::<Kallelse>(),
    };
    for_readers(&mut root);
    if let Some(root) = root.as_object_mut() {
        root.insert("title".into(), json!(title(slag)));
        root.insert("description".into(), json!(description(slag)));
    }
    if let Some(format) = root.pointer_mut("/properties/format").and_then(Value::as_object_mut) {
        format.retain(|key, _| key == "description");
        format.insert("const".into(), json!(1));
    }
    root
}

/// One schema for every kind of file, chosen by `slag`.
#[must_use]
pub fn combined() -> Value {
    let mut definitions = Map::new();
    let mut branches = Vec::new();
    for slag in Slag::ALL {
        let mut one = schema(slag);
        if let Some(one) = one.as_object_mut() {
            one.remove("$schema");
            if let Some(Value::Object(inner)) = one.remove("$defs") {
                definitions.extend(inner);
            }
        }
        definitions.insert(format!("Fil{}", slag.ascii()), one);
        branches.push(json!({
            "if": { "properties": { "slag": { "const": slag.word() } }, "required": ["slag"] },
            "then": { "$ref": format!("#/$defs/Fil{}", slag.ascii()) },
        }));
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Utdrag",
        "description": "En fil för utdrag: myndighet, sammanträde, tjänsteskrivelse eller kallelse.",
        "type": "object",
        "properties": {
            "format": { "const": 1, "description": "Formatets version; alltid 1." },
            "slag": { "enum": Slag::ALL.map(Slag::word), "description": "Vad filen beskriver." },
        },
        "required": ["format", "slag"],
        "additionalProperties": true,
        "allOf": branches,
        "$defs": definitions,
    })
}

/// The schema that `structure` holds a file against: days are `{"$datum": ".."}`, words one list.
pub(crate) fn internal(slag: Slag) -> &'static Value {
    static MADE: BySlag<Value> = BySlag::new();
    MADE.get(slag, || {
        let mut root = schema(slag);
        for_structure(&mut root);
        root
    })
}

fn generate<T: JsonSchema>() -> Value {
    let generator: SchemaGenerator = SchemaSettings::draft2020_12().for_deserialize().into_generator();
    let mut root = generator.into_root_schema_for::<T>().to_value();
    if let Some(definitions) = root.get_mut("$defs").and_then(Value::as_object_mut) {
        // The types' own comments are for programmers, and English; the fields' are for the secretary.
        definitions.values_mut().filter_map(Value::as_object_mut).for_each(|one| {
            one.remove("description");
        });
    }
    root
}

fn title(slag: Slag) -> &'static str {
    match slag {
        Slag::Myndighet => "Myndighet",
        Slag::Sammantrade => "Sammanträde",
        Slag::Tjansteskrivelse => "Tjänsteskrivelse",
        Slag::Kallelse => "Kallelse",
    }
}

fn description(slag: Slag) -> &'static str {
    match slag {
        Slag::Myndighet => {
            "Myndigheten: dess organ, mottagare, utseende och texter. En fil i varje arbetsmapp, myndighet.toml."
        }
        Slag::Sammantrade => "Ett sammanträde med ett organ: vilka som var med, paragraferna och justeringen.",
        Slag::Tjansteskrivelse => "En tjänsteskrivelse: vad förvaltningen skriver till det organ som beslutar.",
        Slag::Kallelse => "En kallelse med föredragningslista.",
    }
}

/// What schemars says for JSON and TOML has no use for: null, and Rust's names of integers.
fn for_readers(node: &mut Value) {
    if let Some(object) = node.as_object_mut() {
        without_null(object);
        one_list_of_words(object);
        if let Some(format) = object.get("format").and_then(Value::as_str).map(str::to_owned)
            && (format.starts_with("uint") || format.starts_with("int"))
        {
            object.remove("format");
            if format == "uint32" {
                object.insert("maximum".into(), json!(u32::MAX));
            }
        }
        if object.get("default").is_some_and(|default| !default.is_boolean() && !default.is_string()) {
            object.remove("default");
        }
    }
    children(node).for_each(for_readers);
}

fn without_null(object: &mut Map<String, Value>) {
    if let Some(Value::Array(types)) = object.get_mut("type") {
        types.retain(|one| one != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            object.insert("type".into(), only);
        }
    }
    let Some(Value::Array(branches)) = object.get_mut("anyOf") else { return };
    branches.retain(|one| one != &json!({ "type": "null" }));
    if let [Value::Object(only)] = branches.as_slice() {
        let only = only.clone();
        object.remove("anyOf");
        object.extend(only);
    }
}

fn for_structure(node: &mut Value) {
    if node.get("format").is_some_and(|format| format == "date") {
        *node = json!({
            "type": "object", "additionalProperties": false, "required": [DATE_KEY],
            "properties": { DATE_KEY: { "type": "string" } },
            "description": node.get("description"),
        });
        return;
    }
    children(node).for_each(for_structure);
}

/// An enum whose variants carry descriptions, as one list: editors then name one fault, not one for each word. The
/// descriptions go where Even Better TOML (taplo) looks for them.
fn one_list_of_words(object: &mut Map<String, Value>) {
    let Some(variants) = object.get("oneOf").and_then(Value::as_array) else { return };
    let words: Option<Vec<Value>> = variants.iter().map(|one| one.get("const").cloned()).collect();
    let meanings: Vec<Value> = variants.iter().map(|one| one.get("description").cloned().unwrap_or_default()).collect();
    let Some(words) = words else { return };
    object.remove("oneOf");
    object.insert("type".into(), json!("string"));
    object.insert("enum".into(), Value::Array(words));
    object.insert("x-taplo".into(), json!({ "docs": { "enumValues": meanings } }));
}

fn children(node: &mut Value) -> Box<dyn Iterator<Item = &mut Value> + '_> {
    match node {
        Value::Object(object) => Box::new(object.values_mut()),
        Value::Array(items) => Box::new(items.iter_mut()),
        _ => Box::new(std::iter::empty()),
    }
}
