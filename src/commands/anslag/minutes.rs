//! What is to be announced: signed minutes with the day of their last signature, or a case that tells of its justering.
//! Refuses minutes that somebody has yet to sign, and minutes that the verifier finds false.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;
use sha2::{Digest, Sha256};

use super::{Stop, no_workspace};
use crate::anslag::facts::Facts;
use crate::args::Anslag;
use crate::case::sammantrade::Sammantrade;
use crate::case::{Case, Content, Workspace};
use crate::commands::{bestyrk, genuine, keys};
use crate::diag::{Diagnostic, has_errors, words};
use crate::evidence::hex;
use crate::evidence::minutes::Minutes;
use crate::register::Fil;
use crate::sign::bestyrk::last_day;
use crate::sign::state::{State, state};

/// Minutes that are adjusted, with the meeting they are of.
pub(in crate::commands) struct Adjusted {
    pub(in crate::commands) workspace: Arc<Workspace>,
    pub(super) case: Arc<Case>,
    pub(in crate::commands) meeting: Sammantrade,
    /// Day, titles and mark; boards and names are still to be put in.
    pub(in crate::commands) facts: Facts,
    /// The signed file.
    pub(super) fil: Option<Fil>,
    /// True where the day of justering is the case's own word.
    pub(super) said_in_case: bool,
}

/// Reads what the user named. Of a § that was adjusted at once in another service the command line says which and when.
pub(super) fn adjusted(asked: &Anslag, fil: &Path) -> Result<Adjusted, Stop> {
    let workspace = Arc::new(keys::workspace_of(fil)?.ok_or_else(|| no_workspace("kring filen"))?);
    let is_case = fil.extension().is_some_and(|end| end.eq_ignore_ascii_case("toml"));
    let mut known = match asked.paragraf {
        Some(number) if is_case => of_paragraf(workspace, fil, (number, asked.justerad))?,
        Some(_) => return Err(needs_the_case()),
        None if is_case => of_case(workspace, fil)?,
        None => of_pdf(workspace, fil)?,
    };
    known.facts.prov |= asked.prov;
    Ok(known)
}

fn needs_the_case() -> Stop {
    Stop::from(
        Diagnostic::error("paragraf-i-onodan", "--paragraf anges bara med fallet, när en annan tjänst skrev under")
            .hint("ta bort --paragraf: protokollet säger själv vilken paragraf det gäller")
            .hint("är det undertecknat i en annan tjänst: ange fallet, filen som slutar på .toml, som FIL"),
    )
}

/// Signed minutes, with the case in that workspace.
pub(in crate::commands) fn of_pdf(workspace: Arc<Workspace>, fil: &Path) -> Result<Adjusted, Stop> {
    let pdf = keys::read(fil)?;
    let state = state(&pdf).map_err(|fault| {
        Stop::from(
            fault.hint("är protokollet undertecknat i en annan tjänst: ange fallet, med dagen i [justering] datum"),
        )
    })?;
    let justerat = day_of(&state, fil)?;
    genuine::minutes(&pdf)?;
    let minutes = objects(fil)?;
    if state.record.purpose.root.as_deref() != Some(&minutes.root()) {
        let message = format!("{} hör inte till identitetsfilen bredvid", words::path(fil));
        return Err(Stop::from(
            Diagnostic::error("rot-skiljer", message)
                .hint("lägg den identitetsfil som skapades med protokollet bredvid det"),
        ));
    }
    let (case, meeting) = bestyrk::case_of(&workspace, &minutes).ok_or_else(|| {
        let message = format!("fallet till {} {} finns inte i arbetsmappen", minutes.huvud.organ, minutes.huvud.datum);
        Stop::from(
            Diagnostic::error("fall-saknas", message)
                .hint("lägg tillbaka fallet: anslaget behöver veta hur varje beslut överklagas"),
        )
    })?;
    let omedelbar = which(&minutes, &meeting, fil)?;
    let facts =
        Facts { omedelbar, justerat, rubriker: titles(&minutes), prov: state.record.purpose.prov, ..Facts::default() };
    let namn = fil.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let fil = Some(Fil { namn, sha256: hex(&Sha256::digest(&pdf)) });
    Ok(Adjusted { workspace, case, meeting, facts, fil, said_in_case: false })
}

/// A § adjusted at once, signed in another service: its day is not that of the other minutes.
fn of_paragraf(workspace: Arc<Workspace>, fil: &Path, (number, day): (u32, Option<Date>)) -> Result<Adjusted, Stop> {
    let (case, meeting) = meeting_in(&workspace, fil)?;
    if !meeting.paragraf.iter().any(|one| one.nummer == number && one.omedelbart_justerad) {
        let message = format!("§ {number} är inte omedelbart justerad i {}", words::path(fil));
        return Err(Stop::from(Diagnostic::error("inte-omedelbart-justerad", message).hint(
            "skriv omedelbart-justerad = true på paragrafen i fallet, eller anslå hela protokollet utan --paragraf",
        )));
    }
    let justerat = day.or_else(|| meeting.day_at_once(number)).ok_or_else(|| {
        let message = format!("det är inte sagt vilken dag § {number} justerades");
        Stop::from(Diagnostic::error("justeringsdag-saknas", message).hint("skriv --justerad ÅÅÅÅ-MM-DD"))
    })?;
    if justerat > super::swedish_day() {
        return Err(Stop::from(Diagnostic::error("justering-i-framtiden", format!("{justerat} har inte varit än"))));
    }
    if justerat < meeting.datum.0 {
        let message = format!("§ {number} kan inte ha justerats {justerat}: sammanträdet var {}", meeting.datum);
        return Err(Stop::from(
            Diagnostic::error("justerad-fore-sammantradet", message).hint("kontrollera dagen efter --justerad"),
        ));
    }
    let facts = Facts { omedelbar: Some(number), justerat, ..Facts::default() };
    Ok(Adjusted { workspace, case, meeting, facts, fil: None, said_in_case: false })
}

fn of_case(workspace: Arc<Workspace>, fil: &Path) -> Result<Adjusted, Stop> {
    let (case, meeting) = meeting_in(&workspace, fil)?;
    let day = meeting.justering.as_ref().and_then(|justering| justering.datum).ok_or_else(|| {
        let message = "protokollet är inte justerat: fallet säger ingen dag för justeringen";
        let place = case.places.label(&crate::case::pointer::Pointer::parse("/justering"), "");
        Stop::from(
            Diagnostic::error("inte-justerat", message)
                .at(place)
                .hint("ange det undertecknade protokollet i stället för fallet")
                .hint("är det undertecknat i en annan tjänst: skriv dagen i [justering] datum"),
        )
    })?;
    let facts = Facts { justerat: day.0, ..Facts::default() };
    Ok(Adjusted { workspace, case, meeting, facts, fil: None, said_in_case: true })
}

/// The meeting that a case file tells of.
fn meeting_in(workspace: &Workspace, fil: &Path) -> Result<(Arc<Case>, Sammantrade), Stop> {
    keys::read(fil)?;
    let full = fs::canonicalize(fil).ok();
    let found = workspace.cases.iter().find(|case| full.is_some() && fs::canonicalize(&case.path).ok() == full);
    let case = found.cloned().ok_or_else(|| {
        Stop::from(
            Diagnostic::error("fall-olasligt", format!("{} är inget fall som går att läsa", words::path(fil)))
                .hint("kör utdrag kontrollera"),
        )
    })?;
    let Content::Sammantrade(meeting) = &case.value else {
        let message = format!("{} är inget sammanträde: bara protokoll anslås", words::path(fil));
        return Err(Stop::from(Diagnostic::error("inget-protokoll", message)));
    };
    let meeting = meeting.clone();
    Ok((case, meeting))
}

/// The day of the last signature, when all have signed.
fn day_of(state: &State, fil: &Path) -> Result<Date, Stop> {
    let minutes = state.fields.iter().any(|field| field.name.starts_with("Justering."));
    if !minutes {
        let message = format!("{} är inget protokoll: bara protokoll anslås", words::path(fil));
        return Err(Stop::from(Diagnostic::error("inget-protokoll", message)));
    }
    let waiting: Vec<String> = state
        .fields
        .iter()
        .filter(|field| field.signature.is_none() && field.name.starts_with("Justering."))
        .map(|field| format!("{} {}", field.role.to_lowercase(), field.person).trim().to_owned())
        .collect();
    if !waiting.is_empty() {
        let message =
            format!("protokollet är inte justerat: {} har inte skrivit under", words::listed(&waiting, "och"));
        return Err(Stop::from(
            Diagnostic::error("inte-justerat", message).hint("anslå det när alla har skrivit under"),
        ));
    }
    last_day(state).ok_or_else(|| Stop::from(Diagnostic::error("tid-saknas", "underskrifterna saknar tid")))
}

fn objects(fil: &Path) -> Result<Minutes, Stop> {
    let bytes = keys::read(&keys::beside(fil, "identitet.jsonl"))?;
    Minutes::read(&String::from_utf8_lossy(&bytes), "").map_err(Stop::from)
}

/// Titles as they were signed; a secret § has none here.
fn titles(minutes: &Minutes) -> BTreeMap<u32, String> {
    let open = minutes.leaves.iter().filter(|leaf| !leaf.secret);
    open.filter_map(|leaf| Some((leaf.nummer, leaf.object.as_ref()?.rubrik.clone()))).collect()
}

/// The § of minutes adjusted at once; `None` for the whole meeting. The §§ must be those of the case.
fn which(minutes: &Minutes, meeting: &Sammantrade, fil: &Path) -> Result<Option<u32>, Stop> {
    let signed: Vec<u32> = minutes.leaves.iter().map(|leaf| leaf.nummer).collect();
    let all: Vec<u32> = meeting.paragraf.iter().map(|one| one.nummer).collect();
    let named = fil.file_stem().is_some_and(|stem| stem.to_string_lossy().ends_with("-omedelbar"));
    let single = match signed.as_slice() {
        [only] if named || all.len() > 1 => meeting.paragraf.iter().find(|one| one.nummer == *only),
        _ => None,
    };
    let hint = if minutes.leaves.iter().all(|leaf| leaf.secret) {
        "är filen sekretessprotokollet, anslå det vanliga protokollet: där står de hemliga paragraferna med nummer och lagrum"
    } else {
        "hämta fallet som det var när protokollet skapades"
    };
    match single {
        Some(one) if one.omedelbart_justerad => Ok(Some(one.nummer)),
        _ if signed == all => Ok(None),
        _ => Err(Stop::from(
            Diagnostic::error(
                "paragrafer-skiljer",
                "fallet har inte samma paragrafer som det undertecknade protokollet",
            )
            .hint(hint),
        )),
    }
}

/// The case with its facts, checked; what the rules say is shown.
pub(super) fn checked(known: &Adjusted) -> Result<(crate::rules::Checked, Vec<Diagnostic>), Stop> {
    let case = crate::anslag::facts::with(&known.case, &known.facts)?;
    let case = Arc::new(case.unwrap_or_else(|| Case::clone(&known.case)));
    let (checked, mut findings) = crate::rules::check(&known.workspace, &case);
    // A day that was typed or signed stands nowhere in the file: there is no line to show.
    let typed =
        |one: &Diagnostic| one.code.starts_with("anslag") || (one.code == "justering-for-sen" && !known.said_in_case);
    for one in findings.iter_mut().filter(|one| typed(one)) {
        one.place = None;
        one.also.clear();
    }
    if let Some(checked) = checked {
        return Ok((checked, findings));
    }
    findings.retain(|one| has_errors(std::slice::from_ref(one)));
    Err(Stop::because(findings))
}
