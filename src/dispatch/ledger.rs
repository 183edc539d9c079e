//! What the register says of dispatch: who has got which §, who may have, and who has said so.
//! A dispatch that began and of which no end is known is neither sent nor unsent.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::diag::Diagnostic;
use crate::register::{Entry, Handelse, Lopnummer, Post, Register, Search};

use super::extract::Extract;
use super::subject;

/// Key of what a post says: id of the recipient, or its name.
pub const MOTTAGARE: &str = "mottagare";
/// Key: the channel, as `myndighet.toml` spells it, or "för hand".
pub const KANAL: &str = "kanal";
/// Key: how far it came; see [`Lage`].
pub const LAGE: &str = "lage";
/// Key: Message-ID of the mail, with its brackets.
pub const MESSAGE_ID: &str = "message-id";
/// Key: why something was sent again, or why it failed.
pub const SKAL: &str = "skal";
/// Key: what the mail server answered.
pub const SVAR: &str = "svar";
/// Key: diarienummer of the §§, which a secret § does not say.
pub const DIARIENUMMER: &str = "diarienummer";
/// Key: the day the recipient got it, as the receipt says.
pub const MOTTAGET: &str = "mottaget";

/// How far a dispatch came, in a post of [`Handelse::Expedierad`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lage {
    /// About to be handed to the mail server. Alone: nobody knows whether it got there.
    Paborjad,
    /// The mail server has taken it.
    Skickad,
    /// Files were made, for somebody to send or hand over.
    Framtagen,
    /// It was certainly not taken.
    Misslyckad,
    /// The connection was lost after the last byte: nobody knows.
    Osaker,
}

impl Lage {
    /// The word in the register.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Lage::Paborjad => "paborjad",
            Lage::Skickad => "skickad",
            Lage::Framtagen => "framtagen",
            Lage::Misslyckad => "misslyckad",
            Lage::Osaker => "osaker",
        }
    }

    /// The word for people.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Lage::Paborjad => "påbörjad",
            Lage::Skickad => "skickad",
            Lage::Framtagen => "framtagen",
            Lage::Misslyckad => "misslyckad",
            Lage::Osaker => "osäker",
        }
    }

    /// How far a post says that it came.
    #[must_use]
    pub fn of(post: &Post) -> Self {
        let word = post.uppgifter.get(LAGE).map(String::as_str);
        let all = [Lage::Paborjad, Lage::Skickad, Lage::Framtagen, Lage::Misslyckad, Lage::Osaker];
        // A post by another program, which knows no such word, is taken at its word: dispatched.
        all.into_iter().find(|lage| Some(lage.word()) == word).unwrap_or(Lage::Skickad)
    }
}

/// How one recipient stands with one §.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing was sent.
    Never,
    /// It was tried, and certainly did not get there.
    Failed(Told),
    /// It was tried, and may have got there.
    Unsure(Told),
    /// It was sent, or made ready to be.
    Sent(Told),
    /// And the recipient has said so.
    Acknowledged(Told),
}

/// One event, as told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// When.
    pub nar: Timestamp,
    /// By which channel.
    pub kanal: String,
    /// The extract.
    pub handling: String,
    /// Its running number, where it had one.
    pub lopnummer: Option<Lopnummer>,
    /// How far it came.
    pub lage: Lage,
}

impl Told {
    fn of(post: &Post) -> Self {
        let kanal = post.uppgifter.get(KANAL).cloned().unwrap_or_default();
        Self {
            nar: post.nar,
            kanal,
            handling: post.handling.clone(),
            lopnummer: post.lopnummer.clone(),
            lage: Lage::of(post),
        }
    }
}

/// The dispatches, receipts and cancellations of the register.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    entries: Vec<Entry>,
}

impl Ledger {
    /// Reads the register.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(register: &dyn Register) -> Result<Self, Diagnostic> {
        let handelser =
            vec![Handelse::Bestyrkt, Handelse::Expedierad, Handelse::Kvitterad, Handelse::Rattad, Handelse::Makulerad];
        Ok(Self { entries: register.entries(&Search { handelser, ..Search::default() })? })
    }

    /// True when the register knows of certified extracts at all; else it began after they were made.
    #[must_use]
    pub fn knows_extracts(&self) -> bool {
        self.of(Handelse::Bestyrkt).next().is_some()
    }

    /// The certification of an extract, by the hash of its file: the first of the entry, before the minutes it is from.
    #[must_use]
    pub fn certified(&self, sha256: &str) -> Option<&Entry> {
        self.of(Handelse::Bestyrkt).find(|entry| entry.post.filer.first().is_some_and(|file| file.sha256 == sha256))
    }

    /// The cancellation of an extract.
    #[must_use]
    pub fn cancelled(&self, sha256: &str) -> Option<&Entry> {
        let certified = self.certified(sha256).map(|entry| (entry.index, entry.post.lopnummer.clone()));
        self.of(Handelse::Makulerad).find(|entry| {
            let same_number = certified.as_ref().is_some_and(|(index, number)| {
                number.is_some() && *number == entry.post.lopnummer && entry.index > *index
            });
            has_file(&entry.post, sha256) || same_number
        })
    }

    /// The entry that says which extract has taken the place of this one, after a correction.
    #[must_use]
    pub fn corrected(&self, sha256: &str) -> Option<&Entry> {
        self.of(Handelse::Rattad).find(|entry| entry.post.filer.first().is_some_and(|file| file.sha256 == sha256))
    }

    /// True when a post is about an extract that no longer holds: whoever got that one has not got theirs.
    fn is_void(&self, post: &Post) -> bool {
        let void = self.of(Handelse::Makulerad).chain(self.of(Handelse::Rattad));
        let files: Vec<&str> = post.filer.iter().map(|file| file.sha256.as_str()).collect();
        let mut void = void.map(|entry| &entry.post);
        void.any(|one| {
            let same_number = one.lopnummer.is_some() && one.lopnummer == post.lopnummer;
            same_number || one.filer.first().is_some_and(|file| files.contains(&file.sha256.as_str()))
        })
    }

    /// True when a § has an extract that is not cancelled: entered as certified, or dispatched.
    #[must_use]
    pub fn has_extract(&self, meeting: (&str, &str), paragraf: u32) -> bool {
        let made = self.of(Handelse::Bestyrkt).chain(self.of(Handelse::Expedierad));
        let mut made = made.filter(|entry| is_about(&entry.post, meeting, paragraf));
        made.any(|entry| !self.is_void(&entry.post))
    }

    /// How a recipient stands with a § of the meeting (organ, day).
    #[must_use]
    pub fn standing(&self, meeting: (&str, &str), paragraf: u32, recipient: &str) -> Standing {
        let concerns = |post: &Post| {
            is_about(post, meeting, paragraf) && post.uppgifter.get(MOTTAGARE).is_some_and(|found| found == recipient)
        };
        let (mut open, mut sent, mut failed, mut receipt) = (None, None, None, None);
        for entry in self.entries.iter().filter(|entry| concerns(&entry.post) && !self.is_void(&entry.post)) {
            let told = Told::of(&entry.post);
            let id = entry.post.uppgifter.get(MESSAGE_ID);
            match (entry.post.handelse, told.lage) {
                (Handelse::Kvitterad, _) => (receipt, open) = (Some(told), None),
                (Handelse::Expedierad, Lage::Paborjad | Lage::Osaker) => open = Some(told),
                (Handelse::Expedierad, Lage::Misslyckad) => {
                    // Mail that the server took, and that came back.
                    if id.is_some() && sent.as_ref().is_some_and(|(_, sent_id)| *sent_id == id) {
                        sent = None;
                    }
                    (failed, open) = (Some(told), None);
                }
                (Handelse::Expedierad, Lage::Skickad | Lage::Framtagen) => (sent, open) = (Some((told, id)), None),
                _ => {}
            }
        }
        match (open, receipt, sent, failed) {
            (Some(told), ..) => Standing::Unsure(told),
            (None, Some(told), ..) => Standing::Acknowledged(told),
            (None, None, Some((told, _)), _) => Standing::Sent(told),
            (None, None, None, Some(told)) => Standing::Failed(told),
            (None, None, None, None) => Standing::Never,
        }
    }

    /// How a recipient stands with all §§ of an extract that name it: as with the one that is furthest behind, but
    /// unsure as soon as one is.
    #[must_use]
    pub fn standing_with(&self, extract: &Extract, organ: &str, recipient: (&str, &[u32])) -> Standing {
        let meeting = (organ, extract.huvud.datum.as_str());
        let mut all: Vec<Standing> =
            recipient.1.iter().map(|number| self.standing(meeting, *number, recipient.0)).collect();
        let rank = |standing: &Standing| match standing {
            Standing::Unsure(_) => 0,
            Standing::Never => 1,
            Standing::Failed(_) => 2,
            Standing::Sent(_) => 3,
            Standing::Acknowledged(_) => 4,
        };
        all.sort_by_key(rank);
        all.into_iter().next().unwrap_or(Standing::Never)
    }

    /// How many mails of this extract have left, or may have, for the recipient: the next has a Message-ID of its own.
    #[must_use]
    pub fn times(&self, sha256: &str, recipient: &str) -> usize {
        // Whether it was taken and, until its end is known, whether it may be. What was taken stays so though it bounce.
        let mut sent: BTreeMap<&str, (bool, bool)> = BTreeMap::new();
        for entry in self.of(Handelse::Expedierad).filter(|entry| has_file(&entry.post, sha256)) {
            let to = entry.post.uppgifter.get(MOTTAGARE).is_some_and(|found| found == recipient);
            if let (true, Some(id)) = (to, entry.post.uppgifter.get(MESSAGE_ID)) {
                let (taken, open) = sent.entry(id).or_default();
                match Lage::of(&entry.post) {
                    Lage::Paborjad => *open = true,
                    Lage::Misslyckad => *open = false,
                    Lage::Skickad | Lage::Framtagen | Lage::Osaker => *taken = true,
                }
            }
        }
        sent.values().filter(|(taken, open)| *taken || *open).count()
    }

    /// The dispatch of the mail with this Message-ID.
    #[must_use]
    pub fn mailed(&self, message_id: &str) -> Option<&Entry> {
        self.of(Handelse::Expedierad)
            .find(|entry| entry.post.uppgifter.get(MESSAGE_ID).is_some_and(|found| found == message_id))
    }

    /// The dispatch of the mail with this reference in its subject, where it is of one mail alone.
    #[must_use]
    pub fn referred(&self, reference: &str) -> Option<(&Entry, &String)> {
        let sent =
            self.of(Handelse::Expedierad).filter_map(|entry| Some((entry, entry.post.uppgifter.get(MESSAGE_ID)?)));
        let mut found = sent.filter(|(_, id)| subject::is_of(reference, id));
        let first = found.next()?;
        found.all(|(_, id)| id == first.1).then_some(first)
    }

    /// True when a file with this SHA-256 stands in an entry.
    #[must_use]
    pub fn knows_file(&self, sha256: &str) -> bool {
        self.entries.iter().any(|entry| has_file(&entry.post, sha256))
    }

    /// The last dispatch of an extract (its file name without extension) to a recipient.
    #[must_use]
    pub fn dispatched(&self, handling: &str, recipient: &str) -> Option<&Entry> {
        let to = |entry: &&Entry| {
            entry.post.handling == handling
                && entry.post.uppgifter.get(MOTTAGARE).is_some_and(|found| found == recipient)
        };
        self.of(Handelse::Expedierad).filter(to).last()
    }

    /// Every extract (its file name without extension) and recipient that something was dispatched to.
    #[must_use]
    pub fn sent(&self) -> BTreeSet<(&str, &str)> {
        let to = |entry: &'_ Entry| entry.post.uppgifter.contains_key(MOTTAGARE);
        let all = self.of(Handelse::Expedierad).filter(|entry| to(entry));
        all.map(|entry| (entry.post.handling.as_str(), entry.post.uppgifter.get(MOTTAGARE).map_or("", String::as_str)))
            .collect()
    }

    /// The day in Sweden when an extract was first dispatched to a recipient: no receipt is older.
    #[must_use]
    pub fn first_day(&self, handling: &str, recipient: &str) -> Option<Date> {
        let to = |entry: &&Entry| {
            entry.post.handling == handling
                && entry.post.uppgifter.get(MOTTAGARE).is_some_and(|found| found == recipient)
        };
        let zone = TimeZone::get("Europe/Stockholm").unwrap_or(TimeZone::UTC);
        let first = self.of(Handelse::Expedierad).filter(to).map(|entry| entry.post.nar).min()?;
        Some(first.to_zoned(zone).date())
    }

    /// True when this very file has been entered as a receipt.
    #[must_use]
    pub fn is_receipt(&self, sha256: &str) -> bool {
        self.of(Handelse::Kvitterad).any(|entry| has_file(&entry.post, sha256))
    }

    fn of(&self, handelse: Handelse) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| entry.post.handelse == handelse)
    }
}

fn has_file(post: &Post, sha256: &str) -> bool {
    post.filer.iter().any(|file| file.sha256 == sha256)
}

fn is_about(post: &Post, (organ, day): (&str, &str), paragraf: u32) -> bool {
    post.organ == organ && post.sammantrade.as_deref() == Some(day) && post.paragrafer.contains(&paragraf)
}

#[cfg(test)]
mod tests {
    use super::{Handelse, KANAL, LAGE, Lage, Ledger, MESSAGE_ID, MOTTAGARE, Post, Register};
    use crate::register::{Fil, Memory};

    fn post(handelse: Handelse, files: &[&str], facts: &[(&str, &str)]) -> Post {
        let fil = |sha256: &&str| Fil { namn: format!("{sha256}.pdf"), sha256: (*sha256).to_owned() };
        Post {
            handelse,
            nar: jiff::Timestamp::UNIX_EPOCH,
            vem: "Ylva Sandmark".to_owned(),
            organ: "bn".to_owned(),
            sammantrade: Some("2026-03-02".to_owned()),
            paragrafer: vec![6],
            lopnummer: None,
            handling: "bn-2026-03-02-p6-utdrag".to_owned(),
            filer: files.iter().map(fil).collect(),
            uppgifter: facts.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
        }
    }

    fn mailed(id: &str, lage: Lage) -> Post {
        let facts = [(MOTTAGARE, "teknik"), (KANAL, "e-post"), (MESSAGE_ID, id), (LAGE, lage.word())];
        post(Handelse::Expedierad, &["aa"], &facts)
    }

    fn ledger(posts: &[Post]) -> Ledger {
        let mut register = Memory::default();
        register.append(posts).expect("posts in order");
        Ledger::read(&register).expect("the register is read")
    }

    #[test]
    fn a_message_id_is_used_again_only_for_mail_that_never_left() {
        let times = |posts: &[Post]| ledger(posts).times("aa", "teknik");
        let (begun, failed) = (mailed("<1@r>", Lage::Paborjad), mailed("<1@r>", Lage::Misslyckad));
        assert_eq!(times(&[]), 0);
        assert_eq!(times(&[begun.clone(), failed.clone()]), 0, "the server did not take it");
        assert_eq!(times(std::slice::from_ref(&begun)), 1, "nobody knows");
        for taken in [Lage::Skickad, Lage::Framtagen, Lage::Osaker] {
            let taken = mailed("<1@r>", taken);
            assert_eq!(times(&[begun.clone(), taken.clone()]), 1);
            assert_eq!(times(&[begun.clone(), taken.clone(), failed.clone()]), 1, "it bounced, and had left");
            assert_eq!(times(&[begun.clone(), failed.clone(), begun.clone(), taken, failed.clone()]), 1);
        }
        let again = mailed("<2@r>", Lage::Paborjad);
        assert_eq!(times(&[begun, mailed("<1@r>", Lage::Skickad), failed, again]), 2);
        assert_eq!(ledger(&[mailed("<1@r>", Lage::Skickad)]).times("aa", "rektor"), 0);
    }

    #[test]
    fn what_was_sent_before_the_file_was_renewed_is_sent() {
        use super::Standing;
        // The entry has the hash that the file had then; it has another now, and is the same §.
        let sent = ledger(&[mailed("<1@r>", Lage::Paborjad), mailed("<1@r>", Lage::Skickad)]);
        let standing = sent.standing(("bn", "2026-03-02"), 6, "teknik");
        assert!(matches!(standing, Standing::Sent(_)), "{standing:?}");
        assert_eq!(sent.standing(("bn", "2026-03-02"), 7, "teknik"), Standing::Never);
    }

    #[test]
    fn the_minutes_of_a_certified_extract_are_not_one() {
        let ledger = ledger(&[post(Handelse::Bestyrkt, &["aa", "bb"], &[])]);
        assert!(ledger.certified("aa").is_some() && ledger.certified("bb").is_none());
    }
}
