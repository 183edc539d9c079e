//! The leaf types of a case: days, organ ids, text. Text is CommonMark source and always data.

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};

/// CommonMark source over any number of lines: paragraphs, lists, tables, quotes, emphasis.
pub type Text = String;

/// One line of CommonMark: a heading, a name, a beslutssats.
pub type Rad = String;

/// The key under which `case::structure` hands a TOML date literal to serde (JSON has no dates).
pub const DATE_KEY: &str = "$datum";

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
