//! Whose signature it is: the person that a box was made for, held against the name in the certificate that signed
//! there, or against the fingerprints that the authority has published for that person (`--undertecknare`).

use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

use super::Inspected;
use super::algorithm::sha256;
use super::certificate::Certificate;
use super::cryptography::Setting;
use super::field::{Field, Role};
use super::object::{Dictionary, Object, text_string};
use super::seal::hex;
use super::text::letters;
use super::verdict::{Brist, Lagersvar, Underindikation};

/// Which certificate may sign as whom, as an authority publishes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertifikatFor {
    /// The person, without party.
    pub namn: String,
    /// SHA-256 of the certificate (DER), 64 lower-case hex.
    pub certifikat: String,
}

/// Who a box was made for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Person {
    /// As printed, with party.
    pub(crate) namn: String,
    pub(crate) roll: String,
}

/// `/Utdrag` of a field (`utdrag-forberedd/1`).
pub(crate) fn of(field: &Field) -> Option<Person> {
    let Some(Object::Dictionary(record)) = field.dictionary.get(b"Utdrag") else { return None };
    let text = |record: &Dictionary, key: &[u8]| {
        record.get(key).and_then(Object::as_text).map(|text| text_string(&text.bytes)).unwrap_or_default()
    };
    let person = Person { namn: text(record, b"Namn"), roll: text(record, b"Roll") };
    (!person.namn.trim().is_empty()).then_some(person)
}

/// Every signature in a box of ours is that person's, and the page says so too.
pub(crate) fn judge(inspected: &Inspected<'_>, page: Option<&str>, setting: &Setting<'_>, answer: &mut Lagersvar) {
    let pairs = inspected.signatures.iter().zip(&inspected.judged);
    for (signature, judged) in pairs.filter(|(one, _)| !one.is_timestamp() && one.role != Role::Annan) {
        let field = inspected.fields.iter().find(|one| one.name == signature.field);
        let Some(person) = field.and_then(of) else {
            answer.add(Brist::unclear(
                "person-okand",
                Underindikation::SigConstraintsFailure,
                format!("filen säger inte vem som skulle underteckna i fältet {}", signature.field),
            ));
            continue;
        };
        if page.is_some_and(|page| !printed(page, &person, signature.role)) {
            answer.add(Brist::false_because(
                "namnet-saknas",
                Underindikation::FormatFailure,
                format!("{} står inte vid sin ruta på sidan", person.namn),
            ));
        }
        let Some(cert) = &judged.signer else { continue };
        if let Some(brist) = belongs(cert, without_party(&person.namn), setting, answer) {
            answer.add(brist);
        }
    }
}

/// Name and role stand together above a person's box; a seal's name stands in the certificate's sentences.
fn printed(page: &str, person: &Person, role: Role) -> bool {
    let (name, function) = (letters(&person.namn), letters(&person.roll));
    match role {
        Role::Justering => page.contains(&format!("{function}{name}")),
        Role::Undertecknare => page.contains(&format!("{name}{function}")),
        Role::Stampel | Role::Tid | Role::Annan => page.contains(&name),
    }
}

/// What is to be said when a certificate is not, by its name or by a published row, the person's.
pub(crate) fn belongs(
    cert: &Certificate,
    person: &str,
    setting: &Setting<'_>,
    answer: &mut Lagersvar,
) -> Option<Brist> {
    answer.checked("vems certifikaten är");
    let print = hex(&sha256(&cert.der));
    let mut rows = setting.certificates.iter().filter(|row| same_name(&row.namn, person)).peekable();
    let listed = rows.peek().is_some();
    if rows.any(|row| row.certifikat == print) {
        if !same_name(&cert.name(), person) {
            answer.note(format!(
                "{person} har undertecknat med ett certifikat för {}, som myndigheten har uppgett att {person} använder",
                cert.name()
            ));
        }
        return None;
    }
    let why = if listed {
        format!("certifikatet för {} är inget av dem som myndigheten har uppgett för {person}", cert.name())
    } else if same_name(&cert.name(), person) {
        return None;
    } else {
        format!(
            "{person} skulle underteckna, men certifikatet är utfärdat för {}: filen visar inte att det är samma person",
            cert.name()
        )
    };
    let why = format!("{why} (certifikatets SHA-256 {print})");
    Some(Brist::unclear("annans-certifikat", Underindikation::SigConstraintsFailure, why))
}

/// The seal is the authority's own, or of somebody whose certificate says that they are employed there. Whoever trusts an
/// issuer trusts all that it issued to, other authorities' officials among them.
pub(crate) fn authority(inspected: &Inspected<'_>, head: &Value, setting: &Setting<'_>, answer: &mut Lagersvar) {
    let authority = head.get("myndighet").and_then(Value::as_str).unwrap_or("");
    let pairs = inspected.signatures.iter().zip(&inspected.judged);
    for (_, judged) in pairs.filter(|(one, _)| one.role == Role::Stampel) {
        let Some(cert) = &judged.signer else { continue };
        let print = hex(&sha256(&cert.der));
        let published = setting.certificates.iter().any(|row| row.certifikat == print);
        let named = [Some(cert.name()), cert.organisation()].into_iter().flatten();
        let own = named.into_iter().any(|name| same_name(&name.to_lowercase(), &authority.to_lowercase()));
        answer.checked("att stämpeln hör till myndigheten");
        if !own && !published {
            let of = cert.organisation().map(|name| format!(" ({name})")).unwrap_or_default();
            answer.add(Brist::unclear(
                "annan-myndighet",
                Underindikation::SigConstraintsFailure,
                format!("utdraget är ur ett protokoll av {authority}, men bestyrkt av {}{of}, vars certifikat inte säger att det hör dit (SHA-256 {print})", cert.name()),
            ));
        }
    }
}

/// "Ingrid Åkerö (C)" is "Ingrid Åkerö".
pub(crate) fn without_party(name: &str) -> &str {
    match name.rfind(" (") {
        Some(at) if name.ends_with(')') => name.get(..at).unwrap_or(name),
        _ => name,
    }
}

/// Letter for letter, but for white space and how letters with marks are coded.
pub(crate) fn same_name(one: &str, other: &str) -> bool {
    let folded = |name: &str| name.nfc().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ");
    folded(one) == folded(other)
}
