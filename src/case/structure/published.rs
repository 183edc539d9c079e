//! `undertecknare.toml`: who signs with which certificate, handed out to those who verify. It may lie in a workspace, is no
//! case, and is checked as what it is.

use serde_json::{Map, Value};

use super::super::pointer::Pointer;
use super::{Work, values};
use crate::diag::{Diagnostic, Level};

/// The only key of such a file.
const KEY: &str = "undertecknare";

/// True for such a file; what is to be said of it has been told.
pub(super) fn told(work: &mut Work) -> bool {
    let at = Pointer::root().key(KEY);
    let only = work.value.as_object().is_some_and(|root| root.len() == 1);
    let rows = at.of(&work.value).and_then(Value::as_array).filter(|rows| only && rows.iter().all(values::is_table));
    let Some(rows) = rows.filter(|rows| !rows.is_empty()) else { return false };
    let faults: Vec<Diagnostic> = rows
        .iter()
        .filter_map(Value::as_object)
        .enumerate()
        .filter_map(|(index, row)| {
            let (key, message) = fault(row)?;
            let place = work.places.label(&key.map_or_else(|| at.index(index), |key| at.index(index).key(key)), "");
            let fault = Diagnostic::error("undertecknare-fel", message).at(place);
            Some(fault.hint("skriv namn = \"..\" och certifikat = \"sha-256:..\", som i myndighet.toml"))
        })
        .collect();
    if faults.is_empty() {
        let message = "en lista över undertecknare, inget fall: den är till för utdrag verifiera --undertecknare";
        let place = work.places.label(&at, "");
        work.tell(Diagnostic::new(Level::Upplysning, "inget-fall", message).at(place));
    }
    for fault in faults {
        work.tell(fault);
    }
    true
}

/// The key that is wrong, or none where one is missing, and why.
fn fault(row: &Map<String, Value>) -> Option<(Option<&'static str>, String)> {
    let text = |key: &str| row.get(key).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
    if text("namn").is_none() {
        return Some((None, "en undertecknare saknar `namn`".to_owned()));
    }
    let Some(certificate) = text("certifikat") else {
        return Some((None, "en undertecknare saknar `certifikat`".to_owned()));
    };
    let hash = certificate.trim_start_matches("sha-256:").replace([' ', ':'], "");
    let digits = hash.chars().filter(char::is_ascii_hexdigit).count();
    (digits != 64 || hash.len() != 64).then(|| {
        (
            Some("certifikat"),
            format!("certifikatets fingeravtryck har {} tecken, det ska vara 64 av 0–9 och a–f", hash.chars().count()),
        )
    })
}
