//! Options of `expediera`: certified extracts to those who must have them, who has not got theirs, and receipts.

use std::path::PathBuf;

use clap::{Args as Arguments, Subcommand};
use jiff::civil::Date;

use super::help;

/// `expediera`.
#[derive(Debug, Default, Arguments)]
#[command(
    next_help_heading = "Flaggor",
    subcommand_help_heading = "Kommandon",
    disable_help_subcommand = true,
    args_conflicts_with_subcommands = true,
    subcommand_precedence_over_arg = true
)]
pub struct Expediera {
    /// Något annat än att skicka
    #[command(subcommand)]
    pub annat: Option<ExpedieraCommand>,
    /// Bestyrkta utdrag; med --saknas: mappar att se efter i
    #[arg(value_name = "FIL", help_heading = "Argument")]
    pub paths: Vec<PathBuf>,
    /// Visa de beslut vars mottagare inte alla har fått sitt
    #[arg(long, conflicts_with_all = ["mottagare", "igen", "for_hand", "prov", "bara_filer", "utan_bilagor", "visa", "ut"])]
    pub saknas: bool,
    /// Bara till denna mottagare (id); kan anges flera gånger
    #[arg(long, value_name = "ID")]
    pub mottagare: Vec<String>,
    /// Skicka igen till den som redan har fått, eller kanske har fått, sitt; skälet förs in i registret
    #[arg(long, value_name = "SKÄL")]
    pub igen: Option<String>,
    /// För in att du själv har lämnat utdraget till mottagaren; kan anges flera gånger
    #[arg(long = "för-hand", alias = "for-hand", value_name = "NAMN", conflicts_with_all = ["mottagare", "bara_filer"])]
    pub for_hand: Vec<String>,
    /// Visa vad som skulle skickas, men skicka inget
    #[arg(long)]
    pub visa: bool,
    /// Gör filer att skicka, men skicka ingen e-post
    #[arg(long)]
    pub bara_filer: bool,
    /// Skicka utan paragrafernas bilagor, som du lämnar på annat sätt
    #[arg(long)]
    pub utan_bilagor: bool,
    /// Gör filer också av utdrag märkta PROV; de skickas aldrig
    #[arg(long)]
    pub prov: bool,
    /// Mapp för filerna; utelämnat: utskick i arbetsmappen
    #[arg(long, value_name = "KATALOG")]
    pub ut: Option<PathBuf>,
    /// Vem och vilket register
    #[command(flatten)]
    pub bok: Bok,
    /// Svara med JSON
    #[arg(long)]
    pub json: bool,
}

/// Who enters something, and in which register.
#[derive(Debug, Default, Arguments)]
pub struct Bok {
    /// Den som expedierar; utelämnat: inget namn i brevet, och användarnamnet i registret
    #[arg(long, value_name = "NAMN")]
    pub som: Option<String>,
    /// Registret; utelämnat: register.db i arbetsmappen
    #[arg(long, value_name = "FIL")]
    pub register: Option<PathBuf>,
}

/// What `expediera` does besides sending.
#[derive(Debug, Subcommand)]
pub enum ExpedieraCommand {
    /// För in att en mottagare har fått sitt utdrag
    #[command(override_usage = "utdrag expediera kvitto FIL… [--utdrag NAMN --mottagare ID]", help_template = help::TEMPLATE, after_help = help::EXPEDIERA_KVITTO)]
    Kvitto(Mottagningskvitto),
}

/// `expediera kvitto`.
#[derive(Debug, Arguments)]
#[command(next_help_heading = "Flaggor")]
pub struct Mottagningskvitto {
    /// Svaret som sparat e-brev (.eml), eller det undertecknade mottagningsbeviset
    #[arg(value_name = "FIL", help_heading = "Argument", required = true)]
    pub paths: Vec<PathBuf>,
    /// Utdraget, som filnamn: behövs inte för svar på e-brev
    #[arg(long, value_name = "NAMN", requires = "mottagare")]
    pub utdrag: Option<String>,
    /// Mottagaren (id): behövs inte för svar på e-brev
    #[arg(long, value_name = "ID", requires = "utdrag")]
    pub mottagare: Option<String>,
    /// Dagen då mottagaren fick utdraget; utelämnat: i dag
    #[arg(long, value_name = "DAG", value_parser = day)]
    pub datum: Option<Date>,
    /// Vem och vilket register
    #[command(flatten)]
    pub bok: Bok,
    /// Svara med JSON
    #[arg(long)]
    pub json: bool,
}

fn day(typed: &str) -> Result<Date, String> {
    typed.trim().parse().map_err(|_| "skriv dagen så här: 2026-03-19".to_owned())
}
