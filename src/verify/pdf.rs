//! A PDF file as a row of revisions: what each object was in each of them, and which bytes nobody speaks for.
//! Reads the file only; judges nothing.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::Range;
use std::rc::Rc;

use super::budget::{Budget, Fault};
use super::inflate;
use super::object::{Dictionary, Id, Object, Stream, Text};
use super::syntax::Reader;
use super::xref::{Place, Section};

/// Most values of an array or dictionary among those that decode a stream.
const MOST_FILTERS: usize = 16;

/// The file up to one `%%EOF`.
#[derive(Debug)]
pub(crate) struct Revision {
    /// First byte that the one before did not have.
    pub(crate) start: usize,
    /// Past `%%EOF` and its line ending.
    pub(crate) end: usize,
    /// Past `%%EOF` alone.
    pub(crate) mark: usize,
    pub(crate) places: BTreeMap<u32, Place>,
    pub(crate) trailer: Dictionary,
    /// Bytes of cross-references, trailer and `startxref`.
    pub(crate) frames: Vec<Range<usize>>,
    /// A table and the cross-reference stream that it points at both speak of an object: readers take one, or the other.
    pub(crate) told_twice: bool,
    /// Cross-reference streams among the objects.
    pub(crate) frame_objects: BTreeSet<u32>,
}

/// An object with its extent, shared.
type Held = (Rc<Object>, Range<usize>);
/// An unpacked object stream: its objects by index, with their numbers.
type Unpacked = Rc<Vec<(u32, Rc<Object>)>>;

/// What was read at a byte of the file, or why it could not be.
type Memory<T> = RefCell<HashMap<usize, Result<T, Fault>>>;

/// A whole file.
pub(crate) struct Pdf<'a> {
    pub(crate) data: &'a [u8],
    pub(crate) budget: &'a Budget,
    /// Oldest first; never empty.
    pub(crate) revisions: Vec<Revision>,
    at: Memory<(Id, Held)>,
    packed: Memory<Unpacked>,
}

/// A fact about the bytes that no honest writer of ours makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Oddity {
    /// Bytes that belong to no object.
    Loose(Range<usize>),
    /// Two objects share bytes.
    Overlap(usize),
    /// A revision counts as its own an object that stands in an earlier one, or outside it.
    Borrowed(u32),
    /// An object that cannot be read.
    Unreadable(u32, Fault),
    /// Written so that other readers may give it up and put the file together in their own way.
    Unusual(&'static str, usize),
}

impl<'a> Pdf<'a> {
    pub(crate) fn read(data: &'a [u8], budget: &'a Budget) -> Result<Self, Fault> {
        if !data.starts_with(b"%PDF-") {
            return Err(Fault::Malformed("filen börjar inte som en PDF", 0));
        }
        let revisions = super::revision::chain(data, budget)?;
        Ok(Self { data, budget, revisions, at: RefCell::default(), packed: RefCell::default() })
    }

    pub(crate) fn last(&self) -> usize {
        self.revisions.len().saturating_sub(1)
    }

    /// Bytes after the last revision.
    pub(crate) fn trailing(&self) -> Range<usize> {
        self.revisions.last().map_or(0, |revision| revision.end)..self.data.len()
    }

    /// Where object `number` is, as of `revision`.
    pub(crate) fn place(&self, number: u32, revision: usize) -> Option<Place> {
        let upto = self.revisions.get(..=revision).unwrap_or(&self.revisions);
        upto.iter().rev().find_map(|one| one.places.get(&number).copied())
    }

    /// The object as of `revision`; `Null` when there is none (ISO 32000-1 7.3.10).
    pub(crate) fn object(&self, id: Id, revision: usize) -> Result<Rc<Object>, Fault> {
        self.budget.steps(8 + 4 * self.revisions.len())?;
        match self.place(id.0, revision) {
            Some(Place::At(at, generation)) if generation == id.1 => {
                let (found, (object, _)) = self.object_at(at)?;
                if found == id { Ok(object) } else { Err(Fault::Malformed("fel objekt på platsen", at)) }
            }
            Some(Place::In(stream, index)) if id.1 == 0 => self.packed_object(id.0, stream, index, revision),
            None | Some(Place::Free | Place::At(..) | Place::In(..)) => Ok(Rc::new(Object::Null)),
        }
    }

    /// Extent of an object that stands in the file by itself.
    pub(crate) fn extent(&self, id: Id, revision: usize) -> Option<Range<usize>> {
        match self.place(id.0, revision) {
            Some(Place::At(at, _)) => self.object_at(at).ok().map(|(_, (_, extent))| extent),
            _ => None,
        }
    }

    fn object_at(&self, at: usize) -> Result<(Id, Held), Fault> {
        if let Some(known) = self.at.borrow().get(&at) {
            return known.clone();
        }
        let mut reader = Reader::new(self.data, at, self.budget);
        let read = reader.indirect(&|id| self.length(id));
        let answer = read.map(|(id, object)| (id, (Rc::new(object), at..reader.position())));
        self.at.borrow_mut().insert(at, answer.clone());
        answer
    }

    /// An indirect `/Length`: a plain integer object, of which no file has two versions.
    fn length(&self, id: Id) -> Option<usize> {
        let Some(Place::At(at, _)) = self.place(id.0, self.last()) else { return None };
        let mut reader = Reader::new(self.data, at, self.budget);
        let (found, object) = reader.indirect(&|_| None).ok()?;
        object.as_integer().filter(|_| found == id).and_then(|length| usize::try_from(length).ok())
    }

    fn packed_object(&self, number: u32, stream: u32, index: usize, revision: usize) -> Result<Rc<Object>, Fault> {
        let Some(Place::At(at, _)) = self.place(stream, revision) else {
            return Err(Fault::Malformed("en objektström saknas", 0));
        };
        let known = self.packed.borrow().get(&at).cloned();
        let unpacked = if let Some(known) = known {
            known?
        } else {
            let answer = self.unpack(at);
            self.packed.borrow_mut().insert(at, answer.clone());
            answer?
        };
        match unpacked.get(index) {
            Some((found, object)) if *found == number => Ok(Rc::clone(object)),
            _ => Err(Fault::Malformed("fel objekt i en objektström", at)),
        }
    }

    fn unpack(&self, at: usize) -> Result<Unpacked, Fault> {
        let (_, (object, _)) = self.object_at(at)?;
        let Object::Stream(stream) = object.as_ref() else {
            return Err(Fault::Malformed("här skulle stå en objektström", at));
        };
        let number = |key: &[u8]| stream.dictionary.integer(key).and_then(|value| usize::try_from(value).ok());
        let (Some(b"ObjStm"), Some(count), Some(first)) =
            (stream.dictionary.name(b"Type"), number(b"N"), number(b"First"))
        else {
            return Err(Fault::Malformed("här skulle stå en objektström", at));
        };
        let Some(plain) = self.decoded(stream)? else {
            return Err(Fault::Malformed("en objektström har ett okänt filter", at));
        };
        let mut head = Reader::new(&plain, 0, self.budget);
        let mut objects = Vec::new();
        for _ in 0..count {
            head.skip_white()?;
            let number = u32::try_from(head.number()?).map_err(|_| Fault::Malformed("orimligt objektnummer", at))?;
            head.skip_white()?;
            let offset = first.saturating_add(head.number()?);
            let object = Reader::new(&plain, offset, self.budget).object()?;
            objects.push((number, Rc::new(object)));
        }
        Ok(Rc::new(objects))
    }

    /// Follows references until something else stands there.
    pub(crate) fn resolve(&self, object: &Object, revision: usize) -> Result<Rc<Object>, Fault> {
        if let Object::Text(Text { bytes, .. }) | Object::Name(bytes) | Object::Real(bytes) = object {
            self.budget.steps(bytes.len())?;
        }
        let mut current = Rc::new(object.clone());
        for _ in 0..8 {
            let Object::Reference(id) = *current else { return Ok(current) };
            current = self.object(id, revision)?;
        }
        Err(Fault::Malformed("hänvisningar som aldrig tar slut", 0))
    }

    /// The value with the references in it followed, to a depth: what the keys that decode a stream have.
    fn followed(&self, value: &Object, depth: usize) -> Result<Object, Fault> {
        let Some(deeper) = depth.checked_sub(1) else { return Ok(value.clone()) };
        Ok(match self.resolve(value, self.last())?.as_ref() {
            Object::Array(items) if items.len() <= MOST_FILTERS => {
                let items: Result<Vec<Object>, Fault> = items.iter().map(|item| self.followed(item, deeper)).collect();
                Object::Array(Rc::new(items?))
            }
            Object::Dictionary(found) if found.0.len() <= MOST_FILTERS => {
                let entries = found.0.iter().map(|(key, item)| Ok((key.clone(), self.followed(item, deeper)?)));
                Object::Dictionary(Dictionary::of(entries.collect::<Result<_, Fault>>()?))
            }
            other => other.clone(),
        })
    }

    /// What `key` of `dictionary` says, followed.
    pub(crate) fn entry(&self, dictionary: &Dictionary, key: &[u8], revision: usize) -> Result<Rc<Object>, Fault> {
        self.budget.steps(1 + dictionary.0.len() / 4)?;
        match dictionary.get(key) {
            Some(value) => self.resolve(value, revision),
            None => Ok(Rc::new(Object::Null)),
        }
    }

    pub(crate) fn root_id(&self, revision: usize) -> Option<Id> {
        self.revisions.get(revision).and_then(|one| one.trailer.get(b"Root")).and_then(Object::as_reference)
    }

    /// The catalog.
    pub(crate) fn root(&self, revision: usize) -> Result<Dictionary, Fault> {
        let Some(id) = self.root_id(revision) else { return Err(Fault::Malformed("filen saknar katalog", 0)) };
        match self.object(id, revision)?.as_ref() {
            Object::Dictionary(root) => Ok(root.clone()),
            _ => Err(Fault::Malformed("filen saknar katalog", 0)),
        }
    }

    pub(crate) fn raw(&self, stream: &Stream) -> &'a [u8] {
        self.data.get(stream.data.clone()).unwrap_or(&[])
    }

    /// Decoded bytes, or `None` when a filter is not one we read.
    pub(crate) fn decoded(&self, stream: &Stream) -> Result<Option<Vec<u8>>, Fault> {
        let mut dictionary = stream.dictionary.clone();
        for (key, value) in Rc::make_mut(&mut dictionary.0) {
            if matches!(key.as_slice(), b"Filter" | b"DecodeParms" | b"DP") {
                *value = self.followed(value, 3)?;
            }
        }
        inflate::decode(&dictionary, self.raw(stream), self.budget)
    }

    /// Equal by value; streams by dictionary and raw bytes.
    pub(crate) fn same(&self, one: &Object, other: &Object) -> Result<bool, Fault> {
        match (one, other) {
            (Object::Stream(one), Object::Stream(other)) => {
                self.budget.steps(one.data.len())?;
                Ok(one.dictionary == other.dictionary && self.raw(one) == self.raw(other))
            }
            _ => Ok(one == other),
        }
    }

    /// Streams of `revision` that say where its objects are, or hold them.
    pub(crate) fn containers(&self, revision: usize) -> BTreeSet<u32> {
        let Some(this) = self.revisions.get(revision) else { return BTreeSet::new() };
        let holders = this.places.values().filter_map(|place| match place {
            Place::In(stream, _) => Some(*stream),
            Place::At(..) | Place::Free => None,
        });
        holders.chain(this.frame_objects.iter().copied()).collect()
    }

    /// Objects that `revision` defines anew or otherwise than the one before, its own containers left out.
    pub(crate) fn changed(&self, revision: usize) -> Result<BTreeMap<u32, Change>, Fault> {
        let mut changed = BTreeMap::new();
        let Some(this) = self.revisions.get(revision) else { return Ok(changed) };
        let containers = self.containers(revision);
        for (number, place) in &this.places {
            let before = revision.checked_sub(1).and_then(|before| self.place(*number, before));
            if *number == 0 || containers.contains(number) && before.is_none() {
                continue;
            }
            let id = (*number, if let Place::At(_, generation) = place { *generation } else { 0 });
            let now = if *place == Place::Free { Rc::new(Object::Null) } else { self.object(id, revision)? };
            let was = match before {
                Some(Place::At(at, _)) => Some(self.object_at(at)?.1.0),
                Some(Place::In(stream, index)) => {
                    Some(self.packed_object(*number, stream, index, revision.saturating_sub(1))?)
                }
                Some(Place::Free) | None => None,
            };
            match was {
                None if *place == Place::Free => {}
                None => drop(changed.insert(*number, Change { id, was: None, now })),
                Some(was) if !self.same(&was, &now)? => {
                    drop(changed.insert(*number, Change { id, was: Some(was), now }));
                }
                Some(_) => {}
            }
        }
        Ok(changed)
    }

    /// What is odd about the bytes of `revision`.
    pub(crate) fn oddities(&self, revision: usize) -> Result<Vec<Oddity>, Fault> {
        let mut odd = Vec::new();
        let Some(this) = self.revisions.get(revision) else { return Ok(odd) };
        let mut extents = this.frames.clone();
        let mut seen = HashSet::new();
        for (number, place) in &this.places {
            if let Place::In(stream, _) = place
                && !this.places.contains_key(stream)
            {
                odd.push(Oddity::Borrowed(*number));
            }
            let Place::At(at, _) = place else { continue };
            if this.frame_objects.contains(number) && this.frames.iter().any(|frame| frame.start == *at) {
                continue;
            }
            if !(this.start..this.end).contains(at) || !seen.insert(*at) {
                odd.push(Oddity::Borrowed(*number));
                continue;
            }
            match self.object_at(*at) {
                Ok(((found, _), (_, extent))) if found == *number => extents.push(extent),
                Ok(_) => odd.push(Oddity::Unreadable(*number, Fault::Malformed("fel objekt på platsen", *at))),
                Err(Fault::Exhausted(what)) => return Err(Fault::Exhausted(what)),
                Err(fault) => odd.push(Oddity::Unreadable(*number, fault)),
            }
        }
        extents.sort_by_key(|extent| (extent.start, extent.end));
        let mut at = this.start;
        for extent in extents {
            if extent.start < at {
                odd.push(Oddity::Overlap(extent.start));
            } else if !self.is_blank(at..extent.start, revision == 0 && at == this.start)? {
                odd.push(Oddity::Loose(at..extent.start));
            }
            at = at.max(extent.end);
        }
        Ok(odd)
    }

    /// Only white space there; the head of a file is a comment.
    fn is_blank(&self, range: Range<usize>, head: bool) -> Result<bool, Fault> {
        let mut reader = Reader::new(self.data, range.start, self.budget);
        if head {
            reader.skip()?;
        } else {
            reader.skip_white()?;
        }
        Ok(reader.position() >= range.end)
    }
}

/// One object that a revision made or altered.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    pub(crate) id: Id,
    pub(crate) was: Option<Rc<Object>>,
    pub(crate) now: Rc<Object>,
}

impl Revision {
    /// One section, or the two of a linearised file, closed by the `%%EOF` that ends at `end`.
    pub(crate) fn new(sections: Vec<Section>, start: usize, mark: usize, end: usize) -> Self {
        let mut revision = Self {
            start,
            end,
            mark,
            places: BTreeMap::new(),
            trailer: Dictionary::default(),
            frames: Vec::new(),
            told_twice: false,
            frame_objects: BTreeSet::new(),
        };
        let newest = sections.len().saturating_sub(1);
        for (at, section) in sections.into_iter().enumerate() {
            revision.frames.push(section.offset..section.end);
            revision.told_twice |= section.twice;
            revision.frames.extend(section.hybrid);
            revision.frame_objects.extend(section.stream.map(|id| id.0));
            revision.places.extend(section.places);
            if at == newest {
                revision.trailer = section.trailer;
            }
        }
        revision
    }

    /// Bytes of a `startxref` line to its `%%EOF`.
    pub(crate) fn frame(&mut self, range: Range<usize>) {
        self.frames.push(range);
    }
}
