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
    let mut register = register::open(&folder.path().join("register.db")).unwrap();
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
    let again = register::open(&folder.path().join("register.db")).unwrap();
    let one = again.entries(&Search { lopnummer: Some(first), ..Search::default() }).unwrap();
    assert_eq!(one.iter().map(|entry| entry.post.handelse.word()).collect::<Vec<_>>(), ["nummer", "bestyrkt"]);
}

#[test]
fn roots_and_paths_from_kept_nodes_are_those_of_the_whole_tree() {
    let folder = tempfile::tempdir().unwrap();
    let mut register = register::open(&folder.path().join("register.db")).unwrap();
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
