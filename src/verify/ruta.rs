//! Layer E, the boxes: what is drawn in the box of a seal is its figures, in words and as a QR code, and in the box of
//! a person that person. Somebody who prints the file sees the box and nothing else.

use super::Inspected;
use super::budget::Fault;
use super::drawing::{self, Drawn};
use super::field::{Field, Role};
use super::geometry::{Edges, inside, rectangle};
use super::object::{Object, Stream};
use super::person;
use super::qr;
use super::sheet;
use super::text::letters;
use super::verdict::{Brist, Lagersvar, Underindikation};

/// Flags of a box that is shown and printed, and nothing else (ISO 32000-1 table 165).
const PRINTED: i64 = 4;
/// What stands before the person in a signer's box.
const BEFORE_THE_PERSON: &str = "Elektroniskt underskriven av";
/// What stands around the length in a seal's box.
const AROUND_THE_LENGTH: [&str; 2] = ["sha256avfilensförsta", "byte"];

/// Holds the box of a seal against the figures of its `/Reason`.
pub(crate) fn seal(
    inspected: &Inspected<'_>,
    field: &str,
    (reason, length, hash): (&str, usize, &str),
    answer: &mut Lagersvar,
) -> Result<(), Fault> {
    let Some(field) = inspected.fields.iter().find(|one| one.name == field) else { return Ok(()) };
    let drawn = match appearance(inspected, field)? {
        Shown::Nothing => {
            answer.note("stämpelns ruta är tom: talen står bara i stämpeln själv");
            return Ok(());
        }
        Shown::Unknown => {
            answer.add(unreadable("stämpelns ruta"));
            return Ok(());
        }
        Shown::Read(drawn) => drawn,
    };
    let [before, after] = AROUND_THE_LENGTH;
    let figures = format!("{before}{length}{after}{hash}");
    let person = person::of(field).unwrap_or_default();
    let beginning = drawn.words.strip_suffix(&figures).and_then(|rest| {
        let rest = rest.strip_suffix("prov").unwrap_or(rest);
        let day = rest.len().checked_sub(8).and_then(|at| rest.split_at_checked(at));
        day.filter(|(_, day)| day.bytes().all(|one| one.is_ascii_digit())).map(|(rest, _)| rest)
    });
    if beginning == Some(letters(&format!("{}{}", person.roll, person.namn)).as_str()) {
        answer.checked("talen som står i stämpelns ruta");
    } else {
        answer.add(other("stampelns-ruta", "i stämpelns ruta står andra tal eller ord än de som stämplades"));
    }
    let read = drawing::modules(&drawn.patches, qr::sides()).map(|(modules, side)| qr::text(&modules, side));
    match read {
        None | Some(None) => answer.add(unreadable("QR-koden i stämpelns ruta")),
        Some(Some(text)) if text == reason => answer.checked("QR-koden i stämpelns ruta"),
        Some(Some(_)) => {
            answer.add(other("stampelns-qr-kod", "QR-koden i stämpelns ruta innehåller andra tal än stämpeln"));
        }
    }
    Ok(())
}

/// The box of each person who signed shows that person.
pub(crate) fn persons(inspected: &Inspected<'_>, answer: &mut Lagersvar) -> Result<(), Fault> {
    for signature in inspected.signatures.iter().filter(|one| matches!(one.role, Role::Justering | Role::Undertecknare))
    {
        let Some(field) = inspected.fields.iter().find(|one| one.name == signature.field) else { continue };
        let Some(person) = person::of(field) else { continue };
        match appearance(inspected, field)? {
            Shown::Nothing => answer.note(format!("rutan för {} är tom", person.namn)),
            Shown::Unknown => answer.add(unreadable(&format!("rutan för {}", person.namn))),
            Shown::Read(Drawn { words, patches }) => {
                let whole = letters(&format!("{BEFORE_THE_PERSON}{}{}", person.namn, person.roll));
                let ends = words.strip_prefix(&whole).map(|day| day.strip_suffix("prov").unwrap_or(day));
                let day = ends.is_some_and(|day| day.len() == 8 && day.bytes().all(|one| one.is_ascii_digit()));
                if day && patches.is_empty() {
                    answer.checked("att rutorna visar dem som de gäller");
                } else {
                    answer.add(other("rutan-visar-annat", &format!("rutan för {} visar något annat", person.namn)));
                }
            }
        }
    }
    Ok(())
}

enum Shown {
    Nothing,
    Read(Drawn),
    Unknown,
}

fn appearance(inspected: &Inspected<'_>, field: &Field) -> Result<Shown, Fault> {
    let pdf = inspected.pdf;
    let found = pdf.entry(&field.dictionary, b"AP", pdf.last())?;
    let Some(states) = found.as_dictionary() else { return Ok(Shown::Nothing) };
    if states.0.len() != 1 || !field.widgets.is_empty() {
        return Ok(Shown::Unknown);
    }
    let normal = pdf.entry(states, b"N", pdf.last())?;
    let Object::Stream(form) = normal.as_ref() else { return Ok(Shown::Unknown) };
    if is_empty(inspected, form)? {
        return Ok(Shown::Nothing);
    }
    match is_placed(inspected, field, form) {
        Ok(true) => {}
        Err(Fault::Exhausted(what)) => return Err(Fault::Exhausted(what)),
        Ok(false) | Err(Fault::Malformed(..) | Fault::Encrypted) => return Ok(Shown::Unknown),
    }
    match drawing::read(pdf, form) {
        Ok(Some(drawn)) => Ok(Shown::Read(drawn)),
        Err(Fault::Exhausted(what)) => Err(Fault::Exhausted(what)),
        Ok(None) | Err(Fault::Malformed(..) | Fault::Encrypted) => Ok(Shown::Unknown),
    }
}

/// The box lies on a page, is not hidden there, and is shown in the size that it is drawn in.
fn is_placed(inspected: &Inspected<'_>, field: &Field, form: &Stream) -> Result<bool, Fault> {
    let pdf = inspected.pdf;
    let plain = field.dictionary.integer(b"F") == Some(PRINTED) && !field.dictionary.has(b"OC");
    let (place, drawn) = (rectangle(field.dictionary.get(b"Rect")), rectangle(form.dictionary.get(b"BBox")));
    let (Some(place), Some(drawn), true) = (place, drawn, plain) else { return Ok(false) };
    let apart = |one: usize, other: usize| {
        let length = |edges: Edges| edges.get(other).zip(edges.get(one)).map_or(0.0, |(to, from)| to - from);
        (length(place) - length(drawn)).abs()
    };
    if apart(0, 2) > 1.0 || apart(1, 3) > 1.0 {
        return Ok(false);
    }
    for page in sheet::pages(pdf)? {
        let list = pdf.entry(&page, b"Annots", pdf.last())?;
        let here = list.as_array().unwrap_or(&[]).iter().any(|one| one.as_reference() == Some(field.id));
        if here {
            let sight = sheet::sight(&page);
            return Ok(inside(sight, (place[0], place[1])) && inside(sight, (place[2], place[3])));
        }
    }
    Ok(false)
}

fn is_empty(inspected: &Inspected<'_>, form: &Stream) -> Result<bool, Fault> {
    match inspected.pdf.decoded(form) {
        Ok(content) => Ok(content.is_some_and(|bytes| bytes.trim_ascii().is_empty())),
        Err(Fault::Exhausted(what)) => Err(Fault::Exhausted(what)),
        Err(Fault::Malformed(..) | Fault::Encrypted) => Ok(false),
    }
}

fn other(kod: &'static str, mening: &str) -> Brist {
    Brist::false_because(kod, Underindikation::HashFailure, mening)
}

fn unreadable(what: &str) -> Brist {
    Brist::unclear(
        "olaslig-ruta",
        Underindikation::FormatFailure,
        format!("{what} är ritad på ett sätt som programmet inte läser: det som syns där är inte prövat"),
    )
}
