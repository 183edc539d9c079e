//! `verifiera`: the verdict of each file, in words that a recipient understands, and what to do now.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::keys::{self, read};
use super::registration::{Registration, is_log_key};
use super::{Exit, Stop, manifest};
use crate::args::Verifiera;
use crate::clock;
use crate::diag::{Diagnostic, words};
use crate::durable;
use crate::terminal;
use crate::verify::{self, Lagersvar, Options, Slag, Trust, Underskrift, Utslag, Verdict};

/// Files beside an extract that its evidence may be about; larger ones are passed over, in bytes.
const LARGEST_BESIDE: u64 = 50_000_000;

pub(super) fn run(asked: &Verifiera) -> Result<Exit, Stop> {
    let trust = trust(asked)?;
    let registration = Registration::new(asked)?;
    let mut exit = Exit::Yes;
    let mut judged = Vec::new();
    let mut manifests = Vec::new();
    let mut unread = false;
    for path in &asked.paths {
        let files = if path.is_dir() {
            let found = manifest::check(path)?;
            exit = exit.worst(found.exit());
            manifests.extend(found.lines());
            manifest::pdfs(path)?
        } else {
            vec![path.clone()]
        };
        for file in files {
            match judge(&file, &trust, &registration) {
                Ok(one) => judged.push(one),
                // One file in the way does not silence the verdict of the others.
                Err(stop) => {
                    exit = exit.worst(stop.exit);
                    unread = true;
                    terminal::say_findings(&stop.findings);
                }
            }
        }
    }
    if judged.is_empty() && manifests.is_empty() && unread {
        return Ok(exit);
    }
    if judged.is_empty() && manifests.is_empty() {
        return Err(keys::no(Diagnostic::error("inget-att-kontrollera", "där finns ingen PDF att kontrollera")));
    }
    for (_, verdict) in &judged {
        exit = exit.worst(exit_of(verdict.utslag()));
    }
    if asked.json {
        let all: Value = judged.iter().map(|(file, verdict)| verdict.json(&words::path(file))).collect();
        terminal::answer(&serde_json::to_string_pretty(&all).expect("a JSON value is JSON"))?;
        for line in &manifests {
            terminal::say(line);
        }
    } else {
        let reports = judged.iter().map(|(file, verdict)| report(file, verdict, trust.is_empty()));
        terminal::answer(&manifests.into_iter().chain(reports).collect::<Vec<_>>().join("\n"))?;
    }
    if let Some(folder) = &asked.packa_upp {
        for (file, _) in &judged {
            unpack(file, folder)?;
        }
    }
    Ok(exit)
}

fn exit_of(utslag: Utslag) -> Exit {
    match utslag {
        Utslag::Giltig => Exit::Yes,
        Utslag::Ogiltig => Exit::No,
        Utslag::KanInteAvgoras => Exit::CannotTell,
    }
}

fn trust(asked: &Verifiera) -> Result<Trust, Stop> {
    let mut trust = Trust::default();
    for path in &asked.lita_pa {
        let text = String::from_utf8_lossy(&read(path)?).into_owned();
        if is_log_key(&text) {
            continue;
        }
        trust
            .add_pem(&text)
            .map_err(|why| keys::no(Diagnostic::error("lita-pa-fel", format!("{} {why}", words::path(path)))))?;
    }
    Ok(trust)
}

fn judge(path: &Path, trust: &Trust, registration: &Registration) -> Result<(PathBuf, Verdict), Stop> {
    let bytes = read(path)?;
    let mut options = Options::at(clock::now());
    options.intill = beside(path);
    let mut verdict = verify::verify(&bytes, trust, &options);
    registration.judge(path, &bytes, trust, &mut verdict)?;
    Ok((path.to_owned(), verdict))
}

/// Minutes that lie beside an extract, by file name.
fn beside(path: &Path) -> BTreeMap<String, Vec<u8>> {
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let minutes = entries.filter_map(|entry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        let wanted = (name.ends_with("-protokoll.pdf") || name.ends_with("-omedelbar.pdf")) && entry.path() != path;
        let small = entry.metadata().is_ok_and(|facts| facts.len() <= LARGEST_BESIDE);
        (wanted && small).then(|| fs::read(entry.path()).ok().map(|bytes| (name, bytes))).flatten()
    });
    minutes.collect()
}

fn unpack(file: &Path, folder: &Path) -> Result<(), Stop> {
    let attached = verify::attachments(&read(file)?).map_err(|why| {
        keys::no(Diagnostic::error(
            "bilagor-lases-inte",
            format!("bilagorna i {} kan inte tas ut: {why}", words::path(file)),
        ))
    })?;
    // A folder for each file: two extracts have attachments of the same names.
    let folder = folder.join(file.file_stem().unwrap_or_default());
    durable::folder(&folder)?;
    for (name, bytes) in attached {
        let path = folder.join(&name);
        if !is_plain(&name) {
            terminal::say(&format!("inte uppackad: {} har ett namn som inte går att lita på", plain(&name)));
            continue;
        }
        if path.exists() {
            let message = format!("{} finns redan och skrivs inte över", words::path(&path));
            return Err(keys::no(Diagnostic::error("finns-redan", message).hint("ange en annan mapp med --packa-upp")));
        }
        durable::write(&path, &bytes)?;
        terminal::say(&format!("uppackad: {}", words::path(&path)));
    }
    Ok(())
}

/// A name in a PDF is anybody's: letters, digits and `._-`, beginning with a letter or digit.
fn is_plain(name: &str) -> bool {
    name.starts_with(|one: char| one.is_ascii_alphanumeric())
        && name.chars().all(|one| one.is_ascii_alphanumeric() || "._-".contains(one))
}

/// What stands in a file or a certificate cannot move the cursor, colour the words or begin a line of its own.
fn plain(text: &str) -> String {
    let steers = |one: char| {
        one.is_control() || matches!(one, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
    };
    text.chars().map(|one| if steers(one) { '\u{fffd}' } else { one }).collect()
}

fn report(file: &Path, verdict: &Verdict, no_trust: bool) -> String {
    let mut lines = vec![format!("{}  {}", heading(verdict.utslag()), words::path(file))];
    lines.extend(verdict.underskrifter.iter().map(signature));
    let layers = [
        ("A  underskrifterna är äkta", &verdict.kryptografi),
        ("B  de omfattar innehållet", &verdict.omfang),
        ("C  inget tillagt efteråt", &verdict.revisioner),
        ("D  alla har skrivit under", &verdict.fullstandighet),
        ("E  innehållet stämmer", &verdict.innehall),
    ];
    for (name, layer) in layers {
        lines.push(format!("  {name:<28} {}", word(layer.utslag())));
        lines.extend(sentences(layer));
    }
    if no_trust {
        lines.push("  Inga certifikat att lita på är angivna: se --lita-på.".to_owned());
    }
    if let Some(set) = clock::set() {
        lines.push(format!("  Bedömd som om tiden vore {set}."));
    }
    lines.extend(verdict.gor_sa_har.iter().map(|act| format!("  Gör så här: {act}")));
    lines.push(String::new());
    lines.join("\n")
}

fn sentences(layer: &Lagersvar) -> impl Iterator<Item = String> + '_ {
    let faults = layer.brister.iter().map(|brist| brist.mening.as_str());
    faults.chain(layer.upplysningar.iter().map(String::as_str)).map(|sentence| format!("       {}", plain(sentence)))
}

fn signature(one: &Underskrift) -> String {
    let what = match one.slag {
        Slag::Underskrift => "Underskrift",
        Slag::Stampel => "Stämpel",
        Slag::Tidsstampel => "Tidsstämpel",
    };
    let when = match (&one.bevisad_tid, &one.uppgiven_tid) {
        (Some(time), _) => format!(", fanns bevisligen {}", time.strftime("%Y-%m-%d %H:%M UTC")),
        (None, Some(time)) => format!(", uppgiven tid {}", plain(time)),
        (None, None) => String::new(),
    };
    let name = if one.namn.is_empty() { "okänd".to_owned() } else { plain(&one.namn) };
    format!("  {what} av {name} ({}){when}", plain(&one.falt))
}

fn heading(utslag: Utslag) -> &'static str {
    match utslag {
        Utslag::Giltig => "GILTIG",
        Utslag::Ogiltig => "OGILTIG",
        Utslag::KanInteAvgoras => "KAN INTE AVGÖRAS",
    }
}

fn word(utslag: Utslag) -> &'static str {
    match utslag {
        Utslag::Giltig => "ja",
        Utslag::Ogiltig => "nej",
        Utslag::KanInteAvgoras => "kan inte avgöras",
    }
}
