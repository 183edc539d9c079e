//! Measures the register: `cargo run --release --example matning-register -- [ANTAL] [MAPP]`. Single certifications beside a
//! bare insert-and-commit loop in the same run, batches, a full audit, receipts, and size. A figure is of the disk under MAPP.

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a measurement to be read by whoever runs it")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, params};
use utdrag::clock::Stopwatch;
use utdrag::register::{self, Fil, Handelse, Lopnummer, Post, Proving as _, Register as _, Settings, Sqlite};

/// Certifications in one block; blocks of the bare loop and of the register take turns, so that both meet the same disk.
const BLOCK: u32 = 100;
const BLOCKS: u32 = 6;
/// Entries in one batch.
const BATCH: u32 = 1000;

fn main() {
    let mut asked = std::env::args().skip(1);
    let count: u32 = asked.next().map_or(1_000_000, |count| count.parse().unwrap());
    let folder = asked.next().map_or_else(|| PathBuf::from("target/matning-register"), PathBuf::from);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let path = register::beside(&folder);
    let mut register = register::open_with(&path, &Settings::beside(&path)).unwrap();
    singles(&mut register, &folder);
    batches(&mut register, count);
    let size = std::fs::metadata(&path).unwrap().len();
    println!("storlek: {:.0} MB, {:.0} byte per post", megabytes(size), f(size) / f(register.head().unwrap().size));
    receipts(&mut register, count);
    audit(&register);
}

/// One at a time, each on the disk before the next.
fn singles(register: &mut Sqlite, folder: &Path) {
    let bare = bare(&folder.join("bar.db"));
    let text = "x".repeat(650);
    let (mut plain, mut certified, mut taken) = (0.0, 0.0, 0.0);
    for block in 0..BLOCKS {
        let watch = Stopwatch::start();
        for _ in 0..BLOCK {
            bare.execute("INSERT INTO rad (text) VALUES (?1)", params![text]).unwrap();
        }
        plain += watch.elapsed().as_secs_f64();
        let watch = Stopwatch::start();
        let numbers: Vec<Lopnummer> = (0..BLOCK).map(|_| register.take_number(&post(block, None)).unwrap()).collect();
        taken += watch.elapsed().as_secs_f64();
        let watch = Stopwatch::start();
        for (at, number) in (0..BLOCK).zip(numbers) {
            register.append(&[post(block * BLOCK + at, Some(number))]).unwrap();
        }
        certified += watch.elapsed().as_secs_f64();
    }
    let all = f64::from(BLOCK * BLOCKS);
    let rates = [all / plain, all / certified, all / taken, all / (certified + taken)];
    println!("bar slinga, en rad och commit:       {:>7.0} per sekund", rates[0]);
    println!(
        "bestyrkande infört (append):         {:>7.0} per sekund, {:.2} av den bara slingan",
        rates[1],
        rates[1] / rates[0]
    );
    println!("nummer taget (take_number):          {:>7.0} per sekund, {:.2}", rates[2], rates[2] / rates[0]);
    println!("nummer och bestyrkande tillsammans:  {:>7.0} per sekund, {:.2}", rates[3], rates[3] / rates[0]);
}

/// What SQLite does with the same settings and nothing else.
fn bare(path: &Path) -> Connection {
    let bare = Connection::open(path).unwrap();
    bare.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = 1; CREATE TABLE rad (nr INTEGER PRIMARY KEY, text TEXT);")
        .unwrap();
    bare
}

fn batches(register: &mut Sqlite, count: u32) {
    let watch = Stopwatch::start();
    let mut entered = 0;
    while entered < count {
        let batch = BATCH.min(count - entered);
        let posts: Vec<Post> = (entered..entered + batch).map(|one| post(one, None)).collect();
        register.append(&posts).unwrap();
        entered += batch;
    }
    let seconds = watch.elapsed().as_secs_f64();
    println!("{count} poster i omgångar om {BATCH}: {seconds:.1} s, {:.0} per sekund", f64::from(count) / seconds);
}

fn receipts(register: &mut Sqlite, count: u32) {
    register.checkpoint().unwrap();
    let (mut longest, mut slowest, mut all) = (0, 0.0_f64, 0.0);
    let some = 500.min(count);
    for at in 0..some {
        let index = u64::from(at) * u64::from(count / some);
        let watch = Stopwatch::start();
        let receipt = register.receipt(index).unwrap();
        let took = watch.elapsed().as_secs_f64() * 1000.0;
        (slowest, all, longest) = (slowest.max(took), all + took, receipt.len().max(longest));
    }
    println!("kvitto: {:.2} ms i medel, {slowest:.2} ms som mest, högst {longest} byte", all / f64::from(some));
}

fn audit(register: &Sqlite) {
    let watch = Stopwatch::start();
    let audit = register.audit(&[]).unwrap();
    let seconds = watch.elapsed().as_secs_f64();
    assert!(audit.fel.is_empty(), "{:?}", audit.fel.first());
    println!("full kontroll av {} poster: {seconds:.1} s", audit.poster);
}

fn post(at: u32, lopnummer: Option<Lopnummer>) -> Post {
    let paragraf = at % 400 + 1;
    let handling = format!("rs-2026-03-{:02}-p{paragraf}-utdrag", at % 28 + 1);
    let hash = |what: u32| {
        format!("{:016x}{:016x}{:032x}", u64::from(at) * 0x9E37_79B9, u64::from(what) << 40 | u64::from(at), at)
    };
    Post {
        handelse: Handelse::Bestyrkt,
        nar: "2026-03-18T11:00:00Z".parse().unwrap(),
        vem: "Åsa Renvide".to_owned(),
        organ: "rs".to_owned(),
        sammantrade: Some(format!("2026-03-{:02}", at % 28 + 1)),
        paragrafer: vec![paragraf],
        lopnummer,
        filer: vec![
            Fil { namn: format!("{handling}.pdf"), sha256: hash(1) },
            Fil { namn: "rs-2026-03-11-protokoll.pdf".to_owned(), sha256: hash(2) },
        ],
        handling,
        uppgifter: BTreeMap::from([("protokollrot".to_owned(), hash(3))]),
    }
}

fn megabytes(bytes: u64) -> f64 {
    f(bytes) / 1_000_000.0
}

#[expect(clippy::cast_precision_loss, reason = "a figure to be read")]
fn f(number: u64) -> f64 {
    number as f64
}
