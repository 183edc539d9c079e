//! `register`: what is asked of the register.

mod cancel;
mod find;
mod list;
mod proof;
mod resume;
mod years;

use super::registers::{self, path, settings_of, workspace_here};
use super::{Exit, Stop, keys};
use crate::args::{Register, RegisterKontrollera, Vad};
use crate::diag::{Diagnostic, words};
use crate::register::audit::Fel;
use crate::register::leaf::hex;
use crate::register::{self, Proving as _, Sqlite};
use crate::terminal;

pub(super) fn run(asked: &Register) -> Result<Exit, Stop> {
    if let Vad::Bevittna(vad) = &asked.vad {
        return proof::bevittna(vad);
    }
    let here = workspace_here();
    let path = path(asked.register.as_ref(), here.as_ref())?;
    let settings = settings_of(&path, here.as_ref());
    if let Vad::Ny = asked.vad {
        return ny(&path, &settings);
    }
    if let Vad::Ateruppta(vad) = &asked.vad {
        return resume::run((&path, &settings), here.as_ref(), vad);
    }
    let mut register = match asked.vad {
        // What is written or signed is so in the register itself, not in a copy of it or in an older one.
        Vad::Kontrollpunkt(_) | Vad::Makulera(_) | Vad::Gallra(_) | Vad::BytNyckel(_) => {
            register::existing(&path, &settings)?;
            register::open_with(&path, &settings)?
        }
        // The audit says by itself what is missing.
        Vad::Kontrollera(_) => register::existing(&path, &settings)?,
        _ => registers::read(&path, &settings)?,
    };
    match &asked.vad {
        Vad::Kontrollera(vad) => kontrollera(&register, vad),
        Vad::Lista(vad) => list::lista(&register, vad),
        Vad::Visa(vad) => list::visa(&register, vad),
        Vad::Sok(vad) => find::sok(&register, vad),
        Vad::Exportera(vad) => list::exportera(&register, vad),
        Vad::Kontrollpunkt(vad) => proof::kontrollpunkt(&mut register, vad),
        Vad::Kvitto(vad) => proof::kvitto(&mut register, vad),
        Vad::TaIn(vad) => proof::ta_in(&mut register, vad),
        Vad::Makulera(vad) => cancel::makulera(&mut register, here.as_ref(), vad),
        Vad::Gallra(vad) => years::gallra(register, here.as_ref(), vad),
        Vad::BytNyckel(vad) => years::byt_nyckel(register, vad),
        Vad::Ny | Vad::Bevittna(_) | Vad::Ateruppta(_) => Ok(Exit::Yes),
    }
}

fn ny(path: &std::path::Path, settings: &register::Settings) -> Result<Exit, Stop> {
    if path.exists() {
        let message = format!("{} finns redan", words::path(path));
        return Err(Stop::from(Diagnostic::error("register-finns", message)));
    }
    let register = register::open_with(path, settings)?;
    terminal::answer(&words::path(path))?;
    terminal::say(&format!(
        "Registrets öppna nyckel, att publicera, står i {}:\n  {}\n\
        Den hemliga nyckeln är {}, en fil som bara du kan läsa. Ta med den i säkerhetskopian.",
        words::path(&path.with_extension("vkey")),
        register.public_keys().now.text(),
        words::path(register.key_file()),
    ));
    Ok(Exit::Yes)
}

fn kontrollera(register: &Sqlite, asked: &RegisterKontrollera) -> Result<Exit, Stop> {
    let mut against = Vec::new();
    for path in &asked.mot {
        let text = String::from_utf8_lossy(&keys::read(path)?).into_owned();
        // What was made with --sedan has its proof before the checkpoint.
        let note = text.strip_prefix("old ").and_then(|rest| rest.split_once("\n\n")).map_or(&*text, |(_, note)| note);
        against.push((words::path(path), note.to_owned()));
    }
    let audit = register.audit(&against)?;
    let rot = hex(&audit.rot);
    if asked.json {
        let of = |all: &[Fel]| -> Vec<_> {
            all.iter().map(|one| serde_json::json!({"post": one.post, "vad": one.vad})).collect()
        };
        let (fel, odd) = (of(&audit.fel), of(&audit.anmarkningar));
        let answer = serde_json::json!({"poster": audit.poster, "rot": rot, "gallrade": audit.gallrade, "fel": fel, "anmarkningar": odd});
        terminal::answer(&serde_json::to_string_pretty(&answer).expect("a JSON value is JSON"))?;
    } else {
        let lines = audit.fel.iter().map(|fel| match fel.post {
            Some(post) => format!("post {post}: {}", fel.vad),
            None => format!("registret: {}", fel.vad),
        });
        let gone = if audit.gallrade > 0 { format!(", varav {} gallrade", audit.gallrade) } else { String::new() };
        let posts = words::count(usize::try_from(audit.poster).unwrap_or(usize::MAX), "post", "poster");
        let sum = format!("{posts}{gone}, rot {}", crate::evidence::grouped(&rot));
        terminal::answer(&lines.chain([sum]).collect::<Vec<_>>().join("\n"))?;
    }
    let odd = audit.anmarkningar.iter().map(|one| {
        let message = one.post.map_or_else(|| one.vad.clone(), |post| format!("post {post}: {}", one.vad));
        Diagnostic::warning("registret-anmarkning", message)
    });
    let odd: Vec<Diagnostic> = odd.chain(registers::published(register)?).collect();
    terminal::say_findings(&odd);
    if audit.fel.is_empty() {
        let held = words::count(audit.kontrollpunkter, "kontrollpunkt", "kontrollpunkter");
        let outside = if asked.mot.is_empty() {
            " Ett register som är utbytt från början till slut syns först mot en kontrollpunkt som har förvarats \
            någon annanstans (--mot)."
        } else {
            ""
        };
        let held = if audit.kontrollpunkter == 0 { String::new() } else { format!(", också mot {held}") };
        terminal::say(&format!("Alla poster stämmer{held}.{outside}"));
        return Ok(Exit::Yes);
    }
    terminal::say(&format!("{} i registret.", words::count(audit.fel.len(), "fel", "fel")));
    Ok(Exit::No)
}
