//! What is on the board, by the register: each posting with its days, until it is taken down.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;

use super::Anslag;
use crate::case::sammantrade::Anslag as Row;
use crate::case::text::Datum;
use crate::diag::Diagnostic;
use crate::register::{Entry, Handelse, Post, Register, Search};

/// A notice that is up, or was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posted {
    /// Its file name without extension.
    pub handling: String,
    /// Id of the organ.
    pub organ: String,
    /// The meeting's day, ISO.
    pub sammantrade: String,
    /// The § of minutes adjusted at once; `None` for the meeting's minutes.
    pub omedelbar: Option<u32>,
    /// "Regionstyrelsen 2026-03-11, §§ 31–41".
    pub rubrik: String,
    /// When it was entered.
    pub nar: Timestamp,
    /// The day of the justering.
    pub justerat: Date,
    /// The day it was put up.
    pub uppsatt: Date,
    /// The last day for appeal.
    pub sista_overklagandedag: Date,
    /// False where no time for appeal runs from it, so that its last day is nobody's.
    pub starts_a_time: bool,
    /// The first day it may be taken down.
    pub tas_ned: Date,
    /// Board and day of each board of a gemensam nämnd.
    pub tavlor: Vec<(String, Date)>,
    /// Why it was posted again.
    pub skal: Option<String>,
    /// The day it was taken down.
    pub nedtaget: Option<Date>,
    /// True where the same minutes were posted again since: the later notice is the one that is up.
    pub ersatt: bool,
    /// SHA-256 of its JSON, 64 hex.
    pub json: Option<String>,
    /// True of a notice of a trial.
    pub prov: bool,
}

/// The entry of a posting.
#[must_use]
pub fn tillkannagiven(notice: &Anslag, nar: Timestamp) -> Post {
    let mut uppgifter: BTreeMap<String, String> = [
        ("rubrik", notice.about()),
        ("justerat", notice.justerat.clone()),
        ("uppsatt", notice.uppsatt.clone()),
        ("sista-overklagandedag", notice.sista_overklagandedag.clone()),
        ("tas-ned", notice.tas_ned.clone()),
    ]
    .into_iter()
    .map(|(key, value)| (key.to_owned(), value))
    .collect();
    let more = [
        ("omedelbar", notice.omedelbar.then(|| "ja".to_owned())),
        ("prov", notice.prov.then(|| "ja".to_owned())),
        ("tid-fran-anslaget", (!notice.starts_a_time()).then(|| "nej".to_owned())),
        ("skal", notice.skal.clone()),
        ("avvikelser", (!notice.avvikelser.is_empty()).then(|| notice.avvikelser.join("\n"))),
        ("tavlor", (!notice.tavlor.is_empty()).then(|| boards(notice))),
    ];
    uppgifter.extend(more.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))));
    Post {
        handelse: Handelse::Tillkannagiven,
        nar,
        vem: notice.anslaget_av.clone(),
        organ: notice.organ.clone(),
        sammantrade: Some(notice.sammantrade.clone()),
        paragrafer: notice.numbers(),
        lopnummer: None,
        handling: notice.handling.clone(),
        filer: Vec::new(),
        uppgifter,
    }
}

/// The entry of taking down; the files are the certificate.
#[must_use]
pub fn nedtagen(posted: &Posted, paragrafer: Vec<u32>, (nar, vem, dag): (Timestamp, &str, Date)) -> Post {
    Post {
        handelse: Handelse::Nedtagen,
        nar,
        vem: vem.to_owned(),
        organ: posted.organ.clone(),
        sammantrade: Some(posted.sammantrade.clone()),
        paragrafer,
        lopnummer: None,
        handling: posted.handling.clone(),
        filer: Vec::new(),
        uppgifter: [("nedtaget".to_owned(), dag.to_string()), ("uppsatt".to_owned(), posted.uppsatt.to_string())]
            .into(),
    }
}

/// A line a board: day, a space, its name.
fn boards(notice: &Anslag) -> String {
    notice.tavlor.iter().map(|one| format!("{} {}", one.uppsatt, one.namn)).collect::<Vec<_>>().join("\n")
}

/// Every posting that the search finds, with the day it was taken down, in the order they were entered.
///
/// # Errors
/// When the register cannot be read, or an entry of a posting lacks its days.
pub fn all(register: &impl Register, search: &Search) -> Result<Vec<Posted>, Diagnostic> {
    let of = |handelse| register.entries(&Search { handelser: vec![handelse], ..search.clone() });
    let mut posted = of(Handelse::Tillkannagiven)?.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let down = of(Handelse::Nedtagen)?;
    let down = down.iter().map(|one| Ok((one.post.handling.as_str(), day(one, "nedtaget")?)));
    let down = down.collect::<Result<BTreeMap<&str, Date>, Diagnostic>>()?;
    let mut later = BTreeSet::new();
    for one in posted.iter_mut().rev() {
        one.nedtaget = down.get(one.handling.as_str()).copied();
        one.ersatt = !later.insert((one.organ.clone(), one.sammantrade.clone(), one.omedelbar));
    }
    Ok(posted)
}

fn day(entry: &Entry, key: &str) -> Result<Date, Diagnostic> {
    let found = entry.post.uppgifter.get(key).and_then(|text| text.parse().ok());
    found.ok_or_else(|| {
        let message = format!("registrets post {} säger inte {key} för {}", entry.index, entry.post.handling);
        Diagnostic::error("anslag-utan-dag", message).hint("kör utdrag register kontrollera")
    })
}

fn read(entry: &Entry) -> Result<Posted, Diagnostic> {
    let post = &entry.post;
    let omedelbar = post.uppgifter.contains_key("omedelbar");
    let json = format!("{}.json", post.handling);
    let tavlor = post.uppgifter.get("tavlor").map(String::as_str).unwrap_or_default().lines();
    let tavlor = tavlor
        .filter_map(|line| line.split_once(' '))
        .filter_map(|(day, name)| Some((name.to_owned(), day.parse().ok()?)));
    Ok(Posted {
        handling: post.handling.clone(),
        organ: post.organ.clone(),
        sammantrade: post.sammantrade.clone().unwrap_or_default(),
        omedelbar: post.paragrafer.first().copied().filter(|_| omedelbar),
        rubrik: post.uppgifter.get("rubrik").cloned().unwrap_or_else(|| post.handling.clone()),
        nar: post.nar,
        justerat: day(entry, "justerat")?,
        uppsatt: day(entry, "uppsatt")?,
        sista_overklagandedag: day(entry, "sista-overklagandedag")?,
        starts_a_time: !post.uppgifter.contains_key("tid-fran-anslaget"),
        tas_ned: day(entry, "tas-ned")?,
        tavlor: tavlor.collect(),
        skal: post.uppgifter.get("skal").cloned(),
        nedtaget: None,
        ersatt: false,
        prov: post.uppgifter.contains_key("prov"),
        json: post.filer.iter().find(|fil| fil.namn == json).map(|fil| fil.sha256.clone()),
    })
}

impl Posted {
    /// True while it hangs on the board.
    #[must_use]
    pub fn is_up(&self) -> bool {
        self.nedtaget.is_none() && !self.ersatt
    }

    /// The posting as the case would write it, a row a board.
    #[must_use]
    pub fn rows(&self) -> Vec<Row> {
        let row = |tavla: Option<&str>, day: Date| Row {
            paragraf: self.omedelbar,
            tavla: tavla.map(|board| crate::case::myndighet::board_name(board).to_owned()),
            justerad: self.omedelbar.map(|_| Datum(self.justerat)),
            uppsatt: Datum(day),
            nedtaget: self.nedtaget.map(Datum),
            skal: self.skal.clone(),
        };
        if self.tavlor.is_empty() {
            return vec![row(None, self.uppsatt)];
        }
        self.tavlor.iter().map(|(board, day)| row(Some(board), *day)).collect()
    }
}
