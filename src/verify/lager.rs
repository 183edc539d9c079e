//! One layer of a verdict: what stands in the way, what was checked, what else the recipient should know. What was never
//! looked at is `KanInteAvgoras`; there is no way to build a passed layer by saying nothing.

use serde_json::{Value, json};

use super::verdict::{Underindikation, Utslag};

/// One thing that stands in the way of GILTIG.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brist {
    /// Stable kebab-case code, ASCII.
    pub kod: &'static str,
    /// Never `Giltig`.
    pub utslag: Utslag,
    /// ETSI's word for it.
    pub underindikation: Underindikation,
    /// A Swedish sentence for the recipient.
    pub mening: String,
}

impl Brist {
    /// Something is false.
    pub(crate) fn false_because(
        kod: &'static str,
        underindikation: Underindikation,
        mening: impl Into<String>,
    ) -> Self {
        Self { kod, utslag: Utslag::Ogiltig, underindikation, mening: mening.into() }
    }

    /// Something cannot be decided.
    pub(crate) fn unclear(kod: &'static str, underindikation: Underindikation, mening: impl Into<String>) -> Self {
        Self { kod, utslag: Utslag::KanInteAvgoras, underindikation, mening: mening.into() }
    }
}

/// Answer of one layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lagersvar {
    /// What stands in the way; empty and `kontrollerat` is the only pass.
    pub brister: Vec<Brist>,
    /// What was checked, in words; empty when nothing was.
    pub kontrollerat: Vec<String>,
    /// What the recipient should know though it does not change the answer.
    pub upplysningar: Vec<String>,
    /// Whose certificates do not say where their revocation is published.
    unpublished: Vec<String>,
    /// Whose signatures have no timestamp, and the last day of their certificates.
    unstamped: Vec<(String, String)>,
}

impl Lagersvar {
    /// A layer that has looked at nothing yet.
    pub(crate) fn unchecked() -> Self {
        Self {
            brister: Vec::new(),
            kontrollerat: Vec::new(),
            upplysningar: Vec::new(),
            unpublished: Vec::new(),
            unstamped: Vec::new(),
        }
    }

    pub(crate) fn checked(&mut self, what: impl Into<String>) {
        let what = what.into();
        if !self.kontrollerat.contains(&what) {
            self.kontrollerat.push(what);
        }
    }

    pub(crate) fn note(&mut self, what: impl Into<String>) {
        let what = what.into();
        if !self.upplysningar.contains(&what) {
            self.upplysningar.push(what);
        }
    }

    pub(crate) fn unpublished(&mut self, name: &str) {
        if !self.unpublished.iter().any(|one| one == name) {
            self.unpublished.push(name.to_owned());
        }
    }

    pub(crate) fn unstamped(&mut self, name: &str, until: &str) {
        let one = (name.to_owned(), until.to_owned());
        if !self.unstamped.contains(&one) {
            self.unstamped.push(one);
        }
    }

    /// What the recipient should know though it does not change the answer; what is said of several is said once.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if let Some(names) = listed(&self.unpublished) {
            let (of, were, them) = if self.unpublished.len() == 1 {
                ("certifikatet", "spärrat", "det")
            } else {
                ("certifikaten", "spärrade", "de")
            };
            notes.push(format!(
                "om {of} för {names} var {were} gick inte att kontrollera: {them} säger inte var spärrar publiceras"
            ));
        }
        let names: Vec<String> = self.unstamped.iter().map(|(name, _)| name.clone()).collect();
        let first = self.unstamped.iter().map(|(_, until)| until.as_str()).min();
        if let (Some(names), Some(until)) = (listed(&names), first) {
            notes.push(if self.unstamped.len() == 1 {
                format!("underskriften av {names} har ingen tidsstämpel: den kan bevisas bara så länge certifikatet gäller, till {until}")
            } else {
                format!("underskrifterna av {names} har ingen tidsstämpel: de kan bevisas bara så länge certifikaten gäller, det första till {until}")
            });
        }
        notes.extend(self.upplysningar.iter().cloned());
        notes
    }

    pub(crate) fn add(&mut self, brist: Brist) {
        if !self.brister.contains(&brist) {
            self.brister.push(brist);
        }
    }

    /// Takes over what another said.
    pub(crate) fn merge(&mut self, other: &Lagersvar) {
        other.brister.iter().for_each(|one| self.add(one.clone()));
        other.upplysningar.iter().for_each(|one| self.note(one.clone()));
        other.unpublished.iter().for_each(|name| self.unpublished(name));
        other.unstamped.iter().for_each(|(name, until)| self.unstamped(name, until));
        for one in &other.kontrollerat {
            if !self.kontrollerat.contains(one) {
                self.kontrollerat.push(one.clone());
            }
        }
    }

    /// The worst of its findings; nothing checked is never a pass.
    #[must_use]
    pub fn utslag(&self) -> Utslag {
        let floor = if self.kontrollerat.is_empty() { Utslag::KanInteAvgoras } else { Utslag::Giltig };
        self.brister.iter().map(|brist| brist.utslag).fold(floor, Utslag::max)
    }

    /// The worst of its findings; `None` when it has none.
    pub(crate) fn utslag_of_findings(&self) -> Option<Utslag> {
        self.brister.iter().map(|brist| brist.utslag).max()
    }

    /// The finding that decides: the first among the worst.
    #[must_use]
    pub fn decisive(&self) -> Option<&Brist> {
        let worst = self.utslag();
        self.brister.iter().find(|brist| brist.utslag == worst)
    }

    pub(crate) fn json(&self) -> Value {
        let brister: Vec<Value> = self.brister.iter().map(brist_json).collect();
        json!({
            "utslag": self.utslag().word(),
            "underindikation": self.decisive().map(|brist| brist.underindikation.word()),
            "brister": brister,
            "kontrollerat": self.kontrollerat,
            "upplysningar": self.notes(),
        })
    }
}

/// "A", "A och B", "A, B och C".
fn listed(names: &[String]) -> Option<String> {
    let (last, rest) = names.split_last()?;
    Some(if rest.is_empty() { last.clone() } else { format!("{} och {last}", rest.join(", ")) })
}

fn brist_json(brist: &Brist) -> Value {
    json!({
        "kod": brist.kod,
        "utslag": brist.utslag.word(),
        "underindikation": brist.underindikation.word(),
        "mening": brist.mening,
    })
}
