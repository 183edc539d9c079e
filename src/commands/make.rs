//! From checked cases to files in a folder: documents chosen, set on all cores, written as they are ready.
//! What has not changed is left alone, and so is what somebody has signed.

use std::collections::BTreeMap;
use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use super::adjusted;
use super::reservation;
use super::signed;
use super::state::{State, sha256};
use super::trial;
use crate::case::Content;
use crate::diag::{Diagnostic, words};
use crate::document::{self, Choice, Document, Handling, Innehall};
use crate::durable;
use crate::pdf::{self, Pdf};
use crate::rules::Checked;
use crate::sign;
use crate::terminal::progress::Progress;

/// Faults that every later file would meet too.
const HOPELESS: [&str; 3] = ["disken-full", "mapp-saknas", "mapp-skrivskyddad"];

/// What is to be made, and where.
#[derive(Debug)]
pub(super) struct Order {
    /// The folder; made when it is missing.
    pub(super) folder: PathBuf,
    /// Which documents of each case.
    pub(super) choice: Choice,
    /// Make also what has not changed.
    pub(super) anew: bool,
}

/// What was made.
#[derive(Debug, Default)]
pub(super) struct Made {
    /// Every document, in the order of cases and §§.
    pub(super) rows: Vec<Row>,
    /// Faults in what the cases say.
    pub(super) faults: Vec<Diagnostic>,
    /// Files that were in the way.
    pub(super) in_the_way: Vec<Diagnostic>,
}

/// One document.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) file: PathBuf,
    pub(super) handling: Handling,
    pub(super) pages: usize,
    pub(super) sha256: String,
    pub(super) unchanged: bool,
    /// An extract with an omröstning in it.
    pub(super) voted: bool,
}

/// Makes every document of the cases that the order asks for.
pub(super) fn make(cases: &[Checked], order: &Order) -> Result<Made, Diagnostic> {
    durable::folder(&order.folder)?;
    let _held = durable::hold(&order.folder)?;
    let desk = Desk::new(order, cases);
    let workers = thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    pdf::batch(cases.iter().flat_map(|case| desk.documents(case)), workers, |_, document, result| {
        desk.receive(&document, result);
    });
    desk.progress.finish();
    desk.close()
}

/// Where the queue of documents and the finished files meet.
struct Desk<'a> {
    order: &'a Order,
    progress: Progress,
    book: Mutex<Book>,
}

struct Book {
    state: State,
    made: BTreeMap<usize, Row>,
    /// Where each file name stands in the order, and which case wanted it.
    wanted: BTreeMap<String, (usize, PathBuf)>,
    faults: Vec<Diagnostic>,
    in_the_way: Vec<Diagnostic>,
    hopeless: bool,
}

impl<'a> Desk<'a> {
    fn new(order: &'a Order, cases: &[Checked]) -> Self {
        let book = Book {
            state: State::read(&order.folder),
            made: BTreeMap::new(),
            wanted: BTreeMap::new(),
            faults: Vec::new(),
            in_the_way: Vec::new(),
            hopeless: false,
        };
        Self {
            order,
            progress: Progress::new(cases.iter().map(|case| expected(case, order)).sum(), "handlingar"),
            book: Mutex::new(book),
        }
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The documents of a case that have to be set.
    fn documents(&self, case: &Checked) -> Vec<Document> {
        if self.book().hopeless {
            return Vec::new();
        }
        let documents = match document::documents(case, &self.order.choice) {
            Ok(documents) => documents,
            Err(faults) => {
                self.book().faults.extend(faults);
                return Vec::new();
            }
        };
        let documents = match &case.case().value {
            Content::Sammantrade(meeting) if !self.order.anew => {
                let folder = &self.order.folder;
                let (documents, mixed) = trial::apart(folder, meeting, documents, self.order.choice.prov);
                let (kept, fault) = adjusted::agreeing(folder, case, meeting, documents);
                self.book().faults.extend(mixed.into_iter().chain(fault));
                kept
            }
            Content::Sammantrade(_) | Content::Tjansteskrivelse(_) | Content::Kallelse(_) => documents,
        };
        let changed: Vec<Document> =
            documents.into_iter().filter(|one| self.is_wanted(one, &case.case().path)).collect();
        self.progress.correct(expected(case, self.order), changed.len());
        changed
    }

    /// Notes the document; false when its file is there already, or must not be touched.
    fn is_wanted(&self, document: &Document, case: &Path) -> bool {
        let file = file_name(document);
        let path = self.order.folder.join(&file);
        let mut book = self.book();
        if let Some((_, other)) = book.wanted.get(&file) {
            let clash = same_name(&file, case, other);
            book.faults.push(clash);
            return false;
        }
        let place = book.wanted.len();
        book.wanted.insert(file.clone(), (place, case.to_owned()));
        let Ok(old) = fs::read(&path) else { return book.is_free(&path) };
        let is_signed = is_signed(&old);
        let noted = book.state.note(&file).filter(|note| book.state.knows(note, document, &old)).map(|note| note.sidor);
        let same = || signed::same_words(document, &old).filter(|_| is_signed);
        match noted.or_else(same) {
            Some(pages) if !self.order.anew => {
                let row = Row {
                    file: path,
                    handling: document.handling,
                    pages,
                    sha256: sha256(&old),
                    unchanged: true,
                    voted: voted(document),
                };
                book.made.insert(place, row);
                false
            }
            _ if is_signed && !(self.order.anew && sign::record::is_trial(&old)) => {
                let prov = self.order.choice.prov;
                let fault = if sign::record::is_trial(&old) == prov {
                    signed::altered(&path, &old)
                } else {
                    trial::mixed(&path, prov, "av fallet")
                };
                book.faults.push(fault);
                false
            }
            _ => book.is_free(&path),
        }
    }

    fn receive(&self, document: &Document, result: Result<Pdf, Vec<Diagnostic>>) {
        self.progress.step(&document.stem);
        let mut book = self.book();
        if book.hopeless {
            return;
        }
        match result.and_then(|pdf| sign::prepare::prepared(document, pdf).map_err(|fault| vec![fault])) {
            Ok(pdf) => {
                if let Err(fault) = book.write(document, &pdf, &self.order.folder) {
                    book.hopeless = HOPELESS.contains(&fault.code);
                    book.in_the_way.push(fault);
                }
            }
            Err(faults) => book.faults.extend(faults),
        }
    }

    fn close(self) -> Result<Made, Diagnostic> {
        let book = self.book.into_inner().unwrap_or_else(PoisonError::into_inner);
        if !book.hopeless {
            durable::settle(&self.order.folder)?;
            book.state.write()?;
        }
        Ok(Made { rows: book.made.into_values().collect(), faults: book.faults, in_the_way: book.in_the_way })
    }
}

impl Book {
    /// False, with the reason noted, while somebody signs the file elsewhere.
    fn is_free(&mut self, path: &Path) -> bool {
        let refused = reservation::refuse(path).err();
        let free = refused.is_none();
        self.in_the_way.extend(refused);
        free
    }

    /// What lies beside the minutes first: a PDF that is there has everything beside it.
    fn write(&mut self, document: &Document, pdf: &Pdf, folder: &Path) -> Result<(), Diagnostic> {
        let beside = |name: &str| folder.join(format!("{}.{name}.jsonl", document.stem));
        let text = |lines: &[String]| lines.join("\n") + "\n";
        if !document.identitet.is_empty() {
            durable::place(&beside("identitet"), text(&document.identitet).as_bytes())?;
        }
        if !document.sekretess.is_empty() {
            durable::place_secret(&beside("sekretess"), text(&document.sekretess).as_bytes())?;
        }
        let file = file_name(document);
        let path = folder.join(&file);
        durable::place(&path, &pdf.bytes)?;
        let sha256 = sha256(&pdf.bytes);
        let note = self.state.note_of(document, sha256.clone(), pdf.pages);
        let place = self.wanted.get(&file).map_or(usize::MAX, |(place, _)| *place);
        let (handling, pages) = (document.handling, pdf.pages);
        let row = Row { file: path, handling, pages, sha256, unchanged: false, voted: voted(document) };
        self.made.insert(place, row);
        self.state.set(file, note);
        Ok(())
    }
}

/// About how many documents a case gives: enough for a bar that nobody counts by.
fn expected(case: &Checked, order: &Order) -> usize {
    match (&case.case().value, order.choice.handling) {
        (Content::Sammantrade(meeting), None) if order.choice.paragrafer.is_empty() => meeting.paragraf.len() + 1,
        (Content::Sammantrade(meeting), Some(Handling::Utdrag)) => meeting.paragraf.len(),
        (Content::Sammantrade(_) | Content::Tjansteskrivelse(_) | Content::Kallelse(_), _) => 1,
    }
}

fn voted(document: &Document) -> bool {
    match &document.innehall {
        Innehall::Utdrag(utdrag) => utdrag.paragrafer.iter().any(|paragraf| !paragraf.voteringar.is_empty()),
        Innehall::Protokoll(_)
        | Innehall::Tjansteskrivelse(_)
        | Innehall::Kallelse(_)
        | Innehall::Blad(_)
        | Innehall::Missiv(_) => false,
    }
}

fn file_name(document: &Document) -> String {
    format!("{}.pdf", document.stem)
}

/// A file with a signature field that has been filled: `/ByteRange` stands in no other.
pub(super) fn is_signed(pdf: &[u8]) -> bool {
    const MARK: &[u8] = b"/ByteRange";
    pdf.windows(MARK.len()).any(|window| window == MARK)
}

fn same_name(file: &str, case: &Path, other: &Path) -> Diagnostic {
    let (case, other) = (words::path(case), words::path(other));
    Diagnostic::error("samma-filnamn", format!("både {other} och {case} ger filen {file}"))
        .hint("ge ett av fallen ett annat diarienummer, en annan dag eller ett annat organ")
}
