//! What went wrong, as data: a stable code, one sentence, places, the legal basis, hints.
//! Text is made of it once, in `terminal`; nothing here prints, and nothing here ends the program.

pub mod words;

use std::ops::Range;
use std::sync::Arc;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Stops what was asked for.
    Fel,
    /// Is shown; stops only under `--strikt`.
    Varning,
    /// Is shown; never stops anything.
    Upplysning,
}

impl Level {
    /// The word in output, JSON and test data.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Level::Fel => "fel",
            Level::Varning => "varning",
            Level::Upplysning => "upplysning",
        }
    }
}

/// A file as it was read: the name the user knows it by, and its text (UTF-8, without BOM).
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// Path as the user gave it or would type it.
    pub name: String,
    /// The text that spans are offsets into (bytes).
    pub text: String,
}

/// Bytes `span` of `source`, with what is said about them (may be empty).
#[derive(Clone, Debug)]
pub struct Label {
    /// The file.
    pub source: Arc<Source>,
    /// Byte range in `source.text`.
    pub span: Range<usize>,
    /// Short note under the marked text.
    pub text: String,
}

impl Label {
    /// Line and column, both from 1; columns count characters.
    #[must_use]
    pub fn line_column(&self) -> (usize, usize) {
        let before = self.source.text.get(..self.span.start).unwrap_or(&self.source.text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let column = before.get(line_start..).unwrap_or("").chars().count() + 1;
        (before.matches('\n').count() + 1, column)
    }
}

/// One finding about a case, a file or a command.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// Stable kebab-case code, ASCII: `justering-for-sen`.
    pub code: &'static str,
    /// Its weight.
    pub level: Level,
    /// One Swedish sentence: the thing, the found, the allowed. Lower case, no period.
    pub message: String,
    /// Where the law says so: `5 kap. 69 § kommunallagen (2017:725)`.
    pub basis: Option<String>,
    /// The place to mend. `None` for what has no file.
    pub place: Option<Label>,
    /// Other places that the message speaks of.
    pub also: Vec<Label>,
    /// Acts that the reader can do now.
    pub hints: Vec<String>,
}

impl Diagnostic {
    /// An error without place, basis or hints; the builder methods add them.
    #[must_use]
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Level::Fel, code, message)
    }

    /// A warning without place, basis or hints.
    #[must_use]
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Level::Varning, code, message)
    }

    /// A finding of the given weight.
    #[must_use]
    pub fn new(level: Level, code: &'static str, message: impl Into<String>) -> Self {
        Self { code, level, message: message.into(), basis: None, place: None, also: Vec::new(), hints: Vec::new() }
    }

    /// With the place to mend.
    #[must_use]
    pub fn at(mut self, place: Label) -> Self {
        self.place = Some(place);
        self
    }

    /// With another place that the message speaks of.
    #[must_use]
    pub fn also(mut self, label: Label) -> Self {
        self.also.push(label);
        self
    }

    /// With its legal basis.
    #[must_use]
    pub fn basis(mut self, basis: impl Into<String>) -> Self {
        self.basis = Some(basis.into());
        self
    }

    /// With an act the reader can do now.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }
}

/// True when any of them is an error.
#[must_use]
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|one| one.level == Level::Fel)
}
