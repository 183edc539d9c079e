//! A register in memory: for tests, and for trials that leave nothing behind.

use std::path::{Path, PathBuf};

use super::entry::swedish_year;
use super::{Delivery, Entry, Handelse, Lopnummer, Post, Register, Search, Settled, order};
use crate::diag::Diagnostic;

/// Entries in memory.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    entries: Vec<Entry>,
    kept: Vec<(Lopnummer, PathBuf)>,
}

impl Register for Memory {
    fn take_number(&mut self, post: &Post) -> Result<Lopnummer, Diagnostic> {
        let ar = swedish_year(post.nar);
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
        let kept = self.entries.clone();
        for (post, index) in posts.iter().zip(first..) {
            let same = |one: &&Entry| post.lopnummer.is_some() && one.post.lopnummer == post.lopnummer;
            let earlier: Vec<Handelse> = self.entries.iter().filter(same).map(|one| one.post.handelse).collect();
            if let Err(fault) = order::follows(post.handelse, post.lopnummer.as_ref(), &earlier) {
                self.entries = kept;
                return Err(fault);
            }
            self.entries.push(Entry { index, post: post.clone() });
        }
        Ok((first..self.entries.len() as u64).collect())
    }

    fn certify(&mut self, posts: &[Post], _delivery: &Delivery) -> Result<Vec<u64>, Diagnostic> {
        self.append(posts)
    }

    fn keep(&mut self, number: &Lopnummer, mal: &Path) -> Result<(), Diagnostic> {
        self.kept.push((number.clone(), mal.to_owned()));
        Ok(())
    }

    fn kept(&self, mal: &Path) -> Result<Vec<Lopnummer>, Diagnostic> {
        Ok(self.kept.iter().filter(|one| one.1 == mal).map(|one| one.0.clone()).collect())
    }

    fn resume(&mut self, number: &Lopnummer) -> Result<bool, Diagnostic> {
        let before = self.kept.len();
        self.kept.retain(|one| one.0 != *number);
        Ok(self.kept.len() < before)
    }

    fn delivered(&mut self, _number: &Lopnummer) -> Result<(), Diagnostic> {
        Ok(())
    }

    /// Nothing outlives its process.
    fn settle(&mut self) -> Result<Vec<Settled>, Diagnostic> {
        Ok(Vec::new())
    }

    fn entries(&self, search: &Search) -> Result<Vec<Entry>, Diagnostic> {
        Ok(self.entries.iter().filter(|entry| search.fits(&entry.post)).cloned().collect())
    }
}
