//! An extract that may be dispatched: genuine, certified, registered, not cancelled, its case at hand.
//! Refuses what the verifier finds false, and a § of which it cannot be known whether it is secret.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::super::{Stop, keys};
use super::bilagor::{Bilagor, Places, bilagor};
use super::desk::Desk;
use crate::args::Expediera;
use crate::case::sammantrade::{Overklagande, Sammantrade};
use crate::diag::{Diagnostic, words};
use crate::dispatch::Extract;
use crate::document::overklagande::{Circumstances, Overklagat, overklagandehanvisning, slag_of};
use crate::pdf;
use crate::register::Lopnummer;
use crate::sign::person::{carries_personnummer, signer};
use crate::sign::state::{State, state};
use crate::terminal;
use crate::verify::{self, Slag};

/// An extract, and what is known of it.
pub(super) struct Loaded {
    pub(super) path: PathBuf,
    pub(super) extract: Extract,
    /// Id of its organ.
    pub(super) organ: String,
    /// Its case, as it reads now.
    pub(super) meeting: Sammantrade,
    /// Its running number, where the register has one.
    pub(super) lopnummer: Option<Lopnummer>,
    /// How its decisions are appealed, where whoever gets them must be told.
    pub(super) hanvisningar: Vec<(String, Vec<u8>)>,
    /// Why such a sheet could not be made.
    pub(super) hanvisning_faults: Vec<Diagnostic>,
    /// The bilagor that go with it.
    pub(super) bilagor: Bilagor,
    /// Warnings of a personnummer in the certificate of whoever certified.
    pub(super) certificate_numbers: Vec<Diagnostic>,
}

impl Loaded {
    /// Name of the folder for what is made of it. Two extracts of one § have the same file name, and not the same number.
    pub(super) fn folder(&self) -> String {
        let number = self.lopnummer.as_ref().map(|number| format!("-nr-{}-{}", number.ar, number.nummer));
        format!("{}{}", self.extract.stem, number.unwrap_or_default())
    }

    /// The receipt of the register goes with what is sent, where it lies beside: that it does not is said.
    pub(super) fn without_receipt(&self) -> Option<Diagnostic> {
        let number = self.lopnummer.as_ref().filter(|_| self.extract.proof.is_none())?;
        let file = words::path(&self.path);
        let message = format!("kvittot på {number} ligger inte bredvid {file}, och följer inte med");
        Some(
            Diagnostic::warning("kvitto-foljer-inte-med", message)
                .hint(format!("gör det först: utdrag register kvitto {file}")),
        )
    }
}

pub(super) fn load(path: &Path, desk: &Desk, asked: &Expediera) -> Result<Loaded, Stop> {
    let bytes = keys::read(path)?;
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    genuine(&bytes, path, desk)?;
    let attached = verify::attachments(&bytes).map_err(|why| {
        let message = format!("bevisen i {stem}.pdf kan inte läsas: {why}");
        Stop::from(Diagnostic::error("inte-bestyrkt", message))
    })?;
    let state = state(&bytes)?;
    let mut extract = Extract::read(&stem, bytes, &attached)?;
    extract.prov = state.record.purpose.prov;
    extract.proof = proof(path)?;
    allowed(&extract, asked)?;
    let lopnummer = registered(&extract, desk)?;
    let organs = &desk.workspace.myndighet.value.organ;
    let organ = organs.iter().find(|organ| organ.namn == extract.huvud.organ).map(|organ| organ.id.clone());
    let organ = organ.ok_or_else(|| {
        let message = format!("{} finns inte bland organen i myndighet.toml", extract.huvud.organ);
        Stop::from(
            Diagnostic::error("organ-okant", message).hint("expediera utdraget i den arbetsmapp som det kommer från"),
        )
    })?;
    let meeting = meeting(&extract, &organ, desk)?;
    let mut loaded = Loaded {
        path: path.to_owned(),
        extract,
        organ,
        meeting,
        lopnummer,
        hanvisningar: Vec::new(),
        hanvisning_faults: Vec::new(),
        bilagor: Bilagor::default(),
        certificate_numbers: certificate_numbers(&state, &stem),
    };
    secrecy(&loaded)?;
    appeals(&mut loaded, desk);
    let beside = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let places = Places { beside, desk, meeting: &loaded.meeting };
    loaded.bilagor = bilagor(&loaded.extract, &places, asked.utan_bilagor);
    Ok(loaded)
}

/// Refuses what the verifier finds false, and what has no seal. Whom to trust is not asked: the register knows the file.
fn genuine(bytes: &[u8], path: &Path, desk: &Desk) -> Result<(), Stop> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let verdict = crate::commands::genuine::judged(bytes, desk.now).map_err(|why| {
        Stop::from(
            Diagnostic::error("utdrag-ogiltigt", format!("{name} är inte giltigt och skickas inte: {why}"))
                .hint("kontrollera det med utdrag verifiera, och bestyrk ett nytt om filen har skadats"),
        )
    })?;
    if !verdict.underskrifter.iter().any(|one| one.slag == Slag::Stampel) {
        return Err(Stop::from(
            Diagnostic::error("inte-bestyrkt", format!("{name} är inte bestyrkt och skickas inte"))
                .hint("bestyrk utdraget med utdrag bestyrk, och expediera filen som det kommandot skriver"),
        ));
    }
    Ok(())
}

fn allowed(extract: &Extract, asked: &Expediera) -> Result<(), Stop> {
    if extract.prov && !asked.prov {
        let message = format!("{}.pdf är märkt PROV och skickas inte", extract.stem);
        return Err(Stop::from(
            Diagnostic::error("utdrag-prov", message)
                .hint("med --prov görs filerna på prov, märkta PROV; någon e-post skickas inte"),
        ));
    }
    Ok(())
}

/// The receipt of the register, where it lies beside.
fn proof(path: &Path) -> Result<Option<Vec<u8>>, Stop> {
    let path = path.with_extension("tlog-proof");
    match fs::read(&path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => {
            let message = format!("{} kunde inte läsas: {}", words::path(&path), words::io_error(&error));
            Err(Diagnostic::error("fil-lases-inte", message).into())
        }
    }
}

/// The running number; refuses an extract that the register does not know or knows as cancelled. A trial passes a register
/// that has no extracts at all: nothing of it reaches anybody.
fn registered(extract: &Extract, desk: &Desk) -> Result<Option<Lopnummer>, Stop> {
    let stem = &extract.stem;
    // Renewed after it was certified, it is still the same extract.
    let known = verify::versions(&extract.bytes).into_iter().find(|hash| desk.ledger.certified(hash).is_some());
    let sha256 = known.as_deref().unwrap_or(&extract.sha256);
    if let Some(entry) = desk.ledger.cancelled(sha256) {
        let day = entry.post.nar.strftime("%Y-%m-%d");
        let why = entry.post.uppgifter.get("skal").map(|why| format!(": {why}")).unwrap_or_default();
        let message = format!("{stem}.pdf är makulerat {day} och skickas inte{why}");
        return Err(Stop::from(Diagnostic::error("utdrag-makulerat", message).hint("bestyrk ett nytt utdrag")));
    }
    if let Some(entry) = desk.ledger.corrected(sha256) {
        let by = entry.post.uppgifter.get("ersatts-av").map(|number| format!(" av {number}")).unwrap_or_default();
        let message = format!("{stem}.pdf är ersatt{by} efter en rättelse och skickas inte");
        return Err(Stop::from(Diagnostic::error("utdrag-ersatt", message).hint("expediera det nya utdraget")));
    }
    match desk.ledger.certified(sha256) {
        Some(entry) => Ok(entry.post.lopnummer.clone()),
        None if !extract.prov || desk.ledger.knows_extracts() => Err(Stop::from(
            Diagnostic::error("utdrag-inte-i-registret", format!("{stem}.pdf finns inte i registret som bestyrkt"))
                .hint("expediera den fil som utdrag bestyrk skrev, och ange rätt register med --register"),
        )),
        None => {
            terminal::say(&format!(
                "Registret har inga bestyrkta utdrag, och kan inte säga om {stem}.pdf är bestyrkt här."
            ));
            Ok(None)
        }
    }
}

/// The case that the minutes were made of: without it nobody knows whether a § is secret.
fn meeting(extract: &Extract, organ: &str, desk: &Desk) -> Result<Sammantrade, Stop> {
    let (case, meeting) = desk.workspace.meeting(organ, &extract.huvud.datum).ok_or_else(|| {
        let message = format!("sammanträdet {} {} finns inte i arbetsmappen", extract.huvud.organ, extract.huvud.datum);
        Stop::from(
            Diagnostic::error("fall-saknas", message)
                .hint("lägg tillbaka fallet: i det står om paragrafen är sekretessbelagd och vem som ska ha den"),
        )
    })?;
    let faults = desk.faults_of(&case.path);
    if faults.is_empty() { Ok(meeting.clone()) } else { Err(Stop::because(faults)) }
}

/// A § that has become secret since it was signed is not sent at all: the extract does not say so.
fn secrecy(loaded: &Loaded) -> Result<(), Stop> {
    let extract = &loaded.extract;
    let secret =
        |number: &&u32| loaded.meeting.paragraf.iter().any(|one| one.nummer == **number && one.sekretess.is_some());
    match extract.numbers().iter().find(secret) {
        Some(number) if !extract.is_secret() => {
            let message = format!("§ {number} är sekretessbelagd i fallet, men inte i {}.pdf", extract.stem);
            Err(Stop::from(
                Diagnostic::error("sekretess-skiljer", message)
                    .hint("pröva sekretessen på nytt; filen skickas inte förrän fallet och utdraget säger detsamma"),
            ))
        }
        _ => Ok(()),
    }
}

/// How to appeal goes with decisions that only some may appeal, within a time that runs from when they got them (33 and 44 §§
/// förvaltningslagen). For laglighetsprövning the time runs from the notice, and the § itself says how.
fn appeals(loaded: &mut Loaded, desk: &Desk) {
    let texter = &desk.workspace.myndighet.value.texter;
    let extract = &loaded.extract;
    for object in &extract.paragrafer {
        let in_case = loaded.meeting.paragraf.iter().find(|one| one.nummer == object.nummer);
        let slag = slag_of(object, texter).or_else(|| in_case.and_then(|one| one.overklagande));
        if slag != Some(Overklagande::Forvaltningsbesvar) {
            continue;
        }
        let secret = extract.is_secret();
        let made = overklagandehanvisning(
            &desk.workspace,
            &Overklagat {
                organ: &loaded.organ,
                datum: &extract.huvud.datum,
                nummer: object.nummer,
                rubrik: (!secret).then_some(object.rubrik.as_str()),
                diarienummer: object.diarienummer.as_deref().filter(|_| !secret),
                slag: Overklagande::Forvaltningsbesvar,
                om: in_case.map(Circumstances::of).unwrap_or_default(),
                prov: extract.prov,
            },
        );
        let set = made.and_then(|document| {
            document.map(|document| Ok((format!("{}.pdf", document.stem), pdf::render(&document)?.bytes))).transpose()
        });
        match set {
            Ok(found) => loaded.hanvisningar.extend(found),
            Err(faults) => loaded.hanvisning_faults.extend(faults),
        }
    }
}

fn certificate_numbers(state: &State, stem: &str) -> Vec<Diagnostic> {
    let signatures = state.fields.iter().filter_map(|field| field.signature.as_ref());
    let personal = signatures.filter(|one| signer(&one.cms).is_ok_and(|found| carries_personnummer(&found))).count();
    let warning = || {
        let message = format!("certifikatet i stämpeln på {stem}.pdf innehåller ett personnummer");
        Diagnostic::warning("stampel-personnummer", message).hint(
            "bestyrk med myndighetens e-stämpel, eller med ett tjänstecertifikat, så följer inget personnummer med",
        )
    };
    if personal > 0 { vec![warning()] } else { Vec::new() }
}
