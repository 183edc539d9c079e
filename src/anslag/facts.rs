//! What happened after the meeting, put into the case so that its rules speak of it: day of justering, days on the boards.
//! The case itself is not changed; what it says already is kept, and a day that disagrees with the signatures is refused.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::case::sammantrade::{Anslag, Justering, Sammantrade};
use crate::case::text::Datum;
use crate::case::{Case, Content};
use crate::diag::Diagnostic;
use crate::document::stem;

/// What is known of minutes about to be announced, or taken down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The § of minutes that were adjusted at once; `None` for the meeting's minutes.
    pub omedelbar: Option<u32>,
    /// The day of the justering.
    pub justerat: Date,
    /// Boards with their days; a board without a name is the authority's own.
    pub tavlor: Vec<(Option<String>, Date)>,
    /// Why the same minutes are announced again.
    pub skal: Option<String>,
    /// Who posts it.
    pub anslaget_av: String,
    /// Titles as they were signed, by § number.
    pub rubriker: BTreeMap<u32, String>,
    /// True for what is on trial.
    pub prov: bool,
    /// Notices of the same meeting that stand in the register.
    pub registered: Vec<Anslag>,
    /// How many times these minutes have been announced before.
    pub before: usize,
}

impl Facts {
    /// The notice's file name without extension: `rs-2026-03-11-anslag`, `rs-2026-03-11-p36-omedelbar-anslag`; a second
    /// posting is `…-anslag-2`.
    #[must_use]
    pub fn stem(&self, organ: &str, sammantrade: Date) -> String {
        let which = self.omedelbar.map(|nummer| format!("-p{nummer}-omedelbar")).unwrap_or_default();
        let again = if self.before == 0 { String::new() } else { format!("-{}", self.before + 1) };
        stem::file(&format!("{organ}-{sammantrade}{which}-anslag{again}"))
    }
}

/// The case with the facts in it, for the rules to check. `None` for what is no meeting.
///
/// # Errors
/// When the case says another day of justering than the signatures.
pub fn with(case: &Case, facts: &Facts) -> Result<Option<Case>, Diagnostic> {
    let mut known = case.clone();
    let Content::Sammantrade(meeting) = &mut known.value else { return Ok(None) };
    if facts.omedelbar.is_none() {
        adjusted(meeting, facts.justerat)?;
    }
    meeting.anslag.extend(facts.registered.iter().cloned());
    for (board, day) in &facts.tavlor {
        meeting.anslag.push(Anslag {
            paragraf: facts.omedelbar,
            tavla: board.clone(),
            justerad: facts.omedelbar.map(|_| Datum(facts.justerat)),
            uppsatt: Datum(*day),
            nedtaget: None,
            skal: facts.skal.clone(),
        });
    }
    Ok(Some(known))
}

fn adjusted(meeting: &mut Sammantrade, day: Date) -> Result<(), Diagnostic> {
    let justering = meeting.justering.get_or_insert_with(Justering::default);
    if let Some(said) = justering.datum.filter(|said| said.0 != day) {
        let message = format!("fallet säger att protokollet justerades {said}, men sista underskriften är från {day}");
        return Err(Diagnostic::error("justeringsdag-skiljer", message)
            .hint("ta bort datum under [justering]: underskrifterna säger vilken dag det var"));
    }
    justering.datum = Some(Datum(day));
    Ok(())
}
