//! How what is added after a signature is written down. A reader that finds cross-references it does not understand puts
//! the file together by searching for objects, also in the middle of other data: then it shows what nobody has signed.
//! So every object is where it is said to be and nowhere else, and every line is as all readers have it.

use std::collections::BTreeSet;

use super::budget::Fault;
use super::object::Object;
use super::pdf::{Oddity, Pdf, Revision};
use super::syntax::is_white;
use super::xref::Place;

/// Digits of the number after `startxref`, and of an object number.
const LONGEST: usize = 10;

/// What is unusual about the writing of `revision`: its cross-references, and how its objects begin.
pub(crate) fn judge(pdf: &Pdf<'_>, revision: usize) -> Vec<Oddity> {
    let mut odd = Vec::new();
    let Some(this) = pdf.revisions.get(revision) else { return odd };
    if this.told_twice {
        odd.push(Oddity::Unusual("två korsreferenser talar om samma objekt", this.start));
    }
    if !size_is_right(pdf, revision) {
        odd.push(Oddity::Unusual("trailern säger ett annat antal objekt än det finns", this.end));
    }
    for frame in &this.frames {
        let written = pdf.data.get(frame.clone()).unwrap_or(&[]);
        if !is_frame(written) {
            odd.push(Oddity::Unusual("korsreferenserna är inte skrivna som de brukar", frame.start));
        }
    }
    odd.extend(heads(pdf, this));
    odd
}

/// `/Size` is a plain number above every object's (ISO 32000-1 table 15): readers leave out objects beyond it.
fn size_is_right(pdf: &Pdf<'_>, revision: usize) -> bool {
    let upto = pdf.revisions.get(..=revision).unwrap_or(&pdf.revisions);
    let highest = upto.iter().filter_map(|one| one.places.last_key_value()).map(|(number, _)| i64::from(*number)).max();
    let size = pdf.revisions.get(revision).and_then(|one| one.trailer.get(b"Size")).and_then(Object::as_integer);
    size.is_some_and(|size| highest.is_none_or(|highest| size > highest))
}

/// A table with its trailer, a cross-reference stream, or the lines from `startxref` to `%%EOF`.
fn is_frame(written: &[u8]) -> bool {
    if let Some(rest) = written.strip_prefix(b"xref") {
        table(rest).is_some_and(|trailer| !trailer.contains(&0))
    } else if let Some(rest) = written.strip_prefix(b"startxref") {
        closing(rest).is_some()
    } else {
        head(written).is_some()
    }
}

/// A line end, with the blanks before it that some writers leave.
fn line_end(written: &[u8]) -> Option<&[u8]> {
    let blanks = written.iter().take_while(|byte| **byte == b' ').count();
    let rest = written.get(blanks..)?;
    rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).or_else(|| rest.strip_prefix(b"\r"))
}

fn digits(written: &[u8]) -> Option<(&[u8], &[u8])> {
    let count = written.iter().take_while(|byte| byte.is_ascii_digit()).count();
    (1..=LONGEST).contains(&count).then(|| written.split_at(count))
}

/// From after `xref`; what stands from `trailer` on.
fn table(written: &[u8]) -> Option<&[u8]> {
    let mut rest = line_end(written)?;
    loop {
        if let Some(after) = rest.strip_prefix(b"trailer") {
            let next = after.first().copied()?;
            return (is_white(next) || next == b'<').then_some(rest);
        }
        let (_, after) = digits(rest)?;
        let (count, after) = digits(after.strip_prefix(b" ")?)?;
        rest = line_end(after)?;
        let count: usize = std::str::from_utf8(count).ok()?.parse().ok()?;
        let length = count.checked_mul(20)?;
        let rows = rest.get(..length)?;
        if !rows.chunks(20).all(is_row) {
            return None;
        }
        rest = rest.get(length..)?;
    }
}

/// Twenty bytes (ISO 32000-1 7.5.4): `nnnnnnnnnn ggggg n` and a line end of two.
fn is_row(row: &[u8]) -> bool {
    let [offset @ .., b' ', g1, g2, g3, g4, g5, b' ', b'n' | b'f', one, two] = row else { return false };
    let numbers = offset.len() == 10 && offset.iter().chain([g1, g2, g3, g4, g5]).all(u8::is_ascii_digit);
    numbers && matches!((one, two), (b' ', b'\n' | b'\r') | (b'\r', b'\n'))
}

/// From after `startxref`; what stands from `%%EOF` on.
fn closing(written: &[u8]) -> Option<&[u8]> {
    let (_, rest) = digits(line_end(written)?)?;
    let rest = line_end(rest)?;
    rest.starts_with(b"%%EOF").then_some(rest)
}

/// `12 0 obj` and what follows it.
fn head(written: &[u8]) -> Option<&[u8]> {
    let (_, rest) = digits(written)?;
    let (_, rest) = digits(rest.strip_prefix(b" ")?)?;
    let rest = rest.strip_prefix(b" obj")?;
    rest.first().is_none_or(|next| is_white(*next) || matches!(next, b'<' | b'[' | b'(' | b'/')).then_some(rest)
}

/// Where the objects of a revision are said to begin.
fn beginnings(revision: &Revision) -> impl Iterator<Item = usize> {
    revision.places.values().filter_map(|place| match place {
        Place::At(at, _) => Some(*at),
        Place::In(..) | Place::Free => None,
    })
}

/// Objects that do not begin as they should.
fn heads(pdf: &Pdf<'_>, revision: &Revision) -> Vec<Oddity> {
    let here = beginnings(revision).filter(|at| (revision.start..revision.end).contains(at));
    let wrong = here.filter(|at| head(pdf.data.get(*at..).unwrap_or(&[])).is_none());
    wrong.map(|at| Oddity::Unusual("ett objekt börjar inte som det brukar", at)).collect()
}

/// What looks like the beginning of an object, in the middle of another: in a stream, a string or a comment of what was added
/// after a signature.
pub(crate) fn hidden(pdf: &Pdf<'_>, revision: usize) -> Result<Vec<Oddity>, Fault> {
    let mut odd = Vec::new();
    let Some(revision) = pdf.revisions.get(revision) else { return Ok(odd) };
    let frames = revision.frames.iter().map(|frame| frame.start);
    let known: BTreeSet<usize> = beginnings(revision).chain(frames).collect();
    let written = pdf.data.get(..revision.end).unwrap_or(&[]);
    pdf.budget.steps(revision.end.saturating_sub(revision.start))?;
    let words = written.get(revision.start..).unwrap_or(&[]).windows(3).enumerate();
    for (at, _) in words.filter(|(_, word)| *word == b"obj") {
        let at = revision.start + at;
        if beginning(written.get(..at).unwrap_or(&[])).is_some_and(|begins| !known.contains(&begins)) {
            odd.push(Oddity::Unusual("något som ser ut som ett objekt ligger inuti annat", at));
        }
    }
    Ok(odd)
}

/// Where the two numbers before `obj` begin, when two numbers stand there.
fn beginning(before: &[u8]) -> Option<usize> {
    let trimmed = |bytes: &[u8]| bytes.iter().rposition(|byte| !is_white(*byte)).map_or(0, |last| last + 1);
    let number = |bytes: &[u8]| bytes.iter().rposition(|byte| !byte.is_ascii_digit()).map_or(0, |last| last + 1);
    let end = trimmed(before);
    let generation = number(before.get(..end)?);
    let between = trimmed(before.get(..generation)?);
    let begins = number(before.get(..between)?);
    (generation < end && between < generation && begins < between).then_some(begins)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_as_all_readers_have_them() {
        let table = |rows: &str| format!("xref\n{rows}trailer\n<</Size 3>>");
        for right in ["0 1\n0000000000 65535 f \n", "4 2\r\n0000000010 00000 n\r\n0000000020 00000 n\r\n", "0 0\n", ""]
        {
            assert!(is_frame(table(right).as_bytes()), "{right}");
        }
        for wrong in
            ["0 1\n0 65535 f \n", "0 1\n0000000000 65535 f\n", "0 2\n0000000000 65535 f \n", "0\u{0}1\n", "0 1 "]
        {
            assert!(!is_frame(table(wrong).as_bytes()), "{wrong}");
        }
        assert!(!is_frame(b"xref1 1\n0000000010 00000 n \ntrailer\n<<>>") && !is_frame(b"xref\n0 0\ntrailer\0<<>>"));
        assert!(
            is_frame(b"startxref\n12\n%%EOF\n")
                && !is_frame(b"startxref 12%%EOF\n")
                && !is_frame(b"startxref\n\n%%EOF")
        );
        assert!(
            is_frame(b"12 0 obj\n<<")
                && is_frame(b"12 0 obj<<")
                && !is_frame(b"12\x00\x30 obj")
                && !is_frame(b"12 0 object")
        );
    }

    #[test]
    fn what_a_searching_reader_takes_for_an_object_is_found() {
        assert_eq!(beginning(b"stream\n4 0 "), Some(7));
        assert_eq!(beginning(b"x14\0\n0\t"), Some(1));
        assert_eq!(beginning(b"4 0"), Some(0));
        assert_eq!((beginning(b"an "), beginning(b"40 "), beginning(b"")), (None, None, None));
    }
}
