//! Findings as text and as JSON: the rule, the excerpt with its marks, `grund` and `tips`.

use std::path::Path;

use annotate_snippets::renderer::Renderer;
use annotate_snippets::{Element, Group, Level as Heading, normalize_untrusted_str};
use serde_json::{Value, json};

use super::{excerpt, words};
use crate::diag::{Diagnostic, Level};

/// Columns of an excerpt where nobody says how wide the page is.
const WIDTH: usize = 100;

/// Every finding as text, in the order given, an empty line after each. Paths are relative to the working folder.
#[must_use]
pub fn render(diagnostics: &[Diagnostic], colour: bool) -> String {
    render_within(diagnostics, colour, None)
}

/// As [`render`]; for a terminal of so many columns sentences are broken too, else only excerpts are cut.
#[must_use]
pub fn render_within(diagnostics: &[Diagnostic], colour: bool, columns: Option<usize>) -> String {
    let page = Page { columns: columns.map(|columns| columns.clamp(40, 140)) };
    let plain_or_not = if colour { Renderer::styled() } else { Renderer::plain() };
    // The excerpts fit already; the renderer must not cut them a second time, in the middle of words.
    let renderer = plain_or_not.term_width(usize::from(u16::MAX));
    let whole = |one: &Diagnostic| {
        let (group, headings) = page.group(one);
        let shown = renderer.render(&[group]);
        let shown = match &one.place {
            None => without_gutter(&shown),
            // No line number makes room for itself before the arrow.
            Some(place) if place.source.text.trim().is_empty() => shown.replacen("--> ", " --> ", 1),
            Some(_) => shown,
        };
        headings.iter().fold(shown, |text, heading| heading.put_right(text)) + "\n\n"
    };
    diagnostics.iter().map(whole).collect()
}

/// Where there is no excerpt there is nothing to keep apart from the notes.
fn without_gutter(rendered: &str) -> String {
    let is_gutter = |line: &str| anstream::adapter::strip_str(line).to_string().trim() == "|";
    let lines: Vec<&str> = rendered.lines().filter(|line| !is_gutter(line)).collect();
    lines.join("\n")
}

struct Page {
    columns: Option<usize>,
}

impl Page {
    fn group<'a>(&self, diagnostic: &'a Diagnostic) -> (Group<'a>, Vec<excerpt::Heading>) {
        let heading = match diagnostic.level {
            Level::Fel => Heading::ERROR,
            Level::Varning => Heading::WARNING,
            Level::Upplysning => Heading::INFO,
        };
        let word = diagnostic.level.word();
        let message = self.broken(&diagnostic.message, word.len() + diagnostic.code.len() + "[]: ".len());
        let title = heading.with_name(word).primary_title(message).id(diagnostic.code);
        let (excerpts, headings) = excerpt::excerpts(diagnostic, self.columns.unwrap_or(WIDTH));
        (Group::with_title(title).elements(excerpts).elements(self.notes(diagnostic)), headings)
    }

    fn notes<'a>(&self, diagnostic: &'a Diagnostic) -> Vec<Element<'a>> {
        let grund = diagnostic.basis.iter().map(|text| ("grund", Heading::NOTE, text));
        let tips = diagnostic.hints.iter().map(|text| ("tips", Heading::HELP, text));
        let note = |(name, heading, text): (&'static str, Heading<'a>, &String)| {
            // "   = grund: ": gutter, sign, name.
            let text = self.broken(text, "     = : ".len() + name.len());
            heading.with_name(name).message(text).into()
        };
        grund.chain(tips).map(note).collect()
    }

    /// Broken between words so that nothing reaches past the page, where there is a page; lines of its own stay so.
    fn broken(&self, text: &str, indent: usize) -> String {
        let room = self.columns.map_or(usize::MAX, |columns| columns.saturating_sub(indent).max(20));
        let lines: Vec<String> = text.split('\n').flat_map(|line| words::broken(line, room)).collect();
        let clean: Vec<String> = lines.iter().map(|line| normalize_untrusted_str(line)).collect();
        clean.join("\n")
    }
}

/// "2 fel och 3 varningar i 4 filer"; `files` is how many were read.
#[must_use]
pub fn summary(diagnostics: &[Diagnostic], files: usize) -> String {
    let number = |level| diagnostics.iter().filter(|one| one.level == level).count();
    let mut parts = Vec::new();
    match number(Level::Fel) {
        0 => {}
        errors => parts.push(words::count(errors, "fel", "fel")),
    }
    match number(Level::Varning) {
        0 => {}
        warnings => parts.push(words::count(warnings, "varning", "varningar")),
    }
    if parts.is_empty() {
        parts.push("inga fel".to_owned());
    }
    match number(Level::Upplysning) {
        0 => {}
        notes => parts.push(words::count(notes, "upplysning", "upplysningar")),
    }
    format!("{} i {}", words::listed(&parts, "och"), words::count(files, "fil", "filer"))
}

/// Findings as `--json` prints them.
#[must_use]
pub fn json(diagnostics: &[Diagnostic]) -> Value {
    let one = |diagnostic: &Diagnostic| {
        let place = diagnostic.place.as_ref();
        let position = place.filter(|place| !place.source.text.is_empty()).map(crate::diag::Label::line_column);
        json!({
            "kod": diagnostic.code,
            "niva": diagnostic.level.word(),
            "meddelande": diagnostic.message,
            "grund": diagnostic.basis,
            "fil": place.map(|place| words::path(Path::new(&place.source.name))),
            "rad": position.map(|(line, _)| line),
            "kolumn": position.map(|(_, column)| column),
            "tips": diagnostic.hints,
        })
    };
    diagnostics.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::diag::{Label, Source};

    fn label(text: &str, marked: &str, note: &str) -> Label {
        let start = text.find(marked).unwrap();
        let source = Source { name: "möten/rs.toml".to_owned(), text: text.to_owned() };
        Label { source: Arc::new(source), span: start..start + marked.len(), text: note.to_owned() }
    }

    #[test]
    fn a_finding_looks_as_in_the_design() {
        let text = "format = 1\nslag = \"sammanträde\"\ndatum = 2026-03-02\n\n[justering]\ndatum = 2026-03-18\n";
        let finding = Diagnostic::error(
            "justering-for-sen",
            "protokollet justerades 16 dagar efter sammanträdet, högst 14 är tillåtet",
        )
        .at(label(text, "2026-03-18", "justeringsdagen"))
        .also(label(text, "2026-03-02", "sammanträdet"))
        .basis("5 kap. 69 § kommunallagen (2017:725)")
        .hint("kontrollera datumet mot det undertecknade protokollet");
        let expected = "\
fel[justering-for-sen]: protokollet justerades 16 dagar efter sammanträdet, högst 14 är tillåtet
 --> möten/rs.toml:6:9
  |
3 | datum = 2026-03-02
  |         ---------- sammanträdet
...
6 | datum = 2026-03-18
  |         ^^^^^^^^^^ justeringsdagen
  |
  = grund: 5 kap. 69 § kommunallagen (2017:725)
  = tips: kontrollera datumet mot det undertecknade protokollet

";
        assert_eq!(render(&[finding], false), expected);
    }

    #[test]
    fn a_long_paragraph_is_cut_to_the_mark_and_its_words() {
        let text = format!(
            "text = \"\"\"\n{}här står TODO i texten{}\n\"\"\"\n",
            "ord före ".repeat(120),
            " ord efter".repeat(120)
        );
        let finding = Diagnostic::error("platshallare", "TODO står kvar").at(label(&text, "TODO", "ska bort"));
        for columns in [80, 100, 120] {
            let shown = render_within(std::slice::from_ref(&finding), false, Some(columns));
            let widest = shown.lines().map(|line| line.chars().count()).max().unwrap();
            assert!(widest <= columns && widest > columns - 24, "{widest} of {columns}:\n{shown}");
            assert!(shown.contains("här står TODO i texten"), "{shown}");
            let column = |line: usize, mark: &str| {
                let line = shown.lines().nth(line).unwrap();
                line.split(mark).next().unwrap().chars().count()
            };
            assert_eq!(column(3, "TODO"), column(4, "^^^^ ska bort"), "{shown}");
        }
    }

    #[test]
    fn two_marks_far_apart_on_one_line_are_both_seen() {
        let text = format!("{}Ann-marie{}Ann-Marie{}\n", "ord ".repeat(200), " ord".repeat(300), " ord".repeat(100));
        let finding = Diagnostic::warning("namn-stavas-olika", "namnet stavas på två sätt")
            .at(label(&text, "Ann-marie", "så här"))
            .also(label(&text, "Ann-Marie", "och så här"));
        let shown = render_within(&[finding], false, Some(80));
        assert!(
            shown.starts_with("varning[namn-stavas-olika]: namnet stavas på två sätt\n --> möten/rs.toml:1:801\n"),
            "{shown}"
        );
        assert!(shown.contains("Ann-marie") && shown.contains("Ann-Marie"), "{shown}");
        assert!(shown.lines().all(|line| line.chars().count() <= 80), "{shown}");
    }

    #[test]
    fn odd_places_are_shown_all_the_same() {
        let odd = "namn = \"名前\tx\"\nb = \"\"\"\nett\ntvå\"\"\"\n";
        for marked in [odd, "\tx", "\"\"\"\nett\ntvå\"\"\"", "前", "å\"\"\"\n"] {
            let shown = render(
                &[Diagnostic::error("prov", "prov\u{1b}[2J").at(label(odd, marked, "här")).hint("\u{202e}x")],
                false,
            );
            assert!(shown.contains(" här") && !shown.contains('\u{1b}') && !shown.contains('\u{202e}'), "{shown}");
        }
        let empty = Diagnostic::error("tom-fil", "filen är tom").at(Label {
            source: Arc::default(),
            span: 0..9,
            text: String::new(),
        });
        assert_eq!(render(&[empty], false), "fel[tom-fil]: filen är tom\n --> .\n\n");
        let past = Label {
            source: Arc::new(Source { name: "a".to_owned(), text: "å".to_owned() }),
            span: 1..90,
            text: String::new(),
        };
        let shown = render(&[Diagnostic::error("utanfor", "utanför").at(past)], false);
        assert_eq!(shown, "fel[utanfor]: utanför\n --> a:1:2\n  |\n1 | å\n  | ^\n\n");
    }

    #[test]
    fn a_finding_without_a_place_has_no_gutter() {
        let finding = Diagnostic::error("okant-kommando", "kommandot \"x\" finns inte").hint("menade du y?");
        assert_eq!(
            render(&[finding], false),
            "fel[okant-kommando]: kommandot \"x\" finns inte\n = tips: menade du y?\n\n"
        );
    }

    #[test]
    fn the_sum_counts_in_swedish() {
        let findings = [Diagnostic::error("a", "a"), Diagnostic::error("b", "b"), Diagnostic::warning("c", "c")];
        assert_eq!(summary(&findings, 4), "2 fel och 1 varning i 4 filer");
        assert_eq!(summary(&[], 1), "inga fel i 1 fil");
        let note = Diagnostic::new(Level::Upplysning, "d", "d");
        assert_eq!(summary(&[note], 2), "inga fel och 1 upplysning i 2 filer");
    }
}
