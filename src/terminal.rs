//! People are spoken to here and nowhere else: findings, sums, the answer and what is said about it.
//! The answer goes to stdout, everything about it to stderr; colour and progress only to a terminal.
//! Whoever stops reading (`| head`) is no fault.

pub mod findings;
mod excerpt;
pub mod progress;

use std::io::{self, IsTerminal, Write};

use console::Term;

use crate::diag::Diagnostic;
pub use crate::diag::words;

pub use findings::{render, render_within, summary};

/// Where something is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// The answer.
    Stdout,
    /// Everything about the answer.
    Stderr,
}

impl Stream {
    /// Columns of the terminal at the other end; `None` for a pipe or a file.
    #[must_use]
    pub fn columns(self) -> Option<usize> {
        let term = match self {
            Stream::Stdout => Term::stdout(),
            Stream::Stderr => Term::stderr(),
        };
        self.is_terminal().then(|| term.size_checked()).flatten().map(|(_, columns)| usize::from(columns))
    }

    /// True when a person reads it as it is written.
    #[must_use]
    pub fn is_terminal(self) -> bool {
        match self {
            Stream::Stdout => io::stdout().is_terminal(),
            Stream::Stderr => io::stderr().is_terminal(),
        }
    }

    fn has_colour(self) -> bool {
        let choice = match self {
            Stream::Stdout => anstream::AutoStream::choice(&io::stdout()),
            Stream::Stderr => anstream::AutoStream::choice(&io::stderr()),
        };
        choice != anstream::ColorChoice::Never
    }

    fn write(self, text: &str) -> io::Result<()> {
        match self {
            Stream::Stdout => {
                let mut out = anstream::stdout().lock();
                out.write_all(text.as_bytes())?;
                out.flush()
            }
            Stream::Stderr => anstream::stderr().lock().write_all(text.as_bytes()),
        }
    }
}

/// Part of the answer: goes to stdout as it is, with a line end.
///
/// # Errors
/// When stdout cannot take it (a full disk behind `>`). A reader who went away is no error.
pub fn answer(text: &str) -> Result<(), Diagnostic> {
    match Stream::Stdout.write(&format!("{text}\n")) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Diagnostic::error(
            "svaret-kan-inte-skrivas",
            format!("svaret kunde inte skrivas ut: {}", words::io_error(&error)),
        )),
        _ => Ok(()),
    }
}

/// Something about the answer: goes to stderr, with a line end. If nobody can hear it, it is lost.
pub fn say(text: &str) {
    let columns = Stream::Stderr.columns().unwrap_or(usize::MAX);
    let fitted: String = text.split('\n').map(|line| fitted(line, columns) + "\n").collect();
    let _ = Stream::Stderr.write(&fitted);
}

/// A line that is too long for the terminal, broken between words; others keep their spaces.
fn fitted(line: &str, columns: usize) -> String {
    if line.chars().count() <= columns { line.to_owned() } else { words::broken(line, columns).join("\n") }
}

/// Asks for something that nobody may see as it is typed; `None` where no person sits at the other end.
///
/// # Errors
/// When the terminal cannot be read.
pub fn ask_secret(question: &str) -> io::Result<Option<String>> {
    if !(io::stdin().is_terminal() && Stream::Stderr.is_terminal()) {
        return Ok(None);
    }
    let term = Term::stderr();
    term.write_str(&format!("{question}: "))?;
    term.read_secure_line().map(Some)
}

/// Shows findings on stderr.
pub fn say_findings(diagnostics: &[Diagnostic]) {
    let _ = Stream::Stderr.write(&as_seen(diagnostics, Stream::Stderr));
}

/// Shows findings as the answer, on stdout.
///
/// # Errors
/// As [`answer`].
pub fn answer_findings(diagnostics: &[Diagnostic]) -> Result<(), Diagnostic> {
    let text = as_seen(diagnostics, Stream::Stdout);
    text.strip_suffix('\n').map_or(Ok(()), answer)
}

fn as_seen(diagnostics: &[Diagnostic], stream: Stream) -> String {
    render_within(diagnostics, stream.has_colour(), stream.columns())
}
