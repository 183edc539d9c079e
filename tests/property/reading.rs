//! What a PDF says to a reader that is not ours: poppler's text in reading order, and where each word stands.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::words::without_space;

/// What stands between page head and page foot, in the order it was set, as compared; and where each page of it ends.
pub(crate) struct Read {
    pub(crate) text: String,
    pub(crate) ends: Vec<usize>,
}

pub(crate) fn text(file: &Path) -> Read {
    // Points: below the head of 36 mm, above the foot of 30 mm, as `templates/lib/stil.typ` has them.
    let body = ["-x", "0", "-y", "100", "-W", "596", "-H", "658"];
    let all = poppler(Command::new("pdftotext").arg("-raw").args(body).arg(file).arg("-"));
    let mut read = Read { text: String::new(), ends: Vec::new() };
    for page in all.split('\u{c}') {
        read.text.push_str(&without_space(page));
        read.ends.push(read.text.len());
    }
    read
}

/// Words that stand, wholly or partly, outside their page.
pub(crate) fn words_outside(file: &Path) -> Vec<String> {
    let boxes = poppler(Command::new("pdftotext").arg("-bbox").arg(file).arg("-"));
    let mut page = (0.0, 0.0);
    let mut outside = Vec::new();
    for line in boxes.lines() {
        if line.contains("<page ") {
            page = (attribute(line, "width"), attribute(line, "height"));
        } else if line.contains("<word ") {
            let inside = attribute(line, "xMin") >= 0.0
                && attribute(line, "yMin") >= 0.0
                && attribute(line, "xMax") <= page.0
                && attribute(line, "yMax") <= page.1;
            if !inside {
                outside.push(line.trim().to_owned());
            }
        }
    }
    outside
}

/// A file that lasts for one test.
#[expect(clippy::disallowed_methods, reason = "what a test writes is not kept")]
pub(crate) fn kept(name: &str, bytes: &[u8]) -> PathBuf {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&file, bytes).expect("the build folder can be written");
    file
}

fn attribute(line: &str, name: &str) -> f64 {
    let value = line.split(&format!("{name}=\"")).nth(1).and_then(|rest| rest.split('"').next());
    value.and_then(|value| value.parse().ok()).expect("poppler gives every box its figures")
}

fn poppler(command: &mut Command) -> String {
    let output = command.output();
    assert!(output.is_ok(), "{command:?}: {output:?}; tests/run installs poppler-utils");
    let output = output.expect("it ran");
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}
