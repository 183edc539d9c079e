//! The days that an anslag of one day gives; no workspace is asked.

use jiff::civil::Date;
use serde_json::json;

use super::{Exit, Stop};
use crate::anslag::outside_calendar;
use crate::args::Anslag;
use crate::calendar::{Overklagandetid, weekday};
use crate::diag::words;
use crate::terminal;

pub(super) fn run(asked: &Anslag, uppsatt: Date) -> Result<Exit, Stop> {
    let boards = asked.tavla.iter().map(|(_, day)| *day).chain([uppsatt]);
    let tid = Overklagandetid::of_boards(boards).ok_or_else(|| Stop::from(outside_calendar()))?;
    if asked.json {
        terminal::answer(&as_json(&tid).to_string())?;
    } else {
        terminal::answer(&as_text(&tid))?;
    }
    Ok(Exit::Yes)
}

pub(super) fn as_json(tid: &Overklagandetid) -> serde_json::Value {
    json!({
        "uppsatt": tid.uppsatt.to_string(),
        "sista_overklagandedag": tid.sista_dag.to_string(),
        "tas_ned": tid.tas_ned.to_string(),
    })
}

pub(super) fn as_text(tid: &Overklagandetid) -> String {
    let row = |name: &str, day: Date| format!("{name:<28}{day} {}", weekday(day));
    let moved: Vec<String> = tid.why_moved().iter().map(|(day, why)| format!("{day} ({why})")).collect();
    let moved = (!moved.is_empty()).then(|| format!("Sista dagen är flyttad förbi {}.", words::listed(&moved, "och")));
    let rows = [
        Some(row("Uppsatt", tid.uppsatt)),
        Some(row("Sista dag för överklagande", tid.sista_dag)),
        Some(row("Tas ned tidigast", tid.tas_ned)),
        moved,
    ];
    rows.into_iter().flatten().collect::<Vec<_>>().join("\n")
}
