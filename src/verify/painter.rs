//! Draws a content stream as far as it must be known which glyphs are seen: where they stand, how large, in what colour,
//! over and under what. An operator that is not known here is a doubt about the page, never nothing.

use std::rc::Rc;

use super::budget::Fault;
use super::geometry::{
    Edges, IDENTITY, Matrix, Point, around, common, edges, inside, moved, multiplied, number, rectangle,
};
use super::glyphs::{Glyph, Glyphs, Unseen};
use super::ink::{self, Ink};
use super::object::{Dictionary, Object, Stream};
use super::pdf::Pdf;
use super::syntax::Reader;
use super::text::{Font, Fonts};

/// Fainter than this is not seen, and hides nothing.
const FAINT: f64 = 0.5;
/// Deepest nesting of forms, and of saved states.
const DEEPEST: (usize, usize) = (8, 64);

/// The graphics state, and that of text.
#[derive(Clone)]
pub(super) struct State {
    pub(super) matrix: Matrix,
    clip: Edges,
    /// All that is clipped is what is outside `clip`.
    clip_is_plain: bool,
    ink: Option<Ink>,
    stroke: Option<Ink>,
    alpha: f64,
    width: f64,
    pub(super) font: Option<Rc<Font>>,
    pub(super) size: f64,
    pub(super) letter_space: f64,
    pub(super) word_space: f64,
    pub(super) scale: f64,
    pub(super) leading: f64,
    pub(super) rise: f64,
    pub(super) mode: f64,
}

/// Marked content.
#[derive(Clone, Copy, PartialEq)]
enum Mark {
    Words,
    /// Running heads.
    Aside,
    /// What can be switched off.
    Switchable,
}

/// One content stream under way.
pub(crate) struct Stage {
    resources: Dictionary,
    pub(super) state: State,
    saved: Vec<State>,
    marks: Vec<Mark>,
    depth: usize,
    path: Vec<Vec<Point>>,
    curved: bool,
    clips: bool,
    /// Text matrix, and that of the line.
    pub(super) text: (Matrix, Matrix),
}

impl Stage {
    pub(crate) fn new(resources: Dictionary, sight: Edges) -> Self {
        let state = State {
            matrix: IDENTITY,
            clip: sight,
            clip_is_plain: true,
            ink: Some(Ink::BLACK),
            stroke: Some(Ink::BLACK),
            alpha: 1.0,
            width: 1.0,
            font: None,
            size: 0.0,
            letter_space: 0.0,
            word_space: 0.0,
            scale: 1.0,
            leading: 0.0,
            rise: 0.0,
            mode: 0.0,
        };
        Self {
            resources,
            state,
            saved: Vec::new(),
            marks: Vec::new(),
            depth: 0,
            path: Vec::new(),
            curved: false,
            clips: false,
            text: (IDENTITY, IDENTITY),
        }
    }
}

/// A page, or a form, that is being drawn.
pub(crate) struct Painter<'a, 'b, 'c> {
    pdf: &'a Pdf<'b>,
    fonts: &'c mut Fonts<'a, 'b>,
    sight: Edges,
    smallest: f64,
    pub(crate) glyphs: Glyphs,
    /// A font does not say what its glyphs mean, or the drawing cannot be read at all.
    pub(crate) unreadable: bool,
    pub(crate) pictures: bool,
}

impl<'a, 'b, 'c> Painter<'a, 'b, 'c> {
    pub(crate) fn new(pdf: &'a Pdf<'b>, fonts: &'c mut Fonts<'a, 'b>, (sight, smallest): (Edges, f64)) -> Self {
        Self { pdf, fonts, sight, smallest, glyphs: Glyphs::default(), unreadable: false, pictures: false }
    }

    pub(crate) fn paint(&mut self, bytes: &[u8], mut work: Stage) -> Result<(), Fault> {
        let mut reader = Reader::new(bytes, 0, self.pdf.budget);
        let mut operands: Vec<Object> = Vec::new();
        loop {
            reader.skip()?;
            if reader.at_end() {
                return Ok(());
            }
            if reader.at_value() {
                operands.push(reader.object()?);
                continue;
            }
            match reader.word() {
                b"" => reader.advance(),
                b"true" | b"false" | b"null" => continue,
                b"BI" => {
                    // Inline images carry raw bytes; our own pages have none.
                    self.unreadable = true;
                    return Ok(());
                }
                operator => self.operator(operator, &operands, &mut work)?,
            }
            operands.clear();
        }
    }

    fn operator(&mut self, operator: &[u8], operands: &[Object], work: &mut Stage) -> Result<(), Fault> {
        let numbers: Vec<f64> = operands.iter().filter_map(number).collect();
        match (operator, operands, numbers.as_slice()) {
            (b"q", ..) if work.saved.len() < DEEPEST.1 => work.saved.push(work.state.clone()),
            (b"Q", ..) => work.state = work.saved.pop().unwrap_or_else(|| work.state.clone()),
            (b"cm", _, [_, _, _, _, _, _]) => work.state.matrix = multiplied(matrix(&numbers), work.state.matrix),
            (b"w", _, [width]) => work.state.width = *width,
            (b"gs", [Object::Name(name)], _) => self.graphics_state(name, work)?,
            (b"BMC", [Object::Name(tag)], _) => work.marks.push(mark(tag, &Object::Null)),
            (b"BDC", [Object::Name(tag), properties], _) => work.marks.push(mark(tag, properties)),
            (b"EMC", ..) => drop(work.marks.pop()),
            (b"Do", [Object::Name(name)], _) => self.object(name, work)?,
            // Joins, dashes, flatness, rendering intent and points of marked content hide nothing.
            (b"J" | b"j" | b"M" | b"d" | b"i" | b"ri" | b"MP" | b"DP" | b"BX" | b"EX", ..) => {}
            (b"cs" | b"CS" | b"sc" | b"scn" | b"SC" | b"SCN" | b"g" | b"rg" | b"k" | b"G" | b"RG" | b"K", ..) => {
                self.colour(operator, operands, work);
            }
            (b"m" | b"l" | b"c" | b"v" | b"y" | b"re" | b"h" | b"W" | b"W*", ..) => path(operator, &numbers, work),
            (b"n" | b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*" | b"S" | b"s", ..) => {
                self.painted(operator, work)?;
            }
            _ => match self.words(operator, operands, work)? {
                Some(()) => {}
                None => self.glyphs.doubt("något som ritas på ett sätt som programmet inte läser"),
            },
        }
        Ok(())
    }

    fn colour(&mut self, operator: &[u8], operands: &[Object], work: &mut Stage) {
        let ink = match (operator, operands) {
            (b"cs" | b"CS", [Object::Name(name)]) if ink::is_plain(self.pdf, name, &work.resources) => Some(Ink::BLACK),
            (b"cs" | b"CS", _) => None,
            _ => Ink::of(operands),
        };
        if operator.first().is_some_and(u8::is_ascii_uppercase) {
            work.state.stroke = ink;
        } else {
            work.state.ink = ink;
        }
        if ink.is_none() {
            self.glyphs.doubt("ett mönster eller en färg som programmet inte läser");
        }
    }

    /// `/ExtGState`: how far what is drawn shows through.
    fn graphics_state(&mut self, name: &[u8], work: &mut Stage) -> Result<(), Fault> {
        const PLAIN: [&[u8]; 12] =
            [b"Type", b"ca", b"CA", b"LW", b"LC", b"LJ", b"ML", b"D", b"SA", b"RI", b"AIS", b"OPM"];
        let states = self.pdf.entry(&work.resources, b"ExtGState", self.pdf.last())?;
        let found = states.as_dictionary().map(|states| self.pdf.entry(states, name, self.pdf.last())).transpose()?;
        let Some(state) = found.as_ref().and_then(|one| one.as_dictionary()) else {
            self.glyphs.doubt("en inställning som programmet inte läser");
            return Ok(());
        };
        for (key, value) in state.0.iter() {
            let default = matches!(
                (&**key, value.as_name()),
                (b"BM", Some(b"Normal" | b"Compatible")) | (b"SMask", Some(b"None"))
            );
            if !default && !PLAIN.contains(&key.as_slice()) {
                self.glyphs.doubt("en mask eller blandning som programmet inte läser");
            }
        }
        if let Some(alpha) = state.get(b"ca") {
            work.state.alpha = number(&*self.pdf.resolve(alpha, self.pdf.last())?).unwrap_or(0.0);
        }
        Ok(())
    }

    /// A picture or a form.
    fn object(&mut self, name: &[u8], work: &Stage) -> Result<(), Fault> {
        if work.depth >= DEEPEST.0 {
            return Err(Fault::Exhausted("för djupt kapslade bilder"));
        }
        let objects = self.pdf.entry(&work.resources, b"XObject", self.pdf.last())?;
        let Some(objects) = objects.as_dictionary() else { return Ok(()) };
        let object = self.pdf.entry(objects, name, self.pdf.last())?;
        let Object::Stream(stream) = object.as_ref() else { return Ok(()) };
        if stream.dictionary.name(b"Subtype") == Some(b"Form") {
            return self.form(stream, work);
        }
        self.pictures = true;
        let corners = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)].map(|corner| moved(work.state.matrix, corner));
        match around(&corners) {
            Some(edges) => self.glyphs.fill(common(edges, work.state.clip), Ink::PAPER, false, self.pdf.budget),
            None => Ok(()),
        }
    }

    fn form(&mut self, stream: &Stream, work: &Stage) -> Result<(), Fault> {
        let Some(bytes) = self.pdf.decoded(stream)? else {
            self.unreadable = true;
            return Ok(());
        };
        let own = self.pdf.entry(&stream.dictionary, b"Resources", self.pdf.last())?;
        let resources = own.as_dictionary().cloned().unwrap_or_else(|| work.resources.clone());
        let mut state = work.state.clone();
        let own_matrix: Option<Vec<f64>> = stream
            .dictionary
            .get(b"Matrix")
            .and_then(Object::as_array)
            .map(|items| items.iter().filter_map(number).collect());
        if let Some(own) = own_matrix.as_deref() {
            state.matrix = multiplied(matrix(own), state.matrix);
        }
        if let Some([left, bottom, right, top]) = rectangle(stream.dictionary.get(b"BBox")) {
            let corners =
                [(left, bottom), (right, bottom), (right, top), (left, top)].map(|one| moved(state.matrix, one));
            clipped(&mut state, &[corners.to_vec()], false);
        }
        let mut marks = work.marks.clone();
        if stream.dictionary.has(b"OC") {
            marks.push(Mark::Switchable);
        }
        self.paint(&bytes, Stage { marks, depth: work.depth + 1, state, ..Stage::new(resources, self.sight) })
    }

    /// Ends a path: it is filled, drawn as a line, made the edge of what is seen, or left.
    fn painted(&mut self, operator: &[u8], work: &mut Stage) -> Result<(), Fault> {
        let (path, curved) = (std::mem::take(&mut work.path), std::mem::take(&mut work.curved));
        let state = &mut work.state;
        if matches!(operator, b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*") && state.alpha >= FAINT {
            for one in path.iter().filter(|one| one.len() > 2) {
                let rectangle = edges(one).filter(|_| !curved && state.clip_is_plain);
                let Some(edges) = rectangle.or_else(|| around(one)) else { continue };
                let whole = rectangle.is_some() && state.ink.is_some();
                let ink = state.ink.unwrap_or(Ink::PAPER);
                self.glyphs.fill(common(edges, state.clip), ink, whole, self.pdf.budget)?;
            }
        }
        if !matches!(operator, b"n" | b"f" | b"F" | b"f*") {
            let [a, b, c, d, ..] = state.matrix;
            let width = state.width * a.hypot(b).max(c.hypot(d));
            for pair in path.iter().flat_map(|one| one.windows(2)) {
                if let [from, to] = pair {
                    self.glyphs.line((*from, *to), width, self.pdf.budget)?;
                }
            }
        }
        if std::mem::take(&mut work.clips) {
            clipped(state, &path, curved);
        }
        Ok(())
    }

    /// Draws one code of a string; how far it moves, in text space.
    pub(super) fn glyph(&mut self, code: &[u8], font: &Font, work: &Stage) -> Result<f64, Fault> {
        let (state, (text, _)) = (&work.state, work.text);
        let space = if code == b" " { state.word_space } else { 0.0 };
        let width = font.moves(code) / 1000.0 * state.size * state.scale;
        let matrix = multiplied(text, state.matrix);
        let [a, b, c, d, ..] = matrix;
        let size = (state.size * state.scale * a.hypot(b)).abs().min((state.size * c.hypot(d)).abs());
        let at = moved(matrix, (width / 2.0, state.size / 4.0 + state.rise));
        if self.smallest > 0.0 && (b.abs() > 1e-6 || c.abs() > 1e-6 || a * state.size <= 0.0 || d * state.size <= 0.0) {
            self.glyphs.doubt("text som inte står rak");
        }
        let Some(meaning) = font.meaning(code) else {
            self.unreadable = true;
            return Ok(0.0);
        };
        let unseen = self.unseen(work, (at, size));
        let aside = work.marks.contains(&Mark::Aside);
        let ink = state.ink.unwrap_or(Ink::BLACK);
        self.glyphs.show(Glyph { at, size, meaning, aside, unseen }, ink, self.pdf.budget)?;
        Ok(width + (state.letter_space + space) * state.scale)
    }

    fn unseen(&mut self, work: &Stage, (at, size): (Point, f64)) -> Option<Unseen> {
        let state = &work.state;
        if !state.clip_is_plain {
            self.glyphs.doubt("text i en klippt figur");
        }
        match state.mode {
            0.0 => {}
            3.0 | 7.0 => return Some(Unseen::Invisible),
            _ => self.glyphs.doubt("text i konturer"),
        }
        if work.marks.contains(&Mark::Switchable) {
            Some(Unseen::Switchable)
        } else if state.alpha < FAINT {
            Some(Unseen::Transparent)
        } else if size < self.smallest {
            Some(Unseen::Tiny)
        } else if !inside(self.sight, at) {
            Some(Unseen::Outside)
        } else if !inside(state.clip, at) {
            Some(Unseen::Clipped)
        } else {
            None
        }
    }

    pub(super) fn font(&mut self, name: &[u8], work: &Stage) -> Result<Option<Rc<Font>>, Fault> {
        let font = self.fonts.font(name, &work.resources)?;
        if font.as_ref().is_some_and(|font| font.drawn) {
            self.glyphs.doubt("ett typsnitt av teckningar");
        }
        Ok(font)
    }
}

/// Figures in a drawing (`Layout`) are read too: the result of a vote stands in one.
fn mark(tag: &[u8], properties: &Object) -> Mark {
    let kind = properties.as_dictionary().and_then(|one| one.name(b"Type"));
    match tag {
        b"OC" => Mark::Switchable,
        b"Artifact" if kind != Some(b"Layout") => Mark::Aside,
        _ => Mark::Words,
    }
}

fn path(operator: &[u8], numbers: &[f64], work: &mut Stage) {
    let at = |x: &f64, y: &f64| moved(work.state.matrix, (*x, *y));
    let mut points = match numbers {
        [x, y, width, height] if operator == b"re" => {
            let (right, top) = (x + width, y + height);
            vec![at(x, y), at(&right, y), at(&right, &top), at(x, &top), at(x, y)]
        }
        _ => numbers.chunks_exact(2).filter_map(|pair| Some(at(pair.first()?, pair.get(1)?))).collect(),
    };
    work.curved |= matches!(operator, b"c" | b"v" | b"y");
    match operator {
        b"W" | b"W*" => work.clips = true,
        b"m" | b"re" => work.path.push(points),
        b"h" => {
            if let Some(last) = work.path.last_mut() {
                points = last.first().copied().into_iter().filter(|first| last.last() != Some(first)).collect();
                last.append(&mut points);
            }
        }
        _ => {
            if let Some(last) = work.path.last_mut() {
                last.append(&mut points);
            }
        }
    }
}

/// Six numbers; what is missing of them changes nothing.
pub(super) fn matrix(numbers: &[f64]) -> Matrix {
    <Matrix>::try_from(numbers).unwrap_or(IDENTITY)
}

/// Narrows what is seen to a path.
fn clipped(state: &mut State, path: &[Vec<Point>], curved: bool) {
    let rectangle = if let [one] = path { edges(one).filter(|_| !curved) } else { None };
    let points: Vec<Point> = path.iter().flatten().copied().collect();
    state.clip_is_plain &= rectangle.is_some() || points.is_empty();
    if let Some(edges) = rectangle.or_else(|| around(&points)) {
        state.clip = common(state.clip, edges);
    }
}
