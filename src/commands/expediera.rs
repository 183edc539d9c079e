//! `expediera`: certified extracts to those who must have them; who has not got theirs; receipts.

mod bilagor;
mod deliver;
mod desk;
mod load;
mod missing;
mod receipt;
mod report;

use std::path::{Path, PathBuf};

use super::entered;
use super::{Exit, Stop};
use super::{near, persons};
use crate::args::{Bok, Expediera, ExpedieraCommand};
use crate::case::myndighet::Kanal;
use crate::diag::{Diagnostic, Level, has_errors, words};
use crate::dispatch::{self, Expediering, Lage, Order, Recipient, Standing};
use crate::register::{self, Lopnummer};
use crate::sign::record::is_trial;
use crate::terminal;
use deliver::Delivery;
use desk::Desk;
use load::Loaded;
use report::{Outcome, Report, Row};

pub(super) fn run(asked: &Expediera) -> Result<Exit, Stop> {
    match &asked.annat {
        Some(ExpedieraCommand::Kvitto(kvitto)) => receipt::run(kvitto),
        None if asked.saknas => missing::run(asked),
        None if asked.paths.is_empty() => Err(Stop::from(
            Diagnostic::error("argument-saknas", "FIL måste anges")
                .hint("ange de bestyrkta utdragen, eller skriv utdrag expediera --saknas"),
        )),
        None => send(asked),
    }
}

/// Makes everything that extracts in `folder` would be dispatched with, from the workspace at `root`: for `demo`, which
/// certifies them anew each time. Answers with the number of recipients that got something.
pub(super) fn demonstrate(root: &Path, folder: &Path, files: &[PathBuf]) -> Result<usize, Stop> {
    let asked = Expediera {
        paths: files.to_vec(),
        igen: Some("demonstrationen gjordes om".to_owned()),
        prov: true,
        bara_filer: true,
        ut: Some(folder.join("utskick")),
        bok: Bok { som: None, register: Some(register::beside(folder)) },
        ..Expediera::default()
    };
    let mut desk = Desk::hold(root, &asked.bok, (asked.ut.as_deref(), true))?;
    let mut delivery = Delivery::new(&asked);
    let mut made = 0;
    for path in files {
        let loaded = load::load(path, &desk, &asked)?;
        let report = one(&asked, &mut desk, &mut delivery, &loaded)?;
        terminal::say_findings(
            &report.findings.iter().filter(|one| one.level == Level::Fel).cloned().collect::<Vec<_>>(),
        );
        made += report.made();
    }
    Ok(made)
}

fn send(asked: &Expediera) -> Result<Exit, Stop> {
    if asked.igen.as_deref().is_some_and(|reason| reason.trim().is_empty()) {
        return Err(Stop::from(
            Diagnostic::error("skal-saknas", "--igen behöver ett skäl")
                .hint("skriv till exempel --igen 'brevet studsade'"),
        ));
    }
    if !asked.visa && desk::sender(&asked.bok).is_none() && entered::known_user().is_none() {
        return Err(Stop::from(
            Diagnostic::error("vem-saknas", "det är inte sagt vem som expedierar, och datorn vet det inte")
                .hint("skriv --som \"Förnamn Efternamn\""),
        ));
    }
    asked.bok.som.as_deref().map(persons::whole).transpose()?;
    let first = asked.paths.first().map_or(Path::new("."), PathBuf::as_path);
    let mut desk = open(asked, first)?;
    let mut delivery = Delivery::new(asked);
    let mut reports = Vec::new();
    let mut exit = Exit::Yes;
    for path in &asked.paths {
        match load::load(path, &desk, asked) {
            Ok(loaded) => {
                let report = one(asked, &mut desk, &mut delivery, &loaded)?;
                terminal::say_findings(&report.findings);
                exit = exit.worst(report.exit());
                reports.push(report);
            }
            // One file in the way does not stop the others.
            Err(stop) => {
                exit = exit.worst(stop.exit);
                terminal::say_findings(&stop.findings);
            }
        }
    }
    let in_the_way = delivery.close();
    terminal::say_findings(&in_the_way);
    if has_errors(&in_the_way) {
        exit = exit.worst(Exit::InTheWay);
    }
    report::answer(&reports, asked.json)?;
    Ok(exit)
}

fn open(asked: &Expediera, near: &Path) -> Result<Desk, Stop> {
    if asked.visa {
        Desk::look(near, &asked.bok)
    } else {
        Desk::hold(near, &asked.bok, (asked.ut.as_deref(), asked.prov)).map_err(|stop| trial_hint(stop, &asked.paths))
    }
}

/// A register of trials is no reason to move it away: what came from it is a trial, and is dispatched as one.
fn trial_hint(mut stop: Stop, paths: &[PathBuf]) -> Stop {
    let trial = paths.iter().any(|path| std::fs::read(path).is_ok_and(|bytes| is_trial(&bytes)));
    for finding in stop.findings.iter_mut().filter(|one| one.code == "register-prov") {
        finding.hints = vec![if trial {
            "utdraget är märkt PROV: med --prov görs filerna på prov; någon e-post skickas inte".to_owned()
        } else {
            "expediera utdraget i den arbetsmapp där det bestyrktes, eller ange dess register med --register".to_owned()
        }];
    }
    stop
}

/// Dispatches one extract to all its recipients that have not got it.
fn one(asked: &Expediera, desk: &mut Desk, delivery: &mut Delivery<'_>, loaded: &Loaded) -> Result<Report, Stop> {
    let extract = &loaded.extract;
    let mut report = Report::new(loaded);
    let recipients = dispatch::recipients(extract, &desk.workspace, Some(&loaded.meeting));
    let chosen = chosen(asked, &recipients, loaded)?;
    let mut findings = dispatch::recipient::differences(extract, &desk.workspace, &loaded.meeting);
    findings.extend(loaded.without_receipt());
    findings.extend(several(extract, &recipients));
    findings.extend(loaded.bilagor.findings.iter().cloned());
    let incomplete = has_errors(&loaded.bilagor.findings);
    let mut private = dispatch::personal_numbers(extract);
    private.extend(dispatch::protected_names(extract, &desk.workspace));
    let blocked = has_errors(&private);
    if chosen.iter().any(|one| is_mailed(desk, one)) {
        findings.extend(private);
        findings.extend(loaded.certificate_numbers.clone());
    }
    for recipient in chosen {
        let standing = desk.ledger.standing_with(extract, &loaded.organ, (&recipient.key, &recipient.paragrafer));
        let by_hand = is_by_hand(asked, recipient);
        let free = match &standing {
            Standing::Never | Standing::Failed(_) => true,
            // Whoever has handed it over knows.
            Standing::Unsure(_) => by_hand,
            Standing::Sent(told) => by_hand && told.lage == Lage::Framtagen,
            Standing::Acknowledged(_) => false,
        };
        if asked.igen.is_none() && !free {
            findings.extend(another(loaded, recipient, &standing));
            report.push(Row::standing(recipient, &standing));
            continue;
        }
        if by_hand {
            report.push(delivery.by_hand(desk, loaded, recipient)?);
            continue;
        }
        if recipient.row.is_none() {
            report.push(Row::unknown(recipient));
            continue;
        }
        if incomplete {
            report.push(refused(desk, recipient));
            continue;
        }
        if blocked && is_mailed(desk, recipient) {
            report.push(refused(desk, recipient));
            continue;
        }
        match planned(desk, loaded, recipient) {
            Ok(planned) => {
                findings.extend(planned.warnings.iter().cloned());
                report.push(delivery.deliver(desk, loaded, &planned, &mut findings)?);
            }
            Err(faults) => {
                findings.extend(faults);
                report.push(refused(desk, recipient));
            }
        }
    }
    report.findings = findings;
    Ok(report)
}

fn planned(desk: &Desk, loaded: &Loaded, recipient: &Recipient) -> Result<Expediering, Vec<Diagnostic>> {
    let order = Order {
        extract: &loaded.extract,
        workspace: &desk.workspace,
        now: desk.now,
        today: desk.today,
        som: desk.sender.as_deref(),
        hanvisningar: &loaded.hanvisningar,
        bilagor: &loaded.bilagor.med,
    };
    let internal = recipient.kanal(&desk.workspace) == Some(Kanal::Internt);
    if !internal && !loaded.hanvisning_faults.is_empty() {
        return Err(loaded.hanvisning_faults.clone());
    }
    let times = desk.ledger.times(&loaded.extract.sha256, &recipient.key);
    dispatch::expediering(&order, recipient, times)
}

fn refused(desk: &Desk, recipient: &Recipient) -> Row {
    let kanal = recipient.kanal(&desk.workspace).map(dispatch::kanal_word).unwrap_or_default();
    Row::new(recipient, kanal, Outcome::Nekat)
}

fn is_mailed(desk: &Desk, recipient: &Recipient) -> bool {
    recipient.kanal(&desk.workspace) == Some(Kanal::EPost)
}

fn is_by_hand(asked: &Expediera, recipient: &Recipient) -> bool {
    asked.for_hand.iter().any(|name| *name == recipient.key || *name == recipient.namn)
}

/// Those that were asked for; all when none was.
fn chosen<'a>(asked: &Expediera, all: &'a [Recipient], loaded: &Loaded) -> Result<Vec<&'a Recipient>, Diagnostic> {
    let names: &[String] = if asked.for_hand.is_empty() { &asked.mottagare } else { &asked.for_hand };
    let is = |name: &String, one: &Recipient| *name == one.key || *name == one.namn;
    if let Some(unknown) = names.iter().find(|name| !all.iter().any(|one| is(name, one))) {
        let there: Vec<String> = all.iter().map(|one| one.key.clone()).collect();
        let fault = Diagnostic::error(
            "mottagare-inte-i-utdraget",
            format!("{unknown} står inte bland mottagarna i {}.pdf", loaded.extract.stem),
        );
        let names = all.iter().flat_map(|one| [one.key.as_str(), one.namn.as_str()]);
        let fault = near::hint(fault, unknown, names);
        return Err(if there.is_empty() {
            fault.hint("utdraget säger att ingen ska ha det")
        } else {
            fault.hint(format!("där står {}", words::listed(&there, "och")))
        });
    }
    Ok(all.iter().filter(|one| names.is_empty() || names.iter().any(|name| is(name, one))).collect())
}

/// Who has got the same § in another extract, certified under another number, is told apart: which of them holds?
fn another(loaded: &Loaded, recipient: &Recipient, standing: &Standing) -> Option<Diagnostic> {
    let (Standing::Sent(told) | Standing::Acknowledged(told) | Standing::Unsure(told)) = standing else { return None };
    let number =
        |number: &Option<Lopnummer>| number.as_ref().map_or_else(|| told.handling.clone(), ToString::to_string);
    if told.lopnummer == loaded.lopnummer {
        return None;
    }
    let message = format!(
        "{} fick {} i ett annat utdrag, {}, och får inte {} också",
        recipient.namn,
        loaded.extract.span(),
        number(&told.lopnummer),
        number(&loaded.lopnummer)
    );
    let fault = Diagnostic::warning("redan-annat-utdrag", message);
    Some(fault.hint("makulera det utdrag som inte ska gälla, eller skicka det här också med --igen SKÄL"))
}

/// Who gets a § that does not name it, because it lies in the same extract as one that does.
fn several(extract: &dispatch::Extract, recipients: &[Recipient]) -> Vec<Diagnostic> {
    let numbers = extract.numbers();
    let more = |one: &Recipient| {
        let extra: Vec<String> = numbers
            .iter()
            .filter(|number| !one.paragrafer.contains(number))
            .map(|number| format!("§ {number}"))
            .collect();
        (!extra.is_empty()).then(|| {
            let message = format!("{} får också {}, som inte ska till den", one.namn, extra.join(", "));
            Diagnostic::warning("mottagare-far-mer", message)
                .hint("bestyrk ett utdrag för varje paragraf om de inte ska ha samma")
        })
    };
    recipients.iter().filter_map(more).collect()
}
