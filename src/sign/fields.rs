//! Signature fields, all of them added before the first signature: a field added later is rejected by
//! validators. Each lies in a box that the template reserved, tagged as a Form element (ISO 14289-1 7.18.4).

use lopdf::{Dictionary, Object, ObjectId, Stream, StringFormat, dictionary};

use super::record::{Purpose, Record};
use super::structure;
use super::update::{Update, unreadable};
use crate::diag::Diagnostic;
use crate::pdf::FieldBox;

/// Print, nothing else (ISO 32000-1 table 165).
const FLAG_PRINT: i64 = 4;
/// `SignaturesExist` and `AppendOnly` (ISO 32000-1 table 219).
const SIG_FLAGS: i64 = 3;
/// Fields for archive timestamps to come.
const TIMESTAMP_FIELDS: usize = 5;

/// A box that waits for a signature.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Name of the field: `Justering.Ordforande.1`.
    pub name: String,
    /// Who is to sign, as printed: "Ingrid Åkerö (C)".
    pub person: String,
    /// In what role: "Ordförande §§ 1–7".
    pub role: String,
    /// Page, from 0.
    pub page: usize,
    /// Left, bottom, right, top in points, origin at the bottom left.
    pub rect: [f32; 4],
}

impl Place {
    /// The place of a box that the template reserved.
    #[must_use]
    pub fn at(found: &FieldBox, person: &str, role: &str) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "points on a page, to a hundredth")]
        let rect = found.rect.map(|side| ((side * 100.0).round() / 100.0) as f32);
        Self { name: found.falt.clone(), person: person.to_owned(), role: role.to_owned(), page: found.page - 1, rect }
    }

    /// What a screen reader says of the field.
    #[must_use]
    pub fn label(&self) -> String {
        let role = if self.role.is_empty() { String::new() } else { format!("{}, ", self.role) };
        format!("Underskrift: {role}{}", self.person)
    }
}

/// Adds the fields of `places` and five timestamp fields, as one revision, with a record of what it stands on.
///
/// # Errors
/// When the file is no tagged PDF, or a place lies on no page.
pub fn prepare(pdf: &[u8], places: &[Place], purpose: &Purpose) -> Result<Vec<u8>, Diagnostic> {
    added(pdf, places, purpose)?.finish()
}

/// As [`prepare`], ready for the signature that follows at once.
pub(super) fn prepare_and_go_on(pdf: &[u8], places: &[Place], purpose: &Purpose) -> Result<Update, Diagnostic> {
    added(pdf, places, purpose)?.finish_and_go_on()
}

fn added(pdf: &[u8], places: &[Place], purpose: &Purpose) -> Result<Update, Diagnostic> {
    let mut update = Update::of(pdf)?;
    let pages = update.pages();
    let mut fields = Vec::new();
    for place in places {
        let page = *pages.get(place.page).ok_or_else(|| missing_page(place))?;
        fields.push((place.name.clone(), visible(&mut update, page, place)?));
    }
    let first = *pages.first().ok_or_else(|| Diagnostic::error("pdf-olaslig", "filen har inga sidor"))?;
    for number in 1..=TIMESTAMP_FIELDS {
        fields.push((format!("Tid.{number}"), timestamp(&mut update, first)?));
    }
    let fields = name(&mut update, &fields, None)?;
    let form = update.add(dictionary! { "Fields" => fields, "SigFlags" => SIG_FLAGS });
    let catalog = update.catalog()?;
    let mut root = update.dictionary(catalog)?.clone();
    root.set("AcroForm", form);
    root.set("PieceInfo", Record::of(pdf, purpose).to_dictionary());
    update.set(catalog, root);
    Ok(update)
}

fn visible(update: &mut Update, page: ObjectId, place: &Place) -> Result<ObjectId, Diagnostic> {
    let [left, bottom, right, top] = place.rect;
    let appearance = update.add(empty_appearance(right - left, top - bottom));
    let mut widget = widget(page, place.rect);
    widget.set("TU", text(&place.label()));
    widget.set("Utdrag", dictionary! { "Namn" => text(&place.person), "Roll" => text(&place.role) });
    widget.set("AP", dictionary! { "N" => appearance });
    let id = update.add(Object::Null);
    let key = structure::add_form(update, page, place, id)?;
    widget.set("StructParent", key);
    update.set(id, widget);
    annotate(update, page, id)?;
    Ok(id)
}

/// A field of no size outside the page: an invisible tagged field breaks PDF/A-2 or PDF/UA-1.
fn timestamp(update: &mut Update, page: ObjectId) -> Result<ObjectId, Diagnostic> {
    let id = update.add(widget(page, [-10.0, -10.0, -10.0, -10.0]));
    annotate(update, page, id)?;
    Ok(id)
}

/// Names the fields: `Justering.Ordforande.1` is a field `1` in `Ordforande` in `Justering`, for a partial name
/// has no periods (ISO 32000-1 12.7.3.2). Returns references to the outermost, in order.
fn name(
    update: &mut Update,
    fields: &[(String, ObjectId)],
    parent: Option<ObjectId>,
) -> Result<Vec<Object>, Diagnostic> {
    let mut named = Vec::new();
    let mut groups: Vec<(&str, Vec<(String, ObjectId)>)> = Vec::new();
    for (full, id) in fields {
        let Some((head, rest)) = full.split_once('.') else {
            let mut widget = update.dictionary(*id)?.clone();
            widget.set("T", text(full));
            if let Some(parent) = parent {
                widget.set("Parent", parent);
            }
            update.set(*id, widget);
            named.push(Object::Reference(*id));
            continue;
        };
        match groups.iter_mut().find(|(known, _)| *known == head) {
            Some((_, members)) => members.push((rest.to_owned(), *id)),
            None => groups.push((head, vec![(rest.to_owned(), *id)])),
        }
    }
    for (head, members) in groups {
        let group = update.add(Object::Null);
        let kids = name(update, &members, Some(group))?;
        let mut dictionary = dictionary! { "T" => text(head), "Kids" => kids };
        if let Some(parent) = parent {
            dictionary.set("Parent", parent);
        }
        update.set(group, dictionary);
        named.push(Object::Reference(group));
    }
    Ok(named)
}

fn widget(page: ObjectId, rect: [f32; 4]) -> Dictionary {
    dictionary! {
        "Type" => "Annot",
        "Subtype" => "Widget",
        "FT" => "Sig",
        "F" => FLAG_PRINT,
        "P" => page,
        "Rect" => rect.iter().map(|side| Object::Real(*side)).collect::<Vec<_>>(),
    }
}

fn empty_appearance(width: f32, height: f32) -> Stream {
    Stream::new(
        dictionary! {
            "Type" => "XObject",
            "Subtype" => "Form",
            "BBox" => vec![Object::Real(0.0), Object::Real(0.0), Object::Real(width), Object::Real(height)],
            "Resources" => Dictionary::new(),
        },
        Vec::new(),
    )
}

/// Puts the annotation last on its page; tab order follows structure (ISO 14289-1 7.18.3).
fn annotate(update: &mut Update, page: ObjectId, annotation: ObjectId) -> Result<(), Diagnostic> {
    let mut dictionary = update.dictionary(page)?.clone();
    let mut annotations = match dictionary.get(b"Annots") {
        Ok(found) => update.resolved(found)?.as_array().map_err(|error| unreadable(&error))?.clone(),
        Err(_) => Vec::new(),
    };
    annotations.push(Object::Reference(annotation));
    dictionary.set("Annots", annotations);
    dictionary.set("Tabs", "S");
    update.set(page, dictionary);
    Ok(())
}

/// A text string: ASCII as it is, all else UTF-16BE with a mark (ISO 32000-1 7.9.2.2).
#[must_use]
pub fn text(value: &str) -> Object {
    if value.is_ascii() {
        return Object::String(value.as_bytes().to_vec(), StringFormat::Literal);
    }
    let mut bytes = vec![0xFE, 0xFF];
    bytes.extend(value.encode_utf16().flat_map(u16::to_be_bytes));
    Object::String(bytes, StringFormat::Hexadecimal)
}

fn missing_page(place: &Place) -> Diagnostic {
    Diagnostic::error(
        "ruta-utan-sida",
        format!("rutan {} ligger på sidan {}, som inte finns", place.name, place.page + 1),
    )
}
