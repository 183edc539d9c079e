//! Takes a notice down: a certificate that it was up, an entry in the register, the feed anew. Never before the time for
//! appeal has run out (8 kap. 12 § kommunallagen).

use std::fs;
use std::path::Path;

use jiff::civil::Date;
use sha2::{Digest, Sha256};

use super::{Exit, Made, Stop, folder, hold, look, no_workspace, swedish_day, take_back, who, write, write_feed};
use crate::anslag::facts::Facts;
use crate::anslag::posted::{self, Posted};
use crate::anslag::{Anslag as Notice, FORMAT, blad, check};
use crate::args::Anslag;
use crate::case::{Content, Workspace};
use crate::clock;
use crate::commands::{keys, persons, registers};
use crate::diag::{Diagnostic, words};
use crate::evidence::hex;
use crate::pdf;
use crate::register::{Register, Search};
use crate::terminal;

pub(super) fn run(asked: &Anslag, fil: &Path, day: Date) -> Result<Exit, Stop> {
    let who = who(asked)?;
    let workspace = keys::workspace_of(fil)?.ok_or_else(|| no_workspace("kring filen"))?;
    persons::remark(&who, &workspace);
    let folder = folder(asked, &workspace);
    let _held = hold(&workspace, &folder)?;
    let handling = handling(&workspace, fil, asked.paragraf);
    let posted = match look(asked, &workspace)? {
        Some(register) => standing(&register, &handling, fil)?,
        None => return Err(Stop::from(not_posted(fil))),
    };
    allowed(&posted, day)?;
    let notice = notice(&folder, &posted)?;
    terminal::say_findings(&check::sista_dag(&notice));
    let organs = &workspace.myndighet.value.organ;
    let organ = organs.iter().find(|organ| organ.id == notice.organ).ok_or_else(|| {
        Stop::from(Diagnostic::error("organ-okant", format!("organet {} finns inte i myndighet.toml", notice.organ)))
    })?;
    let no = Stop::because;
    let document = blad::anslagsbevis(&workspace, organ, &notice, (day, &who)).map_err(no)?;
    let set = pdf::render(&document).map_err(no)?;
    let made = [Made::new(&folder, format!("{}.pdf", document.stem), set.bytes)];
    let mut register = registers::open(&workspace, asked.register.as_deref(), notice.prov)?;
    let _alone = register.hold()?;
    // Another workspace with the same register may have taken it down since it was looked at.
    standing(&register, &posted.handling, fil)?;
    write(&folder, &made)?;
    let mut post = posted::nedtagen(&posted, notice.numbers(), (clock::now(), &who, day));
    post.filer = made.iter().map(|one| one.fil.clone()).collect();
    if let Err(fault) = register.append(&[post]) {
        take_back(&made);
        return Err(fault.into());
    }
    let feed = write_feed(&folder, &workspace, &register)?;
    let files: Vec<String> = made.iter().map(|one| words::path(&one.path)).chain([words::path(&feed)]).collect();
    terminal::answer(&files.join("\n"))?;
    Ok(Exit::Yes)
}

/// The notice that a file is or is announced by: its name without extension.
fn handling(workspace: &Workspace, fil: &Path, paragraf: Option<u32>) -> String {
    let stem = fil.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let of_case = workspace.cases.iter().find_map(|case| match &case.value {
        Content::Sammantrade(meeting) if case.path.file_name() == fil.file_name() => {
            Some(Facts { omedelbar: paragraf, ..Facts::default() }.stem(&meeting.organ, meeting.datum.0))
        }
        Content::Sammantrade(_) | Content::Tjansteskrivelse(_) | Content::Kallelse(_) => None,
    });
    of_case.unwrap_or_else(|| match stem.strip_suffix("-protokoll") {
        Some(base) => format!("{base}-anslag"),
        None if stem.ends_with("-omedelbar") => format!("{stem}-anslag"),
        None => stem,
    })
}

/// The last posting of that name that has not been taken down.
fn standing(register: &impl Register, handling: &str, fil: &Path) -> Result<Posted, Stop> {
    let all = posted::all(register, &Search::default())?;
    let again = format!("{handling}-");
    let is_it = |one: &&Posted| {
        let number = one.handling.strip_prefix(&again).is_some_and(|rest| rest.parse::<u32>().is_ok());
        one.handling == handling || number
    };
    let these: Vec<&Posted> = all.iter().filter(is_it).collect();
    if let Some(found) = these.iter().rev().find(|one| one.is_up()) {
        return Ok((*found).clone());
    }
    Err(Stop::from(match these.last() {
        Some(down) => Diagnostic::error(
            "redan-nedtaget",
            format!("anslaget om {} togs ned {}", down.rubrik, down.nedtaget.unwrap_or_default()),
        ),
        None => not_posted(fil),
    }))
}

fn not_posted(fil: &Path) -> Diagnostic {
    Diagnostic::error("inte-anslaget", format!("{} är inte anslaget enligt registret", words::path(fil)))
        .hint("ange protokollet eller anslaget, och registret med --register om det inte är arbetsmappens")
}

fn allowed(posted: &Posted, day: Date) -> Result<(), Stop> {
    let today = swedish_day();
    if day < posted.tas_ned {
        let message = format!(
            "anslaget om {} får tas ned tidigast {}: sista dagen för överklagande är {}",
            posted.rubrik, posted.tas_ned, posted.sista_overklagandedag
        );
        return Err(Stop::from(
            Diagnostic::error("nedtaget-for-tidigt", message)
                .basis("8 kap. 12 § och 13 kap. 5 § kommunallagen (2017:725)")
                .hint("låt det sitta; har det redan tagits ned, anslå protokollet igen med --igen \"skälet\""),
        ));
    }
    if day > today {
        let message = format!("{day} har inte varit än: ett bevis säger vad som har hänt");
        return Err(Stop::from(
            Diagnostic::error("nedtaget-i-framtiden", message).hint("gör beviset den dag då anslaget tas ned"),
        ));
    }
    Ok(())
}

/// The notice as it was posted: the file beside, when it is the one that the register tells of.
fn notice(folder: &Path, posted: &Posted) -> Result<Notice, Stop> {
    let path = folder.join(format!("{}.json", posted.handling));
    let bytes = fs::read(&path).map_err(|error| {
        let message = format!("{} kunde inte läsas: {}", words::path(&path), words::io_error(&error));
        Stop::from(
            Diagnostic::error("anslag-fil-saknas", message).hint("ange mappen med --ut, eller hämta filen ur arkivet"),
        )
    })?;
    if posted.json.as_deref() != Some(&hex(&Sha256::digest(&bytes))) {
        let message = format!("{} är inte den fil som registrerades när anslaget sattes upp", words::path(&path));
        return Err(Stop::from(
            Diagnostic::error("anslag-fil-andrad", message).hint("hämta den rätta filen ur arkivet"),
        ));
    }
    let notice: Option<Notice> = serde_json::from_slice(&bytes).ok().filter(|notice: &Notice| notice.format == FORMAT);
    notice.ok_or_else(|| {
        Stop::from(Diagnostic::error(
            "anslag-fil-olaslig",
            format!("{} är inget anslag i formatet {FORMAT}", words::path(&path)),
        ))
    })
}
