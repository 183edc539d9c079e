//! The sentences of a förslag and of a decision as CommonMark source, with what stands before them.

use super::meeting::Meeting;
use super::parts::satser;
use super::text::line;
use crate::case::sammantrade::{Beslut, Beslutsgrupp, Paragraf};
use crate::rules::intervall::Intervall;

/// The decision, in groups where the case has them; of sentences that begin with "att", after the organ's own words.
pub(crate) fn text(meeting: &Meeting<'_>, paragraf: &Paragraf) -> Option<String> {
    let all = match &paragraf.beslut {
        Beslut::EnligtForslag(_) => &paragraf.forslag,
        Beslut::Satser(own) => own,
    };
    if let Some(grouped) = grouped(&paragraf.beslutsgrupper, all) {
        return Some(grouped);
    }
    let is_clause = |sats: &String| sats.trim_start().starts_with("att ");
    let lead = meeting.organ().and_then(|organ| organ.beslutsingress.as_deref());
    match lead.filter(|_| all.iter().all(is_clause)) {
        Some(lead) => under(lead, all),
        None => satser(all),
    }
}

/// The förslag, in the same groups as the decision where they reach over all of it.
pub(crate) fn forslag(paragraf: &Paragraf) -> Option<String> {
    grouped(&paragraf.beslutsgrupper, &paragraf.forslag).or_else(|| satser(&paragraf.forslag))
}

/// The sentences under the words of their groups; `None` where the groups are not those of these sentences.
fn grouped(groups: &[Beslutsgrupp], all: &[String]) -> Option<String> {
    let mut at = 0;
    let mut texts = Vec::new();
    for group in groups {
        let read = Intervall::parse(&group.satser).ok()?;
        let [(first, last)] = read.ends() else { return None };
        let (first, last) = (usize::try_from(*first).ok()?, usize::try_from(*last).ok()?);
        if first != at + 1 {
            return None;
        }
        texts.push(under(&group.ingress, all.get(at..last)?)?);
        at = last;
    }
    (at == all.len() && !texts.is_empty()).then(|| texts.join("\n\n"))
}

/// "Kommunstyrelsen beslutar att anta planen", or the words, a colon and the sentences numbered.
fn under(lead: &str, all: &[String]) -> Option<String> {
    let lead = line(lead);
    let lead = lead.trim_end_matches(':');
    match all {
        [] => None,
        [only] if only.trim_start().starts_with("att ") && !only.trim().contains('\n') => {
            Some(format!("{lead} {}", line(only)))
        }
        [only] => Some(format!("{lead}:\n\n{}", super::parts::numbered(1, only))),
        several => Some(format!("{lead}:\n\n{}", satser(several)?)),
    }
}
