//! Numbers, order and tree of a register in a file.

use super::*;
use crate::register::{self, Fil, tree};

fn post(handelse: Handelse, lopnummer: Option<Lopnummer>) -> Post {
    Post {
        handelse,
        nar: "2026-03-02T10:00:00Z".parse().unwrap(),
        vem: "Ylva Sandmark".to_owned(),
        organ: "rs".to_owned(),
        sammantrade: Some("2026-02-25".to_owned()),
        paragrafer: vec![17],
        lopnummer,
        handling: "rs-2026-02-25-p17-utdrag".to_owned(),
        filer: vec![Fil { namn: "rs-2026-02-25-p17-utdrag.pdf".to_owned(), sha256: "ab".repeat(32) }],
        uppgifter: std::collections::BTreeMap::new(),
    }
}

#[test]
fn numbers_are_taken_in_order_and_certified_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut register =
        register::open_with(&folder.path().join("register.db"), &Settings::beside(&folder.path().join("register.db")))
            .unwrap();
    let first = register.take_number(&post(Handelse::Nummer, None)).unwrap();
    let second = register.take_number(&post(Handelse::Nummer, None)).unwrap();
    assert_eq!((first.to_string(), second.to_string()), ("RS 2026:1".to_owned(), "RS 2026:2".to_owned()));
    let certified = post(Handelse::Bestyrkt, Some(first.clone()));
    assert_eq!(register.append(std::slice::from_ref(&certified)).unwrap(), [2]);
    assert_eq!(register.append(&[certified]).unwrap_err().code, "nummer-bestyrkt");
    let cancelled = post(Handelse::Makulerad, Some(second.clone()));
    let both = [cancelled, post(Handelse::Bestyrkt, Some(second))];
    assert_eq!(register.append(&both).unwrap_err().code, "nummer-makulerat");
    let found = register.entries(&Search { sha256: Some("ab".repeat(32)), ..Search::default() }).unwrap();
    assert_eq!(found.len(), 3, "nothing of a refused append is left");
    drop(register);
    let again =
        register::open_with(&folder.path().join("register.db"), &Settings::beside(&folder.path().join("register.db")))
            .unwrap();
    let one = again.entries(&Search { lopnummer: Some(first), ..Search::default() }).unwrap();
    assert_eq!(one.iter().map(|entry| entry.post.handelse.word()).collect::<Vec<_>>(), ["nummer", "bestyrkt"]);
}

#[test]
fn roots_and_paths_from_kept_nodes_are_those_of_the_whole_tree() {
    let folder = tempfile::tempdir().unwrap();
    let mut register =
        register::open_with(&folder.path().join("register.db"), &Settings::beside(&folder.path().join("register.db")))
            .unwrap();
    register.append(&vec![post(Handelse::Skapad, None); 70]).unwrap();
    let stored = read::Stored::new(&register.connection, &register.path).unwrap();
    let nodes: &dyn tree::Nodes = &stored;
    let leaves: Vec<_> = (0..70).map(|index| nodes.node(0, index).unwrap()).collect();
    for size in 1..=70_u64 {
        let part = leaves.get(..usize::try_from(size).unwrap()).unwrap();
        assert_eq!(tree::root(nodes, size).unwrap(), crate::evidence::merkle::root(part));
        for index in 0..size {
            let place = usize::try_from(index).unwrap();
            assert_eq!(Some(tree::path(nodes, index, size).unwrap()), crate::evidence::merkle::path(part, place));
        }
    }
}

#[test]
fn a_kept_number_outlives_its_process_and_is_brought_back_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("register.db");
    let open = || register::open_with(&path, &Settings::beside(&path)).unwrap();
    let mut first = open();
    let number = first.take_number(&post(Handelse::Nummer, None)).unwrap();
    let mal = folder.path().join("ut/a.pdf");
    first.keep(&number, &mal).unwrap();
    let other = first.take_number(&post(Handelse::Nummer, None)).unwrap();
    first.keep(&other, &folder.path().join("annat/a.pdf")).unwrap();
    drop(first);
    let mut second = open();
    assert_eq!(second.settle().unwrap(), []);
    let elsewhere = folder.path().join("annat/a.pdf");
    assert_eq!(second.kept().unwrap(), [(number.clone(), mal.clone()), (other, elsewhere)], "each with its place");
    assert!(second.resume(&number).unwrap());
    assert!(!second.resume(&number).unwrap(), "it is this process's own now");
    second.keep(&number, &mal).unwrap();
    assert!(second.resume(&number).unwrap(), "and can be kept again");
    assert_eq!(second.settle().unwrap(), [], "and not an orphan while it lives");
    drop(second);
    let mut third = open();
    assert_eq!(third.settle().unwrap(), [], "the service still has it: nobody has cancelled it");
    assert!(third.resume(&number).unwrap(), "it waits on, as before the process that had it back ended");
}

#[test]
fn an_extract_that_was_entered_is_put_in_its_place_by_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("register.db");
    let open = || register::open_with(&path, &Settings::beside(&path)).unwrap();
    let (bytes, mal) = (b"ett utdrag".to_vec(), folder.path().join("ut/a.pdf"));
    let mut first = open();
    let number = first.take_number(&post(Handelse::Nummer, None)).unwrap();
    let sha256 = register::leaf::hex(&register::leaf::digest(&bytes));
    let vantar = first.waiting_place(&number);
    durable::write(&vantar, &bytes).unwrap();
    let delivery =
        Delivery { lopnummer: number.clone(), sha256: sha256.clone(), vantar: vantar.clone(), mal: mal.clone() };
    first.certify(&[post(Handelse::Bestyrkt, Some(number.clone()))], &delivery).unwrap();
    // The process ends here, and the file is not in its place.
    drop(first);
    assert_eq!(open().settle().unwrap(), [Settled::Delivered(number, mal.clone())]);
    assert_eq!(std::fs::read(&mal).unwrap(), bytes);
    assert_eq!(std::fs::read_to_string(folder.path().join("ut/a.pdf.sha256")).unwrap(), format!("{sha256}  a.pdf\n"));
    assert!(!vantar.exists());
    assert_eq!(open().settle().unwrap(), []);
}
