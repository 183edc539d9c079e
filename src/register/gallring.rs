//! Gallring: the words of old entries are taken out, and their identities stay, so that every proof holds. Which entries
//! hang together is decided here: none is taken out that would let what is left say something else.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Entry, Handelse, Lopnummer};
use crate::diag::Diagnostic;

/// Key of what an entry of [`Handelse::Gallrad`] says: the entries, "0-41, 44".
pub const POSTER: &str = "poster";

/// What may be taken out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gallring {
    /// The entries, in order.
    pub poster: Vec<Entry>,
    /// As old, but left: they hang together with something later, or with what is not at its end.
    pub kvar: Vec<Entry>,
}

/// What hangs together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Samband {
    /// A number's way: without its end a cancelled extract would seem to hold.
    Nummer(Lopnummer),
    /// What one recipient got of a document, and said of it.
    Utskick(String, String),
    /// A notice, until it is taken down.
    Anslag(String, String),
    /// By itself.
    Ensam(u64),
}

impl Samband {
    fn of(entry: &Entry) -> Self {
        let post = &entry.post;
        let mottagare = post.uppgifter.get("mottagare").cloned().unwrap_or_default();
        match (post.handelse, &post.lopnummer) {
            (Handelse::Expedierad | Handelse::Kvitterad, _) => Self::Utskick(post.handling.clone(), mottagare),
            (Handelse::Tillkannagiven | Handelse::Nedtagen, _) => {
                Self::Anslag(post.organ.clone(), post.sammantrade.clone().unwrap_or_default())
            }
            (_, Some(number)) => Self::Nummer(number.clone()),
            (_, None) => Self::Ensam(entry.index),
        }
    }

    /// True when nothing more is to come of it.
    fn is_ended(&self, entries: &[Entry]) -> bool {
        let has = |handelse: Handelse| entries.iter().any(|entry| entry.post.handelse == handelse);
        match self {
            Self::Nummer(_) => has(Handelse::Bestyrkt) || has(Handelse::Makulerad),
            Self::Anslag(..) => {
                let last = entries.iter().rev().find(|entry| entry.post.handelse == Handelse::Tillkannagiven);
                let down = |handling: &str| {
                    entries.iter().any(|one| one.post.handelse == Handelse::Nedtagen && one.post.handling == handling)
                };
                last.is_none_or(|entry| down(&entry.post.handling))
            }
            Self::Utskick(..) | Self::Ensam(_) => true,
        }
    }
}

/// What of the entries was made before `fore`, is of one of `handelser` (of any, when none is named) and may be taken out.
#[must_use]
pub fn chosen(entries: &[Entry], fore: Timestamp, handelser: &[Handelse]) -> Gallring {
    let mut together: BTreeMap<Samband, Vec<Entry>> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| !stays(entry.post.handelse)) {
        together.entry(Samband::of(entry)).or_default().push(entry.clone());
    }
    let asked = |entry: &Entry| handelser.is_empty() || handelser.contains(&entry.post.handelse);
    let mut gallring = Gallring::default();
    for (samband, entries) in together {
        let old = |entry: &Entry| entry.post.nar < fore;
        if entries.iter().all(|entry| old(entry) && asked(entry)) && samband.is_ended(&entries) {
            gallring.poster.extend(entries);
        } else {
            gallring.kvar.extend(entries.into_iter().filter(|entry| old(entry) && asked(entry)));
        }
    }
    gallring.poster.sort_by_key(|entry| entry.index);
    gallring.kvar.sort_by_key(|entry| entry.index);
    gallring
}

/// What tells of the register itself is never taken out.
pub(super) fn stays(handelse: Handelse) -> bool {
    matches!(handelse, Handelse::Gallrad | Handelse::Nyckelbyte | Handelse::Aterupptagen)
}

/// "0-41, 44" of entries in order.
#[must_use]
pub fn ranges(places: &[u64]) -> String {
    let mut ranges: Vec<(u64, u64)> = Vec::new();
    for place in places {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == *place => *last = *place,
            _ => ranges.push((*place, *place)),
        }
    }
    let shown = ranges.iter().map(|(from, to)| if from == to { from.to_string() } else { format!("{from}-{to}") });
    shown.collect::<Vec<_>>().join(", ")
}

/// The entries of "0-41, 44", each before `end`; `None` for what is no such list.
#[must_use]
pub fn places(text: &str, end: u64) -> Option<Vec<u64>> {
    let mut found = Vec::new();
    for part in text.split(", ") {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        let (from, to): (u64, u64) = (from.parse().ok()?, to.parse().ok()?);
        if from > to || to >= end {
            return None;
        }
        found.extend(from..=to);
    }
    Some(found)
}

/// Nothing is old enough.
pub(super) fn nothing() -> Diagnostic {
    Diagnostic::error("gallring-tom", "ingen post finns att gallra")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::register::Post;

    fn entry(index: u64, (handelse, nummer, day): (Handelse, u32, &str), more: &[(&str, &str)]) -> Entry {
        let post = Post {
            handelse,
            nar: format!("{day}T10:00:00Z").parse().unwrap(),
            vem: "Åsa Renvide".to_owned(),
            organ: "rs".to_owned(),
            sammantrade: Some("2015-03-11".to_owned()),
            paragrafer: vec![36],
            lopnummer: (nummer > 0).then(|| Lopnummer { organ: "rs".to_owned(), ar: 2015, nummer }),
            handling: "rs-2015-03-11-p36-utdrag".to_owned(),
            filer: Vec::new(),
            uppgifter: more.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
        };
        Entry { index, post }
    }

    fn indexes(entries: &[Entry]) -> Vec<u64> {
        entries.iter().map(|entry| entry.index).collect()
    }

    #[test]
    fn what_hangs_together_goes_together_or_not_at_all() {
        use Handelse::{Bestyrkt, Expedierad, Gallrad, Makulerad, Nedtagen, Nummer, Nyckelbyte, Tillkannagiven};
        let entries = [
            entry(0, (Nummer, 1, "2015-03-18"), &[]),
            entry(1, (Bestyrkt, 1, "2015-03-18"), &[]),
            entry(2, (Nummer, 2, "2015-03-18"), &[]),
            entry(3, (Bestyrkt, 2, "2015-03-18"), &[]),
            entry(4, (Nummer, 3, "2015-03-18"), &[]),
            entry(5, (Expedierad, 2, "2015-03-19"), &[("mottagare", "ekonomi")]),
            entry(6, (Tillkannagiven, 0, "2015-03-19"), &[]),
            entry(7, (Nyckelbyte, 0, "2015-03-19"), &[]),
            entry(8, (Gallrad, 0, "2015-03-19"), &[]),
            entry(9, (Makulerad, 2, "2026-01-07"), &[]),
        ];
        let fore = "2016-01-01T00:00:00Z".parse().unwrap();
        let found = chosen(&entries, fore, &[]);
        assert_eq!(indexes(&found.poster), [0, 1, 5]);
        assert_eq!(indexes(&found.kvar), [2, 3, 4, 6], "cancelled later, never certified, still up");
        let down = [entries.to_vec(), vec![entry(10, (Nedtagen, 0, "2015-04-10"), &[])]].concat();
        let mut down = down;
        for entry in &mut down {
            if matches!(entry.post.handelse, Tillkannagiven | Nedtagen) {
                entry.post.handling = "rs-2015-03-11-anslag".to_owned();
            }
        }
        assert_eq!(indexes(&chosen(&down, fore, &[]).poster), [0, 1, 5, 6, 10]);
        assert_eq!(indexes(&chosen(&down, fore, &[Expedierad]).poster), [5]);
        assert_eq!(indexes(&chosen(&down, fore, &[Bestyrkt]).poster), [0_u64; 0], "not without the number that it has");
    }

    #[test]
    fn a_list_of_entries_is_read_as_it_is_written() {
        let all = [0, 1, 2, 5, 7, 8];
        assert_eq!(ranges(&all), "0-2, 5, 7-8");
        assert_eq!(places("0-2, 5, 7-8", 9), Some(all.to_vec()));
        for wrong in ["", "2-0", "5-9", "a", "1,2", "0-18446744073709551615"] {
            assert_eq!(places(wrong, 9), None, "{wrong}");
        }
    }
}
