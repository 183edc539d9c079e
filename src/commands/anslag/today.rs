//! What is to be done today: minutes that must be posted, with their last day; notices that may be taken down; the rest.

use std::path::Path;

use jiff::civil::Date;
use serde_json::{Value, json};

use super::signed::{self, Signed};
use super::{Exit, Stop, look, no_workspace, swedish_day};
use crate::anslag::posted::{self, Posted};
use crate::args::Anslag;
use crate::calendar;
use crate::case::sammantrade::Sammantrade;
use crate::case::{Content, Workspace};
use crate::commands::keys;
use crate::register::Search;
use crate::rules::lagrum::is_under_kommunallagen;
use crate::terminal;

/// Minutes that are adjusted and not announced.
struct Waiting {
    rubrik: String,
    justerat: Date,
    /// The second day after it (8 kap. 12 § kommunallagen).
    senast: Date,
    /// That day, moved past a weekend.
    flyttad: Date,
}

pub(super) fn run(asked: &Anslag) -> Result<Exit, Stop> {
    let workspace = keys::workspace_of(Path::new("myndighet.toml"))?
        .ok_or_else(|| no_workspace("i mappen eller i någon mapp ovanför"))?;
    let day = asked.datum.unwrap_or_else(swedish_day);
    let (posted, entered) = match look(asked, &workspace)? {
        Some(register) => (posted::all(&register, &Search::default())?, signed::entered(&register)?),
        None => (Vec::new(), Vec::new()),
    };
    let signed = Signed::look(&workspace, asked.ut.as_deref());
    let up: Vec<&Posted> = posted.iter().filter(|one| one.is_up() && one.uppsatt <= day).collect();
    let waiting = waiting(&workspace, &posted, &signed);
    signed.say_missing(&workspace, &entered, &posted);
    if asked.json {
        terminal::answer(&as_json(day, &waiting, &up).to_string())?;
    } else {
        terminal::answer(&as_text(day, &waiting, &up))?;
    }
    Ok(Exit::Yes)
}

/// Every adjusted minutes of the workspace without a posting, the most urgent first.
fn waiting(workspace: &Workspace, posted: &[Posted], signed: &Signed) -> Vec<Waiting> {
    let mut found = Vec::new();
    for case in &workspace.cases {
        let Content::Sammantrade(meeting) = &case.value else { continue };
        let Some(organ) = workspace.myndighet.value.organ.iter().find(|organ| organ.id == meeting.organ) else {
            continue;
        };
        if !is_under_kommunallagen(organ.typ) {
            continue;
        }
        let at_once = meeting.paragraf.iter().filter(|one| one.omedelbart_justerad && !one.utgar);
        for which in at_once.map(|one| Some(one.nummer)).chain([None]) {
            if is_posted(meeting, which, posted) {
                continue;
            }
            let Some(justerat) = adjusted(signed, meeting, which) else { continue };
            let Some((senast, flyttad)) = calendar::anslag_within(justerat) else { continue };
            let number = which.map(|nummer| format!(", § {nummer} (omedelbart justerad)")).unwrap_or_default();
            found.push(Waiting {
                rubrik: format!("{} {}{number}", organ.namn, meeting.datum),
                justerat,
                senast,
                flyttad,
            });
        }
    }
    found.sort_by(|a, b| (a.senast, &a.rubrik).cmp(&(b.senast, &b.rubrik)));
    found
}

fn is_posted(meeting: &Sammantrade, which: Option<u32>, posted: &[Posted]) -> bool {
    let day = meeting.datum.to_string();
    let here = posted.iter().any(|one| one.organ == meeting.organ && one.sammantrade == day && one.omedelbar == which);
    // A row with a board is another authority's.
    here || meeting.anslag.iter().any(|one| one.paragraf == which && one.tavla.is_none())
}

/// The day of the justering: what the case says, else the last signature of the signed file, once all have signed.
fn adjusted(signed: &Signed, meeting: &Sammantrade, which: Option<u32>) -> Option<Date> {
    let said = meeting.justering.as_ref().and_then(|justering| justering.datum).filter(|_| which.is_none());
    said.map(|said| said.0).or_else(|| signed.day(&signed::handling(meeting, which)))
}

fn as_json(day: Date, waiting: &[Waiting], up: &[&Posted]) -> Value {
    let to_post = waiting.iter().map(
        |one| json!({ "rubrik": one.rubrik, "justerat": one.justerat.to_string(), "senast": one.senast.to_string() }),
    );
    let notice = |one: &&&Posted| {
        json!({
            "handling": one.handling,
            "rubrik": one.rubrik,
            "uppsatt": one.uppsatt.to_string(),
            "sista_overklagandedag": one.sista_overklagandedag.to_string(),
            "tas_ned": one.tas_ned.to_string(),
        })
    };
    json!({
        "dag": day.to_string(),
        "ska_anslas": to_post.collect::<Vec<_>>(),
        "far_tas_ned": up.iter().filter(|one| one.tas_ned <= day).map(|one| notice(&one)).collect::<Vec<_>>(),
        "sitter_uppe": up.iter().filter(|one| one.tas_ned > day).map(|one| notice(&one)).collect::<Vec<_>>(),
    })
}

fn as_text(day: Date, waiting: &[Waiting], up: &[&Posted]) -> String {
    let mut parts = vec![format!("{day} {}", calendar::weekday(day))];
    let post = waiting.iter().map(|one| {
        let late = if one.flyttad < day { ", för sent" } else { "" };
        let weekend = calendar::not_vardag(one.senast).map(|name| format!(" ({name})")).unwrap_or_default();
        format!("  {}: justerat {}, anslås senast {}{weekend}{late}", one.rubrik, one.justerat, one.senast)
    });
    let down = up.iter().filter(|one| one.tas_ned <= day);
    let down =
        down.map(|one| format!("  {}: sista dag för överklagande var {}", one.rubrik, one.sista_overklagandedag));
    let rest = up.iter().filter(|one| one.tas_ned > day);
    let rest = rest.map(|one| format!("  {}: tas ned tidigast {}", one.rubrik, one.tas_ned));
    for (head, rows) in
        [("Ska anslås", post.collect::<Vec<_>>()), ("Får tas ned", down.collect()), ("Sitter uppe", rest.collect())]
    {
        let rows = if rows.is_empty() { "  inget".to_owned() } else { rows.join("\n") };
        parts.push(format!("{head}\n{rows}"));
    }
    parts.join("\n\n")
}
