//! What an entry of the register says: who did what, when, with which files.

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::calendar::swedish;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Handelse {
    /// A running number was taken.
    Nummer,
    /// A document was made.
    Skapad,
    /// Somebody signed.
    Undertecknad,
    /// An extract was certified.
    Bestyrkt,
    /// Adjusted minutes were announced.
    Tillkannagiven,
    /// The notice was taken down.
    Nedtagen,
    /// An extract was dispatched to one recipient.
    Expedierad,
    /// A recipient acknowledged.
    Kvitterad,
    /// Something was corrected.
    Rattad,
    /// A number or a document was cancelled.
    Makulerad,
    /// The words of earlier entries were taken out.
    Gallrad,
    /// The log key was changed.
    Nyckelbyte,
    /// The register itself was taken into use again, after entries were lost or in another place.
    Aterupptagen,
}

impl Handelse {
    /// The word in the database, JSON and CSV (ASCII kebab-case).
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Handelse::Nummer => "nummer",
            Handelse::Skapad => "skapad",
            Handelse::Undertecknad => "undertecknad",
            Handelse::Bestyrkt => "bestyrkt",
            Handelse::Tillkannagiven => "tillkannagiven",
            Handelse::Nedtagen => "nedtagen",
            Handelse::Expedierad => "expedierad",
            Handelse::Kvitterad => "kvitterad",
            Handelse::Rattad => "rattad",
            Handelse::Makulerad => "makulerad",
            Handelse::Gallrad => "gallrad",
            Handelse::Nyckelbyte => "nyckelbyte",
            Handelse::Aterupptagen => "aterupptagen",
        }
    }

    /// The word that people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Handelse::Nummer => "nummer taget",
            Handelse::Tillkannagiven => "tillkännagiven",
            Handelse::Rattad => "rättad",
            Handelse::Gallrad => "gallring",
            Handelse::Aterupptagen => "återupptagen",
            other => other.word(),
        }
    }

    /// Every kind.
    pub const ALL: [Handelse; 13] = [
        Handelse::Nummer,
        Handelse::Skapad,
        Handelse::Undertecknad,
        Handelse::Bestyrkt,
        Handelse::Tillkannagiven,
        Handelse::Nedtagen,
        Handelse::Expedierad,
        Handelse::Kvitterad,
        Handelse::Rattad,
        Handelse::Makulerad,
        Handelse::Gallrad,
        Handelse::Nyckelbyte,
        Handelse::Aterupptagen,
    ];

    /// The kind that a word stands for.
    #[must_use]
    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

/// The calendar year of a moment, in Sweden.
#[must_use]
pub(super) fn swedish_year(moment: Timestamp) -> i16 {
    swedish(moment).year()
}

/// The running number of an extract: "RS 2026:17".
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lopnummer {
    /// Id of the organ: "rs".
    pub organ: String,
    /// Calendar year in Sweden when it was taken.
    pub ar: i16,
    /// From 1, without gaps.
    pub nummer: u32,
}

impl std::fmt::Display for Lopnummer {
    fn fmt(&self, form: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(form, "{} {}:{}", self.organ.to_uppercase(), self.ar, self.nummer)
    }
}

impl Lopnummer {
    /// Reads "RS 2026:17"; `None` for what is no running number.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (organ, rest) = text.trim().rsplit_once(' ')?;
        let (ar, nummer) = rest.split_once(':')?;
        let organ = organ.trim().to_lowercase();
        (!organ.is_empty()).then_some(())?;
        Some(Self { organ, ar: ar.parse().ok()?, nummer: nummer.parse().ok().filter(|number| *number > 0)? })
    }
}

/// A file as it was when something happened to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fil {
    /// File name without folder.
    pub namn: String,
    /// SHA-256 of its bytes, 64 hex.
    pub sha256: String,
}

/// What is to be entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    /// What happened.
    pub handelse: Handelse,
    /// When it happened, UTC, to the second.
    pub nar: Timestamp,
    /// Who did it: a name.
    pub vem: String,
    /// Id of the organ: "rs".
    pub organ: String,
    /// Day of the meeting, ISO; `None` for what is about no meeting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sammantrade: Option<String>,
    /// The §§ it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paragrafer: Vec<u32>,
    /// The extract's running number, where it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lopnummer: Option<Lopnummer>,
    /// The document: its file name without extension.
    pub handling: String,
    /// The files, as they were.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filer: Vec<Fil>,
    /// What else belongs to the event, by key: `mottagare`, `kanal`, `message-id`, `uppsatt`, `tas-ned`, `skal`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub uppgifter: BTreeMap<String, String>,
}

/// A certified extract on its way to its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Its running number, taken by this process.
    pub lopnummer: Lopnummer,
    /// SHA-256 of the file, 64 hex.
    pub sha256: String,
    /// Where its bytes wait, whole.
    pub vantar: PathBuf,
    /// Its place.
    pub mal: PathBuf,
}

/// What was brought to an end for a process that ended before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settled {
    /// No extract came; the number is cancelled.
    Cancelled(Lopnummer),
    /// The extract was entered, and is now in its place.
    Delivered(Lopnummer, PathBuf),
    /// The extract was entered, and its bytes are nowhere.
    Lost(Lopnummer, PathBuf),
}

/// A post that stands in the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its place, from 0.
    pub index: u64,
    /// What it says.
    pub post: Post,
}

/// Which entries are asked for; what is `None` or empty asks for all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// Of these kinds.
    pub handelser: Vec<Handelse>,
    /// About this organ.
    pub organ: Option<String>,
    /// About the meeting of this day, ISO.
    pub sammantrade: Option<String>,
    /// About this §.
    pub paragraf: Option<u32>,
    /// About this running number.
    pub lopnummer: Option<Lopnummer>,
    /// About this document.
    pub handling: Option<String>,
    /// About a file with this SHA-256.
    pub sha256: Option<String>,
}

impl Search {
    /// True when the post is one of those asked for.
    #[must_use]
    pub fn fits(&self, post: &Post) -> bool {
        let asked = |want: &Option<String>, found: Option<&str>| want.as_deref().is_none_or(|want| Some(want) == found);
        (self.handelser.is_empty() || self.handelser.contains(&post.handelse))
            && asked(&self.organ, Some(&post.organ))
            && asked(&self.sammantrade, post.sammantrade.as_deref())
            && asked(&self.handling, Some(&post.handling))
            && self.paragraf.is_none_or(|number| post.paragrafer.contains(&number))
            && (self.lopnummer.is_none() || self.lopnummer == post.lopnummer)
            && self.sha256.as_ref().is_none_or(|hash| post.filer.iter().any(|file| file.sha256 == *hash))
    }
}
