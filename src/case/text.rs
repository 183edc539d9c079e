//! The leaf types of a case: days, organ ids, text. Text is CommonMark source and always data.

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};

/// CommonMark source over any number of lines: paragraphs, lists, tables, quotes, emphasis.
pub type Text = String;

/// One line of CommonMark: a heading, a name, a beslutssats.
pub type Rad = String;

/// Pattern of a salt: 32 bytes in hexadecimal.
pub const SALT: &str = "^[0-9a-f]{64}$";

/// Pattern of the id of an organ or a recipient.
pub const ID: &str = "^[a-z][a-z0-9]*(-[a-z0-9]+)*$";

/// True where the text is a salt or an id, as the key says: what [`SALT`] and [`ID`] ask for.
pub(crate) fn has_form(key: &str, text: &str) -> bool {
    let lower = |c: char| c.is_ascii_digit() || c.is_ascii_lowercase();
    match key {
        "salt" => text.len() == 64 && text.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f')),
        _ => {
            text.starts_with(|c: char| c.is_ascii_lowercase())
                && text.split('-').all(|part| !part.is_empty() && part.chars().all(lower))
        }
    }
}

/// The key under which `case::structure` hands a TOML date literal to serde (JSON has no dates).
pub const DATE_KEY: &str = "$datum";

/// The months, as days are written in running text.
pub const MONTHS: [&str; 12] = [
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
];

/// The words of a text, in lower case and without what stands between them.
pub(crate) fn words(text: &str) -> Vec<String> {
    let parts = text.split(|one: char| !one.is_alphanumeric()).filter(|word| !word.is_empty());
    parts.map(str::to_lowercase).collect()
}

/// Swedish genitive: "Jenny Sellsves", "Mats", "regiondirektörens", "KSAU:s", "ordförandens (S)".
pub(crate) fn genitive(name: &str) -> String {
    const LONGEST_ABBREVIATION: usize = 6;
    if let Some((bare, rest)) = name.rsplit_once(" (").filter(|(_, rest)| rest.ends_with(')')) {
        return format!("{} ({rest}", genitive(bare));
    }
    let last = name.rsplit([' ', '-']).next().unwrap_or_default();
    let is_abbreviation = last.chars().count() <= LONGEST_ABBREVIATION
        && last.chars().all(char::is_uppercase)
        && last.chars().next().is_some_and(char::is_alphabetic);
    if is_abbreviation {
        format!("{name}:s")
    } else if name.ends_with(['s', 'S', 'x', 'X', 'z', 'Z']) {
        name.to_owned()
    } else {
        format!("{name}s")
    }
}

/// "regiondirektörens förslag"; of what is more than a name, "förslaget från bygg- och miljönämnden, 2026-05-01 § 12".
pub(crate) fn forslag_of(whose: &str) -> String {
    let is_reference = whose.contains([',', ';', ':', '§']) || whose.chars().any(|one| one.is_ascii_digit());
    if is_reference { format!("förslaget från {whose}") } else { format!("{} förslag", genitive(whose)) }
}

/// A day, written as a TOML date literal: `2019-05-29`, without quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Datum(pub jiff::civil::Date);

impl Default for Datum {
    fn default() -> Self {
        Self(jiff::civil::Date::constant(1, 1, 1))
    }
}

impl fmt::Display for Datum {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.0)
    }
}

impl JsonSchema for Datum {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Datum".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date", "description": "Dag som TOML-datum, utan citattecken: 2019-05-29" })
    }
}

impl<'de> Deserialize<'de> for Datum {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Literal {
            #[serde(rename = "$datum")]
            datum: String,
        }
        let literal = Literal::deserialize(deserializer)?;
        literal.datum.parse().map(Self).map_err(serde::de::Error::custom)
    }
}
