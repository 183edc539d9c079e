//! Judges of the notice board that are not ours: the holidays of a Python package, and libxml2 over fragment and feed.
//! They are fetched by `tests/run`; without it `cargo test` lists them as ignored and passes nothing in their name.

#![expect(clippy::indexing_slicing, reason = "an index that is not there is a failed test")]

#[expect(dead_code, reason = "shared by two tests, each of which asks for a part of it")]
#[path = "anslag/meeting.rs"]
mod meeting;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};
use utdrag::anslag::posted::{all, tillkannagiven};
use utdrag::anslag::{atom, blad, html};
use utdrag::calendar::{Overklagandetid, not_vardag};
use utdrag::register::{Memory, Register, Search};

use meeting::{Made, Meeting, posted};

const FIRST: Date = date(2005, 1, 1);
const LAST: Date = date(2099, 12, 31);

/// Every holiday and the three eves, a line each: day, tab, names in Swedish with semicolons between.
const HOLIDAYS: &str = "
import holidays
from holidays.constants import DE_FACTO, PUBLIC
days = holidays.SE(years=range(2005, 2100), include_sundays=False, language='sv', categories=(PUBLIC, DE_FACTO))
for day, name in sorted(days.items()):
    print(day.isoformat(), name, sep='\\t')
";

/// The last day for appeal by that package alone: our rule said once more in another language.
const DEADLINES: &str = "
import datetime, holidays
from holidays.constants import DE_FACTO, PUBLIC
days = holidays.SE(years=range(2005, 2101), include_sundays=True, language='sv', categories=(PUBLIC, DE_FACTO))
day = datetime.date(2005, 1, 1)
while day <= datetime.date(2099, 12, 31):
    last = day + datetime.timedelta(days=21)
    while last.weekday() >= 5 or last in days:
        last += datetime.timedelta(days=1)
    print(day.isoformat(), last.isoformat(), sep='\\t')
    day += datetime.timedelta(days=1)
";

#[test]
#[ignore = "needs the package holidays: run tests/run"]
fn every_holiday_until_2099_is_known_and_no_other_day_is() {
    let known: BTreeMap<Date, String> = python(HOLIDAYS).into_iter().collect();
    assert!(known.len() > 1_500, "only {} holidays", known.len());
    for day in FIRST.series(1.day()).take_while(|day| *day <= LAST) {
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        match (known.get(&day), not_vardag(day)) {
            (Some(names), Some(ours)) => {
                let is_one = names.split("; ").any(|name| name.to_lowercase() == ours.to_lowercase());
                assert!(is_one, "{day}: {names} is called {ours}");
            }
            (None, Some("lördag" | "söndag")) => assert!(weekend, "{day} is no weekend"),
            (None, Some(ours)) => assert_eq!(ours, "", "{day} is no holiday"),
            (None, None) => assert!(!weekend, "{day} is taken for a vardag"),
            (Some(names), None) => assert_eq!(names, "", "{day} is taken for a vardag"),
        }
    }
    say(&format!("holidays: {} days in 95 years\n", known.len()));
}

#[test]
#[ignore = "needs the package holidays: run tests/run"]
fn every_last_day_for_appeal_until_2099_is_the_same_in_another_language() {
    let theirs = python(DEADLINES);
    assert_eq!(theirs.len(), 34_698);
    for (day, last) in &theirs {
        let ours = Overklagandetid::of(*day).map(|tid| tid.sista_dag.to_string());
        assert_eq!(ours.as_deref(), Some(last.as_str()), "{day}");
    }
    say(&format!("holidays: {} last days for appeal\n", theirs.len()));
}

#[test]
#[ignore = "needs xmllint: run tests/run"]
fn the_feed_is_atom_and_a_broken_one_is_not() {
    let feed = feed();
    assert!(feed.contains("&lt;") || feed.contains("&amp;"), "something in it is escaped: {feed}");
    let judged = lint(&["--relaxng", &schema()], &feed);
    assert!(judged.status.success(), "{}\n{feed}", text(&judged));
    for broken in [
        feed.replace("<id>", "<ident>").replace("</id>", "</ident>"),
        feed.replacen("T08:00:00Z", " 08:00", 1),
        feed.replace("urn:uuid:", ""),
        feed.replace("&amp;", "&"),
        feed.replace("</feed>", ""),
    ] {
        assert!(broken != feed && !lint(&["--relaxng", &schema()], &broken).status.success(), "passed:\n{broken}");
    }
}

#[test]
#[ignore = "needs xmllint: run tests/run"]
fn the_fragment_is_well_formed_and_has_nothing_that_runs() {
    let made = announced();
    let (delar, _) = blad::appeal(&made.workspace, &made.workspace.myndighet.value.organ[0], &made.notice);
    let fragment = html::fragment(&made.notice, &delar);
    let judged = lint(&[], &fragment);
    assert!(judged.status.success(), "{}\n{fragment}", text(&judged));
    let count = |path: &str| {
        let found = text(&lint(&["--xpath", &format!("count({path})")], &fragment));
        found.trim().parse::<f64>().unwrap_or(-1.0)
    };
    let zero =
        ["//script", "//style", "//@style", "//@*[starts-with(name(), 'on')]", "//dt[not(following-sibling::dd)]"];
    for path in zero {
        assert!(count(path).abs() < 0.5, "{path} in\n{fragment}");
    }
    // Headings in order, one article that they name, days that machines can read.
    assert!((count("//h2") - 1.0).abs() < 0.5 && count("//h3") > 2.0);
    assert!((count("//article[@lang = 'sv' and @aria-labelledby = //h2/@id]") - 1.0).abs() < 0.5);
    assert!(count("//time[@datetime = .]") >= 5.0);
    assert!(!lint(&[], &fragment.replace("</dl>", "")).status.success(), "xmllint passed a fragment that is not whole");
}

fn announced() -> Made {
    let more = "[[anslag]]\nparagraf = 13\njusterad = 2026-03-11\nuppsatt = 2026-03-12\n";
    Meeting { more, facts: posted("2026-03-18"), ..Meeting::default() }.announced().expect("the notice is allowed")
}

fn feed() -> String {
    let made = announced();
    let mut register = Memory::default();
    let now = "2026-03-18T08:00:00Z".parse().expect("a time");
    register.append(&[tillkannagiven(&made.notice, now)]).expect("memory takes all");
    let up = all(&register, &Search::default()).expect("memory can be read");
    atom::feed(&made.workspace.myndighet.value, &up, now)
}

fn schema() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/judges/atom.rng").display().to_string()
}

fn lint(args: &[&str], document: &str) -> Output {
    let quiet: &[&str] = if args.contains(&"--xpath") { &[] } else { &["--noout"] };
    let mut lint = Command::new("xmllint");
    let lint = lint.args(["--nonet"]).args(quiet).args(args).arg("-");
    let mut child =
        lint.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("xmllint runs");
    child.stdin.take().expect("it reads").write_all(document.as_bytes()).expect("it takes all");
    child.wait_with_output().expect("xmllint ends")
}

/// Lines of a day, a tab and a value.
fn python(program: &str) -> Vec<(Date, String)> {
    let folder = std::env::var_os("UTDRAG_JUDGES").map(PathBuf::from).filter(|folder| folder.is_dir());
    let python = folder.expect("UTDRAG_JUDGES is set by tests/run, which fetches the judges").join("venv/bin/python");
    let output = Command::new(python).args(["-c", program]).output().expect("Python runs");
    assert!(output.status.success(), "{}", text(&output));
    let printed = String::from_utf8(output.stdout).expect("it prints UTF-8");
    let rows = printed.lines().filter_map(|line| line.split_once('\t'));
    rows.map(|(day, value)| (day.parse().expect("a day"), value.to_owned())).collect()
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn say(text: &str) {
    // Past the test runner's capture: a figure to read, not a verdict.
    std::io::stderr().write_all(text.as_bytes()).expect("stderr is open in a test");
}
