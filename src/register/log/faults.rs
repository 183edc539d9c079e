//! What is wrong with a register that its watch does not know, knows as longer, or knows from another place; and one that
//! is gone. Each says what can be done, and none of it gives out a number twice.

use std::path::Path;

use super::watch::read_watch;
use super::{Log, Settings, read_key};
use crate::diag::{Diagnostic, words};
use crate::register::note::PublicKey;
use crate::register::seen::Seen;

impl Log {
    /// The watch has never seen the register: nobody knows whether it is the newest copy.
    pub(in crate::register) fn unwatched(register: &Path, size: u64, last: &str) -> Diagnostic {
        let message = format!(
            "registret {} har {size} poster, men ingen vakt här: ingen vet om det är den senaste kopian",
            words::path(register)
        );
        Diagnostic::error("vakt-saknas", message)
            .hint(format!("den sista posten är {last}; finns en kopia med fler poster ska den ligga här i stället"))
            .hint("är den sista posten verkligen den sista: utdrag register återuppta")
    }

    /// The register has fewer entries than the watch has seen, or others.
    pub(in crate::register) fn rewound(&self, register: &Path, seen: &Seen, found: u64) -> Diagnostic {
        let (name, had) = (words::path(register), seen.checkpoint.size);
        let own = self.place(register);
        let elsewhere = seen.plats.as_ref().filter(|place| own.as_ref().is_some_and(|own| own != *place));
        let why = match elsewhere.filter(|place| place.exists()) {
            Some(place) => format!("mappen är kopierad, och registret har sedan förts i {}", words::path(place)),
            None => {
                "en äldre kopia har lagts tillbaka, eller så har mappen kopierats och registret förts på två ställen"
                    .to_owned()
            }
        };
        let message = if found < had {
            format!("registret {name} har {found} poster, men har haft {had}: {why}")
        } else {
            format!("registret {name} har inte samma {had} första poster som det hade: {why}, eller är ändrat")
        };
        let fault = Diagnostic::error("register-aterstallt", message)
            .hint("lägg tillbaka den senaste kopian av registret; inget nummer delas ut förrän det är gjort")
            .hint("finns ingen senare: utdrag register återuppta visar vad som saknas, och hur registret fortsätter")
            .hint(format!("vad registret senast hade står i {}", words::path(&self.watch)));
        if found > 0 {
            return fault;
        }
        let (key, watch) = (words::path(&self.key_path), words::path(&self.watch));
        fault.hint(format!(
            "ska det vara ett nytt register, efter ett provregister: flytta undan {name}, nyckeln {key} och vakten {watch}"
        ))
    }
}

/// As [`crate::register::not_lost`].
pub(in crate::register) fn not_lost(register: &Path, settings: &Settings) -> Result<(), Diagnostic> {
    let public = std::fs::read_to_string(register.with_extension("vkey")).ok();
    let public = public.as_deref().and_then(|text| PublicKey::read(text.lines().next()?));
    let key = read_key(&settings.key(register)).ok().flatten();
    let origin = public.as_ref().map(|key| key.name.clone()).or_else(|| Some(key?.public().name));
    let watch = origin.as_deref().map(|origin| settings.watch(register, origin)).or_else(|| settings.vakt.clone());
    let bytes = watch.as_deref().map(read_watch).transpose()?.flatten();
    let seen = bytes.and_then(|bytes| Seen::read(std::str::from_utf8(&bytes).ok()?));
    let seen = seen.filter(|seen| origin.as_deref().is_none_or(|origin| origin == seen.checkpoint.origin));
    // The key is made after the file: another process may be making the register now.
    if (public.is_none() && seen.is_none()) || register.exists() {
        return Ok(());
    }
    let name = words::path(register);
    let traces = [register.with_extension("vkey"), settings.key(register)].into_iter().chain(watch);
    let traces: Vec<String> = traces.filter(|path| path.exists()).map(|path| words::path(&path)).collect();
    let message = match seen.filter(|seen| seen.checkpoint.size > 0) {
        Some(seen) => format!("registret {name} finns inte, men har funnits: vakten har sett {}", said(&seen)),
        None => format!("registret {name} finns inte, men har funnits: dess öppna nyckel ligger kvar"),
    };
    Err(Diagnostic::error("register-saknas", message)
        .hint("lägg tillbaka den senaste kopian av registret ur säkerhetskopian")
        .hint("finns ingen: utdrag register återuppta visar hur registret kan fortsätta utan att ett nummer ges två gånger")
        .hint(format!("ska det vara ett nytt register, efter ett provregister: flytta undan {}", words::listed(&traces, "och"))))
}

/// "38 poster, senast KS 2026:10".
fn said(seen: &Seen) -> String {
    let size = usize::try_from(seen.checkpoint.size).unwrap_or(usize::MAX);
    let posts = words::count(size, "post", "poster");
    let numbers: Vec<String> = seen.nummer.iter().map(ToString::to_string).collect();
    if numbers.is_empty() { posts } else { format!("{posts}, senast {}", words::listed(&numbers, "och")) }
}
