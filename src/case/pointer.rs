//! Where a value stands in a file, apart from bytes: `/paragraf/3/votering/0/ja/roster/2`.

use std::fmt;

/// A path of keys and indices; displays as an RFC 6901 JSON pointer.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer(Vec<Step>);

/// One step into a value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// A key of a table.
    Key(String),
    /// An index of an array, from 0.
    Index(usize),
}

impl Pointer {
    /// The whole file.
    #[must_use]
    pub fn root() -> Self {
        Self::default()
    }

    /// One key further in.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        self.with(Step::Key(key.to_owned()))
    }

    /// One index further in, from 0.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        self.with(Step::Index(index))
    }

    /// The steps from the root.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// This pointer, its parent, and so on to the root.
    pub fn ancestors(&self) -> impl Iterator<Item = Pointer> + '_ {
        (0..=self.0.len()).rev().map(|length| Pointer(self.0.iter().take(length).cloned().collect()))
    }

    /// True when `outer` is this pointer or one of its ancestors.
    #[must_use]
    pub fn is_within(&self, outer: &Pointer) -> bool {
        self.0.starts_with(&outer.0)
    }

    /// This pointer with its ancestor `from` replaced by `to`; unchanged where `from` is no ancestor.
    #[must_use]
    pub fn moved(&self, from: &Pointer, to: &Pointer) -> Self {
        match self.0.strip_prefix(from.0.as_slice()) {
            Some(rest) => Self(to.0.iter().chain(rest).cloned().collect()),
            None => self.clone(),
        }
    }

    /// The value that holds this one. `None` for the whole file.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        self.0.split_last().map(|(_, steps)| Self(steps.to_vec()))
    }

    /// The value there.
    #[must_use]
    pub fn of<'v>(&self, root: &'v serde_json::Value) -> Option<&'v serde_json::Value> {
        self.0.iter().try_fold(root, |value, step| match step {
            Step::Key(key) => value.get(key),
            Step::Index(index) => value.get(index),
        })
    }

    /// Reads `/a/0/b`; a step of digits only is an index.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let steps = text.split('/').skip(1).map(|step| match step.parse() {
            Ok(index) => Step::Index(index),
            Err(_) => Step::Key(step.replace("~1", "/").replace("~0", "~")),
        });
        Self(steps.collect())
    }

    fn with(&self, step: Step) -> Self {
        let mut steps = self.0.clone();
        steps.push(step);
        Self(steps)
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in &self.0 {
            match step {
                Step::Key(key) => write!(out, "/{}", key.replace('~', "~0").replace('/', "~1"))?,
                Step::Index(index) => write!(out, "/{index}")?,
            }
        }
        Ok(())
    }
}
