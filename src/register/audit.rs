//! What an audit finds: every entry that was changed, removed or moved, by its place; every derived thing that is not what
//! the entries give; every checkpoint, kept or brought along, that the register no longer agrees with.

mod remarks;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::checkpoint::Checkpoint;
use super::gallring::{self, POSTER};
use super::leaf::{self, Leaf};
use super::note::Keyring;
use super::rotation::Change;
use super::{Handelse, Lopnummer, Post, order};
use crate::evidence::merkle::{self, Hash};

/// One fault.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fel {
    /// The entry; `None` where it is the register as a whole.
    pub post: Option<u64>,
    /// What is wrong, in Swedish.
    pub vad: String,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audit {
    /// How many entries there are.
    pub poster: u64,
    /// Root over what the entries say now.
    pub rot: Hash,
    /// Everything that is wrong, by entry.
    pub fel: Vec<Fel>,
    /// What is odd and may be right: times that go backwards, entries that are said to be lost.
    pub anmarkningar: Vec<Fel>,
    /// How many kept checkpoints were held against the entries.
    pub kontrollpunkter: usize,
    /// Entries whose words have been taken out.
    pub gallrade: u64,
}

/// An entry as the engine keeps it.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// Its place.
    pub post: u64,
    /// Its canonical bytes; `None` when they have been taken out.
    pub innehall: Option<String>,
    /// Its identity.
    pub identitet: Vec<u8>,
    /// What is derived, for searching.
    pub harlett: Derived,
    /// The nodes it completes, itself first.
    pub noder: Option<Vec<u8>>,
    /// The hashes that its files are found by.
    pub filer: Vec<Vec<u8>>,
    /// The entry itself is gone, and only its nodes are left.
    pub borttagen: bool,
}

/// What is derived from an entry for searching.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Derived {
    /// What happened.
    pub handelse: String,
    /// Which organ.
    pub organ: String,
    /// Day of the meeting.
    pub sammantrade: Option<String>,
    /// The document.
    pub handling: String,
    /// Year and number.
    pub nummer: Option<(i64, i64)>,
}

impl Derived {
    fn of(post: &Post) -> Self {
        Self {
            handelse: post.handelse.word().to_owned(),
            organ: post.organ.clone(),
            sammantrade: post.sammantrade.clone(),
            handling: post.handling.clone(),
            nummer: post.lopnummer.as_ref().map(|one| (i64::from(one.ar), i64::from(one.nummer))),
        }
    }

    /// True when more is left than what keeps a series of numbers without gaps.
    fn is_more_than_a_number(&self) -> bool {
        self.sammantrade.is_some() || !self.handling.is_empty()
    }

    /// What happened to which number.
    fn of_number(&self) -> Option<(Handelse, Lopnummer)> {
        let (ar, nummer) = self.nummer?;
        let (ar, nummer) = (i16::try_from(ar).ok()?, u32::try_from(nummer).ok()?);
        Some((Handelse::read(&self.handelse)?, Lopnummer { organ: self.organ.clone(), ar, nummer }))
    }
}

/// What can be said of an entry by itself, on any thread.
#[derive(Debug)]
pub struct Examined {
    row: Row,
    post: Option<Post>,
    hash: Hash,
    fel: Vec<&'static str>,
    moved: Option<u64>,
}

/// Examines one entry by itself.
#[must_use]
pub fn examine(row: Row) -> Examined {
    let mut fel = Vec::new();
    let mut moved = None;
    let mut post = None;
    let leaf = row.noder.as_ref().and_then(|bytes| bytes.first_chunk::<32>()).copied();
    if row.borttagen {
        fel.push("posten är borttagen");
        return Examined { row, post, hash: leaf.unwrap_or_default(), fel, moved };
    }
    let kept: Option<Hash> = row.identitet.as_slice().try_into().ok();
    let mut identity = kept.unwrap_or_default();
    if let Some(text) = &row.innehall {
        let computed = leaf::identity(text);
        if kept != Some(computed) {
            fel.push("innehållet är ändrat: det stämmer inte med postens identitet");
        }
        identity = computed;
        match Leaf::read(text) {
            Some(leaf) => {
                moved = (leaf.post != row.post).then_some(leaf.post);
                if Derived::of(&leaf.innehall) != row.harlett {
                    fel.push("sökuppgifterna är inte de som innehållet ger");
                }
                let mut files: Vec<Vec<u8>> =
                    leaf.innehall.filer.iter().filter_map(|one| leaf::unhex(&one.sha256)).collect();
                files.sort();
                files.dedup();
                if files != row.filer {
                    fel.push("filernas hashar är inte de som innehållet ger");
                }
                post = Some(leaf.innehall);
            }
            None => fel.push("innehållet går inte att läsa"),
        }
    }
    if row.innehall.is_none() && (row.harlett.is_more_than_a_number() || !row.filer.is_empty()) {
        fel.push("posten är gallrad, men sökuppgifter om den finns kvar");
    }
    let hash = leaf::hash(&identity);
    match leaf {
        Some(kept) if kept == hash => {}
        Some(_) => fel.push("posten är ändrad: den stämmer inte med sitt löv i trädet"),
        None => fel.push("postens löv saknas i trädet"),
    }
    Examined { row, post, hash, fel, moved }
}

/// Goes through the entries in order.
pub struct Auditor {
    keys: Keyring,
    audit: Audit,
    /// Peaks of the tree over what the entries say, largest first, with their levels.
    peaks: Vec<(u32, Hash)>,
    /// The same out of the nodes as they are kept.
    kept: Vec<(u32, Option<Hash>)>,
    numbers: BTreeMap<Lopnummer, Vec<Handelse>>,
    last: BTreeMap<(String, i16), u32>,
    /// Checkpoints to be held against the entries, by size.
    wanted: BTreeMap<u64, Vec<(Hash, String)>>,
    /// Entries whose words are gone.
    taken: BTreeSet<u64>,
    /// Entries whose words are said to be gone, with the entry that says so.
    said: BTreeMap<u64, u64>,
    /// The changes of the log key.
    changes: Vec<Change>,
    /// The moment of the entry before, and whether times are those of clocks.
    before: Option<Timestamp>,
    clocks: bool,
    /// Entries that say that others were lost: the place, and how many there had been.
    lost: Vec<(u64, u64)>,
}

impl Auditor {
    /// Begins before the first entry.
    #[must_use]
    pub fn new(keys: &Keyring) -> Self {
        let audit = Audit {
            poster: 0,
            rot: merkle::root(&[]),
            fel: Vec::new(),
            anmarkningar: Vec::new(),
            kontrollpunkter: 0,
            gallrade: 0,
        };
        Self {
            keys: keys.clone(),
            audit,
            peaks: Vec::new(),
            kept: Vec::new(),
            numbers: BTreeMap::new(),
            last: BTreeMap::new(),
            wanted: BTreeMap::new(),
            taken: BTreeSet::new(),
            said: BTreeMap::new(),
            changes: Vec::new(),
            before: None,
            clocks: true,
            lost: Vec::new(),
        }
    }

    /// A checkpoint that the entries must agree with; `name` says which it is. Before the first entry.
    pub fn expect(&mut self, name: &str, note: &str) {
        match Checkpoint::signed(note) {
            Some((checkpoint, _)) if checkpoint.origin != self.keys.now.name => {
                self.whole(format!("{name} gäller ett annat register ({})", checkpoint.origin));
            }
            Some((checkpoint, note)) if !self.keys.has_signed(&note, checkpoint.size) => {
                self.whole(format!("{name} har ingen riktig underskrift av registrets nyckel"));
            }
            Some((checkpoint, _)) => self.remember(name, &checkpoint),
            None => self.whole(format!("{name} går inte att läsa")),
        }
    }

    /// A size and root that the entries must agree with, whoever has signed it.
    pub fn remember(&mut self, name: &str, checkpoint: &Checkpoint) {
        self.audit.kontrollpunkter += 1;
        self.wanted.entry(checkpoint.size).or_default().push((checkpoint.root, name.to_owned()));
    }

    /// Something is wrong with the register as a whole.
    pub fn whole(&mut self, vad: String) {
        self.audit.fel.push(Fel { post: None, vad });
    }

    fn fault(&mut self, post: u64, vad: impl Into<String>) {
        self.audit.fel.push(Fel { post: Some(post), vad: vad.into() });
    }

    /// The next entry there is.
    pub fn next(&mut self, examined: &Examined) {
        let place = examined.row.post;
        while self.audit.poster < place {
            self.fault(self.audit.poster, "posten är borttagen");
            self.grow(Hash::default(), None);
        }
        for vad in &examined.fel {
            self.fault(place, *vad);
        }
        if let Some(from) = examined.moved {
            self.fault(place, format!("posten är flyttad: den hör hemma på plats {from}"));
        }
        if let Some(post) = &examined.post {
            self.remarked(place, post);
        }
        match &examined.post {
            Some(post) => {
                if let Some(number) = &post.lopnummer {
                    self.ordered(place, post.handelse, number);
                }
                self.remembered(place, post);
            }
            None if examined.row.innehall.is_none() && !examined.row.borttagen => {
                self.audit.gallrade += 1;
                self.taken.insert(place);
                if let Some((handelse, number)) = examined.row.harlett.of_number() {
                    self.ordered(place, handelse, &number);
                }
            }
            None => {}
        }
        self.grow(examined.hash, examined.row.noder.as_deref());
    }

    /// Numbers without gaps, and nothing out of order.
    fn ordered(&mut self, place: u64, handelse: Handelse, number: &Lopnummer) {
        let earlier = self.numbers.entry(number.clone()).or_default();
        let fault = order::follows(handelse, Some(number), earlier).err();
        earlier.push(handelse);
        if let Some(fault) = fault {
            self.fault(place, fault.message);
        }
        if handelse == Handelse::Nummer {
            let last = self.last.entry((number.organ.clone(), number.ar)).or_default();
            let before = std::mem::replace(last, number.nummer);
            if number.nummer != before + 1 {
                self.fault(place, format!("{number} följer inte på nummer {before} i sin serie"));
            }
        }
    }

    /// What an entry says of other entries, and of the keys.
    fn remembered(&mut self, place: u64, post: &Post) {
        match post.handelse {
            Handelse::Gallrad => match post.uppgifter.get(POSTER).and_then(|text| gallring::places(text, place)) {
                Some(places) => self.said.extend(places.into_iter().map(|one| (one, place))),
                None => self.fault(place, "det går inte att läsa vilka poster som gallrades"),
            },
            Handelse::Nyckelbyte => match Change::of(place, post) {
                Some(change) => self.changes.push(change),
                None => self.fault(place, "det går inte att läsa vilken nyckel som byttes"),
            },
            _ => {}
        }
    }

    /// Words are gone only where an entry says so; the keys are those that the entries give.
    fn explained(&mut self) {
        for place in std::mem::take(&mut self.taken) {
            if self.said.remove(&place).is_none() {
                self.fault(place, "innehållet är borttaget, men ingen gallring av posten är införd");
            }
        }
        for (place, by) in std::mem::take(&mut self.said) {
            self.fault(place, format!("posten är gallrad enligt post {by}, men har sitt innehåll kvar"));
        }
        if Change::all(&self.keys) != self.changes {
            self.whole("registrets nycklar är inte de som posterna om nyckelbyte ger".to_owned());
        }
    }

    /// One leaf more, in both trees; the kept nodes are held against their own children.
    fn grow(&mut self, hash: Hash, nodes: Option<&[u8]>) {
        let place = self.audit.poster;
        let kept: Vec<Hash> = nodes.unwrap_or_default().as_chunks::<32>().0.to_vec();
        let (mut one, mut level) = (hash, 0);
        let mut stored = kept.first().copied();
        while (place >> level) & 1 == 1 {
            let left = self.peaks.pop().map_or(Hash::default(), |(_, hash)| hash);
            one = merkle::node(&left, &one);
            let left = self.kept.pop().and_then(|(_, hash)| hash);
            let computed = left.zip(stored).map(|(left, right)| merkle::node(&left, &right));
            level += 1;
            let found = kept.get(level as usize).copied();
            if nodes.is_some() && computed.is_some() && found != computed {
                let first = place + 1 - (1 << level);
                self.fault(place, format!("någon av posterna {first}–{place} är ändrad tillsammans med sitt löv: trädet över dem stämmer inte"));
            }
            stored = found.or(computed);
        }
        if nodes.is_some() && kept.len() != level as usize + 1 {
            self.fault(place, "posten har fler hashar i trädet än den ska ha");
        }
        self.peaks.push((level, one));
        self.kept.push((level, stored));
        self.audit.poster += 1;
        self.held();
    }

    /// Holds the checkpoints of this size against the root.
    fn held(&mut self) {
        let Some(wanted) = self.wanted.remove(&self.audit.poster) else { return };
        let root = self.root();
        for (_, name) in wanted.into_iter().filter(|(hash, _)| *hash != root) {
            let size = self.audit.poster;
            let why = self.missing(size).unwrap_or_else(|| "registret är omskrivet".to_owned());
            self.whole(format!("de första {size} posterna är inte de som {name} gäller: {why}"));
        }
    }

    fn root(&self) -> Hash {
        let mut peaks = self.peaks.iter().rev().map(|(_, hash)| *hash);
        let Some(last) = peaks.next() else { return merkle::root(&[]) };
        peaks.fold(last, |right, left| merkle::node(&left, &right))
    }

    /// After the last entry; `remains` are places of entries that something else still speaks of.
    #[must_use]
    pub fn finish(mut self, remains: &[u64]) -> Audit {
        for place in remains {
            self.fault(*place, "posten är borttagen");
        }
        self.explained();
        let size = self.audit.poster;
        self.held_empty();
        for (more, names) in std::mem::take(&mut self.wanted) {
            for (_, name) in names {
                let why = self.missing(more).unwrap_or_else(|| "de sista är borttagna".to_owned());
                self.whole(format!("registret har {size} poster, men {name} gäller {more}: {why}"));
            }
        }
        self.audit.rot = self.root();
        self.audit.fel.sort_by_key(|fel| (fel.post.is_none(), fel.post));
        self.audit.fel.dedup();
        self.audit
    }

    /// A checkpoint of an empty register agrees with every register.
    fn held_empty(&mut self) {
        self.wanted.remove(&0);
    }
}
