//! The only door through which time enters. No document ever asks here: same case, same bytes.

use std::time::{Duration, Instant};

use jiff::civil::Date;
use jiff::{Timestamp, Zoned};

/// Today, where the machine stands.
#[must_use]
pub fn today() -> Date {
    #[expect(clippy::disallowed_methods, reason = "this is the door")]
    let now = Zoned::now();
    now.date()
}

/// Now, to the second; or the moment that a test or `demo` has set.
#[must_use]
pub fn now() -> Timestamp {
    set().unwrap_or_else(|| {
        #[expect(clippy::disallowed_methods, reason = "this is the door")]
        let now = Timestamp::now();
        Timestamp::from_second(now.as_second()).unwrap_or(now)
    })
}

/// The moment that the environment sets (`UTDRAG_TID`, RFC 3339), for tests; never together with a real key.
#[must_use]
pub fn set() -> Option<Timestamp> {
    std::env::var("UTDRAG_TID").ok()?.parse().ok()
}

/// Measures how long something took.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts now.
    #[must_use]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// Time since the start.
    #[must_use]
    pub fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}
