//! What an extract enters in the register: that it is certified and which earlier ones it takes the place of, or that its
//! number is cancelled.

use super::Issue;
use crate::commands::Stop;
use crate::commands::issued::{self, RATTELSER};
use crate::diag::Diagnostic;
use crate::dispatch::ledger::DIARIENUMMER;
use crate::document::certified_stem;
use crate::evidence::minutes::Leaf;
use crate::register::{Entry, Fil, Handelse, Lopnummer, Post, Register as _, Search, Sqlite};

impl Issue<'_> {
    pub(super) fn cancelled(&self, number: &Lopnummer, why: &str) -> Post {
        let mut post = self.post(Handelse::Makulerad);
        post.lopnummer = Some(number.clone());
        post.uppgifter.insert("skal".to_owned(), format!("utdraget blev inte färdigt: {why}"));
        post
    }

    pub(super) fn post(&self, handelse: Handelse) -> Post {
        let about = &self.about;
        let huvud = &about.minutes.huvud;
        let organs = &about.workspace.myndighet.value.organ;
        let organ = organs.iter().find(|organ| organ.namn == huvud.organ).map_or(&huvud.organ, |organ| &organ.id);
        Post {
            handelse,
            nar: about.nar,
            vem: about.vem.to_owned(),
            organ: organ.clone(),
            sammantrade: Some(huvud.datum.clone()),
            paragrafer: about.paragrafer.to_vec(),
            lopnummer: None,
            handling: certified_stem(about.workspace, huvud, about.paragrafer),
            filer: Vec::new(),
            uppgifter: std::collections::BTreeMap::new(),
        }
    }

    /// That the extract is certified; and, where its §§ have been corrected, that it takes the place of earlier ones.
    pub(super) fn posts(&self, register: &Sqlite, number: &Lopnummer, hash: &str) -> Result<Vec<Post>, Stop> {
        let mut post = self.post(Handelse::Bestyrkt);
        let (name, protokoll) = &self.about.protokoll;
        post.lopnummer = Some(number.clone());
        post.filer = vec![
            Fil { namn: self.name(), sha256: hash.to_owned() },
            Fil { namn: (*name).to_owned(), sha256: protokoll.clone() },
        ];
        post.uppgifter.insert("protokollrot".to_owned(), self.about.minutes.root());
        if let Some(shown) = self.shown() {
            post.uppgifter.insert(RATTELSER.to_owned(), shown);
        }
        post.uppgifter.extend(self.diarienummer().map(|numbers| (DIARIENUMMER.to_owned(), numbers)));
        let mut posts = vec![post];
        if !self.about.rattelser.is_empty() {
            for earlier in self.earlier(register)? {
                posts.push(self.corrected(earlier, number, hash));
            }
        }
        Ok(posts)
    }

    /// Diarienummer of the §§, each once; a secret § says none.
    fn diarienummer(&self) -> Option<String> {
        let about = |leaf: &&Leaf| self.about.paragrafer.contains(&leaf.nummer) && !leaf.secret;
        let leaves = self.about.minutes.leaves.iter().filter(about);
        let mut numbers: Vec<String> = leaves.filter_map(|leaf| leaf.object.as_ref()?.diarienummer.clone()).collect();
        numbers.dedup();
        (!numbers.is_empty()).then(|| numbers.join(", "))
    }

    /// Which corrections the extract prints: SHA-256 of their lines.
    pub(super) fn shown(&self) -> Option<String> {
        issued::shown(self.about.rattelser)
    }

    /// Extracts of the same §§ that have been certified before, still hold, and do not print these corrections.
    pub(super) fn earlier(&self, register: &Sqlite) -> Result<Vec<Entry>, Diagnostic> {
        let about = self.post(Handelse::Bestyrkt);
        let search = Search { organ: Some(about.organ), sammantrade: about.sammantrade, ..Search::default() };
        let all = register.entries(&search)?;
        let same = |entry: &&Entry| entry.post.paragrafer.iter().any(|one| about.paragrafer.contains(one));
        let shown = self.shown();
        let other = issued::in_force(&all).filter(|entry| entry.post.uppgifter.get(RATTELSER) != shown.as_ref());
        Ok(other.filter(same).cloned().collect())
    }

    /// An earlier extract does not show the correction: its number, its hash, and what takes its place.
    fn corrected(&self, earlier: Entry, number: &Lopnummer, hash: &str) -> Post {
        let more = [
            ("rattelse", self.about.rattelser.join(" ")),
            ("ersatts-av", number.to_string()),
            ("ersatts-av-sha256", hash.to_owned()),
        ];
        Post {
            handelse: Handelse::Rattad,
            nar: self.about.nar,
            vem: self.about.vem.to_owned(),
            filer: earlier.post.filer.into_iter().take(1).collect(),
            uppgifter: more.into_iter().map(|(key, value)| (key.to_owned(), value)).collect(),
            ..earlier.post
        }
    }
}
