//! The register: killed at any moment, changed by an insider, put back from a backup, proved to others.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "in a test a fault is a failure with its own words")]

#[path = "register/disk.rs"]
mod disk;
#[path = "register/insider.rs"]
mod insider;
#[path = "register/kill.rs"]
mod kill;
#[path = "register/lost.rs"]
mod lost;
#[path = "register/place.rs"]
mod place;
#[path = "register/proof.rs"]
mod proof;
#[path = "register/settime.rs"]
mod settime;
#[path = "register/vector.rs"]
mod vector;
#[path = "register/witness.rs"]
mod witness;
#[path = "register/years.rs"]
mod years;

use std::path::{Path, PathBuf};

use utdrag::register::{self, Fil, Handelse, Lopnummer, Post, Register as _, Settings, Sqlite};

/// A register in a folder of its own, with its watch beside it.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self) -> PathBuf {
        register::beside(self.folder.path())
    }

    fn open(&self) -> Sqlite {
        open(&self.path()).unwrap()
    }

    /// A register with `count` entries, every third of them a certified extract with its number.
    fn filled(count: usize) -> Self {
        let desk = Self::new();
        let mut register = desk.open();
        let mut at = 0;
        while at + 2 < count {
            let number = register.take_number(&post(Handelse::Nummer, at)).unwrap();
            let certified = Post { lopnummer: Some(number), ..post(Handelse::Bestyrkt, at) };
            register.append(&[certified, post(Handelse::Skapad, at)]).unwrap();
            at += 3;
        }
        let rest: Vec<Post> = (at..count).map(|at| post(Handelse::Skapad, at)).collect();
        register.append(&rest).unwrap();
        assert_eq!(register.head().unwrap().size, count as u64);
        desk
    }
}

fn open(path: &Path) -> Result<Sqlite, utdrag::diag::Diagnostic> {
    register::open_with(path, &Settings::beside(path))
}

/// The hash that stands for file `at`.
fn hash(at: usize) -> String {
    format!("{at:064x}")
}

fn post(handelse: Handelse, at: usize) -> Post {
    Post {
        handelse,
        nar: "2026-03-18T11:00:00Z".parse().unwrap(),
        vem: "Åsa Renvide".to_owned(),
        organ: "rs".to_owned(),
        sammantrade: Some("2026-03-11".to_owned()),
        paragrafer: vec![36],
        lopnummer: None,
        handling: format!("rs-2026-03-11-p{at}-utdrag"),
        filer: vec![Fil { namn: format!("rs-2026-03-11-p{at}-utdrag.pdf"), sha256: hash(at) }],
        uppgifter: std::collections::BTreeMap::new(),
    }
}

fn number(text: &str) -> Lopnummer {
    Lopnummer::read(text).unwrap()
}
