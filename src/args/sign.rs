//! Options of the commands that sign, certify and judge.

use std::path::PathBuf;

use clap::Args as Arguments;
use jiff::civil::Date;

use super::anslag::dag;
use super::{ParagrafList, paragrafer};

/// What every signature needs.
#[derive(Debug, Arguments)]
pub struct Underskrift {
    /// Namnet på den som skriver under, som det står i handlingen
    #[arg(long, value_name = "NAMN", required_unless_present_any = ["slutfor", "avbryt"])]
    pub som: Option<String>,
    /// Nyckeln: en PKCS#12-fil, eller pkcs11:… för ett kort
    #[arg(
        long,
        value_name = "NYCKEL",
        required_unless_present_any = ["forbered", "slutfor", "avbryt"],
        conflicts_with_all = ["forbered", "slutfor", "avbryt"]
    )]
    pub nyckel: Option<String>,
    /// Fil med nyckelns lösenord eller kortets PIN; utelämnat: programmet frågar
    #[arg(long = "lösenord-fil", alias = "losenord-fil", value_name = "FIL")]
    pub losenord_fil: Option<PathBuf>,
    /// Certifikat som inte finns med nyckeln, i PEM eller DER; kan anges flera gånger
    #[arg(long, value_name = "FIL")]
    pub certifikat: Vec<PathBuf>,
    /// Tidsstämplingstjänstens adress; utelämnat: den i myndighet.toml
    #[arg(long = "tidsstämpel", alias = "tidsstampel", value_name = "URL", value_parser = web_address)]
    pub tidsstampel: Option<String>,
    /// Spärrlista (CRL) eller OCSP-svar; kan anges flera gånger
    #[arg(long = "spärr", alias = "sparr", value_name = "FIL")]
    pub sparr: Vec<PathBuf>,
    /// Hämta spärruppgifter över nätet, från de adresser som certifikaten anger
    #[arg(long = "hämta-spärr", alias = "hamta-sparr")]
    pub hamta_sparr: bool,
    /// Reservera filen och skriv ut det som en underskriftstjänst ska skriva under
    #[arg(long = "förbered", alias = "forbered", value_name = "UT", conflicts_with_all = ["slutfor", "avbryt"])]
    pub forbered: Option<PathBuf>,
    /// Lägg in underskriften som tjänsten gjorde
    #[arg(long = "slutför", alias = "slutfor", value_name = "SIGNATUR", conflicts_with = "avbryt")]
    pub slutfor: Option<PathBuf>,
    /// De attribut som tjänsten skrev under, om den lade till sitt certifikat
    #[arg(long, value_name = "FIL", requires = "slutfor")]
    pub attribut: Option<PathBuf>,
    /// Släpp en fil som är reserverad för en underskriftstjänst
    #[arg(long)]
    pub avbryt: bool,
}

/// `justera`.
#[derive(Debug, Arguments)]
#[command(next_help_heading = "Flaggor")]
pub struct Justera {
    /// Handlingen, som utdrag skapa gjorde den
    #[arg(value_name = "FIL", help_heading = "Argument")]
    pub fil: PathBuf,
    /// Vem, med vilken nyckel
    #[command(flatten)]
    pub underskrift: Underskrift,
}

/// `bestyrk`.
#[derive(Debug, Arguments)]
#[command(next_help_heading = "Flaggor")]
pub struct Bestyrk {
    /// Det justerade protokollet
    #[arg(value_name = "FIL", help_heading = "Argument")]
    pub fil: PathBuf,
    /// Paragraferna i utdraget: 108 eller 108,110
    #[arg(
        long,
        value_name = "NUMMER",
        value_parser = paragrafer,
        required_unless_present_any = ["slutfor", "avbryt"]
    )]
    pub paragraf: Option<ParagrafList>,
    /// Mapp för utdraget
    #[arg(long, value_name = "KATALOG", required_unless_present_any = ["slutfor", "avbryt"])]
    pub ut: Option<PathBuf>,
    /// Identitetsfilen; utelämnat: den bredvid protokollet
    #[arg(long, value_name = "FIL")]
    pub identitet: Option<PathBuf>,
    /// Protokollet som det skapades, om en annan tjänst har skrivit om det
    #[arg(long, value_name = "FIL")]
    pub original: Option<PathBuf>,
    /// Dagen då protokollet justerades, om en annan tjänst skrev under; utelämnat: den i fallet
    #[arg(long, value_name = "DAG", value_parser = dag)]
    pub justerad: Option<Date>,
    /// Gör också en arkivkopia i PDF/A-2a, med bevisen bredvid
    #[arg(long, conflicts_with_all = ["slutfor", "avbryt"])]
    pub arkivkopia: bool,
    /// Registret; utelämnat: register.db i arbetsmappen
    #[arg(long, value_name = "FIL.db")]
    pub register: Option<PathBuf>,
    /// Vem, med vilken nyckel
    #[command(flatten)]
    pub underskrift: Underskrift,
}

/// `verifiera`.
#[derive(Debug, Arguments)]
#[command(next_help_heading = "Flaggor")]
pub struct Verifiera {
    /// PDF-filer, eller mappar med PDF-filer och en manifest.sha256
    #[arg(value_name = "FIL", help_heading = "Argument", required = true)]
    pub paths: Vec<PathBuf>,
    /// Certifikat att lita på, i PEM, eller ett registers öppna nyckel, .vkey; kan anges flera gånger
    #[arg(long = "lita-på", alias = "lita-pa", value_name = "FIL")]
    pub lita_pa: Vec<PathBuf>,
    /// Vilka certifikat som hör till vem, som myndigheten har uppgett: en fil i TOML
    #[arg(long, value_name = "FIL.toml")]
    pub undertecknare: Option<PathBuf>,
    /// Skriv svaret också som en rapport i PDF/A, att arkivera
    #[arg(long, value_name = "UT.pdf")]
    pub rapport: Option<PathBuf>,
    /// Registret, för att få veta om filen är införd, makulerad eller rättad
    #[arg(long, value_name = "FIL.db")]
    pub register: Option<PathBuf>,
    /// Skriv ut filernas bilagor till en mapp
    #[arg(long = "packa-upp", value_name = "KATALOG")]
    pub packa_upp: Option<PathBuf>,
    /// Svara med JSON
    #[arg(long)]
    pub json: bool,
}

/// `förnya`.
#[derive(Debug, Arguments)]
#[command(next_help_heading = "Flaggor")]
pub struct Fornya {
    /// Den undertecknade filen
    #[arg(value_name = "FIL", help_heading = "Argument")]
    pub fil: PathBuf,
    /// Tidsstämplingstjänstens adress; utelämnat: den i myndighet.toml
    #[arg(long = "tidsstämpel", alias = "tidsstampel", value_name = "URL", value_parser = web_address)]
    pub tidsstampel: Option<String>,
    /// Spärrlista (CRL) eller OCSP-svar; kan anges flera gånger
    #[arg(long = "spärr", alias = "sparr", value_name = "FIL")]
    pub sparr: Vec<PathBuf>,
    /// Hämta spärruppgifter över nätet, från de adresser som certifikaten anger
    #[arg(long = "hämta-spärr", alias = "hamta-sparr")]
    pub hamta_sparr: bool,
    /// Förnya fast den nuvarande tidsstämpeln räcker mer än ett år till
    #[arg(long = "i-förtid", alias = "i-fortid")]
    pub i_fortid: bool,
}

/// The address of a service: `http://` or `https://`, a name, and what more there is.
fn web_address(typed: &str) -> Result<String, String> {
    let rest = typed.strip_prefix("https://").or_else(|| typed.strip_prefix("http://"));
    let name = rest.map(|rest| rest.split(['/', ':', '?', '#']).next().unwrap_or_default());
    match name {
        Some(name) if !name.is_empty() && !typed.contains(char::is_whitespace) => Ok(typed.to_owned()),
        _ => Err("skriv hela adressen, som börjar med http:// eller https://".to_owned()),
    }
}
