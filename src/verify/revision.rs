//! The chain of revisions: from the last `startxref` back through every `/Prev`, each step strictly towards the
//! beginning of the file, each revision closed by the `%%EOF` that names its own cross-references.

use std::ops::Range;

use super::budget::{Budget, Fault};
use super::pdf::Revision;
use super::syntax::Reader;
use super::xref::Section;

/// Most revisions read.
const MOST: usize = 200;

/// Oldest first; at least one.
pub(crate) fn chain(data: &[u8], budget: &Budget) -> Result<Vec<Revision>, Fault> {
    budget.steps(data.len())?;
    let Some(at) = data.windows(9).rposition(|window| window == b"startxref") else {
        return Err(Fault::Malformed("filen slutar mitt i: slutet saknas (startxref), så den är avkortad", data.len()));
    };
    let mut sections = vec![Section::read(data, closing(data, at, budget)?.target, budget)?];
    while let Some(previous) = sections.last().map(Section::previous).transpose()?.flatten() {
        let newest = sections.last().map_or(0, |one| one.offset);
        let linearised = previous > newest;
        let section = Section::read(data, previous, budget)?;
        if previous == newest || linearised && section.previous()?.is_some() {
            return Err(Fault::Malformed("korsreferenserna går i cirkel", previous));
        }
        sections.push(section);
        if sections.len() > MOST {
            return Err(Fault::Exhausted("för många revisioner"));
        }
    }
    sections.reverse();
    assemble(data, sections, budget)
}

fn assemble(data: &[u8], sections: Vec<Section>, budget: &Budget) -> Result<Vec<Revision>, Fault> {
    let mut revisions: Vec<Revision> = Vec::new();
    let mut sections = sections.into_iter().peekable();
    while let Some(section) = sections.next() {
        let start = revisions.last().map_or(0, |one| one.end);
        let mut group = vec![section];
        // The first-page section of a linearised file stands before the main one, and is the newer of the two.
        while let Some(newer) =
            sections.next_if(|newer| revisions.is_empty() && group.iter().any(|one| newer.offset < one.offset))
        {
            group.push(newer);
        }
        let first_page = group.last().filter(|_| group.len() > 1).map(|one| one.end);
        let newest = group.last().map_or(0, |one| one.offset);
        let last_end = group.iter().map(|one| one.end).max().unwrap_or(0);
        let close = closing_after(data, last_end, budget)?;
        if close.target != newest || newest < start {
            return Err(Fault::Malformed("en revision slutar inte med sin egen startxref", close.range.start));
        }
        let mut revision = Revision::new(group, start, close.mark, close.range.end);
        // Some writers leave out the `startxref 0` after the first-page section when it is a stream.
        if let Some(end) = first_page.filter(|end| stands(data, *end, budget)) {
            revision.frame(closing_after(data, end, budget)?.range);
        }
        revision.frame(close.range);
        revisions.push(revision);
    }
    Ok(revisions)
}

/// `startxref`, its number, `%%EOF`.
struct Closing {
    target: usize,
    /// From `startxref` past the line ending of `%%EOF`.
    range: Range<usize>,
    /// Past `%%EOF`.
    mark: usize,
}

fn closing_after(data: &[u8], end: usize, budget: &Budget) -> Result<Closing, Fault> {
    let mut reader = Reader::new(data, end, budget);
    reader.skip_white()?;
    closing(data, reader.position(), budget)
}

/// True when a `startxref` follows.
fn stands(data: &[u8], end: usize, budget: &Budget) -> bool {
    let mut reader = Reader::new(data, end, budget);
    reader.skip_white().is_ok() && reader.take(b"startxref")
}

fn closing(data: &[u8], at: usize, budget: &Budget) -> Result<Closing, Fault> {
    let mut reader = Reader::new(data, at, budget);
    reader.keyword(b"startxref", "här skulle stå startxref")?;
    reader.skip_white()?;
    let target = reader.number()?;
    reader.skip_white()?;
    if !reader.take(b"%%EOF") {
        return Err(Fault::Malformed("filen saknar %%EOF: den är avkortad", reader.position()));
    }
    let mark = reader.position();
    let _ = reader.take(b"\r\n") || reader.take(b"\n") || reader.take(b"\r");
    Ok(Closing { target, range: at..reader.position(), mark })
}
