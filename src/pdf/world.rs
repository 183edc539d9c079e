//! All that typst can see of the world: our templates and fonts, one document's data, perhaps a logotype.
//! Every other file is refused, and there is no clock.

use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World};

use crate::document::{Document, Handling};

use super::fonts;

macro_rules! templates {
    ($($path:literal),* $(,)?) => {
        [$(($path, include_str!(concat!("../../templates/", $path)))),*]
    };
}

static TEMPLATES: [(&str, &str); TEMPLATE_COUNT] = templates![
    "protokoll.typ",
    "utdrag.typ",
    "voteringslista.typ",
    "tjansteskrivelse.typ",
    "kallelse.typ",
    "missiv.typ",
    "overklagandehanvisning.typ",
    "anslag.typ",
    "underskrift.typ",
    "stampel.typ",
    "verifieringsrapport.typ",
    "lib/stil.typ",
    "lib/sida.typ",
    "lib/text.typ",
    "lib/paragraf.typ",
    "lib/votering.typ",
    "lib/rutor.typ",
    "lib/ord.typ",
    "lib/fakta.typ",
    "lib/blad.typ",
];
const TEMPLATE_COUNT: usize = 20;

/// Names a logotype can have; typst tells its kind by them.
const LOGOTYPES: [&str; 3] = ["/logotyp.svg", "/logotyp.png", "/logotyp.jpg"];

/// What all documents share. File ids are interned for ever (65,535 a process), so they are made here, once.
struct Shared {
    library: LazyHash<Library>,
    sources: Vec<Source>,
    data: FileId,
    logotypes: Vec<FileId>,
    qr: FileId,
    attached: Vec<FileId>,
}

/// Attachments one document can have: leaf 0, its §§ and the evidence.
const MOST_ATTACHED: usize = 1_000;

static SHARED: LazyLock<Shared> = LazyLock::new(|| Shared {
    library: LazyHash::new(Library::builder().with_features([Feature::A11yExtras].into_iter().collect()).build()),
    sources: TEMPLATES.iter().map(|(path, text)| Source::new(intern(path), (*text).to_owned())).collect(),
    data: intern("data.json"),
    logotypes: LOGOTYPES.iter().map(|path| intern(path)).collect(),
    qr: intern("qr.svg"),
    attached: (0..MOST_ATTACHED).map(|index| intern(&format!("bifogat/{index}"))).collect(),
});

fn intern(path: &str) -> FileId {
    let path = VirtualPath::new(path).expect("the paths above stay within their root");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

/// The desk one document is set at.
pub(super) struct Desk {
    main: FileId,
    data: Bytes,
    files: Vec<(FileId, Bytes)>,
}

impl Desk {
    pub(super) fn new(document: &Document, data: Vec<u8>) -> Self {
        let attached = SHARED.attached.iter().zip(&document.bifogat);
        let attached = attached.map(|(id, one)| (*id, Bytes::new(one.bytes.clone())));
        let files = logotype(document).into_iter().chain(attached).collect();
        Self { main: main(document.handling), data: Bytes::new(data), files }
    }

    /// The desk of a report: a template and its data.
    pub(super) fn of_report(template: &str, data: Vec<u8>) -> Self {
        Self { main: intern(template), data: Bytes::new(data), files: Vec::new() }
    }

    /// The desk of a signature's appearance.
    pub(super) fn of_mark(template: &str, data: Vec<u8>, qr: Option<String>) -> Self {
        let files = qr.into_iter().map(|svg| (SHARED.qr, Bytes::new(svg.into_bytes()))).collect();
        Self { main: intern(template), data: Bytes::new(data), files }
    }
}

fn main(handling: Handling) -> FileId {
    intern(match handling {
        Handling::Protokoll | Handling::Omedelbar | Handling::Sekretessprotokoll => "protokoll.typ",
        Handling::Utdrag => "utdrag.typ",
        Handling::Voteringslista => "voteringslista.typ",
        Handling::Tjansteskrivelse => "tjansteskrivelse.typ",
        Handling::Kallelse => "kallelse.typ",
        Handling::Missiv => "missiv.typ",
        Handling::Overklagandehanvisning => "overklagandehanvisning.typ",
        Handling::Anslag | Handling::Anslagsbevis => "anslag.typ",
    })
}

fn logotype(document: &Document) -> Option<(FileId, Bytes)> {
    let name = document.ram.logotyp.as_deref()?;
    let bytes = document.ram.logotyp_bytes.clone()?;
    let index = LOGOTYPES.iter().position(|known| *known == name)?;
    Some((*SHARED.logotypes.get(index)?, Bytes::new(bytes)))
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &SHARED.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        fonts::book()
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        SHARED.sources.iter().find(|source| source.id() == id).cloned().ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == SHARED.data {
            return Ok(self.data.clone());
        }
        let found = self.files.iter().find(|(known, _)| *known == id);
        found.map(|(_, bytes)| bytes.clone()).ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        fonts::all().get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
