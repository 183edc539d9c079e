//! A case: the TOML a secretary writes, parsed into types that own the format.
//! Refuses unknown keys and wrong types, all of them at once; what could be parsed goes on to the rules.

pub mod epost;
pub mod index;
pub mod kallelse;
pub mod myndighet;
pub mod personnummer;
pub mod pointer;
pub mod sammantrade;
pub mod text;
pub mod tjansteskrivelse;

pub mod source;
mod paste;
mod syntax;
mod structure;
pub mod schema;
pub mod workspace;
pub mod tidy;

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use crate::diag::{Diagnostic, Label, Source};
use index::Index;
use kallelse::Kallelse;
use myndighet::Myndighet;
use pointer::Pointer;
use sammantrade::Sammantrade;
use tjansteskrivelse::Tjansteskrivelse;

/// The four kinds of file, as `slag` names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slag {
    /// `myndighet.toml`.
    Myndighet,
    /// A meeting.
    Sammantrade,
    /// A tjänsteskrivelse.
    Tjansteskrivelse,
    /// A summons.
    Kallelse,
}

impl Slag {
    /// All of them.
    pub const ALL: [Slag; 4] = [Slag::Myndighet, Slag::Sammantrade, Slag::Tjansteskrivelse, Slag::Kallelse];

    /// The word in the file: "sammanträde".
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Slag::Myndighet => "myndighet",
            Slag::Sammantrade => "sammanträde",
            Slag::Tjansteskrivelse => "tjänsteskrivelse",
            Slag::Kallelse => "kallelse",
        }
    }

    /// The same in ASCII, for file names and options: "sammantrade".
    #[must_use]
    pub fn ascii(self) -> &'static str {
        match self {
            Slag::Sammantrade => "sammantrade",
            Slag::Tjansteskrivelse => "tjansteskrivelse",
            Slag::Myndighet | Slag::Kallelse => self.word(),
        }
    }

    /// The kind that `word` names, in either spelling.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|slag| slag.word() == word || slag.ascii() == word)
    }
}

/// What one case file says.
#[derive(Clone, Debug)]
pub enum Content {
    /// A meeting.
    Sammantrade(Sammantrade),
    /// A tjänsteskrivelse.
    Tjansteskrivelse(Tjansteskrivelse),
    /// A summons.
    Kallelse(Kallelse),
}

/// Where every value of a file stands, and which values were faulty and stand in as blanks.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// The file.
    pub source: Arc<Source>,
    /// Byte span of each value, by pointer.
    pub values: BTreeMap<Pointer, Range<usize>>,
    /// Byte span of each key, by the pointer of its value.
    pub keys: BTreeMap<Pointer, Range<usize>>,
    /// Values that were missing, misspelt or of the wrong type: rules that need them stay silent.
    pub damaged: Vec<Pointer>,
}

/// A parsed file: path, value, and where everything in it stands.
#[derive(Clone, Debug)]
pub struct Parsed<T> {
    /// The path, as opened.
    pub path: PathBuf,
    /// What it says. Faulty values are blank and listed in `places.damaged`.
    pub value: T,
    /// Spans and damage.
    pub places: Places,
}

/// A parsed case file.
pub type Case = Parsed<Content>;

/// A workspace: the folder that holds `myndighet.toml`, that file, and the other cases in it.
#[derive(Clone, Debug)]
pub struct Workspace {
    /// The folder.
    pub root: PathBuf,
    /// Its authority.
    pub myndighet: Parsed<Myndighet>,
    /// Every case in the workspace that could be parsed, in path order: what rules compare with.
    pub cases: Vec<Arc<Case>>,
    /// What the cases say, by the keys rules ask with: empty until the first rule asks (`Default::default()`).
    pub index: Arc<OnceLock<Index>>,
}

impl Workspace {
    /// The meeting of an organ, by its id, on a day (ISO), with the file that tells of it.
    #[must_use]
    pub fn meeting(&self, organ: &str, datum: &str) -> Option<(&Arc<Case>, &Sammantrade)> {
        self.cases.iter().find_map(|case| match &case.value {
            Content::Sammantrade(meeting) if meeting.organ == organ && meeting.datum.to_string() == datum => {
                Some((case, meeting))
            }
            Content::Sammantrade(_) | Content::Tjansteskrivelse(_) | Content::Kallelse(_) => None,
        })
    }
}

/// Parses a case. `None` where the file is no case at all; else what could be read, with every fault of TOML and of
/// structure beside it, in file order.
#[must_use]
#[expect(clippy::needless_pass_by_value, reason = "what is parsed keeps the source")]
pub fn parse(path: &Path, source: Arc<Source>) -> (Option<Case>, Vec<Diagnostic>) {
    structure::case(path, &source)
}

/// Parses `myndighet.toml`, like [`parse`].
#[must_use]
#[expect(clippy::needless_pass_by_value, reason = "what is parsed keeps the source")]
pub fn parse_myndighet(path: &Path, source: Arc<Source>) -> (Option<Parsed<Myndighet>>, Vec<Diagnostic>) {
    structure::myndighet(path, &source)
}

impl Places {
    /// The label of a value; of its nearest existing ancestor where it is missing; of line 1 at last.
    #[must_use]
    pub fn label(&self, pointer: &Pointer, text: impl Into<String>) -> Label {
        let span = pointer.ancestors().find_map(|one| self.values.get(&one).cloned()).unwrap_or(0..0);
        Label { source: Arc::clone(&self.source), span, text: text.into() }
    }

    /// True when the value, something in it, or something that holds it was faulty.
    #[must_use]
    pub fn is_damaged(&self, pointer: &Pointer) -> bool {
        self.damaged.iter().any(|one| one.is_within(pointer) || pointer.is_within(one))
    }
}
