//! The command line as types, in Swedish throughout. Every name is accepted with and without å, ä and ö;
//! help shows them. What was typed wrong becomes a finding in `args::fault`, never clap's English.

mod anslag;
mod expediera;
mod fault;
mod help;
mod quote;
mod register;
mod sign;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{ArgAction, Args as Arguments, Parser, Subcommand, ValueEnum};

use crate::diag::Diagnostic;
use crate::document::Handling;

pub use anslag::Anslag;
pub use expediera::{Bok, Expediera, ExpedieraCommand, Mottagningskvitto};
pub use register::*;
pub use sign::{Bestyrk, Fornya, Justera, Underskrift, Verifiera};

/// What a command line asks for, or why nothing is done.
#[derive(Debug)]
pub enum Asked {
    /// A command.
    For(Box<Command>),
    /// Text that was asked for: help, the version.
    Text(String),
    /// Help, because nothing was asked for.
    Nothing(String),
    /// A command line that is wrong.
    Wrong(Box<Diagnostic>),
}

/// Reads a command line, program name first.
#[must_use]
pub fn read(line: impl IntoIterator<Item = OsString>) -> Asked {
    let line: Vec<OsString> = line.into_iter().collect();
    let words: Vec<String> = line.iter().map(|word| word.to_string_lossy().into_owned()).collect();
    if let Some(fault) = quote::long_dash(&words) {
        return Asked::Wrong(Box::new(fault));
    }
    match Line::try_parse_from(line) {
        Ok(line) => Asked::For(Box::new(line.command)),
        Err(error) => fault::asked(&error, &words),
    }
}

/// The whole command line, for shell completion.
#[must_use]
pub fn command() -> clap::Command {
    <Line as clap::CommandFactory>::command()
}

#[derive(Debug, Parser)]
#[command(
    name = "utdrag",
    bin_name = "utdrag",
    version,
    about = help::ABOUT,
    after_help = help::AFTER,
    help_template = help::TEMPLATE_WITH_COMMANDS,
    override_usage = "utdrag KOMMANDO [FLAGGOR] [SÖKVÄG]…",
    subcommand_help_heading = "Kommandon",
    subcommand_value_name = "KOMMANDO",
    disable_help_flag = true,
    disable_help_subcommand = true,
    disable_version_flag = true,
    arg_required_else_help = true,
    styles = help::STYLES,
    next_help_heading = "Flaggor"
)]
struct Line {
    #[command(subcommand)]
    command: Command,
    /// Visa hjälp; efter ett kommando: hjälp om kommandot
    #[arg(long = "hjälp", short = 'h', aliases = ["hjalp", "help"], action = ArgAction::Help, global = true, display_order = 90)]
    help: Option<bool>,
    /// Visa programmets version
    #[arg(long, short = 'V', action = ArgAction::Version)]
    version: Option<bool>,
}

/// A command with its options.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Gör en ny arbetsmapp med exempel på varje slags fall
    #[command(override_usage = "utdrag ny KATALOG", help_template = help::TEMPLATE, after_help = help::NY)]
    Ny(Ny),
    /// Kontrollera fall mot format och lag
    #[command(override_usage = "utdrag kontrollera [FLAGGOR] [SÖKVÄG]…", help_template = help::TEMPLATE, after_help = help::KONTROLLERA)]
    Kontrollera(Kontrollera),
    /// Skapa handlingar: protokoll, utdrag, skrivelser, kallelser
    #[command(override_usage = "utdrag skapa [FLAGGOR] [SÖKVÄG]…", help_template = help::TEMPLATE, after_help = help::SKAPA)]
    Skapa(Skapa),
    /// Skriv under ett protokoll eller en tjänsteskrivelse
    #[command(override_usage = "utdrag justera FIL --som NAMN --nyckel NYCKEL [FLAGGOR]", help_template = help::TEMPLATE, after_help = help::JUSTERA)]
    Justera(Justera),
    /// Bestyrk ett utdrag ur ett justerat protokoll
    #[command(override_usage = "utdrag bestyrk FIL --paragraf NUMMER --som NAMN --nyckel NYCKEL --ut KATALOG", help_template = help::TEMPLATE, after_help = help::BESTYRK)]
    Bestyrk(Bestyrk),
    /// Kontrollera undertecknade filer: äkthet, ändringar, fullständighet
    #[command(override_usage = "utdrag verifiera FIL… [--lita-på FIL.pem]", help_template = help::TEMPLATE, after_help = help::VERIFIERA)]
    Verifiera(Verifiera),
    /// Lägg en ny arkivtidsstämpel på en undertecknad fil
    #[command(name = "förnya", aliases = ["fornya"], override_usage = "utdrag förnya FIL --tidsstämpel URL", help_template = help::TEMPLATE)]
    Fornya(Fornya),
    /// Anslå ett justerat protokoll och räkna ut dagarna
    #[command(override_usage = "utdrag anslag [FIL] --datum DAG", help_template = help::TEMPLATE, after_help = help::ANSLAG)]
    Anslag(Anslag),
    /// Skicka bestyrkta utdrag till dem som ska ha dem
    #[command(override_usage = "utdrag expediera FIL… [FLAGGOR]", help_template = help::TEMPLATE, after_help = help::EXPEDIERA)]
    Expediera(Expediera),
    /// Läs, kontrollera och bevisa registret
    #[command(override_usage = "utdrag register KOMMANDO [FLAGGOR]", help_template = help::TEMPLATE_WITH_COMMANDS, after_help = help::REGISTER)]
    Register(Register),
    /// Skapa alla handlingar i den medföljande exempelmappen, märkta PROV
    #[command(override_usage = "utdrag demo [FLAGGOR]", help_template = help::TEMPLATE, after_help = help::DEMO)]
    Demo(Demo),
    /// Skriv ett JSON Schema som textredigerare kan kontrollera fall med
    #[command(override_usage = "utdrag schema [FLAGGOR]", help_template = help::TEMPLATE, after_help = help::SCHEMA)]
    Schema(Schema),
    /// Skriv kommandokomplettering för ett skal
    #[command(override_usage = "utdrag komplettera SKAL", help_template = help::TEMPLATE, after_help = help::KOMPLETTERA)]
    Komplettera(Komplettera),
    /// Visa hjälp om ett kommando
    #[command(name = "hjälp", aliases = ["hjalp", "help"], override_usage = "utdrag hjälp [KOMMANDO]", help_template = help::TEMPLATE)]
    Hjalp(Hjalp),
}

/// `ny`.
#[derive(Debug, Arguments)]
#[command(next_help_heading = "Flaggor")]
pub struct Ny {
    /// Mappen som ska skapas
    #[arg(value_name = "KATALOG", help_heading = "Argument")]
    pub katalog: PathBuf,
}

/// `kontrollera`.
#[derive(Debug, Default, Arguments)]
#[command(next_help_heading = "Flaggor")]
pub struct Kontrollera {
    /// Filer eller mappar med fall; utelämnat: hela arbetsmappen
    #[arg(value_name = "SÖKVÄG", help_heading = "Argument")]
    pub paths: Vec<PathBuf>,
    /// Räkna varningar som fel
    #[arg(long)]
    pub strikt: bool,
    /// Rätta det som går att rätta utan att fråga: salt som saknas, BOM, inklistrade tecken
    #[arg(long = "rätta", alias = "ratta")]
    pub ratta: bool,
    /// Svara med JSON
    #[arg(long)]
    pub json: bool,
}

/// `skapa`.
#[derive(Debug, Default, Arguments)]
#[command(next_help_heading = "Flaggor")]
pub struct Skapa {
    /// Filer eller mappar med fall; utelämnat: hela arbetsmappen
    #[arg(value_name = "SÖKVÄG", help_heading = "Argument")]
    pub paths: Vec<PathBuf>,
    /// Mapp för handlingarna; utelämnat: out i arbetsmappen
    #[arg(long, value_name = "KATALOG")]
    pub ut: Option<PathBuf>,
    /// Gör bara handlingar av detta slag
    #[arg(long, value_name = "SLAG", help = help::HANDLING, value_enum, hide_possible_values = true)]
    pub handling: Option<HandlingName>,
    /// Gör ett utdrag av dessa paragrafer: 108,110 eller 97-99
    #[arg(long, value_name = "NUMMER", value_parser = paragrafer, conflicts_with = "bevaka")]
    pub paragraf: Option<ParagrafList>,
    /// Räkna varningar som fel
    #[arg(long)]
    pub strikt: bool,
    /// Skriv PROV på varje sida
    #[arg(long)]
    pub prov: bool,
    /// Fortsätt, och gör om handlingarna varje gång ett fall sparas
    #[arg(long, help = help::BEVAKA, conflicts_with = "json")]
    pub bevaka: bool,
    /// Svara med JSON
    #[arg(long)]
    pub json: bool,
}

/// `demo`.
#[derive(Debug, Arguments)]
#[command(next_help_heading = "Flaggor")]
pub struct Demo {
    /// Mapp för handlingarna
    #[arg(long, value_name = "KATALOG", default_value = "out", hide_default_value = true)]
    pub ut: PathBuf,
}

/// `schema`.
#[derive(Debug, Arguments)]
#[command(next_help_heading = "Flaggor")]
pub struct Schema {
    /// Fil att skriva till; utelämnat: på skärmen
    #[arg(long, value_name = "FIL")]
    pub ut: Option<PathBuf>,
}

/// `komplettera`.
#[derive(Debug, Arguments)]
#[command(next_help_heading = "Flaggor")]
pub struct Komplettera {
    /// bash, zsh, fish, powershell eller elvish
    #[arg(value_name = "SKAL", value_enum, hide_possible_values = true, help_heading = "Argument")]
    pub skal: Skal,
}

/// `hjälp`.
#[derive(Debug, Arguments)]
#[command(next_help_heading = "Flaggor")]
pub struct Hjalp {
    /// Kommandot som hjälpen gäller
    #[arg(value_name = "KOMMANDO", help_heading = "Argument")]
    pub kommando: Option<String>,
}

/// A shell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[expect(missing_docs, reason = "the names say all")]
#[value(rename_all = "lower")]
pub enum Skal {
    Bash,
    Zsh,
    Fish,
    Powershell,
    Elvish,
}

/// A kind of document, as typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[expect(missing_docs, reason = "as `Handling`")]
pub enum HandlingName {
    Protokoll,
    Utdrag,
    Omedelbar,
    Sekretessprotokoll,
    Voteringslista,
    #[value(name = "tjänsteskrivelse", alias = "tjansteskrivelse")]
    Tjansteskrivelse,
    Kallelse,
    #[value(name = "överklagandehänvisning", alias = "overklagandehanvisning")]
    Overklagandehanvisning,
}

impl From<HandlingName> for Handling {
    fn from(name: HandlingName) -> Self {
        match name {
            HandlingName::Protokoll => Handling::Protokoll,
            HandlingName::Utdrag => Handling::Utdrag,
            HandlingName::Omedelbar => Handling::Omedelbar,
            HandlingName::Sekretessprotokoll => Handling::Sekretessprotokoll,
            HandlingName::Voteringslista => Handling::Voteringslista,
            HandlingName::Tjansteskrivelse => Handling::Tjansteskrivelse,
            HandlingName::Kallelse => Handling::Kallelse,
            HandlingName::Overklagandehanvisning => Handling::Overklagandehanvisning,
        }
    }
}

/// § numbers, as typed: sorted, none twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParagrafList(pub Vec<u32>, pub Vec<u32>);

/// `108,110`, `97-99`, `§ 108`.
fn paragrafer(typed: &str) -> Result<ParagrafList, String> {
    let wrong = || "skriv paragrafernas nummer så här: 108,110 eller 97-99".to_owned();
    let number = |text: &str| text.trim().trim_start_matches('§').trim().parse::<u32>().map_err(|_| wrong());
    let (mut numbers, mut intervals) = (Vec::new(), Vec::new());
    for part in typed.split(',') {
        let (first, last) = match part.split_once(['-', '–']) {
            Some((first, last)) => (number(first)?, number(last)?),
            None => (number(part)?, number(part)?),
        };
        if first > last || last - first > 999 {
            return Err(wrong());
        }
        if first == last {
            numbers.push(first);
        } else {
            intervals.extend(first..=last);
        }
    }
    intervals.retain(|number| !numbers.contains(number));
    numbers.extend(&intervals);
    for list in [&mut numbers, &mut intervals] {
        list.sort_unstable();
        list.dedup();
    }
    Ok(ParagrafList(numbers, intervals))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        command().debug_assert();
    }

    #[test]
    fn paragrafer_are_lists_and_intervals() {
        assert_eq!(paragrafer("110, §108"), Ok(ParagrafList(vec![108, 110], Vec::new())));
        assert_eq!(paragrafer("97–99,98"), Ok(ParagrafList(vec![97, 98, 99], vec![97, 99])));
        for wrong in ["", "a", "9-7", "1-100000", "1,,2"] {
            assert!(paragrafer(wrong).is_err(), "{wrong}");
        }
    }
}
