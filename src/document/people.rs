//! Persons of a meeting as they are printed: a fact is written once, in `narvaro`, and looked up here.

use super::spans::{and, genitive};
use super::text;
use crate::case::sammantrade::Uppdrag;
use crate::rules::tjanstgoring::Meeting;

/// The persons of a meeting as one § names them (a name is looked up among those who were there then).
#[derive(Clone, Copy)]
pub(crate) struct People<'a> {
    pub(crate) meeting: &'a Meeting<'a>,
    pub(crate) nummer: u32,
}

impl People<'_> {
    /// "Mats Gärd (C)": plain characters; the words themselves for who is not in the närvaro, as a party.
    pub(crate) fn plain(&self, name: &str) -> String {
        self.meeting.find(name, self.nummer).map_or_else(|| name.to_owned(), |index| self.meeting.display(index))
    }

    /// "Mats Gärd (C)" as CommonMark source.
    pub(crate) fn named(&self, name: &str) -> String {
        text::escaped(&self.plain(name))
    }

    /// "A (S), B (V) och C (MP)" as CommonMark source.
    pub(crate) fn all_named(&self, names: &[String]) -> String {
        and(&names.iter().map(|name| self.named(name)).collect::<Vec<_>>())
    }
}

/// "Jenny Sellsves", "Jenny Sellsves och Elin Hoffners", "Jenny Sellsves med fleras", as CommonMark source.
pub(crate) fn of(names: &[String]) -> String {
    let each: Vec<String> = names.iter().map(|name| text::escaped(&genitive(without_party(name)))).collect();
    match each.as_slice() {
        [first, _, _, ..] => format!("{first} med fleras"),
        few => and(few),
    }
}

/// True when the text names every one of them.
pub(crate) fn names_all(text: &str, names: &[String]) -> bool {
    names.iter().all(|name| text.contains(without_party(name)))
}

fn without_party(name: &str) -> &str {
    name.split_once(" (").map_or(name, |(name, _)| name)
}

/// The word in running text: "vice ordförande".
pub(crate) fn word(uppdrag: Uppdrag) -> &'static str {
    match uppdrag {
        Uppdrag::Ordforande => "ordförande",
        Uppdrag::ForsteViceOrdforande => "förste vice ordförande",
        Uppdrag::AndreViceOrdforande => "andre vice ordförande",
        Uppdrag::ViceOrdforande => "vice ordförande",
        Uppdrag::Ledamot => "ledamot",
        Uppdrag::Ersattare => "ersättare",
        Uppdrag::Tjansteperson => "tjänsteperson",
        Uppdrag::Foredragande => "föredragande",
        Uppdrag::Personalforetradare => "personalföreträdare",
        Uppdrag::Insynsplats => "insynsplats",
        Uppdrag::Narvaroratt => "närvarorätt",
        Uppdrag::Ovrig => "övrig",
    }
}
