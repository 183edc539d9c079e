//! Walks a file that TOML refused, statement by statement, and names the slips that wreck what follows them:
//! brackets and texts that never end, typographic quotes, quotes within quotes, `:` for `=`, uneven `[[` and `]`.

use std::ops::Range;

use super::mend::{Edit, Finding};

const TYPOGRAPHIC: [char; 9] = ['”', '“', '„', '’', '‘', '»', '«', '″', '‟'];

/// Every fault whose meaning is certain, in file order.
pub(super) fn scan(text: &str) -> Vec<Finding> {
    let mut scanner = Scanner { text, at: 0, findings: Vec::new(), broken_text: false };
    while scanner.at < text.len() {
        scanner.statement();
    }
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
    line.starts_with('[') && line.ends_with(']') && !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c))
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
        if content.starts_with('[') {
            self.header();
            return self.skip_line();
        }
        match content.find(['=', ':', '"', '#']) {
            Some(found) if content.get(found..).is_some_and(|rest| rest.starts_with('=')) => self.at += found + 1,
            Some(found) if self.colon(content, found) => self.at += found + 1,
            _ => return self.skip_line(),
        }
        self.value();
    }

    /// `nyckel: "värde"`, as in YAML.
    fn colon(&mut self, content: &str, found: usize) -> bool {
        let (key, rest) = content.split_at(found);
        let is_key = !key.trim().is_empty() && key.trim().chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
        if !is_key || !rest.starts_with(": ") {
            return false;
        }
        let span = self.at + found..self.at + found + 1;
        self.push("likhetstecken-saknas", format!("`{}` följs av kolon, men ska följas av likhetstecken", key.trim()), span.clone(), "ska vara =", None,
            format!("skriv {} = ..", key.trim()), vec![Edit { range: span, text: "=" }]);
        true
    }

    /// `[tabell]` or `[[tabell]]` with brackets that do not match.
    fn header(&mut self) {
        let line = self.line().split('#').next().unwrap_or("").trim_end();
        let open = line.len() - line.trim_start_matches('[').len();
        let close = line.len() - line.trim_end_matches(']').len();
        let name = line.trim_matches(|c| c == '[' || c == ']').trim();
        let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c));
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
        self.push("tabellhuvud", message, self.at..self.at + line.len(), "", None, format!("skriv {left}{name}{right}"), edits);
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
                    continue;
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
        let (code, what, missing) = unclosed(bracket);
        let end = if bracket == '{' { self.end_of_line_content(opened).min(self.at) } else { self.at };
        let edits = vec![Edit { range: end..end, text: missing }];
        self.push_bracket(code, format!("{what} börjar här men avslutas aldrig: `{missing}` saknas"), opened..opened + 1,
            Some((end..end, "här väntades det")), format!("skriv {missing} där {what} slutar"), edits);
        while open.last().is_some_and(|(bracket, _)| *bracket != wanted) {
            open.pop();
        }
        open.pop();
    }

    /// Where the content of the line at byte `at` ends: before a comma, white space or a comment at its end.
    fn end_of_line_content(&self, at: usize) -> usize {
        let line = self.text.get(at..).unwrap_or("").split('\n').next().unwrap_or("");
        at + line.trim_end().trim_end_matches(',').trim_end().len()
    }

    fn left_open(&mut self, open: &[(char, usize)], last: usize) {
        let Some((bracket, opened)) = open.first().copied() else { return };
        let (code, what, missing) = unclosed(bracket);
        let mut edits = Vec::new();
        for (bracket, _) in open.iter().rev() {
            edits.push(Edit { range: last..last, text: unclosed(*bracket).2 });
        }
        self.push_bracket(code, format!("{what} börjar här men avslutas aldrig: `{missing}` saknas"), opened..opened + 1,
            Some((last..last, "här väntades det")), format!("skriv {missing} där {what} slutar"), edits);
    }

    /// A text, or anything else up to the next delimiter.
    fn token(&mut self, first: char, nested: bool) {
        let rest = self.rest();
        if rest.starts_with("\"\"\"") || rest.starts_with("'''") {
            self.long_text(if first == '"' { "\"\"\"" } else { "'''" });
        } else if first == '"' {
            self.short_text();
        } else if first == '\'' {
            self.at += self.line().get(1..).and_then(|line| line.find('\'')).map_or(self.line().len(), |found| found + 2);
        } else if TYPOGRAPHIC.contains(&first) {
            self.typographic(first);
        } else {
            let stop: &[char] = if nested { &[',', ']', '}', '#', '\n', '"', '=', '”'] } else { &['#', '\n'] };
            let length = rest.find(stop).unwrap_or(rest.len());
            self.at += length.max(first.len_utf8());
        }
    }

    /// `"""` over many lines. It never ended where its end is the start of another: `nyckel = """`.
    fn long_text(&mut self, quote: &'static str) {
        let start = self.at;
        let body = start + 3;
        let end = self.text.get(body..).and_then(|rest| rest.find(quote)).map(|found| body + found);
        let opens_another = |end: usize| {
            let before = self.text.get(..end).unwrap_or("");
            let line = before.get(before.rfind('\n').map_or(0, |at| at + 1)..).unwrap_or("");
            is_assignment(line) && line.trim_end().ends_with('=')
        };
        if let Some(end) = end.filter(|end| !opens_another(*end)) {
            self.at = end + 3;
            while self.rest().starts_with(quote.get(..1).unwrap_or("\"")) {
                self.at += 1;
            }
            return;
        }
        let mut cut = body;
        for line in self.text.get(body..).unwrap_or("").split_inclusive('\n') {
            if cut > body && starts_statement(line.trim_end_matches('\n')) {
                break;
            }
            cut += line.len();
        }
        let edits = vec![Edit { range: cut..cut, text: if quote == "'''" { "'''\n" } else { "\"\"\"\n" } }];
        let message = format!("texten börjar med {quote} men avslutas aldrig");
        self.push("text-oavslutad", message, start..body, "texten börjar här", Some((cut..cut, "här fortsätter filen")),
            format!("skriv {quote} på en egen rad där texten slutar"), edits);
        self.at = cut;
        self.broken_text = true;
        // The line feed that ends the statement stands before the cut.
        self.at = self.at.saturating_sub(1).max(body);
    }

    /// `".."` on one line.
    fn short_text(&mut self) {
        let start = self.at;
        let Some(end) = closing_quote(self.line()).map(|found| start + found) else { return self.broken_short_text(start) };
        let after = self.text.get(end + 1..).unwrap_or("").split('\n').next().unwrap_or("");
        let next = after.trim_start();
        if next.starts_with(|c: char| c.is_alphanumeric() || ".!?)(".contains(c)) && !is_assignment(next) {
            return self.quotes_within(start, end);
        }
        self.at = end + 1;
    }

    /// `"a "b" c"`: the true end is the first quote that something may follow.
    fn quotes_within(&mut self, start: usize, first: usize) {
        let line_end = self.line_end();
        let mut inner = vec![first];
        let rest = self.text.get(first + 1..line_end).unwrap_or("");
        for (found, _) in rest.match_indices('"') {
            let here = first + 1 + found;
            let next = self.text.get(here + 1..line_end).unwrap_or("").trim_start();
            if next.is_empty() || next.starts_with([',', ']', '}', '#']) {
                let edits = inner.iter().map(|at| Edit { range: *at..*at, text: "\\" }).collect();
                self.push("citattecken-inuti", "texten innehåller raka citattecken, som avslutar den för tidigt".to_owned(),
                    first..here, "utanför texten", None, "skriv ” i stället för \" inne i texten".to_owned(), edits);
                self.at = here + 1;
                return;
            }
            inner.push(here);
        }
        self.at = line_end.max(start + 1);
    }

    /// `"..` without an end on its line.
    fn broken_short_text(&mut self, start: usize) {
        let line_end = self.line_end();
        let line = self.line();
        let content = line.trim_end().trim_end_matches([',', ']', '}', ' ']);
        if let Some(last) = content.chars().last().filter(|last| TYPOGRAPHIC.contains(last)) {
            let span = start + content.len() - last.len_utf8()..start + content.len();
            let message = format!("texten börjar med \" men slutar med {last}, som inte är samma tecken");
            self.push("citattecken-typografiska", message, span.clone(), "ska vara \"", None, "skriv raka citattecken: \"..\"".to_owned(),
                vec![Edit { range: span.clone(), text: "\"" }]);
            self.at = span.end;
            return;
        }
        if let Some(end) = self.text_over_lines(line_end) {
            let edits = vec![Edit { range: start..start + 1, text: "\"\"\"" }, Edit { range: end..end + 1, text: "\"\"\"" }];
            self.push("text-over-rader", "texten går över flera rader men har bara ett citattecken i var ände".to_owned(), start..start + 1,
                "texten börjar här", Some((end..end + 1, "och slutar här")), "skriv tre citattecken i var ände: \"\"\"..\"\"\"".to_owned(), edits);
            self.at = end + 1;
            return;
        }
        let end = start + content.len();
        self.push("text-oavslutad", "texten börjar med \" men avslutas aldrig på raden".to_owned(), start..end.max(start + 1), "", None,
            "skriv \" där texten slutar".to_owned(), vec![Edit { range: end..end, text: "\"" }]);
        self.broken_text = true;
        self.at = end.max(start + 1);
    }

    /// The quote that ends a text some lines down, before any new statement.
    fn text_over_lines(&self, line_end: usize) -> Option<usize> {
        let mut at = line_end + 1;
        for line in self.text.get(at..)?.split('\n').take(200) {
            if starts_statement(line) || line.trim_start().starts_with(['{', '[', '#', '"']) {
                return None;
            }
            if let Some(found) = line.find('"') {
                let next = line.get(found + 1..)?.trim();
                return (next.is_empty() || next.starts_with([',', ']', '}', '#'])).then_some(at + found);
            }
            at += line.len() + 1;
        }
        None
    }

    fn typographic(&mut self, first: char) {
        let start = self.at;
        let body = start + first.len_utf8();
        let line_end = self.line_end();
        let line = self.text.get(body..line_end).unwrap_or("");
        let ends = line.char_indices().find(|(found, c)| {
            let next = line.get(found + c.len_utf8()..).unwrap_or("").trim_start();
            (TYPOGRAPHIC.contains(c) || *c == '"' || *c == '\'') && (next.is_empty() || next.starts_with([',', ']', '}', '#']))
        });
        let Some((found, last)) = ends else {
            self.at = body;
            return;
        };
        let (end, close) = (body + found, body + found + last.len_utf8());
        let mut edits = vec![Edit { range: start..body, text: "\"" }, Edit { range: end..close, text: "\"" }];
        edits.extend(line.get(..found).unwrap_or("").match_indices('"').map(|(at, _)| Edit { range: body + at..body + at, text: "\\" }));
        self.push("citattecken-typografiska", format!("texten står inom {first}..{last}, men ska stå inom raka citattecken"), start..close, "", None,
            format!("skriv \"{}\"", shorten(line.get(..found).unwrap_or(""))), edits);
        self.at = close;
    }

    fn push_bracket(
        &mut self,
        code: &'static str,
        message: String,
        span: Range<usize>,
        also: Option<(Range<usize>, &'static str)>,
        hint: String,
        edits: Vec<Edit>,
    ) {
        let message = if self.broken_text { String::new() } else { message };
        self.push(code, message, span, "börjar här", also, hint, edits);
    }

    #[expect(clippy::too_many_arguments, reason = "one call builds one finding, each part in its place")]
    fn push(
        &mut self,
        code: &'static str,
        message: String,
        span: Range<usize>,
        label: &'static str,
        also: Option<(Range<usize>, &'static str)>,
        hint: String,
        edits: Vec<Edit>,
    ) {
        self.findings.push(Finding { code, message, span, label, also, hint, edits });
    }
}

fn unclosed(bracket: char) -> (&'static str, &'static str, &'static str) {
    match bracket {
        '[' => ("lista-oavslutad", "listan", "]"),
        _ => ("tabell-oavslutad", "tabellen", "}"),
    }
}

/// Byte of the quote that ends a basic string that starts at byte 0 of `line`.
fn closing_quote(line: &str) -> Option<usize> {
    let mut escaped = false;
    line.char_indices().skip(1).find_map(|(at, c)| {
        let ends = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        ends.then_some(at)
    })
}

fn shorten(text: &str) -> String {
    let mut short: String = text.chars().take(30).collect();
    if short.len() < text.len() {
        short.push_str("..");
    }
    short
}
