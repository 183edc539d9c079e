//! What SQLite refuses, in Swedish.

use std::path::Path;

use rusqlite::{Error, ErrorCode};

use crate::diag::{Diagnostic, words};

/// Gives an SQLite result its Swedish.
pub(super) trait Refused<T> {
    /// The value, or what stood in the way of the register at `path`.
    fn or_refused(self, path: &Path) -> Result<T, Diagnostic>;
}

impl<T> Refused<T> for Result<T, Error> {
    fn or_refused(self, path: &Path) -> Result<T, Diagnostic> {
        self.map_err(|error| refused(path, &error))
    }
}

pub(super) fn refused(path: &Path, error: &Error) -> Diagnostic {
    let name = words::path(path);
    let Some(code) = error.sqlite_error_code() else {
        return Diagnostic::error("register-fel", format!("registret {name} gick inte att läsa: {error}"));
    };
    match code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => {
            Diagnostic::error("register-upptaget", format!("registret {name} används av en annan körning"))
                .hint("vänta tills den är klar och kör samma kommando igen")
        }
        ErrorCode::DiskFull => {
            Diagnostic::error("disken-full", format!("registret {name} kunde inte föras: disken är full"))
                .hint("frigör utrymme och kör samma kommando igen; inget i registret har ändrats")
        }
        ErrorCode::SystemIoFailure => {
            Diagnostic::error("register-disk", format!("registret {name} kunde inte föras: disken läser eller skriver inte"))
                .hint("kontrollera att disken är ansluten och har utrymme, och kör samma kommando igen; det som är infört är kvar")
        }
        ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt => {
            Diagnostic::error("register-skadat", format!("registret {name} är skadat eller är inget register")).hint(
                "hämta den senaste säkerhetskopian; den hålls mot den kontrollpunkt som finns på ett annat ställe",
            )
        }
        ErrorCode::ReadOnly | ErrorCode::PermissionDenied => {
            Diagnostic::error("register-skrivskyddat", format!("registret {name} är skrivskyddat"))
                .hint("be den som förvaltar mappen om rätt att skriva där")
        }
        ErrorCode::CannotOpen => {
            Diagnostic::error("register-oppnas-inte", format!("registret {name} kunde inte öppnas eller skapas"))
                .hint("kontrollera att mappen finns och att du har rätt att skriva där")
        }
        _ => Diagnostic::error("register-fel", format!("registret {name} gick inte att föra: {error}")),
    }
}
