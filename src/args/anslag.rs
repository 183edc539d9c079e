//! Options of `anslag`: the notice of adjusted minutes, and its days.

use std::path::PathBuf;

use clap::Args as Arguments;
use jiff::civil::Date;

/// `anslag`.
#[derive(Debug, Arguments)]
#[command(next_help_heading = "Flaggor")]
pub struct Anslag {
    /// Det undertecknade protokollet; fallet, om det justerades i en annan tjänst
    #[arg(value_name = "FIL", help_heading = "Argument")]
    pub fil: Option<PathBuf>,
    /// Dagen då anslaget sätts upp; utan FIL räknas bara dagarna ut
    #[arg(long, value_name = "DAG", value_parser = dag, conflicts_with = "nedtaget")]
    pub datum: Option<Date>,
    /// Dagen då anslaget togs ned: gör bevis om anslag
    #[arg(long, value_name = "DAG", value_parser = dag, requires = "fil", conflicts_with_all = ["idag", "igen", "tavla"])]
    pub nedtaget: Option<Date>,
    /// Visa vad som ska upp och vad som får tas ned i dag
    #[arg(long, conflicts_with_all = ["fil", "igen", "tavla"])]
    pub idag: bool,
    /// Paragraf som justerades omedelbart i en annan tjänst; FIL är fallet
    #[arg(long, value_name = "NUMMER", requires = "justerad", conflicts_with_all = ["nedtaget", "idag"])]
    pub paragraf: Option<u32>,
    /// Dagen då den paragrafen justerades
    #[arg(long, value_name = "DAG", value_parser = dag, requires = "paragraf")]
    pub justerad: Option<Date>,
    /// Anslå på prov, märkt PROV
    #[arg(long, conflicts_with_all = ["nedtaget", "idag"])]
    pub prov: bool,
    /// Namnet på den som anslår eller tar ned
    #[arg(long, value_name = "NAMN")]
    pub som: Option<String>,
    /// Dag på en annan huvudmans tavla, för en gemensam nämnd; kan anges flera gånger
    #[arg(long, value_name = "HUVUDMAN=DAG", value_parser = tavla)]
    pub tavla: Vec<(String, Date)>,
    /// Anslå samma protokoll igen, och varför
    #[arg(long, value_name = "SKÄL")]
    pub igen: Option<String>,
    /// Mapp för anslagen; utelämnat: anslag i arbetsmappen
    #[arg(long, value_name = "KATALOG")]
    pub ut: Option<PathBuf>,
    /// Registret; utelämnat: register.db i arbetsmappen
    #[arg(long, value_name = "DB")]
    pub register: Option<PathBuf>,
    /// Svara med JSON
    #[arg(long)]
    pub json: bool,
}

fn dag(typed: &str) -> Result<Date, String> {
    let wrong = || "skriv dagen så här: 2026-03-19".to_owned();
    let digits = typed.len() == 10 && typed.bytes().all(|one| one.is_ascii_digit() || one == b'-');
    typed.parse().ok().filter(|_| digits).ok_or_else(wrong)
}

fn tavla(typed: &str) -> Result<(String, Date), String> {
    let (name, day) =
        typed.rsplit_once('=').ok_or("skriv huvudmannen och dagen så här: \"Vittjärvs kommun=2026-03-19\"")?;
    Ok((name.trim().to_owned(), dag(day.trim())?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_in_one_way() {
        assert_eq!(dag("2026-03-19"), Ok(Date::constant(2026, 3, 19)));
        for wrong in ["2026-02-30", "20260319", "2026-3-19", "19 mars 2026", "+002026-03-19", ""] {
            assert!(dag(wrong).is_err(), "{wrong}");
        }
        assert_eq!(
            tavla("Vittjärvs kommun=2026-03-19"),
            Ok(("Vittjärvs kommun".to_owned(), Date::constant(2026, 3, 19)))
        );
        assert!(tavla("Vittjärvs kommun").is_err());
    }
}
