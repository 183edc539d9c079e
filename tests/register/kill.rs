//! Processes that certify are killed at any moment, several at once: nothing acknowledged is lost, no number is skipped or
//! given twice, and every file that is seen is in the register as it is.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use utdrag::register::leaf::{digest, hex};
use utdrag::register::{Delivery, Fil, Handelse, Post, Register as _, Search};

use super::{Desk, open, post};

/// Processes that are killed, and how many run at once.
const KILLS: usize = 72;
const AT_ONCE: usize = 4;

/// Set for the processes that certify: the folder of the register.
const FOLDER: &str = "UTDRAG_TEST_REGISTER";
/// Set for them too: the day by which they go, since clocks are set back.
const DAY: &str = "UTDRAG_TEST_DAG";

#[test]
fn sixty_kills_lose_nothing_and_skip_no_number() {
    let desk = Desk::new();
    drop(desk.open());
    let mut acknowledged = Vec::new();
    for round in 0..KILLS / AT_ONCE {
        let killed: Vec<_> = (0..AT_ONCE)
            .map(|one| {
                // Every other round the clock is a day behind what it was.
                let day = if round % 2 == 0 { "2026-03-18" } else { "2026-03-17" };
                let mut child = Command::new(std::env::current_exe().unwrap())
                    .args(["--exact", "kill::certify_until_killed", "--ignored", "--nocapture"])
                    .env(FOLDER, desk.folder.path())
                    .env(DAY, day)
                    .stdout(Stdio::piped())
                    .stderr(Stdio::null())
                    .spawn()
                    .unwrap();
                let out = child.stdout.take().unwrap();
                let reader =
                    std::thread::spawn(move || BufReader::new(out).lines().map_while(Result::ok).collect::<Vec<_>>());
                let wait = Duration::from_millis(60 + ((round * 37 + one * 61) % 240) as u64);
                (child, reader, wait)
            })
            .collect();
        for (mut child, reader, wait) in killed {
            std::thread::sleep(wait / 2);
            child.kill().unwrap();
            child.wait().unwrap();
            acknowledged.extend(reader.join().unwrap());
        }
    }
    let certified: BTreeMap<String, String> = acknowledged
        .iter()
        .filter_map(|line| line.strip_prefix("bestyrkt "))
        .filter_map(|line| line.rsplit_once(' ').map(|(number, hash)| (number.to_owned(), hash.to_owned())))
        .collect();
    assert!(certified.len() > KILLS / 4, "only {} were certified before the kills", certified.len());
    is_whole(&desk, &certified);
}

/// What must hold once the last process has brought to an end what the others left.
fn is_whole(desk: &Desk, acknowledged: &BTreeMap<String, String>) {
    let mut register = desk.open();
    register.settle().unwrap();
    assert_eq!(register.settle().unwrap(), [], "everything is at its end");
    let all = register.entries(&Search::default()).unwrap();
    let taken: Vec<u32> = all
        .iter()
        .filter(|entry| entry.post.handelse == Handelse::Nummer)
        .map(|entry| entry.post.lopnummer.as_ref().unwrap().nummer)
        .collect();
    assert_eq!(taken, (1..=u32::try_from(taken.len()).unwrap()).collect::<Vec<_>>(), "taken in order, none twice");
    let (mut certified, mut cancelled) = (BTreeMap::new(), BTreeSet::new());
    for entry in &all {
        let number = entry.post.lopnummer.as_ref().unwrap().to_string();
        match entry.post.handelse {
            Handelse::Bestyrkt => {
                assert_eq!(
                    certified.insert(number.clone(), entry.post.filer[0].sha256.clone()),
                    None,
                    "{number} twice"
                );
            }
            Handelse::Makulerad => assert!(cancelled.insert(number.clone()), "{number} cancelled twice"),
            _ => {}
        }
    }
    for number in taken.iter().map(|number| format!("RS 2026:{number}")) {
        let ends = usize::from(certified.contains_key(&number)) + usize::from(cancelled.contains(&number));
        assert_eq!(ends, 1, "{number} is certified or cancelled, and not both");
    }
    for (number, hash) in acknowledged {
        assert_eq!(certified.get(number), Some(hash), "{number} was acknowledged");
    }
    let files = desk.folder.path().join("ut");
    for (number, hash) in &certified {
        let bytes = std::fs::read(files.join(file_name(number))).unwrap();
        assert_eq!(hex(&digest(&bytes)), *hash, "the file of {number} is the one that was entered");
    }
    let seen = std::fs::read_dir(&files).unwrap().flatten().map(|entry| entry.file_name().into_string().unwrap());
    let seen = seen.filter(|name| Path::new(name).extension().is_some_and(|end| end == "pdf")).count();
    assert_eq!(seen, certified.len(), "no file is seen that is not entered");
    let hidden = std::fs::read_dir(desk.folder.path().join(".utdrag")).unwrap().flatten();
    let left: Vec<_> = hidden.map(|entry| entry.file_name()).collect();
    assert!(left.iter().all(|name| name.to_string_lossy().starts_with(".utdrag-")), "left behind: {left:?}");
    let audit = register.audit(&[]).unwrap();
    assert_eq!(audit.fel, []);
    let shown = format!(
        "{} processes killed: {} numbers, {} certified, {} cancelled\n",
        KILLS,
        taken.len(),
        certified.len(),
        cancelled.len()
    );
    std::io::stderr().write_all(shown.as_bytes()).unwrap();
}

fn file_name(number: &str) -> String {
    format!("{}.pdf", number.to_lowercase().replace([' ', ':'], "-"))
}

/// Not a test: what the processes above do, as `bestyrk` does it.
#[test]
#[ignore = "is killed by another"]
fn certify_until_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let folder = Path::new(&folder);
    let path = utdrag::register::beside(folder);
    let nar = format!("{}T11:00:00Z", std::env::var(DAY).unwrap()).parse().unwrap();
    let files = folder.join("ut");
    std::fs::create_dir_all(&files).unwrap();
    let say = |line: String| {
        let mut out = std::io::stdout().lock();
        out.write_all(line.as_bytes()).and_then(|()| out.flush()).unwrap();
    };
    loop {
        let mut register = open(&path).unwrap();
        register.settle().unwrap();
        let number = register.take_number(&Post { nar, ..post(Handelse::Nummer, 0) }).unwrap();
        let bytes = format!("utdrag {number} av process {}", std::process::id()).into_bytes();
        let hash = hex(&digest(&bytes));
        let name = file_name(&number.to_string());
        let delivery = Delivery {
            lopnummer: number.clone(),
            sha256: hash.clone(),
            vantar: register.waiting_place(&number),
            mal: files.join(&name),
        };
        utdrag::durable::write(&delivery.vantar, &bytes).unwrap();
        let one = Fil { namn: name, sha256: hash.clone() };
        let certified = Post { nar, lopnummer: Some(number.clone()), filer: vec![one], ..post(Handelse::Bestyrkt, 0) };
        register.certify(&[certified], &delivery).unwrap();
        say(format!("bestyrkt {number} {hash}\n"));
        utdrag::durable::write(&delivery.mal, &bytes).unwrap();
        utdrag::durable::discard(&delivery.vantar).unwrap();
        register.delivered(&number).unwrap();
    }
}
