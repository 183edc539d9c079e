//! Days that the law counts: holidays (lag 1989:253), deadlines moved by lag (1930:173) 2 §, and the time for appeal
//! that runs from an anslag. Knows no clock: every answer follows from the day it is asked about.
//! Says nothing of laga kraft: that a day has passed does not tell whether somebody has appealed.

mod helgdag;

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, Zoned};

pub use helgdag::{Helgdag, helgdag};

/// Earliest and latest year whose days are computed: the calendar of lag 1989:253, and no day beyond what a date can hold.
pub const YEARS: std::ops::RangeInclusive<i16> = 1990..=9990;

/// A moment as a Swedish clock shows it; in UTC where the zones of the world are not known.
#[must_use]
pub fn swedish(moment: Timestamp) -> Zoned {
    moment.to_zoned(TimeZone::get("Europe/Stockholm").unwrap_or(TimeZone::UTC))
}

/// The time for appeal by laglighetsprövning (13 kap. 5 § kommunallagen), as an anslag of one day gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overklagandetid {
    /// The day the justering was announced.
    pub uppsatt: Date,
    /// Three weeks later, before it is moved.
    pub tre_veckor: Date,
    /// The last day an appeal can come in.
    pub sista_dag: Date,
    /// The first day the notice may be taken down: the day after (8 kap. 12 § kommunallagen).
    pub tas_ned: Date,
}

impl Overklagandetid {
    /// The time that runs from an anslag; `None` outside [`YEARS`].
    #[must_use]
    pub fn of(uppsatt: Date) -> Option<Self> {
        if !YEARS.contains(&uppsatt.year()) {
            return None;
        }
        let tre_veckor = uppsatt.checked_add(21.days()).ok()?;
        let sista_dag = moved(tre_veckor)?;
        Some(Self { uppsatt, tre_veckor, sista_dag, tas_ned: sista_dag.tomorrow().ok()? })
    }

    /// The time of a gemensam nämnd: from the day the notice stood on all its boards (13 kap. 5 § första stycket
    /// kommunallagen). `None` without a board.
    #[must_use]
    pub fn of_boards(uppsatta: impl IntoIterator<Item = Date>) -> Option<Self> {
        uppsatta.into_iter().max().and_then(Self::of)
    }

    /// The days the last one was moved past, with what they are: "julafton", "lördag".
    #[must_use]
    pub fn why_moved(&self) -> Vec<(Date, &'static str)> {
        let days = self.tre_veckor.series(1.day()).take_while(|day| *day < self.sista_dag);
        days.filter_map(|day| Some((day, not_vardag(day)?))).collect()
    }
}

/// The day of a deadline as lag (1930:173) 2 § moves it: to the next vardag from a Saturday, a Sunday, a holiday and three
/// eves. `None` only at the end of time.
#[must_use]
pub fn moved(deadline: Date) -> Option<Date> {
    let mut day = deadline;
    while not_vardag(day).is_some() {
        day = day.tomorrow().ok()?;
    }
    Some(day)
}

/// Why a deadline does not end on that day: a holiday by its name, an eve, "lördag" or "söndag". `None` of a vardag.
#[must_use]
pub fn not_vardag(day: Date) -> Option<&'static str> {
    if let Some(found) = helgdag(day).or_else(|| helgdag::afton(day)) {
        return Some(found.name());
    }
    match day.weekday() {
        Weekday::Saturday => Some("lördag"),
        Weekday::Sunday => Some("söndag"),
        Weekday::Monday | Weekday::Tuesday | Weekday::Wednesday | Weekday::Thursday | Weekday::Friday => None,
    }
}

/// The day of the week in Swedish.
#[must_use]
pub fn weekday(day: Date) -> &'static str {
    match day.weekday() {
        Weekday::Monday => "måndag",
        Weekday::Tuesday => "tisdag",
        Weekday::Wednesday => "onsdag",
        Weekday::Thursday => "torsdag",
        Weekday::Friday => "fredag",
        Weekday::Saturday => "lördag",
        Weekday::Sunday => "söndag",
    }
}

/// The last day the justering is to be announced: the second day after it (8 kap. 12 § kommunallagen), and that day
/// moved to the next vardag, which may be what lag (1930:173) 2 § allows.
#[must_use]
pub fn anslag_within(justerat: Date) -> Option<(Date, Date)> {
    let second = justerat.checked_add(2.days()).ok()?;
    Some((second, moved(second)?))
}

#[cfg(test)]
mod tests;
