//! `hjälp [KOMMANDO]`: the same as `KOMMANDO --hjälp`.

use super::{Exit, Stop};
use crate::args::{self, Asked, Hjalp};
use crate::terminal;

pub(super) fn run(asked: &Hjalp) -> Result<Exit, Stop> {
    let line = ["utdrag".into()].into_iter().chain(asked.kommando.iter().map(Into::into)).chain(["--hjälp".into()]);
    match args::read(line) {
        Asked::Text(text) => {
            terminal::answer(&text)?;
            Ok(Exit::Yes)
        }
        Asked::Wrong(fault) => Err(Stop::from(*fault)),
        Asked::For(_) | Asked::Nothing(_) => Ok(Exit::Usage),
    }
}
