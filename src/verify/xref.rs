//! Cross-reference sections: tables, streams and both at once (hybrid), each with where it ends and which came before it.

use std::collections::BTreeMap;
use std::ops::Range;

use super::budget::{Budget, Fault};
use super::inflate;
use super::object::{Dictionary, Id, Object};
use super::syntax::Reader;

/// Highest object number ISO 32000-1 Annex C speaks of.
const LARGEST_NUMBER: u32 = 8_388_607;

/// Where an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Nowhere: deleted.
    Free,
    /// At a byte of the file.
    At(usize, u16),
    /// In an object stream, at an index.
    In(u32, usize),
}

/// One section.
#[derive(Debug)]
pub(crate) struct Section {
    /// Of `xref`, or of the stream object.
    pub(crate) offset: usize,
    /// Past the trailer dictionary or `endobj`.
    pub(crate) end: usize,
    pub(crate) places: BTreeMap<u32, Place>,
    pub(crate) trailer: Dictionary,
    /// Bytes of the cross-reference stream a table also points at.
    pub(crate) hybrid: Option<Range<usize>>,
    /// The table and that stream both speak of an object.
    pub(crate) twice: bool,
    /// The section, or the stream that its table points at, is an object itself.
    pub(crate) stream: Option<Id>,
}

impl Section {
    pub(crate) fn read(data: &[u8], offset: usize, budget: &Budget) -> Result<Self, Fault> {
        let mut reader = Reader::new(data, offset, budget);
        let mut section = if reader.take(b"xref") {
            Self::table(reader, offset, budget)?
        } else {
            Self::stream(data, offset, budget)?
        };
        if section.trailer.has(b"Encrypt") {
            return Err(Fault::Encrypted);
        }
        if let Some(at) = section.trailer.get(b"XRefStm") {
            let at = at.as_integer().and_then(|at| usize::try_from(at).ok());
            let Some(at) = at.filter(|_| section.stream.is_none()) else {
                return Err(Fault::Malformed("felaktig XRefStm", offset));
            };
            section.join(Self::stream(data, at, budget)?)?;
        }
        Ok(section)
    }

    /// Takes in what the cross-reference stream of a hybrid file adds to its table: objects that the table does not have or
    /// hides as free (ISO 32000-1 7.5.8.4). Where both say something, two readers would see two files.
    fn join(&mut self, extra: Self) -> Result<(), Fault> {
        self.hybrid = Some(extra.offset..extra.end);
        self.stream = extra.stream;
        for (number, place) in extra.places {
            match self.places.insert(number, place) {
                Some(known) if known != Place::Free && known != place => {
                    return Err(Fault::Malformed("filens två korsreferenser säger olika om ett objekt", extra.offset));
                }
                Some(_) => self.twice = true,
                None => {}
            }
        }
        Ok(())
    }

    /// Offset of the section before it.
    pub(crate) fn previous(&self) -> Result<Option<usize>, Fault> {
        match self.trailer.get(b"Prev") {
            None => Ok(None),
            Some(value) => match value.as_integer().and_then(|at| usize::try_from(at).ok()) {
                Some(at) => Ok(Some(at)),
                None => Err(Fault::Malformed("felaktig Prev i korsreferenserna", self.offset)),
            },
        }
    }

    fn table(mut reader: Reader<'_>, offset: usize, budget: &Budget) -> Result<Self, Fault> {
        let mut places = BTreeMap::new();
        loop {
            reader.skip_white()?;
            if reader.take(b"trailer") {
                break;
            }
            let first = reader.number()?;
            reader.skip_white()?;
            let count = reader.number()?;
            for number in first..first.saturating_add(count) {
                let (number, place) = table_row(&mut reader, number)?;
                budget.nodes(1)?;
                if places.insert(number, place).is_some() {
                    return Err(Fault::Malformed("samma objekt står två gånger i korsreferenserna", offset));
                }
            }
        }
        let Object::Dictionary(trailer) = reader.object()? else {
            return Err(Fault::Malformed("trailer saknar ordlista", offset));
        };
        Ok(Self { offset, end: reader.position(), places, trailer, hybrid: None, twice: false, stream: None })
    }

    fn stream(data: &[u8], offset: usize, budget: &Budget) -> Result<Self, Fault> {
        let mut reader = Reader::new(data, offset, budget);
        let (id, object) = reader.indirect(&|_| None)?;
        let Object::Stream(stream) = object else {
            return Err(Fault::Malformed("här skulle stå korsreferenser", offset));
        };
        let trailer = stream.dictionary;
        if trailer.name(b"Type") != Some(b"XRef") {
            return Err(Fault::Malformed("här skulle stå korsreferenser", offset));
        }
        let raw = data.get(stream.data).unwrap_or(&[]);
        let Some(rows) = inflate::decode(&trailer, raw, budget)? else {
            return Err(Fault::Malformed("korsreferenserna har ett okänt filter", offset));
        };
        let places = stream_rows(&trailer, &rows, budget).map_err(|what| match what {
            Some(fault) => fault,
            None => Fault::Malformed("felaktiga korsreferenser", offset),
        })?;
        Ok(Self { offset, end: reader.position(), places, trailer, hybrid: None, twice: false, stream: Some(id) })
    }
}

fn table_row(reader: &mut Reader<'_>, number: usize) -> Result<(u32, Place), Fault> {
    reader.skip_white()?;
    let at = reader.number()?;
    reader.skip_white()?;
    let generation = reader.number()?;
    reader.skip_white()?;
    let used = reader.take(b"n");
    let here = reader.position();
    let number = u32::try_from(number).ok().filter(|number| *number <= LARGEST_NUMBER);
    match (number, u16::try_from(generation)) {
        (Some(number), Ok(generation)) if used => Ok((number, Place::At(at, generation))),
        (Some(number), Ok(_)) if reader.take(b"f") => Ok((number, Place::Free)),
        _ => Err(Fault::Malformed("felaktig rad i korsreferenserna", here)),
    }
}

/// Rows of a cross-reference stream. `Err(None)`: against the format.
fn stream_rows(trailer: &Dictionary, rows: &[u8], budget: &Budget) -> Result<BTreeMap<u32, Place>, Option<Fault>> {
    let integers = |key: &[u8]| -> Option<Vec<u64>> {
        let items = trailer.get(key)?.as_array()?;
        items.iter().map(|item| item.as_integer().and_then(|value| u64::try_from(value).ok())).collect()
    };
    let widths = integers(b"W").ok_or(None)?;
    let [kind, second, third] = *widths.as_slice() else { return Err(None) };
    if [kind, second, third].iter().any(|width| *width > 8) || second == 0 {
        return Err(None);
    }
    let size = trailer.integer(b"Size").and_then(|size| u64::try_from(size).ok()).ok_or(None)?;
    let ranges = if trailer.has(b"Index") { integers(b"Index").ok_or(None)? } else { vec![0, size] };
    let row = usize::try_from(kind + second + third).map_err(|_| None)?;
    let mut rows = rows.chunks_exact(row);
    let mut places = BTreeMap::new();
    for pair in ranges.chunks(2) {
        let [first, count] = *pair else { return Err(None) };
        for number in first..first.saturating_add(count) {
            let number = u32::try_from(number).ok().filter(|number| *number <= LARGEST_NUMBER).ok_or(None)?;
            let place = stream_row(rows.next().ok_or(None)?, kind, second).ok_or(None)?;
            budget.nodes(1).map_err(Some)?;
            if places.insert(number, place).is_some() {
                return Err(None);
            }
        }
    }
    if rows.next().is_some() || !rows.remainder().is_empty() { Err(None) } else { Ok(places) }
}

fn stream_row(row: &[u8], kind: u64, second: u64) -> Option<Place> {
    let big_endian = |bytes: &[u8]| bytes.iter().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
    let (first, rest) = row.split_at_checked(usize::try_from(kind).ok()?)?;
    let (middle, last) = rest.split_at_checked(usize::try_from(second).ok()?)?;
    let kind = if first.is_empty() { 1 } else { big_endian(first) };
    let (middle, last) = (big_endian(middle), big_endian(last));
    match kind {
        0 => Some(Place::Free),
        1 => Some(Place::At(usize::try_from(middle).ok()?, u16::try_from(last).ok()?)),
        2 => Some(Place::In(u32::try_from(middle).ok()?, usize::try_from(last).ok()?)),
        _ => None,
    }
}
