//! `expediera --saknas`: every decided § whose recipients have not all got theirs; apart from these, what was made or sent
//! of which nobody has said that it was posted, or that it came.

use std::path::Path;

use serde_json::{Value, json};

use super::super::{Exit, Stop};
use super::desk::Desk;
use super::report::when;
use crate::args::Expediera;
use crate::case::Content;
use crate::case::myndighet::Kanal;
use crate::case::sammantrade::{Beslut, Paragraf, Sammantrade};
use crate::diag::words;
use crate::dispatch::{Lage, Recipient, Standing, kanal_word, recipient};
use crate::document::text::{inlines, plain};
use crate::terminal;

/// One § with someone left.
struct Left {
    paragraf: u32,
    /// `None` for a secret §.
    rubrik: Option<String>,
    certified: bool,
    recipients: Vec<(Recipient, Option<&'static str>, Standing)>,
}

/// One meeting with someone left.
struct Meeting {
    organ: (String, String),
    datum: String,
    left: Vec<Left>,
}

pub(super) fn run(asked: &Expediera) -> Result<Exit, Stop> {
    let near = asked.paths.first().map_or(Path::new("."), std::path::PathBuf::as_path);
    let desk = Desk::look(near, &asked.bok)?;
    let missing = meetings(&desk, |_, standing| is_missing(standing));
    let open = meetings(&desk, is_open);
    let unread: Vec<_> = desk.workspace.cases.iter().flat_map(|case| desk.faults_of(&case.path)).collect();
    terminal::say_findings(&unread);
    if asked.json {
        let all = missing.iter().chain(&open);
        let all: Value = all.flat_map(|meeting| meeting.left.iter().map(|left| as_json(meeting, left))).collect();
        terminal::answer(&serde_json::to_string_pretty(&all).expect("a JSON value is JSON"))?;
    } else {
        terminal::answer(&as_text(&missing, &open))?;
        if !missing.is_empty() {
            terminal::say(&sum(&missing));
        }
    }
    Ok(match (missing.is_empty(), unread.is_empty()) {
        (true, true) => Exit::Yes,
        (true, false) => Exit::CannotTell,
        (false, _) => Exit::No,
    })
}

/// The meetings with recipients that belong by channel and standing, in the order of their days.
fn meetings(desk: &Desk, belongs: fn(Option<&str>, &Standing) -> bool) -> Vec<Meeting> {
    let cases = desk.workspace.cases.iter().filter_map(|case| match &case.value {
        Content::Sammantrade(meeting) => Some(of_meeting(desk, meeting, belongs)),
        Content::Tjansteskrivelse(_) | Content::Kallelse(_) => None,
    });
    let mut found: Vec<Meeting> = cases.filter(|meeting| !meeting.left.is_empty()).collect();
    found.sort_by(|one, other| (&one.datum, &one.organ.0).cmp(&(&other.datum, &other.organ.0)));
    found
}

/// True of whoever has certainly, or perhaps, not got theirs.
fn is_missing(standing: &Standing) -> bool {
    !matches!(standing, Standing::Sent(_) | Standing::Acknowledged(_))
}

/// True where files were made and nobody has said that they were sent, and of a delgivning until its receipt is back.
fn is_open(kanal: Option<&str>, standing: &Standing) -> bool {
    let Standing::Sent(told) = standing else { return false };
    told.lage == Lage::Framtagen || kanal == Some(kanal_word(Kanal::Delgivning))
}

fn as_text(missing: &[Meeting], open: &[Meeting]) -> String {
    let listed = |meetings: &[Meeting]| {
        let text: Vec<String> = meetings.iter().map(|meeting| lines(meeting).join("\n")).collect();
        text.join("\n\n")
    };
    match (missing.is_empty(), open.is_empty()) {
        (true, true) => "Alla beslut är skickade eller lämnade till dem som ska ha dem.".to_owned(),
        (true, false) => format!("Ingen saknas, men allt är inte känt som skickat.\n\n{OPEN}\n\n{}", listed(open)),
        (false, true) => listed(missing),
        (false, false) => format!("{}\n\n{OPEN}\n\n{}", listed(missing), listed(open)),
    }
}

/// Said before what was made, and what to do when it is sent or has come.
const OPEN: &str = "\
Framtaget, men inte kvitterat: för in det när det är skickat (--för-hand), eller kvittot när det kommer (kvitto)";

fn of_meeting(desk: &Desk, meeting: &Sammantrade, belongs: fn(Option<&str>, &Standing) -> bool) -> Meeting {
    let datum = meeting.datum.to_string();
    let organs = &desk.workspace.myndighet.value.organ;
    let name = organs.iter().find(|organ| organ.id == meeting.organ).map_or(&meeting.organ, |organ| &organ.namn);
    let about = (meeting.organ.as_str(), datum.as_str());
    let left = meeting.paragraf.iter().filter(|one| is_decided(one)).filter_map(|one| {
        let ids = one.expedieras_till.as_deref().unwrap_or_default();
        let standing = |found: Recipient| {
            let standing = desk.ledger.standing(about, one.nummer, &found.key);
            let kanal = found.kanal(&desk.workspace).map(kanal_word);
            (found, kanal, standing)
        };
        let all = recipient::of_case(&desk.workspace, one.nummer, ids).into_iter().map(standing);
        let waiting = all.filter(|(_, kanal, standing)| belongs(*kanal, standing));
        let recipients: Vec<_> = waiting.collect();
        (!recipients.is_empty()).then(|| Left {
            paragraf: one.nummer,
            rubrik: one.sekretess.is_none().then(|| plain(&inlines(&one.rubrik))),
            certified: desk.ledger.has_extract(about, one.nummer),
            recipients,
        })
    });
    let left = left.collect();
    Meeting { organ: (meeting.organ.clone(), name.clone()), datum, left }
}

fn is_decided(paragraf: &Paragraf) -> bool {
    let decided = match &paragraf.beslut {
        Beslut::EnligtForslag(_) => true,
        Beslut::Satser(satser) => !satser.is_empty(),
    };
    decided && !paragraf.utgar
}

fn lines(meeting: &Meeting) -> Vec<String> {
    let mut lines = vec![format!("{} {}", meeting.organ.1, meeting.datum)];
    for left in &meeting.left {
        let title = left.rubrik.as_deref().unwrap_or("(sekretess)");
        let uncertified = if left.certified { "" } else { "   (inget bestyrkt utdrag)" };
        lines.push(format!("  § {}  {}{uncertified}", left.paragraf, shortened(title)));
        for (recipient, kanal, standing) in &left.recipients {
            let how = kanal.unwrap_or("ingen kanal");
            lines.push(format!("        {} ({how}): {}", recipient.namn, told(standing)));
        }
    }
    lines
}

/// Enough of a title to know the matter by.
fn shortened(title: &str) -> String {
    const LONGEST: usize = 60;
    if title.chars().count() <= LONGEST {
        return title.to_owned();
    }
    let start: String = title.chars().take(LONGEST).collect();
    let whole = start.rfind(' ').and_then(|at| start.get(..at)).unwrap_or(&start);
    format!("{whole} …")
}

fn told(standing: &Standing) -> String {
    match standing {
        Standing::Failed(told) => format!("kom inte fram {}", when(told)),
        Standing::Unsure(told) => format!("osäkert, försökt {}", when(told)),
        Standing::Sent(told) if told.lage == Lage::Framtagen => {
            format!("framtaget {}, inte känt som skickat", when(told))
        }
        Standing::Sent(told) => format!("skickat {}, beviset har inte kommit tillbaka", when(told)),
        Standing::Never | Standing::Acknowledged(_) => "har inte fått sitt".to_owned(),
    }
}

fn word(standing: &Standing) -> &'static str {
    match standing {
        Standing::Failed(_) => "misslyckat",
        Standing::Unsure(_) => "osakert",
        Standing::Sent(told) if told.lage == Lage::Framtagen => "framtaget",
        Standing::Sent(_) => "skickat",
        Standing::Never | Standing::Acknowledged(_) => "saknas",
    }
}

fn sum(meetings: &[Meeting]) -> String {
    let paragrafer = meetings.iter().map(|meeting| meeting.left.len()).sum();
    let people = meetings.iter().flat_map(|meeting| &meeting.left).map(|left| left.recipients.len()).sum();
    format!(
        "\n{} väntar på sitt, i {}.",
        words::count(people, "mottagare", "mottagare"),
        words::count(paragrafer, "paragraf", "paragrafer")
    )
}

fn as_json(meeting: &Meeting, left: &Left) -> Value {
    let recipients: Value = left
        .recipients
        .iter()
        .map(|(recipient, kanal, standing)| {
            json!({ "mottagare": recipient.key, "namn": recipient.namn, "kanal": kanal, "lage": word(standing) })
        })
        .collect();
    json!({
        "organ": meeting.organ.0,
        "sammantrade": meeting.datum,
        "paragraf": left.paragraf,
        "rubrik": left.rubrik,
        "bestyrkt": left.certified,
        "mottagare": recipients,
    })
}
