//! Options of `register`: what is asked of the register.

use std::path::PathBuf;

use clap::{Args as Arguments, Subcommand, ValueEnum};
use jiff::civil::Date;

use super::help;

/// `register`.
#[derive(Debug, Arguments)]
#[command(next_help_heading = "Flaggor", subcommand_help_heading = "Kommandon", subcommand_value_name = "KOMMANDO")]
pub struct Register {
    /// Vad som görs
    #[command(subcommand)]
    pub vad: Vad,
    /// Registrets fil; utelämnat: register.db i arbetsmappen
    #[arg(long, value_name = "FIL.db", global = true)]
    pub register: Option<PathBuf>,
}

/// What is done with the register.
#[derive(Debug, Subcommand)]
pub enum Vad {
    /// Börja ett nytt register
    #[command(override_usage = "utdrag register ny", help_template = help::TEMPLATE)]
    Ny,
    /// Kontrollera att ingen post är ändrad, borttagen eller flyttad
    #[command(override_usage = "utdrag register kontrollera [--mot KONTROLLPUNKT]", help_template = help::TEMPLATE, after_help = help::REGISTER_KONTROLLERA)]
    Kontrollera(RegisterKontrollera),
    /// Visa posterna, en rad för varje
    #[command(override_usage = "utdrag register lista [FLAGGOR]", help_template = help::TEMPLATE)]
    Lista(RegisterLista),
    /// Visa allt om ett nummer eller en post
    #[command(override_usage = "utdrag register visa NUMMER", help_template = help::TEMPLATE)]
    Visa(RegisterVisa),
    /// Sök på en fil, ett nummer, en paragraf, en hash eller ett ord
    #[command(name = "sök", alias = "sok", override_usage = "utdrag register sök VAD", help_template = help::TEMPLATE)]
    Sok(RegisterSok),
    /// Skriv ut alla poster som CSV eller JSON
    #[command(override_usage = "utdrag register exportera [--format json] [--ut FIL]", help_template = help::TEMPLATE)]
    Exportera(RegisterExportera),
    /// Skriv under hur registret ser ut nu
    #[command(override_usage = "utdrag register kontrollpunkt [--ut FIL]", help_template = help::TEMPLATE, after_help = help::REGISTER_KONTROLLPUNKT)]
    Kontrollpunkt(RegisterKontrollpunkt),
    /// Skriv ett kvitto på att ett utdrag står i registret
    #[command(override_usage = "utdrag register kvitto UTDRAG.pdf…", help_template = help::TEMPLATE)]
    Kvitto(RegisterKvitto),
    /// Bevittna en kontrollpunkt, som arkiv eller annan utomstående
    #[command(override_usage = "utdrag register bevittna KONTROLLPUNKT --lita-på REGISTER.vkey --nyckel FIL", help_template = help::TEMPLATE, after_help = help::REGISTER_BEVITTNA)]
    Bevittna(RegisterBevittna),
    /// Ta in en bevittnad kontrollpunkt, så att kvitton får med den
    #[command(name = "ta-in", override_usage = "utdrag register ta-in KONTROLLPUNKT", help_template = help::TEMPLATE)]
    TaIn(RegisterTaIn),
    /// Makulera ett bestyrkt utdrag
    #[command(override_usage = "utdrag register makulera NUMMER --skäl TEXT --som NAMN", help_template = help::TEMPLATE)]
    Makulera(RegisterMakulera),
    /// Fortsätt ett register som har tappat poster, eller har flyttats
    #[command(name = "återuppta", alias = "ateruppta", override_usage = "utdrag register återuppta [--nummer NUMMER] [--utför --skäl TEXT --som NAMN]", help_template = help::TEMPLATE, after_help = help::REGISTER_ATERUPPTA)]
    Ateruppta(RegisterAteruppta),
    /// Ta bort innehållet i gamla poster, så att bevisen består
    #[command(override_usage = "utdrag register gallra --före DAG [--utför --skäl TEXT --beslut TEXT --som NAMN]", help_template = help::TEMPLATE, after_help = help::REGISTER_GALLRA)]
    Gallra(RegisterGallra),
    /// Byt registrets nyckel mot en ny
    #[command(name = "byt-nyckel", override_usage = "utdrag register byt-nyckel --skäl TEXT --som NAMN --ut FIL", help_template = help::TEMPLATE, after_help = help::REGISTER_BYT_NYCKEL)]
    BytNyckel(RegisterBytNyckel),
}

/// `register kontrollera`.
#[derive(Debug, Arguments)]
#[command(next_help_heading = "Flaggor")]
pub struct RegisterKontrollera {
    /// Kontrollpunkt som har förvarats någon annanstans; kan anges flera gånger
    #[arg(long, value_name = "FIL")]
    pub mot: Vec<PathBuf>,
    /// Svara med JSON
    #[arg(long)]
    pub json: bool,
}

/// `register lista`.
#[derive(Debug, Arguments)]
#[command(next_help_heading = "Flaggor")]
pub struct RegisterLista {
    /// Bara det som har hänt på detta sätt: bestyrkt, makulerad …
    #[arg(long = "händelse", alias = "handelse", value_name = "ORD")]
    pub handelse: Vec<String>,
    /// Bara detta organ: rs
    #[arg(long, value_name = "ID")]
    pub organ: Option<String>,
    /// Bara detta sammanträde: 2026-03-02
    #[arg(long = "sammanträde", alias = "sammantrade", value_name = "DAG")]
    pub sammantrade: Option<String>,
    /// Bara denna paragraf
    #[arg(long, value_name = "NUMMER")]
    pub paragraf: Option<u32>,
    /// Svara med JSON
    #[arg(long)]
    pub json: bool,
}

/// `register visa`.
#[derive(Debug, Arguments)]
#[command(next_help_heading = "Flaggor")]
pub struct RegisterVisa {
    /// Utdragets nummer, "RS 2026:17", eller postens: 41
    #[arg(value_name = "NUMMER", help_heading = "Argument")]
    pub nummer: String,
    /// Svara med JSON
    #[arg(long)]
    pub json: bool,
}

/// `register sök`.
#[derive(Debug, Arguments)]
#[command(next_help_heading = "Flaggor")]
pub struct RegisterSok {
    /// En fil, "RS 17", "17/2026", "§ 33", ett diarienummer, en mottagare, ett namn, eller början på en SHA-256
    #[arg(value_name = "VAD", help_heading = "Argument")]
    pub vad: String,
    /// Svara med JSON
    #[arg(long)]
    pub json: bool,
}

/// `register exportera`.
#[derive(Debug, Arguments)]
#[command(next_help_heading = "Flaggor")]
pub struct RegisterExportera {
    /// csv eller json
    #[arg(
        long,
        value_name = "SLAG",
        value_enum,
        default_value = "csv",
        hide_possible_values = true,
        hide_default_value = true
    )]
    pub format: Format,
    /// Fil att skriva till; utelämnat: på skärmen
    #[arg(long, value_name = "FIL")]
    pub ut: Option<PathBuf>,
}

/// A form of export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[expect(missing_docs, reason = "the names say all")]
#[value(rename_all = "lower")]
pub enum Format {
    Csv,
    Json,
}

/// `register kontrollpunkt`.
#[derive(Debug, Arguments)]
#[command(next_help_heading = "Flaggor")]
pub struct RegisterKontrollpunkt {
    /// Fil att skriva till; utelämnat: på skärmen
    #[arg(long, value_name = "FIL")]
    pub ut: Option<PathBuf>,
    /// Myndighetens e-stämpel, en PKCS#12-fil: skriver också FIL.p7s
    #[arg(long, value_name = "FIL.p12", requires = "ut")]
    pub nyckel: Option<String>,
    /// Fil med nyckelns lösenord
    #[arg(long = "lösenord-fil", alias = "losenord-fil", value_name = "FIL", requires = "nyckel")]
    pub losenord_fil: Option<PathBuf>,
    /// Kontrollpunkt som mottagaren redan har: tar med beviset för att den nya fortsätter den
    #[arg(long, value_name = "FIL")]
    pub sedan: Option<PathBuf>,
}

/// `register kvitto`.
#[derive(Debug, Arguments)]
#[command(next_help_heading = "Flaggor")]
pub struct RegisterKvitto {
    /// Bestyrkta utdrag
    #[arg(value_name = "FIL", help_heading = "Argument", required = true)]
    pub filer: Vec<PathBuf>,
    /// Mapp för kvittona; utelämnat: bredvid utdragen
    #[arg(long, value_name = "KATALOG")]
    pub ut: Option<PathBuf>,
}

/// `register bevittna`.
#[derive(Debug, Arguments)]
#[command(next_help_heading = "Flaggor")]
pub struct RegisterBevittna {
    /// Kontrollpunkten, som myndigheten skickade den
    #[arg(value_name = "FIL", help_heading = "Argument")]
    pub fil: PathBuf,
    /// Registrets öppna nyckel
    #[arg(long = "lita-på", alias = "lita-pa", value_name = "FIL.vkey")]
    pub lita_pa: PathBuf,
    /// Vittnets nyckel; finns den inte görs en ny
    #[arg(long, value_name = "FIL")]
    pub nyckel: PathBuf,
    /// Vittnets namn, för en ny nyckel: arkivet.exempel.se
    #[arg(long, value_name = "NAMN")]
    pub namn: Option<String>,
    /// Fil för den bevittnade; utelämnat: FIL ersätts
    #[arg(long, value_name = "FIL")]
    pub ut: Option<PathBuf>,
}

/// `register ta-in`.
#[derive(Debug, Arguments)]
#[command(next_help_heading = "Flaggor")]
pub struct RegisterTaIn {
    /// Den bevittnade kontrollpunkten
    #[arg(value_name = "FIL", help_heading = "Argument")]
    pub fil: PathBuf,
}

/// `register makulera`.
#[derive(Debug, Arguments)]
#[command(next_help_heading = "Flaggor")]
pub struct RegisterMakulera {
    /// Utdragets nummer: "RS 2026:17"
    #[arg(value_name = "NUMMER", help_heading = "Argument")]
    pub nummer: String,
    /// Varför
    #[arg(long = "skäl", alias = "skal", value_name = "TEXT")]
    pub skal: String,
    /// Vem som makulerar
    #[arg(long, value_name = "NAMN")]
    pub som: String,
}

/// `register återuppta`.
#[derive(Debug, Arguments)]
#[command(next_help_heading = "Flaggor")]
pub struct RegisterAteruppta {
    /// Det sista numret som gavs ut, "RS 2026:17", om registret och vakten inte vet det; kan anges flera gånger
    #[arg(long, value_name = "NUMMER")]
    pub nummer: Vec<String>,
    /// Fortsätt; utelämnat: visa bara vad som saknas
    #[arg(long = "utför", alias = "utfor", requires_all = ["skal", "som"])]
    pub utfor: bool,
    /// Varför poster saknas
    #[arg(long = "skäl", alias = "skal", value_name = "TEXT")]
    pub skal: Option<String>,
    /// Vem som återupptar det
    #[arg(long, value_name = "NAMN")]
    pub som: Option<String>,
}

/// `register gallra`.
#[derive(Debug, Arguments)]
#[command(next_help_heading = "Flaggor")]
pub struct RegisterGallra {
    /// Poster som infördes före denna dag: 2016-01-01
    #[arg(long = "före", alias = "fore", value_name = "DAG", value_parser = day)]
    pub fore: Date,
    /// Bara det som har hänt på detta sätt: expedierad, kvitterad …; kan anges flera gånger
    #[arg(long = "händelse", alias = "handelse", value_name = "ORD")]
    pub handelse: Vec<String>,
    /// Bara detta organ: rs
    #[arg(long, value_name = "ID")]
    pub organ: Option<String>,
    /// Gallra; utelämnat: visa bara vad som skulle gallras
    #[arg(long = "utför", alias = "utfor", requires_all = ["skal", "beslut", "som"])]
    pub utfor: bool,
    /// Varför
    #[arg(long = "skäl", alias = "skal", value_name = "TEXT")]
    pub skal: Option<String>,
    /// Gallringsbeslutet, med dag eller diarienummer
    #[arg(long, value_name = "TEXT")]
    pub beslut: Option<String>,
    /// Vem som gallrar
    #[arg(long, value_name = "NAMN")]
    pub som: Option<String>,
}

/// `register byt-nyckel`.
#[derive(Debug, Arguments)]
#[command(next_help_heading = "Flaggor")]
pub struct RegisterBytNyckel {
    /// Varför
    #[arg(long = "skäl", alias = "skal", value_name = "TEXT")]
    pub skal: String,
    /// Vem som byter
    #[arg(long, value_name = "NAMN")]
    pub som: String,
    /// Fil för den kontrollpunkt som båda nycklarna har skrivit under
    #[arg(long, value_name = "FIL")]
    pub ut: PathBuf,
}

fn day(typed: &str) -> Result<Date, String> {
    typed.trim().parse().map_err(|_| "skriv dagen så här: 2016-01-01".to_owned())
}
