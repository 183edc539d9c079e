//! The handbook and the shipped workspaces keep up with the format: every key is explained, every key is used,
//! every example is TOML, and what we ship has nothing for `kontrollera` to say.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;
use utdrag::case::{Workspace, schema};
use utdrag::rules;

const WORKSPACES: [&str; 2] = ["data", "docs/exempel-kommun"];

#[test]
fn every_key_and_value_of_the_format_is_in_the_handbook() {
    let handbook = read("docs/handbok.md");
    let words: BTreeSet<&str> =
        handbook.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '-')).collect();
    let (keys, values) = format();
    let missing: Vec<&String> = keys
        .iter()
        .filter(|key| !words.contains(key.as_str()))
        .chain(values.iter().filter(|value| !handbook.contains(&format!("\"{value}\""))))
        .collect();
    assert!(missing.is_empty(), "docs/handbok.md does not explain {missing:?}");
}

#[test]
fn every_key_of_the_format_is_used_in_a_shipped_workspace() {
    let mut used = BTreeSet::new();
    for file in WORKSPACES.iter().flat_map(|folder| toml_files(folder)) {
        collect(&toml::from_str(&read_path(&file)).expect("shipped cases are TOML"), &mut used);
    }
    let missing: Vec<String> = format().0.difference(&used).cloned().collect();
    assert!(missing.is_empty(), "no shipped case uses {missing:?}");
}

#[test]
fn every_example_in_the_handbook_is_toml() {
    let handbook = read("docs/handbok.md");
    let examples: Vec<&str> = handbook.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(examples.len() > 20, "the examples are found: {}", examples.len());
    for example in examples {
        let parsed = toml::from_str::<toml::Table>(example);
        assert!(parsed.is_ok(), "{example}\n{}", parsed.err().map(|error| error.to_string()).unwrap_or_default());
    }
}

#[test]
fn every_code_in_the_handbook_is_one_that_the_program_says() {
    let handbook = read("docs/handbok.md");
    let table =
        handbook.split("| Koden |").nth(1).and_then(|rest| rest.split("\n\n").next()).expect("the table of codes");
    let codes: Vec<&str> = table
        .lines()
        .skip(2)
        .filter_map(|row| row.split('|').nth(1))
        .flat_map(|cell| cell.split('`').skip(1).step_by(2))
        .collect();
    assert!(codes.len() > 15, "the codes are found: {codes:?}");
    let source: String = rust_files(&root().join("src")).iter().map(|file| read_path(file)).collect();
    let unknown: Vec<&str> = codes.into_iter().filter(|code| !source.contains(&format!("\"{code}\""))).collect();
    assert!(unknown.is_empty(), "no such codes: {unknown:?}");
}

#[test]
fn the_shipped_workspaces_break_no_rule() {
    for folder in WORKSPACES {
        let (workspace, findings) = Workspace::open(&root().join(folder));
        let mut said: Vec<String> = findings.iter().map(|one| one.message.clone()).collect();
        let workspace = Arc::new(workspace.expect("a shipped workspace opens"));
        assert!(!workspace.cases.is_empty(), "{folder} has cases");
        for case in &workspace.cases {
            let (checked, findings) = rules::check(&workspace, case);
            let findings: Vec<String> = findings.iter().map(|one| format!("{} {}", one.code, one.message)).collect();
            assert!(checked.is_some(), "{} is stopped: {findings:#?}", case.path.display());
            said.extend(findings);
        }
        // Distance without a decision is what data/ghf-2026-05-07.toml shows how to excuse.
        said.retain(|one| !one.starts_with("distans-utan-beslut "));
        assert!(said.is_empty(), "{folder}: {said:#?}");
    }
}

/// Every key of the four kinds of file, and every value where only some are allowed.
fn format() -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut keys, mut values) = (BTreeSet::new(), BTreeSet::new());
    walk(&schema::combined(), &mut keys, &mut values);
    assert!(
        keys.contains("expedieras-till") && values.contains("återremiss"),
        "the schema is read: {keys:?} {values:?}"
    );
    (keys, values)
}

fn walk(schema: &Value, keys: &mut BTreeSet<String>, values: &mut BTreeSet<String>) {
    match schema {
        Value::Object(object) => {
            for (name, inner) in object {
                match (name.as_str(), inner) {
                    ("properties", Value::Object(properties)) => keys.extend(properties.keys().cloned()),
                    ("const", Value::String(value)) => drop(values.insert(value.clone())),
                    ("enum", Value::Array(all)) => {
                        values.extend(all.iter().filter_map(Value::as_str).map(str::to_owned));
                    }
                    _ => {}
                }
                walk(inner, keys, values);
            }
        }
        Value::Array(all) => all.iter().for_each(|inner| walk(inner, keys, values)),
        _ => {}
    }
}

fn collect(value: &toml::Value, used: &mut BTreeSet<String>) {
    match value {
        toml::Value::Table(table) => {
            used.extend(table.keys().cloned());
            table.values().for_each(|inner| collect(inner, used));
        }
        toml::Value::Array(all) => all.iter().for_each(|inner| collect(inner, used)),
        _ => {}
    }
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("src is there").flatten().map(|entry| entry.path());
    let (folders, files): (Vec<PathBuf>, Vec<PathBuf>) = entries.partition(|path| path.is_dir());
    files.into_iter().chain(folders.iter().flat_map(|inner| rust_files(inner))).collect()
}

fn toml_files(folder: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(root().join(folder)).expect("a shipped folder is there");
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    files
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    read_path(&root().join(path))
}

fn read_path(path: &Path) -> String {
    std::fs::read_to_string(path).expect("files of the project are UTF-8")
}
