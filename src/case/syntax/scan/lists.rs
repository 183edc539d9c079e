//! Several texts where one value may stand: the brackets around them were forgotten.

use super::super::mend::{Edit, Finding};
use super::Scanner;

impl Scanner<'_> {
    /// `{ roster = "A", "B" }`: at the first of the texts, moves past the last and says so.
    pub(super) fn brackets_forgotten(&mut self) -> bool {
        let line = self.line();
        let Some(first) = text_at(line) else { return false };
        let (mut end, mut texts) = (first, vec![line.get(..first).unwrap_or("")]);
        loop {
            let rest = line.get(end..).unwrap_or("");
            let Some(next) = rest.trim_start().strip_prefix(',').map(str::trim_start) else { break };
            let Some(length) = text_at(next) else { break };
            if next.get(length..).is_some_and(|after| after.trim_start().starts_with('=')) {
                break;
            }
            texts.push(next.get(..length).unwrap_or(""));
            end = line.len() - next.len() + length;
        }
        if texts.len() < 2 {
            return false;
        }
        let (start, end) = (self.at, self.at + end);
        self.findings.push(Finding {
            code: "lista-saknas",
            message: format!("{} texter står efter varandra, men utan hakparenteser runt", texts.len()),
            span: start..end,
            label: "",
            also: None,
            hint: format!("skriv [{}]", texts.join(", ")),
            edits: vec![Edit { range: start..start, text: "[" }, Edit { range: end..end, text: "]" }],
        });
        self.at = end;
        true
    }
}

/// The length of the text between straight quotes that `line` starts with.
fn text_at(line: &str) -> Option<usize> {
    let rest = line.strip_prefix('"')?;
    rest.find('"').filter(|end| *end > 0).map(|end| end + 2)
}
