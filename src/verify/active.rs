//! Layer E, what a document must not do by itself: scripts, launching, forms sent away, media, other files opened, things
//! shown and hidden. And what it must not show that does not stand in it. A web address behind a link is no such thing.

use super::Inspected;
use super::budget::Fault;
use super::object::{Dictionary, Object, text_string};
use super::pdf::Pdf;
use super::reach::{self, Holder};
use super::verdict::{Brist, Lagersvar, Underindikation};

/// Actions that do something to the reader's machine, or to what is seen.
const ACTIONS: [&[u8]; 14] = [
    b"JavaScript",
    b"Launch",
    b"SubmitForm",
    b"ImportData",
    b"GoToR",
    b"GoToE",
    b"Movie",
    b"Sound",
    b"Rendition",
    b"RichMediaExecute",
    b"GoTo3DView",
    b"SetOCGState",
    b"Hide",
    b"Thread",
];
/// Annotations that play or hide something.
const ANNOTATIONS: [&[u8]; 5] = [b"RichMedia", b"Movie", b"Sound", b"Screen", b"3D"];
/// Where an address behind a link may lead.
const SCHEMES: [&str; 4] = ["http", "https", "mailto", "tel"];
/// Things told of; more say no more.
const MOST: usize = 10;

/// What was found, by name.
#[derive(Default)]
struct Found {
    /// Does something.
    runs: Vec<String>,
    /// Shows what stands elsewhere.
    elsewhere: Vec<&'static str>,
}

pub(crate) fn judge(inspected: &Inspected<'_>, answer: &mut Lagersvar) -> Result<(), Fault> {
    answer.checked("att filen inte innehåller något som körs");
    let found = active(inspected.pdf)?;
    let grade = |kod, mening: String| {
        if inspected.own {
            Brist::false_because(kod, Underindikation::FormatFailure, mening)
        } else {
            Brist::unclear(kod, Underindikation::FormatFailure, mening)
        }
    };
    for what in found.runs {
        let mening = format!("filen innehåller något som kan köras när den öppnas ({what})");
        answer.add(grade("aktivt-innehall", mening));
    }
    for what in found.elsewhere {
        answer
            .add(grade("yttre-innehall", format!("filen visar något som inte är undertecknat som sida i den: {what}")));
    }
    Ok(())
}

/// What is reachable from the catalog of the last revision.
fn active(pdf: &Pdf<'_>) -> Result<Found, Fault> {
    let mut found = Found::default();
    let unread = reach::each_dictionary(pdf, &mut |dictionary, holder| {
        if found.runs.len() < MOST && found.elsewhere.len() < MOST {
            actions(pdf, dictionary, &mut found)?;
            outside(pdf, dictionary, holder, &mut found)?;
        }
        Ok(())
    })?;
    found.runs.extend(unread.into_iter().take(MOST).map(|number| format!("objekt {number} går inte att läsa")));
    opening(pdf, &mut found)?;
    found.runs.sort();
    found.runs.dedup();
    found.elsewhere.sort_unstable();
    found.elsewhere.dedup();
    Ok(found)
}

fn actions(pdf: &Pdf<'_>, dictionary: &Dictionary, found: &mut Found) -> Result<(), Fault> {
    let mut note = |what: &[u8]| found.runs.push(String::from_utf8_lossy(what).into_owned());
    let named = |key: &[u8]| pdf.entry(dictionary, key, pdf.last());
    if let Some(action) = named(b"S")?.as_name() {
        if ACTIONS.contains(&action) {
            note(action);
        } else if action == b"URI" && !leads_to_the_web(&*named(b"URI")?) {
            note(b"URI");
        }
    }
    if let Some(kind) = named(b"Subtype")?.as_name().filter(|name| ANNOTATIONS.contains(name)) {
        note(kind);
    }
    for key in [b"JS".as_slice(), b"AA", b"XFA", b"JavaScript"] {
        if dictionary.has(key) {
            note(key);
        }
    }
    Ok(())
}

/// An address of a kind that a web browser or a mail program takes, or one without a kind.
fn leads_to_the_web(address: &Object) -> bool {
    let Some(address) = address.as_text().map(|text| text_string(&text.bytes)) else { return false };
    match address.trim_start().split_once(':') {
        Some((scheme, _)) if scheme.chars().all(|one| one.is_ascii_alphanumeric() || "+-.".contains(one)) => {
            SCHEMES.contains(&scheme.to_ascii_lowercase().as_str())
        }
        Some(_) | None => !address.trim_start().starts_with("\\\\") && !address.chars().any(char::is_control),
    }
}

/// What a reader of the file shows first instead of its pages, or does when it opens: but for going to a page.
fn opening(pdf: &Pdf<'_>, found: &mut Found) -> Result<(), Fault> {
    let root = pdf.root(pdf.last())?;
    let action = pdf.entry(&root, b"OpenAction", pdf.last())?;
    if let Some(action) = action.as_dictionary()
        && pdf.entry(action, b"S", pdf.last())?.as_name() != Some(b"GoTo")
    {
        found.runs.push("OpenAction".to_owned());
    }
    for key in [b"Collection".as_slice(), b"NeedsRendering"] {
        if root.has(key) {
            found.runs.push(String::from_utf8_lossy(key).into_owned());
        }
    }
    Ok(())
}

/// Data in other files, pages of other files, and programs for printers.
fn outside(pdf: &Pdf<'_>, dictionary: &Dictionary, holder: Holder, found: &mut Found) -> Result<(), Fault> {
    if dictionary.has(b"OPI") {
        found.elsewhere.push("en bild ur en annan fil");
    }
    if holder == Holder::Itself {
        return Ok(());
    }
    if dictionary.has(b"F") || dictionary.has(b"FFilter") {
        found.elsewhere.push("innehåll ur en annan fil");
    }
    if dictionary.has(b"Ref") {
        found.elsewhere.push("en sida ur en annan fil");
    }
    for key in [b"Subtype".as_slice(), b"Subtype2"] {
        if pdf.entry(dictionary, key, pdf.last())?.as_name() == Some(b"PS") {
            found.elsewhere.push("ett program för skrivare (PostScript)");
        }
    }
    Ok(())
}
