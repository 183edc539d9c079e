//! A register in memory: for tests, and for trials that leave nothing behind.

use jiff::tz::TimeZone;

use super::{Entry, Handelse, Lopnummer, Post, Register, Search};
use crate::diag::Diagnostic;

/// Entries in memory.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    entries: Vec<Entry>,
}

impl Register for Memory {
    fn take_number(&mut self, post: &Post) -> Result<Lopnummer, Diagnostic> {
        let zone = TimeZone::get("Europe/Stockholm").unwrap_or(TimeZone::UTC);
        let ar = post.nar.to_zoned(zone).year();
        let taken = self.entries.iter().filter(|one| one.post.handelse == Handelse::Nummer);
        let last = taken.filter_map(|one| one.post.lopnummer.as_ref());
        let last = last.filter(|one| one.organ == post.organ && one.ar == ar).map(|one| one.nummer).max().unwrap_or(0);
        let lopnummer = Lopnummer { organ: post.organ.clone(), ar, nummer: last + 1 };
        let post = Post { handelse: Handelse::Nummer, lopnummer: Some(lopnummer.clone()), ..post.clone() };
        self.append(&[post])?;
        Ok(lopnummer)
    }

    fn append(&mut self, posts: &[Post]) -> Result<Vec<u64>, Diagnostic> {
        let first = self.entries.len() as u64;
        let entries = posts.iter().zip(first..).map(|(post, index)| Entry { index, post: post.clone() });
        self.entries.extend(entries);
        Ok((first..self.entries.len() as u64).collect())
    }

    fn entries(&self, search: &Search) -> Result<Vec<Entry>, Diagnostic> {
        Ok(self.entries.iter().filter(|entry| search.fits(&entry.post)).cloned().collect())
    }
}
