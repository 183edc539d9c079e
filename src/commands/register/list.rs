//! `register lista`, `visa`, `sök`, `exportera`: entries for people and for programs.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::super::{Exit, Stop, registers};
use crate::args::{Format, RegisterExportera, RegisterLista, RegisterVisa};
use crate::calendar::swedish;
use crate::diag::{Diagnostic, words};
use crate::dispatch::Lage;
use crate::dispatch::ledger::{KANAL, LAGE, MESSAGE_ID, MOTTAGARE, SKAL, SVAR};
use crate::durable;
use crate::register::export;
use crate::register::gallring::{self, POSTER};
use crate::register::{Entry, Handelse, Lopnummer, Post, Register as _, Search, Sqlite};
use crate::terminal;

pub(super) fn lista(register: &Sqlite, asked: &RegisterLista) -> Result<Exit, Stop> {
    let handelser = asked.handelse.iter().map(|word| handelse(word)).collect::<Result<_, _>>()?;
    let search = Search {
        handelser,
        organ: asked.organ.clone(),
        sammantrade: asked.sammantrade.clone(),
        paragraf: asked.paragraf,
        ..Search::default()
    };
    let found = register.entries(&search)?;
    if let (true, Some(organ)) = (found.is_empty(), &asked.organ) {
        known_organ(register, organ)?;
    }
    answer(&found, asked.json)
}

/// An empty answer about an organ that nobody knows is no answer.
fn known_organ(register: &Sqlite, organ: &str) -> Result<(), Stop> {
    let mut organs: Vec<String> =
        register.entries(&Search::default())?.into_iter().map(|entry| entry.post.organ).collect();
    organs.retain(|one| !one.is_empty());
    let here = registers::workspace_here().map(|workspace| workspace.myndighet.value.organ.clone()).unwrap_or_default();
    let named = here.iter().find(|one| one.namn.eq_ignore_ascii_case(organ)).map(|one| one.id.clone());
    organs.extend(here.into_iter().map(|one| one.id));
    organs.sort();
    organs.dedup();
    if organs.is_empty() || organs.iter().any(|one| one == organ) {
        return Ok(());
    }
    let fault =
        Diagnostic::error("organ-okant", format!("\"{organ}\" är inget organ i registret eller i myndighet.toml"));
    Err(Stop::from(match named {
        Some(id) => fault.hint(format!("det heter {id} där: --organ {id}")),
        None => fault.hint(format!("där finns {}", words::listed(&organs, "och"))),
    }))
}

/// A kind, as typed: with or without å, ä and ö.
pub(super) fn handelse(word: &str) -> Result<Handelse, Stop> {
    let plain = word.to_lowercase().replace(['å', 'ä'], "a").replace('ö', "o");
    Handelse::read(&plain).ok_or_else(|| {
        let all: Vec<String> = Handelse::ALL.iter().map(|one| one.word().to_owned()).collect();
        let fault = Diagnostic::error("okant-varde", format!("\"{word}\" är ingen händelse i registret"));
        Stop::from(fault.hint(format!("välj bland {}", words::listed(&all, "och"))))
    })
}

/// "RS 2026:17".
pub(super) fn number(text: &str) -> Result<Lopnummer, Stop> {
    Lopnummer::read(text).ok_or_else(|| {
        let fault = Diagnostic::error("nummer-felaktigt", format!("\"{text}\" är inget nummer på ett utdrag"));
        Stop::from(fault.hint("skriv det som det står i utdraget: \"RS 2026:17\""))
    })
}

pub(super) fn visa(register: &Sqlite, asked: &RegisterVisa) -> Result<Exit, Stop> {
    let found = match asked.nummer.parse::<u64>() {
        Ok(index) => register.entry(index)?.into_iter().collect(),
        Err(_) => register.entries(&Search { lopnummer: Some(number(&asked.nummer)?), ..Search::default() })?,
    };
    if found.is_empty() {
        return Err(gone(register, &asked.nummer)?);
    }
    if asked.json {
        return answer(&found, true);
    }
    let all: Vec<String> = found.iter().map(whole).collect();
    terminal::answer(all.join("\n").trim_end())?;
    Ok(Exit::Yes)
}

/// Why there is nothing to show of an entry or a number.
fn gone(register: &Sqlite, asked: &str) -> Result<Stop, Stop> {
    let place: Option<u64> = asked.parse().ok();
    let taken = register.entries(&Search { handelser: vec![Handelse::Gallrad], ..Search::default() })?;
    let named = |entry: &&Entry| {
        let places = entry.post.uppgifter.get(POSTER).and_then(|text| gallring::places(text, entry.index));
        place.is_some_and(|place| places.is_some_and(|places| places.contains(&place)))
    };
    let Some(entry) = taken.iter().find(named) else { return Ok(nothing(asked)) };
    let message = format!("post {asked} är gallrad: se post {}", entry.index);
    Ok(Stop::from(Diagnostic::error("post-gallrad", message)))
}

pub(super) fn nothing(what: &str) -> Stop {
    Stop::from(Diagnostic::error("inte-i-registret", format!("registret har ingen post om {what}")))
}

pub(super) fn exportera(register: &Sqlite, asked: &RegisterExportera) -> Result<Exit, Stop> {
    // A spreadsheet takes a file for UTF-8 only when it says so.
    let mut text = match asked.format {
        Format::Csv => format!("\u{feff}{}", export::HEADINGS),
        Format::Json => "[".to_owned(),
    };
    let mut first = true;
    register.leaves(|leaf| {
        match asked.format {
            Format::Csv => text.push_str(&export::csv(leaf)),
            Format::Json => {
                text.push_str(if first { "\n" } else { ",\n" });
                text.push_str(&leaf.text());
            }
        }
        first = false;
        Ok(())
    })?;
    if asked.format == Format::Json {
        text.push_str("\n]\n");
    }
    match &asked.ut {
        Some(path) => {
            durable::write_new(path, text.as_bytes())?;
            terminal::answer(&words::path(path))?;
        }
        None => terminal::answer(text.trim_end_matches(['\r', '\n']))?,
    }
    Ok(Exit::Yes)
}

pub(super) fn answer(entries: &[Entry], as_json: bool) -> Result<Exit, Stop> {
    if as_json {
        let all: Vec<Value> = entries.iter().map(json).collect();
        terminal::answer(&serde_json::to_string_pretty(&all).expect("a JSON value is JSON"))?;
        return Ok(Exit::Yes);
    }
    let rows: Vec<[String; 7]> = entries.iter().map(cells).collect();
    let mut wide = [0; 7];
    for row in &rows {
        for (wide, cell) in wide.iter_mut().zip(row) {
            *wide = cell.chars().count().max(*wide);
        }
    }
    let lines = rows.iter().map(|row| {
        let cells = row.iter().zip(wide).enumerate();
        let line =
            cells.map(|(at, (cell, wide))| if at == 0 { format!("{cell:>wide$}") } else { format!("{cell:wide$}") });
        line.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    });
    let lines: Vec<String> = lines.collect();
    if lines.is_empty() {
        terminal::say("Inga sådana poster.");
    } else {
        terminal::answer(&lines.join("\n"))?;
    }
    Ok(Exit::Yes)
}

fn json(entry: &Entry) -> Value {
    let mut value = serde_json::to_value(&entry.post).expect("a post is JSON");
    if let Some(object) = value.as_object_mut() {
        object.shift_insert(0, "post".to_owned(), json!(entry.index));
    }
    value
}

/// The moment, as a Swedish clock showed it, with what that clock was ahead of UTC.
pub(super) fn moment_of(post: &Post) -> String {
    swedish(post.nar).strftime("%Y-%m-%d %H:%M %:z").to_string()
}

fn number_of(entry: &Entry) -> String {
    entry.post.lopnummer.as_ref().map(ToString::to_string).unwrap_or_default()
}

fn cells(entry: &Entry) -> [String; 7] {
    let post = &entry.post;
    [
        entry.index.to_string(),
        moment_of(&entry.post),
        post.handelse.label().to_owned(),
        number_of(entry),
        post.handling.clone(),
        post.vem.clone(),
        to_whom(post),
    ]
}

/// "till ekonomi (e-post), skickad"; nothing of what goes to nobody.
fn to_whom(post: &Post) -> String {
    let Some(mottagare) = post.uppgifter.get(MOTTAGARE) else { return String::new() };
    let kanal = post.uppgifter.get(KANAL).map(|kanal| format!(" ({kanal})")).unwrap_or_default();
    let lage = if post.uppgifter.contains_key(LAGE) { format!(", {}", Lage::of(post).label()) } else { String::new() };
    format!("till {mottagare}{kanal}{lage}")
}

/// A key of `uppgifter`, which is ASCII, as a person writes it.
fn key_word(key: &str) -> String {
    let word = match key {
        LAGE => "läge",
        SKAL => "skäl",
        MESSAGE_ID => "Message-ID",
        SVAR => "serverns svar",
        "sista-overklagandedag" => "sista överklagandedag",
        "tas-ned" => "tas ned tidigast",
        "omedelbar" => "omedelbar justering",
        "tavlor" => "anslagstavlor",
        "rattelse" => "rättelse",
        "rattelser" => "rättelser",
        "ersatts-av" => "ersatt av",
        "vakt-poster" => "poster enligt vakten",
        "vakt-rot" => "rot enligt vakten",
        "forlorade" => "nummer som saknades",
        "pagaende" => "nummer på väg",
        "forlorad" => "uppgifterna är förlorade",
        "ersatts-av-sha256" => "ersatt av sha256",
        "fore" => "från tiden före",
        "vkey-fore" => "nyckeln förut",
        "vkey-efter" => "nyckeln därefter",
        other => return other.replace('-', " "),
    };
    word.to_owned()
}

/// A value of `uppgifter`, likewise.
fn value_word(post: &Post, key: &str, value: &str) -> String {
    if key == LAGE && value == Lage::of(post).word() { Lage::of(post).label().to_owned() } else { value.to_owned() }
}

/// Everything about one entry, a fact a line.
pub(super) fn whole(entry: &Entry) -> String {
    let post = &entry.post;
    let mut text = format!("post {}: {}, {}\n", entry.index, post.handelse.label(), moment_of(&entry.post));
    let numbers: Vec<String> = post.paragrafer.iter().map(ToString::to_string).collect();
    let facts = [
        ("nummer", number_of(entry)),
        ("vem", post.vem.clone()),
        ("organ", post.organ.clone()),
        ("sammanträde", post.sammantrade.clone().unwrap_or_default()),
        ("paragrafer", numbers.join(", ")),
        ("handling", post.handling.clone()),
    ];
    let facts = facts.into_iter().map(|(name, fact)| (name.to_owned(), fact));
    let files = post.filer.iter().map(|file| ("fil".to_owned(), format!("{}  sha256 {}", file.namn, file.sha256)));
    let more = post.uppgifter.iter().map(|(key, value)| (key_word(key), value_word(post, key, value)));
    let all: Vec<(String, String)> = facts.chain(files).chain(more).filter(|(_, fact)| !fact.is_empty()).collect();
    let wide = all.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    for (name, fact) in all {
        // What takes several lines goes on under its beginning.
        let hanging = format!("\n{:1$}", "", wide + 4);
        let _ = writeln!(text, "  {name:wide$}  {}", fact.replace('\n', &hanging));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dispatched() -> Entry {
        let post = Post {
            handelse: Handelse::Expedierad,
            nar: "2026-03-19T09:12:00Z".parse().unwrap(),
            vem: "Ylva Sandmark".to_owned(),
            organ: "rs".to_owned(),
            sammantrade: None,
            paragrafer: vec![36],
            lopnummer: None,
            handling: "rs-2026-03-11-p36-utdrag".to_owned(),
            filer: Vec::new(),
            uppgifter: [
                (MOTTAGARE, "ekonomi"),
                (KANAL, "e-post"),
                (LAGE, "osaker"),
                (SKAL, "öppet"),
                ("sista-overklagandedag", "2026-04-09"),
                ("tavlor", "A 1\nB 2"),
            ]
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .into(),
        };
        Entry { index: 7, post }
    }

    #[test]
    fn a_row_of_a_dispatch_says_to_whom_how_and_how_far_it_came() {
        let row = cells(&dispatched());
        assert_eq!(row[1], "2026-03-19 10:12 +01:00");
        assert_eq!(row[6], "till ekonomi (e-post), osäker");
        let mut made = dispatched();
        made.post.uppgifter.clear();
        assert_eq!(cells(&made)[6], "");
    }

    #[test]
    fn facts_have_swedish_names_and_stand_in_a_column() {
        let text = whole(&dispatched());
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines.contains(&"  läge                   osäker"), "{text}");
        assert!(lines.contains(&"  skäl                   öppet"), "{text}");
        assert!(lines.contains(&"  sista överklagandedag  2026-04-09"), "{text}");
        assert!(text.contains("  anslagstavlor          A 1\n                         B 2\n"), "{text}");
    }
}
