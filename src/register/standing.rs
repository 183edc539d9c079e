//! How a certified extract stands: entered as certified, and perhaps cancelled or corrected since.

use super::{Entry, Handelse, Register, Search};
use crate::diag::Diagnostic;

/// An extract that was certified, and what has come of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// That it was certified.
    pub entry: Entry,
    /// That it was cancelled.
    pub makulerad: Option<Entry>,
    /// That its §§ were corrected afterwards, and which extract takes its place.
    pub rattad: Option<Entry>,
}

/// The certified extract that is the file with this SHA-256 (64 hex); `None` when no such file was certified.
///
/// # Errors
/// When the register cannot be read.
pub fn certified(register: &dyn Register, sha256: &str) -> Result<Option<Standing>, Diagnostic> {
    let search = Search { handelser: vec![Handelse::Bestyrkt], sha256: Some(sha256.to_owned()), ..Search::default() };
    // The minutes that an extract is of are among its files too; the extract is the first.
    let own = |entry: &Entry| entry.post.filer.first().is_some_and(|file| file.sha256 == sha256);
    let Some(entry) = register.entries(&search)?.into_iter().rev().find(own) else { return Ok(None) };
    let Some(number) = &entry.post.lopnummer else {
        return Ok(Some(Standing { entry, makulerad: None, rattad: None }));
    };
    let later = register.entries(&Search { lopnummer: Some(number.clone()), ..Search::default() })?;
    let last = |handelse| later.iter().rev().find(|entry| entry.post.handelse == handelse).cloned();
    Ok(Some(Standing { makulerad: last(Handelse::Makulerad), rattad: last(Handelse::Rattad), entry }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::register::{Fil, Memory, Post};

    #[test]
    fn an_extract_is_found_by_its_own_hash_and_not_by_that_of_its_minutes() {
        let mut register = Memory::default();
        let file = |namn: &str, byte: &str| Fil { namn: namn.to_owned(), sha256: byte.repeat(32) };
        let mut post = Post {
            handelse: Handelse::Nummer,
            nar: "2026-03-18T11:00:00Z".parse().unwrap(),
            vem: "Åsa Renvide".to_owned(),
            organ: "rs".to_owned(),
            sammantrade: None,
            paragrafer: vec![36],
            lopnummer: None,
            handling: "rs-2026-03-11-p36-utdrag".to_owned(),
            filer: Vec::new(),
            uppgifter: std::collections::BTreeMap::new(),
        };
        post.lopnummer = Some(register.take_number(&post).unwrap());
        post.handelse = Handelse::Bestyrkt;
        post.filer = vec![file("utdrag.pdf", "ab"), file("protokoll.pdf", "cd")];
        register.append(std::slice::from_ref(&post)).unwrap();
        assert_eq!(certified(&register, &"cd".repeat(32)).unwrap(), None);
        let found = certified(&register, &"ab".repeat(32)).unwrap().unwrap();
        assert_eq!((found.entry.index, found.makulerad), (1, None));
        register.append(&[Post { handelse: Handelse::Makulerad, ..post }]).unwrap();
        assert!(certified(&register, &"ab".repeat(32)).unwrap().unwrap().makulerad.is_some());
    }
}
