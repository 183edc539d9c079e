//! Corrections after justering, beside the words they correct and never in them (JO 581-2013): a corrected document shows
//! that it was corrected and what changed. They stand with what is said of the justering, outside every leaf.

use super::meeting::Meeting;
use super::spans::{NO_BREAK_SPACE, and, day};
use super::text;
use crate::case::sammantrade::Rattelse;

/// The corrections of these §§, a line each, in the order they stand in the case.
pub(crate) fn lines(meeting: &Meeting<'_>, numbers: &[u32]) -> Vec<String> {
    let ours = meeting.sammantrade.rattelse.iter().filter(|one| numbers.contains(&one.paragraf));
    ours.map(|one| line(meeting, one)).collect()
}

fn line(meeting: &Meeting<'_>, rattelse: &Rattelse) -> String {
    let Rattelse { datum, paragraf, fran, till, grund, beslutad_av } = rattelse;
    let by: Vec<String> = beslutad_av.iter().map(|name| meeting.display(name)).collect();
    let grund = sentence(&plain(grund));
    let mut line = format!(
        "Rättelse {}: i §{NO_BREAK_SPACE}{paragraf} har ”{}” rättats till ”{}”. {grund}",
        day(*datum),
        plain(fran),
        plain(till),
    );
    if !by.is_empty() {
        line = format!("{line} Rättelsen är beslutad av {}.", and(&by));
    }
    line
}

fn plain(source: &str) -> String {
    text::plain(&text::inlines(source)).trim().to_owned()
}

fn sentence(text: &str) -> String {
    if text.is_empty() || text.ends_with(['.', '!', '?']) { text.to_owned() } else { format!("{text}.") }
}
