//! The holidays of lag (1989:253) om allmänna helgdagar, and the eves that lag (1930:173) 2 § counts beside them.
//! Sundays without another name are no [`Helgdag`] here: the weekday tells them.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};

/// A holiday or an eve.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the day of its name")]
pub enum Helgdag {
    Nyarsdagen,
    TrettondedagJul,
    Langfredagen,
    Paskdagen,
    AnnandagPask,
    ForstaMaj,
    KristiHimmelsfardsdag,
    Pingstdagen,
    /// Until 2004.
    AnnandagPingst,
    /// From 2005.
    Nationaldagen,
    Midsommarafton,
    Midsommardagen,
    AllaHelgonsDag,
    Julafton,
    Juldagen,
    AnnandagJul,
    Nyarsafton,
}

impl Helgdag {
    /// Its Swedish name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Helgdag::Nyarsdagen => "nyårsdagen",
            Helgdag::TrettondedagJul => "trettondedag jul",
            Helgdag::Langfredagen => "långfredagen",
            Helgdag::Paskdagen => "påskdagen",
            Helgdag::AnnandagPask => "annandag påsk",
            Helgdag::ForstaMaj => "första maj",
            Helgdag::KristiHimmelsfardsdag => "Kristi himmelsfärdsdag",
            Helgdag::Pingstdagen => "pingstdagen",
            Helgdag::AnnandagPingst => "annandag pingst",
            Helgdag::Nationaldagen => "nationaldagen",
            Helgdag::Midsommarafton => "midsommarafton",
            Helgdag::Midsommardagen => "midsommardagen",
            Helgdag::AllaHelgonsDag => "alla helgons dag",
            Helgdag::Julafton => "julafton",
            Helgdag::Juldagen => "juldagen",
            Helgdag::AnnandagJul => "annandag jul",
            Helgdag::Nyarsafton => "nyårsafton",
        }
    }
}

/// The holiday of that day, by lag (1989:253); `None` also of a Sunday without a name of its own.
#[must_use]
pub fn helgdag(day: Date) -> Option<Helgdag> {
    let saturday = day.weekday() == Weekday::Saturday;
    let fixed = match (day.month(), day.day()) {
        (1, 1) => Some(Helgdag::Nyarsdagen),
        (1, 6) => Some(Helgdag::TrettondedagJul),
        (6, 20..=26) if saturday => Some(Helgdag::Midsommardagen),
        (10, 31) | (11, 1..=6) if saturday => Some(Helgdag::AllaHelgonsDag),
        (12, 25) => Some(Helgdag::Juldagen),
        (12, 26) => Some(Helgdag::AnnandagJul),
        _ => None,
    };
    // Kristi himmelsfärdsdag can be första maj, and pingstdagen nationaldagen: the church's day gives the name.
    fixed.or_else(|| of_easter(day)).or_else(|| match (day.month(), day.day()) {
        (5, 1) => Some(Helgdag::ForstaMaj),
        (6, 6) if day.year() >= 2005 => Some(Helgdag::Nationaldagen),
        _ => None,
    })
}

/// The three eves on which no deadline ends.
pub(super) fn afton(day: Date) -> Option<Helgdag> {
    match (day.month(), day.day()) {
        (6, 19..=25) if day.weekday() == Weekday::Friday => Some(Helgdag::Midsommarafton),
        (12, 24) => Some(Helgdag::Julafton),
        (12, 31) => Some(Helgdag::Nyarsafton),
        _ => None,
    }
}

/// The days that move with Easter.
fn of_easter(day: Date) -> Option<Helgdag> {
    // Easter is never before 22 March, and annandag pingst never after 14 June.
    if !(3..=6).contains(&day.month()) {
        return None;
    }
    let after = (day - easter(day.year())?).get_days();
    match after {
        -2 => Some(Helgdag::Langfredagen),
        0 => Some(Helgdag::Paskdagen),
        1 => Some(Helgdag::AnnandagPask),
        39 => Some(Helgdag::KristiHimmelsfardsdag),
        49 => Some(Helgdag::Pingstdagen),
        50 if day.year() < 2005 => Some(Helgdag::AnnandagPingst),
        _ => None,
    }
}

/// Easter Sunday in the Gregorian calendar, by the method of Meeus, Jones and Butcher.
fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let golden = y % 19;
    let (century, rest) = (y / 100, y % 100);
    let epact = (19 * golden + century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (rest / 4) - epact - rest % 4) % 7;
    let correction = (golden + 11 * epact + 22 * weekday) / 451;
    let days = epact + weekday - 7 * correction + 114;
    let first = date(year, 3, 1).checked_add((i64::from(days / 31) - 3).months()).ok()?;
    first.checked_add(i64::from(days % 31).days()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_falls_on_the_days_that_are_known() {
        let known = [date(2005, 3, 27), date(2008, 3, 23), date(2011, 4, 24), date(2019, 4, 21), date(2038, 4, 25)];
        for day in known {
            assert_eq!(easter(day.year()), Some(day));
        }
    }

    #[test]
    fn whitmonday_gave_way_to_the_national_day_in_2005() {
        assert_eq!(helgdag(date(2004, 5, 31)), Some(Helgdag::AnnandagPingst));
        assert_eq!(helgdag(date(2004, 6, 6)), None);
        assert_eq!(helgdag(date(2005, 5, 16)), None);
        assert_eq!(helgdag(date(2005, 6, 6)), Some(Helgdag::Nationaldagen));
    }

    #[test]
    fn two_holidays_on_one_day_have_one_name() {
        assert_eq!(helgdag(date(2008, 5, 1)), Some(Helgdag::KristiHimmelsfardsdag));
        assert_eq!(helgdag(date(2049, 6, 6)), Some(Helgdag::Pingstdagen));
    }
}
