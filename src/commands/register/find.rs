//! `register sök`: what a registrar writes on a slip of paper, understood as they mean it: a file, a hash or its beginning,
//! a number, a §, a diarienummer, a recipient, a name. What is given as a number is not looked for inside hashes.

use std::path::Path;

use super::super::{Exit, Stop, keys, registers};
use super::list;
use crate::args::RegisterSok;
use crate::diag::Diagnostic;
use crate::dispatch::ledger::DIARIENUMMER;
use crate::register::{Entry, Lopnummer, Post, Register as _, Search, Sqlite};

/// Fewer hex digits are more likely a word or a number.
const SHORTEST_HASH: usize = 8;
/// The kinds of facts that hold nothing but hashes and keys of the program.
const HASHES: [&str; 5] = ["protokollrot", "rattelser", "ersatts-av-sha256", "vkey-fore", "vkey-efter"];

/// What is asked for.
#[derive(Debug, PartialEq, Eq)]
enum Sokt {
    /// The beginning of a file's SHA-256, lower case.
    Hash(String),
    /// A running number, or as much of one as was written: organ, year, number.
    Nummer(Option<String>, Option<i16>, u32),
    /// A §, of a meeting of an organ or of any.
    Paragraf(u32),
    /// Words that all must be there, each at the beginning of a word.
    Ord(Vec<String>),
}

pub(super) fn sok(register: &Sqlite, asked: &RegisterSok) -> Result<Exit, Stop> {
    let text = asked.vad.trim();
    if text.is_empty() {
        return Err(Stop::usage(Diagnostic::error("sokord-saknas", "det är inte sagt vad som söks")));
    }
    let file = Path::new(text);
    let found = if file.is_file() {
        registers::about(register, &keys::read(file)?)?
    } else {
        let sokt = Sokt::read(text);
        let mut all = register.entries(&search(&sokt))?;
        all.retain(|entry| sokt.fits(entry));
        all
    };
    if found.is_empty() {
        return Err(list::nothing(text));
    }
    list::answer(&found, asked.json)
}

/// What the register's own indexes can answer.
fn search(sokt: &Sokt) -> Search {
    match sokt {
        Sokt::Hash(hash) if hash.len() == 64 => Search { sha256: Some(hash.clone()), ..Search::default() },
        Sokt::Paragraf(number) => Search { paragraf: Some(*number), ..Search::default() },
        _ => Search::default(),
    }
}

impl Sokt {
    /// "43", "43/2026", "2026:43", "KS 43", "KS 2026:43", "§ 43", "KS/43/2026", "ekonomi", "0a1b2c3d".
    fn read(text: &str) -> Self {
        let folded = text.to_lowercase();
        if let Some(rest) = folded.strip_prefix('§')
            && let Ok(number) = rest.trim().parse()
        {
            return Self::Paragraf(number);
        }
        if let Some(number) = number(&folded) {
            return number;
        }
        let plain: String = folded.chars().filter(|one| !one.is_whitespace()).collect();
        let hexadecimal = plain.chars().all(|one| one.is_ascii_hexdigit());
        if hexadecimal && (SHORTEST_HASH..=64).contains(&plain.len()) {
            return Self::Hash(plain);
        }
        Self::Ord(folded.split_whitespace().map(str::to_owned).collect())
    }

    fn fits(&self, entry: &Entry) -> bool {
        let post = &entry.post;
        match self {
            Self::Hash(begin) => {
                let more = HASHES.iter().filter_map(|key| post.uppgifter.get(*key));
                post.filer.iter().map(|file| &file.sha256).chain(more).any(|hash| hash.starts_with(begin))
            }
            Self::Nummer(organ, ar, nummer) => {
                let of = |one: &Lopnummer| {
                    one.nummer == *nummer
                        && ar.is_none_or(|ar| ar == one.ar)
                        && organ.as_ref().is_none_or(|organ| *organ == one.organ)
                };
                let same = post.lopnummer.as_ref().is_some_and(of);
                // A bare number is as likely the § that somebody remembers.
                let bare = organ.is_none() && ar.is_none();
                same || has_diarienummer(post, (organ.as_deref(), *ar, *nummer))
                    || (bare && post.paragrafer.contains(nummer))
                    || (bare && entry.index == u64::from(*nummer))
            }
            Self::Paragraf(number) => post.paragrafer.contains(number),
            Self::Ord(words) => {
                let text = words_of(post);
                words.iter().all(|word| begins_a_word(&text, word))
            }
        }
    }
}

/// "RS 43/2026" and "43/2026" may be a diarienummer too.
fn has_diarienummer(post: &Post, (organ, ar, nummer): (Option<&str>, Option<i16>, u32)) -> bool {
    let (Some(ar), Some(found)) = (ar, post.uppgifter.get(DIARIENUMMER)) else { return false };
    let before = organ.map(|organ| format!("{organ} ")).unwrap_or_default();
    begins_a_word(&found.to_lowercase(), &format!("{before}{nummer}/{ar}"))
}

/// A running number as people write it, in lower case.
fn number(text: &str) -> Option<Sokt> {
    let (organ, rest) = match text.rsplit_once(' ') {
        Some((organ, rest)) => (Some(organ.trim().to_owned()), rest),
        None => (None, text),
    };
    let year = |text: &str| text.parse::<i16>().ok().filter(|_| text.len() == 4);
    let (ar, nummer) = if let Some((ar, nummer)) = rest.split_once(':') {
        (Some(year(ar)?), nummer)
    } else if let Some((nummer, ar)) = rest.split_once('/') {
        (Some(year(ar)?), nummer)
    } else {
        (None, rest)
    };
    let nummer = nummer
        .parse()
        .ok()
        .filter(|_| nummer.len() < SHORTEST_HASH && nummer.chars().all(|one| one.is_ascii_digit()))?;
    let plain = organ
        .as_ref()
        .is_none_or(|organ| !organ.is_empty() && organ.chars().all(|one| one.is_alphanumeric() || one == '-'));
    plain.then_some(Sokt::Nummer(organ, ar, nummer))
}

/// What people write in an entry: everything but hashes and keys.
fn words_of(post: &Post) -> String {
    let numbers = post.paragrafer.iter().map(|number| format!("§ {number}"));
    let said = post.uppgifter.iter().filter(|(key, _)| !HASHES.contains(&key.as_str())).map(|(_, value)| value.clone());
    let all = [
        post.handelse.label().to_owned(),
        post.lopnummer.as_ref().map(ToString::to_string).unwrap_or_default(),
        post.handling.clone(),
        post.vem.clone(),
        post.organ.clone(),
        post.sammantrade.clone().unwrap_or_default(),
        list::moment_of(post),
    ];
    let files = post.filer.iter().map(|file| file.namn.clone());
    all.into_iter().chain(numbers).chain(files).chain(said).collect::<Vec<_>>().join("\n").to_lowercase()
}

/// True where the word stands in the text, not in the middle of another word or number.
fn begins_a_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        before.is_none_or(|one| !one.is_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::register::{Fil, Handelse};

    fn entry(index: u64) -> Entry {
        let post = Post {
            handelse: Handelse::Expedierad,
            nar: "2026-03-19T09:12:00Z".parse().unwrap(),
            vem: "Åsa Renvide".to_owned(),
            organ: "ks".to_owned(),
            sammantrade: Some("2026-03-11".to_owned()),
            paragrafer: vec![36],
            lopnummer: Some(Lopnummer { organ: "ks".to_owned(), ar: 2026, nummer: 43 }),
            handling: "ks-2026-03-11-p36-utdrag".to_owned(),
            filer: vec![Fil { namn: "ks-2026-03-11-p36-utdrag.pdf".to_owned(), sha256: "4321".repeat(16) }],
            uppgifter: [
                ("mottagare", "ekonomi"),
                ("diarienummer", "KS/151/2026"),
                ("protokollrot", "77".repeat(32).as_str()),
            ]
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .into(),
        };
        Entry { index, post }
    }

    #[test]
    fn what_a_registrar_writes_is_understood() {
        let entry = entry(7);
        let hits = |text: &str| Sokt::read(text).fits(&entry);
        for text in [
            "43",
            "43/2026",
            "2026:43",
            "KS 43",
            "ks 2026:43",
            "§ 36",
            "36",
            "KS/151/2026",
            "ekonomi",
            "renvide",
            "Åsa Renvide",
            "asa".replace("asa", "åsa").as_str(),
            "ks-2026-03-11-p36-utdrag.pdf",
            "2026-03-19",
            "43214321",
            "4321 4321 4321",
            "77777777",
            "expedierad",
            "7",
        ] {
            assert!(hits(text), "{text}: {:?}", Sokt::read(text));
        }
        for text in
            ["432", "4321", "21", "RS 43", "43/2025", "§ 43", "51/2026", "77", "konomi", "ekonomi teknik", "00000000"]
        {
            assert!(!hits(text), "{text}: {:?}", Sokt::read(text));
        }
    }
}
