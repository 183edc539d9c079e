//! Layer B: what a signature covers. Exactly two ranges from byte 0 to the end of the revision that made it, the gap
//! between them exactly the hex string of its own `/Contents`.

use super::field::Signature;
use super::object::Text;
use super::pdf::Pdf;
use super::syntax::is_white;
use super::verdict::{Brist, Lagersvar, Underindikation};

/// The two covered ranges, when there is nothing to say against them.
pub(crate) struct Extent<'a> {
    pub(crate) parts: Option<[&'a [u8]; 2]>,
    pub(crate) end: usize,
    pub(crate) answer: Lagersvar,
}

/// Judges one signature; `own`: the file is of this project's profile.
pub(crate) fn judge<'a>(pdf: &Pdf<'a>, signature: &Signature, own: bool) -> Extent<'a> {
    let mut answer = Lagersvar::unchecked();
    answer.checked("underskriftens omfång i filen");
    let mut extent = Extent { parts: None, end: 0, answer };
    let (Some(contents), Some([first, before, after, rest])) = (&signature.contents, signature.byte_range) else {
        extent.answer.add(wrong("omfang-saknas", "underskriften säger inte vad den omfattar"));
        return extent;
    };
    let Some(end) = after.checked_add(rest).filter(|end| *end <= pdf.data.len()) else {
        extent.answer.add(wrong("omfang-utanfor", "underskriften säger sig omfatta mer än filen"));
        return extent;
    };
    extent.end = end;
    let stands_in_own_object = pdf
        .extent(signature.id, pdf.last())
        .is_some_and(|object| object.start < contents.span.start && contents.span.end <= object.end);
    if first != 0 || before != contents.span.start || after != contents.span.end || !stands_in_own_object {
        extent
            .answer
            .add(wrong("fel-lucka", "underskriften lämnar ute annat än sig själv: det kan ha ändrats utan att märkas"));
        return extent;
    }
    match form(pdf, contents, own) {
        Form::Ours => {}
        Form::Anothers => extent.answer.note(ANOTHERS),
        Form::Mixed => {
            extent.answer.add(wrong("fel-form", "underskriftens plats i filen innehåller annat än underskriften"));
        }
    }
    match pdf.revisions.get(signature.revision) {
        Some(revision) if end == revision.end || (!own && ends_in_white(pdf, revision.mark, end)) => {}
        Some(_) | None => extent.answer.add(wrong(
            "slutar-inte-vid-revision",
            "underskriften omfattar inte hela den version av filen som den gjordes i",
        )),
    }
    if let (Some(one), Some(two)) = (pdf.data.get(..before), pdf.data.get(after..end)) {
        extent.parts = Some([one, two]);
    }
    extent
}

/// Others may stop at `%%EOF`, or take more line ends along.
fn ends_in_white(pdf: &Pdf<'_>, mark: usize, end: usize) -> bool {
    pdf.data.get(mark..end).is_some_and(|tail| tail.iter().all(|byte| is_white(*byte)))
}

/// How the digits of a signature are written.
enum Form {
    /// As this program writes them, or as anybody may in a file of others.
    Ours,
    /// In our own file, in a way that a signature service may have.
    Anothers,
    /// Not as one hex string, or in our own file with letters of both kinds or white space: something was put in afterwards.
    Mixed,
}

/// Said of a file of ours: the digits stand outside what is signed, and mean the same.
const ANOTHERS: &str = "underskriftens siffror är skrivna på ett annat sätt än programmet skriver dem, som underskriftstjänster kan göra: det ändrar inte vad som är undertecknat";

fn form(pdf: &Pdf<'_>, contents: &Text, own: bool) -> Form {
    let written = pdf.data.get(contents.span.clone()).unwrap_or(&[]);
    let inside = written.strip_prefix(b"<").and_then(|rest| rest.strip_suffix(b">")).unwrap_or(&[]);
    let digits: Vec<u8> = inside.iter().copied().filter(|byte| !is_white(*byte)).collect();
    let spaced = own && digits.len() != inside.len();
    if !contents.hex || spaced || digits.len() % 2 == 1 || !digits.iter().all(u8::is_ascii_hexdigit) {
        return Form::Mixed;
    }
    let has = |kind: fn(&u8) -> bool| digits.iter().any(kind);
    match (has(u8::is_ascii_lowercase), has(u8::is_ascii_uppercase)) {
        (true, true) if own => Form::Mixed,
        (_, true) if own => Form::Anothers,
        _ => Form::Ours,
    }
}

fn wrong(kod: &'static str, mening: &str) -> Brist {
    Brist::false_because(kod, Underindikation::FormatFailure, mening)
}
