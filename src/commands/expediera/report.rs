//! What became of each recipient, for people and for programs.

use serde_json::{Value, json};

use super::super::{Exit, Stop};
use super::load::Loaded;
use crate::calendar::swedish;
use crate::diag::{Diagnostic, has_errors, words};
use crate::dispatch::{Lage, Recipient, Standing, Told};
use crate::terminal;

/// One extract.
pub(super) struct Report {
    fil: String,
    what: String,
    rows: Vec<Row>,
    /// What is said about it.
    pub(super) findings: Vec<Diagnostic>,
}

/// One recipient.
pub(super) struct Row {
    pub(super) key: String,
    pub(super) namn: String,
    pub(super) kanal: String,
    pub(super) outcome: Outcome,
    /// What was written.
    pub(super) files: Vec<String>,
    /// What somebody has to do now.
    pub(super) act: Option<String>,
    pub(super) message_id: Option<String>,
}

/// What became of one recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Mail, taken by the server.
    Skickat,
    /// Files made.
    Framtaget,
    /// Would be sent.
    Visat,
    /// Had it before.
    Redan,
    /// Nobody knows.
    Osakert,
    /// Certainly not taken.
    Misslyckat,
    /// Not tried: the connection was gone.
    EjForsokt,
    /// No channel is known.
    UtanKanal,
    /// Something is wrong with the recipient or the channel.
    Nekat,
}

impl Outcome {
    fn word(self) -> &'static str {
        match self {
            Outcome::Skickat => "skickat",
            Outcome::Framtaget => "framtaget",
            Outcome::Visat => "ska skickas",
            Outcome::Redan => "redan",
            Outcome::Osakert => "osäkert",
            Outcome::Misslyckat => "inte skickat",
            Outcome::EjForsokt => "inte försökt",
            Outcome::UtanKanal => "för hand",
            Outcome::Nekat => "stoppat",
        }
    }

    fn json(self) -> &'static str {
        match self {
            Outcome::Skickat => "skickat",
            Outcome::Framtaget => "framtaget",
            Outcome::Visat => "ska-skickas",
            Outcome::Redan => "redan",
            Outcome::Osakert => "osakert",
            Outcome::Misslyckat => "inte-skickat",
            Outcome::EjForsokt => "inte-forsokt",
            Outcome::UtanKanal => "for-hand",
            Outcome::Nekat => "stoppat",
        }
    }

    fn exit(self) -> Exit {
        match self {
            Outcome::Skickat | Outcome::Framtaget | Outcome::Visat | Outcome::Redan | Outcome::UtanKanal => Exit::Yes,
            Outcome::Osakert => Exit::CannotTell,
            Outcome::Misslyckat | Outcome::Nekat => Exit::No,
            Outcome::EjForsokt => Exit::InTheWay,
        }
    }
}

impl Row {
    pub(super) fn new(recipient: &Recipient, kanal: &str, outcome: Outcome) -> Self {
        Self {
            key: recipient.key.clone(),
            namn: recipient.namn.clone(),
            kanal: kanal.to_owned(),
            outcome,
            files: Vec::new(),
            act: None,
            message_id: None,
        }
    }

    /// Someone who has, or may have, got it before.
    pub(super) fn standing(recipient: &Recipient, standing: &Standing) -> Self {
        let (outcome, told, act) = match standing {
            Standing::Unsure(told) => {
                (Outcome::Osakert, told, format!("försökt {}, ingen vet om det kom fram", when(told)))
            }
            Standing::Acknowledged(told) => (Outcome::Redan, told, format!("mottaget, kvitterat {}", when(told))),
            Standing::Sent(told) if told.lage == Lage::Framtagen => {
                (Outcome::Redan, told, format!("framtaget {}", when(told)))
            }
            Standing::Sent(told) | Standing::Failed(told) => (Outcome::Redan, told, when(told)),
            Standing::Never => return Self::new(recipient, "", Outcome::EjForsokt),
        };
        Self { act: Some(act), ..Self::new(recipient, &told.kanal, outcome) }
    }

    /// Someone without a channel.
    pub(super) fn unknown(recipient: &Recipient) -> Self {
        let act = format!("lämna utdraget själv, och för in det: --för-hand '{}'", recipient.key);
        Self { act: Some(act), ..Self::new(recipient, "ingen kanal", Outcome::UtanKanal) }
    }

    fn json(&self) -> Value {
        json!({
            "mottagare": self.key,
            "namn": self.namn,
            "kanal": self.kanal,
            "utfall": self.outcome.json(),
            "filer": self.files,
            "message-id": self.message_id,
        })
    }
}

/// "2026-03-19 10.12": in Swedish time.
pub(super) fn when(told: &Told) -> String {
    swedish(told.nar).strftime("%Y-%m-%d %H.%M").to_string()
}

impl Report {
    pub(super) fn new(loaded: &Loaded) -> Self {
        Self { fil: words::path(&loaded.path), what: loaded.extract.title(), rows: Vec::new(), findings: Vec::new() }
    }

    pub(super) fn push(&mut self, row: Row) {
        self.rows.push(row);
    }

    pub(super) fn exit(&self) -> Exit {
        let rows = self.rows.iter().fold(Exit::Yes, |exit, row| exit.worst(row.outcome.exit()));
        if has_errors(&self.findings) { rows.worst(Exit::No) } else { rows }
    }

    /// How many recipients something was made for.
    pub(super) fn made(&self) -> usize {
        self.rows.iter().filter(|row| row.outcome == Outcome::Framtaget).count()
    }

    fn lines(&self) -> Vec<String> {
        let mut lines = vec![format!("{}  {}", self.what, self.fil)];
        if self.rows.is_empty() {
            lines.push("  ingen ska ha det".to_owned());
        }
        let wide = |text: fn(&Row) -> &str| self.rows.iter().map(|row| text(row).chars().count()).max().unwrap_or(0);
        let (word, name, channel) =
            (wide(|row| row.outcome.word()), wide(|row| row.namn.as_str()), wide(|row| row.kanal.as_str()));
        for row in &self.rows {
            let told = match (&row.act, row.files.first()) {
                (_, Some(file)) => file.as_str(),
                (Some(act), None) => act.as_str(),
                (None, None) => "",
            };
            let line = format!("  {:word$}  {:name$}  {:channel$}  {told}", row.outcome.word(), row.namn, row.kanal);
            lines.push(line.trim_end().to_owned());
        }
        lines
    }

    /// What is left to do by hand: for whom, what, and with which file.
    fn acts(&self) -> impl Iterator<Item = (&Row, &str)> {
        let made = self.rows.iter().filter(|row| row.outcome == Outcome::Framtaget);
        made.filter_map(|row| Some((row, row.act.as_deref()?)))
    }
}

/// What is left to do by hand, each act once, with a line for each file that it is to be done with.
fn acts(reports: &[Report]) -> Vec<String> {
    let mut acts: Vec<(&str, Vec<&Row>)> = Vec::new();
    for (row, act) in reports.iter().flat_map(Report::acts) {
        match acts.iter_mut().find(|(known, _)| *known == act) {
            Some((_, rows)) => rows.push(row),
            None => acts.push((act, vec![row])),
        }
    }
    let told = |(act, rows): (&str, Vec<&Row>)| {
        let wide = rows.iter().map(|row| row.namn.chars().count()).max().unwrap_or(0);
        let lines = rows.iter().map(|row| {
            let file = row.files.first().map(String::as_str).unwrap_or_default();
            format!("    {:wide$}  {file}", row.namn).trim_end().to_owned()
        });
        std::iter::once(format!("  {act}:")).chain(lines).collect::<Vec<_>>().join("\n")
    };
    acts.into_iter().map(told).collect()
}

/// The answer, and what is left to do.
pub(super) fn answer(reports: &[Report], json: bool) -> Result<(), Stop> {
    if json {
        let all: Value = reports
            .iter()
            .map(|one| json!({ "fil": one.fil, "mottagare": one.rows.iter().map(Row::json).collect::<Value>() }))
            .collect();
        return Ok(terminal::answer(&serde_json::to_string_pretty(&all).expect("a JSON value is JSON"))?);
    }
    if reports.is_empty() {
        return Ok(());
    }
    let text: Vec<String> = reports.iter().map(|one| one.lines().join("\n")).collect();
    terminal::answer(&text.join("\n\n"))?;
    let acts = acts(reports);
    if !acts.is_empty() {
        terminal::say(&format!("\nGör nu:\n{}", acts.join("\n")));
    }
    let has = |outcome| reports.iter().flat_map(|one| &one.rows).any(|row| row.outcome == outcome);
    if has(Outcome::Osakert) {
        terminal::say(
            "\nOsäkert: fråga mottagaren. Har det kommit fram, för in det med utdrag expediera kvitto; annars skicka med --igen SKÄL.",
        );
    }
    if has(Outcome::Misslyckat) || has(Outcome::EjForsokt) {
        terminal::say("\nKör samma kommando igen när felet är borta: den som redan har fått sitt får inget mer.");
    }
    Ok(())
}
