//! The second half of `demo`: everything that somebody signs is signed with throwaway keys, every extract is certified,
//! and the verifier judges what came out. A file is written when all have signed it, never before.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use super::super::issue::{About, Issue};
use super::super::make::Row;
use super::super::{Stop, state};
use super::super::{entered, keys};
use super::board;
use crate::case::Workspace;
use crate::case::myndighet::BehorigBestyrkare;
use crate::clock;
use crate::diag::{Diagnostic, words};
use crate::document::Handling;
use crate::durable;
use crate::evidence::minutes::Minutes;
use crate::register::{self, Fil, Handelse, Post, Register as _, Settings};
use crate::sign::bestyrk::{Order, bestyrk};
use crate::sign::justera::{Signing, justera};
use crate::sign::key::FileKey;
use crate::sign::ltv::Evidence;
use crate::sign::person::{is_throwaway, same_name, without_party};
use crate::sign::state::{Field, state};
use crate::sign::throwaway::Authority;
use crate::verify::{self, Options, Trust, Utslag};

/// Name of the certificate to trust.
pub(super) const TRUST: &str = "lita-pa.pem";
/// Days from a meeting to its justering, in the demonstration.
const DAYS: i64 = 7;

/// What was signed, and what the verifier says of it.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// Signed minutes and letters.
    pub(super) signed: usize,
    /// Certified extracts.
    pub(super) certified: usize,
    /// Notices of minutes.
    pub(super) announced: usize,
    /// Files that are not GILTIG, with the reason.
    pub(super) faults: Vec<Diagnostic>,
}

/// Signs and certifies everything that was made.
pub(super) fn sign(workspace: &Arc<Workspace>, folder: &Path, rows: &mut [Row]) -> Result<Outcome, Stop> {
    let mut authority = Authority::new()?;
    let trust = folder.join(TRUST);
    if trust.exists() && !is_trial_root(&keys::read(&trust)?) {
        let message =
            format!("{} finns redan och är inte från en tidigare demo; den skrivs inte över", words::path(&trust));
        return Err(Stop::from(Diagnostic::error("lita-pa-finns", message).hint("ange en annan mapp med --ut")));
    }
    durable::write(&trust, authority.pem()?.as_bytes())?;
    let mut desk = Desk {
        workspace,
        authority: &mut authority,
        keys: BTreeMap::new(),
        register: register::beside(folder),
        outcome: Outcome::default(),
    };
    for row in rows.iter_mut().filter(|row| signable(row.handling)) {
        desk.sign(row)?;
    }
    let minutes: Vec<PathBuf> =
        rows.iter().filter(|row| is_minutes(row.handling)).map(|row| row.file.clone()).collect();
    for file in &minutes {
        desk.certify(file, rows)?;
    }
    let Desk { mut outcome, .. } = desk;
    outcome.announced = board::announce(workspace, folder, &minutes.iter().map(PathBuf::as_path).collect::<Vec<_>>())?;
    judge(&authority, rows, &mut outcome)?;
    Ok(outcome)
}

fn is_trial_root(pem: &[u8]) -> bool {
    let found = x509_cert::Certificate::load_pem_chain(pem);
    found.is_ok_and(|chain| !chain.is_empty() && chain.iter().all(is_throwaway))
}

fn signable(handling: Handling) -> bool {
    is_minutes(handling) || handling == Handling::Tjansteskrivelse
}

fn is_minutes(handling: Handling) -> bool {
    matches!(handling, Handling::Protokoll | Handling::Omedelbar | Handling::Sekretessprotokoll)
}

struct Desk<'a> {
    workspace: &'a Arc<Workspace>,
    authority: &'a mut Authority,
    keys: BTreeMap<String, FileKey>,
    register: PathBuf,
    outcome: Outcome,
}

impl Desk<'_> {
    fn organization(&self) -> String {
        self.workspace.myndighet.value.namn.clone()
    }

    fn key(&mut self, name: &str) -> Result<&FileKey, Diagnostic> {
        if !self.keys.contains_key(name) {
            let key = self.authority.issue(name, &self.organization())?;
            self.keys.insert(name.to_owned(), key);
        }
        self.keys.get(name).ok_or_else(|| Diagnostic::error("provnyckel", "nyckeln kom bort"))
    }

    /// Everybody who is to sign the file does.
    fn sign(&mut self, row: &mut Row) -> Result<(), Stop> {
        let mut bytes = keys::read(&row.file)?;
        let Ok(found) = state(&bytes) else { return Ok(()) };
        let time = moment(&found.record.purpose.day, DAYS)?;
        for field in &found.fields {
            let person = without_party(&field.person).to_owned();
            let key = self.key(&person)?;
            bytes = justera(&bytes, &signing(&person, time, &Evidence::default()), key)?.bytes;
        }
        let made = std::mem::replace(&mut row.sha256, state::sha256(&bytes));
        durable::write(&row.file, &bytes)?;
        self.enter(row, (&bytes, &made), &found.fields, time)?;
        self.outcome.signed += 1;
        Ok(())
    }

    /// Enters that the file was made, and by whom it was signed.
    fn enter(&self, row: &Row, (bytes, made): (&[u8], &str), fields: &[Field], time: Timestamp) -> Result<(), Stop> {
        let Some(post) = entered::post(self.workspace, &row.file, (bytes, &row.sha256)) else { return Ok(()) };
        let post = Post { nar: time, ..post };
        let unsigned = post.filer.iter().map(|file| Fil { sha256: made.to_owned(), ..file.clone() }).collect();
        let mut posts = vec![Post { vem: entered::user(), filer: unsigned, ..post.clone() }];
        posts.extend(fields.iter().map(|field| Post {
            handelse: Handelse::Undertecknad,
            vem: without_party(&field.person).to_owned(),
            ..post.clone()
        }));
        let mut register = register::open_with(&self.register, &Settings::beside(&self.register))?;
        register.mark(true)?;
        register.append(&posts)?;
        Ok(())
    }

    /// Every extract that was made of these minutes is made again, certified.
    fn certify(&mut self, file: &Path, rows: &mut [Row]) -> Result<(), Stop> {
        let Ok(lines) = keys::read(&keys::beside(file, "identitet.jsonl")) else { return Ok(()) };
        let minutes = Minutes::read(&String::from_utf8_lossy(&lines), "")?;
        let Some(official) = self.official(&minutes) else { return Ok(()) };
        let bytes = keys::read(file)?;
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let at_once = name.ends_with("-omedelbar.pdf");
        for leaf in &minutes.leaves {
            let of_this = |row: &&mut Row| {
                row.handling == Handling::Utdrag
                    && row
                        .file
                        .file_name()
                        .is_some_and(|name| name.to_string_lossy() == extract_name(file, leaf.nummer))
                    && (at_once || !adjusted_at_once(file, leaf.nummer))
            };
            let Some(row) = rows.iter_mut().find(of_this) else { continue };
            let evidence = Evidence::default();
            let time = moment(&minutes.huvud.datum, DAYS)?;
            let about = About {
                workspace: self.workspace,
                minutes: &minutes,
                protokoll: (&name, state::sha256(&bytes)),
                paragrafer: &[leaf.nummer],
                vem: &official.namn,
                nar: time,
                rattelser: &[],
                prov: true,
            };
            let register = (self.register.clone(), Settings::beside(&self.register));
            let folder = row.file.parent().unwrap_or(Path::new("."));
            let issue = Issue::in_register(about, folder, register)?;
            issue.free()?;
            let number = || issue.take();
            let (paragrafer, signing) = ([leaf.nummer], signing(&official.namn, time, &evidence));
            let order = Order {
                number: Some(&number),
                ..Order::new((&bytes, &name), &minutes, (self.workspace, &paragrafer), signing)
            };
            let authority = self.workspace.myndighet.value.namn.clone();
            let key = self.key(&authority)?;
            let extract = bestyrk(&order, key).map_err(Stop::because)?;
            issue.receipt(&issue.finish(&extract.bytes)?);
            row.sha256 = extract.sha256;
            row.pages = extract.pages;
            self.outcome.certified += 1;
        }
        Ok(())
    }

    fn official(&self, minutes: &Minutes) -> Option<BehorigBestyrkare> {
        let myndighet = &self.workspace.myndighet.value;
        let organ = myndighet.organ.iter().find(|organ| same_name(&organ.namn, &minutes.huvud.organ))?;
        let day: Date = minutes.huvud.datum.parse().ok()?;
        let entitled = |row: &&BehorigBestyrkare| {
            row.organ.as_ref().is_none_or(|one| *one == organ.id)
                && row.fran.is_none_or(|from| from.0 <= day)
                && row.till.is_none_or(|to| day.checked_add(DAYS.days()).is_ok_and(|then| then <= to.0))
        };
        myndighet.behorig_bestyrkare.iter().find(entitled).cloned()
    }
}

fn signing<'a>(person: &'a str, time: Timestamp, evidence: &'a Evidence) -> Signing<'a> {
    Signing { person, time, certificates: &[], timestamp: None, evidence }
}

/// Noon, some days after that day.
pub(super) fn moment(day: &str, later: i64) -> Result<Timestamp, Diagnostic> {
    let time: Timestamp = format!("{day}T11:00:00Z")
        .parse()
        .map_err(|_| Diagnostic::error("dag-olaslig", format!("{day} är ingen dag")))?;
    time.checked_add((later * 24).hours()).map_err(|_| Diagnostic::error("dag-olaslig", format!("{day} är ingen dag")))
}

/// `rs-2026-03-11-protokoll.pdf` and 36 give `rs-2026-03-11-p36-utdrag.pdf`.
fn extract_name(minutes: &Path, number: u32) -> String {
    format!("{}-p{number}-utdrag.pdf", base(minutes))
}

fn base(minutes: &Path) -> String {
    let stem = minutes.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let whole = stem.strip_suffix("-protokoll").map(str::to_owned);
    whole.unwrap_or_else(|| stem.rsplitn(3, '-').last().unwrap_or_default().to_owned())
}

fn adjusted_at_once(minutes: &Path, number: u32) -> bool {
    minutes.with_file_name(format!("{}-p{number}-omedelbar.pdf", base(minutes))).exists()
}

fn judge(authority: &Authority, rows: &[Row], outcome: &mut Outcome) -> Result<(), Stop> {
    let mut trust = Trust::default();
    trust.add_pem(&authority.pem()?).map_err(|why| Stop::from(Diagnostic::error("lita-pa-fel", why)))?;
    for row in rows {
        let bytes = keys::read(&row.file)?;
        if !bytes.windows(10).any(|window| window == b"/ByteRange") {
            continue;
        }
        let verdict = verify::verify(&bytes, &trust, &Options::at(clock::now()));
        if verdict.utslag() != Utslag::Giltig {
            let why = verdict.decisive().map(|brist| brist.mening.clone()).unwrap_or_default();
            let message = format!("{} är inte giltig: {why}", words::path(&row.file));
            outcome.faults.push(Diagnostic::error("demo-inte-giltig", message));
        }
    }
    Ok(())
}
