//! What earlier signatures allow to be done after them: `DocMDP` of the certifying one, `FieldMDP` of each.

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
            let list = pdf.entry(&signature.dictionary, b"Reference", pdf.last())?;
            for item in list.as_array().unwrap_or(&[]) {
                let item = pdf.resolve(item, pdf.last())?;
                let Some(item) = item.as_dictionary() else { continue };
                let parameters = pdf.entry(item, b"TransformParams", pdf.last())?;
                let Some(parameters) = parameters.as_dictionary() else { continue };
                match item.name(b"TransformMethod") {
                    Some(b"DocMDP") => {
                        let level = parameters.integer(b"P").unwrap_or(2);
                        rules.level = Some(rules.level.map_or(level, |one| one.min(level)));
                    }
                    Some(b"FieldMDP") => rules.locks.push(lock(pdf, parameters)?),
                    Some(_) | None => {}
                }
            }
        }
        Ok(rules)
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

fn lock(pdf: &Pdf<'_>, parameters: &Dictionary) -> Result<Lock, Fault> {
    let list = pdf.entry(parameters, b"Fields", pdf.last())?;
    let names = list.as_array().unwrap_or(&[]).iter().filter_map(Object::as_text);
    let names = names.map(|text| text_string(&text.bytes)).collect();
    Ok(match parameters.name(b"Action") {
        Some(b"Include") => Lock::Include(names),
        Some(b"Exclude") => Lock::Exclude(names),
        Some(_) | None => Lock::All,
    })
}
