//! Text as templates are given it: blocks and what stands in them, parsed from CommonMark.

use serde::Serialize;

/// Block-level text (CommonMark).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "typ")]
pub enum Block {
    /// A paragraph.
    Stycke {
        /// Its text.
        text: Vec<Inline>,
    },
    /// A list.
    Lista {
        /// First number of a numbered list; `None`: bullets.
        start: Option<u64>,
        /// Items.
        punkter: Vec<Vec<Block>>,
    },
    /// A quotation.
    Citat {
        /// What is quoted.
        block: Vec<Block>,
    },
    /// A table with one head row.
    Tabell {
        /// "left", "right" or "center" for each column.
        kolumner: Vec<String>,
        /// Head cells.
        huvud: Vec<Vec<Inline>>,
        /// Rows of cells.
        rader: Vec<Vec<Vec<Inline>>>,
    },
    /// A heading inside a text.
    Mellanrubrik {
        /// Its text.
        text: Vec<Inline>,
    },
    /// A code block: printed as its characters.
    Kod {
        /// Its lines.
        text: String,
    },
    /// A thematic break.
    Linje,
}

/// Text within a block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "typ")]
pub enum Inline {
    /// Characters.
    Text {
        /// The characters.
        text: String,
    },
    /// Emphasis.
    Betonad {
        /// What is emphasised.
        text: Vec<Inline>,
    },
    /// Strong emphasis.
    Stark {
        /// What is emphasised.
        text: Vec<Inline>,
    },
    /// A link with a web or mail address.
    Lank {
        /// Address.
        mal: String,
        /// What is shown.
        text: Vec<Inline>,
    },
    /// A code span: printed as its characters in the fixed-width face.
    Kod {
        /// The characters.
        text: String,
    },
    /// A line break.
    Radbrytning,
}
