//! A sheet of facts and short texts: what an överklagandehänvisning, an anslag and an anslagsbevis are made of.

use serde::Serialize;

use super::{Block, Inline};

/// A sheet, read from the top: what it is about, the days that count, facts, §§, texts, who stands behind it.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Blad {
    /// What the sheet is, as its first heading: "Så överklagar du".
    pub rubrik: String,
    /// One or two sentences under the heading.
    pub ingress: Vec<Block>,
    /// Days that count, set large.
    pub dagar: Vec<Dag>,
    /// Label and lines of each fact.
    pub fakta: Vec<(String, Vec<String>)>,
    /// Number and title of each § it concerns.
    pub paragrafer: Vec<(u32, Vec<Inline>)>,
    /// Texts with headings.
    pub delar: Vec<Bladdel>,
    /// Who stands behind it, and where a name is written: lines.
    pub underskrift: Vec<String>,
}

/// A day that counts.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Dag {
    /// "Sista dag för överklagande".
    pub namn: String,
    /// ISO.
    pub dag: String,
    /// "fredag".
    pub veckodag: String,
}

/// A text with its heading.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Bladdel {
    /// The heading.
    pub rubrik: String,
    /// The text.
    pub block: Vec<Block>,
    /// Lines of an address after the text; empty where there is none.
    pub adress: Vec<String>,
}
