//! `schema`: the JSON Schema that editors complete and check cases with.

use super::{Exit, Stop};
use crate::args::Schema;
use crate::case;
use crate::diag::words;
use crate::durable;
use crate::terminal;

pub(super) fn run(asked: &Schema) -> Result<Exit, Stop> {
    let schema = case::schema::combined();
    let text = serde_json::to_string_pretty(&schema).expect("a JSON value is JSON");
    match &asked.ut {
        Some(path) => {
            durable::write(path, format!("{text}\n").as_bytes())?;
            terminal::say(&format!("schemat är skrivet till {}", words::path(path)));
        }
        None => terminal::answer(&text)?,
    }
    Ok(Exit::Yes)
}
