//! Measures how long it takes to compute the days of many notices: `anslagsdagar ANTAL` answers with one line of JSON.

use jiff::civil::date;
use jiff::{ToSpan, civil::Date};
use utdrag::calendar::Overklagandetid;
use utdrag::clock::Stopwatch;
use utdrag::terminal;

fn main() {
    let count = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(100_000);
    let days: Vec<Date> = date(2005, 1, 1).series(1.day()).take(34_698).collect();
    let watch = Stopwatch::start();
    let (mut moved, mut last) = (0_usize, Date::MIN);
    for day in days.iter().cycle().take(count) {
        if let Some(tid) = Overklagandetid::of(*day) {
            moved += usize::from(tid.sista_dag != tid.tre_veckor);
            last = last.max(tid.tas_ned);
        }
    }
    let seconds = watch.elapsed().as_secs_f64();
    let answer =
        serde_json::json!({ "anslag": count, "flyttade": moved, "sista": last.to_string(), "sekunder": seconds });
    if let Err(fault) = terminal::answer(&answer.to_string()) {
        terminal::say_findings(&[fault]);
    }
}
