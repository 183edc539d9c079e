//! Lines that belong to no key: an equals sign or an opening bracket forgotten, or the line with the key lost.

use super::super::mend::{Edit, Finding};
use super::{Scanner, starts_statement};

impl Scanner<'_> {
    /// `nyckel "värde"`, `nyckel [`: moves past the key and says so.
    pub(super) fn equals_forgotten(&mut self, content: &str) -> bool {
        let name = content.find(|c: char| !(c.is_alphanumeric() || c == '-' || c == '_')).unwrap_or(content.len());
        let (key, rest) = content.split_at(name);
        let value = rest.trim_start();
        if key.is_empty() || value.len() == rest.len() || !value.starts_with(['"', '[', '{', '”', '\'']) {
            return false;
        }
        let short = value.chars().count() <= 60 && !value.trim_end().ends_with(['[', '{']);
        let shown = if short { value.trim_end() } else { ".." };
        self.findings.push(Finding {
            code: "likhetstecken-saknas",
            message: format!("likhetstecken saknas efter `{key}`"),
            span: self.at..self.at + key.len(),
            label: "",
            also: None,
            hint: format!("skriv {key} = {shown}"),
            edits: vec![Edit { range: self.at + key.len()..self.at + key.len(), text: "=" }],
        });
        self.at += name;
        true
    }

    /// `<!-- .. -->`, as in HTML: read as white space.
    pub(super) fn html_comment(&mut self, content: &str) -> bool {
        let end = content.strip_prefix("<!--").and_then(|rest| rest.find("-->")).map(|found| found + 7);
        let Some(end) = end else { return false };
        let span = self.at..self.at + end;
        let note = content.get(4..end - 3).unwrap_or("").trim();
        self.findings.push(Finding {
            code: "kommentar-fel",
            message: "en kommentar börjar med #".to_owned(),
            span: span.clone(),
            label: "",
            also: None,
            hint: format!("skriv # {note} på en egen rad"),
            edits: vec![Edit { range: span.clone(), text: "" }],
        });
        self.at = span.end;
        true
    }

    /// `nyckel =`, then lines of a list, then `]`: moves past the end of the list and says so.
    pub(super) fn opening_bracket_forgotten(&mut self) -> bool {
        let rest = self.line().split('#').next().unwrap_or("");
        let mut at = self.line_end() + 1;
        let lines = self.text.get(at..).unwrap_or("").split('\n');
        if !rest.trim().is_empty() {
            return false;
        }
        for (nth, line) in lines.enumerate() {
            let content = line.trim_start();
            if content.starts_with(']') && nth > 0 {
                let end = at + line.len() - content.len() + 1;
                self.findings.push(Finding {
                    code: "lista-oavslutad",
                    message: "listan slutar här men börjar aldrig: `[` saknas".to_owned(),
                    span: end - 1..end,
                    label: "slutar här",
                    also: Some((self.at.saturating_sub(1)..self.at, "[ väntades efter likhetstecknet")),
                    hint: "skriv [ efter likhetstecknet".to_owned(),
                    edits: vec![Edit { range: self.at..self.at, text: " [" }],
                });
                self.at = end;
                return true;
            }
            if !content.is_empty() && !content.starts_with(['"', '{', '#']) {
                return false;
            }
            at += line.len() + 1;
        }
        false
    }

    /// Lines up to the next statement that are no statements themselves. One is left to the parser, which says more;
    /// many are one fault.
    pub(super) fn stray_lines(&mut self) {
        let start = self.at;
        let (mut at, mut end, mut count) = (self.line_end() + 1, self.line_end(), 1);
        for line in self.text.get(at..).unwrap_or("").split('\n') {
            if starts_statement(line) {
                break;
            }
            if !line.trim().is_empty() && !line.starts_with('#') {
                count += 1;
                end = at + line.len();
            }
            at += line.len() + 1;
            if line.trim_end().ends_with("\"\"\"") {
                break;
            }
        }
        if count == 1 {
            return self.skip_line();
        }
        let end = end.min(self.text.len());
        let first = self.text.get(..start).map_or(0, |before| before.matches('\n').count()) + 1;
        let lines = self.text.get(start..end).map_or(0, |block| block.matches('\n').count());
        self.findings.push(Finding {
            code: "text-utanfor",
            message: format!("raderna {first}–{} hör inte till någon nyckel", first + lines),
            span: start..self.line_end(),
            label: "börjar här",
            also: None,
            hint: "skriv nyckel = \"\"\" före texten, eller nyckel = [ före listan; en anteckning till dig själv börjar med #".to_owned(),
            edits: vec![Edit { range: start..end, text: "" }],
        });
        self.at = end;
        self.skip_line();
    }
}
