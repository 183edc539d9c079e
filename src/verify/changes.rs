//! Layer C: what every revision after the first signature did. Filling one empty signature field that was there, a DSS,
//! a document timestamp: that is all that is explained in our own files. In others' files what else is allowed by
//! `DocMDP` is explained too; what is not explained is a fault in ours and "cannot tell" in theirs.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::budget::Fault;
use super::field::{Signature, removed, shared};
use super::object::{Dictionary, Object};
use super::pdf::{Change, Oddity, Pdf};
use super::permission::Permissions;
use super::syntax::is_white;
use super::verdict::{Brist, Lagersvar, Underindikation};
use super::written;

/// Findings told of one revision; a thousand say no more than the first.
const MOST_FINDINGS: usize = 20;

/// Answers for the file and for each signature.
pub(crate) struct Changes {
    pub(crate) answer: Lagersvar,
    /// Findings by revision.
    by_revision: BTreeMap<usize, Vec<Brist>>,
}

impl Changes {
    /// What is odd about the bytes of each revision after the first signature, in ours of all; and what stands after the end.
    fn bytes(&mut self, pdf: &Pdf<'_>, first: usize, own: bool) -> Result<(), Fault> {
        for revision in 0..=pdf.last() {
            let mut oddities = if own || revision > first { pdf.oddities(revision)? } else { Vec::new() };
            if own || revision > first {
                oddities.extend(written::judge(pdf, revision));
            }
            if revision > first {
                oddities.extend(written::hidden(pdf, revision)?);
            }
            let brister = oddities.iter().take(3).map(|odd| oddity(odd, own));
            self.by_revision.entry(revision).or_default().extend(brister);
        }
        for brist in self.by_revision.values().flatten() {
            self.answer.add(brist.clone());
        }
        let trailing = pdf.data.get(pdf.trailing()).unwrap_or(&[]);
        if !trailing.iter().all(|byte| is_white(*byte) && !own) {
            let trailing = grade(own, "efter-slutet", behind_the_end(pdf));
            self.by_revision.entry(pdf.last() + 1).or_default().push(trailing.clone());
            self.answer.add(trailing);
        }
        Ok(())
    }

    /// What came after `revision`.
    pub(crate) fn after(&self, revision: usize) -> Lagersvar {
        let mut answer = Lagersvar::unchecked();
        answer.checked("det som lagts till efter underskriften");
        self.by_revision.range(revision + 1..).flat_map(|(_, brister)| brister).for_each(|one| answer.add(one.clone()));
        answer
    }
}

/// Judges every revision after the first signature. Without signatures nothing is checked.
pub(crate) fn judge(pdf: &Pdf<'_>, signatures: &[Signature], own: bool) -> Result<Changes, Fault> {
    let mut changes = Changes { answer: Lagersvar::unchecked(), by_revision: BTreeMap::new() };
    for name in removed(pdf, signatures)? {
        let mening = format!("underskriften i fältet {name} har tagits bort eller bytts ut");
        changes.answer.add(grade(own, "borttagen-underskrift", mening));
    }
    if let [one, other, ..] = shared(signatures).as_slice() {
        let mening = format!("fälten {one} och {other} visar en och samma underskrift");
        changes.answer.add(grade(own, "delad-underskrift", mening));
    }
    let Some(first) = signatures.iter().map(|one| one.revision).min() else {
        changes.answer.brister.extend(cut_off(pdf));
        return Ok(changes);
    };
    changes.answer.checked("filens versioner och allt som lagts till efter första underskriften");
    let mut referenced = references(pdf, first)?;
    let mut security_store = None;
    for revision in first + 1..=pdf.last() {
        let mut step = match Step::examined(pdf, revision, signatures, own) {
            Ok(step) => step,
            Err(Fault::Malformed(what, at)) => {
                let mening = format!("det som lagts till efter en underskrift går inte att läsa: {what} (byte {at})");
                changes.by_revision.entry(revision).or_default().push(grade(own, "olasligt-tillagg", mening));
                continue;
            }
            Err(fault) => return Err(fault),
        };
        if step.security_store {
            security_store = Some(revision);
        }
        for number in added(pdf, &step).into_iter().filter(|number| referenced.contains(number)) {
            step.brister.push(step.unexplained("skuggobjekt", format!("objekt {number} fanns inte när filen undertecknades men var redan inplanerat: innehåll har bytts in efteråt")));
        }
        for change in step.changed.values() {
            let mut found = Vec::new();
            change.now.references(&mut found);
            referenced.extend(found.into_iter().map(|id| id.0));
        }
        step.notes.iter().for_each(|note| changes.answer.note(note.clone()));
        step.brister.truncate(MOST_FINDINGS);
        changes.by_revision.entry(revision).or_default().append(&mut step.brister);
    }
    changes.bytes(pdf, first, own)?;
    let stamped = |since: usize| signatures.iter().any(|one| one.is_timestamp() && one.revision >= since);
    if own && security_store.is_some_and(|since| !stamped(since)) {
        changes.answer.add(Brist::unclear(
            "dss-utan-tidsstampel",
            Underindikation::SigConstraintsFailure,
            "uppgifter om spärrade certifikat har lagts till utan den tidsstämpel som ska följa",
        ));
    }
    Ok(changes)
}

/// Numbers that a revision gave to objects that there were none of before, its containers among them.
fn added(pdf: &Pdf<'_>, step: &Step<'_, '_>) -> Vec<u32> {
    let was_not = |number: &u32| matches!(pdf.place(*number, step.before()), None | Some(super::xref::Place::Free));
    let containers = pdf.containers(step.revision).into_iter().filter(was_not);
    let objects = step.changed.values().filter(|change| change.was.is_none()).map(|change| change.id.0);
    objects.chain(containers).collect()
}

/// Bytes after the last whole version of a file that nobody has signed: it ends in the middle of the next one.
fn cut_off(pdf: &Pdf<'_>) -> Option<Brist> {
    let trailing = pdf.data.get(pdf.trailing()).unwrap_or(&[]);
    let honest = trailing.iter().all(|byte| is_white(*byte));
    (!honest).then(|| Brist::unclear("avkortad", Underindikation::FormatFailure, behind_the_end(pdf)))
}

/// What stands after the end: the beginning of a version whose own end is missing, or something else.
fn behind_the_end(pdf: &Pdf<'_>) -> String {
    let count = pdf.trailing().len();
    let rest = pdf.data.get(pdf.trailing()).unwrap_or(&[]);
    let number = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if number > 0 && rest.get(number..).is_some_and(|rest| rest.starts_with(b" 0 obj")) {
        format!(
            "filen slutar mitt i: efter den sista hela versionen står {count} byte av en till, som saknar sitt slut. Den är avkortad, eller något är tillagt"
        )
    } else {
        format!("det står {count} byte efter filens slut")
    }
}

/// Numbers that any object refers to as of `revision`.
fn references(pdf: &Pdf<'_>, revision: usize) -> Result<HashSet<u32>, Fault> {
    let mut numbers = BTreeSet::new();
    pdf.revisions.iter().take(revision + 1).for_each(|one| numbers.extend(one.places.keys().copied()));
    let mut found = Vec::new();
    for number in numbers {
        let generation = match pdf.place(number, revision) {
            Some(super::xref::Place::At(_, generation)) => generation,
            Some(super::xref::Place::Free) | None => continue,
            Some(super::xref::Place::In(..)) => 0,
        };
        match pdf.object((number, generation), revision) {
            Ok(object) => object.references(&mut found),
            Err(Fault::Exhausted(what)) => return Err(Fault::Exhausted(what)),
            Err(Fault::Malformed(..) | Fault::Encrypted) => {}
        }
    }
    Ok(found.into_iter().map(|id| id.0).collect())
}

fn grade(own: bool, kod: &'static str, mening: String) -> Brist {
    if own {
        Brist::false_because(kod, Underindikation::FormatFailure, mening)
    } else {
        Brist::unclear(kod, Underindikation::FormatFailure, mening)
    }
}

fn oddity(odd: &Oddity, own: bool) -> Brist {
    let (kod, mening) = match odd {
        Oddity::Loose(range) => {
            ("losa-byte", format!("byte {} till {} hör inte till något i filen", range.start, range.end))
        }
        Oddity::Overlap(at) => ("overlappande-objekt", format!("två objekt delar samma byte vid {at}")),
        Oddity::Borrowed(number) => ("lanat-objekt", format!("objekt {number} pekar in i en annan version av filen")),
        Oddity::Unreadable(number, fault) => {
            ("olasligt-objekt", format!("objekt {number} går inte att läsa: {}", fault.sentence()))
        }
        Oddity::Unusual(what, at) => {
            ("tvetydig-form", format!("{what} (byte {at}): andra program kan visa något annat än det som prövas här"))
        }
    };
    grade(own, kod, mening)
}

/// One revision under examination.
pub(crate) struct Step<'a, 'b> {
    pub(crate) pdf: &'a Pdf<'b>,
    pub(crate) revision: usize,
    pub(crate) own: bool,
    pub(crate) permissions: Permissions,
    pub(crate) changed: BTreeMap<u32, Change>,
    pub(crate) explained: BTreeSet<u32>,
    pub(crate) brister: Vec<Brist>,
    pub(crate) security_store: bool,
    /// Signature fields that were filled.
    pub(crate) filled: usize,
    /// What the recipient should know though it changes no answer.
    pub(crate) notes: Vec<String>,
}

impl<'a, 'b> Step<'a, 'b> {
    fn examined(pdf: &'a Pdf<'b>, revision: usize, signatures: &[Signature], own: bool) -> Result<Self, Fault> {
        let mut step = Self {
            pdf,
            revision,
            own,
            permissions: Permissions::before(pdf, signatures, revision)?,
            changed: pdf.changed(revision)?,
            explained: BTreeSet::new(),
            brister: Vec::new(),
            security_store: false,
            filled: 0,
            notes: Vec::new(),
        };
        step.examine()?;
        Ok(step)
    }

    fn unexplained(&self, kod: &'static str, mening: impl Into<String>) -> Brist {
        grade(self.own, kod, format!("efter en underskrift: {}", mening.into()))
    }

    pub(crate) fn fail(&mut self, kod: &'static str, mening: impl Into<String>) {
        let brist = self.unexplained(kod, mening);
        self.brister.push(brist);
    }

    pub(crate) fn before(&self) -> usize {
        self.revision.saturating_sub(1)
    }

    fn examine(&mut self) -> Result<(), Fault> {
        self.trailer();
        self.catalog()?;
        self.form()?;
        self.information()?;
        self.metadata()?;
        if self.own && self.filled == 0 && !self.security_store {
            self.fail("tomt-tillagg", "filen har fått en version till, som inte är någon underskrift");
        }
        let rest: Vec<Change> =
            self.changed.values().filter(|change| !self.explained.contains(&change.id.0)).cloned().collect();
        for change in rest.iter().take(5) {
            let (kod, what) = describe(change);
            self.fail(kod, format!("{what} (objekt {})", change.id.0));
        }
        Ok(())
    }

    fn trailer(&mut self) {
        const OF_THE_SECTION: [&[u8]; 11] =
            [b"Size", b"Prev", b"ID", b"Type", b"W", b"Index", b"Length", b"Filter", b"DecodeParms", b"XRefStm", b"DL"];
        let (Some(was), Some(now)) = (self.pdf.revisions.get(self.before()), self.pdf.revisions.get(self.revision))
        else {
            return;
        };
        let differing = was.trailer.differing_keys(&now.trailer);
        let other = differing.into_iter().find(|key| !OF_THE_SECTION.contains(key) && (*key != b"Info" || self.own));
        if other == Some(b"Root") {
            self.fail("utbytt-katalog", "filens katalog har bytts ut");
        } else if let Some(key) = other {
            let name = String::from_utf8_lossy(key).into_owned();
            self.fail("andrad-trailer", format!("filens trailer har ändrats ({name})"));
        }
    }

    /// What stands under a key is, when it is followed, a dictionary: nothing that could be drawn.
    pub(crate) fn is_dictionary(&self, dictionary: &Dictionary, key: &[u8]) -> Result<bool, Fault> {
        Ok(matches!(self.pdf.entry(dictionary, key, self.revision)?.as_ref(), Object::Dictionary(_)))
    }

    fn catalog(&mut self) -> Result<(), Fault> {
        let (was, now) = (self.pdf.root(self.before())?, self.pdf.root(self.revision)?);
        for key in was.differing_keys(&now) {
            match key {
                b"DSS" | b"AcroForm" => {}
                b"Version" if !self.own && now.get(key).is_some_and(|one| one.as_name().is_some()) => {}
                b"Extensions" if !self.own && self.is_dictionary(&now, key)? => {}
                b"Metadata" => self.fail("andrad-metadata", "filens metadata (XMP) har bytts ut"),
                b"Pages" => self.fail("utbytta-sidor", "filens sidor har bytts ut"),
                other => {
                    let name = String::from_utf8_lossy(other).into_owned();
                    self.fail("andrad-katalog", format!("filens katalog har ändrats ({name})"));
                }
            }
        }
        self.explained.extend(self.pdf.root_id(self.revision).map(|id| id.0));
        self.judge_security_store(&was, &now)?;
        if let Some(extensions) = now.get(b"Extensions").filter(|_| !self.own) {
            self.explain_data(extensions);
        }
        Ok(())
    }
}

/// What a change is to a reader of the file.
fn describe(change: &Change) -> (&'static str, &'static str) {
    let dictionary = change.now.as_dictionary().or_else(|| change.was.as_ref().and_then(|was| was.as_dictionary()));
    let kind = dictionary.and_then(|one| one.name(b"Type")).unwrap_or(b"");
    match (kind, change.was.is_some()) {
        (b"Page" | b"Pages", true) => ("andrad-sida", "en sida har ändrats"),
        (b"Page" | b"Pages", false) => ("ny-sida", "en ny sida har lagts till"),
        (b"Annot", _) => ("andrad-anteckning", "en anteckning har lagts till eller ändrats"),
        (b"Metadata", _) => ("andrad-metadata", "filens metadata (XMP) har ändrats"),
        (b"Font" | b"FontDescriptor", true) => ("andrat-typsnitt", "ett typsnitt har bytts ut"),
        (_, true) => ("andrat-objekt", "innehåll har ändrats"),
        (_, false) => ("nytt-objekt", "innehåll som ingen underskrift förklarar har lagts till"),
    }
}
