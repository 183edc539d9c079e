//! Which documents a case gives, and under what names (`formats.md`, File names).

use std::path::Path;

use super::frame::{Made, logotyp};
use super::meeting::{Meeting, recipient};
use super::overklagande::{Circumstances, Overklagat, overklagandehanvisning};
use super::protokoll::Leaf;
use super::spans::paragraphs;
use super::{Document, Frame, Handling, Rattelserad, huvud, kallelse, paragraf, protokoll, skrivelse, stem, utdrag};
use crate::case::pointer::Pointer;
use crate::case::sammantrade::{Paragraf, Sammantrade};
use crate::case::{Case, Content};
use crate::diag::Diagnostic;
use crate::evidence::{HuvudObject, ParagrafObject};
use crate::rules::Checked;

/// What was asked for. The default is all that a case can give.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// Only this kind of document.
    pub handling: Option<Handling>,
    /// Only these §§; two or more in one extract. Names secret §§ that are to be printed.
    pub paragrafer: Vec<u32>,
    /// Those of them that only an interval counts up. It names no secret §.
    pub i_intervall: Vec<u32>,
    /// PROV on every page.
    pub prov: bool,
}

/// The documents of a case, in the order they are listed. A case gives none of a kind that is not its own.
///
/// # Errors
/// A § that is not in the minutes, a file that is named but cannot be read: each with its place.
pub fn documents(checked: &Checked, choice: &Choice) -> Result<Vec<Document>, Vec<Diagnostic>> {
    match &checked.case().value {
        Content::Sammantrade(case) => sammantrade(checked, case, choice),
        Content::Tjansteskrivelse(case) if gives(choice, Handling::Tjansteskrivelse) => {
            let till = recipient(&checked.workspace().myndighet.value, &case.till);
            let base = case_stem(checked.case());
            let made = frame(
                checked,
                Handling::Tjansteskrivelse,
                till,
                case.datum.to_string(),
                (base, marks_of(choice, true)),
            )?;
            skrivelse::skrivelse(checked, case, &made).map(|one| vec![one])
        }
        Content::Kallelse(case) if gives(choice, Handling::Kallelse) => {
            let organ = recipient_organ(checked, &case.organ);
            let base = meeting_stem(&case.organ, &case.datum.to_string());
            let made =
                frame(checked, Handling::Kallelse, organ, case.datum.to_string(), (base, marks_of(choice, true)))?;
            kallelse::kallelse(checked, case, &made).map(|one| vec![one])
        }
        Content::Tjansteskrivelse(_) | Content::Kallelse(_) => Ok(Vec::new()),
    }
}

/// §§ belong to minutes: a letter or summons is not chosen by them.
fn gives(choice: &Choice, handling: Handling) -> bool {
    choice.paragrafer.is_empty() && choice.handling.is_none_or(|one| one == handling)
}

/// What a meeting gives; a notice needs to know more than the case does.
fn of_meeting(handling: Handling) -> bool {
    match handling {
        Handling::Protokoll
        | Handling::Omedelbar
        | Handling::Sekretessprotokoll
        | Handling::Utdrag
        | Handling::Voteringslista
        | Handling::Overklagandehanvisning => true,
        Handling::Tjansteskrivelse
        | Handling::Kallelse
        | Handling::Anslag
        | Handling::Anslagsbevis
        | Handling::Missiv => false,
    }
}

fn sammantrade(checked: &Checked, case: &Sammantrade, choice: &Choice) -> Result<Vec<Document>, Vec<Diagnostic>> {
    if choice.handling.is_some_and(|handling| !of_meeting(handling)) {
        return Ok(Vec::new());
    }
    let meeting = Meeting::new(checked, case);
    known(&meeting, choice)?;
    named(&meeting, choice)?;
    if choice.handling == Some(Handling::Overklagandehanvisning) {
        return appeals(&meeting, choice);
    }
    let objects = objects(&meeting)?;
    let leaves: Vec<Leaf<'_>> = case.paragraf.iter().zip(&objects).collect();
    let base = meeting_stem(&case.organ, &meeting.day());
    let marks = marks_of(choice, meeting.salt.is_some());
    let made = frame(checked, Handling::Protokoll, meeting.organ_name(), meeting.day(), (base, marks))?;
    let made = Made { slutdatum: meeting.persons.last_day().map(|last| last.to_string()), ..made };
    let chooser = Chooser { meeting: &meeting, leaves, choice, made };
    let documents = chooser.documents();
    if documents.is_empty() && !choice.paragrafer.is_empty() { Err(vec![chooser.nothing()]) } else { Ok(documents) }
}

/// How each § that can be appealed is appealed; of a secret one only when it is named, and then without its title.
fn appeals(meeting: &Meeting<'_>, choice: &Choice) -> Result<Vec<Document>, Vec<Diagnostic>> {
    let day = meeting.day();
    let (mut made, mut faults) = (Vec::new(), Vec::new());
    for one in meeting.sammantrade.paragraf.iter().filter(|one| is_chosen(choice, one) && !one.utgar) {
        let Some(slag) = one.overklagande else { continue };
        let open = one.sekretess.is_none();
        let decision = Overklagat {
            organ: &meeting.sammantrade.organ,
            datum: &day,
            nummer: one.nummer,
            rubrik: open.then_some(one.rubrik.as_str()),
            diarienummer: one.diarienummer.as_deref().filter(|_| open),
            slag,
            om: Circumstances::of(one),
            prov: choice.prov,
        };
        match overklagandehanvisning(meeting.workspace(), &decision) {
            Ok(document) => made.extend(document),
            Err(found) => faults.extend(found),
        }
    }
    // What the authority lacks, it lacks for every §: once is enough.
    faults.dedup_by(|a, b| a.message == b.message);
    if !faults.is_empty() {
        return Err(faults);
    }
    if made.is_empty() && !choice.paragrafer.is_empty() {
        let message = format!("{} kan inte överklagas", paragraphs(&choice.paragrafer));
        let place = meeting.places().label(&Pointer::root().key("paragraf"), "protokollets paragrafer");
        return Err(vec![
            Diagnostic::error("paragraf-utan-handling", message).at(place).hint("välj en annan paragraf"),
        ]);
    }
    Ok(made)
}

/// The §§ that were named; when none was, all that are not secret.
fn is_chosen(choice: &Choice, one: &Paragraf) -> bool {
    if choice.paragrafer.is_empty() { one.sekretess.is_none() } else { choice.paragrafer.contains(&one.nummer) }
}

struct Chooser<'a> {
    meeting: &'a Meeting<'a>,
    leaves: Vec<Leaf<'a>>,
    choice: &'a Choice,
    made: Made<'a>,
}

impl Chooser<'_> {
    fn documents(&self) -> Vec<Document> {
        let named = !self.choice.paragrafer.is_empty();
        match self.choice.handling {
            None | Some(Handling::Utdrag) if named => vec![self.one_extract()],
            None => [self.minutes(), self.at_once(), self.extracts()].concat(),
            Some(Handling::Utdrag) => self.extracts(),
            Some(Handling::Protokoll) if named => Vec::new(),
            Some(Handling::Protokoll) => [self.minutes(), self.at_once()].concat(),
            Some(Handling::Omedelbar) => self.at_once(),
            Some(Handling::Sekretessprotokoll) => self.secret(),
            Some(Handling::Voteringslista) => self.votes(),
            Some(_) => Vec::new(), // `of_meeting` has sorted these out
        }
    }

    /// Why named §§ give no document of the kind that was asked for.
    fn nothing(&self) -> Diagnostic {
        let (mut message, hint) = match self.choice.handling {
            Some(Handling::Voteringslista) => ("har ingen öppen omröstning", "välj en paragraf med voteringslista"),
            Some(Handling::Sekretessprotokoll) => {
                ("hör inte till sekretessprotokollet, som alltid är helt", "utelämna --paragraf")
            }
            Some(Handling::Omedelbar) => ("är inte omedelbart justerad", "utelämna --handling för att få ett utdrag"),
            _ => ("är en del av protokollet, som alltid är helt", "utelämna --handling för att få ett utdrag"),
        };
        let several = self.choice.paragrafer.len() > 1;
        if several && self.choice.handling == Some(Handling::Protokoll) {
            message = "är delar av protokollet, som alltid är helt";
        }
        let mut numbers = self.choice.paragrafer.clone();
        numbers.sort_unstable();
        numbers.dedup();
        Diagnostic::error("paragraf-utan-handling", format!("{} {message}", paragraphs(&numbers)))
            .at(self.meeting.places().label(&Pointer::root().key("paragraf"), "protokollets paragrafer"))
            .hint(hint)
    }

    fn minutes(&self) -> Vec<Document> {
        vec![protokoll::whole(self.meeting, &self.leaves, &self.made)]
    }

    fn at_once(&self) -> Vec<Document> {
        let wanted = self.chosen().filter(|(case, _)| case.omedelbart_justerad && !case.utgar);
        wanted.map(|leaf| protokoll::omedelbar(self.meeting, leaf, &self.of(Handling::Omedelbar, &[leaf]))).collect()
    }

    /// All secret §§ together; one that was adjusted at once has minutes of its own.
    fn secret(&self) -> Vec<Document> {
        let is_here = |one: &Paragraf| one.sekretess.is_some() && !one.utgar && !one.omedelbart_justerad;
        let leaves: Vec<Leaf<'_>> = self.leaves.iter().copied().filter(|(case, _)| is_here(case)).collect();
        if leaves.is_empty() || !self.choice.paragrafer.is_empty() {
            return Vec::new();
        }
        vec![protokoll::sekretess(self.meeting, &leaves, &self.made.of(Handling::Sekretessprotokoll, ""))]
    }

    fn extracts(&self) -> Vec<Document> {
        let wanted = self.chosen().filter(|(case, _)| !case.utgar);
        wanted.map(|leaf| utdrag::utdrag(self.meeting, &[leaf], &self.of(Handling::Utdrag, &[leaf]))).collect()
    }

    fn one_extract(&self) -> Document {
        let leaves: Vec<Leaf<'_>> = self.chosen().collect();
        utdrag::utdrag(self.meeting, &leaves, &self.of(Handling::Utdrag, &leaves))
    }

    fn votes(&self) -> Vec<Document> {
        let wanted = self.chosen().filter(|(_, object)| object.voteringar.iter().any(|vote| !vote.roster.is_empty()));
        wanted
            .map(|leaf| utdrag::voteringslista(self.meeting, leaf, &self.of(Handling::Voteringslista, &[leaf])))
            .collect()
    }

    fn chosen(&self) -> impl Iterator<Item = Leaf<'_>> {
        self.leaves.iter().copied().filter(|(case, _)| is_chosen(self.choice, case))
    }

    fn of(&self, handling: Handling, leaves: &[Leaf<'_>]) -> Made<'_> {
        let numbers: Vec<u32> = leaves.iter().map(|(case, _)| case.nummer).collect();
        self.made.of(handling, &which(&numbers))
    }
}

/// The §§ in a file name: "p108-p110".
pub(crate) fn which(numbers: &[u32]) -> String {
    /// More §§ than this in a file name, and its first, last and number say enough.
    const MOST: usize = 10;
    let numbers: Vec<String> = numbers.iter().map(|number| format!("p{number}")).collect();
    match numbers.as_slice() {
        [first, .., last] if numbers.len() > MOST => format!("{first}-{last}-{}st", numbers.len()),
        few => few.join("-"),
    }
}

/// The canonical objects of a meeting, as they would be signed if it were adjusted now: leaf 0 and the §§.
///
/// # Errors
/// A file that is named but cannot be read.
pub fn canonical_objects(
    checked: &Checked,
    case: &Sammantrade,
) -> Result<(HuvudObject, Vec<ParagrafObject>), Vec<Diagnostic>> {
    let meeting = Meeting::new(checked, case);
    Ok((huvud::object(&meeting), objects(&meeting)?))
}

/// The corrections of some §§ of a meeting after justering.
#[must_use]
pub fn rattelser(checked: &Checked, case: &Sammantrade, numbers: &[u32]) -> Vec<Rattelserad> {
    super::rattelse::lines(&Meeting::new(checked, case), numbers)
}

/// An error for each named § that the minutes do not have.
fn known(meeting: &Meeting<'_>, choice: &Choice) -> Result<(), Vec<Diagnostic>> {
    let numbers = meeting.persons.numbers();
    let missing = choice.paragrafer.iter().filter(|number| !numbers.contains(number));
    let faults: Vec<Diagnostic> = missing
        .map(|number| {
            let there = match numbers.as_slice() {
                [] => "det har inga paragrafer".to_owned(),
                [_] => format!("där finns bara {}", paragraphs(&numbers)),
                _ => format!("där finns {}", paragraphs(&numbers)),
            };
            Diagnostic::error("paragraf-okand", format!("§ {number} finns inte i protokollet; {there}"))
                .at(meeting.places().label(&Pointer::root().key("paragraf"), "protokollets paragrafer"))
                .hint("skriv ett av de numren efter --paragraf")
        })
        .collect();
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// An error for each secret § that an interval runs over: whoever wants it names it.
fn named(meeting: &Meeting<'_>, choice: &Choice) -> Result<(), Vec<Diagnostic>> {
    let secret = meeting.sammantrade.paragraf.iter().enumerate().filter(|(_, one)| one.sekretess.is_some());
    let faults: Vec<Diagnostic> = secret
        .filter(|(_, one)| choice.i_intervall.contains(&one.nummer))
        .map(|(index, one)| {
            let nummer = one.nummer;
            let at = Pointer::root().key("paragraf").index(index).key("sekretess");
            let message = format!("§ {nummer} har sekretess och kommer inte med genom ett intervall");
            Diagnostic::error("sekretess-i-intervall", message)
                .at(meeting.places().label(&at, ""))
                .hint("dela intervallet så att paragrafen inte är med")
                .hint(format!("ska den vara med, nämn också den för sig: {nummer}"))
        })
        .collect();
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

fn objects(meeting: &Meeting<'_>) -> Result<Vec<ParagrafObject>, Vec<Diagnostic>> {
    let (mut objects, mut faults) = (Vec::new(), Vec::new());
    for (index, one) in meeting.sammantrade.paragraf.iter().enumerate() {
        match paragraf::object(meeting, index, one) {
            Ok(object) => objects.push(object),
            Err(more) => faults.extend(more),
        }
    }
    if faults.is_empty() { Ok(objects) } else { Err(faults) }
}

fn frame(
    checked: &Checked,
    handling: Handling,
    organ: String,
    datum: String,
    (base, markning): (String, Vec<String>),
) -> Result<Made<'_>, Vec<Diagnostic>> {
    let myndighet = &checked.workspace().myndighet.value;
    let logotyp = logotyp(checked.workspace())?;
    let frame = Frame { rubriker: myndighet.rubriker.clone() };
    Ok(Made {
        handling,
        frame,
        myndighet,
        organ,
        datum,
        slutdatum: None,
        base,
        which: String::new(),
        markning,
        logotyp,
    })
}

pub(crate) fn marks_of(choice: &Choice, has_identity: bool) -> Vec<String> {
    let draft = (!has_identity).then(|| "OJUSTERAT UTKAST".to_owned());
    draft.into_iter().chain(choice.prov.then(|| "PROV".to_owned())).collect()
}

/// The first part of the file names of all that a case gives: `rs-2019-05-29`, `rs-423-2023`.
pub(crate) fn case_stem(case: &Case) -> String {
    match &case.value {
        Content::Sammantrade(one) => meeting_stem(&one.organ, &one.datum.to_string()),
        Content::Kallelse(one) => meeting_stem(&one.organ, &one.datum.to_string()),
        Content::Tjansteskrivelse(one) => {
            let base = one.diarienummer.as_deref().map(stem::ascii).filter(|stem| !stem.is_empty());
            base.unwrap_or_else(|| file_stem(&case.path))
        }
    }
}

pub(crate) fn meeting_stem(organ: &str, datum: &str) -> String {
    let organ = stem::ascii(organ);
    format!("{}-{datum}", if organ.is_empty() { "organ" } else { &organ })
}

fn file_stem(path: &Path) -> String {
    let name = path.file_stem().map(|one| one.to_string_lossy().into_owned()).unwrap_or_default();
    stem::ascii(&name)
}

fn recipient_organ(checked: &Checked, id: &str) -> String {
    let organs = &checked.workspace().myndighet.value.organ;
    organs.iter().find(|organ| organ.id == id).map_or_else(|| id.to_owned(), |organ| organ.namn.clone())
}
