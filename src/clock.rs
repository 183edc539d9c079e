//! The only door through which time enters. No document ever asks here: same case, same bytes.

use std::time::{Duration, Instant};

use jiff::Zoned;
use jiff::civil::Date;

/// Today, where the machine stands.
#[must_use]
pub fn today() -> Date {
    #[expect(clippy::disallowed_methods, reason = "this is the door")]
    let now = Zoned::now();
    now.date()
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
