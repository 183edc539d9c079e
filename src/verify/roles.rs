//! Layer D: whether those who must have signed have. A file cut off before the last of them is not complete; nothing
//! in it is false.

use std::collections::HashSet;

use super::Inspected;
use super::field::{Field, Role};
use super::kind::Kind;
use super::object::Object;
use super::person;
use super::verdict::{Brist, Lagersvar, Underindikation};

/// Said of a file that has a document timestamp and nothing else.
const STAMPED_ALONE: &str = ": den bär bara en tidsstämpel, som visar när den fanns men inte vem som står bakom den";

pub(crate) fn judge(inspected: &Inspected<'_>) -> Lagersvar {
    let mut answer = Lagersvar::unchecked();
    let signed = inspected.signatures.iter().filter(|one| !one.is_timestamp()).count();
    if signed == 0 {
        unsigned(inspected, &mut answer);
        return answer;
    }
    answer.checked("att de som ska ha undertecknat har gjort det");
    if !inspected.own {
        answer.note("filen är inte gjord av utdrag: vilka som skulle ha undertecknat den går inte att se");
        return answer;
    }
    for (field, mening) in waiting(inspected) {
        answer.add(missing("underskrift-saknas", format!("{mening} (fältet {field})")));
    }
    same_person_twice(inspected, &mut answer);
    if !certified(inspected) {
        answer.add(missing("certifiering-saknas", "den första underskriften låser inte filen (DocMDP)".to_owned()));
    }
    answer
}

/// What a file is that nobody has signed, and who should have.
fn unsigned(inspected: &Inspected<'_>, answer: &mut Lagersvar) {
    let kind = Kind::of(inspected);
    let (kod, mening) = kind.finding();
    let stamped = if inspected.signatures.is_empty() { "" } else { STAMPED_ALONE };
    answer.add(missing(kod, format!("{mening}{stamped}")));
    if kind == Kind::Copy {
        answer.add(missing("osignerad", "ingen har undertecknat filen".to_owned()));
    }
    for (_, mening) in waiting(inspected) {
        answer.add(missing("underskrift-saknas", mening));
    }
}

/// Fields that must be signed and are not, and whose they are.
fn waiting(inspected: &Inspected<'_>) -> Vec<(String, String)> {
    let required = required_role(&inspected.fields);
    let must = inspected.fields.iter().filter(|field| field.is_signature() && Role::of(&field.name) == required);
    let signed = |field: &Field| {
        let by = |id| inspected.signatures.iter().any(|one| one.id == id && one.field == field.name);
        field.signature().is_some_and(by)
    };
    let told = |field: &Field| match person::of(field) {
        Some(person) if required == Role::Stampel => format!("{} har inte stämplat utdraget", person.namn),
        Some(person) if person.roll.is_empty() => format!("{} har inte undertecknat", person.namn),
        Some(person) => format!("{}, {}, har inte undertecknat", person.namn, person.roll.to_lowercase()),
        None => format!("fältet {} är inte undertecknat", field.name),
    };
    must.filter(|field| !signed(field)).map(|field| (field.name.clone(), told(field))).collect()
}

/// Minutes need every justering, a tjänsteskrivelse its undertecknare, an extract its seal.
fn required_role(fields: &[Field]) -> Role {
    let has = |role: Role| fields.iter().any(|field| Role::of(&field.name) == role);
    if has(Role::Justering) {
        Role::Justering
    } else if has(Role::Undertecknare) {
        Role::Undertecknare
    } else {
        Role::Stampel
    }
}

fn same_person_twice(inspected: &Inspected<'_>, answer: &mut Lagersvar) {
    let mut seen = HashSet::new();
    for (signature, judged) in inspected.signatures.iter().zip(&inspected.judged) {
        let Some(cert) = judged.signer.as_ref().filter(|_| signature.role == Role::Justering) else { continue };
        if !seen.insert(cert.inner.tbs_certificate.subject.to_string()) {
            answer.add(missing("samma-person-tva-ganger", format!("{} har justerat i två roller", cert.name())));
        }
    }
}

/// The catalog's `/Perms /DocMDP` is the first signature, and it asks for `P` 2.
fn certified(inspected: &Inspected<'_>) -> bool {
    let pdf = inspected.pdf;
    let first = inspected.signatures.first();
    let named = pdf.root(pdf.last()).ok().and_then(|root| pdf.entry(&root, b"Perms", pdf.last()).ok());
    let named =
        named.and_then(|perms| perms.as_dictionary().and_then(|one| one.get(b"DocMDP")).and_then(Object::as_reference));
    let Some(first) = first.filter(|one| named == Some(one.id)) else { return false };
    let Ok(list) = pdf.entry(&first.dictionary, b"Reference", pdf.last()) else { return false };
    list.as_array().unwrap_or(&[]).iter().any(|item| {
        let Ok(item) = pdf.resolve(item, pdf.last()) else { return false };
        let Some(item) = item.as_dictionary() else { return false };
        let level = pdf.entry(item, b"TransformParams", pdf.last()).ok();
        let level = level.and_then(|one| one.as_dictionary().and_then(|one| one.integer(b"P")));
        item.name(b"TransformMethod") == Some(b"DocMDP") && level == Some(2)
    })
}

fn missing(kod: &'static str, mening: String) -> Brist {
    Brist::unclear(kod, Underindikation::SigConstraintsFailure, mening)
}
