//! Extracts of one or several §§, and voteringslistor by themselves.

use super::frame::Made;
use super::meeting::Meeting;
use super::printed::paragraf_from_object;
use super::protokoll::Leaf;
use super::spans::{day, paragraphs};
use super::{Document, Handling, Innehall, Paragraf, Utdrag, rattelse};

/// One extract with all of these §§.
pub(crate) fn utdrag(meeting: &Meeting<'_>, leaves: &[Leaf<'_>], made: &Made<'_>) -> Document {
    let paragrafer = leaves.iter().map(|(_, object)| paragraf_from_object(object, &made.frame)).collect();
    document(meeting, leaves, paragrafer, made)
}

/// Who voted how in one §, without its text.
pub(crate) fn voteringslista(meeting: &Meeting<'_>, leaf: Leaf<'_>, made: &Made<'_>) -> Document {
    let only_votes = Paragraf { delar: Vec::new(), ..paragraf_from_object(leaf.1, &made.frame) };
    document(meeting, &[leaf], vec![only_votes], made)
}

fn document(meeting: &Meeting<'_>, leaves: &[Leaf<'_>], paragrafer: Vec<Paragraf>, made: &Made<'_>) -> Document {
    let numbers: Vec<u32> = leaves.iter().map(|(case, _)| case.nummer).collect();
    let at_once = made.handling == Handling::Utdrag && leaves.iter().all(|(case, _)| case.omedelbart_justerad);
    let (rattelser, justering) = (rattelse::lines(meeting, &numbers), vec![justering(meeting, at_once)]);
    let utdrag = Utdrag { paragrafer, rattelser, justering, stampel: None };
    let secret = leaves.iter().any(|(case, _)| case.sekretess.is_some());
    marked_secret(made.document(&paragraphs(&numbers), Innehall::Utdrag(utdrag)), secret)
}

/// With SEKRETESS on every page, where something on them is: whoever holds a page knows without reading it. The statute
/// stands in the § (2 kap. 20 § tryckfrihetsförordningen).
pub(crate) fn marked_secret(mut document: Document, secret: bool) -> Document {
    if secret {
        document.ram.markning.insert(0, "SEKRETESS".to_owned());
    }
    document
}

fn justering(meeting: &Meeting<'_>, at_once: bool) -> String {
    let done = meeting.sammantrade.justering.as_ref().and_then(|justering| justering.datum);
    match done {
        _ if at_once => "Utdraget är ur ett protokoll för omedelbar justering.".to_owned(),
        Some(datum) => format!("Protokollet är justerat {}.", day(datum)),
        None => "Protokollet är inte justerat.".to_owned(),
    }
}
