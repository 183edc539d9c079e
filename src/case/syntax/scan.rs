//! Walks a file that TOML refused, statement by statement, and names the slips that wreck what follows them:
//! brackets and texts that never end, typographic quotes, quotes within quotes, `:` for `=`, uneven `[[` and `]`.

mod lists;
mod spaces;
mod stray;
mod texts;

use super::super::structure;
use super::mend::{Edit, Finding};

/// Every fault whose meaning is certain, in file order.
pub(super) fn scan(text: &str) -> Vec<Finding> {
    let mut scanner = Scanner { text, at: 0, findings: Vec::new(), broken_text: false };
    while scanner.at < text.len() {
        scanner.statement();
    }
    scanner.findings.extend(spaces::odd(text));
    scanner.findings.sort_by_key(|finding| finding.span.start);
    scanner.findings
}

/// True for a line that starts a new statement: `nyckel = ..`, `[tabell]` or `[[tabell]]`, not indented.
fn starts_statement(line: &str) -> bool {
    is_header(line) || is_assignment(line)
}

fn is_assignment(line: &str) -> bool {
    let name = line.find(|c: char| !(c.is_alphanumeric() || c == '-' || c == '_' || c == '.')).unwrap_or(line.len());
    let rest = line.get(name..).unwrap_or("").trim_start();
    name > 0 && rest.starts_with('=') && !rest.starts_with("==")
}

fn is_header(line: &str) -> bool {
    let line = line.split('#').next().unwrap_or("").trim_end();
    let name = line.trim_matches(|c| c == '[' || c == ']');
    line.starts_with('[')
        && line.ends_with(']')
        && !name.is_empty()
        && name.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c))
}

/// True for a line that starts as a list goes on, which no statement does: `{ ..`, `]`, `"text"` (but not `"nyckel" =`).
fn is_stray(content: &str) -> bool {
    let quoted = content.strip_prefix('"').and_then(|rest| rest.split_once('"'));
    content.starts_with(['{', '}', ']']) || quoted.is_some_and(|(_, rest)| !rest.trim_start().starts_with('='))
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
    findings: Vec<Finding>,
    /// A text of this statement never ended: what its brackets do is no news.
    broken_text: bool,
}

impl<'t> Scanner<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    /// From here to the end of the line, without the line feed.
    fn line(&self) -> &'t str {
        self.rest().split('\n').next().unwrap_or("")
    }

    fn line_end(&self) -> usize {
        self.at + self.line().len()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn skip_line(&mut self) {
        self.at = (self.line_end() + 1).min(self.text.len());
    }

    fn statement(&mut self) {
        self.broken_text = false;
        let line = self.line();
        let content = line.trim_start();
        let indent = line.len() - content.len();
        if content.is_empty() || content.starts_with('#') {
            return self.skip_line();
        }
        self.at += indent;
        if self.html_comment(content) {
            return;
        }
        if content.starts_with('[') {
            self.header();
            return self.skip_line();
        }
        match content.find(['=', ':', '"', '#']) {
            _ if self.quoted_colon(content) => {}
            _ if self.equals_forgotten(content) => {}
            _ if is_stray(content) => return self.stray_lines(),
            Some(found) if content.get(found..).is_some_and(|rest| rest.starts_with('=')) => self.at += found + 1,
            Some(found) if self.colon(content, found) => self.at += found + 1,
            _ => return self.stray_lines(),
        }
        if !self.opening_bracket_forgotten() {
            self.value();
        }
    }

    /// `nyckel: "värde"`, as in YAML.
    fn colon(&mut self, content: &str, found: usize) -> bool {
        let (key, rest) = content.split_at(found);
        let is_key = !key.trim().is_empty() && key.trim().chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
        if !is_key || !rest.starts_with(": ") {
            return false;
        }
        let span = self.at + found..self.at + found + 1;
        self.findings.push(Finding {
            code: "likhetstecken-saknas",
            message: format!("`{}` följs av kolon, men ska följas av likhetstecken", key.trim()),
            span: span.clone(),
            label: "ska vara =",
            also: None,
            hint: format!("skriv {} = ..", key.trim()),
            edits: vec![Edit { range: span, text: "=" }],
        });
        true
    }

    /// `"nyckel": "värde"`, as in JSON.
    fn quoted_colon(&mut self, content: &str) -> bool {
        let quoted = content.strip_prefix('"').and_then(|rest| rest.split_once('"'));
        let Some((key, rest)) = quoted.filter(|(_, rest)| rest.starts_with(':')) else { return false };
        let span = self.at..self.at + key.len() + 3;
        self.findings.push(Finding {
            code: "likhetstecken-saknas",
            message: format!("`{key}` följs av kolon, men ska följas av likhetstecken"),
            span: span.clone(),
            label: "",
            also: None,
            hint: format!("skriv {key} ={}", rest.get(1..).unwrap_or("").trim_end_matches(',')),
            edits: vec![Edit { range: span.end - 1..span.end, text: "=" }],
        });
        self.at = span.end;
        true
    }

    /// `[tabell]` or `[[tabell]]` with brackets that do not match.
    fn header(&mut self) {
        let line = self.line().split('#').next().unwrap_or("").trim_end();
        let open = line.len() - line.trim_start_matches('[').len();
        let close = line.len() - line.trim_end_matches(']').len();
        let name = line.trim_matches(|c| c == '[' || c == ']').trim();
        let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c));
        if is_name && (open, close) == (1, 1) && structure::is_list_table(name) {
            return self.single_brackets(line, name);
        }
        if !is_name || (open == close && open <= 2) {
            return;
        }
        let double = open.max(close) >= 2;
        let (left, right) = if double { ("[[", "]]") } else { ("[", "]") };
        let edits = vec![
            Edit { range: self.at..self.at + open, text: left },
            Edit { range: self.at + line.len() - close..self.at + line.len(), text: right },
        ];
        let message = format!("hakparenteserna runt `{name}` är olika många: {open} före och {close} efter");
        self.findings.push(Finding {
            code: "tabellhuvud",
            message,
            span: self.at..self.at + line.len(),
            label: "",
            also: None,
            hint: format!("skriv {left}{name}{right}"),
            edits,
        });
    }

    /// `[paragraf]` for `[[paragraf]]`.
    fn single_brackets(&mut self, line: &str, name: &str) {
        let (start, end) = (self.at, self.at + line.len());
        self.findings.push(Finding {
            code: "fel-typ",
            message: format!("`{name}` kan finnas flera gånger och ska skrivas med dubbla hakparenteser"),
            span: start..end,
            label: "",
            also: None,
            hint: format!("skriv [[{name}]] med dubbla hakparenteser"),
            edits: vec![Edit { range: start..start, text: "[" }, Edit { range: end..end, text: "]" }],
        });
    }

    fn value(&mut self) {
        let mut open: Vec<(char, usize)> = Vec::new();
        let mut last = self.at;
        while let Some(c) = self.peek() {
            match c {
                '\n' => {
                    self.at += 1;
                    if open.is_empty() {
                        return;
                    }
                    if self.cuts(&open, last) {
                        return self.left_open(&open, last);
                    }
                }
                '#' => self.at = self.line_end(),
                '[' | '{' => {
                    open.push((c, self.at));
                    self.at += 1;
                    last = self.at;
                }
                ']' | '}' => {
                    self.close(&mut open, c);
                    self.at += 1;
                    last = self.at;
                }
                _ if c.is_whitespace() => self.at += c.len_utf8(),
                '"' if matches!(open.last(), Some(('{', _))) && self.brackets_forgotten() => last = self.at,
                _ => {
                    self.token(c, !open.is_empty());
                    last = self.at;
                }
            }
        }
        if !open.is_empty() {
            self.left_open(&open, last);
        }
    }

    /// True where the next line starts a new statement, so that the open bracket cannot go on.
    fn cuts(&self, open: &[(char, usize)], last: usize) -> bool {
        let line = self.line();
        let before = self.text.get(..last).unwrap_or("").trim_end();
        let within_table = open.last().is_some_and(|(bracket, _)| *bracket == '{') && before.ends_with([',', '{']);
        is_header(line) || (is_assignment(line) && !within_table)
    }

    fn close(&mut self, open: &mut Vec<(char, usize)>, found: char) {
        let wanted = if found == ']' { '[' } else { '{' };
        let Some((bracket, opened)) = open.last().copied() else { return };
        if bracket == wanted {
            open.pop();
            return;
        }
        if !open.iter().any(|(bracket, _)| *bracket == wanted) {
            return;
        }
        let missing = unclosed(bracket).2;
        let end = if bracket == '{' { self.end_of_line_content(opened).min(self.at) } else { self.at };
        let edits = vec![Edit { range: end..end, text: missing }];
        self.unclosed(bracket, opened, end, edits);
        while open.last().is_some_and(|(bracket, _)| *bracket != wanted) {
            open.pop();
        }
        open.pop();
    }

    /// Where the content of the line at byte `at` ends: before a comma, white space or a comment at its end.
    fn end_of_line_content(&self, at: usize) -> usize {
        let line = self.text.get(at..).unwrap_or("").split('\n').next().unwrap_or("");
        let quoted = line.rfind('"').unwrap_or(0);
        let comment = line.get(quoted..).and_then(|rest| rest.find('#')).map_or(line.len(), |found| quoted + found);
        at + line.get(..comment).unwrap_or(line).trim_end().trim_end_matches(',').trim_end().len()
    }

    fn left_open(&mut self, open: &[(char, usize)], last: usize) {
        let Some((bracket, opened)) = open.first().copied() else { return };
        let closing = open.iter().rev();
        let edits = closing.map(|(bracket, _)| Edit { range: last..last, text: unclosed(*bracket).2 }).collect();
        self.unclosed(bracket, opened, last, edits);
    }

    /// A text, or anything else up to the next delimiter.
    fn token(&mut self, first: char, nested: bool) {
        let rest = self.rest();
        if rest.starts_with("\"\"\"") || rest.starts_with("'''") {
            self.long_text(if first == '"' { "\"\"\"" } else { "'''" });
        } else if first == '"' {
            self.short_text();
        } else if first == '\'' {
            self.at +=
                self.line().get(1..).and_then(|line| line.find('\'')).map_or(self.line().len(), |found| found + 2);
        } else if texts::is_typographic(first) {
            self.typographic(first);
        } else if nested || !self.opening_quote_forgotten() {
            let stop: &[char] = if nested { &[',', ']', '}', '#', '\n', '"', '=', '”'] } else { &['#', '\n'] };
            let length = rest.find(stop).unwrap_or(rest.len());
            self.at += length.max(first.len_utf8());
        }
    }

    /// A bracket that never closes: `opened` here, `missing` where `edits` put it.
    fn unclosed(&mut self, bracket: char, opened: usize, end: usize, edits: Vec<Edit>) {
        let (code, what, missing) = unclosed(bracket);
        let message = format!("{what} börjar här men avslutas aldrig: `{missing}` saknas");
        self.findings.push(Finding {
            code,
            // Where a text of the statement never ended, its brackets are no news.
            message: if self.broken_text { String::new() } else { message },
            span: opened..opened + 1,
            label: "börjar här",
            also: Some((end..end, "här väntades det")),
            hint: format!("skriv {missing} där {what} slutar"),
            edits,
        });
    }
}

fn unclosed(bracket: char) -> (&'static str, &'static str, &'static str) {
    match bracket {
        '[' => ("lista-oavslutad", "listan", "]"),
        _ => ("tabell-oavslutad", "tabellen", "}"),
    }
}
