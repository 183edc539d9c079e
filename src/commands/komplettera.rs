//! `komplettera SKAL`: the completion script of a shell, as the answer.

use clap_complete::{Shell, generate};

use super::{Exit, Stop};
use crate::args::{self, Komplettera, Skal};
use crate::terminal;

pub(super) fn run(asked: &Komplettera) -> Result<Exit, Stop> {
    let shell = match asked.skal {
        Skal::Bash => Shell::Bash,
        Skal::Zsh => Shell::Zsh,
        Skal::Fish => Shell::Fish,
        Skal::Powershell => Shell::PowerShell,
        Skal::Elvish => Shell::Elvish,
    };
    let mut script = Vec::new();
    generate(shell, &mut args::command(), "utdrag", &mut script);
    terminal::answer(String::from_utf8_lossy(&script).trim_end())?;
    Ok(Exit::Yes)
}
