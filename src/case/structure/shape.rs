//! Finds the way in a schema: what a value at some place may be, and where else a key would be at home.

use serde_json::{Map, Value, json};

use super::super::pointer::{Pointer, Step};
use super::super::text::DATE_KEY;

/// One node of a schema, its references followed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape<'s> {
    root: &'s Value,
    node: &'s Value,
}

/// What a value should be, in the words of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Day,
    Text,
    Words,
    Number,
    Truth,
    List,
    Table,
    Either,
}

/// A table that knows a key: the way to it from the root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Home {
    /// Keys from the root; empty for the root.
    pub(super) path: Vec<String>,
    /// True where the last of them is a list of tables.
    pub(super) list: bool,
}

impl<'s> Shape<'s> {
    pub(super) fn root(root: &'s Value) -> Self {
        Self { root, node: root }
    }

    fn at_node(self, node: &'s Value) -> Self {
        let mut node = node;
        while let Some(reference) = node.get("$ref").and_then(Value::as_str) {
            let Some(target) = reference.strip_prefix('#').and_then(|pointer| self.root.pointer(pointer)) else {
                break;
            };
            node = target;
        }
        Self { root: self.root, node }
    }

    /// The shape of the value at `pointer`.
    pub(super) fn at(self, pointer: &Pointer) -> Option<Self> {
        pointer.steps().iter().try_fold(self, |shape, step| match step {
            Step::Key(key) => shape.key(key),
            Step::Index(_) => shape.item(),
        })
    }

    pub(super) fn key(self, key: &str) -> Option<Self> {
        self.table()?.get(key).map(|node| self.at_node(node))
    }

    pub(super) fn item(self) -> Option<Self> {
        let branches = self.branches();
        self.node.get("items").map(|node| self.at_node(node)).or_else(|| branches.into_iter().find_map(Self::item))
    }

    /// The shapes of which one is enough.
    pub(super) fn branches(self) -> Vec<Self> {
        let branches = self.node.get("anyOf").and_then(Value::as_array);
        branches.into_iter().flatten().map(|node| self.at_node(node)).collect()
    }

    fn table(self) -> Option<&'s Map<String, Value>> {
        let own = self.node.get("properties").and_then(Value::as_object);
        own.or_else(|| self.branches().into_iter().find_map(Self::table))
    }

    /// The keys of a table, in the order of the types.
    pub(super) fn keys(self) -> impl Iterator<Item = &'s str> {
        self.table().into_iter().flat_map(|table| table.keys().map(String::as_str))
    }

    pub(super) fn required(self) -> Vec<&'s str> {
        let own = self.node.get("required").and_then(Value::as_array);
        match own {
            Some(own) => own.iter().filter_map(Value::as_str).collect(),
            None => self
                .branches()
                .into_iter()
                .find(|branch| branch.table().is_some())
                .map(Self::required)
                .unwrap_or_default(),
        }
    }

    /// The words of an enum, or the only text allowed.
    pub(super) fn words(self) -> Vec<&'s str> {
        if let Some(word) = self.node.get("const").and_then(Value::as_str) {
            return vec![word];
        }
        let words = self.node.get("enum").and_then(Value::as_array);
        words.into_iter().flatten().filter_map(Value::as_str).collect()
    }

    pub(super) fn limit(self, name: &str) -> Option<i64> {
        self.node.get(name).and_then(Value::as_i64)
    }

    /// What the key means, in Swedish, without its last period.
    pub(super) fn meaning(self, key: &str) -> Option<&'s str> {
        let text = self.table()?.get(key)?.get("description")?.as_str()?;
        Some(text.trim_end_matches('.'))
    }

    /// True for the version of the format, which has one value.
    pub(super) fn is_format(self) -> bool {
        self.node.get("const").is_some()
    }

    pub(super) fn kind(self) -> Kind {
        if self.node.get("anyOf").is_some() {
            return Kind::Either;
        }
        if self.node.pointer("/properties").and_then(|properties| properties.get(DATE_KEY)).is_some() {
            return Kind::Day;
        }
        match self.node.get("type").and_then(Value::as_str) {
            _ if self.node.get("enum").is_some() => Kind::Words,
            Some("integer") => Kind::Number,
            Some("boolean") => Kind::Truth,
            Some("array") => Kind::List,
            Some("object") => Kind::Table,
            None if self.node.get("const").is_some_and(Value::is_number) => Kind::Number,
            _ => Kind::Text,
        }
    }

    /// The least value that is right: what stands in for one that is not.
    pub(super) fn blank(self) -> Value {
        match self.kind() {
            Kind::Day => json!({ DATE_KEY: "0001-01-01" }),
            Kind::Text => json!(""),
            Kind::Words => json!(self.words().first().copied().unwrap_or("")),
            Kind::Number => self.node.get("const").cloned().unwrap_or_else(|| json!(0)),
            Kind::Truth => json!(false),
            Kind::List => json!([]),
            Kind::Table => {
                let required = self.required().into_iter();
                Value::Object(required.filter_map(|key| Some((key.to_owned(), self.key(key)?.blank()))).collect())
            }
            Kind::Either => {
                let branches = self.branches();
                let list = branches.iter().find(|branch| branch.kind() == Kind::List).or(branches.first());
                list.map_or(Value::Null, |branch| branch.blank())
            }
        }
    }

    /// Every table under this one that has `key`, nearest to the root first.
    pub(super) fn homes(self, key: &str) -> Vec<Home> {
        let mut found = Vec::new();
        let mut waiting = std::collections::VecDeque::from([(self, Vec::<String>::new(), false)]);
        while let Some((shape, path, list)) = waiting.pop_front() {
            if shape.kind() == Kind::Day || path.len() > 3 {
                continue;
            }
            let Some(table) = shape.table() else { continue };
            if table.contains_key(key) {
                found.push(Home { path: path.clone(), list });
            }
            for name in table.keys() {
                let Some(child) = shape.key(name) else { continue };
                let list = child.kind() == Kind::List || child.item().is_some();
                if let Some(inner) = if list { child.item() } else { Some(child) } {
                    let deeper = path.iter().cloned().chain([name.clone()]).collect();
                    waiting.push_back((inner, deeper, list));
                }
            }
        }
        found
    }
}

impl Home {
    /// `[justering]`, `[[paragraf]]`.
    pub(super) fn header(&self) -> String {
        let name = self.path.join(".");
        if self.list { format!("[[{name}]]") } else { format!("[{name}]") }
    }

    /// The header of the table `key` in it.
    pub(super) fn header_of(&self, key: &str, list: bool) -> String {
        let path = self.path.iter().cloned().chain([key.to_owned()]).collect();
        Home { path, list }.header()
    }
}
