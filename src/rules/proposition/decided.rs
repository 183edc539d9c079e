//! What was adopted, read from the decision: only where the decision is the words of one proposal and of no other.

use crate::case::sammantrade::{Paragraf, Yrkande, Yrkar};
use crate::case::text::words;

use super::ask::{Act, grants, refuses};
use super::{Proposal, standing};
use crate::rules::beslut::satser;

/// The act that the decision is, when it is one.
pub(super) fn act(paragraf: &Paragraf) -> Option<Yrkar> {
    let says = |stem: &str| satser(paragraf).iter().any(|sats| sats.to_lowercase().contains(stem));
    if says("återremitter") { Some(Yrkar::Aterremiss) } else { says("bordlägg").then_some(Yrkar::Bordlaggning) }
}

/// Index of the proposal that the decision is; `None` where that cannot be seen.
pub(super) fn adopted(paragraf: &Paragraf, main: &[Proposal<'_>], added: &[&Yrkande]) -> Option<usize> {
    if !paragraf.votering.is_empty() || satser(paragraf).is_empty() {
        return None;
    }
    let before = main.iter().position(|one| matches!(one, Proposal::Forslag));
    if before.is_some() && is_as_proposed(paragraf, added) {
        return before;
    }
    match main {
        [only] => fits(paragraf, only, added).then_some(0),
        [Proposal::Forslag, other] if !paragraf.forslag.is_empty() => fits(paragraf, other, added).then_some(1),
        _ => None,
    }
}

/// True when the decision, which is not the förslag word for word, can be this proposal.
fn fits(paragraf: &Paragraf, proposal: &Proposal<'_>, added: &[&Yrkande]) -> bool {
    let text = satser(paragraf).join(" ").to_lowercase();
    let before = paragraf.forslag.join(" ").to_lowercase();
    match proposal {
        Proposal::Forslag => {
            added.is_empty() && (before.is_empty() || (refuses(&text) == refuses(&before) && kept(paragraf) == 0))
        }
        Proposal::Own(yrkande) => more(paragraf).all(|sats| {
            let own = yrkande.text.as_deref().unwrap_or_default();
            shared(sats, own) >= ENOUGH && shared(sats, own) > shared(sats, &before)
        }),
        Proposal::Against(_) if kept(paragraf) > 0 => false,
        Proposal::Against(_) => refuses(&text) || ["inte", "avvisa", "avstå"].iter().any(|stem| text.contains(stem)),
        Proposal::Other(act, object) => {
            let does = if *act == Act::Bifall { grants(&text) } else { refuses(&text) };
            does && text.contains(&object.to_lowercase()) && !text.contains("delvis")
        }
    }
}

/// How many sentences of the förslag stand in the decision word for word: some and not all is neither yes nor no to it.
fn kept(paragraf: &Paragraf) -> usize {
    let is_kept = |sats: &&String| satser(paragraf).iter().any(|own| words(own) == words(sats));
    paragraf.forslag.iter().filter(is_kept).count()
}

/// Half of the words of a sentence, of which a decision that is somebody's yrkande has more than that.
const ENOUGH: usize = 50;

/// How many of the sentence's longer words stand in the text, in percent.
fn shared(sats: &str, text: &str) -> usize {
    let (sats, text) = (words(sats), words(text));
    let long: Vec<&String> = sats.iter().filter(|word| word.chars().count() > 3).collect();
    long.iter().filter(|word| text.contains(word)).count() * 100 / long.len().max(1)
}

/// True when every sentence of the förslag was decided, and nothing more than what was moved as a tillägg, or that the §
/// is adjusted at once.
pub(super) fn is_as_proposed(paragraf: &Paragraf, added: &[&Yrkande]) -> bool {
    let is_moved = |sats: &String| added.iter().any(|one| holds(one, sats));
    !paragraf.forslag.is_empty() && kept(paragraf) == paragraf.forslag.len() && more(paragraf).all(is_moved)
}

/// The sentences of the decision that are not in the förslag and are about the matter.
fn more(paragraf: &Paragraf) -> impl Iterator<Item = &String> {
    let is_new = |sats: &&String| !paragraf.forslag.iter().any(|one| words(one) == words(sats));
    let is_justering = |sats: &str| sats.contains("omedelbar") && sats.contains("juster");
    satser(paragraf).iter().filter(is_new).filter(move |sats| !is_justering(&sats.to_lowercase()))
}

/// Whether a tillägg was adopted: its words are a sentence of the decision, or no sentence came to that is nobody's.
pub(super) fn addition(paragraf: &Paragraf, yrkande: &Yrkande) -> Option<bool> {
    if !paragraf.votering.is_empty() || satser(paragraf).is_empty() {
        return None;
    }
    if more(paragraf).any(|sats| holds(yrkande, sats)) {
        return Some(true);
    }
    let moved = |sats: &String| standing(paragraf).any(|(_, one)| one.yrkar == Yrkar::Tillagg && holds(one, sats));
    more(paragraf).all(moved).then_some(false)
}

/// True when the words of the sentence stand in the yrkande, in order.
fn holds(yrkande: &Yrkande, sats: &str) -> bool {
    const FEWEST: usize = 2;
    let (text, sats) = (words(yrkande.text.as_deref().unwrap_or_default()), words(sats));
    sats.len() >= FEWEST && text.windows(sats.len()).any(|run| run == sats)
}
