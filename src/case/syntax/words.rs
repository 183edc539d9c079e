//! The TOML parser's findings in Swedish, with a guess at what was meant. Its messages are English and may change:
//! one that is not known here becomes a general sentence, never English.

mod days;

use std::ops::Range;
use std::sync::Arc;

use super::super::structure;
use crate::diag::{Diagnostic, Label, Source};
use days::date;
pub(crate) use days::day;

/// What the line with the fault says, in parts.
struct Line<'s> {
    /// The line without its line feed.
    text: &'s str,
    /// Its first byte in the source.
    start: usize,
}

impl Line<'_> {
    /// The key before `=`, when the line has one.
    fn key(&self) -> Option<&str> {
        let key = self.text.split(['=', ':']).next()?.trim();
        (!key.is_empty() && self.text.contains(['=', ':'])).then_some(key)
    }
}

/// One finding of the parser, at `span` of the source.
pub(super) fn fault(source: &Arc<Source>, span: Range<usize>, english: &str) -> Diagnostic {
    let line = line(source, span.start);
    let found = source.text.get(span.clone()).unwrap_or("");
    let visible = visible(source, &line, span.clone());
    let place = |label: &str| Label { source: Arc::clone(source), span: visible.clone(), text: label.to_owned() };
    let starts = |start: &str| english.starts_with(start);
    if starts("string values must be quoted") {
        let whole = bare_span(source, &line, span.clone());
        let found = source.text.get(whole.clone()).unwrap_or(found);
        let place = |label: &str| {
            let mut place = place(label);
            if whole.end > whole.start {
                place.span = whole.clone();
            }
            place
        };
        return bare_value(found, &line, place);
    }
    if starts("invalid date") || starts("invalid time") || starts("invalid datetime") || starts("invalid offset") {
        return not_a_date(found, english, place(""));
    }
    if starts("key with no value") {
        let start = line.start + (line.text.len() - line.text.trim_start().len());
        let whole = Label { span: start..line.start + line.text.trim_end().len(), ..place("") };
        return key_without_value(&line, whole);
    }
    match english {
        _ if starts("duplicate key") => duplicate(source, found, &span, place("")),
        _ if starts("invalid unquoted key") || starts("unquoted keys cannot be empty") => key(&line, place("")),
        _ if starts("missing comma") => Diagnostic::error("komma-saknas", "ett kommatecken saknas före det här")
            .at(place(""))
            .hint("skriv ett kommatecken mellan delarna: \"A\", \"B\""),
        _ if starts("extra comma") || starts("missing key for inline table") => {
            Diagnostic::error("komma-extra", "här står ett kommatecken för mycket")
                .at(place(""))
                .hint("ta bort det ena kommatecknet")
        }
        _ if starts("extra `=`") || starts("extra assignment") => {
            Diagnostic::error("likhetstecken-extra", "här står ett likhetstecken för mycket")
                .at(place(""))
                .hint("skriv nyckel = värde")
        }
        _ if starts("unexpected key or value") || starts("unexpected content") => after_value(&line, place("")),
        _ if starts("missing escaped value") || starts("too few unicode") || english.contains("escape") => {
            let before = source.text.get(..visible.start).unwrap_or("");
            let start = before.rfind('\\').filter(|at| visible.start - at <= 2).unwrap_or(visible.start);
            escape(Label { span: start..visible.end, ..place("") })
        }
        _ if starts("cannot extend value") => {
            Diagnostic::error("nyckel-dubbel", "tabellen är redan skriven på annat sätt och kan inte utökas här")
                .at(place(""))
        }
        _ if starts("cannot recurse") || starts("recursion limit") => {
            Diagnostic::error("toml-fel", "listor eller tabeller ligger i varandra i för många led").at(place(""))
        }
        _ => other(english, &line, place("")),
    }
}

/// What starts with digits and dashes and is no day: a time of day, an interval of §§.
fn not_a_date(found: &str, english: &str, place: Label) -> Diagnostic {
    let is_year = found.len() >= 7 && found.chars().take(4).all(|c| c.is_ascii_digit());
    if day(found).is_some() || is_year {
        return date(found, english, place);
    }
    let parts: Vec<&str> = found.split('-').collect();
    let short = |part: &&str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(day) = day(&format!("20{found}")).filter(|_| parts.len() == 3 && parts.iter().all(short)) {
        let message = format!("en dag skrivs år-månad-dag med fyra siffror för året, inte {found}");
        return Diagnostic::error("datum-fel", message).at(place).hint(format!("skriv {day}"));
    }
    Diagnostic::error("citattecken-saknas", "text ska stå inom citattecken")
        .at(place)
        .hint(format!("skriv \"{found}\""))
}

fn other(english: &str, line: &Line<'_>, place: Label) -> Diagnostic {
    let starts = |start: &str| english.starts_with(start);
    let number = [
        "unexpected leading zero",
        "invalid float",
        "invalid integer",
        "`_` may only",
        "integers with a radix",
        "radix must",
        "redundant",
        "unexpected sign",
        "unexpected numeric",
    ];
    if starts("invalid boolean") {
        return Diagnostic::error("ja-nej-fel", "ja skrivs true och nej false, med små bokstäver")
            .at(place)
            .hint("skriv true eller false");
    }
    if number.iter().any(|one| starts(one)) {
        return number_fault(line, place);
    }
    if starts("unclosed")
        || starts("invalid basic string")
        || starts("invalid literal string")
        || starts("invalid multi-line")
    {
        return unclosed(place);
    }
    if starts("missing assignment") {
        return Diagnostic::error("likhetstecken-saknas", "likhetstecken saknas före värdet")
            .at(place)
            .hint("skriv nyckel = värde");
    }
    if starts("missing value") || starts("invalid value") {
        return Diagnostic::error("varde-saknas", "ett värde väntades här").at(place).hint("skriv nyckel = värde");
    }
    if starts("unexpected `=` in array") {
        return Diagnostic::error("likhetstecken-extra", "i en lista skrivs nyckel = värde inom klamrar")
            .at(place)
            .hint("skriv [{ nyckel = värde }]");
    }
    if starts("invalid comment") {
        return Diagnostic::error("kommentar-fel", "kommentaren innehåller ett tecken som inte får finnas i filen")
            .at(place);
    }
    Diagnostic::error("toml-fel", "raden följer inte reglerna för TOML")
        .at(place)
        .hint("en rad är nyckel = värde, [tabell], [[tabell]] eller en kommentar som börjar med #")
}

fn unclosed(place: Label) -> Diagnostic {
    Diagnostic::error("toml-oavslutad", "en text, lista eller tabell avslutas aldrig")
        .at(place)
        .hint("kontrollera att varje \", [ och { har sin motsvarighet: \", ] och }")
}

/// A value without quotes: a text, a day or a time written as speech, `ja`, or nothing at all.
fn bare_value(found: &str, line: &Line<'_>, place: impl Fn(&str) -> Label) -> Diagnostic {
    let value = found.trim();
    let key = line.key().unwrap_or("nyckel").to_owned();
    if value.is_empty() {
        return Diagnostic::error("varde-saknas", format!("`{key}` har inget värde"))
            .at(place("ett värde väntades här"))
            .hint("skriv ett värde efter likhetstecknet, eller ta bort raden");
    }
    if let Some(rest) = value.strip_prefix('>') {
        let rest = rest.trim();
        return Diagnostic::error("likhetstecken-extra", format!("`{key}` följs av =>, men ska följas av bara ="))
            .at(place(""))
            .hint(format!("skriv {key} = {rest}"));
    }
    if let Some((before, note)) = value.split_once("//").filter(|(before, _)| before.ends_with(' ')) {
        return Diagnostic::error("kommentar-fel", "en kommentar börjar med #").at(place("")).hint(format!(
            "skriv {}# {}",
            before,
            note.trim()
        ));
    }
    if let Some(day) = day(value) {
        return Diagnostic::error("datum-fel", format!("en dag skrivs år-månad-dag, inte {value}"))
            .at(place(""))
            .hint(format!("skriv {day}"));
    }
    match value.to_lowercase().as_str() {
        "ja" | "sant" => {
            return Diagnostic::error("ja-nej-fel", format!("{value} är inget värde: ja skrivs `true`"))
                .at(place(""))
                .hint("skriv true, utan citattecken");
        }
        "nej" | "falskt" => {
            return Diagnostic::error("ja-nej-fel", format!("{value} är inget värde: nej skrivs `false`"))
                .at(place(""))
                .hint("skriv false, utan citattecken");
        }
        _ => {}
    }
    if let Some(number) = value.strip_prefix('§').map(str::trim).filter(|rest| rest.parse::<u32>().is_ok()) {
        return Diagnostic::error("tal-fel", format!("{value} är inget tal"))
            .at(place(""))
            .hint(format!("skriv bara siffrorna: {number}"));
    }
    Diagnostic::error("citattecken-saknas", "text ska stå inom citattecken")
        .at(place(""))
        .hint(format!("skriv \"{}\"", value.replace('"', "”")))
}

fn key_without_value(line: &Line<'_>, place: Label) -> Diagnostic {
    let text = line.text.trim();
    if let Some(comment) = ["//", ";", "--", "<!--"].iter().find_map(|start| text.strip_prefix(start)) {
        let comment = comment.trim_end_matches("-->");
        return Diagnostic::error("kommentar-fel", "en kommentar börjar med #")
            .at(place)
            .hint(format!("skriv # {}", comment.trim()));
    }
    if text.is_empty() {
        return unclosed(place);
    }
    if let Some((key, _)) = text.split_once('=').filter(|(key, _)| key.trim().contains(char::is_whitespace)) {
        let key = key.trim();
        let joined = key.split_whitespace().collect::<Vec<_>>().join("-");
        return Diagnostic::error("nyckel-tecken", format!("nyckeln \"{key}\" innehåller mellanslag"))
            .at(place)
            .hint(format!("menade du {joined}?"));
    }
    let mut words = text.splitn(2, char::is_whitespace);
    let first = words.next().unwrap_or("");
    match words.next() {
        Some(rest) if rest.trim_start().starts_with(['"', '[', '{', '\'']) || rest.trim().parse::<f64>().is_ok() => {
            Diagnostic::error("likhetstecken-saknas", format!("likhetstecken saknas efter `{first}`"))
                .at(place)
                .hint(format!("skriv {first} = {}", rest.trim()))
        }
        Some(_) => Diagnostic::error("text-utanfor", "raden är varken nyckel = värde, [tabell] eller kommentar")
            .at(place)
            .hint("text ska stå inom citattecken efter en nyckel; en anteckning till dig själv börjar med #"),
        None if structure::is_list_table(first) => {
            Diagnostic::error("likhetstecken-saknas", format!("`{first}` står ensamt: hakparenteserna saknas"))
                .at(place)
                .hint(format!("skriv [[{first}]]"))
        }
        None => {
            Diagnostic::error("likhetstecken-saknas", format!("`{first}` står ensamt: likhetstecken och värde saknas"))
                .at(place)
                .hint(format!("skriv {first} = .., eller ta bort raden"))
        }
    }
}

fn duplicate(source: &Arc<Source>, key: &str, span: &Range<usize>, place: Label) -> Diagnostic {
    let before = source.text.get(..span.start).unwrap_or("");
    let list = before.lines().rev().find(|line| line.starts_with('[')).filter(|line| line.starts_with("[["));
    let fault = if before.ends_with('[') {
        let several = format!("[[{key}]]");
        let fault = Diagnostic::error("nyckel-dubbel", format!("tabellen `{key}` finns redan i filen")).at(place);
        if before.contains(&several) {
            fault.hint(format!("skriv {several} med dubbla hakparenteser"))
        } else {
            fault.hint("för ihop dem till en")
        }
    } else {
        let fault = Diagnostic::error("nyckel-dubbel", format!("`{key}` står två gånger i samma tabell")).at(place);
        match list {
            Some(header) => fault.hint(format!(
                "ta bort den ena raden, eller skriv {} på en egen rad före om en ny börjar här",
                header.trim()
            )),
            None => fault.hint("ta bort den ena raden"),
        }
    };
    match earlier(source, key, span.start) {
        Some(span) => fault.also(Label { source: Arc::clone(source), span, text: "första gången".to_owned() }),
        None => fault,
    }
}

/// The last place before `at` where a line or an inline table gives the same key.
fn earlier(source: &Source, key: &str, at: usize) -> Option<Range<usize>> {
    let before = source.text.get(..at)?;
    let is_key = |found: &usize| {
        let left = before.get(..*found).unwrap_or("").trim_end_matches([' ', '\t']);
        let right = before.get(*found + key.len()..).unwrap_or("").trim_start_matches([' ', '\t']);
        (left.is_empty() || left.ends_with(['\n', '{', ',', '['])) && right.starts_with(['=', ']', '.'])
    };
    before.rmatch_indices(key).map(|(found, _)| found).find(is_key).map(|found| found..found + key.len())
}

fn key(line: &Line<'_>, place: Label) -> Diagnostic {
    let at = place.span.start.saturating_sub(line.start);
    let before = line.text.get(..at).and_then(|before| before.rfind(['{', ',', '['])).map_or(0, |found| found + 1);
    let rest = line.text.get(before..).unwrap_or(line.text);
    let key = rest.split(['=', ']', '}']).next().unwrap_or("").trim();
    let ascii: String = key.chars().map(structure::plain).collect();
    if key.is_empty() {
        return Diagnostic::error("nyckel-tecken", "nyckeln före likhetstecknet saknas")
            .at(place)
            .hint("skriv nyckel = värde");
    }
    let fault = Diagnostic::error(
        "nyckel-tecken",
        format!("nyckeln \"{key}\" får bara ha bokstäverna a–z, siffror och bindestreck"),
    )
    .at(place);
    if ascii != key && ascii.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c)) {
        fault.hint(format!("nycklar skrivs utan å, ä och ö: {ascii}"))
    } else {
        fault
    }
}

fn after_value(line: &Line<'_>, place: Label) -> Diagnostic {
    let value = line.text.split_once('=').map_or("", |(_, value)| value).split('#').next().unwrap_or("").trim();
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if let Some((whole, decimals)) = value.split_once(',').filter(|(a, b)| is_digits(a) && is_digits(b)) {
        let fault = Diagnostic::error("tal-fel", format!("{value} är inget heltal")).at(place);
        let is_whole = decimals.bytes().all(|byte| byte == b'0');
        let number = if is_whole { whole } else { ".." };
        return fault.hint(format!("skriv ett tal utan decimaler: {number}"));
    }
    let fault = Diagnostic::error("skrap-efter-varde", "efter värdet står något mer på samma rad").at(place);
    let rest = line.text.trim_end();
    let extra = place_text(&fault);
    if extra.starts_with([']', '}']) {
        return Diagnostic { message: format!("här står en parentes för mycket: {extra}"), ..fault }
            .hint("ta bort den");
    }
    if rest.ends_with([';', ',']) {
        fault.hint("ta bort tecknet i slutet av raden")
    } else {
        fault.hint(
            "flera värden skrivs som lista: [\"A\", \"B\"]; en kommentar börjar med #; annars hör det till en egen rad",
        )
    }
}

/// The text that the finding points at.
fn place_text(fault: &Diagnostic) -> &str {
    fault.place.as_ref().and_then(|place| place.source.text.get(place.span.clone())).unwrap_or("")
}

fn escape(place: Label) -> Diagnostic {
    Diagnostic::error("omvant-snedstreck", "omvänt snedstreck (\\) har särskild betydelse inom \"..\"")
        .at(place)
        .hint("skriv \\\\ för ett vanligt omvänt snedstreck, eller / i sökvägar")
}

fn number_fault(line: &Line<'_>, place: Label) -> Diagnostic {
    let value =
        line.text.split_once('=').map_or("", |(_, value)| value).split('#').next().unwrap_or("").trim().to_owned();
    let fault = Diagnostic::error("tal-fel", format!("{value} är inget tal")).at(place);
    if value.contains(['.', ':', '–', '-']) {
        return fault.hint(format!("klockslag och annan text skrivs inom citattecken: \"{value}\""));
    }
    let plain = value.trim_start_matches('0');
    if !plain.is_empty() && plain.chars().all(|c| c.is_ascii_digit()) {
        fault.hint(format!("skriv {plain}, utan nollor före"))
    } else {
        fault
    }
}

/// A bare value of a line of its own goes on to the line's end, whatever delimiters the parser saw in it.
fn bare_span(source: &Source, line: &Line<'_>, span: Range<usize>) -> Range<usize> {
    let Some((key, value)) = line.text.split_once('=') else { return span };
    let value_start = line.start + key.len() + 1 + (value.len() - value.trim_start().len());
    if value_start != span.start || key.contains(['{', '[', '"']) {
        return span;
    }
    let value = source.text.get(value_start..line.start + line.text.len()).unwrap_or("");
    let value = value.split(" #").next().unwrap_or("").trim_end();
    value_start..value_start + value.len()
}

fn line(source: &Source, at: usize) -> Line<'_> {
    let at = at.min(source.text.len());
    let start = source.text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |found| found + 1);
    let text = source.text.get(start..).unwrap_or("").split('\n').next().unwrap_or("");
    Line { text, start }
}

/// The span, or where it is empty the thing at or before it on the line, so that there is something to point at.
fn visible(source: &Source, line: &Line<'_>, span: Range<usize>) -> Range<usize> {
    if span.end > span.start {
        return span;
    }
    let end = line.start + line.text.trim_end().len();
    match source.text.get(span.start..).and_then(|rest| rest.chars().next()) {
        Some(c) if span.start < end => span.start..span.start + c.len_utf8(),
        _ => line.start + (line.text.len() - line.text.trim_start().len())..end,
    }
}
