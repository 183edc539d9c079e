//! `--ratta`: what may be changed in a case without asking. Adds a salt that is missing, takes away a byte order mark
//! and the signs of `paste`; every other byte stays. Never replaces a salt, and no word of minutes that are adjusted.

use toml_edit::{DocumentMut, Item, Value};

use super::paste;

/// A file put right, and what was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tidied {
    /// The whole new file.
    pub text: String,
    /// What was done, in words: "lade till salt".
    pub done: Vec<&'static str>,
}

/// The tidied file, or `None` where there is nothing to do or the file is no TOML. `source` is the file as it stands on
/// disk, byte order mark and line ends included; `salt` is 32 bytes that nobody can guess (see [`random_salt`]), or none for
/// a case whose words are signed.
#[must_use]
pub fn tidied(source: &str, salt: Option<[u8; 32]>) -> Option<Tidied> {
    let mut done = Vec::new();
    let text = source.strip_prefix('\u{FEFF}').unwrap_or(source);
    if text.len() < source.len() {
        done.push("tog bort den osynliga märkningen (BOM) i filens början");
    }
    let text = match paste::cleaned(text).filter(|_| !is_adjusted(text)) {
        Some(text) => {
            done.push("ersatte inklistrade tecken som inte syns eller bara ser ut som bokstäver");
            text
        }
        None => text.to_owned(),
    };
    let text = match salt.and_then(|salt| salted(&text, salt)) {
        Some(text) => {
            done.push("lade till salt");
            text
        }
        None => text,
    };
    (!done.is_empty()).then_some(Tidied { text, done })
}

/// True where the file says that the minutes were adjusted: their words are signed.
fn is_adjusted(text: &str) -> bool {
    let document = text.parse::<DocumentMut>();
    document.is_ok_and(|one| {
        one.get("justering").and_then(Item::as_table_like).is_some_and(|one| one.contains_key("datum"))
    })
}

/// 32 bytes from the operating system.
///
/// # Errors
/// When the system has none to give.
pub fn random_salt() -> std::io::Result<[u8; 32]> {
    let mut salt = [0; 32];
    getrandom::fill(&mut salt).map_err(std::io::Error::other)?;
    Ok(salt)
}

/// The text with a line `salt = ".."` after the one with `slag`. `None` where there is one, or no place for one.
fn salted(text: &str, salt: [u8; 32]) -> Option<String> {
    let document: DocumentMut = text.parse().ok()?;
    let slag = document.get("slag").and_then(Item::as_str)?;
    if !matches!(slag, "sammanträde" | "tjänsteskrivelse") || document.contains_key("salt") {
        return None;
    }
    let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or('0');
    let hex: String = salt.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect();
    // toml_edit appends; the line after `slag` is found by its span in the text, so that nothing else moves.
    let spanned = toml_edit::Document::parse(text).ok()?;
    let end = spanned.get("slag").and_then(Item::as_value).and_then(Value::span)?.end;
    let line_end = text.get(end..)?.find('\n').map(|found| end + found);
    let feed = if text.get(..line_end.unwrap_or(0))?.ends_with('\r') { "\r\n" } else { "\n" };
    let line = format!("salt = \"{hex}\"{feed}");
    let salted = match line_end {
        Some(line_end) => format!("{}{line}{}", text.get(..=line_end)?, text.get(line_end + 1..)?),
        None => format!("{text}{feed}{line}"),
    };
    let check: DocumentMut = salted.parse().ok()?;
    (check.get("salt").and_then(Item::as_str) == Some(hex.as_str())).then_some(salted)
}
