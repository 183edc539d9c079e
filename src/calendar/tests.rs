//! The date vectors of the domain, and what holds for every day there is.

use jiff::civil::date;

use super::*;

/// Posted, three weeks later, last day for appeal, first day to take down, and why it was moved.
const VECTORS: [(&str, &str, &str, &str, &str); 20] = [
    ("2019-06-05", "2019-06-26", "2019-06-26", "2019-06-27", ""),
    ("2020-03-10", "2020-03-31", "2020-03-31", "2020-04-01", ""),
    ("2020-03-12", "2020-04-02", "2020-04-02", "2020-04-03", ""),
    ("2018-04-03", "2018-04-24", "2018-04-24", "2018-04-25", ""),
    ("2023-11-14", "2023-12-05", "2023-12-05", "2023-12-06", ""),
    (
        "2024-12-03",
        "2024-12-24",
        "2024-12-27",
        "2024-12-28",
        "2024-12-24 julafton, 2024-12-25 juldagen, 2024-12-26 annandag jul",
    ),
    ("2024-12-04", "2024-12-25", "2024-12-27", "2024-12-28", "2024-12-25 juldagen, 2024-12-26 annandag jul"),
    ("2024-12-05", "2024-12-26", "2024-12-27", "2024-12-28", "2024-12-26 annandag jul"),
    ("2024-12-10", "2024-12-31", "2025-01-02", "2025-01-03", "2024-12-31 nyårsafton, 2025-01-01 nyårsdagen"),
    (
        "2025-03-28",
        "2025-04-18",
        "2025-04-22",
        "2025-04-23",
        "2025-04-18 långfredagen, 2025-04-19 lördag, 2025-04-20 påskdagen, 2025-04-21 annandag påsk",
    ),
    ("2025-03-31", "2025-04-21", "2025-04-22", "2025-04-23", "2025-04-21 annandag påsk"),
    ("2025-04-10", "2025-05-01", "2025-05-02", "2025-05-03", "2025-05-01 första maj"),
    ("2025-05-08", "2025-05-29", "2025-05-30", "2025-05-31", "2025-05-29 Kristi himmelsfärdsdag"),
    (
        "2025-05-16",
        "2025-06-06",
        "2025-06-09",
        "2025-06-10",
        "2025-06-06 nationaldagen, 2025-06-07 lördag, 2025-06-08 pingstdagen",
    ),
    ("2025-05-29", "2025-06-19", "2025-06-19", "2025-06-20", ""),
    (
        "2025-05-30",
        "2025-06-20",
        "2025-06-23",
        "2025-06-24",
        "2025-06-20 midsommarafton, 2025-06-21 midsommardagen, 2025-06-22 söndag",
    ),
    ("2025-10-11", "2025-11-01", "2025-11-03", "2025-11-04", "2025-11-01 alla helgons dag, 2025-11-02 söndag"),
    (
        "2026-05-29",
        "2026-06-19",
        "2026-06-22",
        "2026-06-23",
        "2026-06-19 midsommarafton, 2026-06-20 midsommardagen, 2026-06-21 söndag",
    ),
    ("2026-12-15", "2027-01-05", "2027-01-05", "2027-01-06", ""),
    (
        "2026-03-13",
        "2026-04-03",
        "2026-04-07",
        "2026-04-08",
        "2026-04-03 långfredagen, 2026-04-04 lördag, 2026-04-05 påskdagen, 2026-04-06 annandag påsk",
    ),
];

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

#[test]
fn the_days_of_every_vector_are_those_of_the_law() {
    for (uppsatt, tre_veckor, sista_dag, tas_ned, why) in VECTORS {
        let tid = Overklagandetid::of(day(uppsatt)).unwrap();
        let found = (tid.tre_veckor, tid.sista_dag, tid.tas_ned);
        assert_eq!(found, (day(tre_veckor), day(sista_dag), day(tas_ned)), "{uppsatt}");
        let moved: Vec<String> = tid.why_moved().iter().map(|(day, name)| format!("{day} {name}")).collect();
        assert_eq!(moved.join(", "), why, "{uppsatt}");
    }
}

#[test]
fn the_last_day_is_a_vardag_three_weeks_or_a_little_more_after_any_day() {
    for day in date(2005, 1, 1).series(1.day()).take(95 * 365) {
        let tid = Overklagandetid::of(day).unwrap();
        let later = (tid.sista_dag - day).get_days();
        assert!((21..=26).contains(&later), "{day}: {later} days");
        assert_eq!(not_vardag(tid.sista_dag), None, "{day}");
        assert!(
            tid.tre_veckor.series(1.day()).take_while(|one| *one < tid.sista_dag).all(|one| not_vardag(one).is_some())
        );
        assert_eq!(tid.tas_ned, tid.sista_dag.tomorrow().unwrap());
    }
}

#[test]
fn the_time_of_a_gemensam_namnd_runs_from_its_last_board() {
    let boards = [date(2026, 5, 20), date(2026, 5, 29), date(2026, 5, 22)];
    let tid = Overklagandetid::of_boards(boards).unwrap();
    assert_eq!((tid.uppsatt, tid.sista_dag), (date(2026, 5, 29), date(2026, 6, 22)));
    assert_eq!(Overklagandetid::of_boards([]), None);
}

#[test]
fn the_second_day_after_the_justering_is_moved_over_a_weekend() {
    assert_eq!(anslag_within(date(2026, 3, 16)), Some((date(2026, 3, 18), date(2026, 3, 18))));
    assert_eq!(anslag_within(date(2026, 3, 19)), Some((date(2026, 3, 21), date(2026, 3, 23))));
    assert_eq!(anslag_within(date(2026, 4, 2)), Some((date(2026, 4, 4), date(2026, 4, 7))));
}

#[test]
fn days_outside_the_calendar_have_no_answer() {
    assert_eq!(Overklagandetid::of(date(1989, 12, 31)), None);
    assert_eq!(Overklagandetid::of(Date::MAX), None);
    assert_eq!(moved(Date::MAX), None);
}

#[test]
fn a_moment_is_as_a_swedish_clock_shows_it() {
    for (moment, shown) in [
        ("2026-12-31T22:59:59Z", "2026-12-31 23:59"),
        ("2026-12-31T23:00:00Z", "2027-01-01 00:00"),
        ("2026-06-30T21:59:59Z", "2026-06-30 23:59"),
        ("2026-06-30T22:00:00Z", "2026-07-01 00:00"),
        ("2026-03-29T01:00:00Z", "2026-03-29 03:00"),
    ] {
        let moment: Timestamp = moment.parse().unwrap();
        assert_eq!(swedish(moment).strftime("%Y-%m-%d %H:%M").to_string(), shown);
    }
}
