//! Posts the notice: files in a folder, an entry in the register, the feed anew.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;

use super::minutes::{Adjusted, adjusted, checked};
use super::{Exit, Made, Stop, folder, hold, take_back, who, write, write_feed};
use crate::anslag::{Anslag as Notice, blad, check, html, organ_of, posted};
use crate::args::Anslag;
use crate::case::Content;
use crate::case::myndighet::{Organ, board_name};
use crate::clock;
use crate::commands::{persons, registers};
use crate::diag::{Diagnostic, words};
use crate::durable;
use crate::pdf;
use crate::register::{Fil, Memory, Register, Search, Sqlite};
use crate::rules::lagrum::has_boards;
use crate::terminal;

pub(super) fn run(asked: &Anslag, fil: &Path, day: Date) -> Result<Exit, Stop> {
    let who = who(asked)?;
    not_to_come(asked, day)?;
    let known = adjusted(asked, fil)?;
    organ_of(&known.workspace, &known.meeting)?;
    registers::named(asked.register.as_deref())?;
    persons::remark(&who, &known.workspace);
    let folder = folder(asked, &known.workspace);
    let _held = hold(&known.workspace, &folder)?;
    let there = registers::there(&known.workspace, asked.register.as_deref(), known.facts.prov)?;
    let alone = there.as_ref().map(Sqlite::hold).transpose()?;
    let posting = Posting {
        folder: &folder,
        day,
        who: &who,
        tavlor: &asked.tavla,
        igen: asked.igen.as_deref(),
        nar: clock::now(),
    };
    let (workspace, prov) = (Arc::clone(&known.workspace), known.facts.prov);
    let ready = match &there {
        Some(register) => prepare(known, &posting, register)?,
        None => prepare(known, &posting, &Memory::default())?,
    };
    let begun = there.is_none();
    let mut register = match there {
        Some(register) => register,
        None => registers::open(&workspace, asked.register.as_deref(), prov)?,
    };
    let _alone = if begun { Some(begin(&register)?) } else { alone };
    let (notice, made) = enter(ready, &posting, &mut register)?;
    let feed = write_feed(&folder, &workspace, &register)?;
    terminal::say_findings(&check::frammande(&names(&folder)));
    answer(asked, &notice, made.into_iter().chain([feed]))?;
    Ok(Exit::Yes)
}

/// A register that was not there when it was looked at is held, and is as empty as it was taken for.
fn begin(register: &Sqlite) -> Result<durable::Held, Diagnostic> {
    let held = register.hold()?;
    if posted::all(register, &Search::default())?.is_empty() {
        return Ok(held);
    }
    let message = format!("en annan körning började just föra {}", words::path(register.path()));
    Err(Diagnostic::error("annan-korning", message).hint("kör kommandot igen"))
}

/// A notice is entered when it is up: what is to come may be forgotten, and the time for appeal would seem to run.
fn not_to_come(asked: &Anslag, day: Date) -> Result<(), Stop> {
    let (days, today) = (std::iter::once(day).chain(asked.tavla.iter().map(|(_, day)| *day)), super::swedish_day());
    let Some(day) = days.filter(|day| *day > today).max() else { return Ok(()) };
    let message = format!("anslaget skulle sättas upp {day}, men i dag är det {today}");
    Err(Stop::from(
        Diagnostic::error("anslag-i-framtiden", message)
            .hint("kör kommandot den dag anslaget sätts upp")
            .hint(format!("vill du bara veta dagarna: utdrag anslag --datum {day}, utan fil")),
    ))
}

/// How something is posted.
pub(in crate::commands) struct Posting<'a> {
    /// Where the files go; held by the caller.
    pub(in crate::commands) folder: &'a Path,
    /// The day.
    pub(in crate::commands) day: Date,
    /// By whom.
    pub(in crate::commands) who: &'a str,
    /// Days on other boards.
    pub(in crate::commands) tavlor: &'a [(String, Date)],
    /// Why again.
    pub(in crate::commands) igen: Option<&'a str>,
    /// When it is entered.
    pub(in crate::commands) nar: Timestamp,
}

/// A notice that may be posted, with its files.
pub(in crate::commands) struct Ready {
    notice: Notice,
    made: Vec<Made>,
    /// The signed minutes.
    protokoll: Option<Fil>,
}

/// Looks at everything, and makes the files, before anything is written.
pub(in crate::commands) fn prepare(
    mut known: Adjusted,
    posting: &Posting<'_>,
    register: &impl Register,
) -> Result<Ready, Stop> {
    let workspace = Arc::clone(&known.workspace);
    let organ = organ_of(&workspace, &known.meeting)?;
    earlier(&mut known, posting, register)?;
    known.facts.tavlor = boards(&workspace.myndighet.value.namn, organ, posting)?;
    known.facts.skal = posting.igen.map(str::to_owned);
    posting.who.clone_into(&mut known.facts.anslaget_av);
    let (notice, findings) = notice(&known)?;
    let (made, lacking) = files(&known, organ, &notice, posting.folder)?;
    terminal::say_findings(&[findings, lacking].concat());
    Ok(Ready { notice, made, protokoll: known.fil })
}

/// Writes the files and enters it: files without an entry are taken back.
pub(in crate::commands) fn enter(
    ready: Ready,
    posting: &Posting<'_>,
    register: &mut Sqlite,
) -> Result<(Notice, Vec<PathBuf>), Stop> {
    let Ready { notice, made, protokoll } = ready;
    write(posting.folder, &made)?;
    let mut post = posted::tillkannagiven(&notice, posting.nar);
    post.filer = made.iter().map(|one| one.fil.clone()).chain(protokoll).collect();
    if let Err(fault) = register.append(&[post]) {
        take_back(&made);
        return Err(fault.into());
    }
    Ok((notice, made.into_iter().map(|one| one.path).collect()))
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// What the register says of the meeting: an earlier posting of the same minutes is not passed over in silence, since the
/// time for appeal would be counted anew.
fn earlier(known: &mut Adjusted, posting: &Posting<'_>, register: &impl Register) -> Result<(), Stop> {
    let search = Search {
        organ: Some(known.meeting.organ.clone()),
        sammantrade: Some(known.meeting.datum.to_string()),
        ..Search::default()
    };
    let all = posted::all(register, &search)?;
    let same: Vec<_> = all.iter().filter(|one| one.omedelbar == known.facts.omedelbar).collect();
    if let Some(last) = same.last().filter(|_| posting.igen.is_none()) {
        let message = format!("{} anslogs {} och anslås inte igen utan skäl", last.rubrik, last.uppsatt);
        return Err(Stop::from(
            Diagnostic::error("redan-anslaget", message)
                .basis("8 kap. 12 § och 13 kap. 5 § kommunallagen (2017:725)")
                .hint("en rättelse ger ingen ny tid för överklagande: låt anslaget sitta")
                .hint("gällde det inte (togs det ned för tidigt, till exempel), skriv --igen \"skälet\""),
        ));
    }
    if same.is_empty() && posting.igen.is_some() && known.meeting.anslag.is_empty() {
        return Err(Stop::from(
            Diagnostic::error(
                "inte-anslaget",
                "protokollet har inte anslagits förut, och --igen säger att det har det",
            )
            .hint("ta bort --igen"),
        ));
    }
    known.facts.before = same.len();
    known.facts.registered = all.iter().flat_map(posted::Posted::rows).collect();
    Ok(())
}

/// The boards with their days. A gemensam nämnd and a samordningsförbund have several: the authority's own, by its name or
/// else the first, has the day of `--datum`.
fn boards(myndighet: &str, organ: &Organ, posting: &Posting<'_>) -> Result<Vec<(Option<String>, Date)>, Stop> {
    if !has_boards(organ.typ) {
        return match posting.tavlor.first() {
            Some((name, _)) => Err(Stop::from(
                Diagnostic::error(
                    "tavla-i-onodan",
                    format!("{} har en enda anslagstavla, och ingen hos {name}", organ.namn),
                )
                .hint("ta bort --tavla"),
            )),
            None => Ok(vec![(None, posting.day)]),
        };
    }
    let names: Vec<&str> = organ.anslagstavlor.iter().map(|board| board_name(board)).collect();
    if let Some((name, _)) = posting.tavlor.iter().find(|(name, _)| !names.contains(&name.as_str())) {
        let message = format!("{} har ingen anslagstavla hos {name}", organ.namn);
        return Err(Stop::from(Diagnostic::error("tavla-okand", message).hint(format!(
            "tavlorna är {}",
            words::listed(&names.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>(), "och")
        ))));
    }
    let own = names.iter().find(|name| **name == myndighet).or(names.first());
    let own = own.filter(|name| !posting.tavlor.iter().any(|(other, _)| other == *name));
    let own = own.map(|name| (Some((*name).to_owned()), posting.day));
    Ok(own.into_iter().chain(posting.tavlor.iter().map(|(name, day)| (Some(name.clone()), *day))).collect())
}

/// The notice, once every rule has been held against what is now known.
fn notice(known: &Adjusted) -> Result<(Notice, Vec<Diagnostic>), Stop> {
    let (checked, findings) = checked(known)?;
    let Content::Sammantrade(meeting) = &checked.case().value else {
        return Err(Stop::from(Diagnostic::error("inget-protokoll", "bara protokoll anslås")));
    };
    let notice = Notice::of(&checked, meeting, &known.facts);
    let notice = notice.map_err(Stop::because)?;
    let about = |one: &Diagnostic| ABOUT_ANSLAG.contains(&one.code);
    Ok((notice, findings.into_iter().filter(about).collect()))
}

/// What the rules say of the notice itself; the rest `utdrag kontrollera` has said of the case.
const ABOUT_ANSLAG: [&str; 2] = ["anslag-for-sent", "justering-for-sen"];

fn files(
    known: &Adjusted,
    organ: &Organ,
    notice: &Notice,
    folder: &Path,
) -> Result<(Vec<Made>, Vec<Diagnostic>), Stop> {
    let no = Stop::because;
    let (document, lacking) = blad::anslag(&known.workspace, organ, notice).map_err(no)?;
    let set = pdf::render(&document).map_err(no)?;
    let (delar, _) = blad::appeal(&known.workspace, organ, notice);
    let json = serde_json::to_vec_pretty(notice).expect("a notice is JSON");
    let stem = &notice.handling;
    let made = vec![
        Made::new(folder, format!("{stem}.pdf"), set.bytes),
        Made::new(folder, format!("{stem}.html"), html::fragment(notice, &delar).into_bytes()),
        Made::new(folder, format!("{stem}.json"), [json, b"\n".to_vec()].concat()),
    ];
    Ok((made, lacking))
}

fn answer(asked: &Anslag, notice: &Notice, paths: impl Iterator<Item = PathBuf>) -> Result<(), Stop> {
    if asked.json {
        return Ok(terminal::answer(&serde_json::to_string(notice).expect("a notice is JSON"))?);
    }
    let tid = crate::calendar::Overklagandetid::of(notice.uppsatt.parse().unwrap_or_default());
    let days = tid.map(|tid| super::days::as_text(&tid)).unwrap_or_default();
    let files: Vec<String> = paths.map(|path| words::path(&path)).collect();
    Ok(terminal::answer(&format!("{}\n\n{days}\n\n{}", notice.about(), files.join("\n")))?)
}
