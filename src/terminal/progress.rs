//! How far it has come: one line on stderr, and only when a person watches.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Stream;

/// A bar that counts; silent when stderr is no terminal.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// A bar of so many things: `noun` is their plural, "handlingar".
    #[must_use]
    pub fn new(length: usize, noun: &str) -> Self {
        let target =
            if Stream::Stderr.is_terminal() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(length as u64), target);
        let style = ProgressStyle::with_template(&format!("{{bar:24}} {{pos}} av {{len}} {noun}  {{msg}}"));
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("━━╌"));
        bar.enable_steady_tick(Duration::from_millis(200));
        Self { bar }
    }

    /// One more is done; `name` is shown.
    pub fn step(&self, name: &str) {
        self.bar.set_message(name.to_owned());
        self.bar.inc(1);
    }

    /// So many turned out to be `actual` instead.
    pub fn correct(&self, expected: usize, actual: usize) {
        self.bar.inc_length(actual.saturating_sub(expected) as u64);
        self.bar.dec_length(expected.saturating_sub(actual) as u64);
    }

    /// Says something without tearing the bar.
    pub fn say(&self, text: &str) {
        self.bar.suspend(|| super::say(text));
    }

    /// Takes the line away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
