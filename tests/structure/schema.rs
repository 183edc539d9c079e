//! The schema that editors use: valid, Swedish, and accepting what the program accepts.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};
use utdrag::case::schema::{combined, schema};
use utdrag::case::{self, Slag, source};

fn shipped() -> Vec<std::path::PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|end| end == "toml"));
    files
}

fn walk<'v>(node: &'v Value, at: &str, see: &mut dyn FnMut(&str, &'v Value)) {
    see(at, node);
    match node {
        Value::Object(object) => object.iter().for_each(|(key, value)| walk(value, &format!("{at}/{key}"), see)),
        Value::Array(items) => items.iter().for_each(|item| walk(item, &format!("{at}/*"), see)),
        _ => {}
    }
}

#[test]
fn the_schema_is_a_schema_of_2020_12() {
    for schema in Slag::ALL.map(schema).into_iter().chain([combined()]) {
        assert!(jsonschema::meta::is_valid(&schema));
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    }
}

#[test]
fn every_key_is_explained_in_swedish() {
    let schema = combined();
    let mut without = BTreeSet::new();
    let english = [" the ", " of ", " and ", "The ", " for a ", " is "];
    walk(&schema, "", &mut |at, node| {
        if let Some(properties) = at.ends_with("/properties").then(|| node.as_object()).flatten() {
            let mute =
                properties.iter().filter(|(_, one)| one.get("description").is_none() && one.get("const").is_none());
            without.extend(mute.map(|(key, _)| format!("{at}/{key}")));
        }
        if let Some(text) = at.ends_with("/description").then(|| node.as_str()).flatten() {
            assert!(!english.iter().any(|word| text.contains(word)), "{at}: {text}");
        }
    });
    assert!(without.is_empty(), "{without:?}");
}

#[test]
fn unknown_keys_are_refused_and_null_is_never_offered() {
    walk(&combined(), "", &mut |at, node| {
        if node.get("properties").is_some() && !at.is_empty() && !at.ends_with("/if") {
            assert_eq!(node.get("additionalProperties"), Some(&json!(false)), "{at}");
        }
        assert!(node != "null" && node.get("type") != Some(&json!("null")), "{at}");
    });
}

/// `structure` skips the schema for a file that the types accept. What the schema asks for beyond the types is this, and
/// `characters::is_plain` asks for the same: whoever adds to it must add there.
#[test]
fn what_the_schema_asks_for_beyond_the_types_is_known() {
    let mut beyond = BTreeSet::new();
    let extra = ["pattern", "const", "minLength", "maxLength", "minItems", "maxItems", "uniqueItems", "multipleOf"];
    for slag in Slag::ALL {
        let schema = schema(slag);
        walk(&schema, "", &mut |at, node| {
            for key in extra.iter().filter(|key| node.get(**key).is_some()) {
                beyond.insert(format!("{} {key}", at.rsplit('/').next().unwrap_or("")));
            }
            if node.get("minimum").and_then(Value::as_i64).is_some_and(|least| least > 0) {
                beyond.insert(format!("{} minimum", at.rsplit('/').next().unwrap_or("")));
            }
        });
    }
    assert_eq!(
        beyond.into_iter().collect::<Vec<_>>(),
        ["format const", "id pattern", "nummer minimum", "salt pattern"]
    );
}

#[test]
fn the_shipped_workspace_has_no_fault_of_structure() {
    let files = shipped();
    assert!(files.len() > 5);
    for path in files {
        let source = source::read(&path).unwrap();
        let found = if path.ends_with("myndighet.toml") {
            case::parse_myndighet(&path, source).1
        } else {
            case::parse(&path, source).1
        };
        assert!(found.is_empty(), "{}: {found:?}", path.display());
    }
}
