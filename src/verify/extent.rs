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
    if let Some(brist) = string_form(pdf, contents, own) {
        extent.answer.add(brist);
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

fn string_form(pdf: &Pdf<'_>, contents: &Text, own: bool) -> Option<Brist> {
    let written = pdf.data.get(contents.span.clone()).unwrap_or(&[]);
    let digits = written.strip_prefix(b"<").and_then(|rest| rest.strip_suffix(b">")).unwrap_or(&[]);
    let pure = contents.hex && digits.len().is_multiple_of(2) && digits.iter().all(u8::is_ascii_hexdigit);
    let lower = !digits.iter().any(u8::is_ascii_uppercase);
    if !pure || own && !lower {
        return Some(wrong("fel-form", "underskriftens plats i filen innehåller annat än underskriften"));
    }
    None
}

fn wrong(kod: &'static str, mening: &str) -> Brist {
    Brist::false_because(kod, Underindikation::FormatFailure, mening)
}
