//! The texts of a statement: quotes of the wrong kind, quotes within quotes, texts that never end.

use super::super::mend::{Edit, Finding};
use super::{Scanner, is_assignment, starts_statement};

const TYPOGRAPHIC: [char; 9] = ['”', '“', '„', '’', '‘', '»', '«', '″', '‟'];

/// True for a quote that only print uses.
pub(super) fn is_typographic(c: char) -> bool {
    TYPOGRAPHIC.contains(&c)
}

impl Scanner<'_> {
    /// `"""` over many lines. It never ended where its end is the start of another: `nyckel = """`.
    pub(super) fn long_text(&mut self, quote: &'static str) {
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
        self.findings.push(Finding {
            code: "text-oavslutad",
            message,
            span: start..body,
            label: "texten börjar här",
            also: Some((cut..cut, "här fortsätter filen")),
            hint: format!("skriv {quote} på en egen rad där texten slutar"),
            edits,
        });
        self.at = cut;
        self.broken_text = true;
        // The line feed that ends the statement stands before the cut.
        self.at = self.at.saturating_sub(1).max(body);
    }

    /// `".."` on one line.
    pub(super) fn short_text(&mut self) {
        let start = self.at;
        if self.too_few_quotes(start) {
            return;
        }
        let Some(end) = closing_quote(self.line()).map(|found| start + found) else {
            return self.broken_short_text(start);
        };
        if let Some(comma) = self.closing_quote_before_key(start, end) {
            return self.forgotten_quote(start, comma);
        }
        let after = self.text.get(end + 1..).unwrap_or("").split('\n').next().unwrap_or("");
        let next = after.trim_start();
        if let Some(comma) = self.closing_quote_before_next(start, end) {
            return self.forgotten_quote(start, comma);
        }
        if next.starts_with(|c: char| c.is_alphanumeric() || ".!?)(".contains(c)) && !is_assignment(next) {
            return self.quotes_within(start, end);
        }
        self.at = end + 1;
    }

    /// `rubrik = Budget 2026"`: moves past the text and says so.
    pub(super) fn opening_quote_forgotten(&mut self) -> bool {
        let line = self.line();
        let text = line.trim_end();
        let is_one = text.matches('"').count() == 1 && text.ends_with('"') && !text.contains(['#', '=']);
        let starts = text.chars().next().is_some_and(char::is_alphabetic);
        if !is_one || !starts {
            return false;
        }
        let (start, end) = (self.at, self.at + text.len());
        self.findings.push(Finding {
            code: "citattecken-saknas",
            message: "texten slutar med \" men börjar inte med det".to_owned(),
            span: start..end,
            label: "",
            also: None,
            hint: format!("skriv \"{text}"),
            edits: vec![Edit { range: start..start, text: "\"" }],
        });
        self.at = end;
        true
    }

    /// The end of the text that starts here was forgotten before `comma`.
    fn forgotten_quote(&mut self, start: usize, comma: usize) {
        let text = self.text.get(start + 1..comma).unwrap_or("");
        self.findings.push(Finding {
            code: "text-oavslutad",
            message: "texten börjar med \" men avslutas aldrig".to_owned(),
            span: start..comma,
            label: "",
            also: None,
            hint: format!("skriv \" där texten slutar: \"{}\"", shorten(text)),
            edits: vec![Edit { range: comma..comma, text: "\"" }],
        });
        self.at = comma;
    }

    /// The comma before which the end was forgotten, in `"skidklubben, "ekonomi", "kultur"`: the quote that ends the text
    /// begins the next one, and what it begins ends as the parts of a list do.
    fn closing_quote_before_next(&self, start: usize, end: usize) -> Option<usize> {
        let within = self.text.get(start..end)?.trim_end();
        let comma = start + within.strip_suffix(',')?.len();
        let rest = self.text.get(end..)?.split('\n').next()?;
        let length = closing_quote(rest)?;
        let next = rest.get(length + 1..)?.trim_start();
        (length > 1 && next.starts_with([',', ']']) && comma > start + 1).then_some(comma)
    }

    /// The comma before which the end was forgotten, in `"bifall, text = "`.
    fn closing_quote_before_key(&self, start: usize, end: usize) -> Option<usize> {
        let within = self.text.get(start..end)?.trim_end().strip_suffix('=')?.trim_end();
        let comma = within.rfind(',')?;
        let key = within.get(comma + 1..)?.trim();
        let is_key = !key.is_empty() && key.chars().all(|c| c.is_ascii_lowercase() || c == '-');
        is_key.then_some(start + comma)
    }

    /// A text over many lines that starts with one or two quotes and ends with three.
    fn too_few_quotes(&mut self, start: usize) -> bool {
        let open = self.line().trim_end();
        if open != "\"" && open != "\"\"" {
            return false;
        }
        let mut at = self.line_end() + 1;
        for line in self.text.get(at..).unwrap_or("").split('\n') {
            if line.trim_end() == "\"\"\"" {
                let span = start..start + open.len();
                self.findings.push(Finding {
                    code: "citattecken-saknas",
                    message: "en text över flera rader ska börja med tre citattecken".to_owned(),
                    span: span.clone(),
                    label: "börjar här",
                    also: Some((at..at + 3, "slutar här")),
                    hint: "skriv \"\"\" där texten börjar".to_owned(),
                    edits: vec![Edit { range: span, text: "\"\"\"" }],
                });
                self.at = at + 3;
                return true;
            }
            if starts_statement(line) {
                return false;
            }
            at += line.len() + 1;
        }
        false
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
                self.findings.push(Finding {
                    code: "citattecken-inuti",
                    message: "texten innehåller raka citattecken, som avslutar den för tidigt".to_owned(),
                    span: first..here,
                    label: "utanför texten",
                    also: None,
                    hint: "skriv ” i stället för \" inne i texten".to_owned(),
                    edits,
                });
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
            self.findings.push(Finding {
                code: "citattecken-typografiska",
                message,
                span: span.clone(),
                label: "ska vara \"",
                also: None,
                hint: "skriv raka citattecken: \"..\"".to_owned(),
                edits: vec![Edit { range: span.clone(), text: "\"" }],
            });
            self.at = span.end;
            return;
        }
        if let Some(end) = self.text_over_lines(line_end) {
            let edits =
                vec![Edit { range: start..start + 1, text: "\"\"\"" }, Edit { range: end..end + 1, text: "\"\"\"" }];
            self.findings.push(Finding {
                code: "text-over-rader",
                message: "texten går över flera rader men har bara ett citattecken i var ände".to_owned(),
                span: start..start + 1,
                label: "texten börjar här",
                also: Some((end..end + 1, "och slutar här")),
                hint: "skriv tre citattecken i var ände: \"\"\"..\"\"\"".to_owned(),
                edits,
            });
            self.at = end + 1;
            return;
        }
        let end = start + content.len();
        self.findings.push(Finding {
            code: "text-oavslutad",
            message: "texten börjar med \" men avslutas aldrig på raden".to_owned(),
            span: start..end.max(start + 1),
            label: "",
            also: None,
            hint: "skriv \" där texten slutar".to_owned(),
            edits: vec![Edit { range: end..end, text: "\"" }],
        });
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

    pub(super) fn typographic(&mut self, first: char) {
        let start = self.at;
        let body = start + first.len_utf8();
        let line_end = self.line_end();
        let line = self.text.get(body..line_end).unwrap_or("");
        let ends = line.char_indices().find(|(found, c)| {
            let next = line.get(found + c.len_utf8()..).unwrap_or("").trim_start();
            (TYPOGRAPHIC.contains(c) || *c == '"' || *c == '\'')
                && (next.is_empty() || next.starts_with([',', ']', '}', '#']))
        });
        let Some((found, last)) = ends else {
            self.at = body;
            return;
        };
        let (end, close) = (body + found, body + found + last.len_utf8());
        let mut edits = vec![Edit { range: start..body, text: "\"" }, Edit { range: end..close, text: "\"" }];
        edits.extend(
            line.get(..found)
                .unwrap_or("")
                .match_indices('"')
                .map(|(at, _)| Edit { range: body + at..body + at, text: "\\" }),
        );
        self.findings.push(Finding {
            code: "citattecken-typografiska",
            message: format!("texten står inom {first}..{last}, men ska stå inom raka citattecken"),
            span: start..close,
            label: "",
            also: None,
            hint: format!("skriv \"{}\"", shorten(line.get(..found).unwrap_or(""))),
            edits,
        });
        self.at = close;
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
