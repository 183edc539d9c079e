//! Ctrl+C: the program ends between two files, never in the middle of one. A second Ctrl+C ends it at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use signal_hook::consts::{SIGINT, SIGTERM};

use crate::{durable, terminal};

/// What a shell expects of a program that was ended by Ctrl+C.
const INTERRUPTED: i32 = 130;

/// How a Ctrl+C is understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The work was broken off.
    BrokenOff,
    /// It is how one leaves.
    Done,
}

/// Listens from now on. Where the system lets nobody listen, Ctrl+C ends the program as it always does.
pub(super) fn listen(meaning: Meaning) {
    let asked = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        let _ = signal_hook::flag::register_conditional_shutdown(signal, INTERRUPTED, Arc::clone(&asked));
        if signal_hook::flag::register(signal, Arc::clone(&asked)).is_err() {
            return;
        }
    }
    thread::spawn(move || {
        while !asked.load(Ordering::Relaxed) {
            thread::sleep(Duration::from_millis(50));
        }
        let _between_files = durable::quiet();
        match meaning {
            Meaning::BrokenOff => {
                terminal::say("\navbrutet; det som redan är skrivet är helt");
                std::process::exit(INTERRUPTED);
            }
            Meaning::Done => {
                terminal::say("\navslutat");
                std::process::exit(0);
            }
        }
    });
}
