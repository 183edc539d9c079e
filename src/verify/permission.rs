//! What earlier signatures allow to be done after them: `DocMDP` of the certifying one, `FieldMDP` of each. What a signature
//! says in a way that is not read here forbids everything.

use super::budget::Fault;
use super::field::Signature;
use super::object::{Dictionary, Object, text_string};
use super::pdf::Pdf;

/// Rules in force in one revision.
pub(crate) struct Permissions {
    /// `P` of `DocMDP`, when a signature certifies.
    level: Option<i64>,
    locks: Vec<Lock>,
}

enum Lock {
    All,
    Include(Vec<String>),
    Exclude(Vec<String>),
}

impl Permissions {
    /// From the signatures made before `revision`.
    pub(crate) fn before(pdf: &Pdf<'_>, signatures: &[Signature], revision: usize) -> Result<Self, Fault> {
        let mut rules = Self { level: None, locks: Vec::new() };
        for signature in signatures.iter().filter(|one| one.revision < revision) {
            let list = pdf.entry(&signature.dictionary, b"Reference", signature.revision)?;
            if list.as_array().is_none() && *list != Object::Null {
                rules.forbid();
            }
            for item in list.as_array().unwrap_or(&[]) {
                let item = pdf.resolve(item, signature.revision)?;
                let Some(item) = item.as_dictionary() else {
                    rules.forbid();
                    continue;
                };
                let parameters = pdf.entry(item, b"TransformParams", signature.revision)?;
                let parameters = parameters.as_dictionary().cloned().unwrap_or_default();
                let parameters = &parameters;
                match pdf.entry(item, b"TransformMethod", signature.revision)?.as_name() {
                    Some(b"DocMDP") => {
                        let level = level(pdf, parameters, signature.revision)?;
                        rules.level = Some(rules.level.map_or(level, |one| one.min(level)));
                    }
                    Some(b"FieldMDP") => rules.locks.push(lock(pdf, parameters, signature.revision)?),
                    Some(_) | None => {}
                }
            }
        }
        Ok(rules)
    }

    /// Nothing may be done.
    fn forbid(&mut self) {
        self.level = Some(1);
        self.locks.push(Lock::All);
    }

    pub(crate) fn certified(&self) -> bool {
        self.level.is_some()
    }

    pub(crate) fn allows_form_filling(&self) -> bool {
        self.level.is_some_and(|level| level >= 2)
    }

    /// Why the field may not be filled; document timestamps are always allowed (ISO 32000-2 12.8.2.2).
    pub(crate) fn refuses(&self, name: &str, timestamp: bool) -> Option<String> {
        if timestamp {
            return None;
        }
        if self.level == Some(1) {
            return Some(format!("fältet {name} har fyllts i fast den första undertecknaren förbjöd varje ändring"));
        }
        let named = |list: &[String]| list.iter().any(|one| name == one || name.starts_with(&format!("{one}.")));
        let locked = self.locks.iter().any(|lock| match lock {
            Lock::All => true,
            Lock::Include(list) => named(list),
            Lock::Exclude(list) => !named(list),
        });
        locked.then(|| format!("fältet {name} har fyllts i fast en tidigare undertecknare låste det"))
    }
}

/// `P`, which is 2 when it is left out (ISO 32000-1 table 254), and otherwise 1, 2 or 3.
fn level(pdf: &Pdf<'_>, parameters: &Dictionary, revision: usize) -> Result<i64, Fault> {
    let said = pdf.entry(parameters, b"P", revision)?;
    Ok(match said.as_ref() {
        Object::Null => 2,
        Object::Integer(level @ 1..=3) => *level,
        _ => 1,
    })
}

fn lock(pdf: &Pdf<'_>, parameters: &Dictionary, revision: usize) -> Result<Lock, Fault> {
    let list = pdf.entry(parameters, b"Fields", revision)?;
    let mut names = Vec::new();
    for item in list.as_array().unwrap_or(&[]) {
        match pdf.resolve(item, revision)?.as_text() {
            Some(text) => names.push(text_string(&text.bytes)),
            None => return Ok(Lock::All),
        }
    }
    Ok(match pdf.entry(parameters, b"Action", revision)?.as_name() {
        Some(b"Include") => Lock::Include(names),
        Some(b"Exclude") => Lock::Exclude(names),
        Some(_) | None => Lock::All,
    })
}
