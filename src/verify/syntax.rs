//! Tokens and values of PDF syntax, read strictly: what two readers could understand differently is refused
//! (a key twice, an odd hex string, a stream whose length is not its length).

use std::collections::HashSet;
use std::rc::Rc;

use super::budget::{Budget, Fault};
use super::object::{Dictionary, Id, Object, Stream, Text};

/// Deepest nesting of arrays and dictionaries.
const DEPTH: usize = 64;

/// A place in some bytes: the file, or an inflated stream.
#[derive(Clone)]
pub(crate) struct Reader<'a> {
    data: &'a [u8],
    at: usize,
    budget: &'a Budget,
}

pub(crate) fn is_white(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

fn hex_value(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

impl<'a> Reader<'a> {
    pub(crate) fn new(data: &'a [u8], at: usize, budget: &'a Budget) -> Self {
        Self { data, at, budget }
    }

    pub(crate) fn position(&self) -> usize {
        self.at
    }

    fn peek(&self) -> Option<u8> {
        self.data.get(self.at).copied()
    }

    fn fault<T>(&self, what: &'static str) -> Result<T, Fault> {
        Err(Fault::Malformed(what, self.at))
    }

    fn rest(&self) -> &'a [u8] {
        self.data.get(self.at..).unwrap_or(&[])
    }

    /// White space and comments.
    pub(crate) fn skip(&mut self) -> Result<(), Fault> {
        let start = self.at;
        while let Some(byte) = self.peek() {
            if byte == b'%' {
                while self.peek().is_some_and(|byte| byte != b'\n' && byte != b'\r') {
                    self.at += 1;
                }
            } else if is_white(byte) {
                self.at += 1;
            } else {
                break;
            }
        }
        self.budget.steps(self.at - start + 1)
    }

    /// White space only.
    pub(crate) fn skip_white(&mut self) -> Result<(), Fault> {
        let start = self.at;
        while self.peek().is_some_and(is_white) {
            self.at += 1;
        }
        self.budget.steps(self.at - start + 1)
    }

    /// True, and past it, when `word` stands here.
    pub(crate) fn take(&mut self, word: &[u8]) -> bool {
        let here = self.rest().starts_with(word);
        if here {
            self.at += word.len();
        }
        here
    }

    /// `word` as a whole token.
    pub(crate) fn keyword(&mut self, word: &[u8], what: &'static str) -> Result<(), Fault> {
        let before = self.at;
        if self.take(word) && !self.peek().is_some_and(|byte| !is_white(byte) && !is_delimiter(byte)) {
            return Ok(());
        }
        self.at = before;
        self.fault(what)
    }

    /// Digits only.
    pub(crate) fn number(&mut self) -> Result<usize, Fault> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) && self.at - start < 19 {
            self.at += 1;
        }
        let digits = self.data.get(start..self.at).and_then(|raw| std::str::from_utf8(raw).ok());
        match digits.and_then(|text| text.parse().ok()) {
            Some(value) => Ok(value),
            None => self.fault("här skulle stå ett heltal"),
        }
    }

    /// The next token as a bare word (operators of content streams).
    pub(crate) fn word(&mut self) -> &'a [u8] {
        let start = self.at;
        while self.peek().is_some_and(|byte| !is_white(byte) && !is_delimiter(byte)) {
            self.at += 1;
        }
        self.data.get(start..self.at).unwrap_or(&[])
    }

    pub(crate) fn at_end(&self) -> bool {
        self.at >= self.data.len()
    }

    /// Past one byte, whatever it is.
    pub(crate) fn advance(&mut self) {
        self.at += 1;
    }

    /// What begins here is a value and not an operator.
    pub(crate) fn at_value(&self) -> bool {
        self.peek().is_some_and(|byte| matches!(byte, b'/' | b'(' | b'<' | b'[' | b'+' | b'-' | b'.' | b'0'..=b'9'))
    }

    pub(crate) fn object(&mut self) -> Result<Object, Fault> {
        self.value(0)
    }

    fn value(&mut self, depth: usize) -> Result<Object, Fault> {
        if depth > DEPTH {
            return Err(Fault::Exhausted("för djupt kapslade värden"));
        }
        self.skip()?;
        self.budget.nodes(1)?;
        match self.peek() {
            Some(b'/') => self.name().map(Object::Name),
            Some(b'(') => self.literal(),
            Some(b'<') if self.rest().starts_with(b"<<") => self.dictionary(depth).map(Object::Dictionary),
            Some(b'<') => self.hex(),
            Some(b'[') => self.array(depth),
            Some(b'+' | b'-' | b'.' | b'0'..=b'9') => self.numeric(),
            _ => match self.word() {
                b"true" => Ok(Object::Boolean(true)),
                b"false" => Ok(Object::Boolean(false)),
                b"null" => Ok(Object::Null),
                _ => self.fault("här skulle stå ett PDF-värde"),
            },
        }
    }

    fn name(&mut self) -> Result<Vec<u8>, Fault> {
        self.at += 1;
        let raw = self.word();
        self.budget.steps(raw.len())?;
        let mut name = Vec::with_capacity(raw.len());
        let mut bytes = raw.iter();
        while let Some(byte) = bytes.next() {
            if *byte != b'#' {
                name.push(*byte);
                continue;
            }
            let high = bytes.next().copied().and_then(hex_value);
            let low = bytes.next().copied().and_then(hex_value);
            match (high, low) {
                (Some(high), Some(low)) => name.push(high << 4 | low),
                _ => return self.fault("felaktigt tecken i ett namn"),
            }
        }
        Ok(name)
    }

    fn numeric(&mut self) -> Result<Object, Fault> {
        let raw = self.word();
        if let Some(value) = std::str::from_utf8(raw).ok().and_then(|text| text.parse::<i64>().ok()) {
            return Ok(self.reference(value).unwrap_or(Object::Integer(value)));
        }
        let digits = raw.strip_prefix(b"-").or_else(|| raw.strip_prefix(b"+")).unwrap_or(raw);
        let one_point = digits.split(|byte| *byte == b'.').count() == 2;
        if digits.len() > 1 && one_point && digits.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.') {
            return Ok(Object::Real(raw.to_vec()));
        }
        self.fault("felaktigt tal")
    }

    /// `number generation R`, when that is what stands here.
    fn reference(&mut self, number: i64) -> Option<Object> {
        let mut ahead = self.clone();
        let number = u32::try_from(number).ok()?;
        if !ahead.peek().is_some_and(is_white) {
            return None;
        }
        ahead.skip().ok()?;
        let generation = u16::try_from(ahead.number().ok()?).ok()?;
        ahead.skip().ok()?;
        ahead.keyword(b"R", "").ok()?;
        self.at = ahead.at;
        Some(Object::Reference((number, generation)))
    }

    fn literal(&mut self) -> Result<Object, Fault> {
        let start = self.at;
        self.at += 1;
        let mut bytes = Vec::new();
        let mut open = 1_usize;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'\\' => self.escape(&mut bytes),
                b'(' => open += 1,
                b')' if open == 1 => {
                    self.budget.steps(bytes.len())?;
                    self.budget.nodes(bytes.len() / 32)?;
                    return Ok(Object::Text(Text { bytes, span: start..self.at, hex: false }));
                }
                b')' => open -= 1,
                _ => {}
            }
            if byte != b'\\' {
                bytes.push(byte);
            }
        }
        self.fault("en textsträng tar aldrig slut")
    }

    fn escape(&mut self, bytes: &mut Vec<u8>) {
        let Some(byte) = self.peek() else { return };
        self.at += 1;
        match byte {
            b'n' => bytes.push(b'\n'),
            b'r' => bytes.push(b'\r'),
            b't' => bytes.push(b'\t'),
            b'b' => bytes.push(8),
            b'f' => bytes.push(12),
            b'\r' => {
                let _ = self.take(b"\n");
            }
            b'\n' => {}
            b'0'..=b'7' => {
                let mut value = u32::from(byte - b'0');
                for _ in 0..2 {
                    if let Some(digit @ b'0'..=b'7') = self.peek() {
                        value = value * 8 + u32::from(digit - b'0');
                        self.at += 1;
                    }
                }
                bytes.push((value & 0xFF) as u8);
            }
            other => bytes.push(other),
        }
    }

    fn hex(&mut self) -> Result<Object, Fault> {
        let start = self.at;
        self.at += 1;
        let mut bytes = Vec::new();
        let mut high = None;
        while let Some(byte) = self.peek() {
            self.at += 1;
            if byte == b'>' {
                if let Some(high) = high {
                    bytes.push(high << 4);
                }
                self.budget.steps(self.at - start)?;
                self.budget.nodes(bytes.len() / 32)?;
                return Ok(Object::Text(Text { bytes, span: start..self.at, hex: true }));
            }
            match (hex_value(byte), high) {
                (Some(value), None) => high = Some(value),
                (Some(value), Some(first)) => {
                    bytes.push(first << 4 | value);
                    high = None;
                }
                (None, _) if is_white(byte) => {}
                (None, _) => return self.fault("felaktigt tecken i en hexsträng"),
            }
        }
        self.fault("en hexsträng tar aldrig slut")
    }

    fn array(&mut self, depth: usize) -> Result<Object, Fault> {
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.skip()?;
            if self.take(b"]") {
                return Ok(Object::Array(Rc::new(items)));
            }
            items.push(self.value(depth + 1)?);
        }
    }

    fn dictionary(&mut self, depth: usize) -> Result<Dictionary, Fault> {
        self.at += 2;
        let mut entries: Vec<(Vec<u8>, Object)> = Vec::new();
        let mut keys = HashSet::new();
        loop {
            self.skip()?;
            if self.take(b">>") {
                return Ok(Dictionary::of(entries));
            }
            if self.peek() != Some(b'/') {
                return self.fault("här skulle stå en nyckel i en ordlista");
            }
            let key = self.name()?;
            if !keys.insert(key.clone()) {
                return self.fault("samma nyckel står två gånger i en ordlista");
            }
            let value = self.value(depth + 1)?;
            entries.push((key, value));
        }
    }

    /// `number generation obj … endobj` here; `length_of` answers an indirect `/Length`.
    pub(crate) fn indirect(&mut self, length_of: &dyn Fn(Id) -> Option<usize>) -> Result<(Id, Object), Fault> {
        self.skip()?;
        let number = self.number()?;
        self.skip()?;
        let generation = self.number()?;
        self.skip()?;
        self.keyword(b"obj", "här skulle ett objekt börja")?;
        let (Ok(number), Ok(generation)) = (u32::try_from(number), u16::try_from(generation)) else {
            return self.fault("orimligt objektnummer");
        };
        let object = self.object()?;
        self.skip()?;
        let object = match object {
            Object::Dictionary(dictionary) if self.rest().starts_with(b"stream") => {
                Object::Stream(self.stream(dictionary, length_of)?)
            }
            other => other,
        };
        self.skip()?;
        self.keyword(b"endobj", "ett objekt saknar endobj")?;
        Ok(((number, generation), object))
    }

    fn stream(&mut self, dictionary: Dictionary, length_of: &dyn Fn(Id) -> Option<usize>) -> Result<Stream, Fault> {
        self.at += b"stream".len();
        if !self.take(b"\r\n") && !self.take(b"\n") {
            return self.fault("strömmens data börjar inte på ny rad");
        }
        let length = match dictionary.get(b"Length") {
            Some(Object::Integer(length)) => usize::try_from(*length).ok(),
            Some(Object::Reference(id)) => length_of(*id),
            _ => None,
        };
        let start = self.at;
        let end = length.and_then(|length| start.checked_add(length)).filter(|end| *end <= self.data.len());
        let Some(end) = end else { return self.fault("en ström har fel längd") };
        self.at = end;
        let _ = self.take(b"\r\n") || self.take(b"\n") || self.take(b"\r");
        self.keyword(b"endstream", "en ström har fel längd")?;
        Ok(Stream { dictionary, data: start..end })
    }
}
