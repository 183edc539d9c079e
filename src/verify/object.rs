//! The values a PDF is made of. Two dictionaries are equal whatever the order of their keys; a key that stands twice
//! never gets this far (the reader refuses it). Copies share what they hold: a large value costs no more than a small one.

use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

/// Object and generation number.
pub(crate) type Id = (u32, u16);

/// One value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Object {
    Null,
    Boolean(bool),
    Integer(i64),
    /// As written: never computed with, only compared.
    Real(Vec<u8>),
    Name(Vec<u8>),
    Text(Text),
    Array(Rc<Vec<Object>>),
    Dictionary(Dictionary),
    Stream(Stream),
    Reference(Id),
}

/// A string, and where it stands in the file (delimiters included).
#[derive(Clone, Debug)]
pub(crate) struct Text {
    pub(crate) bytes: Vec<u8>,
    pub(crate) span: Range<usize>,
    pub(crate) hex: bool,
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

/// A stream: its dictionary and where its raw bytes stand in the file. Compare streams with `Pdf::same`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stream {
    pub(crate) dictionary: Dictionary,
    pub(crate) data: Range<usize>,
}

/// Keys and values in written order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dictionary(pub(crate) Rc<Vec<(Vec<u8>, Object)>>);

impl PartialEq for Dictionary {
    fn eq(&self, other: &Self) -> bool {
        // Each value is compared once: twice a level would be four thousand million times in 32 levels.
        if Rc::ptr_eq(&self.0, &other.0) {
            return true;
        }
        if self.0.len() != other.0.len() {
            return false;
        }
        let in_order = self.0.iter().zip(other.0.iter()).all(|((one, _), (other, _))| one == other);
        if in_order {
            return self.0.iter().zip(other.0.iter()).all(|((_, one), (_, other))| one == other);
        }
        self.differing_keys(other).is_empty()
    }
}

impl Dictionary {
    pub(crate) fn of(entries: Vec<(Vec<u8>, Object)>) -> Self {
        Self(Rc::new(entries))
    }

    pub(crate) fn get(&self, key: &[u8]) -> Option<&Object> {
        self.0.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    pub(crate) fn has(&self, key: &[u8]) -> bool {
        self.get(key).is_some()
    }

    pub(crate) fn name(&self, key: &[u8]) -> Option<&[u8]> {
        self.get(key).and_then(Object::as_name)
    }

    pub(crate) fn integer(&self, key: &[u8]) -> Option<i64> {
        self.get(key).and_then(Object::as_integer)
    }

    /// Keys that differ between `self` and `other`, whichever has them.
    pub(crate) fn differing_keys<'a>(&'a self, other: &'a Self) -> Vec<&'a [u8]> {
        let index = |one: &'a Self| -> HashMap<&'a [u8], &'a Object> {
            one.0.iter().map(|(key, value)| (key.as_slice(), value)).collect()
        };
        let (mine, theirs) = (index(self), index(other));
        let changed = self.0.iter().filter(|(key, value)| theirs.get(key.as_slice()) != Some(&value));
        let added = other.0.iter().filter(|(key, _)| !mine.contains_key(key.as_slice()));
        changed.chain(added).map(|(key, _)| key.as_slice()).collect()
    }
}

impl Object {
    pub(crate) fn as_integer(&self) -> Option<i64> {
        if let Object::Integer(value) = self { Some(*value) } else { None }
    }

    pub(crate) fn as_name(&self) -> Option<&[u8]> {
        if let Object::Name(value) = self { Some(value) } else { None }
    }

    pub(crate) fn as_text(&self) -> Option<&Text> {
        if let Object::Text(value) = self { Some(value) } else { None }
    }

    pub(crate) fn as_array(&self) -> Option<&[Object]> {
        if let Object::Array(value) = self { Some(value) } else { None }
    }

    pub(crate) fn as_reference(&self) -> Option<Id> {
        if let Object::Reference(value) = self { Some(*value) } else { None }
    }

    /// The dictionary itself, or that of a stream.
    pub(crate) fn as_dictionary(&self) -> Option<&Dictionary> {
        match self {
            Object::Dictionary(value) => Some(value),
            Object::Stream(value) => Some(&value.dictionary),
            _ => None,
        }
    }

    /// Every reference in it, at any depth (the reader bounds the depth).
    pub(crate) fn references(&self, found: &mut Vec<Id>) {
        match self {
            Object::Reference(id) => found.push(*id),
            Object::Array(items) => items.iter().for_each(|item| item.references(found)),
            Object::Dictionary(Dictionary(entries))
            | Object::Stream(Stream { dictionary: Dictionary(entries), .. }) => {
                for (_, value) in entries.iter() {
                    value.references(found);
                }
            }
            _ => {}
        }
    }
}

/// A text string as people read it: UTF-16 or UTF-8 with BOM, else Latin-1 (`PDFDocEncoding` for what names are made of).
pub(crate) fn text_string(bytes: &[u8]) -> String {
    match bytes {
        [0xFE, 0xFF, rest @ ..] => {
            let units = rest.chunks_exact(2).filter_map(|pair| <[u8; 2]>::try_from(pair).ok()).map(u16::from_be_bytes);
            char::decode_utf16(units).map(|one| one.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
        }
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}
