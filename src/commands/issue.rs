//! An extract's way through the register: its number is taken when nothing else stands in the way, the certified file is
//! entered before it is seen, and a number whose extract does not come is cancelled.

mod entries;

use std::cell::RefCell;
use std::fs;
use std::path::{Path, PathBuf};

use super::{Stop, issued, registers, reservation};
use crate::case::Workspace;
use crate::diag::{Diagnostic, words};
use crate::document::certified_stem;
use crate::durable;
use crate::evidence::minutes::Minutes;
use crate::register::leaf::{digest, hex};
use crate::register::{self, Delivery, Handelse, Lopnummer, Proving as _, Register as _, Search, Settings, Sqlite};
use crate::sign::number::Number;
use crate::terminal;

/// What is certified.
pub(super) struct About<'a> {
    pub(super) workspace: &'a Workspace,
    pub(super) minutes: &'a Minutes,
    /// The signed minutes: file name and SHA-256.
    pub(super) protokoll: (&'a str, String),
    pub(super) paragrafer: &'a [u32],
    /// Who certifies, and when.
    pub(super) vem: &'a str,
    pub(super) nar: jiff::Timestamp,
    /// Corrections of the §§ after justering.
    pub(super) rattelser: &'a [String],
    pub(super) prov: bool,
}

/// An extract that is certified and in its place.
pub(super) struct Done {
    pub(super) number: Lopnummer,
    /// Its entry.
    index: Option<u64>,
}

/// One extract on its way.
pub(super) struct Issue<'a> {
    about: About<'a>,
    file: PathBuf,
    path: PathBuf,
    settings: Settings,
    state: RefCell<State>,
}

/// What is had so far.
#[derive(Default)]
struct State {
    register: Option<Sqlite>,
    number: Option<Lopnummer>,
    /// The number was kept for a signature service's answer, and is kept again when nothing comes of it.
    resumed: bool,
    /// The folder of the extract, from when its number is taken.
    held: Option<durable::Held>,
}

impl<'a> Issue<'a> {
    /// Opens the workspace's register, or the one that was `asked` for, where there is one, and brings to an end what ended
    /// runs left; without one it is made when the number is taken.
    pub(super) fn begin(about: About<'a>, folder: &Path, asked: Option<&Path>) -> Result<Self, Stop> {
        let path = asked.map_or_else(|| register::beside(&about.workspace.root), Path::to_owned);
        let settings = registers::settings_of(&path, Some(about.workspace));
        Self::in_register(about, folder, (path, settings))
    }

    /// As [`begin`](Self::begin), in a register with settings of its own.
    pub(super) fn in_register(
        about: About<'a>,
        folder: &Path,
        (path, settings): (PathBuf, Settings),
    ) -> Result<Self, Stop> {
        let mut state = State::default();
        if path.exists() {
            let mut register = register::open_with(&path, &settings)?;
            register.mark(about.prov)?;
            registers::settle(&mut register)?;
            state.register = Some(register);
        } else {
            register::not_lost(&path, &settings)?;
        }
        let stem = certified_stem(about.workspace, &about.minutes.huvud, about.paragrafer);
        let file = folder.join(format!("{stem}.pdf"));
        Ok(Self { about, file, path, settings, state: RefCell::new(state) })
    }

    /// Refuses, before anything is done, what cannot come to anything.
    pub(super) fn free(&self) -> Result<(), Diagnostic> {
        self.free_by(self.state.borrow().register.as_ref())
    }

    /// A reservation whose number is cancelled is none: the run that wrote it was ended before the number was kept.
    fn free_by(&self, register: Option<&Sqlite>) -> Result<(), Diagnostic> {
        self.uncertified()?;
        let number = reservation::find(&self.file)?.and_then(|found| found.utdrag?.nummer);
        let number = number.as_deref().and_then(Lopnummer::read);
        if let (Some(register), Some(number)) = (register, number) {
            let cancelled =
                Search { handelser: vec![Handelse::Makulerad], lopnummer: Some(number), ..Search::default() };
            if !register.entries(&cancelled)?.is_empty() {
                reservation::release(&self.file)?;
            }
        }
        reservation::refuse(&self.file)
    }

    fn uncertified(&self) -> Result<(), Diagnostic> {
        let state = self.state.try_borrow().ok();
        let register = state.as_ref().and_then(|state| state.register.as_ref());
        certified(&self.file).map_or(Ok(()), |old| Err(issued::already(&self.file, &old, register)))
    }

    /// What the register says of the same §§, and of the organ, before a number is taken.
    pub(super) fn remarks(&self) -> Result<Option<Diagnostic>, Diagnostic> {
        let state = self.state.borrow();
        let Some(register) = &state.register else { return Ok(None) };
        let about = self.post(Handelse::Bestyrkt);
        issued::same_organ(register, self.about.workspace, &about)?;
        issued::again(register, &about, self.shown().as_ref())
    }

    /// The extract's place.
    pub(super) fn file(&self) -> &Path {
        &self.file
    }

    /// Takes the number, and holds the extract's folder from then on.
    pub(super) fn take(&self) -> Result<Number, Diagnostic> {
        let state = &mut *self.state.borrow_mut();
        durable::folder(self.folder())?;
        state.held = Some(durable::hold(self.folder())?);
        // Another run may have been here since it was asked.
        self.free_by(state.register.as_ref())?;
        if let Some(register) = &mut state.register {
            // Nothing waits here, so nobody can come back for a number that was kept for this place.
            self.cancel_at_place(register, Vec::new(), "det som skulle till underskriftstjänsten finns inte kvar")?;
        }
        let register = match &mut state.register {
            Some(register) => register,
            none => {
                let mut made = register::open_with(&self.path, &self.settings)?;
                made.mark(self.about.prov)?;
                none.insert(made)
            }
        };
        let taken = register.take_number(&self.post(Handelse::Nummer))?;
        let own = taken.to_string();
        let earlier = if self.about.rattelser.is_empty() { Vec::new() } else { self.earlier(register)? };
        let replaces = earlier.iter().filter_map(|one| Some(one.post.lopnummer.as_ref()?.to_string())).collect();
        state.number = Some(taken);
        Ok(Number { own, replaces })
    }

    fn folder(&self) -> &Path {
        self.file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
    }

    /// The certified file: entered, then put in its place with its hash beside it. From when it is entered it is certified,
    /// and what stands in the way of the rest is for the next start to bring to an end.
    pub(super) fn finish(&self, bytes: &[u8]) -> Result<Done, Stop> {
        let entered = self.enter(bytes);
        let (delivery, index) = entered.inspect_err(|stop| self.fail(&stop.findings))?;
        let state = &mut *self.state.borrow_mut();
        let register = state.register.as_mut().ok_or_else(no_number)?;
        let name = self.name();
        durable::write(&self.file, bytes)?;
        let sum = format!("{}  {name}\n", delivery.sha256);
        durable::write(&self.folder().join(format!("{name}.sha256")), sum.as_bytes())?;
        durable::discard(&delivery.vantar)?;
        register.delivered(&delivery.lopnummer)?;
        Ok(Done { number: delivery.lopnummer, index })
    }

    /// Enters the certified file, whose bytes wait beside the register.
    fn enter(&self, bytes: &[u8]) -> Result<(Delivery, Option<u64>), Stop> {
        let state = &mut *self.state.borrow_mut();
        let (Some(register), Some(lopnummer)) = (&mut state.register, state.number.clone()) else {
            return Err(no_number().into());
        };
        let sha256 = hex(&digest(bytes));
        let posts = self.posts(register, &lopnummer, &sha256)?;
        let vantar = register.waiting_place(&lopnummer);
        let delivery = Delivery { lopnummer, sha256, vantar, mal: self.file.clone() };
        durable::write(&delivery.vantar, bytes)?;
        let indexes = register.certify(&posts, &delivery)?;
        Ok((delivery, indexes.first().copied()))
    }

    /// Writes the receipt beside the extract. The extract holds without it: what stands in the way is said, no more.
    pub(super) fn receipt(&self, done: &Done) {
        let state = &mut *self.state.borrow_mut();
        if let (Some(register), Some(index)) = (&mut state.register, done.index) {
            receipt(register, index, &self.file.with_extension("tlog-proof"));
        }
    }

    /// The number outlives this process: a signature service has the extract.
    pub(super) fn keep(&self) -> Result<(), Diagnostic> {
        let state = &mut *self.state.borrow_mut();
        match (&mut state.register, &state.number) {
            (Some(register), Some(number)) => register.keep(number, &self.file),
            _ => Err(no_number()),
        }
    }

    /// The number that stands in the extract is ours again, and its folder held.
    pub(super) fn resume(&self, printed: &str) -> Result<(), Diagnostic> {
        self.hold()?;
        self.uncertified()?;
        let state = &mut *self.state.borrow_mut();
        let register = state.register.as_mut().ok_or_else(no_number)?;
        let number = self.taken(register, printed)?.ok_or_else(no_number)?;
        if !register.resume(&number)? {
            return Err(no_number());
        }
        state.number = Some(number);
        state.resumed = true;
        Ok(())
    }

    /// Holds the extract's folder.
    pub(super) fn hold(&self) -> Result<(), Diagnostic> {
        let state = &mut *self.state.borrow_mut();
        if state.held.is_none() {
            state.held = Some(durable::hold(self.folder())?);
        }
        Ok(())
    }

    /// The number of this extract that is printed as `nummer`.
    fn taken(&self, register: &Sqlite, nummer: &str) -> Result<Option<Lopnummer>, Diagnostic> {
        let handling = Some(self.post(Handelse::Nummer).handling);
        let search = Search { handelser: vec![Handelse::Nummer], handling, ..Search::default() };
        let numbers = register.entries(&search)?.into_iter().filter_map(|entry| entry.post.lopnummer);
        Ok(numbers.into_iter().find(|one| one.to_string() == nummer))
    }

    /// Cancels what is kept for an extract at this place, whose folder is held: the number that its reservation names, and
    /// any that was kept without one. True when there was any.
    pub(super) fn cancel_kept(&self, nummer: Option<&str>) -> Result<bool, Diagnostic> {
        let state = &mut *self.state.borrow_mut();
        let named = match (&state.register, nummer) {
            (Some(register), Some(nummer)) => self.taken(register, nummer)?,
            _ => None,
        };
        if let (Some(nummer), None) = (nummer, &named) {
            let message = format!("{nummer} är inte makulerat: det finns inte i {}", words::path(&self.path));
            let fault = Diagnostic::warning("nummer-okant", message);
            terminal::say_findings(&[
                fault.hint("makulera det i sitt register: utdrag register makulera --register FIL.db")
            ]);
        }
        let Some(register) = &mut state.register else { return Ok(false) };
        self.cancel_at_place(register, named.into_iter().collect(), "underskriften i tjänsten avbröts")
    }

    /// Cancels these numbers, and those that are kept for this place. True when there was any.
    fn cancel_at_place(&self, register: &mut Sqlite, named: Vec<Lopnummer>, why: &str) -> Result<bool, Diagnostic> {
        let here = std::path::absolute(&self.file).unwrap_or_else(|_| self.file.clone());
        let kept = register.kept()?.into_iter().filter(|(_, file)| *file == here || *file == self.file);
        let mut kept: Vec<Lopnummer> = kept.map(|(number, _)| number).collect();
        kept.extend(named.into_iter().filter(|named| !kept.contains(named)).collect::<Vec<_>>());
        let mut any = false;
        for number in &kept {
            if register.resume(number)? {
                register.append(&[self.cancelled(number, why)])?;
                terminal::say(&format!("Numret {number} är makulerat."));
                any = true;
            }
        }
        Ok(any)
    }

    fn name(&self) -> String {
        self.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    }

    /// No extract came: the number that was taken is cancelled, unless a service's answer is about it: then it is kept.
    pub(super) fn fail(&self, findings: &[Diagnostic]) {
        let state = &mut *self.state.borrow_mut();
        let (Some(register), Some(number)) = (&mut state.register, &state.number) else { return };
        let why = findings.first().map_or("utdraget kunde inte göras", |fault| fault.message.as_str());
        if state.resumed {
            if let Err(fault) = register.keep(number, &self.file) {
                terminal::say_findings(&[fault]);
            }
            return;
        }
        let certified =
            Search { handelser: vec![Handelse::Bestyrkt], lopnummer: Some(number.clone()), ..Search::default() };
        // What cannot be cancelled now is at the next start; what was entered after all is put in its place then.
        let cancelled = register.entries(&certified).and_then(|entered| match entered.as_slice() {
            [] => register.append(&[self.cancelled(number, why)]).map(|_| true),
            _ => Ok(false),
        });
        match cancelled {
            Ok(true) => terminal::say(&format!("Numret {number} är makulerat.")),
            Ok(false) => {}
            Err(fault) => terminal::say_findings(&[fault]),
        }
    }
}

fn no_number() -> Diagnostic {
    Diagnostic::error("nummer-saknas", "utdraget har inget nummer i registret")
        .hint("släpp det med --avbryt, om det är reserverat, och bestyrk det på nytt")
}

/// Writes the receipt beside the extract. The extract holds without it: what stands in the way is said, no more.
fn receipt(register: &mut Sqlite, index: u64, path: &Path) {
    let made = register.receipt(index).and_then(|text| durable::write(path, text.as_bytes()));
    if let Err(fault) = made {
        let message = format!("kvittot {} är inte skrivet: {}", words::path(path), fault.message);
        let fault = Diagnostic::warning("kvitto-saknas", message);
        terminal::say_findings(&[fault.hint("gör det senare: utdrag register kvitto UTDRAG.pdf")]);
    }
}

/// The bytes of a file that is there already and certified.
fn certified(path: &Path) -> Option<Vec<u8>> {
    fs::read(path).ok().filter(|old| old.windows(10).any(|window| window == b"/ByteRange"))
}
