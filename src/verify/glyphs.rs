//! The glyphs of one page and what lies behind and over them: which of them can be seen, and why the others cannot.

use std::collections::{BTreeMap, HashMap};

use super::budget::{Budget, Fault};
use super::geometry::{Edges, Point, distance, inside};
use super::ink::Ink;

/// Smaller type than this is not read, in points.
pub(crate) const SMALLEST: f64 = 4.0;
/// Most glyphs of one page.
const MOST: usize = 200_000;
/// Most areas of one page.
const MOST_AREAS: usize = 20_000;
/// A line this near the middle of a glyph runs through it, in points.
const NEAR: f64 = 0.2;
/// A glyph nearer another than this part of its size is drawn over it.
const OVER: f64 = 0.15;

/// Why words that are drawn are not seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Unseen {
    Invisible,
    Alike,
    Tiny,
    Outside,
    Clipped,
    Covered,
    Transparent,
    Switchable,
}

impl Unseen {
    /// Ends "ord som inte syns: ".
    pub(crate) fn words(self) -> &'static str {
        match self {
            Unseen::Invisible => "osynlig text",
            Unseen::Alike => "text i samma färg som det den står på",
            Unseen::Tiny => "text som är för liten för att läsas",
            Unseen::Outside => "text utanför sidan",
            Unseen::Clipped => "text som är bortklippt",
            Unseen::Covered => "text som något är ritat över",
            Unseen::Transparent => "genomskinlig text",
            Unseen::Switchable => "text som kan stängas av",
        }
    }
}

/// One code of a shown string.
pub(crate) struct Glyph {
    /// Its middle.
    pub(crate) at: Point,
    /// In points.
    pub(crate) size: f64,
    pub(crate) meaning: String,
    /// Belongs to the running head, not to the words.
    pub(crate) aside: bool,
    pub(crate) unseen: Option<Unseen>,
}

/// A filled area; `whole` when every point of it is filled.
struct Area {
    edges: Edges,
    ink: Ink,
    whole: bool,
}

/// Everything drawn on a page so far.
#[derive(Default)]
pub(crate) struct Glyphs {
    list: Vec<Glyph>,
    areas: Vec<Area>,
    /// Visible glyphs by the square that they stand in.
    places: HashMap<(i64, i64), Vec<usize>>,
    /// What cannot be told of, each once.
    pub(crate) doubts: Vec<&'static str>,
}

impl Glyphs {
    pub(crate) fn doubt(&mut self, what: &'static str) {
        if !self.doubts.contains(&what) {
            self.doubts.push(what);
        }
    }

    /// Draws a glyph in a colour over what is there.
    pub(crate) fn show(&mut self, mut glyph: Glyph, ink: Ink, budget: &Budget) -> Result<(), Fault> {
        if self.list.len() >= MOST {
            return Err(Fault::Exhausted("för mycket text på en sida"));
        }
        budget.steps(4 + self.areas.len() / 8)?;
        let under = self.areas.iter().rev().find(|area| inside(area.edges, glyph.at));
        let (behind, whole) = under.map_or((Ink::PAPER, true), |area| (area.ink, area.whole));
        if ink.is_like(behind) && glyph.unseen.is_none() {
            if whole {
                glyph.unseen = Some(Unseen::Alike);
            } else {
                self.doubt("text på en figur i samma färg");
            }
        }
        if glyph.unseen.is_none() && glyph.meaning.chars().any(char::is_alphanumeric) {
            self.over_another(&glyph, budget)?;
            self.places.entry(square(glyph.at)).or_default().push(self.list.len());
        }
        self.list.push(glyph);
        Ok(())
    }

    /// Two letters in one place are neither of them.
    fn over_another(&mut self, glyph: &Glyph, budget: &Budget) -> Result<(), Fault> {
        let (x, y) = square(glyph.at);
        let around = (x - 1..=x + 1).flat_map(|x| (y - 1..=y + 1).map(move |y| (x, y)));
        let near: Vec<usize> = around.filter_map(|place| self.places.get(&place)).flatten().copied().collect();
        budget.steps(near.len())?;
        let is_over = |one: &usize| {
            self.list.get(*one).is_some_and(|other| {
                let apart = (other.at.0 - glyph.at.0).hypot(other.at.1 - glyph.at.1);
                other.unseen.is_none() && apart < OVER * glyph.size.min(other.size)
            })
        };
        if near.iter().any(is_over) {
            self.doubt("text ritad över annan text");
        }
        Ok(())
    }

    /// Fills an area: what lies under it is not seen any more. Of one that is not `whole`, nobody knows.
    pub(crate) fn fill(&mut self, edges: Edges, ink: Ink, whole: bool, budget: &Budget) -> Result<(), Fault> {
        if self.areas.len() >= MOST_AREAS {
            return Err(Fault::Exhausted("för många figurer på en sida"));
        }
        self.areas.push(Area { edges, ink, whole });
        self.cover(whole, budget, |glyph| inside(edges, glyph.at))
    }

    /// Draws a line over what lies there.
    pub(crate) fn line(&mut self, line: (Point, Point), width: f64, budget: &Budget) -> Result<(), Fault> {
        self.cover(true, budget, |glyph| distance(glyph.at, line) < width / 2.0 + NEAR)
    }

    /// The box of a field lies here, and shows something: no words of the page are under it.
    pub(crate) fn box_over(&mut self, edges: Edges, budget: &Budget) -> Result<(), Fault> {
        self.cover(true, budget, |glyph| inside(edges, glyph.at))
    }

    fn cover(&mut self, whole: bool, budget: &Budget, hits: impl Fn(&Glyph) -> bool) -> Result<(), Fault> {
        budget.steps(self.list.len() / 4 + 1)?;
        let mut doubtful = false;
        for glyph in self.list.iter_mut().filter(|glyph| glyph.unseen.is_none() && hits(glyph)) {
            if whole {
                glyph.unseen = Some(Unseen::Covered);
            }
            doubtful |= !whole;
        }
        if doubtful {
            self.doubt("en figur ritad över text");
        }
        Ok(())
    }

    /// Letters or digits that are seen stand within these edges.
    pub(crate) fn has_words(&self, edges: Edges) -> bool {
        let words = |one: &Glyph| one.unseen.is_none() && one.meaning.chars().any(char::is_alphanumeric);
        self.list.iter().any(|one| inside(edges, one.at) && words(one))
    }

    /// The words that are seen, in drawn order, running heads left out.
    pub(crate) fn words(&self) -> String {
        self.list.iter().filter(|one| one.unseen.is_none() && !one.aside).map(|one| one.meaning.as_str()).collect()
    }

    /// The words that are not seen, by why.
    pub(crate) fn unseen(&self) -> BTreeMap<Unseen, String> {
        let mut found: BTreeMap<Unseen, String> = BTreeMap::new();
        for one in &self.list {
            if let Some(why) = one.unseen.filter(|_| !one.meaning.trim().is_empty()) {
                found.entry(why).or_default().push_str(&one.meaning);
            }
        }
        found
    }
}

/// Squares of four points.
#[expect(clippy::cast_possible_truncation, reason = "clamped far inside what an i64 holds")]
fn square((x, y): Point) -> (i64, i64) {
    let of = |one: f64| (one / 4.0).clamp(-1e9, 1e9) as i64;
    (of(x), of(y))
}
