//! The commands, one file each. A command asks the library, lets `terminal` speak, and answers with an [`Exit`].

mod adjusted;
mod anslag;
mod astray;
mod bestyrk;
mod corrected;
mod demo;
mod entered;
mod examine;
pub mod exit;
mod expediera;
mod fornya;
mod genuine;
mod handed;
mod hjalp;
mod interrupt;
mod issue;
mod issued;
mod justera;
mod kept;
mod keys;
mod komplettera;
mod kontrollera;
mod make;
mod manifest;
mod near;
mod ny;
mod persons;
mod register;
mod registers;
mod registration;
mod reservation;
mod salts;
mod schema;
mod selection;
mod shipped;
mod signed;
mod skapa;
mod state;
mod trial;
mod verifiera;
mod watch;

use std::ffi::OsString;
use std::process::ExitCode;

use crate::args::{self, Asked, Command};
use crate::diag::Diagnostic;
use crate::terminal;

/// What the program answers with when it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Yes: done, and nothing against it.
    Yes,
    /// No: faults in a case, rules broken.
    No,
    /// The command line was wrong.
    Usage,
    /// Cannot tell.
    CannotTell,
    /// A file or the network was in the way.
    InTheWay,
}

impl Exit {
    /// The worse of two answers: 4, 2, 1, 3, 0 in that order.
    #[must_use]
    pub fn worst(self, other: Self) -> Self {
        let weight = |exit: Self| match exit {
            Exit::Yes => 0,
            Exit::CannotTell => 1,
            Exit::No => 2,
            Exit::Usage => 3,
            Exit::InTheWay => 4,
        };
        if weight(self) >= weight(other) { self } else { other }
    }

    /// The number.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Exit::Yes => 0,
            Exit::No => 1,
            Exit::Usage => 2,
            Exit::CannotTell => 3,
            Exit::InTheWay => 4,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit.code())
    }
}

/// Why a command could not go on.
#[derive(Debug)]
struct Stop {
    exit: Exit,
    findings: Vec<Diagnostic>,
}

impl Stop {
    /// With the answer that the findings' codes give.
    fn because(findings: Vec<Diagnostic>) -> Self {
        Self { exit: exit::of(&findings), findings }
    }
}

impl From<Diagnostic> for Stop {
    fn from(finding: Diagnostic) -> Self {
        Self::because(vec![finding])
    }
}

/// Runs one command line, program name first.
#[must_use]
pub fn run(line: impl IntoIterator<Item = OsString>) -> Exit {
    let command = match args::read(line) {
        Asked::For(command) => *command,
        Asked::Text(text) => return finish(terminal::answer(&text).map(|()| Exit::Yes).map_err(Stop::from)),
        Asked::Nothing(text) => {
            terminal::say(&text);
            return Exit::Usage;
        }
        Asked::Wrong(fault) => return finish(Err(Stop::from(*fault))),
    };
    finish(match command {
        Command::Ny(asked) => ny::run(&asked),
        Command::Kontrollera(asked) => kontrollera::run(&asked),
        Command::Skapa(asked) => skapa::run(&asked),
        Command::Justera(asked) => justera::run(&asked),
        Command::Bestyrk(asked) => bestyrk::run(&asked),
        Command::Verifiera(asked) => verifiera::run(&asked),
        Command::Fornya(asked) => fornya::run(&asked),
        Command::Anslag(asked) => anslag::run(&asked),
        Command::Expediera(asked) => expediera::run(&asked),
        Command::Register(asked) => register::run(&asked),
        Command::Demo(asked) => demo::run(&asked),
        Command::Schema(asked) => schema::run(&asked),
        Command::Komplettera(asked) => komplettera::run(&asked),
        Command::Hjalp(asked) => hjalp::run(&asked),
    })
}

fn finish(outcome: Result<Exit, Stop>) -> Exit {
    outcome.unwrap_or_else(|stop| {
        terminal::say_findings(&stop.findings);
        stop.exit
    })
}
