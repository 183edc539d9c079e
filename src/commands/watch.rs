//! `skapa --bevaka`: looks at the files of the workspace again and again, and makes anew what changed.
//! Asks for dates and sizes instead of listening to the system: network folders tell nobody when they change.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime};

use super::interrupt::{self, Meaning};
use super::{Exit, Stop, selection, skapa};
use crate::args::Skapa;
use crate::clock::Stopwatch;
use crate::diag::words;
use crate::terminal;

/// Between two looks, when looking is quick.
const PAUSE: Duration = Duration::from_millis(400);
/// An editor that saves in several steps is done after this long.
const CALM: Duration = Duration::from_millis(150);

type Snapshot = BTreeMap<PathBuf, (u64, Option<SystemTime>)>;

pub(super) fn run(asked: &Skapa) -> Result<Exit, Stop> {
    interrupt::listen(Meaning::Done);
    let roots: Vec<PathBuf> = selection::select(&asked.paths)?.into_keys().collect();
    let mut seen = snapshot(&roots, asked.ut.as_deref());
    loop {
        if let Err(stop) = skapa::once(asked) {
            terminal::say_findings(&stop.findings);
        }
        let name =
            |root: &PathBuf| root.file_name().map_or_else(|| words::path(root), |name| name.to_string_lossy().into());
        let names: Vec<String> = roots.iter().map(name).collect();
        terminal::say(&format!("Bevakar mappen {}. Avsluta med Ctrl+C.\n", words::listed(&names, "och")));
        seen = changed(&roots, asked.ut.as_deref(), &seen);
    }
}

/// Waits for the files to be other than they were, and then for them to be left in peace.
fn changed(roots: &[PathBuf], out: Option<&Path>, seen: &Snapshot) -> Snapshot {
    loop {
        let watch = Stopwatch::start();
        let mut now = snapshot(roots, out);
        // A slow network folder is asked less often.
        thread::sleep(PAUSE.max(watch.elapsed() * 5));
        if now == *seen {
            continue;
        }
        loop {
            thread::sleep(CALM);
            let later = snapshot(roots, out);
            if later == now {
                return now;
            }
            now = later;
        }
    }
}

fn snapshot(roots: &[PathBuf], out: Option<&Path>) -> Snapshot {
    let out = out.and_then(|out| fs::canonicalize(out).ok());
    let files = roots.iter().flat_map(|root| selection::files_in(root));
    let watched = files.filter(|file| out.as_ref().is_none_or(|out| !file.starts_with(out)));
    watched
        .filter_map(|file| {
            let facts = fs::metadata(&file).ok()?;
            Some((file, (facts.len(), facts.modified().ok())))
        })
        .collect()
}
